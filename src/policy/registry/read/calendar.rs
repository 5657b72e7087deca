//! Files of working days.

use super::super::yaml::{Entry, Node, Report, both, check_name, parse};
use super::super::{Calendar, CalendarYear};
use crate::finding::Finding;
use crate::syntax::entries::Spanned;
use crate::text::{SourceId, Sources, Span, fold};
use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const FILE: [(&str, &str); 1] = [("years", "年份")];
const YEAR: [(&str, &str); 5] = [
    ("source", "来源"),
    ("provisional", "暂定"),
    ("holidays", "放假"),
    ("statutory", "法定节假日"),
    ("workdays", "调休上班"),
];

/// From the first day of the longest holiday to its last.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What is said of days, over all years and files.
#[derive(Default)]
struct Days {
    off: FxHashMap<Date, Span>,
    worked: FxHashMap<Date, Span>,
}

pub(super) fn read(ids: &[SourceId], sources: &Sources, report: &mut Report) -> Calendar {
    let mut years: BTreeMap<i16, CalendarYear> = BTreeMap::new();
    let mut seen: FxHashMap<i16, Span> = FxHashMap::default();
    let mut days = Days::default();
    for id in ids {
        let Some(node) = parse(*id, sources, report) else { continue };
        let [entries] = node.fields(&FILE, report);
        for entry in entries.map_or(&[][..], |e| e.value.entries(report)) {
            let Some(number) = year_number(entry, report) else { continue };
            let first = *seen.entry(number).or_insert(entry.key.span);
            if first != entry.key.span {
                let words = both(
                    format!("{number} 年已经有了；只采用了前一个。"),
                    format!("The year {number} is written already; only the first is used."),
                );
                report.error_with("Y155", entry.key.span, words, first);
                continue;
            }
            let said = year(number, &entry.value, entry.key.span, &mut days, report);
            years.insert(number, said);
        }
    }
    Calendar::new(&years)
}

fn year_number(entry: &Entry, report: &mut Report) -> Option<i16> {
    let key = fold(&entry.key.value);
    let digits = key.strip_suffix('年').unwrap_or(&key);
    let number = digits.parse().ok().filter(|y| digits.len() == 4 && (1900..=2999).contains(y));
    if number.is_none() {
        let words = both(
            format!("「{key}」不是年份；应当是四位数字。"),
            format!("`{key}` is no year; write four digits."),
        );
        report.error("Y104", entry.key.span, words);
    }
    number
}

fn year(number: i16, node: &Node, place: Span, days: &mut Days, report: &mut Report) -> CalendarYear {
    let [source, provisional, holidays, statutory, workdays] = node.fields(&YEAR, report);
    let mut said = CalendarYear {
        source: source.and_then(|e| e.value.text(report)).map(|s| s.value),
        provisional: provisional.and_then(|e| e.value.boolean(report)).unwrap_or(false),
        ..CalendarYear::default()
    };
    for entry in holidays.map_or(&[][..], |e| e.value.entries(report)) {
        if check_name(&entry.key, report)
            && let Some((first, last)) = holiday(number, &entry.value, report)
        {
            let mut day = first.value;
            while day <= last {
                days.claim(day, first.span, Side::Off, report);
                said.days_off.push(day);
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
    }
    said.days_off.sort_unstable();
    said.days_off.dedup();
    for day in dates(number, statutory, report) {
        if said.days_off.binary_search(&day.value).is_ok() {
            said.statutory.push(day.value);
        } else {
            let words = both(
                format!("{} 不在本年的放假日之内。", day.value),
                format!("{} is not among the holidays of this year.", day.value),
            );
            report.error("Y154", day.span, words);
        }
    }
    for day in dates(number, workdays, report) {
        if !matches!(day.value.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let words = both(
                format!("{} 不是周末，本来就上班。", day.value),
                format!("{} is not at a weekend and is worked anyway.", day.value),
            );
            report.warning("Y153", day.span, words);
        }
        if days.claim(day.value, day.span, Side::Worked, report) {
            said.workdays.push(day.value);
        }
    }
    if !said.days_off.is_empty() && statutory.is_none() {
        let words = both(
            format!("{number} 年有放假日而没有法定节假日（statutory），没有一天会算作法定节假日。"),
            format!(
                "{number} has holidays but no `statutory` days, so no day counts as a statutory holiday."
            ),
        );
        report.warning("Y156", place, words);
    }
    said
}

/// First and last day of a holiday; one date stands for one day.
fn holiday(number: i16, node: &Node, report: &mut Report) -> Option<(Spanned<Date>, Date)> {
    let (first, last) = match node.list(report) {
        [day] => {
            let day = day.date(report)?;
            return in_year(number, &day, report).then(|| (day.clone(), day.value));
        }
        [first, last] => {
            let (first, last) = (first.date(report), last.date(report));
            (first?, last?)
        }
        [] => {
            // A value of another kind has had its finding.
            if matches!(&node.value, super::super::yaml::Value::List(_) | super::super::yaml::Value::Nothing)
            {
                node.wrong(&both("首日和末日", "the first and the last day"), report);
            }
            return None;
        }
        _ => {
            node.wrong(&both("首日和末日两个日期", "two dates, the first and the last day"), report);
            return None;
        }
    };
    let fits = [&first, &last].map(|day| in_year(number, day, report));
    if first.value.duration_until(last.value) > LONGEST {
        let words = both("假期不能超过 31 天。", "A holiday cannot be longer than 31 days.");
        report.error("Y150", last.span, words);
        return None;
    }
    if last.value < first.value {
        let finding = Finding::error(
            "Y150",
            last.span,
            format!("末日 {} 早于首日 {}。", last.value, first.value),
            format!("The last day {} is before the first day {}.", last.value, first.value),
        );
        report.add(finding.with(first.span, "首日在这里", "the first day is here"));
        return None;
    }
    (fits == [true, true]).then_some((first, last.value))
}

fn dates(number: i16, entry: Option<&Entry>, report: &mut Report) -> Vec<Spanned<Date>> {
    let items = entry.map_or(&[][..], |e| e.value.list(report));
    let days = items.iter().filter_map(|item| item.date(report)).collect::<Vec<_>>();
    days.into_iter().filter(|day| in_year(number, day, report)).collect()
}

/// Whether a day belongs to a year's notice: the notice for a year may reach back into December, for 元旦.
fn in_year(number: i16, day: &Spanned<Date>, report: &mut Report) -> bool {
    let (year, month) = (day.value.year(), day.value.month());
    if year == number || (year + 1 == number && month == 12) {
        return true;
    }
    let words = both(
        format!("{} 不在 {number} 年（或上年十二月）。", day.value),
        format!("{} is not in {number} (nor in the December before).", day.value),
    );
    report.error("Y151", day.span, words);
    false
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Off,
    Worked,
}

impl Days {
    /// Notes what is said of a day; false, with a finding, if the opposite has been said.
    fn claim(&mut self, day: Date, span: Span, side: Side, report: &mut Report) -> bool {
        let (mine, other) = match side {
            Side::Off => (&mut self.off, &self.worked),
            Side::Worked => (&mut self.worked, &self.off),
        };
        mine.entry(day).or_insert(span);
        let Some(first) = other.get(&day) else { return true };
        let words = both(
            format!("{day} 既放假又上班；按放假算。"),
            format!("{day} is both a day off and a working day; it counts as off."),
        );
        report.error_with("Y152", span, words, *first);
        false
    }
}
