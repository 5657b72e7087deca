//! C381: words that are enough for two matters whose first handlers have nothing in common.
//!
//! A matter is recognised by lines of groups: a text must have a word of every group, and none of the excluded ones. If
//! one word for each group of one matter's line already has a word of every group of another's, the shortest text for the
//! one is a text for the other.

use super::names::leads;
use super::problem::Fix;
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::duty::{TemplateId, in_effect};
use crate::policy::matter::MatterId;
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A word, numbered in the order met.
type Word = u32;

/// One line of a matter.
struct Line<'p> {
    matter: MatterId,
    /// The words of each group.
    groups: Vec<Vec<Word>>,
    none: Vec<&'p str>,
    /// A bit for each of its words, several words to a bit.
    mask: u64,
    /// Its number among the lines of its matter.
    number: usize,
}

fn mask(words: &[Word]) -> u64 {
    words.iter().fold(0, |mask, word| mask | 1 << (word % 64))
}

/// All lines, with an index from words to the lines that have them.
struct Lines<'p> {
    all: Vec<Line<'p>>,
    words: Vec<String>,
    /// By word, ascending, each line once.
    having: Vec<Vec<u32>>,
}

/// Two matters with a line each, the words of the one of which are enough for the other: what no duty has a say in.
#[derive(Debug)]
pub(super) struct Pair {
    words: Vec<String>,
    /// Each with the number of its line.
    matters: [(MatterId, usize); 2],
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let pairs = scene.kept.words.get_or_init(|| pairs(scene));
    let asked: Vec<&Pair> =
        pairs.iter().filter(|p| p.matters.iter().any(|m| scene.asks_about(m.0))).collect();
    let words: BTreeSet<&[String]> = asked.iter().map(|p| p.words.as_slice()).collect();
    let mut known: FxHashMap<MatterId, Vec<TemplateId>> = FxHashMap::default();
    // The matters of each set of words, with a line of each.
    let mut found: BTreeMap<Vec<&str>, BTreeMap<MatterId, Span>> = BTreeMap::new();
    for pair in pairs.iter().filter(|p| words.contains(p.words.as_slice())) {
        for (matter, _) in pair.matters {
            known.entry(matter).or_insert_with(|| leads(scene, matter));
        }
        let [a, b] = pair.matters.map(|(m, _)| &known[&m]);
        if !a.is_empty() && !b.is_empty() && a.iter().all(|t| !b.contains(t)) {
            let known = found.entry(pair.words.iter().map(String::as_str).collect()).or_default();
            for (matter, line) in pair.matters {
                known.entry(matter).or_insert_with(|| span(scene, matter, line));
            }
        }
    }
    out.extend(found.into_iter().map(|(words, matters)| problem(scene, &words, &matters)));
}

fn pairs(scene: &Scene<'_>) -> Vec<Pair> {
    let lines = Lines::new(scene);
    let mut all = Vec::new();
    for line in &lines.all {
        let masks: Vec<u64> = line.groups.iter().map(|g| mask(g)).collect();
        for other in lines.candidates(line) {
            // Most have nothing of some other group.
            if line.matter == other.matter || masks.iter().any(|m| m & other.mask == 0) {
                continue;
            }
            if let Some(words) = lines.enough(other, line) {
                let words = words.into_iter().map(str::to_owned).collect();
                all.push(Pair { words, matters: [(line.matter, line.number), (other.matter, other.number)] });
            }
        }
    }
    all
}

/// Where a line of a matter stands.
fn span(scene: &Scene<'_>, matter: MatterId, line: usize) -> Span {
    let matter = scene.policy.matters().get(matter);
    let word = matter.recogniser.get(line).and_then(|r| r.all.iter().flatten().next());
    word.map_or(matter.span, |n| n.span)
}

impl<'p> Lines<'p> {
    fn new(scene: &Scene<'p>) -> Self {
        let mut lines = Self { all: Vec::new(), words: Vec::new(), having: Vec::new() };
        let mut numbers: FxHashMap<String, Word> = FxHashMap::default();
        for (matter, m) in scene.policy.matters().iter() {
            if !in_effect(m.valid, scene.options.day) {
                continue;
            }
            for (number, recogniser) in m.recogniser.iter().enumerate().filter(|(_, r)| !r.all.is_empty()) {
                let id = lines.all.len() as u32;
                let mut groups = Vec::with_capacity(recogniser.all.len());
                for group in &recogniser.all {
                    let mut own: Vec<Word> = Vec::with_capacity(group.len());
                    for name in group {
                        let word = fold(&name.value).into_owned();
                        let next = lines.words.len() as Word;
                        let word = *numbers.entry(word).or_insert_with_key(|word| {
                            lines.words.push(word.clone());
                            lines.having.push(Vec::new());
                            next
                        });
                        if let Some(having) =
                            lines.having.get_mut(word as usize).filter(|h| h.last() != Some(&id))
                        {
                            having.push(id);
                        }
                        own.push(word);
                    }
                    groups.push(own);
                }
                let none = recogniser.none.iter().map(|n| n.value.as_str()).collect();
                let mask = mask(&groups.concat());
                lines.all.push(Line { matter, groups, none, mask, number });
            }
        }
        lines
    }

    /// Lines that have a word of the group of `line` that fewest lines have words of: no other can be enough for it.
    fn candidates(&self, line: &Line<'_>) -> Vec<&Line<'p>> {
        let having = |word: &Word| &self.having[*word as usize];
        let rare = line.groups.iter().min_by_key(|g| g.iter().map(|w| having(w).len()).sum::<usize>());
        let mut ids: Vec<u32> = rare.into_iter().flatten().flat_map(having).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|i| &self.all[i as usize]).collect()
    }

    /// One word for each group of `line` that together are enough for `other`, too; in order, none twice.
    fn enough(&self, line: &Line<'_>, other: &Line<'_>) -> Option<Vec<&str>> {
        let allowed = |word: Word| {
            let text = &self.words[word as usize];
            !line.none.iter().chain(&other.none).any(|n| text.contains(fold(n).as_ref()))
        };
        let mut chosen: Vec<Option<Word>> = vec![None; line.groups.len()];
        if !choose(&line.groups, &other.groups, &allowed, &mut chosen) {
            return None;
        }
        let mut words = Vec::with_capacity(chosen.len());
        for (group, word) in line.groups.iter().zip(chosen) {
            let word = word.or_else(|| group.iter().copied().find(|w| allowed(*w)))?;
            words.push(self.words[word as usize].as_str());
        }
        words.sort_unstable();
        words.dedup();
        Some(words)
    }
}

/// Gives groups of one line words so that every group in `wanted` has one of them. Tries all ways.
fn choose(
    groups: &[Vec<Word>],
    wanted: &[Vec<Word>],
    allowed: &impl Fn(Word) -> bool,
    chosen: &mut Vec<Option<Word>>,
) -> bool {
    let Some((first, rest)) = wanted.split_first() else { return true };
    if chosen.iter().flatten().any(|w| first.contains(w)) {
        return choose(groups, rest, allowed, chosen);
    }
    for (i, group) in groups.iter().enumerate() {
        if chosen[i].is_some() {
            continue;
        }
        for &word in group.iter().filter(|w| first.contains(w) && allowed(**w)) {
            chosen[i] = Some(word);
            if choose(groups, rest, allowed, chosen) {
                return true;
            }
            chosen[i] = None;
        }
    }
    false
}

fn problem(scene: &Scene<'_>, words: &[&str], matters: &BTreeMap<MatterId, Span>) -> Problem {
    let policy = scene.policy;
    let ids: Vec<MatterId> = matters.keys().copied().collect();
    let quoted: Vec<String> = words.iter().map(|w| format!("「{w}」")).collect();
    let quoted_en: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    let span = matters.values().copied().max().unwrap_or_default();
    let mut problem = Problem::new(
        "C381",
        span,
        words,
        format!(
            "只说{}，几个首办单位不同的事项都识别得上：{}",
            quoted.join("、"),
            policy.matters_words(&ids, Lang::Zh)
        ),
        format!(
            "a text that says no more than {} is recognised as matters of different units: {}",
            quoted_en.join(", "),
            policy.matters_words(&ids, Lang::En)
        ),
    );
    let others = matters.iter().filter(|(_, s)| **s != span);
    problem
        .finding
        .related
        .extend(others.map(|(m, s)| (*s, policy.matter_words(*m), policy.matter_words(*m))));
    problem.matters = ids;
    problem.fix(Fix::advice(
        "在其中一个的识别里再要求一个词，或写明「不含」",
        "ask for one more word in one of them, or exclude a word",
    ))
}
