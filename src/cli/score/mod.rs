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
use super::geojson::shapes;
use super::history::{self, AsOf, Shelf, Walk, Walked, interrupts, place, survey};
use super::{End, deliver, load};
use fenbo::Date;
use fenbo::policy::Policy;
use fenbo::policy::registry::UnitId;
use fenbo::score::{Exclusion, Point, Score, Truth};
use past::Past;
use std::path::{Path, PathBuf};

/// Chances of the curve, in hundredths.
const CHANCES: [u32; 11] = [99, 98, 95, 90, 80, 70, 60, 50, 30, 10, 0];

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

impl Run<'_> {
    /// What records are held against, each with how many.
    pub fn held(&self) -> String {
        let lang = self.console.lang;
        let told = Truth::ALL.iter().map(|t| (t.words(lang), self.score.held_against(*t)));
        self.counted(told)
    }

    /// Why records are set aside, each with how many; empty: none is.
    pub fn aside(&self) -> String {
        let lang = self.console.lang;
        let told = Exclusion::ALL.iter().map(|e| (e.words(lang), self.score.excluded(*e)));
        self.counted(told)
    }

    fn counted<'w>(&self, all: impl Iterator<Item = (&'w str, u64)>) -> String {
        let met = all.filter(|(_, n)| *n > 0).map(|(words, n)| format!("{words} {n}"));
        met.collect::<Vec<_>>().join(self.console.pick("、", ", "))
    }

    /// How right the lists are by how sure the matter of a text was, from chances that are worth choosing between on; empty: no
    /// matter came from a text.
    pub fn curve(&self) -> Vec<Point> {
        let curve = self.score.curve();
        if curve.records() == 0 { Vec::new() } else { curve.points(CHANCES) }
    }

    /// A unit's name.
    pub fn unit(&self, id: Option<UnitId>) -> &str {
        match id {
            Some(id) => &self.policy.registry().units.get(id).name,
            None => self.console.pick("（登记册外）", "(not in the registry)"),
        }
    }
}

/// Runs the command.
pub fn run(args: &ScoreArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = loaded.policy.clone();
    let as_of = AsOf::read(args.as_of.as_deref(), &Clock::of(&policy)?)?;
    let history = history::Past {
        label: args.label.as_deref(),
        encoding: args.encoding.as_deref(),
        sheet: args.sheet.as_deref(),
        corrects: true,
        ..history::Past::new(&args.history, args.map.as_deref(), Shelf::new(policy.clone(), as_of))
    };
    let opened = history.open_some(console)?;
    let today = match as_of {
        AsOf::Day(day) => day,
        AsOf::Record => opened.table.clock.today(),
    };
    // What became of records that are no complaints is followed by these lists, too.
    let router =
        opened.table.shelf.on(today).ok_or_else(|| both("没有清单的版次", "no edition of the lists"))?;
    let interrupted = interrupts();
    let walk = Walk {
        name: &args.history,
        threads: args.threads,
        console,
        interrupted: &interrupted,
        describe: true,
    };
    let tally = || Past::new(&policy, router, opened.kind);
    let Some((past, walked)) = survey(opened.pieces, &opened.table, &walk, tally)? else {
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
        let shapes = args.polygons.as_deref().map(shapes).transpose()?.unwrap_or_default();
        deliver::file(file, &html::report(&run, &shapes))?;
    }
    match &args.output {
        Some(file) => deliver::file(file, &report)?,
        None => deliver::out(console.output(), &report)?,
    }
    Ok(if walked.unreadable() > 0 { End::Found } else { End::Fine })
}

/// What was wrong with the records, by reason and column, on the error stream.
fn tell(run: &Run<'_>) {
    let Walked { unread, columns, spoilt, unfit, keys, sheet, .. } = run.walked;
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
    let place = |line: u64| place(sheet.as_deref(), line, console.lang);
    for ((why, column), (n, line)) in columns {
        let place = place(*line);
        console.warn(
            format!("列「{column}」{why}：{n} 条，首见{place}"),
            format!("column \"{column}\", {why}: {n}, first in {place}"),
        );
    }
    for (column, (n, line, text)) in spoilt {
        let place = place(*line);
        console.warn(
            format!("列「{column}」有 {n} 格看不懂，首见{place}「{text}」"),
            format!("column \"{column}\": {n} cells mean nothing, first in {place}: \"{text}\""),
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
