//! What is said of malformed lists: the code, the exact place, and the hint.

use fenbo::finding::Finding;
use fenbo::syntax::parse;
use fenbo::text::{Source, Sources};

fn findings(text: &str) -> Vec<Finding> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.fenbo", text));
    parse(id, &sources).1
}

/// Code and the text pointed at, for each finding.
fn pointed(text: &str) -> Vec<(&'static str, &str)> {
    let at = |f: &Finding| (f.code, &text[f.span.start as usize..f.span.end as usize]);
    findings(text).iter().map(at).collect()
}

/// One item in a duty that is otherwise whole.
fn in_duty(line: &str) -> String {
    format!("职责：Z-1 路灯\n  适用：1\n  首办：甲\n{line}\n  理由：在它之后\n")
}

#[test]
fn places_of_what_is_not_understood() {
    for (line, code, place) in [
        ("  当：场所 公园", "S120", "公园"),
        ("  当：场所 属于", "S120", "属于"),
        ("  当：场所为公园", "S120", ""),
        ("  当：场所 属于 公园（市属）", "S120", "（"),
        ("  当：投资额 ≤ 一百", "S120", "一百"),
        ("  当：投资额 ≤ 1.5 万元", "S122", "1.5"),
        ("  当：投资额 ≤ 99999999999999999999", "S122", "99999999999999999999"),
        ("  当：时刻 在 23:00 至 24:01", "S123", "24:01"),
        ("  当：时刻 在 24:00 至 07:00", "S125", "24:00 至 07:00"),
        ("  当：时刻 在 07:00 至 07:00", "S125", "07:00 至 07:00"),
        ("  当：时刻 在 07:00 至 次日09:00", "S125", "07:00 至 次日09:00"),
        ("  当：时刻 为 24:00", "S123", "24:00"),
        ("  当：面积 介于 500 至 100", "S125", "500 至 100"),
        ("  当：面积 介于 23:00 至 100", "S125", "23:00 至 100"),
        ("  协办：甲、、乙", "S120", "、"),
        ("  协办：「甲", "S120", "「"),
        ("  协办：@", "S120", ""),
        ("  协办：甲，无则", "S120", ""),
        ("  依据：《甲法", "S120", "《"),
        ("  时限：5 工作日", "S120", "工作日"),
        ("  时限：办结 5 周", "S124", "周"),
        ("  时限：办结 0 天", "S124", "0"),
        ("  先行：物业，限 很久", "S120", "很久"),
        ("  生效：2026-02-30", "S121", "2026-02-30"),
        ("  生效：2026年1月3日", "S121", "2026年1月3日"),
        ("  生效：明天", "S121", "明天"),
        ("  既有特别规定：也许", "S126", "也许"),
        ("  协班：乙", "S111", "协班"),
        ("  路径：甲/乙", "S113", "路径"),
        ("  | 甲 | 乙 |", "S113", "| 甲 | 乙 |"),
        ("  优先于：", "S117", "优先于"),
        ("  首办：乙", "S131", "首办"),
        ("  并办：乙、丙", "S132", "并办"),
        ("  当 场所 为 公园", "S109", "当 场所 为 公园"),
        ("  但：场所 为 桥下 → 乙", "S133", "场所 为 桥下 → 乙"),
        ("  但：场所 为 桥下；乙 ［x］", "S120", "；"),
        ("  但：场所 为 桥下 → 乙；优先于 Z-2 ［x］", "S113", "优先于"),
        ("  但：场所 为 桥下 → 乙；协同 丙 ［x］", "S111", "协同"),
        ("  但：场所 为 桥下 → 协办 丙 ［x］", "S113", "协办"),
        ("当：场所 为 公园", "S107", "当"),
    ] {
        let text = in_duty(line);
        assert_eq!(pointed(&text), [(code, place)], "{line}");
    }
}

#[test]
fn places_in_other_blocks() {
    for (text, code, place) in [
        ("要素：甲\n  取值：a（b（c）\n", "S120", ""),
        ("要素：甲\n  取值：a（b））、c\n", "S120", "）"),
        ("要素：甲\n  取值：「a/b」\n", "S127", "「a/b」"),
        ("要素：甲\n  类型：整树\n", "S126", "整树"),
        ("要素：甲\n  类型：整数\n  范围：9 至 3\n", "S125", "9 至 3"),
        ("要素：甲\n  类型：时刻\n  单位：米\n", "S132", "单位"),
        ("要素：甲\n  类型：时刻\n  取值：a\n", "S132", "类型"),
        ("要素：甲\n  询问：「？」\n", "S130", "要素：甲"),
        ("要素：甲\n  取值：a\n  代价：0\n", "S122", "0"),
        ("事项：1\n  路径：a\n", "S117", "1"),
        ("事项：1 a\n  路径：a\n  性质：部分\n", "S126", "部分"),
        ("事项：1 a\n  路径：a\n  加急：也许\n", "S126", "也许"),
        ("事项：1 a\n  路径：a\n  识别：不含「b」\n", "S132", "不含「b」"),
        ("裁定：R-1\n  适用：1\n  首办：甲\n", "S130", "裁定：R-1"),
        ("实施：甲\n  承接：1 → 乙\n", "S132", "→"),
        ("实施：查「表」\n  承接：1\n", "S126", "查「表」"),
        ("案例：甲\n  要素：a＝b、c，a＝d\n  应派：甲\n", "S131", "a"),
        ("案例：甲\n  应议：否\n", "S126", "否"),
        ("豁免：C301\n  适用：Z-1\n", "S130", "豁免：C301"),
        ("对照表：甲\n  | a | 主管 |\n  | b | 丙 |\n", "S140", "| a | 主管 |"),
        ("对照表：甲\n  | a | 首办 |\n  | b | c | 丙 |\n", "S140", "| b | c | 丙 |"),
        ("对照表：甲\n  | a | 首办 |\n", "S140", "| a | 首办 |"),
        ("轮值：甲\n  成员：乙 0\n", "S122", "0"),
        ("职责：\n  适用：1\n", "S117", "职责："),
        ("职责 Z-1\n  适用：1\n  首办：甲\n", "S109", "职责 Z-1"),
        ("职贵：Z-1\n  适用：1\n  首办：甲\n", "S110", "职贵"),
        ("说明文字：x\n  适用：1\n  乱写\n", "S110", "说明文字"),
        ("  当：a 为 b\n", "S108", "当"),
        ("定义：甲\n  当：a 为 b\n  职责：Z-1\n  适用：1\n  首办：甲\n", "S106", "职责"),
    ] {
        assert_eq!(pointed(text), [(code, place)], "{text}");
    }
}

#[test]
fn hints_and_suggestions() {
    for (line, zh, en) in [
        ("  协班：乙", "是不是「协办」", "did you mean `协办`"),
        ("  asist: 乙", "是不是「assist」", "did you mean `assist`"),
        ("  协办：乙。", "不写句号", "No full stop"),
        ("  协办：乙 # 待定", "单独写一行", "line of its own"),
        ("  当：场所为公园", "前后都要有空格", "blank on both sides"),
        ("  当：场所 为公园", "前后都要有空格", "blank on both sides"),
        ("  当：场所 属于 公园，河岸", "用「、」", "joined with ` or `"),
        ("  当：a 为 b，或 c 为 d", "「，或」有两种读法", "can be read in two ways"),
        ("  当：场所 属于 公园（市属）", "条件里没有括号", "no parentheses"),
        ("  当：场所 属于 公园「市属」", "整个放在一对引号里", "quoted as a whole"),
        ("  生效：2026年1月3日", "日期写成 2026-01-03", "write the date as 2026-01-03"),
        ("  生效：2026/1/3", "日期写成 2026-01-03", "write the date as 2026-01-03"),
        ("  当：a ≤ 1.5", "只能写整数", "whole numbers only"),
    ] {
        let all = findings(&in_duty(line));
        assert_eq!(all.len(), 1, "{line}");
        assert!(all[0].zh.contains(zh), "{line}: {}", all[0].zh);
        assert!(all[0].en.contains(en), "{line}: {}", all[0].en);
    }
}

#[test]
fn a_bad_line_hides_no_other() {
    let text = "职责：Z-1 路灯\n  适用：1、、2\n  当：场所\n  首办：甲\n  时限：很快\n职贵：Z-2\n  适用：3\n  首办：@\n定义：乙\n  当：a 为 b\n";
    let codes: Vec<_> = pointed(text);
    assert_eq!(codes, [("S120", "、"), ("S120", ""), ("S120", "很快"), ("S110", "职贵"), ("S120", "")]);
}

#[test]
fn an_entry_says_whether_all_of_it_was_understood() {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.fenbo", in_duty("  当：场所 公园")));
    let entries = parse(id, &sources).0;
    assert!(!entries[0].complete);
    let id = sources.add(Source::new("b.fenbo", in_duty("  当：场所 为 公园")));
    assert!(parse(id, &sources).0[0].complete);
}

#[test]
fn a_comment_behind_free_text_is_text_and_said_to_be() {
    let text = in_duty("  依据：《甲法》第一条 # 待核");
    assert_eq!(pointed(&text), [("S151", "# 待核")]);
    let text = "事项：A1 路灯不亮 # 常见\n  路径：照明\n  包括：灯 # 不亮\n";
    let (entries, found) = {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.fenbo", text));
        parse(id, &sources)
    };
    assert!(found.iter().all(|f| f.code == "S151"), "{found:?}");
    assert!(entries[0].complete, "a warning does not spoil the entry");
    // In quotes, or without a blank before it, it is meant.
    assert_eq!(pointed("案例：「3 #楼的灯」\n  要素：场所＝桥下\n  应派：甲\n"), []);
    assert_eq!(pointed(&in_duty("  依据：见C#1")), []);
}
