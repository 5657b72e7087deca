use super::engine;
use super::generate::answer::{Answer, definitions};
use super::generate::complaints::{Complaints, Mix, Spread};
use super::generate::duties::lists;
use super::generate::write::files;
use super::generate::{Plan, Style};
use std::collections::BTreeMap;

fn count(plan: Plan, points: usize) -> BTreeMap<&'static str, usize> {
    let lists = lists(plan);
    let definitions = definitions(&lists);
    let mut seen = BTreeMap::new();
    for complaint in Complaints::new(&lists, &definitions, Mix::known(3, Spread::Even)).take(points) {
        let definition = &definitions[complaint.matter];
        let answer = definition.answer(&complaint.point);
        let name = match answer {
            Answer::Gap => "gap",
            Answer::Conflict => "conflict",
            Answer::NotAccepted => "not accepted",
            Answer::Lead(_) => "decided",
        };
        *seen.entry(name).or_default() += 1;
        if name != "conflict" {
            let first = definition.first(&complaint.point).map_or(Answer::Gap, |line| line.answer);
            assert_eq!(first, answer, "the strongest line decides: {complaint:?}");
        }
    }
    seen
}

#[test]
fn clean_lists_have_neither_gap_nor_conflict() {
    for (duties, points) in [(100, 20_000), (1000, 20_000), (15_000, 60_000)] {
        let plan = Plan::clean(duties);
        let seen = count(plan, points);
        assert_eq!(seen.keys().copied().collect::<Vec<_>>(), ["decided", "not accepted"], "{seen:?}");
    }
}

#[test]
fn overlapping_lists_have_both() {
    let seen = count(Plan { style: Style::Overlapping, ..Plan::clean(1000) }, 20_000);
    assert!(seen["gap"] > 100 && seen["conflict"] > 1000 && seen["decided"] > 1000, "{seen:?}");
}

#[test]
fn as_many_duties_as_planned_and_some_of_every_kind() {
    for duties in [100, 1000, 15_000] {
        let lists = lists(Plan::clean(duties));
        assert!(lists.duties.len().abs_diff(duties) <= duties / 100, "{} of {duties}", lists.duties.len());
    }
    let lists = lists(Plan::clean(15_000));
    let share = |n: usize| n * 100 / lists.duties.len();
    let of = |test: fn(&super::generate::lists::Duty) -> bool| {
        share(lists.duties.iter().filter(|d| test(d)).count())
    };
    assert!((8..20).contains(&of(|d| d.parent.is_some())), "provisos");
    assert!((2..10).contains(&of(|d| d.when.len() > 1)), "alternatives");
    assert!((1..20).contains(&of(|d| d.when.is_empty())), "always");
    assert!(lists.duties.iter().any(|d| d.expired), "an expired ruling");
}

/// Fenbo against the definition, on clean lists and on ones with gaps and conflicts.
#[test]
fn fenbo_gives_the_right_answers() {
    for (style, duties, points) in
        [(Style::Clean, 1000, 20_000), (Style::Overlapping, 1000, 20_000), (Style::Clean, 4000, 20_000)]
    {
        let lists = lists(Plan { style, ..Plan::clean(duties) });
        let definitions = definitions(&lists);
        let router = engine::router(&lists);
        let mut asked = router.complaint();
        for complaint in Complaints::new(&lists, &definitions, Mix::known(5, Spread::Even)).take(points) {
            engine::fill(&lists, &complaint, &mut asked);
            let brief = router.brief(&asked);
            let right = definitions[complaint.matter].answer(&complaint.point);
            let agrees = engine::agrees(&lists, &router, &complaint, brief, right);
            assert!(agrees, "{style:?} {duties}: {brief:?} is not {right:?} for {complaint:?}");
        }
    }
}

/// The same bytes on every machine: FNV-1a over all files of a small plan.
#[test]
fn the_seed_fixes_every_byte() {
    let hash = |seed| {
        let files = files(&lists(Plan { seed, ..Plan::clean(300) }));
        files
            .iter()
            .flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()].concat())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    };
    assert_eq!(hash(7), hash(7));
    assert_ne!(hash(7), hash(8));
    assert_eq!(
        hash(7),
        12_300_635_039_198_706_238,
        "a changed generator changes every figure in benches/README.md"
    );
}
