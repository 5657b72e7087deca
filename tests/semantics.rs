//! The lists in `docs/semantics.md` mean what the page says of them.

use fenbo::cases::{CaseRun, Verdict};
use fenbo::{Date, Editions, Lists};
use std::sync::Arc;

const UNITS: &str = "units:\n  - name: 甲局\n  - name: 乙局\n  - name: 丙局\n  - name: 东街办\n  - name: 西街办\n\
                     roles:\n  街道办:\n    东街: 东街办\n    西街: 西街办\n";
const AREAS: &str = "levels: [市, 街道]\nareas:\n  - name: 鹏城市\n    children: [东街, 西街]\n";

#[test]
fn every_case_on_the_page_holds() {
    let page = include_str!("../docs/semantics.md");
    let examples: Vec<&str> = page
        .split("```text\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(text, _)| text)
        .collect();
    assert_eq!(examples.len(), page.matches("```").count() / 2, "an example is not a list");
    let mut cases = 0;
    for (number, text) in examples.iter().enumerate() {
        let mut lists = Lists::new();
        lists.add("example.fenbo", *text);
        lists.add("units.yaml", UNITS);
        lists.add("areas.yaml", AREAS);
        let (policy, _, findings) = lists.read();
        assert_eq!(findings, [], "example {number}");
        let editions = Editions::new(Arc::new(policy));
        for case in editions.policy().cases() {
            let run = CaseRun::of(case, &editions, Date::constant(2026, 7, 1));
            assert_eq!(run.verdict, Verdict::Passed, "example {number}: {}", case.text);
            cases += 1;
        }
    }
    assert!(cases > 10, "the cases were not found");
}
