//! Two policies, or two days, held against each other.

use super::item::Item;
use super::moved::{Moved, moved};
use super::side::{Half, Shared, Side, in_space};
use crate::check::analysis::{Epoch, Never};
use crate::check::space::{Boxes, Crowded, Space};
use crate::policy::Policy;
use crate::policy::duty::Validity;
use crate::policy::matter::MatterId;
use crate::policy::precedence::Links;
use crate::policy::region::{AttrId, Region};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Where two policies differ, what each says there, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The matters, in numbers of the second policy.
    pub matters: Vec<MatterId>,
    /// The second policy has no matters of these codes, and the numbers are those of the first.
    pub gone: bool,
    /// The days on which it is so.
    pub days: Validity,
    /// Where: boxes that may overlap and may reach into what cannot occur by either, in attributes of the second policy. Attributes that only the first has are numbered
    /// behind them, in the order of the first.
    pub region: Region,
    /// One point of it.
    pub point: Vec<(AttrId, u32)>,
    /// What the first says there, ascending; without what makes it urgent, where that is the same everywhere.
    pub before: Vec<Item>,
    /// What the second says there, ascending.
    pub after: Vec<Item>,
}

/// All that differs.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// By day, then by matter.
    pub differences: Vec<Difference>,
    /// Matters that could not be compared exactly on some day: too crowded, or an attribute that they test has other
    /// values now. In numbers of the second policy.
    pub inexact: Vec<MatterId>,
    /// The same of matters that only the first policy has, in its numbers.
    pub inexact_gone: Vec<MatterId>,
}

impl Comparison {
    /// Whether nothing differs, and all of it was looked at.
    pub fn is_proof_of_sameness(&self) -> bool {
        self.differences.is_empty() && self.inexact.is_empty() && self.inexact_gone.is_empty()
    }

    fn add(&mut self, found: Vec<Difference>) {
        for new in found {
            let on = |old: &&mut Difference| {
                old.days.1.tomorrow().is_ok_and(|next| next == new.days.0)
                    && (old.gone, &old.matters, &old.region) == (new.gone, &new.matters, &new.region)
                    && (&old.before, &old.after) == (&new.before, &new.after)
            };
            // Days on which something else changed do not cut it in two.
            match self.differences.iter_mut().rev().find(on) {
                Some(old) => old.days.1 = new.days.1,
                None => self.differences.push(new),
            }
        }
    }
}

impl Difference {
    /// Whether the first handler differs, and not only what else is said.
    pub fn is_about_leads(&self) -> bool {
        let leads = |items: &[Item]| -> Vec<Item> {
            let kept = items.iter().filter(|i| !matches!(i, Item::Urgent(_)));
            let mut all: Vec<Item> = kept
                .map(|i| match i {
                    Item::Assigned(a) => Item::Assigned(super::Assignment {
                        leads: a.leads.clone(),
                        ..super::Assignment::default()
                    }),
                    other => other.clone(),
                })
                .collect();
            all.dedup();
            all
        };
        leads(&self.before) != leads(&self.after)
    }
}

/// Holds two policies against each other for every matter on every day from the first to the last.
///
/// Linear in the epochs, and in each in the matters whose entries are not the same in both.
pub fn compare(first: &Policy, second: &Policy, days: Validity) -> Comparison {
    let mut turns: Vec<Date> = first.turning_days();
    turns.extend(second.turning_days());
    turns.retain(|t| *t > days.0 && *t <= days.1);
    turns.sort_unstable();
    turns.dedup();
    let pair = Pair::new(first, second);
    let mut out = Comparison::default();
    let mut last: Option<(Epoch, Epoch)> = None;
    for (i, from) in std::iter::once(&days.0).chain(&turns).enumerate() {
        let until = turns.get(i).map_or(Ok(days.1), |next| next.yesterday()).unwrap_or(days.1);
        let days = (*from, until);
        let (a, b) = (last.as_ref().map(|l| &l.0), last.as_ref().map(|l| &l.1));
        let now = (
            Epoch::new(first, &pair.links.0, days, &pair.never.0, a),
            Epoch::new(second, &pair.links.1, days, &pair.never.1, b),
        );
        pair.epochs(&now.0, &now.1, &mut out);
        last = Some(now);
    }
    out.finish()
}

/// What one day changes by itself: the day before against the day.
pub fn turn(policy: &Policy, day: Date) -> Comparison {
    day.yesterday().map_or_else(|_| Comparison::default(), |eve| between(policy, eve, policy, day))
}

/// One policy on one day against another, or the same, on another day. What is told is of the second day.
pub fn between(first: &Policy, day: Date, second: &Policy, other: Date) -> Comparison {
    let pair = Pair::new(first, second);
    let mut out = Comparison::default();
    let old = Epoch::new(first, &pair.links.0, (day, day), &pair.never.0, None);
    // What the day does not change is not analysed again.
    let known = std::ptr::eq(first, second).then_some(&old);
    let new = Epoch::new(second, &pair.links.1, (other, other), &pair.never.1, known);
    pair.epochs(&old, &new, &mut out);
    out.finish()
}

impl Comparison {
    fn finish(mut self) -> Self {
        for inexact in [&mut self.inexact, &mut self.inexact_gone] {
            inexact.sort_unstable();
            inexact.dedup();
        }
        self.differences.sort_by(|a, b| (a.days.0, a.gone, &a.matters).cmp(&(b.days.0, b.gone, &b.matters)));
        self
    }
}

struct Pair<'p> {
    first: &'p Policy,
    second: &'p Policy,
    shared: Shared,
    never: (Never, Never),
    links: (Links, Links),
    /// Roles that they give to different units.
    moved: Vec<Moved>,
    /// What only one of them takes to be impossible is a difference whatever else is tested: its attributes, in shared
    /// numbers.
    doubtful: Vec<AttrId>,
}

/// The two classes of a matter by their numbers, and its entries about urgency in both.
type Key = (Option<usize>, Option<usize>, Vec<u32>, Vec<u32>);

impl<'p> Pair<'p> {
    fn new(first: &'p Policy, second: &'p Policy) -> Self {
        let shared = Shared::new(first, second);
        let mut pair = Self {
            first,
            second,
            moved: moved(first, second, &shared),
            shared,
            never: (Never::new(first), Never::new(second)),
            links: (Links::new(first), Links::new(second)),
            doubtful: Vec::new(),
        };
        let old: Vec<Region> = pair.never.0.all().map(|r| pair.shared.region(r)).collect();
        let new: Vec<&Region> = pair.never.1.all().collect();
        let only_old = old.iter().filter(|r| !new.contains(r));
        let only_new = new.iter().copied().filter(|r| !old.contains(r));
        pair.doubtful = only_old.chain(only_new).flat_map(Region::support).collect();
        pair
    }

    fn epochs(&self, old: &Epoch, new: &Epoch, out: &mut Comparison) {
        let a = Side {
            policy: self.first,
            epoch: old,
            never: &self.never.0,
            shared: Some(&self.shared),
            moved: &self.moved,
        };
        let b =
            Side { policy: self.second, epoch: new, never: &self.never.1, shared: None, moved: &self.moved };
        let mut groups: BTreeMap<(bool, Key), Vec<MatterId>> = BTreeMap::new();
        let (was, is) = (class_of(old), class_of(new));
        for (id, matter) in self.second.matters.iter() {
            let before = self.first.matters.by_code(&matter.code);
            let old_class = before.and_then(|m| was.get(&m).copied());
            let urgent = before.filter(|_| old_class.is_some()).map(|m| a.urgencies(m.0)).unwrap_or_default();
            let class = is.get(&id).copied();
            let urgent_now = class.map(|_| b.urgencies(id.0)).unwrap_or_default();
            groups.entry((false, (old_class, class, urgent, urgent_now))).or_default().push(id);
        }
        for (id, matter) in self.first.matters.iter() {
            if self.second.matters.by_code(&matter.code).is_none() {
                let class = was.get(&id).copied();
                let urgent = class.map(|_| a.urgencies(id.0)).unwrap_or_default();
                groups.entry((true, (class, None, urgent, Vec::new()))).or_default().push(id);
            }
        }
        for ((gone, (x, y, urgent, urgent_now)), matters) in groups {
            let class = |epoch: &Epoch, i: Option<usize>| i.and_then(|i| epoch.classes.get(i)).cloned();
            let halves = [
                Half { side: &a, class: class(old, x), urgent },
                Half { side: &b, class: class(new, y), urgent: urgent_now },
            ];
            match self.differences(&halves, &matters, new.days) {
                Ok(found) => out.add(found.into_iter().map(|d| Difference { gone, ..d }).collect()),
                Err(Crowded) if gone => out.inexact_gone.extend(&matters),
                Err(Crowded) => out.inexact.extend(&matters),
            }
        }
    }

    fn differences(
        &self,
        halves: &[Half<'_, '_>; 2],
        matters: &[MatterId],
        days: Validity,
    ) -> Result<Vec<Difference>, Crowded> {
        let [first, second] = halves;
        let (impossible, tested) = self.impossible(halves);
        let absent = first.class.is_none() && second.class.is_none();
        if absent || impossible[0] == impossible[1] && first.same(second) {
            return Ok(Vec::new());
        }
        // What cannot be put into the same numbers cannot be compared either.
        let doubted = impossible.iter().flat_map(Region::support).chain(tested);
        if doubted.into_iter().any(|attr| self.shared.unlike.contains(&attr)) {
            return Err(Crowded);
        }
        let said = [first.said()?, second.said()?];
        let regions = said.iter().flat_map(BTreeMap::values).chain(&impossible);
        let space = Space::of(regions, |attr| self.shared.size(attr));
        let mut boxes = Vec::new();
        for (said, never) in said.iter().zip(&impossible) {
            boxes.push(in_space(&space, said, &space.boxes(never))?);
        }
        let pieces = pieces(&space, &boxes[0], &boxes[1])?;
        let found = pieces.into_iter().filter_map(|((before, after), place)| {
            let point = space.point(&place)?;
            let region = space.region(&space.fold(&place, &space.none()));
            Some(Difference { matters: matters.to_vec(), gone: false, days, region, point, before, after })
        });
        Ok(found.collect())
    }

    /// What cannot occur, as far as it can bear on anything that either tests; and what they test, in shared numbers.
    fn impossible(&self, halves: &[Half<'_, '_>; 2]) -> ([Region; 2], Vec<AttrId>) {
        let mut all: Vec<AttrId> = self.doubtful.clone();
        all.extend(halves[0].tested().into_iter().map(|attr| self.shared.of_first(attr)));
        all.extend(halves[1].tested());
        let number = |attr: &AttrId| self.shared.first.iter().position(|s| s == attr);
        let first = all.iter().filter_map(number).map(|n| AttrId(n as u16)).collect();
        let own = |attr: &AttrId| usize::from(attr.0) < self.second.attributes.len();
        let second = all.iter().copied().filter(own).collect();
        ([halves[0].impossible(first), halves[1].impossible(second)], all)
    }
}

/// The class of each matter by its number in the epoch.
fn class_of(epoch: &Epoch) -> FxHashMap<MatterId, usize> {
    let classes = epoch.classes.iter().enumerate();
    classes.flat_map(|(i, c)| c.matters.iter().map(move |m| (*m, i))).collect()
}

/// What differs, by what both say there.
type Pieces = BTreeMap<(Vec<Item>, Vec<Item>), Boxes>;

fn pieces(
    space: &Space,
    first: &BTreeMap<Item, Boxes>,
    second: &BTreeMap<Item, Boxes>,
) -> Result<Pieces, Crowded> {
    let none = space.none();
    let mut changed = space.none();
    let mut items: Vec<&Item> = first.keys().chain(second.keys()).collect();
    items.sort_unstable();
    items.dedup();
    let mut same: Vec<&Item> = Vec::new();
    for item in &items {
        let mut differs = false;
        let (a, b) = (first.get(*item).unwrap_or(&none), second.get(*item).unwrap_or(&none));
        for (from, taken) in [(a, b), (b, a)] {
            let mut rest = from.clone();
            space.subtract(&mut rest, taken)?;
            differs |= !rest.is_empty();
            space.subtract(&mut rest, &changed)?;
            changed.add(&rest)?;
        }
        if !differs {
            same.push(item);
        }
    }
    // What is urgent by the same rule before and after would only cut a difference in two.
    items.retain(|item| !matches!(item, Item::Urgent(_)) || !same.contains(item));
    let mut pieces: Pieces = BTreeMap::new();
    if changed.is_empty() {
        return Ok(pieces);
    }
    pieces.insert((Vec::new(), Vec::new()), changed);
    for item in items {
        for (second_side, said) in [(false, first), (true, second)] {
            let Some(region) = said.get(item) else { continue };
            let mut next: Pieces = BTreeMap::new();
            for ((before, after), place) in pieces {
                let inside = space.intersect(&place, region)?;
                let mut outside = place;
                space.subtract(&mut outside, region)?;
                let mut told = (before.clone(), after.clone());
                if second_side { &mut told.1 } else { &mut told.0 }.push(item.clone());
                for (key, part) in [(told, inside), ((before, after), outside)] {
                    if !part.is_empty() {
                        next.entry(key).or_insert_with(|| space.none()).add(&part)?;
                    }
                }
            }
            pieces = next;
        }
    }
    Ok(pieces)
}
