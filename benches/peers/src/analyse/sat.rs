//! z3: the definition as assertions in SMT-LIB, one scope for each matter, one question for each answer.

use super::{Answers, Any, Contest};
use crate::generate::answer::{Definition, Line};
use crate::generate::condition::Region;
use crate::generate::set::Set;
use crate::generate::world::Attribute;
use nix::sys::resource::{UsageWho, getrusage};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What the values are to z3.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theory {
    /// Vectors of just enough bits.
    Bits,
    /// Integers with bounds.
    Integers,
}

impl Theory {
    pub fn name(self) -> &'static str {
        match self {
            Self::Bits => "bit vectors",
            Self::Integers => "integers",
        }
    }

    fn sort(self, attribute: &Attribute) -> String {
        match self {
            Self::Bits => format!("(_ BitVec {})", width(attribute)),
            Self::Integers => "Int".to_owned(),
        }
    }

    /// Values from `low` to below `high`.
    fn range(self, name: &str, attribute: &Attribute, low: u32, high: u32) -> String {
        let (at_most, value): (_, &dyn Fn(u32) -> String) = match self {
            Self::Bits => ("bvule", &|v| format!("(_ bv{v} {})", width(attribute))),
            Self::Integers => ("<=", &|v| v.to_string()),
        };
        if high - low == 1 {
            return format!("(= {name} {})", value(low));
        }
        format!("(and ({at_most} {} {name}) ({at_most} {name} {}))", value(low), value(high - 1))
    }

    fn set(self, name: &str, attribute: &Attribute, set: &Set) -> String {
        let ranges: Vec<String> =
            set.ranges().iter().map(|r| self.range(name, attribute, r.0, r.1)).collect();
        join("or", &ranges)
    }
}

fn width(attribute: &Attribute) -> u32 {
    (u32::BITS - (attribute.size - 1).leading_zeros()).max(1)
}

fn join(operator: &str, parts: &[String]) -> String {
    match parts {
        [] => (if operator == "and" { "true" } else { "false" }).to_owned(),
        [one] => one.clone(),
        all => format!("({operator} {})", all.join(" ")),
    }
}

/// What a question is about.
enum Question {
    Gap(usize),
    Idle(usize, usize),
    Overlap(usize, usize, usize),
    Conflict(usize, usize, usize),
}

/// The scope of one matter.
fn matter(
    contest: &Contest,
    number: usize,
    definition: &Definition,
    theory: Theory,
    text: &mut String,
    questions: &mut Vec<Question>,
) {
    let attributes = &contest.lists.world.attributes;
    let lines = &definition.lines;
    let tested: BTreeSet<usize> =
        lines.iter().flat_map(|l| &l.regions).flat_map(Region::sides).map(|s| s.0).collect();
    text.push_str("(push 1)\n");
    for a in tested {
        let attribute = &attributes[a];
        let _ = writeln!(text, "(declare-const a{a} {})", theory.sort(attribute));
        let all = theory.range(&format!("a{a}"), attribute, 0, attribute.size);
        let _ = writeln!(text, "(assert {all})");
    }
    let region = |region: &Region| {
        let sides = region.sides().iter().map(|(a, set)| theory.set(&format!("a{a}"), &attributes[*a], set));
        join("and", &sides.collect::<Vec<_>>())
    };
    for (i, line) in lines.iter().enumerate() {
        let regions: Vec<String> = line.regions.iter().map(region).collect();
        let _ = writeln!(text, "(define-fun r{i} () Bool {})", join("or", &regions));
    }
    let named = |of: &dyn Fn(usize) -> bool| {
        let names = (0..lines.len()).filter(|i| of(*i)).map(|i| format!("r{i}"));
        join("or", &names.collect::<Vec<_>>())
    };
    for i in (0..lines.len()).filter(|i| lines[*i].duty.is_some()) {
        // Entries of the not-accepted list beat every duty.
        let beaten = named(&|j| definition.beats(j, i));
        let _ = writeln!(text, "(define-fun e{i} () Bool (and r{i} (not {beaten})))");
    }
    let mut ask = |what: Question, claim: String| {
        let _ = writeln!(text, "(push 1)\n(assert {claim})\n(check-sat)\n(pop 1)");
        questions.push(what);
    };
    ask(Question::Gap(number), format!("(not {})", named(&|_| true)));
    let duties: Vec<(usize, usize, &Line)> =
        lines.iter().enumerate().filter_map(|(i, l)| Some((i, l.duty?, l))).collect();
    for (x, (i, a, one)) in duties.iter().enumerate() {
        ask(Question::Idle(number, *a), format!("e{i}"));
        for (j, b, other) in &duties[x + 1..] {
            let (low, high) = (*a.min(b), *a.max(b));
            ask(Question::Overlap(number, low, high), format!("(and r{i} r{j})"));
            let ordered = definition.beats(*i, *j) || definition.beats(*j, *i);
            if one.answer != other.answer && !ordered {
                ask(Question::Conflict(number, low, high), format!("(and e{i} e{j})"));
            }
        }
    }
    text.push_str("(pop 1)\n");
}

/// The first matters: the median CPU time of the process without what it needs to start, and what it found.
pub fn analyse(
    contest: &Contest,
    matters: usize,
    z3: &str,
    theory: Theory,
    runs: usize,
) -> Any<(Duration, Answers)> {
    let (mut text, mut questions) = (String::new(), Vec::new());
    for (number, definition) in contest.definitions.iter().enumerate().take(matters) {
        matter(contest, number, definition, theory, &mut text, &mut questions);
    }
    let folder = std::env::temp_dir();
    let path = folder.join(format!("analyse-{}.smt2", std::process::id()));
    let (start, _) = run(z3, &path, "(check-sat)\n", runs)?;
    let (time, said) = run(z3, &path, &text, runs)?;
    std::fs::remove_file(&path)?;
    let mut said = said.lines();
    let (mut gaps, mut overlaps, mut conflicts, mut idle) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for question in questions {
        let possible = match said.next() {
            Some("sat") => true,
            Some("unsat") => false,
            other => return Err(format!("z3 says {other:?}").into()),
        };
        match question {
            Question::Gap(m) if possible => drop(gaps.insert(m)),
            Question::Idle(m, d) if !possible => drop(idle.insert((m, d))),
            Question::Overlap(m, a, b) if possible => drop(overlaps.insert((m, a, b))),
            Question::Conflict(m, a, b) if possible => drop(conflicts.insert((m, a, b))),
            _ => {}
        }
    }
    let found = Answers {
        gaps: Some(gaps),
        overlaps: Some(overlaps),
        conflicts: Some(conflicts),
        idle: Some(idle),
        dead: None,
    };
    Ok((time.saturating_sub(start), found))
}

fn run(z3: &str, path: &Path, text: &str, runs: usize) -> Any<(Duration, String)> {
    std::fs::write(path, text)?;
    let mut times = Vec::with_capacity(runs);
    loop {
        let before = children()?;
        let output = Command::new(z3).arg("-smt2").arg(path).output()?;
        times.push(children()?.saturating_sub(before));
        if times.len() == runs {
            times.sort_unstable();
            return Ok((times[runs / 2], String::from_utf8(output.stdout)?));
        }
    }
}

/// CPU time of processes that ended.
fn children() -> Any<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let (user, system) = (usage.user_time(), usage.system_time());
    let micros = (user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec();
    Ok(Duration::from_micros(micros.try_into()?))
}
