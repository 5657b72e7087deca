//! Pairs of characters that a text shares with what the catalogue says of a matter.
//!
//! The weight of a pair in a matter is that of BM25: rare pairs weigh more, and long descriptions do not win by length.

use super::normal::normal;
use crate::policy::Policy;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How soon more of the same stops counting, and how much length counts, as BM25 is commonly set.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.75;

/// How much a pair counts by where it stands.
const IN_NAME: f32 = 2.0;
const IN_ALIAS: f32 = 1.5;
const ELSEWHERE: f32 = 1.0;

type Pair = (char, char);

/// For each pair the matters that have it.
#[derive(Debug)]
pub(super) struct Grams {
    places: FxHashMap<Pair, Range<u32>>,
    postings: Vec<(u32, f32)>,
}

/// Scores of one text.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    scores: Vec<f32>,
    touched: Vec<u32>,
    pairs: Vec<Pair>,
}

/// The pairs of a text without what is between words, each with the byte at which it begins.
fn pairs(text: &str) -> impl Iterator<Item = (usize, Pair)> {
    let mut chars = text.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let mut last = chars.next();
    chars.filter_map(move |next| {
        let (at, first) = last.replace(next)?;
        Some((at, (first, next.1)))
    })
}

impl Grams {
    pub fn new(policy: &Policy) -> Self {
        let mut documents: Vec<FxHashMap<Pair, f32>> = Vec::with_capacity(policy.matters().len());
        for (_, matter) in policy.matters().iter() {
            let mut document: FxHashMap<Pair, f32> = FxHashMap::default();
            let mut add = |text: &str, weight: f32| {
                for (_, pair) in pairs(&normal(text)) {
                    *document.entry(pair).or_default() += weight;
                }
            };
            add(&matter.name, IN_NAME);
            matter.path.last().into_iter().for_each(|node| add(node, ELSEWHERE));
            matter.aliases.iter().for_each(|alias| add(alias, IN_ALIAS));
            matter.covers.iter().for_each(|words| add(words, ELSEWHERE));
            documents.push(document);
        }
        let total = documents.len().max(1) as f32;
        let length = |d: &FxHashMap<Pair, f32>| d.values().sum::<f32>();
        let mean = documents.iter().map(length).sum::<f32>() / total;
        let mut of: FxHashMap<Pair, Vec<(u32, f32)>> = FxHashMap::default();
        for (m, document) in documents.iter().enumerate() {
            let own = SATURATION * (1.0 - LENGTH + LENGTH * length(document) / mean.max(1.0));
            for (pair, often) in document {
                of.entry(*pair).or_default().push((m as u32, often * (SATURATION + 1.0) / (often + own)));
            }
        }
        let mut all: Vec<(Pair, Vec<(u32, f32)>)> = of.into_iter().collect();
        all.sort_unstable_by_key(|(pair, _)| *pair);
        let mut this = Self { places: FxHashMap::default(), postings: Vec::new() };
        for (pair, mut own) in all {
            own.sort_unstable_by_key(|(m, _)| *m);
            let n = own.len() as f32;
            let rarity = (1.0 + (total - n + 0.5) / (n + 0.5)).ln();
            let from = this.postings.len() as u32;
            this.postings.extend(own.into_iter().map(|(m, weight)| (m, rarity * weight)));
            this.places.insert(pair, from..this.postings.len() as u32);
        }
        this
    }

    /// Adds up what a text shares with each matter; each pair counts once.
    pub fn read(&self, text: &str, silent: &[Range<usize>], scratch: &mut Scratch) {
        let said = |at: &usize| !silent.iter().any(|r| r.contains(at));
        scratch.pairs.clear();
        scratch.pairs.extend(pairs(text).filter(|(at, _)| said(at)).map(|(_, pair)| pair));
        scratch.pairs.sort_unstable();
        scratch.pairs.dedup();
        for pair in &scratch.pairs {
            let Some(place) = self.places.get(pair) else { continue };
            for (m, weight) in &self.postings[place.start as usize..place.end as usize] {
                let score = &mut scratch.scores[*m as usize];
                if *score == 0.0 {
                    scratch.touched.push(*m);
                }
                *score += weight;
            }
        }
    }
}

impl Scratch {
    /// Ready for another text.
    pub fn begin(&mut self, matters: usize) {
        self.scores.resize(matters, 0.0);
        for m in self.touched.drain(..) {
            self.scores[m as usize] = 0.0;
        }
    }

    pub fn touched(&self) -> impl Iterator<Item = u32> {
        self.touched.iter().copied()
    }

    pub fn score(&self, matter: u32) -> f32 {
        self.scores[matter as usize]
    }

    /// The highest score.
    pub fn most(&self) -> f32 {
        self.touched.iter().map(|m| self.score(*m)).fold(0.0, f32::max)
    }
}
