//! Roles that one of two policies gives to other units than the other, place by place.

use super::item::Assignment;
use super::side::Shared;
use crate::check::space::Crowded;
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::duty::{Chain, Handler};
use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Region};
use crate::policy::registry::{RoleId, RoleKey};
use crate::text::fold;
use std::collections::BTreeMap;

/// A role with who plays it in either policy where that is not the same.
#[derive(Debug)]
pub struct Moved {
    name: String,
    /// Places, or members of a jurisdiction set, with who plays it in the first and in the second policy.
    parts: Vec<(Intervals, [Option<String>; 2])>,
    /// Its places are not the same in both: what it comes to cannot be compared.
    unlike: bool,
}

/// The roles of both that differ.
pub fn moved(first: &Policy, second: &Policy, shared: &Shared) -> Vec<Moved> {
    let mut all = Vec::new();
    if std::ptr::eq(first, second) {
        return all;
    }
    let (old, new) = (&first.registry.units, &second.registry.units);
    let other_places = shared.unlike.contains(&second.attributes.area());
    for (id, role) in old.roles() {
        let Some(now) = new.role(&role.name) else { continue };
        let unlike = new.get_role(now).key != role.key || role.key == RoleKey::Area && other_places;
        let parts = if unlike { Vec::new() } else { parts(&runs(first, id), &runs(second, now)) };
        if unlike || !parts.is_empty() {
            all.push(Moved { name: fold(&role.name).into_owned(), parts, unlike });
        }
    }
    all
}

/// Upper bound, excluded, and the name of the unit.
fn runs(policy: &Policy, role: RoleId) -> Vec<(u32, Option<&str>)> {
    let units = &policy.registry.units;
    units.runs(role).iter().map(|(to, unit)| (*to, unit.map(|u| units.get(u).name.as_str()))).collect()
}

fn parts(old: &[(u32, Option<&str>)], new: &[(u32, Option<&str>)]) -> Vec<(Intervals, [Option<String>; 2])> {
    let mut bounds: Vec<u32> = old.iter().chain(new).map(|(to, _)| *to).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut by_units: BTreeMap<[Option<&str>; 2], Vec<(u32, u32)>> = BTreeMap::new();
    let mut low = 0;
    for high in bounds {
        let pair =
            [old, new].map(|runs| runs.get(runs.partition_point(|(to, _)| *to <= low)).and_then(|r| r.1));
        if pair[0] != pair[1] {
            by_units.entry(pair).or_default().push((low, high));
        }
        low = high;
    }
    let told = |(pair, ranges): ([Option<&str>; 2], Vec<(u32, u32)>)| {
        (Intervals::union_of(ranges), pair.map(|unit| unit.map(str::to_owned)))
    };
    by_units.into_iter().map(told).collect()
}

/// What a duty says in a region, with the units in the place of roles where the other policy has other ones. `which`: the
/// first or the second policy; the region is in its own numbers.
pub fn told(
    policy: &Policy,
    moved: &[Moved],
    which: usize,
    leads: &[Chain],
    assignment: Assignment,
    region: Region,
) -> Result<Vec<(Assignment, Region)>, Crowded> {
    let mut all = vec![(assignment, region)];
    for handler in leads.iter().flatten() {
        let Some((role, attr)) = found(policy, moved, *handler)? else { continue };
        let words = policy.handler_words(*handler, Lang::Zh);
        let mut next = Vec::new();
        for (assignment, region) in all {
            let mut rest = Intervals::range(0, policy.attributes.get(attr).size);
            for (places, units) in &role.parts {
                rest = rest.subtract(places);
                let here = region.intersect(&Region::side(attr, places.clone())).map_err(|_| Crowded)?;
                if !here.cubes.is_empty() {
                    next.push((named(&assignment, &words, units[which].as_deref()), here));
                }
            }
            let here = region.intersect(&Region::side(attr, rest)).map_err(|_| Crowded)?;
            if !here.cubes.is_empty() {
                next.push((assignment, here));
            }
        }
        all = next;
    }
    Ok(all)
}

/// The attributes by which a duty's moved roles are looked up.
pub fn tested(policy: &Policy, moved: &[Moved], leads: &[Chain]) -> Vec<AttrId> {
    leads.iter().flatten().filter_map(|h| found(policy, moved, *h).ok()?.map(|(_, attr)| attr)).collect()
}

/// Whether a duty names a role that is not played alike, or that cannot be compared.
pub fn concerns(policy: &Policy, moved: &[Moved], leads: &[Chain]) -> bool {
    leads.iter().flatten().any(|h| !matches!(found(policy, moved, *h), Ok(None)))
}

fn found<'m>(
    policy: &Policy,
    moved: &'m [Moved],
    handler: Handler,
) -> Result<Option<(&'m Moved, AttrId)>, Crowded> {
    let Handler::Role(id, at) = handler else { return Ok(None) };
    let role = policy.registry.units.get_role(id);
    let name = fold(&role.name);
    let Some(moved) = moved.iter().find(|m| m.name == name) else { return Ok(None) };
    let by_set = |set: &String| {
        let is = |d: &Domain| matches!(d, Domain::Jurisdiction { set: s, .. } if fold(s) == fold(set));
        policy.attributes.iter().find(|(_, a)| is(&a.domain)).map(|(id, _)| id)
    };
    let attr = match &role.key {
        RoleKey::Area => Some(at.unwrap_or_else(|| policy.attributes.area())),
        RoleKey::Jurisdiction(set) => by_set(set),
    };
    match attr {
        Some(attr) if !moved.unlike => Ok(Some((moved, attr))),
        _ => Err(Crowded),
    }
}

/// With a unit in the place of a role, wherever it is one of a chain.
fn named(assignment: &Assignment, role: &str, unit: Option<&str>) -> Assignment {
    let one = |words: &str| {
        if words == role { format!("{role}＝{}", unit.unwrap_or("（空缺）")) } else { words.to_owned() }
    };
    let chain = |words: &String| words.split("，无则 ").map(one).collect::<Vec<_>>().join("，无则 ");
    Assignment { leads: assignment.leads.iter().map(chain).collect(), ..assignment.clone() }
}
