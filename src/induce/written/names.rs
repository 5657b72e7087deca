//! What everything is called in the lists: codes and names that are told apart, as the language takes them.

use crate::induce::history::{History, safe};
use crate::syntax::written_name;
use crate::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Names by number.
pub struct Names {
    /// By node of the matter tree: the code of the matter; empty for nodes above.
    pub code: Vec<String>,
    /// By node: a name that is not the matter's own and that records call it by.
    pub called: Vec<Option<String>>,
    pub unit: Vec<String>,
    /// By unit: its other names that no unit shares.
    pub aliases: Vec<Vec<String>>,
    /// By unit: its code, where it has one that is nobody's name.
    pub unit_code: Vec<Option<String>>,
    /// By node of the area tree: the name, with as much of its path as it needs.
    pub area: Vec<String>,
}

impl Names {
    pub fn of(history: &History<'_>) -> Self {
        let (code, called) = matters(history);
        let (unit, aliases, unit_code) = units(history);
        Self { code, called, unit, aliases, unit_code, area: areas(history) }
    }
}

/// Whether it can stand before a name in a heading.
fn is_code(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && written_name(text) == text
}

fn matters(history: &History<'_>) -> (Vec<String>, Vec<Option<String>>) {
    let nodes = 0..history.matters.nodes.len() as u32;
    let word = |node: u32| history.word(node);
    let has_code = |node: u32| history.matter(node).is_some_and(|m| !m.code.is_empty() && is_code(&m.code));
    let taken: BTreeSet<String> = nodes.clone().map(|n| fold(word(n)).into_owned()).collect();
    let count = nodes.clone().filter(|n| history.matter(*n).is_some()).count();
    let width = count.max(100).to_string().len();
    let mut next = 0;
    let mut fresh = || {
        loop {
            next += 1;
            let code = format!("M{next:0width$}");
            if !taken.contains(fold(&code).as_ref()) {
                return code;
            }
        }
    };
    let mut codes = Vec::with_capacity(nodes.len());
    let mut called = Vec::with_capacity(nodes.len());
    for node in nodes {
        let code = match history.matter(node) {
            None => String::new(),
            Some(matter) if has_code(node) => matter.code.clone(),
            Some(_) => fresh(),
        };
        let name = &history.matters.nodes[node as usize].name;
        // Quotes in a word would end those around it.
        let quoted = word(node).contains(['「', '」', '『', '』', '“', '”', '＂', '"']);
        let known = code.is_empty() || code == word(node) || name == word(node) || quoted;
        called.push((!known).then(|| word(node).to_owned()));
        codes.push(code);
    }
    (codes, called)
}

type Units = (Vec<String>, Vec<Vec<String>>, Vec<Option<String>>);

fn units(history: &History<'_>) -> Units {
    let units = history.units();
    // Codes are found like names: one that is some unit's name is no help.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut codes = Vec::with_capacity(units.len());
    for unit in units {
        let code = safe(&unit.code);
        codes.push((!unit.code.is_empty() && taken.insert(fold(&code).into_owned())).then_some(code));
    }
    let mut names = Vec::with_capacity(units.len());
    for unit in units {
        let name = safe(unit.name());
        let free = |name: &str, taken: &mut BTreeSet<String>| taken.insert(fold(name).into_owned());
        let own = !unit.code.is_empty() && fold(&safe(&unit.code)) == fold(&name);
        let name = if own || free(&name, &mut taken) {
            name
        } else {
            let numbered = (2..).map(|i| format!("{name}（{i}）"));
            let by_code = std::iter::once(format!("{name}（{}）", safe(&unit.code)));
            by_code.chain(numbered).find(|n| free(n, &mut taken)).unwrap_or(name)
        };
        names.push(name);
    }
    // An alias of two units means neither.
    let mut by_alias: BTreeMap<String, u32> = BTreeMap::new();
    for unit in units {
        let own: BTreeSet<String> = unit.names.iter().map(|(n, _)| fold(&safe(n)).into_owned()).collect();
        for name in own {
            *by_alias.entry(name).or_insert(0) += 1;
        }
    }
    let aliases = units.iter().map(|unit| {
        let other = |name: &String| {
            let folded = fold(name).into_owned();
            by_alias.get(&folded) == Some(&1) && taken.insert(folded)
        };
        unit.names.iter().map(|(n, _)| safe(n)).filter(other).collect()
    });
    let aliases = aliases.collect();
    (names, aliases, codes)
}

fn areas(history: &History<'_>) -> Vec<String> {
    let tree = &history.areas;
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for node in &tree.nodes {
        *count.entry(fold(&node.name).into_owned()).or_insert(0) += 1;
    }
    let name = |i: u32| {
        let alone = count.get(fold(&tree.nodes[i as usize].name).as_ref()) == Some(&1);
        if alone { tree.nodes[i as usize].name.clone() } else { tree.path(i) }
    };
    (0..tree.nodes.len() as u32).map(name).collect()
}
