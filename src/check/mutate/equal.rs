//! Whether two editions of the lists decide everything the same: proved region by region, not guessed.

use super::super::Analysis;
use super::super::analysis::{Class, Found};
use super::super::space::{Boxes, Crowded, Space};
use crate::policy::Policy;
use crate::policy::duty::{Chain, DutyId, Parts, Practice, PracticeRule};
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What a duty says: who leads, and everything else.
type Content<'p> = (&'p [Chain], &'p Parts);

/// Whether the same contents decide every complaint on every day looked at, and the practices say the same. The lists must
/// share matters, attributes and registries. False also where that is too crowded to be proved.
pub(super) fn same(a: &Analysis, b: &Analysis) -> bool {
    if a.policy.matters.len() != b.policy.matters.len() || !practices(&a.policy, &b.policy) {
        return false;
    }
    let mut days: Vec<_> = a.days.epochs.iter().chain(&b.days.epochs).map(|e| e.days.0).collect();
    days.sort_unstable();
    days.dedup();
    let mut proved: FxHashSet<(*const Class, *const Class)> = FxHashSet::default();
    days.into_iter().all(|day| {
        let (x, y) = (by_matter(a, day), by_matter(b, day));
        (0..a.policy.matters.len() as u32).map(MatterId).all(|matter| {
            match (x.get(&matter), y.get(&matter)) {
                (None, None) => true,
                (Some(x), Some(y)) => {
                    !proved.insert((Arc::as_ptr(x), Arc::as_ptr(y)))
                        || alike(&a.policy, x, &b.policy, y).unwrap_or(false)
                }
                _ => false,
            }
        })
    })
}

fn by_matter(of: &Analysis, day: jiff::civil::Date) -> FxHashMap<MatterId, &Arc<Class>> {
    let epoch = of.days.epochs.iter().rfind(|e| e.days.0 <= day);
    let classes = epoch.into_iter().flat_map(|e| &e.classes);
    classes.flat_map(|c| c.matters.iter().map(move |m| (*m, c))).collect()
}

fn content(policy: &Policy, duty: DutyId) -> Content<'_> {
    let duty = policy.duty(duty);
    (&policy.template(duty.leads).leads, &duty.parts)
}

/// Where each content decides, as regions.
fn decided<'p>(policy: &'p Policy, found: &Found) -> Vec<(Content<'p>, Region)> {
    let mut all: Vec<(Content<'p>, Region)> = Vec::new();
    for (duty, boxes) in &found.effective {
        let (own, region) = (content(policy, *duty), found.space.region(boxes));
        match all.iter_mut().find(|(c, _)| *c == own) {
            Some((_, known)) => known.cubes.extend(region.cubes),
            None => all.push((own, region)),
        }
    }
    all
}

fn alike(pa: &Policy, a: &Class, pb: &Policy, b: &Class) -> Result<bool, Crowded> {
    let (Ok(x), Ok(y)) = (&a.found, &b.found) else { return Err(Crowded) };
    let (of_a, of_b) = (decided(pa, x), decided(pb, y));
    let open = [x.space.region(&x.open), y.space.region(&y.open)];
    if open[0] == open[1] && of_a == of_b {
        return Ok(true);
    }
    let regions = of_a.iter().chain(&of_b).map(|(_, r)| r).chain(&open);
    let space = Space::of(regions, |attr: AttrId| pa.attributes.size(attr));
    let equal = |one: &Region, other: &Region| -> Result<bool, Crowded> {
        let (one, other): (Boxes, Boxes) = (space.boxes(one), space.boxes(other));
        Ok(space.within(&one, &other)? && space.within(&other, &one)?)
    };
    let nothing = Region::empty();
    let of = |all: &[(Content<'_>, Region)], c: Content<'_>| {
        all.iter().find(|(other, _)| *other == c).map_or_else(|| nothing.clone(), |(_, r)| r.clone())
    };
    for (c, _) in of_a.iter().chain(&of_b) {
        if !equal(&of(&of_a, *c), &of(&of_b, *c))? {
            return Ok(false);
        }
    }
    equal(&open[0], &open[1])
}

/// Whether the implementation lists accept, decline and hand over the same.
fn practices(a: &Policy, b: &Policy) -> bool {
    let plain = |p: &Practice| (p.offices.clone(), p.steps.clone(), p.valid, p.unit);
    if a.practices.len() != b.practices.len()
        || !a.practices.iter().zip(&b.practices).all(|(x, y)| plain(x) == plain(y))
    {
        return false;
    }
    a.practices
        .iter()
        .zip(&b.practices)
        .all(|(x, y)| rules(a, &x.accepts, &y.accepts) && rules(a, &x.declines, &y.declines))
}

/// Whether two sets of lines mean the same of every matter, whoever takes over.
fn rules(policy: &Policy, a: &[PracticeRule], b: &[PracticeRule]) -> bool {
    let same = |x: &PracticeRule, y: &PracticeRule| {
        x.scope == y.scope && x.region == y.region && x.hand_to == y.hand_to
    };
    if a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same(x, y)) {
        return true;
    }
    let size = |attr: AttrId| policy.attributes.size(attr);
    let of = |rules: &[PracticeRule], matter: u32, to: &Option<Chain>| {
        let meant = rules.iter().filter(|r| r.hand_to == *to && r.scope.contains(matter));
        Region { cubes: meant.flat_map(|r| r.region.cubes.clone()).collect() }
    };
    a.iter().chain(b).all(|rule| {
        rule.scope.values().all(|matter| {
            let (x, y) = (of(a, matter, &rule.hand_to), of(b, matter, &rule.hand_to));
            x.within(&y, &size) && y.within(&x, &size)
        })
    })
}
