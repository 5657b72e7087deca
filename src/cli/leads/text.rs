//! A judged post for a terminal.

use super::lead::{Lead, Said, Stand};
use crate::cli::console::{Console, shown};
use std::fmt::Write as _;

/// Characters of a text that is shown.
const LONGEST: usize = 80;

/// The post, what it is, and what to verify.
pub fn text(lead: &Lead, console: Console) -> String {
    let mut out = String::new();
    let comma = console.pick("、", ", ");
    let name = if lead.id.is_empty() { lead.line.to_string() } else { lead.id.to_string() };
    let beginning: String = lead.text.chars().take(LONGEST).collect();
    let _ = writeln!(out, "{name}  {beginning}");
    let stand = match lead.stand {
        Stand::Verify => console.pick("核实后可以转工单", "a work order once this is verified"),
        Stand::Duplicate => console.pick("重复", "told before"),
        Stand::Elsewhere => console.pick("不是本市的", "about another city"),
        Stand::NoComplaint => console.pick("不是诉求", "no complaint"),
    };
    let because = |said: &Said| {
        if said.words.is_empty() { String::new() } else { format!(" ({})", said.words.join(comma)) }
    };
    let why = match lead.stand {
        Stand::NoComplaint => because(&lead.complaint),
        Stand::Elsewhere => because(&lead.here),
        Stand::Duplicate => lead.duplicate_of.as_ref().map_or_else(String::new, |d| {
            let percent = d.share * 100.0;
            console.pick(
                format!("：{}，相同文字 {percent:.0} %", d.of),
                format!(": {}, common text {percent:.0} %", d.of),
            )
        }),
        Stand::Verify => String::new(),
    };
    let _ = writeln!(out, "  {stand}{why}");
    if lead.stand == Stand::Verify {
        for matter in lead.matters.iter().take(if lead.sure { 1 } else { 3 }) {
            let (percent, words) = (matter.chance * 100.0, matter.words.join(comma));
            let _ = writeln!(out, "  {percent:>5.1} %  {} {}  {words}", matter.code, matter.name);
        }
        if !lead.areas.is_empty() {
            let _ = writeln!(out, "  {}{}", console.pick("地点：", "place: "), lead.areas.join(comma));
        }
        if !lead.leads.is_empty() {
            let _ =
                writeln!(out, "  {}{}", console.pick("届时首办：", "would go to: "), lead.leads.join(comma));
        }
        for check in &lead.verify {
            let _ = writeln!(out, "  {} {}", console.pick("核实", "verify"), check.ask);
        }
    }
    shown(&out).into_owned()
}
