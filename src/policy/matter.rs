//! The matter catalogue as a tree: leaves are matters, numbered in preorder, so that a node is one interval.

use super::attribute::closest;
use super::intervals::Intervals;
use crate::syntax::entries::{MatterRef, Recogniser};
use crate::text::{Span, fold};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// A matter: a leaf of the tree, numbered in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterId(pub u32);

/// What a complaint can be about.
#[derive(Debug, Clone)]
pub struct Matter {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The nodes above it, topmost first.
    pub path: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// 部件 or 事件.
    pub kind: Option<String>,
    /// The time class that sets its dispatch limit.
    pub time_class: Option<String>,
    /// Urgent whatever the facts.
    pub urgent: bool,
    /// First and last day of effect, both included.
    pub valid: (Date, Date),
    /// How to tell it from text.
    pub recogniser: Vec<Recogniser>,
    /// What it covers, in words.
    pub covers: Option<String>,
    /// What it leaves to others, in words.
    pub excludes: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// Why a path names no matters: cheap, before there are words for it.
enum Unfit<'m> {
    /// Nothing has the last name.
    Name,
    /// Only what lies elsewhere has it.
    Path(&'m [String]),
    /// Several have it, and the path does not say which is meant.
    Several(Vec<&'m [String]>),
}

/// Why a reference names no matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMatter {
    /// Nothing of this name; perhaps something close.
    Unknown(Option<String>),
    /// Several nodes or matters; give a path or the code.
    Ambiguous(Vec<String>),
}

/// All matters and the nodes above them.
#[derive(Debug, Clone, Default)]
pub struct Matters {
    list: Vec<Matter>,
    by_code: FxHashMap<String, MatterId>,
    /// Folded last name of a node or matter, to the folded path and the leaves.
    by_name: FxHashMap<String, Vec<(Vec<String>, u32, u32)>>,
}

impl Matters {
    /// Sorts matters into preorder and indexes codes, names and nodes. Of two with one code the first stays;
    /// the pairs are returned.
    pub fn new(mut list: Vec<Matter>) -> (Self, Vec<(Span, Span, String)>) {
        let folded = |m: &Matter| m.path.iter().map(|p| fold(p).into_owned()).collect::<Vec<_>>();
        list.sort_by_cached_key(|m| (folded(m), m.code.clone(), m.span));
        let mut first: FxHashMap<String, Span> = FxHashMap::default();
        let mut twice = Vec::new();
        list.retain(|m| match first.entry(fold(&m.code).into_owned()) {
            std::collections::hash_map::Entry::Occupied(e) => {
                twice.push((*e.get(), m.span, m.code.clone()));
                false
            }
            std::collections::hash_map::Entry::Vacant(e) => {
                e.insert(m.span);
                true
            }
        });
        let mut by_code = FxHashMap::default();
        let mut nodes: FxHashMap<Vec<String>, (u32, u32)> = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<(Vec<String>, u32, u32)>> = FxHashMap::default();
        for (i, m) in list.iter().enumerate() {
            let i = i as u32;
            by_code.insert(fold(&m.code).into_owned(), MatterId(i));
            let path: Vec<String> = m.path.iter().map(|p| fold(p).into_owned()).collect();
            for depth in 1..=path.len() {
                nodes.entry(path[..depth].to_vec()).or_insert((i, i)).1 = i + 1;
            }
            for name in std::iter::once(&m.name).chain(&m.aliases) {
                let name = fold(name).into_owned();
                let full = path.iter().cloned().chain([name.clone()]).collect();
                by_name.entry(name).or_default().push((full, i, i + 1));
            }
        }
        for (path, (low, high)) in nodes {
            if let Some(last) = path.last() {
                by_name.entry(last.clone()).or_default().push((path, low, high));
            }
        }
        for all in by_name.values_mut() {
            all.sort();
        }
        (Self { list, by_code, by_name }, twice)
    }

    /// The matters a reference names: by code, by matter name, or every matter below a node; the empty path
    /// names them all.
    pub fn find(&self, reference: &MatterRef) -> Result<Intervals, NoMatter> {
        let steps: Vec<String> = reference.path.iter().map(|p| fold(p).into_owned()).collect();
        let Some(last) = steps.last() else {
            return Ok(Intervals::range(0, self.list.len() as u32));
        };
        if let [only] = steps.as_slice()
            && let Some(id) = self.by_code.get(only)
        {
            return Ok(Intervals::single(id.0));
        }
        self.named(&steps).map_err(|unfit| match unfit {
            Unfit::Name => NoMatter::Unknown(self.suggest(last)),
            Unfit::Path(near) => NoMatter::Unknown(Some(near.join("/"))),
            Unfit::Several(all) => NoMatter::Ambiguous(all.iter().map(|path| path.join("/")).collect()),
        })
    }

    /// The matters of a path whose steps are folded, by its last name and as much of the way to it as it has.
    fn named(&self, steps: &[String]) -> Result<Intervals, Unfit<'_>> {
        let all = steps.last().and_then(|last| self.by_name.get(last)).ok_or(Unfit::Name)?;
        let fits: Vec<_> = all.iter().filter(|(path, ..)| ends_with(path, steps)).collect();
        let found = match fits.as_slice() {
            [] => return all.first().map_or(Err(Unfit::Name), |(path, ..)| Err(Unfit::Path(path))),
            [only] => only,
            // A path written from the top is never ambiguous.
            many => match many.iter().find(|(path, ..)| path == steps) {
                Some(whole) => whole,
                None => return Err(Unfit::Several(many.iter().map(|(path, ..)| path.as_slice()).collect())),
            },
        };
        Ok(Intervals::range(found.1, found.2))
    }

    /// A matter by its code.
    pub fn by_code(&self, code: &str) -> Option<MatterId> {
        match self.by_code.get(code) {
            Some(id) => Some(*id),
            None => self.by_code.get(fold(code).as_ref()).copied(),
        }
    }

    /// A matter by code, name, alias or path, if it is one matter.
    /// Constant time, known or not.
    pub fn one(&self, word: &str) -> Option<MatterId> {
        let at = |path: &[&str]| -> Option<MatterId> {
            let steps: Vec<String> = path.iter().map(|p| fold(p).into_owned()).collect();
            self.named(&steps).ok()?.sole().map(MatterId)
        };
        let path = || word.contains('/').then(|| at(&word.split('/').collect::<Vec<_>>()))?;
        // A name or alias may hold a slash itself.
        self.by_code(word).or_else(|| at(&[word])).or_else(path)
    }

    /// The code, name or node nearest to a misspelt one. Linear: for messages only.
    pub fn suggest(&self, word: &str) -> Option<String> {
        let codes = self.list.iter().map(|m| m.code.as_str());
        let names = self.list.iter().map(|m| m.name.as_str());
        let nodes = self.list.iter().flat_map(|m| m.path.iter().map(String::as_str));
        closest(word, codes.chain(names).chain(nodes))
    }

    /// One matter.
    pub fn get(&self, id: MatterId) -> &Matter {
        &self.list[id.0 as usize]
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the catalogue is empty.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Matter> {
        self.list.iter_mut()
    }

    /// All, in preorder.
    pub fn iter(&self) -> impl Iterator<Item = (MatterId, &Matter)> {
        self.list.iter().enumerate().map(|(i, m)| (MatterId(i as u32), m))
    }
}

fn ends_with(path: &[String], steps: &[String]) -> bool {
    path.len() >= steps.len() && path[path.len() - steps.len()..] == *steps
}

#[cfg(test)]
mod tests {
    use super::{Matter, Matters};
    use crate::syntax::entries::MatterRef;
    use crate::text::Span;
    use jiff::civil::Date;

    fn matter(code: &str, path: &[&str]) -> Matter {
        Matter {
            code: code.to_owned(),
            name: format!("事项{code}"),
            path: path.iter().map(|p| (*p).to_owned()).collect(),
            aliases: Vec::new(),
            kind: None,
            time_class: None,
            urgent: false,
            valid: (Date::MIN, Date::MAX),
            recogniser: Vec::new(),
            covers: None,
            excludes: None,
            span: Span::default(),
        }
    }

    #[test]
    fn the_empty_path_is_the_whole_tree() {
        let (matters, _) = Matters::new(vec![matter("1", &["甲"]), matter("2", &["乙", "丙"])]);
        let all = MatterRef { path: Vec::new(), span: Span::default() };
        assert_eq!(matters.find(&all).map(|found| found.count()), Ok(2));
        let node = MatterRef { path: vec!["丙".to_owned()], span: Span::default() };
        assert_eq!(matters.find(&node).map(|found| found.count()), Ok(1));
        assert_eq!(Matters::default().find(&all).map(|found| found.is_empty()), Ok(true));
    }
}
