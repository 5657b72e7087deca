//! CEL: one conditional expression for each matter, or one expression for each line tried in turn.

use super::case::{Case, Value, flat};
use super::literal::{Test, alternatives, test};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::condition::Literal;
use crate::generate::lists::{Lists, Scope};
use crate::handwritten::{GAP, number};
use cel::{Context, Env, Program};
use std::sync::Arc;

fn condition(lists: &Lists, literals: &[Literal]) -> String {
    let tests: Vec<String> = literals.iter().map(|l| expression(&test(lists, l))).collect();
    if tests.is_empty() { "true".to_owned() } else { tests.join(" && ") }
}

fn expression(test: &Test<'_>) -> String {
    match test {
        Test::Among { name, words, negated: false } => format!("{name} in {words:?}"),
        Test::Among { name, words, negated: true } => format!("!({name} in {words:?})"),
        Test::AtMost(name, bound) => format!("{name} <= {bound}"),
        Test::Above(name, bound) => format!("{name} > {bound}"),
        Test::Between(name, low, high) => format!("{name} >= {low} && {name} <= {high}"),
        Test::Outside(name, low, high) => format!("({name} < {low} || {name} >= {high})"),
    }
}

fn context(env: &Arc<Env>, case: &Case<'_>) -> Context<'static, 'static> {
    let mut context = Context::with_env(env.clone());
    for (name, value) in &case.facts {
        match value {
            Value::Word(word) => context.add_variable_from_value(*name, (*word).to_owned()),
            Value::Number(number) => context.add_variable_from_value(*name, *number),
        }
    }
    context
}

pub struct ByMatter {
    env: Arc<Env>,
    programs: Vec<Program>,
}

impl ByMatter {
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let leads = lists.world.leads();
        let env = Arc::new(Env::stdlib());
        let mut programs = Vec::new();
        for definition in definitions {
            let mut whole = GAP.to_string();
            for line in definition.lines.iter().rev() {
                let any: Vec<String> =
                    alternatives(line).map(|l| format!("({})", condition(lists, l))).collect();
                whole = format!("{} ? {} : ({whole})", any.join(" || "), number(&leads, line.answer));
            }
            programs.push(env.compile(&whole)?);
        }
        Ok(Self { env, programs })
    }
}

impl Peer for ByMatter {
    type Input = Context<'static, 'static>;

    fn input(&self, case: &Case<'_>) -> Any<Self::Input> {
        Ok(context(&self.env, case))
    }

    fn decide(&mut self, matter: usize, input: &Self::Input) -> Any<u16> {
        match self.programs[matter].execute(input)? {
            cel::Value::Int(answer) => Ok(answer as u16),
            other => Err(format!("{other:?}").into()),
        }
    }
}

pub struct Flat {
    env: Arc<Env>,
    programs: Vec<(Program, u16)>,
}

impl Flat {
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let env = Arc::new(Env::stdlib());
        let mut programs = Vec::new();
        for row in flat(lists, definitions) {
            let scope = match row.scope {
                Scope::Matter(matter) => format!("matter == {:?} && ", lists.matters[matter].code),
                Scope::Group(group) => format!("group == {group} && "),
                Scope::Category(category) => format!("category == {category} && "),
                Scope::All => String::new(),
            };
            programs.push((env.compile(&format!("{scope}{}", condition(lists, row.literals)))?, row.answer));
        }
        Ok(Self { env, programs })
    }
}

impl Peer for Flat {
    type Input = Context<'static, 'static>;

    fn input(&self, case: &Case<'_>) -> Any<Self::Input> {
        let mut context = context(&self.env, case);
        context.add_variable_from_value("matter", case.matter.to_owned());
        context.add_variable_from_value("group", case.group as i64);
        context.add_variable_from_value("category", case.category as i64);
        Ok(context)
    }

    fn decide(&mut self, _: usize, input: &Self::Input) -> Any<u16> {
        for (program, answer) in &self.programs {
            if program.execute(input)? == cel::Value::Bool(true) {
                return Ok(*answer);
            }
        }
        Ok(GAP)
    }
}
