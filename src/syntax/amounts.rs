//! Numbers, times of day, dates and amounts of time out of the bodies of lines.

use super::entries::{Duration, DurationUnit, LimitEntry, Spanned, Value};
use super::reader::{Body, Reader, Rule, add};
use super::words::{STEPS, fixed, inner};
use jiff::civil::Date;
use pest::iterators::Pair;

/// Largest absolute value of a number in a list.
const LARGEST: i64 = 1_000_000_000_000;
/// Largest amount of time, in its unit.
const LONGEST: i64 = 1_000_000;

/// A digit of either width.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// A whole number as written; `None` beyond the range of `i64`.
fn number(text: &str) -> Option<i64> {
    let mut chars = text.chars().peekable();
    let negative = chars.next_if(|c| matches!(c, '-' | '－' | '−')).is_some();
    let mut value: i64 = 0;
    for c in chars {
        value = value.checked_mul(10)?.checked_add(i64::from(digit(c)?))?;
    }
    Some(if negative { -value } else { value })
}

/// The unit of an amount of time, in either language.
pub(super) fn time_unit(word: &str) -> Option<DurationUnit> {
    Some(match word.to_ascii_lowercase().as_str() {
        "分钟" | "分" | "min" | "minute" | "minutes" => DurationUnit::Minute,
        "小时" | "个小时" | "时" | "h" | "hour" | "hours" => DurationUnit::Hour,
        "天" | "日" | "自然日" | "d" | "day" | "days" => DurationUnit::Day,
        "工作日" | "个工作日" | "wd" | "workday" | "workdays" => DurationUnit::WorkingDay,
        _ => return None,
    })
}

impl Reader {
    /// `100 万元`.
    pub(super) fn quantity(
        &mut self,
        body: Body<'_>,
        place: Body<'_>,
        pair: Pair<'_, Rule>,
    ) -> Option<Value> {
        let listed = pair.as_rule() == Rule::quantity;
        let mut parts = pair.into_inner();
        let digits = parts.next()?;
        let at = body.of(&digits);
        let unit = parts.next().map(|u| u.as_str().to_owned());
        // Among names, 0301 is a code and not three hundred and one.
        if listed && unit.is_none() && at.text.len() > 1 && at.text.starts_with(['0', '０']) {
            return Some(Value::Word(self.name(place)));
        }
        if digits.as_rule() == Rule::decimal {
            self.error(
                "S122",
                at,
                "只能写整数；可以换小一点的单位",
                "whole numbers only; take a smaller unit of measure",
            );
            return None;
        }
        let amount = self.number(at)?;
        Some(Value::Number { amount: Spanned { value: amount, span: self.span(at) }, unit })
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, body: Body<'_>) -> Option<i64> {
        let value = number(body.text).filter(|n| n.abs() <= LARGEST);
        if value.is_none() {
            self.error("S122", body, "这个数太大", "this number is too large");
        }
        value
    }

    /// One whole number and nothing else, from `low` on.
    pub(super) fn one_number(&mut self, body: Body<'_>, low: i64) -> Option<Spanned<i64>> {
        self.parse(Rule::one_amount, body)?;
        let value = self.number(body)?;
        if value < low {
            self.error("S122", body, format!("至少是 {low}"), format!("must be at least {low}"));
            return None;
        }
        Some(Spanned { value, span: self.span(body) })
    }

    /// `22:30` in minutes after midnight; 24:00 is 1440.
    pub(super) fn clock(&mut self, body: Body<'_>) -> Option<Spanned<u32>> {
        let (h, m) = body.text.split_once([':', '：']).unwrap_or((body.text, ""));
        let minutes = match (number(h), number(m)) {
            (Some(h @ 0..=23), Some(m @ 0..=59)) => Some(h * 60 + m),
            (Some(24), Some(0)) => Some(1440),
            _ => None,
        };
        let Some(minutes) = minutes else {
            self.error(
                "S123",
                body,
                "没有这个时刻：从 00:00 到 24:00",
                "no such time of day: 00:00 to 24:00",
            );
            return None;
        };
        Some(Spanned { value: minutes as u32, span: self.span(body) })
    }

    /// `2026-01-31`.
    pub(super) fn date(&mut self, body: Body<'_>) -> Option<Spanned<Date>> {
        let parts: Vec<&str> = body.text.split(['-', '－']).collect();
        if let [y, m, d] = parts.as_slice() {
            let lengths = [y, m, d].map(|p| p.chars().count());
            if let (true, Some(y), Some(m), Some(d)) = (lengths == [4, 2, 2], number(y), number(m), number(d))
            {
                let date = Date::new(y as i16, m as i8, d as i8);
                if let Ok(value) = date {
                    return Some(Spanned { value, span: self.span(body) });
                }
                self.error("S121", body, "没有这一天", "there is no such day");
                return None;
            }
        }
        let (zh, en) = match loose_date(body.text) {
            Some(date) => (format!("日期写成 {date}"), format!("write the date as {date}")),
            None => ("日期写成 2026-01-31 这样".to_owned(), "write a date like 2026-01-31".to_owned()),
        };
        self.error("S121", body, zh, en);
        None
    }

    /// `24 小时`.
    pub(super) fn duration(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<Duration> {
        let mut parts = pair.into_inner();
        let (amount, unit) = (parts.next()?, parts.next()?);
        let at = body.of(&amount);
        let value = self.number(at)?;
        if !(1..=LONGEST).contains(&value) {
            self.error(
                "S124",
                at,
                format!("时长从 1 到 {LONGEST}"),
                format!("an amount of time is from 1 to {LONGEST}"),
            );
            return None;
        }
        let place = body.of(&unit);
        let Some(unit) = time_unit(place.text) else {
            self.error(
                "S124",
                place,
                "时长的单位是 分钟、小时、天 或 工作日",
                "units of time are min, h, d and wd (working days)",
            );
            return None;
        };
        Some(Duration { amount: value as u32, unit })
    }

    /// One amount of time and nothing else.
    pub(super) fn one_duration(&mut self, body: Body<'_>) -> Option<Duration> {
        let pair = self.parse(Rule::one_duration, body)?;
        let duration = inner(pair).next()?;
        self.duration(body, duration)
    }

    /// `联系 24 小时，办结 5 工作日`.
    pub(super) fn limits(&mut self, body: Body<'_>) -> Vec<LimitEntry> {
        let Some(pair) = self.parse(Rule::limits_line, body) else { return Vec::new() };
        let mut limits = Vec::new();
        for limit in inner(pair) {
            let mut parts = limit.into_inner();
            let (Some(step), Some(duration)) = (parts.next(), parts.next()) else { continue };
            let mut step = self.name(body.of(&step));
            let word = fixed(&step.value, &STEPS).to_owned();
            step.value = word;
            if let Some(duration) = self.duration(body, duration) {
                add(&mut limits, [LimitEntry { step, duration }]);
            }
        }
        limits
    }
}

/// What someone who wrote `2026年1月31日` or `2026/1/31` meant.
fn loose_date(text: &str) -> Option<Date> {
    let numbers: Vec<i64> = text
        .split(|c| digit(c).is_none())
        .filter(|part| !part.is_empty())
        .take(4)
        .filter_map(number)
        .collect();
    let [y @ 1900..=2999, m @ 1..=12, d @ 1..=31] = numbers.as_slice() else { return None };
    Date::new(*y as i16, *m as i8, *d as i8).ok()
}
