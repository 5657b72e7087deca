//! The draft as texts: what a person reads, corrects and goes on with.

mod blocks;
mod names;
mod notes;
mod registry;

use super::Found;
use super::contrary::Contrary;
use super::drafted::Drafted;
use super::duties::Where;
use super::history::{History, safe};
use super::model::Model;
use super::roles::Family;
use super::succession::Succession;
use crate::finding::Lang;
use names::Names;
use std::collections::{BTreeMap, BTreeSet};

/// Complaints behind a part of a duty, and how many of them went as it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    pub seen: u32,
    pub agree: u32,
}

/// Evidence by duty: of the rule itself, then of its exceptions. Each of the model's rows counts for the part that decides it.
fn behind(model: &Model<'_>, drafted: &Drafted, today: &[u32]) -> Vec<Vec<Evidence>> {
    let mut behind: Vec<Vec<Evidence>> =
        drafted.duties.iter().map(|(_, rule)| vec![Evidence::default(); rule.size()]).collect();
    let mut duty: BTreeMap<u32, usize> = BTreeMap::new();
    for (i, (nodes, _)) in drafted.duties.iter().enumerate() {
        duty.extend(nodes.iter().map(|n| (*n, i)));
    }
    for row in &model.rows {
        let seen = model.history.rows[*row];
        let Some(&i) = duty.get(&seen.matter) else { continue };
        let rule = &drafted.duties[i].1;
        let part = rule.part(model, *row);
        let agrees = model.unit_of(rule.choice_of(part), seen.area) == Some(today[seen.unit as usize]);
        let evidence = &mut behind[i][part.map_or(0, |p| p + 1)];
        evidence.seen += 1;
        evidence.agree += u32::from(agrees);
    }
    behind
}

/// Everything that texts are made of.
pub(super) struct Writer<'a> {
    pub lang: Lang,
    pub model: &'a Model<'a>,
    pub drafted: &'a Drafted,
    pub successions: &'a [Succession],
    pub contrary: &'a [Contrary],
    pub today: &'a [u32],
    evidence: Vec<Vec<Evidence>>,
    names: Names,
    /// By attribute and value: what lists call it.
    values: Vec<Vec<String>>,
}

impl<'a> Writer<'a> {
    pub fn new(
        lang: Lang,
        model: &'a Model<'a>,
        drafted: &'a Drafted,
        today: &'a [u32],
        successions: &'a [Succession],
        contrary: &'a [Contrary],
    ) -> Self {
        let values = model.history.records.values.iter().map(|v| v.iter().map(safe).collect()).collect();
        Self {
            lang,
            model,
            drafted,
            successions,
            contrary,
            today,
            evidence: behind(model, drafted, today),
            names: Names::of(model.history),
            values,
        }
    }

    fn history(&self) -> &'a History<'a> {
        self.model.history
    }

    fn pick<T>(&self, zh: T, en: T) -> T {
        self.lang.pick(zh, en)
    }

    /// Attributes that some exception tests.
    fn tested(&self) -> BTreeSet<usize> {
        let places =
            self.drafted.duties.iter().flat_map(|(_, rule)| rule.exceptions.iter().map(|(place, _)| place));
        places.filter_map(|place| if let Where::Values(a, _) = place { Some(*a) } else { None }).collect()
    }

    /// Roles that some duty names.
    fn families(&self) -> Vec<&'a Family> {
        let choices = self
            .drafted
            .duties
            .iter()
            .flat_map(|(_, r)| r.exceptions.iter().map(|(_, c)| *c).chain([r.choice]));
        let handlers: BTreeSet<u32> = choices.flat_map(|c| [Some(c.first), c.otherwise]).flatten().collect();
        handlers.into_iter().filter_map(|h| self.model.roles.family(h)).collect()
    }

    pub fn facts(&self) -> Vec<String> {
        let columns = self.history().columns();
        let levels = columns.levels.iter().filter(|_| !self.history().areas.nodes.is_empty());
        levels.cloned().chain(self.tested().into_iter().map(|a| columns.attributes[a].clone())).collect()
    }

    pub fn found(&self) -> Found {
        let (drafted, history) = (self.drafted, self.history());
        let seen: BTreeSet<u32> = self.model.rows.iter().map(|i| history.rows[*i].unit).collect();
        Found {
            records: self.model.rows.len(),
            matters: drafted.matters.len(),
            units: seen.len(),
            roles: self.families().len(),
            duties: drafted.duties.len(),
            provisos: drafted.size - drafted.duties.len(),
            successions: self.successions.len(),
            contrary: self.contrary.len(),
        }
    }

    fn folders(&self) -> Vec<String> {
        let mut folders =
            vec![self.pick("事项", "matters").to_owned(), self.pick("职责", "duties").to_owned()];
        if !self.tested().is_empty() {
            folders.insert(0, self.pick("要素", "attributes").to_owned());
        }
        folders
    }

    /// All files by name.
    pub fn texts(&self, city: &str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::from([
            ("fenbo.yaml".to_owned(), self.project(city)),
            ("registry/units.yaml".to_owned(), self.units()),
        ]);
        if !self.history().areas.nodes.is_empty() {
            texts.insert("registry/areas.yaml".to_owned(), self.areas());
        }
        let attributes = self.attributes();
        if !attributes.is_empty() {
            texts.insert(self.pick("要素/来件.fenbo", "attributes/records.fenbo").to_owned(), attributes);
        }
        let head = format!("# {}\n", self.model_says());
        for (i, (name, matters, duties)) in self.categories().into_iter().enumerate() {
            let file = format!("{:02}-{}.fenbo", i + 1, file_name(&name));
            texts.insert(format!("{}/{file}", self.pick("事项", "matters")), format!("{head}{matters}"));
            if !duties.is_empty() {
                texts.insert(format!("{}/{file}", self.pick("职责", "duties")), format!("{head}{duties}"));
            }
        }
        texts
    }

    /// Values and places that lists cannot write as records do: what it is a value of, the record's way, the lists' way.
    pub fn renamed(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let columns = self.history().columns();
        let mut renamed: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut add = |name: &str, raw: &str, safe: &str| {
            if raw != safe {
                renamed.entry(name.to_owned()).or_default().insert(raw.to_owned(), safe.to_owned());
            }
        };
        for attribute in self.tested() {
            for (raw, value) in self.history().records.values[attribute].iter().zip(&self.values[attribute]) {
                add(&columns.attributes[attribute], raw, value);
            }
        }
        for place in self.history().records.places.iter() {
            for (level, step) in columns.levels.iter().zip(place.split('\n')) {
                add(level, step, &safe(step));
            }
        }
        renamed
    }
}

/// A name for a file on any system.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '（' | '）') { c } else { '_' })
        .take(40)
        .collect()
}
