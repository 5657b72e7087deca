//! What was drafted, and how well it does.

use crate::cli::console::{Console, both, counted};
use fenbo::induce::{Ceiling, Found, Induced};
use fenbo::score::wilson;
use std::fmt::Write as _;

/// The report for a terminal.
pub fn report(induced: &Induced, console: Console) -> String {
    let mut text = String::new();
    let Found { records, matters, units, roles, duties, provisos, successions, contrary } = induced.found;
    let mut line = |zh: String, en: String| {
        let _ = writeln!(text, "{}", console.words(&both(zh, en)));
    };
    line(
        format!(
            "由 {records} 条记录归纳出 {matters} 个事项、{units} 个单位（{roles} 个角色）；职责 {duties} 条、但书 {provisos} 条，共 {} 条",
            duties + provisos
        ),
        format!(
            "drafted from {}: {}, {} ({}); {}, {}: {} in all",
            counted(records, "record"),
            counted(matters, "matter"),
            counted(units, "unit"),
            counted(roles, "role"),
            if duties == 1 { "1 duty".to_owned() } else { format!("{duties} duties") },
            counted(provisos, "proviso"),
            duties + provisos
        ),
    );
    if successions > 0 {
        line(
            format!("{successions} 个单位看来已由别的单位承继，见 registry/units.yaml"),
            format!(
                "taken over by others, as it seems: {}, see registry/units.yaml",
                counted(successions, "unit")
            ),
        );
    }
    if contrary > 0 {
        line(
            format!("{contrary} 种情形历史上派法不一，待裁定"),
            format!(
                "{} in which the past contradicts itself are to be ruled",
                counted(contrary, "situation")
            ),
        );
    }
    let (hits, of) = induced.validated;
    if of > 0 {
        line(
            format!("用前面的归纳、后面的检验（选定做法时）：{}", rate(hits, of)),
            format!(
                "drafts of earlier records on later ones (what the choice was made by): {}",
                rate(hits, of)
            ),
        );
    }
    line(
        format!(
            "对归纳所用的记录：与经办单位一致 {}；同样的件派法不一，任何清单至多 {}",
            rate(induced.fitted.agreed, induced.fitted.of),
            best(induced.ceiling)
        ),
        format!(
            "on the records it is made of: agrees {}; as alike records contradict each other no lists could do better than {}",
            rate(induced.fitted.agreed, induced.fitted.of),
            best(induced.ceiling)
        ),
    );
    if let Some(test) = &induced.test {
        let lists = &test.lists;
        line(
            format!("对此后的 {} 条：", lists.of),
            format!("on the {} after it:", counted(lists.of, "record")),
        );
        let decided = rate(lists.decided, lists.of);
        line(
            format!("  本清单 {}；其中派得出的 {decided}", rate(lists.agreed, lists.of)),
            format!("  these lists {}; they decide {decided}", rate(lists.agreed, lists.of)),
        );
        line(
            format!("  查表（事项＋地点的多数，没有就逐级放宽） {}", rate(test.look_up, lists.of)),
            format!(
                "  look-up (the majority of matter and place, else of what is around) {}",
                rate(test.look_up, lists.of)
            ),
        );
        line(
            format!("  这些记录自相矛盾，任何办法至多 {}", best(test.ceiling)),
            format!("  no way could do better than {}, as they contradict each other", best(test.ceiling)),
        );
    }
    text
}

fn rate(hits: usize, of: usize) -> String {
    let share = if of == 0 { 0.0 } else { 100.0 * hits as f64 / of as f64 };
    let (low, high) = wilson(hits as u64, of as u64);
    format!("{share:.1} % ({hits}/{of}, {:.1}–{:.1})", 100.0 * low, 100.0 * high)
}

fn best(ceiling: Ceiling) -> String {
    let share = if ceiling.all == 0 { 0.0 } else { 100.0 * ceiling.most as f64 / ceiling.all as f64 };
    format!("{share:.1} % ({}/{})", ceiling.most, ceiling.all)
}
