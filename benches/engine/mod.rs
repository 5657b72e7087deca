//! Generated lists, read and compiled by Fenbo.

use crate::generate::answer::Answer;
use crate::generate::complaints::Complaint;
use crate::generate::lists::Lists;
use crate::generate::world::{AREA, Kind};
use crate::generate::write::{clock, files};
use fenbo::finding::Finding;
use fenbo::policy::{Policy, registry, resolve};
use fenbo::router::{Brief, Router, Status};
use fenbo::text::{Source, SourceId, Sources};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day on which everything is compared.
pub const DAY: Date = date(2026, 3, 1);

/// Reads a project's texts.
pub fn read(texts: &BTreeMap<String, String>) -> (Policy, Sources, Vec<Finding>) {
    let mut sources = Sources::default();
    let ids: BTreeMap<&str, SourceId> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), sources.add(Source::new(name.as_str(), text.as_str()))))
        .collect();
    let of = |name: &str| ids.get(name).copied();
    let listed = |name: &str| Vec::from_iter(of(name));
    let (registry, mut findings) = registry::read(
        of("fenbo.yaml"),
        &listed("registry/units.yaml"),
        &listed("registry/areas.yaml"),
        &listed("registry/calendar.yaml"),
        &sources,
    );
    let mut entries = Vec::new();
    for (_, id) in ids.iter().filter(|(name, _)| name.starts_with("lists/")) {
        let (read, found) = fenbo::syntax::parse(*id, &sources);
        entries.extend(read);
        findings.extend(found);
    }
    let (policy, found) = resolve(&entries, registry);
    findings.extend(found);
    (policy, sources, findings)
}

/// The router of generated lists. Panics if there is anything to say about them: then the generator is wrong.
pub fn router(lists: &Lists) -> Router {
    let (policy, sources, mut findings) = read(&files(lists));
    let (router, found) = Router::compile(Arc::new(policy), DAY);
    findings.extend(found);
    let shown: Vec<String> =
        findings.iter().take(5).map(|f| format!("{} {f:?}", sources.place(f.span))).collect();
    assert!(findings.is_empty(), "{} findings: {shown:#?}", findings.len());
    router
}

/// Fills a complaint with everything that is mentioned.
pub fn fill(lists: &Lists, complaint: &Complaint, out: &mut fenbo::router::Complaint<'_>) {
    out.clear();
    let matter = out.matter(&lists.matters[complaint.matter].code);
    assert_eq!(matter, Ok(()));
    for attribute in &complaint.mentioned {
        let known = &lists.world.attributes[*attribute];
        let value = complaint.point[*attribute];
        let name = if *attribute == AREA { "社区" } else { known.name };
        let told = match known.kind {
            Kind::Clock => out.fact(name, &clock(value)),
            Kind::Integer { .. } => out.fact(name, &value.to_string()),
            _ => out.fact(name, &known.words[value as usize]),
        };
        assert_eq!(told, Ok(()), "{name}");
    }
}

/// Whether a brief answer is the right one.
pub fn agrees(lists: &Lists, router: &Router, complaint: &Complaint, brief: Brief, right: Answer) -> bool {
    match right {
        Answer::Gap => brief.status == Status::Gap,
        Answer::Conflict => brief.status == Status::Conflict,
        Answer::NotAccepted => brief.status == Status::NotAccepted,
        Answer::Lead(lead) => {
            let unit = &lists.world.units[lists.world.unit(lead, complaint.point[AREA])];
            let named = brief.lead.map(|u| router.policy().registry().units.get(u).name.as_str());
            brief.status == Status::Decided && named == Some(unit.as_str())
        }
    }
}
