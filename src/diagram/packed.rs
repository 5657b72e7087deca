//! The diagrams once more, laid out for walking when nothing is in the caches.
//!
//! In the shared arrays a walk waits for memory twice at every node, for the node and for its edges, and they may lie
//! anywhere, because nodes are shared between matters. Here each matter has its own copy in numbers of 16 bits, and the
//! first of its nodes are in two neighbouring cache lines that the matter's number alone finds: its home. What does not
//! fit lies together in the spill. The copy only says where the one walk goes: whatever follows several ways asks the
//! shared diagram.
//!
//! The first line of a home holds the entry and nodes, the second one the start of the matter's spill (two numbers) and
//! nodes. A node is its head (attribute and number of bounds), its bounds ascending without the last, which is the end
//! of the domain, and its children. A child is a place, below [`HOME`] in the home and from there on in the spill, or an
//! outcome with the highest bit set.

use super::{Diagram, NodeId, Outcome};
use crate::policy::region::AttrId;
use rustc_hash::FxHashMap;

/// Numbers in a cache line of 64 bytes.
const LINE: usize = 32;
/// Numbers in a home.
const HOME: usize = 2 * LINE;
/// Where the nodes of the first line begin, behind the entry.
const FIRST: usize = 1;
/// Where the nodes of the second line begin, behind the start of the spill.
const SECOND: usize = LINE + 2;
/// The bits of a head that are the attribute; those above are the number of bounds, 0 if the next number is it.
const ATTR_BITS: u32 = 10;
const TERMINAL: u16 = 1 << 15;
/// The entry of a matter that has no copy.
const ABSENT: u16 = u16::MAX;

#[derive(Debug, Clone, Copy)]
#[repr(align(128))]
struct Home([u16; HOME]);

/// One home for each matter, and what did not fit.
#[derive(Debug, Clone, Default)]
pub struct Packed {
    homes: Vec<Home>,
    spill: Vec<u16>,
}

/// Where a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walked {
    /// At this outcome.
    Outcome(Outcome),
    /// At a test that the known facts leave open.
    Open,
    /// Nowhere: the matter has no copy, because it has no diagram or numbers too large for one.
    Absent,
}

impl Packed {
    /// Copies the diagrams of all matters, given by their roots in the order of their numbers. A matter without a root, or
    /// whose attributes, bounds, outcomes or places pass what the numbers can hold, gets no copy.
    pub fn new(diagram: &Diagram, roots: impl Iterator<Item = Option<NodeId>>) -> Self {
        let mut this = Self::default();
        let mut known: FxHashMap<NodeId, Home> = FxHashMap::default();
        for root in roots {
            let home = match root {
                None => Home([ABSENT; HOME]),
                Some(root) => *known.entry(root).or_insert_with(|| {
                    let before = this.spill.len();
                    this.copy(diagram, root).unwrap_or_else(|| {
                        this.spill.truncate(before);
                        Home([ABSENT; HOME])
                    })
                }),
            };
            this.homes.push(home);
        }
        this.spill.shrink_to_fit();
        this
    }

    /// Goes from a matter's root as far as the known facts leave one edge. `visit` sees each attribute tested with the
    /// edge taken: its lower bound and its upper bound, none for the end of the domain. No allocation.
    pub fn walk(
        &self,
        matter: u32,
        hull: impl Fn(AttrId) -> (u32, u32),
        mut visit: impl FnMut(AttrId, u32, Option<u32>),
    ) -> Walked {
        let home = &self.homes[matter as usize].0;
        let mut child = home[0];
        // Taken now, needed or not, so that both lines are on their way together.
        let spill = std::hint::black_box(usize::from(home[LINE]) | usize::from(home[LINE + 1]) << 16);
        if child == ABSENT {
            return Walked::Absent;
        }
        while child & TERMINAL == 0 {
            let place = usize::from(child);
            let node = if place < HOME { &home[place..] } else { &self.spill[spill + place - HOME..] };
            let attr = AttrId(node[0] & ((1 << ATTR_BITS) - 1));
            let (bounds, children) = match usize::from(node[0] >> ATTR_BITS) {
                0 => node[2..].split_at(usize::from(node[1])),
                count => node[1..].split_at(count),
            };
            let (low, high) = hull(attr);
            let taken = edge(bounds, low);
            let upper = bounds.get(taken).map(|bound| u32::from(*bound));
            if upper.is_some_and(|upper| upper < high) {
                return Walked::Open;
            }
            visit(attr, taken.checked_sub(1).map_or(0, |before| u32::from(bounds[before])), upper);
            child = children[taken];
        }
        Walked::Outcome(Outcome::of_code(u32::from(child & !TERMINAL)))
    }

    /// Bytes of the arrays.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.homes) + size_of_val(&*self.spill)
    }

    /// The home of a root, its spill appended; nothing if a number is too large.
    fn copy(&mut self, diagram: &Diagram, root: NodeId) -> Option<Home> {
        let nodes = breadth_first(diagram, root);
        let mut places: FxHashMap<NodeId, u16> = FxHashMap::default();
        let (mut first, mut second, mut spill) = (FIRST, SECOND, HOME);
        for &node in &nodes {
            let edges = diagram.edges_of(diagram.nodes[node.0 as usize]).len();
            let length = 2 * edges + usize::from(counted_apart(edges - 1));
            let next = match length {
                _ if first + length <= LINE => &mut first,
                _ if second + length <= HOME => &mut second,
                _ => &mut spill,
            };
            places.insert(node, u16::try_from(*next).ok().filter(|place| place & TERMINAL == 0)?);
            *next += length;
        }
        let child = |id: NodeId| match id.outcome() {
            Some(outcome) => u16::try_from(outcome.code())
                .ok()
                .filter(|code| code | TERMINAL < ABSENT)
                .map(|c| c | TERMINAL),
            None => places.get(&id).copied(),
        };
        let mut home = [0; HOME];
        home[0] = child(root)?;
        let base = u32::try_from(self.spill.len()).ok()?;
        (home[LINE], home[LINE + 1]) = (base as u16, (base >> 16) as u16);
        for &id in &nodes {
            let node = diagram.nodes[id.0 as usize];
            let edges = diagram.edges_of(node);
            let bounds = edges.len() - 1;
            let head = Some(node.attr.0).filter(|attr| attr >> ATTR_BITS == 0)?;
            let mut words = Vec::with_capacity(2 * edges.len() + 1);
            if counted_apart(bounds) {
                words.extend([head, u16::try_from(bounds).ok()?]);
            } else {
                words.push(head | (bounds as u16) << ATTR_BITS);
            }
            for edge in &edges[..bounds] {
                words.push(u16::try_from(edge.upper).ok()?);
            }
            for edge in edges {
                words.push(child(edge.child)?);
            }
            let place = usize::from(*places.get(&id)?);
            match home.get_mut(place..place + words.len()) {
                Some(slot) => slot.copy_from_slice(&words),
                None => self.spill.extend(words),
            }
        }
        Some(Home(home))
    }
}

/// Whether so many bounds do not fit into a head.
fn counted_apart(bounds: usize) -> bool {
    bounds >> (u16::BITS - ATTR_BITS) != 0
}

/// The edge that holds a value. A few bounds are all counted, which takes no guess of the processor's; many are searched.
fn edge(bounds: &[u16], value: u32) -> usize {
    let value = value.min(u32::from(u16::MAX)) as u16;
    if bounds.len() <= 16 {
        bounds.iter().map(|bound| usize::from(*bound <= value)).sum()
    } else {
        bounds.partition_point(|bound| *bound <= value)
    }
}

/// A root's nodes, those nearest to it first: every walk needs the first ones.
fn breadth_first(diagram: &Diagram, root: NodeId) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let mut next = std::collections::VecDeque::from([root]);
    while let Some(at) = next.pop_front() {
        if at.outcome().is_none() && seen.insert(at) {
            nodes.push(at);
            next.extend(diagram.edges_of(diagram.nodes[at.0 as usize]).iter().map(|e| e.child));
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::super::{Edge, Node};
    use super::*;
    use proptest::prelude::*;

    /// Nodes as attribute and edges; a child is an earlier node, or an outcome.
    fn diagram(nodes: &[(u16, Vec<(u32, NodeId)>)]) -> Diagram {
        let mut out = Diagram::default();
        for (attr, edges) in nodes {
            let first = out.edges.len() as u32;
            out.edges.extend(edges.iter().map(|&(upper, child)| Edge { upper, child }));
            out.nodes.push(Node { attr: AttrId(*attr), edges: edges.len() as u16, first });
        }
        out
    }

    fn decided(template: u32) -> NodeId {
        NodeId::terminal(Outcome::Decided(template))
    }

    /// Where a walk ends, and its steps.
    type Way = (Walked, Vec<(AttrId, u32, u32)>);

    /// Both walks.
    fn both(diagram: &Diagram, root: NodeId, hulls: &[(u32, u32)]) -> [Way; 2] {
        let hull = |attr: AttrId| hulls[usize::from(attr.0)];
        let packed = Packed::new(diagram, [None, Some(root)].into_iter());
        let mut steps = Vec::new();
        let end = packed.walk(1, hull, |attr, low, high| steps.push((attr, low, high.unwrap_or(SIZE))));
        let mut expected = Vec::new();
        let mut at = root;
        let walked = loop {
            if let Some(outcome) = at.outcome() {
                break Walked::Outcome(outcome);
            }
            match diagram.step(at, hull) {
                (attr, low, high, Some(next)) => {
                    expected.push((attr, low, high));
                    at = next;
                }
                _ => break Walked::Open,
            }
        };
        [(end, steps), (walked, expected)]
    }

    const SIZE: u32 = 2000;
    const ATTRS: usize = 6;

    /// Diagrams with a few or very many edges, whose nodes lie in both lines and in the spill.
    fn diagrams() -> impl Strategy<Value = Diagram> {
        let bounds = prop_oneof![
            4 => prop::collection::btree_set(1..SIZE, 1..4),
            1 => prop::collection::btree_set(1..SIZE, 15..200),
        ];
        let node = (bounds, prop::collection::vec(any::<u32>(), 200));
        prop::collection::vec(node, 1..24).prop_map(|nodes| {
            let count = nodes.len();
            let nodes = nodes.into_iter().enumerate().map(|(i, (bounds, children))| {
                let child = |n: u32| match n as usize % (i + 3) {
                    c if c < i => NodeId(c as u32),
                    _ => NodeId::terminal(Outcome::of_code(n % 9)),
                };
                let uppers = bounds.into_iter().chain([SIZE]);
                let attr = ((count - i - 1) * ATTRS / count) as u16;
                (attr, uppers.zip(children).map(|(upper, n)| (upper, child(n))).collect())
            });
            diagram(&nodes.collect::<Vec<_>>())
        })
    }

    proptest! {
        #[test]
        fn walks_as_the_shared_diagram_does(
            diagram in diagrams(),
            hulls in prop::collection::vec((0..SIZE, prop_oneof![3 => Just(1), 1 => 1..SIZE]), ATTRS),
        ) {
            let hulls: Vec<_> = hulls.iter().map(|&(low, width)| (low, (low + width).min(SIZE))).collect();
            for root in 0..diagram.nodes.len() as u32 {
                let [packed, shared] = both(&diagram, NodeId(root), &hulls);
                prop_assert_eq!(packed, shared);
            }
        }
    }

    #[test]
    fn what_does_not_fit_has_no_copy() {
        let two = |attr, upper, child| diagram(&[(attr, vec![(upper, child), (1 << 20, decided(0))])]);
        let end = |diagram: &Diagram| {
            let packed = Packed::new(diagram, [Some(NodeId(0))].into_iter());
            (packed.walk(0, |_| (0, 1), |_, _, _| {}), packed.spill.len())
        };
        let first = (Walked::Outcome(Outcome::Decided(1)), 0);
        assert_eq!(end(&two((1 << ATTR_BITS) - 1, u32::from(u16::MAX), decided(1))), first);
        assert_eq!(end(&two(1 << ATTR_BITS, 1, decided(1))), (Walked::Absent, 0));
        assert_eq!(end(&two(0, 1 << 16, decided(1))), (Walked::Absent, 0));
        let last = u32::from(ABSENT & !TERMINAL) - 5;
        assert_eq!(end(&two(0, 1, decided(last))).0, Walked::Outcome(Outcome::Decided(last)));
        assert_eq!(end(&two(0, 1, decided(last + 1))), (Walked::Absent, 0));
        let many = |count: u32| {
            let edges = (1..=count).map(|upper| (upper, decided(upper % 7)));
            diagram(&[(0, edges.collect())])
        };
        assert_eq!(end(&many(16_000)).0, Walked::Outcome(Outcome::Decided(1)));
        assert_eq!(end(&many(u32::from(u16::MAX))).0, Walked::Outcome(Outcome::Decided(1)));
    }

    #[test]
    fn too_many_places_have_no_copy() {
        // Two nodes of 10,000 edges each: the second one starts past the places that a child can name.
        let edges =
            |children: &dyn Fn(u32) -> NodeId| (1..=10_000).map(|u| (u, children(u))).collect::<Vec<_>>();
        let first = (2, edges(&|u| decided(u % 5)));
        let second = (1, edges(&|u| decided(u % 3)));
        let root = (0, vec![(1, NodeId(0)), (10_000, NodeId(1))]);
        let small = diagram(&[first.clone(), second.clone(), root]);
        let packed = Packed::new(&small, [Some(NodeId(2)), Some(NodeId(0))].into_iter());
        assert_eq!(packed.walk(0, |_| (0, 1), |_, _, _| {}), Walked::Outcome(Outcome::Decided(1)));
        let root = (0, vec![(1, NodeId(0)), (2, NodeId(1)), (10_000, NodeId(2))]);
        let third = (1, edges(&|u| decided(u % 2)));
        let large = diagram(&[first, second, third, root]);
        let packed = Packed::new(&large, [Some(NodeId(3)), Some(NodeId(0))].into_iter());
        assert_eq!(packed.walk(0, |_| (0, 1), |_, _, _| {}), Walked::Absent);
        // And leaves nothing behind for the next one to trip over.
        assert_eq!(packed.walk(1, |_| (6, 7), |_, _, _| {}), Walked::Outcome(Outcome::Decided(2)));
        assert_eq!(packed.spill.len(), 20_001);
    }
}
