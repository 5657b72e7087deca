//! Working days.
//!
//! A year that no calendar has is plain weekdays: Monday to Friday are worked. [`Calendar::unsettled`] says which
//! years of a stretch of time rest on that assumption.

use crate::syntax::entries::{Duration, DurationUnit};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Weekday};
use std::collections::BTreeMap;

/// 工作日, as an index into `attribute::DAY_CLASSES`.
const WORKDAY: u32 = 0;
/// 休息日.
const REST_DAY: u32 = 1;
/// 法定节假日.
const HOLIDAY: u32 = 2;

/// What one year's notice arranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarYear {
    /// The notice it comes from.
    pub source: Option<String>,
    /// Not yet published: assumed.
    pub provisional: bool,
    /// Statutory holidays.
    pub statutory: Vec<Date>,
    /// Other weekdays (or weekend days) off.
    pub days_off: Vec<Date>,
    /// Weekend days worked.
    pub workdays: Vec<Date>,
}

/// The days that are not what their weekday says, and the years that are settled.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Years with whether they are provisional.
    years: BTreeMap<i16, bool>,
    /// Class of each arranged day, by date.
    days: Vec<(Date, u32)>,
}

impl Calendar {
    /// Joins the arrangements of years. A day that several of them (or several lists of one) name is a statutory
    /// holiday before a day off, and a day off before a worked day.
    pub fn new(years: &BTreeMap<i16, CalendarYear>) -> Self {
        let mut days: BTreeMap<Date, u32> = BTreeMap::new();
        for year in years.values() {
            let classes = [(&year.workdays, WORKDAY), (&year.days_off, REST_DAY), (&year.statutory, HOLIDAY)];
            for (dates, class) in classes {
                for date in dates {
                    let slot = days.entry(*date).or_insert(class);
                    *slot = class.max(*slot);
                }
            }
        }
        let years = years.iter().map(|(year, said)| (*year, said.provisional)).collect();
        Self { years, days: days.into_iter().collect() }
    }

    /// The class of a day as an index into `attribute::DAY_CLASSES`: 0 工作日, 1 休息日, 2 法定节假日. Logarithmic.
    pub fn day_class(&self, day: Date) -> u32 {
        match self.days.binary_search_by_key(&day, |d| d.0) {
            Ok(i) => self.days.get(i).map_or(WORKDAY, |d| d.1),
            Err(_) if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) => REST_DAY,
            Err(_) => WORKDAY,
        }
    }

    /// Whether offices work that day.
    pub fn is_workday(&self, day: Date) -> bool {
        self.day_class(day) == WORKDAY
    }

    /// Whether no year at all is known.
    pub fn is_empty(&self) -> bool {
        self.years.is_empty()
    }

    /// Whether a calendar has this year.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether the calendar's entry for this year is only assumed. A year it does not have is not provisional but
    /// unknown.
    pub fn provisional(&self, year: i16) -> bool {
        self.years.get(&year).copied().unwrap_or(false)
    }

    /// The years of a stretch of days that are unknown or provisional, in order.
    pub fn unsettled(&self, from: Date, to: Date) -> impl Iterator<Item = i16> + '_ {
        (from.year()..=to.year()).filter(|y| !self.knows(*y) || self.provisional(*y))
    }

    /// When a limit ends that starts at `from`.
    ///
    /// Minutes, hours and days run on through nights, weekends and holidays. Working days keep the time of day and
    /// count only days that are worked: the day of the start is not counted, and what comes in on a day off counts
    /// as if it came in at the same time of the next working day. So 2 working days from Friday 16:00 end on Tuesday
    /// 16:00, and so do 1 working day from Saturday or Sunday 16:00. At the end of representable time the result
    /// stays there. Linear in the arranged days that are crossed.
    #[must_use]
    pub fn add(&self, from: DateTime, time: Duration) -> DateTime {
        let amount = i64::from(time.amount);
        match time.unit {
            DurationUnit::Minute => from.saturating_add(SignedDuration::from_mins(amount)),
            DurationUnit::Hour => from.saturating_add(SignedDuration::from_hours(amount)),
            DurationUnit::Day => from.saturating_add(SignedDuration::from_hours(24 * amount)),
            DurationUnit::WorkingDay => match self.add_working_days(from.date(), amount) {
                Some(day) => day.to_datetime(from.time()),
                None => DateTime::MAX,
            },
        }
    }

    fn add_working_days(&self, from: Date, mut left: i64) -> Option<Date> {
        let mut day = from;
        while !self.is_workday(day) {
            day = day.tomorrow().ok()?;
        }
        while left > 0 {
            // Whole weeks without an arranged day hold five working days each. The last day is stepped to, because a
            // jump may end on a day off.
            let next = self.days.get(self.days.partition_point(|d| d.0 <= day)).map_or(Date::MAX, |d| d.0);
            let clear = (days_between(day, next) - 1) / 7;
            let weeks = clear.min((left - 1) / 5);
            if weeks > 0 {
                day = day.checked_add(SignedDuration::from_hours(24 * 7 * weeks)).ok()?;
                left -= 5 * weeks;
                continue;
            }
            day = day.tomorrow().ok()?;
            if self.is_workday(day) {
                left -= 1;
            }
        }
        Some(day)
    }
}

/// Days from one date to a later one.
fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
