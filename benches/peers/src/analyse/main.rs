//! What else could find gaps, overlaps, conflicts and dead duties: the same generated lists given to Fenbo, to a library of
//! binary decision diagrams, to z3 and to the diagnostics of ZEN's decision tables, matter by matter, and the answers
//! compared. `benches/peers/analyse.sh` runs this and prints tables in Markdown.
//!
//! The others get regions and precedence from the generator's own definition, ready in memory and not on the clock; Fenbo
//! starts from its resolved lists and finds out what beats what by itself. Times are CPU time of the thread, or of the
//! z3 process.

mod bdd;
mod crowded;
mod own;
mod sat;
mod tables;

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../../../engine/mod.rs"]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
#[path = "../../../generate/mod.rs"]
mod generate;
#[allow(dead_code, reason = "each target uses its part")]
#[path = "../literal.rs"]
mod literal;
#[path = "../zen_table.rs"]
mod zen_table;

use generate::answer::{Definition, definitions};
use generate::duties::lists;
use generate::lists::Lists;
use generate::{Plan, Style};
use nix::time::{ClockId, clock_gettime};
use std::collections::BTreeSet;
use std::time::Duration;

type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// Two duties on a matter, the lower number first.
type Pair = (usize, usize, usize);

/// What a method found. Nothing where it cannot answer.
#[derive(Debug, Clone, Default)]
struct Answers {
    /// Matters with a gap.
    gaps: Option<BTreeSet<usize>>,
    /// Duties with a point in common, lawful or not.
    overlaps: Option<BTreeSet<Pair>>,
    /// Duties that stand against each other.
    conflicts: Option<BTreeSet<Pair>>,
    /// Matters and duties that decide nowhere there.
    idle: Option<BTreeSet<(usize, usize)>>,
    /// Duties that decide nowhere.
    dead: Option<BTreeSet<usize>>,
}

/// The lists and what they mean.
struct Contest {
    lists: Lists,
    definitions: Vec<Definition>,
}

impl Contest {
    fn new(lists: Lists) -> Self {
        let definitions = definitions(&lists);
        Self { lists, definitions }
    }

    /// The duties that decide nowhere, from where each is idle.
    fn dead(&self, idle: &BTreeSet<(usize, usize)>) -> BTreeSet<usize> {
        let mut dead = BTreeSet::new();
        let mut alive = BTreeSet::new();
        for (matter, definition) in self.definitions.iter().enumerate() {
            for duty in definition.lines.iter().filter_map(|l| l.duty) {
                if idle.contains(&(matter, duty)) { &mut dead } else { &mut alive }.insert(duty);
            }
        }
        &dead - &alive
    }
}

impl Answers {
    /// Both say the same wherever both answer, on some matters.
    fn agrees(&self, other: &Self, matters: usize) -> bool {
        fn same<T: Ord>(
            a: Option<&BTreeSet<T>>,
            b: Option<&BTreeSet<T>>,
            within: impl Fn(&T) -> bool,
        ) -> bool {
            let (Some(a), Some(b)) = (a, b) else { return true };
            a.iter().filter(|x| within(x)).eq(b.iter().filter(|x| within(x)))
        }
        same(self.gaps.as_ref(), other.gaps.as_ref(), |m| *m < matters)
            && same(self.overlaps.as_ref(), other.overlaps.as_ref(), |p| p.0 < matters)
            && same(self.conflicts.as_ref(), other.conflicts.as_ref(), |p| p.0 < matters)
            && same(self.idle.as_ref(), other.idle.as_ref(), |p| p.0 < matters)
            && same(self.dead.as_ref(), other.dead.as_ref(), |_| true)
    }

    fn counts(&self) -> [Option<usize>; 4] {
        [
            self.gaps.as_ref().map(BTreeSet::len),
            self.overlaps.as_ref().map(BTreeSet::len),
            self.conflicts.as_ref().map(BTreeSet::len),
            self.dead.as_ref().map(BTreeSet::len),
        ]
    }
}

/// CPU time of this thread so far.
fn cpu() -> Any<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

/// The median CPU time of some runs, and what the last one gave.
fn median<T>(runs: usize, mut run: impl FnMut() -> Any<T>) -> Any<(Duration, T)> {
    let mut times = Vec::with_capacity(runs);
    loop {
        let start = cpu()?;
        let out = run()?;
        times.push(cpu()?.saturating_sub(start));
        if times.len() == runs {
            times.sort_unstable();
            return Ok((times[runs / 2], out));
        }
    }
}

/// One line of a table.
struct Row {
    method: String,
    time: Duration,
    counts: [Option<usize>; 4],
    remark: String,
}

impl Row {
    fn print(&self, fenbo: Duration) {
        let ms = self.time.as_secs_f64() * 1e3;
        let time = if ms < 100.0 { format!("{ms:.2}") } else { format!("{ms:.0}") };
        let ratio = self.time.as_secs_f64() / fenbo.as_secs_f64();
        let ratio = if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") };
        let found: Vec<String> =
            self.counts.iter().map(|c| c.map_or_else(|| "–".to_owned(), |n| n.to_string())).collect();
        println!("| {} | {time} | {ratio} | {} | {} |", self.method, found.join(" | "), self.remark);
    }
}

const HEAD: &str = "| method | CPU ms | of Fenbo's | gaps | overlaps | conflicts | dead | answers |\n\
    |---|---:|---:|---:|---:|---:|---:|---|";

fn check(right: &Answers, found: &Answers, method: &str, matters: usize) -> Any<String> {
    if found.agrees(right, matters) {
        Ok("same".to_owned())
    } else {
        Err(format!("{method}: other answers: {:?}, not {:?}", found.counts(), right.counts()).into())
    }
}

/// Everything on lists with a fifth as many matters as duties.
fn style(name: &str, style: Style, duties: usize, z3: Option<&str>) -> Any<()> {
    let contest = Contest::new(lists(Plan { matters: duties / 5, style, ..Plan::clean(duties) }));
    let all = contest.definitions.len();
    let mut rows = Vec::new();
    let mut row = |method: &str, time, found: &Answers, remark: String| {
        eprintln!("{name}: {method} {time:?} {:?} {remark}", found.counts());
        rows.push(Row { method: method.to_owned(), time, counts: found.counts(), remark });
    };

    let own = own::Own::new(&contest);
    let (fenbo, found) = median(15, || Ok(own.analyse()))?;
    let mut right = own.answers(&contest, &found);
    let (pairs, overlaps) = median(9, || Ok(own.all_pairs()))?;
    right.overlaps = Some(own.pairs(&contest, &overlaps));
    let (alone, _) = median(9, || Ok(own.precedence()))?;
    let (everything, problems) = median(1, || Ok(own.report(&found)))?;
    let (stretches, bdd) = median(3, || Ok(bdd::analyse(&contest, true)))?;
    let bdd = bdd.answers(&contest);
    // They share no code, for regions and precedence neither.
    let same = check(&right, &bdd, "BDD", all)?;
    row("Fenbo: boxes, precedence included", fenbo, &own.answers(&contest, &found), same.clone());
    let nothing = Answers::default();
    row("of which precedence", alone, &nothing, String::new());
    row("Fenbo: all findings of that, with witnesses", everything, &nothing, format!("{problems} findings"));
    let overlaps = Answers { overlaps: right.overlaps.clone(), ..Answers::default() };
    row("all pairs", pairs, &overlaps, "overlap only".to_owned());
    row("BDD, bits of the stretches", stretches, &bdd, same);
    let (values, found) = median(3, || Ok(bdd::analyse(&contest, false)))?;
    let found = found.answers(&contest);
    let same = check(&right, &found, "BDD", all)?;
    row("BDD, bits of the values", values, &found, same);
    if let Some(z3) = z3 {
        for theory in [sat::Theory::Bits, sat::Theory::Integers] {
            let sample = all.min(200);
            let (time, found) = sat::analyse(&contest, sample, z3, theory, 3)?;
            check(&bdd, &found, "z3", sample)?;
            let scaled = time.mul_f64(all as f64 / sample as f64);
            let remark = format!("same on {sample} matters ({:.0} ms, scaled up)", time.as_secs_f64() * 1e3);
            row(&format!("z3, {}", theory.name()), scaled, &Answers::default(), remark);
        }
    }
    for place in [tables::Place::Three, tables::Place::One] {
        let given = tables::Tables::new(&contest, place)?;
        let (time, found) = median(if place == tables::Place::One { 1 } else { 3 }, || Ok(given.analyse()))?;
        let answers = given.answers(&contest, &found);
        row(place.name(), time, &answers, tables::compare(&right, &answers, &found));
    }
    let lines: usize = contest.definitions.iter().map(|d| d.lines.len()).sum();
    println!(
        "\n`{name}`: {all} matters, {} duties, {lines} lines where they apply\n\n{HEAD}",
        contest.lists.duties.len()
    );
    rows.iter().for_each(|r| r.print(fenbo));
    Ok(())
}

fn main() -> Any<()> {
    let mut arguments = std::env::args().skip(1);
    let z3 = arguments.next().filter(|p| !p.is_empty());
    let duties = arguments.next().map_or(Ok(20_000), |d| d.parse())?;
    style("clean", Style::Clean, duties, z3.as_deref())?;
    style("overlapping", Style::Overlapping, duties, z3.as_deref())?;
    crowded::run()
}
