//! What an edit of lists changed about what is wrong with them.

use super::by_place;
use super::problem::{Fix, Problem};
use crate::text::Span;
use rustc_hash::FxHashMap;

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

impl Edited {
    /// What became of some problems: those there were, and those there are, in order of place.
    pub(super) fn between<'p>(before: Vec<Problem>, after: impl Iterator<Item = &'p Problem>) -> Self {
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
    pub(super) fn also(&mut self, mut others: Self) {
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
    let (x, y) = (&a.finding, &b.finding);
    let related = |r: &(Span, String, String), s: &(Span, String, String)| (&r.1, &r.2) == (&s.1, &s.2);
    let fix = |f: &Fix, g: &Fix| (&f.zh, &f.paste) == (&g.zh, &g.paste);
    (&x.zh, &x.en, x.severity) == (&y.zh, &y.en, y.severity)
        && (&a.matters, &a.region, a.days, &a.witness) == (&b.matters, &b.region, b.days, &b.witness)
        && x.related.len() == y.related.len()
        && x.related.iter().zip(&y.related).all(|(r, s)| related(r, s))
        && a.fixes.len() == b.fixes.len()
        && a.fixes.iter().zip(&b.fixes).all(|(f, g)| fix(f, g))
}
