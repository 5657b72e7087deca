//! Numbers with their units, in digits and in Chinese numerals.

use crate::policy::attribute::Attribute;
use crate::policy::intervals::Intervals;

/// A unit, and how much of the first of its kind it is: numerator and denominator.
type Unit = (&'static str, u64, u64);

/// Units with how much of the first of their kind they are, as a fraction; longer ones before what begins them.
const UNITS: [(&str, &[Unit]); 9] = [
    (
        "元",
        &[
            ("亿元", 100_000_000, 1),
            ("万元", 10_000, 1),
            ("万块", 10_000, 1),
            ("元", 1, 1),
            ("块钱", 1, 1),
            ("块", 1, 1),
        ],
    ),
    (
        "平方米",
        &[
            ("平方公里", 1_000_000, 1),
            ("公顷", 10_000, 1),
            ("平方米", 1, 1),
            ("平米", 1, 1),
            ("m2", 1, 1),
            ("平方", 1, 1),
            ("平", 1, 1),
            ("亩", 2000, 3),
        ],
    ),
    (
        "毫米",
        &[
            ("公里", 1_000_000, 1),
            ("千米", 1_000_000, 1),
            ("厘米", 10, 1),
            ("公分", 10, 1),
            ("毫米", 1, 1),
            ("米", 1000, 1),
            ("cm", 10, 1),
            ("km", 1_000_000, 1),
        ],
    ),
    ("人", &[("个人", 1, 1), ("名", 1, 1), ("人", 1, 1), ("位", 1, 1)]),
    ("分钟", &[("个小时", 60, 1), ("小时", 60, 1), ("个钟头", 60, 1), ("个钟", 60, 1), ("分钟", 1, 1)]),
    ("天", &[("个星期", 7, 1), ("个月", 30, 1), ("周", 7, 1), ("天", 1, 1), ("日", 1, 1), ("年", 365, 1)]),
    ("岁", &[("周岁", 1, 1), ("岁", 1, 1)]),
    (
        "克",
        &[
            ("公斤", 1000, 1),
            ("千克", 1000, 1),
            ("吨", 1_000_000, 1),
            ("斤", 500, 1),
            ("克", 1, 1),
            ("kg", 1000, 1),
        ],
    ),
    ("层", &[("层楼", 1, 1), ("层", 1, 1), ("楼", 1, 1)]),
];

/// A number as written, in thousandths, and the place of its last digit that is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub thousandths: u64,
    /// What one more of its last digit means, in thousandths: 三百 is a hundred.
    pub step: u64,
    /// Bytes of it.
    pub length: usize,
}

/// What a text says of a whole number with a unit: the numbers that it may be. Where several attributes have the unit (`alone` is
/// false), only next to the attribute's own name.
pub(super) fn read(
    text: &str,
    attribute: &Attribute,
    low: i64,
    unit: Option<&str>,
    alone: bool,
) -> Option<(Intervals, Vec<String>)> {
    let unit = crate::recognise::normal::normal(unit?);
    let (kind, own) = UNITS.iter().find_map(|(_, kind)| {
        let found = kind.iter().find(|(word, ..)| *word == unit)?;
        Some((*kind, (found.1, found.2)))
    })?;
    let called = || std::iter::once(&attribute.name).chain(&attribute.aliases);
    let mut set = Intervals::empty();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_digit).map(|i| at + i) {
        let Some(number) = number(&text[start..]) else {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at = start + number.length;
        let behind = &text[at..];
        let rest = ["多", "几", "来"].iter().find_map(|m| behind.strip_prefix(m));
        let (more, behind) = rest.map_or((false, behind), |rest| (true, rest));
        let Some((word, many, of)) = kind.iter().find(|(word, ..)| behind.starts_with(word)) else {
            continue;
        };
        let end = text.len() - behind.len() + word.len();
        // A day of a month, a house, a floor below ground are no amounts of this kind.
        if text[..start].ends_with(['第', '-', '.', ':']) {
            continue;
        }
        let sentence = text[..start].rfind(['。', ';', '!', '?', '\n']).map_or(0, |i| i);
        if !alone && !called().any(|n| text[sentence..end].contains(n.as_str())) {
            continue;
        }
        // To the unit of the attribute, rounded to either side: 35000元 lie between 3 and 4 万元.
        let scaled = |thousandths: u64| {
            let top = u128::from(thousandths) * u128::from(*many) * u128::from(own.1);
            (top, 1000 * u128::from(*of) * u128::from(own.0))
        };
        let floor = |t: u64| {
            let (top, by) = scaled(t);
            top / by
        };
        let ceiling = |t: u64| {
            let (top, by) = scaled(t);
            top.div_ceil(by)
        };
        let exact = number.thousandths;
        let above = exact.saturating_add(number.step);
        let last = u128::from(attribute.size).saturating_sub(1).saturating_add_signed(i128::from(low));
        let (from, to) = match bound(&text[..start], &text[end..]) {
            Bound::AtLeast => (floor(exact), last),
            Bound::AtMost => (0, ceiling(exact)),
            Bound::About => (floor(exact - exact / 10), ceiling(exact + exact / 10)),
            Bound::Exact if more => (floor(exact), ceiling(above)),
            Bound::Exact => (floor(exact), ceiling(exact)),
        };
        let stored = |n: u128| i128::try_from(n).unwrap_or(i128::MAX).saturating_sub(i128::from(low));
        let (from, to) = (stored(from).max(0), stored(to).min(i128::from(attribute.size) - 1));
        if let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to))
            && from <= to
        {
            set = set.union(&Intervals::range(from, to + 1));
            words.push(text[start..end].to_owned());
        }
    }
    (!set.is_empty()).then_some((set, words))
}

enum Bound {
    Exact,
    AtLeast,
    AtMost,
    About,
}

/// What the words around a number say of it.
fn bound(before: &str, behind: &str) -> Bound {
    let before_is = |words: &[&str]| words.iter().any(|w| before.ends_with(w));
    let behind_is = |words: &[&str]| words.iter().any(|w| behind.starts_with(w));
    if before_is(&["超过", "超", "大于", "至少", "不止", "起码"]) || behind_is(&["以上", "多", "开外"])
    {
        Bound::AtLeast
    } else if before_is(&["不到", "不足", "不超过", "低于", "少于", "小于", "未满", "最多"])
        || behind_is(&["以下", "以内", "不到"])
    {
        Bound::AtMost
    } else if before_is(&["大概", "大约", "约", "差不多", "将近", "近"]) || behind_is(&["左右", "上下"])
    {
        Bound::About
    } else {
        Bound::Exact
    }
}

/// Whether a number may begin with a character.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "零一二两三四五六七八九十百千".contains(c)
}

/// The number at the beginning of a text.
pub fn number(text: &str) -> Option<Number> {
    if text.starts_with(|c: char| c.is_ascii_digit()) { arabic(text) } else { chinese(text) }
}

fn arabic(text: &str) -> Option<Number> {
    let (mut value, mut fraction, mut length) = (0_u64, None::<u32>, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        match (c.to_digit(10), fraction) {
            (Some(d), None) => value = value.checked_mul(10)?.checked_add(u64::from(d))?,
            (Some(_), Some(3)) => {}
            (Some(d), Some(places)) => {
                value = value.checked_mul(10)?.checked_add(u64::from(d))?;
                fraction = Some(places + 1);
            }
            (None, None) if c == '.' && next.is_some_and(|c| c.is_ascii_digit()) => fraction = Some(0),
            // 12,000
            (None, None) if c == ',' && next.is_some_and(|c| c.is_ascii_digit()) => continue,
            _ => break,
        }
        length = at + c.len_utf8();
    }
    let thousandths = value.checked_mul(10_u64.pow(3 - fraction.unwrap_or(0)))?;
    let (by, length) = large(&text[length..], length);
    let mut step = 1;
    while thousandths > 0 && thousandths % (step * 10) == 0 && step < 1_000_000_000_000 {
        step *= 10;
    }
    Some(Number { thousandths: thousandths.checked_mul(by)?, step: step.checked_mul(by)?, length })
}

/// 万 and 亿 behind digits, where no unit holds them: 3万人.
fn large(behind: &str, length: usize) -> (u64, usize) {
    let ends = |word: &str| behind.strip_prefix(word).is_some_and(|rest| !rest.starts_with(['元', '块']));
    if ends("万") {
        (10_000, length + "万".len())
    } else if ends("亿") {
        (100_000_000, length + "亿".len())
    } else {
        (1, length)
    }
}

fn chinese(text: &str) -> Option<Number> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or((c == '两').then_some(2));
    let (mut total, mut section, mut pending) = (0_u64, 0_u64, None::<u64>);
    let (mut length, mut step) = (0, 1);
    for (at, c) in text.char_indices() {
        if let Some(d) = digit(c) {
            pending = Some(d as u64);
            step = 1;
        } else if let Some(by) =
            [('十', 10), ('百', 100), ('千', 1000)].iter().find(|(w, _)| *w == c).map(|w| w.1)
        {
            section = section.checked_add(pending.take().unwrap_or(1).checked_mul(by)?)?;
            step = by;
        } else if c == '万' && !text[at + c.len_utf8()..].starts_with(['元', '块']) {
            total = total.checked_add((section + pending.take().unwrap_or(0)).checked_mul(10_000)?)?;
            (section, step) = (0, step * 10_000);
        } else {
            break;
        }
        length = at + c.len_utf8();
    }
    let value = total.checked_add(section)?.checked_add(pending.unwrap_or(0))?;
    (length > 0).then_some(Number { thousandths: value.checked_mul(1000)?, step: step * 1000, length })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::attribute::Domain;
    use crate::text::Span;

    fn of(text: &str, unit: &str) -> Option<Vec<(u32, u32)>> {
        let attribute = Attribute {
            name: "数".to_owned(),
            aliases: Vec::new(),
            domain: Domain::Integer { low: 0, unit: Some(unit.to_owned()) },
            size: 1_000_001,
            ask: None,
            absent: None,
            cost: 1,
            sources: Vec::new(),
            span: Span::default(),
        };
        let text = crate::recognise::normal::normal(text);
        // First and last number of each range.
        read(&text, &attribute, 0, Some(unit), true)
            .map(|(set, _)| set.ranges().iter().map(|r| (r.0, r.1 - 1)).collect())
    }

    #[test]
    fn digits_and_numerals_with_units_of_one_kind() {
        assert_eq!(of("投了三万元", "万元"), Some(vec![(3, 3)]));
        assert_eq!(of("欠薪35000元", "元"), Some(vec![(35000, 35000)]));
        assert_eq!(of("欠薪35000元", "万元"), Some(vec![(3, 4)]));
        assert_eq!(of("３.５米高", "米"), Some(vec![(3, 4)]));
        assert_eq!(of("350厘米高", "毫米"), Some(vec![(3500, 3500)]));
        assert_eq!(of("五百平方米", "平方米"), Some(vec![(500, 500)]));
        assert_eq!(of("500㎡", "平方米"), Some(vec![(500, 500)]));
        assert_eq!(of("一千二百三十四平米", "平方米"), Some(vec![(1234, 1234)]));
        assert_eq!(of("12,000平", "平方米"), Some(vec![(12000, 12000)]));
        assert_eq!(of("二十万人", "人"), Some(vec![(200_000, 200_000)]));
        assert_eq!(of("三天", "平方米"), None);
        assert_eq!(of("第三天", "天"), None);
        assert_eq!(of("什么都没有", "天"), None);
    }

    #[test]
    fn bounds_and_round_numbers_leave_a_range() {
        assert_eq!(of("三百多平方米", "平方米"), Some(vec![(300, 400)]));
        assert_eq!(of("不到500平方米", "平方米"), Some(vec![(0, 500)]));
        assert_eq!(of("超过30人", "人"), Some(vec![(30, 1_000_000)]));
        assert_eq!(of("30人以上", "人"), Some(vec![(30, 1_000_000)]));
        assert_eq!(of("大概100元", "元"), Some(vec![(90, 110)]));
        assert_eq!(of("100元和300元", "元"), Some(vec![(100, 100), (300, 300)]));
    }

    #[test]
    fn numbers_that_are_too_long_are_none() {
        assert_eq!(of(&("9".repeat(40) + "元"), "元"), None);
        assert_eq!(of(&("千".repeat(4000) + "元"), "元"), None);
        assert_eq!(of("9999999999元", "元"), None);
    }
}
