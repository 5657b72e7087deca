//! `fenbo drift`: what a history does that the lists do not know of yet.

mod past;
mod text;

use super::args::DriftArgs;
use super::clock::Clock;
use super::console::{Console, Failure};
use super::history::{self, AsOf, Shelf, Walk, interrupts, survey};
use super::{End, deliver, load};
use fenbo::drift::{Most, Since};
use fenbo::policy::Policy;
use past::Past;
use serde::Serialize;
use std::path::PathBuf;

/// All that is told. The order of the fields is that of the JSON.
#[derive(Debug, Serialize)]
pub struct Report {
    pub records: u64,
    /// Complaints that tell a right unit.
    pub told: u64,
    pub changed: Vec<Changed>,
    pub falling: Vec<Falling>,
    pub pots: Vec<Pot>,
    pub unknown: Vec<Counted>,
    pub returned: Vec<Returned>,
}

/// A matter whose unit became another one.
#[derive(Debug, Serialize)]
pub struct Changed {
    pub matter: String,
    pub since: String,
    pub before: UnitShare,
    pub after: UnitShare,
}

/// A unit with so many of all complaints.
#[derive(Debug, Serialize)]
pub struct UnitShare {
    pub unit: String,
    pub n: u32,
    pub of: u32,
}

/// A category in which the lists are right less often since a day.
#[derive(Debug, Serialize)]
pub struct Falling {
    pub category: String,
    pub since: String,
    pub before: Right,
    pub after: Right,
}

/// So many right of so many.
#[derive(Debug, Serialize)]
pub struct Right {
    pub right: u32,
    pub of: u32,
}

/// A matter shared by many units.
#[derive(Debug, Serialize)]
pub struct Pot {
    pub matter: String,
    pub n: u32,
    pub units: Vec<Counted>,
}

/// A name with how many.
#[derive(Debug, Serialize)]
pub struct Counted {
    pub name: String,
    pub n: u64,
}

/// Returns by the very unit that the lists name.
#[derive(Debug, Serialize)]
pub struct Returned {
    pub unit: String,
    pub reason: String,
    pub n: u64,
}

/// Runs the command.
pub fn run(args: &DriftArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = loaded.policy.clone();
    let day = args.as_of.map_or_else(|| Clock::of(&policy).map(|c| c.today()), Ok)?;
    let shelf = Shelf::new(policy.clone(), AsOf::Day(day));
    let past = history::Past::new(&args.history, args.map.as_deref(), shelf);
    let (encoding, sheet) = (args.encoding.as_deref(), args.sheet.as_deref());
    let opened = history::Past { encoding, sheet, ..past }.open_some(console)?;
    let interrupted = interrupts();
    let walk =
        Walk { name: &args.history, threads: None, console, interrupted: &interrupted, describe: false };
    let tally = || Past::new(&policy, day, opened.kind);
    let Some((past, walked)) = survey(opened.pieces, &opened.table, &walk, tally)? else {
        return Ok(End::Interrupted);
    };
    if walked.unreadable() > 0 {
        let n = walked.unreadable();
        console
            .warn(format!("{n} 条读不成诉求"), format!("records that are no complaints by these lists: {n}"));
    }
    let report = report(&policy, &past, args.top);
    let text = if args.json { deliver::json(&report) } else { text::text(&report, console) };
    deliver::out(console.output(), &text)?;
    let quiet = report.changed.is_empty() && report.falling.is_empty() && report.unknown.is_empty();
    Ok(if quiet { End::Fine } else { End::Found })
}

fn report(policy: &Policy, past: &Past<'_>, top: usize) -> Report {
    let unit = |n: u32| past.units.all.get(n as usize).cloned().unwrap_or_default();
    let share = |(number, n, of): Most| UnitShare { unit: unit(number), n, of };
    let changed = past.drift.changed().into_iter().take(top).map(|(matter, since)| {
        let Since { day, before, after, .. } = since;
        let (before, after) = (share(before), share(after));
        Changed { matter: policy.matter_words(matter), since: day.to_string(), before, after }
    });
    let falling = past.drift.falling().into_iter().take(top).map(|(group, since)| {
        let right = |(right, of): (u32, u32)| Right { right, of };
        let category = past.groups.all.get(group as usize).cloned().unwrap_or_default();
        Falling {
            category,
            since: since.day.to_string(),
            before: right(since.before),
            after: right(since.after),
        }
    });
    let pots = past.drift.pots().into_iter().take(top).map(|pot| {
        let units = pot.units.iter().take(6).map(|(u, n)| Counted { name: unit(*u), n: u64::from(*n) });
        Pot { matter: policy.matter_words(pot.matter), n: pot.n, units: units.collect() }
    });
    let mut unknown: Vec<Counted> =
        past.unknown.iter().map(|(name, n)| Counted { name: name.clone(), n: *n }).collect();
    unknown.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)));
    unknown.truncate(top);
    let returned = past.returned.iter();
    let mut returned: Vec<Returned> = returned
        .map(|((unit, reason), n)| Returned { unit: unit.clone(), reason: reason.clone(), n: *n })
        .collect();
    returned.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| (&a.unit, &a.reason).cmp(&(&b.unit, &b.reason))));
    returned.truncate(top);
    Report {
        records: past.records,
        told: past.told,
        changed: changed.collect(),
        falling: falling.collect(),
        pots: pots.collect(),
        unknown,
        returned,
    }
}
