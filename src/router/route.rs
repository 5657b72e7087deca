//! Routing: one walk, then the reasons.

use super::decision::{Assigned, Brief, Candidate, Decision, Status, Urgent};
use super::definition::Standing;
use super::leads::Seat;
use super::reach::Reached;
use super::{Complaint, Router};
use crate::diagram::Outcome;
use crate::facts::{Facts, Lies, Origin};
use crate::policy::duty::{Chain, DutyId, Handler, TemplateId};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};
use crate::policy::registry::UnitId;
use jiff::civil::{Date, DateTime};
use std::collections::BTreeMap;

/// Different combinations of leads listed for a candidate whose place is not known; more are not listed.
const MOST_LEADS: usize = 8;

impl Router {
    /// The status and first handler alone. With every fact that matters known: one walk, no allocation.
    /// A complaint without a matter is a gap: nobody is assigned what nobody has named.
    pub fn brief(&self, complaint: &Complaint<'_>) -> Brief {
        let mut brief = Brief { status: Status::Gap, lead: None, template: None, exact: true };
        let Some(matter) = complaint.matter else { return brief };
        let facts = &complaint.facts;
        match self.reach(matter.0, facts) {
            Reached::One(outcome) => {
                brief.status = status(outcome);
                if let Outcome::Decided(t) = outcome {
                    let template = TemplateId(t);
                    brief.template = Some(template);
                    brief.lead = self.ready.unit(template, facts);
                    if brief.lead.is_none() {
                        self.search_leads(&mut brief, template, complaint);
                    }
                }
            }
            Reached::Several { outcomes, exact, .. } => {
                brief.exact = exact;
                match self.agreed(&outcomes, matter.0, facts, self.day_of(complaint)).filter(|_| exact) {
                    Some((template, leads)) => {
                        brief.status = Status::Decided;
                        brief.template = Some(template);
                        brief.lead = leads.first().map(|l| l.unit);
                    }
                    None => brief.status = Status::Asked,
                }
            }
        }
        brief
    }

    /// The lowest of a template's units, or what keeps one of them from being named.
    fn search_leads(&self, brief: &mut Brief, template: TemplateId, complaint: &Complaint<'_>) {
        let day = self.day_of(complaint);
        for chain in &self.policy.template(template).leads {
            match self.seat(chain, &complaint.facts, day) {
                Seat::Unit(unit, _) => brief.lead = Some(brief.lead.map_or(unit, |l| l.min(unit))),
                Seat::Open(_) => brief.status = Status::Asked,
                Seat::Vacant(_) => brief.status = Status::Gap,
            }
        }
        if brief.status != Status::Decided {
            brief.lead = None;
        }
    }

    /// The whole decision with its reasons.
    pub fn route<'r>(&'r self, complaint: &Complaint<'r>) -> Decision<'r> {
        let mut decision = blank();
        let Some(matter) = complaint.matter else { return decision };
        let facts = &complaint.facts;
        let day = self.day_of(complaint);
        match self.reach(matter.0, facts) {
            Reached::One(outcome) => self.settle(&mut decision, outcome, matter, facts, day),
            Reached::Several { outcomes, doubtful, exact } => {
                decision.exact = exact;
                match self.agreed(&outcomes, matter.0, facts, day).filter(|_| exact) {
                    Some((template, leads)) => {
                        decision.status = Status::Decided;
                        decision.template = Some(template);
                        decision.leads = leads;
                        let standing = self.deciding(matter.0, facts);
                        self.reasons(&mut decision, &standing, matter, facts, day);
                    }
                    None => {
                        decision.status = Status::Asked;
                        decision.candidates = self.candidates(&outcomes, matter.0, facts, day);
                        decision.question = self.question(matter.0, facts, &doubtful);
                    }
                }
            }
        }
        decision.urgent = self.urgent(matter, facts);
        let deadlines = self.deadlines(matter, decision.urgent, &decision.duties, complaint.received);
        decision.dispatch_by = deadlines.dispatch_by;
        decision.contact_by = deadlines.contact_by;
        decision.limits = deadlines.limits;
        decision.unsettled = deadlines.unsettled;
        decision.unsettled.extend(self.unsettled_day(complaint));
        decision.unsettled.sort_unstable();
        decision.unsettled.dedup();
        decision.assumed = self.assumed(matter.0, facts);
        decision
    }

    /// The day that says who is on duty and which units exist: when it came in, else the edition's.
    pub(crate) fn day_of(&self, complaint: &Complaint<'_>) -> Date {
        complaint.received.map_or(self.day, DateTime::date)
    }

    /// The year of when it happened, if a day class was inferred from it and no calendar settles it.
    fn unsettled_day(&self, complaint: &Complaint<'_>) -> Option<i16> {
        let day = complaint.occurred?.date();
        let inferred = self.day_classes.iter().any(|a| complaint.facts.origin(*a) == Origin::Inferred);
        self.policy.registry.calendar.unsettled(day, day).next().filter(|_| inferred)
    }

    fn settle<'r>(
        &'r self,
        decision: &mut Decision<'r>,
        outcome: Outcome,
        matter: MatterId,
        facts: &Facts,
        day: Date,
    ) {
        decision.status = status(outcome);
        match outcome {
            Outcome::Decided(t) => {
                let template = TemplateId(t);
                decision.template = Some(template);
                match self.lead_units(template, matter.0, facts, day) {
                    Ok(leads) => {
                        decision.leads = leads;
                        let standing = self.deciding_on(template, matter.0, facts);
                        self.reasons(decision, &standing, matter, facts, day);
                    }
                    Err(seat) => self.no_seat(decision, seat, outcome, matter, facts, day),
                }
            }
            Outcome::Conflict => {
                decision.duties = self.deciding(matter.0, facts).iter().map(|s| s.duty).collect();
                decision.candidates = self.claimants(&decision.duties, matter.0, facts, day);
            }
            Outcome::NotAccepted => decision.refusal = self.refusal(matter.0, facts),
            Outcome::Gap | Outcome::Infeasible => {}
        }
    }

    /// A duty decides, but its unit cannot be named: the place is not known well enough, or nobody plays the role there.
    fn no_seat<'r>(
        &'r self,
        decision: &mut Decision<'r>,
        seat: Seat,
        outcome: Outcome,
        matter: MatterId,
        facts: &Facts,
        day: Date,
    ) {
        decision.duties = self.deciding(matter.0, facts).iter().map(|s| s.duty).collect();
        match seat {
            Seat::Open(attr) => {
                decision.status = Status::Asked;
                decision.candidates = self.candidates(&[outcome], matter.0, facts, day);
                decision.question = Some(self.ask(attr, facts));
            }
            Seat::Vacant(role) => {
                decision.status = Status::Gap;
                decision.vacant = role;
            }
            Seat::Unit(..) => {}
        }
    }

    /// Co-handlers unite over all deciding duties.
    fn reasons<'r>(
        &'r self,
        decision: &mut Decision<'r>,
        standing: &[Standing],
        matter: MatterId,
        facts: &Facts,
        day: Date,
    ) {
        decision.duties = standing.iter().map(|s| s.duty).collect();
        for s in standing {
            let parts = &self.policy.duty(s.duty).parts;
            let lists = [
                (&parts.assist, &mut decision.assist),
                (&parts.inform, &mut decision.inform),
                (&parts.supervise, &mut decision.supervise),
            ];
            for (chains, out) in lists {
                for chain in chains {
                    self.unite(out, chain, *s, matter.0, facts, day);
                }
            }
            if let Some((chain, limit)) = &parts.forerun {
                let mut who = Vec::new();
                self.unite(&mut who, chain, *s, matter.0, facts, day);
                decision.forerun.extend(who.into_iter().map(|w| (w, *limit)));
            }
        }
        decision.forerun.dedup();
    }

    fn unite<'r>(
        &'r self,
        out: &mut Vec<Assigned<'r>>,
        chain: &Chain,
        standing: Standing,
        matter: u32,
        facts: &Facts,
        day: Date,
    ) {
        // A co-handler whose place is not known, or a role that nobody plays, has no name to print: the duty still says it.
        let Seat::Unit(unit, role) = self.seat(chain, facts, day) else { return };
        match out.iter_mut().find(|a| a.unit == unit) {
            Some(known) => known.certain |= standing.certain,
            None => out.push(self.assigned(unit, role, matter, facts, standing.certain)),
        }
    }

    /// If every outcome names leads that are the same units at this place, it is decided whatever is not known.
    pub(super) fn agreed<'r>(
        &'r self,
        outcomes: &[Outcome],
        matter: u32,
        facts: &Facts,
        day: Date,
    ) -> Option<(TemplateId, Vec<Assigned<'r>>)> {
        let mut found: Option<(TemplateId, Vec<Assigned<'r>>)> = None;
        for outcome in outcomes {
            let Outcome::Decided(t) = *outcome else { return None };
            let leads = self.lead_units(TemplateId(t), matter, facts, day).ok()?;
            match &found {
                None => found = Some((TemplateId(t), leads)),
                Some((_, first)) if same_units(first, &leads) => {}
                Some(_) => return None,
            }
        }
        found
    }

    fn candidates<'r>(
        &'r self,
        outcomes: &[Outcome],
        matter: u32,
        facts: &Facts,
        day: Date,
    ) -> Vec<Candidate<'r>> {
        let shares = self.shares(matter, facts);
        let standing = self.deciding(matter, facts);
        let mut all: Vec<Candidate<'r>> = outcomes
            .iter()
            .map(|&outcome| {
                let of = |s: &&Standing| match outcome {
                    Outcome::Decided(t) => self.policy.duty(s.duty).leads == TemplateId(t),
                    Outcome::Conflict => true,
                    _ => false,
                };
                let leads = match outcome {
                    Outcome::Decided(t) => self.lead_options(TemplateId(t), matter, facts, day),
                    _ => Vec::new(),
                };
                let duties = standing.iter().filter(of).map(|s| s.duty).collect();
                Candidate { outcome, leads, duties, share: shares.get(&outcome).copied().unwrap_or(0.0) }
            })
            .collect();
        all.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.outcome.cmp(&b.outcome)));
        all
    }

    /// In a conflict: each set of leads with the duties that claim it.
    fn claimants<'r>(
        &'r self,
        duties: &[DutyId],
        matter: u32,
        facts: &Facts,
        day: Date,
    ) -> Vec<Candidate<'r>> {
        let mut by_template: BTreeMap<TemplateId, Vec<DutyId>> = BTreeMap::new();
        for &duty in duties {
            by_template.entry(self.policy.duty(duty).leads).or_default().push(duty);
        }
        let share = 1.0 / by_template.len().max(1) as f64;
        by_template
            .into_iter()
            .map(|(template, duties)| Candidate {
                outcome: Outcome::Decided(template.0),
                leads: self.lead_options(template, matter, facts, day),
                duties,
                share,
            })
            .collect()
    }

    /// The units that a template may mean: one set of leads if the place is known, else one for each that the open place
    /// leaves, up to a bound.
    fn lead_options<'r>(
        &'r self,
        template: TemplateId,
        matter: u32,
        facts: &Facts,
        day: Date,
    ) -> Vec<Vec<Assigned<'r>>> {
        let open = match self.lead_units(template, matter, facts, day) {
            Ok(leads) => return vec![leads],
            Err(Seat::Open(attr)) => attr,
            Err(_) => return Vec::new(),
        };
        let mut out: Vec<Vec<Assigned<'r>>> = Vec::new();
        let mut trial = facts.clone();
        for value in facts.get(open).values() {
            trial.clone_from(facts);
            trial.learn(open, &Intervals::single(value), Origin::Told);
            if let Ok(leads) = self.lead_units(template, matter, &trial, day)
                && !out.iter().any(|known| same_units(known, &leads))
            {
                out.push(leads);
                if out.len() == MOST_LEADS {
                    break;
                }
            }
        }
        out
    }

    /// The first refusal by name that holds whatever is unknown, else the first that may.
    fn refusal(&self, matter: u32, facts: &Facts) -> Option<usize> {
        let all = self.refusals.of(matter);
        let lies =
            |r: &&u32, wanted: Lies| facts.lies_in(&self.policy.refusals[**r as usize].region) == wanted;
        let found =
            all.iter().find(|r| lies(r, Lies::Inside)).or_else(|| all.iter().find(|r| lies(r, Lies::Across)));
        found.map(|r| *r as usize)
    }

    pub(crate) fn urgent(&self, matter: MatterId, facts: &Facts) -> Urgent {
        if self.policy.matters.get(matter).urgent {
            return Urgent::Yes;
        }
        let rules = self.urgencies.of(matter.0).iter();
        let each = rules.map(|&u| match facts.lies_in(&self.policy.urgencies[u as usize].region) {
            Lies::Inside => Urgent::Yes,
            Lies::Across => Urgent::Perhaps,
            Lies::Outside => Urgent::No,
        });
        each.max().unwrap_or_default()
    }

    /// Whether every combination of the known facts is urgent: several rules may cover it together.
    pub(crate) fn urgent_everywhere(&self, matter: MatterId, facts: &Facts) -> bool {
        if self.urgent(matter, facts) == Urgent::Yes {
            return true;
        }
        let size = |attr: AttrId| self.policy.attributes.size(attr);
        let rules = self.urgencies.of(matter.0).iter().map(|&u| &self.policy.urgencies[u as usize].region);
        let rules = Region { cubes: rules.flat_map(|r| r.cubes.iter().cloned()).collect() };
        Region { cubes: vec![facts.cube(&size)] }.within(&rules, &size)
    }

    /// Everything that may come out for the known facts, ascending.
    pub(crate) fn outcomes(&self, complaint: &Complaint<'_>) -> Vec<Outcome> {
        match complaint.matter.map(|m| self.reach(m.0, &complaint.facts)) {
            None => vec![Outcome::Gap],
            Some(Reached::One(outcome)) => vec![outcome],
            Some(Reached::Several { outcomes, .. }) => outcomes,
        }
    }

    /// The unit that a handler means for this complaint, if there is one.
    pub(crate) fn unit_of(&self, handler: Handler, complaint: &Complaint<'_>) -> Option<UnitId> {
        match self.seat(&[handler], &complaint.facts, self.day_of(complaint)) {
            Seat::Unit(unit, _) => Some(unit),
            Seat::Open(_) | Seat::Vacant(_) => None,
        }
    }

    /// What silence was taken for among the attributes that any rule of the matter tests.
    fn assumed(&self, matter: u32, facts: &Facts) -> Vec<(AttrId, u32)> {
        let tested = self.silences.of(matter).iter().map(|a| AttrId(*a as u16));
        tested.filter(|a| facts.origin(*a) == Origin::Assumed).map(|a| (a, facts.hull(a).0)).collect()
    }
}

pub(super) fn status(outcome: Outcome) -> Status {
    match outcome {
        Outcome::Gap => Status::Gap,
        Outcome::Conflict => Status::Conflict,
        Outcome::Infeasible => Status::Contradictory,
        Outcome::NotAccepted => Status::NotAccepted,
        Outcome::Decided(_) => Status::Decided,
    }
}

fn same_units(a: &[Assigned<'_>], b: &[Assigned<'_>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.unit == b.unit)
}

fn blank<'r>() -> Decision<'r> {
    Decision {
        status: Status::Gap,
        template: None,
        leads: Vec::new(),
        assist: Vec::new(),
        inform: Vec::new(),
        supervise: Vec::new(),
        forerun: Vec::new(),
        urgent: Urgent::No,
        dispatch_by: None,
        contact_by: None,
        limits: Vec::new(),
        unsettled: Vec::new(),
        duties: Vec::new(),
        assumed: Vec::new(),
        candidates: Vec::new(),
        question: None,
        refusal: None,
        vacant: None,
        exact: true,
    }
}
