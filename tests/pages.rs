//! The pages show what the program really prints.
//!
//! Every `console` block of the pages below is run: lines after `$ ` are commands, what follows is what they print on both
//! streams. `[..]` stands for anything in a line, `...` for any lines.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

const PAGES: [&str; 10] = [
    "README.md",
    "docs/tour.md",
    "docs/cases.md",
    "docs/check.md",
    "docs/diff.md",
    "docs/drift.md",
    "docs/induce.md",
    "docs/recognise.md",
    "docs/score.md",
    "catalogues/README.md",
];

/// A command with the lines it should print.
struct Shown {
    command: String,
    lines: Vec<String>,
}

fn shown(page: &str) -> Vec<Shown> {
    let mut all = Vec::new();
    for block in page.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        for line in block.lines() {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push(Shown { command: command.to_owned(), lines: Vec::new() }),
                (None, Some(Shown { command, .. })) if command.ends_with('\\') => {
                    command.pop();
                    command.push_str(line.trim_start());
                }
                (None, Some(last)) => last.lines.push(line.to_owned()),
                (None, None) => panic!("a block begins with a command: {line}"),
            }
        }
    }
    all
}

fn fits(wanted: &str, line: &str) -> bool {
    let mut parts = wanted.split("[..]");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut open = false;
    for part in parts {
        open = true;
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        open = open && part.is_empty();
    }
    rest.is_empty() || open
}

fn all_fit(wanted: &[String], lines: &[&str]) -> bool {
    match (wanted, lines) {
        ([], []) => true,
        ([dots, rest @ ..], _) if dots == "..." => (0..=lines.len()).any(|n| all_fit(rest, &lines[n..])),
        ([one, rest @ ..], [line, lines @ ..]) => fits(one, line) && all_fit(rest, lines),
        _ => false,
    }
}

#[test]
fn commands_print_what_the_pages_show() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let binary = Path::new(env!("CARGO_BIN_EXE_fenbo"));
    let path =
        format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut ran = 0;
    let mut wrong = Vec::new();
    for name in PAGES {
        let page = std::fs::read_to_string(root.join(name)).unwrap();
        for Shown { command, lines } in shown(&page) {
            // Building and testing inside a test would wait for itself.
            if command.starts_with("cargo ") {
                let Some(arguments) = command.strip_prefix("cargo run --release -- ") else { continue };
                wrong.extend(run(name, &format!("fenbo {arguments}"), &lines, root, &path));
            } else {
                wrong.extend(run(name, &command, &lines, root, &path));
            }
            ran += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 10, "{ran} commands found");
}

/// What is wrong with a command's output.
fn run(page: &str, command: &str, wanted: &[String], root: &Path, path: &str) -> Option<String> {
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(root)
        .env_clear()
        .env("PATH", path)
        .env("LANG", "en_GB.UTF-8")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let wanted_lines: Vec<String> = wanted.iter().map(|l| l.trim_end().to_owned()).collect();
    (!all_fit(&wanted_lines, &lines)).then(|| {
        let wanted = wanted.join("\n");
        format!("{page}: $ {command}\nprints\n{text}\nand the page shows\n{wanted}\n")
    })
}
