//! Matters of complaints that name none, places and other facts that nobody tells: by their text, and by a map.

use super::fault::{Candidate, Fault};
use fenbo::facts::{Origin, Source};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::registry::AreaId;
use fenbo::recognise::{self, FactReader, Outside, Places, Recogniser, Scratch, Weights, masked, question};
use fenbo::router::Complaint;
use jiff::civil::Date;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Candidates named where none is sure.
const MOST_NAMED: usize = 3;

/// From degrees of longitude and latitude to the areas in which they may lie, and whether a boundary leaves that open.
pub type Locate = Box<dyn Fn((f64, f64)) -> Option<(Vec<AreaId>, bool)> + Send + Sync>;

/// Reads matters from texts by the lists of a run. What the lists say of texts is put together when the first text needs it.
pub struct Texts {
    policy: Arc<Policy>,
    weights: Weights,
    recogniser: OnceLock<Recogniser>,
    places: OnceLock<Places>,
    facts: OnceLock<FactReader>,
    streets: Option<Locate>,
}

/// Where a text or a map says something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The areas that it may be in, by their whole paths.
    pub areas: Vec<String>,
    /// The words that say so.
    pub words: Vec<String>,
    pub source: Source,
    /// The point lies near a boundary.
    pub near: bool,
}

/// A fact that was read from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub attribute: String,
    /// The values that are possible after it, subtrees by their node.
    pub values: Vec<String>,
    /// The words that say so.
    pub words: Vec<String>,
}

/// A matter that was read from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    pub code: String,
    /// Of ten thousand.
    pub chance: u32,
    /// The words that speak for it.
    pub words: Vec<String>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("weights", &self.weights).finish_non_exhaustive()
    }
}

impl Texts {
    /// By some weights.
    pub fn new(policy: Arc<Policy>, weights: Weights) -> Self {
        Self {
            policy,
            weights,
            recogniser: OnceLock::new(),
            places: OnceLock::new(),
            facts: OnceLock::new(),
            streets: None,
        }
    }

    /// With a map on which points are looked up.
    pub fn with_streets(self, streets: Option<Locate>) -> Self {
        Self { streets, ..self }
    }

    /// The areas in which a point may lie; none without a map, and outside of it.
    pub fn located(&self, point: (f64, f64)) -> Option<Said> {
        let (found, near) = self.streets.as_ref()?(point)?;
        Some(Said { areas: self.paths(&found), words: Vec::new(), source: Source::Map, near })
    }

    fn paths(&self, areas: &[AreaId]) -> Vec<String> {
        areas.iter().map(|a| self.policy.registry().areas.full_path(*a)).collect()
    }

    /// Tells a complaint of a matter what its text says of the facts that the matter asks and nobody told. `day`: that of the complaint.
    pub fn tell(&self, complaint: &mut Complaint<'_>, text: &str, day: Option<Date>) -> Vec<Read> {
        let Some(matter) = complaint.matter_id() else { return Vec::new() };
        let mut asked = complaint.router().asks(matter);
        asked.retain(|a| complaint.facts().origin(*a) < Origin::Inferred);
        let reader = self.facts.get_or_init(|| FactReader::new(&self.policy));
        let (attributes, areas) = (self.policy.attributes(), &self.policy.registry().areas);
        let mut all = Vec::new();
        // Nobody's number is a fact.
        for fact in reader.read(&self.policy, &masked(text), &asked, day) {
            if complaint.read(fact.attribute, &fact.set) {
                let own = attributes.get(fact.attribute);
                let values = own.names(&fact.set, areas);
                all.push(Read { attribute: own.name.clone(), values, words: fact.words });
            }
        }
        all
    }

    /// With a scorer from outside, which is asked about every text.
    #[must_use]
    pub fn with(self, scorer: Box<dyn Outside>) -> Self {
        let recogniser = Recogniser::new(&self.policy, self.weights.clone()).with(&self.policy, scorer);
        Self { recogniser: recogniser.into(), ..self }
    }

    /// The areas that a text names; none if it names none.
    pub fn place(&self, text: &str) -> Option<Said> {
        let place = self.places.get_or_init(|| Places::new(&self.policy)).read(&self.policy, text)?;
        Some(Said { areas: self.paths(&place.areas), words: place.words, source: place.source, near: false })
    }

    /// The matter of a text, if one is sure enough; else why not.
    pub fn read(&self, text: &str, scratch: &mut Scratch) -> Result<Recognised, Fault> {
        let recogniser = self.recogniser.get_or_init(|| Recogniser::new(&self.policy, self.weights.clone()));
        let parts = recogniser.parts(text, scratch);
        if !parts.is_empty() {
            return Err(Fault::Several { parts: parts.iter().map(|p| self.named(&p.candidate)).collect() });
        }
        let all = recogniser.candidates(text, scratch);
        match all.first() {
            None => Err(Fault::Unrecognised),
            Some(first) if first.chance >= self.weights.sure.of(self.policy.matters().get(first.matter)) => {
                let Candidate { code, chance, .. } = self.named(first);
                Ok(Recognised { code, chance, words: recogniser.words(text, first.matter) })
            }
            Some(_) => Err(Fault::Unsure {
                candidates: all.iter().take(MOST_NAMED).map(|c| self.named(c)).collect(),
                question: [Lang::Zh, Lang::En].map(|lang| question(&self.policy, &all, lang)),
            }),
        }
    }

    fn named(&self, candidate: &recognise::Candidate) -> Candidate {
        let matter = self.policy.matters().get(candidate.matter);
        let chance = (candidate.chance * 1e4).round() as u32;
        Candidate { code: matter.code.clone(), name: matter.name.clone(), chance }
    }
}
