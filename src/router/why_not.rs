//! Why not this unit: the nearest change of facts that would send the complaint to it.
//!
//! A shortest way through the matter's diagram. An edge that the known facts allow costs nothing; an edge that needs a fact
//! that is still unknown, or only assumed, costs little; an edge that contradicts what was told costs a whole change.

use super::decision::Status;
use super::reach::Reached;
use super::{Complaint, Root, Router};
use crate::diagram::{NodeId, Outcome};
use crate::facts::{Facts, Origin};
use crate::policy::duty::{DutyId, Handler, TemplateId};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::AttrId;
use crate::policy::registry::UnitId;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Ways looked at before the search gives up: far beyond any real matter.
const MOST_STATES: usize = 200_000;

/// One fact that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The attribute.
    pub attribute: AttrId,
    /// What is known now.
    pub from: Intervals,
    /// Where that comes from.
    pub origin: Origin,
    /// What it would have to be: any of these.
    pub to: Intervals,
}

/// A change of facts that leads to the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The facts to change, in testing order. Empty: it goes there already.
    pub changes: Vec<Change>,
    /// The duties that would decide then.
    pub duties: Vec<DutyId>,
}

/// The answer to "why not this unit?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyNot {
    /// The status now.
    pub status: Status,
    /// The nearest change of facts, if any leads to the unit under this matter.
    pub nearest: Option<Route>,
    /// Duties of this matter that name the unit, wherever they apply.
    pub naming: Vec<DutyId>,
    /// If none does: other matters that may come to the unit.
    pub elsewhere: Vec<MatterId>,
    /// False if the search gave up, or the matter is over its budget: then there may be a change that was not found.
    pub exact: bool,
}

/// Other matters listed at most.
const MOST_MATTERS: usize = 10;

impl Router {
    /// The nearest change of facts that would make the unit a lead.
    pub fn why_not(&self, complaint: &Complaint<'_>, unit: UnitId) -> WhyNot {
        let day = self.day_of(complaint);
        let mut answer = WhyNot {
            status: self.brief(complaint).status,
            nearest: None,
            naming: Vec::new(),
            elsewhere: Vec::new(),
            exact: true,
        };
        let Some(matter) = complaint.matter_id() else { return answer };
        let duties = self.precedence.applicable(matter.0);
        answer.naming =
            duties.iter().copied().filter(|d| self.names(self.policy.duty(*d).leads, unit)).collect();
        match self.roots[matter.0 as usize] {
            Root::Node(root) if !answer.naming.is_empty() => {
                (answer.nearest, answer.exact) = self.nearest(root, matter, complaint.facts(), unit, day);
            }
            Root::Node(_) => {}
            Root::Definition => {
                let now = self.route(complaint);
                if now.leads.iter().any(|lead| lead.unit == unit) {
                    answer.nearest = Some(Route { changes: Vec::new(), duties: now.duties.clone() });
                } else {
                    answer.exact = answer.naming.is_empty();
                }
            }
        }
        if answer.naming.is_empty() {
            answer.elsewhere = self.elsewhere(unit);
        }
        answer
    }

    /// Whether the unit, or who came before it, may be a lead of the template.
    fn names(&self, template: TemplateId, unit: UnitId) -> bool {
        let units = &self.policy.registry.units;
        let becomes = |id: UnitId| {
            id == unit
                || (!units.get(id).exists(self.day)
                    && units.current(id, self.day, &self.everywhere()) == Some(unit))
        };
        let handler = |h: &Handler| match *h {
            Handler::Unit(id) => becomes(id),
            Handler::Role(role, _) => units.runs(role).iter().any(|r| r.1.is_some_and(becomes)),
            Handler::Rota(rota) => self.policy.rotas.get(rota.0 as usize).is_some_and(|r| {
                r.members.iter().any(|(m, _)| match *m {
                    Handler::Unit(id) => becomes(id),
                    _ => false,
                })
            }),
        };
        self.policy.template(template).leads.iter().flatten().any(handler)
    }

    fn everywhere(&self) -> Intervals {
        Intervals::range(0, self.policy.registry.areas.leaves())
    }

    fn elsewhere(&self, unit: UnitId) -> Vec<MatterId> {
        let named = |m: &u32| {
            self.precedence.applicable(*m).iter().any(|d| self.names(self.policy.duty(*d).leads, unit))
        };
        (0..self.policy.matters.len() as u32).filter(named).take(MOST_MATTERS).map(MatterId).collect()
    }

    fn nearest(
        &self,
        root: NodeId,
        matter: MatterId,
        facts: &Facts,
        unit: UnitId,
        day: Date,
    ) -> (Option<Route>, bool) {
        let mut ways: Vec<Way> = vec![Way { at: root, before: None, narrowed: None }];
        let mut open = BinaryHeap::from([Reverse((0u32, 0usize))]);
        let mut best: FxHashMap<(NodeId, Option<usize>), u32> = FxHashMap::default();
        while let Some(Reverse((cost, i))) = open.pop() {
            let way = &ways[i];
            if let Some(outcome) = way.at.outcome() {
                let Outcome::Decided(template) = outcome else { continue };
                if let Some(route) = self.arrive(&ways, i, TemplateId(template), matter, facts, unit, day) {
                    return (Some(route), true);
                }
                continue;
            }
            // Two ways to one node are the same only if they narrowed the place alike.
            let key = (way.at, self.place_step(&ways, i));
            if best.get(&key).is_some_and(|b| *b <= cost) {
                continue;
            }
            best.insert(key, cost);
            if ways.len() > MOST_STATES {
                return (None, false);
            }
            let Some((attr, node)) = self.diagram.test(way.at) else { continue };
            let known = facts.get(attr);
            let edges: Vec<(u32, u32, NodeId)> = self.diagram.intervals(node).collect();
            for (low, high, child) in edges {
                let edge = Intervals::range(low, high);
                let (price, narrowed) = price(facts, attr, &known, &edge);
                ways.push(Way { at: child, before: Some(i), narrowed: Some((attr, narrowed, price > 0)) });
                open.push(Reverse((cost + price, ways.len() - 1)));
            }
        }
        (None, true)
    }

    /// The step of a way that settled an area or a jurisdiction last.
    fn place_step(&self, ways: &[Way], mut i: usize) -> Option<usize> {
        loop {
            if let Some((attr, _, changed)) = &ways[i].narrowed
                && *changed
                && (*attr == self.area || self.jurisdictions.iter().any(|j| j.0 == *attr))
            {
                return Some(i);
            }
            i = ways[i].before?;
        }
    }

    /// The end of a way: does the template name the unit here, or at another place that the way leaves open?
    #[allow(clippy::too_many_arguments)]
    fn arrive(
        &self,
        ways: &[Way],
        end: usize,
        template: TemplateId,
        matter: MatterId,
        facts: &Facts,
        unit: UnitId,
        day: Date,
    ) -> Option<Route> {
        let mut steps = Vec::new();
        let mut at = Some(end);
        while let Some(i) = at {
            steps.extend(ways[i].narrowed.clone());
            at = ways[i].before;
        }
        steps.reverse();
        let attributes = &self.policy.attributes;
        let mut trial = Facts::silent(attributes);
        for (id, _) in attributes.iter() {
            let step = steps.iter().find(|s| s.0 == id);
            match step {
                Some((_, set, _)) => trial.learn(id, set, Origin::Told),
                None => trial.learn(id, &facts.get(id), Origin::Told),
            };
        }
        let leads = |trial: &Facts| {
            self.lead_units(template, matter.0, trial, day).is_ok_and(|l| l.iter().any(|a| a.unit == unit))
        };
        let mut moved = None;
        if !leads(&trial) {
            moved = Some(self.other_place(&mut trial, template, &steps, &leads)?);
        }
        let mut changes: Vec<Change> = steps
            .into_iter()
            .filter(|(_, _, changed)| *changed)
            .map(|(attr, to, _)| change(facts, attr, to))
            .collect();
        if let Some((attr, to)) = moved {
            changes.retain(|c| c.attribute != attr);
            changes.push(change(facts, attr, to));
            changes.sort_by_key(|c| c.attribute);
        }
        let trial = self.prune(&mut changes, matter, facts, unit, day).unwrap_or(trial);
        let duties = self.deciding(matter.0, &trial).iter().map(|s| s.duty).collect();
        Some(Route { changes, duties })
    }

    /// Takes out changes that are not needed: a way settles every attribute it meets, also where all its edges lead on
    /// alike. Gives the facts with those that are left; `None` if they do not lead to the unit for sure.
    fn prune(
        &self,
        changes: &mut Vec<Change>,
        matter: MatterId,
        facts: &Facts,
        unit: UnitId,
        day: Date,
    ) -> Option<Facts> {
        let with = |changes: &[Change]| {
            let mut trial = facts.clone();
            for change in changes {
                trial.replace(change.attribute, &change.to);
            }
            trial
        };
        let goes = |trial: &Facts| {
            let leads = match self.reach(matter.0, trial) {
                Reached::One(Outcome::Decided(t)) => {
                    self.lead_units(TemplateId(t), matter.0, trial, day).ok()
                }
                Reached::One(_) => None,
                Reached::Several { outcomes, exact, .. } => {
                    self.agreed(&outcomes, matter.0, trial, day).filter(|_| exact).map(|a| a.1)
                }
            };
            leads.is_some_and(|l| l.iter().any(|a| a.unit == unit))
        };
        let mut trial = with(changes);
        if !goes(&trial) {
            return None;
        }
        let mut i = 0;
        while i < changes.len() {
            let taken = changes.remove(i);
            let without = with(changes);
            if goes(&without) {
                trial = without;
            } else {
                changes.insert(i, taken);
                i += 1;
            }
        }
        Some(trial)
    }

    /// Moves the complaint to where the unit plays the role, without leaving the way.
    fn other_place(
        &self,
        trial: &mut Facts,
        template: TemplateId,
        steps: &[(AttrId, Intervals, bool)],
        leads: &impl Fn(&Facts) -> bool,
    ) -> Option<(AttrId, Intervals)> {
        let roles = self.policy.template(template).leads.iter().flatten().filter_map(|h| match *h {
            Handler::Role(role, attr) => Some((role, attr.unwrap_or(self.area))),
            _ => None,
        });
        for (role, attr) in roles {
            let allowed = steps.iter().find(|s| s.0 == attr).map(|s| s.1.clone());
            let mut low = 0;
            for &(upper, _) in self.policy.registry.units.runs(role) {
                let mut run = Intervals::range(low, upper);
                low = upper;
                if let Some(allowed) = &allowed {
                    run = run.intersect(allowed);
                }
                if run.is_empty() {
                    continue;
                }
                let mut moved = trial.clone();
                moved.replace(attr, &run);
                if leads(&moved) {
                    *trial = moved;
                    return Some((attr, run));
                }
            }
        }
        None
    }
}

/// A way through the diagram, as a chain of steps back to the root.
struct Way {
    at: NodeId,
    before: Option<usize>,
    /// The attribute settled by the last step, to what, and whether that changes what is known.
    narrowed: Option<(AttrId, Intervals, bool)>,
}

/// What an edge costs, and what the attribute is then.
fn price(facts: &Facts, attr: AttrId, known: &Intervals, edge: &Intervals) -> (u32, Intervals) {
    let both = known.intersect(edge);
    if !both.is_empty() {
        // Learning what is open is cheaper than changing what was told.
        let narrows = both != *known;
        return (u32::from(narrows), both);
    }
    match facts.origin(attr) {
        Origin::Assumed | Origin::Unknown => (2, edge.clone()),
        Origin::Inferred | Origin::Told => (1000, edge.clone()),
    }
}

fn change(facts: &Facts, attribute: AttrId, to: Intervals) -> Change {
    Change { attribute, from: facts.get(attribute), origin: facts.origin(attribute), to }
}
