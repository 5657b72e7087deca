//! A linear score for each of a few labels over what a text is made of ([`Block`]): the part of recognition that learns from
//! labelled messages.
//!
//! Labels that are nodes of the catalogue (as they are when the scorer was learned from cases) speak for the matters below
//! them; others (the categories of somebody's history) are answers of their own.

mod file;
mod vocabulary;

use super::normal;
pub(super) use file::Lines;
use std::fmt;
pub use vocabulary::{Block, Feature, Tally, Vocabulary};

/// Scores a text for each label.
pub struct Scorer {
    labels: Vec<String>,
    vocabulary: Vocabulary,
    /// For every feature one for each label, and at the end those of no feature at all.
    weights: Vec<f32>,
    /// How sharply scores become chances.
    slope: f32,
}

impl fmt::Debug for Scorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (labels, features) = (&self.labels, self.vocabulary.size());
        f.debug_struct("Scorer").field("labels", labels).field("features", &features).finish_non_exhaustive()
    }
}

impl Scorer {
    /// From its parts. `weights`: for every feature of the vocabulary and once more for none, one for each label.
    pub fn new(labels: Vec<String>, vocabulary: Vocabulary, weights: Vec<f32>, slope: f32) -> Self {
        debug_assert_eq!(weights.len(), (vocabulary.size() + 1) * labels.len());
        Self { labels, vocabulary, weights, slope }
    }

    /// What it tells apart.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many features it has.
    pub fn features(&self) -> usize {
        self.vocabulary.size()
    }

    /// How sharply scores become chances.
    #[must_use]
    pub fn with_slope(self, slope: f32) -> Self {
        Self { slope, ..self }
    }

    fn row(&self, feature: usize) -> &[f32] {
        let n = self.labels.len();
        &self.weights[feature * n..(feature + 1) * n]
    }

    /// The score for each label, of a text in any form. Linear in the text times the labels.
    pub fn scores(&self, text: &str, tally: &mut Tally) -> Vec<f32> {
        let text = normal(text);
        self.scores_of_normal(&text, &normal::negated(&text), tally)
    }

    pub(super) fn scores_of_normal(
        &self,
        text: &str,
        silent: &[std::ops::Range<usize>],
        tally: &mut Tally,
    ) -> Vec<f32> {
        let mut scores = self.row(self.vocabulary.size()).to_vec();
        for (feature, value) in self.vocabulary.vector(text, silent, tally) {
            scores.iter_mut().zip(self.row(*feature as usize)).for_each(|(s, w)| *s += value * w);
        }
        scores
    }

    /// Chances from scores; they add up to one.
    pub fn chances(&self, scores: &[f32]) -> Vec<f32> {
        chances(scores, self.slope)
    }

    /// What in a text speaks most for a label, at most so many, strongest first: characters, pairs and words.
    pub fn words(&self, text: &str, label: usize, most: usize) -> Vec<String> {
        let text = normal(text);
        let mut tally = Tally::default();
        let vector = self.vocabulary.vector(&text, &normal::negated(&text), &mut tally);
        let speaks = |feature: u32, value: f32| {
            let row = self.row(feature as usize);
            let others = (row.iter().sum::<f32>() - row[label]) / (row.len().max(2) - 1) as f32;
            value * (row[label] - others)
        };
        let mut all: Vec<(u32, f32)> = vector.iter().map(|(f, v)| (*f, speaks(*f, *v))).collect();
        all.retain(|(_, s)| *s > 0.0);
        all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut words: Vec<String> = Vec::new();
        for (feature, _) in all {
            let word = &self.vocabulary.feature(feature as usize).0.1;
            // A part of a word that is named says nothing new.
            if !words.iter().any(|w| w.contains(word.as_str())) {
                words.push(word.clone());
            }
            if words.len() == most {
                break;
            }
        }
        words
    }
}

/// Chances from scores at some slope; they add up to one.
pub fn chances(scores: &[f32], slope: f32) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let chances: Vec<f32> = scores.iter().map(|s| (slope * (s - most)).exp()).collect();
    let total: f32 = chances.iter().sum();
    chances.into_iter().map(|c| c / total).collect()
}
