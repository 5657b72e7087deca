//! What an edit of the lists, or a day, changes: exactly, matter by matter, and nothing else.
//!
//! [`compare`] holds two policies against each other for every matter on every day of a stretch; [`turn`] the same policy
//! before and after one day. What the lists say at a point of facts is a set of [`Item`]s, in names, so that two policies
//! can be compared whatever their numbers are: that it cannot occur, that it is refused, that nobody is assigned, or what
//! each duty that decides says; and what makes it urgent. Two policies agree where these sets are equal. Regions are
//! bit-set boxes ([`crate::check`] follows the same definition); what is too crowded for them is told in
//! [`Comparison::inexact`], never taken for equal.
//!
//! [`mend()`] makes the safe fixes of checks and keeps only those of which this proves that they change nothing.
//!
//! Where two policies have different units play a role that leads, the units stand in its place. Who plays other roles, and what
//! a unit's own list says, are no part of it.

mod diff;
mod horizon;
mod item;
mod mend;
mod moved;
mod side;

pub use diff::{Comparison, Difference, between, compare, turn};
pub use horizon::{Horizon, Subject, Turn, horizon};
pub use item::{Assignment, Item};
pub use mend::{Done, Mended, Why, mend};
