//! Records of a history, read for what they teach.

use crate::cli::history::DraftSurvey;
use crate::cli::record::{Aside, Draft, Mapping, Who};
use fenbo::induce::{Columns, Label, Records, Seen};
use std::collections::BTreeMap;

/// What lists drafted from a history call its columns: places by their level, the rest as attributes.
pub fn columns(map: &Mapping) -> Columns {
    let names = || map.facts.keys().chain(map.offers.keys());
    let levels = map.levels();
    let attributes = names().filter(|n| !levels.contains(n)).cloned().collect();
    Columns { levels, attributes }
}

/// The tally of the walk.
pub struct Past<'m> {
    map: &'m Mapping,
    columns: Columns,
    records: Records,
    aside: BTreeMap<&'static str, u64>,
}

impl<'m> Past<'m> {
    pub fn new(map: &'m Mapping, columns: Columns) -> Self {
        Self { map, records: Records::new(columns.clone()), columns, aside: BTreeMap::new() }
    }

    pub fn into_parts(self) -> (Records, BTreeMap<&'static str, u64>) {
        (self.records, self.aside)
    }

    /// A mapping with a column for the name has codes in the others, unless they say the same.
    fn label<'a>(&self, word: &'a str, name: &'a str) -> Label<'a> {
        if self.map.matter.name.is_some() && word != name {
            Label { code: word, name }
        } else {
            Label { code: "", name: word }
        }
    }
}

impl DraftSurvey for Past<'_> {
    fn draft(&mut self, _: u64, draft: &Draft) {
        if !draft.faults.is_empty() {
            return;
        }
        if let Some(aside) = draft.told.aside {
            let word = Aside::ALL.iter().find(|(a, ..)| *a == aside).map_or("", |(_, word, _)| word);
            *self.aside.entry(word).or_insert(0) += 1;
            return;
        }
        let fact = |name: &String| {
            let mut told = draft.facts.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
            // Several possible values are no value.
            told.next().filter(|_| told.next().is_none()).unwrap_or_default()
        };
        let place: Vec<&str> = self.columns.levels.iter().map(fact).collect();
        let facts: Vec<&str> = self.columns.attributes.iter().map(fact).collect();
        // The best that is told of who was right.
        let units = [Who::Expert, Who::Closing, Who::Label, Who::First].map(|who| draft.told.named(who));
        let (name, code) =
            units.into_iter().find(|(n, c)| !(n.is_empty() && c.is_empty())).unwrap_or_default();
        let others: Vec<Label<'_>> = draft.others.iter().map(|word| self.label(word, "")).collect();
        self.records.add(&Seen {
            id: &draft.id,
            matter: self.label(&draft.matter, &draft.name),
            others: &others,
            path: &draft.path,
            place: &place,
            facts: &facts,
            unit: Label { code, name },
            day: draft.received.map(jiff::civil::DateTime::date),
        });
    }

    fn add(&mut self, other: Self) {
        // One thread reads, so there is nothing to be added but an empty tally.
        if self.records.is_empty() {
            *self = other;
        }
    }
}
