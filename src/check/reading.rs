//! Findings of reading as problems: so that everything there is to say about lists has a fingerprint.

use super::Problem;
use crate::finding::Finding;
use crate::text::{Sources, Span};
use rustc_hash::FxHashMap;

/// Findings of reading the lists as problems, in their order. What makes one recognisable is its code and the text of its
/// line, and a number where several are equal in both. Linear.
pub fn of_reading(findings: &[Finding], sources: &Sources) -> Vec<Problem> {
    let mut seen: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let problem = |finding: &Finding| {
        let line = line_of(finding.span, sources);
        let count = seen.entry((finding.code, line)).or_default();
        *count += 1;
        let number = count.to_string();
        let key: &[&str] = if *count == 1 { &[line] } else { &[line, &number] };
        let mut problem = Problem::new(finding.code, finding.span, key, String::new(), String::new());
        problem.finding = finding.clone();
        problem
    };
    findings.iter().map(problem).collect()
}

/// The line that a span begins in, without the space around it.
fn line_of(span: Span, sources: &Sources) -> &str {
    let Some(source) = sources.get(span.source) else { return "" };
    let line = source.position(span.start).0;
    let (from, to) = source.lines(line, line);
    source.text.get(from..to).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn prints(text: &str, words: &[&str]) -> Vec<String> {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.fenbo", text));
        let findings: Vec<Finding> = words
            .iter()
            .flat_map(|word| text.match_indices(word))
            .map(|(at, word)| Finding::error("N221", Span::new(id, at, at + word.len()), "没有", "none"))
            .collect();
        of_reading(&findings, &sources).into_iter().map(|p| p.fingerprint).collect()
    }

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_tells_equal_lines_apart() {
        let before = prints("  首办：甲\n  首办：甲\n  首办：乙\n", &["甲", "乙"]);
        let after = prints("# 新\n\n首办：乙\n    首办：甲\n\n  首办：甲\n", &["甲", "乙"]);
        assert_eq!(before, after);
        assert_ne!(before[0], before[1], "equal lines have a number");
        assert_ne!(before[0], before[2], "other lines are others");
    }
}
