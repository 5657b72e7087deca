//! C303: facts under which only a fallback handles a complaint.

use super::bounds::without;
use super::problem::Fix;
use super::{Problem, Scene, gap};
use crate::finding::Lang;
use crate::policy::duty::DutyId;
use crate::syntax::entries::Layer;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let whole = scene.classes().zip(&scene.holes().by_class);
    let whole =
        whole.map(|((class, found), holes)| (class, found, without(found, &found.fallback, holes), true));
    let partial = scene.now().partial();
    let partial = partial.map(|(class, p)| (class, &p.found, p.found.fallback.clone(), p.fallback_whole));
    for (class, found, only, all) in whole.chain(partial) {
        let Some(extent) = found.extent(&only) else { continue };
        let meets = |d: &DutyId| {
            policy.duty(*d).layer == Layer::Fallback
                && found.effective(*d).is_some_and(|own| found.space.overlap(own, &only))
        };
        let duties: Vec<DutyId> = class.duties.iter().copied().filter(meets).collect();
        let words = |lang: Lang| {
            let named: Vec<String> = duties.iter().map(|d| policy.duty_words(*d, lang)).collect();
            (
                policy.matters_words(&class.matters, lang),
                named.join(lang.pick("、", ", ")),
                policy.region_words(&extent.region, lang),
            )
        };
        let ((zm, zd, zp), (em, ed, ep)) = (words(Lang::Zh), words(Lang::En));
        let mut problem = Problem::new(
            "C303",
            policy.matters().get(class.matters[0]).span,
            &[scene.code(class.matters[0])],
            format!("{zm}：只有兜底 {zd}，{zp}"),
            format!("{em}: only the fallback {ed} handles it, {ep}"),
        );
        if !all {
            gap::listed_in_part(&mut problem);
        }
        let fix = Fix::advice(
            "确认由兜底单位首办，或为这些情形写明职责",
            "confirm that the fallback is meant, or write a duty for these facts",
        );
        out.push(
            problem
                .at(&class.matters, &extent, scene.options.day)
                .of(policy, &duties)
                .fix(fix.paste(gap::skeleton(policy, &class.matters, &extent.region))),
        );
    }
}
