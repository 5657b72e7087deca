//! Who handles: units, roles, rotas, look-ups, and chains of them.

use super::entries::{Forerun, HandlerChain, HandlerRef};
use super::reader::{Body, Reader, Rule, few};
use super::words::{inner, is_bare};
use pest::iterators::Pair;

impl Reader {
    /// `A，无则 B`.
    pub(super) fn chain_line(&mut self, body: Body<'_>) -> Option<HandlerChain> {
        if let Some(unit) = self.bare(body) {
            return Some(HandlerChain { span: unit.span, steps: vec![HandlerRef::Unit(unit)] });
        }
        let pair = self.parse(Rule::chain_line, body)?;
        inner(pair).next().map(|chain| self.chain(body, chain))
    }

    /// `A、B，无则 C`.
    pub(super) fn chains(&mut self, body: Body<'_>) -> Vec<HandlerChain> {
        if is_bare(body.text) {
            return few(self.chain_line(body));
        }
        let Some(pair) = self.parse(Rule::chains_line, body) else { return Vec::new() };
        few(inner(pair).map(|chain| self.chain(body, chain)))
    }

    /// `A、B`.
    pub(super) fn handlers_line(&mut self, body: Body<'_>) -> Vec<HandlerRef> {
        let Some(pair) = self.parse(Rule::handlers_line, body) else { return Vec::new() };
        inner(pair).next().map_or(Vec::new(), |handlers| self.handlers(body, handlers))
    }

    /// One handler and nothing else.
    pub(super) fn handler_line(&mut self, body: Body<'_>) -> Option<HandlerRef> {
        let pair = self.parse(Rule::handler_line, body)?;
        inner(pair).next().and_then(|handler| self.handler(body, handler))
    }

    /// `物业服务企业，限 24 小时`.
    pub(super) fn forerun(&mut self, body: Body<'_>) -> Option<Forerun> {
        let pair = self.parse(Rule::forerun_line, body)?;
        let mut parts = inner(pair);
        let chain = parts.next()?;
        let who = self.chain(body, chain);
        let limit = match parts.next() {
            Some(duration) => Some(self.duration(body, duration)?),
            None => None,
        };
        Some(Forerun { who, limit })
    }

    /// `中国电信 4、中国移动 3`.
    pub(super) fn members(&mut self, body: Body<'_>) -> Vec<(HandlerRef, u32)> {
        let Some(pair) = self.parse(Rule::members_line, body) else { return Vec::new() };
        let mut members = Vec::new();
        for member in inner(pair) {
            let mut parts = member.into_inner();
            let Some(handler) = parts.next().and_then(|handler| self.handler(body, handler)) else {
                continue;
            };
            let share = match parts.next() {
                None => 1,
                Some(share) => {
                    let place = body.of(&share);
                    match self.number(place) {
                        Some(share @ 1..=10_000) => share as u32,
                        Some(_) => {
                            self.error("S122", place, "份额从 1 到 10000", "a share is from 1 to 10000");
                            continue;
                        }
                        None => continue,
                    }
                }
            };
            members.push((handler, share));
        }
        members
    }

    pub(super) fn chain(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> HandlerChain {
        let span = self.span(body.of(&pair));
        let steps = few(pair.into_inner().filter_map(|handler| self.handler(body, handler)));
        HandlerChain { steps, span }
    }

    pub(super) fn handlers(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Vec<HandlerRef> {
        few(pair.into_inner().filter_map(|handler| self.handler(body, handler)))
    }

    fn handler(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<HandlerRef> {
        let inner = pair.into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::role => {
                let mut parts = inner.into_inner();
                let role = parts.next().map(|p| self.name(body.of(&p)))?;
                let place = parts.find(|p| p.as_rule() == Rule::place).and_then(|p| p.into_inner().next());
                HandlerRef::Role { role, place: place.map(|p| self.name(body.of(&p))) }
            }
            Rule::rota => HandlerRef::Rota(inner.into_inner().next().map(|p| self.name(body.of(&p)))?),
            Rule::lookup => HandlerRef::Table(inner.into_inner().next().map(|p| self.name(body.of(&p)))?),
            _ => HandlerRef::Unit(self.name(body.of(&inner))),
        })
    }
}
