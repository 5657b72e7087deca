//! What the page says: facts, candidates, clauses, why neither goes first, rulings, cases, ways out.

use super::clauses::as_written;
use super::page::{Block, Page, Section};
use super::past::Past;
use super::ways::Ways;
use crate::cli::words::Words;
use fenbo::cases::complaint;
use fenbo::check::{Problem, ProblemWire, Writer};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::duty::{Basis, Case, Duty, DutyId, Validity};
use fenbo::policy::intervals::Intervals;
use fenbo::policy::region::{AttrId, Region};
use fenbo::router::{Decision, Editions};
use fenbo::syntax::entries::Layer;
use fenbo::text::Span;
use jiff::civil::Date;

/// Rulings and cases named; the rest is counted.
const MOST: usize = 10;
/// Boxes of the facts in dispute shown.
const MOST_BOXES: usize = 8;

/// A conflict and what its page is made from.
pub struct Dispute<'a> {
    pub writer: Writer<'a>,
    pub problem: &'a Problem,
    pub editions: &'a Editions,
    /// The day that is checked.
    pub day: Date,
    /// What a history holds, if one was given.
    pub past: Option<Past>,
    /// What stands before the names of files and is left out.
    pub folder: &'a str,
}

impl<'a> Dispute<'a> {
    fn policy(&self) -> &'a Policy {
        self.writer.policy
    }

    fn lang(&self) -> Lang {
        self.writer.lang
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        self.lang().pick(zh, en).to_owned()
    }

    fn words(&self) -> Words<'a> {
        Words { policy: self.policy(), lang: self.lang() }
    }

    fn duties(&self) -> Vec<(DutyId, &'a Duty)> {
        self.problem.duties.iter().map(|d| (*d, self.policy().duty(*d))).collect()
    }

    /// File and line of a place, the file from the folder of the lists.
    fn place(&self, span: Span) -> String {
        let place = self.writer.sources.place(span);
        let below = place.file.strip_prefix(self.folder).map(|f| f.trim_start_matches('/'));
        format!("{}:{}", below.filter(|f| !f.is_empty()).unwrap_or(&place.file), place.line)
    }

    /// The whole page.
    pub fn page(&self) -> Page {
        let wire = self.writer.wire(self.problem);
        let matters = self.policy().matters_words(&self.problem.matters, self.lang());
        let code = self.problem.finding.code;
        let future = code == "C312";
        let title = match self.lang() {
            Lang::Zh => format!("裁决材料：{matters}"),
            Lang::En => format!("Ruling packet: {matters}"),
        };
        let from = self.problem.days.map_or(self.day, |d| d.0);
        let lead = match (self.lang(), future) {
            (Lang::Zh, false) => format!("{} · 清单日期 {} · {}", wire.fingerprint, self.day, wire.title),
            (Lang::Zh, true) => format!("{} · 清单日期 {} · 自 {from} 起冲突", wire.fingerprint, self.day),
            (Lang::En, false) => format!("{} · lists of {} · {}", wire.fingerprint, self.day, wire.title),
            (Lang::En, true) => {
                format!("{} · lists of {} · a conflict from {from} on", wire.fingerprint, self.day)
            }
        };
        let section = |zh: &str, en: &str, blocks| Section { heading: self.pick(zh, en), blocks };
        let mut sections = vec![
            section("一、争议情形", "1. The facts in dispute", self.facts(&wire)),
            section("二、候选单位", "2. Candidate units", self.candidates()),
            section("三、条文", "3. The clauses", self.clauses()),
            section("四、为什么谁也不优先", "4. Why neither goes before the other", self.why()),
            section("五、这些事项的其他裁定", "5. Other rulings on these matters", self.rulings()),
            section("六、相似案例", "6. Similar cases", self.cases()),
        ];
        if let [a, b] = self.problem.duties[..] {
            let ways = Ways {
                policy: self.policy(),
                lang: self.lang(),
                duties: [a, b],
                region: &self.problem.region,
                fingerprint: &self.problem.fingerprint,
                matters: &self.problem.matters,
                day: self.day.max(from),
            };
            sections.push(section(
                "七、办法（可直接粘贴）",
                "7. Ways out (to paste)",
                vec![Block::Columns(ways.all())],
            ));
        }
        Page { title, lead: vec![lead], sections, blanks: self.blanks() }
    }

    fn blanks(&self) -> Vec<String> {
        let boxes: Vec<String> = self
            .duties()
            .iter()
            .map(|(_, d)| format!("□ {}", self.policy().template_words(d.leads, self.lang())))
            .collect();
        match self.lang() {
            Lang::Zh => vec![
                format!("裁定首办：{}　□ 其他 ＿＿＿＿＿＿＿＿　文号 ＿＿＿＿＿＿", boxes.join("　")),
                "理由 ＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿　签发 ＿＿＿＿＿＿　日期 ＿＿＿＿＿＿".to_owned(),
            ],
            Lang::En => vec![
                format!(
                    "First handler: {}   □ other ＿＿＿＿＿＿＿＿   number ＿＿＿＿＿＿",
                    boxes.join("   ")
                ),
                "Reason ＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿   signed ＿＿＿＿＿＿   date ＿＿＿＿＿＿"
                    .to_owned(),
            ],
        }
    }

    fn facts(&self, wire: &ProblemWire) -> Vec<Block> {
        let mut boxes: Vec<String> = wire.region.iter().take(MOST_BOXES).map(|b| b.text.clone()).collect();
        if let Some(more) = wire.region.len().checked_sub(MOST_BOXES).filter(|n| *n > 0) {
            boxes.push(self.pick(&format!("另 {more} 块"), &format!("and {more} more boxes")));
        }
        let matters = self.policy().matters_words(&self.problem.matters, self.lang());
        let mut terms = vec![
            (self.pick("事项", "Matters"), matters),
            (self.pick("情形", "Facts"), boxes.join(self.lang().pick("；或 ", "; or "))),
        ];
        if let Some(witness) = &wire.witness {
            terms.push((self.pick("例", "For example"), witness.text.clone()));
        }
        if let Some(weight) = wire.weight {
            let (n, m) = (weight.certain, weight.possible);
            terms.push((
                self.pick("过去的投诉", "Past complaints"),
                self.pick(&format!("{n} 件确实在内，{m} 件可能在内"), &format!("{n} sure, {m} possible")),
            ));
        }
        vec![Block::Terms(terms)]
    }

    /// The witness as a case of the lists, to be routed.
    fn witness(&self) -> Option<(Case, Date)> {
        let witness = self.problem.witness.as_ref()?;
        let facts = witness.facts.iter().map(|(attr, value)| (*attr, Intervals::single(*value))).collect();
        let case = Case {
            text: String::new(),
            matter: Some(witness.matter),
            facts,
            on: Some(witness.day),
            expect: Vec::new(),
            notes: Vec::new(),
            span: self.problem.finding.span,
        };
        Some((case, witness.day))
    }

    fn candidates(&self) -> Vec<Block> {
        let head = [
            ("职责", "Duty"),
            ("首办（清单所写）", "First handler, as written"),
            ("例中的单位", "Unit in the example"),
            ("另有", "Besides"),
        ];
        let head = head.map(|(zh, en)| self.pick(zh, en)).to_vec();
        let witness = self.witness();
        let router = witness.as_ref().map(|(_, day)| self.editions.on(*day).0);
        let asked = witness.as_ref().zip(router.as_ref());
        let complaint = asked.and_then(|((case, day), router)| complaint(case, router, *day).ok());
        let decision = complaint.as_ref().zip(router.as_ref()).map(|(c, r)| r.route(c));
        let rows = self.duties().into_iter().map(|(id, duty)| {
            let title = duty.title.as_deref().unwrap_or_default();
            vec![
                format!("{} {title}", duty.code).trim().to_owned(),
                self.policy().template_words(duty.leads, self.lang()),
                self.here(decision.as_ref(), id),
                self.besides(duty),
            ]
        });
        vec![Block::Table(head, rows.collect())]
    }

    /// Who a duty's leads are in the example.
    fn here(&self, decision: Option<&Decision<'_>>, duty: DutyId) -> String {
        let open = || self.pick("看地点", "depends on the place");
        let candidate = decision.and_then(|d| d.candidates.iter().find(|c| c.duties.contains(&duty)));
        let Some(candidate) = candidate else { return open() };
        let leads: Vec<String> = candidate
            .leads
            .iter()
            .map(|options| match options.as_slice() {
                [] => self.pick("此处无单位", "nobody here"),
                [one] => self.words().unit(one),
                some if some.len() <= 3 => self.words().units(some),
                _ => open(),
            })
            .collect();
        if leads.is_empty() { open() } else { leads.join(self.words().comma()) }
    }

    fn besides(&self, duty: &Duty) -> String {
        let policy = self.policy();
        let parts = &duty.parts;
        let mut out = Vec::new();
        for (zh, en, chains) in [
            ("协办", "assists", &parts.assist),
            ("知会", "informed", &parts.inform),
            ("监管", "supervises", &parts.supervise),
        ] {
            if !chains.is_empty() {
                let who: Vec<String> = chains.iter().map(|c| policy.chain_words(c, self.lang())).collect();
                out.push(format!("{} {}", self.lang().pick(zh, en), who.join(self.words().comma())));
            }
        }
        if let Some((who, limit)) = &parts.forerun {
            let limit = limit.map(|l| format!(" {}", self.words().duration(l))).unwrap_or_default();
            out.push(format!(
                "{} {}{limit}",
                self.lang().pick("先行", "first"),
                policy.chain_words(who, self.lang())
            ));
        }
        for (step, limit) in &parts.limits {
            out.push(format!("{step} {}", self.words().duration(*limit)));
        }
        if out.is_empty() { "—".to_owned() } else { out.join(self.lang().pick("；", "; ")) }
    }

    fn clauses(&self) -> Vec<Block> {
        let duties = self.duties();
        let written = |duty: &Duty| Block::Code(as_written(duty, self.writer.sources));
        // Two provisos of one duty stand in one block.
        let one = duties
            .iter()
            .find(|(_, d)| duties.iter().all(|(_, other)| other.block == d.block))
            .map(|(_, d)| *d);
        let columns = duties.iter().map(|(_, duty)| {
            let title = duty.title.as_deref().unwrap_or_default();
            let basis: Vec<String> = duty.parts.basis.iter().map(|b| self.basis(b)).collect();
            let basis = if basis.is_empty() {
                self.pick("没有写", "none written")
            } else {
                basis.join(self.words().comma())
            };
            let mut terms = vec![
                (self.pick("依据", "Basis"), basis),
                (self.pick("有效", "In effect"), self.valid(duty.valid)),
            ];
            if let Some(day) = duty.ruled_on {
                terms.push((self.pick("裁定日期", "Ruled on"), day.to_string()));
            }
            terms.push((self.pick("出处", "Place"), self.place(duty.span)));
            Section {
                heading: format!("{} {title}", duty.code).trim().to_owned(),
                blocks: if one.is_some() {
                    vec![Block::Terms(terms)]
                } else {
                    vec![written(duty), Block::Terms(terms)]
                },
            }
        });
        let columns = Block::Columns(columns.collect());
        one.map(written).into_iter().chain([columns]).collect()
    }

    fn basis(&self, basis: &Basis) -> String {
        match basis {
            Basis::Cited { instrument, article: Some(article) } => format!("《{instrument}》{article}"),
            Basis::Cited { instrument, article: None } => instrument.clone(),
            Basis::ToConfirm => self.pick("待确认", "to be confirmed"),
        }
    }

    fn valid(&self, (from, until): Validity) -> String {
        let (from, until) = ((from > Date::MIN).then_some(from), (until < Date::MAX).then_some(until));
        match (from, until) {
            (None, None) => self.pick("没有写期限", "no dates written"),
            (Some(f), None) => self.pick(&format!("{f} 起"), &format!("from {f} on")),
            (None, Some(u)) => self.pick(&format!("到 {u} 为止"), &format!("until {u}")),
            (Some(f), Some(u)) => self.pick(&format!("{f} 至 {u}"), &format!("{f} to {u}")),
        }
    }

    /// Each way in which one could go first, and that it does not.
    fn why(&self) -> Vec<Block> {
        let [(_, a), (_, b)] = self.duties()[..] else { return Vec::new() };
        let mut items = Vec::new();
        let layer = match a.layer {
            Layer::Fallback => self.pick("兜底", "fallbacks"),
            Layer::Duty => self.pick("职责", "duties"),
            Layer::Ruling => self.pick("同一天的裁定", "rulings of one day"),
        };
        items
            .push(self.pick(&format!("效力相同：都是{layer}。"), &format!("Of one rank: both are {layer}.")));
        items.push(self.pick("都没有写「优先于」对方。", "Neither says that it overrides the other."));
        items.push(self.narrowness(a, b));
        items.extend(self.alone(a, b));
        items.extend(self.alone(b, a));
        if let (Some(x), Some(y)) = (&a.capacity, &b.capacity) {
            items.push(self.pick(
                &format!("身份分别是「{x}」和「{y}」，没有适用的原则排出先后。"),
                &format!(
                    "Their capacities are \"{x}\" and \"{y}\", and no doctrine that covers both ranks them."
                ),
            ));
        }
        vec![Block::List(items)]
    }

    fn narrowness(&self, a: &Duty, b: &Duty) -> String {
        let size = |attr: AttrId| self.policy().attributes().size(attr);
        let within = |x: &Duty, y: &Duty| x.scope.within(&y.scope) && x.region.within(&y.region, &size);
        if within(a, b) && within(b, a) {
            return self.pick(
                "事项和情形完全相同，谁也不更窄。",
                "Matters and facts are the same: neither is the narrower one.",
            );
        }
        self.pick(
            "范围互相交叉：各有对方管不到的情形，谁也不更窄。",
            "They cross: each covers what the other does not, so neither is the narrower one.",
        )
    }

    /// What only one of them covers.
    fn alone(&self, own: &Duty, other: &Duty) -> Option<String> {
        let size = |attr: AttrId| self.policy().attributes().size(attr);
        let only = own.scope.subtract(&other.scope);
        let words = if only.is_empty() {
            let mut rest: Region = own.region.subtract(&other.region, &size).ok()?;
            rest.normalise(&size);
            (!rest.is_empty()).then(|| self.policy().region_words(&rest, self.lang()))?
        } else {
            let count = only.count();
            self.pick(&format!("另外 {count} 个事项"), &format!("{count} other matters"))
        };
        let code = &own.code;
        Some(self.pick(&format!("只有 {code} 管的：{words}。"), &format!("Only {code} covers: {words}.")))
    }

    fn rulings(&self) -> Vec<Block> {
        let touches = |d: &Duty| self.problem.matters.iter().any(|m| d.scope.contains(m.0));
        let other = |(id, d): &(DutyId, &Duty)| {
            d.layer == Layer::Ruling && !self.problem.duties.contains(id) && touches(d)
        };
        let mut all: Vec<(DutyId, &Duty)> = self.policy().duties().filter(other).collect();
        all.sort_by_key(|(id, d)| (std::cmp::Reverse(d.ruled_on), *id));
        let rows: Vec<String> = all
            .iter()
            .take(MOST)
            .map(|(id, d)| {
                let (who, title) =
                    (self.policy().duty_words(*id, self.lang()), d.title.as_deref().unwrap_or_default());
                let where_ = self.policy().region_words(&d.region, self.lang());
                let parts = [title.to_owned(), where_, self.valid(d.valid)];
                let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
                format!("{who} {}（{}）", parts.join(self.lang().pick("；", "; ")), self.place(d.span))
            })
            .collect();
        self.listed(rows, all.len())
    }

    /// Cases of the lists, and past complaints.
    fn cases(&self) -> Vec<Block> {
        let mut blocks = self.similar();
        if let Some(past) = &self.past {
            let (n, m) = (past.inside, past.possible);
            blocks.push(Block::Text(self.pick(
                &format!("过去的投诉：{n} 件确实在争议情形内，{m} 件可能在内。"),
                &format!("Past complaints: {n} surely lie in the dispute, {m} possibly."),
            )));
            let words = self.words();
            let rows: Vec<Vec<String>> = past
                .nearest
                .iter()
                .map(|case| {
                    let facts: Vec<String> = case.facts.iter().map(|(a, set)| words.fact(*a, set)).collect();
                    let inside = if case.inside { ("在内", "inside") } else { ("可能", "possible") };
                    vec![
                        case.id.clone(),
                        self.policy().matters().get(case.matter).name.clone(),
                        facts.join(words.comma()),
                        self.pick(inside.0, inside.1),
                        case.handled_by.clone(),
                    ]
                })
                .collect();
            let head = [
                ("编号", "Id"),
                ("事项", "Matter"),
                ("要素", "Facts"),
                ("争议情形", "In dispute"),
                ("当时的首办", "Handled by"),
            ];
            if !rows.is_empty() {
                blocks.push(Block::Table(head.map(|(zh, en)| self.pick(zh, en)).to_vec(), rows));
            }
        }
        blocks
    }

    fn similar(&self) -> Vec<Block> {
        let Some(witness) = &self.problem.witness else { return self.listed(Vec::new(), 0) };
        let shared = |case: &Case| {
            let told = |(attr, value): &&(AttrId, u32)| {
                case.facts.iter().any(|(a, set)| a == attr && set.contains(*value))
            };
            witness.facts.iter().filter(told).count()
        };
        let about = |c: &&Case| c.matter.is_some_and(|m| self.problem.matters.contains(&m));
        let mut cases: Vec<&Case> = self.policy().cases().iter().filter(about).collect();
        cases.sort_by_key(|c| (std::cmp::Reverse(shared(c)), c.span));
        let words = self.words();
        let rows: Vec<String> = cases
            .iter()
            .take(MOST)
            .map(|case| {
                let facts: Vec<String> = case.facts.iter().map(|(a, set)| words.fact(*a, set)).collect();
                let expected: Vec<String> = case.expect.iter().map(|e| words.expected(e)).collect();
                let mut parts = vec![format!("「{}」", case.text)];
                parts.extend((!facts.is_empty()).then(|| facts.join(words.comma())));
                parts.extend((!expected.is_empty()).then(|| expected.join(words.comma())));
                format!("{}（{}）", parts.join(self.lang().pick("；", "; ")), self.place(case.span))
            })
            .collect();
        self.listed(rows, cases.len())
    }

    fn listed(&self, mut rows: Vec<String>, all: usize) -> Vec<Block> {
        if let Some(more) = all.checked_sub(MOST).filter(|n| *n > 0) {
            rows.push(self.pick(&format!("另有 {more} 个"), &format!("and {more} more")));
        }
        if rows.is_empty() {
            vec![Block::Text(self.pick("没有。", "None."))]
        } else {
            vec![Block::List(rows)]
        }
    }
}
