//! Whatever the text, reading ends soon, does not panic, and points inside the text.

mod lists;

use fenbo::finding::{Finding, Lang, Look, render, report};
use fenbo::syntax::entries::Entry;
use fenbo::syntax::{MAX_LINE, decode, parse};
use fenbo::text::{Source, SourceId, Sources};
use lists::{FIXTURES, edited};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn read(text: &str) -> (Sources, Vec<Entry>, Vec<Finding>) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.fenbo", text));
    let (entries, findings) = parse(id, &sources);
    (sources, entries, findings)
}

/// Every `start` and `end` in a debug print: no span of the tree can be forgotten.
fn spans(debug: &str) -> Vec<(usize, usize)> {
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok());
    debug
        .split("Span { source: SourceId(0), start: ")
        .skip(1)
        .filter_map(|part| Some((number(part)?, number(part.split_once("end: ")?.1)?)))
        .collect()
}

fn assert_sound(text: &str) {
    let (sources, entries, findings) = read(text);
    for (start, end) in spans(&format!("{entries:?} {findings:?}")) {
        assert!(start <= end && end <= text.len(), "{start}..{end} of {}", text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{start}..{end}");
    }
    for finding in &findings {
        assert!(render(finding, &sources, Lang::En).contains(finding.code));
        assert!(report(finding, &sources, Look::default()).contains(finding.code));
    }
    if findings.is_empty() {
        assert!(entries.iter().all(|e| e.complete), "an incomplete entry without a finding");
        let starts = |line: &&str| {
            line.trim_start_matches('\u{feff}')
                .starts_with(|c: char| !c.is_whitespace() && !"#＃|｜".contains(c))
        };
        let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        assert_eq!(lines.filter(starts).count(), entries.len(), "a block was lost without a finding");
    }
}

/// Most time for any of the texts below, in an unoptimised build on a busy machine; quadratic work on texts of
/// this size takes minutes.
const PATIENCE: Duration = Duration::from_secs(20);

fn codes_in_time(text: &str) -> Vec<&'static str> {
    let start = Instant::now();
    let (_, _, findings) = read(text);
    assert!(start.elapsed() < PATIENCE, "{:?} for {} bytes", start.elapsed(), text.len());
    findings.iter().map(|f| f.code).collect()
}

#[test]
fn nesting_is_bounded() {
    for brackets in ["（", "("] {
        let deep = format!("要素：场所\n  取值：{}\n", format!("a{brackets}").repeat(4_000));
        assert_eq!(codes_in_time(&deep), ["S105"]);
    }
    let deeper = format!("要素：场所\n  取值：{}\n", "（".repeat(20_000));
    assert_eq!(codes_in_time(&deeper), ["S103"]);
    for opening in ["「", "“", "\"", "《", "［", "（"] {
        let line = opening.repeat((MAX_LINE - 100) / opening.len());
        for item in ["当", "取值", "首办", "依据", "但", "识别", "要素", "时限", "适用", "承接", "则"]
        {
            for heading in ["职责：Z-1", "要素：a", "事项：1 a", "实施：甲", "案例：a", "断言：a"]
            {
                codes_in_time(&format!("{heading}\n  {item}：{line}\n"));
            }
        }
    }
}

#[test]
fn long_lines_are_set_aside() {
    let text = format!("职责：Z-1\n  当：{}\n  首办：甲\n  适用：1\n", "场".repeat(3_400_000));
    assert_eq!(codes_in_time(&text), ["S103"]);
    let text = format!("职责：{}\n", "x".repeat(10_000_000));
    assert_eq!(codes_in_time(&text), ["S103"]);
}

#[test]
fn long_lines_within_the_bound_are_read_in_linear_time() {
    let fill = |part: &str| part.repeat((MAX_LINE - 200) / part.len());
    let lines = [
        format!("  当：{}x 为 y", fill("a 为 b 或 ")),
        format!("  当：a 为 {}", fill("b 或 ")),
        format!("  当：a 为 b{}", fill("，且 a 为 b")),
        format!("  当：a{}", fill("  ")),
        format!("  当：a 为 b{}x", fill("  ")),
        format!("  但：a 为 b → {}［x］", fill("  [")),
        format!("  但：a 为 b → c{}", fill("；协办 d")),
        format!("  依据：《a》{}", fill("、  《")),
        format!("  依据：《a》{}x", fill("    ")),
        format!("  首办：a{}", fill("，无则 a")),
        format!("  协办：a{}", fill("，a")),
        format!("  适用：a{}", fill("/a")),
        format!("  时限：{}", fill("a 1 h，")),
    ];
    for line in lines {
        let block = format!("职责：Z-1\n{line}\n").repeat(20);
        codes_in_time(&block);
    }
}

#[test]
fn many_findings_are_counted_and_not_kept() {
    let codes = codes_in_time(&"职责：Z-1\n  当：x\n".repeat(50_000));
    assert!(codes.len() < 3_000, "{}", codes.len());
    assert_eq!(codes.last(), Some(&"S199"));
}

#[test]
fn a_block_of_very_many_lines_is_bounded() {
    let codes = codes_in_time(&format!("定义：x\n{}", "  当：a 为 b\n".repeat(30_000)));
    assert_eq!(codes, ["S104"]);
}

#[test]
fn line_ends_and_marks_of_byte_order_do_not_matter() {
    for text in FIXTURES {
        let plain = fenbo::syntax::meaning(text);
        assert_eq!(fenbo::syntax::meaning(&text.replace('\n', "\r\n")), plain);
        assert_eq!(fenbo::syntax::meaning(&format!("\u{feff}{text}")), plain);
        assert_eq!(fenbo::syntax::meaning(text.trim_end()), plain);
    }
}

#[test]
fn control_characters_are_findings() {
    for c in ['\0', '\u{7}', '\u{85}', '\u{200b}', '\u{202e}', '\u{feff}', '\u{fffd}', '\r'] {
        let text = format!("职责：Z-1\n  首办：甲{c}局\n  适用：1\n");
        let (_, entries, findings) = read(&text);
        let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
        assert!(codes.contains(&"S102"), "{c:?} {codes:?}");
        assert!(entries.iter().all(|e| !e.complete));
        let at = findings.iter().find(|f| f.code == "S102").map(|f| f.span.start as usize);
        assert_eq!(at, text.find(c), "{c:?}");
    }
}

/// Pieces of lists, and what people and programs put between them by mistake.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "职责：",
        "duty: ",
        "要素：",
        "事项：",
        "但：",
        "当：",
        "when: ",
        "首办：",
        "取值：",
        "对照表：",
        "| a | 首办 |",
        "场所",
        "0301-001",
        " 为 ",
        " 属于 ",
        " is ",
        " 在 ",
        "22:00",
        " 至 ",
        "100",
        " 万元",
        "，且 ",
        " 或 ",
        "、",
        "，",
        "→",
        "［",
        "］",
        "（",
        "）",
        "「",
        "」",
        "\"",
        "“",
        "《",
        "》",
        "@",
        "轮值",
        "查",
        "含",
        "：",
        ":",
        "/",
        "-",
        "->",
        "=",
        "\n",
        "\n  ",
        "\r\n",
        "\t",
        "  ",
        "　",
        "#",
        "##",
        "\0",
        "\u{feff}",
        "𠮷",
        "é",
        "2026-01-31",
        "待确认",
        "无则 ",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

/// A list with some of its characters cut out, moved or written over.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0_usize..12, piece());
    (prop::sample::select(FIXTURES), prop::collection::vec(edit, 1..6))
        .prop_map(|(text, edits)| edited(text, edits))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        assert_sound(&text);
    }

    #[test]
    fn pieces_of_lists_are_read(pieces in prop::collection::vec(piece(), 0..60)) {
        assert_sound(&pieces.concat());
    }

    #[test]
    fn spoilt_lists_are_read(text in mutated()) {
        assert_sound(&text);
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match decode(SourceId(0), &bytes) {
            Ok(text) => prop_assert_eq!(text.as_bytes(), bytes.as_slice()),
            Err(finding) => prop_assert!((finding.span.start as usize) < bytes.len()),
        }
    }

    /// A line that is spoilt hides no other block.
    #[test]
    fn other_blocks_are_still_read(text in mutated()) {
        let (_, entries, _) = read(&format!("{text}\n定义：最后\n  当：a 为 b\n"));
        let last = entries.last().map(|e| format!("{:?}", e.kind));
        prop_assert!(last.is_some_and(|l| l.contains("最后")), "the last block was lost");
    }
}
