//! One thread's place of work: pieces of input in, bytes of output back.

use super::label::{Labelled, labelled};
use super::shelf::{AsOf, Shelf};
use super::summary::Summary;
use crate::cli::input::{self, Piece};
use crate::cli::output::{Answer, Form, Fragments, Line};
use crate::cli::record::{CsvReader, Fault, Filling, JsonReader, Memory, Notes, Plan};
use csv::ByteRecord;
use fenbo::policy::registry::UnitId;
use fenbo::router::{Complaint, Router};
use jiff::civil::{Date, DateTime};
use memchr::memchr;

/// Bad records described for each piece: one more than are ever shown.
const MOST_PROBLEMS: usize = 21;

/// What every thread needs to know.
pub struct Job {
    pub shelf: Shelf,
    pub fragments: Fragments,
    pub form: Form,
    pub shape: Shape,
    /// Bytes of one record at most.
    pub limit: usize,
    /// A value that does not fit is unknown.
    pub lenient: bool,
    /// Decisions are compared with labels.
    pub labelled: bool,
}

/// How records are written in the input.
pub enum Shape {
    Json { label: Option<String>, plan: Option<Plan> },
    Csv { plan: Plan, at: Vec<Option<usize>>, columns: usize, delimiter: u8 },
}

/// A piece, done.
#[derive(Debug, Default)]
pub struct Done {
    pub out: Vec<u8>,
    pub summary: Summary,
    /// Line and words of the first bad records.
    pub problems: Vec<(u64, String)>,
}

/// A thread's own things, used again for every record.
pub struct Desk<'j> {
    job: &'j Job,
    complaints: Vec<Option<Complaint<'j>>>,
    notes: Notes,
    memory: Memory,
    /// The epoch of the last record, to read one by that has no time of its own.
    epoch: usize,
    row: ByteRecord,
}

impl<'j> Desk<'j> {
    pub fn new(job: &'j Job) -> Self {
        let complaints = (0..job.shelf.epochs()).map(|_| None).collect();
        let epoch = match job.shelf.as_of {
            AsOf::Day(day) => job.shelf.epoch(day),
            AsOf::Record => job.shelf.epochs() - 1,
        };
        Self {
            job,
            complaints,
            notes: Notes::default(),
            memory: Memory::default(),
            epoch,
            row: ByteRecord::new(),
        }
    }

    /// Routes every record of a piece into an empty buffer.
    pub fn piece(&mut self, piece: &Piece, out: Vec<u8>) -> Done {
        let mut done = Done { out, ..Done::default() };
        if let Some(fault) = piece.fault {
            self.notes.clear();
            self.notes.faults.push(match fault {
                input::Fault::TooLong(bytes) => Fault::TooLong { bytes, limit: self.job.limit },
                input::Fault::OpenQuote => Fault::OpenQuote,
            });
            self.fault(piece.line, &mut done);
        } else {
            match &self.job.shape {
                Shape::Json { .. } => self.lines(piece, &mut done),
                Shape::Csv { .. } => self.rows(piece, &mut done),
            }
        }
        done.summary.keys = self.memory.keys.drain().collect();
        done
    }

    fn lines(&mut self, piece: &Piece, done: &mut Done) {
        let Shape::Json { label, plan } = &self.job.shape else { return };
        let reader = JsonReader { label: label.as_deref(), plan: plan.as_ref() };
        let job = self.job;
        let mut number = piece.line;
        let mut rest = &piece.bytes[..];
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let here = number;
            number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if line.len() > job.limit {
                self.notes.clear();
                self.notes.faults.push(Fault::TooLong { bytes: line.len() as u64, limit: job.limit });
                self.fault(here, done);
                continue;
            }
            let received = match job.shelf.as_of {
                AsOf::Day(_) => None,
                AsOf::Record => reader.received(line, &job.fragments.clock),
            };
            self.record(here, received, done, |filling| reader.read(line, filling));
        }
    }

    fn rows(&mut self, piece: &Piece, done: &mut Done) {
        let Shape::Csv { plan, at, columns, delimiter } = &self.job.shape else { return };
        let reader = CsvReader { plan, at, columns: *columns };
        let job = self.job;
        let mut table = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(*delimiter)
            .from_reader(&piece.bytes[..]);
        let mut row = std::mem::take(&mut self.row);
        // From memory and without a fixed number of columns, reading a row cannot fail.
        while table.read_byte_record(&mut row).unwrap_or(false) {
            let here = piece.line + line_of(&row, &piece.bytes);
            let length = row.as_slice().len();
            if length > job.limit {
                self.notes.clear();
                self.notes.faults.push(Fault::TooLong { bytes: length as u64, limit: job.limit });
                self.fault(here, done);
                continue;
            }
            let received = match job.shelf.as_of {
                AsOf::Day(_) => None,
                AsOf::Record => reader.received(&row, &job.fragments.clock),
            };
            self.record(here, received, done, |filling| reader.read(&row, filling));
        }
        self.row = row;
    }

    /// Reads one record and writes what it comes to.
    fn record(
        &mut self,
        line: u64,
        received: Option<DateTime>,
        done: &mut Done,
        fill: impl FnOnce(&mut Filling<'_, 'j>),
    ) {
        let job = self.job;
        if let Some(at) = received {
            self.epoch = job.shelf.epoch(at.date());
        }
        let Some(router) = job.shelf.router(self.epoch) else { return };
        let Some(slot) = self.complaints.get_mut(self.epoch) else { return };
        let complaint = slot.get_or_insert_with(|| router.complaint());
        complaint.clear();
        self.notes.clear();
        fill(&mut Filling {
            complaint,
            notes: &mut self.notes,
            memory: &mut self.memory,
            clock: &job.fragments.clock,
            lenient: job.lenient,
        });
        let edition = match job.shelf.as_of {
            AsOf::Day(day) => Some(day),
            AsOf::Record => self.notes.received.map(DateTime::date),
        };
        if edition.is_none() && self.notes.faults.is_empty() {
            self.notes.faults.push(Fault::NotReceived);
        }
        match edition {
            Some(edition) if self.notes.faults.is_empty() => {
                self.answer(line, router, edition, done);
            }
            _ => self.fault(line, done),
        }
    }

    fn answer(&self, line: u64, router: &'j Router, edition: Date, done: &mut Done) {
        let Some(complaint) = self.complaints.get(self.epoch).and_then(Option::as_ref) else { return };
        write_answer(line, complaint, &self.notes, router, edition, self.job, done);
    }

    fn fault(&self, line: u64, done: &mut Done) {
        write_fault(line, &self.notes, self.job, done);
    }
}

/// Routes a filled complaint, writes the decision and counts it.
pub fn write_answer<'r>(
    line: u64,
    complaint: &Complaint<'r>,
    notes: &Notes,
    router: &'r Router,
    edition: Date,
    job: &Job,
    done: &mut Done,
) {
    let (status, exact);
    let leads: smallvec::SmallVec<[UnitId; 2]>;
    let mut whole = None;
    let answer = if job.form.is_compact() {
        let brief = router.brief(complaint);
        let joint = brief.template.is_some_and(|t| router.policy().template(t).leads.len() > 1);
        whole = (joint && brief.lead.is_some()).then(|| router.route(complaint));
        (status, exact) = (brief.status, brief.exact);
        leads = match &whole {
            Some(decision) => decision.leads.iter().map(|l| l.unit).collect(),
            None => brief.lead.into_iter().collect(),
        };
        Answer::Brief { brief, joint: whole.as_ref() }
    } else {
        let decision = whole.insert(router.route(complaint));
        (status, exact) = (decision.status, decision.exact);
        done.summary.unsettled.extend(&decision.unsettled);
        leads = decision.leads.iter().map(|l| l.unit).collect();
        Answer::Decision { decision, edition }
    };
    job.form.write(
        &mut done.out,
        &Line { number: line, notes, complaint: Some(complaint), answer },
        &job.fragments,
    );
    let summary = &mut done.summary;
    summary.decided(status);
    summary.inexact += u64::from(!exact);
    summary.unfit += notes.unfit.len() as u64;
    for ignored in &notes.ignored {
        if let Some(n) = summary.ignored.get_mut(&ignored.name) {
            *n += 1;
        } else if summary.ignored.len() < MOST_PROBLEMS {
            summary.ignored.insert(ignored.name.clone(), 1);
        }
    }
    if job.labelled {
        let label: Labelled = labelled(&notes.label, &notes.label_code, complaint);
        summary.agreement.count(status, &leads, label);
    }
}

/// Writes a record that is no complaint, and counts it.
pub fn write_fault(line: u64, notes: &Notes, job: &Job, done: &mut Done) {
    let shown = Line { number: line, notes, complaint: None, answer: Answer::Fault };
    job.form.write(&mut done.out, &shown, &job.fragments);
    let Some(first) = notes.faults.first() else { return };
    done.summary.fault(first.key());
    if done.problems.len() < MOST_PROBLEMS {
        done.problems.push((line, first.text(job.fragments.lang)));
    }
}

/// Lines before a row in its piece. The reader counts from where the row before ended, so empty lines come first.
fn line_of(row: &ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = row.position() else { return 0 };
    let from = bytes.get(position.byte() as usize..).unwrap_or_default();
    let empty = from.iter().take_while(|b| matches!(b, b'\n' | b'\r')).filter(|b| **b == b'\n');
    position.line() - 1 + empty.count() as u64
}
