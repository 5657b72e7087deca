//! What the three lists hold, before it is written down.

use super::Plan;
use super::condition::Literal;
use super::random::Random;
use super::vocabulary::{CATEGORIES, OBJECTS, PROBLEMS};
use super::world::{Lead, World};

/// A matter.
#[derive(Debug, Clone)]
pub struct Matter {
    /// Its code.
    pub code: String,
    /// What it is about.
    pub object: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
    /// Its group.
    pub group: usize,
}

impl Matter {
    /// Its name; different ones within a group.
    pub fn name(&self) -> String {
        format!("{}{}", self.object, self.problem)
    }
}

/// A node of the matter tree with matters below it.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: usize,
    /// Its first matter.
    pub low: usize,
    /// One past its last matter.
    pub high: usize,
}

/// The matters a duty applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scope {
    Matter(usize),
    Group(usize),
    Category(usize),
    All,
}

/// The layers, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Layer {
    Fallback,
    Duty,
    Ruling,
}

/// A duty; a proviso is one too.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its code.
    pub code: String,
    /// Its layer.
    pub layer: Layer,
    /// Where it applies.
    pub scope: Scope,
    /// Alternatives; none: always. Of a proviso its parent's literals and then one of its own.
    pub when: Vec<Vec<Literal>>,
    /// The duty whose proviso it is.
    pub parent: Option<usize>,
    /// Who handles it first.
    pub lead: Lead,
    /// A ruling whose last day is past.
    pub expired: bool,
}

/// A rule that makes complaints urgent, or one of the not-accepted list.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Where it applies.
    pub scope: Scope,
    /// When it applies.
    pub when: Vec<Literal>,
}

/// Everything that was generated.
#[derive(Debug, Clone)]
pub struct Lists {
    /// What was asked for.
    pub plan: Plan,
    /// The city.
    pub world: World,
    /// Nodes above the matters; the path of a matter is its category and its group.
    pub groups: Vec<Group>,
    /// The matters, group by group.
    pub matters: Vec<Matter>,
    /// The duties, fallbacks and rulings.
    pub duties: Vec<Duty>,
    /// Urgency.
    pub urgent: Vec<Rule>,
    /// The not-accepted list.
    pub refused: Vec<Rule>,
}

impl Lists {
    /// Whether a scope holds a matter.
    pub fn covers(&self, scope: Scope, matter: usize) -> bool {
        let group = self.matters[matter].group;
        match scope {
            Scope::Matter(m) => m == matter,
            Scope::Group(g) => g == group,
            Scope::Category(c) => c == self.groups[group].category,
            Scope::All => true,
        }
    }

    /// The matters of a scope.
    pub fn matters_of(&self, scope: Scope) -> std::ops::Range<usize> {
        match scope {
            Scope::Matter(m) => m..m + 1,
            Scope::Group(g) => self.groups[g].low..self.groups[g].high,
            Scope::Category(c) => {
                let low = self.groups.partition_point(|g| g.category < c);
                let high = self.groups.partition_point(|g| g.category <= c);
                self.groups[low].low..self.groups[high - 1].high
            }
            Scope::All => 0..self.matters.len(),
        }
    }
}

/// Categories of about equal size, groups of about twenty matters but at most 220.
pub fn catalogue(count: usize, random: &mut Random) -> (Vec<Group>, Vec<Matter>) {
    let categories = CATEGORIES.len().min(count.div_ceil(2));
    let total = (count / 18).clamp(categories, 220);
    let mut groups = Vec::with_capacity(total);
    let mut matters = Vec::with_capacity(count);
    for g in 0..total {
        let category = g * categories / total;
        let (low, high) = (g * count / total, (g + 1) * count / total);
        let within = groups.iter().rev().take_while(|other: &&Group| other.category == category).count() + 1;
        groups.push(Group { name: format!("{}第{within}组", CATEGORIES[category]), category, low, high });
        let mut names: Vec<usize> = (0..OBJECTS.len() * PROBLEMS.len()).collect();
        random.shuffle(&mut names);
        for (i, name) in names.iter().take(high - low).enumerate() {
            let (object, problem) = (OBJECTS[name % OBJECTS.len()], PROBLEMS[name / OBJECTS.len()]);
            let code = format!("{:02}{within:02}-{:03}", category + 1, i + 1);
            matters.push(Matter { code, object, problem, group: g });
        }
    }
    (groups, matters)
}
