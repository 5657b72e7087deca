//! Cuts an input into pieces of whole records, so that several threads can read them and memory stays flat.
//!
//! A piece holds as many records as one read brought. A record that is longer than the limit is given as its first
//! bytes and never held whole. In CSV a line end inside quotes does not end a record; a quote that is never closed
//! would swallow everything behind it, so then only the line it is on counts as bad and reading goes on after it.

use super::csv_scan::CsvScan;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};

/// Bytes asked for at once, of an input that has so many.
const BLOCK: usize = 256 * 1024;
/// Bytes asked for at once of one that comes in drops.
const DROP: usize = 4 * 1024;
/// Bytes kept of a record that is too long, to find its number in.
const HEAD: usize = 4 * 1024;

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One record on each line.
    Lines,
    /// Comma-separated values; line ends in quotes belong to the value.
    Csv {
        /// What stands between two values.
        delimiter: u8,
    },
}

/// Why some bytes are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Longer than the limit; so many bytes.
    TooLong(u64),
    /// A quote is opened and never closed, or closed where the number of columns is wrong.
    OpenQuote,
}

/// Some records, or one that is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of its first line, from 1.
    pub line: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// If set, `bytes` is the start of one bad record.
    pub fault: Option<Fault>,
}

/// Reads pieces.
pub struct Cutter<R> {
    input: R,
    format: Format,
    limit: usize,
    buffer: Vec<u8>,
    /// Bytes to ask for next.
    ask: usize,
    line: u64,
    ended: bool,
    scan: CsvScan,
}

impl<R: Read> Cutter<R> {
    /// Records longer than `limit` bytes are given as faults.
    pub fn new(input: R, format: Format, limit: usize) -> Self {
        let delimiter = if let Format::Csv { delimiter } = format { delimiter } else { b',' };
        let scan = CsvScan::new(delimiter);
        Self { input, format, limit, buffer: Vec::new(), ask: DROP, line: 1, ended: false, scan }
    }

    /// The first record of a CSV input that is not an empty line: its columns are what every other must have.
    /// `None` if there is none.
    pub fn header(&mut self) -> io::Result<Option<Piece>> {
        loop {
            let Some(end) = memchr(b'\n', &self.buffer) else {
                if self.ended && self.buffer.is_empty() {
                    return Ok(None);
                }
                if self.ended || self.buffer.len() > self.limit {
                    return self.open_header().map(Some);
                }
                self.fill()?;
                continue;
            };
            if self.buffer[..end].iter().all(u8::is_ascii_whitespace) {
                self.buffer.drain(..=end);
                self.line += 1;
                continue;
            }
            if let Some(record) = self.scan.first(&self.buffer) {
                let piece = self.take(record);
                return Ok(Some(piece));
            }
            if self.ended || self.buffer.len() > self.limit {
                return self.open_header().map(Some);
            }
            self.fill()?;
        }
    }

    /// A header without an end: at the end of the input it is one all the same unless a quote is open.
    fn open_header(&mut self) -> io::Result<Piece> {
        if self.ended && self.scan.closes(&self.buffer) {
            let all = self.buffer.len();
            return Ok(self.take(all));
        }
        self.bad_line()
    }

    /// The next piece; `None` at the end.
    pub fn piece(&mut self) -> io::Result<Option<Piece>> {
        loop {
            let (good, bad) = match self.format {
                Format::Lines => (memrchr(b'\n', &self.buffer).map_or(0, |end| end + 1), false),
                Format::Csv { .. } => self.scan.run(&self.buffer, self.ended),
            };
            if good > 0 {
                return Ok(Some(self.take(good)));
            }
            if bad {
                return self.bad_line().map(Some);
            }
            if self.buffer.len() > self.limit {
                return self.bad_line().map(Some);
            }
            if self.ended {
                let all = self.buffer.len();
                return Ok((all > 0).then(|| self.take(all)));
            }
            self.fill()?;
        }
    }

    fn take(&mut self, end: usize) -> Piece {
        let rest = self.buffer.split_off(end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        self.scan.restart();
        Piece { line, bytes, fault: None }
    }

    /// Gives up the first line of the buffer as bad; what it has beyond its first bytes is read and dropped.
    fn bad_line(&mut self) -> io::Result<Piece> {
        let line = self.line;
        self.line += 1;
        self.scan.restart();
        if let Some(end) = memchr(b'\n', &self.buffer)
            && end <= self.limit
        {
            let rest = self.buffer.split_off(end + 1);
            let bytes = std::mem::replace(&mut self.buffer, rest);
            return Ok(Piece { line, bytes, fault: Some(Fault::OpenQuote) });
        }
        if self.buffer.len() <= self.limit {
            // The input ends inside it.
            let bytes = std::mem::take(&mut self.buffer);
            return Ok(Piece { line, bytes, fault: Some(Fault::OpenQuote) });
        }
        let head = self.buffer[..HEAD.min(self.buffer.len())].to_vec();
        let mut length = 0;
        loop {
            if let Some(end) = memchr(b'\n', &self.buffer) {
                length += end as u64;
                self.buffer.drain(..=end);
                break;
            }
            length += self.buffer.len() as u64;
            self.buffer.clear();
            if self.ended {
                break;
            }
            self.fill()?;
        }
        Ok(Piece { line, bytes: head, fault: Some(Fault::TooLong(length)) })
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.buffer.len();
        self.buffer.resize(before + self.ask, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[before..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let got = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(before + got);
        self.ask = if got == self.ask { self.ask * 2 } else { (got * 2).min(self.ask) }.clamp(DROP, BLOCK);
        self.ended = read? == 0;
        Ok(())
    }
}
