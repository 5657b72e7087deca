//! Messages that are about the same thing: near-duplicates to be merged (并案), and similar cases of a whole batch (类案).
//!
//! A message is a text, and what is known of it besides: a day, a place, a matter, all of which may be missing. Texts are
//! compared in the form in which recognition reads them (half width, simplified, numbers of people masked), by letters and
//! digits alone.
//!
//! - [`merges`] suggests which messages tell the same thing again. Candidates meet by `MinHash` over shingles of characters;
//!   what is suggested is counted exactly. A message is held against the first one of a group and no other, so that a group
//!   is no chain of steps that leads away from where it began.
//! - [`clusters`] puts a batch into similar cases by the rare pairs of characters and the rare words that messages share,
//!   each weighed by how rare it is, and says of each where and when it was met, and whether it is new or rising.
//!
//! ```
//! use fenbo::similar::{Message, Options, merges};
//!
//! let say = |text| Message { text, ..Message::default() };
//! let batch = [
//!     say("联丰路口的路灯坏了一个星期，晚上一片漆黑，没有人来修"),
//!     say("小区门口垃圾堆了三天，没有人来收"),
//!     say("联丰路口的路灯坏了一个星期了，晚上一片漆黑，还没有人来修"),
//! ];
//! let found = merges(&batch, &Options::default());
//! assert_eq!((found[0].first, found[0].others[0].message), (0, 2));
//! ```
//!
//! Nothing here fails: an empty text, one of emoji alone or one of a megabyte is a message like any. The same messages in the
//! same order give the same answer with any number of threads. Time and memory grow with the messages (buckets are capped):
//! `docs/cases.md` has the figures.

mod chains;
mod cluster;
mod course;
mod form;
mod mark;
mod merge;
mod named;
mod prepare;
mod profile;
mod sketch;
mod terms;

pub use cluster::{Cluster, clusters};
pub use course::{Course, State, Week};
pub use merge::{Agreement, Merge, Repeat, merges};

use jiff::civil::Date;

/// What somebody said, and what is known of it besides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Message<'t> {
    /// The words, a subject before them.
    pub text: &'t str,
    /// When it came in.
    pub day: Option<Date>,
    /// Where it is about: the name of an area, or a path of names with `/` between them from the widest on.
    pub place: Option<&'t str>,
    /// What it is about: a code, a name, or a path of names as for places.
    pub matter: Option<&'t str>,
}

/// What counts as the same, and what is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Days from the first complaint of a group to the last that may be merged with it.
    pub days: u32,
    /// How much of the text has to be common for a merge, from 0 to 1: twice the common shingles of all. At 0.6 nine of ten
    /// such pairs are found, at 0.7 all but one of a hundred, below 0.6 fewer.
    pub share: f32,
    /// Messages of a cluster at least.
    pub least: usize,
    /// ISO weeks at the end of the batch that are recent.
    pub weeks: u32,
    /// The last day that is looked at for what is recent; none: the latest day of the batch.
    pub until: Option<Date>,
    /// Threads that read texts; the answer is the same for any number.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { days: 30, share: 0.6, least: 3, weeks: 4, until: None, threads: 1 }
    }
}

/// Whether two names of a place or a matter may be of the same: equal, or one a path above the other, or one not told.
pub(crate) fn compatible(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| short.is_empty() || rest.is_empty() || rest.starts_with('/'))
        || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'))
}

#[cfg(test)]
mod tests;
