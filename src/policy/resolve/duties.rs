//! Duties, fallbacks, rulings and their provisos.

use super::table::Case;
use super::{Binder, Bound, twice};
use crate::finding::Finding;
use crate::policy::duty::{Basis, Chain, Duty, Parts, TemplateId, Validity};
use crate::policy::intervals::Intervals;
use crate::policy::region::Region;
use crate::syntax::entries::{
    BasisEntry, DutyEntry, Entry, EntryKind, Layer, LimitEntry, MatterRef, Name, OutcomeEntry, ProvisoEntry,
};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A duty whose number, template and overrides are not known yet.
pub(super) struct Draft {
    pub duty: Duty,
    /// The code as written: the same for all rows of a table.
    pub base: Arc<str>,
    pub leads: Vec<Chain>,
    pub overrides: Vec<Name>,
    /// A proviso beats everything its parent's code stands for.
    pub parent: Option<Arc<str>>,
}

/// What binding one block of duties came to, but for the numbers of the duties.
pub(super) struct Drafted {
    pub drafts: Vec<Draft>,
    /// Its codes, folded, ascending.
    pub claims: Vec<String>,
    /// What there is to say about the names in it.
    pub findings: Vec<Finding>,
    /// It names units that end some day.
    pub mentions: bool,
}

/// Which codes are taken, and where.
#[derive(Default)]
pub(super) struct Codes {
    first: FxHashMap<String, Span>,
    /// Those of the block at hand.
    claims: Vec<String>,
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
    /// The blocks of duties, each by itself.
    pub(super) fn duties<'e>(&mut self, entries: impl Iterator<Item = &'e Entry>) -> Vec<Drafted> {
        let mut codes = Codes::default();
        let mut all = Vec::new();
        for entry in entries {
            let EntryKind::Duty(duty) = &entry.kind else { continue };
            let (before, named, mut drafts) = (self.findings.len(), self.mentions.len(), Vec::new());
            self.duty(duty, entry.span, &mut codes, &mut drafts);
            let mut claims = std::mem::take(&mut codes.claims);
            claims.sort_unstable();
            claims.dedup();
            let findings = self.findings.split_off(before);
            all.push(Drafted { drafts, claims, findings, mentions: self.mentions.len() > named });
        }
        all
    }

    fn duty(
        &mut self,
        entry: &DutyEntry,
        span: Span,
        codes: &mut Codes,
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
        codes: &mut Codes,
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
    fn claim_code(&mut self, code: &str, span: Span, codes: &mut Codes) -> bool {
        let folded = fold(code).into_owned();
        codes.claims.push(folded.clone());
        let first = *codes.first.entry(folded).or_insert(span);
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
