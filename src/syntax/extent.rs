//! Where a block or a line of a list begins and ends, for those who take it out.

use super::blocks::{Physical, Shape, ends_block, lines, shape};
use std::ops::Range;

/// The bytes to take out of a text so that the block with this offset is gone: its heading and the lines below it, the
/// comments and notes directly above the heading, and the blank lines that would be left over. Comments and notes that a
/// blank line parts from it stay, and so do those at the top of the file. `None`: no block is there. Linear.
pub fn block_extent(text: &str, offset: usize) -> Option<Range<usize>> {
    let lines: Vec<Physical<'_>> = lines(text).collect();
    let at = lines.partition_point(|l| l.whole.at <= offset).checked_sub(1)?;
    let heading = (0..=at).rev().find(|&i| lines.get(i).is_some_and(ends_block))?;
    let next = (heading + 1..lines.len()).find(|&i| lines.get(i).is_some_and(ends_block));
    let mut end = next.unwrap_or(lines.len());
    let is = |i: usize, test: &dyn Fn(&Physical<'_>) -> bool| lines.get(i).is_some_and(test);
    let blank = |l: &Physical<'_>| matches!(shape(l.inner), Shape::Empty);
    let remark = |l: &Physical<'_>| !l.indented && matches!(shape(l.inner), Shape::Comment | Shape::Note(_));
    while end > heading + 1 && is(end - 1, &|l| blank(l) || remark(l)) {
        end -= 1;
    }
    let mut first = heading;
    while first > 0 && is(first - 1, &remark) {
        first -= 1;
    }
    if first == 0 {
        first = heading;
    }
    if first == 0 || is(first - 1, &blank) {
        while is(end, &blank) {
            end += 1;
        }
        if end == lines.len() {
            while first > 0 && is(first - 1, &blank) {
                first -= 1;
            }
        }
    }
    let start = |i: usize| lines.get(i).map_or(text.len(), |l| l.whole.at);
    Some(start(first)..start(end))
}

/// The bytes of the line with this offset, with its end.
pub fn line_extent(text: &str, offset: usize) -> Range<usize> {
    let offset = offset.min(text.len());
    let start = text.as_bytes().iter().take(offset).rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let end =
        text.as_bytes().iter().skip(offset).position(|b| *b == b'\n').map_or(text.len(), |n| offset + n + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 文件说明\n职责：Z1 甲\n  适用：A1\n\n# 一节\n\n# 这条是临时的\n## 给人看的\n职责：Z2 乙\n  # 里面的\n  适用：A1\n# 下一条的\n职责：Z3 丙\n  适用：A1\n";

    fn without(word: &str) -> String {
        let range = block_extent(TEXT, TEXT.find(word).unwrap()).unwrap();
        format!("{}{}", &TEXT[..range.start], &TEXT[range.end..])
    }

    #[test]
    fn what_belongs_to_a_block_goes_with_it_and_the_rest_stays() {
        assert_eq!(
            without("Z2"),
            "# 文件说明\n职责：Z1 甲\n  适用：A1\n\n# 一节\n\n# 下一条的\n职责：Z3 丙\n  适用：A1\n"
        );
        assert_eq!(without("里面"), without("Z2"));
        let first = without("Z1");
        assert!(first.starts_with("# 文件说明\n\n# 一节\n"), "{first}");
        assert!(without("Z3").ends_with("  # 里面的\n  适用：A1\n"), "{}", without("Z3"));
        assert_eq!(block_extent("# 只有注释\n", 3), None);
    }

    #[test]
    fn the_last_block_leaves_no_blank_line_at_the_end() {
        let text = "职责：Z1 甲\n  适用：A1\n\n职责：Z2 乙\n  适用：A1\n\n";
        let range = block_extent(text, text.find("Z2").unwrap()).unwrap();
        assert_eq!(&text[..range.start], "职责：Z1 甲\n  适用：A1\n");
        assert_eq!(range.end, text.len());
    }

    #[test]
    fn a_line_goes_with_its_end() {
        let text = "甲\r\n乙\r\n丙";
        assert_eq!(&text[line_extent(text, text.find('乙').unwrap())], "乙\r\n");
        assert_eq!(&text[line_extent(text, text.len())], "丙");
    }
}
