//! Conditions: conjunctions of literals, and how a set of values is split into literals that do not overlap.

use super::random::Random;
use super::set::Set;
use super::world::{AREA, Attribute, Kind, World};

/// A level of the area tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Level {
    District,
    Street,
    Community,
}

/// One test, in the form in which a person would write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The attribute.
    pub attribute: usize,
    /// How it is written.
    pub form: Form,
    /// The values that pass.
    pub set: Set,
}

/// How a test is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    /// Names of values or nodes of a tree.
    Words {
        words: Vec<String>,
        negated: bool,
    },
    /// Names of areas of one level, with their numbers in that level.
    Areas {
        level: Level,
        numbers: Vec<usize>,
        negated: bool,
    },
    AtMost(u32),
    Above(u32),
    /// Both ends included.
    Between(u32, u32),
    /// Minutes of the day, the end excluded; may cross midnight.
    Clock(u32, u32),
}

/// A region with one set per attribute tested; attributes ascend, no set is full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Region(Vec<(usize, Set)>);

impl Region {
    /// The points that pass every literal.
    pub fn of(literals: &[Literal], attributes: &[Attribute]) -> Self {
        let mut sides: Vec<(usize, Set)> = Vec::new();
        for literal in literals {
            match sides.iter_mut().find(|s| s.0 == literal.attribute) {
                Some(side) => side.1 = side.1.intersect(&literal.set),
                None => sides.push((literal.attribute, literal.set.clone())),
            }
        }
        sides.retain(|s| s.1 != Set::all(attributes[s.0].size));
        sides.sort_by_key(|s| s.0);
        Self(sides)
    }

    /// Its sides.
    pub fn sides(&self) -> &[(usize, Set)] {
        &self.0
    }

    /// The values of one attribute that it allows.
    pub fn side(&self, attribute: usize, size: u32) -> Set {
        let tested = self.0.iter().find(|s| s.0 == attribute);
        tested.map_or_else(|| Set::all(size), |s| s.1.clone())
    }

    /// Whether a point lies in it.
    pub fn holds(&self, point: &[u32]) -> bool {
        self.0.iter().all(|(attribute, set)| set.contains(point[*attribute]))
    }

    /// Whether nothing of it lies outside the other.
    pub fn within(&self, other: &Self) -> bool {
        other.0.iter().all(|side| self.0.iter().any(|mine| mine.0 == side.0 && mine.1.within(&side.1)))
    }
}

/// Splits the values of an attribute that a region still allows into at most `parts` literals: each has some of the
/// values, none shares one with another, and together they have all. Fewer than two: it cannot be split.
pub fn split(world: &World, attribute: usize, left: &Set, parts: usize, random: &mut Random) -> Vec<Literal> {
    let known = &world.attributes[attribute];
    let mut literals = match &known.kind {
        Kind::Area => areas(world, left, parts, random),
        Kind::Tree(branches) => {
            let nodes: Vec<(String, Set)> = branches
                .iter()
                .map(|b| (b.name.clone(), Set::of(vec![(b.low, b.high)])))
                .chain(known.words.iter().enumerate().map(|(i, w)| (w.clone(), one(i))))
                .collect();
            words(attribute, known.size, &nodes, left, parts, random)
        }
        Kind::Boolean | Kind::DayClass => {
            let nodes: Vec<(String, Set)> =
                known.words.iter().enumerate().map(|(i, w)| (w.clone(), one(i))).collect();
            words(attribute, known.size, &nodes, left, parts, random)
        }
        Kind::Integer { bounds, .. } => numbers(attribute, known.size, bounds, parts, random),
        Kind::Clock => {
            let (from, to) = *random.pick(&[(1380, 420), (720, 840), (1320, 360), (1080, 480), (420, 540)]);
            [(from, to), (to, from)].map(|(from, to)| clock(attribute, from, to)).to_vec()
        }
    };
    literals.retain(|l| !l.set.intersect(left).is_empty());
    literals
}

fn one(value: usize) -> Set {
    Set::of(vec![(value as u32, value as u32 + 1)])
}

/// A share of the values for each part but the last, which is what the others leave.
fn words(
    attribute: usize,
    size: u32,
    nodes: &[(String, Set)],
    left: &Set,
    parts: usize,
    random: &mut Random,
) -> Vec<Literal> {
    let mut free = left.clone();
    let mut taken: Vec<String> = Vec::new();
    let mut literals = Vec::new();
    for _ in 1..parts {
        let mut words = Vec::new();
        let mut set = Set::default();
        for _ in 0..random.between(1, 3) {
            let open: Vec<&(String, Set)> = nodes
                .iter()
                .filter(|n| n.1.within(&free) && !free.within(&n.1) && !n.1.intersect(left).is_empty())
                .collect();
            if open.is_empty() {
                break;
            }
            let (word, values) = *random.pick(&open);
            words.push(word.clone());
            set = Set::of([set.ranges(), values.ranges()].concat());
            free = free.intersect(&values.complement(size));
        }
        if !words.is_empty() {
            taken.extend(words.iter().cloned());
            literals.push(Literal { attribute, form: Form::Words { words, negated: false }, set });
        }
    }
    let rest = Set::of(literals.iter().flat_map(|l| l.set.ranges().to_vec()).collect()).complement(size);
    literals.push(Literal { attribute, form: Form::Words { words: taken, negated: true }, set: rest });
    literals
}

fn areas(world: &World, left: &Set, parts: usize, random: &mut Random) -> Vec<Literal> {
    let level =
        *random.pick(&[Level::District, Level::District, Level::Street, Level::Street, Level::Community]);
    let size = world.attributes[AREA].size;
    let mut open: Vec<usize> =
        (0..level.count(world)).filter(|n| level.values(world, *n).within(left)).collect();
    random.shuffle(&mut open);
    let mut taken = Vec::new();
    let mut literals = Vec::new();
    for _ in 1..parts {
        let at = open.len() - open.len().min(random.between(1, 4));
        let mut numbers = open.split_off(at);
        numbers.sort_unstable();
        let set = Set::of(numbers.iter().flat_map(|n| level.values(world, *n).ranges().to_vec()).collect());
        taken.extend(numbers.iter().copied());
        literals.push(Literal { attribute: AREA, form: Form::Areas { level, numbers, negated: false }, set });
    }
    let set = Set::of(literals.iter().flat_map(|l| l.set.ranges().to_vec()).collect()).complement(size);
    taken.sort_unstable();
    literals.push(Literal {
        attribute: AREA,
        form: Form::Areas { level, numbers: taken, negated: true },
        set,
    });
    literals
}

impl Level {
    fn count(self, world: &World) -> usize {
        match self {
            Self::District => world.districts.len(),
            Self::Street => world.streets.len(),
            Self::Community => world.communities.len(),
        }
    }

    /// The name of an area of this level.
    pub fn name(self, world: &World, number: usize) -> &str {
        match self {
            Self::District => &world.districts[number],
            Self::Street => &world.streets[number].0,
            Self::Community => &world.communities[number].0,
        }
    }

    /// The word that names the level.
    pub fn word(self) -> &'static str {
        match self {
            Self::District => "区",
            Self::Street => "街道",
            Self::Community => "社区",
        }
    }

    /// The communities of an area of this level.
    fn values(self, world: &World, number: usize) -> Set {
        let first_of = |street: usize| world.communities.partition_point(|c| c.1 < street) as u32;
        let (from, to) = match self {
            Self::District => {
                let first_street = |district| world.streets.partition_point(|s| s.1 < district);
                (first_of(first_street(number)), first_of(first_street(number + 1)))
            }
            Self::Street => (first_of(number), first_of(number + 1)),
            Self::Community => (number as u32, number as u32 + 1),
        };
        Set::of(vec![(from, to)])
    }
}

fn numbers(attribute: usize, size: u32, bounds: &[u32], parts: usize, random: &mut Random) -> Vec<Literal> {
    let mut cuts = random.some(bounds, parts - 1);
    cuts.sort_unstable();
    let mut literals = Vec::new();
    for (i, cut) in cuts.iter().enumerate() {
        let low = if i == 0 { 0 } else { cuts[i - 1] + 1 };
        let form = if i == 0 { Form::AtMost(*cut) } else { Form::Between(low, *cut) };
        literals.push(Literal { attribute, form, set: Set::of(vec![(low, cut + 1)]) });
    }
    if let Some(last) = cuts.last() {
        let set = Set::of(vec![(last + 1, size)]);
        literals.push(Literal { attribute, form: Form::Above(*last), set });
    }
    literals
}

fn clock(attribute: usize, from: u32, to: u32) -> Literal {
    let ranges = if from < to { vec![(from, to)] } else { vec![(from, 1440), (0, to)] };
    Literal { attribute, form: Form::Clock(from, to), set: Set::of(ranges) }
}
