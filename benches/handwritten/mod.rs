//! What a capable programmer writes in a day instead of a rule engine, for these lists and no others.
//!
//! Words become numbers through hash maps, a matter's duties are found by its code and tried strongest first. No
//! unknown facts, no reasons, no dates, no findings, no escapes in strings; a record it cannot read is an error.

mod masks;

use crate::generate::answer::{Answer, Definition};
use crate::generate::lists::Lists;
use crate::generate::world::{AREA, Kind, Lead};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::{Error, MapAccess, Visitor};

pub use masks::Masks;

/// The number of the answer "not accepted".
pub const NOT_ACCEPTED: u16 = u16::MAX;
/// The number of the answer "nobody".
pub const GAP: u16 = u16::MAX - 1;

/// A conjunction of interval tests and what it decides.
struct Row {
    tests: Vec<(u8, Vec<(u32, u32)>)>,
    answer: u16,
}

/// How the text of a fact becomes a number.
enum Reader {
    Words(FxHashMap<String, u32>),
    Number,
    Clock,
}

/// The whole program: tables and rows.
pub struct Handwritten {
    matters: FxHashMap<String, u32>,
    attributes: FxHashMap<&'static str, u8>,
    readers: Vec<Reader>,
    defaults: Vec<u32>,
    rows: Vec<Vec<Row>>,
    /// The unit by answer and community.
    units: Vec<Vec<u32>>,
    names: Vec<String>,
}

/// The number of an answer; conflicts do not occur in the lists that are compared.
pub fn number(leads: &[Lead], answer: Answer) -> u16 {
    match answer {
        Answer::NotAccepted => NOT_ACCEPTED,
        Answer::Gap | Answer::Conflict => GAP,
        Answer::Lead(lead) => leads.iter().position(|l| *l == lead).map_or(GAP, |i| i as u16),
    }
}

impl Handwritten {
    /// Fills the tables.
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Self {
        let world = &lists.world;
        let leads = world.leads();
        let rows = definitions.iter().map(|definition| {
            let rows = definition.lines.iter().flat_map(|line| {
                line.regions.iter().map(|region| Row {
                    tests: region.sides().iter().map(|s| (s.0 as u8, s.1.ranges().to_vec())).collect(),
                    answer: number(&leads, line.answer),
                })
            });
            rows.collect()
        });
        let readers = world.attributes.iter().map(|attribute| match attribute.kind {
            Kind::Integer { .. } => Reader::Number,
            Kind::Clock => Reader::Clock,
            _ => Reader::Words(attribute.words.iter().cloned().zip(0..).collect()),
        });
        let names = world.attributes.iter().enumerate();
        let places = 0..world.communities.len() as u32;
        Self {
            matters: lists.matters.iter().map(|m| m.code.clone()).zip(0..).collect(),
            attributes: names.map(|(i, a)| (if i == AREA { "社区" } else { a.name }, i as u8)).collect(),
            readers: readers.collect(),
            defaults: world.attributes.iter().map(|a| a.absent.unwrap_or(u32::MAX)).collect(),
            rows: rows.collect(),
            units: leads
                .iter()
                .map(|lead| places.clone().map(|place| world.unit(*lead, place) as u32).collect())
                .collect(),
            names: world.units.clone(),
        }
    }

    /// The answer for a matter and a value of every attribute.
    pub fn decide(&self, matter: usize, point: &[u32]) -> u16 {
        let holds = |row: &&Row| {
            row.tests.iter().all(|(attribute, ranges)| {
                let value = point[usize::from(*attribute)];
                ranges.iter().any(|r| r.0 <= value && value < r.1)
            })
        };
        self.rows[matter].iter().find(holds).map_or(GAP, |row| row.answer)
    }

    /// The unit of an answer at a place; nobody for the answers that are no leads.
    pub fn unit(&self, answer: u16, community: u32) -> Option<u32> {
        let by_place = self.units.get(usize::from(answer))?;
        by_place.get(community as usize).copied()
    }

    /// The name of a unit.
    pub fn name(&self, unit: u32) -> &str {
        &self.names[unit as usize]
    }

    /// The number of an attribute by the name that complaints use.
    pub fn attribute(&self, name: &str) -> Option<usize> {
        self.attributes.get(name).map(|a| usize::from(*a))
    }

    /// Reads one complaint: its id, its matter, a value of every attribute (into `point`).
    pub fn read<'a>(&self, line: &'a [u8], point: &mut Vec<u32>) -> serde_json::Result<(Record<'a>, usize)> {
        let record: Record<'a> = serde_json::from_slice(line)?;
        let matter =
            self.matters.get(record.matter).ok_or_else(|| serde_json::Error::custom("no such matter"))?;
        point.clear();
        point.extend_from_slice(&self.defaults);
        for (name, fact) in &record.facts.0 {
            let value = self.attributes.get(name).and_then(|attribute| {
                let value = match (&self.readers[usize::from(*attribute)], fact) {
                    (Reader::Words(words), Fact::Word(word)) => words.get(*word).copied(),
                    (Reader::Number, Fact::Number(number)) => Some(*number),
                    (Reader::Clock, Fact::Word(word)) => minutes(word),
                    _ => None,
                };
                Some((*attribute, value?))
            });
            let (attribute, value) = value.ok_or_else(|| serde_json::Error::custom("no such fact"))?;
            point[usize::from(attribute)] = value;
        }
        Ok((record, *matter as usize))
    }

    /// Routes lines of JSON; writes id, matter, unit and status of each. Returns how many.
    pub fn route(&self, input: &[u8], out: &mut Vec<u8>) -> serde_json::Result<usize> {
        let mut point = Vec::new();
        let mut count = 0;
        for line in input.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
            let (record, matter) = self.read(line, &mut point)?;
            let answer = self.decide(matter, &point);
            self.write(&record, answer, point[AREA], out);
            count += 1;
        }
        Ok(count)
    }

    /// Writes one compact line.
    pub fn write(&self, record: &Record<'_>, answer: u16, community: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"id":""#);
        out.extend_from_slice(record.id.as_bytes());
        out.extend_from_slice(br#"","matter":""#);
        out.extend_from_slice(record.matter.as_bytes());
        if let Some(unit) = self.unit(answer, community) {
            out.extend_from_slice(br#"","unit":""#);
            out.extend_from_slice(self.name(unit).as_bytes());
            out.extend_from_slice(b"\",\"status\":\"decided\"}\n");
        } else if answer == NOT_ACCEPTED {
            out.extend_from_slice(b"\",\"unit\":null,\"status\":\"not_accepted\"}\n");
        } else {
            out.extend_from_slice(b"\",\"unit\":null,\"status\":\"gap\"}\n");
        }
    }
}

fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
}

/// A complaint as read.
#[derive(Deserialize)]
pub struct Record<'a> {
    /// Its id.
    pub id: &'a str,
    /// The code of its matter.
    pub matter: &'a str,
    /// What is known of it.
    #[serde(borrow)]
    pub facts: Facts<'a>,
}

/// Names and values, in the order of the line.
pub struct Facts<'a>(pub Vec<(&'a str, Fact<'a>)>);

/// A value as read.
#[allow(missing_docs)]
pub enum Fact<'a> {
    Word(&'a str),
    Number(u32),
}

impl<'de: 'a, 'a> Deserialize<'de> for Facts<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Facts<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("facts by name")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut facts = Vec::with_capacity(8);
                while let Some(pair) = map.next_entry()? {
                    facts.push(pair);
                }
                Ok(Facts(facts))
            }
        }
        source.deserialize_map(Pairs)
    }
}

impl<'de> Deserialize<'de> for Fact<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Scalar;
        impl<'de> Visitor<'de> for Scalar {
            type Value = Fact<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a word or a number")
            }
            fn visit_borrowed_str<E: Error>(self, word: &'de str) -> Result<Self::Value, E> {
                Ok(Fact::Word(word))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                u32::try_from(number).map(Fact::Number).map_err(E::custom)
            }
        }
        source.deserialize_any(Scalar)
    }
}
