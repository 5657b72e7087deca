//! SARIF 2.1.0. Columns count characters; the rules are the table of codes with their pages.

use super::super::deliver;
use super::outcome::{Outcome, Shown, Standing};
use fenbo::Severity;
use fenbo::check::{FixWire, page};
use fenbo::finding::PlaceWire;
use fenbo::finding::codes::{CODES, Code};
use serde_json::{Map, Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report.
pub fn report(outcome: &Outcome<'_>) -> String {
    let rules: Vec<Value> = CODES.iter().map(|c| rule(c, outcome)).collect();
    let results: Vec<Value> = outcome.shown.iter().map(|s| result(s, outcome)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fenbo",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": outcome.pick("zh-CN", "en"),
                "rules": rules,
            }},
            "language": outcome.pick("zh-CN", "en"),
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
            "properties": {
                "lists": outcome.policy.hash(),
                "day": outcome.days.0.to_string(),
                "until": outcome.days.1.to_string(),
                "exact": outcome.exact,
                "hidden": outcome.hidden,
            },
        }],
    });
    deliver::json(&log)
}

fn rule(code: &Code, outcome: &Outcome<'_>) -> Value {
    let mut rule = json!({
        "id": code.code,
        "shortDescription": { "text": outcome.lang.pick(code.zh, code.en) },
        "defaultConfiguration": { "level": level(code.severity) },
    });
    if let Some(page) = page(code.code) {
        let section = outcome.pick("说明", "Meaning");
        let meaning = page.split("\n## ").find_map(|s| s.strip_prefix(section)).unwrap_or(page).trim();
        rule["fullDescription"] = json!({ "text": meaning.replace('\n', " ") });
        rule["help"] = json!({ "text": meaning, "markdown": page });
    }
    rule
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(one: &Shown, outcome: &Outcome<'_>) -> Value {
    let wire = &one.wire;
    let print = wire.fingerprint.split_once(':').map_or("", |p| p.1);
    let index = CODES.iter().position(|c| c.code == wire.finding.code);
    let related: Vec<Value> = wire
        .finding
        .related
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let mut location = location(&r.place);
            location["id"] = json!(i);
            location["message"] = json!({ "text": r.message });
            location
        })
        .collect();
    let mut properties = Map::new();
    properties.insert("matters".to_owned(), json!(wire.matters));
    properties.insert("region".to_owned(), json!(wire.region.iter().map(|b| &b.text).collect::<Vec<_>>()));
    for (name, value) in
        [("witness", json!(wire.witness)), ("case", json!(wire.case)), ("weight", json!(wire.weight))]
    {
        if !value.is_null() {
            properties.insert(name.to_owned(), value);
        }
    }
    let mut result = json!({
        "ruleId": wire.finding.code,
        "level": level(one.finding.severity),
        "message": { "text": outcome.plain(wire) },
        "locations": [location(&wire.finding.place)],
        "partialFingerprints": { "fenbo/v1": print },
        "properties": properties,
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if outcome.compared {
        result["baselineState"] = json!(if one.standing == Standing::Known { "unchanged" } else { "new" });
    }
    if let Standing::Waived(waiver) = &one.standing {
        let mut suppression = json!({ "kind": "inSource", "status": "accepted" });
        if let Some(waiver) = waiver {
            suppression["location"] = location(&waiver.place);
            if let Some(reason) = &waiver.reason {
                suppression["justification"] = json!(reason);
            }
        }
        result["suppressions"] = json!([suppression]);
    }
    let fixes: Vec<Value> = wire.fixes.iter().filter_map(fix).collect();
    if !fixes.is_empty() {
        result["fixes"] = json!(fixes);
    }
    result
}

/// A fix whose every change is a text to put at a place; others are told in the message.
fn fix(fix: &FixWire) -> Option<Value> {
    if fix.edits.is_empty() || fix.edits.iter().any(|e| e.kind != "replace") {
        return None;
    }
    let changes = fix.edits.iter().map(|e| {
        json!({
            "artifactLocation": { "uri": uri(&e.place.file) },
            "replacements": [{
                "deletedRegion": region(&e.place),
                "insertedContent": { "text": e.text.as_deref().unwrap_or_default() },
            }],
        })
    });
    let changes: Vec<Value> = changes.collect();
    Some(json!({ "description": { "text": fix.message }, "artifactChanges": changes }))
}

fn location(place: &PlaceWire) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if place.line > 0 {
        physical["region"] = region(place);
    }
    json!({ "physicalLocation": physical })
}

fn region(place: &PlaceWire) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A path as a relative or `file:` reference: bytes that may not stand in one are written as `%XX`.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char);
            }
            b'\\' => out.push('/'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("lists/路灯 1.fenbo"), "lists/%E8%B7%AF%E7%81%AF%201.fenbo");
        assert_eq!(uri("/tmp/a:b%.fenbo"), "file:///tmp/a%3Ab%25.fenbo");
    }
}
