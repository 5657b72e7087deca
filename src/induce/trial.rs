//! A draft put to the test: read, compiled and routed as any lists are, on complaints that it was not made of.

use super::history::History;
use crate::finding::{Lang, Severity, render};
use crate::lists::Lists;
use crate::policy::Policy;
use crate::router::Router;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of some complaints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// Complaints.
    pub of: usize,
    /// Of these, those for which the lists name a unit.
    pub decided: usize,
    /// Of these, those that the very unit handled, or whoever took over from it.
    pub agreed: usize,
    /// Errors in the texts: there should be none.
    pub errors: Vec<String>,
}

/// A draft, read as any lists are.
pub struct Draft<'d> {
    policy: Arc<Policy>,
    errors: Vec<String>,
    renamed: &'d Renamed,
}

/// What the mapping beside a draft says of values: attribute or level, what records write, what the lists write.
pub type Renamed = BTreeMap<String, BTreeMap<String, String>>;

impl<'d> Draft<'d> {
    pub fn read(texts: &BTreeMap<String, String>, renamed: &'d Renamed) -> Self {
        let mut lists = Lists::new();
        for (name, text) in texts {
            lists.add(name, text.as_str());
        }
        let (policy, sources, findings) = lists.read();
        let errors = findings.iter().filter(|f| f.severity == Severity::Error);
        let errors = errors.map(|f| render(f, &sources, Lang::En)).collect();
        Self { policy: policy.into(), errors, renamed }
    }

    /// Routes rows of a history by the edition of a day.
    pub fn trial(&self, history: &History<'_>, rows: &[usize], today: &[u32], day: Date) -> Trial {
        let (router, _) = Router::compile(self.policy.clone(), day);
        let units = &router.policy().registry().units;
        let known: Vec<_> = history
            .units()
            .iter()
            .map(|unit| units.find(&unit.code).or_else(|| units.find(unit.name())))
            .collect();
        let columns = history.columns();
        let listed = |name: &str, value: &str| -> Option<&str> { Some(self.renamed.get(name)?.get(value)?) };
        let mut trial = Trial { of: rows.len(), errors: self.errors.clone(), ..Trial::default() };
        let mut complaint = router.complaint();
        for row in rows {
            complaint.clear();
            let line = history.records.lines[*row];
            let mut words = history.records.words(*row);
            if !words.any(|word| complaint.matter(word).is_ok()) {
                continue;
            }
            let place = history.records.places.get(line.place).split('\n').filter(|s| !s.is_empty());
            for (level, step) in columns.levels.iter().zip(place) {
                // A place that the lists do not know is unknown, as for a mapping that is lenient.
                let _ = complaint.fact(level, listed(level, step).unwrap_or(step));
            }
            for (attribute, name) in columns.attributes.iter().enumerate() {
                let value = history.records.values[attribute].get(history.records.fact(*row, attribute));
                if !value.is_empty() && router.policy().attributes.find(name).is_some() {
                    let _ = complaint.fact(name, listed(name, value).unwrap_or(value));
                }
            }
            let brief = router.brief(&complaint);
            if let Some(unit) = brief.lead {
                trial.decided += 1;
                trial.agreed += usize::from(known[today[line.unit as usize] as usize] == Some(unit));
            }
        }
        trial
    }
}
