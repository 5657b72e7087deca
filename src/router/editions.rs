//! Routers by day: one for each epoch, compiled when it is first asked for.

use super::Router;
use super::lexicon::Lexicon;
use crate::finding::Finding;
use crate::policy::Policy;
use crate::policy::matter::MatterId;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A router with what compiling it found.
type Compiled = (Arc<Router>, Arc<[Finding]>);

/// The editions of one policy. Shareable between threads; the first to ask for an epoch compiles it.
#[derive(Debug)]
pub struct Editions {
    policy: Arc<Policy>,
    turns: Vec<Date>,
    /// The names, which are the same in every edition.
    lexicon: OnceLock<Arc<Lexicon>>,
    /// Of these epochs only these matters are wanted.
    parts: BTreeMap<usize, BTreeSet<MatterId>>,
    /// By the number of turning days passed.
    compiled: Mutex<BTreeMap<usize, Compiled>>,
}

impl Editions {
    /// No edition is compiled yet.
    pub fn new(policy: Arc<Policy>) -> Self {
        let turns = policy.turning_days();
        Self { policy, turns, lexicon: OnceLock::new(), parts: BTreeMap::new(), compiled: Mutex::default() }
    }

    /// For running the cases of the lists as of a day. Cases of other epochs need the diagrams of their own matters only:
    /// there the rest is answered by the definition, which takes longer and says the same.
    pub fn for_cases(policy: Arc<Policy>, day: Date) -> Self {
        let mut this = Self::new(policy);
        let whole = this.epoch(day);
        let dated: Vec<(usize, Option<MatterId>)> =
            this.policy.cases().iter().filter_map(|c| Some((this.epoch(c.on?), c.matter))).collect();
        for (epoch, matter) in dated.into_iter().filter(|(epoch, _)| *epoch != whole) {
            this.parts.entry(epoch).or_default().extend(matter);
        }
        this
    }

    fn epoch(&self, day: Date) -> usize {
        self.turns.partition_point(|t| *t <= day)
    }

    /// The router for a day with what compiling it found. All days of an epoch share one; its `day` is the one first
    /// asked for. Compiling happens under a lock: nobody does it twice.
    pub fn on(&self, day: Date) -> Compiled {
        let epoch = self.epoch(day);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        compiled
            .entry(epoch)
            .or_insert_with(|| {
                let lexicon = self.lexicon.get_or_init(|| Arc::new(Lexicon::new(&self.policy)));
                let part = self.parts.get(&epoch);
                let wanted = |matter| part.is_none_or(|part| part.contains(&matter));
                let (router, findings) = Router::edition(self.policy.clone(), day, lexicon.clone(), wanted);
                (Arc::new(router), findings.into())
            })
            .clone()
    }

    /// The lists.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }
}
