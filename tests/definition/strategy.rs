//! Random lists and complaints, small first so that a failure shrinks to something a person can read.

use super::model::{Condition, Doctrine, Layer, Lead, Line, Lists, Proviso, Test};
use super::universe::{ATTRS, CLOCK, NODES, UNITS};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn word_test() -> impl Strategy<Value = Test> {
    // A word of 时刻 is a minute, not a stretch: lists test it by windows.
    let attrs: Vec<usize> = (0..ATTRS.len()).filter(|a| *a != CLOCK).collect();
    (select(attrs), any::<bool>()).prop_flat_map(|(attr, negated)| {
        let words: Vec<usize> = (0..ATTRS[attr].words.len()).collect();
        subsequence(words, 1..=2).prop_map(move |words| Test::In { attr, words, negated })
    })
}

fn test(definitions: usize) -> BoxedStrategy<Test> {
    let compare = (0..4usize, 0..7usize).prop_map(|(op, bound)| Test::Compare { op, bound });
    let between = (0..7usize, 0..7usize, any::<bool>()).prop_map(|(a, b, negated)| Test::Between {
        low: a.min(b),
        high: a.max(b),
        negated,
    });
    let window = (0..4usize, 1..4usize, any::<bool>()).prop_map(|(from, ahead, negated)| Test::Window {
        from,
        to: (from + ahead) % 4,
        negated,
    });
    if definitions == 0 {
        return prop_oneof![6 => word_test(), 1 => compare, 1 => between, 1 => window].boxed();
    }
    let meets =
        (0..definitions, any::<bool>()).prop_map(|(definition, negated)| Test::Meets { definition, negated });
    prop_oneof![6 => word_test(), 1 => compare, 1 => between, 1 => window, 1 => meets].boxed()
}

fn condition(definitions: usize) -> impl Strategy<Value = Condition> {
    prop::collection::vec(prop::collection::vec(test(definitions), 1..=2), 1..=2)
}

fn leads() -> impl Strategy<Value = Vec<Lead>> {
    let one = prop_oneof![3 => (0..UNITS.len()).prop_map(Lead::Unit), 1 => Just(Lead::StreetOffice)];
    prop_oneof![
        9 => one.prop_map(|l| vec![l]),
        1 => Just(vec![Lead::Unit(0), Lead::Unit(1)]),
        1 => Just(vec![Lead::Unit(2), Lead::StreetOffice]),
    ]
}

fn scope() -> impl Strategy<Value = Vec<usize>> {
    subsequence((0..NODES.len()).collect::<Vec<_>>(), 1..=2)
}

fn line(definitions: usize, dated: f64) -> impl Strategy<Value = Line> {
    let proviso = (condition(definitions), leads()).prop_map(|(when, leads)| Proviso { when, leads });
    let what = (
        prop_oneof![1 => Just(Layer::Fallback), 5 => Just(Layer::Duty), 2 => Just(Layer::Ruling)],
        scope(),
        prop::collection::vec(condition(definitions), 0..=2),
        prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(condition(definitions), 1)],
        leads(),
        prop::option::weighted(0.15, 0..UNITS.len()),
        prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(proviso, 1..=2)],
    );
    let order = (
        prop_oneof![6 => Just(Vec::new()), 1 => prop::collection::vec(0..8usize, 1)],
        prop::option::weighted(0.2, 0..2usize),
        1..4i8,
        prop::option::weighted(dated * 2.0, 1..31i8),
        prop::option::weighted(dated, 1..31i8),
        prop::bool::weighted(0.3),
    );
    (what, order).prop_map(
        |(
            (layer, scope, when, except, leads, assist, provisos),
            (overrides, capacity, ruled, from, until, repeals),
        )| {
            // A proviso in the same breath as an end before its beginning would be another finding.
            let until = until.filter(|u| from.is_none_or(|f| f <= *u));
            let repeals = repeals && from.is_some();
            Line {
                layer,
                scope,
                when,
                except,
                leads,
                assist,
                provisos,
                overrides,
                capacity,
                ruled,
                from,
                until,
                repeals,
            }
        },
    )
}

/// Lists of which a share has a first day, and a share a last day.
pub fn lists(dated: f64) -> impl Strategy<Value = Lists> {
    prop::collection::vec(prop::collection::vec(condition(0), 1..=2), 0..=1).prop_flat_map(move |definitions| {
        let n = definitions.len();
        (
            prop::collection::vec(line(n, dated), 1..=7),
            prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec((scope(), prop::collection::vec(condition(n), 0..=1)), 1)],
            prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(condition(n), 1)],
            prop::option::weighted(0.3, (scope(), any::<bool>()).prop_map(|(scope, reversed)| Doctrine { scope, reversed })),
            Just(definitions),
        )
            .prop_map(|(lines, refusals, never, doctrine, definitions)| Lists {
                lines,
                definitions,
                refusals,
                never,
                doctrine,
            })
    })
}

/// What a complaint tells: for each attribute nothing, that it is not known, or one of some words.
#[derive(Debug, Clone)]
pub enum Told {
    Silence,
    Unknown,
    Words(Vec<usize>),
}

pub fn complaint() -> impl Strategy<Value = (usize, Vec<Told>)> {
    let told = (0..ATTRS.len())
        .map(|attr| {
            let words: Vec<usize> = (0..ATTRS[attr].words.len()).collect();
            prop_oneof![
                2 => Just(Told::Silence),
                1 => Just(Told::Unknown),
                5 => subsequence(words.clone(), 1).prop_map(Told::Words),
                1 => subsequence(words, 2).prop_map(Told::Words),
            ]
        })
        .collect::<Vec<_>>();
    (0..super::universe::MATTERS, told)
}
