//! A scorer from outside as a command: a line of JSON for each text in, a line of JSON with chances out. `docs/recognise.md` has
//! the contract.

use super::console::{Console, Failure, both};
use fenbo::recognise::{Outside, masked};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long an answer may take, the first one with the time that a model takes to load.
const FIRST: Duration = Duration::from_secs(120);
const NEXT: Duration = Duration::from_secs(10);

/// What it answers.
#[derive(Deserialize)]
struct Answer {
    /// By code or path of a node: from 0 to 1.
    chances: BTreeMap<String, f64>,
}

/// A running command.
#[derive(Debug)]
pub struct Process {
    command: String,
    console: Console,
    /// None: it failed, and everything goes on without it.
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    answered: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, and then nothing is left to be done.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// Starts a command in a shell.
    pub fn start(command: &str, console: Console) -> Result<Box<dyn Outside>, Failure> {
        let failed = |e: &dyn std::fmt::Display| {
            both(
                format!("--scorer 起不来：{command}：{e}"),
                format!("--scorer cannot be started: {command}: {e}"),
            )
        };
        let mut child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| failed(&e))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(&"no pipe"));
        };
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let running = Mutex::new(Some(Running { child, input, lines, answered: false }));
        Ok(Box::new(Self { command: command.to_owned(), console, running }))
    }
}

impl Running {
    fn ask(&mut self, text: &str) -> Result<Vec<(String, f64)>, [String; 2]> {
        let line = serde_json::json!({ "text": masked(text) });
        let ended = || ["它结束了".to_owned(), "it ended".to_owned()];
        writeln!(self.input, "{line}").and_then(|()| self.input.flush()).map_err(|_| ended())?;
        let wait = if self.answered { NEXT } else { FIRST };
        let line = self.lines.recv_timeout(wait).map_err(|e| match e {
            std::sync::mpsc::RecvTimeoutError::Timeout => {
                [format!("等了 {} 秒没有回答", wait.as_secs()), format!("no answer in {} s", wait.as_secs())]
            }
            std::sync::mpsc::RecvTimeoutError::Disconnected => ended(),
        })?;
        self.answered = true;
        let answer: Answer = serde_json::from_str(&line)
            .map_err(|e| [format!("回答看不懂（{e}）"), format!("its answer means nothing ({e})")])?;
        Ok(answer.chances.into_iter().collect())
    }
}

impl Outside for Process {
    fn chances(&self, text: &str) -> Option<Vec<(String, f64)>> {
        // One question at a time; a thread that panicked in between has broken nothing here.
        let mut running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match running.as_mut()?.ask(text) {
            Ok(chances) => Some(chances),
            Err([zh, en]) => {
                *running = None;
                let command = &self.command;
                self.console.warn(
                    format!("--scorer {command}：{zh}；此后不再用它，其余照常"),
                    format!("--scorer {command}: {en}; everything after this goes on without it"),
                );
                None
            }
        }
    }
}
