//! The arguments.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

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
    #[arg(long, global = true, value_name = "PATH")]
    pub lists: Vec<PathBuf>,
    /// Language of messages [default: by the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// Colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
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
    /// Run the cases and assertions that the lists hold
    Test(TestArgs),
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
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<jiff::civil::Date>,
}
