//! Which unit stands behind a handler, and where two handlers are one unit.
//!
//! Duties and practices name units and roles; a role is another unit from place to place. To compare them exactly without
//! looking at every place, places are put together in [`Cell`]s in which the same handlers are the same unit.

use super::space::Crowded;
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::attribute::{AREA, Domain};
use crate::policy::duty::{Chain, Handler};
use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Cube, Region};
use crate::policy::registry::UnitId;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A unit, as far as it matters which one: known by the first of the handlers in question that is this unit, so that two
/// are the same exactly where the units are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(pub Handler);

/// Places in which the handlers asked about are the same units as each other.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The places.
    pub places: Region,
    /// The actor of each handler, in the order asked; `None`: nobody.
    pub who: Vec<Option<Actor>>,
}

/// A unit on one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Token {
    /// This unit, which stands on other axes, too.
    Unit(UnitId),
    /// Whoever the handler is, which nobody is on another axis.
    Own(Handler),
}

/// Values of one axis, and who each of its handlers is there.
type Part = (Intervals, Vec<Option<Token>>);

/// Combinations of places of several axes beyond which they are not compared.
const MOST_COMBINATIONS: usize = 20_000;

/// Ranges of values.
type Ranges = Vec<(u32, u32)>;

/// Who a handler is, by the values of one attribute.
#[derive(Debug, Clone)]
struct Held {
    /// `None`: one unit wherever.
    axis: Option<AttrId>,
    /// Upper bounds, ascending, and who it is up to there.
    runs: Vec<(u32, Option<UnitId>)>,
}

/// The handlers of a policy on one day.
#[derive(Debug)]
pub struct Actors<'p> {
    policy: &'p Policy,
    day: Date,
    area: AttrId,
    known: Arc<Known>,
}

/// Who handlers are on one day, as far as somebody asked: it depends on the registries alone.
#[derive(Debug, Default)]
pub struct Known {
    held: Mutex<FxHashMap<Handler, Arc<Held>>>,
    cells: Mutex<FxHashMap<Vec<Handler>, Arc<Vec<Cell>>>>,
}

/// So many sets of handlers are kept with their cells.
const MOST_CELLS: usize = 50_000;

impl<'p> Actors<'p> {
    /// The handlers on a day.
    pub fn new(policy: &'p Policy, day: Date, known: Arc<Known>) -> Self {
        Self { policy, day, area: policy.attributes.area(), known }
    }

    /// The handlers that a chain may lead to, in order, a rota as its members.
    pub fn steps(&self, chain: &[Handler]) -> Chain {
        let mut out = Chain::new();
        for handler in chain {
            match handler {
                Handler::Rota(rota) => {
                    let members = self.policy.rotas.get(rota.0 as usize).map_or(&[][..], |r| &r.members);
                    out.extend(members.iter().map(|m| m.0).filter(|m| !matches!(m, Handler::Rota(_))));
                }
                one => out.push(*one),
            }
        }
        out
    }

    /// Who of a chain is asked in a cell: the first that there is; of a rota all members, each in its turn.
    pub fn asked(&self, chain: &[Handler], actor: impl Fn(Handler) -> Option<Actor>) -> Vec<Actor> {
        for handler in chain {
            let found: Vec<Actor> = self.steps(&[*handler]).into_iter().filter_map(&actor).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn held(&self, handler: Handler) -> Arc<Held> {
        let mut all = self.known.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(handler).or_insert_with(|| Arc::new(self.hold(handler))).clone()
    }

    fn hold(&self, handler: Handler) -> Held {
        let units = &self.policy.registry.units;
        let leaves = self.policy.registry.areas.leaves();
        match handler {
            Handler::Unit(unit) if units.get(unit).exists(self.day) || leaves == 0 => {
                let now = units.current(unit, self.day, &Intervals::empty());
                Held { axis: None, runs: vec![(1, now)] }
            }
            // Whoever took over may depend on the place.
            Handler::Unit(unit) => {
                Held { axis: Some(self.area), runs: self.by_leaf(Some(unit), 0, leaves) }.simple()
            }
            Handler::Role(role, attr) => {
                let attr = attr.unwrap_or(self.area);
                let size = self.policy.attributes.size(attr);
                let by_area = self.policy.attributes.get(attr).domain == Domain::Area;
                let everywhere = Intervals::range(0, leaves);
                let mut runs: Vec<(u32, Option<UnitId>)> = Vec::new();
                let mut low = 0;
                for &(upper, unit) in units.runs(role).iter().chain(&[(size, None)]) {
                    let upper = upper.min(size);
                    if low >= upper {
                        continue;
                    }
                    match unit.filter(|u| !units.get(*u).exists(self.day)) {
                        Some(gone) if by_area => runs.extend(self.by_leaf(Some(gone), low, upper)),
                        Some(gone) => runs.push((upper, units.current(gone, self.day, &everywhere))),
                        None => runs.push((upper, unit)),
                    }
                    low = upper;
                }
                Held { axis: Some(attr), runs }
            }
            Handler::Rota(_) => Held { axis: None, runs: vec![(1, None)] },
        }
    }

    fn by_leaf(&self, unit: Option<UnitId>, low: u32, high: u32) -> Vec<(u32, Option<UnitId>)> {
        let units = &self.policy.registry.units;
        let mut runs: Vec<(u32, Option<UnitId>)> = Vec::new();
        for leaf in low..high {
            let now = unit.and_then(|u| units.current(u, self.day, &Intervals::single(leaf)));
            match runs.last_mut() {
                Some(last) if last.1 == now => last.0 = leaf + 1,
                _ => runs.push((leaf + 1, now)),
            }
        }
        runs
    }

    /// The units that a handler is somewhere, and where, each once. A rota: its members.
    pub fn units(&self, handler: Handler) -> Vec<(UnitId, Region)> {
        let mut out: Vec<(UnitId, Region)> = Vec::new();
        let mut index: FxHashMap<UnitId, usize> = FxHashMap::default();
        for step in self.steps(&[handler]) {
            let held = self.held(step);
            let mut own: Vec<(UnitId, Ranges)> = Vec::new();
            let mut places: FxHashMap<UnitId, usize> = FxHashMap::default();
            let mut low = 0;
            for &(upper, unit) in &held.runs {
                let range = (std::mem::replace(&mut low, upper), upper);
                let Some(unit) = unit else { continue };
                let at = *places.entry(unit).or_insert_with(|| {
                    own.push((unit, Vec::new()));
                    own.len() - 1
                });
                own[at].1.push(range);
            }
            for (unit, ranges) in own {
                let region = held.region(ranges);
                let at = *index.entry(unit).or_insert_with(|| {
                    out.push((unit, Region::empty()));
                    out.len() - 1
                });
                out[at].1.cubes.extend(region.cubes);
            }
        }
        out
    }

    /// Where a handler is a unit of some kind. A rota: where some member is.
    pub fn held_by(&self, handler: Handler, kind: impl Fn(UnitId) -> bool) -> Region {
        let mut all = Region::empty();
        for step in self.steps(&[handler]) {
            let held = self.held(step);
            let ranges = held.ranges(|unit| unit.is_some_and(&kind));
            if !ranges.is_empty() {
                all.cubes.extend(held.region(ranges).cubes);
            }
        }
        all
    }

    /// Where nobody of a chain is there. Empty for a chain with a unit that exists.
    pub fn vacant(&self, chain: &[Handler]) -> Region {
        let mut rest = Region::whole();
        for step in self.steps(chain) {
            let held = self.held(step);
            let ranges = held.ranges(|unit| unit.is_none());
            if ranges.is_empty() {
                return Region::empty();
            }
            rest = rest.intersect(&held.region(ranges)).unwrap_or_default();
        }
        rest
    }

    /// Where two handlers are one unit. Two that name one role are, by whatever place they go: a practice of a role is
    /// that of every unit that plays it.
    pub fn same(&self, a: Handler, b: Handler) -> Region {
        if a == b {
            return Region::whole();
        }
        if let (Handler::Role(r, _), Handler::Role(s, _)) = (a, b)
            && r == s
        {
            return Region::whole();
        }
        let theirs: FxHashMap<UnitId, Region> = self.units(b).into_iter().collect();
        let mut all = Region::empty();
        for (unit, region) in self.units(a) {
            if let Some(both) = theirs.get(&unit).and_then(|other| region.intersect(other).ok()) {
                all.cubes.extend(both.cubes);
            }
        }
        all
    }

    /// The cells of some handlers, none of them a rota: one for each way in which they are the same units as each other.
    /// An error if their places combine in more than [`MOST_COMBINATIONS`] ways.
    pub fn cells(&self, handlers: &[Handler]) -> Result<Arc<Vec<Cell>>, Crowded> {
        let known = self.known.cells.lock().unwrap_or_else(PoisonError::into_inner).get(handlers).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let held: Vec<Arc<Held>> = handlers.iter().map(|h| self.held(*h)).collect();
        let mut axes: Vec<Option<AttrId>> = held.iter().map(|h| h.axis).collect();
        axes.sort_unstable();
        axes.dedup();
        let shared = shared(&held, &axes);
        let parts: Vec<(Option<AttrId>, Vec<usize>, Vec<Part>)> = axes
            .iter()
            .map(|&axis| {
                let on_axis: Vec<usize> = (0..held.len()).filter(|&i| held[i].axis == axis).collect();
                let parts = kinds(handlers, &held, &on_axis, &shared);
                (axis, on_axis, parts)
            })
            .collect();
        let ways = parts.iter().try_fold(1usize, |n, p| n.checked_mul(p.2.len()));
        if ways.is_none_or(|n| n > MOST_COMBINATIONS) {
            return Err(Crowded);
        }
        let mut all: Vec<(Cube, Vec<Option<Token>>)> = vec![(Cube::whole(), vec![None; handlers.len()])];
        let mut index: FxHashMap<Vec<Option<Actor>>, usize> = FxHashMap::default();
        let mut cells: Vec<Cell> = Vec::new();
        let (last, before) = parts.split_last().map_or((None, &parts[..]), |(l, b)| (Some(l), b));
        for (axis, on_axis, parts) in before {
            let mut next = Vec::with_capacity(all.len() * parts.len());
            for (cube, who) in &all {
                for (set, tokens) in parts {
                    next.push((self.within(cube, *axis, set), filled(who, on_axis, tokens)));
                }
            }
            all = next;
        }
        for (cube, who) in &all {
            let Some((attr, on_axis, parts)) = last else {
                cells.push(Cell { places: Region { cubes: vec![cube.clone()] }, who: Vec::new() });
                continue;
            };
            // The values of the last axis with one pattern are one box.
            let mut here: Vec<(usize, Intervals)> = Vec::new();
            for (set, tokens) in parts {
                let pattern = pattern(handlers, &filled(who, on_axis, tokens));
                let cell = *index.entry(pattern.clone()).or_insert_with(|| {
                    cells.push(Cell { places: Region::empty(), who: pattern });
                    cells.len() - 1
                });
                match here.iter_mut().find(|h| h.0 == cell) {
                    Some(known) => known.1 = known.1.union(set),
                    None => here.push((cell, set.clone())),
                }
            }
            for (cell, set) in here {
                cells[cell].places.cubes.push(self.within(cube, *attr, &set));
            }
        }
        let cells = Arc::new(cells);
        let mut all = self.known.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_CELLS {
            all.clear();
        }
        all.insert(handlers.to_vec(), cells.clone());
        Ok(cells)
    }

    /// A box with a side more, unless that leaves nothing out.
    fn within(&self, cube: &Cube, axis: Option<AttrId>, set: &Intervals) -> Cube {
        match axis.filter(|a| set.ranges() != [(0, self.policy.attributes.size(*a))]) {
            Some(axis) => cube.intersect(&Cube::side(axis, set.clone())).unwrap_or_default(),
            None => cube.clone(),
        }
    }

    /// Adds a place to a witness that has none, one where there is somebody behind each of the handlers if there is such
    /// a place: then the units have names.
    pub fn place(&self, point: &mut Vec<(AttrId, u32)>, handlers: &[Handler]) {
        let Err(at) = point.binary_search_by_key(&self.area, |f| f.0) else { return };
        if self.policy.registry.areas.is_empty() || self.policy.attributes.get(self.area).name != AREA {
            return;
        }
        let mut places = Intervals::range(0, self.policy.registry.areas.leaves());
        for handler in handlers.iter().flat_map(|h| self.steps(&[*h])) {
            let held = self.held(handler);
            if held.axis == Some(self.area) {
                let both = places.intersect(&Intervals::union_of(held.ranges(|unit| unit.is_some())));
                places = if both.is_empty() { places } else { both };
            }
        }
        if let Some(leaf) = places.first() {
            point.insert(at, (self.area, leaf));
        }
    }

    /// A handler in words; of a role also the unit that it is at a point.
    pub fn words(&self, handler: Handler, point: &[(AttrId, u32)], lang: Lang) -> String {
        let words = self.policy.handler_words(handler, lang);
        match (handler, self.at(handler, point)) {
            (Handler::Role(..), Some(unit)) => {
                let unit = &self.policy.registry.units.get(unit).name;
                match lang {
                    Lang::Zh => format!("{words}（如{unit}）"),
                    Lang::En => format!("{words} (such as {unit})"),
                }
            }
            _ => words,
        }
    }

    /// The unit that a handler is at a point; none where the point does not say.
    pub fn at(&self, handler: Handler, point: &[(AttrId, u32)]) -> Option<UnitId> {
        let held = self.held(handler);
        let value = match held.axis {
            None => 0,
            Some(axis) => point.iter().find(|f| f.0 == axis)?.1,
        };
        held.runs.get(held.runs.partition_point(|r| r.0 <= value)).and_then(|r| r.1)
    }
}

impl Held {
    /// The values for whose holder something is true.
    fn ranges(&self, kind: impl Fn(Option<UnitId>) -> bool) -> Ranges {
        let mut low = 0;
        let each = self.runs.iter().map(|&(upper, unit)| (std::mem::replace(&mut low, upper), upper, unit));
        each.filter(|(_, _, unit)| kind(*unit)).map(|(from, to, _)| (from, to)).collect()
    }

    fn region(&self, ranges: Ranges) -> Region {
        self.axis.map_or_else(Region::whole, |axis| Region::side(axis, Intervals::union_of(ranges)))
    }

    /// One unit wherever has no axis.
    fn simple(self) -> Self {
        if self.runs.len() > 1 { self } else { Self { axis: None, ..self } }
    }
}

/// Units that stand on more than one axis: only for them it matters which unit it is, and not only whether it is the same.
fn shared(held: &[Arc<Held>], axes: &[Option<AttrId>]) -> FxHashSet<UnitId> {
    let mut shared = FxHashSet::default();
    if axes.len() < 2 && axes.first() != Some(&None) {
        return shared;
    }
    let mut seen: FxHashMap<UnitId, Option<AttrId>> = FxHashMap::default();
    for h in held {
        for unit in h.runs.iter().filter_map(|r| r.1) {
            // A unit named as such is that unit everywhere.
            if h.axis.is_none() || *seen.entry(unit).or_insert(h.axis) != h.axis {
                shared.insert(unit);
            }
        }
    }
    shared
}

/// Who everybody is, with those of one axis filled in.
fn filled(who: &[Option<Token>], on_axis: &[usize], tokens: &[Option<Token>]) -> Vec<Option<Token>> {
    let mut who = who.to_vec();
    on_axis.iter().zip(tokens).for_each(|(&i, token)| who[i] = *token);
    who
}

/// Who is the same as whom: each is known by the first that is the same.
fn pattern(handlers: &[Handler], who: &[Option<Token>]) -> Vec<Option<Actor>> {
    let first = |token: Token| who.iter().position(|t| *t == Some(token));
    who.iter().map(|t| t.and_then(first).map(|i| Actor(handlers[i]))).collect()
}

/// The values of one axis by who is who.
fn kinds(
    handlers: &[Handler],
    held: &[Arc<Held>],
    on_axis: &[usize],
    shared: &FxHashSet<UnitId>,
) -> Vec<Part> {
    let mut bounds: Vec<u32> = on_axis.iter().flat_map(|&i| held[i].runs.iter().map(|r| r.0)).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut index: FxHashMap<Vec<Option<Token>>, usize> = FxHashMap::default();
    let mut parts: Vec<(Ranges, Vec<Option<Token>>)> = Vec::new();
    let mut cursor = vec![0; on_axis.len()];
    let mut low = 0;
    for upper in bounds {
        let mut here: Vec<(Option<UnitId>, Handler)> = Vec::with_capacity(on_axis.len());
        for (at, &i) in cursor.iter_mut().zip(on_axis) {
            while held[i].runs.get(*at).is_some_and(|r| r.0 <= low) {
                *at += 1;
            }
            here.push((held[i].runs.get(*at).and_then(|r| r.1), handlers[i]));
        }
        let token = |(unit, _): &(Option<UnitId>, Handler)| {
            let unit = (*unit)?;
            if shared.contains(&unit) {
                return Some(Token::Unit(unit));
            }
            here.iter().find(|(other, _)| *other == Some(unit)).map(|(_, first)| Token::Own(*first))
        };
        let who: Vec<Option<Token>> = here.iter().map(token).collect();
        let part = *index.entry(who.clone()).or_insert_with(|| {
            parts.push((Vec::new(), who));
            parts.len() - 1
        });
        parts[part].0.push((std::mem::replace(&mut low, upper), upper));
    }
    parts.into_iter().map(|(ranges, who)| (Intervals::union_of(ranges), who)).collect()
}
