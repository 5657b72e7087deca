//! `fenbo learn`: weights of recognition from the cases of the lists, or from labelled messages, tried on what was not seen.

mod labelled;

use super::args::LearnArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::outside::Process;
use super::{End, deliver, load};
use fenbo::finding::Lang;
use fenbo::learn::{Apart, Heard, Learned, Lesson, PARTS, Rate, Using};
use fenbo::policy::Policy;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &LearnArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    if let Some(history) = &args.history {
        return labelled::run(args, history, &loaded, console);
    }
    let policy = &loaded.policy;
    let day = args.as_of.map_or_else(|| Clock::of(policy).map(|c| c.today()), Ok)?;
    let outside = args.scorer.as_deref().map(|c| Process::start(c, console)).transpose()?;
    let Some(lesson) = Lesson::new(policy, day, outside) else {
        return Err(both(
            "写明事项的案例不到十个，学不出权重",
            "fewer than ten cases name a matter: nothing can be learned from them",
        ));
    };
    let learned = |using| lesson.learn(using, args.target);
    let all = learned(Using::Lists);
    let parts = [Using::Descriptions, Using::Recognisers, Using::Text, Using::Everything]
        .map(|using| (using, learned(using)));
    if let Some(file) = &args.out {
        deliver::file(file, &all.weights.text())?;
    }
    let apart = lesson.apart(&all.weights);
    deliver::out(console.output(), &report(policy, &all, apart, &parts, args, console.lang))?;
    Ok(End::Fine)
}

fn rate(rate: Rate) -> String {
    format!("{:.1} % ({}/{})", 100.0 * rate.share(), rate.hits, rate.of)
}

fn report(
    policy: &Policy,
    learned: &Learned,
    apart: Apart,
    parts: &[(Using, Learned)],
    args: &LearnArgs,
    lang: Lang,
) -> String {
    let trial = &learned.trial;
    let mut out = match lang {
        Lang::Zh => format!(
            "{} 个案例，按事项所在的节点分成 {PARTS} 份，每份由其余几份学出的权重来试：\n",
            trial.first.of
        ),
        Lang::En => format!(
            "{} cases, dealt into {PARTS} parts by the node of their matter, each tried with weights learned from the others:\n",
            trial.first.of
        ),
    };
    let target = 100.0 * args.target;
    let rows = [
        (lang.pick("事项排第一", "matter first"), trial.first),
        (lang.pick("事项在前五", "matter among five"), trial.among_five),
        (lang.pick("首办单位派准", "first handler right"), trial.unit),
        (lang.pick("直接分派的占比", "dispatched without asking"), trial.covered),
        (lang.pick("其中首办派准", "of which the first handler is right"), trial.sure_unit),
        (lang.pick("加急认出", "urgent found"), trial.urgent),
        (lang.pick("不加急误作可能加急", "not urgent, taken for perhaps urgent"), trial.taken_for_urgent),
        (lang.pick("两件连写，拆开了", "two in one message, taken apart"), apart.found),
        (lang.pick("其中两件都认对", "of all of them with both matters right"), apart.right),
        (lang.pick("一件误拆成几件", "one matter, taken apart by mistake"), apart.one),
    ];
    for (words, value) in rows {
        let _ = writeln!(out, "  {words}  {}", rate(value));
    }
    heard(&mut out, policy, &learned.heard, args.top, lang);
    let sure = &learned.weights.sure;
    let all = sure.all;
    let least = sure.of.values().copied().fold(all, f64::min);
    let most = sure.of.values().copied().fold(all, f64::max);
    let _ = writeln!(
        out,
        "  {}",
        lang.pick(
            format!("直接分派的门槛：把握 {all:.4}，分类别 {least:.4} 到 {most:.4}，目标派准 {target:.1} %"),
            format!(
                "taken without asking from a chance of {all:.4} on, by category from {least:.4} to {most:.4}, for {target:.1} % right"
            )
        )
    );
    let _ = writeln!(out, "\n{}", lang.pick("换用别的：", "with something else:"));
    for (using, learned) in parts {
        let name = match using {
            Using::Descriptions => lang.pick("名称和说明的字", "characters of names and descriptions"),
            Using::Recognisers => lang.pick("识别用词", "recognisers"),
            Using::Lists => {
                lang.pick("清单（名称、说明和识别用词）", "the lists (names, descriptions and recognisers)")
            }
            Using::Text => lang.pick("从案例原话学到的", "what was learned from the wording of cases"),
            Using::Everything => lang.pick("清单加原话", "the lists with the wording of cases"),
        };
        let trial = &learned.trial;
        let _ = writeln!(
            out,
            "  {name}  {}",
            lang.pick(
                format!("事项 {}，单位 {}", rate(trial.first), rate(trial.unit)),
                format!("matter {}, unit {}", rate(trial.first), rate(trial.unit))
            )
        );
    }
    let _ =
        writeln!(out, "\n{}", lang.pick("派得越多，越不准：", "the more is dispatched, the less is right:"));
    for (share, right) in &trial.curve {
        let _ = writeln!(out, "  {:>5.1} %  {}", 100.0 * share, rate(*right));
    }
    let _ = writeln!(out, "\n{}", lang.pick("分类别（事项、单位）：", "by category (matter, unit):"));
    for (name, first, unit) in &trial.categories {
        let _ = writeln!(out, "  {name}  {}  {}", rate(*first), rate(*unit));
    }
    if !trial.wrong.is_empty() && args.top > 0 {
        let _ = writeln!(out, "\n{}", lang.pick("派错的，把握最大的在前：", "wrong, the surest first:"));
        for case in trial.wrong.iter().take(args.top).filter_map(|n| policy.cases().get(*n)) {
            let matter = case.matter.map(|m| policy.matter_words(m)).unwrap_or_default();
            let _ = writeln!(out, "  {}  → {matter}", case.text);
        }
    }
    out
}

/// How far the facts get that texts themselves say.
fn heard(out: &mut String, policy: &Policy, heard: &Heard, top: usize, lang: Lang) {
    let [of_matter, of_first] = &heard.alone;
    let [at_matter, at_first] = &heard.placed;
    let rows = [
        ("加急认出（事项已知）", "urgent found, the matter known", heard.urgent),
        ("加急认出（前五个事项）", "urgent found among five matters", heard.urgent_among_five),
        (
            "不加急误作加急（事项已知）",
            "not urgent, taken for urgent, the matter known",
            heard.taken_for_urgent,
        ),
        (
            "不加急误作加急（前五个事项）",
            "not urgent, taken for urgent among five matters",
            heard.taken_among_five,
        ),
        (
            "案例写明且事项要问的要素，原话也说到",
            "facts told and asked that the text says something of",
            heard.said,
        ),
        ("其中与案例相合", "of these, in keeping with the case", heard.rightly),
        ("首办派准（事项已知，另知地点）", "first handler right, matter and place known", at_matter.right),
        ("其中已派的派准", "of those decided", at_matter.of_decided),
        ("首办派准（另知地点）", "first handler right, the place known", at_first.right),
        ("其中已派的派准", "of those decided", at_first.of_decided),
        ("首办派准（事项已知）", "first handler right, the matter known", of_matter.right),
        ("首办派准（只凭原话）", "first handler right by the text alone", of_first.right),
        ("其中已派的派准", "of those decided", of_first.of_decided),
    ];
    let _ = writeln!(
        out,
        "\n{}",
        lang.pick(
            "要素只从原话里读，不用案例写明的：",
            "with facts read from the texts, not those that the cases tell:"
        )
    );
    for (zh, en, value) in rows {
        let _ = writeln!(out, "  {}  {}", lang.pick(zh, en), rate(value));
    }
    if !heard.missed.is_empty() && top > 0 {
        let _ = writeln!(out, "  {}", lang.pick("漏掉的加急：", "urgent and missed:"));
        for case in heard.missed.iter().take(top).filter_map(|n| policy.cases().get(*n)) {
            let matter = case.matter.map(|m| policy.matter_words(m)).unwrap_or_default();
            let _ = writeln!(out, "    {}  → {matter}", case.text);
        }
    }
    out.push('\n');
}
