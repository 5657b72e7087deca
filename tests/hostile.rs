//! Files and streams nobody means well with: each ends soon, with a place for what is wrong, and in little memory.
//!
//! `corpus/expected.txt` names what is to be found in each file of the corpus; `fuzz/` goes on from here.

#[path = "hostile/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Most time for any command here, in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most memory for any command here, in KiB.
const MEMORY: u64 = 128 * 1024;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// `folder/file what line[:column]` of `expected.txt`.
fn expected(folder: &str) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(tests().join("corpus/expected.txt")).expect("the table is there");
    let rows: Vec<_> = text
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(|line| {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let [file, what, place] = parts[..] else { panic!("three parts: {line}") };
            (file.to_owned(), what.to_owned(), place.to_owned())
        })
        .filter(|(file, ..)| file.starts_with(folder))
        .collect();
    let named: BTreeSet<&str> = rows.iter().map(|(file, ..)| file.as_str()).collect();
    let there: BTreeSet<String> = fs::read_dir(tests().join("corpus").join(folder))
        .expect("the corpus is there")
        .map(|e| format!("{folder}/{}", e.expect("it can be listed").file_name().to_string_lossy()))
        .collect();
    assert_eq!(named, there.iter().map(String::as_str).collect(), "every file of the corpus is in the table");
    rows
}

/// How a command ended, and what it said.
struct Ended {
    status: i32,
    out: String,
    err: String,
}

/// `fenbo` with arguments, outside of any project.
fn start(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fenbo"))
        .args(["--lang", "en", "--color", "never"])
        .args(args)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("fenbo starts")
}

/// Reads a pipe to its end, so that it never fills up.
fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<io::Result<String>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    })
}

/// The most memory a process has had, in KiB, where the system tells it.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Feeds a command by `feed` and waits for it. Its memory is looked at when it has been fed and not yet been told that
/// this was all.
fn run(args: &[&str], feed: impl FnOnce(&mut ChildStdin) -> io::Result<()>) -> Ended {
    let begun = Instant::now();
    let mut child = start(args);
    let out = collect(child.stdout.take().expect("piped"));
    let err = collect(child.stderr.take().expect("piped"));
    let mut stdin = child.stdin.take().expect("piped");
    // A command that refuses its lists reads no input.
    let _ = feed(&mut stdin).and_then(|()| stdin.flush());
    if let Some(peak) = peak(child.id()) {
        assert!(peak < MEMORY, "{args:?}: {peak} KiB");
    }
    drop(stdin);
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{args:?} hangs");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let text = |thread: JoinHandle<io::Result<String>>| thread.join().expect("no panic").expect("readable");
    let (out, err) = (text(out), text(err));
    assert!(!err.contains("panicked"), "{args:?}: {err}");
    Ended { status: status.code().expect("no signal ended it"), out, err }
}

/// Every row of the table is found, and a file that has nothing wrong gives nothing.
fn assert_found(folder: &str, read: fn(&[u8]) -> targets::Read) {
    let mut wrong = Vec::new();
    for (file, what, place) in expected(folder) {
        let read = read(&fs::read(tests().join("corpus").join(&file)).expect("it can be read"));
        let found: Vec<(String, String)> = read
            .findings
            .iter()
            .map(|f| {
                let at = read.sources.place(f.span);
                (f.code.to_owned(), format!("{}:{}", at.line, at.column))
            })
            .collect();
        let right =
            if what == "fine" { found.is_empty() } else { found.contains(&(what.clone(), place.clone())) };
        if !right {
            wrong
                .push(format!("{file} {what} {place}: found {:?}", found.iter().take(6).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn lists_of_the_corpus_give_their_findings() {
    assert_found("lists", targets::lists);
}

#[test]
fn registries_of_the_corpus_give_their_findings() {
    assert_found("registries", targets::registries);
}

/// The whole program says what is wrong with lists, with the place, on the error stream.
#[test]
fn the_program_says_what_is_wrong_with_lists() {
    let folder = tests().join("hostile");
    let (areas, units) = (folder.join("areas.yaml"), folder.join("units.yaml"));
    let (areas, units) = (areas.to_string_lossy(), units.to_string_lossy());
    for (file, what, place) in expected("lists") {
        let path = tests().join("corpus").join(&file);
        let args = [
            "route",
            "--as-of",
            "2026-06-01",
            "--lists",
            &*path.to_string_lossy(),
            "--lists",
            &*areas,
            "--lists",
            &*units,
        ];
        let ended = run(&args, |input| input.write_all(b"{\"matter\":\"A1\"}\n"));
        let shown = ended.err.contains(&what) && ended.err.contains(&format!(":{place}"));
        // Warnings hinder nothing; after an error nothing is routed.
        let warned = ended.err.contains(&format!("warning[{what}]"));
        let status = if what == "fine" || warned { 0 } else { 2 };
        assert_eq!(shown, what != "fine", "{file} {what} {place}: {}", ended.err);
        assert_eq!(ended.status, status, "{file}: {}", ended.err);
        assert_eq!(ended.out.is_empty(), ended.status == 2, "{file}: {}", ended.out);
    }
}

/// Every complaint comes out in its place, as a decision or as an error record with its line.
#[test]
fn complaints_of_the_corpus_give_their_error_records() {
    let lists = tests().join("hostile");
    let lists = lists.to_string_lossy();
    for (file, what, place) in expected("complaints") {
        let bytes = fs::read(tests().join("corpus").join(&file)).expect("it can be read");
        let from = if file.ends_with("csv") { "csv" } else { "jsonl" };
        let args = ["route", "--lists", &*lists, "--as-of", "2026-06-01", "--from", from, "--to", "jsonl"];
        let ended = run(&args, |input| input.write_all(&bytes));
        let records: Vec<serde_json::Value> =
            ended.out.lines().map(|l| serde_json::from_str(l).expect("the output is JSON")).collect();
        let errors: Vec<(String, String)> = records
            .iter()
            .filter_map(|r| Some((r["error"]["code"].as_str()?.to_owned(), r["line"].to_string())))
            .collect();
        let (status, right) = match what.as_str() {
            "fine" => (0, errors.is_empty()),
            _ => (1, errors.contains(&(what.clone(), place.clone()))),
        };
        assert!(right, "{file} {what} {place}: {errors:?}");
        assert_eq!(ended.status, status, "{file}");
        let lines: Vec<u64> = records.iter().filter_map(|r| r["line"].as_u64()).collect();
        assert!(lines.is_sorted(), "{file}: out of order {lines:?}");
    }
}

/// A file of its own, gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("fenbo-hostile-{}-{name}", std::process::id()));
        fs::write(&path, text).expect("the scratch folder can be written");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn texts_beyond_all_measure_give_findings() {
    let open = "(".repeat(20_000);
    let shut = ")".repeat(20_000);
    let parents = (0..20_000).fold(String::from("levels: [市]\nareas:"), |text, _| text + " [");
    let shapes: [(&str, &str, &str, String); 5] = [
        ("nested.fenbo", "S103", ":2:1", format!("要素：场所\n  取值：甲{open}乙{shut}\n")),
        ("brackets.fenbo", "S109", ":1:1", format!("{}\n", "[".repeat(5_000))),
        ("line.fenbo", "S103", ":2:1", format!("职责：Z1 路灯\n  首办：{}\n", "x".repeat(10 << 20))),
        ("deep.yaml", "Y107", "", parents),
        ("long.yaml", "Y1", ":1:", format!("units: [{{name: {}}}]", "x".repeat(10 << 20))),
    ];
    let list = Scratch::new("other.fenbo", "要素：甲\n  类型：是否\n".as_bytes());
    for (name, code, place, text) in shapes {
        let file = Scratch::new(name, text.as_bytes());
        let paths = [list.0.to_string_lossy(), file.0.to_string_lossy()];
        let ended = run(&["route", "--lists", &paths[0], "--lists", &paths[1]], |_| Ok(()));
        assert_eq!(ended.status, 2, "{name}: {}", ended.err);
        assert!(
            ended.err.contains(code) && ended.err.contains(&format!("{name}{place}")),
            "{name}: {:.2000}",
            ended.err
        );
        assert!(ended.err.len() < 64 << 10, "{name}: {} bytes of words", ended.err.len());
    }
}

#[test]
fn nested_and_endless_complaints_are_error_records() {
    let lists = tests().join("hostile");
    let lists = lists.to_string_lossy();
    let good = "{\"id\":\"good\",\"matter\":\"0301-001\"}\n";
    let nested = format!("{{\"id\":\"n\",\"matter\":\"0301-001\",\"facts\":{}", "[".repeat(20_000));
    let long = format!("{{\"id\":\"l\",\"text\":\"{}\"}}", "x".repeat(10 << 20));
    let input = format!("{good}{nested}\n{long}\n{good}");
    for extra in [&["--compact"][..], &[]] {
        let args = [&["route", "--lists", &*lists, "--as-of", "2026-06-01"], extra].concat();
        let ended = run(&args, |stdin| stdin.write_all(input.as_bytes()));
        assert_eq!(ended.status, 1, "{}", ended.err);
        let lines: Vec<&str> = ended.out.lines().collect();
        assert_eq!(lines.len(), 4, "{:.2000}", ended.out);
        for (line, words) in lines.iter().zip(["\"good\"", "half_written", "too_long", "\"good\""]) {
            assert!(line.contains(words), "{words}: {line:.300}");
        }
        assert!(ended.err.contains("line 2: ") && ended.err.contains("line 3: "), "{}", ended.err);
    }
}

/// 200 MB of junk, mostly in long lines, made on the fly, half as JSON Lines and half as CSV.
#[test]
fn a_stream_of_junk_takes_little_memory() {
    let mut state = 1u64;
    let block: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // No line ends: those are put in below.
        ((state >> 32) as u8).max(b'\n' + 1)
    })
    .take(1 << 20)
    .collect();
    let lists = tests().join("hostile");
    for from in ["jsonl", "csv"] {
        let args = ["route", "--lists", &*lists.to_string_lossy(), "--from", from, "--compact"];
        let ended = run(&args, |input| {
            if from == "csv" {
                input.write_all(b"id,matter\n")?;
            }
            for megabyte in 0..100 {
                // Lines of about 1, 2, 3 … MB, with some short ones between.
                input.write_all(&block)?;
                if megabyte % 7 < 3 {
                    input.write_all(b"\n\"short\n")?;
                }
            }
            Ok(())
        });
        assert_eq!(ended.status, 1, "{from}: {}", ended.err);
        assert!(
            ended.out.lines().all(|l| l.contains("unreadable") || l.contains("error")),
            "{from}: {:.500}",
            ended.out
        );
        assert!(ended.out.contains("too_long"), "{from}: {:.500}", ended.out);
    }
}
