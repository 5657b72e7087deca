//! What people read: words on the error stream, in their language, with colour where they want it.

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use fenbo::finding::{Finding, Lang, Look, Severity, report};
use fenbo::text::Sources;
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

/// Findings printed before the rest is only counted.
const MOST_FINDINGS: usize = 50;

/// Words in both languages.
#[derive(Debug, Clone)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

/// Words in both languages.
pub fn both(zh: impl Into<String>, en: impl Into<String>) -> Both {
    Both { zh: zh.into(), en: en.into() }
}

/// Something that could not be done at all: what, where, and what to do.
pub type Failure = Both;

/// How words reach the user.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    pub lang: Lang,
    pub color: ColorChoice,
    pub quiet: bool,
}

impl Console {
    /// The words in the user's language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        self.lang.pick(zh, en)
    }

    /// The words in the user's language.
    pub fn words(self, both: &Both) -> &str {
        self.pick(&both.zh, &both.en)
    }

    /// A line that informs; silenced by `-q`.
    pub fn note(self, zh: impl Display, en: impl Display) {
        if !self.quiet {
            self.line(&shown(&self.pick(zh.to_string(), en.to_string())));
        }
    }

    /// A line that warns.
    pub fn warn(self, zh: impl Display, en: impl Display) {
        let head = Self::paint(AnsiColor::Yellow.on_default().bold(), self.pick("警告", "warning"));
        let words = self.pick(zh.to_string(), en.to_string());
        self.line(&format!("{head}{}{}", self.pick("：", ": "), shown(&words)));
    }

    /// A line that says why nothing was done.
    pub fn fail(self, failure: &Failure) {
        let head = Self::paint(AnsiColor::Red.on_default().bold(), self.pick("错误", "error"));
        self.line(&format!("{head}{}{}", self.pick("：", ": "), shown(self.words(failure))));
    }

    /// A line on the error stream. That the stream is closed is no reason to stop.
    pub fn line(self, text: &str) {
        let mut out = AutoStream::new(io::stderr().lock(), self.color);
        let _ = writeln!(out, "{text}");
    }

    /// The text in a style; plain where colours are not wanted, because streams strip it.
    pub fn paint(style: Style, text: impl Display) -> String {
        format!("{style}{text}{style:#}")
    }

    /// The standard output, with colours only where they are wanted.
    pub fn output(self) -> AutoStream<io::StdoutLock<'static>> {
        AutoStream::new(io::stdout().lock(), self.color)
    }

    /// Whether words on the error stream go to a terminal.
    pub fn on_terminal() -> bool {
        io::stderr().is_terminal()
    }

    /// Columns of the terminal that words go to; a usual page where there is none.
    pub fn width() -> usize {
        terminal_size::terminal_size_of(io::stderr()).map_or(100, |(width, _)| usize::from(width.0))
    }

    /// Columns of the terminal that data go to; of the one that words go to where data go elsewhere, into a pager for one.
    pub fn output_width() -> usize {
        terminal_size::terminal_size_of(io::stdout())
            .map_or_else(Self::width, |(width, _)| usize::from(width.0))
    }

    /// Prints findings, the gravest first by group; what is beyond the bound is counted.
    pub fn findings(self, findings: &[Finding], sources: &Sources) {
        let mut order: Vec<&Finding> = findings.iter().filter(|f| f.severity > Severity::Note).collect();
        order.sort_by_key(|f| std::cmp::Reverse(f.severity));
        // Where colours are not wanted the stream strips them.
        let look = Look { lang: self.lang, colour: true, width: Self::width() };
        for finding in order.iter().take(MOST_FINDINGS) {
            self.line(&report(finding, sources, look));
        }
        if let Some(rest) = order.len().checked_sub(MOST_FINDINGS).filter(|n| *n > 0) {
            self.line(
                &self.pick(format!("……还有 {rest} 个问题没有列出"), format!("… and {rest} more findings")),
            );
        }
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if errors + warnings > 0 {
            self.line(&self.pick(
                format!("清单：{errors} 个错误，{warnings} 个警告"),
                format!("lists: {}, {}", counted(errors, "error"), counted(warnings, "warning")),
            ));
        }
    }
}

/// Words as a terminal may have them: what they quote comes from anywhere, and a control character in it would act on
/// the terminal instead of being seen. Line ends stay.
pub fn shown(words: &str) -> Cow<'_, str> {
    let acts = |c: char| c.is_control() && c != '\n';
    if !words.contains(acts) {
        return Cow::Borrowed(words);
    }
    let mut safe = String::with_capacity(words.len() + 16);
    for c in words.chars() {
        if acts(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    Cow::Owned(safe)
}

/// A number with its English noun.
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The language that the environment asks for.
pub fn lang_of_environment(var: impl Fn(&str) -> Option<String>) -> Lang {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| var(name).filter(|v| !v.is_empty()));
    if set.is_some_and(|v| v.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_says_the_language() {
        let env = |pairs: &'static [(&str, &str)]| {
            lang_of_environment(move |name| pairs.iter().find(|p| p.0 == name).map(|p| p.1.to_owned()))
        };
        assert_eq!(env(&[]), Lang::En);
        assert_eq!(env(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(env(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C.UTF-8")]), Lang::En);
        assert_eq!(env(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", ""), ("LC_MESSAGES", "zh_TW")]), Lang::Zh);
    }
}
