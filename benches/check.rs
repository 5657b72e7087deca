//! Checking: from resolved lists to everything that is wrong with them.
//!
//! - `regions` follows the definition of 4,000 matters / 20,000 duties and reads off gaps, conflicts and dead duties.
//! - `report` makes every finding of it, with witnesses and folded regions.
//! - `overlapping` lists have faults by the thousand, `clean` ones none.
//! - `all pairs` is the baseline: for every matter every pair of duties, whether their regions overlap and nothing more.

#[allow(dead_code, reason = "each target uses its part")]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
mod generate;

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{DAY, read};
use fenbo::check::{Analysis, Options};
use fenbo::policy::Policy;
use fenbo::policy::precedence::Precedence;
use generate::duties::lists;
use generate::write::files;
use generate::{Plan, Style};
use std::sync::Arc;
use std::time::Duration;

fn policy(matters: usize, duties: usize, style: Style) -> Arc<Policy> {
    let generated = lists(Plan { matters, style, ..Plan::clean(duties) });
    let (policy, _, findings) = read(&files(&generated));
    assert!(findings.is_empty(), "the generated lists can be read");
    Arc::new(policy)
}

/// What is asked of a pair is less than what an analysis has to know: an overlap may be lawful, and may be empty once
/// others are taken out.
fn all_pairs(policy: &Policy, precedence: &Precedence) -> usize {
    let matters = policy.matters().iter();
    let pairs = matters.map(|(m, _)| {
        let duties = precedence.applicable(m.0);
        let meets = |r, s| {
            let (a, b) = (&policy.duty(r).region.cubes, &policy.duty(s).region.cubes);
            a.iter().any(|x| b.iter().any(|y| x.overlaps(y)))
        };
        duties
            .iter()
            .enumerate()
            .map(|(i, r)| duties[i + 1..].iter().filter(|s| meets(*r, **s)).count())
            .sum::<usize>()
    });
    pairs.sum()
}

fn benches(c: &mut Criterion) {
    let options = Options { day: DAY, until: DAY };
    for (name, style) in [("clean", Style::Clean), ("overlapping", Style::Overlapping)] {
        let policy = policy(4000, 20_000, style);
        let analysis = Analysis::new(policy.clone(), options.clone());
        let (precedence, _) = Precedence::new(&policy, DAY);
        eprintln!(
            "{name}: {} duties, (gaps, conflicts) {:?}, {} dead, {} problems",
            policy.duties().len(),
            analysis.gaps_and_conflicts(),
            analysis.dead().len(),
            analysis.report().problems.len()
        );
        let mut group = c.benchmark_group(format!("check {name}"));
        group.sample_size(20).measurement_time(Duration::from_secs(5));
        group.bench_function("regions", |b| {
            b.iter(|| {
                let analysis = Analysis::new(policy.clone(), options.clone());
                (analysis.gaps_and_conflicts(), analysis.dead().len())
            });
        });
        group.bench_function("precedence", |b| b.iter(|| Precedence::new(&policy, DAY)));
        group.bench_function("all pairs", |b| b.iter(|| all_pairs(&policy, &precedence)));
        group.bench_function("report", |b| b.iter(|| analysis.report()));
        group.finish();
    }
}

criterion_group!(group, benches);
criterion_main!(group);
