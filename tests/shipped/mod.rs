//! The shipped catalogues, read from the repository.

use fenbo::cases::{CaseRun, Verdict, refute};
use fenbo::lists::Lists;
use fenbo::policy::Policy;
use fenbo::policy::duty::DutyId;
use fenbo::router::Editions;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The texts of a catalogue.
pub fn lists(city: &str) -> Lists {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues").join(city);
    let mut lists = Lists::new();
    add(&mut lists, &root, &root);
    lists
}

fn add(lists: &mut Lists, root: &Path, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add(lists, root, &path);
        } else if path.extension().is_some_and(|e| e == "fenbo" || e == "yaml") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            lists.add(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// A catalogue without a finding.
pub fn policy(city: &str) -> Arc<Policy> {
    let (policy, _, findings) = lists(city).read();
    assert!(findings.is_empty(), "{findings:#?}");
    Arc::new(policy)
}

/// Runs every case; all must pass. The duties that decided one.
pub fn run_cases(editions: &Editions, day: Date) -> BTreeSet<DutyId> {
    let mut decides = BTreeSet::new();
    for case in editions.policy().cases() {
        let run = CaseRun::of(case, editions, day);
        assert_eq!(run.verdict, Verdict::Passed, "{}", case.text);
        decides.extend(run.duties);
    }
    decides
}

/// Of a hundred duties at most so many are idle in the cases.
pub fn assert_covered(policy: &Policy, decides: &BTreeSet<DutyId>, idle_at_most: usize) {
    let idle: Vec<&str> =
        policy.duties().filter(|(id, _)| !decides.contains(id)).map(|(_, d)| d.code.as_ref()).collect();
    assert!(
        idle.len() * 100 <= idle_at_most * policy.duties().count(),
        "no case decides by {} duties: {idle:?}",
        idle.len()
    );
}

/// All assertions hold on a day, and compiling finds nothing.
pub fn assert_proved(editions: &Editions, day: Date) {
    let (router, findings) = editions.on(day);
    assert!(findings.is_empty(), "{day}: {findings:#?}");
    for assertion in editions.policy().assertions() {
        assert!(refute(assertion, &router).is_empty(), "{day}: {}", assertion.name);
    }
}
