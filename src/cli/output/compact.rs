//! JSON without reasons: id, unit, matter, status; and records that are no complaints.

use super::fragments::Fragments;
use super::json::{escape, key, list, number};
use super::{Line, first_fault};
use fenbo::finding::Lang;
use fenbo::router::{Brief, Complaint, Decision};

/// `"id":…`, and the line where there is no id to find the record by.
pub fn id(out: &mut Vec<u8>, line: &Line<'_, '_>) {
    if line.notes.id.is_empty() {
        out.extend_from_slice(b"\"id\":null,\"line\":");
        number(out, line.number);
    } else {
        out.extend_from_slice(b"\"id\":");
        out.extend_from_slice(&line.notes.id);
    }
}

/// A decision in brief. Joint leads stand in `joint`, all of them.
pub fn brief(
    out: &mut Vec<u8>,
    line: &Line<'_, '_>,
    brief: &Brief,
    joint: Option<&Decision<'_>>,
    fragments: &Fragments,
) {
    out.push(b'{');
    id(out, line);
    out.extend_from_slice(b",\"unit\":");
    out.extend_from_slice(brief.lead.map_or(b"null", |unit| fragments.unit(unit)));
    if let Some(decision) = joint {
        key(out, "joint");
        list(out, &decision.leads, |out, lead| out.extend_from_slice(fragments.unit(lead.unit)));
    }
    out.extend_from_slice(b",\"matter\":");
    let matter = line.complaint.and_then(Complaint::matter_id);
    out.extend_from_slice(matter.map_or(b"null", |m| fragments.matter(m).0));
    out.extend_from_slice(b",\"status\":\"");
    out.extend_from_slice(brief.status.key().as_bytes());
    out.extend_from_slice(if brief.exact { b"\"}\n" } else { b"\",\"exact\":false}\n" });
}

/// A record that is no complaint: where it stands and all that is wrong with it.
pub fn fault(out: &mut Vec<u8>, line: &Line<'_, '_>, lang: Lang) {
    out.extend_from_slice(b"{\"line\":");
    number(out, line.number);
    out.extend_from_slice(b",\"id\":");
    out.extend_from_slice(if line.notes.id.is_empty() { b"null" } else { &line.notes.id });
    let Some(first) = first_fault(line, line.notes) else {
        out.extend_from_slice(b"}\n");
        return;
    };
    let mut one = |out: &mut Vec<u8>, fault: &crate::cli::record::Fault| {
        out.extend_from_slice(b"{\"code\":\"");
        out.extend_from_slice(fault.key().as_bytes());
        out.extend_from_slice(b"\",\"message\":");
        escape(out, &fault.text(lang));
        out.push(b'}');
    };
    key(out, "error");
    one(out, first);
    if let Some(more) = line.notes.faults.get(1..).filter(|more| !more.is_empty()) {
        key(out, "more");
        list(out, more, &mut one);
    }
    out.extend_from_slice(b"}\n");
}
