//! The report as one JSON document. `docs/check.md` is the contract.

use super::super::deliver;
use super::outcome::{Outcome, Shown, Standing, total};
use fenbo::check::{ProblemWire, WaiverWire};
use serde::Serialize;
use std::collections::BTreeMap;

/// The number of this form. It changes when a field goes or means something else, and not when one comes.
const FORM: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    form: u32,
    version: &'static str,
    /// The hash of all texts.
    lists: &'a str,
    day: String,
    until: String,
    exact: bool,
    summary: Summary<'a>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    codes: BTreeMap<&'static str, usize>,
    known: usize,
    waived: usize,
    gone: usize,
    hidden: &'a BTreeMap<&'static str, usize>,
    left_out: usize,
    history: Option<HistoryWire>,
}

#[derive(Serialize)]
struct HistoryWire {
    read: u64,
    unread: u64,
}

#[derive(Serialize)]
struct Problem<'a> {
    standing: &'static str,
    waiver: Option<&'a WaiverWire>,
    #[serde(flatten)]
    wire: &'a ProblemWire,
}

/// The document.
pub fn report(outcome: &Outcome<'_>) -> String {
    let tally = &outcome.tally;
    let mut codes = BTreeMap::new();
    for (code, n) in [&tally.errors, &tally.warnings, &tally.notes].into_iter().flatten() {
        *codes.entry(*code).or_default() += n;
    }
    let document = Document {
        form: FORM,
        version: env!("CARGO_PKG_VERSION"),
        lists: outcome.policy.hash(),
        day: outcome.days.0.to_string(),
        until: outcome.days.1.to_string(),
        exact: outcome.exact,
        summary: Summary {
            errors: total(&tally.errors),
            warnings: total(&tally.warnings),
            notes: total(&tally.notes),
            codes,
            known: outcome.known,
            waived: outcome.waived,
            gone: outcome.gone,
            hidden: &outcome.hidden,
            left_out: outcome.left_out,
            history: outcome.history.as_ref().map(|h| HistoryWire { read: h.read, unread: h.unreadable() }),
        },
        problems: outcome.shown.iter().map(problem).collect(),
    };
    deliver::json(&document)
}

fn problem(shown: &Shown) -> Problem<'_> {
    let (standing, waiver) = match &shown.standing {
        Standing::Open => ("open", None),
        Standing::Known => ("known", None),
        Standing::Waived(waiver) => ("waived", waiver.as_ref()),
    };
    Problem { standing, waiver, wire: &shown.wire }
}
