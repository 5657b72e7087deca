//! Fenbo's regions, and all pairs over Fenbo's boxes.

use super::{Answers, Contest, engine};
use crate::generate::write::files;
use fenbo::check::{Analysis, Options};
use fenbo::policy::Policy;
use fenbo::policy::duty::DutyId;
use fenbo::policy::matter::MatterId;
use fenbo::policy::precedence::Precedence;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Resolved lists.
pub struct Own {
    policy: Arc<Policy>,
    precedence: Precedence,
}

/// What [`Own::analyse`] found, in Fenbo's numbers.
pub struct Found {
    analysis: Analysis,
    gaps: Vec<MatterId>,
    conflicts: Vec<(MatterId, DutyId, DutyId)>,
    dead: Vec<DutyId>,
}

impl Found {
    /// Whether every matter was analysed.
    pub fn exact(&self) -> bool {
        self.analysis.not_analysed().is_empty()
    }
}

impl Own {
    pub fn new(contest: &Contest) -> Self {
        let (policy, _, findings) = engine::read(&files(&contest.lists));
        assert!(findings.is_empty(), "the generated lists can be read: {findings:?}");
        let (precedence, _) = Precedence::new(&policy, engine::DAY);
        Self { policy: Arc::new(policy), precedence }
    }

    /// From resolved lists to all gaps, conflicts and dead duties.
    pub fn analyse(&self) -> Found {
        let options = Options { day: engine::DAY, until: engine::DAY };
        let analysis = Analysis::new(self.policy.clone(), options);
        let (gaps, conflicts, dead) = (analysis.gaps(), analysis.conflicts(), analysis.dead());
        Found { analysis, gaps, conflicts, dead }
    }

    /// What beats what, which is a part of [`analyse`](Self::analyse).
    pub fn precedence(&self) -> Precedence {
        Precedence::new(&self.policy, engine::DAY).0
    }

    /// Every finding of every check, written out.
    pub fn report(&self, found: &Found) -> usize {
        found.analysis.report().problems.len()
    }

    /// For every matter every pair of duties, whether their regions overlap and nothing more.
    pub fn all_pairs(&self) -> Vec<(MatterId, DutyId, DutyId)> {
        let mut out = Vec::new();
        for (matter, _) in self.policy.matters().iter() {
            let duties = self.precedence.applicable(matter.0);
            for (i, r) in duties.iter().enumerate() {
                let a = &self.policy.duty(*r).region.cubes;
                for s in &duties[i + 1..] {
                    let b = &self.policy.duty(*s).region.cubes;
                    if a.iter().any(|x| b.iter().any(|y| x.overlaps(y))) {
                        out.push((matter, *r, *s));
                    }
                }
            }
        }
        out
    }

    /// In the generator's numbers.
    pub fn answers(&self, contest: &Contest, found: &Found) -> Answers {
        let numbers = Numbers::new(&self.policy, contest);
        Answers {
            gaps: Some(found.gaps.iter().map(|m| numbers.matter(*m)).collect()),
            conflicts: Some(found.conflicts.iter().map(|p| numbers.pair(*p)).collect()),
            dead: Some(found.dead.iter().map(|d| numbers.duty(*d)).collect()),
            ..Answers::default()
        }
    }

    /// Pairs in the generator's numbers.
    pub fn pairs(
        &self,
        contest: &Contest,
        pairs: &[(MatterId, DutyId, DutyId)],
    ) -> std::collections::BTreeSet<super::Pair> {
        let numbers = Numbers::new(&self.policy, contest);
        pairs.iter().map(|p| numbers.pair(*p)).collect()
    }
}

/// From Fenbo's numbers to the generator's, by code.
struct Numbers<'a> {
    policy: &'a Policy,
    matters: FxHashMap<&'a str, usize>,
    duties: FxHashMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    fn new(policy: &'a Policy, contest: &'a Contest) -> Self {
        let matters = contest.lists.matters.iter().enumerate().map(|(i, m)| (m.code.as_str(), i));
        let duties = contest.lists.duties.iter().enumerate().map(|(i, d)| (d.code.as_str(), i));
        Self { policy, matters: matters.collect(), duties: duties.collect() }
    }

    fn matter(&self, id: MatterId) -> usize {
        self.matters[&*self.policy.matters().get(id).code]
    }

    fn duty(&self, id: DutyId) -> usize {
        self.duties[&*self.policy.duty(id).code]
    }

    fn pair(&self, (matter, r, s): (MatterId, DutyId, DutyId)) -> super::Pair {
        let (a, b) = (self.duty(r), self.duty(s));
        (self.matter(matter), a.min(b), a.max(b))
    }
}
