//! `fenbo drift` by the real binary, on histories with planted changes.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, run};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const SCORE: [&str; 6] =
    ["--map", "examples/score/mapping.yaml", "--lists", "examples/score", "--as-of", "2026-07-01"];

fn drift(history: &str, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    let command = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en", "drift", history]);
    run(command.args(SCORE).args(args))
}

fn written(name: &str, rows: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    let head = "编号,受理时间,事项,场所,街道,来源,首派单位,二派单位,办结单位,退回,转派,裁决,签收,类型\n";
    fs::write(&file, format!("{head}{rows}")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

#[test]
fn planted_changes_are_found_on_their_day() {
    let mut rows = String::new();
    for day in 1..=28 {
        // Poles go to 丙局 from the 15th on; the lists say 乙局. Rubbish stays with the offices of the streets.
        let unit = if day < 15 { "乙局" } else { "丙局" };
        let _ = writeln!(rows, "{day},2026-03-{day:02},A2,,,电话,{unit},,{unit},0,0,,,");
        let street = if day % 2 == 0 { "东街道" } else { "西街道" };
        let _ = writeln!(rows, "r{day},2026-03-{day:02},A4,,{street},电话,{street}办,,{street}办,0,0,,,");
        if day % 7 == 0 {
            let _ = writeln!(rows, "q{day},2026-03-{day:02},共享单车,,,电话,乙局,,乙局,0,0,,,");
        }
    }
    let ran = drift(&written("planted.csv", &rows), &["--json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let found = document(&ran);
    assert_eq!(
        found["changed"],
        json!([{
            "matter": "A2 灯杆倾斜", "since": "2026-03-15",
            "before": {"unit": "乙局", "n": 14, "of": 14}, "after": {"unit": "丙局", "n": 14, "of": 14}
        }])
    );
    assert_eq!(
        found["falling"],
        json!([{
            "category": "照明", "since": "2026-03-15",
            "before": {"right": 14, "of": 14}, "after": {"right": 0, "of": 14}
        }])
    );
    assert_eq!(found["unknown"], json!([{"name": "共享单车", "n": 4}]));
    assert_eq!((&found["pots"], &found["returned"]), (&json!([]), &json!([])));
}

#[test]
fn nothing_changed_and_nothing_is_told() {
    let mut rows = String::new();
    for day in 1..=28 {
        let unit = if day % 3 == 0 { "丙局" } else { "乙局" };
        let _ = writeln!(rows, "{day},2026-03-{day:02},A2,,,电话,{unit},,{unit},0,0,,,");
    }
    let ran = drift(&written("calm.csv", &rows), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "records 28, of which 28 tell the right unit\n"));
}

#[test]
fn a_matter_of_many_units_is_to_be_split() {
    let units = ["甲局", "乙局", "丙局", "丁局", "戊局"];
    let mut rows = String::new();
    for i in 0..30 {
        let _ = writeln!(rows, "{i},2026-03-01,A2,,,电话,{0},,{0},0,0,,,", units[i % 5]);
    }
    let found = document(&drift(&written("pot.csv", &rows), &["--json"]));
    assert_eq!((&found["pots"][0]["matter"], &found["pots"][0]["n"]), (&json!("A2 灯杆倾斜"), &json!(30)));
    assert_eq!(found["pots"][0]["units"].as_array().unwrap().len(), 5);
}
