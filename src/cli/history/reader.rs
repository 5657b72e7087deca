//! One thread's reading: pieces of input in, complaints out.

use super::bind::Shape;
use super::rows::Row;
use super::shelf::{AsOf, Shelf};
use crate::cli::clock::Clock;
use crate::cli::input::Piece;
use crate::cli::record::{Fault, Filling, Memory, Notes, Reading, Texts, Twice};
use csv::ByteRecord;
use fenbo::router::{Complaint, Router};
use jiff::civil::{Date, DateTime};

/// Records and the lists by which they are complaints: the same for every thread.
pub struct Table {
    pub shape: Shape,
    pub clock: Clock,
    /// Bytes of one record at most.
    pub limit: usize,
    pub reading: Reading,
    pub shelf: Shelf,
    /// Lists to hold against the first: each record is a complaint by both.
    pub second: Option<Shelf>,
    /// Whether what was found out later of a complaint is wanted.
    pub corrects: bool,
    /// Reads the matter of a complaint that names none from its text.
    pub texts: Option<Texts>,
}

/// A complaint by the lists of its day.
#[derive(Clone, Copy)]
pub struct Case<'x, 'r> {
    pub complaint: &'x Complaint<'r>,
    pub router: &'r Router,
    /// The day whose lists apply.
    pub edition: Date,
}

/// One record.
pub struct Record<'x, 'r> {
    /// The number of its first line, or row.
    pub line: u64,
    pub notes: &'x Notes,
    /// None: it is no complaint; `notes.faults` says why.
    pub case: Option<Case<'x, 'r>>,
    /// The same by the second lists.
    pub second: Option<(&'x Notes, Option<Case<'x, 'r>>)>,
    /// The complaint with the likeliest matter of its text and the chance of that, of ten thousand, whether that is sure or not.
    pub read: Option<(Case<'x, 'r>, u32)>,
    /// The same complaint with what was found out later, where the mapping tells it and it is one.
    pub corrected: Option<&'x Complaint<'r>>,
}

/// Complaints by one set of lists, used again for every record.
struct Side<'r> {
    shelf: &'r Shelf,
    complaints: Vec<Option<Complaint<'r>>>,
    notes: Notes,
    memory: Memory,
    /// The epoch of the last record, to read one by that has no time of its own.
    epoch: usize,
}

impl<'r> Side<'r> {
    fn new(shelf: &'r Shelf) -> Self {
        let complaints = (0..shelf.epochs()).map(|_| None).collect();
        let epoch = match shelf.as_of {
            AsOf::Day(day) => shelf.epoch(day),
            AsOf::Record => shelf.epochs() - 1,
        };
        Self { shelf, complaints, notes: Notes::default(), memory: Memory::default(), epoch }
    }

    /// Goes to the lists of the record's day and empties the complaint.
    fn begin(&mut self, received: Option<DateTime>) {
        if let (AsOf::Record, Some(at)) = (self.shelf.as_of, received) {
            self.epoch = self.shelf.epoch(at.date());
        }
        self.notes.clear();
        let router = self.shelf.router(self.epoch);
        if let (Some(router), Some(slot)) = (router, self.complaints.get_mut(self.epoch)) {
            slot.get_or_insert_with(|| router.complaint()).clear();
        }
    }

    fn filling<'f>(
        &'f mut self,
        clock: &'f Clock,
        reading: Reading,
        texts: Option<&'f Texts>,
    ) -> Option<Filling<'f, 'r>> {
        let complaint = self.complaints.get_mut(self.epoch)?.as_mut()?;
        Some(Filling { complaint, notes: &mut self.notes, memory: &mut self.memory, clock, reading, texts })
    }

    /// After filling: whether it is a complaint, and by which day's lists. `received` is what the record says.
    fn end(&mut self, received: Option<DateTime>) {
        if self.shelf.as_of == AsOf::Record && received.is_none() && self.notes.faults.is_empty() {
            self.notes.fault(Fault::NotReceived);
        }
    }

    fn case(&self, received: Option<DateTime>) -> Option<Case<'_, 'r>> {
        if self.notes.faults.is_empty() { self.filled(received) } else { None }
    }

    /// The same of a matter that was read from a text, and may not be sure.
    fn read(&self, received: Option<DateTime>) -> Option<(Case<'_, 'r>, u32)> {
        let chance = match (&self.notes.recognised, self.notes.faults.as_slice()) {
            (Some(found), []) => found.chance,
            (None, [Fault::Unsure { candidates, .. }]) => candidates.first()?.chance,
            _ => return None,
        };
        Some((self.filled(received)?, chance))
    }

    fn filled(&self, received: Option<DateTime>) -> Option<Case<'_, 'r>> {
        let edition = match self.shelf.as_of {
            AsOf::Day(day) => day,
            AsOf::Record => received?.date(),
        };
        let router = self.shelf.router(self.epoch)?;
        Some(Case { complaint: self.complaints.get(self.epoch)?.as_ref()?, router, edition })
    }
}

/// A thread's own things, used again for every record.
pub struct Reader<'r> {
    table: &'r Table,
    first: Side<'r>,
    second: Option<Side<'r>>,
    corrected: Option<Side<'r>>,
    row: ByteRecord,
}

impl<'r> Reader<'r> {
    pub fn new(table: &'r Table) -> Self {
        let corrects = table.corrects && table.shape.plan().is_none_or(|p| p.corrected.is_some());
        Self {
            table,
            first: Side::new(&table.shelf),
            second: table.second.as_ref().map(Side::new),
            corrected: corrects.then(|| Side::new(&table.shelf)),
            row: ByteRecord::new(),
        }
    }

    /// Gives every record of a piece.
    pub fn piece(&mut self, piece: &Piece, mut each: impl FnMut(&Record<'_, 'r>)) {
        let table = self.table;
        let mut row = std::mem::take(&mut self.row);
        table.shape.rows(piece, table.limit, &mut row, |line, row| self.record(line, row, &mut each));
        self.row = row;
    }

    /// Keys of records that mean nothing here, with how often they stood since they were last asked for.
    pub fn keys(&mut self) -> impl Iterator<Item = (String, u64)> {
        self.first.memory.keys.drain()
    }

    fn record(&mut self, line: u64, row: Result<Row<'_>, Fault>, each: &mut impl FnMut(&Record<'_, 'r>)) {
        let Table { shape, clock, reading, .. } = self.table;
        let by_record = |side: &Side<'_>| side.shelf.as_of == AsOf::Record;
        let wanted = by_record(&self.first) || self.second.as_ref().is_some_and(by_record);
        let ahead = match &row {
            Ok(row) if wanted => shape.received(*row, clock, *reading),
            _ => None,
        };
        self.first.begin(ahead);
        if let Some(second) = &mut self.second {
            second.begin(ahead);
        }
        let mut corrected = false;
        match row {
            Err(fault) => {
                self.first.notes.fault(fault.clone());
                if let Some(second) = &mut self.second {
                    second.notes.fault(fault);
                }
            }
            Ok(row) => {
                let texts = self.table.texts.as_ref();
                // Two lists may know a matter by different words: the text is read by the first alone.
                let second = self.second.as_mut().and_then(|s| s.filling(clock, *reading, None));
                match (self.first.filling(clock, *reading, texts), second) {
                    (Some(first), Some(second)) => shape.read(row, &mut Twice(first, second)),
                    (Some(mut first), None) => shape.read(row, &mut first),
                    (None, _) => {}
                }
                if let Some(side) = &mut self.corrected {
                    side.begin(ahead);
                    let filling = side.filling(clock, *reading, None);
                    corrected = filling.is_some_and(|mut f| shape.read_corrected(row, &mut f));
                }
            }
        }
        let received = self.first.notes.received;
        self.first.end(received);
        if let Some(second) = &mut self.second {
            second.end(received);
        }
        let corrected = self.corrected.as_ref().filter(|_| corrected).and_then(|s| s.case(received));
        each(&Record {
            line,
            notes: &self.first.notes,
            case: self.first.case(received),
            second: self.second.as_ref().map(|s| (&s.notes, s.case(received))),
            read: self.first.read(received),
            corrected: corrected.map(|c| c.complaint),
        });
    }
}
