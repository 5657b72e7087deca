//! The rare words of messages: what they share says what they are about.

use super::Message;
use super::form::{bare, terms};
use super::prepare::lots;

/// Terms kept of a message, the heaviest.
const MOST_TERMS: usize = 48;
/// Slots in which messages are counted by term, for each message.
const SLOTS: usize = 64;
/// A term that so large a part of the batch has says nothing; and one that so few have is no habit.
const HABIT: (usize, usize) = (12, 60);

/// How many messages have a term. Terms that fall into one slot are counted together, so that none seems rarer than it is.
#[derive(Debug)]
pub(super) struct Rarity {
    counts: Vec<u32>,
    messages: usize,
}

impl Rarity {
    /// Counts over a batch. Linear.
    pub fn new(messages: &[Message<'_>], threads: usize) -> Self {
        let slots = (messages.len() * SLOTS).next_power_of_two().clamp(1 << 12, 1 << 21);
        let parts = lots(messages, threads, |lot| {
            let mut counts = vec![0_u32; slots];
            let mut own: Vec<u32> = Vec::new();
            for message in lot {
                own.clear();
                terms(&bare(message.text), |term, _, _| own.push(term));
                own.sort_unstable();
                own.dedup();
                for term in &own {
                    counts[*term as usize & (slots - 1)] += 1;
                }
            }
            counts
        });
        let mut parts = parts.into_iter();
        let mut counts = parts.next().unwrap_or_default();
        for part in parts {
            for (sum, n) in counts.iter_mut().zip(part) {
                *sum += n;
            }
        }
        Self { counts, messages: messages.len() }
    }

    /// How much a term says; nothing if one message alone has it, or too many have.
    pub fn weight(&self, term: u32) -> f32 {
        let n = self.counts[term as usize & (self.counts.len() - 1)] as usize;
        if n < 2 || n > (self.messages / HABIT.0).max(HABIT.1) {
            return 0.0;
        }
        (1.0 + self.messages as f32 / n as f32).ln()
    }
}

/// Terms of messages with their weights: vectors of the length of one.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    /// By message, where its terms end.
    ends: Vec<usize>,
    terms: Vec<u32>,
    /// Of 255.
    weights: Vec<u8>,
}

impl Vectors {
    /// Of all messages of a batch. Linear.
    pub fn new(messages: &[Message<'_>], rarity: &Rarity, threads: usize) -> Self {
        let mut all = Self::default();
        for part in lots(messages, threads, |lot| Self::of(lot, rarity)) {
            let begin = all.terms.len();
            all.ends.extend(part.ends.into_iter().map(|end| begin + end));
            all.terms.extend(part.terms);
            all.weights.extend(part.weights);
        }
        all
    }

    fn of(messages: &[Message<'_>], rarity: &Rarity) -> Self {
        let mut all = Self::default();
        let (mut said, mut own): (Vec<u32>, Vec<(u32, f32)>) = (Vec::new(), Vec::new());
        for message in messages {
            said.clear();
            terms(&bare(message.text), |term, _, _| said.push(term));
            said.sort_unstable();
            own.clear();
            own.extend(said.chunk_by(|a, b| a == b).filter_map(|same| {
                let weight = rarity.weight(same[0]) * (1.0 + (same.len() as f32).ln());
                (weight > 0.0).then_some((same[0], weight))
            }));
            own.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            own.truncate(MOST_TERMS);
            let length = own.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
            all.terms.extend(own.iter().map(|(term, _)| *term));
            all.weights.extend(own.iter().map(|(_, w)| (w / length * 255.0).round() as u8));
            all.ends.push(all.terms.len());
        }
        all
    }

    /// The terms of a message, the heaviest first.
    pub fn get(&self, message: usize) -> impl ExactSizeIterator<Item = (u32, f32)> + Clone + '_ {
        let begin = message.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends[message];
        let weights = self.weights[begin..end].iter().map(|w| f32::from(*w) / 255.0);
        self.terms[begin..end].iter().copied().zip(weights)
    }
}
