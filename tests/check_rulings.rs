//! What `check` says of rulings, with answers written by hand; and the draft that folds them decides as they did.

mod clean;

use fenbo::check::{Options, Problem, check};
use fenbo::policy::Policy;
use fenbo::router::Status;
use fenbo::{Date, Router};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const BASE: &str = "\
要素：场所
  取值：桥下、路边、小区
要素：时段
  取值：白天、夜间
事项：A1 路灯不亮
  路径：照明
事项：A2 路灯太亮
  路径：照明
职责：Z1 夜里的灯
  适用：A1、A2
  当：时段 为 夜间
  首办：照明所
职责：Z2 小区夜里的灯
  适用：A1
  当：场所 为 小区，且 时段 为 夜间
  首办：物业科
兜底：照明
  首办：街道办
";

const UNITS: &str =
    "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}, {name: 物业科}, {name: 供电局}]\n";

fn read(text: &str) -> Arc<Policy> {
    clean::read(&[("lists.fenbo", text), ("units.yaml", UNITS)])
}

/// The problems of some codes.
fn found(rulings: &str, codes: &[&str]) -> Vec<Problem> {
    let until = Date::constant(2027, 7, 1);
    let report = check(&read(&format!("{BASE}{rulings}")), &Options { day: DAY, until });
    report.problems.into_iter().filter(|p| codes.contains(&p.finding.code)).collect()
}

fn ruling(code: &str, ruled: &str, when: &str, lead: &str, more: &str) -> String {
    let when = if when.is_empty() { String::new() } else { format!("  当：{when}\n") };
    format!("裁定：{code} 试\n  裁定日期：{ruled}\n  适用：A1\n{when}  首办：{lead}\n{more}")
}

#[test]
fn a_ruling_that_ended_the_day_before_is_named_and_one_that_ends_today_is_not() {
    let ends = |day: &str| {
        found(&ruling("C-1", "2026-01-05", "场所 为 桥下", "桥梁处", &format!("  失效：{day}\n")), &["C331"])
    };
    assert_eq!(ends("2026-07-01").len(), 0);
    let late = ends("2026-06-30");
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].about, ["C-1"]);
    assert_eq!(
        late[0].finding.zh,
        "裁定 C-1 试 已于 2026-06-30 失效，还在清单里。还用得着就并入清单，用不着就移出去"
    );
    // A proviso is part of its ruling.
    let with = ruling(
        "C-1",
        "2026-01-05",
        "",
        "桥梁处",
        "  但：场所 为 小区 → 物业科 ［C-1a］\n  失效：2026-06-30\n",
    );
    assert_eq!(found(&with, &["C331"]).len(), 1);
}

#[test]
fn a_later_ruling_that_changes_an_earlier_one_without_a_word_is_named() {
    let first = ruling("C-1", "2026-02-01", "场所 为 桥下", "桥梁处", "");
    let pairs = |second: &str| -> Vec<String> {
        let all = found(&format!("{first}{second}"), &["C332"]);
        all.iter().map(|p| p.finding.zh.clone()).collect()
    };
    let night = ruling("C-2", "2026-03-01", "时段 为 夜间", "供电局", "");
    assert_eq!(
        pairs(&night),
        [
            "后一个裁定 C-2（供电局） 没有写明就改了先前的裁定 C-1（桥梁处）：A1 路灯不亮，时段＝夜间 · 场所＝桥下"
        ]
    );
    // It says so; it agrees; they do not meet; it ended before the other began.
    assert_eq!(pairs(&ruling("C-2", "2026-03-01", "时段 为 夜间", "供电局", "  优先于：C-1\n")), [""; 0]);
    assert_eq!(pairs(&ruling("C-2", "2026-03-01", "时段 为 夜间", "桥梁处", "")), [""; 0]);
    assert_eq!(pairs(&ruling("C-2", "2026-03-01", "场所 为 小区", "供电局", "")), [""; 0]);
    let old = ruling("C-0", "2026-01-01", "时段 为 夜间", "供电局", "  失效：2026-06-30\n");
    assert_eq!(pairs(&old), [""; 0]);
    // A proviso takes the common part out again.
    let but = "  但：场所 为 桥下 → 桥梁处 ［C-2a］\n";
    assert_eq!(pairs(&ruling("C-2", "2026-03-01", "时段 为 夜间", "供电局", but)), [""; 0]);
    // From a day to come on.
    let soon = pairs(&ruling("C-2", "2026-03-01", "时段 为 夜间", "供电局", "  生效：2026-09-01\n"));
    assert_eq!(soon.len(), 1);
    assert!(soon[0].starts_with("自 2026-09-01 起，后一个裁定 C-2（供电局）"), "{soon:?}");
}

#[test]
fn two_rulings_of_one_day_are_a_conflict_and_nothing_else() {
    let first = ruling("C-1", "2026-02-01", "场所 为 桥下", "桥梁处", "");
    let second = ruling("C-2", "2026-02-01", "时段 为 夜间", "供电局", "");
    let all = found(&format!("{first}{second}"), &["C301", "C332"]);
    assert_eq!(all.iter().map(|p| p.finding.code).collect::<Vec<_>>(), ["C301"]);
}

/// C-2 and C-3 cross, C-3 is later; Z2 lies wholly inside C-3, Z1 crosses C-1.
fn three() -> [String; 3] {
    [
        ruling("C-1", "2026-02-01", "场所 为 桥下", "桥梁处", "  协办：照明所\n  依据：待确认\n"),
        ruling("C-2", "2026-03-01", "场所 为 路边，且 时段 为 夜间", "供电局", "  时限：联系 2 小时\n"),
        ruling("C-3", "2026-04-01", "场所 为 小区 或 场所 为 路边", "街道办", "  优先于：C-2\n"),
    ]
}

#[test]
fn three_rulings_that_decide_ought_to_be_folded_and_two_not() {
    let [one, two, _] = three();
    let crossing = ruling("C-3", "2026-04-01", "场所 为 小区", "街道办", "");
    assert_eq!(found(&format!("{one}{two}"), &["C334"]), []);
    // C-2 decides nothing any more.
    assert_eq!(found(&three().concat(), &["C334"]), []);
    let all = found(&format!("{one}{two}{crossing}"), &["C334"]);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].about, ["C-1", "C-2", "C-3"]);
    assert_eq!(
        all[0].finding.en,
        "A1 路灯不亮: 3 rulings decide (C-1, C-2, C-3); they ought to become lines of the list"
    );
    let draft = "\
职责：Z-C-1 试
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
  协办：照明所
  依据：待确认
  优先于：Z1
  理由：由裁定 C-1 并入
职责：Z-C-2 试
  适用：A1
  当：时段 为 夜间，且 场所 为 路边
  首办：供电局
  时限：联系 2 小时
  理由：由裁定 C-2 并入
职责：Z-C-3 试
  ## 同时删去 Z2：它整个在本条之内
  适用：A1
  当：场所 为 小区
  首办：街道办
  优先于：Z1
  理由：由裁定 C-3 并入
";
    assert_eq!(all[0].fixes[0].paste.as_deref(), Some(draft));
    // Folded in, with Z2 gone as the draft says, everything is decided as before.
    let before = read(&format!("{BASE}{one}{two}{crossing}"));
    let without = BASE.replace(
        "职责：Z2 小区夜里的灯\n  适用：A1\n  当：场所 为 小区，且 时段 为 夜间\n  首办：物业科\n",
        "",
    );
    assert_ne!(without, BASE);
    let after = read(&format!("{without}{draft}"));
    let (old, new) = (Router::compile(before, DAY).0, Router::compile(after, DAY).0);
    for matter in ["A1", "A2"] {
        for place in ["桥下", "路边", "小区"] {
            for time in ["白天", "夜间"] {
                let [a, b] = [&old, &new].map(|router| {
                    let mut complaint = router.complaint();
                    complaint.matter(matter).expect("known");
                    complaint.fact("场所", place).expect("known");
                    complaint.fact("时段", time).expect("known");
                    let decision = router.route(&complaint);
                    assert_eq!(decision.status, Status::Decided);
                    decision.leads.iter().map(|l| l.unit).collect::<Vec<_>>()
                });
                assert_eq!(a, b, "{matter} {place} {time}");
            }
        }
    }
}

#[test]
fn rulings_that_cross_keep_their_order_in_the_draft() {
    let one = ruling("C-1", "2026-02-01", "场所 为 桥下", "桥梁处", "");
    let two = ruling("C-2", "2026-03-01", "时段 为 白天", "供电局", "");
    let three = ruling("C-3", "2026-04-01", "场所 为 小区", "物业科", "");
    let all = found(&format!("{one}{two}{three}"), &["C334"]);
    let draft = all[0].fixes[0].paste.as_deref().expect("a draft");
    let overrides: Vec<&str> = draft.lines().filter(|l| l.contains("优先于")).collect();
    assert_eq!(overrides, ["  优先于：Z1", "  优先于：Z-C-1", "  优先于：Z-C-2、Z1"]);
}
