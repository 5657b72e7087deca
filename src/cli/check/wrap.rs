//! Lines of words broken to a width in terminal columns: at spaces, and between wide characters.

use fenbo::text::display_width;

/// Marks that must not begin a line.
const CLOSING: &str = "，。；：、！？）」』》］】…·,.;:!?)]}";
/// Marks that must not end one.
const OPENING: &str = "（「『《［【([{";

/// Breaks a text into lines of at most so many columns. A word that is longer than a line is broken anywhere. Linear.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width.max(8))).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    // Where the line could end: bytes up to there.
    let mut chance = None;
    let mut before = ' ';
    for c in text.chars() {
        let wide = char_width(c);
        if !line.is_empty() && before != ' ' && may_break(before, c) || before == ' ' && c != ' ' {
            chance = Some(line.len()).filter(|at| *at > 0);
        }
        if columns + wide > width && c != ' ' {
            let at = chance.unwrap_or(line.len());
            let rest = line.split_off(at);
            lines.push(std::mem::replace(&mut line, rest).trim_end().to_owned());
            columns = display_width(&line);
            chance = None;
        }
        line.push(c);
        columns += wide;
        before = c;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn may_break(before: char, after: char) -> bool {
    let wide = char_width(before) > 1 || char_width(after) > 1;
    wide && after != ' ' && !CLOSING.contains(after) && !OPENING.contains(before)
}

/// The first part of a text that fits a width, with `…` if something is left out.
pub fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut columns = 1;
    for c in text.chars() {
        columns += char_width(c);
        if columns > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn char_width(c: char) -> usize {
    display_width(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_spaces_or_between_wide_characters_and_not_before_a_comma() {
        assert_eq!(wrap("the first handler is open", 12), ["the first", "handler is", "open"]);
        assert_eq!(wrap("路灯不亮，没人管", 8), ["路灯不", "亮，没人", "管"]);
        assert_eq!(wrap("场所＝小区 · 物业＝无", 12), ["场所＝小区 ·", "物业＝无"]);
        assert_eq!(wrap("abcdefghijklmnop", 10), ["abcdefghij", "klmnop"]);
        assert_eq!(wrap("（甲）", 8), ["（甲）"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("a\nb", 8), ["a", "b"]);
    }

    #[test]
    fn nothing_is_wider_than_asked_and_nothing_is_lost() {
        let text = "各街道办 Z-0301-001（@区城市管理局）与 Z-0301-002「夜间」：场所≠公共道路、公路、小区；或 物业管理≠有";
        for width in 8..100 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|l| display_width(l) <= width), "{width}: {lines:?}");
            let joined: String = lines.concat().chars().filter(|c| *c != ' ').collect();
            assert_eq!(joined, text.chars().filter(|c| *c != ' ').collect::<String>());
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        assert_eq!(cut("路灯不亮", 8), "路灯不亮");
        assert_eq!(cut("路灯不亮", 7), "路灯不…");
        assert_eq!(cut("路灯不亮", 6), "路灯…");
    }
}
