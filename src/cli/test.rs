//! `fenbo test`: the cases and assertions of the lists, and which duties they touch.

use super::args::TestArgs;
use super::clock::Clock;
use super::console::{Console, Failure, counted};
use super::words::Words;
use super::{End, load};
use anstyle::AnsiColor;
use fenbo::cases::{CaseRun, Refuted, Verdict, refute};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::duty::{Assertion, Case, Claimed, DutyId};
use fenbo::router::Editions;
use fenbo::text::{Sources, Span};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Places of a refuted assertion printed; the rest is counted.
const MOST_PLACES: usize = 5;

/// Runs the command.
pub fn run(args: &TestArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    console.findings(&loaded.findings, &loaded.sources);
    let clock = Clock::of(&loaded.policy)?;
    let as_of = args.as_of.unwrap_or_else(|| clock.today());
    let editions = Editions::for_cases(loaded.policy.clone(), as_of);
    let compiled = editions.on(as_of).1;
    // Circles of overrides were told with the lists.
    let fresh: Vec<_> = compiled.iter().filter(|f| f.code != "N236").cloned().collect();
    console.findings(&fresh, &loaded.sources);
    let mut run = Run {
        policy: &loaded.policy,
        sources: &loaded.sources,
        editions: &editions,
        words: Words::new(&loaded.policy, console),
        console,
        as_of,
        filter: args.filter.as_deref(),
        out: console.output(),
        decided: BTreeSet::new(),
        inexact: compiled.iter().any(|f| f.code == "P901"),
    };
    // That nobody reads on is no failure of the cases.
    let tally = match run.all(args.coverage) {
        Ok(tally) => tally,
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(End::Fine),
        Err(e) => return Err(super::console::both(format!("写出失败：{e}"), format!("writing failed: {e}"))),
    };
    Ok(if tally.failed + tally.refuted > 0 || loaded.faulty() || tally.nothing {
        End::Found
    } else if run.inexact {
        End::Inexact
    } else {
        End::Fine
    })
}

#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    held: usize,
    refuted: usize,
    nothing: bool,
}

struct Run<'a, W> {
    policy: &'a Policy,
    sources: &'a Sources,
    editions: &'a Editions,
    words: Words<'a>,
    console: Console,
    as_of: Date,
    filter: Option<&'a str>,
    out: W,
    decided: BTreeSet<DutyId>,
    inexact: bool,
}

impl<W: Write> Run<'_, W> {
    fn all(&mut self, list_coverage: bool) -> io::Result<Tally> {
        let mut tally = Tally::default();
        for case in self.policy.cases() {
            if self.fits_case(case) {
                self.case(case, &mut tally)?;
            }
        }
        for assertion in self.policy.assertions() {
            if self.fits(&[&assertion.name], assertion.span) {
                self.assertion(assertion, &mut tally)?;
            }
        }
        tally.nothing = tally.passed + tally.failed + tally.skipped + tally.held + tally.refuted == 0;
        self.summary(&tally)?;
        // With a filter, what no case touches says nothing.
        if self.filter.is_none() && !tally.nothing {
            self.coverage(list_coverage)?;
        }
        self.out.flush()?;
        Ok(tally)
    }

    fn fits(&self, texts: &[&str], span: Span) -> bool {
        let Some(filter) = self.filter else { return true };
        texts.iter().any(|t| t.contains(filter)) || self.sources.place(span).file.contains(filter)
    }

    fn fits_case(&self, case: &Case) -> bool {
        let matter = case.matter.map(|m| self.policy.matters().get(m));
        let (code, name) = matter.map_or(("", ""), |m| (m.code.as_str(), m.name.as_str()));
        self.fits(&[&case.text, code, name], case.span)
    }

    fn mark(&self, zh: &str, en: &str) -> String {
        Console::paint(AnsiColor::Red.on_default().bold(), self.console.pick(zh, en))
    }

    fn place(&self, span: Span) -> String {
        let place = self.sources.place(span);
        format!("{}:{}", place.file, place.line)
    }

    fn case(&mut self, case: &Case, tally: &mut Tally) -> io::Result<()> {
        let run = CaseRun::of(case, self.editions, self.as_of);
        self.decided.extend(&run.duties);
        match &run.verdict {
            Verdict::Passed => tally.passed += 1,
            Verdict::NeedsRecognition => tally.skipped += 1,
            Verdict::NotInEffect(misfit) => {
                tally.failed += 1;
                self.head(case)?;
                writeln!(self.out, "    {}", misfit.text(self.console.lang))?;
            }
            Verdict::Contradictory => {
                tally.failed += 1;
                self.head(case)?;
                let why = self.console.pick(
                    "这个案例的要素互相矛盾，不能同时成立",
                    "the facts of this case exclude each other",
                );
                writeln!(self.out, "    {why}")?;
            }
            Verdict::Failed(unmet) => {
                tally.failed += 1;
                self.head(case)?;
                let words = self.words;
                for expected in unmet.iter().filter_map(|i| case.expect.get(*i)) {
                    writeln!(self.out, "    {}", words.expected(expected))?;
                }
                if let Some(decision) = run.decision(case, self.as_of) {
                    let got = words.decision(&decision);
                    writeln!(self.out, "    {}{got}", self.console.pick("实得 ", "got    "))?;
                    let co = [
                        (self.console.pick("协办", "assist"), words.units(&decision.assist)),
                        (
                            self.console.pick("先行", "forerun"),
                            decision
                                .forerun
                                .iter()
                                .map(|f| words.unit(&f.0))
                                .collect::<Vec<_>>()
                                .join(words.comma()),
                        ),
                    ];
                    for (name, units) in co.iter().filter(|(_, units)| !units.is_empty()) {
                        writeln!(self.out, "         {name} {units}")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn head(&mut self, case: &Case) -> io::Result<()> {
        let (mark, place) = (self.mark("失败", "failed"), self.place(case.span));
        writeln!(
            self.out,
            "{mark} {place} {}",
            self.console.pick(format!("「{}」", case.text), format!("\"{}\"", case.text))
        )?;
        let mut told: Vec<String> = Vec::new();
        told.extend(case.matter.map(|m| {
            let matter = self.policy.matters().get(m);
            format!("{} {}", matter.code, matter.name)
        }));
        told.extend(case.facts.iter().map(|(attr, set)| self.words.fact(*attr, set)));
        told.extend(case.on.map(|d| d.to_string()));
        writeln!(self.out, "    {}", told.join(self.console.pick("，", ", ")))
    }

    fn assertion(&mut self, assertion: &Assertion, tally: &mut Tally) -> io::Result<()> {
        let (router, _) = self.editions.on(self.as_of);
        let refuted = refute(assertion, &router);
        if refuted.is_empty() {
            tally.held += 1;
            return Ok(());
        }
        tally.refuted += 1;
        let (mark, place) = (self.mark("不成立", "refuted"), self.place(assertion.span));
        writeln!(self.out, "{mark} {place} {}", assertion.name)?;
        for one in refuted.iter().take(MOST_PLACES) {
            self.refuted(assertion, one)?;
        }
        if let Some(rest) = refuted.len().checked_sub(MOST_PLACES).filter(|n| *n > 0) {
            writeln!(
                self.out,
                "    {}",
                self.console.pick(format!("……还有 {rest} 处"), format!("… and {rest} more"))
            )?;
        }
        Ok(())
    }

    fn refuted(&mut self, assertion: &Assertion, refuted: &Refuted) -> io::Result<()> {
        let words = self.words;
        let matter = self.policy.matters().get(refuted.matter);
        let mut at = vec![format!("{} {}", matter.code, matter.name)];
        at.extend(refuted.within.sides().iter().map(|(attr, set)| words.fact(*attr, set)));
        writeln!(self.out, "    {}", at.join(self.console.pick("，", ", ")))?;
        let claim = assertion.then.get(refuted.claim).map_or_else(String::new, |claim| match claim {
            Claimed::Urgent => self.console.pick("加急", "urgent").to_owned(),
            Claimed::Decided => self.console.pick("有首办", "decided").to_owned(),
            Claimed::Lead { any_of, negated } => {
                let is = match negated {
                    false => self.console.pick("首办 为", "first is"),
                    true => self.console.pick("首办 不为", "first is not"),
                };
                format!("{is} {}", words.handlers(any_of))
            }
        });
        let may: Vec<String> = refuted.outcomes.iter().map(|o| words.outcome(*o)).collect();
        let may = may.join(self.console.pick("／", " / "));
        writeln!(
            self.out,
            "    {}",
            self.console
                .pick(format!("则：{claim}；但可能是 {may}"), format!("then: {claim}; but it may be {may}"))
        )
    }

    fn summary(&mut self, t: &Tally) -> io::Result<()> {
        let cases = t.passed + t.failed + t.skipped;
        let asserted = t.held + t.refuted;
        if t.nothing {
            return writeln!(
                self.out,
                "{}",
                self.console.pick("没有案例，也没有断言可以运行", "no case and no assertion to run")
            );
        }
        let line = self.console.pick(
            format!("案例 {cases}：通过 {}，失败 {}", t.passed, t.failed),
            format!("{}: {} passed, {} failed", counted(cases, "case"), t.passed, t.failed),
        );
        let skipped = match (t.skipped, self.console.lang) {
            (0, _) => String::new(),
            (n, Lang::Zh) => format!("，跳过 {n}（没有写事项，要先从文字识别）"),
            (n, Lang::En) => {
                format!(", {n} skipped (they name no matter; it would have to be recognised from the text)")
            }
        };
        writeln!(self.out, "{line}{skipped}")?;
        if asserted > 0 {
            writeln!(
                self.out,
                "{}",
                self.console.pick(
                    format!("断言 {asserted}：成立 {}，不成立 {}", t.held, t.refuted),
                    format!("{}: {} hold, {} refuted", counted(asserted, "assertion"), t.held, t.refuted),
                )
            )?;
        }
        Ok(())
    }

    /// How many duties decided, or stood against each other in, at least one case. Duties not in effect on the day count
    /// only if a case of another day touched them.
    fn coverage(&mut self, list: bool) -> io::Result<()> {
        let day = self.as_of;
        let counted: Vec<DutyId> = self
            .policy
            .duties()
            .filter(|(id, d)| (d.valid.0 <= day && day <= d.valid.1) || self.decided.contains(id))
            .map(|(id, _)| id)
            .collect();
        let all = counted.len();
        let touched = counted.iter().filter(|d| self.decided.contains(d)).count();
        let share = if all == 0 { 100.0 } else { touched as f64 * 100.0 / all as f64 };
        writeln!(
            self.out,
            "{}",
            self.console.pick(
                format!("覆盖：{all} 条职责中 {touched} 条有案例（{share:.1}%）"),
                format!("coverage: {touched} of {all} duties decide a case ({share:.1} %)"),
            )
        )?;
        if !list {
            return Ok(());
        }
        let mut bare: Vec<DutyId> = counted.into_iter().filter(|d| !self.decided.contains(d)).collect();
        bare.sort_by_key(|d| self.policy.duty(*d).span);
        for id in bare {
            let duty = self.policy.duty(id);
            let title = duty.title.as_deref().unwrap_or("");
            writeln!(self.out, "    {} {} {title}", self.place(duty.span), duty.code)?;
        }
        Ok(())
    }
}
