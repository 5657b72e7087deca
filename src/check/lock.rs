//! C342: priorities by specificity between different first handlers, held against `fenbo.lock`.
//!
//! A smaller region goes before a larger one without a word, so an edit of a condition can turn a priority round and
//! nobody sees it. The lock lists every such pair, one a line, and is committed with the lists: what an edit turns round
//! then shows as a line of the lock. It depends on no day: pairs that are ever in effect together count.

use super::problem::Fix;
use super::{Problem, Scene};
use crate::finding::Lang;
use crate::policy::duty::{Duty, DutyId};
use crate::policy::precedence::{Precedence, Why};
use crate::policy::{Lock, Policy};
use crate::syntax::entries::Layer;
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a lock begins with.
const HEADER: &str = "\
# fenbo.lock：由 fenbo lock 写成，不用手改；与清单一起提交、一起审阅。
# 每行两条职责，首办不同，范围小的在前，胜过范围大的：编码、编码、各自的首办，以制表符分开。
# 清单改了以后 fenbo check --locked 会指出与它不符的地方（C342）；确认无误，再运行 fenbo lock。
# Written by `fenbo lock`; committed and reviewed with the lists. One pair a line, of different first handlers: the duty
# with the smaller region, and the one it beats. `fenbo check --locked` names what differs (C342).
";

/// Codes of the duty that beats and of the one it beats.
type Pair = (String, String);

/// A pair of the lists.
struct Override {
    /// Who leads by either.
    leads: String,
    winner: DutyId,
    loser: DutyId,
}

/// The text of the lock of some lists: sorted, the same whatever the order of files and lines, and whatever the day.
pub fn lock(policy: &Policy) -> String {
    let mut text = HEADER.to_owned();
    for ((winner, loser), pair) in overrides(policy) {
        let _ = writeln!(text, "{winner}\t{loser}\t{}", pair.leads);
    }
    text
}

/// Every pair of different first handlers in which only the smaller region decides who goes first, by codes. Rows of a
/// table go by the code of their duty: a row put in between would move all numbers behind it. Of several rows with
/// different leads each is named in one line.
fn overrides(policy: &Policy) -> BTreeMap<Pair, Override> {
    let (precedence, _) = Precedence::new(policy, Date::MIN);
    let mut by_matter: Vec<Vec<DutyId>> = vec![Vec::new(); policy.matters().len()];
    for (id, duty) in policy.duties() {
        duty.scope.values().for_each(|m| by_matter[m as usize].push(id));
    }
    let mut all: BTreeMap<Pair, Vec<(String, DutyId, DutyId)>> = BTreeMap::new();
    for (winner, duty) in policy.duties().filter(|(_, d)| !d.region.is_empty()) {
        let Some(first) = duty.scope.first() else { continue };
        for &loser in &by_matter[first as usize] {
            let other = policy.duty(loser);
            if winner != loser
                && comparable(duty, other)
                && duty.leads != other.leads
                && precedence.why(policy, winner, loser) == Why::Subset
                && !super::says_so(policy, duty, other)
            {
                let words = |d: &Duty| policy.template_words(d.leads, Lang::Zh);
                let leads = format!("{} > {}", words(duty), words(other));
                all.entry((base(duty), base(other))).or_default().push((leads, winner, loser));
            }
        }
    }
    let joined = all.into_iter().filter_map(|(pair, mut rows)| {
        rows.sort();
        let (_, winner, loser) = *rows.first().map(|(l, w, s)| (l, *w, *s)).as_ref()?;
        let mut leads: Vec<String> = rows.into_iter().map(|r| r.0).collect();
        leads.dedup();
        Some((pair, Override { leads: leads.join("；"), winner, loser }))
    });
    joined.collect()
}

/// Of one layer, rulings of one day, and ever in effect together.
fn comparable(a: &Duty, b: &Duty) -> bool {
    a.layer == b.layer
        && (a.layer != Layer::Ruling || a.ruled_on == b.ruled_on)
        && a.valid.0 <= b.valid.1
        && b.valid.0 <= a.valid.1
}

fn base(duty: &Duty) -> String {
    let code = &*duty.code;
    code.rsplit_once('#').map_or(code, |(base, _)| base).replace(['\t', '\n'], " ")
}

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let Some(lock) = &policy.lock else { return };
    let mut open = overrides(policy);
    for (line, span) in lines(lock) {
        let Some((winner, loser, leads)) = columns(line) else {
            out.push(no_line(line, span));
            continue;
        };
        match open.remove(&(winner.to_owned(), loser.to_owned())) {
            Some(now) if now.leads == leads => {}
            Some(now) => out.push(other_leads(policy, (winner, loser, leads), &now, span)),
            None => out.push(stale(policy, winner, loser, span)),
        }
    }
    for ((winner, loser), pair) in open {
        out.push(missing(policy, &winner, &loser, &pair));
    }
}

/// The lines that say something, with their places.
fn lines(lock: &Lock) -> impl Iterator<Item = (&str, Span)> {
    let mut at = 0;
    let all = lock.text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let text = line.trim_end_matches(['\r', '\n']);
        (text, Span::new(lock.source, start, start + text.len()))
    });
    all.filter(|(text, _)| !text.trim().is_empty() && !text.trim_start_matches('\u{feff}').starts_with('#'))
}

fn columns(line: &str) -> Option<(&str, &str, &str)> {
    let mut columns = line.split('\t');
    let found = (columns.next()?, columns.next()?, columns.next()?);
    columns.next().is_none().then_some(found)
}

fn relock() -> Fix {
    Fix::advice("确认无误，再运行 fenbo lock", "if all is meant, run `fenbo lock`")
}

fn missing(policy: &Policy, winner: &str, loser: &str, pair: &Override) -> Problem {
    let words = |lang| (policy.duty_words(pair.winner, lang), policy.duty_words(pair.loser, lang));
    let ((zw, zl), (ew, el)) = (words(Lang::Zh), words(Lang::En));
    let span = policy.duty(pair.winner).span;
    let problem = Problem::new(
        "C342",
        span,
        &[winner, loser],
        format!("{zw} 范围更小，胜过 {zl}；fenbo.lock 里没有这一对：是本意吗？"),
        format!(
            "{ew} has the smaller region and beats {el}; fenbo.lock does not have this pair: is it meant?"
        ),
    );
    let fix = Fix::advice(
        format!("不是本意，改宽 {winner} 的条件，或让 {loser} 写明「优先于：{winner}」"),
        format!("if not, widen the conditions of {winner}, or let {loser} say that it overrides {winner}"),
    );
    let mut problem = problem.of(policy, &[pair.winner, pair.loser]).fix(relock()).fix(fix);
    problem.matters = policy.duty(pair.winner).scope.values().map(crate::policy::matter::MatterId).collect();
    problem
}

fn other_leads(policy: &Policy, was: (&str, &str, &str), now: &Override, span: Span) -> Problem {
    let (winner, loser, leads) = was;
    Problem::new(
        "C342",
        span,
        &[winner, loser],
        format!("{winner} 胜过 {loser}，首办已经不是 fenbo.lock 写的「{leads}」，而是「{}」", now.leads),
        format!(
            "{winner} beats {loser}, but the first handlers are no longer `{leads}` as fenbo.lock says: they are `{}`",
            now.leads
        ),
    )
    .of(policy, &[now.winner, now.loser])
    .fix(relock())
}

fn stale(policy: &Policy, winner: &str, loser: &str, span: Span) -> Problem {
    let of = |code: &str| policy.duties().find(|(_, d)| base(d) == code).map(|(id, _)| id);
    let (zh, en) = match (of(winner), of(loser)) {
        (Some(a), Some(b)) => match reason(policy, a, b) {
            Some(reason) => reason,
            None => (
                format!("{winner} 的范围已不在 {loser} 之内"),
                format!("{winner} no longer lies inside {loser}"),
            ),
        },
        (None, _) => (format!("清单里已没有 {winner}"), format!("the lists no longer have {winner}")),
        (_, None) => (format!("清单里已没有 {loser}"), format!("the lists no longer have {loser}")),
    };
    let duties: Vec<DutyId> = [of(winner), of(loser)].into_iter().flatten().collect();
    Problem::new(
        "C342",
        span,
        &[winner, loser],
        format!("fenbo.lock 写着 {winner} 胜过 {loser}，已不是这样：{zh}"),
        format!("fenbo.lock says that {winner} beats {loser}, which is no longer so: {en}"),
    )
    .of(policy, &duties)
    .fix(relock())
}

/// Why two duties are no pair any more, other than by their regions.
fn reason(policy: &Policy, a: DutyId, b: DutyId) -> Option<(String, String)> {
    let (winner, loser) = (policy.duty(a), policy.duty(b));
    if winner.leads == loser.leads {
        Some(("两条的首办已经相同".to_owned(), "both name the same first handler now".to_owned()))
    } else if !comparable(winner, loser) {
        Some((
            "两条不再同时生效，或不在同一层".to_owned(),
            "they are never in effect together now, or not of one layer".to_owned(),
        ))
    } else if super::says_so(policy, winner, loser) {
        Some((
            "已写明优先，用不着锁定".to_owned(),
            "it is said in so many words now, and needs no lock".to_owned(),
        ))
    } else {
        None
    }
}

fn no_line(line: &str, span: Span) -> Problem {
    let shown: String = line.chars().take(40).collect();
    Problem::new(
        "C342",
        span,
        &[line],
        "fenbo.lock 的这一行读不懂：应是编码、编码、首办三栏，以制表符分开".to_owned(),
        format!("this line of fenbo.lock cannot be read: three columns with tabs between are wanted, not `{shown}`"),
    )
    .fix(relock())
}
