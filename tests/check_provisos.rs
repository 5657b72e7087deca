//! C306: provisos that cross, and ways out that work as they are pasted.

mod clean;

use fenbo::Date;
use fenbo::check::{Options, Problem, check};

const DAY: Date = Date::constant(2026, 7, 1);

const LISTS: &str = "\
要素：场所
  取值：桥下、路边、公园
要素：时段
  取值：白天、夜间
事项：A1 路灯不亮
  路径：照明
职责：Z9 路灯
  适用：A1
  首办：照明所
  但：场所 属于 桥下、公园 → 桥梁处 ［Z9a］
  但：时段 为 夜间 → 街道办 ［Z9a-1］
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}]\n";

fn found(lists: &str) -> Vec<Problem> {
    let policy = clean::read(&[("lists.fenbo", lists), ("units.yaml", UNITS)]);
    let mut problems = check(&policy, &Options { day: DAY, until: DAY }).problems;
    problems.retain(|p| ["C301", "C304", "C305", "C306"].contains(&p.finding.code));
    problems
}

#[test]
fn either_of_crossing_provisos_goes_first_by_a_line_to_paste() {
    let problems = found(LISTS);
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    let pastes: Vec<&str> = problem.fixes.iter().filter_map(|f| f.paste.as_deref()).collect();
    assert_eq!(
        pastes,
        [
            "  但：时段 为 夜间，且 场所 属于 桥下、公园 → 桥梁处 ［Z9a-2］\n",
            "  但：时段 为 夜间，且 场所 属于 桥下、公园 → 街道办 ［Z9a-1-1］\n"
        ]
    );
    for paste in pastes {
        assert_eq!(found(&format!("{LISTS}{paste}")), [], "{paste}");
    }
}
