//! Posts from the web as leads (未诉先办): whether one is a complaint at all, and whether it is about this city.
//!
//! A post is a record like any, of less evidence: nobody called, and nobody can be asked. So the answers here are for whoever
//! looks at it next, each with the words that speak for it, and what is open is said to be open.

use super::normal::normal;
use super::places::Place;
use super::words::Words;
use crate::policy::Policy;

/// Words for and against.
const WORDS: &str = include_str!("words.txt");
/// Other cities.
const CITIES: &str = include_str!("cities.txt");

/// An answer that may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Nothing says, or both.
    Open,
}

impl Answer {
    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Open => "open",
        }
    }
}

/// An answer with the words of the text that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The answer.
    pub answer: Answer,
    /// In the normal form of the text, each once.
    pub words: Vec<String>,
}

/// Words against a complaint that outweigh a matter that seems sure.
const MANY: usize = 3;

/// Reads posts. Immutable and shared between threads.
#[derive(Debug)]
pub struct Leads {
    words: Words,
    /// By word: whether it is one for.
    speaks: Vec<bool>,
    cities: Words,
    home: Words,
}

impl Leads {
    /// For the city of some lists: the topmost areas of the registry, with their aliases, and without 市.
    pub fn new(policy: &Policy) -> Self {
        let (mut words, mut speaks) = (Vec::new(), Vec::new());
        for line in WORDS.lines() {
            let Some((sign @ ("+" | "-"), all)) = line.split_once(' ') else { continue };
            for word in all.split_whitespace() {
                words.push(normal(word));
                speaks.push(sign == "+");
            }
        }
        let areas = &policy.registry().areas;
        let mut home: Vec<String> = Vec::new();
        for (_, area) in areas.iter().filter(|(_, a)| a.parent.is_none()) {
            for name in area.aliases.iter().chain([&area.name]).map(|n| normal(n.trim())) {
                home.extend(name.strip_suffix('市').filter(|n| n.chars().count() > 1).map(str::to_owned));
                home.push(name);
            }
        }
        home.retain(|n| !n.is_empty());
        home.sort_unstable();
        home.dedup();
        let cities = CITIES.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
        let mut cities: Vec<String> = cities.map(normal).filter(|c| !home.contains(c)).collect();
        cities.sort_unstable();
        cities.dedup();
        Self { words: Words::new(&words), speaks, cities: Words::new(&cities), home: Words::new(&home) }
    }

    /// Whether a text is a complaint: somebody wants something put right. `known`: its matter is sure, which speaks for it where
    /// words do not. Linear in the text.
    pub fn complaint(&self, text: &str, known: bool) -> Judged {
        let text = normal(text);
        let (mut for_it, mut against) = (Vec::new(), Vec::new());
        for (word, range) in self.words.said(&text, &[]) {
            let all = if self.speaks[word as usize] { &mut for_it } else { &mut against };
            once(all, &text[range]);
        }
        match (for_it.len(), against.len()) {
            (0, 0) => Judged { answer: if known { Answer::Yes } else { Answer::Open }, words: Vec::new() },
            // Advertisements name things that matters are about.
            (0, n) if !known || n >= MANY => Judged { answer: Answer::No, words: against },
            (a, b) if a > b => Judged { answer: Answer::Yes, words: for_it },
            _ => Judged { answer: Answer::Open, words: [for_it, against].concat() },
        }
    }

    /// Whether a text is about this city. `place`: the areas of it that the text names. A district's name that other cities have too
    /// is as good as any: where another city is named beside it, it is open. Linear in the text.
    pub fn here(&self, text: &str, place: Option<&Place>) -> Judged {
        let text = normal(text);
        let met = |words: &Words| {
            let mut all = Vec::new();
            words.said(&text, &[]).for_each(|(_, range)| once(&mut all, &text[range]));
            all
        };
        let (mut home, away) = (met(&self.home), met(&self.cities));
        place.iter().flat_map(|p| &p.words).for_each(|word| once(&mut home, word));
        match (home.is_empty(), away.is_empty()) {
            (false, true) => Judged { answer: Answer::Yes, words: home },
            (true, false) => Judged { answer: Answer::No, words: away },
            (true, true) => Judged { answer: Answer::Open, words: Vec::new() },
            (false, false) => Judged { answer: Answer::Open, words: [home, away].concat() },
        }
    }
}

fn once(all: &mut Vec<String>, word: &str) {
    if !all.iter().any(|w| w == word) {
        all.push(word.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::Places;
    use super::*;
    use crate::Lists;

    #[test]
    fn wishes_news_and_advertisements_are_told_apart() {
        let leads = Leads::new(&Policy::default());
        let is = |text: &str, known| leads.complaint(text, known).answer;
        assert_eq!(is("楼下路灯坏了一个月没人修", false), Answer::Yes);
        assert_eq!(is("转发抽奖，领券下单包邮", false), Answer::No);
        assert_eq!(is("周末打卡网红公园，晚霞好美", false), Answer::No);
        assert_eq!(is("今天去了公园", false), Answer::Open);
        assert_eq!(is("今天去了公园", true), Answer::Yes);
        // A notice in a shop's words about something broken is for a person to read.
        assert_eq!(is("空调坏了？加微信", false), Answer::Open);
        assert_eq!(leads.complaint("噪音太吵", false).words, ["噪音", "太吵"]);
        assert_eq!(is("转发抽奖，领券下单包邮", true), Answer::No);
        assert_eq!(is("", false), Answer::Open);
    }

    #[test]
    fn this_city_another_or_both() {
        let mut lists = Lists::new();
        lists.add("areas.yaml", "levels: [市, 区]\nareas: [{name: 明城市, children: [{name: 东岸区}]}]\n");
        let (policy, _, _) = lists.read();
        let (leads, places) = (Leads::new(&policy), Places::new(&policy));
        let is = |text: &str| leads.here(text, places.read(&policy, text).as_ref()).answer;
        assert_eq!(is("明城的路灯"), Answer::Yes);
        assert_eq!(is("东岸区的路灯"), Answer::Yes);
        assert_eq!(is("武汉的路灯"), Answer::No);
        assert_eq!(is("从武汉到明城"), Answer::Open);
        assert_eq!(is("路灯"), Answer::Open);
    }
}
