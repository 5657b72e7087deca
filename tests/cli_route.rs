//! `fenbo route` on real input, good and bad, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, feed, file, in_town, objects, run};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

const DAY: [&str; 2] = ["--as-of", "2026-03-02"];

fn route(args: &[&str], input: &str) -> Ran {
    feed(in_town(&["route"]).args(DAY).args(args), input.as_bytes())
}

#[test]
fn a_decision_says_who_why_until_when_and_by_which_lists() {
    let ran = route(
        &[],
        "{\"id\":7,\"matter\":\"A1\",\"facts\":{\"街道\":\"柳林街道\",\"场所\":\"人行道\"},\
         \"received\":\"2026-03-06T08:00:00Z\"}\n",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let record = &objects(&ran.out)[0];
    assert_eq!(record["id"], 7);
    assert_eq!(record["status"], "decided");
    assert_eq!(record["matter"], serde_json::json!({"code": "A1", "name": "路灯不亮"}));
    assert_eq!(record["leads"], serde_json::json!([{"unit": "东区城管局", "role": "区城管局"}]));
    assert_eq!(record["assist"], serde_json::json!([{"unit": "市公安局"}]));
    assert_eq!(record["urgent"], "no");
    assert_eq!(record["dispatch_by"], "2026-03-06T18:00:00+08:00");
    assert_eq!(record["contact_by"], "2026-03-07T16:00:00+08:00");
    // 2026-03-06 is a Friday: two working days later is Tuesday.
    assert_eq!(record["limits"][0]["due"], "2026-03-10T16:00:00+08:00");
    assert_eq!(record["limits"][0]["limit"], serde_json::json!({"amount": 2, "unit": "working_day"}));
    let duty = &record["duties"][0];
    assert_eq!((duty["code"].as_str(), duty["file"].as_str()), (Some("Z1"), Some("lists/路灯.fenbo")));
    let lists = std::fs::read_to_string(cli::town().join("lists/路灯.fenbo")).unwrap();
    let line = lists.lines().position(|l| l.starts_with("职责：Z1 ")).unwrap() + 1;
    assert_eq!(duty["line"], line);
    assert_eq!(duty["basis"], serde_json::json!(["城市照明管理办法第五条"]));
    assert_eq!(record["assumed"], serde_json::json!([{"attribute": "有触电风险", "value": "否"}]));
    assert_eq!(record["edition"], "2026-03-02");
    assert_eq!(record["lists"].as_str().unwrap().len(), 64);
    // The page shows this very record.
    let page = include_str!("../docs/records.md");
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut example: serde_json::Value = serde_json::from_str(example).unwrap();
    example["lists"] = record["lists"].clone();
    assert_eq!(&example, record);
}

#[test]
fn every_status_comes_out_and_is_counted() {
    let input = r#"{"id":"decided","matter":"A1","facts":{"街道":"石桥街道","场所":"桥下","有触电风险":true}}
{"id":"asked","matter":"A1","facts":{"街道":"石桥街道"}}
{"id":"gap","matter":"A3"}
{"id":"conflict","matter":"A4","facts":{"灯数":15}}
{"id":"not_accepted","matter":"A2","facts":{"灯数":99}}
{"id":"vacant","matter":"A1","facts":{"街道":"北门街道","场所":"小区"}}
{"id":"joint","matter":"广场舞","facts":{"灯数":1}}
"#;
    let ran = feed(&mut in_town(&["route", "--as-of", "2026-07-01"]), input.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let records = objects(&ran.out);
    for record in &records[..5] {
        assert_eq!(record["id"], record["status"], "{record}");
    }
    assert_eq!(records[0]["leads"][0]["unit"], "市交通局");
    assert_eq!(records[0]["urgent"], "yes");
    assert_eq!(records[1]["question"]["attribute"], "场所");
    assert_eq!(records[1]["question"]["ask"], "问题出现在哪里？");
    assert!(records[1]["candidates"].as_array().unwrap().len() > 1);
    let against: Vec<&serde_json::Value> =
        records[3]["candidates"].as_array().unwrap().iter().map(|c| &c["leads"][0][0]).collect();
    assert_eq!(against, ["市交通局", "市公安局"]);
    assert_eq!(records[4]["refusal"]["redirect"], "请向法院反映");
    assert_eq!((&records[5]["status"], &records[5]["vacant"]), (&"gap".into(), &"街道办".into()));
    let joint: Vec<&serde_json::Value> =
        records[6]["leads"].as_array().unwrap().iter().map(|l| &l["unit"]).collect();
    assert_eq!(joint, ["市公安局", "流域管理中心"]);
    assert!(ran.err.contains("decided 2, asked 1, gap 2, conflict 1, not accepted 1"), "{}", ran.err);
}

#[test]
fn compact_output_names_joint_leads_too() {
    let ran = route(&["--compact"], "{\"id\":\"a\",\"matter\":\"A2\",\"facts\":{\"灯数\":1}}\n");
    assert_eq!(
        ran.out,
        "{\"id\":\"a\",\"unit\":\"市公安局\",\"joint\":[\"市公安局\",\"流域管理中心\"],\"matter\":\"A2\",\"status\":\"decided\"}\n"
    );
}

#[test]
fn bad_records_are_named_and_lose_nobody_else() {
    let good = |id: &str| format!("{{\"id\":\"{id}\",\"matter\":\"A3\"}}");
    let bad = [
        ("not json at all", "not_json"),
        ("{\"id\":\"x\",\"matter\":\"A1\"", "half_written"),
        ("[1]", "not_an_object"),
        ("{\"id\":\"x\",\"id\":\"y\",\"matter\":\"A3\"}", "duplicate_key"),
        ("{\"id\":\"x\"}", "no_matter"),
        ("{\"id\":\"x\",\"matter\":\"A9\"}", "unknown_matter"),
        ("{\"id\":\"x\",\"matter\":\"A1\",\"facts\":{\"场所\":\"桥上\"}}", "unknown_value"),
        (
            "{\"id\":\"x\",\"matter\":\"A1\",\"facts\":{\"区\":\"西区\",\"街道\":\"石桥街道\"}}",
            "contradiction",
        ),
        ("{\"id\":\"x\",\"matter\":\"A1\",\"facts\":[1]}", "wrong_kind"),
        ("{\"id\":\"x\",\"matter\":\"A1\",\"facts\":{\"灯数\":{}}}", "wrong_kind"),
        ("{\"id\":\"x\",\"matter\":[]}", "wrong_kind"),
        ("{\"id\":\"x\",\"matter\":\"A1\",\"received\":\"2026-02-30 10:00\"}", "bad_time"),
        ("{\"id\":\"x\",\"matter\":\"A1\u{0}\"}", "not_json"),
    ];
    let mut input = String::new();
    for (i, (line, _)) in bad.iter().enumerate() {
        let _ = writeln!(input, "{}\n{line}", good(&i.to_string()));
    }
    input.push_str(&good("last"));
    let mut bytes = input.into_bytes();
    bytes.extend_from_slice(b"\n{\"id\":\"b\",\"matter\":\"A3\",\"text\":\"\xff\"}\n\n   \n");
    let ran = feed(in_town(&["route", "--compact"]).args(DAY), &bytes);
    assert_eq!(ran.code, Some(1));
    let records = objects(&ran.out);
    assert_eq!(records.len(), 2 * bad.len() + 2);
    for (i, (line, code)) in bad.iter().enumerate() {
        assert_eq!(records[2 * i]["id"], i.to_string());
        let record = &records[2 * i + 1];
        assert_eq!(record["line"], 2 * i + 2, "{line}");
        assert_eq!(record["error"]["code"], *code, "{line}: {record}");
        assert!(!record["error"]["message"].as_str().unwrap().is_empty());
        assert!(ran.err.contains(&format!("line {}: ", 2 * i + 2)), "{}", ran.err);
    }
    let last = &records[2 * bad.len() + 1];
    assert_eq!((&last["error"]["code"], &last["id"]), (&"not_utf8".into(), &"b".into()));
}

#[test]
fn a_misspelt_value_gets_the_nearest_one_and_lenient_takes_it_for_unknown() {
    let input = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"场所\":\"人行到\",\"长所\":\"桥下\"}}\n";
    let strict = route(&[], input);
    assert!(objects(&strict.out)[0]["error"]["message"].as_str().unwrap().contains("\"人行道\""));
    let lenient = route(&["--lenient"], input);
    assert_eq!(lenient.code, Some(0));
    let record = &objects(&lenient.out)[0];
    assert_eq!(record["status"], "asked");
    assert_eq!(
        record["unfit"],
        serde_json::json!([{"attribute": "场所", "value": "人行到", "near": "人行道"}])
    );
    assert_eq!(record["ignored"], serde_json::json!([{"name": "长所", "near": "场所"}]));
    assert!(lenient.err.contains("长所 ×1"), "{}", lenient.err);
}

#[test]
fn null_is_not_silence() {
    let input = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"桥下\",\"有触电风险\":null}}\n";
    assert_eq!(objects(&route(&[], input).out)[0]["urgent"], "perhaps");
}

#[test]
fn the_order_in_which_facts_are_told_does_not_matter() {
    let one = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":[\"桥下\",\"河岸\"]}}\n";
    let two = "{\"facts\":{\"场所\":[\"河岸\",\"桥下\"],\"街道\":\"石桥街道\"},\"matter\":\"A1\",\"id\":1}\n";
    let zh = "{\"要素\":{\"场所\":[\"河岸\",\"桥下\"],\"街道\":\"石桥街道\"},\"事项\":\"A1\",\"编号\":1}\n";
    assert_eq!(route(&[], one).out, route(&[], two).out);
    assert_eq!(route(&[], one).out, route(&[], zh).out);
}

/// Many records of all kinds.
fn many(n: usize) -> String {
    let mut input = String::new();
    for i in 0..n {
        let _ = match i % 5 {
            0 => writeln!(
                input,
                "{{\"id\":{i},\"matter\":\"A1\",\"facts\":{{\"街道\":\"石桥街道\",\"场所\":\"桥下\"}}}}"
            ),
            1 => writeln!(input, "{{\"id\":{i},\"matter\":\"A1\",\"facts\":{{\"街道\":\"柳林街道\"}}}}"),
            2 => writeln!(input, "{{\"id\":{i},\"matter\":\"A4\",\"facts\":{{\"灯数\":{}}}}}", i % 40),
            3 => writeln!(input, "{{\"id\":{i},\"matter\":\"A{}\"}}", 1 + i % 4),
            _ => writeln!(input, "{{\"id\":{i},"),
        };
    }
    input
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_in_the_order_of_the_input() {
    let path = file("many.jsonl", many(12_000));
    let with = |threads: &str, form: &[&str]| {
        run(in_town(&["route", &path, "--threads", threads]).args(DAY).args(form))
    };
    for form in [&[][..], &["--compact"], &["--to", "csv"], &["--to", "table"]] {
        let (one, four) = (with("1", form), with("4", form));
        assert_eq!(one.code, Some(1));
        assert!(one.out == four.out, "{form:?}: outputs differ");
        let problems = |ran: &Ran| ran.err.lines().filter(|l| l.starts_with("line ")).count();
        assert_eq!((problems(&one), problems(&four)), (20, 20), "bounded, and the first ones");
    }
    let lines = with("3", &["--compact"]).out;
    assert_eq!(lines.lines().count(), 12_000);
    for (i, line) in lines.lines().enumerate() {
        let wanted = if i % 5 == 4 { format!("\"id\":{i},\"error\"") } else { format!("{{\"id\":{i},") };
        assert!(line.contains(&wanted), "{i}: {line}");
    }
}

#[test]
fn csv_and_json_lines_give_the_same_decisions() {
    let csv = "编号,事项,街道,场所,有触电风险,灯数,受理时间\r\n\
               1,A1,石桥街道,桥下,是,,2026-03-01 10:00\r\n\
               2,A1,柳林街道,人行道、河岸,,,\r\n\
               3,A4,,,,15,\r\n\
               \r\n\
               4,A9,,,,,\r\n";
    let json = r#"{"id":"1","matter":"A1","facts":{"街道":"石桥街道","场所":"桥下","有触电风险":"是"},"received":"2026-03-01T10:00:00+08:00"}
{"id":"2","matter":"A1","facts":{"街道":"柳林街道","场所":["人行道","河岸"]}}
{"id":"3","matter":"A4","facts":{"灯数":15}}

{"id":"4","matter":"A9"}
"#;
    let from_csv = route(&["--from", "csv"], csv);
    let from_json = route(&[], json);
    let but_lines = |text: &str| text.replace("\"line\":6", "\"line\":5");
    assert_eq!(but_lines(&from_csv.out), from_json.out);
    assert_eq!(from_csv.code, Some(1));
    assert!(from_csv.err.contains("line 6: "), "{}", from_csv.err);
}

#[test]
fn csv_survives_quotes_shifted_rows_and_a_half_written_end() {
    let csv = "id,text,matter,备注\n1,\"two\nlines, \"\"quoted\"\"\",A3,x\n2,\"open,A3,x\n3,,A3,x\n4,A3\n5,,A3,\"half";
    let ran = route(&["--from", "csv", "--compact"], csv);
    let records = objects(&ran.out);
    let shown: Vec<(String, String)> = records
        .iter()
        .map(|r| (r["id"].to_string(), r["error"]["code"].as_str().unwrap_or("fine").to_owned()))
        .collect();
    let wanted = [
        ("\"1\"", "fine"),
        ("null", "open_quote"),
        ("\"3\"", "fine"),
        ("\"4\"", "columns"),
        ("null", "open_quote"),
    ];
    assert_eq!(shown, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(records[1]["line"], 4);
    assert!(ran.err.contains("备注"), "columns that are not used are named: {}", ran.err);
}

#[test]
fn gb18030_is_read_and_said() {
    let csv = "编号,事项,街道,场所\n1,A1,石桥街道,桥下\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(csv);
    let ran = feed(in_town(&["route", "--from", "csv", "--compact"]).args(DAY), &bytes);
    assert_eq!(ran.out, "{\"id\":\"1\",\"unit\":\"市交通局\",\"matter\":\"A1\",\"status\":\"decided\"}\n");
    assert!(ran.err.contains("read as gb18030"), "{}", ran.err);
    let told =
        feed(in_town(&["route", "--from", "csv", "--compact", "--encoding", "gbk", "-q"]).args(DAY), &bytes);
    assert_eq!((told.out, told.err.as_str()), (ran.out, ""));
}

#[test]
fn a_huge_line_is_refused_without_being_held() {
    let mut input = b"{\"id\":1,\"matter\":\"A3\"}\n{\"id\":2,\"text\":\"".to_vec();
    input.extend(std::iter::repeat_n(b'x', 10 << 20));
    input.extend_from_slice(b"\"}\n{\"id\":3,\"matter\":\"A3\"}\n");
    let ran = feed(in_town(&["route", "--compact"]).args(DAY), &input);
    let records = objects(&ran.out);
    assert_eq!(records.len(), 3);
    assert_eq!((&records[1]["error"]["code"], &records[1]["line"]), (&"too_long".into(), &2.into()));
    assert_eq!(records[2]["id"], 3);
    let longer = feed(in_town(&["route", "--compact", "--max-record", "20000000"]).args(DAY), &input);
    assert_eq!(objects(&longer.out)[1]["error"]["code"], "unrecognised");
}

#[test]
fn the_day_chooses_the_edition() {
    let input = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"小区\"},\"received\":\"2026-06-30 23:59\"}\n\
                 {\"id\":2,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"小区\"},\"received\":\"2026-07-01 00:00\"}\n\
                 {\"id\":3,\"matter\":\"A1\",\"facts\":{\"场所\":\"河岸\"},\"received\":\"2025-12-31 10:00\"}\n\
                 {\"id\":4,\"matter\":\"A1\",\"facts\":{\"场所\":\"河岸\"},\"received\":\"2026-01-01 10:00\"}\n\
                 {\"id\":5,\"matter\":\"A1\",\"facts\":{\"场所\":\"河岸\"}}\n";
    let statuses = |ran: &Ran| -> Vec<String> {
        objects(&ran.out).iter().map(|r| r["status"].as_str().unwrap_or("error").to_owned()).collect()
    };
    let march = feed(&mut in_town(&["route", "--as-of", "2026-03-01"]), input.as_bytes());
    assert_eq!(statuses(&march), ["gap", "gap", "decided", "decided", "decided"]);
    let own = feed(&mut in_town(&["route", "--as-of", "record"]), input.as_bytes());
    assert_eq!(statuses(&own), ["gap", "decided", "decided", "decided", "error"]);
    let records = objects(&own.out);
    assert_eq!(records[1]["edition"], "2026-07-01");
    assert_eq!(records[2]["leads"][0]["unit"], "河道管理处");
    assert_eq!(records[3]["leads"][0]["unit"], "流域管理中心");
    assert_eq!(records[4]["error"]["code"], "no_received");
    let bad = run(&mut in_town(&["route", "--as-of", "gestern"]));
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains("gestern"));
}

#[test]
fn a_mapping_turns_foreign_columns_into_complaints() {
    let map = file(
        "map.yaml",
        "id: NO\nmatter: {first: [{columns: [GROUP, ITEM], join: '', pad: 1}, {columns: [NAME]}]}\n\
         received: AT\nfacts: {街道: STREET, 场所: PLACE}\nvalues: {场所: {bridge: 桥下}}\nunknown: ['-']\n\
         label: {unit: UNIT, code: UNIT_ID}\n",
    );
    let csv = "NO,GROUP,ITEM,NAME,AT,STREET,PLACE,UNIT,UNIT_ID\n\
               1,A,1,,2026/3/1 9:05,石桥街道,bridge,whoever,S1\n\
               2,,,路灯不亮,,柳林街道,人行道,东区城市管理局,\n\
               3,,,路灯不亮,,-,河岸,河道管理处,\n\
               4,,,路灯不亮,,柳林街道,-,市交通局,\n\
               5,,,路灯不亮,,柳林街道,人行道,没有的单位,\n\
               6,,,路灯不亮,,柳林街道,人行道,,\n";
    let summary = cli::folder("summary").join("s.json");
    let ran = feed(
        in_town(&["route", "--from", "csv", "--compact", "--map", &map, "--summary"]).arg(&summary).args(DAY),
        csv.as_bytes(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let units: Vec<String> =
        objects(&ran.out).iter().map(|r| r["unit"].as_str().unwrap_or("none").to_owned()).collect();
    assert_eq!(units, ["市交通局", "东区城管局", "流域管理中心", "none", "东区城管局", "东区城管局"]);
    // By code, by another name, by who took over; one asked, one label unknown, one record without.
    assert!(ran.err.contains("agreement with the labelled unit: 3/5 = 60.0 %"), "{}", ran.err);
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(summary).unwrap()).unwrap();
    assert_eq!(summary["agreement"]["by_status"]["decided"]["agree"], 3);
    assert_eq!(summary["agreement"]["unknown_label"], 1);
    assert_eq!(summary["agreement"]["without_label"], 1);
    assert_eq!((&summary["records"], &summary["by_status"]["asked"]), (&6.into(), &1.into()));
    // The same rows as JSON, by the same mapping.
    let json = "{\"NO\":\"1\",\"ITEM\":1,\"STREET\":\"石桥街道\",\"PLACE\":\"bridge\",\"other\":[1]}\n";
    let ran = route(&["--compact", "--map", &map], json);
    assert_eq!(objects(&ran.out)[0]["error"]["code"], "no_matter", "GROUP is missing, and NAME too");
}

#[test]
fn a_mapping_that_does_not_fit_says_where() {
    let csv = file("in.csv", "NO,ITEM\n1,A1\n");
    let with = |yaml: &str| {
        let map = file("map.yaml", yaml);
        let ran = run(&mut in_town(&["route", &csv, "--map", &map]));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        ran.err
    };
    assert!(with("id: N0\nmatter: {first: [{columns: [ITEM]}]}\n").contains("\"N0\". Did you mean \"NO\"?"));
    let err = with("matter: {first: [{columns: [ITEM]}]}\nfacts: {场地: ITEM}\n");
    assert!(err.contains("\"场地\""), "{err}");
    let err = with("matter: {first: [{columns: [ITEM]}]}\nids: NO\n");
    assert!(err.contains("Y103") && err.contains("map.yaml:2:1"), "{err}");
    let none = run(&mut in_town(&["route", &csv, "--map", "nowhere"]));
    assert!(none.err.contains("pingshan"), "{}", none.err);
    let plain = run(&mut in_town(&["route", &csv]));
    assert!(plain.err.contains("--map"), "{}", plain.err);
}

#[test]
fn gaps_and_conflicts_fail_only_where_that_is_asked_for() {
    let input = "{\"matter\":\"A3\"}\n";
    let with = |what: &str| route(&["--fail-on", what], input).code;
    assert_eq!(route(&[], input).code, Some(0));
    assert_eq!(
        [with("gap"), with("undecided"), with("conflict"), with("conflict,gap")],
        [1, 1, 0, 1].map(Some)
    );
}

#[test]
fn empty_input_is_no_error_and_is_said() {
    for (args, input) in [(&[][..], ""), (&[], "\n\n"), (&["--from", "csv"], ""), (&["--from", "csv"], "\n")]
    {
        let ran = route(args, input);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
        assert!(ran.err.contains("0 records") || ran.err.contains("empty"), "{}", ran.err);
    }
    let header = route(&["--from", "csv"], "id,matter\n");
    assert_eq!((header.code, header.out.as_str()), (Some(0), ""));
}

#[test]
fn wrong_inputs_say_what_and_where() {
    let says = |args: &[&str], wanted: &str| {
        let ran = run(in_town(&["route"]).args(args));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.err.contains(wanted), "{args:?}: {}", ran.err);
    };
    says(&["nowhere.jsonl"], "no such file or folder: nowhere.jsonl");
    says(&[cli::town().to_str().unwrap(), "--from", "csv"], "is a folder");
    says(&[&file("a.xls", "x")], "Save it as .xlsx or CSV");
    says(&[&file("a.xlsx", "x")], "no spreadsheet (.xlsx) that can be read");
    says(&[&file("a.dat", "x")], "--from jsonl, csv or xlsx");
    says(&[&file("a.csv", "id,id\n")], "two columns \"id\"");
    says(&[&file("b.csv", "id,\"open\n1,2\n")], "header");
    says(&["--encoding", "klingon"], "klingon");
}

#[test]
fn a_reader_that_closes_early_ends_it_quietly() {
    let path = file("many.jsonl", many(20_000));
    let mut child =
        in_town(&["route", &path]).args(DAY).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.ends_with("}\n"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.lines().all(|l| l.starts_with("line ") || l.starts_with('…')), "{err}");
}

#[test]
fn records_flow_while_the_input_is_still_open_and_an_interrupt_leaves_whole_ones() {
    let mut child = in_town(&["route", "--compact"])
        .args(DAY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    for i in 0..3 {
        writeln!(stdin, "{{\"id\":{i},\"matter\":\"A3\"}}").unwrap();
        line.clear();
        out.read_line(&mut line).unwrap();
        assert_eq!(objects(&line)[0]["id"], i);
    }
    if cfg!(unix) {
        let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert!(String::from_utf8(output.stderr).unwrap().contains("interrupted"));
        line.clear();
        assert_eq!(out.read_line(&mut line).unwrap(), 0, "{line}");
    } else {
        drop(stdin);
        child.wait().unwrap();
    }
}

#[test]
fn the_cases_of_the_lists_can_be_routed() {
    let ran = run(in_town(&["route", "--cases", "--compact"]).args(DAY));
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.out,
        "{\"id\":\"石桥街道桥下的灯不亮\",\"unit\":\"市交通局\",\"matter\":\"A1\",\"status\":\"decided\"}\n\
         {\"id\":\"路灯不亮\",\"unit\":null,\"matter\":\"A1\",\"status\":\"asked\"}\n"
    );
}

#[test]
fn csv_for_sheets_is_guarded_and_marked() {
    let input = "{\"id\":\"=cmd()\",\"matter\":\"A3\"}\n{\"id\":\"a\\\"b,c\",\"matter\":\"A3\"}\n";
    let ran = route(&["--to", "csv", "--compact", "--bom"], input);
    assert_eq!(
        ran.out,
        "\u{feff}id,unit,matter,status,error,message\n'=cmd(),,A3,gap,,\n\"a\"\"b,c\",,A3,gap,,\n"
    );
}

#[test]
fn full_width_digits_are_digits() {
    let ran = route(&["--compact"], "{\"id\":1,\"matter\":\"A4\",\"facts\":{\"灯数\":\"１５\"}}\n");
    assert!(ran.out.contains("\"status\":\"conflict\""), "{}", ran.out);
}

#[test]
fn a_folder_is_called_a_folder() {
    let folder = cli::town().join("lists");
    let ran = run(in_town(&["route"]).arg(folder));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is a folder, not a file"), "{}", ran.err);
}

#[test]
fn agreement_by_status_is_in_the_language_of_the_rest() {
    let record = "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"场所\":\"公园\"},\"u\":\"市交通局\"}\n";
    let args = ["route", "--lang", "zh", "--label", "u", "--as-of", "2026-03-02"];
    let ran = feed(&mut in_town(&args), record.as_bytes());
    assert!(ran.err.contains("\n  已定           1/1 = 100.0%"), "{}", ran.err);
}

#[test]
fn years_that_no_calendar_settles_are_named() {
    let at = |received: &str| {
        format!(
            "{{\"matter\":\"A1\",\"facts\":{{\"街道\":\"柳林街道\",\"场所\":\"人行道\"}},\"received\":\"{received}\"}}\n"
        )
    };
    let ran = route(&[], &[at("2026-12-28 10:00"), at("2026-12-31 10:00")].concat());
    let records = objects(&ran.out);
    assert_eq!(records[0]["limits"][0]["due"], "2026-12-30T10:00:00+08:00");
    assert_eq!(records[0]["unsettled"], serde_json::Value::Null);
    assert_eq!(records[1]["unsettled"], serde_json::json!([2027]));
    assert!(ran.err.contains("years that no calendar has"), "{}", ran.err);
    let settled = route(&[], &at("2026-12-28 10:00"));
    assert!(!settled.err.contains("calendar"), "{}", settled.err);
}
