//! Exact names to numbers, prepared once, so that reading a complaint costs one look-up for each word.
//!
//! Only writings that mean one thing are in here; everything else (aliases in other widths, paths, numbers) goes the slow
//! way through the policy and gets a reason when it fails.

use crate::policy::Policy;
use crate::policy::attribute::{Attribute, DAY_CLASSES, Domain};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::AttrId;
use rustc_hash::FxHashMap;

/// The prepared names of one policy.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    attributes: FxHashMap<Box<str>, (AttrId, Option<usize>)>,
    /// By attribute, then by level of areas (0: no level meant).
    values: Vec<Vec<FxHashMap<Box<str>, Intervals>>>,
    matters: FxHashMap<Box<str>, MatterId>,
}

impl Lexicon {
    /// Prepares every value name of enumerations, trees, areas and jurisdictions. Linear in the number of names.
    pub fn new(policy: &Policy) -> Self {
        let mut this = Self::default();
        for (id, attribute) in policy.attributes.iter() {
            let names = std::iter::once(&attribute.name).chain(&attribute.aliases);
            this.attributes.extend(names.map(|n| (n.as_str().into(), (id, None))));
            this.values.push(values(policy, attribute));
        }
        for name in policy.attributes.level_names() {
            if let Some(found) = policy.attributes.find(&name) {
                this.attributes.insert(name.into(), found);
            }
        }
        this.matters = policy.matters.iter().map(|(id, m)| (m.code.as_str().into(), id)).collect();
        this
    }

    /// An attribute by one of its names as written.
    pub fn attribute(&self, name: &str) -> Option<(AttrId, Option<usize>)> {
        self.attributes.get(name).copied()
    }

    /// The values a word stands for.
    pub fn values(&self, attr: AttrId, level: Option<usize>, word: &str) -> Option<&Intervals> {
        self.values[usize::from(attr.0)].get(level.map_or(0, |l| l + 1))?.get(word)
    }

    /// A matter by its code as written.
    pub fn matter(&self, code: &str) -> Option<MatterId> {
        self.matters.get(code).copied()
    }
}

fn values(policy: &Policy, attribute: &Attribute) -> Vec<FxHashMap<Box<str>, Intervals>> {
    let areas = &policy.registry.areas;
    let exact = |words: Vec<String>, level: Option<usize>| {
        words
            .into_iter()
            .filter_map(|w| Some((w.as_str().into(), attribute.values_of(&w, level, areas).ok()?)))
            .collect()
    };
    match &attribute.domain {
        Domain::Tree(tree) => vec![exact(tree.names(), None)],
        Domain::DayClass => vec![exact(DAY_CLASSES.iter().map(|d| d.0.to_owned()).collect(), None)],
        Domain::Jurisdiction { members, .. } => vec![exact(members.clone(), None)],
        Domain::Area => {
            let named = |level: Option<usize>| {
                let fits = areas.iter().filter(|(_, a)| level.is_none_or(|l| a.level == l));
                fits.flat_map(|(_, a)| std::iter::once(&a.name).chain(&a.aliases).cloned()).collect()
            };
            let levels = (0..areas.levels().len()).map(Some);
            std::iter::once(None).chain(levels).map(|level| exact(named(level), level)).collect()
        }
        Domain::Integer { .. } | Domain::TimeOfDay => Vec::new(),
    }
}
