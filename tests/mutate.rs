//! Mutants of a tiny list, each known by hand.

use fenbo::check::Options;
use fenbo::check::mutate::{Fate, Mutant, Operator, mutate};
use fenbo::{Date, Lists};

const LIST: &str = "\
要素：场所
  取值：桥下、路边、公园
要素：面积
  类型：整数
  范围：0 至 100
事项：A1 路灯不亮
  路径：照明
事项：A2 违法搭建
  路径：工程
职责：Z1 桥下和路边的灯
  适用：A1
  当：场所 属于 桥下、路边
  首办：照明所
职责：Z2 公园里的灯
  适用：A1
  当：场所 为 公园
  首办：公园处
职责：Z3 小搭建
  适用：A2
  当：面积 ≤ 50
  首办：街道办
职责：Z4 大搭建
  适用：A2
  当：面积 ＞ 50
  首办：住建局
  优先于：Z3
案例：「公园的灯坏了」
  事项：A1
  要素：场所＝公园
  应派：公园处
实施：照明所
  承接：A1，当 场所 属于 桥下、路边
";

const UNITS: &str = "units: [{name: 照明所}, {name: 公园处}, {name: 街道办}, {name: 住建局}]\n";

fn mutants(count: usize, seed: u64) -> Vec<Mutant> {
    let mut lists = Lists::in_folder("city");
    lists.add("a.fenbo", LIST);
    lists.add("units.yaml", UNITS);
    let options = Options { day: Date::constant(2026, 7, 1), until: Date::constant(2027, 6, 30) };
    mutate(&lists, &options, count, seed)
}

fn fates(all: &[Mutant], operator: Operator) -> Vec<(usize, String, Fate)> {
    let own = all.iter().filter(|m| m.operator == operator);
    own.map(|m| (m.place.line, m.new.clone(), m.fate.clone())).collect()
}

#[test]
fn every_mutant_has_the_fate_worked_out_by_hand() {
    let all = mutants(100, 1);
    let of = |operator| fates(&all, operator);
    let gap = || Fate::Check(vec!["C302"]);
    let dropped: Vec<(usize, Fate)> = of(Operator::DropDuty).into_iter().map(|(l, _, f)| (l, f)).collect();
    // Without Z1 what its unit accepts is assigned to nobody. Without Z3, Z4 overrides nothing there is.
    assert_eq!(
        dropped,
        [
            (10, Fate::Check(vec!["C302", "C322"])),
            (14, gap()),
            (18, Fate::Check(vec!["C302", "N234"])),
            (22, gap())
        ]
    );
    // They never meet, so what goes first decides nothing.
    assert_eq!(of(Operator::DropOverride), [(26, String::new(), Fate::Equivalent)]);
    // 桥下 or 路边 alone leaves the other to nobody.
    let narrowed = of(Operator::Narrow);
    assert_eq!(narrowed.len(), 2);
    assert!(narrowed.iter().all(|(line, new, fate)| {
        *line == 12 && ["桥下", "路边"].contains(&new.as_str()) && *fate == gap()
    }));
    // A lone test has nothing beside it to widen, and nothing has a day, a proviso or a hand-over.
    for none in [
        Operator::Widen,
        Operator::MoveDay,
        Operator::DropProviso,
        Operator::DropFallback,
        Operator::DropException,
        Operator::ReverseHandOver,
    ] {
        assert_eq!(of(none), []);
    }
    // ≤ 50 and ＞ 50 overlap by one, leave one out, or (Z4 going first) give one to the other side.
    let bound = |n: usize, new: &str| {
        let found = of(Operator::ShiftBound);
        let fate = found.iter().find(|(line, text, _)| *line == n && text.trim() == new);
        fate.map(|(.., fate)| fate.clone())
    };
    let hole = Some(Fate::Check(vec!["C354"]));
    assert_eq!(bound(20, "49"), hole);
    assert_eq!(bound(20, "51"), Some(Fate::Equivalent));
    assert_eq!(bound(20, "＜"), hole);
    assert_eq!(bound(24, "49"), Some(Fate::Survived));
    assert_eq!(bound(24, "51"), hole);
    assert_eq!(bound(24, "≥"), Some(Fate::Survived));
    // Another first handler for Z2: its case fails. Nothing tells of Z3.
    for (line, _, fate) in of(Operator::SwapLead) {
        let meant = match line {
            13 => Fate::Check(vec!["C322"]),
            17 => Fate::Cases,
            // Whom it is now assigned to has a list that does not mention it.
            25 => Fate::Check(vec!["C330"]),
            _ => Fate::Survived,
        };
        assert_eq!(fate, meant, "line {line}");
    }
    assert_eq!(of(Operator::DropPracticeLine), [(32, String::new(), Fate::Survived)]);
}

#[test]
fn the_seed_chooses_and_the_count_bounds() {
    let few = mutants(2, 7);
    assert!(few.len() < mutants(100, 7).len());
    assert_eq!(fates(&few, Operator::DropDuty).len(), 2);
    let places = |seed| -> Vec<String> { mutants(1, seed).iter().map(|m| m.place.to_string()).collect() };
    assert_eq!(places(3), places(3));
    assert!((4..12).any(|seed| places(seed) != places(3)));
}
