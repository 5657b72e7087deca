//! Records of any outside format, one walk over them: what `route`, `score` and everything else that reads complaints share.
//!
//! A [`Table`] is an input whose columns or keys are bound to facts. [`survey`] walks over it with all threads, each with a
//! tally of its own, and adds the tallies up; [`pipeline::run`] is the same for whoever writes something for each record, in
//! the order of the input.

mod bind;
mod past;
pub mod pipeline;
mod reader;
mod rows;
mod shelf;
mod source;
mod survey;
#[cfg(test)]
mod tests;

pub use bind::{Shape, bind, mapping};
pub use past::{Past, empty};
pub use reader::{Case, Reader, Record, Table};
pub use shelf::{AsOf, Shelf};
pub use source::{Input, Opening, place};
#[cfg(test)]
pub use source::{columns, header};
pub use survey::{DraftSurvey, Drafts, Survey, Walk, Walked, draft, survey};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Bytes of the longest record that is read, unless the user says otherwise.
pub const LIMIT: usize = 1 << 20;

/// Raised by Ctrl-C and by a request to end; a second Ctrl-C ends at once.
pub fn interrupts() -> Arc<AtomicBool> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    // Without them the process still ends as it always would, only less tidily.
    let _ = signal_hook::flag::register_conditional_shutdown(SIGINT, 130, flag.clone());
    for signal in [SIGINT, SIGTERM] {
        let _ = signal_hook::flag::register(signal, flag.clone());
    }
    flag
}
