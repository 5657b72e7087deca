//! The JSON form of a problem. The fields are a contract; codes, severities and kinds are never translated.

use super::paste;
use super::problem::{Edit, Fix, Problem, Witness};
use super::waivers::Waived;
use super::weight::Weight;
use crate::finding::{FindingWire, Lang, PlaceWire, codes};
use crate::policy::Policy;
use crate::policy::duty::{Basis, DutyId, Validity};
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Cube, Region};
use crate::syntax::entries::Layer;
use crate::text::{Sources, Span};
use serde::Serialize;

/// A problem as JSON, with its words in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemWire {
    /// Code, severity, message, place, related places.
    #[serde(flatten)]
    pub finding: FindingWire,
    /// What the code is about.
    pub title: &'static str,
    /// Code and fingerprint, as waivers and baselines write them.
    pub fingerprint: String,
    /// The matters concerned.
    pub matters: Vec<MatterWire>,
    /// The duties involved.
    pub duties: Vec<DutyWire>,
    /// Where it is so: boxes that may overlap.
    pub region: Vec<BoxWire>,
    /// A complaint that shows it.
    pub witness: Option<WitnessWire>,
    /// The witness as a case of the lists.
    pub case: Option<String>,
    /// The days on which it is so, if it is not about every day.
    pub days: Option<DaysWire>,
    /// Past complaints that it concerns, where a history was given.
    pub weight: Option<WeightWire>,
    /// What could be done.
    pub fixes: Vec<FixWire>,
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct MatterWire {
    pub code: String,
    pub name: String,
}

/// A duty that is involved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct DutyWire {
    pub code: String,
    pub title: Option<String>,
    /// `duty`, `fallback` or `ruling`.
    pub layer: &'static str,
    /// Who leads, as the lists write it: one for each lead.
    pub leads: Vec<String>,
    pub file: String,
    pub line: usize,
    /// Legal bases; one that is still to be found is `null`.
    pub basis: Vec<Option<String>>,
}

/// A box of facts: every combination of the values of its sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoxWire {
    /// In words.
    pub text: String,
    /// One side for each attribute that may not have just any value.
    pub sides: Vec<SideWire>,
}

/// The values of one attribute, whole subtrees by their node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct SideWire {
    pub attribute: String,
    pub values: Vec<String>,
}

/// A complaint that shows a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessWire {
    /// In words.
    pub text: String,
    /// Its matter.
    pub matter: MatterWire,
    /// Its facts.
    pub facts: Vec<FactWire>,
    /// The day on which it would come in.
    pub day: String,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct FactWire {
    pub attribute: String,
    pub value: String,
}

/// First and last day; an end that is open is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct DaysWire {
    pub from: Option<String>,
    pub until: Option<String>,
}

/// How many past complaints it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WeightWire {
    /// Those whose facts lie in the region.
    pub certain: u64,
    /// Those of which too little is known to tell.
    pub possible: u64,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixWire {
    /// What it does.
    pub message: String,
    /// Whether it cannot change a decision.
    pub safe: bool,
    /// Lines to paste.
    pub paste: Option<String>,
    /// Changes of texts.
    pub edits: Vec<EditWire>,
}

/// One change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditWire {
    /// `replace`: the place becomes the text; `remove_block`: the block that it lies in goes; `remove_line`: the line.
    pub kind: &'static str,
    /// Where.
    #[serde(flatten)]
    pub place: PlaceWire,
    /// What to put there.
    pub text: Option<String>,
}

/// A waiver of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct WaiverWire {
    pub reason: Option<String>,
    /// Its last day.
    pub until: Option<String>,
    #[serde(flatten)]
    pub place: PlaceWire,
}

/// Puts words on problems of one policy.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'p> {
    /// The lists.
    pub policy: &'p Policy,
    /// Their texts.
    pub sources: &'p Sources,
    /// The language of the words.
    pub lang: Lang,
    /// The days looked at: a problem that is so on all of them names none.
    pub days: Validity,
}

impl Writer<'_> {
    /// The JSON form of a problem.
    pub fn wire(&self, problem: &Problem) -> ProblemWire {
        let finding = FindingWire::new(&problem.finding, self.sources, self.lang);
        let code = finding.code;
        let title = codes::code(code).map_or("", |c| self.lang.pick(c.zh, c.en));
        ProblemWire {
            title,
            fingerprint: problem.name(),
            matters: problem.matters.iter().map(|m| self.matter(*m)).collect(),
            duties: problem.duties.iter().map(|d| self.duty(*d)).collect(),
            region: self.region(&problem.region),
            witness: problem.witness.as_ref().map(|w| self.witness(w)),
            case: paste::case(self.policy, problem, self.lang),
            days: problem.days.and_then(|days| self.days(days)),
            weight: problem.weight.map(|Weight { certain, possible }| WeightWire { certain, possible }),
            fixes: problem.fixes.iter().map(|f| self.fix(f)).collect(),
            finding,
        }
    }

    /// The JSON form of the waiver of a problem.
    pub fn waiver(&self, waived: &Waived) -> Option<WaiverWire> {
        let entry = self.policy.waivers().get(waived.waiver)?;
        Some(WaiverWire {
            reason: entry.reason.clone(),
            until: entry.until.as_ref().map(|until| until.value.to_string()),
            place: PlaceWire::new(entry.code.span, self.sources),
        })
    }

    /// The boxes of a region.
    pub fn region(&self, region: &Region) -> Vec<BoxWire> {
        region.cubes.iter().map(|c| self.cube(c)).collect()
    }

    /// A matter.
    pub fn matter(&self, id: MatterId) -> MatterWire {
        let matter = self.policy.matters().get(id);
        MatterWire { code: matter.code.clone(), name: matter.name.clone() }
    }

    /// A duty.
    pub fn duty(&self, id: DutyId) -> DutyWire {
        let duty = self.policy.duty(id);
        let place = self.sources.place(duty.span);
        let leads = &self.policy.template(duty.leads).leads;
        let basis = duty.parts.basis.iter().map(|b| match b {
            Basis::Cited { instrument, article } => {
                Some(format!("{instrument}{}", article.as_deref().unwrap_or_default()))
            }
            Basis::ToConfirm => None,
        });
        DutyWire {
            code: duty.code.to_string(),
            title: duty.title.as_deref().map(str::to_owned),
            layer: match duty.layer {
                Layer::Fallback => "fallback",
                Layer::Duty => "duty",
                Layer::Ruling => "ruling",
            },
            leads: leads.iter().map(|chain| self.policy.chain_words(chain, self.lang)).collect(),
            file: place.file.to_string(),
            line: place.line,
            basis: basis.collect(),
        }
    }

    fn attribute(&self, attr: AttrId) -> String {
        self.policy.attributes().get(attr).name.clone()
    }

    fn cube(&self, cube: &Cube) -> BoxWire {
        let areas = &self.policy.registry().areas;
        let side = |(attr, set): &(AttrId, _)| SideWire {
            attribute: self.attribute(*attr),
            values: self.policy.attributes().get(*attr).names(set, areas),
        };
        BoxWire {
            text: self.policy.cube_words(cube, self.lang),
            sides: cube.sides().iter().map(side).collect(),
        }
    }

    fn witness(&self, witness: &Witness) -> WitnessWire {
        let areas = &self.policy.registry().areas;
        let fact = |(attr, value): &(AttrId, u32)| FactWire {
            attribute: self.attribute(*attr),
            value: self.policy.attributes().get(*attr).value_name(*value, areas),
        };
        let facts: Vec<FactWire> = witness.facts.iter().map(fact).collect();
        let (is, and, part) = match self.lang {
            Lang::Zh => ("＝", "，", "；"),
            Lang::En => (" = ", ", ", "; "),
        };
        let told: Vec<String> = facts.iter().map(|f| format!("{}{is}{}", f.attribute, f.value)).collect();
        let mut parts = vec![self.policy.matter_words(witness.matter)];
        parts.extend((!told.is_empty()).then(|| told.join(and)));
        parts.push(witness.day.to_string());
        WitnessWire {
            text: parts.join(part),
            matter: self.matter(witness.matter),
            facts,
            day: witness.day.to_string(),
        }
    }

    /// None where it is so on every day looked at.
    fn days(&self, (from, until): Validity) -> Option<DaysWire> {
        let days = DaysWire {
            from: (from > self.days.0).then(|| from.to_string()),
            until: (until < self.days.1).then(|| until.to_string()),
        };
        (days.from.is_some() || days.until.is_some()).then_some(days)
    }

    fn fix(&self, fix: &Fix) -> FixWire {
        FixWire {
            message: self.lang.pick(&fix.zh, &fix.en).to_owned(),
            safe: fix.safe,
            paste: fix.paste.clone(),
            edits: fix.edits.iter().map(|e| self.edit(e)).collect(),
        }
    }

    fn edit(&self, edit: &Edit) -> EditWire {
        let wire =
            |kind, span: Span, text| EditWire { kind, place: PlaceWire::new(span, self.sources), text };
        match edit {
            Edit::Replace(span, text) => wire("replace", *span, Some(text.clone())),
            Edit::RemoveBlock(span) => wire("remove_block", *span, None),
            Edit::RemoveLine(span) => wire("remove_line", *span, None),
        }
    }
}
