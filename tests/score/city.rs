//! A city small enough to be scored by hand.

use super::clean;
use fenbo::policy::registry::UnitId;
use fenbo::score::{Fate, Named, Slices};
use fenbo::{Complaint, Date, Router};

pub const DAY: Date = Date::constant(2026, 7, 1);

const AREAS: &str = include_str!("../../examples/score/areas.yaml");
const UNITS: &str = include_str!("../../examples/score/units.yaml");
const LISTS: &str = include_str!("../../examples/score/lists.fenbo");

pub fn router() -> Router {
    let policy = clean::read(&[("areas.yaml", AREAS), ("units.yaml", UNITS), ("lists.fenbo", LISTS)]);
    Router::compile(policy, DAY).0
}

/// `A1 场所=路边 街道=东街道`.
pub fn complaint<'r>(router: &'r Router, text: &str) -> Complaint<'r> {
    let mut complaint = router.complaint();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((name, value)) => complaint.fact(name, value).expect("a fact of the lists"),
            None => complaint.matter(word).expect("a matter of the lists"),
        }
    }
    complaint
}

pub fn unit(router: &Router, name: &str) -> UnitId {
    router.policy().registry().units.find(name).expect("a unit of the registry")
}

pub fn named(router: &Router, name: &str) -> Named {
    Named::find(&router.policy().registry().units, name, "")
}

/// Dispatched to one unit, closed by one; neither returned nor handed on.
pub fn fate(router: &Router, first: &str, closing: &str) -> Fate<'static, 'static> {
    Fate {
        first: named(router, first),
        closing: named(router, closing),
        returns: Some(0),
        transfers: Some(0),
        ..Fate::default()
    }
}

pub fn march() -> Slices<'static> {
    Slices { channel: "电话", day: Some(Date::constant(2026, 3, 1)) }
}
