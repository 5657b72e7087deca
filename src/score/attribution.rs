//! Why a decision missed the right unit: one stage for each miss, found by putting the true values in one after the other.

use super::ceiling::{Cells, Late, LateMisses};
use super::measure::Rate;
use super::sampled::{key_of, mix};
use super::{Map, Named};
use crate::diagram::Outcome;
use crate::facts::Origin;
use crate::finding::Lang;
use crate::policy::duty::TemplateId;
use crate::policy::intervals::Intervals;
use crate::policy::region::AttrId;
use crate::policy::registry::{UnitId, Units};
use crate::router::{Complaint, Router, Status};
use jiff::civil::Date;
use smallvec::SmallVec;

/// Where it went wrong: the first stage after whose mending, with all before it mended, the decision is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The record is no complaint by these lists.
    Unread,
    /// The lists refuse it: it should not have been accepted.
    NotAccepted,
    /// The right unit is none of the registry, is no more with nobody in its place, or is of one line with the unit named:
    /// an alias, a successor or a role is missing.
    Unit,
    /// It was taken for another matter.
    Matter,
    /// A fact other than the place was not known, or not as it is.
    Fact,
    /// The place was not known, or another.
    Area,
    /// The same facts went to another unit more often: no lists could have named both.
    Contradictory,
    /// The lists name several and none before the others.
    Conflict,
    /// The lists name nobody.
    Gap,
    /// The lists name another unit.
    Wrong,
}

impl Stage {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 10] = [
        Self::Unread,
        Self::NotAccepted,
        Self::Unit,
        Self::Matter,
        Self::Fact,
        Self::Area,
        Self::Contradictory,
        Self::Conflict,
        Self::Gap,
        Self::Wrong,
    ];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::NotAccepted => "not_accepted",
            Self::Unit => "unit",
            Self::Matter => "matter",
            Self::Fact => "fact",
            Self::Area => "area",
            Self::Contradictory => "contradictory_history",
            Self::Conflict => "list_conflict",
            Self::Gap => "list_gap",
            Self::Wrong => "list_wrong",
        }
    }

    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Unread => lang.pick("读不成诉求", "no complaint by these lists"),
            Self::NotAccepted => lang.pick("本不该受理", "should not have been accepted"),
            Self::Unit => lang.pick("单位别名或机构改革未登记", "unit alias or reorganisation"),
            Self::Matter => lang.pick("事项认错", "wrong matter"),
            Self::Fact => lang.pick("要素缺失或有误", "missing or wrong fact"),
            Self::Area => lang.pick("地点缺失或有误", "missing or wrong place"),
            Self::Contradictory => lang.pick("历史自相矛盾", "contradictory history"),
            Self::Conflict => lang.pick("清单冲突", "list conflict"),
            Self::Gap => lang.pick("清单空白", "list gap"),
            Self::Wrong => lang.pick("清单写错", "list wrong"),
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// What one stage is to blame for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// Misses whose stage this is.
    pub misses: u64,
    /// Misses that would be right if this stage were mended and no other: of this stage, and of a later one that happen to be
    /// right with this alone.
    pub alone: u64,
    /// Right leads if this stage and all before it were mended. What should not have been accepted counts as right once
    /// it is refused.
    pub cumulated: Rate,
}

/// The misses of the lists by stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Right leads, of the records that tell the right unit.
    pub now: Rate,
    /// The stages in their order. Their misses add up to all misses.
    pub stages: Vec<StageCount>,
    /// Right leads that lists naming the best unit of every cell would give up: cells in which these lists side with the
    /// fewer. So much less is to be had from mending the lists than `cumulated` says.
    pub lost: u64,
    /// Misses of the last three stages outside the sample of cells, of which some may be contradictory history.
    pub unsure: u64,
}

/// The counts behind it.
#[derive(Debug, Clone, Default)]
pub(super) struct Stages {
    hits: u64,
    misses: [u64; Stage::ALL.len()],
    alone: [u64; Stage::ALL.len()],
    late: LateMisses,
    unsure: u64,
}

impl Stages {
    pub fn hit(&mut self) {
        self.hits += 1;
    }

    pub fn unread(&mut self) {
        self.misses[Stage::Unread as usize] += 1;
        self.alone[Stage::Unread as usize] += 1;
    }

    /// Counts a miss. `kept`: whether its cell is in the sample.
    pub fn miss(&mut self, cause: Cause, kept: bool) {
        for (stage, n) in Stage::ALL.into_iter().zip(&mut self.alone) {
            *n += u64::from(cause.alone & stage.bit() != 0);
        }
        match cause.at {
            At::Early(stage) => self.misses[stage as usize] += 1,
            At::Late(late) => {
                let sum = &mut self.late[late as usize];
                sum.0 += 1;
                sum.1 += u64::from(cause.as_recorded);
                self.unsure += u64::from(!kept);
            }
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.unsure += other.unsure;
        for (all, more) in self.misses.iter_mut().zip(other.misses) {
            *all += more;
        }
        for (all, more) in self.alone.iter_mut().zip(other.alone) {
            *all += more;
        }
        for (all, more) in self.late.iter_mut().zip(other.late) {
            *all = (all.0 + more.0, all.1 + more.1);
        }
    }

    pub fn attribution(&self, cells: &Cells) -> Attribution {
        let (contradictory, lost) = cells.contradictory();
        let (mut misses, mut alone) = (self.misses, self.alone);
        for (stage, (all, part)) in
            [Stage::Conflict, Stage::Gap, Stage::Wrong].into_iter().zip(self.late.iter().zip(contradictory))
        {
            misses[stage as usize] += all.0.saturating_sub(part.0);
            alone[stage as usize] += all.1.saturating_sub(part.1);
            misses[Stage::Contradictory as usize] += part.0;
            alone[Stage::Contradictory as usize] += part.1;
        }
        let of = self.hits + misses.iter().sum::<u64>();
        let mut right = self.hits;
        let count = |stage: Stage| {
            right += misses[stage as usize];
            StageCount {
                stage,
                misses: misses[stage as usize],
                alone: alone[stage as usize],
                cumulated: Rate { hits: right, of },
            }
        };
        Attribution {
            now: Rate { hits: self.hits, of },
            stages: Stage::ALL.into_iter().map(count).collect(),
            lost,
            unsure: self.unsure,
        }
    }
}

/// Where one miss went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cause {
    pub at: At,
    /// Early stages that would each do alone.
    alone: u16,
    /// Nothing told at intake was corrected later.
    pub as_recorded: bool,
}

/// A stage, or what the lists did where only they or the history can be blamed: which of the two shows only when the whole
/// history is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Early(Stage),
    Late(Late),
}

/// A miss, to be explained.
pub(super) struct Miss<'x, 'r> {
    pub router: &'x Router,
    pub complaint: &'x Complaint<'r>,
    /// The same with what was found out later.
    pub corrected: Option<&'x Complaint<'r>>,
    /// The right unit as the record names it.
    pub raw: Named,
    /// The right unit today.
    pub truth: Named,
    /// All right leads.
    pub right: &'x [UnitId],
    /// What the lists named.
    pub leads: &'x [UnitId],
    /// The cell of the complaint as recorded.
    pub key: u128,
}

/// Causes found lately: records of one cell and one right unit miss for one reason. What is here never changes an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Memo {
    slots: Vec<Option<(u128, Cause)>>,
}

/// Slots of a memo: a power of two.
const SLOTS: usize = 1 << 12;

impl Memo {
    /// The cause of a miss.
    pub fn cause(&mut self, miss: &Miss<'_, '_>, day: Option<Date>, cells: &Cells, map: &Map) -> Cause {
        let corrected = miss.corrected.map(|c| cells.key(c.matter_id(), c.facts()));
        let key = miss.key(corrected, day);
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, None);
        }
        let slot = self.slots.get_mut(key as usize % SLOTS);
        match slot {
            Some(Some((known, cause))) if *known == key => *cause,
            Some(slot) => slot.insert((key, miss.cause(corrected, map))).1,
            None => miss.cause(corrected, map),
        }
    }
}

impl<'r> Miss<'_, 'r> {
    /// Everything that the cause follows from.
    fn key(&self, corrected: Option<u128>, day: Option<Date>) -> u128 {
        let mut state = (self.key as u64, (self.key >> 64) as u64);
        let mut put =
            |word: u64| state = (mix(state.0 ^ word), mix(state.1.rotate_left(29).wrapping_add(word)));
        put(corrected.map_or(0, |k| k as u64));
        put(corrected.map_or(1, |k| (k >> 64) as u64));
        for day in [Some(self.router.epoch().0), Some(self.router.day()).filter(|_| day.is_some()), day] {
            put(day.map_or(0, |d| (d.year() as u64) << 16 | (d.month() as u64) << 8 | d.day() as u64));
        }
        let unit = |named: Named| named.unit().map_or(u64::from(named.is_told()), |u| u64::from(u.0) + 2);
        put(unit(self.raw));
        put(unit(self.truth));
        put(self.right.len() as u64);
        self.right.iter().chain(self.leads).for_each(|u| put(u64::from(u.0)));
        key_of(state.0, state.1)
    }

    fn cause(&self, corrected: Option<u128>, map: &Map) -> Cause {
        let as_recorded = corrected.is_none_or(|key| key == self.key);
        let mut alone = 0;
        let at = self.early(map, &mut alone).map_or_else(|| At::Late(self.late()), At::Early);
        if let At::Early(stage @ (Stage::NotAccepted | Stage::Unit)) = at {
            alone |= stage.bit();
        }
        Cause { at, alone, as_recorded }
    }

    /// The complaint with everything that was found out later.
    fn base(&self) -> &Complaint<'r> {
        self.corrected.unwrap_or(self.complaint)
    }

    fn early(&self, map: &Map, alone: &mut u16) -> Option<Stage> {
        let base = self.base();
        if self.router.brief(base).status == Status::NotAccepted {
            return Some(Stage::NotAccepted);
        }
        if self.is_of_another_name() {
            return Some(Stage::Unit);
        }
        match self.corrected {
            Some(truth) => self.corrected(truth, map, alone).or_else(|| self.shown(base, map, false, alone)),
            None => self.shown(base, map, true, alone),
        }
    }

    /// Whether the registry is what keeps the two from being the same.
    fn is_of_another_name(&self) -> bool {
        let (Some(truth), Some(raw)) = (self.truth.unit(), self.raw.unit()) else { return true };
        let units = &self.router.policy().registry().units;
        let unit = units.get(truth);
        unit.test
            || !unit.exists(self.router.day())
            || self
                .leads
                .iter()
                .any(|lead| line_of(units, raw).contains(lead) || line_of(units, *lead).contains(&truth))
    }

    /// Puts in what was found out later: the matter, then the facts, then the place.
    fn corrected(&self, truth: &Complaint<'r>, map: &Map, alone: &mut u16) -> Option<Stage> {
        let steps = [Stage::Matter, Stage::Fact, Stage::Area];
        let mut cumulated = self.complaint.clone();
        let mut found = None;
        for stage in steps {
            let mut single = self.complaint.clone();
            put_in(&mut single, truth, stage, map);
            if self.hits(&single) {
                *alone |= stage.bit();
            }
            put_in(&mut cumulated, truth, stage, map);
            if found.is_none() && self.hits(&cumulated) {
                found = Some(stage);
            }
        }
        found
    }

    fn hits(&self, complaint: &Complaint<'_>) -> bool {
        let brief = self.router.brief(complaint);
        let Some(template) = brief.template.filter(|_| brief.status == Status::Decided) else { return false };
        self.router.lead_ids(template, complaint).iter().any(|lead| self.right.contains(lead))
    }

    /// What can be shown without the true values, or of those that nobody found out: some value of what is not known leads
    /// to the right unit. `open`: nothing was found out, so what is recorded may be wrong.
    fn shown(&self, base: &Complaint<'r>, map: &Map, open: bool, alone: &mut u16) -> Option<Stage> {
        let brief = self.router.brief(base);
        let stage = match brief.status {
            Status::Asked if self.reachable(base) => {
                if self.asks_for_place(base, map) {
                    Stage::Area
                } else {
                    Stage::Fact
                }
            }
            // Facts that cannot occur together: one of them is wrong.
            Status::Contradictory if open => Stage::Fact,
            _ if open && base.matter_id().is_none() => Stage::Matter,
            Status::Decided if self.assumed_wrongly(base, map) => Stage::Fact,
            Status::Decided if open && self.elsewhere(base, brief.template?, map) => Stage::Area,
            _ => return None,
        };
        *alone |= stage.bit();
        Some(stage)
    }

    /// Whether some completion of the facts leads to the right unit.
    fn reachable(&self, complaint: &Complaint<'_>) -> bool {
        let outcomes = self.router.outcomes(complaint);
        let decided = outcomes.iter().filter_map(|o| match o {
            Outcome::Decided(t) => Some(TemplateId(*t)),
            _ => None,
        });
        decided.into_iter().any(|t| self.may_lead(complaint, t))
    }

    fn may_lead(&self, complaint: &Complaint<'_>, template: TemplateId) -> bool {
        let prospects = self.router.prospects(complaint, template);
        prospects.iter().any(|p| p.unit.is_some_and(|unit| self.right.contains(&unit)))
    }

    /// Whether the fact most worth asking for is the place.
    fn asks_for_place(&self, complaint: &Complaint<'r>, map: &Map) -> bool {
        let facts = complaint.facts();
        let open = |i: usize| {
            let (low, high) = facts.hull(AttrId(i as u16));
            map.is_place(i) && high > low + 1
        };
        // The question costs much more than the look whether it could be that one.
        (0..facts.len()).any(open)
            && self.router.route(complaint).question.is_some_and(|q| map.is_place(usize::from(q.attribute.0)))
    }

    /// Whether the right unit follows if silence does not mean what the lists take it for.
    fn assumed_wrongly(&self, base: &Complaint<'r>, map: &Map) -> bool {
        let mut trial: Option<Complaint<'r>> = None;
        for (attr, attribute) in self.router.policy().attributes().iter() {
            if base.facts().origin(attr) == Origin::Assumed && !map.is_place(usize::from(attr.0)) {
                let all = Intervals::range(0, attribute.size);
                trial.get_or_insert_with(|| base.clone()).assert(attr, &all);
            }
        }
        trial.is_some_and(|trial| self.reachable(&trial))
    }

    /// Whether the very leads that decide are the right unit at another place: the street office of the next street.
    fn elsewhere(&self, base: &Complaint<'r>, template: TemplateId, map: &Map) -> bool {
        let mut trial = base.clone();
        for (attr, attribute) in self.router.policy().attributes().iter() {
            if map.is_place(usize::from(attr.0)) {
                trial.assert(attr, &Intervals::range(0, attribute.size));
            }
        }
        self.may_lead(&trial, template)
    }

    /// What the lists did wrong, with everything put in that is known.
    fn late(&self) -> Late {
        let base = self.base();
        match self.router.brief(base).status {
            Status::Conflict => Late::Conflict,
            Status::Gap => Late::Gap,
            Status::Asked => {
                let outcomes = self.router.outcomes(base);
                let any = |wanted: fn(&Outcome) -> bool| outcomes.iter().any(wanted);
                if any(|o| matches!(o, Outcome::Decided(_))) {
                    Late::Wrong
                } else if any(|o| *o == Outcome::Conflict) {
                    Late::Conflict
                } else {
                    Late::Gap
                }
            }
            Status::Decided | Status::NotAccepted | Status::Contradictory => Late::Wrong,
        }
    }
}

/// Puts the true values of one stage in.
fn put_in(complaint: &mut Complaint<'_>, truth: &Complaint<'_>, stage: Stage, map: &Map) {
    if stage == Stage::Matter {
        if let Some(matter) = truth.matter_id() {
            complaint.set_matter(matter);
        }
        return;
    }
    for i in 0..truth.facts().len() {
        if map.is_place(i) == (stage == Stage::Area) {
            let attr = AttrId(i as u16);
            complaint.assert(attr, &truth.facts().get(attr));
        }
    }
}

/// A unit's successors, theirs, and so on.
fn line_of(units: &Units, unit: UnitId) -> SmallVec<[UnitId; 8]> {
    let mut line: SmallVec<[UnitId; 8]> = SmallVec::from_slice(&units.get(unit).successors);
    let mut at = 0;
    while let Some(next) = line.get(at).copied() {
        for successor in &units.get(next).successors {
            if !line.contains(successor) {
                line.push(*successor);
            }
        }
        at += 1;
    }
    line
}
