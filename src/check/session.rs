//! Lists that are checked while they are edited: what an edit does not reach is not looked at again.

use super::analysis::Days;
use super::problem::Problem;
use super::{CHECKS, Focus, Kept, Options, Report, SCOPED, Scene, Scope, by_place, of_reading};
use crate::lists::{Lists, Live, Reached};
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::matter::MatterId;
use crate::text::{Moved, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Lists with everything that is wrong with them, kept while texts are edited.
///
/// After any number of edits all answers are those of a session that is begun with the edited texts.
#[derive(Debug)]
pub struct Session {
    live: Live,
    options: Options,
    days: Days,
    /// What lasts while only duties are edited.
    kept: Arc<Kept>,
    report: Report,
    reading: Vec<Problem>,
}

/// What an edit changed.
#[derive(Debug, Clone, Default)]
pub struct Edited {
    /// Problems that are no longer there, with the words and places they had.
    pub gone: Vec<Problem>,
    /// Problems that were not there before.
    pub new: Vec<Problem>,
    /// Problems that were there before and now say something else, apart from where they stand.
    pub changed: Vec<Problem>,
    /// The edit reached further than some blocks of duties, so that all lists were read again.
    pub everything: bool,
    /// Otherwise how many duties were bound again.
    pub bound: usize,
}

impl Session {
    /// Reads and checks the lists. Linear in the lists, as reading and checking are.
    pub fn new(lists: Lists, options: Options) -> Self {
        let live = Live::new(lists);
        let days = Days::new(live.policy(), &options);
        let mut this = Self {
            live,
            options,
            days,
            kept: Arc::default(),
            report: Report::default(),
            reading: Vec::new(),
        };
        this.look();
        this.read();
        this
    }

    /// What the checks find.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What there is to say about reading the lists, as problems, in order of place.
    pub fn reading(&self) -> &[Problem] {
        &self.reading
    }

    /// The texts, by number.
    pub fn sources(&self) -> &Sources {
        self.live.sources()
    }

    /// The texts, by name.
    pub fn lists(&self) -> &Lists {
        self.live.lists()
    }

    /// The lists, bound. After an edit their hash is worked out when this is called, in time linear in the texts.
    pub fn policy(&mut self) -> &Arc<Policy> {
        self.live.hashed()
    }

    /// Replaces a text, or adds one. Blocks of duties are read again by themselves; where they apply to the same matters on
    /// the same days as before, only the classes of those matters are followed again, and checks that declare what they
    /// look at are run again only for these. An edit that reaches further has everything read and checked again.
    pub fn edit(&mut self, name: &str, text: impl Into<Arc<str>>) -> Edited {
        let reached = self.live.edit(name, &text.into());
        self.follow(&reached)
    }

    /// Takes a text away, and reads and checks everything again.
    pub fn remove(&mut self, name: &str) -> Edited {
        let reached = self.live.remove(name);
        self.follow(&reached)
    }

    fn follow(&mut self, reached: &Reached) -> Edited {
        let policy = self.live.policy();
        let (everything, bound, matters) = match reached {
            Reached::Duties { changed, steady: true, .. } => {
                (false, changed.len(), Some(self.days.revise(policy, changed)))
            }
            Reached::Duties { changed, .. } => (false, changed.len(), None),
            Reached::Everything => {
                self.kept = Arc::default();
                (true, 0, None)
            }
        };
        let mut edited = match (reached, matters) {
            (Reached::Duties { moved, .. }, Some(matters)) if policy.waivers().is_empty() => {
                self.look_near(&matters, *moved)
            }
            (_, matters) => {
                if matters.is_none() {
                    self.days = Days::new(policy, &self.options);
                }
                let before = std::mem::take(&mut self.report.problems);
                self.look();
                Edited::between(before, &self.report.problems)
            }
        };
        let before = self.read();
        edited.also(Edited::between(before, &self.reading));
        Edited { everything, bound, ..edited }
    }

    /// Makes problems of what there is to say about reading, and gives those there were.
    fn read(&mut self) -> Vec<Problem> {
        let reading = of_reading(&self.live.findings(), self.live.sources());
        std::mem::replace(&mut self.reading, reading)
    }

    /// Runs all checks.
    fn look(&mut self) {
        let scene = Scene::new(self.live.policy(), &self.options, &self.days.epochs);
        let scene = Scene { kept: self.kept.clone(), ..scene };
        let mut problems = Vec::new();
        super::run_all(&scene, &mut problems);
        self.report = Report::of(&scene, problems);
    }

    /// Runs the checks again to which it can matter that something else may be true of some matters.
    fn look_near(&mut self, matters: &[MatterId], moved: Moved) -> Edited {
        let policy = self.live.policy();
        let epochs = self.days.near(matters);
        let mut duties: Vec<DutyId> =
            epochs.iter().flat_map(|e| &e.classes).flat_map(|c| c.duties.iter().copied()).collect();
        duties.sort_unstable();
        duties.dedup();
        let focus = Focus { matters: matters.to_vec(), duties };
        let scene = |epochs, focus| Scene {
            focus,
            kept: self.kept.clone(),
            ..Scene::new(policy, &self.options, epochs)
        };
        let all = scene(&self.days.epochs, None);
        let near = scene(&epochs, None);
        let asked = scene(&self.days.epochs, Some(&focus));
        let reached = |p: &Problem| p.matters.iter().any(|m| matters.binary_search(m).is_ok());
        let mut fresh: Vec<Problem> = Vec::new();
        for check in CHECKS {
            check(&all, &mut fresh);
        }
        let had = |codes: &[&str]| {
            self.report.problems.iter().any(|p| codes.contains(&p.reported_by()) && reached(p))
        };
        // Of duties that could each go but not together one is named, so that each bears on others anywhere.
        let known = |codes: &[&str]| self.report.problems.iter().any(|p| codes.contains(&p.reported_by()));
        // What never decides is left out of account when it is asked what could go.
        let mut dead = had(&["C304"]);
        // Codes of which everything was found again.
        let mut whole: Vec<&str> = Vec::new();
        for row in SCOPED.iter().filter(|row| row.scope != Scope::Rest) {
            let before = fresh.len();
            let by_class = matches!(row.scope, Scope::Class | Scope::Classes);
            (row.check)(if by_class { &near } else { &asked }, &mut fresh);
            dead |= fresh[before..].iter().any(|p| p.finding.code == "C304");
            let together = matches!(row.scope, Scope::Classes | Scope::Duties);
            let with_dead = row.scope == Scope::Duties && dead;
            let chained = || row.scope == Scope::Duties && known(row.codes);
            if together && (with_dead || fresh.len() > before || had(row.codes) || chained()) {
                fresh.truncate(before);
                (row.check)(&all, &mut fresh);
                whole.extend(row.codes);
            }
        }
        let again: FxHashSet<(&str, &str)> =
            fresh.iter().map(|p| (p.finding.code, p.fingerprint.as_str())).collect();
        let stays = |p: &Problem| {
            let row = SCOPED.iter().find(|row| row.codes.contains(&p.reported_by()));
            row.is_some_and(|row| match row.scope {
                Scope::Class => !reached(p),
                Scope::Classes | Scope::Duties => !whole.contains(&p.reported_by()),
                Scope::Matters => !reached(p) && !again.contains(&(p.finding.code, p.fingerprint.as_str())),
                Scope::Rest => true,
            })
        };
        let old = std::mem::take(&mut self.report.problems);
        let (mut kept, before): (Vec<Problem>, Vec<Problem>) = old.into_iter().partition(stays);
        for problem in &mut kept {
            problem.follow(moved);
        }
        fresh.sort_by(by_place);
        let edited = Edited::between(before, &fresh);
        kept.append(&mut fresh);
        self.report = Report::of(&all, kept);
        edited
    }
}

impl Edited {
    fn between(before: Vec<Problem>, after: &[Problem]) -> Self {
        let mut old: FxHashMap<(&'static str, String), Vec<Problem>> = FxHashMap::default();
        for problem in before.into_iter().rev() {
            old.entry((problem.finding.code, problem.fingerprint.clone())).or_default().push(problem);
        }
        let mut this = Self::default();
        for problem in after {
            match old.get_mut(&(problem.finding.code, problem.fingerprint.clone())).and_then(Vec::pop) {
                None => this.new.push(problem.clone()),
                Some(was) if says_the_same(&was, problem) => {}
                Some(_) => this.changed.push(problem.clone()),
            }
        }
        this.gone = old.into_values().flatten().collect();
        this.gone.sort_by(by_place);
        this
    }

    /// Puts others before these.
    fn also(&mut self, mut others: Self) {
        for (all, more) in [
            (&mut self.gone, &mut others.gone),
            (&mut self.new, &mut others.new),
            (&mut self.changed, &mut others.changed),
        ] {
            more.append(all);
            std::mem::swap(all, more);
        }
    }
}

/// Whether two problems are one in all but their places.
fn says_the_same(a: &Problem, b: &Problem) -> bool {
    let words = |p: &Problem| (p.finding.zh.clone(), p.finding.en.clone(), p.finding.severity);
    let others =
        |p: &Problem| p.finding.related.iter().map(|r| (r.1.clone(), r.2.clone())).collect::<Vec<_>>();
    let fixes = |p: &Problem| p.fixes.iter().map(|f| (f.zh.clone(), f.paste.clone())).collect::<Vec<_>>();
    words(a) == words(b)
        && others(a) == others(b)
        && (&a.matters, &a.region, a.days) == (&b.matters, &b.region, b.days)
        && a.witness == b.witness
        && fixes(a) == fixes(b)
}
