//! Files of units and roles: the units. The roles are in `roles`.

use super::super::yaml::{Both, Entry, Node, Report, both, parse, required, validity};
use super::super::{Unit, UnitId, Units};
use super::places::Places;
use super::roles;
use crate::syntax::entries::Name;
use crate::text::{SourceId, Sources, Span, fold};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

const FILE: [(&str, &str); 2] = [("units", "单位"), ("roles", "角色")];
const NAME: (&str, &str) = ("name", "名称");
const UNIT: [(&str, &str); 10] = [
    NAME,
    ("code", "编码"),
    ("aliases", "别名"),
    ("kind", "类别"),
    ("from", "生效"),
    ("until", "失效"),
    ("successors", "承继"),
    ("areas", "辖域"),
    ("round_the_clock", "全天值守"),
    ("test", "测试"),
];

/// The names by which a unit can be found, with their places, and its successors as written.
struct Written {
    name: Name,
    others: Vec<Name>,
    successors: Vec<Name>,
}

pub(super) fn read(ids: &[SourceId], sources: &Sources, places: &Places, report: &mut Report) -> Units {
    let nodes: Vec<Option<Node>> = ids.iter().map(|id| parse(*id, sources, report)).collect();
    let complete = nodes.iter().all(Option::is_some);
    let files: Vec<_> = nodes.iter().flatten().map(|node| node.fields(&FILE, report)).collect();
    let mut list = Vec::new();
    let mut written = Vec::new();
    for entry in files.iter().filter_map(|[units, _]| *units) {
        for node in entry.value.list(report) {
            if let Some((unit, names)) = unit(node, places, report) {
                list.push(unit);
                written.push(names);
            }
        }
    }
    clashes(&written, report);
    let mut units = Directory { units: Units::new(list), complete };
    let successors: Vec<Vec<(UnitId, Span)>> =
        written.iter().map(|w| units.all(&w.successors, report)).collect();
    circles(&successors, &units.units, report);
    for (i, found) in successors.iter().enumerate() {
        units.units.set_successors(UnitId(i as u32), found.iter().map(|s| s.0).collect());
    }
    let roles: Vec<&Entry> = files.iter().filter_map(|[_, roles]| *roles).collect();
    roles::read(&roles, &mut units, places, report);
    units.units
}

fn unit(node: &Node, places: &Places, report: &mut Report) -> Option<(Unit, Written)> {
    let [name, code, aliases, kind, from, until, successors, areas, clock, test] = node.fields(&UNIT, report);
    let valid = validity(from, until, report);
    let code = code.and_then(|e| e.value.name(report));
    let aliases = aliases.map_or(Vec::new(), |e| e.value.names(report));
    let kind = kind.and_then(|e| e.value.name(report)).map(|k| k.value);
    let after = successors.map_or(Vec::new(), |e| e.value.names(report));
    let areas = areas.map(|e| places.all(&e.value.names(report), report));
    let round_the_clock = clock.and_then(|e| e.value.boolean(report)).unwrap_or(false);
    let test = test.and_then(|e| e.value.boolean(report)).unwrap_or(false);
    let name = required(name, NAME, node, node.span, "Y105", report)?.name(report)?;
    if let Some(first) = after.first().filter(|_| valid.1 == Date::MAX) {
        let words = both(
            format!("「{}」有承继单位而没有失效日，承继永远不会发生。", name.value),
            format!("`{}` has successors but no last day, so they never take over.", name.value),
        );
        report.warning("Y124", first.span, words);
    }
    let unit = Unit {
        name: name.value.clone(),
        code: code.as_ref().map(|c| c.value.clone()),
        aliases: aliases.iter().map(|a| a.value.clone()).collect(),
        kind,
        valid,
        successors: Vec::new(),
        areas,
        round_the_clock,
        test,
        span: name.span,
    };
    let others = aliases.into_iter().chain(code).collect();
    Some((unit, Written { name, others, successors: after }))
}

/// Names, aliases and codes that two units share. Names come first, as they do where units are found.
fn clashes(written: &[Written], report: &mut Report) {
    let mut owners: FxHashMap<String, (usize, Span)> = FxHashMap::default();
    let names = written.iter().enumerate().map(|(i, w)| (i, &w.name));
    let others = written.iter().enumerate().flat_map(|(i, w)| w.others.iter().map(move |name| (i, name)));
    for (i, name) in names.chain(others) {
        let (owner, first) = *owners.entry(fold(&name.value).into_owned()).or_insert((i, name.span));
        if owner != i {
            let words = both(
                format!("「{}」已经是另一个单位的名称、别名或编码。", name.value),
                format!("`{}` is already the name, an alias or the code of another unit.", name.value),
            );
            report.error_with("Y120", name.span, words, first);
        }
    }
}

/// The units as read, and whether all of their files could be read.
pub(super) struct Directory {
    pub units: Units,
    complete: bool,
}

impl Directory {
    /// A unit by any of its names; a finding with this code if there is none.
    pub fn find(&self, name: &Name, code: &'static str, report: &mut Report) -> Option<UnitId> {
        let found = self.units.find(&name.value);
        if found.is_none() && self.complete {
            let near = report.nearest(&name.value, self.units.names());
            let words = both(
                format!("没有叫「{}」的单位。", name.value),
                format!("There is no unit `{}`.", name.value),
            );
            report.error(code, name.span, words.suggest(near.as_deref()));
        }
        found
    }

    fn all(&self, names: &[Name], report: &mut Report) -> Vec<(UnitId, Span)> {
        names.iter().filter_map(|name| Some((self.find(name, "Y121", report)?, name.span))).collect()
    }
}

/// Reports every successor that leads back to a unit before it. Linear.
fn circles(successors: &[Vec<(UnitId, Span)>], units: &Units, report: &mut Report) {
    /// Not looked at yet, on the path at this depth, or done with.
    #[derive(Clone, Copy)]
    enum State {
        New,
        Open(usize),
        Done,
    }
    let mut states = vec![State::New; successors.len()];
    // Each unit of the path with how many of its successors have been followed.
    let mut path: Vec<(usize, usize)> = Vec::new();
    for start in 0..successors.len() {
        let mut next = Some(start);
        loop {
            if let Some(state @ State::New) = next.and_then(|unit| states.get_mut(unit)) {
                *state = State::Open(path.len());
                path.extend(next.map(|unit| (unit, 0)));
            }
            let Some((at, followed)) = path.last_mut() else { break };
            let Some((after, span)) = successors.get(*at).and_then(|s| s.get(*followed)).copied() else {
                if let Some(state) = states.get_mut(*at) {
                    *state = State::Done;
                }
                path.pop();
                next = None;
                continue;
            };
            *followed += 1;
            let after = after.0 as usize;
            next = Some(after);
            if let Some(State::Open(depth)) = states.get(after) {
                let words = circle(path.get(*depth..).unwrap_or_default(), units);
                report.error("Y122", span, words);
            }
        }
    }
}

/// Words for a circle of successors, the middle of a long one left out.
fn circle(path: &[(usize, usize)], units: &Units) -> Both {
    let name = |step: &(usize, usize)| units.get(UnitId(step.0 as u32)).name.clone();
    let mut names: Vec<String> = match path {
        [first, second, third, .., before, last] if path.len() > 6 => {
            vec![name(first), name(second), name(third), "…".to_owned(), name(before), name(last)]
        }
        _ => path.iter().map(name).collect(),
    };
    names.extend(path.first().map(name));
    let names = names.join(" → ");
    both(format!("承继绕成了圈：{names}。"), format!("The successors go round in a circle: {names}."))
}
