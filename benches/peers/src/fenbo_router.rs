//! Fenbo as a library: facts by name, status and first handler out.

use super::{Any, Contest, engine, median, report};
use crate::handwritten::Fact;
use fenbo::router::{Complaint, Router, Status};
use std::hint::black_box;
use std::io::Write;

pub fn measure(contest: &Contest, out: &mut impl Write) -> Any<()> {
    let lists = &contest.lists;
    let router = engine::router(lists);
    let fill = |complaint| {
        let mut asked = router.complaint();
        engine::fill(lists, complaint, &mut asked);
        asked
    };
    let filled: Vec<Complaint<'_>> = contest.complaints.iter().map(fill).collect();
    for ((asked, complaint), right) in filled.iter().zip(&contest.complaints).zip(&contest.right) {
        let unit = contest.scan.unit(*right, complaint.point[crate::AREA]).map(|u| contest.scan.name(u));
        let brief = router.brief(asked);
        if brief.lead.map(|u| name(&router, u)) != unit {
            return Err(format!("fenbo: {brief:?} is not {unit:?} for {complaint:?}").into());
        }
    }
    let alone = median(|| {
        for asked in &filled {
            black_box(router.brief(asked));
        }
        Ok(filled.len())
    })?;
    drop(filled);
    let mut text = Vec::new();
    let mut asked = router.complaint();
    let mut numbers = String::new();
    let from_lines = median(|| {
        text.clear();
        for line in &contest.lines {
            let record: crate::handwritten::Record<'_> = serde_json::from_str(line)?;
            asked.clear();
            asked.matter(record.matter).map_err(|m| m.key())?;
            for (name, fact) in &record.facts.0 {
                match fact {
                    Fact::Word(word) => asked.fact(name, word),
                    Fact::Number(number) => {
                        use std::fmt::Write as _;
                        numbers.clear();
                        write!(numbers, "{number}")?;
                        asked.fact(name, &numbers)
                    }
                }
                .map_err(|m| m.key())?;
            }
            let brief = router.brief(&asked);
            write_line(&router, &record, brief.lead, brief.status, &mut text);
        }
        Ok(contest.lines.len())
    })?;
    contest.check("fenbo", &text, contest.lines.len())?;
    report(out, lists.plan.duties, "fenbo", alone, from_lines)
}

fn name(router: &Router, unit: fenbo::policy::registry::UnitId) -> &str {
    &router.policy().registry().units.get(unit).name
}

fn write_line(
    router: &Router,
    record: &crate::handwritten::Record<'_>,
    lead: Option<fenbo::policy::registry::UnitId>,
    status: Status,
    text: &mut Vec<u8>,
) {
    text.extend_from_slice(br#"{"id":""#);
    text.extend_from_slice(record.id.as_bytes());
    text.extend_from_slice(br#"","matter":""#);
    text.extend_from_slice(record.matter.as_bytes());
    match lead {
        Some(unit) => {
            text.extend_from_slice(br#"","unit":""#);
            text.extend_from_slice(name(router, unit).as_bytes());
            text.extend_from_slice(br#"","status":""#);
        }
        None => text.extend_from_slice(br#"","unit":null,"status":""#),
    }
    text.extend_from_slice(status.key().as_bytes());
    text.extend_from_slice(b"\"}\n");
}
