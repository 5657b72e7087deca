//! C364, C365, C366, C368, C369, C386: the catalogue of matters, the areas and the not-accepted list by themselves.

use super::problem::Fix;
use super::{Problem, Scene};
use crate::finding::Severity;
use crate::policy::matter::MatterId;
use crate::policy::registry::{Area, AreaId};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    two_levels(scene, out);
    area_levels(scene, out);
    catch_alls(scene, out);
    misplaced_areas(scene, out);
    refusals(scene, out);
    calendar(scene, out);
}

/// C365: a year that is looked at and whose holidays are not in the calendar, or not published yet.
fn calendar(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let registry = scene.policy.registry();
    if registry.calendar.is_empty() {
        return;
    }
    let span = registry.project.calendars.first().map_or_else(Default::default, |c| c.span);
    for year in registry.calendar.unsettled(scene.options.day, scene.options.until) {
        let (zh, en) = if registry.calendar.provisional(year) {
            ("的放假安排还没有公布，日历里是暂定的", "are not published; the calendar has them provisionally")
        } else {
            ("的放假安排日历里没有", "are not in the calendar")
        };
        out.push(
            Problem::new(
                "C365",
                span,
                &[&year.to_string()],
                format!("{year} 年{zh}：按周一至周五计，工作日时限和日类可能有出入"),
                format!("the holidays of {year} {en}: plain weekdays are counted, and limits and classes of days may differ"),
            )
            .fix(Fix::advice(
                "公布后写进日历",
                "add the year to the calendar once it is published",
            )),
        );
    }
}

/// C364: no duty, fallback or ruling names a matter at all.
pub(super) fn orphans(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    for (class, found) in scene.classes().filter(|(c, _)| c.duties.is_empty()) {
        // What is refused whatever the facts needs nobody.
        let Some(open) = found.extent(&found.open) else { continue };
        for &id in &class.matters {
            let matter = policy.matters().get(id);
            let words = policy.matter_words(id);
            let mut problem = Problem::new(
                "C364",
                matter.span,
                &[&matter.code],
                format!("事项 {words} 没有一条职责、兜底或裁定：任何诉求都派不出去"),
                format!(
                    "matter {words} has no duty, fallback or ruling at all: none of its complaints can be sent anywhere"
                ),
            );
            problem = problem.at(&[id], &open, scene.options.day);
            let lines = super::gap::skeleton(policy, &[id], &crate::policy::region::Region::whole());
            out.push(
                problem.fix(
                    Fix::advice("为它指定首办单位，或停用事项", "name its first handler, or end the matter")
                        .paste(lines),
                ),
            );
        }
    }
}

/// What bears a name in the tree of matters: a node or a matter.
struct Bearer {
    /// How many steps its path has; a matter lies below every node.
    depth: usize,
    /// Its first matter, and one past its last.
    range: (u32, u32),
    words: String,
}

/// C366: one name for a node and a matter, or for nodes at different depths: a reference by that name is ambiguous, or
/// quietly means the topmost. A note where they lie one inside the other, as with a node and its chief matter.
fn two_levels(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let matters = scene.policy.matters();
    for (name, all) in bearers(scene).iter().filter(|(name, _)| !is_catch_all(name)) {
        let outer = &all[0];
        let nested = all.windows(2).all(|w| w[0].range.0 <= w[1].range.0 && w[1].range.1 <= w[0].range.1);
        let levels = all.iter().any(|b| b.depth != outer.depth);
        // A node and its only matter are the same complaints.
        if !levels || nested && all.iter().all(|b| b.range == outer.range) {
            continue;
        }
        let words: Vec<&str> = all.iter().map(|b| b.words.as_str()).collect();
        let at = |b: &Bearer| matters.get(MatterId(b.range.0)).span;
        let last = all.iter().map(at).max().unwrap_or_default();
        let mut problem = Problem::new(
            "C366",
            last,
            &[name],
            format!(
                "「{name}」在不同层级上用了几次：{}。只写这个名称时指的是哪一个，看不出来",
                words.join("、")
            ),
            format!(
                "\"{name}\" names several levels: {}. Written alone, it does not say which is meant",
                words.join(", ")
            ),
        );
        if nested {
            problem.finding.severity = Severity::Note;
        }
        problem.matters = all.iter().map(|b| MatterId(b.range.0)).collect();
        problem.matters.sort_unstable();
        problem.matters.dedup();
        let related = all.iter().filter(|b| at(b) != last);
        problem.finding.related.extend(related.map(|b| (at(b), b.words.clone(), b.words.clone())));
        out.push(problem.fix(Fix::advice("给其中一个改名", "rename one of them")));
    }
}

/// What bears each name that is borne more than once, by depth and place.
fn bearers(scene: &Scene<'_>) -> BTreeMap<String, Vec<Bearer>> {
    let matters = scene.policy.matters();
    let mut known: BTreeMap<String, Vec<Bearer>> = BTreeMap::new();
    let mut open: Vec<(String, Bearer)> = Vec::new();
    for (id, m) in matters.iter() {
        let path: Vec<String> = m.path.iter().map(|p| fold(p).into_owned()).collect();
        // Matters are in preorder: a node begins and ends where the paths of two neighbours part.
        let common = open.iter().zip(&path).take_while(|(o, p)| o.0 == **p).count();
        for (name, node) in open.drain(common..) {
            known.entry(name).or_default().push(node);
        }
        for (depth, name) in path.into_iter().enumerate().skip(common) {
            let words = m.path[..=depth].join("/");
            open.push((name, Bearer { depth, range: (id.0, id.0), words }));
        }
        for (_, node) in &mut open {
            node.range.1 = id.0 + 1;
        }
        let words = scene.policy.matter_words(id);
        let matter = Bearer { depth: usize::MAX, range: (id.0, id.0 + 1), words };
        known.entry(fold(&m.name).into_owned()).or_default().push(matter);
    }
    for (name, node) in open {
        known.entry(name).or_default().push(node);
    }
    known.retain(|_, all| all.len() > 1);
    for all in known.values_mut() {
        all.sort_by_key(|b| (b.depth, b.range));
    }
    known
}

/// C366 of areas: an area inside another of the same name. The bare name quietly means the outer one.
fn area_levels(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let areas = &scene.policy.registry().areas;
    for (id, area) in areas.iter() {
        let mut at = area.parent;
        while let Some(outer) = at.map(|a| areas.get(a)) {
            if fold(&outer.name) == fold(&area.name) {
                let (inside, around) = (areas.full_path(id), &outer.name);
                let level = |a: &Area| areas.levels().get(a.level).cloned().unwrap_or_default();
                let (inner, above) = (level(area), level(outer));
                let mut problem = Problem::new(
                    "C366",
                    area.span,
                    &[&inside],
                    format!("{inner}「{inside}」与它所在的{above}同名：只写「{around}」时指的是{above}"),
                    format!(
                        "\"{inside}\" ({inner}) has the name of the {above} around it: \"{around}\" alone means the {above}"
                    ),
                );
                problem.finding.related.push((
                    outer.span,
                    format!("{above}在这里"),
                    format!("the {above} is here"),
                ));
                out.push(problem.fix(Fix::advice(
                    "写全称，如「某某街道」",
                    "write its full name, with the word for its level",
                )));
                break;
            }
            at = outer.parent;
        }
    }
}

/// Names that gather whatever has no name of its own. "Other areas" says where, and gathers nothing.
pub(super) fn is_catch_all(name: &str) -> bool {
    let lower = name.to_lowercase();
    let zh = ["其他", "其它", "未细分"];
    let begins = zh.iter().any(|w| name.strip_prefix(w).is_some_and(|rest| !rest.starts_with("区域")));
    begins || zh.iter().any(|w| name.ends_with(w)) || lower == "other" || lower.starts_with("other ")
}

/// C368: several catch-alls side by side in one node.
fn catch_alls(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let matters = scene.policy.matters();
    let mut nodes: BTreeMap<&[String], (Vec<MatterId>, usize)> = BTreeMap::new();
    for (id, m) in matters.iter() {
        let node = nodes.entry(&m.path).or_default();
        node.1 += 1;
        if is_catch_all(&fold(&m.name)) {
            node.0.push(id);
        }
    }
    for (path, (all, of)) in nodes.into_iter().filter(|(_, (all, _))| all.len() > 1) {
        let path = path.join("/");
        let words = |id: &MatterId| scene.policy.matter_words(*id);
        let named: Vec<String> = all.iter().take(3).map(words).collect();
        let n = all.len();
        let mut problem = Problem::new(
            "C368",
            matters.get(all[0]).span,
            &[&path],
            format!("{path} 的 {of} 个事项里有 {n} 个是“其他”：{}。归到哪一个全凭经办人", named.join("、")),
            format!(
                "{n} of the {of} matters of {path} are catch-alls: {}. Which one a complaint goes to is anybody's guess",
                named.join(", ")
            ),
        );
        let rest = all.iter().skip(1).map(|id| (matters.get(*id).span, words(id), words(id)));
        problem.finding.related.extend(rest);
        problem.matters = all;
        out.push(problem.fix(Fix::advice(
            "并成一个，把常见的情形单列成事项",
            "merge them, and give what is frequent a matter of its own",
        )));
    }
}

/// C369: an area outside of every area of a higher level, or in two places.
fn misplaced_areas(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let areas = &scene.policy.registry().areas;
    let level = |a: &Area| areas.levels().get(a.level).cloned().unwrap_or_default();
    let roots = || areas.iter().filter(|(_, a)| a.parent.is_none());
    let top = roots().map(|(_, a)| a.level).min().unwrap_or(0);
    for (_, area) in roots().filter(|(_, a)| a.level > top) {
        let (name, own) = (&area.name, level(area));
        let problem = Problem::new(
            "C369",
            area.span,
            &[name],
            format!("{own}「{name}」不在任何上级区域之内"),
            format!("\"{name}\" ({own}) lies in no area of a higher level"),
        );
        out.push(problem.fix(Fix::advice(
            "写到它所属区域的“下辖”里",
            "write it under `children` of the area it belongs to",
        )));
    }
    let mut inside: Vec<Vec<AreaId>> = vec![Vec::new(); areas.len()];
    let mut known: FxHashMap<(String, usize), Vec<AreaId>> = FxHashMap::default();
    for (id, area) in areas.iter() {
        if let Some(parent) = area.parent {
            inside[parent.0 as usize].push(id);
        }
        known.entry((fold(&area.name).into_owned(), area.level)).or_default().push(id);
    }
    let mut pairs: Vec<(AreaId, AreaId)> = Vec::new();
    for all in known.into_values().filter(|all| all.len() > 1) {
        pairs.extend(all.iter().skip(1).map(|again| (all[0], *again)));
    }
    pairs.sort_unstable();
    // Two streets of one name are not rare. With the same communities in them they are one.
    let names = |id: AreaId| inside[id.0 as usize].iter().map(|c| fold(&areas.get(*c).name).into_owned());
    for (first, again) in pairs {
        let old: Vec<String> = names(first).collect();
        let shared = names(again).filter(|n| old.contains(n)).count();
        if shared == 0 || shared * 2 < old.len() {
            continue;
        }
        let (a, b) = (areas.full_path(first), areas.full_path(again));
        let mut problem = Problem::new(
            "C369",
            areas.get(again).span,
            &[&a, &b],
            format!("同一区域写在两处：{a}、{b}，下辖的区域相同"),
            format!("one area stands in two places: {a}, {b}, with the same areas inside"),
        );
        problem.finding.related.push((areas.get(first).span, a.clone(), a));
        out.push(problem.fix(Fix::advice("只留下它真正所属的一处", "keep the one place where it belongs")));
    }
}

/// C386: an entry of the not-accepted list that does not say where to turn instead.
fn refusals(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let looked_at = |valid: (jiff::civil::Date, jiff::civil::Date)| {
        valid.0 <= scene.options.until && scene.options.day <= valid.1
    };
    for refusal in policy.refusals().iter().filter(|r| looked_at(r.valid)) {
        if refusal.redirect.as_ref().is_some_and(|text| !text.trim().is_empty()) {
            continue;
        }
        let name = &refusal.name;
        let problem = Problem::new(
            "C386",
            refusal.span,
            &[name],
            format!("不受理「{name}」没有写「引导」：市民不知道该找谁"),
            format!("the refusal \"{name}\" has no redirect: the citizen is not told where to turn"),
        );
        out.push(
            problem.fix(
                Fix::advice("写明向哪里反映", "say where to turn instead")
                    .paste("  引导：「请向（单位）反映」\n"),
            ),
        );
    }
}
