//! The records of one piece of the input, one after the other.

use super::bind::Shape;
use crate::cli::clock::Clock;
use crate::cli::input::{self, Piece};
use crate::cli::record::{CsvReader, Fault, JsonReader, Reading, Sink, corrected_line};
use csv::ByteRecord;
use jiff::civil::DateTime;
use memchr::memchr;

/// One record as it stands.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A line of JSON.
    Line(&'a [u8]),
    /// Values in columns.
    Values(&'a ByteRecord),
}

impl Shape {
    /// Gives every record of a piece with the number of its line, or why there is none. `row` is used again.
    pub fn rows(
        &self,
        piece: &Piece,
        limit: usize,
        row: &mut ByteRecord,
        mut each: impl FnMut(u64, Result<Row<'_>, Fault>),
    ) {
        if let Some(fault) = piece.fault {
            let fault = match fault {
                input::Fault::TooLong(bytes) => Fault::TooLong { bytes, limit },
                input::Fault::OpenQuote => Fault::OpenQuote,
            };
            return each(piece.line, Err(fault));
        }
        match self {
            Self::Json { .. } => lines(piece, limit, each),
            Self::Csv { delimiter, .. } => {
                let mut table = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .flexible(true)
                    .delimiter(*delimiter)
                    .from_reader(&piece.bytes[..]);
                // From memory and without a fixed number of columns, reading a row cannot fail.
                while table.read_byte_record(row).unwrap_or(false) {
                    let here = piece.line + line_of(row, &piece.bytes);
                    let bytes = row.as_slice().len();
                    if bytes > limit {
                        each(here, Err(Fault::TooLong { bytes: bytes as u64, limit }));
                    } else {
                        each(here, Ok(Row::Values(row)));
                    }
                }
            }
        }
    }

    /// Pours one record.
    pub fn read(&self, row: Row<'_>, sink: &mut impl Sink) {
        match (self, row) {
            (Self::Json { label, plan }, Row::Line(line)) => {
                JsonReader { label: label.as_deref(), plan: plan.as_ref() }.read(line, sink);
            }
            (Self::Csv { plan, at, columns, .. }, Row::Values(row)) => {
                CsvReader { plan, at, columns: *columns }.read(row, sink);
            }
            // A piece of one shape has no records of another.
            _ => {}
        }
    }

    /// What was found out later of the same record, where the mapping tells it. Gives whether it does.
    pub fn read_corrected(&self, row: Row<'_>, sink: &mut impl Sink) -> bool {
        if let (Self::Json { plan: None, .. }, Row::Line(line)) = (self, row) {
            let later = corrected_line(line);
            if let Some(line) = &later {
                JsonReader { label: None, plan: None }.read(line, sink);
            }
            return later.is_some();
        }
        let Some(corrected) = self.plan().and_then(|p| p.corrected.as_deref()) else { return false };
        match (self, row) {
            (Self::Json { plan: Some(plan), .. }, Row::Line(line)) => {
                JsonReader { label: None, plan: Some(plan) }.read_corrected(corrected, line, sink)
            }
            (Self::Csv { at, columns, .. }, Row::Values(row)) => {
                let reader = CsvReader { plan: corrected, at, columns: *columns };
                let says = reader.corrects(row);
                if says {
                    reader.read(row, sink);
                }
                says
            }
            _ => false,
        }
    }

    /// Only the time of receipt, to choose the edition by.
    pub fn received(&self, row: Row<'_>, clock: &Clock, reading: Reading) -> Option<DateTime> {
        match (self, row) {
            (Self::Json { plan, .. }, Row::Line(line)) => {
                JsonReader { label: None, plan: plan.as_ref() }.received(line, clock, reading)
            }
            (Self::Csv { plan, at, columns, .. }, Row::Values(row)) => {
                CsvReader { plan, at, columns: *columns }.received(row, clock, reading)
            }
            _ => None,
        }
    }
}

fn lines(piece: &Piece, limit: usize, mut each: impl FnMut(u64, Result<Row<'_>, Fault>)) {
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
        if line.len() > limit {
            each(here, Err(Fault::TooLong { bytes: line.len() as u64, limit }));
        } else {
            each(here, Ok(Row::Line(line)));
        }
    }
}

/// Lines before a row in its piece. The reader counts from where the row before ended, so empty lines come first.
fn line_of(row: &ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = row.position() else { return 0 };
    let from = bytes.get(position.byte() as usize..).unwrap_or_default();
    let empty = from.iter().take_while(|b| matches!(b, b'\n' | b'\r')).filter(|b| **b == b'\n');
    position.line() - 1 + empty.count() as u64
}
