//! Who was met under a number, the last first: chains through flat tables, without an allocation for each number.

/// No one.
const NONE: u32 = u32::MAX;

/// For each of some kinds of keys, who was added under a key. Keys that fall into one slot share a chain, so that whoever is
/// met is a guess. Members are numbered from 0 on, in the order in which they are added; each has a key of every kind.
#[derive(Debug)]
pub(super) struct Chains {
    kinds: usize,
    mask: u64,
    heads: Vec<u32>,
    /// By member and kind, who came before under the key.
    before: Vec<u32>,
}

impl Chains {
    /// For so many members or fewer. Memory: eight to sixteen bytes for each kind and member.
    pub fn new(kinds: usize, members: usize) -> Self {
        let slots = members.next_power_of_two().max(16);
        Self { kinds, mask: slots as u64 - 1, heads: vec![NONE; slots * kinds], before: Vec::new() }
    }

    fn slot(&self, kind: usize, key: u64) -> usize {
        kind * (self.mask as usize + 1) + (key & self.mask) as usize
    }

    /// The next member, with a key of each kind.
    pub fn add(&mut self, keys: &[u64]) {
        let number = (self.before.len() / self.kinds.max(1)) as u32;
        for (kind, key) in keys.iter().enumerate().take(self.kinds) {
            let slot = self.slot(kind, *key);
            self.before.push(std::mem::replace(&mut self.heads[slot], number));
        }
    }

    /// The last members under a key, at most so many, the last first.
    pub fn last(&self, kind: usize, key: u64, most: usize) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.heads[self.slot(kind, key)];
        let walk = std::iter::from_fn(move || {
            let found = Some(at).filter(|at| *at != NONE)?;
            at = self.before[found as usize * self.kinds + kind];
            Some(found)
        });
        walk.take(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_come_first_and_no_more_than_wanted() {
        let mut chains = Chains::new(2, 10);
        for keys in [[1, 7], [1, 8], [2, 7], [1, 7]] {
            chains.add(&keys);
        }
        let met = |kind, key, most| chains.last(kind, key, most).collect::<Vec<_>>();
        assert_eq!(met(0, 1, 9), [3, 1, 0]);
        assert_eq!(met(0, 1, 2), [3, 1]);
        assert_eq!(met(1, 7, 9), [3, 2, 0]);
        assert!(met(1, 2, 9).is_empty());
    }
}
