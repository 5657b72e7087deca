//! The command line: arguments, files and terminals around the library's public face.

mod args;
mod cases;
mod check;
mod clock;
mod completions;
mod console;
mod dates;
mod deliver;
mod diff;
mod drift;
mod explain;
mod fmt;
mod geojson;
mod help_zh;
mod history;
mod horizon;
mod induce;
mod info;
mod input;
mod leads;
mod learn;
mod load;
mod lock;
mod markup;
mod mutate;
mod new;
mod one;
mod output;
mod outside;
mod packet;
mod recognise;
mod reconcile;
mod record;
mod route;
mod rule;
mod sample;
mod score;
mod streets;
mod test;
mod why_not;
mod words;

use anstream::ColorChoice;
use args::{Cli, ColorArg, Command};
use clap::{CommandFactory as _, FromArgMatches as _};
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
    let lang = language();
    let command = match lang {
        Lang::Zh => help_zh::translate(Cli::command()),
        Lang::En => Cli::command(),
    };
    let cli = match command.try_get_matches().and_then(|found| Cli::from_arg_matches(&found)) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, lang),
    };
    let color = match cli.global.color {
        ColorArg::Auto => ColorChoice::Auto,
        ColorArg::Always => ColorChoice::Always,
        ColorArg::Never => ColorChoice::Never,
    };
    let console = Console { lang, color, quiet: cli.global.quiet };
    let end = match cli.command {
        Command::Route(args) => route::run(&args, &cli.global.lists, console),
        Command::Explain(args) => explain::run(&args, &cli.global.lists, console),
        Command::WhyNot(args) => why_not::run(&args, &cli.global.lists, console),
        Command::Fmt(args) => fmt::run(&args, &cli.global.lists, console),
        Command::Check(args) => check::run(&args, &cli.global.lists, console),
        Command::Horizon(args) => horizon::run(&args, &cli.global.lists, console),
        Command::Packet(args) => packet::run(&args, &cli.global.lists, console),
        Command::Reconcile(args) => reconcile::run(&args, &cli.global.lists, console),
        Command::New(args) => new::run(&args, console),
        Command::Sample(args) => sample::run(&args, &cli.global.lists, console),
        Command::Rule(args) => rule::run(&args, console),
        Command::Lock => lock::run(&cli.global.lists, console),
        Command::Mutate(args) => mutate::run(&args, &cli.global.lists, console),
        Command::Diff(args) => diff::run(&args, &cli.global.lists, console),
        Command::Recognise(args) => recognise::run(&args, &cli.global.lists, console),
        Command::Learn(args) => learn::run(&args, &cli.global.lists, console),
        Command::Drift(args) => drift::run(&args, &cli.global.lists, console),
        Command::Score(args) => score::run(&args, &cli.global.lists, console),
        Command::Cases(args) => cases::run(&args, &cli.global.lists, console),
        Command::Leads(args) => leads::run(&args, &cli.global.lists, console),
        Command::Induce(args) => induce::run(&args, console),
        Command::Info => info::run(&cli.global.lists, console),
        Command::Completions { shell } => completions::run(shell, &mut Cli::command()),
        Command::Test(args) => test::run(&args, &cli.global.lists, console),
    };
    let end = end.unwrap_or_else(|failure: Failure| {
        console.fail(&failure);
        End::Failed
    });
    ExitCode::from(end as u8)
}

/// Says what is wrong with the arguments, or prints the help or the version that they ask for.
fn refuse(error: &clap::Error, lang: Lang) -> ExitCode {
    match help_zh::refusal(error).filter(|_| lang == Lang::Zh) {
        Some(zh) => {
            let console = Console { lang, color: ColorChoice::Auto, quiet: false };
            console.fail(&console::both(zh, error.to_string()));
            ExitCode::from(End::Failed as u8)
        }
        None => error.exit(),
    }
}

/// The language, before anything else is understood: help is needed in it, too.
fn language() -> Lang {
    let mut args = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned());
    let mut told = None;
    while let Some(arg) = args.next() {
        match arg.split_once('=') {
            Some(("--lang", value)) => told = Some(value.to_owned()),
            _ if arg == "--lang" => told = args.next(),
            _ if arg == "--" => break,
            _ => {}
        }
    }
    match told.as_deref() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        // Anything else is refused when the arguments are read.
        _ => lang_of_environment(|name| std::env::var(name).ok()),
    }
}
