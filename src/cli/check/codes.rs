//! Codes that arguments name, in full or by how they begin.

use super::super::console::{Failure, both};
use fenbo::Severity;
use fenbo::check::Problem;
use fenbo::finding::codes::CODES;
use fenbo::policy::attribute::closest;

/// Codes by how they begin.
#[derive(Debug, Default)]
pub struct Codes(Vec<String>);

impl Codes {
    /// Reads what was given to an argument. A beginning that no code has is a mistake.
    pub fn read(argument: &str, given: &[String]) -> Result<Self, Failure> {
        given.iter().map(|word| known(argument, word)).collect::<Result<_, _>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|start| code.starts_with(start))
    }
}

fn known(argument: &str, word: &str) -> Result<String, Failure> {
    let start = word.trim().to_ascii_uppercase();
    if !start.is_empty() && CODES.iter().any(|c| c.code.starts_with(&start)) {
        return Ok(start);
    }
    let near = closest(&start, CODES.iter().map(|c| c.code));
    let (zh, en) =
        near.map_or_else(Default::default, |n| (format!("。是不是 {n}？"), format!(". Did you mean {n}?")));
    Err(both(
        format!("{argument}：没有问题码「{word}」{zh}"),
        format!("{argument}: there is no code \"{word}\"{en}"),
    ))
}

/// What counts as an error although it is none by itself.
#[derive(Debug, Default)]
pub struct Denied {
    codes: Codes,
    warnings: bool,
    notes: bool,
}

impl Denied {
    pub fn read(given: &[String]) -> Result<Self, Failure> {
        let is = |word: &str| given.iter().any(|g| g.trim().eq_ignore_ascii_case(word));
        let codes: Vec<String> = given
            .iter()
            .filter(|g| !["warnings", "notes"].iter().any(|w| g.trim().eq_ignore_ascii_case(w)))
            .cloned()
            .collect();
        Ok(Self { codes: Codes::read("--deny", &codes)?, warnings: is("warnings"), notes: is("notes") })
    }

    /// Whether a code is named, in full or by its beginning.
    pub fn names(&self, code: &str) -> bool {
        self.codes.has(code)
    }

    /// Makes an error of it, if it is to be one.
    pub fn apply(&self, problem: &mut Problem) {
        let denied = match problem.finding.severity {
            Severity::Error => false,
            Severity::Warning => self.warnings,
            Severity::Note => self.notes,
        };
        if denied || self.codes.has(problem.finding.code) {
            problem.finding.severity = Severity::Error;
        }
    }
}
