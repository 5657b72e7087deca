//! Reports of findings: carets under the right characters, related places, languages, the JSON form.

use fenbo::finding::{Finding, FindingWire, Lang, Look, render, report};
use fenbo::text::{Source, SourceId, Sources, Span};

/// Columns a character takes; written by hand so that the report's own tables are not their own judge.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn one(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("lists/路灯.fenbo", text));
    (sources, id)
}

fn span(id: SourceId, text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap_or_else(|| panic!("{part} is not in the text"));
    Span::new(id, start, start + part.len())
}

/// The row of the source that holds a part, and the row below it.
fn rows<'a>(out: &'a str, part: &str) -> (&'a str, &'a str) {
    let mut lines = out.lines();
    let row = lines.by_ref().find(|l| l.contains(" | ") && l.contains(part)).expect("the line is shown");
    (row, lines.next().expect("carets follow"))
}

fn assert_carets_under(out: &str, part: &str) {
    let (row, carets) = rows(out, part);
    let before = row.split(part).next().expect("split gives at least one part");
    let caret = carets.find('^').expect("there is a caret");
    assert_eq!(width(&carets[..caret]), width(before), "the caret stands elsewhere:\n{out}");
    let count = carets.chars().filter(|c| *c == '^').count();
    assert_eq!(count, width(part), "the carets are too short or too long:\n{out}");
}

const LINES: &[(&str, &str)] = &[
    ("  当：场所 公园", "公园"),
    ("  when: place park", "park"),
    ("　　首办：市交通运输局。", "。"),
    ("  别名：「A与B」、ｆｕｌｌ、ﾊﾝｶｸ、𠮷野家，貳", "貳"),
    ("  当：投资额 ≤ 1.5 万元，且 面积 ＞ 3", "1.5"),
    ("  依据：《城市照明管理办法》第五条；㎡ é ＡＢ 10", "10"),
    ("\t当：场所 在 桥 下", "下"),
];

#[test]
fn carets_stand_under_the_place_whatever_the_width_of_the_characters() {
    for (line, part) in LINES {
        let text = format!("职责：Z-1 路灯\n{line}\n  适用：1\n");
        let (sources, id) = one(&text);
        let finding = Finding::error("S120", span(id, &text, part), "读不懂", "cannot read this");
        for width in [60, 140] {
            let out = report(&finding, &sources, Look { width, ..Look::default() });
            // A tab is shown as four blanks.
            assert_carets_under(&out, part);
        }
    }
}

#[test]
fn carets_stay_under_the_place_when_a_long_line_is_cut() {
    let long = "一二三四五六七八九十，".repeat(40);
    let text = format!("职责：Z-1 {long}目标{long}\n");
    let (sources, id) = one(&text);
    let finding = Finding::error("S120", span(id, &text, "目标"), "读不懂", "cannot read this");
    for columns in [60, 140] {
        let out = report(&finding, &sources, Look { width: columns, ..Look::default() });
        assert_carets_under(&out, "目标");
        let (row, _) = rows(&out, "目标");
        assert!(width(row) <= columns, "the row is wider than the terminal:\n{row}");
    }
}

#[test]
fn a_report_names_file_line_and_column_and_shows_related_places() {
    let text = "职责：Z-1 路灯\n  首办：甲局\n  协办：丙局\n  首办：乙局\n";
    let (sources, id) = one(text);
    let second = Span::new(id, text.rfind("首办").unwrap(), text.rfind("首办").unwrap() + 6);
    let finding = Finding::error("S131", second, "「首办」只能写一次", "`first` may be written only once")
        .with(span(id, text, "首办"), "前一次在这里", "first written here");
    let out = report(&finding, &sources, Look::default());
    assert_eq!(
        out,
        "\
错误[S131]: 「首办」只能写一次
 --> lists/路灯.fenbo:4:3
  |
2 |   首办：甲局
  |   ---- 前一次在这里
3 |   协办：丙局
4 |   首办：乙局
  |   ^^^^"
    );
    let out = report(&finding, &sources, Look { lang: Lang::En, ..Look::default() });
    assert!(out.starts_with("error[S131]: `first` may be written only once\n"), "{out}");
    assert!(out.contains("---- first written here"), "{out}");
    assert_eq!(
        render(&finding, &sources, Lang::En),
        "lists/路灯.fenbo:4:3: error[S131]: `first` may be written only once (lists/路灯.fenbo:2:3: first written here)"
    );
}

#[test]
fn a_related_place_in_another_file_is_shown_with_its_own_name() {
    let (mut sources, id) = one("职责：Z-1 路灯\n");
    let other = sources.add(Source::new("lists/桥.fenbo", "# 桥\n职责：Z-1 桥灯\n"));
    let finding = Finding::error("N203", Span::new(id, 9, 12), "编码重复", "used twice").with(
        Span::new(other, 15, 18),
        "第一次在这里",
        "first used here",
    );
    let out = report(&finding, &sources, Look::default());
    assert!(out.contains("--> lists/路灯.fenbo:1:4") && out.contains("lists/桥.fenbo:2:4"), "{out}");
    assert_carets_under(&out, "Z-1");
}

#[test]
fn colour_is_the_callers_choice() {
    let (sources, id) = one("职责：Z-1\n");
    let finding = Finding::warning("S120", Span::new(id, 0, 6), "字", "words");
    assert!(!report(&finding, &sources, Look::default()).contains('\u{1b}'));
    assert!(report(&finding, &sources, Look { colour: true, ..Look::default() }).contains('\u{1b}'));
}

#[test]
fn places_outside_of_the_text_do_not_panic() {
    let (sources, id) = one("职责：Z-1");
    for (start, end) in [(0, 0), (1, 2), (12, 12), (12, 400), (400, 500), (5, 2)] {
        let finding = Finding::error("S120", Span::new(id, start, end), "字", "words");
        assert!(report(&finding, &sources, Look::default()).contains("S120"));
        assert!(render(&finding, &sources, Lang::En).contains("S120"));
    }
    let nowhere = Finding::error("S120", Span::new(SourceId(9), 0, 1), "字", "words");
    assert!(report(&nowhere, &sources, Look::default()).contains("S120"));
}

#[test]
fn text_of_others_cannot_move_the_cursor() {
    let (sources, id) = one("职责：\u{1b}[2J\u{202e}x\n");
    let finding = Finding::error("S102", Span::new(id, 9, 10), "有 \u{1b}[2J", "has \u{1b}[2J\u{202e}");
    for out in [
        report(&finding, &sources, Look::default()),
        render(&finding, &sources, Lang::En),
        render(&finding, &sources, Lang::Zh),
    ] {
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out:?}");
    }
}

#[test]
fn a_line_too_long_to_show_is_named() {
    let text = format!("职责：Z-1 {}\n", "长".repeat(5_000));
    let (sources, id) = one(&text);
    let finding = Finding::error("S103", Span::new(id, 0, 9), "太长", "too long");
    let out = report(&finding, &sources, Look::default());
    assert!(out.contains("lists/路灯.fenbo:1:1") && out.len() < 200, "{out}");
}

#[test]
fn the_json_form_is_stable() {
    let text = "职责：Z-1 路灯\n  首办：甲局\n  首办：乙局\n";
    let (sources, id) = one(text);
    let second = text.rfind("首办").unwrap();
    let finding = Finding::error("S131", Span::new(id, second, second + 6), "重复", "twice").with(
        span(id, text, "首办"),
        "前一次",
        "first",
    );
    let json = serde_json::to_string(&FindingWire::new(&finding, &sources, Lang::En)).unwrap();
    assert_eq!(
        json,
        r#"{"code":"S131","severity":"error","message":"twice","file":"lists/路灯.fenbo","line":3,"column":3,"end_line":3,"end_column":5,"related":[{"message":"first","file":"lists/路灯.fenbo","line":2,"column":3,"end_line":2,"end_column":5}]}"#
    );
}
