//! What the wording of cases tells of their categories, by scorers that have not seen what they are asked about.

use super::scorer::{learn_scorer, slope};
use super::{PARTS, Told, Weighed};
use crate::policy::Policy;
use crate::policy::matter::{Matter, MatterId};
use crate::recognise::{Block, Scorer, Signals, Tally, chances, label_of};
use std::collections::BTreeMap;
use std::thread;

/// By two parts, the cases of either with their scores.
pub type Pairs = BTreeMap<(usize, usize), Vec<(usize, Vec<f32>)>>;

/// What the cases of some parts tell of categories, for trying on the others.
pub struct Categories<'t> {
    policy: &'t Policy,
    told: &'t [Told],
    labels: Vec<String>,
    words: &'t [String],
}

impl<'t> Categories<'t> {
    pub fn new(policy: &'t Policy, told: &'t [Told], words: &'t [String]) -> Self {
        let mut labels: Vec<String> = told.iter().map(|t| t.category.clone()).collect();
        labels.sort_unstable();
        labels.dedup();
        Self { policy, told, labels, words }
    }

    fn text(&self, told: &Told) -> &'t str {
        &self.policy.cases()[told.case].text
    }

    fn label(&self, told: &Told) -> usize {
        self.labels.binary_search(&told.category).unwrap_or(0)
    }

    /// From all cases but those of some parts.
    pub fn without(&self, parts: &[usize]) -> Scorer {
        let kept: Vec<&Told> = self.told.iter().filter(|t| !parts.contains(&t.part)).collect();
        let texts: Vec<&str> = kept.iter().map(|t| self.text(t)).collect();
        let truth: Vec<usize> = kept.iter().map(|t| self.label(t)).collect();
        learn_scorer(&texts, &truth, &self.labels, self.words, &Block::ALL)
    }

    /// The scores of the cases of a part.
    fn scores(&self, scorer: &Scorer, part: usize) -> Vec<(usize, Vec<f32>)> {
        let mut tally = Tally::default();
        let own = self.told.iter().enumerate().filter(|(_, t)| t.part == part);
        own.map(|(i, t)| (i, scorer.scores(self.text(t), &mut tally))).collect()
    }

    /// The scores of every case by a scorer that has seen neither its part nor a second one: by the two parts.
    pub fn pairs(&self) -> Pairs {
        let two: Vec<(usize, usize)> = (0..PARTS).flat_map(|a| (a..PARTS).map(move |b| (a, b))).collect();
        let scored = |&(a, b): &(usize, usize)| {
            let scorer = self.without(&[a, b]);
            let mut own = self.scores(&scorer, a);
            if a != b {
                own.extend(self.scores(&scorer, b));
            }
            ((a, b), own)
        };
        // Half of them in a thread of its own.
        let (left, right) = two.split_at(two.len() / 2);
        thread::scope(|scope| {
            let other = scope.spawn(|| right.iter().map(scored).collect::<Vec<_>>());
            let mut all: Vec<_> = left.iter().map(scored).collect();
            all.extend(other.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)));
            all.into_iter().collect()
        })
    }

    /// What is weighed for every case, with what a scorer that has seen neither its part nor `out` says of it; and such a scorer's
    /// slope.
    pub fn unseen(&self, pairs: &Pairs, out: Option<usize>) -> (Vec<Weighed>, f32) {
        let of = |part: usize| {
            let other = out.unwrap_or(part);
            let both = pairs.get(&(part.min(other), part.max(other)));
            both.into_iter().flatten().filter(move |(i, _)| self.told[*i].part == part)
        };
        let mut scores: Vec<&(usize, Vec<f32>)> = (0..PARTS).flat_map(of).collect();
        scores.sort_unstable_by_key(|(i, _)| *i);
        let seen = |i: &usize| Some(self.told[*i].part) != out;
        let held: Vec<(Vec<f32>, usize)> = scores
            .iter()
            .filter(|(i, _)| seen(i))
            .map(|(i, scores)| (scores.clone(), self.label(&self.told[*i])))
            .collect();
        let slope = slope(&held);
        let label = |(_, m): (MatterId, &Matter)| label_of(m, &self.labels);
        let labels: Vec<Option<usize>> = self.policy.matters().iter().map(label).collect();
        let with = scores.into_iter().map(|(i, scores)| {
            let told: Vec<f32> = chances(scores, slope).into_iter().map(Signals::of_label).collect();
            let label = |m: MatterId| labels[m.0 as usize].map_or(0.0, |l| told[l]);
            let one = |(m, s): &(MatterId, Signals)| (*m, Signals { label: label(*m), ..*s });
            self.told[*i].signals.iter().map(one).collect()
        });
        (with.collect(), slope)
    }
}
