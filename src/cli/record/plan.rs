//! A mapping bound to the columns of an input and the attributes of the lists.

use super::course::{Course, Use, own};
use super::mapping::{Mapping, UnitColumns};
use super::sink::Axis;
use super::told::{By, Who};
use crate::cli::console::{Failure, both};
use crate::cli::dates::Dates;
use fenbo::policy::Policy;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

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

/// A column that a plan uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Other names under which it may stand.
    pub also: Vec<String>,
    /// Without it nothing can be read.
    pub needed: bool,
}

/// How a row becomes a complaint.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The columns used, one slot for each.
    pub columns: Vec<Column>,
    pub received: Option<usize>,
    pub id: Option<usize>,
    /// What became of the complaint.
    pub course: Course,
    /// What was found out later to have been true: the same for a second complaint.
    pub corrected: Option<Box<Plan>>,
    pub dates: Dates,
    /// In a plan of corrections: the columns that hold them.
    better: Vec<usize>,
    pub(super) matters: Vec<Way>,
    pub(super) occurred: Option<usize>,
    /// What the citizen said.
    pub(super) said: Option<usize>,
    /// What it is called, above the text.
    pub(super) subject: Option<usize>,
    /// Where it is.
    pub(super) points: Vec<(Axis, usize)>,
    pub(super) facts: Vec<FactOf>,
    pub(super) unknown: Vec<String>,
    slots: FxHashMap<String, usize>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub slots: Vec<usize>,
    pub join: String,
    pub prefix: String,
    pub pad: usize,
    pub split: String,
}

#[derive(Debug, Clone)]
pub(super) struct FactOf {
    pub attribute: String,
    pub slot: usize,
    /// A second column, which goes before the first where it says something.
    pub better: Option<usize>,
    pub values: FxHashMap<String, String>,
}

impl Plan {
    /// Binds a mapping. An attribute that the lists lack is a mistake in the mapping. Without lists everything is taken
    /// that the mapping tells, as for lists that are still to be drafted.
    pub fn of_mapping(mapping: &Mapping, policy: Option<&Policy>) -> Result<Self, Failure> {
        let mut plan = Self { unknown: mapping.unknown.clone(), ..Self::default() };
        plan.dates.order = mapping.date_order;
        if let Some(policy) = policy {
            let corrected = mapping.history.corrected.iter().flat_map(|c| c.facts.keys());
            known_attributes(mapping.facts.keys().chain(corrected), policy)?;
            let offered = |name: &&String| !mapping.offers.contains_key(*name);
            known_attributes(mapping.values.keys().filter(offered), policy)?;
        }
        plan.id = mapping.id.as_deref().map(|c| plan.column(c));
        plan.matters = plan.ways(&mapping.matter);
        plan.received = mapping.received.as_deref().map(|c| plan.column(c));
        plan.occurred = mapping.occurred.as_deref().map(|c| plan.column(c));
        plan.said = mapping.text.as_deref().map(|c| plan.column(c));
        plan.subject = mapping.subject.as_deref().map(|c| plan.column(c));
        for (axis, column) in [(Axis::Longitude, &mapping.lon), (Axis::Latitude, &mapping.lat)] {
            if let Some(column) = column {
                let slot = plan.column(column);
                plan.points.push((axis, slot));
            }
        }
        let offers = mapping
            .offers
            .iter()
            .filter(|(name, _)| policy.is_none_or(|p| p.attributes().find(name).is_some()));
        for (attribute, column) in mapping.facts.iter().chain(offers) {
            let values = mapping.values.get(attribute);
            let values = values.map(|v| v.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
            let (attribute, slot) = (attribute.clone(), plan.column(column));
            plan.facts.push(FactOf { attribute, slot, better: None, values: values.unwrap_or_default() });
        }
        // Only what stands so far is needed: a history that does not tell something is still a history.
        let needed = plan.columns.len();
        plan.course_of(mapping, policy.is_none());
        plan.corrected_of(mapping);
        for column in plan.columns.iter_mut().skip(needed) {
            column.needed = false;
        }
        for column in &mut plan.columns {
            column.needed &= !mapping.optional.contains(&column.name);
            column.also = mapping.also.get(&column.name).cloned().unwrap_or_default();
        }
        for (slot, column) in plan.columns.iter().enumerate() {
            for name in &column.also {
                plan.slots.entry(name.clone()).or_insert(slot);
            }
        }
        Ok(plan)
    }

    fn ways(&mut self, matter: &super::mapping::Matter) -> Vec<Way> {
        let mut ways = Vec::new();
        for way in &matter.first {
            let slots = way.columns.iter().map(|c| self.column(c)).collect();
            let (join, prefix, pad, split) =
                (way.join.clone(), way.prefix.clone(), way.pad, way.split.clone());
            ways.push(Way { slots, join, prefix, pad, split });
        }
        ways
    }

    fn unit(&mut self, who: Who, columns: &UnitColumns) {
        for (by, column) in [(By::Name, &columns.unit), (By::Code, &columns.code)] {
            if let Some(column) = column {
                let slot = self.column(column);
                self.course.uses.push((slot, Use::Unit(who, by)));
            }
        }
    }

    fn course_of(&mut self, mapping: &Mapping, drafting: bool) {
        let (label, history) = (&mapping.label, &mapping.history);
        let columns = UnitColumns { unit: label.unit.clone(), code: label.code.clone() };
        self.unit(Who::Label, &columns);
        self.course.label = label.kind;
        self.unit(Who::First, &history.first);
        for (i, columns) in history.further.iter().take(usize::from(u8::MAX)).enumerate() {
            self.unit(Who::Further(i as u8), columns);
        }
        self.unit(Who::Closing, &history.closing);
        self.unit(Who::Expert, &history.expert);
        self.unit(Who::Joint, &history.joint);
        let single = [
            (&history.returned, Use::Returned),
            (&history.transferred, Use::Transferred),
            (&history.dispatched, Use::Dispatched),
            (&history.closed, Use::Closed),
            (&history.reason, Use::Reason),
            (&history.channel, Use::Channel),
        ];
        for (column, of) in single {
            if let Some(column) = column {
                let slot = self.column(column);
                self.course.uses.push((slot, of));
            }
        }
        if let Some(ruled) = &history.ruled {
            let slot = self.column(&ruled.column);
            let of = Use::Ruled { back: ruled.back.clone(), elsewhere: ruled.elsewhere.clone() };
            self.course.uses.push((slot, of));
        }
        if let Some(signed) = &history.signed {
            if let Some(column) = &signed.column {
                let slot = self.column(column);
                let words = [signed.in_time.clone(), signed.late.clone(), signed.never.clone()];
                self.course.uses.push((slot, Use::Signed(words)));
            }
            if let Some(column) = &signed.at {
                let slot = self.column(column);
                self.course.uses.push((slot, Use::SignedAt { within: signed.within }));
            }
        }
        for exclude in &history.exclude {
            let slot = self.column(&exclude.column);
            let (values, aside) = (exclude.values.clone(), exclude.reason.0);
            self.course.uses.push((slot, Use::Aside { values, aside }));
        }
        if drafting {
            if let Some(column) = &mapping.matter.name {
                let slot = self.column(column);
                self.course.uses.push((slot, Use::MatterName));
            }
            for column in &mapping.matter.path {
                let slot = self.column(column);
                self.course.uses.push((slot, Use::MatterNode));
            }
        }
    }

    /// The same plan with the better columns where there are some.
    fn corrected_of(&mut self, mapping: &Mapping) {
        let Some(corrected) = &mapping.history.corrected else { return };
        let mut ways = self.ways(&corrected.matter);
        let mut better: Vec<usize> = ways.iter().flat_map(|w| w.slots.iter().copied()).collect();
        ways.extend(self.matters.iter().cloned());
        let mut facts = self.facts.clone();
        for (attribute, column) in &corrected.facts {
            let slot = self.column(column);
            better.push(slot);
            match facts.iter_mut().find(|f| f.attribute == *attribute) {
                Some(fact) => fact.better = Some(slot),
                None => {
                    let (attribute, values) = (attribute.clone(), FxHashMap::default());
                    facts.push(FactOf { attribute, slot, better: None, values });
                }
            }
        }
        let (matters, unknown, dates) = (ways, self.unknown.clone(), self.dates);
        let (received, occurred) = (self.received, self.occurred);
        let plan = Self { received, dates, better, matters, occurred, facts, unknown, ..Self::default() };
        self.corrected = Some(Box::new(plan));
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
                    plan.matters.push(Way { slots, ..Way::default() });
                }
                "received" | "受理时间" => plan.received = Some(plan.column(name)),
                "occurred" | "发生时间" => plan.occurred = Some(plan.column(name)),
                "text" | "内容" => plan.said = Some(plan.column(name)),
                "lon" | "经度" => {
                    let slot = plan.column(name);
                    plan.points.push((Axis::Longitude, slot));
                }
                "lat" | "纬度" => {
                    let slot = plan.column(name);
                    plan.points.push((Axis::Latitude, slot));
                }
                other if policy.attributes().find(other).is_some() => {
                    let slot = plan.column(name);
                    let attribute = other.to_owned();
                    plan.facts.push(FactOf { attribute, slot, better: None, values: FxHashMap::default() });
                }
                other => match own(other) {
                    Some(of) => {
                        let slot = plan.column(name);
                        plan.course.uses.push((slot, of));
                    }
                    None => unused.push(name.clone()),
                },
            }
        }
        (plan, unused)
    }

    /// Compares the decision with this column.
    pub fn with_label(mut self, column: &str) -> Self {
        self.course.uses.retain(|(_, of)| !matches!(of, Use::Unit(Who::Label, _)));
        let slot = self.column(column);
        self.course.uses.push((slot, Use::Unit(Who::Label, By::Name)));
        self
    }

    /// Whether the decision is compared with a column.
    pub fn has_label(&self) -> bool {
        self.course.uses.iter().any(|(_, of)| matches!(of, Use::Unit(Who::Label, _)))
    }

    /// Whether some column holds what the citizen said.
    pub fn has_text(&self) -> bool {
        self.said.is_some()
    }

    /// The slots of what the citizen said and of what it is called.
    pub fn texts(&self) -> impl Iterator<Item = usize> {
        self.said.into_iter().chain(self.subject)
    }

    /// Whether some column names the matter.
    pub fn names_matter(&self) -> bool {
        !self.matters.is_empty()
    }

    /// Whether a row says anything of what was found out later.
    pub fn corrects<'c>(&self, cell: impl Fn(usize) -> Cell<'c>) -> bool {
        self.better.iter().any(|slot| match cell(*slot) {
            Cell::Missing | Cell::Null => false,
            Cell::Text(text) => !text.trim().is_empty() && !self.unknown.iter().any(|w| w == text.trim()),
            _ => true,
        })
    }

    /// The slot of a column.
    pub fn slot(&self, column: &str) -> Option<usize> {
        self.slots.get(column).copied()
    }

    /// The name of a slot's column.
    pub fn name(&self, slot: usize) -> &str {
        self.columns.get(slot).map_or("", |column| &column.name)
    }

    fn column(&mut self, name: &str) -> usize {
        if let Some(&slot) = self.slots.get(name) {
            return slot;
        }
        let slot = self.columns.len();
        self.columns.push(Column { name: name.to_owned(), also: Vec::new(), needed: true });
        self.slots.insert(name.to_owned(), slot);
        slot
    }
}

fn known_attributes<'n>(names: impl Iterator<Item = &'n String>, policy: &Policy) -> Result<(), Failure> {
    for attribute in names {
        if policy.attributes().find(attribute).is_none() {
            let near = policy.attributes().suggest(attribute);
            let (zh, en) = near.map_or_else(Default::default, |n| {
                (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?"))
            });
            return Err(both(
                format!("映射里的要素「{attribute}」，清单里没有{zh}"),
                format!("the mapping names the attribute \"{attribute}\", which the lists do not have{en}"),
            ));
        }
    }
    Ok(())
}
