//! All duties of a history: a rule for each matter, within a bound that a person can read.
//!
//! There are no fallbacks: a matter to come that nobody gives to anybody is a gap, which the checks find, and not a guess.

use super::duties::{Rule, Style};
use super::history::History;
use super::model::Model;
use super::records::NONE;
use std::collections::{BTreeMap, BTreeSet};

/// Times that the bound on exceptions is tightened to keep within the number of duties.
const TIGHTER: usize = 24;

/// The rules found.
pub struct Drafted {
    /// By matter: those that complaints name, and the coarser ones for what lists do not know.
    pub matters: BTreeMap<u32, Rule>,
    /// The duties: matters joined where those of one node have the same rule; in order of the first.
    pub duties: Vec<(Vec<u32>, Rule)>,
    /// Duties and provisos in all.
    pub size: usize,
}

impl Drafted {
    /// Drafts with the style, and asks more of exceptions for as long as there are too many.
    pub fn within(model: &Model<'_>, mut style: Style, most: usize) -> Self {
        let mut drafted = Self::of(model, style);
        for _ in 0..TIGHTER {
            if drafted.size <= most {
                break;
            }
            style.gain = if style.gain > 0.0 { style.gain * 1.5 } else { 0.05 };
            drafted = Self::of(model, style);
        }
        drafted
    }

    fn of(model: &Model<'_>, style: Style) -> Self {
        let history = model.history;
        let mut matters: BTreeMap<u32, Rule> = BTreeMap::new();
        for &matter in model.leaves.keys() {
            matters.extend(model.decide(matter, style).map(|rule| (matter, rule)));
        }
        // What is not told finely is decided like what is around it.
        for matter in coarser(model) {
            if !matters.contains_key(&matter) {
                matters.extend(model.decide(above(history, matter), style).map(|rule| (matter, rule)));
            }
        }
        let mut joined: BTreeMap<(u32, &Rule), Vec<u32>> = BTreeMap::new();
        for (matter, rule) in &matters {
            joined.entry((above(history, *matter), rule)).or_default().push(*matter);
        }
        let mut duties: Vec<(Vec<u32>, Rule)> =
            joined.into_iter().map(|((_, r), m)| (m, r.clone())).collect();
        duties.sort();
        let size = duties.iter().map(|(_, r)| r.size()).sum();
        Self { matters, duties, size }
    }

    /// How many of some rows it gives to the unit that handled them, `today` telling who stands for it.
    pub fn agreed(&self, model: &Model<'_>, rows: &[usize], today: &[u32]) -> usize {
        let history = model.history;
        let agrees = |row: &&usize| {
            let seen = history.rows[**row];
            let known = self.matters.get(&seen.matter);
            let rule = known.or_else(|| history.coarser(**row).find_map(|m| self.matters.get(&m)));
            let choice = rule.map(|r| r.choice_of(r.part(model, **row)));
            choice.and_then(|c| model.unit_of(c, seen.area)) == Some(today[seen.unit as usize])
        };
        rows.iter().filter(agrees).count()
    }
}

/// The coarser matters by which the rows of a model may be called.
fn coarser(model: &Model<'_>) -> BTreeSet<u32> {
    let history = model.history;
    let kinds: BTreeMap<u32, usize> =
        model.rows.iter().map(|row| (history.records.lines[*row].others, *row)).collect();
    kinds.into_values().flat_map(|row| history.coarser(row)).collect()
}

/// The node in which a matter stands.
pub fn above(history: &History<'_>, matter: u32) -> u32 {
    history.matters.nodes.get(matter as usize).map_or(NONE, |n| n.parent)
}
