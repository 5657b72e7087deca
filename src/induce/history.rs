//! Records as trees and rows: matters under the nodes where most of their complaints have them, places under places.

use super::records::{Called, Columns, NONE, Records};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A node of a tree of matters or of areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub parent: u32,
    pub level: usize,
    pub name: String,
    pub below: Vec<u32>,
}

/// Nodes, numbered as they are first met.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub top: Vec<u32>,
    by_key: FxHashMap<(u32, String), u32>,
}

impl Tree {
    /// The node of this name below another, made if it is not there.
    fn node(&mut self, parent: u32, name: &str) -> u32 {
        if let Some(node) = self.by_key.get(&(parent, name.to_owned())) {
            return *node;
        }
        let node = self.leaf(parent, name);
        self.by_key.insert((parent, name.to_owned()), node);
        node
    }

    /// A new node, even where one has the name.
    fn leaf(&mut self, parent: u32, name: &str) -> u32 {
        let node = self.nodes.len() as u32;
        let level = self.nodes.get(parent as usize).map_or(0, |p| p.level + 1);
        self.nodes.push(Node { parent, level, name: name.to_owned(), below: Vec::new() });
        match self.nodes.get_mut(parent as usize) {
            Some(parent) => parent.below.push(node),
            None => self.top.push(node),
        }
        node
    }

    fn walk(&mut self, steps: &str) -> u32 {
        steps.split('\n').filter(|s| !s.is_empty()).fold(NONE, |parent, step| self.node(parent, &safe(step)))
    }

    /// Nodes directly below another; [`NONE`]: those at the top.
    pub fn below(&self, node: u32) -> &[u32] {
        self.nodes.get(node as usize).map_or(&self.top, |n| &n.below)
    }

    /// A node and those above it, from the node up.
    pub fn up(&self, node: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(node).filter(|n| *n != NONE), |n| {
            self.nodes.get(*n as usize).map(|n| n.parent).filter(|p| *p != NONE)
        })
    }

    /// The node of a level on the way up from another; [`NONE`] if that is coarser.
    pub fn at_level(&self, node: u32, level: usize) -> u32 {
        self.up(node).find(|n| self.nodes[*n as usize].level == level).unwrap_or(NONE)
    }

    /// The names from the top down to a node, with `/` between them.
    pub fn path(&self, node: u32) -> String {
        let mut names: Vec<&str> = self.up(node).map(|n| self.nodes[n as usize].name.as_str()).collect();
        names.reverse();
        names.join("/")
    }
}

/// A name as lists can have it: one line of at most 100 characters, without the `/` of paths and without quotes, which would
/// end those around it.
pub(super) fn safe(name: &str) -> String {
    let kept = name.chars().filter(|c| !"「」『』“”＂\"".contains(*c));
    let kept: String = kept.map(|c| if matches!(c, '/' | '／') { '-' } else { c }).collect();
    let words = kept.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let name: String = words.collect::<Vec<_>>().join(" ").chars().take(100).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

/// One past complaint in numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub matter: u32,
    pub area: u32,
    pub unit: u32,
    pub day: Option<Date>,
}

/// Past complaints, and what they are about.
pub(super) struct History<'r> {
    pub records: &'r Records,
    pub matters: Tree,
    /// By node: the matter that it is; none for nodes above.
    pub is: Vec<Option<u32>>,
    /// By matter: its node.
    nodes: Vec<u32>,
    pub areas: Tree,
    pub rows: Vec<Row>,
}

impl<'r> History<'r> {
    /// `top` names the node of matters without a path, `whole` puts words to a matter that is all that is left of a node.
    pub fn of(records: &'r Records, top: &str, whole: impl Fn(&str) -> String) -> Self {
        let mut matters = Tree::default();
        let mut is = Vec::new();
        let paths = paths(records);
        let nodes: Vec<u32> = records
            .matters
            .all
            .iter()
            .zip(&paths)
            .enumerate()
            .map(|(matter, (called, path))| {
                let steps: Vec<&str> = path.split('\n').filter(|s| !s.is_empty()).collect();
                let named = !called.names.is_empty() && called.name() != called.code;
                let own = steps.last().is_some_and(|last| *last == called.name());
                // A node above with the matter's own name says nothing, unless there are others below it.
                let alone = paths.iter().filter(|p| *p == path).count() == 1;
                let kept = if own && alone { &steps[..steps.len() - 1] } else { &steps[..] };
                let above = if kept.is_empty() { top.to_owned() } else { kept.join("\n") };
                let parent = matters.walk(&above);
                let name = match steps.last() {
                    Some(last) if !named || (own && !alone) => whole(&safe(last)),
                    _ => safe(called.name()),
                };
                let node = matters.leaf(parent, &name);
                is.resize(matters.nodes.len(), None);
                is[node as usize] = Some(matter as u32);
                node
            })
            .collect();
        let mut areas = Tree::default();
        let places: Vec<u32> = records.places.iter().map(|steps| areas.walk(steps)).collect();
        let rows = records.lines.iter().map(|line| Row {
            matter: nodes[line.matter as usize],
            area: places[line.place as usize],
            unit: line.unit,
            day: line.day,
        });
        Self { records, rows: rows.collect(), matters, is, nodes, areas }
    }

    pub fn columns(&self) -> &'r Columns {
        &self.records.columns
    }

    pub fn units(&self) -> &'r [Called] {
        &self.records.units.all
    }

    /// The matter that a node is.
    pub fn matter(&self, node: u32) -> Option<&'r Called> {
        let matter = self.is.get(node as usize).copied().flatten()?;
        self.records.matters.all.get(matter as usize)
    }

    /// The coarser matters by which a row may be called, the nearest first.
    pub fn coarser(&self, row: usize) -> impl Iterator<Item = u32> {
        let words = self.records.words(row).skip(1);
        words.filter_map(|w| self.records.matters.find(w)).filter_map(|m| self.nodes.get(m as usize).copied())
    }

    /// What records call a matter.
    pub fn word(&self, node: u32) -> &'r str {
        let matter = self.is.get(node as usize).copied().flatten();
        matter.map_or("", |m| self.records.matters.key(m))
    }

    /// Rows before a day, or all; those without a day among them. Then the others.
    pub fn cut(&self, day: Option<Date>) -> (Vec<usize>, Vec<usize>) {
        let early = |i: &usize| day.is_none_or(|end| self.rows[*i].day.is_none_or(|d| d < end));
        (0..self.rows.len()).partition(early)
    }
}

/// By matter: the path that most of its records have, the one met first of equals; for one that no record has by itself
/// what the paths of the records have in common that could have had it.
fn paths(records: &Records) -> Vec<String> {
    let mut seen: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut coarser: BTreeSet<(u32, u32)> = BTreeSet::new();
    for line in &records.lines {
        *seen.entry((line.matter, line.path)).or_insert(0) += 1;
        coarser.insert((line.others, line.path));
    }
    let mut most: Vec<(u32, u32)> = vec![(0, 0); records.matters.all.len()];
    for ((matter, path), n) in seen {
        if n > most[matter as usize].0 {
            most[matter as usize] = (n, path);
        }
    }
    let mut common: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (others, path) in coarser {
        let path: Vec<&str> = records.paths.get(path).split('\n').collect();
        for matter in records.others.get(others).split('\n').filter_map(|o| records.matters.find(o)) {
            let known = common.entry(matter).or_insert_with(|| path.clone());
            let same = known.iter().zip(&path).take_while(|(a, b)| a == b).count();
            known.truncate(same);
        }
    }
    let path = |(matter, (n, path)): (usize, (u32, u32))| match common.get(&(matter as u32)) {
        Some(common) if n == 0 => common.join("\n"),
        _ => records.paths.get(path).to_owned(),
    };
    most.into_iter().enumerate().map(path).collect()
}
