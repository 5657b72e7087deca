//! `fenbo induce`: draft lists from a history.

mod mapping;
mod past;
mod report;

use super::args::InduceArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::dates::Dates;
use super::history::{Drafts, Input, LIMIT, Opening, Walk, Walked, bind, draft, empty, interrupts};
use super::record::{Reading, Wanted};
use super::{End, deliver};
use fenbo::Lang;
use fenbo::induce::{Induced, Options, Records, induce};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use past::{Past, columns};
use report::report;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The page of what is to be ruled, beside the lists.
const TO_RULE: [&str; 2] = ["待裁定.md", "to-rule.md"];

/// Runs the command.
pub fn run(args: &InduceArgs, console: Console) -> Result<End, Failure> {
    deliver::free(&args.out)?;
    let map = args.map.as_deref().map(|name| super::history::mapping(name, console)).transpose()?;
    let interrupted = interrupts();
    let input = Input::open(
        Opening {
            file: Some(&args.history),
            encoding: args.encoding.as_deref(),
            sheet: args.sheet.as_deref(),
            ..Opening::default()
        },
        console,
    )?;
    let Some(bound) = bind(input, map, None, LIMIT, None, console)? else {
        return Err(empty(&args.history));
    };
    let map = bound.mapping.unwrap_or_default();
    let reading = Reading { lenient: true, days: true, dates: Dates { order: map.date_order } };
    let drafts = Drafts {
        shape: bound.shape,
        clock: Clock::new(TimeZone::UTC, Timestamp::now()),
        limit: LIMIT,
        reading,
        wanted: Wanted::Matter,
    };
    let walk = Walk {
        name: &args.history,
        // In the order of the file: the lists are drafted in the order in which things are first met.
        threads: Some(1),
        console,
        interrupted: &interrupted,
        describe: true,
    };
    let columns = columns(&map);
    let Some((past, walked)) = draft(bound.pieces, &drafts, &walk, || Past::new(&map, columns.clone()))?
    else {
        return Ok(End::Interrupted);
    };
    let (records, aside) = past.into_parts();
    read(console, &args.history, &records, &aside, &walked)?;
    if let (Some(before), None) = (args.before, records.days()) {
        return Err(both(
            format!("记录里没有受理时间，--before {before} 无从分开"),
            format!("the records tell no time of receipt, so --before {before} cannot part them"),
        ));
    }
    let options =
        Options { before: args.before, most: args.most, lang: language(&records), city: city(args) };
    let induced = induce(&records, &options);
    write(&induced, &mapping::written(&map, &induced), &args.out, options.lang)?;
    deliver::out(console.output(), &report(&induced, console))?;
    for error in induced.fitted.errors.iter().take(5) {
        console.warn(format!("草稿里有读不通的地方：{error}"), format!("the draft cannot be read: {error}"));
    }
    let shown = args.out.display();
    console.note(
        format!("写好了 {shown}。接下来：fenbo check --lists {shown}；fenbo route --lists {shown} --map {shown}/mapping.yaml 文件"),
        format!(
            "{shown} is written. Next: fenbo check --lists {shown}; fenbo route --lists {shown} --map {shown}/mapping.yaml FILE"
        ),
    );
    Ok(if walked.unreadable() > 0 || !induced.fitted.errors.is_empty() { End::Found } else { End::Fine })
}

fn city(args: &InduceArgs) -> String {
    let folder = || args.out.file_name().map(|n| n.to_string_lossy().into_owned()).filter(|n| !n.is_empty());
    args.city.clone().or_else(folder).unwrap_or_else(|| "city".to_owned())
}

/// Chinese where the matters have Chinese names.
fn language(records: &Records) -> Lang {
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if records.matter_names().any(|name| name.contains(chinese)) { Lang::Zh } else { Lang::En }
}

/// Says what was read, and what of it teaches nothing.
fn read(
    console: Console,
    file: &Path,
    records: &Records,
    aside: &BTreeMap<&'static str, u64>,
    walked: &Walked,
) -> Result<(), Failure> {
    let (matterless, unitless) = records.without();
    let mut without: Vec<(u64, String)> = vec![
        (matterless, console.pick("没有事项", "without a matter").to_owned()),
        (unitless, console.pick("没有单位", "without a unit").to_owned()),
        (walked.unreadable(), console.pick("读不出", "unreadable").to_owned()),
    ];
    without.extend(aside.iter().map(|(why, n)| (*n, (*why).to_owned())));
    let without = without.iter().filter(|(n, _)| *n > 0).map(|(n, why)| format!("{why} {n}"));
    let without: Vec<String> = without.collect();
    if records.is_empty() {
        let why = if without.is_empty() {
            vec![console.pick("一条也没有", "it has none").to_owned()]
        } else {
            without
        };
        return Err(both(
            format!("{} 里没有可学的记录：{}", file.display(), why.join("、")),
            format!("{} has no record to learn from: {}", file.display(), why.join(", ")),
        ));
    }
    if !without.is_empty() {
        console.warn(
            format!("这些记录没有用上：{}", without.join("、")),
            format!("records that teach nothing: {}", without.join(", ")),
        );
    }
    Ok(())
}

fn write(induced: &Induced, mapping: &str, folder: &Path, lang: Lang) -> Result<(), Failure> {
    let page = lang.pick(TO_RULE[0], TO_RULE[1]);
    let beside = [("mapping.yaml", mapping), (page, induced.to_rule.as_str())];
    let texts = induced.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, text) in texts.chain(beside).filter(|(_, text)| !text.is_empty()) {
        let path = folder.join(name);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(|e| deliver::unwritable(above, &e))?;
        }
        deliver::file(&path, text)?;
    }
    Ok(())
}
