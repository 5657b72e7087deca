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
    assert_eq!(
        found[0]["place"],
        json!({"areas": ["某市/东门街道"], "words": ["东门街道"], "source": "text"})
    );
    assert_eq!(found[3]["place"]["areas"], json!(["某市/东门街道", "某市/西门街道"]));
    assert!(found[4].get("place").is_none());
}

/// Lists whose matters ask for facts, with roads and a map, written once.
static ASKING: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recognise-facts");
    fs::create_dir_all(&folder).unwrap();
    let lists = "\
要素：场所
  取值：小区（公共部位、户内）、公园
要素：物业管理
  取值：有、无
要素：人身危险
  类型：是否
  未提及视为：否
事项：B1 路灯不亮
  路径：市政/照明
  识别：含「路灯」，且含「不亮」「坏了」
职责：Z1 有物业
  适用：B1
  当：场所 属于 小区，且 物业管理 为 有
  首办：甲局
职责：Z2 没有物业
  适用：B1
  当：场所 属于 小区，且 物业管理 为 无
  首办：乙局
职责：Z3 公园
  适用：B1
  当：场所 为 公园
  首办：@街道办
加急：有人有危险
  适用：B1
  当：人身危险 为 是
";
    let roads = "roads:
  - { name: 书院路, aliases: [书院街], areas: [东门街道] }
  - { name: 长河大道, areas: [东门街道, 西门街道] }
";
    // Two squares side by side, some hundred metres wide.
    let square = |name: &str, west: f64| {
        let (east, south, north) = (west + 0.001, 22.5, 22.501);
        json!({"type": "Feature", "properties": {"id": 1, "名称": name}, "geometry": {"type": "Polygon", "coordinates":
            [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}})
    };
    let map = json!({"type": "FeatureCollection", "features":
        [square("东门", 114.0), square("西门", 114.001), square("南门", 114.002)]});
    for (name, text) in
        [("lists.fenbo", lists), ("units.yaml", UNITS), ("areas.yaml", AREAS), ("roads.yaml", roads)]
    {
        fs::write(folder.join(name), text).unwrap();
    }
    fs::write(folder.join("map.geojson"), map.to_string()).unwrap();
    let project = "city: 某市\nlists: [lists.fenbo]\nunits: [units.yaml]\nareas: [areas.yaml, roads.yaml]\n";
    fs::write(folder.join("fenbo.yaml"), project).unwrap();
    folder
});

fn asking(args: &[&str], input: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.args(["--lang", "en", "route", "--to", "jsonl"]).args(args).arg("--lists").arg(&*ASKING);
    feed(&mut command, input.as_bytes())
}

#[test]
fn facts_that_the_matter_asks_are_read_from_the_text_with_the_words_that_say_them() {
    let input = concat!(
        r#"{"id":1,"text":"小区没有物业，路灯坏了，电话13800138000"}"#,
        "\n",
        r#"{"id":2,"text":"小区路灯坏了，有人摔倒"}"#,
        "\n",
        r#"{"id":3,"text":"小区没有物业，路灯坏了","facts":{"物业管理":"有"}}"#,
        "\n"
    );
    let ran = asking(&[], input);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = lines(&ran);
    assert_eq!(found[0]["leads"][0]["unit"], "乙局", "{}", ran.out);
    let read = json!([
        {"attribute": "物业管理", "values": ["无"], "words": ["没有物业"], "source": "text"},
        {"attribute": "场所", "values": ["小区"], "words": ["小区"], "source": "text"},
    ]);
    let by_name = |value: &Value| {
        let mut all = value.as_array().cloned().unwrap_or_default();
        all.sort_by_key(|f| f["attribute"].to_string());
        all
    };
    assert_eq!(by_name(&found[0]["read"]), by_name(&read));
    assert!(!ran.out.contains("13800138000"));
    // What nobody says is asked for; what is urgent is urgent.
    assert_eq!(
        (&found[1]["status"], &found[1]["question"]["attribute"]),
        (&json!("asked"), &json!("物业管理"))
    );
    assert_eq!(found[1]["urgent"], "yes");
    // What is told goes before what is read.
    assert_eq!(found[2]["leads"][0]["unit"], "甲局");
}

#[test]
fn roads_of_the_registry_and_crossings_narrow_the_place() {
    let input = concat!(
        r#"{"id":1,"text":"书院街12号公园路灯坏了"}"#,
        "\n",
        r#"{"id":2,"text":"公园路灯坏了，在长河大道"}"#,
        "\n",
        r#"{"id":3,"text":"公园路灯坏了，在长河大道与书院路交叉口"}"#,
        "\n"
    );
    let ran = asking(&[], input);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found = lines(&ran);
    let unit = |i: usize| found[i]["leads"][0]["unit"].as_str().unwrap_or_default();
    assert_eq!([unit(0), unit(1), unit(2)], ["东门街道办", "", "东门街道办"], "{}", ran.out);
    assert_eq!(found[0]["addresses"], json!(["书院街12号"]));
    assert_eq!(found[0]["place"]["source"], "register");
    assert_eq!(found[1]["place"]["areas"], json!(["某市/东门街道", "某市/西门街道"]));
    assert_eq!(found[2]["addresses"], json!(["长河大道与书院路交叉口"]));
}

#[test]
fn points_lie_in_streets_and_near_a_boundary_in_both() {
    let map = ASKING.join("map.geojson");
    let args = ["--streets", map.to_str().unwrap(), "--boundary", "20"];
    let input = concat!(
        r#"{"id":1,"text":"公园路灯坏了","lon":114.0005,"lat":22.5005}"#,
        "\n",
        r#"{"id":2,"text":"公园路灯坏了","经度":"114.0011","纬度":"22.5005"}"#,
        "\n",
        r#"{"id":3,"text":"公园路灯坏了","lon":10,"lat":10}"#,
        "\n",
        r#"{"id":4,"text":"东门的公园路灯坏了","lon":null,"lat":22.5}"#,
        "\n",
        r#"{"id":5,"text":"公园路灯坏了","lon":"far","lat":22.5}"#,
        "\n"
    );
    let ran = asking(&args, input);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("1 shapes are no areas of the lists (property 名称)"), "{}", ran.err);
    let found = lines(&ran);
    assert_eq!(found[0]["leads"][0]["unit"], "东门街道办", "{}", ran.out);
    assert_eq!(found[0]["place"], json!({"areas": ["某市/东门街道"], "words": [], "source": "map"}));
    assert_eq!(found[1]["place"]["areas"], json!(["某市/东门街道", "某市/西门街道"]));
    assert_eq!((&found[1]["place"]["boundary"], &found[1]["status"]), (&json!(true), &json!("asked")));
    assert!(found[2].get("place").is_none());
    assert_eq!(found[3]["place"]["source"], "text");
    assert_eq!(found[4]["error"]["code"], "wrong_kind", "{}", found[4]);
    // A column of a table, and a mapping.
    let mapping = ASKING.join("map.yaml");
    fs::write(&mapping, "text: 说\nlon: x\nlat: y\n").unwrap();
    let table = "说,x,y\n公园路灯坏了,114.0005,22.5005\n";
    let ran = asking(&["--from", "csv", "--map", mapping.to_str().unwrap(), args[0], args[1]], table);
    assert_eq!(lines(&ran)[0]["place"]["source"], "map", "{} {}", ran.out, ran.err);
    // Chinese maps show this point some 500 m farther east: it is west of both streets.
    let ran = asking(
        &[&args[..], &["--datum", "gcj02"]].concat(),
        "{\"text\":\"公园路灯坏了\",\"lon\":114.0005,\"lat\":22.5005}\n",
    );
    assert!(lines(&ran)[0].get("place").is_none(), "{}", ran.out);
    let ran = asking(&["--streets", "none.geojson"], "");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}
