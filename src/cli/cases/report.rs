//! What was found as a document: what JSON shows, and what the text is made of. `docs/cases.md` is the contract.

use super::past::Told;
use fenbo::recognise::masked;
use fenbo::similar::{Agreement, Cluster, Merge, State};
use serde::Serialize;

/// Characters of a text that is shown.
const LONGEST: usize = 80;

/// All that is told. The order of the fields is that of the JSON.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Messages read.
    pub messages: usize,
    /// Of them, those without a letter or a digit.
    pub silent: usize,
    /// Of them, those without a day.
    pub undated: usize,
    pub merges: Vec<MergeTold>,
    pub clusters: Vec<ClusterTold>,
}

/// A message, to find it again.
#[derive(Debug, Serialize)]
pub struct Reference {
    /// The number of its line or row.
    pub line: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub id: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
}

/// Messages suggested for merging.
#[derive(Debug, Serialize)]
pub struct MergeTold {
    pub first: Reference,
    /// Its beginning, masked.
    pub text: String,
    pub others: Vec<RepeatTold>,
}

/// One of them, and why.
#[derive(Debug, Serialize)]
pub struct RepeatTold {
    #[serde(flatten)]
    pub message: Reference,
    /// Common text, from 0 to 1, to two places.
    pub share: f64,
    /// `same`, `within`, or `untold`.
    pub matter: &'static str,
    pub place: &'static str,
    /// Days apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Similar cases.
#[derive(Debug, Serialize)]
pub struct ClusterTold {
    pub size: usize,
    /// `new`, `rising` or `steady`.
    pub state: &'static str,
    pub recent: usize,
    pub earlier: usize,
    pub words: Vec<String>,
    pub places: Vec<Counted>,
    pub weeks: Vec<Counted>,
    /// Beginnings of messages, masked.
    pub examples: Vec<String>,
    pub messages: Vec<Reference>,
}

/// A place or a week with how many.
#[derive(Debug, Serialize)]
pub struct Counted {
    pub name: String,
    pub n: usize,
}

impl Report {
    /// Of messages and what was found of them.
    pub fn new(told: &[Told], merges: &[Merge], clusters: &[Cluster]) -> Self {
        Self {
            messages: told.len(),
            silent: told.iter().filter(|m| !m.text.contains(char::is_alphanumeric)).count(),
            undated: told.iter().filter(|m| m.day.is_none()).count(),
            merges: merges.iter().map(|m| merge(told, m)).collect(),
            clusters: clusters.iter().map(|c| cluster(told, c)).collect(),
        }
    }
}

fn merge(told: &[Told], merge: &Merge) -> MergeTold {
    let others = merge.others.iter().map(|repeat| RepeatTold {
        message: reference(&told[repeat.message]),
        share: (f64::from(repeat.share) * 100.0).round() / 100.0,
        matter: agreement(repeat.matter),
        place: agreement(repeat.place),
        days: repeat.days,
    });
    let first = &told[merge.first];
    MergeTold { first: reference(first), text: beginning(&first.text), others: others.collect() }
}

fn cluster(told: &[Told], cluster: &Cluster) -> ClusterTold {
    let course = &cluster.course;
    let state = match course.state {
        State::New => "new",
        State::Rising => "rising",
        State::Steady => "steady",
    };
    ClusterTold {
        size: cluster.messages.len(),
        state,
        recent: course.recent,
        earlier: course.earlier,
        words: cluster.words.clone(),
        places: course.places.iter().map(|(name, n)| Counted { name: name.clone(), n: *n }).collect(),
        weeks: course.weeks.iter().map(|(week, n)| Counted { name: week.to_string(), n: *n }).collect(),
        examples: cluster.examples.iter().map(|m| beginning(&told[*m].text)).collect(),
        messages: cluster.messages.iter().map(|m| reference(&told[*m])).collect(),
    }
}

fn reference(told: &Told) -> Reference {
    Reference { line: told.line, id: told.id.clone(), day: told.day.map(|d| d.to_string()) }
}

fn agreement(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Same => "same",
        Agreement::Within => "within",
        Agreement::Untold => "untold",
    }
}

/// The beginning of a text without numbers of people.
fn beginning(text: &str) -> String {
    // Masked before it is cut: of a number cut in two the first half would stay. What is shown is near the beginning.
    let near = text.char_indices().nth(8 * LONGEST).map_or(text, |(at, _)| &text[..at]);
    let masked = masked(near);
    let mut chars = masked.chars();
    let mut shown: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
