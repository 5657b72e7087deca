//! Mutation testing of the lists: small faults are put into them one by one, and it is counted how many of those that
//! change something are caught by the checks, or at least by the cases and assertions.
//!
//! A mutant that provably decides everything the same is set apart as equivalent. What survives is where the lists can go
//! wrong unseen: a case or an assertion is missing there.

mod edits;
mod equal;

use super::{Analysis, Options, Problem, of_reading};
use crate::finding::{Finding, Severity};
use crate::lists::{Lists, Parsed};
use crate::policy::Policy;
use crate::syntax;
use crate::text::{Place, SourceId, Sources, Span};
use edits::Finder;
pub use edits::{Change, OPERATORS, Operator};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It decides everything the same.
    Equivalent,
    /// Reading or a check says something new of it, and nothing is said about cases alone: the codes.
    Check(Vec<&'static str>),
    /// Only a case or an assertion fails.
    Cases,
    /// Nothing graver than a note is said.
    Survived,
}

/// One mutant.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was changed.
    pub operator: Operator,
    /// Where.
    pub place: Place,
    /// The text that went.
    pub old: String,
    /// The text that came.
    pub new: String,
    /// What became of it.
    pub fate: Fate,
}

/// Puts faults into lists, at most `count` of each kind, chosen by `seed`, and says what became of each, in order of kind
/// and place. Each mutant is read and checked whole.
pub fn mutate(lists: &Lists, options: &Options, count: usize, seed: u64) -> Vec<Mutant> {
    let texts = lists.texts();
    let parsed: Vec<(SourceId, Parsed)> = texts.lists().iter().map(|id| (*id, texts.parse(*id))).collect();
    let base = Edition::new(lists, &parsed, None, options);
    let known: BTreeSet<String> = base.grave().map(|p| p.fingerprint.clone()).collect();
    let entries: Vec<_> = texts.lists().iter().flat_map(|id| syntax::parse(*id, texts.sources()).0).collect();
    let changes = Finder::all(texts.sources(), &base.analysis.policy.registry.units, &entries);
    let mut out = Vec::new();
    for (operator, ..) in OPERATORS {
        let own: Vec<&Change> = changes.iter().filter(|c| c.operator == *operator).collect();
        for change in chosen(&own, count, seed) {
            let Some((mutated, source)) = applied(lists, texts.sources(), change) else { continue };
            let edition = Edition::new(&mutated, &parsed, Some(source), options);
            out.push(Mutant {
                operator: *operator,
                place: texts.sources().place(change.span),
                old: text_of(texts.sources(), change.span).to_owned(),
                new: format!("{}{}", change.new, change.appended),
                fate: fate(&base, &edition, &known),
            });
        }
    }
    out
}

/// Lists that were read and checked.
struct Edition {
    analysis: Analysis,
    problems: Vec<Problem>,
}

impl Edition {
    /// `parsed`: the files as they were; only `changed` is parsed again.
    fn new(
        lists: &Lists,
        parsed: &[(SourceId, Parsed)],
        changed: Option<SourceId>,
        options: &Options,
    ) -> Self {
        let texts = lists.texts();
        let fresh = |(id, old): &(SourceId, Parsed)| {
            if Some(*id) == changed { texts.parse(*id) } else { old.clone() }
        };
        let parsed = parsed.iter().map(fresh).collect();
        let (policy, sources, findings): (Policy, Sources, Vec<Finding>) = texts.join(parsed);
        let analysis = Analysis::new(Arc::new(policy), options.clone());
        let mut problems = of_reading(&findings, &sources);
        problems.extend(analysis.report().problems);
        Self { analysis, problems }
    }

    fn grave(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|p| p.finding.severity > Severity::Note)
    }
}

fn fate(base: &Edition, edition: &Edition, known: &BTreeSet<String>) -> Fate {
    if equal::same(&base.analysis, &edition.analysis) {
        return Fate::Equivalent;
    }
    let new = edition.grave().filter(|p| !known.contains(&p.fingerprint)).map(|p| p.finding.code);
    let (cases, mut checks): (Vec<&str>, Vec<&'static str>) =
        new.partition(|code| matches!(*code, "C382" | "C383"));
    checks.sort_unstable();
    checks.dedup();
    match (checks.is_empty(), cases.is_empty()) {
        (false, _) => Fate::Check(checks),
        (true, false) => Fate::Cases,
        (true, true) => Fate::Survived,
    }
}

/// The lists with a change, and the source that it is in.
fn applied(lists: &Lists, sources: &Sources, change: &Change) -> Option<(Lists, SourceId)> {
    let id = change.span.source;
    let source = sources.get(id)?;
    // A folder may stand before the name.
    let is_it = |name: &str| source.name.strip_suffix(name).is_some_and(|f| f.is_empty() || f.ends_with('/'));
    let (name, _) = lists.iter().find(|(name, text)| is_it(name) && **text == source.text)?;
    let (before, after) =
        (source.text.get(..change.span.start as usize)?, source.text.get(change.span.end as usize..)?);
    let mut mutated = lists.clone();
    mutated.add(name, format!("{before}{}{after}{}", change.new, change.appended));
    Some((mutated, id))
}

fn text_of(sources: &Sources, span: Span) -> &str {
    let source = sources.get(span.source);
    source.and_then(|s| s.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
}

/// At most `count` of them, the same for the same seed, in their order.
fn chosen<'c>(all: &[&'c Change], count: usize, seed: u64) -> Vec<&'c Change> {
    let mut keyed: Vec<(u64, usize)> = (0..all.len()).map(|i| (mixed(seed, i as u64), i)).collect();
    keyed.sort_unstable();
    keyed.truncate(count);
    let mut places: Vec<usize> = keyed.into_iter().map(|k| k.1).collect();
    places.sort_unstable();
    places.into_iter().map(|i| all[i]).collect()
}

/// A number that depends on both and on nothing else (splitmix64).
fn mixed(seed: u64, i: u64) -> u64 {
    let mut z = seed.wrapping_add(i.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
