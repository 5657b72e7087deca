//! What the lists leave open, claim twice or contradict.
//!
//! `analysis` follows the definition for every matter on every day that can differ and gives exact regions; each check is
//! one file that looks at one kind of fault and says it as [`Problem`]s. A check never decides by itself what applies
//! where: it asks the analysis, or the router that routes. Problems are data; their words are put on at the edge.

mod accepted;
mod actors;
pub(crate) mod analysis;
mod asked;
mod bases;
mod bounds;
mod cases;
mod catalogue;
mod conflict;
mod contrary;
mod days;
mod dead;
mod declined;
mod edited;
mod fallback_only;
mod fold;
mod future;
mod gap;
mod ground;
mod keywords;
mod lock;
pub mod mutate;
mod names;
mod near;
mod pages;
mod partial;
mod paste;
mod problem;
mod reading;
mod reconcile;
mod redundant;
mod removal;
mod rulings;
mod session;
mod silent;
pub(crate) mod space;
mod special;
mod split;
mod state;
mod steps;
mod store;
mod ties;
mod unanalysed;
mod units;
mod urgent;
mod vacant;
mod waivers;
mod weight;
mod wire;

use crate::policy::Policy;
use crate::policy::duty::{Duty, DutyId, Handler};
use crate::policy::matter::MatterId;
use crate::router::{Editions, Router};
use crate::syntax::entries::Layer;
use actors::Actors;
use analysis::{Class, Epoch, Found, Never, Partial};
use bounds::Holes;
use days::Days;
pub use edited::Edited;
use ground::Grounds;
pub use ground::Line;
use jiff::civil::Date;
pub use lock::lock;
pub use pages::{PAGES, page};
pub use problem::{Edit, Fix, Problem, Witness};
pub use reading::of_reading;
pub use reconcile::{Kind, Part, Standing, View};
use rustc_hash::FxHashMap;
pub use session::Session;
use std::cmp::Ordering;
use std::sync::{Arc, Mutex, OnceLock};
use ties::Ties;
pub use waivers::Waived;
pub use weight::{Scale, Weight};
pub use wire::{
    BoxWire, DaysWire, DutyWire, EditWire, FactWire, FixWire, MatterWire, ProblemWire, SideWire, WaiverWire,
    WeightWire, WitnessWire, Writer,
};

/// One check: looks at the lists and says what it finds.
type Check = fn(&Scene<'_>, &mut Vec<Problem>);

/// What a check declares to look at, so that a session need not run it again for what an edit of duties does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Each problem is of one class, whose matters it bears, and of the lists but for other duties.
    Class,
    /// Each problem is put together from what is found of single classes and bears the matters of all of them. Problems with
    /// these of the first names in common are looked at together: so many that what is put together has all of them alike.
    Named(usize),
    /// The same where a single epoch is looked at; otherwise an earlier day may hide what is found of a later one.
    NamedOnOneDay(usize),
    /// Each problem bears the matters it is about, and a matter that is asked about brings all problems that it may be of.
    Matters,
    /// The same, with names that are those of one problem only: it may be about other matters than before.
    MattersByName,
    /// No duty, fallback or ruling.
    Rest,
    /// Each problem is of one line of the lists, by its code, and of how many lines name a basis.
    Lines,
    /// Which duties decide nowhere.
    Dead,
    /// Which duties change nothing.
    Redundant,
    /// Who gets urgent complaints, class by class.
    Urgent,
    /// What is tested, and where it makes a difference.
    Asked,
    /// All lists.
    Whole,
}

/// A check with its scope.
struct Row {
    check: Check,
    scope: Scope,
}

const fn row(check: Check, scope: Scope) -> Row {
    Row { check, scope }
}

/// All the names of a problem are alike.
const ALL: usize = usize::MAX;

/// The checks. The order does not matter: problems are sorted.
const CHECKS: &[Row] = &[
    row(accepted::never_assigned, Scope::Matters),
    row(accepted::twice, Scope::Named(2)),
    row(asked::check, Scope::Asked),
    row(bases::check, Scope::Lines),
    row(bases::counted, Scope::Whole),
    row(bases::of_refusals, Scope::Rest),
    row(bounds::check, Scope::Named(ALL)),
    row(bounds::windows, Scope::Whole),
    row(cases::check, Scope::Whole),
    row(catalogue::check, Scope::Rest),
    row(catalogue::orphans, Scope::Class),
    row(conflict::check, Scope::Named(2)),
    row(contrary::check, Scope::Named(1)),
    row(dead::check, Scope::Dead),
    row(declined::check, Scope::Named(1)),
    row(fallback_only::check, Scope::Class),
    row(future::check, Scope::Whole),
    row(gap::check, Scope::Class),
    row(keywords::check, Scope::MattersByName),
    row(lock::check, Scope::Whole),
    row(names::check, Scope::Matters),
    row(redundant::check, Scope::Redundant),
    row(rulings::check, Scope::NamedOnOneDay(1)),
    row(rulings::standing, Scope::Whole),
    row(silent::check, Scope::Named(2)),
    row(special::check, Scope::Named(1)),
    row(steps::check, Scope::Named(ALL)),
    row(unanalysed::check, Scope::Named(1)),
    row(units::check, Scope::Whole),
    row(urgent::check, Scope::Urgent),
    row(vacant::check, Scope::Named(1)),
];

fn run_all(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    for row in CHECKS {
        (row.check)(scene, out);
    }
}

/// What to look at.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day whose lists are checked first.
    pub day: Date,
    /// The last day to look ahead to.
    pub until: Date,
}

/// The exact regions of all matters: what the checks on gaps, conflicts and dead duties read off.
#[derive(Debug)]
pub struct Analysis {
    policy: Arc<Policy>,
    options: Options,
    days: Days,
}

/// What all checks look at.
pub(crate) struct Scene<'p> {
    pub policy: &'p Arc<Policy>,
    pub options: &'p Options,
    /// The epoch of [`Options::day`] first, then those to come.
    pub epochs: &'p [Epoch],
    /// What is asked about, if not everything.
    focus: Option<&'p Focus>,
    /// What lasts while only duties are edited.
    kept: Arc<Kept>,
    editions: OnceLock<Editions>,
    ties: OnceLock<Arc<Ties>>,
    dead: OnceLock<Arc<Vec<DutyId>>>,
    rulings: OnceLock<Arc<Vec<DutyId>>>,
    slipping: OnceLock<Arc<Vec<DutyId>>>,
    cited: OnceLock<Arc<bases::Cited>>,
    actors: Actors<'p>,
    grounds: OnceLock<Grounds>,
    holes: OnceLock<Holes>,
    never: OnceLock<Arc<Never>>,
}

/// What an edit may have changed something about.
#[derive(Debug)]
struct Focus {
    /// Matters, ascending.
    matters: Vec<MatterId>,
    /// All duties of these, ascending.
    duties: Vec<DutyId>,
}

/// What takes long to find and no duty has a say in.
#[derive(Debug, Default)]
struct Kept {
    /// Matters with names near each other.
    names: OnceLock<Vec<Vec<MatterId>>>,
    /// Matters with words in common that are enough for both.
    words: OnceLock<Vec<keywords::Pair>>,
    /// The lines of the practices in effect, by matter.
    lines: OnceLock<Vec<Vec<Line>>>,
    /// Where the practices of a handler speak.
    spoken: Mutex<FxHashMap<Handler, Arc<silent::Spoken>>>,
    /// Who the handlers are.
    who: Arc<actors::Known>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The problems, by place and code.
    pub problems: Vec<Problem>,
    /// What a waiver of the lists takes out of them, in the same order.
    pub waived: Vec<Waived>,
    /// False if some matter was too crowded to be analysed: then there may be more.
    pub exact: bool,
}

/// Checks the lists. Findings of reading them are not repeated here.
pub fn check(policy: &Arc<Policy>, options: &Options) -> Report {
    Analysis::new(policy.clone(), options.clone()).report()
}

impl Analysis {
    /// Follows the definition for every matter on every day that can differ.
    pub fn new(policy: Arc<Policy>, options: Options) -> Self {
        let days = Days::new(&policy, &options);
        Self { policy, options, days }
    }

    fn scene(&self) -> Scene<'_> {
        Scene::new(&self.policy, &self.options, &self.days.epochs)
    }

    /// Duties that decide nowhere, ascending.
    pub fn dead(&self) -> Vec<DutyId> {
        self.scene().dead().to_vec()
    }

    /// The matters on which nobody is the first handler under some facts on the first day.
    pub fn gaps(&self) -> Vec<MatterId> {
        let classes = &self.days.epochs[0].classes;
        let gaps = classes.iter().filter(|class| !class.known().gap.is_empty());
        gaps.flat_map(|class| class.matters.iter().copied()).collect()
    }

    /// The pairs of duties that conflict on the first day, each with every matter on which they do.
    pub fn conflicts(&self) -> Vec<(MatterId, DutyId, DutyId)> {
        let mut out = Vec::new();
        for class in &self.days.epochs[0].classes {
            for (r, s, _) in &class.known().conflicts {
                out.extend(class.matters.iter().map(|m| (*m, *r, *s)));
            }
        }
        out
    }

    /// The matters that are too crowded for all gaps, conflicts and dead duties to be found on the first day.
    pub fn not_analysed(&self) -> Vec<MatterId> {
        let unsettled = |c: &&Arc<Class>| c.found.as_ref().is_err_and(|partial| !partial.settled);
        let crowded = self.days.epochs[0].classes.iter().filter(unsettled);
        crowded.flat_map(|class| class.matters.iter().copied()).collect()
    }

    /// Everything that the checks find.
    pub fn report(&self) -> Report {
        let scene = self.scene();
        let mut problems = Vec::new();
        run_all(&scene, &mut problems);
        Report::of(&scene, problems)
    }
}

impl Report {
    /// What is left of all problems once the waivers took theirs.
    fn of(scene: &Scene<'_>, mut problems: Vec<Problem>) -> Self {
        // Whatever was not analysed is said.
        let exact = !problems.iter().any(|p| p.finding.code == "P901");
        let waivers = !scene.policy.waivers().is_empty();
        let foreseen = if waivers { rulings::foreseen(scene) } else { Vec::new() };
        let mut waived = waivers::apply(scene.policy, scene.options.day, &mut problems, &foreseen);
        problems.sort_by(by_place);
        waived.sort_by(|a, b| by_place(&a.problem, &b.problem));
        Self { problems, waived, exact }
    }
}

fn by_place(a: &Problem, b: &Problem) -> Ordering {
    let key = |p: &Problem| (p.finding.span, p.finding.code);
    // What is the same up to here is told apart by its words, whatever the order in which it was found.
    let rest = |p: &'_ Problem| (p.days, p.finding.zh.clone());
    key(a).cmp(&key(b)).then_with(|| a.fingerprint.cmp(&b.fingerprint)).then_with(|| rest(a).cmp(&rest(b)))
}

impl<'p> Scene<'p> {
    fn new(policy: &'p Arc<Policy>, options: &'p Options, epochs: &'p [Epoch]) -> Self {
        Self::with(policy, options, epochs, Arc::default())
    }

    /// With what is known already of everything but duties.
    fn with(policy: &'p Arc<Policy>, options: &'p Options, epochs: &'p [Epoch], kept: Arc<Kept>) -> Self {
        Self {
            policy,
            options,
            epochs,
            focus: None,
            actors: Actors::new(policy, options.day, kept.who.clone()),
            kept,
            editions: OnceLock::new(),
            ties: OnceLock::new(),
            dead: OnceLock::new(),
            rulings: OnceLock::new(),
            slipping: OnceLock::new(),
            cited: OnceLock::new(),
            grounds: OnceLock::new(),
            holes: OnceLock::new(),
            never: OnceLock::new(),
        }
    }

    /// The epoch of the day that is checked.
    pub fn now(&self) -> &'p Epoch {
        &self.epochs[0]
    }

    /// The classes that could be analysed on the day that is checked.
    pub fn classes(&self) -> impl Iterator<Item = (&'p Class, &'p Found)> {
        self.now().found()
    }

    /// The holes at bounds of each of these classes.
    pub fn holes(&self) -> &Holes {
        self.holes.get_or_init(|| Holes::new(self))
    }

    /// The classes of every epoch that a duty applies to; those taken over from an earlier epoch once.
    pub fn places(&self, duty: DutyId) -> Vec<(&'p Epoch, &'p Class)> {
        let mut all: Vec<(&'p Epoch, &'p Class)> = Vec::new();
        let mut old: Vec<*const Class> = Vec::new();
        for epoch in self.epochs {
            let own = epoch.classes_with(self.policy, duty);
            let fresh = own.iter().filter(|c| !old.contains(&Arc::as_ptr(c)));
            all.extend(fresh.map(|class| (epoch, &***class)));
            old = own.into_iter().map(Arc::as_ptr).collect();
        }
        all
    }

    /// Whether something may be otherwise with a matter than when the lists were last checked.
    pub fn asks_about(&self, matter: MatterId) -> bool {
        self.focus.is_none_or(|f| f.matters.binary_search(&matter).is_ok())
    }

    /// The duties of which something may be otherwise, ascending.
    pub fn duties_asked_about(&self) -> Vec<DutyId> {
        let all = || self.policy.duties().map(|(id, _)| id).collect();
        self.focus.map_or_else(all, |f| f.duties.clone())
    }

    /// What binds duties to each other in the text.
    fn ties(&self) -> &Arc<Ties> {
        self.ties.get_or_init(|| Ties::new(self.policy).into())
    }

    /// Duties that are in effect on some day looked at and decide nowhere, ascending.
    pub fn dead(&self) -> &Arc<Vec<DutyId>> {
        self.dead.get_or_init(|| dead::dead(self).into())
    }

    /// What the lines of the lists say of their bases.
    fn cited(&self) -> &Arc<bases::Cited> {
        let days = (self.options.day, self.options.until);
        self.cited.get_or_init(|| bases::Cited::new(self.policy, days).into())
    }

    /// All rulings, ascending.
    pub fn rulings(&self) -> &Arc<Vec<DutyId>> {
        self.rulings.get_or_init(|| {
            let rulings = self.policy.duties().filter(|(_, d)| d.layer == Layer::Ruling);
            rulings.map(|(id, _)| id).collect::<Vec<_>>().into()
        })
    }

    /// The duties with a window of time that may leave out a minute at midnight, ascending.
    fn slipping(&self) -> &Arc<Vec<DutyId>> {
        self.slipping.get_or_init(|| {
            let slips = |d: &DutyId| bounds::may_slip(self.policy, self.policy.duty(*d));
            self.policy.duties().map(|(id, _)| id).filter(slips).collect::<Vec<_>>().into()
        })
    }

    /// Routers by day, compiled when first asked for: for checks that route.
    pub fn editions(&self) -> &Editions {
        self.editions.get_or_init(|| Editions::for_cases(self.policy.clone(), self.options.day))
    }

    /// Which units the handlers are on the day that is checked.
    pub fn actors(&self) -> &Actors<'p> {
        &self.actors
    }

    /// What cannot occur.
    pub fn never(&self) -> &Never {
        self.never.get_or_init(|| Never::new(self.policy).into())
    }

    /// Where practices meet duties and each other on the day that is checked.
    pub fn grounds(&self) -> &Grounds {
        self.grounds.get_or_init(|| Grounds::new(self))
    }

    /// The lines of the practices in effect on the day that is checked, by matter.
    pub fn lines(&self) -> &[Vec<Line>] {
        self.kept.lines.get_or_init(|| self.policy.lines_by_matter(self.options.day))
    }

    /// The router of the day that is checked.
    pub fn router(&self) -> Arc<Router> {
        self.editions().on(self.options.day).0
    }

    /// Codes of duties in their order: the key of a problem about them.
    pub fn codes(&self, duties: &[DutyId]) -> Vec<&'p str> {
        duties.iter().map(|d| &*self.policy.duty(*d).code).collect()
    }

    /// The code of a matter.
    pub fn code(&self, matter: MatterId) -> &'p str {
        &self.policy.matters().get(matter).code
    }
}

/// Whether something in the block of one says that it overrides something of the other's.
fn says_so(policy: &Policy, a: &Duty, b: &Duty) -> bool {
    let own = policy.duties().filter(|(_, d)| d.block == a.block);
    own.flat_map(|(_, d)| &d.overrides).any(|o| policy.duty(*o).block == b.block)
}

impl Class {
    /// The regions as far as they are known.
    pub fn known(&self) -> &Found {
        self.found.as_ref().unwrap_or_else(|partial| &partial.found)
    }
}

impl Epoch {
    /// The crowded classes.
    pub fn partial(&self) -> impl Iterator<Item = (&Class, &Partial)> {
        self.classes.iter().filter_map(|c| c.found.as_ref().err().map(|p| (&**c, &**p)))
    }

    /// The classes that could be analysed.
    pub fn found(&self) -> impl Iterator<Item = (&Class, &Found)> {
        self.classes.iter().filter_map(|c| c.found.as_ref().ok().map(|f| (&**c, f)))
    }
}
