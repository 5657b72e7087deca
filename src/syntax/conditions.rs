//! Conditions: from pairs to a conjunction of disjunctions of tests.

use super::entries::{Comparison, Condition, Test, Value};
use super::reader::{Body, Reader, Rule, add};
use super::words::inner;
use pest::iterators::Pair;

/// Minutes of a day; 24:00 is only ever an end.
const DAY: u32 = 1440;

impl Reader {
    /// A whole line that is a condition.
    pub(super) fn condition_line(&mut self, body: Body<'_>) -> Option<Condition> {
        let pair = self.parse(Rule::condition_line, body)?;
        let condition = inner(pair).next()?;
        self.condition(body, condition)
    }

    /// `None` if any part of it was not understood: a condition with a test less is another condition.
    pub(super) fn condition(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<Condition> {
        let span = self.span(body.of(&pair));
        let mut all = Vec::new();
        let mut whole = true;
        for group in pair.into_inner() {
            let mut any = Vec::new();
            for test in group.into_inner() {
                match self.test(body, test) {
                    Some(test) => add(&mut any, [test]),
                    None => whole = false,
                }
            }
            add(&mut all, [any]);
        }
        whole.then_some(Condition { span, all })
    }

    fn test(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<Test> {
        let mut parts = pair.into_inner();
        let first = parts.next()?;
        if first.as_rule() == Rule::defined {
            let mut parts = first.into_inner();
            let negated = parts.next()?.as_rule() == Rule::meets_not;
            let name = parts.next()?;
            let definition = self.name(body.of(&name));
            return Some(Test::Defined { definition, negated });
        }
        let attribute = self.name(body.of(&first));
        let operator = parts.next()?.as_rule();
        let operand = parts.next()?;
        match operator {
            Rule::is | Rule::is_not | Rule::equal | Rule::unequal => {
                let negated = matches!(operator, Rule::is_not | Rule::unequal);
                if operand.as_rule() == Rule::range {
                    let mut ends = operand.into_inner();
                    let (low, high) = (ends.next()?, ends.next()?);
                    let (low, high) = self.ends(body, low, high)?;
                    return Some(Test::Between { attribute, low, high, negated });
                }
                let values = self.values(body, operand)?;
                Some(Test::In { attribute, values, negated })
            }
            Rule::between | Rule::not_between => {
                let (low, high) = self.ends(body, operand, parts.next()?)?;
                Some(Test::Between { attribute, low, high, negated: operator == Rule::not_between })
            }
            _ => {
                let op = match operator {
                    Rule::less => Comparison::Less,
                    Rule::at_most => Comparison::AtMost,
                    Rule::at_least => Comparison::AtLeast,
                    _ => Comparison::Greater,
                };
                let value = self.value(body, operand)?;
                Some(Test::Compare { attribute, op, value })
            }
        }
    }

    /// Every value, or none if one of them was not understood.
    pub(super) fn values(&mut self, body: Body<'_>, pair: Pair<'_, Rule>) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        let mut whole = true;
        for value in pair.into_inner() {
            let place = body.of(&value);
            match self.value(body, value) {
                Some(Value::Time(time)) if time.value == DAY => {
                    self.error(
                        "S123",
                        place,
                        "24:00 只能作终点；写 00:00",
                        "24:00 can only be an end: write 00:00",
                    );
                    whole = false;
                }
                Some(value) => add(&mut values, [value]),
                None => whole = false,
            }
        }
        whole.then_some(values)
    }

    /// Both ends of a range, in an order that holds something.
    fn ends(&mut self, body: Body<'_>, low: Pair<'_, Rule>, high: Pair<'_, Rule>) -> Option<(Value, Value)> {
        let place = body.slice(low.as_span().start(), high.as_span().end());
        let mut parts = high.into_inner();
        let mut end = parts.next()?;
        let next_day = end.as_rule() == Rule::next_day;
        if next_day {
            end = parts.next()?;
        }
        let (low, high) = (self.value(body, low), self.value(body, end));
        let (low, high) = (low?, high?);
        let problem = match (&low, &high) {
            (Value::Number { amount: l, .. }, Value::Number { amount: h, .. }) if !next_day => (l.value
                > h.value)
                .then_some(("起点大于终点，范围里没有数", "the range is empty: its start is above its end")),
            (Value::Time(l), Value::Time(h)) => {
                if l.value == DAY {
                    Some(("24:00 只能作终点", "24:00 can only be an end"))
                } else if l.value == h.value {
                    Some(("起止时刻相同", "the start and the end are the same time"))
                } else if next_day && h.value > l.value {
                    Some(("超过一整天", "this is longer than a day"))
                } else {
                    None
                }
            }
            _ => Some(("起点和终点要同是数，或同是时刻", "both ends must be numbers, or both times")),
        };
        if let Some((zh, en)) = problem {
            self.error("S125", place, zh, en);
            return None;
        }
        Some((low, high))
    }
}
