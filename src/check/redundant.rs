//! C305: a duty that decides, and without which others would decide everything the same. C333: the same of a ruling,
//! which has then been folded into the list.
//!
//! Not only the first handler has to stay the same but everything the duty says: who assists, limits, the basis. That is
//! so when the duty goes alone, and when it goes with the dead ones and those named before it. Of duties that could each
//! go but not together, the later ones in the text are named.

use super::analysis::{Found, Never};
use super::problem::Witness;
use super::removal::{lost, removal};
use super::space::{Boxes, Crowded};
use super::{Class, Epoch, Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::matter::MatterId;
use crate::policy::renumber::Renumbered;
use crate::syntax::entries::{Layer, SpecialRule};
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    Named::default().look_at_all(scene, out);
}

/// The redundant duties that are named.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    /// Ascending.
    duties: BTreeSet<DutyId>,
}

/// What came of looking at some duties.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// All duties that were looked at.
    pub duties: Vec<DutyId>,
    /// What there is to say of them.
    pub told: Vec<Problem>,
    /// The matters of those that could not be settled.
    pub crowded: Vec<MatterId>,
}

/// The later in the text is looked at first.
type Turn = (Reverse<Span>, DutyId);

impl Named {
    /// Takes along all numbers.
    pub fn carry(&mut self, numbers: &Renumbered) {
        self.duties = self.duties.iter().filter_map(|d| numbers.of(*d)).collect();
    }

    /// Looks at all duties.
    pub fn look_at_all(&mut self, scene: &Scene<'_>, out: &mut Vec<Problem>) {
        self.duties.clear();
        let found = self.look(scene, scene.policy.duties().map(|(id, _)| id).collect());
        out.extend(found.told);
        out.extend(unanalysed::of_check(scene, "C305", found.crowded));
    }

    /// Looks at some duties, and at all on which it bears that one of them is now named or no longer is.
    pub fn look(&mut self, scene: &Scene<'_>, duties: Vec<DutyId>) -> Looked {
        let policy = scene.policy;
        // Taking out what repeals others would bring them back.
        let repeals = |d: DutyId| policy.duty(d).special == Some(SpecialRule::Repeal);
        let dead = scene.dead();
        let dying: Vec<DutyId> = dead.iter().copied().filter(|d| !repeals(*d)).collect();
        let turn = |d: DutyId| -> Turn { (Reverse(policy.duty(d).span), d) };
        let everything = duties.len() == policy.duties().len();
        let mut open: BTreeSet<Turn> = duties.into_iter().map(turn).collect();
        let mut looked = Looked::default();
        while let Some(next) = open.pop_first() {
            let duty = next.1;
            looked.duties.push(duty);
            let was = self.duties.remove(&duty);
            let places = &scene.places(duty);
            let mut is = false;
            if !places.is_empty()
                && dead.binary_search(&duty).is_err()
                && !repeals(duty)
                && places.iter().all(|(_, class)| has_substitute(policy, class, duty))
            {
                let before = self.duties.iter().copied().filter(|d| turn(*d) < next);
                let mut gone: Vec<DutyId> = dying.iter().copied().chain(before).collect();
                gone.sort_unstable();
                let work = Work { scene, never: scene.never(), duty };
                let asked = |gone| work.nothing_changes(places, gone);
                match asked(&[]).and_then(|same| Ok(same && asked(&gone)?)) {
                    Ok(true) => {
                        looked.told.push(problem(scene, duty, places, &gone));
                        is = true;
                    }
                    Ok(false) => {}
                    Err(Crowded) => {
                        looked.crowded.extend(places.iter().flat_map(|(_, class)| &class.matters));
                    }
                }
            }
            if is {
                self.duties.insert(duty);
            }
            if is != was && !everything {
                let bears = bearing(scene, &[duty]).into_iter().map(turn).filter(|t| *t > next);
                open.extend(bears);
            }
        }
        looked
    }
}

/// The duties of which it may depend on these whether they change anything: those of their classes, and those that stand
/// between others there or whose others they stand between.
pub(super) fn bearing(scene: &Scene<'_>, duties: &[DutyId]) -> Vec<DutyId> {
    let mut all: Vec<DutyId> = duties.to_vec();
    for &duty in duties {
        for (epoch, class) in scene.places(duty) {
            all.extend(&class.duties);
            all.extend(outside(epoch, class));
        }
        for epoch in scene.epochs {
            all.extend(around(epoch, duty));
            // Two of one class between which it stands without applying there.
            let precedence = &epoch.precedence;
            for r in precedence.beating(duty) {
                for class in epoch.classes_with(scene.policy, *r) {
                    let holds = |d: &DutyId| class.duties.binary_search(d).is_ok();
                    if !holds(&duty) && precedence.beaten(duty).iter().any(holds) {
                        all.extend(&class.duties);
                    }
                }
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The duties of other classes that stand between two of a class.
pub(super) fn outside(epoch: &Epoch, class: &Class) -> Vec<DutyId> {
    let holds = |d: &DutyId| class.duties.binary_search(d).is_ok();
    let below = class.duties.iter().flat_map(|r| epoch.precedence.beaten(*r)).copied();
    below.filter(|d| !holds(d) && epoch.precedence.beaten(*d).iter().any(holds)).collect()
}

/// What beats a duty, what it beats, and what stands between two such.
pub(super) fn around(epoch: &Epoch, duty: DutyId) -> Vec<DutyId> {
    let precedence = &epoch.precedence;
    let (above, below) = (precedence.beating(duty), precedence.beaten(duty));
    let mut all: Vec<DutyId> = above.iter().chain(below).copied().collect();
    if below.is_empty() {
        return all;
    }
    for r in above {
        let between = precedence.beaten(*r).iter().copied();
        all.extend(between.filter(|d| below.iter().any(|s| precedence.beats(*d, *s))));
    }
    all
}

/// Whether two duties say the same about who does what. A fallback never stands in for a duty: without the duty there would
/// be nothing but a fallback, which is a problem of its own (C303).
fn same_content(a: &Duty, b: &Duty) -> bool {
    (a.layer == Layer::Fallback) == (b.layer == Layer::Fallback)
        && a.leads == b.leads
        && (Arc::ptr_eq(&a.parts, &b.parts) || a.parts == b.parts)
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
            if lost.is_empty() {
                continue;
            }
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
    // Those that say the same where it decides.
    let mut others: Vec<DutyId> = Vec::new();
    let mut witness = None;
    for (epoch, class) in places {
        let found = class.known();
        let Some(decides) = found.effective(duty) else { continue };
        let stands_in = |s: &DutyId| {
            *s != duty
                && same_content(policy.duty(*s), own)
                && found.space.overlap(decides, &found.space.boxes(&policy.duty(*s).region))
        };
        others.extend(class.duties.iter().copied().filter(stands_in));
        witness = witness.or_else(|| {
            let facts = found.point(decides)?;
            Some(Witness { matter: class.matters[0], facts, day: epoch.days.0 })
        });
    }
    others.sort_unstable();
    others.dedup();
    others.truncate(3);
    let words = |lang: Lang| {
        let all: Vec<String> = others.iter().map(|d| policy.duty_words(*d, lang)).collect();
        (policy.duty_words(duty, lang), all.join(lang.pick("、", ", ")))
    };
    let ((zd, zo), (ed, eo)) = (words(Lang::Zh), words(Lang::En));
    let (say, decide) = if others.len() == 1 { ("says", "decides") } else { ("say", "decide") };
    let (code, zh, en) = if own.layer == Layer::Ruling {
        (
            "C333",
            format!("裁定 {zd} 已是多余：清单里的 {zo} 作同样规定，可以收回裁定"),
            format!(
                "ruling {ed} is no longer needed: {eo} of the list {say} the same, so it can be withdrawn"
            ),
        )
    } else {
        (
            "C305",
            format!("{zd} 是多余的：去掉以后，{zo} 使一切分派照旧"),
            format!("{ed} is redundant: without it {eo} {decide} everything the same"),
        )
    };
    let mut problem =
        Problem::new(code, own.span, &scene.codes(&[duty]), zh, en).of(policy, &[duty]).of(policy, &others);
    problem.matters = places.iter().flat_map(|(_, class)| class.matters.iter().copied()).collect();
    problem.matters.sort_unstable();
    problem.matters.dedup();
    problem.region = own.region.clone();
    problem.witness = witness;
    problem.fix(removal(scene, duty, gone))
}
