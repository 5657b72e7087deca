//! Past complaints, read as `route` reads them, and how many of them each problem concerns.

use crate::cli::console::{Console, Failure};
use crate::cli::history::{AsOf, Past, Record, Shelf, Survey, Walk, Walked, survey};
use fenbo::check::{Problem, Scale};
use fenbo::policy::Policy;
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Gives every problem that has a region its weight.
pub fn weigh(
    file: &Path,
    map: Option<&str>,
    policy: &Arc<Policy>,
    day: Date,
    problems: &mut [Problem],
    console: Console,
) -> Result<Walked, Failure> {
    let (Weighing(scale), walked) =
        past(file, map, policy, day, console, || Weighing(Scale::new(policy, problems)))?;
    let weights = scale.weights();
    for (problem, weight) in problems.iter_mut().zip(weights) {
        problem.weight = weight;
    }
    Ok(walked)
}

struct Weighing<'p>(Scale<'p>);

impl Survey for Weighing<'_> {
    fn record(&mut self, record: &Record<'_, '_>) {
        if let Some(complaint) = record.case.map(|c| c.complaint)
            && let Some(matter) = complaint.matter_id()
        {
            self.0.add(matter, complaint.facts());
        }
    }

    fn add(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

/// Walks over past complaints by the lists of a day. A value that does not fit the lists is unknown.
pub fn past<S: Survey>(
    file: &Path,
    map: Option<&str>,
    policy: &Arc<Policy>,
    day: Date,
    console: Console,
    tally: impl Fn() -> S + Sync,
) -> Result<(S, Walked), Failure> {
    let Some(opened) = Past::new(file, map, Shelf::new(policy.clone(), AsOf::Day(day))).open(console)? else {
        return Ok((tally(), Walked::default()));
    };
    // Nothing is half done here: whoever interrupts ends the program.
    let interrupted = AtomicBool::new(false);
    let walk = Walk { name: file, threads: None, console, interrupted: &interrupted, describe: false };
    Ok(survey(opened.pieces, &opened.table, &walk, &tally)?.unwrap_or_else(|| (tally(), Walked::default())))
}
