//! JSON Lines: an object a line, read straight into the complaint without a tree of values between.

use super::course::{Use, item, own};
use super::fault::Fault;
use super::filling::Reading;
use super::plan::{Cell, Plan};
use super::sink::{Axis, Sink};
use super::told::{By, Item, Who};
use crate::cli::clock::Clock;
use jiff::civil::DateTime;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Reads lines.
pub struct JsonReader<'p> {
    /// The key whose value is compared with the decision.
    pub label: Option<&'p str>,
    /// Keys to facts; without it the keys are the record's own.
    pub plan: Option<&'p Plan>,
}

impl JsonReader<'_> {
    /// Fills a complaint from one line. What is wrong is in the notes.
    pub fn read<S: Sink>(&self, line: &[u8], filling: &mut S) {
        // Checked once for the whole line, not again for each string in it.
        let read = match std::str::from_utf8(line) {
            Ok(text) => {
                self.fill(serde_json::Deserializer::from_str(text), filling).map_err(|error| fault(&error))
            }
            Err(error) => {
                // What comes before the broken bytes may hold the id to find the record by.
                let _ = self.fill(serde_json::Deserializer::from_slice(line), filling);
                Err(Fault::NotUtf8 { at: error.valid_up_to() + 1 })
            }
        };
        if let Err(fault) = read {
            // What was told before the place of the fault does not count.
            filling.forget_faults();
            filling.fault(fault);
        }
        filling.finish();
    }

    /// Pours what was found out later by a plan of corrections over the keys of this reader's. Gives whether the record
    /// says anything of it; whether it is JSON at all was said when it was read first.
    pub fn read_corrected<S: Sink>(&self, corrections: &Plan, line: &[u8], sink: &mut S) -> bool {
        let (Some(plan), Ok(text)) = (self.plan, std::str::from_utf8(line)) else { return false };
        let mut cells = vec![Cell::Missing; plan.columns.len()];
        let mut de = serde_json::Deserializer::from_str(text);
        let read = Row { plan, cells: &mut cells, filling: sink }.deserialize(&mut de);
        let cell = |slot: usize| cells.get(slot).cloned().unwrap_or(Cell::Missing);
        let says = read.is_ok() && corrections.corrects(cell);
        if says {
            corrections.apply(cell, sink);
            sink.finish();
        }
        says
    }

    fn fill<'de, R: serde_json::de::Read<'de>, S: Sink>(
        &self,
        mut de: serde_json::Deserializer<R>,
        filling: &mut S,
    ) -> Result<(), serde_json::Error> {
        match self.plan {
            None => Top { filling, label: self.label }.deserialize(&mut de)?,
            Some(plan) => {
                let mut cells = vec![Cell::Missing; plan.columns.len()];
                Row { plan, cells: &mut cells, filling }.deserialize(&mut de)?;
                plan.apply(|slot| cells.get(slot).cloned().unwrap_or(Cell::Missing), filling);
            }
        }
        de.end()
    }

    /// Only the time of receipt, to choose the edition by.
    pub fn received(&self, line: &[u8], clock: &Clock, reading: Reading) -> Option<DateTime> {
        let key = match self.plan {
            Some(plan) => plan.received.map(|slot| plan.name(slot)),
            None => None,
        };
        let mut de = serde_json::Deserializer::from_slice(line);
        let text = Received { key, planned: self.plan.is_some() }.deserialize(&mut de).ok()??;
        reading.time(&text, clock).map(|t| t.0)
    }
}

fn fault(error: &serde_json::Error) -> Fault {
    match error.classify() {
        Category::Eof => Fault::HalfWritten,
        Category::Data => Fault::NotAnObject,
        Category::Syntax | Category::Io => {
            let words = error.to_string();
            let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(before, _)| before);
            Fault::NotJson { column: error.column(), words: words.to_owned() }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key<'de> {
    Id,
    Matter,
    Facts,
    Received,
    Occurred,
    /// What became of it.
    History,
    Channel,
    /// What the citizen said: the matter is read from it where none is named.
    Text,
    /// Where it is.
    Point(Axis),
    Other(&'de str),
}

fn key(name: &str) -> Key<'_> {
    match name {
        "id" | "编号" => Key::Id,
        "matter" | "事项" => Key::Matter,
        "facts" | "要素" => Key::Facts,
        "received" | "受理时间" => Key::Received,
        "occurred" | "发生时间" => Key::Occurred,
        "history" | "经过" => Key::History,
        "channel" | "来源" => Key::Channel,
        "text" | "内容" => Key::Text,
        "lon" | "经度" => Key::Point(Axis::Longitude),
        "lat" | "纬度" => Key::Point(Axis::Latitude),
        other => Key::Other(other),
    }
}

/// A string, borrowed where it has no escapes.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Self::Value, D::Error> {
        de.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(v.to_owned()))
    }
}

/// Any value as one cell.
struct AnyCell;

impl<'de> DeserializeSeed<'de> for AnyCell {
    type Value = Cell<'de>;
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Self::Value, D::Error> {
        de.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyCell {
    type Value = Cell<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Borrowed(v)))
    }
    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(v.to_owned())))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(v.to_string())))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(v.to_string())))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(whole_number(v).map_or(Cell::Wrong, |n| Cell::Text(Cow::Owned(n.to_string()))))
    }
    fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
        Ok(Cell::Bool(v))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cell::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        let mut wrong = false;
        while let Some(cell) = seq.next_element_seed(AnyCell)? {
            match cell {
                Cell::Text(text) => all.push(text),
                Cell::Bool(yes) => all.push(Cow::Borrowed(yes_no(yes))),
                _ => wrong = true,
            }
        }
        Ok(if wrong { Cell::Wrong } else { Cell::List(all) })
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Wrong)
    }
}

/// 3.0 is a whole number to whoever wrote it; beyond 2^53 digits are lost.
fn whole_number(v: f64) -> Option<i64> {
    (v.fract() == 0.0 && v.abs() < 9_007_199_254_740_992.0).then_some(v as i64)
}

/// How a boolean attribute writes its values.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

/// A record by its own keys.
struct Top<'x, S> {
    filling: &'x mut S,
    label: Option<&'x str>,
}

impl<'de, S: Sink> DeserializeSeed<'de> for Top<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<(), D::Error> {
        de.deserialize_map(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for Top<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { filling, label } = self;
        let mut seen = 0u8;
        while let Some(name) = map.next_key_seed(Text)? {
            let key = key(&name);
            let bit = match key {
                Key::Id => 1,
                Key::Matter => 2,
                Key::Facts => 4,
                Key::Received => 8,
                Key::Occurred => 16,
                Key::History => 32,
                Key::Channel | Key::Text | Key::Point(_) | Key::Other(_) => 0,
            };
            if seen & bit != 0 {
                filling.fault(Fault::Twice { key: name.clone().into_owned() });
            }
            seen |= bit;
            if label == Some(&*name) {
                let cell = map.next_value_seed(AnyCell)?;
                if let Cell::Text(text) = &cell {
                    filling.told(Item::Unit { who: Who::Label, by: By::Name, text });
                }
                continue;
            }
            match key {
                Key::Id => id(map.next_value::<&RawValue>()?, &name, filling),
                Key::Facts => map.next_value_seed(Facts { filling, key: &name })?,
                Key::History => map.next_value_seed(History { filling, key: &name })?,
                Key::Channel => told(&Use::Channel, &name, map.next_value_seed(AnyCell)?, filling),
                Key::Text => match map.next_value_seed(AnyCell)? {
                    Cell::Text(text) => filling.text(&text),
                    Cell::Missing | Cell::Null => {}
                    _ => filling.fault(Fault::Kind { key: name.into_owned() }),
                },
                Key::Point(axis) => {
                    filling.coordinate(axis, &name, map.next_value::<&RawValue>()?.get().trim_matches('"'));
                }
                Key::Other(other) => {
                    filling.unknown_key(other);
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Matter | Key::Received | Key::Occurred => match (map.next_value_seed(AnyCell)?, key) {
                    (Cell::Null, _) => {}
                    (Cell::Text(text), Key::Matter) => filling.matter(&text),
                    (Cell::Text(text), Key::Received) => filling.received(&name, &text),
                    (Cell::Text(text), _) => filling.occurred(&name, &text),
                    _ => filling.fault(Fault::Kind { key: name.into_owned() }),
                },
            }
        }
        Ok(())
    }
}

/// A string or a number of any length, given back as it came.
fn id(raw: &RawValue, key: &str, filling: &mut impl Sink) {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') if !text.contains('\\') => {
            filling.raw_id(text);
        }
        Some(b'"') => match serde_json::from_str::<String>(text) {
            Ok(text) => filling.id(&text),
            Err(_) => filling.fault(Fault::Kind { key: key.to_owned() }),
        },
        Some(b'0'..=b'9' | b'-') => {
            filling.raw_id(text);
        }
        Some(b'n') => {}
        _ => filling.fault(Fault::Kind { key: key.to_owned() }),
    }
}

/// The facts of a record.
struct Facts<'x, S> {
    filling: &'x mut S,
    key: &'x str,
}

impl<'de, S: Sink> DeserializeSeed<'de> for Facts<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<(), D::Error> {
        de.deserialize_any(self)
    }
}

macro_rules! wrong_kind {
    ($($method:ident: $type:ty),*) => {
        $(fn $method<E>(self, _: $type) -> Result<(), E> {
            self.filling.fault(Fault::Kind { key: self.key.to_owned() });
            Ok(())
        })*
    };
}

impl<'de, S: Sink> Visitor<'de> for Facts<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Text)? {
            fact(map.next_value_seed(AnyCell)?, &name, self.filling);
        }
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.filling.fault(Fault::Kind { key: self.key.to_owned() });
        Ok(())
    }
    wrong_kind!(visit_str: &str, visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64);
}

/// What became of a complaint.
struct History<'x, S> {
    filling: &'x mut S,
    key: &'x str,
}

impl<'de, S: Sink> DeserializeSeed<'de> for History<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<(), D::Error> {
        de.deserialize_any(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for History<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Text)? {
            match own(&name) {
                Some(of) => told(&of, &name, map.next_value_seed(AnyCell)?, self.filling),
                None => {
                    // What was found out later is read in a turn of its own.
                    if !matches!(&*name, "corrected" | "更正") {
                        self.filling.unknown_key(&name);
                    }
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.filling.fault(Fault::Kind { key: self.key.to_owned() });
        Ok(())
    }
    wrong_kind!(visit_str: &str, visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64);
}

/// One thing that a record says of its course. Several units stand in a list.
fn told(of: &Use, key: &str, cell: Cell<'_>, filling: &mut impl Sink) {
    match cell {
        Cell::Missing | Cell::Null => {}
        Cell::Text(text) => item(of, key, text.trim(), filling),
        Cell::Bool(yes) => item(of, key, yes_no(yes), filling),
        Cell::List(all) => item(of, key, &all.join("|"), filling),
        Cell::Wrong | Cell::NotUtf8(_) => filling.told(Item::Spoilt { key, text: "{}" }),
    }
}

/// One fact: a value, several possible ones, or `null` for what nobody knows.
fn fact(cell: Cell<'_>, name: &str, filling: &mut impl Sink) {
    match cell {
        Cell::Text(value) => filling.fact(name, &value),
        Cell::Bool(yes) => filling.fact(name, yes_no(yes)),
        Cell::Null => filling.unknown(name),
        Cell::List(all) => filling.fact_among(name, &all.iter().map(|v| &**v).collect::<Vec<_>>()),
        Cell::Wrong | Cell::Missing | Cell::NotUtf8(_) => {
            filling.fault(Fault::Kind { key: name.to_owned() });
        }
    }
}

/// A record by the keys of a mapping.
struct Row<'x, 'de, S> {
    plan: &'x Plan,
    cells: &'x mut [Cell<'de>],
    filling: &'x mut S,
}

impl<'de, S: Sink> DeserializeSeed<'de> for Row<'_, 'de, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<(), D::Error> {
        de.deserialize_map(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for Row<'_, 'de, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Text)? {
            let Some(cell) = self.plan.slot(&name).and_then(|slot| self.cells.get_mut(slot)) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if *cell != Cell::Missing {
                self.filling.fault(Fault::Twice { key: name.clone().into_owned() });
            }
            // The digits of degrees count as they are written.
            *cell = if self.plan.points.iter().any(|(_, s)| self.plan.slot(&name) == Some(*s)) {
                Cell::Text(Cow::Borrowed(map.next_value::<&RawValue>()?.get().trim_matches('"')))
            } else {
                map.next_value_seed(AnyCell)?
            };
        }
        Ok(())
    }
}

/// The time of receipt alone.
struct Received<'x> {
    key: Option<&'x str>,
    planned: bool,
}

impl<'de> DeserializeSeed<'de> for Received<'_> {
    type Value = Option<Cow<'de, str>>;
    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Self::Value, D::Error> {
        de.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Received<'_> {
    type Value = Option<Cow<'de, str>>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key_seed(Text)? {
            let wanted = if self.planned { self.key == Some(&*name) } else { key(&name) == Key::Received };
            if !wanted {
                map.next_value::<IgnoredAny>()?;
            } else if let Cell::Text(text) = map.next_value_seed(AnyCell)? {
                found = Some(text);
            }
        }
        Ok(found)
    }
}
