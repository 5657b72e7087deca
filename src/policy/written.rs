//! Facts and regions as the lists write them, ready to paste. Chinese, the canonical language of lists.
//!
//! What is written here reads back as the same region: `tests` of this file hold it to that.

use super::Policy;
use super::attribute::Domain;
use super::duty::Handler;
use super::intervals::Intervals;
use super::region::{AttrId, Cube};
use crate::finding::Lang;
use crate::syntax::written_name;

impl Policy {
    /// A name, in quotes where the language needs them.
    pub fn written(&self, name: &str) -> String {
        written_name(name)
    }

    /// A value or node with its path, each step in quotes where it needs them.
    fn written_path(path: &str) -> String {
        path.split('/').map(written_name).collect::<Vec<_>>().join("/")
    }

    /// The values of one fact: `场所＝桥下`; several are joined with `、`.
    pub fn written_fact(&self, attr: AttrId, value: u32) -> String {
        let a = self.attributes.get(attr);
        let value = a.value_name(value, &self.registry.areas);
        let value = match &a.domain {
            Domain::TimeOfDay => value,
            Domain::Integer { low, .. } => {
                value.split(' ').next().map_or_else(|| low.to_string(), str::to_owned)
            }
            _ => Self::written_path(&value),
        };
        format!("{}＝{value}", written_name(&a.name))
    }

    /// One side of a box as a test.
    pub fn written_test(&self, attr: AttrId, set: &Intervals) -> String {
        let a = self.attributes.get(attr);
        let name = written_name(&a.name);
        match &a.domain {
            Domain::TimeOfDay => windows(&name, set),
            Domain::Integer { low, .. } => {
                let number = |v: u32| low + i64::from(v);
                let tests = set.ranges().iter().map(|&(from, to)| match (from, to) {
                    (0, to) => format!("{name} ≤ {}", number(to - 1)),
                    (from, to) if to == a.size => format!("{name} ≥ {}", number(from)),
                    (from, to) if to == from + 1 => format!("{name} 为 {}", number(from)),
                    (from, to) => format!("{name} 介于 {} 至 {}", number(from), number(to - 1)),
                });
                tests.collect::<Vec<_>>().join(" 或 ")
            }
            _ => {
                let values: Vec<String> =
                    a.names(set, &self.registry.areas).iter().map(|v| Self::written_path(v)).collect();
                let is = if set.sole().is_some() { "为" } else { "属于" };
                format!("{name} {is} {}", values.join("、"))
            }
        }
    }

    /// A box as what stands after `当：`; nothing for the box without a side, which needs no `当`.
    pub fn written_condition(&self, cube: &Cube) -> Option<String> {
        let tests: Vec<String> = cube.sides().iter().map(|(a, s)| self.written_test(*a, s)).collect();
        (!tests.is_empty()).then(|| tests.join("，且 "))
    }

    /// A handler as it would be written in a list.
    pub fn written_handler(&self, handler: Handler) -> String {
        match handler {
            Handler::Unit(unit) => written_name(&self.registry.units.get(unit).name),
            Handler::Role(role, None) => {
                format!("@{}", written_name(&self.registry.units.get_role(role).name))
            }
            other => self.handler_words(other, Lang::Zh),
        }
    }
}

/// Times of day as windows, the one over midnight in one piece.
fn windows(name: &str, set: &Intervals) -> String {
    const DAY: u32 = 1440;
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut ranges: Vec<(u32, u32)> = set.ranges().to_vec();
    if let (Some(&(0, end)), Some(&(start, DAY))) = (ranges.first(), ranges.last())
        && ranges.len() > 1
    {
        ranges.pop();
        ranges.remove(0);
        ranges.push((start, end));
    }
    let tests = ranges.iter().map(|&(from, to)| format!("{name} 在 {} 至 {}", clock(from), clock(to)));
    tests.collect::<Vec<_>>().join(" 或 ")
}
