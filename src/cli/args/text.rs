//! The arguments of commands on free text.

use super::day;
use clap::Args;
use std::path::PathBuf;

/// `fenbo recognise`.
#[derive(Debug, Args)]
pub struct RecogniseArgs {
    /// What a citizen says; without it each line of the standard input is a message
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
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
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "a share between 0 and 1, such as 0.98".to_owned())?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("a share between 0 and 1, such as 0.98".to_owned())
    }
}
