//! Words for what the grammar expected, and hints for the slips people make.

use super::reader::{Body, Rule};
use pest::error::{Error, ErrorVariant, InputLocation};

/// Where a text does not fit and what would.
pub(super) fn explain<'a>(body: Body<'a>, error: &Error<Rule>) -> (Body<'a>, String, String) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(body.text.len()),
    };
    let place = token(body, at);
    let positives: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let mut wanted: Vec<(&str, &str)> = positives.iter().filter_map(|rule| words(*rule)).collect();
    // Without the blank before it, a word operator was not tried.
    if positives.contains(&Rule::at_most) {
        wanted.extend(words(Rule::is));
    }
    wanted.sort_unstable();
    wanted.dedup();
    let found = place.text;
    let (mut zh, mut en) = if found.is_empty() {
        ("这一行还没写完".to_owned(), "the line ends too early".to_owned())
    } else {
        (format!("读不懂「{found}」"), format!("cannot read `{found}` here"))
    };
    if !wanted.is_empty() {
        let list: Vec<_> = wanted.iter().map(|w| w.0).collect();
        zh = format!("{zh}；这里应当是{}", list.join("、或"));
        let list: Vec<_> = wanted.iter().map(|w| w.1).collect();
        en = format!("{en}: expected {}", list.join(" or "));
    }
    if let Some((hint_zh, hint_en)) = hint(body.text, at).or_else(|| hint_on_words(body.text, at, positives))
    {
        zh = format!("{zh}。{hint_zh}");
        en = format!("{en}. {hint_en}");
    }
    (place, zh, en)
}

/// The word or mark at an offset; at the end of the text an empty place behind it.
fn token(body: Body<'_>, at: usize) -> Body<'_> {
    let rest = body.text.get(at..).unwrap_or("");
    let start = at + (rest.len() - rest.trim_start().len());
    let rest = body.text.get(start..).unwrap_or("");
    let mut end = 0;
    for (i, c) in rest.char_indices().take(16) {
        let joins = c.is_alphanumeric() || matches!(c, '-' | '_');
        if i > 0 && !joins {
            break;
        }
        end = i + c.len_utf8();
        if !joins {
            break;
        }
    }
    if rest.is_empty() {
        body.slice(body.text.len(), body.text.len())
    } else {
        body.slice(start, start + end)
    }
}

/// What a rule stands for, in words; rules that say nothing to people have none.
fn words(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::bare | Rule::quoted | Rule::path => ("名称", "a name"),
        Rule::node | Rule::tree | Rule::value | Rule::values | Rule::fact_values => ("取值", "a value"),
        Rule::integer | Rule::amount | Rule::decimal | Rule::quantity | Rule::measure => ("数", "a number"),
        Rule::clock => ("时刻（如 22:00）", "a time such as 22:00"),
        Rule::scalar | Rule::bound | Rule::range | Rule::far_end => ("数或时刻", "a number or a time"),
        Rule::unit => ("单位", "a unit of measure"),
        Rule::duration => ("时长（如 24 小时、5 工作日）", "an amount of time such as 24 h or 5 wd"),
        Rule::is | Rule::is_not | Rule::between | Rule::not_between => {
            ("「为」「属于」「在」「介于」等", "an operator such as `is`, `in`, `between`")
        }
        Rule::equal | Rule::unequal | Rule::less | Rule::at_most | Rule::greater | Rule::at_least => {
            ("「＝」「≤」等", "an operator such as `=` or `<=`")
        }
        Rule::meets | Rule::meets_not => ("「符合」", "`meets`"),
        Rule::test | Rule::defined | Rule::group | Rule::condition => {
            ("条件（如「场所 属于 公园」）", "a test such as `place in park`")
        }
        Rule::close => ("「）」", "`)`"),
        Rule::arrow => ("「→」", "`->`"),
        Rule::segment => ("单位", "a unit"),
        Rule::proviso_code => ("［编码］", "[code]"),
        Rule::handler | Rule::chain | Rule::handlers | Rule::role | Rule::rota | Rule::lookup => {
            ("单位（如「市交通运输局」「@街道办」）", "a unit such as `@street`")
        }
        Rule::scope => ("事项编码、名称或路径", "a matter code, name or path"),
        Rule::limit => ("时限（如「办结 5 工作日」）", "a limit such as `close 5 wd`"),
        Rule::fact => ("「要素＝值」", "`attribute = value`"),
        Rule::has | Rule::lacks | Rule::clause => ("「含」或「不含」", "`has` or `lacks`"),
        Rule::words => ("加引号的词", "words in quotes"),
        Rule::claim_lead | Rule::claim_urgent | Rule::claim_decided => (
            "「加急」「首办 为 …」「首办 不为 …」或「有首办」",
            "`urgent`, `first is …`, `first is not …` or `decided`",
        ),
        Rule::cited | Rule::instrument | Rule::article => {
            ("依据（如《…》第一条）", "a basis such as 《…》 article 1")
        }
        Rule::EOI => ("行尾", "the end of the line"),
        _ => return None,
    })
}

/// Slips that are known from practice.
fn hint(text: &str, at: usize) -> Option<(&'static str, &'static str)> {
    let before = text.get(..at).unwrap_or("").trim_end();
    let rest = text.get(at..).unwrap_or("").trim_start();
    let next = rest.chars().next();
    if next == Some('。') {
        return Some(("行末不写句号", "No full stop at the end of a line"));
    }
    if matches!(next, Some('#' | '＃')) {
        return Some(("注释要单独写一行", "A comment has a line of its own"));
    }
    if matches!(next, Some('（' | '(' | '）' | ')')) {
        return Some((
            "条件里没有括号，请用「定义」或几行「当」；名称里有括号时给名称加引号「」",
            "Conditions have no parentheses: use a `define` or several `when` lines. Quote a name that holds them",
        ));
    }
    if before.ends_with("，或") || before.ends_with(",或") || before.ends_with(", or") {
        return Some((
            "「，或」有两种读法：同一条件的另一项测试写「 或 」，另一种情形另写一行「当」",
            "`, or` can be read in two ways: write ` or ` for another test, another `when` line for another case",
        ));
    }
    if matches!(next, Some('「' | '“' | '"' | '《' | '【' | '『')) || before.ends_with('「') {
        return Some(("名称要整个放在一对引号里", "A name is quoted as a whole"));
    }
    if matches!(next, Some('.' | '．')) {
        return Some((
            "只能写整数；可以换小一点的单位",
            "Whole numbers only; take a smaller unit of measure",
        ));
    }
    None
}

/// Word operators, longest first.
const OPERATORS: [&str; 11] =
    ["不属于", "不介于", "不符合", "属于", "介于", "符合", "不为", "不在", "为", "在", "是"];

/// Slips around the word operators, which need a blank on both sides.
fn hint_on_words(text: &str, at: usize, positives: &[Rule]) -> Option<(&'static str, &'static str)> {
    if !positives.iter().any(|rule| matches!(rule, Rule::is | Rule::at_most)) {
        return None;
    }
    let blanks = (
        "「为」「属于」「在」等词的前后都要有空格，后面要有取值",
        "Words such as `is` and `in` have a blank on both sides and a value after them",
    );
    let rest = text.get(at..).unwrap_or("").trim_start();
    if OPERATORS.iter().any(|op| rest.starts_with(op)) {
        return Some(blanks);
    }
    let before = text.get(..at).unwrap_or("").trim_end();
    let since = before.rfind(['，', ',']);
    let word = before.rsplit(['，', ',', ' ', '\u{3000}']).next().unwrap_or("");
    if OPERATORS.iter().any(|op| word.char_indices().skip(1).any(|(i, _)| word[i..].starts_with(op))) {
        return Some(blanks);
    }
    let last = since.map(|i| before[i..].trim_start_matches(['，', ',', ' ', '\u{3000}']))?;
    (!last.is_empty() && !last.contains(char::is_whitespace)).then_some((
        "几个取值用「、」或「 或 」隔开；「，」隔开的是几个条件",
        "Several values are joined with ` or `; a comma begins another test",
    ))
}
