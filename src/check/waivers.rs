//! C384, C385: waivers (豁免) take problems out of the report; one that expired, and one that takes nothing out.
//!
//! A waiver names a code, alone or with a fingerprint, and what it is for. It is read narrowly, so that it hides nothing
//! new: a problem about two duties is waived by a waiver of exactly one of them or of both, a problem of several matters
//! only if all are named. Names of different kinds narrow each other.

use super::problem::{Edit, Fix, Problem};
use crate::finding::codes::{CODES, code};
use crate::policy::Policy;
use crate::policy::attribute::closest;
use crate::policy::duty::Handler;
use crate::policy::intervals::Intervals;
use crate::policy::registry::{RoleId, UnitId};
use crate::syntax::entries::{MatterRef, WaiverEntry};
use crate::text::{Span, fold};
use jiff::civil::Date;
use rustc_hash::FxHashSet;

/// The codes of all duties, folded.
type Codes = FxHashSet<String>;

/// Problems that no waiver takes out: those about waivers.
const NEVER: [&str; 2] = ["C384", "C385"];

/// A problem that is waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The problem.
    pub problem: Problem,
    /// The waiver: its number in [`Policy::waivers`].
    pub waiver: usize,
}

/// Takes out what is waived on a day, and adds what there is to say about the waivers.
/// `foreseen`: what is no problem yet and will be one; a waiver of it is needed.
pub(super) fn apply(
    policy: &Policy,
    day: Date,
    problems: &mut Vec<Problem>,
    foreseen: &[Problem],
) -> Vec<Waived> {
    if policy.waivers().is_empty() {
        return Vec::new();
    }
    let waiving = Waiving::new(policy, day, |name| problems.iter().any(|p| is_about(p, name)));
    let mut used = vec![0usize; policy.waivers().len()];
    let mut waived = Vec::new();
    let mut kept = Vec::new();
    for problem in problems.drain(..) {
        let own = waiving.of(policy, &problem);
        for i in &own {
            used[*i] += 1;
        }
        match waiving.first(&own) {
            Some(i) => waived.push(Waived { problem, waiver: i }),
            None => kept.push(problem),
        }
    }
    *problems = kept;
    problems.extend(waiving.verdicts(policy, used, foreseen));
    waived
}

/// Whether a name, folded, is one of those a problem is about.
pub(super) fn is_about(problem: &Problem, name: &str) -> bool {
    problem.about.iter().any(|a| fold(a) == name)
}

/// The waivers of some lists on a day.
#[derive(Debug)]
pub(super) struct Waiving {
    waivers: Vec<Waiver>,
    live: Vec<bool>,
    /// The codes of all duties, folded.
    codes: Codes,
    /// Names that nothing bears but perhaps a problem, folded, with whether one did.
    asked: Vec<(String, bool)>,
}

impl Waiving {
    /// Looks up all names. `about`: whether some problem is about a name, folded.
    pub fn new(policy: &Policy, day: Date, mut about: impl FnMut(&str) -> bool) -> Self {
        let codes: Codes = policy.duties().map(|(_, d)| fold(&d.code).into_owned()).collect();
        let mut asked = Vec::new();
        let mut ask = |name: &str| {
            let known = about(name);
            asked.push((name.to_owned(), known));
            known
        };
        let waivers = policy.waivers().iter().map(|w| Waiver::new(policy, w, &codes, &mut ask)).collect();
        let live = policy.waivers().iter().map(|w| !expired(w, day)).collect();
        Self { waivers, live, codes, asked }
    }

    /// Whether all names still mean the same. For lists with the same codes of duties as before.
    pub fn stands(&self, mut about: impl FnMut(&str) -> bool) -> bool {
        self.asked.iter().all(|(name, known)| about(name) == *known)
    }

    /// The waivers that waive a problem, whatever the day, ascending.
    pub fn of(&self, policy: &Policy, problem: &Problem) -> Vec<usize> {
        let waives = |(i, w): (usize, &Waiver)| w.waives(policy, &self.codes, problem).then_some(i);
        self.waivers.iter().enumerate().filter_map(waives).collect()
    }

    /// The first of some that has not ended.
    pub fn first(&self, waivers: &[usize]) -> Option<usize> {
        waivers.iter().copied().find(|i| self.live[*i])
    }

    /// Whether it may matter to a problem who leads by its duties.
    pub fn by_units(&self, problem: &Problem) -> bool {
        let own = |w: &&Waiver| !w.units.is_empty() || !w.roles.is_empty();
        self.waivers.iter().filter(own).any(|w| w.code == problem.finding.code)
    }

    /// What there is to say about the waivers. `used`: how many problems each waives.
    pub fn verdicts(&self, policy: &Policy, mut used: Vec<usize>, foreseen: &[Problem]) -> Vec<Problem> {
        for (waiver, used) in self.waivers.iter().zip(&mut used).filter(|(_, used)| **used == 0) {
            *used = foreseen.iter().filter(|p| waiver.waives(policy, &self.codes, p)).count();
        }
        let all = policy.waivers().iter().zip(&self.waivers).zip(&self.live).zip(used);
        let verdict = |(((entry, waiver), live), used): (((&WaiverEntry, &Waiver), &bool), usize)| {
            if *live { waiver.needless(policy, entry, used) } else { Some(run_out(entry, used)) }
        };
        all.filter_map(verdict).collect()
    }
}

fn expired(waiver: &WaiverEntry, day: Date) -> bool {
    waiver.until.as_ref().is_some_and(|until| until.value < day)
}

/// A waiver with its names looked up.
#[derive(Debug, Default)]
struct Waiver {
    code: String,
    fingerprint: Option<String>,
    /// Codes of duties, folded.
    duties: Vec<String>,
    matters: Option<Intervals>,
    units: Vec<UnitId>,
    roles: Vec<RoleId>,
    /// Other names that a check may be about, folded: attributes, areas.
    others: Vec<String>,
    /// The numbers of names that nothing bears.
    unknown: Vec<usize>,
}

impl Waiver {
    fn new(
        policy: &Policy,
        entry: &WaiverEntry,
        codes: &Codes,
        about: &mut impl FnMut(&str) -> bool,
    ) -> Self {
        let written = fold(&entry.code.value).to_ascii_uppercase();
        let (code, fingerprint) = match written.split_once(':') {
            Some((code, print)) => (code.trim().to_owned(), Some(print.trim().to_ascii_lowercase())),
            None => (written.trim().to_owned(), None),
        };
        let mut waiver = Self { code, fingerprint, ..Self::default() };
        for (i, name) in entry.scope.iter().enumerate() {
            if !waiver.look_up(policy, &name.value, codes, about) {
                waiver.unknown.push(i);
            }
        }
        waiver
    }

    fn look_up(
        &mut self,
        policy: &Policy,
        name: &str,
        codes: &Codes,
        about: &mut impl FnMut(&str) -> bool,
    ) -> bool {
        let folded = fold(name).into_owned();
        let path: Vec<&str> = name.split('/').collect();
        let steps = path.iter().map(|step| (*step).to_owned()).collect();
        let units = &policy.registry().units;
        if codes.contains(&folded) || codes.iter().any(|c| names_duty(&folded, c)) {
            self.duties.push(folded);
        } else if let Ok(found) = policy.matters().find(&MatterRef { path: steps, span: Span::default() }) {
            let all = self.matters.take().unwrap_or_else(Intervals::empty);
            self.matters = Some(all.union(&found));
        } else if let Some(unit) = units.find(name) {
            self.units.push(unit);
        } else if let Some(role) = units.role(folded.trim_start_matches('@')) {
            self.roles.push(role);
        } else if policy.attributes().find(name).is_some()
            || policy.registry().areas.find(&path, None).is_ok()
            || about(&folded)
        {
            self.others.push(folded);
        } else {
            return false;
        }
        true
    }

    /// Whether a problem is one of those it waives, whatever the day.
    fn waives(&self, policy: &Policy, codes: &Codes, problem: &Problem) -> bool {
        let code = problem.finding.code;
        if code != self.code || NEVER.contains(&code) {
            return false;
        }
        if self.fingerprint.as_ref().is_some_and(|print| *print != problem.fingerprint) {
            return false;
        }
        let about: Vec<_> = problem.about.iter().map(|a| fold(a)).collect();
        let names = |list: &[String]| about.iter().any(|a| list.iter().any(|n| n == a));
        // A name that nobody knows must not make the waiver wider.
        self.unknown.is_empty()
            && (self.duties.is_empty() || self.about_duties(policy, codes, problem, &about))
            && self.matters.as_ref().is_none_or(|set| about_matters(policy, problem, set, &about))
            && (self.units.is_empty() && self.roles.is_empty() || self.about_units(policy, problem, &about))
            && (self.others.is_empty() || names(&self.others))
    }

    fn about_duties(
        &self,
        policy: &Policy,
        codes: &Codes,
        problem: &Problem,
        about: &[impl AsRef<str>],
    ) -> bool {
        let named = |code: &str| self.duties.iter().any(|n| names_duty(n, code));
        let mut own: Vec<&str> = about.iter().map(AsRef::as_ref).filter(|a| codes.contains(*a)).collect();
        let involved: Vec<&str> = problem.duties.iter().map(|d| &*policy.duty(*d).code).collect();
        if own.is_empty() {
            own = involved;
        }
        match self.duties.as_slice() {
            [_] => own.into_iter().any(named),
            _ => !own.is_empty() && own.into_iter().all(named),
        }
    }

    fn about_units(&self, policy: &Policy, problem: &Problem, about: &[impl AsRef<str>]) -> bool {
        let registry = &policy.registry().units;
        let unit = |id: UnitId| {
            let unit = registry.get(id);
            let names = || std::iter::once(&unit.name).chain(&unit.aliases).chain(&unit.code);
            problem.finding.span == unit.span
                || names().any(|n| about.iter().any(|a| *a.as_ref() == *fold(n)))
        };
        let role = |id: RoleId| {
            let name = fold(&registry.get_role(id).name).into_owned();
            about.iter().any(|a| a.as_ref().trim_start_matches('@') == name)
        };
        let leads = |handler: &Handler| match handler {
            Handler::Unit(unit) => self.units.contains(unit),
            Handler::Role(role, _) => self.roles.contains(role),
            Handler::Rota(_) => false,
        };
        let duty = |d: &crate::policy::duty::DutyId| {
            policy.template(policy.duty(*d).leads).leads.iter().flatten().any(leads)
        };
        self.units.iter().any(|u| unit(*u))
            || self.roles.iter().any(|r| role(*r))
            || problem.duties.iter().any(duty)
    }

    /// C385, if there is a reason for it.
    fn needless(&self, policy: &Policy, entry: &WaiverEntry, used: usize) -> Option<Problem> {
        let written = &entry.code.value;
        let unknown = self.unknown.first().and_then(|i| entry.scope.get(*i));
        let (zh, en) = if let Some(first) = unknown {
            let name = &first.value;
            let (zh, en) = did_you_mean(near(policy, name));
            (
                format!("豁免 {written} 的适用里，「{name}」不是职责、事项、单位或要素，豁免不生效{zh}"),
                format!(
                    "the waiver of {written} names \"{name}\", which is no duty, matter, unit or attribute: it has no effect{en}"
                ),
            )
        } else if code(&self.code).is_none() {
            let codes = CODES.iter().map(|c| c.code).filter(|c| can_be_waived(c));
            let (zh, en) = did_you_mean(closest(&self.code, codes));
            (format!("没有问题码「{written}」{zh}"), format!("there is no code \"{written}\"{en}"))
        } else if !can_be_waived(&self.code) {
            (
                format!("{written} 不能豁免：清单读不通的地方、豁免本身的问题，只能改正"),
                format!(
                    "{written} cannot be waived: what cannot be read, and faults of waivers, have to be corrected"
                ),
            )
        } else if used == 0 && (self.code != "C342" || policy.lock.is_some()) {
            (
                format!("豁免 {written} 用不上：没有它所说的问题。请删去，免得日后掩盖新的问题"),
                format!(
                    "the waiver of {written} is not needed: there is no such problem. Remove it, or it may hide a new one"
                ),
            )
        } else {
            return None;
        };
        let span = unknown.map_or(entry.code.span, |n| n.span);
        let problem = Problem::new("C385", span, &key(entry), zh, en);
        let fix = Fix::advice("删去这个豁免", "remove the waiver").edit(Edit::RemoveBlock(entry.code.span));
        let mistyped = !self.unknown.is_empty() || code(&self.code).is_none();
        Some(problem.fix(if mistyped { fix } else { fix.safe() }))
    }
}

/// C384.
fn run_out(entry: &WaiverEntry, used: usize) -> Problem {
    let written = &entry.code.value;
    let (place, until) =
        entry.until.as_ref().map_or((entry.code.span, Date::MAX), |until| (until.span, until.value));
    let (zh, en) = match used {
        0 => ("它所豁免的问题已经没有了，请删去".to_owned(), "What it waived is gone: remove it".to_owned()),
        n => (
            format!("它所豁免的问题还有 {n} 个，请先解决，或者重新定期限"),
            format!("{n} of what it waived is still there: settle it, or set another day"),
        ),
    };
    let zh = format!("豁免 {written} 已于 {until} 失效。{zh}");
    let en = format!("the waiver of {written} ended on {until}. {en}");
    let problem = Problem::new("C384", place, &key(entry), zh, en);
    let fix = Fix::advice("删去这个豁免", "remove the waiver").edit(Edit::RemoveBlock(entry.code.span));
    problem.fix(fix.safe())
}

fn key(entry: &WaiverEntry) -> Vec<&str> {
    std::iter::once(entry.code.value.as_str()).chain(entry.scope.iter().map(|n| n.value.as_str())).collect()
}

/// Only what `check` finds can be waived, and not what it finds about waivers.
fn can_be_waived(code: &str) -> bool {
    (code.starts_with('C') || code == "P901") && !NEVER.contains(&code)
}

/// Whether a name in a waiver is that of a duty. Rows of a table have one name.
fn names_duty(folded: &str, code: &str) -> bool {
    let code = fold(code);
    code == folded || code.rsplit_once('#').is_some_and(|(base, _)| base == folded)
}

fn about_matters(policy: &Policy, problem: &Problem, set: &Intervals, about: &[impl AsRef<str>]) -> bool {
    if problem.matters.is_empty() {
        return about.iter().any(|a| policy.matters().by_code(a.as_ref()).is_some_and(|m| set.contains(m.0)));
    }
    problem.matters.iter().all(|m| set.contains(m.0))
}

fn near(policy: &Policy, name: &str) -> Option<String> {
    let all = [
        closest(name, policy.duties().map(|(_, d)| &*d.code)),
        policy.matters().suggest(name),
        policy.registry().units.suggest(name),
        closest(name, policy.attributes().iter().map(|(_, a)| a.name.as_str())),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    closest(name, all.iter().map(String::as_str))
}

fn did_you_mean(near: Option<String>) -> (String, String) {
    near.map_or_else(Default::default, |n| (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?")))
}
