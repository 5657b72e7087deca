//! P901: a matter whose duties cross in too many ways for its regions to be followed box by box, or for one check.

use super::{Class, Epoch, Problem, Scene};
use crate::finding::{Lang, codes};
use crate::policy::matter::MatterId;
use crate::text::Span;
use std::collections::BTreeMap;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    // Told once, and for the day on which least is settled.
    let mut crowded: BTreeMap<MatterId, (&Class, bool)> = BTreeMap::new();
    for (class, partial) in scene.epochs.iter().flat_map(Epoch::partial) {
        let known = crowded.entry(class.matters[0]).or_insert((class, true));
        if known.1 && !partial.settled {
            *known = (class, false);
        }
    }
    for (first, (class, settled)) in crowded {
        let (zh, en) =
            (policy.matters_words(&class.matters, Lang::Zh), policy.matters_words(&class.matters, Lang::En));
        let count = class.duties.len();
        let (zh, en) = if settled {
            (
                format!(
                    "{zh}：{count} 条职责交叉太多，情形不能一一列出：空白、冲突和从不起作用的职责都已查明，其他检查没有做；分派仍然准确"
                ),
                format!(
                    "{en}: {count} duties cross in too many ways for all facts to be listed: gaps, conflicts and dead duties are all found, other checks were not made; routing stays exact"
                ),
            )
        } else {
            (
                format!(
                    "{zh}：{count} 条职责交叉太多，没有精确分析：报出的空白和冲突属实，可能还有别的；分派仍然准确"
                ),
                format!(
                    "{en}: {count} duties cross in too many ways to be analysed exactly: the gaps and conflicts that are told are true, there may be more; routing stays exact"
                ),
            )
        };
        let span = policy.matters().get(first).span;
        let mut problem = Problem::new("P901", span, &[scene.code(first)], zh, en);
        problem.matters.clone_from(&class.matters);
        out.push(problem);
    }
}

/// What a check could not settle, of matters in any order; nothing of none. `code`: what the check would have reported.
pub(super) fn of_check(scene: &Scene<'_>, code: &'static str, matters: Vec<MatterId>) -> Option<Problem> {
    told(scene, code, None, &[], matters)
}

/// The same of one line of the lists. `own`: what tells it from others.
pub(super) fn of_line(
    scene: &Scene<'_>,
    code: &'static str,
    line: Span,
    own: &[&str],
    matters: Vec<MatterId>,
) -> Option<Problem> {
    told(scene, code, Some(line), own, matters)
}

fn told(
    scene: &Scene<'_>,
    code: &'static str,
    line: Option<Span>,
    own: &[&str],
    mut matters: Vec<MatterId>,
) -> Option<Problem> {
    let policy = scene.policy;
    matters.sort_unstable();
    matters.dedup();
    let span = policy.matters().get(*matters.first()?).span;
    let (zh, en) = codes::code(code).map_or(("", ""), |c| (c.zh, c.en));
    let words = |lang| policy.matters_words(&matters, lang);
    let zh = format!("{}：条件交叉太多，{code}（{zh}）没有查清；分派仍然准确", words(Lang::Zh));
    let en = format!(
        "{}: conditions cross in too many ways for {code} ({en}) to be settled; routing stays exact",
        words(Lang::En)
    );
    let key: Vec<&str> = ["check", code].into_iter().chain(own.iter().copied()).collect();
    Some(Problem::new("P901", line.unwrap_or(span), &key, zh, en).with_matters(matters))
}
