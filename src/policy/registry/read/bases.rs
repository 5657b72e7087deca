//! Files of legal bases.

use super::super::basis::key;
use super::super::yaml::{Node, Report, both, parse, required, validity};
use super::super::{Bases, Instrument, Units};
use crate::syntax::entries::Name;
use crate::text::{SourceId, Sources, Span, fold};
use rustc_hash::FxHashMap;

const FILE: [(&str, &str); 1] = [("bases", "依据")];
const NAME: (&str, &str) = ("name", "名称");
const BASIS: [(&str, &str); 6] = [
    NAME,
    ("aliases", "别名"),
    ("from", "生效"),
    ("until", "失效"),
    ("departments", "部门"),
    ("replaced_by", "取代"),
];

pub(super) fn read(ids: &[SourceId], units: &Units, sources: &Sources, report: &mut Report) -> Bases {
    let mut list = Vec::new();
    let mut seen: FxHashMap<String, (usize, Span)> = FxHashMap::default();
    for id in ids {
        let Some(node) = parse(*id, sources, report) else { continue };
        let [bases] = node.fields(&FILE, report);
        for node in bases.map_or(&[][..], |e| e.value.list(report)) {
            let Some((instrument, names)) = instrument(node, units, report) else { continue };
            for name in &names {
                let (owner, first) = *seen.entry(key(&name.value)).or_insert((list.len(), name.span));
                if owner != list.len() {
                    let words = both(
                        format!("「{}」已经是另一条依据的名称或别名。", name.value),
                        format!("`{}` is already the title or an alias of another basis.", name.value),
                    );
                    report.error_with("Y161", name.span, words, first);
                }
            }
            list.push(instrument);
        }
    }
    Bases::new(list)
}

fn instrument(node: &Node, units: &Units, report: &mut Report) -> Option<(Instrument, Vec<Name>)> {
    let [name, aliases, from, until, departments, after] = node.fields(&BASIS, report);
    let valid = validity(from, until, report);
    let aliases = aliases.map_or(Vec::new(), |e| e.value.names(report));
    let departments = departments.map_or(Vec::new(), |e| e.value.names(report));
    let after = after.map_or(Vec::new(), |e| e.value.names(report));
    let name = required(name, NAME, node, node.span, "Y105", report)?.name(report)?;
    let mut instrument = Instrument {
        name: name.value.clone(),
        aliases: aliases.iter().map(|a| a.value.clone()).collect(),
        valid,
        units: Vec::new(),
        roles: Vec::new(),
        replaced_by: after.into_iter().map(|n| n.value).collect(),
        span: name.span,
    };
    for department in &departments {
        match fold(&department.value).strip_prefix('@') {
            Some(role) => match units.role(role) {
                Some(id) => instrument.roles.push(id),
                None => {
                    let near = units.suggest_role(role).map(|r| format!("@{r}"));
                    unknown(department, near.as_deref(), report);
                }
            },
            None => match units.find(&department.value) {
                Some(id) => instrument.units.push(id),
                None => unknown(department, units.suggest(&department.value).as_deref(), report),
            },
        }
    }
    let names = std::iter::once(name).chain(aliases).collect();
    Some((instrument, names))
}

fn unknown(department: &Name, near: Option<&str>, report: &mut Report) {
    let written = &department.value;
    let words = both(
        format!("没有叫「{written}」的单位或角色（角色前写 @）。"),
        format!("There is no unit or role `{written}` (a role has @ before it)."),
    );
    report.error("Y162", department.span, words.suggest(near));
}
