//! Draft lists from a history: matters, units, roles, places, duties and what is left to be ruled, as list text for people to
//! correct.
//!
//! A [`Records`] is filled with past complaints, each with the unit that handled it. [`induce`] finds the roles behind units of
//! like names, the units that took over from others, and for every matter the handler of most of its complaints, with the
//! places or facts where it is another one. How much an exception must bring, and what it may be told by, is chosen on the
//! later parts of the very records that the draft is made of; records from a day on are kept for the test, and the draft is
//! read, compiled and routed for it as any lists are. `docs/induce.md` says how well it does and how it works.
//!
//! Nothing is random: the same records in the same order give the same texts, byte for byte.

mod choose;
mod contrary;
mod counts;
mod drafted;
mod duties;
mod history;
mod model;
mod records;
mod roles;
mod succession;
mod trial;
mod written;

use crate::finding::Lang;
pub use contrary::Ceiling;
use drafted::Drafted;
use history::History;
use jiff::civil::Date;
use model::Model;
pub use records::{Columns, Label, Records, Seen};
use roles::Roles;
use std::collections::BTreeMap;
use trial::Draft;
pub use trial::Trial;
use written::Writer;

/// How lists are drafted.
#[derive(Debug, Clone)]
pub struct Options {
    /// Records from this day on are for the test alone. None: everything is learned from.
    pub before: Option<Date>,
    /// Duties and provisos at most, if that can be.
    pub most: usize,
    /// The language of the lists.
    pub lang: Lang,
    /// The city that `fenbo.yaml` names.
    pub city: String,
}

/// How a draft does on the records kept for the test, beside what it is measured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The draft, routed.
    pub lists: Trial,
    /// Records that the unit of most earlier ones of the matter at the place gets right, with what is around where there
    /// are none.
    pub look_up: usize,
    /// The most that anything could get right that knows of each only what is recorded.
    pub ceiling: Ceiling,
}

/// How much was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Records learned from.
    pub records: usize,
    /// Matters, units, and roles that duties name.
    pub matters: usize,
    #[allow(missing_docs)]
    pub units: usize,
    #[allow(missing_docs)]
    pub roles: usize,
    /// Duties, and their provisos.
    pub duties: usize,
    #[allow(missing_docs)]
    pub provisos: usize,
    /// Units that another one took over from.
    pub successions: usize,
    /// Situations in which alike complaints went to different units.
    pub contrary: usize,
}

/// Lists drafted.
#[derive(Debug, Clone)]
pub struct Induced {
    /// Texts by name, to be put in one folder.
    pub texts: BTreeMap<String, String>,
    /// A page for those who are to rule where the history contradicts itself; empty if it does not.
    pub to_rule: String,
    /// For the mapping: attribute or level, what records write, what the lists write.
    pub renamed: BTreeMap<String, BTreeMap<String, String>>,
    /// Attributes and levels of places that the lists know.
    pub facts: Vec<String>,
    /// How much was found.
    pub found: Found,
    /// Records that drafts of earlier ones got right, and how many there were: what the choice was made by.
    pub validated: (usize, usize),
    /// The draft on the very records it is made of: no measure of how it does on others.
    pub fitted: Trial,
    /// The most that anything could get right on them.
    pub ceiling: Ceiling,
    /// The test, where a day was given.
    pub test: Option<Test>,
}

/// Drafts lists from records. Time n log n in the records.
pub fn induce(records: &Records, options: &Options) -> Induced {
    let top = options.lang.pick("未分类", "Requests");
    let whole = |node: &str| options.lang.pick(format!("未细分的{node}"), format!("{node}, not specified"));
    let history = History::of(records, top, whole);
    let (earlier, later) = history.cut(options.before);
    let successions = succession::successions(&history, &earlier);
    let today = succession::today(&history, &successions);
    let chosen = choose::choose(&history, &earlier, &today, options.most);
    let roles = Roles::of(&history, &earlier, &today);
    let model = Model::of(&history, earlier, &today, roles, chosen.weights);
    let drafted = Drafted::within(&model, chosen.style, options.most);
    let alike = contrary::cells(&history, &model.rows, &today);
    let contrary = contrary::contrary(&history, &alike);
    let writer = Writer::new(options.lang, &model, &drafted, &today, &successions, &contrary);
    let texts = writer.texts(&options.city);
    let renamed = writer.renamed();
    // The lists as of the last day that they are made of.
    let days = model.rows.iter().filter_map(|i| history.rows[*i].day);
    let day = days.max().unwrap_or(Date::constant(2000, 1, 1));
    let draft = Draft::read(&texts, &renamed);
    let test = options.before.map(|before| Test {
        lists: draft.trial(&history, &later, &today, before),
        look_up: contrary::look_up(&history, &model.rows, &later, &today, model.level()),
        ceiling: contrary::ceiling(&contrary::cells(&history, &later, &today)),
    });
    Induced {
        facts: writer.facts(),
        found: writer.found(),
        to_rule: writer.to_rule(),
        validated: chosen.validated,
        fitted: draft.trial(&history, &model.rows, &today, day),
        ceiling: contrary::ceiling(&alike),
        test,
        texts,
        renamed,
    }
}
