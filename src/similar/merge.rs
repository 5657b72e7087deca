//! Which messages tell the same thing again.

use super::chains::Chains;
use super::form::{bare, common, shingles};
use super::named::exclude;
use super::prepare::{Prepared, Told, each};
use super::sketch::BANDS;
use super::{Message, Options, compatible};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// Members looked at of each bucket, the last first: what everybody says has no end.
const BUCKET: usize = 24;
/// Candidates that are counted exactly, by the best guess.
const MOST_COUNTED: usize = 4;
/// How far a guess may be below what is asked for: three standard deviations.
const DOUBT: f32 = 0.15;
/// Shingles below which a text says too little by itself: a place has to be told as well.
const SHORT: u32 = 10;
/// Sets of shingles that are kept to be counted again.
const KEPT: usize = 4096;

/// Messages that tell the same thing, as is suggested.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The first complaint, by its place in the batch.
    pub first: usize,
    /// The others, in order of time.
    pub others: Vec<Repeat>,
}

/// One that tells the same as the first of its group, and why it seems so.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// By its place in the batch.
    pub message: usize,
    /// How much of both texts is common, from 0 to 1.
    pub share: f32,
    /// What is told of the matter.
    pub matter: Agreement,
    /// What is told of the place.
    pub place: Agreement,
    /// Days from the first; none where either day is not told.
    pub days: Option<u32>,
}

/// How what two messages tell of a matter or a place goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Both tell the same.
    Same,
    /// One lies in the other.
    Within,
    /// One of them does not tell.
    Untold,
}

/// Suggests messages for merging: the largest groups first. Each group is the first complaint and those that, of all first
/// ones, have most text in common with it, as much as `options.share` at least; that came in within `options.days` of it;
/// whose places and matters may be the same; and that name no other place of the same kind in the text. What is not told
/// excludes nothing, but a text of a few characters alone says too little. Time and memory grow with the messages.
pub fn merges(messages: &[Message<'_>], options: &Options) -> Vec<Merge> {
    let mut desk = Desk {
        messages,
        options,
        prepared: each(messages, options.threads, |m| Prepared::new(m.text)),
        places: Told::new(messages, |m| m.place),
        matters: Told::new(messages, |m| m.matter),
        kept: FxHashMap::default(),
    };
    let mut order: Vec<u32> = (0..messages.len() as u32).collect();
    order.retain(|m| desk.prepared[*m as usize].size > 0);
    order.sort_by_key(|m| (messages[*m as usize].day.is_none(), messages[*m as usize].day, *m));
    let mut chains = Chains::new(BANDS, order.len());
    let mut groups: Vec<Merge> = Vec::new();
    // Of texts that are wholly the same, the last group for each place and matter.
    let mut exact: FxHashMap<(u64, u32, u32), u32> = FxHashMap::default();
    // By group, the last message that met it.
    let mut met: Vec<u32> = Vec::new();
    for (turn, message) in order.iter().map(|m| *m as usize).enumerate() {
        let turn = turn as u32;
        let bands = desk.prepared[message].sketch.bands();
        let key = (desk.prepared[message].whole, desk.places.of[message], desk.matters.of[message]);
        let known = exact.get(&key).copied();
        // Firsts come in the order of their days: behind one that is too early, all are.
        let day = messages[message].day;
        let soon = |group: &u32| within(messages[groups[*group as usize].first].day, day, options.days);
        let found =
            bands.iter().enumerate().flat_map(|(band, key)| chains.last(band, *key, BUCKET).take_while(soon));
        let fresh = known.into_iter().chain(found);
        let fresh = fresh.filter(|g| std::mem::replace(&mut met[*g as usize], turn) != turn);
        let likely: Vec<(u32, usize)> = fresh.map(|g| (g, groups[g as usize].first)).collect();
        if let Some((group, repeat)) = desk.best(message, &likely) {
            groups[group as usize].others.push(repeat);
            exact.insert(key, group);
        } else {
            chains.add(&bands);
            exact.insert(key, groups.len() as u32);
            groups.push(Merge { first: message, others: Vec::new() });
            met.push(turn);
        }
    }
    groups.retain(|g| !g.others.is_empty());
    groups.sort_by_key(|g| (std::cmp::Reverse(g.others.len()), g.first));
    groups
}

struct Desk<'m> {
    messages: &'m [Message<'m>],
    options: &'m Options,
    prepared: Vec<Prepared>,
    places: Told,
    matters: Told,
    /// Shingles of firsts, by message.
    kept: FxHashMap<usize, Vec<u32>>,
}

impl Desk<'_> {
    /// Of some groups, each with its first, the one that a message repeats.
    fn best(&mut self, message: usize, groups: &[(u32, usize)]) -> Option<(u32, Repeat)> {
        let own = &self.prepared[message];
        let mut likely: Vec<(f32, u32, Repeat)> = groups
            .iter()
            .filter_map(|(group, first)| {
                let repeat = self.may_be(*first, message)?;
                let guess = own.sketch.guess(&self.prepared[*first].sketch);
                (guess >= self.options.share - DOUBT && self.tells(*first, &repeat))
                    .then_some((guess, *group, repeat))
            })
            .collect();
        likely.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        likely.truncate(MOST_COUNTED);
        if likely.is_empty() {
            return None;
        }
        let set = shingles_of(self.messages[message].text);
        let firsts: FxHashMap<u32, usize> = groups.iter().copied().collect();
        let mut best: Option<(u32, Repeat)> = None;
        for (_, group, repeat) in likely {
            let first = firsts[&group];
            let share = common(&set, self.set(first));
            let better = best.as_ref().is_none_or(|(_, known)| share > known.share);
            if share >= self.options.share && better {
                best = Some((group, Repeat { share, ..repeat }));
            }
        }
        best
    }

    /// Whether day, matter and place let a message repeat another; its share is not counted yet.
    fn may_be(&self, first: usize, message: usize) -> Option<Repeat> {
        let (from, to) = (self.messages[first].day, self.messages[message].day);
        if !within(from, to, self.options.days) {
            return None;
        }
        let matter = agreement(&self.matters, first, message)?;
        let place = agreement(&self.places, first, message)?;
        Some(Repeat { message, share: 0.0, matter, place, days: apart(from, to) })
    }

    /// Whether the words say enough, and name no other place.
    fn tells(&self, first: usize, repeat: &Repeat) -> bool {
        let (one, other) = (&self.prepared[first], &self.prepared[repeat.message]);
        let short = one.size.min(other.size) < SHORT && repeat.place == Agreement::Untold;
        !short && !exclude(&one.names, &other.names)
    }

    fn set(&mut self, first: usize) -> &[u32] {
        if self.kept.len() >= KEPT && !self.kept.contains_key(&first) {
            self.kept.clear();
        }
        let text = self.messages[first].text;
        self.kept.entry(first).or_insert_with(|| shingles_of(text))
    }
}

/// Days between two; none where either is not told.
fn apart(from: Option<Date>, to: Option<Date>) -> Option<u32> {
    Some((from?.duration_until(to?).as_hours().unsigned_abs() / 24) as u32)
}

/// Whether two days are near enough, or one is not told.
fn within(from: Option<Date>, to: Option<Date>, days: u32) -> bool {
    apart(from, to).is_none_or(|apart| apart <= days)
}

fn shingles_of(text: &str) -> Vec<u32> {
    let mut set = Vec::new();
    shingles(&bare(text), &mut set);
    set
}

fn agreement(told: &Told, first: usize, message: usize) -> Option<Agreement> {
    match (told.of[first], told.of[message]) {
        (0, _) | (_, 0) => Some(Agreement::Untold),
        (a, b) if a == b => Some(Agreement::Same),
        (a, b) => compatible(told.name(a), told.name(b)).then_some(Agreement::Within),
    }
}
