//! Decisions, facts and durations in words.

use super::console::Console;
use fenbo::diagram::Outcome;
use fenbo::finding::Lang;
use fenbo::policy::duty::{DutyId, Expected, Handler, TemplateId};
use fenbo::policy::intervals::Intervals;
use fenbo::policy::region::AttrId;
use fenbo::policy::{Policy, duration_words};
use fenbo::router::{Assigned, Decision, Question, Status};
use fenbo::syntax::entries::Duration;

/// Values named of a set before "…".
const MOST_VALUES: usize = 6;

/// Puts words on what one policy's numbers mean.
#[derive(Clone, Copy)]
pub struct Words<'p> {
    pub policy: &'p Policy,
    pub lang: Lang,
}

impl<'p> Words<'p> {
    pub fn new(policy: &'p Policy, console: Console) -> Self {
        Self { policy, lang: console.lang }
    }

    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What stands between the parts of an enumeration.
    pub fn comma(self) -> &'static str {
        self.pick("、", ", ")
    }

    pub fn attribute(self, attr: AttrId) -> &'p str {
        &self.policy.attributes().get(attr).name
    }

    /// A set of values of an attribute.
    pub fn values(self, attr: AttrId, set: &Intervals) -> String {
        self.policy.attributes().get(attr).describe(set, &self.policy.registry().areas, MOST_VALUES)
    }

    /// `场所＝桥下`.
    pub fn fact(self, attr: AttrId, set: &Intervals) -> String {
        self.policy.side_words(attr, set, self.lang)
    }

    pub fn handler(self, handler: Handler) -> String {
        self.policy.handler_words(handler, self.lang)
    }

    /// The leads of a template as the lists write them.
    pub fn template(self, template: TemplateId) -> String {
        self.policy.template_words(template, self.lang)
    }

    pub fn handlers(self, handlers: &[Handler]) -> String {
        handlers.iter().map(|h| self.handler(*h)).collect::<Vec<_>>().join(self.comma())
    }

    pub fn unit(self, assigned: &Assigned<'_>) -> String {
        let name = &self.policy.registry().units.get(assigned.unit).name;
        match assigned.office {
            Some(office) => format!("{name}{}", self.pick(format!("（{office}）"), format!(" ({office})"))),
            None => name.clone(),
        }
    }

    pub fn units(self, all: &[Assigned<'_>]) -> String {
        all.iter().map(|a| self.unit(a)).collect::<Vec<_>>().join(self.comma())
    }

    pub fn duty_codes(self, duties: &[DutyId]) -> String {
        duties.iter().map(|d| &*self.policy.duty(*d).code).collect::<Vec<_>>().join(self.comma())
    }

    pub fn duration(self, d: Duration) -> String {
        duration_words(d, self.lang)
    }

    pub fn status(self, status: Status) -> &'static str {
        match status {
            Status::Decided => self.pick("已定", "decided"),
            Status::Asked => self.pick("待问", "asked"),
            Status::Gap => self.pick("无人负责", "gap"),
            Status::Conflict => self.pick("职责冲突", "conflict"),
            Status::NotAccepted => self.pick("不受理", "not accepted"),
            Status::Contradictory => self.pick("要素矛盾", "contradictory"),
        }
    }

    /// What to ask: the attribute, for a place with its level.
    pub fn question(self, question: &Question) -> String {
        let name = self.attribute(question.attribute);
        match question.level.and_then(|l| self.policy.registry().areas.levels().get(l)) {
            Some(level) => self.pick(format!("{name}（到{level}）"), format!("{name} (down to {level})")),
            None => name.to_owned(),
        }
    }

    pub fn outcome(self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Decided(t) => self.template(TemplateId(t)),
            Outcome::Gap => self.status(Status::Gap).to_owned(),
            Outcome::Conflict => self.status(Status::Conflict).to_owned(),
            Outcome::NotAccepted => self.status(Status::NotAccepted).to_owned(),
            Outcome::Infeasible => self.status(Status::Contradictory).to_owned(),
        }
    }

    /// A decision in one line.
    pub fn decision(self, decision: &Decision<'_>) -> String {
        let colon = self.pick("：", ": ");
        let status = self.status(decision.status);
        let what = match decision.status {
            Status::Decided => {
                let leads = self.units(&decision.leads);
                let by = self.duty_codes(&decision.duties);
                return self.pick(format!("首办 {leads}（{by}）"), format!("first: {leads} ({by})"));
            }
            Status::Asked => {
                let outcomes: Vec<String> =
                    decision.candidates.iter().map(|c| self.outcome(c.outcome)).collect();
                let question =
                    decision.question.as_ref().map_or_else(|| "?".to_owned(), |q| self.question(q));
                let between = outcomes.join(self.pick("／", " / "));
                self.pick(format!("{question}；可能是 {between}"), format!("{question}; may be {between}"))
            }
            Status::Gap => match decision.vacant {
                Some(role) => {
                    let role = &self.policy.registry().units.get_role(role).name;
                    let by = self.duty_codes(&decision.duties);
                    self.pick(
                        format!("此处没有单位担任 @{role}（{by}）"),
                        format!("nobody plays @{role} here ({by})"),
                    )
                }
                None => return status.to_owned(),
            },
            Status::Conflict => {
                let claims: Vec<String> = decision
                    .candidates
                    .iter()
                    .map(|c| {
                        let (who, by) = (self.outcome(c.outcome), self.duty_codes(&c.duties));
                        self.pick(format!("{who}（{by}）"), format!("{who} ({by})"))
                    })
                    .collect();
                claims.join(self.pick("／", " / "))
            }
            Status::NotAccepted => self.refusal(decision).unwrap_or_default().to_owned(),
            Status::Contradictory => return status.to_owned(),
        };
        format!("{status}{colon}{what}")
    }

    /// The name of the entry of the not-accepted list.
    pub fn refusal(self, decision: &Decision<'_>) -> Option<&'p str> {
        decision.refusal.and_then(|r| self.policy.refusals().get(r)).map(|r| r.name.as_str())
    }

    pub fn expected(self, expected: &Expected) -> String {
        match expected {
            Expected::Leads(h) => format!("{} {}", self.pick("应派", "expect"), self.handlers(h)),
            Expected::Assists(h) => format!("{} {}", self.pick("应协", "expect-assist"), self.handlers(h)),
            Expected::Forerun(h) => format!("{} {}", self.pick("应先行", "expect-forerun"), self.handler(*h)),
            Expected::Ask(attr) => format!("{} {}", self.pick("应问", "expect-ask"), self.attribute(*attr)),
            Expected::Refuse(name) => format!("{} {name}", self.pick("应拒", "expect-refuse")),
            Expected::Urgent(true) => self.pick("应急：是", "expect-urgent: yes").to_owned(),
            Expected::Urgent(false) => self.pick("应急：否", "expect-urgent: no").to_owned(),
            Expected::Conflict => self.pick("应议（职责冲突）", "expect-conflict").to_owned(),
            Expected::Gap => self.pick("应缺（无人负责）", "expect-gap").to_owned(),
        }
    }
}
