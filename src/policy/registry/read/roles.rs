//! Files of units and roles: the roles. A role may stand in several files, each with some of the places.

use super::super::yaml::{Entry, Node, Report, both, check_name};
use super::super::{JurisdictionSet, Role, RoleKey, UnitId};
use super::places::Places;
use super::units::Directory;
use crate::policy::intervals::Intervals;
use crate::syntax::entries::{Name, Spanned};
use crate::text::{Span, fold};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

const BY: (&str, &str) = ("by", "按");
const AT: (&str, &str) = ("at", "在");
const ALL_FIELDS: [&str; 4] = ["by", "按", "at", "在"];
const EVERYWHERE: &str = "*";

/// A role while its places are collected.
struct Draft {
    role: Role,
    /// Who plays it where. The rank orders from general to special: zero everywhere, then by number of the area,
    /// which is lower for an area than for those inside it.
    parts: Vec<(u32, Intervals, UnitId)>,
    /// Places given, by rank.
    given: FxHashMap<u32, Span>,
}

pub(super) fn read(entries: &[&Entry], units: &mut Directory, places: &Places, report: &mut Report) {
    let mut drafts: IndexMap<String, Draft> = IndexMap::new();
    for entry in entries {
        for role in entry.value.entries(report) {
            if check_name(&role.key, report) {
                collect(role, &mut drafts, units, places, report);
            }
        }
    }
    for draft in drafts.into_values() {
        let mut parts = draft.parts;
        parts.sort_by_key(|part| part.0);
        let parts: Vec<(Intervals, UnitId)> = parts.into_iter().map(|(_, set, unit)| (set, unit)).collect();
        units.units.add_role(draft.role, &parts);
    }
}

/// Adds what one file says of a role.
fn collect(
    entry: &Entry,
    drafts: &mut IndexMap<String, Draft>,
    units: &Directory,
    places: &Places,
    report: &mut Report,
) {
    let mut by: Option<Name> = None;
    let mut at: Option<&Node> = Some(&entry.value);
    if entry.value.has_field(&ALL_FIELDS) {
        let [set, holders] = entry.value.fields(&[BY, AT], report);
        by = set.and_then(|e| e.value.name(report));
        at = holders.map(|e| &e.value);
    }
    let set = by.as_ref().and_then(|name| find_set(name, places, report));
    if by.is_some() && set.is_none() {
        // The role is known, for those who name it, but nobody plays it.
        at = None;
    }
    let key = set.map_or(RoleKey::Area, |set| RoleKey::Jurisdiction(set.name.clone()));
    let draft = drafts.entry(fold(&entry.key.value).into_owned()).or_insert_with(|| Draft {
        role: Role { name: entry.key.value.trim().to_owned(), key: key.clone(), span: entry.key.span },
        parts: Vec::new(),
        given: FxHashMap::default(),
    });
    if draft.role.key != key {
        let words = both(
            format!("角色「{}」在别处按另一种方式查找。", entry.key.value),
            format!("The role `{}` is looked up in another way elsewhere.", entry.key.value),
        );
        report.error_with("Y141", entry.key.span, words, draft.role.span);
        return;
    }
    for holder in at.map_or(&[][..], |node| node.entries(report)) {
        let unit = holder.value.name(report).and_then(|name| player(&name, units, report));
        let place = Spanned { value: holder.key.value.trim().to_owned(), span: holder.key.span };
        let found = match (place.value.as_str(), set) {
            (EVERYWHERE, None) => Some((0, Intervals::range(0, places.areas.leaves()))),
            (EVERYWHERE, Some(set)) => Some((0, Intervals::range(0, set.members.len() as u32))),
            (_, None) => places.find(&place, report).map(|id| (id.0 + 1, places.leaves(id))),
            (_, Some(set)) => find_member(&place, set, report).map(|i| (i + 1, Intervals::single(i))),
        };
        let Some((rank, values)) = found else { continue };
        let first = *draft.given.entry(rank).or_insert(place.span);
        if first != place.span {
            let words = both(
                format!("「{}」的「{}」已经写过；只采用了前一个。", place.value, entry.key.value),
                format!(
                    "`{}` for `{}` is written already; only the first is used.",
                    entry.key.value, place.value
                ),
            );
            report.error_with("Y143", place.span, words, first);
        } else if let Some(unit) = unit {
            draft.parts.push((rank, values, unit));
        }
    }
}

/// The unit that plays a role.
fn player(name: &Name, units: &Directory, report: &mut Report) -> Option<UnitId> {
    let id = units.find(name, "Y123", report)?;
    if units.units.get(id).test {
        let words = both(
            format!("「{}」是测试留下的单位，不应担任角色。", name.value),
            format!("`{}` is a leftover of a test and should play no role.", name.value),
        );
        report.warning("Y125", name.span, words);
    }
    Some(id)
}

fn find_set<'p>(name: &Name, places: &'p Places, report: &mut Report) -> Option<&'p JurisdictionSet> {
    let found = places.areas.jurisdiction(&name.value);
    if found.is_none() && places.complete {
        let near = report.nearest(&name.value, places.areas.jurisdictions().map(|set| set.name.as_str()));
        let words = both(
            format!("没有叫「{}」的辖区。", name.value),
            format!("There are no jurisdictions `{}`.", name.value),
        );
        report.error("Y140", name.span, words.suggest(near.as_deref()));
    }
    found
}

fn find_member(name: &Name, set: &JurisdictionSet, report: &mut Report) -> Option<u32> {
    let folded = fold(&name.value);
    let found = set.members.iter().position(|member| fold(&member.name) == folded);
    if found.is_none() {
        let near = report.nearest(&name.value, set.members.iter().map(|member| member.name.as_str()));
        let words = both(
            format!("「{}」里没有「{}」。", set.name, name.value),
            format!("There is no `{}` in `{}`.", name.value, set.name),
        );
        report.error("Y142", name.span, words.suggest(near.as_deref()));
    }
    found.map(|i| i as u32)
}
