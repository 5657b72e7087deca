//! What beats what, on one day.
//!
//! A duty beats another if its layer is higher; or both are rulings and it is later; or, in one layer, it declares so, a
//! doctrine that covers both ranks its capacity higher, or its region is a strict subset. The relation is closed
//! transitively. Layers and days of rulings order whole groups, so only the relation inside a group is stored: no path
//! leaves a group and comes back, unless a ruling declares to override a later one, which is a cycle.

mod edited;

use super::Policy;
use super::duty::{Duty, DutyId, in_effect};
use super::intervals::Intervals;
use super::outline::Outline;
use super::region::AttrId;
use crate::finding::Finding;
use crate::syntax::entries::Layer;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// On what ground one duty beats another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its layer is higher.
    Layer,
    /// Both are rulings and it is later.
    LaterRuling,
    /// It says so (a proviso says so of its parent).
    Declared,
    /// The doctrine of this number ranks its capacity higher.
    Doctrine(usize),
    /// Its region is a strict subset.
    Subset,
    /// It beats one that beats the other.
    Through,
}

/// The closed relation over the duties in effect on one day, and which of them apply to each matter.
#[derive(Debug, Clone, Default)]
pub struct Precedence {
    /// Inside its group, whom each duty beats, ascending.
    beaten: Vec<Box<[DutyId]>>,
    group: Vec<(Layer, Option<Date>)>,
    /// `first[m]..first[m + 1]` of `applicable`.
    first: Vec<u32>,
    applicable: Vec<DutyId>,
    /// `beaten` the other way round, once somebody asked: who beats each duty inside its group, ascending.
    beating: OnceLock<Vec<Vec<DutyId>>>,
}

/// What does not depend on the day: which duties apply where, and what beats what by itself, not through others.
#[derive(Debug, Clone, Default)]
pub struct Links {
    group: Vec<(Layer, Option<Date>)>,
    /// `first[m]..first[m + 1]` of `applicable`.
    first: Vec<u32>,
    applicable: Vec<DutyId>,
    /// Inside its group, whom each duty beats by itself, ascending; what doctrines rank apart.
    direct: Vec<Vec<DutyId>>,
    /// Declared overrides of a higher group: each is a ring of two.
    backwards: Vec<(DutyId, DutyId)>,
}

impl Links {
    /// Compares every duty with those that share its first matter.
    pub fn new(policy: &Policy) -> Self {
        let mut this = Self { group: policy.duties.iter().map(group).collect(), ..Self::default() };
        this.index(policy);
        let size = |attr: AttrId| policy.attributes.size(attr);
        let outlines: Vec<Outline> = policy.duties.iter().map(|d| Outline::of(d, &size)).collect();
        let may = |r: DutyId, s: DutyId| outlines[r.0 as usize].may_lie_in(&outlines[s.0 as usize]);
        let all = (0..policy.duties.len() as u32).map(DutyId);
        this.direct = all.map(|r| this.beaten_by(policy, r, &may)).collect();
        this.sort_out();
        this
    }

    fn index(&mut self, policy: &Policy) {
        let mut by_matter: Vec<Vec<DutyId>> = vec![Vec::new(); policy.matters.len()];
        for (id, duty) in policy.duties().filter(|(_, d)| !d.region.is_empty()) {
            for m in duty.scope.values() {
                by_matter[m as usize].push(id);
            }
        }
        self.first.push(0);
        for list in by_matter {
            self.applicable.extend(list);
            self.first.push(self.applicable.len() as u32);
        }
    }

    /// What is declared, and strict subsets inside the group. Declared edges out of a group stay for
    /// [`sort_out`](Self::sort_out).
    /// `may`: false only where the first does not lie in the second.
    fn beaten_by(&self, policy: &Policy, r: DutyId, may: &impl Fn(DutyId, DutyId) -> bool) -> Vec<DutyId> {
        let size = |attr: AttrId| policy.attributes.size(attr);
        let duty = policy.duty(r);
        let mut out = duty.overrides.clone();
        let Some(matter) = duty.scope.first().filter(|_| !duty.region.is_empty()) else { return out };
        let all = self.first[matter as usize] as usize..self.first[matter as usize + 1] as usize;
        for &s in &self.applicable[all] {
            if s != r
                && may(r, s)
                && self.group[s.0 as usize] == self.group[r.0 as usize]
                && strictly_within(duty, policy.duty(s), &size)
                && !set_aside(duty, policy.duty(s), r)
            {
                out.push(s);
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// A declared override across groups adds nothing if it agrees with the order of groups; if it contradicts it,
    /// there is a cycle of two. Either way it leaves the edges.
    fn sort_out(&mut self) {
        for r in (0..self.direct.len() as u32).map(DutyId) {
            let own = self.group[r.0 as usize];
            let (group, backwards) = (&self.group, &mut self.backwards);
            self.direct[r.0 as usize].retain(|s| {
                let other = group[s.0 as usize];
                if own < other {
                    backwards.push((r, *s));
                }
                own == other
            });
        }
    }

    /// The relation among the duties in effect on a day, and the rings in it.
    pub fn on(&self, policy: &Policy, day: Date) -> (Precedence, Vec<Vec<DutyId>>) {
        let live: Vec<bool> = policy.duties.iter().map(|d| in_effect(d.valid, day)).collect();
        self.among(policy, &live)
    }

    /// The relation among some duties, and the rings in it.
    fn among(&self, policy: &Policy, live: &[bool]) -> (Precedence, Vec<Vec<DutyId>>) {
        let lives = |d: &DutyId| live[d.0 as usize];
        let mut this = Precedence { group: self.group.clone(), first: vec![0], ..Precedence::default() };
        for bounds in self.first.windows(2) {
            let all = &self.applicable[bounds[0] as usize..bounds[1] as usize];
            this.applicable.extend(all.iter().filter(|d| lives(d)));
            this.first.push(this.applicable.len() as u32);
        }
        let both = self.backwards.iter().filter(|(r, s)| lives(r) && lives(s));
        let mut rings: Vec<Vec<DutyId>> = both.map(|(r, s)| vec![*r, *s]).collect();
        let ranks = Ranks::new(policy, live);
        let mut walk =
            Walk { links: self, ranks: &ranks, live, seen: vec![0; live.len()], turn: 0, open: Vec::new() };
        let mut cyclic = Vec::new();
        this.beaten = (0..policy.duties.len() as u32)
            .map(DutyId)
            .map(|r| {
                let all = if lives(&r) { walk.reach(r) } else { Vec::new() };
                if all.binary_search(&r).is_ok() {
                    cyclic.push(r);
                }
                all.into_boxed_slice()
            })
            .collect();
        rings.extend(this.cycles(&cyclic));
        (this, rings)
    }
}

/// From a duty to everything that it beats inside its group.
struct Walk<'a> {
    links: &'a Links,
    ranks: &'a Ranks,
    live: &'a [bool],
    /// The last turn in which each duty was met.
    seen: Vec<u32>,
    turn: u32,
    open: Vec<DutyId>,
}

impl Walk<'_> {
    /// Everything a duty beats, directly or through others; itself too if it is in a cycle.
    fn reach(&mut self, r: DutyId) -> Vec<DutyId> {
        let mut all = Vec::new();
        self.turn += 1;
        self.open.push(r);
        while let Some(at) = self.open.pop() {
            let own = self.links.group[at.0 as usize];
            let below = self.ranks.below(at).filter(|s| self.links.group[s.0 as usize] == own);
            let direct = self.links.direct[at.0 as usize].iter().copied().filter(|s| self.live[s.0 as usize]);
            for s in direct.chain(below) {
                if std::mem::replace(&mut self.seen[s.0 as usize], self.turn) != self.turn {
                    all.push(s);
                    self.open.push(s);
                }
            }
        }
        all.sort_unstable();
        all
    }
}

impl Precedence {
    /// The relation among the duties in effect on `day`. A cycle is a finding; those in it then beat nothing of it.
    pub fn new(policy: &Policy, day: Date) -> (Self, Vec<Finding>) {
        let (this, rings) = Links::new(policy).on(policy, day);
        (this, rings.iter().map(|ring| cycle(policy, ring)).collect())
    }

    /// Whether `r` beats `s`. Logarithmic.
    pub fn beats(&self, r: DutyId, s: DutyId) -> bool {
        let (a, b) = (self.group[r.0 as usize], self.group[s.0 as usize]);
        if a == b { self.beaten[r.0 as usize].binary_search(&s).is_ok() } else { a > b }
    }

    /// Whether `r` beats `s` and not only because its layer or the day of its ruling is above.
    pub fn beats_in_group(&self, r: DutyId, s: DutyId) -> bool {
        self.group[r.0 as usize] == self.group[s.0 as usize] && self.beats(r, s)
    }

    /// Who beats a duty inside its group, ascending.
    pub fn beating(&self, s: DutyId) -> &[DutyId] {
        let beating = self.beating.get_or_init(|| {
            let mut beating = vec![Vec::new(); self.beaten.len()];
            for (r, beaten) in self.beaten.iter().enumerate() {
                beaten.iter().for_each(|s| beating[s.0 as usize].push(DutyId(r as u32)));
            }
            beating
        });
        &beating[s.0 as usize]
    }

    /// Whom a duty beats inside its group, ascending.
    pub fn beaten(&self, r: DutyId) -> &[DutyId] {
        &self.beaten[r.0 as usize]
    }

    /// Whether `r` would still beat `s` if some duties were not in the lists. `without`: ascending.
    pub fn beats_without(&self, policy: &Policy, r: DutyId, s: DutyId, without: &[DutyId]) -> bool {
        let through = |t: &DutyId| self.beats(r, *t) && self.beats(*t, s);
        if !self.beats(r, s) || !without.iter().any(through) {
            return self.beats(r, s);
        }
        let mut seen: FxHashSet<DutyId> = without.iter().copied().collect();
        let mut open = vec![r];
        while let Some(at) = open.pop() {
            if self.why(policy, at, s) != Why::Through {
                return true;
            }
            let next = self.beaten[at.0 as usize].iter().copied();
            open.extend(next.filter(|t| {
                self.beats(*t, s) && self.why(policy, at, *t) != Why::Through && seen.insert(*t)
            }));
        }
        false
    }

    /// On what ground `r` beats `s`.
    pub fn why(&self, policy: &Policy, r: DutyId, s: DutyId) -> Why {
        let (a, b) = (self.group[r.0 as usize], self.group[s.0 as usize]);
        let size = |attr: AttrId| policy.attributes.size(attr);
        let (duty, other) = (policy.duty(r), policy.duty(s));
        let ranked = |d: &super::duty::Doctrine| {
            let rank = |duty: &Duty| {
                let capacity = duty.capacity.as_ref().filter(|_| covers(&d.scope, duty));
                capacity.and_then(|c| d.order.iter().position(|o| o == c))
            };
            rank(duty).zip(rank(other)).is_some_and(|(x, y)| x < y)
        };
        if a.0 != b.0 {
            Why::Layer
        } else if a.1 != b.1 {
            Why::LaterRuling
        } else if duty.overrides.contains(&s) {
            Why::Declared
        } else if let Some(doctrine) = policy.doctrines.iter().position(ranked) {
            Why::Doctrine(doctrine)
        } else if strictly_within(duty, other, &size) {
            Why::Subset
        } else {
            Why::Through
        }
    }

    /// The duties that apply to a matter whatever the facts, ascending.
    pub fn applicable(&self, matter: u32) -> &[DutyId] {
        let m = matter as usize;
        &self.applicable[self.first[m] as usize..self.first[m + 1] as usize]
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let lists: usize = self.beaten.iter().map(|b| size_of_val(&**b) + size_of_val(b)).sum();
        lists + size_of_val(&*self.group) + size_of_val(&*self.first) + size_of_val(&*self.applicable)
    }

    /// The strongly connected sets, and no precedence inside them.
    fn cycles(&mut self, cyclic: &[DutyId]) -> Vec<Vec<DutyId>> {
        let mut told: FxHashSet<DutyId> = FxHashSet::default();
        let mut rings = Vec::new();
        for &r in cyclic {
            if told.contains(&r) {
                continue;
            }
            let ring: Vec<DutyId> = cyclic
                .iter()
                .copied()
                .filter(|s| *s == r || (self.beats(r, *s) && self.beats(*s, r)))
                .collect();
            told.extend(&ring);
            rings.push(ring);
        }
        for ring in &rings {
            for r in ring {
                let beaten = &mut self.beaten[r.0 as usize];
                *beaten = beaten.iter().copied().filter(|s| ring.binary_search(s).is_err()).collect();
            }
        }
        rings
    }
}

/// The circles of overriding on any day, each once. The relation of a day is a part of the relation among all duties: where
/// that has no ring, no day has.
pub fn circles(policy: &Policy) -> Vec<Finding> {
    let declared = |(r, _): (DutyId, &Duty)| against_order(policy, r);
    if policy.doctrines.is_empty() && !policy.duties().any(declared) {
        return Vec::new();
    }
    let everywhen = vec![true; policy.duties.len()];
    let mut found: Vec<Vec<DutyId>> = Vec::new();
    let links = Links::new(policy);
    for ring in links.among(policy, &everywhen).1 {
        // What is in effect changes only where a duty begins; an end leaves fewer.
        let mut days: Vec<Date> = ring.iter().map(|r| policy.duty(*r).valid.0).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let mut live = vec![false; policy.duties.len()];
            for r in &ring {
                live[r.0 as usize] = in_effect(policy.duty(*r).valid, day);
            }
            found.extend(links.among(policy, &live).1);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.iter().map(|ring| cycle(policy, ring)).collect()
}

/// Whether a duty declares something that subsets and layers do not say. Subsets alone make no ring, nor does a
/// declaration that agrees with them.
pub(crate) fn against_order(policy: &Policy, r: DutyId) -> bool {
    let size = |attr: AttrId| policy.attributes.size(attr);
    let duty = policy.duty(r);
    let against = |other: &Duty| group(duty) < group(other) || !strictly_within(duty, other, &size);
    duty.overrides.iter().any(|s| against(policy.duty(*s)))
}

fn group(duty: &Duty) -> (Layer, Option<Date>) {
    (duty.layer, duty.ruled_on.filter(|_| duty.layer == Layer::Ruling))
}

fn cycle(policy: &Policy, ring: &[DutyId]) -> Finding {
    let codes: Vec<&str> = ring.iter().map(|r| &*policy.duty(*r).code).collect();
    let first = policy.duty(ring[0]);
    let mut finding = Finding::error(
        "N236",
        first.span,
        format!("优先关系成环：{}。请去掉其中一个「优先于」", codes.join("、")),
        format!("these override each other in a circle: {}. Remove one of the overrides", codes.join(", ")),
    );
    for r in &ring[1..] {
        finding = finding.with(policy.duty(*r).span, "环里的另一条", "another of the circle");
    }
    finding
}

/// Whether the narrowness of a table's row counts for nothing, since the other overrides the whole duty, as its proviso does.
fn set_aside(row: &Duty, by: &Duty, id: DutyId) -> bool {
    // Rows are the duties whose code goes on with `#`.
    row.code.contains('#') && by.overrides.contains(&id)
}

/// Whether region and matters of `r` are a strict subset of those of `s`.
pub(crate) fn strictly_within(r: &Duty, s: &Duty, size: &impl Fn(AttrId) -> u32) -> bool {
    r.scope.within(&s.scope)
        && r.region.within(&s.region, size)
        && !(s.scope.within(&r.scope) && s.region.within(&r.region, size))
}

/// What doctrines rank: for each doctrine the duties it covers, by rank, strongest first.
struct Ranks {
    by_doctrine: Vec<Vec<Vec<DutyId>>>,
    /// Where each duty stands: doctrine and rank.
    of: Vec<Vec<(usize, usize)>>,
}

impl Ranks {
    fn new(policy: &Policy, live: &[bool]) -> Self {
        let mut by_doctrine = Vec::new();
        let mut of = vec![Vec::new(); policy.duties.len()];
        for (d, doctrine) in policy.doctrines.iter().enumerate() {
            let mut ranks = vec![Vec::new(); doctrine.order.len()];
            for (id, duty) in policy.duties().filter(|(id, _)| live[id.0 as usize]) {
                let rank = duty.capacity.as_ref().and_then(|c| doctrine.order.iter().position(|o| o == c));
                if let Some(rank) = rank.filter(|_| covers(&doctrine.scope, duty)) {
                    ranks[rank].push(id);
                    of[id.0 as usize].push((d, rank));
                }
            }
            by_doctrine.push(ranks);
        }
        Self { by_doctrine, of }
    }

    fn below(&self, r: DutyId) -> impl Iterator<Item = DutyId> {
        let places = self.of[r.0 as usize].iter();
        places.flat_map(|&(d, rank)| self.by_doctrine[d][rank + 1..].iter().flatten().copied())
    }
}

fn covers(scope: &Intervals, duty: &Duty) -> bool {
    !duty.scope.is_empty() && duty.scope.within(scope)
}
