//! A complaint between the reader and the engines: names and values, places spelt out.

use crate::generate::complaints::Complaint;
use crate::generate::condition::Literal;
use crate::generate::lists::{Lists, Scope};
use crate::generate::world::{AREA, Kind};
use crate::handwritten::Record;
use crate::literal::{DISTRICT, STREET, alternatives, name};

/// A value.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    Word(&'a str),
    Number(i64),
}

/// What an engine gets to see of a complaint.
pub struct Case<'a> {
    pub matter: &'a str,
    pub group: usize,
    pub category: usize,
    /// Attribute names as the engines know them, and values.
    pub facts: Vec<(&'a str, Value<'a>)>,
}

/// Names for the engines: plain ASCII.
pub struct Cases {
    names: Vec<String>,
}

impl Cases {
    pub fn new(lists: &Lists) -> Self {
        Self { names: (0..lists.world.attributes.len()).map(name).collect() }
    }

    /// A complaint that is ready in memory.
    pub fn of_complaint<'a>(&'a self, lists: &'a Lists, complaint: &Complaint) -> Case<'a> {
        self.case(lists, complaint.matter, complaint.mentioned.iter().copied(), &complaint.point)
    }

    /// A record just read; `point` has its values.
    pub fn of_record<'a>(
        &'a self,
        contest: &'a crate::Contest,
        record: &Record<'_>,
        matter: usize,
        point: &[u32],
    ) -> Case<'a> {
        let told = record.facts.0.iter().filter_map(|(name, _)| contest.scan.attribute(name));
        self.case(&contest.lists, matter, told, point)
    }

    fn case<'a>(
        &'a self,
        lists: &'a Lists,
        matter: usize,
        told: impl Iterator<Item = usize>,
        point: &[u32],
    ) -> Case<'a> {
        let world = &lists.world;
        let mut facts = Vec::with_capacity(16);
        let mut put = |attribute: usize| {
            let known = &world.attributes[attribute];
            let value = match known.kind {
                Kind::Integer { .. } | Kind::Clock => Value::Number(i64::from(point[attribute])),
                _ => Value::Word(&known.words[point[attribute] as usize]),
            };
            facts.push((self.names[attribute].as_str(), value));
        };
        told.for_each(&mut put);
        // What silence means, where it means something.
        for (number, attribute) in world.attributes.iter().enumerate() {
            if attribute.absent == Some(point[number]) {
                put(number);
            }
        }
        let (street, district) = world.above(point[AREA]);
        facts.push((STREET, Value::Word(&world.streets[street].0)));
        facts.push((DISTRICT, Value::Word(&world.districts[district])));
        let group = lists.matters[matter].group;
        Case { matter: &lists.matters[matter].code, group, category: lists.groups[group].category, facts }
    }
}

/// One line of a flat set: where it applies and one conjunction; the strongest first.
pub struct Flat<'a> {
    pub scope: Scope,
    pub literals: &'a [Literal],
    pub answer: u16,
}

/// All lines of all matters, each once, so that of any two that apply to one matter the stronger comes first.
pub fn flat<'a>(lists: &'a Lists, definitions: &'a [crate::generate::answer::Definition]) -> Vec<Flat<'a>> {
    use crate::generate::lists::Layer;
    let leads = lists.world.leads();
    let mut seen = std::collections::BTreeSet::new();
    // By layer, then the narrower scope; inside a matter as its definition has it.
    let rank = |scope: Scope, layer: Option<Layer>| {
        let width = match scope {
            Scope::Matter(_) => 0,
            Scope::Group(_) => 1,
            Scope::Category(_) => 2,
            Scope::All => 3,
        };
        (layer.map(std::cmp::Reverse), width)
    };
    let mut rows = Vec::new();
    for definition in definitions {
        for (place, line) in definition.lines.iter().enumerate() {
            let (scope, layer, key) = match line.duty {
                Some(duty) => {
                    (lists.duties[duty].scope, Some(lists.duties[duty].layer), duty + lists.refused.len())
                }
                None => (Scope::All, None, place),
            };
            if seen.insert(key) {
                let answer = crate::handwritten::number(&leads, line.answer);
                for literals in alternatives(line) {
                    rows.push((rank(scope, layer), Flat { scope, literals, answer }));
                }
            }
        }
    }
    rows.sort_by_key(|r| r.0);
    rows.into_iter().map(|r| r.1).collect()
}
