//! The areas that a text names: districts, streets, communities, in full or without the word for what they are.
//!
//! A name without that word counts for the larger areas alone: communities are named after too much (和平, 东风). Names that
//! narrow each other are one place (宝安区西乡街道); a name that several areas have is all of them; places that exclude each
//! other are all possible. A road or landmark of the registries is in any of its areas, so that a crossing is where both are.

use super::normal::normal;
use super::words::Words;
use crate::facts::Source;
use crate::policy::Policy;
use crate::policy::intervals::Intervals;
use crate::policy::registry::{Area, AreaId};
use rustc_hash::{FxHashMap, FxHashSet};

/// What areas are called besides their names, longest first.
const KINDS: [&str; 14] = [
    "特别合作区",
    "办事处",
    "街道",
    "社区",
    "新区",
    "地区",
    "居委会",
    "自治县",
    "镇",
    "乡",
    "村",
    "县",
    "区",
    "市",
];
/// Characters of a name without its kind at least.
const SHORTEST: usize = 2;

/// The areas of some lists, by name.
#[derive(Debug)]
pub struct Places {
    words: Words,
    /// By word.
    named: Vec<Vec<AreaId>>,
    /// By word: it is a road or a landmark.
    roads: Vec<bool>,
}

/// Where a text says something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The areas that it may be in, ascending; none lies in another.
    pub areas: Vec<AreaId>,
    /// The words, in the normal form of the text.
    pub words: Vec<String>,
    /// Who says so: the text itself, or the register of roads for a road that it names.
    pub source: Source,
}

impl Places {
    /// All areas of the registries but the topmost level, which says nothing inside one city.
    pub fn new(policy: &Policy) -> Self {
        let areas = &policy.registry().areas;
        let levels = areas.levels().len();
        let mut named: FxHashMap<String, Vec<AreaId>> = FxHashMap::default();
        for (id, area) in areas.iter().filter(|(_, a)| a.parent.is_some()) {
            let mut called: Vec<String> =
                area.aliases.iter().chain([&area.name]).map(|n| normal(n.trim())).collect();
            if area.level + 1 < levels {
                called.extend(called.clone().iter().filter_map(|n| bare(n)));
            }
            for name in called {
                let all = named.entry(name).or_default();
                if !all.contains(&id) {
                    all.push(id);
                }
            }
        }
        let mut roads: FxHashSet<String> = FxHashSet::default();
        for road in areas.roads() {
            for name in road.aliases.iter().chain([&road.name]).map(|n| normal(n.trim())) {
                let all = named.entry(name.clone()).or_default();
                all.extend(&road.areas);
                all.sort_unstable();
                all.dedup();
                roads.insert(name);
            }
        }
        let mut all: Vec<(String, Vec<AreaId>)> =
            named.into_iter().filter(|(n, _)| n.chars().count() >= SHORTEST).collect();
        all.sort_unstable();
        let (words, named): (Vec<String>, Vec<Vec<AreaId>>) = all.into_iter().unzip();
        let roads = words.iter().map(|w| roads.contains(w)).collect();
        Self { words: Words::new(&words), named, roads }
    }

    /// Where a text says something is; none if it names no area. Linear in the text.
    pub fn read(&self, policy: &Policy, text: &str) -> Option<Place> {
        let text = normal(text);
        // Of names inside each other the longest is meant.
        let mut met: Vec<(std::ops::Range<usize>, u32)> =
            self.words.said(&text, &[]).map(|(w, r)| (r, w)).collect();
        met.sort_unstable_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
        let mut end = 0;
        met.retain(|(r, _)| {
            r.start >= end && {
                end = r.end;
                true
            }
        });
        let areas = &policy.registry().areas;
        let leaves = |id: &AreaId| {
            let Area { low, high, .. } = *areas.get(*id);
            Intervals::range(low, high)
        };
        let mut place: Option<Intervals> = None;
        let mut possible: Vec<AreaId> = Vec::new();
        let mut words: Vec<String> = Vec::new();
        let mut source = Source::Text;
        for (range, word) in met {
            if self.roads[word as usize] {
                source = Source::Register;
            }
            let own = &self.named[word as usize];
            let all = own.iter().map(leaves).fold(Intervals::empty(), |all, one| all.union(&one));
            place = Some(match place {
                None => all,
                Some(known) => {
                    let both = known.intersect(&all);
                    if both.is_empty() { known.union(&all) } else { both }
                }
            });
            possible.extend(own);
            let said = text[range].to_owned();
            if !words.contains(&said) {
                words.push(said);
            }
        }
        let place = place?;
        possible.sort_unstable();
        possible.dedup();
        possible.retain(|id| leaves(id).within(&place));
        let outer = possible.clone();
        // Of areas with the same leaves the innermost is meant.
        let hides = |o: &AreaId, id: &AreaId| {
            let (outer, inner) = (leaves(o), leaves(id));
            o != id && inner.within(&outer) && (o > id || outer != inner)
        };
        possible.retain(|id| !outer.iter().any(|o| hides(o, id)));
        Some(Place { areas: possible, words, source })
    }
}

/// A name without the word for what it is.
fn bare(name: &str) -> Option<String> {
    let bare = KINDS.iter().find_map(|kind| name.strip_suffix(kind))?;
    (bare.chars().count() >= SHORTEST).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lists;

    const AREAS: &str = "levels: [市, 区, 街道, 社区]
areas:
  - name: 某市
    children:
      - name: 东区
        children:
          - { name: 和平街道, children: [{ name: 东风社区 }, { name: 河畔社区 }] }
          - { name: 福田街道, children: [{ name: 上村社区 }] }
      - name: 福田区
        children:
          - { name: 新安街道, aliases: [宝新], children: [{ name: 河畔社区 }] }
";

    /// The paths of the areas that a text names.
    fn read(text: &str) -> Vec<String> {
        let mut lists = Lists::new();
        lists.add("areas.yaml", AREAS);
        let (policy, _, findings) = lists.read();
        assert!(findings.iter().all(|f| f.severity != crate::Severity::Error), "{findings:?}");
        let place = Places::new(&policy).read(&policy, text);
        let areas = &policy.registry().areas;
        place.map(|p| p.areas.iter().map(|a| areas.path(*a)).collect()).unwrap_or_default()
    }

    #[test]
    fn names_in_full_without_their_kind_and_aliases() {
        assert_eq!(read("和平街道有人乱扔垃圾"), ["和平街道"]);
        assert_eq!(read("新安那边路灯坏了"), ["新安街道"]);
        assert_eq!(read("寶新路口"), ["新安街道"]);
        // A community goes by its full name alone.
        assert!(read("今天东风很大").is_empty());
        assert_eq!(read("东风社区门口"), ["东风社区"]);
        assert!(read("路灯坏了").is_empty());
    }

    #[test]
    fn names_narrow_each_other_and_leave_open_what_they_leave_open() {
        assert_eq!(read("福田区河畔社区"), ["新安街道/河畔社区"]);
        assert_eq!(read("河畔社区"), ["和平街道/河畔社区", "新安街道/河畔社区"]);
        // A district and a street of another one.
        assert_eq!(read("福田"), ["福田街道", "福田区"]);
        assert_eq!(read("从和平街道一直堵到新安街道"), ["和平街道", "新安街道"]);
    }
}
