//! The definition of `design.md` section 3, followed word for word over every combination of facts. Slow on purpose.

use super::model::{Layer, Lead, Line, Lists, holds};
use super::set::{Set, combinations};
use super::universe::{MATTERS, NODES, Point, number, points};
use std::collections::BTreeSet;
use std::rc::Rc;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Gap,
    Conflict,
    Infeasible,
    NotAccepted,
    Decided(Vec<Lead>),
}

/// A duty with everything it inherits, and its region.
pub struct Duty {
    /// `L3`, of a proviso `L3p0`.
    pub code: String,
    /// Its parent, of a proviso.
    pub parent: Option<usize>,
    pub from: Option<i8>,
    until: Option<i8>,
    pub repeals: bool,
    pub layer: Layer,
    ruled: i8,
    capacity: Option<usize>,
    scope: Vec<usize>,
    pub leads: Vec<Lead>,
    pub assist: Option<usize>,
    declared: Vec<usize>,
    pub region: Set,
}

pub struct Naive<'a> {
    lists: &'a Lists,
    pub duties: Rc<[Duty]>,
    /// Those in effect that were not taken out.
    pub live: Vec<bool>,
    /// `beats[r][s]`, closed transitively.
    beats: Vec<Vec<bool>>,
}

/// Every duty of the lists, whatever its days.
pub fn duties(lists: &Lists) -> Rc<[Duty]> {
    let mut duties = Vec::new();
    let mut number_of_line = Vec::new();
    for (i, line) in lists.lines.iter().enumerate() {
        number_of_line.push(duties.len());
        add(lists, i, line, &mut duties);
    }
    // 优先于 names a line; its provisos are duties of their own.
    for (line, number) in lists.lines.iter().zip(&number_of_line) {
        let named = line.overrides.iter().map(|o| number_of_line[o % lists.lines.len()]);
        duties[*number].declared.extend(named);
    }
    duties.into()
}

impl<'a> Naive<'a> {
    /// The lists as of a day of January 2026.
    pub fn new(lists: &'a Lists, day: i8) -> Self {
        Self::of(lists, duties(lists), day, &[])
    }

    /// The lists as of a day, without some of their duties.
    pub fn of(lists: &'a Lists, duties: Rc<[Duty]>, day: i8, gone: &[usize]) -> Self {
        let there: Vec<usize> = (0..duties.len()).filter(|d| !gone.contains(d)).collect();
        let in_effect = |d: usize| {
            duties[d].from.is_none_or(|from| from <= day)
                && duties[d].until.is_none_or(|until| day <= until)
                && repealed(&duties, &there, d).is_none_or(|end| day < end)
        };
        let live: Vec<bool> = (0..duties.len()).map(|d| there.contains(&d) && in_effect(d)).collect();
        let beats = closed(lists, &duties, &live);
        Self { lists, duties, live, beats }
    }

    /// Whether the relation has a cycle: an error, and then nothing is defined.
    pub fn has_cycle(&self) -> bool {
        (0..self.duties.len()).any(|i| self.beats[i][i])
    }

    /// Whether the combination cannot occur.
    pub fn infeasible(&self, point: &Point) -> bool {
        self.lists.never.iter().any(|c| holds(c, point, self.lists))
    }

    /// Whether the not-accepted list takes it.
    pub fn refused(&self, matter: usize, point: &Point) -> bool {
        self.lists.refusals.iter().any(|(scope, when)| {
            covers(scope, matter) && (when.is_empty() || when.iter().any(|c| holds(c, point, self.lists)))
        })
    }

    /// Whether one duty beats another.
    pub fn beats(&self, r: usize, s: usize) -> bool {
        self.beats[r][s]
    }

    /// The duties that apply to some combination of a matter.
    pub fn duties_of(&self, matter: usize) -> impl Iterator<Item = usize> {
        let applies = move |d: &usize| (0..combinations()).any(|p| self.duties[*d].region.holds(matter, p));
        (0..self.duties.len()).filter(|d| self.live[*d]).filter(applies)
    }

    /// The duties that apply to a combination, by its number.
    pub fn applicable(&self, matter: usize, point: usize) -> Vec<usize> {
        let live = (0..self.duties.len()).filter(|d| self.live[*d]);
        live.filter(|d| self.duties[*d].region.holds(matter, point)).collect()
    }

    /// Of applicable duties those that no other one beats.
    pub fn undefeated(&self, applicable: &[usize]) -> Vec<usize> {
        let beaten = |r: &usize| applicable.iter().any(|s| self.beats[*s][*r]);
        applicable.iter().copied().filter(|r| !beaten(r)).collect()
    }

    pub fn at(&self, matter: usize, point: &Point) -> Outcome {
        if self.infeasible(point) {
            return Outcome::Infeasible;
        }
        if self.refused(matter, point) {
            return Outcome::NotAccepted;
        }
        let undefeated = self.undefeated(&self.applicable(matter, number(point)));
        let leads: BTreeSet<&Vec<Lead>> = undefeated.iter().map(|r| &self.duties[*r].leads).collect();
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

fn add(lists: &Lists, number: usize, line: &Line, duties: &mut Vec<Duty>) {
    let scope = matters(line);
    let inside = |p: &Point| {
        (line.when.is_empty() || line.when.iter().any(|c| holds(c, p, lists)))
            && !line.except.iter().any(|c| holds(c, p, lists))
    };
    let all: Vec<Point> = points().collect();
    let own: Vec<bool> = all.iter().map(inside).collect();
    let sorted = |leads: &[Lead]| {
        let set: BTreeSet<Lead> = leads.iter().cloned().collect();
        set.into_iter().collect()
    };
    let parent = duties.len();
    let duty = Duty {
        code: format!("L{number}"),
        parent: None,
        from: line.from,
        until: line.until,
        repeals: line.repeals,
        layer: line.layer,
        ruled: line.ruled,
        capacity: line.capacity,
        scope: scope.clone(),
        leads: sorted(&line.leads),
        assist: line.assist,
        declared: Vec::new(),
        region: Set::of(|m, p| scope.contains(&m) && own[p]),
    };
    duties.push(duty);
    for (i, proviso) in line.provisos.iter().enumerate() {
        let meant: Vec<bool> =
            all.iter().zip(&own).map(|(p, own)| *own && holds(&proviso.when, p, lists)).collect();
        duties.push(Duty {
            code: format!("L{number}p{i}"),
            parent: Some(parent),
            from: line.from,
            until: line.until,
            repeals: false,
            layer: line.layer,
            ruled: line.ruled,
            capacity: None,
            scope: scope.clone(),
            leads: sorted(&proviso.leads),
            assist: None,
            declared: vec![parent],
            region: Set::of(|m, p| scope.contains(&m) && meant[p]),
        });
    }
}

/// The day on which an older, more special duty ends because a newer one of its layer repeals it.
fn repealed(duties: &[Duty], there: &[usize], r: usize) -> Option<i8> {
    let special = &duties[r];
    let ends = |s: &Duty| {
        s.repeals
            && s.layer == special.layer
            && s.layer != Layer::Ruling
            && strictly_inside(special, s)
            && s.from.zip(special.from).is_some_and(|(newer, older)| newer > older)
    };
    there.iter().map(|s| &duties[*s]).filter(|s| ends(s)).filter_map(|s| s.from).min()
}

fn strictly_inside(r: &Duty, s: &Duty) -> bool {
    !r.region.is_empty() && r.region.strictly_within(&s.region)
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
    let direct = |r: usize, s: usize| live[r] && live[s] && beats(lists, duties, r, s);
    let mut closed: Vec<Vec<bool>> = (0..n).map(|r| (0..n).map(|s| direct(r, s)).collect()).collect();
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
