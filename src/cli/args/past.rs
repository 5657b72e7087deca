//! The arguments of commands on histories and editions.

use super::day;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `fenbo diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The first lists: a folder, a git revision (HEAD~3, v1:lists) or a day
    #[arg(value_name = "A")]
    pub first: String,
    /// The second lists
    #[arg(value_name = "B")]
    pub second: String,
    /// The first day that is looked at [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// The last day that is looked at [default: a year later]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
    /// Past complaints: which are right by one and wrong by the other, and what moves between units
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// What the columns or keys of the history are: a mapping file, or the name of a shipped one
    #[arg(long, value_name = "MAPPING", requires = "history")]
    pub map: Option<String>,
    /// The sheet of the history that is read, where it is a spreadsheet [default: the first]
    #[arg(long, value_name = "NAME", requires = "history")]
    pub sheet: Option<String>,
    /// For people, as a notice, for programs, or as a page
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormat,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Text,
    /// A notice in Markdown
    Markdown,
    /// One JSON document
    Json,
    /// One HTML page
    Html,
}

/// `fenbo score`.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Past complaints and what became of them, as JSON Lines, CSV or XLSX
    #[arg(value_name = "HISTORY")]
    pub history: PathBuf,
    /// What the columns or keys are: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// The unit that closed the complaint is in this column (or key)
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// The day whose lists apply, or `record`: the day each complaint came in [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: ScoreFormat,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write a page with charts to this file, too
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Polygons of streets (a geojson file), for the page's map: some property has to be the street's name
    #[arg(long, value_name = "FILE", requires = "html")]
    pub polygons: Option<PathBuf>,
    /// So many lines of each breakdown, and of the confusions
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Encoding of the history: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet that is read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// The form of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScoreFormat {
    /// Tables for a terminal
    Text,
    /// One JSON document
    Json,
}

/// `fenbo induce`.
#[derive(Debug, Args)]
pub struct InduceArgs {
    /// Past complaints with the units that handled them, as JSON Lines, CSV or XLSX
    #[arg(value_name = "HISTORY")]
    pub history: PathBuf,
    /// What the columns or keys are: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// The folder to make
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// The city's name [default: the folder's]
    #[arg(long, value_name = "NAME")]
    pub city: Option<String>,
    /// Learn from what came in before this day only, and test the draft on the rest
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub before: Option<jiff::civil::Date>,
    /// Duties and provisos at most
    #[arg(long, value_name = "N", default_value_t = 900)]
    pub most: usize,
    /// Encoding of the history: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet that is read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// `fenbo drift`.
#[derive(Debug, Args)]
pub struct DriftArgs {
    /// Past complaints and what became of them, as JSON Lines, CSV or XLSX
    #[arg(value_name = "HISTORY")]
    pub history: PathBuf,
    /// What the columns or keys are: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// The day whose lists apply [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// So many lines of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Encoding of the history: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet that is read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// For programs
    #[arg(long)]
    pub json: bool,
}
