//! `fenbo cases` by the real binary: what is read, what is told, in both languages and all formats.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, feed, fenbo, file, folder, run, town};
use serde_json::{Value, json};

const LAMP: &str = "联丰路口的路灯坏了一个星期，晚上一片漆黑，没有人来修，电话13800138000";

/// Two that tell the same, three on one mixing plant, and others.
fn table() -> String {
    let head = "留言编号,留言主题,留言时间,留言详情,街道\n";
    let rows = [
        format!("1,路灯坏了,2026/2/2 9:30:00,\"{LAMP}\",和平街道"),
        "2,搅拌站扰民,2026/2/3,丽发新城旁边的搅拌站灰尘太大，请环保部门查处,新安街道".to_owned(),
        format!("3,路灯坏了,2026-02-06,\"\t再次反映，{LAMP}\",和平街道"),
        "4,丽发新城搅拌站,2026-02-04,搅拌站半夜还在响，环保部门管不管,新安街道".to_owned(),
        "5,投诉搅拌站,2026-03-02,丽发新城居民开不了窗，搅拌站谁批准的,".to_owned(),
        "6,欠薪,昨天,三个月没有发工资了,".to_owned(),
        "7,,,😡😡,".to_owned(),
    ];
    format!("{head}{}\n", rows.join("\n"))
}

fn cases(input: &str, args: &[&str]) -> Ran {
    run(fenbo().args(["cases", input]).args(args))
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

#[test]
fn merges_and_clusters_are_told_with_their_reasons() {
    let ran = cases(&file("messages.csv", table()), &["--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = document(&ran);
    assert_eq!((&found["messages"], &found["silent"], &found["undated"]), (&json!(7), &json!(1), &json!(2)));
    let merges = found["merges"].as_array().unwrap();
    assert_eq!(merges.len(), 1, "{found}");
    assert_eq!(merges[0]["first"], json!({"line": 2, "id": "1", "day": "2026-02-02"}));
    let other = &merges[0]["others"][0];
    assert_eq!((&other["id"], &other["days"]), (&json!("3"), &json!(4)));
    assert_eq!((&other["place"], &other["matter"]), (&json!("same"), &json!("untold")));
    assert!((0.8..1.0).contains(&other["share"].as_f64().unwrap()), "{other}");
    let clusters = found["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 1, "{found}");
    let ids: Vec<&Value> = clusters[0]["messages"].as_array().unwrap().iter().map(|m| &m["id"]).collect();
    assert_eq!(ids, ["2", "4", "5"]);
    assert_eq!(clusters[0]["places"][0], json!({"name": "新安街道", "n": 2}));
    let weeks = json!([{"name": "2026-W06", "n": 2}, {"name": "2026-W10", "n": 1}]);
    assert_eq!(clusters[0]["weeks"], weeks);
    // A day that means nothing is told, and leaves nothing out.
    assert!(ran.err.contains("cells mean nothing") && ran.err.contains("昨天"), "{}", ran.err);
}

#[test]
fn the_report_is_for_people_in_their_language_and_shows_no_number_of_theirs() {
    let input = file("messages.csv", table());
    let english = cases(&input, &[]);
    for words in [
        "Suggested for merging: 1 groups with 1 repeats",
        "days apart: 4",
        "same place",
        "搅拌站",
        "（电话号码）",
    ] {
        assert!(english.out.contains(words), "{words} in {}", english.out);
    }
    let chinese = cases(&input, &["--lang", "zh"]);
    for words in [
        "建议并案：1 组，重复 1 件",
        "相隔 4 天",
        "地点相同",
        "类案：1 类，共 3 件",
        "按周：2026-W06 2、2026-W10 1",
    ] {
        assert!(chinese.out.contains(words), "{words} in {}", chinese.out);
    }
    assert!(!(english.out + &chinese.out).contains("13800138000"));
}

#[test]
fn json_lines_tables_and_mappings_are_read_the_same() {
    let lines: Vec<String> = [(1, "2026-02-02"), (2, "2026-02-06")]
        .iter()
        .map(|(id, day)| json!({"id": id, "text": LAMP, "received": day, "place": "东区"}).to_string())
        .collect();
    let ran = feed(fenbo().args(["cases", "--json"]), lines.join("\n").as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(document(&ran)["merges"][0]["others"][0]["days"], json!(4));
    let map = file("map.yaml", "text: WORDS\nsubject: HEAD\nreceived: CAME\nfacts: { 街道: STREET }\n");
    let table =
        format!("CAME,HEAD,WORDS,STREET\n2026-02-02,灯,\"{LAMP}\",东街道\n2026-02-06,灯,\"{LAMP}\",西街道\n");
    let ran = cases(&file("other.csv", table), &["--map", &map, "--json"]);
    assert_eq!(document(&ran)["merges"], json!([]), "other streets: {}", ran.err);
}

#[test]
fn lists_read_places_that_no_column_tells() {
    let line = |text: &str| json!({"text": text, "received": "2026-02-02"}).to_string();
    let short = [line("石桥街道路灯坏了"), line("石桥街道路灯坏了！")].join("\n");
    let without = feed(fenbo().args(["cases", "--json", "-"]), short.as_bytes());
    assert_eq!(document(&without)["merges"], json!([]));
    let with = feed(fenbo().arg("--lists").arg(town()).args(["cases", "--json", "-"]), short.as_bytes());
    assert_eq!(document(&with)["merges"][0]["others"][0]["place"], json!("same"), "{}", with.err);
}

#[test]
fn a_sheet_is_read_like_a_table() {
    let path = folder("sheet").join("messages.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [["编号", "内容", "时间"], ["甲", LAMP, "2026-02-02"], ["乙", LAMP, "2026-02-03"]];
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            sheet.write(r as u32, c as u16, *cell).unwrap();
        }
    }
    book.save(&path).unwrap();
    let ran = cases(path.to_str().unwrap(), &["--json"]);
    let merge = &document(&ran)["merges"][0];
    assert_eq!(
        (&merge["first"]["id"], &merge["others"][0]["id"]),
        (&json!("甲"), &json!("乙")),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_no_table_of_messages_is_refused_and_bad_records_are_counted() {
    let ran = cases(&file("no.csv", "id,place\n1,东区\n"), &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("no column for the text"), "{}", ran.err);
    assert_eq!(cases(&file("empty.csv", ""), &[]).code, Some(2));
    let input = format!("{}\n{{broken\n[]\n\n", json!({"text": LAMP}));
    let ran = feed(fenbo().args(["cases", "--json"]), input.as_bytes());
    assert_eq!(ran.code, Some(1));
    assert_eq!(document(&ran)["messages"], json!(1));
    // Nothing to say is no failure.
    let ran = feed(fenbo().args(["cases", "--json"]), b"{\"text\": \"\"}\n");
    assert_eq!((ran.code, &document(&ran)["silent"]), (Some(0), &json!(1)));
}
