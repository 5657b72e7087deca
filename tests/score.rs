//! Scores worked out by hand.

#[path = "score/city.rs"]
mod city;
mod clean;

use city::{complaint, fate, march, named, router, unit};
use fenbo::finding::Lang;
use fenbo::score::{
    Confusion, Exclusion, Fate, Measure, Named, Rate, Ruled, Score, Signed, Slices, Stage, Standing, Subject,
    Truth,
};
use fenbo::{Router, Status};
use proptest::prelude::*;

/// The worked example of `docs/score.md`: complaint, and what became of it.
fn example(router: &Router) -> Vec<(&'static str, Fate<'static, 'static>)> {
    let of = |first, closing| fate(router, first, closing);
    let (in_time, late) = (Some(Signed::InTime), Some(Signed::Late));
    let wanders = |further: &[&str], mut fate: Fate<'static, 'static>| {
        fate.further = further.iter().map(|name| named(router, name)).collect();
        fate
    };
    vec![
        // 1: right first time.
        ("A1 场所=路边", Fate { signed: in_time, ..of("甲局", "甲局") }),
        // 2: signed, and returned all the same.
        (
            "A1 场所=路边",
            wanders(&["甲局"], Fate { signed: in_time, returns: Some(1), ..of("乙局", "甲局") }),
        ),
        // 3: returned, and ruled back.
        (
            "A1 场所=路边",
            Fate { signed: late, returns: Some(1), ruled: Some(Ruled::Back), ..of("甲局", "甲局") },
        ),
        // 4: the dispatcher knew the place; the record does not.
        ("A1", Fate { signed: in_time, ..of("乙局", "乙局") }),
        // 5: no duty for lamps in parks.
        ("A1 场所=公园", of("丙局", "丙局")),
        // 6: two duties for water under bridges.
        ("A3 场所=桥下", of("甲局", "甲局")),
        // 7: by the fallback.
        ("A4 街道=东街道", Fate { signed: in_time, ..of("东街道办", "东街道办") }),
        // 8: it was in the next street.
        ("A4 街道=东街道", Fate { returns: Some(1), transfers: Some(1), ..of("东街道办", "西街道办") }),
        // 9: to a unit that is 甲局 now; the pole was live, which nobody had said.
        ("A2", of("旧局", "甲局")),
        // 10: closed by a unit that the registry does not have.
        ("A2", Fate { unknown: ["丁局", "", "", ""], ..of("乙局", "丁局") }),
        // 11: a consultation.
        ("A2", Fate { excluded: Some(Exclusion::Consultation), ..of("乙局", "乙局") }),
        // 12: no unit told.
        ("A1 场所=路边", Fate { returns: None, transfers: None, ..of("", "") }),
    ]
}

fn count(router: &Router, score: &mut Score, records: &[(&str, Fate<'_, '_>)]) {
    for (text, fate) in records {
        score.count(&complaint(router, text), fate, &march());
    }
}

fn scored(router: &Router, records: &[(&str, Fate<'_, '_>)]) -> Score {
    let mut score = Score::new(router.policy());
    count(router, &mut score, records);
    score
}

// As the score gives it, to be compared.
#[expect(clippy::unnecessary_wraps)]
fn rate(hits: u64, of: u64) -> Option<Rate> {
    Some(Rate { hits, of })
}

#[test]
fn the_worked_example_has_these_measures() {
    let router = router();
    let score = scored(&router, &example(&router));
    let total = score.total();
    let of = |measure| total.rate(Subject::Dispatched, measure);
    // First and closing unit told: records 1 to 10. Right and undisturbed: 1, 4, 5, 6, 7, 9.
    assert_eq!(of(Measure::Strict), rate(6, 10));
    // With 3, which was ruled back.
    assert_eq!(of(Measure::Adjudicated), rate(7, 10));
    // Signing told: 1, 2, 3, 4, 7; late: 3.
    assert_eq!(of(Measure::Accepted), rate(4, 5));
    // All but 2, 8, 10.
    assert_eq!(of(Measure::Lead), rate(7, 10));
    assert_eq!(of(Measure::Set), rate(7, 10));
    // These lists are right in 1, 2, 3, 7. They decide these and 8, 9, 10.
    for measure in [Measure::Strict, Measure::Adjudicated, Measure::Lead, Measure::Set] {
        assert_eq!(total.rate(Subject::Lists, measure), rate(4, 10), "{measure:?}");
        assert_eq!(total.decided(measure), rate(4, 7), "{measure:?}");
        assert_eq!(total.coverage(measure), rate(7, 10), "{measure:?}");
    }
    assert_eq!(
        (total.rate(Subject::Lists, Measure::Accepted), total.decided(Measure::Accepted)),
        (None, None)
    );
    assert_eq!(total.jaccard(Subject::Lists), Some((0.4, 10)));

    assert_eq!((score.records(), total.records), (12, 11));
    assert_eq!(score.excluded(Exclusion::Consultation), 1);
    assert_eq!((score.without_truth(), score.unknown_truth()), (1, 1));
    assert_eq!(score.unknown_units(), [("丁局", 1)]);
    assert_eq!(Truth::ALL.map(|t| score.held_against(t)), [0, 10, 0]);
    // Decided: 1, 2, 3, 9, 10, 12; by the fallback: 7, 8; then 4, 5, 6.
    assert_eq!(Standing::ALL.map(|s| total.standing(s)), [6, 2, 1, 1, 1, 0, 0, 0]);
}

#[test]
fn the_worked_example_has_these_parts() {
    let router = router();
    let score = scored(&router, &example(&router));
    let lead = |tally: &fenbo::score::Tally| tally.rate(Subject::Lists, Measure::Lead);
    // 噪声 had no record.
    let categories: Vec<_> = score.by_category().map(|(name, t)| (name, t.records, lead(t))).collect();
    let expected = [("排水", 1, rate(0, 1)), ("照明", 8, rate(3, 7)), ("环卫", 2, rate(1, 2))];
    let mut sorted = categories;
    sorted.sort_by_key(|c| expected.iter().position(|e| e.0 == c.0));
    assert_eq!(sorted, expected);
    // By right unit: 甲局 in 1, 2, 3, 6, 9.
    let units: Vec<_> = score.by_unit().map(|(u, t)| (u, lead(t))).collect();
    let of = |name| Some(unit(&router, name));
    assert_eq!(
        units,
        [
            (of("甲局"), rate(3, 5)),
            (of("乙局"), rate(0, 1)),
            (of("丙局"), rate(0, 1)),
            (of("东街道办"), rate(1, 1)),
            (of("西街道办"), rate(0, 1)),
            (None, rate(0, 1)),
        ]
    );
    let streets: Vec<_> = score.by_street().map(|(s, t)| (s, t.records)).collect();
    assert_eq!((streets.len(), streets[0].1, streets[1]), (2, 2, (None, 9)));
    assert!(streets[0].0.is_some_and(|s| s.ends_with("东街道")));
    assert_eq!(score.by_month().map(|(m, t)| (m, t.records)).collect::<Vec<_>>(), [((2026, 3), 11)]);
    assert_eq!(score.by_channel().iter().map(|(c, t)| (*c, t.records)).collect::<Vec<_>>(), [("电话", 11)]);
    // Two dispatches in 2 and 8; 10 has no right unit to reach.
    assert_eq!(score.hops().iter().filter(|h| h.1 > 0).collect::<Vec<_>>(), [(1, 7), (2, 2)]);
    let confused = |subject| {
        let mut all = score.confusions(subject);
        all.sort_by_key(|c| (c.named, c.right));
        all
    };
    let pair = |named, right| Confusion { n: 1, named: of(named), right };
    let shared = [pair("乙局", None), pair("乙局", of("甲局")), pair("东街道办", of("西街道办"))];
    assert_eq!(confused(Subject::Dispatched), shared);
    assert_eq!(confused(Subject::Lists), shared);
}

fn stages(score: &Score) -> Vec<(Stage, u64, u64)> {
    let all = score.attribution().stages.into_iter();
    all.filter(|s| s.misses + s.alone > 0).map(|s| (s.stage, s.misses, s.alone)).collect()
}

#[test]
fn the_worked_example_has_this_ceiling_and_these_causes() {
    let router = router();
    let score = scored(&router, &example(&router));
    let ceiling = score.ceiling();
    // Lamps at the roadside 3 of 3 (1, 2, 3); lamps 1 of 1; in parks 1 of 1; water 1 of 1; rubbish 1 of 2; poles 1 of 2.
    assert_eq!((ceiling.all, ceiling.repeated), (Rate { hits: 8, of: 10 }, Rate { hits: 5, of: 7 }));
    // Only the roadside lamps foretell each other.
    assert_eq!(ceiling.left_out, Rate { hits: 3, of: 10 });
    assert_eq!((ceiling.cells, ceiling.whole), (6, true));
    // 10; 4 and 9; 8; 6; 5.
    assert_eq!(
        stages(&score),
        [
            (Stage::Unit, 1, 1),
            (Stage::Fact, 2, 2),
            (Stage::Area, 1, 1),
            (Stage::Conflict, 1, 1),
            (Stage::Gap, 1, 1)
        ]
    );
    let attribution = score.attribution();
    assert_eq!(attribution.now, Rate { hits: 4, of: 10 });
    let cumulated: Vec<u64> = attribution.stages.iter().map(|s| s.cumulated.hits).collect();
    assert_eq!(cumulated, [4, 4, 5, 5, 7, 8, 8, 9, 10, 10]);
    assert_eq!((attribution.lost, attribution.unsure), (0, 0));
}

#[test]
fn what_a_history_does_not_tell_is_not_measured() {
    let router = router();
    // No column for returns: nobody can say whether it was undisturbed.
    let bare = |first, closing| Fate { returns: None, transfers: None, ..fate(&router, first, closing) };
    let score =
        scored(&router, &[("A1 场所=路边", bare("甲局", "甲局")), ("A1 场所=路边", bare("乙局", "甲局"))]);
    let total = score.total();
    assert_eq!(total.rate(Subject::Dispatched, Measure::Strict), None);
    assert_eq!(total.rate(Subject::Dispatched, Measure::Adjudicated), None);
    assert_eq!(total.rate(Subject::Dispatched, Measure::Accepted), None);
    assert_eq!(total.rate(Subject::Dispatched, Measure::Lead), rate(1, 2));
    assert_eq!(total.rate(Subject::Lists, Measure::Strict), rate(2, 2));
    // Only the first unit: agreement with the dispatchers, which says nothing of the dispatchers.
    let score = scored(&router, &[("A1 场所=路边", bare("甲局", ""))]);
    assert_eq!(score.total().rate(Subject::Dispatched, Measure::Lead), None);
    assert_eq!(score.total().rate(Subject::Lists, Measure::Strict), None);
    assert_eq!(score.total().rate(Subject::Lists, Measure::Lead), rate(1, 1));
    assert_eq!((score.held_against(Truth::First), score.hops().count()), (1, 0));
}

#[test]
fn an_expert_goes_before_the_unit_that_closed_it() {
    let router = router();
    let record = Fate { expert: named(&router, "甲局"), ..fate(&router, "丙局", "丙局") };
    let score = scored(&router, &[("A1 场所=路边", record)]);
    let total = score.total();
    assert_eq!(total.rate(Subject::Dispatched, Measure::Strict), rate(1, 1));
    assert_eq!(total.rate(Subject::Dispatched, Measure::Lead), rate(0, 1));
    assert_eq!(total.rate(Subject::Lists, Measure::Strict), rate(0, 1));
    assert_eq!(total.rate(Subject::Lists, Measure::Lead), rate(1, 1));
}

#[test]
fn a_ruling_says_who_was_right() {
    let router = router();
    let ruled =
        |first, ruled| Fate { ruled: Some(ruled), returns: Some(1), ..fate(&router, first, "甲局") };
    let records = [
        // Ruled back to a unit that did not close it after all: right for neither but the lists of that unit.
        ("A1 场所=桥下", ruled("乙局", Ruled::Back)),
        ("A1 场所=路边", ruled("甲局", Ruled::Elsewhere)),
    ];
    let total = scored(&router, &records);
    let total = total.total();
    assert_eq!(total.rate(Subject::Dispatched, Measure::Adjudicated), rate(0, 2));
    // 乙局 by the lists: not who closed it, but who had to.
    assert_eq!(total.rate(Subject::Lists, Measure::Strict), rate(1, 2));
    assert_eq!(total.rate(Subject::Lists, Measure::Adjudicated), rate(2, 2));
}

#[test]
fn joint_leads_are_right_if_one_is_and_exact_if_all_are() {
    let router = router();
    let joint = |names: &[&str]| names.iter().map(|n| named(&router, n)).collect();
    let records = [
        ("A5", Fate { joint: joint(&["乙局"]), ..fate(&router, "甲局", "甲局") }),
        ("A5", fate(&router, "甲局", "甲局")),
        ("A5", Fate { joint: joint(&["丙局"]), ..fate(&router, "丙局", "甲局") }),
        ("A5", fate(&router, "丙局", "丙局")),
    ];
    let score = scored(&router, &records);
    let total = score.total();
    // 甲乙 against 甲乙, 甲, 甲丙, 丙.
    assert_eq!(total.rate(Subject::Lists, Measure::Lead), rate(3, 4));
    assert_eq!(total.rate(Subject::Lists, Measure::Set), rate(1, 4));
    // 1, 1/2, 1/3, 0.
    let (jaccard, of) = total.jaccard(Subject::Lists).expect("told");
    assert!((jaccard - (1.0 + 0.5 + 1.0 / 3.0) / 4.0).abs() < 1e-12 && of == 4, "{jaccard}");
    // 甲 against 甲乙; 甲 against 甲; 丙 against 甲丙; 丙 against 丙.
    assert_eq!(total.rate(Subject::Dispatched, Measure::Lead), rate(4, 4));
    assert_eq!(total.rate(Subject::Dispatched, Measure::Set), rate(2, 4));
    assert_eq!(total.jaccard(Subject::Dispatched), Some((0.75, 4)));
}

#[test]
fn what_is_set_aside_is_counted_by_reason_and_nowhere_else() {
    let router = router();
    let aside = |reason| Fate { excluded: Some(reason), ..fate(&router, "甲局", "甲局") };
    let records: Vec<_> = Exclusion::ALL.into_iter().map(|r| ("A1 程序=诉讼", aside(r))).collect();
    let mut score = scored(&router, &records);
    count(&router, &mut score, &[("A1 场所=路边", aside(Exclusion::NotAccepted))]);
    assert_eq!(Exclusion::ALL.map(|r| score.excluded(r)), [1, 1, 1, 2, 1]);
    assert_eq!((score.total().records, score.records()), (0, 6));
    assert_eq!(score.total().rate(Subject::Lists, Measure::Lead), None);
    // These lists refuse the one in court and not the other.
    assert_eq!(score.refused(), Rate { hits: 1, of: 2 });
}

/// Where the miss of one record goes wrong.
fn stage_of(router: &Router, text: &str, first: Fate<'_, '_>) -> Vec<(Stage, u64, u64)> {
    stages(&scored(router, &[(text, first)]))
}

#[test]
fn each_stage_is_found_where_it_was_planted() {
    let router = router();
    let right = |name: &str| fate(&router, "", name);
    let alone = |stage| vec![(stage, 1, 1)];
    assert_eq!(stage_of(&router, "A1 程序=诉讼", right("甲局")), alone(Stage::NotAccepted));
    assert_eq!(stage_of(&router, "A1 场所=路边", right("某某局")), alone(Stage::Unit));
    // Nobody took over.
    assert_eq!(stage_of(&router, "A1 场所=路边", right("没局")), alone(Stage::Unit));
    // Two took over, and nothing says that the place decides: the first is taken, and the lists name the second.
    assert_eq!(stage_of(&router, "A1 场所=桥下", right("大局")), alone(Stage::Unit));
    assert_eq!(stage_of(&router, "A1", right("乙局")), alone(Stage::Fact));
    assert_eq!(stage_of(&router, "A2", right("甲局")), alone(Stage::Fact));
    assert_eq!(stage_of(&router, "A4", right("西街道办")), alone(Stage::Area));
    assert_eq!(stage_of(&router, "A4 街道=东街道", right("西街道办")), alone(Stage::Area));
    assert_eq!(stage_of(&router, "A3 场所=桥下", right("甲局")), alone(Stage::Conflict));
    assert_eq!(stage_of(&router, "A1 场所=公园", right("甲局")), alone(Stage::Gap));
    assert_eq!(stage_of(&router, "A1 场所=路边", right("丙局")), alone(Stage::Wrong));
    // Asked, and no answer would lead there.
    assert_eq!(stage_of(&router, "A1", right("丙局")), alone(Stage::Wrong));
    let mut score = Score::new(router.policy());
    score.count_unread(&router, &right("甲局"), &Slices::default());
    assert_eq!(stages(&score), alone(Stage::Unread));
    assert_eq!(score.total().rate(Subject::Lists, Measure::Lead), rate(0, 1));
    assert_eq!(score.total().standing(Standing::Unread), 1);
}

#[test]
fn true_values_found_out_later_say_where_it_went_wrong() {
    let router = router();
    let stage = |told: &str, found: &str, unit: &str| {
        let corrected = complaint(&router, found);
        let record = Fate { corrected: Some(&corrected), ..fate(&router, "", unit) };
        let mut score = Score::new(router.policy());
        score.count(&complaint(&router, told), &record, &march());
        stages(&score)
    };
    assert_eq!(stage("A1 场所=路边", "A2 场所=路边", "乙局"), [(Stage::Matter, 1, 1)]);
    assert_eq!(stage("A1 场所=路边", "A1 场所=桥下", "乙局"), [(Stage::Fact, 1, 1)]);
    assert_eq!(stage("A4 街道=东街道", "A4 街道=西街道", "西街道办"), [(Stage::Area, 1, 1)]);
    // The matter alone leads to a gap, the place alone to a conflict: both are needed.
    assert_eq!(stage("A3 场所=公园", "A1 场所=桥下", "乙局"), [(Stage::Fact, 1, 0)]);
    assert_eq!(stage("A1 场所=路边", "A1 程序=诉讼", "乙局"), [(Stage::NotAccepted, 1, 1)]);
    // All is as it should be but the list; and mending the list alone does not do where the place was wrong too.
    assert_eq!(stage("A1 场所=路边", "A1 场所=路边", "丙局"), [(Stage::Wrong, 1, 1)]);
    assert_eq!(stage("A1 场所=路边", "A1 场所=公园", "丙局"), [(Stage::Gap, 1, 0)]);
}

#[test]
fn the_same_facts_with_other_units_are_nobodys_fault_but_the_historys() {
    let router = router();
    let right = |name: &str| ("A1 场所=桥下", fate(&router, "", name));
    // The lists say 乙局. 丙局 was right more often, so the lists are wrong twice, the history contradicts itself once, and
    // lists for 丙局 would lose the one hit.
    let score = scored(&router, &[right("丙局"), right("丙局"), right("乙局"), right("甲局")]);
    assert_eq!(stages(&score), [(Stage::Contradictory, 1, 1), (Stage::Wrong, 2, 2)]);
    assert_eq!(score.attribution().lost, 1);
    assert_eq!(score.ceiling().all, Rate { hits: 2, of: 4 });
    // Equally often: the lists' own unit is as good as any.
    let score = scored(&router, &[right("甲局"), right("乙局")]);
    assert_eq!(stages(&score), [(Stage::Contradictory, 1, 1)]);
    assert_eq!(score.attribution().lost, 0);
}

#[test]
fn hours_are_kept_apart_by_whether_the_first_unit_was_right() {
    let router = router();
    let took = |hours, first| ("A1 场所=路边", Fate { hours: Some(hours), ..fate(&router, first, "甲局") });
    let score = scored(&router, &[took(10.0, "甲局"), took(10.0, "甲局"), took(40.0, "乙局")]);
    assert_eq!((score.hours(true).count(), score.hours(false).count()), (2, 1));
    let median = |right| score.hours(right).quantile(0.5).expect("told");
    assert!((median(true) / 10.0 - 1.0).abs() < 0.09 && (median(false) / 40.0 - 1.0).abs() < 0.09);
}

#[test]
fn every_stage_and_measure_has_words_and_a_key_of_its_own() {
    let mut keys: Vec<&str> = Stage::ALL.map(Stage::key).to_vec();
    keys.extend(Measure::ALL.map(Measure::key));
    let of = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), of);
    for lang in [Lang::Zh, Lang::En] {
        assert!(Stage::ALL.iter().all(|s| !s.words(lang).is_empty()));
        assert!(Standing::ALL.iter().all(|s| !s.words(lang).is_empty()));
    }
    assert_eq!(Standing::Status(Status::Gap).key(), "gap");
}

/// Everything that a score says.
fn said(score: &Score) -> String {
    let subjects = Subject::ALL.map(|s| score.confusions(s));
    let hours = [true, false].map(|r| score.hours(r).clone());
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        score.total(),
        score.tells(),
        score.by_category().collect::<Vec<_>>(),
        score.by_unit().collect::<Vec<_>>(),
        score.by_street().collect::<Vec<_>>(),
        score.by_month().collect::<Vec<_>>(),
        score.by_channel(),
        score.unknown_units(),
        subjects,
        (score.hops(), hours),
        score.ceiling(),
        score.attribution(),
        Exclusion::ALL.map(|e| score.excluded(e)),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn parts_add_up_to_one_pass(picks in prop::collection::vec((0usize..12, 0usize..5), 0..60), cut in 0usize..60) {
        let router = router();
        let pool = example(&router);
        let closers = ["甲局", "乙局", "丙局", "大局", "某局"];
        let records: Vec<(&str, Fate<'_, '_>)> = picks
            .iter()
            .map(|(i, unit)| {
                let (text, fate) = &pool[*i];
                // Another unit closes it, so that cells contradict themselves.
                (*text, Fate { closing: named(&router, closers[*unit]), hours: Some(*unit as f64), ..fate.clone() })
            })
            .collect();
        let (head, tail) = records.split_at(cut.min(records.len()));
        let mut sum = scored(&router, tail);
        sum.add(&scored(&router, head));
        let once = scored(&router, &records);
        prop_assert_eq!(said(&once), said(&sum));
        let attribution = once.attribution();
        prop_assert_eq!(attribution.stages.last().map(|s| s.cumulated.hits), Some(attribution.now.of));
        prop_assert!(attribution.now.hits <= once.ceiling().all.hits);
    }
}

#[test]
fn counting_what_was_met_before_allocates_no_more_than_routing() {
    let router = router();
    let records = example(&router);
    let complaints: Vec<_> = records.iter().map(|(text, _)| complaint(&router, text)).collect();
    let mut score = Score::new(router.policy());
    let mut pass = || {
        for (complaint, (_, fate)) in complaints.iter().zip(&records) {
            score.count(complaint, fate, &march());
        }
    };
    let first = allocation_counter::measure(&mut pass);
    let second = allocation_counter::measure(&mut pass);
    // The counter counts: the first pass makes the cells.
    assert!(first.count_total > 0);
    // Routing allocates where facts are open.
    let routing = allocation_counter::measure(|| {
        for (complaint, (_, fate)) in complaints.iter().zip(&records) {
            if fate.excluded.is_none() {
                std::hint::black_box(router.brief(complaint));
            }
        }
    });
    assert_eq!(second.count_total, routing.count_total);
}

#[test]
fn names_are_looked_up_by_code_before_name() {
    let router = router();
    let units = &router.policy().registry().units;
    assert_eq!(Named::find(units, "", ""), Named::Untold);
    assert_eq!(Named::find(units, "某局", ""), Named::Unknown);
    assert_eq!(Named::find(units, "甲局", "没有"), Named::Unit(unit(&router, "甲局")));
    assert_eq!(Named::find(units, "甲局", "乙局"), Named::Unit(unit(&router, "乙局")));
}
