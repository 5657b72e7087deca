//! C329: of two implementation lists of one unit, one accepts what the other declines.
//!
//! Within a list, declining is the exception to accepting. Between the lists of a unit, which speak for its offices, there
//! is no such order: whoever reads the one sends the complaint in, whoever reads the other sends it away.

use super::declined::unanalysed;
use super::ground::{Gathered, Line};
use super::problem::{Edit, Extent, Fix};
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::matter::MatterId;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let grounds = scene.grounds();
    let mut found: Gathered<(Line, Line)> = Gathered::new();
    for (i, ground) in grounds.list.iter().enumerate() {
        for (accepts, declines, boxes) in
            ground.patches.iter().flat_map(|p| &p.stands).flat_map(|s| &s.contrary)
        {
            // Handed on within the unit, it stays there.
            let actor = scene.policy.practices()[accepts.practice as usize].unit;
            let to = scene.policy.practice_line(*declines).hand_to.as_deref().unwrap_or_default();
            if to.contains(&actor) {
                continue;
            }
            if found.add((*accepts, *declines), i, boxes).is_err() {
                out.push(unanalysed(scene, &ground.matters));
            }
        }
    }
    for ((accepts, declines), matters, extent) in found.told(&grounds.list) {
        out.push(problem(scene, accepts, declines, &matters, extent));
    }
}

fn problem(
    scene: &Scene<'_>,
    accepts: Line,
    declines: Line,
    matters: &[MatterId],
    mut extent: Extent,
) -> Problem {
    let policy = scene.policy;
    let unit = policy.practices()[accepts.practice as usize].unit;
    let (yes, no) = (policy.practice_line(accepts).span, policy.practice_line(declines).span);
    scene.actors().place(&mut extent.point, &[unit]);
    let words = |lang| {
        (
            policy.handler_words(unit, lang),
            policy.matters_words(matters, lang),
            policy.region_words(&extent.region, lang),
        )
    };
    let ((zu, zm, zp), (eu, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let mut problem = Problem::new(
        "C329",
        no,
        &[&zu, scene.code(matters[0]), &zp],
        format!("{zu} 的一份实施清单不承接 {zm}（{zp}），另一份却承接"),
        format!("one practice of {eu} declines {em} ({ep}) and another accepts it"),
    )
    .at(matters, &extent, scene.options.day);
    problem.finding.related.push((
        yes,
        "另一份在这里承接".to_owned(),
        "the other accepts it here".to_owned(),
    ));
    problem
        .fix(
            Fix::advice("归它的，删去不承接的这一行", "if it is theirs, remove the line that declines")
                .edit(Edit::RemoveLine(no)),
        )
        .fix(Fix::advice("不归它的，收窄承接的那一行", "if it is not, narrow the line that accepts"))
}
