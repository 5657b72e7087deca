//! The formatter: one spelling, the same meaning, and hands off what it does not understand.

mod lists;

use fenbo::syntax::{format, meaning};
use fenbo::text::{SourceId, display_width};
use lists::{FIXTURES, edited};
use proptest::prelude::*;

fn formatted(text: &str) -> String {
    format(SourceId(0), text).0
}

/// Comments and notes, in order, without their marks and the blanks around them.
fn remarks(text: &str) -> Vec<String> {
    let inner = |line: &str| line.trim().trim_start_matches(['#', '＃']).trim().to_owned();
    let remark = |line: &&str| line.trim_start_matches('\u{feff}').trim().starts_with(['#', '＃']);
    text.lines().filter(remark).map(|l| inner(l.trim_start_matches('\u{feff}'))).collect()
}

#[test]
fn fixtures_keep_their_meaning_and_are_formatted_once() {
    for text in FIXTURES {
        let (once, findings) = format(SourceId(0), text);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(meaning(&once), meaning(text));
        assert_eq!(formatted(&once), once);
        assert_eq!(remarks(&once), remarks(text));
    }
}

const HEADINGS: &[(&str, &str)] = &[
    ("要素", "attribute"),
    ("事项", "matter"),
    ("职责", "duty"),
    ("兜底", "fallback"),
    ("裁定", "ruling"),
    ("加急", "urgent"),
    ("实施", "practice"),
    ("案例", "case"),
    ("断言", "assert"),
    ("豁免", "waive"),
    ("不受理", "refuse"),
    ("前提", "assume"),
    ("定义", "define"),
    ("对照表", "table"),
    ("轮值", "rota"),
    ("原则", "doctrine"),
];

/// With its headings in the other language, a list is put into that language as a whole.
#[test]
fn a_block_is_written_in_the_language_of_its_heading() {
    for text in FIXTURES {
        let mut other = format!("\n{text}");
        let is_chinese = text.contains("生效：");
        for (zh, en) in HEADINGS {
            let (zh, en) = (format!("\n{zh}："), format!("\n{en}: "));
            other = if is_chinese { other.replace(&zh, &en) } else { other.replace(&en, &zh) };
        }
        assert_ne!(other.trim_start(), *text);
        let (out, findings) = format(SourceId(0), &other);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(meaning(&out), meaning(text));
        let chinese = |text: &str| text.lines().filter(|l| l.starts_with("  ") && l.contains('：')).count();
        let english = |text: &str| text.lines().filter(|l| l.starts_with("  ") && l.contains(": ")).count();
        assert_eq!(chinese(&out) < english(&out), is_chinese, "{out}");
    }
}

/// The lists that are shipped: whatever they hold, formatting does not change what they say.
#[test]
fn shipped_lists_keep_their_meaning() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the catalogues are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "fenbo") {
                let text = std::fs::read_to_string(&path).expect("lists are UTF-8");
                let once = formatted(&text);
                assert_eq!(meaning(&once), meaning(&text), "{}", path.display());
                assert_eq!(formatted(&once), once, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} lists");
}

#[test]
fn a_carelessly_written_list_in_its_one_spelling() {
    let careless = "

#注释不动
## 路灯
职责:  Z-1\t 道路路灯
# 顶格注释
    适用: 0301-001,市政设施 / 照明


\t主办 : @区城管局 ( 住所地 )
   ##   石岩另有约定
  当:场所 in 公共道路 or 桥下 , 且 投资额<=１００万元
  当 ： 时刻 在 7：00至次日6：30 并且 有风险 为 yes
  协办：甲, 乙,else 丙
  时限：contact 24小时;办结 5个工作日
  但：场所=桥下->市局;协办  丁；basis 《甲法》 第一条[Z-1a]
  依据：to-confirm
  生效：２０２６-０１-０１




duty：Z-2   Road lamps
  APPLIES：全部
  when：place 属于 park、“river bank”，当日 ≠ 是 或 hours 介于 3 至 5 小时
  并办：a、“b c”
  special：保留
";
    let tidy = "\
#注释不动
## 路灯
职责：Z-1 道路路灯
# 顶格注释
  适用：0301-001、市政设施/照明

  首办：@区城管局（住所地）
  ## 石岩另有约定
  当：场所 属于 公共道路、桥下，且 投资额 ≤ 100 万元
  当：时刻 在 07:00 至 次日06:30，且 有风险 为 是
  协办：甲、乙，无则 丙
  时限：联系 24 小时，办结 5 工作日
  但：场所 ＝ 桥下 → 市局；协办 丁；依据 《甲法》第一条 ［Z-1a］
  依据：待确认
  生效：2026-01-01

duty: Z-2 Road lamps
  applies: all
  when: place in park or \"river bank\", and 当日 != yes or hours between 3 to 5 小时
  joint: a, \"b c\"
  special: keep
";
    let (out, findings) = format(SourceId(0), careless);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(out, tidy);
    assert_eq!(meaning(&out), meaning(careless));
}

#[test]
fn a_block_that_is_not_understood_is_left_as_it_is() {
    let bad = "职责:Z-2  坏\r\n     适用:2 , 3\n\n\n    当:场所 公园\r\n";
    let text = format!("职责:Z-1\n 适用:1\n 首办:甲\n{bad}定义:好\n 当:a 为 b");
    let (out, findings) = format(SourceId(0), &text);
    assert!(out.contains(bad), "{out}");
    assert!(out.starts_with("职责：Z-1\n  适用：1\n  首办：甲\n"), "{out}");
    assert!(out.ends_with("定义：好\n  当：a 为 b\n"), "{out}");
    assert!(findings.iter().any(|f| f.code == "S120"));
}

#[test]
fn names_keep_their_quotes_and_get_those_of_the_language() {
    for (body, zh, en) in [
        ("“甲 乙”", "「甲 乙」", "\"甲 乙\""),
        ("\"甲「乙」\"", "“甲「乙」”", "\"甲「乙」\""),
        ("「say \"a\"」", "「say \"a\"」", "“say \"a\"”"),
        ("「全部」、all", "「全部」、全部", "\"全部\", all"),
    ] {
        assert_eq!(formatted(&format!("加急：x\n  适用：{body}\n")), format!("加急：x\n  适用：{zh}\n"));
        assert_eq!(
            formatted(&format!("urgent: x\n  applies: {body}\n")),
            format!("urgent: x\n  applies: {en}\n")
        );
    }
}

#[test]
fn bars_of_tables_stand_under_each_other() {
    let text = "对照表：控烟\n|场所|时刻|主办|\n|-|-|-|\n| 学校、ｷﾝｴﾝ | | @区教育局，无则 乙|\n# 注\n|「a|b」|22:00|丙|\n";
    let out = formatted(text);
    assert_eq!(meaning(&out), meaning(text));
    let rows: Vec<&str> = out.lines().filter(|l| l.trim_start().starts_with('|')).collect();
    assert_eq!(rows.len(), 4);
    let bars = |row: &str| -> Vec<usize> {
        let quoted = row.replace("「a|b」", "「a·b」");
        quoted.char_indices().filter(|(_, c)| *c == '|').map(|(i, _)| display_width(&quoted[..i])).collect()
    };
    for row in &rows {
        assert_eq!(bars(row), bars(rows[0]), "{out}");
    }
    assert_eq!(bars(rows[0]).len(), 4);
}

#[test]
fn empty_files_and_files_of_comments() {
    for (text, out) in [
        ("", ""),
        ("\n\n", ""),
        ("\u{feff}", ""),
        ("# a\n\n\n# b", "# a\n\n# b\n"),
        ("\u{feff}# a\r\n", "# a\n"),
        ("  当：a 为 b\n", "  当：a 为 b\n"),
    ] {
        assert_eq!(formatted(text), out, "{text:?}");
    }
}

/// Spellings that mean the same, and some that do not.
fn spelling() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("：", ":"),
        (": ", "："),
        ("、", ","),
        (", ", "、"),
        ("，", ", "),
        ("，且", "，"),
        ("  ", "\t   "),
        ("\n", "\r\n"),
        ("\n", "\n\n\n"),
        ("\n", "\n  # 注\n"),
        ("\n", "\n## 注\n"),
        ("「", "“"),
        ("」", "”"),
        ("→", "->"),
        (" 为 ", " is "),
        (" 属于 ", " in "),
        ("≤", "<="),
        ("当", "when"),
        ("首办", "first"),
        ("（", "("),
        ("；", ";"),
        ("0", "０"),
        ("是", "yes"),
        ("小时", "hours"),
        ("全部", "ALL"),
        ("a", "「"),
        ("场所", ""),
        ("|", ""),
        ("1", "｜"),
    ])
}

/// A fixture with some places spelt otherwise.
fn respelt() -> impl Strategy<Value = String> {
    let change = (spelling(), any::<prop::sample::Index>());
    (prop::sample::select(FIXTURES), prop::collection::vec(change, 1..12)).prop_map(|(text, changes)| {
        let mut text = text.to_owned();
        for ((old, new), at) in changes {
            let places: Vec<usize> = text.match_indices(old).map(|(i, _)| i).collect();
            if !places.is_empty() {
                let i = places[at.index(places.len())];
                text.replace_range(i..i + old.len(), new);
            }
        }
        text
    })
}

/// A fixture with characters cut out or put in anywhere.
fn spoilt() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0_usize..6, "[ \n：，、「」\"#|甲a0-]{0,3}");
    (prop::sample::select(FIXTURES), prop::collection::vec(edit, 1..6))
        .prop_map(|(text, edits)| edited(text, edits))
}

fn assert_sound(text: &str) {
    let (once, findings) = format(SourceId(0), text);
    assert_eq!(meaning(&once), meaning(text), "another meaning:\n{text}\n---\n{once}");
    assert_eq!(formatted(&once), once, "formatted twice is another:\n{text}");
    assert_eq!(remarks(&once), remarks(text), "a comment was lost:\n{text}\n---\n{once}");
    assert!(findings.iter().all(|f| f.code != "S150"), "could not be formatted:\n{text}\n{findings:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn other_spellings_keep_their_meaning(text in respelt()) {
        assert_sound(&text);
    }

    #[test]
    fn spoilt_lists_keep_their_meaning(text in spoilt()) {
        assert_sound(&text);
    }

    #[test]
    fn any_text_keeps_its_meaning(text in any::<String>()) {
        assert_sound(&text);
    }
}
