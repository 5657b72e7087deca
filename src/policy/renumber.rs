//! Numbers of duties, taken along when duties come and go between them.

use super::duty::{Duty, DutyId};

/// Where the numbers of duties went. The order of those that stay does not change.
#[derive(Debug, Clone)]
pub(crate) struct Renumbered {
    /// The new number of each by its old one; none if it went nowhere.
    new: Vec<Option<DutyId>>,
    /// The first old number that is not what it was.
    first: u32,
    /// How many duties there are now.
    len: usize,
}

impl Renumbered {
    /// From the new number of each old one, and how many there are now.
    pub fn new(new: Vec<Option<DutyId>>, len: usize) -> Self {
        let other = |(i, id): (usize, &Option<DutyId>)| *id != Some(DutyId(i as u32));
        let first = new.iter().enumerate().position(other).unwrap_or(new.len()) as u32;
        Self { new, first, len }
    }

    /// All of `len` duties keep their numbers, but those of some are free for others.
    pub fn without(len: usize, some: impl Iterator<Item = DutyId>) -> Self {
        let mut new: Vec<Option<DutyId>> = (0..len as u32).map(|i| Some(DutyId(i))).collect();
        some.for_each(|id| new[id.0 as usize] = None);
        Self::new(new, len)
    }

    /// The old numbers that went nowhere.
    pub fn gone(&self) -> impl Iterator<Item = DutyId> {
        let from = self.new.iter().enumerate().skip(self.first as usize);
        from.filter(|(_, new)| new.is_none()).map(|(i, _)| DutyId(i as u32))
    }

    /// The new number of a duty.
    pub fn of(&self, old: DutyId) -> Option<DutyId> {
        self.new[old.0 as usize]
    }

    /// Whether any of some numbers, ascending, is another now.
    pub fn concerns(&self, ids: &[DutyId]) -> bool {
        ids.last().is_some_and(|last| last.0 >= self.first)
    }

    /// Takes along some numbers, ascending before and after.
    pub fn carry(&self, ids: &mut Vec<DutyId>) {
        if self.concerns(ids) {
            ids.retain_mut(|id| self.of(*id).inspect(|new| *id = *new).is_some());
        }
    }

    /// The same for those in a box.
    pub fn carry_boxed(&self, ids: &mut Box<[DutyId]>) {
        if self.concerns(ids) {
            let mut all = std::mem::take(ids).into_vec();
            self.carry(&mut all);
            *ids = all.into();
        }
    }

    /// Takes along a row for each duty. `fresh`: the row of one that is new.
    pub fn rows<T>(&self, rows: &mut Vec<T>, mut fresh: impl FnMut(DutyId) -> T) {
        let tail = rows.split_off(self.first as usize);
        rows.reserve_exact(self.len - rows.len());
        let moved = self.new[self.first as usize..].iter().zip(tail);
        for (new, row) in moved.filter_map(|(new, row)| Some(((*new)?, row))) {
            while rows.len() < new.0 as usize {
                rows.push(fresh(DutyId(rows.len() as u32)));
            }
            rows.push(row);
        }
        while rows.len() < self.len {
            rows.push(fresh(DutyId(rows.len() as u32)));
        }
    }
}

/// What an edit of duties did to which of them apply where, when, and in which group.
#[derive(Debug)]
pub(crate) struct Shift {
    /// Those that are gone, or apply otherwise now, with the numbers they had, ascending.
    pub left: Vec<(DutyId, Duty)>,
    /// Those that are new, or applied otherwise before, ascending.
    pub came: Vec<DutyId>,
    /// Duties of other blocks that override one of those that came, ascending.
    pub named_by: Vec<DutyId>,
    /// Where the numbers went; those of the duties in `left` nowhere.
    pub numbers: Renumbered,
    /// The same duties came as left, each under its number.
    pub in_place: bool,
}
