//! Duties as text to paste, in Chinese, the canonical language of lists. What is written reads back as the same duty.

use super::Policy;
use super::duty::{Basis, Chain, Duty, DutyId, TemplateId};
use super::intervals::Intervals;
use crate::syntax::entries::{Duration, DurationUnit};
use crate::syntax::written_name;
use std::fmt::Write as _;

/// Codes of matters on one line of `适用`.
const CODES_A_LINE: usize = 12;
/// What the title of an instrument ends with; any other basis is a text without brackets.
const INSTRUMENTS: [&str; 10] =
    ["法", "条例", "办法", "规定", "规则", "细则", "决定", "通知", "意见", "法典"];

/// What is not taken from the duty that is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draft<'a> {
    /// The code.
    pub code: &'a str,
    /// Codes of duties it says it overrides.
    pub overrides: &'a [String],
    /// `##` notes before the items.
    pub notes: &'a [String],
    /// Why.
    pub reason: &'a str,
}

impl Policy {
    /// A duty as a block of the responsibility list, without its dates.
    pub fn written_duty(&self, id: DutyId, draft: Draft<'_>) -> String {
        let duty = self.duty(id);
        let title = duty.title.as_deref().map(|t| format!(" {t}")).unwrap_or_default();
        let mut out = format!("职责：{}{title}\n", written_name(draft.code));
        for note in draft.notes {
            let _ = writeln!(out, "  ## {note}");
        }
        out.push_str(&self.written_scope(&duty.scope));
        for condition in duty.region.cubes.iter().filter_map(|c| self.written_condition(c)) {
            let _ = writeln!(out, "  当：{condition}");
        }
        let key = if self.template(duty.leads).leads.len() > 1 { "并办" } else { "首办" };
        let _ = writeln!(out, "  {key}：{}", self.written_leads(duty.leads));
        self.write_parts(duty, &mut out);
        let overrides: Vec<String> = draft.overrides.iter().map(|c| written_name(c)).collect();
        if !overrides.is_empty() {
            let _ = writeln!(out, "  优先于：{}", overrides.join("、"));
        }
        if !draft.reason.is_empty() {
            let _ = writeln!(out, "  理由：{}", draft.reason);
        }
        out
    }

    /// The leads of a template as what stands after `首办：` or `并办：`.
    pub fn written_leads(&self, leads: TemplateId) -> String {
        self.written_chains(&self.template(leads).leads)
    }

    /// Matters as lines of `适用`.
    pub fn written_scope(&self, scope: &Intervals) -> String {
        if scope.count() == self.matters.len() as u64 && scope.count() > 1 {
            return "  适用：全部\n".to_owned();
        }
        let codes: Vec<String> = self
            .matters
            .iter()
            .filter(|(id, _)| scope.contains(id.0))
            .map(|(_, m)| written_name(&m.code))
            .collect();
        let mut out = String::new();
        for line in codes.chunks(CODES_A_LINE) {
            let _ = writeln!(out, "  适用：{}", line.join("、"));
        }
        out
    }

    fn write_parts(&self, duty: &Duty, out: &mut String) {
        let parts = &duty.parts;
        for (key, chains) in [("协办", &parts.assist), ("知会", &parts.inform), ("监管", &parts.supervise)]
        {
            if !chains.is_empty() {
                let _ = writeln!(out, "  {key}：{}", self.written_chains(chains));
            }
        }
        if let Some((who, limit)) = &parts.forerun {
            let limit = limit.map(|l| format!("，限 {}", written_duration(l))).unwrap_or_default();
            let _ = writeln!(out, "  先行：{}{limit}", self.written_chain(who));
        }
        for basis in &parts.basis {
            let _ = match basis {
                Basis::ToConfirm => writeln!(out, "  依据：待确认"),
                Basis::Cited { instrument, article: Some(article) } => {
                    writeln!(out, "  依据：《{instrument}》{article}")
                }
                Basis::Cited { instrument, article: None }
                    if INSTRUMENTS.iter().any(|end| instrument.ends_with(end)) =>
                {
                    writeln!(out, "  依据：《{instrument}》")
                }
                Basis::Cited { instrument, article: None } => writeln!(out, "  依据：{instrument}"),
            };
        }
        let limits: Vec<String> = parts
            .limits
            .iter()
            .map(|(step, limit)| format!("{} {}", written_name(step), written_duration(*limit)))
            .collect();
        if !limits.is_empty() {
            let _ = writeln!(out, "  时限：{}", limits.join("，"));
        }
    }

    /// A chain of handlers as a list writes it.
    pub fn written_chain(&self, chain: &Chain) -> String {
        chain.iter().map(|h| self.written_handler(*h)).collect::<Vec<_>>().join("，无则 ")
    }

    fn written_chains(&self, chains: &[Chain]) -> String {
        chains.iter().map(|c| self.written_chain(c)).collect::<Vec<_>>().join("、")
    }
}

fn written_duration(duration: Duration) -> String {
    let unit = match duration.unit {
        DurationUnit::Minute => "分钟",
        DurationUnit::Hour => "小时",
        DurationUnit::Day => "天",
        DurationUnit::WorkingDay => "工作日",
    };
    format!("{} {unit}", duration.amount)
}
