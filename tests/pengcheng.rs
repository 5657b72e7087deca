//! The shipped city: the 82 responsibility boundaries of the field, each with cases that run.

mod shipped;

use fenbo::cases::complaint;
use fenbo::policy::intervals::Intervals;
use fenbo::router::{Editions, Status};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// A day on which the sample's rulings of this year are in effect or have expired as its cases say.
const DAY: Date = date(2026, 11, 24);

/// The boundaries that a note names: `边界 26` alone on its line.
fn boundaries(note: &str) -> impl Iterator<Item = u32> + '_ {
    note.lines()
        .filter_map(|l| l.trim().trim_start_matches('#').trim().strip_prefix("边界 ")?.trim().parse().ok())
}

#[test]
fn every_case_passes_and_all_but_a_few_duties_decide_one() {
    let editions = Editions::new(shipped::policy("pengcheng"));
    let decides = shipped::run_cases(&editions, DAY);
    shipped::assert_covered(editions.policy(), &decides, 5);
}

#[test]
fn every_assertion_holds_today_and_when_rulings_have_expired() {
    let editions = Editions::new(shipped::policy("pengcheng"));
    assert!(!editions.policy().assertions().is_empty());
    for day in [date(2026, 1, 1), date(2026, 6, 1), DAY, date(2027, 6, 1)] {
        shipped::assert_proved(&editions, day);
    }
}

/// Every case moved about the city: the brief names its unit by tables, the decision by a search.
#[test]
fn the_brief_names_the_unit_of_the_decision_wherever_it_is() {
    let editions = Editions::new(shipped::policy("pengcheng"));
    let policy = editions.policy();
    let (areas, area) = (&policy.registry().areas, policy.attributes().area());
    let places: Vec<Intervals> = areas
        .iter()
        .map(|(_, area)| Intervals::range(area.low, area.high))
        .filter(|p| !p.is_empty())
        .collect();
    let mut decided = 0;
    for day in [date(2026, 1, 1), DAY] {
        let (router, _) = editions.on(day);
        for (i, case) in policy.cases().iter().enumerate() {
            let mut moved = case.clone();
            moved.facts.retain(|fact| fact.0 != area);
            for place in places.iter().skip(i % 53).step_by(53) {
                moved.facts.push((area, place.clone()));
                if let Ok(told) = complaint(&moved, &router, day)
                    && let brief = router.brief(&told)
                    && brief.status == Status::Decided
                {
                    let lead = router.route(&told).leads.first().map(|lead| lead.unit);
                    assert_eq!(brief.lead, lead, "{} {place:?}", case.text);
                    decided += 1;
                }
                moved.facts.pop();
            }
        }
    }
    assert!(decided > 1000, "only {decided} were decided");
}

#[test]
fn all_82_boundaries_have_duties_and_cases() {
    let lists = shipped::lists("pengcheng");
    let mut duties: BTreeMap<u32, usize> = BTreeMap::new();
    let mut cases: BTreeMap<u32, usize> = BTreeMap::new();
    for (name, text) in lists.iter() {
        let count = if name.starts_with("案例/") {
            &mut cases
        } else if name.starts_with("职责/") || name.starts_with("裁定/") || name.starts_with("不受理/")
        {
            &mut duties
        } else {
            continue;
        };
        for boundary in boundaries(text) {
            *count.entry(boundary).or_default() += 1;
        }
    }
    let missing =
        |count: &BTreeMap<u32, usize>| (1..=82).filter(|b| !count.contains_key(b)).collect::<Vec<_>>();
    assert_eq!(missing(&duties), Vec::<u32>::new(), "boundaries without a duty");
    assert_eq!(missing(&cases), Vec::<u32>::new(), "boundaries without a case");
}
