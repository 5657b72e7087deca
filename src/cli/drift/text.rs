//! The report for a terminal.

use super::Report;
use crate::cli::console::Console;
use std::fmt::Write as _;

/// The report.
pub fn text(report: &Report, console: Console) -> String {
    let mut out = console.pick(
        format!("{} 条，其中写明单位的 {} 条\n", report.records, report.told),
        format!("records {}, of which {} tell the right unit\n", report.records, report.told),
    );
    let percent = |n: u32, of: u32| 100.0 * f64::from(n) / f64::from(of.max(1));
    let mut section = |title: (&str, &str), lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(out, "\n{}\n  {}\n", console.pick(title.0, title.1), lines.join("\n  "));
        }
    };
    let changed = report.changed.iter().map(|c| {
        let part =
            |u: &super::UnitShare| format!("{} {:.0} % ({}/{})", u.unit, percent(u.n, u.of), u.n, u.of);
        let since = console.pick(format!("{} 起", c.since), format!("since {}", c.since));
        format!("{}  {since}  {} → {}", c.matter, part(&c.before), part(&c.after))
    });
    section(("经办单位变了的事项", "Matters whose unit became another one"), changed.collect());
    let falling = report.falling.iter().map(|f| {
        let part = |r: &super::Right| format!("{:.1} % ({}/{})", percent(r.right, r.of), r.right, r.of);
        let since = console.pick(format!("{} 起", f.since), format!("since {}", f.since));
        format!("{}  {since}  {} → {}", f.category, part(&f.before), part(&f.after))
    });
    section(
        ("按本清单派准率下降的类别", "Categories in which these lists are right less often"),
        falling.collect(),
    );
    let pots = report.pots.iter().map(|p| {
        let units: Vec<String> = p.units.iter().map(|u| format!("{} {}", u.name, u.n)).collect();
        format!("{} ({})  {}", p.matter, p.n, units.join(console.pick("、", ", ")))
    });
    section(("什么都往里装、该拆分的事项", "Matters that hold everything, to be split"), pots.collect());
    let unknown = report.unknown.iter().map(|u| format!("{}  {}", u.n, u.name));
    section(("清单里没有的事项", "Matters that no list knows"), unknown.collect());
    let returned = report.returned.iter().map(|r| {
        let reason = if r.reason.is_empty() {
            console.pick("（没写理由）", "(no reason told)")
        } else {
            &r.reason
        };
        format!("{}  {}  {reason}", r.n, r.unit)
    });
    section(("清单指定的单位退回的", "Returned by the very unit that the lists name"), returned.collect());
    out
}
