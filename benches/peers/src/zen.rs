//! ZEN: a decision table for each matter, or one for everything. Both compiled, so that its table index is used.

use super::case::{Case, Test, Value, alternatives, flat, test};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::condition::{Form, Level, Literal};
use crate::generate::lists::{Lists, Scope};
use crate::generate::set::Set;
use crate::handwritten::{GAP, number};
use futures::executor::block_on;
use serde_json::{Map, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use zen_engine::{Decision, Variable};

pub struct Tables {
    decisions: Vec<Decision>,
    flat: bool,
}

/// What a column still allows.
enum Allowed<'a> {
    Words(Vec<&'a str>),
    Values(Set),
}

/// The cells of one conjunction by column: the words or the ranges that are allowed, as tables are usually filled in and
/// as the table index understands them.
fn cells(lists: &Lists, literals: &[Literal]) -> Map<String, serde_json::Value> {
    let mut columns: Vec<(String, Allowed<'_>)> = Vec::new();
    for literal in literals {
        let (name, allowed) = match test(lists, literal) {
            Test::Among { name, words, negated } => {
                let all = all_words(lists, &literal.form, literal.attribute);
                (name, Allowed::Words(all.into_iter().filter(|w| words.contains(w) != negated).collect()))
            }
            Test::AtMost(name, _) | Test::Above(name, _) | Test::Between(name, ..) | Test::Outside(name, ..) => {
                (name, Allowed::Values(literal.set.clone()))
            }
        };
        match columns.iter_mut().find(|c| c.0 == name).map(|c| &mut c.1) {
            None => columns.push((name, allowed)),
            Some(known) => match (known, allowed) {
                (Allowed::Words(known), Allowed::Words(more)) => known.retain(|w| more.contains(w)),
                (Allowed::Values(known), Allowed::Values(more)) => *known = known.intersect(&more),
                _ => {}
            },
        }
    }
    let cell = |allowed: &Allowed<'_>| {
        let parts: Vec<String> = match allowed {
            Allowed::Words(words) => words.iter().map(|w| format!("'{w}'")).collect(),
            Allowed::Values(set) => set.ranges().iter().map(|r| format!("[{}..{}]", r.0, r.1 - 1)).collect(),
        };
        parts.join(", ")
    };
    columns.iter().map(|(name, allowed)| (name.clone(), json!(cell(allowed)))).collect()
}

/// Every word that a column can have.
fn all_words<'a>(lists: &'a Lists, form: &Form, attribute: usize) -> Vec<&'a str> {
    let world = &lists.world;
    match form {
        Form::Areas { level: Level::District, .. } => world.districts.iter().map(String::as_str).collect(),
        Form::Areas { level: Level::Street, .. } => world.streets.iter().map(|s| s.0.as_str()).collect(),
        _ => world.attributes[attribute].words.iter().map(String::as_str).collect(),
    }
}

fn decision(rows: Vec<Map<String, serde_json::Value>>) -> Any<Decision> {
    let columns: BTreeSet<&String> =
        rows.iter().flat_map(Map::keys).filter(|k| *k != "out" && *k != "_id").collect();
    let inputs: Vec<_> = columns.iter().map(|c| json!({ "id": c, "name": c, "field": c })).collect();
    let content = serde_json::from_value(json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode", "content": {} },
            { "id": "table", "name": "table", "type": "decisionTableNode", "content": {
                "hitPolicy": "first", "inputs": inputs,
                "outputs": [{ "id": "out", "name": "lead", "field": "lead" }], "rules": rows,
            } },
            { "id": "end", "name": "end", "type": "outputNode", "content": {} },
        ],
        "edges": [
            { "id": "e1", "sourceId": "in", "targetId": "table" },
            { "id": "e2", "sourceId": "table", "targetId": "end" },
        ],
    }))?;
    let mut decision = Decision::from(Arc::new(content));
    decision.compile();
    Ok(decision)
}

fn row(
    number: usize,
    answer: u16,
    mut cells: Map<String, serde_json::Value>,
) -> Map<String, serde_json::Value> {
    cells.insert("_id".to_owned(), json!(number.to_string()));
    cells.insert("out".to_owned(), json!(answer.to_string()));
    cells
}

impl Tables {
    pub fn by_matter(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let leads = lists.world.leads();
        let decisions = definitions.iter().map(|definition| {
            let conjunctions =
                definition.lines.iter().flat_map(|line| alternatives(line).map(move |l| (l, line.answer)));
            let rows = conjunctions
                .enumerate()
                .map(|(i, (literals, answer))| row(i, number(&leads, answer), cells(lists, literals)));
            decision(rows.collect())
        });
        Ok(Self { decisions: decisions.collect::<Any<_>>()?, flat: false })
    }

    pub fn flat(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let rows = flat(lists, definitions).into_iter().enumerate().map(|(i, line)| {
            let mut cells = cells(lists, line.literals);
            match line.scope {
                Scope::Matter(matter) => {
                    cells.insert("matter".to_owned(), json!(format!("'{}'", lists.matters[matter].code)));
                }
                Scope::Group(group) => {
                    cells.insert("group".to_owned(), json!(group.to_string()));
                }
                Scope::Category(category) => {
                    cells.insert("category".to_owned(), json!(category.to_string()));
                }
                Scope::All => {}
            }
            row(i, line.answer, cells)
        });
        Ok(Self { decisions: vec![decision(rows.collect())?], flat: true })
    }
}

impl Peer for Tables {
    type Input = Variable;

    fn input(&self, case: &Case<'_>) -> Any<Variable> {
        let mut object = Map::new();
        for (name, value) in &case.facts {
            let value = match value {
                Value::Word(word) => json!(word),
                Value::Number(number) => json!(number),
            };
            object.insert((*name).to_owned(), value);
        }
        if self.flat {
            object.insert("matter".to_owned(), json!(case.matter));
            object.insert("group".to_owned(), json!(case.group));
            object.insert("category".to_owned(), json!(case.category));
        }
        Ok(Variable::from(serde_json::Value::Object(object)))
    }

    fn decide(&mut self, matter: usize, input: &Variable) -> Any<u16> {
        let decision = &self.decisions[if self.flat { 0 } else { matter }];
        let response = block_on(decision.evaluate(input.clone())).map_err(|e| e.to_string())?;
        match response.result.dot("lead") {
            Some(Variable::Number(answer)) => Ok(answer.to_string().parse()?),
            _ => Ok(GAP),
        }
    }
}
