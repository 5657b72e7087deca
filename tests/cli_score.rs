//! `fenbo score` by the real binary, on the history that `docs/score.md` works out.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const EXAMPLE: [&str; 6] =
    ["--map", "examples/score/mapping.yaml", "--lists", "examples/score", "--as-of", "2026-07-01"];

fn score(history: &str, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en", "score", history]);
    run(command.args(EXAMPLE).args(args))
}

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("score");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

#[test]
fn the_worked_example_as_a_document() {
    let ran = score("examples/score/past.csv", &["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = document(&ran);
    let parts = |measure: &str, subject: &str| {
        let rate = &found["total"]["measures"][measure][subject];
        (rate["hits"].as_u64(), rate["of"].as_u64())
    };
    // By hand, as in tests/score.rs: right and undisturbed 1, 4, 5, 6, 7, 9; with 3, which was ruled back.
    assert_eq!(parts("strict", "dispatched"), (Some(6), Some(10)));
    assert_eq!(parts("adjudicated", "dispatched"), (Some(7), Some(10)));
    assert_eq!(parts("accepted", "dispatched"), (Some(4), Some(5)));
    assert_eq!(parts("lead_correct", "lists"), (Some(4), Some(10)));
    assert_eq!(parts("lead_correct", "decided"), (Some(4), Some(7)));
    assert!(found["total"]["measures"]["accepted"].get("lists").is_none());
    assert_eq!(found["excluded"], json!({"consultation": 1}));
    assert_eq!(found["held_against"], json!({"closing": 10}));
    assert_eq!((found["without_truth"].as_u64(), found["unknown_truth"].as_u64()), (Some(1), Some(1)));
    assert_eq!(found["unknown_units"], json!([{"name": "丁局", "n": 1}]));
    assert_eq!(found["ceiling"]["all"]["hits"], 8);
    let stages: Vec<(&str, u64)> = found["attribution"]["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["stage"].as_str().unwrap(), s["misses"].as_u64().unwrap()))
        .filter(|s| s.1 > 0)
        .collect();
    assert_eq!(stages, [("unit", 1), ("fact", 2), ("area", 1), ("list_conflict", 1), ("list_gap", 1)]);
    let months = found["by_month"].as_array().unwrap();
    assert_eq!(
        (months.len(), months[0]["name"].as_str(), months[0]["records"].as_u64()),
        (1, Some("2026-03"), Some(11))
    );
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let with = |threads| score("examples/score/past.csv", &["--threads", threads]).out;
    assert_eq!(with("1"), with("3"));
}

#[test]
fn what_is_wrong_with_rows_is_named_and_stays_in_the_denominators() {
    let text = fs::read_to_string("examples/score/past.csv").unwrap();
    let history = file("bad.csv");
    // A matter that nobody knows, a number of returns that is none, half a row.
    let bad = "13,2026-03-13,Q9,,,电话,甲局,,甲局,0,0,,,\n14,2026-03-14,A1,路边,,电话,甲局,,甲局,多次,0,,,\n15,2026-03-15,A1";
    fs::write(&history, format!("{text}{bad}")).unwrap();
    let ran = score(history.to_str().unwrap(), &["--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let found = document(&ran);
    assert_eq!((found["records"].as_u64(), found["counted"].as_u64()), (Some(15), Some(14)));
    // 13 tells a right unit, and the lists name none: 10 of the example, 13 and 14.
    assert_eq!(found["total"]["measures"]["lead_correct"]["lists"]["of"], 12);
    assert_eq!(found["attribution"]["stages"][0]["stage"], "unread");
    assert_eq!(found["attribution"]["stages"][0]["misses"], 1);
    for part in ["line 14", "Q9", "退回", "多次", "line 16"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn the_page_holds_everything_and_loads_nothing() {
    let page = file("page.html");
    let polygons = file("streets.geojson");
    let square = |name: &str, x: f64| {
        json!({"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon",
            "coordinates": [[[x, 22.0], [x + 1.0, 22.0], [x + 1.0, 23.0], [x, 23.0], [x, 22.0]]]}})
    };
    let map =
        json!({"type": "FeatureCollection", "features": [square("东", 113.0), square("西街道", 114.0)]});
    fs::write(&polygons, map.to_string()).unwrap();
    let history = file("streets.csv");
    let text = fs::read_to_string("examples/score/past.csv").unwrap();
    fs::write(&history, format!("{text}13,2026-04-13,A4,,西街道,电话,西街道办,,西街道办,0,0,,,\n")).unwrap();
    let args = ["--html", page.to_str().unwrap(), "--polygons", polygons.to_str().unwrap()];
    let ran = score(history.to_str().unwrap(), &args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("<path class=\"area\"") && html.contains("西街道 100.0 % (1/1)"), "{html}");
    assert!(html.contains("45.5 % (5/11, 21.3–72.0)"), "{html}");
    for outside in ["http:", "https:", "<script", "<link", "<img", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    let odd =
        score(history.to_str().unwrap(), &["--html", page.to_str().unwrap(), "--polygons", "Cargo.toml"]);
    assert_eq!(odd.code, Some(2));
    assert!(odd.err.contains("Cargo.toml: this is no JSON"), "{}", odd.err);
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_no_success() {
    use std::fs::OpenOptions;
    let example =
        ["examples/score/past.csv", "--map", "examples/score/mapping.yaml", "--lists", "examples/score"];
    let both = ["diff", "examples/score", "examples/diff"];
    let commands: [Vec<&str>; 3] =
        [[&["score"][..], &example].concat(), [&["drift"][..], &example].concat(), both.to_vec()];
    for args in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran =
            command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en"]).args(&args).stdout(full);
        let ran = ran.output().unwrap();
        let words = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.code() == Some(2) && words.contains("writing failed"), "{args:?}: {words}");
    }
}
