//! `fenbo check --fix`, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, fenbo, folder, run};
use std::fs;
use std::path::{Path, PathBuf};

const LISTS: &str = "\
# 示例
要素：场所
  取值：桥下、路边
  询问：「在哪里？」
要素：时段
  取值：白天、夜间
  询问：「什么时候？」
事项：A1 路灯不亮
  路径：照明

# 一、桥
职责：Z1 桥下的灯
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
  依据：待确认

# 与 Z1 重复
## 给人看的
职责：Z2 桥下的灯，又一条
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
  依据：待确认

# 二、路
职责：Z3 路边的灯
  适用：A1
  当：场所 为 路边
  首办：照明所
  依据：待确认
豁免：C301
  适用：Z1、Z3
  理由：待调整
  失效：2027-06-30
案例：「桥下的灯不亮」
  事项：A1
  要素：场所＝桥下
  应派：桥梁处
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}]\n";

fn lists(text: &str) -> PathBuf {
    let folder = folder("fix");
    fs::write(folder.join("a.fenbo"), text).unwrap();
    fs::write(folder.join("units.yaml"), UNITS).unwrap();
    folder
}

fn check(folder: &Path, args: &[&str]) -> Ran {
    run(fenbo().arg("--lists").arg(folder).args(["check", "--as-of", "2026-07-01"]).args(args))
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("a.fenbo")).unwrap()
}

#[test]
fn safe_fixes_are_made_with_the_notes_of_what_goes_and_nothing_else() {
    let folder = lists(LISTS);
    let ran = check(&folder, &["--fix", "--ignore", "C35"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let gone = "# 与 Z1 重复\n## 给人看的\n职责：Z2 桥下的灯，又一条\n  适用：A1\n  当：场所 为 桥下\n  首办：桥梁处\n  依据：待确认\n\n";
    let waiver = "豁免：C301\n  适用：Z1、Z3\n  理由：待调整\n  失效：2027-06-30\n";
    let wanted = LISTS.replacen(gone, "", 1).replacen(waiver, "", 1);
    assert_eq!(text(&folder), wanted);
    assert!(ran.err.contains("remove Z2 (C305:"), "{}", ran.err);
    assert!(ran.err.contains("remove the waiver (C385:"), "{}", ran.err);
    assert!(ran.err.contains("2 fixes made, proved to change no decision from 2026-07-01 on"), "{}", ran.err);
    // Once more there is nothing to do.
    let again = check(&folder, &["--fix", "--dry-run"]);
    assert_eq!((again.out.as_str(), again.code), ("", Some(0)), "{}", again.err);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let folder = lists(LISTS);
    let ran = check(&folder, &["--fix", "--dry-run", "--select", "C385"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(text(&folder), LISTS);
    let hunk =
        "-豁免：C301\n-  适用：Z1、Z3\n-  理由：待调整\n-  失效：2027-06-30\n 案例：「桥下的灯不亮」\n";
    assert!(ran.out.starts_with("--- ") && ran.out.contains(hunk), "{}", ran.out);
    assert!(!ran.out.contains("-职责：Z2"), "only what was selected: {}", ran.out);
    let zh = check(&folder, &["--fix", "--dry-run", "--lang", "zh"]);
    assert!(zh.err.contains("可以做 2 处修改，证明自 2026-07-01 起不改变任何分派"), "{}", zh.err);
    assert!(check(&folder, &["--dry-run"]).err.contains("--fix"), "a dry run of nothing is refused");
}

/// A duty that only decided in the past is dead from now on; that past days change is said.
#[test]
fn what_changes_of_the_past_is_told() {
    let past = LISTS.replacen(
        "# 二、路\n",
        "职责：Z4 从前的夜灯\n  适用：A1\n  当：时段 为 夜间\n  失效：2026-05-31\n  首办：街道办\n  依据：待确认\n  优先于：Z1、Z2、Z3\n# 二、路\n",
        1,
    );
    let folder = lists(&past);
    let ran = check(&folder, &["--fix", "--dry-run"]);
    assert!(!ran.out.contains("Z4"), "a duty that ended is history: {}{}", ran.out, ran.err);
}

#[test]
fn lists_with_errors_are_left_alone() {
    let broken = LISTS.replacen("首办：照明所", "首办：没有的单位", 1);
    let folder = lists(&broken);
    let ran = check(&folder, &["--fix"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the lists have errors and nothing was fixed"), "{}", ran.err);
    assert_eq!(text(&folder), broken);
}

/// The unit that took over is named instead of the one that ended; days before would be otherwise, and that is said.
#[test]
fn an_abolished_unit_gives_way_to_its_successor() {
    let folder = lists(LISTS);
    let units = UNITS.replacen(
        "{name: 照明所}",
        "{name: 照明所, until: 2026-03-31, successors: [照明中心]}, {name: 照明中心, from: 2026-04-01}",
        1,
    );
    fs::write(folder.join("units.yaml"), units).unwrap();
    let ran = check(&folder, &["--fix", "--select", "C36"]);
    assert!(text(&folder).contains("  首办：照明中心\n"), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("routing by the lists of days before 2026-07-01 will differ"), "{}", ran.err);
}
