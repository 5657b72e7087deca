//! What the definition says of every matter on one day, as exact regions: where nobody handles it, where only a fallback
//! does, where leads stand against each other, and where each duty decides.
//!
//! Matters with the same duties and refusals are one [`Class`] and are looked at once. The regions are bit-set boxes
//! ([`super::space`]). Of a matter too crowded for them is said what can be settled without whole regions ([`Partial`]),
//! and that the rest is not analysed: nothing is skipped in silence.

pub use super::partial::Partial;
use super::problem::Extent;
use super::space::{Boxes, Crowded, Space};
use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::duty::{DutyId, Validity, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::precedence::{Links, Precedence};
use crate::policy::region::{AttrId, Cube, Region};
use crate::router::Members;
use crate::syntax::entries::Layer;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Matters that have the same duties and refusals on a day.
#[derive(Debug, Clone)]
pub struct Class {
    /// The matters, ascending.
    pub matters: Vec<MatterId>,
    /// Their duties, ascending.
    pub duties: Vec<DutyId>,
    /// Their entries of the not-accepted list.
    pub refusals: Vec<u32>,
    /// What is true of them; if there are too many boxes to follow, what could be settled without.
    pub found: Result<Found, Box<Partial>>,
}

/// The exact regions of one class.
#[derive(Debug, Clone)]
pub struct Found {
    /// What its regions tell apart.
    pub space: Space,
    /// The attributes that its duties and refusals test, ascending.
    pub(super) tested: Vec<AttrId>,
    /// What cannot occur or is refused: to whom it would go does not matter.
    pub outside: Boxes,
    /// What can occur and is not refused.
    pub open: Boxes,
    /// Nobody is assigned.
    pub gap: Boxes,
    /// Nobody but a fallback is assigned.
    pub fallback: Boxes,
    /// Where each duty decides or stands in a conflict; duties that do nowhere are left out.
    pub effective: Vec<(DutyId, Boxes)>,
    /// Pairs with different leads, neither beaten, and where.
    pub conflicts: Vec<(DutyId, DutyId, Boxes)>,
}

/// Days on which nothing changes, and what is true on them.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// First and last day.
    pub days: Validity,
    /// What beats what.
    pub precedence: Arc<Precedence>,
    /// The classes, by their first matter.
    pub classes: Vec<Arc<Class>>,
    /// The class of each matter; beyond all classes for one that is not in effect.
    pub(super) by_matter: Vec<u32>,
}

/// What cannot occur, whatever the lists assign: assumptions, and jurisdictions that do not reach a place.
#[derive(Debug)]
pub struct Never {
    /// Each region with the attributes it tests.
    parts: Vec<(Region, Vec<AttrId>)>,
    /// For each attribute whether a part is drawn in as soon as the attribute is tested.
    couplings: Vec<(AttrId, Region)>,
}

impl Never {
    /// From the assumptions of the lists and the areas of the registries.
    pub fn new(policy: &Policy) -> Self {
        let parts = policy.assumptions.iter().map(|a| (a.never.clone(), a.never.support())).collect();
        let area = policy.attributes.area();
        let couplings = policy.attributes.iter().filter_map(|(attr, a)| {
            let Domain::Jurisdiction { set, .. } = &a.domain else { return None };
            let set = policy.registry.areas.jurisdiction(set)?;
            let members = Members::new(set, policy.registry.areas.leaves());
            Some((attr, members.impossible(area, attr, a.size)))
        });
        let mut never = Self { parts, couplings: couplings.collect() };
        // Parts that together leave nothing bear on everything.
        let void = never.parts.iter().any(|(_, support)| {
            let together = never.bearing(support.clone());
            let space = Space::of(together.iter().copied(), |a| policy.attributes.size(a));
            let mut rest = space.whole();
            let covered = together.iter().all(|r| space.subtract(&mut rest, &space.boxes(r)).is_ok());
            covered && rest.is_empty()
        });
        if void {
            never.parts = vec![(Region::whole(), Vec::new())];
        }
        never
    }

    /// All parts, whatever they bear on.
    pub fn all(&self) -> impl Iterator<Item = &Region> {
        self.parts.iter().map(|(region, _)| region).chain(self.couplings.iter().map(|(_, region)| region))
    }

    /// The parts that can bear on regions over these attributes. A part that shares no attribute with them, directly or
    /// through other parts, leaves every combination of them possible.
    pub fn bearing(&self, mut tested: Vec<AttrId>) -> Vec<&Region> {
        let mut out = Vec::new();
        let coupled = self.couplings.iter().filter(|(attr, _)| tested.contains(attr));
        let coupled: Vec<&Region> = coupled.map(|(_, region)| region).collect();
        tested.extend(coupled.iter().flat_map(|r| r.support()));
        out.extend(coupled);
        let mut rest: Vec<&(Region, Vec<AttrId>)> = self.parts.iter().collect();
        loop {
            let before = rest.len();
            rest.retain(|(region, support)| {
                let bears = support.is_empty() || support.iter().any(|a| tested.contains(a));
                if bears {
                    tested.extend(support);
                    out.push(region);
                }
                !bears
            });
            if rest.len() == before {
                return out;
            }
        }
    }
}

impl Epoch {
    /// Analyses the lists as of a day. Classes that are the same in `before` are taken over from there.
    pub fn new(
        policy: &Policy,
        links: &Links,
        days: Validity,
        never: &Never,
        before: Option<&Epoch>,
    ) -> Self {
        let day = days.0;
        let (precedence, _) = links.on(policy, day);
        let mut refusals: Vec<Vec<u32>> = vec![Vec::new(); policy.matters.len()];
        for (i, refusal) in policy.refusals.iter().enumerate().filter(|(_, r)| in_effect(r.valid, day)) {
            for m in refusal.scope.values() {
                refusals[m as usize].push(i as u32);
            }
        }
        let mut known: FxHashMap<(&[DutyId], &[u32]), usize> = FxHashMap::default();
        let mut groups: Vec<Vec<MatterId>> = Vec::new();
        for (id, _) in policy.matters.iter().filter(|(_, m)| in_effect(m.valid, day)) {
            let key = (precedence.applicable(id.0), refusals[id.0 as usize].as_slice());
            let group = *known.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(id);
        }
        let mut by_matter = vec![u32::MAX; policy.matters.len()];
        let work = Work { policy, precedence: &precedence, never, before };
        let mut classes = Vec::with_capacity(groups.len());
        for matters in groups {
            for m in &matters {
                by_matter[m.0 as usize] = classes.len() as u32;
            }
            let refused = &refusals[matters[0].0 as usize];
            classes.push(work.class(matters, refused));
        }
        Self { days, precedence: precedence.into(), classes, by_matter }
    }

    /// The class of a matter that is in effect.
    pub fn class_of(&self, matter: MatterId) -> Option<&Arc<Class>> {
        self.classes.get(*self.by_matter.get(matter.0 as usize)? as usize)
    }

    /// The classes of which some duty is.
    pub fn classes_with(&self, policy: &Policy, duty: DutyId) -> Vec<&Arc<Class>> {
        let mut places: Vec<u32> =
            policy.duty(duty).scope.values().map(|m| self.by_matter[m as usize]).collect();
        places.sort_unstable();
        places.dedup();
        let classes = places.into_iter().filter_map(|c| self.classes.get(c as usize));
        classes.filter(|class| class.duties.binary_search(&duty).is_ok()).collect()
    }
}

/// What a class is made of.
pub(super) struct Work<'a> {
    pub policy: &'a Policy,
    pub precedence: &'a Precedence,
    pub never: &'a Never,
    pub before: Option<&'a Epoch>,
}

impl Work<'_> {
    /// The class of the epoch before that is the class of some matters with these duties and refusals.
    pub fn known(&self, matters: &[MatterId], duties: &[DutyId], refused: &[u32]) -> Option<&Arc<Class>> {
        let before = self.before?;
        before.class_of(matters[0]).filter(|class| {
            class.matters == matters
                && class.duties == duties
                && class.refusals == refused
                && agree(&before.precedence, self.precedence, duties)
        })
    }

    /// The class of some matters, taken over from the epoch before if it is the same there.
    pub fn class(&self, matters: Vec<MatterId>, refused: &[u32]) -> Arc<Class> {
        let duties = self.precedence.applicable(matters[0].0);
        if let Some(class) = self.known(&matters, duties, refused) {
            return class.clone();
        }
        let beats = |r, s| self.precedence.beats(r, s);
        let found = Found::new(self.policy, &beats, self.never, duties, duties, refused);
        let partial = |Crowded| Partial::new(self.policy, &beats, self.never, duties, refused).into();
        Arc::new(Class {
            found: found.map_err(partial),
            duties: duties.to_vec(),
            refusals: refused.to_vec(),
            matters,
        })
    }
}

fn agree(a: &Precedence, b: &Precedence, duties: &[DutyId]) -> bool {
    duties.iter().all(|r| duties.iter().all(|s| a.beats(*r, *s) == b.beats(*r, *s)))
}

/// The space of some duties and refusals, the attributes that these test (ascending), and what cannot occur or is refused.
pub(super) fn setting(
    policy: &Policy,
    never: &Never,
    duties: &[DutyId],
    refusals: &[u32],
) -> (Space, Vec<AttrId>, Boxes) {
    let refused = refusals.iter().map(|&r| &policy.refusals[r as usize].region);
    let own: Vec<&Region> = duties.iter().map(|d| &policy.duty(*d).region).chain(refused.clone()).collect();
    let mut tested: Vec<AttrId> =
        own.iter().flat_map(|r| &r.cubes).flat_map(Cube::sides).map(|s| s.0).collect();
    tested.sort_unstable();
    tested.dedup();
    let bearing = never.bearing(tested.clone());
    let space = Space::of(own.iter().copied().chain(bearing.iter().copied()), |a| policy.attributes.size(a));
    let mut outside = space.none();
    bearing.into_iter().chain(refused).for_each(|region| outside.append(&space.boxes(region)));
    (space, tested, outside)
}

impl Found {
    /// Follows the definition for some duties of a class. `all`: those that the space has to tell apart.
    pub fn new(
        policy: &Policy,
        beats: &impl Fn(DutyId, DutyId) -> bool,
        never: &Never,
        all: &[DutyId],
        duties: &[DutyId],
        refusals: &[u32],
    ) -> Result<Self, Crowded> {
        let (space, tested, outside) = setting(policy, never, all, refusals);
        let mut open = space.whole();
        space.subtract(&mut open, &outside)?;
        let regions: Vec<Boxes> = duties.iter().map(|d| space.boxes(&policy.duty(*d).region)).collect();
        let found = Self::follow(policy, beats, space, (outside, open), duties, &regions)?;
        Ok(Self { tested, ..found })
    }

    /// The rest of the definition, once the boxes of every duty are known.
    fn follow(
        policy: &Policy,
        beats: &impl Fn(DutyId, DutyId) -> bool,
        space: Space,
        (outside, open): (Boxes, Boxes),
        duties: &[DutyId],
        regions: &[Boxes],
    ) -> Result<Self, Crowded> {
        let mut others = space.none();
        let layer = |others: &mut Boxes, fallback: bool| {
            others.clear();
            let of = |d: &DutyId| (policy.duty(*d).layer == Layer::Fallback) == fallback;
            duties.iter().zip(regions).filter(|(d, _)| of(d)).for_each(|(_, region)| others.append(region));
        };
        let mut fallback = open.clone();
        layer(&mut others, false);
        space.subtract(&mut fallback, &others)?;
        let mut gap = fallback.clone();
        layer(&mut others, true);
        space.subtract(&mut gap, &others)?;
        space.subtract(&mut fallback, &gap)?;
        let mut effective = Vec::with_capacity(duties.len());
        for (r, region) in duties.iter().zip(regions) {
            let mut own = space.intersect(region, &open)?;
            others.clear();
            let beating = duties.iter().zip(regions).filter(|(s, _)| beats(**s, *r));
            beating.for_each(|(_, other)| others.append(other));
            space.subtract(&mut own, &others)?;
            if !own.is_empty() {
                effective.push((*r, own));
            }
            space.bounded()?;
        }
        let mut conflicts = Vec::new();
        for (i, (r, a)) in effective.iter().enumerate() {
            for (s, b) in &effective[i + 1..] {
                if policy.duty(*r).leads != policy.duty(*s).leads && space.overlap(a, b) {
                    conflicts.push((*r, *s, space.intersect(a, b)?));
                    space.bounded()?;
                }
            }
        }
        Ok(Self { space, tested: Vec::new(), outside, open, gap, fallback, effective, conflicts })
    }

    /// Boxes of this class in the fewest words, and a point of them; nothing of no boxes. They are as large as they can be
    /// without a combination that is not meant, among those that can occur and are not refused.
    pub fn extent(&self, boxes: &Boxes) -> Option<Extent> {
        let Extent { region, mut point } = Extent::of(&self.space, boxes, &self.outside)?;
        // What only an assumption speaks of has some possible value, whatever it is.
        point.retain(|(attr, _)| {
            self.tested.binary_search(attr).is_ok() || region.cubes.iter().any(|c| c.get(*attr).is_some())
        });
        Some(Extent { region, point })
    }

    /// A point of some boxes: what is tested.
    pub fn point(&self, boxes: &Boxes) -> Option<Vec<(AttrId, u32)>> {
        let mut point = self.space.point(boxes)?;
        point.retain(|(attr, _)| self.tested.binary_search(attr).is_ok());
        Some(point)
    }

    /// Where somebody is assigned.
    pub fn handled(&self) -> Result<Boxes, Crowded> {
        let mut all = self.open.clone();
        self.space.subtract(&mut all, &self.gap)?;
        Ok(all)
    }

    /// Where somebody is assigned by more than a fallback.
    pub fn by_duty(&self) -> Result<Boxes, Crowded> {
        let mut all = self.handled()?;
        self.space.subtract(&mut all, &self.fallback)?;
        Ok(all)
    }

    /// Where a duty decides or stands in a conflict.
    pub fn effective(&self, duty: DutyId) -> Option<&Boxes> {
        self.effective.binary_search_by_key(&duty, |e| e.0).ok().map(|i| &self.effective[i].1)
    }
}
