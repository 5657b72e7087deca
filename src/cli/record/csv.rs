//! CSV: rows by the header's columns.

use super::fault::Fault;
use super::filling::Reading;
use super::plan::{Cell, Plan};
use super::sink::Sink;
use crate::cli::clock::Clock;
use csv::ByteRecord;
use jiff::civil::DateTime;
use std::borrow::Cow;

/// Reads rows.
pub struct CsvReader<'p> {
    pub plan: &'p Plan,
    /// For each slot of the plan its column.
    pub at: &'p [Option<usize>],
    /// Columns of the header.
    pub columns: usize,
}

impl CsvReader<'_> {
    fn cell<'r>(&self, row: &'r ByteRecord, slot: usize) -> Cell<'r> {
        let bytes = self.at.get(slot).copied().flatten().and_then(|column| row.get(column));
        match bytes.map(std::str::from_utf8) {
            None | Some(Ok("")) => Cell::Missing,
            Some(Ok(text)) => Cell::Text(Cow::Borrowed(text)),
            Some(Err(error)) => Cell::NotUtf8(error.valid_up_to() + 1),
        }
    }

    /// Fills a complaint from one row. What is wrong is in the notes.
    pub fn read<S: Sink>(&self, row: &ByteRecord, filling: &mut S) {
        if row.len() == self.columns {
            self.plan.apply(|slot| self.cell(row, slot), filling);
        } else {
            // The row may be shifted: of its values only the id is taken, to find it again.
            if let Some(Cell::Text(id)) = self.plan.id.map(|slot| self.cell(row, slot)) {
                filling.id(&id);
            }
            filling.fault(Fault::Columns { header: self.columns, found: row.len() });
        }
        filling.finish();
    }

    /// Whether a row says anything of what was found out later, by a plan of corrections.
    pub fn corrects(&self, row: &ByteRecord) -> bool {
        row.len() == self.columns && self.plan.corrects(|slot| self.cell(row, slot))
    }

    /// Only the time of receipt, to choose the edition by.
    pub fn received(&self, row: &ByteRecord, clock: &Clock, reading: Reading) -> Option<DateTime> {
        match self.plan.received.map(|slot| self.cell(row, slot)) {
            Some(Cell::Text(text)) => reading.time(&text, clock).map(|t| t.0),
            _ => None,
        }
    }
}
