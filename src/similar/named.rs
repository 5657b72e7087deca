//! Places that a text names by what such names end in: enough to tell that two messages in nearly the same words are about
//! different places, without knowing any place.

use super::form::number;
use smallvec::SmallVec;

/// What names of places end in, by kind. Of several that fit, the first.
const ENDINGS: [(&str, Kind); 26] = [
    ("自治县", Kind::District),
    ("县", Kind::District),
    ("街道", Kind::Street),
    ("镇", Kind::Street),
    ("乡", Kind::Street),
    ("小区", Kind::Estate),
    ("社区", Kind::Community),
    ("花园", Kind::Estate),
    ("家园", Kind::Estate),
    ("公寓", Kind::Estate),
    ("大厦", Kind::Estate),
    ("广场", Kind::Estate),
    ("区", Kind::District),
    ("村", Kind::Community),
    ("大道", Kind::Road),
    ("路", Kind::Road),
    ("街", Kind::Road),
    ("巷", Kind::Road),
    ("桥", Kind::Road),
    ("学校", Kind::House),
    ("小学", Kind::House),
    ("中学", Kind::House),
    ("号", Kind::Number),
    ("栋", Kind::Number),
    ("幢", Kind::Number),
    ("单元", Kind::Number),
];
/// The same in English, after a name.
const ENGLISH: [(&str, Kind); 12] = [
    ("street", Kind::Road),
    ("st", Kind::Road),
    ("avenue", Kind::Road),
    ("ave", Kind::Road),
    ("road", Kind::Road),
    ("rd", Kind::Road),
    ("lane", Kind::Road),
    ("drive", Kind::Road),
    ("boulevard", Kind::Road),
    ("square", Kind::Estate),
    ("bridge", Kind::Road),
    ("school", Kind::House),
];
/// Words that end as the names of districts do and name none.
const GENERAL: [&str; 22] = [
    "小区", "社区", "地区", "辖区", "片区", "城区", "园区", "山区", "市区", "校区", "库区", "景区", "宅区",
    "全区", "本区", "郊区", "民区", "住区", "厂区", "舍区", "物区", "到县",
];
/// Characters that stand before such an ending where nothing is named: 我们小区, 这个村.
const LITTLE: &str = "我们本该这那个的整各某是在条和与对及跟从到了";
/// Names kept of a text at most.
const MOST: usize = 24;

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A district or a county.
    District,
    /// A sub-district, a town.
    Street,
    Community,
    Estate,
    Road,
    House,
    /// The number of a house, a block or an entrance.
    Number,
}

/// A place that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    kind: Kind,
    /// The two characters before the ending; or a word of letters and digits as one number, and nothing.
    before: [u32; 2],
}

impl Name {
    /// Whether two names of one kind are surely not of one place: no character in common, so that a slip of the pen or a
    /// name cut elsewhere is not taken for another place.
    fn excludes(self, other: Self) -> bool {
        let word = |n: Self| n.before[1] == 0;
        let met = self.before.iter().any(|c| *c != 0 && other.before.contains(c));
        self.kind == other.kind && if word(self) || word(other) { self.before != other.before } else { !met }
    }
}

/// The names of a text.
pub(super) type Names = SmallVec<[Name; 4]>;

/// The places that a bare text names, in order. Linear.
pub(super) fn names(bare: &[char]) -> Names {
    let mut all = Names::new();
    walk(bare, |kind, from, end, ending| {
        let name = Name { kind, before: before(&bare[from..end - ending]) };
        if !all.contains(&name) {
            all.push(name);
        }
        all.len() < MOST
    });
    all
}

/// The first district or county that a bare text names, else its first sub-district or town, as it stands there.
pub(super) fn area(bare: &[char]) -> Option<String> {
    let mut found: Option<(Kind, String)> = None;
    walk(bare, |kind, from, end, _| {
        let better = kind <= Kind::Street && found.as_ref().is_none_or(|(known, _)| kind < *known);
        if better {
            found = Some((kind, bare[from..end].iter().collect()));
        }
        found.as_ref().is_none_or(|(kind, _)| *kind != Kind::District)
    });
    found.map(|(_, name)| name)
}

/// Whether each of two texts names a place that excludes all of that kind that the other names. What only one of them tells
/// excludes nothing.
pub(super) fn exclude(a: &[Name], b: &[Name]) -> bool {
    let alone = |one: &[Name], other: &[Name], kind| {
        one.iter().any(|n| {
            let mut same = other.iter().filter(|o| o.kind == n.kind).peekable();
            n.kind == kind && same.peek().is_some() && same.all(|o| n.excludes(*o))
        })
    };
    a.iter().any(|n| alone(a, b, n.kind) && alone(b, a, n.kind))
}

fn before(name: &[char]) -> [u32; 2] {
    match name {
        [a, b] if !a.is_ascii() && !b.is_ascii() => [u32::from(*a), u32::from(*b)],
        other => [number(other) as u32, 0],
    }
}

/// Gives names with kind, begin, end and length of the ending, for as long as more are wanted.
fn walk(bare: &[char], mut each: impl FnMut(Kind, usize, usize, usize) -> bool) {
    for at in 1..bare.len() {
        let found = if bare[at].is_ascii() { english(bare, at) } else { chinese(bare, at) };
        if let Some((kind, from, end, ending)) = found
            && !each(kind, from, end, ending)
        {
            return;
        }
    }
}

type Found = (Kind, usize, usize, usize);

/// A name whose ending begins here: a run of letters and digits before it, or else two characters.
fn chinese(bare: &[char], at: usize) -> Option<Found> {
    if !begins_an_ending(bare[at]) {
        return None;
    }
    let (ending, kind) = ENDINGS.iter().find(|(ending, _)| begins(&bare[at..], ending))?;
    let length = ending.chars().count();
    let run = bare[..at].iter().rev().take_while(|c| c.is_ascii_alphanumeric()).count();
    let from = match (run, kind) {
        (1..=6, _) => at - run,
        // A number in words is one, too: 三栋.
        (0, Kind::Number) => at.checked_sub(1).filter(|n| "一二三四五六七八九十".contains(bare[*n]))?,
        (0, _) => at.checked_sub(2).filter(|from| bare[*from..at].iter().all(|c| !c.is_ascii()))?,
        _ => return None,
    };
    let general = *kind == Kind::District && GENERAL.iter().any(|word| ends(&bare[from..at + length], word));
    let little = run == 0 && bare[from..at].iter().any(|c| LITTLE.contains(*c));
    (!general && !little).then_some((*kind, from, at + length, length))
}

/// Most characters begin no ending, and a text has many of them.
fn begins_an_ending(c: char) -> bool {
    matches!(
        c,
        '自' | '县'
            | '街'
            | '镇'
            | '乡'
            | '小'
            | '社'
            | '花'
            | '家'
            | '公'
            | '大'
            | '广'
            | '区'
            | '村'
            | '路'
            | '巷'
            | '桥'
            | '学'
            | '中'
            | '号'
            | '栋'
            | '幢'
            | '单'
    )
}

/// A name of one word before a word such as `street`.
fn english(bare: &[char], at: usize) -> Option<Found> {
    if bare[at - 1] != ' ' {
        return None;
    }
    let length = bare[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    let word: String = bare[at..at + length].iter().collect();
    let (_, kind) = ENGLISH.iter().find(|(ending, _)| *ending == word)?;
    let run = bare[..at - 1].iter().rev().take_while(|c| c.is_ascii_alphanumeric()).count();
    let name: String = bare[at - 1 - run..at - 1].iter().collect();
    let little = ["the", "a", "this", "that", "our", "my", "every", "each", "of", "in", "on", "and"];
    (run > 1 && !little.contains(&name.as_str())).then_some((*kind, at - 1 - run, at + length, length + 1))
}

fn begins(text: &[char], word: &str) -> bool {
    let mut text = text.iter();
    word.chars().all(|c| text.next() == Some(&c))
}

fn ends(text: &[char], word: &str) -> bool {
    let mut text = text.iter().rev();
    word.chars().rev().all(|c| text.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::super::form::bare;
    use super::*;

    fn different(a: &str, b: &str) -> bool {
        exclude(&names(&bare(a)), &names(&bare(b)))
    }

    #[test]
    fn every_ending_begins_an_ending() {
        assert!(ENDINGS.iter().all(|(ending, _)| ending.chars().next().is_some_and(begins_an_ending)));
    }

    #[test]
    fn other_names_of_the_same_kind_are_other_places() {
        assert!(different("联丰路的路灯坏了", "芙蓉路的路灯坏了"));
        assert!(different("A市A3区路灯坏了", "A市A7县路灯坏了，在A2区"));
        assert!(different("万科花园3栋电梯坏了", "万科花园5栋电梯坏了"));
        assert!(different("二单元漏水", "三单元漏水"));
        assert!(different("light out on Oak Street", "light out on Elm Street"));
    }

    #[test]
    fn a_slip_a_shorter_name_and_silence_are_no_other_place() {
        assert!(!different("联丰路的路灯坏了", "联风路的路灯坏了"));
        assert!(!different("芙蓉中路堵车", "芙蓉路堵车"));
        assert!(!different("联丰路的路灯坏了", "路灯坏了"));
        assert!(!different("A3区联丰路堵", "联丰路堵"));
        assert!(!different("A3区和A2区都堵", "A3区堵"));
        assert!(!different("light out on the street", "light out on Elm Street"));
        assert!(!different("", "芙蓉路"));
    }

    #[test]
    fn the_area_is_the_widest_that_is_named() {
        let of = |text: &str| area(&bare(text)).unwrap_or_default();
        assert_eq!(of("西地省A市A3区联丰路"), "a3区");
        assert_eq!(of("我们小区在金鼎村"), "");
        assert_eq!(of("春华镇金鼎村，A7县"), "a7县");
        assert_eq!(of("春华镇的路"), "春华镇");
        assert_eq!(of(""), "");
    }
}
