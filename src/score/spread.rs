//! How long it took, and over how many desks.

/// Buckets to an octave: a bucket is 9 % wide, and so is what is not known of a median.
const FINE: f64 = 8.0;
/// The upper bound of the first bucket, in hours: under a minute.
const LEAST: f64 = 1.0 / 64.0;
/// Octaves: up to 16,384 hours, nearly two years; what took longer is in the last bucket.
const BUCKETS: usize = 20 * 8 + 2;

/// Hours in buckets of equal ratio: fixed memory, exact sums in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    buckets: [u64; BUCKETS],
}

impl Default for Hours {
    fn default() -> Self {
        Self { buckets: [0; BUCKETS] }
    }
}

impl Hours {
    /// How many are counted.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// The hours within which this share (0 to 1) was done, to 9 %; none of none. Linear in the buckets.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let all = self.count();
        if all == 0 {
            return None;
        }
        let rank = (share * all as f64).ceil().clamp(1.0, all as f64) as u64;
        let mut below = 0;
        let at = self.buckets.iter().position(|n| {
            below += n;
            below >= rank
        })?;
        // The middle of the bucket, on its own scale.
        Some(if at == 0 { LEAST } else { LEAST * ((at as f64 - 0.5) / FINE).exp2() })
    }

    pub(super) fn put(&mut self, hours: f64) {
        // NaN and negative hours are no hours; the caller is told so, and they are left out.
        if hours >= 0.0 {
            let at = if hours < LEAST { 0.0 } else { (hours / LEAST).log2() * FINE + 1.0 };
            self.buckets[(at as usize).min(BUCKETS - 1)] += 1;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (all, more) in self.buckets.iter_mut().zip(other.buckets) {
            *all += more;
        }
    }
}

/// Dispatches that are told apart; more count as this many.
const MOST_HOPS: usize = 10;

/// How many dispatches it took to reach the right unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hops {
    by_number: [u64; MOST_HOPS],
}

impl Hops {
    /// Number of dispatches (the last stands for all above it), and how many records took so many.
    pub fn iter(&self) -> impl Iterator<Item = (usize, u64)> {
        self.by_number.into_iter().enumerate().map(|(i, n)| (i + 1, n))
    }

    /// How many records are counted.
    pub fn count(&self) -> u64 {
        self.by_number.iter().sum()
    }

    /// The mean, those above the last taken for it.
    pub fn mean(&self) -> Option<f64> {
        let all = self.count();
        let sum: u64 = self.iter().map(|(hops, n)| hops as u64 * n).sum();
        (all > 0).then(|| sum as f64 / all as f64)
    }

    pub(super) fn put(&mut self, hops: u32) {
        self.by_number[(hops.max(1) as usize).min(MOST_HOPS) - 1] += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (all, more) in self.by_number.iter_mut().zip(other.by_number) {
            *all += more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_to_a_bucket() {
        let mut hours = Hours::default();
        (1..=100).for_each(|h| hours.put(f64::from(h)));
        hours.put(f64::NAN);
        hours.put(-1.0);
        assert_eq!(hours.count(), 100);
        let near = |share: f64, wanted: f64| {
            let got = hours.quantile(share).unwrap();
            assert!((got / wanted).log2().abs() <= 1.0 / FINE, "{share}: {got}, not {wanted}");
        };
        near(0.5, 50.0);
        near(0.9, 90.0);
        near(0.0, 1.0);
        near(1.0, 100.0);
        assert_eq!(Hours::default().quantile(0.5), None);
    }

    #[test]
    fn the_shortest_and_the_longest_have_buckets() {
        let mut hours = Hours::default();
        hours.put(0.0);
        assert_eq!(hours.quantile(0.5), Some(LEAST));
        hours.put(1e9);
        hours.put(f64::INFINITY);
        assert!(hours.quantile(1.0).unwrap() > 16_000.0);
    }

    #[test]
    fn many_hops_are_counted_as_the_most() {
        let mut hops = Hops::default();
        for n in [1, 1, 2, 40] {
            hops.put(n);
        }
        assert_eq!(hops.iter().filter(|(_, n)| *n > 0).collect::<Vec<_>>(), [(1, 2), (2, 1), (10, 1)]);
        assert_eq!(hops.mean(), Some(3.5));
    }
}
