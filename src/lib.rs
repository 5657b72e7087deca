//! Fenbo (分拨) reads a city's three lists and names the first-handling unit of every complaint.

pub mod cases;
pub mod diagram;
pub mod facts;
pub mod finding;
pub mod lists;
pub mod policy;
pub mod router;
pub mod syntax;
pub mod text;
