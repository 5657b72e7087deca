//! What is drawn from a text for a matter, and how much each part of it counts.

use super::Candidate;
use super::scorer::{self, Scorer};
use crate::policy::matter::{Matter, MatterId};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// What was drawn from a text for one matter. All are of the order of one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signals {
    /// Characters shared with its names and descriptions.
    pub shared: f32,
    /// 1 if one of its recognisers is met.
    pub met: f32,
    /// How much the words of the best recogniser that is met say.
    pub whole: f32,
    /// The same of the best that is met at least in part.
    pub part: f32,
    /// How many are met, up to three.
    pub several: f32,
    /// The share of the groups of the best that are met.
    pub share: f32,
    /// What the scorer says of the label above the matter: an eighth of the logarithm of its chance, not below -1.
    pub label: f32,
    /// The same of a scorer from outside, where there is one.
    pub outside: f32,
}

/// The names of the signals, in their order.
const NAMES: [&str; SIGNALS] = ["shared", "met", "whole", "part", "several", "share", "label", "outside"];

/// How many there are.
pub(crate) const SIGNALS: usize = 8;

impl Signals {
    /// As numbers, in the order of the names.
    pub fn values(&self) -> [f64; SIGNALS] {
        let Self { shared, met, whole, part, several, share, label, outside } = *self;
        [shared, met, whole, part, several, share, label, outside].map(f64::from)
    }

    /// The signal of a label, from its chance.
    pub(crate) fn of_label(chance: f32) -> f32 {
        (chance.max(f32::MIN_POSITIVE).ln() / 8.0).max(-1.0)
    }

    /// A first guess, without weights: which matters are weighed at all.
    pub(super) fn rough(&self) -> f32 {
        self.shared + 2.0 * self.met + 2.0 * self.part
    }
}

/// How much each signal counts, and from which chance on a matter is taken without asking.
#[derive(Debug, Clone)]
pub struct Weights {
    /// In the order of the signals.
    pub of: [f64; SIGNALS],
    /// From which chance on a matter is taken without asking.
    pub sure: Thresholds,
    /// What was learned of labels.
    pub scorer: Option<Arc<Scorer>>,
}

/// The chance from which on the first candidate goes to the right unit as often as was asked for when it was learned; above 1:
/// never.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thresholds {
    /// For categories that have none of their own.
    pub all: f64,
    /// By category: the topmost node above the matter.
    pub of: BTreeMap<String, f64>,
}

impl Thresholds {
    /// One for all.
    pub fn one(all: f64) -> Self {
        Self { all, of: BTreeMap::new() }
    }

    /// That of a matter.
    pub fn of(&self, matter: &Matter) -> f64 {
        matter.path.first().and_then(|category| self.of.get(category)).copied().unwrap_or(self.all)
    }
}

/// What `fenbo learn --lists catalogues/pengcheng --out src/recognise/default.weights` wrote on 25 November 2026.
const DEFAULT: &str = include_str!("default.weights");

impl Default for Weights {
    /// Learned from the cases of the shipped city (docs/recognise.md).
    fn default() -> Self {
        // A test reads it; without it nothing would ever be sure.
        Self::read(DEFAULT).unwrap_or(Self { of: [1.0; SIGNALS], sure: Thresholds::one(1.1), scorer: None })
    }
}

/// Why a text is no weights: the line, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {words}")]
pub struct Unreadable {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub words: String,
}

impl Weights {
    /// Puts matters in the order of their chance.
    pub fn weigh(&self, all: Vec<(MatterId, Signals)>) -> Vec<Candidate> {
        let score = |s: &Signals| self.of.iter().zip(s.values()).map(|(w, x)| w * x).sum::<f64>();
        let scores: Vec<f64> = all.iter().map(|(_, s)| score(s)).collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|s| (s - most).exp()).sum();
        let candidate = |((matter, signals), score): ((MatterId, Signals), f64)| Candidate {
            matter,
            chance: (score - most).exp() / total,
            signals,
        };
        let mut all: Vec<Candidate> = all.into_iter().zip(scores).map(candidate).collect();
        all.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.matter.cmp(&b.matter)));
        all
    }

    /// As a file: a name and a number a line, then the scorer.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# 识别的权重，由 fenbo learn 写成，可以比较、可以改。\n# Weights of recognition, written by `fenbo learn`; to be compared, and changed by whoever knows better.\n",
        );
        for (name, weight) in NAMES.iter().zip(&self.of) {
            let _ = writeln!(text, "{name} {weight:.4}");
        }
        let _ = writeln!(text, "sure {:.6}", self.sure.all);
        for (category, sure) in &self.sure.of {
            let _ = writeln!(text, "sure {sure:.6} {category}");
        }
        if let Some(scorer) = &self.scorer {
            text += &scorer.text();
        }
        text
    }

    /// From such a file.
    ///
    /// # Errors
    ///
    /// A line that is not a known name and a number, a name twice, or one that is missing.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut found: [Option<f64>; SIGNALS + 1] = [None; SIGNALS + 1];
        let mut scorer = scorer::Lines::default();
        let mut by = BTreeMap::new();
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
        for (i, line) in lines {
            let wrong = |words: String| Unreadable { line: i + 1, words };
            if scorer.take(line).map_err(wrong)? {
                continue;
            }
            let mut parts = line.trim().splitn(3, char::is_whitespace);
            let (Some(name), Some(number), category) = (parts.next(), parts.next(), parts.next()) else {
                return Err(wrong(format!("`{line}` is not a name and a number")));
            };
            let at = NAMES.iter().chain(&["sure"]).position(|n| *n == name);
            let at = at.ok_or_else(|| {
                wrong(format!("there is no weight `{name}`; there are {}, sure", NAMES.join(", ")))
            })?;
            let number: f64 = number
                .parse()
                .ok()
                .filter(|n: &f64| n.is_finite())
                .ok_or_else(|| wrong(format!("`{number}` is no number")))?;
            let twice = match category.map(str::trim) {
                None => found[at].replace(number).is_some(),
                Some(category) if name == "sure" => by.insert(category.to_owned(), number).is_some(),
                Some(_) => return Err(wrong(format!("`{line}` is not a name and a number"))),
            };
            if twice {
                return Err(wrong(format!("`{name}` stands twice")));
            }
        }
        let last = text.lines().count();
        let missing = |at: usize| Unreadable {
            line: last,
            words: format!("`{}` is missing", NAMES.iter().chain(&["sure"]).nth(at).unwrap_or(&"")),
        };
        let mut of = [0.0; SIGNALS];
        for (at, slot) in of.iter_mut().enumerate() {
            *slot = found[at].ok_or_else(|| missing(at))?;
        }
        let sure = Thresholds { all: found[SIGNALS].ok_or_else(|| missing(SIGNALS))?, of: by };
        Ok(Self { of, sure, scorer: scorer.end().map(Arc::new) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::{Block, Vocabulary};

    #[test]
    fn the_default_is_read_and_written_as_it_is() {
        assert_eq!(Weights::read(DEFAULT).map(|w| w.text()).as_deref(), Ok(DEFAULT));
    }

    #[test]
    fn weights_are_read_as_they_are_written() {
        let of = BTreeMap::from([("市容 环卫".to_owned(), 0.5), ("水务".to_owned(), 1.1)]);
        let sure = Thresholds { all: 0.97, of };
        let word = (Block::Word, "路灯".to_owned());
        let vocabulary = Vocabulary::new(vec![((Block::Text, "灯".to_owned()), 1.25), (word, 2.5)]);
        let labels = ["市容 环卫".to_owned(), "水务".to_owned()];
        let scorer = Scorer::new(labels.to_vec(), vocabulary, vec![0.5, -0.5, 1.0, 0.0, 0.125, -0.25], 3.0);
        let of = [0.5, 6.0, 4.0, 3.0, 2.0, -1.5, 0.25, 2.0];
        let weights = Weights { of, sure, scorer: Some(Arc::new(scorer)) };
        let again = Weights::read(&weights.text()).map(|w| w.text());
        assert_eq!(again, Ok(weights.text()));
        assert!(
            weights.text().ends_with("text\t灯\t1.250\t0.500\t-0.500\nword\t路灯\t2.500\t1.000\t0.000\n")
        );
    }

    #[test]
    fn what_is_wrong_with_weights_is_told_with_its_line() {
        let told = |text: &str| Weights::read(text).map(|w| w.text()).unwrap_err().to_string();
        assert_eq!(told("# x\nshared much"), "line 2: `much` is no number");
        assert_eq!(told("shared 1\nshared 2"), "line 2: `shared` stands twice");
        assert!(told("sharde 1").starts_with("line 1: there is no weight `sharde`"));
        assert_eq!(told("shared 1"), "line 1: `met` is missing");
        assert_eq!(told("label\t0\t甲\ntext\t灯\t1\t2\t3"), "line 2: 2 weights for 1 labels");
        assert_eq!(told("shared 1 2"), "line 1: `shared 1 2` is not a name and a number");
    }
}
