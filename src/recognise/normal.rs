//! The form in which texts and the words of lists meet.

use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

/// Traditional and simplified characters, pair by pair. Facts of the tables of `OpenCC` (Apache-2.0).
static PAIRS: &str = include_str!("simplified.txt");

/// By the number of the traditional character; zero: none.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; 1 << 16];
    let pairs: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
    for pair in pairs.chunks_exact(2) {
        if let Some(slot) = table.get_mut(pair[0] as usize) {
            *slot = u16::try_from(u32::from(pair[1])).unwrap_or(0);
        }
    }
    table
});

/// Half width (NFKC), lower case, simplified characters, and one writing for what is often written otherwise. Linear in the text.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // Nearly all of a text is characters of which each has its form by itself; the others are looked up in a large table,
        // together with their neighbours.
        let mut behind = rest[first.len_utf8()..].chars();
        if let Some(c) = single(first).filter(|_| behind.next().is_none_or(|next| single(next).is_some())) {
            out.push(c);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let mut pairs = rest.char_indices().zip(rest.chars().skip(1)).skip(1);
        let end = pairs.find(|((_, c), next)| single(*c).is_some() && single(*next).is_some());
        let (run, behind) = rest.split_at(end.map_or(rest.len(), |((at, _), _)| at));
        out.extend(run.nfkc().flat_map(char::to_lowercase).map(simplified));
        rest = behind;
    }
    super::alike::alike(out)
}

fn simplified(c: char) -> char {
    let found = SIMPLIFIED.get(c as usize).copied().filter(|s| *s > 0);
    found.and_then(|s| char::from_u32(u32::from(s))).unwrap_or(c)
}

/// The form of a character that has one by itself: it joins neither what stands before it nor another of its kind.
fn single(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' => Some(c.to_ascii_lowercase()),
        '一'..='\u{9fff}' => Some(simplified(c)),
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).map(|c| c.to_ascii_lowercase()),
        '、' | '。' | '“' | '”' | '‘' | '’' | '《' | '》' | '【' | '】' => Some(c),
        _ => None,
    }
}

/// Characters of a stretch before the end of a sentence ends it.
const STRETCH: usize = 48;
/// Characters of a stretch at most: then anything ends it.
const LONGEST: usize = 160;

/// A text in stretches that are read by themselves: whole sentences as long as they are short.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = |c: char| matches!(c, '。' | ';' | '!' | '?' | '\n');
        let end =
            rest.char_indices().enumerate().find(|(n, (_, c))| *n >= LONGEST || (*n >= STRETCH && ends(*c)));
        let end = end.map_or(rest.len(), |(_, (at, c))| at + c.len_utf8());
        let (stretch, behind) = rest.split_at(end);
        rest = behind;
        Some(stretch)
    })
}

/// What is said not to be so: in `不是路灯坏了，是红绿灯坏了` the first half, in bytes of a text in normal form. A question
/// (`是不是`, `不是…吗`) denies nothing.
pub(super) fn negated(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let ends = |c: char| matches!(c, ',' | '。' | '、' | ';' | '!' | '?' | '\n');
    for (at, _) in text.match_indices("不是") {
        let (before, after) = (&text[..at], &text[at + "不是".len()..]);
        if before.ends_with('是') {
            continue;
        }
        let length = after.find(ends).unwrap_or(after.len());
        let (denied, rest) = after.split_at(length);
        let rest = rest.trim_start_matches(ends);
        // Only where what it is instead is said.
        let instead = ["是", "而是", "就是", "其实是"].iter().any(|w| rest.starts_with(w));
        if instead && !denied.ends_with(['吗', '么']) {
            all.push(at..at + "不是".len() + length);
        }
    }
    all
}

/// The text without numbers by which a person can be found: mobile and fixed telephones, identity cards and passports of
/// digits, bank cards. Each becomes a word of the same meaning.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| digit(c).is_some()) {
        out.push_str(&rest[..start]);
        let run = &rest[start..];
        let (length, digits, last) = number(run);
        match kind(&digits, last) {
            Some(word) => out.push_str(word),
            None => out.push_str(&run[..length]),
        }
        rest = &run[length..];
    }
    out.push_str(rest);
    out
}

/// A digit, also of full width.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

/// How long a number is with single spaces and dashes in it, its digits, and whether an X ends it.
fn number(run: &str) -> (usize, String, bool) {
    let (mut length, mut digits) = (0, String::new());
    let mut chars = run.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(d) = digit(c) {
            digits.push(d);
            length = at + c.len_utf8();
        } else if matches!(c, 'x' | 'X' | 'Ｘ' | 'ｘ') && digits.len() == 17 {
            return (at + c.len_utf8(), digits, true);
        } else if !(matches!(c, ' ' | '-' | '－')
            && chars.peek().is_some_and(|(_, next)| digit(*next).is_some()))
        {
            break;
        }
    }
    (length, digits, false)
}

fn kind(digits: &str, ends_in_x: bool) -> Option<&'static str> {
    let mobile = |d: &str| {
        d.len() == 11
            && d.starts_with('1')
            && !d.starts_with("10")
            && !d.starts_with("11")
            && !d.starts_with("12")
    };
    let after_country = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    let fixed = digits.starts_with('0') && (10..=12).contains(&digits.len());
    // Year, month and day of birth stand inside.
    let born = |d: &str| {
        let part = |from: usize, to: usize| d.get(from..to).and_then(|p| p.parse::<u32>().ok()).unwrap_or(0);
        (1900..2100).contains(&part(6, 10))
            && (1..=12).contains(&part(10, 12))
            && (1..=31).contains(&part(12, 14))
    };
    if (ends_in_x || digits.len() == 18) && born(digits) {
        Some("（证件号码）")
    } else if mobile(digits) || mobile(after_country) || fixed {
        Some("（电话号码）")
    } else if (16..=19).contains(&digits.len()) {
        Some("（卡号）")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_cases_and_scripts_meet() {
        assert_eq!(normal("ＡＢＣ路燈壞了，５０公尺"), "abc路灯坏了,50公尺");
        assert_eq!(normal("後門 髮廊 裏面"), "后门 发廊 里面");
    }

    #[test]
    fn the_short_way_to_the_normal_form_is_the_long_one() {
        let long = |text: &str| -> String {
            super::super::alike::alike(text.nfkc().flat_map(char::to_lowercase).map(simplified).collect())
        };
        let texts = [
            "",
            "e\u{301}",
            "路e\u{301}\u{323}灯",
            "é",
            "ﬁＦＩ①㎡㈱",
            "한글",
            "\u{1112}\u{1161}\u{11ab}",
            "か\u{3099}路",
            "が",
            "😡路😡",
            "A\u{30a}ngström",
            "İstanbul",
            "ＡＢＣ路燈壞了！～，。",
            "\u{301}路",
            "路\u{301}",
            "，\u{338}",
            "<\u{338}=\u{338}",
            "\u{fa0e}\u{f900}豈",
            "ﾊﾞス",
            "\u{0}\u{7f}\u{a0}",
        ];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let text = format!("{a}{b}");
            assert_eq!(normal(&text), long(&text), "{text:?}");
        }
    }

    #[test]
    fn what_is_denied_in_favour_of_something_else_is_found() {
        let of = |text: &str| -> Vec<String> {
            let text = normal(text);
            negated(&text).into_iter().map(|r| text[r].to_owned()).collect()
        };
        assert_eq!(of("不是路灯坏了，是红绿灯坏了"), ["不是路灯坏了"]);
        assert_eq!(of("那不是噪音,而是震动"), ["不是噪音"]);
        assert!(of("是不是路灯坏了，是的话修一下").is_empty());
        assert!(of("这不是欺负人吗，是谁管").is_empty());
        assert!(of("不是第一次投诉了").is_empty());
        assert!(of("").is_empty());
    }

    #[test]
    fn long_texts_fall_into_sentences_and_lose_nothing() {
        let text = "路灯坏了。".repeat(40) + &"啊".repeat(500) + "完";
        let parts: Vec<&str> = stretches(&text).collect();
        assert_eq!(parts.concat(), text);
        assert!(parts.iter().all(|p| p.chars().count() <= LONGEST + 1), "{parts:?}");
        assert!(parts[0].ends_with('。') && parts[0].chars().count() >= STRETCH);
        assert_eq!(stretches("短的。也短").collect::<Vec<_>>(), ["短的。也短"]);
        assert_eq!(stretches("").count(), 0);
    }

    #[test]
    fn numbers_of_people_are_masked_and_others_stay() {
        assert_eq!(masked("电话13800138000，楼下"), "电话（电话号码），楼下");
        assert_eq!(masked("打 138 0013 8000 或 0755-12345678"), "打 （电话号码） 或 （电话号码）");
        assert_eq!(masked("１３８００１３８０００"), "（电话号码）");
        assert_eq!(masked("身份证44030119900307123X的"), "身份证（证件号码）的");
        assert_eq!(masked("+86 13800138000"), "+（电话号码）");
        assert_eq!(masked("卡号6222020200112233445"), "卡号（卡号）");
        let plain = "12栋3单元1202，2026-03-01 10:00，欠薪35000元，工单号20260301000123";
        assert_eq!(masked(plain), plain);
    }
}
