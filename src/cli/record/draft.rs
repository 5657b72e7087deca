//! A record without lists: its words as they stand, for lists that are still to be drafted, or for its text alone.

use super::fault::Fault;
use super::filling::Reading;
use super::sink::{Axis, Sink};
use super::told::{Item, Told};
use crate::cli::clock::Clock;
use jiff::civil::DateTime;

/// The words of one record. Cleared and used again.
#[derive(Debug, Default)]
pub struct Draft {
    pub id: String,
    /// The matter's code: the first of the mapping's ways with a value.
    pub matter: String,
    /// What the other ways say, in order.
    pub others: Vec<String>,
    /// Its name, where the mapping has a column for it.
    pub name: String,
    /// The nodes above it, from the top.
    pub path: Vec<String>,
    /// Attribute and value, each as often as it is told. An empty value: nobody knows.
    pub facts: Vec<(String, String)>,
    pub received: Option<DateTime>,
    /// What the citizen said, and what it is called; where texts are wanted.
    pub text: String,
    pub subject: String,
    pub told: Told,
    pub faults: Vec<Fault>,
    fault_at: Option<usize>,
    at: Option<usize>,
}

impl Draft {
    pub fn clear(&mut self) {
        self.id.clear();
        self.matter.clear();
        self.others.clear();
        self.name.clear();
        self.path.clear();
        self.facts.clear();
        self.received = None;
        self.text.clear();
        self.subject.clear();
        self.told.clear();
        self.faults.clear();
        self.fault_at = None;
        self.at = None;
    }

    /// The slot of the column of the first fault, where it is one column's.
    pub fn fault_column(&self) -> Option<usize> {
        self.fault_at
    }
}

/// Fills a draft.
pub struct Drafting<'d> {
    pub draft: &'d mut Draft,
    pub clock: &'d Clock,
    pub reading: Reading,
    pub wanted: Wanted,
}

/// What a record is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Its matter: without one it says nothing.
    Matter,
    /// Its text: what else it says or does not say is no reason to leave it out.
    Text,
}

impl Sink for Drafting<'_> {
    fn at(&mut self, slot: Option<usize>) {
        self.draft.at = slot;
    }
    fn fault(&mut self, fault: Fault) {
        if self.draft.faults.is_empty() {
            self.draft.fault_at = self.draft.at;
        }
        self.draft.faults.push(fault);
    }
    fn forget_faults(&mut self) {
        self.draft.faults.clear();
        self.draft.at = None;
    }
    fn id(&mut self, text: &str) {
        text.clone_into(&mut self.draft.id);
    }
    fn raw_id(&mut self, json: &str) {
        json.trim_matches('"').clone_into(&mut self.draft.id);
    }
    fn matter(&mut self, word: &str) {
        if self.draft.matter.is_empty() {
            word.clone_into(&mut self.draft.matter);
        } else {
            self.draft.others.push(word.to_owned());
        }
    }
    /// Every way is heard: lists to come may know one and not the other.
    fn try_matter(&mut self, word: &str) -> bool {
        self.matter(word);
        false
    }
    fn no_matter(&mut self, _: &str) {}
    fn text(&mut self, text: &str) {
        if self.wanted == Wanted::Text {
            text.clone_into(&mut self.draft.text);
        }
    }
    fn subject(&mut self, text: &str) {
        if self.wanted == Wanted::Text {
            text.clone_into(&mut self.draft.subject);
        }
    }
    fn coordinate(&mut self, _: Axis, _: &str, _: &str) {}

    fn received(&mut self, key: &str, text: &str) {
        let when = self.reading.dates.read(text, self.clock);
        if when.is_none() && self.wanted == Wanted::Text {
            self.told(Item::Spoilt { key, text });
        } else if when.is_none() {
            let text = text.chars().take(60).collect();
            self.fault(Fault::NoTime { key: key.to_owned(), text });
        }
        self.draft.received = when.map(|w| w.at);
    }
    fn occurred(&mut self, _: &str, _: &str) {}
    fn fact(&mut self, name: &str, value: &str) {
        self.draft.facts.push((name.to_owned(), value.to_owned()));
    }
    fn fact_among(&mut self, name: &str, values: &[&str]) {
        for value in values {
            self.fact(name, value);
        }
    }
    fn unknown(&mut self, name: &str) {
        self.fact(name, "");
    }
    fn told(&mut self, item: Item<'_>) {
        match item {
            Item::MatterName(text) => text.clone_into(&mut self.draft.name),
            Item::MatterNode(text) => self.draft.path.push(text.to_owned()),
            item => self.draft.told.take(item, self.clock, self.reading.dates),
        }
    }
    fn unknown_key(&mut self, _: &str) {}
    fn finish(&mut self) {
        self.draft.told.finish();
        if self.wanted == Wanted::Matter && self.draft.matter.is_empty() && self.draft.faults.is_empty() {
            self.draft.faults.push(Fault::Unnamed);
        }
    }
}
