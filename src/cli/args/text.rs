//! The arguments of commands on free text.

use super::{From, day};
use clap::Args;
use std::path::PathBuf;

/// `fenbo recognise`.
#[derive(Debug, Args)]
pub struct RecogniseArgs {
    /// What a citizen says; without it each line of the standard input is a message
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    /// A command that is asked about every text as one more scorer: JSON lines in and out
    #[arg(long, value_name = "COMMAND")]
    pub scorer: Option<String>,
    /// Write complaints, one a line, for `fenbo route`: a message that is about several matters becomes several. Lines may be
    /// JSON objects with a `text`; their other keys stay
    #[arg(long, conflicts_with = "json")]
    pub split: bool,
    /// The weights that `fenbo learn` wrote [default: those of the built-in city]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// So many candidates
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub top: usize,
    /// For programs: a line of JSON for each message
    #[arg(long)]
    pub json: bool,
}

/// `fenbo learn`.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// Write the weights to this file
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How often what is dispatched without asking is to go to the right unit
    #[arg(long, value_name = "SHARE", default_value_t = 0.98, value_parser = share)]
    pub target: f64,
    /// The day of cases without one [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// So many cases that go wrong
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// A command that is asked about every text as one more scorer: JSON lines in and out
    #[arg(long, conflicts_with = "history", value_name = "COMMAND")]
    pub scorer: Option<String>,
    /// Learn labels from these messages instead of matters from the cases: JSON Lines, CSV or XLSX
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// The column or key of the label [default: that of the matter]
    #[arg(long, value_name = "COLUMN", requires = "history")]
    pub label: Option<String>,
    /// What the columns or keys of the messages are: a mapping file [default: by their names]
    #[arg(long, value_name = "MAPPING", requires = "history")]
    pub map: Option<String>,
    /// Try what was learned on the messages of this file, too
    #[arg(long, value_name = "FILE", requires = "history")]
    pub against: Option<PathBuf>,
    /// How often the messages are dealt anew for trying
    #[arg(long, value_name = "N", default_value_t = 5, requires = "history", value_parser = clap::value_parser!(u64).range(1..=100))]
    pub dealings: u64,
    /// Encoding of the messages: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME", requires = "history")]
    pub encoding: Option<String>,
}

/// `fenbo cases`.
#[derive(Debug, Args)]
pub struct CasesArgs {
    /// Messages, as JSON Lines, CSV or XLSX; - or none: the standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Format of the input [default: by the extension; jsonl from the standard input]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub from: Option<From>,
    /// What the columns or keys are: a mapping file, or the name of a shipped one [default: by their names]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// Days from the first complaint to one that may be merged with it
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub days: u32,
    /// The share of common text from which on a merge is suggested
    #[arg(long, value_name = "SHARE", default_value_t = 0.6, value_parser = share)]
    pub share: f64,
    /// Messages of a cluster at least
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub least: usize,
    /// ISO weeks that are recent: what came in during them alone is new
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub weeks: u32,
    /// The last day that is looked at for what is new or rising [default: the latest of the batch]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
    /// So many merges, and so many clusters
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Encoding of the input: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet that is read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// For programs: one JSON document with all of them
    #[arg(long)]
    pub json: bool,
}

/// `fenbo leads`.
#[derive(Debug, Args)]
pub struct LeadsArgs {
    /// Posts from the web, as JSON Lines, CSV or XLSX; - or none: the standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Format of the input [default: by the extension; jsonl from the standard input]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub from: Option<From>,
    /// What the columns or keys are: a mapping file, or the name of a shipped one [default: by their names]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// Complaints that came in already: a post about one of them is a duplicate
    #[arg(long, value_name = "FILE")]
    pub known: Option<PathBuf>,
    /// Days from a complaint to a post that may tell the same
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub days: u32,
    /// The share of common text from which on a post is called a duplicate
    #[arg(long, value_name = "SHARE", default_value_t = 0.6, value_parser = share)]
    pub share: f64,
    /// The day on which the posts are looked at [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// Encoding of the input: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// For programs: one JSON object a line
    #[arg(long)]
    pub json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "a share between 0 and 1, such as 0.98".to_owned())?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("a share between 0 and 1, such as 0.98".to_owned())
    }
}
