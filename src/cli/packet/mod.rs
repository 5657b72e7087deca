//! `fenbo packet`: one page for those who are to rule on a conflict.

mod clauses;
mod content;
mod html;
mod page;
mod past;
mod ways;

use super::args::{PacketArgs, PageFormat};
use super::clock::Clock;
use super::console::{Console, Failure, both, shown};
use super::deliver;
use super::{End, load};
use content::Dispute;
use fenbo::check::{Options, Problem, Writer, check};
use fenbo::finding::Lang;
use fenbo::router::Editions;
use jiff::ToSpan as _;
use std::io;
use std::path::PathBuf;

/// Codes that are about two duties that claim the same complaint.
const CONFLICTS: [&str; 3] = ["C301", "C306", "C312"];
/// Conflicts listed where the one that is asked for is not there.
const MOST_LISTED: usize = 10;

/// Runs the command.
pub fn run(args: &PacketArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let (code, print) = args.problem.split_once([':', '：']).unwrap_or(("", &args.problem));
    let code = code.trim().to_ascii_uppercase();
    if !code.is_empty() && !CONFLICTS.contains(&code.as_str()) {
        return Err(both(
            format!(
                "裁决材料只用于冲突（{}），{code} 不是。它的意思见 fenbo rule {code}",
                CONFLICTS.join("、")
            ),
            format!(
                "a ruling packet is for conflicts ({}), which {code} is not; see fenbo rule {code}",
                CONFLICTS.join(", ")
            ),
        ));
    }
    let loaded = load::load(lists, console)?;
    let day = args.as_of.map_or_else(|| Clock::of(&loaded.policy).map(|c| c.today()), Ok)?;
    let until = args.until.unwrap_or_else(|| day.saturating_add(1.year())).max(day);
    let found = check(&loaded.policy, &Options { day, until });
    let all: Vec<&Problem> = found.problems.iter().chain(found.waived.iter().map(|w| &w.problem)).collect();
    let conflicts: Vec<&Problem> = all.into_iter().filter(|p| CONFLICTS.contains(&p.finding.code)).collect();
    let print = print.trim();
    let wanted: Vec<&&Problem> = conflicts
        .iter()
        .filter(|p| !print.is_empty() && p.fingerprint.starts_with(print))
        .filter(|p| code.is_empty() || p.finding.code == code)
        .collect();
    let [problem] = wanted.as_slice() else {
        return Err(not_there(&args.problem, &conflicts, wanted.len()));
    };
    let writer =
        Writer { policy: &loaded.policy, sources: &loaded.sources, lang: console.lang, days: (day, until) };
    let past = match &args.history {
        Some(file) => Some(past::nearest(file, args.map.as_deref(), &loaded.policy, problem, console)?),
        None => None,
    };
    let editions = Editions::new(loaded.policy.clone());
    let page = Dispute { writer, problem, editions: &editions, day, past, folder: &loaded.folder }.page();
    let text = match args.format {
        PageFormat::Md => page.markdown(),
        PageFormat::Html => html::html(&page, console.lang),
    };
    match &args.output {
        Some(path) => deliver::file(path, &text)?,
        None => deliver::out(io::stdout().lock(), &text)?,
    }
    Ok(End::Fine)
}

fn not_there(asked: &str, conflicts: &[&Problem], found: usize) -> Failure {
    let list = |lang: Lang| {
        let mut lines: Vec<String> = conflicts
            .iter()
            .take(MOST_LISTED)
            .map(|p| format!("  {}  {}", p.name(), shown(lang.pick(&p.finding.zh, &p.finding.en))))
            .collect();
        if let Some(more) = conflicts.len().checked_sub(MOST_LISTED).filter(|n| *n > 0) {
            lines.push(lang.pick(&format!("  ……还有 {more} 个"), &format!("  … and {more} more")).to_owned());
        }
        lines.join("\n")
    };
    let (zh, en) = match (found, conflicts.len()) {
        (_, 0) => ("现在没有冲突", "there is no conflict now"),
        (0, _) => ("现在的冲突有", "the conflicts there are"),
        _ => ("不止一个冲突这样开头，请写全", "several conflicts begin so, write it out"),
    };
    let colon = |words: &str, colon: &str, list: String| {
        if list.is_empty() { words.to_owned() } else { format!("{words}{colon}\n{list}") }
    };
    both(
        format!("没有找到「{asked}」。{}", colon(zh, "：", list(Lang::Zh))),
        format!("\"{asked}\" was not found; {}", colon(en, ":", list(Lang::En))),
    )
}
