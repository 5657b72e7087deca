//! Attributes and matters: the declarations that everything else is written over.

use super::{suggestion, twice, validity_of};
use crate::finding::Finding;
use crate::policy::attribute::{AREA, Attribute, Attributes, DAY_CLASSES, Domain, NoValue, ValueTree};
use crate::policy::intervals::Intervals;
use crate::policy::matter::{Matter, Matters};
use crate::policy::registry::{Areas, Registry};
use crate::syntax::entries::{
    AttributeEntry, DomainEntry, Entry, EntryKind, MatterEntry, Value, WaiverEntry,
};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;

/// All attributes with the built-in place. `要素：区域` may restate it to give its question, cost or sources.
pub(super) fn attributes(entries: &[Entry], registry: &Registry, findings: &mut Vec<Finding>) -> Attributes {
    let areas = &registry.areas;
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    let mut list = Vec::new();
    for entry in entries {
        let EntryKind::Attribute(a) = &entry.kind else { continue };
        if let Some(first) = seen.insert(fold(&a.name.value).into_owned(), a.name.span) {
            findings.push(twice(&a.name.value, first, a.name.span));
            continue;
        }
        list.extend(attribute(a, registry, findings));
    }
    if !list.iter().any(|a: &Attribute| a.name == AREA) {
        list.push(built_in(areas));
    }
    let names: Vec<(String, Span)> = list.iter().map(|a| (a.name.clone(), a.span)).collect();
    let place = |name: &str| names.iter().find(|n| n.0 == name).map_or(Span::default(), |n| n.1);
    let (attributes, clashes) = Attributes::new(list, areas);
    for (first, second, name) in clashes {
        let (first, second) = (attributes.get(first), attributes.get(second));
        findings.push(twice(&name, place(&first.name), place(&second.name)));
    }
    attributes
}

fn built_in(areas: &Areas) -> Attribute {
    Attribute {
        name: AREA.to_owned(),
        aliases: Vec::new(),
        domain: Domain::Area,
        size: areas.leaves(),
        ask: None,
        absent: None,
        cost: 1,
        sources: Vec::new(),
        span: Span::default(),
    }
}

fn attribute(entry: &AttributeEntry, registry: &Registry, findings: &mut Vec<Finding>) -> Option<Attribute> {
    let areas = &registry.areas;
    let (domain, size) = match &entry.domain {
        DomainEntry::Tree(roots) => {
            let tree = ValueTree::new(roots);
            let size = tree.len();
            (Domain::Tree(tree), size)
        }
        DomainEntry::Integer { low, high, unit } => {
            let size =
                high.checked_sub(*low).and_then(|d| u32::try_from(d).ok()).and_then(|d| d.checked_add(1));
            let Some(size) = size.filter(|s| *s < u32::MAX) else {
                findings.push(Finding::error(
                    "N211",
                    entry.name.span,
                    format!("「{}」的范围 {low} 至 {high} 不成立或过大（最多 42 亿个值）", entry.name.value),
                    format!("the range {low} to {high} of \"{}\" is empty or too large", entry.name.value),
                ));
                return None;
            };
            (Domain::Integer { low: *low, unit: unit.clone() }, size)
        }
        DomainEntry::TimeOfDay => (Domain::TimeOfDay, 1440),
        DomainEntry::DayClass => (Domain::DayClass, DAY_CLASSES.len() as u32),
        DomainEntry::Area => (Domain::Area, areas.leaves()),
        DomainEntry::Jurisdiction(set) => {
            let Some(found) = areas.jurisdiction(&set.value) else {
                findings.push(super::unknown("N212", set, "辖区", "jurisdiction set", None));
                return None;
            };
            let members: Vec<String> = found.members.iter().map(|m| m.name.clone()).collect();
            let size = members.len() as u32;
            (Domain::Jurisdiction { set: set.value.clone(), members }, size)
        }
    };
    if size == 0 {
        findings.push(Finding::error(
            "N213",
            entry.name.span,
            format!("「{}」没有一个取值", entry.name.value),
            format!("\"{}\" has no value", entry.name.value),
        ));
        return None;
    }
    let mut attribute = Attribute {
        name: entry.name.value.clone(),
        aliases: entry.aliases.iter().map(|a| a.value.clone()).collect(),
        domain,
        size,
        ask: entry.ask.clone(),
        absent: None,
        cost: entry.cost.as_ref().map_or(1, |c| u32::try_from(c.value.max(1)).unwrap_or(u32::MAX)),
        sources: entry.sources.iter().map(|s| s.value.clone()).collect(),
        span: entry.name.span,
    };
    if let Some(value) = &entry.absent {
        match values(&attribute, value, None, areas).map(|set| set.sole()) {
            Ok(Some(one)) => attribute.absent = Some(one),
            Ok(None) => findings.push(Finding::error(
                "N214",
                value_span(value),
                "未提及时只能视为一个取值，这里是一组",
                "silence can mean one value only; this is several",
            )),
            Err(error) => findings.push(no_value(&attribute, value, error)),
        }
    }
    Some(attribute)
}

/// The values that a written value stands for.
pub(super) fn values(
    attribute: &Attribute,
    value: &Value,
    level: Option<usize>,
    areas: &Areas,
) -> Result<Intervals, NoValue> {
    match (value, &attribute.domain) {
        (Value::Word(name), _) => attribute.values_of(&name.value, level, areas),
        (Value::Number { amount, unit }, Domain::Integer { low, unit: own }) => {
            let fits = unit.as_ref().is_none_or(|u| own.as_ref().is_some_and(|o| fold(o) == fold(u)));
            if !fits {
                return Err(NoValue::Unknown(own.clone()));
            }
            attribute.number(amount.value, *low).map(Intervals::single).ok_or(NoValue::Unknown(None))
        }
        (Value::Number { amount, unit }, _) => {
            let word = format!("{}{}", amount.value, unit.as_deref().unwrap_or_default());
            attribute.values_of(&word, level, areas)
        }
        (Value::Time(t), Domain::TimeOfDay) if t.value < 1440 => Ok(Intervals::single(t.value)),
        (Value::Time(_), _) => Err(NoValue::Unknown(None)),
    }
}

pub(super) fn value_span(value: &Value) -> Span {
    match value {
        Value::Word(name) => name.span,
        Value::Number { amount, .. } => amount.span,
        Value::Time(t) => t.span,
    }
}

pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::Word(name) => name.value.clone(),
        Value::Number { amount, unit } => format!("{}{}", amount.value, unit.as_deref().unwrap_or_default()),
        Value::Time(t) => format!("{:02}:{:02}", t.value / 60, t.value % 60),
    }
}

pub(super) fn no_value(attribute: &Attribute, value: &Value, error: NoValue) -> Finding {
    let (name, written) = (&attribute.name, value_text(value));
    match error {
        NoValue::Unknown(near) => {
            let (zh, en) = suggestion(near.as_deref());
            Finding::error(
                "N206",
                value_span(value),
                format!("「{written}」不是「{name}」的取值{zh}"),
                format!("\"{written}\" is not a value of \"{name}\"{en}"),
            )
        }
        NoValue::Ambiguous(all) => Finding::error(
            "N207",
            value_span(value),
            format!("「{name}」里的「{written}」不止一个：{}。请写路径", all.join("、")),
            format!("\"{written}\" is several values of \"{name}\": {}. Write the path", all.join(", ")),
        ),
    }
}

/// The matter catalogue.
pub(super) fn matters(entries: &[Entry], registry: &Registry, findings: &mut Vec<Finding>) -> Matters {
    let mut list = Vec::new();
    for entry in entries {
        let EntryKind::Matter(m) = &entry.kind else { continue };
        list.push(matter(m, registry, findings));
    }
    let (matters, doubles) = Matters::new(list);
    findings.extend(doubles.into_iter().map(|(first, again, code)| twice(&code, first, again)));
    matters
}

fn matter(m: &MatterEntry, registry: &Registry, findings: &mut Vec<Finding>) -> Matter {
    let (valid, finding) = validity_of(&m.validity);
    findings.extend(finding);
    if let Some(class) = &m.time_class
        && !registry.project.time_classes.contains_key(fold(&class.value).as_ref())
    {
        findings.push(Finding::error(
            "N215",
            class.span,
            format!("fenbo.yaml 里没有名为「{}」的时限类别", class.value),
            format!("fenbo.yaml has no time class named \"{}\"", class.value),
        ));
    }
    Matter {
        code: m.code.value.clone(),
        name: m.name.value.clone(),
        path: m.path.iter().map(|p| p.value.clone()).collect(),
        aliases: m.aliases.iter().map(|a| a.value.clone()).collect(),
        kind: m.kind.as_ref().map(|k| k.value.clone()),
        time_class: m.time_class.as_ref().map(|c| c.value.clone()),
        urgent: m.urgent,
        valid,
        recogniser: m.recogniser.clone(),
        covers: m.covers.clone(),
        excludes: m.excludes.clone(),
        span: m.code.span,
    }
}

/// Waivers are kept as written: what they waive is known only to the checks.
pub(super) fn waivers(entries: &[Entry]) -> Vec<WaiverEntry> {
    entries
        .iter()
        .filter_map(|e| match &e.kind {
            EntryKind::Waiver(w) => Some(w.clone()),
            _ => None,
        })
        .collect()
}
