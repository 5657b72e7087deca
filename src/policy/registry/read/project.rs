//! The project file, `fenbo.yaml`.

use super::super::yaml::{Node, Report, both, check_name, parse, required};
use super::super::{Project, TimeClass};
use crate::syntax::entries::{Name, Spanned};
use crate::text::{SourceId, Sources, fold};
use indexmap::IndexMap;

const FIELDS: [(&str, &str); 11] = [
    ("city", "城市"),
    ("lists", "清单"),
    ("units", "单位"),
    ("areas", "区域"),
    ("calendars", "日历"),
    ("bases", "依据"),
    ("time_zone", "时区"),
    ("node_budget", "节点上限"),
    ("time_classes", "时限类别"),
    ("ordinary_class", "普通类别"),
    ("urgent_class", "紧急类别"),
];
const DISPATCH: (&str, &str) = ("dispatch", "分派");
const CONTACT: (&str, &str) = ("contact", "联系");
/// Nodes of the largest diagram one may ask for.
const MAX_NODES: u32 = 100_000_000;

pub(super) fn read(id: SourceId, sources: &Sources, report: &mut Report) -> Project {
    let mut project = Project::default();
    let Some(node) = parse(id, sources, report) else { return project };
    let [city, lists, units, areas, calendars, bases, zone, budget, classes, ordinary, urgent] =
        node.fields(&FIELDS, report);
    project.city = city.and_then(|e| e.value.text(report)).map(|city| city.value);
    let files = [
        (lists, &mut project.lists),
        (units, &mut project.units),
        (areas, &mut project.areas),
        (calendars, &mut project.calendars),
        (bases, &mut project.bases),
    ];
    for (entry, place) in files {
        if let Some(entry) = entry {
            *place = entry.value.list(report).iter().filter_map(|item| item.text(report)).collect();
        }
    }
    if let Some(zone) = zone.and_then(|e| e.value.text(report)) {
        project.time_zone = zone.value;
    }
    if let Some(budget) = budget.and_then(|e| e.value.number(&(1..=MAX_NODES), report)) {
        project.node_budget = budget as usize;
    }
    if let Some(classes) = classes {
        project.time_classes = time_classes(&classes.value, report);
    }
    let known = |entry: Option<&super::super::yaml::Entry>, report: &mut Report| {
        entry
            .and_then(|e| e.value.name(report))
            .and_then(|name| known_class(name, &project.time_classes, report))
    };
    let ordinary = known(ordinary, report);
    let urgent = known(urgent, report);
    project.ordinary_class = ordinary;
    project.urgent_class = urgent;
    project
}

fn time_classes(node: &Node, report: &mut Report) -> IndexMap<String, TimeClass> {
    let mut classes = IndexMap::new();
    for entry in node.entries(report) {
        if !check_name(&entry.key, report) {
            continue;
        }
        let [dispatch, contact] = entry.value.fields(&[DISPATCH, CONTACT], report);
        let mut limit = |found, field| {
            let node: &Node = required(found, field, &entry.value, entry.key.span, "Y170", report)?;
            node.duration(report)
        };
        let (dispatch, contact) = (limit(dispatch, DISPATCH), limit(contact, CONTACT));
        if let (Some(dispatch), Some(contact)) = (dispatch, contact) {
            classes.insert(entry.key.value.trim().to_owned(), TimeClass { dispatch, contact });
        }
    }
    classes
}

/// The class as it is written where it is declared.
fn known_class(name: Name, classes: &IndexMap<String, TimeClass>, report: &mut Report) -> Option<String> {
    let Spanned { value, span } = name;
    let folded = fold(&value);
    if let Some(class) = classes.keys().find(|class| fold(class) == folded) {
        return Some(class.clone());
    }
    let near = report.nearest(&value, classes.keys().map(String::as_str));
    let words = both(
        format!("time_classes（时限类别）里没有「{value}」。"),
        format!("There is no time class `{value}` in time_classes."),
    );
    report.error("Y171", span, words.suggest(near.as_deref()));
    None
}
