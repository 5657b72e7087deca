//! One unit's view as a document: what JSON shows, and what the text is made of. Kinds and codes are never translated.

use fenbo::check::{BoxWire, DutyWire, Kind, Line, MatterWire, ProblemWire, Report, View, Writer};
use fenbo::finding::PlaceWire;
use fenbo::policy::matter::MatterId;
use fenbo::policy::region::Region;
use jiff::civil::Date;
use serde::Serialize;

/// The number of this form. It changes when a field goes or means something else, and not when one comes.
const FORM: u32 = 1;

#[derive(Serialize)]
pub struct Document {
    form: u32,
    version: &'static str,
    /// The hash of all texts.
    lists: String,
    pub day: String,
    /// False if some matter was too crowded: `not_analysed` names it.
    pub exact: bool,
    pub unit: UnitWire,
    pub roles: Vec<RoleWire>,
    pub duties: Vec<PartWire>,
    pub practices: Vec<PracticeWire>,
    pub matters: Vec<StandingWire>,
    pub handed_over_by: Vec<LineWire>,
    /// Codes.
    pub rulings: Vec<String>,
    pub urgent: Vec<UrgentWire>,
    pub problems: Vec<ProblemWire>,
    pub not_analysed: Vec<MatterWire>,
}

#[derive(Serialize)]
pub struct UnitWire {
    pub name: String,
    pub code: Option<String>,
    pub kind: Option<String>,
    pub round_the_clock: bool,
}

#[derive(Serialize)]
pub struct RoleWire {
    pub role: String,
    pub places: Vec<BoxWire>,
}

/// What a duty gives it to do.
#[derive(Serialize)]
pub struct PartWire {
    /// `lead`, `assist`, `inform`, `supervise` or `forerun`.
    pub part: &'static str,
    /// By which name.
    pub by: String,
    pub places: Vec<BoxWire>,
    #[serde(flatten)]
    pub duty: DutyWire,
}

#[derive(Serialize)]
pub struct PracticeWire {
    /// Whose list it is: the unit, or a role that it plays.
    pub of: String,
    pub places: Vec<BoxWire>,
    pub offices: Vec<String>,
    pub accepts: Vec<LineWire>,
    pub declines: Vec<LineWire>,
    #[serde(flatten)]
    pub place: PlaceWire,
}

/// A line of a practice.
#[derive(Serialize)]
pub struct LineWire {
    /// Whose list it stands in.
    pub of: String,
    /// The first of the matters in words, and how many more there are.
    pub text: String,
    pub matters: Vec<String>,
    pub region: Vec<BoxWire>,
    /// To whom it hands over; `null`: nobody.
    pub to: Option<String>,
    #[serde(flatten)]
    pub place: PlaceWire,
}

/// How a matter stands; an empty list: nowhere.
#[derive(Serialize)]
pub struct StandingWire {
    #[serde(flatten)]
    pub matter: MatterWire,
    pub assigned_and_accepted: Vec<BoxWire>,
    pub assigned_not_mentioned: Vec<BoxWire>,
    pub assigned_but_declined: Vec<BoxWire>,
    pub accepted_not_assigned: Vec<BoxWire>,
}

#[derive(Serialize)]
pub struct UrgentWire {
    #[serde(flatten)]
    pub matter: MatterWire,
    /// The rules that make it urgent; none: it always is.
    pub by: Vec<String>,
}

impl Document {
    pub fn new(writer: &Writer<'_>, view: &View, report: &Report, day: Date) -> Self {
        let policy = writer.policy;
        let units = &policy.registry().units;
        let unit = units.get(view.unit);
        let boxes = |region: &Region| writer.region(region);
        let matter = |id: MatterId| writer.matter(id);
        let duties = view.duties.iter().map(|part| PartWire {
            part: match part.kind {
                Kind::Lead => "lead",
                Kind::Assist => "assist",
                Kind::Inform => "inform",
                Kind::Supervise => "supervise",
                Kind::Forerun => "forerun",
            },
            by: policy.handler_words(part.by, writer.lang),
            places: boxes(&part.places),
            duty: writer.duty(part.duty),
        });
        let practices = view.practices.iter().map(|(number, places)| {
            let practice = &policy.practices()[*number as usize];
            let line = |declines| {
                let rules = if declines { &practice.declines } else { &practice.accepts };
                let lines =
                    (0..rules.len() as u32).map(move |n| Line { practice: *number, declines, number: n });
                lines.map(|l| self::line(writer, l)).collect()
            };
            PracticeWire {
                of: policy.handler_words(practice.unit, writer.lang),
                places: boxes(places),
                offices: practice.offices.iter().map(|o| o.0.clone()).collect(),
                accepts: line(false),
                declines: line(true),
                place: PlaceWire::new(practice.span, writer.sources),
            }
        });
        let matters = view.matters.iter().map(|s| StandingWire {
            matter: matter(s.matter),
            assigned_and_accepted: boxes(&s.agreed),
            assigned_not_mentioned: boxes(&s.silent),
            assigned_but_declined: boxes(&s.declined),
            accepted_not_assigned: boxes(&s.unassigned),
        });
        let urgent = view.urgent.iter().map(|(id, rules)| UrgentWire {
            matter: matter(*id),
            by: rules.iter().map(|&r| policy.urgencies()[r].name.clone()).collect(),
        });
        let role = |(role, places): &(_, Region)| RoleWire {
            role: units.get_role(*role).name.clone(),
            places: boxes(places),
        };
        Self {
            form: FORM,
            version: env!("CARGO_PKG_VERSION"),
            lists: policy.hash().to_owned(),
            day: day.to_string(),
            exact: view.crowded.is_empty() && report.exact,
            unit: UnitWire {
                name: unit.name.clone(),
                code: unit.code.clone(),
                kind: unit.kind.clone(),
                round_the_clock: unit.round_the_clock,
            },
            roles: view.roles.iter().map(role).collect(),
            duties: duties.collect(),
            practices: practices.collect(),
            matters: matters.collect(),
            handed_over_by: view.handed.iter().map(|l| line(writer, *l)).collect(),
            rulings: view.rulings.iter().map(|d| policy.duty(*d).code.to_string()).collect(),
            urgent: urgent.collect(),
            problems: view.problems.iter().map(|&i| writer.wire(&report.problems[i])).collect(),
            not_analysed: view.crowded.iter().map(|m| matter(*m)).collect(),
        }
    }
}

fn line(writer: &Writer<'_>, line: Line) -> LineWire {
    let policy = writer.policy;
    let rule = policy.practice_line(line);
    let matters: Vec<MatterId> = rule.scope.values().map(MatterId).collect();
    LineWire {
        of: policy.handler_words(policy.practices()[line.practice as usize].unit, writer.lang),
        text: policy.matters_words(&matters, writer.lang),
        matters: matters.iter().map(|m| policy.matters().get(*m).code.clone()).collect(),
        region: writer.region(&rule.region),
        to: rule.hand_to.as_ref().map(|chain| policy.chain_words(chain, writer.lang)),
        place: PlaceWire::new(rule.span, writer.sources),
    }
}
