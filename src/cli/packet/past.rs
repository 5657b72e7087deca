//! The past complaints that are nearest to a conflict.

use crate::cli::check::history::past;
use crate::cli::console::{Console, Failure};
use crate::cli::history::{Record, Survey};
use crate::cli::record::{Notes, Who};
use fenbo::check::Problem;
use fenbo::facts::{Facts, Lies, Origin};
use fenbo::policy::Policy;
use fenbo::policy::intervals::Intervals;
use fenbo::policy::matter::MatterId;
use fenbo::policy::region::AttrId;
use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;

/// Complaints that are kept.
pub const MOST: usize = 10;

/// What a history holds about a conflict.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The nearest first, at most [`MOST`].
    pub nearest: Vec<PastCase>,
    /// Complaints of the matters whose facts lie in the region, and those of which too little is known to tell.
    pub inside: u64,
    pub possible: u64,
}

/// One past complaint: nothing of it but what the lists ask for, its id, and who handled it.
#[derive(Debug, Clone)]
pub struct PastCase {
    pub id: String,
    pub matter: MatterId,
    pub facts: Vec<(AttrId, Intervals)>,
    /// Whether it surely lies in the region.
    pub inside: bool,
    pub handled_by: String,
    rank: (bool, Reverse<usize>, u64),
}

/// Reads a history and keeps what is nearest: surely in the region, then by facts shared with the witness, then by the
/// order of the file. A complaint whose facts lie outside is no case of it.
pub fn nearest(
    file: &Path,
    map: Option<&str>,
    policy: &Arc<Policy>,
    problem: &Problem,
    console: Console,
) -> Result<Past, Failure> {
    let day = problem.witness.as_ref().map_or(jiff::civil::Date::MIN, |w| w.day);
    let nearing = || Nearing { policy, problem, past: Past::default() };
    let (out, walked) = past(file, map, policy, day, console, nearing)?;
    let n = walked.unreadable();
    if n > 0 {
        console.warn(
            format!("历史里有 {n} 条记录按这天的清单不成投诉，没有算进去"),
            format!("{n} records of the history are no complaints by the lists of the day and were left out"),
        );
    }
    Ok(out.past)
}

/// One thread's nearest complaints.
struct Nearing<'p> {
    policy: &'p Policy,
    problem: &'p Problem,
    past: Past,
}

impl Survey for Nearing<'_> {
    fn record(&mut self, record: &Record<'_, '_>) {
        if let Some(complaint) = record.case.map(|c| c.complaint)
            && let Some(matter) = complaint.matter_id()
            && self.problem.matters.contains(&matter)
        {
            let (facts, notes) = (complaint.facts(), record.notes);
            self.past.add(self.policy, self.problem, matter, facts, notes, record.line);
        }
    }

    fn add(&mut self, other: Self) {
        self.past.inside += other.past.inside;
        self.past.possible += other.past.possible;
        self.past.nearest.extend(other.past.nearest);
        self.past.keep();
    }
}

impl Past {
    /// Only the nearest.
    fn keep(&mut self) {
        self.nearest.sort_by_key(|c| c.rank);
        self.nearest.truncate(MOST);
    }

    fn add(
        &mut self,
        policy: &Policy,
        problem: &Problem,
        matter: MatterId,
        facts: &Facts,
        notes: &Notes,
        number: u64,
    ) {
        let inside = match facts.lies_in(&problem.region) {
            Lies::Outside => return,
            Lies::Inside => true,
            Lies::Across => false,
        };
        if inside {
            self.inside += 1;
        } else {
            self.possible += 1;
        }
        let witness = problem.witness.as_ref().map(|w| w.facts.as_slice()).unwrap_or_default();
        let told = |attr: AttrId| facts.origin(attr) >= Origin::Inferred;
        let shared = witness.iter().filter(|(a, v)| told(*a) && facts.get(*a).contains(*v)).count();
        let rank = (!inside, Reverse(shared), number);
        if self.nearest.len() == MOST && self.nearest.last().is_some_and(|last| last.rank <= rank) {
            return;
        }
        let known = policy.attributes().iter().map(|(a, _)| a).filter(|a| facts.origin(*a) == Origin::Told);
        let id = serde_json::from_slice::<serde_json::Value>(&notes.id).ok();
        let id = id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let (name, code) = notes.told.named(Who::Label);
        let label = if name.is_empty() { code } else { name };
        self.nearest.push(PastCase {
            id: id.filter(|id| !id.is_empty()).unwrap_or_else(|| format!("#{number}")),
            matter,
            facts: known.map(|a| (a, facts.get(a))).collect(),
            inside,
            handled_by: label.to_owned(),
            rank,
        });
        self.keep();
    }
}
