//! How many past complaints a problem concerns.

use super::Problem;
use crate::facts::{Facts, Lies};
use crate::policy::Policy;
use crate::policy::matter::MatterId;
use crate::policy::region::Region;

/// Past complaints that meet the region of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Those whose facts lie in it.
    pub certain: u64,
    /// Those of which too little is known to tell.
    pub possible: u64,
}

/// Counts past complaints for many problems at once.
#[derive(Debug)]
pub struct Scale<'p> {
    policy: &'p Policy,
    problems: &'p [Problem],
    /// For each matter the problems that have a region there.
    by_matter: Vec<Vec<u32>>,
    weights: Vec<Weight>,
}

/// Pieces of the facts beyond which they are not followed further: then it counts as possible.
const MOST_PIECES: usize = 256;

impl<'p> Scale<'p> {
    /// Nothing is counted yet.
    pub fn new(policy: &'p Policy, problems: &'p [Problem]) -> Self {
        let mut by_matter = vec![Vec::new(); policy.matters().len()];
        for (i, problem) in problems.iter().enumerate().filter(|(_, p)| weighable(p)) {
            for matter in &problem.matters {
                if let Some(list) = by_matter.get_mut(matter.0 as usize) {
                    list.push(i as u32);
                }
            }
        }
        Self { policy, problems, by_matter, weights: vec![Weight::default(); problems.len()] }
    }

    /// Counts one past complaint.
    pub fn add(&mut self, matter: MatterId, facts: &Facts) {
        for &i in self.by_matter.get(matter.0 as usize).into_iter().flatten() {
            let weight = &mut self.weights[i as usize];
            match lies_in(facts, &self.problems[i as usize].region, self.policy) {
                Lies::Inside => weight.certain += 1,
                Lies::Across => weight.possible += 1,
                Lies::Outside => {}
            }
        }
    }

    /// Adds what another scale for the same problems has counted.
    pub fn join(&mut self, other: Self) {
        for (sum, more) in self.weights.iter_mut().zip(other.weights) {
            sum.certain += more.certain;
            sum.possible += more.possible;
        }
    }

    /// The weights in the order of the problems; none for a problem that is not about facts.
    pub fn weights(self) -> Vec<Option<Weight>> {
        self.problems.iter().zip(self.weights).map(|(p, weight)| weighable(p).then_some(weight)).collect()
    }
}

fn weighable(problem: &Problem) -> bool {
    !problem.region.cubes.is_empty() && !problem.matters.is_empty()
}

/// As [`Facts::lies_in`], and inside also where only several boxes together hold the facts.
fn lies_in(facts: &Facts, region: &Region, policy: &Policy) -> Lies {
    let lies = facts.lies_in(region);
    if lies != Lies::Across || region.cubes.len() < 2 {
        return lies;
    }
    let size = |attr| policy.attributes().size(attr);
    let mut rest = vec![facts.cube(&size)];
    for cube in &region.cubes {
        rest = rest.iter().flat_map(|piece| piece.subtract(cube, &size)).collect();
        if rest.is_empty() {
            return Lies::Inside;
        }
        if rest.len() > MOST_PIECES {
            break;
        }
    }
    Lies::Across
}
