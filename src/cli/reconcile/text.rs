//! The view for a terminal: one section for each list, then matter by matter how they agree.

use super::document::{Document, LineWire, StandingWire};
use crate::cli::console::{Console, counted, shown};
use anstyle::{AnsiColor, Style};
use fenbo::check::{BoxWire, MatterWire};
use fenbo::finding::{Lang, PlaceWire};
use fenbo::text::display_width;
use std::fmt::Write as _;

/// Boxes of a region shown; the rest is counted.
const MOST_BOXES: usize = 3;

const STRONG: Style = Style::new().bold();

/// The whole page.
pub fn page(document: &Document, lang: Lang) -> String {
    let mut page = Page { out: String::new(), lang };
    page.head(document);
    page.duties(document);
    page.practices(document);
    page.matters(document);
    page.others(document);
    page.problems(document);
    page.out
}

struct Page {
    out: String,
    lang: Lang,
}

impl Page {
    fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", shown(text));
    }

    fn title(&mut self, zh: &str, en: &str, count: usize) {
        let title = match self.lang {
            Lang::Zh => format!("{zh}（{count}）"),
            Lang::En => format!("{en} ({count})"),
        };
        let _ = writeln!(self.out, "\n{}", Console::paint(STRONG, title));
    }

    /// Cells in columns; the last one as it is.
    fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| display_width(c)).max();
        let widths: Vec<usize> = (0..columns).map(|i| width(i).unwrap_or_default()).collect();
        for row in rows {
            let mut line = String::from("  ");
            for (i, cell) in row.iter().enumerate() {
                line.push_str(cell);
                if i + 1 < row.len() {
                    line.push_str(&" ".repeat(widths[i] - display_width(cell) + 2));
                }
            }
            self.line(line.trim_end());
        }
    }

    fn boxes(&self, boxes: &[BoxWire]) -> String {
        let texts: Vec<&str> = boxes.iter().take(MOST_BOXES).map(|b| b.text.as_str()).collect();
        let text = texts.join(self.pick("；或 ", "; or "));
        match (boxes.len().saturating_sub(MOST_BOXES), self.lang) {
            (0, _) => text,
            (more, Lang::Zh) => format!("{text}；另 {more} 块"),
            (more, Lang::En) => format!("{text}; and {more} more"),
        }
    }

    fn head(&mut self, document: &Document) {
        let unit = &document.unit;
        let mut head = Console::paint(STRONG, &unit.name);
        for more in unit.code.iter().chain(&unit.kind) {
            let _ = write!(head, "  {more}");
        }
        if unit.round_the_clock {
            let _ = write!(head, "  {}", self.pick("全天值守", "round the clock"));
        }
        let _ = writeln!(self.out, "{head}  {}", document.day);
        if !document.roles.is_empty() {
            self.title("担任的角色", "Roles it plays", document.roles.len());
            let rows: Vec<Vec<String>> =
                document.roles.iter().map(|r| vec![format!("@{}", r.role), self.boxes(&r.places)]).collect();
            self.table(&rows);
        }
    }

    fn duties(&mut self, document: &Document) {
        self.title("职责清单里写到它的", "Duties that name it", document.duties.len());
        let rows = document.duties.iter().map(|part| {
            let kind = match part.part {
                "lead" => self.pick("首办", "lead"),
                "assist" => self.pick("协办", "assist"),
                "inform" => self.pick("知会", "inform"),
                "supervise" => self.pick("监管", "supervise"),
                _ => self.pick("先行", "forerun"),
            };
            let title = format!("{} {}", part.duty.code, part.duty.title.as_deref().unwrap_or_default());
            let place = format!("{}:{}", part.duty.file, part.duty.line);
            vec![kind.to_owned(), title.trim().to_owned(), part.by.clone(), self.boxes(&part.places), place]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        self.table(&rows);
    }

    fn rule(&self, line: &LineWire, kind: &str) -> Vec<String> {
        let to = line.to.as_ref().map_or_else(String::new, |to| format!(" → {to}"));
        vec![kind.to_owned(), line.text.clone(), format!("{}{to}", self.boxes(&line.region)), at(&line.place)]
    }

    fn practices(&mut self, document: &Document) {
        self.title("它的实施清单", "Its practices", document.practices.len());
        for practice in &document.practices {
            let offices = practice.offices.join(self.pick("、", ", "));
            let text = format!("  {}  {offices}  {}", practice.of, at(&practice.place));
            self.line(&text);
            let accepts = practice.accepts.iter().map(|l| self.rule(l, self.pick("  承接", "  accepts")));
            let declines =
                practice.declines.iter().map(|l| self.rule(l, self.pick("  不承接", "  declines")));
            let rows: Vec<Vec<String>> = accepts.chain(declines).collect();
            self.table(&rows);
        }
    }

    fn matters(&mut self, document: &Document) {
        self.title("逐个事项", "Matter by matter", document.matters.len());
        let mut rows: Vec<Vec<String>> = Vec::new();
        for standing in &document.matters {
            // The matter is named once.
            let mut matter = name(&standing.matter);
            for (kind, boxes) in self.kinds(standing) {
                if !boxes.is_empty() {
                    rows.push(vec![std::mem::take(&mut matter), kind.to_owned(), self.boxes(boxes)]);
                }
            }
        }
        self.table(&rows);
        let count = |of: fn(&StandingWire) -> &Vec<BoxWire>| {
            document.matters.iter().filter(|s| !of(s).is_empty()).count()
        };
        let (agreed, silent) = (count(|s| &s.assigned_and_accepted), count(|s| &s.assigned_not_mentioned));
        let (declined, extra) = (count(|s| &s.assigned_but_declined), count(|s| &s.accepted_not_assigned));
        let total = match self.lang {
            Lang::Zh => format!(
                "  合计：派了且承接 {agreed} 个事项，派了没写 {silent} 个，派了不承接 {declined} 个，承接了没派 {extra} 个"
            ),
            Lang::En => format!(
                "  in all: {} assigned and accepted, {silent} assigned and not mentioned, {declined} assigned but declined, {extra} accepted but not assigned",
                counted(agreed, "matter")
            ),
        };
        self.line(&total);
    }

    fn kinds<'d>(&self, standing: &'d StandingWire) -> [(&'static str, &'d [BoxWire]); 4] {
        let pick = |zh: &'static str, en: &'static str| match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        [
            (pick("派了且承接", "assigned, accepted"), &standing.assigned_and_accepted),
            (pick("派了没写", "assigned, not mentioned"), &standing.assigned_not_mentioned),
            (pick("派了不承接", "assigned, DECLINED"), &standing.assigned_but_declined),
            (pick("承接了没派", "accepted, not assigned"), &standing.accepted_not_assigned),
        ]
    }

    fn others(&mut self, document: &Document) {
        if !document.handed_over_by.is_empty() {
            self.title("别家交给它的", "Handed over to it", document.handed_over_by.len());
            let rows: Vec<Vec<String>> =
                document.handed_over_by.iter().map(|l| self.rule(l, &l.of)).collect();
            self.table(&rows);
        }
        if !document.rulings.is_empty() {
            self.title("写到它的裁定", "Rulings that name it", document.rulings.len());
            let codes = document.rulings.join(self.pick("、", ", "));
            self.line(&format!("  {codes}"));
        }
        if !document.urgent.is_empty() {
            self.title("会加急的事项", "Matters that may be urgent", document.urgent.len());
            let always = self.pick("一律加急", "always").to_owned();
            let comma = self.pick("、", ", ");
            let by = |by: &[String]| if by.is_empty() { always.clone() } else { by.join(comma) };
            let rows: Vec<Vec<String>> =
                document.urgent.iter().map(|u| vec![name(&u.matter), by(&u.by)]).collect();
            self.table(&rows);
        }
        if !document.not_analysed.is_empty() {
            self.title("没有精确核对的事项", "Not compared exactly", document.not_analysed.len());
            let names: Vec<Vec<String>> = document.not_analysed.iter().map(|m| vec![name(m)]).collect();
            self.table(&names);
        }
    }

    fn problems(&mut self, document: &Document) {
        self.title("与它有关的问题", "Problems that concern it", document.problems.len());
        for problem in &document.problems {
            let finding = &problem.finding;
            let colour = match finding.severity {
                "error" => AnsiColor::Red,
                "warning" => AnsiColor::Yellow,
                _ => AnsiColor::Cyan,
            };
            let code = Console::paint(colour.on_default().bold(), finding.code);
            let text = format!("{}  {}", finding.message, at(&finding.place));
            let _ = writeln!(self.out, "  {code}  {}", shown(&text));
        }
    }
}

fn name(matter: &MatterWire) -> String {
    format!("{} {}", matter.code, matter.name)
}

fn at(place: &PlaceWire) -> String {
    format!("{}:{}", place.file, place.line)
}
