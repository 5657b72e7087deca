//! A list cut into parts that read the same alone as in their list, so that an edit has only its own parts read again.
//!
//! A part is what stands from one heading in column 1, with the notes and comments above it, to the next. Nothing that
//! the reader knows passes such a heading: it opens a block whatever came before.

use super::reader::{MAX_FINDINGS, Reader};
use super::{MAX_TEXT, blocks, entry};
use crate::finding::Finding;
use crate::syntax::entries::Entry;
use crate::text::SourceId;
use std::ops::Range;

/// What one part of a list says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// Its blocks.
    pub entries: Vec<Entry>,
    /// What there is to say about its form.
    pub findings: Vec<Finding>,
}

impl Part {
    /// Reads the part of a list that lies at a range of [`parts`].
    pub fn read(source: SourceId, text: &str, at: Range<usize>) -> Self {
        let mut reader = Reader::part(source, at.start);
        let blocks = blocks::split(&mut reader, text.get(at).unwrap_or(""));
        let entries = blocks.into_iter().filter_map(|block| entry(&mut reader, block)).collect();
        Self { entries, findings: reader.finish() }
    }
}

/// Where the parts of a text begin that lie at or behind `from`, itself the start of one. Linear in what is behind it.
pub(crate) fn parts(text: &str, from: usize) -> Vec<usize> {
    let mut starts = vec![from];
    // Where the lines above the next heading begin that belong to it.
    let mut lead = from;
    let mut empty = true;
    for line in blocks::lines(text.get(from..).unwrap_or("")) {
        if blocks::begins_block(&line) {
            if !empty {
                starts.push(lead);
            }
            empty = false;
        } else if blocks::leads_in(&line) {
            continue;
        } else {
            empty = false;
        }
        lead = from + line.next;
    }
    starts
}

/// Whether a list is read whole: findings beyond a number are counted, not kept, which parts cannot do by themselves.
pub(crate) fn fits(length: usize, findings: usize) -> bool {
    length <= MAX_TEXT && findings < MAX_FINDINGS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_text;
    use proptest::prelude::*;

    /// Lines whose order makes and breaks blocks in every way the splitter knows.
    const LINES: [&str; 22] = [
        "职责：Z1 路灯",
        "  适用：A1",
        "  首办：甲局",
        "事项：A1 路灯不亮",
        "  路径：照明",
        "## 记一笔",
        "  ## 段内一笔",
        "# 注",
        "  # 注",
        "",
        "   ",
        "职责 Z2 缺冒号",
        "职则：Z3 写错",
        "  首办 甲局",
        "首办：乙局",
        "  职责：Z4 缩进",
        "没有这种段首：甲",
        "随便写的一行",
        "## 看\u{200b}不见",
        "\u{feff}职责：Z5 记号",
        "| 一 | 二 |",
        "\u{c}",
    ];

    proptest! {
        #[test]
        fn parts_read_the_same_alone(lines in prop::collection::vec(0..LINES.len(), 0..14), bom in any::<bool>(), crlf in any::<bool>()) {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
            for line in lines {
                text.push_str(LINES[line]);
                text.push_str(end);
            }
            let starts = parts(&text, 0);
            let ends = starts.iter().skip(1).copied().chain([text.len()]);
            let mut all = Part::default();
            for (start, end) in starts.iter().zip(ends) {
                let part = Part::read(SourceId(3), &text, *start..end);
                all.entries.extend(part.entries);
                all.findings.extend(part.findings);
            }
            let (entries, findings) = parse_text(SourceId(3), &text);
            prop_assert_eq!(all.entries, entries, "{}", &text);
            prop_assert_eq!(all.findings, findings, "{}", &text);
            for (i, start) in starts.iter().enumerate() {
                prop_assert_eq!(&parts(&text, *start), &starts[i..]);
            }
        }
    }
}
