//! Past complaints as they are read, kept in numbers: some 40 bytes each, and every text once.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// A thing by its code and its name; either may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Label<'a> {
    /// What tells it from others, where there is a code.
    pub code: &'a str,
    /// What people call it.
    pub name: &'a str,
}

impl<'a> Label<'a> {
    fn trimmed(self) -> Self {
        Self { code: self.code.trim(), name: self.name.trim() }
    }

    fn key(self) -> &'a str {
        if self.code.is_empty() { self.name } else { self.code }
    }
}

/// One past complaint as its record tells it. An empty text is silence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'a> {
    /// Its id in the record, shown where a person has to look at it.
    pub id: &'a str,
    /// Its matter. The code, or else the name, is what records to come will call it by.
    pub matter: Label<'a>,
    /// What records to come may call it by where lists do not know its matter: coarser ones, the nearest first.
    pub others: &'a [Label<'a>],
    /// The nodes of the catalogue above the matter, from the top.
    pub path: &'a [String],
    /// Its place, one name for each level of [`Columns::levels`]; the first empty one ends it.
    pub place: &'a [&'a str],
    /// A value for each attribute of [`Columns::attributes`].
    pub facts: &'a [&'a str],
    /// Who handled it.
    pub unit: Label<'a>,
    /// When it came in.
    pub day: Option<Date>,
}

/// What the columns of a history are called in lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The levels of places, coarse to fine: 区, 街道, 社区.
    pub levels: Vec<String>,
    /// Other attributes.
    pub attributes: Vec<String>,
}

/// No value.
pub(super) const NONE: u32 = u32::MAX;

/// Texts by number, as first met.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    all: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.all.iter().map(AsRef::as_ref)
    }

    pub fn get(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", AsRef::as_ref)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }
}

/// A unit or a matter, and what it was called.
#[derive(Debug, Clone, Default)]
pub(super) struct Called {
    pub code: String,
    /// Each name with how often it was used, as first met.
    pub names: Vec<(String, u32)>,
}

impl Called {
    /// The name used most often; the shorter one of equals.
    pub fn name(&self) -> &str {
        let most = self.names.iter().max_by(|a, b| (a.1, b.0.len(), &b.0).cmp(&(b.1, a.0.len(), &a.0)));
        most.map_or(self.code.as_str(), |(name, _)| name.as_str())
    }

    fn call(&mut self, name: &str) {
        if !name.is_empty() {
            match self.names.iter_mut().find(|(known, _)| known == name) {
                Some((_, n)) => *n += 1,
                None => self.names.push((name.to_owned(), 1)),
            }
        }
    }
}

/// Things by their key, as first met.
#[derive(Debug, Clone, Default)]
pub(super) struct Things {
    pub all: Vec<Called>,
    keys: Texts,
}

impl Things {
    pub fn find(&self, key: &str) -> Option<u32> {
        self.keys.numbers.get(key).copied()
    }

    fn number(&mut self, label: Label<'_>) -> u32 {
        let number = self.keys.number(label.key());
        if number as usize == self.all.len() {
            self.all.push(Called { code: label.code.to_owned(), names: Vec::new() });
        }
        self.all[number as usize].call(label.name);
        number
    }

    /// The code, or else the name, by which records call a thing.
    pub fn key(&self, number: u32) -> &str {
        self.keys.get(number)
    }
}

/// One past complaint in numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub matter: u32,
    pub others: u32,
    pub path: u32,
    pub place: u32,
    pub unit: u32,
    pub day: Option<Date>,
}

/// Past complaints. Without a matter or a unit one teaches nothing: it is counted, and left out.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub(super) columns: Columns,
    pub(super) matters: Things,
    pub(super) units: Things,
    /// Codes with a line feed between them, as steps of paths and places: no name has one.
    pub(super) others: Texts,
    pub(super) paths: Texts,
    pub(super) places: Texts,
    /// By attribute.
    pub(super) values: Vec<Texts>,
    pub(super) lines: Vec<Line>,
    /// The values of a line stand together.
    facts: Vec<u32>,
    ids: Vec<Box<str>>,
    without: (u64, u64),
}

impl Records {
    /// None yet.
    pub fn new(columns: Columns) -> Self {
        Self { values: vec![Texts::default(); columns.attributes.len()], columns, ..Self::default() }
    }

    /// Adds one. The order in which they are added is the order of what is drafted.
    pub fn add(&mut self, seen: &Seen<'_>) {
        let seen = &Seen { matter: seen.matter.trimmed(), unit: seen.unit.trimmed(), ..*seen };
        if seen.matter.key().is_empty() {
            self.without.0 += 1;
            return;
        }
        if seen.unit.key().is_empty() {
            self.without.1 += 1;
            return;
        }
        let levels = self.columns.levels.len();
        let place: Vec<String> =
            seen.place.iter().take(levels).map(|n| one_line(n)).take_while(|n| !n.is_empty()).collect();
        let path: Vec<String> = seen.path.iter().map(|n| one_line(n)).filter(|n| !n.is_empty()).collect();
        // A matter's own name is no coarser one.
        let coarser = |o: &&Label<'_>| !o.key().is_empty() && o.key() != seen.matter.name;
        let others: Vec<&str> = seen.others.iter().filter(coarser).map(|o| o.key()).collect();
        for other in seen.others.iter().filter(coarser) {
            self.matters.number(*other);
        }
        for (attribute, values) in self.values.iter_mut().enumerate() {
            let text = seen.facts.get(attribute).copied().unwrap_or_default();
            self.facts.push(if text.trim().is_empty() { NONE } else { values.number(text.trim()) });
        }
        let line = Line {
            matter: self.matters.number(seen.matter),
            others: self.others.number(&others.join("\n")),
            path: self.paths.number(&path.join("\n")),
            place: self.places.number(&place.join("\n")),
            unit: self.units.number(seen.unit),
            day: seen.day,
        };
        self.lines.push(line);
        self.ids.push(seen.id.into());
    }

    /// Complaints that can be learned from.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Records left out for want of a matter, and for want of a unit.
    pub fn without(&self) -> (u64, u64) {
        self.without
    }

    /// Everything that matters are called.
    pub fn matter_names(&self) -> impl Iterator<Item = &str> {
        self.matters.all.iter().flat_map(|m| m.names.iter().map(|(name, _)| name.as_str()))
    }

    /// The first and the last day, where days are told.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || self.lines.iter().filter_map(|r| r.day);
        Some((days().min()?, days().max()?))
    }

    /// The value of an attribute in a line.
    pub(super) fn fact(&self, line: usize, attribute: usize) -> u32 {
        self.facts.get(line * self.values.len() + attribute).copied().unwrap_or(NONE)
    }

    /// What a line's matter is called, then the coarser ones.
    pub(super) fn words(&self, line: usize) -> impl Iterator<Item = &str> {
        let words = self.lines.get(line).map(|l| (self.matters.key(l.matter), self.others.get(l.others)));
        let words =
            words.into_iter().flat_map(|(own, others)| std::iter::once(own).chain(others.split('\n')));
        words.filter(|w| !w.is_empty())
    }

    pub(super) fn id(&self, line: usize) -> &str {
        self.ids.get(line).map_or("", |id| id)
    }
}

/// Line feeds separate steps here.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
