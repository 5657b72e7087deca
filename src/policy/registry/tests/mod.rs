//! Registries made in memory: finding areas, resolving roles, following successors, counting working days.

mod findings;
mod hostile;
mod reading;
mod shipped;

use super::*;
use crate::policy::intervals::Intervals;
use crate::syntax::entries::{Duration, DurationUnit};
use crate::text::Span;
use jiff::civil::{Date, date};

const ALWAYS: (Date, Date) = (Date::MIN, Date::MAX);

fn plot(name: &str, children: Vec<Plot>) -> Plot {
    Plot {
        name: name.to_owned(),
        code: None,
        aliases: Vec::new(),
        level: None,
        valid: ALWAYS,
        span: Span::default(),
        children,
    }
}

/// Leaves: 0 塘头, 1 水田, 2 安华, 3 福田社区, 4 福南, 5 光明 (a street of that name inside a district of that name).
fn city() -> Areas {
    let mut shiyan = plot("石岩街道", vec![plot("塘头社区", vec![]), plot("水田社区", vec![])]);
    shiyan.aliases.push("石岩".to_owned());
    shiyan.code = Some("440306012".to_owned());
    let baoan = plot("宝安区", vec![shiyan, plot("新安街道", vec![plot("安华社区", vec![])])]);
    let futian =
        plot("福田区", vec![plot("福田街道", vec![plot("福田社区", vec![]), plot("福南社区", vec![])])]);
    let guangming = plot("光明", vec![plot("光明", vec![])]);
    let levels = ["市", "区", "街道", "社区"].map(str::to_owned).to_vec();
    Areas::new(levels, vec![plot("鹏城市", vec![baoan, futian, guangming])])
}

fn named(areas: &Areas, path: &[&str]) -> String {
    match areas.find(path, None) {
        Ok(id) => areas.full_path(id),
        Err(e) => format!("{e:?}"),
    }
}

#[test]
fn an_area_is_found_by_name_alias_code_and_path_with_gaps() {
    let areas = city();
    for path in
        [&["石岩街道"][..], &["石岩"], &["440306012"], &["鹏城市", "石岩"], &["宝安区", "４４０３０６０１２"]]
    {
        assert_eq!(named(&areas, path), "鹏城市/宝安区/石岩街道", "{path:?}");
    }
    assert_eq!(named(&areas, &["石岩", "水田社区"]), "鹏城市/宝安区/石岩街道/水田社区");
    assert_eq!(
        areas.find(&["福田区", "石岩"], None),
        Err(AreaError::Unknown { suggestion: Some("石岩街道".to_owned()) })
    );
    assert_eq!(
        areas.find(&["石岩街"], None),
        Err(AreaError::Unknown { suggestion: Some("石岩街道".to_owned()) })
    );
    assert_eq!(areas.find(&[], None), Err(AreaError::Unknown { suggestion: None }));
}

#[test]
fn an_outer_area_is_meant_unless_the_level_or_the_path_says_otherwise() {
    let areas = city();
    let outer = areas.find(&["光明"], None).unwrap();
    assert_eq!((areas.get(outer).level, areas.path(outer).as_str()), (1, "光明"));
    let inner = areas.find(&["光明"], Some(2)).unwrap();
    assert_eq!((areas.get(inner).level, areas.path(inner).as_str()), (2, "光明/光明"));
    assert_eq!(areas.find(&["光明", "光明"], None), Ok(inner));
}

#[test]
fn two_areas_of_one_name_need_a_path() {
    let twice = || plot("中心社区", vec![]);
    let areas = Areas::new(vec![], vec![plot("甲区", vec![twice()]), plot("乙区", vec![twice()])]);
    assert_eq!(areas.find(&["中心社区"], None), Err(AreaError::Ambiguous(vec![AreaId(1), AreaId(3)])));
    assert_eq!(
        (areas.path(AreaId(1)), areas.path(AreaId(3))),
        ("甲区/中心社区".to_owned(), "乙区/中心社区".to_owned())
    );
}

#[test]
fn leaves_are_numbered_in_preorder_and_covered_by_the_smallest_area() {
    let areas = city();
    assert_eq!(areas.leaves(), 6);
    let names: Vec<String> = (0..6).map(|l| areas.path(areas.leaf_area(l))).collect();
    assert_eq!(names, ["塘头社区", "水田社区", "安华社区", "福田社区", "福南社区", "光明/光明"]);
    let covering = |l, h| areas.covering(l, h).map(|id| areas.path(id));
    assert_eq!(covering(0, 2).as_deref(), Some("石岩街道"));
    assert_eq!(covering(1, 3).as_deref(), Some("宝安区"));
    assert_eq!(covering(2, 4).as_deref(), Some("鹏城市"));
    assert_eq!((covering(2, 2), covering(0, 7)), (None, None));
    assert_eq!(areas.leaf_area(99), areas.leaf_area(5));
    let none = Areas::default();
    assert_eq!((none.get(none.leaf_area(0)).name.as_str(), none.path(AreaId(7))), ("", String::new()));
}

fn unit(name: &str, valid: (Date, Date), successors: &[u32], areas: Option<Intervals>) -> Unit {
    Unit {
        name: name.to_owned(),
        code: None,
        aliases: Vec::new(),
        kind: None,
        valid,
        successors: successors.iter().map(|s| UnitId(*s)).collect(),
        areas,
        round_the_clock: false,
        test: false,
        span: Span::default(),
    }
}

fn role(key: RoleKey) -> Role {
    Role { name: "街道办".to_owned(), key, span: Span::default() }
}

#[test]
fn a_role_is_played_by_the_most_special_holder() {
    let mut units = Units::new(["甲", "乙", "丙"].map(|n| unit(n, ALWAYS, &[], None)).to_vec());
    let (a, b, c) = (UnitId(0), UnitId(1), UnitId(2));
    let parts = [
        (Intervals::range(2, 10), a),
        (Intervals::union_of([(4, 6), (8, 9)]), b),
        (Intervals::range(12, 14), c),
    ];
    let id = units.add_role(role(RoleKey::Area), &parts);
    let runs = [
        (2, None),
        (4, Some(a)),
        (6, Some(b)),
        (8, Some(a)),
        (9, Some(b)),
        (10, Some(a)),
        (12, None),
        (14, Some(c)),
    ];
    assert_eq!(units.runs(id), runs);
    let expected =
        [None, None, Some(a), Some(a), Some(b), Some(b), Some(a), Some(a), Some(b), Some(a), None, None];
    for (value, unit) in expected.into_iter().chain([Some(c), Some(c), None]).enumerate() {
        assert_eq!(units.holder(id, value as u32), unit, "{value}");
    }
    let holders = |set: Intervals| {
        let found = units.holders(id, &set);
        (found.units.to_vec(), found.vacant)
    };
    assert_eq!(holders(Intervals::range(3, 5)), (vec![a, b], false));
    assert_eq!(holders(Intervals::range(4, 6)), (vec![b], false));
    assert_eq!(holders(Intervals::union_of([(0, 1), (9, 10)])), (vec![a], true));
    assert_eq!(holders(Intervals::range(13, 15)), (vec![c], true));
    assert_eq!(holders(Intervals::range(14, 20)), (vec![], true));
    assert_eq!(holders(Intervals::empty()), (vec![], false));
    assert_eq!(units.holder(RoleId(9), 0), None);
}

#[test]
fn successors_are_followed_by_place_and_never_in_circles() {
    let until = |d| (Date::MIN, d);
    let units = Units::new(vec![
        unit("旧局", until(date(2019, 1, 9)), &[1, 2], None),
        unit("东局", (date(2019, 1, 10), Date::MAX), &[], Some(Intervals::range(0, 5))),
        unit("西局", (date(2019, 1, 10), date(2024, 12, 31)), &[3], Some(Intervals::range(5, 9))),
        unit("西新局", (date(2025, 1, 1), Date::MAX), &[], None),
        unit("环一", until(date(2020, 1, 1)), &[5], None),
        unit("环二", until(date(2020, 1, 1)), &[4], None),
    ]);
    let who = |unit, day, place| units.current(UnitId(unit), day, &place).map(|id| id.0);
    assert_eq!(who(0, date(2019, 1, 9), Intervals::single(7)), Some(0));
    assert_eq!(who(0, date(2019, 1, 10), Intervals::single(3)), Some(1));
    assert_eq!(who(0, date(2019, 1, 10), Intervals::single(7)), Some(2));
    assert_eq!(who(0, date(2025, 1, 1), Intervals::single(7)), Some(3));
    // No successor may act at the whole place: the first.
    assert_eq!(who(0, date(2025, 1, 1), Intervals::range(4, 6)), Some(1));
    assert_eq!(who(4, date(2021, 1, 1), Intervals::single(0)), None);
    assert_eq!(who(99, date(2021, 1, 1), Intervals::single(0)), None);
}

#[test]
fn a_name_is_never_hidden_by_an_alias() {
    let mut first = unit("市交通运输局", ALWAYS, &[], None);
    first.aliases = vec!["市交委".to_owned(), "市水务局".to_owned()];
    first.code = Some("ＳＺＪＴ".to_owned());
    let units = Units::new(vec![first, unit("市水务局", ALWAYS, &[], None)]);
    let found = ["市交委", "SZJT", " 市水务局", "无"].map(|n| units.find(n).map(|id| id.0));
    assert_eq!(found, [Some(0), Some(0), Some(1), None]);
    assert_eq!(units.suggest("市水务").as_deref(), Some("市水务局"));
}

#[test]
fn plain_weeks_and_the_ends_of_time() {
    let calendar = Calendar::default();
    // 2026-03-06 is a Friday.
    let friday = date(2026, 3, 6).at(16, 0, 0, 0);
    let after =
        |from: jiff::civil::DateTime, amount, unit| calendar.add(from, Duration { amount, unit }).to_string();
    assert_eq!(after(friday, 90, DurationUnit::Minute), "2026-03-06T17:30:00");
    assert_eq!(after(friday, 24, DurationUnit::Hour), "2026-03-07T16:00:00");
    assert_eq!(after(friday, 3, DurationUnit::Day), "2026-03-09T16:00:00");
    assert_eq!(after(friday, 2, DurationUnit::WorkingDay), "2026-03-10T16:00:00");
    assert_eq!(after(friday, 5, DurationUnit::WorkingDay), "2026-03-13T16:00:00");
    assert_eq!(after(friday, 30, DurationUnit::WorkingDay), "2026-04-17T16:00:00");
    let saturday = date(2026, 3, 7).at(16, 0, 0, 0);
    assert_eq!(after(saturday, 0, DurationUnit::WorkingDay), "2026-03-09T16:00:00");
    assert_eq!(after(saturday, 1, DurationUnit::WorkingDay), "2026-03-10T16:00:00");
    for unit in [DurationUnit::Minute, DurationUnit::Hour, DurationUnit::Day, DurationUnit::WorkingDay] {
        let most = Duration { amount: u32::MAX, unit };
        assert!(calendar.add(jiff::civil::DateTime::MAX, most) == jiff::civil::DateTime::MAX);
        assert!(calendar.add(jiff::civil::DateTime::MIN, most) > jiff::civil::DateTime::MIN);
    }
}
