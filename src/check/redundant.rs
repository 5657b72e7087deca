//! C305: a duty that decides, and without which others would decide everything the same. C333: the same of a ruling,
//! which has then been folded into the list.
//!
//! Not only the first handler has to stay the same but everything the duty says: who assists, limits, the basis. Of
//! duties that could each go but not together, the later ones in the text are named.

use super::analysis::{Found, Never};
use super::dead::dead;
use super::space::{Boxes, Crowded};
use super::{Class, Epoch, Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::syntax::entries::Layer;
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let never = Never::new(policy);
    let mut gone = dead(scene);
    let mut by_duty: Vec<Vec<(&Epoch, &Arc<Class>)>> = vec![Vec::new(); policy.duties().len()];
    for epoch in scene.epochs {
        for class in &epoch.classes {
            class.duties.iter().for_each(|d| by_duty[d.0 as usize].push((epoch, class)));
        }
    }
    let mut candidates: Vec<DutyId> = (0..by_duty.len() as u32).map(DutyId).collect();
    candidates.retain(|d| !by_duty[d.0 as usize].is_empty() && gone.binary_search(d).is_err());
    candidates.sort_by_key(|d| std::cmp::Reverse(policy.duty(*d).span));
    for duty in candidates {
        let places = &by_duty[duty.0 as usize];
        let likely = places.iter().all(|(_, class)| has_substitute(policy, class, duty));
        let same =
            |(epoch, class): &(&Epoch, &Arc<Class>)| unchanged(policy, &never, epoch, class, &gone, duty);
        if likely && places.iter().all(|p| same(p).unwrap_or(false)) {
            out.push(problem(scene, duty, places));
            gone.push(duty);
            gone.sort_unstable();
        }
    }
}

/// Whether two duties say the same about who does what.
fn same_content(a: &Duty, b: &Duty) -> bool {
    a.leads == b.leads && (Arc::ptr_eq(&a.parts, &b.parts) || a.parts == b.parts)
}

/// Without another duty that says the same nothing can take its place: cheap, and true of nearly all duties.
fn has_substitute(policy: &Policy, class: &Class, duty: DutyId) -> bool {
    let Ok(found) = &class.found else { return false };
    found.effective(duty).is_none()
        || class.duties.iter().any(|s| *s != duty && same_content(policy.duty(*s), policy.duty(duty)))
}

/// Whether the same contents decide in a class with and without a duty, wherever the duty decides.
fn unchanged(
    policy: &Policy,
    never: &Never,
    epoch: &Epoch,
    class: &Class,
    gone: &[DutyId],
    duty: DutyId,
) -> Result<bool, Crowded> {
    let kept: Vec<DutyId> =
        class.duties.iter().copied().filter(|d| *d == duty || gone.binary_search(d).is_err()).collect();
    let rest: Vec<DutyId> = kept.iter().copied().filter(|d| *d != duty).collect();
    let found = |duties: &[DutyId]| {
        let mut without: Vec<DutyId> = gone.to_vec();
        if !duties.contains(&duty) {
            without.push(duty);
        }
        let beats = |r, s| epoch.precedence.beats_without(policy, r, s, &without);
        Found::new(policy, &beats, never, &class.duties, duties, &class.refusals)
    };
    let (before, after) = (found(&kept)?, found(&rest)?);
    let Some(place) = before.effective(duty) else { return Ok(true) };
    let space = &before.space;
    let content = |found: &Found, of: &Duty| -> Result<Boxes, Crowded> {
        let mut all = space.none();
        for (_, boxes) in found.effective.iter().filter(|(d, _)| same_content(policy.duty(*d), of)) {
            all.add(&space.intersect(boxes, place)?)?;
        }
        Ok(all)
    };
    for &d in &kept {
        let (a, b) = (content(&before, policy.duty(d))?, content(&after, policy.duty(d))?);
        if !(space.within(&a, &b)? && space.within(&b, &a)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn problem(scene: &Scene<'_>, duty: DutyId, places: &[(&Epoch, &Arc<Class>)]) -> Problem {
    let policy = scene.policy;
    let own = policy.duty(duty);
    let mut others: Vec<DutyId> = places
        .iter()
        .flat_map(|(_, class)| &class.duties)
        .copied()
        .filter(|s| *s != duty && same_content(policy.duty(*s), own))
        .collect();
    others.sort_unstable();
    others.dedup();
    others.truncate(3);
    let words = |lang: Lang| {
        let all: Vec<String> = others.iter().map(|d| policy.duty_words(*d, lang)).collect();
        (policy.duty_words(duty, lang), all.join(lang.pick("、", ", ")))
    };
    let ((zd, zo), (ed, eo)) = (words(Lang::Zh), words(Lang::En));
    let (code, zh, en) = if own.layer == Layer::Ruling {
        (
            "C333",
            format!("裁定 {zd} 已是多余：清单里的 {zo} 作同样规定，可以收回裁定"),
            format!(
                "ruling {ed} is no longer needed: {eo} of the list says the same, so it can be withdrawn"
            ),
        )
    } else {
        (
            "C305",
            format!("{zd} 是多余的：去掉以后，{zo} 使一切分派照旧"),
            format!("{ed} is redundant: without it {eo} decides everything the same"),
        )
    };
    let mut problem =
        Problem::new(code, own.span, &scene.codes(&[duty]), zh, en).of(policy, &[duty]).of(policy, &others);
    problem.matters = places.iter().flat_map(|(_, class)| class.matters.iter().copied()).collect();
    problem.matters.sort_unstable();
    problem.matters.dedup();
    problem.fix(super::removal(scene, duty))
}
