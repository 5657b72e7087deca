//! One record of the input on its way to a complaint.

mod csv;
mod fault;
mod filling;
mod json;
mod mapping;
mod plan;

pub use csv::CsvReader;
pub use fault::Fault;
pub use filling::{Filling, Memory, Notes};
pub use json::JsonReader;
pub use mapping::{Mapping, read as read_mapping};
pub use plan::Plan;
