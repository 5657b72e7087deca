//! The words that mark a cluster.

use super::Message;
use super::form::{bare, terms};
use super::profile::Profile;
use rustc_hash::{FxHashMap, FxHashSet};

/// Words told.
const MOST_WORDS: usize = 6;
/// Members that are read for them, the nearest first.
const MOST_READ: usize = 30;
/// The share of them that has to have a word.
const HAVE: f32 = 0.4;
/// Characters of a word at most.
const LONGEST: usize = 12;

/// Words of which all terms belong to a profile, as they stand in the messages, by how much of the profile they make in how many
/// messages. `near` are the members, the nearest first.
pub(super) fn marks(near: &[(f32, u32)], profile: &Profile, messages: &[Message<'_>]) -> Vec<String> {
    let weights: FxHashMap<u32, f32> = profile.iter().copied().collect();
    let read: Vec<Vec<char>> =
        near.iter().take(MOST_READ).map(|(_, m)| bare(messages[*m as usize].text)).collect();
    let mut counts: FxHashMap<String, (u32, f32)> = FxHashMap::default();
    let among = common(&read, &weights);
    for text in &read {
        let mut own: FxHashSet<String> = FxHashSet::default();
        runs(text, &weights, &among, |word, weight| {
            let word: String = word.iter().collect();
            if own.insert(word.clone()) {
                let count = counts.entry(word).or_default();
                *count = (count.0 + 1, weight);
            }
        });
    }
    let enough = (read.len() as f32 * HAVE).ceil().max(2.0) as u32;
    let mut words: Vec<(f32, String)> = counts
        .into_iter()
        .filter(|(_, (n, _))| *n >= enough)
        .map(|(word, (n, weight))| (n as f32 / read.len() as f32 * weight, word))
        .collect();
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut told: Vec<String> = Vec::new();
    for (_, word) in words {
        if told.len() < MOST_WORDS && !told.iter().any(|w| w.contains(&word) || word.contains(w.as_str())) {
            told.push(word);
        }
    }
    told
}

/// Terms of a profile that enough of some texts have.
fn common(texts: &[Vec<char>], weights: &FxHashMap<u32, f32>) -> FxHashSet<u32> {
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for text in texts {
        let mut own: FxHashSet<u32> = FxHashSet::default();
        terms(text, |term, _, _| {
            if weights.contains_key(&term) {
                own.insert(term);
            }
        });
        for term in own {
            *counts.entry(term).or_insert(0) += 1;
        }
    }
    let enough = (texts.len() as f32 * HAVE).ceil().max(2.0) as usize;
    counts.into_iter().filter(|(_, n)| *n >= enough).map(|(term, _)| term).collect()
}

/// The longest stretches of a text of whose terms all are among some, with what they weigh together.
fn runs(
    text: &[char],
    weights: &FxHashMap<u32, f32>,
    among: &FxHashSet<u32>,
    mut each: impl FnMut(&[char], f32),
) {
    let (mut from, mut to, mut sum) = (0, 0, 0.0);
    terms(text, |term, begin, end| {
        let weight = among.contains(&term).then(|| weights.get(&term).copied()).flatten();
        // Pairs overlap by a character; words of an alphabet do not.
        let goes_on = begin < to && end - from <= LONGEST;
        if !goes_on && to > from {
            each(&text[from..to], sum);
            (from, to, sum) = (0, 0, 0.0);
        }
        match weight {
            Some(weight) if to > from => (to, sum) = (end, sum + weight),
            Some(weight) => (from, to, sum) = (begin, end, weight),
            None => {}
        }
    });
    if to > from {
        each(&text[from..to], sum);
    }
}
