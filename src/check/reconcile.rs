//! One unit's view of the three lists: what duties give it, what its practices say, and where the two agree.

use super::ground::Line;
use super::space::{Boxes, Crowded, Space};
use super::{Analysis, Problem, Report, Scene};
use crate::policy::Policy;
use crate::policy::duty::{Chain, DutyId, Handler, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::{Cube, Region};
use crate::policy::registry::{RoleId, UnitId};
use crate::syntax::entries::Layer;
use crate::text::Span;
use std::collections::BTreeMap;

/// What one unit finds about itself in the lists, as of the first day of an [`Analysis`].
#[derive(Debug, Clone)]
pub struct View {
    /// The unit.
    pub unit: UnitId,
    /// The roles it plays, and where.
    pub roles: Vec<(RoleId, Region)>,
    /// The duties that decide somewhere and name it, in order, each part once.
    pub duties: Vec<Part>,
    /// Its own practices and those of its roles, with the places in which they are its.
    pub practices: Vec<(u32, Region)>,
    /// The matters that are assigned to it or that its practices mention, in order.
    pub matters: Vec<Standing>,
    /// Matters of the view that could not be followed box by box.
    pub crowded: Vec<MatterId>,
    /// The lines of other practices that hand over to it.
    pub handed: Vec<Line>,
    /// Rulings in effect that name it.
    pub rulings: Vec<DutyId>,
    /// Matters assigned to it that are always urgent, or urgent where it leads by these rules (their numbers).
    pub urgent: Vec<(MatterId, Vec<usize>)>,
    /// The problems that concern it: numbers in the report.
    pub problems: Vec<usize>,
}

/// What a duty gives the unit to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The duty.
    pub duty: DutyId,
    /// As what.
    pub kind: Kind,
    /// By which name: its own, a role, or a rota.
    pub by: Handler,
    /// Where it is the unit so named.
    pub places: Region,
}

/// As what a duty names a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Lead,
    Assist,
    Inform,
    Supervise,
    Forerun,
}

/// How a matter stands with the unit. Empty regions: nowhere.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The matter.
    pub matter: MatterId,
    /// Assigned to it, and accepted.
    pub agreed: Region,
    /// Assigned to it, and its practices say nothing.
    pub silent: Region,
    /// Assigned to it, and declined.
    pub declined: Region,
    /// Accepted, and no duty gives it any part.
    pub unassigned: Region,
}

impl Analysis {
    /// One unit's view of the lists. `report`: of this analysis.
    pub fn reconcile(&self, unit: UnitId, report: &Report) -> View {
        let scene = self.scene();
        let policy = scene.policy;
        let units = &policy.registry.units;
        let held = |handler| scene.actors().held_by(handler, |u| u == unit);
        let own = |role: RoleId| Handler::Role(role, policy.role_attribute(role));
        let roles: Vec<(RoleId, Region)> =
            units.roles().map(|(role, _)| (role, held(own(role)))).filter(|r| !r.1.is_empty()).collect();
        let mut of: BTreeMap<Handler, Region> = BTreeMap::new();
        let mut practices = Vec::new();
        for (i, practice) in policy.practices.iter().enumerate() {
            let places = of.entry(practice.unit).or_insert_with(|| held(practice.unit));
            if in_effect(practice.valid, scene.options.day) && !places.is_empty() {
                practices.push((i as u32, places.clone()));
            }
        }
        let mut view = View {
            unit,
            roles,
            duties: Vec::new(),
            practices,
            matters: Vec::new(),
            crowded: Vec::new(),
            handed: Vec::new(),
            rulings: Vec::new(),
            urgent: Vec::new(),
            problems: Vec::new(),
        };
        view.fill(&scene);
        view.concerned(&scene, report);
        view
    }
}

impl Policy {
    /// By which attribute a role goes where nothing else is said.
    fn role_attribute(&self, role: RoleId) -> Option<crate::policy::region::AttrId> {
        use crate::policy::attribute::Domain;
        use crate::policy::registry::RoleKey;
        let RoleKey::Jurisdiction(set) = &self.registry.units.get_role(role).key else { return None };
        let of = |domain: &Domain| matches!(domain, Domain::Jurisdiction { set: own, .. } if own == set);
        self.attributes.iter().find(|(_, a)| of(&a.domain)).map(|f| f.0)
    }
}

impl View {
    fn fill(&mut self, scene: &Scene<'_>) {
        let policy = scene.policy;
        let lines = policy.lines_by_matter(scene.options.day);
        let mine = |l: &Line| self.practices.binary_search_by_key(&l.practice, |p| p.0).is_ok();
        let mut parts: BTreeMap<DutyId, Vec<Part>> = BTreeMap::new();
        let (mut matters, mut crowded, mut urgent) = (Vec::new(), Vec::new(), Vec::new());
        for (class, found) in scene.classes() {
            let mut named: Vec<(&Part, Region)> = Vec::new();
            for (duty, _) in &found.effective {
                parts.entry(*duty).or_insert_with(|| parts_of(scene, *duty, self.unit));
            }
            for (duty, own) in &found.effective {
                let own = || found.space.region(own);
                named.extend(parts[duty].iter().map(|p| (p, own())));
            }
            for matter in &class.matters {
                let lines: Vec<Line> = lines[matter.0 as usize].iter().copied().filter(mine).collect();
                if lines.is_empty() && named.is_empty() {
                    continue;
                }
                let Ok((standing, leads)) = self.standing(scene, found, *matter, &named, &lines) else {
                    crowded.push(*matter);
                    continue;
                };
                let regions = [&standing.agreed, &standing.silent, &standing.declined, &standing.unassigned];
                if regions.iter().any(|r| !r.is_empty()) {
                    matters.push(standing);
                }
                let rules = policy.urgencies().iter().enumerate();
                let meets = |r: &Region| leads.overlaps(r);
                let rules = rules.filter(|(_, rule)| {
                    let live = in_effect(rule.valid, scene.options.day);
                    live && rule.scope.contains(matter.0) && meets(&rule.region)
                });
                let rules: Vec<usize> = rules.map(|(i, _)| i).collect();
                let always = policy.matters().get(*matter).urgent && !leads.is_empty();
                if always || !rules.is_empty() {
                    urgent.push((*matter, if always { Vec::new() } else { rules }));
                }
            }
        }
        matters.sort_unstable_by_key(|s| s.matter);
        urgent.sort_unstable_by_key(|u| u.0);
        self.handed = self.handing(scene, &lines);
        self.duties = parts.into_values().flatten().collect();
        let mut rulings: Vec<DutyId> = self.duties.iter().map(|p| p.duty).collect();
        rulings.dedup();
        self.rulings = rulings.into_iter().filter(|d| policy.duty(*d).layer == Layer::Ruling).collect();
        (self.matters, self.crowded, self.urgent) = (matters, crowded, urgent);
    }

    /// The lines of others that hand something over to the unit.
    fn handing(&self, scene: &Scene<'_>, lines: &[Vec<Line>]) -> Vec<Line> {
        let mut all: Vec<Line> = lines.iter().flatten().filter(|l| l.declines).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|line| {
            let rule = scene.policy.practice_line(*line);
            let to = rule.hand_to.iter().map(|chain| leads_to(scene, chain, self.unit));
            let mut regions = to.flat_map(|r| r.cubes);
            regions.any(|place| rule.region.cubes.iter().any(|c| c.overlaps(&place)))
        });
        all
    }

    /// How one matter stands, and where the unit leads.
    fn standing(
        &self,
        scene: &Scene<'_>,
        found: &super::Found,
        matter: MatterId,
        named: &[(&Part, Region)],
        lines: &[Line],
    ) -> Result<(Standing, Region), Crowded> {
        let policy = scene.policy;
        let places = |l: &Line| {
            let at = self.practices.binary_search_by_key(&l.practice, |p| p.0);
            at.map_or_else(|_| Region::empty(), |i| self.practices[i].1.clone())
        };
        let places: Vec<Region> = lines.iter().map(places).collect();
        let outside = found.space.region(&found.outside);
        let rules: Vec<&Region> = lines.iter().map(|l| &policy.practice_line(*l).region).collect();
        let all = || {
            let named = named.iter().flat_map(|(part, own)| [own, &part.places]);
            named.chain(&places).chain(rules.iter().copied()).chain([&outside])
        };
        let tested = all().flat_map(|r| &r.cubes).flat_map(Cube::sides).map(|s| s.0).collect();
        let bearing = scene.never().bearing(tested);
        let space = Space::of(all().chain(bearing.iter().copied()), |a| policy.attributes.size(a));
        let mut out = space.boxes(&outside);
        for region in &bearing {
            out.add(&space.boxes(region))?;
        }
        let mut open = space.whole();
        space.subtract(&mut open, &out)?;
        let (mut leads, mut any) = (space.none(), space.none());
        for (part, own) in named {
            let here = space.intersect(&space.boxes(own), &space.boxes(&part.places))?;
            let here = space.intersect(&here, &open)?;
            any.add(&here)?;
            if part.kind == Kind::Lead {
                leads.add(&here)?;
            }
        }
        let mut said = Vec::with_capacity(lines.len());
        for ((line, rule), places) in lines.iter().zip(&rules).zip(&places) {
            let here = space.intersect(&space.boxes(rule), &space.boxes(places))?;
            said.push((*line, space.intersect(&here, &open)?));
        }
        let said = super::ground::Said::new(&space, policy, &said)?;
        let agreed = space.intersect(&leads, &said.accepted)?;
        let declined = space.intersect(&leads, &said.declined)?;
        let mut silent = leads.clone();
        space.subtract(&mut silent, &said.accepted)?;
        space.subtract(&mut silent, &said.declined)?;
        let mut unassigned = said.accepted;
        space.subtract(&mut unassigned, &any)?;
        let region = |boxes: &Boxes| space.region(&space.fold(boxes, &out));
        let standing = Standing {
            matter,
            agreed: region(&agreed),
            silent: region(&silent),
            declined: region(&declined),
            unassigned: region(&unassigned),
        };
        Ok((standing, space.region(&leads)))
    }

    /// The problems of a report that concern the unit: about a duty that names it where the problem is, or at its own
    /// practices, at the unit itself or one of its roles.
    fn concerned(&mut self, scene: &Scene<'_>, report: &Report) {
        let policy = scene.policy;
        let mut own: Vec<Span> = vec![policy.registry.units.get(self.unit).span];
        for (practice, _) in &self.practices {
            let practice = &policy.practices[*practice as usize];
            own.push(practice.span);
            own.extend(practice.accepts.iter().chain(&practice.declines).map(|r| r.span));
        }
        own.extend(self.roles.iter().map(|r| policy.registry.units.get_role(r.0).span));
        let meets = |problem: &Problem, places: &Region| {
            let boxes = &problem.region.cubes;
            boxes.is_empty() || places.cubes.iter().any(|p| boxes.iter().any(|b| p.overlaps(b)))
        };
        let concerns = |problem: &Problem| {
            let spans = problem.finding.related.iter().map(|r| r.0).chain([problem.finding.span]);
            let here = spans.into_iter().any(|s| own.contains(&s));
            here || problem
                .duties
                .iter()
                .any(|duty| parts_of(scene, *duty, self.unit).iter().any(|part| meets(problem, &part.places)))
        };
        self.problems = (0..report.problems.len()).filter(|&i| concerns(&report.problems[i])).collect();
    }
}

/// Where a chain leads to a unit: some step is the unit, and nobody before it is there. Of a rota in its turn.
fn leads_to(scene: &Scene<'_>, chain: &Chain, unit: UnitId) -> Region {
    let actors = scene.actors();
    let mut all = Region::empty();
    for (i, step) in chain.iter().enumerate() {
        let here = actors.held_by(*step, |u| u == unit);
        let before = if i == 0 { Region::whole() } else { actors.vacant(&chain[..i]) };
        all.cubes.extend(here.intersect(&before).unwrap_or_default().cubes);
    }
    all
}

/// Every part that a duty gives a unit somewhere.
fn parts_of(scene: &Scene<'_>, duty: DutyId, unit: UnitId) -> Vec<Part> {
    let policy = scene.policy;
    let said = policy.duty(duty);
    let leads = policy.template(said.leads).leads.iter().map(|c| (Kind::Lead, c));
    let assist = said.parts.assist.iter().map(|c| (Kind::Assist, c));
    let inform = said.parts.inform.iter().map(|c| (Kind::Inform, c));
    let supervise = said.parts.supervise.iter().map(|c| (Kind::Supervise, c));
    let forerun = said.parts.forerun.iter().map(|f| (Kind::Forerun, &f.0));
    let mut out: Vec<Part> = Vec::new();
    for (kind, chain) in leads.chain(assist).chain(inform).chain(supervise).chain(forerun) {
        for (i, by) in chain.iter().enumerate() {
            let before = if i == 0 { Region::whole() } else { scene.actors().vacant(&chain[..i]) };
            let places = scene.actors().held_by(*by, |u| u == unit);
            let places = places.intersect(&before).unwrap_or_default();
            let known = out.iter().any(|p| p.kind == kind && p.by == *by);
            if !places.is_empty() && !known {
                out.push(Part { duty, kind, by: *by, places });
            }
        }
    }
    out
}
