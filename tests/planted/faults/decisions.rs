//! Faults of what is decided: conflicts, gaps, dead and redundant duties, days to come, rulings, bounds.

use super::{Label, code, label, z};
use crate::city::{City, Kind, Locked};

pub fn conflict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["当：物业管理 为 有", "首办：市交通局"]);
    label("C301", &[&x, &z(m, "a")])
}

pub fn conflict_of_city_and_district(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    let x = city.add(m, "x", &["当：区 属于 东区、西区，且 场所 为 公园", "首办：市交通局"]);
    let mut labels = label("C301", &[&x, &z(m, "a")]);
    labels.extend(label("C301", &[&x, &z(m, "b")]));
    labels
}

pub fn gap(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    label("C302", &[&code(m)])
}

pub fn gap_by_place(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    "当：区 为 西区".clone_into(&mut city.matters[m].duties[1].items[0]);
    label("C302", &[&code(m), "南区"])
}

pub fn gap_by_street(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Local);
    city.matters[m].duties[1].items.push("除外：街道 为 新河街道".to_owned());
    label("C302", &[&code(m), "新河街道"])
}

pub fn only_a_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    city.matters[m].duties.pop();
    city.add_as("兜底", m, "b", &["首办：@街道办"]);
    label("C303", &[&code(m)])
}

pub fn unreachable_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    let x = city.add_as("兜底", m, "x", &["首办：市交通局"]);
    label("C304", &[&x])
}

pub fn dead_by_one(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add(m, "x", &["首办：市交通局"]);
    city.matters[m].duties[0].items.push(format!("优先于：{x}"));
    label("C304", &[&x, &z(m, "")])
}

pub fn dead_by_a_union(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["首办：市交通局"]);
    label("C304", &[&x, &z(m, "a"), &z(m, "b")])
}

pub fn redundant(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let items = city.matters[m].duties[0].items.clone();
    let mut all = vec!["当：场所 为 公园"];
    all.extend(items.iter().map(String::as_str));
    let x = city.add(m, "x", &all);
    label("C305", &[&x])
}

pub fn crossing_provisos(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Placed);
    let x = z(m, "x");
    city.matters[m].duties[0]
        .items
        .push(format!("但：物业管理 为 有 → 市交通局；依据 《公园条例》第一条 ［{x}］"));
    label("C306", &[&x, &z(m, "p")])
}

pub fn circle_of_overriding(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add(m, "x", &["当：场所 为 公园", "首办：市路灯中心", "协办：市公园中心"]);
    city.matters[m].duties[0].items.push(format!("优先于：{x}"));
    label("N236", &[&x, &z(m, "")])
}

pub fn expires_into_a_gap(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    label("C311", &[&code(m), "2026-10-01"])
}

pub fn becomes_a_conflict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Managed);
    let x = city.add(m, "x", &["当：物业管理 为 有", "首办：市交通局", "生效：2026-10-01"]);
    label("C312", &[&x, &z(m, "a"), "2026-10-01"])
}

pub fn expires_into_a_fallback(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    city.add_as("兜底", m, "x", &["首办：@街道办"]);
    label("C313", &[&code(m), "2026-10-01"])
}

pub fn hole_between_old_and_new(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    city.matters[m].duties[0].items.push("失效：2026-09-30".to_owned());
    let x = city.add(m, "x", &["首办：市路灯中心", "生效：2026-10-15"]);
    label("C314", &[&code(m), &x, "2026-10-01"])
}

pub fn ruling_that_ran_out(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let x = city.add_as(
        "裁定",
        m,
        "x",
        &["裁定日期：2025-07-01", "失效：2025-12-31", "当：场所 为 公园", "首办：市交通局", "理由：试行"],
    );
    label("C331", &[&x])
}

pub fn rulings_that_contradict(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let old = city.add_as(
        "裁定",
        m,
        "x",
        &[
            "裁定日期：2026-01-05",
            "失效：2027-06-30",
            "当：街道 属于 古井街道、新河街道",
            "首办：市绿化中心",
            "理由：试行",
        ],
    );
    let new = city.add_as(
        "裁定",
        m,
        "y",
        &["裁定日期：2026-02-05", "失效：2027-06-30", "当：街道 为 新河街道", "首办：市交通局", "理由：试行"],
    );
    label("C332", &[&old, &new])
}

pub fn ruling_no_longer_needed(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    let items = city.matters[m].duties[0].items.clone();
    let mut all = vec!["裁定日期：2026-01-05", "失效：2027-06-30", "当：街道 为 新河街道", "理由：试行"];
    all.extend(items.iter().map(String::as_str));
    let x = city.add_as("裁定", m, "x", &all);
    label("C333", &[&x])
}

pub fn rulings_to_fold_in(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Plain);
    for (letter, street) in [("x", "古井街道"), ("y", "新河街道"), ("w", "望海街道")] {
        let when = format!("当：街道 为 {street}");
        let items = ["裁定日期：2026-01-05", "失效：2027-06-30", &when, "首办：市交通局", "理由：试行"];
        city.add_as("裁定", m, letter, &items);
    }
    label("C334", &[&code(m)])
}

pub fn newer_general_over_older_special(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Special);
    city.matters[m].duties[0].items.push("生效：2026-01-01".to_owned());
    city.matters[m].duties[1].items.push("生效：2023-01-01".to_owned());
    label("C341", &[&z(m, "a"), &z(m, "b")])
}

pub fn priority_the_lock_does_not_know(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Special);
    city.lock.get_or_insert_default().insert(z(m, "b"), Locked::Nothing);
    label("C342", &[&z(m, "b"), &z(m, "a")])
}

/// The pair that the lock has is gone, and the one that is there it does not know.
pub fn priority_turned_round(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Special);
    city.lock.get_or_insert_default().insert(z(m, "b"), Locked::TheOtherWay);
    let gone = format!("{} 胜过 {}", z(m, "a"), z(m, "b"));
    [label("C342", &[&gone]), label("C342", &[&z(m, "b"), &z(m, "a"), "范围更小"])].concat()
}

pub fn bound_in_both(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    "当：面积 ≥ 100 平方米".clone_into(&mut city.matters[m].duties[1].items[0]);
    city.matters[m].duties[1].accepted = vec!["@区住建局|面积 ≥ 100 平方米".to_owned()];
    label("C354", &[&z(m, "a"), &z(m, "b")])
}

pub fn bound_in_neither(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Sized);
    "当：面积 ＜ 100 平方米".clone_into(&mut city.matters[m].duties[0].items[0]);
    label("C354", &[&z(m, "a"), &z(m, "b")])
}

pub fn hole_at_midnight(city: &mut City) -> Vec<Label> {
    let m = city.take(Kind::Timed);
    "当：发生时刻 在 22:00 至 23:59".clone_into(&mut city.matters[m].duties[0].items[0]);
    city.matters[m].duties[0].items.insert(1, "当：发生时刻 在 00:00 至 06:00".to_owned());
    label("C355", &[&z(m, "a")])
}
