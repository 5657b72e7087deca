//! Regions in few words: few boxes, each as large as it can be.

use super::space::{Boxes, Space};
use std::cmp::Reverse;

/// Regions of more boxes are shown as they are.
const MOST_FOLDED: usize = 64;

impl Space {
    /// The same points in few, large boxes that may overlap: each box grown as far as the region reaches, then the ones
    /// that the others cover left out. `free`: points that do not matter, to grow into. The order is fixed by the content.
    pub fn fold(&self, boxes: &Boxes, free: &Boxes) -> Boxes {
        let mut reach = boxes.clone();
        reach.append(free);
        let mut grown: Vec<Vec<u64>> = Vec::new();
        for b in boxes.iter().take(MOST_FOLDED) {
            let mut b = b.to_vec();
            self.grow(&mut b, &reach);
            if !grown.contains(&b) {
                grown.push(b);
            }
        }
        // The largest first, so that small remnants are what is left out.
        grown.sort_by_cached_key(|b| (Reverse(self.weight(b)), b.clone()));
        let mut kept: Vec<bool> = vec![true; grown.len()];
        for i in (0..grown.len()).rev() {
            let mut others = self.none();
            grown.iter().enumerate().filter(|(j, _)| *j != i && kept[*j]).for_each(|(_, b)| others.push(b));
            others.append(free);
            let mut own = self.none();
            own.push(&grown[i]);
            kept[i] = !self.within(&own, &others).unwrap_or(false);
        }
        let mut out = self.none();
        grown.iter().zip(kept).filter(|(_, keep)| *keep).for_each(|(b, _)| out.push(b));
        // Beyond what is worth folding the boxes stay as they are: nothing is lost.
        boxes.iter().skip(MOST_FOLDED).for_each(|b| out.push(b));
        out
    }

    /// Grows a box axis by axis: of the values it leaves out those whose whole slice lies in the region.
    fn grow(&self, b: &mut [u64], within: &Boxes) {
        let whole = self.whole();
        let Some(all) = whole.iter().next() else { return };
        for words in self.sides() {
            let mut slice = b.to_vec();
            slice[words.clone()]
                .iter_mut()
                .zip(&all[words.clone()])
                .for_each(|(own, all)| *own = all & !*own);
            let mut free = slice[words.clone()].to_vec();
            if free.iter().all(|word| *word == 0) {
                continue;
            }
            let mut slices = self.none();
            slices.push(&slice);
            if self.subtract(&mut slices, within).is_err() {
                continue;
            }
            for rest in slices.iter() {
                free.iter_mut().zip(&rest[words.clone()]).for_each(|(word, bound)| *word &= !bound);
            }
            b[words].iter_mut().zip(free).for_each(|(word, more)| *word |= more);
        }
    }
}
