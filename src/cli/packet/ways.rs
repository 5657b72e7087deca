//! Ways out of a conflict as text to paste.

use super::page::{Block, Section};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::duty::{Duty, DutyId};
use fenbo::policy::intervals::Intervals;
use fenbo::policy::matter::MatterId;
use fenbo::policy::region::Region;
use fenbo::syntax::entries::Layer;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::fmt::Write as _;

/// Boxes of a region that a proviso is written for; more are not worth a proviso each.
const MOST_PROVISOS: usize = 4;

/// A conflict of two duties.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    pub policy: &'a Policy,
    pub lang: Lang,
    pub duties: [DutyId; 2],
    pub region: &'a Region,
    /// The fingerprint, for codes that are not taken.
    pub fingerprint: &'a str,
    pub matters: &'a [MatterId],
    pub day: Date,
}

impl Ways<'_> {
    fn pick(&self, zh: &str, en: &str) -> String {
        self.lang.pick(zh, en).to_owned()
    }

    /// All ways that can be written.
    pub fn all(&self) -> Vec<Section> {
        let [a, b] = self.duties;
        let mut out = vec![self.ruling(a, b)];
        out.extend(
            [(a, b), (b, a)]
                .into_iter()
                .filter_map(|(w, l)| self.overrides(w, l).or_else(|| self.narrowed(w, l))),
        );
        out.extend(self.proviso(a, b).or_else(|| self.proviso(b, a)));
        out
    }

    fn section(&self, zh: &str, en: &str, text: String) -> Section {
        Section { heading: self.pick(zh, en), blocks: vec![Block::Code(text)] }
    }

    /// A duty says that it overrides the other. A proviso or a row has no place to say so.
    fn overrides(&self, winner: DutyId, loser: DutyId) -> Option<Section> {
        let (w, l) = (self.policy.duty(winner), &self.policy.duty(loser).code);
        let code = &w.code;
        (w.span == w.block && !code.contains('#')).then(|| {
            self.section(
                &format!("{code} 优先：写进 {code}"),
                &format!("{code} goes first: add to {code}"),
                format!("  优先于：{}\n", self.policy.written(l)),
            )
        })
    }

    /// Of two provisos the one that goes behind is written as what is left of it.
    fn narrowed(&self, winner: DutyId, loser: DutyId) -> Option<Section> {
        let (w, l) = (self.policy.duty(winner), self.policy.duty(loser));
        let size = |attr| self.policy.attributes().size(attr);
        if l.span == l.block || l.code.contains('#') || self.policy.template(l.leads).leads.len() > 1 {
            return None;
        }
        let mut rest = l.region.subtract(&w.region, &size).ok()?;
        rest.normalise(&size);
        let conditions: Option<Vec<String>> =
            rest.cubes.iter().map(|c| self.policy.written_condition(c)).collect();
        let conditions = conditions.filter(|c| !c.is_empty() && c.len() <= MOST_PROVISOS)?;
        let leads = self.policy.written_leads(l.leads);
        let mut text = String::new();
        for (n, condition) in conditions.iter().enumerate() {
            let code = if n == 0 { l.code.to_string() } else { format!("{}-{}", l.code, n + 1) };
            let _ = writeln!(text, "  但：{condition} → {leads} ［{}］", self.policy.written(&code));
        }
        Some(self.section(
            &format!("{} 优先：{} 改写为", w.code, l.code),
            &format!("{} goes first: write {} as", w.code, l.code),
            text,
        ))
    }

    /// A proviso in the one that gives the region to the other. Where the one is itself a proviso or a row, there is no
    /// place for one.
    fn proviso(&self, giver: DutyId, taker: DutyId) -> Option<Section> {
        let (g, t) = (self.policy.duty(giver), self.policy.duty(taker));
        let single = self.policy.template(t.leads).leads.len() == 1;
        let conditions: Option<Vec<String>> =
            self.region.cubes.iter().map(|c| self.policy.written_condition(c)).collect();
        let conditions = conditions.filter(|c| !c.is_empty() && c.len() <= MOST_PROVISOS)?;
        if !single || g.span != g.block || g.code.contains('#') || g.layer != Layer::Duty {
            return None;
        }
        let leads = self.policy.written_leads(t.leads);
        let mut text = String::new();
        for (n, condition) in conditions.iter().enumerate() {
            let code = format!("{}-{}{}", g.code, self.short(), n + 1);
            let _ = writeln!(text, "  但：{condition} → {leads} ［{}］", self.policy.written(&code));
        }
        let code = &g.code;
        Some(self.section(
            &format!("{} 让出这些情形：写进 {code}", g.code),
            &format!("{} leaves these facts to the other: add to {code}", g.code),
            text,
        ))
    }

    fn short(&self) -> &str {
        self.fingerprint.get(..6).unwrap_or(self.fingerprint)
    }

    /// A ruling for the first, with the second in a comment.
    fn ruling(&self, a: DutyId, b: DutyId) -> Section {
        let policy = self.policy;
        let (one, other) = (policy.duty(a), policy.duty(b));
        let ends = self.day.saturating_add(6.months()).yesterday().unwrap_or(self.day);
        let title = self.matters.first().map_or("", |m| policy.matters().get(*m).name.as_str());
        let mut text = format!(
            "裁定：{} {}\n  裁定日期：{}\n  失效：{ends}\n",
            policy.written(&format!("草案-{}", self.short())),
            title,
            self.day
        );
        text.push_str(
            &policy.written_scope(&Intervals::union_of(self.matters.iter().map(|m| (m.0, m.0 + 1)))),
        );
        for condition in self.region.cubes.iter().filter_map(|c| policy.written_condition(c)) {
            let _ = writeln!(text, "  当：{condition}");
        }
        let lead = |d: &Duty| {
            let key = if policy.template(d.leads).leads.len() > 1 { "并办" } else { "首办" };
            format!("{key}：{}", policy.written_leads(d.leads))
        };
        let _ = writeln!(text, "  {}\n  # {}", lead(one), lead(other));
        let _ = writeln!(
            text,
            "  理由：{} 与 {} 都适用，谁也不优先；先办后议，到期前并入清单",
            one.code, other.code
        );
        self.section(
            "裁定（草案：定下首办，换上正式编号）",
            "A ruling (draft: settle the first handler, give it its number)",
            text,
        )
    }
}
