//! C321, C324, C325: who is assigned a complaint and declines it, and where it goes from there.
//!
//! From a first handler that declines the hand-overs are followed, exactly and place by place. They may end with somebody
//! who does not decline, or with nobody named (C321); with somebody who declines too (C324); or go round in a circle (C325),
//! which is told wherever it can come about, whoever is assigned. One set of facts is told under one of the three codes.

use super::actors::Actor;
use super::ground::{Gathered, Ground, Line, Patch, Stand};
use super::problem::{Edit, Extent, Fix};
use super::space::{Boxes, Crowded};
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{DutyId, Handler};
use crate::policy::matter::MatterId;
use std::collections::BTreeSet;

/// Hand-overs followed in one place of one matter before it is called too crowded.
const MOST_STEPS: usize = 20_000;

/// What is found of each kind.
struct Findings {
    /// C321: the duty, and the line that declines.
    declined: Gathered<(DutyId, Line)>,
    /// C324: the duty, and all lines that decline.
    by_all: Gathered<(DutyId, Vec<Line>)>,
    /// C325: the lines round the circle.
    circles: Gathered<Vec<Line>>,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let grounds = scene.grounds();
    let mut findings =
        Findings { declined: Gathered::new(), by_all: Gathered::new(), circles: Gathered::new() };
    let mut crowded: Vec<&[MatterId]> = grounds.crowded.iter().map(Vec::as_slice).collect();
    for (i, ground) in grounds.list.iter().enumerate() {
        for patch in ground.patches.iter().filter(|p| p.stands.iter().any(|s| !s.declines.is_empty())) {
            if look(scene, i, ground, patch, &mut findings).is_err() {
                crowded.push(&ground.matters);
            }
        }
    }
    for ((duty, line), matters, extent) in findings.declined.told(&grounds.list) {
        out.push(declined(scene, duty, line, &matters, extent));
    }
    for ((duty, lines), matters, extent) in findings.by_all.told(&grounds.list) {
        out.push(by_all(scene, duty, &lines, &matters, extent));
    }
    for (lines, matters, extent) in findings.circles.told(&grounds.list) {
        out.push(circle(scene, &lines, &matters, extent));
    }
    crowded.dedup();
    for matters in crowded {
        out.push(unanalysed(scene, matters));
    }
}

/// Practices that cross in too many ways.
pub(super) fn unanalysed(scene: &Scene<'_>, matters: &[MatterId]) -> Problem {
    let policy = scene.policy;
    let words = |lang| policy.matters_words(matters, lang);
    let mut problem = Problem::new(
        "P901",
        policy.matters().get(matters[0]).span,
        &["practice", scene.code(matters[0])],
        format!("{}：各单位的实施清单交叉太多，没有精确核对", words(Lang::Zh)),
        format!("{}: the practices cross in too many ways to be compared exactly", words(Lang::En)),
    );
    problem.matters = matters.to_vec();
    problem
}

fn look(
    scene: &Scene<'_>,
    number: usize,
    ground: &Ground,
    patch: &Patch,
    out: &mut Findings,
) -> Result<(), Crowded> {
    let space = &ground.space;
    let mut round = space.none();
    for (lines, boxes) in circles(ground, patch)? {
        round.add(&boxes)?;
        out.circles.add(lines, number, &boxes)?;
    }
    for (duty, own) in &ground.duties {
        let here = space.intersect(own, &patch.all)?;
        if here.is_empty() {
            continue;
        }
        let leads = &scene.policy.template(scene.policy.duty(*duty).leads).leads;
        let mut actors: Vec<Actor> = Vec::new();
        for chain in leads {
            actors.extend(scene.actors().asked(chain, |h| ground.actor(patch, h)));
        }
        let mut budget = MOST_STEPS;
        // Where none of the leads takes it, and nobody they hand it to.
        let mut nobody = here.clone();
        let mut declining: Vec<(&Stand, Boxes)> = Vec::new();
        for actor in &actors {
            let taken = taken(ground, patch, *actor, &here, &mut vec![*actor], &mut budget)?;
            space.subtract(&mut nobody, &taken)?;
            if let Some(stand) = patch.stand(*actor) {
                let declined = space.intersect(&stand.declined, &here)?;
                if !declined.is_empty() {
                    declining.push((stand, declined));
                }
            }
        }
        if declining.is_empty() {
            continue;
        }
        // Several have declined: joint leads, or one that was handed it.
        let mut several = if declining.len() > 1 { nobody.clone() } else { space.none() };
        let mut ends = nobody;
        space.subtract(&mut ends, &round)?;
        for (stand, declined) in &declining {
            for (_, line, _) in stand.declines.iter().filter(|d| !d.2.is_empty()) {
                several.add(&space.intersect(declined, line)?)?;
            }
        }
        let ends = space.intersect(&ends, &several)?;
        if !ends.is_empty() {
            let mut lines = BTreeSet::new();
            for actor in &actors {
                passed(ground, patch, *actor, &ends, &mut vec![*actor], &mut lines)?;
            }
            out.by_all.add((*duty, lines.into_iter().collect()), number, &ends)?;
        }
        for (stand, mut declined) in declining {
            space.subtract(&mut declined, &ends)?;
            space.subtract(&mut declined, &round)?;
            for (line, own, _) in &stand.declines {
                out.declined.add((*duty, *line), number, &space.intersect(&declined, own)?)?;
            }
        }
    }
    Ok(())
}

/// Where a unit, or one that it hands to, does not decline. `asked`: who has been asked.
fn taken(
    ground: &Ground,
    patch: &Patch,
    actor: Actor,
    within: &Boxes,
    asked: &mut Vec<Actor>,
    budget: &mut usize,
) -> Result<Boxes, Crowded> {
    let space = &ground.space;
    *budget = budget.checked_sub(1).ok_or(Crowded)?;
    let Some(stand) = patch.stand(actor) else { return Ok(within.clone()) };
    let mut taken = within.clone();
    space.subtract(&mut taken, &stand.declined)?;
    for (_, line, to) in &stand.declines {
        let handed = space.intersect(within, line)?;
        if handed.is_empty() {
            continue;
        }
        for next in to.iter().filter(|t| !asked.contains(t)).copied().collect::<Vec<_>>() {
            asked.push(next);
            let further = self::taken(ground, patch, next, &handed, asked, budget)?;
            asked.pop();
            taken.add(&further)?;
        }
    }
    Ok(taken)
}

/// The lines that decline on the way of a complaint that nobody takes.
fn passed(
    ground: &Ground,
    patch: &Patch,
    actor: Actor,
    within: &Boxes,
    asked: &mut Vec<Actor>,
    lines: &mut BTreeSet<Line>,
) -> Result<(), Crowded> {
    let Some(stand) = patch.stand(actor) else { return Ok(()) };
    for (line, own, to) in &stand.declines {
        let handed = ground.space.intersect(within, own)?;
        if handed.is_empty() || !lines.insert(*line) {
            continue;
        }
        for next in to.iter().filter(|t| !asked.contains(t)).copied().collect::<Vec<_>>() {
            asked.push(next);
            passed(ground, patch, next, &handed, asked, lines)?;
            asked.pop();
        }
    }
    Ok(())
}

/// The circles of hand-overs, the shortest first, each with where it is. A longer one is left out where shorter ones of
/// the same units go round already.
fn circles(ground: &Ground, patch: &Patch) -> Result<Vec<(Vec<Line>, Boxes)>, Crowded> {
    let mut nodes: Vec<&Stand> = patch.stands.iter().filter(|s| !s.declines.is_empty()).collect();
    // Whoever is handed nothing, or hands to nobody in question, is in no circle.
    loop {
        let before = nodes.len();
        let still = nodes.clone();
        let in_question = |a: &Actor| still.iter().any(|s| s.actor == *a);
        nodes.retain(|s| {
            s.declines.iter().flat_map(|d| &d.2).any(in_question)
                && still.iter().flat_map(|o| &o.declines).any(|d| d.2.contains(&s.actor))
        });
        if nodes.len() == before {
            break;
        }
    }
    let mut search = Search { ground, nodes: &nodes, budget: MOST_STEPS, found: Vec::new() };
    for length in 1..=nodes.len() {
        for start in 0..nodes.len() {
            search.from(start, length, &mut vec![start], &mut Vec::new(), &patch.all)?;
        }
    }
    Ok(search.found.into_iter().map(|(_, lines, boxes)| (lines, boxes)).collect())
}

struct Search<'g> {
    ground: &'g Ground,
    nodes: &'g [&'g Stand],
    budget: usize,
    found: Vec<(Vec<usize>, Vec<Line>, Boxes)>,
}

impl Search<'_> {
    /// Follows hand-overs from the end of `path`, which began at `start`, for circles of a length through no lower node.
    fn from(
        &mut self,
        start: usize,
        length: usize,
        path: &mut Vec<usize>,
        lines: &mut Vec<Line>,
        within: &Boxes,
    ) -> Result<(), Crowded> {
        self.budget = self.budget.checked_sub(1).ok_or(Crowded)?;
        let nodes = self.nodes;
        let Some(&last) = path.last() else { return Ok(()) };
        for (line, own, to) in &nodes[last].declines {
            for next in (start..nodes.len()).filter(|n| to.contains(&nodes[*n].actor)) {
                if (next == start) != (path.len() == length) || (next != start && path.contains(&next)) {
                    continue;
                }
                let common = self.ground.space.intersect(within, own)?;
                if common.is_empty() {
                    continue;
                }
                lines.push(*line);
                if next == start {
                    self.keep(path, lines, common)?;
                } else {
                    path.push(next);
                    self.from(start, length, path, lines, &common)?;
                    path.pop();
                }
                lines.pop();
            }
        }
        Ok(())
    }

    fn keep(&mut self, path: &[usize], lines: &[Line], mut common: Boxes) -> Result<(), Crowded> {
        for (nodes, _, shorter) in self.found.iter().filter(|f| f.0.len() < path.len()) {
            if nodes.iter().all(|n| path.contains(n)) {
                self.ground.space.subtract(&mut common, shorter)?;
            }
        }
        if !common.is_empty() {
            // A circle begins anywhere: here with its lowest line, so that it is the same one everywhere.
            let first = (0..lines.len()).min_by_key(|&i| lines[i]).unwrap_or_default();
            let lines = [&lines[first..], &lines[..first]].concat();
            self.found.push((path.to_vec(), lines, common));
        }
        Ok(())
    }
}

/// The owner of a line.
fn owner(policy: &Policy, line: Line) -> Handler {
    policy.practices[line.practice as usize].unit
}

/// To whom a line hands over, in words.
fn handed(policy: &Policy, line: Line, lang: Lang) -> String {
    let to = policy.practice_line(line).hand_to.as_ref();
    to.map_or_else(
        || lang.pick("没有写交给谁", "nobody is named").to_owned(),
        |chain| policy.chain_words(chain, lang),
    )
}

/// Everybody a problem is about, for the place of its witness.
fn concerned(scene: &Scene<'_>, duty: Option<DutyId>, lines: &[Line]) -> Vec<Handler> {
    let policy = scene.policy;
    let mut all: Vec<Handler> = lines.iter().map(|l| owner(policy, *l)).collect();
    let chains = lines.iter().filter_map(|l| policy.practice_line(*l).hand_to.as_ref());
    all.extend(chains.filter_map(|c| c.first()));
    if let Some(duty) = duty {
        all.extend(policy.template(policy.duty(duty).leads).leads.iter().flatten());
    }
    all
}

fn declined(
    scene: &Scene<'_>,
    duty: DutyId,
    line: Line,
    matters: &[MatterId],
    mut extent: Extent,
) -> Problem {
    let policy = scene.policy;
    scene.actors().place(&mut extent.point, &concerned(scene, Some(duty), &[line]));
    let rule = policy.practice_line(line);
    let words = |lang| {
        let owner = scene.actors().words(owner(policy, line), &extent.point, lang);
        let (matters, place) =
            (policy.matters_words(matters, lang), policy.region_words(&extent.region, lang));
        (policy.duty_words(duty, lang), owner, handed(policy, line, lang), matters, place)
    };
    let ((zd, zo, zt, zm, zp), (ed, eo, et, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let unit = policy.handler_words(owner(policy, line), Lang::Zh);
    let mut problem = Problem::new(
        "C321",
        rule.span,
        &[&policy.duty(duty).code, &unit, scene.code(matters[0])],
        format!("职责 {zd} 派给 {zo}，它的实施清单却不承接（交给：{zt}）：{zm}，{zp}"),
        format!("duty {ed} assigns it to {eo}, whose practice declines it (to: {et}): {em}, {ep}"),
    )
    .at(matters, &extent, scene.options.day)
    .of(policy, &[duty]);
    if let Some(chain) = &rule.hand_to {
        let code = &policy.duty(duty).code;
        let to = policy.written_chain(chain);
        let mut fix = Fix::advice(
            format!("承接单位无异议的，改职责 {code}：这些情形派给 {to}"),
            format!("if {to} agrees, change duty {code}: these facts go there"),
        );
        let conditions = extent.region.cubes.iter().map(|c| policy.written_condition(c));
        if let Some(conditions) = conditions.collect::<Option<Vec<String>>>() {
            let lines = conditions.iter().enumerate().map(|(i, c)| {
                format!("  但：{c} → {to} ［{}］\n", policy.written(&format!("{code}-{}", i + 1)))
            });
            fix = fix.paste(lines.collect::<String>());
        }
        problem = problem.fix(fix);
    }
    problem.fix(
        Fix::advice(
            "职责没有错的，删去或收窄这一行不承接",
            "if the duty is right, remove or narrow this line of the practice",
        )
        .edit(Edit::RemoveLine(rule.span)),
    )
}

/// Lines that would have the unit of a line accept these facts.
fn acceptance(policy: &Policy, matters: &[MatterId], extent: &Extent) -> String {
    let codes: Vec<String> = matters.iter().map(|m| policy.written(&policy.matters().get(*m).code)).collect();
    let codes = codes.join("、");
    let line = |condition: Option<String>| match condition {
        Some(condition) => format!("  承接：{codes}，当 {condition}\n"),
        None => format!("  承接：{codes}\n"),
    };
    extent.region.cubes.iter().map(|c| line(policy.written_condition(c))).collect()
}

fn related(policy: &Policy, problem: &mut Problem, lines: &[Line]) {
    for line in lines {
        let span = policy.practice_line(*line).span;
        if span != problem.finding.span {
            let words = |lang: Lang| {
                let (who, to) =
                    (policy.handler_words(owner(policy, *line), lang), handed(policy, *line, lang));
                match lang {
                    Lang::Zh => format!("{who} 不承接，交给：{to}"),
                    Lang::En => format!("{who} declines, to: {to}"),
                }
            };
            problem.finding.related.push((span, words(Lang::Zh), words(Lang::En)));
        }
    }
}

fn by_all(
    scene: &Scene<'_>,
    duty: DutyId,
    lines: &[Line],
    matters: &[MatterId],
    mut extent: Extent,
) -> Problem {
    let policy = scene.policy;
    scene.actors().place(&mut extent.point, &concerned(scene, Some(duty), lines));
    let words = |lang: Lang| {
        let mut owners: Vec<String> = Vec::new();
        for line in lines {
            let words = scene.actors().words(owner(policy, *line), &extent.point, lang);
            if !owners.contains(&words) {
                owners.push(words);
            }
        }
        (
            policy.duty_words(duty, lang),
            owners.join(lang.pick("、", ", ")),
            policy.matters_words(matters, lang),
            policy.region_words(&extent.region, lang),
        )
    };
    let ((zd, zo, zm, zp), (ed, eo, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let mut problem = Problem::new(
        "C324",
        policy.duty(duty).span,
        &[&policy.duty(duty).code, scene.code(matters[0])],
        format!("职责 {zd}：可能首办的单位都不承接（{zo}）：{zm}，{zp}"),
        format!("duty {ed}: everybody who could lead declines ({eo}): {em}, {ep}"),
    )
    .at(matters, &extent, scene.options.day)
    .of(policy, &[duty]);
    related(policy, &mut problem, lines);
    problem.fix(
        Fix::advice(
            "商定由谁承接，写进它的实施清单，并改职责；商定不了的提请裁定",
            "agree on who takes it, write that into its practice and change the duty; or ask for a ruling",
        )
        .paste(acceptance(policy, matters, &extent)),
    )
}

fn circle(scene: &Scene<'_>, lines: &[Line], matters: &[MatterId], mut extent: Extent) -> Problem {
    let policy = scene.policy;
    scene.actors().place(&mut extent.point, &concerned(scene, None, lines));
    let words = |lang: Lang| {
        let mut all: Vec<String> =
            lines.iter().map(|l| scene.actors().words(owner(policy, *l), &extent.point, lang)).collect();
        all.extend(all.first().cloned());
        (all.join(" → "), policy.matters_words(matters, lang), policy.region_words(&extent.region, lang))
    };
    let ((zo, zm, zp), (eo, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let mut owners: Vec<String> =
        lines.iter().map(|l| policy.handler_words(owner(policy, *l), Lang::Zh)).collect();
    owners.sort_unstable();
    let mut key: Vec<&str> = owners.iter().map(String::as_str).collect();
    key.push(scene.code(matters[0]));
    let mut problem = Problem::new(
        "C325",
        policy.practice_line(lines[0]).span,
        &key,
        format!("移交成环，谁也不办：{zo}：{zm}，{zp}"),
        format!("hand-overs go round in a circle and nobody acts: {eo}: {em}, {ep}"),
    )
    .at(matters, &extent, scene.options.day);
    related(policy, &mut problem, lines);
    problem
        .fix(
            Fix::advice(
                "由其中一家承接：删去它的这一行不承接，或在它的实施清单里写承接",
                "let one of them take it: remove its line that declines, or have its practice accept",
            )
            .paste(acceptance(policy, matters, &extent)),
        )
        .fix(Fix::advice("商定不了的，提请裁定", "where they cannot agree, ask for a ruling"))
}
