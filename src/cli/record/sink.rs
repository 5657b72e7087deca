//! What a record is poured into.

use super::fault::Fault;
use super::told::Item;

/// One of the two numbers of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Longitude,
    Latitude,
}

/// Takes what a record says, word by word, in the order of the record.
pub trait Sink {
    /// What comes now stands in the column of this slot.
    fn at(&mut self, slot: Option<usize>);
    /// The record, or this part of it, cannot be taken.
    fn fault(&mut self, fault: Fault);
    /// Faults so far do not count: something graver is wrong with the whole record.
    fn forget_faults(&mut self);
    fn id(&mut self, text: &str);
    /// The id as it stands in JSON: a string or a number of any length.
    fn raw_id(&mut self, json: &str);
    fn matter(&mut self, word: &str);
    /// Whether a word names a matter that is in effect; then it is the record's.
    fn try_matter(&mut self, word: &str) -> bool;
    /// No way led to a matter; this was the first word tried.
    fn no_matter(&mut self, word: &str);
    /// What the citizen said.
    fn text(&mut self, text: &str);
    /// What it is called, above the text.
    fn subject(&mut self, text: &str);
    /// Where it is, in degrees.
    fn coordinate(&mut self, axis: Axis, key: &str, text: &str);
    fn received(&mut self, key: &str, text: &str);
    fn occurred(&mut self, key: &str, text: &str);
    fn fact(&mut self, name: &str, value: &str);
    fn fact_among(&mut self, name: &str, values: &[&str]);
    /// Nobody knows the fact.
    fn unknown(&mut self, name: &str);
    /// What became of the complaint.
    fn told(&mut self, item: Item<'_>);
    /// A key that means nothing here.
    fn unknown_key(&mut self, key: &str);
    /// Everything was told.
    fn finish(&mut self);
}

/// Two at once: what a record says is read once and said to both.
pub struct Twice<A, B>(pub A, pub B);

impl<A: Sink, B: Sink> Sink for Twice<A, B> {
    fn at(&mut self, slot: Option<usize>) {
        self.0.at(slot);
        self.1.at(slot);
    }
    fn fault(&mut self, fault: Fault) {
        self.0.fault(fault.clone());
        self.1.fault(fault);
    }
    fn forget_faults(&mut self) {
        self.0.forget_faults();
        self.1.forget_faults();
    }
    fn id(&mut self, text: &str) {
        self.0.id(text);
    }
    fn raw_id(&mut self, json: &str) {
        self.0.raw_id(json);
    }
    fn matter(&mut self, word: &str) {
        self.0.matter(word);
        self.1.matter(word);
    }
    fn try_matter(&mut self, word: &str) -> bool {
        // Each has its own way to a matter: one that has it takes no other.
        let (first, second) = (self.0.try_matter(word), self.1.try_matter(word));
        first && second
    }
    fn no_matter(&mut self, word: &str) {
        self.0.no_matter(word);
        self.1.no_matter(word);
    }
    fn text(&mut self, text: &str) {
        self.0.text(text);
        self.1.text(text);
    }
    fn subject(&mut self, text: &str) {
        self.0.subject(text);
        self.1.subject(text);
    }
    fn coordinate(&mut self, axis: Axis, key: &str, text: &str) {
        self.0.coordinate(axis, key, text);
        self.1.coordinate(axis, key, text);
    }
    fn received(&mut self, key: &str, text: &str) {
        self.0.received(key, text);
        self.1.received(key, text);
    }
    fn occurred(&mut self, key: &str, text: &str) {
        self.0.occurred(key, text);
        self.1.occurred(key, text);
    }
    fn fact(&mut self, name: &str, value: &str) {
        self.0.fact(name, value);
        self.1.fact(name, value);
    }
    fn fact_among(&mut self, name: &str, values: &[&str]) {
        self.0.fact_among(name, values);
        self.1.fact_among(name, values);
    }
    fn unknown(&mut self, name: &str) {
        self.0.unknown(name);
        self.1.unknown(name);
    }
    fn told(&mut self, item: Item<'_>) {
        self.0.told(item);
    }
    fn unknown_key(&mut self, key: &str) {
        self.0.unknown_key(key);
    }
    fn finish(&mut self) {
        self.0.finish();
        self.1.finish();
    }
}
