//! The interval decision diagrams: one root per matter, nodes shared between all of them.
//!
//! A node tests one attribute; its edges are intervals in ascending order, given by their upper bounds. Equal nodes
//! are one node and a node whose edges all lead to one child is that child, so a diagram is the smallest for the
//! order of attributes. Terminals are outcomes and never sets of duties: who is to blame for a conflict is found by
//! evaluating the definition at a point.

mod build;
mod packed;

use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
pub use build::{Builder, Claim, Refused};
pub use packed::{Packed, Walked};

/// A node, or a terminal in disguise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

const TERMINAL: u32 = 1 << 31;

/// What the lists say at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nobody.
    Gap,
    /// Several leads, none of them beaten.
    Conflict,
    /// The lists say that it cannot occur.
    Infeasible,
    /// On the not-accepted list.
    NotAccepted,
    /// These leads (the number of a template).
    Decided(u32),
}

impl Outcome {
    /// A small number for each outcome, those of decisions last.
    fn code(self) -> u32 {
        match self {
            Self::Gap => 0,
            Self::Conflict => 1,
            Self::Infeasible => 2,
            Self::NotAccepted => 3,
            Self::Decided(t) => t + 4,
        }
    }

    fn of_code(code: u32) -> Self {
        match code {
            0 => Self::Gap,
            1 => Self::Conflict,
            2 => Self::Infeasible,
            3 => Self::NotAccepted,
            t => Self::Decided(t - 4),
        }
    }
}

impl NodeId {
    fn terminal(outcome: Outcome) -> Self {
        Self(TERMINAL | outcome.code())
    }

    /// The outcome, if this is a terminal.
    pub fn outcome(self) -> Option<Outcome> {
        (self.0 & TERMINAL != 0).then(|| Outcome::of_code(self.0 & !TERMINAL))
    }
}

/// A node's place in the flat arrays.
#[derive(Debug, Clone, Copy)]
struct Node {
    attr: AttrId,
    edges: u16,
    first: u32,
}

/// An edge: values below `upper` (and not below the one before) lead to `child`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Edge {
    upper: u32,
    child: NodeId,
}

/// All nodes of one edition, in flat arrays.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Diagram {
    /// The outcome at a point. No allocation; one binary search per attribute tested.
    pub fn walk(&self, root: NodeId, value: impl Fn(AttrId) -> u32) -> Outcome {
        let mut at = root;
        loop {
            if let Some(outcome) = at.outcome() {
                return outcome;
            }
            let node = self.nodes[at.0 as usize];
            let edges = self.edges_of(node);
            at = edges[Self::edge(edges, value(node.attr))].child;
        }
    }

    /// One step for a value that is known to lie in an interval: the attribute tested, the edge's interval, and where it
    /// leads, or nothing if the interval meets several edges. At a terminal the step leads to itself.
    pub fn step(
        &self,
        at: NodeId,
        hull: impl Fn(AttrId) -> (u32, u32),
    ) -> (AttrId, u32, u32, Option<NodeId>) {
        if at.outcome().is_some() {
            return (AttrId(0), 0, 0, Some(at));
        }
        let node = self.nodes[at.0 as usize];
        let edges = self.edges_of(node);
        let (low, high) = hull(node.attr);
        let i = Self::edge(edges, low);
        let from = if i == 0 { 0 } else { edges[i - 1].upper };
        let edge = edges[i];
        (node.attr, from, edge.upper, (high <= edge.upper).then_some(edge.child))
    }

    /// The edge that holds a value: few edges are scanned, many searched.
    fn edge(edges: &[Edge], value: u32) -> usize {
        let last = edges.len() - 1;
        if edges.len() <= 8 {
            edges.iter().position(|e| value < e.upper).unwrap_or(last)
        } else {
            edges.partition_point(|e| e.upper <= value).min(last)
        }
    }

    /// Every outcome that some point of the sets leads to, ascending, and the attributes still in doubt on the way.
    pub fn reach(&self, root: NodeId, set: impl Fn(AttrId) -> Intervals) -> Reach {
        let mut reach = Reach::default();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            if let Some(outcome) = at.outcome() {
                reach.outcomes.push(outcome);
                continue;
            }
            let node = self.nodes[at.0 as usize];
            let known = set(node.attr);
            let before = open.len();
            open.extend(self.met(node, &known).map(|(child, _)| child));
            if open.len() > before + 1 {
                reach.doubtful.push(node.attr);
            }
        }
        reach.outcomes.sort_unstable();
        reach.doubtful.sort_unstable();
        reach.doubtful.dedup();
        reach
    }

    /// The attributes on every way that some point of the sets takes, ascending, each with the stretches that are told apart.
    pub fn branches(&self, root: NodeId, set: impl Fn(AttrId) -> Intervals) -> Vec<(AttrId, Vec<Intervals>)> {
        let mut cuts: std::collections::BTreeMap<AttrId, Vec<u32>> = std::collections::BTreeMap::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            let Some((attr, node)) = self.test(at).filter(|_| seen.insert(at)) else { continue };
            cuts.entry(attr).or_default().extend(self.intervals(node).flat_map(|(low, high, _)| [low, high]));
            open.extend(self.met(node, &set(attr)).map(|(child, _)| child));
        }
        cuts.into_iter()
            .map(|(attr, mut cuts)| {
                cuts.sort_unstable();
                cuts.dedup();
                let known = set(attr);
                let parts = cuts.windows(2).map(|w| Intervals::range(w[0], w[1])).filter(|p| p.meets(&known));
                (attr, parts.collect())
            })
            .collect()
    }

    /// The edges that meet a set, with how many of its values take each.
    pub fn met<'a>(
        &'a self,
        node: impl Into<NodeRef>,
        known: &'a Intervals,
    ) -> impl Iterator<Item = (NodeId, u64)> + 'a {
        let NodeRef(first, count) = node.into();
        let edges = &self.edges[first as usize..][..count as usize];
        let mut low = 0;
        edges.iter().filter_map(move |edge| {
            let part = Intervals::range(low, edge.upper).intersect(known).count();
            low = edge.upper;
            (part > 0).then_some((edge.child, part))
        })
    }

    /// The attribute a node tests and a handle on its edges; nothing for a terminal.
    pub fn test(&self, at: NodeId) -> Option<(AttrId, NodeRef)> {
        at.outcome().is_none().then(|| {
            let node = self.nodes[at.0 as usize];
            (node.attr, node.into())
        })
    }

    /// The intervals of a node's edges with their children.
    pub fn intervals(&self, node: NodeRef) -> impl Iterator<Item = (u32, u32, NodeId)> + '_ {
        let mut low = 0;
        self.edges[node.0 as usize..][..node.1 as usize].iter().map(move |edge| {
            let from = std::mem::replace(&mut low, edge.upper);
            (from, edge.upper, edge.child)
        })
    }

    /// The attributes tested below a root, ascending.
    pub fn support(&self, root: NodeId) -> Vec<AttrId> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut attrs = Vec::new();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if at.outcome().is_some() || !seen.insert(at) {
                continue;
            }
            let node = self.nodes[at.0 as usize];
            attrs.push(node.attr);
            open.extend(self.edges_of(node).iter().map(|e| e.child));
        }
        attrs.sort_unstable();
        attrs.dedup();
        attrs
    }

    /// Nodes in all diagrams together.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Bytes of the arrays.
    pub fn bytes(&self) -> usize {
        self.nodes.len() * size_of::<Node>() + self.edges.len() * size_of::<Edge>()
    }

    fn edges_of(&self, node: Node) -> &[Edge] {
        &self.edges[node.first as usize..][..node.edges as usize]
    }
}

/// A handle on the edges of a node.
#[derive(Debug, Clone, Copy)]
pub struct NodeRef(u32, u16);

impl From<Node> for NodeRef {
    fn from(node: Node) -> Self {
        Self(node.first, node.edges)
    }
}

/// What a walk with sets of possible values finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The outcomes, ascending, each once.
    pub outcomes: Vec<Outcome>,
    /// Attributes whose known set meets several edges on some way.
    pub doubtful: Vec<AttrId>,
}
