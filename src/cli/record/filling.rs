//! Fills a complaint, and keeps what else a record said.

use super::fault::Fault;
use crate::cli::clock::Clock;
use crate::cli::output::json::escape;
use fenbo::router::{Complaint, Misfit};
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;

/// Misfits remembered of one kind; a file with more different ones is read more slowly.
const MOST_REMEMBERED: usize = 10_000;
/// Different unknown keys that are counted.
const MOST_KEYS: usize = 64;

/// A fact whose attribute the lists do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub name: String,
    /// An attribute of nearly the same name.
    pub near: Option<String>,
}

/// What a record said besides the complaint. Cleared and used again.
#[derive(Debug, Default)]
pub struct Notes {
    /// The id as JSON text; empty: it has none.
    pub id: Vec<u8>,
    pub received: Option<DateTime>,
    pub occurred: Option<DateTime>,
    /// Why it is no complaint; empty: it is one.
    pub faults: Vec<Fault>,
    /// Facts that nothing in the lists asks for.
    pub ignored: Vec<Ignored>,
    /// Values that do not fit and were taken for unknown.
    pub unfit: Vec<Misfit>,
    /// The unit that really handled it, by name and by code, where a label is compared.
    pub label: String,
    pub label_code: String,
    named: bool,
    /// Values of several meanings, name and word: what else is told may leave one of them.
    vague: Vec<(String, String)>,
}

impl Notes {
    pub fn clear(&mut self) {
        self.id.clear();
        self.received = None;
        self.occurred = None;
        self.faults.clear();
        self.ignored.clear();
        self.unfit.clear();
        self.label.clear();
        self.label_code.clear();
        self.named = false;
        self.vague.clear();
    }
}

/// What one thread remembers between records: why a word does not fit takes a search for the nearest one, and files
/// repeat their mistakes.
#[derive(Debug, Default)]
pub struct Memory {
    matters: FxHashMap<Box<str>, Misfit>,
    attributes: FxHashMap<Box<str>, Option<String>>,
    values: FxHashMap<Box<str>, FxHashMap<Box<str>, Misfit>>,
    /// Keys of records that mean nothing here, with how often they stood.
    pub keys: FxHashMap<String, u64>,
}

impl Memory {
    pub fn unknown_key(&mut self, key: &str) {
        if let Some(count) = self.keys.get_mut(key) {
            *count += 1;
        } else if self.keys.len() < MOST_KEYS {
            self.keys.insert(key.to_owned(), 1);
        }
    }
}

/// Fills one complaint.
pub struct Filling<'f, 'r> {
    pub complaint: &'f mut Complaint<'r>,
    pub notes: &'f mut Notes,
    pub memory: &'f mut Memory,
    pub clock: &'f Clock,
    /// A value that does not fit is unknown instead of a fault.
    pub lenient: bool,
}

impl Filling<'_, '_> {
    pub fn fault(&mut self, fault: Fault) {
        self.notes.faults.push(fault);
    }

    pub fn id(&mut self, text: &str) {
        self.notes.id.clear();
        escape(&mut self.notes.id, text);
    }

    pub fn matter(&mut self, word: &str) {
        self.notes.named = true;
        if !self.memory.matters.is_empty()
            && let Some(misfit) = self.memory.matters.get(word)
        {
            self.notes.faults.push(Fault::Misfit(misfit.clone()));
            return;
        }
        if let Err(misfit) = self.complaint.matter(word) {
            // Whether a matter is in effect depends on the edition; that there is none does not.
            if matches!(misfit, Misfit::NoMatter { .. }) && self.memory.matters.len() < MOST_REMEMBERED {
                self.memory.matters.insert(word.into(), misfit.clone());
            }
            self.notes.faults.push(Fault::Misfit(misfit));
        }
    }

    /// Whether a word names a matter that is in effect; then it is the complaint's.
    pub fn try_matter(&mut self, word: &str) -> bool {
        let known = self.complaint.router().policy().matters().one(word).is_some();
        let fits = known && self.complaint.matter(word).is_ok();
        self.notes.named |= fits;
        fits
    }

    pub fn fact(&mut self, name: &str, value: &str) {
        if self.known_misfit(name, Some(value)) {
            return;
        }
        match self.complaint.fact(name, value) {
            Ok(()) => {}
            Err(Misfit::Ambiguous { .. }) => self.notes.vague.push((name.to_owned(), value.to_owned())),
            Err(misfit) => self.misfit(name, value, misfit),
        }
    }

    pub fn fact_among(&mut self, name: &str, values: &[&str]) {
        if self.known_misfit(name, None) || values.iter().any(|v| self.known_misfit(name, Some(v))) {
            return;
        }
        match values {
            // No value is told.
            [] => {}
            [value] => self.fact(name, value),
            _ => {
                if let Err(misfit) = self.complaint.fact_among(name, values.iter().copied()) {
                    let word = match &misfit {
                        Misfit::NoValue { word, .. } | Misfit::Ambiguous { word, .. } => word.clone(),
                        _ => String::new(),
                    };
                    self.misfit(name, &word, misfit);
                }
            }
        }
    }

    pub fn unknown(&mut self, name: &str) {
        if self.known_misfit(name, None) {
            return;
        }
        if let Err(misfit) = self.complaint.unknown(name) {
            self.misfit(name, "", misfit);
        }
    }

    fn known_misfit(&mut self, name: &str, value: Option<&str>) -> bool {
        if !self.memory.attributes.is_empty()
            && let Some(near) = self.memory.attributes.get(name)
        {
            self.notes.ignored.push(Ignored { name: name.to_owned(), near: near.clone() });
            return true;
        }
        if !self.memory.values.is_empty()
            && let Some(misfit) = value.and_then(|v| self.memory.values.get(name)?.get(v))
        {
            let misfit = misfit.clone();
            self.unfit(name, misfit);
            return true;
        }
        false
    }

    fn misfit(&mut self, name: &str, value: &str, misfit: Misfit) {
        match misfit {
            Misfit::NoAttribute { near, .. } => {
                if self.memory.attributes.len() < MOST_REMEMBERED {
                    self.memory.attributes.insert(name.into(), near.clone());
                }
                self.notes.ignored.push(Ignored { name: name.to_owned(), near });
            }
            // Depends on what else is told, so it is not remembered.
            Misfit::Ambiguous { .. } => self.unfit(name, misfit),
            Misfit::NoValue { .. } => {
                let known = self.memory.values.entry(name.into()).or_default();
                if known.len() < MOST_REMEMBERED {
                    known.insert(value.into(), misfit.clone());
                }
                self.unfit(name, misfit);
            }
            other => self.notes.faults.push(Fault::Misfit(other)),
        }
    }

    fn unfit(&mut self, name: &str, misfit: Misfit) {
        if self.lenient {
            // The attribute exists, so that nothing can go wrong here.
            let _ = self.complaint.unknown(name);
            self.notes.unfit.push(misfit);
        } else {
            self.notes.faults.push(Fault::Misfit(misfit));
        }
    }

    pub fn received(&mut self, key: &str, text: &str) {
        self.notes.received = self.time(key, text);
    }

    pub fn occurred(&mut self, key: &str, text: &str) {
        self.notes.occurred = self.time(key, text);
    }

    fn time(&mut self, key: &str, text: &str) -> Option<DateTime> {
        let time = self.clock.parse(text);
        if time.is_none() {
            let text = text.chars().take(60).collect();
            self.notes.faults.push(Fault::NoTime { key: key.to_owned(), text });
        }
        time
    }

    /// Tries values of several meanings again for as long as what was told meanwhile settles one of them, so that the
    /// order of telling does not matter.
    fn settle(&mut self) {
        let mut vague = std::mem::take(&mut self.notes.vague);
        while !vague.is_empty() {
            let before = vague.len();
            let mut misfits = Vec::new();
            vague.retain(|(name, value)| match self.complaint.fact(name, value) {
                Ok(()) => false,
                Err(misfit) => {
                    misfits.push(misfit);
                    true
                }
            });
            if vague.len() == before {
                for ((name, value), misfit) in vague.drain(..).zip(misfits) {
                    self.misfit(&name, &value, misfit);
                }
            }
        }
    }

    /// After everything was told: what follows from the times, and whether there is a matter.
    pub fn finish(&mut self) {
        self.settle();
        if let Some(at) = self.notes.received {
            self.complaint.received(at);
        }
        if let Some(at) = self.notes.occurred {
            self.complaint.occurred(at);
        }
        if !self.notes.named && self.notes.faults.is_empty() {
            self.notes.faults.push(Fault::Unnamed);
        }
    }
}
