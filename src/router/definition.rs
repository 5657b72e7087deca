//! The definition itself, box by box: what is possible inside a set of facts, duty by duty.
//!
//! The diagram answers *what*; this answers *which duties*, and stands in for the diagram where that was too large. The
//! known facts are a box `B`. A duty can decide if `B ∩ G_r` without everything that beats it is not empty.

use super::Router;
use crate::diagram::Outcome;
use crate::facts::{Facts, Lies};
use crate::policy::duty::{DutyId, TemplateId};
use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Cube, Region, TooManyCubes};
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// A duty that may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub duty: DutyId,
    /// Whatever the unknown facts are.
    pub certain: bool,
}

/// Everything that may come out, by the definition.
#[derive(Debug, Clone, Default)]
pub(super) struct Possible {
    pub duties: Vec<Standing>,
    /// Ascending, each once.
    pub outcomes: Vec<Outcome>,
    /// Where each feasible outcome is; empty if not exact.
    pub regions: BTreeMap<Outcome, Region>,
    /// False if there were too many boxes to follow: then everything that might be is listed.
    pub exact: bool,
}

impl Possible {
    /// The outcome is possible there, if there is anything.
    fn at(&mut self, outcome: Outcome, region: Region) -> Result<(), TooManyCubes> {
        if region.is_empty() { Ok(()) } else { self.regions.entry(outcome).or_default().add(region) }
    }

    /// Whether the answer to a question about an attribute can make a difference: whether two of the parts of its values
    /// leave outcomes in different places.
    pub fn depends_on(&self, attr: AttrId, parts: &[Intervals], size: &impl Fn(AttrId) -> u32) -> bool {
        let Some((first, others)) = parts.split_first() else { return false };
        let differ = |region: &Region, part: &Intervals| {
            let (a, b) = (region.slice(attr, first), region.slice(attr, part));
            !a.within(&b, size) || !b.within(&a, size)
        };
        others.iter().any(|part| self.regions.values().any(|region| differ(region, part)))
    }
}

impl Router {
    /// The duties of a matter that may decide inside the known facts, ascending.
    pub(super) fn deciding(&self, matter: u32, facts: &Facts) -> Vec<Standing> {
        self.quick(matter, facts, |_| true).unwrap_or_else(|| self.possible(matter, facts).duties)
    }

    /// The same where it is known that all of them name this template.
    ///
    /// Only duties of that template need a look: whatever beats one of them somewhere is beaten there, in turn, by one
    /// that decides, which names the template too.
    pub(super) fn deciding_on(&self, template: TemplateId, matter: u32, facts: &Facts) -> Vec<Standing> {
        let named = |duty: &DutyId| self.leads.get(duty.0 as usize) == Some(&template);
        self.quick(matter, facts, named).unwrap_or_else(|| self.possible(matter, facts).duties)
    }

    /// Without boxes, if every duty that comes into question either holds all that is known or nothing of it.
    fn quick(&self, matter: u32, facts: &Facts, question: impl Fn(&DutyId) -> bool) -> Option<Vec<Standing>> {
        let mut met: SmallVec<[DutyId; 8]> = SmallVec::new();
        for &duty in self.precedence.applicable(matter).iter().filter(|d| question(d)) {
            match facts.lies_in(&self.policy.duty(duty).region) {
                Lies::Inside => met.push(duty),
                Lies::Across => return None,
                Lies::Outside => {}
            }
        }
        let undefeated = |r: &DutyId| !met.iter().any(|s| self.precedence.beats(*s, *r));
        Some(met.iter().copied().filter(undefeated).map(|duty| Standing { duty, certain: true }).collect())
    }

    /// Every duty and outcome that some combination inside the known facts leads to.
    pub(super) fn possible(&self, matter: u32, facts: &Facts) -> Possible {
        self.boxes(matter, facts).unwrap_or_else(|TooManyCubes| self.anything(matter, facts))
    }

    fn boxes(&self, matter: u32, facts: &Facts) -> Result<Possible, TooManyCubes> {
        let size = |attr: AttrId| self.policy.attributes.size(attr);
        let duties: Vec<DutyId> = self.precedence.applicable(matter).to_vec();
        let all = Region { cubes: vec![facts.cube(&size)] };
        let feasible = all.subtract(&self.never, &size)?;
        let mut out = Possible { exact: true, ..Possible::default() };
        if feasible.is_empty() {
            out.outcomes.push(Outcome::Infeasible);
            return Ok(out);
        }
        let mut open = feasible.clone();
        for &r in self.refusals.of(matter) {
            let refused = &self.policy.refusals[r as usize].region;
            let both = open.intersect(refused)?;
            if !both.is_empty() {
                out.at(Outcome::NotAccepted, both)?;
                open = open.subtract(refused, &size)?;
            }
        }
        let mut gap = open.clone();
        let mut effective: Vec<(DutyId, Region)> = Vec::new();
        for &r in &duties {
            let duty = self.policy.duty(r);
            if facts.lies_in(&duty.region) == Lies::Outside {
                continue;
            }
            gap = gap.subtract(&duty.region, &size)?;
            let mut own = open.intersect(&duty.region)?;
            for &s in duties.iter().filter(|s| self.precedence.beats(**s, r)) {
                own = own.subtract(&self.policy.duty(s).region, &size)?;
            }
            if !own.is_empty() {
                let certain = feasible.within(&own, &size);
                out.duties.push(Standing { duty: r, certain });
                effective.push((r, own));
            }
        }
        out.at(Outcome::Gap, gap)?;
        self.leads_of(&effective, &mut out, &size)?;
        out.outcomes = out.regions.keys().copied().collect();
        Ok(out)
    }

    /// Decided where only one template is effective, a conflict where two are.
    fn leads_of(
        &self,
        effective: &[(DutyId, Region)],
        out: &mut Possible,
        size: &impl Fn(AttrId) -> u32,
    ) -> Result<(), TooManyCubes> {
        for (r, own) in effective {
            let template = self.policy.duty(*r).leads;
            let mut alone = own.clone();
            for (_, other) in effective.iter().filter(|(s, _)| self.policy.duty(*s).leads != template) {
                out.at(Outcome::Conflict, own.intersect(other)?)?;
                alone = alone.subtract(other, size)?;
            }
            out.at(Outcome::Decided(template.0), alone)?;
        }
        Ok(())
    }

    /// Too many boxes: whatever is not excluded is called possible, and the answer says that it is not exact.
    fn anything(&self, matter: u32, facts: &Facts) -> Possible {
        let mut out =
            Possible { outcomes: vec![Outcome::Gap, Outcome::Conflict], exact: false, ..Possible::default() };
        for &r in self.precedence.applicable(matter) {
            let duty = self.policy.duty(r);
            if facts.lies_in(&duty.region) != Lies::Outside {
                out.duties.push(Standing { duty: r, certain: false });
                out.outcomes.push(Outcome::Decided(duty.leads.0));
            }
        }
        if self
            .refusals
            .of(matter)
            .iter()
            .any(|&r| facts.lies_in(&self.policy.refusals[r as usize].region) != Lies::Outside)
        {
            out.outcomes.push(Outcome::NotAccepted);
        }
        out.outcomes.sort_unstable();
        out.outcomes.dedup();
        out
    }

    /// The answer at one combination of facts, word for word. Linear in the duties of the matter.
    pub(super) fn at_point(&self, matter: u32, value: &dyn Fn(AttrId) -> u32) -> Outcome {
        if self.never.contains(value) {
            return Outcome::Infeasible;
        }
        if self.refusals.of(matter).iter().any(|&r| self.policy.refusals[r as usize].region.contains(value)) {
            return Outcome::NotAccepted;
        }
        let met: Vec<DutyId> = self
            .precedence
            .applicable(matter)
            .iter()
            .copied()
            .filter(|d| self.policy.duty(*d).region.contains(value))
            .collect();
        let undefeated = met.iter().filter(|r| !met.iter().any(|s| self.precedence.beats(*s, **r)));
        let mut leads = undefeated.map(|r| self.policy.duty(*r).leads);
        match leads.next() {
            None => Outcome::Gap,
            Some(first) if leads.all(|l| l == first) => Outcome::Decided(first.0),
            Some(_) => Outcome::Conflict,
        }
    }

    /// The known facts as one point, if every attribute that the matter's duties test has one value.
    pub(super) fn point(&self, matter: u32, facts: &Facts) -> bool {
        let settled = |region: &Region| {
            region.cubes.iter().flat_map(Cube::sides).all(|(attr, _)| {
                let (low, high) = facts.hull(*attr);
                high == low + 1
            })
        };
        self.regions(matter).chain([&self.never]).all(settled)
    }
}
