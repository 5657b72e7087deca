//! From text to entries.

pub mod entries;
