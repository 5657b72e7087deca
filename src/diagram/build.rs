//! From the duties of one matter to its diagram.
//!
//! Top-down: the state at an attribute is the boxes still alive and the duties already satisfied. The cuts of the live
//! boxes split the attribute into segments; each segment keeps the boxes that meet it. Equal states are built once.

use super::{Diagram, Edge, Node, NodeId, Outcome};
use crate::policy::region::{AttrId, Region};
use rustc_hash::FxHashMap;

/// A duty as the diagram sees it.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The number of its leads' template.
    pub template: u32,
    /// Where it applies.
    pub region: &'a Region,
}

/// The diagram of this matter would have more nodes than the budget allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// Builds the diagrams of many matters into shared arrays.
#[derive(Debug, Default)]
pub struct Builder {
    diagram: Diagram,
    known: FxHashMap<(AttrId, Box<[Edge]>), NodeId>,
}

/// Boxes alive (numbers of [`Work::cubes`]) and claims satisfied, both ascending.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    live: Vec<u32>,
    done: Vec<u16>,
}

/// One matter's claims, flattened. Not-accepted rules and assumptions are claims above all others.
struct Work<'a, B> {
    cubes: Vec<(u16, &'a crate::policy::region::Cube)>,
    outcome: Vec<Outcome>,
    beats: B,
    size: &'a dyn Fn(AttrId) -> u32,
    /// By the attribute tested too: the same boxes with more sides settled are another state.
    memo: FxHashMap<(AttrId, State), NodeId>,
    budget: usize,
}

impl Builder {
    /// The root of a matter's diagram. `beats(i, j)`: claim `i` beats claim `j` (closed transitively). `refused` and
    /// `never` stand above all claims, `never` highest. More than `budget` states: [`Refused`].
    pub fn add(
        &mut self,
        claims: &[Claim<'_>],
        beats: impl Fn(usize, usize) -> bool,
        refused: &Region,
        never: &Region,
        size: &dyn Fn(AttrId) -> u32,
        budget: usize,
    ) -> Result<NodeId, Refused> {
        let n = claims.len();
        if n + 2 > usize::from(u16::MAX) {
            return Err(Refused);
        }
        let mut cubes = Vec::new();
        let mut outcome = Vec::with_capacity(n + 2);
        for (i, claim) in claims.iter().enumerate() {
            cubes.extend(claim.region.cubes.iter().map(|c| (i as u16, c)));
            outcome.push(Outcome::Decided(claim.template));
        }
        for (region, what) in [(refused, Outcome::NotAccepted), (never, Outcome::Infeasible)] {
            cubes.extend(region.cubes.iter().map(|c| (outcome.len() as u16, c)));
            outcome.push(what);
        }
        let beats = |i: u16, j: u16| {
            let (i, j) = (usize::from(i), usize::from(j));
            if i >= n || j >= n { i >= n && i > j } else { beats(i, j) }
        };
        let live = (0..cubes.len() as u32).collect();
        let mut work = Work { cubes, outcome, beats, size, memo: FxHashMap::default(), budget };
        work.build(self, State { live, done: Vec::new() }, 0)
    }

    /// The arrays, done.
    pub fn finish(self) -> Diagram {
        self.diagram
    }

    fn node(&mut self, attr: AttrId, edges: Vec<Edge>) -> NodeId {
        if let [only] = edges.as_slice() {
            return only.child;
        }
        let diagram = &mut self.diagram;
        *self.known.entry((attr, edges.into_boxed_slice())).or_insert_with_key(|(attr, edges)| {
            let first = diagram.edges.len() as u32;
            diagram.edges.extend_from_slice(edges);
            diagram.nodes.push(Node { attr: *attr, edges: edges.len() as u16, first });
            NodeId(diagram.nodes.len() as u32 - 1)
        })
    }
}

impl<B: Fn(u16, u16) -> bool> Work<'_, B> {
    /// `from`: attributes below this number are already settled.
    fn build(&mut self, out: &mut Builder, mut state: State, from: u16) -> Result<NodeId, Refused> {
        self.settle(&mut state, from);
        if let Some(outcome) = self.outcome_of(&state) {
            return Ok(NodeId::terminal(outcome));
        }
        let attr = state.live.iter().filter_map(|&c| self.next(c, from)).min().unwrap_or(AttrId(from));
        let key = (attr, state);
        if let Some(known) = self.memo.get(&key) {
            return Ok(*known);
        }
        if self.memo.len() >= self.budget {
            return Err(Refused);
        }
        let state = &key.1;
        let mut cuts: Vec<u32> = vec![(self.size)(attr)];
        for &c in &state.live {
            if let Some(set) = self.cubes[c as usize].1.get(attr) {
                cuts.extend(set.ranges().iter().flat_map(|r| [r.0, r.1]).filter(|cut| *cut > 0));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut edges: Vec<Edge> = Vec::with_capacity(cuts.len());
        let mut low = 0;
        for upper in cuts {
            let alive = |c: &u32| self.cubes[*c as usize].1.get(attr).is_none_or(|set| set.contains(low));
            let live = state.live.iter().copied().filter(alive).collect();
            let child = self.build(out, State { live, done: state.done.clone() }, attr.0 + 1)?;
            match edges.last_mut() {
                Some(last) if last.child == child => last.upper = upper,
                _ => edges.push(Edge { upper, child }),
            }
            low = upper;
        }
        if edges.len() > usize::from(u16::MAX) {
            return Err(Refused);
        }
        let node = out.node(attr, edges);
        self.memo.insert(key, node);
        Ok(node)
    }

    /// The next attribute on which a box still has a side.
    fn next(&self, cube: u32, from: u16) -> Option<AttrId> {
        self.cubes[cube as usize].1.sides().iter().map(|s| s.0).find(|a| a.0 >= from)
    }

    /// Moves boxes without further sides to the satisfied claims; drops what a satisfied claim beats.
    fn settle(&self, state: &mut State, from: u16) {
        for &c in &state.live {
            let claim = self.cubes[c as usize].0;
            if self.next(c, from).is_none() && !state.done.contains(&claim) {
                state.done.push(claim);
            }
        }
        let done = std::mem::take(&mut state.done);
        let beaten = |claim: u16| done.iter().any(|&d| (self.beats)(d, claim));
        state.live.retain(|&c| {
            let claim = self.cubes[c as usize].0;
            !done.contains(&claim) && !beaten(claim)
        });
        state.done = done.iter().copied().filter(|&d| !beaten(d)).collect();
        state.done.sort_unstable();
    }

    /// The outcome, once what is still alive cannot change it.
    fn outcome_of(&self, state: &State) -> Option<Outcome> {
        let mut outcomes = state.done.iter().map(|&d| self.outcome[usize::from(d)]);
        let Some(first) = outcomes.next() else { return state.live.is_empty().then_some(Outcome::Gap) };
        let one = outcomes.all(|o| o == first);
        if state.live.is_empty() {
            return Some(if one { first } else { Outcome::Conflict });
        }
        let same = |&c: &u32| self.outcome[usize::from(self.cubes[c as usize].0)] == first;
        (one && state.live.iter().all(same)).then_some(first)
    }
}
