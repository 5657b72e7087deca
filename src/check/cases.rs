//! C382, C383: a case of the lists that does not come out as it says, and an assertion that does not hold.

use super::{Problem, Scene};
use crate::cases::{CaseRun, Verdict, refute};
use crate::finding::Lang;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    if policy.cases().is_empty() && policy.assertions().is_empty() {
        return;
    }
    for case in policy.cases() {
        let run = CaseRun::of(case, scene.editions(), scene.options.day);
        let (zh, en) = match &run.verdict {
            Verdict::Passed | Verdict::NeedsRecognition => continue,
            Verdict::Failed(_) => ("结果与案例所写的不同", "it does not come out as it says"),
            Verdict::Contradictory => ("所写的要素互相矛盾", "its facts exclude each other"),
            Verdict::NotInEffect(_) => ("那一天它的事项不生效", "its matter is not in effect on its day"),
        };
        let text = &case.text;
        let problem = Problem::new(
            "C382",
            case.span,
            &[text],
            format!("案例「{text}」：{zh}。用 fenbo explain --case 看是怎样得出的"),
            format!("case \"{text}\": {en}. `fenbo explain --case` shows how it comes about"),
        );
        let mut problem = problem.of(policy, &run.duties);
        problem.matters.extend(case.matter);
        out.push(problem);
    }
    let router = scene.router();
    for assertion in policy.assertions() {
        let refuted = refute(assertion, &router);
        let Some(first) = refuted.first() else { continue };
        let name = &assertion.name;
        let words = |lang| (policy.matter_words(first.matter), policy.cube_words(&first.within, lang));
        let ((zm, zp), (em, ep)) = (words(Lang::Zh), words(Lang::En));
        let mut problem = Problem::new(
            "C383",
            assertion.span,
            &[name],
            format!("断言「{name}」不成立：{zm}，{zp}"),
            format!("assertion \"{name}\" does not hold: {em}, {ep}"),
        );
        problem.matters = refuted.iter().map(|r| r.matter).collect();
        problem.matters.sort_unstable();
        problem.matters.dedup();
        problem.region.cubes = vec![first.within.clone()];
        out.push(problem);
    }
}
