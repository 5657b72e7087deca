//! Reorganised units: one that has nothing more to do since a day, and whose work another one does since.

use super::history::History;
use super::records::NONE;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Complaints that a unit must have had, and that its work must have brought since.
const FEW: u32 = 6;
/// Of the work of a unit since its last day, the share that one other unit must have.
const MOST: f64 = 0.6;
/// A silence that tells: so many times the mean distance of a unit's complaints, and at least so many days.
const SILENCE: (f64, i32) = (8.0, 14);

/// A unit and who took over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    /// The unit that is no more.
    pub unit: u32,
    /// Who does its work.
    pub by: u32,
    /// The last day on which it got a complaint.
    pub last: Date,
    /// Complaints of its matters at its places since, and how many of them the other one got.
    pub since: (u32, u32),
}

/// Who took over from whom in some rows, by number of the unit that is no more.
pub fn successions(history: &History<'_>, rows: &[usize]) -> Vec<Succession> {
    let Some(end) = rows.iter().filter_map(|i| history.rows[*i].day).max() else { return Vec::new() };
    let mut spans: BTreeMap<u32, (Date, Date, u32)> = BTreeMap::new();
    for row in rows.iter().map(|i| history.rows[*i]) {
        if let Some(day) = row.day {
            let span = spans.entry(row.unit).or_insert((day, day, 0));
            *span = (span.0.min(day), span.1.max(day), span.2 + 1);
        }
    }
    let days = |from: Date, to: Date| (to - from).get_days();
    let ended: BTreeMap<u32, Date> = spans
        .iter()
        .filter(|(_, (first, last, n))| {
            let mean = f64::from(days(*first, *last).max(1)) / f64::from((*n).max(1));
            *n >= FEW && days(*last, end) >= SILENCE.1 && f64::from(days(*last, end)) >= SILENCE.0 * mean
        })
        .map(|(unit, (_, last, _))| (*unit, *last))
        .collect();
    // A unit's work: its matters at its places.
    let mut work: FxHashMap<(u32, u32), Vec<u32>> = FxHashMap::default();
    for row in rows.iter().map(|i| history.rows[*i]).filter(|r| ended.contains_key(&r.unit)) {
        let units = work.entry((row.matter, row.area)).or_default();
        if !units.contains(&row.unit) {
            units.push(row.unit);
        }
    }
    let mut since: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
    for row in rows.iter().map(|i| history.rows[*i]) {
        for unit in work.get(&(row.matter, row.area)).into_iter().flatten() {
            if row.day.is_some_and(|day| ended.get(unit).is_some_and(|last| day > *last)) {
                *since.entry(*unit).or_default().entry(row.unit).or_insert(0) += 1;
            }
        }
    }
    let taken = since.into_iter().filter_map(|(unit, by)| {
        let all: u32 = by.values().sum();
        let (best, n) = by.into_iter().max_by_key(|(by, n)| (*n, u32::MAX - by))?;
        let enough = n >= FEW && f64::from(n) >= MOST * f64::from(all);
        enough.then_some(Succession { unit, by: best, last: *ended.get(&unit)?, since: (all, n) })
    });
    taken.collect()
}

/// By unit: who does its work today.
pub fn today(history: &History<'_>, successions: &[Succession]) -> Vec<u32> {
    let mut by: Vec<u32> = (0..history.units().len() as u32).collect();
    for s in successions {
        by[s.unit as usize] = s.by;
    }
    let follow = |unit: u32| {
        // Each ended before the one that took over did: there are no circles, and the bound only says so.
        let chain = std::iter::successors(Some(unit), |u| Some(by[*u as usize]).filter(|next| next != u));
        chain.take(successions.len() + 1).last().unwrap_or(NONE)
    };
    (0..by.len() as u32).map(follow).collect()
}
