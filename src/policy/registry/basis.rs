//! Legal bases: which instruments there are, when they are in force, and whom they empower.

use super::{RoleId, UnitId};
use crate::policy::duty::Validity;
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;

/// What the titles of national laws begin with and people leave out.
const STATE: &str = "中华人民共和国";

/// A law, a regulation or another text that duties rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its title as written.
    pub name: String,
    /// Other titles.
    pub aliases: Vec<String>,
    /// First and last day in force, both included.
    pub valid: Validity,
    /// Units that it empowers; with no roles either: not known.
    pub units: Vec<UnitId>,
    /// Roles that it empowers.
    pub roles: Vec<RoleId>,
    /// What took its place.
    pub replaced_by: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// All instruments that are registered.
#[derive(Debug, Clone, Default)]
pub struct Bases {
    list: Vec<Instrument>,
    by_name: FxHashMap<String, usize>,
}

impl Bases {
    /// Indexes instruments by title and alias, each with and without the name of the state. Where two share one, the
    /// first keeps it.
    pub fn new(list: Vec<Instrument>) -> Self {
        let mut by_name = FxHashMap::default();
        for (i, instrument) in list.iter().enumerate() {
            for name in std::iter::once(&instrument.name).chain(&instrument.aliases) {
                by_name.entry(key(name)).or_insert(i);
            }
        }
        Self { list, by_name }
    }

    /// An instrument by its title, with or without 《》 and the name of the state.
    pub fn find(&self, title: &str) -> Option<&Instrument> {
        self.by_name.get(&key(title)).and_then(|i| self.list.get(*i))
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Instrument> {
        self.list.iter()
    }
}

/// What a title is found by.
pub(super) fn key(title: &str) -> String {
    let folded = fold(title);
    let bare = folded.trim_start_matches('《').trim_end_matches('》');
    bare.strip_prefix(STATE).unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Bases, Instrument};
    use crate::text::Span;
    use jiff::civil::Date;

    #[test]
    fn titles_are_found_with_and_without_the_state_and_brackets() {
        let law = Instrument {
            name: "中华人民共和国噪声污染防治法".to_owned(),
            aliases: vec!["噪声法".to_owned()],
            valid: (Date::MIN, Date::MAX),
            units: Vec::new(),
            roles: Vec::new(),
            replaced_by: Vec::new(),
            span: Span::default(),
        };
        let bases = Bases::new(vec![law]);
        for title in ["噪声污染防治法", "《中华人民共和国噪声污染防治法》", "噪声法", "《噪声法》"]
        {
            assert!(bases.find(title).is_some(), "{title}");
        }
        assert!(bases.find("环境噪声污染防治法").is_none());
        assert!(bases.find("").is_none());
    }
}
