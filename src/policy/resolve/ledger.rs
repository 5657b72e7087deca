//! Blocks of duties bound anew in lists that are bound already.
//!
//! What an edit of duties can reach is bounded: its own blocks, and by number whatever names their duties. Where it could
//! reach further (a code that somebody else takes, names or misses) the ledger refuses, and all lists are read again.

use super::duties::{Draft, Drafted};
use super::number::{Bases, Block, overrides};
use super::special::last_day;
use super::{Binder, template};
use crate::policy::duty::{Duty, DutyId, TemplateId};
use crate::policy::precedence::against_order;
use crate::policy::renumber::{Renumbered, Shift};
use crate::policy::{Policy, Template};
use crate::syntax::entries::{Entry, Layer, SpecialRule};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What has to be known of all blocks to change some.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// How many blocks take a code, folded.
    claimed: FxHashMap<String, u32>,
    /// Unknown names of duties that were told.
    unknown: usize,
    templates: FxHashMap<Template, TemplateId>,
    /// How many duties name each template.
    uses: Vec<u32>,
    free: Vec<TemplateId>,
    bases: Bases,
    /// By the duty that is overridden.
    overriders: FxHashMap<DutyId, Vec<DutyId>>,
    /// Duties that repeal older ones.
    repealing: Vec<DutyId>,
    /// Duties that override against the order of subsets and layers: without any there is no circle.
    against: FxHashSet<DutyId>,
}

/// What an edit of some blocks came to.
#[derive(Debug)]
pub(crate) struct Bound {
    /// The blocks in their new form.
    pub blocks: Vec<Block>,
    /// The duties that are new or may say something else, ascending.
    pub changed: Vec<DutyId>,
    /// What it did to where and when duties apply, and in which group; none if that is as it was.
    pub shift: Option<Shift>,
}

impl Ledger {
    /// The ledger of a policy and its blocks.
    pub fn new<'b>(policy: &Policy, bases: Bases, blocks: impl Iterator<Item = &'b Block>) -> Self {
        let mut this = Self { uses: vec![0; policy.templates.len()], bases, ..Self::default() };
        for block in blocks {
            this.take(block);
        }
        for (i, template) in policy.templates.iter().enumerate() {
            this.templates.insert(template.clone(), TemplateId(i as u32));
        }
        for duty in &policy.duties {
            this.uses[duty.leads.0 as usize] += 1;
        }
        let duties = || policy.duties().map(|(id, _)| id);
        this.relate(policy, &duties().collect::<Vec<_>>());
        this.repealing = duties().filter(|d| policy.duty(*d).special == Some(SpecialRule::Repeal)).collect();
        this
    }

    /// Whether a circle of overriding is possible.
    pub fn may_go_round(&self, policy: &Policy) -> bool {
        !policy.doctrines.is_empty() || !self.against.is_empty()
    }

    /// Binds the entries, all of them blocks of duties, in place of some blocks. `names`: the definitions, tables and rotas
    /// of all lists. Nothing has changed if the answer is none: then everything has to be read again.
    pub fn replace(
        &mut self,
        policy: &mut Policy,
        names: &[Entry],
        old: &[&Block],
        new: &[Entry],
    ) -> Option<Bound> {
        let mut binder = Binder::new(&policy.registry, &policy.attributes, &policy.matters, names);
        binder.findings.clear();
        let drafted = binder.duties(new.iter());
        let repeals = |duty: &Duty| duty.special == Some(SpecialRule::Repeal);
        let repealed = old.iter().flat_map(|b| &b.duties).any(|d| repeals(policy.duty(*d)));
        let repeals = drafted.iter().flat_map(|d| &d.drafts).any(|d| repeals(&d.duty));
        if repealed || repeals || old.iter().any(|b| b.mentions) || drafted.iter().any(|d| d.mentions) {
            return None;
        }
        let same_codes = self.claims_fit(old, &drafted)?;
        let mut ids: Vec<DutyId> = old.iter().flat_map(|b| b.duties.iter().copied()).collect();
        ids.sort_unstable();
        let mut blocks = Vec::with_capacity(drafted.len());
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        for (i, one) in drafted.into_iter().enumerate() {
            let (empty, own) = Block::of(one);
            blocks.push(empty);
            drafts.extend(own.into_iter().map(|d| (i, d)));
        }
        drafts.sort_by(|(_, a), (_, b)| place(&a.duty).cmp(&place(&b.duty)));
        let stays =
            |(id, (_, draft)): (&DutyId, &(usize, Draft))| place(policy.duty(*id)) == place(&draft.duty);
        let in_place = same_codes && ids.len() == drafts.len() && ids.iter().zip(&drafts).all(stays);
        let unsure = !same_codes && self.unknown > 0;
        if unsure || (!in_place && self.named_from_elsewhere(&ids)) {
            return None;
        }
        for block in old {
            self.give(block);
        }
        let bound = self.enter(policy, ids, blocks, drafts, in_place);
        bound.blocks.iter().for_each(|b| self.take(b));
        Some(bound)
    }

    /// Whether the new blocks take the very codes of the old; none if a code is taken twice, before or after.
    fn claims_fit(&self, old: &[&Block], new: &[Drafted]) -> Option<bool> {
        let mut was: Vec<&String> = old.iter().flat_map(|b| &b.claims).collect();
        let mut is: Vec<&String> = new.iter().flat_map(|b| &b.claims).collect();
        was.sort_unstable();
        is.sort_unstable();
        let alone = was.iter().all(|c| self.claimed.get(*c) == Some(&1));
        let free = is.iter().all(|c| was.binary_search(c).is_ok() || !self.claimed.contains_key(*c));
        let once = is.windows(2).all(|pair| pair[0] != pair[1]);
        (alone && free && once).then_some(was == is)
    }

    /// Whether a duty that is not among these (ascending) overrides one of them.
    fn named_from_elsewhere(&self, own: &[DutyId]) -> bool {
        own.iter().filter_map(|d| self.overriders.get(d)).flatten().any(|r| own.binary_search(r).is_err())
    }

    fn take(&mut self, block: &Block) {
        for claim in &block.claims {
            *self.claimed.entry(claim.clone()).or_default() += 1;
        }
        self.unknown += block.findings.iter().filter(|f| f.code == "N234").count();
    }

    fn give(&mut self, block: &Block) {
        for claim in &block.claims {
            if let Some(count) = self.claimed.get_mut(claim) {
                *count -= 1;
                if *count == 0 {
                    self.claimed.remove(claim);
                }
            }
        }
        self.unknown -= block.findings.iter().filter(|f| f.code == "N234").count();
    }

    /// Puts the drafts in the place of the duties of some numbers.
    fn enter(
        &mut self,
        policy: &mut Policy,
        old: Vec<DutyId>,
        mut blocks: Vec<Block>,
        drafts: Vec<(usize, Draft)>,
        in_place: bool,
    ) -> Bound {
        for id in &old {
            self.forget(policy, *id);
        }
        let (ids, moved) = if in_place {
            (old, None)
        } else {
            let (fresh, left, numbers) = self.make_room(policy, &old, &drafts);
            (fresh, Some((left, numbers)))
        };
        let mut left = Vec::new();
        let mut reported = FxHashSet::default();
        for (id, (block, mut draft)) in ids.iter().zip(drafts) {
            let block = &mut blocks[block];
            block.duties.push(*id);
            let leads = self.template(policy, template(std::mem::take(&mut draft.leads)));
            let overrides = overrides(&draft, &self.bases, &mut reported, &mut block.findings);
            let duty = Duty { leads, overrides, ..draft.duty };
            let was = std::mem::replace(&mut policy.duties[id.0 as usize], duty);
            self.repeal(policy, *id);
            if in_place && !applies_alike(&was, policy.duty(*id)) {
                left.push((*id, was));
            }
        }
        self.relate(policy, &ids);
        let shift = match moved {
            Some((left, numbers)) => {
                Some(Shift { left, came: ids.clone(), named_by: Vec::new(), numbers, in_place })
            }
            None if left.is_empty() => None,
            None => {
                let came: Vec<DutyId> = left.iter().map(|l| l.0).collect();
                let by = came.iter().filter_map(|d| self.overriders.get(d)).flatten().copied();
                let mut named_by: Vec<DutyId> = by.filter(|r| ids.binary_search(r).is_err()).collect();
                named_by.sort_unstable();
                named_by.dedup();
                let numbers = Renumbered::without(policy.duties.len(), came.iter().copied());
                Some(Shift { left, came, named_by, numbers, in_place })
            }
        };
        Bound { blocks, changed: ids, shift }
    }

    /// Takes the old duties out and puts the new ones where they belong by layer and code, with nothing bound yet. Gives the
    /// numbers of the new ones, and the old ones.
    fn make_room(
        &mut self,
        policy: &mut Policy,
        old: &[DutyId],
        drafts: &[(usize, Draft)],
    ) -> (Vec<DutyId>, Vec<(DutyId, Duty)>, Renumbered) {
        let duties = &mut policy.duties;
        let before = |draft: &Draft| duties.partition_point(|d| place(d) < place(&draft.duty));
        let places: Vec<usize> = drafts.iter().map(|(_, draft)| before(draft)).collect();
        let mut map: Vec<Option<DutyId>> = vec![None; duties.len()];
        let mut fresh = Vec::with_capacity(drafts.len());
        let (mut gone, mut come, mut next) = (old.iter().peekable(), places.iter().peekable(), 0);
        for (i, new) in map.iter_mut().enumerate() {
            while come.next_if(|at| **at <= i).is_some() {
                fresh.push(DutyId(next));
                next += 1;
            }
            if gone.next_if(|id| id.0 as usize == i).is_none() {
                *new = Some(DutyId(next));
                next += 1;
            }
        }
        for _ in come {
            fresh.push(DutyId(next));
            next += 1;
        }
        let mut left: Vec<(DutyId, Duty)> = Vec::with_capacity(old.len());
        for run in runs(old).into_iter().rev() {
            left.extend(run.clone().map(DutyId).zip(duties.drain(run.start as usize..run.end as usize)));
        }
        left.sort_by_key(|l| l.0);
        let mut new = drafts.iter().map(|(_, draft)| draft.duty.clone());
        for run in runs(&fresh) {
            let at = run.start as usize;
            duties.splice(at..at, new.by_ref().take(run.len()));
        }
        let numbers = Renumbered::new(map, duties.len());
        for duty in duties.iter_mut().filter(|d| !d.overrides.is_empty()) {
            numbers.carry(&mut duty.overrides);
        }
        self.carry(&numbers);
        for (id, (_, draft)) in fresh.iter().zip(drafts) {
            let all = self.bases.entry(fold(&draft.base).into_owned()).or_default();
            all.push(*id);
            all.sort_unstable();
        }
        (fresh, left, numbers)
    }

    /// Takes along all numbers of duties.
    fn carry(&mut self, numbers: &Renumbered) {
        numbers.carry(&mut self.repealing);
        self.bases.values_mut().for_each(|all| numbers.carry(all));
        self.bases.retain(|_, all| !all.is_empty());
        let overriders = std::mem::take(&mut self.overriders).into_iter();
        self.overriders = overriders
            .filter_map(|(s, mut by)| {
                by.retain_mut(|r| numbers.of(*r).inspect(|new| *r = *new).is_some());
                Some((numbers.of(s)?, by))
            })
            .collect();
        self.against = self.against.iter().filter_map(|r| numbers.of(*r)).collect();
    }

    fn template(&mut self, policy: &mut Policy, template: Template) -> TemplateId {
        let known = self.templates.get(&template).copied();
        let id = known.or_else(|| self.free.pop()).unwrap_or_else(|| {
            self.uses.push(0);
            policy.templates.push(Template { leads: Vec::new() });
            TemplateId(self.uses.len() as u32 - 1)
        });
        if known.is_none() {
            policy.templates[id.0 as usize] = template.clone();
            self.templates.insert(template, id);
        }
        self.uses[id.0 as usize] += 1;
        id
    }

    /// Takes a duty out of the indexes. A template that no duty names any more is left empty: nobody finds a unit in it.
    fn forget(&mut self, policy: &mut Policy, r: DutyId) {
        for s in &policy.duty(r).overrides {
            if let Some(by) = self.overriders.get_mut(s) {
                by.retain(|other| *other != r);
            }
        }
        let id = policy.duty(r).leads;
        let at = id.0 as usize;
        self.uses[at] -= 1;
        if self.uses[at] == 0 {
            let empty = Template { leads: Vec::new() };
            self.templates.remove(&std::mem::replace(&mut policy.templates[at], empty));
            self.free.push(id);
        }
    }

    /// Ends a new duty where others repeal it.
    fn repeal(&self, policy: &mut Policy, new: DutyId) {
        let size = |attr| policy.attributes.size(attr);
        let last = self.repealing.iter().filter_map(|g| last_day(policy.duty(new), policy.duty(*g), &size));
        if let Some(last) = last.min() {
            let valid = &mut policy.duties[new.0 as usize].valid;
            valid.1 = valid.1.min(last);
        }
    }

    /// Enters whom some duties override, and which of them or of those that override them could go round.
    fn relate(&mut self, policy: &Policy, changed: &[DutyId]) {
        for &r in changed {
            for s in &policy.duty(r).overrides {
                self.overriders.entry(*s).or_default().push(r);
            }
        }
        for &d in changed {
            let around = self.overriders.get(&d).into_iter().flatten();
            for r in around.copied().chain([d]).collect::<Vec<_>>() {
                if against_order(policy, r) {
                    self.against.insert(r);
                } else {
                    self.against.remove(&r);
                }
            }
        }
    }
}

/// What duties are numbered by.
fn place(duty: &Duty) -> (Layer, &str) {
    (duty.layer, &duty.code)
}

/// Ascending numbers as stretches without a hole.
fn runs(ids: &[DutyId]) -> Vec<Range<u32>> {
    let mut all: Vec<Range<u32>> = Vec::new();
    for id in ids {
        match all.last_mut().filter(|run| run.end == id.0) {
            Some(run) => run.end += 1,
            None => all.push(id.0..id.0 + 1),
        }
    }
    all
}

/// Whether two duties apply to the same matters on the same days, in one group.
fn applies_alike(a: &Duty, b: &Duty) -> bool {
    let of = |d: &Duty| (d.layer, d.ruled_on, d.valid, d.region.is_empty());
    of(a) == of(b) && a.scope == b.scope
}
