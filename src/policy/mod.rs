//! The lists with names bound: what the diagram is compiled from.

pub mod attribute;
pub mod duty;
pub mod intervals;
pub mod matter;
pub mod region;
pub mod registry;
