//! C367: matters whose names hardly differ, in different nodes or with different first handlers.
//!
//! Names compare without words that say nothing ("问题", "的"). Two are near each other if they have the same characters,
//! or if of all their pairs of neighbouring characters at least 85 in a hundred are common to both; but never if they
//! differ in a number, a letter, or a character that turns the meaning round ("非", "未", "内", "外"). An index of each
//! name's rarest pairs finds the candidates, so that not every two names are compared.

use super::problem::Fix;
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::duty::{TemplateId, in_effect};
use crate::policy::matter::MatterId;
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Words that are left out, and words that stand for each other.
const PLAIN: [(&str, &str); 14] = [
    ("噪音", "噪声"),
    ("损坏", "破损"),
    ("问题", ""),
    ("情况", ""),
    ("现象", ""),
    ("行为", ""),
    ("投诉", ""),
    ("举报", ""),
    ("反映", ""),
    ("的", ""),
    ("与", ""),
    ("和", ""),
    ("及", ""),
    ("等", ""),
];
/// Characters that tell names apart however alike they are.
const TELLING: &str =
    "零一二三四五六七八九十百千非无未不免市区县省国东南西北上下左右内外大小新旧前后男女老幼公私进出";
/// Of a hundred pairs of characters, how many must be common.
const COMMON: usize = 85;
/// Shorter names have too few pairs of characters to say.
const SHORTEST: usize = 4;

/// Matters named in full of many with the same name.
const MOST_NAMED: usize = 4;

/// A name ready for comparing.
struct Plain {
    matter: MatterId,
    chars: Vec<char>,
    /// What tells it apart from others, as a number.
    telling: u32,
    /// Pairs of neighbouring characters, ascending.
    pairs: Vec<u64>,
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let matters = scene.policy.matters();
    // Which names are near each other is no question of duties.
    let groups = scene.kept.names.get_or_init(|| near(&plain(scene)));
    for group in groups.iter().filter(|group| group.iter().any(|m| scene.asks_about(*m))) {
        let first = group[0];
        let own = leads(scene, first);
        let differs =
            |m: &MatterId| matters.get(*m).path != matters.get(first).path || leads(scene, *m) != own;
        if group.iter().any(differs) {
            out.push(problem(scene, group));
        }
    }
}

/// Who leads a matter by some duty, in order of who they are.
pub(super) fn leads(scene: &Scene<'_>, matter: MatterId) -> Vec<TemplateId> {
    let policy = scene.policy;
    let duties = scene.now().class_of(matter).map_or(&[][..], |class| &class.duties);
    let mut leads: Vec<TemplateId> = duties.iter().map(|d| policy.duty(*d).leads).collect();
    leads.sort_unstable();
    leads.dedup();
    leads.sort_by(|a, b| policy.template(*a).leads.cmp(&policy.template(*b).leads));
    leads
}

fn plain(scene: &Scene<'_>) -> Vec<Plain> {
    let mut tellings: FxHashMap<String, u32> = FxHashMap::default();
    let mut all = Vec::new();
    for (matter, m) in scene.policy.matters().iter() {
        let name = fold(&m.name);
        if super::catalogue::is_catch_all(&name) || !in_effect(m.valid, scene.options.day) {
            continue;
        }
        let mut name = name.to_lowercase();
        for (word, other) in PLAIN {
            if name.contains(word) {
                name = name.replace(word, other);
            }
        }
        let chars: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).collect();
        let telling: String = chars.iter().filter(|c| c.is_ascii() || TELLING.contains(**c)).collect();
        let next = tellings.len() as u32;
        let telling = *tellings.entry(telling).or_insert(next);
        let mut pairs: Vec<u64> = chars
            .windows(2)
            .map(|w| (u64::from(u32::from(w[0])) << 32) | u64::from(u32::from(w[1])))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        if !chars.is_empty() {
            all.push(Plain { matter, chars, telling, pairs });
        }
    }
    all
}

/// Matters with names that hardly differ: all those with the same characters, and pairs of the first of each of these.
fn near(names: &[Plain]) -> Vec<Vec<MatterId>> {
    let mut same: BTreeMap<(u32, Vec<char>), Vec<&Plain>> = BTreeMap::new();
    for name in names {
        let mut chars = name.chars.clone();
        if chars.len() >= SHORTEST {
            chars.sort_unstable();
        }
        same.entry((name.telling, chars)).or_default().push(name);
    }
    let firsts: Vec<&Plain> = same.values().map(|group| group[0]).collect();
    let groups = same.values().filter(|g| g.len() > 1);
    let mut found: Vec<Vec<MatterId>> = groups.map(|g| g.iter().map(|n| n.matter).collect()).collect();
    let mut frequency: FxHashMap<u64, u32> = FxHashMap::default();
    firsts.iter().flat_map(|n| &n.pairs).for_each(|p| *frequency.entry(*p).or_default() += 1);
    let mut index: FxHashMap<(u32, u64), Vec<&Plain>> = FxHashMap::default();
    for name in firsts.into_iter().filter(|n| n.chars.len() >= SHORTEST) {
        let mut rarest = name.pairs.clone();
        rarest.sort_by_key(|p| (frequency.get(p), *p));
        // A name this near has at least so many pairs in common, so that it shares one of the first few.
        let n = rarest.len();
        let common = (n * COMMON).div_ceil(200 - COMMON);
        rarest.truncate(n - common + 1);
        let mut compared: Vec<MatterId> = Vec::new();
        for pair in &rarest {
            let others = index.entry((name.telling, *pair)).or_default();
            compared.extend(others.iter().filter(|other| alike(name, other)).map(|other| other.matter));
            others.push(name);
        }
        compared.sort_unstable();
        compared.dedup();
        found.extend(compared.into_iter().map(|other| vec![other.min(name.matter), other.max(name.matter)]));
    }
    found.sort_unstable();
    found
}

fn alike(one: &Plain, other: &Plain) -> bool {
    let all = one.pairs.len() + other.pairs.len();
    if one.pairs.len().min(other.pairs.len()) * 200 < all * COMMON {
        return false;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (one.pairs.get(i), other.pairs.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common * 200 >= all * COMMON
}

fn problem(scene: &Scene<'_>, group: &[MatterId]) -> Problem {
    let policy = scene.policy;
    let place = |m: &MatterId, lang: Lang| {
        let leads = leads(scene, *m);
        let named = leads.iter().take(2).map(|t| policy.template_words(*t, lang));
        let named: Vec<String> = named.collect();
        let path = policy.matters().get(*m).path.join("/");
        match lang {
            Lang::Zh => format!("{}（{path}，{}）", policy.matter_words(*m), named.join("、")),
            Lang::En => format!("{} ({path}; {})", policy.matter_words(*m), named.join(", ")),
        }
    };
    let places = |lang: Lang| {
        let all: Vec<String> = group.iter().take(MOST_NAMED).map(|m| place(m, lang)).collect();
        all.join(lang.pick("、", ", "))
    };
    let mut codes: Vec<&str> = group.iter().map(|m| scene.code(*m)).collect();
    codes.sort_unstable();
    let at = |m: &MatterId| policy.matters().get(*m).span;
    let last = group.iter().map(at).max().unwrap_or_default();
    let n = group.len();
    let mut problem = Problem::new(
        "C367",
        last,
        &codes,
        format!("{n} 个事项的名称几乎一样：{}", places(Lang::Zh)),
        format!("{n} matters have nearly the same name: {}", places(Lang::En)),
    );
    let others = group.iter().filter(|m| at(m) != last);
    problem.finding.related.extend(others.map(|m| (at(m), policy.matter_words(*m), policy.matter_words(*m))));
    problem.matters = group.to_vec();
    problem.fix(Fix::advice(
        "同一件事就并成一个，不是同一件事就在名称里写出差别",
        "merge them if they are the same, or let the names say what differs",
    ))
}
