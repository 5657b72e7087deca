//! Handlers, facts and regions in words for people.

use super::Policy;
use super::duty::{DutyId, Handler, TemplateId};
use super::intervals::Intervals;
use super::matter::MatterId;
use super::region::{AttrId, Cube, Region};
use crate::finding::Lang;
use crate::syntax::entries::{Duration, DurationUnit};

/// Values named of a set before "…".
const MOST_VALUES: usize = 6;

/// An amount of time: `24 小时`.
pub fn duration_words(d: Duration, lang: Lang) -> String {
    let unit = match d.unit {
        DurationUnit::Minute => lang.pick("分钟", "min"),
        DurationUnit::Hour => lang.pick("小时", "h"),
        DurationUnit::Day => lang.pick("天", "d"),
        DurationUnit::WorkingDay => lang.pick("工作日", "working days"),
    };
    format!("{} {unit}", d.amount)
}

impl Policy {
    /// A handler as the lists write it.
    pub fn handler_words(&self, handler: Handler, lang: Lang) -> String {
        let units = &self.registry.units;
        match handler {
            Handler::Unit(unit) => units.get(unit).name.clone(),
            Handler::Role(role, None) => format!("@{}", units.get_role(role).name),
            Handler::Role(role, Some(attr)) => {
                let (role, place) = (&units.get_role(role).name, &self.attributes.get(attr).name);
                match lang {
                    Lang::Zh => format!("@{role}（{place}）"),
                    Lang::En => format!("@{role} ({place})"),
                }
            }
            Handler::Rota(rota) => {
                let name = self.rotas.get(rota.0 as usize).map_or("", |r| r.name.as_str());
                match lang {
                    Lang::Zh => format!("轮值「{name}」"),
                    Lang::En => format!("rota \"{name}\""),
                }
            }
        }
    }

    /// A chain of handlers: the first that exists.
    pub fn chain_words(&self, chain: &[Handler], lang: Lang) -> String {
        let steps: Vec<String> = chain.iter().map(|h| self.handler_words(*h, lang)).collect();
        steps.join(lang.pick("，无则 ", ", else "))
    }

    /// The leads of a template as the lists write them.
    pub fn template_words(&self, template: TemplateId, lang: Lang) -> String {
        let leads = &self.template(template).leads;
        let chains: Vec<String> = leads.iter().map(|chain| self.chain_words(chain, lang)).collect();
        chains.join(lang.pick("、", ", "))
    }

    /// A duty with who leads by it: `Z-0301-001（@区城市管理局）`.
    pub fn duty_words(&self, duty: DutyId, lang: Lang) -> String {
        let duty = self.duty(duty);
        let leads = self.template_words(duty.leads, lang);
        match lang {
            Lang::Zh => format!("{}（{leads}）", duty.code),
            Lang::En => format!("{} ({leads})", duty.code),
        }
    }

    /// A matter by code and name.
    pub fn matter_words(&self, matter: MatterId) -> String {
        let matter = self.matters.get(matter);
        format!("{} {}", matter.code, matter.name)
    }

    /// Matters by code and name, the first few of many.
    pub fn matters_words(&self, matters: &[MatterId], lang: Lang) -> String {
        let named: Vec<String> = matters.iter().take(3).map(|m| self.matter_words(*m)).collect();
        let named = named.join(lang.pick("、", ", "));
        match (matters.len().saturating_sub(3), lang) {
            (0, _) => named,
            (more, Lang::Zh) => format!("{named} 等 {} 个事项", more + 3),
            (more, Lang::En) => format!("{named} and {more} more"),
        }
    }

    /// A set of values of an attribute: `场所＝小区`.
    pub fn side_words(&self, attr: AttrId, set: &Intervals, lang: Lang) -> String {
        let a = self.attributes.get(attr);
        let values = a.describe(set, &self.registry.areas, MOST_VALUES);
        format!("{}{}{values}", a.name, lang.pick("＝", " = "))
    }

    /// A set of values, or what it leaves out where that is shorter: `场所≠小区`.
    fn short_side(&self, attr: AttrId, set: &Intervals, lang: Lang) -> String {
        let a = self.attributes.get(attr);
        let areas = &self.registry.areas;
        let others = a.all().subtract(set);
        if others.is_empty() || a.names(&others, areas).len() >= a.names(set, areas).len() {
            return self.side_words(attr, set, lang);
        }
        let values = a.describe(&others, areas, MOST_VALUES);
        format!("{}{}{values}", a.name, lang.pick("≠", " ≠ "))
    }

    /// A box: `区域＝宝安区 · 场所＝小区`.
    pub fn cube_words(&self, cube: &Cube, lang: Lang) -> String {
        if cube.sides().is_empty() {
            return lang.pick("任何情形", "whatever the facts").to_owned();
        }
        let sides: Vec<String> = cube.sides().iter().map(|(a, s)| self.short_side(*a, s, lang)).collect();
        sides.join(" · ")
    }

    /// The first few boxes of a region.
    pub fn region_words(&self, region: &Region, lang: Lang) -> String {
        let most = 3;
        let shown: Vec<String> = region.cubes.iter().take(most).map(|c| self.cube_words(c, lang)).collect();
        let shown = shown.join(lang.pick("；或 ", "; or "));
        match (region.cubes.len().saturating_sub(most), lang) {
            (0, _) => shown,
            (more, Lang::Zh) => format!("{shown}；另 {more} 块"),
            (1, Lang::En) => format!("{shown}; and 1 more box"),
            (more, Lang::En) => format!("{shown}; and {more} more boxes"),
        }
    }
}
