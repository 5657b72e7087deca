//! How right the lists are by how sure the matter of a text was: what to expect from dispatching more, or less, without asking.

use super::measure::Rate;

/// Chances are counted in hundredths.
const STEPS: usize = 100;

/// From one chance on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// In hundredths.
    pub chance: u32,
    /// Records at least so sure for which the lists name a unit, of all whose matter comes from a text.
    pub covered: Rate,
    /// Of those, how many go to a right unit.
    pub right: Rate,
}

/// Records whose matter comes from their text, by the chance of the likeliest matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    decided: [Rate; STEPS + 1],
    undecided: u64,
}

impl Default for Curve {
    fn default() -> Self {
        Self { decided: [Rate::default(); STEPS + 1], undecided: 0 }
    }
}

impl Curve {
    /// Counts a record. `chance`: of ten thousand. `right`: whether a unit that the lists name is right; none: they name none.
    pub(super) fn count(&mut self, chance: u32, right: Option<bool>) {
        match right {
            Some(right) => self.decided[(chance as usize * STEPS / 10_000).min(STEPS)].count(right),
            None => self.undecided += 1,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.decided.iter_mut().zip(other.decided).for_each(|(all, more)| all.add(more));
        self.undecided += other.undecided;
    }

    /// Records in all.
    pub fn records(&self) -> u64 {
        self.undecided + self.decided.iter().map(|r| r.of).sum::<u64>()
    }

    /// From each of these chances on, in hundredths.
    pub fn points(&self, chances: impl IntoIterator<Item = u32>) -> Vec<Point> {
        let all = self.records();
        let point = |chance: u32| {
            let from = (chance as usize).min(STEPS);
            let mut right = Rate::default();
            self.decided[from..].iter().for_each(|r| right.add(*r));
            Point { chance, covered: Rate { hits: right.of, of: all }, right }
        };
        chances.into_iter().map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_a_chance_on() {
        let mut curve = Curve::default();
        let records = [
            (10_000, Some(true)),
            (9_800, Some(true)),
            (9_799, Some(false)),
            (5_000, Some(true)),
            (9_900, None),
        ];
        for (chance, right) in records {
            curve.count(chance, right);
        }
        let mut twice = curve.clone();
        twice.add(&curve);
        let point = |chance, covered, hits, of| Point {
            chance,
            covered: Rate { hits: covered, of: 5 },
            right: Rate { hits, of },
        };
        let wanted = [point(100, 1, 1, 1), point(98, 2, 2, 2), point(97, 3, 2, 3), point(0, 4, 3, 4)];
        assert_eq!(curve.points([100, 98, 97, 0]), wanted);
        assert_eq!((twice.records(), twice.points([98])[0].right), (10, Rate { hits: 4, of: 4 }));
        assert_eq!(Curve::default().points([0])[0].right.of, 0);
    }
}
