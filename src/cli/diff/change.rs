//! One difference as people and programs are told it.

use super::Pair;
use fenbo::finding::Lang;
use fenbo::impact::{Difference, Item};
use fenbo::policy::Policy;
use fenbo::policy::region::{AttrId, Cube};
use serde::Serialize;

/// A difference in words. The order of the fields is that of the JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Whether the first handler, or whether there is one, is not the same.
    pub unit: bool,
    /// By code and name.
    pub matters: Vec<String>,
    pub from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Boxes that may overlap.
    pub region: Vec<String>,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub before_duties: Vec<Clause>,
    pub after_duties: Vec<Clause>,
}

/// A duty that decides on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    pub code: String,
    pub file: String,
    pub line: u64,
    pub leads: String,
}

impl Pair<'_> {
    pub fn change(&self, difference: &Difference) -> Change {
        let lang = self.lang;
        let named = if difference.gone { self.first } else { self.second };
        let end = difference.days.1;
        Change {
            unit: difference.is_about_leads(),
            matters: difference.matters.iter().map(|m| named.policy.matter_words(*m)).collect(),
            from: difference.days.0.to_string(),
            until: (end < self.until).then(|| end.to_string()),
            region: difference.region.cubes.iter().map(|c| self.cube(c)).collect(),
            before: words(&difference.before, difference.is_about_leads(), lang),
            after: words(&difference.after, difference.is_about_leads(), lang),
            before_duties: self.duties(difference, true),
            after_duties: self.duties(difference, false),
        }
    }

    /// Attributes of both lists of which silence means something else, in words.
    pub fn silence(&self) -> Vec<String> {
        let meaning = |policy: &Policy, attr: AttrId| {
            let attribute = policy.attributes().get(attr);
            attribute.absent.map(|value| attribute.value_name(value, &policy.registry().areas))
        };
        let (first, second) = (&*self.first.policy, &*self.second.policy);
        let told = first.attributes().iter().filter_map(|(attr, attribute)| {
            let other = second.attributes().iter().find(|(_, a)| a.name == attribute.name)?.0;
            let (before, after) = (meaning(first, attr), meaning(second, other));
            let words = |value: &Option<String>| {
                value.clone().unwrap_or_else(|| self.lang.pick("未知", "unknown").to_owned())
            };
            let name = &attribute.name;
            (before != after).then(|| format!("{name} {} → {}", words(&before), words(&after)))
        });
        told.collect()
    }

    /// A box, in attributes of the second lists and, behind them, those that only the first have.
    fn cube(&self, cube: &Cube) -> String {
        if cube.sides().is_empty() {
            return self.lang.pick("任何情形", "whatever the facts").to_owned();
        }
        let sides = cube.sides().iter().map(|(attr, set)| {
            let (policy, attr) = self.attribute(*attr);
            policy.side_words(attr, set, self.lang)
        });
        sides.collect::<Vec<_>>().join(" · ")
    }

    fn attribute(&self, attr: AttrId) -> (&Policy, AttrId) {
        let (first, second) = (&*self.first.policy, &*self.second.policy);
        let own = second.attributes().len();
        let Some(further) = usize::from(attr.0).checked_sub(own) else { return (second, attr) };
        let only = first
            .attributes()
            .iter()
            .filter(|(_, a)| second.attributes().iter().all(|(_, b)| b.name != a.name));
        let found = only.map(|(id, _)| id).nth(further);
        found.map_or((second, AttrId(0)), |id| (first, id))
    }

    /// The duties that decide at the point of a difference on one side.
    fn duties(&self, difference: &Difference, before: bool) -> Vec<Clause> {
        let side = if before { self.first } else { self.second };
        let named = if difference.gone { self.first } else { self.second };
        let Some(matter) = difference.matters.first().map(|m| named.policy.matters().get(*m).code.clone())
        else {
            return Vec::new();
        };
        let Some(router) = side.shelf.on(side.day.unwrap_or(difference.days.0)) else { return Vec::new() };
        let mut complaint = router.complaint();
        if complaint.matter(&matter).is_err() {
            return Vec::new();
        }
        for (attr, value) in &difference.point {
            let (policy, attr) = self.attribute(*attr);
            let attribute = policy.attributes().get(attr);
            let value = attribute.value_name(*value, &policy.registry().areas);
            // What the other lists do not know decides nothing there.
            let _ = complaint.fact(&attribute.name, &value);
        }
        let decision = router.route(&complaint);
        let line = |id| {
            let duty = side.policy.duty(id);
            let place = side.sources.place(duty.span);
            let (code, file) = (duty.code.to_string(), place.file.to_string());
            Clause {
                code,
                file,
                line: place.line as u64,
                leads: side.policy.template_words(duty.leads, self.lang),
            }
        };
        decision.duties.iter().map(|id| line(*id)).collect()
    }
}

/// What is said, without what makes it urgent where units are meant.
fn words(items: &[Item], units: bool, lang: Lang) -> Vec<String> {
    let kept = items.iter().filter(|i| !units || !matches!(i, Item::Urgent(_)));
    let mut all: Vec<String> =
        kept.map(|item| if units { item.words(lang) } else { whole(item, lang) }).collect();
    all.dedup();
    all
}

/// Who leads and everything else that is said.
fn whole(item: &Item, lang: Lang) -> String {
    let Item::Assigned(a) = item else { return item.words(lang) };
    let mut parts = vec![a.leads.join(lang.pick("、", ", "))];
    let mut add = |zh: &str, en: &str, names: &[String]| {
        if !names.is_empty() {
            parts.push(format!("{} {}", lang.pick(zh, en), names.join(lang.pick("、", ", "))));
        }
    };
    add("协办", "assist", &a.assist);
    add("知会", "inform", &a.inform);
    add("监管", "supervise", &a.supervise);
    add("先行", "forerun", a.forerun.as_slice());
    add("依据", "basis", &a.basis);
    let limits: Vec<String> = a.limits.iter().map(|(step, limit)| format!("{step} {limit}")).collect();
    add("时限", "limits", &limits);
    parts.join(lang.pick("；", "; "))
}
