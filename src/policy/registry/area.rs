//! Areas, numbered in preorder so that an area is one interval of leaves, and jurisdictions, which are sets of leaves.

use crate::policy::attribute::closest;
use crate::policy::intervals::Intervals;
use crate::text::{Span, fold};
use indexmap::IndexMap;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// An area, numbered in preorder: an area's parent has a lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

/// Why a word names no area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaError {
    /// Nothing of this name.
    Unknown {
        /// The nearest name, if one is near.
        suggestion: Option<String>,
    },
    /// Several areas; give more of the path.
    Ambiguous(Vec<AreaId>),
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name as written.
    pub name: String,
    /// Its administrative code.
    pub code: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Index into [`Areas::levels`].
    pub level: usize,
    /// The area it lies in.
    pub parent: Option<AreaId>,
    /// Its first leaf.
    pub low: u32,
    /// One past its last leaf.
    pub high: u32,
    /// First and last day of existence, both included.
    pub valid: (Date, Date),
    /// Where it is written.
    pub span: Span,
}

/// An area as written, with the areas inside it: what [`Areas::new`] numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// Its name.
    pub name: String,
    /// Its administrative code.
    pub code: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Index into the levels; `None`: one below the level of the area it lies in.
    pub level: Option<usize>,
    /// First and last day of existence, both included.
    pub valid: (Date, Date),
    /// Where it is written.
    pub span: Span,
    /// The areas inside it.
    pub children: Vec<Plot>,
}

/// One member of a jurisdiction set, such as a water company's district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Its name.
    pub name: String,
    /// Leaves that lie in it whole; empty for one known only from a register or a map.
    pub areas: Intervals,
    /// Where it is written.
    pub span: Span,
}

/// A road or a landmark, by which people say where something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The areas it runs through or lies in.
    pub areas: Vec<AreaId>,
}

/// A division of the city other than the area tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JurisdictionSet {
    /// Its name.
    pub name: String,
    /// Its members; the attribute has one value for each, in this order.
    pub members: Vec<Jurisdiction>,
}

/// The area tree and the jurisdiction sets.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    levels: Vec<String>,
    list: Vec<Area>,
    /// For each area one past the number of the last area inside it.
    ends: Vec<u32>,
    /// The area of every leaf.
    leaves: Vec<AreaId>,
    /// Folded name, alias or code to areas in preorder.
    by_name: FxHashMap<String, Vec<AreaId>>,
    /// By folded name, in the order written.
    sets: IndexMap<String, JurisdictionSet>,
    roads: Vec<Road>,
}

/// Areas told apart when a name is ambiguous.
const MAX_FITS: usize = 100;
/// Areas of one name up to which it is cheaper to climb from each than to descend to all.
const FEW: usize = 4;

/// The areas of a sorted list whose numbers are in a range.
fn between(sorted: &[AreaId], (low, high): (u32, u32)) -> &[AreaId] {
    let from = sorted.partition_point(|id| id.0 < low);
    let to = sorted.partition_point(|id| id.0 < high);
    sorted.get(from..to).unwrap_or_default()
}

/// What a number that is no area of a register stands for.
static NOWHERE: Area = Area {
    name: String::new(),
    code: None,
    aliases: Vec::new(),
    level: 0,
    parent: None,
    low: 0,
    high: 0,
    valid: (Date::MIN, Date::MAX),
    span: Span { source: crate::text::SourceId(0), start: 0, end: 0 },
};

impl Areas {
    /// Numbers a forest of areas in preorder. Linear, but for the hashing of names.
    pub fn new(levels: Vec<String>, plots: Vec<Plot>) -> Self {
        let mut areas = Self { levels, ..Self::default() };
        for plot in plots {
            areas.push(plot, None);
        }
        areas
    }

    fn push(&mut self, plot: Plot, parent: Option<AreaId>) {
        let id = AreaId(self.list.len() as u32);
        let low = self.leaves.len() as u32;
        for name in std::iter::once(&plot.name).chain(&plot.aliases).chain(&plot.code) {
            let all = self.by_name.entry(fold(name).into_owned()).or_default();
            if all.last() != Some(&id) {
                all.push(id);
            }
        }
        let level = plot.level.unwrap_or_else(|| parent.map_or(0, |p| self.get(p).level + 1));
        let Plot { name, code, aliases, valid, span, children, .. } = plot;
        if children.is_empty() {
            self.leaves.push(id);
        }
        self.list.push(Area { name, code, aliases, level, parent, low, high: low + 1, valid, span });
        self.ends.push(0);
        for child in children {
            self.push(child, Some(id));
        }
        if let Some(end) = self.ends.get_mut(id.0 as usize) {
            *end = self.list.len() as u32;
        }
        if let Some(area) = self.list.get_mut(id.0 as usize) {
            area.high = self.leaves.len() as u32;
        }
    }

    /// Adds a jurisdiction set; one of the same name is replaced and returned.
    pub fn add_jurisdiction(&mut self, set: JurisdictionSet) -> Option<JurisdictionSet> {
        self.sets.insert(fold(&set.name).into_owned(), set)
    }

    /// Adds a road or a landmark. Several of one name are in all of their areas.
    pub fn add_road(&mut self, road: Road) {
        self.roads.push(road);
    }

    /// Roads and landmarks, in the order of the files.
    pub fn roads(&self) -> &[Road] {
        &self.roads
    }

    /// The area that a path names. The last step is a name, an alias or a code; the steps before it name areas
    /// around it, outermost first, and may leave some out. With `level` only areas of that level are meant. Where
    /// several fit and one of them contains all the others, the outer one is meant. The cost grows with the rarer of the
    /// names in the path, and for a bare name with how many areas have it.
    pub fn find(&self, path: &[&str], level: Option<usize>) -> Result<AreaId, AreaError> {
        self.seek(path, level).map_err(|fits| {
            if !fits.is_empty() {
                return AreaError::Ambiguous(fits);
            }
            let last = path.last().copied().unwrap_or_default();
            // The last step may be right and the level or a step before it wrong.
            let known = self.named(last).and_then(|all| all.first());
            let suggestion =
                known.map_or_else(|| closest(&fold(last), self.names()), |id| Some(self.path(*id)));
            AreaError::Unknown { suggestion }
        })
    }

    /// The same without a suggestion: the areas that fit (of many, the first [`MAX_FITS`]), if that is not one.
    pub(super) fn seek(&self, path: &[&str], level: Option<usize>) -> Result<AreaId, Vec<AreaId>> {
        let steps: Option<Vec<&[AreaId]>> = path.iter().map(|step| self.named(step)).collect();
        let Some((last, outer)) = steps.as_deref().and_then(<[_]>::split_last) else {
            return Err(Vec::new());
        };
        let few: Vec<AreaId>;
        let parts: Vec<&[AreaId]> = if last.len() <= FEW {
            few = last.iter().copied().filter(|&id| self.lies_in(id, outer)).collect();
            vec![few.as_slice()]
        } else {
            self.inside_all(outer).into_iter().map(|range| between(last, range)).collect()
        };
        let of_level = |id: &AreaId| level.is_none_or(|l| self.get(*id).level == l);
        let fits = parts.into_iter().flatten().copied().filter(of_level);
        let mut ends = fits.clone();
        match (ends.next(), ends.next_back()) {
            (None, _) => Err(Vec::new()),
            (Some(only), None) => Ok(only),
            // In preorder the areas inside another follow it without a gap.
            (Some(first), Some(last)) if last.0 < self.end(first) => Ok(first),
            _ => Err(fits.take(MAX_FITS).collect()),
        }
    }

    /// The areas with this name, alias or code, in preorder; `None` if there are none.
    fn named(&self, name: &str) -> Option<&[AreaId]> {
        self.by_name.get(fold(name).as_ref()).map(Vec::as_slice)
    }

    /// Whether an area lies in one of each group, the last group innermost, gaps allowed. Linear in the depth.
    fn lies_in(&self, id: AreaId, groups: &[&[AreaId]]) -> bool {
        let mut wanted = groups.iter().rev().peekable();
        let mut at = self.get(id).parent;
        while let (Some(group), Some(around)) = (wanted.peek(), at) {
            if group.binary_search(&around).is_ok() {
                wanted.next();
            }
            at = self.get(around).parent;
        }
        wanted.peek().is_none()
    }

    /// The numbers of all areas that lie in one of each group: disjoint ranges in order.
    fn inside_all(&self, groups: &[&[AreaId]]) -> Vec<(u32, u32)> {
        let mut ranges = vec![(0, self.list.len() as u32)];
        for group in groups {
            let mut inner: Vec<(u32, u32)> = Vec::new();
            for id in ranges.iter().flat_map(|range| between(group, *range)) {
                // One inside the one before adds nothing.
                if inner.last().is_none_or(|range| range.1 <= id.0) {
                    inner.push((id.0 + 1, self.end(*id)));
                }
            }
            ranges = inner;
        }
        ranges
    }

    /// One past the number of the last area inside this one.
    fn end(&self, id: AreaId) -> u32 {
        self.ends.get(id.0 as usize).copied().unwrap_or(0)
    }

    /// All names and aliases, area by area.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().flat_map(|a| std::iter::once(&a.name).chain(&a.aliases)).map(String::as_str)
    }

    /// One area. A number that is none of this register's gives a nameless area without leaves.
    pub fn get(&self, id: AreaId) -> &Area {
        self.list.get(id.0 as usize).unwrap_or(&NOWHERE)
    }

    /// How to write an area: its name where that means it, else with as many of the areas around it as are needed.
    pub fn path(&self, id: AreaId) -> String {
        let names = self.names_around(id);
        let shortest = (0..names.len())
            .rev()
            .filter_map(|from| names.get(from..))
            .find(|steps| self.seek(steps, None) == Ok(id))
            .unwrap_or(&names);
        shortest.join("/")
    }

    /// The names of an area and of all areas around it, outermost first.
    pub fn full_path(&self, id: AreaId) -> String {
        self.names_around(id).join("/")
    }

    fn names_around(&self, id: AreaId) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(area) = at.map(|a| self.get(a)) {
            names.push(area.name.as_str());
            at = area.parent;
        }
        names.reverse();
        names
    }

    /// How many leaves: the size of the attribute 区域.
    pub fn leaves(&self) -> u32 {
        self.leaves.len() as u32
    }

    /// The area of a leaf; beyond the last leaf, the last one.
    pub fn leaf_area(&self, leaf: u32) -> AreaId {
        let found = self.leaves.get(leaf as usize).or(self.leaves.last());
        found.copied().unwrap_or(AreaId(0))
    }

    /// Names of the levels, outermost first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// How many areas.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no area.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All areas in preorder.
    pub fn iter(&self) -> impl Iterator<Item = (AreaId, &Area)> {
        self.list.iter().enumerate().map(|(i, a)| (AreaId(i as u32), a))
    }

    /// The smallest area that holds the leaves `low..high`; `None` if no one area does, or the range is empty.
    pub fn covering(&self, low: u32, high: u32) -> Option<AreaId> {
        if low >= high || high > self.leaves() {
            return None;
        }
        let mut at = Some(self.leaf_area(low));
        while let Some(id) = at.filter(|&id| self.get(id).high < high) {
            at = self.get(id).parent;
        }
        at
    }

    /// A jurisdiction set by its name.
    pub fn jurisdiction(&self, set: &str) -> Option<&JurisdictionSet> {
        self.sets.get(fold(set).as_ref())
    }

    /// All jurisdiction sets in the order written.
    pub fn jurisdictions(&self) -> impl Iterator<Item = &JurisdictionSet> {
        self.sets.values()
    }
}
