//! `JUnit` XML: a suite for each code, a case for each problem. What counts is a failure, what is settled or only a note is
//! skipped, and a code without problems is one case that passes. What is counted and not shown (`--max-findings`) is a case of
//! its own, and codes that were not looked for (`--select`, `--ignore`) have no suite: nothing passes that did not.

use super::super::markup::escape;
use super::outcome::{Outcome, Shown, Standing};
use fenbo::Severity;
use fenbo::check::PAGES;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The report.
pub fn report(outcome: &Outcome<'_>) -> String {
    let looked_for = PAGES.iter().map(|(code, _)| *code).filter(|c| !outcome.passed_over.contains(c));
    let mut suites: BTreeMap<&str, Vec<&Shown>> = looked_for.map(|code| (code, Vec::new())).collect();
    for code in outcome.hidden.keys() {
        suites.entry(code).or_default();
    }
    for one in &outcome.shown {
        suites.entry(one.finding.code).or_default().push(one);
    }
    let counts: Vec<Counts> =
        suites.iter().map(|(code, problems)| Counts::of(outcome, code, problems)).collect();
    let sum = |part: fn(&Counts) -> usize| counts.iter().map(part).sum::<usize>();
    let (all, failures, skipped) = (sum(|c| c.tests), sum(|c| c.failures), sum(|c| c.skipped));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"fenbo check\" tests=\"{all}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">"
    );
    for ((code, problems), counts) in suites.iter().zip(&counts) {
        let title = fenbo::finding::codes::code(code).map_or("", |c| outcome.lang.pick(c.zh, c.en));
        let Counts { tests, failures, skipped } = counts;
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">",
            escape(&format!("{code} {title}"))
        );
        if let Some(n) = outcome.hidden.get(code) {
            hidden(&mut out, outcome, code, *n);
        } else if problems.is_empty() {
            let _ =
                writeln!(out, "    <testcase name=\"{}\" classname=\"{code}\" time=\"0\"/>", escape(title));
        }
        for problem in problems {
            case(&mut out, outcome, problem);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// What a suite comes to.
struct Counts {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Counts {
    fn of(outcome: &Outcome<'_>, code: &str, problems: &[&Shown]) -> Self {
        let mut failures = problems.iter().filter(|s| fails(s)).count();
        let mut skipped = problems.len() - failures;
        if outcome.hidden.contains_key(code) {
            *if hidden_fails(outcome, code) { &mut failures } else { &mut skipped } += 1;
        }
        Self { tests: (failures + skipped).max(1), failures, skipped }
    }
}

/// Whether what is not shown of a code fails: no more is known of it than that there are such.
fn hidden_fails(outcome: &Outcome<'_>, code: &str) -> bool {
    outcome.tally.errors.contains_key(code) || outcome.tally.warnings.contains_key(code)
}

/// One case for all problems of a code that are not shown.
fn hidden(out: &mut String, outcome: &Outcome<'_>, code: &str, n: usize) {
    let words = outcome.pick(
        format!("另有 {n} 个没有列出（--max-findings）"),
        format!("{n} more are not shown (--max-findings)"),
    );
    let words = escape(&words);
    let inside = if hidden_fails(outcome, code) { "failure" } else { "skipped" };
    let _ = writeln!(
        out,
        "    <testcase name=\"{words}\" classname=\"{code}\" time=\"0\">\n      <{inside} message=\"{words}\"/>\n    </testcase>"
    );
}

/// A note is told and fails nothing.
fn fails(one: &Shown) -> bool {
    one.standing == Standing::Open && one.finding.severity > Severity::Note
}

fn case(out: &mut String, outcome: &Outcome<'_>, one: &Shown) {
    let wire = &one.wire;
    let place = &wire.finding.place;
    let _ = writeln!(
        out,
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"0\">",
        escape(&format!("{} {}", wire.fingerprint, wire.finding.message)),
        wire.finding.code,
        escape(&place.file),
        place.line
    );
    let at = format!("{}:{}:{}\n", place.file, place.line, place.column);
    let words = escape(&format!("{at}{}", outcome.plain(wire)));
    let message = escape(&wire.finding.message);
    let skip = match &one.standing {
        Standing::Open if fails(one) => None,
        Standing::Open => Some(message.clone()),
        Standing::Known => {
            Some(escape(&outcome.pick("已在基线中".to_owned(), "known by the baseline".to_owned())))
        }
        Standing::Waived(waiver) => {
            let reason = waiver.as_ref().and_then(|w| w.reason.as_deref()).unwrap_or_default();
            Some(escape(&outcome.pick(format!("已豁免：{reason}"), format!("waived: {reason}"))))
        }
    };
    match skip {
        None => {
            let severity = wire.finding.severity;
            let _ =
                writeln!(out, "      <failure message=\"{message}\" type=\"{severity}\">{words}</failure>");
        }
        Some(why) => {
            let _ =
                writeln!(out, "      <skipped message=\"{why}\"/>\n      <system-out>{words}</system-out>");
        }
    }
    out.push_str("    </testcase>\n");
}
