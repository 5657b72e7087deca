//! Typed access to the tree. Whatever is not of the wanted kind gives a finding and nothing else; a value that was
//! refused before gives nothing.

use super::report::Report;
use super::tree::{Entry, Node, Value};
use super::words::{Both, both};
use crate::finding::Finding;
use crate::syntax::entries::{Duration, DurationUnit, Name, Spanned};
use crate::text::{Span, fold};
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Characters of the longest name.
pub(in super::super) const MAX_NAME: usize = 100;

impl Node {
    /// The values of known fields by English or Chinese name, in the order of `names`. Unknown fields and a field
    /// written in both languages are findings.
    pub fn fields<const N: usize>(
        &self,
        names: &[(&str, &str); N],
        report: &mut Report,
    ) -> [Option<&Entry>; N] {
        let mut found = [None; N];
        self.sort_fields(names, &mut found, report);
        found
    }

    /// The same for any number of fields: `found` has as many places as `names`.
    pub fn sort_fields<'n>(
        &'n self,
        names: &[(&str, &str)],
        found: &mut [Option<&'n Entry>],
        report: &mut Report,
    ) {
        for entry in self.entries(report) {
            let key = fold(&entry.key.value);
            match names.iter().position(|(en, zh)| key == *en || key == *zh).and_then(|i| found.get_mut(i)) {
                Some(place @ None) => *place = Some(entry),
                Some(Some(first)) => {
                    let (one, two) = (&first.key.value, &entry.key.value);
                    let words = both(
                        format!("「{two}」与「{one}」是同一个字段；只采用了前一个。"),
                        format!("`{two}` and `{one}` are the same field; only the first is used."),
                    );
                    report.error_with("Y102", entry.key.span, words, first.key.span);
                }
                None => {
                    let known = names.iter().flat_map(|(en, zh)| [*en, *zh]);
                    let near = report.nearest(&key, known);
                    let written = &entry.key.value;
                    let words = both(
                        format!("没有「{written}」这个字段。"),
                        format!("There is no field `{written}` here."),
                    );
                    report.error("Y103", entry.key.span, words.suggest(near.as_deref()));
                }
            }
        }
    }

    /// The entries of a map; of nothing, none.
    pub fn entries(&self, report: &mut Report) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Nothing | Value::Refused => &[],
            Value::Text(_) | Value::List(_) => {
                self.wrong(&both("若干「名称: 值」", "names with values (`name: value`)"), report);
                &[]
            }
        }
    }

    /// The items of a list; of nothing, none.
    pub fn list(&self, report: &mut Report) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Nothing | Value::Refused => &[],
            Value::Text(_) | Value::Map(_) => {
                self.wrong(&both("列表，如 [甲, 乙]", "a list such as [a, b]"), report);
                &[]
            }
        }
    }

    /// Whether a map has one of these keys.
    pub fn has_field(&self, names: &[&str]) -> bool {
        matches!(&self.value, Value::Map(entries)
            if entries.iter().any(|e| names.contains(&fold(&e.key.value).as_ref())))
    }

    /// Any text that is not empty.
    pub fn text(&self, report: &mut Report) -> Option<Spanned<String>> {
        match &self.value {
            Value::Text(text) if !text.trim().is_empty() => {
                Some(Spanned { value: text.trim().to_owned(), span: self.span })
            }
            Value::Refused => None,
            _ => {
                self.wrong(&both("文字", "text"), report);
                None
            }
        }
    }

    /// A name or code: one line of at most [`MAX_NAME`] characters.
    pub fn name(&self, report: &mut Report) -> Option<Name> {
        let name = self.text(report)?;
        check_name(&name, report).then_some(name)
    }

    /// A list of names. A full-width comma in one is pointed out: YAML does not take it for a comma.
    pub fn names(&self, report: &mut Report) -> Vec<Name> {
        let names: Vec<Name> = self.list(report).iter().filter_map(|item| item.name(report)).collect();
        for name in &names {
            if name.value.contains(['，', '、', '；']) {
                let words = both(
                    format!("「{}」是一个名称；YAML 列表的各项要用半角逗号隔开。", name.value),
                    format!(
                        "`{}` is one name; items of a YAML list are separated by half-width commas.",
                        name.value
                    ),
                );
                report.warning("Y113", name.span, words);
            }
        }
        names
    }

    /// A day, `2026-01-31`.
    pub fn date(&self, report: &mut Report) -> Option<Spanned<Date>> {
        let text = match &self.value {
            Value::Text(text) => fold(text),
            Value::Refused => return None,
            _ => "".into(),
        };
        let Some((y, m, d)) = date_parts(&text) else {
            self.wrong(&both("日期，如 2026-01-31", "a date such as 2026-01-31"), report);
            return None;
        };
        if let Ok(value) = Date::new(y, m, d) {
            return Some(Spanned { value, span: self.span });
        }
        let words = both(format!("没有 {text} 这一天。"), format!("There is no day {text}."));
        report.error("Y110", self.span, words);
        None
    }

    /// `true` or `false`, 是 or 否, yes or no.
    pub fn boolean(&self, report: &mut Report) -> Option<bool> {
        let text = match &self.value {
            Value::Text(text) => fold(text).to_ascii_lowercase(),
            Value::Refused => return None,
            _ => String::new(),
        };
        match text.as_str() {
            "true" | "yes" | "是" => Some(true),
            "false" | "no" | "否" => Some(false),
            _ => {
                self.wrong(&both("true 或 false（是或否）", "true or false"), report);
                None
            }
        }
    }

    /// A whole number in a range.
    pub fn number(&self, range: &RangeInclusive<u32>, report: &mut Report) -> Option<u32> {
        let number = match &self.value {
            Value::Text(text) => fold(text).parse().ok().filter(|n| range.contains(n)),
            Value::Refused => return None,
            _ => None,
        };
        if number.is_none() {
            let (low, high) = (range.start(), range.end());
            self.wrong(
                &both(format!("{low} 至 {high} 的整数"), format!("a whole number from {low} to {high}")),
                report,
            );
        }
        number
    }

    /// An amount of time such as `2 小时` or `5 wd`.
    pub fn duration(&self, report: &mut Report) -> Option<Duration> {
        let amount = match &self.value {
            Value::Text(text) => duration(&fold(text)),
            Value::Refused => return None,
            _ => None,
        };
        if amount.is_none() {
            let kinds = both(
                "时长，如 30 分钟、2 小时、1 天、5 工作日",
                "an amount of time such as 30 min, 2 h, 1 d or 5 wd",
            );
            self.wrong(&kinds, report);
        }
        amount
    }

    /// A finding that something else should stand here.
    pub fn wrong(&self, wanted: &Both, report: &mut Report) {
        let (zh, en) = match &self.value {
            Value::Nothing => ("空的".to_owned(), "empty".to_owned()),
            Value::Text(text) if text.chars().count() <= 20 => (format!("「{text}」"), format!("`{text}`")),
            Value::Text(_) => ("文字".to_owned(), "text".to_owned()),
            Value::List(_) => ("列表".to_owned(), "a list".to_owned()),
            Value::Map(_) => ("若干「名称: 值」".to_owned(), "names with values".to_owned()),
            Value::Refused => return,
        };
        let mut words = both(
            format!("此处应当是{}，现在是{zh}。", wanted.zh),
            format!("There should be {} here; it is {en}.", wanted.en),
        );
        if matches!(&self.value, Value::Text(text) if text.contains('：')) {
            words.zh.push_str("YAML 要半角冒号加一个空格，这里是全角冒号。");
            words.en.push_str(" YAML wants a half-width colon and a space; this colon is full-width.");
        }
        report.error("Y104", self.span, words);
    }
}

/// Whether a name is one line, not too long and not empty; a finding if not. Keys of maps that are names go through
/// this too.
pub(in super::super) fn check_name(name: &Name, report: &mut Report) -> bool {
    let text = name.value.trim();
    if !text.is_empty() && text.chars().nth(MAX_NAME).is_none() && !text.contains(char::is_control) {
        return true;
    }
    let words = both(
        format!("名称应当是一行文字，一至 {MAX_NAME} 个字。"),
        format!("A name is one line of 1 to {MAX_NAME} characters."),
    );
    report.error("Y112", name.span, words);
    false
}

/// The value of a field that a map must have; a finding with this code and place if it has not. What is no map has had
/// its finding.
pub(in super::super) fn required<'n>(
    entry: Option<&'n Entry>,
    field: (&str, &str),
    map: &Node,
    place: Span,
    code: &'static str,
    report: &mut Report,
) -> Option<&'n Node> {
    if let Some(entry) = entry {
        return Some(&entry.value);
    }
    if !matches!(map.value, Value::Map(_) | Value::Nothing) {
        return None;
    }
    let (en, zh) = field;
    let words = both(format!("缺少字段「{en}」（{zh}）。"), format!("The field `{en}` is missing."));
    report.error(code, place, words);
    None
}

/// First and last day from two optional fields; absent means without bound.
pub(in super::super) fn validity(
    from: Option<&Entry>,
    until: Option<&Entry>,
    report: &mut Report,
) -> (Date, Date) {
    let from = from.and_then(|e| e.value.date(report));
    let until = until.and_then(|e| e.value.date(report));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value < from.value
    {
        let words = both(
            format!("失效日 {} 早于生效日 {}。", until.value, from.value),
            format!("The last day {} is before the first day {}.", until.value, from.value),
        );
        let finding = Finding::error("Y111", until.span, words.zh, words.en);
        report.add(finding.with(from.span, "生效日在这里", "the first day is here"));
    }
    (from.map_or(Date::MIN, |d| d.value), until.map_or(Date::MAX, |d| d.value))
}

/// `2026-01-31` in numbers; the day need not exist.
fn date_parts(text: &str) -> Option<(i16, i8, i8)> {
    let mut parts = text.split('-');
    let mut next = |length: usize| {
        let part = parts.next().filter(|p| p.len() == length && p.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<i16>().ok()
    };
    let (y, m, d) = (next(4)?, next(2)?, next(2)?);
    parts.next().is_none().then_some((y, m as i8, d as i8))
}

fn duration(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (amount, unit) = text.split_at_checked(end)?;
    let unit = unit.trim();
    let unit = match unit.strip_prefix('个').unwrap_or(unit) {
        "分钟" | "min" => DurationUnit::Minute,
        "小时" | "h" => DurationUnit::Hour,
        "天" | "d" => DurationUnit::Day,
        "工作日" | "wd" => DurationUnit::WorkingDay,
        _ => return None,
    };
    Some(Duration { amount: amount.parse().ok()?, unit })
}
