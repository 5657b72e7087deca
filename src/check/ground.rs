//! Where the lists meet: for matters that some practice mentions, who accepts and who declines under which facts, place by
//! place, beside the duties that decide there.
//!
//! In one practice declining is the exception to accepting. Of several lists of one unit it is enough that one accepts: the
//! others speak for other offices. What a list written for the unit says goes before what the list of its role says.

use super::Scene;
use super::actors::{Actor, Actors};
use super::analysis::{Class, Found, Never};
use super::problem::Extent;
use super::space::{Boxes, Crowded, Space};
use crate::policy::Policy;
use crate::policy::duty::{Chain, DutyId, Handler, PracticeRule, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::{Cube, Region};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A line of a practice: the practice, whether it declines, and its number among those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// The practice.
    pub practice: u32,
    /// Whether it declines.
    pub declines: bool,
    /// Its number.
    pub number: u32,
}

/// Matters with the same duties and lines of practices.
#[derive(Debug)]
pub struct Ground {
    /// The matters, ascending.
    pub matters: Vec<MatterId>,
    /// What its regions tell apart.
    pub space: Space,
    /// What cannot occur or is refused.
    pub outside: Boxes,
    /// Where each duty decides or stands in a conflict.
    pub duties: Vec<(DutyId, Boxes)>,
    /// The places, by who is who.
    pub patches: Vec<Patch>,
    handlers: Vec<Handler>,
}

/// Places in which the same handlers are the same units.
#[derive(Debug)]
pub struct Patch {
    /// All that can occur there and is not refused.
    pub all: Boxes,
    /// The units with a practice that mentions the matter.
    pub stands: Vec<Stand>,
    who: Vec<Option<Actor>>,
}

/// What one unit's practices say.
#[derive(Debug)]
pub struct Stand {
    /// The unit.
    pub actor: Actor,
    /// Where it accepts.
    pub accepted: Boxes,
    /// Where it declines.
    pub declined: Boxes,
    /// Its lines that accept, where they count.
    pub accepts: Vec<(Line, Boxes)>,
    /// Its lines that decline, where they count, and to whom they hand over.
    pub declines: Vec<(Line, Boxes, Vec<Actor>)>,
    /// Two of its lists of one rank, where the one accepts what the other declines.
    pub contrary: Vec<(Line, Line, Boxes)>,
}

/// All grounds of a day.
#[derive(Debug)]
pub struct Grounds {
    /// By the first matter of each class.
    pub list: Vec<Ground>,
    /// Matters that are too crowded.
    pub crowded: Vec<Vec<MatterId>>,
}

impl Policy {
    /// A line of a practice.
    pub fn practice_line(&self, line: Line) -> &PracticeRule {
        let practice = &self.practices[line.practice as usize];
        let lines = if line.declines { &practice.declines } else { &practice.accepts };
        &lines[line.number as usize]
    }

    /// The lines of the practices in effect, by matter.
    pub(super) fn lines_by_matter(&self, day: jiff::civil::Date) -> Vec<Vec<Line>> {
        let mut lines: Vec<Vec<Line>> = vec![Vec::new(); self.matters.len()];
        for (p, practice) in self.practices.iter().enumerate().filter(|(_, p)| in_effect(p.valid, day)) {
            for (declines, rules) in [(false, &practice.accepts), (true, &practice.declines)] {
                for (number, rule) in rules.iter().enumerate().filter(|(_, r)| !r.region.is_empty()) {
                    let line = Line { practice: p as u32, declines, number: number as u32 };
                    rule.scope.values().for_each(|m| lines[m as usize].push(line));
                }
            }
        }
        lines
    }

    /// Everybody a duty names: leads, assists, informed, supervisors, forerunner.
    pub(super) fn named_by(&self, duty: DutyId) -> impl Iterator<Item = &Chain> {
        let duty = self.duty(duty);
        let (leads, parts) = (&self.template(duty.leads).leads, &duty.parts);
        let forerun = parts.forerun.iter().map(|f| &f.0);
        leads.iter().chain(&parts.assist).chain(&parts.inform).chain(&parts.supervise).chain(forerun)
    }
}

impl Grounds {
    /// The grounds of the day that is checked. Matters without a line that declines and with lines of one unit only are
    /// left out: there nothing can be handed over and nothing be accepted twice.
    pub fn new(scene: &Scene<'_>) -> Self {
        let policy = scene.policy;
        let lines = scene.lines();
        let mut this = Self { list: Vec::new(), crowded: Vec::new() };
        if lines.iter().all(Vec::is_empty) {
            return this;
        }
        let never = scene.never();
        for (class, found) in scene.classes() {
            let mut groups: BTreeMap<&[Line], Vec<MatterId>> = BTreeMap::new();
            for matter in &class.matters {
                let own = lines[matter.0 as usize].as_slice();
                let unit = |l: &Line| policy.practices[l.practice as usize].unit;
                if own.iter().any(|l| l.declines || unit(l) != unit(&own[0])) {
                    groups.entry(own).or_default().push(*matter);
                }
            }
            for (own, matters) in groups {
                let wanted = Wanted { scene, never, class, found, lines: own };
                match wanted.ground(&matters) {
                    Ok(ground) => this.list.push(ground),
                    Err(Crowded) => this.crowded.push(matters),
                }
            }
        }
        this
    }
}

/// What a ground is made of.
struct Wanted<'a, 'p> {
    scene: &'a Scene<'p>,
    never: &'a Never,
    class: &'a Class,
    found: &'a Found,
    lines: &'a [Line],
}

impl Wanted<'_, '_> {
    fn ground(&self, matters: &[MatterId]) -> Result<Ground, Crowded> {
        let policy = self.scene.policy;
        let actors = self.scene.actors();
        let mut handlers = Vec::new();
        for (duty, _) in &self.found.effective {
            policy.named_by(*duty).for_each(|chain| handlers.extend(actors.steps(chain)));
        }
        for line in self.lines {
            handlers.push(policy.practices[line.practice as usize].unit);
            let to = policy.practice_line(*line).hand_to.iter();
            to.for_each(|chain| handlers.extend(actors.steps(chain)));
        }
        handlers.retain(|h| !matches!(h, Handler::Rota(_)));
        handlers.sort_unstable();
        handlers.dedup();
        let cells = actors.cells(&handlers)?;
        let effective: Vec<(DutyId, Region)> =
            self.found.effective.iter().map(|(d, own)| (*d, self.found.space.region(own))).collect();
        let refused = self.class.refusals.iter().map(|&r| &policy.refusals[r as usize].region);
        let places: Vec<&Region> = cells.iter().map(|c| &c.places).collect();
        let at: Vec<Region> = self.lines.iter().map(|l| acting(policy, *l)).collect();
        let mut regions: Vec<&Region> = effective.iter().map(|e| &e.1).chain(refused.clone()).collect();
        regions.extend(places.iter().copied().chain(&at));
        regions.extend(self.lines.iter().map(|l| &policy.practice_line(*l).region));
        let tested = regions.iter().flat_map(|r| &r.cubes).flat_map(Cube::sides).map(|s| s.0).collect();
        let bearing = self.never.bearing(tested);
        let all = regions.iter().copied().chain(bearing.iter().copied());
        let space = Space::of(all, |a| policy.attributes.size(a));
        let mut outside = space.none();
        for region in bearing.into_iter().chain(refused) {
            outside.add(&space.boxes(region))?;
        }
        let mut open = space.whole();
        space.subtract(&mut open, &outside)?;
        let mut duties = Vec::with_capacity(effective.len());
        for (duty, region) in &effective {
            let own = space.intersect(&space.boxes(region), &open)?;
            if !own.is_empty() {
                duties.push((*duty, own));
            }
        }
        let mut lines = Vec::with_capacity(self.lines.len());
        for (line, at) in self.lines.iter().zip(&at) {
            let own = space.boxes(&policy.practice_line(*line).region);
            lines.push((*line, space.intersect(&own, &space.boxes(at))?));
        }
        let mut ground =
            Ground { matters: matters.to_vec(), space, outside, duties, patches: Vec::new(), handlers };
        for (cell, place) in cells.iter().zip(&places) {
            let all = ground.space.intersect(&ground.space.boxes(place), &open)?;
            if !all.is_empty() {
                let patch = ground.patch(policy, actors, all, cell.who.clone(), &lines)?;
                ground.patches.push(patch);
            }
        }
        Ok(ground)
    }
}

/// Where a practice can count: a unit's own only where the unit may act.
fn acting(policy: &Policy, line: Line) -> Region {
    match policy.practices[line.practice as usize].unit {
        Handler::Unit(unit) => match &policy.registry.units.get(unit).areas {
            Some(areas) => Region::side(policy.attributes.area(), areas.clone()),
            None => Region::whole(),
        },
        _ => Region::whole(),
    }
}

impl Ground {
    /// Who a handler is in a patch.
    pub fn actor(&self, patch: &Patch, handler: Handler) -> Option<Actor> {
        let at = self.handlers.binary_search(&handler).ok()?;
        patch.who.get(at).copied().flatten()
    }

    /// Everybody to whom a practice of a handler belongs in a patch.
    fn owners(&self, who: &[Option<Actor>], handler: Handler) -> Vec<Actor> {
        let like = |h: &Handler| match (h, handler) {
            (Handler::Role(r, _), Handler::Role(s, _)) => *r == s,
            (h, own) => *h == own,
        };
        let mut all: Vec<Actor> =
            self.handlers.iter().zip(who).filter(|(h, _)| like(h)).filter_map(|(_, a)| *a).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn patch(
        &self,
        policy: &Policy,
        actors: &Actors<'_>,
        all: Boxes,
        who: Vec<Option<Actor>>,
        lines: &[(Line, Boxes)],
    ) -> Result<Patch, Crowded> {
        let mut of: BTreeMap<Actor, Vec<(Line, Boxes)>> = BTreeMap::new();
        for (line, own) in lines {
            if self.space.overlap(own, &all) {
                for actor in self.owners(&who, policy.practices[line.practice as usize].unit) {
                    of.entry(actor).or_default().push((*line, own.clone()));
                }
            }
        }
        let mut patch = Patch { all, stands: Vec::with_capacity(of.len()), who };
        for (actor, lines) in of {
            // The places of a patch can be many boxes: what the lists say is worked out first, and then cut to them.
            let said = Said::new(&self.space, policy, &lines)?;
            let mut stand = Stand {
                actor,
                accepted: self.space.intersect(&said.accepted, &patch.all)?,
                declined: self.space.intersect(&said.declined, &patch.all)?,
                accepts: Vec::new(),
                declines: Vec::new(),
                contrary: self.contrary(policy, &lines, &patch.all)?,
            };
            for (line, own) in &lines {
                let counts = if line.declines { &said.declined } else { &said.accepted };
                let mut own = self.space.intersect(own, counts)?;
                // What the same list declines it does not accept, whoever else does.
                let same = |l: &Line| !line.declines && l.declines && l.practice == line.practice;
                for (_, declined) in lines.iter().filter(|(l, _)| same(l)) {
                    self.space.subtract(&mut own, declined)?;
                }
                let (line, own) = (*line, self.space.intersect(&own, &patch.all)?);
                if own.is_empty() {
                    continue;
                }
                if line.declines {
                    let chain = policy.practice_line(line).hand_to.as_deref().unwrap_or_default();
                    let to = actors.asked(chain, |h| self.actor(&patch, h));
                    stand.declines.push((line, own, to));
                } else {
                    stand.accepts.push((line, own));
                }
            }
            patch.stands.push(stand);
        }
        Ok(patch)
    }

    /// Where one list of a unit accepts what another of the same rank declines.
    fn contrary(
        &self,
        policy: &Policy,
        lines: &[(Line, Boxes)],
        all: &Boxes,
    ) -> Result<Vec<(Line, Line, Boxes)>, Crowded> {
        let own = |l: &Line| matches!(policy.practices[l.practice as usize].unit, Handler::Unit(_));
        let mut out = Vec::new();
        for (accepts, here) in lines.iter().filter(|(l, _)| !l.declines) {
            let against = lines
                .iter()
                .filter(|(l, _)| l.declines && l.practice != accepts.practice && own(l) == own(accepts));
            for (declines, there) in against {
                let mut both = self.space.intersect(here, there)?;
                let same = lines.iter().filter(|(l, _)| l.declines && l.practice == accepts.practice);
                for (_, exception) in same {
                    self.space.subtract(&mut both, exception)?;
                }
                let both = self.space.intersect(&both, all)?;
                if !both.is_empty() {
                    out.push((*accepts, *declines, both));
                }
            }
        }
        Ok(out)
    }

    /// Boxes in the fewest words, and a point of them.
    pub fn extent(&self, boxes: &Boxes) -> Option<Extent> {
        Extent::of(&self.space, boxes, &self.outside)
    }
}

impl Patch {
    /// What a unit's practices say of the matter, if they do.
    pub fn stand(&self, actor: Actor) -> Option<&Stand> {
        self.stands.binary_search_by_key(&actor, |s| s.actor).ok().map(|i| &self.stands[i])
    }
}

/// What all lists of one unit come to.
pub struct Said {
    /// Where they accept.
    pub accepted: Boxes,
    /// Where they decline, which is nowhere where they accept.
    pub declined: Boxes,
}

impl Said {
    /// Of lines with where each is, lists of the unit and of its roles together.
    pub fn new(space: &Space, policy: &Policy, lines: &[(Line, Boxes)]) -> Result<Self, Crowded> {
        let own = |p: u32| matches!(policy.practices[p as usize].unit, Handler::Unit(_));
        let mut this = Self::of(space, lines.iter().filter(|(l, _)| own(l.practice)))?;
        let mut role = Self::of(space, lines.iter().filter(|(l, _)| !own(l.practice)))?;
        space.subtract(&mut role.accepted, &this.declined)?;
        space.subtract(&mut role.declined, &this.accepted)?;
        this.accepted.add(&role.accepted)?;
        this.declined.add(&role.declined)?;
        Ok(this)
    }

    /// Of lists of one rank.
    fn of<'a>(space: &Space, lines: impl Iterator<Item = &'a (Line, Boxes)>) -> Result<Self, Crowded> {
        let mut by: FxHashMap<u32, (Boxes, Boxes)> = FxHashMap::default();
        for (line, own) in lines {
            let (accepts, declines) = by.entry(line.practice).or_insert_with(|| (space.none(), space.none()));
            if line.declines { declines.add(own)? } else { accepts.add(own)? }
        }
        let mut by: Vec<_> = by.into_iter().collect();
        by.sort_unstable_by_key(|b| b.0);
        let mut this = Self { accepted: space.none(), declined: space.none() };
        for (_, (mut accepts, declines)) in by {
            space.subtract(&mut accepts, &declines)?;
            this.accepted.add(&accepts)?;
            this.declined.add(&declines)?;
        }
        space.subtract(&mut this.declined, &this.accepted)?;
        Ok(this)
    }
}

/// The common part of boxes of a class and some regions, less what cannot occur; `None`: nothing.
pub fn common(
    scene: &Scene<'_>,
    found: &Found,
    own: &Boxes,
    regions: &[&Region],
) -> Result<Option<Extent>, Crowded> {
    remainder(scene, found, own, regions, &[])
}

/// The same, less what is taken: a part of some regions is where all regions of it meet.
pub fn remainder(
    scene: &Scene<'_>,
    found: &Found,
    own: &Boxes,
    regions: &[&Region],
    taken: &[[&Region; 2]],
) -> Result<Option<Extent>, Crowded> {
    let policy = scene.policy;
    let own = found.space.region(own);
    if regions.iter().any(|r| !r.overlaps(&own)) {
        return Ok(None);
    }
    let outside = found.space.region(&found.outside);
    let all = || regions.iter().copied().chain(taken.iter().flatten().copied()).chain([&own, &outside]);
    let tested = all().flat_map(|r| &r.cubes).flat_map(Cube::sides).map(|s| s.0).collect();
    let bearing = scene.never().bearing(tested);
    let space = Space::of(all().chain(bearing.iter().copied()), |a| policy.attributes.size(a));
    let mut left = space.boxes(&own);
    // The smallest first, which leaves least of the others.
    let mut regions = regions.to_vec();
    regions.sort_by_key(|region| region.cubes.len());
    for region in regions {
        left = space.intersect(&left, &space.boxes(region))?;
    }
    for [a, b] in taken {
        space.subtract(&mut left, &space.intersect(&space.boxes(a), &space.boxes(b))?)?;
    }
    let mut free = space.boxes(&outside);
    for region in bearing {
        let never = space.boxes(region);
        space.subtract(&mut left, &never)?;
        free.append(&never);
    }
    Ok(Extent::of(&space, &left, &free))
}

/// Findings of one kind by what they are about, ground by ground.
#[derive(Debug)]
pub struct Gathered<K> {
    by: BTreeMap<K, BTreeMap<usize, Boxes>>,
}

impl<K: Ord + Clone> Gathered<K> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { by: BTreeMap::new() }
    }

    /// It is so of a key in these boxes of a ground.
    pub fn add(&mut self, key: K, ground: usize, boxes: &Boxes) -> Result<(), Crowded> {
        if boxes.is_empty() {
            return Ok(());
        }
        match self.by.entry(key).or_default().entry(ground) {
            std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().add(boxes),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(boxes.clone());
                Ok(())
            }
        }
    }

    /// For each key, in order: where it is so in the first ground, the matters of that one, and of all.
    pub fn first(self, grounds: &[Ground]) -> Vec<(K, Extent, Vec<MatterId>, Vec<MatterId>)> {
        let mut out = Vec::with_capacity(self.by.len());
        for (key, by) in self.by {
            let all = by.keys().flat_map(|g| grounds[*g].matters.iter().copied());
            let mut all: Vec<MatterId> = all.collect();
            all.sort_unstable();
            let first = by.first_key_value().and_then(|(g, boxes)| Some((*g, grounds[*g].extent(boxes)?)));
            if let Some((ground, extent)) = first {
                out.push((key, extent, grounds[ground].matters.clone(), all));
            }
        }
        out
    }

    /// For each key, in order, the matters with the same region together.
    pub fn told(self, grounds: &[Ground]) -> Vec<(K, Vec<MatterId>, Extent)> {
        let mut out = Vec::new();
        for (key, by) in self.by {
            let first = out.len();
            for (ground, boxes) in by {
                let ground = &grounds[ground];
                let Some(extent) = ground.extent(&boxes) else { continue };
                let same = |o: &&mut (K, Vec<MatterId>, Extent)| o.2.region == extent.region;
                match out[first..].iter_mut().find(same) {
                    Some(known) => known.1.extend(&ground.matters),
                    None => out.push((key.clone(), ground.matters.clone(), extent)),
                }
            }
            out[first..].iter_mut().for_each(|o| o.1.sort_unstable());
        }
        out
    }
}
