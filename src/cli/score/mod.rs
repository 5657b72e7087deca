//! `fenbo score`: how often the first dispatch was right, how often it would be by these lists, and why not.

mod chart;
mod html;
mod json;
mod map;
mod past;
mod text;

use super::args::{ScoreArgs, ScoreFormat};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::dates::Dates;
use super::history::{
    AsOf, Input, LIMIT, Opening, Shelf, Table, Walk, Walked, bind, interrupts, mapping, survey,
};
use super::record::Reading;
use super::{End, load};
use fenbo::policy::Policy;
use fenbo::score::Score;
use fenbo::{Date, Router};
use past::Past;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A run, ready for any form.
pub struct Run<'r> {
    pub score: &'r Score,
    pub policy: &'r Policy,
    pub walked: &'r Walked,
    pub history: &'r Path,
    /// The day whose lists apply; none: each record's own.
    pub day: Option<Date>,
    pub top: usize,
    pub console: Console,
}

/// Runs the command.
pub fn run(args: &ScoreArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = loaded.policy.clone();
    let clock = Clock::of(&policy)?;
    let as_of = as_of(args.as_of.as_deref(), &clock)?;
    let today = match as_of {
        AsOf::Day(day) => day,
        AsOf::Record => clock.today(),
    };
    let map = args.map.as_deref().map(|name| mapping(name, console)).transpose()?;
    let opening =
        Opening { file: Some(&args.history), encoding: args.encoding.as_deref(), ..Opening::default() };
    let input = Input::open(opening, console)?;
    let Some(bound) = bind(input, map.as_ref(), args.label.as_deref(), LIMIT, Some(&policy), console)? else {
        return Err(both(
            format!("{} 是空的", args.history.display()),
            format!("{} is empty", args.history.display()),
        ));
    };
    let dates = map.as_ref().map(|m| Dates { order: m.date_order }).unwrap_or_default();
    let table = Table {
        shape: bound.shape,
        clock,
        limit: LIMIT,
        reading: Reading { lenient: true, days: true, dates },
        shelf: Shelf::new(policy.clone(), as_of),
        second: None,
        corrects: true,
    };
    let (router, _) = Router::compile(policy.clone(), today);
    let kind = map.as_ref().map(|m| m.label.kind).unwrap_or_default();
    let interrupted = interrupts();
    let walk = Walk {
        name: &args.history,
        threads: args.threads,
        console,
        interrupted: &interrupted,
        describe: true,
    };
    let tally = || Past::new(&policy, &router, kind);
    let Some((past, walked)) = survey(bound.pieces, &table, &walk, tally)? else {
        return Ok(End::Interrupted);
    };
    let run = Run {
        score: &past.score,
        policy: &policy,
        walked: &walked,
        history: &args.history,
        day: matches!(as_of, AsOf::Day(_)).then_some(today),
        top: args.top,
        console,
    };
    tell(&run);
    let report = match args.format {
        ScoreFormat::Text => text::report(&run),
        ScoreFormat::Json => json::report(&run),
    };
    if let Some(file) = &args.html {
        let shapes = args.polygons.as_deref().map(map::shapes).transpose()?.unwrap_or_default();
        write(file, &html::report(&run, &shapes))?;
    }
    match &args.output {
        Some(file) => write(file, &report)?,
        // A reader that went away wants no more.
        None => {
            let _ = console.output().write_all(report.as_bytes());
        }
    }
    Ok(if walked.unreadable() > 0 { End::Found } else { End::Fine })
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(|e| {
        both(format!("写不了 {}：{e}", file.display()), format!("cannot write {}: {e}", file.display()))
    })
}

fn as_of(text: Option<&str>, clock: &Clock) -> Result<AsOf, Failure> {
    match text {
        None => Ok(AsOf::Day(clock.today())),
        Some("record") => Ok(AsOf::Record),
        Some(text) => text.parse::<Date>().map(AsOf::Day).map_err(|_| {
            both(
                format!("--as-of 要一个日期（如 2026-03-01）或 record，不是「{text}」"),
                format!("--as-of takes a day such as 2026-03-01, or `record`, not \"{text}\""),
            )
        }),
    }
}

/// What was wrong with the records, by reason and column, on the error stream.
fn tell(run: &Run<'_>) {
    let Walked { unread, columns, spoilt, unfit, keys, .. } = run.walked;
    let console = run.console;
    if run.walked.unreadable() > 0 {
        let reasons: Vec<String> = unread.iter().map(|(why, n)| format!("{why} {n}")).collect();
        console.warn(
            format!("{} 条读不成诉求：{}", run.walked.unreadable(), reasons.join("、")),
            format!(
                "records that are no complaints by these lists: {} ({})",
                run.walked.unreadable(),
                reasons.join(", ")
            ),
        );
    }
    for ((why, column), (n, line)) in columns {
        console.warn(
            format!("列「{column}」{why}：{n} 条，首见第 {line} 行"),
            format!("column \"{column}\", {why}: {n}, first in line {line}"),
        );
    }
    for (column, (n, line, text)) in spoilt {
        console.warn(
            format!("列「{column}」有 {n} 格看不懂，首见第 {line} 行「{text}」"),
            format!("column \"{column}\": {n} cells mean nothing, first in line {line}: \"{text}\""),
        );
    }
    if *unfit > 0 {
        console.warn(
            format!("{unfit} 个值不合清单的要素，当作未知"),
            format!("values that do not fit the attributes of the lists, taken for unknown: {unfit}"),
        );
    }
    if !keys.is_empty() {
        let names: Vec<&str> = keys.keys().map(String::as_str).collect();
        console.warn(
            format!("没有用到的字段：{}", names.join("、")),
            format!("keys that mean nothing here: {}", names.join(", ")),
        );
    }
}
