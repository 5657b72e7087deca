//! Checks of facts: bounds, midnight, questions. Answers written by hand.

use fenbo::check::{Options, check};
use fenbo::{Date, Lists, Severity};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);
const UNTIL: Date = Date::constant(2027, 6, 30);
const UNITS: &str = "units: [{ name: 甲 }, { name: 乙 }, { name: 丙 }]";

/// Code, severity and Chinese words of every problem worse than a note, and of notes of these codes.
fn problems(lists: &str, notes: &[&str]) -> Vec<(&'static str, Severity, String)> {
    let mut texts = Lists::new();
    texts.add("a.fenbo", lists);
    texts.add("b.yaml", UNITS);
    let (policy, _, findings) = texts.read();
    assert_eq!(findings, []);
    let report = check(&Arc::new(policy), &Options { day: DAY, until: UNTIL });
    let told = report.problems.into_iter().map(|p| p.finding);
    let told = told.filter(|f| f.severity > Severity::Note || notes.contains(&f.code));
    told.map(|f| (f.code, f.severity, f.zh)).collect()
}

const NUMBER: &str = "要素：面积\n  类型：整数\n  范围：0 至 1000\n事项：A1 搭建\n  路径：城管\n";

fn duty(code: &str, when: &str, unit: &str) -> String {
    let when = if when.is_empty() { String::new() } else { format!("  当：{when}\n") };
    format!("职责：{code} {code}\n  适用：A1\n{when}  首办：{unit}\n")
}

#[test]
fn a_number_that_both_bounds_leave_out_is_no_common_gap() {
    let lists = |a: &str, b: &str| format!("{NUMBER}{}{}", duty("Z1", a, "甲"), duty("Z2", b, "乙"));
    assert_eq!(problems(&lists("面积 ≤ 500", "面积 ＞ 500"), &[]), []);
    assert_eq!(
        problems(&lists("面积 ＜ 500", "面积 ＞ 500"), &[]),
        [(
            "C354",
            Severity::Error,
            "Z1（甲） 与 Z2（乙） 的分界差一：都不包括 面积＝500，没有单位首办：A1 搭建，面积＝500"
                .to_owned()
        )]
    );
    // Two numbers wide is a gap.
    assert_eq!(
        problems(&lists("面积 ＜ 500", "面积 ＞ 501"), &[]),
        [("C302", Severity::Error, "A1 搭建：没有单位首办，面积＝500 至 501".to_owned())]
    );
    // One of a row of single numbers was left out, which is no bound.
    let one = lists("面积 为 3、4 或 面积 ≥ 8", "面积 为 6 或 面积 ≤ 2");
    assert_eq!(
        problems(&one, &[]),
        [("C302", Severity::Error, "A1 搭建：没有单位首办，面积＝5、7".to_owned())]
    );
}

#[test]
fn a_number_that_both_bounds_include_is_no_common_conflict() {
    let lists = |a: &str, b: &str| format!("{NUMBER}{}{}", duty("Z1", a, "甲"), duty("Z2", b, "乙"));
    assert_eq!(
        problems(&lists("面积 ≤ 500", "面积 ≥ 500"), &[]),
        [(
            "C354",
            Severity::Error,
            "Z1（甲） 与 Z2（乙） 的分界差一：都包括 面积＝500，谁也不优先：A1 搭建，面积＝500".to_owned()
        )]
    );
    assert_eq!(problems(&lists("面积 ≤ 500", "面积 ≥ 499"), &[])[0].0, "C301");
}

#[test]
fn a_bound_left_to_the_fallback_is_said_once() {
    let lists = format!(
        "{NUMBER}{}{}兜底：城管\n  首办：丙\n",
        duty("Z1", "面积 ＜ 500", "甲"),
        duty("Z2", "面积 介于 501 至 900", "乙")
    );
    assert_eq!(
        problems(&lists, &["C303"]),
        [
            ("C303", Severity::Note, "A1 搭建：只有兜底 兜底:城管（丙），面积＝901 至 1000".to_owned()),
            (
                "C354",
                Severity::Warning,
                "Z1（甲） 与 Z2（乙） 的分界差一：都不包括 面积＝500，只剩兜底：A1 搭建，面积＝500"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn a_gap_and_a_bound_on_one_matter_are_two_things() {
    let lists = format!(
        "要素：场所\n  取值：路边、桥下\n{NUMBER}{}{}",
        duty("Z1", "面积 ＜ 500，且 场所 为 路边", "甲"),
        duty("Z2", "面积 ＞ 500，且 场所 为 路边", "乙")
    );
    assert_eq!(
        problems(&lists, &[]),
        [
            ("C302", Severity::Error, "A1 搭建：没有单位首办，场所＝桥下".to_owned()),
            (
                "C354",
                Severity::Error,
                "Z1（甲） 与 Z2（乙） 的分界差一：都不包括 面积＝500，没有单位首办：A1 搭建，场所＝路边 · 面积＝500"
                    .to_owned()
            ),
        ]
    );
}

const CLOCK: &str = "要素：时刻\n  类型：时刻\n事项：A1 噪声\n  路径：环境\n";

#[test]
fn halves_of_a_night_that_do_not_meet_leave_a_hole() {
    let lists =
        |night: &str, day: &str| format!("{CLOCK}{}{}", duty("Z1", night, "甲"), duty("Z2", day, "乙"));
    assert_eq!(problems(&lists("时刻 在 22:00 至 06:00", "时刻 在 06:00 至 22:00"), &[]), []);
    assert_eq!(
        problems(&lists("时刻 在 22:00 至 23:30 或 时刻 在 00:10 至 06:00", "时刻 在 06:00 至 22:00"), &[]),
        [(
            "C355",
            Severity::Error,
            "Z1（甲） 与 Z1（甲） 在零点前后漏了 23:30–00:10，没有单位首办：A1 噪声，时刻≠00:10 至 23:30"
                .to_owned()
        )]
    );
    // From half past ten to six nobody works: that is a gap.
    assert_eq!(problems(&lists("时刻 在 22:00 至 22:30", "时刻 在 06:00 至 22:00"), &[])[0].0, "C302");
    // Not at midnight.
    assert_eq!(problems(&lists("时刻 在 22:00 至 05:59", "时刻 在 06:00 至 22:00"), &[])[0].0, "C302");
}

#[test]
fn a_window_to_23_59_is_told_though_a_general_duty_has_the_minute() {
    let lists = format!("{CLOCK}{}{}", duty("Z1", "时刻 在 22:00 至 23:59", "甲"), duty("Z2", "", "乙"));
    assert_eq!(
        problems(&lists, &[]),
        [(
            "C355",
            Severity::Warning,
            "Z1（甲） 的时段 时刻＝22:00 至 23:59 在零点漏了一分钟：末尾不算在内，到半夜为止要写 24:00，从零点起要写 00:00"
                .to_owned()
        )]
    );
    // The rest of the day is somebody's, down to that minute.
    let lists = format!(
        "{CLOCK}{}{}",
        duty("Z1", "时刻 在 22:00 至 23:59", "甲"),
        duty("Z2", "时刻 不在 22:00 至 23:59", "乙")
    );
    assert_eq!(problems(&lists, &[]), []);
}
