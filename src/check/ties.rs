//! What binds duties to each other in the text: blocks of several, and names of others.

use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::renumber::Renumbered;
use crate::text::Span;
use rustc_hash::FxHashMap;

/// Whether each duty could be taken out of the text without another.
#[derive(Debug, Clone, Default)]
pub(super) struct Ties {
    /// It is the only duty of its block.
    single: Vec<bool>,
    /// How many times others name it.
    named: Vec<u32>,
    /// Whom each duty names.
    overrides: Vec<Box<[DutyId]>>,
}

impl Ties {
    /// Of all duties.
    pub fn new(policy: &Policy) -> Self {
        let n = policy.duties().len();
        let mut this = Self { single: vec![false; n], named: vec![0; n], overrides: vec![Box::default(); n] };
        let all: Vec<DutyId> = policy.duties().map(|(id, _)| id).collect();
        this.revise(policy, &all);
        this
    }

    /// Takes over some duties that say something else, always all of a block. Gives those that were or are named by them.
    pub fn revise(&mut self, policy: &Policy, changed: &[DutyId]) -> Vec<DutyId> {
        let mut touched = Vec::new();
        let mut blocks: FxHashMap<Span, u32> = FxHashMap::default();
        for &d in changed {
            let (at, duty) = (d.0 as usize, policy.duty(d));
            *blocks.entry(duty.block).or_default() += 1;
            let old = std::mem::replace(&mut self.overrides[at], duty.overrides.clone().into());
            old.iter().for_each(|s| self.named[s.0 as usize] -= 1);
            duty.overrides.iter().for_each(|s| self.named[s.0 as usize] += 1);
            touched.extend(old.iter().chain(&duty.overrides));
        }
        for &d in changed {
            let duty = policy.duty(d);
            self.single[d.0 as usize] = duty.block == duty.span && blocks[&duty.block] == 1;
        }
        touched
    }

    /// Whom some duties name.
    pub fn named_by(&self, duties: &[(DutyId, Duty)]) -> impl Iterator<Item = DutyId> {
        duties.iter().flat_map(|(d, _)| &self.overrides[d.0 as usize]).copied()
    }

    /// Takes along all numbers. The new duties are as if nothing were known of them.
    pub fn carry(&mut self, numbers: &Renumbered) {
        for gone in numbers.gone() {
            let named = std::mem::take(&mut self.overrides[gone.0 as usize]);
            named.iter().for_each(|s| self.named[s.0 as usize] -= 1);
        }
        numbers.rows(&mut self.single, |_| false);
        numbers.rows(&mut self.named, |_| 0);
        numbers.rows(&mut self.overrides, |_| Box::default());
        self.overrides.iter_mut().for_each(|all| numbers.carry_boxed(all));
    }

    /// Whether a duty is a block of its own that no other names, so that it can be taken out without anything else.
    pub fn stands_alone(&self, duty: DutyId) -> bool {
        self.single[duty.0 as usize] && self.named[duty.0 as usize] == 0
    }
}
