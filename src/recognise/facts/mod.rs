//! What a text says of the facts: values of attributes by their names and other words, times of day and classes of days,
//! numbers with their units.
//!
//! Only attributes that can matter are read: whoever asks names them, so that a stray word becomes no fact. Words of several
//! values leave all of them possible; a word for a whole subtree means any of its leaves, and a word for a part of it narrows it.
//! What is denied (`不是小区`) is excluded, and nothing is ever concluded from silence.

mod numbers;
mod table;
mod time;

use super::normal::{negated, normal};
use super::words::Words;
use crate::policy::Policy;
use crate::policy::attribute::{Attribute, Domain};
use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
use jiff::civil::Date;
pub(super) use numbers::{Number, number};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Bytes over which words are near each other: some twenty characters.
const NEAR: usize = 60;
/// Names of values that say nothing when they stand in a text.
const VAGUE: [&str; 6] = ["其他", "其它", "不明", "一般", "不清", "看不清"];
/// What excludes the word behind it.
const NOT: [&str; 6] = ["不是", "并非", "不在", "不属于", "唔系", "唔是"];
/// What says that there is none of the word behind it.
const NONE: [&str; 8] = ["没有", "没", "无", "冇", "没人", "没有人", "无人", "未"];
/// The same behind the word.
const NONE_BEHIND: [&str; 5] = ["都没有", "也没有", "都没看到", "也没看到", "都冇"];
/// Behind a place: it is not there but near it.
const BESIDE: [&str; 9] = ["旁", "对面", "附近", "外面", "隔壁", "边上", "后面的", "前面的", "外的"];

/// What a text says of one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The attribute.
    pub attribute: AttrId,
    /// The values that are possible after it.
    pub set: Intervals,
    /// The words that say so, in the normal form of the text.
    pub words: Vec<String>,
}

/// Words that say a value.
#[derive(Debug)]
struct Pattern {
    attribute: AttrId,
    set: Intervals,
    /// The numbers of its words.
    parts: Vec<u32>,
    /// Counts only near a word that its attribute asks for.
    shy: bool,
}

/// Reads facts from texts by what some lists ask for. Immutable and shared between threads.
#[derive(Debug)]
pub struct FactReader {
    words: Words,
    patterns: Vec<Pattern>,
    /// By word: the patterns that it begins.
    begins: Vec<Vec<u32>>,
    /// By attribute: words next to which bare names count.
    marks: FxHashMap<AttrId, Vec<u32>>,
}

/// Puts the words together.
#[derive(Default)]
struct Draft {
    numbers: FxHashMap<String, u32>,
    words: Vec<String>,
    patterns: Vec<Pattern>,
    marks: FxHashMap<AttrId, Vec<u32>>,
}

impl Draft {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    fn pattern(&mut self, attribute: AttrId, set: Intervals, words: &[String], shy: bool) {
        let parts: Vec<u32> = words.iter().map(|w| self.number(w)).collect();
        self.patterns.push(Pattern { attribute, set, parts, shy });
    }
}

impl FactReader {
    /// By the names of the values of some lists, and by the table of words that comes with the program. Linear in both.
    pub fn new(policy: &Policy) -> Self {
        let areas = &policy.registry().areas;
        let mut draft = Draft::default();
        for row in table::rows() {
            let Some((id, _)) = policy.attributes().find(row.attribute) else { continue };
            if row.value.is_empty() {
                let marks: Vec<u32> = row.words.iter().flatten().map(|w| draft.number(w)).collect();
                draft.marks.entry(id).or_default().extend(marks);
                continue;
            }
            let Ok(set) = policy.attributes().get(id).values_of(row.value, None, areas) else { continue };
            for words in &row.words {
                draft.pattern(id, set.clone(), words, false);
            }
        }
        for (id, attribute) in policy.attributes().iter() {
            let shy = draft.marks.contains_key(&id);
            for (word, set) in names(attribute, policy) {
                draft.pattern(id, set, &[word], shy);
            }
        }
        let mut begins = vec![Vec::new(); draft.words.len()];
        for (i, pattern) in draft.patterns.iter().enumerate() {
            if let Some(first) = pattern.parts.first() {
                begins[*first as usize].push(i as u32);
            }
        }
        Self { words: Words::new(&draft.words), patterns: draft.patterns, begins, marks: draft.marks }
    }

    /// What a text says of some attributes, in their order. `day`: that of the complaint, by which 昨天 is a day. Linear in the text for
    /// each of a handful of kinds of words.
    pub fn read(&self, policy: &Policy, text: &str, asked: &[AttrId], day: Option<Date>) -> Vec<Fact> {
        let text = normal(text);
        let mut met = self.met(&text, policy, asked);
        let of = |attribute: AttrId| {
            let own = policy.attributes().get(attribute);
            let (set, words) = match &own.domain {
                Domain::TimeOfDay => time::times(&text)?,
                Domain::DayClass => time::days(&text, day, &policy.registry().calendar)?,
                Domain::Integer { low, unit } => {
                    let alone =
                        !asked.iter().any(|a| *a != attribute && same_unit(policy, *a, unit.as_deref()));
                    numbers::read(&text, own, *low, unit.as_deref(), alone)?
                }
                _ => possible(met.remove(&attribute)?),
            };
            (!set.is_empty()).then_some(Fact { attribute, set, words })
        };
        asked.iter().copied().filter_map(of).collect()
    }

    /// The values met, by attribute, with their words.
    fn met(&self, text: &str, policy: &Policy, asked: &[AttrId]) -> FxHashMap<AttrId, Vec<Met>> {
        let silent = negated(text);
        let said: Vec<(u32, Range<usize>)> = self.words.said(text, &silent).collect();
        let beside = |word: u32, place: &Range<usize>| {
            said.iter().find(|(w, p)| *w == word && near(text, place, p)).map(|(_, p)| p.clone())
        };
        let mut all: FxHashMap<AttrId, Vec<Met>> = FxHashMap::default();
        for (word, place) in &said {
            for pattern in &self.begins[*word as usize] {
                let Pattern { attribute, set, parts, shy } = &self.patterns[*pattern as usize];
                if !asked.contains(attribute) {
                    continue;
                }
                let Some(places) =
                    parts.iter().skip(1).map(|w| beside(*w, place)).collect::<Option<Vec<_>>>()
                else {
                    continue;
                };
                let marked = || self.marks[attribute].iter().any(|w| beside(*w, place).is_some());
                let own = policy.attributes().get(*attribute);
                if *shy && !marked() {
                    continue;
                }
                let Some(set) = held(text, place, set, own) else { continue };
                let words = std::iter::once(place).chain(&places).map(|p| text[p.clone()].to_owned());
                all.entry(*attribute).or_default().push(Met {
                    place: place.clone(),
                    set,
                    words: words.collect(),
                });
            }
        }
        all
    }
}

/// A value that a text says.
struct Met {
    place: Range<usize>,
    set: Intervals,
    words: Vec<String>,
}

/// The words that values go by themselves.
fn names(attribute: &Attribute, policy: &Policy) -> Vec<(String, Intervals)> {
    let areas = &policy.registry().areas;
    let says = |name: &String| name.chars().count() >= 2 && !VAGUE.iter().any(|v| name.starts_with(v));
    let named = match &attribute.domain {
        Domain::Tree(tree) => tree.names(),
        Domain::Jurisdiction { members, .. } => members.clone(),
        _ => Vec::new(),
    };
    let mut all: Vec<(String, Intervals)> = named
        .iter()
        .filter(|n| says(n))
        .filter_map(|name| Some((normal(name.trim()), attribute.values_of(name, None, areas).ok()?)))
        .collect();
    // Whoever names what is asked about says that it is so.
    if let Ok(yes) =
        attribute.values_of("是", None, areas).or_else(|_| attribute.values_of("有", None, areas))
    {
        let called = std::iter::once(&attribute.name).chain(&attribute.aliases);
        all.extend(called.filter(|n| n.chars().count() >= 3).map(|n| (normal(n.trim()), yes.clone())));
    }
    all
}

fn same_unit(policy: &Policy, attribute: AttrId, unit: Option<&str>) -> bool {
    matches!(&policy.attributes().get(attribute).domain, Domain::Integer { unit: own, .. } if own.as_deref() == unit)
}

/// Whether two places are near each other and in one sentence.
fn near(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (left, right) = if one.start <= other.start { (one, other) } else { (other, one) };
    let between = text.get(left.end..right.start).unwrap_or_default();
    left.end <= right.start && between.len() <= NEAR && !between.contains(['。', ';', '!', '?', '\n'])
}

/// What a word says where it stands: its values, all others where it is denied, nothing where that says nothing.
fn held(text: &str, place: &Range<usize>, set: &Intervals, attribute: &Attribute) -> Option<Intervals> {
    let (before, behind) = (&text[..place.start], &text[place.end..]);
    let others = Intervals::range(0, attribute.size).subtract(set);
    // 有没有, 是不是 ask; 淹没 is no denial.
    let asks = ["有没有", "是不是", "在不在"].iter().any(|a| before.ends_with(a));
    if asks || (before.ends_with('有') && text[place.clone()].starts_with('没')) {
        return None;
    }
    if NOT.iter().any(|n| before.ends_with(n)) {
        return Some(others);
    }
    let none_behind = NONE_BEHIND.iter().any(|n| behind.starts_with(n));
    if none_behind && attribute.size == 2 && attribute.absent.is_none() {
        return Some(others);
    }
    if NONE.iter().any(|n| before.ends_with(n)) && !before.ends_with("淹没") && !before.ends_with("埋没")
    {
        return (attribute.size == 2 && attribute.absent.is_none()).then_some(others);
    }
    let tree = matches!(attribute.domain, Domain::Tree(_)) && attribute.size > 3;
    (!(tree && BESIDE.iter().any(|b| behind.starts_with(b)))).then(|| set.clone())
}

/// What is possible after everything that was met: of words inside each other the longest counts, of sets inside each other the
/// smallest; what excludes each other leaves all of it.
fn possible(mut met: Vec<Met>) -> (Intervals, Vec<String>) {
    let places: Vec<Range<usize>> = met.iter().map(|m| m.place.clone()).collect();
    let longer = |own: &Range<usize>, p: &Range<usize>| {
        p.start <= own.start && own.end <= p.end && p.len() > own.len()
    };
    met.retain(|m| !places.iter().any(|p| longer(&m.place, p)));
    let sets: Vec<Intervals> = met.iter().map(|m| m.set.clone()).collect();
    met.retain(|m| !sets.iter().any(|s| *s != m.set && s.within(&m.set)));
    let mut words: Vec<String> = Vec::new();
    for word in met.iter().flat_map(|m| &m.words) {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    (Intervals::union_of(met.iter().flat_map(|m| m.set.ranges().to_vec())), words)
}

#[cfg(test)]
mod tests;
