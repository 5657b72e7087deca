//! What a change of the lists means for past complaints.

use super::{Edition, Pair};
use crate::cli::console::Failure;
use crate::cli::history::{self, AsOf, Case, Record, Shelf, Survey, Walk, interrupts, survey};
use crate::cli::record::{Kind, Told};
use fenbo::policy::intervals::Intervals;
use fenbo::score::{Named, mcnemar};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Past complaints by both lists.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Past {
    /// Complaints that tell a right unit.
    pub told: u64,
    pub right_before: u64,
    pub right_after: u64,
    /// Wrong before and right after.
    pub gained: u64,
    /// Right before and wrong after.
    pub lost: u64,
    /// The exact test of `McNemar`, two-sided.
    pub p: f64,
    /// From one unit to another, by names; none: no unit is named.
    pub moved: Vec<Moved>,
    /// Records that are no complaints by the first lists.
    pub unread: u64,
    pub records: u64,
    /// Ids of some that were gained and lost.
    pub examples_gained: Vec<String>,
    pub examples_lost: Vec<String>,
}

/// Complaints that go to another unit.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    pub from: Option<String>,
    pub to: Option<String>,
    pub n: u64,
}

/// Ids shown of each kind.
const EXAMPLES: usize = 10;

struct Tally<'p> {
    pair: &'p Pair<'p>,
    kind: Kind,
    sum: Past,
    moved: BTreeMap<(Option<String>, Option<String>), u64>,
}

impl Tally<'_> {
    fn truth(&self, told: &Told) -> [Named; 2] {
        let (name, code) = told.right(self.kind).unwrap_or_default();
        [self.pair.first, self.pair.second].map(|side| {
            let registry = side.policy.registry();
            Named::find(&registry.units, name, code)
                .now(&registry.units, self.pair.from, || Intervals::range(0, registry.areas.leaves()))
        })
    }
}

impl Survey for Tally<'_> {
    fn record(&mut self, record: &Record<'_, '_>) {
        self.sum.records += 1;
        if record.notes.told.aside.is_some() {
            return;
        }
        let lead = |case: Option<Case<'_, '_>>| case.and_then(|c| c.router.brief(c.complaint).lead);
        let leads = [lead(record.case), lead(record.second.as_ref().and_then(|s| s.1))];
        self.sum.unread += u64::from(record.case.is_none());
        let sides = [self.pair.first, self.pair.second];
        let name = |i: usize| leads[i].map(|u| sides[i].policy.registry().units.get(u).name.as_str());
        if name(0) != name(1) {
            let pair = (name(0).map(str::to_owned), name(1).map(str::to_owned));
            *self.moved.entry(pair).or_insert(0) += 1;
        }
        let truth = self.truth(&record.notes.told);
        if !truth[0].is_told() {
            return;
        }
        self.sum.told += 1;
        let right = |i: usize| truth[i].unit().is_some() && truth[i].unit() == leads[i];
        self.sum.right_before += u64::from(right(0));
        self.sum.right_after += u64::from(right(1));
        let (n, ids) = match (right(0), right(1)) {
            (false, true) => (&mut self.sum.gained, &mut self.sum.examples_gained),
            (true, false) => (&mut self.sum.lost, &mut self.sum.examples_lost),
            _ => return,
        };
        *n += 1;
        let id = String::from_utf8_lossy(&record.notes.id).trim_matches('"').to_owned();
        ids.push(if id.is_empty() { format!("#{}", record.line) } else { id });
        ids.sort_unstable();
        ids.truncate(EXAMPLES);
    }

    fn add(&mut self, other: Self) {
        let (sum, more) = (&mut self.sum, other.sum);
        sum.told += more.told;
        sum.right_before += more.right_before;
        sum.right_after += more.right_after;
        sum.gained += more.gained;
        sum.lost += more.lost;
        sum.unread += more.unread;
        sum.records += more.records;
        for (ids, more) in
            [(&mut sum.examples_gained, more.examples_gained), (&mut sum.examples_lost, more.examples_lost)]
        {
            ids.extend(more);
            ids.sort_unstable();
            ids.truncate(EXAMPLES);
        }
        for (pair, n) in other.moved {
            *self.moved.entry(pair).or_insert(0) += n;
        }
    }
}

/// Walks over the history by both lists. None: the user ended it.
pub fn past(
    pair: &Pair<'_>,
    file: &Path,
    map: Option<&str>,
    sheet: Option<&str>,
) -> Result<Option<Past>, Failure> {
    let console = pair.console;
    let shelf = |side: &Edition| Shelf::new(side.policy.clone(), AsOf::Day(side.day.unwrap_or(pair.from)));
    let second = Some(shelf(pair.second));
    let history = history::Past { sheet, second, ..history::Past::new(file, map, shelf(pair.first)) };
    let opened = history.open_some(console)?;
    let interrupted = interrupts();
    let walk = Walk { name: file, threads: None, console, interrupted: &interrupted, describe: true };
    let tally = || Tally { pair, kind: opened.kind, sum: Past::default(), moved: BTreeMap::new() };
    let Some((tally, _)) = survey(opened.pieces, &opened.table, &walk, tally)? else { return Ok(None) };
    let mut moved: Vec<Moved> =
        tally.moved.into_iter().map(|((from, to), n)| Moved { from, to, n }).collect();
    moved.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    let p = mcnemar(tally.sum.gained, tally.sum.lost);
    Ok(Some(Past { p, moved, ..tally.sum }))
}
