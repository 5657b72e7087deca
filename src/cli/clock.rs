//! The city's clock: today, and time stamps as complaints and decisions carry them.

use super::console::{Failure, both};
use fenbo::policy::Policy;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The clock of one city.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    /// A stretch of local time around now without a change of clocks, and its minutes east: looking an offset up takes
    /// longer than the rest of writing a time.
    steady: (DateTime, DateTime, i32),
}

impl Clock {
    /// The clock of the city's time zone.
    pub fn of(policy: &Policy) -> Result<Self, Failure> {
        let name = &policy.registry().project.time_zone;
        let zone = TimeZone::get(name).map_err(|_| {
            both(
                format!("fenbo.yaml 的时区「{name}」不存在。例如 Asia/Shanghai"),
                format!("there is no time zone \"{name}\" (in fenbo.yaml). For example: Asia/Shanghai"),
            )
        })?;
        Ok(Self::new(zone, Timestamp::now()))
    }

    /// The clock of a time zone; times around `now` are read the fastest.
    pub fn new(zone: TimeZone, now: Timestamp) -> Self {
        let local = |stamp: Timestamp| zone.to_datetime(stamp);
        // A day of distance: no change of clocks is larger.
        let day = SignedDuration::from_hours(24);
        let from =
            zone.preceding(now).next().map_or(DateTime::MIN, |t| local(t.timestamp()).saturating_add(day));
        let until =
            zone.following(now).next().map_or(DateTime::MAX, |t| local(t.timestamp()).saturating_sub(day));
        let steady = (from, until, zone.to_offset(now).seconds() / 60);
        Self { zone, steady }
    }

    /// Today in the city.
    pub fn today(&self) -> Date {
        self.zone.to_datetime(Timestamp::now()).date()
    }

    /// Reads `2026-03-01T10:00:00+08:00` (RFC 3339), `2026-03-01 10:00[:00]`, and the same with `/` or without leading
    /// zeros, as sheets write it. A time with an offset is turned into the city's; one without is the city's already.
    /// `None`: it is none of these, or no such time exists. A day without a time of day is none: nothing may be inferred
    /// from a midnight that nobody wrote.
    pub fn parse(&self, text: &str) -> Option<DateTime> {
        let mut at = Cursor(text.trim().as_bytes());
        let year = at.number(4, 4)?;
        let separator = at.one_of(b"-/")?;
        let month = at.number(1, 2)?;
        at.one_of(&[separator])?;
        let day = at.number(1, 2)?;
        at.one_of(b"Tt ")?;
        while at.one_of(b" ").is_some() {}
        let hour = at.number(1, 2)?;
        at.one_of(b":")?;
        let minute = at.number(2, 2)?;
        let second = if at.one_of(b":").is_some() { at.number(2, 2)? } else { 0 };
        if at.one_of(b".,").is_some() {
            at.number(1, 9)?;
        }
        let date = Date::new(year as i16, month as i8, day as i8).ok()?;
        // A leap second is the last second of its minute here: limits are counted in minutes.
        let time =
            Time::new(hour as i8, minute as i8, second.min(if second == 60 { 59 } else { second }) as i8, 0)
                .ok()?;
        let local = DateTime::from_parts(date, time);
        if at.0.is_empty() {
            return Some(local);
        }
        let minutes = at.offset()?;
        if !at.0.is_empty() {
            return None;
        }
        if minutes == self.steady.2 && self.steady.0 <= local && local < self.steady.1 {
            return Some(local);
        }
        let offset = Offset::from_seconds(minutes * 60).ok()?;
        Some(self.zone.to_datetime(offset.to_timestamp(local).ok()?))
    }

    /// Writes a time of the city with its offset: `2026-03-01T10:00:00+08:00`.
    pub fn write(&self, out: &mut Vec<u8>, at: DateTime) {
        let (date, time) = (at.date(), at.time());
        digits(out, i32::from(date.year()), 4);
        out.push(b'-');
        digits(out, i32::from(date.month()), 2);
        out.push(b'-');
        digits(out, i32::from(date.day()), 2);
        out.push(b'T');
        digits(out, i32::from(time.hour()), 2);
        out.push(b':');
        digits(out, i32::from(time.minute()), 2);
        out.push(b':');
        digits(out, i32::from(time.second()), 2);
        let minutes = self.offset(at);
        out.push(if minutes < 0 { b'-' } else { b'+' });
        digits(out, minutes.abs() / 60, 2);
        out.push(b':');
        digits(out, minutes.abs() % 60, 2);
    }

    /// Minutes east at a local time. In the hour that a change of clocks leaves out or repeats: as before it.
    fn offset(&self, at: DateTime) -> i32 {
        if self.steady.0 <= at && at < self.steady.1 {
            return self.steady.2;
        }
        let offset = match self.zone.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        offset.seconds() / 60
    }
}

/// A day: `2026-03-01`.
pub fn write_date(out: &mut Vec<u8>, date: Date) {
    digits(out, i32::from(date.year()), 4);
    out.push(b'-');
    digits(out, i32::from(date.month()), 2);
    out.push(b'-');
    digits(out, i32::from(date.day()), 2);
}

fn digits(out: &mut Vec<u8>, mut n: i32, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    for byte in out[start..].iter_mut().rev() {
        *byte = b'0' + (n % 10).unsigned_abs() as u8;
        n /= 10;
    }
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// A number of so many digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        let digits = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        if digits < least {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        Some(number.iter().fold(0, |n, b| n * 10 + i32::from(b - b'0')))
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        bytes.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// `Z`, `+08:00`, `-0330`, in minutes east.
    fn offset(&mut self) -> Option<i32> {
        while self.one_of(b" ").is_some() {}
        if self.one_of(b"Zz").is_some() {
            return Some(0);
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.number(2, 2)?;
        self.one_of(b":");
        let minutes = self.number(2, 2)?;
        (minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clock(zone: &str) -> Clock {
        Clock::new(TimeZone::get(zone).unwrap(), "2026-06-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn the_usual_writings_are_read() {
        let noon = date(2026, 3, 1).at(12, 5, 0, 0);
        for text in [
            "2026-03-01T12:05:00+08:00",
            "2026-03-01T04:05:00Z",
            "2026-03-01 12:05",
            "2026-03-01 12:05:00.250",
            " 2026/3/1 12:05 ",
            "2026-02-28T23:05:00-05:00",
            "2026-03-01 04:05:00 +0000",
        ] {
            assert_eq!(clock("Asia/Shanghai").parse(text), Some(noon), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "2026-03-01",
            "2026-02-30 10:00",
            "2026-03-01 24:00",
            "2026-03-01 10:61",
            "2026-03-01T10:00:00+8",
            "2026-03-01T10:00:00Zulu",
            "2026-03/01 10:00",
            "昨天",
            "1772330700",
        ] {
            assert_eq!(clock("Asia/Shanghai").parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_with_the_offset_of_the_city() {
        let mut out = Vec::new();
        clock("Asia/Shanghai").write(&mut out, date(2026, 3, 1).at(9, 0, 7, 0));
        assert_eq!(out, b"2026-03-01T09:00:07+08:00");
        out.clear();
        let there = clock("America/St_Johns");
        for (month, text) in [(7, "2026-07-01T09:00:07-02:30"), (12, "2026-12-01T09:00:07-03:30")] {
            out.clear();
            there.write(&mut out, date(2026, month, 1).at(9, 0, 7, 0));
            assert_eq!(String::from_utf8_lossy(&out), text);
            assert_eq!(there.parse(text), Some(date(2026, month, 1).at(9, 0, 7, 0)));
        }
        out.clear();
        write_date(&mut out, date(812, 1, 2));
        assert_eq!(out, b"0812-01-02");
    }
}
