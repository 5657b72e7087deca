//! The lists tested against themselves: cases (案例) are routed, assertions (断言) are proved or refuted.

use crate::diagram::Outcome;
use crate::policy::duty::{Assertion, Case, Claimed, DutyId, Expected, Handler, TemplateId, in_effect};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Cube, Region};
use crate::policy::registry::UnitId;
use crate::router::{Assigned, Complaint, Decision, Editions, Misfit, Router, Status, Urgent};
use jiff::civil::Date;
use std::sync::Arc;

/// How a case came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// These expectations were not met (numbers of [`Case::expect`]).
    Failed(Vec<usize>),
    /// It names no matter, so its text would have to be recognised first.
    NeedsRecognition,
    /// It told facts that exclude each other.
    Contradictory,
    /// Its matter is not in effect on its day.
    NotInEffect(Misfit),
}

/// One case, routed.
#[derive(Debug, Clone)]
pub struct CaseRun {
    /// The edition that routed it.
    pub router: Arc<Router>,
    /// How it came out.
    pub verdict: Verdict,
    /// The duties that decided it, or stand against each other.
    pub duties: Vec<DutyId>,
}

impl CaseRun {
    /// Routes one case with the lists of its day, or of `day` if it names none.
    pub fn of(case: &Case, editions: &Editions, day: Date) -> Self {
        let (router, _) = editions.on(case.on.unwrap_or(day));
        let (verdict, duties) = match complaint(case, &router, day) {
            Err(verdict) => (verdict, Vec::new()),
            Ok(complaint) => {
                let decision = router.route(&complaint);
                let unmet = |(_, e): &(usize, &Expected)| !met(e, &decision, &router, &complaint);
                let failed: Vec<usize> =
                    case.expect.iter().enumerate().filter(unmet).map(|(i, _)| i).collect();
                let verdict = if failed.is_empty() { Verdict::Passed } else { Verdict::Failed(failed) };
                (verdict, decision.duties)
            }
        };
        Self { router, verdict, duties }
    }

    /// The decision of the case once more, for showing.
    pub fn decision<'r>(&'r self, case: &Case, day: Date) -> Option<Decision<'r>> {
        complaint(case, &self.router, day).ok().map(|c| self.router.route(&c))
    }
}

/// A case as a complaint.
pub fn complaint<'r>(case: &Case, router: &'r Router, day: Date) -> Result<Complaint<'r>, Verdict> {
    let matter = case.matter.ok_or(Verdict::NeedsRecognition)?;
    let mut complaint = router.complaint();
    complaint.enter(matter).map_err(Verdict::NotInEffect)?;
    complaint.received(case.on.unwrap_or(day).at(9, 0, 0, 0));
    for (attr, set) in &case.facts {
        complaint.learn(*attr, set).map_err(|_| Verdict::Contradictory)?;
    }
    Ok(complaint)
}

fn met(expected: &Expected, decision: &Decision<'_>, router: &Router, complaint: &Complaint<'_>) -> bool {
    let named = |handlers: &[Handler]| -> Option<Vec<UnitId>> {
        let units: Option<Vec<UnitId>> = handlers.iter().map(|h| router.unit_of(*h, complaint)).collect();
        units.map(sorted)
    };
    let units = |list: &[Assigned<'_>]| sorted(list.iter().map(|a| a.unit).collect());
    match expected {
        Expected::Leads(handlers) => {
            decision.status == Status::Decided && named(handlers).is_some_and(|n| n == units(&decision.leads))
        }
        Expected::Assists(handlers) => {
            let assist = units(&decision.assist);
            named(handlers).is_some_and(|n| n.iter().all(|u| assist.contains(u)))
        }
        Expected::Forerun(handler) => {
            let who = router.unit_of(*handler, complaint);
            who.is_some_and(|w| decision.forerun.iter().any(|(a, _)| a.unit == w))
        }
        Expected::Ask(attr) => {
            decision.status == Status::Asked && decision.question.is_some_and(|q| q.attribute == *attr)
        }
        Expected::Refuse(name) => {
            decision.refusal.and_then(|r| router.policy().refusals.get(r)).is_some_and(|r| r.name == *name)
        }
        Expected::Urgent(yes) => (decision.urgent == Urgent::Yes) == *yes,
        Expected::Conflict => decision.status == Status::Conflict,
        Expected::Gap => decision.status == Status::Gap,
    }
}

fn sorted(mut units: Vec<UnitId>) -> Vec<UnitId> {
    units.sort_unstable();
    units.dedup();
    units
}

/// Where an assertion does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refuted {
    /// The claim (number in [`Assertion::then`]).
    pub claim: usize,
    /// The matter.
    pub matter: MatterId,
    /// A box of facts some of whose combinations contradict the claim.
    pub within: Cube,
    /// What may come out there.
    pub outcomes: Vec<Outcome>,
}

/// Proves an assertion over every combination of facts in its region, or returns what refutes it: the first box of each
/// matter and claim. What is refused or cannot occur does not count against an assertion, nor does a matter that is not in
/// effect on the day of the router: no complaint can be about it.
pub fn refute(assertion: &Assertion, router: &Router) -> Vec<Refuted> {
    let mut out = Vec::new();
    let live = |m: &MatterId| in_effect(router.policy().matters().get(*m).valid, router.day());
    for matter in assertion.scope.values().map(MatterId).filter(live) {
        for (claim, claimed) in assertion.then.iter().enumerate() {
            out.extend(assertion.region.cubes.iter().find_map(|cube| {
                let (within, outcomes) = against(claimed, matter, cube, router)?;
                Some(Refuted { claim, matter, within, outcomes })
            }));
        }
    }
    out
}

/// One complaint that contradicts a claim: facts of the box that refutes it, no more of them than are needed for nothing
/// else to come out. What the assertion asks for is always among them.
pub fn example(refuted: &Refuted, assertion: &Assertion, router: &Router) -> Vec<(AttrId, u32)> {
    let Some(claimed) = assertion.then.get(refuted.claim) else { return Vec::new() };
    let matter = refuted.matter;
    let stated: Vec<AttrId> = refuted.within.sides().iter().map(|side| side.0).collect();
    let others = router.policy().attributes().iter().map(|a| a.0).filter(|a| !stated.contains(a));
    let mut cube = refuted.within.clone();
    let mut narrowed = Vec::new();
    for attr in stated.iter().copied().chain(others) {
        if !stated.contains(&attr) && wholly(claimed, matter, &cube, router) {
            break;
        }
        let size = router.policy().attributes().size(attr);
        let mut set = cube.get(attr).cloned().unwrap_or_else(|| Intervals::range(0, size));
        while set.sole().is_none() {
            let (low, high) = halves(&set);
            let here = |half: &Intervals| {
                let part = cube.intersect(&Cube::side(attr, half.clone()));
                part.is_some_and(|part| against(claimed, matter, &part, router).is_some())
            };
            set = if here(&low) || high.is_empty() { low } else { high };
            if set.is_empty() {
                break;
            }
        }
        let Some(value) = set.sole() else { continue };
        cube = cube.intersect(&Cube::side(attr, set)).unwrap_or(cube);
        narrowed.push((attr, value));
    }
    // What came first may not be needed any more.
    let mut facts = narrowed.clone();
    for (attr, _) in narrowed.iter().filter(|(attr, _)| !stated.contains(attr)) {
        let fewer = facts.iter().filter(|f| f.0 != *attr).map(|(a, v)| (*a, Intervals::single(*v)));
        let cube =
            fewer.fold(Cube::whole(), |cube, (a, set)| cube.intersect(&Cube::side(a, set)).unwrap_or(cube));
        if wholly(claimed, matter, &cube, router) {
            facts.retain(|f| f.0 != *attr);
        }
    }
    facts.sort_unstable();
    facts
}

/// The lower and the upper half of a set.
fn halves(set: &Intervals) -> (Intervals, Intervals) {
    let mut left = set.count().div_ceil(2);
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for &(from, to) in set.ranges() {
        let cut = from + u32::try_from(left.min(u64::from(to - from))).unwrap_or(0);
        left -= u64::from(cut - from);
        low.push((from, cut));
        high.push((cut, to));
    }
    (Intervals::union_of(low), Intervals::union_of(high))
}

/// Whether all that may come out contradicts a claim.
fn wholly(claimed: &Claimed, matter: MatterId, cube: &Cube, router: &Router) -> bool {
    let complaint = &asked(matter, cube, router);
    let wrong = |outcome: &Outcome| match (claimed, outcome) {
        (_, Outcome::NotAccepted | Outcome::Infeasible) => false,
        (Claimed::Urgent, _) => router.urgent(matter, complaint.facts()) == Urgent::No,
        (Claimed::Decided, Outcome::Gap | Outcome::Conflict) => true,
        (Claimed::Lead { negated, .. }, Outcome::Gap | Outcome::Conflict) => !negated,
        (Claimed::Decided | Claimed::Lead { .. }, Outcome::Decided(t)) => {
            let ways = router.prospects(complaint, TemplateId(*t));
            !ways.is_empty() && ways.iter().all(|way| !fits(claimed, way.unit, way.handler, router))
        }
    };
    router.outcomes(complaint).iter().all(wrong)
}

/// A complaint about a matter of which exactly this is known: an assertion speaks of all facts, not of what silence is
/// taken for.
fn asked<'r>(matter: MatterId, cube: &Cube, router: &'r Router) -> Complaint<'r> {
    let mut complaint = router.complaint();
    complaint.set_matter(matter);
    for (attr, _) in router.policy().attributes().iter() {
        let all = Intervals::range(0, router.policy().attributes().size(attr));
        complaint.assert(attr, cube.get(attr).unwrap_or(&all));
    }
    complaint
}

fn against(
    claimed: &Claimed,
    matter: MatterId,
    cube: &Cube,
    router: &Router,
) -> Option<(Cube, Vec<Outcome>)> {
    let complaint = asked(matter, cube, router);
    let mut within = cube.clone();
    let mut bad = Vec::new();
    for outcome in router.outcomes(&complaint) {
        let wrong = match (claimed, &outcome) {
            (_, Outcome::NotAccepted | Outcome::Infeasible) => false,
            (Claimed::Urgent, _) => !router.urgent_everywhere(matter, complaint.facts()),
            (Claimed::Decided, Outcome::Gap | Outcome::Conflict) => true,
            (Claimed::Lead { negated, .. }, Outcome::Gap | Outcome::Conflict) => !negated,
            (Claimed::Decided | Claimed::Lead { .. }, Outcome::Decided(t)) => {
                let ways = router.prospects(&complaint, TemplateId(*t));
                let found = ways.into_iter().find(|way| !fits(claimed, way.unit, way.handler, router));
                found.is_some_and(|way| {
                    // The first place that speaks against it, unless another outcome does so everywhere.
                    if bad.is_empty() {
                        within = narrowed(cube, &way.places);
                    }
                    true
                })
            }
        };
        if wrong {
            bad.push(outcome);
        }
    }
    (!bad.is_empty()).then_some((within, bad))
}

/// Whether a lead is as claimed. A unit is meant by its own name or by a role that it plays, a role by its name.
fn fits(claimed: &Claimed, unit: Option<UnitId>, handler: Option<Handler>, router: &Router) -> bool {
    let Claimed::Lead { any_of, negated } = claimed else { return unit.is_some() };
    let named = unit.is_some_and(|unit| {
        any_of.iter().any(|h| match h {
            Handler::Unit(one) => *one == unit || router.now(*one) == Some(unit),
            other => handler == Some(*other),
        })
    });
    named != *negated
}

fn narrowed(cube: &Cube, places: &[(AttrId, Intervals)]) -> Cube {
    let place = |cube: Cube, (attr, set): &(AttrId, Intervals)| {
        Region::side(*attr, set.clone()).cubes.iter().find_map(|side| cube.intersect(side)).unwrap_or(cube)
    };
    places.iter().fold(cube.clone(), place)
}
