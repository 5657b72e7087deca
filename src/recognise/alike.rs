//! One writing for what people write in several ways: frequent wrong characters, Chinese numerals, names of units.
//!
//! Texts and the words of lists go the same way, so that they meet in it; what neither of them has is touched nowhere.

use super::facts::{Number, number};
use std::sync::LazyLock;

/// The table of wrong characters.
static TABLE: &str = include_str!("alike.txt");

/// Wrong and right, by the first character of the wrong one.
static CONFUSED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#'));
    let mut all: Vec<(&str, &str)> = lines.filter_map(|l| l.split_once('→')).collect();
    all.sort_unstable();
    all
});

/// By the number of a character: something that is written otherwise begins with it.
static STARTS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let units = UNITS.iter().map(|(wrong, _)| *wrong);
    let words = CONFUSED.iter().map(|(wrong, _)| *wrong).chain(units);
    let mut starts = vec![false; 1 << 16];
    for c in words.filter_map(|w| w.chars().next()).chain(NUMERALS.chars()) {
        if let Some(start) = starts.get_mut(c as usize) {
            *start = true;
        }
    }
    starts
});

/// What numerals begin with.
const NUMERALS: &str = "二三四五六七八九十百千一两";

/// Units as they are written otherwise.
const UNITS: [(&str, &str); 6] = [
    ("m2", "平方米"),
    ("平米", "平方米"),
    ("km", "公里"),
    ("cm", "厘米"),
    ("kg", "公斤"),
    ("个钟头", "小时"),
];

/// A text with frequent wrong characters put right, numerals of at least two characters in digits before a unit, and units by one
/// name. Linear in the text.
pub(super) fn alike(text: String) -> String {
    let mut out: Option<String> = None;
    let mut kept = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = if begins(c) { written(&text, at, c) } else { None };
        let Some((length, instead)) = found else {
            at += c.len_utf8();
            continue;
        };
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(&text[kept..at]);
        out.push_str(&instead);
        at += length;
        kept = at;
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[kept..]);
            out
        }
        None => text,
    }
}

/// Whether something that is written otherwise may begin with a character: most do not.
fn begins(c: char) -> bool {
    STARTS.get(c as usize).copied().unwrap_or_default()
}

/// What is written at a place instead of what stands there, and how many bytes it takes the place of.
fn written(text: &str, at: usize, c: char) -> Option<(usize, String)> {
    let rest = &text[at..];
    if NUMERALS.contains(c) {
        return numeral(text, at);
    }
    if c.is_ascii_lowercase() || c == '平' || c == '个' {
        let (wrong, right) = UNITS.iter().find(|(wrong, _)| rest.starts_with(wrong))?;
        let behind = &rest[wrong.len()..];
        // Only behind a number, and no part of a longer word.
        let counted = text[..at].ends_with(|c: char| c.is_ascii_digit() || "十百千万几多".contains(c));
        let whole = !behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        return (counted && whole).then(|| (wrong.len(), (*right).to_owned()));
    }
    let from = CONFUSED.partition_point(|(wrong, _)| *wrong < &rest[..c.len_utf8()]);
    let same = CONFUSED[from..].iter().take_while(|(wrong, _)| wrong.starts_with(c));
    let (wrong, right) = same.into_iter().find(|(wrong, _)| rest.starts_with(wrong))?;
    Some((wrong.len(), (*right).to_owned()))
}

/// What counts in numbers.
const COUNTED: [&str; 12] =
    ["小时", "平方", "平米", "公里", "分钟", "分贝", "厘米", "公斤", "米", "元", "人", "吨"];

/// 二十四小时 is 24小时; 十分, 一人 and 千人 stay.
fn numeral(text: &str, at: usize) -> Option<(usize, String)> {
    let rest = &text[at..];
    if text[..at].ends_with(|c: char| "零一二两三四五六七八九十百千万亿第.".contains(c) || c.is_ascii_digit())
    {
        return None;
    }
    let length = rest.find(|c: char| !"零一二两三四五六七八九十百千".contains(c))?;
    let several = rest[..length].chars().count() >= 2 && rest[..length].contains(['十', '百', '千']);
    let Number { thousandths, length: read, .. } = number(rest).filter(|_| several)?;
    let behind = &rest[length..];
    let unit = COUNTED.iter().any(|u| behind.starts_with(u)) || behind.starts_with("个人");
    (read == length && unit).then(|| (length, (thousandths / 1000).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        alike(text.to_owned())
    }

    #[test]
    fn frequent_wrong_characters_are_put_right() {
        assert_eq!(of("按装的渣士车座落在路登旁"), "安装的渣土车坐落在路灯旁");
        assert_eq!(of("下水到堵了"), "下水道堵了");
        assert_eq!(of("安装渣土车"), "安装渣土车");
    }

    #[test]
    fn numerals_before_units_are_digits_and_units_have_one_name() {
        assert_eq!(of("二十四小时便利店"), "24小时便利店");
        assert_eq!(of("三十人以上，五百平米"), "30人以上,500平方米".replace(',', "，"));
        assert_eq!(of("500m2的铺"), "500平方米的铺");
        assert_eq!(of("五十分贝"), "50分贝");
        for same in [
            "十分吵",
            "一人",
            "千人大会",
            "第二十二小时",
            "平米",
            "m2",
            "一百万元",
            "张某某",
            "王**",
            "a市a3区",
        ] {
            assert_eq!(of(same), same);
        }
    }

    #[test]
    fn every_confusion_is_of_one_length_and_leads_to_none() {
        for (wrong, right) in CONFUSED.iter() {
            assert_eq!(wrong.chars().count(), right.chars().count(), "{wrong}");
            assert_ne!(wrong, right);
            assert_eq!(of(right), *right);
        }
    }
}
