//! `fenbo induce` by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::run;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAST: &str = "examples/history/past.csv";
const MAP: &str = "examples/history/mapping.yaml";

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("induce").join(name);
    let _ = fs::remove_dir_all(&path);
    path
}

fn fenbo(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en"]).args(args);
    command
}

#[test]
fn a_history_becomes_lists_that_read_check_and_route() {
    let out = folder("river");
    let out = out.to_str().unwrap();
    let ran = run(&mut fenbo(&["induce", PAST, "--map", MAP, "--out", out]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // 排水管理处 had its last complaint on 7 May, 水务集团 all since.
    assert!(ran.out.contains("taken over by others, as it seems: 1 unit,"), "{}", ran.out);
    let units = fs::read_to_string(format!("{out}/registry/units.yaml")).unwrap();
    assert!(units.contains("until: 2026-05-0"), "{units}");
    let checked = run(&mut fenbo(&["check", "--lists", out]));
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    let map = format!("{out}/mapping.yaml");
    let routed = run(&mut fenbo(&["route", PAST, "--lists", out, "--map", &map, "--compact"]));
    assert_eq!(routed.out.lines().count(), 600);
    assert!(routed.out.lines().all(|line| line.contains("\"decided\"")), "{}", routed.err);
    // The program says the same of it as the report.
    assert!(ran.out.contains("on the records it is made of: agrees"), "{}", ran.out);
}

#[test]
fn the_same_history_makes_the_same_lists() {
    let read = |name: &str| {
        let out = folder(name);
        let ran = run(&mut fenbo(&[
            "induce",
            PAST,
            "--map",
            MAP,
            "--city",
            "河岸市",
            "--out",
            out.to_str().unwrap(),
        ]));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let duties =
            fs::read_dir(out.join("职责")).unwrap().map(|e| fs::read_to_string(e.unwrap().path()).unwrap());
        let mut duties: Vec<String> = duties.collect();
        duties.sort();
        (ran.out, duties)
    };
    assert_eq!(read("once"), read("again"));
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let out = folder("refused");
    let shown = out.to_str().unwrap();
    let refused = |args: &[&str], why: &str| {
        let ran = run(&mut fenbo(args));
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.out);
        assert!(ran.err.contains(why), "{args:?}: {}", ran.err);
    };
    refused(&["induce", "nowhere.csv", "--map", MAP, "--out", shown], "nowhere.csv");
    refused(&["induce", PAST, "--map", "pingsan", "--out", shown], "pingsan");
    refused(&["induce", PAST, "--map", "boston311", "--out", shown], "reason");
    fs::create_dir_all(&out).unwrap();
    let bare = out.join("bare.csv");
    fs::write(&bare, "工单编号,受理时间,事项编码,事项名称,大类,小类,街道,社区,场所,办结编码,办结单位\n1,,L1,灯,甲,乙,,,,,\n").unwrap();
    let to = folder("refused-to");
    refused(
        &["induce", bare.to_str().unwrap(), "--map", MAP, "--out", to.to_str().unwrap()],
        "no record to learn from: without a unit 1",
    );
    refused(&["induce", PAST, "--map", MAP, "--out", shown], "no empty folder");
    let timeless = out.join("timeless.csv");
    fs::write(&timeless, "工单编号,受理时间,事项编码,事项名称,大类,小类,街道,社区,场所,办结编码,办结单位\n1,,L1,灯,甲,乙,,,,7,甲局\n").unwrap();
    refused(
        &[
            "induce",
            timeless.to_str().unwrap(),
            "--map",
            MAP,
            "--out",
            to.to_str().unwrap(),
            "--before",
            "2026-05-01",
        ],
        "no time of receipt",
    );
    assert!(!to.exists());
}
