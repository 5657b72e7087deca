//! From YAML files to registries. One file here for each kind of YAML file; `docs/registries.md` is the contract.
//!
//! Areas are read first, because units and roles name them. A file that cannot be read at all gives one finding, and
//! names that it might have declared are then not reported as unknown.

mod areas;
mod bases;
mod calendar;
mod places;
mod project;
mod roles;
mod units;

use super::yaml::Report;
use super::{Bases, Project, Registry, Units};
use crate::finding::Finding;
use crate::text::{SourceId, Sources};

/// Reads the registries of one project from their files. Always gives registries: what is wrong is left out of them
/// and is in the findings, which are in order of place.
pub fn read(
    project: Option<SourceId>,
    units: &[SourceId],
    areas: &[SourceId],
    calendars: &[SourceId],
    sources: &Sources,
) -> (Registry, Vec<Finding>) {
    let mut report = Report::default();
    let project = project.map_or_else(Project::default, |id| project::read(id, sources, &mut report));
    let places = areas::read(areas, sources, &mut report);
    let units = units::read(units, sources, &places, &mut report);
    let calendar = calendar::read(calendars, sources, &mut report);
    let registry = Registry { project, areas: places.areas, units, calendar, bases: Bases::default() };
    (registry, report.finish())
}

/// Reads the legal bases, which name the units and roles of a registry.
pub fn read_bases(bases: &[SourceId], units: &Units, sources: &Sources) -> (Bases, Vec<Finding>) {
    let mut report = Report::default();
    let bases = bases::read(bases, units, sources, &mut report);
    (bases, report.finish())
}

impl Project {
    /// Reads the project file alone, to learn which files to read next. [`read`] gives the same findings again.
    pub fn read(id: SourceId, sources: &Sources) -> (Self, Vec<Finding>) {
        let mut report = Report::default();
        let project = project::read(id, sources, &mut report);
        (project, report.finish())
    }
}
