//! A batch in similar cases.

use super::chains::Chains;
use super::course::{Calendar, Course};
use super::form::bare;
use super::mark::marks;
use super::named::area;
use super::prepare::{Told, each, lots};
use super::profile::{Profiles, Scratch};
use super::terms::{Rarity, Vectors};
use super::{Message, Options};
use rustc_hash::FxHashMap;

/// The cosine from which on a message is like a leader, and like what a group shares.
const LIKE_LEADER: f32 = 0.15;
const LIKE_GROUP: f32 = 0.17;
/// The cosine from which on two groups are one.
const ONE: f32 = 0.30;
/// Terms by which a leader is found, its heaviest, and leaders looked at for each, the last first.
const FOUND_BY: usize = 20;
const BUCKET: usize = 20;
/// Leaders that a message is held against.
const MOST_HELD: usize = 6;
/// How often messages choose again among what the groups share.
const ROUNDS: usize = 3;
/// Messages that show what a cluster is about.
const MOST_EXAMPLES: usize = 3;

/// Similar cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its messages by their places in the batch, ascending.
    pub messages: Vec<usize>,
    /// The words that mark it, in normal form, the strongest first.
    pub words: Vec<String>,
    /// A few that are nearest to what all share, in different words.
    pub examples: Vec<usize>,
    /// Where and when they were met.
    pub course: Course,
}

/// Puts a batch into similar cases: messages that share rare words with what the others of their cluster share. Each message is
/// in one cluster at most; what is like nothing else is in none. New clusters come first, then rising ones, the strongest
/// first; then the others by size. Time and memory grow with the messages.
pub fn clusters(messages: &[Message<'_>], options: &Options) -> Vec<Cluster> {
    let rarity = Rarity::new(messages, options.threads);
    let vectors = Vectors::new(messages, &rarity, options.threads);
    let mut order: Vec<u32> = (0..messages.len() as u32).collect();
    order.sort_by_key(|m| (messages[*m as usize].day.is_none(), messages[*m as usize].day, *m));
    let mut groups = by_leader(&order, &vectors);
    for _ in 0..ROUNDS {
        groups.retain(|g| g.len() > 1);
        groups = united(groups, &vectors);
        let profiles = Profiles::new(groups.iter().map(Vec::as_slice), &vectors);
        groups = assigned(&order, &vectors, &profiles, options.threads);
    }
    groups.retain(|g| g.len() >= options.least.max(2));
    let profiles = Profiles::new(groups.iter().map(Vec::as_slice), &vectors);
    let told = Told::new(messages, |m| m.place);
    let calendar = Calendar::new(messages, options);
    let numbered: Vec<(usize, Vec<u32>)> = groups.into_iter().enumerate().collect();
    let mut all = each(&numbered, options.threads, |(number, group)| {
        let profile: FxHashMap<u32, f32> = profiles.all[*number].iter().copied().collect();
        let nearness = |m: u32| -> f32 {
            let own = vectors.get(m as usize);
            own.map(|(term, weight)| weight * profile.get(&term).copied().unwrap_or_default()).sum()
        };
        let mut near: Vec<(f32, u32)> = group.iter().map(|m| (nearness(*m), *m)).collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut members: Vec<usize> = group.iter().map(|m| *m as usize).collect();
        members.sort_unstable();
        let place = |m: usize| match messages[m].place.map(str::trim).filter(|p| !p.is_empty()) {
            Some(_) => Some(told.name(told.of[m]).to_owned()),
            None => area(&bare(messages[m].text)),
        };
        Cluster {
            words: marks(&near, &profiles.all[*number], messages),
            examples: examples(&near, messages),
            course: calendar.course(&members, messages, place),
            messages: members,
        }
    });
    all.sort_by(|a, b| a.course.before(&b.course).then(a.messages.cmp(&b.messages)));
    all
}

/// Groups around leaders: each message goes to the likest leader, or is one itself.
fn by_leader(order: &[u32], vectors: &Vectors) -> Vec<Vec<u32>> {
    let mut chains = Chains::new(1, order.len() * FOUND_BY);
    // By what is chained: a leader under one of its terms.
    let mut owners: Vec<u32> = Vec::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut scores: Vec<f32> = Vec::new();
    let mut touched: Vec<u32> = Vec::new();
    for message in order.iter().copied() {
        let own = vectors.get(message as usize);
        if own.len() == 0 {
            continue;
        }
        for (term, weight) in own.clone().take(FOUND_BY) {
            for posting in chains.last(0, u64::from(term), BUCKET) {
                let leader = owners[posting as usize];
                if scores[leader as usize] <= 0.0 {
                    touched.push(leader);
                }
                scores[leader as usize] += weight * weight;
            }
        }
        let mut likely: Vec<(f32, u32)> =
            touched.drain(..).map(|l| (std::mem::take(&mut scores[l as usize]), l)).collect();
        let likelier = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if likely.len() > MOST_HELD {
            likely.select_nth_unstable_by(MOST_HELD, likelier);
            likely.truncate(MOST_HELD);
        }
        let weights: FxHashMap<u32, f32> = own.clone().collect();
        let like = |leader: u32| -> f32 {
            let terms = vectors.get(groups[leader as usize][0] as usize);
            terms.map(|(term, w)| w * weights.get(&term).copied().unwrap_or_default()).sum()
        };
        let best = likely.iter().map(|(_, l)| (like(*l), *l)).min_by(likelier);
        match best.filter(|(like, _)| *like >= LIKE_LEADER) {
            Some((_, leader)) => groups[leader as usize].push(message),
            None => {
                for (term, _) in own.take(FOUND_BY) {
                    chains.add(&[u64::from(term)]);
                    owners.push(groups.len() as u32);
                }
                groups.push(vec![message]);
                scores.push(0.0);
            }
        }
    }
    groups
}

/// Groups that share the same become one, the smaller joining the larger: no group that has joined takes another in.
fn united(mut groups: Vec<Vec<u32>>, vectors: &Vectors) -> Vec<Vec<u32>> {
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), g[0]));
    let profiles = Profiles::new(groups.iter().map(Vec::as_slice), vectors);
    let mut scratch = Scratch::default();
    let mut joined: Vec<Option<usize>> = vec![None; groups.len()];
    for number in 0..groups.len() {
        let own = profiles.all[number].iter().copied();
        let larger = |other: u32| (other as usize) < number && joined[other as usize].is_none();
        let near = profiles.nearest(own, &mut scratch, larger);
        joined[number] = near.filter(|(_, like)| *like >= ONE).map(|(other, _)| other as usize);
    }
    for number in (0..groups.len()).rev() {
        if let Some(other) = joined[number] {
            let own = std::mem::take(&mut groups[number]);
            groups[other].extend(own);
        }
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// Groups of the messages that are nearest to each profile, in order.
fn assigned(order: &[u32], vectors: &Vectors, profiles: &Profiles, threads: usize) -> Vec<Vec<u32>> {
    let chosen = lots(order, threads, |lot| {
        let mut scratch = Scratch::default();
        let nearest = |m: &u32| profiles.nearest(vectors.get(*m as usize), &mut scratch, |_| true);
        lot.iter().map(nearest).collect::<Vec<_>>()
    });
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); profiles.all.len()];
    for (message, chosen) in order.iter().zip(chosen.into_iter().flatten()) {
        if let Some((group, _)) = chosen.filter(|(_, like)| *like >= LIKE_GROUP) {
            groups[group as usize].push(*message);
        }
    }
    groups
}

/// The nearest that do not say the same again.
fn examples(near: &[(f32, u32)], messages: &[Message<'_>]) -> Vec<usize> {
    let mut all: Vec<(usize, Vec<u32>)> = Vec::new();
    for (_, message) in near.iter().take(10 * MOST_EXAMPLES) {
        let mut set = Vec::new();
        super::form::shingles(&bare(messages[*message as usize].text), &mut set);
        if all.iter().all(|(_, other)| super::form::common(&set, other) < 0.5) {
            all.push((*message as usize, set));
        }
        if all.len() == MOST_EXAMPLES {
            break;
        }
    }
    all.into_iter().map(|(message, _)| message).collect()
}
