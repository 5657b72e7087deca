//! Recognition: from messages of 100 to 300 characters to matters with chances, by the lists of the built-in city.
//!
//! - `automaton` is the baseline of `keywords`: the bare automaton over the same words and the same texts.
//! - `keywords` finds the words of all recognisers, with what is denied left out.
//! - `normal` makes the normal form that both need.
//! - `recognise` is all of it: the normal form, words, pairs of characters, and chances.
//! - `labels` scores the same texts by a scorer of 18 labels that was learned from the cases.
//!
//! Messages are cases of the city put after each other. Times are of all messages; their number and length stand before them,
//! so that messages a second and ratios can be read off.

use criterion::{Criterion, criterion_group, criterion_main};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use fenbo::Lists;
use fenbo::learn::{Messages, scorer_of};
use fenbo::policy::Policy;
use fenbo::recognise::{Recogniser, Scratch, Tally, Weights, normal};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

/// As in the program.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Messages that are read.
const MESSAGES: usize = 2000;

fn policy() -> Policy {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues/pengcheng");
    let mut lists = Lists::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if kind == "fenbo" || (kind == "yaml" && path.file_stem().is_none_or(|s| s != "fenbo")) {
                let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
                lists.add(&name, fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    lists.read().0
}

/// Cases after each other until a message is as long as was drawn for it: 100 to 300 characters.
fn messages(policy: &Policy) -> Vec<String> {
    let cases = policy.cases();
    let mut next = (0..cases.len()).cycle().map(|i| cases[i * 7919 % cases.len()].text.as_str());
    let message = |i: usize| {
        let wanted = 100 + i * 37 % 200;
        let mut text = String::new();
        while text.chars().count() < wanted {
            text.extend([next.next().unwrap_or("路灯坏了"), "。"]);
        }
        text.chars().take(300).collect()
    };
    (0..MESSAGES).map(message).collect()
}

fn recognise(c: &mut Criterion) {
    let policy = policy();
    let recogniser = Recogniser::new(&policy, Weights::default());
    let (words, messages) = (recogniser.lexicon(), messages(&policy));
    let chars: usize = messages.iter().map(|m| m.chars().count()).sum();
    println!(
        "{} matters, {} words, {} messages of {} characters",
        policy.matters().len(),
        words.len(),
        MESSAGES,
        chars / MESSAGES
    );
    let forms: Vec<String> = messages.iter().map(|m| normal(m)).collect();
    let bare: CharwiseDoubleArrayAhoCorasick<u32> =
        CharwiseDoubleArrayAhoCorasick::with_values(words.iter().zip(0..))
            .expect("words are different and not empty");
    let mut group = c.benchmark_group("recognise");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    group.bench_function("automaton", |b| {
        b.iter(|| forms.iter().map(|t| bare.find_overlapping_iter(black_box(t)).count()).sum::<usize>());
    });
    group.bench_function("keywords", |b| {
        b.iter(|| forms.iter().map(|t| recogniser.keywords(black_box(t)).count()).sum::<usize>());
    });
    group.bench_function("normal", |b| {
        b.iter(|| messages.iter().map(|t| normal(black_box(t)).len()).sum::<usize>());
    });
    let mut scratch = Scratch::default();
    group.bench_function("recognise", |b| {
        b.iter(|| {
            messages.iter().map(|t| recogniser.candidates(black_box(t), &mut scratch).len()).sum::<usize>()
        });
    });
    let category = |case: &fenbo::policy::duty::Case| {
        case.matter.and_then(|m| policy.matters().get(m).path.first().cloned())
    };
    let mut taught = Messages::default();
    for (case, label) in policy.cases().iter().filter_map(|c| Some((c, category(c)?))) {
        let known = taught.labels.iter().position(|l| *l == label);
        taught.truth.push(known.unwrap_or(taught.labels.len()));
        if known.is_none() {
            taught.labels.push(label);
        }
        taught.texts.push(case.text.clone());
    }
    let scorer = scorer_of(&taught, words);
    let mut tally = Tally::default();
    group.bench_function("labels", |b| {
        b.iter(|| messages.iter().map(|t| scorer.scores(black_box(t), &mut tally).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, recognise);
criterion_main!(benches);
