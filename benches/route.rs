//! One decision: hot, cold, and with lists of growing size; beside a hand-written scan, hand-written bit masks and a
//! linear scan by the definition, in the same run.
//!
//! - `hot` takes 64 complaints round and round: everything sits in the first caches.
//! - `even` takes 100,000 different complaints over all matters in random order: what the caches hold is what a long
//!   batch leaves in them.
//! - `cold` walks a buffer larger than the last cache before every batch of 256 complaints that all have different
//!   matters, fills the complaints, and only then starts the clock: the case is at hand, everything else is not, neither
//!   the rules nor the program's code, its stack and the translations of addresses.
//! - `cold rules` does the same, and decides complaints of 64 other matters before the clock starts, as a service would
//!   have done: the code is there, and what all matters share; what belongs to the matter alone is not.
//! - `one line` in both reads one byte by the matter's number from a table with a cache line for each: what memory takes
//!   from a program that needs nothing else.
//! - `from words` fills the complaint from its words each time; `decision` gives the full decision with its reasons.

#[allow(dead_code, reason = "each target uses its part")]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
mod generate;
#[allow(dead_code, reason = "each target uses its part")]
mod handwritten;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use generate::Plan;
use generate::answer::{Definition, definitions};
use generate::complaints::{Complaint, Complaints, Mix, Spread};
use generate::duties::lists;
use generate::lists::Lists;
use handwritten::{Handwritten, Masks};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Everything that answers, over one set of lists.
struct Contest {
    lists: Lists,
    definitions: Vec<Definition>,
    router: fenbo::router::Router,
    scan: Handwritten,
    masks: Option<Masks>,
    complaints: Vec<Complaint>,
}

impl Contest {
    /// All answers are compared before anything is measured.
    fn new(duties: usize) -> Self {
        let lists = lists(Plan::clean(duties));
        let definitions = definitions(&lists);
        let router = engine::router(&lists);
        let scan = Handwritten::new(&lists, &definitions);
        let masks = Masks::new(&lists, &definitions);
        let mix = Mix::known(11, Spread::Even);
        let complaints: Vec<Complaint> = Complaints::new(&lists, &definitions, mix).take(100_000).collect();
        let contest = Self { lists, definitions, router, scan, masks, complaints };
        contest.check();
        contest
    }

    fn check(&self) {
        let leads = self.lists.world.leads();
        let mut asked = self.router.complaint();
        for complaint in self.complaints.iter().take(20_000) {
            let right = self.definitions[complaint.matter].answer(&complaint.point);
            engine::fill(&self.lists, complaint, &mut asked);
            let brief = self.router.brief(&asked);
            assert!(engine::agrees(&self.lists, &self.router, complaint, brief, right), "{complaint:?}");
            let number = handwritten::number(&leads, right);
            assert_eq!(self.scan.decide(complaint.matter, &complaint.point), number);
            let masked = self.masks.as_ref().map_or(number, |m| m.decide(complaint.matter, &complaint.point));
            assert_eq!(masked, number);
        }
    }

    fn filled<'r>(&'r self, complaints: &[&Complaint]) -> Vec<fenbo::router::Complaint<'r>> {
        let fill = |complaint: &&Complaint| {
            let mut asked = self.router.complaint();
            engine::fill(&self.lists, complaint, &mut asked);
            asked
        };
        complaints.iter().map(fill).collect()
    }

    /// Complaints that all have different matters.
    fn strangers(&self, count: usize) -> Vec<&Complaint> {
        let mut seen = BTreeSet::new();
        self.complaints.iter().filter(|c| seen.insert(c.matter)).take(count).collect()
    }
}

/// Decisions one after the other from ready complaints, round and round.
fn ready(c: &mut Criterion, name: &str, size: usize, contest: &Contest, complaints: &[&Complaint]) {
    let mut group = c.benchmark_group(format!("route/{name}"));
    group.throughput(Throughput::Elements(1)).measurement_time(Duration::from_secs(3));
    let filled = contest.filled(complaints);
    let mut next = filled.iter().cycle();
    group.bench_function(BenchmarkId::new("fenbo", size), |b| {
        b.iter(|| next.next().map(|asked| contest.router.brief(black_box(asked))));
    });
    let mut next = complaints.iter().cycle();
    group.bench_function(BenchmarkId::new("hand-written scan", size), |b| {
        b.iter(|| {
            next.next()
                .map(|c| contest.scan.unit(contest.scan.decide(c.matter, black_box(&c.point)), c.point[0]))
        });
    });
    if let Some(masks) = &contest.masks {
        let mut next = complaints.iter().cycle();
        group.bench_function(BenchmarkId::new("hand-written masks", size), |b| {
            b.iter(|| {
                next.next()
                    .map(|c| contest.scan.unit(masks.decide(c.matter, black_box(&c.point)), c.point[0]))
            });
        });
    }
    let mut next = complaints.iter().cycle();
    group.bench_function(BenchmarkId::new("definition", size), |b| {
        b.iter(|| next.next().map(|c| contest.definitions[c.matter].answer(black_box(&c.point))));
    });
    group.finish();
}

/// `guides` complaints of other matters are decided between the emptying of the caches and the clock.
fn cold(c: &mut Criterion, name: &str, size: usize, contest: &Contest, guides: usize) {
    let mut group = c.benchmark_group(format!("route/{name}"));
    group.throughput(Throughput::Elements(1)).sample_size(20).measurement_time(Duration::from_secs(4));
    let all = contest.strangers(256 + guides);
    let (guides, strangers) = all.split_at(guides.min(all.len() / 2));
    let mut buffer = vec![1_u8; 96 << 20];
    let mut filled = contest.filled(strangers);
    let guiding = contest.filled(guides);
    group.bench_function(BenchmarkId::new("fenbo", size), |b| {
        b.iter_custom(|iterations| {
            in_batches(iterations, strangers.len(), &mut buffer, |count, spent| {
                for (asked, complaint) in filled.iter_mut().zip(strangers).take(count) {
                    engine::fill(&contest.lists, complaint, asked);
                }
                for asked in &guiding {
                    black_box(contest.router.brief(asked));
                }
                let start = Instant::now();
                for asked in filled.iter().take(count) {
                    black_box(contest.router.brief(asked));
                }
                *spent += start.elapsed();
            })
        });
    });
    let mut points: Vec<(usize, Vec<u32>)> = Vec::new();
    group.bench_function(BenchmarkId::new("hand-written scan", size), |b| {
        b.iter_custom(|iterations| {
            in_batches(iterations, strangers.len(), &mut buffer, |count, spent| {
                points.clear();
                points.extend(strangers.iter().take(count).map(|c| (c.matter, c.point.clone())));
                let decide = |matter, point: &[u32]| {
                    black_box(contest.scan.unit(contest.scan.decide(matter, point), point[0]));
                };
                for complaint in guides {
                    decide(complaint.matter, &complaint.point);
                }
                let start = Instant::now();
                for (matter, point) in &points {
                    decide(*matter, point);
                }
                *spent += start.elapsed();
            })
        });
    });
    let table = vec![[1_u8; 64]; contest.lists.matters.len()];
    group.bench_function(BenchmarkId::new("one line", size), |b| {
        b.iter_custom(|iterations| {
            in_batches(iterations, strangers.len(), &mut buffer, |count, spent| {
                for complaint in guides {
                    black_box(table[complaint.matter][0]);
                }
                let start = Instant::now();
                for complaint in strangers.iter().take(count) {
                    black_box(table[complaint.matter][0]);
                }
                *spent += start.elapsed();
            })
        });
    });
    group.finish();
}

/// Empties the caches before each batch.
fn in_batches(
    iterations: u64,
    most: usize,
    buffer: &mut [u8],
    mut batch: impl FnMut(usize, &mut Duration),
) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = iterations;
    while left > 0 {
        let count = left.min(most as u64);
        buffer.iter_mut().step_by(64).for_each(|byte| *byte = byte.wrapping_add(1));
        black_box(&*buffer);
        batch(count as usize, &mut spent);
        left -= count;
    }
    spent
}

fn words(c: &mut Criterion, size: usize, contest: &Contest) {
    let mut group = c.benchmark_group("route/from words");
    group.throughput(Throughput::Elements(1));
    let mut asked = contest.router.complaint();
    let spelt: Vec<_> = contest
        .complaints
        .iter()
        .map(|c| (contest.lists.matters[c.matter].code.as_str(), engine::words(&contest.lists, c)))
        .collect();
    let mut next = spelt.iter().cycle();
    group.bench_function(BenchmarkId::new("brief", size), |b| {
        b.iter(|| {
            next.next().map(|(matter, facts)| {
                asked.clear();
                let mut told = asked.matter(matter).is_ok();
                for (name, value) in facts {
                    told &= asked.fact(name, value).is_ok();
                }
                (told, contest.router.brief(&asked))
            })
        });
    });
    let all: Vec<&Complaint> = contest.complaints.iter().take(20_000).collect();
    let filled = contest.filled(&all);
    let mut next = filled.iter().cycle();
    group.bench_function(BenchmarkId::new("decision", size), |b| {
        b.iter(|| next.next().map(|asked| contest.router.route(asked)));
    });
    group.finish();
}

fn benches(c: &mut Criterion) {
    for size in [100, 1000, 15_000, 150_000] {
        let contest = Contest::new(size);
        let (nodes, bytes) = (contest.router.nodes(), contest.router.bytes());
        eprintln!("{size} duties: {nodes} nodes, {bytes} bytes by Router::bytes");
        let all: Vec<&Complaint> = contest.complaints.iter().collect();
        ready(c, "hot", size, &contest, &all[..64]);
        ready(c, "even", size, &contest, &all);
        cold(c, "cold", size, &contest, 0);
        cold(c, "cold rules", size, &contest, 64);
        if size == 15_000 {
            words(c, size, &contest);
        }
    }
}

criterion_group!(group, benches);
criterion_main!(group);
