//! Lists that are checked while they are edited: what an edit does not reach is not looked at again.

use super::analysis::Days;
use super::problem::Problem;
use super::{CHECKS, Options, Report, Scene, of_reading};
use crate::lists::{Lists, Live, Reached};
use crate::policy::Policy;
use crate::text::Sources;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Lists with everything that is wrong with them, kept while texts are edited.
///
/// After any number of edits all answers are those of a session that is begun with the edited texts.
#[derive(Debug)]
pub struct Session {
    live: Live,
    options: Options,
    days: Days,
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
        let mut this = Self { live, options, days, report: Report::default(), reading: Vec::new() };
        this.look_again();
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

    /// Replaces a text, or adds one.
    pub fn edit(&mut self, name: &str, text: impl Into<Arc<str>>) -> Edited {
        let before = self.all();
        let reached = self.live.edit(name, &text.into());
        match &reached {
            Reached::Duties { changed, steady: true, .. } => {
                self.days.revise(self.live.policy(), changed);
            }
            _ => self.days = Days::new(self.live.policy(), &self.options),
        }
        self.look_again();
        self.since(before, &reached)
    }

    /// Takes a text away.
    pub fn remove(&mut self, name: &str) -> Edited {
        let before = self.all();
        let reached = self.live.remove(name);
        self.days = Days::new(self.live.policy(), &self.options);
        self.look_again();
        self.since(before, &reached)
    }

    fn since(&self, before: Vec<Problem>, reached: &Reached) -> Edited {
        let (everything, bound) = match reached {
            Reached::Everything => (true, 0),
            Reached::Duties { changed, .. } => (false, changed.len()),
        };
        Edited { everything, bound, ..Edited::between(before, self.all()) }
    }

    fn all(&self) -> Vec<Problem> {
        self.reading.iter().chain(&self.report.problems).cloned().collect()
    }

    fn look_again(&mut self) {
        self.reading = of_reading(&self.live.findings(), self.live.sources());
        let policy = self.live.policy();
        let scene = Scene::new(policy, &self.options, &self.days.epochs);
        let mut problems = Vec::new();
        CHECKS.iter().for_each(|check| check(&scene, &mut problems));
        self.report = Report::of(&scene, problems);
    }
}

impl Edited {
    fn between(before: Vec<Problem>, after: Vec<Problem>) -> Self {
        let mut old: FxHashMap<(&'static str, String), Vec<Problem>> = FxHashMap::default();
        for problem in before.into_iter().rev() {
            old.entry((problem.finding.code, problem.fingerprint.clone())).or_default().push(problem);
        }
        let mut this = Self::default();
        for problem in after {
            match old.get_mut(&(problem.finding.code, problem.fingerprint.clone())).and_then(Vec::pop) {
                None => this.new.push(problem),
                Some(was) if says_the_same(&was, &problem) => {}
                Some(_) => this.changed.push(problem),
            }
        }
        this.gone = old.into_values().flatten().collect();
        this.gone.sort_by(super::by_place);
        this
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
