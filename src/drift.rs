//! What changes in a history while the lists stay as they are: units that other ones took the place of, matters that have
//! become a pot for everything, success that falls since a day.
//!
//! Counts are kept by day, so that memory grows with days and matters and not with records. A change is told where the
//! likelihood ratio of a split in two by a day (G) is so large that the normal deviate of its chi-square (Wilson and
//! Hilferty's cube root) passes [`SURE`]: far enough that trying every day of every matter raises few false alarms.

use crate::policy::matter::MatterId;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Standard deviations that make a change sure: one in some thirty thousand splits of chance.
pub const SURE: f64 = 4.0;
/// Complaints that each side of a split must have.
const SIDE: u32 = 5;
/// A pot for everything: so many complaints, so many units with a twentieth of them at least, and none with more than this.
const POT: (u32, usize, f64) = (20, 4, 0.5);

/// Complaints by day and matter: by the unit that was right, numbered by the caller, and by whether the lists name it.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    units: BTreeMap<MatterId, BTreeMap<Date, BTreeMap<u32, u32>>>,
    success: BTreeMap<u32, BTreeMap<Date, [u32; 2]>>,
}

/// A day since which things are otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Since<T> {
    /// The first day of the new state.
    pub day: Date,
    /// What was before: the unit most often right with its complaints and all; or right and all.
    pub before: T,
    /// What is since.
    pub after: T,
    /// The normal deviate.
    pub sure: f64,
}

/// The unit most often right: its number, its complaints, all complaints.
pub type Most = (u32, u32, u32);

/// A matter that many units share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pot {
    /// The matter.
    pub matter: MatterId,
    /// Its complaints.
    pub n: u32,
    /// Units with how many, most first.
    pub units: Vec<(u32, u32)>,
}

impl Drift {
    /// Counts one complaint. `group`: of which success is followed, such as the category's number.
    pub fn count(&mut self, matter: MatterId, group: u32, day: Option<Date>, unit: u32, right: bool) {
        // A complaint without a day still tells who handles a matter.
        let at = day.unwrap_or(Date::MIN);
        *self.units.entry(matter).or_default().entry(at).or_default().entry(unit).or_insert(0) += 1;
        if let Some(day) = day {
            self.success.entry(group).or_default().entry(day).or_default()[usize::from(right)] += 1;
        }
    }

    /// Adds another part of the history; `unit` and `group` say which of its numbers are which here.
    pub fn add(&mut self, other: &Self, unit: impl Fn(u32) -> u32, group: impl Fn(u32) -> u32) {
        for (matter, days) in &other.units {
            for (day, units) in days {
                for (number, n) in units {
                    let days = self.units.entry(*matter).or_default();
                    *days.entry(*day).or_default().entry(unit(*number)).or_insert(0) += n;
                }
            }
        }
        for (number, days) in &other.success {
            for (day, [wrong, right]) in days {
                let sum = self.success.entry(group(*number)).or_default().entry(*day).or_default();
                *sum = [sum[0] + wrong, sum[1] + right];
            }
        }
    }

    /// Matters whose right unit became another one, the surest first.
    pub fn changed(&self) -> Vec<(MatterId, Since<Most>)> {
        let mut found: Vec<(MatterId, Since<Most>)> = Vec::new();
        for (matter, days) in &self.units {
            let told: Vec<(Date, &BTreeMap<u32, u32>)> =
                days.iter().filter(|(day, _)| **day > Date::MIN).map(|(day, units)| (*day, units)).collect();
            let Some((at, sure)) = split(&told) else { continue };
            let most = |part: &[(Date, &BTreeMap<u32, u32>)]| -> Option<Most> {
                let sum = sum(part);
                let (unit, n) = sum.iter().max_by_key(|(unit, n)| (**n, u32::MAX - **unit))?;
                Some((*unit, *n, sum.values().sum()))
            };
            if let (Some(before), Some(after)) = (most(&told[..at]), most(&told[at..]))
                && before.0 != after.0
            {
                found.push((*matter, Since { day: told[at].0, before, after, sure }));
            }
        }
        found.sort_by(|a, b| b.1.sure.total_cmp(&a.1.sure).then(a.0.cmp(&b.0)));
        found
    }

    /// Groups in which the lists are right less often since a day, the surest first.
    pub fn falling(&self) -> Vec<(u32, Since<(u32, u32)>)> {
        let mut found: Vec<(u32, Since<(u32, u32)>)> = Vec::new();
        for (group, days) in &self.success {
            let days: Vec<(Date, BTreeMap<u32, u32>)> =
                days.iter().map(|(day, n)| (*day, BTreeMap::from([(0, n[0]), (1, n[1])]))).collect();
            let told: Vec<(Date, &BTreeMap<u32, u32>)> = days.iter().map(|(day, n)| (*day, n)).collect();
            let Some((at, sure)) = split(&told) else { continue };
            let right = |part: &[(Date, &BTreeMap<u32, u32>)]| -> (u32, u32) {
                let sum = sum(part);
                (sum.get(&1).copied().unwrap_or_default(), sum.values().sum())
            };
            let (before, after) = (right(&told[..at]), right(&told[at..]));
            let share = |(n, of): (u32, u32)| f64::from(n) / f64::from(of.max(1));
            if share(after) < share(before) {
                found.push((*group, Since { day: told[at].0, before, after, sure }));
            }
        }
        found.sort_by(|a, b| b.1.sure.total_cmp(&a.1.sure).then(a.0.cmp(&b.0)));
        found
    }

    /// Matters shared by many units, those with most complaints first: to be split.
    pub fn pots(&self) -> Vec<Pot> {
        let mut found: Vec<Pot> = Vec::new();
        for (matter, days) in &self.units {
            let told: Vec<(Date, &BTreeMap<u32, u32>)> =
                days.iter().map(|(day, units)| (*day, units)).collect();
            let mut units: Vec<(u32, u32)> = sum(&told).into_iter().collect();
            units.sort_by_key(|(unit, n)| (std::cmp::Reverse(*n), *unit));
            let n: u32 = units.iter().map(|(_, n)| n).sum();
            let shared = units.iter().filter(|(_, own)| *own * 20 >= n).count();
            let first = units.first().map_or(0, |(_, own)| *own);
            if n >= POT.0 && shared >= POT.1 && f64::from(first) <= POT.2 * f64::from(n) {
                found.push(Pot { matter: *matter, n, units });
            }
        }
        found.sort_by_key(|p| (std::cmp::Reverse(p.n), p.matter));
        found
    }
}

fn sum(days: &[(Date, &BTreeMap<u32, u32>)]) -> BTreeMap<u32, u32> {
    let mut sum = BTreeMap::new();
    for (_, counts) in days {
        for (kind, n) in *counts {
            *sum.entry(*kind).or_insert(0) += n;
        }
    }
    sum
}

/// The surest split of days in two, with the normal deviate: where the second part begins. None: there is no sure one.
fn split(days: &[(Date, &BTreeMap<u32, u32>)]) -> Option<(usize, f64)> {
    let all = sum(days);
    let freedom = all.values().filter(|n| **n > 0).count().checked_sub(1).filter(|d| *d > 0)? as f64;
    let whole: u32 = all.values().sum();
    let mut before: BTreeMap<u32, u32> = BTreeMap::new();
    let mut n = 0;
    let mut best: Option<(usize, f64)> = None;
    for (at, (_, counts)) in days.iter().enumerate() {
        if n >= SIDE && whole - n >= SIDE {
            let g = likelihood(&before, n, &all, whole);
            if best.is_none_or(|(_, most)| g > most) {
                best = Some((at, g));
            }
        }
        for (kind, more) in *counts {
            *before.entry(*kind).or_insert(0) += more;
            n += more;
        }
    }
    let (at, g) = best?;
    // Wilson and Hilferty 1931: the cube root of chi-square over its freedom is nearly normal.
    let spread = 2.0 / (9.0 * freedom);
    let deviate = ((g / freedom).cbrt() - (1.0 - spread)) / spread.sqrt();
    (deviate >= SURE).then_some((at, deviate))
}

/// G of a part against the whole.
fn likelihood(part: &BTreeMap<u32, u32>, n: u32, all: &BTreeMap<u32, u32>, whole: u32) -> f64 {
    let term = |seen: u32, of: u32, total: u32| {
        if seen == 0 {
            return 0.0;
        }
        let expected = f64::from(total) * f64::from(of) / f64::from(whole);
        f64::from(seen) * (f64::from(seen) / expected).ln()
    };
    let terms = all.iter().map(|(kind, total)| {
        let seen = part.get(kind).copied().unwrap_or_default();
        term(seen, n, *total) + term(total - seen, whole - n, *total)
    });
    2.0 * terms.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i8) -> Date {
        Date::constant(2026, 3, d)
    }

    #[test]
    fn a_planted_change_is_found_on_its_day_and_chance_is_not() {
        let mut drift = Drift::default();
        for d in 1..29 {
            for i in 0..4 {
                // Matter 1 goes from unit 7 to unit 8 on the 16th, but for one in four.
                let unit = if (d < 16) == (i > 0) { 7 } else { 8 };
                drift.count(MatterId(1), 0, Some(day(d)), unit, unit == 7);
                // Matter 2 is half and half all the time.
                drift.count(MatterId(2), 1, Some(day(d)), 7 + (i % 2), i % 2 == 0);
            }
        }
        let changed = drift.changed();
        assert_eq!(changed.len(), 1);
        let (matter, since) = changed[0];
        assert_eq!((matter, since.day), (MatterId(1), day(16)));
        assert_eq!((since.before, since.after), ((7, 45, 60), (8, 39, 52)));
        let falling = drift.falling();
        assert_eq!(falling.len(), 1);
        assert_eq!((falling[0].0, falling[0].1.before, falling[0].1.after), (0, (45, 60), (13, 52)));
        // Backwards it rises, and nothing is told.
        let mut rising = Drift::default();
        for d in 1..29 {
            for i in 0..4 {
                rising.count(MatterId(1), 0, Some(day(d)), 7, (d < 16) != (i > 0));
            }
        }
        assert!(rising.falling().is_empty() && rising.changed().is_empty());
    }

    #[test]
    fn g_by_hand() {
        // 3 and 1 against 1 and 3: 2 × (2 × 3 ln 1.5 + 2 × 1 ln 0.5).
        let (part, all) = (BTreeMap::from([(0, 3), (1, 1)]), BTreeMap::from([(0, 4), (1, 4)]));
        let wanted = 4.0 * (3.0 * 1.5_f64.ln() + 0.5_f64.ln());
        assert!((likelihood(&part, 4, &all, 8) - wanted).abs() < 1e-12);
    }

    #[test]
    fn a_pot_is_shared_by_many() {
        let mut drift = Drift::default();
        for i in 0..40 {
            drift.count(MatterId(1), 0, None, i % 5, true);
            drift.count(MatterId(2), 0, None, i % 3, true);
        }
        let pots = drift.pots();
        assert_eq!((pots.len(), pots[0].matter, pots[0].n), (1, MatterId(1), 40));
        assert_eq!(pots[0].units, [(0, 8), (1, 8), (2, 8), (3, 8), (4, 8)]);
        let mut parts = Drift::default();
        parts.add(&drift, |u| u, |g| g);
        assert_eq!(parts.pots(), pots);
    }
}
