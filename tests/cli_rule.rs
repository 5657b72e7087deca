//! `fenbo rule`, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{fenbo, run};

#[test]
fn a_page_is_printed_in_the_language_of_the_reader() {
    let en = run(fenbo().args(["rule", "c301"]));
    assert_eq!(en.code, Some(0), "{}", en.err);
    assert!(en.out.starts_with("C301 conflict of duties  error\n\nMeaning\nTwo duties name"), "{}", en.out);
    assert!(en.out.contains("\nfails\n    要素：场所\n      取值：桥下、路边\n"), "{}", en.out);
    assert!(en.out.contains("\n  units.yaml\n    units: ["), "{}", en.out);
    assert!(!en.out.contains("说明") && !en.out.contains("```") && !en.out.contains('\u{1b}'), "{}", en.out);
    let zh = run(fenbo().args(["--lang", "zh", "rule", "C301"]));
    assert!(zh.out.starts_with("C301 职责冲突  错误\n\n说明\n"), "{}", zh.out);
    assert!(zh.out.contains("\n没问题\n") && !zh.out.contains("Meaning"), "{}", zh.out);
    let colour = run(fenbo().args(["--color", "always", "rule", "C301"]));
    assert!(colour.out.contains("\u{1b}[1mMeaning\u{1b}[0m\n"), "{}", colour.out);
}

#[test]
fn without_a_code_all_are_listed() {
    let ran = run(fenbo().arg("rule"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let listed = ran.out.lines().filter(|l| l.starts_with("  ")).count();
    assert_eq!(listed, fenbo::finding::codes::CODES.len());
    for line in [
        "checks (fenbo check)",
        "  C303  note    covered only by a fallback",
        "  P902  error   too many boxes",
    ] {
        assert!(ran.out.lines().any(|l| l == line), "{line} in\n{}", ran.out);
    }
}

#[test]
fn several_codes_and_one_without_a_page() {
    let ran = run(fenbo().args(["rule", "S121", "Y102"]));
    assert!(ran.out.starts_with("S121 bad date  error\n"), "{}", ran.out);
    assert!(ran.out.contains("docs/language.md.\n\nY102 duplicate key  error\n"), "{}", ran.out);
    assert!(ran.out.contains("docs/registries.md."), "{}", ran.out);
}

#[test]
fn an_unknown_code_is_refused_with_the_nearest() {
    let ran = run(fenbo().args(["rule", "N2366"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("there is no code \"N2366\"; did you mean N236?"), "{}", ran.err);
    let zh = run(fenbo().args(["--lang", "zh", "rule", "C301", "你好"]));
    assert_eq!(zh.code, Some(2));
    assert!(zh.err.contains("没有「你好」这个代码。全部代码见 fenbo rule"), "{}", zh.err);
    assert_eq!(zh.out, "", "nothing is printed before all codes are known");
}
