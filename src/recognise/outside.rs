//! A scorer from outside: any model that says how likely labels are, as one more signal and never as the decision.

use super::weights::Signals;
use crate::policy::Policy;
use crate::policy::matter::MatterId;
use rustc_hash::FxHashMap;
use std::fmt;

/// Says of a text how likely labels are: codes of matters, or whole paths of nodes above them (`市政设施/照明`), each from 0 to 1.
/// What it does not name is unlikely. None: it cannot say, and the other signals stand without it.
pub trait Outside: fmt::Debug + Send + Sync {
    /// The labels of a text with their chances.
    fn chances(&self, text: &str) -> Option<Vec<(String, f64)>>;
}

/// Such a scorer, with the labels of the matters.
#[derive(Debug)]
pub(super) struct Outsider {
    scorer: Box<dyn Outside>,
    /// By matter: its code, then the nodes above it from the lowest up.
    labels: Vec<Vec<String>>,
}

impl Outsider {
    pub fn new(policy: &Policy, scorer: Box<dyn Outside>) -> Self {
        let labels = policy.matters().iter().map(|(_, m)| {
            let nodes = (1..=m.path.len()).rev().map(|depth| m.path[..depth].join("/"));
            std::iter::once(m.code.clone()).chain(nodes).collect()
        });
        Self { scorer, labels: labels.collect() }
    }

    /// Puts what it says into the signals of the matters that are weighed.
    pub fn put(&self, text: &str, all: &mut [(MatterId, Signals)]) {
        let Some(said) = self.scorer.chances(text) else { return };
        let said: FxHashMap<&str, f64> = said.iter().map(|(l, c)| (l.as_str(), *c)).collect();
        for (m, signals) in all {
            let chance = self.labels[m.0 as usize].iter().find_map(|l| said.get(l.as_str()));
            let chance = chance.filter(|c| c.is_finite()).map_or(0.0, |c| c.clamp(0.0, 1.0));
            signals.outside = Signals::of_label(chance as f32);
        }
    }
}
