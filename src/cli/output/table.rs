//! A table for people: one line a record, to the width of the terminal, whatever the number of records.

use super::fragments::Fragments;
use super::{Answer, Line, csv, first_fault};
use crate::cli::words::Words;
use fenbo::finding::Lang;
use fenbo::router::{Decision, Status, Urgent};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of the first three cells; the rest is for the reasons.
struct Layout {
    id: usize,
    status: usize,
    unit: usize,
    rest: usize,
}

/// Between two cells.
const GAP: usize = 2;

impl Layout {
    fn of(width: usize) -> Self {
        let width = width.max(60);
        let id = (width / 5).min(32);
        let status = 14;
        let unit = (width * 3 / 10).min(40);
        Self { id, status, unit, rest: width - id - status - unit - 3 * GAP }
    }

    fn line(&self, out: &mut Vec<u8>, cells: [&str; 4]) {
        for (text, width) in cells.into_iter().zip([self.id, self.status, self.unit]) {
            let used = cut(out, text, width);
            out.resize(out.len() + width - used + GAP, b' ');
        }
        cut(out, cells[3], self.rest);
        while out.last() == Some(&b' ') {
            out.pop();
        }
        out.push(b'\n');
    }
}

/// Appends as much of a text as fits, and says how many columns it took. Control characters become spaces.
fn cut(out: &mut Vec<u8>, text: &str, width: usize) -> usize {
    let whole = text.width() <= width;
    let room = if whole { width } else { width - 1 };
    let mut used = 0;
    for c in text.chars() {
        let c = if c.is_control() { ' ' } else { c };
        let columns = c.width().unwrap_or(0);
        if used + columns > room {
            break;
        }
        used += columns;
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if whole {
        return used;
    }
    out.extend_from_slice("…".as_bytes());
    used + 1
}

/// The headings.
pub fn head(out: &mut Vec<u8>, width: usize, lang: Lang) {
    let layout = Layout::of(width);
    let names = match lang {
        Lang::Zh => ["编号", "状态", "首办", "依据与说明"],
        Lang::En => ["id", "status", "first handler", "why"],
    };
    layout.line(out, names);
    let rule = |n: usize| "─".repeat(n);
    layout.line(out, [&rule(layout.id), &rule(layout.status), &rule(layout.unit), &rule(layout.rest)]);
}

/// One record.
pub fn write(out: &mut Vec<u8>, line: &Line<'_, '_>, width: usize, fragments: &Fragments) {
    let words = Words { policy: &fragments.policy, lang: fragments.lang };
    let layout = Layout::of(width);
    let mut id = csv::id(line);
    if id.is_empty() {
        id = words.pick(format!("第 {} 行", line.number), format!("line {}", line.number));
    }
    match &line.answer {
        Answer::Decision { decision, .. } => {
            let status = match decision.urgent {
                Urgent::Yes => words.pick(
                    format!("{} 急", words.status(decision.status)),
                    format!("{} !", words.status(decision.status)),
                ),
                _ => words.status(decision.status).to_owned(),
            };
            layout.line(out, [&id, &status, &words.units(&decision.leads), &why(decision, words)]);
        }
        Answer::Brief { .. } | Answer::Fault => {
            let message = first_fault(line, line.notes).map_or_else(String::new, |f| f.text(fragments.lang));
            layout.line(out, [&id, words.pick("无法读取", "unreadable"), "", &message]);
        }
    }
}

fn why(decision: &Decision<'_>, words: Words<'_>) -> String {
    if decision.status != Status::Decided {
        let whole = words.decision(decision);
        // The status has a cell of its own.
        let status = words.status(decision.status);
        let rest = whole.strip_prefix(status).unwrap_or(&whole);
        return rest.trim_start_matches(['：', ':', ' ']).to_owned();
    }
    let mut parts = vec![words.duty_codes(&decision.duties)];
    if !decision.assist.is_empty() {
        parts.push(format!("{} {}", words.pick("协办", "assist"), words.units(&decision.assist)));
    }
    if !decision.forerun.is_empty() {
        let who: Vec<String> = decision.forerun.iter().map(|f| words.unit(&f.0)).collect();
        parts.push(format!("{} {}", words.pick("先行", "forerun"), who.join(words.comma())));
    }
    if !decision.assumed.is_empty() {
        let n = decision.assumed.len();
        parts.push(words.pick(format!("假定 {n} 项"), format!("{n} assumed")));
    }
    parts.join(words.pick("；", "; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_long_texts_are_cut() {
        let layout = Layout { id: 6, status: 4, unit: 5, rest: 4 };
        let mut out = Vec::new();
        layout.line(&mut out, ["路灯", "a\nb", "石岩街道", "甲乙丙"]);
        assert_eq!(String::from_utf8(out).unwrap(), "路灯    a b   石岩…  甲…\n");
    }
}
