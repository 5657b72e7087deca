//! Annotations of GitHub Actions: a command a line. The runner takes `%`, line ends and, in properties, `:` and `,` for
//! its own, so they are written as it wants them; text of the lists cannot end a line or begin a command.

use super::outcome::Outcome;
use fenbo::Severity;
use std::fmt::Write as _;

/// The report, the gravest first: the platform shows only so many of a step.
pub fn report(outcome: &Outcome<'_>) -> String {
    let mut out = String::new();
    for one in outcome.open() {
        let command = match one.finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let wire = &one.wire;
        let place = &wire.finding.place;
        let title = format!("{} {}", wire.finding.code, wire.title);
        let _ = write!(out, "::{command} file={}", property(&place.file));
        if place.line > 0 {
            let _ = write!(out, ",line={},endLine={}", place.line, place.end_line);
        }
        // The platform takes columns only within one line.
        if place.line > 0 && place.line == place.end_line {
            let _ = write!(out, ",col={},endColumn={}", place.column, place.end_column);
        }
        let _ = writeln!(out, ",title={}::{}", property(&title), data(&outcome.plain(wire)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_inside_its_command() {
        assert_eq!(data("100% 好\r\n::error::假的"), "100%25 好%0D%0A::error::假的");
        assert_eq!(property("a,line=1:b%0A\n"), "a%2Cline=1%3Ab%250A%0A");
    }
}
