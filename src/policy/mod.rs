//! The lists with names bound: what the diagram is compiled from.

pub mod intervals;
pub mod region;
pub mod registry;
