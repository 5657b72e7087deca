//! What is measured, of whom, and the counts.

use super::interval::wilson;
use crate::finding::Lang;
use crate::router::Status;

/// Whose first dispatch is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The unit to which the complaint was really dispatched first.
    Dispatched,
    /// The unit that these lists name, as if it had been the first.
    Lists,
}

impl Subject {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dispatched, Self::Lists];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Dispatched => "dispatched",
            Self::Lists => "lists",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Dispatched => lang.pick("实际派单", "as dispatched"),
            Self::Lists => lang.pick("按本清单", "by these lists"),
        }
    }
}

/// A measure of first dispatches. `docs/score.md` defines each for both subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// The first lead is the closing lead, without return, transfer or ruling.
    Strict,
    /// The first unit signed within the window, whatever came later.
    Accepted,
    /// As strict, but what was returned and ruled back counts as success.
    Adjudicated,
    /// The first lead is one of the right leads.
    Lead,
    /// The first leads are the right leads, no more and no fewer.
    Set,
}

impl Measure {
    /// All, in the order of a report.
    pub const ALL: [Self; 5] = [Self::Strict, Self::Accepted, Self::Adjudicated, Self::Lead, Self::Set];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Accepted => "accepted",
            Self::Adjudicated => "adjudicated",
            Self::Lead => "lead_correct",
            Self::Set => "set_exact",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Strict => lang.pick("一次派准（严格）", "right first time, strict"),
            Self::Accepted => lang.pick("首派按时签收", "accepted in time"),
            Self::Adjudicated => lang.pick("一次派准（含裁定退还）", "right first time, adjudicated"),
            Self::Lead => lang.pick("主办单位正确", "lead correct"),
            Self::Set => lang.pick("全部主办单位一致", "set of leads exact"),
        }
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// The numerator.
    pub hits: u64,
    /// The denominator.
    pub of: u64,
}

impl Rate {
    /// The share, from 0 to 1; none of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Its Wilson interval at 95 %.
    pub fn interval(self) -> (f64, f64) {
        wilson(self.hits, self.of)
    }

    pub(super) fn count(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.of += 1;
    }

    pub(super) fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.of += other.of;
    }
}

/// How the lists stand to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The router's answer, but for decisions by a fallback.
    Status(Status),
    /// Decided, by a fallback.
    Fallback,
    /// The record is no complaint by these lists: no such matter, a broken row.
    Unread,
}

impl Standing {
    /// All, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::Status(Status::Decided),
        Self::Fallback,
        Self::Status(Status::Asked),
        Self::Status(Status::Gap),
        Self::Status(Status::Conflict),
        Self::Status(Status::NotAccepted),
        Self::Status(Status::Contradictory),
        Self::Unread,
    ];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Status(status) => status.key(),
            Self::Fallback => "fallback",
            Self::Unread => "unread",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Status(Status::Decided) => lang.pick("已定", "decided"),
            Self::Fallback => lang.pick("兜底", "by a fallback"),
            Self::Status(Status::Asked) => lang.pick("待询问", "asked"),
            Self::Status(Status::Gap) => lang.pick("空白", "gap"),
            Self::Status(Status::Conflict) => lang.pick("冲突", "conflict"),
            Self::Status(Status::NotAccepted) => lang.pick("不受理", "not accepted"),
            Self::Status(Status::Contradictory) => lang.pick("要素矛盾", "contradictory facts"),
            Self::Unread => lang.pick("读不成诉求", "no complaint by these lists"),
        }
    }

    /// Whether it names a unit.
    pub fn decides(self) -> bool {
        matches!(self, Self::Status(Status::Decided) | Self::Fallback)
    }

    fn index(self) -> usize {
        match self {
            Self::Status(Status::Decided) => 0,
            Self::Fallback => 1,
            Self::Status(Status::Asked) => 2,
            Self::Status(Status::Gap) => 3,
            Self::Status(Status::Conflict) => 4,
            Self::Status(Status::NotAccepted) => 5,
            Self::Status(Status::Contradictory) => 6,
            Self::Unread => 7,
        }
    }
}

/// Jaccard indices are added up in these parts of one, so that sums do not depend on their order: exact for up to
/// sixteen leads.
const WHOLE: u64 = 720_720;

/// What one record comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// By subject and measure; none: the record does not tell.
    pub hits: [[Option<bool>; 5]; 2],
    /// By subject: leads in common, and in either.
    pub overlap: [Option<(u32, u32)>; 2],
    pub standing: Standing,
}

/// Counts of some records: all of them, or those of a category, a unit, a street, a channel, a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Records that are not excluded.
    pub records: u64,
    rates: [[Rate; 5]; 2],
    /// By these lists, of the records that they decide.
    decided: [Rate; 5],
    jaccard: [(u64, u64); 2],
    standings: [u64; 8],
}

impl Tally {
    /// A measure. None: nothing here tells it.
    pub fn rate(&self, subject: Subject, measure: Measure) -> Option<Rate> {
        Some(self.rates[subject as usize][measure as usize]).filter(|rate| rate.of > 0)
    }

    /// A measure of these lists over the records that they decide, of those that [`rate`](Self::rate) is about.
    pub fn decided(&self, measure: Measure) -> Option<Rate> {
        Some(self.decided[measure as usize]).filter(|rate| rate.of > 0)
    }

    /// The share of the records behind a measure that these lists decide: coverage, where [`decided`](Self::decided) is
    /// accuracy. Their product is the share of [`rate`](Self::rate).
    pub fn coverage(&self, measure: Measure) -> Option<Rate> {
        let of = self.rate(Subject::Lists, measure)?.of;
        Some(Rate { hits: self.decided[measure as usize].of, of })
    }

    /// The mean Jaccard index of the leads against the right ones, and over how many records.
    pub fn jaccard(&self, subject: Subject) -> Option<(f64, u64)> {
        let (sum, of) = self.jaccard[subject as usize];
        (of > 0).then(|| (sum as f64 / WHOLE as f64 / of as f64, of))
    }

    /// How many records the lists answer so.
    pub fn standing(&self, standing: Standing) -> u64 {
        self.standings[standing.index()]
    }

    pub(super) fn count(&mut self, marks: &Marks) {
        self.records += 1;
        self.standings[marks.standing.index()] += 1;
        for (rates, hits) in self.rates.iter_mut().zip(&marks.hits) {
            for (rate, hit) in rates.iter_mut().zip(hits) {
                if let Some(hit) = *hit {
                    rate.count(hit);
                }
            }
        }
        if marks.standing.decides() {
            for (rate, hit) in self.decided.iter_mut().zip(&marks.hits[Subject::Lists as usize]) {
                if let Some(hit) = *hit {
                    rate.count(hit);
                }
            }
        }
        for (sum, overlap) in self.jaccard.iter_mut().zip(marks.overlap) {
            if let Some((both, either)) = overlap {
                sum.0 += u64::from(both) * WHOLE / u64::from(either.max(1));
                sum.1 += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.records += other.records;
        for (all, more) in self.rates.iter_mut().flatten().zip(other.rates.iter().flatten()) {
            all.add(*more);
        }
        for (all, more) in self.decided.iter_mut().zip(other.decided) {
            all.add(more);
        }
        for (all, more) in self.jaccard.iter_mut().zip(other.jaccard) {
            *all = (all.0 + more.0, all.1 + more.1);
        }
        for (all, more) in self.standings.iter_mut().zip(other.standings) {
            *all += more;
        }
    }
}
