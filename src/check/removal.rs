//! Taking a duty out of the lists: whether it can be done in the text, and what else it would change.

use super::Scene;
use super::analysis::Epoch;
use super::problem::{Edit, Fix};
use crate::policy::duty::DutyId;
use crate::syntax::entries::SpecialRule;

/// Takes a duty out of its list. Safe only where nothing else goes with it: a proviso stands inside its parent's block, a
/// row inside a table, a duty that others name cannot go alone, what it repeals would come back, and one may beat another
/// only through it. `gone`: what else may be taken out with it, ascending.
pub(super) fn removal(scene: &Scene<'_>, duty: DutyId, gone: &[DutyId]) -> Fix {
    let policy = scene.policy;
    let code = &policy.duty(duty).code;
    let fix = Fix::advice(format!("删去 {code}"), format!("remove {code}"));
    let span = policy.duty(duty).span;
    let alone = scene.ties().stands_alone(duty) && policy.duty(duty).special != Some(SpecialRule::Repeal);
    let carries = || scene.epochs.iter().any(|e| !lost(scene, e, duty, gone).is_empty());
    if alone && !carries() { fix.edit(Edit::RemoveBlock(span)).safe() } else { fix }
}

/// Pairs of which one beats the other as long as a duty is in the lists, and no longer without it and those in `gone`
/// (ascending).
pub(super) fn lost(scene: &Scene<'_>, epoch: &Epoch, duty: DutyId, gone: &[DutyId]) -> Vec<(DutyId, DutyId)> {
    let (policy, precedence) = (scene.policy, &epoch.precedence);
    let below = precedence.beaten(duty);
    if below.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    for &r in precedence.beating(duty) {
        for &s in below {
            let mut without: Vec<DutyId> = gone.iter().copied().filter(|d| *d != r && *d != s).collect();
            if let Err(at) = without.binary_search(&duty) {
                without.insert(at, duty);
            }
            if !precedence.beats_without(policy, r, s, &without) {
                out.push((r, s));
            }
        }
    }
    out
}
