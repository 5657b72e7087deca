//! A city's lists as named texts in memory, and the way from there to a [`Policy`].
//!
//! Nothing here reads files. Whoever does (a command line, a service with a database, an editor) asks
//! [`Lists::named`] what `fenbo.yaml` wants, adds those texts, and reads. Reading each text is independent of the
//! others, so it may be spread over threads: [`Lists::texts`], then [`Texts::parse`] for each, then [`Texts::join`].

mod live;

use crate::finding::Finding;
use crate::policy::precedence::circles;
use crate::policy::registry::{self, Project, Shape};
use crate::policy::{Lock, Policy, in_order, resolve};
use crate::syntax;
use crate::syntax::entries::{Entry, Spanned};
use crate::text::{Source, SourceId, Sources};
use indexmap::IndexMap;
pub(crate) use live::{Live, Reached};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The name of the project file.
pub const PROJECT: &str = "fenbo.yaml";
/// The name of the lock beside it. It belongs to no list: add it only to hold the lists to it.
pub const LOCK: &str = "fenbo.lock";
/// The extension of list files, with its dot.
pub const EXTENSION: &str = ".fenbo";

/// Named texts. Names are paths from the project folder with `/` between steps; their order does not matter.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    folder: String,
    texts: BTreeMap<String, Arc<str>>,
}

impl Lists {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No texts yet; findings show names with this folder before them.
    pub fn in_folder(folder: impl Into<String>) -> Self {
        Self { folder: folder.into(), texts: BTreeMap::new() }
    }

    /// Adds a text, or replaces the one of this name.
    pub fn add(&mut self, name: &str, text: impl Into<Arc<str>>) {
        self.texts.insert(tidy(name), text.into());
    }

    /// Takes a text away. False if there is none of this name.
    pub fn remove(&mut self, name: &str) -> bool {
        self.texts.remove(&tidy(name)).is_some()
    }

    /// A text by its name.
    pub fn get(&self, name: &str) -> Option<&Arc<str>> {
        self.texts.get(&tidy(name))
    }

    /// All texts, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Arc<str>)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text))
    }

    /// The files and folders that the project file names, in order of their names. A folder stands for all list files
    /// below it.
    pub fn named(&self) -> Vec<String> {
        let Some(text) = self.texts.get(PROJECT) else { return Vec::new() };
        let mut sources = Sources::default();
        let id = sources.add(Source::new(PROJECT, text.clone()));
        let (project, _) = Project::read(id, &sources);
        let groups = [&project.lists, &project.units, &project.areas, &project.calendars, &project.bases];
        let mut names: Vec<String> = groups.into_iter().flatten().map(|name| tidy(&name.value)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The texts numbered and sorted by what they are. Without a project file every list file counts, and every YAML
    /// file by what its fields are.
    pub fn texts(&self) -> Texts {
        let mut texts = Texts { hash: self.hash(), ..Texts::default() };
        let mut ids: BTreeMap<&str, SourceId> = BTreeMap::new();
        for (name, text) in &self.texts {
            let shown = if self.folder.is_empty() { name.clone() } else { format!("{}/{name}", self.folder) };
            ids.insert(name, texts.sources.add(Source::new(shown, text.clone())));
        }
        texts.lock = ids.remove(LOCK);
        match ids.get(PROJECT) {
            Some(&id) => texts.by_project(id, &ids),
            None => texts.by_content(&ids),
        }
        texts
    }

    /// Reads everything: names bound, lists joined, and all there is to say about them. Always gives a policy; what is
    /// wrong is left out of it and is in the findings, in order of place. Linear in the texts.
    pub fn read(&self) -> (Policy, Sources, Vec<Finding>) {
        let texts = self.texts();
        let parsed = texts.lists().iter().map(|id| texts.parse(*id)).collect();
        texts.join(parsed)
    }

    /// SHA-256 over all names and texts in order of names, in hexadecimal: the same lists have the same hash wherever
    /// they lie.
    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in self.texts.iter().filter(|(name, _)| *name != LOCK) {
            for part in [name.as_str(), text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The entries of one list file and what there is to say about its form.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

/// The texts of [`Lists`], numbered.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    sources: Sources,
    project: Option<SourceId>,
    lock: Option<SourceId>,
    lists: Vec<SourceId>,
    units: Vec<SourceId>,
    areas: Vec<SourceId>,
    calendars: Vec<SourceId>,
    bases: Vec<SourceId>,
    findings: Vec<Finding>,
    hash: String,
}

impl Texts {
    /// The list files.
    pub fn lists(&self) -> &[SourceId] {
        &self.lists
    }

    /// The texts by number.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Reads one list file. Linear in its length; independent of the others.
    pub fn parse(&self, list: SourceId) -> Parsed {
        let (entries, findings) = syntax::parse(list, &self.sources);
        Parsed { entries, findings }
    }

    /// Reads the registries and binds the entries of all list files, given in any order.
    pub fn join(self, parsed: Vec<Parsed>) -> (Policy, Sources, Vec<Finding>) {
        self.join_and_leave(parsed, drop)
    }

    /// As [`join`](Self::join); the entries go to `leave` once their names are bound. To free them takes about a tenth of
    /// the time that reading takes, which a program with threads need not wait for.
    pub fn join_and_leave(
        self,
        parsed: Vec<Parsed>,
        leave: impl FnOnce(Vec<Entry>),
    ) -> (Policy, Sources, Vec<Finding>) {
        let Self { sources, project, lock, units, areas, calendars, bases, mut findings, hash, .. } = self;
        let mut entries = Vec::with_capacity(parsed.iter().map(|p| p.entries.len()).sum());
        for one in parsed {
            entries.extend(one.entries);
            findings.extend(one.findings);
        }
        entries.sort_by_key(|e| e.span);
        let (mut registry, found) = registry::read(project, &units, &areas, &calendars, &sources);
        findings.extend(found);
        let (known, found) = registry::read_bases(&bases, &registry.units, &sources);
        registry.bases = known;
        findings.extend(found);
        let (mut policy, found) = resolve(&entries, registry);
        findings.extend(found);
        leave(entries);
        findings.extend(circles(&policy));
        policy.hash = hash;
        policy.lock = lock.and_then(|id| locked(id, &sources));
        findings.sort_by(in_order);
        (policy, sources, findings)
    }

    fn by_project(&mut self, id: SourceId, ids: &BTreeMap<&str, SourceId>) {
        self.project = Some(id);
        let (project, _) = Project::read(id, &self.sources);
        self.lists = self.below(&project.lists, ids, EXTENSION);
        self.units = self.below(&project.units, ids, "");
        self.areas = self.below(&project.areas, ids, "");
        self.calendars = self.below(&project.calendars, ids, "");
        self.bases = self.below(&project.bases, ids, "");
    }

    /// The texts that names of files and folders stand for; a name without a text is a finding.
    fn below(
        &mut self,
        names: &[Spanned<String>],
        ids: &BTreeMap<&str, SourceId>,
        extension: &str,
    ) -> Vec<SourceId> {
        let mut found = Vec::new();
        for name in names {
            let tidied = tidy(&name.value);
            let folder = if tidied.is_empty() { tidied.clone() } else { format!("{tidied}/") };
            let before = found.len();
            if let Some(id) = ids.get(tidied.as_str()) {
                found.push(*id);
            } else {
                let below = ids.range(folder.as_str()..).take_while(|(text, _)| text.starts_with(&folder));
                found.extend(below.filter(|(text, _)| text.ends_with(extension)).map(|(_, id)| *id));
            }
            if found.len() == before {
                let written = &name.value;
                self.findings.push(Finding::error(
                    "Y160",
                    name.span,
                    format!("「{written}」不存在，或者其中没有可读的文件。路径从 {PROJECT} 所在的文件夹算起"),
                    format!(
                        "`{written}` does not exist, or holds no file to read. Paths start at the folder of {PROJECT}"
                    ),
                ));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn by_content(&mut self, ids: &BTreeMap<&str, SourceId>) {
        for (name, &id) in ids {
            if name.ends_with(EXTENSION) {
                self.lists.push(id);
                continue;
            }
            // What cannot be read as a map is read as units, for its findings.
            let fields: IndexMap<String, IgnoredAny> =
                registry::from_yaml(id, &self.sources, &Shape::Named(&Shape::Any)).unwrap_or_default();
            let has = |names: &[&str]| names.iter().any(|n| fields.contains_key(*n));
            if has(&["years", "年份"]) {
                self.calendars.push(id);
            } else if has(&["bases", "依据"]) {
                self.bases.push(id);
            } else if has(&["areas", "区域", "levels", "层级", "jurisdictions", "辖区", "roads", "道路"])
            {
                self.areas.push(id);
            } else {
                self.units.push(id);
            }
        }
    }
}

fn locked(source: SourceId, sources: &Sources) -> Option<Lock> {
    Some(Lock { source, text: sources.get(source)?.text.clone() })
}

/// A path in one writing: `/` between steps, no empty steps, no `.`, and `..` taken as far as it goes. An absolute path
/// stays one.
fn tidy(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split(['/', '\\']).filter(|s| !s.is_empty() && *s != ".") {
        match steps.last() {
            Some(last) if step == ".." && *last != ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAMPS: &str = "要素：场所\n  取值：桥下、路边\n事项：A1 路灯不亮\n  路径：照明\n职责：Z1 路灯\n  适用：A1\n  首办：甲局\n";

    fn project() -> Lists {
        let mut lists = Lists::in_folder("city");
        lists.add(PROJECT, "lists: [lists]\nunits: [registry/units.yaml]\nareas: [areas.yaml]\n");
        lists.add("lists/照明.fenbo", LAMPS);
        lists.add("./registry//units.yaml", "units:\n  - name: 甲局\n");
        lists.add("areas.yaml", "levels: [市]\nareas: [鹏城市]\n");
        lists
    }

    #[test]
    fn a_project_reads_what_it_names_and_nothing_else() {
        let mut lists = project();
        lists.add("drafts/草稿.fenbo", "职责：Z2 路灯\n  适用：没有\n  首办：乙局\n");
        let (policy, _, findings) = lists.read();
        assert_eq!(findings, []);
        assert_eq!(policy.duties().len(), 1);
        assert_eq!(lists.named(), ["areas.yaml", "lists", "registry/units.yaml"]);
    }

    #[test]
    fn a_name_without_a_text_is_a_finding_in_the_project_file() {
        let mut lists = project();
        lists.add(PROJECT, "lists: [lists, 没有]\nunits: [registry/units.yaml]\nareas: [areas.yaml]\n");
        let (_, sources, findings) = lists.read();
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(
            (finding.code, sources.place(finding.span).to_string().as_str()),
            ("Y160", "city/fenbo.yaml:1:16")
        );
    }

    #[test]
    fn without_a_project_file_everything_counts_by_what_it_is() {
        let mut lists = Lists::new();
        lists.add("a.fenbo", LAMPS);
        lists.add("b.yaml", "levels: [市]\nareas: [鹏城市]\n");
        lists.add("c.yaml", "units:\n  - name: 甲局\n");
        let (policy, _, findings) = lists.read();
        assert_eq!(findings, []);
        assert_eq!((policy.registry().units.len(), policy.registry().areas.leaves()), (1, 1));
    }

    #[test]
    fn the_hash_depends_on_names_and_texts_alone() {
        let (one, ..) = project().read();
        let mut elsewhere = Lists::in_folder("/somewhere/else");
        for (name, text) in project().iter().collect::<Vec<_>>().into_iter().rev() {
            elsewhere.add(name, text.clone());
        }
        assert_eq!(one.hash(), elsewhere.read().0.hash());
        elsewhere.add("lists/照明.fenbo", format!("{LAMPS}\n"));
        assert_ne!(one.hash(), elsewhere.read().0.hash());
        assert_eq!(one.hash().len(), 64);
    }

    #[test]
    fn paths_have_one_writing() {
        assert_eq!(tidy("./a//b/../c\\d"), "a/c/d");
        assert_eq!(tidy("../x/./y"), "../x/y");
        assert_eq!(tidy("."), "");
        assert_eq!(tidy("/tmp//x.fenbo"), "/tmp/x.fenbo");
    }
}
