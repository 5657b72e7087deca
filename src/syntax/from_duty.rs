//! Blocks that give work to someone: `职责`, `兜底`, `裁定`, `加急`, `不受理`, `原则`.

use super::blocks::Block;
use super::entries::{
    Condition, DoctrineEntry, DutyEntry, EntryKind, Layer, NotAcceptedEntry, OutcomeEntry, ProvisoEntry,
    Spanned, SpecialRule, UrgencyEntry, Validity,
};
use super::keywords::{self, Heading, Item};
use super::reader::{Body, Reader, Rule, add};
use super::words::{NATURES, inner};

impl Reader {
    /// `职责`, `兜底` or `裁定`; none if it names no first handler.
    pub(super) fn duty(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let mut duty = DutyEntry {
            layer: Layer::Duty,
            code: None,
            title: None,
            scope: Vec::new(),
            when: Vec::new(),
            except: Vec::new(),
            outcome: OutcomeEntry::default(),
            provisos: Vec::new(),
            overrides: Vec::new(),
            capacity: None,
            special: None,
            reason: None,
            ruled_on: None,
            validity: Validity::default(),
        };
        if block.kind == Heading::Fallback {
            duty.layer = Layer::Fallback;
            duty.scope = self.scope(block.body);
        } else {
            let (code, title) = self.code_and_title(block.body)?;
            (duty.code, duty.title) = (Some(code), title);
            if block.kind == Heading::Ruling {
                duty.layer = Layer::Ruling;
            }
        }
        let mut leads = Vec::new();
        for line in self.items(block) {
            let body = line.body;
            match line.item {
                Item::Applies => add(&mut duty.scope, self.scope(body)),
                Item::When => add(&mut duty.when, self.condition_line(body)),
                Item::Except => add(&mut duty.except, self.condition_line(body)),
                Item::But => add(&mut duty.provisos, self.proviso(body)),
                Item::Overrides => add(&mut duty.overrides, self.names(body)),
                Item::Capacity => duty.capacity = self.one_name(body),
                Item::Special => duty.special = self.special(body),
                Item::Reason => duty.reason = Some(self.prose(body)),
                Item::Code => duty.code = self.one_name(body),
                Item::Ruled => duty.ruled_on = self.date(body),
                Item::From => duty.validity.from = self.date(body),
                Item::Until => duty.validity.until = self.date(body),
                item => {
                    if matches!(item, Item::First | Item::Joint) {
                        leads.push(line.keyword);
                    }
                    self.outcome_item(&mut duty.outcome, item, body);
                }
            }
        }
        match leads.as_slice() {
            [] => self.missing(block, &[Item::First, Item::Joint]),
            [first, second, ..] => {
                self.both(
                    *second,
                    *first,
                    "「首办」与「并办」只写一种",
                    "write `first` or `joint`, not both",
                );
            }
            [_] => {}
        }
        let readable = !duty.outcome.leads.is_empty() && !duty.scope.is_empty();
        let dated = duty.layer != Layer::Ruling || duty.ruled_on.is_some();
        (readable && dated).then(|| EntryKind::Duty(Box::new(duty)))
    }

    /// One of the items that say who does what.
    fn outcome_item(&mut self, outcome: &mut OutcomeEntry, item: Item, body: Body<'_>) {
        match item {
            Item::First => add(&mut outcome.leads, self.chain_line(body)),
            Item::Joint => {
                outcome.leads = self.chains(body);
                outcome.joint = true;
                if outcome.leads.len() == 1 {
                    outcome.leads.clear();
                    self.error(
                        "S132",
                        body,
                        "「并办」至少两个单位，用「、」隔开；一个单位写「首办」",
                        "`joint` takes at least two units; for one write `first`",
                    );
                }
            }
            Item::Assist => add(&mut outcome.assist, self.chains(body)),
            Item::Inform => add(&mut outcome.inform, self.chains(body)),
            Item::Supervise => add(&mut outcome.supervise, self.chains(body)),
            Item::Forerun => outcome.forerun = self.forerun(body),
            Item::Basis => add(&mut outcome.basis, self.basis(body)),
            Item::Limit => add(&mut outcome.limits, self.limits(body)),
            _ => {}
        }
    }

    /// `条件 → 首办；协办 …；依据 … ［编码］`.
    fn proviso(&mut self, body: Body<'_>) -> Option<ProvisoEntry> {
        let pair = self.parse(Rule::proviso_line, body)?;
        let (mut when, mut code) = (None, None);
        let mut outcome = OutcomeEntry::default();
        let mut seen: Vec<Item> = Vec::new();
        let mut coded = false;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::condition => when = self.condition(body, part),
                Rule::segment => {
                    let place = body.of(&part).trimmed();
                    self.segment(&mut outcome, &mut seen, place);
                }
                Rule::proviso_code => {
                    coded = true;
                    code = part.into_inner().next().map(|p| self.name(body.of(&p)));
                }
                _ => {}
            }
        }
        if !coded {
            self.error(
                "S133",
                body,
                "「但」要有自己的编码：行末写［编码］",
                "a proviso has a code of its own: end the line with [code]",
            );
        }
        if outcome.leads.is_empty() {
            return None;
        }
        Some(ProvisoEntry { span: self.span(body), when: when?, outcome, code: code? })
    }

    /// What stands between two semicolons of a proviso: a keyword and its content; the first handler may do
    /// without the keyword.
    fn segment(&mut self, outcome: &mut OutcomeEntry, seen: &mut Vec<Item>, place: Body<'_>) {
        let (word, rest) = segment_parts(place);
        let first = seen.is_empty();
        let (item, content) = match keywords::item(word.text) {
            Some((item, _)) if !rest.text.is_empty() => (item, rest),
            _ if first => (Item::First, place),
            _ => {
                let near = keywords::nearest_item(word.text, Some(Heading::Duty)).map(|(w, _)| w);
                self.unknown_word("S111", word, near);
                return;
            }
        };
        let lead = matches!(item, Item::First | Item::Joint);
        let allowed = matches!(
            item,
            Item::Assist | Item::Inform | Item::Supervise | Item::Forerun | Item::Basis | Item::Limit
        );
        if first != lead || !(lead || allowed) {
            let message = if first {
                ("「→」后面先写首办单位", "the first handler comes first after the arrow")
            } else {
                (
                    "「但」里只能写 协办、知会、监管、先行、依据、时限",
                    "a proviso takes assist, inform, supervise, forerun, basis and limit",
                )
            };
            self.error("S113", word, message.0, message.1);
            if first {
                seen.push(Item::First);
            }
            return;
        }
        if matches!(item, Item::Forerun) && seen.contains(&item) {
            self.error("S131", word, "「先行」只能写一次", "`forerun` may be written only once");
            return;
        }
        seen.push(item);
        self.outcome_item(outcome, item, content);
    }

    fn special(&mut self, body: Body<'_>) -> Option<Spanned<SpecialRule>> {
        let value = match body.text.to_ascii_lowercase().as_str() {
            "保留" | "keep" => SpecialRule::Keep,
            "废止" | "repeal" => SpecialRule::Repeal,
            _ => {
                self.error("S126", body, "这里只能写「保留」或「废止」", "expected keep or repeal");
                return None;
            }
        };
        Some(Spanned { value, span: self.span(body) })
    }

    /// Two items of which a block takes only one.
    pub(super) fn both(&mut self, at: Body<'_>, other: Body<'_>, zh: &str, en: &str) {
        let finding = crate::finding::Finding::error("S132", self.span(at), zh, en);
        let other = self.span(other);
        self.push(finding.with(other, "另一种在这里", "the other is here"));
    }

    pub(super) fn urgency(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let mut entry =
            UrgencyEntry { name, scope: Vec::new(), when: Vec::new(), validity: Validity::default() };
        for line in self.items(block) {
            match line.item {
                Item::Applies => add(&mut entry.scope, self.scope(line.body)),
                Item::When => add(&mut entry.when, self.condition_line(line.body)),
                Item::From => entry.validity.from = self.date(line.body),
                Item::Until => entry.validity.until = self.date(line.body),
                _ => {}
            }
        }
        Some(EntryKind::Urgency(entry))
    }

    pub(super) fn not_accepted(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let mut entry = NotAcceptedEntry {
            name: self.title(block.body)?,
            scope: Vec::new(),
            when: Vec::new(),
            redirect: None,
            basis: Vec::new(),
            validity: Validity::default(),
        };
        for line in self.items(block) {
            match line.item {
                Item::Applies => add(&mut entry.scope, self.scope(line.body)),
                Item::When => add(&mut entry.when, self.condition_line(line.body)),
                Item::Redirect => entry.redirect = Some(self.prose(line.body)),
                Item::Basis => add(&mut entry.basis, self.basis(line.body)),
                Item::From => entry.validity.from = self.date(line.body),
                Item::Until => entry.validity.until = self.date(line.body),
                _ => {}
            }
        }
        Some(EntryKind::NotAccepted(entry))
    }

    pub(super) fn doctrine(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let mut entry = DoctrineEntry {
            name: self.title(block.body)?,
            scope: Vec::new(),
            kind: None,
            order: Vec::new(),
            basis: Vec::new(),
        };
        for line in self.items(block) {
            match line.item {
                Item::Applies => add(&mut entry.scope, self.scope(line.body)),
                Item::Nature => entry.kind = self.one_of(line.body, &NATURES),
                Item::Order => entry.order = self.names(line.body),
                Item::Basis => add(&mut entry.basis, self.basis(line.body)),
                _ => {}
            }
        }
        (!entry.order.is_empty()).then_some(EntryKind::Doctrine(entry))
    }

    /// All lines of one item that is a condition.
    pub(super) fn conditions(&mut self, block: &Block<'_>) -> Vec<Condition> {
        self.items(block).into_iter().filter_map(|line| self.condition_line(line.body)).collect()
    }
}

/// The word at the start of a segment of a proviso, and what follows it and the colon or blanks behind it.
pub(super) fn segment_parts(place: Body<'_>) -> (Body<'_>, Body<'_>) {
    let parts = |c: char| c.is_whitespace() || matches!(c, '：' | ':');
    let end = place.text.find(parts).unwrap_or(place.text.len());
    let rest = place.slice(end, place.text.len());
    let start = rest.text.len() - rest.text.trim_start_matches(parts).len();
    (place.slice(0, end), rest.slice(start, rest.text.len()))
}
