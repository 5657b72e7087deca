//! C327: a step of a unit's practice takes longer than the limit of the duty that assigns the matter to it.
//!
//! All amounts count from when the complaint is with the unit. A step is compared with the limit of the same name; signing
//! for the complaint, which comes before everything, with every limit; every step with the limit for finishing. Amounts of
//! one unit are compared as they are. A working day and a day are compared by what holds in every week without a holiday:
//! `n` working days take at least `n` days, and at most `n` and two days more for every five begun.

use super::ground::common;
use super::problem::{Extent, Fix};
use super::space::Crowded;
use super::{Class, Found, Problem, Scene, unanalysed};
use crate::finding::Lang;
use crate::policy::duration_words;
use crate::policy::duty::{DutyId, Practice, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use crate::syntax::entries::{Duration, DurationUnit};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Names of one step, in both languages.
const SIGNING: &[&str] = &["签收", "接收", "sign", "accept"];
const ARRIVING: &[&str] = &["到场", "现场", "到达现场", "上门", "arrive", "on-site", "site"];
const FINISHING: &[&str] = &["办结", "办理", "完成", "结案", "close", "finish", "done"];
const SAME: [&[&str]; 3] = [SIGNING, ARRIVING, FINISHING];

/// A limit that a step exceeds.
struct Late {
    limit: Duration,
    duties: Vec<DutyId>,
    matters: Vec<MatterId>,
    first: (MatterId, Extent),
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let day = scene.options.day;
    let live: Vec<&Practice> =
        policy.practices().iter().filter(|p| in_effect(p.valid, day) && !p.steps.is_empty()).collect();
    if live.is_empty() {
        return;
    }
    // Many duties set the same limits: those are compared once.
    let mut kinds: BTreeMap<Vec<(&str, u32, u8)>, Vec<DutyId>> = BTreeMap::new();
    let asked = scene.duties_asked_about().into_iter().map(|id| (id, policy.duty(id)));
    for (id, duty) in asked.filter(|(_, d)| !d.parts.limits.is_empty()) {
        let limits = duty.parts.limits.iter().map(|(n, d)| (n.as_str(), d.amount, d.unit as u8));
        kinds.entry(limits.collect()).or_default().push(id);
    }
    let mut by_duty: FxHashMap<DutyId, Vec<(&Class, &Found)>> = FxHashMap::default();
    for (class, found) in scene.classes() {
        for (duty, _) in &found.effective {
            by_duty.entry(*duty).or_default().push((class, found));
        }
    }
    let mut crowded: Vec<MatterId> = Vec::new();
    for practice in live {
        let mut late: BTreeMap<(usize, &str), Late> = BTreeMap::new();
        for duties in kinds.values() {
            let limits = exceeded(practice, &policy.duty(duties[0]).parts.limits);
            if limits.is_empty() {
                continue;
            }
            for duty in duties {
                for (class, found) in by_duty.get(duty).into_iter().flatten() {
                    match assigned(scene, practice, class, found, *duty) {
                        Ok(Some((matters, extent))) => {
                            exceeds(&mut late, &limits, *duty, &matters, &extent);
                        }
                        Ok(None) => {}
                        Err(Crowded) => crowded.extend(&class.matters),
                    }
                }
            }
        }
        for ((step, name), found) in late {
            out.push(problem(scene, practice, step, name, found));
        }
    }
    out.extend(unanalysed::of_check(scene, "C327", crowded));
}

/// A duty that assigns matters to the practice sets limits that its steps exceed.
fn exceeds<'l>(
    late: &mut BTreeMap<(usize, &'l str), Late>,
    limits: &[(usize, &'l str, Duration)],
    duty: DutyId,
    matters: &[MatterId],
    extent: &Extent,
) {
    for (step, name, limit) in limits {
        let first = || (matters[0], extent.clone());
        let known = late.entry((*step, name)).or_insert_with(|| Late {
            limit: *limit,
            duties: Vec::new(),
            matters: Vec::new(),
            first: first(),
        });
        if longer(known.limit, *limit) {
            (known.limit, known.first) = (*limit, first());
        }
        known.duties.push(duty);
        known.matters.extend(matters);
    }
}

/// The steps that exceed a limit, with its name.
fn exceeded<'l>(practice: &Practice, limits: &'l [(String, Duration)]) -> Vec<(usize, &'l str, Duration)> {
    let mut out = Vec::new();
    for (i, (step, takes)) in practice.steps.iter().enumerate() {
        for (name, limit) in limits {
            if comparable(step, name) && longer(*takes, *limit) {
                out.push((i, name.as_str(), *limit));
            }
        }
    }
    out
}

/// Whether a step may not take longer than a limit of this name.
fn comparable(step: &str, limit: &str) -> bool {
    let (step, limit) = (fold(step).to_lowercase(), fold(limit).to_lowercase());
    let among = |names: &[&str], word: &str| names.contains(&word);
    step == limit
        || among(SIGNING, &step)
        || among(FINISHING, &limit)
        || SAME.iter().any(|names| among(names, &step) && among(names, &limit))
}

/// Whether an amount is longer than another in every week without a holiday.
fn longer(a: Duration, b: Duration) -> bool {
    minutes(a) > longest(b, a.unit)
}

const DAY: u64 = 24 * 60;

/// Minutes; of working days, compared with other units, as many as they can be.
fn longest(d: Duration, other: DurationUnit) -> u64 {
    match (d.unit, other) {
        (DurationUnit::WorkingDay, DurationUnit::WorkingDay) => minutes(d),
        (DurationUnit::WorkingDay, _) => minutes(d) + u64::from(d.amount.div_ceil(5)) * 2 * DAY,
        _ => minutes(d),
    }
}

/// Minutes; of working days as few as they can be.
fn minutes(d: Duration) -> u64 {
    let unit = match d.unit {
        DurationUnit::Minute => 1,
        DurationUnit::Hour => 60,
        DurationUnit::Day | DurationUnit::WorkingDay => DAY,
    };
    u64::from(d.amount) * unit
}

/// The matters and facts where a duty gives the lead to the unit of a practice, and the practice speaks for them.
fn assigned(
    scene: &Scene<'_>,
    practice: &Practice,
    class: &Class,
    found: &Found,
    duty: DutyId,
) -> Result<Option<(Vec<MatterId>, Extent)>, Crowded> {
    let policy = scene.policy;
    let Some(own) = found.effective(duty) else { return Ok(None) };
    let leads = &policy.template(policy.duty(duty).leads).leads;
    let handlers: Vec<_> = leads.iter().flat_map(|chain| scene.actors().steps(chain)).collect();
    // A list that accepts nothing speaks for everything the unit is assigned.
    let whole = Region::whole();
    let speaks: Vec<(&Region, Vec<MatterId>)> = if practice.accepts.is_empty() {
        vec![(&whole, class.matters.clone())]
    } else {
        let within = |scope: &crate::policy::intervals::Intervals| {
            class.matters.iter().copied().filter(|m| scope.contains(m.0)).collect()
        };
        practice.accepts.iter().map(|r| (&r.region, within(&r.scope))).collect()
    };
    let mut nothing = Ok(None);
    for (region, matters) in speaks.into_iter().filter(|s| !s.1.is_empty()) {
        for handler in &handlers {
            let places = scene.actors().same(practice.unit, *handler);
            match common(scene, found, own, &[region, &places]) {
                Ok(Some(extent)) => return Ok(Some((matters, extent))),
                Ok(None) => {}
                Err(Crowded) => nothing = Err(Crowded),
            }
        }
    }
    nothing
}

fn problem(scene: &Scene<'_>, practice: &Practice, step: usize, name: &str, mut found: Late) -> Problem {
    let policy = scene.policy;
    found.duties.sort_unstable();
    found.duties.dedup();
    found.matters.sort_unstable();
    found.matters.dedup();
    scene.actors().place(&mut found.first.1.point, &[practice.unit]);
    let (step_name, takes) = &practice.steps[step];
    let words = |lang: Lang| {
        let shown: Vec<&str> = found.duties.iter().take(3).map(|d| &*policy.duty(*d).code).collect();
        let shown = shown.join(lang.pick("、", ", "));
        let duties = match (found.duties.len().saturating_sub(3), lang) {
            (0, _) => shown,
            (_, Lang::Zh) => format!("{shown} 等 {} 条", found.duties.len()),
            (more, Lang::En) => format!("{shown} and {more} more"),
        };
        let unit = policy.handler_words(practice.unit, lang);
        (
            unit,
            duties,
            policy.matters_words(&found.matters, lang),
            duration_words(*takes, lang),
            duration_words(found.limit, lang),
        )
    };
    let ((zu, zd, zm, zt, zl), (eu, ed, em, et, el)) = (words(Lang::Zh), words(Lang::En));
    let office: Vec<&str> = practice.offices.iter().map(|o| o.0.as_str()).collect();
    Problem::new(
        "C327",
        practice.span,
        &[&zu, &office.join("、"), step_name, name],
        format!("{zu} 的步骤「{step_name} {zt}」超过职责的时限「{name} {zl}」：{zd}，{zm}"),
        format!("the step \"{step_name} {et}\" of {eu} exceeds the limit \"{name} {el}\" of {ed}: {em}"),
    )
    .at(&[found.first.0], &found.first.1, scene.options.day)
    .of(policy, &found.duties)
    .with_matters(found.matters)
    .fix(Fix::advice(
        format!("把步骤缩短到 {zl} 以内，或给这些事项另写一份实施清单"),
        format!("shorten the step to {el}, or write a practice of its own for these matters"),
    ))
    .fix(Fix::advice("时限定得太紧的，改职责的时限", "if the limit is too tight, change the duty"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(amount: u32, unit: DurationUnit) -> Duration {
        Duration { amount, unit }
    }

    #[test]
    fn amounts_are_compared_by_what_holds_in_every_week() {
        use DurationUnit::{Day, Hour, Minute, WorkingDay};
        assert!(longer(of(25, Hour), of(1, Day)));
        assert!(!longer(of(24, Hour), of(1, Day)));
        assert!(longer(of(61, Minute), of(1, Hour)));
        assert!(longer(of(6, WorkingDay), of(5, WorkingDay)));
        assert!(!longer(of(5, WorkingDay), of(5, WorkingDay)));
        // One working day from Monday is one day; from Friday it is three.
        assert!(!longer(of(1, WorkingDay), of(24, Hour)));
        assert!(longer(of(2, WorkingDay), of(24, Hour)));
        assert!(!longer(of(3, Day), of(1, WorkingDay)));
        assert!(longer(of(4, Day), of(1, WorkingDay)));
        // Five working days are a week wherever they begin; six may take ten days, from Friday on.
        assert!(!longer(of(7, Day), of(5, WorkingDay)));
        assert!(longer(of(8, Day), of(5, WorkingDay)));
        assert!(!longer(of(10, Day), of(6, WorkingDay)));
        assert!(longer(of(11, Day), of(6, WorkingDay)));
    }

    #[test]
    fn steps_and_limits_that_mean_the_same_are_compared() {
        assert!(comparable("现场", "到场"));
        assert!(comparable("签收", "联系"));
        assert!(comparable("修复", "办结"));
        assert!(comparable("复核", "复核"));
        assert!(!comparable("现场", "联系"));
        assert!(!comparable("修复", "到场"));
    }
}
