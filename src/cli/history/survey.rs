//! A walk over all records with all threads, each with a tally of its own.

use super::bind::{Pieces, Shape};
use super::pipeline::{self, Desk, Ended, MOST_DESCRIBED, Watch};
use super::reader::{Reader, Record, Table};
use crate::cli::clock::Clock;
use crate::cli::console::{Console, Failure, both, counted};
use crate::cli::input::Piece;
use crate::cli::record::{Draft, Drafting, Fault, Reading, Sink as _, Told, Wanted};
use csv::ByteRecord;
use fenbo::finding::Lang;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::thread;

/// What one thread makes of records, and how it is added up. The sum must not depend on the order.
pub trait Survey: Send {
    /// One record, complaint or not.
    fn record(&mut self, record: &Record<'_, '_>);
    /// Adds another thread's.
    fn add(&mut self, other: Self);
}

/// What was met on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Records that are complaints by the first lists.
    pub read: u64,
    /// Records that are none, by reason.
    pub unread: BTreeMap<&'static str, u64>,
    /// The same by reason and column, where the reason is one column's; with the first line.
    pub columns: BTreeMap<(&'static str, String), (u64, u64)>,
    /// Cells of the course of a complaint that mean nothing: column to how many, first line and what stands there.
    pub spoilt: BTreeMap<String, (u64, u64, String)>,
    /// Values that did not fit and were taken for unknown.
    pub unfit: u64,
    /// Keys of records that mean nothing here.
    pub keys: BTreeMap<String, u64>,
    /// The sheet, where the records are rows of a spreadsheet.
    pub sheet: Option<String>,
}

impl Walked {
    /// Records that are no complaints.
    pub fn unreadable(&self) -> u64 {
        self.unread.values().sum()
    }

    fn count(&mut self, line: u64, fault: Option<&Fault>, column: Option<usize>, told: &Told, shape: &Shape) {
        match fault {
            None => self.read += 1,
            Some(fault) => {
                *self.unread.entry(fault.key()).or_default() += 1;
                if let Some((slot, plan)) = column.zip(shape.plan()) {
                    let key = (fault.key(), plan.name(slot).to_owned());
                    self.columns.entry(key).or_insert((0, line)).0 += 1;
                }
            }
        }
        for (column, text) in &told.spoilt {
            match self.spoilt.get_mut(column) {
                Some(known) => known.0 += 1,
                None => {
                    self.spoilt.insert(column.clone(), (1, line, text.clone()));
                }
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.read += other.read;
        self.unfit += other.unfit;
        for (key, n) in other.unread {
            *self.unread.entry(key).or_default() += n;
        }
        for (key, (n, line)) in other.columns {
            let sum = self.columns.entry(key).or_insert((0, line));
            *sum = (sum.0 + n, sum.1.min(line));
        }
        for (column, (n, line, text)) in other.spoilt {
            let sum = self.spoilt.entry(column).or_insert((0, line, text.clone()));
            sum.0 += n;
            if line < sum.1 {
                (sum.1, sum.2) = (line, text);
            }
        }
        for (key, n) in other.keys {
            *self.keys.entry(key).or_default() += n;
        }
    }
}

/// How to walk.
pub struct Walk<'w> {
    /// The name of the input, for what goes wrong.
    pub name: &'w Path,
    /// None: all cores.
    pub threads: Option<usize>,
    pub console: Console,
    pub interrupted: &'w AtomicBool,
    /// Describe the first bad records on the error stream.
    pub describe: bool,
}

/// What a thread sends: what is bad in a piece, and its tally at the end.
struct Part<S> {
    records: u64,
    problems: Vec<(u64, String)>,
    end: Option<(S, Walked)>,
}

impl<S> Part<S> {
    fn new() -> Self {
        Self { records: 0, problems: Vec::new(), end: None }
    }

    fn record(&mut self, line: u64, fault: Option<&Fault>, lang: Option<Lang>) {
        self.records += 1;
        if let (Some(lang), Some(fault)) = (lang, fault)
            && self.problems.len() < MOST_DESCRIBED
        {
            self.problems.push((line, fault.text(lang)));
        }
    }
}

struct Surveyor<'r, S> {
    reader: Reader<'r>,
    table: &'r Table,
    tally: S,
    walked: Walked,
    lang: Option<Lang>,
}

impl<S: Survey> Desk for Surveyor<'_, S> {
    type Done = Part<S>;

    fn piece(&mut self, piece: &Piece, _: Option<Part<S>>) -> Part<S> {
        let mut part = Part::new();
        let Self { reader, table, tally, walked, lang } = self;
        reader.piece(piece, |record| {
            let notes = record.notes;
            part.record(record.line, notes.faults.first(), *lang);
            walked.count(record.line, notes.faults.first(), notes.fault_column(), &notes.told, &table.shape);
            walked.unfit += notes.unfit.len() as u64;
            tally.record(record);
        });
        for (key, n) in reader.keys() {
            *walked.keys.entry(key).or_default() += n;
        }
        part
    }

    fn end(self) -> Option<Part<S>> {
        Some(Part { end: Some((self.tally, self.walked)), ..Part::new() })
    }
}

/// Walks over all records. `None` instead of a sum: the user ended it.
pub fn survey<S: Survey>(
    pieces: Pieces,
    table: &Table,
    walk: &Walk<'_>,
    tally: impl Fn() -> S + Sync,
) -> Result<Option<(S, Walked)>, Failure> {
    let lang = walk.describe.then_some(walk.console.lang);
    let desk =
        || Surveyor { reader: Reader::new(table), table, tally: tally(), walked: Walked::default(), lang };
    let none = || (tally(), Walked::default());
    add_up(pieces, walk, desk, S::add, none)
}

/// Runs the desks and adds their tallies up, to `none` where no thread had any.
fn add_up<S: Send, D: Desk<Done = Part<S>>>(
    pieces: Pieces,
    walk: &Walk<'_>,
    desk: impl Fn() -> D + Sync,
    add: impl Fn(&mut S, S),
    none: impl FnOnce() -> (S, Walked),
) -> Result<Option<(S, Walked)>, Failure> {
    let console = walk.console;
    let threads = walk.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let show = !console.quiet && Console::on_terminal();
    let mut watch = Watch::new(show, &pieces.flow, console);
    let sheet = pieces.flow.sheet.clone();
    let mut sum: Option<(S, Walked)> = None;
    let mut records = 0;
    let take = |part: Part<S>| {
        records += part.records;
        watch.problems(part.problems);
        watch.update(records);
        match (&mut sum, part.end) {
            (Some(sum), Some((tally, walked))) => {
                add(&mut sum.0, tally);
                sum.1.add(walked);
            }
            (None, some) => sum = some,
            (Some(_), None) => {}
        }
        Ok(None)
    };
    let ended = pipeline::run(pieces.cutter, threads.clamp(1, 256), desk, take, walk.interrupted);
    watch.end();
    match ended {
        Ended::Unreadable(e) => {
            let (name, n) = (walk.name.display(), counted(records as usize, "record"));
            Err(both(
                format!("{name} 读到第 {records} 条之后出错：{e}"),
                format!("{name} failed after {n}: {e}"),
            ))
        }
        Ended::Interrupted => Ok(None),
        Ended::Whole | Ended::Closed | Ended::Unwritable(_) => {
            let (tally, walked) = sum.unwrap_or_else(none);
            Ok(Some((tally, Walked { sheet, ..walked })))
        }
    }
}

/// Records without lists, by the words of a mapping.
pub struct Drafts {
    pub shape: Shape,
    pub clock: Clock,
    /// Bytes of one record at most.
    pub limit: usize,
    pub reading: Reading,
    pub wanted: Wanted,
}

/// What one thread makes of them, and how it is added up. The sum must not depend on the order.
pub trait DraftSurvey: Send {
    /// One record, by its line or row. `draft.faults` says why it is to be left out, if it is.
    fn draft(&mut self, line: u64, draft: &Draft);
    /// Adds another thread's.
    fn add(&mut self, other: Self);
}

struct Drafter<'r, S> {
    drafts: &'r Drafts,
    draft: Draft,
    row: ByteRecord,
    tally: S,
    walked: Walked,
    lang: Option<Lang>,
}

impl<S: DraftSurvey> Desk for Drafter<'_, S> {
    type Done = Part<S>;

    fn piece(&mut self, piece: &Piece, _: Option<Part<S>>) -> Part<S> {
        let mut part = Part::new();
        let Self { drafts, draft, row, tally, walked, lang } = self;
        let Drafts { shape, clock, limit, reading, wanted } = drafts;
        shape.rows(piece, *limit, row, |line, row| {
            draft.clear();
            let mut drafting = Drafting { draft, clock, reading: *reading, wanted: *wanted };
            match row {
                Ok(row) => shape.read(row, &mut drafting),
                Err(fault) => drafting.fault(fault),
            }
            let fault = draft.faults.first();
            part.record(line, fault, *lang);
            walked.count(line, fault, draft.fault_column(), &draft.told, shape);
            tally.draft(line, draft);
        });
        part
    }

    fn end(self) -> Option<Part<S>> {
        Some(Part { end: Some((self.tally, self.walked)), ..Part::new() })
    }
}

/// Walks over all records without lists. `None` instead of a sum: the user ended it.
pub fn draft<S: DraftSurvey>(
    pieces: Pieces,
    drafts: &Drafts,
    walk: &Walk<'_>,
    tally: impl Fn() -> S + Sync,
) -> Result<Option<(S, Walked)>, Failure> {
    let lang = walk.describe.then_some(walk.console.lang);
    let desk = || Drafter {
        drafts,
        draft: Draft::default(),
        row: ByteRecord::new(),
        tally: tally(),
        walked: Walked::default(),
        lang,
    };
    let none = || (tally(), Walked::default());
    add_up(pieces, walk, desk, S::add, none)
}
