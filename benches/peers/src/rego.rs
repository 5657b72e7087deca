//! Rego in regorus: a rule with `else` branches compiled for its virtual machine for each matter, or one set of rules that
//! yields every line that applies, as Rego is usually written.

use super::case::{Case, Value, flat};
use super::literal::{Test, alternatives, test};
use super::{Any, Peer};
use crate::generate::answer::Definition;
use crate::generate::condition::Literal;
use crate::generate::lists::{Lists, Scope};
use crate::handwritten::{GAP, number};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine, PolicyLengthConfig, Rc, Value as Rego};
use std::fmt::Write as _;
use std::num::{NonZeroU32, NonZeroUsize};

fn body(lists: &Lists, literals: &[Literal]) -> String {
    let tests: Vec<String> = literals.iter().map(|l| expression(&test(lists, l))).collect();
    if tests.is_empty() { "true".to_owned() } else { tests.join("\n  ") }
}

fn expression(test: &Test<'_>) -> String {
    let set = |words: &[&str]| words.iter().map(|w| format!("{w:?}")).collect::<Vec<_>>().join(", ");
    match test {
        Test::Among { name, words, negated: false } => format!("input.{name} in {{{}}}", set(words)),
        Test::Among { name, words, negated: true } => format!("not input.{name} in {{{}}}", set(words)),
        Test::AtMost(name, bound) => format!("input.{name} <= {bound}"),
        Test::Above(name, bound) => format!("input.{name} > {bound}"),
        Test::Between(name, low, high) => format!("input.{name} >= {low}\n  input.{name} <= {high}"),
        // Either is said by taking the opposite out.
        Test::Outside(name, low, high) => format!("not within(input.{name}, {low}, {high})"),
    }
}

/// An engine that takes lists of this length.
fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: NonZeroU32::MAX,
        max_file_bytes: NonZeroUsize::MAX,
        max_lines: NonZeroUsize::MAX,
    });
    engine
}

const HELPER: &str = "within(x, low, high) if { x >= low; x < high }\n";

fn input(case: &Case<'_>) -> Rego {
    let mut object = Rego::new_object();
    let Ok(map) = object.as_object_mut() else { return object };
    for (name, value) in &case.facts {
        let value = match value {
            Value::Word(word) => Rego::from(*word),
            Value::Number(number) => Rego::from(*number),
        };
        map.insert(Rego::from(*name), value);
    }
    object
}

pub struct ByMatter {
    machines: Vec<RegoVM>,
}

impl ByMatter {
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let leads = lists.world.leads();
        let mut machines = Vec::new();
        for definition in definitions {
            let mut text = format!("package m\nimport rego.v1\n{HELPER}");
            let mut first = true;
            for line in &definition.lines {
                for literals in alternatives(line) {
                    let head = if std::mem::take(&mut first) { "lead :=" } else { "} else :=" };
                    let _ = write!(
                        text,
                        "{head} {} if {{\n  {}\n",
                        number(&leads, line.answer),
                        body(lists, literals)
                    );
                }
            }
            text.push_str("}\n");
            let mut engine = engine();
            engine.add_policy("m.rego".to_owned(), text)?;
            let entry = "data.m.lead";
            let compiled = engine.compile_with_entrypoint(&Rc::from(entry))?;
            let program = Compiler::compile_from_policy(&compiled, &[entry])?;
            let mut machine = RegoVM::new_with_policy(compiled);
            machine.load_program(program);
            machine.set_data(Rego::new_object())?;
            machines.push(machine);
        }
        Ok(Self { machines })
    }
}

impl Peer for ByMatter {
    type Input = Rego;

    fn input(&self, case: &Case<'_>) -> Any<Rego> {
        Ok(input(case))
    }

    fn decide(&mut self, matter: usize, input: &Rego) -> Any<u16> {
        let machine = &mut self.machines[matter];
        machine.set_input(input.clone());
        match machine.execute()? {
            Rego::Undefined => Ok(GAP),
            answer => Ok(answer.as_u16()?),
        }
    }
}

pub struct Flat(Engine);

impl Flat {
    pub fn new(lists: &Lists, definitions: &[Definition]) -> Any<Self> {
        let mut text = format!("package m\nimport rego.v1\n{HELPER}");
        for (rank, row) in flat(lists, definitions).iter().enumerate() {
            let scope = match row.scope {
                Scope::Matter(matter) => format!("input.matter == {:?}\n  ", lists.matters[matter].code),
                Scope::Group(group) => format!("input.group == {group}\n  "),
                Scope::Category(category) => format!("input.category == {category}\n  "),
                Scope::All => String::new(),
            };
            let _ = writeln!(
                text,
                "hit contains [{rank}, {}] if {{\n  {scope}{}\n}}",
                row.answer,
                body(lists, row.literals)
            );
        }
        text.push_str("lead := min(hit)[1]\n");
        let mut engine = engine();
        engine.add_policy("m.rego".to_owned(), text)?;
        Ok(Self(engine))
    }
}

impl Peer for Flat {
    type Input = Rego;

    fn input(&self, case: &Case<'_>) -> Any<Rego> {
        let mut object = input(case);
        let map = object.as_object_mut()?;
        map.insert(Rego::from("matter"), Rego::from(case.matter));
        map.insert(Rego::from("group"), Rego::from(case.group as i64));
        map.insert(Rego::from("category"), Rego::from(case.category as i64));
        Ok(object)
    }

    fn decide(&mut self, _: usize, input: &Rego) -> Any<u16> {
        self.0.set_input(input.clone());
        match self.0.eval_rule("data.m.lead".to_owned())? {
            Rego::Undefined => Ok(GAP),
            answer => Ok(answer.as_u16()?),
        }
    }
}
