//! A decision table of ZEN: the first row that matches decides.

use super::Any;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use zen_engine::model::DecisionContent;

/// The cells of a row by column, with its number and its answer.
pub type Row = Map<String, Value>;

/// A row of these cells.
pub fn row(number: usize, answer: &str, mut cells: Row) -> Row {
    cells.insert("_id".to_owned(), json!(number.to_string()));
    cells.insert("out".to_owned(), json!(answer));
    cells
}

/// The columns that some row tests.
pub fn columns(rows: &[Row]) -> BTreeSet<&String> {
    rows.iter().flat_map(Map::keys).filter(|k| *k != "out" && *k != "_id").collect()
}

/// The table. `input`: what is told of what comes in.
pub fn content(rows: &[Row], input: &Value) -> Any<DecisionContent> {
    let inputs: Vec<Value> =
        columns(rows).iter().map(|c| json!({ "id": c, "name": c, "field": c })).collect();
    Ok(serde_json::from_value(json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode", "content": input },
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
    }))?)
}
