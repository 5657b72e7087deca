//! What waivers take out of a report, and what there is to say about them. Every answer is written by hand.

mod clean;

use fenbo::check::{Options, Report, check};
use fenbo::{Date, Lists};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

/// Z1 and Z2 conflict under the bridge at night, Z1 and Z3 by day; beside the road nobody has A3.
const LISTS: &str = "\
要素：场所
  取值：桥下、路边
要素：时段
  取值：白天、夜间
事项：A1 路灯不亮
  路径：照明
事项：A3 路灯太亮
  路径：照明/眩光
职责：Z1 桥下的灯
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
职责：Z2 夜里的灯
  适用：A1
  当：时段 为 夜间
  首办：照明所
职责：Z3 白天的灯
  适用：A1
  当：时段 为 白天
  首办：街道办
职责：Z4 桥下的灯太亮
  适用：A3
  当：场所 为 桥下
  首办：桥梁处
";

const UNITS: &str = "units: [{name: 桥梁处, aliases: [桥管处]}, {name: 照明所}, {name: 街道办}]\n";

fn report(waivers: &str) -> Report {
    let policy = clean::read(&[("lists.fenbo", &format!("{LISTS}{waivers}")), ("units.yaml", UNITS)]);
    let mut report = check(&policy, &Options { day: DAY, until: DAY });
    // What other checks may find in these lists is not the matter here.
    report.problems.retain(|p| ["C301", "C302", "C384", "C385"].contains(&p.finding.code));
    report
}

/// Codes and what they are about: kept, then waived.
fn outcome(waivers: &str) -> (Vec<String>, Vec<String>) {
    let report = report(waivers);
    let words = |p: &fenbo::check::Problem| format!("{} {}", p.finding.code, p.about.join(" "));
    let kept = report.problems.iter().map(words).collect();
    (kept, report.waived.iter().map(|w| words(&w.problem)).collect())
}

fn waived(waivers: &str) -> Vec<String> {
    let (kept, waived) = outcome(waivers);
    assert!(kept.iter().all(|k| !k.starts_with("C38")), "{kept:?}");
    assert_eq!(kept.len() + waived.len(), 3, "nothing is lost: {kept:?} {waived:?}");
    waived
}

#[test]
fn without_a_waiver_everything_is_reported() {
    let (kept, waived) = outcome("");
    assert_eq!(kept, ["C302 A3", "C301 Z1 Z2", "C301 Z1 Z3"]);
    assert_eq!(waived, Vec::<String>::new());
}

#[test]
fn a_waiver_waives_what_it_names_and_no_more() {
    let with = |code: &str, scope: &str| waived(&format!("豁免：{code}\n  适用：{scope}\n  理由：试\n"));
    assert_eq!(with("C301", "Z1、Z2"), ["C301 Z1 Z2"]);
    assert_eq!(with("C301", "Z1"), ["C301 Z1 Z2", "C301 Z1 Z3"]);
    assert_eq!(with("C301", "Z3"), ["C301 Z1 Z3"]);
    assert_eq!(with("c301", "A1"), ["C301 Z1 Z2", "C301 Z1 Z3"]);
    assert_eq!(with("C301", "路灯不亮、Z2"), ["C301 Z1 Z2"]);
    assert_eq!(with("C301", "照明所"), ["C301 Z1 Z2"]);
    assert_eq!(with("C301", "桥管处"), ["C301 Z1 Z2", "C301 Z1 Z3"]);
    assert_eq!(with("C302", "眩光"), ["C302 A3"]);
    assert_eq!(with("C302", "「照明/眩光」"), ["C302 A3"]);
    assert_eq!(waived("豁免：C301\n  理由：试\n"), ["C301 Z1 Z2", "C301 Z1 Z3"]);
}

#[test]
fn a_waiver_may_wait_for_a_ruling_to_run_out() {
    let ruling = |ends: &str| {
        let waiver = "豁免：C331\n  适用：R1\n  理由：试\n";
        format!("裁定：R1 试\n  裁定日期：2026-02-01\n  适用：A3\n  首办：照明所\n  失效：{ends}\n{waiver}")
    };
    let of_waivers = |text: &str| -> Vec<&'static str> {
        let mut lists = Lists::new();
        lists.add("lists.fenbo", format!("{LISTS}{text}"));
        lists.add("units.yaml", UNITS);
        let policy = Arc::new(lists.read().0);
        let report = check(&policy, &Options { day: DAY, until: Date::constant(2026, 12, 31) });
        report.problems.iter().map(|p| p.finding.code).filter(|c| c.starts_with("C38")).collect()
    };
    assert_eq!(of_waivers(&ruling("2026-06-30")), [""; 0]);
    assert_eq!(of_waivers(&ruling("2026-12-30")), [""; 0]);
    assert_eq!(of_waivers(&ruling("2027-06-30")), ["C385"]);
}

#[test]
fn a_fingerprint_waives_that_one() {
    let all = report("");
    let one = all.problems.iter().find(|p| p.about == ["Z1", "Z3"]).expect("it is there");
    let print = &one.fingerprint;
    assert_eq!(waived(&format!("豁免：C301:{print}\n  理由：试\n")), ["C301 Z1 Z3"]);
    assert_eq!(waived(&format!("豁免：C301：{}\n  理由：试\n", print.to_uppercase())), ["C301 Z1 Z3"]);
    let (kept, waived) = outcome(&format!("豁免：C302:{print}\n  理由：试\n"));
    assert_eq!(waived, Vec::<String>::new());
    assert_eq!(kept.last().map(String::as_str), Some(format!("C385 C302:{print}").as_str()));
}

#[test]
fn the_last_day_is_included_and_the_next_is_not() {
    let until = |day: &str| outcome(&format!("豁免：C302\n  适用：A3\n  理由：试\n  失效：{day}\n"));
    assert_eq!(until("2026-07-01").1, ["C302 A3"]);
    let (kept, waived) = until("2026-06-30");
    assert_eq!(waived, Vec::<String>::new());
    assert_eq!(kept, ["C302 A3", "C301 Z1 Z2", "C301 Z1 Z3", "C384 C302 A3"]);
    let report = report("豁免：C302\n  适用：A3\n  理由：试\n  失效：2026-06-30\n");
    let late = &report.problems[3].finding;
    assert_eq!(
        late.en,
        "the waiver of C302 ended on 2026-06-30. 1 of what it waived is still there: settle it, or set another day"
    );
}

#[test]
fn what_a_waiver_cannot_do_is_said() {
    let said = |waiver: &str| {
        let report = report(waiver);
        assert_eq!(report.waived, []);
        let last = report.problems.last().expect("a problem");
        assert_eq!(last.finding.code, "C385");
        (last.finding.zh.clone(), last.fixes[0].safe)
    };
    assert_eq!(
        said("豁免：C304\n  理由：试\n"),
        ("豁免 C304 用不上：没有它所说的问题。请删去，免得日后掩盖新的问题".to_owned(), true)
    );
    assert_eq!(said("豁免：C3O1\n  理由：试\n"), ("没有问题码「C3O1」。是不是「C301」？".to_owned(), false));
    assert_eq!(
        said("豁免：C301\n  适用：Z1、照眀所\n  理由：试\n"),
        (
            "豁免 C301 的适用里，「照眀所」不是职责、事项、单位或要素，豁免不生效。是不是「照明所」？"
                .to_owned(),
            false
        )
    );
    assert_eq!(
        said("豁免：N201\n  理由：试\n"),
        ("N201 不能豁免：清单读不通的地方、豁免本身的问题，只能改正".to_owned(), true)
    );
    // Two duties that never stand against each other.
    assert!(said("豁免：C301\n  适用：Z2、Z3\n  理由：试\n").1);
}

#[test]
fn a_waiver_of_waivers_waives_nothing() {
    let (kept, waived) = outcome("豁免：C304\n  理由：试\n豁免：C385\n  理由：试\n");
    assert_eq!(waived, Vec::<String>::new());
    assert_eq!(kept[3..], ["C385 C304", "C385 C385"]);
}
