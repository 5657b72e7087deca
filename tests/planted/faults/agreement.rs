//! Faults between the lists: practices, attributes, registries, cases, waivers.

use super::{Label, code, label, z};
use crate::city::{City, Kind, unit};

pub fn declined(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.practise("市路灯中心", format!("不承接：{}，当 场所 为 公园 → 市公园中心", code(m)));
    city.practise("市公园中心", format!("承接：{}，当 场所 为 公园", code(m)));
    label("C321", &[&z(m, "")])
}

pub fn circle_of_hand_overs(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for (from, to) in
        [("市路灯中心", "市桥隧中心"), ("市桥隧中心", "市公园中心"), ("市公园中心", "市路灯中心")]
    {
        city.practise(from, format!("不承接：{} → {to}", code(m)));
    }
    city.refusing.insert(("市路灯中心".to_owned(), code(m)));
    label("C325", &[&code(m)])
}

pub fn declined_by_all(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for unit in ["市路灯中心", "市桥隧中心"] {
        let to = if unit == "市路灯中心" { " → 市桥隧中心" } else { "" };
        city.practise(unit, format!("不承接：{}{to}", code(m)));
    }
    city.refusing.insert(("市路灯中心".to_owned(), code(m)));
    label("C324", &[&z(m, "")])
}

pub fn accepted_by_nobody_asked(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.refusing.insert(("市路灯中心".to_owned(), code(m)));
    city.practise("市公园中心", format!("承接：{}", code(m)));
    // Whom it is assigned to says nothing of it.
    let mut labels = label("C322", &[&code(m), "市公园中心"]);
    labels.extend(label("C330", &[&z(m, "")]));
    labels
}

pub fn accepted_twice(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    // On a line of its own: what two lines accept twice is said once.
    city.matters[m].duties[0].accepted.clear();
    city.practise("@区住建局", format!("承接：{}", code(m)));
    label("C323", &[&code(m), "@区住建局", "@街道办"])
}

pub fn accepted_and_declined_by_one(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("实施：市路灯中心\n  不承接：{}，当 场所 为 公园 → 市公园中心\n", code(m)));
    label("C329", &["市路灯中心", &code(m)])
}

pub fn left_out_of_its_own_list(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].accepted.clear();
    label("C330", &[&z(m, "")])
}

pub fn role_without_an_office(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let offices = ["东区", "西区"].map(|d| (d.to_owned(), format!("{d}城管局")));
    city.roles.insert("区园林所", offices.to_vec());
    city.matters[m].duties[0].accepted = vec!["@区园林所".to_owned()];
    "首办：@区园林所".clone_into(&mut city.matters[m].duties[0].items[0]);
    label("C326", &["区园林所"])
}

pub fn steps_longer_than_the_limit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push(unit("市照明抢修队"));
    city.matters[m].duties[0].accepted = vec!["市照明抢修队".to_owned()];
    "首办：市照明抢修队".clone_into(&mut city.matters[m].duties[0].items[0]);
    city.practise("市照明抢修队", "步骤：办结 20 工作日".to_owned());
    label("C327", &["市照明抢修队"])
}

pub fn urgent_and_not_round_the_clock(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push("  - name: 市档案馆\n".to_owned());
    city.matters[m].duties[0].accepted.clear();
    "首办：市档案馆".clone_into(&mut city.matters[m].duties[0].items[0]);
    label("C328", &["市档案馆"])
}

pub fn unsuppliable_attribute(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push("要素：管线归属\n  取值：市里、区里\n".to_owned());
    city.add(m, "x", &["当：管线归属 为 区里", "首办：@区城管局", "协办：市路灯中心"]);
    city.practise("@区城管局", format!("承接：{}，当 管线归属 为 区里", code(m)));
    label("C351", &["管线归属"])
}

pub fn never_decisive(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push("要素：天气\n  取值：晴、雨\n  询问：「下雨吗？」\n".to_owned());
    let mut items = city.matters[m].duties[0].items.clone();
    city.matters[m].duties[0].items.insert(0, "当：天气 为 晴".to_owned());
    items.insert(0, "当：天气 为 雨".to_owned());
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    city.add(m, "x", &items);
    label("C352", &["天气"])
}

pub fn never_tested(city: &mut City) -> Vec<Label> {
    city.blocks.push("要素：风力\n  取值：大、小\n  询问：「风大吗？」\n".to_owned());
    label("C352", &["风力"])
}

pub fn abolished_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push("  - name: 市灯光办\n    round_the_clock: true\n    until: 2026-01-31\n".to_owned());
    city.add(m, "x", &["当：场所 为 公园", "首办：市灯光办"]);
    label("C362", &["市灯光办"])
}

pub fn test_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push("  - name: 演练单位\n    round_the_clock: true\n    test: true\n".to_owned());
    city.add(m, "x", &["当：场所 为 公园", "首办：演练单位"]);
    label("C363", &["演练单位"])
}

pub fn orphan_matter(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties.clear();
    label("C364", &[&code(m)])
}

pub fn name_at_two_levels(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    "第1组".clone_into(&mut city.matters[m].name);
    label("C366", &["第1组"])
}

pub fn nearly_the_same_name(city: &mut City) -> Vec<Label> {
    let (a, b) = (city.take(Kind::Plain), city.take(Kind::Local));
    city.matters[b].name = format!("{}的问题", city.matters[a].name);
    label("C367", &[&code(a), &code(b)])
}

pub fn keywords_of_two_units(city: &mut City) -> Vec<Label> {
    let (a, b) = (city.take(Kind::Plain), city.take(Kind::Timed));
    city.matters[b].items[0] = city.matters[a].items[0].clone();
    label("C381", &[&code(a), &code(b)])
}

pub fn catch_alls(city: &mut City) -> Vec<Label> {
    let (a, b) = city.take_two();
    "其他设施问题".clone_into(&mut city.matters[a].name);
    "其他设备异常".clone_into(&mut city.matters[b].name);
    city.matters[b].path = city.matters[a].path.clone();
    label("C368", &[&code(a), &code(b)])
}

pub fn area_in_two_places(city: &mut City) -> Vec<Label> {
    let twice = "          - name: 长桥街道\n            children: [第5社区, 第6社区]\n";
    city.areas.push_str(twice);
    let office = city.roles.get_mut("街道办").expect("the role of street offices");
    office.push(("南区/长桥街道".to_owned(), "长桥街道办事处".to_owned()));
    label("C369", &["长桥街道"])
}

pub fn failing_case(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("案例：「灯不亮了」\n  事项：{}\n  应派：市公安局\n", code(m)));
    label("C382", &["灯不亮了"])
}

pub fn failing_assertion(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.blocks.push(format!("断言：都归街道\n  适用：{}\n  则：首办 为 @街道办\n", code(m)));
    label("C383", &["都归街道"])
}

pub fn waiver_that_expired(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    city.blocks.push(format!("豁免：C302\n  适用：{}\n  理由：待下一批\n  失效：2026-05-31\n", code(m)));
    let mut labels = label("C302", &[&code(m)]);
    labels.extend(label("C384", &["C302"]));
    labels
}

pub fn waiver_not_needed(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.blocks.push(format!("豁免：C302\n  适用：{}\n  理由：待下一批\n", code(m)));
    label("C385", &["C302"])
}

pub fn refusal_without_redirect(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("不受理：公园里的灯\n  适用：{}\n  当：场所 为 公园\n", code(m)));
    label("C386", &["公园里的灯"])
}

pub fn duty_without_a_basis(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    city.matters[m].duties[0].items.retain(|item| !item.starts_with("依据"));
    label("C372", &[&z(m, "a")])
}

pub fn repealed_basis(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    rest_on(city, m, "依据：《城市照明旧办法》第三条");
    label("C371", &["城市照明旧办法"])
}

pub fn basis_of_another_department(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    rest_on(city, m, "依据：《公园管理办法》第八条");
    label("C373", &[&z(m, ""), "公园管理办法"])
}

pub fn year_without_holidays(city: &mut City) -> Vec<Label> {
    city.calendar = city.calendar.replace("2026", "2025");
    label("C365", &["2026"])
}

fn rest_on(city: &mut City, m: usize, basis: &str) {
    for item in city.matters[m].duties[0].items.iter_mut().filter(|i| i.starts_with("依据")) {
        basis.clone_into(item);
    }
}
