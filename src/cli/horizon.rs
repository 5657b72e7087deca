//! `fenbo horizon`: what changes by itself in time.

use super::args::{Format, HorizonArgs};
use super::clock::Clock;
use super::console::{Console, Failure, both, shown};
use super::{End, load};
use anstyle::{AnsiColor, Style};
use fenbo::check::{Options, Writer};
use fenbo::finding::{Finding, Lang};
use fenbo::impact::{Difference, Horizon, Item, Subject, Turn, horizon};
use fenbo::policy::Policy;
use fenbo::syntax::entries::Layer;
use fenbo::text::Sources;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;

/// Changes of one day shown as text; the rest is counted.
const MOST_CHANGES: usize = 20;

/// Runs the command.
pub fn run(args: &HorizonArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let day = args.as_of.map_or_else(|| Clock::of(&loaded.policy).map(|c| c.today()), Ok)?;
    let until = args.until;
    if until < day {
        return Err(both(
            format!("--until（{until}）早于起始日期（{day}）"),
            format!("--until ({until}) is before the day to look from ({day})"),
        ));
    }
    let found = horizon(&loaded.policy, &Options { day, until });
    let view =
        View { policy: &loaded.policy, sources: &loaded.sources, folder: &loaded.folder, lang: console.lang };
    let mut out = console.output();
    let written = match args.format {
        Format::Text => view.text(&found, (day, until), &mut out),
        Format::Json => writeln!(out, "{:#}", view.json(&found, (day, until))),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ if found.inexact.is_empty() => Ok(End::Fine),
        _ => Ok(End::Inexact),
    }
}

struct View<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
    folder: &'a str,
    lang: Lang,
}

/// A subject in words.
struct Named {
    kind: &'static str,
    kind_words: &'static str,
    code: Option<String>,
    name: String,
    /// Who leads.
    leads: Option<String>,
    file: String,
    line: usize,
}

impl View<'_> {
    fn named(&self, subject: Subject) -> Named {
        let policy = self.policy;
        let word = |zh, en| self.lang.pick(zh, en);
        let mut leads = None;
        let (kind, kind_words, code, name) = match subject {
            Subject::Unit(id) => {
                let unit = policy.registry().units.get(id);
                ("unit", word("单位", "unit"), unit.code.clone(), unit.name.clone())
            }
            Subject::Matter(id) => {
                let matter = policy.matters().get(id);
                ("matter", word("事项", "matter"), Some(matter.code.clone()), matter.name.clone())
            }
            Subject::Duty(id) => {
                let duty = policy.duty(id);
                leads = Some(policy.template_words(duty.leads, self.lang));
                let (kind, words) = match duty.layer {
                    Layer::Ruling => ("ruling", word("裁定", "ruling")),
                    Layer::Duty => ("duty", word("职责", "duty")),
                    Layer::Fallback => ("fallback", word("兜底", "fallback")),
                };
                (
                    kind,
                    words,
                    Some(duty.code.to_string()),
                    duty.title.as_deref().unwrap_or_default().to_owned(),
                )
            }
            Subject::Refusal(i) => {
                let name = policy.refusals().get(i).map(|r| r.name.clone()).unwrap_or_default();
                ("refusal", word("不受理", "refusal"), None, name)
            }
            Subject::Urgency(i) => {
                let name = policy.urgencies().get(i).map(|u| u.name.clone()).unwrap_or_default();
                ("urgency", word("加急", "urgency"), None, name)
            }
            Subject::Practice(i) => {
                let name = policy.practices().get(i).map(|p| policy.handler_words(p.unit, self.lang));
                ("practice", word("实施", "practice"), None, name.unwrap_or_default())
            }
            Subject::Basis(i) => {
                let name = policy.registry().bases.iter().nth(i).map(|b| b.name.clone());
                ("basis", word("依据", "basis"), None, name.unwrap_or_default())
            }
            Subject::Waiver(i) => {
                let waiver = policy.waivers().get(i);
                let code = waiver.map(|w| w.code.value.clone());
                let reason = waiver.and_then(|w| w.reason.clone()).unwrap_or_default();
                ("waiver", word("豁免", "waiver"), code, reason)
            }
        };
        let place = self.sources.place(subject.span(policy));
        let below = place.file.strip_prefix(self.folder).map(|f| f.trim_start_matches('/'));
        let file = below.filter(|f| !f.is_empty()).unwrap_or(&place.file).to_owned();
        Named { kind, kind_words, code, name, leads, file, line: place.line }
    }

    fn items(&self, items: &[Item]) -> String {
        let said = items.iter().filter(|i| !matches!(i, Item::Urgent(_)));
        let mut all: Vec<String> = said.map(|i| i.words(self.lang)).collect();
        all.dedup();
        all.join(self.lang.pick("／", " / "))
    }

    fn change(&self, change: &Difference) -> String {
        let matters = self.policy.matters_words(&change.matters, self.lang);
        let place = self.policy.region_words(&change.region, self.lang);
        let (old, new) = (self.items(&change.before), self.items(&change.after));
        match self.lang {
            Lang::Zh => format!("{matters}，{place}：{old} → {new}"),
            Lang::En => format!("{matters}, {place}: {old} → {new}"),
        }
    }

    fn text(
        &self,
        found: &Horizon,
        days: (jiff::civil::Date, jiff::civil::Date),
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (from, until) = days;
        let n = found.turns.len();
        for turn in &found.turns {
            self.turn(turn, out)?;
        }
        let words = match (self.lang, n) {
            (Lang::Zh, 0) => format!("{from} 以后到 {until}，没有什么自行变化"),
            (Lang::Zh, _) => format!("{from} 以后到 {until}：{n} 天有变化"),
            (Lang::En, 0) => format!("nothing changes by itself after {from} until {until}"),
            (Lang::En, 1) => format!("after {from} until {until}: 1 day on which something changes"),
            (Lang::En, _) => format!("after {from} until {until}: {n} days on which something changes"),
        };
        writeln!(out, "{words}")?;
        if !found.inexact.is_empty() {
            let matters = self.policy.matters_words(&found.inexact, self.lang);
            let words = match self.lang {
                Lang::Zh => format!("没有精确分析（P901）：{matters}"),
                Lang::En => format!("not analysed exactly (P901): {matters}"),
            };
            writeln!(out, "{words}")?;
        }
        Ok(())
    }

    fn turn(&self, turn: &Turn, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", Console::paint(Style::new().bold(), turn.day))?;
        let (label, room) = match self.lang {
            Lang::Zh => (["开始", "到期", "变化", "问题"], 4),
            Lang::En => (["begins", "ended", "changes", "problem"], 7),
        };
        let line = |out: &mut _, i: usize, style: Style, text: &str| {
            let pad = " ".repeat(room - fenbo::text::display_width(label[i]));
            writeln!(out as &mut dyn Write, "  {}{pad}  {}", Console::paint(style, label[i]), shown(text))
        };
        for (i, all, style) in [
            (0, &turn.begins, AnsiColor::Green.on_default()),
            (1, &turn.ends, AnsiColor::Yellow.on_default()),
        ] {
            for subject in all {
                let n = self.named(*subject);
                let name = [n.code.as_deref().unwrap_or_default(), &n.name].join(" ");
                let leads =
                    n.leads.map(|l| self.lang.pick("（", " (").to_owned() + &l + self.lang.pick("）", ")"));
                let text = format!(
                    "{} {}{}  {}:{}",
                    n.kind_words,
                    name.trim(),
                    leads.unwrap_or_default(),
                    n.file,
                    n.line
                );
                line(&mut *out, i, style, &text)?;
            }
        }
        for change in turn.changes.iter().take(MOST_CHANGES) {
            line(&mut *out, 2, AnsiColor::Cyan.on_default(), &self.change(change))?;
        }
        if let Some(more) = turn.changes.len().checked_sub(MOST_CHANGES).filter(|n| *n > 0) {
            let words = match self.lang {
                Lang::Zh => format!("……还有 {more} 处"),
                Lang::En => format!("… and {more} more"),
            };
            line(&mut *out, 2, AnsiColor::Cyan.on_default(), &words)?;
        }
        for problem in &turn.problems {
            let Finding { zh, en, .. } = &problem.finding;
            let text = format!("{} {}", problem.name(), self.lang.pick(zh, en));
            line(&mut *out, 3, AnsiColor::Red.on_default(), &text)?;
        }
        writeln!(out)
    }

    fn json(&self, found: &Horizon, (from, until): (jiff::civil::Date, jiff::civil::Date)) -> Value {
        let subjects = |all: &[Subject]| -> Value {
            all.iter()
                .map(|s| {
                    let n = self.named(*s);
                    json!({ "kind": n.kind, "code": n.code, "name": n.name, "leads": n.leads, "file": n.file, "line": n.line })
                })
                .collect()
        };
        let code = |m: &fenbo::policy::matter::MatterId| self.policy.matters().get(*m).code.clone();
        let writer =
            Writer { policy: self.policy, sources: self.sources, lang: self.lang, days: (from, until) };
        let turns: Vec<Value> = found
            .turns
            .iter()
            .map(|turn| {
                let changes: Vec<Value> = turn
                    .changes
                    .iter()
                    .map(|c| {
                        let boxes: Vec<String> =
                            c.region.cubes.iter().map(|b| self.policy.cube_words(b, self.lang)).collect();
                        let said = |items: &[Item]| -> Vec<String> {
                            let kept = items.iter().filter(|i| !matches!(i, Item::Urgent(_)));
                            kept.map(|i| i.words(self.lang)).collect()
                        };
                        json!({
                            "matters": c.matters.iter().map(code).collect::<Vec<_>>(),
                            "region": boxes,
                            "before": said(&c.before),
                            "after": said(&c.after),
                        })
                    })
                    .collect();
                let problems: Vec<Value> = turn
                    .problems
                    .iter()
                    .map(|p| serde_json::to_value(writer.wire(p)).unwrap_or_default())
                    .collect();
                json!({
                    "day": turn.day.to_string(),
                    "begins": subjects(&turn.begins),
                    "ends": subjects(&turn.ends),
                    "changes": changes,
                    "problems": problems,
                })
            })
            .collect();
        json!({
            "from": from.to_string(),
            "until": until.to_string(),
            "days": turns,
            "not_exact": found.inexact.iter().map(code).collect::<Vec<_>>(),
        })
    }
}
