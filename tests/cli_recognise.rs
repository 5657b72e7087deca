//! Complaints that name no matter, by the real binary: recognised where the text is sure enough, and otherwise why not.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, feed};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const LISTS: &str = "\
要素：场所
  取值：路边、桥下
  未提及视为：路边
事项：A1 路灯不亮
  路径：市政/照明
  识别：含「路灯」，且含「不亮」「坏了」
事项：A2 红绿灯故障
  路径：交通/信号
  识别：含「红绿灯」，且含「不亮」「坏了」
职责：Z1 路灯
  适用：A1
  首办：甲局
职责：Z2 红绿灯
  适用：A2
  首办：乙局
事项：A3 垃圾堆积
  路径：环卫
  识别：含「垃圾」，且含「堆」
职责：Z3 垃圾
  适用：A3
  首办：@街道办
";

const AREAS: &str = "levels: [市, 街道, 社区]
areas:
  - name: 某市
    children:
      - { name: 东门街道, children: [{ name: 河畔社区 }] }
      - { name: 西门街道, children: [{ name: 上村社区 }] }
";

const UNITS: &str = "units: [{name: 甲局}, {name: 乙局}, {name: 东门街道办}, {name: 西门街道办}]
roles: { 街道办: { 东门街道: 东门街道办, 西门街道: 西门街道办 } }
";

/// The folder of the lists, written once for all tests.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recognise");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lists.fenbo"), LISTS).unwrap();
    fs::write(folder.join("units.yaml"), UNITS).unwrap();
    fs::write(folder.join("areas.yaml"), AREAS).unwrap();
    fs::write(
        folder.join("fenbo.yaml"),
        "city: 某市\nlists: [lists.fenbo]\nunits: [units.yaml]\nareas: [areas.yaml]\n",
    )
    .unwrap();
    folder
});

fn fenbo(args: &[&str], input: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.args(["--lang", "en"]).args(args).arg("--lists").arg(&*FOLDER);
    feed(&mut command, input.as_bytes())
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
}

#[test]
fn a_complaint_with_a_text_alone_is_dispatched_where_it_is_sure() {
    let input = concat!(
        r#"{"id":1,"text":"门口路灯坏了"}"#,
        "\n",
        r#"{"id":2,"text":"不是路灯坏了，是红绿灯坏了"}"#,
        "\n",
        r#"{"id":3,"text":"路灯和红绿灯都不亮"}"#,
        "\n",
        r#"{"id":4,"text":"你好"}"#,
        "\n",
        r#"{"id":5}"#,
        "\n",
        r#"{"id":6,"matter":"A2","text":"路灯坏了"}"#,
        "\n"
    );
    let ran = fenbo(&["route", "--to", "jsonl"], input);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let found = lines(&ran);
    let unit = |i: usize| found[i]["leads"][0]["unit"].clone();
    let units: Vec<Value> = [0, 1, 5].map(unit).to_vec();
    assert_eq!(units, [json!("甲局"), json!("乙局"), json!("乙局")], "{}", ran.out);
    assert_eq!(found[0]["recognised"]["matter"], "A1");
    assert_eq!(found[0]["recognised"]["words"], json!(["路灯", "坏了"]));
    assert!(found[5].get("recognised").is_none(), "the matter that is named counts: {}", found[5]);
    // Two at once, nothing, and no text.
    let whys: Vec<&str> = [2, 3, 4].map(|i| found[i]["error"]["code"].as_str().unwrap_or_default()).to_vec();
    assert_eq!(whys, ["unsure_matter", "unrecognised", "no_matter"], "{}", ran.out);
}

#[test]
fn a_column_of_texts_is_enough() {
    let ran =
        fenbo(&["route", "--from", "csv", "--to", "jsonl"], "id,内容\n1,路灯坏了\n2,\"红绿灯，不亮\"\n");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let units: Vec<Value> = lines(&ran).iter().map(|l| l["leads"][0]["unit"].clone()).collect();
    assert_eq!(units, [json!("甲局"), json!("乙局")]);
}

#[test]
fn messages_line_by_line_with_nobody_s_number_in_what_is_written() {
    let ran = fenbo(&["recognise", "--json"], "路灯坏了，电话13800138000\n\n");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = lines(&ran);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["text"], "路灯坏了，电话（电话号码）");
    assert_eq!((&found[0]["sure"], &found[0]["candidates"][0]["matter"]), (&json!(true), &json!("A1")));
    assert_eq!((&found[1]["sure"], &found[1]["candidates"]), (&json!(false), &json!([])));
    assert!(!ran.out.contains("13800138000") && !ran.err.contains("13800138000"));
}

#[test]
fn weights_that_are_none_and_lists_without_cases_are_told() {
    let file = FOLDER.join("weights.txt");
    fs::write(&file, "shared a lot\n").unwrap();
    let ran = fenbo(&["recognise", "路灯坏了", "--weights", file.to_str().unwrap()], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is no file of weights: line 1"), "{}", ran.err);
    let ran = fenbo(&["learn"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("fewer than ten cases"), "{}", ran.err);
}

#[test]
fn the_place_is_read_from_the_text_where_none_is_told() {
    let input = concat!(
        r#"{"id":1,"text":"東門街道垃圾堆了三天"}"#,
        "\n",
        r#"{"id":2,"matter":"A3","text":"西门那边"}"#,
        "\n",
        r#"{"id":3,"text":"垃圾堆成山"}"#,
        "\n",
        r#"{"id":4,"text":"东门的垃圾堆到西门了"}"#,
        "\n",
        r#"{"id":5,"text":"东门垃圾堆积","facts":{"街道":"西门街道"}}"#,
        "\n"
    );
    let ran = fenbo(&["route", "--to", "jsonl"], input);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = lines(&ran);
    let unit = |i: usize| found[i]["leads"][0]["unit"].as_str().unwrap_or_default();
    let said: Vec<(&str, &str)> =
        (0..5).map(|i| (found[i]["status"].as_str().unwrap_or_default(), unit(i))).collect();
    // What is told goes before what the text says; two places leave it open which is meant.
    assert_eq!(
        said,
        [
            ("decided", "东门街道办"),
            ("decided", "西门街道办"),
            ("asked", ""),
            ("asked", ""),
            ("decided", "西门街道办")
        ],
        "{}",
        ran.out
    );
    assert_eq!(found[0]["place"], json!({"areas": ["某市/东门街道"], "words": ["东门街道"]}));
    assert_eq!(found[3]["place"]["areas"], json!(["某市/东门街道", "某市/西门街道"]));
    assert!(found[4].get("place").is_none());
}
