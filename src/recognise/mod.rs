//! From what a citizen says to the matters it may be about, each with how sure that is and the words that speak for it.
//!
//! Two looks at a text come from the lists: the recognisers of the catalogue (识别), all their words in one automaton, and the
//! pairs of characters that the text shares with names, aliases and descriptions. A few numbers are drawn from both for
//! every matter that anything speaks for, stretch by stretch of a long text, since words that stand far apart mean nothing
//! together, and a linear score with [`Weights`] turns them into chances. A third look is learned: a [`Scorer`] says which
//! label (a category of the catalogue) a text sounds like. All that is learned is one file of lines.
//!
//! The decision never depends on how a matter was recognised: that is for whoever asks, by the chance.

mod address;
mod alike;
mod facts;
mod grams;
mod leads;
mod lines;
mod normal;
mod outside;
mod places;
mod question;
mod scorer;
mod split;
mod weights;
mod words;

use crate::policy::Policy;
use crate::policy::matter::{Matter, MatterId};
pub use address::addresses;
pub use facts::{Fact, FactReader};
use grams::Grams;
pub use leads::{Answer, Judged, Leads};
use lines::Lines;
pub use normal::{masked, normal};
pub use outside::Outside;
use outside::Outsider;
pub use places::{Place, Places};
pub use question::question;
pub use scorer::{Block, Feature, Scorer, Tally, Vocabulary, chances};
pub use split::Part;
use std::ops::Range;
pub(crate) use weights::SIGNALS;
pub use weights::{Signals, Thresholds, Unreadable, Weights};

/// Matters that are weighed against each other for one text.
const MOST_WEIGHED: usize = 40;

/// What lists say of texts, ready to be asked. Immutable and shared between threads; see [`Scratch`].
#[derive(Debug)]
pub struct Recogniser {
    lines: Lines,
    grams: Grams,
    weights: Weights,
    /// By matter, the label that speaks for it.
    labels: Vec<Option<u32>>,
    outside: Option<Outsider>,
}

/// A matter that a text may be about.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The matter.
    pub matter: MatterId,
    /// The chance that it is this one, from 0 to 1, among those that were weighed.
    pub chance: f64,
    /// What was drawn from the text for it.
    pub signals: Signals,
}

/// What one thread uses again for every text.
#[derive(Debug, Default)]
pub struct Scratch {
    lines: lines::Scratch,
    grams: grams::Scratch,
    /// By matter, the last stretch in which it was met.
    seen: Vec<u64>,
    turn: u64,
    tally: Tally,
}

impl Recogniser {
    /// From the catalogue of some lists. Linear in it.
    pub fn new(policy: &Policy, weights: Weights) -> Self {
        let labels = weights.scorer.as_ref().map_or(&[][..], |s| s.labels());
        let label = |matter: &Matter| label_of(matter, labels).map(|l| l as u32);
        let labels = policy.matters().iter().map(|(_, m)| label(m)).collect();
        Self { lines: Lines::new(policy), grams: Grams::new(policy), weights, labels, outside: None }
    }

    /// With a scorer from outside, which is asked about every text.
    #[must_use]
    pub fn with(self, policy: &Policy, scorer: Box<dyn Outside>) -> Self {
        Self { outside: Some(Outsider::new(policy, scorer)), ..self }
    }

    /// How much each signal counts.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The words of the recognisers that a text in normal form has, with their places, by where they end: numbers of
    /// [`Self::lexicon`]. What is denied says nothing. Linear in the text.
    pub fn keywords<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (u32, Range<usize>)> + 't {
        self.lines.keywords(text, normal::negated(text))
    }

    /// All words of the recognisers, in normal form.
    pub fn lexicon(&self) -> &[String] {
        self.lines.lexicon()
    }

    /// The matters that something in a text speaks for, with what was drawn from it: at most forty, in no order. Time grows with
    /// the text, and with how many matters share its words.
    pub fn signals(&self, text: &str, scratch: &mut Scratch) -> Vec<(MatterId, Signals)> {
        let said = text;
        let text = normal(text);
        let mut all: Vec<(MatterId, Signals)> = Vec::new();
        for stretch in normal::stretches(&text) {
            self.stretch(stretch, scratch, &mut all);
        }
        // Of several stretches that speak for a matter, the one that says most.
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.rough().total_cmp(&a.1.rough())));
        all.dedup_by_key(|(m, _)| *m);
        if all.len() > MOST_WEIGHED {
            let likelier = |a: &(MatterId, Signals), b: &(MatterId, Signals)| {
                b.1.rough().total_cmp(&a.1.rough()).then(a.0.cmp(&b.0))
            };
            all.select_nth_unstable_by(MOST_WEIGHED, likelier);
            all.truncate(MOST_WEIGHED);
            all.sort_unstable_by_key(|(m, _)| *m);
        }
        if let Some(scorer) = &self.weights.scorer {
            let scores = scorer.scores_of_normal(&text, &normal::negated(&text), &mut scratch.tally);
            let told: Vec<f32> = scorer.chances(&scores).into_iter().map(Signals::of_label).collect();
            for (m, signals) in &mut all {
                signals.label = self.labels[m.0 as usize].map_or(0.0, |l| told[l as usize]);
            }
        }
        if let Some(outside) = self.outside.as_ref().filter(|_| !all.is_empty()) {
            outside.put(said, &mut all);
        }
        all
    }

    /// The matters that something in a stretch of a text speaks for.
    fn stretch(&self, text: &str, scratch: &mut Scratch, all: &mut Vec<(MatterId, Signals)>) {
        let silent = normal::negated(text);
        scratch.lines.begin(&self.lines);
        scratch.grams.begin(self.labels.len());
        self.lines.read(text, &silent, &mut scratch.lines);
        self.grams.read(text, &silent, &mut scratch.grams);
        let from = all.len();
        let Scratch { lines, grams, seen, turn, .. } = scratch;
        seen.resize(self.labels.len(), 0);
        *turn += 1;
        let enough = (grams.most() * BEHIND).max(FAINT);
        let by_grams = grams.touched().filter(|m| grams.score(*m) >= enough);
        let touched = by_grams.chain(lines.touched(&self.lines));
        let fresh = touched.filter(|m| std::mem::replace(&mut seen[*m as usize], *turn) != *turn);
        let own = fresh.map(|m| {
            let signals = lines.signals(&self.lines, m);
            (MatterId(m), Signals { shared: grams.score(m) / SCALE, ..signals })
        });
        all.extend(own);
        // No stretch needs more than are weighed in the end.
        let own = &mut all[from..];
        if own.len() > 2 * MOST_WEIGHED {
            own.select_nth_unstable_by(2 * MOST_WEIGHED, |a, b| b.1.rough().total_cmp(&a.1.rough()));
            all.truncate(from + 2 * MOST_WEIGHED);
        }
    }

    /// The matters that a text may be about, the likeliest first; none if nothing speaks for any.
    pub fn candidates(&self, text: &str, scratch: &mut Scratch) -> Vec<Candidate> {
        self.weights.weigh(self.signals(text, scratch))
    }

    /// The words of a text that speak for a matter: those of the recogniser that is met best, as they stand in the normal form
    /// of the text.
    pub fn words(&self, text: &str, matter: MatterId) -> Vec<String> {
        let text = normal(text);
        self.lines.words(&text, &normal::negated(&text), matter)
    }
}

/// What is shared below this is not looked at: a pair or two that half the catalogue has.
const FAINT: f32 = 4.0;

/// The same, as a share of what the matter with the most has.
const BEHIND: f32 = 0.25;

/// Scores of shared characters and words are of this order; the weights are of the order of one.
const SCALE: f32 = 20.0;

/// The label that speaks for a matter: its code, or the lowest node above it that is one.
pub(crate) fn label_of(matter: &Matter, labels: &[String]) -> Option<usize> {
    let at = |name: &str| labels.iter().position(|l| l == name);
    let above = |depth: usize| at(&matter.path[..depth].join("/"));
    at(&matter.code).or_else(|| (1..=matter.path.len()).rev().find_map(above))
}
