//! How often the first dispatch was right, and would be by these lists.
//!
//! A [`Score`] counts records: a complaint, and what became of it ([`Fate`]). Two [`Subject`]s stand side by side: the unit to
//! which it was really dispatched first, and the unit that these lists name as if it had been the first. Each [`Measure`]
//! has its own denominator: the records that tell what it needs. One that no record tells is [`None`], never 0 or 100 %.
//! Records that are excluded are counted with the reason, records that name no right unit are counted as such; neither is
//! in a denominator, and nothing is dropped in silence. `docs/score.md` has the definitions.
//!
//! Scores of parts of a history add up to the score of the whole, in any order and exactly: there are only whole numbers in
//! them. Memory is bounded; counting a record that brings no new combination of facts and units allocates no
//! more than routing it does.
//!
//! [`Ceiling`] is the best that any lists could do; [`Attribution`] says of every miss what it was that went wrong.

mod attribution;
mod ceiling;
mod curve;
mod fate;
mod interval;
mod measure;
mod record;
mod sampled;
mod spread;

use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::duty::TemplateId;
use crate::policy::registry::{Areas, UnitId};
use crate::router::{Complaint, Router};
use crate::syntax::entries::Layer;
use crate::text::fold;
pub use attribution::{Attribution, Stage, StageCount};
use attribution::{Memo, Stages};
pub use ceiling::Ceiling;
use ceiling::Cells;
pub use curve::{Curve, Point};
pub use fate::{Exclusion, Fate, Named, Ruled, Signed, Slices, Truth};
pub use interval::{mcnemar, wilson};
pub use measure::{Measure, Rate, Standing, Subject, Tally};
use rustc_hash::FxHashMap;
use sampled::Sampled;
pub use spread::{Hops, Hours};
use std::collections::BTreeMap;

/// Channels, and names that are no units, of one score at most; beyond it a sample of them is kept.
const MOST_NAMES: usize = 1 << 12;
/// Nowhere: no street, no category.
const NONE: u32 = u32::MAX;

/// How many records tell what. A column of zero is one that the history lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Tells {
    pub first: u64,
    pub further: u64,
    pub closing: u64,
    pub expert: u64,
    pub joint: u64,
    pub returns: u64,
    pub transfers: u64,
    pub ruled: u64,
    pub signed: u64,
    pub hours: u64,
    pub corrected: u64,
    pub channel: u64,
    pub day: u64,
}

impl Tells {
    /// Each with its stable key.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        [
            ("first", self.first),
            ("further", self.further),
            ("closing", self.closing),
            ("expert", self.expert),
            ("joint", self.joint),
            ("returned", self.returns),
            ("transferred", self.transfers),
            ("ruled", self.ruled),
            ("signed", self.signed),
            ("hours", self.hours),
            ("corrected", self.corrected),
            ("channel", self.channel),
            ("received", self.day),
        ]
        .into_iter()
    }

    fn see(&mut self, fate: &Fate<'_, '_>, slices: &Slices<'_>) {
        self.first += u64::from(fate.first.is_told());
        self.further += u64::from(!fate.further.is_empty());
        self.closing += u64::from(fate.closing.is_told());
        self.expert += u64::from(fate.expert.is_told());
        self.joint += u64::from(!fate.joint.is_empty());
        self.returns += u64::from(fate.returns.is_some());
        self.transfers += u64::from(fate.transfers.is_some());
        self.ruled += u64::from(fate.ruled.is_some());
        self.signed += u64::from(fate.signed.is_some());
        self.hours += u64::from(fate.hours.is_some());
        self.corrected += u64::from(fate.corrected.is_some());
        self.channel += u64::from(!slices.channel.is_empty());
        self.day += u64::from(slices.day.is_some());
    }

    fn add(&mut self, other: &Self) {
        self.first += other.first;
        self.further += other.further;
        self.closing += other.closing;
        self.expert += other.expert;
        self.joint += other.joint;
        self.returns += other.returns;
        self.transfers += other.transfers;
        self.ruled += other.ruled;
        self.signed += other.signed;
        self.hours += other.hours;
        self.corrected += other.corrected;
        self.channel += other.channel;
        self.day += other.day;
    }
}

/// A text with something counted for it.
#[derive(Debug, Clone, Default)]
struct Under<V> {
    text: String,
    counted: V,
}

/// One kind of mistake: complaints of one unit that went to, or would go to, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confusion {
    /// How many.
    pub n: u64,
    /// The unit named first; none: one that the registry does not have.
    pub named: Option<UnitId>,
    /// The right one; none: one that the registry does not have.
    pub right: Option<UnitId>,
}

/// The counts of a history, by the lists of one policy: its routers may be of several days.
#[derive(Debug, Clone)]
pub struct Score {
    excluded: [u64; Exclusion::ALL.len()],
    /// Of those excluded as not accepted: how many these lists refuse too.
    refused: Rate,
    truths: [u64; Truth::ALL.len()],
    without_truth: u64,
    unknown_truth: u64,
    inexact: u64,
    tells: Tells,
    total: Tally,
    by_category: Vec<Tally>,
    by_unit: Vec<Tally>,
    by_street: Vec<Tally>,
    by_month: BTreeMap<(i16, i8), Tally>,
    by_channel: Sampled<Under<Tally>>,
    unknown: Sampled<Under<u64>>,
    confusions: [FxHashMap<(u32, u32), u64>; 2],
    hops: Hops,
    hours: [Hours; 2],
    cells: Cells,
    stages: Stages,
    map: Map,
    memo: Memo,
    curve: Curve,
}

/// What a policy's numbers mean for counting.
#[derive(Debug, Clone)]
struct Map {
    /// By matter: the number of its category.
    category: Vec<u32>,
    categories: Vec<String>,
    /// By leaf of areas: the number of its street.
    street: Vec<u32>,
    streets: Vec<String>,
    level: Option<String>,
    /// By template: whether some fallback names it.
    falls_back: Vec<bool>,
    rotas: bool,
    /// Attributes that are a place: the area, and jurisdictions.
    places: Vec<bool>,
}

impl Map {
    fn new(policy: &Policy) -> Self {
        let mut categories: Vec<String> = Vec::new();
        let mut category = Vec::with_capacity(policy.matters.len());
        for (_, matter) in policy.matters.iter() {
            let top = matter.path.first().map_or("", String::as_str);
            // Matters stand in preorder: those of one category follow each other.
            if categories.last().is_none_or(|last| fold(last) != fold(top)) {
                categories.push(top.to_owned());
            }
            category.push(categories.len() as u32 - 1);
        }
        let areas = &policy.registry.areas;
        let level = street_level(areas);
        let mut street = vec![NONE; areas.leaves() as usize];
        let mut streets = Vec::new();
        for (id, area) in areas.iter().filter(|(_, a)| Some(a.level) == level) {
            if let Some(part) = street.get_mut(area.low as usize..area.high as usize) {
                part.fill(streets.len() as u32);
            }
            streets.push(areas.path(id));
        }
        let mut falls_back = vec![false; policy.templates.len()];
        for duty in policy.duties.iter().filter(|d| d.layer == Layer::Fallback) {
            if let Some(falls) = falls_back.get_mut(duty.leads.0 as usize) {
                *falls = true;
            }
        }
        let place = |domain: &Domain| matches!(domain, Domain::Area | Domain::Jurisdiction { .. });
        Self {
            category,
            categories,
            street,
            streets,
            level: level.and_then(|l| areas.levels().get(l)).cloned(),
            falls_back,
            rotas: !policy.rotas.is_empty(),
            places: policy.attributes.iter().map(|(_, a)| place(&a.domain)).collect(),
        }
    }

    /// Whether a fallback may have named it.
    fn may_fall_back(&self, template: TemplateId) -> bool {
        self.falls_back.get(template.0 as usize).copied().unwrap_or_default()
    }

    fn is_place(&self, attr: usize) -> bool {
        self.places.get(attr).copied().unwrap_or_default()
    }

    /// The street of a place, if it lies in one.
    fn street(&self, (low, high): (u32, u32)) -> Option<usize> {
        let at = |leaf: u32| self.street.get(leaf as usize).copied().filter(|s| *s != NONE);
        let (first, last) = (at(low)?, at(high.checked_sub(1)?)?);
        (first == last).then_some(first as usize)
    }
}

/// The level of areas by which records are counted: the one called so, else the last but one, where two streets have
/// several communities each, else the only one.
fn street_level(areas: &Areas) -> Option<usize> {
    let levels = areas.levels();
    let named = |l: &String| l.contains('街') || l.contains('镇') || l.to_lowercase().contains("street");
    levels
        .iter()
        .position(named)
        .or_else(|| levels.len().checked_sub(2))
        .or_else(|| levels.len().checked_sub(1))
}

impl Score {
    /// Nothing counted yet. Linear in the policy.
    pub fn new(policy: &Policy) -> Self {
        let map = Map::new(policy);
        Self {
            excluded: Default::default(),
            refused: Rate::default(),
            truths: Default::default(),
            without_truth: 0,
            unknown_truth: 0,
            inexact: 0,
            tells: Tells::default(),
            total: Tally::default(),
            by_category: vec![Tally::default(); map.categories.len()],
            // One more: units that the registry does not have.
            by_unit: vec![Tally::default(); policy.registry.units.len() + 1],
            // One more: places that are not known so far.
            by_street: vec![Tally::default(); map.streets.len() + 1],
            by_month: BTreeMap::new(),
            by_channel: Sampled::new(MOST_NAMES),
            unknown: Sampled::new(MOST_NAMES),
            confusions: [FxHashMap::default(), FxHashMap::default()],
            hops: Hops::default(),
            hours: [Hours::default(), Hours::default()],
            cells: Cells::new(policy),
            stages: Stages::default(),
            map,
            memo: Memo::default(),
            curve: Curve::default(),
        }
    }

    /// Counts a complaint by the lists of its router, which must be of the policy that the score was made for.
    pub fn count(&mut self, complaint: &Complaint<'_>, fate: &Fate<'_, '_>, slices: &Slices<'_>) {
        self.record(complaint.router(), Some(complaint), fate, slices);
    }

    /// Counts a record that is no complaint by these lists. What became of it counts like that of any other; the lists name
    /// no unit for it.
    pub fn count_unread(&mut self, router: &Router, fate: &Fate<'_, '_>, slices: &Slices<'_>) {
        self.record(router, None, fate, slices);
    }

    /// Counts how a complaint fares whose matter is the likeliest of its text, sure or not: for the curve alone. `chance`: of ten
    /// thousand.
    pub fn count_read(&mut self, complaint: &Complaint<'_>, fate: &Fate<'_, '_>, chance: u32) {
        self.read(complaint, fate, chance);
    }

    /// Adds the counts of another part of the history, by the same policy.
    pub fn add(&mut self, other: &Self) {
        for (all, more) in self.excluded.iter_mut().zip(other.excluded) {
            *all += more;
        }
        self.refused.add(other.refused);
        for (all, more) in self.truths.iter_mut().zip(other.truths) {
            *all += more;
        }
        self.without_truth += other.without_truth;
        self.unknown_truth += other.unknown_truth;
        self.inexact += other.inexact;
        self.tells.add(&other.tells);
        self.total.add(&other.total);
        let lists = [
            (&mut self.by_category, &other.by_category),
            (&mut self.by_unit, &other.by_unit),
            (&mut self.by_street, &other.by_street),
        ];
        for (all, more) in lists {
            for (all, more) in all.iter_mut().zip(more) {
                all.add(more);
            }
        }
        for (month, more) in &other.by_month {
            self.by_month.entry(*month).or_default().add(more);
        }
        self.by_channel.merge(&other.by_channel, |all, more| {
            all.text.clone_from(&more.text);
            all.counted.add(&more.counted);
        });
        self.unknown.merge(&other.unknown, |all, more| {
            all.text.clone_from(&more.text);
            all.counted += more.counted;
        });
        for (all, more) in self.confusions.iter_mut().zip(&other.confusions) {
            for (pair, n) in more {
                *all.entry(*pair).or_default() += n;
            }
        }
        self.hops.add(&other.hops);
        for (all, more) in self.hours.iter_mut().zip(&other.hours) {
            all.add(more);
        }
        self.cells.add(&other.cells);
        self.stages.add(&other.stages);
        self.curve.add(&other.curve);
    }
}

/// What it comes to.
impl Score {
    /// All records that are not excluded.
    pub fn total(&self) -> &Tally {
        &self.total
    }

    /// Records that are in no denominator, for this reason.
    pub fn excluded(&self, reason: Exclusion) -> u64 {
        self.excluded[reason as usize]
    }

    /// All records, excluded or not.
    pub fn records(&self) -> u64 {
        self.total.records + self.excluded.iter().sum::<u64>()
    }

    /// Of the complaints that the history says were not accepted, those that these lists do not accept either.
    pub fn refused(&self) -> Rate {
        self.refused
    }

    /// How many records tell what.
    pub fn tells(&self) -> &Tells {
        &self.tells
    }

    /// Records held against this kind of unit.
    pub fn held_against(&self, truth: Truth) -> u64 {
        self.truths[truth as usize]
    }

    /// Records that name no unit at all to hold a decision against: in no denominator of `lead` and `set`.
    pub fn without_truth(&self) -> u64 {
        self.without_truth
    }

    /// Records whose right unit the registry does not have: in the denominators, never right.
    pub fn unknown_truth(&self) -> u64 {
        self.unknown_truth
    }

    /// Decisions on matters that were over the budget of the diagrams, and not decided for that reason.
    pub fn inexact(&self) -> u64 {
        self.inexact
    }

    /// By top node of the matter catalogue, in its order.
    pub fn by_category(&self) -> impl Iterator<Item = (&str, &Tally)> {
        let named = self.map.categories.iter().map(String::as_str).zip(&self.by_category);
        named.filter(|(_, tally)| tally.records > 0)
    }

    /// By right unit, in the order of the registry; at the end those that it does not have.
    pub fn by_unit(&self) -> impl Iterator<Item = (Option<UnitId>, &Tally)> {
        let last = self.by_unit.len() - 1;
        let named = self.by_unit.iter().enumerate();
        let named = named.map(move |(i, tally)| ((i < last).then_some(UnitId(i as u32)), tally));
        named.filter(|(_, tally)| tally.records > 0)
    }

    /// By street, in the order of the registry; at the end those whose street is not known.
    pub fn by_street(&self) -> impl Iterator<Item = (Option<&str>, &Tally)> {
        let names = self.map.streets.iter().map(|s| Some(s.as_str())).chain([None]);
        names.zip(&self.by_street).filter(|(_, tally)| tally.records > 0)
    }

    /// The level of areas that [`by_street`](Self::by_street) goes by; none where there are no areas.
    pub fn street_level(&self) -> Option<&str> {
        self.map.level.as_deref()
    }

    /// By year and month in which it came in.
    pub fn by_month(&self) -> impl Iterator<Item = ((i16, i8), &Tally)> {
        self.by_month.iter().map(|(month, tally)| (*month, tally))
    }

    /// By the way on which it came in, the most frequent first. Beyond some thousands of different ones a sample of them.
    pub fn by_channel(&self) -> Vec<(&str, &Tally)> {
        let mut all: Vec<_> = self.by_channel.values().map(|u| (u.text.as_str(), &u.counted)).collect();
        all.sort_by(|a, b| b.1.records.cmp(&a.1.records).then_with(|| a.0.cmp(b.0)));
        all
    }

    /// Names that are no units of the registry, the most frequent first. Beyond some thousands of them a sample.
    pub fn unknown_units(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.unknown.values().map(|u| (u.text.as_str(), u.counted)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        all
    }

    /// Pairs of units that are confused, the most frequent first.
    pub fn confusions(&self, subject: Subject) -> Vec<Confusion> {
        let unit = |n: u32| (n != NONE).then_some(UnitId(n));
        let pairs = self.confusions[subject as usize].iter();
        let mut all: Vec<Confusion> =
            pairs.map(|((a, b), n)| Confusion { n: *n, named: unit(*a), right: unit(*b) }).collect();
        all.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| (a.named, a.right).cmp(&(b.named, b.right))));
        all
    }

    /// Dispatches it took to reach the right unit.
    pub fn hops(&self) -> &Hops {
        &self.hops
    }

    /// Hours it took where the first unit was right (`true`), or was not.
    pub fn hours(&self, first_right: bool) -> &Hours {
        &self.hours[usize::from(first_right)]
    }

    /// The best that any lists could do on these facts.
    pub fn ceiling(&self) -> Ceiling {
        self.cells.ceiling()
    }

    /// How right the lists are by how sure the matter of a text was.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// Why the lists missed what they missed.
    pub fn attribution(&self) -> Attribution {
        self.stages.attribution(&self.cells)
    }
}
