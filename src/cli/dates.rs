//! Dates as other systems and sheets write them.

use super::clock::Clock;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// In which order a date of three numbers stands when its year is not first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Order {
    /// Only with the year first.
    #[default]
    #[serde(rename = "ymd", alias = "年月日")]
    Ymd,
    /// 12/25/2013.
    #[serde(rename = "mdy", alias = "月日年")]
    Mdy,
    /// 25/12/2013.
    #[serde(rename = "dmy", alias = "日月年")]
    Dmy,
}

/// How dates are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dates {
    pub order: Order,
}

/// A moment as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Midnight where no time of day was written.
    pub at: DateTime,
    /// A time of day was written, so that something may follow from it.
    pub timed: bool,
}

/// The days of sheets count from here.
const SHEET_EPOCH: Date = Date::constant(1899, 12, 30);
/// Numbers that are taken for days of a sheet: 1954 to 2119. Others are codes more likely than days.
const SHEET_DAYS: std::ops::Range<i64> = 20_000..80_000;

impl Dates {
    /// Reads what [`Clock::parse`] reads, and a day alone in these writings: `2018-10-01`, `2018/10/1`, `2018.10.1`,
    /// `20181001`, `2018年10月1日`, the number that a sheet keeps (`43374`, `43374.375`), and with an order that says so
    /// `10/1/2018`; each also with a time of day behind it, on a clock of 24 hours or with AM and PM.
    pub fn read(self, text: &str, clock: &Clock) -> Option<When> {
        let text = text.trim();
        if let Some(at) = clock.parse(text) {
            return Some(When { at, timed: true });
        }
        let (date, rest) = self.date(text)?;
        let rest = rest.trim_start_matches(['T', 't', ' ', '\u{3000}']);
        if rest.is_empty() {
            return Some(When { at: date.to_datetime(Time::midnight()), timed: false });
        }
        if let Some(fraction) = rest.strip_prefix('.') {
            return sheet_time(date, fraction);
        }
        let time = time_of_day(rest)?;
        Some(When { at: date.to_datetime(time), timed: true })
    }

    /// A date and what stands behind it.
    fn date(self, text: &str) -> Option<(Date, &str)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (first, rest) = text.split_at(digits);
        match digits {
            8 => {
                let number: u32 = first.parse().ok()?;
                Some((date(number / 10_000, number / 100 % 100, number % 100)?, rest))
            }
            // A day of a sheet stands alone, or with the part of the day behind a point.
            5 if rest.is_empty() || rest.starts_with('.') => {
                let days: i64 = first.parse().ok()?;
                let days = Some(days).filter(|d| SHEET_DAYS.contains(d))?;
                Some((SHEET_EPOCH.checked_add(jiff::Span::new().days(days)).ok()?, rest))
            }
            4 => {
                let (month, day, rest) = match rest.strip_prefix('年') {
                    Some(rest) => {
                        let (month, rest) = number(rest)?;
                        let (day, rest) = number(rest.strip_prefix('月')?)?;
                        (month, day, rest.strip_prefix('日').unwrap_or(rest))
                    }
                    None => two(rest)?,
                };
                Some((date(first.parse().ok()?, month, day)?, rest))
            }
            1 | 2 if self.order != Order::Ymd => {
                let one: u32 = first.parse().ok()?;
                let (two, year, rest) = two(rest)?;
                let (month, day) = if self.order == Order::Mdy { (one, two) } else { (two, one) };
                Some((date(Some(year).filter(|y| *y >= 1000)?, month, day)?, rest))
            }
            _ => None,
        }
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number of up to four digits and what stands behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    (1..=4).contains(&digits).then_some(())?;
    Some((number.parse().ok()?, rest))
}

/// Two numbers behind the same separator: `-10-1`.
fn two(text: &str) -> Option<(u32, u32, &str)> {
    let separator = text.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (first, rest) = number(text.strip_prefix(separator)?)?;
    let (second, rest) = number(rest.strip_prefix(separator)?)?;
    Some((first, second, rest))
}

/// The part of a day: `375` is nine in the morning. Nothing behind the point, or zeros: still a moment, midnight.
fn sheet_time(date: Date, fraction: &str) -> Option<When> {
    if fraction.is_empty() || fraction.len() > 18 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: f64 = format!("0.{fraction}").parse().ok()?;
    let seconds = (part * 86_400.0).round() as i64;
    let at = date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().seconds(seconds)).ok()?;
    Some(When { at, timed: true })
}

/// `9:05`, `09:05:30`, `11:59:08 PM`, `9时5分`.
fn time_of_day(text: &str) -> Option<Time> {
    let (hour, rest) = number(text)?;
    let rest = rest.strip_prefix([':', '：', '时', '点'])?;
    let (minute, rest) = number(rest)?;
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let (second, rest) = match rest.strip_prefix([':', '：']).unwrap_or(rest) {
        some if some.starts_with(|c: char| c.is_ascii_digit()) => number(some)?,
        none => (0, none),
    };
    let rest = rest.strip_prefix('秒').unwrap_or(rest);
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let hour = match rest.trim().to_ascii_lowercase().as_str() {
        "" => hour,
        "am" | "a.m." if (1..=12).contains(&hour) => hour % 12,
        "pm" | "p.m." if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str, order: Order) -> Option<When> {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let clock = Clock::new(zone, "2026-06-01T00:00:00Z".parse().unwrap());
        Dates { order }.read(text, &clock)
    }

    #[test]
    fn a_day_in_five_writings_is_that_day_and_no_time_of_day() {
        let day = When { at: date(2018, 10, 1).at(0, 0, 0, 0), timed: false };
        for text in
            ["2018-10-01", "2018/10/1", "20181001", "2018年10月1日", "43374", "2018.10.1", " 2018-10-1 "]
        {
            assert_eq!(read(text, Order::Ymd), Some(day), "{text}");
        }
        assert_eq!(read("10/1/2018", Order::Mdy), Some(day));
        assert_eq!(read("01/10/2018", Order::Dmy), Some(day));
    }

    #[test]
    fn a_time_of_day_behind_it_is_read() {
        let at = When { at: date(2018, 10, 1).at(9, 5, 0, 0), timed: true };
        for text in [
            "2018/10/1 9:05",
            "2018-10-01T09:05:00+08:00",
            "20181001 9:05",
            "2018年10月1日 9:05",
            "2018年10月1日9时5分",
        ] {
            assert_eq!(read(text, Order::Ymd), Some(at), "{text}");
        }
        assert_eq!(read("10/01/2018 09:05:00 AM", Order::Mdy), Some(at));
        let noon = |h| Some(When { at: date(2013, 12, 25).at(h, 59, 8, 0), timed: true });
        assert_eq!(read("12/25/2013 11:59:08 PM", Order::Mdy), noon(23));
        assert_eq!(read("12/25/2013 12:59:08 AM", Order::Mdy), noon(0));
        let nine = Some(When { at: date(2018, 10, 1).at(9, 0, 0, 0), timed: true });
        assert_eq!(read("43374.375", Order::Ymd), nine);
    }

    #[test]
    fn what_could_be_another_day_is_no_day() {
        for text in [
            "",
            "10/1/2018",
            "1/10/18",
            "2018-13-01",
            "20181301",
            "2018-02-30",
            "18999",
            "80001",
            "43374.x",
            "昨天",
            "2018-10-01 25:00",
            "2018-10/01",
            "2018年10月",
            "99999999999999",
            "2018-10-01 9:05 XM",
            "2018-10-01 13:05 PM",
        ] {
            assert_eq!(read(text, Order::Ymd), None, "{text}");
        }
        assert_eq!(read("25/12/2013", Order::Mdy), None);
        assert_eq!(read("12/25/13", Order::Mdy), None);
    }
}
