//! What the readers of blocks share: texts with their place, the grammar, and findings.

use super::keywords::Count;
use super::keywords::{Heading, Item};
use super::words::unquoted;
use super::{blocks::Block, blocks::Line, expected};
use crate::finding::Finding;
use crate::text::{SourceId, Span};
use pest::Parser as _;
use pest::iterators::Pair;

/// The grammar of the bodies of lines.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/fenbo.pest"]
struct Grammar;

/// A text under a rule of the grammar, if it fits.
pub(super) fn grammar(rule: Rule, text: &str) -> Option<Pair<'_, Rule>> {
    Grammar::parse(rule, text).ok()?.next()
}

/// A part of the text and where it starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) at: usize,
    pub(super) text: &'a str,
}

impl Body<'_> {
    /// A part of it; offsets within it, on character boundaries.
    pub(super) fn slice(self, start: usize, end: usize) -> Self {
        Self { at: self.at + start, text: self.text.get(start..end).unwrap_or("") }
    }

    /// Without white space at its ends.
    pub(super) fn trimmed(self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        Self { at: self.at + start, text: self.text.trim() }
    }

    /// Its first characters: enough to point at a line without underlining the whole of it.
    pub(super) fn head(self) -> Self {
        let end = self.text.char_indices().nth(12).map_or(self.text.len(), |(i, _)| i);
        self.slice(0, end)
    }

    /// The place of a pair that was found in it.
    pub(super) fn of<'p>(self, pair: &Pair<'p, Rule>) -> Body<'p> {
        Body { at: self.at + pair.as_span().start(), text: pair.as_str() }
    }

    /// The part before the first blank, and the rest.
    pub(super) fn first_word(self) -> (Self, Self) {
        let end = self.text.find(char::is_whitespace).unwrap_or(self.text.len());
        (self.slice(0, end), self.slice(end, self.text.len()).trimmed())
    }
}

/// The code of keywords in column 1 that are no headings.
pub(super) const UNKNOWN_HEADING: &str = "S110";

/// Most findings of one source; the rest is counted.
pub(super) const MAX_FINDINGS: usize = 2_000;

/// Collects the findings of one source.
#[derive(Debug)]
pub(super) struct Reader {
    source: SourceId,
    /// Where the text begins in its source.
    base: usize,
    findings: Vec<Finding>,
    /// Findings beyond the most that are kept.
    more: usize,
    /// Raised by every error; the reader of a block lowers it first.
    pub(super) failed: bool,
    /// All spans are zero, so that entries compare by what they say.
    placeless: bool,
}

impl Reader {
    pub(super) fn new(source: SourceId) -> Self {
        Self { source, base: 0, findings: Vec::new(), more: 0, failed: false, placeless: false }
    }

    /// A reader of a part of a source.
    pub(super) fn part(source: SourceId, base: usize) -> Self {
        Self { base, ..Self::new(source) }
    }

    /// A reader whose entries compare by what they say.
    pub(super) fn placeless() -> Self {
        Self { placeless: true, ..Self::new(SourceId::default()) }
    }

    /// All findings, in the order of their places.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|f| (f.span.start, f.span.end));
        if self.more > 0 {
            let span = self.findings.last().map_or(Span::new(self.source, 0, 0), |f| f.span);
            let more = self.more;
            self.findings.push(Finding::error(
                "S199",
                span,
                format!("这个文件还有 {more} 个语法问题没有列出"),
                format!("{more} more syntax findings of this file are not listed"),
            ));
        }
        self.findings
    }

    pub(super) fn span(&self, body: Body<'_>) -> Span {
        if self.placeless {
            return Span::default();
        }
        let start = self.base + body.at;
        Span::new(self.source, start, start + body.text.len())
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        at: Body<'_>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.push(Finding::error(code, self.span(at), zh, en));
    }

    /// A warning leaves what was read as it is.
    pub(super) fn warning(
        &mut self,
        code: &'static str,
        at: Body<'_>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let failed = self.failed;
        self.push(Finding::warning(code, self.span(at), zh, en));
        self.failed = failed;
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.failed = true;
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// A keyword that is none, with the nearest that is one.
    pub(super) fn unknown_word(&mut self, code: &'static str, at: Body<'_>, near: Option<&str>) {
        let word: String = at.text.chars().take(24).collect();
        let heading = code == UNKNOWN_HEADING;
        let (zh, en) = if heading { ("段首", "heading") } else { ("条目", "item") };
        let (mut zh, mut en) = (format!("没有「{word}」这种{zh}"), format!("no {en} is called `{word}`"));
        if let Some(near) = near {
            zh = format!("{zh}；是不是「{near}」？");
            en = format!("{en}; did you mean `{near}`?");
        } else if heading {
            zh = format!("{zh}，这一段没有读");
            en = format!("{en}; its block was not read");
        }
        self.error(code, at, zh, en);
    }

    /// Holds a text against a rule of the grammar; says what was expected where if it does not fit.
    pub(super) fn parse<'a>(&mut self, rule: Rule, body: Body<'a>) -> Option<Pair<'a, Rule>> {
        match Grammar::parse(rule, body.text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                let (at, zh, en) = expected::explain(body, &error);
                self.error("S120", at, zh, en);
                None
            }
        }
    }

    /// The items of a block that its heading takes, with findings on the others, on items written twice and
    /// on those that are missing.
    pub(super) fn items<'a>(&mut self, block: &Block<'a>) -> Vec<Line<'a>> {
        let allowed = block.kind.items();
        let mut kept: Vec<Line<'a>> = Vec::with_capacity(block.items.len());
        let mut seen = [None; ITEMS_OF_A_BLOCK];
        for line in &block.items {
            let Some(place) = allowed.iter().position(|(item, _)| *item == line.item) else {
                self.misplaced(block.kind, line);
                continue;
            };
            let single = matches!(allowed.get(place), Some((_, Count::Once | Count::Must)));
            let slot = seen.get_mut(place);
            if let (true, Some(Some(first))) = (single, slot.as_deref()) {
                let first: Span = *first;
                let word = line.keyword.text;
                let finding = Finding::error(
                    "S131",
                    self.span(line.keyword),
                    format!("「{word}」只能写一次"),
                    format!("`{word}` may be written only once"),
                );
                self.push(finding.with(first, "前一次在这里", "first written here"));
                continue;
            }
            if let Some(slot) = slot {
                slot.get_or_insert(self.span(line.keyword));
            }
            if unquoted(line.body).0.text.trim().is_empty() && !may_be_empty(line.item) {
                let word = line.keyword.text;
                self.error(
                    "S117",
                    line.keyword,
                    format!("「{word}」后面没有内容"),
                    format!("nothing follows `{word}`"),
                );
                continue;
            }
            kept.push(*line);
        }
        for ((item, count), seen) in allowed.iter().zip(seen) {
            if matches!(count, Count::Must | Count::Some) && seen.is_none() {
                self.missing(block, &[*item]);
            }
        }
        kept
    }

    /// One of these items has to stand in the block. Said only if every line of it was told apart: else the
    /// missing one may be there, misspelt.
    pub(super) fn missing(&mut self, block: &Block<'_>, items: &[Item]) {
        if block.broken {
            return;
        }
        let (heading, heading_en) = block.kind.words();
        let zh: Vec<_> = items.iter().map(|i| format!("「{}」", i.words().0)).collect();
        let en: Vec<_> = items.iter().map(|i| format!("`{}`", i.words().1)).collect();
        let (zh, en) = (zh.join("或"), en.join(" or "));
        self.error(
            "S130",
            block.line,
            format!("这段「{heading}」缺少{zh}"),
            format!("this `{heading_en}` lacks {en}"),
        );
    }

    fn misplaced(&mut self, kind: Heading, line: &Line<'_>) {
        let word = line.keyword.text;
        if line.item == Item::Row {
            self.error(
                "S113",
                line.keyword.head(),
                "表格行只能写在「对照表」里",
                "a table row belongs into a `table`",
            );
            return;
        }
        let (zh, en) = kind.words();
        let mut names_zh: Vec<&str> = Vec::new();
        for (item, _) in kind.items().iter().filter(|(i, _)| *i != Item::Row) {
            names_zh.push(item.words().0);
        }
        let names_en: Vec<&str> =
            kind.items().iter().filter(|(i, _)| *i != Item::Row).map(|(i, _)| i.words().1).collect();
        self.error(
            "S113",
            line.keyword,
            format!("「{zh}」里没有「{word}」；可以写：{}", names_zh.join("、")),
            format!("`{en}` takes no `{word}`; it takes: {}", names_en.join(", ")),
        );
    }
}

/// Adds to a list that stays short. Of a city's entries most lists hold one item or two; grown in the usual steps each
/// would take the room of four.
pub(super) fn add<T>(list: &mut Vec<T>, items: impl IntoIterator<Item = T>) {
    let items = items.into_iter();
    list.reserve_exact(items.size_hint().0);
    for item in items {
        if list.len() < 4 {
            list.reserve_exact(1);
        }
        list.push(item);
    }
}

/// The items as such a list.
pub(super) fn few<T>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    add(&mut list, items);
    list
}

/// More than any heading takes.
pub(super) const ITEMS_OF_A_BLOCK: usize = 32;

/// `应议：` and `应缺：` say all by standing there.
fn may_be_empty(item: Item) -> bool {
    matches!(item, Item::ExpectConflict | Item::ExpectGap)
}
