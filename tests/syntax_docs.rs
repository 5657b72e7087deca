//! The language page is a test: every example on it is a list without findings.

use fenbo::finding::{Lang, render};
use fenbo::syntax::parse;
use fenbo::text::{Source, Sources};

/// The fenced `text` blocks of a page, with the line each begins on.
fn examples(page: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (i, line) in page.lines().enumerate() {
        match (inside, line) {
            (false, "```text") => {
                inside = true;
                out.push((i + 2, String::new()));
            }
            (true, "```") => inside = false,
            (true, line) => {
                if let Some((_, text)) = out.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    out
}

#[test]
fn every_example_of_the_language_page_reads_without_findings() {
    let page = include_str!("../docs/language.md");
    let examples = examples(page);
    assert!(examples.len() >= 4, "only {} examples found", examples.len());
    for (line, text) in examples {
        let mut sources = Sources::default();
        let id = sources.add(Source::new(format!("language.md, example at line {line}"), text));
        let (entries, findings) = parse(id, &sources);
        let words: Vec<String> = findings.iter().map(|f| render(f, &sources, Lang::En)).collect();
        assert!(words.is_empty(), "{words:#?}");
        assert!(!entries.is_empty() && entries.iter().all(|e| e.complete));
    }
}
