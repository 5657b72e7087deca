//! The report for a terminal.

use super::report::{ClusterTold, Counted, MergeTold, Reference, RepeatTold, Report};
use crate::cli::console::{Console, shown};
use std::fmt::Write as _;

/// Repeats listed of a group, and places and weeks of a cluster.
const MOST_LISTED: usize = 5;

/// The report, with so many groups of each kind.
pub fn text(report: &Report, top: usize, console: Console) -> String {
    let mut out = String::new();
    let Report { messages, silent, undated, merges, clusters } = report;
    let repeats: usize = merges.iter().map(|m| m.others.len()).sum();
    let similar: usize = clusters.iter().map(|c| c.size).sum();
    let _ = writeln!(
        out,
        "{}",
        console.pick(
            format!("来件 {messages} 件，其中没有文字 {silent} 件、没有日期 {undated} 件"),
            format!("messages {messages}, of which without a word {silent}, without a day {undated}"),
        )
    );
    let _ = writeln!(
        out,
        "\n{}",
        console.pick(
            format!("建议并案：{} 组，重复 {repeats} 件", merges.len()),
            format!("Suggested for merging: {} groups with {repeats} repeats", merges.len()),
        )
    );
    for (number, group) in merges.iter().take(top).enumerate() {
        merge(&mut out, number + 1, group, console);
    }
    rest(&mut out, merges.len(), top, console);
    let _ = writeln!(
        out,
        "\n{}",
        console.pick(
            format!("类案：{} 类，共 {similar} 件", clusters.len()),
            format!("Similar cases: {} clusters of {similar} messages", clusters.len()),
        )
    );
    for (number, group) in clusters.iter().take(top).enumerate() {
        cluster(&mut out, number + 1, group, console);
    }
    rest(&mut out, clusters.len(), top, console);
    shown(&out).into_owned()
}

fn rest(out: &mut String, all: usize, top: usize, console: Console) {
    if let Some(more) = all.checked_sub(top).filter(|n| *n > 0) {
        let words = console
            .pick(format!("……还有 {more} 组（--top、--json）"), format!("… and {more} more (--top, --json)"));
        let _ = writeln!(out, "  {words}");
    }
}

fn merge(out: &mut String, number: usize, group: &MergeTold, console: Console) {
    let size = group.others.len() + 1;
    let first = name(&group.first, console);
    let _ = writeln!(
        out,
        "{number:>3}. {}  {first}",
        console.pick(format!("{size} 件"), format!("{size} messages"))
    );
    let _ = writeln!(out, "     {}", group.text);
    for repeat in group.others.iter().take(MOST_LISTED) {
        let _ = writeln!(out, "     + {}  {}", name(&repeat.message, console), why(repeat, console));
    }
    if let Some(more) = group.others.len().checked_sub(MOST_LISTED).filter(|n| *n > 0) {
        let _ =
            writeln!(out, "     {}", console.pick(format!("……还有 {more} 件"), format!("… and {more} more")));
    }
}

fn why(repeat: &RepeatTold, console: Console) -> String {
    let percent = (repeat.share * 100.0).round();
    let mut parts =
        vec![console.pick(format!("相同文字 {percent} %"), format!("{percent} % of the text in common"))];
    let words = |kind: &str, zh: &str, en: &str| match kind {
        "same" => Some(console.pick(format!("{zh}相同"), format!("same {en}"))),
        "within" => Some(console.pick(format!("{zh}有包含关系"), format!("one {en} within the other"))),
        _ => None,
    };
    parts.extend(words(repeat.matter, "事项", "matter"));
    parts.extend(words(repeat.place, "地点", "place"));
    parts.push(match repeat.days {
        Some(0) => console.pick("同一天", "same day").to_owned(),
        Some(days) => console.pick(format!("相隔 {days} 天"), format!("days apart: {days}")),
        None => console.pick("日期不详", "days apart unknown").to_owned(),
    });
    parts.join(console.pick("，", ", "))
}

fn cluster(out: &mut String, number: usize, group: &ClusterTold, console: Console) {
    let ClusterTold { size, state, recent, earlier, words, places, weeks, examples, .. } = group;
    let head = match *state {
        "new" => console.pick("新增", "new"),
        "rising" => console.pick("上升", "rising"),
        _ => "",
    };
    let head = if head.is_empty() { String::new() } else { format!("[{head}] ") };
    let comma = console.pick("、", ", ");
    let words = words.join(comma);
    let _ = writeln!(
        out,
        "{number:>3}. {head}{}",
        console.pick(
            format!("{size} 件（近期 {recent}、此前 {earlier}）  {words}"),
            format!("{size} messages (recent {recent}, earlier {earlier})  {words}"),
        )
    );
    if !places.is_empty() {
        let places = listed(places.iter().take(MOST_LISTED), places.len(), comma);
        let _ = writeln!(out, "     {}{places}", console.pick("地点：", "places: "));
    }
    if !weeks.is_empty() {
        // The latest weeks, in order.
        let from = weeks.len().saturating_sub(MOST_LISTED);
        let more = if from > 0 { "… " } else { "" };
        let weeks = listed(weeks.iter().skip(from), 0, comma);
        let _ = writeln!(out, "     {}{more}{weeks}", console.pick("按周：", "weeks: "));
    }
    for example in examples {
        let _ = writeln!(out, "     {}{example}", console.pick("例：", "e.g. "));
    }
}

fn listed<'c>(all: impl Iterator<Item = &'c Counted>, of: usize, comma: &str) -> String {
    let mut words = all.map(|c| format!("{} {}", c.name, c.n)).collect::<Vec<_>>().join(comma);
    if of > MOST_LISTED {
        words.push_str(" …");
    }
    words
}

fn name(message: &Reference, console: Console) -> String {
    let line = message.line;
    let name = if message.id.is_empty() {
        console.pick(format!("第 {line} 行"), format!("line {line}"))
    } else {
        message.id.to_string()
    };
    match &message.day {
        Some(day) => format!("{name} {day}"),
        None => name,
    }
}
