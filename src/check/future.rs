//! C311 to C314: what changes for the worse on a day to come.
//!
//! C311 a duty or ruling runs out and leaves a gap; C312 a conflict opens; C313 only a fallback is left; C314 the gap is
//! a hole between the end of an old line and the start of a new one.

use super::analysis::{Epoch, Found};
use super::problem::Extent;
use super::space::{Crowded, Space};
use super::{Class, Problem, Scene, conflict, gap, unanalysed};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let mut crowded: Vec<MatterId> = Vec::new();
    for (i, pair) in scene.epochs.windows(2).enumerate() {
        let [old, new] = pair else { continue };
        conflict::opening(scene, i, out);
        let before: FxHashMap<MatterId, &Arc<Class>> =
            old.classes.iter().flat_map(|c| c.matters.iter().map(move |m| (*m, c))).collect();
        for class in &new.classes {
            // Matters that are alike now need not have been so the day before.
            let changed = class.matters.iter().filter_map(|m| Some((*before.get(m)?, *m)));
            let changed = changed.filter(|(was, _)| !Arc::ptr_eq(was, class));
            for (was, matters) in grouped(changed, Arc::ptr_eq) {
                if let (Ok(was), Ok(found)) = (&was.found, &class.found)
                    && worse(scene, new, was, &matters, found, out).is_err()
                {
                    crowded.extend(matters);
                }
            }
        }
    }
    out.extend(unanalysed::of_check(scene, "C311", crowded));
}

/// Values under equal keys, in the order in which they come up.
fn grouped<K: Copy, V>(pairs: impl Iterator<Item = (K, V)>, same: impl Fn(K, K) -> bool) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|g| same(g.0, key)) {
            Some(group) => group.1.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

/// What was handled the day before, by more than a fallback, and no longer is.
fn worse(
    scene: &Scene<'_>,
    new: &Epoch,
    was: &Found,
    matters: &[MatterId],
    found: &Found,
    out: &mut Vec<Problem>,
) -> Result<(), Crowded> {
    let policy = scene.policy;
    let (handled, by_duty) = (was.handled()?, was.by_duty()?);
    let now = |boxes| found.space.region(boxes);
    if let Some(extent) = both(policy, &now(&found.gap), &was.space.region(&handled))? {
        let begins = matters.iter().map(|m| (next(policy, *m, &extent.region, new), *m));
        for (begins, matters) in grouped(begins, |a, b| a == b) {
            let code = if begins.is_some() { "C314" } else { "C311" };
            let mut problem = gap::problem(scene, code, &matters, &extent, new.days);
            if let Some(next) = begins.map(|id| policy.duty(id)) {
                let (code, day) = (&next.code, next.valid.0);
                let _ = write!(problem.finding.zh, "；接替的 {code} {day} 才生效");
                let _ = write!(problem.finding.en, "; {code}, which takes over, only begins on {day}");
            }
            out.push(blame(policy, problem, matters[0], new));
        }
    }
    if let Some(extent) = both(policy, &now(&found.fallback), &was.space.region(&by_duty))? {
        let words = |lang| (policy.matters_words(matters, lang), policy.region_words(&extent.region, lang));
        let ((zm, zp), (em, ep)) = (words(Lang::Zh), words(Lang::En));
        let day = new.days.0;
        let mut problem = gap::problem(scene, "C313", matters, &extent, new.days);
        problem.finding.zh = format!("{zm}：自 {day} 起只剩兜底，{zp}");
        problem.finding.en = format!("{em}: only a fallback is left from {day} on, {ep}");
        out.push(blame(policy, problem, matters[0], new));
    }
    Ok(())
}

/// The common part of two regions, which may come from different classes.
fn both(policy: &Policy, a: &Region, b: &Region) -> Result<Option<Extent>, Crowded> {
    let space = Space::of([a, b].into_iter(), |attr: AttrId| policy.attributes.size(attr));
    let common = space.intersect(&space.boxes(a), &space.boxes(b))?;
    Ok(Extent::of(&space, &common, &space.none()))
}

/// A duty still to come that takes over some of the region.
fn next(policy: &Policy, matter: MatterId, region: &Region, new: &Epoch) -> Option<DutyId> {
    let comes = |(_, d): &(DutyId, &Duty)| {
        d.valid.0 > new.days.0 && d.scope.contains(matter.0) && d.region.overlaps(region)
    };
    policy.duties().filter(comes).min_by_key(|(_, d)| d.valid.0).map(|(id, _)| id)
}

/// Names the duties that ran out the day before, and puts the problem where the first of them stands.
fn blame(policy: &Policy, mut problem: Problem, matter: MatterId, new: &Epoch) -> Problem {
    let ended = |(_, d): &(DutyId, &Duty)| {
        d.valid.1.tomorrow().is_ok_and(|next| next == new.days.0)
            && d.scope.contains(matter.0)
            && d.region.overlaps(&problem.region)
    };
    let duties: Vec<DutyId> = policy.duties().filter(ended).map(|(id, _)| id).collect();
    if let Some(first) = duties.first() {
        let span = std::mem::replace(&mut problem.finding.span, policy.duty(*first).span);
        let words = policy.matter_words(matter);
        problem.finding.related.push((span, words.clone(), words));
    }
    // One matter may run out twice.
    let codes: Vec<&str> = duties.iter().map(|d| &*policy.duty(*d).code).collect();
    problem.about_too(&codes).of(policy, &duties)
}
