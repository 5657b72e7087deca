//! Blocks that say how it is done and how to tell: `实施`, `案例`, `断言`, `豁免`.

use super::blocks::Block;
use super::entries::{
    AssertionEntry, CaseEntry, Claim, EntryKind, Expect, HandlerRef, Name, OfficeLine, PracticeEntry,
    PracticeLine, Spanned, Validity, Value, WaiverEntry,
};
use super::keywords::Item;
use super::reader::{Body, Reader, Rule, add};
use super::words::{inner, unquoted};

impl Reader {
    pub(super) fn practice(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let unit = self.handler_line(block.body)?;
        if matches!(unit, HandlerRef::Rota(_) | HandlerRef::Table(_)) {
            self.error(
                "S126",
                block.body,
                "「实施」属于一个单位或 @角色",
                "a practice belongs to a unit or an @role",
            );
            return None;
        }
        let mut practice = PracticeEntry {
            unit,
            accepts: Vec::new(),
            declines: Vec::new(),
            offices: Vec::new(),
            steps: Vec::new(),
            validity: Validity::default(),
        };
        for line in self.items(block) {
            let body = line.body;
            match line.item {
                Item::Accepts => add(&mut practice.accepts, self.practice_line(body, false)),
                Item::Declines => add(&mut practice.declines, self.practice_line(body, true)),
                Item::Office => add(&mut practice.offices, self.office(body)),
                Item::Steps => add(&mut practice.steps, self.limits(body)),
                Item::From => practice.validity.from = self.date(body),
                Item::Until => practice.validity.until = self.date(body),
                _ => {}
            }
        }
        Some(EntryKind::Practice(practice))
    }

    /// `0301-001，当 场所 为 公园 → @公园管理单位`, with the scope, the condition or the arrow left out.
    fn practice_line(&mut self, body: Body<'_>, hands_over: bool) -> Option<PracticeLine> {
        let pair = self.parse(Rule::practice_line, body)?;
        let mut line = PracticeLine { span: self.span(body), scope: Vec::new(), when: None, hand_to: None };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::scope => line.scope = self.matters(body, part),
                Rule::condition => line.when = Some(self.condition(body, part)?),
                Rule::chain if hands_over => line.hand_to = Some(self.chain(body, part)),
                Rule::arrow if !hands_over => {
                    self.error(
                        "S132",
                        body.of(&part),
                        "「承接」不转给别人；转给别人写「不承接」",
                        "`accepts` hands nothing over; write `declines`",
                    );
                    return None;
                }
                _ => {}
            }
        }
        Some(line)
    }

    /// `石岩市政所，当 街道 为 石岩街道`.
    fn office(&mut self, body: Body<'_>) -> Option<OfficeLine> {
        let pair = self.parse(Rule::office_line, body)?;
        let mut parts = inner(pair);
        let name = parts.next().map(|name| self.name(body.of(&name)))?;
        let when = match parts.next() {
            Some(condition) => Some(self.condition(body, condition)?),
            None => None,
        };
        Some(OfficeLine { name, when })
    }

    pub(super) fn case(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let text = self.title(block.body)?;
        let mut case = CaseEntry { text, matter: None, facts: Vec::new(), on: None, expect: Vec::new() };
        for line in self.items(block) {
            let body = line.body;
            let expect = match line.item {
                Item::Matter => {
                    case.matter = self.one_matter(body);
                    None
                }
                Item::Facts => {
                    let facts = self.facts(body);
                    self.merge_facts(&mut case.facts, facts);
                    None
                }
                Item::On => {
                    case.on = self.date(body);
                    None
                }
                Item::ExpectLead => some(self.handlers_line(body)).map(Expect::Leads),
                Item::ExpectAssist => some(self.handlers_line(body)).map(Expect::Assists),
                Item::ExpectForerun => self.handler_line(body).map(Expect::Forerun),
                Item::ExpectAsk => self.one_name(body).map(Expect::Ask),
                Item::ExpectRefuse => self.title(body).map(Expect::Refuse),
                Item::ExpectUrgent => self.boolean(body).map(Expect::Urgent),
                Item::ExpectConflict => self.stands(body).then_some(Expect::Conflict),
                Item::ExpectGap => self.stands(body).then_some(Expect::Gap),
                _ => None,
            };
            add(&mut case.expect, expect);
        }
        Some(EntryKind::Case(case))
    }

    /// `街道＝石岩街道，场所＝小区/公共部位、公园`.
    fn facts(&mut self, body: Body<'_>) -> Vec<(Name, Vec<Value>)> {
        let Some(pair) = self.parse(Rule::facts_line, body) else { return Vec::new() };
        let mut facts = Vec::new();
        for fact in inner(pair) {
            let mut parts = fact.into_inner();
            let (Some(name), Some(values)) = (parts.next(), parts.nth(1)) else { continue };
            let name = self.name(body.of(&name));
            if let Some(values) = self.values(body, values) {
                add(&mut facts, [(name, values)]);
            }
        }
        facts
    }

    fn merge_facts(&mut self, facts: &mut Vec<(Name, Vec<Value>)>, more: Vec<(Name, Vec<Value>)>) {
        for (name, values) in more {
            if let Some((first, _)) = facts.iter().find(|(n, _)| n.value == name.value) {
                let finding = crate::finding::Finding::error(
                    "S131",
                    name.span,
                    format!("要素「{}」写了两次；可能的几个值用「、」隔开", name.value),
                    format!("`{}` is given twice; join possible values with `or`", name.value),
                );
                self.push(finding.with(first.span, "前一次在这里", "first written here"));
            } else {
                facts.push((name, values));
            }
        }
    }

    /// `应议：是`, or nothing after the colon.
    fn stands(&mut self, body: Body<'_>) -> bool {
        if body.text.is_empty() {
            return true;
        }
        match self.boolean(body) {
            Some(true) => true,
            Some(false) => {
                self.error(
                    "S126",
                    body,
                    "这里只能写「是」，或者不写这一行",
                    "write yes, or leave the line out",
                );
                false
            }
            None => false,
        }
    }

    pub(super) fn assertion(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let mut entry = AssertionEntry { name, scope: Vec::new(), when: Vec::new(), then: Vec::new() };
        for line in self.items(block) {
            match line.item {
                Item::Applies => add(&mut entry.scope, self.scope(line.body)),
                Item::When => add(&mut entry.when, self.condition_line(line.body)),
                Item::Then => add(&mut entry.then, self.claim(line.body)),
                _ => {}
            }
        }
        (!entry.then.is_empty()).then_some(EntryKind::Assertion(entry))
    }

    fn claim(&mut self, body: Body<'_>) -> Option<Claim> {
        let pair = self.parse(Rule::claim_line, body)?;
        let claim = inner(pair).next()?;
        Some(match claim.as_rule() {
            Rule::claim_urgent => Claim::Urgent,
            Rule::claim_decided => Claim::Decided,
            _ => {
                let mut parts = claim.into_inner();
                let negated = matches!(parts.next()?.as_rule(), Rule::is_not | Rule::unequal);
                Claim::Lead { any_of: self.handlers(body, parts.next()?), negated }
            }
        })
    }

    pub(super) fn waiver(&mut self, block: &Block<'_>) -> EntryKind {
        let (code, rest) = block.body.first_word();
        let (code, _) = unquoted(code);
        if !rest.text.is_empty() {
            self.error("S120", rest, "问题码后面多了这些字", "nothing may follow the code");
        }
        let code = Spanned { value: code.text.replace('：', ":"), span: self.span(code) };
        let mut waiver = WaiverEntry { code, scope: Vec::new(), reason: None, until: None };
        for line in self.items(block) {
            match line.item {
                Item::Applies => add(&mut waiver.scope, self.names(line.body)),
                Item::Reason => waiver.reason = Some(self.prose(line.body)),
                Item::Until => waiver.until = self.date(line.body),
                _ => {}
            }
        }
        EntryKind::Waiver(waiver)
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
