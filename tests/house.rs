//! The house keeps its floors: what `src/README.md` says of the sources is held to here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines.
const MOST_LINES: usize = 520;

/// A source by its path below `src`.
struct File {
    path: String,
    text: String,
}

impl File {
    /// Its top module: `router` of `router/mod.rs`, `text` of `text.rs`.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn is_library(&self) -> bool {
        !matches!(self.module(), "cli" | "main")
    }

    /// Lines of code with their numbers: no comments, and nothing from the tests at the end on.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(i, line)| (i + 1, line));
        lines
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.split('/').any(|step| matches!(step, "tests" | "tests.rs"))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<File> {
    let root = root();
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let below = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                files.push(File { path: below, text: fs::read_to_string(&path).expect("a source is text") });
            }
        }
    }
    assert!(files.len() > 60, "the sources were not found");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn map() -> String {
    fs::read_to_string(root().join("README.md")).expect("the map")
}

/// The table of floors.
fn floors() -> BTreeMap<String, u32> {
    let map = map();
    let rows = map.lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches('`').to_owned(), floor))
    });
    rows.collect()
}

/// The modules after every `crate::` (or `fenbo::`) of a line, those in braces too.
fn named(line: &str, root: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in line.match_indices(root) {
        let rest = &line[at + root.len()..];
        let list = rest.strip_prefix('{').map_or(rest, |braced| braced.split('}').next().unwrap_or(braced));
        let parts = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for part in parts {
            let word = |c: char| !c.is_alphanumeric() && c != '_';
            out.push(part.trim().split(word).next().unwrap_or_default().to_owned());
        }
    }
    out
}

#[test]
fn every_module_uses_only_floors_below() {
    let floors = floors();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files().iter().filter(|f| !matches!(f.path.as_str(), "lib.rs" | "main.rs") && !f.is_test()) {
        let own = file.module();
        let Some(floor) = floors.get(own) else {
            wrong.push(format!("{}: `{own}` has no floor in src/README.md", file.path));
            continue;
        };
        for (line, text) in file.code() {
            for used in named(text, "crate::").iter().filter(|used| *used != own) {
                seen += 1;
                if floors.get(used).is_none_or(|below| below >= floor) {
                    wrong.push(format!("src/{}:{line}: `{own}` uses `{used}`", file.path));
                }
            }
        }
    }
    assert!(seen > 100, "no uses were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_command_line_uses_the_library_from_outside() {
    let wrong: Vec<String> = files()
        .iter()
        .filter(|f| f.module() == "cli")
        .flat_map(|f| {
            f.code().map(|(line, text)| (f.path.clone(), line, text.to_owned())).collect::<Vec<_>>()
        })
        .filter(|(_, _, text)| named(text, "crate::").iter().any(|m| m != "cli") || text.contains("#[path"))
        .map(|(path, line, text)| format!("src/{path}:{line}: {text}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let inside = files().iter().filter(|f| f.is_library()).any(|f| f.text.contains("clap"));
    assert!(!inside, "the library knows the argument parser");
}

/// Places in library code, tests apart, where one of some words stands.
fn found(words: &[&str], allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for file in files().iter().filter(|f| f.is_library() && !f.is_test() && !allowed(&f.path)) {
        for (line, text) in file.code() {
            if let Some(word) = words.iter().find(|word| text.contains(**word)) {
                out.push(format!("src/{}:{line}: {word}", file.path));
            }
        }
    }
    out
}

#[test]
fn the_library_does_no_input_or_output() {
    let words = [
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::process",
        "println!",
        "eprint",
        "dbg!(",
        "{fs",
        "{io",
    ];
    assert_eq!(found(&words, |_| false), [""; 0]);
}

#[test]
fn the_library_has_no_clock_randomness_or_random_order() {
    let words = ["SystemTime", "Instant", "::now()", "rand::", "RandomState", "std::collections::HashMap"];
    assert_eq!(found(&words, |_| false), [""; 0]);
    let braced = found(&["std::collections::{"], |_| false);
    let plain = braced.iter().filter(|place| {
        let (path, line) = place.strip_prefix("src/").and_then(|p| p.split_once(".rs:")).expect("a place");
        let text = fs::read_to_string(root().join(format!("{path}.rs"))).expect("a source");
        let line = line.split(':').next().and_then(|n| n.parse::<usize>().ok()).expect("a line");
        text.lines().nth(line - 1).is_some_and(|l| l.contains("Hash"))
    });
    assert_eq!(plain.count(), 0, "hash maps with random seeds");
}

#[test]
fn outside_formats_are_known_in_one_place() {
    assert_eq!(found(&["pest::", "pest_derive"], |path| path.starts_with("syntax/")), [""; 0]);
    let yaml = ["serde_yaml", "granit_parser"];
    assert_eq!(found(&yaml, |path| path.starts_with("policy/registry/yaml/")), [""; 0]);
    assert!(!found(&yaml, |_| false).is_empty(), "the YAML crates have other names now");
}

#[test]
fn files_are_short() {
    let long: Vec<String> = files()
        .iter()
        .map(|f| (f.text.lines().count(), &f.path))
        .filter(|(lines, _)| *lines >= MOST_LINES)
        .map(|(lines, path)| format!("src/{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_map_names_every_file_and_no_other() {
    let map = map();
    let listed: BTreeSet<String> = map
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once("` — "))
        .filter(|(path, what)| Path::new(path).extension().is_some_and(|e| e == "rs") && what.len() > 10)
        .map(|(path, _)| path.to_owned())
        .collect();
    let real: BTreeSet<String> = files().into_iter().map(|f| f.path).collect();
    let missing: Vec<_> = real.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&real).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in src/README.md: {missing:?}; no longer there: {gone:?}"
    );
}
