//! The recognisers of the catalogue, with all their words in one automaton.
//!
//! A recogniser is met where a text has a word of each of its groups and none of the excluded ones. What is met in part
//! speaks for its matter, too, only less.

use super::normal::normal;
use super::weights::Signals;
use super::words::Words;
use crate::policy::Policy;
use crate::policy::matter::MatterId;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Scores are of this order; the weights are of the order of one.
const SCALE: f32 = super::SCALE;

/// One recogniser.
#[derive(Debug)]
struct Line {
    matter: u32,
    groups: u32,
    /// Where the values of its groups stand.
    first: u32,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
struct Use {
    line: u32,
    /// None: among the excluded.
    group: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Lines {
    words: Words,
    lexicon: Vec<String>,
    all: Vec<Line>,
    /// By word.
    uses: Vec<Vec<Use>>,
    /// By word: rare and long words say more.
    value: Vec<f32>,
    /// By matter: its lines.
    of: Vec<Range<u32>>,
    slots: usize,
}

/// What one text has of all lines.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    turn: u32,
    /// By word, the turn in which it was met.
    met: Vec<u32>,
    /// By line, the turn in which something of it was met, and whether that was an excluded word.
    lines: Vec<(u32, bool)>,
    /// By slot, the best word of a group.
    slots: Vec<f32>,
    touched: Vec<u32>,
}

impl Lines {
    pub fn new(policy: &Policy) -> Self {
        let mut this = Self {
            words: Words::new(&[]),
            lexicon: Vec::new(),
            all: Vec::new(),
            uses: Vec::new(),
            value: Vec::new(),
            of: Vec::new(),
            slots: 0,
        };
        let mut words: Vec<String> = Vec::new();
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut having: Vec<u32> = Vec::new();
        for (id, matter) in policy.matters().iter() {
            let from = this.all.len() as u32;
            for recogniser in matter.recogniser.iter().filter(|r| !r.all.is_empty()) {
                let line = this.all.len() as u32;
                let groups = recogniser.all.iter().enumerate().map(|(g, words)| (Some(g as u32), words));
                for (group, names) in groups.chain([(None, &recogniser.none)]) {
                    for name in names {
                        let word = normal(name.value.trim());
                        if word.is_empty() {
                            continue;
                        }
                        let number = *numbers.entry(word).or_insert_with_key(|word| {
                            words.push(word.clone());
                            this.uses.push(Vec::new());
                            having.push(0);
                            words.len() as u32 - 1
                        });
                        let last = this.uses[number as usize].iter().rev().find(|u| u.group.is_some());
                        let again = last
                            .is_some_and(|u| this.all.get(u.line as usize).is_some_and(|l| l.matter == id.0));
                        having[number as usize] += u32::from(group.is_some() && !again);
                        this.uses[number as usize].push(Use { line, group });
                    }
                }
                let groups = recogniser.all.len() as u32;
                this.all.push(Line { matter: id.0, groups, first: this.slots as u32 });
                this.slots += groups as usize;
            }
            this.of.push(from..this.all.len() as u32);
        }
        let total = policy.matters().len().max(1) as f32;
        let value = |(word, n): (&String, &u32)| {
            (total / (*n as f32 + 0.5)).ln().max(0.1) * (0.5 + 0.25 * word.chars().count() as f32)
        };
        this.value = words.iter().zip(&having).map(value).collect();
        this.words = Words::new(&words);
        this.lexicon = words;
        this
    }

    /// The words that a text has outside of what is silent.
    pub fn keywords<'t>(
        &'t self,
        text: &'t str,
        silent: Vec<Range<usize>>,
    ) -> impl Iterator<Item = (u32, Range<usize>)> + 't {
        self.words.said(text, silent)
    }

    /// All words, by their numbers.
    pub fn lexicon(&self) -> &[String] {
        &self.lexicon
    }

    /// Marks what a text has.
    pub fn read(&self, text: &str, silent: &[Range<usize>], scratch: &mut Scratch) {
        for (word, _) in self.words.said(text, silent) {
            if std::mem::replace(&mut scratch.met[word as usize], scratch.turn) == scratch.turn {
                continue;
            }
            let value = self.value[word as usize];
            for Use { line, group } in &self.uses[word as usize] {
                let own = &self.all[*line as usize];
                let state = &mut scratch.lines[*line as usize];
                if state.0 != scratch.turn {
                    *state = (scratch.turn, false);
                    scratch.slots[own.first as usize..(own.first + own.groups) as usize].fill(0.0);
                    scratch.touched.push(*line);
                }
                match group {
                    Some(group) => {
                        let slot = &mut scratch.slots[(own.first + group) as usize];
                        *slot = slot.max(value);
                    }
                    None => state.1 = true,
                }
            }
        }
    }

    /// The words that speak for a matter by its line of which most is met.
    pub fn words(&self, text: &str, silent: &[Range<usize>], matter: MatterId) -> Vec<String> {
        let mut of: FxHashMap<u32, Vec<(u32, &str)>> = FxHashMap::default();
        let own = self.of.get(matter.0 as usize).cloned().unwrap_or_default();
        for (word, place) in self.words.said(text, silent) {
            for u in self.uses[word as usize].iter().filter(|u| own.contains(&u.line)) {
                if let Some(group) = u.group {
                    of.entry(u.line).or_default().push((group, &text[place.clone()]));
                }
            }
        }
        let share = |line: u32, words: &[(u32, &str)]| {
            let mut groups: Vec<u32> = words.iter().map(|w| w.0).collect();
            groups.sort_unstable();
            groups.dedup();
            groups.len() * 100 / self.all[line as usize].groups.max(1) as usize
        };
        let best = of.into_iter().max_by_key(|(line, words)| (share(*line, words), u32::MAX - line));
        let mut words: Vec<String> = Vec::new();
        for (_, word) in best.map(|b| b.1).unwrap_or_default() {
            if !words.iter().any(|w| w == word) {
                words.push(word.to_owned());
            }
        }
        words
    }
}

impl Scratch {
    /// Ready for another text.
    pub fn begin(&mut self, lines: &Lines) {
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 || self.lines.len() != lines.all.len() {
            self.met = vec![0; lines.uses.len()];
            self.lines = vec![(0, false); lines.all.len()];
            self.slots = vec![0.0; lines.slots];
            self.turn = 1;
        }
        self.touched.clear();
    }

    /// The matters for which something was met, perhaps several times.
    pub fn touched(&self, lines: &Lines) -> impl Iterator<Item = u32> {
        self.touched.iter().map(|l| lines.all[*l as usize].matter)
    }

    /// What the recognisers of a matter say.
    pub fn signals(&self, lines: &Lines, matter: u32) -> Signals {
        let mut signals = Signals::default();
        let mut met = 0;
        for line in lines.of[matter as usize].clone() {
            let (turn, excluded) = self.lines[line as usize];
            if turn != self.turn || excluded {
                continue;
            }
            let own = &lines.all[line as usize];
            let groups = &self.slots[own.first as usize..(own.first + own.groups) as usize];
            let value: f32 = groups.iter().sum::<f32>() / SCALE;
            let found = groups.iter().filter(|v| **v > 0.0).count();
            let share = found as f32 / own.groups.max(1) as f32;
            if found == groups.len() {
                met += 1;
                signals.whole = signals.whole.max(value);
            }
            signals.part = signals.part.max(value * share);
            signals.share = signals.share.max(share);
        }
        signals.met = f32::from(met > 0);
        signals.several = f32::from(met.min(3) as u8) / 3.0;
        signals
    }
}
