//! `fenbo explain`: one decision with the way to it.

use super::args::{ExplainArgs, Format};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::one::{One, matter_words};
use super::output::{Answer, Form, Fragments, Line};
use super::record::Notes;
use super::words::Words;
use super::{End, load};
use anstyle::{AnsiColor, Style};
use fenbo::facts::Origin;
use fenbo::policy::duty::{Basis, DutyId};
use fenbo::policy::precedence::Why;
use fenbo::policy::region::AttrId;
use fenbo::router::{Complaint, Decision, Explanation, Router, Standing, Status, Step, Urgent};
use jiff::civil::{Date, DateTime};
use std::io::{self, Write};
use std::path::PathBuf;

/// Duties that do not apply listed one by one; more are counted.
const MOST_OUTSIDE: usize = 12;

/// Runs the command.
pub fn run(args: &ExplainArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let clock = Clock::of(&loaded.policy)?;
    let one = One::open(&args.one, &loaded, &clock, console)?;
    let (complaint, notes) = one.complaint(&args.one, &clock, console)?;
    let explanation = one.router.explain(&complaint);
    let fragments = Fragments::new(loaded.policy.clone(), loaded.sources, loaded.folder, clock, console.lang);
    let written = match args.format {
        Format::Json => {
            let json = json(&explanation, &complaint, &notes, one.day, &fragments);
            let mut out = io::stdout().lock();
            writeln!(out, "{json:#}").and_then(|()| out.flush())
        }
        Format::Text => {
            let words = Words::new(&loaded.policy, console);
            let mut page = Page {
                out: console.output(),
                words,
                fragments: &fragments,
                router: &one.router,
                day: one.day,
            };
            page.all(&explanation, &complaint).and_then(|()| page.out.flush())
        }
    };
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ if explanation.decision.exact => Ok(End::Fine),
        _ => Ok(End::Inexact),
    }
}

/// The record of `route` with the facts, the steps and how every duty stands.
fn json(
    explanation: &Explanation<'_>,
    complaint: &Complaint<'_>,
    notes: &Notes,
    day: Date,
    fragments: &Fragments,
) -> serde_json::Value {
    let mut record = Vec::new();
    let answer = Answer::Decision { decision: &explanation.decision, edition: day };
    let line = Line { number: 1, notes, complaint: Some(complaint), answer };
    Form::Json { compact: false }.write(&mut record, &line, fragments);
    let mut all: serde_json::Value = serde_json::from_slice(&record).unwrap_or_default();
    let policy = &*fragments.policy;
    let words = Words { policy, lang: fragments.lang };
    let origin = |origin: Origin| match origin {
        Origin::Unknown => "unknown",
        Origin::Assumed => "assumed",
        Origin::Inferred => "inferred",
        Origin::Told => "told",
    };
    let facts = policy.attributes().iter().filter(|(id, _)| complaint.facts().origin(*id) > Origin::Assumed);
    all["facts"] = facts
        .map(|(id, a)| {
            let known = words.values(id, &complaint.facts().get(id));
            serde_json::json!({ "attribute": a.name, "value": known, "origin": origin(complaint.facts().origin(id)) })
        })
        .collect();
    all["steps"] = explanation
        .steps
        .iter()
        .map(|step| {
            let branches: Vec<String> =
                step.branches.iter().map(|b| words.values(step.attribute, b)).collect();
            serde_json::json!({
                "attribute": words.attribute(step.attribute),
                "known": words.values(step.attribute, &step.known),
                "origin": origin(step.origin),
                "branches": branches,
            })
        })
        .collect();
    all["standings"] = explanation
        .duties
        .iter()
        .map(|(id, standing)| {
            let duty = policy.duty(*id);
            let (file, line) = fragments.place(duty.span);
            let mut one = serde_json::json!({ "code": &*duty.code, "file": file, "line": line });
            match standing {
                Standing::Decides { certain } => {
                    one["standing"] = if *certain { "decides" } else { "may_decide" }.into();
                }
                Standing::Beaten { by, why } => {
                    one["standing"] = "beaten".into();
                    one["by"] = policy.duty(*by).code.to_string().into();
                    one["why"] = why_key(*why).into();
                }
                Standing::NotMet { attribute } => {
                    one["standing"] = "not_met".into();
                    one["attribute"] = attribute.map(|a| words.attribute(a)).into();
                }
            }
            one
        })
        .collect();
    all
}

fn why_key(why: Why) -> &'static str {
    match why {
        Why::Layer => "layer",
        Why::LaterRuling => "later_ruling",
        Why::Declared => "declared",
        Why::Doctrine(_) => "doctrine",
        Why::Subset => "narrower",
        Why::Through => "through_another",
    }
}

const STRONG: Style = Style::new().bold();

struct Page<'a, W> {
    out: W,
    words: Words<'a>,
    fragments: &'a Fragments,
    router: &'a Router,
    day: Date,
}

impl<W: Write> Page<'_, W> {
    fn all(&mut self, explanation: &Explanation<'_>, complaint: &Complaint<'_>) -> io::Result<()> {
        let words = self.words;
        let matter = matter_words(words.policy, complaint);
        self.item("事项", "matter", &matter)?;
        let hash: String = words.policy.hash().chars().take(12).collect();
        let edition = words.pick(format!("{}，清单 {hash}", self.day), format!("{}, lists {hash}", self.day));
        self.item("版次", "edition", &edition)?;
        self.facts(explanation, complaint)?;
        writeln!(self.out)?;
        self.decision(&explanation.decision)?;
        self.steps(&explanation.steps)?;
        self.duties(&explanation.duties)
    }

    fn item(&mut self, zh: &str, en: &str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        // Four Chinese characters, or ten letters, then the text.
        let (name, width) = self.words.pick((zh, 4 - zh.chars().count().min(4)), (en, 0));
        let pad = self.words.pick("　".repeat(width), " ".repeat(10usize.saturating_sub(en.len())));
        writeln!(self.out, "{}{pad} {text}", Console::paint(STRONG, name))
    }

    fn title(&mut self, zh: &str, en: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", Console::paint(STRONG, self.words.pick(zh, en)))
    }

    fn origin(&self, origin: Origin) -> &'static str {
        match origin {
            Origin::Told => self.words.pick("告知", "told"),
            Origin::Inferred => self.words.pick("推定", "inferred"),
            Origin::Assumed => self.words.pick("未提及，按清单视为", "not mentioned, assumed"),
            Origin::Unknown => self.words.pick("未知", "unknown"),
        }
    }

    /// What was told, and of what follows from it or was assumed what matters here.
    fn facts(&mut self, explanation: &Explanation<'_>, complaint: &Complaint<'_>) -> io::Result<()> {
        let (words, facts) = (self.words, complaint.facts());
        let tested = |attr| {
            facts.origin(attr) == Origin::Inferred && explanation.steps.iter().any(|s| s.attribute == attr)
        };
        let assumed = |attr| explanation.decision.assumed.iter().any(|(a, _)| *a == attr);
        let ids = words.policy.attributes().iter().map(|(id, _)| id);
        let mut ids: Vec<AttrId> =
            ids.filter(|id| facts.origin(*id) == Origin::Told || tested(*id) || assumed(*id)).collect();
        // What was told comes first.
        ids.sort_by_key(|id| (std::cmp::Reverse(facts.origin(*id)), *id));
        let known: Vec<String> = ids
            .into_iter()
            .map(|id| {
                let (fact, origin) = (words.fact(id, &facts.get(id)), self.origin(facts.origin(id)));
                words.pick(format!("{fact}（{origin}）"), format!("{fact} ({origin})"))
            })
            .collect();
        let text = if known.is_empty() {
            words.pick("没有告知任何要素", "nothing was told").to_owned()
        } else {
            known.join(words.comma())
        };
        self.item("已知", "known", &text)
    }

    fn decision(&mut self, d: &Decision<'_>) -> io::Result<()> {
        let words = self.words;
        let style = match d.status {
            Status::Decided => AnsiColor::Green,
            Status::Asked | Status::NotAccepted => AnsiColor::Yellow,
            Status::Gap | Status::Conflict | Status::Contradictory => AnsiColor::Red,
        };
        let line = Console::paint(style.on_default().bold(), words.decision(d));
        self.item("结果", "result", &line)?;
        let roles: Vec<String> = d
            .leads
            .iter()
            .filter_map(|l| l.role.map(|r| (l, r)))
            .map(|(lead, role)| {
                let units = &words.policy.registry().units;
                format!("@{} → {}", units.get_role(role).name, units.get(lead.unit).name)
            })
            .collect();
        self.item("角色", "role", &roles.join(words.comma()))?;
        self.item("协办", "assist", &words.units(&d.assist))?;
        self.item("知会", "inform", &words.units(&d.inform))?;
        self.item("监管", "supervise", &words.units(&d.supervise))?;
        let forerun: Vec<String> = d
            .forerun
            .iter()
            .map(|(who, limit)| {
                let limit = limit.map_or_else(String::new, |l| {
                    words.pick(
                        format!("，限 {}", words.duration(l)),
                        format!(", within {}", words.duration(l)),
                    )
                });
                format!("{}{limit}", words.unit(who))
            })
            .collect();
        self.item("先行", "forerun", &forerun.join(words.comma()))?;
        let urgent = match d.urgent {
            Urgent::No => "",
            Urgent::Perhaps => words.pick("视未知要素而定", "depends on what is not known"),
            Urgent::Yes => words.pick("是", "yes"),
        };
        self.item("加急", "urgent", urgent)?;
        let at = |at: Option<DateTime>| {
            at.map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M").to_string())
        };
        self.item("分派", "dispatch", &at(d.dispatch_by))?;
        self.item("联系", "contact", &at(d.contact_by))?;
        let limits: Vec<String> = d
            .limits
            .iter()
            .map(|l| {
                let due = l.due.map_or_else(String::new, |_| {
                    words.pick(format!("（{}）", at(l.due)), format!(" ({})", at(l.due)))
                });
                format!("{} {}{due}", l.step, words.duration(l.limit))
            })
            .collect();
        self.item("时限", "limits", &limits.join(words.comma()))?;
        let years: Vec<String> = d.unsettled.iter().map(i16::to_string).collect();
        self.item("暂按周历", "plain weeks", &years.join(words.comma()))?;
        if let Some(redirect) =
            d.refusal.and_then(|r| words.policy.refusals().get(r)).and_then(|r| r.redirect.clone())
        {
            self.item("引导", "redirect", &redirect)?;
        }
        self.open(d)
    }

    /// What may come out, and what to ask.
    fn open(&mut self, d: &Decision<'_>) -> io::Result<()> {
        let words = self.words;
        if let Some(question) = &d.question {
            let ask = words.policy.attributes().get(question.attribute).ask.clone().unwrap_or_default();
            let text = format!("{} {ask}", words.question(question));
            self.item("下一问", "ask", text.trim())?;
        }
        if d.status != Status::Asked {
            return Ok(());
        }
        for candidate in &d.candidates {
            let leads: Vec<String> = candidate.leads.iter().map(|l| words.units(l)).collect();
            let who = if leads.is_empty() {
                words.outcome(candidate.outcome)
            } else {
                leads.join(words.pick("／", " / "))
            };
            // No duty stands behind a gap or a refusal.
            let by = match words.duty_codes(&candidate.duties) {
                codes if codes.is_empty() => codes,
                codes => format!("{codes}{}", words.pick("，", ", ")),
            };
            let share = candidate.share * 100.0;
            self.item(
                "可能",
                "perhaps",
                &words.pick(format!("{who}（{by}{share:.0}%）"), format!("{who} ({by}{share:.0} %)")),
            )?;
        }
        Ok(())
    }

    fn steps(&mut self, steps: &[Step]) -> io::Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        self.title("怎样走到这里", "The way here")?;
        for (i, step) in steps.iter().enumerate() {
            let words = self.words;
            let attribute = words.attribute(step.attribute);
            let known = words.values(step.attribute, &step.known);
            let origin = self.origin(step.origin);
            let ways: Vec<String> = step.branches.iter().map(|b| words.values(step.attribute, b)).collect();
            let text = if let [way] = ways.as_slice() {
                if *way == known {
                    words.pick(
                        format!("{attribute}：{known}（{origin}）"),
                        format!("{attribute}: {known} ({origin})"),
                    )
                } else {
                    words.pick(
                        format!("{attribute}：{known}（{origin}），与 {way} 同路"),
                        format!("{attribute}: {known} ({origin}), the same way as {way}"),
                    )
                }
            } else {
                let ways = ways.join(words.pick("｜", " | "));
                words.pick(
                    format!("{attribute}：{known}（{origin}），各支都走：{ways}"),
                    format!("{attribute}: {known} ({origin}), every way followed: {ways}"),
                )
            };
            writeln!(self.out, "  {}. {text}", i + 1)?;
        }
        Ok(())
    }

    fn duties(&mut self, duties: &[(DutyId, Standing)]) -> io::Result<()> {
        if duties.is_empty() {
            return Ok(());
        }
        self.title("这个事项的职责", "The duties of this matter")?;
        let mut outside = 0;
        for (id, standing) in duties {
            if matches!(standing, Standing::NotMet { .. }) {
                outside += 1;
                if outside > MOST_OUTSIDE {
                    continue;
                }
            }
            self.duty(*id, standing)?;
        }
        if let Some(rest) = outside.checked_sub(MOST_OUTSIDE).filter(|n| *n > 0) {
            let text = self
                .words
                .pick(format!("……还有 {rest} 条不适用"), format!("… and {rest} more that do not apply"));
            writeln!(self.out, "  {text}")?;
        }
        Ok(())
    }

    fn duty(&mut self, id: DutyId, standing: &Standing) -> io::Result<()> {
        let words = self.words;
        let duty = words.policy.duty(id);
        let (file, line) = self.fragments.place(duty.span);
        let leads = words.template(duty.leads);
        let title = duty.title.as_deref().unwrap_or("");
        let (mark, how) = match standing {
            Standing::Decides { certain: true } => ("●", words.pick("决定", "decides").to_owned()),
            Standing::Decides { certain: false } => ("◐", words.pick("可能决定", "may decide").to_owned()),
            Standing::Beaten { by, why } => {
                let by = &words.policy.duty(*by).code;
                let why = self.why(*why);
                ("○", words.pick(format!("让位于 {by}：{why}"), format!("gives way to {by}: {why}")))
            }
            Standing::NotMet { attribute: Some(attr) } => {
                let name = words.attribute(*attr);
                ("·", words.pick(format!("不适用：{name}不符"), format!("does not apply: {name}")))
            }
            Standing::NotMet { attribute: None } => ("·", words.pick("不适用", "does not apply").to_owned()),
        };
        writeln!(self.out, "  {mark} {} {title} → {leads}", Console::paint(STRONG, &duty.code))?;
        writeln!(self.out, "      {how}  {file}:{line}")?;
        if matches!(standing, Standing::Decides { .. }) {
            let basis: Vec<String> = duty
                .parts
                .basis
                .iter()
                .map(|b| match b {
                    Basis::Cited { instrument, article } => {
                        format!("{instrument}{}", article.as_deref().unwrap_or(""))
                    }
                    Basis::ToConfirm => words.pick("待确认", "to be confirmed").to_owned(),
                })
                .collect();
            if !basis.is_empty() {
                let basis = basis.join(words.pick("；", "; "));
                writeln!(self.out, "      {}{basis}", words.pick("依据 ", "basis "))?;
            }
            if let Some(reason) = &duty.reason {
                writeln!(self.out, "      {}{reason}", words.pick("理由 ", "reason "))?;
            }
        }
        Ok(())
    }

    fn why(&self, why: Why) -> String {
        let words = self.words;
        match why {
            Why::Layer => words.pick("它的层级更高", "its layer is higher").to_owned(),
            Why::LaterRuling => words.pick("它是更晚的裁定", "it is the later ruling").to_owned(),
            Why::Declared => {
                words.pick("它写明优先（但书或优先于）", "it says so (a proviso or an override)").to_owned()
            }
            Why::Doctrine(i) => {
                let name = self.router.policy().doctrines().get(i).map_or("", |d| d.name.as_str());
                words.pick(format!("按原则「{name}」"), format!("by the doctrine \"{name}\""))
            }
            Why::Subset => words.pick("它的范围更窄", "its region is narrower").to_owned(),
            Why::Through => words.pick("经由另一条职责", "by way of another duty").to_owned(),
        }
    }
}
