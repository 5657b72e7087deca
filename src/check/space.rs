//! Boxes as bit sets: the facts that a set of regions tells apart, cut into stretches, and exact set algebra over them.
//!
//! A [`Space`] holds the attributes that some region tests and, for each, the cuts between values that are treated
//! alike everywhere. A side of a box is then a few words of bits, one bit a stretch, and intersection and subtraction are
//! bit operations. Exact, because no region of the space has a bound between two cuts.

use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Cube, Region};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// One attribute of a space.
#[derive(Debug, Clone)]
struct Axis {
    attr: AttrId,
    /// Upper bounds of the stretches, ascending; the last is the size of the attribute.
    cuts: Vec<u32>,
    /// The first of its words in a box.
    first: usize,
    words: usize,
}

/// The bounds met on one attribute.
#[derive(Debug, Default)]
struct Marks {
    size: u32,
    /// A bit for each value of a small attribute: places come in thousands of ranges with the same few hundred bounds.
    bits: Vec<u64>,
    others: Vec<u32>,
}

/// Attributes of more values keep their bounds in a list.
const SMALL: u32 = 4096;

impl Marks {
    fn of(&mut self, size: u32, met: &Intervals) {
        if self.size == 0 {
            self.size = size;
            self.bits.resize(if size < SMALL { size as usize / 64 + 1 } else { 0 }, 0);
            self.mark(size);
        }
        for &(low, high) in met.ranges() {
            self.mark(low);
            self.mark(high);
        }
    }

    fn mark(&mut self, bound: u32) {
        match self.bits.get_mut(bound as usize / 64) {
            Some(word) => *word |= 1 << (bound % 64),
            None => self.others.push(bound),
        }
    }

    /// Ascending, without the lowest value.
    fn cuts(mut self) -> Vec<u32> {
        let set = |(i, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| i as u32 * 64 + bit)
        };
        let mut cuts: Vec<u32> = self.bits.iter().enumerate().flat_map(set).filter(|cut| *cut > 0).collect();
        self.others.sort_unstable();
        self.others.dedup();
        cuts.extend(self.others.into_iter().filter(|cut| *cut > 0));
        cuts
    }
}

/// Attributes and their stretches.
#[derive(Debug, Default)]
pub struct Space {
    axes: Vec<Axis>,
    words: usize,
    /// Boxes looked at so far.
    spent: AtomicU64,
}

impl Clone for Space {
    fn clone(&self) -> Self {
        let spent = self.spent.load(Relaxed).into();
        Self { axes: self.axes.clone(), words: self.words, spent }
    }
}

/// Boxes that may be looked at before a matter counts as crowded: some tenths of a second.
pub const MOST_WORK: u64 = 20_000_000;

/// More boxes than this in one region of one matter: the space is too crowded for boxes.
pub const MOST_BOXES: usize = 4096;

/// Boxes that may be looked at when one region is taken out of another.
const MOST_STEPS: u64 = 4_000_000;

/// Up to this many pieces boxes are taken out of each other one by one.
const FEW: usize = 48;

/// The region has more than [`MOST_BOXES`] boxes, or takes more than [`MOST_WORK`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowded;

/// A union of boxes of one space, as words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boxes {
    words: usize,
    /// A box of a space without attributes has no words, so boxes are counted apart.
    count: usize,
    data: Vec<u64>,
}

impl Space {
    /// The space of what the regions tell apart. `size`: how many values an attribute has.
    pub fn of<'a>(regions: impl Iterator<Item = &'a Region>, size: impl Fn(AttrId) -> u32) -> Self {
        let mut marks: Vec<Marks> = Vec::new();
        for (attr, side) in regions.flat_map(|r| &r.cubes).flat_map(Cube::sides) {
            let at = usize::from(attr.0);
            if marks.len() <= at {
                marks.resize_with(at + 1, Marks::default);
            }
            marks[at].of(size(*attr), side);
        }
        let mut space = Self::default();
        for (attr, marks) in marks.into_iter().enumerate() {
            let cuts = marks.cuts();
            if !cuts.is_empty() {
                space.axes.push(Axis { attr: AttrId(attr as u16), cuts, first: 0, words: 0 });
            }
        }
        for axis in &mut space.axes {
            axis.first = space.words;
            axis.words = axis.cuts.len().div_ceil(64);
            space.words += axis.words;
        }
        space
    }

    /// The words of each attribute in a box.
    pub(super) fn sides(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.axes.iter().map(|axis| axis.first..axis.first + axis.words)
    }

    /// Counts boxes that were looked at.
    pub(super) fn spend(&self, boxes: u64) {
        self.spent.fetch_add(boxes, Relaxed);
    }

    /// Boxes that may still be looked at.
    pub(super) fn unspent(&self) -> u64 {
        MOST_WORK.saturating_sub(self.spent.load(Relaxed))
    }

    /// Stops what takes too long.
    pub fn bounded(&self) -> Result<(), Crowded> {
        if self.spent.load(Relaxed) > MOST_WORK { Err(Crowded) } else { Ok(()) }
    }

    /// Everything.
    pub fn whole(&self) -> Boxes {
        let mut boxes = self.none();
        boxes.count = 1;
        for axis in &self.axes {
            push_all(&mut boxes.data, axis.cuts.len());
        }
        boxes
    }

    /// Nothing.
    pub fn none(&self) -> Boxes {
        Boxes { words: self.words, count: 0, data: Vec::new() }
    }

    /// A region of the space as boxes.
    ///
    /// Bounds that are no cuts of the space would be rounded: give [`of`](Self::of) every region first.
    pub fn boxes(&self, region: &Region) -> Boxes {
        let mut boxes = self.none();
        for cube in &region.cubes {
            boxes.count += 1;
            for axis in &self.axes {
                match cube.get(axis.attr) {
                    None => push_all(&mut boxes.data, axis.cuts.len()),
                    Some(side) => {
                        let start = boxes.data.len();
                        boxes.data.resize(start + axis.words, 0);
                        for &(low, high) in side.ranges() {
                            let from = axis.cuts.partition_point(|c| *c <= low);
                            let to = axis.cuts.partition_point(|c| *c < high);
                            for bit in from..=to.min(axis.cuts.len() - 1) {
                                boxes.data[start + bit / 64] |= 1 << (bit % 64);
                            }
                        }
                    }
                }
            }
        }
        boxes
    }

    /// Boxes as a region over values. Sides that leave nothing out are dropped.
    pub fn region(&self, boxes: &Boxes) -> Region {
        Region { cubes: boxes.iter().map(|b| self.cube(b)).collect() }
    }

    fn cube(&self, words: &[u64]) -> Cube {
        let mut cube = Cube::whole();
        for axis in &self.axes {
            let side = axis.side(&words[axis.first..][..axis.words]);
            let all = axis.cuts.last().copied().unwrap_or_default();
            if side.ranges() != [(0, all)] {
                cube = cube.intersect(&Cube::side(axis.attr, side)).unwrap_or_default();
            }
        }
        cube
    }

    pub(super) fn meets(&self, a: &[u64], b: &[u64]) -> bool {
        self.axes.iter().all(|axis| {
            let words = axis.first..axis.first + axis.words;
            a[words.clone()].iter().zip(&b[words]).any(|(x, y)| x & y != 0)
        })
    }

    /// The common part.
    pub fn intersect(&self, a: &Boxes, b: &Boxes) -> Result<Boxes, Crowded> {
        self.spend(a.count as u64 * b.count as u64);
        let mut out = self.none();
        for x in a.iter() {
            for y in b.iter().filter(|y| self.meets(x, y)) {
                out.count += 1;
                out.data.extend(x.iter().zip(y).map(|(p, q)| p & q));
            }
            out.bounded()?;
        }
        Ok(out)
    }

    /// The attributes that are told apart.
    pub fn attributes(&self) -> impl Iterator<Item = AttrId> {
        self.axes.iter().map(|a| a.attr)
    }

    /// The stretches of an attribute, each from its first value to one past its last.
    pub fn stretches(&self, attr: AttrId) -> Vec<(u32, u32)> {
        let cuts = self.axes.iter().find(|a| a.attr == attr).map_or(&[][..], |a| &a.cuts);
        let lows = std::iter::once(0).chain(cuts.iter().copied());
        lows.zip(cuts.iter().copied()).collect()
    }

    /// The boxes that reach into some values of an attribute, with that attribute out of sight: any value of it will do.
    /// Bounds that are no cuts of the space are rounded outwards.
    pub fn slice(&self, boxes: &Boxes, attr: AttrId, (low, high): (u32, u32)) -> Boxes {
        let Some(axis) = self.axes.iter().find(|a| a.attr == attr) else { return boxes.clone() };
        let asked = self.boxes(&Region::side(attr, Intervals::range(low, high)));
        let words = axis.first..axis.first + axis.words;
        let mut all = Vec::with_capacity(axis.words);
        push_all(&mut all, axis.cuts.len());
        let mut out = self.none();
        for b in boxes.iter().filter(|b| asked.iter().any(|a| self.meets(a, b))) {
            out.push(b);
            let start = out.data.len() - self.words;
            out.data[start + words.start..start + words.end].copy_from_slice(&all);
        }
        out
    }

    /// The values of an attribute that some box has.
    pub fn side(&self, boxes: &Boxes, attr: AttrId) -> Intervals {
        let Some(axis) = self.axes.iter().find(|a| a.attr == attr) else { return Intervals::empty() };
        let mut any = vec![0; axis.words];
        for b in boxes.iter() {
            any.iter_mut().zip(&b[axis.first..]).for_each(|(a, w)| *a |= w);
        }
        axis.side(&any)
    }

    /// Whether they have a point in common.
    pub fn overlap(&self, a: &Boxes, b: &Boxes) -> bool {
        a.iter().any(|x| b.iter().any(|y| self.meets(x, y)))
    }

    /// Takes everything in `taken` out of `from`. What is left of each box is in disjoint pieces. Box by box as long as
    /// there are few pieces, then by [splitting](Self::left).
    pub fn subtract(&self, from: &mut Boxes, taken: &Boxes) -> Result<(), Crowded> {
        let all = (taken.count > FEW).then(|| from.clone());
        for t in taken.iter() {
            if from.is_empty() {
                break;
            }
            self.spend(from.count as u64);
            if let Some(all) = all.as_ref().filter(|all| from.count > FEW.max(all.count * 2)) {
                let left = self.left(all, std::iter::once(taken), MOST_BOXES, MOST_STEPS);
                *from = left.boxes;
                return if left.whole { Ok(()) } else { Err(Crowded) };
            }
            if !from.iter().any(|b| self.meets(b, t)) {
                continue;
            }
            let mut out = self.none();
            for b in from.iter() {
                self.pieces(b, t, &mut out);
            }
            out.bounded()?;
            *from = out;
        }
        Ok(())
    }

    /// `a` without `b`, as at most one piece an attribute.
    fn pieces(&self, a: &[u64], b: &[u64], out: &mut Boxes) {
        if !self.meets(a, b) {
            out.push(a);
            return;
        }
        let mut rest = a.to_vec();
        for axis in &self.axes {
            let words = axis.first..axis.first + axis.words;
            if rest[words.clone()].iter().zip(&b[words.clone()]).any(|(x, y)| x & !y != 0) {
                out.push(&rest);
                let start = out.data.len() - self.words;
                for i in words.clone() {
                    out.data[start + i] &= !b[i];
                }
            }
            for i in words {
                rest[i] &= b[i];
            }
        }
    }

    /// Whether every point of `a` lies in `b`.
    pub fn within(&self, a: &Boxes, b: &Boxes) -> Result<bool, Crowded> {
        let mut rest = a.clone();
        self.subtract(&mut rest, b)?;
        Ok(rest.is_empty())
    }

    /// One point: the lowest value of each side of the largest box.
    pub fn point(&self, boxes: &Boxes) -> Option<Vec<(AttrId, u32)>> {
        let largest = boxes.iter().max_by_key(|b| (self.weight(b), std::cmp::Reverse(*b)))?;
        let lowest =
            |axis: &Axis| Some((axis.attr, axis.side(&largest[axis.first..][..axis.words]).first()?));
        self.axes.iter().map(lowest).collect()
    }

    /// How many values a box leaves open, roughly: the logarithm of the number of its points in thousandths.
    pub(super) fn weight(&self, b: &[u64]) -> u64 {
        let values = |axis: &Axis| {
            let side = axis.side(&b[axis.first..][..axis.words]).count() as f64;
            (side / f64::from(axis.cuts.last().copied().unwrap_or(1))).ln() * 1000.0 + 100_000.0
        };
        self.axes.iter().map(|a| values(a) as u64).sum()
    }
}

impl Axis {
    fn side(&self, words: &[u64]) -> Intervals {
        let mut low = 0;
        let stretches = self.cuts.iter().enumerate().map(|(bit, &upper)| {
            let from = std::mem::replace(&mut low, upper);
            if words[bit / 64] >> (bit % 64) & 1 == 1 { (from, upper) } else { (0, 0) }
        });
        Intervals::union_of(stretches)
    }
}

impl Boxes {
    /// The words of each box.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.count).map(|i| &self.data[i * self.words..(i + 1) * self.words])
    }

    pub(super) fn push(&mut self, words: &[u64]) {
        self.count += 1;
        self.data.extend_from_slice(words);
    }

    /// Puts the boxes of another region with these, however many they are.
    pub fn append(&mut self, other: &Self) {
        self.count += other.count;
        self.data.extend_from_slice(&other.data);
    }

    /// Takes all boxes away.
    pub fn clear(&mut self) {
        self.count = 0;
        self.data.clear();
    }

    /// The number of boxes.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds the boxes of another region.
    pub fn add(&mut self, other: &Self) -> Result<(), Crowded> {
        self.append(other);
        self.bounded()
    }

    fn bounded(&self) -> Result<(), Crowded> {
        if self.count > MOST_BOXES { Err(Crowded) } else { Ok(()) }
    }
}

/// Bits for `n` stretches, all set.
fn push_all(data: &mut Vec<u64>, n: usize) {
    data.extend(std::iter::repeat_n(u64::MAX, n / 64));
    if !n.is_multiple_of(64) {
        data.push((1 << (n % 64)) - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Above 64 so that sides of more than one word are met.
    const SIZES: [u32; 3] = [3, 5, 150];

    fn region() -> impl Strategy<Value = Region> {
        let side = |attr: u16| {
            let size = SIZES[usize::from(attr)];
            prop::collection::vec((0..size, 1..=size), 1..4)
                .prop_map(Intervals::union_of)
                .prop_filter_map("a side leaves a value", move |s| {
                    (!s.is_empty()).then(|| Cube::side(AttrId(attr), s))
                })
        };
        let cube = (prop::option::of(side(0)), prop::option::of(side(1)), prop::option::of(side(2)))
            .prop_map(|(a, b, c)| {
                let sides = [a, b, c].into_iter().flatten();
                sides.fold(Cube::whole(), |all, side| all.intersect(&side).unwrap_or_default())
            });
        prop::collection::vec(cube, 0..5).prop_map(|cubes| Region { cubes })
    }

    proptest! {
        #[test]
        fn boxes_and_regions_are_the_same_points(a in region(), b in region()) {
            let space = Space::of([&a, &b].into_iter(), |attr| SIZES[usize::from(attr.0)]);
            let (x, y) = (space.boxes(&a), space.boxes(&b));
            let both = space.region(&space.intersect(&x, &y).unwrap());
            let mut rest = x.clone();
            space.subtract(&mut rest, &y).unwrap();
            let folded = space.region(&space.fold(&rest, &space.none()));
            let free = space.boxes(&b);
            let loose = space.region(&space.fold(&rest, &free));
            let only = space.region(&rest);
            let mut within = true;
            for p in 0..SIZES.iter().product() {
                let value = |attr: AttrId| match attr.0 {
                    0 => p % 3,
                    1 => p / 3 % 5,
                    _ => p / 15,
                };
                let (in_a, in_b) = (a.contains(value), b.contains(value));
                prop_assert_eq!(space.region(&x).contains(value), in_a);
                prop_assert_eq!(both.contains(value), in_a && in_b);
                prop_assert_eq!(only.contains(value), in_a && !in_b);
                prop_assert_eq!(folded.contains(value), in_a && !in_b);
                prop_assert_eq!(loose.contains(value) && !in_b, in_a && !in_b);
                within &= !in_a || in_b;
            }
            prop_assert_eq!(space.within(&x, &y).unwrap(), within);
            prop_assert_eq!(space.overlap(&x, &y), !both.is_empty());
        }
    }
}
