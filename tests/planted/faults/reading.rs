//! Faults that reading the lists and registries finds: names, codes, dates.

use super::{Label, code, label, z};
use crate::city::{City, Kind};

pub fn unknown_matter(city: &mut City) -> Vec<Label> {
    city.blocks.push("职责：Z-旧 已删的事项\n  适用：M9999\n  首办：市公安局\n".to_owned());
    label("N201", &["M9999"])
}

pub fn matter_code_twice(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("事项：{} 桥洞积水成潭\n  路径：第1类/第1组\n", code(m)));
    label("N203", &[&code(m)])
}

pub fn duty_code_twice(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "", &["当：场所 为 公园", "首办：市交通局"]);
    label("N203", &[&z(m, "")])
}

pub fn unknown_attribute(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：风向 为 东", "首办：市交通局"]);
    label("N204", &["风向"])
}

pub fn ends_before_it_begins(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["首办：市交通局", "当：场所 为 公园", "生效：2026-05-01", "失效：2026-04-01"]);
    label("N205", &["2026-04-01"])
}

pub fn undeclared_value(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 水库", "首办：市交通局"]);
    label("N206", &["水库"])
}

pub fn unknown_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 公园", "首办：市园林处"]);
    label("N221", &["市园林处"])
}

pub fn unknown_role(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 公园", "首办：@区园林局"]);
    label("N222", &["区园林局"])
}

pub fn contradictory_exception(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Placed);
    let x = z(m, "x");
    city.matters[m].duties[0]
        .items
        .push(format!("但：场所 为 公园 → 市交通局；依据 《公园条例》第一条 ［{x}］"));
    label("N233", &[&x])
}

pub fn alias_clash(city: &mut City) -> Vec<Label> {
    city.units.push("  - name: 市照明处\n    round_the_clock: true\n    aliases: [市公安局]\n".to_owned());
    label("Y120", &["市公安局"])
}

pub fn unknown_successor(city: &mut City) -> Vec<Label> {
    city.units.push("  - name: 市灯具处\n    until: 2026-01-31\n    successors: [市路灯局]\n".to_owned());
    label("Y121", &["市路灯局"])
}

pub fn unknown_unit_in_a_role(city: &mut City) -> Vec<Label> {
    let office = city.roles.get_mut("街道办").expect("the role of street offices");
    office.push(("东区".to_owned(), "东区总值班室".to_owned()));
    label("Y123", &["东区总值班室"])
}
