//! Lists drafted from histories that are small enough to say by hand what they must become.

use fenbo::finding::Severity;
use fenbo::induce::{Columns, Induced, Label, Options, Records, Seen, induce};
use fenbo::{Date, Lang, Lists};
use proptest::prelude::*;

fn columns() -> Columns {
    Columns { levels: vec!["街道".into(), "社区".into()], attributes: vec!["场所".into()] }
}

fn options(before: Option<Date>) -> Options {
    Options { before, most: 900, lang: Lang::Zh, city: "试城".into() }
}

/// One past complaint: matter code and name, street, community, place, unit code and name, day of March 2026.
type Past<'a> = (&'a str, &'a str, [&'a str; 2], &'a str, &'a str, &'a str, i8);

fn add(records: &mut Records, (code, name, place, fact, unit_code, unit, day): Past<'_>, times: usize) {
    let path = ["市政".to_owned(), "照明".to_owned()];
    for i in 0..times {
        records.add(&Seen {
            id: &format!("{code}{unit}{i}"),
            matter: Label { code, name },
            others: &[Label { code: "G9", name: "" }],
            path: &path,
            place: &place,
            facts: &[fact],
            unit: Label { code: unit_code, name: unit },
            day: Some(Date::constant(2026, 3, day)),
        });
    }
}

fn text<'i>(induced: &'i Induced, folder: &str) -> &'i str {
    let found = induced.texts.iter().find(|(name, _)| name.starts_with(folder));
    found.map_or_else(|| panic!("nothing in {folder}: {:?}", induced.texts.keys()), |(_, text)| text)
}

/// Reads the draft as any lists are read: without a finding of the gravity.
fn reads(induced: &Induced) {
    let mut lists = Lists::new();
    for (name, text) in &induced.texts {
        lists.add(name, text.as_str());
    }
    let (_, sources, findings) = lists.read();
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|f| fenbo::finding::render(f, &sources, Lang::En)).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(induced.fitted.errors.is_empty());
}

/// Street by street the same office: a role. One street where it is another unit: an exception with its numbers.
fn offices() -> Records {
    let mut records = Records::new(columns());
    for (i, (street, unit)) in [
        ("甲街道", "甲街道城管办"),
        ("乙街道", "城管办（乙街道办事处）"),
        ("丙山街道", "丙山办事处城市管理办公室"),
    ]
    .into_iter()
    .enumerate()
    {
        let code = ["11", "12", "13"][i];
        add(&mut records, ("L1", "路灯不亮", [street, ""], "", code, unit, 2 + i as i8), 6);
    }
    add(&mut records, ("L1", "路灯不亮", ["丁山街道", ""], "", "20", "供电局", 9), 5);
    add(&mut records, ("L1", "路灯不亮", ["丁山街道", ""], "", "14", "丁山街道城管办", 9), 1);
    add(&mut records, ("L2", "灯杆歪斜", ["甲街道", ""], "", "20", "供电局", 9), 4);
    records
}

#[test]
fn units_of_one_kind_become_a_role_and_who_differs_an_exception() {
    let induced = induce(&offices(), &options(None));
    reads(&induced);
    let duties = text(&induced, "职责");
    assert!(duties.contains("首办：@街道城管办"), "{duties}");
    assert!(duties.contains("  ## 6 件，5 件如此（83 %）\n  但：街道 为 丁山街道 → 供电局"), "{duties}");
    let units = text(&induced, "registry/units");
    for line in [
        "甲街道: 甲街道城管办",
        "乙街道: 城管办（乙街道办事处）",
        "丙山街道: 丙山办事处城市管理办公室",
        "丁山街道: 丁山街道城管办",
    ] {
        assert!(units.contains(line), "{units}");
    }
    assert_eq!((induced.found.records, induced.found.units, induced.found.roles), (28, 5, 1));
    // All but the one of 丁山街道 that went to its office.
    assert_eq!((induced.fitted.agreed, induced.fitted.of), (27, 28));
    assert_eq!((induced.ceiling.most, induced.ceiling.all), (27, 28));
}

#[test]
fn a_code_for_what_is_not_told_finely_becomes_a_matter_of_its_own() {
    let induced = induce(&offices(), &options(None));
    let matters = text(&induced, "事项");
    assert!(matters.contains("事项：G9 未细分的照明\n  路径：市政/照明"), "{matters}");
    let duties = text(&induced, "职责");
    assert!(duties.contains("适用：L1、G9") || duties.contains("适用：G9"), "{duties}");
}

#[test]
fn what_the_place_does_not_tell_another_fact_may() {
    let mut records = Records::new(columns());
    // Tried on later parts, so both kinds come in all the time.
    for day in 1..28 {
        for (fact, unit) in [("公园", "公园处"), ("道路", "城管局"), ("桥下", "城管局")] {
            add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], fact, "", unit, day), 1);
        }
    }
    let induced = induce(&records, &options(None));
    reads(&induced);
    let duties = text(&induced, "职责");
    assert!(duties.contains("首办：城管局") && duties.contains("但：场所 为 公园 → 公园处"), "{duties}");
    assert!(text(&induced, "要素").contains("要素：场所\n  取值：公园、桥下、道路"));
    assert_eq!(induced.fitted.agreed, 81);
    assert!(induced.facts.contains(&"场所".to_owned()));
}

#[test]
fn a_unit_that_fell_silent_is_succeeded_by_the_one_that_has_its_work() {
    let mut records = Records::new(columns());
    for day in 1..8 {
        add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], "", "1", "市政所", day), 2);
    }
    for day in 8..31 {
        add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], "", "2", "市政中心", day), 2);
        add(&mut records, ("L3", "树枝", ["甲街道", ""], "", "3", "园林所", day), 1);
    }
    let induced = induce(&records, &options(None));
    reads(&induced);
    assert_eq!(induced.found.successions, 1);
    let units = text(&induced, "registry/units");
    assert!(
        units.contains("until: 2026-03-07\n    successors: [市政中心]  # 此后同样的 46 件中 46 件由其办理"),
        "{units}"
    );
    // Its old complaints count for who took over: nothing contradicts itself.
    assert_eq!(induced.fitted.agreed, induced.fitted.of);
    assert_eq!(induced.found.contrary, 0);
}

#[test]
fn alike_complaints_of_two_units_are_to_be_ruled() {
    let mut records = Records::new(columns());
    add(&mut records, ("L1", "路灯不亮", ["甲街道", "一社区"], "桥下", "", "城管局", 3), 4);
    add(&mut records, ("L1", "路灯不亮", ["甲街道", "一社区"], "桥下", "", "水务局", 4), 3);
    // Once is a slip.
    add(&mut records, ("L2", "灯杆歪斜", ["甲街道", "一社区"], "", "", "城管局", 5), 9);
    add(&mut records, ("L2", "灯杆歪斜", ["甲街道", "一社区"], "", "", "水务局", 5), 1);
    let induced = induce(&records, &options(None));
    let row = "| L1 路灯不亮 | 甲街道/一社区 · 场所＝桥下 | 城管局 (4，L1城管局3)；水务局 (3，L1水务局2) |";
    assert!(induced.to_rule.contains(row), "{}", induced.to_rule);
    assert!(!induced.to_rule.contains("L2"));
    assert_eq!((induced.ceiling.most, induced.ceiling.all), (13, 17));
}

#[test]
fn the_test_is_on_what_came_in_later_and_nothing_of_it_is_learned() {
    let mut records = Records::new(columns());
    add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], "", "", "城管局", 3), 10);
    add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], "", "", "城管局", 20), 3);
    add(&mut records, ("L1", "路灯不亮", ["甲街道", ""], "", "", "新局", 20), 2);
    add(&mut records, ("L9", "没见过的", ["甲街道", ""], "", "", "城管局", 21), 1);
    let induced = induce(&records, &options(Some(Date::constant(2026, 3, 10))));
    let test = induced.test.as_ref().unwrap();
    // The new unit cannot be named, and the matter not seen before goes by its coarser code.
    assert_eq!((test.lists.of, test.lists.decided, test.lists.agreed), (6, 6, 4));
    assert_eq!(test.look_up, 4);
    assert_eq!((test.ceiling.most, test.ceiling.all), (4, 6));
    assert_eq!(induced.found.records, 10);
    assert!(!text(&induced, "registry/units").contains("新局"));
}

#[test]
fn no_more_duties_than_a_person_will_read() {
    let mut records = Records::new(columns());
    let streets: Vec<String> =
        (0..12).map(|i| format!("{}街道", char::from_u32('甲' as u32 + i).unwrap())).collect();
    for matter in 0..60_usize {
        for (i, street) in streets.iter().enumerate() {
            let unit = format!("单位{}", (matter * matter * (i + 3) + i * i * 7) % 61 % 11);
            for day in [2, 9, 16, 23] {
                add(&mut records, (&format!("M{matter}"), "事", [street, ""], "", "", &unit, day), 3);
            }
        }
    }
    let induced = induce(&records, &Options { most: 100, ..options(None) });
    let size = induced.found.duties + induced.found.provisos;
    assert!(size <= 100, "{size}");
    let free = induce(&records, &options(None));
    assert!(free.found.duties + free.found.provisos > 100);
}

/// Names as sheets have them: with marks of the language, blanks, slashes, of any length.
fn word() -> impl Strategy<Value = String> {
    prop::string::string_regex("[路灯井a1 /／、，：「」\"'（）()#@→;|&=\\\\*-]{1,8}").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_things_are_called_the_draft_reads_and_knows_its_records(
        rows in prop::collection::vec((0..6_usize, 0..4_usize, 0..3_usize, 0..4_usize, 1..28_i8), 1..60),
        matters in prop::collection::vec((word(), word()), 6),
        places in prop::collection::vec(word(), 4),
        values in prop::collection::vec(word(), 3),
        units in prop::collection::vec((word(), word()), 4),
        coded in any::<bool>(),
        lang in prop::sample::select(vec![Lang::Zh, Lang::En]),
    ) {
        let mut records = Records::new(columns());
        for (m, p, v, u, day) in &rows {
            let (code, name) = &matters[*m];
            records.add(&Seen {
                id: "x",
                matter: Label { code: if coded { code } else { "" }, name },
                path: &[places[*p].clone()],
                place: &[&places[*p]],
                facts: &[&values[*v]],
                unit: Label { code: if coded { &units[*u].0 } else { "" }, name: &units[*u].1 },
                day: Some(Date::constant(2026, 3, *day)),
                ..Seen::default()
            });
        }
        let induced = induce(&records, &Options { lang, ..options(None) });
        reads(&induced);
        prop_assert_eq!(induced.fitted.of, records.len());
        let again = induce(&records, &Options { lang, ..options(None) });
        prop_assert_eq!(induced.texts, again.texts);
    }
}
