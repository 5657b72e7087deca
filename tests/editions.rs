//! The notices in `调整/` of the shipped city and its lists say the same: what a notice names begins on its day or
//! ended on the day before, and nothing begins or ends in the year without a notice.

#[allow(dead_code, reason = "only the lists are wanted")]
mod shipped;

use fenbo::policy::Policy;
use fenbo::policy::duty::{Case, Expected};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The day on which the lists were founded; what begins on it needs no notice.
const FOUNDED: Date = date(2026, 1, 1);

/// One adjustment batch: the day it takes effect, and the codes in the first column of its tables.
struct Notice {
    name: String,
    day: Date,
    codes: BTreeSet<String>,
}

/// A line with a code, and its first and last day.
struct Line {
    code: String,
    ruling: bool,
    from: Date,
    until: Date,
}

/// `Z-0110-904（原 Z-0110-038，裁定 2026-006）` names three codes.
fn codes(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.contains('-') && word.contains(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

/// The notices by their day: files named `2026-03-16 第5批.md`.
fn notices() -> Vec<Notice> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues/pengcheng/调整");
    let mut notices: Vec<Notice> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let day = name.split(' ').next().unwrap().parse().unwrap_or_else(|e| panic!("{name}: {e}"));
            let text = std::fs::read_to_string(&path).unwrap();
            let cells = text.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
            Notice { day, codes: cells.flat_map(codes).collect(), name }
        })
        .collect();
    notices.sort_by_key(|notice| notice.day);
    notices
}

/// Every duty, ruling and matter that has a code of its own. A proviso is in effect with its duty and is not one.
fn lines(policy: &Policy) -> Vec<Line> {
    let provisos = |code: &str| code.ends_with(|c: char| c.is_ascii_lowercase());
    let duties = policy.duties().filter(|(_, d)| !provisos(&d.code)).map(|(_, d)| Line {
        code: d.code.to_string(),
        ruling: d.ruled_on.is_some(),
        from: d.valid.0,
        until: d.valid.1,
    });
    let matters = policy.matters().iter().map(|(_, m)| Line {
        code: m.code.clone(),
        ruling: false,
        from: m.valid.0,
        until: m.valid.1,
    });
    duties.chain(matters).collect()
}

fn in_year(day: Date) -> bool {
    FOUNDED < day && day.year() == FOUNDED.year()
}

#[test]
fn the_notices_say_what_the_lists_do() {
    let policy = shipped::policy("pengcheng");
    let (notices, lines) = (notices(), lines(&policy));
    let mut wrong = Vec::new();

    let known: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.code.as_str(), line)).collect();
    let mut before = FOUNDED.yesterday().unwrap();
    for Notice { name, day, codes } in &notices {
        if codes.len() < 3 {
            wrong.push(format!("{name} names only {codes:?}"));
        }
        for code in codes {
            match known.get(code.as_str()) {
                None => wrong.push(format!("{name} names {code}, which is in no list")),
                // Rulings are made on any day; the next notice reports them, and the one that folds them in ends them.
                Some(line) if line.ruling && before < line.from && line.from <= *day => {}
                Some(line) if line.from == *day || line.until.saturating_add(1.day()) == *day => {}
                Some(line) => wrong.push(format!(
                    "{name} names {code}, which is in effect from {} until {}",
                    line.from, line.until
                )),
            }
        }
        before = *day;
    }

    let named =
        |day: Date, code: &str| notices.iter().any(|notice| notice.day == day && notice.codes.contains(code));
    for Line { code, ruling, from, until } in &lines {
        let reported =
            notices.iter().map(|notice| notice.day).find(|day| *ruling && from <= day).unwrap_or(*from);
        if in_year(*from) && !named(reported, code) {
            wrong.push(format!("{code} begins on {from} and the notice of {reported} does not name it"));
        }
        let next = until.saturating_add(1.day());
        // A ruling may run out by itself; on the eve of a batch it was folded in.
        let expires = *ruling && notices.iter().all(|notice| notice.day != next);
        if in_year(next) && !expires && !named(next, code) {
            wrong.push(format!("{code} ended on {until} and the notice of {next} does not name it"));
        }
    }
    assert!(wrong.is_empty(), "{} lines and notices differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_are_twenty_batches_in_their_order() {
    let notices = notices();
    assert!(notices.len() >= 20, "only {} batches", notices.len());
    for (i, Notice { name, day, .. }) in notices.iter().enumerate() {
        assert!(in_year(*day), "{name}");
        assert_eq!(*name, format!("{day} 第{}批", i + 1));
    }
}

/// For each batch, two cases of one matter and the same facts, told before it and after it, expect different units.
/// That they come out as they expect is the matter of `tests/pengcheng.rs`.
#[test]
fn every_batch_has_cases_before_and_after_it() {
    let policy = shipped::policy("pengcheng");
    let days: Vec<Date> = notices().iter().map(|notice| notice.day).collect();
    let told = |from: Date, until: Date| {
        policy.cases().iter().filter(move |c| c.on.is_some_and(|on| from <= on && on < until))
    };
    let leads = |case: &Case| case.expect.iter().find(|e| matches!(e, Expected::Leads(_))).cloned();
    for (i, day) in days.iter().enumerate() {
        let begins = if i == 0 { FOUNDED } else { days[i - 1] };
        let ends = days.get(i + 1).copied().unwrap_or(date(2027, 1, 1));
        let pair = told(begins, *day).find_map(|old| {
            let same = |new: &&Case| new.matter == old.matter && new.facts == old.facts;
            let other =
                |new: &&Case| leads(old).is_some() && leads(new).is_some() && leads(new) != leads(old);
            told(*day, ends).filter(same).find(other)
        });
        assert!(pair.is_some(), "no pair of cases about {day} shows what the batch changed");
    }
}
