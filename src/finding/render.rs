//! Words and pictures for findings: one line, or the lines of the source with carets under them.

use super::{Finding, Severity};
use crate::text::{Source, Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::fmt::Write as _;

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// Of two things that say the same the one in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl Severity {
    /// The word for it.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Error => lang.pick("错误", "error"),
            Self::Warning => lang.pick("警告", "warning"),
            Self::Note => lang.pick("提示", "note"),
        }
    }
}

/// How a report is to look. Whether the terminal takes colour is for the caller to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Language of messages.
    pub lang: Lang,
    /// ANSI colours.
    pub colour: bool,
    /// Columns of the terminal; longer source lines are cut around the place.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { lang: Lang::Zh, colour: false, width: 100 }
    }
}

/// Lines longer than this, in bytes, are named but not shown.
const LONGEST_SHOWN: usize = 4096;

/// One finding in one line: `lists/a.fenbo:3:8: 错误[S120]: …`, and the place of each related one.
pub fn render(finding: &Finding, sources: &Sources, lang: Lang) -> String {
    let words = visible(lang.pick(&finding.zh, &finding.en));
    let severity = finding.severity.word(lang);
    let mut line = format!("{}: {severity}[{}]: {words}", sources.place(finding.span), finding.code);
    for (span, zh, en) in &finding.related {
        let _ = write!(line, " ({}: {})", sources.place(*span), visible(lang.pick(zh, en)));
    }
    line
}

/// One finding with the lines it speaks of and carets under them. No line feed at the end.
///
/// Carets line up where a wide character takes two columns and a character of ambiguous width takes one.
pub fn report(finding: &Finding, sources: &Sources, look: Look) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let lang = look.lang;
    let words = lang.pick(&finding.zh, &finding.en);
    let title = level.with_name(finding.severity.word(lang)).primary_title(words).id(finding.code);
    let places = std::iter::once((finding.span, ""))
        .chain(finding.related.iter().map(|(span, zh, en)| (*span, lang.pick(zh.as_str(), en.as_str()))));
    let mut shown: Vec<Shown<'_>> = Vec::new();
    for (i, (span, label)) in places.enumerate() {
        let Some(source) = sources.get(span.source) else { continue };
        let mark = Mark { span, label, primary: i == 0 };
        // Places close to each other are shown in one piece of the source.
        let (first, last) = lines_of(source, span);
        let near = shown.iter_mut().find(|s| {
            s.span.source == span.source && first <= s.last + NEAR && s.first <= last.saturating_add(NEAR)
        });
        if let Some(near) = near {
            (near.first, near.last) = (near.first.min(first), near.last.max(last));
            near.marks.push(mark);
        } else {
            shown.push(Shown { source, span, first, last, marks: vec![mark] });
        }
    }
    let mut group = Group::with_title(title);
    for piece in &shown {
        group = match piece.snippet() {
            Some(snippet) => group.element(snippet),
            None => piece.marks.iter().fold(group, |group, mark| {
                let (line, column) = piece.source.position(mark.span.start);
                group.element(Origin::path(&*piece.source.name).line(line).char_column(column))
            }),
        };
    }
    let renderer = if look.colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    renderer.term_width(look.width.max(MIN_WIDTH)).render(&[group])
}

/// Narrower terminals get lines of this many columns.
const MIN_WIDTH: usize = 40;
/// Places at most this many lines apart share a piece of the source.
const NEAR: usize = 4;

/// A place and what to write at it.
struct Mark<'a> {
    span: Span,
    label: &'a str,
    primary: bool,
}

/// A piece of a source, by its first and last line, both from 1.
struct Shown<'a> {
    source: &'a Source,
    span: Span,
    first: usize,
    last: usize,
    marks: Vec<Mark<'a>>,
}

impl<'a> Shown<'a> {
    /// None if a line is too long to be shown.
    fn snippet(&self) -> Option<Snippet<'a, Annotation<'a>>> {
        let (start, end) = self.source.lines(self.first, self.last);
        let text = self.source.text.get(start..end)?;
        if text.split('\n').any(|line| line.len() > LONGEST_SHOWN) {
            return None;
        }
        let mut snippet = Snippet::source(text).line_start(self.first).path(&*self.source.name);
        for mark in &self.marks {
            let at = |offset: u32| boundary(text, (offset as usize).saturating_sub(start));
            let from = at(mark.span.start);
            let range = from..at(mark.span.end).max(from);
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(range);
            snippet = snippet.annotation(if mark.label.is_empty() {
                annotation
            } else {
                annotation.label(mark.label)
            });
        }
        Some(snippet)
    }
}

/// First and last line of a span.
fn lines_of(source: &Source, span: Span) -> (usize, usize) {
    let first = source.position(span.start).0;
    let last = if span.end > span.start { source.position(span.end - 1).0 } else { first };
    (first, last.min(first + MOST_LINES))
}

/// A place of more lines is shown by its first ones.
const MOST_LINES: usize = 8;

/// The nearest character boundary at or below an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Text of others in a line of ours: no control character may move the cursor or turn the reading direction.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}
