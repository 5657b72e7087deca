//! A map with a bound on its memory that still adds up in any order.

use rustc_hash::FxHashMap;

/// Values by a well-mixed key. Beyond a bound only the keys that begin with more and more zero bits stay: those that do
/// have all of their records, whatever the order in which records came and parts were added. Which keys stay does not
/// depend on their values, so what stays is a fair sample.
#[derive(Debug, Clone)]
pub(super) struct Sampled<V> {
    map: FxHashMap<u128, V>,
    /// Leading bits that must be zero.
    level: u32,
    most: usize,
}

impl<V: Default> Sampled<V> {
    /// Holds at most so many keys.
    pub fn new(most: usize) -> Self {
        Self { map: FxHashMap::default(), level: 0, most }
    }

    fn keeps(&self, key: u128) -> bool {
        key.leading_zeros() >= self.level
    }

    /// The value of a key, new if it is not there; none if the key is outside the sample.
    pub fn at(&mut self, key: u128) -> Option<&mut V> {
        if !self.keeps(key) {
            return None;
        }
        if self.map.len() >= self.most && !self.map.contains_key(&key) {
            self.map.insert(key, V::default());
            self.shrink();
            return self.map.get_mut(&key);
        }
        Some(self.map.entry(key).or_default())
    }

    /// Adds the values of another by `add`.
    pub fn merge(&mut self, other: &Self, add: impl Fn(&mut V, &V)) {
        if other.level > self.level {
            self.level = other.level;
            self.drop_outside();
        }
        for (key, value) in &other.map {
            if self.keeps(*key) {
                add(self.map.entry(*key).or_default(), value);
            }
        }
        self.shrink();
    }

    /// The values, in no order that means anything.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.map.values()
    }

    /// Whether every key that came is there.
    pub fn is_whole(&self) -> bool {
        self.level == 0
    }

    fn shrink(&mut self) {
        while self.map.len() > self.most && self.level < u128::BITS {
            self.level += 1;
            self.drop_outside();
        }
    }

    fn drop_outside(&mut self) {
        let level = self.level;
        self.map.retain(|key, _| key.leading_zeros() >= level);
    }
}

/// Mixes all bits of a number into all others (the finaliser of `SplitMix64`).
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Two sums as one well-mixed key.
pub(super) fn key_of(a: u64, b: u64) -> u128 {
    let high = mix(a ^ mix(b.wrapping_add(0x9e37_79b9_7f4a_7c15)));
    u128::from(high) << 64 | u128::from(mix(b ^ high))
}

/// The key of a text.
pub(super) fn key_of_text(text: &str) -> u128 {
    let (mut a, mut b) = (text.len() as u64, !0_u64);
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        let word = u64::from_le_bytes(word);
        a = mix(a ^ word);
        b = mix(b.rotate_left(29).wrapping_add(word));
    }
    key_of(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn contents(sampled: &Sampled<u64>) -> BTreeMap<u128, u64> {
        sampled.map.iter().map(|(k, v)| (*k, *v)).collect()
    }

    fn counted(keys: &[u64], most: usize) -> Sampled<u64> {
        let mut all = Sampled::new(most);
        for k in keys {
            if let Some(n) = all.at(key_of(*k, *k)) {
                *n += 1;
            }
        }
        all
    }

    proptest! {
        #[test]
        fn parts_add_up_to_one_pass(keys in prop::collection::vec(0u64..60, 0..200), cut in 0usize..200) {
            let (head, tail) = keys.split_at(cut.min(keys.len()));
            let once = counted(&keys, 16);
            let mut sum = counted(tail, 16);
            sum.merge(&counted(head, 16), |a, b| *a += b);
            prop_assert_eq!(contents(&once), contents(&sum));
            prop_assert_eq!(once.level, sum.level);
            prop_assert!(once.map.len() <= 16);
            for (key, n) in contents(&once) {
                let really = keys.iter().filter(|k| key_of(**k, **k) == key).count() as u64;
                prop_assert_eq!(n, really);
            }
        }
    }

    #[test]
    fn few_keys_are_all_kept() {
        let all = counted(&[1, 2, 2, 3], 3);
        assert!(all.is_whole());
        assert_eq!(contents(&all).values().sum::<u64>(), 4);
        assert_ne!(key_of_text("网络"), key_of_text("电话"));
        assert_ne!(key_of_text(""), key_of_text("\0"));
    }
}
