//! Lists that use every heading and item, in both languages, and ways to spoil them.

pub const FIXTURES: &[&str] = &[
    include_str!("catalogue.zh.fenbo"),
    include_str!("catalogue.en.fenbo"),
    include_str!("duties.zh.fenbo"),
    include_str!("duties.en.fenbo"),
    include_str!("practice.zh.fenbo"),
    include_str!("practice.en.fenbo"),
];

/// A text with characters cut out and others put in: where, how many go, and what comes.
pub fn edited(text: &str, edits: Vec<(proptest::sample::Index, usize, String)>) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, cut, new) in edits {
        let at = at.index(chars.len().max(1)).min(chars.len());
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, new.chars());
    }
    chars.into_iter().collect()
}
