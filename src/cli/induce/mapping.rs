//! The mapping for the lists drafted: the one that the history was read with, with their values.

use crate::cli::record::Mapping;
use fenbo::induce::Induced;

/// As YAML. Facts that the lists do not test are offered only; values that lists cannot write as records do are named.
pub fn written(map: &Mapping, induced: &Induced) -> String {
    let mut map = map.clone();
    for (name, values) in &induced.renamed {
        let known = map.values.entry(name.clone()).or_default();
        for value in known.values_mut() {
            if let Some(listed) = values.get(value) {
                listed.clone_into(value);
            }
        }
        for (raw, listed) in values {
            known.entry(raw.clone()).or_insert_with(|| listed.clone());
        }
    }
    let (tested, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut map.facts)
        .into_iter()
        .chain(std::mem::take(&mut map.offers))
        .partition(|(name, _)| induced.facts.contains(name));
    map.facts.extend(tested);
    map.offers.extend(rest);
    // A value that no record had so far is unknown, and no reason to refuse the record.
    map.lenient = true;
    serde_yaml::to_string(&map).unwrap_or_default()
}
