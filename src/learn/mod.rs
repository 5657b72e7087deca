//! Weights of recognition, learned from the cases of lists, and how well they do on cases that they have not seen.
//!
//! Cases are dealt out by the node above their matter: whoever is tried on a case has seen none of that node, so that no other
//! wording of it was learned from. From which chance on a matter is taken without asking is found on the cases of the other
//! parts, too.

mod fit;
mod heard;
mod trial;

pub use heard::{Heard, Sent};
pub use trial::{Rate, Trial};

use crate::cases::complaint;
use crate::policy::Policy;
use crate::policy::duty::Case;
use crate::policy::matter::MatterId;
use crate::policy::registry::UnitId;
use crate::recognise::{Candidate, Recogniser, Scratch, Signals, Weights};
use crate::router::{Editions, Status, Urgent};
use fit::{Example, N, fit};
use jiff::civil::Date;
use std::sync::Arc;

/// Parts into which cases are dealt.
pub const PARTS: usize = 5;

/// Which signals are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Using {
    /// All.
    Everything,
    /// What the text shares with names and descriptions.
    Descriptions,
    /// The recognisers.
    Recognisers,
}

impl Using {
    fn signals(self) -> [bool; N] {
        match self {
            Self::Everything => [true; N],
            Self::Descriptions => [true, false, false, false, false, false],
            Self::Recognisers => [false, true, true, true, true, true],
        }
    }
}

/// What was learned.
#[derive(Debug, Clone)]
pub struct Learned {
    /// From all cases.
    pub weights: Weights,
    /// How it went with those that each part had not seen.
    pub trial: Trial,
    /// How it went with these and the facts that their texts say, where everything is used.
    pub heard: Heard,
}

/// A case with what is weighed for it.
struct Told {
    case: usize,
    part: usize,
    truth: MatterId,
    signals: Vec<(MatterId, Signals)>,
    category: String,
}

/// Learns from the cases of some lists. `day`: that of cases without one. `target`: how often what is dispatched without asking is
/// to go to the right unit, from 0 to 1. None if fewer than ten cases name a matter.
pub fn learn(policy: &Arc<Policy>, day: Date, target: f64, using: Using) -> Option<Learned> {
    let recogniser = Recogniser::new(policy);
    let mut scratch = Scratch::default();
    let mut told: Vec<Told> = Vec::new();
    for (number, case) in policy.cases().iter().enumerate() {
        let Some(truth) = case.matter else { continue };
        let matter = policy.matters().get(truth);
        let (part, category) = (part(&matter.path), matter.path.first().cloned().unwrap_or_default());
        told.push(Told {
            case: number,
            part,
            truth,
            signals: recogniser.signals(&case.text, &mut scratch),
            category,
        });
    }
    if told.len() < 10 {
        return None;
    }
    let examples: Vec<Option<Example>> = told.iter().map(example).collect();
    let weights_of = |out: Option<usize>| {
        let kept = told.iter().zip(&examples).filter(|(t, _)| Some(t.part) != out);
        let kept: Vec<&Example> = kept.filter_map(|(_, e)| e.as_ref()).collect();
        fit(&kept, using.signals())
    };
    let parts: Vec<Weights> =
        (0..PARTS).map(|part| Weights { of: weights_of(Some(part)), ..Weights::default() }).collect();
    let editions = Editions::for_cases(policy.clone(), day);
    let mut hearing = heard::Hearing::new(policy, &editions, day);
    let tried = told.iter().map(|t| {
        let candidates = parts[t.part].weigh(t.signals.clone());
        if using == Using::Everything {
            let right = outcome(&editions, day, &policy.cases()[t.case], t.truth);
            hearing.hear(t, right.as_ref(), &candidates);
        }
        tried(policy, &editions, day, t, &candidates)
    });
    let trial = Trial::new(tried.collect(), target);
    let heard = hearing.heard;
    Some(Learned { heard, weights: Weights { of: weights_of(None), sure: trial.sure.clone() }, trial })
}

/// The part of a node: always the same, whatever else is in the lists.
fn part(path: &[String]) -> usize {
    let bytes = path.iter().flat_map(|node| node.bytes().chain([0]));
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as usize % PARTS
}

/// None if nothing speaks for the right one: no weights could name it.
fn example(told: &Told) -> Option<Example> {
    let right = told.signals.iter().position(|(m, _)| *m == told.truth)?;
    Some(Example { rows: told.signals.iter().map(|(_, s)| s.values()).collect(), right })
}

/// Who handles a case if it is of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    status: Status,
    units: Vec<UnitId>,
    refusal: Option<usize>,
    urgent: Urgent,
}

fn outcome(editions: &Editions, day: Date, case: &Case, matter: MatterId) -> Option<Outcome> {
    let (router, _) = editions.on(case.on.unwrap_or(day));
    let case = Case { matter: Some(matter), ..case.clone() };
    let complaint = complaint(&case, &router, day).ok()?;
    let decision = router.route(&complaint);
    let mut units: Vec<UnitId> = decision.leads.iter().map(|a| a.unit).collect();
    units.sort_unstable();
    Some(Outcome { status: decision.status, units, refusal: decision.refusal, urgent: decision.urgent })
}

/// Chances below this are not looked at for what is urgent.
const FAINT: f64 = 0.01;
/// Candidates that are looked at for what is urgent.
const MOST_LOOKED_AT: usize = 5;

fn tried(
    policy: &Policy,
    editions: &Editions,
    day: Date,
    told: &Told,
    candidates: &[Candidate],
) -> trial::Tried {
    let case = &policy.cases()[told.case];
    let of = |matter| outcome(editions, day, case, matter);
    let truth = of(told.truth);
    let first = candidates.first();
    let found = first.and_then(|c| of(c.matter));
    let same = |a: &Outcome, b: &Outcome| (a.status, &a.units, a.refusal) == (b.status, &b.units, b.refusal);
    let is_urgent = |o: &Outcome| o.urgent == Urgent::Yes;
    let looked_at = candidates.iter().take(MOST_LOOKED_AT).filter(|c| c.chance >= FAINT);
    trial::Tried {
        case: told.case,
        part: told.part,
        category: told.category.clone(),
        taken_for: first
            .and_then(|c| policy.matters().get(c.matter).path.first().cloned())
            .unwrap_or_default(),
        rank: candidates.iter().position(|c| c.matter == told.truth),
        chance: first.map_or(0.0, |c| c.chance),
        going: trial::Going {
            decided: found
                .as_ref()
                .is_some_and(|o| matches!(o.status, Status::Decided | Status::NotAccepted)),
            right: truth.as_ref().zip(found.as_ref()).is_some_and(|(a, b)| same(a, b)),
        },
        urgent: truth.as_ref().is_some_and(is_urgent),
        taken_for_urgent: looked_at.filter_map(|c| of(c.matter)).any(|o| is_urgent(&o)),
    }
}
