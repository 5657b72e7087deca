//! From a file or the standard input to pieces of whole records in UTF-8.

mod csv_scan;
mod encoding;
mod pieces;

pub use encoding::{Decoded, decode, named};
pub use pieces::{Cutter, Fault, Format, Piece};

#[cfg(test)]
mod tests;
