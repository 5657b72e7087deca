//! Words for findings.

use super::Finding;
use crate::text::Sources;

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// One finding as people read it.
pub fn render(finding: &Finding, sources: &Sources, lang: Lang) -> String {
    let words = match lang {
        Lang::Zh => &finding.zh,
        Lang::En => &finding.en,
    };
    format!("{} {}: {words}", sources.place(finding.span), finding.code)
}
