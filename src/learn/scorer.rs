//! A scorer from labelled texts, one label against all others.

use super::svm::{Row, fit};
use crate::recognise::{Block, Scorer, Tally, Vocabulary, chances, normal};

/// How much a row may pull: with texts of this length the best of 0.5 to 5 on held-out messages, and little different from
/// its neighbours.
const COST: f64 = 1.0;

/// Learns a scorer. `truth`: for each text the number of its label; rare labels pull as much as frequent ones. `words`: those of the
/// lists. Linear in the texts times the labels, for some dozens of rounds.
pub fn learn_scorer(
    texts: &[&str],
    truth: &[usize],
    labels: &[String],
    words: &[String],
    blocks: &[Block],
) -> Scorer {
    let normal: Vec<String> = texts.iter().map(|t| normal(t)).collect();
    let forms: Vec<&str> = normal.iter().map(String::as_str).collect();
    let vocabulary = Vocabulary::of(&forms, words, blocks);
    let mut tally = Tally::default();
    let rows: Vec<Row> = forms.iter().map(|t| vocabulary.read(t, &mut tally).to_vec()).collect();
    let rows: Vec<&Row> = rows.iter().collect();
    let mut weights = vec![0.0; (vocabulary.size() + 1) * labels.len()];
    for label in 0..labels.len() {
        let right: Vec<bool> = truth.iter().map(|t| *t == label).collect();
        let own = right.iter().filter(|r| **r).count().max(1);
        let rare = texts.len() as f64 / (labels.len() * own) as f64;
        let of = fit(&rows, &right, [COST * rare, COST], vocabulary.size());
        of.into_iter().enumerate().for_each(|(f, w)| weights[f * labels.len() + label] = w);
    }
    Scorer::new(labels.to_vec(), vocabulary, weights, 1.0)
}

/// Slopes that are tried.
const SLOPES: std::ops::RangeInclusive<u8> = 1..=60;

/// How sharply scores become chances, so that the right labels of texts that were not learned from are the likeliest: `held` has
/// the scores of each and its label.
pub fn slope(held: &[(Vec<f32>, usize)]) -> f32 {
    let told = |slope: f32| -> f64 {
        let chance = |(scores, right): &(Vec<f32>, usize)| {
            f64::from(chances(scores, slope).get(*right).copied().unwrap_or(0.0).max(f32::MIN_POSITIVE)).ln()
        };
        held.iter().map(chance).sum()
    };
    let all = SLOPES.map(|s| f32::from(s) * 0.2).map(|s| (s, told(s)));
    all.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(1.0, |b| b.0)
}
