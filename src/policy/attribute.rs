//! Attributes: the finite ordered domains over which duties are written, and the names of their values.

use super::intervals::Intervals;
use super::region::AttrId;
use super::registry::{AreaError, Areas};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::fmt::Write as _;

/// The built-in attribute for the place of the complaint.
pub const AREA: &str = "区域";

/// What the values of an attribute are. Every value is a number below the attribute's size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    /// Leaves of a tree in preorder, so that a subtree is one interval.
    Tree(ValueTree),
    /// `low..=high`, stored from zero.
    Integer {
        /// The number stored as zero.
        low: i64,
        /// The unit of measure, for people.
        unit: Option<String>,
    },
    /// Minutes of the day.
    TimeOfDay,
    /// 工作日, 休息日, 法定节假日.
    DayClass,
    /// Leaves of the area registry.
    Area,
    /// Members of a jurisdiction set, with their names.
    Jurisdiction {
        /// The set.
        set: String,
        /// Its members in order.
        members: Vec<String>,
    },
}

/// Names of the day classes in domain order, with the English ones.
pub const DAY_CLASSES: [(&str, &str); 3] =
    [("工作日", "workday"), ("休息日", "rest-day"), ("法定节假日", "holiday")];

/// One attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its values.
    pub domain: Domain,
    /// How many values.
    pub size: u32,
    /// The question to put to the citizen.
    pub ask: Option<String>,
    /// What silence means; `None`: unknown.
    pub absent: Option<u32>,
    /// Relative cost of asking.
    pub cost: u32,
    /// Who can supply it.
    pub sources: Vec<String>,
    /// Where it is declared (the built-in one: nowhere).
    pub span: Span,
}

/// Why a word is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoValue {
    /// Nothing of this name; perhaps something close.
    Unknown(Option<String>),
    /// Several; give more of the path.
    Ambiguous(Vec<String>),
}

impl Attribute {
    /// The values a word stands for: a value, a node of the tree (all its leaves), an area.
    pub fn values_of(&self, word: &str, level: Option<usize>, areas: &Areas) -> Result<Intervals, NoValue> {
        match &self.domain {
            Domain::Tree(tree) => tree.find(word),
            Domain::Integer { low, .. } => fold(word)
                .parse::<i64>()
                .ok()
                .and_then(|n| self.number(n, *low))
                .map(Intervals::single)
                .ok_or(NoValue::Unknown(None)),
            Domain::TimeOfDay => clock(&fold(word)).map(Intervals::single).ok_or(NoValue::Unknown(None)),
            Domain::DayClass => {
                let word = fold(word);
                let found =
                    DAY_CLASSES.iter().position(|(zh, en)| *zh == word || en.eq_ignore_ascii_case(&word));
                found.map(|i| Intervals::single(i as u32)).ok_or(NoValue::Unknown(None))
            }
            Domain::Area => {
                let path: Vec<&str> = word.split('/').map(str::trim).filter(|p| !p.is_empty()).collect();
                match areas.find(&path, level) {
                    Ok(id) => {
                        let area = areas.get(id);
                        Ok(Intervals::range(area.low, area.high))
                    }
                    Err(AreaError::Unknown { suggestion }) => Err(NoValue::Unknown(suggestion)),
                    Err(AreaError::Ambiguous(ids)) => {
                        Err(NoValue::Ambiguous(ids.into_iter().map(|id| areas.path(id)).collect()))
                    }
                }
            }
            Domain::Jurisdiction { members, .. } => {
                let word = fold(word);
                match members.iter().position(|m| fold(m) == word) {
                    Some(i) => Ok(Intervals::single(i as u32)),
                    None => Err(NoValue::Unknown(closest(&word, members.iter().map(String::as_str)))),
                }
            }
        }
    }

    /// The stored form of a number, if it is in range.
    pub fn number(&self, n: i64, low: i64) -> Option<u32> {
        n.checked_sub(low).and_then(|v| u32::try_from(v).ok()).filter(|v| *v < self.size)
    }

    /// Every value.
    pub fn all(&self) -> Intervals {
        Intervals::range(0, self.size)
    }

    /// One value in words.
    pub fn value_name(&self, value: u32, areas: &Areas) -> String {
        match &self.domain {
            Domain::Tree(tree) => tree.path_of_leaf(value),
            Domain::Integer { low, unit } => {
                format!(
                    "{}{}",
                    low + i64::from(value),
                    unit.as_deref().map_or(String::new(), |u| format!(" {u}"))
                )
            }
            Domain::TimeOfDay => format!("{:02}:{:02}", value / 60, value % 60),
            Domain::DayClass => DAY_CLASSES.get(value as usize).map_or("?", |d| d.0).to_owned(),
            Domain::Area if value < areas.leaves() => areas.path(areas.leaf_area(value)),
            Domain::Area => "?".to_owned(),
            Domain::Jurisdiction { members, .. } => members.get(value as usize).cloned().unwrap_or_default(),
        }
    }

    /// The parts of a set of values by name, whole subtrees by their node. At most `most` of values without a tree.
    fn parts(&self, set: &Intervals, areas: &Areas, most: usize) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for &(low, high) in set.ranges() {
            match &self.domain {
                Domain::Tree(tree) => parts.extend(tree.names_of(low, high)),
                Domain::Area => parts.extend(area_names(areas, low, high)),
                Domain::Integer { .. } | Domain::TimeOfDay if high - low > 1 => {
                    let last = if self.domain == Domain::TimeOfDay { high % 1440 } else { high - 1 };
                    parts.push(format!(
                        "{} 至 {}",
                        self.value_name(low, areas),
                        self.value_name(last, areas)
                    ));
                }
                _ => parts.extend((low..high).take(most).map(|v| self.value_name(v, areas))),
            }
        }
        parts
    }

    /// Every part of a set of values by name, whole subtrees by their node.
    pub fn names(&self, set: &Intervals, areas: &Areas) -> Vec<String> {
        self.parts(set, areas, usize::MAX)
    }

    /// A set of values in words, whole subtrees by their node. At most `most` parts, then "…".
    pub fn describe(&self, set: &Intervals, areas: &Areas, most: usize) -> String {
        let mut parts = self.parts(set, areas, most + 1);
        let more = parts.len().saturating_sub(most);
        parts.truncate(most);
        let mut text = parts.join("、");
        if more > 0 {
            let _ = write!(text, "…（+{more}）");
        }
        text
    }
}

/// `22:30` in minutes.
pub fn clock(word: &str) -> Option<u32> {
    let word = fold(word);
    let (h, m) = word.split_once(':')?;
    let (h, m): (u32, u32) = (h.parse().ok()?, m.parse().ok()?);
    (h < 24 && m < 60).then_some(h * 60 + m)
}

/// Whole areas that make up an interval of leaves, the largest first.
fn area_names(areas: &Areas, low: u32, high: u32) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = low;
    while at < high {
        let mut id = areas.leaf_area(at);
        while let Some(parent) = areas.get(id).parent {
            let p = areas.get(parent);
            if p.low < at || p.high > high {
                break;
            }
            id = parent;
        }
        out.push(areas.path(id));
        at = areas.get(id).high.max(at + 1);
    }
    out
}

/// The name nearest to a misspelt one, if any is near; of several the first in the alphabet.
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let own: Vec<char> = word.chars().collect();
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let least = best.map_or(0.5, |b| b.0);
        // Few are near enough to be measured.
        if at_most(&own, name) < least {
            continue;
        }
        let score = strsim::normalized_damerau_levenshtein(word, name);
        if score > least || (score >= least && best.is_none_or(|b| name < b.1)) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// How near a name can be at most: each character that is not in both costs a step.
fn at_most(own: &[char], name: &str) -> f64 {
    let mut left: SmallVec<[char; 32]> = name.chars().collect();
    let longest = own.len().max(left.len());
    let mut common = 0;
    for c in own {
        if let Some(at) = left.iter().position(|l| l == c) {
            left.swap_remove(at);
            common += 1;
        }
    }
    if longest == 0 { 1.0 } else { f64::from(common) / longest as f64 }
}

/// A tree of values; only leaves are values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueTree {
    nodes: Vec<Node>,
    leaves: Vec<u32>,
    by_name: FxHashMap<String, Vec<u32>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    name: String,
    parent: Option<u32>,
    low: u32,
    high: u32,
}

impl ValueTree {
    /// Numbers a tree in preorder.
    pub fn new(roots: &[crate::syntax::entries::TreeNode]) -> Self {
        let mut tree = Self::default();
        for root in roots {
            tree.push(root, None);
        }
        tree
    }

    fn push(&mut self, node: &crate::syntax::entries::TreeNode, parent: Option<u32>) {
        let id = self.nodes.len() as u32;
        let low = self.leaves.len() as u32;
        let name = node.name.value.clone();
        self.by_name.entry(fold(&name).into_owned()).or_default().push(id);
        self.nodes.push(Node { name, parent, low, high: low });
        if node.children.is_empty() {
            self.leaves.push(id);
        }
        for child in &node.children {
            self.push(child, Some(id));
        }
        self.nodes[id as usize].high = self.leaves.len() as u32;
    }

    /// How many values.
    pub fn len(&self) -> u32 {
        self.leaves.len() as u32
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// The names of all nodes and leaves, as written.
    pub fn names(&self) -> Vec<String> {
        self.nodes.iter().map(|n| n.name.clone()).collect()
    }

    fn find(&self, word: &str) -> Result<Intervals, NoValue> {
        if let Some(found) = self.named(word) {
            return found;
        }
        // A boolean may be written in either language.
        let other = match fold(word).to_ascii_lowercase().as_str() {
            "yes" | "true" => "是",
            "no" | "false" => "否",
            _ => return Err(NoValue::Unknown(closest(word, self.nodes.iter().map(|n| n.name.as_str())))),
        };
        self.named(other).unwrap_or(Err(NoValue::Unknown(None)))
    }

    fn named(&self, word: &str) -> Option<Result<Intervals, NoValue>> {
        let steps: Vec<String> = word.split('/').map(|s| fold(s).into_owned()).collect();
        let candidates = self.by_name.get(steps.last()?)?;
        let fits: Vec<u32> = candidates.iter().copied().filter(|&id| self.under(id, &steps)).collect();
        // An outer node whose only content is an equal-named leaf is no ambiguity: the outer one is meant.
        match fits.as_slice() {
            [] => None,
            [id] => Some(Ok(self.leaves_of(*id))),
            [outer, rest @ ..] if rest.iter().all(|&id| self.is_below(id, *outer)) => {
                Some(Ok(self.leaves_of(*outer)))
            }
            many => Some(Err(NoValue::Ambiguous(many.iter().map(|&id| self.path(id)).collect()))),
        }
    }

    fn leaves_of(&self, id: u32) -> Intervals {
        let node = &self.nodes[id as usize];
        Intervals::range(node.low, node.high)
    }

    fn is_below(&self, id: u32, outer: u32) -> bool {
        let (inner, outer) = (&self.nodes[id as usize], &self.nodes[outer as usize]);
        outer.low <= inner.low && inner.high <= outer.high
    }

    /// Whether the steps before the last name ancestors, in order, gaps allowed.
    fn under(&self, id: u32, steps: &[String]) -> bool {
        let mut wanted = steps[..steps.len() - 1].iter().rev().peekable();
        let mut at = self.nodes[id as usize].parent;
        while let (Some(step), Some(node)) = (wanted.peek(), at) {
            if fold(&self.nodes[node as usize].name) == step.as_str() {
                wanted.next();
            }
            at = self.nodes[node as usize].parent;
        }
        wanted.peek().is_none()
    }

    fn path(&self, id: u32) -> String {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(i) = at {
            names.push(self.nodes[i as usize].name.as_str());
            at = self.nodes[i as usize].parent;
        }
        names.reverse();
        names.join("/")
    }

    fn path_of_leaf(&self, leaf: u32) -> String {
        self.leaves.get(leaf as usize).map_or_else(|| "?".to_owned(), |&id| self.short(id))
    }

    /// The bare name where it is unique, else the path.
    fn short(&self, id: u32) -> String {
        let name = &self.nodes[id as usize].name;
        if self.by_name.get(fold(name).as_ref()).is_some_and(|all| all.len() == 1) {
            name.clone()
        } else {
            self.path(id)
        }
    }

    fn names_of(&self, low: u32, high: u32) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = low;
        while at < high {
            let Some(&leaf) = self.leaves.get(at as usize) else { break };
            let mut id = leaf;
            while let Some(parent) = self.nodes[id as usize].parent {
                let p = &self.nodes[parent as usize];
                if p.low < at || p.high > high {
                    break;
                }
                id = parent;
            }
            out.push(self.short(id));
            at = self.nodes[id as usize].high.max(at + 1);
        }
        out
    }
}

/// All attributes; the number of one is its place in the order in which diagrams test.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    list: Vec<Attribute>,
    by_name: FxHashMap<String, (AttrId, Option<usize>)>,
}

impl Attributes {
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Attribute> {
        self.list.iter_mut()
    }

    /// Puts attributes in their lasting order (areas last: they have the most cuts; else smaller first, then
    /// by name, so that the order of files does not matter) and indexes their names.
    /// Returns the pairs of attributes that claim the same name.
    pub fn new(mut list: Vec<Attribute>, areas: &Areas) -> (Self, Vec<(AttrId, AttrId, String)>) {
        let class = |a: &Attribute| matches!(a.domain, Domain::Area | Domain::Jurisdiction { .. });
        list.sort_by(|a, b| (class(a), a.size, &a.name).cmp(&(class(b), b.size, &b.name)));
        let mut by_name: FxHashMap<String, (AttrId, Option<usize>)> = FxHashMap::default();
        let mut clashes = Vec::new();
        for (i, attr) in list.iter().enumerate() {
            let id = AttrId(i as u16);
            let mut names: Vec<(String, Option<usize>)> = std::iter::once(&attr.name)
                .chain(&attr.aliases)
                .map(|n| (fold(n).into_owned(), None))
                .collect();
            if attr.name == AREA {
                names.push(("area".to_owned(), None));
                names.extend(areas.levels().iter().enumerate().map(|(l, n)| (fold(n).into_owned(), Some(l))));
                let english = [("区", "district"), ("街道", "street"), ("社区", "community"), ("市", "city")];
                for (zh, en) in english {
                    if let Some(level) = areas.levels().iter().position(|l| l == zh) {
                        names.push((en.to_owned(), Some(level)));
                    }
                }
            }
            for (name, level) in names {
                match by_name.entry(name) {
                    std::collections::hash_map::Entry::Vacant(slot) => {
                        slot.insert((id, level));
                    }
                    std::collections::hash_map::Entry::Occupied(slot) if slot.get().0 != id => {
                        clashes.push((slot.get().0, id, slot.key().clone()));
                    }
                    std::collections::hash_map::Entry::Occupied(_) => {}
                }
            }
        }
        (Self { list, by_name }, clashes)
    }

    /// An attribute by any of its names, with the level of areas that the name means.
    pub fn find(&self, name: &str) -> Option<(AttrId, Option<usize>)> {
        self.by_name.get(fold(name).as_ref()).copied()
    }

    /// The names of the levels of areas, under which the built-in place is known too.
    pub fn level_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .by_name
            .iter()
            .filter(|(_, (_, level))| level.is_some())
            .map(|(name, _)| name.clone())
            .collect();
        names.sort_unstable();
        names
    }

    /// The nearest name.
    pub fn suggest(&self, name: &str) -> Option<String> {
        let levels = self.level_names();
        let names = self.list.iter().flat_map(|a| std::iter::once(&a.name).chain(&a.aliases));
        closest(name, names.chain(&levels).map(String::as_str))
    }

    /// One attribute.
    pub fn get(&self, id: AttrId) -> &Attribute {
        &self.list[id.0 as usize]
    }

    /// The size of an attribute's domain.
    pub fn size(&self, id: AttrId) -> u32 {
        self.list[id.0 as usize].size
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Never: 区域 is built in.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in testing order.
    pub fn iter(&self) -> impl Iterator<Item = (AttrId, &Attribute)> {
        self.list.iter().enumerate().map(|(i, a)| (AttrId(i as u16), a))
    }

    /// The built-in place.
    pub fn area(&self) -> AttrId {
        self.by_name.get(AREA).map_or(AttrId(0), |f| f.0)
    }
}
