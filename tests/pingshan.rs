//! The Pingshan lists: read without a finding, proved by their own cases and assertions, and, where the work orders are
//! at hand, measured on them.
#![cfg(feature = "cli")]

mod shipped;

use fenbo::router::{Editions, Status};
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};

/// A day on which all duties, and no ruling, are in effect.
const DAY: Date = date(2018, 10, 31);

#[test]
fn every_case_passes_and_every_duty_decides_one() {
    let editions = Editions::new(shipped::policy("pingshan"));
    let decides = shipped::run_cases(&editions, DAY);
    shipped::assert_covered(editions.policy(), &decides, 0);
}

#[test]
fn nothing_is_left_open_in_any_edition() {
    let editions = Editions::new(shipped::policy("pingshan"));
    assert!(!editions.policy().assertions().is_empty());
    for day in editions.policy().turning_days() {
        shipped::assert_proved(&editions, day);
    }
}

/// The work orders are not part of the repository: `$FENBO_DATA/pingshan` or `../shared/data/pingshan`.
fn orders() -> Option<PathBuf> {
    let folder = std::env::var_os("FENBO_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    Some(folder.join("pingshan/pingshan-2018-02-to-10.csv")).filter(|p| p.exists())
}

#[test]
fn real_orders_route_and_agree_with_the_disposing_unit() {
    let Some(path) = orders() else {
        eprintln!("skipped: the work orders are not here (set FENBO_DATA)");
        return;
    };
    let editions = Editions::new(shipped::policy("pingshan"));
    let units = &editions.policy().registry().units;
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h.trim_start_matches('\u{feff}') == name).unwrap();
    let [matter, group, street, community, unit, time] =
        ["SUB_TYPE_ID", "MAIN_TYPE_ID", "STREET_NAME", "COMMUNITY_NAME", "DISPOSE_UNIT_ID", "CREATE_TIME"]
            .map(column);
    let (mut orders, mut decided, mut agreed) = (0, 0, 0);
    for row in reader.records() {
        let row = row.unwrap();
        let (router, _) = editions.on(row[time][..10].parse().unwrap());
        let mut complaint = router.complaint();
        if complaint.matter(&row[matter]).is_err() {
            complaint.matter(&format!("G{}", &row[group])).unwrap();
        }
        for (level, at) in [("街道", street), ("社区", community)] {
            if &row[at] != "-" {
                complaint.fact(level, &row[at]).unwrap();
            }
        }
        let decision = router.route(&complaint);
        assert!(matches!(decision.status, Status::Decided | Status::Asked), "{row:?}: {:?}", decision.status);
        let lead = decision.leads.first().and_then(|lead| units.get(lead.unit).code.as_deref());
        orders += 1;
        decided += u32::from(decision.status == Status::Decided);
        agreed += u32::from(lead == Some(&row[unit]));
    }
    eprintln!("{orders} orders, {decided} decided, {agreed} as the disposing unit");
    assert_eq!(orders, 6952);
    assert!(decided * 1000 >= orders * 990, "{decided} decided of {orders}");
    assert!(agreed * 1000 >= orders * 735, "{agreed} agree of {orders}");
}
