//! What was found out later of a complaint, in records with their own keys.

use serde_json::{Map, Value};

/// The record with what was found out later in the place of what was told at intake. `None`: it tells nothing of the kind.
pub fn corrected_line(line: &[u8]) -> Option<Vec<u8>> {
    let names = |key: &str| match key {
        "history" => ["history", "经过"],
        "corrected" => ["corrected", "更正"],
        "matter" => ["matter", "事项"],
        _ => ["facts", "要素"],
    };
    let later = names("corrected");
    if !later.iter().any(|name| memchr::memmem::find(line, name.as_bytes()).is_some()) {
        return None;
    }
    let mut record: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let mut history = object(names("history").iter().find_map(|n| record.remove(*n))?)?;
    let mut found = object(later.iter().find_map(|n| history.remove(*n))?)?;
    if let Some(matter) = names("matter").iter().find_map(|n| found.remove(*n)) {
        record.retain(|key, _| !names("matter").contains(&key.as_str()));
        record.insert("matter".to_owned(), matter);
    }
    if let Some(facts) = names("facts").iter().find_map(|n| found.remove(*n)).and_then(object) {
        let told = names("facts").iter().find_map(|n| record.remove(*n));
        let mut merged = told.and_then(object).unwrap_or_default();
        merged.extend(facts);
        record.insert("facts".to_owned(), Value::Object(merged));
    }
    serde_json::to_vec(&record).ok()
}

fn object(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(map) = value { Some(map) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(line: &str) -> Option<Value> {
        corrected_line(line.as_bytes()).map(|line| serde_json::from_slice(&line).unwrap())
    }

    #[test]
    fn what_was_found_out_later_goes_before_what_was_told() {
        let line = r#"{"id":1,"事项":"A1","facts":{"场所":"小区","灯数":3},
            "history":{"first":"D1","corrected":{"matter":"A4","facts":{"场所":"公园"}}}}"#;
        let expected = serde_json::json!({"id":1,"matter":"A4","facts":{"场所":"公园","灯数":3}});
        assert_eq!(corrected(line), Some(expected));
    }

    #[test]
    fn a_record_that_says_nothing_of_the_kind_has_none() {
        for line in [
            r#"{"id":1,"matter":"A1"}"#,
            r#"{"id":1,"matter":"A1","text":"corrected"}"#,
            r#"{"id":1,"matter":"A1","history":{"corrected":7}}"#,
            r#"{"id":1,"matter":"A1","history":"corrected"}"#,
            r#"{"history":{"corrected"#,
        ] {
            assert_eq!(corrected(line), None, "{line}");
        }
    }
}
