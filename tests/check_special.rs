//! Newer general duties over older special ones (C341), with answers written by hand.

mod clean;

use fenbo::check::{Options, Problem, check};
use fenbo::{Date, Lists};

const DAY: Date = Date::constant(2026, 7, 1);

const BASE: &str = "\
要素：场所
  取值：桥下、路边、小区
事项：A1 路灯不亮
  路径：照明
事项：A2 路灯太亮
  路径：照明
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}]\n";

fn report(text: &str) -> Vec<Problem> {
    let policy = clean::read(&[("lists.fenbo", &format!("{BASE}{text}")), ("units.yaml", UNITS)]);
    check(&policy, &Options { day: DAY, until: Date::constant(2027, 7, 1) }).problems
}

fn about(text: &str) -> Vec<Vec<String>> {
    report(text).into_iter().filter(|p| p.finding.code == "C341").map(|p| p.about).collect()
}

fn duty(code: &str, scope: &str, when: &str, lead: &str, more: &[&str]) -> String {
    let when = if when.is_empty() { String::new() } else { format!("  当：{when}\n") };
    let more: Vec<String> = more.iter().map(|line| format!("  {line}\n")).collect();
    format!("职责：{code} 试\n  适用：{scope}\n{when}  首办：{lead}\n{}", more.concat())
}

#[test]
fn the_newer_general_duty_has_to_say_what_becomes_of_the_older_special_one() {
    let older = duty("Z1", "A1", "场所 为 桥下", "桥梁处", &["生效：2023-10-01"]);
    let newer = |when: &str, lead: &str, more: &[&str]| duty("Z2", "照明", when, lead, more);
    let with = |second: String| about(&format!("{older}{second}"));
    let none: Vec<Vec<String>> = Vec::new();
    assert_eq!(with(newer("", "照明所", &["生效：2026-01-01"])), [["Z2", "Z1"]]);
    // The general one is to come: it is told ahead.
    assert_eq!(with(newer("", "照明所", &["生效：2026-10-01"])), [["Z2", "Z1"]]);
    // More matters are more general, too, with the same facts.
    assert_eq!(with(newer("场所 为 桥下", "照明所", &["生效：2026-01-01"])), [["Z2", "Z1"]]);
    // It says so; the same unit; older, as old, or of no known age; not inside.
    assert_eq!(with(newer("", "照明所", &["生效：2026-01-01", "既有特别规定：保留"])), none);
    assert_eq!(with(newer("", "照明所", &["生效：2026-01-01", "既有特别规定：废止"])), none);
    assert_eq!(with(newer("", "桥梁处", &["生效：2026-01-01"])), none);
    assert_eq!(with(newer("", "照明所", &["生效：2023-01-01"])), none);
    assert_eq!(with(newer("", "照明所", &["生效：2023-10-01"])), none);
    assert_eq!(with(newer("", "照明所", &[])), none);
    assert_eq!(with(newer("场所 为 小区", "照明所", &["生效：2026-01-01"])), none);
    // The older one has ended.
    let ended = duty("Z1", "A1", "场所 为 桥下", "桥梁处", &["生效：2023-10-01", "失效：2025-12-31"]);
    assert_eq!(about(&format!("{ended}{}", newer("", "照明所", &["生效：2026-01-01"]))), none);
    // The older one says that it goes first.
    let first = duty("Z1", "A1", "场所 为 桥下", "桥梁处", &["生效：2023-10-01", "优先于：Z2"]);
    assert_eq!(about(&format!("{first}{}", newer("", "照明所", &["生效：2026-01-01"]))), none);
}

#[test]
fn one_problem_names_all_the_special_ones() {
    let text = [
        duty("Z1", "A1", "场所 为 桥下", "桥梁处", &["生效：2023-10-01"]),
        duty("Z3", "A2", "场所 为 小区", "街道办", &["生效：2024-05-01"]),
        duty("Z2", "照明", "", "照明所", &["生效：2026-01-01"]),
    ];
    let all = report(&text.concat());
    let all: Vec<&Problem> = all.iter().filter(|p| p.finding.code == "C341").collect();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].about, ["Z2", "Z1", "Z3"]);
    assert_eq!(
        all[0].finding.en,
        "Z2 (照明所) begins on 2026-01-01, after the special Z1 (桥梁处) of 2023-10-01; Z3 (街道办) of 2024-05-01 \
         inside it, and does not say whether it keeps or repeals it: the old one goes on deciding"
    );
    let pastes: Vec<&str> = all[0].fixes.iter().filter_map(|f| f.paste.as_deref()).collect();
    assert_eq!(pastes, ["  既有特别规定：保留\n", "  既有特别规定：废止\n"]);
}

#[test]
fn a_repeal_that_cannot_repeal_is_said_where_it_stands() {
    let mut lists = Lists::new();
    let text = duty("Z2", "照明", "", "照明所", &["既有特别规定：废止"]);
    lists.add("lists.fenbo", format!("{BASE}{text}"));
    lists.add("units.yaml", UNITS);
    let (_, sources, findings) = lists.read();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, "N243");
    assert_eq!(sources.place(findings[0].span).line, 7);
}
