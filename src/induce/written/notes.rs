//! What stands beside the lists: how they came about, and what the history leaves to be ruled.

use super::Writer;
use std::fmt::Write as _;

impl Writer<'_> {
    /// Where the lists come from, in a line.
    pub(super) fn model_says(&self) -> String {
        let n = self.model.rows.len();
        let days = || self.model.rows.iter().filter_map(|i| self.history().rows[*i].day);
        match days().min().zip(days().max()) {
            Some((from, to)) => self.pick(
                format!("由 {from} 至 {to} 的 {n} 件归纳的草稿，待人核改。"),
                format!("Drafted from {n} complaints of {from} to {to}, for people to correct."),
            ),
            None => self.pick(
                format!("由 {n} 件归纳的草稿，待人核改。"),
                format!("Drafted from {n} complaints, for people to correct."),
            ),
        }
    }

    /// Alike complaints that went to different units, as a page for those who are to rule on them; empty if there are none.
    pub fn to_rule(&self) -> String {
        if self.contrary.is_empty() {
            return String::new();
        }
        let history = self.history();
        let mut text = format!("# {}\n\n{}\n\n", self.pick("待裁定", "To be ruled"), self.pick(
            "同样的事项、地点和要素，历史上派给了不同的单位。清单照多数写；该由谁办，请裁定后写成职责或裁定。每个单位后是件数和最近一件的编号。",
            "The same matter, place and facts, and different units in the past. The lists say what most of them say; who it should be is to be ruled, and written as a duty or a ruling. Behind each unit stand the number of complaints and the id of its latest.",
        ));
        let head = self.pick(["事项", "地点和要素", "单位"], ["Matter", "Place and facts", "Units"]);
        let _ = writeln!(text, "| {} |\n|---|---|---|", head.join(" | "));
        for contrary in self.contrary {
            let row = history.rows[contrary.row];
            let mut facts: Vec<String> = Vec::new();
            let place = history.areas.path(row.area);
            if !place.is_empty() {
                facts.push(place);
            }
            for (attribute, name) in history.columns().attributes.iter().enumerate() {
                if let Some(value) =
                    self.values[attribute].get(history.records.fact(contrary.row, attribute) as usize)
                {
                    facts.push(format!("{name}＝{value}"));
                }
            }
            let units: Vec<String> = contrary
                .units
                .iter()
                .zip(&contrary.ids)
                .map(|((unit, n), id)| {
                    let id = if id.is_empty() {
                        String::new()
                    } else {
                        self.pick(format!("，{id}"), format!(", {id}"))
                    };
                    format!("{} ({n}{id})", self.names.unit[*unit as usize])
                })
                .collect();
            let node = row.matter as usize;
            let matter = format!("{} {}", self.names.code[node], history.matters.nodes[node].name);
            let cells = [matter, facts.join(" · "), units.join(self.pick("；", "; "))];
            let _ = writeln!(text, "| {} |", cells.map(|c| c.replace('|', "\\|")).join(" | "));
        }
        text
    }
}
