//! What a check has to say: a finding, and everything that makes it useful.

use super::space::{Boxes, Space};
use super::weight::Weight;
use crate::finding::{Finding, Severity, codes};
use crate::policy::Policy;
use crate::policy::duty::{DutyId, Validity};
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Region};
use crate::text::{Moved, Span};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The codes of problems that are about matters alone: the first name of each is the code of the first.
const BY_MATTER: [&str; 5] = ["C302", "C303", "C311", "C313", "C314"];

/// One problem of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Code, place and words.
    pub finding: Finding,
    /// Twelve hexadecimal digits that stay the same while the same things are wrong with the same duties, matters or
    /// units, whatever else is edited: for waivers and baselines.
    pub fingerprint: String,
    /// The codes and names it is about: of duties, matters, units, attributes, what the check looks at.
    pub about: Vec<String>,
    /// The matters concerned, ascending.
    pub matters: Vec<MatterId>,
    /// The duties involved, ascending.
    pub duties: Vec<DutyId>,
    /// Where it is so: boxes that may overlap. Empty where a problem is not about facts.
    pub region: Region,
    /// A complaint that shows it.
    pub witness: Option<Witness>,
    /// The days on which it is so, if it is not about every day.
    pub days: Option<Validity>,
    /// What could be done.
    pub fixes: Vec<Fix>,
    /// Past complaints of a history that it concerns; `None`: no history was given, or it is not about facts.
    pub weight: Option<Weight>,
}

/// A complaint that shows a problem: one combination of facts, as many as the problem needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its matter.
    pub matter: MatterId,
    /// Its facts, by attribute.
    pub facts: Vec<(AttrId, u32)>,
    /// A day on which it would come in.
    pub day: Date,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The texts to replace. Empty: something for people to decide and write.
    pub edits: Vec<Edit>,
    /// Lines to paste, where the fix is something to add.
    pub paste: Option<String>,
    /// Whether it cannot change a decision, so that `--fix` may do it.
    pub safe: bool,
}

/// One change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The span becomes this text.
    Replace(Span, String),
    /// The whole block that the span lies in goes, with its notes.
    RemoveBlock(Span),
    /// The line that the span lies in goes.
    RemoveLine(Span),
}

/// Where something is so.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    /// Boxes that may overlap.
    pub region: Region,
    /// A point of it.
    pub point: Vec<(AttrId, u32)>,
}

impl Extent {
    /// Boxes in the fewest words, and a point of them; nothing of no boxes. `free`: points that do not matter.
    pub fn of(space: &Space, boxes: &Boxes, free: &Boxes) -> Option<Self> {
        let point = space.point(boxes)?;
        Some(Self { region: space.region(&space.fold(boxes, free)), point })
    }
}

impl Problem {
    /// A problem at a place. `key`: the codes and names it is about, in a fixed order; the fingerprint is made of the code
    /// and these. The severity is that of the table of codes.
    pub fn new(code: &'static str, span: Span, key: &[&str], zh: String, en: String) -> Self {
        let severity = codes::code(code).map_or(Severity::Warning, |c| c.severity);
        Self {
            finding: Finding { code, severity, span, zh, en, related: Vec::new() },
            fingerprint: fingerprint(code, key),
            about: key.iter().map(|k| (*k).to_owned()).collect(),
            matters: Vec::new(),
            duties: Vec::new(),
            region: Region::empty(),
            witness: None,
            days: None,
            fixes: Vec::new(),
            weight: None,
        }
    }

    /// What it is called wherever it is referred to: its code and fingerprint, `C301:ab12cd34ef56`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.finding.code, self.fingerprint)
    }

    /// All names that it is known by: a problem that matters share has one for each of them, which it keeps when an edit of
    /// one matter parts it from the others.
    pub fn names(&self, policy: &Policy) -> Vec<String> {
        let code = self.finding.code;
        match self.about.split_first() {
            Some((_, rest)) if BY_MATTER.contains(&code) && self.matters.len() > 1 => {
                let name = |matter: &MatterId| {
                    let own = policy.matters().get(*matter).code.as_str();
                    let key: Vec<&str> =
                        std::iter::once(own).chain(rest.iter().map(String::as_str)).collect();
                    format!("{code}:{}", fingerprint(code, &key))
                };
                self.matters.iter().map(name).collect()
            }
            _ => vec![self.name()],
        }
    }

    /// About something more.
    #[must_use]
    pub(super) fn about_too(mut self, more: &[&str]) -> Self {
        self.about.extend(more.iter().map(|m| (*m).to_owned()));
        let key: Vec<&str> = self.about.iter().map(String::as_str).collect();
        self.fingerprint = fingerprint(self.finding.code, &key);
        self
    }

    /// Where it is so, with a witness of one of the matters.
    #[must_use]
    pub(super) fn at(mut self, matters: &[MatterId], extent: &Extent, day: Date) -> Self {
        self.matters = matters.to_vec();
        self.region = extent.region.clone();
        self.witness =
            matters.first().map(|matter| Witness { matter: *matter, facts: extent.point.clone(), day });
        self
    }

    /// The duties involved, and their places as related ones.
    #[must_use]
    pub fn of(mut self, policy: &Policy, duties: &[DutyId]) -> Self {
        for id in duties {
            let duty = policy.duty(*id);
            self.duties.push(*id);
            if duty.span != self.finding.span {
                let title = duty.title.as_deref().unwrap_or_default();
                let words = format!("{} {title}", duty.code);
                self.finding.related.push((duty.span, words.trim().to_owned(), words.trim().to_owned()));
            }
        }
        self.duties.sort_unstable();
        self
    }

    /// Of more matters than the region and the witness are about.
    #[must_use]
    pub(super) fn with_matters(mut self, matters: Vec<MatterId>) -> Self {
        self.matters = matters;
        self
    }

    /// Takes its places along with an edit of a text.
    pub(super) fn follow(&mut self, moved: Moved) {
        self.finding.follow(moved);
        for edit in self.fixes.iter_mut().flat_map(|f| &mut f.edits) {
            match edit {
                Edit::Replace(span, _) | Edit::RemoveBlock(span) | Edit::RemoveLine(span) => {
                    moved.apply(span);
                }
            }
        }
    }

    /// With another way out.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

impl Fix {
    /// Something for people to decide.
    pub fn advice(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into(), edits: Vec::new(), paste: None, safe: false }
    }

    /// Lines to add somewhere.
    #[must_use]
    pub fn paste(mut self, lines: impl Into<String>) -> Self {
        self.paste = Some(lines.into());
        self
    }

    /// With a change of a text.
    #[must_use]
    pub fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// Cannot change a decision.
    #[must_use]
    pub fn safe(mut self) -> Self {
        self.safe = true;
        self
    }
}

fn fingerprint(code: &str, key: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(code);
    for part in key {
        hash.update([0]);
        hash.update(part);
    }
    hash.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
