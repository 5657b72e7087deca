//! Cases and assertions: what the lists demand of themselves.

use super::{Binder, Bound, no_matter};
use crate::finding::Finding;
use crate::policy::attribute::closest;
use crate::policy::duty::{Assertion, Case, Claimed, Expected, Refusal};
use crate::policy::matter::{MatterId, NoMatter};
use crate::syntax::entries::{AssertionEntry, CaseEntry, Claim, Entry, EntryKind, Expect, MatterRef};
use crate::text::fold;

impl Binder<'_> {
    pub(super) fn cases(&mut self, entries: &[Entry], refusals: &[Refusal]) -> Vec<Case> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Case(case) = &entry.kind else { continue };
            out.extend(self.case(case, entry, refusals));
        }
        out
    }

    fn case(&mut self, case: &CaseEntry, entry: &Entry, refusals: &[Refusal]) -> Bound<Case> {
        let matter = match &case.matter {
            None => Some(None),
            Some(reference) => self.one_matter(reference).map(Some),
        };
        let mut facts = Vec::with_capacity(case.facts.len());
        let mut whole = true;
        for (name, words) in &case.facts {
            let bound = self
                .attribute(name)
                .and_then(|(id, level)| self.values(id, level, words).map(|set| (id, set)));
            match bound {
                Some(fact) => facts.push(fact),
                None => whole = false,
            }
        }
        let expect: Vec<_> = case.expect.iter().map(|e| self.expected(e, refusals)).collect();
        let expect: Bound<Vec<_>> = expect.into_iter().collect();
        if case.expect.is_empty() {
            self.findings.push(Finding::warning(
                "N241",
                entry.span,
                "这个案例没有写期望（应派、应问、应拒……），运行了也证明不了什么",
                "this case expects nothing (expect, expect-ask, expect-refuse …): running it proves nothing",
            ));
        }
        let (matter, expect) = (matter?, expect?);
        let on = case.on.as_ref().map(|d| d.value);
        let text = case.text.value.clone();
        whole.then(|| Case { text, matter, facts, on, expect, span: entry.span, notes: entry.notes.clone() })
    }

    fn one_matter(&mut self, reference: &MatterRef) -> Bound<MatterId> {
        match self.matters.find(reference) {
            Ok(set) => match set.sole() {
                Some(id) => Some(MatterId(id)),
                None => {
                    let codes =
                        set.values().take(6).map(|v| self.matters.get(MatterId(v)).code.clone()).collect();
                    self.findings.push(no_matter(reference, NoMatter::Ambiguous(codes)));
                    None
                }
            },
            Err(error) => {
                self.findings.push(no_matter(reference, error));
                None
            }
        }
    }

    fn expected(&mut self, expect: &Expect, refusals: &[Refusal]) -> Bound<Expected> {
        Some(match expect {
            Expect::Leads(refs) => Expected::Leads(self.handlers(refs)?),
            Expect::Assists(refs) => Expected::Assists(self.handlers(refs)?),
            Expect::Forerun(who) => Expected::Forerun(self.handler(who)?),
            Expect::Ask(name) => Expected::Ask(self.attribute(name)?.0),
            Expect::Refuse(name) => {
                let Some(found) = refusals.iter().find(|r| fold(&r.name) == fold(&name.value)) else {
                    let near = closest(&name.value, refusals.iter().map(|r| r.name.as_str()));
                    self.findings.push(super::unknown(
                        "N242",
                        name,
                        "不受理条目",
                        "not-accepted entry",
                        near.as_deref(),
                    ));
                    return None;
                };
                Expected::Refuse(found.name.clone())
            }
            Expect::Urgent(yes) => Expected::Urgent(*yes),
            Expect::Conflict => Expected::Conflict,
            Expect::Gap => Expected::Gap,
        })
    }

    pub(super) fn assertions(&mut self, entries: &[Entry]) -> Vec<Assertion> {
        let mut out = Vec::new();
        for entry in entries {
            let EntryKind::Assertion(assertion) = &entry.kind else { continue };
            out.extend(self.assertion(assertion, entry));
        }
        out
    }

    fn assertion(&mut self, e: &AssertionEntry, entry: &Entry) -> Bound<Assertion> {
        let scope = self.scope(&e.scope, self.all_matters());
        let region = self.region(&e.when, &[]);
        let then: Vec<Bound<Claimed>> = e
            .then
            .iter()
            .map(|claim| {
                Some(match claim {
                    Claim::Urgent => Claimed::Urgent,
                    Claim::Lead { any_of, negated } => {
                        Claimed::Lead { any_of: self.handlers(any_of)?, negated: *negated }
                    }
                    Claim::Decided => Claimed::Decided,
                })
            })
            .collect();
        let then: Bound<Vec<_>> = then.into_iter().collect();
        Some(Assertion {
            name: e.name.value.clone(),
            scope: scope?,
            region: region?,
            then: then?,
            span: entry.span,
        })
    }
}
