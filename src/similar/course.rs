//! Where and when the messages of a cluster came in, and whether it is new or rising.

use super::{Message, Options};
use jiff::civil::{Date, ISOWeekDate};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

/// Messages in the recent weeks from which on a cluster may be new or rising.
const ENOUGH: usize = 3;
/// How likely it may be that all of a cluster came in lately by chance, for it to be called new.
const CHANCE: f64 = 0.05;
/// Standard deviations above what was to be expected, for it to be called rising.
const DEVIATIONS: f64 = 2.0;

/// A week by the ISO calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    /// The year to which it belongs.
    pub year: i16,
    /// From 1 to 53.
    pub week: i8,
}

impl Week {
    fn of(day: Date) -> Self {
        let date = ISOWeekDate::from(day);
        Self { year: date.year(), week: date.week() }
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// How a cluster goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// All of it came in during the recent weeks, and more than by chance.
    New,
    /// More of it came in during the recent weeks than its share of the whole batch, by two standard deviations.
    Rising,
    /// Neither.
    Steady,
}

/// Where and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Places with how many, the most first: as told, else the district, county, sub-district or town that the text names.
    pub places: Vec<(String, usize)>,
    /// Messages of no place.
    pub nowhere: usize,
    /// Weeks with how many, in order.
    pub weeks: Vec<(Week, usize)>,
    /// Messages of no day.
    pub undated: usize,
    /// In the recent weeks, and before them.
    pub recent: usize,
    /// Before the recent weeks.
    pub earlier: usize,
    /// New, rising or neither.
    pub state: State,
    /// Standard deviations by which `recent` is above what the whole batch lets expect; zero where nothing can be said.
    pub above: f64,
}

impl Course {
    /// Which of two comes first.
    pub(super) fn before(&self, other: &Self) -> Ordering {
        let size = |c: &Self| c.recent + c.earlier + c.undated;
        let rank = |c: &Self| if c.state == State::Steady { 0.0 } else { c.above };
        let by_state = self.state.cmp(&other.state).then(rank(other).total_cmp(&rank(self)));
        by_state.then(size(other).cmp(&size(self)))
    }
}

/// What is recent in a batch, and how much of it.
#[derive(Debug)]
pub(super) struct Calendar {
    /// The first day of the recent weeks, and the last day that is looked at.
    recent: Option<(Date, Date)>,
    /// The share of the dated messages that is recent.
    share: f64,
}

impl Calendar {
    pub fn new(messages: &[Message<'_>], options: &Options) -> Self {
        let last = options.until.or_else(|| messages.iter().filter_map(|m| m.day).max());
        let recent = last.and_then(|last| {
            let back = i64::from(options.weeks.clamp(1, 520)) * 7 - 7
                + i64::from(last.weekday().to_monday_zero_offset());
            Some((last.checked_sub(jiff::Span::new().days(back)).ok()?, last))
        });
        let mut calendar = Self { recent, share: 0.0 };
        let (recent, earlier, _) = calendar.counts(messages.iter().map(|m| m.day));
        if recent > 0 && earlier > 0 {
            calendar.share = recent as f64 / (recent + earlier) as f64;
        }
        calendar
    }

    /// Recent, earlier, and of no day. What comes after the last day that is looked at counts as of no day.
    fn counts(&self, days: impl Iterator<Item = Option<Date>>) -> (usize, usize, usize) {
        let (mut recent, mut earlier, mut undated) = (0, 0, 0);
        for day in days {
            match (day, self.recent) {
                (Some(day), Some((from, last))) if day <= last => {
                    *(if day >= from { &mut recent } else { &mut earlier }) += 1;
                }
                _ => undated += 1,
            }
        }
        (recent, earlier, undated)
    }

    pub fn course(
        &self,
        members: &[usize],
        messages: &[Message<'_>],
        place: impl Fn(usize) -> Option<String>,
    ) -> Course {
        let (recent, earlier, undated) = self.counts(members.iter().map(|m| messages[*m].day));
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut weeks: BTreeMap<Week, usize> = BTreeMap::new();
        let mut nowhere = 0;
        for member in members {
            match place(*member) {
                Some(place) => *places.entry(place).or_insert(0) += 1,
                None => nowhere += 1,
            }
            if let Some(day) = messages[*member].day {
                *weeks.entry(Week::of(day)).or_insert(0) += 1;
            }
        }
        let mut places: Vec<(String, usize)> = places.into_iter().collect();
        places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let (state, above) = self.state(recent, earlier);
        Course { places, nowhere, weeks: weeks.into_iter().collect(), undated, recent, earlier, state, above }
    }

    fn state(&self, recent: usize, earlier: usize) -> (State, f64) {
        let (all, share) = ((recent + earlier) as f64, self.share);
        if share <= 0.0 || all <= 0.0 {
            return (State::Steady, 0.0);
        }
        let above = (recent as f64 - all * share) / (all * share * (1.0 - share)).sqrt();
        let state = if recent < ENOUGH {
            State::Steady
        } else if earlier == 0 && share.powf(all) < CHANCE {
            State::New
        } else if above >= DEVIATIONS {
            State::Rising
        } else {
            State::Steady
        };
        (state, above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_week_at_the_turn_of_the_year_belongs_to_the_year_of_its_thursday() {
        assert_eq!(Week::of(date(2027, 1, 1)).to_string(), "2026-W53");
        assert_eq!(Week::of(date(2024, 12, 30)).to_string(), "2025-W01");
    }

    #[test]
    fn new_and_rising_are_more_than_chance() {
        // A tenth of the batch is recent.
        let calendar = Calendar { recent: None, share: 0.1 };
        let state = |recent, earlier| calendar.state(recent, earlier).0;
        assert_eq!(state(3, 0), State::New);
        assert_eq!(state(2, 0), State::Steady);
        // 10 of 40 where 4 are expected: (10 − 4) / √3.6 = 3.2.
        assert_eq!(state(10, 30), State::Rising);
        // 6 of 40: (6 − 4) / √3.6 = 1.05.
        assert_eq!(state(6, 34), State::Steady);
        assert_eq!(Calendar { recent: None, share: 0.0 }.state(9, 0).0, State::Steady);
        // Half of the batch is recent: that all three are says little.
        assert_eq!(Calendar { recent: None, share: 0.5 }.state(3, 0).0, State::Steady);
    }

    #[test]
    fn recent_weeks_begin_on_a_monday() {
        // 2026-03-04 is a Wednesday; two weeks: from Monday, 2026-02-23.
        let on = |day| Message { text: "", day: Some(day), ..Message::default() };
        let all = [on(date(2026, 3, 4)), on(date(2026, 2, 23)), on(date(2026, 2, 22)), on(date(2026, 3, 9))];
        let options = Options { weeks: 2, until: Some(date(2026, 3, 4)), ..Options::default() };
        let calendar = Calendar::new(&all, &options);
        assert_eq!(calendar.counts(all.iter().map(|m| m.day)), (2, 1, 1));
        assert!((calendar.share - 2.0 / 3.0).abs() < 1e-9);
        let course = calendar.course(&[0, 1, 2], &all, |m| (m > 0).then(|| "东区".to_owned()));
        assert_eq!((course.recent, course.earlier, course.undated, course.nowhere), (2, 1, 0, 1));
        assert_eq!(course.places, [("东区".to_owned(), 2)]);
        let weeks: Vec<String> = course.weeks.iter().map(|(w, n)| format!("{w} {n}")).collect();
        assert_eq!(weeks, ["2026-W08 1", "2026-W09 1", "2026-W10 1"]);
    }
}
