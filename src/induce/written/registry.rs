//! The registries: project, places, units and roles.

use super::Writer;
use std::fmt::Write as _;

/// A name or code in YAML: as it stands, or in quotes.
pub fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphanumeric())
        && !text.ends_with(char::is_whitespace)
        && !text.contains([
            ',', '[', ']', '{', '}', '#', ':', '"', '\'', '\\', '|', '>', '&', '*', '!', '%', '@', '`', '，',
        ])
        && !matches!(text.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no");
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn list(names: &[String]) -> String {
    names.iter().map(|n| scalar(n)).collect::<Vec<_>>().join(", ")
}

impl Writer<'_> {
    pub(super) fn project(&self, city: &str) -> String {
        let mut text = format!("# {}\n", self.model_says());
        let _ = writeln!(text, "city: {}", scalar(city));
        let _ = writeln!(text, "lists: [{}]", list(&self.folders()));
        text.push_str("units: [registry/units.yaml]\n");
        if !self.history().areas.nodes.is_empty() {
            text.push_str("areas: [registry/areas.yaml]\n");
        }
        text
    }

    pub(super) fn areas(&self) -> String {
        let history = self.history();
        let mut text = format!("levels: [{}]\nareas:\n", list(&history.columns().levels));
        for top in &history.areas.top {
            self.area(*top, 1, &mut text);
        }
        text
    }

    fn area(&self, node: u32, depth: usize, text: &mut String) {
        let tree = &self.history().areas;
        let pad = "    ".repeat(depth - 1);
        let _ = writeln!(text, "{pad}  - name: {}", scalar(&tree.nodes[node as usize].name));
        let below = tree.below(node);
        if below.is_empty() {
            return;
        }
        let names: Vec<String> = below.iter().map(|n| tree.nodes[*n as usize].name.clone()).collect();
        if below.iter().all(|n| tree.below(*n).is_empty()) {
            let _ = writeln!(text, "{pad}    children: [{}]", list(&names));
        } else {
            let _ = writeln!(text, "{pad}    children:");
            for inner in below {
                self.area(*inner, depth + 1, text);
            }
        }
    }

    pub(super) fn units(&self) -> String {
        let Writer { model, names, today, .. } = self;
        let mut text = format!("# {}\n", self.pick(
            "单位：编码和名称都照记录；同一编码用过的其他名称是别名。后面的数是件数。",
            "Units, by code and name as recorded; other names of the same code are aliases. The number behind is that of complaints.",
        ));
        let mut counts = vec![0_u32; names.unit.len()];
        for row in &model.rows {
            counts[model.history.rows[*row].unit as usize] += 1;
        }
        text.push_str("units:\n");
        for (i, name) in names.unit.iter().enumerate() {
            if counts[i] == 0 {
                continue;
            }
            let _ = writeln!(text, "  - name: {}  # {}", scalar(name), counts[i]);
            if let Some(code) = &names.unit_code[i] {
                let _ = writeln!(text, "    code: {}", quoted(code));
            }
            if !names.aliases[i].is_empty() {
                let _ = writeln!(text, "    aliases: [{}]", list(&names.aliases[i]));
            }
            if let Some(s) = self.successions.iter().find(|s| s.unit as usize == i) {
                let told = self.pick(
                    format!("此后同样的 {} 件中 {} 件由其办理，请核实", s.since.0, s.since.1),
                    format!("since then it handled {} of {} like these: confirm it", s.since.1, s.since.0),
                );
                let _ = writeln!(text, "    until: {}", s.last);
                let by = &names.unit[today[i] as usize];
                let _ = writeln!(text, "    successors: [{}]  # {told}", scalar(by));
            }
        }
        let used = self.families();
        if !used.is_empty() {
            let _ = writeln!(text, "\n# {}", self.pick(
                "角色：名称去掉地名后相同（或互为简称）、各管一处的单位。",
                "Roles: units whose names differ only in the place (or are short for each other), each at its place.",
            ));
            text.push_str("roles:\n");
        }
        for family in used {
            let _ = writeln!(text, "  {}:", scalar(&family.name));
            for (area, unit) in &family.at {
                let (area, unit) = (&names.area[*area as usize], &names.unit[*unit as usize]);
                let _ = writeln!(text, "    {}: {}", scalar(area), scalar(unit));
            }
        }
        text
    }
}
