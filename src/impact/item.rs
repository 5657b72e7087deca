//! What the lists say at a point of facts, in names.

use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Basis, Chain, Duty, Handler, Refusal};
use crate::policy::intervals::Intervals;
use crate::syntax::entries::{Duration, DurationUnit};
use jiff::civil::Date;

/// One thing that the lists say. What a point is told is a set of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The matter is not in effect.
    NoMatter,
    /// It cannot occur.
    Never,
    /// The not-accepted list takes it.
    Refused {
        /// The entry.
        name: String,
        /// What the citizen is told.
        redirect: Option<String>,
        /// Its legal bases.
        basis: Vec<String>,
    },
    /// Nobody is assigned.
    Gap,
    /// A duty decides, or stands in a conflict. With several of different leads it is a conflict.
    Assigned(Assignment),
    /// It is urgent by this rule.
    Urgent(String),
}

/// Everything a duty says of who does what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Assignment {
    /// Who leads: one for each lead, each the first that exists of a chain.
    pub leads: Vec<String>,
    /// 协办.
    pub assist: Vec<String>,
    /// 知会.
    pub inform: Vec<String>,
    /// 监管.
    pub supervise: Vec<String>,
    /// 先行, with its limit.
    pub forerun: Option<String>,
    /// 依据.
    pub basis: Vec<String>,
    /// 时限 by step.
    pub limits: Vec<(String, String)>,
}

impl Assignment {
    /// What a duty says on a day. A unit goes by the name that it has become by then.
    pub(super) fn of(policy: &Policy, duty: &Duty, day: Date) -> Self {
        let chains = |all: &[Chain]| all.iter().map(|c| chain(policy, c, day)).collect();
        let parts = &duty.parts;
        let mut leads: Vec<String> = chains(&policy.template(duty.leads).leads);
        leads.sort_unstable();
        Self {
            leads,
            assist: chains(&parts.assist),
            inform: chains(&parts.inform),
            supervise: chains(&parts.supervise),
            forerun: parts.forerun.as_ref().map(|(who, limit)| {
                let limit = limit.map(|l| format!(" {}", amount(l))).unwrap_or_default();
                format!("{}{limit}", chain(policy, who, day))
            }),
            basis: parts.basis.iter().map(basis).collect(),
            limits: parts.limits.iter().map(|(step, limit)| (step.clone(), amount(*limit))).collect(),
        }
    }
}

impl Item {
    pub(super) fn refused(refusal: &Refusal) -> Self {
        Self::Refused {
            name: refusal.name.clone(),
            redirect: refusal.redirect.clone(),
            basis: refusal.basis.iter().map(basis).collect(),
        }
    }

    /// In a few words: who leads, not what else is said.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::NoMatter => lang.pick("没有这个事项", "no such matter").to_owned(),
            Self::Never => lang.pick("不会出现", "cannot occur").to_owned(),
            Self::Refused { name, .. } => format!("{}{name}", lang.pick("不受理：", "not accepted: ")),
            Self::Gap => lang.pick("无人首办", "nobody").to_owned(),
            Self::Assigned(a) => a.leads.join(lang.pick("、", ", ")),
            Self::Urgent(name) => format!("{}{name}", lang.pick("加急：", "urgent: ")),
        }
    }
}

fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Cited { instrument, article } => {
            format!("{instrument}{}", article.as_deref().unwrap_or_default())
        }
        Basis::ToConfirm => "待确认".to_owned(),
    }
}

fn amount(d: Duration) -> String {
    let unit = match d.unit {
        DurationUnit::Minute => "min",
        DurationUnit::Hour => "h",
        DurationUnit::Day => "d",
        DurationUnit::WorkingDay => "working days",
    };
    format!("{} {unit}", d.amount)
}

fn chain(policy: &Policy, chain: &Chain, day: Date) -> String {
    chain.iter().map(|h| handler(policy, *h, day)).collect::<Vec<_>>().join("，无则 ")
}

/// A handler by names that mean the same in any policy over the same registries.
fn handler(policy: &Policy, handler: Handler, day: Date) -> String {
    let units = &policy.registry.units;
    match handler {
        Handler::Unit(unit) => {
            let everywhere = Intervals::range(0, policy.registry.areas.leaves());
            let now =
                if policy.single_line(unit, day) { units.current(unit, day, &everywhere) } else { None };
            units.get(now.unwrap_or(unit)).name.clone()
        }
        // The same rota has the same members in the same turn.
        Handler::Rota(rota) => match policy.rotas.get(rota.0 as usize) {
            Some(rota) => {
                let members: Vec<String> = rota
                    .members
                    .iter()
                    .map(|(h, share)| format!("{} {share}", self::handler(policy, *h, day)))
                    .collect();
                format!(
                    "轮值「{}」（{}；{}；{}）",
                    rota.name,
                    members.join("、"),
                    amount(rota.period),
                    rota.start
                )
            }
            None => String::new(),
        },
        Handler::Role(..) => policy.handler_words(handler, Lang::Zh),
    }
}
