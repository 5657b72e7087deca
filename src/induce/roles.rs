//! Roles: units that do the same work in different places, found by what is left of their names without the place.

use super::counts::Handler;
use super::history::{History, Row};
use super::records::NONE;
use std::collections::{BTreeMap, BTreeSet};

/// Share of a unit's complaints that have to lie in the place that its name names.
const AT_HOME: f64 = 0.6;
/// Words that places of one kind end with, then those that stand for their offices: all of them belong to the place and
/// not to the work, longest first. 石井办事处 is the office of 石井街道 and not of 石井社区.
const PLACE_WORDS: [(&[&str], &[&str]); 3] = [
    (&["街道", "镇", "乡"], &["街道办事处", "办事处", "街道办", "街道", "镇政府", "镇", "乡政府", "乡"]),
    (&["社区", "村"], &["社区工作站", "社区居委会", "居委会", "村委会", "社区", "村"]),
    (&["新区", "区", "县", "市"], &["新区管委会", "管委会", "新区", "区", "县", "市"]),
];

/// What is left of the name of the office of a place itself.
const OFFICES: [&str; 5] = ["工作站", "居委会", "村委会", "居民委员会", "办事处"];

/// Units that do the same work, each at its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    pub name: String,
    /// The level of places at which it is told who plays it.
    pub level: usize,
    /// Place to unit, ascending.
    pub at: Vec<(u32, u32)>,
    /// Places of the level where nobody plays it.
    pub vacant: Vec<u32>,
}

/// Who handles: units by number, and behind them the families.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    pub families: Vec<Family>,
    /// By unit: the handler that stands for it.
    of_unit: Vec<Handler>,
    units: usize,
}

impl Roles {
    /// `unit` says who stands for a unit today.
    pub fn of(history: &History<'_>, rows: &[usize], unit: &[u32]) -> Self {
        let mut local = Local::new();
        let places = places(history, rows, unit);
        let n: Vec<u32> = places.iter().map(|p| p.values().sum()).collect();
        for (unit, at) in places.iter().enumerate() {
            if let Some((area, work)) = home(history, unit, at) {
                let level = history.areas.nodes[area as usize].level;
                local.entry((level, work)).or_default().push((area, unit as u32));
            }
        }
        let mut roles = Self {
            families: Vec::new(),
            of_unit: (0..history.units().len() as u32).collect(),
            units: history.units().len(),
        };
        for ((level, name), members) in joined(local, &n) {
            // Of two units at one place the one with more complaints plays the role.
            let mut at: BTreeMap<u32, u32> = BTreeMap::new();
            for (area, unit) in &members {
                let best = at.entry(*area).or_insert(*unit);
                if (n[*unit as usize], *best) > (n[*best as usize], *unit) {
                    *best = *unit;
                }
            }
            if at.len() > 1 {
                let name = spoken(history.columns().levels.get(level).map_or("", String::as_str), &name);
                let handler = (roles.units + roles.families.len()) as Handler;
                for (_, unit) in members {
                    roles.of_unit[unit as usize] = handler;
                }
                let nodes = history.areas.nodes.iter().enumerate().filter(|(_, n)| n.level == level);
                let vacant = nodes.map(|(i, _)| i as u32).filter(|place| !at.contains_key(place)).collect();
                roles.families.push(Family { name, level, at: at.into_iter().collect(), vacant });
            }
        }
        roles
    }

    /// What a unit handles as.
    pub fn handler(&self, unit: u32) -> Handler {
        self.of_unit[unit as usize]
    }

    /// The family of a handler; none: it is a unit.
    pub fn family(&self, handler: Handler) -> Option<&Family> {
        (handler as usize).checked_sub(self.units).and_then(|i| self.families.get(i))
    }

    /// The unit that a handler means at a place; none: nobody plays it there, or the place is not told finely enough.
    pub fn unit(&self, history: &History<'_>, handler: Handler, area: u32) -> Option<u32> {
        let Some(family) = self.family(handler) else { return Some(handler) };
        let place = history.areas.at_level(area, family.level);
        family.at.binary_search_by_key(&place, |(a, _)| *a).ok().map(|i| family.at[i].1)
    }
}

/// What the role is called: 街道 and 城管办.
fn spoken(level: &str, work: &str) -> String {
    let gap = if work.starts_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
    if work.starts_with(level) { work.to_owned() } else { format!("{level}{gap}{work}") }
}

/// By unit: its complaints by finest place.
fn places(history: &History<'_>, rows: &[usize], stands: &[u32]) -> Vec<BTreeMap<u32, u32>> {
    let mut all = vec![BTreeMap::new(); history.units().len()];
    for Row { unit, area, .. } in rows.iter().map(|i| history.rows[*i]) {
        if area != NONE {
            *all[stands[unit as usize] as usize].entry(area).or_insert(0) += 1;
        }
    }
    all
}

/// The place that a unit's name names and where most of its complaints lie, and its work: the name without the place.
fn home(history: &History<'_>, unit: usize, at: &BTreeMap<u32, u32>) -> Option<(u32, String)> {
    let whole: u32 = at.values().sum();
    let mut by_node: BTreeMap<u32, u32> = BTreeMap::new();
    for (area, n) in at {
        for node in history.areas.up(*area) {
            *by_node.entry(node).or_insert(0) += n;
        }
    }
    let mut named: Vec<(usize, u32, String)> = Vec::new();
    for (node, n) in by_node {
        let area = &history.areas.nodes[node as usize];
        if f64::from(n) < AT_HOME * f64::from(whole) {
            continue;
        }
        // A place that everything lies in tells nobody from anybody.
        let borne = history.units()[unit].names.iter();
        let found = borne.filter_map(|(name, _)| Some((area.level, node, work(name, &area.name)?)));
        named.extend(found);
    }
    // The finest place, and of several names the one that says most about the work.
    named.sort_by(|a, b| (b.0, b.2.chars().count(), &a.2, a.1).cmp(&(a.0, a.2.chars().count(), &b.2, b.1)));
    named.into_iter().next().map(|(_, node, work)| (node, work))
}

/// What is left of a unit's name without a place; none: it does not name the place.
fn work(name: &str, place: &str) -> Option<String> {
    let kind = PLACE_WORDS.iter().find_map(|(ends, offices)| {
        let stem = ends.iter().find_map(|end| place.strip_suffix(end))?;
        (stem.chars().count() >= 2).then_some((stem, *offices))
    });
    let (stem, offices) = kind.unwrap_or((place, &[]));
    let (outer, inner) = brackets(name);
    let without = |text: &str| {
        // The place in full, or its stem with a word for the office of the place: whichever is longer.
        let full = text.find(place).map(|at| (place.len(), at));
        let office = offices.iter().find_map(|word| {
            let at = text.find(&format!("{stem}{word}"))?;
            Some((stem.len() + word.len(), at))
        });
        let (length, at) = full.max(office)?;
        let work = format!("{}{}", text.get(..at)?, text.get(at + length..)?);
        let work = work.trim();
        Some(if OFFICES.contains(&work) { String::new() } else { work.to_owned() })
    };
    match without(&outer) {
        Some(work) => Some(work),
        None => without(&inner).map(|_| outer.trim().to_owned()),
    }
}

/// A name without what stands in brackets, and what stands there.
fn brackets(name: &str) -> (String, String) {
    let (mut outer, mut inner, mut depth) = (String::new(), String::new(), 0_u32);
    for c in name.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            c if depth > 0 => inner.push(c),
            c => outer.push(c),
        }
    }
    (outer, inner)
}

/// Place and unit, one after the other.
type Members = Vec<(u32, u32)>;
/// By level of the places, and work.
type Local = BTreeMap<(usize, String), Members>;

/// Puts a short form to its long one: 城管办 to 城市管理办公室, where the two are at different places.
fn joined(local: Local, n: &[u32]) -> Vec<((usize, String), Members)> {
    let count = |members: &[(u32, u32)]| members.iter().map(|(_, u)| n[*u as usize]).sum::<u32>();
    let mut all: Vec<_> = local.into_iter().collect();
    all.sort_by(|a, b| (count(&b.1), &a.0).cmp(&(count(&a.1), &b.0)));
    let mut joined: Vec<((usize, String), Members)> = Vec::new();
    for ((level, name), members) in all {
        let apart = |others: &[(u32, u32)]| {
            let there: BTreeSet<u32> = others.iter().map(|(a, _)| *a).collect();
            members.iter().all(|(a, _)| !there.contains(a))
        };
        let same = joined
            .iter_mut()
            .find(|((l, other), others)| *l == level && is_short_for(&name, other) && apart(others));
        match same {
            Some((_, others)) => others.extend(members),
            None => joined.push(((level, name), members)),
        }
    }
    joined.sort();
    joined
}

/// Whether one of two names is a short form of the other: the same first letter, and all its letters in order.
fn is_short_for(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().count() >= 2
        && short.chars().next() == long.chars().next()
        && short.chars().all(|c| rest.any(|l| l == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_the_name_without_the_place() {
        let of = |name, place| work(name, place);
        assert_eq!(of("城管办（坑梓街道办事处）", "坑梓街道").as_deref(), Some("城管办"));
        assert_eq!(of("坪山街道综合执法队（坪山街道办事处）", "坪山街道").as_deref(), Some("综合执法队"));
        assert_eq!(of("碧岭办事处市政服务中心", "碧岭街道").as_deref(), Some("市政服务中心"));
        assert_eq!(of("老坑社区", "老坑社区").as_deref(), Some(""));
        assert_eq!(of("金龟社区工作站", "金龟社区").as_deref(), Some(""));
        assert_eq!(of("石井办事处市政服务中心", "石井社区"), None);
        assert_eq!(of("环境保护和水务局", "坪山街道"), None);
        assert_eq!(of("坪山供电局", "坪山街道"), None);
    }

    #[test]
    fn short_forms() {
        assert!(is_short_for("城管办", "城市管理办公室"));
        assert!(is_short_for("劳动管理办公室", "劳动办"));
        assert!(!is_short_for("城建办", "城管办"));
        assert!(!is_short_for("综合执法队", "综治维稳办"));
    }
}
