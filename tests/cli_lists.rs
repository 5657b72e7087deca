//! Where lists come from, and what is said when they are not there or not right.

#[path = "cli/mod.rs"]
mod cli;

use cli::{feed, fenbo, folder, run, town};
use std::fs;
use std::path::Path;

/// A copy of the town that may be spoilt.
fn copy() -> std::path::PathBuf {
    fn all(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                all(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let to = folder("town");
    all(&town(), &to);
    to
}

const RECORD: &[u8] = b"{\"id\":1,\"matter\":\"A3\"}\n";

#[test]
fn without_lists_the_shipped_city_answers_and_says_so() {
    let ran = run(fenbo().args(["route", "--cases", "--compact"]));
    assert!(ran.err.contains("built-in sample city"), "{}", ran.err);
    assert!(ran.out.lines().count() > 80, "the 82 boundaries have a case each at least");
    let zh = run(fenbo().env("LANG", "zh_CN.UTF-8").args(["info"]));
    assert!(zh.err.contains("内置的示例城市") && zh.out.contains("鹏城"), "{}{}", zh.err, zh.out);
}

#[test]
fn the_project_is_found_by_walking_up() {
    let town = copy();
    let ran = feed(fenbo().current_dir(town.join("lists")).args(["route", "--compact"]), RECORD);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "{\"id\":1,\"unit\":null,\"matter\":\"A3\",\"status\":\"gap\"}\n")
    );
    assert!(!ran.err.contains("built-in"), "{}", ran.err);
}

#[test]
fn the_same_lists_give_the_same_hash_wherever_they_lie() {
    let one = feed(fenbo().arg("--lists").arg(town()).args(["route"]), RECORD);
    let other = copy();
    let two = feed(fenbo().current_dir(&other).args(["route", "--lists", "fenbo.yaml"]), RECORD);
    assert_eq!(one.out, two.out);
}

#[test]
fn paths_that_lead_nowhere_say_so() {
    let empty = folder("empty");
    let says = |path: &str, wanted: &str| {
        let ran = feed(fenbo().args(["route", "--lists", path]), RECORD);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{path}");
        assert!(ran.err.contains(wanted), "{path}: {}", ran.err);
    };
    says("nowhere", "no such file or folder: nowhere");
    says(empty.to_str().unwrap(), "no .fenbo file and no fenbo.yaml");
    let both = [town(), copy()].map(|p| p.to_str().unwrap().to_owned());
    let ran = feed(fenbo().args(["route", "--lists", &both[0], "--lists", &both[1]]), RECORD);
    assert!(ran.err.contains("two projects"), "{}", ran.err);
}

#[test]
fn a_fault_in_the_lists_is_shown_under_its_line_and_stops_routing() {
    let town = copy();
    let path = town.join("lists/路灯.fenbo");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("首办：河道管理处", "首办：河道管理所")
            .replace("  当：场所 为 小区", "  档：场所 为 小区"),
    )
    .unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).arg("route"), RECORD);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    let line = text.lines().position(|l| l.contains("首办：河道管理处")).unwrap() + 1;
    assert!(ran.err.contains(&format!("路灯.fenbo:{line}:6")), "{}", ran.err);
    assert!(ran.err.contains("河道管理处") && ran.err.contains("^^^^"), "{}", ran.err);
    assert!(ran.err.contains("2 errors"), "both, not only the first: {}", ran.err);
    // The cases still run: what is wrong elsewhere does not hide them.
    let tested = run(fenbo().arg("--lists").arg(&town).arg("test"));
    assert_eq!(tested.code, Some(1));
    assert!(tested.out.contains("2 cases: 2 passed"), "{}", tested.out);
}

#[test]
fn a_path_that_the_project_names_in_vain_is_shown_in_the_project_file() {
    let town = copy();
    let path = town.join("fenbo.yaml");
    let text = fs::read_to_string(&path).unwrap().replace("lists: [lists]", "lists: [lists, extra]");
    fs::write(&path, text).unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).arg("route"), RECORD);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Y160") && ran.err.contains("fenbo.yaml:2:16"), "{}", ran.err);
}

#[test]
fn lists_in_another_encoding_are_named() {
    let town = copy();
    let path = town.join("lists/路灯.fenbo");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, encoding_rs::GB18030.encode(&text).0).unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).arg("route"), RECORD);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("GB18030") && ran.err.contains("路灯.fenbo:1"), "{}", ran.err);
}

#[test]
fn a_list_with_a_very_long_line_and_a_folder_named_as_a_list_are_met() {
    let town = copy();
    fs::create_dir_all(town.join("lists/文件夹.fenbo/里面")).unwrap();
    fs::write(town.join("lists/文件夹.fenbo/里面/长.fenbo"), format!("# {}\n", "长".repeat(4 << 20)))
        .unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).args(["route", "--compact"]), RECORD);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("长.fenbo:1:1"), "{}", ran.err);
    assert!(ran.err.len() < 10_000, "the line itself is not printed");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_followed_once() {
    let town = copy();
    std::os::unix::fs::symlink("..", town.join("lists/back")).unwrap();
    std::os::unix::fs::symlink("loop", town.join("loop")).unwrap();
    std::os::unix::fs::symlink("../loop", town.join("lists/loop.fenbo")).unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).args(["route", "--compact"]), RECORD);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("loop.fenbo"), "{}", ran.err);
    fs::remove_file(town.join("lists/loop.fenbo")).unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).args(["route", "--compact"]), RECORD);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn loose_files_are_read_by_what_they_are() {
    let town = copy();
    fs::remove_file(town.join("fenbo.yaml")).unwrap();
    let ran = feed(fenbo().arg("--lists").arg(&town).args(["route", "--compact"]), RECORD);
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 1), "{}", ran.err);
}

#[test]
fn places_of_one_name_are_told_apart_by_what_else_is_told() {
    let lists = cli::file("a.fenbo", "事项：A1 灯\n  路径：照明\n职责：Z1 灯\n  适用：A1\n  首办：@街道办\n");
    let folder = Path::new(&lists).parent().unwrap();
    fs::write(
        folder.join("areas.yaml"),
        "levels: [市, 区, 街道]\nareas:\n  - name: 小镇市\n    children:\n\
         \x20     - { name: 东区, children: [中街, 北街] }\n      - { name: 西区, children: [中街] }\n",
    )
    .unwrap();
    fs::write(
        folder.join("units.yaml"),
        "units: [{ name: 甲办 }, { name: 乙办 }, { name: 丙办 }]\n\
         roles: { 街道办: { 东区/中街: 甲办, 西区/中街: 乙办, 北街: 丙办 } }\n",
    )
    .unwrap();
    let record = |facts: &str| format!("{{\"matter\":\"A1\",\"facts\":{{{facts}}}}}\n");
    let input = [
        record("\"区\":\"西区\",\"街道\":\"中街\""),
        record("\"街道\":\"中街\",\"区\":\"西区\""),
        record("\"街道\":\"中街\",\"区\":\"东区\""),
        record("\"街道\":\"中街\""),
        record("\"街道\":\"北街\",\"区\":\"西区\""),
    ]
    .concat();
    let ran = feed(fenbo().arg("--lists").arg(folder).args(["route", "--compact"]), input.as_bytes());
    let said: Vec<serde_json::Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let units: Vec<&serde_json::Value> = said.iter().map(|r| &r["unit"]).take(3).collect();
    assert_eq!(units, ["乙办", "乙办", "甲办"], "{}", ran.out);
    assert_eq!(said[3]["error"]["code"], "ambiguous_value");
    assert_eq!(said[4]["error"]["code"], "contradiction");
}
