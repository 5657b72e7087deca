//! `fenbo packet`, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, fenbo, file, folder, in_town, run};
use std::fs;

/// The conflict of Z5 and Z6 in the town's lists.
const DISPUTE: &str = "C301:61e2c59bb09b";

fn packet(args: &[&str]) -> Ran {
    let all: Vec<&str> = ["packet", "--as-of", "2026-03-01"].iter().chain(args).copied().collect();
    run(&mut in_town(&all))
}

#[test]
fn the_page_says_everything_that_a_ruling_needs() {
    let ran = packet(&[DISPUTE]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for wanted in [
        "# Ruling packet: A4 两家都管的事\n\nC301:61e2c59bb09b · lists of 2026-03-01 · conflict of duties\n",
        "- **Facts** 灯数 = 10 至 20\n- **For example** A4 两家都管的事; 灯数 = 10; 2026-03-01\n",
        "| Z5 甲说 | 市交通局                  | 市交通局            | —       |\n",
        "职责：Z5 甲说\n  适用：A4\n  当：灯数 ≥ 10\n  首办：市交通局\n```\n\n- **Basis** none written\n- **In effect** no dates written\n- **Place** lists/路灯.fenbo:46\n",
        "- Only Z5 covers: 灯数 = 21 至 100.\n- Only Z6 covers: 灯数 = 0 至 9.\n",
        "  裁定日期：2026-03-01\n  失效：2026-08-31\n  适用：A4\n  当：灯数 介于 10 至 20\n  首办：市交通局\n  # 首办：市公安局\n",
        "### Z6 goes first: add to Z6\n\n```fenbo\n  优先于：Z5\n```\n",
        "  但：灯数 介于 10 至 20 → 市公安局 ［Z5-61e2c51］\n",
        "First handler: □ 市交通局   □ 市公安局   □ other",
    ] {
        assert!(ran.out.contains(wanted), "{wanted}\nin\n{}", ran.out);
    }
    let zh = packet(&["--lang", "zh", "C301:61e2"]);
    assert!(
        zh.out.starts_with(
            "# 裁决材料：A4 两家都管的事\n\nC301:61e2c59bb09b · 清单日期 2026-03-01 · 职责冲突\n"
        ),
        "{}",
        zh.out
    );
    assert!(zh.out.contains("## 五、这些事项的其他裁定\n\n没有。\n"), "{}", zh.out);
}

/// The lines of the code block below a heading that begins so.
fn code_below(page: &str, heading: &str) -> String {
    let (_, rest) = page.split_once(&format!("\n### {heading}")).expect("the heading");
    let (_, rest) = rest.split_once("```fenbo\n").expect("a code block");
    rest.split("```").next().unwrap_or_default().to_owned()
}

/// Every way out that the page offers, pasted, ends the conflict and makes no other.
#[test]
fn what_is_to_be_pasted_settles_the_conflict() {
    let page = packet(&[DISPUTE]).out;
    let text = fs::read_to_string(cli::town().join("lists/路灯.fenbo")).unwrap();
    // Before the line of the leads, which is the first one behind the conditions.
    let into = |condition: &str, lines: String| {
        text.replacen(condition, &format!("{condition}{}", lines.trim_start_matches('\n')), 1)
    };
    let ruling = code_below(&page, "A ruling");
    let tries = [
        ("ruling", format!("{text}\n{ruling}")),
        ("Z5", into("  当：灯数 ≥ 10\n", code_below(&page, "Z5 goes first"))),
        ("Z6", into("  当：灯数 ≤ 20\n", code_below(&page, "Z6 goes first"))),
        ("proviso", into("  当：灯数 ≥ 10\n  首办：市交通局\n", code_below(&page, "Z5 leaves"))),
    ];
    for (what, changed) in tries {
        assert_ne!(changed, text, "{what}: nothing was pasted");
        let lists = folder("pasted").join("x.fenbo");
        fs::write(&lists, &changed).unwrap();
        let mut command = fenbo();
        command.arg("--lists").arg(&lists);
        for name in ["units.yaml", "areas.yaml", "calendar.yaml"] {
            command.arg("--lists").arg(cli::town().join(name));
        }
        let args =
            ["check", "--as-of", "2026-03-01", "--select", "C301,C306,C312,N,S", "--until", "2026-08-01"];
        let ran = run(command.args(args));
        assert_eq!(ran.code, Some(0), "{what}\n{changed}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn the_html_page_stands_alone_and_escapes_what_it_quotes() {
    let ran = packet(&[DISPUTE, "--format", "html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", ran.out);
    assert!(
        ran.out.contains("<pre>职责：Z5 甲说\n  适用：A4\n  当：灯数 ≥ 10\n  首办：市交通局</pre>"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("size: A4"), "{}", ran.out);
    for outside in ["http:", "https:", "<script", "<link", "src="] {
        assert!(!ran.out.contains(outside), "{outside}");
    }
    let path = folder("packet").join("p.html");
    let written = packet(&[DISPUTE, "--format", "html", "-o", path.to_str().unwrap()]);
    assert_eq!((written.out.as_str(), written.code), ("", Some(0)));
    assert_eq!(fs::read_to_string(path).unwrap(), ran.out);
}

#[test]
fn past_complaints_are_named_the_nearest_first_and_without_their_words() {
    let history = file(
        "past.jsonl",
        "{\"id\":\"a\",\"matter\":\"A4\",\"facts\":{},\"text\":\"张三 13800000000\"}\n\
         {\"id\":\"b\",\"matter\":\"A4\",\"facts\":{\"灯数\":30}}\n\
         {\"id\":\"c\",\"matter\":\"A4\",\"facts\":{\"灯数\":15,\"街道\":\"石桥街道\"}}\n\
         {\"id\":\"d\",\"matter\":\"A4\",\"facts\":{\"灯数\":10}}\n\
         {\"id\":\"e\",\"matter\":\"A1\",\"facts\":{\"灯数\":10}}\n",
    );
    let ran = packet(&[DISPUTE, "--history", &history]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("Past complaints: 2 surely lie in the dispute, 1 possibly."), "{}", ran.out);
    let rows: Vec<&str> = ran.out.split("| Id").nth(1).unwrap().lines().skip(2).take(3).collect();
    let ids: Vec<char> = rows.iter().filter_map(|r| r.chars().nth(2)).collect();
    assert_eq!(ids, ['d', 'c', 'a'], "{}", ran.out);
    assert!(rows[1].contains("灯数 = 15, 区域 = 石桥街道") && rows[2].contains("possible"), "{}", ran.out);
    assert!(!ran.out.contains("张三") && !ran.out.contains("138"), "{}", ran.out);
}

#[test]
fn what_is_no_conflict_has_no_packet() {
    let other = packet(&["C304:0123456789ab"]);
    assert_eq!(other.code, Some(2));
    assert!(
        other.err.contains("a ruling packet is for conflicts (C301, C306, C312), which C304 is not"),
        "{}",
        other.err
    );
    let unknown = packet(&["--lang", "zh", "C301:ffff"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.err.contains("没有找到「C301:ffff」。现在的冲突有：\n  C301:61e2c59bb09b  Z5（市交通局）"),
        "{}",
        unknown.err
    );
    assert_eq!(unknown.out, "");
}

/// Two provisos stand in one block, which is shown once, and have no place to say that they override: one is written anew.
#[test]
fn crossing_provisos_are_written_anew() {
    let lists = "要素：场所\n  取值：桥下、路边\n要素：时段\n  取值：白天、夜间\n事项：A1 路灯不亮\n  路径：照明\n\
        职责：Z9 路灯\n  适用：A1\n  首办：照明所\n  但：场所 为 桥下 → 桥梁处 ［Z9a］\n  但：时段 为 夜间 → 街道办 ［Z9b］\n";
    let write = |text: &str| {
        let folder = folder("provisos");
        fs::write(folder.join("a.fenbo"), text).unwrap();
        fs::write(folder.join("units.yaml"), "units: [{name: 桥梁处}, {name: 照明所}, {name: 街道办}]\n")
            .unwrap();
        folder
    };
    let with = |folder: &std::path::Path, args: &[&str]| run(fenbo().arg("--lists").arg(folder).args(args));
    let folder = write(lists);
    let found = with(&folder, &["packet", "--as-of", "2026-07-01", "C306:"]);
    let name = found.err.split_whitespace().find(|w| w.starts_with("C306:") && w.len() == 17).unwrap();
    let page = with(&folder, &["packet", "--as-of", "2026-07-01", name]).out;
    assert_eq!(page.matches("职责：Z9 路灯").count(), 1, "{page}");
    assert!(!page.contains("优先于："), "{page}");
    let anew = code_below(&page, "Z9a goes first: write Z9b as");
    assert_eq!(anew, "  但：场所 为 路边，且 时段 为 夜间 → 街道办 ［Z9b］\n");
    let settled = write(&lists.replacen("  但：时段 为 夜间 → 街道办 ［Z9b］\n", &anew, 1));
    let ran = with(&settled, &["check", "--as-of", "2026-07-01", "--select", "C30,N,S"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}
