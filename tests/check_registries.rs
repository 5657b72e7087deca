//! Checks of units, areas and the catalogue, with answers written by hand.

use fenbo::check::{Edit, Options, Problem, check};
use fenbo::{Date, Lists, Severity};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);
const UNTIL: Date = Date::constant(2027, 6, 30);

/// The problems of some codes, and the text of the lists.
fn problems(lists: &str, registry: &str, codes: &[&str]) -> Vec<Problem> {
    let mut texts = Lists::new();
    texts.add("a.fenbo", lists);
    texts.add("b.yaml", registry);
    let (policy, _, findings) = texts.read();
    let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let report = check(&Arc::new(policy), &Options { day: DAY, until: UNTIL });
    report.problems.into_iter().filter(|p| codes.contains(&p.finding.code)).collect()
}

fn words(problems: &[Problem]) -> Vec<(&str, Severity, &str)> {
    problems.iter().map(|p| (p.finding.code, p.finding.severity, p.finding.zh.as_str())).collect()
}

/// The lists with the edits of a problem's first fix made, from the last to the first.
fn fixed(lists: &str, problem: &Problem) -> String {
    let mut text = lists.to_owned();
    let mut edits: Vec<(usize, usize, &str)> = problem.fixes[0]
        .edits
        .iter()
        .map(|e| match e {
            Edit::Replace(span, new) => (span.start as usize, span.end as usize, new.as_str()),
            other => panic!("not a replacement: {other:?}"),
        })
        .collect();
    edits.sort_unstable();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

const LAMP: &str = "事项：A1 路灯不亮\n  路径：照明\n";

#[test]
fn an_abolished_unit_is_renamed_wherever_it_stands() {
    let lists = format!(
        "{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：旧处\n  协办：旧处别名、水务所\n轮值：杆线\n  成员：旧处 2、水务所 1\n"
    );
    let units = "units:\n  - { name: 旧处, aliases: [旧处别名], until: 2025-12-31, successors: [新处] }\n  - 新处\n  - 水务所\n";
    let units = units.replace("- 新处", "- { name: 新处 }").replace("- 水务所", "- { name: 水务所 }");
    let found = problems(&lists, &units, &["C362"]);
    assert_eq!(
        words(&found),
        [(
            "C362",
            Severity::Warning,
            "「旧处」到 2025-12-31 为止，已由 新处 承继，仍被 Z1、轮值「杆线」 使用"
        )]
    );
    assert!(found[0].fixes[0].safe);
    let after = fixed(&lists, &found[0]);
    assert_eq!(
        after,
        format!(
            "{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：新处\n  协办：新处、水务所\n轮值：杆线\n  成员：新处 2、水务所 1\n"
        )
    );
    assert_eq!(words(&problems(&after, &units, &["C362"])), []);
}

#[test]
fn renaming_is_not_safe_where_it_would_settle_a_conflict() {
    let lists = format!(
        "要素：甲\n  类型：是否\n要素：乙\n  类型：是否\n{LAMP}职责：Z1 一\n  适用：A1\n  当：甲 为 是\n  首办：旧处\n\
         职责：Z2 二\n  适用：A1\n  当：乙 为 是\n  首办：新处\n兜底：照明\n  首办：新处\n"
    );
    let units = "units:\n  - { name: 旧处, until: 2025-12-31, successors: [新处] }\n  - { name: 新处 }\n";
    let found = problems(&lists, units, &["C301", "C362"]);
    let codes: Vec<&str> = found.iter().map(|p| p.finding.code).collect();
    assert_eq!(codes, ["C362", "C301"]);
    assert_eq!((found[0].fixes[0].edits.len(), found[0].fixes[0].safe), (1, false));
}

#[test]
fn a_unit_that_ends_without_an_heir_leaves_its_work_undone() {
    let duty = |until: &str| format!("{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：旧处\n{until}");
    let units = "units: [{ name: 旧处, until: 2026-12-31 }, { name: 新处 }]";
    let found = problems(&duty(""), units, &["C362"]);
    assert_eq!(
        words(&found),
        [(
            "C362",
            Severity::Error,
            "「旧处」到 2026-12-31 为止，没有承继单位，仍被 Z1 使用：自 2027-01-01 起没有人接"
        )]
    );
    assert_eq!(words(&problems(&duty("  失效：2026-12-31\n"), units, &["C362"])), []);
    let heir = "units: [{ name: 旧处, until: 2026-12-31, successors: [新处] }, { name: 新处 }]";
    assert_eq!(words(&problems(&duty(""), heir, &["C362"])), []);
    // Somebody else follows in the chain.
    let chain = duty("").replace("首办：旧处", "首办：旧处，无则 新处");
    assert_eq!(words(&problems(&chain, units, &["C362"]))[0].1, Severity::Warning);
}

#[test]
fn a_role_played_by_an_abolished_unit_is_found() {
    let lists = format!("{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：@街道办\n");
    let registry = "levels: [市]\nareas: [{ name: 鹏城市 }]\n";
    let units = "units: [{ name: 旧处, until: 2025-12-31 }]\nroles: { 街道办: { 鹏城市: 旧处 } }\n";
    let mut texts = Lists::new();
    texts.add("a.fenbo", lists);
    texts.add("areas.yaml", registry);
    texts.add("units.yaml", units);
    let report = check(&Arc::new(texts.read().0), &Options { day: DAY, until: UNTIL });
    let found: Vec<&str> =
        report.problems.iter().filter(|p| p.finding.code == "C362").map(|p| p.finding.zh.as_str()).collect();
    assert_eq!(
        found,
        ["「旧处」到 2025-12-31 为止，没有承继单位，仍被 角色 @街道办 使用：自 2026-07-01 起没有人接"]
    );
}

#[test]
fn a_test_unit_is_found_once_with_every_place() {
    let lists = format!(
        "{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：照明所\n  知会：测试甲\n实施：照明所\n  承接：A1\n  不承接：A1 → 测试甲\n"
    );
    let units = "units: [{ name: 测试甲, test: true }, { name: 测试乙, test: true }, { name: 照明所 }]";
    let found = problems(&lists, units, &["C363"]);
    assert_eq!(
        words(&found),
        [(
            "C363",
            Severity::Error,
            "「测试甲」是测试留下的单位，仍被 Z1、移交给它 使用：派给它的诉求没有人办"
        )]
    );
}

#[test]
fn only_a_matter_without_any_duty_is_an_orphan() {
    let lists = format!(
        "{LAMP}事项：A2 灯杆歪\n  路径：照明\n事项：A3 诉讼\n  路径：其他\n事项：A4 桥灯\n  路径：桥\n\
         要素：场所\n  取值：桥上、桥下\n职责：Z1 路灯\n  适用：A1\n  首办：照明所\n职责：Z4 桥灯\n  适用：A4\n  当：场所 为 桥上\n  首办：照明所\n\
         不受理：诉讼\n  适用：A3\n  引导：「找法院」\n"
    );
    let found = problems(&lists, "units: [{ name: 照明所 }]", &["C302", "C364"]);
    assert_eq!(
        words(&found),
        [
            ("C364", Severity::Error, "事项 A2 灯杆歪 没有一条职责、兜底或裁定：任何诉求都派不出去"),
            ("C302", Severity::Error, "A4 桥灯：没有单位首办，场所＝桥下"),
        ]
    );
}

#[test]
fn names_at_two_levels() {
    let matter = |code: &str, name: &str, path: &str| format!("事项：{code} {name}\n  路径：{path}\n");
    let lists = [
        // The name of a node elsewhere.
        matter("1", "照明", "桥梁"),
        matter("2", "灯", "市政/照明"),
        // Its own node, which has another matter: a node and its chief matter.
        matter("3", "井盖", "市政/井盖"),
        matter("4", "井盖异响", "市政/井盖"),
        // Its own node, which has nothing else.
        matter("5", "树木", "园林/树木"),
        // Nodes of one depth, and catch-alls.
        matter("6", "广告牌", "市容/广告"),
        matter("7", "广告费", "市场/广告"),
        matter("8", "其他", "市场/其他"),
        matter("9", "其他", "市容/其他"),
    ]
    .concat();
    let lists = format!("{lists}兜底：全部\n  首办：照明所\n");
    let found = problems(&lists, "units: [{ name: 照明所 }]", &["C366"]);
    assert_eq!(
        words(&found),
        [
            (
                "C366",
                Severity::Warning,
                "「照明」在不同层级上用了几次：市政/照明、1 照明。只写这个名称时指的是哪一个，看不出来"
            ),
            (
                "C366",
                Severity::Note,
                "「井盖」在不同层级上用了几次：市政/井盖、3 井盖。只写这个名称时指的是哪一个，看不出来"
            ),
        ]
    );
}

#[test]
fn an_area_in_another_of_its_name_is_found_and_so_is_one_in_two_places() {
    let areas = "levels: [市, 区, 街道, 社区]
areas:
  - name: 鹏城市
    children:
      - name: 坪山
        children:
          - { name: 坪山, children: [六联, 六和] }
          - { name: 石井, children: [六和] }
      - name: 龙岗
        children:
          - { name: 石井, children: [南约] }
          - { name: 坑梓, children: [秀新, 沙田] }
      - name: 大鹏
        children:
          - { name: 坑梓, children: [秀新] }
  - { name: 深汕, level: 区 }
";
    let found = problems(LAMP, areas, &["C366", "C369"]);
    assert_eq!(
        words(&found),
        [
            ("C366", Severity::Warning, "街道「鹏城市/坪山/坪山」与它所在的区同名：只写「坪山」时指的是区"),
            (
                "C369",
                Severity::Warning,
                "同一区域写在两处：鹏城市/龙岗/坑梓、鹏城市/大鹏/坑梓，下辖的区域相同"
            ),
            ("C369", Severity::Warning, "区「深汕」不在任何上级区域之内"),
        ]
    );
}

#[test]
fn catch_alls_side_by_side() {
    let matter = |code: &str, name: &str, path: &str| format!("事项：{code} {name}\n  路径：{path}\n");
    let lists = [
        matter("1", "其他市容问题", "市容"),
        matter("2", "市容其它", "市容"),
        matter("3", "其他区域的家具", "市容"),
        matter("4", "其他", "市政/照明"),
        matter("5", "其他", "市政/桥梁"),
    ]
    .concat();
    let lists = format!("{lists}兜底：全部\n  首办：照明所\n");
    let found = problems(&lists, "units: [{ name: 照明所 }]", &["C368"]);
    assert_eq!(
        words(&found),
        [(
            "C368",
            Severity::Note,
            "市容 的 3 个事项里有 2 个是“其他”：1 其他市容问题、2 市容其它。归到哪一个全凭经办人"
        )]
    );
}

#[test]
fn a_refusal_says_where_to_turn() {
    let lists = format!(
        "{LAMP}职责：Z1 路灯\n  适用：A1\n  首办：照明所\n要素：程序状态\n  取值：无、诉讼、仲裁\n\
         不受理：诉讼\n  当：程序状态 为 诉讼\n不受理：仲裁\n  当：程序状态 为 仲裁\n  引导：「找仲裁委」\n\
         不受理：旧\n  当：程序状态 为 诉讼\n  失效：2020-01-01\n"
    );
    let found = problems(&lists, "units: [{ name: 照明所 }]", &["C386"]);
    assert_eq!(
        words(&found),
        [("C386", Severity::Warning, "不受理「诉讼」没有写「引导」：市民不知道该找谁")]
    );
}

/// Matters with a name, a node and the unit of their only duty.
fn catalogue(matters: &[(&str, &str, &str)]) -> String {
    let text = matters.iter().enumerate().map(|(i, (name, path, unit))| {
        format!("事项：{i} {name}\n  路径：{path}\n职责：Z{i} 职责\n  适用：{i}\n  首办：{unit}\n")
    });
    text.collect()
}

/// The codes of the matters of each problem of a code.
fn groups(lists: &str, code: &str) -> Vec<Vec<String>> {
    let mut texts = Lists::new();
    texts.add("a.fenbo", lists);
    texts.add("b.yaml", "units: [{ name: 甲 }, { name: 乙 }]");
    let policy = Arc::new(texts.read().0);
    let found = check(&policy, &Options { day: DAY, until: UNTIL }).problems;
    let of_code = found.iter().filter(|p| p.finding.code == code);
    of_code.map(|p| p.matters.iter().map(|m| policy.matters().get(*m).code.clone()).collect()).collect()
}

#[test]
fn names_that_hardly_differ() {
    let alike =
        |a: &str, b: &str| !groups(&catalogue(&[(a, "市容", "甲"), (b, "城管", "甲")]), "C367").is_empty();
    for (a, b) in [
        ("路灯损坏", "路灯损坏问题"),
        ("路灯损坏", "路灯破损"),
        ("井盖破损", "破损的井盖"),
        ("施工噪音", "施工噪声"),
        ("共享单车乱停乱放", "共享单车乱停乱放处置"),
        ("ＡＢ区", "ab区"),
    ] {
        assert!(alike(a, b), "{a} {b}");
    }
    for (a, b) in [
        ("路灯不亮", "井盖不亮"),
        ("机动车违停占道", "非机动车违停占道"),
        ("市级公园设施破损", "区级公园设施破损"),
        ("路灯杆编号001", "路灯杆编号002"),
        ("物业服务质量", "医疗服务质量"),
        ("其他", "其他"),
    ] {
        assert!(!alike(a, b), "{a} {b}");
    }
    // In one node with the same unit it is the list's own division.
    let one = catalogue(&[("路灯损坏", "市容", "甲"), ("路灯破损", "市容", "甲")]);
    assert_eq!(groups(&one, "C367").len(), 0);
    let units = catalogue(&[("路灯损坏", "市容", "甲"), ("路灯破损", "市容", "乙")]);
    assert_eq!(groups(&units, "C367"), [["0", "1"]]);
    // Many of one name are said once.
    let many = catalogue(&[("路灯", "一", "甲"), ("路灯", "三", "甲"), ("路灯问题", "二", "甲")]);
    assert_eq!(groups(&many, "C367").iter().map(Vec::len).collect::<Vec<_>>(), [3]);
}

#[test]
fn words_that_are_enough_for_matters_of_two_units() {
    let lists = |a: &str, b: &str, unit: &str| {
        let text = catalogue(&[("小广告", "市容", "甲"), ("停用", "市容", unit)]);
        let text = text.replacen("  路径：市容\n", &format!("  路径：市容\n  识别：{a}\n"), 1);
        text.replace("停用\n", &format!("停用\n  识别：{b}\n"))
    };
    let words = |a: &str, b: &str| -> Vec<String> {
        let found = problems(&lists(a, b, "乙"), "units: [{ name: 甲 }, { name: 乙 }]", &["C381"]);
        found.into_iter().map(|p| p.finding.zh).collect()
    };
    let said = |words: &str| vec![format!("只说{words}，几个首办单位不同的事项都识别得上：0 小广告、1 停用")];
    assert_eq!(words("含「贴」「号码」", "含「号码」"), said("「号码」"));
    // One group of the one needs another word than the other has.
    assert_eq!(words("含「贴」，且含「号码」", "含「号码」，且含「停」"), [""; 0]);
    // All that the second asks for is in the first, which asks for more.
    assert_eq!(words("含「贴」，且含「号码」", "含「号码」"), said("「号码」、「贴」"));
    // A group gives only one word: two groups of the other cannot both have theirs of it.
    assert_eq!(words("含「号码」「停」", "含「号码」，且含「停」"), said("「停」、「号码」"));
    assert_eq!(words("含「号码」「停」，且含「墙」", "含「号码」，且含「停」"), [""; 0]);
    // An excluded word, also as part of a chosen one.
    assert_eq!(words("含「电话号码」，不含「号码」", "含「电话号码」"), [""; 0]);
    assert_eq!(words("含「贴」「号码」，不含「号」", "含「号码」「贴」"), said("「贴」"));
    // The same unit.
    let same = lists("含「号码」", "含「号码」", "甲");
    assert_eq!(problems(&same, "units: [{ name: 甲 }]", &["C381"]).len(), 0);
}
