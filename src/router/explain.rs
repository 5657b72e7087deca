//! The same walk with its steps kept, and how every duty of the matter stands to the known facts.

use super::decision::Decision;
use super::definition::Standing as Stands;
use super::{Complaint, Root, Router};
use crate::diagram::Outcome;
use crate::facts::{Facts, Lies, Origin};
use crate::policy::duty::DutyId;
use crate::policy::intervals::Intervals;
use crate::policy::precedence::Why;
use crate::policy::region::AttrId;

/// One test on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The attribute tested.
    pub attribute: AttrId,
    /// What is known of it.
    pub known: Intervals,
    /// Where that comes from.
    pub origin: Origin,
    /// The values that go the same way; several stretches where the walk had to follow several ways.
    pub branches: Vec<Intervals>,
}

/// How a duty stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It applies and nothing that applies beats it. False: only if unknown facts turn out so.
    Decides {
        /// Whatever the unknown facts are.
        certain: bool,
    },
    /// It applies, but another that applies beats it.
    Beaten {
        /// By this one.
        by: DutyId,
        /// On this ground.
        why: Why,
    },
    /// It does not apply: this attribute keeps it out (none: no single one does).
    NotMet {
        /// The first attribute that excludes every box of the duty.
        attribute: Option<AttrId>,
    },
}

/// A decision with the way to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation<'r> {
    /// What [`Router::route`] says.
    pub decision: Decision<'r>,
    /// The tests in the order in which the diagram made them. Empty for a matter that is answered by the definition.
    pub steps: Vec<Step>,
    /// All duties of the matter in effect: deciding ones first, then beaten ones, then those that do not apply.
    pub duties: Vec<(DutyId, Standing)>,
}

impl Router {
    /// Routes a complaint and keeps the way.
    pub fn explain<'r>(&'r self, complaint: &Complaint<'r>) -> Explanation<'r> {
        let decision = self.route(complaint);
        let Some(matter) = complaint.matter_id() else {
            return Explanation { decision, steps: Vec::new(), duties: Vec::new() };
        };
        let steps = self.steps(matter.0, complaint.facts());
        let duties = self.standings(matter.0, complaint.facts());
        Explanation { decision, steps, duties }
    }

    fn steps(&self, matter: u32, facts: &Facts) -> Vec<Step> {
        let Root::Node(root) = self.roots[matter as usize] else { return Vec::new() };
        let mut steps: Vec<Step> = Vec::new();
        let mut note = |attribute: AttrId, branches: Vec<Intervals>| {
            steps.push(Step {
                attribute,
                known: facts.get(attribute),
                origin: facts.origin(attribute),
                branches,
            });
        };
        let walked = self.walk(matter, root, facts, |attr, low, high| {
            let high = high.unwrap_or_else(|| self.policy.attributes.size(attr));
            note(attr, vec![Intervals::range(low, high)]);
        });
        if let Err(at) = walked {
            for (attr, branches) in self.diagram.branches(at, |attr| facts.get(attr)) {
                note(attr, branches);
            }
        }
        // What only assumptions test says nothing about who handles it, unless the facts contradict them.
        if walked != Ok(Outcome::Infeasible) {
            let tested = self.region_attributes(matter);
            steps.retain(|s| tested.binary_search(&s.attribute).is_ok());
        }
        steps
    }

    fn standings(&self, matter: u32, facts: &Facts) -> Vec<(DutyId, Standing)> {
        let deciding = self.deciding(matter, facts);
        let all = self.precedence.applicable(matter);
        let lies = |d: DutyId| facts.lies_in(&self.policy.duty(d).region);
        let mut out: Vec<(DutyId, Standing)> = all
            .iter()
            .map(|&duty| {
                if let Some(Stands { certain, .. }) = deciding.iter().find(|s| s.duty == duty) {
                    return (duty, Standing::Decides { certain: *certain });
                }
                if lies(duty) == Lies::Outside {
                    return (duty, Standing::NotMet { attribute: self.keeps_out(duty, facts) });
                }
                let beats = |s: &&DutyId| self.precedence.beats(**s, duty) && lies(**s) != Lies::Outside;
                // The strongest one that surely applies says most.
                let by = all.iter().rev().filter(beats).max_by_key(|s| lies(**s) == Lies::Inside);
                let standing = match by {
                    Some(&by) => Standing::Beaten { by, why: self.precedence.why(&self.policy, by, duty) },
                    None => Standing::NotMet { attribute: None },
                };
                (duty, standing)
            })
            .collect();
        let rank = |s: &Standing| match s {
            Standing::Decides { certain: true } => 0,
            Standing::Decides { certain: false } => 1,
            Standing::Beaten { .. } => 2,
            Standing::NotMet { .. } => 3,
        };
        out.sort_by_key(|(duty, standing)| (rank(standing), *duty));
        out
    }

    /// The first attribute on which no box of the duty meets what is known.
    fn keeps_out(&self, duty: DutyId, facts: &Facts) -> Option<AttrId> {
        let region = &self.policy.duty(duty).region;
        region.support().into_iter().find(|attr| {
            let known = facts.get(*attr);
            region.cubes.iter().all(|c| c.get(*attr).is_some_and(|side| !side.meets(&known)))
        })
    }
}
