//! `fenbo reconcile`: what the three lists say about one unit, side by side.

mod document;
mod text;

use super::args::{Format, ReconcileArgs};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::{End, load, why_not};
use document::Document;
use fenbo::Severity;
use fenbo::check::{Analysis, Options, Writer};
use jiff::ToSpan as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &ReconcileArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let day = args.as_of.map_or_else(|| Clock::of(&loaded.policy).map(|c| c.today()), Ok)?;
    let unit = why_not::unit(&args.unit, &loaded.policy, day, console)?;
    let until = day.saturating_add(1.year());
    let analysis = Analysis::new(loaded.policy.clone(), Options { day, until });
    let report = analysis.report();
    let view = analysis.reconcile(unit, &report);
    let writer =
        Writer { policy: &loaded.policy, sources: &loaded.sources, lang: console.lang, days: (day, until) };
    let document = Document::new(&writer, &view, &report, day);
    let page = match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&document)
                .map_err(|e| both(format!("写出失败：{e}"), format!("writing failed: {e}")))?;
            format!("{json}\n")
        }
        Format::Text => text::page(&document, console.lang),
    };
    let mut out = console.output();
    match out.write_all(page.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            return Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")));
        }
        _ => {}
    }
    let grave = view.problems.iter().any(|&i| report.problems[i].finding.severity > Severity::Note);
    Ok(match (grave, document.exact) {
        (true, _) => End::Found,
        (false, false) => End::Inexact,
        (false, true) => End::Fine,
    })
}
