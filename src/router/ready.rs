//! Leads that the edition and the place name without a search: which unit a template means, prepared in small tables.
//!
//! Almost every template is one unit, or one role that another unit plays in each street. Areas between which no role
//! tells a difference make one block, so a role is a short row of units by block. Whatever needs more than that (a rota,
//! a chain whose first step is vacant here, a unit that several took over from, a jurisdiction's role) is searched by
//! [`Router::seat`](super::Router), which stays the definition.

use super::leads::Seats;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::policy::duty::{Handler, TemplateId};
use crate::policy::region::AttrId;
use crate::policy::registry::{RoleId, RoleKey, UnitId};

/// Numbers in all rows at most: beyond it roles are searched.
const MOST_UNITS: usize = 1 << 20;
/// In a row: it is to be searched.
const SEARCH: u16 = u16::MAX;

/// Who leads by a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// This unit, wherever.
    Unit(UnitId),
    /// The unit in this row at the block of an attribute's area.
    Row(u16, AttrId),
    /// To be searched.
    Search,
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Ready {
    /// By template.
    leads: Box<[Lead]>,
    /// By leaf of areas.
    blocks: Box<[u16]>,
    /// Blocks in a row.
    width: usize,
    /// Row by row.
    units: Box<[u16]>,
}

impl Ready {
    pub fn new(policy: &Policy, seats: &Seats) -> Self {
        let registry = &policy.registry;
        let by_area = registry.units.roles().filter(|(_, role)| role.key == RoleKey::Area);
        let mut rows: Vec<RoleId> = by_area.map(|(id, _)| id).collect();
        let leaves = registry.areas.leaves();
        let runs = rows.iter().flat_map(|&role| registry.units.runs(role)).map(|run| run.0);
        let mut bounds: Vec<u32> = runs.chain([leaves]).filter(|b| (1..=leaves).contains(b)).collect();
        bounds.sort_unstable();
        bounds.dedup();
        if bounds.len().saturating_mul(rows.len()) > MOST_UNITS || bounds.len() > usize::from(u16::MAX) {
            rows.clear();
        }
        let holder = |role: RoleId, bound: &u32| {
            let today = registry.units.holder(role, bound - 1).and_then(|unit| seats.unit_today(unit));
            today.and_then(|unit| u16::try_from(unit.0).ok()).unwrap_or(SEARCH)
        };
        let units = rows.iter().flat_map(|&role| bounds.iter().map(move |bound| holder(role, bound)));
        let mut blocks = Vec::with_capacity(leaves as usize);
        for (block, bound) in (0..).zip(&bounds) {
            blocks.resize(*bound as usize, block);
        }
        let lead = |chains: &[Vec<Handler>]| match chains {
            [chain] => match chain.first() {
                Some(Handler::Unit(unit)) => seats.unit_today(*unit).map_or(Lead::Search, Lead::Unit),
                Some(Handler::Role(role, at)) => {
                    let row = rows.binary_search(role).ok().and_then(|row| u16::try_from(row).ok());
                    row.map_or(Lead::Search, |row| {
                        Lead::Row(row, at.unwrap_or_else(|| policy.attributes.area()))
                    })
                }
                Some(Handler::Rota(_)) | None => Lead::Search,
            },
            _ => Lead::Search,
        };
        Self {
            leads: policy.templates.iter().map(|t| lead(&t.leads)).collect(),
            width: bounds.len(),
            units: units.collect(),
            blocks: blocks.into(),
        }
    }

    /// The unit that leads, if the tables name it. No allocation.
    pub fn unit(&self, template: TemplateId, facts: &Facts) -> Option<UnitId> {
        match *self.leads.get(template.0 as usize)? {
            Lead::Unit(unit) => Some(unit),
            Lead::Row(row, at) => {
                let (low, high) = facts.hull(at);
                let block = *self.blocks.get(low as usize)?;
                let last = high.checked_sub(1)?;
                if last != low && self.blocks.get(last as usize) != Some(&block) {
                    return None;
                }
                let unit = *self.units.get(usize::from(row) * self.width + usize::from(block))?;
                (unit != SEARCH).then_some(UnitId(u32::from(unit)))
            }
            Lead::Search => None,
        }
    }

    pub fn bytes(&self) -> usize {
        size_of_val(&*self.leads) + size_of_val(&*self.blocks) + size_of_val(&*self.units)
    }
}
