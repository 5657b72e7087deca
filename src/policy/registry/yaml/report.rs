//! Findings as they come up, with bounds on how many are kept and how long is spent on looking for similar names.

use super::words::Both;
use crate::finding::{Finding, Severity};
use crate::policy::attribute::closest;
use crate::text::{SourceId, Span, fold};
use std::collections::BTreeMap;

/// Findings kept of one file; the rest is counted.
const MAX_FINDINGS: usize = 1000;
/// Work spent on looking for similar names, over all findings: about pairs of characters compared.
const MAX_WORK: usize = 20_000_000;
/// Characters of a word for which similar names are looked for.
const MAX_WORD: usize = 40;

/// What a reading has found so far.
#[derive(Debug, Default)]
pub(in super::super) struct Report {
    findings: Vec<Finding>,
    /// Per file how many findings were kept and how many were only counted, with the first of those.
    counts: BTreeMap<SourceId, (usize, usize, Span)>,
    spent: usize,
}

impl Report {
    /// Keeps a finding, or counts it if its file has too many.
    pub fn add(&mut self, finding: Finding) {
        let (kept, more, first) = self.counts.entry(finding.span.source).or_default();
        if *kept < MAX_FINDINGS {
            *kept += 1;
            self.findings.push(finding);
        } else {
            if *more == 0 {
                *first = finding.span;
            }
            *more += 1;
        }
    }

    /// An error.
    pub fn error(&mut self, code: &'static str, span: Span, words: Both) {
        self.add(Finding::error(code, span, words.zh, words.en));
    }

    /// A warning.
    pub fn warning(&mut self, code: &'static str, span: Span, words: Both) {
        self.add(Finding::warning(code, span, words.zh, words.en));
    }

    /// An error that involves an earlier place.
    pub fn error_with(&mut self, code: &'static str, span: Span, words: Both, first: Span) {
        let finding = Finding::error(code, span, words.zh, words.en);
        self.add(finding.with(first, "先写在这里", "first written here"));
    }

    /// The name nearest to a misspelt one. Gives up once too much has been compared in this reading.
    pub fn nearest<'n>(&mut self, word: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let word = fold(word);
        let length = word.chars().count();
        if length > MAX_WORD {
            return None;
        }
        let spent = &mut self.spent;
        let near = names.map_while(|name| {
            let other = name.chars().count();
            // Of two words one more than twice as long as the other, less than half can agree.
            let close = other <= 2 * length && length <= 2 * other;
            *spent += if close { other * length } else { other };
            (*spent < MAX_WORK).then_some(close.then_some(name))
        });
        closest(&word, near.flatten())
    }

    /// Everything found, by place; at the end of each file how many more there were.
    pub fn finish(mut self) -> Vec<Finding> {
        for (_, more, first) in self.counts.into_values().filter(|c| c.1 > 0) {
            self.findings.push(Finding {
                code: "Y109",
                severity: Severity::Error,
                span: first,
                zh: format!("此文件的问题超过 {MAX_FINDINGS} 个，从这里起另有 {more} 个没有列出；请先处理已列出的。"),
                en: format!(
                    "This file has more than {MAX_FINDINGS} findings; {more} more, from here on, are not listed. \
                     Settle the listed ones first."
                ),
                related: Vec::new(),
            });
        }
        self.findings.sort_by_key(|f| (f.span, f.code));
        self.findings
    }
}
