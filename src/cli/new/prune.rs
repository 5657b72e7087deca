//! Takes out of lists whatever names something that is not there, until they read without an error.
//!
//! Nothing here knows which names are gone: reading says so, with places. A name among several goes alone; a test that
//! holds of nothing takes its line along; a line that a block cannot do without takes the block. A case in a place that is
//! gone moves to one that is there. Each round may leave names behind that others used, so it is repeated.

use fenbo::finding::{Finding, Severity};
use fenbo::lists::{EXTENSION, Lists, PROJECT};
use fenbo::syntax::{block_extent, line_extent};
use fenbo::text::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Rounds after which something must be wrong: each takes out all that the one before left behind.
const MOST_ROUNDS: usize = 200;
/// Items of which only a part of the block is left out without them.
const OPTIONAL: &[&str] =
    &["协办", "知会", "监管", "先行", "优先于", "除外", "但", "科室", "步骤", "识别", "别名", "来源", "依据"];

/// A piece of a text, by name and place, and what comes in its stead.
pub type Cut = (String, Range<usize>, String);

/// Prunes the texts; `streets`: where cases may move to. The error that is left, if one cannot be taken out.
pub fn prune(lists: &mut Lists, streets: &[String]) -> Result<(), Box<Finding>> {
    for _ in 0..MOST_ROUNDS {
        let (_, sources, findings) = lists.read();
        let errors: Vec<&Finding> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
        let Some(first) = errors.first() else { return Ok(()) };
        let cuts = errors.iter().filter_map(|f| cut(lists, &sources, f.span, streets));
        if !take_out(lists, cuts.collect()) {
            return Err(Box::new((*first).clone()));
        }
    }
    let (_, _, findings) = lists.read();
    findings.into_iter().find(|f| f.severity == Severity::Error).map_or(Ok(()), |f| Err(Box::new(f)))
}

/// Takes pieces of texts out. False if there were none.
pub fn take_out(lists: &mut Lists, cuts: Vec<Cut>) -> bool {
    let mut by: BTreeMap<String, Vec<(Range<usize>, String)>> = BTreeMap::new();
    for (name, range, new) in cuts.into_iter().filter(|c| !c.1.is_empty()) {
        by.entry(name).or_default().push((range, new));
    }
    let any = !by.is_empty();
    for (name, mut pieces) in by {
        let Some(old) = lists.get(&name).cloned() else { continue };
        whole_blocks(&old, &mut pieces);
        // Of pieces within each other the largest; of such as overlap the first, the others in the next round.
        pieces.sort_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
        let mut text = String::with_capacity(old.len());
        let mut at = 0;
        for (range, new) in pieces {
            if range.start >= at {
                text.push_str(old.get(at..range.start).unwrap_or_default());
                text.push_str(&new);
                at = range.end;
            }
        }
        text.push_str(old.get(at..).unwrap_or_default());
        lists.add(&name, text);
    }
    any
}

/// The name of a text by its source: a folder may stand before it.
pub fn name_of(lists: &Lists, sources: &Sources, span: Span) -> Option<String> {
    let source = sources.get(span.source)?;
    let is_it = |name: &str| source.name.strip_suffix(name).is_some_and(|f| f.is_empty() || f.ends_with('/'));
    lists.iter().map(|(name, _)| name).find(|name| is_it(name)).map(str::to_owned)
}

fn cut(lists: &Lists, sources: &Sources, span: Span, streets: &[String]) -> Option<Cut> {
    let name = name_of(lists, sources, span)?;
    let text = lists.get(&name)?;
    let at = span.start as usize..span.end as usize;
    let range = if name.ends_with(EXTENSION) {
        if let Some((range, new)) = moved(text, at.clone(), streets) {
            return Some((name, range, new));
        }
        in_list(text, at)?
    } else if name == PROJECT {
        return None;
    } else {
        among(text, at.clone(), line_extent(text, at.start)).unwrap_or_else(|| line_extent(text, at.start))
    };
    Some((name, range, String::new()))
}

/// The place of a case that is no more, and a street in its stead; which one depends on where the case stands.
fn moved(text: &str, at: Range<usize>, streets: &[String]) -> Option<(Range<usize>, String)> {
    let line = line_extent(text, at.start);
    let words = text.get(line.clone())?;
    if !words.trim_start().starts_with("要素：") {
        return None;
    }
    let head = text.get(line.start..at.start)?;
    let level = ["街道＝", "社区＝", "区＝"].into_iter().find(|level| head.ends_with(level))?;
    let street = streets.get(at.start % streets.len().max(1))?;
    Some((at.start - level.len()..at.end, format!("街道＝{street}")))
}

fn in_list(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let line = line_extent(text, at.start);
    let words = text.get(line.clone())?;
    let block = block_extent(text, at.start)?;
    if words.starts_with('|') || words.trim_start().starts_with('|') {
        return Some(line);
    }
    let Some((keyword, _)) = words.split_once(['：', ':']).filter(|_| words.starts_with([' ', '\t'])) else {
        return Some(block);
    };
    let keyword = keyword.trim();
    if let Some(one) = among(text, at.clone(), line.clone()) {
        return Some(one);
    }
    let tests = matches!(keyword, "当" | "除外" | "承接" | "不承接" | "科室" | "但");
    if let Some(test) = tests.then(|| negated(text, at, line.clone())).flatten() {
        return Some(test);
    }
    Some(if OPTIONAL.contains(&keyword) { line } else { line_or_block(text, line, block) })
}

/// Where all the lines go of which a block needs one, the block goes.
fn whole_blocks(text: &str, pieces: &mut Vec<(Range<usize>, String)>) {
    let mut by: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (range, _) in pieces.iter() {
        let piece = text.get(range.clone()).unwrap_or_default();
        let block =
            block_extent(text, range.start).filter(|b| b != range && !such(&keyword(piece)).is_empty());
        if let Some(block) = block {
            by.entry((block.start, block.end)).or_default().insert(range.start);
        }
    }
    for ((start, end), cut) in by {
        let block = start..end;
        let needed =
            cut.iter().next().map_or(&[][..], |at| such(&keyword(text.get(*at..end).unwrap_or_default())));
        let lines = text.get(block.clone()).unwrap_or_default().lines();
        if lines.filter(|l| needed.contains(&keyword(l).as_str())).count() <= cut.len() {
            pieces.push((block, String::new()));
        }
    }
}

/// The line, or its block if it cannot do without: a duty without its only condition would apply to everything, and a
/// practice that accepts and declines nothing would speak for everything.
pub fn line_or_block(text: &str, line: Range<usize>, block: Range<usize>) -> Range<usize> {
    let such = such(&keyword(text.get(line.clone()).unwrap_or_default()));
    let lines = text.get(block.clone()).unwrap_or_default().lines();
    if lines.filter(|l| such.contains(&keyword(l).as_str())).count() > 1 { line } else { block }
}

/// The word before the colon of an item.
fn keyword(line: &str) -> String {
    line.trim_start().split(['：', ':']).next().unwrap_or_default().trim().to_owned()
}

/// The items of which a block with one of them needs at least one.
fn such(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "当" => &["当"],
        "承接" | "不承接" => &["承接", "不承接"],
        _ => &[],
    }
}

/// The place of a name among others in its line, with one separator.
fn among(text: &str, at: Range<usize>, line: Range<usize>) -> Option<Range<usize>> {
    let is = |c: char| matches!(c, '、' | ',');
    let before = text.get(line.start..at.start)?;
    let before = before.trim_end_matches(['@', '「', '"']);
    let after = text.get(at.end..line.end)?.trim_start_matches(['」', '"']);
    let (start, end) = (line.start + before.len(), line.end - after.len());
    if let Some(c) = after.trim_start_matches(' ').chars().next().filter(|c| is(*c)) {
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let rest = end + blanks + c.len_utf8();
        let more = text.get(rest..line.end)?;
        return Some(start..rest + more.len() - more.trim_start_matches(' ').len());
    }
    let trimmed = before.trim_end_matches(' ');
    trimmed.chars().next_back().filter(|c| is(*c)).map(|c| line.start + trimmed.len() - c.len_utf8()..end)
}

/// A test that is not to be something that is not there: it always holds, and goes out of its line.
fn negated(text: &str, at: Range<usize>, line: Range<usize>) -> Option<Range<usize>> {
    const JOIN: &str = "，且 ";
    let head = text.get(line.start..at.start)?;
    let start = head.rfind(JOIN).map(|i| line.start + i);
    let words = text.get(start.unwrap_or(line.start)..at.start)?;
    if !(words.contains(" 不为 ") || words.contains(" 不属于 ")) {
        return None;
    }
    start.map(|start| start..at.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, word: &str) -> String {
        let start = text.find(word).unwrap();
        let range = in_list(text, start..start + word.len()).unwrap();
        format!("{}{}", &text[..range.start], &text[range.end..])
    }

    #[test]
    fn a_name_among_others_goes_alone_and_the_only_one_takes_what_cannot_do_without() {
        let text = "职责：Z1 甲\n  适用：A1、A2\n  当：场所 属于 公园、桥下\n  首办：@街道办\n  协办：交警\n";
        assert_eq!(without(text, "A2"), text.replace("、A2", ""));
        assert_eq!(without(text, "A1"), text.replace("A1、", ""));
        assert_eq!(without(text, "桥下"), text.replace("、桥下", ""));
        assert_eq!(without(text, "交警"), text.replace("  协办：交警\n", ""));
        assert_eq!(without(text, "街道办"), "");
    }

    #[test]
    fn an_alternative_goes_alone_and_the_only_condition_takes_the_block() {
        let two = "职责：Z1 甲\n  适用：A1\n  当：区 为 东区\n  当：区 为 西区\n  首办：乙\n";
        assert_eq!(without(two, "西区"), two.replace("  当：区 为 西区\n", ""));
        let one = two.replace("  当：区 为 东区\n", "");
        assert_eq!(without(&one, "西区"), "");
        let not = "职责：Z1 甲\n  适用：A1\n  当：场所 为 公园，且 区 不为 西区\n  首办：乙\n";
        assert_eq!(without(not, "西区"), not.replace("，且 区 不为 西区", ""));
    }
}
