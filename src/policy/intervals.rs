//! Sets of values of one attribute: sorted, disjoint, half-open intervals.

use smallvec::SmallVec;

/// A set of domain values. Most sides of a duty are one or two intervals, so those live inline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Intervals(SmallVec<[(u32, u32); 2]>);

impl Intervals {
    /// The empty set.
    pub fn empty() -> Self {
        Self::default()
    }

    /// `low..high`; empty if the bounds do not leave a value.
    pub fn range(low: u32, high: u32) -> Self {
        let mut set = Self::empty();
        if low < high {
            set.0.push((low, high));
        }
        set
    }

    /// One value.
    pub fn single(value: u32) -> Self {
        Self::range(value, value + 1)
    }

    /// The union of any ranges, in any order.
    pub fn union_of(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut all: Vec<_> = ranges.into_iter().filter(|(l, h)| l < h).collect();
        all.sort_unstable();
        let mut set = Self::empty();
        for (low, high) in all {
            match set.0.last_mut() {
                Some(last) if low <= last.1 => last.1 = last.1.max(high),
                _ => set.0.push((low, high)),
            }
        }
        set
    }

    /// The intervals, lowest first.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        if self.0.spilled() { self.0.capacity() * size_of::<(u32, u32)>() } else { 0 }
    }

    /// Whether no value is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many values.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(l, h)| u64::from(h - l)).sum()
    }

    /// The lowest value.
    pub fn first(&self) -> Option<u32> {
        self.0.first().map(|r| r.0)
    }

    /// The only value, if there is exactly one.
    pub fn sole(&self) -> Option<u32> {
        match *self.0.as_slice() {
            [(low, high)] if high == low + 1 => Some(low),
            _ => None,
        }
    }

    /// Logarithmic.
    pub fn contains(&self, value: u32) -> bool {
        let i = self.0.partition_point(|&(_, high)| high <= value);
        self.0.get(i).is_some_and(|&(low, _)| low <= value)
    }

    /// All values one by one.
    pub fn values(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|&(low, high)| low..high)
    }

    /// Linear in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (mut i, mut j) = (0, 0);
        let mut out = Self::empty();
        while let (Some(&(al, ah)), Some(&(bl, bh))) = (self.0.get(i), other.0.get(j)) {
            let (low, high) = (al.max(bl), ah.min(bh));
            if low < high {
                out.0.push((low, high));
            }
            if ah < bh {
                i += 1;
            } else {
                j += 1;
            }
        }
        out
    }

    /// Linear in both.
    pub fn meets(&self, other: &Self) -> bool {
        let (mut i, mut j) = (0, 0);
        while let (Some(&(al, ah)), Some(&(bl, bh))) = (self.0.get(i), other.0.get(j)) {
            if al.max(bl) < ah.min(bh) {
                return true;
            }
            if ah < bh {
                i += 1;
            } else {
                j += 1;
            }
        }
        false
    }

    /// The union of two sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::union_of(self.0.iter().chain(&other.0).copied())
    }

    /// Values of `self` that are not in `other`.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let mut out = Self::empty();
        for &(mut low, high) in &self.0 {
            for &(bl, bh) in &other.0 {
                if bh <= low || bl >= high {
                    continue;
                }
                if low < bl {
                    out.0.push((low, bl));
                }
                low = low.max(bh);
            }
            if low < high {
                out.0.push((low, high));
            }
        }
        out
    }

    /// Whether every value of `self` is in `other`. Linear in both.
    pub fn within(&self, other: &Self) -> bool {
        let mut j = 0;
        self.0.iter().all(|&(low, high)| {
            while other.0.get(j).is_some_and(|r| r.1 <= low) {
                j += 1;
            }
            other.0.get(j).is_some_and(|r| r.0 <= low && high <= r.1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set() -> impl Strategy<Value = Intervals> {
        prop::collection::vec((0u32..40, 0u32..40), 0..6).prop_map(Intervals::union_of)
    }

    proptest! {
        #[test]
        fn operations_agree_with_membership(a in set(), b in set()) {
            let both = a.intersect(&b);
            let either = a.union(&b);
            let only = a.subtract(&b);
            for v in 0..41 {
                prop_assert_eq!(both.contains(v), a.contains(v) && b.contains(v));
                prop_assert_eq!(either.contains(v), a.contains(v) || b.contains(v));
                prop_assert_eq!(only.contains(v), a.contains(v) && !b.contains(v));
            }
            prop_assert_eq!(a.within(&b), only.is_empty());
            prop_assert_eq!(a.meets(&b), !both.is_empty());
            prop_assert_eq!(a.values().count() as u64, a.count());
        }
    }
}
