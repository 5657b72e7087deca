//! The city the lists are written for: areas, attributes, units and the roles they play. All names are made up.

use super::random::Random;
use super::vocabulary::{
    BOOLEANS, CITY_UNITS, DISTRICT_ROLES, DISTRICTS, FIRST, INTEGERS, SECOND, STREET_ROLES, TREES, TreeNode,
};

/// How many streets.
pub const STREETS: usize = 74;
/// How many communities.
pub const COMMUNITIES: usize = 700;
/// The place of the complaint; its values are the communities.
pub const AREA: usize = 0;

/// What the values of an attribute are.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Communities, below streets, below districts.
    Area,
    /// A tree of two levels: the nodes with their leaves' range. A leaf at the top is a node of its own.
    Tree(Vec<Branch>),
    /// 是, 否.
    Boolean,
    /// Numbers from zero, and the bounds that lists use.
    Integer { unit: &'static str, bounds: &'static [u32] },
    /// Minutes of the day.
    Clock,
    /// 工作日, 休息日, 法定节假日.
    DayClass,
}

/// A node of a value tree.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Its name; of a leaf at the top the leaf's.
    pub name: String,
    /// Its leaves.
    pub low: u32,
    /// One past its last leaf.
    pub high: u32,
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub kind: Kind,
    /// How many.
    pub size: u32,
    /// Names of the values, where they have names.
    pub words: Vec<String>,
    /// What silence means.
    pub absent: Option<u32>,
}

/// Who handles a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lead {
    /// A unit.
    Unit(usize),
    /// The unit that plays the role at the place.
    Role(usize),
}

/// A role that the place resolves.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Played by one unit per street (else per district).
    pub by_street: bool,
    /// The unit in each street or district.
    pub units: Vec<usize>,
}

/// Everything the lists speak of.
#[derive(Debug, Clone)]
pub struct World {
    /// Names of the districts.
    pub districts: Vec<String>,
    /// Names of the streets and their districts, district by district.
    pub streets: Vec<(String, usize)>,
    /// Names of the communities and their streets, street by street.
    pub communities: Vec<(String, usize)>,
    /// The attributes; the first is the place.
    pub attributes: Vec<Attribute>,
    /// Names of the units.
    pub units: Vec<String>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Units that act on their own name.
    pub city_units: Vec<usize>,
}

impl World {
    /// The city; always the same but for the names of places.
    pub fn new(random: &mut Random) -> Self {
        let mut names: Vec<String> =
            FIRST.chars().flat_map(|a| SECOND.chars().map(move |b| format!("{a}{b}"))).collect();
        random.shuffle(&mut names);
        let mut names = names.into_iter();
        let districts: Vec<String> = DISTRICTS.iter().map(|d| (*d).to_owned()).collect();
        let streets = spread(STREETS, districts.len(), &mut names, "街道");
        let communities = spread(COMMUNITIES, streets.len(), &mut names, "社区");
        let words = communities.iter().map(|c| c.0.clone()).collect();
        let mut attributes =
            vec![Attribute {
                name: "区域", kind: Kind::Area, size: COMMUNITIES as u32, words, absent: None
            }];
        attributes.extend(TREES.iter().map(|(name, absent, branches)| tree(name, *absent, branches)));
        attributes.extend(BOOLEANS.iter().map(|(name, absent)| Attribute {
            name,
            kind: Kind::Boolean,
            size: 2,
            words: vec!["是".to_owned(), "否".to_owned()],
            absent: absent.then_some(1),
        }));
        attributes.extend(INTEGERS.iter().map(|(name, high, unit, bounds)| Attribute {
            name,
            kind: Kind::Integer { unit, bounds },
            size: high + 1,
            words: Vec::new(),
            absent: None,
        }));
        attributes.push(Attribute {
            name: "发生时刻",
            kind: Kind::Clock,
            size: 1440,
            words: Vec::new(),
            absent: None,
        });
        attributes.push(Attribute {
            name: "日类型",
            kind: Kind::DayClass,
            size: 3,
            words: ["工作日", "休息日", "法定节假日"].map(str::to_owned).to_vec(),
            absent: None,
        });
        let mut units: Vec<String> = CITY_UNITS.iter().map(|u| (*u).to_owned()).collect();
        let city_units = (0..units.len()).collect();
        let mut roles = Vec::new();
        for (name, by_street) in
            STREET_ROLES.iter().map(|n| (n, true)).chain(DISTRICT_ROLES.iter().map(|n| (n, false)))
        {
            let places: Vec<&String> =
                if by_street { streets.iter().map(|s| &s.0).collect() } else { districts.iter().collect() };
            let from = units.len();
            units.extend(places.iter().map(|place| format!("{place}{name}")));
            roles.push(Role { name: (*name).to_owned(), by_street, units: (from..units.len()).collect() });
        }
        Self { districts, streets, communities, attributes, units, roles, city_units }
    }

    /// The street and the district of a community.
    pub fn above(&self, community: u32) -> (usize, usize) {
        let street = self.communities[community as usize].1;
        (street, self.streets[street].1)
    }

    /// The unit behind a lead at a place.
    pub fn unit(&self, lead: Lead, community: u32) -> usize {
        match lead {
            Lead::Unit(unit) => unit,
            Lead::Role(role) => {
                let role = &self.roles[role];
                let (street, district) = self.above(community);
                role.units[if role.by_street { street } else { district }]
            }
        }
    }

    /// A lead as the lists write it.
    pub fn lead(&self, lead: Lead) -> String {
        match lead {
            Lead::Unit(unit) => self.units[unit].clone(),
            Lead::Role(role) => format!("@{}", self.roles[role].name),
        }
    }

    /// All leads there are, roles first.
    pub fn leads(&self) -> Vec<Lead> {
        let units = self.city_units.iter().map(|u| Lead::Unit(*u));
        (0..self.roles.len()).map(Lead::Role).chain(units).collect()
    }
}

/// `count` names, shared evenly and in order between `parents`.
fn spread(
    count: usize,
    parents: usize,
    names: &mut impl Iterator<Item = String>,
    suffix: &str,
) -> Vec<(String, usize)> {
    let taken = names.take(count).enumerate();
    taken.map(|(i, name)| (format!("{name}{suffix}"), i * parents / count)).collect()
}

fn tree(name: &'static str, absent: Option<u32>, branches: &[TreeNode]) -> Attribute {
    let mut words = Vec::new();
    let mut nodes = Vec::with_capacity(branches.len());
    for (word, leaves) in branches {
        let low = words.len() as u32;
        let leaves = if leaves.is_empty() { std::slice::from_ref(word) } else { leaves };
        words.extend(leaves.iter().map(|l| (*l).to_owned()));
        nodes.push(Branch { name: (*word).to_owned(), low, high: words.len() as u32 });
    }
    Attribute { name, kind: Kind::Tree(nodes), size: words.len() as u32, words, absent }
}
