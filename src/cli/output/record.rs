//! The whole decision as one JSON object. `docs/records.md` is the contract; keys without content are left out.

use super::Line;
use super::compact::id;
use super::fragments::{Fragments, basis};
use super::json::{escape, list, number, put};
use crate::cli::clock::write_date;
use fenbo::diagram::Outcome;
use fenbo::policy::duty::DutyId;
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
    put(out, ",\"status\":\"");
    put(out, decision.status.key());
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
        (",\"leads\":", &decision.leads),
        (",\"assist\":", &decision.assist),
        (",\"inform\":", &decision.inform),
        (",\"supervise\":", &decision.supervise),
    ];
    for (key, units) in groups {
        if !units.is_empty() {
            put(out, key);
            list(out, units, |out, unit| {
                assigned(out, unit, fragments);
                out.push(b'}');
            });
        }
    }
    if !decision.forerun.is_empty() {
        put(out, ",\"forerun\":");
        list(out, &decision.forerun, |out, (unit, limit)| {
            assigned(out, unit, fragments);
            if let Some(limit) = limit {
                put(out, ",\"limit\":");
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
    for (key, at) in
        [(",\"dispatch_by\":\"", decision.dispatch_by), (",\"contact_by\":\"", decision.contact_by)]
    {
        if let Some(at) = at {
            put(out, key);
            fragments.clock.write(out, at);
            out.push(b'"');
        }
    }
    if !decision.limits.is_empty() {
        put(out, ",\"limits\":");
        list(out, &decision.limits, |out, limit| {
            put(out, "{\"step\":");
            escape(out, limit.step);
            put(out, ",\"limit\":");
            duration(out, limit.limit);
            if let Some(due) = limit.due {
                put(out, ",\"due\":\"");
                fragments.clock.write(out, due);
                out.push(b'"');
            }
            out.push(b'}');
        });
    }
    if !decision.unsettled.is_empty() {
        put(out, ",\"unsettled\":");
        list(out, &decision.unsettled, |out, year| put(out, &year.to_string()));
    }
    put(out, ",\"duties\":");
    list(out, &decision.duties, |out, duty| out.extend_from_slice(fragments.duty(*duty)));
    undecided(out, decision, fragments);
    notes(out, line, decision, fragments);
    out.extend_from_slice(b",\"edition\":\"");
    write_date(out, edition);
    out.extend_from_slice(b"\",\"lists\":");
    out.extend_from_slice(&fragments.hash);
    out.extend_from_slice(b"}\n");
}

/// What keeps it from being decided.
fn undecided(out: &mut Vec<u8>, decision: &Decision<'_>, fragments: &Fragments) {
    let policy = &fragments.policy;
    if !decision.candidates.is_empty() {
        put(out, ",\"candidates\":");
        list(out, &decision.candidates, |out, c| candidate(out, c, fragments));
    }
    if let Some(question) = &decision.question {
        let attribute = policy.attributes().get(question.attribute);
        put(out, ",\"question\":");
        put(out, "{\"attribute\":");
        escape(out, &attribute.name);
        if let Some(ask) = &attribute.ask {
            put(out, ",\"ask\":");
            escape(out, ask);
        }
        if let Some(level) = question.level.and_then(|l| policy.registry().areas.levels().get(l)) {
            put(out, ",\"level\":");
            escape(out, level);
        }
        out.push(b'}');
    }
    if let Some(refusal) = decision.refusal.and_then(|r| policy.refusals().get(r)) {
        put(out, ",\"refusal\":");
        put(out, "{\"name\":");
        escape(out, &refusal.name);
        if let Some(redirect) = &refusal.redirect {
            put(out, ",\"redirect\":");
            escape(out, redirect);
        }
        put(out, ",\"basis\":");
        basis(out, &refusal.basis);
        out.push(b'}');
    }
    if let Some(role) = decision.vacant {
        put(out, ",\"vacant\":");
        out.extend_from_slice(fragments.role(role));
    }
}

/// What was assumed, and what of the record was not used.
fn notes(out: &mut Vec<u8>, line: &Line<'_, '_>, decision: &Decision<'_>, fragments: &Fragments) {
    if !decision.assumed.is_empty() {
        put(out, ",\"assumed\":");
        list(out, &decision.assumed, |out, (attr, _)| out.extend_from_slice(fragments.silence(*attr)));
    }
    if let Some(found) = &line.notes.recognised {
        put(out, ",\"recognised\":{\"matter\":");
        escape(out, &found.code);
        let chance = f64::from(found.chance) / 1e4;
        put(out, &format!(",\"chance\":{chance},\"words\":"));
        list(out, &found.words, |out, word| escape(out, word));
        out.push(b'}');
    }
    if let Some(place) = &line.notes.place {
        put(out, ",\"place\":{\"areas\":");
        list(out, &place.areas, |out, area| escape(out, area));
        put(out, ",\"words\":");
        list(out, &place.words, |out, word| escape(out, word));
        put(out, &format!(",\"source\":\"{}\"", place.source.key()));
        put(out, if place.near { ",\"boundary\":true}" } else { "}" });
    }
    if !line.notes.read.is_empty() {
        put(out, ",\"read\":");
        list(out, &line.notes.read, |out, fact| {
            put(out, "{\"attribute\":");
            escape(out, &fact.attribute);
            put(out, ",\"values\":");
            list(out, &fact.values, |out, value| escape(out, value));
            put(out, ",\"words\":");
            list(out, &fact.words, |out, word| escape(out, word));
            put(out, ",\"source\":\"text\"}");
        });
    }
    if !line.notes.addresses.is_empty() {
        put(out, ",\"addresses\":");
        list(out, &line.notes.addresses, |out, address| escape(out, address));
    }
    if !line.notes.ignored.is_empty() {
        put(out, ",\"ignored\":");
        list(out, &line.notes.ignored, |out, ignored| {
            put(out, "{\"name\":");
            escape(out, &ignored.name);
            if let Some(near) = &ignored.near {
                put(out, ",\"near\":");
                escape(out, near);
            }
            out.push(b'}');
        });
    }
    if !line.notes.unfit.is_empty() {
        put(out, ",\"unfit\":");
        list(out, &line.notes.unfit, unfit);
    }
    if !decision.exact {
        put(out, ",\"exact\":false");
    }
}

/// A value that was taken for unknown.
fn unfit(out: &mut Vec<u8>, misfit: &Misfit) {
    let (attribute, word, near, all) = match misfit {
        Misfit::NoValue { attribute, word, near } => (attribute, word, near.as_deref(), &[][..]),
        Misfit::Ambiguous { attribute, word, all } => (attribute, word, None, &all[..]),
        Misfit::NoMatter { .. }
        | Misfit::MatterNotInEffect { .. }
        | Misfit::NoAttribute { .. }
        | Misfit::Contradiction { .. } => return put(out, "{}"),
    };
    put(out, "{\"attribute\":");
    escape(out, attribute);
    put(out, ",\"value\":");
    escape(out, word);
    if let Some(near) = near {
        put(out, ",\"near\":");
        escape(out, near);
    }
    if !all.is_empty() {
        put(out, ",\"several\":");
        list(out, all, |out, one| escape(out, one));
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
    put(out, "{\"outcome\":");
    out.extend_from_slice(match candidate.outcome {
        Outcome::Decided(_) => b"\"decided\"",
        Outcome::Gap => b"\"gap\"",
        Outcome::Conflict => b"\"conflict\"",
        Outcome::NotAccepted => b"\"not_accepted\"",
        Outcome::Infeasible => b"\"contradictory\"",
    });
    if !candidate.leads.is_empty() {
        // Each set of leads that the open place may lead to.
        put(out, ",\"leads\":");
        list(out, &candidate.leads, |out, leads| {
            list(out, leads, |out, unit| out.extend_from_slice(fragments.unit(unit.unit)));
        });
    }
    put(out, ",\"duties\":");
    list(out, &candidate.duties, |out, duty: &DutyId| escape(out, &fragments.policy.duty(*duty).code));
    put(out, ",\"share\":");
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
