//! The other commands, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{feed, fenbo, folder, in_town, run};
use std::fs;

#[test]
fn the_cases_of_the_lists_pass_with_coverage_by_duty() {
    let ran = run(&mut in_town(&["test", "--coverage", "--as-of", "2026-03-01"]));
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("2 cases: 2 passed, 0 failed"), "{}", ran.out);
    assert!(ran.out.contains("1 assertion: 1 hold, 0 refuted"), "{}", ran.out);
    // Z3 is not in effect yet.
    assert!(ran.out.contains("coverage: 1 of 7 duties"), "{}", ran.out);
    let bare: Vec<&str> = ran
        .out
        .lines()
        .filter(|l| l.starts_with("    "))
        .filter_map(|l| l.split_whitespace().nth(1))
        .collect();
    assert_eq!(bare, ["Z1", "Z2", "C1", "Z4", "Z5", "Z6"]);
}

#[test]
fn a_failing_case_says_what_it_wanted_and_what_it_got() {
    let lists = folder("failing").join("x.fenbo");
    let town = cli::town();
    let text = fs::read_to_string(town.join("lists/路灯.fenbo")).unwrap();
    let more = "案例：「人行道的灯不亮」\n  事项：A1\n  要素：街道＝柳林街道，场所＝人行道\n  应派：市交通局\n\
                案例：「没有写事项」\n  应缺：是\n\
                断言：都有人管\n  适用：其他\n  则：有首办\n";
    fs::write(&lists, format!("{text}\n{more}")).unwrap();
    let mut command = fenbo();
    command.arg("--lists").arg(&lists);
    for name in ["units.yaml", "areas.yaml", "calendar.yaml"] {
        command.arg("--lists").arg(town.join(name));
    }
    let ran = run(command.args(["test", "--as-of", "2026-03-01"]));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let line = text.lines().count() + 2;
    for wanted in [
        &format!("x.fenbo:{line} \"人行道的灯不亮\""),
        "A1 路灯不亮, 区域 = 柳林街道, 场所 = 人行道",
        "    expect 市交通局\n    got    first: 东区城管局 (Z1)",
        "4 cases: 2 passed, 1 failed, 1 skipped",
        "refuted",
        "then: decided; but it may be gap",
    ] {
        assert!(ran.out.contains(wanted), "{wanted} in\n{}", ran.out);
    }
    let filtered = run(command.args(["--filter", "桥下"]));
    assert_eq!(filtered.code, Some(0), "{}", filtered.out);
    assert!(filtered.out.contains("1 case: 1 passed"));
    let nothing = run(command.args(["--filter", "没有这样的案例"]));
    assert_eq!(nothing.code, Some(2), "--filter twice: {}", nothing.out);
}

#[test]
fn a_test_that_tests_nothing_is_no_success() {
    let ran = run(&mut in_town(&["test", "--filter", "没有这样的案例"]));
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("no case and no assertion"), "{}", ran.out);
}

const BRIDGE: [&str; 8] =
    ["--as-of", "2026-03-01", "--matter", "路灯不亮", "--fact", "街道=石桥街道", "--fact", "场所＝桥下"];

#[test]
fn explain_tells_the_way_in_both_languages() {
    let zh = run(in_town(&["--lang", "zh", "explain"]).args(BRIDGE));
    assert_eq!(zh.code, Some(0), "{}", zh.err);
    for wanted in [
        "A1 路灯不亮",
        "区域＝石桥街道（告知）",
        "有触电风险＝否（未提及，按清单视为）",
        "首办 市交通局（Z1a）",
        "让位于 Z1a：它写明优先",
        "依据 城市照明管理办法第五条",
        "不适用：场所不符",
    ] {
        assert!(zh.out.contains(wanted), "{wanted} in\n{}", zh.out);
    }
    let en = run(in_town(&["--lang", "en", "explain"]).args(BRIDGE));
    assert!(en.out.contains("gives way to Z1a: it says so"), "{}", en.out);
    assert!(!en.out.contains('\u{1b}'), "no colours where there is no terminal");
    let colour = run(in_town(&["--color", "always", "explain"]).args(BRIDGE));
    assert!(colour.out.contains('\u{1b}'));
    let no_color = run(in_town(&["explain"]).args(BRIDGE).env("NO_COLOR", "1"));
    assert!(!no_color.out.contains('\u{1b}'));
}

#[test]
fn explain_as_data_is_the_record_of_route_and_the_way() {
    let record = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"桥下\"}}";
    let day = ["--as-of", "2026-03-01"];
    let routed = feed(in_town(&["route"]).args(day), record.as_bytes());
    let explained = feed(in_town(&["explain", "--format", "json"]).args(day), record.as_bytes());
    let mut all: serde_json::Value = serde_json::from_str(&explained.out).unwrap();
    assert_eq!(
        all["standings"][0],
        serde_json::json!({"code": "Z1a", "file": "lists/路灯.fenbo", "line": all["standings"][0]["line"], "standing": "decides"})
    );
    assert_eq!(all["standings"][1]["why"], "declared");
    assert!(all["steps"].as_array().unwrap().iter().any(|s| s["attribute"] == "场所"));
    for key in ["standings", "steps", "facts"] {
        all.as_object_mut().unwrap().remove(key);
    }
    assert_eq!(all, serde_json::from_str::<serde_json::Value>(&routed.out).unwrap());
}

#[test]
fn explain_takes_a_case_and_refuses_what_does_not_fit() {
    let ran = run(&mut in_town(&["explain", "--case", "桥下", "--as-of", "2026-03-01"]));
    assert!(ran.out.contains("市交通局"), "{}", ran.out);
    let many = run(&mut in_town(&["explain", "--case", "不亮"]));
    assert_eq!(many.code, Some(2));
    assert!(many.err.contains("1 石桥街道桥下的灯不亮"), "{}", many.err);
    let misfit = run(&mut in_town(&["explain", "--matter", "A1", "--fact", "场所=桥上"]));
    assert_eq!(misfit.code, Some(2));
    assert!(misfit.err.contains("did you mean"), "{}", misfit.err);
    let form = run(&mut in_town(&["explain", "--matter", "A1", "--fact", "场所"]));
    assert!(form.err.contains("attribute=value"), "{}", form.err);
}

#[test]
fn why_not_names_the_nearest_change() {
    let ran = run(in_town(&["why-not", "--unit", "D1"]).args(BRIDGE));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("for it to go to 东区城管局"), "{}", ran.out);
    let changes = ran.out.lines().filter(|l| l.starts_with("  ")).count();
    assert_eq!(changes, 1, "one fact is enough:\n{}", ran.out);
    let already = run(in_town(&["why-not", "--unit", "市交通局"]).args(BRIDGE));
    assert!(already.out.contains("it goes to 市交通局 already"), "{}", already.out);
    let elsewhere = run(in_town(&["why-not", "--unit", "市公安局"]).args(BRIDGE));
    assert!(elsewhere.out.contains("no duty of this matter") && elsewhere.out.contains("A2 广场舞"));
    let gone = run(in_town(&["why-not", "--unit", "河道管理处"]).args(BRIDGE));
    assert!(gone.err.contains("流域管理中心 has taken over"), "{}", gone.err);
    let unknown = run(in_town(&["why-not", "--unit", "市交通居"]).args(BRIDGE));
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("Did you mean \"市交通局\"?"), "{}", unknown.err);
}

#[test]
fn fmt_shows_then_writes_then_has_nothing_to_do() {
    let path = folder("fmt").join("a.fenbo");
    let untidy = "事项:A1   路灯不亮\n 路径: 照明\n\n\n职责:Z1\n    适用:A1\n    首办 :甲局  \n";
    fs::write(&path, untidy).unwrap();
    let check = run(fenbo().arg("fmt").arg("--check").arg(&path));
    assert_eq!(check.code, Some(1));
    assert!(
        check.out.contains("-事项:A1   路灯不亮\n") && check.out.contains("+事项：A1 路灯不亮\n"),
        "{}",
        check.out
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), untidy, "--check writes nothing");
    let wrote = run(fenbo().arg("fmt").arg(&path));
    assert_eq!((wrote.code, wrote.out.as_str()), (Some(0), ""), "{}", wrote.err);
    let tidy = fs::read_to_string(&path).unwrap();
    assert_eq!(run(fenbo().arg("fmt").arg("--check").arg(&path)).code, Some(0));
    let piped = feed(fenbo().args(["fmt", "--stdin"]), untidy.as_bytes());
    assert_eq!((piped.code, piped.out), (Some(0), tidy));
    let names: Vec<_> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["a.fenbo"], "no file left behind");
}

#[test]
fn fmt_leaves_what_it_cannot_read_and_says_so() {
    let path = folder("fmt").join("a.fenbo");
    let broken = "职贵：Z1 路灯\n 首办:甲局\n\n事项:A1 路灯\n  路径：照明\n";
    fs::write(&path, broken).unwrap();
    let ran = run(fenbo().arg("fmt").arg(&path));
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("a.fenbo:1:1"), "{}", ran.err);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("职贵：Z1 路灯\n 首办:甲局\n") && text.contains("事项：A1 路灯"), "{text}");
}

#[test]
fn help_and_completions_speak() {
    let en = run(fenbo().arg("--help"));
    assert!(en.code == Some(0) && en.out.contains("why-not"), "{}", en.out);
    let zh = run(fenbo().args(["--lang", "zh", "route", "--help"]));
    assert!(zh.out.contains("给一个文件里的每件投诉指明首办单位") && zh.out.contains("用法"), "{}", zh.out);
    let version = run(fenbo().arg("--version"));
    assert_eq!(version.out, format!("fenbo {}\n", env!("CARGO_PKG_VERSION")));
    let bash = run(fenbo().args(["completions", "bash"]));
    assert!(bash.out.contains("_fenbo()") && bash.out.contains("why-not"));
    let typo = run(fenbo().arg("rout"));
    assert_eq!(typo.code, Some(2));
    assert!(typo.err.contains("'route'"), "{}", typo.err);
}

#[test]
fn info_counts() {
    let ran = run(&mut in_town(&["info"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for wanted in ["小镇", "matters     4", "cases       2"] {
        assert!(ran.out.contains(wanted), "{wanted} in\n{}", ran.out);
    }
}

#[test]
fn what_comes_from_outside_does_not_act_on_the_terminal() {
    let ran = feed(&mut in_town(&["route"]), b"{\"id\":1,\"matter\":\"\\u001b[2J\"}\n");
    assert!(ran.err.contains("path \"\\u{1b}[2J\""), "{}", ran.err);
    let ran = run(&mut in_town(&["explain", "--matter", "A\u{1b}[2J"]));
    assert!(ran.err.contains("path \"A\\u{1b}[2J\""), "{}", ran.err);
    let ran = feed(&mut in_town(&["route"]), b"{\"id\":1,\"matter\":\"A3\",\"\\u001b[2J\":1}\n");
    assert!(ran.err.contains("not used: \\u{1b}[2J"), "{}", ran.err);
}

#[test]
fn a_possible_outcome_without_a_duty_names_none() {
    let ran = run(&mut in_town(&["explain", "--matter", "A2", "--as-of", "2026-03-02"]));
    assert!(ran.out.contains("not accepted (33 %)"), "{}", ran.out);
    assert!(ran.out.contains("流域管理中心 (Z4, 67 %)"), "{}", ran.out);
}

#[test]
fn explaining_many_records_says_that_it_takes_the_first() {
    let two = b"{\"id\":1,\"matter\":\"A3\"}\n{\"id\":2,\"matter\":\"A1\"}\n";
    let ran = feed(&mut in_town(&["explain"]), two);
    assert!(ran.out.contains("A3") && ran.err.contains("only the first record"), "{}", ran.err);
    let ran = feed(&mut in_town(&["explain"]), b"{\"id\":1,\n\"matter\":\"A3\"}\n");
    assert!(ran.out.contains("A3") && !ran.err.contains("only the first"), "{}", ran.err);
}

#[test]
fn a_dash_is_the_standard_input_of_the_formatter() {
    let ran = feed(fenbo().args(["fmt", "-"]), "事项:A1   路灯\n 路径: 照明\n".as_bytes());
    assert_eq!((ran.out.as_str(), ran.code), ("事项：A1 路灯\n  路径：照明\n", Some(0)), "{}", ran.err);
}

#[test]
fn wrong_arguments_are_answered_in_the_language_of_the_user() {
    let ran = run(fenbo().env("LANG", "zh_CN.UTF-8").args(["route", "--form", "csv"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("错误：没有 --form 这个参数；是不是 --from？\n"), "{}", ran.err);
    let ran = run(fenbo().args(["test", "--as-of", "2026-13-01"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("a day is written like 2026-03-01"), "{}", ran.err);
}

/// Duties that cross each other in so many ways that the diagram of their matter is over its budget.
fn tangled(name: &str) -> std::path::PathBuf {
    use std::fmt::Write as _;
    let mut seed = 7_u32;
    let mut dice = |sides: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % sides
    };
    let mut text = String::new();
    for a in 0..40 {
        let _ = writeln!(text, "要素：a{a}\n  取值：v0、v1、v2、v3、v4、v5");
    }
    text += "事项：M1 难\n  路径：x\n";
    for d in 0..300 {
        let tests: Vec<String> =
            (0..4).map(|i| format!("a{} 属于 v{}、v{}", i * 10 + dice(10), dice(3), 3 + dice(3))).collect();
        let _ = writeln!(text, "职责：D{d} x\n  适用：M1\n  当：{}\n  首办：U{}", tests.join("，且 "), d % 3);
    }
    text += "职责：E1 y\n  适用：M1\n  当：a0 为 v0\n  首办：U3\n裁定：R1 z\n  裁定日期：2026-01-01\n  适用：M1\n  当：a0 为 v1\n  首办：U3\n";
    let folder = folder(name);
    fs::write(folder.join("a.fenbo"), text).unwrap();
    let units = "units:\n  - name: U0\n  - name: U1\n  - name: U2\n  - name: U3\n";
    fs::write(folder.join("units.yaml"), units).unwrap();
    folder
}

#[test]
fn what_is_over_the_budget_is_said_and_nothing_is_claimed_beyond_it() {
    let lists = tangled("tangled");
    let with = |args: &[&str]| run(fenbo().arg("--lists").arg(&lists).args(args));
    let asked = with(&["why-not", "--matter", "M1", "--unit", "U3"]);
    assert!(asked.err.contains("P901"), "{}", asked.err);
    assert_eq!(asked.code, Some(3), "{}", asked.out);
    assert!(asked.out.contains("a change of facts may or may not lead to U3"), "{}", asked.out);
    assert!(!asked.out.contains("always give way"), "{}", asked.out);
    // With every fact known the definition is as sharp as the diagram.
    let facts: Vec<String> = (0..40).map(|a| format!("--fact=a{a}=v1")).collect();
    let mut args = vec!["why-not", "--matter", "M1", "--unit", "U3"];
    args.extend(facts.iter().map(String::as_str));
    let there = with(&args);
    assert!(there.out.contains("it goes to U3 already"), "{}", there.out);
    assert_eq!(there.code, Some(0), "{}", there.err);
    let input = "{\"id\":1,\"matter\":\"M1\",\"facts\":{\"a0\":\"v2\"}}\n";
    let routed = feed(fenbo().arg("--lists").arg(&lists).arg("route"), input.as_bytes());
    assert_eq!(routed.code, Some(3), "{}", routed.err);
    assert!(routed.out.contains("\"exact\":false"), "{}", routed.out);
}

#[test]
fn a_sample_is_labelled_repeatable_and_decided_as_its_cases_expect() {
    let made = |args: &[&str]| {
        let mut all = vec!["sample", "--as-of", "2026-03-02", "--count", "200"];
        all.extend(args);
        run(&mut in_town(&all))
    };
    let plain = made(&["--left-out", "0", "--noise", "0"]);
    assert_eq!(plain.code, Some(0), "{}", plain.err);
    assert_eq!(plain.out, made(&["--left-out", "0", "--noise", "0"]).out);
    assert_ne!(plain.out, made(&["--left-out", "0", "--noise", "0", "--seed", "2"]).out);
    let records: Vec<serde_json::Value> =
        plain.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 200);
    assert!(records.iter().all(|r| r["generated"]["case"].as_str().is_some_and(|c| c.contains(".fenbo:"))));
    let routed = feed(&mut in_town(&["route", "--as-of", "2026-03-02", "-q"]), plain.out.as_bytes());
    let mut compared = 0;
    for (record, line) in records.iter().zip(routed.out.lines()) {
        let decision: serde_json::Value = serde_json::from_str(line).unwrap();
        let expect = &record["generated"]["expect"];
        if let Some(asked) = expect["question"].as_str() {
            assert_eq!(decision["question"]["attribute"], asked, "{line}");
            compared += 1;
        }
        if let Some(lead) = expect["leads"][0].as_str() {
            let first = &decision["leads"][0];
            let role = first["role"].as_str().map(|r| format!("@{r}"));
            assert!(first["unit"] == lead || role.as_deref() == Some(lead), "{lead}: {line}");
            compared += 1;
        }
    }
    assert!(compared >= 100, "{compared}");
    let worse = made(&["--left-out", "100"]);
    assert!(worse.out.lines().all(|l| l.contains(r#""facts":{}"#)), "{}", worse.out);
}
