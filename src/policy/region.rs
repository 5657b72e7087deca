//! Regions of facts: unions of boxes. A box constrains some attributes, each to a set of values.
//!
//! Everything the lists can say about facts is such a union, which is why it can be decided exactly.

use super::intervals::Intervals;

/// An attribute, numbered in the order in which the diagram tests them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttrId(pub u16);

/// One box: its sides by attribute, ascending. An attribute without a side may have any value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Cube {
    sides: Vec<(AttrId, Intervals)>,
}

impl Cube {
    /// The box without a side: every combination of facts.
    pub fn whole() -> Self {
        Self::default()
    }

    /// A box with one side.
    pub fn side(attr: AttrId, set: Intervals) -> Self {
        Self { sides: vec![(attr, set)] }
    }

    /// The sides, by attribute.
    pub fn sides(&self) -> &[(AttrId, Intervals)] {
        &self.sides
    }

    /// The side on one attribute, if it is constrained.
    pub fn get(&self, attr: AttrId) -> Option<&Intervals> {
        self.sides.binary_search_by_key(&attr, |s| s.0).ok().map(|i| &self.sides[i].1)
    }

    /// Whether the point lies inside; `value` gives the point's value of an attribute.
    pub fn contains(&self, value: impl Fn(AttrId) -> u32) -> bool {
        self.sides.iter().all(|(attr, set)| set.contains(value(*attr)))
    }

    /// Whether some point of the given sets lies inside.
    pub fn meets(&self, sets: impl Fn(AttrId, &Intervals) -> bool) -> bool {
        self.sides.iter().all(|(attr, set)| sets(*attr, set))
    }

    /// The common part, if there is one.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let mut sides = Vec::with_capacity(self.sides.len() + other.sides.len());
        let (mut i, mut j) = (0, 0);
        loop {
            match (self.sides.get(i), other.sides.get(j)) {
                (Some(a), Some(b)) if a.0 == b.0 => {
                    let set = a.1.intersect(&b.1);
                    if set.is_empty() {
                        return None;
                    }
                    sides.push((a.0, set));
                    i += 1;
                    j += 1;
                }
                (Some(a), Some(b)) if a.0 < b.0 => {
                    sides.push(a.clone());
                    i += 1;
                }
                (_, Some(b)) => {
                    sides.push(b.clone());
                    j += 1;
                }
                (Some(a), None) => {
                    sides.push(a.clone());
                    i += 1;
                }
                (None, None) => return Some(Self { sides }),
            }
        }
    }

    /// Whether the boxes have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.sides.iter().all(|(attr, set)| other.get(*attr).is_none_or(|o| o.meets(set)))
    }

    /// Whether every point of `self` lies in `other`.
    pub fn within(&self, other: &Self) -> bool {
        other.sides.iter().all(|(attr, set)| self.get(*attr).is_some_and(|own| own.within(set)))
    }

    /// Disjoint boxes that make up `self` without `other`; at most one more than `other` has sides.
    pub fn subtract(&self, other: &Self, size: &impl Fn(AttrId) -> u32) -> Vec<Self> {
        if !self.overlaps(other) {
            return vec![self.clone()];
        }
        let mut rest = self.clone();
        let mut out = Vec::new();
        for (attr, set) in &other.sides {
            let own = rest.get(*attr).cloned().unwrap_or_else(|| Intervals::range(0, size(*attr)));
            let outside = own.subtract(set);
            if !outside.is_empty() {
                let mut piece = rest.clone();
                piece.set(*attr, outside);
                out.push(piece);
            }
            rest.set(*attr, own.intersect(set));
        }
        out
    }

    /// Drops sides that leave nothing out, so that equal boxes are equal data.
    fn normalise(&mut self, size: &impl Fn(AttrId) -> u32) {
        self.sides.retain(|(attr, set)| set.ranges() != [(0, size(*attr))]);
    }

    fn set(&mut self, attr: AttrId, set: Intervals) {
        match self.sides.binary_search_by_key(&attr, |s| s.0) {
            Ok(i) => self.sides[i].1 = set,
            Err(i) => self.sides.insert(i, (attr, set)),
        }
    }
}

/// More boxes than this in one condition is refused with a finding.
pub const MOST_CUBES: usize = 4096;

/// The condition makes more than [`MOST_CUBES`] boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyCubes;

/// A union of boxes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Region {
    /// The boxes; they may overlap.
    pub cubes: Vec<Cube>,
}

impl Region {
    /// Every combination of facts.
    pub fn whole() -> Self {
        Self { cubes: vec![Cube::whole()] }
    }

    /// No combination.
    pub fn empty() -> Self {
        Self::default()
    }

    /// One side only.
    pub fn side(attr: AttrId, set: Intervals) -> Self {
        if set.is_empty() { Self::empty() } else { Self { cubes: vec![Cube::side(attr, set)] } }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let side = |s: &(AttrId, Intervals)| size_of_val(s) + s.1.bytes();
        self.cubes.iter().map(|c| size_of_val(c) + c.sides.iter().map(side).sum::<usize>()).sum()
    }

    /// Whether no combination is left.
    pub fn is_empty(&self) -> bool {
        self.cubes.is_empty()
    }

    /// Whether the point lies inside.
    pub fn contains(&self, value: impl Fn(AttrId) -> u32) -> bool {
        self.cubes.iter().any(|c| c.contains(&value))
    }

    /// Whether two regions have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.cubes.iter().any(|a| other.cubes.iter().any(|b| a.overlaps(b)))
    }

    /// Whether three regions have a point in common. Without the bound on boxes that [`intersect`](Self::intersect) has.
    pub fn overlaps_within(&self, other: &Self, third: &Self) -> bool {
        let mut both = self.cubes.iter().flat_map(|a| other.cubes.iter().filter_map(move |b| a.intersect(b)));
        both.any(|x| third.cubes.iter().any(|c| x.overlaps(c)))
    }

    /// Adds the boxes of another region.
    pub fn add(&mut self, other: Self) -> Result<(), TooManyCubes> {
        self.cubes.extend(other.cubes);
        self.bounded()
    }

    /// The common part: every pair of boxes.
    pub fn intersect(&self, other: &Self) -> Result<Self, TooManyCubes> {
        if self.cubes.len().saturating_mul(other.cubes.len()) > MOST_CUBES * 16 {
            return Err(TooManyCubes);
        }
        let mut out = Self::empty();
        for a in &self.cubes {
            out.cubes.extend(other.cubes.iter().filter_map(|b| a.intersect(b)));
        }
        out.bounded()?;
        Ok(out)
    }

    /// What is left of it where an attribute has one of some values, with that attribute out of sight.
    #[must_use]
    pub fn slice(&self, attr: AttrId, values: &Intervals) -> Self {
        let meets = |c: &&Cube| c.get(attr).is_none_or(|side| side.meets(values));
        let without = |c: &Cube| Cube { sides: c.sides.iter().filter(|s| s.0 != attr).cloned().collect() };
        Self { cubes: self.cubes.iter().filter(meets).map(without).collect() }
    }

    /// `self` without `other`, as disjoint pieces of each box.
    pub fn subtract(&self, other: &Self, size: &impl Fn(AttrId) -> u32) -> Result<Self, TooManyCubes> {
        let mut rest = self.clone();
        for taken in &other.cubes {
            rest.cubes = rest.cubes.iter().flat_map(|c| c.subtract(taken, size)).collect();
            rest.bounded()?;
        }
        Ok(rest)
    }

    /// Everything outside.
    pub fn complement(&self, size: &impl Fn(AttrId) -> u32) -> Result<Self, TooManyCubes> {
        Self::whole().subtract(self, size)
    }

    /// Whether every point of `self` lies in `other`. Exact: a box may be covered by several together.
    pub fn within(&self, other: &Self, size: &impl Fn(AttrId) -> u32) -> bool {
        self.cubes.iter().all(|cube| covered(cube, &other.cubes, size))
    }

    /// Sides that leave nothing out go, boxes inside another box go, the rest is in a fixed order.
    pub fn normalise(&mut self, size: &impl Fn(AttrId) -> u32) {
        for cube in &mut self.cubes {
            cube.normalise(size);
        }
        self.cubes.sort_by(|a, b| a.sides.iter().cmp_by_side(b.sides.iter()));
        self.cubes.dedup();
        if self.cubes.len() > 1 && self.cubes.len() <= 64 {
            let all = std::mem::take(&mut self.cubes);
            self.cubes = (0..all.len())
                .filter(|&i| !(0..all.len()).any(|j| j != i && all[i].within(&all[j])))
                .map(|i| all[i].clone())
                .collect();
        }
    }

    /// The attributes tested, ascending.
    pub fn support(&self) -> Vec<AttrId> {
        let mut all: Vec<_> = self.cubes.iter().flat_map(|c| c.sides.iter().map(|s| s.0)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn bounded(&self) -> Result<(), TooManyCubes> {
        if self.cubes.len() > MOST_CUBES { Err(TooManyCubes) } else { Ok(()) }
    }
}

/// Whether the boxes together cover the cube. Subtracts the first one that overlaps and looks at the pieces.
fn covered(cube: &Cube, by: &[Cube], size: &impl Fn(AttrId) -> u32) -> bool {
    if by.iter().any(|b| cube.within(b)) {
        return true;
    }
    let Some(first) = by.iter().position(|b| cube.overlaps(b)) else { return false };
    if !by[first + 1..].iter().any(|b| cube.overlaps(b)) {
        // Nobody else helps: it covers the cube alone, or with sides that leave nothing out.
        let open = |attr: AttrId, set: &Intervals| set.ranges() == [(0, size(attr))];
        let inside = |(attr, set): &(AttrId, Intervals)| match cube.get(*attr) {
            Some(own) => own.within(set),
            None => open(*attr, set),
        };
        return by[first].sides.iter().all(inside);
    }
    cube.subtract(&by[first], size).iter().all(|piece| covered(piece, &by[first + 1..], size))
}

/// A fixed order of side lists, so that a region's boxes come out the same whatever the order of lines.
trait SideOrder<'a> {
    fn cmp_by_side(self, other: impl Iterator<Item = &'a (AttrId, Intervals)>) -> std::cmp::Ordering;
}

impl<'a, I: Iterator<Item = &'a (AttrId, Intervals)>> SideOrder<'a> for I {
    fn cmp_by_side(self, other: impl Iterator<Item = &'a (AttrId, Intervals)>) -> std::cmp::Ordering {
        self.map(|(a, s)| (*a, s.ranges())).cmp(other.map(|(a, s)| (*a, s.ranges())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE: u32 = 5;

    fn size(_: AttrId) -> u32 {
        SIZE
    }

    fn region() -> impl Strategy<Value = Region> {
        let side = prop::collection::vec((0u32..SIZE, 1u32..=SIZE), 1..3)
            .prop_map(Intervals::union_of)
            .prop_filter("a side leaves a value", |s| !s.is_empty());
        let cube = prop::collection::btree_map(0u16..3, side, 0..3)
            .prop_map(|sides| Cube { sides: sides.into_iter().map(|(a, s)| (AttrId(a), s)).collect() });
        prop::collection::vec(cube, 0..4).prop_map(|cubes| Region { cubes })
    }

    fn points() -> impl Iterator<Item = [u32; 3]> {
        (0..SIZE * SIZE * SIZE).map(|i| [i % SIZE, i / SIZE % SIZE, i / SIZE / SIZE])
    }

    proptest! {
        #[test]
        fn operations_agree_with_membership(a in region(), b in region()) {
            let at = |r: &Region, p: [u32; 3]| r.contains(|attr| p[attr.0 as usize]);
            let both = a.intersect(&b).unwrap();
            let only = a.subtract(&b, &size).unwrap();
            let mut tidy = a.clone();
            tidy.normalise(&size);
            for p in points() {
                prop_assert_eq!(at(&both, p), at(&a, p) && at(&b, p));
                prop_assert_eq!(at(&only, p), at(&a, p) && !at(&b, p));
                prop_assert_eq!(at(&tidy, p), at(&a, p));
            }
            prop_assert_eq!(a.within(&b, &size), points().all(|p| !at(&a, p) || at(&b, p)));
        }
    }
}
