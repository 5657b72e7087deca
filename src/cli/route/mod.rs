//! `fenbo route`: a batch of complaints in, decisions out.

mod desk;
mod label;
mod pipeline;
mod shelf;
pub mod source;
mod summary;
#[cfg(test)]
mod tests;

use super::args::{FailOn, RouteArgs, To};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::output::{Form, Fragments};
use super::record::{Fault, Mapping, Notes, Plan, read_mapping};
use super::{End, load};
pub use desk::Shape;
use desk::{Done, Job};
use fenbo::cases::complaint;
use fenbo::finding::Severity;
use fenbo::policy::Policy;
use fenbo::router::Status;
use jiff::civil::Date;
use pipeline::{Ended, Progress};
use shelf::{AsOf, Shelf};
use source::{Input, Opening};
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
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
    let as_of = as_of(args, &clock)?;
    let form = form(args);
    let input = if args.cases { None } else { Some(Input::open(opening(args), console)?) };
    let mapping = args.map.as_deref().map(|name| mapping(name, console)).transpose()?;
    let fragments =
        Fragments::new(policy.clone(), loaded.sources.clone(), loaded.folder, clock, console.lang);
    let mut job = Job {
        shelf: Shelf::new(policy.clone(), as_of),
        fragments,
        form,
        shape: Shape::Json { label: args.label.clone(), plan: None },
        limit: args.max_record,
        lenient: args.lenient || mapping.as_ref().is_some_and(|m| m.lenient),
        labelled: args.label.is_some(),
    };
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
            (ended, done.summary, Arc::new(job))
        }
        Some(input) => {
            let label = args.label.as_deref();
            let Some(bound) = bind(input, mapping.as_ref(), label, args.max_record, &policy, console)? else {
                console.note("输入是空的", "the input is empty");
                return end(&Ended::Whole, &Summary::default(), &job);
            };
            job.labelled |= bound.labelled;
            job.shape = bound.shape;
            let (cutter, read) = (bound.cutter, bound.reading);
            if let Err(error) = out.write_all(&head) {
                return end(&written(Err(error)), &Summary::default(), &job);
            }
            let threads =
                args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
            let show = !console.quiet && Console::on_terminal() && !io::stdout().is_terminal();
            let progress = Progress::new(show, read.length, read.counter, console);
            let job = Arc::new(job);
            let (ended, summary) = pipeline::run(
                cutter,
                &job,
                threads.clamp(1, 256),
                &mut out,
                &progress,
                console,
                &interrupted,
            );
            (ended, summary, job)
        }
    };
    let end = end(&ended, &summary, &job);
    // The process ends here, and the system takes memory back faster than it could be freed piece by piece.
    std::mem::forget((job, policy));
    end
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
    let findings = job.shelf.findings();
    console.findings(&findings, sources);
    summary.print(console, job.shelf.policy(), took, job.labelled);
    if let Some(path) = &args.summary {
        let edition = match job.shelf.as_of {
            AsOf::Day(day) => day.to_string(),
            AsOf::Record => "record".to_owned(),
        };
        let json = summary.json(took, job.labelled, &edition, job.shelf.policy().hash());
        fs::write(path, format!("{json:#}\n")).map_err(|e| {
            let path = path.display();
            both(format!("写不了 {path}：{e}"), format!("cannot write {path}: {e}"))
        })?;
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

/// Raised by Ctrl-C and by a request to end; a second Ctrl-C ends at once.
fn interrupts() -> Arc<AtomicBool> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    // Without them the process still ends as it always would, only less tidily.
    let _ = signal_hook::flag::register_conditional_shutdown(SIGINT, 130, flag.clone());
    for signal in [SIGINT, SIGTERM] {
        let _ = signal_hook::flag::register(signal, flag.clone());
    }
    flag
}

fn as_of(args: &RouteArgs, clock: &Clock) -> Result<AsOf, Failure> {
    match args.as_of.as_deref() {
        None => Ok(AsOf::Day(clock.today())),
        Some("record") => Ok(AsOf::Record),
        Some(text) => text.parse::<Date>().map(AsOf::Day).map_err(|_| {
            both(
                format!("--as-of 要一个日期（如 2026-03-01）或 record，不是「{text}」"),
                format!("--as-of takes a day such as 2026-03-01, or `record`, not \"{text}\""),
            )
        }),
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
    Opening { file, from: args.from, encoding, delimiter: args.delimiter }
}

/// A mapping by its file or name; what is wrong with it is printed.
pub fn mapping(name: &str, console: Console) -> Result<Mapping, Failure> {
    read_mapping(name)?.map_err(|(findings, sources)| {
        console.findings(&findings, &sources);
        both(format!("映射 {name} 有错误"), format!("the mapping {name} has errors"))
    })
}

/// An input whose columns or keys are bound to facts.
pub struct Bound {
    pub shape: Shape,
    pub cutter: super::input::Cutter<Box<dyn io::Read + Send>>,
    pub reading: source::Reading,
    /// Whether it has a column to compare decisions with.
    pub labelled: bool,
}

/// Binds columns or keys to facts. `limit`: bytes of a record at most. `None`: the input is empty.
pub fn bind(
    input: Input,
    mapping: Option<&Mapping>,
    label: Option<&str>,
    limit: usize,
    policy: &Arc<Policy>,
    console: Console,
) -> Result<Option<Bound>, Failure> {
    let plan = mapping.map(|m| Plan::of_mapping(m, policy)).transpose()?;
    let plan = match (plan, label) {
        (Some(plan), Some(column)) => Some(plan.with_label(column)),
        (plan, _) => plan,
    };
    let labelled = plan.as_ref().is_some_and(Plan::has_label);
    let name = input.name.clone();
    let (cutter, reading) = input.cutter(limit);
    let mut cutter = cutter;
    let Some(delimiter) = reading.delimiter else {
        let shape = Shape::Json { label: label.map(str::to_owned), plan };
        return Ok(Some(Bound { shape, cutter, reading, labelled }));
    };
    let failed = |e: io::Error| super::load::unreadable(name.as_ref(), &e);
    let Some(header) = cutter.header().map_err(failed)? else { return Ok(None) };
    let header = source::header(&header, delimiter, &name.display().to_string())?;
    let plan = match plan {
        Some(plan) => plan,
        None => {
            let (plan, unused) = Plan::of_header(&header, policy, label);
            if !unused.is_empty() {
                let names = unused.join(console.pick("、", ", "));
                console.warn(
                    format!("这些列不是清单的要素，没有用到：{names}"),
                    format!("columns that are no attributes of the lists, not used: {names}"),
                );
            }
            match label {
                Some(column) => plan.with_label(column),
                None => plan,
            }
        }
    };
    if !plan.names_matter() {
        let all = header.join(", ");
        return Err(both(
            format!("没有事项列（matter 或 事项）。表头是：{all}。列名不同时用 --map 指定映射"),
            format!(
                "no column for the matter (matter or 事项). The header is: {all}. Use --map where columns are named otherwise"
            ),
        ));
    }
    let at = source::columns(&plan, &header)?;
    let shape = Shape::Csv { plan, at, columns: header.len(), delimiter };
    Ok(Some(Bound { shape, cutter, reading, labelled }))
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
    let editions = fenbo::router::Editions::new(job.shelf.policy().clone());
    for (i, case) in job.shelf.policy().cases().iter().enumerate() {
        notes.clear();
        super::output::json::escape(&mut notes.id, &case.text);
        let day = case.on.unwrap_or(today);
        let (router, _) = editions.on(day);
        let line = i as u64 + 1;
        match complaint(case, &router, today) {
            Ok(complaint) => desk::write_answer(line, &complaint, &notes, &router, day, job, &mut done),
            Err(verdict) => {
                notes.faults.push(match verdict {
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
