//! Times of day and classes of days, as people say them.

use super::numbers::number;
use crate::policy::intervals::Intervals;
use crate::policy::registry::Calendar;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

const DAY: u32 = 1440;

/// Parts of the day: the words, the window in minutes, and how an hour is told in it.
const PARTS: [(&str, u32, u32, Half); 26] = [
    ("凌晨", 0, 360, Half::First),
    ("大清早", 300, 480, Half::First),
    ("一大早", 300, 480, Half::First),
    ("清晨", 300, 480, Half::First),
    ("清早", 300, 480, Half::First),
    ("早上", 300, 540, Half::First),
    ("早晨", 300, 540, Half::First),
    ("朝早", 300, 540, Half::First),
    ("今早", 300, 540, Half::First),
    ("上午", 360, 720, Half::First),
    ("中午", 690, 840, Half::Noon),
    ("午休", 720, 840, Half::Noon),
    ("下午", 720, 1080, Half::Second),
    ("下昼", 720, 1080, Half::Second),
    ("傍晚", 1020, 1140, Half::Second),
    ("昨晚", 1080, DAY, Half::Second),
    ("今晚", 1080, DAY, Half::Second),
    ("晚上", 1080, DAY, Half::Second),
    ("夜晚", 1080, DAY, Half::Second),
    ("夜里", 1320, DAY + 360, Half::Night),
    ("夜间", 1320, DAY + 360, Half::Night),
    ("半夜", 1380, DAY + 300, Half::Night),
    ("深夜", 1320, DAY + 300, Half::Night),
    ("午夜", 1380, DAY + 120, Half::Night),
    ("三更", 1380, DAY + 300, Half::Night),
    ("通宵", 1380, DAY + 360, Half::Night),
];

/// How an hour from 1 to 12 is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Noon,
    Second,
    /// From six on in the evening, else in the morning.
    Night,
}

/// A time that a text names.
struct Named {
    set: Intervals,
    /// An hour, and not a part of the day alone.
    hour: bool,
    /// How the hours behind it are meant, as far as it says.
    part: Option<Part>,
    length: usize,
}

type Part = &'static (&'static str, u32, u32, Half);

/// The minutes of the day that a text names; several are all possible. A window may cross midnight. Linear in the text.
pub(super) fn times(text: &str) -> Option<(Intervals, Vec<String>)> {
    let (mut set, mut words) = (Intervals::empty(), Vec::new());
    let mut at = 0;
    // The hour before, where it ends, and how it was meant.
    let mut before: Option<(u32, usize, Option<Part>)> = None;
    while let Some(c) = text[at..].chars().next() {
        let joined =
            before.filter(|(_, end, _)| matches!(&text[*end..at], "到" | "至" | "-" | "~" | "一直到"));
        let Some(named) = named(text, at, joined.and_then(|j| j.2)) else {
            at += c.len_utf8();
            continue;
        };
        let end = at + named.length;
        match (joined, named.set.first().filter(|_| named.hour)) {
            // 晚上11点到凌晨2点
            (Some((from, ..)), Some(to)) => set = set.union(&window(from, to + 1)),
            _ => set = set.union(&named.set),
        }
        before = named.set.sole().map(|hour| (hour, end, named.part));
        words.push(text[at..end].to_owned());
        at = end;
    }
    (!set.is_empty()).then_some((set, words))
}

/// The minutes from one to before another, over midnight where that is before.
fn window(from: u32, to: u32) -> Intervals {
    if from < to {
        let beyond = to.saturating_sub(DAY);
        Intervals::union_of([(from, to.min(DAY)), (0, beyond)].into_iter().filter(|(a, b)| a < b))
    } else {
        Intervals::union_of([(from, DAY), (0, to)].into_iter().filter(|(a, b)| a < b))
    }
}

fn named(text: &str, at: usize, inherited: Option<Part>) -> Option<Named> {
    let rest = &text[at..];
    let part = PARTS.iter().find(|p| rest.starts_with(p.0));
    let Some(part) = part else {
        let (set, length) = hour(text, at, inherited)?;
        return Some(Named { set, hour: true, part: inherited, length });
    };
    let length = part.0.len();
    let gap = rest[length..].strip_prefix('的').map_or(0, |_| '的'.len_utf8());
    Some(match hour(text, at + length + gap, Some(part)) {
        Some((set, more)) => Named { set, hour: true, part: Some(part), length: length + gap + more },
        None => Named { set: window(part.1, part.2), hour: false, part: Some(part), length },
    })
}

/// Behind 点 where it counts points and tells no hour.
const POINTS: [&str; 12] =
    ["建议", "意见", "要求", "问题", "诉求", "原因", "说明", "疑问", "希望", "名", "理由", "需求"];

/// `22:30`, `11点`, `两点半`, `三点一刻`, `8点多`: the minutes, and how long it is.
fn hour(text: &str, at: usize, part: Option<Part>) -> Option<(Intervals, usize)> {
    let rest = &text[at..];
    let found = number(rest)?;
    let hour = u32::try_from(found.thousandths / 1000).ok().filter(|h| *h <= 24)?;
    if found.thousandths % 1000 != 0
        || text[..at].ends_with(|c: char| c.is_ascii_digit() || ":.-第".contains(c))
    {
        return None;
    }
    let behind = &rest[found.length..];
    if let Some(minutes) = behind.strip_prefix(':') {
        let digits = minutes.bytes().take_while(u8::is_ascii_digit).count();
        let minute: u32 = minutes.get(..2).filter(|_| digits == 2)?.parse().ok().filter(|m| *m < 60)?;
        let hours = part.map_or_else(|| vec![hour % 24], |p| meant(hour, p));
        let all = hours.into_iter().map(|h| h * 60 + minute);
        return Some((Intervals::union_of(all.map(|m| (m, m + 1))), found.length + 3));
    }
    let told = part.is_some() || hour > 12;
    let behind = match behind.strip_prefix('点') {
        Some(behind) => behind,
        None => behind.strip_prefix('时').filter(|b| told && !b.starts_with(['间', '候', '段']))?,
    };
    let one = rest.starts_with('一') && found.length == '一'.len_utf8();
    let certain = ["钟", "半", "多", "左右", "一刻", "三刻"].iter().any(|w| behind.starts_with(w));
    if POINTS.iter().any(|p| behind.starts_with(p)) || (one && !told && !certain) {
        return None;
    }
    let behind = behind.strip_prefix('钟').unwrap_or(behind);
    let (minute, behind) = minutes(behind);
    let (early, late, behind) = if let Some(b) = behind.strip_prefix('多') {
        (0, 59 - minute.min(59), b)
    } else if let Some(b) = behind.strip_prefix("左右") {
        (30, 30, b)
    } else {
        (0, 0, behind)
    };
    let hours = match part {
        Some(part) => meant(hour, part),
        None if hour > 12 => vec![hour % 24],
        None => vec![hour % 24, (hour + 12) % 24],
    };
    let all = hours.into_iter().map(|h| window_at(h * 60 + minute, early, late));
    let set = all.fold(Intervals::empty(), |all, w| all.union(&w));
    Some((set, rest.len() - behind.len()))
}

fn window_at(minute: u32, early: u32, late: u32) -> Intervals {
    window((minute + DAY - early) % DAY, (minute + late) % DAY + 1)
}

/// The minutes behind 点, and what comes behind them.
fn minutes(behind: &str) -> (u32, &str) {
    for (word, minutes) in [("半", 30), ("一刻", 15), ("三刻", 45)] {
        if let Some(rest) = behind.strip_prefix(word) {
            return (minutes, rest);
        }
    }
    let told = number(behind).and_then(|n| {
        let minute = u32::try_from(n.thousandths / 1000).ok().filter(|m| *m < 60)?;
        let rest = &behind[n.length..];
        rest.strip_prefix('分').map(|rest| (minute, rest))
    });
    told.unwrap_or((0, behind))
}

/// The hours of the day that an hour may be in a part of it.
fn meant(hour: u32, part: Part) -> Vec<u32> {
    let (_, from, _, half) = part;
    let evening = *from >= 1080;
    let meant = match (half, hour) {
        (_, 0 | 13..) => hour % 24,
        (Half::First, 12) => {
            if *from == 0 {
                0
            } else {
                12
            }
        }
        (Half::Noon, 1..=3) => hour + 12,
        // 晚上12点 and 晚上两点 are after midnight.
        (Half::Second, 12) => {
            if evening {
                0
            } else {
                12
            }
        }
        (Half::Night, 12) => 0,
        (Half::Second, 1..=4) if evening => hour,
        (Half::First | Half::Noon, _) | (Half::Night, 1..=5) => hour,
        (Half::Second | Half::Night, _) => hour + 12,
    };
    vec![meant]
}

/// Words for classes of days: 0 工作日, 1 休息日, 2 法定节假日. Longer ones first.
const CLASSES: [(&str, u32, u32); 19] = [
    ("法定节假日", 2, 3),
    ("法定假日", 2, 3),
    ("工作日", 0, 1),
    ("平日", 0, 1),
    ("休息日", 1, 2),
    ("双休日", 1, 2),
    ("周末", 1, 2),
    ("节假日", 1, 3),
    ("小长假", 1, 3),
    ("长假", 1, 3),
    ("假期", 1, 3),
    ("放假", 1, 3),
    ("国庆", 1, 3),
    ("春节", 1, 3),
    ("过年", 1, 3),
    ("元旦", 1, 3),
    ("清明节", 1, 3),
    ("端午", 1, 3),
    ("中秋", 1, 3),
];

/// Days told from the complaint's own, and how many before it.
const BEFORE: [(&str, i64); 12] = [
    ("大前天", 3),
    ("前天", 2),
    ("前晚", 2),
    ("昨天", 1),
    ("昨日", 1),
    ("昨晚", 1),
    ("昨夜", 1),
    ("今天", 0),
    ("今日", 0),
    ("今早", 0),
    ("今晚", 0),
    ("今夜", 0),
];

/// The classes of the days that a text names; several are all possible. The day of the complaint alone counts only where no other
/// day is named. `day`: that of the complaint; without it only words that need none say something. Linear in the text.
pub(super) fn days(text: &str, day: Option<Date>, calendar: &Calendar) -> Option<(Intervals, Vec<String>)> {
    let mut all: Vec<(Intervals, usize, bool)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let Some((set, length, today)) = class(text, at, day, calendar) else {
            at += c.len_utf8();
            continue;
        };
        words.push(text[at..at + length].to_owned());
        all.push((set, length, today));
        at += length;
    }
    let others = all.iter().any(|a| !a.2);
    let kept: Vec<bool> = all.iter().map(|a| !(others && a.2)).collect();
    let sets = all.iter().zip(&kept).filter(|(_, kept)| **kept);
    let set = sets.fold(Intervals::empty(), |all, ((set, ..), _)| all.union(set));
    let words = words.into_iter().zip(kept).filter(|w| w.1).map(|w| w.0).collect();
    (!set.is_empty()).then_some((set, words))
}

/// The class of the day named at a place, how long its name is, and whether it is the complaint's own.
fn class(text: &str, at: usize, day: Option<Date>, calendar: &Calendar) -> Option<(Intervals, usize, bool)> {
    let rest = &text[at..];
    if let Some((word, from, to)) = CLASSES.iter().find(|c| rest.starts_with(c.0)) {
        return Some((Intervals::range(*from, *to), word.len(), false));
    }
    let of = |date: Date| Intervals::single(calendar.day_class(date));
    if let Some((word, before)) = BEFORE.iter().find(|b| rest.starts_with(b.0)) {
        let date = day?.checked_sub(before.days()).ok()?;
        return Some((of(date), word.len(), *before == 0));
    }
    if let Some((weekday, length)) = weekday(rest) {
        let weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
        let habit = text[..at].ends_with('每') || rest[length..].starts_with(['日', '、', '都', '到', '至']);
        let dated = day.filter(|_| !habit).and_then(|day| {
            let last = text[..at].ends_with('上');
            let since = i64::from(day.weekday().since(weekday));
            // 上周五 on a Sunday is of the week before, 周五 the last Friday.
            let this_week = day.weekday().to_monday_zero_offset() >= weekday.to_monday_zero_offset();
            let back = since + if last && this_week { 7 } else { 0 };
            day.checked_sub(back.days()).ok()
        });
        return Some((dated.map_or_else(|| Intervals::single(u32::from(weekend)), of), length, false));
    }
    let (date, length) = date(rest, day?)?;
    Some((of(date), length, false))
}

/// 周六, 星期天, 礼拜三.
fn weekday(text: &str) -> Option<(Weekday, usize)> {
    let word = ["星期", "礼拜", "周"].into_iter().find(|w| text.starts_with(w))?;
    let c = text[word.len()..].chars().next()?;
    let number = "一二三四五六日".chars().position(|d| d == c).or((c == '天').then_some(6))?;
    // 周一 and 周日, but not 周一鸣 or 周天.
    let sure = word != "周" || c != '天';
    let weekday = Weekday::from_monday_zero_offset(i8::try_from(number).ok()?).ok()?;
    sure.then_some((weekday, word.len() + c.len_utf8()))
}

/// `10月1日` of the year in which it was last.
fn date(text: &str, day: Date) -> Option<(Date, usize)> {
    let whole = |text: &str, most: u64| {
        let n = number(text)
            .filter(|n| n.thousandths % 1000 == 0 && (1000..=most * 1000).contains(&n.thousandths))?;
        Some((i8::try_from(n.thousandths / 1000).ok()?, n.length))
    };
    let (month, length) = whole(text, 12)?;
    let behind = text[length..].strip_prefix('月')?;
    let (of_month, more) = whole(behind, 31)?;
    let rest = &behind[more..];
    let end = rest.strip_prefix('日').or_else(|| rest.strip_prefix('号'))?;
    let date = Date::new(day.year(), month, of_month).ok()?;
    let date = if date > day { Date::new(day.year() - 1, month, of_month).ok()? } else { date };
    Some((date, text.len() - end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as on;

    /// The windows of a text, as first and last minute of the day.
    fn at(text: &str) -> Vec<String> {
        let text = crate::recognise::normal::normal(text);
        let clock = |m: u32| format!("{:02}:{:02}", m / 60, m % 60);
        let range = |r: &(u32, u32)| {
            if r.1 == r.0 + 1 { clock(r.0) } else { format!("{}-{}", clock(r.0), clock(r.1 - 1)) }
        };
        times(&text).map(|(set, _)| set.ranges().iter().map(range).collect()).unwrap_or_default()
    }

    #[test]
    fn hours_are_meant_by_the_part_of_the_day() {
        assert_eq!(at("凌晨两点半还在打桩"), ["02:30"]);
        assert_eq!(at("晚上11点跳舞"), ["23:00"]);
        assert_eq!(at("晚上十一点半"), ["23:30"]);
        assert_eq!(at("昨晚12点"), ["00:00"]);
        assert_eq!(at("晚上两点"), ["02:00"]);
        assert_eq!(at("下午三点一刻"), ["15:15"]);
        assert_eq!(at("中午12点"), ["12:00"]);
        assert_eq!(at("中午1点"), ["13:00"]);
        assert_eq!(at("今早６点２０分"), ["06:20"]);
        assert_eq!(at("２２：３０开始"), ["22:30"]);
        assert_eq!(at("22点"), ["22:00"]);
        assert_eq!(at("半夜3点"), ["03:00"]);
    }

    #[test]
    fn what_is_open_stays_open() {
        assert_eq!(at("7点就开工"), ["07:00", "19:00"]);
        assert_eq!(at("夜里一直响"), ["00:00-05:59", "22:00-23:59"]);
        assert_eq!(at("上午施工"), ["06:00-11:59"]);
        assert_eq!(at("晚上9点多"), ["21:00-21:59"]);
        assert_eq!(at("早上八点左右"), ["07:30-08:30"]);
        assert_eq!(at("晚上11点到凌晨2点"), ["00:00-02:00", "23:00-23:59"]);
        assert_eq!(at("下午2点到6点"), ["14:00-18:00"]);
        assert_eq!(at("晚上11点，凌晨4点又来"), ["04:00", "23:00"]);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "我有三点建议",
            "第2点",
            "一点都不管",
            "快一点",
            "三个小时",
            "比例3:2",
            "12:345",
            "25点",
            "",
            "点",
        ] {
            assert!(at(text).is_empty(), "{text}: {:?}", at(text));
        }
    }

    /// The classes of the days of a text told on a Wednesday.
    fn on_days(text: &str) -> Vec<u32> {
        let calendar = Calendar::default();
        let text = crate::recognise::normal::normal(text);
        let found = days(&text, Some(on(2026, 3, 4)), &calendar);
        found.map(|(set, _)| set.values().collect()).unwrap_or_default()
    }

    #[test]
    fn days_by_class_by_weekday_and_told_from_the_complaint_s_own() {
        assert_eq!(on_days("周末还在施工"), [1]);
        assert_eq!(on_days("星期六早上"), [1]);
        assert_eq!(on_days("每周六、周日都来"), [1]);
        assert_eq!(on_days("节假日也不停"), [1, 2]);
        assert_eq!(on_days("法定节假日"), [2]);
        assert_eq!(on_days("工作日"), [0]);
        assert_eq!(on_days("昨天下午"), [0]);
        assert_eq!(on_days("2月28日那天"), [1]);
        assert_eq!(on_days("今天打电话，说的是上周日"), [1]);
        assert_eq!(on_days("今天"), [0]);
        assert!(on_days("周先生家").is_empty());
        // Without a day a day told from it says nothing.
        assert!(days("昨天", None, &Calendar::default()).is_none());
    }
}
