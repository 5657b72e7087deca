//! What a session looks at after an edit: the part of the lists that it reaches.

use super::session::{Change, State};
use super::store::{Slot, Store};
use super::{CHECKS, Days, Epoch, Focus, Kept, Options, Problem, Scene, Scope, dead};
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::matter::MatterId;
use std::sync::Arc;

/// What checks look at after an edit.
pub(super) struct Work<'a> {
    pub policy: &'a Arc<Policy>,
    pub options: &'a Options,
    pub kept: &'a Arc<Kept>,
    pub days: &'a Days,
}

impl Work<'_> {
    pub fn scene<'s>(&'s self, epochs: &'s [Epoch], focus: Option<&'s Focus>, state: &State) -> Scene<'s> {
        let scene = Scene::with(self.policy, self.options, epochs, self.kept.clone());
        let _ = scene.never.set(self.days.never.clone());
        let _ = scene.ties.set(state.ties.clone());
        let _ = scene.dead.set(state.dead.clone());
        let _ = scene.rulings.set(state.rulings.clone());
        let _ = scene.cited.set(state.cited.clone());
        Scene { focus, ..scene }
    }

    /// Looks at all matters of the problems that a check found in a part of the lists, or had found there, and of all with
    /// the same names.
    pub fn complete(&self, store: &Store, scope: Scope, near: &Focus, state: &State, change: &mut Change) {
        let own = change.old.iter().filter_map(|slot| store.get(*slot)).map(|e| &e.problem);
        let mut names: Vec<String> = own.chain(&change.fresh).filter_map(|p| key(scope, p)).collect();
        names.sort_unstable();
        names.dedup();
        change.old = names.iter().flat_map(|name| store.named(change.row, name)).copied().collect();
        let own = change.old.iter().filter_map(|slot| store.get(*slot));
        let mut matters: Vec<MatterId> = own.flat_map(|e| e.problem.matters.iter().copied()).collect();
        matters.retain(|m| near.matters.binary_search(m).is_err());
        if matters.is_empty() {
            return;
        }
        matters.extend(&near.matters);
        let matters = self.days.together(matters);
        let epochs = self.days.near(&matters);
        let wide = focus(&epochs, matters);
        let scene = self.scene(&epochs, Some(&wide), state);
        change.fresh.clear();
        (CHECKS[change.row].check)(&scene, &mut change.fresh);
        change.fresh.retain(|p| key(scope, p).is_some_and(|name| names.binary_search(&name).is_ok()));
    }
}

/// The names by which a problem of a check is found.
pub(super) fn key(scope: Scope, problem: &Problem) -> Option<String> {
    let names = match scope {
        Scope::Named(names) | Scope::NamedOnOneDay(names) => names,
        Scope::MattersByName | Scope::Urgent => usize::MAX,
        Scope::Dead | Scope::Redundant | Scope::Lines => 1,
        _ => return None,
    };
    Some(problem.about[..names.min(problem.about.len())].join("\0"))
}

/// Some matters and all their duties.
pub(super) fn focus(epochs: &[Epoch], matters: Vec<MatterId>) -> Focus {
    let classes = epochs.iter().flat_map(|e| &e.classes);
    let mut duties: Vec<DutyId> = classes.flat_map(|c| c.duties.iter().copied()).collect();
    duties.sort_unstable();
    duties.dedup();
    Focus { matters, duties }
}

/// Says again of some duties whether they are dead, and gives those of which it changed.
pub(super) fn revive(scene: &Scene<'_>, duties: &[DutyId], dead: &mut Arc<Vec<DutyId>>) -> Vec<DutyId> {
    let mut turned = Vec::new();
    for duty in duties {
        let place = dead.binary_search(duty);
        if place.is_ok() == dead::is_dead(scene, *duty) {
            continue;
        }
        let all = Arc::make_mut(dead);
        match place {
            Ok(at) => {
                all.remove(at);
            }
            Err(at) => all.insert(at, *duty),
        }
        turned.push(*duty);
    }
    turned
}

/// The problems of single duties, found by their codes. Two that are written alike are told apart by their places, those
/// that were edited have their codes alone.
pub(super) fn of_duties(
    store: &Store,
    row: usize,
    policy: &Policy,
    duties: &[DutyId],
    changed: &[DutyId],
) -> Vec<Slot> {
    let mut all = Vec::new();
    for id in duties {
        let duty = policy.duty(*id);
        let own = |slot: &&Slot| store.get(**slot).is_some_and(|e| e.problem.finding.span == duty.span);
        let known = store.named(row, &duty.code).iter();
        all.extend(known.filter(|slot| changed.binary_search(id).is_ok() || own(slot)));
    }
    all
}
