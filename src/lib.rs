//! Fenbo (分拨) reads a city's three lists and names the first-handling unit of every complaint.

pub mod finding;
pub mod policy;
pub mod syntax;
pub mod text;
