//! P901: a matter whose duties cross in too many ways for its regions to be followed box by box.

use super::{Problem, Scene};
use crate::finding::Lang;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let crowded = scene.epochs.iter().flat_map(|e| &e.classes).filter(|c| c.found.is_err());
    let mut told = Vec::new();
    for class in crowded.filter(|c| {
        let new = !told.contains(&c.matters[0]);
        told.push(c.matters[0]);
        new
    }) {
        let (zh, en) =
            (policy.matters_words(&class.matters, Lang::Zh), policy.matters_words(&class.matters, Lang::En));
        let count = class.duties.len();
        let mut problem = Problem::new(
            "P901",
            policy.matters().get(class.matters[0]).span,
            &[scene.code(class.matters[0])],
            format!("{zh}：{count} 条职责交叉太多，没有精确分析；分派仍然准确"),
            format!(
                "{en}: {count} duties cross in too many ways to be analysed exactly; routing stays exact"
            ),
        );
        problem.matters.clone_from(&class.matters);
        out.push(problem);
    }
}
