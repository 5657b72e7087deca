//! C362, C363: a unit that is abolished, or that is a leftover of a test, and is still given work.
//!
//! An alias, name or code that two units share is told when the registry is read (`Y120`), as is a test unit in a role
//! (`Y125`).

use super::problem::{Edit, Fix};
use super::{Problem, Scene};
use crate::finding::{Lang, Severity};
use crate::policy::Policy;
use crate::policy::duty::{Chain, Duty, DutyId, Handler, Validity, in_effect};
use crate::policy::intervals::Intervals;
use crate::policy::registry::{Unit, UnitId};
use crate::text::Span;
use jiff::civil::Date;

/// Where a unit is still named.
#[derive(Default)]
struct Uses {
    duties: Vec<DutyId>,
    /// Practices, rotas and roles, each with what it is.
    others: Vec<(Span, String, String)>,
    /// Nobody else follows in the chain.
    alone: bool,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    for (id, unit) in policy.registry().units.iter() {
        if unit.test {
            let uses = uses(policy, id, (scene.options.day, scene.options.until), false);
            if !uses.is_empty() {
                out.push(left_over(scene, unit, &uses));
            }
        }
        let Some(from) = gone(scene, id, unit) else { continue };
        let uses = uses(policy, id, (from, scene.options.until.max(from)), true);
        if !uses.is_empty() {
            out.push(abolished(scene, id, from, &uses));
        }
    }
}

/// From which of the days looked at a unit is gone. One that ends later and has someone to take over is in order.
fn gone(scene: &Scene<'_>, id: UnitId, unit: &Unit) -> Option<Date> {
    let first = unit.valid.1.tomorrow().ok()?;
    if first <= scene.options.day {
        return Some(scene.options.day);
    }
    let taken_over = scene.policy.registry().units.current(id, first, &Intervals::empty()).is_some();
    (first <= scene.options.until && !taken_over).then_some(first)
}

/// What names a unit on some of the days. `roles`: also roles that it plays.
fn uses(policy: &Policy, unit: UnitId, days: Validity, roles: bool) -> Uses {
    let mut uses = Uses::default();
    let within = |valid: Validity| valid.0 <= days.1 && days.0 <= valid.1;
    for (id, duty) in policy.duties().filter(|(_, d)| within(d.valid)) {
        let naming: Vec<&Chain> = chains(policy, duty).filter(|c| names(c, unit)).collect();
        if !naming.is_empty() {
            uses.duties.push(id);
            uses.alone |= naming.iter().any(|c| c.len() == 1);
        }
    }
    for practice in policy.practices().iter().filter(|p| within(p.valid)) {
        let own = practice.unit == Handler::Unit(unit);
        let handed = practice.declines.iter().filter(|r| r.hand_to.as_ref().is_some_and(|c| names(c, unit)));
        if own {
            let who = |lang| policy.handler_words(practice.unit, lang);
            uses.others.push((
                practice.span,
                format!("{} 的实施清单", who(Lang::Zh)),
                format!("the practice of {}", who(Lang::En)),
            ));
        }
        let words = ("移交给它".to_owned(), "handed over to it".to_owned());
        uses.others.extend(handed.map(|r| (r.span, words.0.clone(), words.1.clone())));
    }
    for rota in policy.rotas().iter().filter(|r| r.members.iter().any(|m| m.0 == Handler::Unit(unit))) {
        uses.others.push((rota.span, format!("轮值「{}」", rota.name), format!("rota \"{}\"", rota.name)));
        uses.alone = true;
    }
    let units = &policy.registry().units;
    for (id, role) in units.roles().filter(|_| roles) {
        if units.runs(id).iter().any(|run| run.1 == Some(unit)) {
            uses.others.push((role.span, format!("角色 @{}", role.name), format!("role @{}", role.name)));
            uses.alone = true;
        }
    }
    uses
}

/// Every chain of handlers of a duty.
fn chains<'p>(policy: &'p Policy, duty: &'p Duty) -> impl Iterator<Item = &'p Chain> {
    let parts = &duty.parts;
    let around = parts.assist.iter().chain(&parts.inform).chain(&parts.supervise);
    let before = parts.forerun.iter().map(|f| &f.0);
    policy.template(duty.leads).leads.iter().chain(around).chain(before)
}

fn names(chain: &Chain, unit: UnitId) -> bool {
    chain.contains(&Handler::Unit(unit))
}

impl Uses {
    fn is_empty(&self) -> bool {
        self.duties.is_empty() && self.others.is_empty()
    }

    /// The places in words, the first few of many.
    fn words(&self, scene: &Scene<'_>, lang: Lang) -> String {
        let codes = scene.codes(&self.duties).into_iter().map(str::to_owned);
        let others = self.others.iter().map(|(_, zh, en)| lang.pick(zh.as_str(), en.as_str()).to_owned());
        let all: Vec<String> = codes.chain(others).collect();
        let shown = all.iter().take(3).cloned().collect::<Vec<_>>().join(lang.pick("、", ", "));
        match (all.len().saturating_sub(3), lang) {
            (0, _) => shown,
            (more, Lang::Zh) => format!("{shown} 等 {} 处", more + 3),
            (more, Lang::En) => format!("{shown} and {more} more places"),
        }
    }

    /// A problem at the first place, with the others as related ones.
    fn problem(&self, scene: &Scene<'_>, code: &'static str, unit: &Unit, zh: String, en: String) -> Problem {
        let places = self.duties.iter().map(|d| scene.policy.duty(*d).span);
        let first = places.chain(self.others.iter().map(|o| o.0)).min().unwrap_or(unit.span);
        let mut problem = Problem::new(code, first, &[&unit.name], zh, en).of(scene.policy, &self.duties);
        problem.finding.related.extend(self.others.iter().filter(|o| o.0 != first).cloned());
        problem.finding.related.push((
            unit.span,
            "单位在这里登记".into(),
            "the unit is registered here".into(),
        ));
        problem
    }
}

fn left_over(scene: &Scene<'_>, unit: &Unit, uses: &Uses) -> Problem {
    let name = &unit.name;
    let zh = format!(
        "「{name}」是测试留下的单位，仍被 {} 使用：派给它的诉求没有人办",
        uses.words(scene, Lang::Zh)
    );
    let en = format!(
        "\"{name}\" is a leftover of a test and still named by {}: nobody handles what it gets",
        uses.words(scene, Lang::En)
    );
    uses.problem(scene, "C363", unit, zh, en)
        .fix(Fix::advice("改为真正承办的单位", "name the unit that really handles it"))
}

fn abolished(scene: &Scene<'_>, id: UnitId, from: Date, uses: &Uses) -> Problem {
    let units = &scene.policy.registry().units;
    let unit = units.get(id);
    let (name, last) = (&unit.name, unit.valid.1);
    let heirs: Vec<&str> = unit.successors.iter().map(|s| units.get(*s).name.as_str()).collect();
    let heir = units.current(id, from, &Intervals::empty());
    let (zu, eu) = (uses.words(scene, Lang::Zh), uses.words(scene, Lang::En));
    let ends = if last < scene.options.day { "ended" } else { "ends" };
    let (zh, en) = if heir.is_some() {
        (
            format!("「{name}」到 {last} 为止，已由 {} 承继，仍被 {zu} 使用", heirs.join("、")),
            format!(
                "\"{name}\" ended on {last} and {} took over, but it is still named by {eu}",
                heirs.join(", ")
            ),
        )
    } else {
        (
            format!("「{name}」到 {last} 为止，没有承继单位，仍被 {zu} 使用：自 {from} 起没有人接"),
            format!(
                "\"{name}\" {ends} on {last} and nobody takes over, but it is still named by {eu}: nobody takes it \
                 from {from} on"
            ),
        )
    };
    let mut problem = uses.problem(scene, "C362", unit, zh, en);
    problem.days = Some((from, scene.options.until.max(from)));
    if heir.is_some() || !uses.alone {
        problem.finding.severity = Severity::Warning;
    }
    match unit.successors.as_slice() {
        [only] if heir.is_some() => problem.fix(rename(scene, id, *only, uses)),
        _ if heir.is_some() => problem.fix(Fix::advice(
            format!("按各自的范围改为 {}", heirs.join("、")),
            format!("name {} instead, each for its part", heirs.join(", ")),
        )),
        _ => problem.fix(Fix::advice(
            "改为现在承办的单位，或在单位登记里写明承继单位",
            "name the unit that handles it now, or register a successor",
        )),
    }
}

/// The successor's name in the place of the old one, wherever a duty or rota names it. The old name stood for the
/// successor already, so that nothing changes, unless duties that conflicted now name the same unit, or one duty names
/// it twice.
fn rename(scene: &Scene<'_>, old: UnitId, new: UnitId, uses: &Uses) -> Fix {
    let policy = scene.policy;
    let name = &policy.registry().units.get(new).name;
    let mut fix = Fix::advice(format!("改为「{name}」"), format!("name \"{name}\" instead"));
    // A duty that ended while the unit existed is history and keeps the name.
    let history = policy.duties().any(|(id, duty)| {
        uses.duties.binary_search(&id).is_err() && chains(policy, duty).any(|c| names(c, old))
    });
    if history {
        return fix;
    }
    let written = policy.written(name);
    for (_, span) in policy.mentions.iter().filter(|m| m.0 == old) {
        fix = fix.edit(Edit::Replace(*span, written.clone()));
    }
    let renamed = |duty: DutyId| {
        let swap = |h: &Handler| if *h == Handler::Unit(old) { Handler::Unit(new) } else { *h };
        let leads = &policy.template(policy.duty(duty).leads).leads;
        let mut leads: Vec<Chain> = leads.iter().map(|c| c.iter().map(swap).collect()).collect();
        leads.sort_unstable();
        leads
    };
    let settles = scene.epochs.iter().flat_map(|e| &e.classes).any(|class| match &class.found {
        Ok(found) => found.conflicts.iter().any(|(r, s, _)| renamed(*r) == renamed(*s)),
        Err(_) => class.duties.iter().any(|d| uses.duties.binary_search(d).is_ok()),
    });
    let twice = uses.duties.iter().any(|d| chains(policy, policy.duty(*d)).any(|c| names(c, new)));
    let rotas = policy
        .rotas()
        .iter()
        .any(|r| [old, new].iter().all(|u| r.members.iter().any(|m| m.0 == Handler::Unit(*u))));
    let exists = in_effect(policy.registry().units.get(new).valid, scene.options.day);
    if fix.edits.is_empty() || settles || twice || rotas || !exists { fix } else { fix.safe() }
}
