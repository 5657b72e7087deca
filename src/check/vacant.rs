//! C326: a role that a duty gives work to in a place where nobody plays it, and no further step of the chain is there.

use super::ground::common;
use super::problem::{Extent, Fix};
use super::space::Crowded;
use super::{Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::duty::{Chain, DutyId, Handler};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use std::collections::BTreeMap;

/// Where a chain leads to nobody.
struct Vacant {
    duties: Vec<DutyId>,
    matters: Vec<MatterId>,
    /// The first that was met, for the witness.
    first: (MatterId, Extent),
    /// All places reached; `None`: they are not of one attribute.
    places: Option<Intervals>,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let empty: Vec<Vec<(&Chain, Region)>> = policy
        .templates
        .iter()
        .map(|t| {
            let chains = t.leads.iter().map(|c| (c, scene.actors().vacant(c)));
            // Which of a rota's members is on duty is no matter of places.
            chains
                .filter(|(c, r)| !r.is_empty() && c.iter().any(|h| matches!(h, Handler::Role(..))))
                .collect()
        })
        .collect();
    if empty.iter().all(Vec::is_empty) {
        return;
    }
    let mut all: BTreeMap<&Chain, (Region, Option<Vacant>)> = BTreeMap::new();
    let mut crowded: Vec<MatterId> = Vec::new();
    for (class, found) in scene.classes() {
        for (duty, own) in &found.effective {
            for (chain, vacant) in &empty[policy.duty(*duty).leads.0 as usize] {
                let extent = match common(scene, found, own, &[vacant]) {
                    Ok(Some(extent)) => extent,
                    Ok(None) => continue,
                    Err(Crowded) => {
                        crowded.extend(&class.matters);
                        continue;
                    }
                };
                let (_, known) = all.entry(chain).or_insert_with(|| (vacant.clone(), None));
                let reached = places(vacant, &extent.region);
                match known {
                    None => {
                        *known = Some(Vacant {
                            duties: vec![*duty],
                            matters: class.matters.clone(),
                            first: (class.matters[0], extent),
                            places: reached,
                        });
                    }
                    Some(known) => {
                        known.duties.push(*duty);
                        known.matters.extend(&class.matters);
                        known.places = known.places.take().zip(reached).map(|(a, b)| a.union(&b));
                    }
                }
            }
        }
    }
    for (chain, (vacant, found)) in all {
        out.extend(found.map(|found| problem(scene, chain, vacant, found)));
    }
    out.extend(unanalysed::of_check(scene, "C326", crowded));
}

/// The places of a vacancy that a region reaches, if it is one of one attribute.
fn places(vacant: &Region, region: &Region) -> Option<Intervals> {
    let [cube] = vacant.cubes.as_slice() else { return None };
    let [(axis, set)] = cube.sides() else { return None };
    let sides = region.cubes.iter().map(|c| c.get(*axis).map_or_else(|| set.clone(), |s| s.intersect(set)));
    Some(sides.fold(Intervals::empty(), |all, side| all.union(&side)))
}

fn problem(scene: &Scene<'_>, chain: &Chain, mut vacant: Region, mut found: Vacant) -> Problem {
    let policy = scene.policy;
    if let ([cube], Some(places)) = (vacant.cubes.as_slice(), &found.places)
        && let [(axis, _)] = cube.sides()
    {
        vacant = Region::side(*axis, places.clone());
    }
    found.duties.sort_unstable();
    found.duties.dedup();
    found.matters.sort_unstable();
    found.matters.dedup();
    scene.actors().place(&mut found.first.1.point, &[]);
    let words = |lang: Lang| {
        let shown: Vec<&str> = found.duties.iter().take(3).map(|d| &*policy.duty(*d).code).collect();
        let shown = shown.join(lang.pick("、", ", "));
        let duties = match (found.duties.len().saturating_sub(3), lang) {
            (0, _) => shown,
            (_, Lang::Zh) => format!("{shown} 等 {} 条职责", found.duties.len()),
            (more, Lang::En) => format!("{shown} and {more} more"),
        };
        (policy.chain_words(chain, lang), policy.region_words(&vacant, lang), duties)
    };
    let ((zc, zp, zd), (ec, ep, ed)) = (words(Lang::Zh), words(Lang::En));
    let assign = if found.duties.len() == 1 { "assigns" } else { "assign" };
    let mut problem = Problem::new(
        "C326",
        policy.duty(found.duties[0]).span,
        &[&zc],
        format!("{zd} 派给 {zc}，但有的地方没有单位担任：{zp}"),
        format!("{ed} {assign} to {ec}, but there are places where nobody plays it: {ep}"),
    )
    .at(&[found.first.0], &found.first.1, scene.options.day)
    .of(policy, &found.duties);
    problem.matters = found.matters;
    problem.region = vacant;
    let roles = chain.iter().filter_map(|h| match h {
        Handler::Role(role, _) => Some(policy.registry.units.get_role(*role)),
        _ => None,
    });
    for role in roles {
        let name = role.name.clone();
        problem.finding.related.push((role.span, format!("角色 {name}"), format!("role {name}")));
    }
    problem
        .fix(Fix::advice(
            "在单位登记里为这些地方登记担任这个角色的单位",
            "name a unit that plays the role in these places in the registry",
        ))
        .fix(Fix::advice(
            format!("在职责里写下一步：首办：{}，无则 （单位）", policy.written_chain(chain)),
            format!("add a step to the duty: {ec}, else (unit)"),
        ))
}
