//! How recognition went with cases that it had not seen.

use crate::recognise::Thresholds;
use std::collections::BTreeMap;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub hits: usize,
    /// Of how many.
    pub of: usize,
}

impl Rate {
    pub(super) fn count(all: impl Iterator<Item = bool>) -> Self {
        all.fold(Self::default(), |rate, hit| Self { hits: rate.hits + usize::from(hit), of: rate.of + 1 })
    }

    /// Counts one more.
    pub(super) fn add(&mut self, hit: bool) {
        *self = Self { hits: self.hits + usize::from(hit), of: self.of + 1 };
    }

    /// The standard error of the share.
    pub fn error(self) -> f64 {
        let share = self.share();
        (share * (1.0 - share) / self.of.max(1) as f64).sqrt()
    }

    /// From 0 to 1; 0 of nothing.
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.hits as f64 / self.of as f64 }
    }
}

/// Where the first candidate goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Going {
    /// The lists name a unit, with the facts that the case tells, or do not accept it.
    pub decided: bool,
    /// It is what comes out for the right matter, too.
    pub right: bool,
}

/// One case.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub case: usize,
    pub part: usize,
    pub category: String,
    /// The category of the first candidate.
    pub taken_for: String,
    /// The place of the right matter among the candidates, from 0.
    pub rank: Option<usize>,
    /// The chance of the first.
    pub chance: f64,
    pub going: Going,
    pub urgent: bool,
    /// One of the candidates would be urgent.
    pub taken_for_urgent: bool,
}

/// How it went.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The right matter is the first candidate.
    pub first: Rate,
    /// It is among the first five.
    pub among_five: Rate,
    /// The first candidate goes to the unit to which the right one goes.
    pub unit: Rate,
    /// Of those taken without asking, what goes to the right unit; the chance from which on was found on other parts.
    pub sure_unit: Rate,
    /// How many were taken without asking.
    pub covered: Rate,
    /// Of the urgent, those of which some candidate is urgent.
    pub urgent: Rate,
    /// Of those that are not urgent, those taken for it.
    pub taken_for_urgent: Rate,
    /// By how many are taken, the likeliest first: their share, and how often the unit is right.
    pub curve: Vec<(f64, Rate)>,
    /// The chances from which on matters are taken, found on all.
    pub sure: Thresholds,
    /// By category: how often the matter and the unit are right.
    pub categories: Vec<(String, Rate, Rate)>,
    /// Cases whose first candidate goes to another unit, by number, the surest first.
    pub wrong: Vec<usize>,
}

/// Points of the curve.
const POINTS: usize = 10;

impl Trial {
    pub(super) fn new(mut all: Vec<Tried>, target: f64) -> Self {
        all.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.case.cmp(&b.case)));
        let rate = |is: &dyn Fn(&Tried) -> bool| Rate::count(all.iter().map(is));
        let taken: Vec<(&Tried, bool)> = (0..super::PARTS)
            .flat_map(|part| {
                let sure = thresholds(all.iter().filter(|t| t.part != part), target);
                let own = all.iter().filter(move |t| t.part == part);
                own.map(move |t| (t, t.going.decided && t.chance >= t.needs(&sure)))
            })
            .collect();
        let decided: Vec<&Tried> = all.iter().filter(|t| t.going.decided).collect();
        let point = |i: usize| {
            let n = decided.len() * i / POINTS;
            let rate = Rate::count(decided[..n].iter().map(|t| t.going.right));
            (n as f64 / all.len().max(1) as f64, rate)
        };
        Self {
            first: rate(&|t| t.rank == Some(0)),
            among_five: rate(&|t| t.rank.is_some_and(|r| r < 5)),
            unit: rate(&|t| t.going.right),
            sure_unit: Rate::count(taken.iter().filter(|t| t.1).map(|t| t.0.going.right)),
            covered: Rate::count(taken.iter().map(|t| t.1)),
            urgent: Rate::count(all.iter().filter(|t| t.urgent).map(|t| t.taken_for_urgent)),
            taken_for_urgent: Rate::count(all.iter().filter(|t| !t.urgent).map(|t| t.taken_for_urgent)),
            curve: (1..=POINTS).map(point).collect(),
            sure: thresholds(all.iter(), target),
            categories: by_category(&all),
            wrong: all.iter().filter(|t| !t.going.right).map(|t| t.case).collect(),
        }
    }
}

/// By category: its name, and how often the matter and the unit are right.
fn by_category(all: &[Tried]) -> Vec<(String, Rate, Rate)> {
    let mut names: Vec<&String> = all.iter().map(|t| &t.category).collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: &String, is: &dyn Fn(&Tried) -> bool| {
        Rate::count(all.iter().filter(|t| t.category == *name).map(is))
    };
    names.into_iter().map(|n| (n.clone(), of(n, &|t| t.rank == Some(0)), of(n, &|t| t.going.right))).collect()
}

/// Cases of a category from which on it has a threshold of its own.
const ENOUGH: usize = 60;

/// A threshold for all, and one for each category that has enough cases. `all`: the surest first.
fn thresholds<'t>(all: impl Iterator<Item = &'t Tried> + Clone, target: f64) -> Thresholds {
    let mut of: BTreeMap<String, Vec<&Tried>> = BTreeMap::new();
    for tried in all.clone().filter(|t| t.going.decided) {
        of.entry(tried.taken_for.clone()).or_default().push(tried);
    }
    of.retain(|_, own| own.len() >= ENOUGH);
    let of = of.into_iter().map(|(name, own)| (name, sure(own.into_iter(), target)));
    Thresholds { of: of.collect(), all: sure(all, target) }
}

impl Tried {
    /// The chance that it needs to be taken.
    fn needs(&self, sure: &Thresholds) -> f64 {
        sure.of.get(&self.taken_for).copied().unwrap_or(sure.all)
    }
}

/// The lowest chance from which on the unit is right as often as is asked for, by a standard error more, since it has to hold for
/// others, too; above 1 if there is none. `all`: the surest first.
fn sure<'t>(all: impl Iterator<Item = &'t Tried>, target: f64) -> f64 {
    let (mut rate, mut sure) = (Rate::default(), 1.1);
    for tried in all.filter(|t| t.going.decided) {
        rate = Rate { hits: rate.hits + usize::from(tried.going.right), of: rate.of + 1 };
        if rate.share() - rate.error() >= target {
            sure = tried.chance;
        }
    }
    sure
}
