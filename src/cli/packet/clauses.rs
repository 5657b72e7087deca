//! Duties as they stand in their files.

use fenbo::policy::duty::Duty;
use fenbo::text::{Sources, Span};

/// Lines of a block shown; of a longer one the middle is left out.
const MOST_LINES: usize = 22;

/// The block of a duty as written: of a row of a long table the beginning of the block and the row.
pub fn as_written(duty: &Duty, sources: &Sources) -> String {
    let Some(source) = sources.get(duty.block.source) else { return String::new() };
    let lines: Vec<&str> = source.text.lines().collect();
    let line = |span: Span| source.position(span.start).0.saturating_sub(1);
    let (first, own) = (line(duty.block), line(duty.span));
    let inside = |l: &&str| l.is_empty() || l.starts_with([' ', '\t', '　', '|', '#']);
    let mut block: Vec<&str> = lines.get(first..first + 1).unwrap_or_default().to_vec();
    block.extend(lines.iter().skip(first + 1).copied().take_while(|l| inside(l)));
    // What stands before the next heading at the left belongs to that one.
    while block.len() > 1 && block.last().is_some_and(|l| l.trim().is_empty() || l.starts_with('#')) {
        block.pop();
    }
    if block.len() > MOST_LINES {
        let own = own.saturating_sub(first);
        let row = block.get(own).copied().filter(|_| own >= MOST_LINES - 2);
        block.truncate(MOST_LINES - 2);
        block.push("  ……");
        block.extend(row);
    }
    block.join("\n")
}
