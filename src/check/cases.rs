//! C382, C383: a case of the lists that does not come out as it says, and an assertion that does not hold.

use super::problem::Witness;
use super::{Problem, Scene};
use crate::cases::{CaseRun, Refuted, Verdict, example, refute};
use crate::diagram::Outcome;
use crate::finding::Lang;
use crate::policy::Policy;
use crate::policy::duty::{Case, Claimed, Expected, Handler, TemplateId};
use crate::router::{Assigned, Decision, Status};
use std::fmt::Write as _;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    if policy.cases().is_empty() && policy.assertions().is_empty() {
        return;
    }
    out.extend(policy.cases().iter().filter_map(|case| failed(scene, case)));
    let router = scene.router();
    for assertion in policy.assertions() {
        let refuted = refute(assertion, &router);
        let Some(first) = refuted.first() else { continue };
        let name = &assertion.name;
        let claim = assertion.then.get(first.claim);
        let words = |lang| {
            let claimed = claim.map_or_else(String::new, |c| claimed(policy, c, lang));
            let outcomes = match claim {
                // Whether it is urgent has nothing to do with who leads.
                Some(Claimed::Urgent) => lang.pick("不加急", "not urgent").to_owned(),
                _ => came_of(policy, first, lang),
            };
            (claimed, policy.matter_words(first.matter), policy.cube_words(&first.within, lang), outcomes)
        };
        let ((zc, zm, zp, zo), (ec, em, ep, eo)) = (words(Lang::Zh), words(Lang::En));
        let mut problem = Problem::new(
            "C383",
            assertion.span,
            &[name],
            format!("断言「{name}」（{zc}）不成立：{zm}，{zp}；可能是：{zo}"),
            format!("assertion \"{name}\" ({ec}) does not hold: {em}, {ep}; it may be: {eo}"),
        );
        problem.matters = refuted.iter().map(|r| r.matter).collect();
        problem.matters.sort_unstable();
        problem.matters.dedup();
        problem.region.cubes = vec![first.within.clone()];
        let facts = example(first, assertion, &router);
        problem.witness = Some(Witness { matter: first.matter, facts, day: scene.options.day });
        out.push(problem);
    }
}

/// What there is to say of a case, if it fails.
fn failed(scene: &Scene<'_>, case: &Case) -> Option<Problem> {
    let policy = scene.policy;
    let run = CaseRun::of(case, scene.editions(), scene.options.day);
    let (zh, en) = match &run.verdict {
        Verdict::Passed | Verdict::NeedsRecognition => return None,
        Verdict::Failed(unmet) => {
            let decision = run.decision(case, scene.options.day);
            let words = |lang: Lang| {
                let unmet = unmet.iter().filter_map(|i| case.expect.get(*i));
                let unmet: Vec<String> = unmet.map(|e| expected(policy, e, lang)).collect();
                let got = decision.as_ref().map_or_else(String::new, |d| got(policy, d, lang));
                (unmet.join(lang.pick("，", ", ")), got)
            };
            let ((ze, zg), (ee, eg)) = (words(Lang::Zh), words(Lang::En));
            (format!("写的是 {ze}，结果是 {zg}"), format!("it says {ee}, and what comes out is {eg}"))
        }
        Verdict::Contradictory => {
            ("所写的要素互相矛盾".to_owned(), "its facts exclude each other".to_owned())
        }
        Verdict::NotInEffect(_) => {
            ("那一天它的事项不生效".to_owned(), "its matter is not in effect on its day".to_owned())
        }
    };
    let text = &case.text;
    let problem = Problem::new(
        "C382",
        case.span,
        &[text],
        format!("案例「{text}」：{zh}。用 fenbo explain --case 看是怎样得出的"),
        format!("case \"{text}\": {en}. `fenbo explain --case` shows how it comes about"),
    );
    let mut problem = problem.of(policy, &run.duties);
    problem.matters.extend(case.matter);
    Some(problem)
}

fn handlers(policy: &Policy, all: &[Handler], lang: Lang) -> String {
    let words: Vec<String> = all.iter().map(|h| policy.handler_words(*h, lang)).collect();
    words.join(lang.pick("、", ", "))
}

/// An expectation as the lists write it.
fn expected(policy: &Policy, expected: &Expected, lang: Lang) -> String {
    let (key, value) = match expected {
        Expected::Leads(all) => (lang.pick("应派", "expect"), handlers(policy, all, lang)),
        Expected::Assists(all) => (lang.pick("应协", "expect-assist"), handlers(policy, all, lang)),
        Expected::Forerun(one) => (lang.pick("应先行", "expect-forerun"), policy.handler_words(*one, lang)),
        Expected::Ask(attr) => (lang.pick("应问", "expect-ask"), policy.attributes().get(*attr).name.clone()),
        Expected::Refuse(name) => (lang.pick("应拒", "expect-refuse"), name.clone()),
        Expected::Urgent(true) => (lang.pick("应急", "expect-urgent"), lang.pick("是", "yes").to_owned()),
        Expected::Urgent(false) => (lang.pick("应急", "expect-urgent"), lang.pick("否", "no").to_owned()),
        Expected::Conflict => return lang.pick("应议", "expect-conflict").to_owned(),
        Expected::Gap => return lang.pick("应缺", "expect-gap").to_owned(),
    };
    format!("{key}{}{value}", lang.pick("：", ": "))
}

/// What came out of a case, in a few words: who leads and what else a case may speak of.
fn got(policy: &Policy, decision: &Decision<'_>, lang: Lang) -> String {
    let comma = lang.pick("、", ", ");
    let units = |all: &[Assigned<'_>]| {
        let names: Vec<&str> =
            all.iter().map(|a| policy.registry().units.get(a.unit).name.as_str()).collect();
        names.join(comma)
    };
    let candidates = || {
        let all = decision.candidates.iter().map(|c| outcome(policy, c.outcome, lang));
        all.collect::<Vec<_>>().join(lang.pick("／", " / "))
    };
    let mut text = match decision.status {
        Status::Decided => format!("{} {}", lang.pick("首办", "first"), units(&decision.leads)),
        Status::Asked => {
            let asked = decision.question.map_or("", |q| policy.attributes().get(q.attribute).name.as_str());
            format!("{} {asked} ({})", lang.pick("待问", "asked for"), candidates())
        }
        Status::Conflict => format!("{} ({})", lang.pick("职责冲突", "a conflict"), candidates()),
        Status::Gap => lang.pick("没有单位首办", "nobody as first handler").to_owned(),
        Status::NotAccepted => {
            let name = decision.refusal.and_then(|r| policy.refusals().get(r)).map_or("", |r| &r.name);
            format!("{} {name}", lang.pick("不受理", "a refusal,"))
        }
        Status::Contradictory => lang.pick("要素互相矛盾", "facts that exclude each other").to_owned(),
    };
    let forerun: Vec<Assigned<'_>> = decision.forerun.iter().map(|f| f.0).collect();
    for (name, all) in
        [(lang.pick("协办", "assisting"), &decision.assist), (lang.pick("先行", "going ahead"), &forerun)]
    {
        if !all.is_empty() {
            let _ = write!(text, "{}{name} {}", lang.pick("，", ", "), units(all));
        }
    }
    text
}

fn outcome(policy: &Policy, outcome: Outcome, lang: Lang) -> String {
    match outcome {
        Outcome::Decided(template) => policy.template_words(TemplateId(template), lang),
        Outcome::Gap => lang.pick("没有单位首办", "nobody").to_owned(),
        Outcome::Conflict => lang.pick("职责冲突", "a conflict").to_owned(),
        Outcome::NotAccepted => lang.pick("不受理", "a refusal").to_owned(),
        Outcome::Infeasible => lang.pick("不会出现", "impossible").to_owned(),
    }
}

/// What may come out where an assertion does not hold.
fn came_of(policy: &Policy, refuted: &Refuted, lang: Lang) -> String {
    let all: Vec<String> = refuted.outcomes.iter().map(|o| outcome(policy, *o, lang)).collect();
    all.join(lang.pick("／", " / "))
}

/// A claim as the lists write it.
fn claimed(policy: &Policy, claim: &Claimed, lang: Lang) -> String {
    match claim {
        Claimed::Urgent => lang.pick("加急", "urgent").to_owned(),
        Claimed::Decided => lang.pick("有首办", "decided").to_owned(),
        Claimed::Lead { any_of, negated: false } => {
            format!("{} {}", lang.pick("首办 为", "first is"), handlers(policy, any_of, lang))
        }
        Claimed::Lead { any_of, negated: true } => {
            format!("{} {}", lang.pick("首办 不为", "first is not"), handlers(policy, any_of, lang))
        }
    }
}
