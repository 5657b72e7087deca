//! Generated lists and complaints with the shape of a city's, the same for the same seed on every machine.
//!
//! What is realistic and what is not: the tree of matters, the mean number of duties, of tests and of exceptions, the
//! attributes and the areas follow what is published about real lists. Who handles what is drawn at random, and every
//! value of a fact is as likely as any other.

pub mod answer;
pub mod complaints;
pub mod condition;
pub mod duties;
pub mod lists;
pub mod random;
pub mod set;
mod vocabulary;
pub mod world;
pub mod write;

/// How the duties of a matter relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No gap, no conflict.
    Clean,
    /// Conditions at random, with gaps and conflicts.
    Overlapping,
}

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// How many duties, fallbacks and rulings together.
    pub duties: usize,
    /// How many matters.
    pub matters: usize,
    /// How they relate.
    pub style: Style,
}

impl Plan {
    /// Clean lists of a size that a district (1,000), a city (15,000) or a province (150,000) would have.
    pub fn clean(duties: usize) -> Self {
        let matters = if duties < 5000 { duties / 5 } else { duties * 4 / 15 };
        Self { seed: 7, duties, matters: matters.max(1), style: Style::Clean }
    }
}
