//! `fenbo diff`: exactly the situations whose unit changes from one edition of the lists to another.

mod change;
mod html;
mod past;
mod sides;
mod text;

use super::args::{DiffArgs, DiffFormat};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::history::{AsOf, Shelf};
use super::{End, deliver};
use change::Change;
use fenbo::Date;
use fenbo::finding::Lang;
use fenbo::impact::{Comparison, between, compare};
use fenbo::policy::Policy;
use fenbo::text::Sources;
use jiff::ToSpan as _;
use past::Past;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// One edition.
pub struct Edition {
    pub policy: Arc<Policy>,
    pub sources: Sources,
    /// The day on which it is looked at; none: those of the comparison.
    pub day: Option<Date>,
    pub name: String,
    /// Its routers by epoch.
    pub shelf: Shelf,
}

/// Both, and the days on which they are compared.
pub struct Pair<'e> {
    pub first: &'e Edition,
    pub second: &'e Edition,
    pub from: Date,
    pub until: Date,
    pub lang: Lang,
    pub console: Console,
}

/// The whole report. The order of the fields is that of the JSON.
#[derive(Serialize)]
pub struct Report {
    pub first: String,
    pub second: String,
    pub from: String,
    pub until: String,
    pub equivalent: bool,
    pub changes: Vec<Change>,
    /// Attributes of which silence means something else: what was not told may be decided otherwise.
    pub silence: Vec<String>,
    /// Matters that could not be compared exactly, by code and name.
    pub inexact: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Past>,
}

/// Runs the command.
pub fn run(args: &DiffArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let edition = |word: &str| -> Result<Edition, Failure> {
        let side = sides::side(word, lists, console)?;
        side.loaded.insist(console)?;
        let (policy, sources) = (side.loaded.policy, side.loaded.sources);
        let shelf = Shelf::new(policy.clone(), AsOf::Record);
        Ok(Edition { policy, sources, day: side.day, name: side.name, shelf })
    };
    let (first, second) = (edition(&args.first)?, edition(&args.second)?);
    if first.day.is_some() != second.day.is_some() {
        return Err(both(
            "要么两边都是日期，要么都不是：同一份清单的两天，或两份清单的同一段日子",
            "either both are days or neither is: two days of the same lists, or the same days of two lists",
        ));
    }
    let today = args.as_of.map_or_else(|| Clock::of(&second.policy).map(|c| c.today()), Ok)?;
    let from = second.day.unwrap_or(today);
    let until = match (second.day, args.until) {
        (Some(day), _) => day,
        (None, Some(until)) => until,
        (None, None) => from.checked_add(1.year()).unwrap_or(Date::MAX),
    };
    if until < from {
        return Err(both(
            format!("--until {until} 在 {from} 之前"),
            format!("--until {until} is before {from}"),
        ));
    }
    let pair = Pair { first: &first, second: &second, from, until, lang: console.lang, console };
    let found = match (first.day, second.day) {
        (Some(a), Some(b)) => between(&first.policy, a, &second.policy, b),
        _ => compare(&first.policy, &second.policy, (from, until)),
    };
    let history = match &args.history {
        Some(file) => match past::past(&pair, file, args.map.as_deref(), args.sheet.as_deref())? {
            Some(past) => Some(past),
            None => return Ok(End::Interrupted),
        },
        None => None,
    };
    let report = told(&pair, &found, history);
    let text = match args.format {
        DiffFormat::Text => text::text(&report, console),
        DiffFormat::Markdown => text::notice(&report, &pair),
        DiffFormat::Json => deliver::json(&report),
        DiffFormat::Html => html::page(&report, &pair),
    };
    match &args.output {
        Some(file) => deliver::file(file, &text)?,
        None => deliver::out(console.output(), &text)?,
    }
    Ok(match (report.inexact.is_empty(), report.equivalent) {
        (false, _) => End::Inexact,
        (true, false) => End::Found,
        (true, true) => End::Fine,
    })
}

fn told(pair: &Pair<'_>, found: &Comparison, history: Option<Past>) -> Report {
    let mut changes: Vec<Change> = found.differences.iter().map(|d| pair.change(d)).collect();
    // What changes the unit goes before what does not.
    changes.sort_by_key(|c| !c.unit);
    let names = |edition: &Edition, ids: &[fenbo::policy::matter::MatterId]| -> Vec<String> {
        ids.iter().map(|m| edition.policy.matter_words(*m)).collect()
    };
    let mut inexact = names(pair.second, &found.inexact);
    inexact.extend(names(pair.first, &found.inexact_gone));
    let silence = pair.silence();
    Report {
        first: pair.first.name.clone(),
        second: pair.second.name.clone(),
        from: pair.from.to_string(),
        until: pair.until.to_string(),
        equivalent: changes.is_empty() && inexact.is_empty() && silence.is_empty(),
        changes,
        silence,
        inexact,
        history,
    }
}
