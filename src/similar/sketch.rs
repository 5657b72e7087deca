//! `MinHash`: a few numbers of a set of shingles that agree between two sets about as often as the sets do.

use super::form::mix;

/// Bands, each of so many rows: two sets agree in a band with the third power of their likeness, and of sets that share six
/// tenths of their text 92 in a hundred agree in one of thirty, of those that share seven tenths 99.
pub(super) const BANDS: usize = 30;
const ROWS: usize = 3;
const WIDTH: usize = BANDS * ROWS;

/// The smallest hash of a set under each of ninety functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sketch([u32; WIDTH]);

/// Factors and summands of the functions: an odd factor loses nothing of a number of 32 bits.
static FUNCTIONS: [(u32, u32); WIDTH] = functions();

const fn functions() -> [(u32, u32); WIDTH] {
    let mut all = [(0, 0); WIDTH];
    let mut state: u64 = 0x243f_6a88_85a3_08d3;
    let mut at = 0;
    while at < WIDTH {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let factor = (state >> 32) as u32 | 1;
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all[at] = (factor, (state >> 32) as u32);
        at += 1;
    }
    all
}

impl Sketch {
    /// Of a set of hashes. Linear.
    pub fn new(set: &[u32]) -> Self {
        let mut least = [u32::MAX; WIDTH];
        for hash in set {
            for (least, (factor, summand)) in least.iter_mut().zip(&FUNCTIONS) {
                *least = (*least).min(hash.wrapping_mul(*factor).wrapping_add(*summand));
            }
        }
        Self(least)
    }

    /// A number for each band.
    pub fn bands(&self) -> [u64; BANDS] {
        let mut all = [0; BANDS];
        for (band, rows) in all.iter_mut().zip(self.0.chunks_exact(ROWS)) {
            *band = rows.iter().fold(0, |hash, row| mix(hash ^ u64::from(*row)));
        }
        all
    }

    /// How much of both sets they have in common, guessed as twice the common ones of all.
    pub fn guess(&self, other: &Self) -> f32 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        let likeness = same as f32 / WIDTH as f32;
        2.0 * likeness / (1.0 + likeness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(numbers: std::ops::Range<u64>) -> Vec<u32> {
        numbers.map(|n| mix(n) as u32).collect()
    }

    #[test]
    fn the_guess_is_near_what_is_common() {
        let of = |a: std::ops::Range<u64>, b: std::ops::Range<u64>| {
            Sketch::new(&hashes(a)).guess(&Sketch::new(&hashes(b)))
        };
        assert!(of(0..200, 0..200) > 0.999);
        // 150 of 200 and 200: three quarters.
        let some = of(0..200, 50..250);
        assert!((some - 0.75).abs() < 0.12, "{some}");
        assert!(of(0..200, 1000..1200) < 0.1);
    }

    #[test]
    fn likely_sets_meet_in_a_band_and_others_do_not() {
        let meet = |shift: u64| {
            (0..200)
                .filter(|n| {
                    let from = n * 10_000;
                    let a = Sketch::new(&hashes(from..from + 100)).bands();
                    let b = Sketch::new(&hashes(from + shift..from + shift + 100)).bands();
                    a.iter().zip(&b).any(|(a, b)| a == b)
                })
                .count()
        };
        // Of 100 shingles 60 in common (J = 60/140): 1 − (1 − 0.0787)^30 = 0.915, of 10 (J = 10/190): 0.0044.
        let near = meet(40);
        assert!((170..=195).contains(&near), "{near}");
        let far = meet(90);
        assert!(far <= 5, "{far}");
    }
}
