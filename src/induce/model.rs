//! What a history says of each matter at each place: shares of handlers, drawn towards the matters and places around.

use super::counts::{Counts, Handler, Shares, share, shrunk};
use super::history::History;
use super::records::NONE;
use super::roles::Roles;
use std::collections::BTreeMap;

/// How many complaints' worth the surroundings of a context weigh. What does best on later records is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// By level of the matter tree, coarse to fine; deeper levels take the last.
    pub matter: [f64; 3],
    /// A matter at a place.
    pub place: f64,
    /// How far what is around a matter at a place leans towards the handlers that have more at that place than elsewhere: the
    /// power of the ratio of their shares. 0: not at all.
    pub lean: f64,
    /// A matter at a place inside that.
    pub finer: f64,
    /// A matter under a value of another attribute.
    pub fact: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { matter: [0.5, 0.3, 0.2], place: 4.0, lean: 0.0, finer: 10.0, fact: 10.0 }
    }
}

/// Complaints' worth of everywhere in what a place has of all matters.
const PLACE: f64 = 20.0;
/// Keeps ratios of shares finite.
const TINY: f64 = 1e-9;

/// The counts of a history, by handler.
pub struct Model<'h> {
    pub history: &'h History<'h>,
    pub roles: Roles,
    pub weights: Weights,
    by_matter: Counts<u32>,
    by_place: Counts<(u32, u32)>,
    by_fact: Counts<(u32, u32, u32)>,
    /// Rows, as given.
    pub rows: Vec<usize>,
    /// By matter node: whether complaints name it and nothing below it, with how many.
    pub leaves: BTreeMap<u32, u32>,
    all: Shares,
}

impl<'h> Model<'h> {
    /// Counts some rows of a history. `unit` says who stands for a unit today.
    pub fn of(
        history: &'h History<'h>,
        rows: Vec<usize>,
        unit: &[u32],
        roles: Roles,
        weights: Weights,
    ) -> Self {
        let mut by_matter = Vec::with_capacity(rows.len() * 3);
        let mut by_place = Vec::with_capacity(rows.len() * 6);
        let mut by_fact = Vec::new();
        let mut leaves = BTreeMap::new();
        let mut all: BTreeMap<Handler, u32> = BTreeMap::new();
        for i in &rows {
            let row = history.rows[*i];
            let handler = roles.handler(unit[row.unit as usize]);
            *all.entry(handler).or_insert(0) += 1;
            *leaves.entry(row.matter).or_insert(0) += 1;
            for node in history.matters.up(row.matter) {
                by_matter.push((node, handler));
                by_place.extend(history.areas.up(row.area).map(|area| ((node, area), handler)));
            }
            by_place.extend(history.areas.up(row.area).map(|area| ((NONE, area), handler)));
            for attribute in 0..history.records.values.len() {
                let value = history.records.fact(*i, attribute);
                if value != NONE {
                    by_fact.push(((row.matter, attribute as u32, value), handler));
                }
            }
        }
        let all: Vec<(Handler, u32)> = all.into_iter().collect();
        Self {
            history,
            roles,
            weights,
            by_matter: Counts::of(by_matter),
            by_place: Counts::of(by_place),
            by_fact: Counts::of(by_fact),
            rows,
            leaves,
            all: shrunk(&all, &[], 0.0),
        }
    }

    /// Shares of a matter node anywhere.
    pub fn matter(&self, node: u32) -> Shares {
        let mut above: Vec<u32> = self.history.matters.up(node).collect();
        above.reverse();
        let last = self.weights.matter.len() - 1;
        above.iter().enumerate().fold(self.all.clone(), |shares, (level, node)| {
            shrunk(self.by_matter.get(node), &shares, self.weights.matter[level.min(last)])
        })
    }

    /// Shares that lean towards what a place has more of than others, whatever the matter.
    pub fn leaning(&self, shares: &Shares, area: u32) -> Shares {
        if self.weights.lean <= 0.0 {
            return shares.clone();
        }
        let here = shrunk(self.by_place.get(&(NONE, area)), &self.all, PLACE);
        let ratio = |h: Handler| (share(&here, h) / share(&self.all, h).max(TINY)).max(TINY);
        let leant = shares.iter().map(|(h, p)| (*h, p * ratio(*h).powf(self.weights.lean)));
        let leant: Shares = leant.collect();
        let whole: f64 = leant.iter().map(|(_, p)| p).sum();
        if whole > 0.0 { leant.into_iter().map(|(h, p)| (h, p / whole)).collect() } else { shares.clone() }
    }

    /// Shares of a matter node at a place, from those around it.
    pub fn at(&self, node: u32, area: u32, around: &Shares, weight: f64) -> Shares {
        shrunk(self.by_place.get(&(node, area)), around, weight)
    }

    /// Shares of a matter under a value of an attribute, from those around it.
    pub fn under(&self, node: u32, attribute: usize, value: u32, around: &Shares) -> Shares {
        shrunk(self.by_fact.get(&(node, attribute as u32, value)), around, self.weights.fact)
    }

    /// Complaints of a matter node at a place.
    pub fn count_at(&self, node: u32, area: u32) -> u32 {
        self.by_place.total(&(node, area))
    }

    /// Complaints of a matter under a value of an attribute.
    pub fn count_under(&self, node: u32, attribute: usize, value: u32) -> u32 {
        self.by_fact.total(&(node, attribute as u32, value))
    }

    /// The handler with the largest share that somebody plays at a place; the lowest number of equals.
    pub fn best(&self, shares: &Shares, area: u32) -> Option<Handler> {
        let present =
            |h: Handler| self.roles.unit(self.history, h, area).is_some() || self.plays_inside(h, area);
        let mut best: Option<(Handler, f64)> = None;
        for (handler, share) in shares {
            if best.is_none_or(|(_, most)| *share > most) && present(*handler) {
                best = Some((*handler, *share));
            }
        }
        best.map(|(h, _)| h)
    }

    /// Whether a role told by finer places is played somewhere inside a place.
    pub fn plays_inside(&self, handler: Handler, area: u32) -> bool {
        let Some(family) = self.roles.family(handler) else { return true };
        family.at.iter().any(|(place, _)| area == NONE || self.history.areas.up(*place).any(|a| a == area))
    }
}
