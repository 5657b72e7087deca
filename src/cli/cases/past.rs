//! Messages as records tell them.

use super::columns::PLACE;
use crate::cli::history::DraftSurvey;
use crate::cli::record::{Draft, Texts};
use fenbo::Date;
use fenbo::policy::Policy;
use fenbo::recognise::Scratch;

/// One message.
#[derive(Debug)]
pub struct Told {
    /// The number of its first line, or row.
    pub line: u64,
    /// Empty: it has none.
    pub id: Box<str>,
    /// Subject and text, with single spaces.
    pub text: Box<str>,
    pub day: Option<Date>,
    pub place: Option<Box<str>>,
    pub matter: Option<Box<str>>,
}

/// What lists say of texts, where some are given.
#[derive(Clone, Copy)]
pub struct ByLists<'l> {
    pub policy: &'l Policy,
    pub texts: &'l Texts,
}

/// The tally of one thread.
pub struct Past<'p> {
    /// Facts that are levels of places, coarse to fine.
    levels: &'p [String],
    lists: Option<ByLists<'p>>,
    scratch: Scratch,
    messages: Vec<Told>,
}

impl<'p> Past<'p> {
    pub fn new(levels: &'p [String], lists: Option<ByLists<'p>>) -> Self {
        Self { levels, lists, scratch: Scratch::default(), messages: Vec::new() }
    }

    /// The messages in the order of the input.
    pub fn into_messages(mut self) -> Vec<Told> {
        self.messages.sort_unstable_by_key(|m| m.line);
        self.messages
    }

    /// The place that a record tells, else the one that the lists find in its text.
    fn place(&self, draft: &Draft, text: &str) -> Option<Box<str>> {
        let place = PLACE.to_owned();
        let told = self.levels.iter().chain([&place]).filter_map(|name| {
            let values: Vec<&str> =
                draft.facts.iter().filter(|f| f.0 == *name).map(|f| f.1.as_str()).collect();
            Some(values.join("、")).filter(|v| !v.is_empty())
        });
        let told = told.collect::<Vec<_>>().join("/");
        if !told.is_empty() {
            return Some(told.into());
        }
        match self.lists?.texts.place(text)?.areas.as_slice() {
            [area] => Some(area.as_str().into()),
            // Of several possible places none is told.
            _ => None,
        }
    }

    /// The same of the matter. Lists know it by its code, whatever the record calls it.
    fn matter(&mut self, draft: &Draft, text: &str) -> Option<Box<str>> {
        let word = [&draft.matter, &draft.name].into_iter().find(|w| !w.is_empty());
        let Some(ByLists { policy, texts }) = self.lists else {
            return word.map(|w| w.as_str().into());
        };
        match word {
            Some(word) => {
                let known = policy.matters().one(word).map(|id| policy.matters().get(id).code.as_str());
                Some(known.unwrap_or(word).into())
            }
            None => texts.read(text, &mut self.scratch).ok().map(|found| found.code.into()),
        }
    }
}

impl DraftSurvey for Past<'_> {
    fn draft(&mut self, line: u64, draft: &Draft) {
        if !draft.faults.is_empty() {
            return;
        }
        let words = draft.subject.split_whitespace().chain(draft.text.split_whitespace());
        let mut text = String::with_capacity(draft.subject.len() + 1 + draft.text.len());
        for word in words {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(word);
        }
        let (place, matter) = (self.place(draft, &text), self.matter(draft, &text));
        let day = draft.received.map(jiff::civil::DateTime::date);
        self.messages.push(Told {
            line,
            id: draft.id.as_str().into(),
            text: text.into(),
            day,
            place,
            matter,
        });
    }

    fn add(&mut self, other: Self) {
        self.messages.extend(other.messages);
    }
}
