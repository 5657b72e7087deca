//! Until when: the dispatch and contact limits of the time class, and the strictest limit of each step of the duties.

use super::Router;
use super::decision::{Limit, Urgent};
use crate::policy::duty::DutyId;
use crate::policy::matter::MatterId;
use crate::policy::registry::TimeClass;
use crate::syntax::entries::{Duration, DurationUnit};
use jiff::civil::DateTime;

/// The limit on contacting the citizen, as duties name it.
pub(super) const CONTACT: &str = "联系";

/// When a complaint is due.
#[derive(Debug, Clone, Default)]
pub(super) struct Deadlines<'r> {
    pub dispatch_by: Option<DateTime>,
    pub contact_by: Option<DateTime>,
    pub limits: Vec<Limit<'r>>,
    /// Years over which working days were counted although no calendar settles them, ascending.
    pub unsettled: Vec<i16>,
}

impl Router {
    /// Urgent complaints take the urgent class; others the matter's own or the ordinary one.
    fn time_class(&self, matter: MatterId, urgent: Urgent) -> Option<TimeClass> {
        let project = &self.policy.registry.project;
        match &project.urgent_class {
            Some(class) if urgent == Urgent::Yes => project.time_classes.get(class).copied(),
            _ => self.times[matter.0 as usize],
        }
    }

    pub(super) fn deadlines<'r>(
        &'r self,
        matter: MatterId,
        urgent: Urgent,
        duties: &[DutyId],
        received: Option<DateTime>,
    ) -> Deadlines<'r> {
        let due = |limit: Duration| received.map(|at| self.policy.registry.calendar.add(at, limit));
        let class = self.time_class(matter, urgent);
        let mut limits: Vec<Limit<'r>> = Vec::new();
        for &duty in duties {
            for (step, limit) in &self.policy.duty(duty).parts.limits {
                let new = Limit { step, limit: *limit, due: due(*limit) };
                match limits.iter_mut().find(|l| l.step == step) {
                    None => limits.push(new),
                    Some(old) if stricter(&new, old) => *old = new,
                    Some(_) => {}
                }
            }
        }
        let of_duty = limits.iter().find(|l| l.step == CONTACT).and_then(|l| l.due);
        let mut unsettled = Vec::new();
        let classes =
            class.into_iter().flat_map(|c| [(c.dispatch, due(c.dispatch)), (c.contact, due(c.contact))]);
        for (limit, end) in limits.iter().map(|l| (l.limit, l.due)).chain(classes) {
            if let (DurationUnit::WorkingDay, Some(from), Some(end)) = (limit.unit, received, end) {
                unsettled.extend(self.policy.registry.calendar.unsettled(from.date(), end.date()));
            }
        }
        unsettled.sort_unstable();
        unsettled.dedup();
        let of_class = class.and_then(|c| due(c.contact));
        Deadlines {
            dispatch_by: class.and_then(|c| due(c.dispatch)),
            contact_by: of_duty.into_iter().chain(of_class).min(),
            limits,
            unsettled,
        }
    }
}

/// By the day it is due, or by nominal length while that is not known.
fn stricter(a: &Limit<'_>, b: &Limit<'_>) -> bool {
    match (a.due, b.due) {
        (Some(a), Some(b)) => a < b,
        _ => minutes(a.limit) < minutes(b.limit),
    }
}

fn minutes(d: Duration) -> u64 {
    let unit = match d.unit {
        DurationUnit::Minute => 1,
        DurationUnit::Hour => 60,
        // A working day is at least a day away.
        DurationUnit::Day | DurationUnit::WorkingDay => 24 * 60,
    };
    u64::from(d.amount) * unit
}
