//! The witness of a problem as a case of the lists, ready to paste.

use super::problem::{Problem, Witness};
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::region::AttrId;
use std::fmt::Write as _;

/// A case block of the witness: it reads and runs as it stands, and tells in a comment what is left to fill in.
pub fn case(policy: &Policy, problem: &Problem, lang: Lang) -> Option<String> {
    let Witness { matter, facts, day } = problem.witness.as_ref()?;
    let matter = policy.matters().get(*matter);
    let areas = &policy.registry().areas;
    // A value of one character (是, 无) says nothing without its attribute.
    let told = |(attr, value): &(AttrId, u32)| {
        let attribute = policy.attributes().get(*attr);
        let value = attribute.value_name(*value, areas);
        if value.chars().count() > 1 { value } else { format!("{}＝{value}", attribute.name) }
    };
    let told: Vec<String> = facts.iter().map(told).collect();
    let text = match told.as_slice() {
        [] => matter.name.clone(),
        _ => format!("{}：{}", matter.name, told.join("，")),
    };
    // What closes a quotation would end the text here.
    let text: String = text.chars().filter(|c| !matches!(c, '「' | '」' | '\n' | '\r')).collect();
    let mut block = format!("案例：「{text}」\n  事项：{}\n", policy.written(&matter.code));
    if !facts.is_empty() {
        let facts: Vec<String> =
            facts.iter().map(|(attr, value)| policy.written_fact(*attr, *value)).collect();
        let _ = writeln!(block, "  要素：{}", facts.join("，"));
    }
    let left = lang.pick(
        "# 应派：（写上首办单位，并去掉本行开头的 #）",
        "# 应派：(the first handler; then take away the # of this line)",
    );
    let _ = writeln!(block, "  日期：{day}\n  {left}");
    Some(block)
}
