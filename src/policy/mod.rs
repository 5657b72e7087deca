//! The lists with names bound: what the diagram is compiled from.

pub mod attribute;
pub mod draft;
pub mod duty;
pub mod intervals;
pub mod matter;
mod moved;
mod outline;
pub mod precedence;
pub mod region;
pub mod registry;
pub(crate) mod renumber;
mod resolve;
mod words;
mod written;

use crate::syntax::entries::{Layer, WaiverEntry};
use crate::text::{SourceId, Span};
use attribute::Attributes;
use duty::{
    Assertion, Assumption, Case, Chain, Doctrine, Duty, DutyId, Practice, Refusal, Rota, TemplateId, Urgency,
};
use jiff::civil::Date;
use matter::Matters;
use registry::{Registry, UnitId};
pub use resolve::resolve;
use std::sync::Arc;
pub use words::duration_words;

/// The text of a lock: which priorities by specificity are known.
#[derive(Debug, Clone)]
pub struct Lock {
    /// Its number among the sources.
    pub source: SourceId,
    /// Its text.
    pub text: Arc<str>,
}
pub(crate) use resolve::{Block, Ledger, Rebound, by_block, in_order};

/// Who leads, as written: one chain, or several for declared joint leads, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Template {
    /// One chain for each lead.
    pub leads: Vec<Chain>,
}

/// The three lists and the registries, with every name bound.
///
/// Made by [`resolve`]; never changed afterwards, so it can be shared between threads. An edit makes a new one.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    pub(crate) registry: Registry,
    pub(crate) attributes: Attributes,
    pub(crate) matters: Matters,
    /// By layer, then code.
    pub(crate) duties: Vec<Duty>,
    pub(crate) templates: Vec<Template>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) urgencies: Vec<Urgency>,
    pub(crate) assumptions: Vec<Assumption>,
    pub(crate) doctrines: Vec<Doctrine>,
    pub(crate) rotas: Vec<Rota>,
    pub(crate) practices: Vec<Practice>,
    pub(crate) cases: Vec<Case>,
    pub(crate) assertions: Vec<Assertion>,
    pub(crate) waivers: Vec<WaiverEntry>,
    /// Where duties and rotas name a unit by itself that ends some day.
    pub(crate) mentions: Vec<(UnitId, Span)>,
    /// The lock, if the lists are to be held to it.
    pub(crate) lock: Option<Lock>,
    /// SHA-256 over all texts read, in hexadecimal.
    pub(crate) hash: String,
}

impl Policy {
    /// One duty.
    pub fn duty(&self, id: DutyId) -> &Duty {
        &self.duties[id.0 as usize]
    }

    /// All duties, by layer and code.
    pub fn duties(&self) -> impl ExactSizeIterator<Item = (DutyId, &Duty)> {
        self.duties.iter().enumerate().map(|(i, d)| (DutyId(i as u32), d))
    }

    /// The first duty with a code, as it is written. Logarithmic: duties are numbered by layer and code.
    pub(crate) fn duty_named(&self, code: &str) -> Option<DutyId> {
        [Layer::Fallback, Layer::Duty, Layer::Ruling].into_iter().find_map(|layer| {
            let at = self.duties.partition_point(|d| (d.layer, &*d.code) < (layer, code));
            let found = self.duties.get(at).is_some_and(|d| (d.layer, &*d.code) == (layer, code));
            found.then_some(DutyId(at as u32))
        })
    }

    /// The leads a duty names.
    pub fn template(&self, id: TemplateId) -> &Template {
        &self.templates[id.0 as usize]
    }

    /// The matter catalogue.
    pub fn matters(&self) -> &Matters {
        &self.matters
    }

    /// The attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// Units, areas, calendar and project.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The cases in the lists, in the order of files.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The assertions in the lists.
    pub fn assertions(&self) -> &[Assertion] {
        &self.assertions
    }

    /// The waivers in the lists, as written.
    pub fn waivers(&self) -> &[WaiverEntry] {
        &self.waivers
    }

    /// The not-accepted list; a decision names an entry by its number here.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// What makes complaints urgent.
    pub fn urgencies(&self) -> &[Urgency] {
        &self.urgencies
    }

    /// The rotas.
    pub fn rotas(&self) -> &[Rota] {
        &self.rotas
    }

    /// The doctrines.
    pub fn doctrines(&self) -> &[Doctrine] {
        &self.doctrines
    }

    /// The implementation lists.
    pub fn practices(&self) -> &[Practice] {
        &self.practices
    }

    /// SHA-256 over all texts that were read, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The days on which something begins to apply or has ceased to: each starts a new epoch.
    pub fn turning_days(&self) -> Vec<Date> {
        let spans = self.duties.iter().map(|d| d.valid).chain(self.refusals.iter().map(|r| r.valid));
        let spans = spans.chain(self.urgencies.iter().map(|u| u.valid));
        let spans = spans.chain(self.practices.iter().map(|p| p.valid));
        let spans = spans.chain(self.matters.iter().map(|(_, m)| m.valid));
        let spans = spans.chain(self.registry.units.iter().map(|(_, u)| u.valid));
        let mut days: Vec<Date> = spans
            .flat_map(|(from, until)| [Some(from).filter(|d| *d > Date::MIN), until.tomorrow().ok()])
            .flatten()
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}
