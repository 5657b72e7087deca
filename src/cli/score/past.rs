//! From what a record tells to what became of the complaint.

use crate::cli::history::{Record, Survey};
use crate::cli::record::{Aside, Kind, Ruling, Signing, Told, Who};
use fenbo::policy::Policy;
use fenbo::policy::registry::Units;
use fenbo::score::{Exclusion, Fate, Named, Ruled, Score, Signed, Slices};

/// The tally of one thread.
pub struct Past<'p> {
    pub score: Score,
    units: &'p Units,
    fallback: &'p fenbo::Router,
    /// Which unit the label is.
    kind: Kind,
}

impl<'p> Past<'p> {
    /// `router` stands in where a record is no complaint and has no day.
    pub fn new(policy: &'p Policy, router: &'p fenbo::Router, kind: Kind) -> Self {
        Self { score: Score::new(policy), units: &policy.registry().units, fallback: router, kind }
    }

    /// A unit by who it is in the record, and its text where the registry does not have it.
    fn named<'t>(&self, told: &'t Told, who: Who) -> (Named, &'t str) {
        let (name, code) = told.named_or(who, self.kind);
        let named = Named::find(self.units, name, code);
        let text = if name.is_empty() { code } else { name };
        (named, if named == Named::Unknown { text } else { "" })
    }
}

impl Survey for Past<'_> {
    fn record(&mut self, record: &Record<'_, '_>) {
        let told = &record.notes.told;
        let (first, first_text) = self.named(told, Who::First);
        let (closing, closing_text) = self.named(told, Who::Closing);
        let (expert, expert_text) = self.named(told, Who::Expert);
        let units = self.units;
        let find = |(name, code): (&str, &str)| Named::find(units, name, code);
        let further: Vec<(&str, &str)> = told.all(|who| matches!(who, Who::Further(_))).collect();
        let unknown_further = further.iter().find(|f| find(**f) == Named::Unknown).map_or("", |f| f.0);
        let fate = Fate {
            first,
            closing,
            expert,
            further: further.into_iter().map(find).collect(),
            joint: told.all(|who| who == Who::Joint).map(find).collect(),
            returns: told.returned,
            transfers: told.transferred,
            ruled: told.ruled.map(|r| match r {
                Ruling::Back => Ruled::Back,
                Ruling::Elsewhere => Ruled::Elsewhere,
            }),
            signed: told.signed.map(|s| match s {
                Signing::InTime => Signed::InTime,
                Signing::Late => Signed::Late,
                Signing::Never => Signed::Never,
            }),
            hours: told.hours(),
            corrected: record.corrected,
            excluded: told.aside.map(|aside| match aside {
                Aside::Consultation => Exclusion::Consultation,
                Aside::Duplicate => Exclusion::Duplicate,
                Aside::Cancelled => Exclusion::Cancelled,
                Aside::NotAccepted => Exclusion::NotAccepted,
                Aside::Test => Exclusion::Test,
            }),
            unknown: [first_text, closing_text, expert_text, unknown_further],
        };
        let slices =
            Slices { channel: told.channel(), day: record.notes.received.map(jiff::civil::DateTime::date) };
        if let Some((case, chance)) = record.read {
            self.score.count_read(case.complaint, &fate, chance);
        }
        match record.case {
            Some(case) => self.score.count(case.complaint, &fate, &slices),
            None => self.score.count_unread(self.fallback, &fate, &slices),
        }
    }

    fn add(&mut self, other: Self) {
        self.score.add(&other.score);
    }
}
