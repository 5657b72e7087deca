//! `fenbo cases`: messages about the same thing, to be merged or seen together.

pub mod columns;
mod past;
mod report;
mod text;

use super::args::{CasesArgs, From};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::dates::Dates;
use super::history::{
    Drafts, Input, LIMIT, Opening, Shape, Walk, Walked, bind, draft, empty, interrupts, mapping, place,
};
use super::load::{self, Loaded};
use super::record::{Reading, Texts, Wanted};
use super::{End, deliver};
use fenbo::recognise::Weights;
use fenbo::similar::{Message, Options, clusters, merges};
use jiff::Timestamp;
use jiff::tz::TimeZone;
pub use past::Told;
use past::{ByLists, Past};
use report::Report;
use std::path::{Path, PathBuf};
use std::thread;

/// Runs the command.
pub fn run(args: &CasesArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = (!lists.is_empty()).then(|| load::load(lists, console)).transpose()?;
    if let Some(loaded) = &loaded {
        loaded.insist(console)?;
    }
    let source = Source {
        file: args.file.as_deref(),
        from: args.from,
        map: args.map.as_deref(),
        encoding: args.encoding.as_deref(),
        sheet: args.sheet.as_deref(),
        threads: args.threads,
    };
    let Some((told, walked)) = read(source, loaded.as_ref(), console)? else { return Ok(End::Interrupted) };
    warn(&walked, console);
    let threads = args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let options = Options {
        days: args.days,
        share: args.share as f32,
        least: args.least,
        weeks: args.weeks,
        until: args.until,
        threads,
    };
    let messages: Vec<Message<'_>> = told
        .iter()
        .map(|m| Message {
            text: &m.text,
            day: m.day,
            place: m.place.as_deref(),
            matter: m.matter.as_deref(),
        })
        .collect();
    let (merges, clusters) = (merges(&messages, &options), clusters(&messages, &options));
    let report = Report::new(&told, &merges, &clusters);
    let text = if args.json { deliver::json(&report) } else { text::text(&report, args.top, console) };
    deliver::out(console.output(), &text)?;
    Ok(if walked.unreadable() > 0 { End::Found } else { End::Fine })
}

/// Where messages are, and how they are written.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file: Option<&'a Path>,
    pub from: Option<From>,
    /// The mapping; none: by the usual names.
    pub map: Option<&'a str>,
    pub encoding: Option<&'a str>,
    pub sheet: Option<&'a str>,
    pub threads: Option<usize>,
}

/// The messages of the input. `None`: the user ended it.
pub fn read(
    source: Source<'_>,
    loaded: Option<&Loaded>,
    console: Console,
) -> Result<Option<(Vec<Told>, Walked)>, Failure> {
    let map = match source.map {
        Some(name) => mapping(name, console)?,
        None => columns::usual(),
    };
    let interrupted = interrupts();
    let opening = Opening {
        file: source.file,
        from: source.from,
        encoding: source.encoding,
        sheet: source.sheet,
        ..Opening::default()
    };
    let input = Input::open(opening, console)?;
    let name = input.name.clone();
    let (levels, order) = (map.levels(), map.date_order);
    let Some(bound) = bind(input, Some(map), None, LIMIT, None, console)? else { return Err(empty(&name)) };
    has_text(&bound.shape, &name)?;
    let texts = loaded.map(|l| Texts::new(l.policy.clone(), Weights::default()));
    let by_lists = loaded.zip(texts.as_ref()).map(|(l, texts)| ByLists { policy: &l.policy, texts });
    let clock = match loaded {
        Some(loaded) => Clock::of(&loaded.policy)?,
        None => Clock::new(TimeZone::UTC, Timestamp::now()),
    };
    let reading = Reading { lenient: true, days: true, dates: Dates { order } };
    let drafts = Drafts { shape: bound.shape, clock, limit: LIMIT, reading, wanted: Wanted::Text };
    let walk =
        Walk { name: &name, threads: source.threads, console, interrupted: &interrupted, describe: true };
    let walked = draft(bound.pieces, &drafts, &walk, || Past::new(&levels, by_lists))?;
    Ok(walked.map(|(past, walked)| (past.into_messages(), walked)))
}

/// A table without a column for the text is no table of messages.
pub fn has_text(shape: &Shape, name: &Path) -> Result<(), Failure> {
    let has = match shape {
        Shape::Json { plan, .. } => plan.as_ref().is_some_and(|p| p.texts().next().is_some()),
        Shape::Csv { plan, at, .. } => plan.texts().any(|slot| at.get(slot).is_some_and(Option::is_some)),
    };
    if has {
        return Ok(());
    }
    let name = name.display();
    Err(both(
        format!("{name} 里没有内容列（内容或主题）。列名不同时用 --map 指定映射，写上 text 和 subject"),
        format!(
            "{name} has no column for the text (text or subject). Where columns are named otherwise, use --map with a mapping that has text and subject"
        ),
    ))
}

/// What could not be read, on the error stream.
pub fn warn(walked: &Walked, console: Console) {
    if walked.unreadable() > 0 {
        let n = walked.unreadable();
        console
            .warn(format!("{n} 条读不出，没有用上"), format!("records that cannot be read, left out: {n}"));
    }
    for (column, (n, line, text)) in &walked.spoilt {
        let place = place(walked.sheet.as_deref(), *line, console.lang);
        console.warn(
            format!("列「{column}」有 {n} 格看不懂，当作没有，首见{place}「{text}」"),
            format!("column \"{column}\": {n} cells mean nothing and are passed over, first in {place}: \"{text}\""),
        );
    }
}
