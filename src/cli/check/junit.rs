//! `JUnit` XML: a suite for each code, a case for each problem. What counts is a failure, what is settled or only a note is
//! skipped, and a code without problems is one case that passes.

use super::super::markup::escape;
use super::outcome::{Outcome, Shown, Standing};
use fenbo::Severity;
use fenbo::check::PAGES;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The report.
pub fn report(outcome: &Outcome<'_>) -> String {
    let mut suites: BTreeMap<&str, Vec<&Shown>> = PAGES.iter().map(|(code, _)| (*code, Vec::new())).collect();
    for one in &outcome.shown {
        suites.entry(one.finding.code).or_default().push(one);
    }
    let all = suites.values().map(|problems| problems.len().max(1)).sum::<usize>();
    let failures = outcome.shown.iter().filter(|s| fails(s)).count();
    let skipped = outcome.shown.len() - failures;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"fenbo check\" tests=\"{all}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">"
    );
    for (code, problems) in &suites {
        let title = fenbo::finding::codes::code(code).map_or("", |c| outcome.lang.pick(c.zh, c.en));
        let failures = problems.iter().filter(|s| fails(s)).count();
        let (tests, skipped) = (problems.len().max(1), problems.len() - failures);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">",
            escape(&format!("{code} {title}"))
        );
        if problems.is_empty() {
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
