//! From a file or the standard input to pieces of whole records in UTF-8.

mod csv_scan;
mod encoding;
mod pieces;
mod sheet;
mod sheet_head;

pub use encoding::{Decoded, decode, named};
pub use pieces::{Cutter, Fault, Format, Piece};
pub use sheet::{Sheet, Unopened, open as open_sheet};

#[cfg(test)]
mod tests;
