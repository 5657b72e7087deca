//! C331, C332, C334: a ruling that ran out, one that a later one contradicts without a word, and several on one matter
//! that ought to become lines of the list.

use super::problem::{Edit, Extent, Fix};
use super::space::{Boxes, Crowded};
use super::{Class, Epoch, Found, Problem, Scene};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::draft::Draft;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::matter::MatterId;
use crate::syntax::entries::Layer;
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// So many rulings on one matter are a line of the list that nobody has written yet.
const SEVERAL: usize = 3;

/// A ruling with its provisos and rows is one: the heading of its block.
type Ruling = Span;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    contradicted(scene, out);
}

/// What there is to say of rulings whatever the others decide: C331, and C334, of which the draft looks at everything that
/// applies where the rulings do.
pub(super) fn standing(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    if !scene.rulings().is_empty() {
        expired(scene, scene.options.day, out);
        several(scene, out);
    }
}

fn is_ruling(policy: &Policy, duty: DutyId) -> bool {
    policy.duty(duty).layer == Layer::Ruling
}

/// The first duty of a ruling, by its code.
fn head(policy: &Policy, ruling: Ruling) -> Option<DutyId> {
    let own = |(_, d): &(DutyId, &Duty)| d.block == ruling;
    let all = || policy.duties().filter(own);
    all().find(|(_, d)| d.span == d.block).or_else(|| all().next()).map(|(id, _)| id)
}

/// The code of the ruling that a duty belongs to: without the number of a row. All duties are looked at for a proviso only.
fn code<'p>(policy: &'p Policy, of: &'p Duty) -> &'p str {
    let head = if of.span == of.block { Some(of) } else { head(policy, of.block).map(|id| policy.duty(id)) };
    let code = head.map_or("", |d| &d.code);
    code.rsplit_once('#').map_or(code, |(base, _)| base)
}

/// The code and the title of a ruling by the duty at its head.
fn title(policy: &Policy, head: &Duty) -> String {
    format!("{} {}", code(policy, head), head.title.as_deref().unwrap_or_default()).trim().to_owned()
}

/// Rulings that will have run out by the last day looked at: a waiver for them is needed already.
pub(super) fn foreseen(scene: &Scene<'_>) -> Vec<Problem> {
    let mut all = Vec::new();
    expired(scene, scene.options.until, &mut all);
    all
}

/// C331, as of a day.
fn expired(scene: &Scene<'_>, day: Date, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let ended = |(_, d): &(DutyId, &Duty)| d.span == d.block && d.valid.1 < day;
    let mut told = Vec::new();
    for (id, duty) in scene.rulings().iter().map(|id| (*id, policy.duty(*id))).filter(ended) {
        if told.contains(&duty.block) {
            continue;
        }
        told.push(duty.block);
        let (name, last) = (title(policy, duty), duty.valid.1);
        let mut problem = Problem::new(
            "C331",
            duty.span,
            &[code(policy, duty)],
            format!("裁定 {name} 已于 {last} 失效，还在清单里。还用得着就并入清单，用不着就移出去"),
            format!(
                "ruling {name} ended on {last} and still stands in the lists. Fold it into the list, or take it out"
            ),
        )
        .of(policy, &[id]);
        problem.matters = duty.scope.values().map(MatterId).collect();
        let fix = Fix::advice(
            "移出清单（以后再按那时的清单分派从前的诉求，就少了它）",
            "take it out (routing a complaint of its days by the lists of its days will miss it)",
        );
        out.push(problem.fix(fix.edit(Edit::RemoveBlock(duty.span))));
    }
}

/// Two rulings against each other: where, in the first class in which it shows.
struct Clash {
    epoch: usize,
    matters: Vec<MatterId>,
    extent: Extent,
    duties: [DutyId; 2],
}

/// C332.
fn contradicted(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    // By the codes of the later and the earlier.
    let mut all: BTreeMap<(&str, &str), Clash> = BTreeMap::new();
    let mut crowded: Vec<MatterId> = Vec::new();
    for (number, epoch) in scene.epochs.iter().enumerate() {
        for (class, found) in epoch.found() {
            let rulings: Vec<DutyId> =
                class.duties.iter().copied().filter(|d| is_ruling(policy, *d)).collect();
            for &later in rulings.iter().filter(|d| found.effective(**d).is_some()) {
                for &earlier in &rulings {
                    let (a, b) = (policy.duty(later), policy.duty(earlier));
                    if a.ruled_on <= b.ruled_on || a.leads == b.leads || super::says_so(policy, a, b) {
                        continue;
                    }
                    let Ok(place) = silenced(policy, epoch, found, &rulings, later, earlier) else {
                        crowded.extend(&class.matters);
                        continue;
                    };
                    let Some(extent) = found.extent(&place) else { continue };
                    let clash = all.entry((code(policy, a), code(policy, b)));
                    let clash = clash.or_insert_with(|| Clash {
                        epoch: number,
                        matters: Vec::new(),
                        extent,
                        duties: [later, earlier],
                    });
                    if clash.epoch == number {
                        clash.matters.extend(&class.matters);
                    }
                }
            }
        }
    }
    for ((later, earlier), clash) in all {
        out.push(contradiction(scene, later, earlier, clash));
    }
    out.extend(super::unanalysed::of_check(scene, "C332", crowded));
}

/// Where the later ruling decides and the earlier one would, were there no later ones.
fn silenced(
    policy: &Policy,
    epoch: &Epoch,
    found: &Found,
    rulings: &[DutyId],
    later: DutyId,
    earlier: DutyId,
) -> Result<Boxes, Crowded> {
    let space = &found.space;
    let boxes = |d: DutyId| space.boxes(&policy.duty(d).region);
    let mut place = match found.effective(later) {
        Some(own) => space.intersect(own, &boxes(earlier))?,
        None => space.none(),
    };
    for &other in rulings {
        if policy.duty(other).ruled_on <= policy.duty(earlier).ruled_on
            && epoch.precedence.beats(other, earlier)
        {
            space.subtract(&mut place, &boxes(other))?;
        }
    }
    Ok(place)
}

fn contradiction(scene: &Scene<'_>, later: &str, earlier: &str, mut clash: Clash) -> Problem {
    let policy = scene.policy;
    let epoch = &scene.epochs[clash.epoch];
    let [a, b] = clash.duties;
    clash.matters.sort_unstable();
    clash.matters.dedup();
    let words = |lang| {
        let duty = |d| policy.duty_words(d, lang);
        let matters = policy.matters_words(&clash.matters, lang);
        (duty(a), duty(b), matters, policy.region_words(&clash.extent.region, lang))
    };
    let ((za, zb, zm, zp), (ea, eb, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let mut zh = format!("后一个裁定 {za} 没有写明就改了先前的裁定 {zb}：{zm}，{zp}");
    let mut en = format!("the later ruling {ea} changes the earlier {eb} without saying so: {em}, {ep}");
    if clash.epoch > 0 {
        zh = format!("自 {} 起，{zh}", epoch.days.0);
        en = format!("from {} on, {en}", epoch.days.0);
    }
    let mut problem = Problem::new("C332", policy.duty(a).span, &[later, earlier], zh, en)
        .at(&clash.matters, &clash.extent, epoch.days.0)
        .of(policy, &clash.duties);
    if clash.epoch > 0 {
        problem.days = Some(epoch.days);
    }
    let meant = Fix::advice(
        format!("如果本意如此，在 {later} 中写明「优先于：{earlier}」"),
        format!("if that is meant, let {later} say that it overrides {earlier}"),
    );
    let mistaken = Fix::advice(
        format!("如果不是，收窄 {later} 的条件，或收回其中一个裁定"),
        format!("if not, narrow the conditions of {later}, or withdraw one of the rulings"),
    );
    problem.fix(meant.paste(format!("  优先于：{}\n", policy.written(earlier)))).fix(mistaken)
}

/// The classes with rulings that could be analysed on the day that is checked, in their order.
fn ruled<'p>(scene: &Scene<'p>) -> impl Iterator<Item = (&'p Class, &'p Found)> {
    let now = scene.now();
    let matters = scene.rulings().iter().flat_map(|r| scene.policy.duty(*r).scope.values());
    let mut classes: Vec<&Class> = matters.filter_map(|m| now.class_of(MatterId(m))).map(|c| &**c).collect();
    classes.sort_unstable_by_key(|c| c.matters[0]);
    classes.dedup_by_key(|c| c.matters[0]);
    classes.into_iter().filter_map(|c| Some((c, c.found.as_ref().ok()?)))
}

/// C334.
fn several(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    // The rulings that decide something of a matter, by code, with the matters.
    let mut all: BTreeMap<Vec<(&str, Ruling)>, Vec<MatterId>> = BTreeMap::new();
    for (class, found) in ruled(scene) {
        let deciding = found.effective.iter().map(|e| e.0).filter(|d| is_ruling(policy, *d));
        let mut rulings: Vec<(&str, Ruling)> =
            deciding.map(|d| (code(policy, policy.duty(d)), policy.duty(d).block)).collect();
        rulings.sort_unstable();
        rulings.dedup();
        if rulings.len() >= SEVERAL {
            all.entry(rulings).or_default().extend(&class.matters);
        }
    }
    for (rulings, mut matters) in all {
        matters.sort_unstable();
        out.push(to_fold(scene, &rulings, &matters));
    }
}

fn to_fold(scene: &Scene<'_>, rulings: &[(&str, Ruling)], matters: &[MatterId]) -> Problem {
    let policy = scene.policy;
    let codes: Vec<&str> = rulings.iter().map(|r| r.0).collect();
    let (zm, em) = (policy.matters_words(matters, Lang::Zh), policy.matters_words(matters, Lang::En));
    let n = rulings.len();
    let span = rulings.first().map(|r| r.1).unwrap_or_default();
    let mut problem = Problem::new(
        "C334",
        span,
        &codes,
        format!("{zm}：已有 {n} 个裁定在起作用（{}），该并入清单了", codes.join("、")),
        format!("{em}: {n} rulings decide ({}); they ought to become lines of the list", codes.join(", ")),
    );
    let folded: Vec<DutyId> = folding(scene, rulings);
    let heads: Vec<DutyId> = rulings.iter().filter_map(|r| head(policy, r.1)).collect();
    problem = problem.of(policy, &heads);
    problem.matters = matters.to_vec();
    let fix = Fix::advice(
        "把下面的草稿并入清单，补上依据，再收回这些裁定",
        "add this draft to the list, with its legal basis, and withdraw the rulings",
    );
    problem.fix(fix.paste(draft(scene, &folded)))
}

/// The duties of some rulings that decide anywhere on the day, in the order of codes.
fn folding(scene: &Scene<'_>, rulings: &[(&str, Ruling)]) -> Vec<DutyId> {
    let policy = scene.policy;
    let own = |d: &DutyId| rulings.iter().any(|r| r.1 == policy.duty(*d).block);
    let found = ruled(scene).flat_map(|(_, found)| found.effective.iter().map(|e| e.0));
    let mut all: Vec<DutyId> = found.filter(own).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Rulings as lines of the list that decide the same. A ruling beats the list by its layer; its line has to say so.
fn draft(scene: &Scene<'_>, rulings: &[DutyId]) -> String {
    let policy = scene.policy;
    let precedence = &scene.now().precedence;
    let size = |attr| policy.attributes.size(attr);
    let meets = |a: &Duty, b: &Duty| {
        let shared = |x| b.region.cubes.iter().any(|y| y.overlaps(x));
        a.scope.meets(&b.scope) && a.region.cubes.iter().any(shared)
    };
    let within = |a: &Duty, b: &Duty| a.scope.within(&b.scope) && a.region.within(&b.region, &size);
    let name = |id: DutyId| new_code(policy, &policy.duty(id).code);
    let mut out = String::new();
    for &id in rulings {
        let duty = policy.duty(id);
        let mut overrides = Vec::new();
        let mut notes = Vec::new();
        for &other in rulings.iter().filter(|o| precedence.beats(id, **o)) {
            let o = policy.duty(other);
            if meets(duty, o) && !within(duty, o) {
                overrides.push(name(other));
            }
        }
        let mut listed: Vec<DutyId> =
            duty.scope.values().flat_map(|m| precedence.applicable(m)).copied().collect();
        listed.sort_unstable();
        listed.dedup();
        for other in listed {
            let o = policy.duty(other);
            if o.layer != Layer::Duty || o.leads == duty.leads && o.parts == duty.parts || !meets(duty, o) {
                continue;
            }
            match (within(duty, o), within(o, duty)) {
                (true, false) => {}
                // Its region lies inside: it would beat the new line, and the ruling leaves it nothing.
                (false, true) => notes.push(format!("同时删去 {}：它整个在本条之内", o.code)),
                _ => overrides.push(o.code.to_string()),
            }
        }
        let reason = format!("由裁定 {} 并入", code(policy, duty));
        let code = name(id);
        let draft = Draft { code: &code, overrides: &overrides, notes: &notes, reason: &reason };
        out.push_str(&policy.written_duty(id, draft));
    }
    out
}

/// A code that is not taken yet.
fn new_code(policy: &Policy, of: &str) -> String {
    let base = format!("Z-{}", of.replace('#', "-"));
    let taken = |code: &str| policy.duty_named(code).is_some();
    let mut code = base.clone();
    let mut n = 2;
    while taken(&code) {
        code = format!("{base}-{n}");
        n += 1;
    }
    code
}
