//! Cedar: permissions whose names are ranks; of those that hold the strongest decides. A set of policies for each matter,
//! or one for everything.

use super::case::{Case, Value, flat};
use super::literal::{Test, alternatives, test};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::condition::Literal;
use crate::generate::lists::{Lists, Scope};
use crate::handwritten::{GAP, number};
use cedar_policy::{
    Authorizer, Context, Entities, EntityUid, Policy, PolicyId, PolicySet, Request, RestrictedExpression,
};

pub struct Policies {
    authorizer: Authorizer,
    entities: Entities,
    who: EntityUid,
    what: EntityUid,
    sets: Vec<(PolicySet, Vec<u16>)>,
    flat: bool,
}

fn condition(lists: &Lists, literals: &[Literal]) -> String {
    let tests: Vec<String> = literals.iter().map(|l| expression(&test(lists, l))).collect();
    if tests.is_empty() { "true".to_owned() } else { tests.join(" && ") }
}

fn expression(test: &Test<'_>) -> String {
    match test {
        Test::Among { name, words, negated: false } => format!("{words:?}.contains(context.{name})"),
        Test::Among { name, words, negated: true } => format!("!({words:?}.contains(context.{name}))"),
        Test::AtMost(name, bound) => format!("context.{name} <= {bound}"),
        Test::Above(name, bound) => format!("context.{name} > {bound}"),
        Test::Between(name, low, high) => format!("context.{name} >= {low} && context.{name} <= {high}"),
        Test::Outside(name, low, high) => format!("(context.{name} < {low} || context.{name} >= {high})"),
    }
}

fn set(rows: impl Iterator<Item = (String, String, u16)>) -> Any<(PolicySet, Vec<u16>)> {
    let mut policies = PolicySet::new();
    let mut answers = Vec::new();
    for (rank, (scope, condition, answer)) in rows.enumerate() {
        let text = format!("permit(principal, action, {scope}) when {{ {condition} }};");
        policies.add(Policy::parse(Some(PolicyId::new(rank.to_string())), text)?)?;
        answers.push(answer);
    }
    Ok((policies, answers))
}

impl Policies {
    fn new(sets: Vec<(PolicySet, Vec<u16>)>, flat: bool) -> Any<Self> {
        Ok(Self {
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
            who: "Citizen::\"c\"".parse()?,
            what: "Action::\"route\"".parse()?,
            sets,
            flat,
        })
    }

    pub fn by_matter(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let leads = lists.world.leads();
        let sets = definitions.iter().map(|definition| {
            let rows =
                definition.lines.iter().flat_map(|line| alternatives(line).map(move |l| (l, line.answer)));
            set(rows.map(|(literals, answer)| {
                ("resource".to_owned(), condition(lists, literals), number(&leads, answer))
            }))
        });
        Self::new(sets.collect::<Any<_>>()?, false)
    }

    pub fn flat(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let rows = flat(lists, definitions).into_iter().map(|row| {
            let condition = condition(lists, row.literals);
            let (scope, condition) = match row.scope {
                Scope::Matter(matter) => {
                    (format!("resource == Matter::\"{}\"", lists.matters[matter].code), condition)
                }
                Scope::Group(group) => {
                    ("resource".to_owned(), format!("context.group == {group} && {condition}"))
                }
                Scope::Category(category) => {
                    ("resource".to_owned(), format!("context.category == {category} && {condition}"))
                }
                Scope::All => ("resource".to_owned(), condition),
            };
            (scope, condition, row.answer)
        });
        Self::new(vec![set(rows)?], true)
    }
}

impl Peer for Policies {
    type Input = Request;

    fn input(&self, case: &Case<'_>) -> Any<Request> {
        let expression = |value: &Value<'_>| match value {
            Value::Word(word) => RestrictedExpression::new_string((*word).to_owned()),
            Value::Number(number) => RestrictedExpression::new_long(*number),
        };
        let mut pairs: Vec<(String, RestrictedExpression)> =
            case.facts.iter().map(|(name, value)| ((*name).to_owned(), expression(value))).collect();
        if self.flat {
            pairs.push(("group".to_owned(), RestrictedExpression::new_long(case.group as i64)));
            pairs.push(("category".to_owned(), RestrictedExpression::new_long(case.category as i64)));
        }
        let matter =
            EntityUid::from_type_name_and_id("Matter".parse()?, cedar_policy::EntityId::new(case.matter));
        let context = Context::from_pairs(pairs)?;
        Ok(Request::new(self.who.clone(), self.what.clone(), matter, context, None)?)
    }

    fn decide(&mut self, matter: usize, input: &Request) -> Any<u16> {
        let (policies, answers) = &self.sets[if self.flat { 0 } else { matter }];
        let response = self.authorizer.is_authorized(input, policies, &self.entities);
        let mut strongest = usize::MAX;
        for id in response.diagnostics().reason() {
            let rank: &str = id.as_ref();
            strongest = strongest.min(rank.parse()?);
        }
        Ok(answers.get(strongest).copied().unwrap_or(GAP))
    }
}
