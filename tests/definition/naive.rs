//! The definition of `design.md` section 3, followed word for word over every combination of facts. Slow on purpose.

use super::model::{Layer, Lead, Line, Lists, holds};
use super::universe::{MATTERS, NODES, Point, points};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Gap,
    Conflict,
    Infeasible,
    NotAccepted,
    Decided(Vec<Lead>),
}

/// A duty with everything it inherits, and its region as the set of (matter, point) pairs.
struct Duty {
    from: Option<i8>,
    until: Option<i8>,
    repeals: bool,
    layer: Layer,
    ruled: i8,
    capacity: Option<usize>,
    scope: Vec<usize>,
    leads: Vec<Lead>,
    declared: Vec<usize>,
    region: BTreeSet<(usize, Point)>,
}

pub struct Naive<'a> {
    lists: &'a Lists,
    duties: Vec<Duty>,
    /// In effect on the day.
    live: Vec<bool>,
    /// `beats[r][s]`, closed transitively.
    beats: Vec<Vec<bool>>,
}

impl<'a> Naive<'a> {
    /// The lists as of a day of January 2026.
    pub fn new(lists: &'a Lists, day: i8) -> Self {
        let mut duties = Vec::new();
        let mut number_of_line = Vec::new();
        for line in &lists.lines {
            number_of_line.push(duties.len());
            add(lists, line, &mut duties);
        }
        // 优先于 names a line; its provisos are duties of their own.
        for (line, number) in lists.lines.iter().zip(&number_of_line) {
            let named = line.overrides.iter().map(|o| number_of_line[o % lists.lines.len()]);
            duties[*number].declared.extend(named);
        }
        let repealed: Vec<Option<i8>> = (0..duties.len()).map(|r| repealed(&duties, r)).collect();
        let live: Vec<bool> = duties
            .iter()
            .zip(repealed)
            .map(|(d, end)| {
                d.from.is_none_or(|from| from <= day)
                    && d.until.is_none_or(|until| day <= until)
                    && end.is_none_or(|end| day < end)
            })
            .collect();
        let beats = closed(lists, &duties, &live);
        Self { lists, duties, live, beats }
    }

    /// Whether the relation has a cycle: an error, and then nothing is defined.
    pub fn has_cycle(&self) -> bool {
        (0..self.duties.len()).any(|i| self.beats[i][i])
    }

    pub fn at(&self, matter: usize, point: &Point) -> Outcome {
        if self.lists.never.iter().any(|c| holds(c, point, self.lists)) {
            return Outcome::Infeasible;
        }
        let refused = |(scope, when): &(Vec<usize>, Vec<_>)| {
            covers(scope, matter) && (when.is_empty() || when.iter().any(|c| holds(c, point, self.lists)))
        };
        if self.lists.refusals.iter().any(refused) {
            return Outcome::NotAccepted;
        }
        let applies = |d: &usize| self.live[*d] && self.duties[*d].region.contains(&(matter, *point));
        let applicable: Vec<usize> = (0..self.duties.len()).filter(applies).collect();
        let undefeated = applicable.iter().filter(|r| !applicable.iter().any(|s| self.beats[*s][**r]));
        let leads: BTreeSet<&Vec<Lead>> = undefeated.map(|r| &self.duties[*r].leads).collect();
        match leads.len() {
            0 => Outcome::Gap,
            1 => Outcome::Decided(leads.into_iter().next().cloned().unwrap_or_default()),
            _ => Outcome::Conflict,
        }
    }

    /// Everything that may come out if each attribute has one of several values; what cannot occur is left out unless
    /// nothing else can.
    pub fn over(&self, matter: usize, sets: &[Vec<usize>; 6]) -> BTreeSet<Outcome> {
        let mut all: BTreeSet<Outcome> = inside(sets).map(|p| self.at(matter, &p)).collect();
        if all.len() > 1 {
            all.remove(&Outcome::Infeasible);
        }
        all
    }
}

/// Every combination inside the sets.
pub fn inside(sets: &[Vec<usize>; 6]) -> impl Iterator<Item = Point> + '_ {
    points().filter(move |p| p.iter().zip(sets).all(|(v, set)| set.contains(v)))
}

fn covers(scope: &[usize], matter: usize) -> bool {
    scope.iter().any(|n| NODES[*n].1.contains(&matter))
}

fn matters(line: &Line) -> Vec<usize> {
    // A fallback is written under one node.
    let scope = if line.layer == Layer::Fallback { &line.scope[..1] } else { &line.scope[..] };
    (0..MATTERS).filter(|m| covers(scope, *m)).collect()
}

fn add(lists: &Lists, line: &Line, duties: &mut Vec<Duty>) {
    let scope = matters(line);
    let inside = |p: &Point| {
        (line.when.is_empty() || line.when.iter().any(|c| holds(c, p, lists)))
            && !line.except.iter().any(|c| holds(c, p, lists))
    };
    let own: Vec<Point> = points().filter(inside).collect();
    let region = |points: Vec<Point>| scope.iter().flat_map(|m| points.iter().map(|p| (*m, *p))).collect();
    let parent = duties.len();
    let sorted = |leads: &[Lead]| {
        let set: BTreeSet<Lead> = leads.iter().cloned().collect();
        set.into_iter().collect()
    };
    duties.push(Duty {
        from: line.from,
        until: line.until,
        repeals: line.repeals,
        layer: line.layer,
        ruled: line.ruled,
        capacity: line.capacity,
        scope: scope.clone(),
        leads: sorted(&line.leads),
        declared: Vec::new(),
        region: region(own.clone()),
    });
    for proviso in &line.provisos {
        let points = own.iter().copied().filter(|p| holds(&proviso.when, p, lists)).collect();
        duties.push(Duty {
            from: line.from,
            until: line.until,
            repeals: false,
            layer: line.layer,
            ruled: line.ruled,
            capacity: None,
            scope: scope.clone(),
            leads: sorted(&proviso.leads),
            declared: vec![parent],
            region: region(points),
        });
    }
}

/// The day on which an older, more special duty ends because a newer one of its layer repeals it.
fn repealed(duties: &[Duty], r: usize) -> Option<i8> {
    let special = &duties[r];
    let ends = |s: &Duty| {
        s.repeals
            && s.layer == special.layer
            && s.layer != Layer::Ruling
            && strictly_inside(special, s)
            && s.from.zip(special.from).is_some_and(|(newer, older)| newer > older)
    };
    duties.iter().filter(|s| ends(s)).filter_map(|s| s.from).min()
}

fn strictly_inside(r: &Duty, s: &Duty) -> bool {
    !r.region.is_empty() && r.region.len() < s.region.len() && r.region.is_subset(&s.region)
}

fn beats(lists: &Lists, duties: &[Duty], r: usize, s: usize) -> bool {
    let (a, b) = (&duties[r], &duties[s]);
    if a.layer > b.layer {
        return true;
    }
    if a.layer == Layer::Ruling && b.layer == Layer::Ruling && a.ruled > b.ruled {
        return true;
    }
    if a.declared.contains(&s) {
        return true;
    }
    let other_day = a.layer == Layer::Ruling && a.ruled != b.ruled;
    if a.layer != b.layer || other_day {
        return false;
    }
    if let (Some(doctrine), Some(x), Some(y)) = (&lists.doctrine, a.capacity, b.capacity) {
        let inside = |d: &Duty| d.scope.iter().all(|m| covers(&doctrine.scope, *m));
        if inside(a) && inside(b) && if doctrine.reversed { x > y } else { x < y } {
            return true;
        }
    }
    // A duty that never applies takes no part.
    strictly_inside(a, b)
}

fn closed(lists: &Lists, duties: &[Duty], live: &[bool]) -> Vec<Vec<bool>> {
    let n = duties.len();
    let mut closed: Vec<Vec<bool>> =
        (0..n).map(|r| (0..n).map(|s| live[r] && live[s] && beats(lists, duties, r, s)).collect()).collect();
    for via in 0..n {
        for r in 0..n {
            if closed[r][via] {
                let further = closed[via].clone();
                closed[r].iter_mut().zip(further).for_each(|(own, more)| *own |= more);
            }
        }
    }
    closed
}
