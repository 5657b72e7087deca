//! Lists that are checked while they are edited: what an edit does not reach is not looked at again.

use super::asked::Asked;
use super::bases;
use super::days::Days;
use super::days::Revised;
use super::edited::Edited;
use super::near::{Stood, Work, focus, key, of_duties, proposing, revive, stood};
use super::problem::Problem;
use super::redundant::{Named, bearing, outside};
use super::state::State;
use super::store::{Entry, Slot, Store};
use super::urgent::Urgent;
use super::waivers::{Waived, Waiving, is_about};
use super::{
    CHECKS, Epoch, Focus, Kept, Options, Report, Row, Scene, Scope, by_place, dead, of_reading, rulings,
};
use crate::lists::{Lists, Live, Reached};
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::renumber::Shift;
use crate::text::{Moved, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Lists with everything that is wrong with them, kept while texts are edited.
///
/// After any number of edits all answers are those of a session that is begun with the edited texts.
#[derive(Debug)]
pub struct Session {
    live: Live,
    options: Options,
    days: Days,
    /// What lasts while only duties are edited.
    kept: Arc<Kept>,
    state: State,
    store: Store,
    reading: Vec<Problem>,
}

/// What has to be done about the problems of one check.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub row: usize,
    pub old: Vec<Slot>,
    pub fresh: Vec<Problem>,
}

/// What an edit reaches.
struct Reach {
    /// The matters of which something else may be true, and their duties.
    focus: Focus,
    /// The epochs with their classes alone.
    epochs: Vec<Epoch>,
    /// The duties of which something else may be true, ascending.
    duties: Vec<DutyId>,
    /// As many lines name a basis as before, as far as that decides what is told of each.
    alike: bool,
    /// Epochs after the first begin on other days.
    turned: bool,
    /// The first epoch ends on another day: problems say until when they are so.
    redated: bool,
}

/// The row of what there is to say about waivers.
const WAIVERS: usize = CHECKS.len();

/// The name of what a check could not settle, in the check on redundant duties.
const CROWDED: &str = "check";

impl Session {
    /// Reads and checks the lists. Linear in the lists, as reading and checking are.
    pub fn new(lists: Lists, options: Options) -> Self {
        let live = Live::new(lists);
        let days = Days::new(live.policy(), &options);
        let mut this = Self {
            live,
            options,
            days,
            kept: Arc::default(),
            state: State::default(),
            store: Store::default(),
            reading: Vec::new(),
        };
        this.look();
        this.read();
        this
    }

    /// What the checks find, by place and code, without what is waived.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.store.iter().filter(|e| e.waived.is_none()).map(|e| &e.problem)
    }

    /// What a waiver of the lists takes out, in the same order, with the number of the waiver in [`Policy::waivers`].
    pub fn waived(&self) -> impl Iterator<Item = (&Problem, usize)> {
        self.store.iter().filter_map(|e| Some((&e.problem, e.waived?)))
    }

    /// False if some matter was too crowded to be analysed: then there may be more problems.
    pub fn exact(&self) -> bool {
        self.store.exact()
    }

    /// A copy of everything that the checks find. Linear in what they find.
    pub fn report(&self) -> Report {
        let waived = self.waived().map(|(problem, waiver)| Waived { problem: problem.clone(), waiver });
        Report { problems: self.problems().cloned().collect(), waived: waived.collect(), exact: self.exact() }
    }

    /// What there is to say about reading the lists, as problems, in order of place.
    pub fn reading(&self) -> &[Problem] {
        &self.reading
    }

    /// The texts, by number.
    pub fn sources(&self) -> &Sources {
        self.live.sources()
    }

    /// The texts, by name.
    pub fn lists(&self) -> &Lists {
        self.live.lists()
    }

    /// The lists, bound. After an edit their hash is worked out when this is called, in time linear in the texts.
    pub fn policy(&mut self) -> &Arc<Policy> {
        self.live.hashed()
    }

    /// Replaces a text, or adds one. Blocks of duties are read again by themselves, only the classes of matters to which they
    /// apply or applied are followed again, and each check is run again only for what it declares to look at. An edit of
    /// anything else, of a code that others name, or in lists in which overriding can go round has everything checked again.
    pub fn edit(&mut self, name: &str, text: impl Into<Arc<str>>) -> Edited {
        let reached = self.live.edit(name, &text.into());
        self.follow(&reached)
    }

    /// Takes a text away, and reads and checks everything again.
    pub fn remove(&mut self, name: &str) -> Edited {
        let reached = self.live.remove(name);
        self.follow(&reached)
    }

    fn follow(&mut self, reached: &Reached) -> Edited {
        let (everything, bound) = match reached {
            Reached::Duties { changed, .. } => (false, changed.len()),
            Reached::Round(bound) => (false, *bound),
            Reached::Everything => (true, 0),
        };
        let mut edited = match reached {
            Reached::Duties { changed, moved, shift } => self.look_near(changed, *moved, shift.as_ref()),
            _ => {
                if everything {
                    self.kept = Arc::default();
                }
                self.days = Days::new(self.live.policy(), &self.options);
                let visible = |e: Entry| e.waived.is_none().then_some(e.problem);
                let before = std::mem::take(&mut self.store).into_entries().filter_map(visible).collect();
                self.look();
                Edited::between(before, self.problems())
            }
        };
        let before = self.read();
        edited.also(Edited::between(before, self.reading.iter()));
        Edited { everything, bound, ..edited }
    }

    /// Makes problems of what there is to say about reading, and gives those there were.
    fn read(&mut self) -> Vec<Problem> {
        let reading = of_reading(&self.live.findings(), self.live.sources());
        std::mem::replace(&mut self.reading, reading)
    }

    /// Runs all checks. The store is empty before.
    fn look(&mut self) {
        let policy = self.live.policy();
        let scene = Scene::with(policy, &self.options, &self.days.epochs, self.kept.clone());
        let _ = scene.never.set(self.days.never.clone());
        let mut named = Named::default();
        let mut urgent = Urgent::default();
        let mut asked = Asked::new(&scene, true);
        for (row, Row { check, scope }) in CHECKS.iter().enumerate() {
            let mut found = Vec::new();
            match *scope {
                Scope::Redundant => named.look_at_all(&scene, &mut found),
                Scope::Urgent => urgent.look_at_all(&scene, &mut found),
                Scope::Asked => asked.tell(&scene, None, &mut found),
                _ => check(&scene, &mut found),
            }
            for problem in found {
                self.store.add(row, key(*scope, &problem), problem);
            }
        }
        self.state = State {
            ties: scene.ties().clone(),
            dead: scene.dead().clone(),
            named,
            urgent,
            asked,
            rulings: scene.rulings().clone(),
            slipping: scene.slipping().clone(),
            cited: scene.cited().clone(),
            waiving: None,
        };
        drop(scene);
        if !self.live.policy().waivers().is_empty() {
            self.waive_all();
        }
    }

    /// Takes over what some duties say now, and finds what that reaches.
    fn reach(&mut self, changed: &[DutyId], shift: Option<&Shift>) -> Reach {
        let policy = self.live.policy();
        // What stood around these, before and after.
        let before = Stood::new(&self.days.epochs, changed, shift);
        let told = (self.state.cited.looked_at(policy), self.state.cited.each_bare());
        let first_days = self.days.epochs[0].days;
        let renumbered = shift.filter(|s| !s.in_place);
        let mut near = before.near.clone();
        if let Some(shift) = renumbered {
            near.extend(self.state.ties.named_by(&shift.left).filter_map(|d| shift.numbers.of(d)));
            self.state.carry(&shift.numbers);
            self.store.carry(&shift.numbers);
        }
        let Revised { mut matters, turned } = self.days.revise(policy, &self.options, changed, shift);
        if turned {
            self.state.asked.forget_witnesses();
        }
        matters.extend(renumbered.map(|s| proposing(policy, s)).unwrap_or_default());
        let matters = self.days.together(matters);
        near.extend(stood(&self.days.epochs, changed));
        near.extend(before.between(policy, &self.days.epochs));
        near.extend(Arc::make_mut(&mut self.state.ties).revise(policy, changed));
        self.state.revise(policy, changed);
        near.extend(changed);
        let days = (self.options.day, self.options.until);
        Arc::make_mut(&mut self.state.cited).revise(policy, days, changed);
        let alike = told == (self.state.cited.looked_at(policy), self.state.cited.each_bare());
        let epochs = self.days.near(&matters);
        let focus = focus(&epochs, matters);
        near.extend(&focus.duties);
        near.extend(epochs.iter().flat_map(|e| e.classes.iter().flat_map(move |c| outside(e, c))));
        let work = Work { days: &self.days, kept: &self.kept, options: &self.options, policy };
        let scene = work.scene(&self.days.epochs, None, &self.state);
        let asked_of: Vec<DutyId> = focus.duties.iter().chain(changed).copied().collect();
        let revived = revive(&scene, &asked_of, &mut self.state.dead);
        drop(scene);
        near.extend(bearing(&work.scene(&self.days.epochs, None, &self.state), &revived));
        near.sort_unstable();
        near.dedup();
        let redated = first_days != self.days.epochs[0].days;
        Reach { focus, epochs, duties: near, alike, turned, redated }
    }

    /// Runs the checks again to which it can matter that some duties say something else. `changed`: all duties of their
    /// blocks.
    fn look_near(&mut self, changed: &[DutyId], moved: Moved, shift: Option<&Shift>) -> Edited {
        self.store.follow(moved);
        let Reach { focus, epochs, duties: near, alike, turned, redated } = self.reach(changed, shift);
        let policy = self.live.policy();
        let left = shift.map_or(&[][..], |s| &s.left);
        let work = Work { days: &self.days, kept: &self.kept, options: &self.options, policy };
        let all = work.scene(&self.days.epochs, None, &self.state);
        let asked = work.scene(&self.days.epochs, Some(&focus), &self.state);
        let around = work.scene(&epochs, Some(&focus), &self.state);
        let mut steps: Vec<Change> = Vec::new();
        for (row, Row { check, scope }) in CHECKS.iter().enumerate() {
            let mut change = Change { row, ..Change::default() };
            let fresh = &mut change.fresh;
            match *scope {
                Scope::Rest => {}
                Scope::Class | Scope::Named(_) if redated => {
                    check(&all, fresh);
                    change.old = self.store.of(row);
                }
                Scope::Class => {
                    check(&around, fresh);
                    change.old = self.store.bearing(row, &focus.matters);
                }
                Scope::Matters | Scope::MattersByName => {
                    check(&asked, fresh);
                    change.old = self.store.bearing(row, &focus.matters);
                    if *scope == Scope::MattersByName {
                        let names: Vec<String> = fresh.iter().filter_map(|p| key(*scope, p)).collect();
                        change.old.extend(names.iter().flat_map(|n| self.store.named(row, n)));
                    }
                }
                Scope::NamedOnOneDay(_) if turned || self.days.epochs.len() > 1 => {
                    check(&all, fresh);
                    change.old = self.store.of(row);
                }
                Scope::Named(_) | Scope::NamedOnOneDay(_) => {
                    check(&around, fresh);
                    change.old = self.store.bearing(row, &focus.matters);
                    work.complete(&self.store, *scope, &focus, &self.state, &mut change);
                }
                Scope::Lines if alike => {
                    bases::of_lines(&all, changed.iter().copied(), fresh);
                    let lines = changed.iter().map(|d| policy.duty(*d)).chain(left.iter().map(|l| &l.1));
                    let codes = lines.map(bases::line_code);
                    change.old = codes.flat_map(|code| self.store.named(row, code)).copied().collect();
                }
                Scope::Dead => {
                    change.old = of_duties(&self.store, row, policy, &near, changed, left);
                    let dead = near.iter().filter(|d| all.dead().binary_search(d).is_ok());
                    fresh.extend(dead.map(|d| dead::told(&all, *d)));
                }
                Scope::Redundant => {
                    let looked = self.state.named.look(&all, near.clone());
                    let settled = looked.crowded.is_empty() && self.store.named(row, CROWDED).is_empty();
                    if settled {
                        fresh.extend(looked.told);
                        change.old = of_duties(&self.store, row, policy, &looked.duties, changed, left);
                    } else {
                        self.state.named.look_at_all(&all, fresh);
                        change.old = self.store.of(row);
                    }
                }
                Scope::Urgent => {
                    let looked = self.state.urgent.look(&all, &focus.matters, changed);
                    fresh.extend(looked.told);
                    change.old =
                        looked.names.iter().flat_map(|n| self.store.named(row, n)).copied().collect();
                }
                Scope::Asked => {
                    self.state.asked.revise(&all, changed);
                    self.state.asked.tell(&all, Some(&focus.matters), fresh);
                    change.old = self.store.of(row);
                }
                Scope::Lines | Scope::Whole => {
                    check(&all, fresh);
                    change.old = self.store.of(row);
                }
            }
            change.old.sort_unstable();
            change.old.dedup();
            steps.push(change);
        }
        drop((all, asked, around));
        self.apply(steps, changed, shift.is_none_or(|s| s.in_place))
    }

    /// Replaces problems, waives what there is to waive, and says what came and went. `same_codes`: all duties have the codes
    /// they had.
    fn apply(&mut self, steps: Vec<Change>, changed: &[DutyId], same_codes: bool) -> Edited {
        let (mut before, mut after): (Vec<Problem>, Vec<Slot>) = Default::default();
        for mut change in steps {
            self.settle(&mut change);
            for slot in change.old {
                let gone = self.store.take(slot);
                before.extend(gone.filter(|e| e.waived.is_none()).map(|e| e.problem));
            }
            let scope = CHECKS[change.row].scope;
            let add = |p: Problem| self.store.add(change.row, key(scope, &p), p);
            after.extend(change.fresh.into_iter().map(add));
        }
        if self.state.waiving.is_some() {
            self.waive(&mut before, &mut after, changed, same_codes);
        }
        let visible = |slot: &Slot| self.store.get(*slot).filter(|e| e.waived.is_none()).map(|e| &e.problem);
        let mut after: Vec<&Problem> = after.iter().filter_map(visible).collect();
        after.sort_by(|a, b| by_place(a, b));
        Edited::between(before, after.into_iter())
    }

    /// Leaves out of a change what stays as it is.
    fn settle(&self, change: &mut Change) {
        if change.old.is_empty() || change.fresh.is_empty() {
            return;
        }
        let mut old: FxHashMap<&str, Vec<(Slot, &Problem)>> = FxHashMap::default();
        for slot in &change.old {
            if let Some(entry) = self.store.get(*slot) {
                old.entry(&entry.problem.fingerprint).or_default().push((*slot, &entry.problem));
            }
        }
        let mut stays: FxHashSet<Slot> = FxHashSet::default();
        change.fresh.retain(|new| {
            let Some(own) = old.get_mut(new.fingerprint.as_str()) else { return true };
            let same = own.iter().position(|(_, p)| *p == new).map(|i| own.swap_remove(i).0);
            same.is_none_or(|slot| !stays.insert(slot))
        });
        change.old.retain(|slot| !stays.contains(slot));
    }

    /// Applies the waivers to all problems.
    fn waive_all(&mut self) {
        let policy = self.live.policy();
        let about = |name: &str| self.store.iter().any(|e| e.row != WAIVERS && is_about(&e.problem, name));
        let waiving = Waiving::new(policy, self.options.day, about);
        for slot in self.store.slots() {
            let Some(entry) = self.store.get(slot) else { continue };
            let waivers = waiving.of(policy, &entry.problem);
            let first = waiving.first(&waivers);
            self.store.waive(slot, waivers, first);
        }
        for problem in self.verdicts(&waiving) {
            self.store.add(WAIVERS, None, problem);
        }
        self.state.waiving = Some(waiving);
    }

    /// What there is to say about the waivers.
    fn verdicts(&self, waiving: &Waiving) -> Vec<Problem> {
        let policy = self.live.policy();
        let mut used = vec![0; policy.waivers().len()];
        self.store.iter().flat_map(|e| &e.waivers).for_each(|i| used[*i] += 1);
        let scene = Scene::with(policy, &self.options, &self.days.epochs, self.kept.clone());
        let _ = scene.rulings.set(self.state.rulings.clone());
        waiving.verdicts(policy, used, &rulings::foreseen(&scene))
    }

    /// Applies the waivers to the problems that are new, and to those for which it matters who leads by the changed duties.
    /// What comes to be waived, or no longer is, goes to those gone or new.
    fn waive(
        &mut self,
        before: &mut Vec<Problem>,
        after: &mut Vec<Slot>,
        changed: &[DutyId],
        same_codes: bool,
    ) {
        let Some(waiving) = self.state.waiving.take() else { return };
        let policy = self.live.policy();
        let about = |name: &str| self.store.iter().any(|e| e.row != WAIVERS && is_about(&e.problem, name));
        let stands = same_codes && waiving.stands(about);
        let waiving = if stands { waiving } else { Waiving::new(policy, self.options.day, about) };
        let fresh: FxHashSet<Slot> = after.iter().copied().collect();
        for slot in self.store.slots() {
            let Some(entry) = self.store.get(slot) else { continue };
            let led = || entry.problem.duties.iter().any(|d| changed.contains(d));
            if stands && !fresh.contains(&slot) && !(waiving.by_units(&entry.problem) && led()) {
                continue;
            }
            let waivers = waiving.of(policy, &entry.problem);
            let first = waiving.first(&waivers);
            if !fresh.contains(&slot) && first.is_some() != entry.waived.is_some() {
                if first.is_some() {
                    before.push(entry.problem.clone());
                } else {
                    after.push(slot);
                }
            }
            self.store.waive(slot, waivers, first);
        }
        let fresh = self.verdicts(&waiving);
        let mut change = Change { row: WAIVERS, old: self.store.of(WAIVERS), fresh };
        self.settle(&mut change);
        before.extend(change.old.into_iter().filter_map(|slot| self.store.take(slot)).map(|e| e.problem));
        after.extend(change.fresh.into_iter().map(|p| self.store.add(WAIVERS, None, p)));
        self.state.waiving = Some(waiving);
    }
}
