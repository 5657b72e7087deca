//! From entries to a [`Policy`]: every name is bound once, here, and everything that cannot be bound is a finding.
//!
//! The order of files and lines has no say: duties are numbered by layer and code, attributes by size and name,
//! matters by path. A block that cannot be bound is left out whole and named in a finding; the rest stands.

mod cases;
mod condition;
mod domains;
mod duties;
mod handler;
mod ledger;
mod number;
mod practice;
mod special;
mod table;

use super::attribute::Attributes;
use super::duty::{Chain, RotaId, Validity};
use super::intervals::Intervals;
use super::matter::{Matters, NoMatter};
use super::region::{AttrId, Region};
use super::registry::{Registry, UnitId};
use super::{Policy, Template};
use crate::finding::Finding;
use crate::syntax::entries::{
    DefinitionEntry, Entry, EntryKind, MatterRef, Spanned, TableEntry, Validity as ValidityEntry,
};
use crate::text::{Span, fold};
use jiff::civil::Date;
pub(crate) use ledger::{Bound as Rebound, Ledger};
pub(crate) use number::{Bases, Block};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::hash_map::Entry as Slot;

/// Binds the entries of all list files against the registries. Linear in the lists, but for conditions that multiply
/// out to many boxes (refused beyond [`MOST_CUBES`](super::region::MOST_CUBES)).
pub fn resolve(entries: &[Entry], registry: Registry) -> (Policy, Vec<Finding>) {
    let Read { policy, mut findings, blocks, .. } = by_block(entries, registry);
    findings.extend(blocks.into_iter().flat_map(|b| b.findings));
    findings.sort_by(in_order);
    (policy, findings)
}

/// By place, and where several are in one place, by code and words.
pub(crate) fn in_order(a: &Finding, b: &Finding) -> Ordering {
    (a.span, a.code, &a.zh).cmp(&(b.span, b.code, &b.zh))
}

/// Lists that are bound, with what came of each block of duties apart.
pub(crate) struct Read {
    pub policy: Policy,
    /// All but those of the blocks.
    pub findings: Vec<Finding>,
    /// In the order of entries.
    pub blocks: Vec<Block>,
    pub bases: Bases,
}

/// As [`resolve`], block by block.
pub(crate) fn by_block(entries: &[Entry], registry: Registry) -> Read {
    let mut findings = Vec::new();
    let attributes = domains::attributes(entries, &registry, &mut findings);
    let matters = domains::matters(entries, &registry, &mut findings);
    let mut binder = Binder::new(&registry, &attributes, &matters, entries);
    let drafted = binder.duties(entries.iter());
    let rotas = binder.rota_list(entries);
    let mut mentions = std::mem::take(&mut binder.mentions);
    mentions.sort_unstable_by_key(|m| m.1);
    mentions.dedup();
    let refusals = binder.refusals(entries);
    let urgencies = binder.urgencies(entries);
    let assumptions = binder.assumptions(entries);
    let doctrines = binder.doctrines(entries);
    let practices = binder.practices(entries);
    let cases = binder.cases(entries, &refusals);
    let assertions = binder.assertions(entries);
    let waivers = domains::waivers(entries);
    findings.append(&mut binder.findings);
    let number::Numbered { mut duties, templates, blocks, bases } = number::number(drafted);
    special::repeal(&mut duties, &attributes, &mut findings);
    let policy = Policy {
        registry,
        attributes,
        matters,
        duties,
        templates,
        refusals,
        urgencies,
        assumptions,
        doctrines,
        rotas,
        practices,
        cases,
        assertions,
        waivers,
        lock: None,
        mentions,
        hash: String::new(),
    };
    Read { policy, findings, blocks, bases }
}

/// What is known while names are bound.
struct Binder<'a> {
    registry: &'a Registry,
    attributes: &'a Attributes,
    matters: &'a Matters,
    definitions: FxHashMap<String, Definition<'a>>,
    tables: FxHashMap<String, &'a TableEntry>,
    rotas: FxHashMap<String, RotaId>,
    /// Definitions being expanded, outermost first: a name met again is a cycle.
    expanding: Vec<String>,
    /// Places of names of units that end some day.
    mentions: Vec<(UnitId, Span)>,
    findings: Vec<Finding>,
}

/// A named condition.
struct Definition<'a> {
    entry: &'a DefinitionEntry,
    region: Expansion,
}

/// The region of a definition, worked out when somebody asks for it.
enum Expansion {
    NotYet,
    /// Its findings have been written.
    Failed,
    Done(Region),
}

/// Something could not be bound; its finding has been written.
type Bound<T> = Option<T>;

impl<'a> Binder<'a> {
    /// Definitions are bound first, whether or not somebody asks for them: what there is to say about them then does
    /// not depend on who does.
    fn new(
        registry: &'a Registry,
        attributes: &'a Attributes,
        matters: &'a Matters,
        entries: &'a [Entry],
    ) -> Self {
        let mut this = Self {
            registry,
            attributes,
            matters,
            definitions: FxHashMap::default(),
            tables: FxHashMap::default(),
            rotas: FxHashMap::default(),
            expanding: Vec::new(),
            mentions: Vec::new(),
            findings: Vec::new(),
        };
        this.index(entries);
        this.definitions(entries);
        this
    }

    fn index(&mut self, entries: &'a [Entry]) {
        let mut rotas = 0;
        let mut seen: FxHashMap<(&str, String), Span> = FxHashMap::default();
        for entry in entries {
            let (kind, name) = match &entry.kind {
                EntryKind::Definition(d) => ("definition", &d.name),
                EntryKind::Table(t) => ("table", &t.name),
                EntryKind::Rota(r) => ("rota", &r.name),
                EntryKind::Urgency(u) => ("urgency", &u.name),
                EntryKind::NotAccepted(n) => ("refusal", &n.name),
                EntryKind::Assume(a) => ("assumption", &a.name),
                EntryKind::Doctrine(d) => ("doctrine", &d.name),
                _ => continue,
            };
            let key = fold(&name.value).into_owned();
            match seen.entry((kind, key.clone())) {
                Slot::Occupied(first) => {
                    let first = *first.get();
                    self.findings.push(twice(&name.value, first, name.span));
                }
                Slot::Vacant(slot) => {
                    slot.insert(name.span);
                    match &entry.kind {
                        EntryKind::Definition(entry) => {
                            self.definitions.insert(key, Definition { entry, region: Expansion::NotYet });
                        }
                        EntryKind::Table(t) => {
                            self.tables.insert(key, t);
                        }
                        EntryKind::Rota(_) => {
                            self.rotas.insert(key, RotaId(rotas));
                            rotas += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn definitions(&mut self, entries: &[Entry]) {
        for entry in entries {
            if let EntryKind::Definition(d) = &entry.kind {
                self.definition(&d.name);
            }
        }
    }

    /// The matters of `适用`. An empty list means `otherwise`.
    fn scope(&mut self, refs: &[MatterRef], otherwise: Intervals) -> Bound<Intervals> {
        if refs.is_empty() {
            return Some(otherwise);
        }
        let mut ranges = Vec::new();
        let mut whole = true;
        for reference in refs {
            match self.matters.find(reference) {
                Ok(set) => ranges.extend_from_slice(set.ranges()),
                Err(error) => {
                    whole = false;
                    self.findings.push(no_matter(reference, error));
                }
            }
        }
        whole.then(|| Intervals::union_of(ranges))
    }

    fn all_matters(&self) -> Intervals {
        Intervals::range(0, self.matters.len() as u32)
    }

    fn validity(&mut self, validity: &ValidityEntry) -> Validity {
        let (valid, finding) = validity_of(validity);
        self.findings.extend(finding);
        valid
    }

    fn size(&self) -> impl Fn(AttrId) -> u32 + use<'a> {
        let attributes = self.attributes;
        move |attr| attributes.size(attr)
    }
}

/// First and last day; a finding if they are the wrong way round.
fn validity_of(validity: &ValidityEntry) -> (Validity, Option<Finding>) {
    let from = validity.from.as_ref().map_or(Date::MIN, |d| d.value);
    let until = validity.until.as_ref().map_or(Date::MAX, |d| d.value);
    let finding = validity.until.as_ref().filter(|_| until < from).map(|d| {
        Finding::error(
            "N205",
            d.span,
            format!("失效日 {until} 早于生效日 {from}：这一条从不生效。请更正其中一个日期"),
            format!("it ends on {until}, before it begins on {from}: it is never in effect. Correct one of the dates"),
        )
    });
    ((from, until), finding)
}

fn no_matter(reference: &MatterRef, error: NoMatter) -> Finding {
    let written = reference.written();
    match error {
        NoMatter::Unknown(near) => {
            let (zh, en) = suggestion(near.as_deref());
            Finding::error(
                "N201",
                reference.span,
                format!("没有名为「{written}」的事项或事项节点{zh}"),
                format!("there is no matter or node named \"{written}\"{en}"),
            )
        }
        NoMatter::Ambiguous(all) => Finding::error(
            "N202",
            reference.span,
            format!("「{written}」不止一处：{}。请写编码或更完整的路径", all.join("、")),
            format!("\"{written}\" is several: {}. Write the code or more of the path", all.join(", ")),
        ),
    }
}

/// The two endings "did you mean".
fn suggestion(near: Option<&str>) -> (String, String) {
    near.map_or_else(Default::default, |n| (format!("。是不是「{n}」？"), format!(". Did you mean \"{n}\"?")))
}

fn unknown(code: &'static str, name: &Spanned<String>, zh: &str, en: &str, near: Option<&str>) -> Finding {
    let (near_zh, near_en) = suggestion(near);
    let name_text = &name.value;
    Finding::error(
        code,
        name.span,
        format!("没有名为「{name_text}」的{zh}{near_zh}"),
        format!("there is no {en} named \"{name_text}\"{near_en}"),
    )
}

fn twice(name: &str, first: Span, again: Span) -> Finding {
    Finding::error(
        "N203",
        again,
        format!("「{name}」已经有了：名称和编码只能用一次"),
        format!("\"{name}\" is taken: a name or code is used once"),
    )
    .with(first, "第一次在这里", "first used here")
}

/// A set of leads in a fixed order: joint leads are written in any.
fn template(mut leads: Vec<Chain>) -> Template {
    leads.sort_unstable();
    leads.dedup();
    Template { leads }
}
