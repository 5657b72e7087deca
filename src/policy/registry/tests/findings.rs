//! Every finding the YAML reader can make, with line and column written by hand.

use super::super::*;
use crate::finding::{Finding, Severity};
use crate::text::{Source, SourceId, Sources};
use std::collections::BTreeSet;

/// Reads files by kind: a name that starts with `p` is the project, `u` units, `a` areas, `c` a calendar,
/// `b` legal bases.
pub(super) fn read_all(files: &[(&str, &str)]) -> (Registry, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let ids: Vec<(char, SourceId)> = files
        .iter()
        .map(|(name, text)| (name.chars().next().unwrap(), sources.add(Source::new(*name, *text))))
        .collect();
    let of = |kind| ids.iter().filter(|i| i.0 == kind).map(|i| i.1).collect::<Vec<_>>();
    let (mut registry, mut findings) = read(of('p').first().copied(), &of('u'), &of('a'), &of('c'), &sources);
    let (bases, found) = read_bases(&of('b'), &registry.units, &sources);
    registry.bases = bases;
    findings.extend(found);
    (registry, findings, sources)
}

/// Findings as `Y102 u:3:5`, a warning with `?` after the code, related places after `~`.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let (_, findings, sources) = read_all(files);
    let text = |f: &Finding| {
        let mark = if f.severity == Severity::Warning { "?" } else { "" };
        let mut line = format!("{}{mark} {}", f.code, sources.place(f.span));
        for (span, ..) in &f.related {
            line = format!("{line} ~ {}", sources.place(*span));
        }

        line
    };
    findings.iter().map(text).collect()
}

const CITY: &str = "levels: [市, 区, 街道]\nareas:\n  - name: 鹏城市\n    children:\n      - name: 甲区\n        children: [东街道, 中街道]\n      - name: 乙区\n        children: [西街道, 中街道]\njurisdictions:\n  供水片区:\n    东片: [甲区]\n    西片: [乙区]\n";

type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

/// Files, and what is to be found in them.
const CASES: &[Case] = &[
    // Y101: no YAML.
    (&[("u", "units:\n  - name: 甲局\n   code: A\n")], &["Y101 u:3:4"]),
    (&[("u", "units: [甲, {name: 乙}\n")], &["Y101 u:1:8"]),
    (&[("u", "units:\n  - name: \"甲局\n")], &["Y101 u:2:11"]),
    (&[("u", "units:\n  - name: @甲局\n")], &["Y101 u:2:11"]),
    (&[("u", "units: []\n---\nunits: []\n")], &["Y101 u:2:1"]),
    (&[("u", "units:\n  - name：甲局\n    code: A\n")], &["Y101 u:3:9"]),
    // Y102: a key twice, also in the other language and in full width.
    (&[("u", "units:\n  - name: 甲局\n    code: A\n    name: 乙局\n")], &["Y102 u:4:5 ~ u:2:5"]),
    (&[("u", "units:\n  - name: 甲局\n    名称: 乙局\n")], &["Y102 u:3:5 ~ u:2:5"]),
    (
        &[("a", CITY), ("u", "units: [{name: 甲局}]\nroles:\n  办Ａ: {甲区: 甲局}\n  办A: {乙区: 甲局}\n")],
        &["Y102 u:4:3 ~ u:3:3"],
    ),
    // Y103: an unknown field.
    (&[("u", "units:\n  - name: 甲局\n    alias: [甲]\n")], &["Y103 u:3:5"]),
    (&[("a", "areas: []\n级层: [市]\n")], &["Y130 a:1:1", "Y103 a:2:1"]),
    // Y104: something of another kind.
    (&[("u", "units: 甲局\n")], &["Y104 u:1:8"]),
    (&[("u", "units:\n  - 甲局\n")], &["Y104 u:2:5"]),
    (&[("u", "units:\n  - name: [甲局]\n")], &["Y104 u:2:11"]),
    (
        &[("u", "units:\n  - name: 甲局\n    aliases: 甲\n    test: maybe\n    from: 2026-1-1\n")],
        &["Y104 u:3:14", "Y104 u:4:11", "Y104 u:5:11"],
    ),
    (&[("u", "units:\n  ? [甲, 乙]\n  : 丙\n")], &["Y104 u:2:5", "Y104 u:2:5"]),
    (&[("c", "years:\n  26: {}\n")], &["Y104 c:2:3"]),
    (&[("c", "years:\n  2026:\n    holidays: {元旦: []}\n")], &["Y104 c:3:20"]),
    (&[("p", "node_budget: 0\ntime_zone: [a]\n")], &["Y104 p:1:14", "Y104 p:2:12"]),
    (&[("p", "time_classes:\n  普通: { dispatch: 2 小时, contact: 两天 }\n")], &["Y104 p:2:34"]),
    // Y105: something is missing.
    (&[("u", "units:\n  - code: A\n")], &["Y105 u:2:5"]),
    (&[("c", "# 空\n")], &["Y105 c:1:1"]),
    // Y106: anchors, aliases, merge keys and tags.
    (
        &[(
            "u",
            "units:\n  - &a {name: 甲局}\n  - *a\n  - <<: {name: 乙局}\n    name: 丙局\n  - name: !x 丁局\n",
        )],
        &["Y106 u:2:5", "Y106 u:3:5", "Y106 u:4:5", "Y106 u:6:11"],
    ),
    (&[("u", "units:\n  - name: *缺\n")], &["Y106 u:2:11"]),
    // Y110, Y111: days.
    (&[("u", "units:\n  - name: 甲局\n    from: 2026-02-30\n")], &["Y110 u:3:11"]),
    (
        &[("u", "units:\n  - name: 甲局\n    from: 2026-02-03\n    until: 2026-02-02\n")],
        &["Y111 u:4:12 ~ u:3:11"],
    ),
    // Y112, Y113: names.
    (&[("a", "levels: [市]\nareas: [甲/乙]\n")], &["Y112 a:2:9"]),
    (&[("u", "units:\n  - name: \"甲\\n局\"\n")], &["Y112 u:2:11"]),
    (&[("u", "units:\n  - name: 甲局\n    aliases: [甲，乙]\n")], &["Y113? u:3:15"]),
    // Y120 to Y125: units.
    (
        &[(
            "u",
            "units:\n  - name: 甲局\n    code: A\n  - name: 乙局\n    aliases: [甲局]\n  - name: 丙局\n    code: Ａ\n",
        )],
        &["Y120 u:5:15 ~ u:2:11", "Y120 u:7:11 ~ u:3:11"],
    ),
    (&[("u1", "units: [{name: 甲局}]\n"), ("u2", "units: [{name: 甲局}]\n")], &["Y120 u2:1:16 ~ u1:1:16"]),
    (
        &[("u", "units:\n  - name: 甲局\n    until: 2025-01-01\n    successors: [以局]\n  - name: 乙局\n")],
        &["Y121 u:4:18"],
    ),
    (
        &[(
            "u",
            "units:\n  - {name: 甲, until: 2025-01-01, successors: [乙]}\n  - {name: 乙, until: 2026-01-01, successors: [甲]}\n",
        )],
        &["Y122 u:3:47"],
    ),
    (&[("u", "units:\n  - {name: 甲, until: 2025-01-01, successors: [甲]}\n")], &["Y122 u:2:47"]),
    (&[("a", CITY), ("u", "roles:\n  街道办:\n    东街道: 东办\n")], &["Y123 u:3:10"]),
    (&[("u", "units:\n  - name: 甲局\n    successors: [乙局]\n  - name: 乙局\n")], &["Y124? u:3:18"]),
    (
        &[("a", CITY), ("u", "units: [{name: 试, test: true}]\nroles: {办: {东街道: 试}}\n")],
        &["Y125? u:2:18"],
    ),
    // Y130 to Y136: areas.
    (&[("a", "areas: [甲]\n")], &["Y130 a:1:1"]),
    (
        &[(
            "a",
            "levels: [市, 区]\nareas:\n  - name: 甲市\n    children:\n      - name: 甲区\n        children: [{name: 甲街, children: [甲社区]}]\n",
        )],
        &["Y131 a:6:27"],
    ),
    (
        &[(
            "a",
            "levels: [市, 区]\nareas:\n  - {name: 甲市, children: [{name: 甲区, level: 市}, {name: 乙区, level: 州}]}\n",
        )],
        &["Y131 a:3:45", "Y131 a:3:67"],
    ),
    (&[("a1", "levels: [市, 区]\n"), ("a2", "levels: [市]\n")], &["Y132 a2:1:1 ~ a1:1:1"]),
    (&[("a", "levels: [市, 市]\n")], &["Y132 a:1:13 ~ a:1:10"]),
    (&[("a", "levels: [区]\nareas: [甲区, {name: 乙区, aliases: [甲区]}]\n")], &["Y133 a:2:34 ~ a:2:9"]),
    // One area under two parents, told by its code.
    (
        &[(
            "a",
            "levels: [市, 区]\nareas:\n  - {name: 甲市, children: [{name: 丙区, code: 01}]}\n  - {name: 乙市, children: [{name: 丙区, code: 01}]}\n",
        )],
        &["Y133 a:4:44 ~ a:3:44"],
    ),
    (
        &[("a", CITY), ("u", "units:\n  - name: 甲局\n    areas: [丁区, 甲区/西街道]\n")],
        &["Y134 u:3:13", "Y134 u:3:17"],
    ),
    (&[("a", "levels: [区]\nareas: [甲区]\njurisdictions:\n  片:\n    东: [乙区]\n")], &["Y134 a:5:9"]),
    (&[("a", CITY), ("u", "units: [{name: 甲局}]\nroles:\n  街道办:\n    中街道: 甲局\n")], &["Y135 u:4:5"]),
    (&[("a1", CITY), ("a2", "jurisdictions: {供水片区: {}}\n")], &["Y136 a2:1:17 ~ a1:10:3"]),
    // Y140 to Y143: roles.
    (
        &[("a", CITY), ("u", "units: [{name: 甲局}]\nroles:\n  水:\n    by: 供水区\n    at: {东片: 甲局}\n")],
        &["Y140 u:4:9"],
    ),
    (
        &[
            ("a", CITY),
            ("u1", "units: [{name: 甲局}]\nroles:\n  水:\n    by: 供水片区\n    at: {东片: 甲局}\n"),
            ("u2", "roles:\n  水: {甲区: 甲局}\n"),
        ],
        &["Y141 u2:2:3 ~ u1:3:3"],
    ),
    (
        &[
            ("a", CITY),
            ("u", "units: [{name: 甲局}]\nroles:\n  水:\n    按: 供水片区\n    在: {南片: 甲局}\n"),
        ],
        &["Y142 u:5:9"],
    ),
    (
        &[("a", CITY), ("u", "units: [{name: 甲局}]\nroles:\n  办: {东街道: 甲局, 甲区/东街道: 甲局}\n")],
        &["Y143 u:3:16 ~ u:3:7"],
    ),
    // Y150 to Y156: calendars.
    (
        &[("c", "years:\n  2026:\n    holidays: {暑假: [2026-07-01, 2026-08-01]}\n    statutory: []\n")],
        &["Y150 c:3:33"],
    ),
    (
        &[("c", "years:\n  2026:\n    holidays: {元旦: [2026-01-03, 2026-01-01]}\n    statutory: []\n")],
        &["Y150 c:3:33 ~ c:3:21"],
    ),
    (
        &[(
            "c",
            "years:\n  2026:\n    holidays: {元旦: [2027-01-01]}\n    workdays: [2025-11-30]\n    statutory: []\n",
        )],
        &["Y151 c:3:21", "Y151 c:4:16"],
    ),
    (
        &[(
            "c",
            "years:\n  2026:\n    holidays: {元旦: [2026-01-01, 2026-01-03]}\n    statutory: []\n    workdays: [2026-01-03]\n",
        )],
        &["Y152 c:5:16 ~ c:3:21"],
    ),
    (&[("c", "years:\n  2026:\n    workdays: [2026-01-05]\n")], &["Y153? c:3:16"]),
    (
        &[("c", "years:\n  2026:\n    holidays: {元旦: [2026-01-01]}\n    statutory: [2026-01-02]\n")],
        &["Y154 c:4:17"],
    ),
    (&[("c1", "years: {2026: {}}\n"), ("c2", "years: {2026年: {}}\n")], &["Y155 c2:1:9 ~ c1:1:9"]),
    (&[("c", "years:\n  2026:\n    holidays: {元旦: [2026-01-01]}\n")], &["Y156? c:2:3"]),
    // Y161, Y162: legal bases.
    (
        &[("b", "bases:\n  - { name: 甲法, aliases: [乙法] }\n  - { name: 中华人民共和国乙法 }\n")],
        &["Y161 b:3:13 ~ b:2:27"],
    ),
    (&[("b", "bases:\n  - { name: 甲法, departments: [照明听] }\n")], &["Y162 b:2:31"]),
    // Y170, Y171: time classes.
    (
        &[("p", "time_classes:\n  普通: { dispatch: 2 小时 }\n  紧急: {}\n")],
        &["Y170 p:2:3", "Y170 p:3:3", "Y170 p:3:3"],
    ),
    (
        &[(
            "p",
            "time_classes: {普通: {dispatch: 2 h, contact: 1 d}}\nordinary_class: 普通\nurgent_class: 加急\n",
        )],
        &["Y171 p:3:15"],
    ),
];

#[test]
fn every_finding_is_at_its_place() {
    let wrong: Vec<_> = CASES
        .iter()
        .map(|(files, expected)| (files, *expected, found(files)))
        .filter(|(_, expected, found)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Each needs more than a line, so it is made here.
#[test]
fn what_is_too_much_is_refused() {
    let deep = "[".repeat(100);
    assert_eq!(found(&[("u", &format!("units: {deep}"))]), ["Y107 u:1:72"]);
    let deep: String = (0..100).map(|i| " ".repeat(i) + "a:\n").collect();
    assert_eq!(found(&[("u", &deep)]), ["Y107 u:65:65"]);
    let long = "长".repeat(MAX_TEXT / 3 + 1);
    assert_eq!(found(&[("u", &format!("units:\n  - name: {long}\n"))]), ["Y107 u:2:11"]);
    let name = "长".repeat(101);
    assert_eq!(found(&[("u", &format!("units:\n  - name: {name}\n"))]), ["Y112 u:2:11"]);
    assert_eq!(found(&[("u", &" ".repeat(MAX_FILE + 1))]), ["Y107 u:1:1"]);
    let many = format!("units:\n{}", "  - code: A\n".repeat(1500));
    let found = found(&[("u", &many)]);
    assert_eq!((found.len(), found.last().map(String::as_str)), (1001, Some("Y109 u:1002:5")));
}

#[test]
fn every_code_has_a_fixture() {
    let sources = [
        include_str!("../read/areas.rs"),
        include_str!("../read/bases.rs"),
        include_str!("../read/calendar.rs"),
        include_str!("../read/places.rs"),
        include_str!("../read/project.rs"),
        include_str!("../read/roles.rs"),
        include_str!("../read/units.rs"),
        include_str!("../yaml/fields.rs"),
        include_str!("../yaml/mod.rs"),
        include_str!("../yaml/report.rs"),
        include_str!("../yaml/tree.rs"),
        include_str!("findings.rs"),
    ];
    let codes = |text: &str| -> BTreeSet<String> {
        let after = text.split("\"Y1").skip(1);
        after
            .filter_map(|t| t.get(..2))
            .filter(|t| t.bytes().all(|b| b.is_ascii_digit()))
            .map(|t| format!("Y1{t}"))
            .collect()
    };
    let [made @ .., tests] = sources.map(codes);
    let made: BTreeSet<String> = made.into_iter().flatten().collect();
    assert!(made.len() > 30, "{made:?}");
    assert_eq!(made, tests);
    let documented = codes(&include_str!("../../../../docs/registries.md").replace("| Y1", "\"Y1"));
    assert_eq!(made, documented);
}

#[test]
fn words_name_the_culprit_in_both_languages() {
    let words = |files: &[(&str, &str)]| {
        let (_, findings, _) = read_all(files);
        findings.into_iter().map(|f| (f.zh, f.en)).collect::<Vec<_>>()
    };
    let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(
        words(&[("u", "units:\n  - name: 市水务局\n    successor: [乙]\n")]),
        [both(
            "没有「successor」这个字段。是不是「successors」？",
            "There is no field `successor` here. Did you mean `successors`?",
        )]
    );
    assert_eq!(
        words(&[("a", CITY), ("u", "units: [{name: 甲局, areas: [甲区/西街道]}]\n")]),
        [both(
            "区域里没有「甲区/西街道」。是不是「西街道」？",
            "There is no area `甲区/西街道`. Did you mean `西街道`?",
        )]
    );
    assert_eq!(
        words(&[("a", CITY), ("u", "units: [{name: 甲局, areas: [中街道]}]\n")]),
        [both(
            "「中街道」不止一个。请写路径，如「甲区/中街道」或「乙区/中街道」。",
            "There is more than one `中街道`. Write the path, such as `甲区/中街道` or `乙区/中街道`.",
        )]
    );
    assert_eq!(
        words(&[("u", "units:\n  - name：甲局\n")])[0],
        both(
            "此处应当是若干「名称: 值」，现在是「name：甲局」。YAML 要半角冒号加一个空格，这里是全角冒号。",
            "There should be names with values (`name: value`) here; it is `name：甲局`. YAML wants a half-width colon and \
         a space; this colon is full-width.",
        )
    );
    assert_eq!(
        words(&[(
            "u",
            "units:\n  - {name: 甲, until: 2025-01-01, successors: [乙]}\n  - {name: 乙, until: 2026-01-01, successors: [甲]}\n"
        )]),
        [both("承继绕成了圈：甲 → 乙 → 甲。", "The successors go round in a circle: 甲 → 乙 → 甲.",)]
    );
}

#[test]
fn a_file_that_cannot_be_read_does_not_make_its_names_unknown() {
    let broken = "levels: [市\n";
    assert_eq!(
        found(&[("a", broken), ("u", "units: [{name: 甲局, areas: [甲区]}]\nroles: {办: {甲区: 甲局}}\n")]),
        ["Y101 a:1:9"]
    );
    assert_eq!(
        found(&[("a", CITY), ("u1", "units: [\n"), ("u2", "roles: {办: {甲区: 甲局}}\n")]),
        ["Y101 u1:1:8"]
    );
}
