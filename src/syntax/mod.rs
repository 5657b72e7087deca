//! From text to entries.
//!
//! A list is split into blocks on the headings in column 1, a block into lines, and each line is read by the
//! grammar (`grammar/fenbo.pest`) under the rule of its keyword. So a bad line gives its finding and hides
//! nothing: the other lines of its block and all other blocks are still read. Reading never fails and never
//! hangs: it is linear in the text, with bounds on the length of lines and blocks and on nesting.

mod amounts;
mod blocks;
mod conditions;
mod decode;
pub mod entries;
mod expected;
mod extent;
mod format;
mod from_catalogue;
mod from_duty;
mod from_practice;
mod handlers;
mod keywords;
mod parts;
mod print;
mod reader;
mod words;

use crate::finding::Finding;
use crate::text::{SourceId, Sources};
use blocks::Block;
pub use blocks::{MAX_BLOCK, MAX_LINE};
pub use decode::decode;
use entries::{Entry, EntryKind};
pub use extent::{block_extent, line_extent};
pub use format::format;
use keywords::Heading;
pub(crate) use parts::{Part, fits, parts};
use reader::Reader;

/// The entries of one source and what there is to say about its form.
///
/// Entries come in the order in which they stand. A block with an error still gives an entry where what was
/// read makes sense by itself; it is then marked not [`complete`](Entry::complete). Sources are independent,
/// so they may be read in parallel.
pub fn parse(source: SourceId, sources: &Sources) -> (Vec<Entry>, Vec<Finding>) {
    let Some(text) = sources.get(source) else { return (Vec::new(), Vec::new()) };
    parse_text(source, &text.text)
}

/// As [`parse`], of a text that is at hand.
pub fn parse_text(source: SourceId, text: &str) -> (Vec<Entry>, Vec<Finding>) {
    read(Reader::new(source), text)
}

/// A name as a list would have it: in quotes where it holds a blank or a mark.
pub fn written_name(name: &str) -> String {
    if words::is_bare(name) {
        return name.to_owned();
    }
    let (open, close) = if name.contains(['「', '」']) { ('"', '"') } else { ('「', '」') };
    format!("{open}{name}{close}")
}

/// The entries of a text with all places zero, so that two texts can be compared by what they say.
pub fn meaning(text: &str) -> Vec<Entry> {
    read(Reader::placeless(), text).0
}

fn read(mut reader: Reader, text: &str) -> (Vec<Entry>, Vec<Finding>) {
    if text.len() > MAX_TEXT {
        reader.error(
            "S104",
            reader::Body { at: 0, text: "" },
            format!("文件超过 {MAX_TEXT} 字节，未读"),
            format!("the file is larger than {MAX_TEXT} bytes and was not read"),
        );
        return (Vec::new(), reader.finish());
    }
    let blocks = blocks::split(&mut reader, text);
    let entries = blocks.into_iter().filter_map(|block| entry(&mut reader, block)).collect();
    (entries, reader.finish())
}

/// Largest source read, in bytes: offsets are 32 bits wide.
pub const MAX_TEXT: usize = 1 << 30;

fn entry(reader: &mut Reader, block: Block<'_>) -> Option<Entry> {
    reader.failed = false;
    let kind = if block.body.text.is_empty() {
        let word = block.keyword.text;
        reader.error(
            "S117",
            block.line,
            format!("「{word}」后面没有内容"),
            format!("nothing follows `{word}`"),
        );
        None
    } else {
        kind(reader, &block)
    };
    if kind.is_none() && !block.broken && !reader.failed {
        // Nothing is lost in silence, whatever the reader of this kind of block left unsaid.
        reader.error("S120", block.line, "读不懂这一段", "this block cannot be read");
    }
    let complete = !(block.broken || reader.failed);
    Some(Entry { span: reader.span(block.line), notes: block.notes, complete, kind: kind? })
}

fn kind(reader: &mut Reader, block: &Block<'_>) -> Option<EntryKind> {
    match block.kind {
        Heading::Attribute => reader.attribute(block),
        Heading::Matter => reader.matter_block(block),
        Heading::Duty | Heading::Fallback | Heading::Ruling => reader.duty(block),
        Heading::Urgency => reader.urgency(block),
        Heading::Practice => reader.practice(block),
        Heading::Case => reader.case(block),
        Heading::Assertion => reader.assertion(block),
        Heading::Waiver => Some(reader.waiver(block)),
        Heading::NotAccepted => reader.not_accepted(block),
        Heading::Assume => reader.assume(block),
        Heading::Definition => reader.definition(block),
        Heading::Table => reader.table(block),
        Heading::Rota => reader.rota_block(block),
        Heading::Doctrine => reader.doctrine(block),
    }
}
