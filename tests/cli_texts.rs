//! Free text by the real binary: labels learned from messages, posts as leads, messages about several things, a scorer from
//! outside, and how right it all is by how sure.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, feed, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const LISTS: &str = "\
事项：A1 路灯不亮
  路径：市政/照明
  包括：路灯成片不亮
  识别：含「路灯」，且含「不亮」「坏了」
事项：A2 井盖缺失
  路径：市政/井盖
  识别：含「井盖」，且含「没了」「破」
事项：A3 路灯太亮
  路径：环保/光
  识别：含「路灯」，且含「刺眼」
职责：Z1 路灯
  适用：A1
  首办：甲局
职责：Z2 井盖
  适用：A2、A3
  首办：乙局
";

const AREAS: &str = "levels: [市, 街道]
areas:
  - { name: 明城市, children: [{ name: 东门街道 }] }
";

/// The folder of the lists, written once for all tests.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("texts");
    fs::create_dir_all(&folder).unwrap();
    let files = [
        ("lists.fenbo", LISTS),
        ("units.yaml", "units: [{name: 甲局}, {name: 乙局}]\n"),
        ("areas.yaml", AREAS),
        ("fenbo.yaml", "city: 明城市\nlists: [lists.fenbo]\nunits: [units.yaml]\nareas: [areas.yaml]\n"),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
});

fn fenbo(command: &str) -> Command {
    let mut fenbo = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    fenbo.arg("--lists").arg(&*FOLDER).arg(command);
    fenbo
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = FOLDER.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn labelled(from: usize, to: usize) -> String {
    let row = |i: usize| {
        let (what, label) = [("路灯坏了没人修", "照明"), ("学校乱收费用", "教育")][i % 2];
        let how = ["昨晚", "今天", "一直以来", "请问"][i % 4];
        format!("{i},{how}{what}，第{i}次反映,{label}\n")
    };
    format!("编号,留言详情,一级标签\n{}", (from..to).map(row).collect::<String>())
}

#[test]
fn labels_are_learned_tried_and_written() {
    let (history, others) = (file("a.csv", &labelled(0, 60)), file("b.csv", &labelled(60, 80)));
    let weights = FOLDER.join("labels.weights");
    let ran = run(fenbo("learn").args(["--label", "一级标签", "--lang", "en", "--dealings", "2"]).args([
        "--history".as_ref(),
        history.as_os_str(),
        "--against".as_ref(),
        others.as_os_str(),
        "--out".as_ref(),
        weights.as_os_str(),
    ]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told =
        "60 labelled messages of 2 labels, in 5 parts, each tried with what the others teach, dealt 2 times:";
    assert!(ran.out.starts_with(told), "{}", ran.out);
    assert!(
        ran.out.contains("text alone  macro-F1 1.000 (1.000 to 1.000), right 100.0 % (120/120)"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("b.csv: macro-F1 1.000, right 100.0 % (20/20)"), "{}", ran.out);
    let written = fs::read_to_string(&weights).unwrap();
    assert!(written.contains("\nlabel\t") && written.contains("\ntext\t路\t"), "{written}");
    // What was written is read again, and the matters stay what they are.
    let again = run(fenbo("recognise").args(["--json", "路灯坏了", "--weights"]).arg(&weights));
    assert_eq!(lines(&again)[0]["candidates"][0]["matter"], "A1", "{}", again.err);
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let history = file("c.csv", &labelled(0, 60));
    let ran = run(fenbo("learn").args(["--lang", "en", "--history"]).arg(&history));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Name the column of the label with --label"), "{}", ran.err);
    let none = run(fenbo("learn").args(["--lang", "en", "--label", "x", "--history", "nowhere.csv"]));
    assert!(none.code == Some(2) && none.err.contains("nowhere.csv"), "{}", none.err);
    let broken = file("broken.weights", "shared 1\nlabel\t0\t甲\ntext\t灯\t1\n");
    let ran = run(fenbo("recognise").args(["路灯", "--lang", "en", "--weights"]).arg(&broken));
    assert!(ran.code == Some(2) && ran.err.contains("line 3: 0 weights for 1 labels"), "{}", ran.err);
}

#[test]
fn a_message_about_two_things_becomes_two_complaints() {
    let text = "门口路灯坏了三天。另外，楼下井盖没了";
    let complaint = json!({"id": "7", "text": text, "street": "东门街道"}).to_string();
    let ran = feed(fenbo("recognise").arg("--split"), format!("{complaint}\n\n路灯坏了\n").as_bytes());
    let wanted = [
        json!({"id": "7-1", "text": "门口路灯坏了三天。", "street": "东门街道"}),
        json!({"id": "7-2", "text": "另外，楼下井盖没了", "street": "东门街道"}),
        json!({"text": "路灯坏了"}),
    ];
    assert_eq!(lines(&ran), wanted);
    // Dispatched as it is, it is an error that says what to do.
    let routed = feed(fenbo("route").args(["--lang", "en"]), format!("{complaint}\n").as_bytes());
    assert!(
        routed.out.contains("several_matters") && routed.out.contains("recognise --split"),
        "{}",
        routed.out
    );
    let shown = run(fenbo("recognise").args(["--lang", "en", text]));
    assert!(shown.out.contains("about 2 matters, to be taken apart:"), "{}", shown.out);
}

#[test]
fn what_is_not_sure_comes_with_a_question() {
    let ran = run(fenbo("recognise").args(["--lang", "en", "路灯"]));
    assert!(ran.out.contains("Ask: is it \"路灯"), "{}", ran.out);
    let routed = feed(fenbo("route").args(["--lang", "zh"]), json!({"text": "路灯"}).to_string().as_bytes());
    assert!(
        routed.out.contains("unsure_matter") && routed.out.contains("（照明：路灯成片不亮）"),
        "{}",
        routed.out
    );
}

#[test]
fn posts_are_judged_and_what_is_open_is_to_be_verified() {
    let posts = [
        json!({"id": "a", "text": "明城东门街道路口的路灯坏了一个星期没人修，晚上一片漆黑", "time": "2026-07-01"}),
        json!({"id": "b", "text": "转发抽奖，领券下单包邮，关注我", "time": "2026-07-01"}),
        json!({"id": "c", "text": "武汉的路灯坏了没人修", "time": "2026-07-01"}),
        json!({"id": "d", "text": "明城东门街道路口的路灯坏了一个星期了没人修，晚上一片漆黑", "time": "2026-07-02"}),
        json!({"id": "e", "text": "", "time": "2026-07-02"}),
    ];
    let text = posts.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let ran = feed(fenbo("leads").args(["--json", "--lang", "en", "--as-of", "2026-07-20"]), text.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let all = lines(&ran);
    let stands: Vec<&str> = all.iter().filter_map(|l| l["stand"].as_str()).collect();
    assert_eq!(stands, ["verify", "no_complaint", "elsewhere", "duplicate", "verify"]);
    let first = &all[0];
    assert_eq!((&first["here"]["answer"], &first["complaint"]["answer"]), (&json!("yes"), &json!("yes")));
    assert_eq!((&first["matters"][0]["matter"], &first["leads"]), (&json!("A1"), &json!(["甲局"])));
    let open: Vec<&str> =
        first["verify"].as_array().unwrap().iter().filter_map(|c| c["what"].as_str()).collect();
    assert_eq!(open, ["exists", "still"]);
    assert_eq!(
        (&all[3]["duplicate_of"]["of"], &all[3]["duplicate_of"]["kind"]),
        (&json!("a"), &json!("post"))
    );
    let open: Vec<&str> =
        all[4]["verify"].as_array().unwrap().iter().filter_map(|c| c["what"].as_str()).collect();
    assert_eq!(open, ["exists", "complaint", "city", "still", "place", "matter"]);
    // A complaint that came in is what a post repeats.
    let known = file("known.jsonl", &format!("{}\n", posts[3]).replace("\"d\"", "\"K1\""));
    let ran =
        feed(fenbo("leads").args(["--json", "--known"]).arg(&known), format!("{}\n", posts[0]).as_bytes());
    let twin = &lines(&ran)[0]["duplicate_of"];
    assert_eq!((&twin["of"], &twin["kind"]), (&json!("K1"), &json!("complaint")), "{}", ran.out);
}

#[test]
#[cfg(unix)]
fn a_scorer_from_outside_speaks_and_its_end_is_told() {
    let chance = |ran: &Ran| lines(ran)[0]["candidates"][0]["chance"].as_f64().unwrap();
    let ask = |scorer: &[&str]| run(fenbo("recognise").args(["--json", "--lang", "en", "路灯"]).args(scorer));
    let without = chance(&ask(&[]));
    let says = "while read -r line; do echo '{\"chances\":{\"A3\":0.99}}'; done";
    let with = ask(&["--scorer", says]);
    assert_eq!(lines(&with)[0]["candidates"][0]["matter"], "A3", "{}", with.out);
    assert!(with.err.is_empty(), "{}", with.err);
    for (broken, why) in [("true", "it ended"), ("echo nonsense; cat >/dev/null", "its answer means nothing")]
    {
        let ran = ask(&["--scorer", broken]);
        assert!(ran.err.contains(why), "{}", ran.err);
        assert!((chance(&ran) - without).abs() < 1e-9, "{}", ran.out);
    }
}

#[test]
fn the_score_tells_how_right_it_is_by_how_sure() {
    let record = |text: &str, unit: &str| format!("{}\n", json!({"text": text, "closing": unit}));
    let history = file(
        "h.jsonl",
        &[
            record("路灯坏了", "甲局"),
            record("路灯坏了", "乙局"),
            record("路灯", "乙局"),
            record("你好", "乙局"),
        ]
        .concat(),
    );
    let map = file("map.yaml", "text: text\nhistory: {closing: {unit: closing}}\n");
    let ran = run(fenbo("score").args(["--format", "json", "--lang", "en", "--map"]).args([&map, &history]));
    let score: Value = serde_json::from_str(&ran.out).unwrap();
    let curve = score["curve"].as_array().unwrap();
    let last = curve.last().unwrap();
    // 你好 is like no matter: it is in no threshold. 路灯 is read, though not surely.
    assert_eq!((&last["covered"]["hits"], &last["covered"]["of"]), (&json!(3), &json!(3)), "{curve:?}");
    let sure = curve.iter().find(|p| p["covered"]["hits"] == 2).unwrap();
    assert_eq!((&sure["right"]["hits"], &sure["right"]["of"]), (&json!(1), &json!(2)), "{curve:?}");
    let text = run(fenbo("score").args(["--lang", "en", "--map"]).args([&map, &history]));
    assert!(text.out.contains("Matters read from texts: from which chance on"), "{}", text.out);
}
