//! Whatever bytes come in: nothing panics, every record comes out once, and what comes out is JSON.

use super::desk::{Desk, Job};
use crate::cli::clock::Clock;
use crate::cli::history::pipeline::Desk as _;
use crate::cli::history::{AsOf, Shape, Shelf, Table, columns, header};
use crate::cli::input::{Cutter, Format};
use crate::cli::output::{Form, Fragments};
use crate::cli::record::{Plan, Reading};
use fenbo::Lists;
use fenbo::finding::Lang;
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static TOWN: LazyLock<(Arc<fenbo::Policy>, fenbo::Sources)> = LazyLock::new(|| {
    let mut lists = Lists::new();
    lists.add("fenbo.yaml", include_str!("../../../tests/cli/town/fenbo.yaml"));
    lists.add("units.yaml", include_str!("../../../tests/cli/town/units.yaml"));
    lists.add("areas.yaml", include_str!("../../../tests/cli/town/areas.yaml"));
    lists.add("calendar.yaml", include_str!("../../../tests/cli/town/calendar.yaml"));
    lists.add("lists/路灯.fenbo", include_str!("../../../tests/cli/town/lists/路灯.fenbo"));
    let (policy, sources, findings) = lists.read();
    assert_eq!(findings, []);
    (Arc::new(policy), sources)
});

const LIMIT: usize = 400;

fn job(shape: Shape, as_of: AsOf, form: Form) -> Job {
    let (policy, sources) = &*TOWN;
    let clock = Clock::of(policy).unwrap();
    let fragments = Fragments::new(policy.clone(), sources.clone(), String::new(), clock.clone(), Lang::En);
    let shelf = Shelf::new(policy.clone(), as_of);
    let table = Table {
        shape,
        clock,
        limit: LIMIT,
        reading: Reading::default(),
        shelf,
        second: None,
        corrects: false,
        texts: None,
    };
    Job { table, fragments, form, labelled: false }
}

/// Everything that comes out, and how many records were counted.
fn routed(input: &[u8], csv: bool, as_of: AsOf, form: Form) -> (Vec<u8>, u64) {
    let format = if csv { Format::Csv { delimiter: b',' } } else { Format::Lines };
    let mut cutter = Cutter::new(input, format, LIMIT);
    let shape = if csv {
        let Some(piece) = cutter.header().unwrap() else { return (Vec::new(), 0) };
        let Ok(header) = header(&piece, b',', "test") else { return (Vec::new(), 0) };
        let (plan, _) = Plan::of_header(&header, &TOWN.0, None);
        let at = columns(&plan, &header).unwrap_or_default();
        Shape::Csv { plan, at, columns: header.len(), delimiter: b',' }
    } else {
        Shape::Json { label: None, plan: None }
    };
    let job = job(shape, as_of, form);
    let mut desk = Desk::new(&job);
    let (mut out, mut records) = (Vec::new(), 0);
    while let Some(piece) = cutter.piece().unwrap() {
        let done = desk.piece(&piece, None);
        out.extend(done.out);
        records += done.summary.records();
    }
    (out, records)
}

/// Bytes that look a little like records.
fn bytes(parts: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        9 => proptest::sample::select(parts).prop_map(|s| s.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\n",
    "\"id\"",
    "\"matter\"",
    "\"facts\"",
    "\"received\"",
    "\"A1\"",
    "\"A4\"",
    "\"场所\"",
    "\"桥下\"",
    "\"灯数\"",
    "15",
    "null",
    "true",
    "1e400",
    "-0.5",
    "\"\\u0000\"",
    "\"2026-03-01 10:00\"",
    "{\"id\":1,\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":[\"桥下\",\"河岸\"]}}\n",
    "{\"id\":\"a\",\"matter\":\"A4\",\"facts\":{\"灯数\":15},\"received\":\"2026-08-11T00:00:00Z\"}\n",
];

const CSV: &[&str] = &[
    "id,matter,场所,灯数\n",
    "1,A1,桥下,\n",
    "2,A4,,15\r\n",
    "\"",
    ",",
    "\n",
    "\"two\nlines\"",
    "A1",
    "桥下",
    "、",
    "\"\"",
];

proptest! {
    #[test]
    fn any_bytes_as_json_lines_come_out_once_each(input in bytes(JSON), own in any::<bool>(), compact in any::<bool>()) {
        let as_of = if own { AsOf::Record } else { AsOf::Day(date(2026, 3, 2)) };
        let (out, records) = routed(&input, false, as_of, Form::Json { compact });
        let lines = input.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace)).count();
        prop_assert_eq!(records, lines as u64);
        let text = String::from_utf8(out).unwrap();
        prop_assert_eq!(text.lines().count(), lines);
        for line in text.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert!(record["status"].is_string() != record["error"]["code"].is_string(), "{}", line);
        }
    }

    #[test]
    fn any_bytes_as_csv_come_out_once_each(rest in bytes(CSV), table in any::<bool>()) {
        let mut input = CSV[0].as_bytes().to_vec();
        input.extend(rest);
        let day = AsOf::Day(date(2026, 3, 2));
        let (out, records) = routed(&input, true, day, Form::Json { compact: false });
        let text = String::from_utf8(out).unwrap();
        prop_assert_eq!(text.lines().count() as u64, records);
        for line in text.lines() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", line);
        }
        // The forms for people and sheets hold as many.
        let form = if table { Form::Table { width: 80 } } else { Form::Csv { compact: false } };
        let (out, again) = routed(&input, true, day, form);
        prop_assert_eq!(again, records);
        if table {
            prop_assert_eq!(memchr::memchr_iter(b'\n', &out).count() as u64, records);
        } else {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            prop_assert_eq!(reader.records().map(Result::unwrap).count() as u64, records);
        }
    }
}
