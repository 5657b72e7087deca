//! Weights of recognition, learned from the cases of lists, and how well they do on cases that they have not seen.
//!
//! Cases are dealt out by the node above their matter: whoever is tried on a case has seen none of that node, so that no other
//! wording of it was learned from. From which chance on a matter is taken without asking is found on the cases of the other
//! parts, too.

mod categories;
mod fit;
mod heard;
mod labelled;
mod scorer;
mod svm;
mod trial;

pub use heard::{Heard, Sent};
pub use labelled::{Labelled, Messages, Way, scorer_of, try_against, try_on};
pub use trial::{Rate, Trial};

use crate::cases::complaint;
use crate::policy::Policy;
use crate::policy::duty::Case;
use crate::policy::matter::MatterId;
use crate::policy::registry::UnitId;
use crate::recognise::{Candidate, Outside, Recogniser, Scorer, Scratch, Signals, Weights};
use crate::router::{Editions, Status, Urgent};
use categories::Categories;
use fit::{Example, N, fit};
use jiff::civil::Date;
use std::fmt;
use std::sync::{Arc, OnceLock};

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
    /// All that comes from the lists.
    Lists,
    /// What was learned from the wording of cases.
    Text,
}

impl Using {
    /// Whether what was learned from the wording of cases counts.
    fn reads_wording(self) -> bool {
        matches!(self, Self::Everything | Self::Text)
    }

    /// Which signals count. `outside`: whether there is a scorer from outside.
    fn signals(self, outside: bool) -> [bool; N] {
        let (descriptions, recognisers) = match self {
            Self::Everything | Self::Lists => (true, true),
            Self::Descriptions => (true, false),
            Self::Recognisers => (false, true),
            Self::Text => (false, false),
        };
        let mut all = [recognisers; N];
        all[0] = descriptions;
        all[LISTS] = self.reads_wording();
        all[LISTS + 1] = outside && recognisers;
        all
    }
}

/// Signals that come from the lists; behind them that of a label, and that from outside.
const LISTS: usize = N - 2;

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

/// How messages are taken apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Apart {
    /// Of two cases joined, those that are taken apart.
    pub found: Rate,
    /// Of the same, those taken into the two right matters.
    pub right: Rate,
    /// Of single cases, those taken apart although they are about one thing.
    pub one: Rate,
}

/// A case with what is weighed for it.
struct Told {
    case: usize,
    part: usize,
    truth: MatterId,
    signals: Vec<(MatterId, Signals)>,
    category: String,
}

/// Cases with all that is drawn from them, to learn from in several ways.
pub struct Lesson {
    policy: Arc<Policy>,
    day: Date,
    told: Vec<Told>,
    lexicon: Vec<String>,
    outside: bool,
    wording: OnceLock<Wording>,
}

/// What the wording of cases tells.
struct Wording {
    /// What is weighed for every case by a scorer that has seen neither its part nor one more: for each part that one more is,
    /// and for none.
    unseen: Vec<Vec<Weighed>>,
    scorer: Arc<Scorer>,
}

/// What is weighed for one case.
type Weighed = Vec<(MatterId, Signals)>;

impl fmt::Debug for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lesson").field("cases", &self.told.len()).finish_non_exhaustive()
    }
}

impl Lesson {
    /// Reads the cases of some lists. `day`: that of cases without one. `outside`: a scorer whose weight is to be learned. None if fewer than ten name a matter.
    pub fn new(policy: &Arc<Policy>, day: Date, outside: Option<Box<dyn Outside>>) -> Option<Self> {
        let mut recogniser = Recogniser::new(policy, Weights { scorer: None, ..Weights::default() });
        let has_outside = outside.is_some();
        if let Some(outside) = outside {
            recogniser = recogniser.with(policy, outside);
        }
        let mut scratch = Scratch::default();
        let mut told: Vec<Told> = Vec::new();
        for (number, case) in policy.cases().iter().enumerate() {
            let Some(truth) = case.matter else { continue };
            let matter = policy.matters().get(truth);
            told.push(Told {
                case: number,
                part: part(&matter.path),
                truth,
                signals: recogniser.signals(&case.text, &mut scratch),
                category: matter.path.first().cloned().unwrap_or_default(),
            });
        }
        if told.len() < 10 {
            return None;
        }
        let lexicon = recogniser.lexicon().to_vec();
        Some(Self {
            policy: policy.clone(),
            day,
            told,
            lexicon,
            outside: has_outside,
            wording: OnceLock::new(),
        })
    }

    /// Takes as long as learning sixteen scorers from the cases, once.
    fn wording(&self) -> &Wording {
        self.wording.get_or_init(|| {
            let categories = Categories::new(&self.policy, &self.told, &self.lexicon);
            let pairs = categories.pairs();
            let out = (0..PARTS).map(Some).chain([None]);
            let (unseen, slopes): (Vec<_>, Vec<_>) = out.map(|out| categories.unseen(&pairs, out)).unzip();
            let slope = slopes.last().copied().unwrap_or(1.0);
            Wording { unseen, scorer: Arc::new(categories.without(&[]).with_slope(slope)) }
        })
    }

    /// What is weighed for a case; where it is tried, by what has not seen the part.
    fn weighed(&self, case: usize, out: Option<usize>, using: Using) -> &Weighed {
        if using.reads_wording() {
            &self.wording().unseen[out.unwrap_or(PARTS)][case]
        } else {
            &self.told[case].signals
        }
    }

    /// Learns from the cases. `target`: how often what is dispatched without asking is to go to the right unit, from 0 to 1.
    pub fn learn(&self, using: Using, target: f64) -> Learned {
        let plain = Weights { scorer: None, ..Weights::default() };
        // For a part that is tried nothing was learned from it: neither the weights nor what the scorer says to learn them from.
        let parts: Vec<Weights> =
            (0..PARTS).map(|p| Weights { of: self.weights(Some(p), using), ..plain.clone() }).collect();
        let editions = Editions::for_cases(self.policy.clone(), self.day);
        let mut hearing = heard::Hearing::new(&self.policy, &editions, self.day);
        let tried = self.told.iter().enumerate().map(|(i, told)| {
            let candidates = parts[told.part].weigh(self.weighed(i, Some(told.part), using).clone());
            if using == Using::Lists {
                let right = outcome(&editions, self.day, &self.policy.cases()[told.case], told.truth);
                hearing.hear(told, right.as_ref(), &candidates);
            }
            tried(&self.policy, &editions, self.day, told, &candidates)
        });
        let trial = Trial::new(tried.collect(), target);
        let scorer = using.reads_wording().then(|| self.wording().scorer.clone());
        let mut of = self.weights(None, using);
        // What was not there to be learned stays as it is.
        for (weight, known) in of.iter_mut().zip(plain.of).skip(LISTS) {
            *weight = if *weight == 0.0 { known } else { *weight };
        }
        let weights = Weights { of, sure: trial.sure.clone(), scorer };
        Learned { weights, trial, heard: hearing.heard }
    }

    /// How well messages about two things are taken apart: every case with one of another half of the cases behind it. Nothing is
    /// held out; the words of the cases are those that the weights were learned from.
    pub fn apart(&self, weights: &Weights) -> Apart {
        let recogniser = Recogniser::new(&self.policy, weights.clone());
        let mut scratch = Scratch::default();
        let text = |told: &Told| self.policy.cases()[told.case].text.trim_end_matches('。');
        let mut apart = Apart::default();
        for (one, two) in self.told.iter().zip(self.told.iter().skip(self.told.len() / 2)) {
            let alone = recogniser.parts(text(one), &mut scratch);
            apart.one.hits += usize::from(!alone.is_empty());
            apart.one.of += 1;
            if one.truth == two.truth {
                continue;
            }
            let both = format!("{}。另外，{}。", text(one), text(two));
            let parts = recogniser.parts(&both, &mut scratch);
            let matters: Vec<MatterId> = parts.iter().map(|p| p.candidate.matter).collect();
            apart.found.hits += usize::from(!parts.is_empty());
            apart.right.hits += usize::from(matters == [one.truth, two.truth]);
            apart.found.of += 1;
            apart.right.of += 1;
        }
        apart
    }

    /// The weights from the cases of all parts but one.
    fn weights(&self, out: Option<usize>, using: Using) -> [f64; N] {
        let kept = self.told.iter().enumerate().filter(|(_, t)| Some(t.part) != out);
        let kept: Vec<Example> =
            kept.filter_map(|(i, t)| example(t.truth, self.weighed(i, out, using))).collect();
        fit(&kept.iter().collect::<Vec<_>>(), using.signals(self.outside))
    }
}

/// The part of a node: always the same, whatever else is in the lists.
fn part(path: &[String]) -> usize {
    let bytes = path.iter().flat_map(|node| node.bytes().chain([0]));
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as usize % PARTS
}

/// None if nothing speaks for the right one: no weights could name it.
fn example(truth: MatterId, signals: &[(MatterId, Signals)]) -> Option<Example> {
    let right = signals.iter().position(|(m, _)| *m == truth)?;
    Some(Example { rows: signals.iter().map(|(_, s)| s.values()).collect(), right })
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
