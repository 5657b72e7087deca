//! One way to spoil clean lists for each class of fault, with the findings that must come of it.

use super::city::{City, Kind};

/// What has to be found: a code, and names that stand in what is said.
#[derive(Debug, Clone)]
pub struct Label {
    pub code: &'static str,
    pub about: Vec<String>,
}

fn label(code: &'static str, about: &[&str]) -> Vec<Label> {
    vec![Label { code, about: about.iter().map(|a| (*a).to_owned()).collect() }]
}

/// A class of fault: plants it and says what must be found.
pub type Plant = fn(&mut City) -> Vec<Label>;

pub const FAULTS: &[(&str, Plant)] = &[
    ("conflict", conflict),
    ("conflict_of_city_and_district", conflict_of_city_and_district),
    ("gap", gap),
    ("gap_by_place", gap_by_place),
    ("gap_by_street", gap_by_street),
    ("only_a_fallback", only_a_fallback),
    ("unreachable_fallback", unreachable_fallback),
    ("dead_by_one", dead_by_one),
    ("dead_by_a_union", dead_by_a_union),
    ("redundant", redundant),
    ("crossing_provisos", crossing_provisos),
    ("circle_of_overriding", circle_of_overriding),
    ("expires_into_a_gap", expires_into_a_gap),
    ("becomes_a_conflict", becomes_a_conflict),
    ("expires_into_a_fallback", expires_into_a_fallback),
    ("hole_between_old_and_new", hole_between_old_and_new),
    ("ruling_that_ran_out", ruling_that_ran_out),
    ("rulings_that_contradict", rulings_that_contradict),
    ("ruling_no_longer_needed", ruling_no_longer_needed),
    ("rulings_to_fold_in", rulings_to_fold_in),
    ("newer_general_over_older_special", newer_general_over_older_special),
    ("declined", declined),
    ("circle_of_hand_overs", circle_of_hand_overs),
    ("declined_by_all", declined_by_all),
    ("unsuppliable_attribute", unsuppliable_attribute),
    ("never_decisive", never_decisive),
    ("never_tested", never_tested),
    ("bound_in_both", bound_in_both),
    ("bound_in_neither", bound_in_neither),
    ("hole_at_midnight", hole_at_midnight),
    ("abolished_unit", abolished_unit),
    ("test_unit", test_unit),
    ("orphan_matter", orphan_matter),
    ("name_at_two_levels", name_at_two_levels),
    ("catch_alls", catch_alls),
    ("area_in_two_places", area_in_two_places),
    ("failing_case", failing_case),
    ("failing_assertion", failing_assertion),
    ("waiver_that_expired", waiver_that_expired),
    ("waiver_not_needed", waiver_not_needed),
    ("refusal_without_redirect", refusal_without_redirect),
    ("unknown_matter", unknown_matter),
    ("matter_code_twice", matter_code_twice),
    ("duty_code_twice", duty_code_twice),
    ("unknown_attribute", unknown_attribute),
    ("ends_before_it_begins", ends_before_it_begins),
    ("undeclared_value", undeclared_value),
    ("unknown_unit", unknown_unit),
    ("unknown_role", unknown_role),
    ("contradictory_exception", contradictory_exception),
    ("alias_clash", alias_clash),
    ("unknown_successor", unknown_successor),
    ("unknown_unit_in_a_role", unknown_unit_in_a_role),
];

/// Whether a class can stand in one city several times: not where its names are made up once.
pub fn repeats(name: &str) -> bool {
    !matches!(
        name,
        "unsuppliable_attribute"
            | "never_decisive"
            | "never_tested"
            | "abolished_unit"
            | "test_unit"
            | "name_at_two_levels"
            | "area_in_two_places"
            | "waiver_that_expired"
            | "waiver_not_needed"
            | "refusal_without_redirect"
            | "failing_case"
            | "failing_assertion"
            | "unknown_matter"
            | "alias_clash"
            | "unknown_successor"
            | "unknown_unit_in_a_role"
    )
}

/// The code of a matter.
fn code(matter: usize) -> String {
    format!("M{matter:04}")
}

/// The code of a duty.
fn z(matter: usize, letter: &str) -> String {
    format!("Z{matter:04}{letter}")
}

fn conflict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["当：物业管理 为 有", "首办：市交通局"], &["市交通局"]);
    label("C301", &[&x, &z(m, "a")])
}

fn conflict_of_city_and_district(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    let x = city.add(m, "x", &["当：区 属于 东区、西区，且 场所 为 公园", "首办：市交通局"], &["市交通局"]);
    let mut labels = label("C301", &[&x, &z(m, "a")]);
    labels.extend(label("C301", &[&x, &z(m, "b")]));
    labels
}

fn gap(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    label("C302", &[&code(m)])
}

fn gap_by_place(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    "当：区 为 西区".clone_into(&mut city.matters[m].duties[1].items[0]);
    label("C302", &[&code(m), "南区"])
}

fn gap_by_street(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    city.matters[m].duties[1].items.push("除外：街道 为 新河街道".to_owned());
    label("C302", &[&code(m), "新河街道"])
}

fn only_a_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    city.add_as("兜底", m, "b", &["首办：@街道办"], &["@街道办"]);
    label("C303", &[&code(m)])
}

fn unreachable_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    let x = city.add_as("兜底", m, "x", &["首办：市交通局"], &["市交通局"]);
    label("C304", &[&x])
}

fn dead_by_one(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add(m, "x", &["首办：市交通局"], &["市交通局"]);
    city.matters[m].duties[0].items.push(format!("优先于：{x}"));
    label("C304", &[&x, &z(m, "")])
}

fn dead_by_a_union(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["首办：市交通局"], &["市交通局"]);
    label("C304", &[&x, &z(m, "a"), &z(m, "b")])
}

fn redundant(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let items = city.matters[m].duties[0].items.clone();
    let mut all = vec!["当：场所 为 公园"];
    all.extend(items.iter().map(String::as_str));
    let x = city.add(m, "x", &all, &["市路灯中心"]);
    label("C305", &[&x])
}

fn crossing_provisos(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Placed);
    let x = z(m, "x");
    city.matters[m].duties[0]
        .items
        .push(format!("但：物业管理 为 有 → 市公园中心；依据 《公园条例》第一条 ［{x}］"));
    city.matters[m].duties[0].leads.push("市公园中心".to_owned());
    label("C306", &[&x, &z(m, "p")])
}

fn circle_of_overriding(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add(m, "x", &["当：场所 为 公园", "首办：市路灯中心", "协办：市公园中心"], &["市路灯中心"]);
    city.matters[m].duties[0].items.push(format!("优先于：{x}"));
    label("N236", &[&x, &z(m, "")])
}

fn expires_into_a_gap(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    label("C311", &[&code(m), "2026-10-01"])
}

fn becomes_a_conflict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["当：物业管理 为 有", "首办：市交通局", "生效：2026-10-01"], &["市交通局"]);
    label("C312", &[&x, &z(m, "a"), "2026-10-01"])
}

fn expires_into_a_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    city.add_as("兜底", m, "x", &["首办：@街道办"], &["@街道办"]);
    label("C313", &[&code(m), "2026-10-01"])
}

fn hole_between_old_and_new(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    let x = city.add(m, "x", &["首办：市路灯中心", "生效：2026-10-15"], &["市路灯中心"]);
    label("C314", &[&code(m), &x, "2026-10-01"])
}

fn ruling_that_ran_out(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add_as(
        "裁定",
        m,
        "x",
        &["裁定日期：2025-07-01", "失效：2025-12-31", "当：场所 为 公园", "首办：市公园中心", "理由：试行"],
        &["市公园中心"],
    );
    label("C331", &[&x])
}

fn rulings_that_contradict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let old = city.add_as(
        "裁定",
        m,
        "x",
        &[
            "裁定日期：2026-01-05",
            "失效：2027-06-30",
            "当：街道 属于 古井街道、新河街道",
            "首办：市公园中心",
            "理由：试行",
        ],
        &["市公园中心"],
    );
    let new = city.add_as(
        "裁定",
        m,
        "y",
        &["裁定日期：2026-02-05", "失效：2027-06-30", "当：街道 为 新河街道", "首办：市交通局", "理由：试行"],
        &["市交通局"],
    );
    label("C332", &[&old, &new])
}

fn ruling_no_longer_needed(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let items = city.matters[m].duties[0].items.clone();
    let mut all = vec!["裁定日期：2026-01-05", "失效：2027-06-30", "当：街道 为 新河街道", "理由：试行"];
    all.extend(items.iter().map(String::as_str));
    let x = city.add_as("裁定", m, "x", &all, &["市路灯中心"]);
    label("C333", &[&x])
}

fn rulings_to_fold_in(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for (letter, street) in [("x", "古井街道"), ("y", "新河街道"), ("w", "望海街道")] {
        let when = format!("当：街道 为 {street}");
        let items = ["裁定日期：2026-01-05", "失效：2027-06-30", &when, "首办：市公园中心", "理由：试行"];
        city.add_as("裁定", m, letter, &items, &["市公园中心"]);
    }
    label("C334", &[&code(m)])
}

fn newer_general_over_older_special(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Special);
    city.matters[m].duties[0].items.push("生效：2026-01-01".to_owned());
    city.matters[m].duties[1].items.push("生效：2023-01-01".to_owned());
    label("C341", &[&z(m, "a"), &z(m, "b")])
}

fn declined(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.practice
        .entry("市路灯中心".to_owned())
        .or_default()
        .push(format!("不承接：{}，当 场所 为 公园 → 市公园中心", code(m)));
    city.practice
        .entry("市公园中心".to_owned())
        .or_default()
        .push(format!("承接：{}，当 场所 为 公园", code(m)));
    label("C321", &[&z(m, "")])
}

fn circle_of_hand_overs(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for (from, to) in
        [("市路灯中心", "市桥隧中心"), ("市桥隧中心", "市公园中心"), ("市公园中心", "市路灯中心")]
    {
        city.practice.entry(from.to_owned()).or_default().push(format!("不承接：{} → {to}", code(m)));
    }
    city.refusing.insert(("市路灯中心".to_owned(), code(m)));
    label("C325", &[&code(m)])
}

fn declined_by_all(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for unit in ["市路灯中心", "市桥隧中心"] {
        let to = if unit == "市路灯中心" { " → 市桥隧中心" } else { "" };
        city.practice.entry(unit.to_owned()).or_default().push(format!("不承接：{}{to}", code(m)));
    }
    city.refusing.insert(("市路灯中心".to_owned(), code(m)));
    label("C324", &[&z(m, "")])
}

fn unsuppliable_attribute(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push("要素：管线归属\n  取值：市里、区里\n".to_owned());
    city.add(m, "x", &["当：管线归属 为 区里", "首办：@区城管局"], &["@区城管局"]);
    label("C351", &["管线归属"])
}

fn never_decisive(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push("要素：天气\n  取值：晴、雨\n  询问：「下雨吗？」\n".to_owned());
    let mut items = city.matters[m].duties[0].items.clone();
    city.matters[m].duties[0].items.insert(0, "当：天气 为 晴".to_owned());
    items.insert(0, "当：天气 为 雨".to_owned());
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    city.add(m, "x", &items, &["市路灯中心"]);
    label("C352", &["天气"])
}

fn never_tested(city: &mut City) -> Vec<Label> {
    city.blocks.push("要素：风力\n  取值：大、小\n  询问：「风大吗？」\n".to_owned());
    label("C352", &["风力"])
}

fn bound_in_both(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    "当：面积 ≥ 100 平方米".clone_into(&mut city.matters[m].duties[1].items[0]);
    label("C354", &[&z(m, "a"), &z(m, "b")])
}

fn bound_in_neither(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    "当：面积 ＜ 100 平方米".clone_into(&mut city.matters[m].duties[0].items[0]);
    label("C354", &[&z(m, "a"), &z(m, "b")])
}

fn hole_at_midnight(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Timed);
    "当：发生时刻 在 22:00 至 23:59".clone_into(&mut city.matters[m].duties[0].items[0]);
    city.matters[m].duties[0].items.insert(1, "当：发生时刻 在 00:00 至 06:00".to_owned());
    label("C355", &[&z(m, "a")])
}

fn abolished_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push("  - name: 市灯光办\n    round_the_clock: true\n    until: 2026-01-31\n".to_owned());
    city.add(m, "x", &["当：场所 为 公园", "首办：市灯光办"], &["市灯光办"]);
    label("C362", &["市灯光办"])
}

fn test_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.units.push("  - name: 演练单位\n    round_the_clock: true\n    test: true\n".to_owned());
    city.add(m, "x", &["当：场所 为 公园", "首办：演练单位"], &["演练单位"]);
    label("C363", &["演练单位"])
}

fn orphan_matter(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties.clear();
    label("C364", &[&code(m)])
}

fn name_at_two_levels(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    "第1组".clone_into(&mut city.matters[m].name);
    label("C366", &["第1组"])
}

fn catch_alls(city: &mut City) -> Vec<Label> {
    let (a, b) = city.take_two();
    "其他设施问题".clone_into(&mut city.matters[a].name);
    "其他设备异常".clone_into(&mut city.matters[b].name);
    city.matters[b].path = city.matters[a].path.clone();
    label("C368", &[&code(a), &code(b)])
}

fn area_in_two_places(city: &mut City) -> Vec<Label> {
    let twice = "          - name: 长桥街道\n            children: [第5社区, 第6社区]\n";
    city.areas.push_str(twice);
    let office = city.roles.get_mut("街道办").expect("the role of street offices");
    office.push(("南区/长桥街道".to_owned(), "长桥街道办事处".to_owned()));
    label("C369", &["长桥街道"])
}

fn failing_case(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("案例：「灯不亮了」\n  事项：{}\n  应派：市公安局\n", code(m)));
    label("C382", &["灯不亮了"])
}

fn failing_assertion(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.blocks.push(format!("断言：都归街道\n  适用：{}\n  则：首办 为 @街道办\n", code(m)));
    label("C383", &["都归街道"])
}

fn waiver_that_expired(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    city.blocks.push(format!("豁免：C302\n  适用：{}\n  理由：待下一批\n  失效：2026-05-31\n", code(m)));
    let mut labels = label("C302", &[&code(m)]);
    labels.extend(label("C384", &["C302"]));
    labels
}

fn waiver_not_needed(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.blocks.push(format!("豁免：C302\n  适用：{}\n  理由：待下一批\n", code(m)));
    label("C385", &["C302"])
}

fn refusal_without_redirect(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("不受理：公园里的灯\n  适用：{}\n  当：场所 为 公园\n", code(m)));
    label("C386", &["公园里的灯"])
}

fn unknown_matter(city: &mut City) -> Vec<Label> {
    city.blocks.push("职责：Z-旧 已删的事项\n  适用：M9999\n  首办：市公安局\n".to_owned());
    label("N201", &["M9999"])
}

fn matter_code_twice(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.blocks.push(format!("事项：{} 桥洞积水成潭\n  路径：第1类/第1组\n", code(m)));
    label("N203", &[&code(m)])
}

fn duty_code_twice(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "", &["当：场所 为 公园", "首办：市公园中心"], &[]);
    label("N203", &[&z(m, "")])
}

fn unknown_attribute(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：风向 为 东", "首办：市公园中心"], &[]);
    label("N204", &["风向"])
}

fn ends_before_it_begins(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["首办：市公园中心", "当：场所 为 公园", "生效：2026-05-01", "失效：2026-04-01"], &[]);
    label("N205", &["2026-04-01"])
}

fn undeclared_value(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 水库", "首办：市公园中心"], &[]);
    label("N206", &["水库"])
}

fn unknown_unit(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 公园", "首办：市园林处"], &[]);
    label("N221", &["市园林处"])
}

fn unknown_role(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.add(m, "x", &["当：场所 为 公园", "首办：@区园林局"], &[]);
    label("N222", &["区园林局"])
}

fn contradictory_exception(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Placed);
    let x = z(m, "x");
    city.matters[m].duties[0]
        .items
        .push(format!("但：场所 为 公园 → 市公园中心；依据 《公园条例》第一条 ［{x}］"));
    label("N233", &[&x])
}

fn alias_clash(city: &mut City) -> Vec<Label> {
    city.units.push("  - name: 市照明处\n    round_the_clock: true\n    aliases: [市公安局]\n".to_owned());
    label("Y120", &["市公安局"])
}

fn unknown_successor(city: &mut City) -> Vec<Label> {
    city.units.push("  - name: 市灯具处\n    until: 2026-01-31\n    successors: [市路灯局]\n".to_owned());
    label("Y121", &["市路灯局"])
}

fn unknown_unit_in_a_role(city: &mut City) -> Vec<Label> {
    let office = city.roles.get_mut("街道办").expect("the role of street offices");
    office.push(("东区".to_owned(), "东区总值班室".to_owned()));
    label("Y123", &["东区总值班室"])
}
