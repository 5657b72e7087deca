//! The command line: arguments, files and terminals around the library's public face.

mod args;
mod clock;
mod console;
mod input;
mod load;
mod output;
mod record;
mod route;
mod test;
mod words;

use anstream::ColorChoice;
use args::{Cli, ColorArg, Command, LangArg};
use clap::Parser as _;
use console::{Console, Failure, lang_of_environment};
use fenbo::finding::Lang;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything is fine.
    Fine = 0,
    /// Findings, failing cases, or records that could not be read.
    Found = 1,
    /// Nothing could be done.
    Failed = 2,
    /// Something was not analysed exactly.
    Inexact = 3,
    /// The user ended it.
    Interrupted = 130,
}

/// Runs the command of the arguments.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let lang = match cli.global.lang {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => lang_of_environment(|name| std::env::var(name).ok()),
    };
    let color = match cli.global.color {
        ColorArg::Auto => ColorChoice::Auto,
        ColorArg::Always => ColorChoice::Always,
        ColorArg::Never => ColorChoice::Never,
    };
    let console = Console { lang, color, quiet: cli.global.quiet };
    let end = match cli.command {
        Command::Route(args) => route::run(&args, &cli.global.lists, console),
        Command::Test(args) => test::run(&args, &cli.global.lists, console),
    };
    let end = end.unwrap_or_else(|failure: Failure| {
        console.fail(&failure);
        End::Failed
    });
    ExitCode::from(end as u8)
}
