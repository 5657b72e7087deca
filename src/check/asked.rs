//! C351, C352: an attribute that duties test and nobody can supply, and one that is asked for and decides nothing.

use super::analysis::{Class, Found};
use super::problem::Fix;
use super::space::{Boxes, Crowded};
use super::{Problem, Scene};
use crate::finding::Severity;
use crate::policy::Policy;
use crate::policy::attribute::{AREA, Attribute, Domain};
use crate::policy::duty::{Chain, Duty, DutyId, Handler, Validity};
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Cube, Region};
use crate::policy::renumber::Renumbered;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    Asked::new(scene, false).tell(scene, None, out);
}

/// Whether the lists say where a value comes from.
fn supplied(attribute: &Attribute) -> bool {
    attribute.ask.is_some() || attribute.absent.is_some() || !attribute.sources.is_empty()
}

/// What tests each attribute and where it makes a difference, with counters that follow an edit of some duties.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// What each duty tests or looks up, to be taken back; none if no edit is to come.
    own: Option<Vec<Own>>,
    /// How many duties test an attribute, whatever their days.
    written: Vec<u32>,
    /// How many do on some day looked at.
    tested: Vec<u32>,
    /// How many then name a role that is looked up by it.
    looked_up: Vec<u32>,
    /// Refusals, urgency, practices, and roles of these and of rotas that are looked up by it.
    others: Vec<bool>,
    /// Assumptions.
    assumed: Vec<bool>,
    /// An epoch and a matter of a class in which it makes a difference, of those that were asked about: none if there is none.
    witness: BTreeMap<AttrId, Option<(usize, MatterId)>>,
}

/// What one duty tests or looks up, each attribute once.
#[derive(Debug, Default)]
struct Own {
    tests: Vec<AttrId>,
    looks_up: Vec<AttrId>,
    live: bool,
}

impl Own {
    /// Takes the place of another duty's.
    fn read(&mut self, policy: &Policy, days: Validity, duty: &Duty) {
        self.tests.clear();
        self.looks_up.clear();
        self.live = is_live(duty.valid, days);
        self.tests.extend(duty.region.cubes.iter().flat_map(Cube::sides).map(|s| s.0));
        self.looks_up.extend(chains(policy, duty).flatten().copied().filter_map(place));
        for all in [&mut self.tests, &mut self.looks_up] {
            all.sort_unstable();
            all.dedup();
        }
    }
}

impl Asked {
    /// Of all lists. `remember`: so that [`revise`](Self::revise) can be called.
    pub fn new(scene: &Scene<'_>, remember: bool) -> Self {
        let policy = scene.policy;
        let days = (scene.options.day, scene.options.until);
        let n = policy.attributes.len();
        let mut this = Self {
            written: vec![0; n],
            tested: vec![0; n],
            looked_up: vec![0; n],
            others: vec![false; n],
            assumed: vec![false; n],
            ..Self::default()
        };
        let mut own = Own::default();
        for (_, duty) in policy.duties() {
            own.read(policy, days, duty);
            this.count(&own, true);
            if remember {
                this.own.get_or_insert_default().push(std::mem::take(&mut own));
            }
        }
        let live = |v: Validity| is_live(v, days);
        let refusals = policy.refusals.iter().filter(|r| live(r.valid)).map(|r| &r.region);
        let urgencies = policy.urgencies.iter().filter(|u| live(u.valid)).map(|u| &u.region);
        let practices = || policy.practices.iter().filter(|p| live(p.valid));
        let rules = practices().flat_map(|p| p.accepts.iter().chain(&p.declines));
        let offices = practices().flat_map(|p| p.offices.iter().map(|o| &o.1));
        let regions = refusals.chain(urgencies).chain(rules.map(|r| &r.region)).chain(offices);
        regions.for_each(|r| mark(&mut this.others, r));
        policy.assumptions.iter().for_each(|a| mark(&mut this.assumed, &a.never));
        let handed = practices().flat_map(|p| &p.declines).filter_map(|r| r.hand_to.as_ref());
        let members = policy.rotas.iter().flat_map(|r| &r.members).map(|m| &m.0);
        for attr in
            handed.flatten().chain(members).chain(practices().map(|p| &p.unit)).copied().filter_map(place)
        {
            this.others[usize::from(attr.0)] = true;
        }
        this
    }

    fn count(&mut self, own: &Own, comes: bool) {
        let add = |all: &mut Vec<u32>, attrs: &[AttrId]| {
            for attr in attrs {
                let count = &mut all[usize::from(attr.0)];
                *count = if comes { *count + 1 } else { count.saturating_sub(1) };
            }
        };
        add(&mut self.written, &own.tests);
        if own.live {
            add(&mut self.tested, &own.tests);
            add(&mut self.looked_up, &own.looks_up);
        }
    }

    /// Takes along all numbers. The new duties are as if they tested nothing.
    pub fn carry(&mut self, numbers: &Renumbered) {
        let Some(mut all) = self.own.take() else { return };
        numbers.gone().for_each(|duty| self.count(&all[duty.0 as usize], false));
        numbers.rows(&mut all, |_| Own::default());
        self.own = Some(all);
    }

    /// Has it looked for again where each attribute makes a difference: the epochs are others.
    pub fn forget_witnesses(&mut self) {
        self.witness.clear();
    }

    /// Takes over some duties that say something else.
    pub fn revise(&mut self, scene: &Scene<'_>, changed: &[DutyId]) {
        let Some(mut all) = self.own.take() else { return };
        let days = (scene.options.day, scene.options.until);
        for id in changed {
            let own = &mut all[id.0 as usize];
            self.count(own, false);
            own.read(scene.policy, days, scene.policy.duty(*id));
            self.count(own, true);
        }
        self.own = Some(all);
    }

    /// Says what there is to say. `near`: the matters (ascending) of the classes that are not what they were the last time; if
    /// none are given, all.
    pub fn tell(&mut self, scene: &Scene<'_>, near: Option<&[MatterId]>, out: &mut Vec<Problem>) {
        if near.is_none() {
            self.witness.clear();
        }
        // What a duty that never decides tests would perhaps matter if the duty were put right.
        let mut dead = vec![false; scene.policy.attributes.len()];
        for &duty in &**scene.dead() {
            mark(&mut dead, &scene.policy.duty(duty).region);
        }
        let policy = scene.policy;
        // A witness has to be tested whenever its class is another, or it would be taken for one later.
        let known: Vec<AttrId> = self.witness.keys().copied().collect();
        for attr in known {
            self.look_near(scene, attr, near.unwrap_or_default());
        }
        // Lists that say of no attribute where it comes from leave it to whoever fills in the complaints.
        let silent = policy.attributes.iter().all(|(_, a)| !supplied(a));
        for (attr, attribute) in policy.attributes.iter() {
            let inferred = matches!(
                attribute.domain,
                Domain::TimeOfDay | Domain::DayClass | Domain::Jurisdiction { .. }
            ) || attribute.name == AREA;
            if self.decides(attr) && !inferred && !supplied(attribute) {
                let mut problem = self.unsupplied(scene, attr, attribute);
                if silent {
                    problem.finding.severity = Severity::Note;
                }
                out.push(problem);
            }
            if attribute.ask.is_some() && attribute.name != AREA && !dead[usize::from(attr.0)] {
                out.extend(self.indecisive(scene, attr, attribute));
            }
        }
    }

    /// Whether anything but the regions of duties depends on an attribute.
    fn is_needed(&self, attr: AttrId) -> bool {
        self.others[usize::from(attr.0)] || self.looked_up[usize::from(attr.0)] > 0
    }

    /// Whether the way of a complaint can depend on it as far as the lists test it.
    fn decides(&self, attr: AttrId) -> bool {
        self.tested[usize::from(attr.0)] > 0 || self.is_needed(attr)
    }

    /// Keeps what is known of an attribute in step with the classes of some matters.
    fn look_near(&mut self, scene: &Scene<'_>, attr: AttrId, near: &[MatterId]) {
        let differs = |epoch: usize, matter: MatterId| {
            let class = scene.epochs.get(epoch).and_then(|e| e.class_of(matter));
            class.is_some_and(|class| matters(scene.policy, class, attr))
        };
        match self.witness.get(&attr).copied() {
            Some(Some((epoch, matter))) if near.binary_search(&matter).is_ok() && !differs(epoch, matter) => {
                self.witness.remove(&attr);
            }
            Some(None) => {
                let epochs = scene.epochs.iter().enumerate();
                let places = epochs.flat_map(|(i, epoch)| near.iter().map(move |m| (i, epoch, *m)));
                let firsts = places.filter(|(_, e, m)| e.class_of(*m).is_some_and(|c| c.matters[0] == *m));
                let found = firsts.map(|(i, _, m)| (i, m)).find(|(i, m)| differs(*i, *m));
                self.witness.insert(attr, found);
            }
            _ => {}
        }
    }

    /// Whether the outcome depends on an attribute in some class.
    fn differs(&mut self, scene: &Scene<'_>, attr: AttrId) -> bool {
        let anywhere = || {
            let epochs = scene.epochs.iter().enumerate();
            let mut classes = epochs.flat_map(|(i, e)| e.classes.iter().map(move |c| (i, c)));
            let found = classes.find(|(_, class)| matters(scene.policy, class, attr));
            found.map(|(i, class)| (i, class.matters[0]))
        };
        self.witness.entry(attr).or_insert_with(anywhere).is_some()
    }

    /// C351.
    fn unsupplied(&self, scene: &Scene<'_>, attr: AttrId, attribute: &Attribute) -> Problem {
        let policy = scene.policy;
        let tests = |r: &Region| r.cubes.iter().any(|c| c.get(attr).is_some());
        let duties = policy.duties().filter(|(_, d)| tests(&d.region)).map(|(id, _)| id);
        let many = self.written[usize::from(attr.0)];
        let first: Vec<DutyId> = duties.take(MOST_NAMED.min(many as usize)).collect();
        let name = &attribute.name;
        let (zn, en) = match first.as_slice() {
            [] => (String::new(), String::new()),
            [first, ..] => {
                let code = &policy.duty(*first).code;
                (
                    format!("（{many} 条职责，如 {code}）"),
                    if many == 1 {
                        format!(" (by {code})")
                    } else {
                        format!(" (by {many} duties, such as {code})")
                    },
                )
            }
        };
        let problem = Problem::new(
            "C351",
            attribute.span,
            &[name],
            format!("要素「{name}」要用来分派{zn}，却没有「询问」「来源」「未提及视为」：谁也给不出它的值"),
            format!(
                "\"{name}\" is tested{en} but has no question, no source and no value for silence: nobody can supply it"
            ),
        );
        problem.of(policy, &first).fix(
            Fix::advice(
                "写明怎样得知：怎样问，或由谁提供，或不提时视为什么",
                "say how to learn it: a question, a source, or what silence means",
            )
            .paste("  询问：「（怎样问？）」\n"),
        )
    }

    /// C352: nothing tests it, or it never makes a difference to who does what.
    fn indecisive(&mut self, scene: &Scene<'_>, attr: AttrId, attribute: &Attribute) -> Option<Problem> {
        let i = usize::from(attr.0);
        if self.is_needed(attr) {
            return None;
        }
        let name = &attribute.name;
        let (zh, en) = if self.tested[i] == 0 {
            let (zh, en) = if self.assumed[i] {
                ("只有前提用到它", "only assumptions test it")
            } else {
                ("没有一条职责、不受理、加急或实施用到它", "no duty, refusal, urgency or practice tests it")
            };
            (zh, en)
        } else if self.differs(scene, attr) {
            return None;
        } else {
            (
                "职责里用到它，但不论它是什么值，由谁怎样办都一样",
                "duties test it, but whatever its value the same units do the same",
            )
        };
        let problem = Problem::new(
            "C352",
            attribute.span,
            &[name],
            format!("要素「{name}」会去问市民，却什么也不决定：{zh}"),
            format!("\"{name}\" is asked for but decides nothing: {en}"),
        );
        Some(
            problem
                .fix(Fix::advice("去掉「询问」，或去掉这个要素", "take the question away, or the attribute")),
        )
    }
}

/// Whether something is in effect on some of the days.
fn is_live(valid: Validity, days: Validity) -> bool {
    valid.0 <= days.1 && days.0 <= valid.1
}

/// The attribute by which a role is looked up.
fn place(handler: Handler) -> Option<AttrId> {
    match handler {
        Handler::Role(_, place) => place,
        _ => None,
    }
}

fn mark(tested: &mut [bool], region: &Region) {
    for (attr, _) in region.cubes.iter().flat_map(Cube::sides) {
        tested[usize::from(attr.0)] = true;
    }
}

fn chains<'p>(policy: &'p Policy, duty: &'p Duty) -> impl Iterator<Item = &'p Chain> {
    let parts = &duty.parts;
    let around = parts.assist.iter().chain(&parts.inform).chain(&parts.supervise);
    policy.template(duty.leads).leads.iter().chain(around).chain(parts.forerun.iter().map(|f| &f.0))
}

/// Duties named as related places of one attribute.
const MOST_NAMED: usize = 5;

/// Whether the outcome in a class depends on an attribute. If it could not be analysed, it may.
fn matters(policy: &Policy, class: &Arc<Class>, attr: AttrId) -> bool {
    match &class.found {
        Ok(found) => depends(policy, found, attr).unwrap_or(true),
        Err(_) => {
            class.duties.iter().any(|d| policy.duty(*d).region.cubes.iter().any(|c| c.get(attr).is_some()))
        }
    }
}

/// Whether somewhere, among what can occur and is not refused, another value of the attribute alone changes which
/// contents decide.
fn depends(policy: &Policy, found: &Found, attr: AttrId) -> Result<bool, Crowded> {
    let space = &found.space;
    if !space.attributes().any(|a| a == attr) {
        return Ok(false);
    }
    let everything = (0, policy.attributes.size(attr));
    let mut contents: Vec<(&Duty, Boxes)> = Vec::new();
    for (id, boxes) in &found.effective {
        let duty = policy.duty(*id);
        match contents.iter_mut().find(|(d, _)| d.leads == duty.leads && d.parts == duty.parts) {
            Some((_, all)) => all.add(boxes)?,
            None => contents.push((duty, boxes.clone())),
        }
    }
    for (_, boxes) in &contents {
        let mut other = space.intersect(&space.slice(boxes, attr, everything), &found.open)?;
        space.subtract(&mut other, boxes)?;
        if !other.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
