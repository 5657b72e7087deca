//! Finds the ends of CSV records, by the rules of the `csv` crate: a quote opens a quoted value only where a value
//! begins, two quotes in it are one, and the text behind its end belongs to the value.

use memchr::{memchr, memrchr};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Where a value begins.
    Start,
    /// In a value without quotes, or behind the closing quote.
    Plain,
    /// Inside quotes.
    Quoted,
    /// Behind a quote inside quotes: the end of the value, or half of two.
    Quote,
}

/// The state of one scan.
#[derive(Debug, Clone)]
pub struct CsvScan {
    delimiter: u8,
    /// Columns of the header; 0 while unknown.
    columns: usize,
    at: At,
    /// Up to where it has been scanned.
    scanned: usize,
    /// Where the last whole record ends.
    good: usize,
    fields: usize,
    lines: usize,
    /// Text stands behind a closing quote.
    stray: bool,
}

impl CsvScan {
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, columns: 0, at: At::Start, scanned: 0, good: 0, fields: 1, lines: 0, stray: false }
    }

    /// Begins again at the start of a buffer.
    pub fn restart(&mut self) {
        *self = Self { columns: self.columns, ..Self::new(self.delimiter) };
    }

    /// The end of the first record, if the buffer holds all of it. Its columns are then expected of the others.
    pub fn first(&mut self, buffer: &[u8]) -> Option<usize> {
        self.restart();
        while self.scanned < buffer.len() {
            if self.step(buffer[self.scanned]) {
                self.columns = self.fields;
                return Some(self.scanned);
            }
        }
        None
    }

    /// Whether the whole buffer leaves no quote open.
    pub fn closes(&mut self, buffer: &[u8]) -> bool {
        self.restart();
        while self.scanned < buffer.len() {
            self.step(buffer[self.scanned]);
        }
        self.columns = self.fields;
        self.at != At::Quoted
    }

    /// Scans on. Gives the end of the last whole record of the buffer, and whether the one behind it is bad: it runs
    /// over several lines and ends with another number of columns than the header has or with text behind a closing
    /// quote (then that quote opened the next value, most likely), or the input ends in quotes.
    pub fn run(&mut self, buffer: &[u8], ended: bool) -> (usize, bool) {
        while self.scanned < buffer.len() {
            if self.at == At::Start && self.fields == 1 && self.lines == 0 {
                // At the start of a record: whole lines without a quote are whole records.
                let rest = &buffer[self.scanned..];
                let quote = memchr(b'"', rest).unwrap_or(rest.len());
                if let Some(end) = memrchr(b'\n', &rest[..quote]) {
                    self.scanned += end + 1;
                    self.good = self.scanned;
                    if self.scanned == buffer.len() {
                        break;
                    }
                }
                if quote == rest.len() {
                    // The rest of the last line is scanned once the next bytes are there.
                    break;
                }
            }
            if self.step(buffer[self.scanned]) {
                if self.lines > 1 && (self.fields != self.columns || self.stray) {
                    return (self.good, true);
                }
                self.good = self.scanned;
                self.fields = 1;
                self.lines = 0;
                self.stray = false;
            }
        }
        // The end of the input ends a record, too.
        let spread = self.lines > 0 && (self.fields != self.columns || self.stray);
        (self.good, ended && (self.at == At::Quoted || spread))
    }

    /// One byte; whether it ends a record.
    fn step(&mut self, byte: u8) -> bool {
        self.scanned += 1;
        self.at = match (self.at, byte) {
            (At::Start | At::Quote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) => {
                self.lines += usize::from(byte == b'\n');
                At::Quoted
            }
            (_, b'\n') => {
                self.lines += 1;
                self.at = At::Start;
                return true;
            }
            (_, b) if b == self.delimiter => {
                self.fields += 1;
                At::Start
            }
            (At::Quote, b) => {
                self.stray |= b != b'\r';
                At::Plain
            }
            _ => At::Plain,
        };
        false
    }
}
