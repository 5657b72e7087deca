//! One way to write a list: the formatter.
//!
//! Works on a block and its lines: comments, notes and the order of everything stay. A block with a finding, or
//! one that would not mean the same afterwards, is left byte for byte as it was.

use super::blocks::{Physical, Shape, ends_block, lines, shape};
use super::from_catalogue::{cells, is_rule};
use super::keywords::{self, Heading, Tongue};
use super::print::Printer;
use super::reader::{Body, Reader};
use super::{MAX_TEXT, parse_text, read};
use crate::finding::Finding;
use crate::text::{SourceId, Span, display_width};
use std::fmt::Write as _;

/// A list in its one spelling, and the findings of the blocks that were left as they were.
///
/// Indents by two blanks, puts one blank line where there were several, lines up the bars of tables, and
/// writes keywords, punctuation and fixed words in the language of each block's heading. Formatting twice is
/// formatting once, and the entries stay the same. Linear.
pub fn format(source: SourceId, text: &str) -> (String, Vec<Finding>) {
    let (_, mut findings) = parse_text(source, text);
    if text.len() > MAX_TEXT {
        return (text.to_owned(), findings);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut blocks = regions(text).into_iter().peekable();
    while let Some((start, end)) = blocks.next() {
        let raw = text.get(start..end).unwrap_or("");
        let (entries, spoilt) = read(Reader::placeless(), raw);
        // A byte-order mark inside a text is a finding; only alone would the block seem to begin with a right one.
        if !spoilt.is_empty() || (start > 0 && raw.starts_with('\u{feff}')) {
            out.push_str(raw);
            continue;
        }
        // A formatter must not change what is said: this holds it to that.
        let same = |new: &String| read(Reader::placeless(), new) == (entries, Vec::new());
        if let Some(new) = block(raw).filter(same) {
            push(&mut out, &new, blocks.peek().is_none());
        } else {
            out.push_str(raw);
            let heading = raw.lines().next().unwrap_or("").len();
            findings.push(Finding::warning(
                "S150",
                Span::new(source, start, start + heading),
                "这一段没有格式化：改写后意思会变",
                "this block was not formatted: it would not mean the same",
            ));
        }
    }
    (out, findings)
}

/// Adds a formatted block: no blank line at the start of a file, none at its end.
fn push(out: &mut String, block: &str, last: bool) {
    let block = if out.is_empty() { block.trim_start_matches('\n') } else { block };
    let block = if last { block.trim_end_matches('\n') } else { block };
    out.push_str(block);
    if last {
        while out.ends_with('\n') {
            out.pop();
        }
        if !out.is_empty() {
            out.push('\n');
        }
    }
}

/// Where blocks begin and end: what stands before the first, then each with all lines down to the next.
fn regions(text: &str) -> Vec<(usize, usize)> {
    let mut starts = vec![0];
    for line in lines(text) {
        if line.whole.at > 0 && ends_block(&line) {
            starts.push(line.whole.at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    starts.iter().copied().zip(ends).filter(|(start, end)| start < end).collect()
}

/// What a line of the result is made of.
enum Out {
    Text(String),
    /// A row of a table, to be lined up with the others of the block.
    Row(Vec<String>),
    /// The line of dashes under the head of a table.
    Dashes,
}

/// A block with its lines written anew; none if one of them is beyond us.
fn block(raw: &str) -> Option<String> {
    let mut kind = None;
    let mut out: Vec<Out> = Vec::new();
    let mut rows = 0;
    for line in lines(raw) {
        match shape(line.inner) {
            Shape::Empty => {
                if !matches!(out.last(), Some(Out::Text(text)) if text.is_empty()) {
                    out.push(Out::Text(String::new()));
                }
            }
            Shape::Comment => out.push(Out::Text(comment(&line))),
            Shape::Note(text) => {
                let text = format!("{}## {text}", indent(&line));
                out.push(Out::Text(text.trim_end().to_owned()));
            }
            Shape::Keyed { keyword, body } if !line.indented => {
                let (heading, tongue) = keywords::heading(keyword.text)?;
                let printer = Printer { tongue };
                kind = Some((heading, printer));
                let body = printer.heading(heading, body.text)?;
                out.push(Out::Text(keyed(printer, heading.words(), &body)));
            }
            Shape::Keyed { keyword, body } => {
                let (heading, printer) = kind?;
                let (item, _) = keywords::item(keyword.text)?;
                let body = printer.item(heading, item, body.text)?;
                out.push(Out::Text(format!("  {}", keyed(printer, item.words(), &body))));
            }
            Shape::Row => {
                out.push(row(kind?, line.inner, rows == 0)?);
                rows += 1;
            }
            Shape::Unkeyed => return None,
        }
    }
    Some(join(&out))
}

fn keyed(printer: Printer, (zh, en): (&str, &str), body: &str) -> String {
    if printer.tongue == Tongue::Chinese { format!("{zh}：{body}") } else { format!("{en}: {body}") }
}

fn indent(line: &Physical<'_>) -> &'static str {
    if line.indented { "  " } else { "" }
}

/// A comment keeps its text; only the mark is of half width.
fn comment(line: &Physical<'_>) -> String {
    let text = line.inner.text;
    let rest = text.strip_prefix(['#', '＃']).unwrap_or(text);
    format!("{}#{rest}", indent(line))
}

/// The cells of a row, written anew.
fn row((kind, printer): (Heading, Printer), line: Body<'_>, head: bool) -> Option<Out> {
    if kind != Heading::Table {
        return None;
    }
    let cells = cells(line);
    if is_rule(&cells) && !head {
        return Some(Out::Dashes);
    }
    let last = cells.len().checked_sub(1)?;
    let new = cells.iter().enumerate().map(|(i, cell)| {
        if head { printer.column(cell.text, i == last) } else { printer.cell(cell.text, i == last) }
    });
    new.collect::<Option<_>>().map(Out::Row)
}

/// The lines with the bars of tables under each other.
fn join(lines: &[Out]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        if let Out::Row(cells) = line {
            for (i, cell) in cells.iter().enumerate() {
                let width = display_width(cell);
                match widths.get_mut(i) {
                    Some(most) => *most = width.max(*most),
                    None => widths.push(width.max(3)),
                }
            }
        }
    }
    let mut out = String::new();
    for line in lines {
        match line {
            Out::Text(text) => out.push_str(text),
            Out::Row(cells) => {
                out.push_str("  |");
                for (i, most) in widths.iter().enumerate() {
                    let cell = cells.get(i).map_or("", String::as_str);
                    let fill = most - display_width(cell);
                    let _ = write!(out, " {cell}{:fill$} |", "");
                }
            }
            Out::Dashes => {
                out.push_str("  |");
                for most in &widths {
                    let _ = write!(out, " {:-<most$} |", "");
                }
            }
        }
        out.push('\n');
    }
    out
}
