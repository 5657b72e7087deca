//! Splits a list into blocks and lines, so that one bad line hides no other.
//!
//! Linear in the text: every line is looked at once, and lines that are too long are set aside unread.

use super::keywords::{self, Heading, Item};
use super::reader::{Body, Reader, UNKNOWN_HEADING};

/// Longest line read, in bytes; some five thousand Chinese characters.
pub const MAX_LINE: usize = 16 * 1024;
/// Most lines of one block.
pub const MAX_BLOCK: usize = 20_000;

/// One block: a heading in column 1 and the indented lines below it.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) kind: Heading,
    /// The heading's keyword.
    pub(super) keyword: Body<'a>,
    /// What follows the heading's keyword.
    pub(super) body: Body<'a>,
    /// The whole heading line, without blanks at its ends.
    pub(super) line: Body<'a>,
    pub(super) items: Vec<Line<'a>>,
    pub(super) notes: Vec<String>,
    /// A line of the block was not understood.
    pub(super) broken: bool,
}

/// One item of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) item: Item,
    pub(super) keyword: Body<'a>,
    pub(super) body: Body<'a>,
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// What a line is, before it is known to which block it belongs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'a> {
    Empty,
    Comment,
    Note(&'a str),
    Row,
    /// A word before the first colon, and what follows it.
    Keyed {
        keyword: Body<'a>,
        body: Body<'a>,
    },
    /// No colon at all, or none with a word before it.
    Unkeyed,
}

/// A physical line: where it starts, its text without the line end, and whether it is indented.
#[derive(Debug, Clone, Copy)]
pub(super) struct Physical<'a> {
    /// The line with its indentation, without its end.
    pub(super) whole: Body<'a>,
    /// Without blanks at its ends.
    pub(super) inner: Body<'a>,
    pub(super) indented: bool,
    /// Where the next line begins.
    pub(super) next: usize,
}

/// The lines of a text; the mark of byte order at its start belongs to none.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Physical<'_>> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = start;
    text.get(start..).unwrap_or("").split_inclusive('\n').map(move |raw| {
        let whole = Body { at, text: raw.trim_end_matches(['\n', '\r']) };
        at += raw.len();
        let inner = whole.trimmed();
        Physical { whole, inner, indented: inner.at > whole.at, next: at }
    })
}

/// What a line is.
pub(super) fn shape(inner: Body<'_>) -> Shape<'_> {
    let text = inner.text;
    let Some(first) = text.chars().next() else { return Shape::Empty };
    match first {
        '#' | '＃' => {
            let rest = &text[first.len_utf8()..];
            let note = rest.strip_prefix(['#', '＃']);
            note.map_or(Shape::Comment, |n| Shape::Note(n.trim_start_matches(['#', '＃']).trim()))
        }
        '|' | '｜' => Shape::Row,
        _ => match text.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
            Some((i, colon)) if i > 0 => Shape::Keyed {
                keyword: inner.slice(0, i).trimmed(),
                body: inner.slice(i + colon.len_utf8(), text.len()).trimmed(),
            },
            _ => Shape::Unkeyed,
        },
    }
}

/// Whether a line ends the block above it: it stands in column 1 and is no item that lost its indentation.
pub(super) fn ends_block(line: &Physical<'_>) -> bool {
    let word = match shape(line.inner) {
        _ if line.indented => return false,
        Shape::Keyed { keyword, .. } => keyword.text,
        Shape::Unkeyed => line.inner.text.split(is_blank).next().unwrap_or(""),
        _ => return false,
    };
    keywords::heading(word).is_some() || keywords::item(word).is_none()
}

/// Collects blocks while lines go by.
struct Splitter<'a, 'r> {
    reader: &'r mut Reader,
    blocks: Vec<Block<'a>>,
    /// A heading was met that is no heading: its lines are passed over, and that was said.
    lost: bool,
    /// Notes in column 1 that may belong to the next heading.
    waiting: Vec<String>,
}

/// The blocks of a text, with findings on everything that stands in none.
pub(super) fn split<'a>(reader: &mut Reader, text: &'a str) -> Vec<Block<'a>> {
    let mut splitter = Splitter { reader, blocks: Vec::new(), lost: false, waiting: Vec::new() };
    for line in lines(text) {
        splitter.line(line);
    }
    splitter.settle_notes();
    splitter.blocks
}

impl<'a> Splitter<'a, '_> {
    fn line(&mut self, line: Physical<'a>) {
        if line.whole.text.len() > MAX_LINE {
            let (zh, en) = (
                format!("这一行超过 {MAX_LINE} 字节，未读；请分成几行（同一条目可以写多行）"),
                format!(
                    "this line is longer than {MAX_LINE} bytes and was not read; split it (an item may be written on several lines)"
                ),
            );
            self.reader.error("S103", line.whole.head(), zh, en);
            self.settle_notes();
            self.break_block();
            return;
        }
        let shape = shape(line.inner);
        if let Some(hidden) = hidden_character(line.whole) {
            let code = hidden.text.chars().next().map_or(0, u32::from);
            self.reader.error(
                "S102",
                hidden,
                format!("这一行有看不见的控制字符 U+{code:04X}，请删去"),
                format!("this line holds an invisible control character U+{code:04X}: delete it"),
            );
            if !matches!(shape, Shape::Comment | Shape::Note(_)) {
                // Whatever the line was to be, no heading after it takes the notes before it.
                self.settle_notes();
                self.break_block();
                return;
            }
        }
        match shape {
            Shape::Empty | Shape::Comment => {}
            Shape::Note(text) if line.indented => {
                self.settle_notes();
                if let Some(block) = self.blocks.last_mut() {
                    block.notes.push(text.to_owned());
                }
            }
            Shape::Note(text) => self.waiting.push(text.to_owned()),
            Shape::Row => self.item(Line { item: Item::Row, keyword: line.inner, body: line.inner }),
            Shape::Keyed { keyword, body } => self.keyed(line, keyword, body),
            Shape::Unkeyed => self.unkeyed(line),
        }
    }

    fn keyed(&mut self, line: Physical<'a>, keyword: Body<'a>, body: Body<'a>) {
        let item = keywords::item(keyword.text).map(|(item, _)| item);
        let heading = keywords::heading(keyword.text);
        let word = keyword.text;
        if line.indented {
            if let Some(item) = item {
                self.item(Line { item, keyword, body });
            } else if let Some((kind, _)) = heading {
                self.reader.error(
                    "S106",
                    keyword,
                    format!("「{word}」是段首，要顶格写"),
                    format!("`{word}` heads a block and must begin in column 1"),
                );
                self.open(line, kind, keyword, body);
            } else {
                self.unknown_item(keyword);
            }
        } else if let Some((kind, _)) = heading {
            self.open(line, kind, keyword, body);
        } else if let Some(item) = item {
            self.reader.error(
                "S107",
                keyword,
                format!("「{word}」是条目，要缩进两格"),
                format!("`{word}` is an item and must be indented"),
            );
            self.item(Line { item, keyword, body });
        } else {
            self.unknown_heading(line, keyword, body);
        }
    }

    fn open(&mut self, line: Physical<'a>, kind: Heading, keyword: Body<'a>, body: Body<'a>) {
        self.lost = false;
        let notes = std::mem::take(&mut self.waiting);
        let line = line.inner;
        self.blocks.push(Block { kind, keyword, body, line, items: Vec::new(), notes, broken: false });
    }

    fn item(&mut self, line: Line<'a>) {
        self.settle_notes();
        if self.lost {
            return;
        }
        let Some(block) = self.blocks.last_mut() else {
            self.reader.error(
                "S108",
                line.keyword.head(),
                "这一行不属于任何一段：前面没有顶格的段首",
                "this line belongs to no block: no heading in column 1 stands before it",
            );
            return;
        };
        if block.items.len() < MAX_BLOCK {
            block.items.push(line);
        } else if !block.broken {
            block.broken = true;
            self.reader.error(
                "S104",
                line.keyword.head(),
                format!("这一段超过 {MAX_BLOCK} 行，从这里起未读"),
                format!("this block is longer than {MAX_BLOCK} lines and is not read from here on"),
            );
        }
    }

    fn unknown_item(&mut self, keyword: Body<'a>) {
        self.settle_notes();
        if self.lost {
            return;
        }
        let here = self.blocks.last().map(|b| b.kind);
        let near = keywords::nearest_item(keyword.text, here).map(|(word, _)| word);
        self.reader.unknown_word("S111", keyword, near);
        self.break_block();
    }

    /// An unknown heading that is nearly a known one is read as that one, so that its items are still checked.
    fn unknown_heading(&mut self, line: Physical<'a>, keyword: Body<'a>, body: Body<'a>) {
        let near = keywords::nearest_heading(keyword.text);
        self.reader.unknown_word(UNKNOWN_HEADING, keyword, near.map(|(word, _)| word));
        if let Some((_, kind)) = near {
            self.open(line, kind, keyword, body);
            self.break_block();
        } else {
            // Its notes went with it.
            self.waiting.clear();
            self.lost = true;
        }
    }

    /// A line without a colon. In column 1 it may be a heading that lost it; otherwise no one can say what the
    /// lines below it belong to, and they are passed over.
    fn unkeyed(&mut self, line: Physical<'a>) {
        if self.lost && line.indented {
            return;
        }
        let first = line.inner.text.split(is_blank).next().unwrap_or("");
        let heading = keywords::heading(first).filter(|_| !line.indented);
        let item = keywords::item(first).is_some();
        let (zh, en) = if heading.is_some() || item {
            (format!("「{first}」后面缺冒号"), format!("the colon after `{first}` is missing"))
        } else if line.indented {
            (
                "这一行不是「关键词：内容」".to_owned(),
                "this line is not of the form `keyword: content`".to_owned(),
            )
        } else {
            (
                "这一行不是「关键词：内容」；到下一个段首为止都没有读".to_owned(),
                "this line is not of the form `keyword: content`; nothing was read up to the next heading"
                    .to_owned(),
            )
        };
        self.reader.error("S109", line.inner.head(), zh, en);
        if let Some((kind, _)) = heading {
            let keyword = line.inner.slice(0, first.len());
            let body = line.inner.slice(first.len(), line.inner.text.len()).trimmed();
            self.open(line, kind, keyword, body);
            self.break_block();
        } else {
            self.settle_notes();
            self.break_block();
            self.lost |= !line.indented && !item;
        }
    }

    /// Notes that no heading took belong to the block they follow.
    fn settle_notes(&mut self) {
        let notes = std::mem::take(&mut self.waiting);
        if let Some(block) = self.blocks.last_mut() {
            block.notes.extend(notes);
        }
    }

    fn break_block(&mut self) {
        if let Some(block) = self.blocks.last_mut() {
            block.broken = true;
        }
    }
}

/// Whether a block begins at a line, whatever stands above it.
pub(super) fn begins_block(line: &Physical<'_>) -> bool {
    let plain = !line.indented && line.whole.text.len() <= MAX_LINE && hidden_character(line.whole).is_none();
    plain
        && matches!(shape(line.inner), Shape::Keyed { keyword, .. } if keywords::heading(keyword.text).is_some())
}

/// Whether a line above a heading belongs to the heading, or to nothing: it changes no block before it.
pub(super) fn leads_in(line: &Physical<'_>) -> bool {
    line.whole.text.len() <= MAX_LINE
        && match shape(line.inner) {
            Shape::Comment => true,
            Shape::Note(_) => !line.indented,
            Shape::Empty => hidden_character(line.whole).is_none(),
            _ => false,
        }
}

/// The first control character of a line that no one sees: it would be part of a name and yet not.
fn hidden_character(line: Body<'_>) -> Option<Body<'_>> {
    // In UTF-8 the ones beyond ASCII begin with these bytes; most lines of a list hold none of them.
    let suspect =
        line.text.bytes().any(|b| (b < 0x20 && b != b'\t') || matches!(b, 0x7f | 0xc2 | 0xe2 | 0xef));
    if !suspect {
        return None;
    }
    let (at, c) = line.text.char_indices().find(|(_, c)| {
        (c.is_control() && *c != '\t')
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
    })?;
    Some(line.slice(at, at + c.len_utf8()))
}
