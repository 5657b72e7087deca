//! Random lists as data, how they are written, and what they mean word for word.

use super::universe::{ATTRS, BOUNDS, CLOCK, NODES, Point};
use std::fmt::Write as _;

#[derive(Debug, Clone)]
pub enum Test {
    /// Words of an attribute.
    In { attr: usize, words: Vec<usize>, negated: bool },
    /// A bound on 面积.
    Compare { op: usize, bound: usize },
    /// Both ends of 面积 included.
    Between { low: usize, high: usize, negated: bool },
    /// From one bound of the day to another, the end excluded; may cross midnight.
    Window { from: usize, to: usize, negated: bool },
    /// A definition.
    Meets { definition: usize, negated: bool },
}

/// All of these, each any of those.
pub type Condition = Vec<Vec<Test>>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lead {
    Unit(usize),
    StreetOffice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Fallback,
    Duty,
    Ruling,
}

#[derive(Debug, Clone)]
pub struct Proviso {
    pub when: Condition,
    pub leads: Vec<Lead>,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub layer: Layer,
    /// Numbers of [`NODES`].
    pub scope: Vec<usize>,
    pub when: Vec<Condition>,
    pub except: Vec<Condition>,
    pub leads: Vec<Lead>,
    /// A number of [`UNITS`](super::universe::UNITS) that assists. Provisos do not inherit it.
    pub assist: Option<usize>,
    pub provisos: Vec<Proviso>,
    /// Lines it says it overrides, as numbers modulo the number of lines.
    pub overrides: Vec<usize>,
    /// 0: 属主, 1: 属地.
    pub capacity: Option<usize>,
    /// Day of January 2026 on which a ruling was made.
    pub ruled: i8,
    /// First and last day in January 2026.
    pub from: Option<i8>,
    pub until: Option<i8>,
    /// 既有特别规定：废止. Never without a first day.
    pub repeals: bool,
}

#[derive(Debug, Clone)]
pub struct Doctrine {
    pub scope: Vec<usize>,
    /// Whether 属地 comes before 属主.
    pub reversed: bool,
}

#[derive(Debug, Clone)]
pub struct Lists {
    pub lines: Vec<Line>,
    pub definitions: Vec<Vec<Condition>>,
    pub refusals: Vec<(Vec<usize>, Vec<Condition>)>,
    pub never: Vec<Condition>,
    pub doctrine: Option<Doctrine>,
}

pub const CAPACITIES: [&str; 2] = ["属主", "属地"];

impl Lists {
    /// The lists as a clerk would write them.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (i, when) in self.definitions.iter().enumerate() {
            let _ = writeln!(out, "定义：定义{i}");
            conditions(&mut out, "当", when);
        }
        for (i, (scope, when)) in self.refusals.iter().enumerate() {
            let _ = writeln!(out, "不受理：不受理{i}");
            nodes(&mut out, scope);
            conditions(&mut out, "当", when);
            out.push_str("  引导：「请找别处」\n");
        }
        if !self.never.is_empty() {
            out.push_str("前提：前提\n");
            conditions(&mut out, "不会", &self.never);
        }
        if let Some(doctrine) = &self.doctrine {
            out.push_str("原则：原则\n");
            nodes(&mut out, &doctrine.scope);
            let order = if doctrine.reversed { [1, 0] } else { [0, 1] };
            let _ = writeln!(out, "  次序：{}、{}", CAPACITIES[order[0]], CAPACITIES[order[1]]);
        }
        for (i, line) in self.lines.iter().enumerate() {
            line.write(&mut out, i, self.lines.len());
        }
        out
    }
}

impl Line {
    fn write(&self, out: &mut String, i: usize, lines: usize) {
        match self.layer {
            Layer::Fallback => {
                let _ = writeln!(out, "兜底：{}\n  编码：L{i}", NODES[self.scope[0]].0);
            }
            Layer::Duty => {
                let _ = writeln!(out, "职责：L{i} 第{i}条");
                nodes(out, &self.scope);
            }
            Layer::Ruling => {
                let _ = writeln!(out, "裁定：L{i} 第{i}条\n  裁定日期：2026-01-{:02}", self.ruled);
                nodes(out, &self.scope);
            }
        }
        conditions(out, "当", &self.when);
        conditions(out, "除外", &self.except);
        let kind = if self.leads.len() > 1 { "并办" } else { "首办" };
        let _ = writeln!(out, "  {kind}：{}", leads(&self.leads));
        if let Some(unit) = self.assist {
            let _ = writeln!(out, "  协办：{}", super::universe::UNITS[unit]);
        }
        for (p, proviso) in self.provisos.iter().enumerate() {
            let joint = if proviso.leads.len() > 1 { "并办 " } else { "" };
            let _ = writeln!(
                out,
                "  但：{} → {joint}{} ［L{i}p{p}］",
                condition(&proviso.when),
                leads(&proviso.leads)
            );
        }
        for other in &self.overrides {
            let _ = writeln!(out, "  优先于：L{}", other % lines);
        }
        if let Some(capacity) = self.capacity {
            let _ = writeln!(out, "  身份：{}", CAPACITIES[capacity]);
        }
        if self.repeals {
            out.push_str("  既有特别规定：废止\n");
        }
        for (key, day) in [("生效", self.from), ("失效", self.until)] {
            if let Some(day) = day {
                let _ = writeln!(out, "  {key}：2026-01-{day:02}");
            }
        }
    }
}

fn nodes(out: &mut String, scope: &[usize]) {
    let names: Vec<&str> = scope.iter().map(|n| NODES[*n].0).collect();
    let _ = writeln!(out, "  适用：{}", names.join("、"));
}

fn conditions(out: &mut String, key: &str, lines: &[Condition]) {
    for line in lines {
        let _ = writeln!(out, "  {key}：{}", condition(line));
    }
}

fn condition(all: &Condition) -> String {
    let any = |tests: &Vec<Test>| tests.iter().map(test).collect::<Vec<_>>().join(" 或 ");
    all.iter().map(any).collect::<Vec<_>>().join("，且 ")
}

fn test(test: &Test) -> String {
    match test {
        Test::In { attr, words, negated } => {
            let a = &ATTRS[*attr];
            let names: Vec<&str> = words.iter().map(|w| a.words[*w].0).collect();
            format!("{} {} {}", a.name, if *negated { "不属于" } else { "属于" }, names.join("、"))
        }
        Test::Compare { op, bound } => format!("面积 {} {bound}", ["＜", "≤", "≥", "＞"][*op]),
        Test::Between { low, high, negated } => {
            format!("面积 {} {low} 至 {high}", if *negated { "不介于" } else { "介于" })
        }
        Test::Window { from, to, negated } => {
            format!("时刻 {} {} 至 {}", if *negated { "不在" } else { "在" }, BOUNDS[*from], BOUNDS[*to])
        }
        Test::Meets { definition, negated } => {
            format!("{} 定义{definition}", if *negated { "不符合" } else { "符合" })
        }
    }
}

fn leads(leads: &[Lead]) -> String {
    let name = |l: &Lead| match l {
        Lead::Unit(u) => super::universe::UNITS[*u].to_owned(),
        Lead::StreetOffice => "@街道办".to_owned(),
    };
    leads.iter().map(name).collect::<Vec<_>>().join("、")
}

/// Whether a condition holds at a point.
pub fn holds(all: &Condition, point: &Point, lists: &Lists) -> bool {
    all.iter().all(|any| any.iter().any(|t| test_holds(t, point, lists)))
}

fn test_holds(test: &Test, point: &Point, lists: &Lists) -> bool {
    match test {
        Test::In { attr, words, negated } => {
            let a = &ATTRS[*attr];
            words.iter().any(|w| a.words[*w].1.contains(&point[*attr])) != *negated
        }
        Test::Compare { op, bound } => {
            let size = point[super::universe::AREA_SIZE];
            [size < *bound, size <= *bound, size >= *bound, size > *bound][*op]
        }
        Test::Between { low, high, negated } => {
            (*low..=*high).contains(&point[super::universe::AREA_SIZE]) != *negated
        }
        Test::Window { from, to, negated } => {
            let now = point[CLOCK];
            let inside = if from < to { *from <= now && now < *to } else { now >= *from || now < *to };
            inside != *negated
        }
        Test::Meets { definition, negated } => {
            lists.definitions[*definition].iter().any(|c| holds(c, point, lists)) != *negated
        }
    }
}
