//! Complaints: points of the facts, and the JSON Lines in which they arrive.

use super::answer::Definition;
use super::condition::Region;
use super::lists::Lists;
use super::random::Random;
use super::world::{AREA, Kind};
use super::write::clock;
use std::io::Write;

/// How matters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Every matter as often as any other: nothing that was looked at for one complaint helps with the next.
    Even,
    /// A tenth of the matters has about half of the complaints.
    Skewed,
}

/// What to put in.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    /// The seed.
    pub seed: u64,
    /// How matters are drawn.
    pub spread: Spread,
    /// Of a thousand facts, how many are left out.
    pub missing: usize,
    /// Of a thousand facts, how many are given as a set of possible values.
    pub sets: usize,
    /// Of a thousand records, how many are broken.
    pub broken: usize,
}

impl Mix {
    /// Everything known, nothing broken.
    pub fn known(seed: u64, spread: Spread) -> Self {
        Self { seed, spread, missing: 0, sets: 0, broken: 0 }
    }
}

/// A complaint.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// Its number.
    pub number: usize,
    /// Its matter.
    pub matter: usize,
    /// A value of every attribute.
    pub point: Vec<u32>,
    /// The attributes that are mentioned: those the lists test for this matter, less the ones at their default.
    pub mentioned: Vec<usize>,
}

/// An endless stream of complaints.
pub struct Complaints<'a> {
    lists: &'a Lists,
    /// The attributes that the lines of each matter test.
    tested: Vec<Vec<usize>>,
    order: Vec<usize>,
    random: Random,
    mix: Mix,
    number: usize,
}

impl<'a> Complaints<'a> {
    /// The stream of a mix.
    pub fn new(lists: &'a Lists, definitions: &[Definition], mix: Mix) -> Self {
        let mut random = Random::new(mix.seed);
        let tested = definitions.iter().map(|definition| {
            let sides = definition.lines.iter().flat_map(|l| &l.regions).flat_map(Region::sides);
            let mut tested: Vec<usize> = sides.map(|s| s.0).chain([AREA]).collect();
            tested.sort_unstable();
            tested.dedup();
            tested
        });
        let tested = tested.collect();
        let mut order: Vec<usize> = (0..lists.matters.len()).collect();
        random.shuffle(&mut order);
        Self { lists, tested, order, random, mix, number: 0 }
    }

    fn point(&mut self) -> Vec<u32> {
        let random = &mut self.random;
        let values = self.lists.world.attributes.iter().map(|attribute| {
            let size = attribute.size as usize;
            match (attribute.absent, &attribute.kind) {
                (Some(default), _) if !random.per_mille(60) => default,
                // Near the bounds that lists use, where it matters.
                (_, Kind::Integer { bounds, .. }) => {
                    let bound = *random.pick(bounds) as usize;
                    random.below((2 * bound).min(size - 1) + 1) as u32
                }
                _ => random.below(size) as u32,
            }
        });
        values.collect()
    }

    /// Writes the next one as a line of JSON and returns it; nothing if the line is a broken one.
    pub fn write(&mut self, out: &mut impl Write) -> std::io::Result<Option<Complaint>> {
        let Some(complaint) = self.next() else { return Ok(None) };
        if self.random.per_mille(self.mix.broken) {
            self.broken(&complaint, out)?;
            return Ok(None);
        }
        let code = &self.lists.matters[complaint.matter].code;
        write!(out, r#"{{"id":"T{:08}","matter":"{code}","facts":{{"#, complaint.number)?;
        let mut first = true;
        for attribute in &complaint.mentioned {
            if *attribute != AREA && self.random.per_mille(self.mix.missing) {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.write_all(b",")?;
            }
            self.fact(*attribute, complaint.point[*attribute], out)?;
        }
        let second = complaint.number % 86_400;
        writeln!(
            out,
            r#"}},"received":"2026-03-{:02}T{:02}:{:02}:{:02}"}}"#,
            1 + complaint.number % 31,
            second / 3600,
            second / 60 % 60,
            second % 60
        )?;
        Ok(Some(complaint))
    }

    fn fact(&mut self, attribute: usize, value: u32, out: &mut impl Write) -> std::io::Result<()> {
        let known = &self.lists.world.attributes[attribute];
        let word = known.words.get(value as usize);
        let name = if attribute == AREA { "社区" } else { known.name };
        match (&known.kind, word) {
            (Kind::Integer { .. }, _) => write!(out, r#""{name}":{value}"#),
            (Kind::Clock, _) => write!(out, r#""{name}":"{}""#, clock(value)),
            (_, Some(word)) if attribute != AREA && self.random.per_mille(self.mix.sets) => {
                let other = &known.words[(value as usize + 1) % known.words.len()];
                write!(out, r#""{name}":["{word}","{other}"]"#)
            }
            (_, word) => write!(out, r#""{name}":"{}""#, word.map_or("", String::as_str)),
        }
    }

    /// Records as they should not be, each in one line.
    fn broken(&mut self, complaint: &Complaint, out: &mut impl Write) -> std::io::Result<()> {
        let number = complaint.number;
        let code = &self.lists.matters[complaint.matter].code;
        match self.random.below(6) {
            0 => writeln!(out, r#"{{"id":"T{number:08}","matter":"{code}","facts":{{"#),
            1 => writeln!(out, r#"{{"id":"T{number:08}","matter":"无此事项","facts":{{}}}}"#),
            2 => writeln!(out, r#"{{"id":"T{number:08}","matter":"{code}","facts":{{"社区":"无此社区"}}}}"#),
            3 => writeln!(out, r#"{{"id":"T{number:08}","matter":"{code}","facts":{{"持续天数":"很久"}}}}"#),
            4 => writeln!(out, r#"["T{number:08}","{code}"]"#),
            _ => writeln!(out, "路灯不亮，{code}"),
        }
    }
}

impl Iterator for Complaints<'_> {
    type Item = Complaint;

    fn next(&mut self) -> Option<Complaint> {
        let count = self.order.len();
        let place = match self.mix.spread {
            Spread::Even => self.random.below(count),
            Spread::Skewed => (0..3).fold(count, |below, _| self.random.below(below.max(1))),
        };
        let matter = self.order[place];
        let point = self.point();
        let attributes = &self.lists.world.attributes;
        let mentioned =
            self.tested[matter].iter().copied().filter(|a| attributes[*a].absent != Some(point[*a]));
        let mentioned = mentioned.collect();
        self.number += 1;
        Some(Complaint { number: self.number, matter, point, mentioned })
    }
}
