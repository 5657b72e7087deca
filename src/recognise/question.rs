//! What to ask where a text leaves open which matter it is about.

use super::Candidate;
use crate::finding::Lang;
use crate::policy::Policy;

/// A candidate less likely than this is not worth a question.
const FAINT: f64 = 0.05;
/// Choices of one question at most.
const MOST: usize = 3;

/// The question that tells the likeliest matters apart: each by its name, what it covers, and its node where names are the same
/// or say too little alone. Empty without candidates.
pub fn question(policy: &Policy, candidates: &[Candidate], lang: Lang) -> String {
    let worth = candidates.iter().enumerate().take(MOST).filter(|(i, c)| *i == 0 || c.chance >= FAINT);
    let choices: Vec<String> = worth
        .map(|(_, c)| {
            let matter = policy.matters().get(c.matter);
            let node = matter.path.last().map_or("", String::as_str);
            match &matter.covers {
                Some(covers) => lang.pick(
                    format!("「{}」（{node}：{covers}）", matter.name),
                    format!("\"{}\" ({node}: {covers})", matter.name),
                ),
                None => lang
                    .pick(format!("「{}」（{node}）", matter.name), format!("\"{}\" ({node})", matter.name)),
            }
        })
        .collect();
    match choices.as_slice() {
        [] => String::new(),
        [one] => lang.pick(format!("请问清：是不是{one}？"), format!("Ask: is it {one}?")),
        [all @ .., last] => lang.pick(
            format!("请问清：是{}，还是{last}？", all.join("、")),
            format!("Ask: is it {} or {last}?", all.join(", ")),
        ),
    }
}
