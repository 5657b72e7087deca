//! What one check cannot settle, because conditions cross in too many ways, is said: of which matters, and by which check.

mod clean;

use fenbo::check::{Options, Report, Session, check};
use fenbo::{Date, Lists};
use std::fmt::Write as _;

const DAY: Date = Date::constant(2026, 7, 1);

const AREAS: &str = "levels: [市, 街道]
areas: [{name: 某市, children: [东街道, 西街道, 南街道, 北街道]}]
";

const UNITS: &str = "units: [{name: 甲局}, {name: 东街道办}, {name: 西街道办}]
roles: {街道办: {东街道: 东街道办, 西街道: 西街道办}}
";

/// Attributes that have nothing to do with each other.
fn attributes() -> String {
    (0..8).fold(String::new(), |mut text, a| {
        let values: Vec<String> = (0..10).map(|v| format!("v{v}")).collect();
        let _ = writeln!(text, "要素：a{a}\n  取值：{}", values.join("、"));
        text
    })
}

/// A matter that is always urgent, of a role that nobody plays in two streets and that is nowhere on duty round the clock, and
/// of a unit whose steps take longer than its duty allows.
fn lists(never: &str) -> Vec<(&'static str, String)> {
    let lists = format!(
        "{}{never}事项：M1 井盖缺失\n  路径：设施\n  加急：是
职责：Z1 井盖\n  适用：M1\n  首办：@街道办\n  时限：办结 1 天
实施：东街道办\n  承接：M1\n  步骤：修复 5 天
",
        attributes()
    );
    vec![("areas.yaml", AREAS.to_owned()), ("units.yaml", UNITS.to_owned()), ("lists.fenbo", lists)]
}

/// Hundreds of combinations that cannot occur, in every street others: what is left of a street is thousands of boxes. A
/// matter that does not ask for a street has nothing to do with them.
fn crossing() -> String {
    let mut seed = 7u32;
    let mut draw = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let mut text = String::from("前提：不会\n");
    for _ in 0..150 {
        let street = ["东街道", "西街道", "南街道", "北街道"][draw(4) as usize];
        let mut tests = vec![format!("街道 不为 {street}")];
        for _ in 0..5 {
            let (a, from, n) = (draw(8), draw(6), 2 + draw(4));
            let values: Vec<String> = (from..from + n).map(|v| format!("v{v}")).collect();
            tests.push(format!("a{a} 属于 {}", values.join("、")));
        }
        let _ = writeln!(text, "  不会：{}", tests.join("，且 "));
    }
    text
}

fn report(files: &[(&str, String)]) -> Report {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    check(&clean::read(&files), &Options { day: DAY, until: DAY })
}

/// The codes that were found among some, and the checks that could not be made.
fn told(report: &Report) -> (Vec<&str>, Vec<&str>) {
    let ours = ["C326", "C327", "C328"];
    let found = report.problems.iter().map(|p| p.finding.code).filter(|c| ours.contains(c));
    let mut unsettled: Vec<&str> = report
        .problems
        .iter()
        .filter(|p| p.finding.code == "P901")
        .flat_map(|p| ours.into_iter().filter(|code| p.finding.zh.contains(code)))
        .collect();
    unsettled.sort_unstable();
    let mut found: Vec<&str> = found.collect();
    found.sort_unstable();
    (found, unsettled)
}

#[test]
fn what_a_check_cannot_settle_is_said_of_the_check() {
    let plain = report(&lists(""));
    assert_eq!(told(&plain), (vec!["C326", "C327", "C328"], vec![]));
    assert!(plain.exact);

    let crowded = report(&lists(&crossing()));
    assert_eq!(told(&crowded), (vec![], vec!["C326", "C327", "C328"]));
    assert!(!crowded.exact, "commands end with 3");
    let of_one = crowded.problems.iter().filter(|p| p.finding.code == "P901");
    assert!(of_one.into_iter().all(|p| p.matters.len() == 1 && p.finding.zh.contains("M1 井盖缺失")));
}

#[test]
fn an_edit_elsewhere_leaves_what_is_not_settled() {
    let mut files = lists(&crossing());
    let other = "事项：M2 路灯\n  路径：照明\n职责：Z2 路灯\n  适用：M2\n  首办：甲局\n";
    files.push(("other.fenbo", other.to_owned()));
    let mut named = Lists::new();
    for (name, text) in &files {
        named.add(name, text.as_str());
    }
    let mut session = Session::new(named, Options { day: DAY, until: DAY });
    let before = told(&session.report()).1.len();
    session.edit("other.fenbo", format!("{other}  协办：东街道办\n"));
    assert_eq!((before, told(&session.report()).1.len()), (3, 3));
}

#[test]
fn two_lines_that_cannot_be_settled_are_two_with_names_of_their_own() {
    let mut files = lists(&crossing());
    let lines = "实施：甲局\n  承接：M1，当 街道 为 东街道\n  承接：M1，当 街道 为 西街道\n";
    files.push(("other.fenbo", lines.to_owned()));
    let found = report(&files);
    let of_lines = found.problems.iter().filter(|p| p.finding.en.contains("C322"));
    let names: std::collections::BTreeSet<String> = of_lines.map(fenbo::check::Problem::name).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}
