//! C328: urgent complaints go first to a unit that is not on duty round the clock, and nobody who is goes ahead of it.
//!
//! A unit, or a role with all its holders, is told once, however many matters and streets are concerned.

use super::ground::common;
use super::problem::{Extent, Fix};
use super::space::Crowded;
use super::{Class, Found, Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Chain, DutyId, Handler, TemplateId, Urgency, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use crate::policy::registry::UnitId;
use crate::policy::renumber::Renumbered;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Urgent complaints of one unit or role.
struct Asleep<'p> {
    duties: Vec<DutyId>,
    matters: Vec<MatterId>,
    units: BTreeSet<UnitId>,
    /// The first that was met: its matter, where, and by which rule it is urgent, if not whatever the facts.
    first: (MatterId, Extent, Option<&'p Urgency>),
}

impl<'p> Asleep<'p> {
    fn new(first: (MatterId, Extent, Option<&'p Urgency>)) -> Self {
        Self { duties: Vec::new(), matters: Vec::new(), units: BTreeSet::new(), first }
    }
}

/// A step of a chain that leads to somebody who is not on duty: where, and the handler as one of a rota if it is.
type Step = (Handler, Region);

/// Urgent complaints of one class that may go first to somebody who is not on duty, by one duty and one rule.
#[derive(Debug, Clone)]
struct Piece {
    duty: DutyId,
    /// The steps of those that lead by it, and which of them.
    steps: Arc<[Step]>,
    step: usize,
    /// The number of the rule by which they are urgent; none if whatever the facts.
    rule: Option<usize>,
    matters: Arc<[MatterId]>,
    /// Known if it was looked at for an example and gave none.
    nowhere: Option<Nowhere>,
    /// The units that it reaches, once somebody asked.
    units: Option<Arc<[UnitId]>>,
}

/// A piece of a duty that is gone, until its class is looked at again.
const GONE: DutyId = DutyId(u32::MAX);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nowhere {
    Empty,
    Crowded,
}

impl Piece {
    fn handler(&self) -> Handler {
        self.steps[self.step].0
    }

    /// Whether two are one but for what was found out of them. They are of the same class.
    fn is(&self, other: &Self) -> bool {
        (self.duty, self.handler(), self.rule) == (other.duty, other.handler(), other.rule)
            && self.matters == other.matters
    }

    /// Where complaints are urgent by its rule.
    fn region<'p>(&self, policy: &'p Policy, whole: &'p Region) -> &'p Region {
        self.rule.map_or(whole, |i| &policy.urgencies()[i].region)
    }
}

/// What is known of one unit or role.
#[derive(Debug, Default)]
struct Own {
    /// By the first matter of the class.
    pieces: BTreeMap<MatterId, Vec<Piece>>,
    /// Where the example is from.
    first: Option<MatterId>,
    /// The matters of pieces that could not be settled.
    crowded: Vec<MatterId>,
}

/// Who gets urgent complaints and is not on duty round the clock, by class, so that after an edit of duties only the
/// classes near it have to be looked at again.
#[derive(Debug, Default)]
pub(super) struct Urgent {
    own: BTreeMap<Handler, Own>,
    /// Whom the pieces of each class are of, by its first matter.
    classes: FxHashMap<MatterId, Vec<Handler>>,
    /// What depends on the registries alone.
    steps: FxHashMap<Chain, Arc<[Step]>>,
    watched: FxHashMap<Chain, bool>,
    sleepers: FxHashMap<Handler, Arc<[(UnitId, Region)]>>,
}

/// What came of looking at some classes again.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// The names of those about whom something may be otherwise.
    pub names: Vec<String>,
    /// What there is to say about them.
    pub told: Vec<Problem>,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    Urgent::default().look_at_all(scene, out);
}

impl Urgent {
    /// Looks at all classes. Nothing may be known before.
    pub fn look_at_all(&mut self, scene: &Scene<'_>, out: &mut Vec<Problem>) {
        let mut templates = FxHashMap::default();
        for (class, found) in scene.classes() {
            self.enter(scene, class, found, &mut templates);
        }
        let handlers: Vec<Handler> = self.own.keys().copied().collect();
        out.extend(handlers.into_iter().filter_map(|handler| self.told(scene, handler)));
        out.extend(self.unsettled(scene));
    }

    /// Takes along all numbers.
    pub fn carry(&mut self, numbers: &Renumbered) {
        for piece in self.own.values_mut().flat_map(|own| own.pieces.values_mut()).flatten() {
            piece.duty = numbers.of(piece.duty).unwrap_or(GONE);
        }
    }

    /// Looks again at the classes of some matters (ascending). `changed`: the duties that say something else.
    pub fn look(&mut self, scene: &Scene<'_>, matters: &[MatterId], changed: &[DutyId]) -> Looked {
        let mut templates = FxHashMap::default();
        let mut turned: BTreeSet<Handler> = BTreeSet::new();
        let crowded = self.own.values().any(|own| !own.crowded.is_empty());
        for &first in matters {
            let class = scene.now().class_of(first).filter(|c| c.matters[0] == first);
            let known = self.classes.remove(&first);
            if class.is_none() && known.is_none() {
                continue;
            }
            let mut old: BTreeMap<Handler, Vec<Piece>> = BTreeMap::new();
            for handler in known.unwrap_or_default() {
                let own = self.own.entry(handler).or_default();
                old.insert(handler, own.pieces.remove(&first).unwrap_or_default());
                if own.first == Some(first) {
                    turned.insert(handler);
                }
            }
            let Some(class) = class else {
                // What was the first of a class is so no longer.
                turned.extend(old.into_keys());
                continue;
            };
            if let Ok(found) = &class.found {
                self.enter(scene, class, found, &mut templates);
            }
            let new = self.classes.get(&first).map_or(&[][..], Vec::as_slice);
            let touched: BTreeSet<Handler> = old.keys().chain(new).copied().collect();
            for handler in touched {
                let was = old.remove(&handler).unwrap_or_default();
                if !self.stays(scene, handler, (first, class), &was, changed) {
                    turned.insert(handler);
                }
            }
        }
        let mut looked = Looked::default();
        for &handler in &turned {
            looked.names.push(name(scene, handler));
        }
        // Two of one name are found together.
        let others =
            self.own.keys().filter(|h| !turned.contains(h) && looked.names.contains(&name(scene, **h)));
        let others: Vec<Handler> = others.copied().collect();
        for handler in turned.into_iter().chain(others) {
            looked.told.extend(self.told(scene, handler));
        }
        self.own.retain(|_, own| !own.pieces.is_empty());
        let unsettled = self.unsettled(scene);
        if crowded || unsettled.is_some() {
            looked.names.push("check\0C328".to_owned());
            looked.told.extend(unsettled);
        }
        looked
    }

    /// Finds the pieces of a class.
    fn enter(
        &mut self,
        scene: &Scene<'_>,
        class: &Class,
        found: &Found,
        templates: &mut FxHashMap<TemplateId, Arc<[Step]>>,
    ) {
        let policy = scene.policy;
        let mut groups: BTreeMap<(bool, Vec<usize>), Vec<MatterId>> = BTreeMap::new();
        for matter in &class.matters {
            let whatever = policy.matters().get(*matter).urgent;
            let rules = (0..policy.urgencies().len()).filter(|&i| {
                let rule = &policy.urgencies()[i];
                !whatever && rule.scope.contains(matter.0) && in_effect(rule.valid, scene.options.day)
            });
            let rules: Vec<usize> = rules.collect();
            if whatever || !rules.is_empty() {
                groups.entry((whatever, rules)).or_default().push(*matter);
            }
        }
        if groups.is_empty() {
            return;
        }
        let whole = Region::whole();
        let mut leads: Vec<(DutyId, Region, Arc<[Step]>)> = Vec::new();
        for (duty, own) in &found.effective {
            let steps = self.steps_of(scene, policy.duty(*duty).leads, templates);
            if !steps.is_empty() && !self.is_watched(scene, *duty) {
                leads.push((*duty, found.space.region(own), steps));
            }
        }
        let mut handlers: BTreeSet<Handler> = BTreeSet::new();
        for ((whatever, rules), matters) in groups {
            let matters: Arc<[MatterId]> = matters.into();
            for rule in rules.into_iter().map(Some).chain(whatever.then_some(None)) {
                let region = rule.map_or(&whole, |i| &policy.urgencies()[i].region);
                for (duty, own, steps) in &leads {
                    for (step, (handler, places)) in steps.iter().enumerate() {
                        if !own.overlaps_within(region, places) {
                            continue;
                        }
                        let key = role_or_unit(*handler);
                        handlers.insert(key);
                        let pieces = &mut self.own.entry(key).or_default().pieces;
                        pieces.entry(class.matters[0]).or_default().push(Piece {
                            duty: *duty,
                            steps: steps.clone(),
                            step,
                            rule,
                            matters: matters.clone(),
                            nowhere: None,
                            units: None,
                        });
                    }
                }
            }
        }
        if !handlers.is_empty() {
            self.classes.insert(class.matters[0], handlers.into_iter().collect());
        }
    }

    /// Whether what there is to say of somebody is not touched by the pieces of a class that were put in the place of others.
    fn stays(
        &mut self,
        scene: &Scene<'_>,
        handler: Handler,
        (first, class): (MatterId, &Class),
        was: &[Piece],
        changed: &[DutyId],
    ) -> bool {
        let Some(mut own) = self.own.remove(&handler) else { return was.is_empty() };
        let is = own.pieces.get_mut(&first).map_or(&mut [][..], Vec::as_mut_slice);
        let same = was.len() == is.len() && was.iter().zip(&*is).all(|(a, b)| a.is(b));
        // The words of a duty may be others although it leads as before.
        let mut stays = same
            && own.first != Some(first)
            && is.iter().all(|p| changed.binary_search(&p.duty).is_err())
            && was.iter().all(|p| p.nowhere.is_none());
        // Where the units were not asked for, others reach all of them.
        if stays {
            for (old, new) in was.iter().zip(is).filter(|(old, _)| old.units.is_some()) {
                self.ask(scene, class, new);
                stays &= old.units == new.units;
            }
        }
        self.own.insert(handler, own);
        stays
    }

    /// Finds the units that a piece reaches.
    fn ask(&mut self, scene: &Scene<'_>, class: &Class, piece: &mut Piece) {
        if piece.units.is_none() {
            let sleepers = self.sleepers_of(scene, piece.handler());
            let own = class.known().effective(piece.duty).map(|own| class.known().space.region(own));
            let whole = Region::whole();
            let region = piece.region(scene.policy, &whole);
            piece.units = Some(own.map_or_else(Vec::new, |own| reached(&sleepers, &own, region)).into());
        }
    }

    /// Puts together what there is to say of one unit or role.
    fn told(&mut self, scene: &Scene<'_>, handler: Handler) -> Option<Problem> {
        let policy = scene.policy;
        let mut own = self.own.remove(&handler)?;
        (own.first, own.crowded) = (None, Vec::new());
        let named: BTreeSet<Handler> = own.pieces.values().flatten().map(Piece::handler).collect();
        let all: BTreeSet<UnitId> = named
            .into_iter()
            .flat_map(|h| self.sleepers_of(scene, h).iter().map(|s| s.0).collect::<Vec<_>>())
            .collect();
        let whole = Region::whole();
        let mut asleep: Option<Asleep<'_>> = None;
        for (first, pieces) in &mut own.pieces {
            let Some(class) = scene.now().class_of(*first) else { continue };
            for piece in pieces {
                // Whether it is so at all is told exactly; who else is concerned, box by box.
                if asleep.is_none() && piece.nowhere.is_none() {
                    let region = piece.region(policy, &whole);
                    let found = class.known();
                    let places = &piece.steps[piece.step].1;
                    let extent =
                        found.effective(piece.duty).map(|own| common(scene, found, own, &[region, places]));
                    match extent.unwrap_or(Ok(None)) {
                        Ok(Some(extent)) => {
                            let rule = piece.rule.map(|i| &policy.urgencies()[i]);
                            own.first = Some(*first);
                            asleep = Some(Asleep::new((piece.matters[0], extent, rule)));
                        }
                        Ok(None) => piece.nowhere = Some(Nowhere::Empty),
                        Err(Crowded) => piece.nowhere = Some(Nowhere::Crowded),
                    }
                }
                let Some(known) = &mut asleep else {
                    if piece.nowhere == Some(Nowhere::Crowded) {
                        own.crowded.extend(&*piece.matters);
                    }
                    continue;
                };
                known.duties.push(piece.duty);
                known.matters.extend(&*piece.matters);
                if known.units.len() < all.len() {
                    self.ask(scene, class, piece);
                    known.units.extend(piece.units.iter().flat_map(|u| u.iter()));
                }
            }
        }
        self.own.insert(handler, own);
        let mut asleep = asleep?;
        asleep.duties.sort_unstable();
        asleep.duties.dedup();
        asleep.matters.sort_unstable();
        asleep.matters.dedup();
        Some(problem(scene, handler, asleep))
    }

    /// What could not be settled.
    fn unsettled(&self, scene: &Scene<'_>) -> Option<Problem> {
        let crowded = self.own.values().flat_map(|own| own.crowded.iter().copied()).collect();
        unanalysed::of_check(scene, "C328", crowded)
    }

    /// The steps of a template that lead to somebody who is not on duty.
    fn steps_of(
        &mut self,
        scene: &Scene<'_>,
        template: TemplateId,
        known: &mut FxHashMap<TemplateId, Arc<[Step]>>,
    ) -> Arc<[Step]> {
        let leads = || &scene.policy.template(template).leads;
        let chains = || -> Arc<[Step]> {
            let steps = leads().iter().flat_map(|chain| {
                let own = self.steps.entry(chain.clone());
                own.or_insert_with(|| asleep(scene, chain).into()).iter().cloned().collect::<Vec<_>>()
            });
            steps.collect()
        };
        known.entry(template).or_insert_with(chains).clone()
    }

    /// Whether a duty's forerunner is there, and on duty round the clock, wherever the complaint comes from.
    fn is_watched(&mut self, scene: &Scene<'_>, duty: DutyId) -> bool {
        let Some((chain, _)) = &scene.policy.duty(duty).parts.forerun else { return false };
        if let Some(known) = self.watched.get(chain) {
            return *known;
        }
        let watched = asleep(scene, chain).is_empty() && scene.actors().vacant(chain).is_empty();
        self.watched.insert(chain.clone(), watched);
        watched
    }

    /// The units not on duty that a handler is somewhere.
    fn sleepers_of(&mut self, scene: &Scene<'_>, handler: Handler) -> Arc<[(UnitId, Region)]> {
        let known = self.sleepers.entry(handler);
        known.or_insert_with(|| asleep_units(scene, handler).into()).clone()
    }
}

/// The name under which somebody is told.
fn name(scene: &Scene<'_>, handler: Handler) -> String {
    scene.policy.handler_words(handler, Lang::Zh)
}

/// One role is told once, by whatever place it goes.
fn role_or_unit(handler: Handler) -> Handler {
    match handler {
        Handler::Role(role, _) => Handler::Role(role, None),
        other => other,
    }
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
        let region = policy.region_words(&extent.region, lang);
        (who, policy.matters_words(&found.matters, lang), policy.matter_words(matter), why, region)
    };
    let ((zw, zm, zf, zy, zp), (ew, em, ef, ey, ep)) = (words(Lang::Zh), words(Lang::En));
    let span = match handler {
        Handler::Unit(unit) => units.get(unit).span,
        Handler::Role(role, _) => units.get_role(role).span,
        Handler::Rota(rota) => policy.rotas()[rota.0 as usize].span,
    };
    let name = name(scene, handler);
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
    .of(policy, &found.duties);
    problem.matters = found.matters;
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
