//! The right answers, from the definition: every duty that applies and that no other one that applies beats.
//!
//! Nothing of Fenbo is used here.

use super::condition::{Literal, Region};
use super::lists::{Duty, Layer, Lists};
use super::world::Lead;

/// What the lists say at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Answer {
    Gap,
    Conflict,
    NotAccepted,
    Lead(Lead),
}

/// One line that can apply to a matter.
#[derive(Debug, Clone)]
pub struct Line {
    /// The number of the duty; none for the not-accepted list.
    pub duty: Option<usize>,
    /// The answer if it decides.
    pub answer: Answer,
    /// Alternatives as written; none: always.
    pub when: Vec<Vec<Literal>>,
    /// The same as sets; at least one.
    pub regions: Vec<Region>,
}

impl Line {
    /// Whether it applies at a point.
    pub fn holds(&self, point: &[u32]) -> bool {
        self.regions.iter().any(|r| r.holds(point))
    }
}

/// The lines of one matter.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Strongest first: none is beaten by a later one.
    pub lines: Vec<Line>,
    /// `beats[i]`: the lines that line `i` beats.
    beats: Vec<Vec<usize>>,
}

impl Definition {
    /// The answer at a point.
    pub fn answer(&self, point: &[u32]) -> Answer {
        let applies: Vec<usize> = (0..self.lines.len()).filter(|i| self.lines[*i].holds(point)).collect();
        let unbeaten = applies.iter().filter(|i| !applies.iter().any(|j| self.beats[*j].contains(i)));
        let mut answers = unbeaten.map(|i| self.lines[*i].answer);
        match answers.next() {
            None => Answer::Gap,
            Some(first) => {
                if answers.all(|a| a == first) {
                    first
                } else {
                    Answer::Conflict
                }
            }
        }
    }

    /// Whether one line beats another.
    pub fn beats(&self, line: usize, other: usize) -> bool {
        self.beats[line].contains(&other)
    }

    /// The first line that applies. The answer where the lists are clean.
    pub fn first(&self, point: &[u32]) -> Option<&Line> {
        self.lines.iter().find(|line| line.holds(point))
    }

    fn new(lists: &Lists, mut duties: Vec<usize>) -> Self {
        duties.sort_by_key(|d| std::cmp::Reverse(lists.duties[*d].layer));
        let attributes = &lists.world.attributes;
        let regions = |when: &[Vec<Literal>]| match when {
            [] => vec![Region::default()],
            when => when.iter().map(|literals| Region::of(literals, attributes)).collect(),
        };
        let mut lines: Vec<Line> = Vec::new();
        for rule in &lists.refused {
            let when = vec![rule.when.clone()];
            let regions = regions(&when);
            lines.push(Line { duty: None, answer: Answer::NotAccepted, when, regions });
        }
        let refused = lines.len();
        for duty in duties {
            let Duty { when, lead, .. } = &lists.duties[duty];
            let regions = regions(when);
            lines.push(Line { duty: Some(duty), answer: Answer::Lead(*lead), when: when.clone(), regions });
        }
        let n = lines.len();
        let mut beats = vec![vec![false; n]; n];
        for i in 0..n {
            for j in 0..n {
                beats[i][j] = match (lines[i].duty, lines[j].duty) {
                    (None, other) => other.is_some(),
                    (Some(_), None) => false,
                    (Some(a), Some(b)) => a != b && one_beats(lists, (a, &lines[i]), (b, &lines[j])),
                };
            }
        }
        for k in refused..n {
            let by_k = beats[k].clone();
            for row in &mut beats {
                if row[k] {
                    row.iter_mut().zip(&by_k).for_each(|(to, via)| *to |= via);
                }
            }
        }
        // Strongest first: a line follows all that beat it.
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|i| std::cmp::Reverse(beats[*i].iter().filter(|b| **b).count()));
        let place = |i: usize| order.iter().position(|o| *o == i);
        let beats =
            order.iter().map(|i| (0..n).filter(|j| beats[*i][*j]).filter_map(place).collect()).collect();
        let mut sorted: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
        let lines = order.iter().filter_map(|i| sorted[*i].take()).collect();
        Self { lines, beats }
    }
}

/// Whether one duty beats another before the relation is closed.
///
/// One region lies within another if each of its boxes lies in one of the other's: exact for single boxes, and for the
/// leaves of a decision tree, which is all that is generated.
fn one_beats(lists: &Lists, (a, left): (usize, &Line), (b, right): (usize, &Line)) -> bool {
    let (one, other) = (&lists.duties[a], &lists.duties[b]);
    if one.layer != other.layer {
        return one.layer > other.layer;
    }
    // There is one ruling to a matter, so rulings are never ordered among themselves.
    if one.layer == Layer::Ruling {
        return false;
    }
    if one.parent == Some(b) {
        return true;
    }
    let within = |a: &Line, b: &Line| a.regions.iter().all(|r| b.regions.iter().any(|s| r.within(s)));
    let (mine, theirs) = (lists.matters_of(one.scope), lists.matters_of(other.scope));
    let narrower =
        |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| b.start <= a.start && a.end <= b.end;
    narrower(&mine, &theirs) && within(left, right) && !(narrower(&theirs, &mine) && within(right, left))
}

/// The definition of every matter, on a day on which the expired rulings are past.
pub fn definitions(lists: &Lists) -> Vec<Definition> {
    let mut by_matter: Vec<Vec<usize>> = vec![Vec::new(); lists.matters.len()];
    for (number, duty) in lists.duties.iter().enumerate().filter(|(_, d)| !d.expired) {
        for matter in lists.matters_of(duty.scope) {
            by_matter[matter].push(number);
        }
    }
    by_matter.into_iter().map(|duties| Definition::new(lists, duties)).collect()
}
