//! One matter with many duties on random sets of values, as text and as the points that each duty applies to.

use fenbo::Lists;
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Fallback,
    Duty,
    Ruling,
}

/// How many of what.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub attributes: usize,
    pub values: usize,
    pub duties: usize,
    /// Attributes that a duty tests at most.
    pub tests: usize,
    /// Values of a side at most.
    pub wide: usize,
    /// One in so many is no duty but a fallback or a ruling, or says that it overrides others; 0: none.
    pub ordered: usize,
    pub seed: u32,
}

#[derive(Debug)]
pub struct Line {
    pub layer: Layer,
    /// Day of January 2026 of a ruling.
    pub ruled: usize,
    pub unit: usize,
    /// Attribute and values, each attribute once.
    pub sides: Vec<(usize, Vec<usize>)>,
    /// Lines that it says it overrides.
    pub overrides: Vec<usize>,
}

struct Random(u32);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % n
    }
}

pub fn lines(plan: Plan) -> Vec<Line> {
    let mut random = Random(plan.seed.wrapping_mul(2_654_435_761).wrapping_add(7));
    let mut all: Vec<Line> = Vec::new();
    for number in 0..plan.duties {
        let mut sides: Vec<(usize, Vec<usize>)> = Vec::new();
        let tests = if random.below(4) == 0 { plan.tests.saturating_sub(1).max(1) } else { plan.tests };
        while sides.len() < tests {
            let attribute = random.below(plan.attributes);
            if sides.iter().all(|s| s.0 != attribute) {
                let (from, n) = (random.below(plan.values), 1 + random.below(plan.wide));
                let mut values: Vec<usize> = (from..from + n).map(|v| v % plan.values).collect();
                values.sort_unstable();
                sides.push((attribute, values));
            }
        }
        let special = plan.ordered > 0 && random.below(plan.ordered) == 0;
        let kind = if special { random.below(4) } else { 9 };
        let layer = match kind {
            0 => Layer::Fallback,
            1 => Layer::Ruling,
            _ => Layer::Duty,
        };
        let mut line =
            Line { layer, ruled: 1 + random.below(5), unit: random.below(20), sides, overrides: Vec::new() };
        // Only lines that are no narrower, so that nothing goes round in a circle with narrowness.
        for _ in 0..if kind == 2 || kind == 3 { 6 } else { 0 } {
            let other = random.below(number.max(1));
            if all.get(other).is_some_and(|o| o.layer == layer && o.points(plan) > line.points(plan)) {
                line.overrides.push(other);
            }
        }
        line.overrides.sort_unstable();
        line.overrides.dedup();
        all.push(line);
    }
    all
}

impl Line {
    /// The number of points it applies to.
    fn points(&self, plan: Plan) -> usize {
        let free = plan.values.pow((plan.attributes - self.sides.len()) as u32);
        self.sides.iter().map(|s| s.1.len()).product::<usize>() * free
    }

    /// Whether it applies nowhere where the other does not.
    pub fn within(&self, other: &Self) -> bool {
        other.sides.iter().all(|(attribute, values)| {
            let own = self.sides.iter().find(|s| s.0 == *attribute);
            own.is_some_and(|own| own.1.iter().all(|v| values.contains(v)))
        })
    }

    pub fn applies(&self, point: &[usize]) -> bool {
        self.sides.iter().all(|(attribute, values)| values.contains(&point[*attribute]))
    }
}

pub fn code(line: usize) -> String {
    format!("Z{line}")
}

pub fn written(plan: Plan, lines: &[Line]) -> Lists {
    let mut text = String::new();
    for a in 0..plan.attributes {
        let values: Vec<String> = (0..plan.values).map(|v| format!("v{v}")).collect();
        let _ = writeln!(text, "要素：a{a}\n  取值：{}", values.join("、"));
    }
    text.push_str("事项：M1 拥挤\n  路径：某类\n");
    for (i, line) in lines.iter().enumerate() {
        let _ = match line.layer {
            Layer::Fallback => writeln!(text, "兜底：某类\n  编码：{}", code(i)),
            Layer::Duty => writeln!(text, "职责：{} 第{i}条\n  适用：M1", code(i)),
            Layer::Ruling => {
                writeln!(text, "裁定：{} 第{i}条\n  裁定日期：2026-01-{:02}\n  适用：M1", code(i), line.ruled)
            }
        };
        let tests: Vec<String> = line
            .sides
            .iter()
            .map(|(a, values)| {
                let values: Vec<String> = values.iter().map(|v| format!("v{v}")).collect();
                format!("a{a} 属于 {}", values.join("、"))
            })
            .collect();
        let _ = writeln!(text, "  当：{}\n  首办：单位{}", tests.join("，且 "), line.unit);
        for other in &line.overrides {
            let _ = writeln!(text, "  优先于：{}", code(*other));
        }
    }
    let mut units = String::from("units:\n");
    for unit in 0..20 {
        let _ = writeln!(units, "  - name: 单位{unit}");
    }
    let mut lists = Lists::new();
    lists.add("lists.fenbo", text);
    lists.add("units.yaml", units);
    lists
}

/// What the definition says of every point.
#[derive(Debug)]
pub struct Truth {
    pub points: Vec<Vec<usize>>,
    pub gap: bool,
    /// A fallback and nobody else somewhere.
    pub fallback_only: bool,
    pub dead: Vec<usize>,
    pub conflicts: Vec<(usize, usize)>,
    /// By line, whom it beats.
    pub beats: Vec<Vec<bool>>,
}

/// A bit for each point.
type Points = Vec<u64>;

pub fn truth(plan: Plan, lines: &[Line]) -> Truth {
    let count = plan.values.pow(plan.attributes as u32);
    let points: Vec<Vec<usize>> = (0..count)
        .map(|p| (0..plan.attributes).map(|a| p / plan.values.pow(a as u32) % plan.values).collect())
        .collect();
    let none = || vec![0u64; count.div_ceil(64)];
    let regions: Vec<Points> = lines
        .iter()
        .map(|line| {
            let mut region = none();
            for (p, _) in points.iter().enumerate().filter(|(_, point)| line.applies(point)) {
                region[p / 64] |= 1 << (p % 64);
            }
            region
        })
        .collect();
    let within = |a: &Points, b: &Points| a.iter().zip(b).all(|(x, y)| x & !y == 0);
    let n = lines.len();
    let mut beats: Vec<Vec<bool>> = vec![vec![false; n]; n];
    for i in 0..n {
        for j in (0..n).filter(|j| *j != i) {
            let (a, b) = (&lines[i], &lines[j]);
            let ruling = a.layer == Layer::Ruling && b.layer == Layer::Ruling;
            let same = a.layer == b.layer && (!ruling || a.ruled == b.ruled);
            beats[i][j] = a.layer > b.layer
                || ruling && a.ruled > b.ruled
                || same && a.overrides.contains(&j)
                || same && within(&regions[i], &regions[j]) && !within(&regions[j], &regions[i]);
        }
    }
    for k in 0..n {
        let through = beats[k].clone();
        for above in beats.iter_mut().filter(|above| above[k]) {
            above.iter_mut().zip(&through).for_each(|(own, more)| *own |= more);
        }
    }
    assert!((0..n).all(|i| !beats[i][i]), "the generated lines override each other in a circle");
    let union = |test: &dyn Fn(usize) -> bool| {
        let mut all = none();
        for i in (0..n).filter(|i| test(*i)) {
            all.iter_mut().zip(&regions[i]).for_each(|(x, y)| *x |= y);
        }
        all
    };
    let effective: Vec<Points> = (0..n)
        .map(|r| {
            let beaten = union(&|s| beats[s][r]);
            regions[r].iter().zip(&beaten).map(|(x, y)| x & !y).collect()
        })
        .collect();
    let held = union(&|_| true);
    let by_duty = union(&|i| lines[i].layer != Layer::Fallback);
    let meet = |a: &Points, b: &Points| a.iter().zip(b).any(|(x, y)| x & y != 0);
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    Truth {
        gap: held.iter().map(|w| w.count_ones() as usize).sum::<usize>() < count,
        fallback_only: held != by_duty,
        dead: (0..n).filter(|i| effective[*i].iter().all(|w| *w == 0)).collect(),
        conflicts: pairs
            .filter(|(i, j)| lines[*i].unit != lines[*j].unit && meet(&effective[*i], &effective[*j]))
            .collect(),
        points,
        beats,
    }
}
