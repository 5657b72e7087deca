//! Runs the real binary.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The lists of a small town.
pub fn town() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/town")
}

/// The binary, in English, away from any project and without colours.
pub fn fenbo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenbo"));
    command.current_dir(env!("CARGO_TARGET_TMPDIR")).env_clear().env("LANG", "en_GB.UTF-8");
    command
}

/// The binary with the town's lists.
pub fn in_town(args: &[&str]) -> Command {
    let mut command = fenbo();
    command.arg("--lists").arg(town()).args(args);
    command
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }
}

pub fn run(command: &mut Command) -> Ran {
    command.stdin(Stdio::null()).output().unwrap().into()
}

/// Runs a command with something on its standard input.
pub fn feed(command: &mut Command, input: &[u8]) -> Ran {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // In a thread of its own: the command may write before it has read everything.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let ran = child.wait_with_output().unwrap().into();
    writer.join().unwrap();
    ran
}

/// A new empty folder.
pub fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Writes a file and gives its path.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder("input").join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The objects of JSON Lines.
pub fn objects(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
