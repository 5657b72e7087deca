//! Units, and the roles that a place resolves to a unit.

use crate::policy::attribute::closest;
use crate::policy::duty::in_effect;
use crate::policy::intervals::Intervals;
use crate::text::{Span, fold};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A unit, numbered in the order written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u32);

/// A role, numbered in the order written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u32);

/// An office or a body that can handle complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name as written.
    pub name: String,
    /// Its code.
    pub code: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// What kind of body it is, for people.
    pub kind: Option<String>,
    /// First and last day of existence, both included.
    pub valid: (Date, Date),
    /// Who took over when it ended.
    pub successors: Vec<UnitId>,
    /// Leaves of areas where it may act; `None`: everywhere.
    pub areas: Option<Intervals>,
    /// Takes urgent complaints at any hour.
    pub round_the_clock: bool,
    /// A leftover of a test, never a handler.
    pub test: bool,
    /// Where it is written.
    pub span: Span,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn exists(&self, day: Date) -> bool {
        in_effect(self.valid, day)
    }

    /// Whether it may act at every leaf of a place.
    pub fn acts_at(&self, place: &Intervals) -> bool {
        self.areas.as_ref().is_none_or(|areas| place.within(areas))
    }
}

/// What a role is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RoleKey {
    /// Leaves of areas.
    Area,
    /// Members of this jurisdiction set.
    Jurisdiction(String),
}

/// A part that a different unit plays in each place, such as 街道办.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What it is looked up by.
    pub key: RoleKey,
    /// Where it is written.
    pub span: Span,
}

/// Who plays a role in a set of places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holders {
    /// The different units, lowest number first.
    pub units: SmallVec<[UnitId; 2]>,
    /// Whether some value of the set has no holder.
    pub vacant: bool,
}

/// Who plays a role, as runs of values: each entry reaches from the upper bound of the one before it (zero for the
/// first) up to its own, which is excluded.
pub type Runs = Vec<(u32, Option<UnitId>)>;

/// All units and roles.
#[derive(Debug, Clone, Default)]
pub struct Units {
    list: Vec<Unit>,
    by_name: FxHashMap<String, UnitId>,
    roles: Vec<(Role, Runs)>,
    roles_by_name: FxHashMap<String, RoleId>,
}

impl Units {
    /// Indexes units by name, alias and code. Where two share one, the first keeps it.
    pub fn new(list: Vec<Unit>) -> Self {
        let mut by_name = FxHashMap::default();
        // Names before aliases and codes: an alias never hides the unit that bears the name.
        for (i, unit) in list.iter().enumerate() {
            by_name.entry(fold(&unit.name).into_owned()).or_insert(UnitId(i as u32));
        }
        for (i, unit) in list.iter().enumerate() {
            for name in unit.aliases.iter().chain(&unit.code) {
                by_name.entry(fold(name).into_owned()).or_insert(UnitId(i as u32));
            }
        }
        Self { list, by_name, roles: Vec::new(), roles_by_name: FxHashMap::default() }
    }

    /// Adds a role with who plays it. `parts` may overlap and come in any order: a later one overrides an earlier
    /// one, so put the most special last. Two roles of one name: the first keeps it.
    pub fn add_role(&mut self, role: Role, parts: &[(Intervals, UnitId)]) -> RoleId {
        let id = RoleId(self.roles.len() as u32);
        self.roles_by_name.entry(fold(&role.name).into_owned()).or_insert(id);
        self.roles.push((role, runs_of(parts)));
        id
    }

    /// A unit by name, alias or code.
    pub fn find(&self, name: &str) -> Option<UnitId> {
        self.by_name.get(fold(name).as_ref()).copied()
    }

    /// The unit name or alias nearest to a misspelt one. Linear in all names.
    pub fn suggest(&self, name: &str) -> Option<String> {
        closest(&fold(name), self.names())
    }

    /// All names and aliases, unit by unit.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().flat_map(|u| std::iter::once(&u.name).chain(&u.aliases)).map(String::as_str)
    }

    /// Says who took over from a unit, once all units have numbers.
    pub(super) fn set_successors(&mut self, id: UnitId, successors: Vec<UnitId>) {
        if let Some(unit) = self.list.get_mut(id.0 as usize) {
            unit.successors = successors;
        }
    }

    /// A role by name.
    pub fn role(&self, name: &str) -> Option<RoleId> {
        self.roles_by_name.get(fold(name).as_ref()).copied()
    }

    /// The role name nearest to a misspelt one.
    pub fn suggest_role(&self, name: &str) -> Option<String> {
        closest(&fold(name), self.roles.iter().map(|r| r.0.name.as_str()))
    }

    /// One unit.
    ///
    /// # Panics
    /// If the number is none that this register gave.
    pub fn get(&self, id: UnitId) -> &Unit {
        &self.list[id.0 as usize]
    }

    /// One role.
    ///
    /// # Panics
    /// If the number is none that this register gave.
    pub fn get_role(&self, id: RoleId) -> &Role {
        &self.roles[id.0 as usize].0
    }

    /// How many units.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All units in order.
    pub fn iter(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.list.iter().enumerate().map(|(i, u)| (UnitId(i as u32), u))
    }

    /// All roles in order.
    pub fn roles(&self) -> impl Iterator<Item = (RoleId, &Role)> {
        self.roles.iter().enumerate().map(|(i, r)| (RoleId(i as u32), &r.0))
    }

    /// Who plays a role: for every run of values up to an upper bound (excluded). Values past the last bound have
    /// no holder, as have all of a role that is none of this register's.
    pub fn runs(&self, role: RoleId) -> &[(u32, Option<UnitId>)] {
        self.roles.get(role.0 as usize).map_or(&[], |r| &r.1)
    }

    /// Who plays a role at one value: a leaf of areas, or the index of a member of the jurisdiction set. Logarithmic.
    pub fn holder(&self, role: RoleId, value: u32) -> Option<UnitId> {
        let runs = self.runs(role);
        runs.get(runs.partition_point(|run| run.0 <= value)).and_then(|run| run.1)
    }

    /// Who plays a role at the values of a set. Logarithmic in the runs, linear in those the set meets.
    pub fn holders(&self, role: RoleId, set: &Intervals) -> Holders {
        let runs = self.runs(role);
        let mut found = Holders::default();
        for &(low, high) in set.ranges() {
            let from = runs.partition_point(|run| run.0 <= low);
            let mut reached = low;
            for &(upper, unit) in runs.iter().skip(from) {
                match unit {
                    Some(unit) => found.units.push(unit),
                    None => found.vacant = true,
                }
                reached = upper;
                if upper >= high {
                    break;
                }
            }
            found.vacant |= reached < high;
        }
        found.units.sort_unstable();
        found.units.dedup();
        found
    }

    /// Who does a unit's work on a day: the unit itself if it exists then, else whoever took over, and so on. Of
    /// several successors those that may act at the whole place come into question, or all if none may; the first
    /// that leads to a unit in existence is taken. `None` if nobody is left.
    pub fn current(&self, unit: UnitId, day: Date, place: &Intervals) -> Option<UnitId> {
        let mut seen: SmallVec<[UnitId; 8]> = SmallVec::new();
        let mut next: SmallVec<[UnitId; 8]> = SmallVec::from_slice(&[unit]);
        while let Some(id) = next.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let unit = self.list.get(id.0 as usize)?;
            if unit.exists(day) {
                return Some(id);
            }
            let acts = |id: &UnitId| self.list.get(id.0 as usize).is_some_and(|u| u.acts_at(place));
            let any = unit.successors.iter().any(acts);
            // The last one pushed is looked at first.
            next.extend(unit.successors.iter().rev().copied().filter(|id| !any || acts(id)));
        }
        None
    }
}

/// Runs of values from parts of which a later one overrides an earlier one.
fn runs_of(parts: &[(Intervals, UnitId)]) -> Runs {
    let mut bounds: Vec<u32> = parts.iter().flat_map(|p| p.0.ranges()).flat_map(|&(l, h)| [l, h]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut held: Vec<Option<UnitId>> = vec![None; bounds.len()];
    let at = |bound: u32| bounds.partition_point(|&b| b < bound);
    for (set, unit) in parts {
        for &(low, high) in set.ranges() {
            if let Some(stretch) = held.get_mut(at(low)..at(high)) {
                stretch.fill(Some(*unit));
            }
        }
    }
    let mut runs: Runs = Vec::new();
    if let Some(&first) = bounds.first().filter(|b| **b > 0) {
        runs.push((first, None));
    }
    for (unit, upper) in held.iter().zip(bounds.iter().skip(1)) {
        match runs.last_mut() {
            Some(last) if last.1 == *unit => last.0 = *upper,
            _ => runs.push((*upper, *unit)),
        }
    }
    runs
}
