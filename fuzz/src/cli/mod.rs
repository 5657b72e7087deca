//! The readers of complaints, from the command line's own sources.

#[path = "../../../src/cli/clock.rs"]
pub mod clock;
#[path = "../../../src/cli/console.rs"]
pub mod console;
#[path = "../../../src/cli/dates.rs"]
pub mod dates;
#[path = "../../../src/cli/input/mod.rs"]
pub mod input;
#[path = "../../../src/cli/load.rs"]
pub mod load;
pub mod output;
#[path = "../../../src/cli/record/mod.rs"]
pub mod record;
