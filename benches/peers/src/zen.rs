//! ZEN: a decision table for each matter, or one for everything. Both compiled, so that its table index is used.

use super::case::{Case, Value, flat};
use super::literal::{alternatives, cells};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::lists::{Lists, Scope};
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
