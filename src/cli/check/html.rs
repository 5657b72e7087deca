//! The report as one HTML page for people who keep the lists: nothing is loaded from elsewhere, and without scripts only
//! the filters are missing.

use super::super::markup::{begin, escape};
use super::outcome::{Outcome, Shown, Standing, total};
use super::text::summary;
use fenbo::Severity;
use fenbo::check::{DutyWire, ProblemWire, page};
use fenbo::finding::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");
/// Lines of the source shown of one place.
const MOST_LINES: usize = 3;

/// The page.
pub fn report(outcome: &Outcome<'_>) -> String {
    let mut page = Page { outcome, out: String::new() };
    page.head();
    page.overview();
    page.filters();
    let mut open: Vec<&Shown> = outcome.open().collect();
    let codes = codes(outcome);
    // The codes in the order of the overview; in each the gravest and heaviest first, as they come.
    open.sort_by_key(|s| codes.iter().position(|c| c.code == s.finding.code));
    page.put("<main>\n");
    for group in open.chunk_by(|a, b| a.finding.code == b.finding.code) {
        page.code(group);
    }
    page.settled();
    page.put("</main>\n<script>\n");
    page.put(SCRIPT);
    page.put("</script>\n</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    outcome: &'a Outcome<'a>,
    out: String,
}

impl Page<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.outcome.pick(zh, en)
    }

    fn head(&mut self) {
        let (day, until) = self.outcome.days;
        let title = self.pick("清单检查", "Check of the lists");
        let city = self.outcome.policy.registry().project.city.as_deref().unwrap_or_default();
        let title = self.outcome.pick(format!("{city}{title}"), format!("{title} {city}"));
        let title = title.trim();
        let hash: String = self.outcome.policy.hash().chars().take(12).collect();
        let about = self.outcome.pick(
            format!("{day} 的清单，看到 {until}；清单指纹 {hash}；fenbo {}", env!("CARGO_PKG_VERSION")),
            format!(
                "Lists of {day}, looking ahead to {until}; hash {hash}; fenbo {}",
                env!("CARGO_PKG_VERSION")
            ),
        );
        self.out = begin(self.outcome.lang, &format!("{title} {day}"), STYLE, true);
        let title = escape(title);
        let _ = write!(self.out, "<header>\n<h1>{title}</h1>\n<p class=\"soft\">{about}</p>\n</header>\n");
    }

    /// Counts, and the codes with links.
    fn overview(&mut self) {
        let outcome = self.outcome;
        let tally = &outcome.tally;
        let mut cards = vec![
            ("error", total(&tally.errors), self.pick("错误", "errors")),
            ("warning", total(&tally.warnings), self.pick("警告", "warnings")),
            ("note", total(&tally.notes), self.pick("提示", "notes")),
        ];
        let settled = [
            ("settled", outcome.waived, self.pick("已豁免", "waived")),
            ("settled", outcome.known, self.pick("基线内", "known by the baseline")),
        ];
        cards.extend(settled.into_iter().filter(|c| c.1 > 0));
        self.put("<ul class=\"tally\">\n");
        for (class, n, words) in cards {
            let _ = writeln!(self.out, "<li class=\"{class}\"><b>{n}</b>{words}</li>");
        }
        let _ = writeln!(self.out, "</ul>\n<p class=\"soft\">{}</p>", escape(&summary(outcome)));
        let codes = codes(outcome);
        if codes.is_empty() {
            return;
        }
        let head = self.pick(
            "<th>问题码</th><th>问题</th><th>程度</th><th>数量</th>",
            "<th>code</th><th>problem</th><th>severity</th><th>count</th>",
        );
        let _ = writeln!(self.out, "<nav>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>");
        for Row { code, title, severity, n } in codes {
            let (class, word) = (class(severity), severity.word(outcome.lang));
            let hidden = outcome.hidden.get(code).copied().unwrap_or(0);
            let n = if hidden > 0 { format!("{n} + {hidden}") } else { n.to_string() };
            let _ = writeln!(
                self.out,
                "<tr><td><a href=\"#{code}\"><code>{code}</code></a></td><td><a href=\"#{code}\">{}</a></td>\
                 <td><span class=\"sev {class}\">{word}</span></td><td>{n}</td></tr>",
                escape(title)
            );
        }
        self.put("</tbody>\n</table>\n</nav>\n");
    }

    /// Hidden until the script that runs them is there.
    fn filters(&mut self) {
        let outcome = self.outcome;
        let mut units: BTreeSet<&str> = BTreeSet::new();
        let (mut files, mut codes, mut severities) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
        for one in &outcome.shown {
            units.extend(one.wire.duties.iter().flat_map(|d| &d.leads).map(String::as_str));
            files.insert(one.wire.finding.place.file.as_str());
            codes.insert(one.finding.code, one.wire.title);
            severities.insert(std::cmp::Reverse(one.finding.severity));
        }
        let all = self.pick("全部", "all");
        let select = |name: &str, label: &str, options: Vec<(String, String)>| {
            let options = options.iter().fold(String::new(), |mut text, (value, words)| {
                let _ = write!(text, "<option value=\"{}\">{}</option>", escape(value), escape(words));
                text
            });
            format!(
                "<label>{label}<select name=\"{name}\"><option value=\"\">{all}</option>{options}</select></label>\n"
            )
        };
        let same = |set: BTreeSet<&str>| set.into_iter().map(|s| (s.to_owned(), s.to_owned())).collect();
        let severities =
            severities.iter().map(|s| (class(s.0).to_owned(), s.0.word(outcome.lang).to_owned())).collect();
        let codes =
            codes.iter().map(|(code, title)| ((*code).to_owned(), format!("{code} {title}"))).collect();
        let parts = [
            select("severity", self.pick("程度", "severity"), severities),
            select("code", self.pick("问题码", "code"), codes),
            select("unit", self.pick("单位", "unit"), same(units)),
            select("file", self.pick("文件", "file"), same(files)),
        ];
        let words = self.pick("文字", "words");
        let _ = write!(
            self.out,
            "<form hidden>\n{}<label class=\"wide\">{words}<input name=\"words\" type=\"search\"></label>\n\
             <span class=\"soft\" id=\"shown\"></span>\n</form>\n",
            parts.concat()
        );
    }

    /// All problems of one code.
    fn code(&mut self, group: &[&Shown]) {
        let Some(first) = group.first() else { return };
        let (code, title) = (first.finding.code, escape(first.wire.title));
        let n = group.len();
        let _ = writeln!(
            self.out,
            "<section class=\"code\" id=\"{code}\">\n<h2><code>{code}</code>{title}<span class=\"n\">{n}</span></h2>"
        );
        if let Some(meaning) = meaning(code, self.outcome.lang) {
            let _ = writeln!(self.out, "<p class=\"what soft\">{}</p>", with_code(&meaning));
        }
        for one in group {
            self.problem(one);
        }
        self.put("</section>\n");
    }

    /// What waivers and the baseline settle.
    fn settled(&mut self) {
        let outcome = self.outcome;
        let settled: Vec<&Shown> = outcome.shown.iter().filter(|s| s.standing != Standing::Open).collect();
        if settled.is_empty() {
            return;
        }
        let words = self.pick("已豁免或在基线内", "Waived, or known by the baseline");
        let _ = writeln!(
            self.out,
            "<section class=\"code\" id=\"settled\">\n<h2>{words}<span class=\"n\">{}</span></h2>",
            settled.len()
        );
        for one in settled {
            self.problem(one);
        }
        self.put("</section>\n");
    }

    fn problem(&mut self, one: &Shown) {
        let outcome = self.outcome;
        let wire = &one.wire;
        let class = class(one.finding.severity);
        let open = one.standing == Standing::Open;
        let units: BTreeSet<&str> = wire.duties.iter().flat_map(|d| &d.leads).map(String::as_str).collect();
        let units: Vec<&str> = units.into_iter().collect();
        let _ = writeln!(
            self.out,
            "<details class=\"problem {class}{}\" id=\"{}\" data-severity=\"{class}\" data-code=\"{}\" data-file=\"{}\" \
             data-units=\"{}\"{}>\n<summary><span class=\"sev {class}\">{}</span> {}</summary>",
            if open { "" } else { " settled" },
            escape(&wire.fingerprint),
            wire.finding.code,
            escape(&wire.finding.place.file),
            escape(&units.join("\n")),
            if open && one.finding.severity > Severity::Note { " open" } else { "" },
            one.finding.severity.word(outcome.lang),
            escape(&wire.finding.message),
        );
        let place = &wire.finding.place;
        let _ = writeln!(self.out, "<p class=\"place\">{}:{}</p>", escape(&place.file), place.line);
        self.source(one);
        self.put("<dl>\n");
        if let Standing::Waived(waiver) = &one.standing {
            let waiver = waiver.as_ref();
            let reason = waiver.and_then(|w| w.reason.as_deref()).unwrap_or_default();
            let until = waiver
                .and_then(|w| w.until.as_deref())
                .map_or_else(String::new, |d| outcome.pick(format!("（到 {d}）"), format!(" (until {d})")));
            self.row(self.pick("豁免", "waived"), &escape(&format!("{reason}{until}")));
        }
        self.facts(wire);
        if !wire.duties.is_empty() {
            let table = self.duties(&wire.duties);
            self.row(self.pick("职责", "duties"), &table);
        }
        self.ways_out(wire);
        if let Some(case) = &wire.case {
            let words = self.pick("可以粘贴到清单里", "to paste into the lists");
            let text = format!("<details><summary>{words}</summary><pre>{}</pre></details>", escape(case));
            self.row(self.pick("案例", "case"), &text);
        }
        let print = escape(&wire.fingerprint);
        let link = format!("<a href=\"#{print}\"><code>{print}</code></a>");
        self.row(self.pick("指纹", "fingerprint"), &link);
        self.put("</dl>\n</details>\n");
    }

    fn row(&mut self, label: &str, html: &str) {
        let _ = writeln!(self.out, "<dt>{label}</dt><dd>{html}</dd>");
    }

    fn facts(&mut self, wire: &ProblemWire) {
        match wire.region.as_slice() {
            [] => {}
            [one] => self.row(self.pick("范围", "where"), &escape(&one.text)),
            many => {
                let list: Vec<String> =
                    many.iter().map(|b| format!("<li>{}</li>", escape(&b.text))).collect();
                self.row(self.pick("范围", "where"), &format!("<ul>{}</ul>", list.concat()));
            }
        }
        if let Some(days) = &wire.days {
            self.row(self.pick("时间", "days"), &escape(&self.outcome.days(days)));
        }
        if let Some(witness) = &wire.witness {
            self.row(self.pick("例", "for example"), &escape(&witness.text));
        }
        if let Some(weight) = wire.weight {
            self.row(self.pick("分量", "weight"), &escape(&self.outcome.weight(weight)));
        }
    }

    fn duties(&self, duties: &[DutyWire]) -> String {
        let head = self.pick(
            "<th>职责</th><th>首办</th><th>依据</th><th>所在</th>",
            "<th>duty</th><th>first handler</th><th>basis</th><th>place</th>",
        );
        let rows = duties.iter().fold(String::new(), |mut text, d| {
            let leads = d.leads.join(self.pick("、", ", "));
            let basis = self.outcome.basis(d).unwrap_or_default();
            let _ = write!(
                text,
                "<tr><td><code>{}</code> {}</td><td>{}</td><td>{}</td><td class=\"place\">{}:{}</td></tr>",
                escape(&d.code),
                escape(d.title.as_deref().unwrap_or_default()),
                escape(&leads),
                escape(&basis),
                escape(&d.file),
                d.line
            );
            text
        });
        format!("<table class=\"duties\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    }

    fn ways_out(&mut self, wire: &ProblemWire) {
        if wire.fixes.is_empty() {
            return;
        }
        let safe = self.pick("（不改变任何分派）", " (changes no decision)");
        let list = wire.fixes.iter().fold(String::new(), |mut text, fix| {
            let _ = write!(text, "<li>{}{}", escape(&fix.message), if fix.safe { safe } else { "" });
            if let Some(paste) = &fix.paste {
                let _ = write!(text, "<pre>{}</pre>", escape(paste));
            }
            text.push_str("</li>");
            text
        });
        self.row(self.pick("办法", "ways out"), &format!("<ol>{list}</ol>"));
    }

    /// The lines of the place, with what is meant marked.
    fn source(&mut self, one: &Shown) {
        let span = one.finding.span;
        let Some(source) = self.outcome.sources.get(span.source) else { return };
        let first = source.position(span.start).0;
        let last = source.position(span.end.saturating_sub(1).max(span.start)).0.min(first + MOST_LINES - 1);
        let (from, to) = source.lines(first, last);
        let (start, end) = ((span.start as usize).clamp(from, to), (span.end as usize).clamp(from, to));
        let part = |a: usize, b: usize| escape(source.text.get(a..b.max(a)).unwrap_or_default());
        let (before, meant, after) = (part(from, start), part(start, end), part(end, to));
        let _ = writeln!(self.out, "<pre>{before}<mark>{meant}</mark>{after}</pre>");
    }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The open problems of one code.
struct Row<'a> {
    code: &'a str,
    title: &'a str,
    /// The gravest.
    severity: Severity,
    n: usize,
}

/// The codes of open problems, the gravest first.
fn codes<'a>(outcome: &'a Outcome<'_>) -> Vec<Row<'a>> {
    let mut rows: BTreeMap<&str, Row<'a>> = BTreeMap::new();
    for one in outcome.open() {
        let (code, severity) = (one.finding.code, one.finding.severity);
        let row = rows.entry(code).or_insert(Row { code, title: one.wire.title, severity, n: 0 });
        row.n += 1;
        row.severity = row.severity.max(severity);
    }
    let mut rows: Vec<Row<'a>> = rows.into_values().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.severity), row.code));
    rows
}

/// Words with parts in backticks, as the pages of codes have them.
fn with_code(text: &str) -> String {
    let part = |(i, part): (usize, &str)| match i % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    };
    text.split('`').enumerate().map(part).collect()
}

/// What a code means, from its page.
fn meaning(code: &str, lang: Lang) -> Option<String> {
    let section = lang.pick("说明\n", "Meaning\n");
    let text = page(code)?.split("\n## ").find_map(|s| s.strip_prefix(section))?.trim();
    // Chinese has no space between two lines.
    Some(text.replace('\n', lang.pick("", " ")))
}
