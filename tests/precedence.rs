//! What beats what at its edges: circles on some days only, and look-up tables under a proviso.

use fenbo::cases::{CaseRun, Verdict, refute};
use fenbo::{Date, Editions, Lists};
use std::fmt::Write as _;
use std::sync::Arc;

const UNITS: &str = "units:\n  - name: 甲局\n  - name: 乙局\n  - name: 丙局\n  - name: 东街办\n  - name: 西街办\n\
                     roles:\n  街道办:\n    东街: 东街办\n    西街: 西街办\n";
const AREAS: &str = "levels: [市, 街道]\nareas:\n  - name: 鹏城市\n    children: [东街, 西街]\n";
const BASE: &str =
    "要素：场所\n  取值：学校、医院、桥下\n要素：夜里\n  类型：是否\n事项：A1 灯\n  路径：照明\n";

fn codes(list: &str) -> Vec<&'static str> {
    let (_, _, findings) = lists(list).read();
    findings.iter().map(|f| f.code).collect()
}

fn lists(list: &str) -> Lists {
    let mut lists = Lists::new();
    lists.add("list.fenbo", format!("{BASE}{list}"));
    lists.add("units.yaml", UNITS);
    lists.add("areas.yaml", AREAS);
    lists
}

/// Every case of the list holds, and there is nothing to say about it.
fn hold(list: &str) {
    let (policy, sources, findings) = lists(list).read();
    let said: Vec<String> =
        findings.iter().map(|f| format!("{} {} {}", f.code, sources.place(f.span), f.en)).collect();
    assert_eq!(said, Vec::<String>::new());
    let editions = Editions::new(Arc::new(policy));
    assert!(!editions.policy().cases().is_empty());
    for case in editions.policy().cases() {
        let run = CaseRun::of(case, &editions, Date::constant(2026, 7, 1));
        assert_eq!(run.verdict, Verdict::Passed, "{}", case.text);
    }
}

#[test]
fn circles_are_found_when_lists_are_read_and_only_where_a_day_has_them() {
    let two = |first: &str, second: &str| {
        format!(
            "职责：Z1 灯\n  适用：A1\n  首办：甲局\n  优先于：Z2\n  {first}\n职责：Z2 灯\n  适用：A1\n  首办：乙局\n  优先于：Z1\n  {second}\n"
        )
    };
    assert_eq!(codes(&two("生效：2020-01-01", "失效：2026-12-31")), ["N236"]);
    assert_eq!(codes(&two("失效：2026-06-30", "生效：2026-06-30")), ["N236"]);
    assert_eq!(codes(&two("失效：2026-06-30", "生效：2026-07-01")), [""; 0]);
    // A duty says that it overrides a ruling, which is above it.
    let up = "职责：Z1 灯\n  适用：A1\n  首办：甲局\n  优先于：R1\n裁定：R1 灯\n  适用：A1\n  裁定日期：2026-01-01\n  首办：乙局\n";
    assert_eq!(codes(up), ["N236"]);
}

#[test]
fn a_proviso_beats_every_row_of_its_parents_table() {
    hold(
        "对照表：主管\n  | 场所 | 首办 |\n  | 学校 | 甲局 |\n  | 医院 | 乙局 |\n\
         职责：Z1 灯\n  适用：A1\n  首办：查「主管」\n  但：场所 属于 学校、桥下 → 丙局 ［Z1a］\n\
         案例：「学校」\n  事项：A1\n  要素：场所＝学校\n  应派：丙局\n\
         案例：「医院」\n  事项：A1\n  要素：场所＝医院\n  应派：乙局\n\
         案例：「桥下」\n  事项：A1\n  要素：场所＝桥下\n  应派：丙局\n",
    );
}

/// What multiplies out to too much is left out with a finding, and never in silence or without an end.
#[test]
fn tables_beyond_measure_are_findings() {
    let columns = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"];
    let mut wide = String::new();
    for column in columns {
        let _ = writeln!(wide, "要素：{column}\n  类型：整数\n  范围：0 至 9999");
    }
    let _ = writeln!(wide, "对照表：t\n  | {} | 首办 |", columns.join(" | "));
    for i in 0..700 {
        let _ = writeln!(wide, "  |{} 甲局 |", format!(" {} |", i * 2).repeat(columns.len()));
    }
    assert_eq!(codes(&format!("{wide}职责：Z1 灯\n  适用：A1\n  首办：查「t」，无则 乙局\n")), ["P902"]);
    let any = "  | * | 甲局 |\n  | * | 乙局 |\n".repeat(40);
    let joint = "职责：Z1 灯\n  适用：A1\n  并办：查「t」、查「t」、查「t」、查「t」\n";
    assert_eq!(codes(&format!("对照表：t\n  | 场所 | 首办 |\n{any}{joint}")), ["P902"]);
}

/// Assertions speak of units, whatever role they play and wherever.
#[test]
fn assertions_see_through_roles_rotas_and_chains() {
    let list = "要素：处\n  取值：甲处、乙处\n\
        职责：Z1 灯\n  适用：A1\n  当：街道 为 东街\n  首办：@街道办\n\
        职责：Z2 灯\n  适用：A1\n  当：街道 属于 西街、北街\n  首办：轮值「值」\n\
        轮值：值\n  成员：甲局 1、乙局 2\n\
        事项：A2 井\n  路径：井\n职责：Z3 井\n  适用：A2\n  首办：甲局，无则 乙局\n\
        事项：A3 街\n  路径：街\n职责：Z4 街\n  适用：A3\n  首办：@街道办\n";
    let claims = [
        ("A1", "首办 不为 东街办", false),
        ("A1", "首办 不为 西街办", true),
        ("A1", "首办 不为 乙局", false),
        ("A1", "首办 不为 丙局", true),
        ("A1", "首办 为 东街办、甲局", false),
        ("A1", "首办 为 东街办、甲局、乙局", true),
        ("A1", "首办 为 @街道办、甲局、乙局", true),
        ("A2", "首办 为 甲局", true),
        ("A2", "首办 为 乙局", false),
        ("A2", "首办 不为 乙局", true),
        ("A3", "有首办", false),
        ("A3", "首办 为 @街道办", false),
        ("A1", "有首办", true),
    ];
    let mut text = list.to_owned();
    for (i, (matter, claim, _)) in claims.iter().enumerate() {
        let _ = write!(text, "断言：第{i}条\n  适用：{matter}\n  则：{claim}\n");
    }
    let mut lists = lists(&text);
    lists.add(
        "areas.yaml",
        "levels: [市, 街道]\nareas:\n  - name: 鹏城市\n    children: [东街, 西街, 北街]\n",
    );
    let (policy, _, findings) = lists.read();
    assert_eq!(findings, []);
    let (router, _) = Editions::new(Arc::new(policy)).on(Date::constant(2026, 7, 1));
    for (assertion, (matter, claim, holds)) in router.policy().assertions().iter().zip(claims) {
        assert_eq!(refute(assertion, &router).is_empty(), holds, "{matter} {claim}");
    }
}

#[test]
fn a_case_on_a_day_without_its_matter_fails() {
    let list = "事项：A2 井\n  路径：井\n  生效：2026-07-01\n  失效：2026-12-31\n职责：Z1 井\n  适用：A2\n  首办：甲局\n";
    let verdict = |day: &str| {
        let case = format!("案例：「井」\n  事项：A2\n  日期：{day}\n  应派：甲局\n");
        let (policy, _, findings) = lists(&format!("{list}{case}")).read();
        assert_eq!(findings, []);
        let editions = Editions::new(Arc::new(policy));
        let case = editions.policy().cases()[0].clone();
        CaseRun::of(&case, &editions, Date::constant(2026, 7, 1)).verdict
    };
    for (day, inside) in
        [("2026-06-30", false), ("2026-07-01", true), ("2026-12-31", true), ("2027-01-01", false)]
    {
        let passed = verdict(day) == Verdict::Passed;
        assert_eq!(passed, inside, "{day}");
        assert!(passed || matches!(verdict(day), Verdict::NotInEffect(_)), "{day}");
    }
}
