//! One thread's place of work: pieces of input in, bytes of output back.

use super::label::labelled;
use super::summary::Summary;
use crate::cli::history::pipeline::{self, MOST_DESCRIBED};
use crate::cli::history::{Case, Reader, Table};
use crate::cli::input::Piece;
use crate::cli::output::{Answer, Form, Fragments, Line};
use crate::cli::record::{Notes, Who};
use fenbo::policy::registry::UnitId;

/// What every thread needs to know.
pub struct Job {
    pub table: Table,
    pub fragments: Fragments,
    pub form: Form,
    /// Decisions are compared with labels.
    pub labelled: bool,
}

/// A piece, done.
#[derive(Debug, Default)]
pub struct Done {
    pub out: Vec<u8>,
    pub summary: Summary,
    /// Line and words of the first bad records.
    pub problems: Vec<(u64, String)>,
}

/// One thread that routes.
pub struct Desk<'j> {
    job: &'j Job,
    reader: Reader<'j>,
}

impl<'j> Desk<'j> {
    pub fn new(job: &'j Job) -> Self {
        Self { job, reader: Reader::new(&job.table) }
    }
}

impl pipeline::Desk for Desk<'_> {
    type Done = Done;

    /// Routes every record of a piece into an empty buffer.
    fn piece(&mut self, piece: &Piece, used: Option<Done>) -> Done {
        let out = used.map(|d| d.out).unwrap_or_default();
        let mut done = Done { out, ..Done::default() };
        let job = self.job;
        self.reader.piece(piece, |record| match record.case {
            Some(case) => write_answer(record.line, &case, record.notes, job, &mut done),
            None => write_fault(record.line, record.notes, job, &mut done),
        });
        done.summary.keys = self.reader.keys().collect();
        done
    }

    fn end(self) -> Option<Done> {
        None
    }
}

/// Routes a filled complaint, writes the decision and counts it.
pub fn write_answer(line: u64, case: &Case<'_, '_>, notes: &Notes, job: &Job, done: &mut Done) {
    let Case { complaint, router, edition } = *case;
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
        } else if summary.ignored.len() < MOST_DESCRIBED {
            summary.ignored.insert(ignored.name.clone(), 1);
        }
    }
    if job.labelled {
        let (name, code) = notes.told.named(Who::Label);
        summary.agreement.count(status, &leads, labelled(name, code, complaint));
    }
}

/// Writes a record that is no complaint, and counts it.
pub fn write_fault(line: u64, notes: &Notes, job: &Job, done: &mut Done) {
    let shown = Line { number: line, notes, complaint: None, answer: Answer::Fault };
    job.form.write(&mut done.out, &shown, &job.fragments);
    let Some(first) = notes.faults.first() else { return };
    done.summary.fault(first.key());
    if done.problems.len() < MOST_DESCRIBED {
        done.problems.push((line, first.text(job.fragments.lang)));
    }
}
