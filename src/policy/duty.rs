//! Duties and what else the lists say, with every name bound.

use super::intervals::Intervals;
use super::matter::MatterId;
use super::region::{AttrId, Region};
use super::registry::{RoleId, UnitId};
use crate::syntax::entries::{Duration, Layer, SpecialRule};
use crate::text::Span;
use jiff::civil::Date;
use std::sync::Arc;

/// A duty, numbered in order of layer and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DutyId(pub u32);

/// A set of leads as written, one number for each different one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateId(pub u32);

/// A rota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RotaId(pub u32);

/// One way to name a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handler {
    /// This unit.
    Unit(UnitId),
    /// Who plays the role at the place of the complaint, or at another area attribute.
    Role(RoleId, Option<AttrId>),
    /// Who is on duty.
    Rota(RotaId),
}

/// The first that exists.
pub type Chain = Vec<Handler>;

/// First and last day of effect, both included.
pub type Validity = (Date, Date);

/// Whether a day lies between the first and the last.
pub fn in_effect(valid: Validity, day: Date) -> bool {
    valid.0 <= day && day <= valid.1
}

/// A legal basis, or that one is still to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Basis {
    Cited { instrument: String, article: Option<String> },
    ToConfirm,
}

/// A line of the responsibility list: a duty, a fallback, a ruling, a proviso, or a row of a look-up table.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Stable code. A row of a look-up table has `#` and its number behind the code.
    pub code: Arc<str>,
    /// What it is about.
    pub title: Option<Arc<str>>,
    /// Its layer.
    pub layer: Layer,
    /// Matters it applies to.
    pub scope: Intervals,
    /// Facts it applies to.
    pub region: Region,
    /// Days it applies to.
    pub valid: Validity,
    /// Who handles it first.
    pub leads: TemplateId,
    /// Who else has a part.
    pub parts: Arc<Parts>,
    /// Duties it says it overrides (a proviso: its parent).
    pub overrides: Vec<DutyId>,
    /// The capacity a doctrine ranks by.
    pub capacity: Option<Arc<str>>,
    /// What it says of older special duties.
    pub special: Option<SpecialRule>,
    /// The day of a ruling.
    pub ruled_on: Option<Date>,
    /// Why.
    pub reason: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
    /// The heading of the block it stands in: its own, or for a proviso that of its parent.
    pub block: Span,
}

/// Everything a duty says besides who leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// 协办.
    pub assist: Vec<Chain>,
    /// 知会.
    pub inform: Vec<Chain>,
    /// 监管.
    pub supervise: Vec<Chain>,
    /// 先行, with its limit.
    pub forerun: Option<(Chain, Option<Duration>)>,
    /// 依据.
    pub basis: Vec<Basis>,
    /// 时限 by step.
    pub limits: Vec<(String, Duration)>,
}

/// A rule that makes complaints urgent.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Urgency {
    pub name: String,
    pub scope: Intervals,
    pub region: Region,
    pub valid: Validity,
    pub span: Span,
}

/// An entry of the not-accepted list.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Refusal {
    pub name: String,
    pub scope: Intervals,
    pub region: Region,
    pub valid: Validity,
    /// What the citizen is told.
    pub redirect: Option<String>,
    pub basis: Vec<Basis>,
    pub span: Span,
}

/// Combinations that cannot occur.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Assumption {
    pub name: String,
    pub never: Region,
    pub span: Span,
}

/// A doctrine that ranks capacities.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Doctrine {
    pub name: String,
    pub scope: Intervals,
    pub order: Vec<Arc<str>>,
    pub span: Span,
}

/// Units in turn, by share.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Rota {
    pub name: String,
    pub members: Vec<(Handler, u32)>,
    pub period: Duration,
    pub start: Date,
    pub span: Span,
}

/// What one unit's implementation list accepts or declines.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct PracticeRule {
    pub scope: Intervals,
    pub region: Region,
    /// Declined: who should have it.
    pub hand_to: Option<Chain>,
    pub span: Span,
}

/// A unit's implementation list.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Practice {
    pub unit: Handler,
    pub accepts: Vec<PracticeRule>,
    pub declines: Vec<PracticeRule>,
    /// Which office takes it, the first that fits.
    pub offices: Vec<(String, Region)>,
    pub steps: Vec<(String, Duration)>,
    pub valid: Validity,
    pub span: Span,
}

/// A case of the lists.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Case {
    pub text: String,
    pub matter: Option<MatterId>,
    pub facts: Vec<(AttrId, Intervals)>,
    pub on: Option<Date>,
    pub expect: Vec<Expected>,
    /// `##` notes, as written.
    pub notes: Vec<String>,
    pub span: Span,
}

/// What a case demands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Expected {
    Leads(Vec<Handler>),
    Assists(Vec<Handler>),
    Forerun(Handler),
    Ask(AttrId),
    Refuse(String),
    Urgent(bool),
    Conflict,
    Gap,
}

/// What must hold over a region.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Assertion {
    pub name: String,
    pub scope: Intervals,
    pub region: Region,
    pub then: Vec<Claimed>,
    pub span: Span,
}

/// One claim of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Claimed {
    Urgent,
    Lead { any_of: Vec<Handler>, negated: bool },
    Decided,
}
