//! What became of a past complaint, as its history tells it.

use crate::finding::Lang;
use crate::policy::intervals::Intervals;
use crate::policy::registry::{UnitId, Units};
use crate::router::Complaint;
use jiff::civil::Date;
use smallvec::SmallVec;

/// A unit as a record names it. Units that are no more stand as they are named: who took over is found when the record is
/// counted, by the edition's day and the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Named {
    /// The record does not say.
    #[default]
    Untold,
    /// It names something that is no unit of the registry.
    Unknown,
    /// This unit.
    Unit(UnitId),
}

impl Named {
    /// The unit of a code or, if that says nothing, of a name or alias. Both empty: [`Named::Untold`].
    pub fn find(units: &Units, name: &str, code: &str) -> Self {
        if name.is_empty() && code.is_empty() {
            return Self::Untold;
        }
        let find = |text: &str| if text.is_empty() { None } else { units.find(text) };
        find(code).or_else(|| find(name)).map_or(Self::Unknown, Self::Unit)
    }

    /// Whoever does the unit's work at a place on a day; the unit itself if nobody does.
    #[must_use]
    pub fn now(self, units: &Units, day: Date, place: impl FnOnce() -> Intervals) -> Self {
        match self {
            Self::Unit(unit) => Self::Unit(units.current(unit, day, &place()).unwrap_or(unit)),
            other => other,
        }
    }

    /// Whether the record says anything.
    pub fn is_told(self) -> bool {
        self != Self::Untold
    }

    /// The unit, if it is one of the registry.
    pub fn unit(self) -> Option<UnitId> {
        if let Self::Unit(unit) = self { Some(unit) } else { None }
    }
}

/// How a dispute about the first unit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ruled {
    /// The first unit has to take it after all: a wrong return, a right dispatch.
    Back,
    /// Another unit takes it.
    Elsewhere,
}

/// Whether the first unit signed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signed {
    /// Within the window.
    InTime,
    /// After it.
    Late,
    /// Not at all.
    Never,
}

/// Why a record is in no denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// A consultation answered at once: never dispatched.
    Consultation,
    /// A duplicate of another record.
    Duplicate,
    /// Taken back by the citizen.
    Cancelled,
    /// Not accepted.
    NotAccepted,
    /// No complaint but a trial of the system.
    Test,
}

impl Exclusion {
    /// All, in the order in which a report counts them.
    pub const ALL: [Self; 5] =
        [Self::Consultation, Self::Duplicate, Self::Cancelled, Self::NotAccepted, Self::Test];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Duplicate => "duplicate",
            Self::Cancelled => "cancelled",
            Self::NotAccepted => "not_accepted",
            Self::Test => "test",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Consultation => lang.pick("当场答复的咨询", "consultations answered at once"),
            Self::Duplicate => lang.pick("重复件", "duplicates"),
            Self::Cancelled => lang.pick("撤销件", "cancelled"),
            Self::NotAccepted => lang.pick("不受理件", "not accepted"),
            Self::Test => lang.pick("系统测试件", "trials of the system"),
        }
    }
}

/// What became of one complaint. Everything may be untold; what is untold is in no numerator and in no denominator that
/// needs it.
#[derive(Debug, Clone, Default)]
pub struct Fate<'x, 'r> {
    /// The unit of the first dispatch.
    pub first: Named,
    /// The lead that closed it.
    pub closing: Named,
    /// The unit that an expert says is right.
    pub expert: Named,
    /// The units of the later dispatches, in order.
    pub further: SmallVec<[Named; 2]>,
    /// Leads besides the closing one, where it was handled jointly.
    pub joint: SmallVec<[Named; 2]>,
    /// How often it was returned. Where the history has a column for it an empty cell is `Some(0)`, else `None`.
    pub returns: Option<u32>,
    /// How often it was handed on to another unit; as with `returns`.
    pub transfers: Option<u32>,
    /// How a dispute ended.
    pub ruled: Option<Ruled>,
    /// Whether the first unit signed for it.
    pub signed: Option<Signed>,
    /// Hours from the dispatch to the closing, or to the right unit's turn; not negative.
    pub hours: Option<f64>,
    /// The complaint with what was found out later of its matter and facts, by the same lists.
    pub corrected: Option<&'x Complaint<'r>>,
    /// Why it is in no denominator.
    pub excluded: Option<Exclusion>,
    /// Texts of the cells behind [`Named::Unknown`], to be listed; empty ones are none.
    pub unknown: [&'x str; 4],
}

/// By what a record is counted besides what the complaint itself says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slices<'x> {
    /// The way on which it came in; empty: not told.
    pub channel: &'x str,
    /// The day on which it came in.
    pub day: Option<Date>,
}

/// Which unit a record is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// An expert's.
    Expert,
    /// The one that closed it.
    Closing,
    /// The one of the first dispatch, for want of better: agreement with it says how like the dispatchers the lists
    /// decide, not how right.
    First,
}

impl Truth {
    /// All, the best first.
    pub const ALL: [Self; 3] = [Self::Expert, Self::Closing, Self::First];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Closing => "closing",
            Self::First => "first",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Expert => lang.pick("专家认定的单位", "the unit an expert names"),
            Self::Closing => lang.pick("办结单位", "the unit that closed it"),
            Self::First => lang.pick("首派单位", "the unit of the first dispatch"),
        }
    }
}

impl Fate<'_, '_> {
    /// The unit to hold a decision against: an expert's, else the closing one, else the first.
    pub fn truth(&self) -> Option<(Truth, Named)> {
        let of = [self.expert, self.closing, self.first];
        Truth::ALL.into_iter().zip(of).find(|(_, named)| named.is_told())
    }

    /// Dispatches up to the right unit's turn, as far as the record tells: one if the first was right.
    pub(super) fn hops(&self, first: Named, further: &[Named], truth: (Truth, Named)) -> Option<u32> {
        let (kind, unit) = truth;
        if unit.unit().is_none() || (!first.is_told() && further.is_empty()) {
            return None;
        }
        if first == unit {
            // That the first unit was the first proves nothing.
            return (kind != Truth::First).then_some(1);
        }
        match further.iter().position(|named| *named == unit) {
            Some(i) => Some(i as u32 + 2),
            // Turns that have no column: the closing unit had the last of them.
            None if kind == Truth::Closing => {
                let moved = self.transfers.into_iter().chain(self.returns).max()?;
                Some(moved.max(further.len() as u32).max(1) + 1)
            }
            None => None,
        }
    }
}
