//! `fenbo rule`: what a code of a finding means, with an example that has it and one that has not.

use super::End;
use super::args::RuleArgs;
use super::console::{Console, Failure, both};
use anstyle::{AnsiColor, Style};
use fenbo::check::page;
use fenbo::finding::Severity;
use fenbo::finding::codes::{CODES, Code, code};
use fenbo::policy::attribute::closest;
use fenbo::text::display_width;
use std::io::{self, Write};

/// The groups of codes by their first letter.
const GROUPS: [(char, &str, &str); 5] = [
    ('C', "检查（fenbo check）", "checks (fenbo check)"),
    ('N', "名称和衔接", "names, and how parts join"),
    ('P', "上限", "limits"),
    ('S', "清单的写法", "the form of lists"),
    ('Y', "名录（YAML）", "registries (YAML)"),
];

/// Runs the command.
pub fn run(args: &RuleArgs, console: Console) -> Result<End, Failure> {
    let rows: Vec<&Code> = args.codes.iter().map(|word| find(word)).collect::<Result<_, _>>()?;
    let mut out = console.output();
    let written = if rows.is_empty() { list(&mut out, console) } else { pages(&mut out, &rows, console) };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ => Ok(End::Fine),
    }
}

/// The row of a code, in capitals or not.
fn find(word: &str) -> Result<&'static Code, Failure> {
    let wanted = word.trim().to_ascii_uppercase();
    code(&wanted).ok_or_else(|| {
        let (zh, en) = closest(&wanted, CODES.iter().map(|c| c.code)).map_or_else(
            || (String::new(), String::new()),
            |near| (format!("是不是 {near}？"), format!("did you mean {near}? ")),
        );
        both(
            format!("没有「{word}」这个代码。{zh}全部代码见 fenbo rule"),
            format!("there is no code \"{word}\"; {en}`fenbo rule` lists all of them"),
        )
    })
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Note => AnsiColor::Cyan.on_default(),
    }
}

fn list(out: &mut impl Write, console: Console) -> io::Result<()> {
    let bold = Style::new().bold();
    for (i, (letter, zh, en)) in GROUPS.into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", Console::paint(bold, console.pick(zh, en)))?;
        for row in CODES.iter().filter(|c| c.code.starts_with(letter)) {
            let word = row.severity.word(console.lang);
            let room = " ".repeat(8_usize.saturating_sub(display_width(word)));
            let word = Console::paint(style(row.severity), word);
            writeln!(out, "  {}  {word}{room}{}", row.code, console.pick(row.zh, row.en))?;
        }
    }
    Ok(())
}

fn pages(out: &mut impl Write, rows: &[&Code], console: Console) -> io::Result<()> {
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let head = format!("{} {}", row.code, console.pick(row.zh, row.en));
        let word = Console::paint(style(row.severity), row.severity.word(console.lang));
        writeln!(out, "{}  {word}", Console::paint(Style::new().bold(), head))?;
        match page(row.code) {
            Some(page) => sections(out, page, console)?,
            None => writeln!(out, "\n{}", words_of(row.code, console))?,
        }
    }
    Ok(())
}

/// A code without a page says all there is to say where it is found; the forms are in the documents.
fn words_of(code: &str, console: Console) -> &'static str {
    if code.starts_with('Y') {
        console.pick(
            "这个代码没有单独的一页：问题出现时会说明哪里不对、怎样改。写法见 docs/registries.md。",
            "This code has no page of its own: the finding says what is wrong and what to do. The forms are in docs/registries.md.",
        )
    } else {
        console.pick(
            "这个代码没有单独的一页：问题出现时会说明哪里不对、怎样改。写法见 docs/language.md。",
            "This code has no page of its own: the finding says what is wrong and what to do. The forms are in docs/language.md.",
        )
    }
}

/// The sections of a page that are in the language, and the examples.
fn sections(out: &mut impl Write, page: &str, console: Console) -> io::Result<()> {
    let mut shown = false;
    let mut code = false;
    for line in page.lines().skip(1) {
        if let Some(info) = line.strip_prefix("```") {
            code = !code;
            // A file's name is told; the lists themselves need none.
            if let (true, true, Some(name)) = (shown, code, info.split_whitespace().nth(1)) {
                writeln!(out, "  {}", Console::paint(Style::new().dimmed(), name))?;
            }
        } else if code {
            if shown {
                writeln!(out, "{}", format!("    {line}").trim_end())?;
            }
        } else if let Some(heading) = line.strip_prefix("## ") {
            shown = !matches!((heading, console.pick(0, 1)), ("Meaning", 0) | ("说明", 1));
            if shown {
                let parts = heading.split_once(" · ").map(|(zh, en)| console.pick(zh, en));
                writeln!(out, "\n{}", Console::paint(Style::new().bold(), parts.unwrap_or(heading)))?;
            }
        } else if let Some(day) = line.strip_prefix("Day: ") {
            writeln!(out, "{}{day}", console.pick("检查的日子：", "day checked: "))?;
        } else if shown && !line.is_empty() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
