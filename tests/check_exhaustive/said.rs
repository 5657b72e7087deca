//! What the checks say, in the judge's terms.

use super::judge::{Judge, Pair, Verdict};
use super::set::{Set, combinations};
use super::universe::{ATTRS, BOUNDS, CLOCK, MATTERS, NODES, Point, points};
use fenbo::check::Problem;
use fenbo::policy::Policy;
use fenbo::policy::attribute::clock as minute;
use fenbo::policy::duty::DutyId;
use fenbo::policy::matter::MatterId;
use fenbo::policy::region::{AttrId, Region};
use std::collections::{BTreeMap, BTreeSet};

pub struct Said<'a> {
    policy: &'a Policy,
    judge: &'a Judge<'a>,
    /// The attributes of the universe, and the policy's number of each of their values.
    attributes: Vec<(AttrId, Vec<u32>)>,
    /// The policy's numbers of the matters.
    matters: [MatterId; MATTERS],
    every: Vec<Point>,
}

impl<'a> Said<'a> {
    pub fn new(policy: &'a Policy, judge: &'a Judge<'a>) -> Self {
        let attributes = policy.attributes();
        let value = |id: AttrId, attr: &super::universe::Attr, v: usize| {
            let (word, _) = attr.words.iter().find(|w| w.1 == [v]).expect("each value has a word of its own");
            let set = attributes.get(id).values_of(word, None, &policy.registry().areas);
            set.ok().and_then(|set| set.first()).expect("the universe's words are known")
        };
        let bound = ATTRS.iter().map(|attr| {
            let (id, _) = attributes.find(attr.name).expect("the universe's attributes are known");
            (id, (0..attr.values).map(|v| value(id, attr, v)).collect())
        });
        let matters = std::array::from_fn(|m| policy.matters().by_code(NODES[m].0).expect("a matter"));
        Self { policy, judge, attributes: bound.collect(), matters, every: points().collect() }
    }

    fn matter(&self, id: MatterId) -> usize {
        self.matters.iter().position(|m| *m == id).expect("a matter of the universe")
    }

    fn value(&self, point: usize, attr: AttrId) -> u32 {
        let tested = self.attributes.iter().position(|a| a.0 == attr);
        tested.map_or(0, |a| self.attributes[a].1[self.every[point][a]])
    }

    /// Whether a point has the universe's value that one of the policy's values belongs to.
    fn stands_for(&self, point: usize, attr: AttrId, value: u32) -> bool {
        let Some(a) = self.attributes.iter().position(|a| a.0 == attr) else { return false };
        let own = self.every[point][a];
        match a {
            // A value of the universe is a stretch of minutes.
            CLOCK => BOUNDS.map(minute).partition_point(|bound| *bound <= Some(value)) == own + 1,
            _ => self.attributes[a].1[own] == value,
        }
    }

    /// The open combinations of one matter in a region.
    fn set(&self, matter: usize, region: &Region) -> Set {
        let inside: Vec<bool> =
            (0..combinations()).map(|p| region.contains(|attr| self.value(p, attr))).collect();
        Set::of(|m, p| m == matter && inside[p] && self.judge.open.holds(m, p))
    }

    fn code(&self, duty: DutyId) -> String {
        self.policy.duty(duty).code.to_string()
    }

    /// The duty that stands where the problem is reported.
    fn subject(&self, problem: &Problem) -> Option<DutyId> {
        self.policy.duties().find(|(_, d)| d.span == problem.finding.span).map(|(id, _)| id)
    }

    /// What must be true of a problem by itself: matters in order, a witness inside the region, all of it, and a safe fix
    /// that changes nothing.
    pub fn sound(&self, problem: &Problem) -> Result<(), String> {
        let differs = |what: &str| Err(format!("{what}: {problem:#?}"));
        if !problem.matters.is_sorted() || !problem.duties.is_sorted() {
            return differs("matters or duties are not in order");
        }
        if let Some(witness) = &problem.witness {
            let matter = self.matter(witness.matter);
            let fits = |p: usize| witness.facts.iter().all(|(attr, v)| self.stands_for(p, *attr, *v));
            let meant: Vec<usize> =
                (0..combinations()).filter(|p| fits(*p) && self.judge.open.holds(matter, *p)).collect();
            let region = self.set(matter, &problem.region);
            if meant.is_empty() || !meant.iter().all(|p| region.holds(matter, *p)) {
                return differs("the witness is not inside the region");
            }
        }
        if problem.fixes.iter().any(|f| f.safe) {
            let Some(duty) = self.subject(problem) else { return differs("a safe fix of no duty") };
            let number = self.number(duty);
            if !self.judge.same(&[], &[number]) {
                return differs("the safe fix changes a decision");
            }
        }
        if problem.finding.code == "C304" {
            let Some(duty) = self.subject(problem) else { return differs("a dead duty of no place") };
            let covering: Vec<usize> =
                problem.duties.iter().filter(|d| **d != duty).map(|d| self.number(*d)).collect();
            if !self.judge.covers(&covering, self.number(duty)) {
                return differs("the duties named do not cover the dead one");
            }
        }
        Ok(())
    }

    /// All safe fixes together change nothing either.
    pub fn safe_together(&self, problems: &[Problem]) -> Result<(), String> {
        let safe = problems.iter().filter(|p| p.fixes.iter().any(|f| f.safe));
        let gone: Vec<usize> = safe.filter_map(|p| self.subject(p)).map(|d| self.number(d)).collect();
        if self.judge.same(&[], &gone) {
            Ok(())
        } else {
            Err("the safe fixes together change a decision".to_owned())
        }
    }

    fn number(&self, duty: DutyId) -> usize {
        let code = self.code(duty);
        self.judge.duties.iter().position(|d| d.code == code).expect("a duty of the lists")
    }

    /// Everything that was said against everything that ought to be.
    pub fn compare(&self, problems: &[Problem], verdict: &Verdict) -> Result<(), String> {
        let of = |code: &'static str| problems.iter().filter(move |p| p.finding.code == code);
        let (bounds, holes): (Vec<&Problem>, Vec<&Problem>) =
            ["C354", "C355"].into_iter().flat_map(of).partition(|p| self.is_conflict(p, verdict));
        self.nobody("C302", problems, &holes, &verdict.gaps)?;
        self.nobody("C303", problems, &holes, &verdict.fallbacks)?;
        let named = |code: &'static str| -> BTreeSet<String> {
            of(code).filter_map(|p| self.subject(p)).map(|d| self.code(d)).collect()
        };
        equal("C304", &named("C304"), &verdict.dead)?;
        let redundant: BTreeSet<_> = ["C305", "C333"]
            .into_iter()
            .flat_map(|code| named(code).into_iter().map(move |d| (code, d)))
            .collect();
        equal("redundant", &redundant, &verdict.redundant)?;
        let mut turns = BTreeMap::new();
        for problem in ["C311", "C313", "C314"].into_iter().flat_map(of) {
            for m in problem.matters.iter().map(|m| self.matter(*m)) {
                let key = (problem.finding.code, first_day(problem)?, m);
                if turns.insert(key, self.set(m, &problem.region)).is_some() {
                    return Err(format!("{} is said twice of one matter", problem.finding.code));
                }
            }
        }
        equal("turns", &turns, &verdict.turns)?;
        let mut wanted: BTreeMap<_, _> =
            verdict.conflicts.iter().map(|((c, p), at)| ((*c, 0, p.clone()), at)).collect();
        wanted.extend(verdict.openings.iter().map(|((day, p), at)| (("C312", *day, p.clone()), at)));
        for problem in ["C301", "C306", "C312"].into_iter().flat_map(of).chain(bounds) {
            let pair = self.pair(problem).ok_or("a conflict of other than two")?;
            let code = match problem.finding.code {
                // Of a conflict at a bound nothing is said of what crosses.
                "C354" if wanted.contains_key(&("C306", 0, pair.clone())) => "C306",
                "C354" => "C301",
                other => other,
            };
            let day = if code == "C312" { first_day(problem)? } else { 0 };
            let Some(places) = wanted.remove(&(code, day, pair.clone())) else {
                return Err(format!("{code} of {pair:?} (from {day}) is not meant, or said twice"));
            };
            let matters: Vec<usize> = problem.matters.iter().map(|m| self.matter(*m)).collect();
            equal("matters of a conflict", &matters, &places.keys().copied().collect())?;
            // The region is that of the witness's matter.
            let m = problem.witness.as_ref().map(|w| self.matter(w.matter)).ok_or("no witness")?;
            if places.get(&m) != Some(&self.set(m, &problem.region)) {
                return Err(format!("{code} of {pair:?}: another region"));
            }
        }
        if wanted.is_empty() { Ok(()) } else { Err(format!("not found: {:?}", wanted.keys())) }
    }
}

impl Said<'_> {
    /// Where nobody, or nobody but a fallback, handles a complaint: said as such, or as a hole at a bound.
    fn nobody(
        &self,
        code: &str,
        problems: &[Problem],
        holes: &[&Problem],
        meant: &BTreeMap<usize, Set>,
    ) -> Result<(), String> {
        let mut said: BTreeMap<usize, Set> = BTreeMap::new();
        for problem in problems.iter().filter(|p| p.finding.code == code) {
            for m in problem.matters.iter().map(|m| self.matter(*m)) {
                if said.insert(m, self.set(m, &problem.region)).is_some() {
                    return Err(format!("{code} is said twice of one matter"));
                }
            }
        }
        let before = said.clone();
        for hole in holes {
            let first = hole.witness.as_ref().map(|w| self.matter(w.matter));
            for m in hole.matters.iter().map(|m| self.matter(*m)) {
                let Some(meant) = meant.get(&m) else { continue };
                // The region is that of the witness's matter; on others the hole may be larger.
                let own = if first == Some(m) { self.set(m, &hole.region).and(meant) } else { meant.clone() };
                if first == Some(m) && before.get(&m).is_some_and(|said| said.meets(&own)) {
                    return Err(format!("{code} is said of what is a hole"));
                }
                said.entry(m).or_insert_with(Set::none).add(&own);
            }
        }
        said.retain(|_, set| !set.is_empty());
        equal(code, &said, meant)
    }

    /// The codes of two duties, in order.
    fn pair(&self, problem: &Problem) -> Option<Pair> {
        let [a, b] = problem.duties.as_slice() else { return None };
        let (a, b) = (self.code(*a), self.code(*b));
        Some((a.clone().min(b.clone()), a.max(b)))
    }

    /// A bound that both sides include makes a conflict, one that neither includes a hole.
    fn is_conflict(&self, problem: &Problem, verdict: &Verdict) -> bool {
        let Some((pair, witness)) = self.pair(problem).zip(problem.witness.as_ref()) else { return false };
        let m = self.matter(witness.matter);
        let places = ["C301", "C306"].into_iter().filter_map(|c| verdict.conflicts.get(&(c, pair.clone())));
        places.filter_map(|p| p.get(&m)).any(|set| set.meets(&self.set(m, &problem.region)))
    }
}

fn first_day(problem: &Problem) -> Result<i8, String> {
    problem.days.map(|d| d.0.day()).ok_or_else(|| format!("{} has no day", problem.finding.code))
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, wanted: &T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}\nsaid  {got:?}\nmeant {wanted:?}")) }
}
