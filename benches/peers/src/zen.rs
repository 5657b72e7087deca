//! ZEN: a decision table for each matter, or one for everything. Both compiled, so that its table index is used.

use super::case::{Case, Value, flat};
use super::literal::{alternatives, cells};
use super::zen_table::{self, Row};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::lists::{Lists, Scope};
use crate::handwritten::{GAP, number};
use futures::executor::block_on;
use serde_json::{Map, json};
use std::sync::Arc;
use zen_engine::{Decision, Variable};

pub struct Tables {
    decisions: Vec<Decision>,
    flat: bool,
}

fn decision(rows: &[Row]) -> Any<Decision> {
    let mut decision = Decision::from(Arc::new(zen_table::content(rows, &json!({}))?));
    decision.compile();
    Ok(decision)
}

fn row(number: usize, answer: u16, cells: Row) -> Row {
    zen_table::row(number, &answer.to_string(), cells)
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
            decision(&rows.collect::<Vec<_>>())
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
        Ok(Self { decisions: vec![decision(&rows.collect::<Vec<_>>())?], flat: true })
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
