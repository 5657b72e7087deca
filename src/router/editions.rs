//! Routers by day: one for each epoch, compiled when it is first asked for.

use super::Router;
use crate::finding::Finding;
use crate::policy::Policy;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A router with what compiling it found.
type Compiled = (Arc<Router>, Arc<[Finding]>);

/// The editions of one policy. Shareable between threads; the first to ask for an epoch compiles it.
#[derive(Debug)]
pub struct Editions {
    policy: Arc<Policy>,
    turns: Vec<Date>,
    /// By the number of turning days passed.
    compiled: Mutex<BTreeMap<usize, Compiled>>,
}

impl Editions {
    /// No edition is compiled yet.
    pub fn new(policy: Arc<Policy>) -> Self {
        let turns = policy.turning_days();
        Self { policy, turns, compiled: Mutex::default() }
    }

    /// The router for a day with what compiling it found. All days of an epoch share one; its `day` is the one first
    /// asked for. Compiling happens under a lock: nobody does it twice.
    pub fn on(&self, day: Date) -> Compiled {
        let epoch = self.turns.partition_point(|t| *t <= day);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        compiled
            .entry(epoch)
            .or_insert_with(|| {
                let (router, findings) = Router::compile(self.policy.clone(), day);
                (Arc::new(router), findings.into())
            })
            .clone()
    }

    /// The lists.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }
}
