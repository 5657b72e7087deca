//! The report for a terminal: each problem with its lines and carets, and below them what is needed to settle it.

use super::outcome::{Outcome, Shown, listed, total};
use super::wrap::{cut, wrap};
use crate::cli::console::{Console, counted, shown};
use anstyle::{AnsiColor, Style as Paint};
use fenbo::Severity;
use fenbo::check::{DutyWire, ProblemWire};
use fenbo::finding::{Lang, Look, report as picture};
use fenbo::text::display_width;
use std::fmt::Write as _;

/// Columns of a report that goes into a file.
pub const PAGE: usize = 100;
/// Boxes of a region shown; the rest is counted.
const MOST_BOXES: usize = 6;
/// Duties of one problem shown; the rest is counted.
const MOST_DUTIES: usize = 8;
/// Columns between two parts of a line.
const GAP: usize = 2;

/// How the report is to look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub width: usize,
    /// Notes in full.
    pub verbose: bool,
    /// Only what is wrong.
    pub quiet: bool,
}

/// The whole report, with colours.
pub fn report(outcome: &Outcome<'_>, style: Style) -> String {
    let mut out = String::new();
    let full = |s: &&Shown| style.verbose || s.finding.severity > Severity::Note;
    for one in outcome.open().filter(full) {
        Page { outcome, style, out: &mut out }.problem(one);
    }
    if !style.verbose && !style.quiet {
        Page { outcome, style, out: &mut out }.notes();
    }
    if !style.quiet {
        out.push_str(&summary(outcome));
        out.push('\n');
    }
    out
}

struct Page<'a, 'o> {
    outcome: &'a Outcome<'a>,
    style: Style,
    out: &'o mut String,
}

impl Page<'_, '_> {
    fn pick<T>(&self, zh: T, en: T) -> T {
        self.outcome.pick(zh, en)
    }

    fn problem(&mut self, one: &Shown) {
        let look = Look { lang: self.outcome.lang, colour: true, width: self.style.width };
        let picture = picture(&one.finding, self.outcome.sources, look);
        let _ = writeln!(self.out, "{picture}");
        let wire = &one.wire;
        self.region(wire);
        if let Some(days) = &wire.days {
            let text = self.outcome.days(days);
            self.part(self.pick("时间", "days"), &[text]);
        }
        if let Some(witness) = &wire.witness {
            let text = self.pick(format!("事项 {}", witness.text), format!("matter {}", witness.text));
            self.part(self.pick("例", "for example"), &[text]);
        }
        if let Some(weight) = wire.weight {
            let text = self.outcome.weight(weight);
            self.part(self.pick("分量", "weight"), &[text]);
        }
        self.duties(&wire.duties);
        self.fixes(wire);
        if let Some(case) = &wire.case {
            self.block(self.pick("案例", "case"), case);
        }
        self.part(self.pick("指纹", "fingerprint"), std::slice::from_ref(&wire.fingerprint));
        self.out.push('\n');
    }

    /// Columns before the text of a part.
    fn indent(&self) -> usize {
        self.pick(2 + 4 + GAP, 2 + 11 + GAP)
    }

    fn room(&self) -> usize {
        self.style.width.saturating_sub(self.indent()).max(20)
    }

    fn label(&mut self, label: &str) {
        let pad = " ".repeat(self.indent() - 2 - display_width(label));
        let label = Console::paint(AnsiColor::Cyan.on_default(), label);
        let _ = write!(self.out, "  {label}{pad}");
    }

    /// A label and lines behind it, each wrapped.
    fn part(&mut self, label: &str, lines: &[String]) {
        self.label(label);
        let (indent, room) = (self.indent(), self.room());
        let lines: Vec<String> = lines.iter().flat_map(|l| wrap(&shown(l), room)).collect();
        for (i, line) in lines.iter().enumerate() {
            let pad = if i == 0 { 0 } else { indent };
            let _ = writeln!(self.out, "{:pad$}{line}", "");
        }
    }

    /// Lines to paste: never wrapped.
    fn block(&mut self, label: &str, text: &str) {
        self.label(label);
        let indent = self.indent();
        for (i, line) in text.lines().enumerate() {
            let pad = if i == 0 { 0 } else { indent };
            let _ = writeln!(self.out, "{:pad$}{}", "", shown(line));
        }
    }

    fn region(&mut self, wire: &ProblemWire) {
        // The message says it already.
        let said = |text: &str| wire.finding.message.contains(text);
        if wire.region.iter().all(|b| said(&b.text)) {
            return;
        }
        let mut lines: Vec<String> = wire.region.iter().take(MOST_BOXES).map(|b| b.text.clone()).collect();
        if let Some(more) = wire.region.len().checked_sub(MOST_BOXES).filter(|n| *n > 0) {
            lines.push(self.pick(format!("……另 {more} 块"), format!("… and {more} more boxes")));
        }
        self.part(self.pick("范围", "where"), &lines);
    }

    fn duties(&mut self, duties: &[DutyWire]) {
        if duties.is_empty() {
            return;
        }
        let rows: Vec<[String; 3]> = duties
            .iter()
            .take(MOST_DUTIES)
            .map(|d| {
                let title = d.title.as_deref().unwrap_or_default();
                let name = format!("{} {title}", d.code);
                let leads = d.leads.join(self.pick("、", ", "));
                [name.trim().to_owned(), leads, format!("{}:{}", d.file, d.line)]
                    .map(|t| shown(&t).into_owned())
            })
            .collect();
        let width = |i: usize| rows.iter().map(|r| display_width(&r[i])).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        let room = self.room();
        let aligned = widths.iter().sum::<usize>() + 2 * GAP <= room;
        let mut lines = Vec::new();
        for (row, duty) in rows.iter().zip(duties) {
            let basis = self.basis(duty);
            if aligned {
                let pad = |i: usize| " ".repeat(widths[i] - display_width(&row[i]) + GAP);
                let line = format!("{}{}{}{}{}", row[0], pad(0), row[1], pad(1), row[2]);
                match basis {
                    Some(basis) if display_width(&line) + GAP + display_width(&basis) <= room => {
                        lines.push(format!("{line}{}{basis}", pad(2)).trim_end().to_owned());
                    }
                    basis => {
                        lines.push(line);
                        lines.extend(hang(basis.as_deref(), room));
                    }
                }
            } else {
                lines.extend(wrap(&row[0], room));
                lines.extend(hang(Some(&row[1]), room));
                lines.extend(hang(Some(&row[2]), room));
                lines.extend(hang(basis.as_deref(), room));
            }
        }
        if let Some(more) = duties.len().checked_sub(MOST_DUTIES).filter(|n| *n > 0) {
            lines.push(self.pick(format!("……另 {more} 条"), format!("… and {more} more")));
        }
        self.label(self.pick("职责", "duties"));
        let indent = self.indent();
        for (i, line) in lines.iter().enumerate() {
            let pad = if i == 0 { 0 } else { indent };
            let _ = writeln!(self.out, "{:pad$}{line}", "");
        }
    }

    fn basis(&self, duty: &DutyWire) -> Option<String> {
        let cited = self.outcome.basis(duty)?;
        Some(shown(&self.pick(format!("依据 {cited}"), format!("basis: {cited}"))).into_owned())
    }

    fn fixes(&mut self, wire: &ProblemWire) {
        if wire.fixes.is_empty() {
            return;
        }
        self.label(self.pick("办法", "ways out"));
        let (indent, room) = (self.indent(), self.room());
        let mut first = true;
        for (i, fix) in wire.fixes.iter().enumerate() {
            let safe = if fix.safe {
                self.pick("（不改变任何分派）", " (changes no decision)")
            } else {
                ""
            };
            for (j, line) in wrap(&shown(&format!("{}{safe}", fix.message)), room - 3).iter().enumerate() {
                let pad = if first { 0 } else { indent };
                let number = if j == 0 { format!("{}. ", i + 1) } else { "   ".to_owned() };
                let _ = writeln!(self.out, "{:pad$}{number}{line}", "");
                first = false;
            }
            for line in fix.paste.iter().flat_map(|p| p.lines()) {
                let line = Console::paint(AnsiColor::Green.on_default(), shown(line));
                let _ = writeln!(self.out, "{:indent$}   {line}", "");
            }
        }
    }

    /// Notes, one line each, by code.
    fn notes(&mut self) {
        let mut notes: Vec<&Shown> =
            self.outcome.open().filter(|s| s.finding.severity == Severity::Note).collect();
        // In order of place within a code.
        notes.sort_by_key(|s| s.finding.code);
        for group in notes.chunk_by(|a, b| a.finding.code == b.finding.code) {
            let Some(first) = group.first() else { continue };
            let (code, title) = (first.finding.code, first.wire.title);
            let n = self.outcome.tally.notes.get(code).copied().unwrap_or(group.len());
            let word = Console::paint(
                AnsiColor::Green.on_default().bold(),
                format!("{}[{code}]", Severity::Note.word(self.outcome.lang)),
            );
            let _ = writeln!(
                self.out,
                "{word}{}",
                self.pick(format!("：{title}，{n} 处"), format!(": {title}, {n}"))
            );
            for one in group {
                let place = &one.wire.finding.place;
                let place = format!("{}:{}", place.file, place.line);
                let room = self.style.width.saturating_sub(display_width(&place) + 3).max(30);
                let words = cut(&shown(&one.wire.finding.message).replace('\n', " "), room);
                let place = Console::paint(Paint::new().dimmed(), shown(&place));
                let _ = writeln!(self.out, "  {place} {words}");
            }
            self.out.push('\n');
        }
    }
}

/// A line under another one.
fn hang(text: Option<&str>, room: usize) -> Vec<String> {
    let lines = text.map(|t| wrap(t, room - 2)).unwrap_or_default();
    lines.into_iter().map(|l| format!("  {l}")).collect()
}

/// What the run came to, in one line or two.
pub fn summary(outcome: &Outcome<'_>) -> String {
    let lang = outcome.lang;
    let tally = &outcome.tally;
    let zh = |counts, what: &str| match total(counts) {
        0 => None,
        n => Some(format!("{n} 个{what}（{}）", listed(counts, lang))),
    };
    let en = |counts, what: &str| match total(counts) {
        0 => None,
        n => Some(format!("{} ({})", counted(n, what), listed(counts, lang))),
    };
    let parts: Vec<String> = match lang {
        Lang::Zh => [zh(&tally.errors, "错误"), zh(&tally.warnings, "警告"), zh(&tally.notes, "提示")],
        Lang::En => [en(&tally.errors, "error"), en(&tally.warnings, "warning"), en(&tally.notes, "note")],
    }
    .into_iter()
    .flatten()
    .collect();
    let found = if parts.is_empty() {
        outcome.pick("没有发现问题".to_owned(), "nothing found".to_owned())
    } else {
        parts.join(outcome.pick("，", ", "))
    };
    let (day, until) = outcome.days;
    let mut text = outcome.pick(
        format!("检查 {day} 的清单，看到 {until}：{found}"),
        format!("lists of {day}, looking ahead to {until}: {found}"),
    );
    let mut more = Vec::new();
    if outcome.waived > 0 {
        more.push(outcome.pick(format!("豁免 {} 个", outcome.waived), format!("{} waived", outcome.waived)));
    }
    if outcome.compared {
        more.push(outcome.pick(
            format!("基线内 {} 个", outcome.known),
            format!("{} known by the baseline", outcome.known),
        ));
    }
    if outcome.gone > 0 {
        let n = outcome.gone;
        more.push(outcome.pick(format!("基线里有 {n} 个已不存在"), format!("{n} of the baseline are gone")));
    }
    if !outcome.hidden.is_empty() {
        let (n, codes) = (total(&outcome.hidden), listed(&outcome.hidden, lang));
        more.push(outcome.pick(
            format!("其中 {n} 个没有列出（{codes}；--max-findings 可以调）"),
            format!("{n} of them not shown ({codes}; see --max-findings)"),
        ));
    }
    if outcome.left_out > 0 {
        let n = outcome.left_out;
        more.push(outcome.pick(
            format!("另有 {n} 个被 --select、--ignore 略去"),
            format!("{n} left out by --select or --ignore"),
        ));
    }
    if let Some(walked) = &outcome.history {
        let (read, unread) = (walked.read, walked.unreadable());
        more.push(outcome.pick(
            format!("历史投诉 {read} 件，另有 {unread} 条读不成投诉"),
            format!("{read} past complaints, {unread} records more that are none"),
        ));
    }
    if outcome.partial {
        more.push(outcome.pick(
            "清单有读不通的地方，只检查了其余部分".to_owned(),
            "parts of the lists cannot be read, only the rest was checked".to_owned(),
        ));
    }
    if !outcome.exact {
        more.push(outcome.pick(
            "有的事项没有分析完，可能还有别的问题（P901、P902）".to_owned(),
            "some matters were not analysed exactly, there may be more (P901, P902)".to_owned(),
        ));
    }
    if !more.is_empty() {
        let separator = outcome.pick("；", "; ");
        text.push_str(separator);
        text.push_str(&more.join(separator));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::outcome::Standing;
    use crate::cli::load::Loaded;
    use fenbo::Lists;
    use fenbo::check::{Options, Writer, check};
    use jiff::civil::date;
    use std::sync::Arc;

    const LISTS: &str = "\
要素：场所
  取值：公共道路（车行道、人行道、天桥、地道、桥下）、小区、城中村、公园、河岸、工地
要素：时段
  取值：白天、夜间
事项：0301-001 路灯、景观灯、应急照明等设施不亮或者损坏
  路径：市政设施/照明
职责：Z-0301-001 公共道路上的照明设施，含天桥、地道和桥下
  适用：0301-001
  当：场所 属于 公共道路、公园
  首办：宝安区城市管理和综合执法局
  依据：《城市照明管理办法》第五条、《深圳经济特区市容和环境卫生管理条例》第二十一条
职责：Z-0301-002 夜间
  适用：0301-001
  当：时段 为 夜间
  首办：供电局
";

    /// The report at a width, without colours.
    fn at(width: usize, lang: Lang) -> String {
        let mut lists = Lists::new();
        lists.add("市政设施/照明设施/道路照明.fenbo", LISTS);
        lists.add("units.yaml", "units: [{name: 宝安区城市管理和综合执法局}, {name: 供电局}]\n");
        let (policy, sources, findings) = lists.read();
        assert_eq!(findings, []);
        let loaded = Loaded { policy: Arc::new(policy), sources, findings, folder: String::new() };
        let days = (date(2026, 7, 1), date(2027, 7, 1));
        let found = check(&loaded.policy, &Options { day: days.0, until: days.1 });
        let writer = Writer { policy: &loaded.policy, sources: &loaded.sources, lang, days };
        let shown = found
            .problems
            .into_iter()
            .filter(|p| ["C301", "C302"].contains(&p.finding.code))
            .map(|p| Shown {
                standing: Standing::Open,
                wire: writer.wire(&p),
                names: p.names(&loaded.policy),
                finding: p.finding,
            })
            .collect();
        let outcome = Outcome::new(&loaded, lang, days, shown, None);
        let text = report(&outcome, Style { width, verbose: false, quiet: false });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn parts_keep_to_the_width_and_line_up() {
        for width in 60..=140 {
            let text = at(width, Lang::Zh);
            let parts: Vec<&str> = text.lines().skip_while(|l| !l.starts_with("  例")).collect();
            let parts = parts.split(|l| l.starts_with("  案例")).next().unwrap_or_default();
            assert!(parts.len() > 5, "{text}");
            for line in parts.iter().filter(|l| !l.contains("当：") && !l.contains("适用：")) {
                assert!(display_width(line) <= width, "{width}: {line}");
                // Words begin in the ninth column: behind a label, or behind the space of one.
                let before: String = line
                    .chars()
                    .scan(0, |n, c| {
                        *n += display_width(c.encode_utf8(&mut [0; 4]));
                        (*n <= 8).then_some(c)
                    })
                    .collect();
                assert!(before.ends_with("  "), "{width}: {line}");
            }
        }
    }

    #[test]
    fn duties_stand_in_columns_where_there_is_room_and_below_each_other_where_not() {
        let wide = at(140, Lang::En);
        let lines: Vec<&str> = wide
            .lines()
            .filter(|l| l.contains("照明.fenbo:") && !l.contains("-->") && !l.contains(":::"))
            .collect();
        let [first, second] = lines.as_slice() else { panic!("{wide}") };
        let column = |line: &str| display_width(line.split("市政设施").next().unwrap_or_default());
        assert_eq!(column(first), column(second), "{wide}");
        assert!(
            at(60, Lang::En).contains("\n                 宝安区城市管理和综合执法局\n"),
            "{}",
            at(60, Lang::En)
        );
    }
}
