//! Routers by day, shared between threads.

use crate::cli::clock::Clock;
use crate::cli::console::{Failure, both};
use fenbo::finding::Finding;
use fenbo::policy::Policy;
use fenbo::router::{Editions, Router};
use jiff::civil::Date;
use std::sync::{Arc, OnceLock};

/// Which day's lists apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// This day's for every record.
    Day(Date),
    /// Each record's own: those of the day on which it came in.
    Record,
}

impl AsOf {
    /// What `--as-of` says: a day, `record`, or nothing for today.
    pub fn read(text: Option<&str>, clock: &Clock) -> Result<Self, Failure> {
        match text {
            None => Ok(Self::Day(clock.today())),
            Some("record") => Ok(Self::Record),
            Some(text) => text.parse::<Date>().map(Self::Day).map_err(|_| {
                both(
                    format!("--as-of 要一个日期（如 2026-03-01）或 record，不是「{text}」"),
                    format!("--as-of takes a day such as 2026-03-01, or `record`, not \"{text}\""),
                )
            }),
        }
    }
}

type Compiled = (Arc<Router>, Arc<[Finding]>);

/// The routers of one run. A record finds its own without a lock once it has been compiled.
#[derive(Debug)]
pub struct Shelf {
    editions: Editions,
    turns: Vec<Date>,
    routers: Vec<OnceLock<Compiled>>,
    pub as_of: AsOf,
}

impl Shelf {
    /// Nothing is compiled yet.
    pub fn new(policy: Arc<Policy>, as_of: AsOf) -> Self {
        let turns = policy.turning_days();
        let routers = (0..=turns.len()).map(|_| OnceLock::new()).collect();
        Self { editions: Editions::new(policy), turns, routers, as_of }
    }

    pub fn policy(&self) -> &Arc<Policy> {
        self.editions.policy()
    }

    /// How many epochs there are.
    pub fn epochs(&self) -> usize {
        self.routers.len()
    }

    /// The number of a day's epoch.
    pub fn epoch(&self, day: Date) -> usize {
        self.turns.partition_point(|turn| *turn <= day)
    }

    /// The router of an epoch; whoever asks first compiles it.
    pub fn router(&self, epoch: usize) -> Option<&Router> {
        let compiled = self.routers.get(epoch)?.get_or_init(|| self.editions.on(self.day(epoch)));
        Some(&compiled.0)
    }

    /// The router of a day.
    pub fn on(&self, day: Date) -> Option<&Router> {
        self.router(self.epoch(day))
    }

    /// The same day for an epoch whichever record asks first, so that equal input gives equal output.
    fn day(&self, epoch: usize) -> Date {
        if let AsOf::Day(day) = self.as_of {
            return day;
        }
        match (epoch.checked_sub(1).and_then(|before| self.turns.get(before)), self.turns.first()) {
            (Some(turn), _) => *turn,
            (None, Some(first)) => first.yesterday().unwrap_or(*first),
            (None, None) => Date::constant(2000, 1, 1),
        }
    }

    /// What compiling found in all epochs used so far, each finding once.
    pub fn findings(&self) -> Vec<Finding> {
        let mut all: Vec<Finding> = Vec::new();
        for (_, findings) in self.routers.iter().filter_map(OnceLock::get) {
            for finding in findings.iter() {
                if !all.contains(finding) {
                    all.push(finding.clone());
                }
            }
        }
        all
    }
}
