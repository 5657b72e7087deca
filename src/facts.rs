//! What is known of one complaint: for every attribute a set of possible values.
//!
//! Most sets are one interval (a value, a subtree, a street with all its communities), so the hull of each set lies in
//! one flat array and only sets of several intervals are kept beside it. Clearing and filling does not allocate.

use crate::policy::attribute::Attributes;
use crate::policy::intervals::Intervals;
use crate::policy::region::{AttrId, Cube, Region};

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Nobody said anything: any value is possible.
    Unknown,
    /// Nobody said anything, and the attribute declares what silence means.
    Assumed,
    /// Follows from another fact: a jurisdiction from the place, the class of a day from its date.
    Inferred,
    /// It was said, asked or looked up.
    Told,
}

/// Where a fact was read that the complaint itself does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The citizen said it: in the words of the text.
    Text,
    /// A register has it of something that the text names.
    Register,
    /// A map has it of the point of the complaint.
    Map,
}

impl Source {
    /// Its name in records; never translated.
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Register => "register",
            Self::Map => "map",
        }
    }
}

/// The facts of one complaint over the attributes of one policy.
#[derive(Debug, Clone)]
pub struct Facts {
    hull: Box<[(u32, u32)]>,
    origin: Box<[Origin]>,
    /// Sets that are not one interval.
    split: Vec<(AttrId, Intervals)>,
    /// Attributes that differ from silence, to clear only those.
    touched: Vec<AttrId>,
}

/// How known facts lie to a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Every combination that is possible lies inside.
    Inside,
    /// Some do and some do not, or it cannot be told box by box.
    Across,
    /// None does.
    Outside,
}

impl Facts {
    /// Nothing said: unknown, or what silence is declared to mean.
    pub fn silent(attributes: &Attributes) -> Self {
        let (hull, origin): (Vec<_>, Vec<_>) =
            attributes.iter().map(|(_, a)| silence(a.absent, a.size)).unzip();
        Self { hull: hull.into(), origin: origin.into(), split: Vec::new(), touched: Vec::new() }
    }

    /// Forgets everything that was said. Linear in what was said.
    pub fn clear(&mut self, attributes: &Attributes) {
        for attr in self.touched.drain(..) {
            let a = attributes.get(attr);
            let i = usize::from(attr.0);
            (self.hull[i], self.origin[i]) = silence(a.absent, a.size);
        }
        self.split.clear();
    }

    /// Learns that the value is in `set`. What was told before is narrowed; an assumption, or an inference that is now
    /// told, is replaced, so that the order of telling does not matter.
    /// False if nothing is left: the facts contradict each other.
    pub fn learn(&mut self, attr: AttrId, set: &Intervals, origin: Origin) -> bool {
        let i = usize::from(attr.0);
        if self.origin[i] < Origin::Inferred || self.origin[i] < origin {
            self.touched.push(attr);
            self.put(attr, set.clone(), origin);
        } else {
            let both = self.get(attr).intersect(set);
            let origin = self.origin[i].max(origin);
            self.put(attr, both, origin);
        }
        self.hull[i].0 < self.hull[i].1
    }

    /// Learns that nobody knows: silence is not taken for anything.
    pub fn unknown(&mut self, attr: AttrId, size: u32) {
        let i = usize::from(attr.0);
        if self.origin[i] < Origin::Inferred {
            self.touched.push(attr);
            self.put(attr, Intervals::range(0, size), Origin::Unknown);
        }
    }

    /// Puts another set in the place of what is known.
    pub fn replace(&mut self, attr: AttrId, set: &Intervals) {
        self.touched.push(attr);
        self.put(attr, set.clone(), Origin::Told);
    }

    fn put(&mut self, attr: AttrId, set: Intervals, origin: Origin) {
        let i = usize::from(attr.0);
        self.split.retain(|s| s.0 != attr);
        self.origin[i] = origin;
        self.hull[i] = match set.ranges() {
            [] => (0, 0),
            [one] => *one,
            [first, .., last] => (first.0, last.1),
        };
        if set.ranges().len() > 1 {
            self.split.push((attr, set));
        }
    }

    /// The smallest interval around the possible values.
    pub fn hull(&self, attr: AttrId) -> (u32, u32) {
        self.hull[usize::from(attr.0)]
    }

    /// The smallest interval around the possible values of every attribute, in order.
    pub(crate) fn hulls(&self) -> &[(u32, u32)] {
        &self.hull
    }

    /// The sets that are not one interval, in no particular order.
    pub(crate) fn splits(&self) -> &[(AttrId, Intervals)] {
        &self.split
    }

    /// Whether the possible values are one interval.
    fn is_interval(&self, attr: AttrId) -> bool {
        self.split.is_empty() || !self.split.iter().any(|s| s.0 == attr)
    }

    /// The possible values.
    pub fn get(&self, attr: AttrId) -> Intervals {
        match self.split.iter().find(|s| s.0 == attr) {
            Some((_, set)) => set.clone(),
            None => {
                let (low, high) = self.hull(attr);
                Intervals::range(low, high)
            }
        }
    }

    /// Where the fact comes from.
    pub fn origin(&self, attr: AttrId) -> Origin {
        self.origin[usize::from(attr.0)]
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.hull.len()
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.hull.is_empty()
    }

    /// How the known facts lie to a box.
    pub fn lies(&self, cube: &Cube) -> Lies {
        let mut inside = true;
        for (attr, side) in cube.sides() {
            let (low, high) = self.hull(*attr);
            if high == low + 1 {
                if !side.contains(low) {
                    return Lies::Outside;
                }
            } else {
                let known = self.get(*attr);
                if !known.meets(side) {
                    return Lies::Outside;
                }
                inside &= known.within(side);
            }
        }
        if inside { Lies::Inside } else { Lies::Across }
    }

    /// How the known facts lie to a union of boxes. [`Lies::Across`] also where only several boxes together hold them.
    pub fn lies_in(&self, region: &Region) -> Lies {
        let mut best = Lies::Outside;
        for cube in &region.cubes {
            match self.lies(cube) {
                Lies::Inside => return Lies::Inside,
                Lies::Across => best = Lies::Across,
                Lies::Outside => {}
            }
        }
        best
    }

    /// The known facts as a box, with a side for each attribute that cannot have just any value.
    pub fn cube(&self, size: &impl Fn(AttrId) -> u32) -> Cube {
        let attrs = (0..self.len()).map(|i| AttrId(i as u16));
        let narrowed = attrs.filter(|a| self.hull(*a) != (0, size(*a)) || !self.is_interval(*a));
        let sides = narrowed.map(|attr| Cube::side(attr, self.get(attr)));
        sides.fold(Cube::whole(), |all, side| all.intersect(&side).unwrap_or(all))
    }
}

fn silence(absent: Option<u32>, size: u32) -> ((u32, u32), Origin) {
    match absent {
        Some(value) => ((value, value + 1), Origin::Assumed),
        None => ((0, size), Origin::Unknown),
    }
}
