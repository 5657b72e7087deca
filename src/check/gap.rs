//! C302: facts under which nobody is the first handler.

use super::bounds::without;
use super::problem::{Extent, Fix};
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::Validity;
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use std::fmt::Write as _;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    for ((class, found), holes) in scene.classes().zip(&scene.holes().by_class) {
        let gap = without(found, &found.gap, holes);
        // A matter without any duty is an orphan, which is said once and not as a gap.
        if let Some(extent) = found.extent(&gap).filter(|_| !class.duties.is_empty()) {
            out.push(problem(scene, "C302", &class.matters, &extent, scene.now().days));
        }
    }
    for (class, partial) in scene.now().partial() {
        let Some(extent) = partial.found.extent(&partial.found.gap) else { continue };
        let mut problem = problem(scene, "C302", &class.matters, &extent, scene.now().days);
        if !partial.gap_whole {
            listed_in_part(&mut problem);
        }
        out.push(problem);
    }
}

/// Says that its region is not all of it.
pub(super) fn listed_in_part(problem: &mut Problem) {
    problem.finding.zh.push_str("；只列出一部分情形");
    problem.finding.en.push_str("; only some of the facts are listed");
}

/// A gap of one class. `code`: C302, or C311 for one that opens later.
pub(super) fn problem(
    scene: &Scene<'_>,
    code: &'static str,
    matters: &[MatterId],
    extent: &Extent,
    days: Validity,
) -> Problem {
    let policy = scene.policy;
    let of = |lang| (policy.matters_words(matters, lang), policy.region_words(&extent.region, lang));
    let ((zm, zp), (em, ep)) = (of(Lang::Zh), of(Lang::En));
    let (zh, en) = if code == "C302" {
        (format!("{zm}：没有单位首办，{zp}"), format!("{em}: nobody is the first handler, {ep}"))
    } else {
        (
            format!("{zm}：自 {} 起没有单位首办，{zp}", days.0),
            format!("{em}: nobody is the first handler from {} on, {ep}", days.0),
        )
    };
    let span = policy.matters().get(matters[0]).span;
    let mut problem = Problem::new(code, span, &[scene.code(matters[0])], zh, en).at(matters, extent, days.0);
    problem.days = Some(days);
    problem.fix(
        Fix::advice("为这些情形指定首办单位", "name a first handler for these facts").paste(skeleton(
            policy,
            matters,
            &extent.region,
        )),
    )
}

/// Conditions of a duty to paste.
const MOST_PASTED: usize = 64;

/// A duty for the region, with the unit left to fill in. Of a region of many boxes the first ones, and how many more.
pub(super) fn skeleton(policy: &Policy, matters: &[MatterId], region: &Region) -> String {
    let codes: Vec<String> = matters.iter().map(|m| policy.written(&policy.matters().get(*m).code)).collect();
    let first = &policy.matters().get(matters[0]).code;
    let mut text = format!(
        "职责：{} {}\n  适用：{}\n",
        policy.written(&format!("Z-{first}-新")),
        "（标题）",
        codes.join("、")
    );
    for condition in region.cubes.iter().take(MOST_PASTED).filter_map(|c| policy.written_condition(c)) {
        let _ = writeln!(text, "  当：{condition}");
    }
    if let Some(more) = region.cubes.len().checked_sub(MOST_PASTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "  # 另有 {more} 种情形没有列出 · {more} more are not listed");
    }
    text.push_str("  首办：（单位）\n  依据：待确认\n");
    text
}
