//! Legal bases: the register, and what `check` says against it. Answers written by hand.

mod clean;

use fenbo::check::{Options, Problem, check};
use fenbo::{Date, Lists, Severity};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const MATTERS: &str = "\
要素：场所
  取值：桥下、路边、小区
事项：A1 路灯不亮
  路径：照明
";

const UNITS: &str = "\
units:
  - { name: 桥梁处, until: 2024-12-31, successors: [桥隧中心] }
  - { name: 桥隧中心 }
  - { name: 照明所, aliases: [灯光所] }
  - { name: 街道办 }
roles:
  灯光管理: { '*': 照明所 }
  路桥管理: { '*': 桥隧中心 }
";

const BASES: &str = "\
依据:
  - { 名称: 中华人民共和国照明法, 生效: 2000-01-01, 失效: 2026-09-30, 取代: [城市照明条例], 部门: [灯光所] }
  - { 名称: 桥梁法, 生效: 2010-01-01, 失效: 2025-12-31, 部门: [桥梁处] }
  - { 名称: 隧道法, 生效: 2026-08-01, 部门: ['@路桥管理'] }
  - { 名称: 民法典 }
";

fn problems(text: &str) -> Vec<Problem> {
    let policy = clean::read(&[
        ("lists.fenbo", &format!("{MATTERS}{text}")),
        ("units.yaml", UNITS),
        ("areas.yaml", "levels: [市]\nareas: [鹏城市]\n"),
        ("bases.yaml", BASES),
    ]);
    let until = Date::constant(2027, 6, 30);
    let mut all = check(&policy, &Options { day: DAY, until }).problems;
    all.retain(|p| p.finding.code.starts_with("C37"));
    all
}

fn duty(code: &str, lead: &str, more: &[&str]) -> String {
    let more: Vec<String> = more.iter().map(|line| format!("  {line}\n")).collect();
    format!("职责：{code} 试\n  适用：A1\n  首办：{lead}\n{}", more.concat())
}

fn said(text: &str) -> Vec<(&'static str, String)> {
    problems(text).into_iter().map(|p| (p.finding.code, p.finding.en)).collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    problems(text).into_iter().map(|p| p.finding.code).collect()
}

#[test]
fn a_basis_has_to_be_in_force_on_every_day_that_is_looked_at() {
    let one =
        |lead: &str, basis: &str, more: &str| said(&duty("Z1", lead, &[&format!("依据：{basis}"), more]));
    assert_eq!(
        one("桥隧中心", "《桥梁法》第一条", "生效：2020-01-01"),
        [(
            "C371",
            "the basis of Z1, 《桥梁法》 ended on 2025-12-31. See whether the line still stands, and correct the basis".to_owned()
        )]
    );
    assert_eq!(
        one("照明所", "《照明法》第一条", "生效：2020-01-01"),
        [(
            "C371",
            "the basis of Z1, 《中华人民共和国照明法》 ends on 2026-09-30, and the line goes on (《城市照明条例》 took its place). \
             See whether the line still stands, and correct the basis"
                .to_owned()
        )]
    );
    assert_eq!(
        one("桥隧中心", "《隧道法》第一条", "生效：2020-01-01"),
        [(
            "C371",
            "the basis of Z1, 《隧道法》 only comes into force on 2026-08-01, not yet on 2026-07-01. \
             See whether the line still stands, and correct the basis"
                .to_owned()
        )]
    );
    // The duty ends with its basis, or begins with it, or has ended.
    assert_eq!(one("照明所", "《照明法》第一条", "失效：2026-09-30"), []);
    assert_eq!(one("桥隧中心", "《隧道法》第一条", "生效：2026-08-01"), []);
    assert_eq!(one("桥隧中心", "《桥梁法》第一条", "失效：2026-06-30"), []);
    // Always in force; not registered; no title at all.
    assert_eq!(one("街道办", "《中华人民共和国民法典》第一条", "生效：2020-01-01"), []);
    assert_eq!(one("街道办", "《没有登记的办法》第一条", "生效：2020-01-01"), []);
    assert_eq!(one("街道办", "市政府会议纪要", "生效：2020-01-01"), []);
    // Two articles are one problem, and a proviso that inherits none of its own.
    let twice = duty(
        "Z1",
        "桥隧中心",
        &["依据：《桥梁法》第一条", "依据：《桥梁法》第二条", "但：场所 为 小区 → 街道办 ［Z1a］"],
    );
    assert_eq!(codes(&twice), ["C371"]);
    let own = duty(
        "Z1",
        "街道办",
        &["依据：《民法典》第一条", "但：场所 为 桥下 → 桥隧中心；依据 《桥梁法》第一条 ［Z1a］"],
    );
    let all = problems(&own);
    assert_eq!(all.iter().map(|p| p.about.clone()).collect::<Vec<_>>(), [["Z1a", "桥梁法"]]);
    let refusal = "不受理：试\n  当：场所 为 小区\n  引导：「找物业」\n  依据：《桥梁法》第一条\n";
    assert_eq!(codes(refusal), ["C371"]);
}

#[test]
fn who_leads_has_to_be_among_those_that_a_basis_empowers() {
    let one = |lead: &str, bases: &[&str]| {
        let lines: Vec<String> = bases.iter().map(|b| format!("依据：{b}")).collect();
        let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        lines.push("失效：2026-07-31");
        said(&duty("Z1", lead, &lines))
    };
    assert_eq!(
        one("街道办", &["《照明法》第一条"]),
        [(
            "C373",
            "Z1 names 街道办 as first handler, but 《中华人民共和国照明法》 empowers 照明所. Check the basis, or the first handler"
                .to_owned()
        )]
    );
    // Itself, the role it plays, as one of a chain, as one of two that lead.
    assert_eq!(one("照明所", &["《照明法》第一条"]), []);
    assert_eq!(one("@灯光管理", &["《照明法》第一条"]), []);
    assert_eq!(one("街道办，无则 照明所", &["《照明法》第一条"]), []);
    // One that fits is enough; one of which nothing is known leaves it open.
    assert_eq!(one("照明所", &["《照明法》第一条", "《民法典》第一条"]), []);
    assert_eq!(one("街道办", &["《照明法》第一条", "《民法典》第一条"]), []);
    assert_eq!(one("街道办", &["《照明法》第一条", "《没有登记的办法》"]), []);
    let confirm = one("街道办", &["《照明法》第一条", "待确认"]);
    assert_eq!(confirm.iter().map(|c| c.0).collect::<Vec<_>>(), ["C374"]);
    // A successor of the one that is named; a unit that plays the role that is named.
    let later = |lead: &str, basis: &str| {
        let mut found = codes(&duty("Z1", lead, &[&format!("依据：{basis}")]));
        found.retain(|c| *c == "C373");
        found
    };
    assert_eq!(later("桥隧中心", "《桥梁法》第一条"), [""; 0]);
    assert_eq!(later("桥隧中心", "《隧道法》第一条"), [""; 0]);
    assert_eq!(later("@路桥管理", "《桥梁法》第一条"), [""; 0]);
    assert_eq!(later("@灯光管理", "《隧道法》第一条"), ["C373"]);
    // A proviso that inherits the basis is the parent's affair.
    let but = duty(
        "Z1",
        "照明所",
        &["依据：《照明法》第一条", "失效：2026-07-31", "但：场所 为 小区 → 街道办 ［Z1a］"],
    );
    assert_eq!(codes(&but), [""; 0]);
}

#[test]
fn a_missing_basis_is_a_slip_where_most_duties_have_one() {
    let with =
        |code: &str, when: &str| duty(code, "街道办", &[&format!("当：场所 为 {when}"), "依据：《民法典》"]);
    let bare = |code: &str, when: &str| duty(code, "街道办", &[&format!("当：场所 为 {when}")]);
    assert_eq!(codes(&format!("{}{}", bare("Z1", "桥下"), bare("Z2", "路边"))), [""; 0]);
    let one = problems(&format!("{}{}", bare("Z1", "桥下"), with("Z2", "路边")));
    assert_eq!(one.len(), 1);
    assert_eq!((one[0].finding.severity, one[0].about.clone()), (Severity::Warning, vec!["Z1".to_owned()]));
    assert_eq!(one[0].finding.zh, "Z1 没有写依据。请写明，一时查不到就写「依据：待确认」");
    let most = problems(&format!("{}{}{}", bare("Z1", "桥下"), bare("Z2", "路边"), with("Z3", "小区")));
    assert_eq!(most.len(), 1);
    assert_eq!(most[0].finding.severity, Severity::Note);
    assert_eq!(most[0].finding.en, "2 of 3 duties have no legal basis");
    // Fallbacks and rulings need none.
    let others =
        "兜底：照明\n  首办：街道办\n裁定：R1 试\n  裁定日期：2026-01-01\n  适用：A1\n  首办：照明所\n";
    assert_eq!(codes(&format!("{}{others}", with("Z1", "桥下"))), [""; 0]);
}

#[test]
fn what_has_yet_to_be_confirmed_is_one_number() {
    let open =
        |code: &str, when: &str| duty(code, "街道办", &[&format!("当：场所 为 {when}"), "依据：待确认"]);
    let mut lists = Lists::new();
    lists.add("a.fenbo", format!("{MATTERS}{}{}", open("Z1", "桥下"), open("Z2", "路边")));
    let but = "  但：场所 为 小区 → 照明所 ［Z3a］\n";
    lists.add("b.fenbo", format!("{}{but}", open("Z3", "小区")));
    lists.add("units.yaml", UNITS);
    let (policy, sources, _) = lists.read();
    let all = check(&Arc::new(policy), &Options { day: DAY, until: DAY }).problems;
    let all: Vec<&Problem> = all.iter().filter(|p| p.finding.code == "C374").collect();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].finding.severity, Severity::Note);
    assert_eq!(all[0].finding.zh, "4 条里有 3 条的依据待确认");
    let places: Vec<String> = all[0]
        .finding
        .related
        .iter()
        .map(|(span, zh, _)| format!("{} {zh}", sources.place(*span).file))
        .collect();
    assert_eq!(places, ["a.fenbo 此文件 2 条，这是第一条", "b.fenbo 此文件 1 条，这是第一条"]);
}

/// What is said of a file of bases: code, line and column, words.
fn reading(bases: &str) -> Vec<(String, String)> {
    let mut lists = Lists::new();
    lists.add("units.yaml", UNITS);
    lists.add("bases.yaml", bases);
    let (_, sources, findings) = lists.read();
    let words = |f: &fenbo::finding::Finding| {
        let place = sources.place(f.span);
        (format!("{} {}:{}", f.code, place.line, place.column), f.en.clone())
    };
    findings.iter().map(words).collect()
}

#[test]
fn a_faulty_register_says_where() {
    assert_eq!(reading("bases: []\n"), []);
    assert_eq!(
        reading("bases:\n  - { name: 甲法, aliases: [乙法] }\n  - { name: 中华人民共和国乙法 }\n"),
        [(
            "Y161 3:13".to_owned(),
            "`中华人民共和国乙法` is already the title or an alias of another basis.".to_owned()
        )]
    );
    assert_eq!(
        reading("bases:\n  - { name: 甲法, departments: [照明听, '@灯光管里'] }\n"),
        [
            (
                "Y162 2:31".to_owned(),
                "There is no unit or role `照明听` (a role has @ before it). Did you mean `照明所`?"
                    .to_owned()
            ),
            (
                "Y162 2:36".to_owned(),
                "There is no unit or role `@灯光管里` (a role has @ before it). Did you mean `@灯光管理`?"
                    .to_owned()
            )
        ]
    );
    assert_eq!(reading("bases:\n  - { aliases: [甲] }\n")[0].0, "Y105 2:5");
    assert_eq!(reading("bases:\n  - { name: 甲法, from: 2026-02-30 }\n")[0].0, "Y110 2:23");
    assert_eq!(
        reading("bases:\n  - { name: 甲法, from: 2026-02-03, until: 2026-01-01 }\n")[0].0,
        "Y111 2:42"
    );
    assert_eq!(reading("bases:\n  - { name: 甲法, fro: 2026-02-03 }\n")[0].0, "Y103 2:17");
}

#[test]
fn a_project_names_its_register() {
    let mut lists = Lists::new();
    lists.add("fenbo.yaml", "清单: [a.fenbo]\n单位: [units.yaml]\n依据: [laws]\n");
    lists.add("a.fenbo", format!("{MATTERS}{}", duty("Z1", "桥隧中心", &["依据：《桥梁法》第一条"])));
    lists.add("units.yaml", UNITS);
    lists.add("laws/all.yaml", BASES);
    assert_eq!(lists.named(), ["a.fenbo", "laws", "units.yaml"]);
    let (policy, _, findings) = lists.read();
    assert_eq!(findings, []);
    assert_eq!(policy.registry().bases.iter().len(), 4);
    lists.remove("laws/all.yaml");
    assert_eq!(lists.read().2[0].code, "Y160");
}
