//! CSV for sheets. Cells that a sheet would take for a formula get a `'` before them.

use super::fragments::Fragments;
use super::{Answer, Line, first_fault};
use crate::cli::words::Words;
use fenbo::policy::registry::UnitId;
use fenbo::router::{Assigned, Complaint, Decision, Urgent};
use jiff::civil::{Date, DateTime};

const COMPACT: [&str; 6] = ["id", "unit", "matter", "status", "error", "message"];
const FULL: [&str; 21] = [
    "id",
    "line",
    "status",
    "matter",
    "matter_name",
    "unit",
    "role",
    "office",
    "assist",
    "inform",
    "supervise",
    "forerun",
    "urgent",
    "dispatch_by",
    "contact_by",
    "duties",
    "question",
    "note",
    "error",
    "message",
    "edition",
];

/// The line of headings.
pub fn head(out: &mut Vec<u8>, compact: bool) {
    let names: &[&str] = if compact { &COMPACT } else { &FULL };
    out.extend_from_slice(names.join(",").as_bytes());
    out.push(b'\n');
}

/// The id without the marks of JSON.
pub fn id(line: &Line<'_, '_>) -> String {
    let id = &line.notes.id;
    match id.first() {
        Some(b'"') => serde_json::from_slice(id).unwrap_or_default(),
        _ => String::from_utf8_lossy(id).into_owned(),
    }
}

/// One record.
pub fn write(out: &mut Vec<u8>, line: &Line<'_, '_>, compact: bool, fragments: &Fragments) {
    let mut row = Row { out, first: true };
    let policy = &fragments.policy;
    let matter = line.complaint.and_then(Complaint::matter_id).map(|m| policy.matters().get(m));
    let fault = first_fault(line, line.notes);
    let error = fault.map_or("", |f| f.key());
    let message = fault.map_or_else(String::new, |f| f.text(fragments.lang));
    row.text(&id(line));
    if compact {
        let (status, units) = match &line.answer {
            Answer::Brief { brief, joint } => {
                let all = joint.map(|d| d.leads.iter().map(|l| l.unit).collect());
                (brief.status.key(), all.unwrap_or_else(|| brief.lead.into_iter().collect::<Vec<UnitId>>()))
            }
            Answer::Decision { decision, .. } => {
                (decision.status.key(), decision.leads.iter().map(|l| l.unit).collect())
            }
            Answer::Fault => ("", Vec::new()),
        };
        let units: Vec<&str> = units.iter().map(|u| policy.registry().units.get(*u).name.as_str()).collect();
        row.text(&units.join("、"));
        row.text(matter.filter(|_| fault.is_none()).map_or("", |m| &m.code));
        row.text(status);
        row.text(error);
        row.text(&message);
        row.end();
        return;
    }
    row.text(&line.number.to_string());
    match &line.answer {
        Answer::Decision { decision, edition } => {
            row.text(decision.status.key());
            row.text(matter.map_or("", |m| &m.code));
            row.text(matter.map_or("", |m| &m.name));
            decided(&mut row, decision, *edition, fragments);
        }
        Answer::Brief { .. } | Answer::Fault => {
            for _ in 2..FULL.len() - 3 {
                row.text("");
            }
            row.text(error);
            row.text(&message);
            row.text("");
        }
    }
    row.end();
}

/// The cells from the unit on.
fn decided(row: &mut Row<'_>, decision: &Decision<'_>, edition: Date, fragments: &Fragments) {
    let policy = &*fragments.policy;
    let words = Words { policy, lang: fragments.lang };
    let units = &policy.registry().units;
    let names = |all: &[Assigned<'_>]| {
        all.iter().map(|a| units.get(a.unit).name.as_str()).collect::<Vec<_>>().join("、")
    };
    let time = |at: Option<DateTime>| {
        let mut text = Vec::new();
        if let Some(at) = at {
            fragments.clock.write(&mut text, at);
        }
        String::from_utf8(text).unwrap_or_default()
    };
    row.text(&names(&decision.leads));
    let roles: Vec<&str> =
        decision.leads.iter().filter_map(|l| l.role).map(|r| units.get_role(r).name.as_str()).collect();
    row.text(&roles.join("、"));
    let offices: Vec<&str> = decision.leads.iter().filter_map(|l| l.office).collect();
    row.text(&offices.join("、"));
    row.text(&names(&decision.assist));
    row.text(&names(&decision.inform));
    row.text(&names(&decision.supervise));
    let forerun: Vec<Assigned<'_>> = decision.forerun.iter().map(|f| f.0).collect();
    row.text(&names(&forerun));
    row.text(match decision.urgent {
        Urgent::No => "no",
        Urgent::Perhaps => "perhaps",
        Urgent::Yes => "yes",
    });
    row.text(&time(decision.dispatch_by));
    row.text(&time(decision.contact_by));
    let codes: Vec<&str> = decision.duties.iter().map(|d| &*policy.duty(*d).code).collect();
    row.text(&codes.join("、"));
    row.text(decision.question.map_or("", |q| words.attribute(q.attribute)));
    row.text(&if decision.leads.is_empty() { words.decision(decision) } else { String::new() });
    row.text("");
    row.text("");
    row.text(&edition.to_string());
}

struct Row<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl Row<'_> {
    fn text(&mut self, text: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
        let quoted = text.contains(['"', ',', '\n', '\r']);
        if quoted {
            self.out.push(b'"');
        }
        if formula {
            self.out.push(b'\'');
        }
        if quoted {
            for byte in text.bytes() {
                if byte == b'"' {
                    self.out.push(b'"');
                }
                self.out.push(byte);
            }
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    fn end(&mut self) {
        self.out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::Row;

    fn row(cells: &[&str]) -> String {
        let mut out = Vec::new();
        let mut row = Row { out: &mut out, first: true };
        for cell in cells {
            row.text(cell);
        }
        row.end();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_and_no_formula_gets_through() {
        assert_eq!(row(&["a", "b,c", "d\"e", "f\ng"]), "a,\"b,c\",\"d\"\"e\",\"f\ng\"\n");
        assert_eq!(row(&["=1+1", "@x", "-12.5", "-a", "+86,1"]), "'=1+1,'@x,-12.5,'-a,\"'+86,1\"\n");
    }
}
