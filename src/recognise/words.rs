//! Many words in one automaton.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use std::fmt;
use std::ops::Range;

/// Words, by their numbers.
pub(super) struct Words(Option<CharwiseDoubleArrayAhoCorasick<u32>>);

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = self.0.as_ref().map(CharwiseDoubleArrayAhoCorasick::num_states);
        f.debug_tuple("Words").field(&states).finish()
    }
}

impl Words {
    /// Of words that are all different and none empty, numbered in their order. Without any, nothing is ever met.
    pub fn new(words: &[String]) -> Self {
        Self(CharwiseDoubleArrayAhoCorasick::with_values(words.iter().zip(0..)).ok())
    }

    /// The words that a text has outside of some stretches of it, with their places, by where they end.
    pub fn said<'t>(
        &'t self,
        text: &'t str,
        silent: impl AsRef<[Range<usize>]> + 't,
    ) -> impl Iterator<Item = (u32, Range<usize>)> + 't {
        let all = self.0.iter().flat_map(move |a| a.find_overlapping_iter(text));
        let loud = move |start, end| !silent.as_ref().iter().any(|r| r.start <= start && end <= r.end);
        let said = all.filter(move |m| loud(m.start(), m.end()));
        said.map(|m| (m.value(), m.start()..m.end()))
    }
}
