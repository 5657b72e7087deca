//! What may come out for a set of facts: one walk where it can be, all ways where it must be.

use super::{Root, Router};
use crate::diagram::{NodeId, Outcome, Walked};
use crate::facts::Facts;
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};

/// What the lists say about the known facts.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reached {
    /// One outcome, whatever the unknown facts are.
    One(Outcome),
    /// Several; the attributes in doubt on the way, where a diagram knows them.
    Several { outcomes: Vec<Outcome>, doubtful: Vec<AttrId>, exact: bool },
}

impl Router {
    /// Follows the diagram as long as the known facts leave one edge. `Err`: the node where they leave several.
    /// `visit` sees every attribute tested with the edge taken: its lower and its upper bound, none for the end of the
    /// domain. No allocation.
    pub(super) fn walk(
        &self,
        matter: u32,
        root: NodeId,
        facts: &Facts,
        mut visit: impl FnMut(AttrId, u32, Option<u32>),
    ) -> Result<Outcome, NodeId> {
        match self.packed.walk(matter, |attr| facts.hull(attr), &mut visit) {
            Walked::Outcome(outcome) => Ok(outcome),
            // The same way again, to the node where it parts.
            Walked::Open => self.walk_shared(root, facts, |_, _, _| {}),
            Walked::Absent => self.walk_shared(root, facts, visit),
        }
    }

    fn walk_shared(
        &self,
        root: NodeId,
        facts: &Facts,
        mut visit: impl FnMut(AttrId, u32, Option<u32>),
    ) -> Result<Outcome, NodeId> {
        let mut at = root;
        loop {
            if let Some(outcome) = at.outcome() {
                return Ok(outcome);
            }
            let (attr, low, high, next) = self.diagram.step(at, |attr| facts.hull(attr));
            match next {
                Some(next) => {
                    visit(attr, low, Some(high));
                    at = next;
                }
                None => return Err(at),
            }
        }
    }

    /// Everything that may come out.
    pub(super) fn reach(&self, matter: u32, facts: &Facts) -> Reached {
        match self.roots[matter as usize] {
            Root::Node(root) => match self.walk(matter, root, facts, |_, _, _| {}) {
                Ok(outcome) => Reached::One(outcome),
                Err(at) => self.spread(at, facts),
            },
            Root::Definition if self.point(matter, facts) => {
                Reached::One(self.at_point(matter, &|attr| facts.hull(attr).0))
            }
            Root::Definition => {
                let possible = self.possible(matter, facts);
                let doubtful = self.tested(matter, facts);
                several(possible.outcomes, doubtful, possible.exact)
            }
        }
    }

    fn spread(&self, at: NodeId, facts: &Facts) -> Reached {
        let reach = self.diagram.reach(at, |attr| facts.get(attr));
        several(reach.outcomes, reach.doubtful, true)
    }

    /// Attributes that duties or refusals of the matter test and that have several possible values.
    fn tested(&self, matter: u32, facts: &Facts) -> Vec<AttrId> {
        let mut attrs = self.region_attributes(matter);
        attrs.retain(|a| facts.hull(*a).1 > facts.hull(*a).0 + 1);
        attrs
    }

    /// The attributes on which it depends what becomes of a matter: those that its duties, its refusals and what makes it urgent
    /// test, ascending. Linear in these.
    pub fn asks(&self, matter: MatterId) -> Vec<AttrId> {
        let urgencies =
            self.urgencies.of(matter.0).iter().map(|&u| &self.policy.urgencies[u as usize].region);
        let mut attrs: Vec<AttrId> =
            self.regions(matter.0).chain(urgencies).flat_map(Region::support).collect();
        attrs.sort_unstable();
        attrs.dedup();
        attrs
    }

    /// Attributes that duties or refusals of the matter test, ascending.
    pub(super) fn region_attributes(&self, matter: u32) -> Vec<AttrId> {
        let mut attrs: Vec<AttrId> = self.regions(matter).flat_map(Region::support).collect();
        attrs.sort_unstable();
        attrs.dedup();
        attrs
    }
}

/// What cannot occur is no possibility, unless there is no other.
fn several(mut outcomes: Vec<Outcome>, doubtful: Vec<AttrId>, exact: bool) -> Reached {
    if outcomes.iter().any(|o| *o != Outcome::Infeasible) {
        outcomes.retain(|o| *o != Outcome::Infeasible);
    }
    match outcomes.as_slice() {
        [one] if exact => Reached::One(*one),
        _ => Reached::Several { outcomes, doubtful, exact },
    }
}
