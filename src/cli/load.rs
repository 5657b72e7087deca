//! From paths to lists: which files, read how, and what to say when they cannot be.

use super::console::{Console, Failure, both, counted};
use fenbo::finding::{Finding, Severity};
use fenbo::lists::{EXTENSION, LOCK, Lists, PROJECT};
use fenbo::policy::Policy;
use fenbo::syntax::decode;
use fenbo::text::{SourceId, Sources};
use include_dir::{Dir, include_dir};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// The shipped city, so that the first command works anywhere.
static CITY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogues/pengcheng");

/// Bytes of one list file beyond which it is not read.
const MAX_FILE: u64 = 256 << 20;
/// Folders in folders beyond which something is wrong.
const MAX_DEPTH: usize = 32;

/// Lists that were read.
#[derive(Debug)]
pub struct Loaded {
    pub policy: Arc<Policy>,
    pub sources: Sources,
    pub findings: Vec<Finding>,
    /// What stands before the names of files in findings; data leaves it out.
    pub folder: String,
}

impl Loaded {
    /// Whether something in the lists is wrong.
    pub fn faulty(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Prints the findings. With errors among them, routing would answer by half a list: then it is a failure.
    pub fn insist(&self, console: Console) -> Result<(), Failure> {
        console.findings(&self.findings, &self.sources);
        if !self.faulty() {
            return Ok(());
        }
        Err(both(
            "清单有错误，没有分派。请先更正上面的问题",
            "the lists have errors and nothing was done with them. Correct the findings above first",
        ))
    }
}

/// Where lists come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// The shipped city.
    City,
    /// A project: its folder.
    Project(PathBuf),
    /// Files and folders without a project file.
    Loose,
}

/// Reads the lists at the paths; without any, of the project around the working folder; without one, the shipped city.
pub fn load(paths: &[PathBuf], console: Console) -> Result<Loaded, Failure> {
    let (lists, folder, _) = find(paths, console)?;
    Ok(loaded(&lists, folder))
}

/// The same with the lock beside the project file, to be held to it.
pub fn load_locked(paths: &[PathBuf], console: Console) -> Result<Loaded, Failure> {
    let (lists, folder) = locked(paths, console)?;
    Ok(loaded(&lists, folder))
}

/// The texts, not read yet.
pub fn texts(paths: &[PathBuf], with_lock: bool, console: Console) -> Result<Lists, Failure> {
    if with_lock { Ok(locked(paths, console)?.0) } else { Ok(find(paths, console)?.0) }
}

/// The texts with the lock, and what stands before their names.
fn locked(paths: &[PathBuf], console: Console) -> Result<(Lists, String), Failure> {
    let (mut lists, folder, home) = find(paths, console)?;
    let text = match home {
        Home::City => CITY.get_file(LOCK).and_then(|f| f.contents_utf8()).unwrap_or_default().to_owned(),
        Home::Project(folder) => {
            let path = folder.join(LOCK);
            if !path.exists() {
                return Err(both(
                    format!("没有 {}。请先运行 fenbo lock，看过再提交", path.display()),
                    format!(
                        "there is no {}. Run `fenbo lock` first, look at it and commit it",
                        path.display()
                    ),
                ));
            }
            text_of(&path)?
        }
        Home::Loose => return Err(no_project()),
    };
    lists.add(LOCK, text);
    Ok((lists, folder))
}

/// The same without a lock, and where a lock would be.
pub fn load_at_home(paths: &[PathBuf], console: Console) -> Result<(Loaded, Home), Failure> {
    let (lists, folder, home) = find(paths, console)?;
    Ok((loaded(&lists, folder), home))
}

/// A lock needs a project.
pub fn no_project() -> Failure {
    both(
        format!("{LOCK} 放在 {PROJECT} 旁边，这里没有项目。请给出项目文件夹"),
        format!("{LOCK} stands beside {PROJECT}, and there is no project here. Name the folder of a project"),
    )
}

/// Reads texts that come from elsewhere.
pub fn of_texts(lists: &Lists, folder: String) -> Loaded {
    loaded(lists, folder)
}

fn loaded(lists: &Lists, folder: String) -> Loaded {
    let (policy, sources, findings) = read(lists);
    Loaded { policy: Arc::new(policy), sources, findings, folder }
}

/// The texts, what stands before their names, and where they are from.
pub fn find(paths: &[PathBuf], console: Console) -> Result<(Lists, String, Home), Failure> {
    Ok(match (paths, project_above()) {
        ([], Some(project)) => of_paths(&[project], console)?,
        ([], None) => {
            console.note(
                "没有指定 --lists，上级文件夹里也没有 fenbo.yaml：使用内置的示例城市「鹏城」（分工为示意）",
                "no --lists given and no fenbo.yaml here or above: using the built-in sample city Pengcheng (its duties are illustrative)",
            );
            shipped()
        }
        (paths, _) => of_paths(paths, console)?,
    })
}

/// Reads the texts on all cores.
fn read(lists: &Lists) -> (Policy, Sources, Vec<Finding>) {
    let texts = lists.texts();
    let mut files = texts.lists().to_vec();
    // The largest first, dealt out in turn, so that the threads end at about the same time.
    let length = |id| texts.sources().get(id).map_or(0, |s| s.text.len());
    files.sort_by_key(|id| std::cmp::Reverse(length(*id)));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(files.len().max(1));
    let (texts_ref, files_ref) = (&texts, &files);
    let parsed = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let mine = files_ref.iter().skip(first).step_by(threads);
                scope.spawn(move || mine.map(|id| texts_ref.parse(*id)).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
    });
    texts.join_and_leave(parsed, |entries| drop(thread::spawn(move || drop(entries))))
}

/// The texts of the shipped city.
pub fn shipped_texts() -> Lists {
    shipped().0
}

fn shipped() -> (Lists, String, Home) {
    fn add(dir: &Dir<'_>, lists: &mut Lists) {
        for file in dir.files() {
            if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8())
                && wanted(file.path())
            {
                lists.add(name, text);
            }
        }
        for dir in dir.dirs() {
            add(dir, lists);
        }
    }
    let folder = "pengcheng";
    let mut lists = Lists::in_folder(folder);
    add(&CITY, &mut lists);
    (lists, folder.to_owned(), Home::City)
}

fn wanted(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "fenbo" || e == "yaml" || e == "yml")
}

/// The nearest project file in the working folder or above.
/// The folder of the project here or above.
pub fn project_folder() -> Option<PathBuf> {
    let file = project_above()?;
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    Some(folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf))
}

fn project_above() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(PROJECT)).find(|file| file.is_file()).map(|file| {
        // The shorter way to say it.
        let short = file.strip_prefix(&here).map(Path::to_path_buf);
        short.unwrap_or(file)
    })
}

fn of_paths(paths: &[PathBuf], console: Console) -> Result<(Lists, String, Home), Failure> {
    let projects: Vec<PathBuf> = paths.iter().filter_map(|p| project_of(p)).collect();
    match projects.as_slice() {
        [] => loose(paths),
        [project] => of_project(project, paths, console),
        [one, two, ..] => Err(both(
            format!("给了两个项目（{} 和 {}）：一次只能读一个", one.display(), two.display()),
            format!(
                "two projects were given ({} and {}): one is read at a time",
                one.display(),
                two.display()
            ),
        )),
    }
}

fn project_of(path: &Path) -> Option<PathBuf> {
    if path.file_name().is_some_and(|n| n == PROJECT) && path.is_file() {
        return Some(path.to_path_buf());
    }
    Some(path.join(PROJECT)).filter(|p| p.is_file())
}

/// A project, and other list files given beside it: those are read too.
fn of_project(project: &Path, paths: &[PathBuf], console: Console) -> Result<(Lists, String, Home), Failure> {
    let folder = project.parent().unwrap_or(Path::new(""));
    let shown = folder.display().to_string();
    let mut lists = Lists::in_folder(&*shown);
    lists.add(PROJECT, text_of(project)?);
    for name in lists.named() {
        let path = folder.join(&name);
        if path.is_dir() {
            for file in files_below(&path)? {
                let relative = file.strip_prefix(folder).unwrap_or(&file);
                lists.add(&relative.to_string_lossy(), text_of(&file)?);
            }
        } else if path.exists() {
            lists.add(&name, text_of(&path)?);
        }
    }
    let beside = paths.iter().filter(|p| project_of(p).is_none()).count();
    if beside > 0 {
        console.warn(
            format!("除项目外另给了 {beside} 个路径，没有读：项目只读 {PROJECT} 列出的文件"),
            format!(
                "{} besides the project not read: a project reads what {PROJECT} names",
                counted(beside, "path")
            ),
        );
    }
    Ok((lists, shown, Home::Project(folder.to_path_buf())))
}

/// Files and folders without a project file: everything in them counts.
fn loose(paths: &[PathBuf]) -> Result<(Lists, String, Home), Failure> {
    let mut lists = Lists::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
        let files = if kind.is_dir() { files_below(path)? } else { vec![path.clone()] };
        if files.is_empty() {
            return Err(both(
                format!(
                    "{} 里没有 {EXTENSION} 文件，也没有 {PROJECT}。请指定清单所在的文件夹",
                    path.display()
                ),
                format!(
                    "there is no {EXTENSION} file and no {PROJECT} in {}. Name the folder of the lists",
                    path.display()
                ),
            ));
        }
        for file in files {
            lists.add(&file.to_string_lossy(), text_of(&file)?);
        }
    }
    if !lists.iter().any(|(name, _)| name.ends_with(EXTENSION)) {
        let given: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        let given = given.join(", ");
        return Err(both(
            format!("{given} 里没有 {EXTENSION} 文件"),
            format!("there is no {EXTENSION} file in {given}"),
        ));
    }
    Ok((lists, String::new(), Home::Loose))
}

/// The list files at the paths, or of the project around the working folder.
pub fn list_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let given: Vec<PathBuf> =
        if paths.is_empty() { project_above().into_iter().collect() } else { paths.to_vec() };
    if given.is_empty() {
        return Err(both(
            format!("上级文件夹里没有 {PROJECT}。请写出文件或文件夹"),
            format!("there is no {PROJECT} here or above. Name the files or folders"),
        ));
    }
    let mut files = Vec::new();
    for path in &given {
        let Some(project) = project_of(path) else {
            files.extend(if path.is_dir() { files_below(path)? } else { vec![path.clone()] });
            continue;
        };
        let folder = project.parent().unwrap_or(Path::new(""));
        let mut lists = Lists::new();
        lists.add(PROJECT, text_of(&project)?);
        for name in lists.named() {
            let path = folder.join(&name);
            if path.is_dir() {
                files.extend(files_below(&path)?);
            } else if path.exists() {
                files.push(path);
            }
        }
    }
    files.retain(|f| f.to_string_lossy().ends_with(EXTENSION));
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

/// All list and YAML files below a folder, hidden ones left out. A folder that links lead back to is read once.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(folder.to_path_buf(), 0)];
    while let Some((dir, depth)) = open.pop() {
        if !seen.insert(fs::canonicalize(&dir).map_err(|e| unreadable(&dir, &e))?) {
            continue;
        }
        if depth > MAX_DEPTH {
            return Err(both(
                format!("{} 里的文件夹嵌套超过 {MAX_DEPTH} 层", folder.display()),
                format!("folders in {} are nested deeper than {MAX_DEPTH}", folder.display()),
            ));
        }
        for entry in fs::read_dir(&dir).map_err(|e| unreadable(&dir, &e))? {
            let path = entry.map_err(|e| unreadable(&dir, &e))?.path();
            if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')) {
                continue;
            }
            if path.is_dir() {
                open.push((path, depth + 1));
            } else if wanted(&path) {
                files.push(path);
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The text of a file, whatever could be wrong with it said.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    let path = path.display();
    if bytes.len() as u64 > MAX_FILE {
        let most = MAX_FILE >> 20;
        return Err(both(
            format!("{path} 超过 {most} MB，没有读。请拆成几个文件"),
            format!("{path} is larger than {most} MB and was not read. Split it"),
        ));
    }
    match decode(SourceId(0), &bytes) {
        Ok(_) => String::from_utf8(bytes).map_err(|e| both(format!("{path}：{e}"), format!("{path}: {e}"))),
        Err(finding) => {
            let before = bytes.get(..finding.span.start as usize).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', before).count() + 1;
            let last = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
            let column = String::from_utf8_lossy(last).chars().count() + 1;
            let (code, zh, en) = (finding.code, finding.zh, finding.en);
            Err(both(
                format!("[{code}] {path}:{line}:{column}：{zh}"),
                format!("[{code}] {path}:{line}:{column}: {en}"),
            ))
        }
    }
}

/// Why a file or folder could not be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            both(format!("没有这个文件或文件夹：{path}"), format!("no such file or folder: {path}"))
        }
        io::ErrorKind::PermissionDenied => {
            both(format!("没有读取 {path} 的权限"), format!("no permission to read {path}"))
        }
        io::ErrorKind::IsADirectory => {
            both(format!("{path} 是文件夹，不是文件"), format!("{path} is a folder, not a file"))
        }
        _ => both(format!("读取 {path} 失败：{error}"), format!("reading {path} failed: {error}")),
    }
}
