//! `fenbo why-not`: what would have to be otherwise for a unit to be the first handler.

use super::args::WhyNotArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::one::{One, matter_words};
use super::words::Words;
use super::{End, load};
use fenbo::facts::Origin;
use fenbo::policy::Policy;
use fenbo::policy::intervals::Intervals;
use fenbo::policy::registry::UnitId;
use fenbo::router::{Change, WhyNot};
use jiff::civil::Date;
use std::io::{self, Write};
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &WhyNotArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let clock = Clock::of(&loaded.policy)?;
    let one = One::open(&args.one, &loaded, &clock, console)?;
    let (complaint, _) = one.complaint(&args.one, &clock, console)?;
    let unit = unit(&args.unit, &loaded.policy, one.day, console)?;
    let decision = one.router.route(&complaint);
    let why_not = one.router.why_not(&complaint, unit);
    let words = Words::new(&loaded.policy, console);
    let name = &loaded.policy.registry().units.get(unit).name;
    let mut out = io::stdout().lock();
    let mut lines = vec![matter_words(&loaded.policy, &complaint)];
    lines.push(
        words.pick(
            format!("现在：{}", words.decision(&decision)),
            format!("now: {}", words.decision(&decision)),
        ),
    );
    lines.extend(answer(&why_not, name, words));
    let written = lines.iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ if why_not.exact => Ok(End::Fine),
        _ => Ok(End::Inexact),
    }
}

/// The unit of a name, or who took over from it.
pub fn unit(name: &str, policy: &Policy, day: Date, console: Console) -> Result<UnitId, Failure> {
    let units = &policy.registry().units;
    let Some(id) = units.find(name) else {
        let near = units.suggest(name);
        let (zh, en) = near.map_or_else(Default::default, |n| {
            (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?"))
        });
        return Err(both(
            format!("没有名为「{name}」的单位{zh}"),
            format!("there is no unit \"{name}\"{en}"),
        ));
    };
    let everywhere = Intervals::range(0, policy.registry().areas.leaves());
    match units.current(id, day, &everywhere) {
        Some(now) if now != id => {
            let (was, is) = (&units.get(id).name, &units.get(now).name);
            console.note(
                format!("{was} 在 {day} 已由 {is} 承继，以下说的是 {is}"),
                format!("on {day} {is} has taken over from {was}; the answer is about {is}"),
            );
            Ok(now)
        }
        Some(now) => Ok(now),
        None => {
            console.warn(
                format!("{} 在 {day} 不存在，也没有承继单位", units.get(id).name),
                format!("{} does not exist on {day}, and nobody took over", units.get(id).name),
            );
            Ok(id)
        }
    }
}

fn answer(why_not: &WhyNot, name: &str, words: Words<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    match &why_not.nearest {
        Some(route) if route.changes.is_empty() => {
            lines.push(words.pick(format!("已经派给 {name}"), format!("it goes to {name} already")));
        }
        Some(route) => {
            lines.push(words.pick(
                format!("要派给 {name}，最少要这样改变："),
                format!("for it to go to {name}, the nearest change is:"),
            ));
            lines.extend(route.changes.iter().map(|c| format!("  {}", change(c, words))));
            let by = words.duty_codes(&route.duties);
            lines.push(words.pick(format!("那时决定的是 {by}"), format!("then {by} decides")));
        }
        None if why_not.naming.is_empty() => {
            lines.push(words.pick(
                format!("这个事项的职责没有一条写到 {name}"),
                format!("no duty of this matter names {name}"),
            ));
            if !why_not.elsewhere.is_empty() {
                let others: Vec<String> = why_not
                    .elsewhere
                    .iter()
                    .map(|m| {
                        let matter = words.policy.matters().get(*m);
                        format!("  {} {}", matter.code, matter.name)
                    })
                    .collect();
                lines.push(words.pick("它首办的事项有：", "it may be the first handler of:").to_owned());
                lines.extend(others);
            }
        }
        // Said below: nothing follows from not having found a way.
        None if !why_not.exact => {}
        None => {
            let by = words.duty_codes(&why_not.naming);
            lines.push(words.pick(
                format!("写到 {name} 的职责（{by}）总是让位于别的，怎样改变要素都派不到它"),
                format!("the duties that name {name} ({by}) always give way: no change of facts leads there"),
            ));
        }
    }
    if !why_not.exact {
        lines.push(words.pick(
            format!("没有查完：也许改变要素会派给 {name}，也许不会"),
            format!("the search was not completed: a change of facts may or may not lead to {name}"),
        ));
    }
    lines
}

fn change(change: &Change, words: Words<'_>) -> String {
    let name = words.attribute(change.attribute);
    let to = words.values(change.attribute, &change.to);
    let from = words.values(change.attribute, &change.from);
    match change.origin {
        Origin::Unknown => words
            .pick(format!("{name} 要是 {to}（现在未知）"), format!("{name} would be {to} (not known now)")),
        Origin::Assumed => words.pick(
            format!("{name} 要是 {to}（现在未提及，视为 {from}）"),
            format!("{name} would be {to} (not mentioned, assumed {from})"),
        ),
        Origin::Inferred | Origin::Told => words.pick(
            format!("{name} 要是 {to}，而不是 {from}"),
            format!("{name} would be {to} instead of {from}"),
        ),
    }
}
