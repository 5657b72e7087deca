//! `fenbo completions`: what a shell needs to complete arguments.

use super::End;
use super::console::Failure;
use clap_complete::Shell;
use std::io;

/// Writes the script for a shell.
pub fn run(shell: Shell, command: &mut clap::Command) -> Result<End, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "fenbo", &mut script);
    match io::Write::write_all(&mut io::stdout(), &script) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(super::console::both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ => Ok(End::Fine),
    }
}
