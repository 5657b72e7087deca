//! The comparison for a terminal, and as the notice of a batch.

use super::change::{Change, Clause};
use super::past::Past;
use super::{Pair, Report};
use crate::cli::console::Console;
use fenbo::finding::Lang;
use std::fmt::Write as _;

/// Matters named in a line before the rest is counted.
const MOST_MATTERS: usize = 3;
/// Boxes shown of a change.
const MOST_BOXES: usize = 6;
/// Moves between units shown.
const MOST_MOVES: usize = 12;

/// For a terminal.
pub fn text(report: &Report, console: Console) -> String {
    let lang = console.lang;
    let mut out = String::new();
    let units = report.changes.iter().filter(|c| c.unit).count();
    let others = report.changes.len() - units;
    let Report { first, second, from, until, .. } = report;
    let _ = match (report.equivalent, lang) {
        (true, Lang::Zh) => writeln!(out, "{first} 与 {second}：{from} 至 {until} 完全一样"),
        (true, Lang::En) => writeln!(out, "{first} and {second}: the same from {from} to {until}"),
        (false, Lang::Zh) => {
            writeln!(
                out,
                "{first} → {second}，{from} 至 {until}：换单位的情形 {units} 种，只有其他变化的 {others} 种"
            )
        }
        (false, Lang::En) => writeln!(
            out,
            "{first} -> {second}, {from} to {until}: situations whose unit changes: {units}, with other changes alone: {others}"
        ),
    };
    for change in &report.changes {
        out.push('\n');
        one(&mut out, change, lang);
    }
    if !report.silence.is_empty() {
        let all = report.silence.join(lang.pick("、", ", "));
        let _ = writeln!(out, "\n{}{all}", silence(lang));
    }
    if !report.inexact.is_empty() {
        let matters = report.inexact.join(lang.pick("、", ", "));
        let _ = writeln!(
            out,
            "\n{}{matters}",
            lang.pick("没能准确比较的事项：", "matters that could not be compared exactly: ")
        );
    }
    if let Some(past) = &report.history {
        out.push('\n');
        history(&mut out, past, lang);
    }
    out
}

/// What to say before attributes of which silence means something else.
pub fn silence(lang: Lang) -> &'static str {
    lang.pick(
        "未提及时另有所视，没说的要素可能改变分派：",
        "silence means something else, so that what is not told may be decided otherwise: ",
    )
}

/// Matters in few words.
pub fn matters(all: &[String], lang: Lang) -> String {
    let shown = all.iter().take(MOST_MATTERS).cloned().collect::<Vec<_>>().join(lang.pick("、", ", "));
    match all.len().saturating_sub(MOST_MATTERS) {
        0 => shown,
        more => lang.pick(format!("{shown} 等 {} 个事项", all.len()), format!("{shown} and {more} more")),
    }
}

/// The days of a change.
pub fn period(change: &Change, lang: Lang) -> String {
    let from = &change.from;
    match &change.until {
        Some(until) => lang.pick(format!("{from} 至 {until}"), format!("{from} to {until}")),
        None => lang.pick(format!("{from} 起"), format!("from {from}")),
    }
}

fn one(out: &mut String, change: &Change, lang: Lang) {
    let comma = lang.pick("、", ", ");
    let _ = writeln!(out, "{}  [{}]", matters(&change.matters, lang), period(change, lang));
    for region in change.region.iter().take(MOST_BOXES) {
        let _ = writeln!(out, "  {region}");
    }
    if let Some(more) = change.region.len().checked_sub(MOST_BOXES).filter(|n| *n > 0) {
        let _ = writeln!(out, "  {}", lang.pick(format!("另 {more} 块"), format!("and {more} more boxes")));
    }
    let _ = writeln!(out, "  {} → {}", change.before.join(comma), change.after.join(comma));
    for (words, lines) in
        [(lang.pick("前", "before"), &change.before_duties), (lang.pick("后", "after"), &change.after_duties)]
    {
        for Clause { code, file, line, leads } in lines {
            let _ = writeln!(out, "    {words}  {code}（{leads}） {file}:{line}");
        }
    }
}

/// How many are right by either lists, in a sentence.
pub fn rates(past: &Past, lang: Lang) -> String {
    let Past { told, right_before, right_after, gained, lost, p, records, unread, .. } = past;
    let share = |n: &u64| if *told == 0 { 0.0 } else { 100.0 * *n as f64 / *told as f64 };
    let (before, after) = (share(right_before), share(right_after));
    match lang {
        Lang::Zh => format!(
            "历史 {records} 条（{unread} 条读不成诉求）；写明单位的 {told} 条：派准 {before:.2} % → {after:.2} %，新派准 {gained} 条，新派不准 {lost} 条（McNemar 精确检验 p＝{p:.3}）"
        ),
        Lang::En => format!(
            "history: records {records} (no complaints by the first lists: {unread}); of {told} that tell the right unit {before:.2} % -> {after:.2} % are right: {gained} gained, {lost} lost (McNemar's exact test, p = {p:.3})"
        ),
    }
}

/// Ids of some that are gained and lost, with what to say before them.
pub fn examples(past: &Past, lang: Lang) -> impl Iterator<Item = (&'static str, &Vec<String>)> {
    let all = [
        (lang.pick("新派准，如", "gained, such as"), &past.examples_gained),
        (lang.pick("新派不准，如", "lost, such as"), &past.examples_lost),
    ];
    all.into_iter().filter(|(_, ids)| !ids.is_empty())
}

fn history(out: &mut String, past: &Past, lang: Lang) {
    let _ = writeln!(out, "{}", rates(past, lang));
    for (words, ids) in examples(past, lang) {
        let _ = writeln!(out, "  {words} {}", ids.join(lang.pick("、", ", ")));
    }
    let none = lang.pick("（未定）", "(nobody)");
    for moved in past.moved.iter().take(MOST_MOVES) {
        let name = |unit: &Option<String>| unit.clone().unwrap_or_else(|| none.to_owned());
        let _ = writeln!(out, "  {:>6}  {} → {}", moved.n, name(&moved.from), name(&moved.to));
    }
    if let Some(more) = past.moved.len().checked_sub(MOST_MOVES).filter(|n| *n > 0) {
        let _ =
            writeln!(out, "  {}", lang.pick(format!("另 {more} 对单位"), format!("and {more} more pairs")));
    }
}

/// The notice of a batch, in Markdown.
pub fn notice(report: &Report, pair: &Pair<'_>) -> String {
    let lang = pair.lang;
    let city = pair.second.policy.registry().project.city.clone().unwrap_or_default();
    let (first, second) = (&report.first, &report.second);
    let mut out = lang.pick(format!(
            "# {city}关于调整首办单位的通知\n\n各有关单位：\n\n现将职责清单调整情况（{first} → {second}）通知如下。"
        ),
        format!(
            "# {city}: notice of changes of first-handling units\n\nThe responsibility list changes as follows ({first} -> {second})."
        ),
    );
    out.push_str("\n\n");
    if report.equivalent {
        out.push_str(
            lang.pick(
                "本次没有任何情形的首办单位或其他内容发生变化。\n",
                "Nothing changes in any situation.\n",
            ),
        );
        return out;
    }
    let comma = lang.pick("、", ", ");
    let groups = [
        (true, lang.pick("## 一、首办单位调整\n\n", "## Units\n\n")),
        (false, lang.pick("## 二、其他调整\n\n", "## Other changes\n\n")),
    ];
    for (unit, title) in groups {
        let all: Vec<&Change> = report.changes.iter().filter(|c| c.unit == unit).collect();
        if all.is_empty() {
            continue;
        }
        out.push_str(title);
        for (i, change) in all.iter().enumerate() {
            let place = change.region.join(lang.pick("；或 ", "; or "));
            let (before, after) = (change.before.join(comma), change.after.join(comma));
            let clauses =
                |lines: &[Clause]| lines.iter().map(|l| l.code.clone()).collect::<Vec<_>>().join(comma);
            let (old, new) = (clauses(&change.before_duties), clauses(&change.after_duties));
            let (what, when, n) = (matters(&change.matters, lang), period(change, lang), i + 1);
            let _ = match lang {
                Lang::Zh => writeln!(
                    out,
                    "{n}. **{what}**，{place}：{when}，由 **{before}** 调整为 **{after}**。（原依据职责：{}；现依据职责：{}）",
                    or_none(&old, "无"),
                    or_none(&new, "无")
                ),
                Lang::En => writeln!(
                    out,
                    "{n}. **{what}**, {place}: {when}, **{before}** becomes **{after}**. (Duties before: {}; now: {})",
                    or_none(&old, "none"),
                    or_none(&new, "none")
                ),
            };
        }
        out.push('\n');
    }
    if !report.silence.is_empty() {
        let _ = writeln!(out, "{}{}\n", silence(lang), report.silence.join(comma));
    }
    if let Some(past) = &report.history {
        let title = lang.pick("## 三、对历史工单的影响\n\n```text\n", "## On past complaints\n\n```text\n");
        out.push_str(title);
        history(&mut out, past, lang);
        out.push_str("```\n\n");
    }
    let end = lang.pick("以上情形以外，首办单位不变。\n", "Everywhere else the unit stays the same.\n");
    out.push_str(end);
    out
}

fn or_none<'t>(text: &'t str, none: &'t str) -> &'t str {
    if text.is_empty() { none } else { text }
}
