//! ZEN: a decision table for each matter, one row for each conjunction, the strongest first, and what `Workspace` says of it.
//!
//! A table has no precedence but the order of its rows: the first row that matches decides. So two rows that conflict are
//! none to it, and the later of them may count as never reached.

use super::{Answers, Any, Contest};
use crate::generate::condition::Literal;
use crate::generate::lists::Lists;
use crate::generate::set::Set;
use crate::generate::world::{AREA, Attribute, Kind};
use crate::literal::{COMMUNITY, DISTRICT, STREET, alternatives, cells, name};
use crate::zen_table::{self, Row};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use zen_engine::Workspace;
use zen_engine::model::DecisionContent;
use zen_engine::policy::DiagnosticCode;

/// How the place is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// District, street and community in columns of their own, as in the lists.
    Three,
    /// Only communities: a district is all of its own.
    One,
}

impl Place {
    pub fn name(self) -> &'static str {
        match self {
            Self::Three => "ZEN diagnostics, place in three columns",
            Self::One => "ZEN diagnostics, place spelt out in communities",
        }
    }
}

/// The table of one matter.
struct Table {
    content: Arc<DecisionContent>,
    /// The duty of each row.
    duties: Vec<Option<usize>>,
}

pub struct Tables(Vec<Table>);

/// What was said.
#[derive(Default)]
pub struct Found {
    gaps: Vec<usize>,
    /// Matter and row.
    unreached: Vec<(usize, usize)>,
    /// Tables that it says it could not check completely.
    incomplete: BTreeSet<usize>,
    /// Anything that would mean that a table is not as it was meant.
    errors: Vec<String>,
}

impl Tables {
    pub fn new(contest: &Contest, place: Place) -> Any<Self> {
        let mut tables = Vec::with_capacity(contest.definitions.len());
        for definition in &contest.definitions {
            let (mut rows, mut duties) = (Vec::new(), Vec::new());
            for line in &definition.lines {
                for literals in alternatives(line) {
                    let cells = row(&contest.lists, literals, place);
                    rows.push(zen_table::row(rows.len(), &format!("'{:?}'", line.answer), cells));
                    duties.push(line.duty);
                }
            }
            tables.push(Table { content: Arc::new(content(&contest.lists, &rows)?), duties });
        }
        Ok(Self(tables))
    }

    /// Asks for the diagnostics of every table.
    pub fn analyse(&self) -> Found {
        let mut found = Found::default();
        for (matter, table) in self.0.iter().enumerate() {
            let mut workspace = Workspace::new();
            workspace.set_document_arc("table", table.content.clone());
            for said in workspace.diagnostics("table") {
                let rows = |key: &str| {
                    let numbers = said.args.get(key).into_iter().flat_map(|ids| ids.split(','));
                    numbers.filter_map(|n| Some((matter, n.parse().ok()?)))
                };
                match said.code {
                    DiagnosticCode::MissingCases => found.gaps.push(matter),
                    DiagnosticCode::UnreachableRule if said.args.contains_key("blockedIds") => {
                        found.unreached.extend(rows("blockedIds"));
                    }
                    DiagnosticCode::UnreachableRule
                    | DiagnosticCode::DuplicateRule
                    | DiagnosticCode::UnsatisfiableCell => found.unreached.extend(rows("rowId")),
                    DiagnosticCode::TableChecksIncomplete => drop(found.incomplete.insert(matter)),
                    DiagnosticCode::CompressibleTable
                    | DiagnosticCode::CellCoversDomain
                    | DiagnosticCode::OutputNeverProduced
                    | DiagnosticCode::NonDiscriminatingColumn
                    | DiagnosticCode::PreferDictionary => {}
                    _ => found.errors.push(said.message),
                }
            }
        }
        found
    }

    /// Gaps and dead duties; there is nothing about overlaps or conflicts.
    pub fn answers(&self, contest: &Contest, found: &Found) -> Answers {
        let unreached: BTreeSet<(usize, usize)> = found.unreached.iter().copied().collect();
        let mut idle = BTreeSet::new();
        let mut reached = BTreeSet::new();
        for (matter, table) in self.0.iter().enumerate() {
            for (row, duty) in table.duties.iter().enumerate() {
                if let Some(duty) = duty {
                    if unreached.contains(&(matter, row)) { &mut idle } else { &mut reached }
                        .insert((matter, *duty));
                }
            }
        }
        let idle = &idle - &reached;
        Answers {
            gaps: Some(found.gaps.iter().copied().collect()),
            dead: Some(contest.dead(&idle)),
            ..Answers::default()
        }
    }
}

/// Where ZEN says something else.
pub fn compare(right: &Answers, answers: &Answers, found: &Found) -> String {
    let differ = |right: &Option<BTreeSet<usize>>, own: &Option<BTreeSet<usize>>| match (right, own) {
        (Some(right), Some(own)) => format!("{} missed, {} false", (right - own).len(), (own - right).len()),
        _ => String::new(),
    };
    let mut text = format!(
        "gaps: {}; dead: {}; no overlaps, no conflicts",
        differ(&right.gaps, &answers.gaps),
        differ(&right.dead, &answers.dead)
    );
    if !found.incomplete.is_empty() {
        text.push_str(&format!("; {} tables too complex", found.incomplete.len()));
    }
    if let Some(first) = found.errors.first() {
        text.push_str(&format!("; {} other remarks, such as: {first}", found.errors.len()));
    }
    text
}

fn row(lists: &Lists, literals: &[Literal], place: Place) -> Map<String, Value> {
    let of_place = |l: &&Literal| l.attribute == AREA && place == Place::One;
    let others: Vec<Literal> = literals.iter().filter(|l| !of_place(l)).cloned().collect();
    let mut row = cells(lists, &others);
    let areas = literals.iter().filter(of_place).map(|l| l.set.clone());
    if let Some(set) = areas.reduce(|a: Set, b| a.intersect(&b)) {
        let communities = lists.world.communities.iter().enumerate();
        let words = communities.filter(|(i, _)| set.contains(*i as u32)).map(|(_, c)| format!("'{}'", c.0));
        row.insert(COMMUNITY.to_owned(), json!(words.collect::<Vec<_>>().join(", ")));
    }
    row
}

/// The table, told what values its columns can have.
fn content(lists: &Lists, rows: &[Row]) -> Any<DecisionContent> {
    let columns = zen_table::columns(rows);
    let properties: Map<String, Value> = columns.iter().map(|c| ((*c).clone(), column(lists, c))).collect();
    let schema = json!({ "type": "object", "properties": properties, "required": columns });
    zen_table::content(rows, &json!({ "schema": schema.to_string() }))
}

/// The values that a column can have.
fn column(lists: &Lists, column: &str) -> Value {
    let world = &lists.world;
    match column {
        DISTRICT => json!({ "type": "string", "enum": world.districts }),
        STREET => json!({ "type": "string", "enum": world.streets.iter().map(|s| &s.0).collect::<Vec<_>>() }),
        COMMUNITY => {
            json!({ "type": "string", "enum": world.communities.iter().map(|c| &c.0).collect::<Vec<_>>() })
        }
        _ => {
            let found = world.attributes.iter().enumerate().find(|(i, _)| name(*i) == column);
            found.map_or(Value::Null, |(_, attribute)| values(attribute))
        }
    }
}

fn values(attribute: &Attribute) -> Value {
    match attribute.kind {
        Kind::Integer { .. } | Kind::Clock => {
            json!({ "type": "integer", "minimum": 0, "maximum": attribute.size - 1 })
        }
        _ => json!({ "type": "string", "enum": attribute.words }),
    }
}
