//! `fenbo lock`: writes which priorities by specificity are known.

use super::End;
use super::console::{Console, Failure, both, counted};
use super::load::{Home, load_at_home, no_project};
use fenbo::check::lock;
use fenbo::lists::LOCK;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Runs the command.
pub fn run(lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let (loaded, home) = load_at_home(lists, console)?;
    let folder = match home {
        Home::Project(folder) => folder,
        Home::Loose => return Err(no_project()),
        Home::City => {
            return Err(both(
                format!("内置的示例城市没有地方写 {LOCK}，它自带一份。请给出项目文件夹"),
                format!(
                    "the built-in city has its own {LOCK} and nowhere to write one. Name the folder of a project"
                ),
            ));
        }
    };
    // A lock of half the lists would drop the pairs of the other half.
    loaded.insist(console)?;
    let (path, text) = (folder.join(LOCK), lock(&loaded.policy));
    let shown = path.display();
    let unwritable =
        |e: &std::io::Error| both(format!("写 {shown} 失败：{e}"), format!("writing {shown} failed: {e}"));
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
        Err(e) => {
            return Err(both(format!("读取 {shown} 失败：{e}"), format!("reading {shown} failed: {e}")));
        }
    };
    let pairs = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(str::to_owned).collect()
    };
    let (old, new) = (pairs(&before), pairs(&text));
    let (added, gone) = (new.difference(&old).count(), old.difference(&new).count());
    if before == text {
        console.note(
            format!("{shown} 没有变化，共 {} 对", new.len()),
            format!("{shown} is as it was: {}", counted(new.len(), "pair")),
        );
        return Ok(End::Fine);
    }
    fs::write(&path, &text).map_err(|e| unwritable(&e))?;
    console.note(
        format!("写好 {shown}：{} 对，新增 {added}，去掉 {gone}。请与清单一起提交", new.len()),
        format!(
            "{shown} written: {}, {added} new, {gone} gone. Commit it with the lists",
            counted(new.len(), "pair")
        ),
    );
    Ok(End::Fine)
}
