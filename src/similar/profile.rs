//! What the messages of a group share: its mean, cut to the heaviest terms.

use super::terms::Vectors;
use rustc_hash::FxHashMap;

/// Terms of a profile.
const MOST_TERMS: usize = 64;
/// Profiles looked at for each term, those in which it is heaviest.
const BUCKET: usize = 64;
/// Messages from which a profile is drawn, at most: a group of thousands is known by some hundreds, evenly taken.
const MOST_DRAWN: usize = 400;

/// Terms with weights: of the length of one, the heaviest first.
pub(super) type Profile = Vec<(u32, f32)>;

/// Profiles, and which of them have a term.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    pub all: Vec<Profile>,
    index: FxHashMap<u32, Vec<(u32, f32)>>,
}

/// What is used again for every message.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    scores: Vec<f32>,
    touched: Vec<u32>,
}

impl Profiles {
    /// Of groups of messages. Linear.
    pub fn new<'g>(groups: impl Iterator<Item = &'g [u32]>, vectors: &Vectors) -> Self {
        Self::of(groups.map(|group| profile(group, vectors)).collect())
    }

    fn of(all: Vec<Profile>) -> Self {
        let mut index: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
        for (number, profile) in all.iter().enumerate() {
            for (term, weight) in profile {
                index.entry(*term).or_default().push((number as u32, *weight));
            }
        }
        for postings in index.values_mut().filter(|p| p.len() > BUCKET) {
            postings.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            postings.truncate(BUCKET);
        }
        Self { all, index }
    }

    /// The profile that a vector is nearest to, with the cosine between them; the first of equals.
    pub fn nearest(
        &self,
        vector: impl Iterator<Item = (u32, f32)>,
        scratch: &mut Scratch,
        allowed: impl Fn(u32) -> bool,
    ) -> Option<(u32, f32)> {
        scratch.scores.resize(self.all.len(), 0.0);
        for (term, weight) in vector {
            for (profile, other) in self.index.get(&term).into_iter().flatten() {
                let score = &mut scratch.scores[*profile as usize];
                if *score <= 0.0 {
                    scratch.touched.push(*profile);
                }
                *score += weight * other;
            }
        }
        let mut best: Option<(u32, f32)> = None;
        for profile in scratch.touched.drain(..) {
            let score = std::mem::take(&mut scratch.scores[profile as usize]);
            let better = best.is_none_or(|(p, s)| score > s || (score >= s && profile < p));
            if better && allowed(profile) {
                best = Some((profile, score));
            }
        }
        best
    }
}

fn profile(group: &[u32], vectors: &Vectors) -> Profile {
    let mut sums: FxHashMap<u32, (f32, u32)> = FxHashMap::default();
    for message in group.iter().step_by(group.len().div_ceil(MOST_DRAWN).max(1)) {
        for (term, weight) in vectors.get(*message as usize) {
            let sum = sums.entry(term).or_default();
            *sum = (sum.0 + weight, sum.1 + 1);
        }
    }
    // What one message alone says is no part of what they share.
    let alone = u32::from(group.len() > 1);
    let mut all: Profile =
        sums.into_iter().filter(|(_, (_, n))| *n > alone).map(|(term, (sum, _))| (term, sum)).collect();
    all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(MOST_TERMS);
    let length = all.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    for (_, weight) in &mut all {
        *weight /= length;
    }
    all
}
