//! C382 and C383: what failing cases and assertions say. Every answer is written by hand.

mod clean;

use fenbo::check::{Options, Problem, check};
use fenbo::{Date, Policy};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const LISTS: &str = "\
要素：场所
  取值：桥下、路边、公园
要素：时段
  取值：白天、夜间
事项：A1 路灯不亮
  路径：照明
事项：A9 煤气灯不亮
  路径：照明
  失效：2020-12-31
职责：Z1 路灯
  适用：A1
  首办：照明所
  但：场所 为 桥下，且 时段 为 夜间 → 桥梁处；协办 照明所 ［Z1a］
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}]\n";

fn found(more: &str) -> (Arc<Policy>, Vec<Problem>) {
    let policy = clean::read(&[("lists.fenbo", &format!("{LISTS}{more}")), ("units.yaml", UNITS)]);
    let mut problems = check(&policy, &Options { day: DAY, until: DAY }).problems;
    problems.retain(|p| ["C382", "C383"].contains(&p.finding.code));
    (policy, problems)
}

/// The facts of the witness, in words.
fn witness(policy: &Policy, problem: &Problem) -> Vec<String> {
    let facts = problem.witness.iter().flat_map(|w| &w.facts);
    facts.map(|(attr, value)| policy.written_fact(*attr, *value)).collect()
}

#[test]
fn a_failing_case_says_what_it_expects_and_what_came_out() {
    let case = "案例：「桥下夜里」\n  事项：A1\n  要素：场所＝桥下，时段＝夜间\n  应派：照明所\n";
    let (_, problems) = found(case);
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(
        problem.finding.en.starts_with(
            "case \"桥下夜里\": it says expect: 照明所, and what comes out is first 桥梁处, assisting 照明所."
        ),
        "{}",
        problem.finding.en
    );
    assert!(
        problem
            .finding
            .zh
            .starts_with("案例「桥下夜里」：写的是 应派：照明所，结果是 首办 桥梁处，协办 照明所。"),
        "{}",
        problem.finding.zh
    );
}

#[test]
fn an_assertion_is_refuted_by_a_complaint_that_comes_out_otherwise_whatever_else_is_known() {
    let (policy, problems) = found("断言：都归照明所\n  适用：A1\n  则：首办 为 照明所\n");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(witness(&policy, problem), ["时段＝夜间", "场所＝桥下"]);
    assert_eq!(
        problem.finding.en,
        "assertion \"都归照明所\" (first is 照明所) does not hold: A1 路灯不亮, whatever the facts; it may be: 桥梁处"
    );
    // What the assertion asks for is among the facts, needed or not.
    let (policy, problems) = found("断言：都加急\n  适用：A1\n  当：场所 属于 路边、公园\n  则：加急\n");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(witness(&policy, problem), ["场所＝路边"]);
    assert!(problem.finding.zh.ends_with("；可能是：不加急"), "{}", problem.finding.zh);
}

#[test]
fn an_assertion_says_nothing_of_matters_that_have_ended() {
    assert_eq!(found("断言：灯都有人管\n  适用：照明\n  则：有首办\n").1, []);
}
