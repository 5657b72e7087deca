//! C305: a duty that decides, and without which others would decide everything the same. C333: the same of a ruling,
//! which has then been folded into the list.
//!
//! Not only the first handler has to stay the same but everything the duty says: who assists, limits, the basis. That is
//! so when the duty goes alone, and when it goes with the dead ones and those named before it. Of duties that could each
//! go but not together, the later ones in the text are named.

use super::analysis::{Found, Never};
use super::dead::dead;
use super::removal::{lost, removal};
use super::space::{Boxes, Crowded};
use super::{Class, Epoch, Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::matter::MatterId;
use crate::syntax::entries::{Layer, SpecialRule};
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let never = Never::new(policy);
    let dead = dead(scene);
    // Taking out what repeals others would bring them back.
    let repeals = |d: &DutyId| policy.duty(*d).special == Some(SpecialRule::Repeal);
    let mut gone: Vec<DutyId> = dead.iter().copied().filter(|d| !repeals(d)).collect();
    let mut candidates = scene.duties_asked_about();
    candidates.retain(|d| !scene.places(*d).is_empty() && dead.binary_search(d).is_err() && !repeals(d));
    candidates.sort_by_key(|d| std::cmp::Reverse(policy.duty(*d).span));
    let mut crowded: Vec<MatterId> = Vec::new();
    for duty in candidates {
        let places = &scene.places(duty);
        let likely = places.iter().all(|(_, class)| has_substitute(policy, class, duty));
        let work = Work { scene, never: &never, duty };
        let asked = |gone| work.nothing_changes(places, gone);
        match if likely { asked(&[]).and_then(|same| Ok(same && asked(&gone)?)) } else { Ok(false) } {
            Ok(true) => {
                out.push(problem(scene, duty, places, &gone));
                gone.push(duty);
                gone.sort_unstable();
            }
            Ok(false) => {}
            Err(Crowded) => crowded.extend(places.iter().flat_map(|(_, class)| &class.matters)),
        }
    }
    out.extend(unanalysed::of_check(scene, "C305", crowded));
}

/// Whether two duties say the same about who does what.
fn same_content(a: &Duty, b: &Duty) -> bool {
    a.leads == b.leads && (Arc::ptr_eq(&a.parts, &b.parts) || a.parts == b.parts)
}

/// Where nobody else who says the same even applies, nobody can take its place: cheap, and true of nearly all duties.
fn has_substitute(policy: &Policy, class: &Class, duty: DutyId) -> bool {
    let Ok(found) = &class.found else { return false };
    let Some(own) = found.effective(duty) else { return true };
    let same = |s: &&DutyId| **s != duty && same_content(policy.duty(**s), policy.duty(duty));
    let mut others = found.space.none();
    for other in class.duties.iter().filter(same) {
        others.append(&found.space.boxes(&policy.duty(*other).region));
    }
    !others.is_empty() && found.space.within(own, &others).unwrap_or(true)
}

/// A duty that may be redundant.
struct Work<'a, 'p> {
    scene: &'a Scene<'p>,
    never: &'a Never,
    duty: DutyId,
}

impl Work<'_, '_> {
    /// Whether lists without the duties in `gone` (ascending) say the same without this one too.
    fn nothing_changes(&self, places: &[(&Epoch, &Class)], gone: &[DutyId]) -> Result<bool, Crowded> {
        for (epoch, class) in places {
            if !self.unchanged(epoch, class, gone, false)? {
                return Ok(false);
            }
        }
        for epoch in self.scene.epochs {
            // One that beats another only through this duty no longer does so, wherever both apply.
            let lost = lost(self.scene, epoch, self.duty, gone);
            let meets = |class: &&Arc<Class>| {
                let holds = |d: &DutyId| class.duties.binary_search(d).is_ok();
                lost.iter().any(|(r, s)| holds(r) && holds(s))
            };
            for class in epoch.classes.iter().filter(meets) {
                if !self.unchanged(epoch, class, gone, true)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Whether the same contents decide in a class with and without the duty: wherever it decides, or everywhere.
    fn unchanged(
        &self,
        epoch: &Epoch,
        class: &Class,
        gone: &[DutyId],
        everywhere: bool,
    ) -> Result<bool, Crowded> {
        let (policy, duty) = (self.scene.policy, self.duty);
        let kept: Vec<DutyId> =
            class.duties.iter().copied().filter(|d| *d == duty || gone.binary_search(d).is_err()).collect();
        let rest: Vec<DutyId> = kept.iter().copied().filter(|d| *d != duty).collect();
        let mut further = gone.to_vec();
        if let Err(at) = further.binary_search(&duty) {
            further.insert(at, duty);
        }
        let found = |duties: &[DutyId], without: &[DutyId]| {
            let beats = |r, s| epoch.precedence.beats_without(policy, r, s, without);
            Found::new(policy, &beats, self.never, &class.duties, duties, &class.refusals)
        };
        let (before, after) = (found(&kept, gone)?, found(&rest, &further)?);
        let place = match before.effective(duty) {
            _ if everywhere => &before.open,
            Some(place) => place,
            None => return Ok(true),
        };
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
}

fn problem(scene: &Scene<'_>, duty: DutyId, places: &[(&Epoch, &Class)], gone: &[DutyId]) -> Problem {
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
    problem.fix(removal(scene, duty, gone))
}
