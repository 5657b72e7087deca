//! The score as one HTML page for whoever supervises: nothing is loaded from elsewhere, nothing needs a script.

use super::Run;
use super::chart::{bar, months, scatter};
use super::map::map;
use super::text::rate;
use crate::cli::geojson::Shape;
use crate::cli::markup::{begin, escape};
use fenbo::finding::Lang;
use fenbo::score::{Measure, Rate, Subject, Tally};
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// The page. `shapes`: polygons of streets, if there are any.
pub fn report(run: &Run<'_>, shapes: &[Shape]) -> String {
    let mut page = Page { run, out: String::new() };
    page.head();
    page.rates();
    page.causes();
    page.coverage();
    page.curve();
    page.by_month();
    page.load();
    page.streets(shapes);
    page.confusions();
    page.put("</main>\n</body>\n</html>\n");
    page.out
}

struct Page<'r> {
    run: &'r Run<'r>,
    out: String,
}

impl Page<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn lang(&self) -> Lang {
        self.run.console.lang
    }

    fn pick<T>(&self, zh: T, en: T) -> T {
        self.run.console.pick(zh, en)
    }

    fn section(&mut self, title: &str, words: &str) {
        let _ = write!(
            self.out,
            "<section>\n<h2>{}</h2>\n<p class=\"words\">{}</p>\n",
            escape(title),
            escape(words)
        );
    }

    fn head(&mut self) {
        let city = self.run.policy.registry().project.city.clone().unwrap_or_default();
        let title = self.pick(format!("{city}一次派准率"), format!("First-dispatch success, {city}"));
        let score = self.run.score;
        let history =
            self.run.history.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let (aside, held) = (self.run.aside(), self.run.held());
        let aside = if aside.is_empty() { self.pick("无", "none") } else { &aside };
        let words = self.pick(
            format!("{history}：{} 条，计入 {} 条。以此为准：{}。剔除：{aside}。没有写单位：{}。登记册外的单位：{}。",
                score.records(), score.total().records, held, score.without_truth(), score.unknown_truth()),
            format!("{history}: records {}, counted {}. Held against: {}. Set aside: {aside}. Without a unit: {}. Units not in the registry: {}.",
                score.records(), score.total().records, held, score.without_truth(), score.unknown_truth()),
        );
        self.out = begin(self.lang(), &title, STYLE, false);
        let _ = write!(
            self.out,
            "<header>\n<h1>{}</h1>\n<p class=\"words\">{}</p>\n</header>\n<main>\n",
            escape(title.trim_matches([',', ' '])),
            escape(&words)
        );
    }

    fn rates(&mut self) {
        let (title, words) = self.pick(
            ("准不准", "深色是派准的份额，细线是 95 % 区间，竖线是同样情形派给过不同单位所定的上限。"),
            ("How often it was right", "The bar is the share, the thin line its 95 % interval, the mark the ceiling that contradictions set."),
        );
        self.section(title, words);
        let total = self.run.score.total();
        let ceiling = self.run.score.ceiling().all.share();
        self.put("<table class=\"bars\">\n");
        let mut untold = Vec::new();
        for measure in Measure::ALL {
            for subject in Subject::ALL {
                let name = format!("{} · {}", measure.words(self.lang()), subject.words(self.lang()));
                match total.rate(subject, measure) {
                    Some(r) => self.bar_row(&name, r, ceiling.filter(|_| subject == Subject::Lists)),
                    None => untold.push(name),
                }
            }
        }
        self.put("</table>\n");
        if !untold.is_empty() {
            let all = untold.join(self.pick("；", "; "));
            let words = self.pick(format!("历史没有记：{all}"), format!("Not told by this history: {all}"));
            let _ = writeln!(self.out, "<p class=\"note\">{}</p>", escape(&words));
        }
        self.put("</section>\n");
    }

    fn bar_row(&mut self, name: &str, r: Rate, mark: Option<f64>) {
        let _ = writeln!(
            self.out,
            "<tr><th>{}</th><td>{}</td><td class=\"n\">{}</td></tr>",
            escape(name),
            bar(r, mark),
            escape(&rate(r))
        );
    }

    fn causes(&mut self) {
        let attribution = self.run.score.attribution();
        if attribution.stages.iter().all(|s| s.misses == 0) {
            return;
        }
        let (title, words) = self.pick(
            ("为什么派不准", "一行一个环节，按先后排列；条形是把这一环连同前面各环都补上以后能派准的份额。"),
            ("What drags it down", "A row is a stage, in order; its bar is the share that would be right with this stage and all before it mended."),
        );
        self.section(title, words);
        self.put("<table class=\"bars\">\n");
        self.bar_row(self.pick("现在", "now"), attribution.now, None);
        for stage in attribution.stages.iter().filter(|s| s.misses > 0) {
            let name = format!("{} · {}", stage.stage.words(self.lang()), stage.misses);
            self.bar_row(&name, stage.cumulated, None);
        }
        self.put("</table>\n</section>\n");
    }

    fn coverage(&mut self) {
        let points: Vec<(String, f64, f64, u64)> = self
            .run
            .score
            .by_category()
            .filter_map(|(name, t)| {
                let (coverage, right) = (t.coverage(Measure::Lead)?, t.decided(Measure::Lead)?);
                Some((name.to_owned(), coverage.share()?, right.share()?, t.records))
            })
            .collect();
        if points.is_empty() {
            return;
        }
        let (title, words) = self.pick(
            ("覆盖与准确", "每个圆是一个类别，大小是件数：横轴是清单派得出的份额，纵轴是派出的里面派准的份额。"),
            ("Coverage against accuracy", "A circle is a category, its size the number of records: to the right the share that the lists decide, upwards the share of these that is right."),
        );
        self.section(title, words);
        let axes = self.pick(("派得出的份额", "派准的份额"), ("decided", "right"));
        let chart = scatter(&points, axes);
        self.put(&chart);
        self.put("</section>\n");
    }

    fn curve(&mut self) {
        let points = self.run.curve();
        if points.is_empty() {
            return;
        }
        let (title, words) = self.pick(
            (
                "把握多大才直接分派",
                "事项从文字认出的工单：一行是一个门槛，先是过了门槛又派得出的占多少，再是其中派准的占多少。",
            ),
            (
                "From which chance on to dispatch without asking",
                "Records whose matter was read from a text. A row is a threshold: how many pass it and are dispatched, and how many of those are right.",
            ),
        );
        self.section(title, words);
        self.put("<table class=\"bars\">\n");
        for point in points {
            let covered = self.pick(
                format!("把握 {} % 起 · 派得出", point.chance),
                format!("from {} % on · dispatched", point.chance),
            );
            self.bar_row(&covered, point.covered, None);
            self.bar_row(self.pick("派准", "right"), point.right, None);
        }
        self.put("</table>\n</section>\n");
    }

    fn by_month(&mut self) {
        let rows: Vec<(String, Rate)> = self
            .run
            .score
            .by_month()
            .filter_map(|((y, m), t)| Some((format!("{y}-{m:02}"), t.rate(Subject::Lists, Measure::Lead)?)))
            .collect();
        if rows.len() < 2 {
            return;
        }
        let (title, words) = self.pick(
            ("逐月", "主办单位正确（按本清单），竖线是 95 % 区间；下面的数是件数。"),
            (
                "By month",
                "Lead correct by these lists with its 95 % interval; the numbers below are those of records.",
            ),
        );
        self.section(title, words);
        self.put(&months(&rows));
        self.put("</section>\n");
    }

    fn load(&mut self) {
        let mut all: Vec<(&str, &Tally)> =
            self.run.score.by_unit().map(|(id, t)| (self.run.unit(id), t)).collect();
        all.sort_by_key(|(_, t)| std::cmp::Reverse(t.records));
        let most = all.first().map_or(1, |(_, t)| t.records);
        if all.is_empty() {
            return;
        }
        let (title, words) = self.pick(
            ("各单位的件数", "浅色是应由它办的件数，深色是其中本清单派对的。"),
            (
                "Load by unit",
                "Light: complaints that are its own; dark: those of them that these lists give to it.",
            ),
        );
        self.section(title, words);
        self.put("<table class=\"bars\">\n");
        for (name, tally) in all.iter().take(30) {
            let right = tally.rate(Subject::Lists, Measure::Lead).map_or(0, |r| r.hits);
            let part = |n: u64| 100.0 * n as f64 / most.max(1) as f64;
            let _ = writeln!(
                self.out,
                "<tr><th>{}</th><td><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\">\
                 <rect class=\"all\" width=\"{:.2}\" height=\"10\"/><rect class=\"hit\" width=\"{:.2}\" height=\"10\"/></svg></td>\
                 <td class=\"n\">{} / {}</td></tr>",
                escape(name),
                part(tally.records),
                part(right),
                right,
                tally.records
            );
        }
        self.put("</table>\n");
        if all.len() > 30 {
            let n = all.len() - 30;
            let words = self.pick(format!("还有 {n} 个单位"), format!("{n} more units"));
            let _ = writeln!(self.out, "<p class=\"note\">{words}</p>");
        }
        self.put("</section>\n");
    }

    fn streets(&mut self, shapes: &[Shape]) {
        let all: Vec<(String, Rate, u64)> = self
            .run
            .score
            .by_street()
            .filter_map(|(name, t)| {
                Some((name?.to_owned(), t.rate(Subject::Lists, Measure::Lead)?, t.records))
            })
            .collect();
        if all.len() < 2 {
            return;
        }
        let (title, words) = self
            .pick(("各街道", "主办单位正确（按本清单）。"), ("By street", "Lead correct by these lists."));
        self.section(title, words);
        if let Some(drawn) = map(shapes, &all) {
            self.put(&drawn);
        }
        self.put("<table class=\"bars\">\n");
        let mut all = all;
        all.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        for (name, r, _) in all.iter().take(40) {
            let last = name.rsplit('/').next().unwrap_or(name).to_owned();
            self.bar_row(&last, *r, None);
        }
        self.put("</table>\n</section>\n");
    }

    fn confusions(&mut self) {
        for subject in Subject::ALL {
            let all = self.run.score.confusions(subject);
            if all.is_empty() {
                continue;
            }
            let whose = subject.words(self.lang());
            let title = self.pick(format!("最常混淆：{whose}"), format!("Most often confused, {whose}"));
            let words = self.pick("派给谁，应当是谁。", "Whom it went to, and whose it was.");
            self.section(&title, words);
            self.put("<table class=\"pairs\">\n");
            for c in all.iter().take(self.run.top) {
                let (named, right) = (self.run.unit(c.named), self.run.unit(c.right));
                let _ = writeln!(
                    self.out,
                    "<tr><td>{}</td><td>→</td><td>{}</td><td class=\"n\">{}</td></tr>",
                    escape(named),
                    escape(right),
                    c.n
                );
            }
            self.put("</table>\n</section>\n");
        }
    }
}
