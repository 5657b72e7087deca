//! How far the facts that a text itself says get: urgency, and the first handler, held against the facts that the case tells.

use super::{FAINT, MOST_LOOKED_AT, Outcome, Rate, Told, outcome};
use crate::policy::Policy;
use crate::policy::duty::Case;
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::AttrId;
use crate::recognise::{Candidate, FactReader, Places};
use crate::router::{Editions, Status, Urgent};
use jiff::civil::Date;

/// How often the right unit comes out, and how often any does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// The right one, of all.
    pub right: Rate,
    /// The right one, of those where the lists name one without a question.
    pub of_decided: Rate,
}

/// What came of cases with facts that were read from their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Of what is urgent by the facts that the case tells, what is urgent by those of the text: for the right matter.
    pub urgent: Rate,
    /// The same, for one of the five likeliest matters.
    pub urgent_among_five: Rate,
    /// Of what is not urgent, what is taken for it: for the right matter.
    pub taken_for_urgent: Rate,
    /// The same, for one of the five likeliest matters.
    pub taken_among_five: Rate,
    /// Facts besides the place that the case tells and the matter asks: those of which the text says something.
    pub said: Rate,
    /// Of these, those that the text leaves possible.
    pub rightly: Rate,
    /// With the facts of the text alone: for the right matter, and for the likeliest.
    pub alone: [Sent; 2],
    /// The same, where the place is told, as a map or the caller's line tells it.
    pub placed: [Sent; 2],
    /// Urgent cases that neither the right nor one of the five likeliest matters is urgent for, by number.
    pub missed: Vec<usize>,
}

/// Tries texts.
pub(super) struct Hearing<'p> {
    policy: &'p Policy,
    editions: &'p Editions,
    day: Date,
    reader: FactReader,
    places: Places,
    pub heard: Heard,
}

type Facts = Vec<(AttrId, Intervals)>;

impl<'p> Hearing<'p> {
    pub fn new(policy: &'p Policy, editions: &'p Editions, day: Date) -> Self {
        let (reader, places) = (FactReader::new(policy), Places::new(policy));
        Self { policy, editions, day, reader, places, heard: Heard::default() }
    }

    /// Tries one case. `told`: what comes out for its right matter with the facts that it tells.
    pub fn hear(&mut self, case: &Told, told: Option<&Outcome>, candidates: &[Candidate]) {
        let own = &self.policy.cases()[case.case];
        let area = self.policy.attributes().area();
        let place: Facts = own.facts.iter().filter(|(a, _)| *a == area).cloned().collect();
        let named = self.place(&own.text);
        let first = candidates.first().map(|c| c.matter);
        let urgent = told.is_some_and(|o| o.urgent == Urgent::Yes);
        let is_urgent = |o: Option<Outcome>| o.is_some_and(|o| o.urgent == Urgent::Yes);

        let truth = self.with(own, case.truth, &place);
        let in_itself = is_urgent(truth.clone());
        let mut likely = candidates.iter().take(MOST_LOOKED_AT).filter(|c| c.chance >= FAINT);
        let among = likely.any(|c| is_urgent(self.with(own, c.matter, &place)));
        let (found, five) = if urgent {
            (&mut self.heard.urgent, &mut self.heard.urgent_among_five)
        } else {
            (&mut self.heard.taken_for_urgent, &mut self.heard.taken_among_five)
        };
        found.add(in_itself);
        five.add(among);
        if urgent && !in_itself && !among {
            self.heard.missed.push(case.case);
        }
        let likeliest = first.and_then(|m| self.with(own, m, &place));
        let unplaced = [Some(case.truth), first].map(|m| m.and_then(|m| self.with(own, m, &named)));
        for (sent, found) in self.heard.placed.iter_mut().zip([truth, likeliest]) {
            sent.add(told, found.as_ref());
        }
        for (sent, found) in self.heard.alone.iter_mut().zip(unplaced) {
            sent.add(told, found.as_ref());
        }
        self.compare(own, case.truth);
    }

    /// What comes out for a matter with what the text says, and a place.
    fn with(&self, case: &Case, matter: MatterId, place: &Facts) -> Option<Outcome> {
        let mut facts = self.said(case, matter);
        facts.extend(place.iter().cloned());
        outcome(self.editions, self.day, &Case { facts, ..case.clone() }, matter)
    }

    fn said(&self, case: &Case, matter: MatterId) -> Facts {
        let on = case.on.unwrap_or(self.day);
        let (router, _) = self.editions.on(on);
        let facts = self.reader.read(self.policy, &case.text, &router.asks(matter), Some(on));
        facts.into_iter().map(|f| (f.attribute, f.set)).collect()
    }

    /// The place that a text names.
    fn place(&self, text: &str) -> Facts {
        let areas = &self.policy.registry().areas;
        let found = self.places.read(self.policy, text).into_iter().flat_map(|p| p.areas);
        let set = Intervals::union_of(found.map(|a| (areas.get(a).low, areas.get(a).high)));
        if set.is_empty() { Vec::new() } else { vec![(self.policy.attributes().area(), set)] }
    }

    /// Holds the facts that a case tells against those of its text.
    fn compare(&mut self, case: &Case, matter: MatterId) {
        let said = self.said(case, matter);
        let area = self.policy.attributes().area();
        let (router, _) = self.editions.on(case.on.unwrap_or(self.day));
        let asked = router.asks(matter);
        for (attribute, told) in case.facts.iter().filter(|(a, _)| *a != area && asked.contains(a)) {
            let found = said.iter().find(|(a, _)| a == attribute);
            self.heard.said.add(found.is_some());
            if let Some((_, set)) = found {
                self.heard.rightly.add(set.meets(told));
            }
        }
    }
}

impl Sent {
    fn add(&mut self, right: Option<&Outcome>, found: Option<&Outcome>) {
        let same =
            |a: &Outcome, b: &Outcome| (a.status, &a.units, a.refusal) == (b.status, &b.units, b.refusal);
        let hit = right.zip(found).is_some_and(|(a, b)| same(a, b));
        self.right.add(hit);
        if found.is_some_and(|o| matches!(o.status, Status::Decided | Status::NotAccepted)) {
            self.of_decided.add(hit);
        }
    }
}
