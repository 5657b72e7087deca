//! Sources and places in them. Offsets are bytes; columns are derived where they are shown.

use std::fmt;
use std::sync::Arc;

/// Which source of a set a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A half-open byte range of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A range of a source.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }
}

/// Where places went when a text was edited: those from one byte on moved together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    /// The text.
    pub source: SourceId,
    /// The first byte that moved, as it was before.
    pub from: u32,
    /// Where it is now.
    pub to: u32,
}

impl Moved {
    /// Takes a place along. One across the byte is in what was edited, and nobody's any more.
    pub fn apply(self, span: &mut Span) {
        if span.source == self.source && span.start >= self.from {
            span.start = span.start - self.from + self.to;
            span.end = span.end - self.from + self.to;
        }
    }
}

/// One named text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path as the user gave it.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    line_starts: Arc<[u32]>,
}

impl Source {
    /// Indexes the lines of a text. Linear.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        Self { name: name.into(), text, line_starts: starts }
    }

    /// Line and column, both from 1; the column counts characters.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&s| s <= offset);
        let start = self.line_starts[line - 1] as usize;
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        (line, self.text[start..end.max(start)].chars().count() + 1)
    }

    /// The bytes from the start of one line to the end of another, both from 1, without the last line's end.
    /// Lines that do not exist are as the last one.
    pub fn lines(&self, first: usize, last: usize) -> (usize, usize) {
        let count = self.line_starts.len();
        let start = |line: usize| self.line_starts.get(line).map_or(self.text.len(), |s| *s as usize);
        let from = start(first.clamp(1, count) - 1);
        let to = start(last.clamp(1, count));
        let text = self.text.get(from..to).unwrap_or("");
        let text = text.strip_suffix('\n').unwrap_or(text);
        (from, from + text.strip_suffix('\r').unwrap_or(text).len())
    }
}

/// All texts of one run.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and says which it is.
    pub fn add(&mut self, source: Source) -> SourceId {
        self.0.push(source);
        SourceId(self.0.len() as u32 - 1)
    }

    /// The text with this number, if it was added here.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// Another text in the place of one.
    pub(crate) fn replace(&mut self, id: SourceId, text: Arc<str>) {
        if let Some(source) = self.0.get_mut(id.0 as usize) {
            *source = Source::new(source.name.clone(), text);
        }
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.0.iter().enumerate().map(|(i, s)| (SourceId(i as u32), s))
    }

    /// File, line and column of the start of a span.
    pub fn place(&self, span: Span) -> Place {
        self.get(span.source).map_or_else(
            || Place { file: "".into(), line: 0, column: 0 },
            |s| {
                let (line, column) = s.position(span.start);
                Place { file: s.name.clone(), line, column }
            },
        )
    }
}

/// A place as people read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path as the user gave it.
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Columns a text takes in a terminal: wide characters two, those of ambiguous width one.
pub fn display_width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// The form under which names compare: NFKC, without spaces at the ends.
pub fn fold(name: &str) -> std::borrow::Cow<'_, str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
    let name = name.trim();
    if is_nfkc_quick(name.chars()) == IsNormalized::Yes {
        name.into()
    } else {
        name.nfkc().collect::<String>().into()
    }
}
