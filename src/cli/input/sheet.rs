//! A sheet of a spreadsheet as CSV, so that everything behind it reads one form: row `n` of the sheet is line `n`.
//!
//! Rows above the header (a title, merged over the columns) and empty rows become empty lines. A header of several rows
//! becomes one: the lowest name of each column, with those above it where two columns would be named alike. The value of
//! a cell that is merged over several rows stands in each of them. Dates are written as dates, whatever the format of the
//! cell; line ends inside a value become spaces.

use super::chunks::{Chunks, chunks};
use super::sheet_head::{Head, Merged};
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::Unit;
use jiff::civil::DateTime;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

type Book = Xlsx<BufReader<File>>;

/// Rows above the header that are looked at.
const MOST_ABOVE: usize = 20;

/// A sheet, opened.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The other sheets that show.
    pub others: Vec<String>,
    /// Its rows as CSV with commas, in UTF-8.
    pub input: Box<dyn Read + Send>,
    /// What its head looked like.
    pub head: Head,
}

/// Why there is none.
#[derive(Debug)]
pub enum Unopened {
    /// The file could not be read.
    Io(io::Error),
    /// It is no spreadsheet, or is damaged or has a password.
    NoBook(String),
    /// There is no sheet of that name; those there are.
    NoSheet(Vec<String>),
}

/// Opens the sheet of a name; if none is given the first that shows. Rows are read while they are asked for: memory holds the
/// table of texts of the workbook, not the rows.
pub fn open(path: &Path, wanted: Option<&str>) -> Result<Sheet, Unopened> {
    let file = File::open(path).map_err(Unopened::Io)?;
    let mut book: Book = Xlsx::new(BufReader::new(file)).map_err(|e| unopened(&e))?;
    let shows = |s: &&calamine::Sheet| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible;
    let mut names: Vec<String> =
        book.sheets_metadata().iter().filter(shows).map(|s| s.name.clone()).collect();
    let all = || book.sheets_metadata().iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    let name = match wanted {
        Some(wanted) => {
            let known = all();
            known.iter().find(|n| n.trim() == wanted.trim()).cloned().ok_or(Unopened::NoSheet(known))?
        }
        None => names.first().cloned().ok_or_else(|| Unopened::NoSheet(all()))?,
    };
    names.retain(|n| *n != name);
    let merged = book.merge_cells_by_sheet_name(&name).map_err(|e| unopened(&e))?;
    let merged: Vec<Merged> = merged.into_iter().map(|d| Merged { from: d.start, to: d.end }).collect();
    let (out, rows) = chunks();
    let head = sync_channel(1);
    let sheet = name.clone();
    thread::spawn(move || {
        let mut writer = Writer { merged, held: Vec::new(), out, at: 0 };
        if let Err(error) = writer.all(&mut book, &sheet, &head.0) {
            writer.out.fail(error);
        }
    });
    let head = head.1.recv().unwrap_or_default();
    Ok(Sheet { name, others: names, input: Box::new(rows), head })
}

fn unopened(error: &XlsxError) -> Unopened {
    Unopened::NoBook(error.to_string())
}

/// One row: the values by column.
type Row = Vec<String>;

struct Writer {
    merged: Vec<Merged>,
    /// Values that stand in further rows: the last row, the column, the value.
    held: Vec<(u32, usize, String)>,
    out: Chunks,
    /// The next row to be written.
    at: u32,
}

impl Writer {
    /// Reads all rows of a sheet. The head is handed over as soon as it is known.
    fn all(&mut self, book: &mut Book, sheet: &str, head: &SyncSender<Head>) -> io::Result<()> {
        let failed = |e: XlsxError| io::Error::other(e.to_string());
        let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
        // Rows before the head is known.
        let mut first: Vec<(u32, Row)> = Vec::new();
        let mut columns = None;
        let mut row: (u32, Row) = (0, Row::new());
        loop {
            let cell = cells.next_cell().map_err(failed)?;
            let place = cell.as_ref().map(calamine::Cell::get_position);
            if place.is_none_or(|(at, _)| at != row.0) {
                let (at, values) = std::mem::take(&mut row);
                if values.iter().any(|v| !v.is_empty()) {
                    match columns {
                        Some(columns) => self.row(at, values, columns)?,
                        None => first.push((at, values)),
                    }
                }
                if columns.is_none() && (first.len() > MOST_ABOVE || place.is_none()) {
                    let found = Head::of(&first, &self.merged);
                    let own: Vec<(u32, Row)> = first.drain(..).filter(|(at, _)| *at > found.last).collect();
                    columns = Some(found.names.len());
                    let _ = head.send(found.clone());
                    if !found.names.is_empty() {
                        self.write(found.last, &found.names)?;
                    }
                    for (at, values) in own {
                        self.row(at, values, found.names.len())?;
                    }
                }
            }
            let (Some(cell), Some((at, column))) = (cell, place) else { break };
            let value = text(cell.get_value());
            row.0 = at;
            if !value.is_empty() {
                row.1.resize(row.1.len().max(column as usize + 1), String::new());
                row.1[column as usize] = value;
            }
        }
        self.out.hand_over()
    }

    /// A row below the head, with what is merged into it.
    fn row(&mut self, at: u32, mut values: Row, columns: usize) -> io::Result<()> {
        values.resize(values.len().max(columns), String::new());
        self.held.retain(|(last, _, _)| *last >= at);
        for (_, column, value) in &self.held {
            if let Some(own) = values.get_mut(*column).filter(|v| v.is_empty()) {
                own.clone_from(value);
            }
        }
        for merged in self.merged.iter().filter(|m| m.from.0 == at && m.to.0 > at) {
            let column = merged.from.1 as usize;
            if let Some(value) = values.get(column).filter(|v| !v.is_empty()) {
                self.held.push((merged.to.0, column, value.clone()));
            }
        }
        self.write(at, &values)
    }

    fn write(&mut self, at: u32, values: &[String]) -> io::Result<()> {
        while self.at < at {
            self.out.bytes.push(b'\n');
            self.at += 1;
        }
        self.at = at + 1;
        let mut csv = csv::WriterBuilder::new().from_writer(&mut self.out.bytes);
        csv.write_record(values).map_err(io::Error::other)?;
        csv.flush()?;
        drop(csv);
        self.out.hand_over_if_full()
    }
}

/// A value as CSV has it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::Bool(is) => is.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            let parts = [month, day, hour, minute, second].map(|n| i8::try_from(n).unwrap_or_default());
            let year = i16::try_from(year).unwrap_or_default();
            let [month, day, hour, minute, second] = parts;
            let nanos = i32::from(milli) * 1_000_000;
            // A day that never was, such as 29 February 1900, stays the number that it is.
            DateTime::new(year, month, day, hour, minute, second, nanos)
                .map_or_else(|_| number(at.as_f64()), |time| moment(time, at.as_f64()))
        }
        DataRef::DateTime(length) => clock(length.as_f64()),
    }
}

/// Numbers are kept as floats: times are off by less than a second, and whole numbers are whole.
fn moment(time: DateTime, serial: f64) -> String {
    let time = time.round(Unit::Second).unwrap_or(time);
    if serial < 1.0 {
        return time.strftime("%H:%M:%S").to_string();
    }
    let midnight = time.time() == jiff::civil::Time::midnight();
    time.strftime(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
}

/// A length of time, in days, as hours, minutes and seconds.
fn clock(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as i64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { n.to_string() }
}

fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}
