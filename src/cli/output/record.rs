//! The whole decision as one JSON object. `docs/records.md` is the contract; keys without content are left out.

use super::Line;
use super::compact::id;
use super::fragments::{Fragments, basis};
use super::json::{escape, key, list, number};
use crate::cli::record::time;
use fenbo::diagram::Outcome;
use fenbo::policy::duty::DutyId;
use fenbo::policy::intervals::Intervals;
use fenbo::router::{Assigned, Candidate, Complaint, Decision, Misfit, Urgent};
use fenbo::syntax::entries::{Duration, DurationUnit};
use jiff::civil::Date;

/// Writes one decision.
pub fn write(
    out: &mut Vec<u8>,
    line: &Line<'_, '_>,
    decision: &Decision<'_>,
    edition: Date,
    fragments: &Fragments,
) {
    out.push(b'{');
    id(out, line);
    out.extend_from_slice(b",\"status\":\"");
    out.extend_from_slice(decision.status.key().as_bytes());
    out.push(b'"');
    if let Some(matter) = line.complaint.and_then(Complaint::matter_id) {
        let (code, name) = fragments.matter(matter);
        out.extend_from_slice(b",\"matter\":{\"code\":");
        out.extend_from_slice(code);
        out.extend_from_slice(b",\"name\":");
        out.extend_from_slice(name);
        out.push(b'}');
    }
    let groups = [
        ("leads", &decision.leads),
        ("assist", &decision.assist),
        ("inform", &decision.inform),
        ("supervise", &decision.supervise),
    ];
    for (name, units) in groups {
        if !units.is_empty() {
            key(out, name);
            list(out, units, |out, unit| {
                assigned(out, unit, fragments);
                out.push(b'}');
            });
        }
    }
    if !decision.forerun.is_empty() {
        key(out, "forerun");
        list(out, &decision.forerun, |out, (unit, limit)| {
            assigned(out, unit, fragments);
            if let Some(limit) = limit {
                key(out, "limit");
                duration(out, *limit);
            }
            out.push(b'}');
        });
    }
    out.extend_from_slice(match decision.urgent {
        Urgent::No => b",\"urgent\":\"no\"",
        Urgent::Perhaps => b",\"urgent\":\"perhaps\"",
        Urgent::Yes => b",\"urgent\":\"yes\"",
    });
    for (name, at) in [("dispatch_by", decision.dispatch_by), ("contact_by", decision.contact_by)] {
        if let Some(at) = at {
            key(out, name);
            out.push(b'"');
            time::write(out, at, &fragments.zone);
            out.push(b'"');
        }
    }
    if !decision.limits.is_empty() {
        key(out, "limits");
        list(out, &decision.limits, |out, limit| {
            out.push(b'{');
            key(out, "step");
            escape(out, limit.step);
            key(out, "limit");
            duration(out, limit.limit);
            if let Some(due) = limit.due {
                key(out, "due");
                out.push(b'"');
                time::write(out, due, &fragments.zone);
                out.push(b'"');
            }
            out.push(b'}');
        });
    }
    key(out, "duties");
    list(out, &decision.duties, |out, duty| out.extend_from_slice(fragments.duty(*duty)));
    undecided(out, decision, fragments);
    notes(out, line, decision, fragments);
    out.extend_from_slice(b",\"edition\":\"");
    time::write_date(out, edition);
    out.extend_from_slice(b"\",\"lists\":");
    out.extend_from_slice(&fragments.hash);
    out.extend_from_slice(b"}\n");
}

/// What keeps it from being decided.
fn undecided(out: &mut Vec<u8>, decision: &Decision<'_>, fragments: &Fragments) {
    let policy = &fragments.policy;
    if !decision.candidates.is_empty() {
        key(out, "candidates");
        list(out, &decision.candidates, |out, c| candidate(out, c, fragments));
    }
    if let Some(question) = &decision.question {
        let attribute = policy.attributes().get(question.attribute);
        key(out, "question");
        out.push(b'{');
        key(out, "attribute");
        escape(out, &attribute.name);
        if let Some(ask) = &attribute.ask {
            key(out, "ask");
            escape(out, ask);
        }
        if let Some(level) = question.level.and_then(|l| policy.registry().areas.levels().get(l)) {
            key(out, "level");
            escape(out, level);
        }
        out.push(b'}');
    }
    if let Some(refusal) = decision.refusal.and_then(|r| policy.refusals().get(r)) {
        key(out, "refusal");
        out.push(b'{');
        key(out, "name");
        escape(out, &refusal.name);
        if let Some(redirect) = &refusal.redirect {
            key(out, "redirect");
            escape(out, redirect);
        }
        key(out, "basis");
        basis(out, &refusal.basis);
        out.push(b'}');
    }
    if let Some(role) = decision.vacant {
        key(out, "vacant");
        out.extend_from_slice(fragments.role(role));
    }
}

/// What was assumed, and what of the record was not used.
fn notes(out: &mut Vec<u8>, line: &Line<'_, '_>, decision: &Decision<'_>, fragments: &Fragments) {
    let policy = &fragments.policy;
    if !decision.assumed.is_empty() {
        key(out, "assumed");
        list(out, &decision.assumed, |out, (attr, value)| {
            let attribute = policy.attributes().get(*attr);
            out.push(b'{');
            key(out, "attribute");
            escape(out, &attribute.name);
            key(out, "value");
            escape(out, &attribute.describe(&Intervals::single(*value), &policy.registry().areas, 1));
            out.push(b'}');
        });
    }
    if !line.notes.ignored.is_empty() {
        key(out, "ignored");
        list(out, &line.notes.ignored, |out, ignored| {
            out.push(b'{');
            key(out, "name");
            escape(out, &ignored.name);
            if let Some(near) = &ignored.near {
                key(out, "near");
                escape(out, near);
            }
            out.push(b'}');
        });
    }
    if !line.notes.unfit.is_empty() {
        key(out, "unfit");
        list(out, &line.notes.unfit, unfit);
    }
    if !decision.exact {
        key(out, "exact");
        out.extend_from_slice(b"false");
    }
}

fn unfit(out: &mut Vec<u8>, misfit: &Misfit) {
    out.push(b'{');
    match misfit {
        Misfit::NoValue { attribute, word, near } => {
            key(out, "attribute");
            escape(out, attribute);
            key(out, "value");
            escape(out, word);
            if let Some(near) = near {
                key(out, "near");
                escape(out, near);
            }
        }
        Misfit::Ambiguous { attribute, word, all } => {
            key(out, "attribute");
            escape(out, attribute);
            key(out, "value");
            escape(out, word);
            key(out, "several");
            list(out, all, |out, one| escape(out, one));
        }
        Misfit::NoMatter { .. }
        | Misfit::MatterNotInEffect { .. }
        | Misfit::NoAttribute { .. }
        | Misfit::Contradiction { .. } => {}
    }
    out.push(b'}');
}

/// `{"unit":…` with role and office, left open.
fn assigned(out: &mut Vec<u8>, unit: &Assigned<'_>, fragments: &Fragments) {
    out.extend_from_slice(b"{\"unit\":");
    out.extend_from_slice(fragments.unit(unit.unit));
    if let Some(role) = unit.role {
        out.extend_from_slice(b",\"role\":");
        out.extend_from_slice(fragments.role(role));
    }
    if let Some(office) = unit.office {
        out.extend_from_slice(b",\"office\":");
        escape(out, office);
    }
    if !unit.certain {
        out.extend_from_slice(b",\"certain\":false");
    }
}

fn candidate(out: &mut Vec<u8>, candidate: &Candidate<'_>, fragments: &Fragments) {
    out.push(b'{');
    key(out, "outcome");
    out.extend_from_slice(match candidate.outcome {
        Outcome::Decided(_) => b"\"decided\"",
        Outcome::Gap => b"\"gap\"",
        Outcome::Conflict => b"\"conflict\"",
        Outcome::NotAccepted => b"\"not_accepted\"",
        Outcome::Infeasible => b"\"contradictory\"",
    });
    if !candidate.leads.is_empty() {
        // Each set of leads that the open place may lead to.
        key(out, "leads");
        list(out, &candidate.leads, |out, leads| {
            list(out, leads, |out, unit| out.extend_from_slice(fragments.unit(unit.unit)));
        });
    }
    key(out, "duties");
    list(out, &candidate.duties, |out, duty: &DutyId| escape(out, &fragments.policy.duty(*duty).code));
    key(out, "share");
    // Three digits are more than a share of equally likely possibilities can mean.
    let share = (candidate.share * 1000.0).round() / 1000.0;
    out.extend_from_slice(share.to_string().as_bytes());
    out.push(b'}');
}

fn duration(out: &mut Vec<u8>, duration: Duration) {
    out.extend_from_slice(b"{\"amount\":");
    number(out, u64::from(duration.amount));
    out.extend_from_slice(match duration.unit {
        DurationUnit::Minute => b",\"unit\":\"minute\"}",
        DurationUnit::Hour => b",\"unit\":\"hour\"}",
        DurationUnit::Day => b",\"unit\":\"day\"}",
        DurationUnit::WorkingDay => b",\"unit\":\"working_day\"}",
    });
}
