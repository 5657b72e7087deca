//! The same lists as bit masks: per matter and attribute a mask of the rows that each value leaves, and-ed together; the
//! lowest bit is the strongest row. About the fastest that is known for ready integers.

use super::{GAP, number};
use crate::generate::answer::Definition;
use crate::generate::lists::Lists;
use crate::generate::set::Set;

/// Masks of one attribute: by value where there are few, else by segment between cuts.
struct Side {
    attribute: u8,
    cuts: Vec<u32>,
    masks: Vec<u64>,
}

struct Rows {
    sides: Vec<Side>,
    answers: Vec<u16>,
}

/// Masks for every matter.
pub struct Masks(Vec<Rows>);

impl Masks {
    /// Builds them; nothing if a matter has more than 64 rows.
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Option<Self> {
        let leads = lists.world.leads();
        let attributes = &lists.world.attributes;
        let matters = definitions.iter().map(|definition| {
            let rows: Vec<_> =
                definition.lines.iter().flat_map(|l| l.regions.iter().map(move |r| (r, l.answer))).collect();
            let mut tested: Vec<usize> = rows.iter().flat_map(|r| r.0.sides()).map(|s| s.0).collect();
            tested.sort_unstable();
            tested.dedup();
            let sides = tested.iter().map(|attribute| {
                let size = attributes[*attribute].size;
                let sets: Vec<_> = rows.iter().map(|r| r.0.side(*attribute, size)).collect();
                let mut cuts: Vec<u32> = if size <= 64 {
                    (1..size).collect()
                } else {
                    sets.iter().flat_map(Set::ranges).flat_map(|r| [r.0, r.1]).collect()
                };
                cuts.retain(|c| *c > 0 && *c < size);
                cuts.sort_unstable();
                cuts.dedup();
                let lows = std::iter::once(&0).chain(&cuts);
                let mask = |low: &u32| {
                    let holds = sets.iter().enumerate().filter(|(_, s)| s.contains(*low));
                    holds.fold(0, |mask, (i, _)| mask | 1 << i)
                };
                let masks = lows.map(mask).collect();
                let cuts = if size <= 64 { Vec::new() } else { cuts };
                Side { attribute: *attribute as u8, cuts, masks }
            });
            let sides = sides.collect();
            let answers: Vec<u16> = rows.iter().map(|r| number(&leads, r.1)).collect();
            (answers.len() <= 64).then_some(Rows { sides, answers })
        });
        matters.collect::<Option<_>>().map(Self)
    }

    /// The answer for a matter and a value of every attribute.
    pub fn decide(&self, matter: usize, point: &[u32]) -> u16 {
        let rows = &self.0[matter];
        let mut mask = u64::MAX;
        for side in &rows.sides {
            let value = point[usize::from(side.attribute)];
            let at = if side.cuts.is_empty() {
                value as usize
            } else {
                side.cuts.partition_point(|c| *c <= value)
            };
            mask &= side.masks[at];
        }
        rows.answers.get(mask.trailing_zeros() as usize).copied().unwrap_or(GAP)
    }
}
