//! YAML: the only module that knows a YAML crate.
//!
//! Two crates share the work. `granit-parser` gives the events with byte spans; from them comes a small tree
//! ([`Node`]) in which every key and value knows its place, and on which duplicate keys, unknown fields and values of
//! the wrong kind are found. `serde_yaml` (here `yaml_serde`, the YAML organisation's maintained fork of the archived
//! crate) fills plain data types for everyone else through [`from_yaml`], once the tree has vouched for the keys: on
//! its own it keeps the last of two equal keys in silence and reports the line of a map, not of the key. Others were
//! looked at and left: `serde_yml` has an advisory, `serde_yaml_ng` and `serde_norway` no release since 2024,
//! `serde-saphyr` gives good errors but changes majors often.
//!
//! The registries themselves are read from the tree, because nearly every name in them needs its place later: to say
//! where the first of two equal codes is, which successor closes a circle, which place is not in the area tree.
//!
//! What the tree refuses, with a finding, so that no file can be small to write and large to read: anchors, aliases,
//! merge keys and tags; more than one document; nesting deeper than [`MAX_DEPTH`]; a value longer than [`MAX_TEXT`]; a
//! file longer than [`MAX_FILE`]. Scalars are their text: `0301` stays four digits, `no` a word and `1e3` a code.

mod fields;
mod report;
mod syntax;
mod tree;
mod words;

pub(super) use fields::{check_name, required, validity};
pub(super) use report::Report;
pub(super) use tree::{Entry, Node, Value, parse};
pub(super) use words::{Both, both};

use crate::finding::{Finding, Severity};
use crate::text::{Source, SourceId, Sources, Span};
use serde::de::DeserializeOwned;

/// Nesting beyond which a file is refused.
pub const MAX_DEPTH: usize = 64;
/// Bytes of one value beyond which it is refused.
pub const MAX_TEXT: usize = 4096;
/// Bytes of one file beyond which it is refused.
pub const MAX_FILE: usize = 32 << 20;

/// Which fields a YAML value may have.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// No fields are checked here or below.
    Any,
    /// A list of such values.
    List(&'static Shape),
    /// A map from names that people choose to such values.
    Named(&'static Shape),
    /// A map with these fields.
    Fields(&'static [Field]),
}

/// One field of a map.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its English name.
    pub name: &'static str,
    /// Its Chinese name. The type that is read must know it too, by `serde(alias)`.
    pub zh: &'static str,
    /// What it holds.
    pub shape: Shape,
}

/// Reads a value of any type, after its keys have been checked: the same findings for duplicate keys and unknown
/// fields as the registries give.
///
/// # Errors
/// All findings, at least one of which is an error. No source of this number: an empty list.
pub fn from_yaml<T: DeserializeOwned>(
    id: SourceId,
    sources: &Sources,
    shape: &Shape,
) -> Result<T, Vec<Finding>> {
    let Some(source) = sources.get(id) else { return Err(Vec::new()) };
    let mut report = Report::default();
    if let Some(node) = parse(id, sources, &mut report) {
        check(&node, shape, &mut report);
    }
    let findings = report.finish();
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(findings);
    }
    serde_yaml::from_str(&source.text).map_err(|error| vec![of_serde(&error, id, source)])
}

/// Checks the fields of a tree against a shape.
fn check(node: &Node, shape: &Shape, report: &mut Report) {
    match shape {
        Shape::Any => {}
        Shape::List(inner) => {
            for item in node.list(report) {
                check(item, inner, report);
            }
        }
        Shape::Named(inner) => {
            for entry in node.entries(report) {
                check(&entry.value, inner, report);
            }
        }
        Shape::Fields(fields) => {
            let names: Vec<(&str, &str)> = fields.iter().map(|f| (f.name, f.zh)).collect();
            let mut found = vec![None; fields.len()];
            node.sort_fields(&names, &mut found, report);
            for (entry, field) in found.into_iter().zip(*fields) {
                if let Some(entry) = entry {
                    check(&entry.value, &field.shape, report);
                }
            }
        }
    }
}

/// What serde says about data that is YAML but not of the type.
fn of_serde(error: &serde_yaml::Error, id: SourceId, source: &Source) -> Finding {
    let at = error.location().map_or(0, |place| offset(&source.text, place.line(), place.column()));
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(before, _)| before);
    let span = Span::new(id, at, tree::end_of_word(&source.text, at));
    Finding::error(
        "Y104",
        span,
        format!("此处的值不符合要求：{words}。"),
        format!("The value here is not what is asked for: {words}."),
    )
}

/// The byte of a line and column, both from 1, the column in characters; at most the end of the text.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}
