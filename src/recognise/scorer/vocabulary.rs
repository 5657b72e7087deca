//! What a text is to a scorer: its characters, its pairs of characters, the same of its subject, and the words of the lists in it.

use super::super::normal;
use super::super::words::Words;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Where a feature is looked for. Each has a share of its own, so that none drowns the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Characters and pairs of the whole text.
    Text,
    /// The same of its subject: the first line, where it is short and something follows.
    Subject,
    /// Words of the lists.
    Word,
}

impl Block {
    /// In their order.
    pub const ALL: [Self; 3] = [Self::Text, Self::Subject, Self::Word];

    /// As files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Subject => "subject",
            Self::Word => "word",
        }
    }

    /// The length of its part of a vector.
    fn share(self) -> f32 {
        match self {
            Self::Text | Self::Subject => 1.0,
            Self::Word => 0.8,
        }
    }
}

/// Characters of a first line that is a subject, at most.
const SUBJECT: usize = 60;

/// A feature: where, and what.
pub type Feature = (Block, String);

/// One or two characters in a block: 21 bits each, zero for none, and the block above them.
type Gram = u64;

fn gram(block: Block, first: char, second: Option<char>) -> Gram {
    (block as u64) << 42 | u64::from(u32::from(first)) << 21 | second.map_or(0, |c| u64::from(u32::from(c)))
}

/// Features with their numbers and how rare they are.
#[derive(Debug)]
pub struct Vocabulary {
    features: Vec<Feature>,
    rarity: Vec<f32>,
    grams: FxHashMap<Gram, u32>,
    words: Words,
    /// By word, the number of its feature.
    words_are: Vec<u32>,
}

/// What one thread uses again for every text.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Vec<u16>,
    touched: Vec<u32>,
    vector: Vec<(u32, f32)>,
}

impl Tally {
    fn count(&mut self, feature: u32) {
        let count = &mut self.counts[feature as usize];
        if *count == 0 {
            self.touched.push(feature);
        }
        *count = count.saturating_add(1);
    }
}

impl Vocabulary {
    /// Of features that are all different, with how rare each is.
    pub fn new(all: Vec<(Feature, f32)>) -> Self {
        let (features, rarity): (Vec<Feature>, Vec<f32>) = all.into_iter().unzip();
        let mut grams = FxHashMap::default();
        let (mut words, mut words_are) = (Vec::new(), Vec::new());
        for ((block, text), number) in features.iter().zip(0..) {
            let mut chars = text.chars();
            match (block, chars.next(), chars.next()) {
                (Block::Word, Some(_), _) => {
                    words.push(text.clone());
                    words_are.push(number);
                }
                (_, Some(first), second) => {
                    grams.insert(gram(*block, first, second), number);
                }
                (_, None, _) => {}
            }
        }
        Self { features, rarity, grams, words: Words::new(&words), words_are }
    }

    /// From texts in normal form: every character and pair that at least two of them have, and those of `words`. Those of which
    /// `blocks` has none stay out.
    pub fn of(texts: &[&str], words: &[String], blocks: &[Block]) -> Self {
        let has = |block: Block| blocks.contains(&block);
        let mut having: FxHashMap<Feature, (usize, u32)> = FxHashMap::default();
        let lexicon = Words::new(if has(Block::Word) { words } else { &[] });
        for (turn, text) in texts.iter().enumerate() {
            let mut met = |feature: Feature| {
                let (last, n) = having.entry(feature).or_insert((usize::MAX, 0));
                *n += u32::from(*last != turn);
                *last = turn;
            };
            each_gram(text, |block, first, second| {
                if has(block) {
                    met((block, std::iter::once(first).chain(second).collect()));
                }
            });
            let silent = normal::negated(text);
            lexicon.said(text, &silent).for_each(|(w, _)| met((Block::Word, words[w as usize].clone())));
        }
        let total = texts.len() as f32;
        let rarity = |n: u32| ((1.0 + total) / (1.0 + n as f32)).ln() + 1.0;
        let kept = having.into_iter().filter(|(_, (_, n))| *n >= AT_LEAST);
        let mut all: Vec<(Feature, f32)> = kept.map(|(feature, (_, n))| (feature, rarity(n))).collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Self::new(all)
    }

    /// How many features there are.
    pub fn size(&self) -> usize {
        self.features.len()
    }

    /// A feature and how rare it is.
    pub fn feature(&self, number: usize) -> (&Feature, f32) {
        (&self.features[number], self.rarity[number])
    }

    /// The vector of a text in normal form, with what is denied in it left out.
    pub fn read<'t>(&self, text: &str, tally: &'t mut Tally) -> &'t [(u32, f32)] {
        self.vector(text, &normal::negated(text), tally)
    }

    /// A text in normal form as a vector: of each block a part of fixed length, often counting by its logarithm. Linear in the
    /// text.
    pub(super) fn vector<'t>(
        &self,
        text: &str,
        silent: &[Range<usize>],
        tally: &'t mut Tally,
    ) -> &'t [(u32, f32)] {
        tally.counts.resize(self.features.len(), 0);
        tally.vector.clear();
        each_gram(text, |block, first, second| {
            if let Some(number) = self.grams.get(&gram(block, first, second)) {
                tally.count(*number);
            }
        });
        for (word, _) in self.words.said(text, silent) {
            tally.count(self.words_are[word as usize]);
        }
        let mut lengths = [0.0_f32; Block::ALL.len()];
        for number in tally.touched.drain(..) {
            let count = std::mem::take(&mut tally.counts[number as usize]);
            let often = if count == 1 { 1.0 } else { 1.0 + f32::from(count).ln() };
            let value = often * self.rarity[number as usize];
            lengths[self.features[number as usize].0 as usize] += value * value;
            tally.vector.push((number, value));
        }
        let shares = Block::ALL.map(|b| b.share() / lengths[b as usize].sqrt().max(f32::MIN_POSITIVE));
        for (number, value) in &mut tally.vector {
            *value *= shares[self.features[*number as usize].0 as usize];
        }
        &tally.vector
    }
}

/// Texts that must have a feature: what one alone has tells nothing of others.
const AT_LEAST: u32 = 2;

/// Calls with every character and pair of a text, and of its subject.
fn each_gram(text: &str, mut met: impl FnMut(Block, char, Option<char>)) {
    let mut each = |block: Block, text: &str| {
        let mut chars = text.chars().filter(|c| !c.is_whitespace()).peekable();
        while let Some(first) = chars.next() {
            met(block, first, None);
            if let Some(second) = chars.peek() {
                met(block, first, Some(*second));
            }
        }
    };
    each(Block::Text, text);
    if let Some(subject) = subject(text) {
        each(Block::Subject, subject);
    }
}

/// The first line of a text, where it is short and something follows.
fn subject(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    (!rest.trim().is_empty() && first.char_indices().nth(SUBJECT).is_none()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(vocabulary: &Vocabulary) -> Vec<String> {
        (0..vocabulary.size())
            .map(|n| vocabulary.feature(n).0)
            .map(|(b, t)| format!("{} {t}", b.name()))
            .collect()
    }

    #[test]
    fn features_are_what_two_texts_share() {
        let texts = ["路灯坏\n修灯", "路灯黑\n快来", "一行"];
        let all = Vocabulary::of(&texts, &["路灯".to_owned(), "修灯".to_owned()], &Block::ALL);
        let wanted =
            ["text 灯", "text 路", "text 路灯", "subject 灯", "subject 路", "subject 路灯", "word 路灯"];
        assert_eq!(features(&all), wanted);
        let words = Vocabulary::of(&texts, &["路灯".to_owned()], &[Block::Word]);
        assert_eq!(features(&words), ["word 路灯"]);
        assert_eq!(Vocabulary::of(&[], &[], &Block::ALL).size(), 0);
    }

    #[test]
    fn every_part_of_a_vector_has_its_length() {
        let feature = |block, text: &str, rarity| ((block, text.to_owned()), rarity);
        let all = vec![
            feature(Block::Text, "灯", 1.0),
            feature(Block::Text, "路灯", 2.0),
            feature(Block::Word, "路灯", 3.0),
        ];
        let vocabulary = Vocabulary::new(all);
        let mut tally = Tally::default();
        let mut vector = vocabulary.vector("路灯灯", &[], &mut tally).to_vec();
        vector.sort_unstable_by_key(|v| v.0);
        // By hand: 灯 twice, (1 + ln 2) × 1; 路灯 once, 2.
        let (a, b) = (1.0 + 2f32.ln(), 2.0);
        let length = (a * a + b * b).sqrt();
        let wanted = [(0, a / length), (1, b / length), (2, 0.8)];
        assert!(vector.iter().zip(wanted).all(|(v, w)| v.0 == w.0 && (v.1 - w.1).abs() < 1e-5), "{vector:?}");
        // What is denied is no word, and the next text starts anew.
        let silent = Range { start: 0, end: 6 };
        let denied = vocabulary.vector("路灯", std::slice::from_ref(&silent), &mut tally);
        assert!(denied.iter().all(|v| v.0 != 2) && denied.len() == 2, "{denied:?}");
        assert!(vocabulary.vector("", &[], &mut tally).is_empty());
    }
}
