//! `fenbo leads`: posts from the web, and what must be verified of each before it becomes a work order (未诉先办).

mod lead;
mod text;

use super::args::LeadsArgs;
use super::cases::{Source, Told, read, warn};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::{End, deliver, load};
use fenbo::router::Editions;
use fenbo::similar::{Message, Options, merges};
use lead::Desk;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &LeadsArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = &loaded.policy;
    let day = args.as_of.map_or_else(|| Clock::of(policy).map(|c| c.today()), Ok)?;
    let source = |file| Source {
        file,
        from: None,
        map: args.map.as_deref(),
        encoding: args.encoding.as_deref(),
        sheet: None,
        threads: None,
    };
    let posts = Source { from: args.from, ..source(args.file.as_deref()) };
    let Some((posts, walked)) = read(posts, Some(&loaded), console)? else { return Ok(End::Interrupted) };
    warn(&walked, console);
    let mut unreadable = walked.unreadable();
    let mut known = Vec::new();
    if let Some(file) = &args.known {
        let Some((all, walked)) = read(source(Some(file)), Some(&loaded), console)? else {
            return Ok(End::Interrupted);
        };
        warn(&walked, console);
        unreadable += walked.unreadable();
        known = all;
    }
    let twins = twins(args, &known, &posts);
    let editions = Editions::new(policy.clone());
    let (router, _) = editions.on(day);
    let mut desk = Desk::new(policy, &router, day, console);
    let mut out = String::new();
    for (number, post) in posts.iter().enumerate() {
        let lead = desk.lead(post, twins.get(&number));
        out += &if args.json { lead.json() } else { text::text(&lead, console) };
    }
    if posts.is_empty() {
        let name = args.file.as_deref().unwrap_or(Path::new("-")).display();
        return Err(both(format!("{name} 里没有帖子"), format!("there are no posts in {name}")));
    }
    deliver::out(console.output(), &out)?;
    Ok(if unreadable > 0 { End::Found } else { End::Fine })
}

/// What a post tells again.
pub struct Twin {
    /// Its id, or the number of its line.
    pub name: String,
    /// Whether it is a complaint that came in, or another post.
    pub known: bool,
    pub share: f64,
}

/// By the number of a post: what it tells again.
fn twins(args: &LeadsArgs, known: &[Told], posts: &[Told]) -> FxHashMap<usize, Twin> {
    let all: Vec<&Told> = known.iter().chain(posts).collect();
    let message = |m: &&Told| (m.text.clone(), m.day, m.place.clone());
    let kept: Vec<_> = all.iter().map(message).collect();
    // The matter was read from the same text: two ways to say the same thing may be read as two matters.
    let messages: Vec<Message<'_>> = kept
        .iter()
        .map(|(text, day, place)| Message { text, day: *day, place: place.as_deref(), matter: None })
        .collect();
    let options = Options { days: args.days, share: args.share as f32, ..Options::default() };
    let mut twins = FxHashMap::default();
    for group in merges(&messages, &options) {
        let told =
            std::iter::once((group.first, 1.0)).chain(group.others.iter().map(|r| (r.message, r.share)));
        let told: Vec<(usize, f32)> = told.collect();
        // A complaint that came in is what a post repeats, whichever was first.
        let of = told.iter().find(|(i, _)| *i < known.len()).unwrap_or(&told[0]).0;
        for (i, share) in told.iter().filter(|(i, _)| *i >= known.len() && *i != of) {
            let name = if all[of].id.is_empty() { all[of].line.to_string() } else { all[of].id.to_string() };
            let share = if *i == group.first { told[1].1 } else { *share };
            let share = (f64::from(share) * 100.0).round() / 100.0;
            twins.insert(i - known.len(), Twin { name, known: of < known.len(), share });
        }
    }
    twins
}
