//! One message about several things: taken apart where each part is by itself sure to be of a matter of its own.

use super::{Candidate, Recogniser, Scratch};
use std::ops::Range;

/// What a sentence begins with that goes on to something else. Of numbers: `2、`, `(2)`, `二、`.
const MARKERS: [&str; 12] =
    ["另外", "另有", "还有", "此外", "同时", "其次", "再者", "再就是", "顺便", "第二", "第三", "最后"];
/// How sure a part must be of its matter where the text itself says that it goes on to something else, and where it does not. Each
/// part is then read by itself, and asked about where it is not sure enough to be dispatched.
const MARKED: f64 = 0.4;
const UNMARKED: f64 = 0.8;
/// Parts at most; a text with more is not one that a person wrote about several things.
const MOST: usize = 20;

/// A part of a text that is about a matter of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// The matter of it.
    pub candidate: Candidate,
}

impl Recogniser {
    /// The parts of a text that are about different matters, in order and without gaps: at least two, or none if the text is about
    /// one thing, or who knows what. Whatever says nothing sure belongs to the part before it. Linear in the text.
    pub fn parts(&self, text: &str, scratch: &mut Scratch) -> Vec<Part> {
        let (pieces, marked) = pieces(text);
        let needs = if marked { MARKED } else { UNMARKED };
        if !(2..=10 * MOST).contains(&pieces.len()) {
            return Vec::new();
        }
        let mut parts: Vec<Part> = Vec::new();
        for range in pieces {
            let first = self.candidates(&text[range.clone()], scratch).into_iter().next();
            let sure = first.filter(|c| c.chance >= needs);
            match (sure, parts.last_mut()) {
                (Some(candidate), Some(last)) if last.candidate.matter == candidate.matter => {
                    last.range.end = range.end;
                }
                (Some(candidate), last) => {
                    // What came before the first sure part leads up to it.
                    let start = if last.is_some() { range.start } else { 0 };
                    parts.push(Part { range: start..range.end, candidate });
                }
                (None, Some(last)) => last.range.end = range.end,
                (None, None) => {}
            }
        }
        // Who comes back to what was said first says no third thing.
        let mut matters: Vec<_> = parts.iter().map(|p| p.candidate.matter).collect();
        matters.sort_unstable();
        matters.dedup();
        if matters.len() < 2 || parts.len() > MOST || matters.len() < parts.len() {
            return Vec::new();
        }
        parts
    }
}

/// Sentences of a text that may each be about something else without saying so; a longer one tells a story.
const FEW: usize = 4;
/// Letters of a piece at least: thanks and greetings are about nothing.
const LEAST: usize = 5;

/// What may be about something of its own: whatever begins with a marker, and in a text of few sentences each of them.
/// Gives whether there are markers, too.
fn pieces(text: &str) -> (Vec<Range<usize>>, bool) {
    let (all, marked) = (cut(text, true), cut(text, false));
    let is_marked = marked.len() > 1;
    (if all.len() > FEW { marked } else { all }, is_marked)
}

fn cut(text: &str, sentences: bool) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut cut = |start: &mut usize, at: usize| {
        if text[*start..at].chars().filter(|c| c.is_alphanumeric()).nth(LEAST - 1).is_some() {
            all.push(*start..at);
            *start = at;
        }
    };
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let pause = matches!(
            before,
            ',' | '，'
                | '、'
                | ' '
                | '\u{3000}'
                | '\n'
                | '。'
                | ';'
                | '；'
                | '！'
                | '!'
                | '？'
                | '?'
                | ':'
                | '：'
        );
        if pause && (MARKERS.iter().any(|m| rest.starts_with(m)) || numbered(rest)) {
            cut(&mut start, at);
        }
        if sentences && matches!(c, '。' | '；' | ';' | '！' | '!' | '？' | '?' | '\n') {
            cut(&mut start, at + c.len_utf8());
        }
        before = c;
    }
    cut(&mut start, text.len());
    if let Some(last) = all.last_mut() {
        last.end = text.len();
    }
    all
}

/// Whether a text begins as a point of a list does.
fn numbered(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（']);
    let mut chars = text.chars();
    let number =
        chars.next().is_some_and(|c| matches!(c, '1'..='9' | '一' | '二' | '三' | '四' | '五' | '①'..='⑨'));
    number && chars.next().is_some_and(|c| matches!(c, '、' | '.' | '．' | ')' | '）' | '是'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        pieces(text).0.into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn sentences_and_points_are_pieces_and_nothing_is_lost() {
        assert_eq!(found("门口路灯坏了。楼下井盖没了"), ["门口路灯坏了。", "楼下井盖没了"]);
        assert_eq!(found("路灯坏了几天，另外井盖没了"), ["路灯坏了几天，", "另外井盖没了"]);
        assert_eq!(found("反映两件：1、路灯坏了 2、井盖没了"), ["反映两件：1、路灯坏了 ", "2、井盖没了"]);
        assert_eq!(found("门口路灯坏了！！！"), ["门口路灯坏了！！！"]);
        assert_eq!(found("一是路灯坏了，二是井盖没了；请处理"), ["一是路灯坏了，", "二是井盖没了；请处理"]);
        assert!(found("。。。").is_empty() && found("").is_empty());
        // 还有 within a sentence is a word like any; thanks are no piece.
        assert_eq!(found("我们还有一个问题。谢谢！"), ["我们还有一个问题。谢谢！"]);
    }

    #[test]
    fn a_story_is_cut_where_it_says_so_alone() {
        let story = "路灯坏了几天。没有人来修。打过电话的。都说不归他管。另外井盖也没了。";
        assert_eq!(
            found(story),
            ["路灯坏了几天。没有人来修。打过电话的。都说不归他管。", "另外井盖也没了。"]
        );
    }
}
