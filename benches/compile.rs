//! From files to a router: 4,000 matters, 20,000 duties.
//!
//! - `compile` turns resolved lists into diagrams, on one core.
//! - `read` turns texts into entries, on one core; `bind` resolves them (registries included).
//! - `files to router` does all of it from a folder, reading on two cores, as the command line does; what remains of
//!   it without the lists (the file system) is `files alone`.
//! - The baseline is what a day's hand-written program needs to fill its tables from the same duties, ready in memory.

#[allow(dead_code, reason = "each target uses its part")]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
mod generate;
#[allow(dead_code, unused_imports, reason = "each target uses its part")]
mod handwritten;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::DAY;
use fenbo::finding::Finding;
use fenbo::lists::{Lists, Parsed, Texts};
use fenbo::policy::Policy;
use fenbo::router::Router;
use generate::answer::definitions;
use generate::duties::lists;
use generate::{Plan, write};
use handwritten::Handwritten;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn parse(texts: &Texts, threads: usize) -> Vec<Parsed> {
    thread::scope(|scope| {
        let part = |first: usize| {
            scope.spawn(move || {
                texts
                    .lists()
                    .iter()
                    .skip(first)
                    .step_by(threads)
                    .map(|id| texts.parse(*id))
                    .collect::<Vec<_>>()
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        parts.into_iter().flat_map(|p| p.join().unwrap_or_default()).collect()
    })
}

fn router(policy: Policy, findings: &[Finding]) -> Router {
    let (router, found) = Router::compile(Arc::new(policy), DAY);
    assert!(findings.is_empty() && found.is_empty(), "the generated lists are without fault");
    router
}

/// Everything below a folder.
fn load(folder: &Path, prefix: &str, lists: &mut Lists) -> std::io::Result<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| format!("{prefix}{}", n.to_string_lossy())).unwrap_or_default();
        if path.is_dir() {
            bytes += load(&path, &format!("{name}/"), lists)?;
        } else {
            let text = std::fs::read_to_string(&path)?;
            bytes += text.len();
            lists.add(&name, text);
        }
    }
    Ok(bytes)
}

fn benches(c: &mut Criterion) {
    let plan = Plan { matters: 4000, ..Plan::clean(20_000) };
    let generated = lists(plan);
    let folder = std::env::temp_dir().join(format!("fenbo-bench-{}", std::process::id()));
    let whole = || {
        let mut lists = Lists::new();
        let bytes = load(&folder, "", &mut lists);
        (lists, bytes)
    };
    let written = write::write(&generated, &folder);
    assert!(written.is_ok(), "{written:?}");
    let (texts_of, bytes) = whole();
    let bytes = bytes.unwrap_or_default() as u64;
    let (policy, _, findings) = texts_of.read();
    assert_eq!(policy.duties().len(), generated.duties.len());
    let policy = Arc::new(policy);
    let made = router(Policy::clone(&policy), &findings);
    eprintln!(
        "{bytes} bytes of lists and registries, {} nodes, {} bytes of router",
        made.nodes(),
        made.bytes()
    );

    let mut group = c.benchmark_group("compile");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("compile", |b| b.iter(|| Router::compile(policy.clone(), DAY)));
    let texts = texts_of.texts();
    group.bench_function("bind", |b| {
        b.iter_batched(
            || (texts.clone(), parse(&texts, 2)),
            |(texts, parsed)| texts.join(parsed),
            criterion::BatchSize::PerIteration,
        );
    });
    let right = definitions(&generated);
    group.bench_function("hand-written tables", |b| b.iter(|| Handwritten::new(&generated, &right)));
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("read", |b| b.iter(|| parse(&texts, 1)));
    group.bench_function("files alone", |b| b.iter(whole));
    group.bench_function("files to router", |b| {
        b.iter(|| {
            let texts = whole().0.texts();
            let parsed = parse(&texts, 2);
            let (policy, _, findings) = texts.join(parsed);
            router(policy, &findings)
        });
    });
    group.finish();
    let removed = std::fs::remove_dir_all(&folder);
    assert!(removed.is_ok(), "{removed:?}");
}

criterion_group!(group, benches);
criterion_main!(group);
