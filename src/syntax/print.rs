//! Puts the body of a line back into words: one spelling, in the language of its block.

use super::amounts::{digit, time_unit};
use super::entries::DurationUnit;
use super::from_duty::segment_parts;
use super::keywords::{self, Heading, Item, Tongue};
use super::reader::{Body, Rule, grammar};
use super::words::{
    BOOLEAN, NATURES, QUOTES, STEPS, in_tongue, inner, is_all, is_bare, is_one_quotation, unquoted, yes_or_no,
};
use pest::iterators::Pair;

/// Words of `类型`.
const TYPES: [(&str, &str); 6] = [
    ("是否", "boolean"),
    ("整数", "integer"),
    ("时刻", "time"),
    ("日类", "day-class"),
    ("区域", "area"),
    ("辖区", "jurisdiction"),
];

/// Writes bodies in one language. Whatever it cannot read it refuses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer {
    pub(super) tongue: Tongue,
}

impl Printer {
    /// Of two words the one in the language of the block.
    pub(super) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self.tongue == Tongue::Chinese { zh } else { en }
    }

    /// The body of a heading.
    pub(super) fn heading(self, kind: Heading, body: &str) -> Option<String> {
        match kind {
            Heading::Matter | Heading::Duty | Heading::Ruling => {
                let (code, title) = Body { at: 0, text: body }.first_word();
                let code = self.rule(Rule::one_name, code.text)?;
                Some(if title.text.is_empty() { code } else { format!("{code} {}", title.text) })
            }
            Heading::Fallback => self.rule(Rule::scope_line, body),
            Heading::Practice => self.rule(Rule::handler_line, body),
            Heading::Waiver => Some(unquoted(Body { at: 0, text: body }).0.text.replace('：', ":")),
            _ => Some(self.prose(body)),
        }
    }

    /// The body of an item of a block.
    pub(super) fn item(self, block: Heading, item: Item, body: &str) -> Option<String> {
        let rule = match item {
            Item::Ask
            | Item::Includes
            | Item::Excludes
            | Item::Reason
            | Item::Redirect
            | Item::ExpectRefuse => return Some(self.prose(body)),
            Item::From | Item::Until | Item::On | Item::Ruled | Item::Start => return Some(half_width(body)),
            Item::Urgent | Item::ExpectUrgent | Item::ExpectConflict | Item::ExpectGap => {
                return self.answer(body);
            }
            Item::Nature => {
                let word = self.rule(Rule::one_name, body)?;
                return Some(in_tongue(&word, &NATURES, self.tongue).to_owned());
            }
            Item::Type => return self.kind(body),
            Item::Special => {
                let keep = body == "保留" || body.eq_ignore_ascii_case("keep");
                return Some(
                    if keep { self.pick("保留", "keep") } else { self.pick("废止", "repeal") }.to_owned(),
                );
            }
            Item::But => return self.proviso(body),
            Item::Limit if block == Heading::Matter => Rule::one_name,
            Item::Applies if block == Heading::Waiver => Rule::names,
            Item::Applies => Rule::scope_line,
            Item::Aliases | Item::Sources | Item::Overrides | Item::Order => Rule::names,
            Item::Values => Rule::values_line,
            Item::Range => Rule::one_range,
            Item::Measure | Item::Capacity | Item::ExpectAsk | Item::Code => Rule::one_name,
            Item::Absent => Rule::cell_line,
            Item::Cost => Rule::one_amount,
            Item::Path | Item::Matter => Rule::path_line,
            Item::Recognise => Rule::recogniser_line,
            Item::When | Item::Except | Item::Never => Rule::condition_line,
            Item::First => Rule::chain_line,
            Item::Joint | Item::Assist | Item::Inform | Item::Supervise => Rule::chains_line,
            Item::Forerun => Rule::forerun_line,
            Item::Basis => Rule::basis_line,
            Item::Limit | Item::Steps => Rule::limits_line,
            Item::Accepts | Item::Declines => Rule::practice_line,
            Item::Office => Rule::office_line,
            Item::Facts => Rule::facts_line,
            Item::ExpectLead | Item::ExpectAssist => Rule::handlers_line,
            Item::ExpectForerun => Rule::handler_line,
            Item::Then => Rule::claim_line,
            Item::Members => Rule::members_line,
            Item::Period => Rule::one_duration,
            Item::Row => return None,
        };
        self.rule(rule, body)
    }

    /// A cell of a table: values, or who leads.
    pub(super) fn cell(self, text: &str, lead: bool) -> Option<String> {
        match text {
            "" => Some(String::new()),
            "*" | "＊" if !lead => Some("*".to_owned()),
            _ => self.rule(if lead { Rule::chain_line } else { Rule::cell_line }, text),
        }
    }

    /// The head of a column of a table.
    pub(super) fn column(self, text: &str, last: bool) -> Option<String> {
        let (zh, en) = Item::First.words();
        if last { Some(self.pick(zh, en).to_owned()) } else { self.rule(Rule::one_name, text) }
    }

    fn rule(self, rule: Rule, body: &str) -> Option<String> {
        Some(self.pair(grammar(rule, body)?))
    }

    fn pair(self, pair: Pair<'_, Rule>) -> String {
        let text = pair.as_str();
        match pair.as_rule() {
            Rule::quoted => self.quoted(text),
            Rule::amount | Rule::integer | Rule::decimal => half_width(text),
            Rule::clock => {
                let time = half_width(text);
                if time.len() < "00:00".len() { format!("0{time}") } else { time }
            }
            Rule::to_confirm => self.pick("待确认", "to confirm").to_owned(),
            Rule::plain_basis | Rule::article => text.trim().to_owned(),
            Rule::path => self.join(pair, "/", "/"),
            Rule::values | Rule::fact_values => self.join(pair, "、", " or "),
            Rule::group => self.join(pair, " 或 ", " or "),
            Rule::condition => self.join(pair, "，且 ", ", and "),
            Rule::chain => self.join(pair, "，无则 ", ", else "),
            Rule::range | Rule::one_range => self.join(pair, " 至 ", " to "),
            Rule::limits_line | Rule::facts_line => self.join(pair, "，", ", "),
            Rule::words | Rule::cited => self.join(pair, "", " "),
            Rule::member | Rule::quantity | Rule::measure => self.join(pair, " ", " "),
            Rule::scope => self.scope(pair),
            Rule::value | Rule::node | Rule::limit | Rule::duration | Rule::far_end => self.value(pair),
            Rule::test | Rule::defined | Rule::fact | Rule::claim_lead => self.test(pair),
            Rule::role
            | Rule::rota
            | Rule::lookup
            | Rule::forerun_line
            | Rule::office_line
            | Rule::practice_line => self.handling(pair),
            Rule::claim_urgent => self.pick("加急", "urgent").to_owned(),
            Rule::claim_decided => self.pick("有首办", "decided").to_owned(),
            Rule::recogniser_line => self.recogniser(pair),
            // What is no list has one part and is that part.
            _ => self.join(pair, "、", ", "),
        }
    }

    /// The parts of a pair between separators; a pair without parts is its text.
    fn join(self, pair: Pair<'_, Rule>, zh: &str, en: &str) -> String {
        let text = pair.as_str();
        let parts: Vec<String> = inner(pair).map(|p| self.pair(p)).collect();
        if parts.is_empty() { text.to_owned() } else { parts.join(self.pick(zh, en)) }
    }

    fn scope(self, pair: Pair<'_, Rule>) -> String {
        let paths = pair.into_inner().map(|path| {
            if is_all(path.as_str()) { self.pick("全部", "all").to_owned() } else { self.pair(path) }
        });
        paths.collect::<Vec<_>>().join(self.pick("、", ", "))
    }

    /// Values, nodes of value trees, amounts of time, ends of ranges.
    fn value(self, pair: Pair<'_, Rule>) -> String {
        let (rule, text) = (pair.as_rule(), pair.as_str());
        let mut parts = pair.into_inner();
        let Some(first) = parts.next() else { return text.to_owned() };
        let word = first.as_str();
        match rule {
            Rule::far_end if first.as_rule() == Rule::next_day => {
                let bound = parts.next().map(|p| self.pair(p)).unwrap_or_default();
                format!("{}{bound}", self.pick("次日", "next-day "))
            }
            Rule::duration => {
                let unit = parts.next().map_or("", |p| self.time_unit(p.as_str()));
                format!("{} {unit}", self.pair(first))
            }
            Rule::limit => {
                let step = if is_bare(word) {
                    in_tongue(word, &STEPS, self.tongue).to_owned()
                } else {
                    self.pair(first)
                };
                let duration = parts.next().map(|p| self.pair(p)).unwrap_or_default();
                format!("{step} {duration}")
            }
            Rule::node => {
                let name = self.boolean_or(first);
                match parts.find(|p| p.as_rule() == Rule::tree) {
                    None => name,
                    Some(tree) if self.tongue == Tongue::Chinese => format!("{name}（{}）", self.pair(tree)),
                    Some(tree) => format!("{name} ({})", self.pair(tree)),
                }
            }
            _ => self.boolean_or(first),
        }
    }

    /// A bare 是, 否, yes or no in the language of the block; anything else as it is.
    fn boolean_or(self, pair: Pair<'_, Rule>) -> String {
        let word = pair.as_str();
        if is_bare(word) && yes_or_no(word).is_some() {
            return in_tongue(word, &BOOLEAN, self.tongue).to_owned();
        }
        self.pair(pair)
    }

    /// Names, operators and operands.
    fn test(self, pair: Pair<'_, Rule>) -> String {
        let rule = pair.as_rule();
        let mut parts = pair.into_inner();
        let mut out = String::new();
        match rule {
            Rule::claim_lead => out.push_str(self.pick("首办", "first")),
            Rule::defined => {}
            _ => {
                let Some(first) = parts.next() else { return out };
                out.push_str(&self.pair(first));
            }
        }
        let mut between = false;
        for part in parts {
            let operator = self.operator(&part, rule == Rule::claim_lead);
            match operator {
                _ if rule == Rule::fact && operator.is_some() => out.push_str(self.pick("＝", " = ")),
                Some(word) => {
                    if !out.is_empty() {
                        out.push(' ');
                    }
                    out.push_str(word);
                    out.push(' ');
                }
                None if between => {
                    out.push_str(self.pick(" 至 ", " to "));
                    out.push_str(&self.pair(part));
                }
                None => {
                    let bound = part.as_rule() == Rule::bound;
                    out.push_str(&self.pair(part));
                    between = bound;
                }
            }
        }
        out
    }

    /// The canonical form of an operator; a plain one is `为` or `不为` however it is written.
    fn operator(self, pair: &Pair<'_, Rule>, plain: bool) -> Option<&'static str> {
        let text = pair.as_str();
        let within = !plain && (text.contains(['属', '在']) || text.to_ascii_lowercase().ends_with("in"));
        let words = match (pair.as_rule(), plain) {
            (Rule::is, false) if text == "在" => ("在", "in"),
            (Rule::is_not, false) if text == "不在" => ("不在", "not in"),
            (Rule::is, _) if within => ("属于", "in"),
            (Rule::is_not, _) if within => ("不属于", "not in"),
            (Rule::is, _) | (Rule::equal, true) => ("为", "is"),
            (Rule::is_not, _) | (Rule::unequal, true) => ("不为", "is not"),
            (Rule::between, _) => ("介于", "between"),
            (Rule::not_between, _) => ("不介于", "not between"),
            (Rule::meets, _) => ("符合", "meets"),
            (Rule::meets_not, _) => ("不符合", "not meets"),
            (Rule::equal, _) => ("＝", "="),
            (Rule::unequal, _) => ("≠", "!="),
            (Rule::at_most, _) => ("≤", "<="),
            (Rule::at_least, _) => ("≥", ">="),
            (Rule::less, _) => ("＜", "<"),
            (Rule::greater, _) => ("＞", ">"),
            _ => return None,
        };
        Some(self.pick(words.0, words.1))
    }

    /// Handlers, and lines that begin with one or hand over to one.
    fn handling(self, pair: Pair<'_, Rule>) -> String {
        let rule = pair.as_rule();
        let mut out = match rule {
            Rule::role => "@".to_owned(),
            Rule::rota => self.pick("轮值", "rota ").to_owned(),
            Rule::lookup => self.pick("查", "look-up ").to_owned(),
            _ => String::new(),
        };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::open | Rule::close | Rule::arrow => {}
                Rule::place => {
                    out.push_str(self.pick("（", " ("));
                    out.push_str(&self.pair(part));
                    out.push_str(self.pick("）", ")"));
                }
                Rule::duration => {
                    out.push_str(self.pick("，限 ", ", within "));
                    out.push_str(&self.pair(part));
                }
                Rule::condition => {
                    if !out.is_empty() {
                        out.push_str(self.pick("，当 ", ", when "));
                    }
                    out.push_str(&self.pair(part));
                }
                Rule::chain if rule == Rule::practice_line => {
                    out.push_str(self.pick(" → ", " -> "));
                    out.push_str(&self.pair(part));
                }
                _ => out.push_str(&self.pair(part)),
            }
        }
        out
    }

    fn recogniser(self, pair: Pair<'_, Rule>) -> String {
        let mut out = String::new();
        for clause in inner(pair) {
            let mut parts = clause.into_inner();
            let (Some(kind), Some(words)) = (parts.next(), parts.next()) else { continue };
            let has = kind.as_rule() == Rule::has;
            if !out.is_empty() {
                out.push_str(if has { self.pick("，且", ", and ") } else { self.pick("，", ", ") });
            }
            out.push_str(if has { self.pick("含", "has ") } else { self.pick("不含", "lacks ") });
            out.push_str(&self.pair(words));
        }
        out
    }

    fn proviso(self, body: &str) -> Option<String> {
        let pair = grammar(Rule::proviso_line, body)?;
        let mut out = String::new();
        let mut first = true;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::condition => out.push_str(&self.pair(part)),
                Rule::arrow => out.push_str(self.pick(" → ", " -> ")),
                Rule::segment => {
                    if !first {
                        out.push_str(self.pick("；", "; "));
                    }
                    out.push_str(&self.segment(part.as_str(), first)?);
                    first = false;
                }
                Rule::proviso_code => {
                    out.push_str(self.pick(" ［", " ["));
                    out.push_str(
                        &part.into_inner().find(|p| p.as_rule() != Rule::EOI).map(|p| self.pair(p))?,
                    );
                    out.push_str(self.pick("］", "]"));
                }
                _ => {}
            }
        }
        Some(out)
    }

    fn segment(self, text: &str, first: bool) -> Option<String> {
        let place = Body { at: 0, text }.trimmed();
        let (word, rest) = segment_parts(place);
        match keywords::item(word.text) {
            Some((item, _)) if !rest.text.is_empty() => {
                let content = self.item(Heading::Duty, item, rest.text)?;
                // The first handler needs no keyword.
                if item == Item::First {
                    return Some(content);
                }
                let (zh, en) = item.words();
                Some(format!("{} {content}", self.pick(zh, en)))
            }
            _ if first => self.item(Heading::Duty, Item::First, place.text),
            _ => None,
        }
    }

    fn answer(self, body: &str) -> Option<String> {
        if body.is_empty() {
            return Some(self.pick("是", "yes").to_owned());
        }
        let yes = yes_or_no(unquoted(Body { at: 0, text: body }).0.text)?;
        Some(if yes { self.pick("是", "yes") } else { self.pick("否", "no") }.to_owned())
    }

    fn kind(self, body: &str) -> Option<String> {
        let (word, rest) = Body { at: 0, text: body }.first_word();
        let (zh, en) =
            TYPES.iter().find(|(zh, en)| *zh == word.text || en.eq_ignore_ascii_case(word.text))?;
        let word = self.pick(zh, en);
        if rest.text.is_empty() {
            return Some(word.to_owned());
        }
        Some(format!("{word} {}", self.rule(Rule::one_name, rest.text)?))
    }

    fn time_unit(self, word: &str) -> &'static str {
        match time_unit(word) {
            Some(DurationUnit::Minute) => self.pick("分钟", "min"),
            Some(DurationUnit::Hour) => self.pick("小时", "h"),
            Some(DurationUnit::Day) => self.pick("天", "d"),
            Some(DurationUnit::WorkingDay) => self.pick("工作日", "wd"),
            None => "",
        }
    }

    /// Free text; quotes stay if there are some, of the block's language.
    fn prose(self, body: &str) -> String {
        let (inner, quoted) = unquoted(Body { at: 0, text: body });
        if quoted { self.quoted(body) } else { inner.text.to_owned() }
    }

    /// A quoted text in the quotes of the block's language, or in others if it holds these.
    fn quoted(self, text: &str) -> String {
        let (inner, _) = unquoted(Body { at: 0, text });
        let inner = inner.text;
        let mut quotes = QUOTES;
        if self.tongue == Tongue::English {
            quotes.reverse();
        }
        let free = quotes.iter().find(|(open, close)| !inner.contains([*open, *close]));
        let fits =
            free.or_else(|| quotes.iter().find(|(open, close)| is_one_quotation(inner, *open, *close)));
        fits.map_or_else(|| text.to_owned(), |(open, close)| format!("{open}{inner}{close}"))
    }
}

/// Digits, signs and colons of half width.
fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '：' => ':',
        '－' | '−' => '-',
        c => digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c),
    };
    text.chars().map(half).collect()
}
