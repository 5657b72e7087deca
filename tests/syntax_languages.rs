//! A Chinese and an English writing of the same list make the same entries.

use fenbo::finding::{Lang, render};
use fenbo::syntax::{meaning, parse};
use fenbo::text::{Source, Sources};

const PAIRS: &[(&str, &str, &str)] = &[
    ("catalogue", include_str!("lists/catalogue.zh.fenbo"), include_str!("lists/catalogue.en.fenbo")),
    ("duties", include_str!("lists/duties.zh.fenbo"), include_str!("lists/duties.en.fenbo")),
    ("practice", include_str!("lists/practice.zh.fenbo"), include_str!("lists/practice.en.fenbo")),
];

#[test]
fn both_writings_read_without_findings() {
    for (name, zh, en) in PAIRS {
        for (tongue, text) in [("zh", zh), ("en", en)] {
            let mut sources = Sources::default();
            let id = sources.add(Source::new(format!("{name}.{tongue}"), *text));
            let (_, findings) = parse(id, &sources);
            let words: Vec<_> = findings.iter().map(|f| render(f, &sources, Lang::En)).collect();
            assert!(words.is_empty(), "{words:#?}");
        }
    }
}

#[test]
fn both_writings_make_the_same_entries() {
    for (name, zh, en) in PAIRS {
        let (zh, en) = (meaning(zh), meaning(en));
        assert_eq!(zh.len(), en.len(), "{name}");
        for (zh, en) in zh.iter().zip(&en) {
            assert_eq!(zh, en, "{name}");
        }
    }
}

/// The first two columns of the page's table name every keyword of both languages.
#[test]
fn the_pairs_hold_every_keyword_of_the_language_page() {
    let page = include_str!("../docs/language.md");
    let rows: Vec<&str> = page
        .lines()
        .skip_while(|l| !l.starts_with("| heading"))
        .skip(2)
        .take_while(|l| l.starts_with('|'))
        .collect();
    assert_eq!(rows.len(), 16, "the table has a row for each heading");
    for row in rows {
        let cells: Vec<&str> = row.split(" | ").collect();
        let zh_heading = cells[0].trim_start_matches("| ").split('：').next().unwrap();
        let all_zh: String = PAIRS.iter().map(|p| p.1).collect();
        let all_en: String = PAIRS.iter().map(|p| p.2).collect();
        assert!(all_zh.contains(&format!("\n{zh_heading}：")), "{zh_heading}");
        assert!(all_en.contains(&format!("\n{}: ", cells[1])), "{}", cells[1]);
        for item in cells[2].trim_end_matches(" |").split(" · ") {
            let word = item.split(' ').next().unwrap();
            if item.starts_with("the items") || item.starts_with("pipe-table") {
                continue;
            }
            assert!(all_zh.contains(&format!("\n  {word}：")), "{word} of {zh_heading}");
            // The first time an item is named, its English word follows in parentheses.
            if let Some((_, english)) = item.split_once(" (") {
                let english = english.split([':', ')']).next().unwrap();
                assert!(all_en.contains(&format!("\n  {english}: ")), "{english} of {zh_heading}");
            }
        }
    }
}
