//! From shares to duties: who handles a matter, and the places or facts under which it is somebody else.

use super::choose::readable;
use super::counts::{Handler, Shares, share};
use super::model::Model;
use super::records::NONE;
use std::collections::BTreeMap;

/// Weight of a place without complaints: enough to decide where nothing else does.
const UNSEEN: f64 = 0.1;

/// What an induction may use and how much an exception has to bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Exceptions by places below the coarsest that tell anything apart.
    pub finer: bool,
    /// Exceptions by other attributes.
    pub facts: bool,
    /// Complaints that an exception has to put right, as expected by the shares.
    pub gain: f64,
}

/// A handler, and who it is where nobody plays that role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    pub first: Handler,
    pub otherwise: Option<Handler>,
}

/// Where an exception holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Where {
    /// In these areas, all of one level.
    Areas(Vec<u32>),
    /// Under these values of an attribute.
    Values(usize, Vec<u32>),
}

/// Who handles a matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    pub choice: Choice,
    /// Disjoint, but that finer places go before coarser ones.
    pub exceptions: Vec<(Where, Choice)>,
}

impl Rule {
    /// Blocks and provisos that it takes.
    pub fn size(&self) -> usize {
        1 + self.exceptions.len()
    }

    /// The exception that holds for a row, the most special one; none: the rule itself.
    pub fn part(&self, model: &Model<'_>, row: usize) -> Option<usize> {
        let history = model.history;
        let mut found: Option<(usize, usize)> = None;
        for (part, (place, _)) in self.exceptions.iter().enumerate() {
            let level = match place {
                Where::Values(attribute, values) => {
                    values.contains(&history.records.fact(row, *attribute)).then_some(usize::MAX)
                }
                Where::Areas(areas) => history
                    .areas
                    .up(history.rows[row].area)
                    .find(|a| areas.contains(a))
                    .map(|a| history.areas.nodes[a as usize].level),
            };
            if let Some(level) = level
                && found.is_none_or(|(l, _)| level >= l)
            {
                found = Some((level, part));
            }
        }
        found.map(|(_, part)| part)
    }

    /// Whom a part names.
    pub fn choice_of(&self, part: Option<usize>) -> Choice {
        part.and_then(|p| self.exceptions.get(p)).map_or(self.choice, |(_, choice)| *choice)
    }
}

impl Model<'_> {
    /// The unit that a choice means at a place.
    pub fn unit_of(&self, choice: Choice, area: u32) -> Option<u32> {
        self.roles
            .unit(self.history, choice.first, area)
            .or_else(|| choice.otherwise.and_then(|h| self.roles.unit(self.history, h, area)))
    }

    /// The places by which duties tell apart first: below the ones that everything lies in.
    fn wide(&self) -> &[u32] {
        let mut areas = self.history.areas.below(NONE);
        while let [only] = areas {
            areas = self.history.areas.below(*only);
        }
        areas
    }

    /// The handler that a choice comes to at a place: the second where nobody plays the first.
    fn effective(&self, choice: Choice, area: u32) -> Handler {
        let played = self.roles.unit(self.history, choice.first, area).is_some()
            || self.plays_inside(choice.first, area);
        if played { choice.first } else { choice.otherwise.unwrap_or(choice.first) }
    }

    /// A handler, and the likeliest unit to go to where it is a role that somewhere in these areas nobody plays.
    fn choice(&self, handler: Handler, shares: &Shares, within: &[u32]) -> Choice {
        let first = handler;
        let Some(family) = self.roles.family(handler) else { return Choice { first, otherwise: None } };
        let areas = &self.history.areas;
        let inside = |place: u32| areas.up(place).any(|a| within.contains(&a));
        if !family.vacant.iter().any(|place| inside(*place)) {
            return Choice { first, otherwise: None };
        }
        let mut rest: Option<(Handler, f64)> = None;
        for (other, share) in shares.iter().filter(|(h, _)| self.roles.family(*h).is_none()) {
            if rest.is_none_or(|(_, most)| *share > most) {
                rest = Some((*other, *share));
            }
        }
        Choice { first, otherwise: rest.map(|(h, _)| h) }
    }

    /// Who handles a matter node, with the exceptions that bring enough.
    pub fn decide(&self, node: u32, style: Style) -> Option<Rule> {
        let anywhere = self.matter(node);
        let places: Vec<Place> = self
            .wide()
            .iter()
            .filter_map(|&area| {
                let around = self.leaning(&anywhere, area);
                let shares = self.at(node, area, &around, self.weights.place);
                let best = self.best(&shares, area)?;
                let weight = f64::from(self.count_at(node, area)) + UNSEEN;
                Some(Place { area, shares, best, weight })
            })
            .collect();
        let mut candidates: Vec<Handler> = places.iter().map(|p| p.best).collect();
        candidates.extend(self.best(&anywhere, NONE));
        candidates.sort_unstable();
        candidates.dedup();
        // Among equals the one that is likelier anywhere.
        let worth = |choice: Choice| -> f64 {
            let here: f64 =
                places.iter().map(|p| p.weight * share(&p.shares, self.effective(choice, p.area))).sum();
            here + UNSEEN * share(&anywhere, choice.first)
        };
        let mut chosen: Option<(Choice, f64)> = None;
        for candidate in candidates {
            let choice = self.choice(candidate, &anywhere, self.wide());
            let worth = worth(choice);
            if chosen.is_none_or(|(_, most)| worth > most) {
                chosen = Some((choice, worth));
            }
        }
        let (choice, _) = chosen?;
        let (gain, mut exceptions) = self.by_place(&places, choice, &anywhere, style);
        let told = if style.facts { self.by_fact(node, choice, &anywhere, style) } else { (0.0, Vec::new()) };
        // By one or the other: conditions on both would cross.
        if told.0 > gain {
            exceptions = told.1;
        } else if style.finer {
            exceptions.extend(self.by_finer(node, &places, choice, &exceptions, style));
        }
        Some(Rule { choice, exceptions })
    }

    /// Exceptions with the complaints that they put right, as expected by the shares.
    fn by_place(
        &self,
        places: &[Place],
        choice: Choice,
        anywhere: &Shares,
        style: Style,
    ) -> (f64, Vec<(Where, Choice)>) {
        let mut by_best: BTreeMap<Handler, (Vec<u32>, f64)> = BTreeMap::new();
        for place in places {
            let now = self.effective(choice, place.area);
            if place.best != now {
                let gain = place.weight * (share(&place.shares, place.best) - share(&place.shares, now));
                let entry = by_best.entry(place.best).or_default();
                entry.0.push(place.area);
                entry.1 += gain;
            }
        }
        by_best.retain(|_, (_, gain)| *gain > style.gain);
        let gain = by_best.values().map(|(_, gain)| gain).sum();
        let exception = |(handler, (areas, _)): (Handler, (Vec<u32>, f64))| {
            let choice = self.choice(handler, anywhere, &areas);
            (Where::Areas(areas), choice)
        };
        (gain, by_best.into_iter().map(exception).collect())
    }

    /// The level of the places by which duties tell apart first.
    pub fn level(&self) -> usize {
        self.wide().first().map_or(0, |a| self.history.areas.nodes[*a as usize].level)
    }

    fn by_finer(
        &self,
        node: u32,
        places: &[Place],
        choice: Choice,
        coarse: &[(Where, Choice)],
        style: Style,
    ) -> Vec<(Where, Choice)> {
        // Each lies in one coarser exception or in none: two that cross would both hold.
        let mut by_best: BTreeMap<(Option<usize>, Handler), Vec<u32>> = BTreeMap::new();
        for place in places {
            let holds = |w: &Where| matches!(w, Where::Areas(areas) if areas.contains(&place.area));
            let within = coarse.iter().position(|(w, _)| holds(w));
            let here = within.and_then(|i| coarse.get(i)).map_or(choice, |(_, c)| *c);
            for &inner in self.history.areas.below(place.area) {
                let weight = f64::from(self.count_at(node, inner));
                let shares = self.at(node, inner, &place.shares, self.weights.finer);
                let now = self.effective(here, inner);
                if let Some(best) = self.best(&shares, inner)
                    && best != now
                    && weight * (share(&shares, best) - share(&shares, now)) > style.gain.max(UNSEEN)
                {
                    by_best.entry((within, best)).or_default().push(inner);
                }
            }
        }
        // One that holds wherever the coarser one does would not go before it.
        let smaller = |within: Option<usize>, areas: &[u32]| {
            let Some((Where::Areas(around), _)) = within.and_then(|i| coarse.get(i)) else { return true };
            around.iter().map(|a| self.history.areas.below(*a).len().max(1)).sum::<usize>() > areas.len()
        };
        let kept = by_best.into_iter().filter(|((within, _), areas)| smaller(*within, areas));
        // Whoever is the best at a place is there.
        kept.map(|((_, first), areas)| (Where::Areas(areas), Choice { first, otherwise: None })).collect()
    }

    fn by_fact(
        &self,
        node: u32,
        choice: Choice,
        anywhere: &Shares,
        style: Style,
    ) -> (f64, Vec<(Where, Choice)>) {
        let mut most: (f64, Vec<(Where, Choice)>) = (0.0, Vec::new());
        for attribute in (0..self.history.records.values.len()).filter(|a| readable(self.history, *a)) {
            let mut by_best: BTreeMap<Handler, (Vec<u32>, f64)> = BTreeMap::new();
            for value in 0..self.history.records.values[attribute].len() as u32 {
                let weight = f64::from(self.count_under(node, attribute, value));
                let shares = self.under(node, attribute, value, anywhere);
                if let Some(best) = self.best(&shares, NONE).filter(|b| *b != choice.first) {
                    let entry = by_best.entry(best).or_default();
                    entry.0.push(value);
                    entry.1 += weight * (share(&shares, best) - share(&shares, choice.first));
                }
            }
            by_best.retain(|_, (_, gain)| *gain > style.gain.max(UNSEEN));
            let gain = by_best.values().map(|(_, g)| g).sum();
            if gain > most.0 {
                let rules = by_best.into_iter().map(|(h, (values, _))| {
                    (Where::Values(attribute, values), self.choice(h, anywhere, self.wide()))
                });
                most = (gain, rules.collect());
            }
        }
        most
    }
}

struct Place {
    area: u32,
    shares: Shares,
    best: Handler,
    weight: f64,
}
