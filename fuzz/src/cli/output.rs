//! What the readers need of the writers.

#[path = "../../../src/cli/output/json.rs"]
pub mod json;
