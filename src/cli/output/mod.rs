//! Decisions as bytes: JSON Lines, CSV, a table. Each format is known to one file.

mod compact;
mod csv;
mod fragments;
pub mod json;
mod record;
mod table;

use crate::cli::record::{Fault, Notes};
use fenbo::finding::Lang;
use fenbo::router::{Brief, Complaint, Decision};
use jiff::civil::Date;

pub use fragments::Fragments;

/// How decisions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json {
        compact: bool,
    },
    Csv {
        compact: bool,
    },
    /// For people, to a width.
    Table {
        width: usize,
    },
}

/// What one record came to.
pub enum Answer<'a, 'r> {
    Decision {
        decision: &'a Decision<'r>,
        edition: Date,
    },
    /// With all leads where there are several.
    Brief {
        brief: Brief,
        joint: Option<&'a Decision<'r>>,
    },
    Fault,
}

/// One record and what it came to.
pub struct Line<'a, 'r> {
    /// The number of its first line in the input.
    pub number: u64,
    pub notes: &'a Notes,
    pub complaint: Option<&'a Complaint<'r>>,
    pub answer: Answer<'a, 'r>,
}

impl Form {
    /// Whether the reasons are left out.
    pub fn is_compact(self) -> bool {
        matches!(self, Self::Json { compact: true } | Self::Csv { compact: true })
    }

    /// What stands before the first record.
    pub fn head(self, out: &mut Vec<u8>, lang: Lang) {
        match self {
            Self::Json { .. } => {}
            Self::Csv { compact } => csv::head(out, compact),
            Self::Table { width } => table::head(out, width, lang),
        }
    }

    /// One record. Always ends with a line feed.
    pub fn write(self, out: &mut Vec<u8>, line: &Line<'_, '_>, fragments: &Fragments) {
        match (self, &line.answer) {
            (Self::Table { width }, _) => table::write(out, line, width, fragments),
            (Self::Csv { compact }, _) => csv::write(out, line, compact, fragments),
            (Self::Json { .. }, Answer::Fault) => compact::fault(out, line, fragments.lang),
            (Self::Json { .. }, Answer::Brief { brief, joint }) => {
                compact::brief(out, line, brief, joint.as_deref(), fragments);
            }
            (Self::Json { .. }, Answer::Decision { decision, edition }) => {
                record::write(out, line, decision, *edition, fragments);
            }
        }
    }
}

/// The first reason why a record is no complaint.
fn first_fault<'n>(line: &Line<'_, '_>, notes: &'n Notes) -> Option<&'n Fault> {
    matches!(line.answer, Answer::Fault).then(|| notes.faults.first()).flatten()
}
