//! `fenbo check`: everything the lists leave open, claim twice or contradict.

mod baseline;
mod codes;
mod fix;
mod github;
pub mod history;
mod html;
mod json;
mod junit;
mod outcome;
mod sarif;
mod text;
mod wrap;

use super::args::{CheckArgs, ReportFormat};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::deliver::unwritable;
use super::{End, load};
use baseline::Baseline;
use codes::{Codes, Denied};
use fenbo::Severity;
use fenbo::check::{Options, Problem, Writer, check, of_reading};
use fenbo::finding::codes::CODES;
use fenbo::policy::Policy;
use jiff::ToSpan as _;
use jiff::civil::Date;
use outcome::{Outcome, Shown, Standing};
use std::cmp::{Ordering, Reverse};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Problems shown in full as text, unless told otherwise.
const MOST_AS_TEXT: usize = 100;
/// Codes that say that something was not analysed exactly: they end with a code of their own.
const LIMITS: [&str; 2] = ["P901", "P902"];

/// Runs the command.
pub fn run(args: &CheckArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let select = Codes::read("--select", &args.select)?;
    let ignore = Codes::read("--ignore", &args.ignore)?;
    let denied = Denied::read(&args.deny)?;
    let wanted = |code: &str| (select.is_empty() || select.has(code)) && !ignore.has(code);
    let baseline = match &args.baseline {
        Some(path) if path.exists() || !args.write_baseline => Some(Baseline::read(path)?),
        _ => None,
    };
    if args.fix {
        let open =
            |p: &Problem| wanted(p.finding.code) && !baseline.as_ref().is_some_and(|b| b.knows(&[p.name()]));
        if let Some(end) = fix::run(args, lists, console, &open)? {
            return Ok(end);
        }
    }
    let loaded = if args.locked { load::load_locked(lists, console)? } else { load::load(lists, console)? };
    let days = days(args, &loaded.policy)?;
    let found = check(&loaded.policy, &Options { day: days.0, until: days.1 });
    let writer = Writer { policy: &loaded.policy, sources: &loaded.sources, lang: console.lang, days };
    let waived = found.waived.iter().map(|w| (w.problem.clone(), Standing::Waived(writer.waiver(w))));
    let known = |p: &Problem| {
        !args.write_baseline && baseline.as_ref().is_some_and(|b| b.knows(&p.names(&loaded.policy)))
    };
    let read = of_reading(&loaded.findings, &loaded.sources);
    let open = read.into_iter().chain(found.problems).map(|p| {
        let standing = if known(&p) { Standing::Known } else { Standing::Open };
        (p, standing)
    });
    let mut all: Vec<(Problem, Standing)> = open.chain(waived).collect();
    let exact = found.exact && !all.iter().any(|(p, _)| LIMITS.contains(&p.finding.code));
    let before = all.len();
    all.retain(|(p, _)| wanted(p.finding.code));
    let left_out = before - all.len();
    let (mut problems, standings): (Vec<Problem>, Vec<Standing>) = all.into_iter().unzip();
    let history = match &args.history {
        Some(file) => {
            let map = args.map.as_deref();
            Some(history::weigh(file, map, &loaded.policy, days.0, &mut problems, console)?)
        }
        None => None,
    };
    for problem in &mut problems {
        denied.apply(problem);
    }
    let mut all: Vec<(Problem, Standing)> = problems.into_iter().zip(standings).collect();
    all.sort_by(|(a, _), (b, _)| by_gravity(a, b));
    let shown: Vec<Shown> = all
        .into_iter()
        .map(|(p, standing)| Shown {
            standing,
            wire: writer.wire(&p),
            names: p.names(&loaded.policy),
            finding: p.finding,
        })
        .collect();
    let counts = |s: &Shown| {
        let code = s.finding.code;
        let limit = LIMITS.contains(&code) && !denied.names(code);
        s.standing == Standing::Open && s.finding.severity > Severity::Note && !limit
    };
    let faulty = shown.iter().any(counts);
    if let Some(path) = args.baseline.as_deref().filter(|_| args.write_baseline) {
        write_baseline(path, &shown, console)?;
        return Ok(if exact { End::Fine } else { End::Inexact });
    }
    let prints = shown.iter().flat_map(|s| &s.names).map(String::as_str);
    let gone = baseline.as_ref().map_or(0, |b| b.gone(prints, wanted));
    let default = (args.format == ReportFormat::Text).then_some(MOST_AS_TEXT);
    let most = args.max_findings.or(default);
    let mut outcome = Outcome::new(&loaded, console.lang, days, shown, most);
    (outcome.left_out, outcome.gone, outcome.exact) = (left_out, gone, exact);
    outcome.passed_over = CODES.iter().map(|c| c.code).filter(|c| !wanted(c)).collect();
    (outcome.compared, outcome.history) = (baseline.is_some(), history);
    write(&outcome, args, console)?;
    Ok(match (faulty, exact) {
        (true, _) => End::Found,
        (false, false) => End::Inexact,
        (false, true) => End::Fine,
    })
}

/// The gravest first, of these the ones that most past complaints meet, then by place.
fn by_gravity(a: &Problem, b: &Problem) -> Ordering {
    let weight = |p: &Problem| p.weight.map(|w| (w.certain, w.possible));
    let key = |p: &Problem| (Reverse(p.finding.severity), Reverse(weight(p)), p.finding.span, p.finding.code);
    key(a).cmp(&key(b)).then_with(|| a.fingerprint.cmp(&b.fingerprint))
}

/// The first and the last day to look at.
fn days(args: &CheckArgs, policy: &Policy) -> Result<(Date, Date), Failure> {
    let day = args.as_of.map_or_else(|| Clock::of(policy).map(|c| c.today()), Ok)?;
    let until = args.until.unwrap_or_else(|| day.saturating_add(1.year()));
    if until < day {
        return Err(both(
            format!("--until（{until}）早于要检查的日期（{day}）"),
            format!("--until ({until}) is before the day that is checked ({day})"),
        ));
    }
    Ok((day, until))
}

fn write_baseline(path: &Path, shown: &[Shown], console: Console) -> Result<(), Failure> {
    fs::write(path, baseline::text(shown.iter().filter(|s| s.standing == Standing::Open)))
        .map_err(|e| unwritable(path, &e))?;
    let n = shown.iter().filter(|s| s.standing == Standing::Open).count();
    let path = path.display();
    console.note(
        format!("{n} 个问题写进了基线 {path}"),
        format!("{} written into the baseline {path}", super::console::counted(n, "problem")),
    );
    Ok(())
}

/// Writes the report to where it was asked for, and a summary for people where the report is none.
fn write(outcome: &Outcome<'_>, args: &CheckArgs, console: Console) -> Result<(), Failure> {
    let text = args.format == ReportFormat::Text;
    let width = if args.output.is_some() { text::PAGE } else { Console::output_width() };
    let look = text::Style { width, verbose: args.verbose, quiet: console.quiet };
    let report = match args.format {
        ReportFormat::Text => text::report(outcome, look),
        ReportFormat::Json => json::report(outcome),
        ReportFormat::Sarif => sarif::report(outcome),
        ReportFormat::Github => github::report(outcome),
        ReportFormat::Html => html::report(outcome),
        ReportFormat::Junit => junit::report(outcome),
    };
    // Colours are in the text alone; what programs read is written byte for byte.
    let written = match &args.output {
        Some(path) if text => fs::write(path, anstream::adapter::strip_str(&report).to_string()),
        Some(path) => fs::write(path, &report),
        None if text => all_to(console.output(), &report),
        None => all_to(io::stdout().lock(), &report),
    };
    match (written, &args.output) {
        // That nobody reads on changes nothing about the lists.
        (Err(e), None) if e.kind() == io::ErrorKind::BrokenPipe => {}
        (Err(e), None) => return Err(both(format!("写出失败：{e}"), format!("writing failed: {e}"))),
        (Err(e), Some(path)) => return Err(unwritable(path, &e)),
        (Ok(()), _) => {}
    }
    if (!text || args.output.is_some()) && !console.quiet {
        console.line(&text::summary(outcome));
    }
    Ok(())
}

fn all_to(mut out: impl io::Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
