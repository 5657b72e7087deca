//! The form in which messages are compared: letters and digits of the normal form, and what is drawn from them.

use crate::recognise::{masked, normal};

/// Characters of a message that are looked at, at most: nobody repeats himself on page twenty.
const MOST_CHARACTERS: usize = 5_000;
/// Characters of a shingle that begins with a letter of a script without spaces, and of one of an alphabet.
const SHINGLE: [usize; 2] = [3, 6];
/// Bytes of a word that is put into a term, at most.
const LONGEST_WORD: usize = 24;

/// The letters and digits of a text in normal form, numbers of people masked; one space between words of an alphabet.
pub(super) fn bare(text: &str) -> Vec<char> {
    let end = text.char_indices().nth(2 * MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
    let mut all: Vec<char> = Vec::new();
    let mut apart = false;
    for c in normal(&masked(&text[..end])).chars() {
        // Nearly all are of the block of common Chinese characters: the look-up for the others is slow.
        if !(('一'..='\u{9fff}').contains(&c) || c.is_alphanumeric()) {
            apart = true;
            continue;
        }
        if apart && c.is_ascii() && all.last().is_some_and(char::is_ascii) {
            all.push(' ');
        }
        apart = false;
        all.push(c);
    }
    all.truncate(MOST_CHARACTERS);
    all
}

/// Spreads the bits of a number.
pub(super) fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// A number for some characters.
pub(super) fn number(chars: &[char]) -> u64 {
    chars.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, c| mix(hash ^ u64::from(*c)))
}

/// The shingles of a bare text by their hashes, ascending and each once. Time n log n.
pub(super) fn shingles(bare: &[char], out: &mut Vec<u32>) {
    out.clear();
    let width = |c: char| SHINGLE[usize::from(c.is_ascii())];
    out.extend((0..bare.len()).filter_map(|at| {
        let shingle = bare.get(at..at + width(bare[at]))?;
        Some(number(shingle) as u32)
    }));
    if out.is_empty() && !bare.is_empty() {
        out.push(number(bare) as u32);
    }
    out.sort_unstable();
    out.dedup();
}

/// How much of both sets they have in common, from 0 to 1: twice the common ones of all (Dice). Linear.
pub(super) fn common(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut both) = (0, 0, 0_u32);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * both as f32 / all as f32 }
}

/// The terms of a bare text in order, each with where it begins and ends: pairs of characters of scripts without spaces, and
/// whole words of an alphabet with three letters or with a letter and a digit.
pub(super) fn terms(bare: &[char], mut each: impl FnMut(u32, usize, usize)) {
    let mut at = 0;
    while let Some(c) = bare.get(at) {
        if c.is_ascii() {
            let length = bare[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            let word = &bare[at..at + length];
            let letters = word.iter().filter(|c| c.is_ascii_alphabetic()).count();
            if length <= LONGEST_WORD && (letters >= 3 || (letters > 0 && letters < length)) {
                each(number(word) as u32, at, at + length);
            }
            at += length.max(1);
        } else {
            if bare.get(at + 1).is_some_and(|next| !next.is_ascii()) {
                each(number(&bare[at..at + 2]) as u32, at, at + 2);
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        bare(text).into_iter().collect()
    }

    #[test]
    fn letters_and_digits_are_left_and_people_are_masked() {
        assert_eq!(of("  路燈 壞了！！\n（ＡＢＣ路）"), "路灯坏了abc路");
        assert_eq!(of("Street light  is out, again."), "street light is out again");
        assert_eq!(of("打13800138000"), "打电话号码");
        assert_eq!(of("😡😡 …"), "");
        assert_eq!(bare(&"长".repeat(1_000_000)).len(), MOST_CHARACTERS);
    }

    #[test]
    fn the_share_of_common_shingles_is_counted_by_hand() {
        let set = |text: &str| {
            let mut out = Vec::new();
            shingles(&bare(text), &mut out);
            out
        };
        // 路灯坏 灯坏了 | 路灯坏 灯坏了 坏了啊: two of two and three.
        let (a, b) = (set("路灯坏了"), set("路灯坏了啊"));
        assert_eq!((a.len(), b.len()), (2, 3));
        assert!((common(&a, &b) - 0.8).abs() < 1e-6);
        assert!(common(&a, &a) > 0.999 && common(&a, &set("垃圾没人收")) < 0.001);
        assert!(common(&[], &[]) < 0.001);
        assert_eq!(set("灯").len(), 1);
    }

    #[test]
    fn terms_are_pairs_and_words() {
        let mut all = Vec::new();
        let text = bare("A7县路灯 is broken 24 at k9");
        terms(&text, |_, from, to| all.push(text[from..to].iter().collect::<String>()));
        assert_eq!(all, ["a7", "县路", "路灯", "broken", "k9"]);
    }
}
