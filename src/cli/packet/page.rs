//! A page as data, and its form in Markdown.

use fenbo::text::display_width;
use std::fmt::Write as _;

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub title: String,
    /// What it is about, in a line or two below the title.
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
    /// What is to be filled in by hand.
    pub blanks: Vec<String>,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, Default)]
pub struct Section {
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub enum Block {
    Text(String),
    List(Vec<String>),
    /// Names with what is said of each.
    Terms(Vec<(String, String)>),
    /// The head, and the rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Lines of a list, as written.
    Code(String),
    /// Side by side where there is room: headings with their blocks.
    Columns(Vec<Section>),
}

impl Page {
    /// The page in Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", marked(&self.title));
        for line in &self.lead {
            let _ = write!(out, "\n{}\n", marked(line));
        }
        for section in &self.sections {
            section.markdown(2, &mut out);
        }
        if !self.blanks.is_empty() {
            out.push_str("\n---\n");
            for line in &self.blanks {
                let _ = write!(out, "\n{}\n", marked(line));
            }
        }
        out
    }
}

impl Section {
    fn markdown(&self, level: usize, out: &mut String) {
        let _ = write!(out, "\n{} {}\n", "#".repeat(level), marked(&self.heading));
        for block in &self.blocks {
            block.markdown(level, out);
        }
    }
}

impl Block {
    fn markdown(&self, level: usize, out: &mut String) {
        match self {
            Self::Text(text) => {
                let _ = write!(out, "\n{}\n", marked(text));
            }
            Self::List(items) => {
                out.push('\n');
                for item in items {
                    let _ = writeln!(out, "- {}", marked(item));
                }
            }
            Self::Terms(terms) => {
                out.push('\n');
                for (name, words) in terms {
                    let _ = writeln!(out, "- **{}** {}", marked(name), marked(words));
                }
            }
            Self::Table(head, rows) => table(head, rows, out),
            Self::Code(text) => {
                let longest = text.lines().map(|l| l.chars().take_while(|c| *c == '`').count()).max();
                let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
                let _ = write!(out, "\n{fence}fenbo\n{}\n{fence}\n", text.trim_end());
            }
            Self::Columns(columns) => columns.iter().for_each(|c| c.markdown(level + 1, out)),
        }
    }
}

fn table(head: &[String], rows: &[Vec<String>], out: &mut String) {
    let cell = |text: &String| marked(text).replace('|', "\\|");
    let all: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|r| r.iter().map(cell).collect())
        .collect();
    let width = |i: usize| all.iter().filter_map(|r| r.get(i)).map(|c| display_width(c)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    out.push('\n');
    for (n, row) in all.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let room = width.saturating_sub(display_width(cell));
            let _ = write!(out, "| {cell}{} ", " ".repeat(room));
        }
        out.push_str("|\n");
        if n == 0 {
            for w in &widths {
                let _ = write!(out, "|{}", "-".repeat(w + 2));
            }
            out.push_str("|\n");
        }
    }
}

/// Text that stays what it is: what Markdown would take for a mark is escaped, and it is one line.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => out.extend(c.escape_unicode()),
            '*' | '_' | '`' | '<' | '[' | ']' | '\\' | '#' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_lists_becomes_a_mark() {
        let page = Page {
            title: "*重*".to_owned(),
            lead: vec!["一行\n# 不是标题".to_owned()],
            sections: vec![Section {
                heading: "表".to_owned(),
                blocks: vec![
                    Block::Table(vec!["甲|乙".to_owned()], vec![vec!["<b>".to_owned()]]),
                    Block::Code("```\n里面".to_owned()),
                ],
            }],
            blanks: Vec::new(),
        };
        let wanted = "# \\*重\\*\n\n一行 \\# 不是标题\n\n## 表\n\n| 甲\\|乙 |\n|--------|\n| \\<b>   |\n\n````fenbo\n```\n里面\n````\n";
        assert_eq!(page.markdown(), wanted);
    }
}
