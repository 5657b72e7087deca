//! The lists and registries as files of a project folder.

use super::condition::{Form, Literal};
use super::lists::{Duty, Layer, Lists, Rule, Scope};
use super::random::Random;
use super::vocabulary::{INSTRUMENTS, TREES};
use super::world::{AREA, Kind, Lead, World};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Writes the project folder.
pub fn write(lists: &Lists, folder: &Path) -> std::io::Result<()> {
    for (name, text) in files(lists) {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// Paths below the project folder and the texts, in order of path.
pub fn files(lists: &Lists) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("fenbo.yaml".to_owned(), PROJECT.to_owned()),
        ("registry/calendar.yaml".to_owned(), CALENDAR.to_owned()),
        ("registry/areas.yaml".to_owned(), areas(&lists.world)),
        ("registry/units.yaml".to_owned(), units(&lists.world)),
        ("lists/attributes.fenbo".to_owned(), attributes(&lists.world)),
        ("lists/rules.fenbo".to_owned(), rules(lists)),
        ("lists/practice.fenbo".to_owned(), practices(lists)),
    ]);
    let mut random = Random::new(lists.plan.seed.wrapping_add(1));
    for matter in &lists.matters {
        let group = &lists.groups[matter.group];
        let text = files.entry(format!("lists/matters/{:02}.fenbo", group.category + 1)).or_default();
        let nature = random.pick(&["部件", "事件"]);
        let class = random.pick(&["普通", "普通", "普通", "紧急"]);
        let path = node(lists, Scope::Group(matter.group));
        let _ = write!(text, "事项：{} {}\n  路径：{path}\n", matter.code, matter.name());
        if random.per_mille(700) {
            let _ = writeln!(text, "  识别：含「{}」，且含「{}」", matter.object, matter.problem);
        }
        if random.per_mille(300) {
            let _ = writeln!(text, "  包括：{}及其附属设施的同类问题", matter.object);
        }
        let _ = write!(text, "  性质：{nature}\n  时限：{class}\n");
    }
    let mut provisos: BTreeMap<usize, Vec<&Duty>> = BTreeMap::new();
    for duty in &lists.duties {
        if let Some(parent) = duty.parent {
            provisos.entry(parent).or_default().push(duty);
        }
    }
    for (number, duty) in lists.duties.iter().enumerate().filter(|(_, d)| d.parent.is_none()) {
        let category =
            lists.matters_of(duty.scope).next().map_or(0, |m| lists.groups[lists.matters[m].group].category);
        let text = files.entry(format!("lists/duties/{:02}.fenbo", category + 1)).or_default();
        let provisos = provisos.get(&number).map_or(&[][..], Vec::as_slice);
        write_duty(lists, number, duty, provisos, &mut random, text);
    }
    files
}

fn write_duty(
    lists: &Lists,
    number: usize,
    duty: &Duty,
    provisos: &[&Duty],
    random: &mut Random,
    text: &mut String,
) {
    let world = &lists.world;
    let title = match duty.scope {
        Scope::Matter(matter) => lists.matters[matter].name(),
        _ => "本组其他情形".to_owned(),
    };
    let scope = node(lists, duty.scope);
    match duty.layer {
        Layer::Fallback => {
            let _ = write!(text, "兜底：{scope}\n  编码：{}\n", duty.code);
        }
        Layer::Duty => {
            let _ = write!(text, "职责：{} {title}\n  适用：{scope}\n", duty.code);
        }
        Layer::Ruling => {
            let _ = write!(text, "裁定：{} {title}\n  适用：{scope}\n", duty.code);
            let (day, last) =
                if duty.expired { ("2025-02-11", "2025-12-31") } else { ("2026-02-11", "2027-02-10") };
            let _ = write!(text, "  裁定日期：{day}\n  失效：{last}\n  理由：先办后议，六个月内并入清单\n");
        }
    }
    for literals in &duty.when {
        let _ = writeln!(text, "  当：{}", condition(world, literals));
    }
    let _ = writeln!(text, "  首办：{}", world.lead(duty.lead));
    if random.per_mille(250) {
        let assist = Lead::Unit(*random.pick(&world.city_units));
        if assist != duty.lead {
            let _ = writeln!(text, "  协办：{}", world.lead(assist));
        }
    }
    if random.per_mille(700) {
        let _ = writeln!(text, "  依据：《{}》第{}条", random.pick(&INSTRUMENTS), 1 + number % 60);
    }
    if random.per_mille(150) {
        let _ = writeln!(text, "  时限：联系 24 小时，办结 {} 工作日", random.between(2, 15));
    }
    for proviso in provisos {
        let own = proviso.when.first().and_then(|w| w.last());
        let own = own.map(|l| condition(world, std::slice::from_ref(l))).unwrap_or_default();
        let _ = writeln!(text, "  但：{own} → {}［{}］", world.lead(proviso.lead), proviso.code);
    }
}

/// A scope as a duty writes it.
pub fn node(lists: &Lists, scope: Scope) -> String {
    match scope {
        Scope::Matter(matter) => lists.matters[matter].code.clone(),
        Scope::Group(group) => {
            let group = &lists.groups[group];
            format!("{}/{}", super::vocabulary::CATEGORIES[group.category], group.name)
        }
        Scope::Category(category) => super::vocabulary::CATEGORIES[category].to_owned(),
        Scope::All => String::new(),
    }
}

/// A conjunction as the language writes it.
pub fn condition(world: &World, literals: &[Literal]) -> String {
    let tests: Vec<String> = literals.iter().map(|l| test(world, l)).collect();
    tests.join("，且 ")
}

fn test(world: &World, literal: &Literal) -> String {
    let attribute = &world.attributes[literal.attribute];
    let name = attribute.name;
    let belongs = |name: &str, words: &[String], negated: bool| {
        let leaf = words.len() == 1 && (literal.attribute == AREA || attribute.words.contains(&words[0]));
        let operator = match (leaf, negated) {
            (true, false) => "为",
            (true, true) => "不为",
            (false, false) => "属于",
            (false, true) => "不属于",
        };
        format!("{name} {operator} {}", words.join("、"))
    };
    match &literal.form {
        Form::Words { words, negated } => belongs(name, words, *negated),
        Form::Areas { level, numbers, negated } => {
            let words: Vec<String> = numbers.iter().map(|n| level.name(world, *n).to_owned()).collect();
            belongs(level.word(), &words, *negated)
        }
        Form::AtMost(bound) => format!("{name} ≤ {bound}{}", measure(&attribute.kind)),
        Form::Above(bound) => format!("{name} ＞ {bound}{}", measure(&attribute.kind)),
        Form::Between(low, high) => format!("{name} 介于 {low} 至 {high}"),
        Form::Clock(from, to) => format!("{name} 在 {} 至 {}", clock(*from), clock(*to)),
    }
}

fn measure(kind: &Kind) -> String {
    match kind {
        Kind::Integer { unit, .. } => format!(" {unit}"),
        _ => String::new(),
    }
}

/// Minutes of the day as people write them.
pub fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn attributes(world: &World) -> String {
    let mut text = String::new();
    for attribute in &world.attributes[1..] {
        let _ = writeln!(text, "要素：{}", attribute.name);
        match &attribute.kind {
            Kind::Area => {}
            Kind::Tree(_) => {
                let nodes = TREES.iter().find(|t| t.0 == attribute.name).map_or(&[][..], |t| t.2);
                let nodes: Vec<String> = nodes
                    .iter()
                    .map(|(node, leaves)| match leaves {
                        [] => (*node).to_owned(),
                        leaves => format!("{node}（{}）", leaves.join("、")),
                    })
                    .collect();
                let _ = writeln!(text, "  取值：{}", nodes.join("、"));
            }
            Kind::Boolean => text.push_str("  类型：是否\n"),
            Kind::Integer { unit, .. } => {
                let _ = write!(text, "  类型：整数\n  范围：0 至 {}\n  单位：{unit}\n", attribute.size - 1);
            }
            Kind::Clock => text.push_str("  类型：时刻\n"),
            Kind::DayClass => text.push_str("  类型：日类\n"),
        }
        match attribute.absent {
            Some(value) => {
                let _ = writeln!(text, "  未提及视为：{}", attribute.words[value as usize]);
            }
            None => {
                let _ = writeln!(text, "  询问：「请问{}是什么？」", attribute.name);
            }
        }
    }
    text
}

fn rules(lists: &Lists) -> String {
    let mut text = String::new();
    let mut write = |keyword: &str, rule: &Rule| {
        let _ = writeln!(text, "{keyword}：{}", rule.name);
        if rule.scope != Scope::All {
            let _ = writeln!(text, "  适用：{}", node(lists, rule.scope));
        }
        let _ = writeln!(text, "  当：{}", condition(&lists.world, &rule.when));
        if keyword == "不受理" {
            text.push_str("  引导：「请向原受理机关反映」\n");
        }
    };
    lists.urgent.iter().for_each(|rule| write("加急", rule));
    lists.refused.iter().for_each(|rule| write("不受理", rule));
    text
}

/// Each lead accepts the groups in which nobody else leads: of the others its list says nothing, since what it accepts
/// there goes by the duties.
fn practices(lists: &Lists) -> String {
    let mut groups: BTreeMap<Lead, Vec<usize>> = BTreeMap::new();
    let mut leads: BTreeMap<usize, BTreeSet<Lead>> = BTreeMap::new();
    for duty in &lists.duties {
        let of_lead = groups.entry(duty.lead).or_default();
        if duty.layer != Layer::Fallback {
            of_lead.extend(lists.matters_of(duty.scope).next().map(|first| lists.matters[first].group));
        }
        for matter in lists.matters_of(duty.scope) {
            leads.entry(lists.matters[matter].group).or_default().insert(duty.lead);
        }
    }
    for groups in groups.values_mut() {
        groups.retain(|group| leads[group].len() == 1);
    }
    let mut text = String::new();
    for (lead, mut groups) in groups {
        groups.sort_unstable();
        groups.dedup();
        let _ = writeln!(text, "实施：{}", lists.world.lead(lead));
        for groups in groups.chunks(8) {
            let nodes: Vec<String> = groups.iter().map(|g| node(lists, Scope::Group(*g))).collect();
            let _ = writeln!(text, "  承接：{}", nodes.join("、"));
        }
        text.push_str("  科室：综合科\n  步骤：签收 2 小时，现场 24 小时\n");
    }
    text
}

fn areas(world: &World) -> String {
    let mut text = "levels: [市, 区, 街道, 社区]\nareas:\n  - name: 鹏城市\n    children:\n".to_owned();
    for (d, district) in world.districts.iter().enumerate() {
        let _ = write!(text, "      - name: {district}\n        children:\n");
        for (s, (street, _)) in world.streets.iter().enumerate().filter(|(_, s)| s.1 == d) {
            let names = world.communities.iter().filter(|c| c.1 == s).map(|c| c.0.as_str());
            let names: Vec<&str> = names.collect();
            let _ =
                write!(text, "          - name: {street}\n            children: [{}]\n", names.join(", "));
        }
    }
    text
}

fn units(world: &World) -> String {
    let mut text = "units:\n".to_owned();
    for (i, unit) in world.units.iter().enumerate() {
        let _ = write!(text, "  - name: {unit}\n    code: U{i:04}\n");
        if world.city_units.contains(&i) {
            text.push_str("    kind: 市级单位\n    round_the_clock: true\n");
        }
    }
    text.push_str("roles:\n");
    for role in &world.roles {
        let _ = writeln!(text, "  {}:", role.name);
        for (place, unit) in role.units.iter().enumerate() {
            let place = if role.by_street { &world.streets[place].0 } else { &world.districts[place] };
            let _ = writeln!(text, "    {place}: {}", world.units[*unit]);
        }
    }
    text
}

const PROJECT: &str = "\
city: 鹏城
lists: [lists]
units: [registry/units.yaml]
areas: [registry/areas.yaml]
calendars: [registry/calendar.yaml]
time_zone: Asia/Shanghai
time_classes:
  普通: { dispatch: 2 小时, contact: 24 小时 }
  紧急: { dispatch: 30 分钟, contact: 24 小时 }
ordinary_class: 普通
urgent_class: 紧急
";

const CALENDAR: &str = "\
years:
  2026:
    source: generated
    provisional: true
    holidays:
      元旦: [2026-01-01, 2026-01-03]
      春节: [2026-02-15, 2026-02-23]
    statutory: [2026-01-01, 2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19]
    workdays: [2026-01-04, 2026-02-14, 2026-02-28]
";
