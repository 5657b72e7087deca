//! What a session looks at after an edit: the part of the lists that it reaches.

use super::redundant::around;
use super::session::Change;
use super::state::State;
use super::store::{Slot, Store};
use super::{CHECKS, Days, Epoch, Focus, Kept, Options, Problem, Scene, Scope, dead};
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::matter::MatterId;
use crate::policy::renumber::Shift;
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
        let _ = scene.slipping.set(state.slipping.clone());
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

/// What stood around some duties before they were edited.
pub(super) struct Stood {
    /// By the numbers they have afterwards.
    pub near: Vec<DutyId>,
    /// What beat each, and what each beat.
    between: Vec<(Vec<DutyId>, Vec<DutyId>)>,
}

impl Stood {
    /// Around the duties of edited blocks. `epochs`: from before the edit. `changed`: their numbers after it.
    pub fn new(epochs: &[Epoch], changed: &[DutyId], shift: Option<&Shift>) -> Self {
        let Some(shift) = shift else { return Self { near: stood(epochs, changed), between: Vec::new() } };
        let numbers =
            |all: &[DutyId]| -> Vec<DutyId> { all.iter().filter_map(|d| shift.numbers.of(*d)).collect() };
        let mut own: Vec<DutyId> = shift.left.iter().map(|l| l.0).collect();
        let pairs = epochs.iter().flat_map(|e| {
            own.iter().map(|d| (numbers(e.precedence.beating(*d)), numbers(e.precedence.beaten(*d))))
        });
        let between = pairs.filter(|(above, below)| !above.is_empty() && !below.is_empty()).collect();
        if shift.in_place {
            own.extend(changed.iter().filter(|d| shift.came.binary_search(d).is_err()));
        }
        Self { near: numbers(&stood(epochs, &own)), between }
    }

    /// The duties of classes in which there are two between which an edited one stood. `epochs`: from after the edit.
    pub fn between(&self, policy: &Policy, epochs: &[Epoch]) -> Vec<DutyId> {
        let mut all = Vec::new();
        for (above, below) in &self.between {
            for class in epochs.iter().flat_map(|e| above.iter().flat_map(|r| e.classes_with(policy, *r))) {
                if below.iter().any(|s| class.duties.binary_search(s).is_ok()) {
                    all.extend(&class.duties);
                }
            }
        }
        all
    }
}

/// What stands around some duties.
pub(super) fn stood(epochs: &[Epoch], duties: &[DutyId]) -> Vec<DutyId> {
    epochs.iter().flat_map(|e| duties.iter().flat_map(|d| around(e, *d))).collect()
}

/// The matters of duties of which the codes that are proposed depend on which codes there are: those to whose code the
/// codes that came or left add a number.
pub(super) fn proposing(policy: &Policy, shift: &Shift) -> Vec<MatterId> {
    let codes = shift.came.iter().map(|d| &policy.duty(*d).code).chain(shift.left.iter().map(|l| &l.1.code));
    let stems = codes.filter_map(|code| code.rsplit_once('-').map(|(stem, _)| stem));
    let duties = stems.filter_map(|stem| policy.duty_named(stem));
    duties.flat_map(|d| policy.duty(d).scope.values()).map(MatterId).collect()
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
/// that were edited have their codes alone. `left`: those that were edited, as they were.
pub(super) fn of_duties(
    store: &Store,
    row: usize,
    policy: &Policy,
    duties: &[DutyId],
    changed: &[DutyId],
    left: &[(DutyId, Duty)],
) -> Vec<Slot> {
    let mut all: Vec<Slot> = left.iter().flat_map(|l| store.named(row, &l.1.code)).copied().collect();
    for id in duties {
        let duty = policy.duty(*id);
        let own = |slot: &&Slot| store.get(**slot).is_some_and(|e| e.problem.finding.span == duty.span);
        let known = store.named(row, &duty.code).iter();
        all.extend(known.filter(|slot| changed.binary_search(id).is_ok() || own(slot)));
    }
    all
}
