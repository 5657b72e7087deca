//! The registries: what YAML says about the project, units and roles, areas and jurisdictions, and working days.
//!
//! Everything here is plain data with names bound to numbers; `docs/registries.md` is the contract for the files.

mod area;
mod basis;
mod calendar;
mod project;
mod read;
mod unit;
mod yaml;

pub use area::{Area, AreaError, AreaId, Areas, Jurisdiction, JurisdictionSet, Plot, Road};
pub use basis::{Bases, Instrument};
pub use calendar::{Calendar, CalendarYear};
pub use project::{Project, TimeClass};
pub use read::{read, read_bases};
pub use unit::{Holders, Role, RoleId, RoleKey, Unit, UnitId, Units};
pub use yaml::{Field, MAX_DEPTH, MAX_FILE, MAX_TEXT, Shape, from_yaml};

/// All registries of one project.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// What `fenbo.yaml` says.
    pub project: Project,
    /// Areas and jurisdictions.
    pub areas: Areas,
    /// Units and roles.
    pub units: Units,
    /// Working days.
    pub calendar: Calendar,
    /// Legal bases.
    pub bases: Bases,
}

#[cfg(test)]
mod tests;
