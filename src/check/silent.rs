//! C330: a duty assigns to a unit what the unit's own implementation list does not mention.
//!
//! The three lists are kept to match: what the responsibility list gives to a unit, the unit's list accepts, or says that it
//! declines. Whoever accepts nothing in writing is not told; a list of a role speaks for every unit that plays it.

use super::ground::{Line, remainder};
use super::problem::{Extent, Fix};
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{DutyId, Handler, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::region::Region;
use crate::syntax::entries::Layer;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError};

/// Whose lists speak for a handler: the practices, each with the places where its unit is the handler's.
#[derive(Debug)]
pub(super) struct Spoken {
    practices: FxHashMap<u32, Region>,
    /// All those places.
    places: Region,
}

/// What nobody's list mentions, of one handler and one duty: matters with the same facts together.
type Silences = BTreeMap<(Handler, DutyId), Vec<(Vec<MatterId>, Extent)>>;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    if policy.practices().is_empty() {
        return;
    }
    let lines = scene.lines();
    let mut silences = Silences::new();
    for (class, found) in scene.classes() {
        let mut crowded = false;
        for (duty, own) in &found.effective {
            if policy.duty(*duty).layer == Layer::Fallback {
                continue;
            }
            // Whoever stands later in a chain has it where the first is not there: their lists need not know.
            let leads = &policy.template(policy.duty(*duty).leads).leads;
            for lead in
                leads.iter().filter_map(|chain| chain.first()).filter(|h| !matches!(h, Handler::Rota(_)))
            {
                let spoken = Spoken::known(scene, *lead);
                if spoken.places.is_empty() {
                    continue;
                }
                for (own_lines, matters) in alike(&class.matters, lines, &spoken) {
                    let Some(taken) = spoken.taken(policy, &own_lines) else { continue };
                    match remainder(scene, found, own, &[&spoken.places], &taken) {
                        Ok(Some(extent)) => note(&mut silences, (*lead, *duty), matters, extent),
                        Ok(None) => {}
                        Err(_) => crowded = true,
                    }
                }
            }
        }
        if crowded {
            out.push(unanalysed(scene, &class.matters));
        }
    }
    for ((lead, duty), parts) in silences {
        out.push(problem(scene, lead, duty, parts));
    }
}

impl Spoken {
    /// Of whom it was found already while the practices stand, that.
    fn known(scene: &Scene<'_>, handler: Handler) -> Arc<Self> {
        let mut all = scene.kept.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(handler).or_insert_with(|| Self::of(scene, handler).into()).clone()
    }

    fn of(scene: &Scene<'_>, handler: Handler) -> Self {
        let mut this = Self { practices: FxHashMap::default(), places: Region::empty() };
        for (number, practice) in scene.policy.practices().iter().enumerate() {
            if !in_effect(practice.valid, scene.options.day) {
                continue;
            }
            let same = scene.actors().same(practice.unit, handler);
            if same.is_empty() {
                continue;
            }
            // A list that accepts nothing names offices and steps, and leaves open what they are for.
            if !practice.accepts.is_empty() && !everything(&this.places) {
                this.places.cubes.extend(same.cubes.iter().cloned());
            }
            this.practices.insert(number as u32, same);
        }
        if everything(&this.places) {
            this.places = Region::whole();
        }
        this
    }

    /// Where lines speak, and for which places; `None` if one of them speaks of everything everywhere.
    fn taken<'a>(&'a self, policy: &'a Policy, lines: &[Line]) -> Option<Vec<[&'a Region; 2]>> {
        let mut taken = Vec::with_capacity(lines.len());
        for line in lines {
            let (region, places) = (&policy.practice_line(*line).region, self.practices.get(&line.practice)?);
            if everything(region) && everything(places) {
                return None;
            }
            taken.push([region, places]);
        }
        Some(taken)
    }
}

/// Whether a box without a side is among those of a region.
fn everything(region: &Region) -> bool {
    region.cubes.iter().any(|c| c.sides().is_empty())
}

/// Matters by the lines that speak of them.
fn alike(matters: &[MatterId], lines: &[Vec<Line>], spoken: &Spoken) -> BTreeMap<Vec<Line>, Vec<MatterId>> {
    let mut groups: BTreeMap<Vec<Line>, Vec<MatterId>> = BTreeMap::new();
    for matter in matters {
        let own = lines[matter.0 as usize].iter().filter(|l| spoken.practices.contains_key(&l.practice));
        groups.entry(own.copied().collect()).or_default().push(*matter);
    }
    groups
}

fn note(silences: &mut Silences, key: (Handler, DutyId), matters: Vec<MatterId>, extent: Extent) {
    let parts = silences.entry(key).or_default();
    match parts.iter_mut().find(|p| p.1.region == extent.region) {
        Some(known) => known.0.extend(matters),
        None => parts.push((matters, extent)),
    }
}

fn problem(
    scene: &Scene<'_>,
    lead: Handler,
    duty: DutyId,
    mut parts: Vec<(Vec<MatterId>, Extent)>,
) -> Problem {
    let policy = scene.policy;
    for part in &mut parts {
        part.0.sort_unstable();
    }
    parts.sort_by(|a, b| a.0.cmp(&b.0));
    let pasted = pasted(policy, lead, &parts);
    let mut all: Vec<MatterId> = parts.iter().flat_map(|p| p.0.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let (matters, mut extent) = parts.swap_remove(0);
    scene.actors().place(&mut extent.point, &[lead]);
    let code = &policy.duty(duty).code;
    let words = |lang| {
        (
            policy.handler_words(lead, lang),
            policy.matters_words(&matters, lang),
            policy.region_words(&extent.region, lang),
        )
    };
    let ((zu, zm, zp), (eu, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let span = policy.duty(duty).span;
    let mut problem = Problem::new(
        "C330",
        span,
        &[&zu, code],
        format!("{code} 把 {zm} 派给 {zu}（{zp}），它的实施清单却没有写承接还是不承接"),
        format!("{code} assigns {em} to {eu} ({ep}), whose practice says neither that it accepts nor that it declines"),
    )
    .at(&matters, &extent, scene.options.day)
    .of(policy, &[duty])
    .with_matters(all);
    let first = policy.practices().iter().find(|p| p.unit == lead && in_effect(p.valid, scene.options.day));
    if let Some(practice) = first {
        problem.finding.related.push((
            practice.span,
            format!("{zu} 的实施清单"),
            format!("the practice of {eu}"),
        ));
    }
    problem.fix(
        Fix::advice(
            "归它的，在它的实施清单里加上承接；不归它的，改职责",
            "if it is theirs, add to their practice that they accept it; if not, change the duty",
        )
        .paste(pasted),
    )
}

/// The lines that accept, as they would stand in a block of the handler.
fn pasted(policy: &Policy, lead: Handler, parts: &[(Vec<MatterId>, Extent)]) -> String {
    // A practice is a role's, by whatever place the duty looks it up.
    let owner = if let Handler::Role(role, _) = lead { Handler::Role(role, None) } else { lead };
    let mut text = format!("实施：{}\n", policy.written_handler(owner));
    for (matters, extent) in parts {
        let codes: Vec<&str> = matters.iter().map(|m| policy.matters().get(*m).code.as_str()).collect();
        let codes = codes.join("、");
        for cube in &extent.region.cubes {
            let condition = policy.written_condition(cube).map_or_else(String::new, |c| format!("，当 {c}"));
            let _ = writeln!(text, "  承接：{codes}{condition}");
        }
    }
    text
}

/// Practices that cross in too many ways.
fn unanalysed(scene: &Scene<'_>, matters: &[MatterId]) -> Problem {
    let policy = scene.policy;
    let words = |lang| policy.matters_words(matters, lang);
    let mut problem = Problem::new(
        "P901",
        policy.matters().get(matters[0]).span,
        &["silent", scene.code(matters[0])],
        format!("{}：各单位的实施清单交叉太多，没有核对有没有漏写的", words(Lang::Zh)),
        format!(
            "{}: the practices cross in too many ways to see whether they leave something out",
            words(Lang::En)
        ),
    );
    problem.matters = matters.to_vec();
    problem
}
