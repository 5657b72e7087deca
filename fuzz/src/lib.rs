//! Fuzz targets as plain functions, for cargo-fuzz (`fuzz_targets/`) and for the driver (`src/bin/drive.rs`).

#![forbid(unsafe_code)]

// Whole modules are taken in, and not all of each is used.
#[allow(dead_code, unused_imports)]
mod cli;
mod complaints;
// What was read is for the tests.
#[allow(dead_code)]
#[path = "../../tests/hostile/targets.rs"]
mod targets;

pub use complaints::complaints;

/// Bytes as a list: decoded, parsed, resolved, compiled, formatted.
pub fn lists(bytes: &[u8]) {
    targets::lists(bytes);
}

/// Bytes as a registry of every kind.
pub fn registries(bytes: &[u8]) {
    targets::registries(bytes);
}
