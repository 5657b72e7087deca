//! C351, C352: an attribute that duties test and nobody can supply, and one that is asked for and decides nothing.

use super::analysis::{Class, Found};
use super::problem::Fix;
use super::space::{Boxes, Crowded};
use super::{Problem, Scene};
use crate::finding::Severity;
use crate::policy::Policy;
use crate::policy::attribute::{AREA, Attribute, Domain};
use crate::policy::duty::{Chain, Duty, Handler, Validity};
use crate::policy::region::{AttrId, Cube, Region};
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let uses = Uses::new(scene);
    // What a duty that never decides tests would perhaps matter if the duty were put right.
    let mut dead = vec![false; scene.policy.attributes.len()];
    for &duty in &**scene.dead() {
        mark(&mut dead, &scene.policy.duty(duty).region);
    }
    let policy = scene.policy;
    // Lists that say of no attribute where it comes from leave it to whoever fills in the complaints.
    let silent = policy.attributes.iter().all(|(_, a)| !supplied(a));
    for (attr, attribute) in policy.attributes.iter() {
        let inferred =
            matches!(attribute.domain, Domain::TimeOfDay | Domain::DayClass | Domain::Jurisdiction { .. })
                || attribute.name == AREA;
        if uses.decides(attr) && !inferred && !supplied(attribute) {
            let mut problem = unsupplied(scene, attr, attribute);
            if silent {
                problem.finding.severity = Severity::Note;
            }
            out.push(problem);
        }
        if attribute.ask.is_some() && attribute.name != AREA && !dead[usize::from(attr.0)] {
            out.extend(indecisive(scene, &uses, attr, attribute));
        }
    }
}

/// Whether the lists say where a value comes from.
fn supplied(attribute: &Attribute) -> bool {
    attribute.ask.is_some() || attribute.absent.is_some() || !attribute.sources.is_empty()
}

/// What tests each attribute, on some day looked at.
struct Uses {
    duties: Vec<bool>,
    /// Refusals, urgency, practices, and roles that are looked up by it.
    others: Vec<bool>,
    /// Assumptions.
    assumed: Vec<bool>,
}

impl Uses {
    fn new(scene: &Scene<'_>) -> Self {
        let policy = scene.policy;
        let none = || vec![false; policy.attributes.len()];
        let mut uses = Self { duties: none(), others: none(), assumed: none() };
        let live = |v: Validity| v.0 <= scene.options.until && scene.options.day <= v.1;
        let duties = || policy.duties.iter().filter(|d| live(d.valid));
        duties().for_each(|d| mark(&mut uses.duties, &d.region));
        let refusals = policy.refusals.iter().filter(|r| live(r.valid)).map(|r| &r.region);
        let urgencies = policy.urgencies.iter().filter(|u| live(u.valid)).map(|u| &u.region);
        let practices = || policy.practices.iter().filter(|p| live(p.valid));
        let rules = practices().flat_map(|p| p.accepts.iter().chain(&p.declines));
        let offices = practices().flat_map(|p| p.offices.iter().map(|o| &o.1));
        let regions = refusals.chain(urgencies).chain(rules.map(|r| &r.region)).chain(offices);
        regions.for_each(|r| mark(&mut uses.others, r));
        policy.assumptions.iter().for_each(|a| mark(&mut uses.assumed, &a.never));
        let handed = practices().flat_map(|p| &p.declines).filter_map(|r| r.hand_to.as_ref());
        let chains = duties().flat_map(|d| chains(policy, d)).chain(handed);
        let members = policy.rotas.iter().flat_map(|r| &r.members).map(|m| &m.0);
        for handler in chains.flatten().chain(members).chain(practices().map(|p| &p.unit)) {
            if let Handler::Role(_, Some(place)) = handler {
                uses.others[usize::from(place.0)] = true;
            }
        }
        uses
    }

    /// Whether the way of a complaint can depend on it as far as the lists test it.
    fn decides(&self, attr: AttrId) -> bool {
        self.duties[usize::from(attr.0)] || self.others[usize::from(attr.0)]
    }
}

fn mark(tested: &mut [bool], region: &Region) {
    for (attr, _) in region.cubes.iter().flat_map(Cube::sides) {
        tested[usize::from(attr.0)] = true;
    }
}

fn chains<'p>(policy: &'p Policy, duty: &'p Duty) -> impl Iterator<Item = &'p Chain> {
    let parts = &duty.parts;
    let around = parts.assist.iter().chain(&parts.inform).chain(&parts.supervise);
    policy.template(duty.leads).leads.iter().chain(around).chain(parts.forerun.iter().map(|f| &f.0))
}

/// C351.
fn unsupplied(scene: &Scene<'_>, attr: AttrId, attribute: &Attribute) -> Problem {
    let policy = scene.policy;
    let tests = |r: &Region| r.cubes.iter().any(|c| c.get(attr).is_some());
    let duties: Vec<_> = policy.duties().filter(|(_, d)| tests(&d.region)).map(|(id, _)| id).collect();
    let name = &attribute.name;
    let (zn, en) = match duties.as_slice() {
        [] => (String::new(), String::new()),
        [first, ..] => {
            let code = &policy.duty(*first).code;
            (
                format!("（{} 条职责，如 {code}）", duties.len()),
                format!(" ({} duties, such as {code})", duties.len()),
            )
        }
    };
    let problem = Problem::new(
        "C351",
        attribute.span,
        &[name],
        format!("要素「{name}」要用来分派{zn}，却没有「询问」「来源」「未提及视为」：谁也给不出它的值"),
        format!(
            "\"{name}\" is tested{en} but has no question, no source and no value for silence: nobody can supply it"
        ),
    );
    let first: Vec<_> = duties.into_iter().take(MOST_NAMED).collect();
    problem.of(policy, &first).fix(
        Fix::advice(
            "写明怎样得知：怎样问，或由谁提供，或不提时视为什么",
            "say how to learn it: a question, a source, or what silence means",
        )
        .paste("  询问：「（怎样问？）」\n"),
    )
}

/// Duties named as related places of one attribute.
const MOST_NAMED: usize = 5;

/// C352: nothing tests it, or it never makes a difference to who does what.
fn indecisive(scene: &Scene<'_>, uses: &Uses, attr: AttrId, attribute: &Attribute) -> Option<Problem> {
    let i = usize::from(attr.0);
    if uses.others[i] {
        return None;
    }
    let name = &attribute.name;
    let (zh, en) = if !uses.duties[i] {
        let (zh, en) = if uses.assumed[i] {
            ("只有前提用到它", "only assumptions test it")
        } else {
            ("没有一条职责、不受理、加急或实施用到它", "no duty, refusal, urgency or practice tests it")
        };
        (zh, en)
    } else if scene.epochs.iter().flat_map(|e| &e.classes).any(|c| matters(scene.policy, c, attr)) {
        return None;
    } else {
        (
            "职责里用到它，但不论它是什么值，由谁怎样办都一样",
            "duties test it, but whatever its value the same units do the same",
        )
    };
    let problem = Problem::new(
        "C352",
        attribute.span,
        &[name],
        format!("要素「{name}」会去问市民，却什么也不决定：{zh}"),
        format!("\"{name}\" is asked for but decides nothing: {en}"),
    );
    Some(problem.fix(Fix::advice("去掉「询问」，或去掉这个要素", "take the question away, or the attribute")))
}

/// Whether the outcome in a class depends on an attribute. If it could not be analysed, it may.
fn matters(policy: &Policy, class: &Arc<Class>, attr: AttrId) -> bool {
    match &class.found {
        Ok(found) => depends(policy, found, attr).unwrap_or(true),
        Err(_) => {
            class.duties.iter().any(|d| policy.duty(*d).region.cubes.iter().any(|c| c.get(attr).is_some()))
        }
    }
}

/// Whether somewhere, among what can occur and is not refused, another value of the attribute alone changes which
/// contents decide.
fn depends(policy: &Policy, found: &Found, attr: AttrId) -> Result<bool, Crowded> {
    let space = &found.space;
    if !space.attributes().any(|a| a == attr) {
        return Ok(false);
    }
    let everything = (0, policy.attributes.size(attr));
    let mut contents: Vec<(&Duty, Boxes)> = Vec::new();
    for (id, boxes) in &found.effective {
        let duty = policy.duty(*id);
        match contents.iter_mut().find(|(d, _)| d.leads == duty.leads && d.parts == duty.parts) {
            Some((_, all)) => all.add(boxes)?,
            None => contents.push((duty, boxes.clone())),
        }
    }
    for (_, boxes) in &contents {
        let mut other = space.intersect(&space.slice(boxes, attr, everything), &found.open)?;
        space.subtract(&mut other, boxes)?;
        if !other.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
