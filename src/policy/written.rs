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
                let names = |set: &Intervals| -> Vec<String> {
                    a.names(set, &self.registry.areas).iter().map(|v| Self::written_path(v)).collect()
                };
                let values = names(set);
                let others = Intervals::range(0, a.size).subtract(set);
                let left_out = if others.is_empty() { Vec::new() } else { names(&others) };
                // Where it says less, what is left out.
                if !left_out.is_empty() && 2 * left_out.len() < values.len() {
                    let is = if others.sole().is_some() { "不为" } else { "不属于" };
                    return format!("{name} {is} {}", left_out.join("、"));
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Lists;
    use crate::policy::region::Region;
    use proptest::prelude::*;

    const DECLARED: &str = "要素：场所\n  取值：公共道路（车行道、桥下）、小区（「A，B 栋」、户内）、「河岸，公园」\n\
        要素：投资额\n  类型：整数\n  范围：-5 至 400\n  单位：万元\n要素：发生时刻\n  类型：时刻\n要素：日类\n  类型：日类\n\
        要素：有风险\n  类型：是否\n要素：供水\n  类型：辖区 供水片区\n事项：A1 甲\n  路径：乙\n";
    const AREAS: &str = "levels: [市, 区, 街道]\nareas:\n  - name: 鹏城市\n    children:\n      - {name: 东区, children: [一街道, 二街道]}\n\
        \x20     - {name: 西区, children: [一街道, 三街道]}\njurisdictions:\n  供水片区:\n    东水: [东区]\n    西水: [西区]\n";

    fn read(condition: &str) -> Policy {
        let mut lists = Lists::new();
        let duty = format!("职责：Z1 丙\n  适用：A1\n{condition}  首办：丁\n");
        lists.add("lists.fenbo", format!("{DECLARED}{duty}"));
        lists.add("areas.yaml", AREAS);
        lists.add("units.yaml", "units:\n  - name: 丁\n");
        let (policy, sources, findings) = lists.read();
        let shown: Vec<String> =
            findings.iter().map(|f| crate::finding::render(f, &sources, Lang::Zh)).collect();
        assert!(shown.is_empty(), "{condition}: {shown:#?}");
        policy
    }

    /// For each attribute some ranges as fractions of its size; nothing: no side.
    type Drawn = Vec<Option<Vec<(u32, u32)>>>;

    fn cube(policy: &Policy, drawn: &Drawn) -> Cube {
        let mut cube = Cube::whole();
        for ((attr, a), ranges) in policy.attributes.iter().zip(drawn) {
            let scaled =
                ranges.iter().flatten().map(|&(from, n)| (from % a.size, (from % a.size) + 1 + n % a.size));
            let set = Intervals::union_of(scaled).intersect(&a.all());
            if !set.is_empty() && set != a.all() {
                cube = cube.intersect(&Cube::side(attr, set)).unwrap_or_default();
            }
        }
        cube
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_reads_back_the_same(
            drawn in prop::collection::vec(prop::option::of(prop::collection::vec((0u32..2000, 0u32..2000), 1..3)), 7)
        ) {
            let policy = read("");
            let cube = cube(&policy, &drawn);
            let line = policy.written_condition(&cube).map_or(String::new(), |c| format!("  当：{c}\n"));
            let again = read(&line);
            let size = |attr: AttrId| policy.attributes.size(attr);
            let (region, meant) = (&again.duties[0].region, Region { cubes: vec![cube] });
            prop_assert!(region.within(&meant, &size) && meant.within(region, &size), "{line}");
        }

        #[test]
        fn a_fact_reads_back_the_same(values in prop::collection::vec(0u32..100_000, 7)) {
            let policy = read("");
            let point: Vec<(AttrId, u32)> =
                policy.attributes.iter().zip(&values).map(|((attr, a), v)| (attr, v % a.size)).collect();
            let facts: Vec<String> = point.iter().map(|(a, v)| policy.written_fact(*a, *v)).collect();
            let case = format!("  首办：丁\n案例：「戊」\n  事项：A1\n  要素：{}\n  应派：丁\n职责：Z2 己\n  适用：A1\n", facts.join("，"));
            let again = read(&case);
            let expected: Vec<(AttrId, Intervals)> =
                point.into_iter().map(|(a, v)| (a, Intervals::single(v))).collect();
            let mut got = again.cases[0].facts.clone();
            got.sort_by_key(|f| f.0);
            prop_assert_eq!(got, expected);
        }
    }
}
