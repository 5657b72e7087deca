//! Histories kept as spreadsheets: what is read from a sheet is what is read from the same table as CSV.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, run};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn score(history: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en", "score"]).arg(history);
    command.args(["--map", "examples/score/mapping.yaml", "--lists", "examples/score"]);
    run(command.args(["--as-of", "2026-07-01"]).args(args))
}

/// The rows of the worked example.
fn rows() -> Vec<Vec<String>> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/score/past.csv")).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Writes rows from one on: numbers as numbers, days as dates.
fn fill(sheet: &mut Worksheet, rows: &[Vec<String>], from: u32) {
    let day = Format::new().set_num_format("yyyy/m/d");
    for (r, row) in rows.iter().enumerate() {
        for (c, value) in row.iter().enumerate() {
            let (r, c) = (from + r as u32, c as u16);
            let date = rust_xlsxwriter::ExcelDateTime::parse_from_str(value).ok().filter(|_| c == 1);
            if let Some(date) = date {
                sheet.write_with_format(r, c, &date, &day).unwrap();
            } else if let Ok(number) = value.parse::<f64>() {
                sheet.write(r, c, number).unwrap();
            } else if !value.is_empty() {
                sheet.write(r, c, value.as_str()).unwrap();
            }
        }
    }
}

fn saved(name: &str, mut book: Workbook) -> PathBuf {
    let path = file(name);
    book.save(&path).unwrap();
    path
}

/// The report without the name of its history.
fn report(history: &Path) -> serde_json::Value {
    let ran = score(history, &["--format", "json"]);
    let mut report: serde_json::Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err));
    report["history"] = serde_json::Value::Null;
    report
}

#[test]
fn a_sheet_scores_as_the_same_table_in_csv() {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), &rows(), 0);
    let sheet = saved("plain.xlsx", book);
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/score/past.csv");
    assert_eq!(report(&sheet), report(&csv));
}

#[test]
fn titles_and_headers_of_two_rows_are_seen_through() {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet().set_name("工单").unwrap();
    let rows = rows();
    sheet.merge_range(0, 0, 0, 13, "二〇二六年三月工单明细", &plain).unwrap();
    // Three units under one heading, all other headings over both rows.
    sheet.merge_range(2, 6, 2, 8, "单位", &plain).unwrap();
    for (c, name) in rows[0].iter().enumerate() {
        let c = c as u16;
        if (6..=8).contains(&c) {
            sheet.write(3, c, name.as_str()).unwrap();
        } else {
            sheet.merge_range(2, c, 3, c, name, &plain).unwrap();
        }
    }
    fill(sheet, &rows[1..], 4);
    book.add_worksheet().set_name("说明").unwrap();
    let path = saved("headed.xlsx", book);
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/score/past.csv");
    assert_eq!(report(&path), report(&csv));
    let ran = score(&path, &[]);
    for words in [
        "reading the sheet \"工单\". There are also: 说明",
        "row 1 of \"工单\" is a title, \"二〇二六年三月工单明细\"",
        "the header of \"工单\" takes rows 3–4",
    ] {
        assert!(ran.err.contains(words), "{words} is not in {}", ran.err);
    }
}

#[test]
fn a_merged_value_stands_in_every_row_that_it_covers() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let mut rows = rows();
    rows.truncate(4);
    // Three complaints of one matter: the cell is merged, and the cells below hold nothing.
    fill(sheet, &rows, 0);
    sheet.merge_range(1, 2, 3, 2, "A1", &Format::new()).unwrap();
    let path = saved("merged.xlsx", book);
    let csv = file("merged.csv");
    fs::write(&csv, rows.iter().map(|r| r.join(",")).collect::<Vec<_>>().join("\n")).unwrap();
    assert_eq!(report(&path), report(&csv));
}

#[test]
fn what_is_wrong_is_named_by_sheet_row_and_column() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("三月").unwrap();
    let mut rows = rows();
    rows[2][1] = "昨天".to_owned();
    rows[4][9] = "许多".to_owned();
    fill(sheet, &rows, 0);
    // A cell beyond the header.
    sheet.write(6, 20, "多出来的").unwrap();
    let path = saved("wrong.xlsx", book);
    let ran = score(&path, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for words in [
        "row 3 of \"三月\": \"昨天\" in \"受理时间\" is no time",
        "row 7 of \"三月\": the header has 14 columns, this row has 21",
        "column \"退回\": 1 cells mean nothing, first in row 5 of \"三月\": \"许多\"",
    ] {
        assert!(ran.err.contains(words), "{words} is not in {}", ran.err);
    }
}

#[test]
fn a_sheet_that_is_not_there_and_a_file_that_is_no_spreadsheet_are_told() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("三月").unwrap(), &rows(), 0);
    fill(book.add_worksheet().set_name("四月").unwrap(), &rows()[..3], 0);
    let path = saved("two.xlsx", book);
    let ran = score(&path, &["--sheet", "五月"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("has no such sheet. It has: 三月, 四月"), "{}", ran.err);
    let april = score(&path, &["--sheet", "四月", "--format", "json"]);
    assert!(april.out.contains("\"records\": 2"), "{}", april.out);
    let fake = file("fake.xlsx");
    fs::write(&fake, "编号,事项\n1,A1\n").unwrap();
    let ran = score(&fake, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is no spreadsheet (.xlsx) that can be read"), "{}", ran.err);
}

#[test]
fn a_header_that_a_shipped_mapping_fits_needs_no_map() {
    // The columns of Boston's open data, and one record of our own.
    let row = |text: &str| format!("{text}\n");
    let csv = file("boston.csv");
    let head = "case_enquiry_id,open_dt,reason,type,neighborhood,source,department";
    let body = "1,2015-03-01 10:00:00,Streets,Pothole,Dorchester,Citizens Connect App,PWDx";
    fs::write(&csv, [row(head), row(body)].concat()).unwrap();
    let drafted = file("drafted");
    let _ = fs::remove_dir_all(&drafted);
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    let ran = run(command.args(["--lang", "en", "induce"]).arg(&csv).arg("--out").arg(&drafted));
    assert!(ran.err.contains("the header fits the mapping boston311"), "{}", ran.err);
    assert!(ran.err.contains("the input lacks these columns of the mapping"), "{}", ran.err);
    assert!(drafted.join("fenbo.yaml").is_file(), "{} {}", ran.out, ran.err);
    // Columns that say nothing to any mapping.
    fs::write(&csv, "甲,乙\n1,2\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    let ran = run(command.args(["--lang", "en", "induce"]).arg(&csv).arg("--out").arg(file("none")));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("no column for the matter"), "{}", ran.err);
}
