//! From a file or the standard input to pieces of whole records in UTF-8.

mod chunks;
#[cfg(feature = "parquet")]
mod columnar;
mod csv_scan;
mod encoding;
mod pieces;
mod sheet;
mod sheet_head;

#[cfg(feature = "parquet")]
pub use columnar::{Columnar, open as open_columnar};
pub use encoding::{Decoded, decode, named};
pub use pieces::{Cutter, Fault, Format, Piece};
pub use sheet::{Sheet, Unopened, open as open_sheet};

#[cfg(test)]
mod tests;
