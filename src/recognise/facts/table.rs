//! The table of words by which texts say values.

use crate::recognise::normal::normal;

/// The table.
const WORDS: &str = include_str!("words.txt");

/// A line of the table.
pub(super) struct Row {
    pub attribute: &'static str,
    /// Empty: the words are those next to which bare names of values count.
    pub value: &'static str,
    /// Each one word, or several near each other, in the normal form of texts.
    pub words: Vec<Vec<String>>,
}

/// All lines, in order.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    WORDS.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let (head, words) = line.split_once('：')?;
        let (attribute, value) = head.split_once('＝')?;
        let words = words.split_whitespace().map(|w| w.split('+').map(normal).collect());
        Some(Row { attribute, value, words: words.collect() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_something() {
        let written = WORDS.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).count();
        let rows: Vec<Row> = rows().collect();
        assert_eq!(rows.len(), written);
        assert!(rows.iter().all(|r| !r.words.is_empty()));
        assert!(rows.iter().flat_map(|r| r.words.iter().flatten()).all(|w| !w.is_empty()));
    }
}
