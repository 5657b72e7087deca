//! Histories in Parquet: what is read from a file in columns is what is read from the same table as CSV.

#[path = "cli/mod.rs"]
mod cli;

use cli::{Ran, run};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("columnar");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn score(history: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["--lang", "en", "score"]).arg(history);
    command.args(["--map", "examples/score/mapping.yaml", "--lists", "examples/score"]);
    run(command.args(["--as-of", "2026-07-01"]).args(args))
}

fn report(history: &Path) -> serde_json::Value {
    let ran = score(history, &["--format", "json"]);
    let mut report: serde_json::Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err));
    report["history"] = serde_json::Value::Null;
    report
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/score/past.csv")
}

/// Writes a table: the second column as days, a column of numbers, everything else as texts; nothing where there is none.
fn written(name: &str, compression: Compression, rows_of_a_group: usize) -> PathBuf {
    let text = fs::read_to_string(example()).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let (head, rows) = rows.split_first().unwrap();
    let kind = |i: usize| match i {
        0 => "optional int64 {name};",
        1 => "optional int32 {name} (DATE);",
        _ => "optional binary {name} (UTF8);",
    };
    let fields: Vec<String> =
        head.iter().enumerate().map(|(i, name)| kind(i).replace("{name}", name)).collect();
    let schema = Arc::new(parse_message_type(&format!("message past {{ {} }}", fields.join(" "))).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let path = file(name);
    let mut writer = SerializedFileWriter::new(fs::File::create(&path).unwrap(), schema, properties).unwrap();
    for group in rows.chunks(rows_of_a_group) {
        let mut out = writer.next_row_group().unwrap();
        for i in 0..head.len() {
            let cells: Vec<&str> = group.iter().map(|row| row[i]).collect();
            let levels: Vec<i16> = cells.iter().map(|c| i16::from(!c.is_empty())).collect();
            let told = cells.into_iter().filter(|c| !c.is_empty());
            let mut column = out.next_column().unwrap().unwrap();
            match i {
                0 => {
                    let values: Vec<i64> = told.map(|c| c.parse().unwrap()).collect();
                    column.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                1 => {
                    let first: jiff::civil::Date = "1970-01-01".parse().unwrap();
                    let day = |c: &str| c.parse::<jiff::civil::Date>().unwrap() - first;
                    let values: Vec<i32> = told.map(|c| day(c).get_days()).collect();
                    column.typed::<Int32Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                _ => {
                    let values: Vec<ByteArray> = told.map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
                }
            }
            column.close().unwrap();
        }
        out.close().unwrap();
    }
    writer.close().unwrap();
    path
}

#[test]
fn a_file_in_columns_scores_as_the_same_table_in_csv() {
    let kinds = [
        ("plain.parquet", Compression::UNCOMPRESSED, 100),
        ("snappy.parquet", Compression::SNAPPY, 5),
        ("zstd.parquet", Compression::ZSTD(parquet::basic::ZstdLevel::default()), 1),
    ];
    for (name, compression, rows) in kinds {
        assert_eq!(report(&written(name, compression, rows)), report(&example()), "{name}");
    }
}

#[test]
fn what_is_no_such_file_or_lacks_a_column_is_told() {
    let fake = file("fake.parquet");
    fs::write(&fake, "编号,事项\n1,A1\n").unwrap();
    let ran = score(&fake, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("reading"), "{}", ran.err);
    let schema = Arc::new(parse_message_type("message past { required binary 编号 (UTF8); }").unwrap());
    let path = file("narrow.parquet");
    SerializedFileWriter::new(fs::File::create(&path).unwrap(), schema, Arc::default())
        .unwrap()
        .close()
        .unwrap();
    let ran = score(&path, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the input has no column \"事项\""), "{}", ran.err);
}
