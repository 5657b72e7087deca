//! Which facts of a mapping are levels of places.

use super::mapping::Mapping;

/// Words for levels of places, coarse to fine; one row is one level.
const LEVELS: [&[&str]; 5] = [
    &["市", "city"],
    &["区", "县", "district", "borough", "county"],
    &["街道", "镇", "乡", "street", "town", "neighborhood", "neighbourhood"],
    &["社区", "村", "community", "community board", "village", "ward"],
    &["网格", "grid"],
];

impl Mapping {
    /// The facts that are levels of places, coarse to fine. Of two words for one level the first is the level, the other an
    /// attribute like any.
    pub fn levels(&self) -> Vec<String> {
        let names = || self.facts.keys().chain(self.offers.keys());
        let is = |words: &[&str], name: &str| words.iter().any(|w| name.to_lowercase() == *w);
        let level = |words: &&[&str]| names().find(|n| is(words, n)).cloned();
        LEVELS.iter().filter_map(level).collect()
    }
}
