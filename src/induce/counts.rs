//! Counts by context, and shares drawn towards what is known of the context around it.

use std::ops::Range;

/// Who may handle a complaint: a unit, or a role of several. By number.
pub type Handler = u32;

/// Shares of handlers, by number of the handler.
pub type Shares = Vec<(Handler, f64)>;

/// How often each handler was seen in each context. Made by sorting: n log n.
#[derive(Debug, Clone, Default)]
pub struct Counts<K> {
    keys: Vec<(K, Range<usize>)>,
    seen: Vec<(Handler, u32)>,
}

impl<K: Ord + Copy> Counts<K> {
    pub fn of(mut pairs: Vec<(K, Handler)>) -> Self {
        pairs.sort_unstable();
        let mut counts = Self { keys: Vec::new(), seen: Vec::new() };
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let from = counts.seen.len();
            for run in group.chunk_by(|a, b| a.1 == b.1) {
                counts.seen.push((run[0].1, run.len() as u32));
            }
            counts.keys.push((group[0].0, from..counts.seen.len()));
        }
        counts
    }

    /// Handlers of a context with how often they were seen, by number.
    pub fn get(&self, key: &K) -> &[(Handler, u32)] {
        match self.keys.binary_search_by(|(k, _)| k.cmp(key)) {
            Ok(i) => &self.seen[self.keys[i].1.clone()],
            Err(_) => &[],
        }
    }

    pub fn total(&self, key: &K) -> u32 {
        self.get(key).iter().map(|(_, n)| n).sum()
    }
}

/// Shares in a context: its counts together with `weight` complaints shared as in the context around it (the mean of a
/// Dirichlet prior). Few complaints say little against what holds around them, many say what they say.
pub fn shrunk(counts: &[(Handler, u32)], around: &[(Handler, f64)], weight: f64) -> Shares {
    let n: f64 = counts.iter().map(|(_, n)| f64::from(*n)).sum();
    let whole = n + weight;
    let mut shares = Vec::with_capacity(around.len().max(counts.len()));
    let (mut counts, mut around) = (counts.iter().peekable(), around.iter().peekable());
    loop {
        let next = match (counts.peek(), around.peek()) {
            (None, None) => return shares,
            (Some((c, n)), Some((a, p))) if c == a => (*c, f64::from(*n) + weight * p),
            (Some((c, n)), Some((a, _))) if c < a => (*c, f64::from(*n)),
            (_, Some((a, p))) => (*a, weight * p),
            (Some((c, n)), None) => (*c, f64::from(*n)),
        };
        counts.next_if(|(c, _)| *c == next.0);
        around.next_if(|(a, _)| *a == next.0);
        shares.push((next.0, next.1 / whole));
    }
}

/// The share of one handler.
pub fn share(shares: &[(Handler, f64)], handler: Handler) -> f64 {
    shares.binary_search_by_key(&handler, |(h, _)| *h).map_or(0.0, |i| shares[i].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_by_context_and_handler() {
        let counts = Counts::of(vec![(2, 7), (1, 5), (2, 7), (2, 3)]);
        assert_eq!(counts.get(&2), [(3, 1), (7, 2)]);
        assert_eq!(counts.get(&1), [(5, 1)]);
        assert_eq!((counts.total(&2), counts.total(&9)), (3, 0));
    }

    #[test]
    fn shares_are_drawn_towards_those_around() {
        // Three complaints of handler 1 and one of 4, against 2 complaints' worth of 1: 25 %, 2: 75 %.
        let shares = shrunk(&[(1, 3), (4, 1)], &[(1, 0.25), (2, 0.75)], 2.0);
        let want = [(1, 3.5 / 6.0), (2, 1.5 / 6.0), (4, 1.0 / 6.0)];
        assert_eq!(shares.len(), 3);
        for ((h, p), (wh, wp)) in shares.iter().zip(want) {
            assert!(*h == wh && (p - wp).abs() < 1e-12);
        }
        assert!((shares.iter().map(|s| s.1).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
