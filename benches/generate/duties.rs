//! The duties of each matter.
//!
//! The clean style splits the facts of a matter like a decision tree and writes the leaves as duties, so that no two
//! of them overlap; then it adds what lists really have: provisos and special duties that are strict subsets of one
//! leaf, places left to a duty or a fallback of a node above, rulings. By construction it has no gap and no conflict.
//! The overlapping style draws conditions at random and has both.

use super::condition::{Form, Literal, Region, split};
use super::lists::{Duty, Group, Layer, Lists, Rule, Scope, catalogue};
use super::random::Random;
use super::set::Set;
use super::world::{AREA, Kind, Lead, World};
use super::{Plan, Style};

/// Most literals of one duty.
const LITERALS: usize = 4;

/// Generates lists. The number of duties is as planned where the matters have room for them.
pub fn lists(plan: Plan) -> Lists {
    let mut random = Random::new(plan.seed);
    let world = World::new(&mut random);
    let (groups, matters) = catalogue(plan.matters.max(1), &mut random);
    let mut lists =
        Lists { plan, world, groups, matters, duties: Vec::new(), urgent: Vec::new(), refused: Vec::new() };
    rules(&mut lists);
    let mut work = Work { lists, random };
    work.nodes();
    work.matters();
    work.lists
}

/// Urgency and the not-accepted list, as every city has them.
fn rules(lists: &mut Lists) {
    let categories = lists.groups.last().map_or(0, |g| g.category + 1);
    let all = |world: &World, name: &str, words: &[&str]| literal(world, name, words);
    let mut urgent = |name: &str, scope, attribute, word| {
        let when = all(&lists.world, attribute, &[word]).into_iter().collect();
        lists.urgent.push(Rule { name: name.to_owned(), scope, when });
    };
    urgent("伤人", Scope::All, "有人受伤", "是");
    for category in (0..categories).step_by(3) {
        urgent(&format!("触电风险{}", category + 1), Scope::Category(category), "有触电风险", "是");
        urgent(&format!("结构危险{}", category + 1), Scope::Category(category), "危及结构", "是");
    }
    for (name, words) in [("已进入诉讼或者仲裁", &["诉讼", "仲裁"][..]), ("信访已终结", &["信访终结"])]
    {
        let when = all(&lists.world, "程序状态", words).into_iter().collect();
        lists.refused.push(Rule { name: name.to_owned(), scope: Scope::All, when });
    }
}

/// The test that an attribute has one of these values.
fn literal(world: &World, attribute: &str, words: &[&str]) -> Option<Literal> {
    let number = world.attributes.iter().position(|a| a.name == attribute)?;
    let values = world.attributes[number].words.iter().enumerate();
    let ranges = values.filter(|(_, w)| words.contains(&w.as_str())).map(|(i, _)| (i as u32, i as u32 + 1));
    let form = Form::Words { words: words.iter().map(|w| (*w).to_owned()).collect(), negated: false };
    Some(Literal { attribute: number, form, set: Set::of(ranges.collect()) })
}

/// One leaf of a matter's decision tree.
struct Leaf {
    literals: Vec<Literal>,
    duty: usize,
}

/// What the duties of one matter are drawn from.
struct Material {
    matter: usize,
    attributes: Vec<usize>,
    leads: Vec<Lead>,
}

struct Work {
    lists: Lists,
    random: Random,
}

impl Work {
    fn push(&mut self, layer: Layer, scope: Scope, when: Vec<Vec<Literal>>, lead: Lead) -> usize {
        let number = self.lists.duties.len();
        let letter = match layer {
            Layer::Fallback => 'D',
            Layer::Duty => 'Z',
            Layer::Ruling => 'C',
        };
        let code = format!("{letter}-{number:06}");
        self.lists.duties.push(Duty { code, layer, scope, when, parent: None, lead, expired: false });
        number
    }

    /// Fallbacks of categories and groups, and general duties of some groups. About a third of all at most.
    fn nodes(&mut self) {
        let categories = self.lists.groups.last().map_or(0, |g| g.category + 1);
        let clean = self.lists.plan.style == Style::Clean;
        for category in 0..categories {
            let lead = self.any_lead();
            if clean || self.random.per_mille(500) {
                self.push(Layer::Fallback, Scope::Category(category), Vec::new(), lead);
            }
        }
        for g in 0..self.lists.groups.len() {
            let Group { category, low, high, .. } = self.lists.groups[g];
            let siblings = self.lists.groups.iter().filter(|o| o.category == category).count();
            // A node with one child has its child's region: neither would be the special one.
            if siblings < 2 || high - low < 2 || self.lists.duties.len() * 3 > self.lists.plan.duties {
                continue;
            }
            let layer = match self.random.below(10) {
                0..2 => Layer::Duty,
                2..7 => Layer::Fallback,
                _ => continue,
            };
            let lead = self.any_lead();
            self.push(layer, Scope::Group(g), Vec::new(), lead);
        }
    }

    fn matters(&mut self) {
        let before = self.lists.duties.len();
        let total = self.lists.plan.duties.saturating_sub(before);
        // Shares of one to seven, scaled so that the sum is right; what one matter has no room for, the next ones get.
        let shares: Vec<usize> = self.lists.matters.iter().map(|_| self.random.between(1, 7)).collect();
        let sum: usize = shares.iter().sum();
        let mut seen = 0;
        let mut group = usize::MAX;
        let (mut tested, mut leads) = (Vec::new(), Vec::new());
        for (matter, share) in shares.into_iter().enumerate() {
            seen += share;
            let due = (total * seen / sum).saturating_sub(self.lists.duties.len() - before);
            if self.lists.matters[matter].group != group {
                group = self.lists.matters[matter].group;
                tested = self.profile();
                leads = self.some_leads(6);
            }
            let (some_attributes, some_leads) = (self.random.between(1, 4), self.random.between(2, 4));
            let material = Material {
                matter,
                attributes: self.random.some(&tested, some_attributes),
                leads: self.random.some(&leads, some_leads),
            };
            // One matter in fifty has a ruling.
            let ruled = due > 1 && self.random.per_mille(20);
            match self.lists.plan.style {
                _ if due == 0 => {}
                Style::Clean => self.clean(&material, due - usize::from(ruled)),
                Style::Overlapping => self.overlapping(&material, due - usize::from(ruled)),
            }
            if ruled {
                self.ruling(&material);
            }
        }
    }

    /// The attributes that the matters of one group test: the place and a handful of others.
    fn profile(&mut self) -> Vec<usize> {
        let attributes = &self.lists.world.attributes;
        let others: Vec<usize> = (1..attributes.len()).filter(|a| attributes[*a].absent.is_none()).collect();
        let mut tested = self.random.some(&others, 5);
        tested.push(AREA);
        tested
    }

    fn any_lead(&mut self) -> Lead {
        let world = &self.lists.world;
        match self.random.below(5) {
            0..3 => Lead::Role(self.random.below(world.roles.len())),
            _ => Lead::Unit(*self.random.pick(&world.city_units)),
        }
    }

    fn some_leads(&mut self, count: usize) -> Vec<Lead> {
        (0..count).map(|_| self.any_lead()).collect()
    }

    fn clean(&mut self, material: &Material, due: usize) {
        let wanted = (0..due).filter(|_| self.random.per_mille(280)).count().min(due - 1);
        let mut leaves = self.leaves(due - wanted, &material.attributes);
        let start = self.lists.duties.len();
        let mut before = None;
        for i in 0..leaves.len() {
            let literals = &mut leaves[i].literals;
            if i > 0 && self.random.per_mille(60) {
                // A duty with two alternatives.
                let literals = literals.clone();
                leaves[i].duty = leaves[i - 1].duty;
                self.lists.duties[leaves[i].duty].when.push(literals);
                continue;
            }
            let full = literals.len() >= LITERALS || literals.iter().any(|l| l.attribute == AREA);
            if !full && self.random.per_mille(40) {
                // The other places are left to the node above.
                let all = Set::all(self.lists.world.attributes[AREA].size);
                literals.extend(split(&self.lists.world, AREA, &all, 2, &mut self.random).into_iter().next());
            }
            let when = if literals.is_empty() { Vec::new() } else { vec![literals.clone()] };
            let lead = self.lead_unlike(&material.leads, before);
            before = Some(lead);
            leaves[i].duty = self.push(Layer::Duty, Scope::Matter(material.matter), when, lead);
        }
        let written = self.lists.duties.len() - start;
        self.exceptions(material, due - written, leaves);
    }

    /// One of the leads, not the one before: nobody writes two lines where one would do.
    fn lead_unlike(&mut self, leads: &[Lead], before: Option<Lead>) -> Lead {
        let others: Vec<Lead> = leads.iter().copied().filter(|l| Some(*l) != before).collect();
        if others.is_empty() { self.any_lead() } else { *self.random.pick(&others) }
    }

    fn leaves(&mut self, count: usize, attributes: &[usize]) -> Vec<Leaf> {
        let mut leaves = vec![Leaf { literals: Vec::new(), duty: 0 }];
        for _ in 0..count * 8 {
            let room = count - leaves.len();
            let at = self.random.below(leaves.len());
            if room == 0 || leaves[at].literals.len() >= LITERALS {
                continue;
            }
            let attribute = *self.random.pick(attributes);
            let parts = self.random.between(2, 3).min(room + 1);
            let parts = self.parts(&leaves[at].literals, attribute, parts);
            if parts.len() > 1 {
                let whole = leaves.swap_remove(at).literals;
                leaves.extend(parts.into_iter().map(|part| {
                    let literals = whole.iter().cloned().chain([part]).collect();
                    Leaf { literals, duty: 0 }
                }));
            }
        }
        leaves
    }

    /// Splits what the literals still allow of an attribute.
    fn parts(&mut self, literals: &[Literal], attribute: usize, parts: usize) -> Vec<Literal> {
        let known = &self.lists.world.attributes;
        let left = Region::of(literals, known).side(attribute, known[attribute].size);
        split(&self.lists.world, attribute, &left, parts, &mut self.random)
    }

    /// Provisos and special duties inside the leaves, at most one split and two of its parts to a leaf.
    fn exceptions(&mut self, material: &Material, mut due: usize, mut leaves: Vec<Leaf>) {
        self.random.shuffle(&mut leaves);
        for Leaf { literals, duty: parent } in leaves {
            if due == 0 {
                return;
            }
            if literals.len() >= LITERALS {
                continue;
            }
            let attribute = match self.random.below(5) {
                0 => AREA,
                1 => *self.random.pick(&self.defaulted()),
                _ => *self.random.pick(&material.attributes),
            };
            let mut parts = self.parts(&literals, attribute, 3.min(due + 1));
            // One part stays with the leaf.
            if parts.pop().is_none() {
                continue;
            }
            for part in parts {
                let special = literals.iter().cloned().chain([part]).collect();
                let lead = self.any_lead();
                let special = self.push(Layer::Duty, Scope::Matter(material.matter), vec![special], lead);
                // A proviso has its parent's whole region, so the parent must be this leaf alone.
                if self.lists.duties[parent].when.len() < 2 && self.random.per_mille(600) {
                    self.lists.duties[special].parent = Some(parent);
                }
                due -= 1;
            }
        }
    }

    /// Yes-or-no attributes that mean no when nothing is said.
    fn defaulted(&self) -> Vec<usize> {
        let attributes = self.lists.world.attributes.iter().enumerate();
        let fit = attributes.filter(|(_, a)| a.absent.is_some() && matches!(a.kind, Kind::Boolean));
        fit.map(|(i, _)| i).collect()
    }

    fn overlapping(&mut self, material: &Material, due: usize) {
        for _ in 0..due {
            let mut literals: Vec<Literal> = Vec::new();
            for attribute in &material.attributes {
                if self.random.per_mille(600) {
                    let parts = self.parts(&[], *attribute, 2);
                    literals.push(self.random.pick(&parts).clone());
                }
            }
            let when = if literals.is_empty() { Vec::new() } else { vec![literals] };
            let lead = *self.random.pick(&material.leads);
            self.push(Layer::Duty, Scope::Matter(material.matter), when, lead);
        }
    }

    /// A ruling on one street, one in five past its last day.
    fn ruling(&mut self, material: &Material) {
        let all = Set::all(self.lists.world.attributes[AREA].size);
        let mut parts = split(&self.lists.world, AREA, &all, 2, &mut self.random);
        let lead = self.any_lead();
        parts.truncate(1);
        let ruling = self.push(Layer::Ruling, Scope::Matter(material.matter), vec![parts], lead);
        self.lists.duties[ruling].expired = self.random.per_mille(200);
    }
}
