//! Sets of (matter, combination) pairs as bits, so that looking at all of them is cheap.

use super::universe::{ATTRS, MATTERS};

/// Pairs, numbered matter by matter in the order of the universe's points.
#[derive(Clone, PartialEq, Eq)]
pub struct Set(Vec<u64>);

/// How many combinations a matter has.
pub fn combinations() -> usize {
    ATTRS.iter().map(|a| a.values).product()
}

impl Set {
    pub fn none() -> Self {
        Self(vec![0; (MATTERS * combinations()).div_ceil(64)])
    }

    /// Of every pair for which `test` holds, asked as (matter, combination).
    pub fn of(test: impl Fn(usize, usize) -> bool) -> Self {
        let mut set = Self::none();
        for matter in 0..MATTERS {
            for point in (0..combinations()).filter(|p| test(matter, *p)) {
                set.insert(matter, point);
            }
        }
        set
    }

    pub fn insert(&mut self, matter: usize, point: usize) {
        let bit = matter * combinations() + point;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    pub fn holds(&self, matter: usize, point: usize) -> bool {
        let bit = matter * combinations() + point;
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Its pairs of one matter.
    pub fn of_matter(&self, matter: usize) -> Self {
        Self::of(|m, p| m == matter && self.holds(m, p))
    }

    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|w| *w == 0)
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// Whether it is a subset of the other and not equal to it.
    pub fn strictly_within(&self, other: &Self) -> bool {
        self != other && self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pairs: Vec<usize> =
            (0..MATTERS * combinations()).filter(|b| self.0[b / 64] >> (b % 64) & 1 == 1).collect();
        write!(f, "{} pairs, {:?}…", pairs.len(), &pairs[..pairs.len().min(4)])
    }
}
