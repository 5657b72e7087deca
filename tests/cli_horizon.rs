//! `fenbo horizon`, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, in_town, run};
use serde_json::{Value, json};

fn horizon(args: &[&str]) -> Ran {
    let all: Vec<&str> = ["horizon"].iter().chain(args).copied().collect();
    run(&mut in_town(&all))
}

#[test]
fn each_day_says_what_begins_what_ended_and_what_follows() {
    let ran = horizon(&["--as-of", "2025-12-01", "--until", "2026-12-31"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let problem = ran.out.lines().find(|l| l.contains("C311:")).expect("the gap that opens");
    let print = problem.split_whitespace().nth(1).unwrap();
    let wanted = format!(
        "\
2026-01-01
  begins   unit S4 流域管理中心  units.yaml:7
  ended    unit S3 河道管理处  units.yaml:6
  changes  A1 路灯不亮, 场所 = 河岸: 河道管理处 → 流域管理中心

2026-07-01
  begins   duty Z3 小区路灯 (@街道办)  lists/路灯.fenbo:32
  changes  A1 路灯不亮, 场所 = 小区: nobody → @街道办

2026-08-11
  ended    ruling C1 公园路灯 (市交通局)  lists/路灯.fenbo:37
  changes  A1 路灯不亮, 场所 = 公园: 市交通局 → nobody
  problem  {print} A1 路灯不亮: nobody is the first handler from 2026-08-11 on, 场所 = 公园

after 2025-12-01 until 2026-12-31: 3 days on which something changes
"
    );
    assert_eq!(ran.out, wanted);
}

#[test]
fn the_days_are_those_after_the_first_up_to_the_last() {
    let ran = horizon(&["--as-of", "2026-07-01", "--until", "2026-08-10", "--lang", "zh"]);
    assert_eq!(
        (ran.out.as_str(), ran.code),
        ("2026-07-01 以后到 2026-08-10，没有什么自行变化\n", Some(0)),
        "{}",
        ran.err
    );
    let last = horizon(&["--as-of", "2026-08-10", "--until", "2026-08-11", "--lang", "zh"]);
    assert!(last.out.starts_with("2026-08-11\n  到期  裁定 C1 公园路灯（市交通局）  lists/路灯.fenbo:37\n  变化  A1 路灯不亮，场所＝公园：市交通局 → 无人首办\n"), "{}", last.out);
    let back = horizon(&["--as-of", "2026-08-10", "--until", "2026-08-09"]);
    assert_eq!(back.code, Some(2));
    assert!(
        back.err.contains("--until (2026-08-09) is before the day to look from (2026-08-10)"),
        "{}",
        back.err
    );
}

#[test]
fn the_same_as_data() {
    let ran = horizon(&["--as-of", "2026-07-01", "--until", "2026-12-31", "--format", "json"]);
    let all: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&all["from"], &all["until"], &all["not_exact"]),
        (&json!("2026-07-01"), &json!("2026-12-31"), &json!([]))
    );
    assert_eq!(all["days"].as_array().unwrap().len(), 1);
    let day = &all["days"][0];
    assert_eq!(day["day"], "2026-08-11");
    assert_eq!(day["begins"], json!([]));
    let ended = json!([{ "kind": "ruling", "code": "C1", "name": "公园路灯", "leads": "市交通局", "file": "lists/路灯.fenbo", "line": 37 }]);
    assert_eq!(day["ends"], ended);
    let change = json!([{ "matters": ["A1"], "region": ["场所 = 公园"], "before": ["市交通局"], "after": ["nobody"] }]);
    assert_eq!(day["changes"], change);
    assert_eq!(day["problems"][0]["code"], "C311");
}
