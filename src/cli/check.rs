//! `fenbo check`: everything the lists leave open, claim twice or contradict.

use super::args::CheckArgs;
use super::clock::Clock;
use super::console::{Console, Failure};
use super::{End, load};
use fenbo::Severity;
use fenbo::check::{Options, check};
use fenbo::finding::{Look, report};
use jiff::ToSpan as _;
use std::io::Write as _;
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &CheckArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    let day = args.as_of.map_or_else(|| Clock::of(&loaded.policy).map(|c| c.today()), Ok)?;
    let until = args.until.unwrap_or_else(|| day.saturating_add(1.year()));
    let found = check(&loaded.policy, &Options { day, until });
    let mut out = console.output();
    let look = Look { lang: console.lang, ..Look::default() };
    for finding in loaded.findings.iter().chain(found.problems.iter().map(|p| &p.finding)) {
        let _ = writeln!(out, "{}\n", report(finding, &loaded.sources, look));
    }
    let grave = |s: Severity| s > Severity::Note;
    let faulty = found.problems.iter().any(|p| grave(p.finding.severity)) || !loaded.findings.is_empty();
    Ok(match (faulty, found.exact) {
        (true, _) => End::Found,
        (false, false) => End::Inexact,
        (false, true) => End::Fine,
    })
}
