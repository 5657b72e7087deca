//! Messages that somebody has labelled: what the text, the words of the lists and both together tell of the label.
//!
//! Messages are dealt into [`PARTS`] so that each has its share of every label; each part is tried with what was learned from
//! the others. Dealing is repeated, since a few hundred messages tell little at once.

use super::PARTS;
use super::scorer::{learn_scorer, slope};
use super::trial::Rate;
use crate::recognise::{Block, Scorer, Tally, chances};
use std::sync::Arc;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Characters and pairs.
    Text,
    /// The words of the lists.
    Lists,
    /// Both.
    Both,
}

impl Way {
    /// All.
    pub const ALL: [Self; 3] = [Self::Text, Self::Lists, Self::Both];

    fn blocks(self) -> &'static [Block] {
        match self {
            Self::Text => &[Block::Text, Block::Subject],
            Self::Lists => &[Block::Word],
            Self::Both => &Block::ALL,
        }
    }
}

/// Labelled messages.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    /// The texts; a subject is the first line.
    pub texts: Vec<String>,
    /// For each the number of its label.
    pub truth: Vec<usize>,
    /// The labels.
    pub labels: Vec<String>,
}

/// How it went.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// What was looked at.
    pub way: Way,
    /// The mean of the labels' F1 ([`Labelled::labels`]), once for every dealing.
    pub f1: Vec<f64>,
    /// How often the likeliest label is right, all dealings together.
    pub right: Rate,
    /// F1 of each label, all dealings together.
    pub labels: Vec<f64>,
    /// By how many are taken, the surest first: their share, and how often the label is right.
    pub curve: Vec<(f64, Rate)>,
}

/// What came out for one message: its number, the scores, and the label that is right.
type Held = (usize, Vec<f32>, usize);

/// Tries it, `dealings` times. `words`: those of the lists. Time grows as that of learning, times parts and dealings.
pub fn try_on(messages: &Messages, words: &[String], way: Way, dealings: u64) -> Labelled {
    let mut all: Vec<Vec<Held>> = Vec::new();
    for dealing in 0..dealings {
        all.push(held_out(messages, words, way, dealing));
    }
    summary(way, &all, messages.labels.len())
}

fn summary(way: Way, dealings: &[Vec<Held>], labels: usize) -> Labelled {
    let all: Vec<Held> = dealings.concat();
    let slope = slope(&all.iter().map(|h| (h.1.clone(), h.2)).collect::<Vec<_>>());
    let sure = |(_, scores, truth): &Held| {
        let first = first(scores);
        (chances(scores, slope)[first], first == *truth)
    };
    let mut sure: Vec<(f32, bool)> = all.iter().map(sure).collect();
    sure.sort_by(|a, b| b.0.total_cmp(&a.0));
    let point = |i: usize| {
        let n = sure.len() * i / POINTS;
        (n as f64 / sure.len().max(1) as f64, Rate::count(sure[..n].iter().map(|s| s.1)))
    };
    Labelled {
        way,
        f1: dealings.iter().map(|held| mean(&f1(held, labels))).collect(),
        right: Rate::count(sure.iter().map(|s| s.1)),
        labels: f1(&all, labels),
        curve: (1..=POINTS).map(point).collect(),
    }
}

/// Points of the curve.
const POINTS: usize = 10;

/// A scorer from all messages, its chances as sharp as those of messages that were not seen are right.
pub fn scorer_of(messages: &Messages, words: &[String]) -> Arc<Scorer> {
    let held: Vec<(Vec<f32>, usize)> =
        held_out(messages, words, Way::Both, 0).into_iter().map(|h| (h.1, h.2)).collect();
    let texts: Vec<&str> = messages.texts.iter().map(String::as_str).collect();
    let all = learn_scorer(&texts, &messages.truth, &messages.labels, words, Way::Both.blocks());
    Arc::new(all.with_slope(slope(&held)))
}

/// How a scorer does on messages that it has not seen; labels that it does not know are always wrong.
pub fn try_against(scorer: &Scorer, messages: &Messages) -> Labelled {
    let at = |label: &String| scorer.labels().iter().position(|l| l == label).unwrap_or(usize::MAX);
    let truth: Vec<usize> = messages.truth.iter().map(|t| at(&messages.labels[*t])).collect();
    let mut tally = Tally::default();
    let held = messages.texts.iter().zip(truth).enumerate();
    let held: Vec<Held> =
        held.map(|(i, (text, truth))| (i, scorer.scores(text, &mut tally), truth)).collect();
    summary(Way::Both, &[held], scorer.labels().len())
}

/// The scores of each message by what was learned from the other parts.
fn held_out(messages: &Messages, words: &[String], way: Way, dealing: u64) -> Vec<Held> {
    let parts = dealt(&messages.truth, dealing);
    let mut tally = Tally::default();
    let mut held = Vec::new();
    for part in 0..PARTS {
        let (out, kept): (Vec<usize>, Vec<usize>) = (0..parts.len()).partition(|i| parts[*i] == part);
        let texts: Vec<&str> = kept.iter().map(|i| messages.texts[*i].as_str()).collect();
        let truth: Vec<usize> = kept.iter().map(|i| messages.truth[*i]).collect();
        let scorer = learn_scorer(&texts, &truth, &messages.labels, words, way.blocks());
        let asked = |i: usize| (i, scorer.scores(&messages.texts[i], &mut tally), messages.truth[i]);
        held.extend(out.into_iter().map(asked));
    }
    held
}

/// The part of each message. Of every label the messages are put in an order that depends on their number and the dealing
/// alone, and dealt out in turn.
fn dealt(truth: &[usize], dealing: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..truth.len()).collect();
    let mixed =
        |i: usize| (i as u64 + 1).wrapping_mul(2_654_435_761).wrapping_mul(2 * dealing + 1) % (1 << 32);
    order.sort_by_key(|i| (truth[*i], mixed(*i), *i));
    let mut parts = vec![0; truth.len()];
    order.into_iter().enumerate().for_each(|(turn, i)| parts[i] = turn % PARTS);
    parts
}

fn first(scores: &[f32]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0)
}

/// F1 of every label.
fn f1(held: &[Held], labels: usize) -> Vec<f64> {
    let mut counts = vec![[0_usize; 3]; labels];
    for (_, scores, truth) in held {
        let first = first(scores);
        counts[first][0] += usize::from(first == *truth);
        counts[first][1] += 1;
        if let Some(count) = counts.get_mut(*truth) {
            count[2] += 1;
        }
    }
    let of = |[hits, said, are]: [usize; 3]| 2.0 * hits as f64 / (said + are).max(1) as f64;
    counts.into_iter().map(of).collect()
}

fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_share_of_every_label() {
        let truth: Vec<usize> = (0..100).map(|i| usize::from(i % 4 == 0)).collect();
        for dealing in 0..3 {
            let parts = dealt(&truth, dealing);
            for part in 0..PARTS {
                let own = |label| (0..100).filter(|i| parts[*i] == part && truth[*i] == label).count();
                assert_eq!((own(0), own(1)), (15, 5));
            }
        }
        assert_ne!(dealt(&truth, 0), dealt(&truth, 1));
    }

    #[test]
    fn f1_as_by_hand() {
        // Label 0 said twice, once rightly, and is it once; label 1 said once, rightly, and is it twice.
        let held = |scores: [f32; 2], truth| (0, scores.to_vec(), truth);
        let all = [held([1.0, 0.0], 0), held([1.0, 0.0], 1), held([0.0, 1.0], 1)];
        assert_eq!(f1(&all, 2), [2.0 / 3.0, 2.0 / 3.0]);
        assert_eq!(f1(&[], 2), [0.0, 0.0]);
    }

    #[test]
    fn labels_that_words_tell_are_learned_and_their_words_named() {
        let text = |i: usize| {
            let (what, how) = ([["路灯", "不亮"], ["学校", "收费"]][i % 2], ["昨晚", "今天", "一直"][i % 3]);
            format!("{how}{}{}了{i}", what[0], what[1])
        };
        let messages = Messages {
            texts: (0..60).map(text).collect(),
            truth: (0..60).map(|i| i % 2).collect(),
            labels: vec!["灯".to_owned(), "学".to_owned()],
        };
        let words = ["路灯".to_owned(), "学校".to_owned()];
        for way in Way::ALL {
            let tried = try_on(&messages, &words, way, 2);
            assert_eq!((tried.f1.as_slice(), tried.right.hits), (&[1.0, 1.0][..], 120), "{way:?}");
        }
        let scorer = scorer_of(&messages, &words);
        let told = scorer.words("路灯不亮", 0, 2);
        assert!(told.iter().any(|w| "路灯不亮".contains(w.as_str())), "{told:?}");
        let against = try_against(&scorer, &messages);
        assert_eq!(against.right, Rate { hits: 60, of: 60 });
        let other = Messages { labels: vec!["别的".to_owned(), "学".to_owned()], ..messages };
        assert_eq!(try_against(&scorer, &other).right, Rate { hits: 30, of: 60 });
    }
}
