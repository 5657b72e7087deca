//! The comparison as one HTML page: nothing is loaded from elsewhere, nothing needs a script.

use super::change::{Change, Clause};
use super::past::{Moved, Past};
use super::text::{matters, period};
use super::{Pair, Report};
use crate::cli::markup::{begin, escape};
use fenbo::finding::Lang;
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");
/// Boxes of a region that show without a click.
const MOST_BOXES: usize = 8;
/// Pairs of units in the table of moves.
const MOST_MOVES: usize = 40;

/// The page.
pub fn page(report: &Report, pair: &Pair<'_>) -> String {
    let city = pair.second.policy.registry().project.city.clone().unwrap_or_default();
    let title = pair
        .lang
        .pick(format!("{city}职责清单调整比较"), format!("{city}: what a change of the lists changes"));
    let mut page = Page { lang: pair.lang, out: begin(pair.lang, &title, STYLE, false) };
    page.head(report, title.trim_start_matches([':', ' ']));
    let units: Vec<&Change> = report.changes.iter().filter(|c| c.unit).collect();
    let others: Vec<&Change> = report.changes.iter().filter(|c| !c.unit).collect();
    page.changes(page.pick("首办单位变化的情形", "Situations whose unit changes"), &units);
    page.changes(page.pick("只有其他变化的情形", "Situations with other changes alone"), &others);
    if !report.silence.is_empty() {
        page.title(super::text::silence(pair.lang).trim_end_matches([':', '：', ' ']));
        let all = report.silence.join(page.pick("、", ", "));
        page.line("move", &all);
    }
    if !report.inexact.is_empty() {
        page.title(page.pick("没能准确比较的事项", "Matters that could not be compared exactly"));
        let names = report.inexact.join(page.pick("、", ", "));
        page.line("dim", &names);
    }
    if let Some(past) = &report.history {
        page.history(past);
    }
    page.out.push_str("</main>\n</body>\n</html>\n");
    page.out
}

struct Page {
    lang: Lang,
    out: String,
}

impl Page {
    fn pick<T>(&self, zh: T, en: T) -> T {
        self.lang.pick(zh, en)
    }

    fn title(&mut self, words: &str) {
        let _ = writeln!(self.out, "<h2>{}</h2>", escape(words));
    }

    fn line(&mut self, class: &str, words: &str) {
        let _ = writeln!(self.out, "<p class=\"{class}\">{}</p>", escape(words));
    }

    fn head(&mut self, report: &Report, title: &str) {
        let Report { first, second, from, until, changes, history, .. } = report;
        let _ = writeln!(self.out, "<header>\n<h1>{}</h1>", escape(title));
        let days = if from == until {
            from.clone()
        } else {
            self.pick(format!("{from} 至 {until}"), format!("{from} to {until}"))
        };
        self.line(
            "dim",
            &self.pick(format!("{first} → {second}，{days}"), format!("{first} → {second}, {days}")),
        );
        let units = changes.iter().filter(|c| c.unit).count();
        let mut counts = vec![
            (units.to_string(), self.pick("种情形换单位", "situations with another unit")),
            (
                (changes.len() - units).to_string(),
                self.pick("种情形只有其他变化", "situations with other changes alone"),
            ),
        ];
        if let Some(past) = history {
            counts.push((past.gained.to_string(), self.pick("件历史工单新派准", "past complaints gained")));
            counts.push((past.lost.to_string(), self.pick("件历史工单新派不准", "past complaints lost")));
        }
        self.out.push_str("<ul class=\"counts\">\n");
        for (n, words) in counts {
            let _ = writeln!(self.out, "<li><b>{n}</b>{}</li>", escape(words));
        }
        self.out.push_str("</ul>\n</header>\n<main>\n");
        if report.equivalent {
            let words = self.pick("两边在任何情形下都一样。", "Both are the same in every situation.");
            self.line("move", words);
        }
    }

    fn changes(&mut self, title: &str, all: &[&Change]) {
        if all.is_empty() {
            return;
        }
        self.title(title);
        for change in all {
            self.change(change);
        }
    }

    fn change(&mut self, change: &Change) {
        let comma = self.pick("、", ", ");
        let _ = writeln!(self.out, "<article>\n<h3>{}</h3>", escape(&matters(&change.matters, self.lang)));
        self.line("dim", &period(change, self.lang));
        let boxes = |all: &[String]| {
            all.iter().map(|b| format!("<li>{}</li>\n", escape(b))).collect::<Vec<_>>().concat()
        };
        let (shown, more) = change.region.split_at(change.region.len().min(MOST_BOXES));
        let _ = writeln!(self.out, "<ul class=\"boxes\">\n{}</ul>", boxes(shown));
        if !more.is_empty() {
            let words = self.pick(format!("另 {} 块", more.len()), format!("and {} more boxes", more.len()));
            let _ = writeln!(
                self.out,
                "<details><summary>{}</summary>\n<ul class=\"boxes\">\n{}</ul></details>",
                escape(&words),
                boxes(more)
            );
        }
        let (before, after) = (escape(&change.before.join(comma)), escape(&change.after.join(comma)));
        let _ = writeln!(
            self.out,
            "<p class=\"move\"><span class=\"old\">{before}</span> → <span class=\"new\">{after}</span></p>"
        );
        if !change.before_duties.is_empty() || !change.after_duties.is_empty() {
            self.out.push_str("<table>\n");
            self.duties(self.pick("前", "before"), &change.before_duties);
            self.duties(self.pick("后", "after"), &change.after_duties);
            self.out.push_str("</table>\n");
        }
        self.out.push_str("</article>\n");
    }

    fn duties(&mut self, words: &str, all: &[Clause]) {
        for Clause { code, file, line, leads } in all {
            let (code, leads, place) = (escape(code), escape(leads), escape(&format!("{file}:{line}")));
            let _ = writeln!(
                self.out,
                "<tr><td class=\"n dim\">{words}</td><td>{code}</td><td>{leads}</td><td class=\"place\">{place}</td></tr>"
            );
        }
    }

    fn history(&mut self, past: &Past) {
        self.title(self.pick("对历史工单的影响", "On past complaints"));
        let words = super::text::rates(past, self.lang);
        self.line("", &words);
        for (words, ids) in super::text::examples(past, self.lang) {
            self.line("dim", &format!("{words} {}", ids.join(self.pick("、", ", "))));
        }
        if past.moved.is_empty() {
            return;
        }
        self.title(self.pick("单位之间的件数转移", "Load that moves between units"));
        let most = past.moved.iter().map(|m| m.n).max().unwrap_or(1).max(1);
        self.out.push_str("<table>\n");
        for Moved { from, to, n } in past.moved.iter().take(MOST_MOVES) {
            let name = |unit: &Option<String>| {
                unit.clone().unwrap_or_else(|| self.pick("（未定）", "(nobody)").to_owned())
            };
            let (from, to, width) = (escape(&name(from)), escape(&name(to)), 100.0 * *n as f64 / most as f64);
            let _ = writeln!(
                self.out,
                "<tr><td class=\"n\">{n}</td><td class=\"share\"><span class=\"bar\" style=\"width:{width:.1}%\"></span></td><td><span class=\"old\">{from}</span> → <span class=\"new\">{to}</span></td></tr>"
            );
        }
        self.out.push_str("</table>\n");
        if let Some(more) = past.moved.len().checked_sub(MOST_MOVES).filter(|n| *n > 0) {
            self.line("dim", &self.pick(format!("另 {more} 对单位"), format!("and {more} more pairs")));
        }
    }
}
