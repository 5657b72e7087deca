//! One matter with hundreds of duties that cross in every way: gaps, conflicts and dead duties as at every point by the
//! definition; what is too much is said, in bounded time; and it is routed exactly in any case.

#[path = "check_crowded/lists.rs"]
mod lists;

use fenbo::check::{Analysis, Options, Problem, Report};
use fenbo::policy::Policy;
use fenbo::policy::duty::DutyId;
use fenbo::{Date, Router, Status};
use lists::{Line, Plan, Truth, code, lines, truth, written};
use std::collections::BTreeSet;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

fn analysed(plan: Plan, lines: &[Line]) -> (Arc<Policy>, Analysis) {
    let (policy, _, findings) = written(plan, lines).read();
    assert_eq!(findings, [], "the lists can be read");
    let policy = Arc::new(policy);
    let analysis = Analysis::new(policy.clone(), Options { day: DAY, until: DAY });
    (policy, analysis)
}

/// The line of a duty.
fn number(policy: &Policy, duty: DutyId) -> usize {
    policy.duty(duty).code[1..].parse().expect("codes are numbers")
}

/// Everything that is asked of regions is answered as by the definition; the report says it, with true witnesses. True if
/// nothing was left out.
fn agrees(plan: Plan) -> bool {
    let lines = lines(plan);
    let truth = truth(plan, &lines);
    let (policy, analysis) = analysed(plan, &lines);
    let number = |d| number(&policy, d);
    assert_eq!(analysis.not_analysed(), [], "{plan:?}");
    assert_eq!(!analysis.gaps().is_empty(), truth.gap, "gap: {plan:?}");
    let mut dead: Vec<usize> = analysis.dead().into_iter().map(number).collect();
    dead.sort_unstable();
    assert_eq!(dead, truth.dead, "dead: {plan:?}");
    let pair = |a: usize, b: usize| (a.min(b), a.max(b));
    let conflicts = analysis.conflicts().into_iter().map(|(_, r, s)| pair(number(r), number(s)));
    let conflicts: BTreeSet<(usize, usize)> = conflicts.collect();
    assert_eq!(conflicts, truth.conflicts.iter().copied().collect(), "conflicts: {plan:?}");

    let report = analysis.report();
    let count = |code: &str| report.problems.iter().filter(|p| p.finding.code == code).count();
    assert_eq!(count("C302"), usize::from(truth.gap), "C302: {plan:?}");
    assert_eq!(count("C303"), usize::from(truth.fallback_only), "C303: {plan:?}");
    assert_eq!(count("C301"), truth.conflicts.len(), "C301: {plan:?}");
    assert_eq!(count("C304"), truth.dead.len(), "C304: {plan:?}");
    let codes = ["C301", "C302", "C303"];
    for problem in report.problems.iter().filter(|p| codes.contains(&p.finding.code)) {
        witnessed(&policy, &lines, &truth, problem);
    }
    assert_eq!(report.exact, count("P901") == 0);
    report.exact
}

/// The witness shows the problem, and lies in the region that is told.
fn witnessed(policy: &Policy, lines: &[Line], truth: &Truth, problem: &Problem) {
    let witness = problem.witness.as_ref().expect("it is about facts");
    let attribute = |a: usize| policy.attributes().find(&format!("a{a}")).map(|found| found.0);
    let fact = |attr| witness.facts.iter().find(|f| f.0 == attr).map_or(0, |f| f.1);
    let point: Vec<usize> =
        (0..truth.points[0].len()).map(|a| attribute(a).map_or(0, |attr| fact(attr) as usize)).collect();
    assert!(problem.region.contains(fact), "{problem:#?}");
    let held: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].applies(&point)).collect();
    let stands = |i: usize| held.contains(&i) && held.iter().all(|j| !truth.beats[*j][i]);
    let named: Vec<usize> = problem.duties.iter().map(|d| number(policy, *d)).collect();
    let shown = match problem.finding.code {
        "C302" => held.is_empty(),
        "C303" => !held.is_empty() && held.iter().all(|i| lines[*i].layer == lists::Layer::Fallback),
        _ => named.len() == 2 && named.iter().all(|i| stands(*i)),
    };
    assert!(shown, "{problem:#?}");
}

#[test]
fn crowded_matters_are_analysed_as_at_every_point() {
    for seed in 0..4 {
        let plan = |duties, tests| Plan {
            attributes: 6,
            values: 4,
            duties,
            tests,
            wide: 2,
            ordered: if seed % 2 == 0 { 3 } else { 0 },
            seed,
        };
        for plan in [plan(30, 2), plan(60, 3), plan(120, 3), plan(150, 4)] {
            assert!(agrees(plan), "nothing is left out: {plan:?}");
        }
    }
}

#[test]
fn what_cannot_be_listed_whole_is_still_found() {
    for (seed, ordered) in [(1, 0), (2, 3), (3, 2)] {
        let plan = Plan { attributes: 8, values: 4, duties: 150, tests: 6, wide: 2, ordered, seed };
        assert!(!agrees(plan), "the gap of this many boxes is not listed whole: {plan:?}");
    }
}

/// Ten values, ranges on five of eight attributes, each duty with a unit of its own.
fn worst(duties: usize) -> Plan {
    Plan { attributes: 8, values: 10, duties, tests: 5, wide: 5, ordered: 0, seed: 7 }
}

fn told(report: &Report, code: &str) -> usize {
    report.problems.iter().filter(|p| p.finding.code == code).count()
}

#[test]
fn the_worst_case_ends_is_reported_and_routes_exactly() {
    let plan = worst(320);
    let lines = lines(plan);
    let (policy, analysis) = analysed(plan, &lines);
    let report = analysis.report();
    assert!(!report.exact);
    assert_eq!(told(&report, "P901"), 1);
    assert_eq!(told(&report, "C302"), 1);
    // Nothing but narrowness orders these, so whoever meets otherwise conflicts.
    let meet = |a: &Line, b: &Line| {
        a.sides.iter().all(|(attribute, values)| {
            let other = b.sides.iter().find(|s| s.0 == *attribute);
            other.is_none_or(|other| other.1.iter().any(|v| values.contains(v)))
        })
    };
    let against = |(a, b): &(&Line, &Line)| a.unit != b.unit && meet(a, b) && !a.within(b) && !b.within(a);
    let pairs = lines.iter().enumerate().flat_map(|(i, a)| lines[i + 1..].iter().map(move |b| (a, b)));
    assert_eq!(told(&report, "C301"), pairs.filter(against).count());

    let (router, _) = Router::compile(policy.clone(), DAY);
    let mut complaint = router.complaint();
    for number in 0..200usize {
        complaint.clear();
        assert_eq!(complaint.matter("M1"), Ok(()));
        let point: Vec<usize> = (0..8).map(|a| (number * 7919 + a * 104_729) / 13 % 10).collect();
        for (a, value) in point.iter().enumerate() {
            assert_eq!(complaint.fact(&format!("a{a}"), &format!("v{value}")), Ok(()));
        }
        let mut units: Vec<usize> = lines.iter().filter(|l| l.applies(&point)).map(|l| l.unit).collect();
        units.sort_unstable();
        units.dedup();
        let expected = match units.len() {
            0 => Status::Gap,
            1 => Status::Decided,
            _ => Status::Conflict,
        };
        assert_eq!(router.route(&complaint).status, expected, "point {number}");
    }
    assert!(lines.iter().enumerate().all(|(i, _)| policy.duties().any(|(_, d)| *d.code == *code(i))));
}
