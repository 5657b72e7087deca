//! Which jurisdictions of a set a place may lie in.

use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Cube, Region};
use crate::policy::registry::JurisdictionSet;
use std::borrow::Cow;

/// Runs of leaves of the area tree with the members they may lie in.
#[derive(Debug, Clone)]
pub struct Members {
    runs: Vec<(u32, Intervals)>,
}

impl Members {
    /// A leaf lies in the members whose areas hold it. One that no member's areas hold may lie in any member without
    /// areas of its own, or, if there is none, in any member at all.
    pub fn new(set: &JurisdictionSet, leaves: u32) -> Self {
        let all = Intervals::range(0, set.members.len() as u32);
        let unmapped = set.members.iter().enumerate().filter(|(_, m)| m.areas.is_empty());
        let unmapped = Intervals::union_of(unmapped.map(|(i, _)| (i as u32, i as u32 + 1)));
        let elsewhere = if unmapped.is_empty() { all } else { unmapped };
        let mut cuts: Vec<u32> =
            set.members.iter().flat_map(|m| m.areas.ranges()).flat_map(|r| [r.0, r.1]).collect();
        cuts.push(leaves);
        cuts.sort_unstable();
        cuts.dedup();
        let mut runs: Vec<(u32, Intervals)> = Vec::new();
        let mut low = 0;
        for upper in cuts.into_iter().filter(|c| *c > 0) {
            let holding = set.members.iter().enumerate().filter(|(_, m)| m.areas.contains(low));
            let holding = Intervals::union_of(holding.map(|(i, _)| (i as u32, i as u32 + 1)));
            let members = if holding.is_empty() { elsewhere.clone() } else { holding };
            match runs.last_mut() {
                Some(last) if last.1 == members => last.0 = upper,
                _ => runs.push((upper, members)),
            }
            low = upper;
        }
        Self { runs }
    }

    /// What cannot be: a place and a member that none of its leaves may lie in. `members`: how many there are.
    pub fn impossible(&self, area: AttrId, attr: AttrId, members: u32) -> Region {
        let mut low = 0;
        let all = Intervals::range(0, members);
        let cubes = self.runs.iter().filter_map(|(upper, held)| {
            let leaves = Intervals::range(std::mem::replace(&mut low, *upper), *upper);
            let others = all.subtract(held);
            (!others.is_empty() && !leaves.is_empty())
                .then(|| Cube::side(area, leaves).intersect(&Cube::side(attr, others)))?
        });
        Region { cubes: cubes.collect() }
    }

    /// The members that some leaf of the place may lie in; nothing if the place says nothing.
    pub fn of(&self, place: &Intervals) -> Option<Cow<'_, Intervals>> {
        let low = place.first()?;
        let high = place.ranges().last()?.1;
        let from = self.runs.partition_point(|r| r.0 <= low);
        let first = self.runs.get(from)?;
        if first.0 >= high {
            return Some(Cow::Borrowed(&first.1));
        }
        let mut all = Intervals::empty();
        let mut start = if from == 0 { 0 } else { self.runs[from - 1].0 };
        for (upper, members) in &self.runs[from..] {
            if start >= high {
                break;
            }
            if Intervals::range(start, *upper).meets(place) {
                all = all.union(members);
            }
            start = *upper;
        }
        Some(Cow::Owned(all))
    }
}
