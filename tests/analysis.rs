//! The exact regions as a library gives them, on lists whose answers were worked out by hand.

use fenbo::check::{Analysis, Options};
use fenbo::{Date, Lists};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const LISTS: &str = "\
要素：场所
  取值：桥下、路边、院内
要素：时段
  取值：白天、夜间
事项：A1 路灯不亮
  路径：照明
事项：A2 灯杆倾斜
  路径：照明
事项：A3 灯箱破损
  路径：照明
职责：Z1 桥下的灯
  适用：A1、A2
  当：场所 为 桥下
  首办：桥梁处
职责：Z2 夜间的灯
  适用：A1
  当：时段 为 夜间
  首办：照明所
职责：Z3 桥下以外的灯
  适用：A2
  当：场所 不为 桥下
  首办：照明所
职责：Z4 灯箱
  适用：A3
  首办：城管局
职责：Z5 白天的灯箱
  适用：A3
  当：时段 为 白天
  首办：照明所
职责：Z6 夜间的灯箱
  适用：A3
  当：时段 为 夜间
  首办：桥梁处
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}, {name: 城管局}]\n";

#[test]
fn gaps_conflicts_and_dead_duties_by_matter() {
    let mut lists = Lists::new();
    lists.add("lists.fenbo", LISTS);
    lists.add("units.yaml", UNITS);
    let (policy, ..) = lists.read();
    let policy = Arc::new(policy);
    let analysis = Analysis::new(policy.clone(), Options { day: DAY, until: DAY });
    let matter = |m| &*policy.matters().get(m).code;
    let duty = |d| &*policy.duty(d).code;

    // A1: by day and not under a bridge it is nobody's; under a bridge at night it is two units'.
    assert_eq!(analysis.gaps().into_iter().map(matter).collect::<Vec<_>>(), ["A1"]);
    let conflicts = analysis.conflicts().into_iter().map(|(m, r, s)| (matter(m), duty(r), duty(s)));
    assert_eq!(conflicts.collect::<Vec<_>>(), [("A1", "Z1", "Z2")]);
    // Z5 and Z6 are narrower than Z4 and leave nothing of it.
    assert_eq!(analysis.dead().into_iter().map(duty).collect::<Vec<_>>(), ["Z4"]);
    assert_eq!(analysis.not_analysed(), []);
}
