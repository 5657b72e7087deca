//! C328: urgent complaints go first to a unit that is not on duty round the clock, and nobody who is goes ahead of it.
//!
//! A unit, or a role with all its holders, is told once, however many matters and streets are concerned.

use super::ground::common;
use super::problem::{Extent, Fix};
use super::space::Crowded;
use super::{Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::duty::{Chain, DutyId, Handler, Urgency, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use crate::policy::registry::UnitId;
use std::collections::{BTreeMap, BTreeSet};

/// Urgent complaints of one unit or role.
struct Asleep<'p> {
    duties: BTreeSet<DutyId>,
    matters: BTreeSet<MatterId>,
    units: BTreeSet<UnitId>,
    /// The first that was met: its matter, where, and by which rule it is urgent, if not whatever the facts.
    first: (MatterId, Extent, Option<&'p Urgency>),
}

impl<'p> Asleep<'p> {
    fn new(first: (MatterId, Extent, Option<&'p Urgency>)) -> Self {
        Self { duties: BTreeSet::new(), matters: BTreeSet::new(), units: BTreeSet::new(), first }
    }
}

/// A step of a chain that leads to somebody who is not on duty: where, and the handler as one of a rota if it is.
type Step = (Handler, Region);

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let steps: Vec<Vec<Step>> =
        policy.templates.iter().map(|t| t.leads.iter().flat_map(|c| asleep(scene, c)).collect()).collect();
    let mut sleepers: BTreeMap<Handler, Vec<(UnitId, Region)>> = BTreeMap::new();
    for (handler, _) in steps.iter().flatten() {
        let units = sleepers.entry(role_or_unit(*handler)).or_default();
        for (unit, places) in asleep_units(scene, *handler) {
            match units.iter_mut().find(|u| u.0 == unit) {
                Some(known) => known.1.cubes.extend(places.cubes),
                None => units.push((unit, places)),
            }
        }
    }
    let mut all: BTreeMap<Handler, Asleep<'_>> = BTreeMap::new();
    let mut crowded: Vec<MatterId> = Vec::new();
    let mut forerunners = BTreeMap::new();
    let whole = Region::whole();
    for (class, found) in scene.classes() {
        let mut groups: BTreeMap<(bool, Vec<usize>), Vec<MatterId>> = BTreeMap::new();
        for matter in &class.matters {
            let whatever = policy.matters().get(*matter).urgent;
            let rules = (0..policy.urgencies().len()).filter(|&i| {
                let rule = &policy.urgencies()[i];
                !whatever && rule.scope.contains(matter.0) && in_effect(rule.valid, scene.options.day)
            });
            groups.entry((whatever, rules.collect())).or_default().push(*matter);
        }
        for ((whatever, rules), matters) in groups {
            let rules = rules.iter().map(|&i| &policy.urgencies()[i]);
            let urgent: Vec<(Option<&Urgency>, &Region)> =
                rules.map(|r| (Some(r), &r.region)).chain(whatever.then_some((None, &whole))).collect();
            for (rule, region) in urgent {
                for (duty, own) in &found.effective {
                    if watched(scene, &mut forerunners, *duty) {
                        continue;
                    }
                    for (handler, places) in &steps[policy.duty(*duty).leads.0 as usize] {
                        let key = role_or_unit(*handler);
                        let met = match all.get(&key) {
                            // Whether it is so at all is told exactly; who else is concerned, box by box.
                            Some(_) => found.space.region(own).overlaps_within(region, places),
                            None => match common(scene, found, own, &[region, places]) {
                                Ok(Some(extent)) => {
                                    all.insert(key, Asleep::new((matters[0], extent, rule)));
                                    true
                                }
                                Ok(None) => false,
                                Err(Crowded) => {
                                    crowded.extend(&matters);
                                    false
                                }
                            },
                        };
                        if let Some(known) = all.get_mut(&key).filter(|_| met) {
                            known.duties.insert(*duty);
                            known.matters.extend(&matters);
                            if known.units.len() < sleepers[&key].len() {
                                known.units.extend(reached(
                                    &sleepers[&key],
                                    &found.space.region(own),
                                    region,
                                ));
                            }
                        }
                    }
                }
            }
        }
    }
    for (handler, found) in all {
        out.push(problem(scene, handler, found));
    }
    out.extend(unanalysed::of_check(scene, "C328", crowded));
}

/// One role is told once, by whatever place it goes.
fn role_or_unit(handler: Handler) -> Handler {
    match handler {
        Handler::Role(role, _) => Handler::Role(role, None),
        other => other,
    }
}

/// Whether a duty's forerunner is there, and on duty round the clock, wherever the complaint comes from. What was said
/// of a chain is kept in `known`.
fn watched<'p>(scene: &Scene<'p>, known: &mut BTreeMap<&'p Chain, bool>, duty: DutyId) -> bool {
    let Some((chain, _)) = &scene.policy.duty(duty).parts.forerun else { return false };
    *known
        .entry(chain)
        .or_insert_with(|| asleep(scene, chain).is_empty() && scene.actors().vacant(chain).is_empty())
}

/// The steps of a chain that somewhere lead to a unit that is not on duty round the clock.
fn asleep(scene: &Scene<'_>, chain: &Chain) -> Vec<Step> {
    let actors = scene.actors();
    let sleeps = |unit: UnitId| !scene.policy.registry.units.get(unit).round_the_clock;
    let mut out = Vec::new();
    for (i, step) in chain.iter().enumerate() {
        let before = if i == 0 { Region::whole() } else { actors.vacant(&chain[..i]) };
        for handler in actors.steps(&[*step]) {
            let places = actors.held_by(handler, sleeps).intersect(&before).unwrap_or_default();
            if !places.is_empty() {
                out.push((handler, places));
            }
        }
    }
    out
}

/// The units not on duty that a handler is somewhere, and where.
fn asleep_units(scene: &Scene<'_>, handler: Handler) -> Vec<(UnitId, Region)> {
    let sleeps = |unit: UnitId| !scene.policy.registry.units.get(unit).round_the_clock;
    scene.actors().units(handler).into_iter().filter(|(unit, _)| sleeps(*unit)).collect()
}

/// Those of some units that are somewhere in what two regions have in common.
fn reached(units: &[(UnitId, Region)], a: &Region, b: &Region) -> Vec<UnitId> {
    let there = units.iter().filter(|(_, places)| places.overlaps_within(a, b));
    there.map(|(unit, _)| *unit).collect()
}

fn problem(scene: &Scene<'_>, handler: Handler, found: Asleep<'_>) -> Problem {
    let policy = scene.policy;
    let units = &policy.registry.units;
    let (matter, mut extent, urgency) = found.first;
    scene.actors().place(&mut extent.point, &[handler]);
    let names: Vec<&str> = found.units.iter().map(|u| units.get(*u).name.as_str()).collect();
    let words = |lang: Lang| {
        let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(lang.pick("、", ", "));
        let who = match (handler, names.len().saturating_sub(3), lang) {
            (Handler::Role(..), 0, Lang::Zh) => {
                format!("{}（{shown}）", policy.handler_words(handler, lang))
            }
            (Handler::Role(..), _, Lang::Zh) => {
                format!("{}（{shown} 等 {} 个单位）", policy.handler_words(handler, lang), names.len())
            }
            (Handler::Role(..), 0, Lang::En) => {
                format!("{} ({shown})", policy.handler_words(handler, lang))
            }
            (Handler::Role(..), more, Lang::En) => {
                format!("{} ({shown} and {more} more)", policy.handler_words(handler, lang))
            }
            _ => policy.handler_words(handler, lang),
        };
        let why = match (urgency, lang) {
            (None, Lang::Zh) => "一律加急".to_owned(),
            (None, Lang::En) => "urgent whatever the facts".to_owned(),
            (Some(rule), Lang::Zh) => format!("加急「{}」", rule.name),
            (Some(rule), Lang::En) => format!("urgent by \"{}\"", rule.name),
        };
        let all: Vec<MatterId> = found.matters.iter().copied().collect();
        let region = policy.region_words(&extent.region, lang);
        (who, policy.matters_words(&all, lang), policy.matter_words(matter), why, region)
    };
    let ((zw, zm, zf, zy, zp), (ew, em, ef, ey, ep)) = (words(Lang::Zh), words(Lang::En));
    let span = match handler {
        Handler::Unit(unit) => units.get(unit).span,
        Handler::Role(role, _) => units.get_role(role).span,
        Handler::Rota(rota) => policy.rotas()[rota.0 as usize].span,
    };
    let name = policy.handler_words(handler, Lang::Zh);
    let duties: Vec<DutyId> = found.duties.into_iter().collect();
    let mut problem = Problem::new(
        "C328",
        span,
        &[&name],
        format!("{zw} 要首办加急的投诉，却没有登记全天值守：{zm}；例如 {zf}（{zy}），{zp}"),
        format!(
            "{ew} is to handle urgent complaints first, but is not on duty round the clock: {em}; for example {ef} ({ey}), {ep}"
        ),
    )
    .at(&[matter], &extent, scene.options.day)
    .of(policy, &duties);
    problem.matters = found.matters.into_iter().collect();
    if matches!(handler, Handler::Role(..)) {
        for unit in found.units.iter().take(MOST_NAMED) {
            let unit = units.get(*unit);
            problem.finding.related.push((unit.span, unit.name.clone(), unit.name.clone()));
        }
    }
    problem
        .fix(Fix::advice(
            "确有人全天值守的，在单位登记里写明「全天值守：true」",
            "if somebody is on duty at any hour, say so in the registry: round_the_clock: true",
        ))
        .fix(Fix::advice(
            "没有的，加急情形另派有人值守的单位先行，或写入「先行」",
            "if not, give urgent complaints to a unit that is, or name one as forerunner",
        ))
}

/// Units of a role whose places are shown.
const MOST_NAMED: usize = 10;
