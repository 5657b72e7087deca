//! From events to a tree in which every key and value knows its place.

use super::report::Report;
use super::syntax::explain;
use super::words::{Both, both};
use super::{MAX_DEPTH, MAX_FILE, MAX_TEXT};
use crate::syntax::entries::Spanned;
use crate::text::{SourceId, Sources, Span, fold};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag, options};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A value and its place. A list or map in block style is placed at its first item or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Value {
    /// Nothing was written, or `~` or `null` without quotes.
    Nothing,
    /// The text of a scalar, whatever YAML would take it for.
    Text(String),
    /// Items in order.
    List(Vec<Node>),
    /// Entries in order, no two with keys that are equal when folded.
    Map(Vec<Entry>),
    /// Something refused, about which a finding has been made.
    Refused,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Entry {
    /// The key as written.
    pub key: Spanned<String>,
    /// The value.
    pub value: Node,
}

/// Reads one file. `None` after a finding about the file as a whole: it is no YAML, or beyond a limit.
pub(in super::super) fn parse(id: SourceId, sources: &Sources, report: &mut Report) -> Option<Node> {
    let text = &*sources.get(id)?.text;
    if text.len() > MAX_FILE {
        let words = both(
            format!("文件超过 {} MB。请分成几个文件。", MAX_FILE >> 20),
            format!("The file is longer than {} MB. Split it.", MAX_FILE >> 20),
        );
        report.error("Y107", Span::new(id, 0, 0), words);
        return None;
    }
    let options = options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder { id, report, frames: Vec::new(), root: None, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => {
                let at = |mark: granit_parser::Marker| mark.byte_offset().unwrap_or(0).min(text.len());
                let tag = span.tag_start().map_or(at(span.start), at);
                builder.take(event, Span::new(id, at(span.start), at(span.end)), tag)?;
            }
            Err(error) => {
                broken(&error, id, text, report);
                return None;
            }
        }
    }
    let root = builder.root;
    if root.as_ref().is_none_or(|node| node.value == Value::Nothing) {
        let words = both("文件里没有内容。", "There is nothing in the file.");
        report.error("Y105", Span::new(id, 0, 0), words);
        return None;
    }
    root
}

fn broken(error: &ScanError, id: SourceId, text: &str, report: &mut Report) {
    let mark = error.marker();
    let at = mark.byte_offset().unwrap_or(0).min(text.len());
    let span = Span::new(id, at, end_of_word(text, at));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        report.error("Y107", span, too_deep());
        return;
    }
    let before = text.get(..at).unwrap_or_default();
    // A full-width colon makes one value of a key and what follows, so the stumble is often a line later.
    let mut lines = before.rsplit('\n');
    let (here, above) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let rest = text.get(at..).and_then(|t| t.lines().next()).unwrap_or_default();
    let wide_colon = [here, above, rest].iter().any(|line| line.contains('：'));
    report.error("Y101", span, explain(error.kind(), wide_colon));
}

/// The end of the word that starts at a byte, so that a caret has something to stand under.
pub(super) fn end_of_word(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    at + end.max(rest.chars().next().map_or(0, char::len_utf8))
}

fn too_deep() -> Both {
    both(format!("嵌套超过 {MAX_DEPTH} 层。"), format!("The nesting is deeper than {MAX_DEPTH} levels."))
}

struct Builder<'r> {
    id: SourceId,
    report: &'r mut Report,
    frames: Vec<Frame>,
    root: Option<Node>,
    documents: usize,
}

/// A list or map that is still open.
enum Frame {
    List { span: Span, items: Vec<Node> },
    Map { span: Span, entries: Vec<Entry>, keys: FxHashMap<String, Span>, key: Key },
}

/// What is known of the next entry of a map.
enum Key {
    /// The next node is a key.
    Due,
    /// The next node is its value.
    Read(Spanned<String>),
    /// The next node is the value of a key that was refused.
    Refused,
}

impl Builder<'_> {
    /// Takes one event; `None` ends the reading, after a finding.
    fn take(&mut self, event: Event<'_>, span: Span, tag_start: usize) -> Option<()> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let words = both(
                        "一个文件只能有一个 YAML 文档。请把「---」之后的内容放到另一个文件。",
                        "A file holds one YAML document. Put what follows `---` into a file of its own.",
                    );
                    self.report.error("Y101", span, words);
                    return None;
                }
            }
            Event::Scalar(text, style, _, tag) => {
                self.refuse_tag(tag, tag_start, span);
                let value = self.scalar(text, style, span);
                // The key that merges another map into this one.
                let merge = matches!(&value, Value::Text(t) if t == "<<") && style == ScalarStyle::Plain;
                if merge && matches!(self.frames.last(), Some(Frame::Map { key: Key::Due, .. })) {
                    self.refuse_reference(span, "<<");
                    self.push(Node { span, value: Value::Refused });
                } else {
                    self.push(Node { span, value });
                }
            }
            Event::SequenceStart(_, _, tag) => {
                self.refuse_tag(tag, tag_start, span);
                self.open(Frame::List { span, items: Vec::new() }, span)?;
            }
            Event::MappingStart(_, _, tag) => {
                self.refuse_tag(tag, tag_start, span);
                let keys = FxHashMap::default();
                self.open(Frame::Map { span, entries: Vec::new(), keys, key: Key::Due }, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.frames.pop() {
                    Some(Frame::List { span, items }) => Node { span, value: Value::List(items) },
                    Some(Frame::Map { span, entries, .. }) => Node { span, value: Value::Map(entries) },
                    None => return Some(()),
                };
                self.push(node);
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse_reference(span, "*");
                self.push(Node { span, value: Value::Refused });
            }
            Event::Anchor(..) => self.refuse_reference(span, "&"),
            _ => {}
        }
        Some(())
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Value {
        if text.len() > MAX_TEXT {
            let words = both(
                format!("一个值不能超过 {MAX_TEXT} 字节。"),
                format!("A value cannot be longer than {MAX_TEXT} bytes."),
            );
            self.report.error("Y107", span, words);
            return Value::Refused;
        }
        if style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null") {
            return Value::Nothing;
        }
        Value::Text(text.into_owned())
    }

    fn open(&mut self, frame: Frame, span: Span) -> Option<()> {
        if self.frames.len() >= MAX_DEPTH {
            self.report.error("Y107", span, too_deep());
            return None;
        }
        self.frames.push(frame);
        Some(())
    }

    /// Puts a finished node where it belongs.
    fn push(&mut self, node: Node) {
        match self.frames.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { span, items }) => {
                if span.start == span.end && items.is_empty() {
                    *span = node.span;
                }
                items.push(node);
            }
            Some(Frame::Map { span, entries, keys, key }) => match std::mem::replace(key, Key::Due) {
                Key::Due => {
                    if span.start == span.end {
                        *span = node.span;
                    }
                    *key = read_key(node, keys, self.report);
                }
                Key::Read(key) => entries.push(Entry { key, value: node }),
                Key::Refused => {}
            },
        }
    }

    fn refuse_tag(&mut self, tag: Option<Cow<'_, Tag>>, start: usize, span: Span) {
        // `!!str` only says what every scalar is here.
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema_tag("str")) {
            let place = Span::new(self.id, start, (span.start as usize).max(start + 1));
            let words = both("这里不能用 YAML 标签（「!」）。", "YAML tags (`!`) are not used here.");
            self.report.error("Y106", place, words);
        }
    }

    fn refuse_reference(&mut self, span: Span, sign: &str) {
        let words = both(
            format!(
                "这里不能用 YAML 锚点、别名或合并键（「{sign}」）。请把内容写全；以「{sign}」开头的名称要加引号。"
            ),
            format!(
                "YAML anchors, aliases and merge keys (`{sign}`) are not used here. Write the value out; put quotes \
                 around a name that starts with `{sign}`."
            ),
        );
        self.report.error("Y106", span, words);
    }
}

/// Makes a key of a node: text, and not the same as an earlier one.
fn read_key(node: Node, keys: &mut FxHashMap<String, Span>, report: &mut Report) -> Key {
    let text = match node.value {
        Value::Text(text) => text,
        Value::Refused => return Key::Refused,
        Value::Nothing | Value::List(_) | Value::Map(_) => {
            let words = both("冒号前应当是名称。", "There should be a name before the colon.");
            report.error("Y104", node.span, words);
            return Key::Refused;
        }
    };
    if let Some(first) = keys.insert(fold(&text).into_owned(), node.span) {
        keys.insert(fold(&text).into_owned(), first);
        let words = both(
            format!("「{text}」写了两次；只采用了前一个。"),
            format!("`{text}` is written twice; only the first is used."),
        );
        report.error_with("Y102", node.span, words, first);
        return Key::Refused;
    }
    Key::Read(Spanned { value: text, span: node.span })
}
