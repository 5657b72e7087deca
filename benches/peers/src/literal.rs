//! The tests of the lists in words that every engine can say, and the cells of a decision table.

use crate::generate::answer::Line;
use crate::generate::condition::{Form, Level, Literal};
use crate::generate::lists::Lists;
use crate::generate::set::Set;
use serde_json::{Map, json};

/// The column of the street.
pub const STREET: &str = "street";
/// The column of the district.
pub const DISTRICT: &str = "district";
/// The column of the community.
pub const COMMUNITY: &str = "a0";

/// The name of an attribute.
pub fn name(attribute: usize) -> String {
    format!("a{attribute}")
}

/// A test in words that every engine can say.
pub enum Test<'a> {
    Among {
        name: String,
        words: Vec<&'a str>,
        negated: bool,
    },
    AtMost(String, u32),
    Above(String, u32),
    /// Both ends included.
    Between(String, u32, u32),
    /// Before the first or from the second on.
    Outside(String, u32, u32),
}

/// The conjunctions of a matter's line; one without literals for a line that always applies.
pub fn alternatives(line: &Line) -> impl Iterator<Item = &[Literal]> {
    let always = line.when.is_empty().then_some(&[][..]);
    line.when.iter().map(Vec::as_slice).chain(always)
}

/// Breaks a literal down: nodes of trees into their leaves, hours into bounds.
pub fn test<'a>(lists: &'a Lists, literal: &'a Literal) -> Test<'a> {
    let attribute = &lists.world.attributes[literal.attribute];
    let name = name(literal.attribute);
    match &literal.form {
        Form::Words { negated, .. } => {
            let listed = |(value, _): &(usize, &String)| literal.set.contains(*value as u32) != *negated;
            let words = attribute.words.iter().enumerate().filter(listed).map(|(_, w)| w.as_str()).collect();
            Test::Among { name, words, negated: *negated }
        }
        Form::Areas { level, numbers, negated } => {
            let field = match level {
                Level::District => DISTRICT,
                Level::Street => STREET,
                Level::Community => COMMUNITY,
            };
            let words = numbers.iter().map(|n| level.name(&lists.world, *n)).collect();
            Test::Among { name: field.to_owned(), words, negated: *negated }
        }
        Form::AtMost(bound) => Test::AtMost(name, *bound),
        Form::Above(bound) => Test::Above(name, *bound),
        Form::Between(low, high) => Test::Between(name, *low, *high),
        Form::Clock(from, to) if from < to => Test::Between(name, *from, to - 1),
        Form::Clock(from, to) => Test::Outside(name, *to, *from),
    }
}

/// What a column still allows.
enum Allowed<'a> {
    Words(Vec<&'a str>),
    Values(Set),
}

/// The cells of one conjunction by column: the words or the ranges that are allowed, as tables are usually filled in and
/// as the table index understands them.
pub fn cells(lists: &Lists, literals: &[Literal]) -> Map<String, serde_json::Value> {
    let mut columns: Vec<(String, Allowed<'_>)> = Vec::new();
    for literal in literals {
        let (name, allowed) = match test(lists, literal) {
            Test::Among { name, words, negated } => {
                let all = all_words(lists, &literal.form, literal.attribute);
                (name, Allowed::Words(all.into_iter().filter(|w| words.contains(w) != negated).collect()))
            }
            Test::AtMost(name, _)
            | Test::Above(name, _)
            | Test::Between(name, ..)
            | Test::Outside(name, ..) => (name, Allowed::Values(literal.set.clone())),
        };
        match columns.iter_mut().find(|c| c.0 == name).map(|c| &mut c.1) {
            None => columns.push((name, allowed)),
            Some(known) => match (known, allowed) {
                (Allowed::Words(known), Allowed::Words(more)) => known.retain(|w| more.contains(w)),
                (Allowed::Values(known), Allowed::Values(more)) => *known = known.intersect(&more),
                _ => {}
            },
        }
    }
    let cell = |allowed: &Allowed<'_>| {
        let parts: Vec<String> = match allowed {
            Allowed::Words(words) => words.iter().map(|w| format!("'{w}'")).collect(),
            Allowed::Values(set) => set.ranges().iter().map(|r| format!("[{}..{}]", r.0, r.1 - 1)).collect(),
        };
        parts.join(", ")
    };
    columns.iter().map(|(name, allowed)| (name.clone(), json!(cell(allowed)))).collect()
}

/// Every word that a column can have.
pub fn all_words<'a>(lists: &'a Lists, form: &Form, attribute: usize) -> Vec<&'a str> {
    let world = &lists.world;
    match form {
        Form::Areas { level: Level::District, .. } => world.districts.iter().map(String::as_str).collect(),
        Form::Areas { level: Level::Street, .. } => world.streets.iter().map(|s| s.0.as_str()).collect(),
        _ => world.attributes[attribute].words.iter().map(String::as_str).collect(),
    }
}
