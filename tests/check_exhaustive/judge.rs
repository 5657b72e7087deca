//! What the checks ought to say, found by looking at every combination of facts on every day that can differ.

use super::model::{Layer, Lead, Lists};
use super::naive::{Duty, Naive, duties};
use super::set::Set;
use super::universe::{MATTERS, points};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Codes of two duties, in order.
pub type Pair = (String, String);

/// A code of finding, the first day, and the matter: what a problem of a day to come is about.
pub type Turn = (&'static str, i8, usize);

/// Everything the checks have to find. Sets of combinations are given for one matter at a time.
#[derive(Debug, Default)]
pub struct Verdict {
    pub gaps: BTreeMap<usize, Set>,
    pub fallbacks: BTreeMap<usize, Set>,
    /// With C301 or C306.
    pub conflicts: BTreeMap<(&'static str, Pair), BTreeMap<usize, Set>>,
    pub dead: BTreeSet<String>,
    /// With C305 or C333.
    pub redundant: BTreeSet<(&'static str, String)>,
    pub turns: BTreeMap<Turn, Set>,
    pub openings: BTreeMap<(i8, Pair), BTreeMap<usize, Set>>,
}

/// The lists on every day that can differ.
pub struct Judge<'a> {
    lists: &'a Lists,
    pub duties: Rc<[Duty]>,
    /// First days of the epochs.
    pub days: Vec<i8>,
    epochs: Vec<Naive<'a>>,
    /// For each epoch, the sets of duties that apply together and where: the definition asks for nothing else.
    together: Vec<BTreeMap<Vec<usize>, Set>>,
    /// What can occur and is not refused.
    pub open: Set,
}

/// What a duty says of who does what, and whether it is a fallback.
type Content<'a> = (&'a [Lead], Option<usize>, bool);

impl<'a> Judge<'a> {
    /// From a day of January 2026 to another.
    pub fn new(lists: &'a Lists, day: i8, until: i8) -> Self {
        let turns = lists.lines.iter().flat_map(|l| [l.from, l.until.map(|u| u + 1)]).flatten();
        let mut days: Vec<i8> = turns.filter(|t| day < *t && *t <= until).chain([day]).collect();
        days.sort_unstable();
        days.dedup();
        let duties = duties(lists);
        let epochs: Vec<Naive> = days.iter().map(|d| Naive::of(lists, duties.clone(), *d, &[])).collect();
        let mut open = Set::none();
        let mut together = vec![BTreeMap::new(); epochs.len()];
        for (p, point) in points().enumerate().filter(|(_, point)| !epochs[0].infeasible(point)) {
            for m in (0..MATTERS).filter(|m| !epochs[0].refused(*m, &point)) {
                open.insert(m, p);
                for (epoch, together) in epochs.iter().zip(&mut together) {
                    together.entry(epoch.applicable(m, p)).or_insert_with(Set::none).insert(m, p);
                }
            }
        }
        Self { lists, duties, days, epochs, together, open }
    }

    /// Whether duties override each other in a circle on some day: then nothing is defined.
    pub fn has_cycle(&self) -> bool {
        self.epochs.iter().any(Naive::has_cycle)
    }

    pub fn verdict(&self) -> Verdict {
        let mut gaps = by_matter(&self.where_(0, <[usize]>::is_empty));
        gaps.retain(|m, _| self.epochs[0].duties_of(*m).next().is_some());
        let dead = self.dead();
        let mut verdict = Verdict {
            gaps,
            fallbacks: by_matter(&self.where_(0, |d| self.only_fallback(d))),
            dead: dead.iter().map(|d| self.duties[*d].code.clone()).collect(),
            ..Verdict::default()
        };
        for (pair, places) in self.conflicts(0) {
            verdict.conflicts.insert((self.crossing(&pair), pair), places);
        }
        for d in self.redundant(&dead) {
            let code = if self.duties[d].layer == Layer::Ruling { "C333" } else { "C305" };
            verdict.redundant.insert((code, self.duties[d].code.clone()));
        }
        for new in 1..self.epochs.len() {
            self.turn(new, &mut verdict);
        }
        verdict
    }

    /// Where the duties that apply on a day pass a test.
    fn where_(&self, epoch: usize, test: impl Fn(&[usize]) -> bool) -> Set {
        let mut all = Set::none();
        self.together[epoch].iter().filter(|(duties, _)| test(duties)).for_each(|(_, set)| all.add(set));
        all
    }

    fn only_fallback(&self, applicable: &[usize]) -> bool {
        !applicable.is_empty() && applicable.iter().all(|d| self.duties[*d].layer == Layer::Fallback)
    }

    /// Every pair of duties with different leads of which neither is beaten, and where, by matter.
    fn conflicts(&self, epoch: usize) -> BTreeMap<Pair, BTreeMap<usize, Set>> {
        let mut all: BTreeMap<Pair, Set> = BTreeMap::new();
        for (duties, set) in &self.together[epoch] {
            let undefeated = self.epochs[epoch].undefeated(duties);
            for (i, a) in undefeated.iter().enumerate() {
                for b in &undefeated[i + 1..] {
                    let (a, b) = (&self.duties[*a], &self.duties[*b]);
                    if a.leads != b.leads {
                        let pair = (a.code.clone().min(b.code.clone()), a.code.clone().max(b.code.clone()));
                        all.entry(pair).or_insert_with(Set::none).add(set);
                    }
                }
            }
        }
        all.into_iter().map(|(pair, set)| (pair, by_matter(&set))).collect()
    }

    /// Two provisos of one duty cross.
    fn crossing(&self, pair: &Pair) -> &'static str {
        let of = |code: &String| self.duties.iter().find(|d| d.code == *code).and_then(|d| d.parent);
        if of(&pair.0).is_some() && of(&pair.0) == of(&pair.1) { "C306" } else { "C301" }
    }

    /// Duties that are in effect on some day, say that they apply somewhere, and are undefeated nowhere.
    fn dead(&self) -> Vec<usize> {
        let mut alive = BTreeSet::new();
        for (epoch, together) in self.epochs.iter().zip(&self.together) {
            for duties in together.keys() {
                alive.extend(epoch.undefeated(duties));
            }
        }
        self.seen().filter(|d| !alive.contains(d)).collect()
    }

    fn seen(&self) -> impl Iterator<Item = usize> {
        let live = |d: &usize| self.epochs.iter().any(|e| e.live[*d]);
        (0..self.duties.len()).filter(move |d| live(d) && !self.duties[*d].region.is_empty())
    }

    /// One after the other from the end of the text: each without which the same contents decide everywhere on every day,
    /// taken out alone, and also once those found before it and the dead ones are out. What repeals others stays.
    fn redundant(&self, dead: &[usize]) -> Vec<usize> {
        let mut gone: Vec<usize> = dead.iter().copied().filter(|d| !self.duties[*d].repeals).collect();
        let mut found = Vec::new();
        let candidates: Vec<usize> =
            self.seen().filter(|d| !dead.contains(d) && !self.duties[*d].repeals).collect();
        for d in candidates.into_iter().rev() {
            let without: Vec<usize> = gone.iter().copied().chain([d]).collect();
            if self.same(&gone, &without) && self.same(&[], &[d]) {
                found.push(d);
                gone = without;
            }
        }
        found
    }

    /// Whether the lists say the same without some duties as without others.
    pub fn same(&self, without: &[usize], other: &[usize]) -> bool {
        self.days.iter().zip(&self.together).all(|(day, together)| {
            let of = |gone| Naive::of(self.lists, self.duties.clone(), *day, gone);
            let (a, b) = (of(without), of(other));
            together.keys().all(|duties| self.contents(&a, duties) == self.contents(&b, duties))
        })
    }

    /// What decides where these duties apply, as far as they are in the lists.
    fn contents(&self, naive: &Naive, duties: &[usize]) -> BTreeSet<Content<'_>> {
        let there: Vec<usize> = duties.iter().copied().filter(|d| naive.live[*d]).collect();
        let undefeated = naive.undefeated(&there);
        undefeated
            .iter()
            .map(|d| (&*self.duties[*d].leads, self.duties[*d].assist, self.only_fallback(&[*d])))
            .collect()
    }

    /// What is worse from the first day of an epoch on.
    fn turn(&self, new: usize, verdict: &mut Verdict) {
        let (day, old) = (self.days[new], new - 1);
        let handled = self.where_(old, |d| !d.is_empty());
        for (m, lost) in by_matter(&self.where_(new, <[usize]>::is_empty).and(&handled)) {
            let comes = |d: &Duty| d.from.is_some_and(|from| from > day) && d.region.meets(&lost);
            let code = if self.duties.iter().any(comes) { "C314" } else { "C311" };
            verdict.turns.insert((code, day, m), lost);
        }
        let by_duty = self.where_(old, |d| !d.is_empty() && !self.only_fallback(d));
        for (m, left) in by_matter(&self.where_(new, |d| self.only_fallback(d)).and(&by_duty)) {
            verdict.turns.insert(("C313", day, m), left);
        }
        let known = self.conflicts(old);
        let opened = self.conflicts(new).into_iter().filter(|(pair, _)| !known.contains_key(pair));
        verdict.openings.extend(opened.map(|(pair, places)| ((day, pair), places)));
    }

    /// Whether some duties leave nothing of another to it, on no day and no matter.
    pub fn covers(&self, covering: &[usize], dead: usize) -> bool {
        self.epochs.iter().zip(&self.together).all(|(epoch, together)| {
            let beaten =
                |duties: &[usize]| covering.iter().any(|c| duties.contains(c) && epoch.beats(*c, dead));
            together.keys().filter(|duties| duties.contains(&dead)).all(|duties| beaten(duties))
        })
    }
}

/// The matters that have something of a set, each with its share.
fn by_matter(set: &Set) -> BTreeMap<usize, Set> {
    (0..MATTERS).map(|m| (m, set.of_matter(m))).filter(|(_, set)| !set.is_empty()).collect()
}
