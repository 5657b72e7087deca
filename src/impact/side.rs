//! One policy in the numbers that two share.

use super::item::{Assignment, Item};
use super::moved::{self, Moved};
use crate::check::analysis::{Class, Epoch, Found, Never};
use crate::check::space::{Boxes, Crowded, Space};
use crate::policy::Policy;
use crate::policy::attribute::{Attribute, Domain};
use crate::policy::duty::{Duty, DutyId, in_effect};
use crate::policy::region::{AttrId, Cube, Region};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Attributes of a policy in shared numbers: those of the second policy, and behind them what only the first has.
#[derive(Debug)]
pub struct Shared {
    /// By number of the first policy.
    pub first: Vec<AttrId>,
    /// By shared number.
    sizes: Vec<u32>,
    /// Shared numbers of attributes whose values are not the same in both.
    pub unlike: Vec<AttrId>,
}

impl Shared {
    pub fn new(first: &Policy, second: &Policy) -> Self {
        let mut sizes: Vec<u32> = second.attributes.iter().map(|(_, a)| a.size).collect();
        let mut unlike = Vec::new();
        let ids = first.attributes.iter().map(|(_, a)| {
            match second.attributes.iter().find(|(_, b)| b.name == a.name) {
                Some((id, b)) => {
                    if !alike(first, a, second, b) {
                        unlike.push(id);
                    }
                    id
                }
                None => {
                    sizes.push(a.size);
                    AttrId((sizes.len() - 1) as u16)
                }
            }
        });
        Self { first: ids.collect(), sizes, unlike }
    }

    /// The shared number of an attribute of the first policy.
    pub fn of_first(&self, attr: AttrId) -> AttrId {
        self.first.get(usize::from(attr.0)).copied().unwrap_or(attr)
    }

    /// A region of the first policy.
    pub fn region(&self, region: &Region) -> Region {
        if self.first.iter().enumerate().all(|(i, id)| usize::from(id.0) == i) {
            return region.clone();
        }
        let cube = |c: &Cube| {
            let sides = c.sides().iter();
            let sides = sides.filter_map(|(a, s)| Some((*self.first.get(usize::from(a.0))?, s.clone())));
            sides.fold(Cube::whole(), |all, (a, s)| all.intersect(&Cube::side(a, s)).unwrap_or_default())
        };
        Region { cubes: region.cubes.iter().map(cube).collect() }
    }

    pub fn size(&self, attr: AttrId) -> u32 {
        self.sizes.get(usize::from(attr.0)).copied().unwrap_or_default()
    }
}

/// Whether two attributes have the same values in the same order.
fn alike(first: &Policy, a: &Attribute, second: &Policy, b: &Attribute) -> bool {
    let names = |p: &Policy, x: &Attribute| -> Vec<String> {
        (0..x.size).map(|v| x.value_name(v, &p.registry.areas)).collect()
    };
    a.size == b.size
        && match (&a.domain, &b.domain) {
            (Domain::Integer { low, .. }, Domain::Integer { low: other, .. }) => low == other,
            (Domain::Area, Domain::Area) => {
                let leaves = |p: &Policy| -> Vec<String> {
                    let areas = &p.registry.areas;
                    (0..areas.leaves()).map(|l| areas.full_path(areas.leaf_area(l))).collect()
                };
                leaves(first) == leaves(second)
            }
            (Domain::Integer { .. }, _) | (_, Domain::Integer { .. }) => false,
            (x, y) => x == y || names(first, a) == names(second, b),
        }
}

/// One of the two, on days on which nothing changes.
pub struct Side<'p> {
    pub policy: &'p Policy,
    pub epoch: &'p Epoch,
    pub never: &'p Never,
    /// How its numbers become the shared ones; none: they are, and it is the second of the two.
    pub shared: Option<&'p Shared>,
    /// Roles that the two give to different units.
    pub moved: &'p [Moved],
}

/// What a class says, item by item, each with where it says so.
pub type Said = BTreeMap<Item, Region>;

impl Side<'_> {
    pub fn region(&self, region: &Region) -> Region {
        self.shared.map_or_else(|| region.clone(), |shared| shared.region(region))
    }

    /// The entries about urgency of a matter.
    pub fn urgencies(&self, matter: u32) -> Vec<u32> {
        let day = self.epoch.days.0;
        let own = self.policy.urgencies.iter().enumerate();
        own.filter(|(_, u)| in_effect(u.valid, day) && u.scope.contains(matter))
            .map(|(i, _)| i as u32)
            .collect()
    }

    /// The attributes that some duties, refusals and urgencies test, in its own numbers.
    fn tested(&self, class: &Class, urgencies: &[u32]) -> Vec<AttrId> {
        let mut all: Vec<AttrId> =
            class.duties.iter().flat_map(|d| self.policy.duty(*d).region.support()).collect();
        let leads = |d: DutyId| &self.policy.template(self.policy.duty(d).leads).leads;
        all.extend(class.duties.iter().flat_map(|d| moved::tested(self.policy, self.moved, leads(*d))));
        all.extend(class.refusals.iter().flat_map(|r| self.policy.refusals[*r as usize].region.support()));
        all.extend(urgencies.iter().flat_map(|u| self.policy.urgencies[*u as usize].region.support()));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What cannot occur, as far as it can bear on attributes in its own numbers; in shared numbers.
    fn impossible(&self, tested: Vec<AttrId>) -> Region {
        let cubes = self.never.bearing(tested).into_iter().flat_map(|r| self.region(r).cubes).collect();
        Region { cubes }
    }

    /// What a class says but what cannot occur.
    fn said(&self, class: &Class, found: &Found, urgencies: &[u32]) -> Result<Said, Crowded> {
        let mut said = Said::new();
        let mut add = |item: Item, region: Region| said.entry(item).or_default().cubes.extend(region.cubes);
        let day = self.epoch.days.0;
        for (id, boxes) in &found.effective {
            let duty = self.policy.duty(*id);
            let leads = &self.policy.template(duty.leads).leads;
            let (says, place) = (Assignment::of(self.policy, duty, day), found.space.region(boxes));
            let which = usize::from(self.shared.is_none());
            for (says, place) in moved::told(self.policy, self.moved, which, leads, says, place)? {
                add(Item::Assigned(says), self.region(&place));
            }
        }
        add(Item::Gap, self.region(&found.space.region(&found.gap)));
        for refusal in class.refusals.iter().map(|r| &self.policy.refusals[*r as usize]) {
            add(Item::refused(refusal), self.region(&refusal.region));
        }
        for urgency in urgencies.iter().map(|u| &self.policy.urgencies[*u as usize]) {
            add(Item::Urgent(urgency.name.clone()), self.region(&urgency.region));
        }
        Ok(said)
    }

    fn same_duty(&self, duty: DutyId, other: &Self, its: DutyId) -> bool {
        let (a, b): (&Duty, &Duty) = (self.policy.duty(duty), other.policy.duty(its));
        let on = |side: &Self, d: &Duty| Assignment::of(side.policy, d, side.epoch.days.0);
        let leads = &self.policy.template(a.leads).leads;
        !moved::concerns(self.policy, self.moved, leads)
            && a.layer == b.layer
            && a.ruled_on == b.ruled_on
            && self.region(&a.region) == other.region(&b.region)
            && on(self, a) == on(other, b)
    }

    /// Whether two classes say the same because they hold the same entries in the same order of precedence. Cheap, and
    /// true of nearly all classes of an edit, crowded ones too.
    fn same(&self, class: &Class, other: &Self, its: &Class) -> bool {
        let refusal = |side: &Self, r: u32| {
            let refusal = &side.policy.refusals[r as usize];
            (Item::refused(refusal), side.region(&refusal.region))
        };
        let pairs = || class.duties.iter().zip(&its.duties);
        class.duties.len() == its.duties.len()
            && class.refusals.len() == its.refusals.len()
            && class.refusals.iter().zip(&its.refusals).all(|(r, s)| refusal(self, *r) == refusal(other, *s))
            && pairs().all(|(a, b)| self.same_duty(*a, other, *b))
            && pairs().all(|(a, b)| {
                pairs()
                    .all(|(c, d)| self.epoch.precedence.beats(*a, *c) == other.epoch.precedence.beats(*b, *d))
            })
    }
}

/// What one of the two says of some matters.
pub struct Half<'s, 'p> {
    pub side: &'s Side<'p>,
    /// Their class; none: they are not in effect.
    pub class: Option<Arc<Class>>,
    /// Their entries about urgency.
    pub urgent: Vec<u32>,
}

impl Half<'_, '_> {
    /// The attributes tested, in the side's own numbers.
    pub fn tested(&self) -> Vec<AttrId> {
        self.class.as_ref().map(|c| self.side.tested(c, &self.urgent)).unwrap_or_default()
    }

    pub fn impossible(&self, tested: Vec<AttrId>) -> Region {
        if self.class.is_some() { self.side.impossible(tested) } else { Region::empty() }
    }

    pub fn said(&self) -> Result<Said, Crowded> {
        match &self.class {
            None => Ok(Said::from([(Item::NoMatter, Region::whole())])),
            Some(class) => {
                let found = class.found.as_ref().map_err(|_| Crowded)?;
                self.side.said(class, found, &self.urgent)
            }
        }
    }

    fn urgency(&self) -> impl Iterator<Item = (&str, Region)> {
        let entries = self.urgent.iter().map(|u| &self.side.policy.urgencies[*u as usize]);
        entries.map(|u| (u.name.as_str(), self.side.region(&u.region)))
    }

    /// Whether both say the same because they hold the same entries.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.class, &other.class) {
            (Some(own), Some(its)) => {
                self.urgency().eq(other.urgency()) && self.side.same(own, other.side, its)
            }
            (own, its) => own.is_none() && its.is_none(),
        }
    }
}

/// Items with their boxes in a space, without what cannot occur.
pub fn in_space(space: &Space, said: &Said, never: &Boxes) -> Result<BTreeMap<Item, Boxes>, Crowded> {
    let mut out = BTreeMap::new();
    for (item, region) in said {
        let mut boxes = space.boxes(region);
        space.subtract(&mut boxes, never)?;
        out.insert(item.clone(), boxes);
    }
    out.insert(Item::Never, never.clone());
    Ok(out)
}
