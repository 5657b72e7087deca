//! Findings: what there is to say about the lists. Data here; words are put on in `render`.

pub mod codes;
mod render;
mod wire;

use crate::text::{Moved, Span};
pub use render::{Lang, Look, render, report};
pub use wire::{FindingWire, PlaceWire, RelatedWire};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// One finding. The code is stable; the two messages say the same in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code such as `S101`.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What happened and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Other places that belong to it, with words in both languages.
    pub related: Vec<(Span, String, String)>,
}

impl Finding {
    /// An error.
    pub fn error(code: &'static str, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, span, zh: zh.into(), en: en.into(), related: Vec::new() }
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, zh, en) }
    }

    /// Takes its places along with an edit.
    pub(crate) fn follow(&mut self, moved: Moved) {
        moved.apply(&mut self.span);
        self.related.iter_mut().for_each(|r| moved.apply(&mut r.0));
    }

    /// Adds another place.
    #[must_use]
    pub fn with(mut self, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.related.push((span, zh.into(), en.into()));
        self
    }
}
