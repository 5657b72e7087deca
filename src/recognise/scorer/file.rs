//! A scorer as lines of a file: `slope`, a `label` each with its score for an empty text, then the features, sorted, each
//! with how rare it is and a weight for every label, between tabs.

use super::vocabulary::{Block, Vocabulary};
use super::{Feature, Scorer};
use std::fmt::Write as _;

impl Scorer {
    /// Its lines. Weights are written to three places.
    pub(in super::super) fn text(&self) -> String {
        let mut text = format!("slope\t{:.4}\n", self.slope);
        for (label, score) in self.labels.iter().zip(self.row(self.vocabulary.size())) {
            let _ = writeln!(text, "label\t{score:.3}\t{label}");
        }
        for number in 0..self.vocabulary.size() {
            let ((block, feature), rarity) = self.vocabulary.feature(number);
            let _ = write!(text, "{}\t{feature}\t{rarity:.3}", block.name());
            for weight in self.row(number) {
                let _ = write!(text, "\t{weight:.3}");
            }
            text.push('\n');
        }
        text
    }
}

/// A scorer as it is read, line by line.
#[derive(Debug, Default)]
pub(in super::super) struct Lines {
    slope: Option<f32>,
    labels: Vec<(String, f32)>,
    features: Vec<(Feature, f32)>,
    weights: Vec<f32>,
}

impl Lines {
    /// Takes a line if it is one of a scorer; else false. What is wrong with it in words.
    pub fn take(&mut self, line: &str) -> Result<bool, String> {
        let Some((name, rest)) = line.split_once('\t') else { return Ok(false) };
        if name == "slope" {
            if self.slope.replace(number(rest)?).is_some() {
                return Err("`slope` stands twice".to_owned());
            }
        } else if name == "label" {
            let (score, label) =
                rest.split_once('\t').ok_or_else(|| format!("`{line}` is not a score and a label"))?;
            if self.labels.iter().any(|(l, _)| l == label) {
                return Err(format!("the label `{label}` stands twice"));
            }
            if !self.features.is_empty() {
                return Err(format!("the label `{label}` stands behind features"));
            }
            self.labels.push((label.to_owned(), number(score)?));
        } else if let Some(block) = Block::ALL.into_iter().find(|b| b.name() == name) {
            let mut parts = rest.split('\t');
            let feature = parts.next().filter(|f| !f.is_empty());
            let feature = (block, feature.ok_or_else(|| format!("`{line}` names no feature"))?.to_owned());
            // They are written in order; so none can stand twice unseen.
            if self.features.last().is_some_and(|(last, _)| *last >= feature) {
                return Err(format!("`{}` is not behind the feature above it in order", feature.1));
            }
            let rarity = number(parts.next().unwrap_or_default())?;
            let before = self.weights.len();
            for part in parts {
                self.weights.push(number(part)?);
            }
            let (found, wanted) = (self.weights.len() - before, self.labels.len());
            if found != wanted {
                return Err(format!("{found} weights for {wanted} labels"));
            }
            self.features.push((feature, rarity));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The scorer, if there was one.
    pub fn end(mut self) -> Option<Scorer> {
        if self.labels.is_empty() {
            return None;
        }
        self.weights.extend(self.labels.iter().map(|l| l.1));
        let labels = self.labels.into_iter().map(|l| l.0).collect();
        Some(Scorer::new(labels, Vocabulary::new(self.features), self.weights, self.slope.unwrap_or(1.0)))
    }
}

fn number(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|n: &f32| n.is_finite()).ok_or_else(|| format!("`{text}` is no number"))
}
