//! What right files mean, with answers written by hand.

use super::super::*;
use super::findings::read_all;
use crate::finding::Finding;
use crate::policy::attribute::DAY_CLASSES;
use crate::policy::intervals::Intervals;
use crate::syntax::entries::{Duration, DurationUnit};
use crate::text::{Source, Sources};
use jiff::civil::{Date, DateTime, date};

const PROJECT: &str = include_str!("good/fenbo.yaml");
const AREAS: &str = include_str!("good/areas.yaml");
const UNITS: &str = include_str!("good/units.yaml");
const CALENDAR: &str = include_str!("good/calendar.yaml");

fn good() -> Registry {
    read_all(&[("p", PROJECT), ("a", AREAS), ("u", UNITS), ("c", CALENDAR)]).0
}

#[test]
fn the_project_says_where_and_how_fast() {
    let project = good().project;
    assert_eq!(project.city.as_deref(), Some("鹏城"));
    assert_eq!((project.node_budget, project.time_zone.as_str()), (5000, "Asia/Shanghai"));
    let urgent = project.time_classes.get("紧急").unwrap();
    let (dispatch, contact) = (urgent.dispatch, urgent.contact);
    assert_eq!(
        (dispatch.amount, dispatch.unit, contact.amount, contact.unit),
        (30, DurationUnit::Minute, 5, DurationUnit::WorkingDay)
    );
    assert_eq!(
        (project.ordinary_class.as_deref(), project.urgent_class.as_deref()),
        (Some("普通"), Some("紧急"))
    );
    let mut sources = Sources::default();
    let id = sources.add(Source::new("fenbo.yaml", PROJECT));
    let (alone, findings) = Project::read(id, &sources);
    assert_eq!(findings, []);
    let units: Vec<_> =
        alone.units.iter().map(|p| (p.value.as_str(), sources.place(p.span).to_string())).collect();
    assert_eq!(units, [("registry/units.yaml", "fenbo.yaml:3:9".to_owned())]);
}

#[test]
fn the_area_tree_has_its_levels_codes_and_jurisdictions() {
    let areas = good().areas;
    let leaves: Vec<String> = (0..areas.leaves()).map(|l| areas.full_path(areas.leaf_area(l))).collect();
    assert_eq!(
        leaves,
        [
            "鹏城市/宝安区/石岩街道/塘头社区",
            "鹏城市/宝安区/石岩街道/水田社区",
            "鹏城市/宝安区/新安街道",
            "鹏城市/龙华区/民治街道",
            "鹏城市/龙华区/观澜街道",
            "鹏城市/鹅埠镇",
        ]
    );
    let get = |path: &[&str]| areas.get(areas.find(path, None).unwrap()).clone();
    assert_eq!(get(&["0306"]).name, "宝安区");
    assert_eq!(get(&["4403"]).code.as_deref(), Some("4403"));
    assert_eq!((get(&["鹅埠镇"]).level, get(&["民治街道"]).level), (2, 2));
    assert_eq!(get(&["龙华区"]).valid, (date(2016, 10, 11), Date::MAX));
    let set = areas.jurisdiction("供水片区").unwrap();
    let members: Vec<_> = set.members.iter().map(|m| (m.name.as_str(), m.areas.clone())).collect();
    assert_eq!(
        members,
        [
            ("深圳水务片区", Intervals::range(0, 4)),
            ("东江水务片区", Intervals::single(4)),
            ("边界片区", Intervals::empty()),
        ]
    );
}

#[test]
fn scalars_are_their_text() {
    let units = good().units;
    for name in ["0301", "1e3", "市交委", "市交通运输局"] {
        assert_eq!(units.find(name), Some(UnitId(0)), "{name}");
    }
    assert!(units.find("no").is_some_and(|id| units.get(id).test));
    assert_eq!((units.find("301"), units.find("1000"), units.find("false")), (None, None, None));
}

#[test]
fn roles_take_the_most_special_place() {
    let units = good().units;
    let runs = |role: &str| -> Vec<(u32, Option<&str>)> {
        let runs = units.runs(units.role(role).unwrap());
        runs.iter().map(|(upper, unit)| (*upper, unit.map(|u| units.get(u).name.as_str()))).collect()
    };
    assert_eq!(
        runs("街道办"),
        [
            (1, Some("石岩街道办事处")),
            (2, Some("市交通运输局")),
            (3, Some("宝安区政府")),
            (6, Some("市交通运输局")),
        ]
    );
    assert_eq!(runs("供水企业"), [(1, Some("深圳水务集团"))]);
    assert_eq!(runs("灯光管理"), [(6, Some("市灯光环境管理中心"))]);
    let key = |role| units.get_role(units.role(role).unwrap()).key.clone();
    assert_eq!(
        (key("街道办"), key("供水企业")),
        (RoleKey::Area, RoleKey::Jurisdiction("供水片区".to_owned()))
    );
}

#[test]
fn a_unit_has_its_days_places_and_successors() {
    let units = good().units;
    let get = |name: &str| units.get(units.find(name).unwrap());
    let transport = get("0301");
    assert_eq!((transport.valid, transport.round_the_clock), ((date(2019, 1, 10), Date::MAX), true));
    assert_eq!(transport.kind.as_deref(), Some("市级部门"));
    assert_eq!(get("石岩街道办事处").areas, Some(Intervals::range(0, 3)));
    let old = units.find("市交通运输委员会").unwrap();
    let on = |day| units.current(old, day, &Intervals::empty()).map(|id| units.get(id).name.as_str());
    assert_eq!(on(date(2019, 1, 9)), Some("市交通运输委员会"));
    assert_eq!(on(date(2019, 1, 10)), Some("市交通运输局"));
}

#[test]
fn both_languages_say_the_same() {
    let mut zh = [PROJECT, AREAS, UNITS, CALENDAR].map(str::to_owned);
    let words: [&[(&str, &str)]; 4] = [
        &[
            ("city:", "城市:"),
            ("lists:", "清单:"),
            ("units:", "单位:"),
            ("areas:", "区域:"),
            ("calendars:", "日历:"),
            ("time_zone:", "时区:"),
            ("node_budget:", "节点上限:"),
            ("time_classes:", "时限类别:"),
            ("dispatch:", "分派:"),
            ("contact:", "联系:"),
            ("ordinary_class:", "普通类别:"),
            ("urgent_class:", "紧急类别:"),
        ],
        &[
            ("levels:", "层级:"),
            ("areas:", "区域:"),
            ("name:", "名称:"),
            ("code:", "编码:"),
            ("aliases:", "别名:"),
            ("children:", "下辖:"),
            ("level:", "级别:"),
            ("from:", "生效:"),
            ("jurisdictions:", "辖区:"),
        ],
        &[
            ("units:", "单位:"),
            ("areas:", "辖域:"),
            ("name:", "名称:"),
            ("code:", "编码:"),
            ("aliases:", "别名:"),
            ("kind:", "类别:"),
            ("from:", "生效:"),
            ("until:", "失效:"),
            ("successors:", "承继:"),
            ("test: true", "测试: 是"),
            ("round_the_clock: true", "全天值守: 是"),
            ("roles:", "角色:"),
            ("by:", "按:"),
            ("at:", "在:"),
        ],
        &[
            ("years:", "年份:"),
            ("source:", "来源:"),
            ("provisional:", "暂定:"),
            ("holidays:", "放假:"),
            ("statutory:", "法定节假日:"),
            ("workdays:", "调休上班:"),
            ("true", "是"),
            ("false", "否"),
        ],
    ];
    for (text, words) in zh.iter_mut().zip(words) {
        for (en, zh) in words {
            assert!(text.contains(en), "{en}");
            *text = text.replace(en, zh);
        }
    }
    let [p, a, u, c] = &zh;
    let (other, findings, _) = read_all(&[("p", p), ("a", a), ("u", u), ("c", c)]);
    assert_eq!(findings, []);
    // Places differ, and nothing else.
    let bare = |registry: Registry| {
        let text = format!("{registry:#?}");
        let lines = text
            .lines()
            .filter(|l| !l.trim_start().starts_with("start:") && !l.trim_start().starts_with("end:"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let (en, zh) = (bare(good()), bare(other));
    assert!(en.lines().count() > 300);
    assert_eq!(en, zh);
}

/// The arrangement of 2026: nine days of 春节 with two Saturdays worked, seven of 国庆 with one.
#[test]
fn working_days_follow_the_notice_of_2026() {
    let calendar = good().calendar;
    let class = |month, day| DAY_CLASSES[calendar.day_class(date(2026, month, day)) as usize].0;
    assert_eq!(
        [class(1, 1), class(1, 2), class(1, 4), class(1, 5)],
        ["法定节假日", "休息日", "工作日", "工作日"]
    );
    // 除夕 is the 16th; the 14th and the 28th are Saturdays worked, the 24th is the first day after.
    let spring = [14, 15, 16, 19, 20, 23, 24, 28].map(|day| class(2, day));
    let (work, rest, holiday) = ("工作日", "休息日", "法定节假日");
    assert_eq!(spring, [work, rest, holiday, holiday, rest, rest, work, work]);
    assert_eq!([class(10, 3), class(10, 4), class(10, 10), class(10, 11)], [holiday, rest, work, rest]);
    assert!((1..=31).all(|day| class(3, day) == if matches!(day % 7, 0 | 1) { rest } else { work }));
    assert_eq!((calendar.knows(2026), calendar.provisional(2026)), (true, false));
    assert_eq!((calendar.knows(2027), calendar.provisional(2027)), (true, true));
    assert_eq!((calendar.knows(2028), calendar.provisional(2028)), (false, false));
    let unsettled: Vec<i16> = calendar.unsettled(date(2025, 12, 1), date(2028, 2, 1)).collect();
    assert_eq!(unsettled, [2025, 2027, 2028]);

    let after = |from: DateTime, amount| {
        calendar
            .add(from, Duration { amount, unit: DurationUnit::WorkingDay })
            .strftime("%m-%d %H:%M")
            .to_string()
    };
    let friday = date(2026, 2, 13).at(17, 0, 0, 0);
    let ends = [0, 1, 2, 5, 6, 7].map(|amount| after(friday, amount));
    assert_eq!(
        ends,
        ["02-13 17:00", "02-14 17:00", "02-24 17:00", "02-27 17:00", "02-28 17:00", "03-02 17:00"]
    );
    // In the middle of the holiday: as if on the 24th.
    assert_eq!(after(date(2026, 2, 17).at(10, 30, 0, 0), 1), "02-25 10:30");
    assert_eq!(after(date(2025, 12, 31).at(9, 0, 0, 0), 1), "01-04 09:00");
    let monday = date(2026, 1, 5).at(9, 0, 0, 0);
    assert_eq!([29, 30, 31].map(|n| after(monday, n)), ["02-13 09:00", "02-14 09:00", "02-24 09:00"]);
    assert_eq!([3, 4].map(|n| after(date(2026, 9, 30).at(9, 0, 0, 0), n)), ["10-10 09:00", "10-12 09:00"]);
    // Counted one by one it is the same.
    for start in 1..=28 {
        let from = date(2026, 1, start).at(8, 0, 0, 0);
        for amount in 0..260 {
            let mut day = from.date();
            while !calendar.is_workday(day) {
                day = day.tomorrow().unwrap();
            }
            for _ in 0..amount {
                day = day.tomorrow().unwrap();
                while !calendar.is_workday(day) {
                    day = day.tomorrow().unwrap();
                }
            }
            assert_eq!(after(from, amount), day.strftime("%m-%d 08:00").to_string(), "{from} + {amount}");
        }
    }
}

#[test]
fn a_notice_may_reach_into_the_december_before() {
    let text = "years:\n  2019:\n    holidays:\n      元旦: [2018-12-30, 2019-01-01]\n    statutory: [2019-01-01]\n    workdays: [2018-12-29]\n";
    let (registry, findings, _) = read_all(&[("c", text)]);
    assert_eq!(findings, []);
    let class = |y, m, d| registry.calendar.day_class(date(y, m, d));
    assert_eq!([class(2018, 12, 29), class(2018, 12, 31), class(2019, 1, 1)], [0, 1, 2]);
    assert!(!registry.calendar.knows(2018));
}

#[test]
fn a_role_may_stand_in_several_files() {
    let units = "units: [{ name: 甲 }, { name: 乙 }]\nroles:\n  街道办:\n    石岩街道: 甲\n";
    let more = "roles:\n  街道办:\n    新安街道: 乙\n";
    let (registry, findings, _) = read_all(&[("a", AREAS), ("u", units), ("u", more)]);
    assert_eq!(findings, []);
    let role = registry.units.role("街道办").unwrap();
    assert_eq!(registry.units.runs(role), [(2, Some(UnitId(0))), (3, Some(UnitId(1)))]);
}

#[derive(serde::Deserialize, Debug, PartialEq, Eq)]
struct Columns {
    #[serde(alias = "列")]
    columns: std::collections::BTreeMap<String, Column>,
}

#[derive(serde::Deserialize, Debug, PartialEq, Eq)]
struct Column {
    #[serde(alias = "表头")]
    header: String,
    width: Option<u32>,
}

const COLUMN: Shape = Shape::Fields(&[
    Field { name: "header", zh: "表头", shape: Shape::Any },
    Field { name: "width", zh: "宽", shape: Shape::Any },
]);
const COLUMNS: Shape = Shape::Fields(&[Field { name: "columns", zh: "列", shape: Shape::Named(&COLUMN) }]);

fn columns(text: &str) -> Result<Columns, Vec<String>> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("m", text));
    let words = |f: &Finding| format!("{} {}", f.code, sources.place(f.span));
    from_yaml(id, &sources, &COLUMNS).map_err(|findings| findings.iter().map(words).collect())
}

#[test]
fn other_yaml_files_have_their_keys_checked_too() {
    let read = columns("columns:\n  matter: { header: 0301, width: 3 }\n  text: { 表头: no }\n").unwrap();
    let header = |name: &str| read.columns.get(name).map(|c| (c.header.as_str(), c.width));
    assert_eq!((header("matter"), header("text")), (Some(("0301", Some(3))), Some(("no", None))));
    let errors = |text: &str| columns(text).unwrap_err();
    assert_eq!(errors("columns:\n  a: { header: x, 表头: y }\n"), ["Y102 m:2:19"]);
    assert_eq!(errors("columns:\n  a: { header: x }\n  a: { header: y }\n"), ["Y102 m:3:3"]);
    assert_eq!(errors("columns:\n  a: { headers: x }\n"), ["Y103 m:2:8"]);
    assert_eq!(errors("columns: [\n"), ["Y101 m:1:10"]);
    assert_eq!(errors("columns:\n  文: { 表头: 字, width: 宽 }\n"), ["Y104 m:2:22"]);
    assert_eq!(
        from_yaml::<Columns>(crate::text::SourceId(9), &Sources::default(), &COLUMNS),
        Err(Vec::new())
    );
}
