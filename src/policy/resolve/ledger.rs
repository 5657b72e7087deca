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
use crate::policy::{Policy, Template};
use crate::syntax::entries::{Entry, SpecialRule};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};

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
    /// The new number of each duty by its old one, if any changed; none if it is gone. The order stays.
    pub renumbered: Option<Vec<Option<DutyId>>>,
    /// They keep their numbers, and apply where and when they applied, as parts of the group they were of.
    pub steady: bool,
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
        this.relate(policy);
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
        if !same_codes && (self.unknown > 0 || self.named_from_elsewhere(old)) {
            return None;
        }
        for block in old {
            self.give(block);
        }
        let bound = self.enter(policy, old, drafted, same_codes);
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

    /// Whether a duty of another block overrides one of these.
    fn named_from_elsewhere(&self, old: &[&Block]) -> bool {
        let own: FxHashSet<DutyId> = old.iter().flat_map(|b| b.duties.iter().copied()).collect();
        let named = |d: &DutyId| self.overriders.get(d).is_some_and(|by| by.iter().any(|r| !own.contains(r)));
        own.iter().any(named)
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

    fn enter(&mut self, policy: &mut Policy, old: &[&Block], new: Vec<Drafted>, same_codes: bool) -> Bound {
        let mut blocks = Vec::with_capacity(new.len());
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        for (i, one) in new.into_iter().enumerate() {
            let (empty, own) = Block::of(one);
            blocks.push(empty);
            drafts.extend(own.into_iter().map(|d| (i, d)));
        }
        drafts.sort_by(|(_, a), (_, b)| (a.duty.layer, &a.duty.code).cmp(&(b.duty.layer, &b.duty.code)));
        let mut ids: Vec<DutyId> = old.iter().flat_map(|b| b.duties.iter().copied()).collect();
        ids.sort_unstable();
        let stays = |(id, (_, draft)): (&DutyId, &(usize, Draft))| {
            let was = policy.duty(*id);
            (was.layer, &was.code) == (draft.duty.layer, &draft.duty.code)
        };
        let in_place = same_codes && ids.len() == drafts.len() && ids.iter().zip(&drafts).all(stays);
        let mut steady = in_place;
        for id in &ids {
            self.forget(policy, *id);
        }
        let renumbered = if in_place { None } else { Some(self.make_room(policy, &mut ids, &drafts)) };
        let mut reported = FxHashSet::default();
        for (id, (block, mut draft)) in ids.iter().zip(drafts) {
            let block = &mut blocks[block];
            block.duties.push(*id);
            let leads = self.template(policy, template(std::mem::take(&mut draft.leads)));
            let overrides = overrides(&draft, &self.bases, &mut reported, &mut block.findings);
            let duty = Duty { leads, overrides, ..draft.duty };
            let old = std::mem::replace(&mut policy.duties[id.0 as usize], duty);
            self.repeal(policy, *id);
            steady = steady && applies_alike(&old, policy.duty(*id));
        }
        if renumbered.is_some() {
            self.relate(policy);
        } else {
            self.relate_again(policy, &ids);
        }
        Bound { blocks, changed: ids, renumbered, steady }
    }

    /// Takes the old duties out and puts the new ones where they belong by layer and code, with nothing bound yet.
    /// Afterwards `ids` are the numbers of the new ones.
    fn make_room(
        &mut self,
        policy: &mut Policy,
        ids: &mut Vec<DutyId>,
        drafts: &[(usize, Draft)],
    ) -> Vec<Option<DutyId>> {
        let old = std::mem::take(&mut policy.duties);
        let mut map: Vec<Option<DutyId>> = vec![None; old.len()];
        let mut fresh = Vec::with_capacity(drafts.len());
        let mut next = drafts.iter().map(|(_, d)| &d.duty).peekable();
        let mut all = Vec::with_capacity(old.len() + drafts.len());
        for (i, duty) in old.into_iter().enumerate() {
            if ids.binary_search(&DutyId(i as u32)).is_ok() {
                continue;
            }
            while let Some(new) = next.next_if(|n| (n.layer, &n.code) < (duty.layer, &duty.code)) {
                fresh.push(DutyId(all.len() as u32));
                all.push(new.clone());
            }
            map[i] = Some(DutyId(all.len() as u32));
            all.push(duty);
        }
        for new in next {
            fresh.push(DutyId(all.len() as u32));
            all.push(new.clone());
        }
        for duty in &mut all {
            duty.overrides = duty.overrides.iter().filter_map(|o| map[o.0 as usize]).collect();
        }
        policy.duties = all;
        for general in &mut self.repealing {
            map[general.0 as usize].iter().for_each(|new| *general = *new);
        }
        for all in self.bases.values_mut() {
            all.retain_mut(|id| map[id.0 as usize].inspect(|new| *id = *new).is_some());
        }
        self.bases.retain(|_, all| !all.is_empty());
        for (id, (_, draft)) in fresh.iter().zip(drafts) {
            let all = self.bases.entry(fold(&draft.base).into_owned()).or_default();
            all.push(*id);
            all.sort_unstable();
        }
        *ids = fresh;
        map
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

    fn relate(&mut self, policy: &Policy) {
        self.overriders.clear();
        self.against.clear();
        self.repealing.clear();
        for (r, duty) in policy.duties() {
            if duty.special == Some(SpecialRule::Repeal) {
                self.repealing.push(r);
            }
            for s in &duty.overrides {
                self.overriders.entry(*s).or_default().push(r);
            }
            if against_order(policy, r) {
                self.against.insert(r);
            }
        }
    }

    fn relate_again(&mut self, policy: &Policy, changed: &[DutyId]) {
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

/// Whether two duties apply to the same matters on the same days, in one group.
fn applies_alike(a: &Duty, b: &Duty) -> bool {
    let of = |d: &Duty| (d.layer, d.ruled_on, d.valid, d.region.is_empty());
    of(a) == of(b) && a.scope == b.scope
}
