//! From a policy and a day to a router.

use super::jurisdiction::Members;
use super::leads::Seats;
use super::lexicon::Lexicon;
use super::ready::Ready;
use super::{ByMatter, Root, Router, regions};
use crate::diagram::{Builder, Claim, Packed};
use crate::finding::Finding;
use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::duty::{DutyId, in_effect};
use crate::policy::matter::MatterId;
use crate::policy::precedence::Precedence;
use crate::policy::region::{AttrId, Cube, Region};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Router {
    /// Compiles the lists as of a day. Findings: circles of overrides (`N236`), and matters over their budget of nodes
    /// (`P901`), which are then answered by the definition.
    pub fn compile(policy: Arc<Policy>, day: Date) -> (Self, Vec<Finding>) {
        let lexicon = Arc::new(Lexicon::new(&policy));
        Self::edition(policy, day, lexicon, |_| true)
    }

    /// The same with the names prepared before, and diagrams only of the matters that are `wanted`: the others are answered
    /// by the definition, which takes longer and says the same.
    pub(super) fn edition(
        policy: Arc<Policy>,
        day: Date,
        lexicon: Arc<Lexicon>,
        wanted: impl Fn(MatterId) -> bool,
    ) -> (Self, Vec<Finding>) {
        let (precedence, mut findings) = Precedence::new(&policy, day);
        let live = |valid| in_effect(valid, day);
        let numbered = policy.refusals.iter().enumerate().filter(|(_, r)| live(r.valid));
        let refusals = ByMatter::new(policy.matters.len(), numbered.map(|(i, r)| (i as u32, &r.scope)));
        let numbered = policy.urgencies.iter().enumerate().filter(|(_, u)| live(u.valid));
        let urgencies = ByMatter::new(policy.matters.len(), numbered.map(|(i, u)| (i as u32, &u.scope)));
        let mut never = Region::empty();
        for assumption in &policy.assumptions {
            // Their sum was bounded where they were bound.
            let _ = never.add(assumption.never.clone());
        }
        let size = |attr: AttrId| policy.attributes.size(attr);
        let mut builder = Builder::default();
        let mut roots = Vec::with_capacity(policy.matters.len());
        // Matters under one node often have the same duties, and then the same diagram.
        let mut known: FxHashMap<(&[DutyId], &[u32]), Root> = FxHashMap::default();
        for (id, matter) in policy.matters.iter() {
            if !wanted(id) {
                roots.push(Root::Definition);
                continue;
            }
            let duties = precedence.applicable(id.0);
            let refused = refusals.of(id.0);
            let key = (duties, refused);
            let root = match known.get(&key) {
                Some(root) => *root,
                None => {
                    let root = build(&policy, &precedence, duties, refused, &never, &size, &mut builder);
                    known.insert(key, root);
                    root
                }
            };
            if root == Root::Definition {
                let budget = policy.registry.project.node_budget;
                findings.push(Finding::warning(
                    "P901",
                    matter.span,
                    format!("事项 {} 的图超过 {budget} 个节点，没有编译；分派时按定义逐条求解，结果相同，较慢", matter.code),
                    format!(
                        "the diagram of matter {} exceeds {budget} nodes and was not compiled; it is routed by the \
                         definition: the same answers, slower",
                        matter.code
                    ),
                ));
            }
            roots.push(root);
        }
        let diagram = builder.finish();
        let node = |root: &Root| match root {
            Root::Node(root) => Some(*root),
            Root::Definition => None,
        };
        let packed = Packed::new(&diagram, roots.iter().map(node));
        let with = |wanted: fn(&Domain) -> bool| {
            policy.attributes.iter().filter(|(_, a)| wanted(&a.domain)).map(|(id, _)| id).collect()
        };
        let jurisdictions = policy
            .attributes
            .iter()
            .filter_map(|(id, a)| match &a.domain {
                Domain::Jurisdiction { set, .. } => {
                    let set = policy.registry.areas.jurisdiction(set)?;
                    Some((id, Members::new(set, policy.registry.areas.leaves())))
                }
                _ => None,
            })
            .collect();
        let silences = silences(&policy, &precedence, &refusals, &urgencies);
        let project = &policy.registry.project;
        let times = policy.matters.iter().map(|(_, m)| {
            let class = m.time_class.as_ref().or(project.ordinary_class.as_ref())?;
            project.time_classes.get(class).copied()
        });
        let times = times.collect();
        let seats = Seats::new(&policy, day);
        let router = Self {
            day,
            epoch: epoch(&policy, day),
            leads: policy.duties.iter().map(|d| d.leads).collect(),
            diagram,
            packed,
            roots,
            refusals,
            urgencies,
            silences,
            times,
            never,
            ready: Ready::new(&policy, &seats),
            seats,
            lexicon,
            area: policy.attributes.area(),
            clocks: with(|d| *d == Domain::TimeOfDay),
            day_classes: with(|d| *d == Domain::DayClass),
            jurisdictions,
            precedence,
            policy,
        };
        (router, findings)
    }
}

fn build(
    policy: &Policy,
    precedence: &Precedence,
    duties: &[DutyId],
    refused: &[u32],
    never: &Region,
    size: &dyn Fn(AttrId) -> u32,
    builder: &mut Builder,
) -> Root {
    let claims: Vec<Claim<'_>> = duties
        .iter()
        .map(|&d| policy.duty(d))
        .map(|d| Claim { template: d.leads.0, region: &d.region })
        .collect();
    let mut refusal = Region::empty();
    for &r in refused {
        if refusal.add(policy.refusals[r as usize].region.clone()).is_err() {
            return Root::Definition;
        }
    }
    let beats = |i: usize, j: usize| precedence.beats(duties[i], duties[j]);
    let budget = policy.registry.project.node_budget;
    builder.add(&claims, beats, &refusal, never, size, budget).map_or(Root::Definition, Root::Node)
}

/// What every explanation of a matter has to look at: prepared once, because each decision lists its assumptions.
fn silences(policy: &Policy, precedence: &Precedence, refusals: &ByMatter, urgencies: &ByMatter) -> ByMatter {
    let mut this = ByMatter { first: vec![0], rules: Vec::new() };
    let mut tested = vec![false; policy.attributes.len()];
    for matter in 0..policy.matters.len() as u32 {
        let decide = regions(policy, precedence, refusals, matter);
        let urgent = urgencies.of(matter).iter().map(|&u| &policy.urgencies[u as usize].region);
        for (attr, _) in decide.chain(urgent).flat_map(|r| &r.cubes).flat_map(Cube::sides) {
            tested[usize::from(attr.0)] = true;
        }
        for (attr, a) in policy.attributes.iter() {
            if std::mem::take(&mut tested[usize::from(attr.0)]) && a.absent.is_some() {
                this.rules.push(u32::from(attr.0));
            }
        }
        this.first.push(this.rules.len() as u32);
    }
    this
}

/// The days around `day` on which nothing changes.
fn epoch(policy: &Policy, day: Date) -> (Date, Date) {
    let turns = policy.turning_days();
    let next = turns.partition_point(|t| *t <= day);
    let from = next.checked_sub(1).map_or(Date::MIN, |i| turns[i]);
    let until = turns.get(next).and_then(|t| t.yesterday().ok()).unwrap_or(Date::MAX);
    (from, until)
}
