//! `fenbo reconcile`, by the real binary: one unit's view of the three lists, answered by hand.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, fenbo, folder, run};
use serde_json::{Value, json};
use std::fs;

const LISTS: &str = "要素：场所
  取值：路边、桥下、公园
事项：A1 路灯不亮
  路径：照明
事项：A2 灯杆倾斜
  路径：照明
事项：A3 树倒了
  路径：绿化
  加急：是
职责：Z1 灯
  适用：照明
  首办：@城管
  协办：市公安局
  但：场所 为 公园 → 公园处 ［Z1a］
职责：Z2 树
  适用：A3
  首办：公园处
  先行：@城管
裁定：C1 桥下的灯杆
  裁定日期：2026-02-11
  失效：2026-08-10
  适用：A2
  当：场所 为 桥下
  首办：东区城管局
实施：@城管
  承接：A1，当 场所 为 路边
  承接：A3
  不承接：A1，当 场所 为 桥下 → 市公安局
  科室：市政科
实施：东区城管局
  承接：A1，当 场所 为 公园
实施：公园处
  承接：A3
  不承接：A3，当 场所 为 路边 → @城管
加急：桥下
  适用：照明
  当：场所 为 桥下
";

const UNITS: &str = "units:
  - { name: 东区城管局, code: D1, aliases: [东区城市管理局] }
  - { name: 西区城管局 }
  - { name: 公园处, round_the_clock: true }
  - { name: 市公安局 }
  - { name: 老城管处, until: 2025-12-31, successors: [东区城管局] }
roles:
  城管: { 东区: 东区城管局, 西区: 西区城管局 }
";

const AREAS: &str = "levels: [市, 区, 街道]
areas: [{ name: 某市, children: [{ name: 东区, children: [东一街道, 东二街道] }, { name: 西区, children: [西一街道] }] }]
";

fn reconcile(args: &[&str]) -> Ran {
    let lists = folder("reconcile");
    for (name, text) in [("x.fenbo", LISTS), ("units.yaml", UNITS), ("areas.yaml", AREAS)] {
        fs::write(lists.join(name), text).unwrap();
    }
    run(fenbo().arg("--lists").arg(&lists).args(["reconcile", "--as-of", "2026-07-01"]).args(args))
}

fn document(unit: &str) -> Value {
    let ran = reconcile(&["--unit", unit, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

/// The texts of the boxes of a region.
fn texts(region: &Value) -> Vec<&str> {
    region.as_array().unwrap().iter().map(|b| b["text"].as_str().unwrap()).collect()
}

#[test]
fn every_part_of_every_duty_is_named_with_the_name_it_goes_by() {
    let all = document("D1");
    assert_eq!(all["unit"]["name"], "东区城管局");
    assert_eq!(all["roles"][0]["role"], "城管");
    assert_eq!(texts(&all["roles"][0]["places"]), ["区域 = 东区"]);
    let duties = all["duties"].as_array().unwrap();
    let parts: Vec<Value> = duties.iter().map(|d| json!([d["code"], d["part"], d["by"]])).collect();
    assert_eq!(
        parts,
        [
            json!(["Z1", "lead", "@城管"]),
            json!(["Z2", "forerun", "@城管"]),
            json!(["C1", "lead", "东区城管局"])
        ]
    );
    assert_eq!(duties[0]["line"], 10);
    assert_eq!(all["rulings"], json!(["C1"]));
}

#[test]
fn the_lists_are_compared_matter_by_matter() {
    let all = document("东区城市管理局");
    let matters = all["matters"].as_array().unwrap();
    let of = |code: &str| matters.iter().find(|m| m["code"] == code).unwrap();
    let a1 = of("A1");
    assert_eq!(texts(&a1["assigned_and_accepted"]), ["场所 = 路边 · 区域 = 东区"]);
    assert_eq!(texts(&a1["assigned_but_declined"]), ["场所 = 桥下 · 区域 = 东区"]);
    assert_eq!(texts(&a1["assigned_not_mentioned"]), Vec::<&str>::new());
    // Its own list speaks of the park, where a proviso gives the lamps to 公园处. It may act anywhere.
    assert_eq!(texts(&a1["accepted_not_assigned"]), ["场所 = 公园"]);
    let a2 = of("A2");
    // By the duty in the east, and by the ruling under any bridge.
    assert_eq!(texts(&a2["assigned_not_mentioned"]), ["场所 ≠ 公园 · 区域 = 东区", "场所 = 桥下"]);
    // It goes ahead on A3, so that accepting it is no fault.
    assert!(!matters.iter().any(|m| m["code"] == "A3"), "{matters:#?}");
}

#[test]
fn hand_overs_urgency_and_problems_that_concern_it() {
    let all = document("D1");
    let handed = all["handed_over_by"].as_array().unwrap();
    let handed: Vec<Value> = handed.iter().map(|l| json!([l["of"], l["matters"], l["to"]])).collect();
    assert_eq!(handed, [json!(["公园处", ["A3"], "@城管"])]);
    let urgent: Vec<Value> =
        all["urgent"].as_array().unwrap().iter().map(|u| json!([u["code"], u["by"]])).collect();
    assert_eq!(urgent, [json!(["A1", ["桥下"]]), json!(["A2", ["桥下"]])]);
    let codes: Vec<&str> =
        all["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    for code in ["C321", "C322", "C328"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    let other = document("西区城管局");
    let codes: Vec<&str> =
        other["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert!(
        codes.contains(&"C321") && !codes.contains(&"C322"),
        "the other's own list is not its: {codes:?}"
    );
}

#[test]
fn the_page_for_people() {
    let ran = reconcile(&["--unit", "东区城管局", "--lang", "zh"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for wanted in [
        "东区城管局  D1  2026-07-01\n",
        "担任的角色（1）\n  @城管  区域＝东区\n",
        "  首办  Z1 灯          @城管       区域＝东区",
        "    不承接  A1 路灯不亮  场所＝桥下 → 市公安局",
        "  A1 路灯不亮  派了且承接  场所＝路边 · 区域＝东区\n",
        "               派了不承接  场所＝桥下 · 区域＝东区\n",
        "               承接了没派  场所＝公园\n",
        "  合计：派了且承接 1 个事项，派了没写 1 个，派了不承接 1 个，承接了没派 1 个\n",
        "  公园处  A3 树倒了  场所＝路边 → @城管",
        "写到它的裁定（1）\n  C1\n",
    ] {
        assert!(ran.out.contains(wanted), "{wanted:?} in\n{}", ran.out);
    }
}

#[test]
fn a_unit_that_is_not_there() {
    let ran = reconcile(&["--unit", "东区城管所"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("there is no unit \"东区城管所\". Did you mean \"东区城管局\"?"), "{}", ran.err);
    let ran = reconcile(&["--unit", "老城管处", "--format", "json"]);
    assert!(ran.err.contains("东区城管局 has taken over from 老城管处"), "{}", ran.err);
    assert!(ran.out.contains("\"name\": \"东区城管局\""), "{}", ran.out);
}
