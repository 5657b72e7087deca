//! The problems of lists that are being edited: in order of place without sorting all of them again, and found by the matters
//! and names they are about.

use super::by_place;
use super::problem::{Edit, Problem};
use crate::policy::matter::MatterId;
use crate::policy::renumber::Renumbered;
use crate::text::{Moved, SourceId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A problem of more matters than this is looked through instead of being listed under each.
const MANY: usize = 64;

/// The number of a problem in the store.
pub(super) type Slot = u32;

/// A problem with where it comes from.
#[derive(Debug)]
pub(super) struct Entry {
    pub problem: Problem,
    /// The row of the table of checks that found it.
    pub row: usize,
    /// The names by which it is found.
    name: Option<String>,
    /// The waivers that waive it, whatever the day, ascending.
    pub waivers: Vec<usize>,
    /// The waiver that takes it out.
    pub waived: Option<usize>,
}

/// All problems, by number.
#[derive(Debug, Default)]
pub(super) struct Store {
    entries: Vec<Option<Entry>>,
    free: Vec<Slot>,
    /// Those of each text in order of place.
    order: BTreeMap<SourceId, Vec<Slot>>,
    /// Those with some place in a text.
    touching: FxHashMap<SourceId, FxHashSet<Slot>>,
    by_matter: FxHashMap<(usize, MatterId), Vec<Slot>>,
    /// Those of many matters, or of none.
    wide: FxHashMap<usize, Vec<Slot>>,
    by_name: FxHashMap<(usize, String), Vec<Slot>>,
    by_row: FxHashMap<usize, FxHashSet<Slot>>,
    /// How many say that something was not analysed.
    unsettled: usize,
}

impl Store {
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.order.values().flatten().filter_map(|slot| self.get(*slot))
    }

    /// All entries, in no order.
    pub fn into_entries(self) -> impl Iterator<Item = Entry> {
        self.entries.into_iter().flatten()
    }

    /// All numbers, ascending.
    pub fn slots(&self) -> Vec<Slot> {
        (0..self.entries.len() as Slot).filter(|s| self.get(*s).is_some()).collect()
    }

    /// Whether everything was analysed.
    pub fn exact(&self) -> bool {
        self.unsettled == 0
    }

    pub fn get(&self, slot: Slot) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Adds a problem that a check found. `name`: the names by which it is to be found.
    pub fn add(&mut self, row: usize, name: Option<String>, problem: Problem) -> Slot {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.entries.len() as Slot - 1
        });
        let order = self.order.entry(problem.finding.span.source).or_default();
        let entries = &self.entries;
        let at = order.partition_point(|s| {
            let other = entries[*s as usize].as_ref().map(|e| &e.problem);
            other.is_some_and(|p| by_place(p, &problem) != Ordering::Greater)
        });
        order.insert(at, slot);
        for source in sources(&problem) {
            self.touching.entry(source).or_default().insert(slot);
        }
        if (1..=MANY).contains(&problem.matters.len()) {
            for matter in &problem.matters {
                self.by_matter.entry((row, *matter)).or_default().push(slot);
            }
        } else {
            self.wide.entry(row).or_default().push(slot);
        }
        if let Some(name) = &name {
            self.by_name.entry((row, name.clone())).or_default().push(slot);
        }
        self.by_row.entry(row).or_default().insert(slot);
        self.unsettled += usize::from(is_unsettled(&problem));
        self.entries[slot as usize] = Some(Entry { problem, row, name, waivers: Vec::new(), waived: None });
        slot
    }

    /// Takes a problem out. Its places have to be those it was added with, or have been moved by [`follow`](Self::follow).
    pub fn take(&mut self, slot: Slot) -> Option<Entry> {
        let problem = &self.get(slot)?.problem;
        let row = self.get(slot)?.row;
        if let Some(order) = self.order.get(&problem.finding.span.source) {
            let before =
                |s: &Slot| self.get(*s).is_some_and(|e| by_place(&e.problem, problem) == Ordering::Less);
            let first = order.partition_point(before);
            // Those behind it in the same place are few.
            let at = order[first..].iter().position(|s| *s == slot).map(|i| first + i);
            let (source, at) = (problem.finding.span.source, at);
            if let (Some(at), Some(order)) = (at, self.order.get_mut(&source)) {
                order.remove(at);
            }
        }
        let entry = self.entries.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        for source in sources(&entry.problem) {
            if let Some(all) = self.touching.get_mut(&source) {
                all.remove(&slot);
            }
        }
        let forget = |all: Option<&mut Vec<Slot>>| {
            if let Some(all) = all
                && let Some(at) = all.iter().position(|s| *s == slot)
            {
                all.swap_remove(at);
            }
        };
        if (1..=MANY).contains(&entry.problem.matters.len()) {
            entry.problem.matters.iter().for_each(|m| forget(self.by_matter.get_mut(&(row, *m))));
        } else {
            forget(self.wide.get_mut(&row));
        }
        if let Some(name) = &entry.name {
            forget(self.by_name.get_mut(&(row, name.clone())));
        }
        if let Some(all) = self.by_row.get_mut(&row) {
            all.remove(&slot);
        }
        self.unsettled -= usize::from(is_unsettled(&entry.problem));
        Some(entry)
    }

    pub fn waive(&mut self, slot: Slot, waivers: Vec<usize>, waived: Option<usize>) {
        if let Some(Some(entry)) = self.entries.get_mut(slot as usize) {
            (entry.waivers, entry.waived) = (waivers, waived);
        }
    }

    /// The problems of a check that bear one of some matters (ascending), ascending.
    pub fn bearing(&self, row: usize, matters: &[MatterId]) -> Vec<Slot> {
        let mut all: Vec<Slot> =
            matters.iter().filter_map(|m| self.by_matter.get(&(row, *m))).flatten().copied().collect();
        let wide = self.wide.get(&row).into_iter().flatten().copied();
        all.extend(wide.filter(|s| {
            let own = self.get(*s).map_or(&[][..], |e| &e.problem.matters);
            matters.iter().any(|m| own.binary_search(m).is_ok())
        }));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The problems of a check that are found by some names.
    pub fn named(&self, row: usize, name: &str) -> &[Slot] {
        self.by_name.get(&(row, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// All problems of a check, in no order.
    pub fn of(&self, row: usize) -> Vec<Slot> {
        self.by_row.get(&row).into_iter().flatten().copied().collect()
    }

    /// Takes along the numbers of duties.
    pub fn carry(&mut self, numbers: &Renumbered) {
        for entry in self.entries.iter_mut().flatten() {
            entry.problem.duties.retain_mut(|d| numbers.of(*d).inspect(|new| *d = *new).is_some());
        }
    }

    /// Takes all places along with an edit of a text.
    pub fn follow(&mut self, moved: Moved) {
        if moved.from == moved.to {
            return;
        }
        for slot in self.touching.get(&moved.source).into_iter().flatten() {
            if let Some(Some(entry)) = self.entries.get_mut(*slot as usize) {
                entry.problem.follow(moved);
            }
        }
        let entries = &self.entries;
        if let Some(order) = self.order.get_mut(&moved.source) {
            let problem = |s: &Slot| entries[*s as usize].as_ref().map(|e| &e.problem);
            order.sort_by(|a, b| problem(a).zip(problem(b)).map_or(Ordering::Equal, |(a, b)| by_place(a, b)));
        }
    }
}

fn is_unsettled(problem: &Problem) -> bool {
    problem.finding.code == "P901"
}

/// The texts in which a problem has a place.
fn sources(problem: &Problem) -> Vec<SourceId> {
    let finding = &problem.finding;
    let edits = problem.fixes.iter().flat_map(|f| &f.edits).map(|edit| match edit {
        Edit::Replace(span, _) | Edit::RemoveBlock(span) | Edit::RemoveLine(span) => span.source,
    });
    let related = finding.related.iter().map(|r| r.0.source);
    let mut all: Vec<SourceId> = related.chain(edits).chain([finding.span.source]).collect();
    all.sort_unstable();
    all.dedup();
    all
}
