//! A draft put to the test: read, compiled and routed as any lists are, on complaints that it was not made of.

use super::history::History;
use crate::finding::{Lang, Severity, render};
use crate::lists::Lists;
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

/// Routes rows of a history by the texts. `renamed` is what the mapping beside the texts says of values.
pub fn trial(
    history: &History<'_>,
    rows: &[usize],
    today: &[u32],
    texts: &BTreeMap<String, String>,
    renamed: &BTreeMap<String, BTreeMap<String, String>>,
    day: Date,
) -> Trial {
    let mut lists = Lists::new();
    for (name, text) in texts {
        lists.add(name, text.as_str());
    }
    let (policy, sources, findings) = lists.read();
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let errors = errors.map(|f| render(f, &sources, Lang::En)).collect();
    let (router, _) = Router::compile(Arc::new(policy), day);
    let units = &router.policy().registry().units;
    let known: Vec<_> = history
        .units()
        .iter()
        .map(|unit| units.find(&unit.code).or_else(|| units.find(unit.name())))
        .collect();
    let columns = history.columns();
    let listed = |name: &str, value: &str| -> Option<String> { renamed.get(name)?.get(value).cloned() };
    let mut trial = Trial { of: rows.len(), errors, ..Trial::default() };
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
            let _ = complaint.fact(level, listed(level, step).as_deref().unwrap_or(step));
        }
        for (attribute, name) in columns.attributes.iter().enumerate() {
            let value = history.records.values[attribute].get(history.records.fact(*row, attribute));
            if !value.is_empty() && router.policy().attributes.find(name).is_some() {
                let _ = complaint.fact(name, listed(name, value).as_deref().unwrap_or(value));
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
