//! Checking: from resolved lists to everything that is wrong with them.
//!
//! - `regions` follows the definition of 4,000 matters / 20,000 duties and reads off gaps, conflicts and dead duties.
//! - `report` makes every finding of it, with witnesses and folded regions.
//! - `overlapping` lists have faults by the thousand, `clean` ones none.
//! - `edit leaf` and `edit category`: from the changed text of a file to what is new and gone, with one duty of one matter
//!   edited, or a fallback of a category. The times of many edits, each of another place and by kind of edit, come before
//!   those of criterion.
//! - `all pairs` is the baseline: for every matter every pair of duties, whether their regions overlap and nothing more.

#[allow(dead_code, reason = "each target uses its part")]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
mod generate;

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{DAY, read};
use fenbo::check::{Analysis, Options, Session};
use fenbo::policy::Policy;
use fenbo::policy::precedence::Precedence;
use generate::duties::lists;
use generate::write::files;
use generate::{Plan, Style};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As in the program.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        let meets = |r, s| policy.duty(r).region.overlaps(&policy.duty(s).region);
        duties
            .iter()
            .enumerate()
            .map(|(i, r)| duties[i + 1..].iter().filter(|s| meets(*r, **s)).count())
            .sum::<usize>()
    });
    pairs.sum()
}

/// A file before and after an edit.
struct Change {
    name: String,
    texts: [Arc<str>; 2],
}

/// What is edited in a block.
#[derive(Clone, Copy)]
enum Kind {
    Handler,
    Condition,
    Title,
    Matter,
    LastDay,
    Code,
    Added,
    Deleted,
}

const KINDS: [(&str, Kind); 8] = [
    ("handler", Kind::Handler),
    ("condition", Kind::Condition),
    ("title", Kind::Title),
    ("matter", Kind::Matter),
    ("last day", Kind::LastDay),
    ("code", Kind::Code),
    ("added", Kind::Added),
    ("deleted", Kind::Deleted),
];

/// Edits of one kind, each of one block whose beginning fits, spread over all files.
fn changes(
    files: &BTreeMap<String, String>,
    fits: impl Fn(&str) -> bool,
    kind: Kind,
    most: usize,
) -> Vec<Change> {
    let mut all = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("lists/duties/")) {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1));
        let heads: Vec<usize> = starts.filter(|i| text[*i..].starts_with(['职', '兜', '裁'])).collect();
        let ends = heads.iter().skip(1).copied().chain([text.len()]);
        let blocks: Vec<(usize, usize)> =
            heads.iter().copied().zip(ends).filter(|(i, _)| fits(&text[*i..])).collect();
        let step = (blocks.len() / most.div_ceil(18)).max(1);
        for (n, (from, to)) in blocks.iter().step_by(step).enumerate() {
            let (block, rest) = (&text[*from..*to], (&text[..*from], &text[*to..]));
            // Another line of the same file that begins alike.
            let another = |word: &str| {
                let own = block.lines().find(|l| l.starts_with(word))?;
                let others = text.lines().filter(|l| l.starts_with(word) && *l != own);
                Some(block.replacen(own, others.cycle().nth(n * 7)?, 1))
            };
            let title = block.lines().next().unwrap_or_default();
            let code = title.split(['：', ' ']).nth(1).unwrap_or_default();
            let after = match kind {
                Kind::Handler => another("  首办："),
                Kind::Condition => another("  当："),
                Kind::Matter => another("  适用："),
                Kind::Title => Some(block.replacen(title, &format!("{title}等"), 1)),
                Kind::LastDay => Some(format!("{}\n  失效：2028-12-31\n", block.trim_end())),
                Kind::Code => Some(block.replace(code, &format!("{code}乙"))),
                // Provisos have codes of their own, which would be taken twice.
                Kind::Added if block.contains("  但：") => None,
                Kind::Added => Some(format!("{block}{}", block.replace(code, &format!("{code}乙")))),
                Kind::Deleted => Some(String::new()),
            };
            let Some(after) = after else { continue };
            let after = format!("{}{after}{}", rest.0, rest.1);
            all.push(Change { name: name.clone(), texts: [text.as_str().into(), after.into()] });
        }
    }
    all.truncate(most);
    all
}

/// Makes each edit and takes it back, and prints how long they took.
fn edits(what: &str, session: &mut Session, changes: &[Change]) {
    let mut times = Vec::new();
    let (mut problems, mut bound, mut everything) = (0, 0, 0);
    for change in changes.iter().chain(changes) {
        for text in change.texts.iter().rev() {
            let start = Instant::now();
            let edited = session.edit(&change.name, text.clone());
            times.push(start.elapsed());
            everything += usize::from(edited.everything);
            problems += edited.new.len() + edited.gone.len() + edited.changed.len();
            bound += edited.bound;
        }
    }
    times.sort_unstable();
    let (n, at) = (times.len(), |share: usize| times[(times.len() * share / 100).min(times.len() - 1)]);
    eprintln!(
        "{what}: {n} edits, {problems} problems came, went or changed, {bound} duties bound, {everything} times all lists read; min {:?}, p50 {:?}, p90 {:?}, p99 {:?}",
        times[0],
        at(50),
        at(90),
        at(99)
    );
}

fn editing(c: &mut Criterion) {
    for (name, style) in [("clean", Style::Clean), ("overlapping", Style::Overlapping)] {
        let generated = lists(Plan { matters: 4000, style, ..Plan::clean(20_000) });
        let texts = files(&generated);
        let mut named = fenbo::Lists::new();
        for (name, text) in &texts {
            named.add(name, text.as_str());
        }
        let mut session = Session::new(named, Options { day: DAY, until: DAY });
        let category =
            |block: &str| block.starts_with("兜底") && !block.lines().next().unwrap_or("").contains('/');
        let leaf = |block: &str| {
            block.starts_with("职责")
                && block.contains("\n  适用：")
                && !block.lines().nth(1).unwrap_or("").contains('/')
        };
        let mut group = c.benchmark_group(format!("edit {name}"));
        group.sample_size(20).measurement_time(Duration::from_secs(3));
        for (words, kind) in KINDS {
            let changes = changes(&texts, leaf, kind, 90);
            edits(&format!("edit leaf, {words}, {name}"), &mut session, &changes);
        }
        for (what, changes) in [
            ("leaf", changes(&texts, leaf, Kind::Handler, 180)),
            ("category", changes(&texts, category, Kind::Handler, 36)),
        ] {
            if changes.is_empty() {
                continue;
            }
            edits(&format!("edit {what}, {name}"), &mut session, &changes);
            let mut turn = 0;
            group.bench_function(what, |b| {
                b.iter(|| {
                    let change = &changes[turn / 2 % changes.len()];
                    turn += 1;
                    session.edit(&change.name, change.texts[turn % 2].clone())
                });
            });
        }
        group.finish();
    }
}

fn benches(c: &mut Criterion) {
    let options = Options { day: DAY, until: DAY };
    for (name, style) in [("clean", Style::Clean), ("overlapping", Style::Overlapping)] {
        let policy = policy(4000, 20_000, style);
        let analysis = Analysis::new(policy.clone(), options.clone());
        let (precedence, _) = Precedence::new(&policy, DAY);
        eprintln!(
            "{name}: {} duties, {} matters with gaps, {} conflicts, {} dead, {} problems",
            policy.duties().len(),
            analysis.gaps().len(),
            analysis.conflicts().len(),
            analysis.dead().len(),
            analysis.report().problems.len()
        );
        let mut group = c.benchmark_group(format!("check {name}"));
        group.sample_size(20).measurement_time(Duration::from_secs(5));
        group.bench_function("regions", |b| {
            b.iter(|| {
                let analysis = Analysis::new(policy.clone(), options.clone());
                (analysis.gaps(), analysis.conflicts(), analysis.dead())
            });
        });
        group.bench_function("precedence", |b| b.iter(|| Precedence::new(&policy, DAY)));
        group.bench_function("all pairs", |b| b.iter(|| all_pairs(&policy, &precedence)));
        group.bench_function("report", |b| b.iter(|| analysis.report()));
        group.finish();
    }
}

criterion_group!(group, benches, editing);
criterion_main!(group);
