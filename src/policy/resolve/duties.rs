//! Duties, fallbacks, rulings and their provisos.

use super::table::Case;
use super::{Binder, Bound, template, twice};
use crate::finding::Finding;
use crate::policy::Template;
use crate::policy::attribute::closest;
use crate::policy::duty::{Basis, Chain, Duty, DutyId, Parts, TemplateId, Validity};
use crate::policy::intervals::Intervals;
use crate::policy::region::Region;
use crate::syntax::entries::{
    BasisEntry, DutyEntry, Entry, EntryKind, Layer, LimitEntry, MatterRef, Name, OutcomeEntry, ProvisoEntry,
};
use crate::text::{Span, fold};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A duty whose number, template and overrides are not known yet.
pub(super) struct Draft {
    duty: Duty,
    /// The code as written: the same for all rows of a table.
    base: Arc<str>,
    leads: Vec<Chain>,
    overrides: Vec<Name>,
    /// A proviso beats everything its parent's code stands for.
    parent: Option<Arc<str>>,
}

/// What a duty and its provisos share.
struct Frame {
    layer: Layer,
    code: Arc<str>,
    scope: Intervals,
    region: Region,
    valid: Validity,
    basis: Vec<Basis>,
    limits: Vec<(String, crate::syntax::entries::Duration)>,
    ruled_on: Option<jiff::civil::Date>,
    block: Span,
}

impl Binder<'_> {
    pub(super) fn duties(&mut self, entries: &[Entry]) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut codes: FxHashMap<String, Span> = FxHashMap::default();
        for entry in entries {
            let EntryKind::Duty(duty) = &entry.kind else { continue };
            self.duty(duty, entry.span, &mut codes, &mut drafts);
        }
        drafts
    }

    fn duty(
        &mut self,
        entry: &DutyEntry,
        span: Span,
        codes: &mut FxHashMap<String, Span>,
        drafts: &mut Vec<Draft>,
    ) -> Option<()> {
        let code: Arc<str> = match &entry.code {
            Some(code) => code.value.as_str().into(),
            None => {
                let nodes: Vec<String> = entry.scope.iter().map(MatterRef::written).collect();
                format!("兜底:{}", nodes.join("、")).into()
            }
        };
        let code_span = entry.code.as_ref().map_or(span, |c| c.span);
        let mut fresh = self.claim_code(&code, code_span, codes);
        if entry.scope.is_empty() {
            self.findings.push(Finding::error(
                "N231",
                span,
                format!("「{code}」没有写「适用」：适用于哪些事项？"),
                format!("\"{code}\" has no \"applies\": to which matters does it apply?"),
            ));
            fresh = false;
        }
        let scope = self.scope(&entry.scope, Intervals::empty());
        let region = self.region(&entry.when, &entry.except);
        let valid = self.validity(&entry.validity);
        let parts = self.parts(&entry.outcome, None);
        let leads = self.leads(&entry.outcome.leads);
        let frame = Frame {
            layer: entry.layer,
            code: code.clone(),
            scope: scope?,
            region: region?,
            valid,
            basis: basis(&entry.outcome.basis),
            limits: limits(&entry.outcome.limits),
            ruled_on: entry.ruled_on.as_ref().map(|d| d.value),
            block: span,
        };
        if entry.layer == Layer::Ruling && frame.ruled_on.is_none() {
            self.findings.push(Finding::error(
                "N232",
                span,
                format!("裁定「{code}」没有写「裁定日期」"),
                format!("ruling \"{code}\" has no day (ruled)"),
            ));
            return None;
        }
        if frame.region.is_empty() {
            self.nowhere(&code, span);
        }
        for proviso in &entry.provisos {
            self.proviso(proviso, &frame, codes, drafts);
        }
        let (parts, leads) = (parts?, leads?);
        if !fresh {
            return None;
        }
        let duty = Duty {
            code: code.clone(),
            title: entry.title.as_ref().map(|t| t.value.as_str().into()),
            layer: frame.layer,
            scope: frame.scope,
            region: frame.region,
            valid,
            leads: TemplateId(0),
            parts: Arc::new(parts),
            overrides: Vec::new(),
            capacity: entry.capacity.as_ref().map(|c| fold(&c.value).as_ref().into()),
            special: entry.special.as_ref().map(|s| s.value),
            ruled_on: frame.ruled_on,
            reason: entry.reason.as_deref().map(Into::into),
            span,
            block: span,
        };
        let draft =
            Draft { duty, base: code, leads: Vec::new(), overrides: entry.overrides.clone(), parent: None };
        self.by_row(&draft, leads, drafts);
        Some(())
    }

    fn proviso(
        &mut self,
        entry: &ProvisoEntry,
        parent: &Frame,
        codes: &mut FxHashMap<String, Span>,
        drafts: &mut Vec<Draft>,
    ) -> Option<()> {
        let fresh = self.claim_code(&entry.code.value, entry.code.span, codes);
        let condition = self.condition(&entry.when);
        let parts = self.parts(&entry.outcome, Some(parent));
        let leads = self.leads(&entry.outcome.leads);
        let (condition, parts, leads) = (condition?, parts?, leads?);
        let Ok(mut region) = parent.region.intersect(&condition) else {
            self.findings.push(Finding::error(
                "P902",
                entry.span,
                "但书的条件展开后区块过多，没有采用",
                "the proviso multiplies out to too many boxes and was left out",
            ));
            return None;
        };
        region.normalise(&self.size());
        if region.is_empty() && !parent.region.is_empty() {
            self.nowhere(&entry.code.value, entry.span);
        }
        if !fresh {
            return None;
        }
        let code: Arc<str> = entry.code.value.as_str().into();
        let duty = Duty {
            code: code.clone(),
            title: None,
            layer: parent.layer,
            scope: parent.scope.clone(),
            region,
            valid: parent.valid,
            leads: TemplateId(0),
            parts: Arc::new(parts),
            overrides: Vec::new(),
            capacity: None,
            special: None,
            ruled_on: parent.ruled_on,
            reason: None,
            span: entry.span,
            block: parent.block,
        };
        let parent = Some(parent.code.clone());
        let draft = Draft { duty, base: code, leads: Vec::new(), overrides: Vec::new(), parent };
        self.by_row(&draft, leads, drafts);
        Some(())
    }

    /// One duty, or one for each row of the tables that say who leads.
    fn by_row(&mut self, draft: &Draft, cases: Vec<Case<Vec<Chain>>>, drafts: &mut Vec<Draft>) {
        let size = self.size();
        for case in cases {
            let Ok(mut region) = draft.duty.region.intersect(&case.region) else {
                self.findings.push(Finding::error(
                    "P902",
                    draft.duty.span,
                    format!("「{}」与对照表相乘后区块过多，没有采用", draft.base),
                    format!(
                        "\"{}\" times its look-up table makes too many boxes and was left out",
                        draft.base
                    ),
                ));
                return;
            };
            region.normalise(&size);
            if region.is_empty() && case.row.is_some() {
                continue;
            }
            let code = match case.row {
                None => draft.base.clone(),
                Some(row) => format!("{}#{row}", draft.base).into(),
            };
            drafts.push(Draft {
                duty: Duty { code, region, ..draft.duty.clone() },
                base: draft.base.clone(),
                leads: case.value,
                overrides: draft.overrides.clone(),
                parent: draft.parent.clone(),
            });
        }
    }

    fn parts(&mut self, outcome: &OutcomeEntry, parent: Option<&Frame>) -> Bound<Parts> {
        let assist = self.chains(&outcome.assist);
        let inform = self.chains(&outcome.inform);
        let supervise = self.chains(&outcome.supervise);
        let forerun = match &outcome.forerun {
            None => Some(None),
            Some(f) => self.chain(&f.who).map(|who| Some((who, f.limit))),
        };
        let mut parts = Parts {
            assist: assist?,
            inform: inform?,
            supervise: supervise?,
            forerun: forerun?,
            basis: basis(&outcome.basis),
            limits: limits(&outcome.limits),
        };
        if let Some(parent) = parent {
            if parts.basis.is_empty() {
                parts.basis.clone_from(&parent.basis);
            }
            if parts.limits.is_empty() {
                parts.limits.clone_from(&parent.limits);
            }
        }
        Some(parts)
    }

    /// Whether the code is new; a finding if not.
    fn claim_code(&mut self, code: &str, span: Span, codes: &mut FxHashMap<String, Span>) -> bool {
        let first = *codes.entry(fold(code).into_owned()).or_insert(span);
        if first != span {
            self.findings.push(twice(code, first, span));
        }
        first == span
    }

    fn nowhere(&mut self, code: &str, span: Span) {
        self.findings.push(Finding::warning(
            "N233",
            span,
            format!("「{code}」的条件自相矛盾，任何情形都不适用"),
            format!("the conditions of \"{code}\" exclude each other: it never applies"),
        ));
    }
}

pub(super) fn basis(entries: &[BasisEntry]) -> Vec<Basis> {
    entries
        .iter()
        .map(|b| match b {
            BasisEntry::Cited { instrument, article } => {
                Basis::Cited { instrument: instrument.value.clone(), article: article.clone() }
            }
            BasisEntry::ToConfirm(_) => Basis::ToConfirm,
        })
        .collect()
}

pub(super) fn limits(entries: &[LimitEntry]) -> Vec<(String, crate::syntax::entries::Duration)> {
    entries.iter().map(|l| (l.step.value.clone(), l.duration)).collect()
}

/// Numbers the duties by layer and code, which no order of lines can change, then binds overrides and templates.
pub(super) fn number(mut drafts: Vec<Draft>, findings: &mut Vec<Finding>) -> (Vec<Duty>, Vec<Template>) {
    drafts.sort_by(|a, b| (a.duty.layer, &a.duty.code).cmp(&(b.duty.layer, &b.duty.code)));
    let mut by_base: FxHashMap<String, Vec<DutyId>> = FxHashMap::default();
    for (i, draft) in drafts.iter().enumerate() {
        by_base.entry(fold(&draft.base).into_owned()).or_default().push(DutyId(i as u32));
    }
    let mut templates: Vec<Template> = Vec::new();
    let mut known: FxHashMap<Template, TemplateId> = FxHashMap::default();
    let mut reported: FxHashSet<Span> = FxHashSet::default();
    let mut duties = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut duty = draft.duty;
        let leads = template(draft.leads);
        duty.leads = *known.entry(leads).or_insert_with_key(|leads| {
            templates.push(leads.clone());
            TemplateId(templates.len() as u32 - 1)
        });
        if let Some(parent) = &draft.parent {
            duty.overrides.extend(by_base.get(fold(parent).as_ref()).into_iter().flatten());
        }
        for name in &draft.overrides {
            match by_base.get(fold(&name.value).as_ref()) {
                Some(ids) => duty.overrides.extend(ids),
                None if reported.insert(name.span) => {
                    let near = closest(&name.value, by_base.keys().map(String::as_str));
                    findings.push(super::unknown("N234", name, "职责、裁定或兜底", "duty", near.as_deref()));
                }
                None => {}
            }
        }
        duty.overrides.sort_unstable();
        duty.overrides.dedup();
        duties.push(duty);
    }
    (duties, templates)
}
