//! `fenbo fmt`: list files in their one spelling.

use super::End;
use super::args::FmtArgs;
use super::console::{Console, Failure, both, counted};
use super::deliver::unwritable;
use super::load::{files_below, list_files, text_of, unreadable};
use anstyle::{AnsiColor, Style};
use fenbo::finding::{Finding, Severity};
use fenbo::lists::EXTENSION;
use fenbo::syntax::format;
use fenbo::text::{Source, SourceId, Sources};
use similar::{ChangeTag, TextDiff};
use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

/// Lines around a change.
const AROUND: usize = 2;

/// Runs the command.
pub fn run(args: &FmtArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    if args.stdin || matches!(args.paths.as_slice(), [one] if one == Path::new("-")) {
        return stdin(args.check, console);
    }
    let files = files(&args.paths, lists)?;
    let mut sources = Sources::default();
    let mut findings: Vec<Finding> = Vec::new();
    let mut changed = 0;
    let mut out = console.output();
    for path in &files {
        let old = text_of(path)?;
        let id = sources.add(Source::new(path.display().to_string(), old.clone()));
        let (new, found) = format(id, &old);
        findings.extend(found);
        if new == old {
            continue;
        }
        changed += 1;
        if args.check {
            if ended(diff(&mut out, &path.display().to_string(), &old, &new))? {
                return Ok(End::Found);
            }
        } else {
            replace(path, &new)?;
        }
    }
    console.findings(&findings, &sources);
    let all = files.len();
    if args.check {
        console.note(
            format!("{all} 个文件，{changed} 个需要改写"),
            format!("{}, {changed} to be rewritten", counted(all, "file")),
        );
    } else {
        console.note(
            format!("{all} 个文件，改写了 {changed} 个"),
            format!("{}, {changed} rewritten", counted(all, "file")),
        );
    }
    Ok(end(&findings, args.check && changed > 0))
}

fn end(findings: &[Finding], changes: bool) -> End {
    if changes || findings.iter().any(|f| f.severity == Severity::Error) { End::Found } else { End::Fine }
}

/// The list files of the paths; without any, those of the project.
fn files(paths: &[PathBuf], lists: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if paths.is_empty() {
        return list_files(lists);
    }
    let mut files = Vec::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
        if kind.is_dir() {
            files.extend(files_below(path)?.into_iter().filter(|f| is_list(f)));
        } else if is_list(path) {
            files.push(path.clone());
        } else {
            let path = path.display();
            return Err(both(
                format!("{path} 不是清单文件（{EXTENSION}）"),
                format!("{path} is not a list file ({EXTENSION})"),
            ));
        }
    }
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

fn is_list(path: &Path) -> bool {
    path.to_string_lossy().ends_with(EXTENSION)
}

/// From the standard input to the standard output.
fn stdin(check: bool, console: Console) -> Result<End, Failure> {
    let mut old = Vec::new();
    io::stdin().read_to_end(&mut old).map_err(|e| unreadable(Path::new("-"), &e))?;
    let old = String::from_utf8(old).map_err(|e| {
        let at = e.utf8_error().valid_up_to() + 1;
        both(
            format!("标准输入从第 {at} 个字节起不是 UTF-8"),
            format!("the standard input is not UTF-8 from byte {at} on"),
        )
    })?;
    let mut sources = Sources::default();
    let id: SourceId = sources.add(Source::new("-", old.clone()));
    let (new, findings) = format(id, &old);
    console.findings(&findings, &sources);
    let mut out = console.output();
    let written = match (check, new == old) {
        (true, true) => Ok(()),
        (true, false) => diff(&mut out, "-", &old, &new),
        (false, _) => out.write_all(new.as_bytes()),
    };
    ended(written.and_then(|()| out.flush()))?;
    Ok(end(&findings, check && new != old))
}

/// Whether nobody reads on; any other trouble is a failure.
pub fn ended(written: io::Result<()>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(false),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(e) => Err(both(format!("写出失败：{e}"), format!("writing failed: {e}"))),
    }
}

/// What would change, as a unified diff.
pub fn diff(out: &mut impl Write, name: &str, old: &str, new: &str) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    writeln!(out, "--- {name}\n+++ {name}")?;
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            // A change of the line end alone would not be seen otherwise.
            let end = if change.value().ends_with("\r\n") { "␍" } else { "" };
            writeln!(out, "{}", Console::paint(style, format!("{sign}{line}{end}")))?;
        }
    }
    Ok(())
}

/// Puts a new text in the place of a file, never half of it.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e: io::Error| unwritable(path, &e);
    // A link stays a link.
    let real = fs::canonicalize(path).map_err(failed)?;
    let mut name = real.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let new = real.with_file_name(name);
    let permissions = fs::metadata(&real).map_err(failed)?.permissions();
    // Renaming over a file asks for no right to write it, so that right is asked for here.
    fs::OpenOptions::new().write(true).open(&real).map_err(failed)?;
    let written = fs::write(&new, text)
        .and_then(|()| fs::set_permissions(&new, permissions))
        .and_then(|()| fs::rename(&new, &real));
    written.map_err(|e| {
        let _ = fs::remove_file(&new);
        failed(e)
    })
}
