//! Every unit that a template may lead to somewhere in a set of facts: what an assertion about the first handler is held
//! against.

use super::Today;
use crate::diagram::Outcome;
use crate::policy::duty::{Handler, TemplateId};
use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
use crate::policy::registry::UnitId;
use crate::router::{Complaint, Router};

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
        match self.seats.today(unit) {
            Today::Unit(now) => Some(now),
            Today::ByPlace | Today::Gone => None,
        }
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
