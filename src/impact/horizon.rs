//! What begins and ends in time, and what follows from it, day by day.

use super::diff::{Difference, turn};
use crate::check::{Options, Problem, check};
use crate::policy::Policy;
use crate::policy::duty::{DutyId, Validity};
use crate::policy::matter::MatterId;
use crate::policy::registry::UnitId;
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The codes of what changes for the worse on a day to come.
const CODES: [&str; 4] = ["C311", "C312", "C313", "C314"];

/// Something that is in effect from a day to a day. Numbers are those of the policy's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Subject {
    Unit(UnitId),
    Matter(MatterId),
    Duty(DutyId),
    Refusal(usize),
    Urgency(usize),
    Practice(usize),
    Waiver(usize),
    Basis(usize),
}

/// A day on which something is otherwise than on its eve.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The day.
    pub day: Date,
    /// What applies from this day on.
    pub begins: Vec<Subject>,
    /// What applied for the last time on the eve.
    pub ends: Vec<Subject>,
    /// Matters whose first handler is another one than on the eve, and where.
    pub changes: Vec<Difference>,
    /// What is wrong from this day on: C311 to C314.
    pub problems: Vec<Problem>,
}

/// What changes by itself.
#[derive(Debug, Clone, Default)]
pub struct Horizon {
    /// By day.
    pub turns: Vec<Turn>,
    /// Matters of which not everything could be said, ascending.
    pub inexact: Vec<MatterId>,
}

/// The days after the first up to the last on which something begins or has ended. Each is analysed once more.
pub fn horizon(policy: &Arc<Policy>, options: &Options) -> Horizon {
    let mut days: BTreeMap<Date, (Vec<Subject>, Vec<Subject>)> = BTreeMap::new();
    let inside = |day: &Date| *day > options.day && *day <= options.until;
    for (subject, valid, _) in subjects(policy) {
        if inside(&valid.0) {
            days.entry(valid.0).or_default().0.push(subject);
        }
        if let Some(after) = valid.1.tomorrow().ok().filter(inside) {
            days.entry(after).or_default().1.push(subject);
        }
    }
    let mut problems = check(policy, options).problems;
    problems.retain(|p| CODES.contains(&p.finding.code));
    let mut out = Horizon::default();
    for (day, (begins, ends)) in days {
        let turned = turn(policy, day);
        out.inexact.extend(turned.inexact);
        let changes = turned.differences.into_iter().filter(Difference::is_about_leads).collect();
        let (here, later) = problems.into_iter().partition(|p: &Problem| p.days.is_some_and(|d| d.0 == day));
        problems = later;
        out.turns.push(Turn { day, begins, ends, changes, problems: here });
    }
    out.inexact.sort_unstable();
    out.inexact.dedup();
    out
}

impl Subject {
    /// Where it is written.
    pub fn span(self, policy: &Policy) -> Span {
        subjects(policy).find(|s| s.0 == self).map(|s| s.2).unwrap_or_default()
    }
}

/// Everything that has a first or a last day.
fn subjects(policy: &Policy) -> impl Iterator<Item = (Subject, Validity, Span)> {
    let units = policy.registry.units.iter().map(|(id, u)| (Subject::Unit(id), u.valid, u.span));
    let matters = policy.matters.iter().map(|(id, m)| (Subject::Matter(id), m.valid, m.span));
    let duties = policy.duties().map(|(id, d)| (Subject::Duty(id), d.valid, d.span));
    let refusals = policy.refusals.iter().enumerate();
    let refusals = refusals.map(|(i, r)| (Subject::Refusal(i), r.valid, r.span));
    let urgencies = policy.urgencies.iter().enumerate();
    let urgencies = urgencies.map(|(i, u)| (Subject::Urgency(i), u.valid, u.span));
    let practices = policy.practices.iter().enumerate();
    let practices = practices.map(|(i, p)| (Subject::Practice(i), p.valid, p.span));
    let waivers = policy.waivers.iter().enumerate().filter_map(|(i, w)| {
        let until = w.until.as_ref()?.value;
        Some((Subject::Waiver(i), (Date::MIN, until), w.code.span))
    });
    let bases = policy.registry.bases.iter().enumerate();
    let bases = bases.map(|(i, b)| (Subject::Basis(i), b.valid, b.span));
    units
        .chain(matters)
        .chain(duties)
        .chain(refusals)
        .chain(urgencies)
        .chain(practices)
        .chain(waivers)
        .chain(bases)
}
