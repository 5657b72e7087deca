//! What is left of boxes once many others are taken out, found by splitting on one attribute after the other.
//!
//! Taking boxes out one by one cuts what is left into ever more pieces. Here a cell is split on the attribute that tells
//! the boxes still in its way apart best, into the sets of values that none of them tells apart; boxes that no longer meet a part
//! are dropped, and a part that one box covers is done. So each attribute is split at most once on the way down, and
//! whether anything is left is known with the first cell that nothing is in the way of.

use super::space::{Boxes, Space};

/// What a search gave.
#[derive(Debug)]
pub struct Left {
    /// Disjoint within each box of what it is left of.
    pub boxes: Boxes,
    /// Nothing more is left. Otherwise the search ended before it had looked everywhere.
    pub whole: bool,
}

impl Left {
    /// Whether anything is left, if that is known.
    pub fn some(&self) -> Option<bool> {
        if self.boxes.is_empty() { self.whole.then_some(false) } else { Some(true) }
    }
}

/// Going down into cells.
struct Search<'a> {
    space: &'a Space,
    /// The words of each box to take out.
    taken: Vec<&'a [u64]>,
    out: Boxes,
    most: usize,
    steps: u64,
}

impl Space {
    /// What is left of some boxes, up to `most` boxes, looking at up to `steps` boxes and sides on the way. Exponential in
    /// the attributes at worst, which is what `steps` is for.
    pub fn left<'a>(
        &'a self,
        of: &Boxes,
        taken: impl Iterator<Item = &'a Boxes>,
        most: usize,
        steps: u64,
    ) -> Left {
        let taken: Vec<&[u64]> = taken.flat_map(Boxes::iter).collect();
        let mut search = Search { space: self, taken, out: self.none(), most, steps };
        let mut whole = true;
        for cell in of.iter() {
            let live: Vec<u32> = (0..search.taken.len() as u32)
                .filter(|t| self.meets(cell, search.taken[*t as usize]))
                .collect();
            search.steps = search.steps.saturating_sub(search.taken.len() as u64 / 8);
            whole = search.go(cell, &live);
            if !whole {
                break;
            }
        }
        self.spend(steps - search.steps);
        Left { boxes: search.out, whole }
    }
}

impl Search<'_> {
    /// Puts what is left of a cell out; false if the search is at its end. `live`: what meets the cell.
    fn go(&mut self, cell: &[u64], live: &[u32]) -> bool {
        if live.is_empty() {
            let room = self.out.len() < self.most;
            if room {
                self.out.push(cell);
            }
            return room;
        }
        let Some(steps) = self.steps.checked_sub(live.len() as u64) else { return false };
        self.steps = steps;
        let Some(words) = self.best(cell, live) else { return true };
        let Some(parts) = self.parts(cell, live, &words) else { return false };
        let mut parts: Vec<(Vec<u64>, Vec<u32>)> = parts
            .into_iter()
            .map(|part| {
                let meets = |t: &u32| {
                    self.taken[*t as usize][words.clone()].iter().zip(&part).any(|(a, b)| a & b != 0)
                };
                let live = live.iter().copied().filter(meets).collect();
                (part, live)
            })
            .collect();
        // The least crowded first: there something is left soonest.
        parts.sort_by_key(|p| p.1.len());
        parts.into_iter().all(|(part, live)| {
            let mut cell = cell.to_vec();
            cell[words.clone()].copy_from_slice(&part);
            self.go(&cell, &live)
        })
    }

    /// The words of the attribute to split on: of few values, and most boxes leave out something of the cell there. None if a
    /// box covers the cell.
    fn best(&self, cell: &[u64], live: &[u32]) -> Option<std::ops::Range<usize>> {
        let axes: Vec<_> = self.space.sides().collect();
        let mut counts = vec![0u64; axes.len()];
        for t in live {
            let taken = self.taken[*t as usize];
            let mut covers = true;
            for (axis, count) in axes.iter().zip(&mut counts) {
                if cell[axis.clone()].iter().zip(&taken[axis.clone()]).any(|(c, t)| c & !t != 0) {
                    *count += 1;
                    covers = false;
                }
            }
            if covers {
                return None;
            }
        }
        // An attribute of many values is split into many parts, so that it has to be worth it.
        let gain = |axis: &std::ops::Range<usize>, count: u64| {
            let values: u32 = cell[axis.clone()].iter().map(|w| w.count_ones()).sum();
            count * count * 1024 / u64::from(values.max(1))
        };
        let best = axes.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        let best = best.rev().max_by_key(|(axis, count)| gain(axis, *count));
        best.map(|(axis, _)| axis)
    }

    /// The sets of values of a side of the cell that no box tells apart; none if that takes too long.
    fn parts(&mut self, cell: &[u64], live: &[u32], words: &std::ops::Range<usize>) -> Option<Vec<Vec<u64>>> {
        let mut parts = vec![cell[words.clone()].to_vec()];
        let mut sides: Vec<&[u64]> = live.iter().map(|t| &self.taken[*t as usize][words.clone()]).collect();
        sides.sort_unstable();
        sides.dedup();
        for side in sides {
            self.steps = self.steps.checked_sub((parts.len() * words.len()) as u64)?;
            for i in 0..parts.len() {
                let inside: Vec<u64> = parts[i].iter().zip(side).map(|(a, b)| a & b).collect();
                let outside: Vec<u64> = parts[i].iter().zip(side).map(|(a, b)| a & !b).collect();
                if inside.iter().any(|w| *w != 0) && outside.iter().any(|w| *w != 0) {
                    parts[i] = inside;
                    parts.push(outside);
                }
            }
        }
        Some(parts)
    }
}
