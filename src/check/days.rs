//! The days looked at, and how what is true on them follows an edit of duties.

use super::Options;
use super::analysis::{Class, Epoch, Found, Never, Work};
use crate::policy::Policy;
use crate::policy::duty::{DutyId, Validity};
use crate::policy::matter::MatterId;
use crate::policy::precedence::Links;
use crate::policy::renumber::{Renumbered, Shift};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What is true on the days looked at, with what it was made of.
#[derive(Debug)]
pub struct Days {
    pub never: Arc<Never>,
    links: Links,
    /// From the epoch that holds the day of the options to the one that holds their last.
    pub epochs: Vec<Epoch>,
}

impl Days {
    /// Follows the definition for every matter on every day that can differ.
    pub fn new(policy: &Policy, options: &Options) -> Self {
        let (never, links) = (Arc::new(Never::new(policy)), Links::new(policy));
        let mut epochs: Vec<Epoch> = Vec::new();
        for span in spans(policy, options) {
            epochs.push(Epoch::new(policy, &links, span, &never, epochs.last()));
        }
        Self { never, links, epochs }
    }

    /// Takes over some duties that say something else. Only for lists in which nothing can go round.
    pub fn revise(
        &mut self,
        policy: &Policy,
        options: &Options,
        changed: &[DutyId],
        shift: Option<&Shift>,
    ) -> Revised {
        let mut revised = Revised::default();
        // Matters whose duties may be others, and duties that may beat others than before.
        let mut moved: Vec<MatterId> = Vec::new();
        let mut touched: Vec<DutyId> = Vec::new();
        let mut stale = changed.to_vec();
        if let Some(Shift { left, came, named_by, numbers, in_place }) = shift {
            let scopes = left.iter().map(|l| &l.1).chain(came.iter().map(|d| policy.duty(*d)));
            moved.extend(scopes.flat_map(|d| d.scope.values()).map(MatterId));
            moved.sort_unstable();
            moved.dedup();
            let above =
                |e: &Epoch| left.iter().flat_map(|l| e.precedence.beating(l.0)).copied().collect::<Vec<_>>();
            touched.extend(self.epochs.iter().flat_map(above).filter_map(|d| numbers.of(d)));
            stale.extend(named_by);
            if !in_place {
                carry(&mut self.epochs, numbers);
            }
            revised.turned = self.turn(policy, options, shift);
            self.links.carry(policy, numbers, came);
            for epoch in &mut self.epochs {
                Arc::make_mut(&mut epoch.precedence).carry(policy, numbers, came, epoch.days.0);
            }
        }
        touched.extend(self.links.revise(policy, &stale));
        touched.sort_unstable();
        touched.dedup();
        for epoch in &mut self.epochs {
            let precedence = Arc::make_mut(&mut epoch.precedence);
            stale.extend(precedence.revise(policy, &self.links, &touched, epoch.days.0));
        }
        stale.sort_unstable();
        stale.dedup();
        let mut all: Vec<MatterId> =
            changed.iter().flat_map(|d| policy.duty(*d).scope.values()).map(MatterId).collect();
        all.extend(&moved);
        for i in 0..self.epochs.len() {
            let (before, rest) = self.epochs.split_at_mut(i);
            let Some(epoch) = rest.first_mut() else { continue };
            all.extend(epoch.revise(policy, &self.never, before.last(), &stale, &moved));
        }
        all.sort_unstable();
        all.dedup();
        if shift.is_some() {
            self.share(policy, &all);
        }
        revised.matters = all;
        revised
    }

    /// Begins and ends epochs where the duties that came and left have other days; says whether it had to.
    fn turn(&mut self, policy: &Policy, options: &Options, shift: Option<&Shift>) -> bool {
        let Some(Shift { left, came, .. }) = shift else { return false };
        let days = |valid: Validity| [Some(valid.0), valid.1.tomorrow().ok()].into_iter().flatten();
        let looked_at = |d: &Date| options.day < *d && *d <= options.until;
        let sorted = |mut all: Vec<Date>| {
            all.retain(looked_at);
            all.sort_unstable();
            all.dedup();
            all
        };
        let old = sorted(left.iter().flat_map(|l| days(l.1.valid)).collect());
        let new = sorted(came.iter().flat_map(|d| days(policy.duty(*d).valid)).collect());
        if old == new {
            return false;
        }
        let spans = spans(policy, options);
        let begins = |e: &Epoch| spans.iter().any(|s| s.0 == e.days.0);
        let before = self.epochs.len();
        self.epochs.retain(begins);
        let mut turned = self.epochs.len() != before;
        for (i, span) in spans.iter().enumerate() {
            if self.epochs.get(i).is_none_or(|e| e.days.0 != span.0) {
                // The day of the options always begins an epoch, so there is one before.
                let copy = self.epochs[i - 1].clone();
                self.epochs.insert(i, copy);
                turned = true;
            }
            self.epochs[i].days = *span;
        }
        turned
    }

    /// Takes over classes of some matters from the epoch before where they are the same there.
    fn share(&mut self, policy: &Policy, matters: &[MatterId]) {
        for i in 1..self.epochs.len() {
            let (before, rest) = self.epochs.split_at_mut(i);
            let Some(epoch) = rest.first_mut() else { continue };
            let (never, precedence) = (&self.never, epoch.precedence.clone());
            let work = Work { policy, precedence: &precedence, never, before: before.last() };
            for place in epoch.places(matters) {
                let own = &epoch.classes[place as usize];
                if let Some(same) = work.known(&own.matters, &own.duties, &own.refusals) {
                    epoch.classes[place as usize] = same.clone();
                }
            }
        }
    }

    /// Some matters with all that are of one class with them on some day, or with such, ascending.
    pub fn together(&self, matters: Vec<MatterId>) -> Vec<MatterId> {
        let mut known: FxHashSet<MatterId> = matters.iter().copied().collect();
        let mut seen: FxHashSet<*const Class> = FxHashSet::default();
        let mut open = matters;
        while let Some(matter) = open.pop() {
            for class in self.epochs.iter().filter_map(|e| e.class_of(matter)) {
                if seen.insert(Arc::as_ptr(class)) {
                    open.extend(class.matters.iter().filter(|m| known.insert(**m)));
                }
            }
        }
        let mut all: Vec<MatterId> = known.into_iter().collect();
        all.sort_unstable();
        all
    }

    /// The epochs with no classes but those of some matters.
    pub fn near(&self, matters: &[MatterId]) -> Vec<Epoch> {
        let near = |epoch: &Epoch| {
            let places = epoch.places(matters);
            let classes: Vec<Arc<Class>> =
                places.iter().map(|c| epoch.classes[*c as usize].clone()).collect();
            let mut by_matter = vec![u32::MAX; epoch.by_matter.len()];
            for (c, class) in classes.iter().enumerate() {
                for m in &class.matters {
                    by_matter[m.0 as usize] = c as u32;
                }
            }
            Epoch { days: epoch.days, precedence: epoch.precedence.clone(), classes, by_matter }
        };
        self.epochs.iter().map(near).collect()
    }
}

/// First and last days of the epochs.
fn spans(policy: &Policy, options: &Options) -> Vec<Validity> {
    let (day, until) = (options.day, options.until);
    let turns: Vec<Date> = policy.turning_days().into_iter().filter(|t| *t > day && *t <= until).collect();
    let last = |i: usize, from: Date| {
        turns.get(i).map_or(Ok(until.max(from)), |next| next.yesterday()).unwrap_or(until)
    };
    std::iter::once(&day).chain(&turns).enumerate().map(|(i, from)| (*from, last(i, *from))).collect()
}

/// What an edit reached.
#[derive(Debug, Default)]
pub struct Revised {
    /// The matters of which something else may be true, ascending.
    pub matters: Vec<MatterId>,
    /// Other epochs begin on other days than before.
    pub turned: bool,
}

/// Takes along the numbers of duties in all classes. One that an epoch took over from the epoch before is changed once.
fn carry(epochs: &mut [Epoch], numbers: &Renumbered) {
    let mut kept: Vec<Vec<Result<Arc<Class>, MatterId>>> = Vec::with_capacity(epochs.len());
    for i in (0..epochs.len()).rev() {
        let (before, rest) = epochs.split_at_mut(i);
        let Some(epoch) = rest.first_mut() else { continue };
        let same = |class: &Arc<Class>| {
            let known = before.last().and_then(|b| b.class_of(class.matters[0]));
            known.is_some_and(|k| Arc::ptr_eq(k, class))
        };
        let own = std::mem::take(&mut epoch.classes).into_iter();
        kept.push(own.map(|class| if same(&class) { Err(class.matters[0]) } else { Ok(class) }).collect());
    }
    for (i, own) in kept.into_iter().rev().enumerate() {
        let (before, rest) = epochs.split_at_mut(i);
        let Some(epoch) = rest.first_mut() else { continue };
        let carried = |class: Result<Arc<Class>, MatterId>| match class {
            Ok(mut class) => {
                if numbers.concerns(&class.duties) {
                    Arc::make_mut(&mut class).carry(numbers);
                }
                Some(class)
            }
            Err(matter) => before.last()?.class_of(matter).cloned(),
        };
        epoch.classes = own.into_iter().filter_map(carried).collect();
    }
}

impl Class {
    fn carry(&mut self, numbers: &Renumbered) {
        numbers.carry(&mut self.duties);
        match &mut self.found {
            Ok(found) => found.carry(numbers),
            Err(partial) => {
                partial.found.carry(numbers);
                numbers.carry(&mut partial.unsettled);
                partial.cut.retain_mut(|(r, s)| carry_pair(numbers, r, s));
            }
        }
    }
}

impl Found {
    fn carry(&mut self, numbers: &Renumbered) {
        self.effective.retain_mut(|(d, _)| numbers.of(*d).inspect(|new| *d = *new).is_some());
        self.conflicts.retain_mut(|(r, s, _)| carry_pair(numbers, r, s));
    }
}

fn carry_pair(numbers: &Renumbered, r: &mut DutyId, s: &mut DutyId) -> bool {
    let both = numbers.of(*r).zip(numbers.of(*s));
    both.inspect(|new| (*r, *s) = *new).is_some()
}

impl Epoch {
    /// The classes of some matters, ascending.
    fn places(&self, matters: &[MatterId]) -> Vec<u32> {
        let mut all: Vec<u32> = matters.iter().map(|m| self.by_matter[m.0 as usize]).collect();
        all.retain(|c| *c != u32::MAX);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Follows the definition again where some duties apply. `stale`: duties that say something else or beat others, in any
    /// order. `moved`: matters to which other duties may apply than before. Gives the matters whose classes are others now.
    fn revise(
        &mut self,
        policy: &Policy,
        never: &Never,
        before: Option<&Epoch>,
        stale: &[DutyId],
        moved: &[MatterId],
    ) -> Vec<MatterId> {
        let matters: Vec<MatterId> =
            stale.iter().flat_map(|d| policy.duty(*d).scope.values()).map(MatterId).collect();
        let mut places = self.places(&matters);
        places.retain(|c| {
            let duties = &self.classes[*c as usize].duties;
            stale.iter().any(|d| duties.binary_search(d).is_ok())
        });
        let precedence = self.precedence.clone();
        let work = Work { policy, precedence: &precedence, never, before };
        if !moved.is_empty() {
            places.extend(self.places(moved));
            places.sort_unstable();
            places.dedup();
            return self.regroup(&work, &places);
        }
        for &c in &places {
            let old = &self.classes[c as usize];
            let new = work.class(old.matters.clone(), &old.refusals);
            self.classes[c as usize] = new;
        }
        places.iter().flat_map(|c| &self.classes[*c as usize].matters).copied().collect()
    }

    /// Makes the classes of the matters of some again, together with whatever others have the same duties and refusals now.
    /// Gives their matters.
    fn regroup(&mut self, work: &Work<'_>, places: &[u32]) -> Vec<MatterId> {
        let old = std::mem::take(&mut self.classes);
        let mut groups: FxHashMap<(&[DutyId], &[u32]), Vec<MatterId>> = FxHashMap::default();
        for class in places.iter().map(|c| &old[*c as usize]) {
            for m in &class.matters {
                let key = (work.precedence.applicable(m.0), class.refusals.as_slice());
                groups.entry(key).or_default().push(*m);
            }
        }
        let last: FxHashSet<Option<&DutyId>> = groups.keys().map(|key| key.0.last()).collect();
        for (c, class) in old.iter().enumerate() {
            if last.contains(&class.duties.last())
                && places.binary_search(&(c as u32)).is_err()
                && let Some(group) = groups.get_mut(&(class.duties.as_slice(), class.refusals.as_slice()))
            {
                group.extend(&class.matters);
            } else if places.binary_search(&(c as u32)).is_err() {
                self.classes.push(class.clone());
            }
        }
        let mut all = Vec::new();
        for ((_, refused), mut matters) in groups {
            matters.sort_unstable();
            all.extend(&matters);
            self.classes.push(work.class(matters, refused));
        }
        self.classes.sort_unstable_by_key(|class| class.matters[0]);
        for (c, class) in self.classes.iter().enumerate() {
            class.matters.iter().for_each(|m| self.by_matter[m.0 as usize] = c as u32);
        }
        all
    }
}
