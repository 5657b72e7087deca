//! The router's answer. Data only: names are looked up in the policy, words are put on at the edge.

use crate::diagram::Outcome;
use crate::policy::duty::{DutyId, TemplateId};
use crate::policy::region::AttrId;
use crate::policy::registry::{RoleId, UnitId};
use crate::syntax::entries::Duration;
use jiff::civil::DateTime;

/// How a complaint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The first handler is named.
    Decided,
    /// It depends on a fact that is not known: there is a question to ask.
    Asked,
    /// Nobody is assigned.
    Gap,
    /// Several units are assigned and none of them before the others: a case for quick ruling.
    Conflict,
    /// On the not-accepted list.
    NotAccepted,
    /// The lists say that these facts cannot occur together.
    Contradictory,
}

impl Status {
    /// All, in the order in which a summary counts them.
    pub const ALL: [Self; 6] =
        [Self::Decided, Self::Asked, Self::Gap, Self::Conflict, Self::NotAccepted, Self::Contradictory];

    /// The stable key used in data.
    pub fn key(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Asked => "asked",
            Self::Gap => "gap",
            Self::Conflict => "conflict",
            Self::NotAccepted => "not_accepted",
            Self::Contradictory => "contradictory",
        }
    }
}

/// The status and the first handler alone: what routing costs without the reasons. No allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// How it stands.
    pub status: Status,
    /// The first handler (of several leads the first by number), if decided.
    pub lead: Option<UnitId>,
    /// Who leads, as written, if decided.
    pub template: Option<TemplateId>,
    /// False if the matter was over its budget of nodes and the facts left more possibilities than could be followed:
    /// then `Asked` is safe but perhaps not needed.
    pub exact: bool,
}

/// A unit with a part in the complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Assigned<'r> {
    /// The unit, after roles, rotas and successors.
    pub unit: UnitId,
    /// The role it plays here, if it was named by one.
    pub role: Option<RoleId>,
    /// The office inside it, by its implementation list.
    pub office: Option<&'r str>,
    /// Whether it has its part whatever the unknown facts turn out to be.
    pub certain: bool,
}

/// Whether a complaint is urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Urgent {
    /// No rule makes it urgent.
    #[default]
    No,
    /// It is if an unknown fact turns out so.
    Perhaps,
    /// It is.
    Yes,
}

/// A time limit of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit<'r> {
    /// The step: 联系, 办结 …
    pub step: &'r str,
    /// How long.
    pub limit: Duration,
    /// Until when, if it is known when the complaint came in.
    pub due: Option<DateTime>,
}

/// What may come out, while it is not decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'r> {
    /// What the lists say.
    pub outcome: Outcome,
    /// Who would lead; several combinations if the place is not known either, each by its leads.
    pub leads: Vec<Vec<Assigned<'r>>>,
    /// The duties that say so.
    pub duties: Vec<DutyId>,
    /// Its share if every open possibility were equally likely, 0 to 1.
    pub share: f64,
}

/// The fact most worth asking for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The attribute.
    pub attribute: AttrId,
    /// For a place: down to which level of areas it must be known.
    pub level: Option<usize>,
}

/// The answer for one complaint.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'r> {
    /// How it stands.
    pub status: Status,
    /// Who leads, as the lists write it.
    pub template: Option<TemplateId>,
    /// The first handler; several only where the lists declare joint leads. Empty unless decided.
    pub leads: Vec<Assigned<'r>>,
    /// 协办.
    pub assist: Vec<Assigned<'r>>,
    /// 知会.
    pub inform: Vec<Assigned<'r>>,
    /// 监管.
    pub supervise: Vec<Assigned<'r>>,
    /// 先行: acts first, within the limit; then the first handler takes over.
    pub forerun: Vec<(Assigned<'r>, Option<Duration>)>,
    /// Whether it is urgent.
    pub urgent: Urgent,
    /// Until when it must be dispatched, if it is known when it came in.
    pub dispatch_by: Option<DateTime>,
    /// Until when the citizen must be contacted.
    pub contact_by: Option<DateTime>,
    /// The strictest limit of each step.
    pub limits: Vec<Limit<'r>>,
    /// Years that no calendar settles and whose days were taken for plain weekdays, ascending: in the deadlines, or for the
    /// day class of when it happened.
    pub unsettled: Vec<i16>,
    /// The duties that decide; in a conflict those that stand against each other.
    pub duties: Vec<DutyId>,
    /// Assumptions that silence stood for and that the walk used.
    pub assumed: Vec<(AttrId, u32)>,
    /// While not decided: what may come out, the likeliest first.
    pub candidates: Vec<Candidate<'r>>,
    /// While not decided: what to ask next.
    pub question: Option<Question>,
    /// The number of the entry of the not-accepted list.
    pub refusal: Option<usize>,
    /// A role that nobody plays at this place: the duty decides, the registry has a hole.
    pub vacant: Option<RoleId>,
    /// See [`Brief::exact`].
    pub exact: bool,
}
