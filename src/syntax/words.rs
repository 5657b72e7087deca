//! Names, paths, value trees and bases out of the bodies of lines.

use super::entries::{BasisEntry, MatterRef, Name, Spanned, TreeNode, Value};
use super::keywords::Tongue;
use super::reader::{Body, Reader, Rule, add, few};
use pest::iterators::Pair;

/// Most levels of a value tree.
const DEEPEST: usize = 16;
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
pub(super) fn fixed<'a>(word: &'a str, among: &[&str]) -> &'a str {
    let found = FIXED.iter().find(|(en, zh)| among.contains(zh) && en.eq_ignore_ascii_case(word));
    found.map_or(word, |(_, zh)| zh)
}

/// A fixed word in one language, whichever it is written in; other words as they are.
pub(super) fn in_tongue<'a>(word: &'a str, among: &[&str], tongue: Tongue) -> &'a str {
    let row =
        FIXED.iter().find(|(en, zh)| among.contains(zh) && (*zh == word || en.eq_ignore_ascii_case(word)));
    row.map_or(word, |(en, zh)| if tongue == Tongue::Chinese { zh } else { en })
}

/// Steps that have a word in both languages.
pub(super) const STEPS: [&str; 4] = ["联系", "办结", "签收", "现场"];
/// The natures of matters.
pub(super) const NATURES: [&str; 2] = ["部件", "事件"];
/// The values of a boolean attribute.
pub(super) const BOOLEAN: [&str; 2] = ["是", "否"];

/// The pairs of quotes, the Chinese ones first.
pub(super) const QUOTES: [(char, char); 3] = [('「', '」'), ('“', '”'), ('"', '"')];

/// The word for the whole matter tree.
pub(super) fn is_all(word: &str) -> bool {
    word == "全部" || word.eq_ignore_ascii_case("all")
}

/// A text without the one pair of quotes around it, and whether it had one.
pub(super) fn unquoted(body: Body<'_>) -> (Body<'_>, bool) {
    for (open, close) in QUOTES {
        let (o, c) = (open.len_utf8(), close.len_utf8());
        if body.text.len() >= o + c && body.text.starts_with(open) && body.text.ends_with(close) {
            let inner = body.slice(o, body.text.len() - c);
            if is_one_quotation(inner.text, open, close) {
                return (inner, true);
            }
        }
    }
    (body, false)
}

/// Whether quotes around a text belong together: those of `「甲」和「乙」` do not.
pub(super) fn is_one_quotation(inner: &str, open: char, close: char) -> bool {
    let mut depth = 0_usize;
    for c in inner.chars() {
        if c == close && depth == 0 {
            return false;
        }
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
        }
    }
    depth == 0
}

/// Whether a text is a name that needs no quotes: `bare` of the grammar.
///
/// Most bodies are one such name, and this is faster than to start the grammar; a test holds the two together.
pub(super) fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| matches!(c, '一'..='鿿' | '0'..='9' | 'a'..='z' | 'A'..='Z') || !ends_name(c))
}

/// Blanks and the marks of the grammar.
fn ends_name(c: char) -> bool {
    c.is_whitespace()
        || "：:，,、；;。（()）「」『』“”\"［[］]【】《》｛{｝}→≤<≥>＜＞=＝≠/／|｜@＠#＃!！?？".contains(c)
}

impl Reader {
    /// A name as it stands, quotes removed.
    pub(super) fn name(&self, body: Body<'_>) -> Name {
        let (inner, _) = unquoted(body);
        Spanned { value: inner.text.to_owned(), span: self.span(body) }
    }

    /// The body as one name, if it is a bare one.
    pub(super) fn bare(&self, body: Body<'_>) -> Option<Name> {
        is_bare(body.text).then(|| Spanned { value: body.text.to_owned(), span: self.span(body) })
    }

    /// The rest of a line as a name; marks need no quotes here.
    pub(super) fn title(&mut self, body: Body<'_>) -> Option<Name> {
        let (inner, _) = unquoted(body);
        if inner.text.trim().is_empty() {
            self.error("S117", body, "缺名称", "the name is missing");
            return None;
        }
        self.no_comment(body);
        Some(Spanned { value: inner.text.trim().to_owned(), span: self.span(body) })
    }

    /// Free text, without quotes around it.
    pub(super) fn prose(&mut self, body: Body<'_>) -> String {
        self.no_comment(body);
        unquoted(body).0.text.trim().to_owned()
    }

    /// What looks like a comment behind free text is a part of the text, and hardly meant to be.
    pub(super) fn no_comment(&mut self, body: Body<'_>) {
        let quoted = unquoted(body).0.text.len() < body.text.len();
        let starts = |(i, c): &(usize, char)| {
            matches!(c, '#' | '＃') && body.text[..*i].ends_with(char::is_whitespace)
        };
        if let Some((at, _)) = body.text.char_indices().find(starts).filter(|_| !quoted) {
            self.warning(
                "S151",
                body.slice(at, body.text.len()),
                "这里的 # 不是注释，而是文字的一部分。注释要另起一行",
                "this # does not begin a comment but is part of the text. A comment has a line of its own",
            );
        }
    }

    /// `Z-0301-001 道路路灯`: a code, and a title if there is one.
    pub(super) fn code_and_title(&mut self, body: Body<'_>) -> Option<(Name, Option<Name>)> {
        let (code, title) = body.first_word();
        let code = self.one_name(code)?;
        let title = if title.text.is_empty() { None } else { Some(self.title(title)?) };
        Some((code, title))
    }

    /// `A、B`.
    pub(super) fn names(&mut self, body: Body<'_>) -> Vec<Name> {
        if let Some(name) = self.bare(body) {
            return vec![name];
        }
        let Some(pair) = self.parse(Rule::names, body) else { return Vec::new() };
        few(inner(pair).map(|p| self.name(body.of(&p))))
    }

    /// One name and nothing else.
    pub(super) fn one_name(&mut self, body: Body<'_>) -> Option<Name> {
        if let Some(name) = self.bare(body) {
            return Some(name);
        }
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
        if let Some(name) = self.bare(body) {
            return vec![name];
        }
        let Some(pair) = self.parse(Rule::path_line, body) else { return Vec::new() };
        let path = inner(pair).next();
        path.map_or(Vec::new(), |path| few(path.into_inner().map(|p| self.name(body.of(&p)))))
    }

    /// `0301-001、市政设施/照明`.
    pub(super) fn scope(&mut self, body: Body<'_>) -> Vec<MatterRef> {
        if is_bare(body.text) {
            return vec![self.bare_matter(body)];
        }
        let Some(pair) = self.parse(Rule::scope_line, body) else { return Vec::new() };
        inner(pair).next().map_or(Vec::new(), |scope| self.matters(body, scope))
    }

    pub(super) fn matters(&mut self, body: Body<'_>, scope: Pair<'_, Rule>) -> Vec<MatterRef> {
        few(scope.into_inner().map(|path| self.matter(body, path)))
    }

    /// One code, name or path.
    pub(super) fn matter(&mut self, body: Body<'_>, path: Pair<'_, Rule>) -> MatterRef {
        let whole = body.of(&path);
        if is_bare(whole.text) {
            return self.bare_matter(whole);
        }
        let span = self.span(whole);
        let steps = path.into_inner().map(|p| unquoted(Body { at: 0, text: p.as_str() }).0.text.to_owned());
        MatterRef { path: few(steps), span }
    }

    /// The word `全部` (`all`) is the root of the tree: the empty path.
    fn bare_matter(&self, body: Body<'_>) -> MatterRef {
        let all = is_all(body.text);
        let path = if all { Vec::new() } else { vec![body.text.to_owned()] };
        MatterRef { path, span: self.span(body) }
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
            let place = body.of(&name);
            let name = self.value_name(place);
            if name.value.contains(['/', '／']) {
                self.error(
                    "S127",
                    place,
                    "取值的名称里不能有「/」，它分开路径的各级",
                    "the name of a value may not hold `/`, which separates the steps of a path",
                );
            }
            let tree = parts.find(|p| p.as_rule() == Rule::tree);
            let children = tree.map_or(Vec::new(), |tree| self.nodes(body, tree));
            nodes.push(TreeNode { name, children });
        }
        nodes
    }

    /// A name among values: a bare `yes` or `no` is `是` or `否`.
    fn value_name(&self, body: Body<'_>) -> Name {
        let mut name = self.name(body);
        if is_bare(body.text) {
            fixed(body.text, &BOOLEAN).clone_into(&mut name.value);
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

    /// `《…》第一条`, several after each other, or `待确认`.
    pub(super) fn basis(&mut self, body: Body<'_>) -> Vec<BasisEntry> {
        let Some(pair) = self.parse(Rule::basis_line, body) else { return Vec::new() };
        self.no_comment(body);
        let mut out = Vec::new();
        for part in inner(pair) {
            match part.as_rule() {
                Rule::to_confirm => add(&mut out, [BasisEntry::ToConfirm(self.span(body))]),
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
                    let article = article.filter(|a| !a.is_empty());
                    add(&mut out, [BasisEntry::Cited { instrument, article }]);
                }
                _ => add(&mut out, [BasisEntry::Cited { instrument: self.name(body), article: None }]),
            }
        }
        out
    }
}

/// The parts of a line, less the end of input.
pub(super) fn inner(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|p| p.as_rule() != Rule::EOI)
}

#[cfg(test)]
mod tests {
    use super::is_bare;
    use crate::syntax::reader::{Body, Reader, Rule};
    use crate::text::SourceId;

    #[test]
    fn a_bare_name_is_what_the_grammar_takes_for_one() {
        let mut reader = Reader::new(SourceId(0));
        let mut agree = |text: &str| {
            let taken = reader.parse(Rule::one_name, Body { at: 0, text }).is_some();
            assert_eq!(is_bare(text), taken, "{text:?}");
        };
        for c in (0..0x11000).filter_map(char::from_u32) {
            agree(&format!("a{c}b"));
        }
        for text in ["", "->", "a->b", "a-", "-a", "a-b", "𠮷", "－"] {
            agree(text);
        }
    }
}
