//! C322, C323: what a practice accepts that nobody assigns to it, and what two practices both accept.
//!
//! A unit may accept whatever a duty gives it a part in: as first handler, assisting, informed, supervising or going ahead.
//! Where both of two units have a part, both may accept; where one of them has none, both accepting is a dispute to come.

use super::actors::Actor;
use super::analysis::{Class, Found};
use super::ground::{Gathered, Ground, Line, Patch, common};
use super::problem::{Edit, Extent, Fix};
use super::space::{Boxes, Crowded};
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::duty::{DutyId, Handler, PracticeRule, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use rustc_hash::FxHashMap;

/// The classes of all days looked at by matter: `None` where one was not analysed.
type ByMatter<'a> = FxHashMap<MatterId, Option<Vec<(&'a Class, &'a Found)>>>;

/// Of the matters of a line.
fn by_matter<'a>(scene: &Scene<'a>, rule: &PracticeRule) -> ByMatter<'a> {
    let mut all: ByMatter<'a> = FxHashMap::default();
    for matter in rule.scope.values().map(MatterId) {
        for class in scene.epochs.iter().filter_map(|e| e.class_of(matter)) {
            let known = all.entry(matter).or_insert_with(|| Some(Vec::new()));
            match (&class.found, known.as_mut()) {
                (Ok(found), Some(known)) => known.push((&**class, found)),
                _ => *known = None,
            }
        }
    }
    all
}

/// C322.
pub(super) fn never_assigned(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    if policy.practices().is_empty() {
        return;
    }
    let lines = scene.lines();
    let mut same: FxHashMap<(Handler, Handler), Region> = FxHashMap::default();
    let live = policy.practices().iter().enumerate().filter(|(_, p)| in_effect(p.valid, scene.options.day));
    for (number, practice) in live {
        let asked = |r: &&PracticeRule| r.scope.values().any(|m| scene.asks_about(MatterId(m)));
        for rule in practice.accepts.iter().filter(asked) {
            let classes = by_matter(scene, rule);
            let mut is = |h: Handler| {
                let known = same.entry((practice.unit, h));
                known.or_insert_with(|| scene.actors().same(practice.unit, h)).clone()
            };
            let matters: Vec<MatterId> =
                rule.scope.values().map(MatterId).filter(|m| classes.contains_key(m)).collect();
            let assigned = matters.iter().any(|m| match &classes[m] {
                None => true,
                Some(days) => days.iter().any(|(_, found)| assigns(scene, found, rule, &mut is)),
            });
            if assigned || matters.is_empty() {
                continue;
            }
            let handed = matters.iter().any(|m| {
                let handed = lines[m.0 as usize].iter().filter(|l| l.declines && l.practice != number as u32);
                handed
                    .into_iter()
                    .any(|l| hands(scene, *l, rule, classes[m].as_deref().unwrap_or_default(), &mut is))
            });
            if !handed {
                out.extend(useless(scene, practice.unit, rule, &matters, &classes));
            }
        }
    }
}

/// Whether some duty gives the unit a part where it accepts.
fn assigns(
    scene: &Scene<'_>,
    found: &Found,
    rule: &PracticeRule,
    is: &mut impl FnMut(Handler) -> Region,
) -> bool {
    found.effective.iter().any(|(duty, own)| {
        let named: Vec<Handler> =
            scene.policy.named_by(*duty).flat_map(|chain| scene.actors().steps(chain)).collect();
        named.into_iter().any(|h| {
            let places = is(h);
            !places.is_empty() && found.space.region(own).overlaps_within(&rule.region, &places)
        })
    })
}

/// Whether a line hands to the unit what a duty assigns to the line's own: that is told as declined (C321).
fn hands(
    scene: &Scene<'_>,
    line: Line,
    rule: &PracticeRule,
    days: &[(&Class, &Found)],
    is: &mut impl FnMut(Handler) -> Region,
) -> bool {
    let policy = scene.policy;
    let declining = policy.practice_line(line);
    let to = declining.hand_to.iter().flat_map(|chain| scene.actors().steps(chain));
    let mut to: Vec<Region> = to.map(is).collect();
    to.retain(|places| declining.region.overlaps_within(&rule.region, places));
    let owner = policy.practices[line.practice as usize].unit;
    let mut owns = |h: Handler| scene.actors().same(owner, h);
    !to.is_empty() && days.iter().any(|(_, found)| assigns(scene, found, declining, &mut owns))
}

fn useless(
    scene: &Scene<'_>,
    unit: Handler,
    rule: &PracticeRule,
    matters: &[MatterId],
    classes: &ByMatter<'_>,
) -> Option<Problem> {
    let policy = scene.policy;
    let condition: Vec<String> =
        rule.region.cubes.iter().filter_map(|c| policy.written_condition(c)).collect();
    let condition = condition.join("；");
    // Where nothing that it accepts can come in, the condition is what is wrong, and not the assignment.
    let first = matters.iter().find_map(|m| {
        let (_, found) = classes.get(m)?.as_ref()?.first()?;
        match common(scene, found, &found.open, &[&rule.region]) {
            Ok(extent) => Some(Ok((*m, extent?))),
            Err(Crowded) => Some(Err(Crowded)),
        }
    })?;
    let (first, mut extent) = match first {
        Ok(first) => first,
        // Each line on its own, so that what is not settled of one does not depend on the others.
        Err(Crowded) => {
            let own = [&*policy.handler_words(unit, Lang::Zh), scene.code(matters[0]), &condition];
            return super::unanalysed::of_line(scene, "C322", rule.span, &own, matters.to_vec());
        }
    };
    scene.actors().place(&mut extent.point, &[unit]);
    let words = |lang| {
        (
            policy.handler_words(unit, lang),
            policy.matters_words(matters, lang),
            policy.region_words(&rule.region, lang),
        )
    };
    let ((zu, zm, zp), (eu, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let mut problem = Problem::new(
        "C322",
        rule.span,
        &[&zu, scene.code(matters[0]), &condition],
        format!("{zu} 的实施清单承接 {zm}（{zp}），但没有一条职责在这里派给它，也没有让它协办或先行"),
        format!("the practice of {eu} accepts {em} ({ep}), but no duty gives it any part there"),
    )
    .at(&[first], &extent, scene.options.day);
    problem.matters = matters.to_vec();
    Some(
        problem
            .fix(
                Fix::advice("确实不归它的，删去这一行承接", "if it is not theirs, remove this line")
                    .edit(Edit::RemoveLine(rule.span)),
            )
            .fix(
                Fix::advice(
                    "确实归它的，在职责里派给它，或写为协办",
                    "if it is theirs, assign it in a duty, or name them as assisting",
                )
                .paste(super::gap::skeleton(policy, matters, &rule.region)),
            ),
    )
}

/// C323.
pub(super) fn twice(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let grounds = scene.grounds();
    let mut found: Gathered<(Line, Line)> = Gathered::new();
    for (i, ground) in grounds.list.iter().enumerate() {
        for patch in ground.patches.iter().filter(|p| p.stands.len() > 1) {
            // A ground too crowded for this is rare, and what was found of it until then stands.
            if pairs(scene, i, ground, patch, &mut found).is_err() {
                let (zh, en) = (
                    "各单位的实施清单交叉太多，没有精确核对".to_owned(),
                    "the practices cross in too many ways to be compared exactly".to_owned(),
                );
                let first = ground.matters[0];
                let span = scene.policy.matters().get(first).span;
                out.push(
                    Problem::new("P901", span, &["accepted", scene.code(first)], zh, en)
                        .with_matters(ground.matters.clone()),
                );
            }
        }
    }
    // A pair of lines is told once, with the first of its regions.
    for (lines, extent, matters, all) in found.first(&grounds.list) {
        let more = all.len() - matters.len();
        out.push(dispute(scene, lines, &matters, extent, more).with_matters(all));
    }
}

fn pairs(
    scene: &Scene<'_>,
    number: usize,
    ground: &Ground,
    patch: &Patch,
    out: &mut Gathered<(Line, Line)>,
) -> Result<(), Crowded> {
    let space = &ground.space;
    let named = |actor: Actor| {
        let mut all = space.none();
        for (duty, own) in &ground.duties {
            let chains = scene.policy.named_by(*duty);
            let mut named = chains.flat_map(|c| scene.actors().asked(c, |h| ground.actor(patch, h)));
            if named.any(|a| a == actor) {
                all.add(own)?;
            }
        }
        Ok::<Boxes, Crowded>(all)
    };
    let handlers: Vec<Handler> = {
        let chains = ground.duties.iter().flat_map(|(duty, _)| scene.policy.named_by(*duty));
        chains.flat_map(|chain| scene.actors().steps(chain)).collect()
    };
    // A list of a role is that of the units that duties look up: where they do so by another place, whoever plays the
    // role where the complaint is has no say.
    let stranger = |line: &Line, actor: Actor| {
        let Handler::Role(role, _) = scene.policy.practices[line.practice as usize].unit else {
            return false;
        };
        let mut looked_up =
            handlers.iter().filter(|h| matches!(h, Handler::Role(r, _) if *r == role)).peekable();
        looked_up.peek().is_some() && looked_up.all(|h| ground.actor(patch, *h) != Some(actor))
    };
    for (i, a) in patch.stands.iter().enumerate() {
        for b in &patch.stands[i + 1..] {
            let mut both = space.intersect(&a.accepted, &b.accepted)?;
            if both.is_empty() {
                continue;
            }
            space.subtract(&mut both, &space.intersect(&named(a.actor)?, &named(b.actor)?)?)?;
            for (ours, own) in &a.accepts {
                let here = space.intersect(&both, own)?;
                for (theirs, own) in &b.accepts {
                    let key = ((*ours).min(*theirs), (*ours).max(*theirs));
                    // Two holders of one role never meet; one practice is no dispute.
                    if ours.practice != theirs.practice
                        && !stranger(ours, a.actor)
                        && !stranger(theirs, b.actor)
                    {
                        out.add(key, number, &space.intersect(&here, own)?)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// The duties that decide somewhere in a region of a matter.
fn deciding(scene: &Scene<'_>, matter: MatterId, region: &Region) -> Vec<DutyId> {
    let own = scene.now().class_of(matter).and_then(|class| class.found.as_ref().ok());
    let effective = own.into_iter().flat_map(|found| found.effective.iter().map(move |e| (found, e)));
    effective
        .filter(|(found, (_, own))| found.space.region(own).overlaps(region))
        .map(|(_, (duty, _))| *duty)
        .collect()
}

/// `more`: how many other matters both lines accept somewhere.
fn dispute(
    scene: &Scene<'_>,
    (a, b): (Line, Line),
    matters: &[MatterId],
    mut extent: Extent,
    more: usize,
) -> Problem {
    let policy = scene.policy;
    let owner = |line: Line| policy.practices[line.practice as usize].unit;
    scene.actors().place(&mut extent.point, &[owner(a), owner(b)]);
    let duties = deciding(scene, matters[0], &extent.region);
    let words = |lang: Lang| {
        let shown: Vec<String> = duties.iter().take(3).map(|d| policy.duty_words(*d, lang)).collect();
        let assigned = if shown.is_empty() {
            lang.pick("没有派给谁", "to nobody").to_owned()
        } else {
            shown.join(lang.pick("、", ", "))
        };
        (
            scene.actors().words(owner(a), &extent.point, lang),
            scene.actors().words(owner(b), &extent.point, lang),
            policy.matters_words(matters, lang),
            policy.region_words(&extent.region, lang),
            assigned,
        )
    };
    let ((za, zb, zm, zp, zd), (ea, eb, em, ep, ed)) = (words(Lang::Zh), words(Lang::En));
    let (zo, eo) = match more {
        0 => Default::default(),
        n => (
            format!("；这两行还都承接另 {n} 个事项"),
            format!("; both lines accept {n} more matters somewhere"),
        ),
    };
    let (first, second) =
        (policy.handler_words(owner(a), Lang::Zh), policy.handler_words(owner(b), Lang::Zh));
    let span = policy.practice_line(a).span.max(policy.practice_line(b).span);
    let other = policy.practice_line(a).span.min(policy.practice_line(b).span);
    let mut problem = Problem::new(
        "C323",
        span,
        &[&first, &second, scene.code(matters[0])],
        format!("{za} 和 {zb} 的实施清单都承接：{zm}，{zp}；职责：{zd}{zo}"),
        format!("the practices of {ea} and {eb} both accept {em}, {ep}; duties: {ed}{eo}"),
    )
    .at(matters, &extent, scene.options.day)
    .of(policy, &duties);
    problem.finding.related.push((other, "另一家的承接".to_owned(), "the other's line".to_owned()));
    let codes: Vec<String> = matters.iter().map(|m| policy.written(&policy.matters().get(*m).code)).collect();
    let lines = extent.region.cubes.iter().map(|c| match policy.written_condition(c) {
        Some(condition) => format!("  不承接：{}，当 {condition} → （承接的单位）\n", codes.join("、")),
        None => format!("  不承接：{} → （承接的单位）\n", codes.join("、")),
    });
    problem.fix(
        Fix::advice(
            "收窄不归它的那一家的承接，或写明不承接、交给另一家；两家都要办的，在职责里写并办或协办",
            "narrow what the wrong one accepts, or have it decline; where both act, name both in the duty",
        )
        .paste(lines.collect::<String>()),
    )
}
