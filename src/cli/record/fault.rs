//! Why a record is no complaint.

use fenbo::finding::Lang;
use fenbo::router::Misfit;

/// Why a record could not be taken as a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not JSON, at this byte of the line.
    NotJson { column: usize, words: String },
    /// JSON that ends too early: half a record.
    HalfWritten,
    /// JSON, but no object.
    NotAnObject,
    /// Not UTF-8, from this byte of the record on.
    NotUtf8 { at: usize },
    /// Longer than the limit.
    TooLong { bytes: u64, limit: usize },
    /// A quote that is not closed.
    OpenQuote,
    /// A row with another number of columns than the header.
    Columns { header: usize, found: usize },
    /// A key that stands twice.
    Twice { key: String },
    /// A value of a kind that this key cannot have.
    Kind { key: String },
    /// No time, or one that does not exist.
    NoTime { key: String, text: String },
    /// No matter is named.
    Unnamed,
    /// Its text says nothing that a matter is known by.
    Unrecognised,
    /// Its text may be about one of several matters, the likeliest first; and what to ask.
    Unsure { candidates: Vec<Candidate>, question: [String; 2] },
    /// Its text is about several matters.
    Several { parts: Vec<Candidate> },
    /// No time of receipt, which says the edition.
    NotReceived,
    /// Its facts exclude each other.
    Exclude,
    /// It does not fit the lists.
    Misfit(Misfit),
}

/// A matter that a text may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub code: String,
    pub name: String,
    /// Of ten thousand.
    pub chance: u32,
}

impl Fault {
    /// The stable key used in data.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not_json",
            Self::HalfWritten => "half_written",
            Self::NotAnObject => "not_an_object",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::TooLong { .. } => "too_long",
            Self::OpenQuote => "open_quote",
            Self::Columns { .. } => "columns",
            Self::Twice { .. } => "duplicate_key",
            Self::Kind { .. } => "wrong_kind",
            Self::NoTime { .. } => "bad_time",
            Self::Unnamed => "no_matter",
            Self::Unrecognised => "unrecognised",
            Self::Unsure { .. } => "unsure_matter",
            Self::Several { .. } => "several_matters",
            Self::NotReceived => "no_received",
            Self::Exclude => "contradiction",
            Self::Misfit(misfit) => misfit.key(),
        }
    }

    /// What happened and what to do.
    pub fn text(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NotJson { column, words } if zh => format!("第 {column} 个字节处不是 JSON：{words}"),
            Self::NotJson { column, words } => format!("not JSON at byte {column}: {words}"),
            Self::HalfWritten if zh => "JSON 没有写完：这一行缺了后半截".to_owned(),
            Self::HalfWritten => "the JSON ends too early: half a record".to_owned(),
            Self::NotAnObject if zh => {
                "不是 JSON 对象：每行应是一个 {…}（数组可先用 jq -c '.[]' 展开）".to_owned()
            }
            Self::NotAnObject => {
                "not a JSON object: every line holds one {…} (an array: jq -c '.[]' first)".to_owned()
            }
            Self::NotUtf8 { at } if zh => {
                format!("第 {at} 个字节起不是 UTF-8。如果文件是 GB18030，请加 --encoding gb18030")
            }
            Self::NotUtf8 { at } => {
                format!("not UTF-8 from byte {at} on. If the file is GB18030, say --encoding gb18030")
            }
            Self::TooLong { bytes, limit } if zh => {
                format!("这条记录有 {bytes} 字节，超过上限 {limit}（--max-record）")
            }
            Self::TooLong { bytes, limit } => {
                format!("this record has {bytes} bytes, more than the limit of {limit} (--max-record)")
            }
            Self::OpenQuote if zh => "引号没有正确闭合，这一行没有读；从下一行继续".to_owned(),
            Self::OpenQuote => {
                "a quote is not closed as it should be; this line was not read, the next ones were".to_owned()
            }
            Self::Columns { header, found } if zh => format!("表头有 {header} 列，这一行有 {found} 列"),
            Self::Columns { header, found } => {
                format!("the header has {header} columns, this row has {found}")
            }
            Self::Twice { key } if zh => format!("「{key}」写了两次"),
            Self::Twice { key } => format!("\"{key}\" is written twice"),
            Self::Kind { key } if zh => format!("「{key}」的值类型不对"),
            Self::Kind { key } => format!("the value of \"{key}\" is of the wrong kind"),
            Self::NoTime { key, text } if zh => {
                format!("「{key}」的「{text}」不是时间。例如 2026-03-01T10:00:00+08:00 或 2026-03-01 10:00")
            }
            Self::NoTime { key, text } => {
                format!(
                    "\"{text}\" in \"{key}\" is no time. Write 2026-03-01T10:00:00+08:00 or 2026-03-01 10:00, for example"
                )
            }
            Self::Unnamed if zh => "没有写事项，也没有可供识别的文字".to_owned(),
            Self::Unnamed => "it names no matter, and has no text to tell it from".to_owned(),
            Self::Unrecognised if zh => "没有写事项，文字里也没有一个词像清单里的事项，请人工确定".to_owned(),
            Self::Unrecognised => {
                "it names no matter, and no word of its text speaks for one: for a person to read".to_owned()
            }
            Self::Unsure { candidates, question } => {
                let all: Vec<String> = candidates
                    .iter()
                    .map(|c| format!("{} {} {:.0} %", c.code, c.name, f64::from(c.chance) / 100.0))
                    .collect();
                let [asked_zh, asked_en] = question;
                if zh {
                    format!("没有写事项，从文字看拿不准：{}。{asked_zh}", all.join("、"))
                } else {
                    format!(
                        "it names no matter, and its text leaves open which: {}. {asked_en}",
                        all.join(", ")
                    )
                }
            }
            Self::Several { parts } => {
                let all: Vec<String> = parts.iter().map(|p| format!("{} {}", p.code, p.name)).collect();
                if zh {
                    format!(
                        "一件诉求说了 {} 件事：{}。用 fenbo recognise --split 拆开再分派",
                        parts.len(),
                        all.join("、")
                    )
                } else {
                    format!(
                        "it is about {} matters: {}. Take it apart with fenbo recognise --split first",
                        parts.len(),
                        all.join(", ")
                    )
                }
            }
            Self::NotReceived if zh => "没有受理时间，--as-of record 需要它来确定版次".to_owned(),
            Self::NotReceived => "no time of receipt, by which --as-of record chooses the edition".to_owned(),
            Self::Exclude if zh => "要素互相矛盾，不能同时成立".to_owned(),
            Self::Exclude => "the facts exclude each other".to_owned(),
            Self::Misfit(misfit) => misfit.text(lang),
        }
    }
}
