//! Where text goes: files, folders, the standard output, and what to say when it cannot.

use super::console::{Failure, both};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Why a file could not be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    both(format!("写不了 {path}：{error}"), format!("cannot write {path}: {error}"))
}

/// Writes a file.
pub fn file(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|e| unwritable(path, &e))
}

/// Writes to whoever reads along. That nobody reads on is no failure.
pub fn out(mut out: impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ => Ok(()),
    }
}

/// A folder that is to be made: nothing is written over.
pub fn free(folder: &Path) -> Result<(), Failure> {
    let taken = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(e) => e.kind() != ErrorKind::NotFound,
    };
    if !taken {
        return Ok(());
    }
    let shown = folder.display();
    Err(both(
        format!("{shown} 已经存在，而且不是空文件夹。请另写一个"),
        format!("{shown} is there already and no empty folder. Name another"),
    ))
}

/// A document for programs.
pub fn json(document: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
