//! Past complaints, read as `route` reads them, and how many of them each problem concerns.

use crate::cli::clock::Clock;
use crate::cli::console::{Console, Failure};
use crate::cli::input::Piece;
use crate::cli::load::unreadable;
use crate::cli::record::{CsvReader, Filling, JsonReader, Memory, Notes};
use crate::cli::route::source::{Input, Opening};
use crate::cli::route::{Shape, bind, mapping};
use csv::ByteRecord;
use fenbo::check::{Problem, Scale};
use fenbo::facts::Facts;
use fenbo::policy::Policy;
use fenbo::policy::matter::MatterId;
use fenbo::router::{Complaint, Router};
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// Bytes of the longest record that is read.
const LIMIT: usize = 1 << 20;

/// What was read of a history.
#[derive(Debug, Clone, Copy, Default)]
pub struct History {
    /// Complaints that were counted.
    pub read: u64,
    /// Records that are none by the lists of the day.
    pub unread: u64,
}

/// Gives every problem that has a region its weight.
pub fn weigh(
    file: &Path,
    map: Option<&str>,
    policy: &Arc<Policy>,
    day: Date,
    problems: &mut [Problem],
    console: Console,
) -> Result<History, Failure> {
    let mut scale = Scale::new(policy, problems);
    let history = past(file, map, policy, day, console, &mut |matter, facts, _| scale.add(matter, facts))?;
    let weights = scale.weights();
    for (problem, weight) in problems.iter_mut().zip(weights) {
        problem.weight = weight;
    }
    Ok(history)
}

/// What is done with one past complaint; its notes tell its id and, where a mapping names it, who handled it.
pub type Each<'e> = &'e mut dyn FnMut(MatterId, &Facts, &Notes);

/// Reads past complaints by the lists of a day. A value that does not fit the lists is unknown.
pub fn past(
    file: &Path,
    map: Option<&str>,
    policy: &Arc<Policy>,
    day: Date,
    console: Console,
    each: Each<'_>,
) -> Result<History, Failure> {
    let mapping = map.map(|name| mapping(name, console)).transpose()?;
    let input = Input::open(Opening { file: Some(file), ..Opening::default() }, console)?;
    let mut history = History::default();
    let clock = Clock::of(policy)?;
    let (router, _) = Router::compile(policy.clone(), day);
    if let Some(mut bound) = bind(input, mapping.as_ref(), None, LIMIT, policy, console)? {
        let mut reader = Reader {
            complaint: router.complaint(),
            notes: Notes::default(),
            memory: Memory::default(),
            clock: &clock,
            each,
            history: &mut history,
        };
        while let Some(piece) = bound.cutter.piece().map_err(|e| unreadable(file, &e))? {
            reader.piece(&piece, &bound.shape);
        }
    }
    Ok(history)
}

struct Reader<'x, 'r> {
    complaint: Complaint<'r>,
    notes: Notes,
    memory: Memory,
    clock: &'x Clock,
    each: Each<'x>,
    history: &'x mut History,
}

impl Reader<'_, '_> {
    fn piece(&mut self, piece: &Piece, shape: &Shape) {
        if piece.fault.is_some() {
            self.history.unread += 1;
            return;
        }
        match shape {
            Shape::Json { plan, .. } => {
                let reader = JsonReader { label: None, plan: plan.as_ref() };
                for line in piece.bytes.split(|b| *b == b'\n') {
                    if !line.iter().all(u8::is_ascii_whitespace) {
                        self.record(|filling| reader.read(line, filling));
                    }
                }
            }
            Shape::Csv { plan, at, columns, delimiter } => {
                let reader = CsvReader { plan, at, columns: *columns };
                let mut table = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .flexible(true)
                    .delimiter(*delimiter)
                    .from_reader(&piece.bytes[..]);
                let mut row = ByteRecord::new();
                // From memory and without a fixed number of columns, reading a row cannot fail.
                while table.read_byte_record(&mut row).unwrap_or(false) {
                    self.record(|filling| reader.read(&row, filling));
                }
            }
        }
    }

    fn record(&mut self, fill: impl FnOnce(&mut Filling<'_, '_>)) {
        self.complaint.clear();
        self.notes.clear();
        fill(&mut Filling {
            complaint: &mut self.complaint,
            notes: &mut self.notes,
            memory: &mut self.memory,
            clock: self.clock,
            lenient: true,
        });
        match self.complaint.matter_id().filter(|_| self.notes.faults.is_empty()) {
            Some(matter) => {
                self.history.read += 1;
                (self.each)(matter, self.complaint.facts(), &self.notes);
            }
            None => self.history.unread += 1,
        }
    }
}
