//! Everything around the duties: implementation lists, urgency, the not-accepted list, assumptions, doctrines, rotas.

use super::duties::{basis, limits};
use super::{Binder, Bound};
use crate::finding::Finding;
use crate::policy::duty::{Assumption, Doctrine, Practice, PracticeRule, Refusal, Rota, Urgency};
use crate::policy::intervals::Intervals;
use crate::policy::region::Region;
use crate::syntax::entries::{
    Condition, Duration, DurationUnit, Entry, EntryKind, PracticeEntry, PracticeLine, RotaEntry,
};
use crate::text::fold;
use jiff::civil::Date;

impl Binder<'_> {
    pub(super) fn refusals(&mut self, entries: &[Entry]) -> Vec<Refusal> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::NotAccepted(e) = &entry.kind else { continue };
            let scope = self.scope(&e.scope, self.all_matters());
            let region = self.region(&e.when, &[]);
            let valid = self.validity(&e.validity);
            let (Some(scope), Some(region)) = (scope, region) else { continue };
            let (name, redirect, basis) = (e.name.value.clone(), e.redirect.clone(), basis(&e.basis));
            out.push(Refusal { name, scope, region, valid, redirect, basis, span: entry.span });
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        out
    }

    pub(super) fn urgencies(&mut self, entries: &[Entry]) -> Vec<Urgency> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Urgency(e) = &entry.kind else { continue };
            let scope = self.scope(&e.scope, self.all_matters());
            let region = self.region(&e.when, &[]);
            let valid = self.validity(&e.validity);
            let (Some(scope), Some(region)) = (scope, region) else { continue };
            out.push(Urgency { name: e.name.value.clone(), scope, region, valid, span: entry.span });
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        out
    }

    pub(super) fn assumptions(&mut self, entries: &[Entry]) -> Vec<Assumption> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Assume(e) = &entry.kind else { continue };
            // An assumption that never says what cannot occur rules nothing out.
            let never = if e.never.is_empty() { Some(Region::empty()) } else { self.region(&e.never, &[]) };
            out.extend(never.map(|never| Assumption { name: e.name.value.clone(), never, span: entry.span }));
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        let mut all = Region::empty();
        out.retain(|a: &Assumption| {
            let mut more = all.clone();
            let fits = more.add(a.never.clone()).is_ok();
            if fits {
                all = more;
            } else {
                self.findings.push(Finding::error(
                    "P902",
                    a.span,
                    "前提合起来区块过多，这一条没有采用",
                    "the assumptions together make too many boxes; this one was left out",
                ));
            }
            fits
        });
        out
    }

    pub(super) fn doctrines(&mut self, entries: &[Entry]) -> Vec<Doctrine> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Doctrine(e) = &entry.kind else { continue };
            let Some(mut scope) = self.scope(&e.scope, self.all_matters()) else { continue };
            if let Some(kind) = &e.kind {
                let kind = fold(&kind.value);
                let of_kind =
                    |m: &crate::policy::matter::Matter| m.kind.as_deref().is_some_and(|k| fold(k) == kind);
                let ids = self.matters.iter().filter(|(id, m)| scope.contains(id.0) && of_kind(m));
                scope = Intervals::union_of(ids.map(|(id, _)| (id.0, id.0 + 1)));
            }
            let order = e.order.iter().map(|o| fold(&o.value).as_ref().into()).collect();
            out.push(Doctrine { name: e.name.value.clone(), scope, order, span: entry.span });
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        out
    }

    /// In the order of `RotaId`. A rota that cannot be bound keeps its place without members: nobody is on duty.
    pub(super) fn rota_list(&mut self, entries: &[Entry]) -> Vec<Rota> {
        let mut out = Vec::with_capacity(self.rotas.len());
        let mut seen = rustc_hash::FxHashSet::default();
        for entry in entries {
            let EntryKind::Rota(e) = &entry.kind else { continue };
            if seen.insert(fold(&e.name.value).into_owned()) {
                out.push(self.one_rota(e));
            }
        }
        out
    }

    fn one_rota(&mut self, e: &RotaEntry) -> Rota {
        let mut members = Vec::with_capacity(e.members.len());
        for (who, share) in &e.members {
            members.extend(self.handler(who).map(|h| (h, *share)));
        }
        let period = e.period.unwrap_or(Duration { amount: 1, unit: DurationUnit::Day });
        if period.amount == 0 || !matches!(period.unit, DurationUnit::Day | DurationUnit::WorkingDay) {
            self.findings.push(Finding::error(
                "N235",
                e.name.span,
                format!("轮值「{}」的周期要写整天（天、工作日）", e.name.value),
                format!("the period of rota \"{}\" must be whole days", e.name.value),
            ));
        }
        let start = e.start.as_ref().map_or(Date::constant(2000, 1, 1), |d| d.value);
        Rota { name: e.name.value.clone(), members, period, start, span: e.name.span }
    }

    pub(super) fn practices(&mut self, entries: &[Entry]) -> Vec<Practice> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Practice(e) = &entry.kind else { continue };
            out.extend(self.practice(e, entry));
        }
        out.sort_by_key(|p: &Practice| (p.unit, p.span));
        out
    }

    fn practice(&mut self, e: &PracticeEntry, entry: &Entry) -> Bound<Practice> {
        let unit = self.handler(&e.unit);
        let accepts = self.lines(&e.accepts);
        let declines = self.lines(&e.declines);
        let mut offices = Vec::with_capacity(e.offices.len());
        let mut whole = true;
        for office in &e.offices {
            match self.optional(office.when.as_ref()) {
                Some(region) => offices.push((office.name.value.clone(), region)),
                None => whole = false,
            }
        }
        let valid = self.validity(&e.validity);
        let (unit, accepts, declines) = (unit?, accepts?, declines?);
        whole.then(|| Practice {
            unit,
            accepts,
            declines,
            offices,
            steps: limits(&e.steps),
            valid,
            span: entry.span,
        })
    }

    fn lines(&mut self, lines: &[PracticeLine]) -> Bound<Vec<PracticeRule>> {
        let mut out = Vec::with_capacity(lines.len());
        let mut whole = true;
        for line in lines {
            let scope = self.scope(&line.scope, self.all_matters());
            let region = self.optional(line.when.as_ref());
            let hand_to = match &line.hand_to {
                None => Some(None),
                Some(chain) => self.chain(chain).map(Some),
            };
            match (scope, region, hand_to) {
                (Some(scope), Some(region), Some(hand_to)) => {
                    out.push(PracticeRule { scope, region, hand_to, span: line.span });
                }
                _ => whole = false,
            }
        }
        whole.then_some(out)
    }

    fn optional(&mut self, condition: Option<&Condition>) -> Bound<Region> {
        condition.map_or_else(|| Some(Region::whole()), |c| self.condition(c))
    }
}
