//! Faults of every class are planted in clean lists, and found: each once, and nothing else.

#[path = "planted/city.rs"]
mod city;
#[path = "planted/faults/mod.rs"]
mod faults;
#[allow(dead_code)]
#[path = "../benches/generate/random.rs"]
mod random;

use city::City;
use faults::{FAULTS, Label};
use fenbo::Date;
use fenbo::check::{Options, check};
use std::fmt::Write as _;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);
const UNTIL: Date = Date::constant(2026, 12, 31);

/// What was found: a code, and every name that the problem is about or that its words mention.
#[derive(Debug)]
struct Found {
    code: &'static str,
    words: String,
}

/// Everything that reading and checking find.
fn found(city: &City) -> Vec<Found> {
    let (policy, _, findings) = city.lists().read();
    let policy = Arc::new(policy);
    let report = check(&policy, &Options { day: DAY, until: UNTIL });
    assert!(report.exact);
    let read = findings.iter().map(|f| Found { code: f.code, words: f.zh.clone() });
    let checked = report.problems.iter().map(|p| {
        let duties = p.duties.iter().map(|d| policy.duty(*d).code.to_string());
        let matters = p.matters.iter().map(|m| policy.matters().get(*m).code.clone());
        let names: Vec<String> = duties.chain(matters).collect();
        Found { code: p.finding.code, words: format!("{} {}", names.join(" "), p.finding.zh) }
    });
    read.chain(checked).collect()
}

impl Label {
    fn fits(&self, found: &Found) -> bool {
        self.code == found.code && self.about.iter().all(|name| found.words.contains(name.as_str()))
    }
}

/// Every label has one finding and every finding one label: those that have none.
fn compare(labels: &[Label], mut found: Vec<Found>) -> (Vec<&Label>, Vec<Found>) {
    let mut missed = Vec::new();
    for label in labels {
        match found.iter().position(|f| label.fits(f)) {
            Some(at) => {
                found.swap_remove(at);
            }
            None => missed.push(label),
        }
    }
    (missed, found)
}

#[test]
fn clean_lists_have_nothing_to_find() {
    for (matters, seed) in [(50, 1), (50, 2), (500, 3), (4000, 4)] {
        let (_, extra) = compare(&[], found(&City::new(matters, seed)));
        assert!(extra.is_empty(), "{matters} clean matters, seed {seed}: {extra:#?}");
    }
}

#[test]
fn each_fault_is_found_alone_and_nothing_else() {
    let mut wrong = Vec::new();
    for (name, plant) in FAULTS {
        for seed in [1, 2] {
            let mut city = City::new(64, seed);
            let labels = plant(&mut city);
            let (missed, extra) = compare(&labels, found(&city));
            if !(missed.is_empty() && extra.is_empty()) {
                wrong.push(format!("{name}, seed {seed}: missed {missed:?}, extra {extra:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every class several times in one city. With `-- --nocapture` it prints what became of each class.
#[test]
fn all_faults_at_once_are_found_and_nothing_else() {
    for (matters, seed) in [(500, 5), (4000, 6)] {
        let times = matters / 400;
        let mut city = City::new(matters, seed);
        let mut labels: Vec<(&str, Label)> = Vec::new();
        for round in 0..times {
            for (name, plant) in FAULTS.iter().filter(|(name, _)| round == 0 || faults::repeats(name)) {
                labels.extend(plant(&mut city).into_iter().map(|label| (*name, label)));
            }
        }
        let all: Vec<Label> = labels.iter().map(|(_, label)| label.clone()).collect();
        let (missed, extra) = compare(&all, found(&city));
        println!("{}", table(&labels, &missed, &extra, matters));
        assert!(missed.is_empty() && extra.is_empty(), "missed {missed:#?}\nextra {extra:#?}");
    }
}

/// For each class how many were planted and found, and by code how many were found besides.
fn table(labels: &[(&str, Label)], missed: &[&Label], extra: &[Found], matters: usize) -> String {
    let mut text = format!("{matters} matters\n{:<34} {:>7} {:>5}\n", "class", "planted", "found");
    for (name, _) in FAULTS {
        let of = |label: &&Label| {
            labels.iter().any(|(n, l)| n == name && l.about == label.about && l.code == label.code)
        };
        let planted = labels.iter().filter(|(n, _)| n == name).count();
        let lost = missed.iter().filter(|l| of(l)).count();
        let _ = writeln!(text, "{name:<34} {planted:>7} {:>5}", planted - lost);
    }
    let found = labels.len() - missed.len();
    let _ = write!(
        text,
        "recall {found}/{}, precision {found}/{}, {} besides",
        labels.len(),
        found + extra.len(),
        extra.len()
    );
    text
}
