//! C301, C306 (and C354 at a shared bound): two duties name different first handlers and neither beats the other.
//!
//! Two provisos of one duty that cross are told apart (C306): there the author has only to say which goes first.

use super::bounds::shared;
use super::gap::listed_in_part;
use super::problem::{Extent, Fix};
use super::{Class, Epoch, Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId, Validity};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

/// The matters of one pair of duties, and where they conflict in the first class.
struct Clash {
    matters: Vec<MatterId>,
    extent: Extent,
    /// The one number over which they conflict, because both of their bounds include it.
    bound: Option<(AttrId, u32)>,
    /// The extent is all of it.
    whole: bool,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    for (pair, clash) in clashes(scene.policy, scene.now()) {
        out.push(problem(scene, pair, &clash, scene.now().days, None));
    }
}

/// The conflicts of an epoch by pair of duties, in order of the pairs.
fn clashes(policy: &Policy, epoch: &Epoch) -> Vec<((DutyId, DutyId), Clash)> {
    let mut all: FxHashMap<(DutyId, DutyId), Clash> = FxHashMap::default();
    for class in &epoch.classes {
        let found = class.known();
        let cut = class.found.as_ref().map_or_else(|partial| &partial.cut[..], |_| &[]);
        for (r, s, boxes) in &found.conflicts {
            match all.entry((*r, *s)) {
                Entry::Occupied(mut clash) => clash.get_mut().matters.extend(&class.matters),
                Entry::Vacant(new) => {
                    let Some(extent) = found.extent(boxes) else { continue };
                    let whole = cut.binary_search(&(*r, *s)).is_err();
                    let bound = if whole { shared(policy, found, (*r, *s), boxes) } else { None };
                    new.insert(Clash { matters: class.matters.clone(), extent, bound, whole });
                }
            }
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(pair, _)| *pair);
    for (_, clash) in &mut all {
        clash.matters.sort_unstable();
    }
    all
}

fn problem(
    scene: &Scene<'_>,
    (r, s): (DutyId, DutyId),
    clash: &Clash,
    days: Validity,
    future: Option<&'static str>,
) -> Problem {
    let policy = scene.policy;
    let (a, b) = (policy.duty(r), policy.duty(s));
    let crossing = a.block == b.block && a.span != a.block && b.span != b.block;
    let plain = if clash.bound.is_some() {
        "C354"
    } else if crossing {
        "C306"
    } else {
        "C301"
    };
    let code = future.unwrap_or(plain);
    let words = |lang| {
        let duty = |d| policy.duty_words(d, lang);
        let matters = policy.matters_words(&clash.matters, lang);
        let place = policy.region_words(&clash.extent.region, lang);
        (duty(r), duty(s), matters, place)
    };
    let (zr, zs, zm, zp) = words(Lang::Zh);
    let (er, es, em, ep) = words(Lang::En);
    let (mut zh, mut en) = if let (Some((attr, value)), "C354") = (clash.bound, code) {
        let side = |lang| policy.side_words(attr, &Intervals::single(value), lang);
        (
            format!("{zr} 与 {zs} 的分界差一：都包括 {}，谁也不优先：{zm}，{zp}", side(Lang::Zh)),
            format!(
                "the bounds of {er} and {es} are off by one: both have {}, and neither beats the other: {em}, {ep}",
                side(Lang::En)
            ),
        )
    } else if crossing {
        (
            format!("但书 {zr} 与 {zs} 交叉，没有写明谁优先：{zm}，{zp}"),
            format!("provisos {er} and {es} cross, and neither is said to go first: {em}, {ep}"),
        )
    } else {
        (
            format!("{zr} 与 {zs} 都是首办，谁也不优先：{zm}，{zp}"),
            format!("{er} and {es} both lead and neither beats the other: {em}, {ep}"),
        )
    };
    if future.is_some() {
        zh = format!("自 {} 起，{zh}", days.0);
        en = format!("from {} on, {en}", days.0);
    }
    let mut codes = scene.codes(&[r, s]);
    codes.sort_unstable();
    let later = if a.span < b.span { b } else { a };
    let mut problem = Problem::new(code, later.span, &codes, zh, en)
        .at(&clash.matters, &clash.extent, days.0)
        .of(policy, &[r, s]);
    problem.days = Some(days);
    if !clash.whole {
        listed_in_part(&mut problem);
    }
    if code == "C354" {
        let fix = Fix::advice(
            "让其中一条不包括分界（≤ 改为 ＜，或 ≥ 改为 ＞）",
            "let one of them exclude the bound (< for ≤, or > for ≥)",
        );
        return problem.fix(fix);
    }
    // A proviso has no line of its own to say so.
    for (winner, loser) in [(a, b), (b, a)].into_iter().filter(|(winner, _)| winner.span == winner.block) {
        let fix = Fix::advice(
            format!("在 {} 中写明「优先于：{}」", winner.code, loser.code),
            format!("let {} say that it overrides {}", winner.code, loser.code),
        );
        problem = problem.fix(fix.paste(format!("  优先于：{}\n", policy.written(&loser.code))));
    }
    if crossing {
        for (winner, loser) in [(a, b), (b, a)] {
            if let Some(lines) = meeting(policy, winner, loser, &clash.extent.region) {
                let fix = Fix::advice(
                    format!("两条都适用的归 {}：在同一条职责里再写一条但书", winner.code),
                    format!("where both apply {} goes first: another proviso of the same duty", winner.code),
                );
                problem = problem.fix(fix.paste(lines));
            }
        }
    }
    problem.fix(Fix::advice(
        "收窄其中一条的条件，或提请裁定",
        "narrow one of the conditions, or ask for a ruling",
    ))
}

/// A proviso that leads as one of two does where both apply: its region lies inside both of theirs, so it goes first.
fn meeting(policy: &Policy, winner: &Duty, loser: &Duty, region: &Region) -> Option<String> {
    let size = |attr| policy.attributes.size(attr);
    let inside = |duty: &Duty| region.within(&duty.region, &size) && !duty.region.within(region, &size);
    let [chain] = policy.template(winner.leads).leads.as_slice() else { return None };
    if !inside(winner) || !inside(loser) {
        return None;
    }
    let leads = policy.written_chain(chain);
    let taken = |code: &str| policy.duty_named(code).is_some();
    let mut codes = (1..).map(|n| format!("{}-{n}", winner.code)).filter(|code| !taken(code));
    let mut lines = String::new();
    for cube in &region.cubes {
        let (condition, code) = (policy.written_condition(cube)?, policy.written(&codes.next()?));
        let _ = writeln!(lines, "  但：{condition} → {leads} ［{code}］");
    }
    Some(lines)
}

/// C312: the conflicts that open with an epoch, being none of the pairs that conflict before.
pub(super) fn opening(scene: &Scene<'_>, before: usize, out: &mut Vec<Problem>) {
    let (old, new) = (&scene.epochs[before], &scene.epochs[before + 1]);
    let known: Vec<(DutyId, DutyId)> = clashes(scene.policy, old).into_iter().map(|(pair, _)| pair).collect();
    // Of a crowded matter it is not known that a pair did not conflict before.
    let unsure = |(r, s): (DutyId, DutyId)| {
        let holds = |class: &Class, d| class.duties.binary_search(&d).is_ok();
        old.partial().any(|(class, p)| !p.settled && holds(class, r) && holds(class, s))
    };
    for (pair, clash) in clashes(scene.policy, new) {
        if known.binary_search(&pair).is_err() && !unsure(pair) {
            out.push(problem(scene, pair, &clash, new.days, Some("C312")));
        }
    }
}
