//! The input of a run: a file or the standard input, its format and its encoding.

use crate::cli::args::From;
use crate::cli::console::{Console, Failure, both};
#[cfg(feature = "parquet")]
use crate::cli::input::{Columnar, open_columnar};
use crate::cli::input::{Cutter, Decoded, Format, Piece, Sheet, Unopened, decode, named, open_sheet};
use crate::cli::load::unreadable;
use crate::cli::record::{Column, Plan};
use fenbo::finding::Lang;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

/// An opened input.
pub struct Input {
    /// What to call it.
    pub name: PathBuf,
    decoded: Decoded,
    format: Format,
    flow: Flow,
}

/// What to open, and how.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening<'a> {
    /// `-` or none: the standard input.
    pub file: Option<&'a Path>,
    /// None: by the extension.
    pub from: Option<From>,
    /// None or `auto`: recognised.
    pub encoding: Option<&'a str>,
    /// Between two values of CSV; none: a comma, or a tab by the extension.
    pub delimiter: Option<u8>,
    /// The sheet of a spreadsheet; none: the first.
    pub sheet: Option<&'a str>,
}

/// How far it has been read.
pub struct Flow {
    /// Bytes in all, if that is known.
    pub length: Option<u64>,
    /// Bytes so far.
    pub counter: Arc<AtomicU64>,
    /// Between two values; none in JSON Lines.
    pub delimiter: Option<u8>,
    /// The sheet of a spreadsheet.
    pub sheet: Option<String>,
    /// Takes the numbers of the columns that are read, where others need not be decoded.
    pub wanted: Option<SyncSender<Vec<usize>>>,
}

/// Where a record is, by its first line or row.
pub fn place(sheet: Option<&str>, line: u64, lang: Lang) -> String {
    match sheet {
        None => lang.pick(format!("第 {line} 行"), format!("line {line}")),
        Some(sheet) => lang.pick(format!("「{sheet}」第 {line} 行"), format!("row {line} of \"{sheet}\"")),
    }
}

struct Counted<R> {
    input: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(out)?;
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Input {
    /// Opens a file, or the standard input.
    pub fn open(args: Opening<'_>, console: Console) -> Result<Self, Failure> {
        let told = match args.encoding {
            None | Some("auto") => None,
            Some(label) => Some(named(label).ok_or_else(|| {
                both(
                    format!("没有名为「{label}」的编码。例如 utf-8、gb18030"),
                    format!("there is no encoding \"{label}\". For example: utf-8, gb18030"),
                )
            })?),
        };
        let path = args.file.filter(|p| *p != Path::new("-"));
        let from = match (args.from, path) {
            (Some(from), _) => from,
            (None, Some(path)) => from_extension(path)?,
            (None, None) => From::Jsonl,
        };
        if let Some(path) = path.filter(|_| from == From::Xlsx) {
            return sheet(path, args.sheet, console);
        }
        #[cfg(feature = "parquet")]
        if let Some(path) = path.filter(|_| from == From::Parquet) {
            return columnar(path, console);
        }
        if !matches!(from, From::Jsonl | From::Csv) {
            return Err(both(
                "这种格式不能从标准输入读取，请写文件名",
                "this format cannot be read from the standard input: name the file",
            ));
        }
        let delimiter = match (from, args.delimiter) {
            (From::Jsonl, _) => None,
            (_, Some(delimiter)) => Some(delimiter),
            (_, None) => {
                let tabs = path.and_then(Path::extension).is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
                Some(if tabs { b'\t' } else { b',' })
            }
        };
        let counter = Arc::new(AtomicU64::new(0));
        let (raw, length): (Box<dyn Read + Send>, Option<u64>) = match path {
            None => {
                if io::stdin().is_terminal() {
                    console.note(
                        "从键盘读取来件，每行一个 JSON 对象，Ctrl-D 结束。先试试：fenbo route --cases",
                        "reading complaints from the keyboard, one JSON object a line, Ctrl-D to end. To try it: fenbo route --cases",
                    );
                }
                (Box::new(Counted { input: io::stdin(), counter: counter.clone() }), None)
            }
            Some(path) => {
                let file = File::open(path).map_err(|e| unreadable(path, &e))?;
                let kind = file.metadata().map_err(|e| unreadable(path, &e))?;
                if kind.is_dir() {
                    return Err(unreadable(path, &io::ErrorKind::IsADirectory.into()));
                }
                let length = kind.is_file().then_some(kind.len());
                (Box::new(Counted { input: file, counter: counter.clone() }), length)
            }
        };
        let name = path.map_or_else(|| PathBuf::from("-"), Path::to_path_buf);
        let decoded = decode(raw, told).map_err(|e| unreadable(&name, &e))?;
        if let Some(foreign) = decoded.foreign.filter(|_| told.is_none()) {
            console.note(
                format!("{} 按 {foreign} 读取", name.display()),
                format!("{} is read as {foreign}", name.display()),
            );
        }
        let format = delimiter.map_or(Format::Lines, |delimiter| Format::Csv { delimiter });
        Ok(Self {
            name,
            decoded,
            format,
            flow: Flow { length, counter, delimiter, sheet: None, wanted: None },
        })
    }

    /// Ready to be cut into pieces.
    pub fn cutter(self, limit: usize) -> (Cutter<Box<dyn Read + Send>>, Flow) {
        (Cutter::new(self.decoded.input, self.format, limit), self.flow)
    }
}

fn from_extension(path: &Path) -> Result<From, Failure> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("jsonl" | "ndjson" | "json") => Ok(From::Jsonl),
        Some("csv" | "tsv") => Ok(From::Csv),
        Some("xlsx" | "xlsm") => Ok(From::Xlsx),
        #[cfg(feature = "parquet")]
        Some("parquet") => Ok(From::Parquet),
        #[cfg(not(feature = "parquet"))]
        Some("parquet") if path.exists() => Err(both(
            "这个 fenbo 编译时没有带 Parquet。请用 cargo build --release --features parquet 编译，或另存为 CSV",
            "this fenbo was built without Parquet. Build it with --features parquet, or save the file as CSV",
        )),
        // A missing file is the better thing to say first.
        _ if !path.exists() => Err(unreadable(path, &io::ErrorKind::NotFound.into())),
        _ if path.is_dir() => Err(unreadable(path, &io::ErrorKind::IsADirectory.into())),
        Some("xls" | "et" | "ods") => Err(both(
            format!("{} 是旧格式的电子表格。请另存为 .xlsx 或 CSV", path.display()),
            format!("{} is a spreadsheet of another format. Save it as .xlsx or CSV", path.display()),
        )),
        _ => Err(both(
            format!("从扩展名看不出 {} 的格式。请加 --from jsonl、csv 或 xlsx", path.display()),
            format!(
                "the format of {} does not show in its extension. Say --from jsonl, csv or xlsx",
                path.display()
            ),
        )),
    }
}

/// Opens a sheet of a spreadsheet.
fn sheet(path: &Path, wanted: Option<&str>, console: Console) -> Result<Input, Failure> {
    let shown = path.display();
    let joined = |names: &[String]| names.join(console.pick("、", ", "));
    let sheet = open_sheet(path, wanted).map_err(|e| match e {
        Unopened::Io(error) => unreadable(path, &error),
        Unopened::NoBook(words) => both(
            format!("{shown} 不是能读的电子表格（.xlsx），或有密码、已损坏：{words}"),
            format!(
                "{shown} is no spreadsheet (.xlsx) that can be read, has a password or is damaged: {words}"
            ),
        ),
        Unopened::NoSheet(names) => both(
            format!("{shown} 没有这个工作表。有：{}", joined(&names)),
            format!("{shown} has no such sheet. It has: {}", joined(&names)),
        ),
    })?;
    let Sheet { name, others, input, head } = sheet;
    if wanted.is_none() && !others.is_empty() {
        console.note(
            format!("读取工作表「{name}」。还有：{}（--sheet 选择）", joined(&others)),
            format!(
                "reading the sheet \"{name}\". There are also: {} (choose with --sheet)",
                joined(&others)
            ),
        );
    }
    for (row, title) in &head.titles {
        let row = row + 1;
        console.note(
            format!("「{name}」第 {row} 行是标题「{title}」，不是表头"),
            format!("row {row} of \"{name}\" is a title, \"{title}\", not the header"),
        );
    }
    if head.last > head.first {
        let (top, bottom) = (head.first + 1, head.last + 1);
        let names = joined(&head.names);
        console.note(
            format!("「{name}」的表头占第 {top}–{bottom} 行，列名是：{names}"),
            format!("the header of \"{name}\" takes rows {top}–{bottom}; the columns are: {names}"),
        );
    }
    let counter = Arc::new(AtomicU64::new(0));
    let read = Counted { input, counter: counter.clone() };
    let decoded = Decoded { input: Box::new(read), foreign: None };
    let flow = Flow { length: None, counter, delimiter: Some(b','), sheet: Some(name), wanted: None };
    Ok(Input { name: path.to_path_buf(), decoded, format: Format::Csv { delimiter: b',' }, flow })
}

/// Opens a Parquet file.
#[cfg(feature = "parquet")]
fn columnar(path: &Path, console: Console) -> Result<Input, Failure> {
    let Columnar { input, wanted, lists } = open_columnar(path).map_err(|e| unreadable(path, &e))?;
    if !lists.is_empty() {
        console.warn(
            format!("这些列的值是列表，没有读：{}", lists.join("、")),
            format!("columns whose values are lists, not read: {}", lists.join(", ")),
        );
    }
    let counter = Arc::new(AtomicU64::new(0));
    let read = Counted { input, counter: counter.clone() };
    let decoded = Decoded { input: Box::new(read), foreign: None };
    let flow = Flow { length: None, counter, delimiter: Some(b','), sheet: None, wanted: Some(wanted) };
    Ok(Input { name: path.to_path_buf(), decoded, format: Format::Csv { delimiter: b',' }, flow })
}

/// The names of the columns.
pub fn header(piece: &Piece, delimiter: u8, name: &str) -> Result<Vec<String>, Failure> {
    let bad = || both(format!("{name} 的表头读不出来"), format!("the header of {name} cannot be read"));
    if piece.fault.is_some() {
        return Err(bad());
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(&piece.bytes[..]);
    let mut row = csv::StringRecord::new();
    if !reader.read_record(&mut row).map_err(|_| bad())? {
        return Err(bad());
    }
    let names: Vec<String> = row.iter().map(|n| n.trim().to_owned()).collect();
    for (i, name) in names.iter().enumerate() {
        if !name.is_empty() && names.get(..i).is_some_and(|before| before.contains(name)) {
            return Err(both(
                format!("表头里「{name}」有两列"),
                format!("the header has two columns \"{name}\""),
            ));
        }
    }
    Ok(names)
}

/// The column of each slot. One that is not needed may be missing: then its slot has none.
pub fn columns(plan: &Plan, header: &[String]) -> Result<Vec<Option<usize>>, Failure> {
    plan.columns.iter().map(|wanted| find(wanted, header)).collect()
}

fn find(wanted: &Column, header: &[String]) -> Result<Option<usize>, Failure> {
    let names = || std::iter::once(&wanted.name).chain(&wanted.also).map(|n| n.trim());
    let exact = names().find_map(|name| header.iter().position(|h| h == name));
    // Exports differ in capitals; only where that leaves no doubt.
    let folded = || {
        let fits = |h: &String| names().any(|name| name.eq_ignore_ascii_case(h));
        let mut fitting = header.iter().enumerate().filter(|(_, h)| fits(h)).map(|(i, _)| i);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let at = exact.or_else(folded);
    if at.is_some() || !wanted.needed {
        return Ok(at);
    }
    let name = &wanted.name;
    let near = fenbo::policy::attribute::closest(name, header.iter().map(String::as_str));
    let (zh, en) = near.map_or_else(Default::default, |n| {
        (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?"))
    });
    let all = header.join(", ");
    Err(both(
        format!("输入没有「{name}」这一列{zh}（有：{all}）"),
        format!("the input has no column \"{name}\"{en} (it has: {all})"),
    ))
}
