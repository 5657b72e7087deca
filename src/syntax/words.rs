//! Names, numbers, dates and amounts of time out of the bodies of lines.

use super::entries::{
    BasisEntry, Duration, DurationUnit, LimitEntry, MatterRef, Name, Spanned, TreeNode, Value,
};
use super::reader::{Body, Reader, Rule};
use jiff::civil::Date;
use pest::iterators::Pair;

/// Largest absolute value of a number in a list.
const LARGEST: i64 = 1_000_000_000_000;
/// Most levels of a value tree.
const DEEPEST: usize = 16;
/// Largest amount of time, in its unit.
const LONGEST: i64 = 1_000_000;

/// Words with a fixed meaning where they stand, and what they are called in the tree.
const FIXED: &[(&str, &str)] = &[
    ("yes", "是"),
    ("no", "否"),
    ("component", "部件"),
    ("event", "事件"),
    ("contact", "联系"),
    ("close", "办结"),
    ("sign", "签收"),
    ("on-site", "现场"),
];

/// `是` or `否`, in either language.
pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    match word.trim() {
        "是" => Some(true),
        "否" => Some(false),
        w if w.eq_ignore_ascii_case("yes") => Some(true),
        w if w.eq_ignore_ascii_case("no") => Some(false),
        _ => None,
    }
}

/// The Chinese form of a fixed English word.
fn fixed<'a>(word: &'a str, among: &[&str]) -> &'a str {
    let found = FIXED.iter().find(|(en, zh)| among.contains(zh) && en.eq_ignore_ascii_case(word));
    found.map_or(word, |(_, zh)| zh)
}

const QUOTES: [(char, char); 3] = [('「', '」'), ('“', '”'), ('"', '"')];

/// A text without the one pair of quotes around it, and whether it had one.
pub(super) fn unquoted(body: Body<'_>) -> (Body<'_>, bool) {
    for (open, close) in QUOTES {
        let (o, c) = (open.len_utf8(), close.len_utf8());
        if body.text.len() >= o + c && body.text.starts_with(open) && body.text.ends_with(close) {
            return (body.slice(o, body.text.len() - c), true);
        }
    }
    (body, false)
}

/// A digit of either width.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// A whole number as written; `None` beyond the range of `i64`.
fn number(text: &str) -> Option<i64> {
    let mut chars = text.chars().peekable();
    let negative = chars.next_if(|c| matches!(c, '-' | '－' | '−')).is_some();
    let mut value: i64 = 0;
    for c in chars {
        value = value.checked_mul(10)?.checked_add(i64::from(digit(c)?))?;
    }
    Some(if negative { -value } else { value })
}

impl Reader {
    /// A name as it stands, quotes removed.
    pub(super) fn name(&self, body: Body<'_>) -> Name {
        let (inner, _) = unquoted(body);
        Spanned { value: inner.text.to_owned(), span: self.span(body) }
    }

    /// The rest of a line as a name; marks need no quotes here.
    pub(super) fn title(&mut self, body: Body<'_>) -> Option<Name> {
        let (inner, _) = unquoted(body);
        if inner.text.trim().is_empty() {
            self.error("S117", body, "缺名称", "the name is missing");
            return None;
        }
        Some(Spanned { value: inner.text.trim().to_owned(), span: self.span(body) })
    }

    /// Free text, without quotes around it.
    pub(super) fn prose(body: Body<'_>) -> String {
        unquoted(body).0.text.trim().to_owned()
    }

    /// `Z-0301-001 道路路灯`: a code, and a title if there is one.
    pub(super) fn code_and_title(&mut self, body: Body<'_>) -> Option<(Name, Option<Name>)> {
        let (code, title) = body.first_word();
        let pair = self.parse(Rule::one_name, code)?;
        let code = pair.into_inner().next().map(|p| self.name(code.of(&p)))?;
        let title = if title.text.is_empty() { None } else { Some(self.title(title)?) };
        Some((code, title))
    }

    /// `A、B`.
    pub(super) fn names(&mut self, body: Body<'_>) -> Vec<Name> {
        let Some(pair) = self.parse(Rule::names, body) else { return Vec::new() };
        inner(pair).map(|p| self.name(body.of(&p))).collect()
    }

    /// One name and nothing else.
    pub(super) fn one_name(&mut self, body: Body<'_>) -> Option<Name> {
        let pair = self.parse(Rule::one_name, body)?;
        inner(pair).next().map(|p| self.name(body.of(&p)))
    }

    /// A name out of a closed set, in either language.
    pub(super) fn one_of(&mut self, body: Body<'_>, among: &[&str]) -> Option<Name> {
        let mut name = self.one_name(body)?;
        let word = fixed(&name.value, among);
        if among.contains(&word) {
            name.value = word.to_owned();
            return Some(name);
        }
        let zh = among.join("」「");
        let en: Vec<_> = FIXED
            .iter()
            .filter(|(_, zh)| among.contains(zh))
            .map(|(en, zh)| format!("{zh} ({en})"))
            .collect();
        self.error("S126", body, format!("这里只能写「{zh}」"), format!("expected {}", en.join(" or ")));
        None
    }

    /// `是` or `否`.
    pub(super) fn boolean(&mut self, body: Body<'_>) -> Option<bool> {
        let answer = yes_or_no(unquoted(body).0.text);
        if answer.is_none() {
            self.error("S126", body, "这里只能写「是」或「否」", "expected yes or no");
        }
        answer
    }

    /// `市政设施/照明` as its steps.
    pub(super) fn path(&mut self, body: Body<'_>) -> Vec<Name> {
        let Some(pair) = self.parse(Rule::path_line, body) else { return Vec::new() };
        let path = inner(pair).next();
        path.map_or(Vec::new(), |path| path.into_inner().map(|p| self.name(body.of(&p))).collect())
    }

    /// `0301-001、市政设施/照明`.
    pub(super) fn scope(&mut self, body: Body<'_>) -> Vec<MatterRef> {
        let Some(pair) = self.parse(Rule::scope_line, body) else { return Vec::new() };
        inner(pair).next().map_or(Vec::new(), |scope| self.matters(body, scope))
    }

    pub(super) fn matters(&mut self, body: Body<'_>, scope: Pair<'_, Rule>) -> Vec<MatterRef> {
        scope.into_inner().map(|path| self.matter(body, path)).collect()
    }

    /// One code, name or path. The word `全部` (`all`) is the root of the tree: the empty path.
    pub(super) fn matter(&mut self, body: Body<'_>, path: Pair<'_, Rule>) -> MatterRef {
        let span = self.span(body.of(&path));
        let whole = path.as_str();
        if whole == "全部" || whole.eq_ignore_ascii_case("all") {
            return MatterRef { path: Vec::new(), span };
        }
        let steps = path.into_inner().map(|p| unquoted(Body { at: 0, text: p.as_str() }).0.text.to_owned());
        MatterRef { path: steps.collect(), span }
    }

    /// One matter and nothing else.
    pub(super) fn one_matter(&mut self, body: Body<'_>) -> Option<MatterRef> {
        let pair = self.parse(Rule::path_line, body)?;
        inner(pair).next().map(|path| self.matter(body, path))
    }

    /// A value tree. Its depth is bounded before the grammar sees it, for the grammar descends by recursion.
    pub(super) fn tree(&mut self, body: Body<'_>) -> Vec<TreeNode> {
        let mut depth = 0_usize;
        for (i, c) in body.text.char_indices() {
            match c {
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                let at = body.slice(i, i + c.len_utf8());
                self.error(
                    "S105",
                    at,
                    format!("括号超过 {DEEPEST} 层"),
                    format!("more than {DEEPEST} levels of parentheses"),
                );
                return Vec::new();
            }
        }
        let Some(pair) = self.parse(Rule::values_line, body) else { return Vec::new() };
        inner(pair).next().map_or(Vec::new(), |tree| self.nodes(body, tree))
    }

    fn nodes(&mut self, body: Body<'_>, tree: Pair<'_, Rule>) -> Vec<TreeNode> {
        let mut nodes = Vec::new();
        for node in tree.into_inner() {
            let mut parts = node.into_inner();
            let Some(name) = parts.next() else { continue };
            let name = self.value_name(body.of(&name));
            if name.value.contains(['/', '／']) {
                let at = Body { at: name.span.start as usize, text: &name.value };
                self.error(
                    "S127",
                    at,
                    "取值的名称里不能有「/」，它分开路径的各级",
                    "the name of a value may not hold `/`, which separates the steps of a path",
                );
            }
            let children = parts.next().map_or(Vec::new(), |tree| self.nodes(body, tree));
            nodes.push(TreeNode { name, children });
        }
        nodes
    }

    /// A name among values: a bare `yes` or `no` is `是` or `否`.
    fn value_name(&self, body: Body<'_>) -> Name {
        let mut name = self.name(body);
        if name.value.len() == body.text.len() {
            let word = fixed(body.text, &["是", "否"]);
            if word.len() != body.text.len() {
                word.clone_into(&mut name.value);
            }
        }
        name
    }

    /// `value`, `scalar` or `bound` of the grammar.
    pub(super) fn value(&mut self, body: Body<'_>, value: Pair<'_, Rule>) -> Option<Value> {
        let value = value.into_inner().next()?;
        let place = body.of(&value);
        match value.as_rule() {
            Rule::clock => self.clock(place).map(Value::Time),
            Rule::quantity | Rule::measure => self.quantity(body, place, value),
            _ => {
                let mut steps = value.into_inner();
                let (first, second) = (steps.next()?, steps.next());
                let first = body.of(&first);
                let Some(second) = second else { return Some(Value::Word(self.value_name(first))) };
                let mut path = unquoted(first).0.text.to_owned();
                for step in std::iter::once(second).chain(steps) {
                    path.push('/');
                    path.push_str(unquoted(Body { at: 0, text: step.as_str() }).0.text);
                }
                Some(Value::Word(Spanned { value: path, span: self.span(place) }))
            }
        }
    }

    fn quantity(&mut self, body: Body<'_>, place: Body<'_>, pair: Pair<'_, Rule>) -> Option<Value> {
        let listed = pair.as_rule() == Rule::quantity;
        let mut parts = pair.into_inner();
        let digits = parts.next()?;
        let at = body.of(&digits);
        let unit = parts.next().map(|u| u.as_str().to_owned());
        // Among names, 0301 is a code and not three hundred and one.
        if listed && unit.is_none() && at.text.len() > 1 && at.text.starts_with(['0', '０']) {
            return Some(Value::Word(self.name(place)));
        }
        if digits.as_rule() == Rule::decimal {
            self.error(
                "S122",
                at,
                "只能写整数；可以换小一点的单位",
                "whole numbers only; take a smaller unit of measure",
            );
            return None;
        }
        let amount = self.number(at)?;
        Some(Value::Number { amount: Spanned { value: amount, span: self.span(at) }, unit })
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, body: Body<'_>) -> Option<i64> {
        let value = number(body.text).filter(|n| n.abs() <= LARGEST);
        if value.is_none() {
            self.error("S122", body, "这个数太大", "this number is too large");
        }
        value
    }

    /// One whole number and nothing else, from `low` on.
    pub(super) fn one_number(&mut self, body: Body<'_>, low: i64) -> Option<Spanned<i64>> {
        self.parse(Rule::one_amount, body)?;
        let value = self.number(body)?;
        if value < low {
            self.error("S122", body, format!("至少是 {low}"), format!("must be at least {low}"));
            return None;
        }
        Some(Spanned { value, span: self.span(body) })
    }

    /// `22:30` in minutes after midnight; 24:00 is 1440.
    pub(super) fn clock(&mut self, body: Body<'_>) -> Option<Spanned<u32>> {
        let (h, m) = body.text.split_once([':', '：']).unwrap_or((body.text, ""));
        let minutes = match (number(h), number(m)) {
            (Some(h @ 0..=23), Some(m @ 0..=59)) => Some(h * 60 + m),
            (Some(24), Some(0)) => Some(1440),
            _ => None,
        };
        let Some(minutes) = minutes else {
            self.error(
                "S123",
                body,
                "没有这个时刻：从 00:00 到 24:00",
                "no such time of day: 00:00 to 24:00",
            );
            return None;
        };
        Some(Spanned { value: minutes as u32, span: self.span(body) })
    }

    /// `2026-01-31`.
    pub(super) fn date(&mut self, body: Body<'_>) -> Option<Spanned<Date>> {
        let parts: Vec<&str> = body.text.split(['-', '－']).collect();
        if let [y, m, d] = parts.as_slice() {
            let lengths = [y, m, d].map(|p| p.chars().count());
            if let (true, Some(y), Some(m), Some(d)) = (lengths == [4, 2, 2], number(y), number(m), number(d))
            {
                let date = Date::new(y as i16, m as i8, d as i8);
                if let Ok(value) = date {
                    return Some(Spanned { value, span: self.span(body) });
                }
                self.error("S121", body, "没有这一天", "there is no such day");
                return None;
            }
        }
        let (zh, en) = match loose_date(body.text) {
            Some(date) => (format!("日期写成 {date}"), format!("write the date as {date}")),
            None => ("日期写成 2026-01-31 这样".to_owned(), "write a date like 2026-01-31".to_owned()),
        };
        self.error("S121", body, zh, en);
        None
    }

    /// `24 小时`.
    pub(super) fn duration(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<Duration> {
        let mut parts = pair.into_inner();
        let (amount, unit) = (parts.next()?, parts.next()?);
        let at = body.of(&amount);
        let value = self.number(at)?;
        if !(1..=LONGEST).contains(&value) {
            self.error(
                "S124",
                at,
                format!("时长从 1 到 {LONGEST}"),
                format!("an amount of time is from 1 to {LONGEST}"),
            );
            return None;
        }
        let place = body.of(&unit);
        let lower = place.text.to_ascii_lowercase();
        let unit = match lower.as_str() {
            "分钟" | "分" | "min" | "minute" | "minutes" => DurationUnit::Minute,
            "小时" | "个小时" | "时" | "h" | "hour" | "hours" => DurationUnit::Hour,
            "天" | "日" | "自然日" | "d" | "day" | "days" => DurationUnit::Day,
            "工作日" | "个工作日" | "wd" | "workday" | "workdays" => DurationUnit::WorkingDay,
            _ => {
                self.error(
                    "S124",
                    place,
                    "时长的单位是 分钟、小时、天 或 工作日",
                    "units of time are min, h, d and wd (working days)",
                );
                return None;
            }
        };
        Some(Duration { amount: value as u32, unit })
    }

    /// One amount of time and nothing else.
    pub(super) fn one_duration(&mut self, body: Body<'_>) -> Option<Duration> {
        let pair = self.parse(Rule::one_duration, body)?;
        let duration = inner(pair).next()?;
        self.duration(body, duration)
    }

    /// `联系 24 小时，办结 5 工作日`.
    pub(super) fn limits(&mut self, body: Body<'_>) -> Vec<LimitEntry> {
        let Some(pair) = self.parse(Rule::limits_line, body) else { return Vec::new() };
        let mut limits = Vec::new();
        for limit in inner(pair) {
            let mut parts = limit.into_inner();
            let (Some(step), Some(duration)) = (parts.next(), parts.next()) else { continue };
            let mut step = self.name(body.of(&step));
            let word = fixed(&step.value, &["联系", "办结", "签收", "现场"]).to_owned();
            step.value = word;
            if let Some(duration) = self.duration(body, duration) {
                limits.push(LimitEntry { step, duration });
            }
        }
        limits
    }

    /// `《…》第一条`, several after each other, or `待确认`.
    pub(super) fn basis(&mut self, body: Body<'_>) -> Vec<BasisEntry> {
        let Some(pair) = self.parse(Rule::basis_line, body) else { return Vec::new() };
        let mut out = Vec::new();
        for part in inner(pair) {
            match part.as_rule() {
                Rule::to_confirm => out.push(BasisEntry::ToConfirm(self.span(body))),
                Rule::cited => {
                    let mut parts = part.into_inner();
                    let Some(title) = parts.next() else { continue };
                    let place = body.of(&title);
                    let text = title.as_str();
                    let text = text.strip_prefix('《').and_then(|t| t.strip_suffix('》'));
                    let mut instrument = self.name(place);
                    if let Some(text) = text {
                        text.clone_into(&mut instrument.value);
                    }
                    let article = parts.next().map(|a| a.as_str().trim().to_owned());
                    out.push(BasisEntry::Cited { instrument, article: article.filter(|a| !a.is_empty()) });
                }
                _ => out.push(BasisEntry::Cited { instrument: self.name(body), article: None }),
            }
        }
        out
    }
}

/// The parts of a line, less the end of input.
pub(super) fn inner(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|p| p.as_rule() != Rule::EOI)
}

/// What someone who wrote `2026年1月31日` or `2026/1/31` meant.
fn loose_date(text: &str) -> Option<Date> {
    let numbers: Vec<i64> = text
        .split(|c| digit(c).is_none())
        .filter(|part| !part.is_empty())
        .take(4)
        .filter_map(number)
        .collect();
    let [y @ 1900..=2999, m @ 1..=12, d @ 1..=31] = numbers.as_slice() else { return None };
    Date::new(*y as i16, *m as i8, *d as i8).ok()
}
