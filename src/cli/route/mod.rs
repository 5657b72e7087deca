//! `fenbo route`: a batch of complaints in, decisions out.

mod desk;
mod label;
mod summary;
#[cfg(test)]
mod tests;

use super::args::{FailOn, RouteArgs, To};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::dates::Dates;
use super::history::pipeline::{self, Ended, Watch};
use super::history::{AsOf, Case, Input, Opening, Shape, Shelf, Table, bind, interrupts, mapping};
use super::input::Cutter;
use super::output::{Form, Fragments};
use super::outside::Process;
use super::recognise;
use super::record::{Fault, Locate, Mapping, Notes, Reading, Texts};
use super::streets::Streets;
use super::{End, deliver, load};
use desk::{Desk, Done, Job};
use fenbo::cases::complaint;
use fenbo::finding::Severity;
use fenbo::policy::Policy;
use fenbo::router::Status;
use jiff::civil::Date;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;
use summary::Summary;

/// Runs the command.
pub fn run(args: &RouteArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = loaded.policy.clone();
    let clock = Clock::of(&policy)?;
    let as_of = AsOf::read(args.as_of.as_deref(), &clock)?;
    let form = form(args);
    let input = if args.cases { None } else { Some(Input::open(opening(args), console)?) };
    let mapping = args.map.as_deref().map(|name| mapping(name, console)).transpose()?;
    let fragments =
        Fragments::new(policy.clone(), loaded.sources.clone(), loaded.folder, clock.clone(), console.lang);
    let reading = |mapping: Option<&Mapping>| Reading {
        lenient: args.lenient || mapping.is_some_and(|m| m.lenient),
        days: false,
        dates: mapping.map(|m| Dates { order: m.date_order }).unwrap_or_default(),
    };
    let mut texts = Texts::new(policy.clone(), recognise::weights(args.weights.as_deref())?)
        .with_streets(streets(args, &policy, console)?);
    if let Some(command) = &args.scorer {
        texts = texts.with(Process::start(command, console)?);
    }
    let table = Table {
        shape: Shape::Json { label: args.label.clone(), plan: None },
        clock,
        limit: args.max_record,
        reading: reading(mapping.as_ref()),
        shelf: Shelf::new(policy.clone(), as_of),
        second: None,
        corrects: false,
        texts: Some(texts),
    };
    let mut job = Job { table, fragments, form, labelled: args.label.is_some() };
    let interrupted = interrupts();
    let mut out = io::stdout().lock();
    let mut head = Vec::new();
    if args.bom && matches!(form, Form::Csv { .. }) {
        head.extend_from_slice("\u{feff}".as_bytes());
    }
    form.head(&mut head, console.lang);
    let start = Instant::now();
    let end = |ended: &Ended, summary: &Summary, job: &Job| {
        finish(ended, summary, job, args, start, console, &loaded.sources)
    };
    let (ended, summary, job) = match input {
        None => {
            let (done, day) = (Done { out: head, ..Done::default() }, edition_of_cases(as_of, &job));
            let done = cases(&job, day, done);
            let ended = written(out.write_all(&done.out).and_then(|()| out.flush()));
            (ended, done.summary, job)
        }
        Some(input) => {
            let label = args.label.as_deref();
            let Some(bound) = bind(input, mapping, label, args.max_record, Some(&policy), console)? else {
                console.note("输入是空的", "the input is empty");
                return end(&Ended::Whole, &Summary::default(), &job);
            };
            job.labelled |= bound.labelled;
            job.table.shape = bound.shape;
            job.table.reading = reading(bound.mapping.as_ref());
            if let Err(error) = out.write_all(&head) {
                return end(&written(Err(error)), &Summary::default(), &job);
            }
            let show = !console.quiet && Console::on_terminal() && !io::stdout().is_terminal();
            let watch = Watch::new(show, &bound.pieces.flow, console);
            let (ended, summary) = batch(bound.pieces.cutter, &job, args, &mut out, watch, &interrupted);
            (ended, summary, job)
        }
    };
    let end = end(&ended, &summary, &job);
    // The process ends here, and the system takes memory back faster than it could be freed piece by piece.
    std::mem::forget((job, policy));
    end
}

/// The map on which points are looked up.
fn streets(args: &RouteArgs, policy: &Policy, console: Console) -> Result<Option<Locate>, Failure> {
    let read = |file: &PathBuf| {
        Streets::read(file, args.streets_name.as_deref(), args.boundary, args.datum.into(), policy, console)
    };
    let streets = args.streets.as_ref().map(read).transpose()?;
    Ok(streets.map(|streets| Box::new(move |point| streets.at(point)) as Locate))
}

/// Routes a whole input with all threads and writes the decisions in its order.
fn batch(
    cutter: Cutter<Box<dyn io::Read + Send>>,
    job: &Job,
    args: &RouteArgs,
    out: &mut impl io::Write,
    mut watch: Watch,
    interrupted: &AtomicBool,
) -> (Ended, Summary) {
    let threads = args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let mut summary = Summary::default();
    let write = |mut done: Done| {
        if let Err(error) = out.write_all(&done.out).and_then(|()| out.flush()) {
            return Err(written(Err(error)));
        }
        done.out.clear();
        summary.add(&done.summary);
        watch.problems(std::mem::take(&mut done.problems));
        watch.update(summary.records());
        Ok(Some(done))
    };
    let ended = pipeline::run(cutter, threads.clamp(1, 256), || Desk::new(job), write, interrupted);
    watch.end();
    (ended, summary)
}

/// Says what the run came to.
fn finish(
    ended: &Ended,
    summary: &Summary,
    job: &Job,
    args: &RouteArgs,
    start: Instant,
    console: Console,
    sources: &fenbo::text::Sources,
) -> Result<End, Failure> {
    match ended {
        Ended::Closed => return Ok(End::Fine),
        Ended::Unwritable(e) => return Err(both(format!("写出失败：{e}"), format!("writing failed: {e}"))),
        Ended::Whole | Ended::Interrupted | Ended::Unreadable(_) => {}
    }
    let took = start.elapsed();
    // What compiling found is about the lists, and errors there are no less errors for being found late.
    let findings = job.table.shelf.findings();
    console.findings(&findings, sources);
    summary.print(console, job.table.shelf.policy(), took, job.labelled);
    if let Some(path) = &args.summary {
        let edition = match job.table.shelf.as_of {
            AsOf::Day(day) => day.to_string(),
            AsOf::Record => "record".to_owned(),
        };
        let json = summary.json(took, job.labelled, &edition, job.table.shelf.policy().hash());
        deliver::file(path, &format!("{json:#}\n"))?;
    }
    match ended {
        Ended::Unreadable(e) => {
            let n = summary.records();
            return Err(both(
                format!("读到第 {n} 条之后输入出错：{e}"),
                format!("the input failed after {n} records: {e}"),
            ));
        }
        Ended::Interrupted => {
            console.note("已中断：写出的都是完整的记录", "interrupted: all records written are whole");
            return Ok(End::Interrupted);
        }
        _ => {}
    }
    let counts = |on: &FailOn| match on {
        FailOn::Undecided => [Status::Asked, Status::Gap, Status::Conflict, Status::Contradictory]
            .iter()
            .any(|s| summary.of(*s) > 0),
        FailOn::Gap => summary.of(Status::Gap) > 0,
        FailOn::Conflict => summary.of(Status::Conflict) > 0,
    };
    let wrong = findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if summary.unreadable() > 0 || args.fail_on.iter().any(counts) || wrong {
        End::Found
    } else if summary.inexact > 0 {
        End::Inexact
    } else {
        End::Fine
    })
}

fn written(result: io::Result<()>) -> Ended {
    match result {
        Ok(()) => Ended::Whole,
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ended::Closed,
        Err(e) => Ended::Unwritable(e),
    }
}

fn form(args: &RouteArgs) -> Form {
    let to = args.to.unwrap_or_else(|| {
        let people = io::stdout().is_terminal() && !args.compact;
        if people { To::Table } else { To::Jsonl }
    });
    match to {
        To::Jsonl => Form::Json { compact: args.compact },
        To::Csv => Form::Csv { compact: args.compact },
        To::Table => Form::Table { width: Console::output_width() },
    }
}

fn opening(args: &RouteArgs) -> Opening<'_> {
    let (encoding, file) = (args.encoding.as_deref(), args.file.as_deref());
    let sheet = args.sheet.as_deref();
    Opening { file, from: args.from, encoding, delimiter: args.delimiter, sheet }
}

fn edition_of_cases(as_of: AsOf, job: &Job) -> Date {
    match as_of {
        AsOf::Day(day) => day,
        AsOf::Record => job.fragments.clock.today(),
    }
}

/// Routes the cases of the lists as if they came in.
fn cases(job: &Job, today: Date, mut done: Done) -> Done {
    let mut notes = Notes::default();
    let editions = fenbo::router::Editions::new(job.table.shelf.policy().clone());
    for (i, case) in job.table.shelf.policy().cases().iter().enumerate() {
        notes.clear();
        super::output::json::escape(&mut notes.id, &case.text);
        let day = case.on.unwrap_or(today);
        let (router, _) = editions.on(day);
        let line = i as u64 + 1;
        match complaint(case, &router, today) {
            Ok(complaint) => {
                let case = Case { complaint: &complaint, router: &router, edition: day };
                desk::write_answer(line, &case, &notes, job, &mut done);
            }
            Err(verdict) => {
                notes.fault(match verdict {
                    fenbo::cases::Verdict::NeedsRecognition => Fault::Unnamed,
                    fenbo::cases::Verdict::NotInEffect(misfit) => Fault::Misfit(misfit),
                    _ => Fault::Exclude,
                });
                desk::write_fault(line, &notes, job, &mut done);
            }
        }
    }
    done
}
