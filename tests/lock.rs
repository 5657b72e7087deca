//! The lock of priorities by specificity: what it holds, and what `check` says against it. Answers written by hand.

#[path = "cli/mod.rs"]
mod cli;
#[allow(dead_code, reason = "only the lists are wanted")]
mod shipped;

use cli::{fenbo, folder, run};
use fenbo::check::{Options, check, lock};
use fenbo::lists::LOCK;
use fenbo::{Date, Lists};
use std::path::Path;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

const LISTS: &str = "\
要素：场所
  取值：桥下、路边、小区
事项：A1 路灯不亮
  路径：照明
事项：A2 路灯太亮
  路径：照明
职责：Z1 桥下的灯
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
职责：Z2 路灯
  适用：照明
  首办：照明所
  但：场所 为 小区 → 街道办 ［Z2a］
兜底：照明
  首办：街道办
";

const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}]\n";

fn lists(text: &str) -> Lists {
    let mut lists = Lists::new();
    lists.add("lists.fenbo", text.to_owned());
    lists.add("units.yaml", UNITS);
    lists
}

/// The pairs of the lock of some lists.
fn pairs(text: &str) -> Vec<String> {
    let (policy, _, findings) = lists(text).read();
    assert_eq!(findings, []);
    lock(&policy).lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
}

/// What is said of some lists against a lock: line of the lock or list, and words.
fn said(text: &str, locked: &str) -> Vec<(String, String)> {
    let mut lists = lists(text);
    lists.add(LOCK, locked.to_owned());
    let (policy, sources, findings) = lists.read();
    assert_eq!(findings, []);
    let report = check(&Arc::new(policy), &Options { day: DAY, until: DAY });
    let found = report.problems.iter().filter(|p| p.finding.code == "C342");
    let place = |p: &fenbo::check::Problem| {
        let place = sources.place(p.finding.span);
        format!("{}:{}", place.file, place.line)
    };
    found.map(|p| (place(p), p.finding.en.clone())).collect()
}

#[test]
fn a_lock_holds_what_only_the_smaller_region_decides() {
    // The proviso is said in so many words, the fallback is another layer.
    assert_eq!(pairs(LISTS), ["Z1\tZ2\t桥梁处 > 照明所"]);
    // Said; the same unit; never together.
    assert_eq!(pairs(&LISTS.replace("  首办：桥梁处\n", "  首办：桥梁处\n  优先于：Z2\n")), [""; 0]);
    assert_eq!(pairs(&LISTS.replace("桥梁处", "照明所")), [""; 0]);
    let apart = LISTS
        .replace("  首办：桥梁处\n", "  首办：桥梁处\n  失效：2025-12-31\n")
        .replace("  首办：照明所\n", "  首办：照明所\n  生效：2026-01-01\n");
    assert_eq!(pairs(&apart), [""; 0]);
    // Fallbacks against fallbacks, though, and what is over by now.
    let more = "兜底：A1\n  编码：B9\n  首办：桥梁处\n  失效：2020-01-01\n";
    assert_eq!(
        pairs(&format!("{LISTS}{more}")),
        ["B9\t兜底:照明\t桥梁处 > 街道办", "Z1\tZ2\t桥梁处 > 照明所"]
    );
}

#[test]
fn rows_of_a_table_go_by_their_duty() {
    let table = "对照表：谁\n  | 场所 | 首办 |\n  | 路边 | 街道办 |\n  | 小区 | 桥梁处 |\n";
    let duty = "职责：Z5 分\n  适用：A2\n  首办：查「谁」\n";
    assert_eq!(
        pairs(&format!("{LISTS}{table}{duty}")),
        [
            "Z1\tZ2\t桥梁处 > 照明所",
            "Z5\tZ2\t桥梁处 > 照明所；街道办 > 照明所",
            // The row for 小区 lies inside the proviso.
            "Z5\tZ2a\t桥梁处 > 街道办"
        ]
    );
}

#[test]
fn a_lock_written_from_the_lists_holds() {
    let (policy, _, _) = lists(LISTS).read();
    let text = lock(&policy);
    assert_eq!(said(LISTS, &text), []);
    assert_eq!(said(LISTS, &format!("\u{feff}{}", text.replace('\n', "\r\n"))), []);
    assert_eq!(said(LISTS, text.trim_end()), []);
    // Without a lock nothing is held to it, and the lock changes nothing else.
    let with = {
        let mut lists = lists(LISTS);
        lists.add(LOCK, text);
        lists.read().0
    };
    assert_eq!(with.hash(), policy.hash());
    let report = check(&Arc::new(policy), &Options { day: DAY, until: DAY });
    assert!(report.problems.iter().all(|p| p.finding.code != "C342"));
}

#[test]
fn what_differs_is_said_where_it_stands() {
    let one = |text: &str, lock: &str| {
        let all = said(text, lock);
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().expect("one")
    };
    let ours = "# x\nZ1\tZ2\t桥梁处 > 照明所\n";
    assert_eq!(
        one(LISTS, "# nothing\n"),
        (
            "lists.fenbo:7".to_owned(),
            "Z1 (桥梁处) has the smaller region and beats Z2 (照明所); fenbo.lock does not have this pair: is it meant?"
                .to_owned()
        )
    );
    let stale = |text: &str, why: &str| {
        assert_eq!(
            one(text, ours),
            (
                "fenbo.lock:2".to_owned(),
                format!("fenbo.lock says that Z1 beats Z2, which is no longer so: {why}")
            )
        );
    };
    stale(&LISTS.replace("适用：照明\n", "适用：A2\n"), "Z1 no longer lies inside Z2");
    stale(&LISTS.replace("Z1 ", "Z7 ").replace("桥梁处", "照明所"), "the lists no longer have Z1");
    stale(&LISTS.replace("桥梁处", "照明所"), "both name the same first handler now");
    stale(
        &LISTS.replace("  首办：桥梁处\n", "  首办：桥梁处\n  优先于：Z2\n"),
        "it is said in so many words now, and needs no lock",
    );
    assert_eq!(
        one(&LISTS.replace("桥梁处", "街道办"), ours).1,
        "Z1 beats Z2, but the first handlers are no longer `桥梁处 > 照明所` as fenbo.lock says: they are `街道办 > 照明所`"
    );
    assert_eq!(
        said(LISTS, "<<<<<<< HEAD\nZ1\tZ2\t桥梁处 > 照明所\n"),
        [(
            "fenbo.lock:1".to_owned(),
            "this line of fenbo.lock cannot be read: three columns with tabs between are wanted, not `<<<<<<< HEAD`"
                .to_owned()
        )]
    );
}

#[test]
fn a_waiver_of_a_pair_waits_for_the_lock() {
    let waiver = "豁免：C342\n  适用：Z1、Z2\n  理由：试\n";
    let text = format!("{LISTS}{waiver}");
    assert_eq!(said(&text, ""), []);
    let codes = |lists: Lists| -> Vec<&'static str> {
        let report = check(&Arc::new(lists.read().0), &Options { day: DAY, until: DAY });
        report.problems.iter().map(|p| p.finding.code).filter(|c| c.starts_with("C38")).collect()
    };
    assert_eq!(codes(lists(&text)), [""; 0]);
    let mut locked = lists(&text);
    locked.add(LOCK, "Z1\tZ2\t桥梁处 > 照明所\n");
    assert_eq!(codes(locked), ["C385"]);
}

#[test]
fn the_order_of_blocks_changes_nothing() {
    let mut blocks: Vec<String> = Vec::new();
    for line in LISTS.lines() {
        match blocks.last_mut().filter(|_| line.starts_with(' ')) {
            Some(block) => block.extend([line, "\n"]),
            None => blocks.push(format!("{line}\n")),
        }
    }
    blocks.reverse();
    assert_eq!(pairs(&blocks.concat()), pairs(LISTS));
}

#[test]
fn the_shipped_cities_keep_their_locks() {
    for city in ["pengcheng", "pingshan"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues").join(city).join(LOCK);
        let kept = std::fs::read_to_string(path).expect("the lock is shipped");
        assert_eq!(lock(&shipped::policy(city)), kept, "{city}: run `fenbo lock`");
    }
    // The built-in city is held to its own.
    let ran = run(fenbo().args([
        "check",
        "--locked",
        "--select",
        "C342",
        "--as-of",
        "2026-07-01",
        "--until",
        "2026-07-01",
    ]));
    assert!(matches!(ran.code, Some(0 | 3)), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("[C342]"), "{}", ran.out);
}

#[test]
fn the_command_writes_the_lock_and_check_holds_to_it() {
    let city = folder("lock");
    std::fs::write(city.join("fenbo.yaml"), "lists: [lists.fenbo]\nunits: [units.yaml]\n").unwrap();
    std::fs::write(city.join("lists.fenbo"), LISTS).unwrap();
    std::fs::write(city.join("units.yaml"), UNITS).unwrap();
    let here = |args: &[&str]| run(fenbo().current_dir(&city).args(args));
    let check = ["check", "--locked", "--select", "C342", "--as-of", "2026-07-01"];
    let without = here(&check);
    assert_eq!(without.code, Some(2));
    assert!(without.err.contains("Run `fenbo lock` first"), "{}", without.err);
    let first = here(&["lock"]);
    assert_eq!(first.code, Some(0));
    assert_eq!(first.out, "");
    assert!(first.err.contains("fenbo.lock written: 1 pair, 1 new, 0 gone"), "{}", first.err);
    assert_eq!(here(&check).code, Some(0));
    assert!(here(&["lock"]).err.contains("fenbo.lock is as it was: 1 pair"));
    std::fs::write(city.join("lists.fenbo"), LISTS.replace("适用：照明\n", "适用：A2\n")).unwrap();
    assert_eq!(here(&check).code, Some(1));
    assert_eq!(here(&["check", "--select", "C342"]).code, Some(0));
    assert!(here(&["lock"]).err.contains("fenbo.lock written: 0 pairs, 0 new, 1 gone"));
    // Half a list would make half a lock.
    let whole = std::fs::read_to_string(city.join("fenbo.lock")).unwrap();
    std::fs::write(city.join("lists.fenbo"), LISTS.replace("适用：A1\n", "适用：A9\n")).unwrap();
    assert_eq!(here(&["lock"]).code, Some(2));
    assert_eq!(std::fs::read_to_string(city.join("fenbo.lock")).unwrap(), whole);
}

#[test]
fn without_a_project_there_is_no_lock() {
    let loose = folder("loose");
    std::fs::write(loose.join("lists.fenbo"), LISTS).unwrap();
    std::fs::write(loose.join("units.yaml"), UNITS).unwrap();
    for args in [&["lock"][..], &["check", "--locked"]] {
        let ran = run(fenbo().args(args).arg("--lists").arg(&loose));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("there is no project here"), "{}", ran.err);
    }
    let city = run(fenbo().arg("lock"));
    assert_eq!(city.code, Some(2));
    assert!(city.err.contains("nowhere to write one"), "{}", city.err);
}
