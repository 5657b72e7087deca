//! What tells most pairs of duties apart without a look at their regions.

use super::duty::Duty;
use super::region::{AttrId, Cube};

/// As much of a duty as tells most pairs apart without a look at their regions.
#[derive(Debug)]
pub(super) struct Outline {
    /// Its matters: the number, and the first and last.
    matters: (u64, Option<u32>, u32),
    /// A bit for each attribute, modulo 64, that every one of its boxes tests.
    tests: u64,
    /// A bit for each that whatever lies in it must test.
    asks: u64,
}

impl Outline {
    /// Linear in the sides.
    pub fn of(duty: &Duty, size: &impl Fn(AttrId) -> u32) -> Self {
        let bit = |attr: AttrId| 1u64 << (attr.0 % 64);
        let tested = |cube: &Cube| {
            let sides = cube.sides().iter().filter(|(attr, set)| set.ranges() != [(0, size(*attr))]);
            sides.fold(0, |all, (attr, _)| all | bit(*attr))
        };
        let cubes = &duty.region.cubes;
        let tests = cubes.iter().fold(u64::MAX, |all, cube| all & tested(cube));
        let last = duty.scope.ranges().last().map_or(0, |r| r.1);
        // Several boxes may leave nothing of an attribute out together.
        let asks = if let [one] = cubes.as_slice() { tested(one) } else { 0 };
        Self { matters: (duty.scope.count(), duty.scope.first(), last), tests, asks }
    }

    /// False only if some matter or point of it lies outside the other. Constant.
    pub fn may_lie_in(&self, other: &Self) -> bool {
        let ((n, first, last), (all, from, to)) = (self.matters, other.matters);
        other.asks & !self.tests == 0 && n <= all && from <= first && last <= to
    }
}
