//! Small faults, as people make them when they edit lists: every place of a list where each kind can be put.

use crate::policy::registry::Units;
use crate::syntax::entries::{
    Comparison, Condition, DutyEntry, Entry, EntryKind, HandlerChain, HandlerRef, Layer, Name, PracticeEntry,
    Spanned, Test, Value,
};
use crate::text::{Sources, Span};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Operator {
    DropDuty,
    DropFallback,
    DropProviso,
    DropOverride,
    DropException,
    SwapLead,
    RenameUnit,
    Narrow,
    Widen,
    ShiftBound,
    MoveDay,
    DropPracticeLine,
    ReverseHandOver,
}

/// All kinds with their key, and what they do in Chinese and English.
pub const OPERATORS: &[(Operator, &str, &str, &str)] = &[
    (Operator::DropDuty, "drop-duty", "删去一条职责或裁定", "a duty or ruling dropped"),
    (Operator::DropFallback, "drop-fallback", "删去一条兜底", "a fallback dropped"),
    (Operator::DropProviso, "drop-proviso", "删去一条但书", "a proviso dropped"),
    (Operator::DropOverride, "drop-override", "删去一个「优先于」", "an override dropped"),
    (Operator::DropException, "drop-exception", "删去一行「除外」", "an exception dropped"),
    (Operator::SwapLead, "swap-lead", "首办换成另一条的首办", "another duty's first handler"),
    (Operator::RenameUnit, "rename-unit", "单位写成另一个单位", "another unit's name"),
    (Operator::Narrow, "narrow", "条件少一个取值或一行", "a value or an alternative less"),
    (Operator::Widen, "widen", "条件少一项限制", "a test less"),
    (Operator::ShiftBound, "shift-bound", "分界差一", "a bound off by one"),
    (Operator::MoveDay, "move-day", "生效、失效日差三十天", "a first or last day moved by thirty days"),
    (
        Operator::DropPracticeLine,
        "drop-practice-line",
        "删去一行承接或不承接",
        "a line of a practice dropped",
    ),
    (Operator::ReverseHandOver, "reverse-hand-over", "移交写反", "a hand-over reversed"),
];

/// One fault: what becomes of a stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub operator: Operator,
    /// What goes.
    pub span: Span,
    /// What comes instead.
    pub new: String,
    /// What comes at the end of the text.
    pub appended: String,
}

/// Finds the places.
pub(super) struct Finder<'a> {
    pub sources: &'a Sources,
    pub units: &'a Units,
    /// First handlers as written, in order of place.
    leads: Vec<&'a str>,
    out: Vec<Change>,
}

impl<'a> Finder<'a> {
    /// Every change that can be made, in order of place. Linear but for the choice of other units.
    pub fn all(sources: &'a Sources, units: &'a Units, entries: &'a [Entry]) -> Vec<Change> {
        let mut finder = Self { sources, units, leads: Vec::new(), out: Vec::new() };
        let duties = |e: &'a Entry| match &e.kind {
            EntryKind::Duty(duty) => Some(&**duty),
            _ => None,
        };
        let chains = entries.iter().filter_map(duties).flat_map(|d| &d.outcome.leads);
        finder.leads = chains.map(|c| finder.text(c.span)).collect();
        for entry in entries.iter().filter(|e| e.complete) {
            match &entry.kind {
                EntryKind::Duty(duty) => finder.duty(entry, duty),
                EntryKind::Practice(practice) => finder.practice(practice),
                _ => {}
            }
        }
        finder.out
    }

    fn text(&self, span: Span) -> &'a str {
        let source = self.sources.get(span.source);
        source.and_then(|s| s.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    fn push(&mut self, operator: Operator, span: Span, new: impl Into<String>) {
        self.out.push(Change { operator, span, new: new.into(), appended: String::new() });
    }

    /// The lines that a span lies in, with their ends.
    fn lines(&self, span: Span) -> Span {
        let text = self.sources.get(span.source).map_or("", |s| &*s.text);
        let start = text.get(..span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(span.end as usize..).unwrap_or_default();
        let end = rest.find('\n').map_or(text.len(), |at| span.end as usize + at + 1);
        Span::new(span.source, start, end)
    }

    /// A block: from the line of its heading to the last indented or empty one after it.
    fn block(&self, heading: Span) -> Span {
        let first = self.lines(Span::new(heading.source, heading.start as usize, heading.start as usize));
        let text = self.sources.get(heading.source).map_or("", |s| &*s.text);
        let mut end = first.end as usize;
        for line in text.get(end..).unwrap_or_default().split_inclusive('\n') {
            if !line.starts_with([' ', '\t', '\u{3000}']) && !line.trim().is_empty() {
                break;
            }
            end += line.len();
        }
        Span::new(heading.source, first.start as usize, end)
    }

    fn duty(&mut self, entry: &'a Entry, duty: &'a DutyEntry) {
        let operator =
            if duty.layer == Layer::Fallback { Operator::DropFallback } else { Operator::DropDuty };
        self.push(operator, self.block(entry.span), "");
        for proviso in &duty.provisos {
            self.push(Operator::DropProviso, self.lines(proviso.span), "");
            self.condition(&proviso.when, false);
        }
        for (i, other) in duty.overrides.iter().enumerate() {
            match duty.overrides.get(i + 1) {
                Some(next) => {
                    let both =
                        Span::new(other.span.source, other.span.start as usize, next.span.start as usize);
                    self.push(Operator::DropOverride, both, "");
                }
                None if i == 0 => self.push(Operator::DropOverride, self.lines(other.span), ""),
                None => {}
            }
        }
        for except in &duty.except {
            self.push(Operator::DropException, self.lines(except.span), "");
            self.condition(except, false);
        }
        for when in &duty.when {
            self.condition(when, duty.when.len() > 1);
        }
        for chain in &duty.outcome.leads {
            self.swap(chain);
        }
        for chain in duty.outcome.leads.iter().chain(&duty.outcome.assist) {
            chain.steps.iter().for_each(|step| self.rename(step));
        }
        for day in [&duty.validity.from, &duty.validity.until].into_iter().flatten() {
            self.day(day);
        }
    }

    fn swap(&mut self, chain: &HandlerChain) {
        let own = self.text(chain.span);
        let at = chain.span.start as usize;
        let others: Vec<&str> = self.leads.iter().copied().filter(|l| *l != own).collect();
        if let Some(other) = others.get(at % others.len().max(1)) {
            self.push(Operator::SwapLead, chain.span, *other);
        }
    }

    fn rename(&mut self, handler: &HandlerRef) {
        let HandlerRef::Unit(name) = handler else { return };
        let at = name.span.start as usize;
        let own = self.units.find(&name.value);
        let others: Vec<&str> =
            self.units.iter().filter(|(id, _)| Some(*id) != own).map(|(_, u)| u.name.as_str()).collect();
        if let Some(other) = others.get(at % others.len().max(1)) {
            self.push(Operator::RenameUnit, name.span, format!("「{other}」"));
        }
    }

    fn day(&mut self, day: &Spanned<Date>) {
        for days in [-30, 30] {
            if let Ok(moved) = day.value.checked_add(days.days()) {
                self.push(Operator::MoveDay, day.span, moved.to_string());
            }
        }
    }

    /// `alternative`: there are others, so that its line can go.
    fn condition(&mut self, condition: &Condition, alternative: bool) {
        if alternative {
            self.push(Operator::Narrow, self.lines(condition.span), "");
        }
        for (i, any) in condition.all.iter().enumerate() {
            if let (true, Some(start)) = (condition.all.len() > 1, any.first().and_then(start_of)) {
                let next = condition.all.get(i + 1).and_then(|a| a.first()).and_then(start_of);
                self.without(condition, start, next);
            }
            for test in any {
                self.test(test);
            }
        }
    }

    /// One conjunct goes, with what joins it to the next or, if it is the last, to the one before.
    fn without(&mut self, condition: &Condition, start: u32, next: Option<u32>) {
        let span = |from: u32, to: u32| Span::new(condition.span.source, from as usize, to as usize);
        if let Some(next) = next {
            self.push(Operator::Widen, span(start, next), "");
        } else {
            let before = self.text(span(condition.span.start, start)).trim_end();
            let before = before.strip_suffix("且").or_else(|| before.strip_suffix("and")).unwrap_or(before);
            let kept = before.trim_end().trim_end_matches(['，', ',']).trim_end().len() as u32;
            self.push(Operator::Widen, span(condition.span.start + kept, condition.span.end), "");
        }
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::In { values, .. } if values.len() > 1 => {
                let spans: Vec<Span> = values.iter().map(span_of).collect();
                let [first, .., last] = spans.as_slice() else { return };
                let whole = Span::new(first.source, first.start as usize, last.end as usize);
                for dropped in 0..values.len() {
                    let kept = spans.iter().enumerate().filter(|(i, _)| *i != dropped);
                    let kept: Vec<&str> = kept.map(|(_, s)| self.text(*s)).collect();
                    self.push(Operator::Narrow, whole, kept.join("、"));
                }
            }
            Test::In { .. } | Test::Defined { .. } => {}
            Test::Compare { attribute, op, value } => {
                self.bound(value);
                self.comparison(attribute, *op, value);
            }
            Test::Between { low, high, .. } => [low, high].into_iter().for_each(|v| self.bound(v)),
        }
    }

    fn bound(&mut self, value: &Value) {
        match value {
            Value::Number { amount, .. } => {
                for by in [-1, 1] {
                    let moved = amount.value.saturating_add(by);
                    if moved >= 0 {
                        self.push(Operator::ShiftBound, amount.span, moved.to_string());
                    }
                }
            }
            Value::Time(minute) => {
                let moved = (minute.value + 1439) % 1440;
                let written = format!("{:02}:{:02}", moved / 60, moved % 60);
                self.push(Operator::ShiftBound, minute.span, written);
            }
            Value::Word(_) => {}
        }
    }

    /// ≤ for ＜ and so on.
    fn comparison(&mut self, attribute: &Name, op: Comparison, value: &Value) {
        let value = span_of(value);
        let between = Span::new(value.source, attribute.span.end as usize, value.start as usize);
        let other = match op {
            Comparison::Less => "≤",
            Comparison::AtMost => "＜",
            Comparison::AtLeast => "＞",
            Comparison::Greater => "≥",
        };
        self.push(Operator::ShiftBound, between, format!(" {other} "));
    }

    fn practice(&mut self, practice: &'a PracticeEntry) {
        self.rename(&practice.unit);
        for line in practice.accepts.iter().chain(&practice.declines) {
            self.push(Operator::DropPracticeLine, self.lines(line.span), "");
        }
        for line in &practice.declines {
            let Some(to) = line.hand_to.as_ref().filter(|c| c.steps.len() == 1) else { continue };
            let end = to.span.start as usize;
            let what = self.text(Span::new(line.span.source, line.span.start as usize, end));
            let what = what.split_once(['：', ':']).map_or(what, |(_, body)| body);
            let what = what.trim_end().trim_end_matches("->").trim_end_matches('→').trim_end();
            let (from, unit) = (written(&practice.unit), self.text(to.span));
            self.out.push(Change {
                operator: Operator::ReverseHandOver,
                span: self.lines(line.span),
                new: String::new(),
                appended: format!("\n实施：{unit}\n  不承接：{what} → {from}\n"),
            });
        }
    }
}

/// A handler as the lists write it.
fn written(handler: &HandlerRef) -> String {
    match handler {
        HandlerRef::Unit(name) => format!("「{}」", name.value),
        HandlerRef::Role { role, place } => {
            let place = place.as_ref().map_or(String::new(), |p| format!("（{}）", p.value));
            format!("@{}{place}", role.value)
        }
        HandlerRef::Rota(name) => format!("轮值「{}」", name.value),
        HandlerRef::Table(name) => format!("查「{}」", name.value),
    }
}

/// Where a test begins; of a definition the word before its name is not known.
fn start_of(test: &Test) -> Option<u32> {
    match test {
        Test::In { attribute, .. } | Test::Compare { attribute, .. } | Test::Between { attribute, .. } => {
            Some(attribute.span.start)
        }
        Test::Defined { .. } => None,
    }
}

fn span_of(value: &Value) -> Span {
    match value {
        Value::Word(name) => name.span,
        Value::Number { amount, .. } => amount.span,
        Value::Time(minute) => minute.span,
    }
}
