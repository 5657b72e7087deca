//! Generated lists, read and compiled by Fenbo.

use crate::generate::answer::Answer;
use crate::generate::complaints::Complaint;
use crate::generate::lists::Lists;
use crate::generate::world::{AREA, Kind};
use crate::generate::write::{clock, files};
use fenbo::finding::Finding;
use fenbo::policy::Policy;
use fenbo::router::{Brief, Router, Status};
use fenbo::text::Sources;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day on which everything is compared.
pub const DAY: Date = date(2026, 3, 1);

/// Reads a project's texts.
pub fn read(texts: &BTreeMap<String, String>) -> (Policy, Sources, Vec<Finding>) {
    let mut lists = fenbo::lists::Lists::new();
    for (name, text) in texts {
        lists.add(name, text.as_str());
    }
    lists.read()
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
    for (name, value) in words(lists, complaint) {
        let told = out.fact(name, &value);
        assert_eq!(told, Ok(()), "{name}");
    }
}

/// What is mentioned, by name and in words.
pub fn words<'l>(lists: &'l Lists, complaint: &Complaint) -> Vec<(&'l str, String)> {
    let word = |attribute: &usize| {
        let known = &lists.world.attributes[*attribute];
        let value = complaint.point[*attribute];
        let word = match known.kind {
            Kind::Clock => clock(value),
            Kind::Integer { .. } => value.to_string(),
            _ => known.words[value as usize].clone(),
        };
        (if *attribute == AREA { "社区" } else { known.name }, word)
    };
    complaint.mentioned.iter().map(word).collect()
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
