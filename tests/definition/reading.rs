//! From lists as data to a policy: written, read and bound.

use super::model::Lists;
use super::universe::{AREAS_YAML, BASICS, UNITS_YAML};
use fenbo::finding::Severity;
use fenbo::policy::{Policy, registry, resolve};
use fenbo::text::{Source, Sources};

/// The policy, or the errors found. `budget`: of diagram nodes for one matter.
pub fn read(lists: &Lists, budget: Option<usize>) -> Result<Policy, String> {
    read_with(lists, budget, UNITS_YAML)
}

/// The same with other units.
pub fn read_with(lists: &Lists, budget: Option<usize>, units: &str) -> Result<Policy, String> {
    let mut sources = Sources::default();
    let project = budget.map(|b| sources.add(Source::new("fenbo.yaml", format!("node_budget: {b}\n"))));
    let units = sources.add(Source::new("units.yaml", units));
    let areas = sources.add(Source::new("areas.yaml", AREAS_YAML));
    let basics = sources.add(Source::new("basics.fenbo", BASICS));
    let list = sources.add(Source::new("list.fenbo", lists.text()));
    let (registry, mut findings) = registry::read(project, &[units], &[areas], &[], &sources);
    let mut entries = Vec::new();
    for id in [basics, list] {
        let (more, said) = fenbo::syntax::parse(id, &sources);
        entries.extend(more);
        findings.extend(said);
    }
    let (policy, said) = resolve(&entries, registry);
    findings.extend(said);
    let errors: Vec<String> = findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(|f| format!("{} {} {}", f.code, sources.place(f.span), f.en))
        .collect();
    if errors.is_empty() { Ok(policy) } else { Err(errors.join("\n")) }
}
