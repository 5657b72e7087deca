//! Fills a complaint, and keeps what else a record said.

use super::fault::Fault;
use super::sink::{Axis, Sink};
use super::texts::{Read, Recognised, Said, Texts};
use super::told::{Item, Told};
use crate::cli::clock::Clock;
use crate::cli::dates::{Dates, Order};
use crate::cli::output::json::escape;
use fenbo::facts::Origin;
use fenbo::recognise::{Scratch, addresses, masked};
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
    /// What became of the complaint, as far as the record says.
    pub told: Told,
    /// The matter, where it was read from the text.
    pub recognised: Option<Recognised>,
    /// The place, where it was read from the text.
    pub place: Option<Said>,
    /// Other facts that were read from the text.
    pub read: Vec<Read>,
    /// Addresses that the text names.
    pub addresses: Vec<String>,
    /// Longitude and latitude.
    point: (Option<f64>, Option<f64>),
    /// What the citizen said.
    text: String,
    /// The slot of the column of each fault, where it has one.
    fault_at: Vec<Option<usize>>,
    at: Option<usize>,
    named: bool,
    /// A time of day was written, so that something may follow from it.
    timed: (bool, bool),
    /// Values of several meanings, name and word: what else is told may leave one of them.
    vague: Vec<(String, String)>,
}

impl Notes {
    pub fn clear(&mut self) {
        self.id.clear();
        self.received = None;
        self.occurred = None;
        self.faults.clear();
        self.fault_at.clear();
        self.at = None;
        self.ignored.clear();
        self.unfit.clear();
        self.told.clear();
        self.recognised = None;
        self.place = None;
        self.read.clear();
        self.addresses.clear();
        self.point = (None, None);
        self.text.clear();
        self.named = false;
        self.timed = (false, false);
        self.vague.clear();
    }

    /// It is no complaint.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
        self.fault_at.push(self.at);
    }

    /// The slot of the column of the first fault, where it is one column's.
    pub fn fault_column(&self) -> Option<usize> {
        self.fault_at.first().copied().flatten()
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
    scratch: Scratch,
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
    pub reading: Reading,
    /// Reads the matter from the text where none is named.
    pub texts: Option<&'f Texts>,
}

/// How generously a record is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// A value that does not fit is unknown instead of a fault.
    pub lenient: bool,
    /// A day without a time of day is a time, too: for records of the past, from which no deadline follows.
    pub days: bool,
    pub dates: Dates,
}

impl Reading {
    /// A time, and whether a time of day was written. A day alone is one only for records of the past: from a midnight
    /// that nobody wrote nothing may follow.
    pub fn time(self, text: &str, clock: &Clock) -> Option<(DateTime, bool)> {
        if let Some(at) = clock.parse(text) {
            return Some((at, true));
        }
        if !self.days && self.dates.order == Order::Ymd {
            return None;
        }
        let when = self.dates.read(text, clock).filter(|w| w.timed || self.days)?;
        Some((when.at, when.timed))
    }
}

impl Sink for Filling<'_, '_> {
    fn at(&mut self, slot: Option<usize>) {
        self.notes.at = slot;
    }

    fn fault(&mut self, fault: Fault) {
        self.notes.fault(fault);
    }

    fn forget_faults(&mut self) {
        self.notes.faults.clear();
        self.notes.fault_at.clear();
        self.notes.at = None;
    }

    fn id(&mut self, text: &str) {
        self.notes.id.clear();
        escape(&mut self.notes.id, text);
    }

    fn raw_id(&mut self, json: &str) {
        self.notes.id.clear();
        self.notes.id.extend_from_slice(json.as_bytes());
    }

    fn unknown_key(&mut self, key: &str) {
        self.memory.unknown_key(key);
    }

    fn told(&mut self, item: Item<'_>) {
        self.notes.told.take(item, self.clock, self.reading.dates);
    }

    fn matter(&mut self, word: &str) {
        self.notes.named = true;
        if !self.memory.matters.is_empty()
            && let Some(misfit) = self.memory.matters.get(word)
        {
            self.notes.fault(Fault::Misfit(misfit.clone()));
            return;
        }
        if let Err(misfit) = self.complaint.matter(word) {
            // Whether a matter is in effect depends on the edition; that there is none does not.
            if matches!(misfit, Misfit::NoMatter { .. }) && self.memory.matters.len() < MOST_REMEMBERED {
                self.memory.matters.insert(word.into(), misfit.clone());
            }
            self.notes.fault(Fault::Misfit(misfit));
        }
    }

    fn try_matter(&mut self, word: &str) -> bool {
        if self.notes.named {
            return true;
        }
        let known = self.complaint.router().policy().matters().one(word).is_some();
        let fits = known && self.complaint.matter(word).is_ok();
        self.notes.named |= fits;
        fits
    }

    fn no_matter(&mut self, word: &str) {
        if !self.notes.named {
            self.matter(word);
        }
    }

    fn fact(&mut self, name: &str, value: &str) {
        if self.known_misfit(name, Some(value)) {
            return;
        }
        match self.complaint.fact(name, value) {
            Ok(()) => {}
            Err(Misfit::Ambiguous { .. }) => self.notes.vague.push((name.to_owned(), value.to_owned())),
            Err(misfit) => self.misfit(name, value, misfit),
        }
    }

    fn fact_among(&mut self, name: &str, values: &[&str]) {
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

    fn unknown(&mut self, name: &str) {
        if self.known_misfit(name, None) {
            return;
        }
        if let Err(misfit) = self.complaint.unknown(name) {
            self.misfit(name, "", misfit);
        }
    }

    fn text(&mut self, text: &str) {
        if self.texts.is_some() {
            self.notes.text.clear();
            self.notes.text.push_str(text);
        }
    }

    /// A matter is read from the text alone.
    fn subject(&mut self, _: &str) {}
    fn coordinate(&mut self, axis: Axis, key: &str, text: &str) {
        if matches!(text.trim(), "" | "null") {
            return;
        }
        let most = if axis == Axis::Longitude { 180.0 } else { 90.0 };
        let Some(degrees) = text.trim().parse().ok().filter(|d: &f64| d.abs() <= most) else {
            self.notes.fault(Fault::Kind { key: key.to_owned() });
            return;
        };
        match axis {
            Axis::Longitude => self.notes.point.0 = Some(degrees),
            Axis::Latitude => self.notes.point.1 = Some(degrees),
        }
    }

    fn received(&mut self, key: &str, text: &str) {
        let time = self.time(key, text);
        self.notes.received = time.map(|t| t.0);
        self.notes.timed.0 = time.is_some_and(|t| t.1);
    }

    fn occurred(&mut self, key: &str, text: &str) {
        let time = self.time(key, text);
        self.notes.occurred = time.map(|t| t.0);
        self.notes.timed.1 = time.is_some_and(|t| t.1);
    }

    fn finish(&mut self) {
        self.settle();
        self.notes.told.finish();
        if let Some(at) = self.notes.received.filter(|_| self.notes.timed.0) {
            self.complaint.received(at);
        }
        if let Some(at) = self.notes.occurred.filter(|_| self.notes.timed.1) {
            self.complaint.occurred(at);
        }
        if !self.notes.named && self.notes.faults.is_empty() {
            self.recognise();
        }
        if matches!(self.notes.faults.as_slice(), [] | [Fault::Unsure { .. }]) {
            self.place();
            self.read();
        }
    }
}

impl Filling<'_, '_> {
    /// Reads the matter from the text.
    fn recognise(&mut self) {
        let text = self.notes.text.trim();
        let Some(texts) = self.texts.filter(|_| !text.is_empty()) else {
            self.notes.fault(Fault::Unnamed);
            return;
        };
        match texts.read(text, &mut self.memory.scratch) {
            Ok(found) => match self.complaint.matter(&found.code) {
                Ok(()) => {
                    self.notes.named = true;
                    self.notes.recognised = Some(found);
                }
                Err(misfit) => self.notes.fault(Fault::Misfit(misfit)),
            },
            Err(fault) => {
                // Whoever asks how the likeliest would fare finds it in the complaint; it is none for anybody else.
                if let Fault::Unsure { candidates, .. } = &fault
                    && let Some(first) = candidates.first()
                {
                    let _ = self.complaint.matter(&first.code);
                }
                self.notes.fault(fault);
            }
        }
    }

    /// Reads other facts from the text where they are not told.
    fn read(&mut self) {
        let Some(texts) = self.texts.filter(|_| !self.notes.text.is_empty()) else { return };
        let day = self.notes.occurred.or(self.notes.received).map(DateTime::date);
        self.notes.read = texts.tell(self.complaint, &self.notes.text, day);
        self.notes.addresses = addresses(&masked(&self.notes.text));
    }

    /// Looks the place up on the map or reads it from the text, where none is told.
    fn place(&mut self) {
        let policy = self.complaint.router().policy();
        let area = policy.attributes().area();
        let told = self.complaint.facts().origin(area) == Origin::Told;
        let Some(texts) = self.texts.filter(|_| !told) else { return };
        let point = self.notes.point.0.zip(self.notes.point.1);
        let located = point.and_then(|p| texts.located(p));
        let said = located.or_else(|| texts.place(&self.notes.text));
        let Some(said) = said else { return };
        let name = &policy.attributes().get(area).name;
        if self.complaint.fact_among(name, said.areas.iter().map(String::as_str)).is_ok() {
            self.notes.place = Some(said);
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
            other => self.notes.fault(Fault::Misfit(other)),
        }
    }

    fn unfit(&mut self, name: &str, misfit: Misfit) {
        if self.reading.lenient {
            // The attribute exists, so that nothing can go wrong here.
            let _ = self.complaint.unknown(name);
            self.notes.unfit.push(misfit);
        } else {
            self.notes.fault(Fault::Misfit(misfit));
        }
    }

    fn time(&mut self, key: &str, text: &str) -> Option<(DateTime, bool)> {
        let time = self.reading.time(text, self.clock);
        if time.is_none() {
            let text = text.chars().take(60).collect();
            self.notes.fault(Fault::NoTime { key: key.to_owned(), text });
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
}
