//! `fenbo check` as people and programs meet it.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, fenbo, folder, run};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// One matter with a conflict (under the bridge at night), a gap (in a compound by day) and a dead duty.
const LAMPS: &str = "\
要素：场所
  取值：桥下、路边、小区
  询问：「在哪里？」
要素：时段
  取值：白天、夜间
  询问：「什么时候？」
事项：A1 路灯不亮
  路径：照明
职责：Z1 桥下的灯
  适用：A1
  当：场所 为 桥下
  首办：桥梁处
  依据：《城市照明管理办法》第五条
职责：Z2 夜间的灯
  适用：A1
  当：时段 为 夜间
  首办：照明所
  依据：待确认
职责：Z3 白天路边的灯
  适用：A1
  当：场所 为 路边，且 时段 为 白天
  首办：照明所
";
const UNITS: &str = "units: [{name: 桥梁处}, {name: 照明所}]\n";

/// A folder of lists.
fn lists(text: &str) -> PathBuf {
    let folder = folder("lists");
    fs::write(folder.join("lists.fenbo"), text).unwrap();
    fs::write(folder.join("units.yaml"), UNITS).unwrap();
    folder
}

/// Checks the lists of a folder on one day. Without `--select` only for what the sample is about, so that another check
/// may come without a change here.
fn check(folder: &PathBuf, args: &[&str]) -> Ran {
    let mut command = fenbo();
    command.current_dir(folder).args(["check", "--lists", ".", "--as-of", "2026-07-01"]).args(args);
    if !args.iter().any(|a| ["--select", "--write-baseline"].contains(a)) {
        command.args(["--select", "C301,C302,C303,C304,N"]);
    }
    run(&mut command)
}

/// The fingerprints of the JSON report, with how they stand.
fn standing(ran: &Ran) -> Vec<(String, String)> {
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let text = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
    let problems = report["problems"].as_array().unwrap();
    problems.iter().map(|p| (text(&p["fingerprint"]), text(&p["standing"]))).collect()
}

#[test]
fn the_report_shows_everything_needed_to_settle_a_conflict() {
    let ran = check(&lists(LAMPS), &["--select", "C301"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for wanted in [
        "error[C301]: Z1 (桥梁处) and Z2 (照明所) both lead",
        " --> lists.fenbo:14:1",
        "::: lists.fenbo:9:1",
        "  for example  matter A1 路灯不亮; 时段 = 夜间, 场所 = 桥下; 2026-07-01\n",
        "  duties       Z1 桥下的灯  桥梁处  lists.fenbo:9   basis: 城市照明管理办法第五条\n",
        "               Z2 夜间的灯  照明所  lists.fenbo:14  basis: to be confirmed\n",
        "  ways out     1. let Z1 say that it overrides Z2\n                    优先于：Z2\n",
        "  case         案例：「路灯不亮：夜间，桥下」\n                 事项：A1\n",
        "  fingerprint  C301:",
        "looking ahead to 2027-07-01: 1 error (C301 ×1); ",
    ] {
        assert!(ran.out.contains(wanted), "no {wanted:?} in\n{}", ran.out);
    }
    let zh = check(&lists(LAMPS), &["--select", "C302", "--lang", "zh"]);
    for wanted in [
        "错误[C302]: ",
        "\n  例    事项 A1 路灯不亮；",
        "\n  办法  1. ",
        "\n  指纹  C302:",
        "1 个错误（C302 ×1）",
    ] {
        assert!(zh.out.contains(wanted), "no {wanted:?} in\n{}", zh.out);
    }
}

#[test]
fn the_case_block_reads_and_runs() {
    let folder = lists(LAMPS);
    let ran = check(&folder, &["--format", "json", "--select", "C301,C302"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for (problem, expected) in
        report["problems"].as_array().unwrap().iter().map(|p| match p["code"].as_str() {
            Some("C301") => (p, "应议"),
            _ => (p, "应缺"),
        })
    {
        let block = problem["case"].as_str().unwrap();
        // As it stands it demands nothing; with the outcome that it shows it passes, with another it fails.
        fs::write(folder.join("case.fenbo"), block).unwrap();
        let ran = run(fenbo().current_dir(&folder).args(["test", "--lists", "."]));
        assert!(ran.out.contains("1 case: 1 passed"), "{block}{ran:?}");
        fs::write(folder.join("case.fenbo"), format!("{block}  {expected}：是\n")).unwrap();
        let ran = run(fenbo().current_dir(&folder).args(["test", "--lists", "."]));
        assert!(ran.out.contains("1 case: 1 passed"), "{block}{ran:?}");
        let lines = block.lines().map(|l| if l.contains("应派") { "  应派：照明所" } else { l });
        let filled = lines.collect::<Vec<_>>().join("\n");
        fs::write(folder.join("case.fenbo"), &filled).unwrap();
        let ran = run(fenbo().current_dir(&folder).args(["test", "--lists", "."]));
        assert!(ran.out.contains("1 case: 0 passed, 1 failed"), "{filled}{ran:?}");
        fs::remove_file(folder.join("case.fenbo")).unwrap();
    }
}

#[test]
fn what_is_in_the_baseline_does_not_fail_and_what_is_new_does() {
    let folder = lists(LAMPS);
    let baseline = folder.join("known.txt").to_str().unwrap().to_owned();
    let written = check(&folder, &["--baseline", &baseline, "--write-baseline"]);
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""), "{written:?}");
    assert!(written.err.contains(" problems written into the baseline "), "{written:?}");
    let lines = fs::read_to_string(&baseline).unwrap();
    let known = |code: &str| lines.lines().filter(|l| l.starts_with(code)).count();
    assert_eq!((known("C301:"), known("C302:")), (1, 1), "{lines}");
    let again = check(&folder, &["--baseline", &baseline, "--format", "json"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(standing(&again).iter().all(|(_, s)| s == "known"), "{again:?}");
    // Unrelated lines come in above and below, and a third duty closes the gap and claims the place under the bridge.
    let more = format!("# 新\n{LAMPS}职责：Z4 白天的灯\n  适用：A1\n  当：时段 为 白天\n  首办：照明所\n");
    fs::write(folder.join("lists.fenbo"), more).unwrap();
    let ran = check(&folder, &["--baseline", &baseline, "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let open: Vec<String> = standing(&ran).into_iter().filter(|(_, s)| s == "open").map(|(f, _)| f).collect();
    let known = fs::read_to_string(&baseline).unwrap();
    assert!(!open.is_empty() && open.iter().all(|f| !known.contains(f)), "{open:?}");
    assert!(ran.err.contains("1 known by the baseline; 1 of the baseline are gone"), "{ran:?}");
    // A line that is no fingerprint is not passed over.
    fs::write(&baseline, "# 说明\n\nC301:12\n").unwrap();
    let ran = check(&folder, &["--baseline", &baseline]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("known.txt:3: \"C301:12\" is no fingerprint"), "{ran:?}");
    let ran = check(&folder, &["--baseline", "nowhere.txt"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn codes_are_selected_ignored_and_denied_by_how_they_begin() {
    let folder = lists(&format!("{LAMPS}兜底：照明\n  首办：桥梁处\n"));
    let codes = |args: &[&str]| {
        let ran = check(&folder, &[&["--format", "json"], args].concat());
        let codes: Vec<String> = standing(&ran).into_iter().map(|(f, _)| f[..4].to_owned()).collect();
        (ran.code.unwrap(), codes.join(" "))
    };
    assert_eq!(codes(&[]), (1, "C301 C303".to_owned()));
    assert_eq!(codes(&["--ignore", "C301"]), (0, "C303".to_owned()));
    assert_eq!(codes(&["--ignore", "C301", "--deny", "C303"]), (1, "C303".to_owned()));
    assert_eq!(codes(&["--ignore", "C301", "--deny", "notes"]), (1, "C303".to_owned()));
    assert_eq!(codes(&["--ignore", "C301", "--deny", "warnings"]), (0, "C303".to_owned()));
    assert_eq!(codes(&["--select", "c30"]), (1, "C301 C303".to_owned()));
    assert_eq!(codes(&["--select", "C303,S"]), (0, "C303".to_owned()));
    assert_eq!(codes(&["--select", "C3", "--ignore", "C"]), (0, String::new()));
    let ran = check(&folder, &["--select", "C399"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--select: there is no code \"C399\""), "{ran:?}");
}

#[test]
fn findings_of_reading_are_part_of_the_report_once_each() {
    let twice =
        format!("{LAMPS}职责：Z5 一\n  适用：A9\n  首办：照明所\n职责：Z6 二\n  适用：A9\n  首办：照明所\n");
    let ran = check(&lists(&twice), &["--select", "N", "--format", "json"]);
    let found = standing(&ran);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_ne!(found[0].0, found[1].0, "equal lines have fingerprints of their own");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn beyond_the_bound_everything_is_counted() {
    let folder = lists(LAMPS);
    let ran = check(&folder, &["--max-findings", "1"]);
    assert!(
        ran.out.contains("2 errors (C301 ×1, C302 ×1); 1 of them not shown (C301 ×1; see --max-findings)"),
        "{ran:?}"
    );
    assert_eq!(ran.out.matches("  fingerprint  ").count(), 1);
    let none = check(&folder, &["--max-findings", "0"]);
    assert_eq!(none.code, Some(1), "what is not shown still counts");
}

#[test]
fn notes_are_short_unless_asked_for() {
    let folder = lists(&format!("{LAMPS}兜底：照明\n  首办：桥梁处\n"));
    let short = check(&folder, &["--select", "C303"]);
    assert!(
        short.out.starts_with(
            "note[C303]: covered only by a fallback, 1\n  lists.fenbo:7 A1 路灯不亮: only the fallback"
        ),
        "{short:?}"
    );
    assert!(!short.out.contains("fingerprint"), "{short:?}");
    let full = check(&folder, &["--select", "C303", "--verbose"]);
    assert!(full.out.contains("note[C303]: A1") && full.out.contains("  fingerprint  C303:"), "{full:?}");
    let quiet = check(&folder, &["--select", "C303", "--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (Some(0), "", ""));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = lists(LAMPS);
    assert!(!check(&folder, &[]).out.contains('\u{1b}'), "a pipe takes no colours");
    assert!(check(&folder, &["--color", "always"]).out.contains('\u{1b}'));
    let ran = run(fenbo().current_dir(&folder).env("NO_COLOR", "1").args(["check", "--lists", "."]));
    assert!(!ran.out.contains('\u{1b}'));
    let file = folder.join("report.txt");
    let ran = check(&folder, &["--color", "always", "--output", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("error[C301]") && !written.contains('\u{1b}'), "{written}");
    assert!(ran.err.contains("2 errors"), "{ran:?}");
    let ran = check(&folder, &["--output", "nowhere/report.txt"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn days_that_make_no_sense_are_refused() {
    let folder = lists(LAMPS);
    let ran = check(&folder, &["--until", "2026-06-01"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--until (2026-06-01) is before the day that is checked"), "{ran:?}");
}

#[test]
fn what_is_waived_does_not_fail_and_is_told_with_its_reason() {
    let waived = format!("{LAMPS}豁免：C301\n  适用：Z1、Z2\n  理由：待第 2 批调整\n  失效：2026-12-31\n");
    let folder = lists(&waived);
    let ran = check(&folder, &["--select", "C301"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("nothing found; 1 waived"), "{ran:?}");
    let json = check(&folder, &["--select", "C301", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let problem = &report["problems"][0];
    assert_eq!(problem["standing"], "waived");
    assert_eq!(problem["waiver"]["reason"], "待第 2 批调整");
    assert_eq!((&problem["waiver"]["until"], &problem["waiver"]["line"]), (&"2026-12-31".into(), &23.into()));
    assert_eq!(report["summary"]["errors"], 0);
}

#[test]
fn past_complaints_are_weighed_as_sure_or_possible() {
    let folder = lists(LAMPS);
    let history = "\
id,事项,场所,时段
1,A1,桥下,夜间
2,A1,桥下,夜间
3,A1,桥下,
4,A1,桥下,白天
5,A1,小区,白天
6,A1,,
7,没有,桥下,夜间
8,A1,月亮,夜间
";
    let weights = |map: &[&str], file: &str| {
        let ran = check(&folder, &[&["--format", "json", "--history", file], map].concat());
        let report: serde_json::Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
        let problems = report["problems"].as_array().unwrap();
        let one = |p: &serde_json::Value| {
            let weight = &p["weight"];
            format!("{} {}+{}", p["code"].as_str().unwrap(), weight["certain"], weight["possible"])
        };
        let all: Vec<String> = problems.iter().map(one).collect();
        let read = &report["summary"]["history"];
        (all.join(", "), format!("{}/{}", read["read"], read["unread"]))
    };
    let file = folder.join("past.csv");
    fs::write(&file, history).unwrap();
    // 1 and 2 are in the conflict; 3, 6 and 8 (an unknown place) may be; 5 is in the gap, 6 may be.
    let wanted = ("C301 2+3, C302 1+1".to_owned(), "7/1".to_owned());
    assert_eq!(weights(&[], file.to_str().unwrap()), wanted);
    let lines =
        "{\"matter\":\"A1\",\"facts\":{\"场所\":\"桥下\",\"时段\":\"夜间\"}}\n\n{\"matter\":\"A1\"}\nhalf\n";
    let file = folder.join("past.jsonl");
    fs::write(&file, lines).unwrap();
    assert_eq!(weights(&[], file.to_str().unwrap()), ("C301 1+1, C302 0+1".to_owned(), "2/1".to_owned()));
    // By the columns of another system.
    let map = cli::folder("map").join("map.yaml");
    fs::write(&map, "matter: {first: [{columns: [类别]}]}\nfacts: {场所: 地点, 时段: 昼夜}\nvalues: {场所: {桥底: 桥下}}\n").unwrap();
    let file = folder.join("orders.csv");
    fs::write(&file, "类别,地点,昼夜\nA1,桥底,夜间\n").unwrap();
    let map = ["--map", map.to_str().unwrap()];
    assert_eq!(weights(&map, file.to_str().unwrap()), ("C301 1+0, C302 0+0".to_owned(), "1/0".to_owned()));
    let text = check(&folder, &["--history", file.to_str().unwrap(), map[0], map[1]]);
    assert!(text.out.contains("  weight       past complaints: 1 sure, 0 possible\n"), "{text:?}");
    let ran = check(&folder, &["--history", "nowhere.csv"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

/// The SARIF log of some arguments.
fn sarif(folder: &PathBuf, args: &[&str]) -> serde_json::Value {
    let ran = check(folder, &[&["--format", "sarif"], args].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"))
}

#[test]
fn sarif_has_the_shape_that_its_readers_need() {
    let folder = lists(&format!("{LAMPS}豁免：C302\n  适用：A1\n  理由：待定\n"));
    let baseline = folder.join("known.txt");
    let log = sarif(&folder, &[]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["help"]["markdown"].as_str().unwrap().starts_with("# C30"));
        assert_eq!(result["partialFingerprints"]["fenbo/v1"].as_str().unwrap().len(), 12);
        assert!(result.get("baselineState").is_none(), "there is no baseline to compare with");
    }
    let conflict = results.iter().find(|r| r["ruleId"] == "C301").unwrap();
    let place = &conflict["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "lists.fenbo");
    // Characters, not bytes: ten of them in `职责：Z2 夜间的灯`.
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 14, "startColumn": 1, "endLine": 14, "endColumn": 11})
    );
    assert_eq!(conflict["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 9);
    assert!(conflict.get("suppressions").is_none());
    let waived = results.iter().find(|r| r["ruleId"] == "C302").unwrap();
    assert_eq!(waived["suppressions"][0]["kind"], "inSource");
    assert_eq!(waived["suppressions"][0]["justification"], "待定");
    check(&folder, &["--baseline", baseline.to_str().unwrap(), "--write-baseline"]);
    let again = sarif(&folder, &["--baseline", baseline.to_str().unwrap()]);
    let states: Vec<&serde_json::Value> =
        again["runs"][0]["results"].as_array().unwrap().iter().map(|r| &r["baselineState"]).collect();
    assert!(states.contains(&&"unchanged".into()), "{states:?}");
}

#[test]
fn github_commands_cannot_be_forged_by_names() {
    let hostile = LAMPS.replace("桥梁处", "\"桥%梁,处::error::\"").replace("路灯不亮", "路灯:不亮,100%0A");
    let folder = lists(&hostile);
    fs::write(folder.join("units.yaml"), "units: [{name: \"桥%梁,处::error::\"}, {name: 照明所}]\n").unwrap();
    let ran = check(&folder, &["--format", "github"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for line in ran.out.lines() {
        assert!(line.starts_with("::error file=lists.fenbo,line="), "{line}");
        let (properties, data) = line[2..].split_once("::").unwrap();
        assert_eq!(properties.matches(',').count(), 5, "{properties}");
        assert!(!data.is_empty());
    }
    assert!(ran.out.contains("桥%25梁,处::error::") && ran.out.contains("路灯:不亮,100%250A"), "{}", ran.out);
    assert!(
        ran.out.contains(",line=14,endLine=14,col=1,endColumn=11,title=C301 conflict of duties::"),
        "{}",
        ran.out
    );
}

#[test]
fn junit_has_a_suite_for_each_code_and_its_counts_are_right() {
    let folder = lists(&format!("{LAMPS}豁免：C302\n  适用：A1\n  理由：<待定> & 「再说」\n"));
    let ran = check(&folder, &["--format", "junit"]);
    let tag = |name: &str| ran.out.matches(&format!("<{name} ")).count();
    assert!(
        ran.out.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fenbo check\" "),
        "{}",
        ran.out
    );
    assert_eq!((tag("failure"), tag("skipped")), (1, 1), "{}", ran.out);
    assert!(ran.out.contains(&format!(
        "tests=\"{}\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0\">\n",
        tag("testcase")
    )));
    assert!(
        ran.out.contains("<testsuite name=\"C301 conflict of duties\" tests=\"1\" failures=\"1\""),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("<testsuite name=\"C304 dead duty\" tests=\"1\" failures=\"0\""), "{}", ran.out);
    assert!(ran.out.contains("waived: &lt;待定&gt; &amp; 「再说」"), "{}", ran.out);
}

/// Two matters share a gap; what one of them is given later leaves the other as it was.
#[test]
fn a_problem_of_several_matters_stays_known_when_they_are_parted() {
    let shared = "要素：场所\n  取值：桥下、路边、公园\n事项：A1 路灯不亮\n  路径：照明\n事项：A2 路灯太亮\n  路径：照明\n\
                  职责：Z1 桥下的灯\n  适用：照明\n  当：场所 为 桥下\n  首办：桥梁处\n";
    let folder = lists(shared);
    let known = folder.join("known.txt");
    let known = known.to_str().unwrap();
    check(&folder, &["--baseline", known, "--write-baseline"]);
    let of = |more: &str| {
        fs::write(folder.join("lists.fenbo"), format!("{shared}{more}")).unwrap();
        check(&folder, &["--baseline", known, "--select", "C302"])
    };
    assert_eq!(of("").code, Some(0));
    let parted = of("职责：Z2 公园里的灯\n  适用：A1\n  当：场所 为 公园\n  首办：照明所\n");
    assert_eq!(parted.code, Some(0), "{}", parted.out);
    // A gap of another matter is new, though it shares theirs.
    let more = of("事项：A0 路灯太暗\n  路径：照明\n");
    assert_eq!(more.code, Some(1), "{}", more.out);
}

/// One matter runs out twice: the baseline of the first does not hide the second.
#[test]
fn what_runs_out_on_two_days_is_two_problems() {
    let first = "要素：场所\n  取值：桥下、路边\n事项：A1 路灯不亮\n  路径：照明\n\
                 职责：Z1 桥下的灯\n  适用：A1\n  当：场所 为 桥下\n  首办：桥梁处\n  失效：2026-09-30\n\
                 职责：Z2 路边的灯\n  适用：A1\n  当：场所 为 路边\n  首办：照明所\n";
    let folder = lists(first);
    let known = folder.join("known.txt");
    let known = known.to_str().unwrap();
    check(&folder, &["--baseline", known, "--write-baseline"]);
    let again = check(&folder, &["--baseline", known, "--select", "C311"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    fs::write(folder.join("lists.fenbo"), format!("{first}  失效：2026-11-30\n")).unwrap();
    let ran = check(&folder, &["--baseline", known, "--select", "C311"]);
    assert_eq!((ran.code, ran.out.matches("warning[C311]").count()), (Some(1), 1), "{}", ran.out);
}

#[test]
fn in_junit_nothing_passes_that_was_not_looked_for_or_is_not_shown() {
    let folder = lists(LAMPS);
    let hidden = check(&folder, &["--format", "junit", "--max-findings", "0"]).out;
    let suite = "<testsuite name=\"C301 conflict of duties\" tests=\"1\" failures=\"1\"";
    assert!(hidden.contains(suite), "{hidden}");
    assert!(hidden.contains("<failure message=\"1 more are not shown (--max-findings)\"/>"), "{hidden}");
    let some = check(&folder, &["--format", "junit", "--select", "C302"]).out;
    assert!(some.contains("<testsuite name=\"C302 gap\"") && !some.contains("C301"), "{some}");
    let others = check(&folder, &["--format", "junit", "--ignore", "C302"]).out;
    assert!(!others.contains("C302") && others.contains("<testsuite name=\"C301 "), "{others}");
}

#[test]
fn the_html_page_needs_nothing_else_and_escapes_what_it_quotes() {
    let hostile =
        LAMPS.replace("桥梁处", "\"<img src=x onerror=alert(1)>\"").replace("夜间的灯", "</script><b>灯");
    let folder = lists(&format!("{hostile}豁免：C302\n  适用：A1\n  理由：<待定>\n"));
    fs::write(
        folder.join("units.yaml"),
        "units: [{name: \"<img src=x onerror=alert(1)>\"}, {name: 照明所}]\n",
    )
    .unwrap();
    for lang in ["zh", "en"] {
        let page = check(&folder, &["--format", "html", "--lang", lang]).out;
        assert!(page.starts_with("<!doctype html>\n<html lang=\""), "{page}");
        for outside in
            ["http:", "https:", "src=\"", "<link", "@import", "url(", "<img", "</script><b>", "<待定>"]
        {
            assert!(!page.contains(outside), "{outside} in\n{page}");
        }
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"), "{page}");
        // Every link leads to a place of the page.
        for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(page.contains(&format!(" id=\"{link}\"")), "{link} leads nowhere");
        }
        let conflict = page.split("<details ").find(|d| d.contains("data-code=\"C301\"")).unwrap();
        assert!(conflict.starts_with("class=\"problem error\" id=\"C301:"), "{conflict}");
        assert!(
            conflict.contains("data-units=\"&lt;img src=x onerror=alert(1)&gt;&#10;照明所\" open>"),
            "{conflict}"
        );
        assert!(conflict.contains("<mark>职责：Z2 &lt;/script&gt;&lt;b&gt;灯</mark>"), "{conflict}");
        let waived = page.split("<details ").find(|d| d.contains("data-code=\"C302\"")).unwrap();
        assert!(
            waived.starts_with("class=\"problem error settled\"") && waived.contains("&lt;待定&gt;"),
            "{waived}"
        );
    }
}

/// The form of the reports for one conflict, one gap and one note.
#[test]
fn the_form_of_the_reports_stays() {
    let folder = lists(&format!("{LAMPS}事项：B1 井盖缺失\n  路径：井盖\n兜底：井盖\n  首办：桥梁处\n"));
    let mut all = String::new();
    for args in [&["--lang", "zh"][..], &["--lang", "en"], &["--format", "json"], &["--format", "github"]] {
        let ran = check(&folder, args);
        writeln!(all, "$ fenbo check {}\n{}", args.join(" "), ran.out).unwrap();
    }
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let mut all = all.replace(&version, "\"version\": \"[version]\"");
    // How many findings of other checks are left out changes with every check that comes.
    for before in ["；另有 ", "(C303 ×1); ", "\"left_out\": "] {
        let start = all.find(before).unwrap() + before.len();
        let digits = all[start..].bytes().take_while(u8::is_ascii_digit).count();
        all.replace_range(start..start + digits, "[n]");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_was_not_analysed_ends_with_a_code_of_its_own() {
    let page = fenbo::check::page("P902").unwrap();
    let example = page.split("```fenbo\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = lists(example);
    fs::write(folder.join("units.yaml"), "units: [{name: 住建局}, {name: 街道办}]\n").unwrap();
    let ran = check(&folder, &["--select", "P902"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.out.contains("some matters were not analysed exactly, there may be more (P901, P902)"),
        "{ran:?}"
    );
    assert!(ran.out.contains("parts of the lists cannot be read, only the rest was checked"), "{ran:?}");
    assert_eq!(check(&folder, &["--select", "P902", "--deny", "P902"]).code, Some(1));
    let unasked = check(&folder, &["--select", "C301"]);
    assert_eq!(unasked.code, Some(3), "not to look at it does not make it exact: {unasked:?}");
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let folder = lists(LAMPS);
    let mut command = fenbo();
    command.current_dir(&folder).args(["check", "--lists", ".", "--select", "C30", "--format", "html"]);
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(!ran.err.contains("writing failed"), "{ran:?}");
}

#[test]
fn the_words_of_a_case_can_be_understood_by_themselves() {
    let text = "要素：漏电\n  取值：是、否\n要素：场所\n  取值：桥下、路边\n事项：A1 灯坏了\n  路径：照明\n\
                职责：Z1 甲\n  适用：A1\n  当：漏电 为 是\n  当：场所 为 路边\n  首办：照明所\n";
    let ran = check(&lists(text), &["--select", "C302", "--format", "json"]);
    assert!(ran.out.contains("案例：「灯坏了：桥下，漏电＝否」\\n"), "{}", ran.out);
}
