//! What a walk makes of records: expected by hand, the same with any number of threads.

use super::bind::Bound;
use super::{
    AsOf, Case, DraftSurvey, Drafts, Input, LIMIT, Opening, Record, Shelf, Survey, Table, Walk, Walked, bind,
    draft, survey,
};
use crate::cli::args::From;
use crate::cli::clock::Clock;
use crate::cli::console::Console;
use crate::cli::record::{Aside, Draft, Mapping, Reading, Ruling, Signing, Wanted, Who};
use anstream::ColorChoice;
use fenbo::finding::Lang;
use fenbo::{Lists, Policy};
use jiff::civil::{Date, date};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

static TOWN: LazyLock<Arc<Policy>> = LazyLock::new(|| {
    let mut lists = Lists::new();
    lists.add("fenbo.yaml", include_str!("../../../tests/cli/town/fenbo.yaml"));
    lists.add("units.yaml", include_str!("../../../tests/cli/town/units.yaml"));
    lists.add("areas.yaml", include_str!("../../../tests/cli/town/areas.yaml"));
    lists.add("calendar.yaml", include_str!("../../../tests/cli/town/calendar.yaml"));
    lists.add("lists/路灯.fenbo", include_str!("../../../tests/cli/town/lists/路灯.fenbo"));
    let (policy, _, findings) = lists.read();
    assert_eq!(findings, []);
    Arc::new(policy)
});

const CONSOLE: Console = Console { lang: Lang::En, color: ColorChoice::Never, quiet: true };
const DAY: Date = date(2026, 3, 2);

/// A file that goes when it is no longer needed.
struct Temporary(PathBuf);

impl Temporary {
    fn new(extension: &str, text: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fenbo-walk-{}-{number}.{extension}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn mapping(yaml: &str) -> Mapping {
    let file = Temporary::new("yaml", yaml);
    super::mapping(file.0.to_str().unwrap(), CONSOLE).unwrap()
}

fn opened(path: &Path, mapping: Option<&Mapping>, policy: Option<&Policy>) -> Bound {
    let input =
        Input::open(Opening { file: Some(path), from: None::<From>, ..Opening::default() }, CONSOLE).unwrap();
    bind(input, mapping.cloned(), None, LIMIT, policy, CONSOLE).unwrap().unwrap()
}

/// Lines in words, sorted at the end: threads take turns.
#[derive(Default)]
struct Said(Vec<(u64, String)>);

impl Survey for Said {
    fn record(&mut self, record: &Record<'_, '_>) {
        let of = |case: &Option<Case<'_, '_>>| {
            case.as_ref().map_or_else(
                || "-".to_owned(),
                |c| {
                    let brief = c.router.brief(c.complaint);
                    let units = &c.router.policy().registry().units;
                    brief.lead.map_or_else(|| brief.status.key().to_owned(), |u| units.get(u).name.clone())
                },
            )
        };
        let mut words = of(&record.case);
        if let Some((_, second)) = &record.second {
            words = format!("{words} | {}", of(second));
        }
        if let (Some(complaint), Some(case)) = (record.corrected, &record.case) {
            words = format!("{words} => {}", of(&Some(Case { complaint, ..*case })));
        }
        let told = &record.notes.told;
        let tell = |words: &mut String, name: &str, what: String| {
            if !what.is_empty() {
                *words = format!("{words} {name}={what}");
            }
        };
        for (name, who) in [("first", Who::First), ("closing", Who::Closing), ("label", Who::Label)] {
            let (unit, code) = told.named(who);
            tell(&mut words, name, format!("{unit}{code}"));
        }
        let all: Vec<&str> = told.all(|w| matches!(w, Who::Further(_))).map(|(n, _)| n).collect();
        tell(&mut words, "further", all.join("+"));
        let all: Vec<&str> = told.all(|w| w == Who::Joint).map(|(n, _)| n).collect();
        tell(&mut words, "joint", all.join("+"));
        tell(&mut words, "returned", told.returned.map_or_else(String::new, |n| n.to_string()));
        tell(
            &mut words,
            "ruled",
            told.ruled.map_or("", |r| if r == Ruling::Back { "back" } else { "on" }).into(),
        );
        let signed = told.signed.map_or("", |s| match s {
            Signing::InTime => "in_time",
            Signing::Late => "late",
            Signing::Never => "never",
        });
        tell(&mut words, "signed", signed.to_owned());
        tell(&mut words, "hours", told.hours().map_or_else(String::new, |h| h.to_string()));
        tell(&mut words, "channel", told.channel().to_owned());
        tell(
            &mut words,
            "aside",
            told.aside.map_or("", |a| if a == Aside::Test { "test" } else { "other" }).into(),
        );
        tell(&mut words, "fault", record.notes.faults.first().map_or("", |f| f.key()).into());
        self.0.push((record.line, words));
    }

    fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

fn walk(
    path: &Path,
    map: Option<&Mapping>,
    as_of: AsOf,
    second: Option<AsOf>,
    threads: usize,
) -> (Vec<(u64, String)>, Walked) {
    let bound = opened(path, map, Some(&TOWN));
    let table = Table {
        shape: bound.shape,
        clock: Clock::of(&TOWN).unwrap(),
        limit: LIMIT,
        reading: Reading { lenient: map.is_some_and(|m| m.lenient), days: true, ..Reading::default() },
        shelf: Shelf::new(TOWN.clone(), as_of),
        second: second.map(|day| Shelf::new(TOWN.clone(), day)),
        corrects: true,
        texts: None,
    };
    let interrupted = AtomicBool::new(false);
    let walk = Walk {
        name: path,
        threads: Some(threads),
        console: CONSOLE,
        interrupted: &interrupted,
        describe: false,
    };
    let (mut said, walked) = survey(bound.pieces, &table, &walk, Said::default).unwrap().unwrap();
    said.0.sort();
    (said.0, walked)
}

const MAP: &str = "
id: 号
matter: {first: [{columns: [事项]}]}
received: 受理
facts: {街道: 街道, 场所: 场所}
label: {unit: 办结单位, kind: final}
history:
  first: {unit: 首派}
  further: [{unit: 二派}, {unit: 三派}]
  closing: {unit: 办结单位}
  joint: {unit: 并办}
  returned: 退回
  ruled: {column: 裁决, back: [维持]}
  signed: {at: 签收, within: 120}
  dispatched: 派出
  closed: 办结
  channel: 来源
  exclude: [{column: 备注, values: [测试], reason: test}]
  corrected: {matter: {first: [{columns: [正确事项]}]}, facts: {场所: 正确场所}}
";

const HEADER: &str = "号,事项,受理,街道,场所,首派,二派,三派,办结单位,并办,退回,裁决,签收,派出,办结,来源,备注,正确事项,正确场所\n";

#[test]
fn the_course_of_a_complaint_is_read_from_its_columns() {
    let rows = "\
1,A1,2026-03-01,石桥街道,桥下,市交通局,,,市交通局,,0,,2026-03-01 09:00,2026-03-01 08:00,2026-03-01 20:00,电话,,,
2,A1,2026/3/1,石桥街道,桥下,东区城管局,石桥街道办,市交通局,市交通局,,2,改派,2026-03-01 12:00,2026-03-01 08:00,,网络,,,车行道
3,A2,20260301,柳林街道,,市公安局,,,市公安局,流域管理中心、市交通局,否,维持,,,,,测试,,
4,A9,2026-03-01,柳林街道,,,,,,,,,,,,,,,
5,A1,2026年3月1日,柳林街道,公园,,,,市交通局,,,,,,,,,A3,
";
    let file = Temporary::new("csv", &format!("{HEADER}{rows}"));
    let map = mapping(MAP);
    let expected = [
        "市交通局 first=市交通局 closing=市交通局 label=市交通局 returned=0 signed=in_time hours=12 channel=电话",
        "市交通局 => 东区城管局 first=东区城管局 closing=市交通局 label=市交通局 further=石桥街道办+市交通局 returned=2 \
         ruled=on signed=late channel=网络",
        "asked first=市公安局 closing=市公安局 label=市公安局 joint=流域管理中心+市交通局 returned=0 ruled=back \
         aside=test",
        "- fault=unknown_matter",
        "市交通局 => gap closing=市交通局 label=市交通局",
    ];
    for threads in [1, 3] {
        let (said, walked) = walk(&file.0, Some(&map), AsOf::Day(DAY), None, threads);
        let words: Vec<&str> = said.iter().map(|(_, w)| w.as_str()).collect();
        assert_eq!(words, expected);
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
        assert_eq!((walked.read, walked.unreadable()), (4, 1));
    }
}

#[test]
fn a_history_that_lacks_what_it_could_tell_is_still_one_and_a_fact_it_lacks_is_not() {
    let map = mapping(MAP);
    let file = Temporary::new("csv", "号,事项,受理,街道,场所\n1,A1,2026-03-01,石桥街道,桥下\n");
    let (said, _) = walk(&file.0, Some(&map), AsOf::Day(DAY), None, 1);
    assert_eq!(said[0].1, "市交通局");
    let file = Temporary::new("csv", "号,事项,受理,街道\n1,A1,2026-03-01,石桥街道\n");
    let input = Input::open(Opening { file: Some(&file.0), ..Opening::default() }, CONSOLE).unwrap();
    let failure = bind(input, Some(map), None, LIMIT, Some(&TOWN), CONSOLE).err().unwrap();
    assert!(failure.en.contains("no column \"场所\""), "{}", failure.en);
}

#[test]
fn records_with_their_own_keys_tell_their_course_too() {
    let lines = r#"{"id":1,"matter":"A1","facts":{"街道":"石桥街道","场所":"桥下"},"channel":"电话","history":{"first":"D1","further":["J1","S1"],"closing":"S1","returned":1,"ruled":"elsewhere","signed":"late"}}
{"id":2,"matter":"A1","facts":{"街道":"石桥街道","场所":"桥下"},"经过":{"首派":"S1","办结单位":"S1","更正":{"要素":{"场所":"公园"}},"并办":["S2"],"剔除":"测试"}}
{"id":3,"matter":"A1","history":7}
"#;
    let file = Temporary::new("jsonl", lines);
    let (said, walked) = walk(&file.0, None, AsOf::Day(DAY), None, 2);
    let expected = [
        (1, "市交通局 first=D1 closing=S1 further=J1+S1 returned=1 ruled=on signed=late channel=电话"),
        (2, "市交通局 => 市交通局 first=S1 closing=S1 joint=S2 aside=test"),
        (3, "- fault=wrong_kind"),
    ];
    assert_eq!(said.iter().map(|(n, w)| (*n, w.as_str())).collect::<Vec<_>>(), expected);
    assert_eq!(walked.unread.get("wrong_kind"), Some(&1));
}

#[test]
fn two_days_are_read_in_one_walk() {
    let lines = "{\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"小区\"}}\n\
                 {\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"公园\"}}\n\
                 {\"matter\":\"A1\",\"facts\":{\"街道\":\"石桥街道\",\"场所\":\"池塘\"}}\n";
    let file = Temporary::new("jsonl", lines);
    let later = AsOf::Day(date(2026, 9, 1));
    let (said, _) = walk(&file.0, None, AsOf::Day(DAY), Some(later), 2);
    let words: Vec<&str> = said.iter().map(|(_, w)| w.as_str()).collect();
    assert_eq!(words, ["gap | 石桥街道办", "市交通局 | gap", "- | - fault=unknown_value"]);
}

#[test]
fn cells_that_mean_nothing_are_counted_by_column_with_their_first_line() {
    let rows = "\
1,A1,2026-03-01,石桥街道,桥下,市交通局,,,市交通局,,零,,,不详,,,,,
2,A1,2026-03-99,石桥街道,桥下,市交通局,,,市交通局,,许多,,,,,,,,
3,A1,2026-03-01,石桥街道,桥
";
    let file = Temporary::new("csv", &format!("{HEADER}{rows}"));
    let (_, walked) = walk(&file.0, Some(&mapping(MAP)), AsOf::Day(DAY), None, 2);
    assert_eq!(walked.read, 1);
    assert_eq!(walked.columns.get(&("bad_time", "受理".to_owned())), Some(&(1, 3)));
    assert_eq!(walked.unread.get("columns"), Some(&1));
    assert_eq!(walked.spoilt.get("退回"), Some(&(2, 2, "零".to_owned())));
    assert_eq!(walked.spoilt.get("派出"), Some(&(1, 2, "不详".to_owned())));
}

#[derive(Default)]
struct Drafted(Vec<(u64, String)>);

impl DraftSurvey for Drafted {
    fn draft(&mut self, line: u64, draft: &Draft) {
        let facts: Vec<String> = draft.facts.iter().map(|(a, v)| format!("{a}={v}")).collect();
        let fault = draft.faults.first().map_or("", |f| f.key());
        let (unit, code) = draft.told.named(Who::Label);
        let path = draft.path.join("/");
        let words =
            format!("{} {path}/{} {} {unit}/{code} {fault}", draft.matter, draft.name, facts.join(","));
        self.0.push((line, words));
    }

    fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

#[test]
fn without_lists_the_words_of_the_records_are_given() {
    let csv = "SUB_TYPE_ID,SUB_TYPE_NAME,MAIN_TYPE_ID,MAIN_TYPE_NAME,EVENT_TYPE_ID,EVENT_TYPE_NAME,REC_ID,CREATE_TIME,\
STREET_NAME,COMMUNITY_NAME,EVENT_SRC_NAME,EVENT_PROPERTY_NAME,DISPOSE_UNIT_NAME,DISPOSE_UNIT_ID\n\
662,侵占绿地,186,市政设置,6,市政设施,9148,2018-02-08 15:34:40,龙田街道,-,@坪山,投诉,老坑社区,1805\n\
-,-,186,市政设置,6,市政设施,9149,20180208,龙田街道,老坑社区,@坪山,投诉,老坑社区,1805\n\
-,-,-,-,-,-,9150,2018-02-08,龙田街道,老坑社区,@坪山,投诉,老坑社区,1805\n";
    let file = Temporary::new("csv", csv);
    let map = super::mapping("pingshan", CONSOLE).unwrap();
    let bound = opened(&file.0, Some(&map), None);
    let reading = Reading { lenient: true, days: true, ..Reading::default() };
    let drafts = Drafts {
        shape: bound.shape,
        clock: Clock::of(&TOWN).unwrap(),
        limit: LIMIT,
        reading,
        wanted: Wanted::Matter,
    };
    let interrupted = AtomicBool::new(false);
    let walk = Walk {
        name: &file.0,
        threads: Some(2),
        console: CONSOLE,
        interrupted: &interrupted,
        describe: false,
    };
    let (mut drafted, walked) = draft(bound.pieces, &drafts, &walk, Drafted::default).unwrap().unwrap();
    drafted.0.sort();
    let words: Vec<&str> = drafted.0.iter().map(|(_, w)| w.as_str()).collect();
    assert_eq!(
        words,
        [
            "662 市政设施/市政设置/侵占绿地 街道=龙田街道,社区=,来源=@坪山,诉求性质=投诉 老坑社区/1805 ",
            "G186 市政设施/市政设置/ 街道=龙田街道,社区=老坑社区,来源=@坪山,诉求性质=投诉 老坑社区/1805 ",
            " / 街道=龙田街道,社区=老坑社区,来源=@坪山,诉求性质=投诉 老坑社区/1805 no_matter",
        ]
    );
    assert_eq!((walked.read, walked.unread.get("no_matter")), (2, Some(&1)));
}
