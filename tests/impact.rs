//! What differs between two lists is held to the definition: random lists and an edit of them, against a judge that looks
//! at every combination of facts of every matter.
//!
//! Ordinary run: some dozens of pairs. Long run: `FENBO_LISTS=4000 FENBO_SEED=1 cargo test --test impact`.

#[path = "definition/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "definition/naive.rs"]
mod naive;
#[allow(dead_code)]
#[path = "definition/reading.rs"]
mod reading;
#[allow(dead_code)]
#[path = "definition/set.rs"]
mod set;
#[allow(dead_code)]
#[path = "definition/strategy.rs"]
mod strategy;
#[allow(dead_code)]
#[path = "definition/universe.rs"]
mod universe;

use fenbo::impact::{Comparison, Item, compare, turn};
use fenbo::policy::Policy;
use fenbo::policy::region::AttrId;
use model::{Lead, Lists};
use naive::{Duty, Naive, Outcome, duties};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use reading::read_with;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use universe::{ATTRS, MATTERS, NODES, Point, UNITS, number, points};

/// The first, the last, and some days between.
const DAYS: [i8; 5] = [10, 13, 17, 21, 25];

type Items = BTreeSet<String>;

fn edited(lists: &Lists, other: &Lists, kind: usize, at: usize) -> Lists {
    let mut new = lists.clone();
    let n = new.lines.len();
    let donor = other.lines[at % other.lines.len()].clone();
    match kind {
        0 => return other.clone(),
        1 if n > 1 => {
            new.lines.remove(at % n);
        }
        2 => new.lines[at % n].leads = donor.leads,
        3 => {
            let line = &mut new.lines[at % n];
            (line.from, line.until, line.repeals) = (donor.from, donor.until, donor.repeals);
        }
        4 => new.lines[at % n].assist = Some(at % UNITS.len()),
        5 => new.refusals.clear(),
        6 => new.never.clear(),
        _ => {}
    }
    new
}

/// Who plays 街道办 at each leaf of areas, and how the registry says it.
struct Table {
    offices: [Option<&'static str>; 4],
    yaml: String,
}

/// The table of the universe, and ones in which somebody else plays the role somewhere, or nobody.
fn table(kind: usize) -> Table {
    let [a, b, c] = match kind {
        0 | 1 => [Some("子街办"), Some("丑街办"), Some("寅街办")],
        2 => [Some("子街办"), Some("寅街办"), Some("寅街办")],
        3 => [Some("丑街办"), Some("子街办"), Some("寅街办")],
        _ => [Some("子街办"), None, Some("丑街办")],
    };
    let mut yaml = universe::UNITS_YAML.to_owned();
    for (street, unit) in [("子街", a), ("丑街", b), ("寅街", c)] {
        let line = format!("    {street}: {street}办\n");
        assert!(yaml.contains(&line));
        yaml = yaml.replace(&line, &unit.map_or_else(String::new, |u| format!("    {street}: {u}\n")));
    }
    Table { offices: [a, a, b, c], yaml }
}

/// The leaf of a combination's place.
fn leaf(point: &Point) -> usize {
    let area = ATTRS.iter().position(|a| a.name == "区域").expect("the universe has places");
    point[area]
}

/// What a judge says of a combination, in the words of [`items`]. `unit`: who plays 街道办 there, where the two do not agree.
fn judged(naive: &Naive<'_>, lists: &Lists, matter: usize, point: &Point, unit: Option<&str>) -> Items {
    let mut out = Items::new();
    match naive.at(matter, point) {
        Outcome::Infeasible => drop(out.insert("never".to_owned())),
        Outcome::Gap => drop(out.insert("gap".to_owned())),
        Outcome::NotAccepted => {
            for (i, (scope, when)) in lists.refusals.iter().enumerate() {
                let inside = scope.iter().any(|n| NODES[*n].1.contains(&matter));
                if inside && (when.is_empty() || when.iter().any(|c| model::holds(c, point, lists))) {
                    out.insert(format!("不受理{i}"));
                }
            }
        }
        Outcome::Decided(_) | Outcome::Conflict => {
            for duty in naive.undefeated(&naive.applicable(matter, number(point))) {
                let duty = &naive.duties[duty];
                let mut leads: Vec<String> = duty.leads.iter().map(|lead| name(lead, unit)).collect();
                leads.sort();
                out.insert(format!(
                    "{leads:?} {:?}",
                    duty.assist.map(|u| UNITS[u]).into_iter().collect::<Vec<_>>()
                ));
            }
        }
    }
    out
}

fn name(lead: &Lead, unit: Option<&str>) -> String {
    match (lead, unit) {
        (Lead::Unit(u), _) => UNITS[*u].to_owned(),
        (Lead::StreetOffice, None) => "@街道办".to_owned(),
        (Lead::StreetOffice, Some(unit)) => format!("@街道办＝{unit}"),
    }
}

fn items(items: &[Item]) -> Items {
    let word = |item: &Item| match item {
        Item::Never => "never".to_owned(),
        Item::Gap => "gap".to_owned(),
        Item::Refused { name, .. } => name.clone(),
        Item::Assigned(a) => format!("{:?} {:?}", a.leads, a.assist),
        other => format!("{other:?}"),
    };
    items.iter().map(word).collect()
}

/// The policy's numbers of the universe's values.
fn values(policy: &Policy) -> BTreeMap<AttrId, (usize, Vec<u32>)> {
    let attributes = policy.attributes();
    let bound = ATTRS.iter().enumerate().map(|(i, attr)| {
        let (id, _) = attributes.find(attr.name).expect("the universe's attributes are known");
        let value = |v: usize| {
            let (word, _) = attr.words.iter().find(|w| w.1 == [v]).expect("each value has a word of its own");
            let set = attributes.get(id).values_of(word, None, &policy.registry().areas);
            set.ok().and_then(|set| set.first()).expect("the universe's words are known")
        };
        (id, (i, (0..attr.values).map(value).collect()))
    });
    bound.collect()
}

/// The first disagreement, in words.
fn agree(before: &Lists, after: &Lists, kind: usize) -> Result<(), String> {
    let day = |d: i8| jiff::civil::date(2026, 1, d);
    let tables = [table(0), table(kind)];
    let first = read_with(before, None, &tables[0].yaml)?;
    let second = read_with(after, None, &tables[1].yaml)?;
    // Whom the two have at a place where they do not agree.
    let other = |side: usize, point: &Point| {
        let [a, b] = [0, 1].map(|i: usize| tables[i].offices[leaf(point)]);
        (a != b).then(|| [a, b][side].unwrap_or("（空缺）"))
    };
    let all: [Rc<[Duty]>; 2] = [duties(before), duties(after)];
    let naive_on =
        |d: i8| [Naive::of(before, all[0].clone(), d, &[]), Naive::of(after, all[1].clone(), d, &[])];
    if (1..=31).any(|d| naive_on(d).iter().any(Naive::has_cycle)) {
        return Ok(());
    }
    let found = compare(&first, &second, (day(DAYS[0]), day(DAYS[4])));
    if !found.inexact.is_empty() {
        return Err("not compared exactly".to_owned());
    }
    let values = values(&second);
    for d in DAYS {
        let [old, new] = naive_on(d);
        let judged = |matter: usize, point: &Point| {
            let of = |side| other(side, point);
            (judged(&old, before, matter, point, of(0)), judged(&new, after, matter, point, of(1)))
        };
        same(&found, &second, &values, day(d), &judged)?;
        // A day against its eve.
        let turned = turn(&second, day(d));
        let eve = Naive::of(after, all[1].clone(), d - 1, &[]);
        let judged = |matter: usize, point: &Point| {
            (self::judged(&eve, after, matter, point, None), self::judged(&new, after, matter, point, None))
        };
        same(&turned, &second, &values, day(d), &judged)?;
    }
    Ok(())
}

fn same(
    found: &Comparison,
    policy: &Policy,
    values: &BTreeMap<AttrId, (usize, Vec<u32>)>,
    day: fenbo::Date,
    judged: &dyn Fn(usize, &Point) -> (Items, Items),
) -> Result<(), String> {
    for (matter, (code, _)) in NODES.iter().enumerate().take(MATTERS) {
        let id = policy.matters().by_code(code).expect("a matter of the universe");
        let here = found
            .differences
            .iter()
            .filter(|d| d.matters.contains(&id) && d.days.0 <= day && day <= d.days.1);
        let here: Vec<_> = here.collect();
        for point in points() {
            let value = |attr: AttrId| values.get(&attr).map_or(0, |(i, own)| own[point[*i]]);
            let told: Vec<(Items, Items)> = here
                .iter()
                .filter(|d| d.region.contains(value))
                .map(|d| (items(&d.before), items(&d.after)))
                .collect();
            let (old, new) = judged(matter, &point);
            // What neither lets occur may lie in a region that is told.
            if old == new && old == Items::from(["never".to_owned()]) {
                continue;
            }
            let wanted = if old == new { Vec::new() } else { vec![(old, new)] };
            if told != wanted {
                return Err(format!(
                    "{day}, matter {code}, point {point:?}: told {told:?}, wanted {wanted:?}"
                ));
            }
        }
    }
    Ok(())
}

#[test]
fn differences_are_those_of_the_definition() {
    let runs = std::env::var("FENBO_LISTS").ok().and_then(|n| n.parse().ok()).unwrap_or(24);
    let config = Config { cases: runs, failure_persistence: None, ..Config::default() };
    let seed = std::env::var("FENBO_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0u64);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let input = (strategy::lists(0.25), strategy::lists(0.25), 0..8usize, 0..7usize, 0..5usize);
    let result = TestRunner::new_with_rng(config, rng).run(&input, |(lists, other, kind, at, table)| {
        let after = edited(&lists, &other, kind, at);
        agree(&lists, &after, table).map_err(|e| {
            TestCaseError::fail(format!("{e}\n--- before\n{}\n--- after\n{}", lists.text(), after.text()))
        })
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{}", reason.message()),
        Err(abort) => panic!("{abort}"),
    }
}
