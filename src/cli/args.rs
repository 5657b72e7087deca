//! The arguments.

mod past;
mod text;

use super::streets::DatumArg;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub use past::{DiffArgs, DiffFormat, DriftArgs, InduceArgs, ScoreArgs, ScoreFormat};
use std::path::PathBuf;
pub use text::{CasesArgs, LeadsArgs, LearnArgs, RecogniseArgs};

/// Names the first-handling unit (首办单位) of every complaint by a city's three lists.
#[derive(Debug, Parser)]
#[command(name = "fenbo", version, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Global {
    /// Lists: a project folder, its fenbo.yaml, or list files and folders. Without it: the fenbo.yaml here or above,
    /// else the built-in sample city
    #[arg(long, global = true, value_name = "PATH", display_order = 900)]
    pub lists: Vec<PathBuf>,
    /// Language of messages [default: by the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG", display_order = 901)]
    pub lang: Option<LangArg>,
    /// Colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", display_order = 902)]
    pub color: ColorArg,
    /// Say only what is wrong
    #[arg(short, long, global = true, display_order = 903)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Name the first-handling unit of every complaint of a file
    Route(RouteArgs),
    /// Say how one decision comes about
    Explain(ExplainArgs),
    /// Say what would have to be otherwise for a unit to be the first handler
    WhyNot(WhyNotArgs),
    /// Run the cases and assertions that the lists hold
    Test(TestArgs),
    /// Write lists in their one spelling, without changing what they say
    Fmt(FmtArgs),
    /// Check the lists: what they leave open, claim twice or contradict
    Check(CheckArgs),
    /// Write the page for those who are to rule on a conflict: facts, clauses, candidates, similar cases, ways out
    Packet(PacketArgs),
    /// Compare what the three lists say about one unit
    Reconcile(ReconcileArgs),
    /// Say what changes by itself in time: what begins and ends, and what follows from it
    Horizon(HorizonArgs),
    /// Say what a code of a finding means, with examples; without a code list all of them
    Rule(RuleArgs),
    /// Write fenbo.lock: which duties go before others only because their region is smaller
    Lock,
    /// Put small faults into the lists and count how many the checks and the cases catch
    Mutate(MutateArgs),
    /// Make complaints from the cases of the lists, told worse and with facts left out: for trials, labelled as generated
    Sample(SampleArgs),
    /// Begin the folder of another city from the built-in one
    New(NewArgs),
    /// Hold two editions of lists against each other: exactly the situations whose unit changes
    Diff(DiffArgs),
    /// Measure how often the first dispatch was right, how often it would be by these lists, and why not
    Score(ScoreArgs),
    /// Say what a history does that the lists do not know of: units that changed, matters to split, success that falls
    Drift(DriftArgs),
    /// Say what a message may be about, how sure that is, and the words that speak for it
    Recognise(RecogniseArgs),
    /// Learn weights of recognition from the cases of the lists, and try them on cases that were not seen
    Learn(LearnArgs),
    /// Find messages about the same thing: repeated complaints to be merged, and similar cases of a whole batch
    Cases(CasesArgs),
    /// Look through posts from the web: which are complaints about this city, which are told again, and what to verify first
    Leads(LeadsArgs),
    /// Draft lists from a history: matters, units, roles, places and duties, as text to be read and corrected
    Induce(InduceArgs),
    /// Count what the lists hold
    Info,
    /// Write the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `fenbo check`.
// Each is a switch of its own.
#[expect(clippy::struct_excessive_bools)]
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The day whose lists are checked [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// How far to look ahead [default: a year]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
    /// For a terminal, for programs, or for a platform
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Take these for errors: codes (C303, C3), `warnings`, `notes`
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    pub deny: Vec<String>,
    /// Only these codes, or codes that begin so
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    pub select: Vec<String>,
    /// Not these codes, or codes that begin so
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    pub ignore: Vec<String>,
    /// Problems that this file names are known and do not count
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write everything found into the baseline, as known from now on
    #[arg(long, requires = "baseline", conflicts_with_all = ["select", "ignore", "max_findings"])]
    pub write_baseline: bool,
    /// Show at most so many and count the rest [default: 100 as text, else all]
    #[arg(long, value_name = "N")]
    pub max_findings: Option<usize>,
    /// Count the past complaints of this file (JSON Lines or CSV) that each problem concerns
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// How columns or keys of the history become complaints: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING", requires = "history")]
    pub map: Option<String>,
    /// Make the safe fixes first, each proved to change no decision
    #[arg(long, conflicts_with = "write_baseline")]
    pub fix: bool,
    /// Change nothing: show what --fix would change, and end with 1 if anything would
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Hold the lists to fenbo.lock: name every priority by a smaller region that it does not have
    #[arg(long)]
    pub locked: bool,
    /// Show notes in full, too
    #[arg(short, long)]
    pub verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Json,
    Sarif,
    Github,
    Junit,
    Html,
}

/// `fenbo horizon`.
#[derive(Debug, Args)]
pub struct HorizonArgs {
    /// The last day to look at
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: jiff::civil::Date,
    /// The day to look from [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// `fenbo packet`.
#[derive(Debug, Args)]
pub struct PacketArgs {
    /// The conflict, as `fenbo check` names it: C301 and its fingerprint, or the beginning of it
    #[arg(value_name = "CODE:FINGERPRINT")]
    pub problem: String,
    /// Name the most similar of the past complaints of this file (JSON Lines or CSV)
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// How columns or keys of the history become complaints: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING", requires = "history")]
    pub map: Option<String>,
    /// Markdown or HTML
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "md")]
    pub format: PageFormat,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The day whose lists are checked [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// How far to look ahead [default: a year]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    Md,
    Html,
}

/// `fenbo new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The city's name [default: the folder's]
    #[arg(long, value_name = "NAME")]
    pub city: Option<String>,
    /// Only these categories of matters, by name or number
    #[arg(long, value_delimiter = ',', value_name = "CATEGORY")]
    pub categories: Vec<String>,
    /// Only these districts
    #[arg(long, value_delimiter = ',', value_name = "DISTRICT")]
    pub districts: Vec<String>,
    /// Without these units, and the lines that need them
    #[arg(long, value_delimiter = ',', value_name = "UNIT")]
    pub without: Vec<String>,
    /// The day on which what is of no use is looked for [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
}

/// `fenbo sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5000)]
    pub count: usize,
    /// The same seed and lists make the same complaints
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Of a hundred facts so many are left out
    #[arg(long, value_name = "PERCENT", default_value_t = 15, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub left_out: u8,
    /// How much worse they are told, from 0 to 100
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub noise: u8,
    /// The day up to which they come in, over a month [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
}

/// `fenbo rule`.
#[derive(Debug, Args)]
pub struct RuleArgs {
    /// Codes such as C301
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
}

/// `fenbo mutate`.
#[derive(Debug, Args)]
pub struct MutateArgs {
    /// At most so many faults of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub count: usize,
    /// Chooses the places of the faults
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Hold the lists to fenbo.lock, too
    #[arg(long)]
    pub locked: bool,
    /// For a terminal or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: PlainFormat,
    /// The day whose lists are checked [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// How far to look ahead [default: a year]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct TestArgs {
    /// Only cases and assertions whose text, name, matter or file holds this
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// List the duties that no case decides by
    #[arg(long)]
    pub coverage: bool,
    /// The day of cases that name none [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
}

// Each is a switch of its own.
#[expect(clippy::struct_excessive_bools)]
#[derive(Debug, Args)]
pub struct RouteArgs {
    /// Complaints, as JSON Lines or CSV; `-` or nothing: the standard input
    pub file: Option<PathBuf>,
    /// Route the cases of the lists instead of a file
    #[arg(long, conflicts_with = "file")]
    pub cases: bool,
    /// Format of the input [default: by the extension; jsonl from the standard input]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub from: Option<From>,
    /// Format of the output [default: table on a terminal, else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<To>,
    /// Only id, unit, matter and status
    #[arg(long)]
    pub compact: bool,
    /// How columns or keys become complaints: a mapping file, or the name of a shipped one [default: one that the header fits]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<String>,
    /// The day whose lists apply, or `record`: the day each complaint came in [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Compare the decisions with the units in this column (or key)
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// Take values that do not fit for unknown, instead of refusing the record
    #[arg(long)]
    pub lenient: bool,
    /// End with 1 if a complaint is undecided (asked, gap, conflict or contradictory), a gap, or a conflict
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub fail_on: Vec<FailOn>,
    /// Write the summary to this file, too, as JSON
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Encoding of the input: utf-8, gb18030 …; auto recognises it
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// A command that is asked about every text whose matter is read, as one more scorer: JSON lines in and out
    #[arg(long, value_name = "COMMAND")]
    pub scorer: Option<String>,
    /// The weights by which the matter is read from the text where none is named [default: those of the built-in city]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Streets as polygons (a geojson file): the place of complaints with `lon` and `lat` that tell none
    #[arg(long, value_name = "FILE")]
    pub streets: Option<PathBuf>,
    /// The property with the name of a street [default: the one that names most areas of the lists]
    #[arg(long, value_name = "PROPERTY", requires = "streets")]
    pub streets_name: Option<String>,
    /// Metres from a boundary within which both streets are possible
    #[arg(long, value_name = "METRES", default_value_t = 50.0, value_parser = metres)]
    pub boundary: f64,
    /// By which survey the points of complaints are told
    #[arg(long, value_enum, default_value_t = DatumArg::Wgs84)]
    pub datum: DatumArg,
    /// The sheet of a spreadsheet that is read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// What stands between two values of a CSV input [default: a comma; a tab in .tsv]
    #[arg(long, value_name = "CHAR", value_parser = one_byte)]
    pub delimiter: Option<u8>,
    /// Bytes of the longest record that is read
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20)]
    pub max_record: usize,
    /// Begin a CSV output with a byte-order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum From {
    Jsonl,
    Csv,
    Xlsx,
    #[cfg(feature = "parquet")]
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum To {
    Jsonl,
    Csv,
    Table,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Undecided,
    Gap,
    Conflict,
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| "a day is written like 2026-03-01".to_owned())
}

fn one_byte(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        b"\\t" => Ok(b'\t'),
        _ => Err("one ASCII character, or \\t".to_owned()),
    }
}

/// One complaint.
#[derive(Debug, Args)]
pub struct OneArgs {
    /// A JSON record; `-` or nothing: the standard input
    pub file: Option<PathBuf>,
    /// The matter, by code, name or path
    #[arg(long, value_name = "MATTER", conflicts_with_all = ["file", "case"])]
    pub matter: Option<String>,
    /// A fact; several possible values with 、 or |, `?` for what nobody knows
    #[arg(long, value_name = "NAME=VALUE", requires = "matter")]
    pub fact: Vec<String>,
    /// When it came in
    #[arg(long, value_name = "TIME", requires = "matter")]
    pub received: Option<String>,
    /// When it happened
    #[arg(long, value_name = "TIME", requires = "matter")]
    pub occurred: Option<String>,
    /// A case of the lists, by its number or by words of its text
    #[arg(long, value_name = "CASE", conflicts_with = "file")]
    pub case: Option<String>,
    /// The day whose lists apply [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    pub one: OneArgs,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct WhyNotArgs {
    /// The unit, by name, other name or code
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
    #[command(flatten)]
    pub one: OneArgs,
}

/// `fenbo reconcile`.
#[derive(Debug, Args)]
pub struct ReconcileArgs {
    /// The unit, by name, other name or code
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
    /// The day whose lists are compared [default: today in the city]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<jiff::civil::Date>,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct FmtArgs {
    /// List files and folders; `-`: the standard input; none: all lists of the project
    pub paths: Vec<PathBuf>,
    /// Change nothing: show what would change, and end with 1 if anything would
    #[arg(long)]
    pub check: bool,
    /// From the standard input to the standard output, as `-` does
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse().ok().filter(|m: &f64| (0.0..=10_000.0).contains(m));
    metres.ok_or_else(|| "metres from 0 to 10000".to_owned())
}
