//! C341: a newer general duty over an older special one of another unit, without 保留 or 废止.
//!
//! The special duty goes on deciding, because its region is the smaller one. Whether that was meant the newer duty has to
//! say: of new-general against old-special neither is before the other by law.

use super::problem::{Extent, Fix};
use super::{Class, Epoch, Found, Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::matter::MatterId;
use crate::policy::precedence::Why;
use crate::syntax::entries::Layer;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The older special duties inside a newer general one, and where the first of them decides.
struct Under {
    specials: Vec<DutyId>,
    matters: Vec<MatterId>,
    extent: Extent,
    day: Date,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let mut all: BTreeMap<DutyId, Under> = BTreeMap::new();
    for epoch in scene.epochs {
        for (class, found) in epoch.found() {
            look(scene.policy, epoch, class, found, &mut all);
        }
    }
    for (general, under) in all {
        out.push(problem(scene, general, under));
    }
}

fn look(policy: &Policy, epoch: &Epoch, class: &Class, found: &Found, all: &mut BTreeMap<DutyId, Under>) {
    let dated = |d: &&DutyId| {
        let duty = policy.duty(**d);
        duty.layer == Layer::Duty && duty.valid.0 > Date::MIN
    };
    let dated: Vec<DutyId> = class.duties.iter().filter(dated).copied().collect();
    let silent = dated.iter().filter(|d| policy.duty(**d).special.is_none());
    for &general in silent {
        let newer = policy.duty(general);
        for &special in &dated {
            let older = policy.duty(special);
            if older.valid.0 >= newer.valid.0
                || older.leads == newer.leads
                || !epoch.precedence.beats(special, general)
                || epoch.precedence.why(policy, special, general) != Why::Subset
                || super::says_so(policy, older, newer)
            {
                continue;
            }
            let Some(extent) = found.effective(special).and_then(|boxes| found.extent(boxes)) else {
                continue;
            };
            let under = all.entry(general).or_insert_with(|| Under {
                specials: Vec::new(),
                matters: Vec::new(),
                extent,
                day: epoch.days.0,
            });
            under.specials.push(special);
            under.matters.extend(&class.matters);
        }
    }
}

fn problem(scene: &Scene<'_>, general: DutyId, mut under: Under) -> Problem {
    let policy = scene.policy;
    under.specials.sort_unstable();
    under.specials.dedup();
    under.matters.sort_unstable();
    under.matters.dedup();
    let newer = policy.duty(general);
    let words = |lang: Lang| {
        let special = |d: &DutyId| {
            let (duty, from) = (policy.duty_words(*d, lang), policy.duty(*d).valid.0);
            match lang {
                Lang::Zh => format!("{duty}，{from}"),
                Lang::En => format!("{duty} of {from}"),
            }
        };
        let named: Vec<String> = under.specials.iter().take(3).map(special).collect();
        let more = match (under.specials.len().saturating_sub(3), lang) {
            (0, _) => String::new(),
            (n, Lang::Zh) => format!(" 等 {} 条", n + 3),
            (n, Lang::En) => format!(" and {n} more"),
        };
        (policy.duty_words(general, lang), named.join(lang.pick("；", "; ")) + &more)
    };
    let ((zg, zs), (eg, es)) = (words(Lang::Zh), words(Lang::En));
    let from = newer.valid.0;
    let zh = format!("{zg} 自 {from} 起生效，比其中的特别规定 {zs} 新，没有写保留还是废止：现在仍照旧规定办");
    let en = format!(
        "{eg} begins on {from}, after the special {es} inside it, and does not say whether it keeps or repeals it: \
         the old one goes on deciding"
    );
    let mut key = scene.codes(&[general]);
    let mut specials = scene.codes(&under.specials);
    specials.sort_unstable();
    key.extend(specials);
    let mut problem = Problem::new("C341", newer.span, &key, zh, en)
        .at(&under.matters, &under.extent, under.day)
        .of(policy, &[general])
        .of(policy, &under.specials);
    let keep =
        Fix::advice("旧规定照旧：写明保留，分派不变", "the old one stays: say so, and nothing changes");
    let repeal = Fix::advice(
        format!("旧规定到此为止：写明废止，自 {from} 起由 {} 办", newer.code),
        format!("the old one ends: repeal it, and {} takes over from {from} on", newer.code),
    );
    problem = problem.fix(keep.paste("  既有特别规定：保留\n")).fix(repeal.paste("  既有特别规定：废止\n"));
    problem
}
