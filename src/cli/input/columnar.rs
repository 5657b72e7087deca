//! A Parquet file as CSV, so that everything behind it reads one form: row `n` of the file is line `n + 1`.
//!
//! Only the columns that somebody wants are decoded: the names are handed over first, and rows are read once it is known
//! which are used. Times that are moments are written with their offset, others as they stand; line ends inside a value
//! become spaces.

use super::chunks::{Chunks, chunks};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Rows that are decoded at once.
const ROWS: usize = 4096;

/// A file, opened.
pub struct Columnar {
    /// Its rows as CSV with commas, in UTF-8.
    pub input: Box<dyn Read + Send>,
    /// Takes the numbers of the columns that are read; until then there are only names.
    pub wanted: SyncSender<Vec<usize>>,
    /// Columns whose values are lists, which are not read.
    pub lists: Vec<String>,
}

/// Opens a file. What is wrong with it is an error in words.
pub fn open(path: &Path) -> io::Result<Columnar> {
    let file = SerializedFileReader::new(File::open(path)?).map_err(io::Error::other)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let columns: Vec<_> = schema.columns().to_vec();
    let lists = columns.iter().filter(|c| c.max_rep_level() > 0).map(|c| c.path().string()).collect();
    let (wanted, chosen) = sync_channel(1);
    let (out, rows) = chunks();
    thread::spawn(move || {
        let mut writer = Writer { out, days: FxHashMap::default() };
        if let Err(error) = writer.all(&file, &columns, &chosen) {
            writer.out.fail(error);
        }
    });
    Ok(Columnar { input: Box::new(rows), wanted, lists })
}

type Descriptor = std::sync::Arc<ColumnDescriptor>;

/// Fields of one column, as CSV has them.
#[derive(Default)]
struct Fields {
    text: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

struct Writer {
    out: Chunks,
    /// Days in words: rows near each other are of few days.
    days: FxHashMap<i64, [u8; 10]>,
}

impl Writer {
    fn all(
        &mut self,
        file: &SerializedFileReader<File>,
        columns: &[Descriptor],
        chosen: &Receiver<Vec<usize>>,
    ) -> io::Result<()> {
        let mut names = Fields::default();
        for column in columns {
            let path = column.path();
            let name = if path.parts().len() == 1 { column.name().to_owned() } else { path.string() };
            names.add(name.as_bytes());
        }
        self.row(|i| Some(names.get(i)), columns.len())?;
        self.out.hand_over()?;
        // Nobody reads on where the sender is gone.
        let Ok(wanted) = chosen.recv() else { return Ok(()) };
        for group in 0..file.num_row_groups() {
            let group = file.get_row_group(group).map_err(io::Error::other)?;
            let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
            let mut readers = Vec::new();
            for (i, column) in columns.iter().enumerate() {
                if wanted.contains(&i) && column.max_rep_level() == 0 {
                    readers.push((
                        i,
                        column,
                        group.get_column_reader(i).map_err(io::Error::other)?,
                        Fields::default(),
                    ));
                }
            }
            while left > 0 {
                let rows = left.min(ROWS);
                let mut place: Vec<Option<usize>> = vec![None; columns.len()];
                for (at, (i, column, reader, fields)) in readers.iter_mut().enumerate() {
                    fields.clear();
                    self.decode(reader, column, rows, fields)?;
                    if fields.ends.len() != rows {
                        return Err(io::Error::other(format!("column {} ends too early", column.name())));
                    }
                    place[*i] = Some(at);
                }
                for row in 0..rows {
                    self.row(|i| Some(&readers[place[i]?].3).map(|f| f.get(row)), columns.len())?;
                }
                left -= rows;
            }
        }
        self.out.hand_over()
    }

    /// A line of what stands in each column.
    fn row<'f>(&mut self, field: impl Fn(usize) -> Option<&'f [u8]>, columns: usize) -> io::Result<()> {
        for i in 0..columns {
            if i > 0 {
                self.out.bytes.push(b',');
            }
            if let Some(field) = field(i) {
                self.out.bytes.extend_from_slice(field);
            }
        }
        self.out.bytes.push(b'\n');
        self.out.hand_over_if_full()
    }

    fn decode(
        &mut self,
        reader: &mut ColumnReader,
        column: &ColumnDescriptor,
        rows: usize,
        fields: &mut Fields,
    ) -> io::Result<()> {
        let most = column.max_def_level();
        let number = |fields: &mut Fields, n: &dyn std::fmt::Display| {
            let _ = write!(fields.text, "{n}");
        };
        match reader {
            ColumnReader::ByteArrayColumnReader(r) => {
                each(r, rows, most, fields, |fields, v: &ByteArray| fields.text_of(v.data()))
            }
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                each(r, rows, most, fields, |fields, v| fields.text_of(v.data()))
            }
            ColumnReader::BoolColumnReader(r) => each(r, rows, most, fields, |fields, v| number(fields, v)),
            ColumnReader::FloatColumnReader(r) => each(r, rows, most, fields, |fields, v| number(fields, v)),
            ColumnReader::DoubleColumnReader(r) => each(r, rows, most, fields, |fields, v| number(fields, v)),
            ColumnReader::Int96ColumnReader(r) => each(r, rows, most, fields, |fields, v| {
                let micros = v.to_micros();
                self.moment(fields, micros, 1_000_000, false);
            }),
            ColumnReader::Int32ColumnReader(r) if column.converted_type() == ConvertedType::DATE => {
                each(r, rows, most, fields, |fields, v| {
                    let day = self.day(i64::from(*v));
                    fields.text.extend_from_slice(&day);
                })
            }
            ColumnReader::Int32ColumnReader(r) => each(r, rows, most, fields, |fields, v| number(fields, v)),
            ColumnReader::Int64ColumnReader(r) => match column.logical_type_ref() {
                Some(LogicalType::Timestamp(time)) => {
                    let second = match time.unit {
                        TimeUnit::MILLIS => 1_000,
                        TimeUnit::MICROS => 1_000_000,
                        TimeUnit::NANOS => 1_000_000_000,
                    };
                    let moment = time.is_adjusted_to_u_t_c;
                    each(r, rows, most, fields, |fields, v| self.moment(fields, *v, second, moment))
                }
                _ => each(r, rows, most, fields, |fields, v| number(fields, v)),
            },
        }
    }

    /// A point in time. `moment`: of the whole world, else of a clock on the wall.
    fn moment(&mut self, fields: &mut Fields, value: i64, second: i64, moment: bool) {
        let seconds = value.div_euclid(second);
        let day = self.day(seconds.div_euclid(86_400));
        let rest = seconds.rem_euclid(86_400);
        let two = |n: i64| [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        fields.text.extend_from_slice(&day);
        for (mark, part) in [(b' ', rest / 3600), (b':', rest / 60 % 60), (b':', rest % 60)] {
            fields.text.push(mark);
            fields.text.extend_from_slice(&two(part));
        }
        if moment {
            fields.text.push(b'Z');
        }
    }

    /// A day by its number from 1970 on, as `2026-03-01`.
    fn day(&mut self, number: i64) -> [u8; 10] {
        *self.days.entry(number).or_insert_with(|| {
            let first = jiff::civil::date(1970, 1, 1);
            let day = first.checked_add(jiff::Span::new().try_days(number).unwrap_or_default());
            let words = day.unwrap_or(first).to_string();
            <[u8; 10]>::try_from(words.as_bytes()).unwrap_or(*b"0000-00-00")
        })
    }
}

/// Reads so many values of a column; nothing of one that is missing.
fn each<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    most: i16,
    fields: &mut Fields,
    mut write: impl FnMut(&mut Fields, &T::T),
) -> io::Result<()> {
    let (mut levels, mut values) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut read = 0;
    while read < rows {
        let (records, _, _) = reader
            .read_records(rows - read, Some(&mut levels), None, &mut values)
            .map_err(io::Error::other)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    let mut values = values.iter().peekable();
    for row in 0..read {
        let told = most == 0 || levels.get(row) == Some(&most);
        if let Some(value) = values.next_if(|_| told) {
            write(fields, value);
        }
        fields.ends.push(fields.text.len());
    }
    Ok(())
}

impl Fields {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn add(&mut self, value: &[u8]) {
        self.text_of(value);
        self.ends.push(self.text.len());
    }

    fn get(&self, i: usize) -> &[u8] {
        let from = i.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(i).copied().unwrap_or(from);
        self.text.get(from..to).unwrap_or_default()
    }

    /// A text, in quotes where it holds what would end it.
    fn text_of(&mut self, value: &[u8]) {
        let special = |b: &u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
        if !value.iter().any(special) {
            return self.text.extend_from_slice(value);
        }
        self.text.push(b'"');
        for byte in value {
            match byte {
                b'"' => self.text.extend_from_slice(b"\"\""),
                b'\n' | b'\r' => self.text.push(b' '),
                other => self.text.push(*other),
            }
        }
        self.text.push(b'"');
    }
}
