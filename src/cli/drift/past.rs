//! What a history tells of matters, units and returns, day by day.

use crate::cli::history::{Record, Survey};
use crate::cli::record::{Fault, Kind, Who};
use fenbo::drift::Drift;
use fenbo::policy::Policy;
use fenbo::policy::intervals::Intervals;
use fenbo::score::Named;
use fenbo::{Date, Misfit};
use std::collections::BTreeMap;

/// Different words and reasons that are kept.
const MOST_WORDS: usize = 10_000;

/// Names by number, as first met.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub all: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// The tally of one thread.
pub struct Past<'p> {
    policy: &'p Policy,
    day: Date,
    kind: Kind,
    /// By unit: the role that it plays. Who plays a role is a matter of the place, and no change.
    roles: Vec<Option<String>>,
    pub drift: Drift,
    pub units: Names,
    /// Categories: the groups of which success is followed.
    pub groups: Names,
    /// Words for matters that the lists do not know.
    pub unknown: BTreeMap<String, u64>,
    /// Unit and reason of returns by the very unit that the lists name.
    pub returned: BTreeMap<(String, String), u64>,
    pub told: u64,
    pub records: u64,
}

impl<'p> Past<'p> {
    pub fn new(policy: &'p Policy, day: Date, kind: Kind) -> Self {
        let units = &policy.registry().units;
        let mut roles: Vec<Option<String>> = vec![None; units.len()];
        for (id, role) in units.roles() {
            for unit in units.runs(id).iter().filter_map(|(_, unit)| *unit) {
                if let Some(slot) = roles.get_mut(unit.0 as usize) {
                    slot.get_or_insert_with(|| format!("@{}", role.name));
                }
            }
        }
        Self {
            policy,
            day,
            kind,
            roles,
            drift: Drift::default(),
            units: Names::default(),
            groups: Names::default(),
            unknown: BTreeMap::new(),
            returned: BTreeMap::new(),
            told: 0,
            records: 0,
        }
    }

    /// A unit as it is today, or as the record calls it.
    fn unit(&self, (name, code): (&str, &str)) -> (Named, String) {
        let registry = self.policy.registry();
        let everywhere = || Intervals::range(0, registry.areas.leaves());
        let named = Named::find(&registry.units, name, code).now(&registry.units, self.day, everywhere);
        let own = if name.is_empty() { code } else { name };
        (named, named.unit().map_or(own, |unit| &registry.units.get(unit).name).to_owned())
    }
}

fn count<K: Ord>(all: &mut BTreeMap<K, u64>, key: K, n: u64) {
    if all.len() < MOST_WORDS || all.contains_key(&key) {
        *all.entry(key).or_insert(0) += n;
    }
}

impl Survey for Past<'_> {
    fn record(&mut self, record: &Record<'_, '_>) {
        self.records += 1;
        let told = &record.notes.told;
        if told.aside.is_some() {
            return;
        }
        if let Some(Fault::Misfit(Misfit::NoMatter { word, .. })) = record.notes.faults.first() {
            count(&mut self.unknown, word.clone(), 1);
        }
        let Some(case) = record.case else { return };
        let Some(matter) = case.complaint.matter_id() else { return };
        let lead = case.router.brief(case.complaint).lead;
        let first = told.named_or(Who::First, self.kind);
        if told.returned.is_some_and(|n| n > 0) || !told.reason().is_empty() {
            let (named, unit) = self.unit(first);
            if named.unit().is_some() && named.unit() == lead {
                count(&mut self.returned, (unit, told.reason().to_owned()), 1);
            }
        }
        let Some(truth) = told.right(self.kind) else { return };
        self.told += 1;
        let (named, unit) = self.unit(truth);
        let role = named.unit().and_then(|u| self.roles.get(u.0 as usize)).and_then(Option::as_ref);
        let unit = self.units.number(role.unwrap_or(&unit));
        let category = self.policy.matters().get(matter).path.first().map_or("", String::as_str);
        let group = self.groups.number(category);
        let right = named.unit().is_some() && named.unit() == lead;
        let day = record.notes.received.map(jiff::civil::DateTime::date);
        self.drift.count(matter, group, day, unit, right);
    }

    fn add(&mut self, other: Self) {
        let units: Vec<u32> = other.units.all.iter().map(|name| self.units.number(name)).collect();
        let groups: Vec<u32> = other.groups.all.iter().map(|name| self.groups.number(name)).collect();
        let of = |numbers: &[u32], n: u32| numbers.get(n as usize).copied().unwrap_or(n);
        self.drift.add(&other.drift, |n| of(&units, n), |n| of(&groups, n));
        for (word, n) in other.unknown {
            count(&mut self.unknown, word, n);
        }
        for (key, n) in other.returned {
            count(&mut self.returned, key, n);
        }
        self.told += other.told;
        self.records += other.records;
    }
}
