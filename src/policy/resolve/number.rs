//! Numbers for duties and leads, and who overrides whom.

use super::duties::{Draft, Drafted};
use super::{template, unknown};
use crate::finding::Finding;
use crate::policy::Template;
use crate::policy::attribute::closest;
use crate::policy::duty::{Duty, DutyId, TemplateId};
use crate::text::{Span, fold};
use rustc_hash::{FxHashMap, FxHashSet};

/// What came of one block of duties.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// Its duties: with provisos and rows, ascending.
    pub duties: Vec<DutyId>,
    /// The codes it takes, folded, ascending.
    pub claims: Vec<String>,
    /// What there is to say about the names in it.
    pub findings: Vec<Finding>,
    /// It names units that end some day.
    pub mentions: bool,
}

impl Block {
    pub(super) fn of(drafted: Drafted) -> (Self, Vec<Draft>) {
        let Drafted { drafts, claims, findings, mentions } = drafted;
        (Self { duties: Vec::new(), claims, findings, mentions }, drafts)
    }
}

/// All duties with their numbers.
pub(super) struct Numbered {
    pub duties: Vec<Duty>,
    pub templates: Vec<Template>,
    /// In the order of the blocks.
    pub blocks: Vec<Block>,
    pub bases: Bases,
}

/// Duties by the code in their heading, folded: one, or the rows of a table.
pub(crate) type Bases = FxHashMap<String, Vec<DutyId>>;

/// Numbers the duties by layer and code, which no order of lines can change, then binds overrides and templates.
pub(super) fn number(drafted: Vec<Drafted>) -> Numbered {
    let mut blocks = Vec::with_capacity(drafted.len());
    let mut drafts: Vec<(usize, Draft)> = Vec::with_capacity(drafted.len());
    for (block, one) in drafted.into_iter().enumerate() {
        let (empty, own) = Block::of(one);
        blocks.push(empty);
        drafts.extend(own.into_iter().map(|draft| (block, draft)));
    }
    drafts.sort_by(|(_, a), (_, b)| (a.duty.layer, &a.duty.code).cmp(&(b.duty.layer, &b.duty.code)));
    let mut bases = Bases::default();
    for (i, (_, draft)) in drafts.iter().enumerate() {
        bases.entry(fold(&draft.base).into_owned()).or_default().push(DutyId(i as u32));
    }
    let mut templates: Vec<Template> = Vec::new();
    let mut known: FxHashMap<Template, TemplateId> = FxHashMap::default();
    let mut reported: FxHashSet<Span> = FxHashSet::default();
    let mut duties = Vec::with_capacity(drafts.len());
    for (i, (block, draft)) in drafts.into_iter().enumerate() {
        let block = &mut blocks[block];
        block.duties.push(DutyId(i as u32));
        let overrides = overrides(&draft, &bases, &mut reported, &mut block.findings);
        let leads = *known.entry(template(draft.leads)).or_insert_with_key(|leads| {
            templates.push(leads.clone());
            TemplateId(templates.len() as u32 - 1)
        });
        duties.push(Duty { leads, overrides, ..draft.duty });
    }
    Numbered { duties, templates, blocks, bases }
}

/// The duties that one says it overrides. `reported`: unknown names that have been told, since rows share them.
pub(super) fn overrides(
    draft: &Draft,
    bases: &Bases,
    reported: &mut FxHashSet<Span>,
    findings: &mut Vec<Finding>,
) -> Vec<DutyId> {
    let mut out: Vec<DutyId> = Vec::new();
    if let Some(parent) = &draft.parent {
        out.extend(bases.get(fold(parent).as_ref()).into_iter().flatten());
    }
    for name in &draft.overrides {
        match bases.get(fold(&name.value).as_ref()) {
            Some(ids) => out.extend(ids),
            None if reported.insert(name.span) => {
                let near = closest(&name.value, bases.keys().map(String::as_str));
                findings.push(unknown("N234", name, "职责、裁定或兜底", "duty", near.as_deref()));
            }
            None => {}
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
