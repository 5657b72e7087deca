//! Safe fixes made in the texts, and kept only where they are proved to change nothing.
//!
//! A fix that a check calls safe is a claim. Here the texts are edited, read again, and held against the old ones: for
//! every matter on every day from the one that is checked on, whatever the facts, the same must be said by the same words
//! ([`compare`]), everything else in the lists must be as it was, and every case must come out as before. What is not
//! proved is not done, and why is told.

use super::diff::{Comparison, Difference, compare};
use crate::cases::{CaseRun, Verdict};
use crate::check::{Edit, Fix, Options, Problem, check};
use crate::finding::{Finding, Severity};
use crate::lists::Lists;
use crate::policy::Policy;
use crate::policy::attribute::Attribute;
use crate::policy::matter::MatterId;
use crate::router::Editions;
use crate::syntax::entries::Name;
use crate::syntax::{block_extent, line_extent};
use crate::text::{Place, Sources};
use jiff::civil::Date;
use std::ops::Range;
use std::sync::Arc;

/// Rounds after which no more is looked for: each round does something or is the last.
const MOST_ROUNDS: usize = 50;
/// Groups of fixes tried in a round, where all together are not proved.
const MOST_TRIES: usize = 400;

/// What came of it.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The texts with everything done.
    pub lists: Lists,
    /// What was done, in order.
    pub done: Vec<Done>,
    /// What was not.
    pub left: Vec<(Done, Why)>,
}

/// A safe fix of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Code and fingerprint of the problem.
    pub problem: String,
    /// What the fix does, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Where, in the texts of the round in which it was done.
    pub place: Place,
    /// Whether the lists say something else of days before the one that is checked: they then decide past complaints
    /// otherwise.
    pub past: bool,
}

/// Why a fix was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It would change what the lists say.
    Changes(Box<Difference>),
    /// It could not be proved exactly for these matters.
    NotExact(Vec<MatterId>),
    /// A case would come out otherwise.
    Case(String),
    /// Something besides duties, urgency and refusals would change.
    Elsewhere,
    /// The new text could not be read without a finding that was not there.
    Reading(String),
    /// There is nothing at its place.
    NoPlace,
}

/// The lists as read.
struct Version {
    policy: Arc<Policy>,
    sources: Sources,
    findings: Vec<Finding>,
}

impl Version {
    fn read(lists: &Lists) -> Self {
        let (policy, sources, findings) = lists.read();
        Self { policy: Arc::new(policy), sources, findings }
    }
}

/// Makes all safe fixes of wanted problems, again until none is left. The errors of reading, if there are any: then the
/// lists say less than they should, and nothing can be called safe.
pub fn mend(
    lists: &Lists,
    options: &Options,
    wanted: &dyn Fn(&Problem) -> bool,
) -> Result<Mended, Vec<Finding>> {
    let mut now = Version::read(lists);
    if now.findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(now.findings);
    }
    let mut out = Mended { lists: lists.clone(), done: Vec::new(), left: Vec::new() };
    for _ in 0..MOST_ROUNDS {
        let problems = check(&now.policy, options).problems;
        let open = |p: &&Problem| wanted(p) && !out.left.iter().any(|(d, _)| d.problem == p.name());
        let fixes: Vec<(&Problem, &Fix)> = problems
            .iter()
            .filter(open)
            .filter_map(|p| Some((p, p.fixes.iter().find(|f| f.safe)?)))
            .collect();
        if fixes.is_empty() {
            break;
        }
        let round = Round { options, now: &now, lists: &out.lists };
        let known = out.left.len();
        let Some(step) = round.step(&fixes, &mut out.left) else {
            if out.left.len() == known {
                break;
            }
            continue;
        };
        out.done.extend(step.done);
        out.lists = step.lists;
        now = step.version;
    }
    Ok(out)
}

struct Round<'a> {
    options: &'a Options,
    now: &'a Version,
    lists: &'a Lists,
}

struct Step {
    lists: Lists,
    version: Version,
    done: Vec<Done>,
}

impl Round<'_> {
    /// All at once if that is proved, else the first half of them that is, and so on. None: nothing was done, and why is
    /// in `left`.
    fn step(&self, fixes: &[(&Problem, &Fix)], left: &mut Vec<(Done, Why)>) -> Option<Step> {
        let mut open = vec![apart(fixes)];
        let mut tried = 0;
        while let Some(group) = open.pop().filter(|_| tried < MOST_TRIES) {
            tried += 1;
            match self.proved(&group) {
                Ok(step) => return Some(step),
                Err(why) => match group.as_slice() {
                    [] => {}
                    [one] => left.push((self.done(*one, false), why)),
                    many => {
                        let (first, second) = many.split_at(many.len() / 2);
                        open.extend([second.to_vec(), first.to_vec()]);
                    }
                },
            }
        }
        None
    }

    fn done(&self, (problem, fix): (&Problem, &Fix), past: bool) -> Done {
        let place = self.now.sources.place(problem.finding.span);
        Done { problem: problem.name(), zh: fix.zh.clone(), en: fix.en.clone(), place, past }
    }

    fn proved(&self, fixes: &[(&Problem, &Fix)]) -> Result<Step, Why> {
        let lists = self.edited(fixes)?;
        let version = Version::read(&lists);
        let known =
            |f: &&Finding| !self.now.findings.iter().any(|old| (old.code, &old.en) == (f.code, &f.en));
        if let Some(new) = version.findings.iter().find(known) {
            return Err(Why::Reading(format!("{}: {}", new.code, new.en)));
        }
        let past = self.unchanged(&version.policy)?;
        let done = fixes.iter().map(|fix| self.done(*fix, past)).collect();
        Ok(Step { lists, version, done })
    }

    /// The proof. Whether days before the one that is checked change, if it holds.
    fn unchanged(&self, after: &Arc<Policy>) -> Result<bool, Why> {
        let before = &self.now.policy;
        if frame(before) != frame(after) {
            return Err(Why::Elsewhere);
        }
        let day = self.options.day;
        let Comparison { differences, inexact, inexact_gone } = compare(before, after, (day, Date::MAX));
        if let Some(first) = differences.into_iter().next() {
            return Err(Why::Changes(Box::new(first)));
        }
        if !inexact.is_empty() || !inexact_gone.is_empty() {
            return Err(Why::NotExact(inexact));
        }
        let verdicts = |policy: &Arc<Policy>| -> Vec<Verdict> {
            let editions = Editions::for_cases(policy.clone(), day);
            policy.cases().iter().map(|c| CaseRun::of(c, &editions, day).verdict).collect()
        };
        let (old, new) = (verdicts(before), verdicts(after));
        if let Some((case, _)) = before.cases().iter().zip(old.iter().zip(&new)).find(|(_, (a, b))| a != b) {
            return Err(Why::Case(case.text.clone()));
        }
        let eve = day.yesterday().unwrap_or(Date::MIN);
        Ok(!compare(before, after, (Date::MIN, eve)).is_proof_of_sameness())
    }

    fn edited(&self, fixes: &[(&Problem, &Fix)]) -> Result<Lists, Why> {
        // Texts are numbered in the order of their names.
        let names: Vec<String> = self.lists.iter().map(|(name, _)| name.to_owned()).collect();
        let mut edits: Vec<(usize, Range<usize>, &str)> = Vec::new();
        for edit in fixes.iter().flat_map(|(_, fix)| &fix.edits) {
            let span = match edit {
                Edit::Replace(span, _) | Edit::RemoveBlock(span) | Edit::RemoveLine(span) => span,
            };
            let number = span.source.0 as usize;
            let text = names.get(number).and_then(|n| self.lists.get(n)).ok_or(Why::NoPlace)?;
            let at = span.start as usize;
            edits.push(match edit {
                Edit::Replace(span, new) => (number, at..span.end as usize, new),
                Edit::RemoveBlock(_) => (number, block_extent(text, at).ok_or(Why::NoPlace)?, ""),
                Edit::RemoveLine(_) => (number, line_extent(text, at), ""),
            });
        }
        // From the end, so that what is still to be done does not move.
        edits.sort_by_key(|(number, range, _)| std::cmp::Reverse((*number, range.start, range.end)));
        edits.dedup();
        let mut lists = self.lists.clone();
        let mut free = (usize::MAX, usize::MAX);
        for (number, range, new) in edits {
            let name = names.get(number).ok_or(Why::NoPlace)?;
            let text = lists.get(name).ok_or(Why::NoPlace)?;
            if number == free.0 && range.end > free.1 {
                return Err(Why::NoPlace);
            }
            let (Some(head), Some(tail)) = (text.get(..range.start), text.get(range.end..)) else {
                return Err(Why::NoPlace);
            };
            let text = format!("{head}{new}{tail}");
            free = (number, range.start);
            lists.add(name, text);
        }
        Ok(lists)
    }
}

/// Fixes whose edits do not touch each other's lines, in order.
fn apart<'x>(fixes: &[(&'x Problem, &'x Fix)]) -> Vec<(&'x Problem, &'x Fix)> {
    let place = |e: &Edit| match e {
        Edit::Replace(span, _) | Edit::RemoveBlock(span) | Edit::RemoveLine(span) => *span,
    };
    let mut taken = Vec::new();
    let mut kept = Vec::new();
    for (problem, fix) in fixes {
        let own: Vec<_> = fix.edits.iter().map(place).collect();
        if own.iter().all(|span| !taken.contains(span)) {
            taken.extend(own);
            kept.push((*problem, *fix));
        }
    }
    kept
}

/// Everything in the lists that is not a duty, a rota, or something that [`compare`] looks at, without its places. The
/// registries are not edited.
fn frame(policy: &Policy) -> Vec<String> {
    let names = |all: &[Name]| all.iter().map(|n| n.value.clone()).collect::<Vec<_>>();
    let mut out: Vec<String> = policy
        .attributes
        .iter()
        .map(|(_, a)| format!("{:?}", Attribute { span: crate::text::Span::default(), ..a.clone() }))
        .collect();
    out.extend(policy.matters.iter().map(|(_, m)| {
        let words: Vec<_> = m
            .recogniser
            .iter()
            .map(|r| (r.all.iter().map(|any| names(any)).collect::<Vec<_>>(), names(&r.none)))
            .collect();
        format!(
            "{:?}",
            (
                (&m.code, &m.name, &m.path, &m.aliases, &m.kind, &m.time_class),
                (m.urgent, m.valid, words, &m.covers, &m.excludes)
            )
        )
    }));
    out.extend(policy.assumptions.iter().map(|a| format!("{:?}", (&a.name, &a.never))));
    out.extend(policy.doctrines.iter().map(|d| format!("{:?}", (&d.name, &d.scope, &d.order))));
    out.extend(policy.refusals.iter().map(|r| format!("{:?}", (&r.name, &r.scope, &r.region, r.valid))));
    out.extend(policy.urgencies.iter().map(|u| format!("{:?}", (&u.name, &u.scope, &u.region, u.valid))));
    for p in &policy.practices {
        let rules = |all: &[crate::policy::duty::PracticeRule]| {
            all.iter().map(|r| format!("{:?}", (&r.scope, &r.region, &r.hand_to))).collect::<Vec<_>>()
        };
        let lists = (rules(&p.accepts), rules(&p.declines));
        out.push(format!("{:?}", (p.unit, lists, &p.offices, &p.steps, p.valid)));
    }
    out.extend(policy.cases.iter().map(|c| format!("{:?}", (&c.text, c.matter, &c.facts, c.on))));
    out.extend(policy.assertions.iter().map(|a| format!("{:?}", (&a.name, &a.scope, &a.region))));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const LISTS: &str = "要素：场所\n  取值：桥下、路边\n事项：A1 路灯不亮\n  路径：照明\n  识别：含「灯」\n\
        职责：Z1 桥下\n  适用：A1\n  当：场所 为 桥下\n  首办：甲\n\
        职责：Z2 桥下又一条\n  适用：A1\n  当：场所 为 桥下\n  首办：甲\n  优先于：Z3\n\
        职责：Z3 路灯\n  适用：A1\n  首办：乙\n";
    const DAY: Date = Date::constant(2026, 7, 1);

    fn lists(text: &str) -> Lists {
        let mut lists = Lists::new();
        lists.add("a.fenbo", text);
        lists.add("units.yaml", "units: [{name: 甲}, {name: 乙}]\n");
        lists
    }

    /// What comes of a claim that something may go, with the text then.
    fn claim(text: &str, edit: impl Fn(&Version) -> Edit) -> Result<(String, bool), Why> {
        let lists = lists(text);
        let now = Version::read(&lists);
        assert_eq!(now.findings, []);
        let options = Options { day: DAY, until: DAY };
        let edit = edit(&now);
        let span = match &edit {
            Edit::Replace(span, _) | Edit::RemoveBlock(span) | Edit::RemoveLine(span) => *span,
        };
        let fix = Fix::advice("去掉", "remove").edit(edit).safe();
        let problem = Problem::new("C304", span, &["Z1"], String::new(), String::new());
        let step = Round { options: &options, now: &now, lists: &lists }.proved(&[(&problem, &fix)])?;
        Ok((step.lists.get("a.fenbo").unwrap().to_string(), step.done[0].past))
    }

    fn block(code: &str) -> impl Fn(&Version) -> Edit {
        move |now| Edit::RemoveBlock(now.policy.duties().find(|(_, d)| &*d.code == code).unwrap().1.span)
    }

    #[test]
    fn a_false_claim_is_found_out() {
        let (text, past) = claim(LISTS, block("Z1")).unwrap();
        assert!(!text.contains("Z1") && text.contains("Z2") && !past, "{text}");
        let Err(Why::Changes(difference)) = claim(LISTS, block("Z3")).map(drop).or_else(|why| match why {
            // Z2 names it, so that reading says so before anything is compared.
            Why::Reading(words) if words.starts_with("N234") => {
                claim(&LISTS.replace("  优先于：Z3\n", ""), block("Z3")).map(drop)
            }
            other => Err(other),
        }) else {
            panic!("Z3 is the only one at the road");
        };
        assert_eq!(difference.days, (DAY, Date::MAX));
        assert_eq!(difference.before.len(), 1);
        assert_eq!(difference.before[0].words(crate::Lang::En), "乙");
        assert_eq!(difference.after, [super::super::Item::Gap]);
    }

    #[test]
    fn a_claim_about_something_else_is_found_out() {
        let line = |now: &Version| {
            let text = &now.sources.iter().next().unwrap().1.text;
            let at = text.find("识别").unwrap();
            Edit::RemoveLine(crate::text::Span::new(crate::text::SourceId(0), at, at + 1))
        };
        assert_eq!(claim(LISTS, line), Err(Why::Elsewhere));
    }

    #[test]
    fn what_changes_only_of_days_gone_by_is_told() {
        let text = LISTS.replace(
            "Z1 桥下\n  适用：A1\n  当：场所 为 桥下\n  首办：甲\n",
            "Z1 桥下\n  适用：A1\n  当：场所 为 桥下\n  首办：乙\n  优先于：Z2\n  失效：2026-06-30\n",
        );
        assert_eq!(claim(&text, block("Z1")).map(|(_, past)| past), Ok(true));
        let later = text.replace("2026-06-30", "2026-07-01");
        assert!(matches!(claim(&later, block("Z1")), Err(Why::Changes(_))));
    }

    #[test]
    fn what_is_too_crowded_is_not_taken_for_proved() {
        let mut seed = 7u32;
        let mut draw = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        let mut text = LISTS.to_owned();
        for a in 0..8 {
            let values: Vec<String> = (0..10).map(|v| format!("v{v}")).collect();
            let _ = writeln!(text, "要素：a{a}\n  取值：{}", values.join("、"));
        }
        text.push_str("事项：M1 拥挤\n  路径：某类\n");
        for d in 0..200 {
            let mut tests = Vec::new();
            for a in 0..8 {
                if draw(8) < 5 {
                    let (from, n) = (draw(6), 2 + draw(4));
                    let values: Vec<String> = (from..from + n).map(|v| format!("v{v}")).collect();
                    tests.push(format!("a{a} 属于 {}", values.join("、")));
                }
            }
            let when =
                if tests.is_empty() { String::new() } else { format!("  当：{}\n", tests.join("，且 ")) };
            let who = ["甲", "乙"][d % 2];
            let _ = write!(text, "职责：X{d} 第{d}条\n  适用：M1\n{when}  首办：{who}\n");
        }
        let Err(Why::NotExact(matters)) = claim(&text, block("X7")) else { panic!("200 duties that cross") };
        assert_eq!(matters.len(), 1);
        // The crowded matter is in nobody's way.
        assert!(claim(&text, block("Z1")).is_ok());
    }
}
