//! The router: one edition of a policy compiled into diagrams, and the walks over them.
//!
//! `compile` builds a diagram for every matter; `route` walks it; `explain` is the same walk with its steps kept;
//! `why_not` searches it for the nearest facts that would lead to a unit. Where a diagram would be larger than the
//! budget allows, the matter is answered by the definition itself (`definition`), box by box: slower, never different.

mod compile;
mod complaint;
mod deadlines;
mod decision;
mod definition;
mod editions;
mod explain;
mod jurisdiction;
mod leads;
mod lexicon;
mod question;
mod reach;
mod ready;
mod route;
mod why_not;

use crate::diagram::{Diagram, NodeId, Packed};
use crate::policy::Policy;
use crate::policy::duty::{TemplateId, Validity};
use crate::policy::precedence::Precedence;
use crate::policy::region::{AttrId, Region};
use crate::policy::registry::TimeClass;
pub use complaint::{Complaint, Misfit};
pub use decision::{Assigned, Brief, Candidate, Decision, Limit, Question, Status, Urgent};
pub use editions::Editions;
pub use explain::{Explanation, Standing, Step};
use jiff::civil::Date;
pub(crate) use jurisdiction::Members;
use leads::Seats;
use lexicon::Lexicon;
use ready::Ready;
use std::sync::Arc;
pub use why_not::{Change, Route, WhyNot};

/// Where the answers for one matter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    /// Its diagram.
    Node(NodeId),
    /// Over budget, or not asked for: the definition.
    Definition,
}

/// One edition, ready to route. Immutable and shareable between threads.
#[derive(Debug, Clone)]
pub struct Router {
    policy: Arc<Policy>,
    day: Date,
    epoch: Validity,
    precedence: Precedence,
    /// Who each duty names, apart from the rest of it.
    leads: Box<[TemplateId]>,
    diagram: Diagram,
    /// The same diagrams, laid out for the walk.
    packed: Packed,
    roots: Vec<Root>,
    /// Refusals in effect, by matter, as `first[m]..first[m + 1]`.
    refusals: ByMatter,
    urgencies: ByMatter,
    /// Attributes that some rule of the matter tests and for which silence means something, ascending.
    silences: ByMatter,
    /// The limits of each matter that is not urgent.
    times: Vec<Option<TimeClass>>,
    never: Region,
    seats: Seats,
    ready: Ready,
    lexicon: Arc<Lexicon>,
    area: AttrId,
    clocks: Vec<AttrId>,
    day_classes: Vec<AttrId>,
    jurisdictions: Vec<(AttrId, Members)>,
}

/// Numbers of rules by matter, flat.
#[derive(Debug, Clone, Default)]
struct ByMatter {
    first: Vec<u32>,
    rules: Vec<u32>,
}

impl ByMatter {
    fn new<'a>(
        matters: usize,
        scopes: impl Iterator<Item = (u32, &'a crate::policy::intervals::Intervals)>,
    ) -> Self {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); matters];
        for (rule, scope) in scopes {
            for m in scope.values() {
                lists[m as usize].push(rule);
            }
        }
        let mut this = Self { first: vec![0], rules: Vec::new() };
        for list in lists {
            this.rules.extend(list);
            this.first.push(this.rules.len() as u32);
        }
        this
    }

    fn of(&self, matter: u32) -> &[u32] {
        let m = matter as usize;
        &self.rules[self.first[m] as usize..self.first[m + 1] as usize]
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.first) + size_of_val(&*self.rules)
    }
}

/// The regions of everything that may decide a matter: its duties and its refusals.
fn regions<'a>(
    policy: &'a Policy,
    precedence: &'a Precedence,
    refusals: &'a ByMatter,
    matter: u32,
) -> impl Iterator<Item = &'a Region> {
    let duties = precedence.applicable(matter).iter().map(|d| &policy.duty(*d).region);
    duties.chain(refusals.of(matter).iter().map(|&r| &policy.refusals[r as usize].region))
}

impl Router {
    fn regions(&self, matter: u32) -> impl Iterator<Item = &Region> {
        regions(&self.policy, &self.precedence, &self.refusals, matter)
    }

    /// The lists it was compiled from.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The same, to share.
    pub fn shared_policy(&self) -> Arc<Policy> {
        self.policy.clone()
    }

    /// The day whose lists these are.
    pub fn day(&self) -> Date {
        self.day
    }

    /// First and last day on which nothing in the lists changes around [`day`](Self::day).
    pub fn epoch(&self) -> Validity {
        self.epoch
    }

    /// An empty complaint to fill. Allocates; reuse it.
    pub fn complaint(&self) -> Complaint<'_> {
        Complaint::new(self)
    }

    /// Nodes in all diagrams together.
    pub fn nodes(&self) -> usize {
        self.diagram.nodes()
    }

    /// Bytes that routing needs besides the policy's texts: diagrams, precedence, regions of duties, seats.
    pub fn bytes(&self) -> usize {
        let regions: usize = self.policy.duties.iter().map(|d| d.region.bytes() + d.scope.bytes()).sum();
        self.diagram.bytes()
            + self.packed.bytes()
            + self.roots.len() * size_of::<Root>()
            + self.precedence.bytes()
            + size_of_val(&*self.leads)
            + self.refusals.bytes()
            + self.urgencies.bytes()
            + self.silences.bytes()
            + size_of_val(&*self.times)
            + self.seats.bytes()
            + self.ready.bytes()
            + regions
    }
}
