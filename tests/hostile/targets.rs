//! What must hold of any bytes, as plain functions: the corpus of the tests, the fuzz targets and their driver
//! (`fuzz/`) all call these.

use fenbo::finding::codes::code;
use fenbo::finding::{Finding, Lang, Look, render, report};
use fenbo::lists::{Lists, PROJECT};
use fenbo::router::Router;
use fenbo::syntax::{decode, format, meaning};
use fenbo::text::{SourceId, Sources};
use jiff::civil::{Date, date};
use std::sync::Arc;

/// The day whose lists are compiled.
pub const DAY: Date = date(2026, 6, 1);

const AREAS: &str = include_str!("areas.yaml");
const UNITS: &str = include_str!("units.yaml");

/// What was read, with all there is to say about it.
pub struct Read {
    pub sources: Sources,
    pub findings: Vec<Finding>,
}

/// Reads, resolves, compiles and formats bytes as a list, beside registries that are right.
///
/// # Panics
/// If something that must hold does not.
pub fn lists(bytes: &[u8]) -> Read {
    let (text, refused) = match decode(SourceId(0), bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(finding) => {
            assert!((finding.span.start as usize) < bytes.len());
            (String::from_utf8_lossy(bytes).into_owned(), Some(*finding))
        }
    };
    formats(&text);
    let mut lists = Lists::new();
    // First by name, so that it has the number that the finding of `decode` names.
    lists.add("a.fenbo", text);
    lists.add("b-areas.yaml", AREAS);
    lists.add("c-units.yaml", UNITS);
    finish(&lists, refused)
}

/// Reads bytes as each kind of registry: as the project file, and as whatever their fields say.
///
/// # Panics
/// If something that must hold does not.
pub fn registries(bytes: &[u8]) -> Read {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut project = Lists::new();
    project.add(PROJECT, text.clone());
    project.add("lists/a.fenbo", "要素：甲\n  类型：区域\n");
    let _ = project.named();
    finish(&project, None);
    for kind in ["units", "areas", "calendars"] {
        let mut named = Lists::new();
        named.add(PROJECT, format!("{kind}: [x.yaml]\n"));
        named.add("x.yaml", text.clone());
        finish(&named, None);
    }
    let mut lists = Lists::new();
    lists.add("x.yaml", text);
    finish(&lists, None)
}

fn finish(lists: &Lists, refused: Option<Finding>) -> Read {
    let (policy, sources, mut findings) = lists.read();
    let (router, found) = Router::compile(Arc::new(policy), DAY);
    findings.extend(found);
    findings.splice(0..0, refused);
    assert!(router.bytes() < 64 << 20, "a small text takes {} bytes compiled", router.bytes());
    for finding in &findings {
        placed(finding, &sources);
    }
    Read { sources, findings }
}

/// A finding has a known code, a place inside its text, and words that can be shown.
fn placed(finding: &Finding, sources: &Sources) {
    assert!(code(finding.code).is_some(), "{} is not in the table", finding.code);
    let source = sources.get(finding.span.source).expect("a finding is in a text");
    let (start, end) = (finding.span.start as usize, finding.span.end as usize);
    assert!(start <= end && end <= source.text.len(), "{}: {start}..{end}", finding.code);
    // Of bytes that are no text the start alone is sure to be a place in what is shown.
    let ends = finding.code == "S101" || source.text.is_char_boundary(end);
    assert!(source.text.is_char_boundary(start) && ends, "{finding:?}");
    let place = sources.place(finding.span);
    assert!(place.line >= 1 && place.column >= 1);
    for lang in [Lang::Zh, Lang::En] {
        assert!(render(finding, sources, lang).contains(finding.code));
    }
    assert!(report(finding, sources, Look::default()).contains(finding.code));
}

/// Formatting twice is formatting once, and changes nothing that is said.
fn formats(text: &str) {
    let (once, _) = format(SourceId(0), text);
    let (twice, _) = format(SourceId(0), &once);
    assert_eq!(once, twice, "formatted twice");
    assert_eq!(meaning(text), meaning(&once), "formatting changed the meaning");
}
