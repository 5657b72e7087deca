//! The best rate that any lists could reach on a history: the same facts with different units cannot all be right.

use super::measure::Rate;
use super::sampled::{Sampled, key_of, mix};
use crate::facts::{Facts, Origin};
use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::matter::MatterId;
use crate::policy::region::AttrId;
use crate::policy::registry::UnitId;
use smallvec::SmallVec;

/// Cells of one score at most; beyond it a sample of them is kept.
const MOST_CELLS: usize = 1 << 18;
/// Stands for everything that is no unit of the registry.
const NO_UNIT: u32 = u32::MAX;

/// What no lists can do better, on the facts as they were recorded.
///
/// A cell is all records of one matter with the same facts (times of day that follow from a time stamp to the hour). In
/// each cell the best lists name the unit that was right most often. A unit that the registry does not have is in the
/// denominators, as in those of the measures, and never right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ceiling {
    /// Over all cells. Records that are alone in their cell are always right here, which nobody could have known.
    pub all: Rate,
    /// Over cells of two records and more.
    pub repeated: Rate,
    /// Over all cells, each record judged by the others of its cell alone (of two units equally often right the one first
    /// in the registry; a record that is alone is never right): what knowing the history by heart is worth for the next
    /// such record.
    pub left_out: Rate,
    /// Cells.
    pub cells: u64,
    /// Whether these are all cells, and not a sample of them.
    pub whole: bool,
}

/// Why a decision on the facts themselves was not the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    Conflict,
    Gap,
    Wrong,
}

/// Misses that only the lists or the history can be blamed for, by [`Late`]: all, and those where nothing told at intake
/// was corrected later.
pub(super) type LateMisses = [(u64, u64); 3];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    unit: u32,
    n: u32,
    hits: u32,
    late: [(u32, u32); 3],
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cell {
    units: SmallVec<[Entry; 1]>,
}

impl Cell {
    fn entry(&mut self, unit: u32) -> Option<&mut Entry> {
        let at = self.units.iter().position(|e| e.unit == unit).unwrap_or_else(|| {
            self.units.push(Entry { unit, n: 0, hits: 0, late: [(0, 0); 3] });
            self.units.len() - 1
        });
        self.units.get_mut(at)
    }

    fn add(&mut self, other: &Self) {
        for e in &other.units {
            if let Some(sum) = self.entry(e.unit) {
                sum.n += e.n;
                sum.hits += e.hits;
                for (all, more) in sum.late.iter_mut().zip(e.late) {
                    *all = (all.0 + more.0, all.1 + more.1);
                }
            }
        }
    }

    fn size(&self) -> u64 {
        self.units.iter().map(|e| u64::from(e.n)).sum()
    }

    /// The unit that the best lists name here: right most often, of those the one that these lists get right most often.
    fn best(&self) -> Option<&Entry> {
        let known = self.units.iter().filter(|e| e.unit != NO_UNIT);
        known.max_by_key(|e| (e.n, e.hits, std::cmp::Reverse(e.unit)))
    }

    /// Records that the others of the cell would have told the unit of.
    fn foretold(&self) -> u64 {
        let mut sum = 0;
        for e in self.units.iter().filter(|e| e.unit != NO_UNIT && e.n > 1) {
            let others = self.units.iter().filter(|o| o.unit != e.unit && o.unit != NO_UNIT);
            let before = |o: &Entry| o.n > e.n - 1 || (o.n == e.n - 1 && o.unit < e.unit);
            if !others.clone().any(before) {
                sum += u64::from(e.n);
            }
        }
        sum
    }
}

/// The cells of a history.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    by_key: Sampled<Cell>,
    /// Two pairs of numbers for each attribute, to hash its interval with.
    salts: Vec<[u32; 4]>,
    clocks: Vec<AttrId>,
}

impl Cells {
    pub fn new(policy: &Policy) -> Self {
        let mut seed = 0;
        let mut next = || {
            seed += 1;
            mix(seed)
        };
        let mut salts = Vec::with_capacity(policy.attributes.len());
        for _ in policy.attributes.iter() {
            let (a, b) = (next(), next());
            salts.push([a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]);
        }
        let clocks = policy.attributes.iter().filter(|(_, a)| a.domain == Domain::TimeOfDay);
        Self { by_key: Sampled::new(MOST_CELLS), salts, clocks: clocks.map(|(id, _)| id).collect() }
    }

    /// What two records of one cell share. Linear in the attributes; no allocation.
    pub fn key(&self, matter: Option<MatterId>, facts: &Facts) -> u128 {
        let matter = u64::from(matter.map_or(NO_UNIT, |m| m.0));
        let (mut a, mut b) = (mix(matter), mix(!matter));
        // Sums of products do not wait for each other: this is the cost of counting a record.
        let mut put = |salt: &[u32; 4], low: u32, high: u32| {
            let of = |x: u32, s: u32| u64::from(x.wrapping_add(s));
            a = a.wrapping_add(of(low, salt[0]).wrapping_mul(of(high, salt[1])));
            b = b.wrapping_add(of(low, salt[2]).wrapping_mul(of(high, salt[3])));
        };
        for (salt, hull) in self.salts.iter().zip(facts.hulls()) {
            put(salt, hull.0, hull.1);
        }
        for clock in &self.clocks {
            // By the minute hardly two records would be alike: the hull's part is taken back for the hour's.
            let (Some(salt), (low, high)) = (self.salts.get(usize::from(clock.0)), facts.hull(*clock)) else {
                continue;
            };
            if facts.origin(*clock) == Origin::Inferred && high == low + 1 {
                let of = |x: u32, s: u32| u64::from(x.wrapping_add(s));
                a = a.wrapping_sub(of(low, salt[0]).wrapping_mul(of(high, salt[1])));
                b = b.wrapping_sub(of(low, salt[2]).wrapping_mul(of(high, salt[3])));
                let hour = low / 60 * 60;
                a = a.wrapping_add(of(hour, salt[0]).wrapping_mul(of(hour + 60, salt[1])));
                b = b.wrapping_add(of(hour, salt[2]).wrapping_mul(of(hour + 60, salt[3])));
            }
        }
        let (mut c, mut d) = (0_u64, 0_u64);
        for (attr, set) in facts.splits() {
            for (low, high) in set.ranges() {
                let one = mix(u64::from(attr.0) << 48 ^ u64::from(*low)).wrapping_add(u64::from(*high));
                c = c.wrapping_add(mix(one));
                d = d.wrapping_add(mix(!one));
            }
        }
        key_of(a.wrapping_add(c), b.wrapping_add(d))
    }

    /// Counts a record whose unit is told. `late`: why it was missed, if only the lists or the history can be blamed, and
    /// whether nothing was corrected later. False if the cell is outside the sample.
    pub fn count(&mut self, key: u128, unit: Option<UnitId>, hit: bool, late: Option<(Late, bool)>) -> bool {
        let Some(cell) = self.by_key.at(key) else { return false };
        let Some(entry) = cell.entry(unit.map_or(NO_UNIT, |u| u.0)) else { return false };
        entry.n += 1;
        entry.hits += u32::from(hit);
        if let Some((late, as_recorded)) = late {
            let misses = &mut entry.late[late as usize];
            misses.0 += 1;
            misses.1 += u32::from(as_recorded);
        }
        true
    }

    pub fn add(&mut self, other: &Self) {
        self.by_key.merge(&other.by_key, Cell::add);
    }

    pub fn ceiling(&self) -> Ceiling {
        let mut sum = Ceiling { whole: self.by_key.is_whole(), ..Ceiling::default() };
        for cell in self.by_key.values() {
            let of = cell.size();
            let here = Rate { hits: cell.best().map_or(0, |e| u64::from(e.n)), of };
            sum.cells += 1;
            sum.all.add(here);
            if of > 1 {
                sum.repeated.add(here);
            }
            sum.left_out.add(Rate { hits: cell.foretold(), of });
        }
        sum
    }

    /// Of the late misses those that no lists could avoid, by what the lists did; and the hits that lists for the best unit
    /// of each cell would give up.
    pub fn contradictory(&self) -> (LateMisses, u64) {
        let mut contradictory = [(0, 0); 3];
        let mut lost = 0;
        for cell in self.by_key.values() {
            let best = cell.best();
            let unit = best.map(|e| e.unit);
            let mended: u64 = best.map_or(0, |e| e.late.iter().map(|l| u64::from(l.0)).sum());
            let mut others = 0;
            for e in cell.units.iter().filter(|e| Some(e.unit) != unit) {
                for (sum, late) in contradictory.iter_mut().zip(e.late) {
                    *sum = (sum.0 + u64::from(late.0), sum.1 + u64::from(late.1));
                }
                others += u64::from(e.hits);
            }
            lost += others.min(mended);
        }
        (contradictory, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(counts: &[(u64, Option<u32>, usize)]) -> Ceiling {
        let mut cells = Cells { by_key: Sampled::new(1000), salts: Vec::new(), clocks: Vec::new() };
        for (cell, unit, n) in counts {
            (0..*n).for_each(|_| {
                cells.count(key_of(*cell, 0), unit.map(UnitId), false, None);
            });
        }
        cells.ceiling()
    }

    #[test]
    fn the_ceiling_of_a_small_contradictory_history() {
        // Cell 1: unit 0 three times, unit 1 twice. Cell 2: unit 1 once. Cell 3: units 0 and 1 once each, an unknown one twice.
        let one = cells(&[
            (1, Some(0), 3),
            (1, Some(1), 2),
            (2, Some(1), 1),
            (3, Some(0), 1),
            (3, Some(1), 1),
            (3, None, 2),
        ]);
        // 3 of 5, 1 of 1, 1 of 4.
        assert_eq!(one.all, Rate { hits: 5, of: 10 });
        assert_eq!(one.repeated, Rate { hits: 4, of: 9 });
        // Cell 1: without one of unit 0 it stands 2 to 2, and unit 0 is first; without one of unit 1 it stands 3 to 1. So three.
        // Cell 2: nothing left. Cell 3: without its record a unit has none left.
        assert_eq!(one.left_out, Rate { hits: 3, of: 10 });
        assert_eq!((one.cells, one.whole), (3, true));
    }

    #[test]
    fn a_tie_is_broken_by_the_registry_and_not_for_the_record() {
        // 2 to 2: leaving one of unit 0 out the others say unit 1, and the other way round.
        assert_eq!(cells(&[(1, Some(0), 2), (1, Some(1), 2)]).left_out, Rate { hits: 0, of: 4 });
        // 2 to 1: leaving out one of unit 1 it stands 1 to 1, and unit 0 is first; of unit 0: nothing for unit 1.
        assert_eq!(cells(&[(1, Some(1), 2), (1, Some(0), 1)]).left_out, Rate { hits: 0, of: 3 });
        assert_eq!(cells(&[(1, Some(0), 2), (1, Some(1), 1)]).left_out, Rate { hits: 2, of: 3 });
    }
}
