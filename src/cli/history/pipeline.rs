//! Reader, workers, and whoever takes what they make.
//!
//! Pieces are dealt to the workers in turn and taken back in turn, so that what comes out is in the order of the input
//! without a buffer to sort in, and no more than a few pieces for each worker are in memory.

use super::source::{Flow, place};
use crate::cli::console::{Console, shown};
use crate::cli::input::{Cutter, Piece};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

/// Pieces that wait before and behind each worker.
const WAITING: usize = 2;
/// Bad records described on the error stream; the rest is counted.
const MOST_PROBLEMS: usize = 20;
/// How often an idle thread looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// The whole input was read.
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

/// One thread's place of work.
pub trait Desk {
    /// What a piece comes to.
    type Done: Send;
    /// Works on a piece. `used`: what came of an earlier one and may serve again.
    fn piece(&mut self, piece: &Piece, used: Option<Self::Done>) -> Self::Done;
    /// What is left once there are no more pieces.
    fn end(self) -> Option<Self::Done>;
}

/// What to show while it runs.
pub struct Watch {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
    console: Console,
    problems: usize,
    sheet: Option<String>,
}

impl Watch {
    /// A bar over the bytes of the input, if there is somebody to see it.
    pub fn new(show: bool, flow: &Flow, console: Console) -> Self {
        let bar = show.then(|| match flow.length {
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
        Self { bar, read: flow.counter.clone(), console, problems: 0, sheet: flow.sheet.clone() }
    }

    /// So many records are done.
    pub fn update(&self, records: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.read.load(Ordering::Relaxed));
            bar.set_message(self.console.pick(format!("{records} 条"), format!("{records} records")));
        }
    }

    /// Says where records are bad and why: the first ones, then that the rest is only counted.
    pub fn problems(&mut self, problems: impl IntoIterator<Item = (u64, String)>) {
        let console = self.console;
        for (line, words) in problems {
            self.problems += 1;
            if self.problems <= MOST_PROBLEMS {
                let words = shown(&words);
                let place = place(self.sheet.as_deref(), line, console.lang);
                self.say(&console.pick(format!("{place}：{words}"), format!("{place}: {words}")));
            } else if self.problems == MOST_PROBLEMS + 1 {
                self.say(console.pick("……其余的只计数", "… the rest is only counted"));
            }
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.console.line(line)),
            None => self.console.line(line),
        }
    }

    /// It is over.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Bad records that a worker describes for each piece: one more than are ever shown.
pub const MOST_DESCRIBED: usize = MOST_PROBLEMS + 1;

/// What comes back from a worker, and the used things that it gets again.
struct Output<T> {
    done: Receiver<T>,
    used: SyncSender<T>,
}

/// Works through a whole input. Every thread makes a desk of its own; `take` gets what they make in the order of the
/// input, and gives back what may serve again, or why to stop.
pub fn run<D: Desk>(
    cutter: Cutter<Box<dyn Read + Send>>,
    threads: usize,
    desk: impl Fn() -> D + Sync,
    mut take: impl FnMut(D::Done) -> Result<Option<D::Done>, Ended>,
    interrupted: &AtomicBool,
) -> Ended {
    let failed: Arc<Mutex<Option<io::Error>>> = Arc::default();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut workers = Vec::with_capacity(threads);
        let mut inputs = Vec::with_capacity(threads);
        let mut outputs = Vec::with_capacity(threads);
        for _ in 0..threads {
            let (give, pieces) = sync_channel::<Piece>(WAITING);
            let (hand_back, done) = sync_channel::<D::Done>(WAITING);
            let (used, refill) = sync_channel::<D::Done>(2 * WAITING);
            inputs.push(give);
            outputs.push(Output { done, used });
            let (desk, stop) = (&desk, &stop);
            workers.push(scope.spawn(move || work(desk(), &pieces, &hand_back, &refill, stop)));
        }
        let reader = {
            let failed = failed.clone();
            // Of no scope: it may wait for input for ever, and then ends with the process.
            thread::spawn(move || deal(cutter, &inputs, &failed))
        };
        let ended = collect(&outputs, &mut take, interrupted);
        stop.store(true, Ordering::Relaxed);
        drop(outputs);
        for worker in workers {
            joined(worker);
        }
        let Ended::Whole = ended else { return ended };
        if let Err(panic) = reader.join() {
            std::panic::resume_unwind(panic);
        }
        let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failed.map_or(Ended::Whole, Ended::Unreadable)
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) {
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn work<D: Desk>(
    mut desk: D,
    pieces: &Receiver<Piece>,
    hand_back: &SyncSender<D::Done>,
    refill: &Receiver<D::Done>,
    stop: &AtomicBool,
) {
    loop {
        match pieces.recv_timeout(LOOK) {
            Ok(piece) => {
                // What has been used serves again: its pages are there already.
                if hand_back.send(desk.piece(&piece, refill.try_recv().ok())).is_err() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                if let Some(last) = desk.end() {
                    // Whoever took it has gone: then nobody wants it.
                    let _ = hand_back.send(last);
                }
                return;
            }
        }
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

fn collect<T>(
    outputs: &[Output<T>],
    take: &mut impl FnMut(T) -> Result<Option<T>, Ended>,
    interrupted: &AtomicBool,
) -> Ended {
    for output in outputs.iter().cycle() {
        let done = loop {
            if interrupted.load(Ordering::Relaxed) {
                return Ended::Interrupted;
            }
            match output.done.recv_timeout(LOOK) {
                Ok(done) => break done,
                Err(RecvTimeoutError::Timeout) => {}
                // What is left of the workers comes in the same turn as their pieces, so that all have ended here.
                Err(RecvTimeoutError::Disconnected) => return Ended::Whole,
            }
        };
        match take(done) {
            // A worker that has enough of them lets it go.
            Ok(Some(used)) => drop(output.used.try_send(used)),
            Ok(None) => {}
            Err(ended) => return ended,
        }
    }
    Ended::Whole
}
