//! What a record of a history says of what became of the complaint: units by turn, returns, times.

use super::mapping::Kind;
use crate::cli::clock::Clock;
use crate::cli::dates::Dates;
use jiff::civil::DateTime;
use smallvec::SmallVec;
use std::ops::Range;

/// Which unit a record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The one that the label column names.
    Label,
    /// The unit of the first dispatch.
    First,
    /// Later units, in order: the second of the record is 0.
    Further(u8),
    /// The unit that closed it.
    Closing,
    /// The unit that an expert says is right.
    Expert,
    /// Leads besides the first of one that is handled jointly.
    Joint,
}

/// What a text says of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Name,
    Code,
}

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// The first unit has to take it after all.
    Back,
    /// Another unit takes it.
    Elsewhere,
}

/// Whether the first unit signed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    InTime,
    Late,
    Never,
}

/// Why a record does not count, as the history itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// Answered at once, never dispatched.
    Consultation,
    Duplicate,
    Cancelled,
    /// Refused by the not-accepted list, or should have been.
    NotAccepted,
    /// No complaint but a trial of the system.
    Test,
}

impl Aside {
    /// All, with their words in mappings.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Consultation, "consultation", "咨询"),
        (Self::Duplicate, "duplicate", "重复"),
        (Self::Cancelled, "cancelled", "撤销"),
        (Self::NotAccepted, "not_accepted", "不受理"),
        (Self::Test, "test", "测试"),
    ];
}

/// One thing that a record says.
#[derive(Debug, Clone, Copy)]
pub enum Item<'t> {
    Unit {
        who: Who,
        by: By,
        text: &'t str,
    },
    Returned(u32),
    Transferred(u32),
    Ruled(Ruling),
    Signed(Signing),
    Dispatched {
        key: &'t str,
        text: &'t str,
    },
    SignedAt {
        key: &'t str,
        text: &'t str,
        within: u32,
    },
    Closed {
        key: &'t str,
        text: &'t str,
    },
    Reason(&'t str),
    Channel(&'t str),
    Aside(Aside),
    /// The matter's name, and the nodes above it from the top: for lists that are still to be drafted.
    MatterName(&'t str),
    MatterNode(&'t str),
    /// A cell that means nothing in its column.
    Spoilt {
        key: &'t str,
        text: &'t str,
    },
}

#[derive(Debug, Clone, Default)]
struct Words {
    name: Range<usize>,
    code: Range<usize>,
}

/// Cells of one record that are remembered as spoilt.
const MOST_SPOILT: usize = 8;

/// What one record says. Cleared and used again: once it has grown to the longest record it allocates no more.
#[derive(Debug, Default)]
pub struct Told {
    text: String,
    units: SmallVec<[(Who, Words); 8]>,
    pub returned: Option<u32>,
    pub transferred: Option<u32>,
    pub ruled: Option<Ruling>,
    pub signed: Option<Signing>,
    pub dispatched: Option<DateTime>,
    pub closed: Option<DateTime>,
    /// The first reason not to count it.
    pub aside: Option<Aside>,
    signed_at: Option<(DateTime, u32)>,
    reason: Range<usize>,
    channel: Range<usize>,
    /// Cells that mean nothing in their columns: column and text.
    pub spoilt: Vec<(String, String)>,
}

impl Told {
    pub fn clear(&mut self) {
        let (mut text, mut spoilt) = (std::mem::take(&mut self.text), std::mem::take(&mut self.spoilt));
        text.clear();
        spoilt.clear();
        *self = Self { text, spoilt, ..Self::default() };
    }

    /// Takes one thing that the record says.
    pub fn take(&mut self, item: Item<'_>, clock: &Clock, dates: Dates) {
        match item {
            Item::Unit { who, by, text } => self.unit(who, by, text),
            Item::Returned(n) => self.returned = Some(n),
            Item::Transferred(n) => self.transferred = Some(n),
            Item::Ruled(ruling) => self.ruled = Some(ruling),
            Item::Signed(signing) => self.signed = Some(signing),
            Item::Dispatched { key, text } => self.dispatched = self.time(key, text, clock, dates),
            Item::Closed { key, text } => self.closed = self.time(key, text, clock, dates),
            Item::SignedAt { key, text, within } => {
                self.signed_at = self.time(key, text, clock, dates).map(|at| (at, within));
            }
            Item::Reason(text) => self.reason = self.keep(text),
            Item::Channel(text) => self.channel = self.keep(text),
            Item::Aside(aside) => {
                self.aside.get_or_insert(aside);
            }
            Item::Spoilt { key, text } => self.spoilt(key, text),
            // Lists that stand have their own names.
            Item::MatterName(_) | Item::MatterNode(_) => {}
        }
    }

    /// After everything was told: what follows from the times.
    pub fn finish(&mut self) {
        if let (None, Some((at, within)), Some(from)) = (self.signed, self.signed_at, self.dispatched) {
            let minutes = from.duration_until(at).as_mins();
            self.signed = Some(if minutes <= i64::from(within) { Signing::InTime } else { Signing::Late });
        }
    }

    /// Hours from the dispatch to the closing; none where either is not told or they are the wrong way round.
    pub fn hours(&self) -> Option<f64> {
        let seconds = self.dispatched?.duration_until(self.closed?).as_secs();
        (seconds >= 0).then_some(seconds as f64 / 3600.0)
    }

    /// Name and code of a unit; both empty: the record does not name it.
    pub fn named(&self, who: Who) -> (&str, &str) {
        let found = self.units.iter().find(|(w, _)| *w == who);
        found.map_or(("", ""), |(_, words)| (self.part(&words.name), self.part(&words.code)))
    }

    /// Name and code of a unit; the label's, where it is of that kind and the record has no other.
    pub fn named_or(&self, who: Who, label: Kind) -> (&str, &str) {
        let own = self.named(who);
        let stands = matches!(
            (who, label),
            (Who::First, Kind::First) | (Who::Closing, Kind::Final) | (Who::Expert, Kind::Expert)
        );
        if own == ("", "") && stands { self.named(Who::Label) } else { own }
    }

    /// The unit to hold a decision against: an expert's, else the one that closed it, else the first.
    pub fn right(&self, label: Kind) -> Option<(&str, &str)> {
        let all = [Who::Expert, Who::Closing, Who::First].map(|who| self.named_or(who, label));
        all.into_iter().find(|named| *named != ("", ""))
    }

    /// Names and codes of all units with which the record goes on, or with which it is handled jointly, in order.
    pub fn all(&self, of: impl Fn(Who) -> bool) -> impl Iterator<Item = (&str, &str)> {
        let fits = self.units.iter().filter(move |(who, _)| of(*who));
        fits.map(|(_, words)| (self.part(&words.name), self.part(&words.code)))
    }

    /// Why it was returned, in the words of the record.
    pub fn reason(&self) -> &str {
        self.part(&self.reason)
    }

    /// The way on which it came in.
    pub fn channel(&self) -> &str {
        self.part(&self.channel)
    }

    fn part(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    fn unit(&mut self, who: Who, by: By, text: &str) {
        let kept = self.keep(text);
        // Joint leads are as many as the record names; of every other kind there is one.
        let known = self.units.iter().position(|(w, words)| {
            *w == who && (who != Who::Joint || (by == By::Code && words.code.is_empty()))
        });
        let at = known.unwrap_or_else(|| {
            self.units.push((who, Words::default()));
            self.units.len() - 1
        });
        if let Some((_, words)) = self.units.get_mut(at) {
            match by {
                By::Name => words.name = kept,
                By::Code => words.code = kept,
            }
        }
    }

    fn time(&mut self, key: &str, text: &str, clock: &Clock, dates: Dates) -> Option<DateTime> {
        let when = dates.read(text, clock);
        if when.is_none() {
            self.spoilt(key, text);
        }
        when.map(|w| w.at)
    }

    fn spoilt(&mut self, key: &str, text: &str) {
        if self.spoilt.len() < MOST_SPOILT {
            self.spoilt.push((key.to_owned(), text.chars().take(40).collect()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(items: &[Item<'_>]) -> Told {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let clock = Clock::new(zone, jiff::Timestamp::UNIX_EPOCH);
        let mut told = Told::default();
        for item in items {
            told.take(*item, &clock, Dates::default());
        }
        told.finish();
        told
    }

    #[test]
    fn units_are_kept_by_turn_and_a_record_leaves_nothing_for_the_next() {
        let unit = |who, by, text| Item::Unit { who, by, text };
        let mut all = told(&[
            unit(Who::First, By::Name, "城管局"),
            unit(Who::First, By::Code, "7"),
            unit(Who::Joint, By::Name, "水务局"),
            unit(Who::Joint, By::Name, "交警"),
            unit(Who::Further(0), By::Name, "街道办"),
            Item::Reason("不属本单位"),
        ]);
        assert_eq!(all.named(Who::First), ("城管局", "7"));
        assert_eq!(all.named(Who::Closing), ("", ""));
        assert_eq!(all.all(|w| w == Who::Joint).collect::<Vec<_>>(), [("水务局", ""), ("交警", "")]);
        assert_eq!(all.reason(), "不属本单位");
        all.clear();
        assert!(all.named(Who::First) == ("", "") && all.reason().is_empty());
    }

    #[test]
    fn signing_follows_from_two_times_and_a_window() {
        let at = |text| {
            [
                Item::SignedAt { key: "s", text, within: 120 },
                Item::Dispatched { key: "d", text: "2026-03-01 08:00" },
                Item::Closed { key: "c", text: "2026-03-02 20:00" },
            ]
        };
        assert_eq!(told(&at("2026-03-01 10:00")).signed, Some(Signing::InTime));
        assert_eq!(told(&at("2026-03-01 10:01")).signed, Some(Signing::Late));
        assert_eq!(told(&at("2026-03-01 10:01")).hours(), Some(36.0));
        let bad = told(&at("morgen"));
        assert_eq!((bad.signed, bad.spoilt), (None, vec![("s".to_owned(), "morgen".to_owned())]));
    }
}
