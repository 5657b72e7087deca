//! The baseline: problems that are known and do not count. One fingerprint a line, with words for people behind it, so
//! that a version control shows what comes and goes.

use super::super::console::{Failure, both, shown};
use super::super::load::text_of;
use super::outcome::Shown;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Problems that are known.
#[derive(Debug, Default)]
pub struct Baseline(BTreeSet<String>);

impl Baseline {
    /// Reads a file. A line that is no fingerprint is a mistake and no comment.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = text_of(path)?;
        let mut known = BTreeSet::new();
        for (i, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let word = line.split_whitespace().next().unwrap_or_default();
            if !is_fingerprint(word) {
                let (path, line) = (path.display(), i + 1);
                return Err(both(
                    format!("{path}:{line}：「{word}」不是指纹。指纹写成 C301:0123456789ab"),
                    format!(
                        "{path}:{line}: \"{word}\" is no fingerprint. One is written as C301:0123456789ab"
                    ),
                ));
            }
            known.insert(word.to_owned());
        }
        Ok(Self(known))
    }

    /// Whether a problem is known by all of its names.
    pub fn knows(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.0.contains(name))
    }

    /// How many of them were not found again, of the codes that were looked for.
    pub fn gone<'a>(&self, found: impl Iterator<Item = &'a str>, wanted: impl Fn(&str) -> bool) -> usize {
        let found: BTreeSet<&str> = found.collect();
        let code = |print: &str| print.split(':').next().unwrap_or_default().to_owned();
        self.0.iter().filter(|p| !found.contains(p.as_str()) && wanted(&code(p))).count()
    }
}

fn is_fingerprint(word: &str) -> bool {
    let Some((code, print)) = word.split_once(':') else { return false };
    let letter = code.chars().next().is_some_and(|c| c.is_ascii_uppercase());
    letter
        && code.len() == 4
        && code.bytes().skip(1).all(|b| b.is_ascii_digit())
        && print.len() == 12
        && print.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
}

/// The text of a baseline of these problems, in order of the fingerprints, so that an edit changes few lines.
pub fn text<'a>(problems: impl Iterator<Item = &'a Shown>) -> String {
    let mut lines: Vec<String> = problems
        .flat_map(|p| {
            let words = shown(&p.wire.finding.message).replace('\n', " ");
            let line = move |name: &String| format!("{name} {} {words}", p.wire.finding.place.file);
            p.names.iter().map(line)
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let mut text = String::from(
        "# fenbo check --baseline: 已知的问题，不算数 / problems that are known and do not count\n",
    );
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::is_fingerprint;

    #[test]
    fn a_fingerprint_is_a_code_and_twelve_digits() {
        assert!(is_fingerprint("C301:0123456789ab"));
        for word in ["C301", "C301:", "C301:0123456789AB", "C301:0123456789abc", "301C:0123456789ab", "冲突"]
        {
            assert!(!is_fingerprint(word), "{word}");
        }
    }
}
