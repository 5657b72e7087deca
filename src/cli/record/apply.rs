//! From the cells of one row to whatever takes them.

use super::fault::Fault;
use super::json::yes_no;
use super::plan::{Cell, FactOf, Plan};
use super::sink::Sink;
use std::borrow::Cow;

/// What stands between several possible values in one cell.
pub(super) const SEVERAL: [char; 2] = ['、', '|'];

impl Plan {
    /// Pours the cells of one row.
    pub fn apply<'c>(&self, cell: impl Fn(usize) -> Cell<'c>, sink: &mut impl Sink) {
        if let Some(text) = self.id.and_then(|slot| self.text(slot, &cell, sink)) {
            sink.id(&text);
        }
        self.matter(&cell, sink);
        if let Some(slot) = self.received
            && let Some(text) = self.text(slot, &cell, sink)
        {
            sink.received(self.name(slot), &text);
        }
        if let Some(slot) = self.occurred
            && let Some(text) = self.text(slot, &cell, sink)
        {
            sink.occurred(self.name(slot), &text);
        }
        if let Some(text) = self.said.and_then(|slot| self.text(slot, &cell, sink)) {
            sink.text(&text);
        }
        if let Some(text) = self.subject.and_then(|slot| self.text(slot, &cell, sink)) {
            sink.subject(&text);
        }
        for (axis, slot) in &self.points {
            if let Some(text) = self.text(*slot, &cell, sink) {
                sink.coordinate(*axis, self.name(*slot), &text);
            }
        }
        for fact in &self.facts {
            let better = fact.better.map(|slot| (slot, cell(slot)));
            let (slot, cell) = match better {
                Some((slot, cell)) if cell != Cell::Missing => (slot, cell),
                _ => (fact.slot, cell(fact.slot)),
            };
            sink.at(Some(slot));
            self.fact(fact, cell, sink);
        }
        sink.at(None);
        self.course(&cell, sink);
    }

    pub(super) fn is_unknown(&self, text: &str) -> bool {
        self.unknown.iter().any(|word| word == text)
    }

    /// A cell that is one text and says something.
    pub(super) fn text<'c>(
        &self,
        slot: usize,
        cell: &impl Fn(usize) -> Cell<'c>,
        sink: &mut impl Sink,
    ) -> Option<Cow<'c, str>> {
        sink.at(Some(slot));
        let text = match cell(slot) {
            Cell::Missing | Cell::Null => return None,
            Cell::Text(Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
            Cell::Text(Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
            Cell::NotUtf8(at) => {
                sink.fault(Fault::NotUtf8 { at });
                return None;
            }
            Cell::Bool(_) | Cell::List(_) | Cell::Wrong => {
                sink.fault(Fault::Kind { key: self.name(slot).to_owned() });
                return None;
            }
        };
        (!text.is_empty() && !self.is_unknown(&text)).then_some(text)
    }

    /// The first way that leads to a matter of the lists; if none does, the first word is what does not fit.
    fn matter<'c>(&self, cell: &impl Fn(usize) -> Cell<'c>, sink: &mut impl Sink) {
        let mut first: Option<String> = None;
        for way in &self.matters {
            let texts: Option<Vec<Cow<'c, str>>> =
                way.slots.iter().map(|slot| self.text(*slot, cell, sink)).collect();
            let Some(texts) = texts else { continue };
            let mut word = way.prefix.clone();
            for (i, text) in texts.iter().enumerate() {
                if i > 0 {
                    word.push_str(&way.join);
                }
                let zeros = way.pad.saturating_sub(text.chars().count());
                word.extend(std::iter::repeat_n('0', zeros));
                if way.split.is_empty() {
                    word.push_str(text);
                } else {
                    for (j, node) in text.split(way.split.as_str()).map(str::trim).enumerate() {
                        word.push_str(if j > 0 { "/" } else { "" });
                        word.push_str(node);
                    }
                }
            }
            if sink.try_matter(&word) {
                return;
            }
            first.get_or_insert(word);
        }
        if let Some(word) = first {
            sink.no_matter(&word);
        }
    }

    fn fact(&self, fact: &FactOf, cell: Cell<'_>, sink: &mut impl Sink) {
        let name = fact.attribute.as_str();
        let value = |text: &str| fact.values.get(text).cloned();
        match cell {
            Cell::Missing => {
                if self.is_unknown("") {
                    sink.unknown(name);
                }
            }
            Cell::Null => sink.unknown(name),
            Cell::Bool(yes) => sink.fact(name, yes_no(yes)),
            Cell::Wrong => sink.fault(Fault::Kind { key: self.name(fact.slot).to_owned() }),
            Cell::NotUtf8(at) => sink.fault(Fault::NotUtf8 { at }),
            Cell::List(all) => {
                let all: Vec<Cow<'_, str>> =
                    all.into_iter().map(|t| value(&t).map_or(t, Cow::Owned)).collect();
                sink.fact_among(name, &all.iter().map(|t| &**t).collect::<Vec<_>>());
            }
            Cell::Text(text) => {
                let text = text.trim();
                if self.is_unknown(text) {
                    sink.unknown(name);
                } else if let Some(value) = value(text) {
                    sink.fact(name, &value);
                } else if text.contains(SEVERAL) {
                    let all: Vec<Cow<'_, str>> = text
                        .split(SEVERAL)
                        .map(str::trim)
                        .filter(|t| !t.is_empty())
                        .map(|t| value(t).map_or(Cow::Borrowed(t), Cow::Owned))
                        .collect();
                    sink.fact_among(name, &all.iter().map(|t| &**t).collect::<Vec<_>>());
                } else if !text.is_empty() {
                    sink.fact(name, text);
                }
            }
        }
    }
}
