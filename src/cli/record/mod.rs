//! One record of the input on its way to a complaint.

mod apply;
mod course;
mod csv;
mod draft;
mod fault;
mod filling;
mod json;
mod later;
mod levels;
mod mapping;
mod mapping_file;
mod plan;
mod sink;
mod texts;
mod told;

pub use csv::CsvReader;
pub use draft::{Draft, Drafting, Wanted};
pub use fault::Fault;
pub use filling::{Filling, Memory, Notes, Reading};
pub use json::JsonReader;
pub use later::corrected_line;
pub use mapping::{Candidate, Kind, Mapping, Matter};
pub use mapping_file::{read as read_mapping, read_shipped, shipped};
pub use plan::{Column, Plan};
pub use sink::{Sink, Twice};
pub use texts::{Locate, Texts};
pub use told::{Aside, Ruling, Signing, Told, Who};
