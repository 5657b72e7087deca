//! Binary decision diagrams: every attribute that a matter tests as bits, every region one diagram.

use super::{Answers, Contest, Pair};
use crate::generate::answer::{Definition, Line};
use crate::generate::condition::Region;
use crate::generate::world::Attribute;
use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet, op_function};
use std::collections::BTreeSet;

/// One attribute's bits, the highest first.
struct Bits {
    attribute: usize,
    /// Where each stretch ends; nothing if every value is told apart.
    cuts: Option<Vec<u32>>,
    size: u32,
    first: u16,
    count: u16,
}

/// The bits of one matter.
struct Space {
    bits: Vec<Bits>,
    variables: BddVariableSet,
}

impl Space {
    /// `stretches`: values that no line tells apart are one.
    fn new(definition: &Definition, attributes: &[Attribute], stretches: bool) -> Self {
        let sides = definition.lines.iter().flat_map(|l| &l.regions).flat_map(Region::sides);
        let mut bounds: Vec<(usize, u32)> = Vec::new();
        for (attribute, set) in sides {
            bounds.push((*attribute, attributes[*attribute].size));
            bounds.extend(set.ranges().iter().flat_map(|r| [(*attribute, r.0), (*attribute, r.1)]));
        }
        bounds.sort_unstable();
        bounds.dedup();
        let mut bits = Vec::new();
        let mut first = 0;
        for of_one in bounds.chunk_by(|a, b| a.0 == b.0) {
            let attribute = of_one[0].0;
            let all = attributes[attribute].size;
            let cuts: Vec<u32> = of_one.iter().map(|b| b.1).filter(|b| *b > 0).collect();
            let size = if stretches { cuts.len() as u32 } else { all };
            let count = (u32::BITS - (size - 1).leading_zeros()) as u16;
            bits.push(Bits { attribute, cuts: stretches.then_some(cuts), size, first, count });
            first += count;
        }
        Self { bits, variables: BddVariableSet::new_anonymous(first) }
    }

    /// The values below a bound.
    fn below(&self, bits: &Bits, bound: u32) -> Bdd {
        if bound >> bits.count > 0 {
            return self.variables.mk_true();
        }
        let mut below = self.variables.mk_false();
        for place in 0..bits.count {
            let variable = BddVariable::from_index(usize::from(bits.first + bits.count - 1 - place));
            let low = self.variables.mk_not_var(variable);
            below = if bound >> place & 1 == 1 { low.or(&below) } else { low.and(&below) };
        }
        below
    }

    /// Combinations of bits that stand for values.
    fn valid(&self) -> Bdd {
        let all = self.bits.iter().rev().map(|bits| self.below(bits, bits.size));
        all.fold(self.variables.mk_true(), |a, b| b.and(&a))
    }

    fn region(&self, region: &Region) -> Bdd {
        let sides = region.sides().iter().rev().filter_map(|(attribute, set)| {
            let bits = self.bits.iter().find(|b| b.attribute == *attribute)?;
            let place = |bound: u32| match &bits.cuts {
                Some(cuts) => cuts.partition_point(|c| *c <= bound) as u32,
                None => bound,
            };
            let below = |bound| self.below(bits, place(bound));
            let ranges = set.ranges().iter().map(|r| below(r.1).and_not(&below(r.0)));
            Some(ranges.fold(self.variables.mk_false(), |a, b| a.or(&b)))
        });
        sides.fold(self.variables.mk_true(), |a, b| b.and(&a))
    }
}

/// Whether there is a common point; stops at the first node of an answer.
fn meet(a: &Bdd, b: &Bdd) -> bool {
    Bdd::binary_op_with_limit(1, a, b, op_function::and).is_none()
}

/// What was found, in the order in which it was.
#[derive(Default)]
pub struct Found {
    gaps: Vec<usize>,
    overlaps: Vec<Pair>,
    conflicts: Vec<Pair>,
    idle: Vec<(usize, usize)>,
}

impl Found {
    pub fn answers(&self, contest: &Contest) -> Answers {
        let idle: BTreeSet<(usize, usize)> = self.idle.iter().copied().collect();
        Answers {
            gaps: Some(self.gaps.iter().copied().collect()),
            overlaps: Some(self.overlaps.iter().copied().collect()),
            conflicts: Some(self.conflicts.iter().copied().collect()),
            dead: Some(contest.dead(&idle)),
            idle: Some(idle),
        }
    }
}

/// All matters, one after the other.
pub fn analyse(contest: &Contest, stretches: bool) -> Found {
    let mut found = Found::default();
    for (matter, definition) in contest.definitions.iter().enumerate() {
        let space = Space::new(definition, &contest.lists.world.attributes, stretches);
        let line = |line: &Line| {
            let regions = line.regions.iter().map(|r| space.region(r));
            regions.fold(space.variables.mk_false(), |a, b| a.or(&b))
        };
        let regions: Vec<Bdd> = definition.lines.iter().map(line).collect();
        let valid = space.valid();
        let mut open = valid.clone();
        let mut duties = Vec::new();
        for (i, line) in definition.lines.iter().enumerate() {
            match line.duty {
                None => open = open.and_not(&regions[i]),
                Some(duty) => duties.push((i, duty)),
            }
        }
        let mut gap = open.clone();
        for (i, _) in &duties {
            gap = gap.and_not(&regions[*i]);
        }
        if !gap.is_false() {
            found.gaps.push(matter);
        }
        let mut effective = Vec::new();
        for &(i, duty) in &duties {
            let mut own = regions[i].and(&open);
            for (j, _) in duties.iter().filter(|(j, _)| definition.beats(*j, i)) {
                own = own.and_not(&regions[*j]);
            }
            if own.is_false() {
                found.idle.push((matter, duty));
            } else {
                effective.push((i, duty, own));
            }
        }
        let inside: Vec<Bdd> = duties.iter().map(|(i, _)| regions[*i].and(&valid)).collect();
        for (x, (_, a)) in duties.iter().enumerate() {
            for (y, (_, b)) in duties.iter().enumerate().skip(x + 1) {
                if meet(&inside[x], &inside[y]) {
                    found.overlaps.push((matter, *a.min(b), *a.max(b)));
                }
            }
        }
        for (x, (i, a, one)) in effective.iter().enumerate() {
            for (j, b, other) in &effective[x + 1..] {
                if definition.lines[*i].answer != definition.lines[*j].answer && meet(one, other) {
                    found.conflicts.push((matter, *a.min(b), *a.max(b)));
                }
            }
        }
    }
    found
}
