//! Messages read once, by several threads.

use super::Message;
use super::form::{bare, mix, shingles};
use super::named::{Names, names};
use super::sketch::Sketch;
use crate::recognise::normal;
use rustc_hash::FxHashMap;
use std::thread;

/// What merging needs of a message.
#[derive(Debug)]
pub(super) struct Prepared {
    pub sketch: Sketch,
    /// Shingles.
    pub size: u32,
    /// A number for all of them together.
    pub whole: u64,
    pub names: Names,
}

impl Prepared {
    pub fn new(text: &str) -> Self {
        let bare = bare(text);
        let mut set = Vec::new();
        shingles(&bare, &mut set);
        let whole = set.iter().fold(0, |hash, s| mix(hash ^ u64::from(*s)));
        Self { sketch: Sketch::new(&set), size: set.len() as u32, whole, names: names(&bare) }
    }
}

/// What is made of each message, in their order, by so many threads.
pub(super) fn each<M: Sync, T: Send>(messages: &[M], threads: usize, of: impl Fn(&M) -> T + Sync) -> Vec<T> {
    let lots = lots(messages, threads, |lot| lot.iter().map(&of).collect::<Vec<T>>());
    lots.into_iter().flatten().collect()
}

/// What is made of each of some lots of messages, in their order, by a thread each.
pub(super) fn lots<M: Sync, T: Send>(
    messages: &[M],
    threads: usize,
    of: impl Fn(&[M]) -> T + Sync,
) -> Vec<T> {
    let size = messages.len().div_ceil(threads.clamp(1, 256)).max(1_000);
    if messages.len() <= size {
        return vec![of(messages)];
    }
    thread::scope(|scope| {
        let all: Vec<_> = messages.chunks(size).map(|lot| scope.spawn(|| of(lot))).collect();
        all.into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Names of places or matters in normal form, by number. Zero: none is told.
#[derive(Debug)]
pub(super) struct Told {
    pub names: Vec<String>,
    /// By message.
    pub of: Vec<u32>,
}

impl Told {
    pub fn new(messages: &[Message<'_>], told: impl for<'m> Fn(&Message<'m>) -> Option<&'m str>) -> Self {
        let mut names = vec![String::new()];
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        numbers.insert(String::new(), 0);
        let of = messages.iter().map(|message| {
            let name = normal(told(message).unwrap_or_default().trim());
            let next = names.len() as u32;
            *numbers.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                next
            })
        });
        let of = of.collect();
        Self { names, of }
    }

    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }
}
