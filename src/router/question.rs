//! Which fact to ask for next.
//!
//! Every open possibility is taken for equally likely: the values of an enumeration, a tree or an area each count once, a
//! number or a time counts once for each stretch that the duties distinguish. The best question lowers the expected
//! entropy of the outcome most for its cost (代价).

use super::decision::Question;
use super::{Root, Router};
use crate::diagram::{NodeId, Outcome};
use crate::facts::Facts;
use crate::policy::attribute::Domain;
use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Outcomes with their shares.
pub(super) type Shares = BTreeMap<Outcome, f64>;

impl Router {
    /// The share of each outcome over the known facts, without what cannot occur. Empty for a matter without diagram.
    pub(super) fn shares(&self, matter: u32, facts: &Facts) -> Shares {
        match self.roots[matter as usize] {
            Root::Definition => Shares::new(),
            Root::Node(root) => feasible(self.spread_shares(root, facts, None, &mut FxHashMap::default())),
        }
    }

    /// The question that is worth most, among the attributes in doubt.
    pub(super) fn question(&self, matter: u32, facts: &Facts, doubtful: &[AttrId]) -> Option<Question> {
        let attributes = &self.policy.attributes;
        let Root::Node(root) = self.roots[matter as usize] else {
            return self.question_by_definition(matter, facts, doubtful);
        };
        let now = entropy(&self.shares(matter, facts));
        let mut best: Option<(f64, AttrId)> = None;
        for &attr in doubtful {
            let cost = f64::from(attributes.get(attr).cost.max(1));
            let gain = (now - self.expected(root, facts, attr)) / cost;
            if best.is_none_or(|(g, _)| gain > g + 1e-12) {
                best = Some((gain, attr));
            }
        }
        best.map(|(_, attr)| self.ask(attr, facts))
    }

    /// Without a diagram: the cheapest attribute on which the outcome depends, else the cheapest in doubt.
    fn question_by_definition(&self, matter: u32, facts: &Facts, doubtful: &[AttrId]) -> Option<Question> {
        let mut by_cost = doubtful.to_vec();
        by_cost.sort_by_key(|a| (self.policy.attributes.get(*a).cost, *a));
        let possible = self.possible(matter, facts);
        let size = |attr: AttrId| self.policy.attributes.size(attr);
        let weighs =
            |attr: &&AttrId| possible.depends_on(**attr, &self.answers(matter, facts, **attr), &size);
        let best = by_cost.iter().find(weighs).or(by_cost.first())?;
        Some(self.ask(*best, facts))
    }

    /// The known values of an attribute, cut wherever a rule of the matter tells them apart.
    fn answers(&self, matter: u32, facts: &Facts, attr: AttrId) -> Vec<Intervals> {
        let sides =
            self.regions(matter).chain([&self.never]).flat_map(|r| &r.cubes).filter_map(|c| c.get(attr));
        let mut cuts = vec![0, self.policy.attributes.size(attr)];
        cuts.extend(sides.flat_map(|side| side.ranges().iter().flat_map(|r| [r.0, r.1])));
        parts(cuts, &facts.get(attr))
    }

    /// For a place, the level below what is known already.
    pub(super) fn ask(&self, attribute: AttrId, facts: &Facts) -> Question {
        let areas = &self.policy.registry.areas;
        let level = (self.policy.attributes.get(attribute).domain == Domain::Area).then(|| {
            let (low, high) = facts.hull(attribute);
            let known = areas.covering(low, high).map_or(0, |id| areas.get(id).level);
            (known + 1).min(areas.levels().len().saturating_sub(1))
        });
        Question { attribute, level }
    }

    /// The entropy to expect once the attribute is known.
    fn expected(&self, root: NodeId, facts: &Facts, attr: AttrId) -> f64 {
        let known = facts.get(attr);
        let mut sum = 0.0;
        let mut total = 0.0;
        let mut memo = FxHashMap::default();
        for part in self.stretches(root, facts, attr, &known) {
            memo.clear();
            let shares = self.spread_shares(root, facts, Some((attr, &part)), &mut memo);
            let weight = self.weight(attr, &part)
                * shares.iter().filter(|s| *s.0 != Outcome::Infeasible).map(|s| s.1).sum::<f64>();
            sum += weight * entropy(&feasible(shares));
            total += weight;
        }
        if total > 0.0 { sum / total } else { 0.0 }
    }

    fn weight(&self, attr: AttrId, part: &Intervals) -> f64 {
        if self.counts_once(attr) { 1.0 } else { part.count() as f64 }
    }

    /// Numbers and times count by stretch, not by value: otherwise a bound at 100 of a million would never be asked for.
    fn counts_once(&self, attr: AttrId) -> bool {
        matches!(self.policy.attributes.get(attr).domain, Domain::Integer { .. } | Domain::TimeOfDay)
    }

    /// The known values cut wherever a node below the root tells them apart.
    fn stretches(&self, root: NodeId, facts: &Facts, attr: AttrId, known: &Intervals) -> Vec<Intervals> {
        let mut cuts = vec![0, self.policy.attributes.size(attr)];
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            let Some((tested, node)) = self.diagram.test(at).filter(|_| seen.insert(at)) else { continue };
            if tested == attr {
                cuts.extend(self.diagram.intervals(node).map(|(_, upper, _)| upper));
            }
            open.extend(self.diagram.met(node, &facts.get(tested)).map(|(child, _)| child));
        }
        parts(cuts, known)
    }

    fn spread_shares(
        &self,
        at: NodeId,
        facts: &Facts,
        narrowed: Option<(AttrId, &Intervals)>,
        memo: &mut FxHashMap<NodeId, Shares>,
    ) -> Shares {
        let Some((attr, node)) = self.diagram.test(at) else {
            return at.outcome().map(|o| (o, 1.0)).into_iter().collect();
        };
        if let Some(known) = memo.get(&at) {
            return known.clone();
        }
        let set = match narrowed {
            Some((a, part)) if a == attr => part.clone(),
            _ => facts.get(attr),
        };
        let once = self.counts_once(attr);
        let edges: Vec<(NodeId, f64)> = self
            .diagram
            .met(node, &set)
            .map(|(child, n)| (child, if once { 1.0 } else { n as f64 }))
            .collect();
        let total: f64 = edges.iter().map(|e| e.1).sum();
        let mut shares = Shares::new();
        for (child, weight) in edges {
            for (outcome, share) in self.spread_shares(child, facts, narrowed, memo) {
                *shares.entry(outcome).or_default() += share * weight / total;
            }
        }
        memo.insert(at, shares.clone());
        shares
    }
}

/// A set cut at the bounds.
fn parts(mut cuts: Vec<u32>, known: &Intervals) -> Vec<Intervals> {
    cuts.sort_unstable();
    cuts.dedup();
    let parts = cuts.windows(2).map(|w| Intervals::range(w[0], w[1]).intersect(known));
    parts.filter(|p| !p.is_empty()).collect()
}

fn feasible(mut shares: Shares) -> Shares {
    if shares.len() > 1 && shares.remove(&Outcome::Infeasible).is_some() {
        let total: f64 = shares.values().sum();
        for share in shares.values_mut() {
            *share /= total;
        }
    }
    shares
}

fn entropy(shares: &Shares) -> f64 {
    shares.values().filter(|s| **s > 0.0).map(|s| -s * s.log2()).sum()
}
