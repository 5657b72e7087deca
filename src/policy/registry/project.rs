//! The project file: where the lists and registries are, and the limits that matters name.

use crate::syntax::entries::{Duration, Spanned};
use indexmap::IndexMap;

/// Limits of one class of matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeClass {
    /// Until the complaint is with the first handler.
    pub dispatch: Duration,
    /// Until the handler has spoken with the citizen.
    pub contact: Duration,
}

/// What `fenbo.yaml` says. Paths are as written, from the folder of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The city, for people.
    pub city: Option<String>,
    /// Files and folders of lists.
    pub lists: Vec<Spanned<String>>,
    /// Files of units and roles.
    pub units: Vec<Spanned<String>>,
    /// Files of areas and jurisdictions.
    pub areas: Vec<Spanned<String>>,
    /// Files of working days.
    pub calendars: Vec<Spanned<String>>,
    /// Files of legal bases.
    pub bases: Vec<Spanned<String>>,
    /// IANA name of the city's time zone.
    pub time_zone: String,
    /// Nodes a matter's diagram may have before it is reported instead of analysed.
    pub node_budget: usize,
    /// Limits by the name that matters use, in the order written.
    pub time_classes: IndexMap<String, TimeClass>,
    /// The class of matters that name none.
    pub ordinary_class: Option<String>,
    /// The class of urgent complaints.
    pub urgent_class: Option<String>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            city: None,
            lists: Vec::new(),
            units: Vec::new(),
            areas: Vec::new(),
            calendars: Vec::new(),
            bases: Vec::new(),
            time_zone: "Asia/Shanghai".to_owned(),
            node_budget: 20_000,
            time_classes: IndexMap::new(),
            ordinary_class: None,
            urgent_class: None,
        }
    }
}
