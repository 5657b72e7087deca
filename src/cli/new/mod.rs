//! `fenbo new`: a folder for another city, begun from the shipped one: its categories, its districts, its units.

mod prune;

use super::args::NewArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both, counted};
use super::{End, deliver, load};
use fenbo::check::{Edit, Options, check, lock};
use fenbo::lists::{EXTENSION, LOCK, Lists, PROJECT};
use fenbo::policy::Policy;
use fenbo::policy::attribute::closest;
use fenbo::syntax;
use fenbo::syntax::entries::EntryKind;
use fenbo::syntax::{block_extent, line_extent};
use jiff::ToSpan as _;
use jiff::civil::Date;
use prune::{Cut, line_or_block, name_of, prune, take_out};
use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The shipped city's name, wherever its registries have it.
const SHIPPED: &str = "鹏城";
/// Rounds of taking out what is of no use any more.
const MOST_ROUNDS: usize = 20;
/// What is of no use in a smaller city: accepted and never assigned, of no effect, not needed.
const USELESS: [&str; 3] = ["C322", "C304", "C385"];

/// Runs the command.
pub fn run(args: &NewArgs, console: Console) -> Result<End, Failure> {
    let folder = args.folder.as_path();
    deliver::free(folder)?;
    let name = match &args.city {
        Some(name) => name.clone(),
        None => folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    if name.is_empty() || name.chars().any(|c| c.is_control() || "/\\\"':#{}[],&*!|>%@`".contains(c)) {
        return Err(both(
            format!("「{name}」不能作城市名。请用 --city 另写一个"),
            format!("\"{name}\" cannot be the name of a city. Give one with --city"),
        ));
    }
    let mut lists = load::shipped_texts();
    let (policy, ..) = lists.read();
    let categories = chosen(&args.categories, &categories(&policy), "事项类别", "category")?;
    let districts = chosen(&args.districts, &districts(&policy), "区", "district")?;
    let units: Vec<(String, String)> =
        policy.registry().units.iter().map(|(_, u)| (String::new(), u.name.clone())).collect();
    let without = chosen(&args.without, &units, "单位", "unit")?.unwrap_or_default();
    if let Some(categories) = &categories {
        keep_categories(&mut lists, categories);
    }
    if let Some(districts) = &districts {
        keep_districts(&mut lists, districts);
    }
    drop_units(&mut lists, &without);
    let streets = if districts.is_some() { streets(&lists) } else { Vec::new() };
    prune(&mut lists, &streets).map_err(|finding| {
        both(
            format!("选出来的清单读不通：{}。请换一种选法", finding.zh),
            format!("the lists chosen cannot be read: {}. Choose otherwise", finding.en),
        )
    })?;
    let day = args.as_of.map_or_else(|| Clock::of(&policy).map(|c| c.today()), Ok)?;
    tidy(&mut lists, day, &streets);
    rename(&mut lists, &name);
    let lists = written(&lists, folder, &name)?;
    let (policy, ..) = lists.read();
    console.note(
        format!(
            "{} 建好了：{} 个事项，{} 条职责，{} 个案例。接下来：fenbo check --lists {0}；fenbo test --lists {0}",
            folder.display(),
            policy.matters().len(),
            policy.duties().count(),
            policy.cases().len()
        ),
        format!(
            "{} is there: {}, {}, {}. Next: fenbo check --lists {0}; fenbo test --lists {0}",
            folder.display(),
            counted(policy.matters().len(), "matter"),
            format_args!("{} duties", policy.duties().count()),
            counted(policy.cases().len(), "case")
        ),
    );
    Ok(End::Fine)
}

/// The first levels of the matters with the number of their codes.
fn categories(policy: &Policy) -> Vec<(String, String)> {
    let all = policy.matters().iter();
    let named = all.filter_map(|(_, m)| Some((m.code.get(..2)?.to_owned(), m.path.first()?.clone())));
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

fn districts(policy: &Policy) -> Vec<(String, String)> {
    let areas = &policy.registry().areas;
    let level = areas.iter().filter(|(_, a)| a.level == 1);
    level.map(|(_, a)| (a.code.clone().unwrap_or_default(), a.name.clone())).collect()
}

/// What was chosen, by number or name; none for everything.
fn chosen(
    words: &[String],
    all: &[(String, String)],
    zh: &str,
    en: &str,
) -> Result<Option<BTreeSet<String>>, Failure> {
    let mut out = BTreeSet::new();
    for word in words {
        let word = word.trim();
        let Some((_, name)) =
            all.iter().find(|(code, name)| name == word || (!code.is_empty() && code == word))
        else {
            let names: Vec<&str> = all.iter().map(|a| a.1.as_str()).collect();
            let near = closest(word, names.iter().copied());
            let (near_zh, near_en) = near.map_or_else(Default::default, |n| {
                (format!("，是不是「{n}」？"), format!("; did you mean \"{n}\"?"))
            });
            let (list_zh, list_en) = if names.len() > 40 {
                (String::new(), String::new())
            } else {
                (format!("可以选：{}", names.join("、")), format!(" There are: {}", names.join(", ")))
            };
            return Err(both(
                format!("没有「{word}」这个{zh}{near_zh}{list_zh}"),
                format!("there is no {en} \"{word}\"{near_en}{list_en}"),
            ));
        };
        out.insert(name.clone());
    }
    Ok(Some(out).filter(|o| !o.is_empty()))
}

/// Takes out the matters of the other categories.
fn keep_categories(lists: &mut Lists, kept: &BTreeSet<String>) {
    let texts = lists.texts();
    let mut cuts = Vec::new();
    for id in texts.lists() {
        let Some(source) = texts.sources().get(*id) else { continue };
        for entry in syntax::parse(*id, texts.sources()).0 {
            let EntryKind::Matter(matter) = &entry.kind else { continue };
            if matter.path.first().is_some_and(|p| !kept.contains(&p.value))
                && let Some(name) = name_of(lists, texts.sources(), entry.span)
                && let Some(range) = block_extent(&source.text, entry.span.start as usize)
            {
                cuts.push((name, range, String::new()));
            }
        }
    }
    take_out(lists, cuts);
}

/// Takes the other districts out of the area files: a district is an item of the third level of a YAML list.
fn keep_districts(lists: &mut Lists, kept: &BTreeSet<String>) {
    let (policy, sources, _) = lists.read();
    let areas = &policy.registry().areas;
    let gone = areas.iter().filter(|(_, a)| a.level == 1 && !kept.contains(&a.name));
    let mut cuts = Vec::new();
    for (_, area) in gone {
        if let Some(name) = name_of(lists, &sources, area.span)
            && let Some(text) = lists.get(&name)
        {
            cuts.push((name, item_extent(text, area.span.start as usize), String::new()));
        }
    }
    take_out(lists, cuts);
}

/// An item of a YAML list with everything below it: its line and the lines that are further in.
fn item_extent(text: &str, offset: usize) -> Range<usize> {
    let first = line_extent(text, offset);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = depth(text.get(first.clone()).unwrap_or_default());
    let mut end = first.end;
    for line in text.get(first.end..).unwrap_or_default().split_inclusive('\n') {
        if !line.trim().is_empty() && depth(line) <= own {
            break;
        }
        end += line.len();
    }
    first.start..end
}

/// The streets that are left, by their paths.
fn streets(lists: &Lists) -> Vec<String> {
    let (policy, ..) = lists.read();
    let areas = &policy.registry().areas;
    areas.iter().filter(|(_, a)| a.level == 2).map(|(id, _)| areas.path(id)).collect()
}

fn drop_units(lists: &mut Lists, gone: &BTreeSet<String>) {
    let (policy, sources, _) = lists.read();
    let units = policy.registry().units.iter().filter(|(_, u)| gone.contains(&u.name));
    let mut cuts = Vec::new();
    for (_, unit) in units {
        if let Some(name) = name_of(lists, &sources, unit.span)
            && let Some(text) = lists.get(&name)
        {
            cuts.push((name, item_extent(text, unit.span.start as usize), String::new()));
        }
    }
    take_out(lists, cuts);
}

/// Takes out what has no use in the smaller city, as `check` says, and cases that do not hold in the place they moved to.
fn tidy(lists: &mut Lists, day: Date, streets: &[String]) {
    let options = Options { day, until: day.saturating_add(1.year()) };
    for _ in 0..MOST_ROUNDS {
        let (policy, sources, _) = lists.read();
        let mut cuts: Vec<Cut> = Vec::new();
        for problem in check(&Arc::new(policy), &options).problems {
            let place = problem.finding.span;
            let edits: Vec<Edit> = match problem.finding.code {
                // An attribute that nothing tests.
                "C352" if problem.duties.is_empty() => vec![Edit::RemoveBlock(place)],
                "C382" => vec![Edit::RemoveBlock(place)],
                code if USELESS.contains(&code) => problem.fixes.into_iter().flat_map(|f| f.edits).collect(),
                _ => continue,
            };
            for edit in edits {
                let (Edit::RemoveBlock(span) | Edit::RemoveLine(span)) = edit else { continue };
                let Some(name) = name_of(lists, &sources, span) else { continue };
                let Some(text) = lists.get(&name) else { continue };
                let Some(block) = block_extent(text, span.start as usize) else { continue };
                let range = match edit {
                    Edit::RemoveBlock(_) => block,
                    _ => line_or_block(text, line_extent(text, span.start as usize), block),
                };
                cuts.push((name, range, String::new()));
            }
        }
        if !take_out(lists, cuts) || prune(lists, streets).is_err() {
            break;
        }
    }
}

/// The registries speak of the new city.
fn rename(lists: &mut Lists, name: &str) {
    let short = name.strip_suffix('市').unwrap_or(name);
    let yaml: Vec<String> =
        lists.iter().map(|(n, _)| n.to_owned()).filter(|n| !n.ends_with(EXTENSION)).collect();
    for file in yaml {
        let Some(text) = lists.get(&file) else { continue };
        let lines = text.split_inclusive('\n').map(|line| {
            if line.trim_start().starts_with('#') { line.to_owned() } else { line.replace(SHIPPED, short) }
        });
        let text: String = lines.collect();
        lists.add(&file, text);
    }
}

/// Writes the texts that say something, the lock, and a page on where they are from. What was written.
fn written(lists: &Lists, folder: &Path, name: &str) -> Result<Lists, Failure> {
    let mut out = Lists::in_folder(folder.display().to_string());
    for (file, text) in lists.iter() {
        let says = text.lines().any(|l| !l.trim().is_empty() && !l.starts_with('#'));
        if file != LOCK && says {
            out.add(file, text.clone());
        }
    }
    let project = out.get(PROJECT).map(|t| project(t, &out)).unwrap_or_default();
    out.add(PROJECT, project);
    let (policy, ..) = out.read();
    let mut files: Vec<(String, String)> = out.iter().map(|(n, t)| (n.to_owned(), t.to_string())).collect();
    files.push((LOCK.to_owned(), lock(&policy)));
    files.push(("README.md".to_owned(), page(name)));
    for (file, text) in files {
        let path = folder.join(&file);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        made.map_err(|e| {
            let shown = path.display();
            both(format!("写 {shown} 失败：{e}"), format!("writing {shown} failed: {e}"))
        })?;
    }
    Ok(out)
}

/// The project file without the folders and registries of which nothing is left.
fn project(text: &str, lists: &Lists) -> String {
    let there = |path: &str| lists.iter().any(|(n, _)| n == path || n.starts_with(&format!("{path}/")));
    let kept = text.split_inclusive('\n').filter_map(|line| {
        let item = line.trim();
        match item.strip_prefix("- ") {
            Some(path) => there(path).then(|| line.to_owned()),
            None => match line.split_once('[') {
                Some((head, rest)) if !line.starts_with('#') => {
                    let names = rest.trim_end().trim_end_matches(']').split(',').map(str::trim);
                    let names: Vec<&str> = names.filter(|n| there(n)).collect();
                    Some(format!("{head}[{}]\n", names.join(", ")))
                }
                _ => Some(line.to_owned()),
            },
        }
    });
    kept.collect()
}

fn page(name: &str) -> String {
    format!(
        "# {name}\n\n由 `fenbo new` 从示例城市鹏城选出的清单，作为起点。分工是示意，不代表任何城市的实际职责：逐条改成本市的规定，\
        核对依据，再投入使用。\n\n- 改完运行 `fenbo check` 和 `fenbo test`；写法见 `fenbo fmt`。\n- 职责之间靠范围小而优先的，记在 \
        `fenbo.lock`，改后运行 `fenbo lock` 并看一遍。\n\nLists begun by `fenbo new` from the illustrative city Pengcheng. The allotment of \
        duties is a sample and no city's actual one: replace it line by line, confirm the legal bases, then use it. After each edit run \
        `fenbo check`, `fenbo test` and `fenbo lock`.\n"
    )
}
