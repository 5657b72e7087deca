//! Files of areas and jurisdictions.

use super::super::yaml::{Entry, Node, Report, Value, both, check_name, parse, required, validity};
use super::super::{Areas, Jurisdiction, JurisdictionSet, Plot, Road};
use super::places::Places;
use crate::syntax::entries::Name;
use crate::text::{SourceId, Sources, Span, fold};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

const FILE: [(&str, &str); 4] =
    [("levels", "层级"), ("areas", "区域"), ("jurisdictions", "辖区"), ("roads", "道路")];
const IN: (&str, &str) = ("areas", "区域");
const ROAD: [(&str, &str); 3] = [NAME, ("aliases", "别名"), IN];
const NAME: (&str, &str) = ("name", "名称");
const AREA: [(&str, &str); 7] = [
    NAME,
    ("code", "编码"),
    ("aliases", "别名"),
    ("level", "级别"),
    ("children", "下辖"),
    ("from", "生效"),
    ("until", "失效"),
];

pub(super) fn read(ids: &[SourceId], sources: &Sources, report: &mut Report) -> Places {
    let nodes: Vec<Option<Node>> = ids.iter().map(|id| parse(*id, sources, report)).collect();
    let files: Vec<_> = nodes.iter().flatten().map(|node| node.fields(&FILE, report)).collect();
    let levels = levels(files.iter().filter_map(|[levels, ..]| *levels), report);
    let mut forest = Forest { levels: &levels, codes: FxHashMap::default(), report };
    let mut plots = Vec::new();
    let mut roots = FxHashMap::default();
    for [_, areas, ..] in &files {
        if let Some(areas) = areas {
            if levels.is_empty() {
                let words = both(
                    "缺少「levels」（层级），如 levels: [市, 区, 街道, 社区]。",
                    "`levels` is missing, such as levels: [city, district, street, community].",
                );
                forest.report.error("Y130", areas.key.span, words);
            }
            forest.grow(&areas.value, None, &mut roots, &mut plots);
        }
    }
    let areas = Areas::new(levels.into_iter().map(|level| level.value).collect(), plots);
    let mut places = Places::new(areas, nodes.iter().all(Option::is_some));
    let sets = files.iter().filter_map(|[_, _, sets, _]| *sets);
    for set in jurisdictions(sets, &places, report) {
        places.areas.add_jurisdiction(set);
    }
    for roads in files.iter().filter_map(|[.., roads]| *roads) {
        for node in roads.value.list(report) {
            if let Some(road) = road(node, &places, report) {
                places.areas.add_road(road);
            }
        }
    }
    places
}

fn road(node: &Node, places: &Places, report: &mut Report) -> Option<Road> {
    let [name, aliases, areas] = node.fields(&ROAD, report);
    let aliases = aliases.map_or(Vec::new(), |e| e.value.names(report));
    let areas: &Node = required(areas, IN, node, node.span, "Y105", report)?;
    let areas: Vec<_> = areas.names(report).iter().filter_map(|n| places.find(n, report)).collect();
    let name = required(name, NAME, node, node.span, "Y105", report)?.name(report)?;
    let aliases = aliases.into_iter().map(|a| a.value).collect();
    (!areas.is_empty()).then_some(Road { name: name.value, aliases, areas })
}

/// The names of the levels: those of the first file that has them.
fn levels<'n>(entries: impl Iterator<Item = &'n Entry>, report: &mut Report) -> Vec<Name> {
    let mut first: Option<(Vec<Name>, Span)> = None;
    for entry in entries {
        let names = entry.value.names(report);
        if let Some((levels, place)) = &first {
            if !levels.iter().map(|l| fold(&l.value)).eq(names.iter().map(|l| fold(&l.value))) {
                let words = both(
                    "各文件的层级不一致；采用了第一个文件的。",
                    "The files name different levels; those of the first are used.",
                );
                report.error_with("Y132", entry.key.span, words, *place);
            }
            continue;
        }
        for (i, name) in names.iter().enumerate() {
            if let Some(other) = names.iter().take(i).find(|n| fold(&n.value) == fold(&name.value)) {
                let words = both(
                    format!("层级「{}」写了两次。", name.value),
                    format!("The level `{}` is written twice.", name.value),
                );
                report.error_with("Y132", name.span, words, other.span);
            }
        }
        first = Some((names, entry.key.span));
    }
    first.map(|f| f.0).unwrap_or_default()
}

/// What reading the area tree needs to know and collects.
struct Forest<'a> {
    levels: &'a [Name],
    /// Codes seen, anywhere in the tree.
    codes: FxHashMap<String, Span>,
    report: &'a mut Report,
}

impl Forest<'_> {
    /// Reads the areas directly inside one area (or the topmost ones). Recursion is as deep as the file is nested.
    fn grow(
        &mut self,
        list: &Node,
        around: Option<usize>,
        siblings: &mut FxHashMap<String, Span>,
        plots: &mut Vec<Plot>,
    ) {
        for node in list.list(self.report) {
            if let Some(plot) = self.plot(node, around, siblings) {
                plots.push(plot);
            }
        }
    }

    fn plot(
        &mut self,
        node: &Node,
        around: Option<usize>,
        siblings: &mut FxHashMap<String, Span>,
    ) -> Option<Plot> {
        let report = &mut *self.report;
        let always = (Date::MIN, Date::MAX);
        let (name, code, aliases, level, children, valid) = if let Value::Text(_) = node.value {
            (node.name(report)?, None, Vec::new(), None, None, always)
        } else {
            let [name, code, aliases, level, children, from, until] = node.fields(&AREA, report);
            let valid = validity(from, until, report);
            let code = code.and_then(|e| e.value.name(report));
            let aliases = aliases.map_or(Vec::new(), |e| e.value.names(report));
            let level = level.and_then(|e| e.value.name(report));
            let name = required(name, NAME, node, node.span, "Y105", report).and_then(|n| n.name(report));
            // Areas inside one without a name are still looked at, for their findings.
            let unnamed = || Name { value: String::new(), span: node.span };
            if name.is_none() && children.is_none() {
                return None;
            }
            (name.unwrap_or_else(unnamed), code, aliases, level, children, valid)
        };
        for known in std::iter::once(&name).chain(&aliases) {
            self.check_path(known);
            self.claim_among(known, siblings);
        }
        if let Some(code) = &code {
            self.claim_code(code);
        }
        let level = self.level(&name, level.as_ref(), around);
        let mut inside = Vec::new();
        if let Some(children) = children {
            self.grow(&children.value, Some(level), &mut FxHashMap::default(), &mut inside);
        }
        (!name.value.is_empty()).then(|| Plot {
            name: name.value,
            code: code.map(|c| c.value),
            aliases: aliases.into_iter().map(|a| a.value).collect(),
            level: Some(level),
            valid,
            span: name.span,
            children: inside,
        })
    }

    /// The level of an area: as said, else one below the area around it. Levels may be left out, never turned round.
    fn level(&mut self, name: &Name, said: Option<&Name>, around: Option<usize>) -> usize {
        let next = around.map_or(0, |level| level + 1);
        if let Some(said) = said {
            let folded = fold(&said.value);
            match self.levels.iter().position(|level| fold(&level.value) == folded) {
                Some(level) if level >= next => return level,
                found => {
                    let words = match found {
                        Some(_) => both(
                            format!("「{}」是「{}」级，应当低于它所在的区域。", name.value, said.value),
                            format!(
                                "`{}` is a `{}` and must be below the area it lies in.",
                                name.value, said.value
                            ),
                        ),
                        None => both(
                            format!("层级里没有「{}」。", said.value),
                            format!("There is no level `{}`.", said.value),
                        ),
                    };
                    self.report.error("Y131", said.span, words);
                    return next;
                }
            }
        }
        // Only the first area below the last level is reported, not those inside it; without levels, none.
        if next == self.levels.len() && next > 0 {
            let words = both(
                format!("「{}」在第 {} 级，而层级只有 {} 级。", name.value, next + 1, self.levels.len()),
                format!(
                    "`{}` is at level {}, but there are only {} levels.",
                    name.value,
                    next + 1,
                    self.levels.len()
                ),
            );
            self.report.error("Y131", name.span, words);
        }
        next
    }

    fn check_path(&mut self, name: &Name) {
        if name.value.contains('/') {
            let words = both(
                format!("区域名「{}」含有「/」，而「/」用来分隔路径。", name.value),
                format!("The area name `{}` holds `/`, which separates the steps of a path.", name.value),
            );
            self.report.error("Y112", name.span, words);
        }
    }

    fn claim_among(&mut self, name: &Name, siblings: &mut FxHashMap<String, Span>) {
        if name.value.is_empty() {
            return;
        }
        let first = *siblings.entry(fold(&name.value).into_owned()).or_insert(name.span);
        if first != name.span {
            let words = both(
                format!("同一区域下有两个「{}」。", name.value),
                format!("There are two `{}` in one area.", name.value),
            );
            self.report.error_with("Y133", name.span, words, first);
        }
    }

    fn claim_code(&mut self, code: &Name) {
        let first = *self.codes.entry(fold(&code.value).into_owned()).or_insert(code.span);
        if first != code.span {
            let words = both(
                format!("编码「{}」已经用过：同一区域不能放在两处，两个区域不能同码。", code.value),
                format!(
                    "The code `{}` is used already: an area stands in one place only, and no two areas share a code.",
                    code.value
                ),
            );
            self.report.error_with("Y133", code.span, words, first);
        }
    }
}

fn jurisdictions<'n>(
    entries: impl Iterator<Item = &'n Entry>,
    places: &Places,
    report: &mut Report,
) -> Vec<JurisdictionSet> {
    let mut sets: Vec<JurisdictionSet> = Vec::new();
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    for entries in entries {
        for entry in entries.value.entries(report) {
            if !check_name(&entry.key, report) {
                continue;
            }
            let name = entry.key.value.trim().to_owned();
            let first = *seen.entry(fold(&name).into_owned()).or_insert(entry.key.span);
            if first != entry.key.span {
                let words = both(
                    format!("辖区「{name}」在另一个文件里已经有了；只采用了前一个。"),
                    format!(
                        "The jurisdictions `{name}` are in another file already; only the first are used."
                    ),
                );
                report.error_with("Y136", entry.key.span, words, first);
                continue;
            }
            let members = members(&entry.value, places, report);
            sets.push(JurisdictionSet { name, members });
        }
    }
    sets
}

fn members(node: &Node, places: &Places, report: &mut Report) -> Vec<Jurisdiction> {
    let mut members = Vec::new();
    for member in node.entries(report) {
        if check_name(&member.key, report) {
            let areas = places.all(&member.value.names(report), report);
            members.push(Jurisdiction {
                name: member.key.value.trim().to_owned(),
                areas,
                span: member.key.span,
            });
        }
    }
    members
}
