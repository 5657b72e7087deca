//! What is held against each other: folders, revisions of a repository, or days of one set of lists.

use super::super::console::{Console, Failure, both};
use super::super::load::{self, Loaded};
use fenbo::Date;
use fenbo::lists::{EXTENSION, Lists};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One of the two.
pub struct Side {
    pub loaded: Loaded,
    /// The day on which it is looked at; none: the days of the comparison.
    pub day: Option<Date>,
    /// What it was called.
    pub name: String,
}

/// Reads what a word means: a day, a folder or file, or a revision (`HEAD~3`, `v1:catalogues/city`).
pub fn side(word: &str, lists: &[PathBuf], console: Console) -> Result<Side, Failure> {
    let name = word.to_owned();
    if let Ok(day) = word.parse::<Date>() {
        return Ok(Side { loaded: load::load(lists, console)?, day: Some(day), name });
    }
    if Path::new(word).exists() {
        return Ok(Side { loaded: load::load(&[PathBuf::from(word)], console)?, day: None, name });
    }
    let (texts, folder) = revision(word, lists)?;
    Ok(Side { loaded: load::of_texts(&texts, folder), day: None, name })
}

/// The lists of a revision: those in `--lists` or the project here, or in the path behind a colon, which counts from the root
/// of the repository.
fn revision(word: &str, lists: &[PathBuf]) -> Result<(Lists, String), Failure> {
    let (revision, path) = word.split_once(':').map_or((word, None), |(r, p)| (r, Some(p)));
    let here = match lists {
        [] => load::project_folder().unwrap_or_else(|| PathBuf::from(".")),
        [one] if one.is_dir() => one.clone(),
        [one] => one.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf),
        _ => {
            return Err(both(
                "比较版本时 --lists 只能是一个文件夹",
                "--lists has to be one folder where revisions are compared",
            ));
        }
    };
    let unknown = |why: &str| {
        both(
            format!("「{word}」不是日期，没有这个文件夹，git 里也没有这个版本：{why}"),
            format!(
                "\"{word}\" is no day, no such folder is there, and no revision of that name in git: {why}"
            ),
        )
    };
    let git = |args: &[&str]| -> Result<Vec<u8>, Failure> {
        let ran = Command::new("git")
            .arg("-C")
            .arg(&here)
            .args(args)
            .output()
            .map_err(|e| unknown(&e.to_string()))?;
        if ran.status.success() {
            return Ok(ran.stdout);
        }
        let why = String::from_utf8_lossy(&ran.stderr);
        Err(unknown(why.lines().next().unwrap_or_default()))
    };
    // Everything is named from the root of the repository.
    let root = match path {
        Some(path) => path.trim_matches('/').to_owned(),
        None => String::from_utf8_lossy(&git(&["rev-parse", "--show-prefix"])?)
            .trim()
            .trim_end_matches('/')
            .to_owned(),
    };
    let listed = if root.is_empty() {
        git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision])?
    } else {
        git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", &root])?
    };
    let mut texts = Lists::in_folder(format!("{revision}:{root}"));
    let mut found = 0;
    for name in String::from_utf8_lossy(&listed).split('\0') {
        let wanted = name.ends_with(EXTENSION)
            || Path::new(name).extension().is_some_and(|e| e == "yaml" || e == "yml");
        let below = name.strip_prefix(&root).map(|n| n.trim_start_matches('/'));
        let Some(below) = below.filter(|_| wanted) else { continue };
        let text =
            String::from_utf8(git(&["cat-file", "blob", &format!("{revision}:{name}")])?).map_err(|_| {
                both(format!("{revision}:{name} 不是 UTF-8"), format!("{revision}:{name} is not UTF-8"))
            })?;
        texts.add(below, text);
        found += 1;
    }
    if found == 0 {
        return Err(both(
            format!("{revision} 里的 {root}/ 没有清单文件"),
            format!("there are no list files in {root}/ of {revision}"),
        ));
    }
    Ok((texts, format!("{revision}:{root}")))
}
