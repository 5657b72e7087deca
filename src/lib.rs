//! Fenbo (分拨) reads a city's three lists and names the first-handling unit (首办单位) of every complaint, with the
//! reason.
//!
//! The three lists are the matter catalogue (事项清单), the responsibility list (职责清单: which unit handles a matter
//! first, under which conditions) and the units' own implementation lists (实施清单). They are written in a small
//! language (`docs/language.md`), with units, areas and calendars in YAML beside them (`docs/registries.md`).
//!
//! ```
//! use fenbo::{Date, Lists, Router, Status};
//!
//! let mut lists = Lists::new();
//! lists.add("units.yaml", "units:\n  - name: Lighting\n  - name: Bridges\n");
//! lists.add("lamps.fenbo", "attribute: place\n  values: roadside, underpass\nmatter: A1 Lamp out\n  path: lighting\n\
//!     duty: Z1 Lamps\n  applies: A1\n  first: Lighting\n  but: place is underpass -> Bridges [Z1a]\n");
//! let (policy, _, findings) = lists.read();
//! assert!(findings.is_empty());
//! let (router, _) = Router::compile(policy.into(), Date::constant(2026, 7, 1));
//!
//! let mut complaint = router.complaint();
//! complaint.matter("A1")?;
//! assert_eq!(router.route(&complaint).status, Status::Asked); // it depends on the place
//! complaint.fact("place", "underpass")?;
//! let decision = router.route(&complaint);
//! assert_eq!(router.policy().registry().units.get(decision.leads[0].unit).name, "Bridges");
//! # Ok::<(), fenbo::Misfit>(())
//! ```
//!
//! # The pipeline
//!
//! ```text
//! Lists ── read ──► Policy ── compile ──► Router ── route ──► Decision
//!   └ Findings                   Editions   ├────── explain ─► Explanation: the same walk, steps kept
//!    (file, line, column)     (one Router   └────── why_not ─► WhyNot: the nearest change of facts
//!                              per epoch)
//! ```
//!
//! - [`Lists`] are named texts in memory. Reading them never fails: what is wrong is a [`Finding`] with its place, and is
//!   left out of the [`Policy`]; the rest stands.
//! - A [`Router`] is one edition: the policy as of a day, compiled into interval decision diagrams. [`Editions`] keeps
//!   one for each epoch in which nothing changes, and compiles it when it is first asked for.
//! - A [`Complaint`] is a matter and facts. A fact may be unknown, or a set of possible values. What does not fit the
//!   lists is a [`Misfit`]; the complaint stays usable without it.
//! - A [`Decision`] is decided, or says which fact to ask for next ([`Question`]), or is a visible gap or conflict
//!   ([`Status`]). Routing never fails and breaks no tie in silence.
//!
//! What beats what, and what silence means, is in `docs/semantics.md`. `examples/intake.rs` is a whole intake loop.
//!
//! # Floors
//!
//! Each module uses only floors below its own: [`text`], [`finding`], [`syntax`], [`policy`], [`diagram`] and [`facts`],
//! [`router`], [`cases`] and [`lists`]. `src/README.md` is the map of the house, and a test holds the modules to it.
//! Nothing here reads files, the clock, the environment or random numbers: the same texts and complaints give the same
//! decisions, byte for byte. Everything that is shared is `Send + Sync`.
//!
//! # The face and the tools
//!
//! The types at the root are the face of the crate, and change with care; so do [`finding::render()`] and
//! [`finding::report`], which put words on findings, and the registries of [`Policy::registry`], which name units. The
//! modules are the same machine further in: public for the command line, for the tests and benchmarks, and for tools such
//! as editors that work on entries and regions. Until 1.0 they may change with any minor version.
//!
//! # Features
//!
//! `cli` (on by default) is what the `fenbo` command needs. A service that links the library says
//! `default-features = false`. `parquet` has the command read complaints and histories in Parquet, too.

pub mod cases;
pub mod check;
pub mod diagram;
pub mod drift;
pub mod facts;
pub mod finding;
pub mod impact;
pub mod induce;
pub mod learn;
pub mod lists;
pub mod map;
pub mod policy;
pub mod recognise;
pub mod router;
pub mod score;
pub mod similar;
pub mod syntax;
pub mod text;

pub use facts::Facts;
pub use finding::{Finding, Lang, Severity};
pub use jiff::civil::{Date, DateTime};
pub use lists::Lists;
pub use policy::Policy;
pub use router::{
    Assigned, Brief, Candidate, Complaint, Decision, Editions, Explanation, Misfit, Question, Router, Status,
    Urgent, WhyNot,
};
pub use text::{Place, Source, Sources, Span};

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_shared_may_cross_threads() {
        fn both<T: Send + Sync>() {}
        both::<crate::Lists>();
        both::<crate::Sources>();
        both::<crate::Finding>();
        both::<crate::Policy>();
        both::<crate::Router>();
        both::<crate::Editions>();
        both::<crate::Complaint<'_>>();
        both::<crate::Misfit>();
        both::<crate::Facts>();
        both::<crate::Decision<'_>>();
        both::<crate::Explanation<'_>>();
        both::<crate::WhyNot>();
    }
}
