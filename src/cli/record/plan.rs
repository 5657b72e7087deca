//! A mapping bound to the columns of an input and the attributes of the lists.

use super::fault::Fault;
use super::filling::Filling;
use super::json::yes_no;
use super::mapping::Mapping;
use crate::cli::console::{Failure, both};
use fenbo::policy::Policy;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What stands between several possible values in one cell.
const SEVERAL: [char; 2] = ['、', '|'];

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// There is none, or it is empty.
    Missing,
    /// JSON's `null`: nobody knows.
    Null,
    Text(Cow<'a, str>),
    Bool(bool),
    List(Vec<Cow<'a, str>>),
    /// Of a kind that means nothing here.
    Wrong,
    /// Not UTF-8, from this byte on.
    NotUtf8(usize),
}

/// How a row becomes a complaint.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The columns used, one slot for each.
    pub columns: Vec<String>,
    pub received: Option<usize>,
    pub id: Option<usize>,
    slots: FxHashMap<String, usize>,
    matters: Vec<Way>,
    occurred: Option<usize>,
    facts: Vec<FactOf>,
    unknown: Vec<String>,
    label: Option<usize>,
    label_code: Option<usize>,
}

#[derive(Debug, Clone)]
struct Way {
    slots: Vec<usize>,
    join: String,
    prefix: String,
    pad: usize,
}

#[derive(Debug, Clone)]
struct FactOf {
    attribute: String,
    slot: usize,
    values: FxHashMap<String, String>,
}

impl Plan {
    /// Binds a mapping. An attribute that the lists lack is a mistake in the mapping.
    pub fn of_mapping(mapping: &Mapping, policy: &Policy) -> Result<Self, Failure> {
        let mut plan = Self { unknown: mapping.unknown.clone(), ..Self::default() };
        plan.id = mapping.id.as_deref().map(|c| plan.column(c));
        for way in &mapping.matter.first {
            let slots = way.columns.iter().map(|c| plan.column(c)).collect();
            let (join, prefix, pad) = (way.join.clone(), way.prefix.clone(), way.pad);
            plan.matters.push(Way { slots, join, prefix, pad });
        }
        plan.received = mapping.received.as_deref().map(|c| plan.column(c));
        plan.occurred = mapping.occurred.as_deref().map(|c| plan.column(c));
        for attribute in mapping.facts.keys().chain(mapping.values.keys()) {
            if policy.attributes().find(attribute).is_none() {
                let near = policy.attributes().suggest(attribute);
                let (zh, en) = near.map_or_else(Default::default, |n| {
                    (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?"))
                });
                return Err(both(
                    format!("映射里的要素「{attribute}」，清单里没有{zh}"),
                    format!(
                        "the mapping names the attribute \"{attribute}\", which the lists do not have{en}"
                    ),
                ));
            }
        }
        for (attribute, column) in &mapping.facts {
            let values = mapping.values.get(attribute);
            let values = values.map(|v| v.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
            let slot = plan.column(column);
            plan.facts.push(FactOf {
                attribute: attribute.clone(),
                slot,
                values: values.unwrap_or_default(),
            });
        }
        plan.label = mapping.label.unit.as_deref().map(|c| plan.column(c));
        plan.label_code = mapping.label.code.as_deref().map(|c| plan.column(c));
        Ok(plan)
    }

    /// A plan for a table whose columns are named as the keys of records are, and its other columns after attributes.
    /// Gives the columns that mean nothing to the lists, too.
    pub fn of_header(header: &[String], policy: &Policy, label: Option<&str>) -> (Self, Vec<String>) {
        let mut plan = Self::default();
        let mut unused = Vec::new();
        for name in header {
            if label == Some(name) {
                continue;
            }
            match name.trim() {
                "id" | "编号" => plan.id = Some(plan.column(name)),
                "matter" | "事项" => {
                    let slots = vec![plan.column(name)];
                    plan.matters.push(Way { slots, join: String::new(), prefix: String::new(), pad: 0 });
                }
                "received" | "受理时间" => plan.received = Some(plan.column(name)),
                "occurred" | "发生时间" => plan.occurred = Some(plan.column(name)),
                "channel" | "来源" | "text" | "内容" => {}
                other if policy.attributes().find(other).is_some() => {
                    let slot = plan.column(name);
                    let attribute = other.to_owned();
                    plan.facts.push(FactOf { attribute, slot, values: FxHashMap::default() });
                }
                _ => unused.push(name.clone()),
            }
        }
        (plan, unused)
    }

    /// Compares the decision with this column.
    pub fn with_label(mut self, column: &str) -> Self {
        self.label = Some(self.column(column));
        self.label_code = None;
        self
    }

    /// Whether the decision is compared with a column.
    pub fn has_label(&self) -> bool {
        self.label.is_some() || self.label_code.is_some()
    }

    /// Whether any column is used as the matter.
    pub fn names_matter(&self) -> bool {
        !self.matters.is_empty()
    }

    /// The slot of a column.
    pub fn slot(&self, column: &str) -> Option<usize> {
        self.slots.get(column).copied()
    }

    fn column(&mut self, name: &str) -> usize {
        if let Some(&slot) = self.slots.get(name) {
            return slot;
        }
        let slot = self.columns.len();
        self.columns.push(name.to_owned());
        self.slots.insert(name.to_owned(), slot);
        slot
    }

    /// Fills a complaint from the cells of one row.
    pub fn apply<'c>(&self, cell: impl Fn(usize) -> Cell<'c>, filling: &mut Filling<'_, '_>) {
        if let Some(text) = self.id.and_then(|slot| self.text(slot, &cell, filling)) {
            filling.id(&text);
        }
        self.matter(&cell, filling);
        if let Some(slot) = self.received
            && let Some(text) = self.text(slot, &cell, filling)
        {
            filling.received(self.name(slot), &text);
        }
        if let Some(slot) = self.occurred
            && let Some(text) = self.text(slot, &cell, filling)
        {
            filling.occurred(self.name(slot), &text);
        }
        for fact in &self.facts {
            self.fact(fact, cell(fact.slot), filling);
        }
        if let Some(text) = self.label.and_then(|slot| self.text(slot, &cell, filling)) {
            filling.notes.label.push_str(&text);
        }
        if let Some(text) = self.label_code.and_then(|slot| self.text(slot, &cell, filling)) {
            filling.notes.label_code.push_str(&text);
        }
    }

    fn name(&self, slot: usize) -> &str {
        self.columns.get(slot).map_or("", String::as_str)
    }

    fn is_unknown(&self, text: &str) -> bool {
        self.unknown.iter().any(|word| word == text)
    }

    /// A cell that is one text and says something.
    fn text<'c>(
        &self,
        slot: usize,
        cell: &impl Fn(usize) -> Cell<'c>,
        filling: &mut Filling<'_, '_>,
    ) -> Option<Cow<'c, str>> {
        let text = match cell(slot) {
            Cell::Missing | Cell::Null => return None,
            Cell::Text(Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
            Cell::Text(Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
            Cell::NotUtf8(at) => {
                filling.fault(Fault::NotUtf8 { at });
                return None;
            }
            Cell::Bool(_) | Cell::List(_) | Cell::Wrong => {
                filling.fault(Fault::Kind { key: self.name(slot).to_owned() });
                return None;
            }
        };
        (!text.is_empty() && !self.is_unknown(&text)).then_some(text)
    }

    /// The first way that leads to a matter of the lists; if none does, the first word is what does not fit.
    fn matter<'c>(&self, cell: &impl Fn(usize) -> Cell<'c>, filling: &mut Filling<'_, '_>) {
        let mut first: Option<String> = None;
        for way in &self.matters {
            let texts: Option<Vec<Cow<'c, str>>> =
                way.slots.iter().map(|slot| self.text(*slot, cell, filling)).collect();
            let Some(texts) = texts else { continue };
            let mut word = way.prefix.clone();
            for (i, text) in texts.iter().enumerate() {
                if i > 0 {
                    word.push_str(&way.join);
                }
                let zeros = way.pad.saturating_sub(text.chars().count());
                word.extend(std::iter::repeat_n('0', zeros));
                word.push_str(text);
            }
            if filling.try_matter(&word) {
                return;
            }
            first.get_or_insert(word);
        }
        if let Some(word) = first {
            filling.matter(&word);
        }
    }

    fn fact(&self, fact: &FactOf, cell: Cell<'_>, filling: &mut Filling<'_, '_>) {
        let name = fact.attribute.as_str();
        let value = |text: &str| fact.values.get(text).cloned();
        match cell {
            Cell::Missing => {
                if self.is_unknown("") {
                    filling.unknown(name);
                }
            }
            Cell::Null => filling.unknown(name),
            Cell::Bool(yes) => filling.fact(name, yes_no(yes)),
            Cell::Wrong => filling.fault(Fault::Kind { key: self.name(fact.slot).to_owned() }),
            Cell::NotUtf8(at) => filling.fault(Fault::NotUtf8 { at }),
            Cell::List(all) => {
                let all: Vec<Cow<'_, str>> =
                    all.into_iter().map(|t| value(&t).map_or(t, Cow::Owned)).collect();
                filling.fact_among(name, &all.iter().map(|t| &**t).collect::<Vec<_>>());
            }
            Cell::Text(text) => {
                let text = text.trim();
                if self.is_unknown(text) {
                    filling.unknown(name);
                } else if let Some(value) = value(text) {
                    filling.fact(name, &value);
                } else if text.contains(SEVERAL) {
                    let all: Vec<Cow<'_, str>> = text
                        .split(SEVERAL)
                        .map(str::trim)
                        .filter(|t| !t.is_empty())
                        .map(|t| value(t).map_or(Cow::Borrowed(t), Cow::Owned))
                        .collect();
                    filling.fact_among(name, &all.iter().map(|t| &**t).collect::<Vec<_>>());
                } else if !text.is_empty() {
                    filling.fact(name, text);
                }
            }
        }
    }
}
