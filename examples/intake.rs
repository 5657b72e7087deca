//! A small intake desk around the library: a complaint comes in, the next question is asked until a unit is named.
//!
//! ```text
//! $ printf '路灯不亮\n桥下\n石岩街道\n' | cargo run --quiet --example intake
//! 问题出现在哪里？
//! 区域？
//! 首办：石岩街道办事处（Z-1a）
//! ```
//!
//! A complaint is one line: a matter by code, name or path, then what is known, as `要素＝值` with spaces between. Each
//! question is answered by one line; an empty line means that nobody knows. The lists are in memory here; a service
//! takes them from wherever it keeps them.

use fenbo::finding::{Lang, render};
use fenbo::{Complaint, Date, Decision, Lists, Misfit, Router, Status};
use std::io::{self, BufRead, Write};

const LISTS: &str = "\
要素：场所
  取值：公共道路（车行道、桥下）、小区
  询问：问题出现在哪里？
要素：产权
  取值：市属、区属
  询问：这盏灯是谁的？
事项：A-1 路灯不亮
  路径：市政设施/照明
职责：Z-1 路灯
  适用：A-1
  首办：市灯光环境管理中心
  但：场所 为 桥下 → @街道办 ［Z-1a］
  但：场所 为 小区，且 产权 为 区属 → 区城市管理局 ［Z-1b］
";

const REGISTRY: &str = "\
units:
  - name: 市灯光环境管理中心
  - name: 区城市管理局
  - name: 石岩街道办事处
  - name: 新安街道办事处
roles:
  街道办:
    石岩街道: 石岩街道办事处
    新安街道: 新安街道办事处
";

const AREAS: &str = "\
levels: [市, 区, 街道]
areas:
  - name: 鹏城市
    children:
      - name: 宝安区
        children: [石岩街道, 新安街道]
";

fn main() -> io::Result<()> {
    let router = match open(Date::constant(2026, 7, 1)) {
        Ok(router) => router,
        Err(findings) => return Err(io::Error::other(findings)),
    };
    let lines = io::stdin().lock().lines();
    desk(&router, lines, &mut io::stdout().lock())
}

/// The lists as of a day, or what is wrong with them.
fn open(day: Date) -> Result<Router, String> {
    let mut lists = Lists::new();
    lists.add("照明.fenbo", LISTS);
    lists.add("registry/units.yaml", REGISTRY);
    lists.add("registry/areas.yaml", AREAS);
    let (policy, sources, mut findings) = lists.read();
    let (router, compiled) = Router::compile(policy.into(), day);
    findings.extend(compiled);
    if findings.is_empty() {
        return Ok(router);
    }
    Err(findings.iter().map(|finding| render(finding, &sources, Lang::Zh) + "\n").collect())
}

/// Serves complaints until the lines end.
fn desk(
    router: &Router,
    mut lines: impl Iterator<Item = io::Result<String>>,
    out: &mut impl Write,
) -> io::Result<()> {
    // One complaint for all: clearing it is cheaper than making another.
    let mut complaint = router.complaint();
    while let Some(line) = lines.next().transpose()? {
        if line.trim().is_empty() {
            continue;
        }
        complaint.clear();
        if let Err(misfit) = fill(&mut complaint, &line) {
            writeln!(out, "{}", misfit.text(Lang::Zh))?;
            continue;
        }
        let decision = converse(router, &mut complaint, &mut lines, out)?;
        writeln!(out, "{}", words(router, &decision))?;
    }
    Ok(())
}

/// A matter, and facts as far as they are known.
fn fill(complaint: &mut Complaint<'_>, line: &str) -> Result<(), Misfit> {
    let mut parts = line.split_whitespace();
    complaint.matter(parts.next().unwrap_or_default())?;
    parts
        .filter_map(|part| part.split_once(['＝', '=']))
        .try_for_each(|(name, value)| complaint.fact(name, value))
}

/// Asks until the answer no longer depends on anything, or nobody knows what it depends on.
fn converse<'r>(
    router: &'r Router,
    complaint: &mut Complaint<'r>,
    lines: &mut impl Iterator<Item = io::Result<String>>,
    out: &mut impl Write,
) -> io::Result<Decision<'r>> {
    loop {
        let decision = router.route(complaint);
        let Some(question) = decision.question else { return Ok(decision) };
        let attribute = router.policy().attributes().get(question.attribute);
        match &attribute.ask {
            Some(words) => writeln!(out, "{words}")?,
            None => writeln!(out, "{}？", attribute.name)?,
        }
        // A person takes over where the citizen cannot say: the decision holds the candidates.
        let Some(answer) = lines.next().transpose()?.filter(|line| !line.trim().is_empty()) else {
            return Ok(decision);
        };
        if let Err(misfit) = complaint.fact(&attribute.name, answer.trim()) {
            writeln!(out, "{}", misfit.text(Lang::Zh))?;
            if matches!(misfit, Misfit::Contradiction { .. }) {
                return Ok(decision);
            }
        }
    }
}

/// The decision in a line.
fn words(router: &Router, decision: &Decision<'_>) -> String {
    let policy = router.policy();
    let names = |units: &[fenbo::Assigned<'_>]| {
        let names: Vec<&str> =
            units.iter().map(|a| policy.registry().units.get(a.unit).name.as_str()).collect();
        names.join("、")
    };
    match decision.status {
        Status::Decided => {
            let duties: Vec<&str> = decision.duties.iter().map(|id| &*policy.duty(*id).code).collect();
            format!("首办：{}（{}）", names(&decision.leads), duties.join("、"))
        }
        Status::Asked => {
            let candidates =
                decision.candidates.iter().flat_map(|c| c.leads.iter().map(|leads| names(leads)));
            format!("转人工，可能是：{}", candidates.collect::<Vec<_>>().join("／"))
        }
        Status::Gap => "转人工：没有单位负责".to_owned(),
        Status::Conflict => "快处快裁：职责冲突".to_owned(),
        Status::NotAccepted => "不受理".to_owned(),
        Status::Contradictory => "转人工：所说的情况不会同时出现".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> String {
        let router = open(Date::constant(2026, 7, 1)).expect("the lists are sound");
        let mut out = Vec::new();
        desk(&router, lines.iter().map(|l| Ok((*l).to_owned())), &mut out).expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn what_is_known_is_not_asked() {
        assert_eq!(said(&["A-1 场所＝车行道"]), "首办：市灯光环境管理中心（Z-1）\n");
    }

    #[test]
    fn questions_lead_to_a_unit() {
        let said = said(&["路灯不亮", "桥下", "石岩街道", "A-1 场所=小区", "区属"]);
        assert_eq!(
            said,
            "问题出现在哪里？\n区域？\n首办：石岩街道办事处（Z-1a）\n这盏灯是谁的？\n首办：区城市管理局（Z-1b）\n"
        );
    }

    #[test]
    fn a_slip_is_told_and_asked_again() {
        let said = said(&["路灯不量", "A-1 场所＝小区", "市", "市属"]);
        let lines: Vec<&str> = said.lines().collect();
        let [matter, ask, slip, again, decision] = lines.as_slice() else { panic!("{said}") };
        assert!(matter.contains("路灯不亮"), "{matter}");
        assert_eq!((ask, *decision), (again, "首办：市灯光环境管理中心（Z-1）"));
        assert!(slip.contains("产权"), "{slip}");
    }

    #[test]
    fn who_cannot_say_is_handed_on_with_the_candidates() {
        let said = said(&["A-1 场所＝小区", ""]);
        let last = said.lines().last().unwrap_or_default();
        assert!(last.starts_with("转人工") && last.contains("区城市管理局"), "{last}");
        assert!(last.contains("市灯光环境管理中心"), "{last}");
    }
}
