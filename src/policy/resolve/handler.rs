//! Handlers: units, roles, rotas. Look-up tables are gone after this stage: a duty that leads by a table becomes one
//! duty for each row.

use super::table::Case;
use super::{Binder, Bound};
use crate::finding::Finding;
use crate::policy::attribute::{Domain, closest};
use crate::policy::duty::{Chain, Handler};
use crate::policy::region::{AttrId, MOST_CUBES, TooManyCubes};
use crate::policy::registry::RoleKey;
use crate::syntax::entries::{HandlerChain, HandlerRef, Name};
use crate::text::fold;
use jiff::civil::Date;

impl Binder<'_> {
    /// A chain without look-up tables.
    pub(super) fn chain(&mut self, chain: &HandlerChain) -> Bound<Chain> {
        let mut out = Chain::new();
        let mut whole = true;
        for step in &chain.steps {
            match self.handler(step) {
                Some(handler) => out.push(handler),
                None => whole = false,
            }
        }
        (whole && !out.is_empty()).then_some(out)
    }

    pub(super) fn chains(&mut self, chains: &[HandlerChain]) -> Bound<Vec<Chain>> {
        let bound: Vec<_> = chains.iter().map(|c| self.chain(c)).collect();
        bound.into_iter().collect()
    }

    pub(super) fn handlers(&mut self, refs: &[HandlerRef]) -> Bound<Vec<Handler>> {
        let bound: Vec<_> = refs.iter().map(|r| self.handler(r)).collect();
        bound.into_iter().collect()
    }

    /// One handler that is no look-up table.
    pub(super) fn handler(&mut self, reference: &HandlerRef) -> Bound<Handler> {
        match reference {
            HandlerRef::Unit(name) => self.unit(name),
            HandlerRef::Role { role, place } => self.role(role, place.as_ref()),
            HandlerRef::Rota(name) => self.rota(name),
            HandlerRef::Table(name) => {
                self.findings.push(Finding::error(
                    "N224",
                    name.span,
                    "对照表只能用在首办、并办里",
                    "a look-up table can only name who leads (first, joint)",
                ));
                None
            }
        }
    }

    fn unit(&mut self, name: &Name) -> Bound<Handler> {
        let units = &self.registry.units;
        if let Some(id) = units.find(&name.value) {
            if units.get(id).valid.1 < Date::MAX {
                self.mentions.push((id, name.span));
            }
            return Some(Handler::Unit(id));
        }
        let near = if units.role(&name.value).is_some() {
            Some(format!("@{}", name.value))
        } else {
            units.suggest(&name.value)
        };
        self.findings.push(super::unknown("N221", name, "单位", "unit", near.as_deref()));
        None
    }

    fn role(&mut self, name: &Name, place: Option<&Name>) -> Bound<Handler> {
        let units = &self.registry.units;
        let Some(role) = units.role(&name.value) else {
            let near = units.suggest_role(&name.value);
            self.findings.push(super::unknown("N222", name, "角色", "role", near.as_deref()));
            return None;
        };
        let attr = match (&units.get_role(role).key, place) {
            (RoleKey::Area, None) => None,
            (RoleKey::Area, Some(place)) => {
                let (id, _) = self.attribute(place)?;
                if self.attributes.get(id).domain != Domain::Area {
                    self.findings.push(Finding::error(
                        "N225",
                        place.span,
                        format!("「{}」不是区域类要素，不能决定由哪个单位担任", place.value),
                        format!("\"{}\" is no area attribute: it cannot say who plays the role", place.value),
                    ));
                    return None;
                }
                Some(id)
            }
            (RoleKey::Jurisdiction(set), place) => Some(self.jurisdiction(name, set, place)?),
        };
        Some(Handler::Role(role, attr))
    }

    /// The attribute that says which jurisdiction of a set a complaint is in.
    fn jurisdiction(&mut self, role: &Name, set: &str, place: Option<&Name>) -> Bound<AttrId> {
        let fits = |domain: &Domain| matches!(domain, Domain::Jurisdiction { set: own, .. } if fold(own) == fold(set));
        let found = match place {
            Some(place) => {
                self.attribute(place).map(|f| f.0).filter(|id| fits(&self.attributes.get(*id).domain))
            }
            None => self.attributes.iter().find(|(_, a)| fits(&a.domain)).map(|f| f.0),
        };
        if found.is_none() {
            self.findings.push(Finding::error(
                "N226",
                place.map_or(role.span, |p| p.span),
                format!("角色「{}」按辖区「{set}」定，但没有类型为「辖区 {set}」的要素", role.value),
                format!(
                    "role \"{}\" goes by jurisdiction \"{set}\", but no attribute has that type",
                    role.value
                ),
            ));
        }
        found
    }

    fn rota(&mut self, name: &Name) -> Bound<Handler> {
        let found = self.rotas.get(fold(&name.value).as_ref()).copied();
        if found.is_none() {
            let mut names: Vec<&str> = self.rotas.keys().map(String::as_str).collect();
            names.sort_unstable();
            let near = closest(&name.value, names.into_iter());
            self.findings.push(super::unknown("N223", name, "轮值", "rota", near.as_deref()));
        }
        found.map(Handler::Rota)
    }

    /// Who leads, by case: one case without condition unless a look-up table is in a chain.
    pub(super) fn leads(&mut self, leads: &[HandlerChain]) -> Bound<Vec<Case<Vec<Chain>>>> {
        let mut cases = vec![Case::always(Vec::new())];
        let mut whole = true;
        for lead in leads {
            let Some(options) = self.lead(lead) else {
                whole = false;
                continue;
            };
            let mut product = Vec::with_capacity(cases.len() * options.len());
            for before in &cases {
                for option in &options {
                    if let Some(case) = before.and(option, |chains, chain| {
                        let mut chains = chains.clone();
                        chains.push(chain.clone());
                        chains
                    }) {
                        product.push(case);
                    }
                }
            }
            if product.len() > MOST_CUBES {
                let at = lead
                    .steps
                    .iter()
                    .find_map(|s| if let HandlerRef::Table(t) = s { Some(t.span) } else { None });
                self.bounded(at.unwrap_or_default(), Err::<(), _>(TooManyCubes));
                return None;
            }
            cases = product;
        }
        whole.then_some(cases)
    }

    /// One chain by case. A table gives a case for each row, and one for what no row covers if another step follows.
    fn lead(&mut self, chain: &HandlerChain) -> Bound<Vec<Case<Chain>>> {
        let mut done = Vec::new();
        let mut open = Case::always(Chain::new());
        for step in &chain.steps {
            let HandlerRef::Table(name) = step else {
                let handler = self.handler(step)?;
                open.value.push(handler);
                continue;
            };
            let rows = self.table(name)?;
            let extend = |chain: &Chain, row: &Chain| chain.iter().chain(row).copied().collect();
            done.extend(rows.iter().filter_map(|row| open.and(row, extend)));
            let size = self.size();
            for row in &rows {
                let rest = open.region.subtract(&row.region, &size);
                open.region = self.bounded(name.span, rest)?;
            }
            open.row = Some(0);
        }
        if !open.value.is_empty() && !open.region.is_empty() {
            // Steps behind a table also follow each of its rows.
            done.push(open);
        }
        Some(done)
    }
}
