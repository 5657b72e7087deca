//! What people would use instead of Fenbo: the same generated lists in each engine's own form, checked to give the same
//! answers, in decisions per second on one core. `benches/peers/run.sh` runs this and the joins and prints the table.
//!
//! `peers TSV [SIZES…]` appends a line for each form: size, name, decisions a second with the rules alone and from
//! JSON Lines (medians of the samples). `peers tables SIZE COMPLAINTS DIR` writes what the joins read.

mod case;
mod cedar;
mod cel_engine;
mod fenbo_router;
mod literal;
mod rego;
mod tables;
mod zen;
mod zen_table;

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../../engine/mod.rs"]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
#[path = "../../generate/mod.rs"]
mod generate;
#[allow(dead_code, reason = "each target uses its part")]
#[path = "../../handwritten/mod.rs"]
mod handwritten;

use case::{Case, Cases};
use generate::Plan;
use generate::answer::{Definition, definitions};
use generate::complaints::{Complaint, Complaints, Mix, Spread};
use generate::duties::lists;
use generate::lists::Lists;
use generate::world::AREA;
use handwritten::{Handwritten, Masks};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// An engine with the lists loaded.
trait Peer {
    /// A complaint in the engine's own types.
    type Input;
    /// Converts a complaint.
    fn input(&self, case: &Case<'_>) -> Any<Self::Input>;
    /// The number of the answer (see `handwritten::number`).
    fn decide(&mut self, matter: usize, input: &Self::Input) -> Any<u16>;
}

/// Everything that the forms are made from and judged by.
struct Contest {
    lists: Lists,
    definitions: Vec<Definition>,
    scan: Handwritten,
    cases: Cases,
    complaints: Vec<Complaint>,
    right: Vec<u16>,
    /// The complaints as JSON Lines.
    lines: Vec<String>,
}

const SAMPLES: usize = 7;
/// How long one sample should take.
const SAMPLE: Duration = Duration::from_millis(300);

impl Contest {
    fn new(duties: usize) -> Any<Self> {
        let lists = lists(Plan::clean(duties));
        let definitions = definitions(&lists);
        let scan = Handwritten::new(&lists, &definitions);
        let cases = Cases::new(&lists);
        let leads = lists.world.leads();
        let mut stream = Complaints::new(&lists, &definitions, Mix::known(21, Spread::Even));
        let (mut complaints, mut lines, mut right) = (Vec::new(), Vec::new(), Vec::new());
        while lines.len() < 50_000 {
            let mut line = Vec::new();
            if let Some(complaint) = stream.write(&mut line)? {
                let answer = definitions[complaint.matter].answer(&complaint.point);
                right.push(handwritten::number(&leads, answer));
                complaints.push(complaint);
                lines.push(String::from_utf8(line)?);
            }
        }
        Ok(Self { lists, definitions, scan, cases, complaints, right, lines })
    }

    /// Measures one form: rules alone, then from JSON Lines.
    fn measure<P: Peer>(&self, name: &str, peer: &mut P, out: &mut impl Write) -> Any<()> {
        let one = self.rate_of_one(peer)?;
        let count = ((SAMPLE.as_secs_f64() * one) as usize).clamp(8, self.complaints.len());
        let mut inputs = Vec::with_capacity(count);
        for complaint in &self.complaints[..count] {
            inputs.push((complaint.matter, peer.input(&self.cases.of_complaint(&self.lists, complaint))?));
        }
        for ((matter, input), right) in inputs.iter().zip(&self.right) {
            let answer = peer.decide(*matter, input)?;
            if answer != *right {
                return Err(format!("{name}: {answer} is not {right} for matter {matter}").into());
            }
        }
        let alone = median(|| {
            for (matter, input) in &inputs {
                black_box(peer.decide(*matter, input)?);
            }
            Ok(inputs.len())
        })?;
        drop(inputs);
        let mut text = Vec::new();
        let mut point = Vec::new();
        let from_lines = median(|| {
            text.clear();
            for line in &self.lines[..count] {
                let (record, matter) = self.scan.read(line.as_bytes(), &mut point)?;
                let case = self.cases.of_record(self, &record, matter, &point);
                let input = peer.input(&case)?;
                let answer = peer.decide(matter, &input)?;
                self.scan.write(&record, answer, point[AREA], &mut text);
            }
            Ok(count)
        })?;
        self.check(name, &text, count)?;
        report(out, self.lists.plan.duties, name, alone, from_lines)
    }

    fn rate_of_one<P: Peer>(&self, peer: &mut P) -> Any<f64> {
        let mut count = 0;
        let start = Instant::now();
        while start.elapsed() < SAMPLE / 4 {
            let complaint = &self.complaints[count % self.complaints.len()];
            let input = peer.input(&self.cases.of_complaint(&self.lists, complaint))?;
            peer.decide(complaint.matter, &input)?;
            count += 1;
        }
        Ok(count as f64 / start.elapsed().as_secs_f64())
    }

    /// The lines that were written are those of the right answers.
    fn check(&self, name: &str, text: &[u8], count: usize) -> Any<()> {
        let mut expected = Vec::new();
        let mut point = Vec::new();
        for (line, right) in self.lines[..count].iter().zip(&self.right) {
            let (record, _) = self.scan.read(line.as_bytes(), &mut point)?;
            self.scan.write(&record, *right, point[AREA], &mut expected);
        }
        if text == expected { Ok(()) } else { Err(format!("{name}: other lines than the right ones").into()) }
    }

    fn hand_written(&self, out: &mut impl Write) -> Any<()> {
        let joined = self.lines.concat();
        let mut text = Vec::new();
        let from_lines = median(|| {
            text.clear();
            Ok(self.scan.route(joined.as_bytes(), &mut text)?)
        })?;
        self.check("hand-written scan", &text, self.lines.len())?;
        let duties = self.lists.plan.duties;
        let scan = self.alone("hand-written scan", |matter, point| self.scan.decide(matter, point))?;
        report(out, duties, "hand-written: map by matter and scan", scan, from_lines)?;
        if let Some(masks) = Masks::new(&self.lists, &self.definitions) {
            let alone = self.alone("hand-written masks", |matter, point| masks.decide(matter, point))?;
            let mut point = Vec::new();
            let from_lines = median(|| {
                text.clear();
                for line in &self.lines {
                    let (record, matter) = self.scan.read(line.as_bytes(), &mut point)?;
                    self.scan.write(&record, masks.decide(matter, &point), point[AREA], &mut text);
                }
                Ok(self.lines.len())
            })?;
            self.check("hand-written masks", &text, self.lines.len())?;
            report(out, duties, "hand-written: bit masks", alone, from_lines)?;
        }
        Ok(())
    }

    fn alone(&self, name: &str, decide: impl Fn(usize, &[u32]) -> u16) -> Any<f64> {
        for (complaint, right) in self.complaints.iter().zip(&self.right) {
            if decide(complaint.matter, &complaint.point) != *right {
                return Err(format!("{name}: wrong for {complaint:?}").into());
            }
        }
        median(|| {
            for complaint in &self.complaints {
                black_box(decide(complaint.matter, &complaint.point));
            }
            Ok(self.complaints.len())
        })
    }
}

/// The median of decisions per second; `run` tells how many it made.
fn median(mut run: impl FnMut() -> Any<usize>) -> Any<f64> {
    let mut rates = Vec::new();
    for _ in 0..SAMPLES {
        let start = Instant::now();
        let count = run()?;
        rates.push(count as f64 / start.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates[SAMPLES / 2])
}

fn report(out: &mut impl Write, duties: usize, name: &str, alone: f64, from_lines: f64) -> Any<()> {
    eprintln!("{duties:>7} {name:<40} {alone:>12.0} {from_lines:>12.0}");
    writeln!(out, "{duties}\t{name}\t{alone:.0}\t{from_lines:.0}")?;
    Ok(out.flush()?)
}

fn main() -> Any<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("peers TSV [SIZES…] | peers tables SIZE COMPLAINTS DIR")?;
    if path == "tables" {
        let mut value = || arguments.next().ok_or("peers tables SIZE COMPLAINTS DIR");
        let (duties, complaints) = (value()?.parse()?, value()?.parse()?);
        return tables::write_all(duties, complaints, std::path::Path::new(&value()?));
    }
    let mut sizes = arguments.map(|a| a.parse()).collect::<Result<Vec<usize>, _>>()?;
    if sizes.is_empty() {
        sizes = vec![100, 1000, 15_000];
    }
    let mut out = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    for size in sizes {
        let contest = Contest::new(size)?;
        fenbo_router::measure(&contest, &mut out)?;
        contest.hand_written(&mut out)?;
        let (lists, definitions) = (&contest.lists, &contest.definitions);
        contest.measure("cel, by matter", &mut cel_engine::ByMatter::new(lists, definitions)?, &mut out)?;
        contest.measure("regorus, by matter", &mut rego::ByMatter::new(lists, definitions)?, &mut out)?;
        contest.measure(
            "cedar, by matter",
            &mut cedar::Policies::by_matter(lists, definitions)?,
            &mut out,
        )?;
        contest.measure("cel, flat", &mut cel_engine::Flat::new(lists, definitions)?, &mut out)?;
        contest.measure("regorus, flat", &mut rego::Flat::new(lists, definitions)?, &mut out)?;
        contest.measure("cedar, flat", &mut cedar::Policies::flat(lists, definitions)?, &mut out)?;
        contest.measure("zen, by matter", &mut zen::Tables::by_matter(lists, definitions)?, &mut out)?;
        contest.measure("zen, flat", &mut zen::Tables::flat(lists, definitions)?, &mut out)?;
    }
    Ok(())
}
