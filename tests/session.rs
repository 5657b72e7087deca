//! Lists that are checked while they are edited come out as lists that are checked anew.
//!
//! Ordinary run: some dozens of edited lists. Long run: `FENBO_LISTS=400 cargo test --test session` (that many of each kind).

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../benches/generate/mod.rs"]
mod generate;

use fenbo::Lists;
use fenbo::check::{Options, Problem, Session, check};
use generate::duties::lists;
use generate::write::files;
use generate::{Plan, Style};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Expired rulings of the generator have ended, others end within the year looked at.
fn options() -> Options {
    Options { day: date(2026, 3, 1), until: date(2027, 3, 1) }
}

/// The one day alone.
fn one_day() -> Options {
    Options { until: options().day, ..options() }
}

fn named(texts: &BTreeMap<String, String>) -> Lists {
    let mut lists = Lists::in_folder("city");
    for (name, text) in texts {
        lists.add(name, text.as_str());
    }
    lists
}

fn generated(style: Style, seed: u64) -> BTreeMap<String, String> {
    files(&lists(Plan { seed, duties: 70, matters: 14, style }))
}

/// The register of what is cited: one instrument that ended, one that empowers a unit.
fn bases(texts: &BTreeMap<String, String>) -> String {
    let cited = texts.values().flat_map(|t| t.lines()).filter_map(|l| l.trim().strip_prefix("依据：《"));
    let mut titles: Vec<&str> = cited.filter_map(|l| l.split('》').next()).collect();
    titles.sort_unstable();
    titles.dedup();
    let unit = names_in(&texts["registry/units.yaml"]).into_iter().next().unwrap_or_default();
    let mut text = "bases:\n".to_owned();
    for (i, title) in titles.iter().enumerate() {
        let more = match i % 3 {
            0 => "\n    until: 2026-01-31".to_owned(),
            1 => format!("\n    departments: [{unit}]"),
            _ => String::new(),
        };
        let _ = writeln!(text, "  - name: {title}{more}");
    }
    text
}

/// The names of a registry.
fn names_in(yaml: &str) -> Vec<&str> {
    yaml.lines().filter_map(|l| l.trim_start_matches([' ', '-']).strip_prefix("name: ")).collect()
}

/// Waivers of some of what is found: by fingerprint, by duty, matter or unit, by code alone; some of nothing, some ended.
fn waivers(texts: &BTreeMap<String, String>, options: &Options) -> String {
    let mut session = Session::new(named(texts), options.clone());
    let problems = session.report().problems;
    let policy = session.policy().clone();
    let units = names_in(&texts["registry/units.yaml"]);
    let mut text = "豁免：C301\n  适用：无此名\n  理由：试\n豁免：C316\n  理由：试\n".to_owned();
    for (i, problem) in problems.iter().enumerate().filter(|(i, p)| i % 3 == 0 && p.finding.code != "P901") {
        let duty = problem.duties.first().map(|d| policy.duty(*d).code.to_string());
        let matter = problem.matters.first().map(|m| policy.matters().get(*m).code.clone());
        let unit = units.get(i % units.len().max(1)).map(|u| (*u).to_owned());
        let (code, about) = match i / 3 % 6 {
            0 => (problem.name(), None),
            1 => (problem.finding.code.to_owned(), duty),
            2 => (problem.finding.code.to_owned(), matter),
            3 => (problem.finding.code.to_owned(), unit),
            4 => (problem.finding.code.to_owned(), problem.about.first().cloned()),
            _ => (problem.finding.code.to_owned(), None),
        };
        let about = about.map_or_else(String::new, |a| format!("  适用：{a}\n"));
        let _ = write!(text, "豁免：{code}\n{about}  理由：试\n");
        text.push_str(if i % 7 == 0 { "  失效：2026-01-01\n" } else { "" });
    }
    text
}

/// One edit of a text: what, and where as fractions of what there is.
#[derive(Debug, Clone)]
struct Change {
    kind: usize,
    file: usize,
    block: usize,
    with: usize,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = (0..KINDS, any::<usize>(), any::<usize>(), any::<usize>())
        .prop_map(|(kind, file, block, with)| Change { kind, file, block, with });
    prop::collection::vec(one, 1..7)
}

const KINDS: usize = 32;

/// The blocks of a text, each from its heading on; what stands before the first heading comes first.
fn blocks(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '#', '\n']) {
            all.push(String::new());
        }
        all.last_mut().expect("never empty").push_str(line);
    }
    all
}

/// The line of a block that begins with a word, replaced by what `with` makes of it; else the block with a line more.
fn line(block: &str, word: &str, with: impl Fn(&str) -> String) -> String {
    let found = block.lines().any(|l| l.trim_start().starts_with(word));
    let mut out = String::new();
    for (i, l) in block.lines().enumerate() {
        if l.trim_start().starts_with(word) {
            out.push_str(&with(l));
        } else {
            out.push_str(l);
            out.push('\n');
        }
        if i == 0 && !found {
            out.push_str(&with(""));
        }
    }
    out
}

/// Makes one edit and says which file it was.
fn apply(texts: &mut BTreeMap<String, String>, change: &Change) -> String {
    let folder = match change.kind {
        16 => "lists/matters/",
        17 => "lists/attributes",
        18 => "registry/units",
        19 => "lists/practice",
        _ => "lists/duties/",
    };
    let names: Vec<String> = texts.keys().filter(|n| n.starts_with(folder)).cloned().collect();
    let name = names[change.file % names.len()].clone();
    let all = blocks(&texts[&name]);
    let donor = blocks(&texts[&names[change.with % names.len()]]);
    let at = change.block % all.len();
    let pick = |word: &str| {
        let lines: Vec<&str> = donor.iter().flat_map(|b| b.lines()).filter(|l| l.contains(word)).collect();
        lines.get(change.with % lines.len().max(1)).map_or_else(String::new, |l| format!("{l}\n"))
    };
    // A block of a kind, with a code of its own or one that adds a number to another's.
    let fresh = |kind: usize, own: bool| {
        let code = pick("职责：").split(['：', ' ']).nth(1).unwrap_or("Z").to_owned();
        let code =
            if own { format!("Z-新{}", change.with % 97) } else { format!("{code}-{}", change.with % 3) };
        let scope = pick("适用：");
        match kind % 3 {
            0 => format!("职责：{code} 新的\n{scope}{}{}{}", pick("当："), pick("首办"), pick("依据")),
            1 => format!(
                "裁定：{code} 新的\n{scope}  裁定日期：2026-02-{:02}\n{}",
                change.with % 28 + 1,
                pick("首办")
            ),
            _ => format!(
                "兜底：{}  编码：{code}\n{}",
                scope.trim_start().trim_start_matches("适用："),
                pick("首办")
            ),
        }
    };
    let mut next = all.clone();
    let block = &all[at];
    next[at] = match change.kind {
        0 | 1 => line(block, "首办", |_| pick("首办")),
        2 | 3 => line(block, "当", |_| pick("当：")),
        4 => line(block, "失效", |_| format!("  失效：2026-{:02}-15\n", change.with % 12 + 1)),
        5 => line(block, "生效", |_| format!("  生效：2026-{:02}-01\n", change.with % 12 + 1)),
        6 => format!("{block}职责：Z-新-{} 新的\n{}{}", change.with % 3, pick("适用"), pick("首办")),
        7 => String::new(),
        8 => block.replacen("Z-", "Z-改", 1),
        9 => format!("# 注\n## 记一笔\n{block}"),
        10 => block.replacen('：', " ", 1 + change.with % 3),
        11 => line(block, "适用", |_| pick("适用")),
        12 => format!("{block}{}", donor[change.with % donor.len()]),
        13 => line(block, "优先于", |_| {
            let code = pick("职责：").split([' ', '：']).nth(1).unwrap_or("无").to_owned();
            format!("  优先于：{code}\n")
        }),
        14 => block.replacen("首办", "首办办", 1),
        15 => line(block, "但", |_| String::new()),
        16 if change.with.is_multiple_of(3) => String::new(),
        16 => block.replacen("性质：部件", "性质：事件", 1).replacen("路径：", "路径：甲/", change.with % 2),
        17 => block.replacen('、', "、另一个、", 1),
        18 => block.replacen("name: ", "name: 改", change.with % 4),
        20 => line(block, "依据", |_| pick("依据")),
        21 => line(block, "首办", |_| String::new()) + &pick("首办"),
        22 => block.replacen('\n', "改名\n", 1),
        23 | 24 => format!("{block}{}", fresh(change.with, true)),
        25 => format!("{block}{}", fresh(0, false)),
        26 => format!("{block}{}  失效：2026-{:02}-15\n", fresh(change.with, true), change.with % 12 + 1),
        27 => line(block, "裁定日期", |_| format!("  裁定日期：2026-01-{:02}\n", change.with % 28 + 1)),
        28 => block.replacen("职责：", "裁定：", 1),
        29 => fresh(change.with, true),
        30 => format!("{}{block}", all[change.with % all.len()]),
        31 => line(block, "适用", |_| "  适用：全部\n".to_owned()),
        _ => block.replacen("承接", "不承接", 1),
    };
    if change.kind == 30 && change.with % all.len() != at {
        // The block of which a copy went elsewhere goes itself.
        next[change.with % all.len()].clear();
    }
    if change.kind == 9 {
        next.swap(0, at);
        next.swap(0, at);
        next[0].insert_str(0, "# 第一行\n");
    }
    texts.insert(name.clone(), next.concat());
    name
}

fn same(
    session: &mut Session,
    texts: &BTreeMap<String, String>,
    options: &Options,
) -> Result<(), TestCaseError> {
    let mut fresh = Session::new(named(texts), options.clone());
    prop_assert_eq!(session.reading(), fresh.reading());
    let (a, b) = (session.policy().clone(), fresh.policy().clone());
    let anew = check(&b, options);
    for (one, other) in session.problems().zip(&anew.problems) {
        prop_assert_eq!(one, other);
    }
    prop_assert_eq!(session.problems().count(), anew.problems.len());
    let report = session.report();
    prop_assert_eq!(report.problems, anew.problems);
    prop_assert_eq!(report.waived, anew.waived);
    prop_assert_eq!(session.waived().count(), fresh.waived().count());
    prop_assert_eq!((report.exact, session.exact()), (anew.exact, anew.exact));
    prop_assert_eq!(a.hash(), b.hash());
    prop_assert_eq!(a.duties().len(), b.duties().len());
    for ((_, x), (_, y)) in a.duties().zip(b.duties()) {
        prop_assert_eq!(&x.code, &y.code);
        prop_assert_eq!((&x.scope, &x.region, x.valid), (&y.scope, &y.region, y.valid));
        prop_assert_eq!((x.span, x.block, &x.overrides), (y.span, y.block, &y.overrides));
        prop_assert_eq!(a.template(x.leads), b.template(y.leads));
    }
    Ok(())
}

fn names(problems: &[Problem]) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = problems.iter().map(|p| (p.finding.code, p.fingerprint.clone())).collect();
    all.sort();
    all
}

fn edited(
    style: Style,
    seed: u64,
    changes: &[Change],
    (waived, options): (bool, &Options),
) -> Result<(), TestCaseError> {
    let mut texts = generated(style, seed);
    if seed.is_multiple_of(2) {
        texts.insert("registry/bases.yaml".to_owned(), bases(&texts));
        texts.entry("fenbo.yaml".to_owned()).or_default().push_str("bases: [registry/bases.yaml]\n");
    }
    if waived {
        texts.insert("lists/waivers.fenbo".to_owned(), waivers(&texts, options));
    }
    let mut session = Session::new(named(&texts), options.clone());
    for change in changes {
        let name = apply(&mut texts, change);
        let all = |s: &Session| [s.reading(), &s.report().problems].concat();
        let before = all(&session);
        let edited = session.edit(&name, texts[&name].as_str());
        same(&mut session, &texts, options)?;
        // What was there, without what is gone, with what is new, is what is there.
        let mut expected = names(&before);
        expected.retain({
            let mut gone = names(&edited.gone);
            move |n| gone.iter().position(|g| g == n).map(|i| gone.remove(i)).is_none()
        });
        expected.extend(names(&edited.new));
        expected.sort();
        prop_assert_eq!(expected, names(&all(&session)));
    }
    Ok(())
}

/// How many lists of each kind are edited.
fn cases() -> u32 {
    std::env::var("FENBO_LISTS").ok().and_then(|n| n.parse().ok()).unwrap_or(16)
}

#[test]
fn the_generated_waivers_and_bases_have_problems_to_bear_on() {
    let mut texts = generated(Style::Overlapping, 2);
    texts.insert("registry/bases.yaml".to_owned(), bases(&texts));
    texts.entry("fenbo.yaml".to_owned()).or_default().push_str("bases: [registry/bases.yaml]\n");
    texts.insert("lists/waivers.fenbo".to_owned(), waivers(&texts, &options()));
    let session = Session::new(named(&texts), options());
    assert!(session.waived().count() > 0, "no problem is waived");
    let found: BTreeSet<&str> =
        session.problems().chain(session.waived().map(|w| w.0)).map(|p| p.finding.code).collect();
    for code in ["C371", "C373"] {
        assert!(found.contains(code), "{code} is not among {found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn an_edit_of_clean_lists_comes_out_as_reading_them_anew(seed in 0u64..1000, changes in changes()) {
        edited(Style::Clean, seed, &changes, (false, &options()))?;
    }

    #[test]
    fn an_edit_of_lists_with_faults_comes_out_as_reading_them_anew(seed in 0u64..1000, changes in changes()) {
        edited(Style::Overlapping, seed, &changes, (false, &options()))?;
    }

    #[test]
    fn an_edit_of_lists_with_waivers_comes_out_as_reading_them_anew(seed in 0u64..1000, changes in changes()) {
        edited(Style::Overlapping, seed, &changes, (true, &options()))?;
    }

    #[test]
    fn an_edit_of_lists_of_one_day_comes_out_as_reading_them_anew(
        seed in 0u64..1000, waived: bool, changes in changes()
    ) {
        edited(Style::Overlapping, seed, &changes, (waived, &one_day()))?;
    }
}

#[test]
fn an_edit_says_what_is_gone_and_what_is_new() {
    let list = |place: &str| {
        format!(
            "要素：场所\n  取值：桥下、路边\n事项：A1 路灯不亮\n  路径：照明\n职责：Z1 路灯\n  适用：A1\n  当：场所 为 {place}\n  首办：甲局\n"
        )
    };
    // Of all problems those that are about who handles it.
    let codes = |problems: &[Problem]| -> Vec<&'static str> {
        let all = problems.iter().map(|p| p.finding.code);
        all.filter(|c| ["C302", "C364", "N206"].contains(c)).collect()
    };
    let mut lists = Lists::new();
    lists.add("units.yaml", "units:\n  - name: 甲局\n");
    lists.add("a.fenbo", list("桥下"));
    let mut session = Session::new(lists, options());
    assert_eq!(codes(&session.report().problems), ["C302"]);
    let edited = session.edit("a.fenbo", list("路边"));
    assert_eq!((edited.everything, edited.bound), (false, 1), "a block of duties is read by itself");
    assert!(codes(&edited.new).is_empty() && codes(&edited.gone).is_empty(), "{edited:?}");
    assert_eq!(codes(&edited.changed), ["C302"], "another gap");
    let edited = session.edit("a.fenbo", list("桥下、路边"));
    assert_eq!((codes(&edited.gone), codes(&edited.new)), (vec!["C302"], vec![]));
    let edited = session.edit("a.fenbo", list("井里"));
    assert!(!edited.everything);
    assert_eq!(codes(&edited.new), ["N206", "C364"], "an unknown value, and a matter without a duty");
    let edited = session.remove("a.fenbo");
    assert!(session.report().problems.is_empty() && edited.everything, "{edited:?}");
}

#[test]
fn duties_that_come_go_and_move_are_bound_by_themselves() {
    let matters = "要素：场所\n  取值：桥下、路边\n  询问：「在哪？」\n事项：A1 路灯不亮\n  路径：照明\n事项：A2 灯杆倾斜\n  路径：照明\n";
    let duty = |code: &str, lines: &str| format!("职责：{code} 照明\n{lines}");
    let both = duty("Z1", "  适用：A1、A2\n  首办：甲局\n");
    let under = |more: &str| duty("Z2", &format!("  适用：A1\n  当：场所 为 桥下\n{more}  首办：乙局\n"));
    // From one to the next: one more, until a day, from a day on, as a ruling, of another matter, under another code, gone.
    let steps = [
        both.clone(),
        format!("{both}{}", under("")),
        format!("{both}{}", under("  失效：2026-06-30\n")),
        format!("{both}{}", under("  生效：2026-05-01\n")),
        format!("{both}{}", under("  裁定日期：2026-02-01\n").replace("职责：Z2", "裁定：Z2")),
        format!("{both}{}", under("").replace("A1", "A2")),
        format!("{both}{}", under("").replace("A1", "A2").replace("Z2", "Y2")),
        both,
        String::new(),
    ];
    let mut texts = BTreeMap::from([
        ("units.yaml".to_owned(), "units:\n  - name: 甲局\n  - name: 乙局\n".to_owned()),
        ("a.fenbo".to_owned(), matters.to_owned()),
        ("z.fenbo".to_owned(), steps[0].clone()),
    ]);
    let mut session = Session::new(named(&texts), options());
    for step in steps.into_iter().skip(1) {
        texts.insert("z.fenbo".to_owned(), step.clone());
        let edited = session.edit("z.fenbo", step.as_str());
        assert!(!edited.everything, "all lists were read again for {step}");
        same(&mut session, &texts, &options()).expect("the same as lists that are read anew");
    }
    assert!(session.problems().any(|p| p.finding.code == "C364"), "in the end nobody handles anything");
}
