//! `fenbo learn --history`: from messages that somebody has labelled.

use super::super::args::LearnArgs;
use super::super::cases::{columns::usual, has_text, warn};
use super::super::clock::Clock;
use super::super::console::{Console, Failure, both};
use super::super::dates::Dates;
use super::super::history::{
    DraftSurvey, Drafts, Input, LIMIT, Opening, Walk, Walked, bind, draft, empty, interrupts, mapping,
};
use super::super::load::Loaded;
use super::super::record::{Candidate, Draft, Reading, Wanted};
use super::super::{End, deliver};
use super::rate;
use fenbo::finding::Lang;
use fenbo::learn::{Labelled, Messages, PARTS, Way, scorer_of, try_against, try_on};
use fenbo::recognise::{Recogniser, Weights};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::path::Path;

/// Runs it. None: the user ended it.
pub fn run(args: &LearnArgs, history: &Path, loaded: &Loaded, console: Console) -> Result<End, Failure> {
    let Some((messages, walked)) = read(args, history, console)? else { return Ok(End::Interrupted) };
    warn(&walked, console);
    let label = args.label.as_deref().unwrap_or("label");
    if messages.labels.len() < 2 || messages.texts.len() < 2 * PARTS {
        let (n, labels, shown) = (messages.texts.len(), messages.labels.len(), history.display());
        return Err(both(
            format!(
                "{shown} 里有内容又有「{label}」的只有 {n} 条、{labels} 种标签：至少要 {} 条、两种。标签列用 --label 指明",
                2 * PARTS
            ),
            format!(
                "{shown} has {n} messages with a text and a \"{label}\", of {labels} labels: {} of two labels are needed. Name the column of the label with --label",
                2 * PARTS
            ),
        ));
    }
    // A scorer speaks for the matters of a label that the lists know: by its code, or as a node.
    let matters = loaded.policy.matters();
    let known =
        |label: &String| matters.one(label).map_or_else(|| label.clone(), |id| matters.get(id).code.clone());
    let coded = |labels: &[String]| -> Vec<String> {
        let codes: Vec<String> = labels.iter().map(known).collect();
        // Two words for one matter stay two labels.
        let mut distinct = codes.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() == codes.len() { codes } else { labels.to_vec() }
    };
    let words = Recogniser::new(&loaded.policy, Weights::default()).lexicon().to_vec();
    let mut out = String::new();
    let tried: Vec<Labelled> =
        Way::ALL.into_iter().map(|way| try_on(&messages, &words, way, args.dealings)).collect();
    report(&mut out, &messages, &tried, console.lang);
    if args.out.is_some() || args.against.is_some() {
        let scorer = scorer_of(&Messages { labels: coded(&messages.labels), ..messages.clone() }, &words);
        if let Some(file) = &args.against {
            let Some((others, walked)) = read(args, file, console)? else { return Ok(End::Interrupted) };
            warn(&walked, console);
            let others = Messages { labels: coded(&others.labels), ..others };
            against(&mut out, file, &try_against(&scorer, &others), scorer.labels(), console.lang);
        }
        if let Some(file) = &args.out {
            let weights = Weights { scorer: Some(scorer), ..Weights::default() };
            deliver::file(file, &weights.text())?;
        }
    }
    deliver::out(console.output(), &out)?;
    Ok(if walked.unreadable() > 0 { End::Found } else { End::Fine })
}

/// The messages of a file that have a text and a label.
fn read(args: &LearnArgs, file: &Path, console: Console) -> Result<Option<(Messages, Walked)>, Failure> {
    let mut map = match args.map.as_deref() {
        Some(name) => mapping(name, console)?,
        None => usual(),
    };
    if let Some(label) = &args.label {
        map.optional.retain(|c| c != label);
        map.matter.first = vec![Candidate { columns: vec![label.clone()], ..Candidate::default() }];
        map.matter.name = None;
    }
    let interrupted = interrupts();
    let input = Input::open(
        Opening { file: Some(file), encoding: args.encoding.as_deref(), ..Opening::default() },
        console,
    )?;
    let order = map.date_order;
    let Some(bound) = bind(input, Some(map), None, LIMIT, None, console)? else { return Err(empty(file)) };
    has_text(&bound.shape, file)?;
    let drafts = Drafts {
        shape: bound.shape,
        clock: Clock::new(TimeZone::UTC, Timestamp::now()),
        limit: LIMIT,
        reading: Reading { lenient: true, days: true, dates: Dates { order } },
        wanted: Wanted::Text,
    };
    // In the order of the file, so that the same file is always dealt in the same way.
    let walk = Walk { name: file, threads: Some(1), console, interrupted: &interrupted, describe: true };
    let walked = draft(bound.pieces, &drafts, &walk, Past::default)?;
    Ok(walked.map(|(past, walked)| (past.0, walked)))
}

#[derive(Default)]
struct Past(Messages);

impl DraftSurvey for Past {
    fn draft(&mut self, _: u64, draft: &Draft) {
        let label = draft.matter.trim();
        let parts = [draft.subject.trim(), draft.text.trim()];
        let text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n");
        if !draft.faults.is_empty() || label.is_empty() || text.is_empty() {
            return;
        }
        let messages = &mut self.0;
        let number = messages.labels.iter().position(|l| l == label).unwrap_or_else(|| {
            messages.labels.push(label.to_owned());
            messages.labels.len() - 1
        });
        messages.texts.push(text);
        messages.truth.push(number);
    }

    fn add(&mut self, other: Self) {
        // One thread reads, so there is nothing to be added but an empty tally.
        if self.0.texts.is_empty() {
            *self = other;
        }
    }
}

fn report(out: &mut String, messages: &Messages, tried: &[Labelled], lang: Lang) {
    let (n, labels) = (messages.texts.len(), messages.labels.len());
    let dealings = tried.first().map_or(0, |t| t.f1.len());
    let _ = writeln!(
        out,
        "{}",
        lang.pick(
            format!("{n} 条有标签的诉求，{labels} 种标签，分成 {PARTS} 份、每份由其余几份来认，换着分 {dealings} 遍："),
            format!(
                "{n} labelled messages of {labels} labels, in {PARTS} parts, each tried with what the others teach, dealt {dealings} times:"
            )
        )
    );
    for Labelled { way, f1, right, .. } in tried {
        let name = match way {
            Way::Text => lang.pick("只看文字", "text alone"),
            Way::Lists => lang.pick("只看清单里的词", "words of the lists alone"),
            Way::Both => lang.pick("文字加清单里的词", "text with the words of the lists"),
        };
        let (mean, least, most) = spread(f1);
        let _ = writeln!(
            out,
            "  {name}  {}",
            lang.pick(
                format!("F1 的宏平均 {mean:.3}（{least:.3} 到 {most:.3}），认对 {}", rate(*right)),
                format!("macro-F1 {mean:.3} ({least:.3} to {most:.3}), right {}", rate(*right))
            )
        );
    }
    let Some(both) = tried.last() else { return };
    let _ = writeln!(out, "\n{}", lang.pick("各标签的 F1：", "F1 of each label:"));
    for (label, f1) in messages.labels.iter().zip(&both.labels) {
        let _ = writeln!(out, "  {f1:.3}  {label}");
    }
    curve(out, both, lang);
}

fn curve(out: &mut String, labelled: &Labelled, lang: Lang) {
    let _ = writeln!(out, "\n{}", lang.pick("认得越多，越不准：", "the more is taken, the less is right:"));
    for (share, right) in &labelled.curve {
        let _ = writeln!(out, "  {:>5.1} %  {}", 100.0 * share, rate(*right));
    }
}

fn against(out: &mut String, file: &Path, tried: &Labelled, labels: &[String], lang: Lang) {
    let shown = file.display();
    let (f1, _, _) = spread(&tried.f1);
    let right = rate(tried.right);
    let _ = writeln!(
        out,
        "\n{}",
        lang.pick(
            format!("用全部学到的来认 {shown}：F1 的宏平均 {f1:.3}，认对 {right}"),
            format!("what all of them teach, tried on {shown}: macro-F1 {f1:.3}, right {right}")
        )
    );
    for (label, f1) in labels.iter().zip(&tried.labels) {
        let _ = writeln!(out, "  {f1:.3}  {label}");
    }
    curve(out, tried, lang);
}

/// The mean, the least and the most.
fn spread(all: &[f64]) -> (f64, f64, f64) {
    let mean = all.iter().sum::<f64>() / all.len().max(1) as f64;
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    (mean, least, all.iter().copied().fold(0.0, f64::max))
}
