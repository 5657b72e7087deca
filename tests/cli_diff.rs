//! `fenbo diff` by the real binary, on the edit that `docs/diff.md` works out.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DAY: [&str; 2] = ["--as-of", "2026-07-01"];

fn diff(args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    run(command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en", "diff"]).args(args))
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn copy(from: &str, to: &Path) {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_planted_edit_is_told_exactly_and_what_it_means_for_the_past() {
    let history = ["--history", "examples/score/past.csv", "--map", "examples/score/mapping.yaml"];
    let args = [&["examples/score", "examples/diff", "--format", "json"][..], &DAY, &history].concat();
    let ran = diff(&args);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let found = document(&ran);
    assert_eq!(found["equivalent"], false);
    let changes: Vec<Value> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| json!([c["matters"][0], c["region"], c["before"], c["after"], c["unit"]]))
        .collect();
    assert_eq!(
        changes,
        [
            json!(["A3 积水", ["场所 = 桥下"], ["丙局", "甲局"], ["甲局"], true]),
            json!(["A1 路灯不亮", ["程序 = 无 · 场所 = 公园"], ["nobody"], ["丙局"], true]),
            json!(["A4 垃圾", ["区域 = 东街道"], ["@街道办＝东街道办"], ["@街道办＝西街道办"], true]),
        ]
    );
    // By hand: 5 had nobody, 6 a conflict, 8 was of 西街道; 7 was of 东街道.
    let past = &found["history"];
    assert_eq!((&past["gained"], &past["lost"], &past["told"]), (&json!(3), &json!(1), &json!(10)));
    assert_eq!((&past["right_before"], &past["right_after"]), (&json!(4), &json!(6)));
    assert_eq!((&past["examples_gained"], &past["examples_lost"]), (&json!(["5", "6", "8"]), &json!(["7"])));
    assert!((past["p"].as_f64().unwrap() - 0.625).abs() < 1e-12);
    assert_eq!(past["moved"][0], json!({"from": "东街道办", "to": "西街道办", "n": 2}));
}

#[test]
fn the_same_lists_do_not_differ_and_the_way_back_is_the_same_way() {
    let same = diff(&[&["examples/score", "examples/score"][..], &DAY].concat());
    assert_eq!((same.code, same.out.contains("the same from")), (Some(0), true), "{}", same.out);
    let sides = |ran: &Ran| -> Vec<(Value, Value)> {
        let found = document(ran);
        let changes = found["changes"].as_array().unwrap().iter();
        let mut all: Vec<_> = changes.map(|c| (c["before"].clone(), c["after"].clone())).collect();
        all.sort_by_key(|(a, b)| format!("{a}{b}"));
        all
    };
    let forth = diff(&[&["examples/score", "examples/diff", "--format", "json"][..], &DAY].concat());
    let back = diff(&[&["examples/diff", "examples/score", "--format", "json"][..], &DAY].concat());
    let mut turned: Vec<_> = sides(&back).into_iter().map(|(a, b)| (b, a)).collect();
    turned.sort_by_key(|(a, b)| format!("{a}{b}"));
    assert_eq!(sides(&forth), turned);
}

#[test]
fn matters_and_attributes_of_one_side_alone_are_told() {
    let (old, new) = (folder("old"), folder("new"));
    copy("examples/score", &old);
    copy("examples/score", &new);
    let lists = fs::read_to_string(new.join("lists.fenbo")).unwrap();
    let lists = lists.replace(
        "事项：A5 广场舞\n  路径：噪声\n",
        "事项：A6 装修\n  路径：噪声\n要素：时段\n  取值：昼、夜\n",
    );
    let lists = lists.replace("  适用：A5\n  并办：甲局、乙局", "  适用：A6\n  当：时段 为 夜\n  首办：乙局");
    fs::write(new.join("lists.fenbo"), lists).unwrap();
    let ran = diff(&[&[old.to_str().unwrap(), new.to_str().unwrap(), "--format", "json"][..], &DAY].concat());
    let told: Vec<Value> = document(&ran)["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| json!([c["matters"][0], c["region"], c["before"], c["after"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["A6 装修", ["时段 = 昼"], ["no such matter"], ["nobody"]]),
            json!(["A6 装修", ["时段 = 夜"], ["no such matter"], ["乙局"]]),
            json!(["A5 广场舞", ["whatever the facts"], ["乙局, 甲局"], ["no such matter"]]),
        ],
        "{}",
        ran.out
    );
    // Backwards the attribute is one that only the first side has.
    let ran = diff(&[&[new.to_str().unwrap(), old.to_str().unwrap()][..], &DAY].concat());
    assert!(ran.out.contains("  时段 = 夜\n  乙局 → no such matter"), "{}", ran.out);
}

#[test]
fn two_days_of_the_same_lists() {
    let dated = folder("dated");
    copy("examples/score", &dated);
    let lists = fs::read_to_string(dated.join("lists.fenbo")).unwrap();
    let lists = lists
        .replace("  当：场所 为 路边\n  首办：甲局", "  当：场所 为 路边\n  首办：甲局\n  失效：2026-08-31");
    fs::write(dated.join("lists.fenbo"), lists).unwrap();
    let dated = dated.to_str().unwrap();
    let ran = diff(&["2026-07-01", "2026-09-01", "--lists", dated]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("甲局 → nobody") && ran.out.contains("before  Z1（甲局）"), "{}", ran.out);
    assert_eq!(diff(&["2026-07-01", "2026-08-31", "--lists", dated]).code, Some(0));
    // Over a stretch of days the day is found.
    let ran = diff(&[&["examples/score", dated][..], &DAY].concat());
    assert!(ran.out.contains("[from 2026-09-01]"), "{}", ran.out);
}

#[test]
fn revisions_of_a_repository() {
    let repository = folder("repository");
    let git = |args: &[&str]| {
        let ran = Command::new("git").arg("-C").arg(&repository).args(args).output();
        ran.is_ok_and(|r| r.status.success())
    };
    if !git(&["init", "-q"]) {
        eprintln!("skipped: there is no git here");
        return;
    }
    let lists = repository.join("lists");
    fs::create_dir_all(&lists).unwrap();
    let commit = || {
        let who = ["-c", "user.name=t", "-c", "user.email=t@t"];
        git(&["add", "-A"]) && git(&[&who[..], &["commit", "-q", "-m", "x"]].concat())
    };
    copy("examples/score", &lists);
    assert!(commit());
    copy("examples/diff", &lists);
    assert!(commit());
    let root = lists.to_str().unwrap();
    let ran = diff(&[&["HEAD~1", "HEAD", "--lists", root][..], &DAY].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("HEAD~1:lists/lists.fenbo:32"), "{}", ran.out);
    let mixed = diff(&[&["HEAD~1:lists", root, "--lists", root][..], &DAY].concat());
    assert_eq!(mixed.out.matches(" → ").count(), ran.out.matches(" → ").count(), "{}", mixed.err);
    let unknown = diff(&["v9", "HEAD", "--lists", root]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("\"v9\" is no day, no such folder"), "{}", unknown.err);
}

#[test]
fn the_notice_writes_itself() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    let args = ["--lang", "zh", "diff", "examples/score", "examples/diff", "--format", "markdown"];
    let ran = run(command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).args(DAY));
    let line = "1. **A3 积水**，场所＝桥下：2026-07-01 起，由 **丙局、甲局** 调整为 **甲局**。（原依据职责：Z4、Z5；现依据职责：Z4）";
    assert!(ran.out.starts_with("# 某市关于调整首办单位的通知\n") && ran.out.contains(line), "{}", ran.out);
}

#[test]
fn days_and_lists_do_not_mix() {
    let ran = diff(&["2026-07-01", "examples/diff"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("either both are days or neither is"), "{}", ran.err);
    let ran = diff(&["examples/score", "examples/diff", "--as-of", "2026-07-01", "--until", "2026-06-01"]);
    assert!(ran.code == Some(2) && ran.err.contains("is before"), "{}", ran.err);
}

#[test]
fn a_history_without_anything_in_it_is_a_failure() {
    let empty = folder("empty").join("past.csv");
    fs::write(&empty, "").unwrap();
    let ran = diff(&["examples/score", "examples/diff", "--history", empty.to_str().unwrap()]);
    assert!(ran.code == Some(2) && ran.err.contains("is empty"), "{:?} {}", ran.code, ran.err);
}

#[test]
fn the_page_holds_everything_and_loads_nothing() {
    let history = ["--history", "examples/score/past.csv", "--map", "examples/score/mapping.yaml"];
    let ran = diff(&[&["examples/score", "examples/diff", "--format", "html"][..], &DAY, &history].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for part in [
        "<!doctype html>",
        "default-src 'none'",
        "<li><b>3</b>situations with another unit</li>",
        "<h3>A1 路灯不亮</h3>",
        "<li>程序 = 无 · 场所 = 公园</li>",
        "<span class=\"old\">nobody</span> → <span class=\"new\">丙局</span>",
        "<td>Z7</td><td>丙局</td><td class=\"place\">examples/diff/lists.fenbo:28</td>",
        "3 gained, 1 lost",
        "<span class=\"old\">东街道办</span> → <span class=\"new\">西街道办</span>",
        "</html>",
    ] {
        assert!(ran.out.contains(part), "{part} is not in {}", ran.out);
    }
    assert!(!ran.out.contains("http://") && !ran.out.contains("https://") && !ran.out.contains("<script"));
    let same = diff(&["examples/score", "examples/score", "--format", "html", "--as-of", "2026-07-01"]);
    assert_eq!(same.code, Some(0));
    assert!(same.out.contains("Both are the same in every situation."), "{}", same.out);
}

#[test]
fn lists_that_differ_in_what_silence_means_are_not_the_same() {
    let (first, second) = (folder("silent-1"), folder("silent-2"));
    copy("examples/score", &first);
    copy("examples/score", &second);
    let lists = second.join("lists.fenbo");
    let text = fs::read_to_string(&lists).unwrap();
    assert!(text.contains("要素：场所\n"));
    fs::write(&lists, text.replacen("要素：场所\n", "要素：场所\n  未提及视为：路边\n", 1)).unwrap();
    let args = [first.to_str().unwrap(), second.to_str().unwrap(), "--as-of", "2026-07-01"];
    let ran = diff(&args);
    assert_eq!(ran.code, Some(1), "{} {}", ran.out, ran.err);
    assert!(ran.out.contains("silence means something else"), "{}", ran.out);
    assert!(ran.out.contains("场所 unknown → 路边"), "{}", ran.out);
    let found = document(&diff(&[&args[..], &["--format", "json"]].concat()));
    assert_eq!((&found["equivalent"], &found["silence"]), (&json!(false), &json!(["场所 unknown → 路边"])));
}
