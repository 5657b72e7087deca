//! The score for a terminal.

use super::Run;
use fenbo::finding::Lang;
use fenbo::score::{Ceiling, Measure, Rate, Standing, Subject, Tally};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// The report.
pub fn report(run: &Run<'_>) -> String {
    let mut text = Text { run, out: String::new() };
    text.head();
    text.measures();
    text.standings();
    text.ceiling();
    text.attribution();
    text.course();
    text.curve();
    text.confusions();
    text.slices();
    text.out
}

/// A rate in words: share, numerator and denominator, interval.
pub fn rate(rate: Rate) -> String {
    let (low, high) = rate.interval();
    match rate.share() {
        Some(share) => format!(
            "{:.1} % ({}/{}, {:.1}–{:.1})",
            100.0 * share,
            rate.hits,
            rate.of,
            100.0 * low,
            100.0 * high
        ),
        None => "–".to_owned(),
    }
}

struct Text<'r> {
    run: &'r Run<'r>,
    out: String,
}

impl Text<'_> {
    fn lang(&self) -> Lang {
        self.run.console.lang
    }

    fn pick<T>(&self, zh: T, en: T) -> T {
        self.run.console.pick(zh, en)
    }

    fn line(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        let words: String = self.pick(zh.into(), en.into());
        self.out.push_str(&words);
        self.out.push('\n');
    }

    fn heading(&mut self, zh: &str, en: &str) {
        let words = self.pick(zh, en);
        let _ = write!(self.out, "\n{words}\n");
    }

    /// Rows in columns: the first to the left, the others to the right.
    fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widest = |c: usize| {
            rows.iter().filter_map(|r| r.get(c)).map(|cell| cell.width()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        for row in rows {
            let mut line = String::from(" ");
            for (i, (cell, widest)) in row.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(widest - cell.width());
                let _ = if i == 0 { write!(line, " {cell}{gap}") } else { write!(line, "  {gap}{cell}") };
            }
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn head(&mut self) {
        let (score, history) = (self.run.score, self.run.history.display());
        let (records, counted) = (score.records(), score.total().records);
        self.line(
            format!("{history}：{records} 条，计入 {counted} 条"),
            format!("{history}: records {records}, counted {counted}"),
        );
        let (aside, held) = (self.run.aside(), self.run.held());
        if !aside.is_empty() {
            self.line(format!("剔除：{aside}"), format!("set aside: {aside}"));
        }
        self.line(format!("以此为准：{held}"), format!("held against: {held}"));
        if score.without_truth() > 0 {
            let n = score.without_truth();
            self.line(
                format!("没有写单位，无从比较：{n}"),
                format!("name no unit to hold anything against: {n}"),
            );
        }
        if score.unknown_truth() > 0 {
            let names: Vec<String> =
                score.unknown_units().iter().take(5).map(|(name, n)| format!("{name} {n}")).collect();
            let (n, names) = (score.unknown_truth(), names.join(self.pick("、", ", ")));
            self.line(
                format!("登记册里没有的单位（一律算不准）：{n} 条，如 {names}"),
                format!("units that the registry does not have (never right): {n}, such as {names}"),
            );
        }
    }

    fn measures(&mut self) {
        self.heading("一次派准率", "First-dispatch success");
        let total = self.run.score.total();
        let subjects = Subject::ALL.map(|s| s.words(self.lang()).to_owned());
        let decided = self.pick("其中清单派得出的", "of those that they decide");
        let mut rows =
            vec![vec![String::new(), subjects[0].clone(), subjects[1].clone(), decided.to_owned()]];
        let untold = self.pick("历史没有记", "not told by this history").to_owned();
        for measure in Measure::ALL {
            let cell = |subject| total.rate(subject, measure).map_or_else(|| untold.clone(), rate);
            let decided = total.decided(measure).map_or_else(String::new, rate);
            rows.push(vec![
                measure.words(self.lang()).to_owned(),
                cell(Subject::Dispatched),
                cell(Subject::Lists),
                decided,
            ]);
        }
        self.table(&rows);
    }

    fn standings(&mut self) {
        self.heading("本清单怎样答复", "How these lists answer");
        let total = self.run.score.total();
        let of = total.records.max(1);
        let told = Standing::ALL.into_iter().filter(|s| total.standing(*s) > 0);
        let rows: Vec<Vec<String>> = told
            .map(|s| {
                let n = total.standing(s);
                vec![s.words(self.lang()).to_owned(), n.to_string(), percent(n, of)]
            })
            .collect();
        self.table(&rows);
    }

    fn ceiling(&mut self) {
        let Ceiling { all, repeated, left_out, cells, whole } = self.run.score.ceiling();
        if all.of == 0 {
            return;
        }
        self.heading(
            "上限：同样的情形派给过不同单位，任何清单都不能全对",
            "Ceiling: no lists can be right on alike complaints of different units",
        );
        let rows = [
            (self.pick("全部情形", "all situations"), all),
            (self.pick("出现两次以上的情形", "situations met more than once"), repeated),
            (self.pick("每条只凭其余同样的件来猜", "each guessed from the others like it"), left_out),
        ];
        let rows: Vec<Vec<String>> =
            rows.iter().map(|(name, r)| vec![(*name).to_owned(), rate(*r)]).collect();
        self.table(&rows);
        let sample = if whole { "" } else { self.pick("（抽样）", " (a sample)") };
        self.line(format!("  情形 {cells} 种{sample}"), format!("  situations: {cells}{sample}"));
    }

    fn attribution(&mut self) {
        let attribution = self.run.score.attribution();
        let misses: u64 = attribution.stages.iter().map(|s| s.misses).sum();
        if misses == 0 {
            return;
        }
        self.heading(
            "派不准的原因，和各补上一环能到多少",
            "Why they miss, and what mending each stage would bring",
        );
        let mut rows = vec![vec![
            String::new(),
            self.pick("件", "misses").to_owned(),
            self.pick("只补这一环多对", "right by this alone").to_owned(),
            self.pick("补到这一环为止", "mended up to here").to_owned(),
        ]];
        rows.push(vec![
            self.pick("现在", "now").to_owned(),
            String::new(),
            String::new(),
            rate(attribution.now),
        ]);
        for stage in attribution.stages.iter().filter(|s| s.misses > 0) {
            rows.push(vec![
                stage.stage.words(self.lang()).to_owned(),
                stage.misses.to_string(),
                format!("+{}", stage.alone),
                rate(stage.cumulated),
            ]);
        }
        self.table(&rows);
        if attribution.lost > 0 {
            let n = attribution.lost;
            self.line(
                format!("  其中 {n} 件现在对、但同样的件多数派给别的单位，改清单时会失去"),
                format!("  right now and lost if the lists sided with the majority of their like: {n}"),
            );
        }
    }

    fn course(&mut self) {
        let score = self.run.score;
        let (hops, right, wrong) = (score.hops(), score.hours(true), score.hours(false));
        if hops.count() == 0 && right.count() == 0 && wrong.count() == 0 {
            return;
        }
        self.heading("到对的单位用了几派、多少小时", "Dispatches and hours to the right unit");
        let mut rows = Vec::new();
        for (n, count) in hops.iter().filter(|(_, count)| *count > 0) {
            let name = self.pick(format!("{n} 派"), format!("dispatches: {n}"));
            rows.push(vec![name, count.to_string(), percent(count, hops.count())]);
        }
        for (name, hours) in
            [(self.pick("首派正确", "first right"), right), (self.pick("首派不准", "first wrong"), wrong)]
        {
            if let (Some(half), Some(most)) = (hours.quantile(0.5), hours.quantile(0.9)) {
                let spread = self.pick(
                    format!("中位 {half:.1} 小时，九成在 {most:.1} 小时内"),
                    format!("median {half:.1} h, 90 % within {most:.1} h"),
                );
                rows.push(vec![name.to_owned(), hours.count().to_string(), spread]);
            }
        }
        self.table(&rows);
    }

    fn confusions(&mut self) {
        for subject in Subject::ALL {
            let all = self.run.score.confusions(subject);
            if all.is_empty() {
                continue;
            }
            let (zh, en) = (subject.words(Lang::Zh), subject.words(Lang::En));
            self.heading(&format!("最常混淆（{zh}）"), &format!("Most often confused, {en}"));
            let rows: Vec<Vec<String>> = all
                .iter()
                .take(self.run.top)
                .map(|c| {
                    vec![format!("{} → {}", self.run.unit(c.named), self.run.unit(c.right)), c.n.to_string()]
                })
                .collect();
            self.table(&rows);
        }
    }

    fn curve(&mut self) {
        let points = self.run.curve();
        if points.is_empty() {
            return;
        }
        self.heading(
            "事项从文字认出的：把握多大才直接分派",
            "Matters read from texts: from which chance on to dispatch without asking",
        );
        let head = [
            self.pick("把握至少", "chance at least"),
            self.pick("派得出", "dispatched"),
            self.pick("派准", "right"),
        ];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(points.iter().map(|p| vec![format!("{} %", p.chance), rate(p.covered), rate(p.right)]));
        self.table(&rows);
    }

    fn slices(&mut self) {
        let score = self.run.score;
        let none = self.pick("（不详）", "(not told)").to_owned();
        let name = |text: Option<&str>| text.map_or_else(|| none.clone(), str::to_owned);
        let units = &self.run.policy.registry().units;
        let categories = score.by_category().map(|(n, t)| (n.to_owned(), t)).collect();
        let by_unit =
            score.by_unit().map(|(id, t)| (name(id.map(|id| units.get(id).name.as_str())), t)).collect();
        let streets = score.by_street().map(|(n, t)| (name(n), t)).collect();
        let channels =
            score.by_channel().into_iter().map(|(n, t)| (name((!n.is_empty()).then_some(n)), t)).collect();
        let months: Vec<_> = score.by_month().map(|((y, m), t)| (format!("{y}-{m:02}"), t)).collect();
        self.slice("按类别", "By category", categories, true);
        self.slice("按对的单位", "By right unit", by_unit, true);
        if let Some(level) = score.street_level() {
            let (zh, en) = (format!("按{level}"), format!("By place ({level})"));
            self.slice(&zh, &en, streets, true);
        }
        self.slice("按来源", "By channel", channels, true);
        self.slice("按月", "By month", months, false);
    }

    fn slice(&mut self, zh: &str, en: &str, mut parts: Vec<(String, &Tally)>, by_number: bool) {
        if parts.len() < 2 {
            return;
        }
        if by_number {
            parts.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.records));
        }
        self.heading(zh, en);
        let head = [
            self.pick("件", "records"),
            Subject::Dispatched.words(self.lang()),
            Subject::Lists.words(self.lang()),
        ];
        let mut rows = vec![std::iter::once("").chain(head).map(str::to_owned).collect::<Vec<_>>()];
        let shown = if by_number { self.run.top } else { parts.len() };
        for (name, tally) in parts.iter().take(shown) {
            let of = |subject, measure| tally.rate(subject, measure).map_or_else(|| "–".to_owned(), rate);
            let dispatched = of(Subject::Dispatched, Measure::Strict);
            rows.push(vec![
                name.clone(),
                tally.records.to_string(),
                dispatched,
                of(Subject::Lists, Measure::Lead),
            ]);
        }
        self.table(&rows);
        if parts.len() > shown {
            let more = parts.len() - shown;
            self.line(format!("  还有 {more} 项，见 --top"), format!("  {more} more, see --top"));
        }
    }
}

fn percent(n: u64, of: u64) -> String {
    format!("{:.1} %", 100.0 * n as f64 / of.max(1) as f64)
}
