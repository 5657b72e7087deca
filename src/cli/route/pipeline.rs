//! Reader, workers, writer.
//!
//! Pieces are dealt to the workers in turn and taken back in turn, so that the output is in the order of the input
//! without a buffer to sort in, and no more than a few pieces for each worker are in memory.

use super::desk::{Desk, Done, Job};
use super::summary::Summary;
use crate::cli::console::{Console, shown};
use crate::cli::input::{Cutter, Piece};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Pieces that wait before and behind each worker.
const WAITING: usize = 2;
/// Bad records described on the error stream; the rest is counted.
const MOST_PROBLEMS: usize = 20;
/// How often an idle writer looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// The whole input was routed.
    Whole,
    /// Whoever read the output wanted no more.
    Closed,
    /// The user wanted no more.
    Interrupted,
    /// The input could not be read on.
    Unreadable(io::Error),
    /// The output could not be written.
    Unwritable(io::Error),
}

/// What to show while it runs.
pub struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
}

impl Progress {
    /// A bar over the bytes of the input, if there is somebody to see it.
    pub fn new(show: bool, length: Option<u64>, read: Arc<AtomicU64>, console: Console) -> Self {
        let bar = show.then(|| match length {
            Some(length) => {
                let bar = ProgressBar::new(length);
                let template = "{bar:30} {percent:>3} % {msg} {eta}";
                bar.with_style(
                    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
                )
            }
            None => ProgressBar::new_spinner(),
        });
        if let Some(bar) = &bar {
            bar.set_message(console.pick("读取中", "reading"));
        }
        Self { bar, read }
    }

    fn update(&self, records: u64, console: Console) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.read.load(Ordering::Relaxed));
            bar.set_message(console.pick(format!("{records} 条"), format!("{records} records")));
        }
    }

    fn say(&self, line: &str, console: Console) {
        match &self.bar {
            Some(bar) => bar.suspend(|| console.line(line)),
            None => console.line(line),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What comes back from a worker, and the emptied buffers it gets again.
struct Output {
    done: Receiver<Done>,
    empty: SyncSender<Vec<u8>>,
}

/// Routes a whole input.
pub fn run(
    cutter: Cutter<Box<dyn Read + Send>>,
    job: &Arc<Job>,
    threads: usize,
    out: &mut impl Write,
    progress: &Progress,
    console: Console,
    interrupted: &AtomicBool,
) -> (Ended, Summary) {
    let failed: Arc<Mutex<Option<io::Error>>> = Arc::default();
    let mut workers = Vec::with_capacity(threads);
    let mut inputs = Vec::with_capacity(threads);
    let mut outputs = Vec::with_capacity(threads);
    for _ in 0..threads {
        let (give, take) = sync_channel::<Piece>(WAITING);
        let (hand_back, collect) = sync_channel::<Done>(WAITING);
        let (empty, refill) = sync_channel::<Vec<u8>>(2 * WAITING);
        let job = job.clone();
        inputs.push(give);
        outputs.push(Output { done: collect, empty });
        workers.push(thread::spawn(move || {
            let mut desk = Desk::new(&job);
            while let Ok(piece) = take.recv() {
                // A buffer that has been written serves again: its pages are there already.
                let out = refill.try_recv().unwrap_or_default();
                if hand_back.send(desk.piece(&piece, out)).is_err() {
                    break;
                }
            }
        }));
    }
    let reader = {
        let failed = failed.clone();
        thread::spawn(move || deal(cutter, &inputs, &failed))
    };
    let (ended, summary) = collect(&outputs, out, progress, console, interrupted);
    progress.end();
    drop(outputs);
    match ended {
        Ended::Whole => {
            // All threads have ended by themselves: one that panicked says so here.
            for thread in workers.into_iter().chain([reader]) {
                joined(thread);
            }
            let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
            (failed.map_or(Ended::Whole, Ended::Unreadable), summary)
        }
        // The reader may wait for input for ever; it ends with the process.
        other => (other, summary),
    }
}

fn joined(thread: JoinHandle<()>) {
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn deal(
    mut cutter: Cutter<Box<dyn Read + Send>>,
    inputs: &[SyncSender<Piece>],
    failed: &Mutex<Option<io::Error>>,
) {
    for input in inputs.iter().cycle() {
        match cutter.piece() {
            Ok(Some(piece)) => {
                if input.send(piece).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                return;
            }
        }
    }
}

fn collect(
    outputs: &[Output],
    out: &mut impl Write,
    progress: &Progress,
    console: Console,
    interrupted: &AtomicBool,
) -> (Ended, Summary) {
    let mut summary = Summary::default();
    let mut problems = 0;
    for output in outputs.iter().cycle() {
        let mut done = loop {
            if interrupted.load(Ordering::Relaxed) {
                return (Ended::Interrupted, summary);
            }
            match output.done.recv_timeout(LOOK) {
                Ok(done) => break done,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return (Ended::Whole, summary),
            }
        };
        if let Err(error) = out.write_all(&done.out).and_then(|()| out.flush()) {
            let closed = error.kind() == io::ErrorKind::BrokenPipe;
            return (if closed { Ended::Closed } else { Ended::Unwritable(error) }, summary);
        }
        done.out.clear();
        // A worker that has enough of them lets it go.
        let _ = output.empty.try_send(done.out);
        summary.add(&done.summary);
        for (line, words) in done.problems {
            problems += 1;
            if problems <= MOST_PROBLEMS {
                let words = shown(&words);
                let text = console.pick(format!("第 {line} 行：{words}"), format!("line {line}: {words}"));
                progress.say(&text, console);
            } else if problems == MOST_PROBLEMS + 1 {
                progress.say(console.pick("……其余的只计数", "… the rest is only counted"), console);
            }
        }
        progress.update(summary.records(), console);
    }
    (Ended::Whole, summary)
}
