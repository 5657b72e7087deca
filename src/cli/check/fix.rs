//! `fenbo check --fix`: the safe fixes, proved, in the files.

use super::super::End;
use super::super::args::CheckArgs;
use super::super::console::{Console, Failure, both, counted, shown};
use super::super::fmt::{diff, ended, replace};
use super::super::load::{self, Home};
use super::days;
use fenbo::check::{Options, Problem};
use fenbo::finding::Lang;
use fenbo::impact::{Item, Mended, Why, mend};
use fenbo::policy::Policy;
use std::path::{Path, PathBuf};

/// Makes the fixes. What is to be said of the lists then is said afterwards; of a dry run this is all.
pub fn run(
    args: &CheckArgs,
    paths: &[PathBuf],
    console: Console,
    wanted: &dyn Fn(&Problem) -> bool,
) -> Result<Option<End>, Failure> {
    let (lists, folder, home) = load::find(paths, console)?;
    let (policy, sources, _) = lists.read();
    let (day, until) = days(args, &policy)?;
    let mended = mend(&lists, &Options { day, until }, wanted).map_err(|findings| {
        console.findings(&findings, &sources);
        both(
            "清单有错误，没有修改。请先更正上面的问题",
            "the lists have errors and nothing was fixed. Correct the findings above first",
        )
    })?;
    let changed: Vec<(&str, &str, &str)> = lists
        .iter()
        .filter_map(|(name, old)| mended.lists.get(name).map(|new| (name, &**old, &**new)))
        .filter(|(_, old, new)| old != new)
        .collect();
    if !args.dry_run && home == Home::City && !changed.is_empty() {
        return Err(both(
            "内置的示例城市不能修改。请用 --lists 指定清单",
            "the built-in sample city cannot be changed. Name lists with --lists",
        ));
    }
    let mut out = console.output();
    for (name, old, new) in &changed {
        let path = if home == Home::Loose { PathBuf::from(name) } else { Path::new(&folder).join(name) };
        if args.dry_run {
            if ended(diff(&mut out, &path.display().to_string(), old, new))? {
                break;
            }
        } else {
            replace(&path, new)?;
        }
    }
    tell(&mended, &policy, day, args.dry_run, console);
    let end = if changed.is_empty() { End::Fine } else { End::Found };
    Ok(args.dry_run.then_some(end))
}

/// What was done, what not, and why.
fn tell(mended: &Mended, policy: &Policy, day: jiff::civil::Date, dry: bool, console: Console) {
    for done in &mended.done {
        let place = format!("{}:{}", done.place.file, done.place.line);
        let (past_zh, past_en) = if done.past {
            (
                format!("；按 {day} 以前的日子分派会不同"),
                format!("; routing by the lists of days before {day} will differ"),
            )
        } else {
            Default::default()
        };
        console.note(
            format!("{place}：{}（{}{past_zh}）", done.zh, done.problem),
            format!("{place}: {} ({}{past_en})", done.en, done.problem),
        );
    }
    for (fix, why) in &mended.left {
        let place = format!("{}:{}", fix.place.file, fix.place.line);
        console.warn(
            format!("{place}：没有做「{}」（{}）：{}", fix.zh, fix.problem, reason(why, policy, Lang::Zh)),
            format!("{place}: not done: {} ({}): {}", fix.en, fix.problem, reason(why, policy, Lang::En)),
        );
    }
    let (n, left) = (mended.done.len(), mended.left.len());
    let zh = if dry { "可以做" } else { "做了" };
    let en = if dry { "to be made" } else { "made" };
    let (more_zh, more_en) = if left > 0 {
        (
            format!("，{left} 处没有证明不改变分派，没有做"),
            format!(", {left} not proved to change no decision and left"),
        )
    } else {
        Default::default()
    };
    console.note(
        format!("{zh} {n} 处修改，证明自 {day} 起不改变任何分派{more_zh}"),
        format!(
            "{} {en}, proved to change no decision from {day} on{more_en}",
            counted(n, "fix").replace("fixs", "fixes")
        ),
    );
}

fn reason(why: &Why, policy: &Policy, lang: Lang) -> String {
    let words = |items: &[Item]| {
        let all: Vec<String> = items.iter().map(|i| i.words(lang)).collect();
        all.join(lang.pick("、", ", "))
    };
    match why {
        Why::Changes(d) => {
            let matters = policy.matters_words(&d.matters, lang);
            let place = policy.region_words(&d.region, lang);
            let (old, new) = (words(&d.before), words(&d.after));
            let from = d.days.0;
            shown(&match lang {
                Lang::Zh => format!("自 {from} 起会改变 {matters}，{place}：{old} → {new}"),
                Lang::En => format!("from {from} on it would change {matters}, {place}: {old} → {new}"),
            })
            .into_owned()
        }
        Why::NotExact(matters) => {
            let matters = policy.matters_words(matters, lang);
            match lang {
                Lang::Zh => format!("{matters} 的职责交叉太多，不能精确证明（P901）"),
                Lang::En => {
                    format!("the duties of {matters} cross in too many ways for an exact proof (P901)")
                }
            }
        }
        Why::Case(text) => match lang {
            Lang::Zh => format!("案例「{text}」的结果会变"),
            Lang::En => format!("the case \"{text}\" would come out otherwise"),
        },
        Why::Elsewhere => lang.pick("别的内容也会变", "something else would change, too").to_owned(),
        Why::Reading(words) => match lang {
            Lang::Zh => format!("改后读清单会有新的问题（{words}）"),
            Lang::En => format!("the lists would then not read as before ({words})"),
        },
        Why::NoPlace => lang.pick("找不到要改的地方", "its place was not found").to_owned(),
    }
}
