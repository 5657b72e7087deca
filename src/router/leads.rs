//! From a handler as written to the unit that has it today, at this place. Templates stay in the diagram; this comes after.

use super::Router;
use super::complaint::Complaint;
use super::decision::Assigned;
use crate::diagram::Outcome;
use crate::facts::{Facts, Lies};
use crate::policy::Policy;
use crate::policy::duty::{Handler, Rota, TemplateId, in_effect};
use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
use crate::policy::registry::{RoleId, UnitId};
use crate::syntax::entries::{DurationUnit, Layer};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// What a unit has become on the edition's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Today {
    /// This unit, wherever.
    Unit(UnitId),
    /// Several took over: it depends on the place.
    ByPlace,
    /// Nobody.
    Gone,
}

/// Units of the edition's day and the implementation lists in effect.
#[derive(Debug, Clone, Default)]
pub(super) struct Seats {
    today: Vec<Today>,
    practices: FxHashMap<Handler, Vec<u32>>,
    /// The matters that each list accepts somewhere.
    accepted: Vec<Intervals>,
}

/// Who a chain leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat {
    /// This unit, by this role.
    Unit(UnitId, Option<RoleId>),
    /// Several are possible while this attribute is not known better.
    Open(AttrId),
    /// Nobody at this place; the role without a holder, if it is one.
    Vacant(Option<RoleId>),
}

impl Seats {
    pub fn new(policy: &Policy, day: Date) -> Self {
        let units = &policy.registry.units;
        let everywhere = Intervals::range(0, policy.registry.areas.leaves());
        let today = units
            .iter()
            .map(|(id, unit)| {
                if unit.exists(day) {
                    return Today::Unit(id);
                }
                if unit.successors.len() > 1 {
                    return Today::ByPlace;
                }
                // A single successor may itself have split.
                match units.current(id, day, &everywhere) {
                    Some(now) if policy.single_line(id, day) => Today::Unit(now),
                    Some(_) => Today::ByPlace,
                    None => Today::Gone,
                }
            })
            .collect();
        let mut practices: FxHashMap<Handler, Vec<u32>> = FxHashMap::default();
        for (i, practice) in policy.practices.iter().enumerate() {
            if in_effect(practice.valid, day) {
                practices.entry(practice.unit).or_default().push(i as u32);
            }
        }
        let accepted = policy
            .practices
            .iter()
            .map(|p| Intervals::union_of(p.accepts.iter().flat_map(|a| a.scope.ranges().iter().copied())));
        Self { today, practices, accepted: accepted.collect() }
    }

    /// What a unit has become.
    fn today(&self, unit: UnitId) -> Today {
        self.today.get(unit.0 as usize).copied().unwrap_or(Today::Gone)
    }

    /// The unit that does a unit's work on the edition's day, if that is one wherever.
    pub fn unit_today(&self, unit: UnitId) -> Option<UnitId> {
        match self.today(unit) {
            Today::Unit(now) => Some(now),
            Today::ByPlace | Today::Gone => None,
        }
    }

    pub fn bytes(&self) -> usize {
        let accepted: usize = self.accepted.iter().map(Intervals::bytes).sum();
        size_of_val(&*self.today)
            + accepted
            + self.practices.len() * (size_of::<Handler>() + size_of::<Vec<u32>>())
    }
}

impl Policy {
    /// Whether the line of successors never splits before it reaches a unit that exists.
    pub(crate) fn single_line(&self, unit: UnitId, day: Date) -> bool {
        let units = &self.registry.units;
        let mut at = unit;
        for _ in 0..units.len() {
            let u = units.get(at);
            if u.exists(day) {
                return true;
            }
            match u.successors.as_slice() {
                [only] => at = *only,
                _ => return false,
            }
        }
        false
    }
}

impl Router {
    /// The unit that a chain leads to: the first step that exists at the place. No allocation for known places.
    pub(super) fn seat(&self, chain: &[Handler], facts: &Facts, day: Date) -> Seat {
        let mut vacant = Seat::Vacant(None);
        for &handler in chain {
            match self.holder(handler, facts, day) {
                Seat::Vacant(role) => vacant = Seat::Vacant(role),
                found => return found,
            }
        }
        vacant
    }

    fn holder(&self, handler: Handler, facts: &Facts, day: Date) -> Seat {
        match handler {
            Handler::Unit(unit) => self.today(unit, None, facts),
            Handler::Role(role, attr) => {
                let attr = attr.unwrap_or(self.area);
                let runs = self.policy.registry.units.runs(role);
                let (low, high) = facts.hull(attr);
                let first = runs.partition_point(|r| r.0 <= low);
                match runs.get(first) {
                    Some(&(upper, holder)) if upper >= high => match holder {
                        Some(unit) => self.today(unit, Some(role), facts),
                        None => Seat::Vacant(Some(role)),
                    },
                    // The hull may jump over runs that the set itself does not touch, and neighbours may be one unit.
                    _ => {
                        let found = self.policy.registry.units.holders(role, &facts.get(attr));
                        match (found.units.as_slice(), found.vacant) {
                            ([], _) => Seat::Vacant(Some(role)),
                            ([only], false) => self.today(*only, Some(role), facts),
                            _ => Seat::Open(attr),
                        }
                    }
                }
            }
            Handler::Rota(rota) => {
                match self.policy.rotas.get(rota.0 as usize).and_then(|r| self.on_duty(r, day)) {
                    // A rota of rotas would not end.
                    None | Some(Handler::Rota(_)) => Seat::Vacant(None),
                    Some(member) => self.holder(member, facts, day),
                }
            }
        }
    }

    fn today(&self, unit: UnitId, role: Option<RoleId>, facts: &Facts) -> Seat {
        match self.seats.today.get(unit.0 as usize) {
            Some(Today::Unit(now)) => Seat::Unit(*now, role),
            Some(Today::ByPlace) => {
                let place = facts.get(self.area);
                let units = &self.policy.registry.units;
                let mut found = None;
                for area in place.ranges() {
                    for leaf in area.0..area.1 {
                        let now = units.current(unit, self.day, &Intervals::single(leaf));
                        if found.is_some_and(|f| f != now) {
                            return Seat::Open(self.area);
                        }
                        found = Some(now);
                    }
                }
                found.flatten().map_or(Seat::Vacant(role), |now| Seat::Unit(now, role))
            }
            _ => Seat::Vacant(role),
        }
    }

    /// Who is on duty on a day. Turns go round by share, spread evenly: of shares 4, 3, 2 the order is 1 2 1 3 2 1 2 1 3 or
    /// the like, each turn to the member that is furthest behind its share.
    fn on_duty(&self, rota: &Rota, day: Date) -> Option<Handler> {
        let total: i64 = rota.members.iter().map(|m| i64::from(m.1)).sum();
        if total == 0 || rota.period.amount == 0 {
            return None;
        }
        let days = match rota.period.unit {
            DurationUnit::WorkingDay => self.workdays_between(rota.start, day),
            _ => i64::from(rota.start.until(day).ok()?.get_days()),
        };
        let turn = days.div_euclid(i64::from(rota.period.amount)).rem_euclid(total);
        let mut had = vec![0i64; rota.members.len()];
        let mut last = 0;
        for t in 0..=turn {
            let behind = |i: &usize| i64::from(rota.members[*i].1) * (t + 1) - had[*i] * total;
            // The first of the most behind.
            last = (0..rota.members.len()).rev().max_by_key(behind)?;
            had[last] += 1;
        }
        rota.members.get(last).map(|m| m.0)
    }

    fn workdays_between(&self, from: Date, to: Date) -> i64 {
        let calendar = &self.policy.registry.calendar;
        let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let days = first.series(jiff::Span::new().days(1)).take_while(|d| *d < last);
        sign * i64::try_from(days.filter(|d| calendar.is_workday(*d)).count()).unwrap_or(0)
    }

    /// All leads of a template, or what keeps them from being named.
    pub(super) fn lead_units<'r>(
        &'r self,
        template: TemplateId,
        matter: u32,
        facts: &Facts,
        day: Date,
    ) -> Result<Vec<Assigned<'r>>, Seat> {
        let mut out = Vec::new();
        for chain in &self.policy.template(template).leads {
            match self.seat(chain, facts, day) {
                Seat::Unit(unit, role) => out.push(self.assigned(unit, role, matter, facts, true)),
                other => return Err(other),
            }
        }
        out.sort_unstable();
        out.dedup_by_key(|a| a.unit);
        Ok(out)
    }

    /// The units of all leads of a template, ascending; none if one of them cannot be named.
    pub(crate) fn lead_ids(&self, template: TemplateId, complaint: &Complaint<'_>) -> SmallVec<[UnitId; 2]> {
        let day = self.day_of(complaint);
        let mut out = SmallVec::new();
        for chain in &self.policy.template(template).leads {
            match self.seat(chain, &complaint.facts, day) {
                Seat::Unit(unit, _) => out.push(unit),
                Seat::Open(_) | Seat::Vacant(_) => return SmallVec::new(),
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Whether leads that decide are named by a fallback alone: no duty or ruling that names them applies. Linear in the
    /// duties of the matter.
    pub(crate) fn falls_back(&self, template: TemplateId, complaint: &Complaint<'_>) -> bool {
        let Some(matter) = complaint.matter_id() else { return false };
        let naming = self.precedence.applicable(matter.0).iter().filter(|d| {
            self.leads.get(d.0 as usize) == Some(&template)
                && complaint.facts.lies_in(&self.policy.duty(**d).region) != Lies::Outside
        });
        let mut any = false;
        for duty in naming {
            any = true;
            if self.policy.duty(*duty).layer != Layer::Fallback {
                return false;
            }
        }
        any
    }

    /// A unit with its office.
    pub(super) fn assigned<'r>(
        &'r self,
        unit: UnitId,
        role: Option<RoleId>,
        matter: u32,
        facts: &Facts,
        certain: bool,
    ) -> Assigned<'r> {
        Assigned { unit, role, office: self.office(unit, role, matter, facts), certain }
    }

    /// The office by the unit's own list, else by its role's; the first line that surely fits.
    fn office<'r>(
        &'r self,
        unit: UnitId,
        role: Option<RoleId>,
        matter: u32,
        facts: &Facts,
    ) -> Option<&'r str> {
        let own = self.seats.practices.get(&Handler::Unit(unit));
        let by_role = role.and_then(|r| self.seats.practices.get(&Handler::Role(r, None)));
        let lists = || own.into_iter().chain(by_role).flatten().map(|&i| i as usize);
        // A list that accepts this matter speaks before one that is silent about it.
        let accepts = |i: &usize| self.seats.accepted[*i].contains(matter);
        let silent = |i: &usize| self.policy.practices[*i].accepts.is_empty();
        let first = lists().find(accepts).or_else(|| lists().find(silent))?;
        let offices = &self.policy.practices[first].offices;
        offices.iter().find(|(_, region)| facts.lies_in(region) == Lies::Inside).map(|o| o.0.as_str())
    }
}

/// One way in which a lead may come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prospect {
    /// The step of the chain as written.
    pub handler: Option<Handler>,
    /// The unit; none where nobody plays the part.
    pub unit: Option<UnitId>,
    /// The places where it is so, if it depends on them.
    pub places: Vec<(AttrId, Intervals)>,
}

impl Router {
    /// All prospects of a template inside the facts of a complaint, each at a place where the template is indeed the
    /// outcome. One walk for every unit that plays a role.
    pub(crate) fn prospects(&self, complaint: &Complaint<'_>, template: TemplateId) -> Vec<Prospect> {
        let mut out = Vec::new();
        for chain in &self.policy.template(template).leads {
            self.follow(chain, None, complaint, template, &[], &mut out);
        }
        out
    }

    /// The unit that does a unit's work today, if that is the same everywhere.
    pub(crate) fn now(&self, unit: UnitId) -> Option<UnitId> {
        self.seats.unit_today(unit)
    }

    fn follow(
        &self,
        chain: &[Handler],
        named: Option<Handler>,
        complaint: &Complaint<'_>,
        template: TemplateId,
        places: &[(AttrId, Intervals)],
        out: &mut Vec<Prospect>,
    ) {
        let Some((&step, rest)) = chain.split_first() else {
            out.push(Prospect { handler: named, unit: None, places: places.to_vec() });
            return;
        };
        let (attr, holders) = match step {
            Handler::Unit(unit) => match self.seats.today(unit) {
                Today::Unit(now) => {
                    out.push(Prospect { handler: Some(step), unit: Some(now), places: places.to_vec() });
                    return;
                }
                Today::Gone => return self.follow(rest, Some(step), complaint, template, places, out),
                Today::ByPlace => (self.area, self.heirs(unit, complaint)),
            },
            Handler::Role(role, attr) => {
                let attr = attr.unwrap_or(self.area);
                let known = complaint.facts.get(attr);
                let runs = self.policy.registry.units.runs(role);
                let mut low = 0;
                let mut parts = Vec::with_capacity(runs.len() + 1);
                for &(upper, holder) in runs {
                    parts.push((holder, Intervals::range(low, upper).intersect(&known)));
                    low = upper;
                }
                let size = self.policy.attributes.size(attr);
                parts.push((None, Intervals::range(low.min(size), size).intersect(&known)));
                (attr, joined(parts))
            }
            Handler::Rota(rota) => {
                let members = self.policy.rotas.get(rota.0 as usize).map_or(&[][..], |r| &r.members);
                for (member, _) in members.iter().filter(|m| !matches!(m.0, Handler::Rota(_))) {
                    let steps: Vec<Handler> = std::iter::once(*member).chain(rest.iter().copied()).collect();
                    self.follow(&steps, Some(step), complaint, template, places, out);
                }
                if members.is_empty() {
                    self.follow(rest, Some(step), complaint, template, places, out);
                }
                return;
            }
        };
        for (holder, place) in holders {
            let mut there = complaint.clone();
            there.assert(attr, &place);
            if !self.outcomes(&there).contains(&Outcome::Decided(template.0)) {
                continue;
            }
            let mut at = places.to_vec();
            at.retain(|p| p.0 != attr);
            at.push((attr, place));
            match holder {
                Some(unit) if matches!(step, Handler::Role(..)) => match self.seats.today(unit) {
                    Today::Unit(now) => {
                        out.push(Prospect { handler: Some(step), unit: Some(now), places: at });
                    }
                    Today::Gone => self.follow(rest, Some(step), &there, template, &at, out),
                    Today::ByPlace => {
                        let steps: Vec<Handler> =
                            std::iter::once(Handler::Unit(unit)).chain(rest.iter().copied()).collect();
                        self.follow(&steps, Some(step), &there, template, &at, out);
                    }
                },
                Some(unit) => {
                    out.push(Prospect { handler: Some(step), unit: Some(unit), places: at });
                }
                None => self.follow(rest, Some(step), &there, template, &at, out),
            }
        }
    }

    /// Who took over from a unit, by place.
    fn heirs(&self, unit: UnitId, complaint: &Complaint<'_>) -> Vec<(Option<UnitId>, Intervals)> {
        let known = complaint.facts.get(self.area);
        let at = |leaf| {
            let place = Intervals::single(leaf);
            (self.policy.registry.units.current(unit, self.day, &place), place)
        };
        joined(known.values().map(at).collect())
    }
}

/// The places of each holder together, in order of holders.
fn joined(mut parts: Vec<(Option<UnitId>, Intervals)>) -> Vec<(Option<UnitId>, Intervals)> {
    parts.retain(|p| !p.1.is_empty());
    parts.sort_by_key(|p| p.0);
    parts
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            let ranges: Vec<_> = same.iter().flat_map(|p| p.1.ranges().iter().copied()).collect();
            (same.first().and_then(|p| p.0), Intervals::union_of(ranges))
        })
        .collect()
}
