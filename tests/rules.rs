//! The page of every code is true: the example that fails has the finding, the one that passes has not.

use fenbo::check::{Options, PAGES, check};
use fenbo::{Date, Lists, Router, Severity};
use std::collections::BTreeSet;

/// A fenced block: the name of the text it holds, and the text.
type Text = (String, String);

/// The day that examples are checked on, unless a line `Day: …` says otherwise.
const DAY: Date = Date::constant(2026, 7, 1);

fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// ` ```fenbo NAME ` or ` ```yaml NAME `; without a name `lists.fenbo`.
fn texts(section: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut open: Option<Text> = None;
    for line in section.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => texts.extend(open.take()),
            (None, Some(info)) => {
                let name = info.split_whitespace().nth(1).unwrap_or("lists.fenbo");
                open = Some((name.to_owned(), String::new()));
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    texts
}

/// Every code found in the texts, by reading, compiling or checking, with how grave it is there.
fn codes(texts: &[Text], day: Date) -> BTreeSet<(String, Severity)> {
    let mut lists = Lists::new();
    for (name, text) in texts {
        lists.add(name, text.clone());
    }
    let (policy, _, mut findings) = lists.read();
    let policy = std::sync::Arc::new(policy);
    findings.extend(Router::compile(policy.clone(), day).1);
    let until = day.saturating_add(jiff::Span::new().years(1));
    let report = check(&policy, &Options { day, until });
    let checked = report.problems.into_iter().map(|p| p.finding);
    findings.into_iter().chain(checked).map(|f| (f.code.to_owned(), f.severity)).collect()
}

#[test]
fn every_page_is_true() {
    for (code, page) in PAGES {
        let row = fenbo::finding::codes::code(code).expect("a code of the table");
        assert!(page.starts_with(&format!("# {code} {} · {}\n", row.zh, row.en)), "title of {code}");
        for heading in ["说明", "Meaning"] {
            assert!(section(page, heading).is_some_and(|s| s.trim().len() > 40), "{code}: {heading}");
        }
        let day =
            page.lines().find_map(|l| l.strip_prefix("Day: ")).map_or(DAY, |d| d.parse().expect("a day"));
        let fails = texts(section(page, "有问题 · fails").expect("an example that fails"));
        let passes = texts(section(page, "没问题 · passes").expect("an example that passes"));
        let has = |found: &BTreeSet<(String, Severity)>, code: &str| found.iter().any(|f| f.0 == code);
        let found = codes(&fails, day);
        assert!(has(&found, code), "{code} is not found in the example that fails: {found:?}");
        let found = codes(&passes, day);
        let grave = |found: &&(String, Severity)| found.1 > Severity::Note;
        assert!(!has(&found, code), "{code} is found in the example that passes");
        assert_eq!(
            found.iter().filter(grave).collect::<Vec<_>>(),
            Vec::<&(String, Severity)>::new(),
            "{code}: the example that passes"
        );
    }
}

#[test]
fn every_check_has_a_page() {
    let paged: BTreeSet<&str> = PAGES.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&str> = fenbo::finding::codes::CODES
        .iter()
        .map(|c| c.code)
        .filter(|c| c.starts_with(['C', 'P']) && !paged.contains(c))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "codes without a page");
}
