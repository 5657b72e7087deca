//! What beats what, kept while duties are edited.

use super::{Links, Precedence, group, set_aside, strictly_within};
use crate::policy::Policy;
use crate::policy::duty::{DutyId, in_effect};
use crate::policy::region::AttrId;
use crate::policy::renumber::Renumbered;
use jiff::civil::Date;

impl Links {
    /// Takes along all numbers, and enters the duties that came, with nothing yet that they beat or that beats them.
    pub(crate) fn carry(&mut self, policy: &Policy, numbers: &Renumbered, came: &[DutyId]) {
        numbers.rows(&mut self.group, |d| group(policy.duty(d)));
        numbers.rows(&mut self.direct, |_| Vec::new());
        self.direct.iter_mut().for_each(|all| numbers.carry(all));
        (self.first, self.applicable) = carried(policy, (&self.first, &self.applicable), numbers, came);
    }

    /// Compares some duties again, which are entered where they apply and in their group, and says whose own edges are
    /// others now, ascending. Only for lists without doctrines, and without declarations against the order of
    /// subsets and layers.
    pub(crate) fn revise(&mut self, policy: &Policy, changed: &[DutyId]) -> Vec<DutyId> {
        let size = |attr: AttrId| policy.attributes.size(attr);
        let mut touched: Vec<DutyId> = Vec::new();
        for &d in changed {
            let mut own = self.beaten_by(policy, d, &|_, _| true);
            own.retain(|s| self.group[s.0 as usize] == self.group[d.0 as usize]);
            if self.direct[d.0 as usize] != own {
                self.direct[d.0 as usize] = own;
                touched.push(d);
            }
            let duty = policy.duty(d);
            let near = duty.scope.values().flat_map(|m| {
                let m = m as usize;
                &self.applicable[self.first[m] as usize..self.first[m + 1] as usize]
            });
            let mut near: Vec<DutyId> = near
                .copied()
                .filter(|r| *r != d && self.group[r.0 as usize] == self.group[d.0 as usize])
                .collect();
            near.sort_unstable();
            near.dedup();
            for r in near {
                let other = policy.duty(r);
                let beats = other.overrides.contains(&d)
                    || strictly_within(other, duty, &size) && !set_aside(other, duty, r);
                let edges = &mut self.direct[r.0 as usize];
                match (edges.binary_search(&d), beats) {
                    (Err(at), true) => edges.insert(at, d),
                    (Ok(at), false) => {
                        edges.remove(at);
                    }
                    _ => continue,
                }
                touched.push(r);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}

impl Precedence {
    /// Takes along all numbers, and enters the duties that came and are in effect on the day of this relation, with nothing
    /// yet that they beat or that beats them.
    pub(crate) fn carry(&mut self, policy: &Policy, numbers: &Renumbered, came: &[DutyId], day: Date) {
        numbers.rows(&mut self.group, |d| group(policy.duty(d)));
        numbers.rows(&mut self.beaten, |_| Box::default());
        self.beaten.iter_mut().for_each(|all| numbers.carry_boxed(all));
        if let Some(beating) = self.beating.get_mut() {
            numbers.rows(beating, |_| Vec::new());
            for all in beating {
                numbers.carry(all);
            }
        }
        let live: Vec<DutyId> =
            came.iter().copied().filter(|d| in_effect(policy.duty(*d).valid, day)).collect();
        (self.first, self.applicable) = carried(policy, (&self.first, &self.applicable), numbers, &live);
    }

    /// Takes over what [`Links::revise`] found on the day of this relation: whom each of the touched duties beats, and each
    /// that beats one of them. Says whose relation is another now, ascending.
    pub(crate) fn revise(
        &mut self,
        policy: &Policy,
        links: &Links,
        touched: &[DutyId],
        day: Date,
    ) -> Vec<DutyId> {
        let above = touched.iter().flat_map(|t| self.beating(*t));
        let mut stale: Vec<DutyId> = touched.iter().chain(above).copied().collect();
        stale.sort_unstable();
        stale.dedup();
        let lives = |d: &DutyId| in_effect(policy.duty(*d).valid, day);
        let mut other = Vec::new();
        for r in stale.into_iter().filter(lives) {
            let mut all: Vec<DutyId> = Vec::new();
            let mut open = vec![r];
            while let Some(at) = open.pop() {
                for s in links.direct[at.0 as usize].iter().filter(|s| lives(s)) {
                    if let Err(place) = all.binary_search(s) {
                        all.insert(place, *s);
                        open.push(*s);
                    }
                }
            }
            if *self.beaten[r.0 as usize] != *all {
                let was = std::mem::replace(&mut self.beaten[r.0 as usize], all.into());
                self.turn_round(r, &was);
                other.push(r);
            }
        }
        other
    }

    /// Takes over whom a duty beats now. `was`: whom it beat before.
    fn turn_round(&mut self, r: DutyId, was: &[DutyId]) {
        let Some(beating) = self.beating.get_mut() else { return };
        for s in was {
            beating[s.0 as usize].retain(|other| *other != r);
        }
        for s in &*self.beaten[r.0 as usize] {
            let above = &mut beating[s.0 as usize];
            if let Err(at) = above.binary_search(&r) {
                above.insert(at, r);
            }
        }
    }
}

/// The duties that apply to each matter, with their new numbers and those that came among them.
fn carried(
    policy: &Policy,
    (first, applicable): (&[u32], &[DutyId]),
    numbers: &Renumbered,
    came: &[DutyId],
) -> (Vec<u32>, Vec<DutyId>) {
    let apply = came.iter().filter(|d| !policy.duty(**d).region.is_empty());
    let mut fresh: Vec<(u32, DutyId)> =
        apply.flat_map(|d| policy.duty(*d).scope.values().map(|m| (m, *d))).collect();
    fresh.sort_unstable();
    let mut fresh = fresh.into_iter().peekable();
    let mut all = Vec::with_capacity(applicable.len() + fresh.len());
    let mut starts = Vec::with_capacity(first.len());
    starts.push(0);
    for (m, bounds) in first.windows(2).enumerate() {
        for old in &applicable[bounds[0] as usize..bounds[1] as usize] {
            let Some(new) = numbers.of(*old) else { continue };
            while let Some((_, came)) = fresh.next_if(|f| *f < (m as u32, new)) {
                all.push(came);
            }
            all.push(new);
        }
        while let Some((_, came)) = fresh.next_if(|f| f.0 == m as u32) {
            all.push(came);
        }
        starts.push(all.len() as u32);
    }
    (starts, all)
}
