//! One record, counted.

use super::attribution::{At, Miss};
use super::measure::{Marks, Measure, Standing, Subject};
use super::sampled::key_of_text;
use super::{Exclusion, Fate, NONE, Named, Ruled, Score, Signed, Slices, Truth};
use crate::policy::intervals::Intervals;
use crate::policy::registry::UnitId;
use crate::router::{Complaint, Router, Status};
use smallvec::SmallVec;

/// The units of a record after every unit that is no more was followed to whoever took over.
#[derive(Debug, Default)]
struct Course {
    first: Named,
    closing: Named,
    truth: Option<(Truth, Named)>,
    further: SmallVec<[Named; 4]>,
    joint: SmallVec<[Named; 4]>,
}

/// What these lists say.
struct Answer {
    standing: Standing,
    leads: SmallVec<[UnitId; 2]>,
    exact: bool,
}

/// Right leads: one or, if it was handled jointly, several.
#[derive(Debug, Default)]
struct Right {
    units: SmallVec<[UnitId; 4]>,
    /// Further ones that the registry does not have.
    unknown: u32,
}

impl Right {
    fn new(lead: Named, joint: &[Named]) -> Self {
        let mut right = Self::default();
        for named in std::iter::once(&lead).chain(joint) {
            match named {
                Named::Unit(unit) if !right.units.contains(unit) => right.units.push(*unit),
                Named::Unknown => right.unknown += 1,
                Named::Unit(_) | Named::Untold => {}
            }
        }
        right
    }

    fn has(&self, unit: UnitId) -> bool {
        self.units.contains(&unit)
    }

    /// How many of the leads are right ones, and how many leads there are in either set. `unknown`: further leads that the
    /// registry does not have.
    fn overlap(&self, leads: &[UnitId], unknown: u32) -> (u32, u32) {
        let both = leads.iter().filter(|lead| self.has(**lead)).count();
        let either = self.units.len() + leads.len() - both;
        (both as u32, either as u32 + self.unknown + unknown)
    }
}

impl Score {
    pub(super) fn record(
        &mut self,
        router: &Router,
        complaint: Option<&Complaint<'_>>,
        fate: &Fate<'_, '_>,
        slices: &Slices<'_>,
    ) {
        self.tells.see(fate, slices);
        self.unknown_names(fate);
        if let Some(reason) = fate.excluded {
            self.excluded[reason as usize] += 1;
            if let (Exclusion::NotAccepted, Some(complaint)) = (reason, complaint) {
                self.refused.count(router.brief(complaint).status == Status::NotAccepted);
            }
            return;
        }
        let course = Course::new(router, complaint, fate);
        let answer = self.answer(router, complaint);
        self.inexact += u64::from(!answer.exact);
        let marks = marks(fate, &course, &answer);
        self.slice(complaint, &course, slices, &marks);
        self.times(fate, &course, &marks);
        self.misses(router, complaint, fate, &course, &answer, &marks);
    }

    pub(super) fn read(&mut self, complaint: &Complaint<'_>, fate: &Fate<'_, '_>, chance: u32) {
        if fate.excluded.is_some() {
            return;
        }
        let course = Course::new(complaint.router(), Some(complaint), fate);
        let answer = self.answer(complaint.router(), Some(complaint));
        let hits = marks(fate, &course, &answer).hits[Subject::Lists as usize];
        if let Some(right) = hits[Measure::Lead as usize] {
            self.curve.count(chance, (!answer.leads.is_empty()).then_some(right));
        }
    }

    fn unknown_names(&mut self, fate: &Fate<'_, '_>) {
        for text in fate.unknown.iter().filter(|text| !text.is_empty()) {
            if let Some(under) = self.unknown.at(key_of_text(text)) {
                if under.text.is_empty() {
                    (*text).clone_into(&mut under.text);
                }
                under.counted += 1;
            }
        }
    }

    fn answer(&self, router: &Router, complaint: Option<&Complaint<'_>>) -> Answer {
        let Some(complaint) = complaint else {
            return Answer { standing: Standing::Unread, leads: SmallVec::new(), exact: true };
        };
        let brief = router.brief(complaint);
        let mut leads: SmallVec<[UnitId; 2]> = brief.lead.into_iter().collect();
        let mut standing = Standing::Status(brief.status);
        if let (Status::Decided, Some(template)) = (brief.status, brief.template) {
            if router.policy().template(template).leads.len() > 1 {
                leads = router.lead_ids(template, complaint);
            }
            if self.map.may_fall_back(template) && router.falls_back(template, complaint) {
                standing = Standing::Fallback;
            }
        }
        Answer { standing, leads, exact: brief.exact }
    }

    /// Adds the record to all that it belongs to.
    fn slice(
        &mut self,
        complaint: Option<&Complaint<'_>>,
        course: &Course,
        slices: &Slices<'_>,
        marks: &Marks,
    ) {
        self.total.count(marks);
        let matter = complaint.and_then(Complaint::matter_id);
        let category = matter.and_then(|m| self.map.category.get(m.0 as usize));
        if let Some(tally) = category.and_then(|c| self.by_category.get_mut(*c as usize)) {
            tally.count(marks);
        }
        let unit =
            course.truth.map(|(_, named)| named.unit().map_or(self.by_unit.len() - 1, |u| u.0 as usize));
        if let Some(tally) = unit.and_then(|u| self.by_unit.get_mut(u)) {
            tally.count(marks);
        }
        let street = complaint.and_then(|c| {
            let area = c.router().policy().attributes().area();
            self.map.street(c.facts().hull(area))
        });
        let street = street.unwrap_or(self.by_street.len() - 1);
        if let Some(tally) = self.by_street.get_mut(street) {
            tally.count(marks);
        }
        if let Some(day) = slices.day {
            self.by_month.entry((day.year(), day.month())).or_default().count(marks);
        }
        if !slices.channel.is_empty()
            && let Some(under) = self.by_channel.at(key_of_text(slices.channel))
        {
            if under.text.is_empty() {
                slices.channel.clone_into(&mut under.text);
            }
            under.counted.count(marks);
        }
        match course.truth {
            Some((kind, named)) => {
                self.truths[kind as usize] += 1;
                self.unknown_truth += u64::from(named == Named::Unknown);
            }
            None => self.without_truth += 1,
        }
    }

    fn times(&mut self, fate: &Fate<'_, '_>, course: &Course, marks: &Marks) {
        if let Some(truth) = course.truth
            && let Some(hops) = fate.hops(course.first, &course.further, truth)
        {
            self.hops.put(hops);
        }
        let right = marks.hits[Subject::Dispatched as usize][Measure::Lead as usize];
        if let (Some(hours), Some(right)) = (fate.hours, right) {
            self.hours[usize::from(right)].put(hours);
        }
    }

    /// Confusions, cells, and the cause of a miss.
    fn misses(
        &mut self,
        router: &Router,
        complaint: Option<&Complaint<'_>>,
        fate: &Fate<'_, '_>,
        course: &Course,
        answer: &Answer,
        marks: &Marks,
    ) {
        let Some((kind, truth)) = course.truth else { return };
        let lead = |subject: Subject| marks.hits[subject as usize][Measure::Lead as usize];
        let number = |named: Named| named.unit().map_or(NONE, |u| u.0);
        if lead(Subject::Dispatched) == Some(false) {
            *self.confusions[0].entry((number(course.first), number(truth))).or_default() += 1;
        }
        let hit = lead(Subject::Lists) == Some(true);
        if let (false, Some(named)) = (hit, answer.leads.first()) {
            *self.confusions[1].entry((named.0, number(truth))).or_default() += 1;
        }
        let Some(complaint) = complaint else {
            self.stages.unread();
            return;
        };
        let key = self.cells.key(complaint.matter_id(), complaint.facts());
        if hit {
            self.stages.hit();
            self.cells.count(key, truth.unit(), true, None);
            return;
        }
        let (_, raw) = fate.truth().unwrap_or((Truth::First, Named::Untold));
        let (right, corrected) = (right(course, kind, truth), fate.corrected);
        let miss =
            Miss { router, complaint, corrected, raw, truth, right: &right.units, leads: &answer.leads, key };
        // Where turns go round, who leads depends on the day.
        let day = self.map.rotas.then(|| router.day_of(complaint));
        let cause = self.memo.cause(&miss, day, &self.cells, &self.map);
        let late = if let At::Late(late) = cause.at { Some((late, cause.as_recorded)) } else { None };
        let kept = self.cells.count(key, truth.unit(), false, late);
        self.stages.miss(cause, kept);
    }
}

impl Course {
    fn new(router: &Router, complaint: Option<&Complaint<'_>>, fate: &Fate<'_, '_>) -> Self {
        let follow = |named: &Named| follow(router, complaint, *named);
        Self {
            first: follow(&fate.first),
            closing: follow(&fate.closing),
            truth: fate.truth().map(|(kind, named)| (kind, follow(&named))),
            further: fate.further.iter().map(follow).collect(),
            joint: fate.joint.iter().map(follow).collect(),
        }
    }
}

/// Who does a unit's work on the edition's day; the unit itself if nobody does.
fn follow(router: &Router, complaint: Option<&Complaint<'_>>, named: Named) -> Named {
    if let Some(now) = named.unit().and_then(|unit| router.now(unit)) {
        return Named::Unit(now);
    }
    let policy = router.policy();
    let place = || match complaint {
        Some(complaint) => complaint.facts().get(policy.attributes().area()),
        None => Intervals::range(0, policy.registry().areas.leaves()),
    };
    named.now(&policy.registry().units, router.day(), place)
}

/// All right leads. An expert who contradicts the closing unit contradicts the joint handling too.
fn right(course: &Course, kind: Truth, truth: Named) -> Right {
    let joint: &[Named] = if kind == Truth::Expert && truth != course.closing { &[] } else { &course.joint };
    Right::new(truth, joint)
}

/// The definitions of `docs/score.md`.
fn marks(fate: &Fate<'_, '_>, course: &Course, answer: &Answer) -> Marks {
    let mut marks = Marks { hits: [[None; 5]; 2], overlap: [None; 2], standing: answer.standing };
    let closed = Right::new(course.closing, &course.joint);
    let agree = |right: &Right| answer.leads.iter().any(|lead| right.has(*lead));
    let first_is = |right: &Right| course.first.unit().is_some_and(|first| right.has(first));
    let [dispatched, lists] = &mut marks.hits;

    let moved = fate.returns.is_some() || fate.transfers.is_some();
    if course.closing.is_told() {
        if course.first.is_told() && moved {
            let elsewhere = course.further.iter().any(|named| *named != course.first);
            let calm = fate.returns.unwrap_or(0) == 0 && fate.transfers.unwrap_or(0) == 0 && !elsewhere;
            let right = first_is(&closed);
            dispatched[Measure::Strict as usize] = Some(right && calm && fate.ruled.is_none());
            let adjudicated = match fate.ruled {
                Some(Ruled::Back) => true,
                Some(Ruled::Elsewhere) => false,
                None => calm,
            };
            dispatched[Measure::Adjudicated as usize] = Some(right && adjudicated);
        }
        lists[Measure::Strict as usize] = Some(agree(&closed));
        // A ruling back says which unit was right, whoever closed it in the end.
        lists[Measure::Adjudicated as usize] = Some(match (fate.ruled, course.first) {
            (Some(Ruled::Back), Named::Unit(first)) => answer.leads.contains(&first),
            _ => agree(&closed),
        });
    }
    if let (true, Some(signed)) = (course.first.is_told(), fate.signed) {
        dispatched[Measure::Accepted as usize] = Some(signed == Signed::InTime);
    }
    if let Some((kind, truth)) = course.truth {
        let right = right(course, kind, truth);
        lists[Measure::Lead as usize] = Some(agree(&right));
        let overlap = right.overlap(&answer.leads, 0);
        lists[Measure::Set as usize] = Some(overlap.0 == overlap.1);
        marks.overlap[Subject::Lists as usize] = Some(overlap);
        // That the first unit was the first proves nothing.
        if course.first.is_told() && kind != Truth::First {
            let first: SmallVec<[UnitId; 1]> = course.first.unit().into_iter().collect();
            dispatched[Measure::Lead as usize] = Some(first_is(&right));
            let overlap = right.overlap(&first, u32::from(first.is_empty()));
            dispatched[Measure::Set as usize] = Some(overlap.0 == overlap.1);
            marks.overlap[Subject::Dispatched as usize] = Some(overlap);
        }
    }
    marks
}
