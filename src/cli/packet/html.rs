//! A page in HTML: one file without anything outside, made to be printed on A4.

use super::super::console::shown;
use super::super::markup::{begin, escape};
use super::page::{Block, Page, Section};
use fenbo::finding::Lang;
use std::fmt::Write as _;

const STYLE: &str = "\
@page { size: A4; margin: 12mm 13mm; }
* { box-sizing: border-box; }
body { font: 14px/1.5 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif;
  color: #1b1b1b; background: #fff; max-width: 190mm; margin: 8mm auto; padding: 0 5mm; }
h1 { font-size: 21px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 14px; margin: 13px 0 5px; padding-bottom: 2px; border-bottom: 1.5px solid #8a1f11; color: #8a1f11; }
h3 { font-size: 13px; margin: 0 0 3px; }
p { margin: 3px 0; }
.lead { color: #444; }
ul { margin: 2px 0; padding-left: 1.3em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 12px; margin: 3px 0; }
dt { font-weight: 600; color: #444; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 3px 0; }
th, td { border: 1px solid #bbb; padding: 2px 7px; text-align: left; vertical-align: top; }
th { background: #f3f0ea; font-weight: 600; white-space: nowrap; }
pre { font: 12px/1.45 'Noto Sans Mono CJK SC', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei Mono', monospace; background: #f7f5f1;
  border-left: 3px solid #c9b89a; margin: 3px 0 5px; padding: 4px 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
.columns { columns: 70mm 2; column-gap: 14px; }
.columns > div { break-inside: avoid; padding-bottom: 4px; }
.blanks { margin-top: 14px; border-top: 1.5px solid #1b1b1b; padding-top: 6px; }
.blanks p { margin: 7px 0; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9.6pt; line-height: 1.38; }
  h1 { font-size: 14pt; } h2 { font-size: 10pt; margin: 7px 0 3px; } h3 { font-size: 9.6pt; }
  pre { font-size: 8.2pt; line-height: 1.32; }
  h2, h3, tr { break-after: avoid; }
  pre, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
";

/// The page in HTML.
pub fn html(page: &Page, lang: Lang) -> String {
    let title = escaped(&page.title);
    let mut out = begin(lang, &shown(&page.title), STYLE, false);
    let _ = writeln!(out, "<h1>{title}</h1>");
    for line in &page.lead {
        let _ = writeln!(out, "<p class=\"lead\">{}</p>", escaped(line));
    }
    for part in &page.sections {
        section(part, 2, &mut out);
    }
    if !page.blanks.is_empty() {
        out.push_str("<div class=\"blanks\">\n");
        for line in &page.blanks {
            let _ = writeln!(out, "<p>{}</p>", escaped(line));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn section(section: &Section, level: usize, out: &mut String) {
    let _ = writeln!(out, "<h{level}>{}</h{level}>", escaped(&section.heading));
    for one in &section.blocks {
        block(one, level, out);
    }
}

fn block(block: &Block, level: usize, out: &mut String) {
    match block {
        Block::Text(text) => {
            let _ = writeln!(out, "<p>{}</p>", escaped(text));
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", escaped(item));
            }
            out.push_str("</ul>\n");
        }
        Block::Terms(terms) => {
            out.push_str("<dl>\n");
            for (name, words) in terms {
                let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(words));
            }
            out.push_str("</dl>\n");
        }
        Block::Table(head, rows) => {
            out.push_str("<table>\n");
            row(head, "th", out);
            for cells in rows {
                row(cells, "td", out);
            }
            out.push_str("</table>\n");
        }
        Block::Code(text) => {
            let _ = writeln!(out, "<pre>{}</pre>", escaped(text.trim_end()));
        }
        Block::Columns(columns) => {
            out.push_str("<div class=\"columns\">\n");
            for column in columns {
                out.push_str("<div>\n");
                section(column, level + 1, out);
                out.push_str("</div>\n");
            }
            out.push_str("</div>\n");
        }
    }
}

fn row(cells: &[String], tag: &str, out: &mut String) {
    out.push_str("<tr>");
    for cell in cells {
        let _ = write!(out, "<{tag}>{}</{tag}>", escaped(cell));
    }
    out.push_str("</tr>\n");
}

/// Text that stays text, whatever stands in the lists. Line ends stay line ends, so that the page's source can be read.
fn escaped(text: &str) -> String {
    text.split('\n').map(|line| escape(&shown(line))).collect::<Vec<_>>().join("\n")
}
