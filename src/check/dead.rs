//! C304: a duty that never decides, on no matter, under no facts, on no day to come.

use super::analysis::Found;
use super::problem::Witness;
use super::removal::removal;
use super::space::Boxes;
use super::{Class, Epoch, Problem, Scene};
use crate::finding::Lang;
use crate::policy::duty::DutyId;
use crate::syntax::entries::Layer;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    out.extend(scene.dead().iter().map(|duty| told(scene, *duty)));
}

/// What there is to say of a dead duty.
pub(super) fn told(scene: &Scene<'_>, duty: DutyId) -> Problem {
    problem(scene, duty, scene.dead())
}

/// Whether a duty is in effect on some day looked at and decides nowhere.
pub(super) fn is_dead(scene: &Scene<'_>, duty: DutyId) -> bool {
    let places = scene.places(duty);
    let decides = |class: &Class| match &class.found {
        Ok(found) => found.effective(duty).is_some(),
        Err(partial) => partial.found.effective(duty).is_some() || partial.unsettled.contains(&duty),
    };
    !places.is_empty() && !places.iter().any(|(_, class)| decides(class))
}

/// Duties that are in effect on some day looked at and decide nowhere.
pub(super) fn dead(scene: &Scene<'_>) -> Vec<DutyId> {
    let mut seen = vec![false; scene.policy.duties().len()];
    let mut alive = vec![false; seen.len()];
    for class in scene.epochs.iter().flat_map(|e| &e.classes) {
        class.duties.iter().for_each(|d| seen[d.0 as usize] = true);
        match &class.found {
            Ok(found) => found.effective.iter().for_each(|(d, _)| alive[d.0 as usize] = true),
            // What is not settled is not called dead.
            Err(partial) => {
                let deciding = partial.found.effective.iter().map(|e| &e.0);
                deciding.chain(&partial.unsettled).for_each(|d| alive[d.0 as usize] = true);
            }
        }
    }
    let ids = (0..seen.len()).filter(|&i| seen[i] && !alive[i]);
    ids.map(|i| DutyId(i as u32)).collect()
}

fn problem(scene: &Scene<'_>, duty: DutyId, dead: &[DutyId]) -> Problem {
    let policy = scene.policy;
    let mut covering: Vec<DutyId> = Vec::new();
    let mut matters = Vec::new();
    let mut witness = None;
    for (epoch, class) in scene.places(duty) {
        let found = class.known();
        let own = possible(scene, found, duty);
        covering.extend(cover(scene, epoch, found, &class.duties, duty, &own));
        matters.extend(&class.matters);
        // A complaint that it would have and something else takes.
        witness = witness.or_else(|| {
            let facts = found.point(&own)?;
            Some(Witness { matter: class.matters[0], facts, day: epoch.days.0 })
        });
    }
    covering.sort_unstable();
    covering.dedup();
    matters.sort_unstable();
    matters.dedup();
    let words = |lang: Lang| {
        let all: Vec<String> = covering.iter().map(|d| policy.duty_words(*d, lang)).collect();
        (policy.duty_words(duty, lang), all.join(lang.pick("、", ", ")))
    };
    let ((zd, zc), (ed, ec)) = (words(Lang::Zh), words(Lang::En));
    let layer = policy.duty(duty).layer;
    let what = if layer == Layer::Fallback { ("兜底", "fallback") } else { ("职责", "duty") };
    let (zh, en) = match covering.len() {
        0 => (
            format!("{}{zd} 从不起作用：它的情形都不受理或不会出现", what.0),
            format!("{} {ed} never decides: its facts are all refused or cannot occur", what.1),
        ),
        1 => (
            format!("{}{zd} 从不起作用：处处被 {zc} 盖过", what.0),
            format!("{} {ed} never decides: {ec} beats it everywhere", what.1),
        ),
        n => (
            format!("{}{zd} 从不起作用：被 {n} 条合起来盖过：{zc}", what.0),
            format!("{} {ed} never decides: {n} together beat it everywhere: {ec}", what.1),
        ),
    };
    let mut problem =
        Problem::new("C304", policy.duty(duty).span, &scene.codes(&[duty]), zh, en).of(policy, &[duty]);
    problem = problem.of(policy, &covering);
    problem.matters = matters;
    // What it says it applies to; nothing where no complaint can come in.
    if witness.is_some() {
        problem.region = policy.duty(duty).region.clone();
    }
    problem.witness = witness;
    problem.fix(removal(scene, duty, dead))
}

/// Where a duty applies, less what is refused or cannot occur.
fn possible(scene: &Scene<'_>, found: &Found, duty: DutyId) -> Boxes {
    let boxes = || found.space.boxes(&scene.policy.duty(duty).region);
    let mut own = boxes();
    if found.space.subtract(&mut own, &found.outside).is_err() {
        own = boxes();
    }
    own
}

/// The fewest duties that beat this one everywhere in a class: exact up to three, then one by one as long as it covers.
fn cover(
    scene: &Scene<'_>,
    epoch: &Epoch,
    found: &Found,
    duties: &[DutyId],
    duty: DutyId,
    own: &Boxes,
) -> Vec<DutyId> {
    let space = &found.space;
    let boxes = |d: DutyId| space.boxes(&scene.policy.duty(d).region);
    let beating: Vec<DutyId> = duties.iter().copied().filter(|s| epoch.precedence.beats(*s, duty)).collect();
    let regions: Vec<_> = beating.iter().map(|d| boxes(*d)).collect();
    let useful: Vec<usize> = (0..beating.len()).filter(|&i| space.overlap(own, &regions[i])).collect();
    let covers = |set: &[usize]| {
        let mut rest = own.clone();
        set.iter().all(|&i| space.subtract(&mut rest, &regions[i]).is_ok()) && rest.is_empty()
    };
    let named = |set: &[usize]| set.iter().map(|&i| beating[i]).collect::<Vec<_>>();
    if own.is_empty() {
        return Vec::new();
    }
    if let Some(&one) = useful.iter().find(|i| covers(&[**i])) {
        return named(&[one]);
    }
    if useful.len() <= MOST_TRIED {
        let (two, three) = (pairs(&useful), triples(&useful));
        if let Some(set) = two.iter().find(|s| covers(*s)) {
            return named(set);
        }
        if let Some(set) = three.iter().find(|s| covers(*s)) {
            return named(set);
        }
    }
    let mut set = useful;
    let mut i = 0;
    while i < set.len() {
        let without: Vec<usize> = set.iter().copied().filter(|j| *j != set[i]).collect();
        if covers(&without) {
            set = without;
        } else {
            i += 1;
        }
    }
    named(&set)
}

/// Of more covering duties not every set of three is tried.
const MOST_TRIED: usize = 24;

fn pairs(of: &[usize]) -> Vec<[usize; 2]> {
    of.iter().enumerate().flat_map(|(i, &a)| of[i + 1..].iter().map(move |&b| [a, b])).collect()
}

fn triples(of: &[usize]) -> Vec<[usize; 3]> {
    let with =
        |(i, &a): (usize, &usize)| pairs(&of[i + 1..]).into_iter().map(move |[b, c]| [a, b, c]).collect();
    of.iter().enumerate().flat_map(|x| -> Vec<[usize; 3]> { with(x) }).collect()
}
