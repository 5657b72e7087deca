//! The JSON form of a finding. The fields are a contract; codes and severities are never translated.

use super::{Finding, Lang, Severity};
use crate::text::{Sources, Span};
use serde::Serialize;

/// A finding as JSON. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingWire {
    /// Such as `S101`.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What happened and what to do.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: PlaceWire,
    /// Other places that belong to it.
    pub related: Vec<RelatedWire>,
}

/// A place from its first character to behind its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct PlaceWire {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// A place and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct RelatedWire {
    pub message: String,
    #[serde(flatten)]
    pub place: PlaceWire,
}

impl FindingWire {
    /// The finding with its words in one language.
    pub fn new(finding: &Finding, sources: &Sources, lang: Lang) -> Self {
        let related = finding.related.iter().map(|(span, zh, en)| RelatedWire {
            message: lang.pick(zh, en).to_owned(),
            place: PlaceWire::new(*span, sources),
        });
        Self {
            code: finding.code,
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            message: lang.pick(&finding.zh, &finding.en).to_owned(),
            place: PlaceWire::new(finding.span, sources),
            related: related.collect(),
        }
    }
}

impl PlaceWire {
    /// A place that lies in no source has an empty file name and zeros.
    pub fn new(span: Span, sources: &Sources) -> Self {
        let start = sources.place(span);
        let end = sources.place(Span { start: span.end, ..span });
        Self {
            file: start.file.to_string(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
