//! A history opened by lists: input, mapping and columns bound, for whatever is counted over it.

use super::LIMIT;
use super::bind::{Pieces, bind, mapping};
use super::reader::Table;
use super::shelf::Shelf;
use super::source::{Input, Opening};
use crate::cli::clock::Clock;
use crate::cli::console::{Console, Failure, both};
use crate::cli::dates::Dates;
use crate::cli::record::{Kind, Reading, Texts};
use fenbo::recognise::Weights;
use std::path::Path;

/// What to open, and by which lists.
pub struct Past<'p> {
    pub file: &'p Path,
    /// The mapping, by its file or name.
    pub map: Option<&'p str>,
    /// The column of the unit that handled it.
    pub label: Option<&'p str>,
    pub encoding: Option<&'p str>,
    /// The sheet, where it is a spreadsheet.
    pub sheet: Option<&'p str>,
    pub shelf: Shelf,
    /// Lists to hold against the first.
    pub second: Option<Shelf>,
    /// Whether what was found out later of a complaint is wanted.
    pub corrects: bool,
}

/// Records of the past, ready to be walked over: values that do not fit are unknown, and days are times.
pub struct Opened {
    pub table: Table,
    pub pieces: Pieces,
    /// Which unit the label is.
    pub kind: Kind,
}

impl<'p> Past<'p> {
    /// A file by lists, without anything further.
    pub fn new(file: &'p Path, map: Option<&'p str>, shelf: Shelf) -> Self {
        Self { file, map, label: None, encoding: None, sheet: None, shelf, second: None, corrects: false }
    }

    /// Opens it. `None`: the input is empty.
    pub fn open(self, console: Console) -> Result<Option<Opened>, Failure> {
        let map = self.map.map(|name| mapping(name, console)).transpose()?;
        let opening = Opening {
            file: Some(self.file),
            encoding: self.encoding,
            sheet: self.sheet,
            ..Opening::default()
        };
        let input = Input::open(opening, console)?;
        let policy = self.shelf.policy().clone();
        let clock = Clock::of(&policy)?;
        let Some(bound) = bind(input, map, self.label, LIMIT, Some(&policy), console)? else {
            return Ok(None);
        };
        let map = bound.mapping;
        let dates = map.as_ref().map(|m| Dates { order: m.date_order }).unwrap_or_default();
        let table = Table {
            shape: bound.shape,
            clock,
            limit: LIMIT,
            reading: Reading { lenient: true, days: true, dates },
            shelf: self.shelf,
            second: self.second,
            corrects: self.corrects,
            texts: Some(Texts::new(policy, Weights::default())),
        };
        let kind = map.map(|m| m.label.kind).unwrap_or_default();
        Ok(Some(Opened { table, pieces: bound.pieces, kind }))
    }

    /// Opens it; an empty one is a failure.
    pub fn open_some(self, console: Console) -> Result<Opened, Failure> {
        let file = self.file;
        self.open(console)?.ok_or_else(|| empty(file))
    }
}

/// Says that there is nothing in a file.
pub fn empty(file: &Path) -> Failure {
    let file = file.display();
    both(format!("{file} 是空的"), format!("{file} is empty"))
}
