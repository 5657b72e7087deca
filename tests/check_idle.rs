//! C304, C305 and C364: duties that do nothing and matters that nobody has, each with a complaint that shows it.

mod clean;

use fenbo::check::{Options, Problem, check};
use fenbo::{Date, Policy};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const ATTRIBUTES: &str = "要素：场所\n  取值：桥下、路边、公园\n事项：A1 路灯不亮\n  路径：照明\n";
const UNITS: &str = "units: [{name: 甲局}, {name: 乙局}, {name: 丙局}]\n";

fn found(lists: &str, code: &str) -> (Arc<Policy>, Vec<Problem>) {
    let policy = clean::read(&[("lists.fenbo", &format!("{ATTRIBUTES}{lists}")), ("units.yaml", UNITS)]);
    let mut problems = check(&policy, &Options { day: DAY, until: DAY }).problems;
    problems.retain(|p| p.finding.code == code);
    (policy, problems)
}

fn duty(code: &str, place: &str, unit: &str) -> String {
    format!("职责：{code} 路灯\n  适用：A1\n  当：场所 属于 {place}\n  首办：{unit}\n")
}

fn witness(policy: &Policy, problem: &Problem) -> Vec<String> {
    let facts = problem.witness.iter().flat_map(|w| &w.facts);
    facts.map(|(attr, value)| policy.written_fact(*attr, *value)).collect()
}

#[test]
fn a_dead_duty_shows_a_complaint_that_others_take_from_it() {
    let lists =
        [duty("Z1", "路边", "甲局"), duty("Z2", "公园", "乙局"), duty("Z3", "路边、公园", "丙局")].concat();
    let (policy, problems) = found(&lists, "C304");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.finding.en.contains("2 together beat it everywhere: Z1 (甲局), Z2 (乙局)"));
    assert_eq!(witness(&policy, problem), ["场所＝路边"]);
}

#[test]
fn a_duty_whose_facts_cannot_occur_has_no_complaint_to_show() {
    let lists = [duty("Z1", "路边、公园、桥下", "甲局"), duty("Z2", "桥下", "乙局")].concat()
        + "前提：无桥\n  不会：场所 为 桥下\n";
    let (_, problems) = found(&lists, "C304");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.witness.is_none() && problem.region.is_empty());
}

#[test]
fn a_redundant_duty_names_only_those_that_stand_in_for_it() {
    // Z1 says the same of other places, and is nothing to Z3.
    let lists =
        [duty("Z1", "桥下", "甲局"), duty("Z2", "路边、公园", "甲局"), duty("Z3", "路边", "甲局")].concat();
    let (policy, problems) = found(&lists, "C305");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(
        problem.finding.en,
        "Z3 (甲局) is redundant: without it Z2 (甲局) decides everything the same"
    );
    assert_eq!(witness(&policy, problem), ["场所＝路边"]);
}

#[test]
fn an_orphan_shows_a_complaint_that_is_not_refused() {
    let lists = duty("Z1", "桥下、路边、公园", "甲局")
        + "事项：B1 旧案\n  路径：案件\n不受理：桥下的\n  适用：B1\n  当：场所 为 桥下\n  引导：法院\n";
    let (policy, problems) = found(&lists, "C364");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(witness(&policy, problem), ["场所＝路边"]);
}
