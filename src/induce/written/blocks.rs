//! The blocks of list files: matters, duties, the attributes they test.

use super::{Evidence, Writer};
use crate::induce::drafted::above;
use crate::induce::duties::{Choice, Rule, Where};
use crate::syntax::written_name;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Names of matters in a title at most.
const TITLED: usize = 3;

impl Writer<'_> {
    fn handler(&self, choice: Choice) -> String {
        let one = |handler| match self.model.roles.family(handler) {
            Some(family) => format!("@{}", self.name(&family.name)),
            None => self.name(&self.names.unit[handler as usize]),
        };
        let first = one(choice.first);
        match choice.otherwise {
            Some(other) => format!("{first}{}{}", self.pick("，无则 ", ", else "), one(other)),
            None => first,
        }
    }

    /// A name, in the quotes of the language where it needs them.
    fn name(&self, name: &str) -> String {
        let bare = written_name(name) == name;
        if bare || self.pick(true, false) || name.contains('"') {
            written_name(name)
        } else {
            format!("\"{name}\"")
        }
    }

    fn path(&self, path: &str) -> String {
        path.split('/').map(|step| self.name(step)).collect::<Vec<_>>().join("/")
    }

    fn condition(&self, place: &Where) -> String {
        let (name, values): (&str, Vec<String>) = match place {
            Where::Areas(areas) => {
                let history = self.history();
                let level = areas.first().map_or(0, |a| history.areas.nodes[*a as usize].level);
                let name = history.columns().levels.get(level).map_or("", String::as_str);
                (name, areas.iter().map(|a| self.path(&self.names.area[*a as usize])).collect())
            }
            Where::Values(attribute, values) => {
                let known = &self.values[*attribute];
                let distinct: BTreeSet<&str> = values.iter().map(|v| known[*v as usize].as_str()).collect();
                let name = self.history().columns().attributes[*attribute].as_str();
                (name, distinct.into_iter().map(|n| self.name(n)).collect())
            }
        };
        let is = if values.len() == 1 { self.pick("为", "is") } else { self.pick("属于", "in") };
        format!("{} {is} {}", self.name(name), values.join(self.pick("、", " or ")))
    }

    fn told(&self, evidence: Evidence) -> String {
        let Evidence { seen, agree } = evidence;
        let percent = if seen == 0 { 0.0 } else { 100.0 * f64::from(agree) / f64::from(seen) };
        match seen {
            0 => {
                self.pick("没有这样的件，由相近的推定", "no such complaint: from what is nearest").to_owned()
            }
            _ => self.pick(
                format!("{seen} 件，{agree} 件如此（{percent:.0} %）"),
                format!("{seen} complaints, {agree} like this ({percent:.0} %)"),
            ),
        }
    }

    /// The items of a duty; `code` is what provisos are numbered from.
    fn items(&self, rule: &Rule, evidence: &[Evidence], code: &str, text: &mut String) {
        let _ = writeln!(text, "  ## {}", self.told(evidence[0]));
        let (first, basis) = (self.pick("首办：", "first: "), self.pick("依据：待确认", "basis: to confirm"));
        let _ = writeln!(text, "  {first}{}", self.handler(rule.choice));
        let _ = writeln!(text, "  {basis}");
        for (i, (place, choice)) in rule.exceptions.iter().enumerate() {
            let _ = writeln!(text, "  ## {}", self.told(evidence[i + 1]));
            let (but, arrow) = (self.pick("但：", "but: "), self.pick("→", "->"));
            let (condition, handler) = (self.condition(place), self.handler(*choice));
            let code = format!("{code}-{}", i + 1);
            let code = self.pick(format!("［{code}］"), format!("[{code}]"));
            let _ = writeln!(text, "  {but}{condition} {arrow} {handler} {code}");
        }
    }

    /// By top node: its name, its matters, its duties.
    pub(super) fn categories(&self) -> Vec<(String, String, String)> {
        let history = self.history();
        let top = |node: u32| history.matters.up(node).last().unwrap_or(node);
        let mut matters: BTreeMap<u32, String> = BTreeMap::new();
        for node in self.drafted.matters.keys() {
            matters.entry(top(*node)).or_default().push_str(&self.matter(*node));
        }
        let mut duties: BTreeMap<u32, String> = BTreeMap::new();
        for (i, (nodes, rule)) in self.drafted.duties.iter().enumerate() {
            let Some(first) = nodes.first() else { continue };
            let text = duties.entry(top(*first)).or_default();
            let code = format!("Z-{}", self.names.code[*first as usize]);
            let mut titles: Vec<&str> =
                nodes.iter().take(TITLED).map(|n| history.matters.nodes[*n as usize].name.as_str()).collect();
            let more = self.pick(format!("等 {} 项", nodes.len()), format!("and others ({})", nodes.len()));
            if nodes.len() > TITLED {
                titles.push(&more);
            }
            let title = titles.join(self.pick("、", ", "));
            let codes: Vec<String> = nodes.iter().map(|n| self.name(&self.names.code[*n as usize])).collect();
            let _ = writeln!(text, "{}{code} {title}", self.pick("职责：", "duty: "));
            let _ =
                writeln!(text, "  {}{}", self.pick("适用：", "applies: "), codes.join(self.pick("、", ", ")));
            self.items(rule, &self.evidence[i], &code, text);
        }
        let name = |node: u32| history.matters.nodes[node as usize].name.clone();
        matters
            .into_iter()
            .map(|(node, text)| (name(node), text, duties.remove(&node).unwrap_or_default()))
            .collect()
    }

    fn matter(&self, node: u32) -> String {
        let history = self.history();
        let names = &self.names;
        let (code, name) = (&names.code[node as usize], &history.matters.nodes[node as usize].name);
        let mut text = format!("{}{code} {}\n", self.pick("事项：", "matter: "), self.name(name));
        let path = self.path(&history.matters.path(above(history, node)));
        let _ = writeln!(text, "  {}{path}", self.pick("路径：", "path: "));
        if let Some(word) = &names.called[node as usize] {
            let _ = writeln!(text, "  {}{}", self.pick("别名：", "aliases: "), self.name(word));
        }
        text
    }

    /// The attributes that duties test; empty if there are none.
    pub(super) fn attributes(&self) -> String {
        let mut text = String::new();
        for attribute in self.tested() {
            let name = &self.history().columns().attributes[attribute];
            let values: BTreeSet<&str> = self.values[attribute].iter().map(String::as_str).collect();
            let values: Vec<String> = values.into_iter().map(|n| self.name(n)).collect();
            let _ = writeln!(text, "{}{}", self.pick("要素：", "attribute: "), self.name(name));
            for line in values.chunks(20) {
                let _ = writeln!(
                    text,
                    "  {}{}",
                    self.pick("取值：", "values: "),
                    line.join(self.pick("、", ", "))
                );
            }
            let ask = self.pick(format!("询问：「{name}？」"), format!("ask: \"{name}?\""));
            let _ = writeln!(text, "  {ask}");
            let _ = writeln!(text, "  {}", self.pick("来源：来电", "sources: call"));
        }
        text
    }
}
