//! Conditions to regions. There is no parser here and no evaluation: a condition is a union of boxes, once and for all.

use super::domains::{no_value, value_span, value_text, values};
use super::{Binder, Bound, Expansion};
use crate::finding::Finding;
use crate::policy::attribute::{Attribute, Domain};
use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, MOST_CUBES, Region, TooManyCubes};
use crate::syntax::entries::{Comparison, Condition, Name, Test, Value};
use crate::text::{Span, fold};
use std::cmp::Ordering;

impl Binder<'_> {
    /// The union of `当` lines (none: everywhere) without the `除外` lines.
    pub(super) fn region(&mut self, when: &[Condition], except: &[Condition]) -> Bound<Region> {
        let mut region = if when.is_empty() { Region::whole() } else { Region::empty() };
        let mut whole = true;
        for line in when {
            match self.condition(line) {
                Some(part) => whole &= self.bounded(line.span, region.add(part)).is_some(),
                None => whole = false,
            }
        }
        let size = self.size();
        for line in except {
            let Some(out) = self.condition(line) else {
                whole = false;
                continue;
            };
            match self.bounded(line.span, region.subtract(&out, &size)) {
                Some(rest) => region = rest,
                None => whole = false,
            }
        }
        region.normalise(&size);
        whole.then_some(region)
    }

    /// One line: all of its parts, each part any of its tests.
    pub(super) fn condition(&mut self, condition: &Condition) -> Bound<Region> {
        let mut region = Region::whole();
        let mut whole = true;
        for any in &condition.all {
            let mut part = Region::empty();
            for test in any {
                match self.test(test) {
                    Some(one) => whole &= self.bounded(condition.span, part.add(one)).is_some(),
                    None => whole = false,
                }
            }
            match self.bounded(condition.span, region.intersect(&part)) {
                Some(both) => region = both,
                None => whole = false,
            }
        }
        region.normalise(&self.size());
        whole.then_some(region)
    }

    fn test(&mut self, test: &Test) -> Bound<Region> {
        match test {
            Test::In { attribute, values: words, negated } => {
                let (id, level) = self.attribute(attribute)?;
                let set = self.values(id, level, words)?;
                Some(self.side(id, set, *negated))
            }
            Test::Compare { attribute, op, value } => {
                let (id, _) = self.attribute(attribute)?;
                let set = self.compared(id, *op, value)?;
                Some(Region::side(id, set))
            }
            Test::Between { attribute, low, high, negated } => {
                let (id, _) = self.attribute(attribute)?;
                let set = self.between(id, low, high)?;
                Some(self.side(id, set, *negated))
            }
            Test::Defined { definition, negated } => {
                let region = self.definition(definition)?;
                if !negated {
                    return Some(region);
                }
                let outside = region.complement(&self.size());
                self.bounded(definition.span, outside)
            }
        }
    }

    fn side(&self, id: AttrId, set: Intervals, negated: bool) -> Region {
        Region::side(id, if negated { self.attributes.get(id).all().subtract(&set) } else { set })
    }

    /// An attribute by name, with the level of areas that the name means.
    pub(super) fn attribute(&mut self, name: &Name) -> Bound<(AttrId, Option<usize>)> {
        let found = self.attributes.find(&name.value);
        if found.is_none() {
            let near = self.attributes.suggest(&name.value);
            self.findings.push(super::unknown("N204", name, "要素", "attribute", near.as_deref()));
        }
        found
    }

    /// The union of the values that the words stand for.
    pub(super) fn values(&mut self, id: AttrId, level: Option<usize>, words: &[Value]) -> Bound<Intervals> {
        let attribute = self.attributes.get(id);
        let mut ranges = Vec::new();
        let mut whole = true;
        for word in words {
            match values(attribute, word, level, &self.registry.areas) {
                Ok(set) => ranges.extend_from_slice(set.ranges()),
                Err(error) => {
                    whole = false;
                    self.findings.push(no_value(attribute, word, error));
                }
            }
        }
        whole.then(|| Intervals::union_of(ranges))
    }

    fn compared(&mut self, id: AttrId, op: Comparison, value: &Value) -> Bound<Intervals> {
        let attribute = self.attributes.get(id);
        let at = i64::from(self.bound(attribute, value)?);
        let size = i64::from(attribute.size);
        let (low, high) = match op {
            Comparison::Less => (0, at),
            Comparison::AtMost => (0, at + 1),
            Comparison::AtLeast => (at, size),
            Comparison::Greater => (at + 1, size),
        };
        Some(Intervals::range(low.clamp(0, size) as u32, high.clamp(0, size) as u32))
    }

    fn between(&mut self, id: AttrId, low: &Value, high: &Value) -> Bound<Intervals> {
        let attribute = self.attributes.get(id);
        let (from, to) = (self.bound(attribute, low)?, self.bound(attribute, high)?);
        let set = if attribute.domain == Domain::TimeOfDay {
            match from.cmp(&to) {
                Ordering::Less => Intervals::range(from, to),
                Ordering::Equal => Intervals::empty(),
                Ordering::Greater => Intervals::union_of([(from, 1440), (0, to)]),
            }
        } else {
            Intervals::range(from, to.saturating_add(1))
        };
        if set.is_empty() {
            let (a, b) = (value_text(low), value_text(high));
            self.findings.push(Finding::error(
                "N208",
                value_span(low),
                format!("{a} 至 {b} 之间没有任何值"),
                format!("there is nothing between {a} and {b}"),
            ));
            return None;
        }
        Some(set)
    }

    /// The place of a number or a time in its domain.
    fn bound(&mut self, attribute: &Attribute, value: &Value) -> Bound<u32> {
        let found = match (&attribute.domain, value) {
            // The end of a window may be midnight.
            (Domain::TimeOfDay, Value::Time(t)) if t.value <= 1440 => Some(t.value),
            (Domain::TimeOfDay | Domain::Integer { .. }, _) => {
                match values(attribute, value, None, &self.registry.areas) {
                    Ok(set) => set.first(),
                    Err(error) => {
                        self.findings.push(no_value(attribute, value, error));
                        return None;
                    }
                }
            }
            _ => None,
        };
        if found.is_none() {
            self.findings.push(Finding::error(
                "N209",
                value_span(value),
                format!("「{}」不是数也不是时刻，不能比较大小", attribute.name),
                format!(
                    "\"{}\" is neither a number nor a time: it has no order to compare by",
                    attribute.name
                ),
            ));
        }
        found
    }

    /// The region of a named condition; bound once.
    pub(super) fn definition(&mut self, name: &Name) -> Bound<Region> {
        let key = fold(&name.value).into_owned();
        let Some(known) = self.definitions.get(&key) else {
            let names = self.definitions.values().map(|d| d.entry.name.value.as_str());
            let near = crate::policy::attribute::closest(&name.value, names);
            self.findings.push(super::unknown("N210", name, "定义", "definition", near.as_deref()));
            return None;
        };
        match &known.region {
            Expansion::Done(region) => return Some(region.clone()),
            Expansion::Failed => return None,
            Expansion::NotYet => {}
        }
        let entry = known.entry;
        if self.expanding.contains(&key) {
            let ring = self.expanding.join(" → ");
            self.findings.push(Finding::error(
                "N216",
                name.span,
                format!("定义绕回了自己：{ring} → {key}"),
                format!("a definition comes back to itself: {ring} → {key}"),
            ));
            return None;
        }
        self.expanding.push(key.clone());
        let region = self.region(&entry.when, &[]);
        self.expanding.pop();
        if let Some(known) = self.definitions.get_mut(&key) {
            known.region = region.clone().map_or(Expansion::Failed, Expansion::Done);
        }
        region
    }

    pub(super) fn bounded<T>(&mut self, span: Span, result: Result<T, TooManyCubes>) -> Bound<T> {
        if result.is_err() {
            self.findings.push(Finding::error(
                "P902",
                span,
                format!("这个条件展开后超过 {MOST_CUBES} 个区块，没有采用。请拆成几条职责"),
                format!("this condition multiplies out to more than {MOST_CUBES} boxes and was left out. Split the duty"),
            ));
        }
        result.ok()
    }
}
