//! Checks of facts: bounds, midnight, questions. Answers written by hand.

mod clean;

use fenbo::check::{Options, check};
use fenbo::{Date, Severity};

const DAY: Date = Date::constant(2026, 7, 1);
const UNTIL: Date = Date::constant(2027, 6, 30);
const UNITS: &str = "units: [{ name: 甲 }, { name: 乙 }, { name: 丙 }]";

/// Code, severity and Chinese words of every problem worse than a note, and of notes of these codes.
fn problems(lists: &str, notes: &[&str]) -> Vec<(&'static str, Severity, String)> {
    let policy = clean::read(&[("a.fenbo", lists), ("b.yaml", UNITS)]);
    let report = check(&policy, &Options { day: DAY, until: UNTIL });
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
            "Z1（甲） 的时段在零点前后漏了 23:30–00:10，没有单位首办：A1 噪声，时刻≠00:10 至 23:30"
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

/// Two attributes over one matter; `ask` stands under the second.
fn two(ask: &str, when: &str, unit: &str) -> String {
    format!(
        "要素：场所\n  取值：桥下、路边\n  询问：「在哪里？」\n要素：时段\n  取值：白天、夜间\n{ask}事项：A1 灯\n  路径：照明\n{}{}",
        duty("Z1", when, unit),
        duty("Z2", "", "乙")
    )
}

#[test]
fn what_duties_test_has_to_come_from_somewhere() {
    let both = "场所 为 桥下，且 时段 为 夜间";
    let expected =
        "要素「时段」要用来分派（1 条职责，如 Z1），却没有「询问」「来源」「未提及视为」：谁也给不出它的值";
    assert_eq!(problems(&two("", both, "甲"), &[]), [("C351", Severity::Warning, expected.to_owned())]);
    for supplied in ["  询问：「何时？」\n", "  来源：来电\n", "  未提及视为：白天\n"] {
        assert_eq!(problems(&two(supplied, both, "甲"), &[]), [], "{supplied}");
    }
    // Nothing tests it.
    assert_eq!(problems(&two("", "场所 为 桥下", "甲"), &[]), []);
    // Lists that keep no account of where facts come from.
    let silent = two("", "时段 为 夜间", "甲").replace("  询问：「在哪里？」\n", "");
    assert_eq!(problems(&silent, &["C351"]), [("C351", Severity::Note, expected.to_owned())]);
    // When and where follow from the complaint itself.
    let clock = two("", both, "甲").replace("  取值：白天、夜间", "  类型：日类").replace("夜间", "休息日");
    assert_eq!(problems(&clock, &[]), []);
}

#[test]
fn a_question_has_to_make_a_difference() {
    let ask = "  询问：「何时？」\n";
    let both = "场所 为 桥下，且 时段 为 夜间";
    let asked = |lists: &str| {
        let found = problems(lists, &[]);
        found.into_iter().filter(|p| p.0 == "C352").map(|p| p.2).collect::<Vec<_>>()
    };
    assert_eq!(asked(&two(ask, both, "甲")), [""; 0]);
    assert_eq!(
        asked(&two(ask, "场所 为 桥下", "甲")),
        ["要素「时段」会去问市民，却什么也不决定：没有一条职责、不受理、加急或实施用到它"]
    );
    // Both halves of the day are the same unit's, in two lines.
    let halves = two(ask, both, "甲") + &duty("Z3", "场所 为 桥下，且 时段 为 白天", "甲");
    assert_eq!(
        asked(&halves),
        ["要素「时段」会去问市民，却什么也不决定：职责里用到它，但不论它是什么值，由谁怎样办都一样"]
    );
    // The same unit, but somebody assists by night.
    let assisted = halves.replace("时段 为 夜间\n  首办：甲", "时段 为 夜间\n  首办：甲\n  协办：丙");
    assert_eq!(asked(&assisted), [""; 0]);
    // The value that would make the difference cannot occur.
    let three = two(ask, "场所 为 桥下，且 时段 属于 白天、夜间", "甲")
        .replace("白天、夜间\n  询", "白天、夜间、清晨\n  询");
    assert_eq!(asked(&three), [""; 0]);
    let never = three + "前提：清晨不报\n  不会：时段 为 清晨\n";
    assert_eq!(asked(&never).len(), 1);
    // A duty that never decides is told as such, and may be what is wrong.
    let dead = two(ask, both, "甲") + "前提：夜里不报\n  不会：时段 为 夜间\n";
    assert_eq!(asked(&dead), [""; 0]);
    // It makes complaints urgent.
    let urgent = two(ask, "场所 为 桥下", "甲") + "加急：夜里\n  当：时段 为 夜间\n";
    assert_eq!(asked(&urgent), [""; 0]);
}

#[test]
fn one_box_more_is_one_box() {
    let attributes = [0, 1, 2, 3, 4].map(|i| format!("要素：a{i}\n  取值：x、y、z\n")).concat();
    let gap = [0, 1, 2, 3].map(|i| format!("  除外：a{i} 为 x，且 a4 为 x\n")).concat();
    let lists = format!("{attributes}事项：A1 灯\n  路径：灯\n职责：Z1 z\n  适用：A1\n{gap}  首办：甲\n");
    let policy = clean::read(&[("lists.fenbo", &lists), ("units.yaml", "units: [{name: 甲}]\n")]);
    let report = fenbo::check::check(&policy, &fenbo::check::Options { day: DAY, until: DAY });
    let gap = report.problems.iter().find(|p| p.finding.code == "C302").expect("a gap");
    assert!(gap.finding.en.ends_with("; and 1 more box"), "{}", gap.finding.en);
}
