//! Files nobody means well with, or nobody has typed to the end.

use super::super::*;
use super::findings::read_all;
use crate::policy::intervals::Intervals;
use crate::syntax::entries::{Duration, DurationUnit};
use jiff::civil::date;
use proptest::prelude::*;

/// Files that are right, of each kind; the first letter tells the kind.
const GOOD: [(&str, &str); 4] = [
    ("p", include_str!("good/fenbo.yaml")),
    ("a", include_str!("good/areas.yaml")),
    ("u", include_str!("good/units.yaml")),
    ("c", include_str!("good/calendar.yaml")),
];

/// Everything one can ask of registries.
fn use_all(registry: &Registry) {
    let (areas, units) = (&registry.areas, &registry.units);
    for (id, area) in areas.iter() {
        assert!(area.low < area.high && area.high <= areas.leaves());
        assert!(area.parent.is_none_or(|p| p < id && areas.get(p).level < area.level));
        let path = areas.path(id);
        let _ = areas.find(&path.split('/').collect::<Vec<_>>(), Some(area.level));
        assert_eq!(areas.covering(area.low, area.high).map(|c| areas.get(c).high), Some(area.high));
    }
    for (id, role) in units.roles() {
        assert_eq!(units.role(&role.name), Some(id));
        let all = Intervals::range(0, areas.leaves() + 2);
        let holders = units.holders(id, &all);
        assert!(holders.vacant);
        assert!(all.values().filter_map(|v| units.holder(id, v)).all(|u| holders.units.contains(&u)));
    }
    for (id, _) in units.iter() {
        let _ = units.current(id, date(2026, 1, 1), &Intervals::range(0, 1));
    }
    let five = Duration { amount: 5, unit: DurationUnit::WorkingDay };
    let end = registry.calendar.add(date(2026, 2, 13).at(9, 0, 0, 0), five);
    assert!(registry.calendar.is_workday(end.date()));
}

/// Bytes that mean something to YAML or to the registries.
const PIECES: [&str; 40] = [
    "a",
    "：",
    ":",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "<<: ",
    "!t ",
    "|\n",
    ">",
    "? ",
    "---\n",
    "...\n",
    "%",
    "@",
    "\t",
    "~",
    "null",
    "units",
    "名称",
    "甲",
    "/",
    "*",
    "2026-01-01",
    "9999-12-31",
    "\u{feff}",
    "\0",
    "\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pieces_of_yaml_never_panic(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let text = pieces.concat();
        for kind in ["p", "a", "u", "c"] {
            let (registry, findings, sources) = read_all(&[(kind, &text)]);
            use_all(&registry);
            for finding in findings {
                prop_assert!(finding.span.end as usize <= text.len());
                prop_assert!(text.is_char_boundary(finding.span.start as usize), "{finding:?}");
                prop_assert!(sources.place(finding.span).line >= 1);
            }
        }
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,80}") {
        for kind in ["p", "a", "u", "c"] {
            use_all(&read_all(&[(kind, &text)]).0);
        }
    }

    #[test]
    fn mutated_registries_never_panic(
        which in 0..4usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, prop::sample::select(&PIECES[..])), 1..4),
    ) {
        let mut files: Vec<(&str, String)> = GOOD.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        let chars: Vec<char> = files[which].1.chars().collect();
        let mut text = chars;
        for (at, cut, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + cut).min(text.len());
            text.splice(at..end, piece.chars());
        }
        files[which].1 = text.into_iter().collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        use_all(&read_all(&files).0);
    }
}

#[test]
fn the_good_files_are_good() {
    let (registry, findings, _) = read_all(&GOOD);
    assert_eq!(findings, []);
    use_all(&registry);
    assert_eq!((registry.units.len(), registry.areas.leaves()), (7, 6));
}

/// Each of these would take minutes if something in the reader were quadratic.
#[test]
fn long_files_take_time_in_proportion() {
    let size = 300_000;
    let unit = |i: usize, after: usize| {
        format!("  - {{ name: 位{i}, until: 2020-01-01, successors: [位{after}, 位0] }}\n")
    };
    let all = |line: &dyn Fn(usize) -> String| (0..size / 50).map(line).collect::<String>();
    let shapes = [
        ("Y107", "[".repeat(size)),
        ("Y107", "- ".repeat(size / 2)),
        ("Y107", "{a: ".repeat(size / 4)),
        ("Y106", format!("[&a b,{}]", "*a,".repeat(size / 3))),
        ("Y106", format!("a: &a [x]\nb: &b [{}]\n", "*a,".repeat(size / 3))),
        ("Y102", format!("units:\n{}", "  a: b\n".repeat(size / 7))),
        ("Y120", format!("units:\n{}", "  - name: 甲\n".repeat(size / 15))),
        ("Y122", format!("units:\n{}", all(&|i| unit(i, i + 1)))),
        ("Y121", format!("units:\n{}", all(&|i| unit(i, i + size)))),
    ];
    for (code, text) in shapes {
        let (_, findings, _) = read_all(&[("u", &text)]);
        assert!(findings.iter().any(|f| f.code == code), "{code}");
        assert!(findings.len() <= 1001, "{code}");
    }
    let areas =
        format!("levels: [区, 社区]\nareas:\n{}", all(&|_| "  - { name: 中, children: [中] }\n".to_owned()));
    let units = format!("units: [{{ name: 甲, areas: [{}] }}]\n", "中/中, ".repeat(size / 9));
    let (_, findings, _) = read_all(&[("a", &areas), ("u", &units)]);
    assert_eq!(findings.iter().filter(|f| f.code == "Y135").count(), 1000);
}
