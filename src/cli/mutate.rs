//! `fenbo mutate`: how many small faults of the lists the checks and the cases catch.

use super::args::{MutateArgs, PlainFormat};
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::{End, load};
use fenbo::check::Options;
use fenbo::check::mutate::{Fate, Mutant, OPERATORS, Operator, mutate};
use fenbo::text::display_width;
use jiff::ToSpan as _;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// What became of the mutants of one kind.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Tally {
    mutants: usize,
    equivalent: usize,
    by_check: usize,
    by_cases: usize,
    survived: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    /// Changes when a field goes or means something else, and not when one comes.
    form: u32,
    day: String,
    until: String,
    count: usize,
    seed: u64,
    /// Of those that are not equivalent.
    caught: f64,
    total: Tally,
    operators: Vec<Row>,
    mutants: Vec<MutantWire<'a>>,
}

#[derive(Serialize)]
struct Row {
    operator: &'static str,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Serialize)]
struct MutantWire<'a> {
    operator: &'static str,
    place: String,
    old: &'a str,
    new: &'a str,
    fate: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    codes: &'a [&'static str],
}

/// Runs the command.
pub fn run(args: &MutateArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let texts = load::texts(lists, args.locked, console)?;
    let day = args.as_of.map_or_else(|| Clock::of(&texts.read().0).map(|c| c.today()), Ok)?;
    let options = Options { day, until: args.until.unwrap_or_else(|| day.saturating_add(1.year())) };
    let mutants = mutate(&texts, &options, args.count, args.seed);
    let mut out = console.output();
    let written = match args.format {
        PlainFormat::Text => text(&mut out, &mutants, console),
        PlainFormat::Json => json(&mut out, &mutants, args, &options),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ => Ok(End::Fine),
    }
}

impl Tally {
    fn of<'m>(mutants: impl Iterator<Item = &'m Mutant>) -> Self {
        let mut tally = Self::default();
        for mutant in mutants {
            tally.mutants += 1;
            *match mutant.fate {
                Fate::Equivalent => &mut tally.equivalent,
                Fate::Check(_) => &mut tally.by_check,
                Fate::Cases => &mut tally.by_cases,
                Fate::Survived => &mut tally.survived,
            } += 1;
        }
        tally
    }

    /// The share caught of those that change something; all of none.
    fn caught(self) -> f64 {
        let meant = self.mutants - self.equivalent;
        if meant == 0 { 1.0 } else { (self.by_check + self.by_cases) as f64 / meant as f64 }
    }
}

fn key(operator: Operator) -> &'static str {
    OPERATORS.iter().find(|o| o.0 == operator).map_or("", |o| o.1)
}

fn text(out: &mut impl Write, mutants: &[Mutant], console: Console) -> io::Result<()> {
    let pick = |zh: &'static str, en: &'static str| console.lang.pick(zh, en);
    let width = 44;
    let heads = [
        pick("共", "all"),
        pick("等价", "same"),
        pick("检查", "check"),
        pick("案例", "cases"),
        pick("未发现", "missed"),
        pick("发现率", "caught"),
    ];
    let pad = |text: &str, to: usize| " ".repeat(to.saturating_sub(display_width(text)));
    write!(out, "{}", " ".repeat(width))?;
    for head in heads {
        write!(out, "{}{head}", pad(head, 8))?;
    }
    writeln!(out)?;
    let mut line = |words: &str, tally: Tally| {
        let percent = format!("{:.0} %", tally.caught() * 100.0);
        writeln!(
            out,
            "{words}{}{:>8}{:>8}{:>8}{:>8}{:>8}{percent:>8}",
            pad(words, width),
            tally.mutants,
            tally.equivalent,
            tally.by_check,
            tally.by_cases,
            tally.survived
        )
    };
    for (operator, _, zh, en) in OPERATORS {
        let tally = Tally::of(mutants.iter().filter(|m| m.operator == *operator));
        if tally.mutants > 0 {
            line(pick(zh, en), tally)?;
        }
    }
    line(pick("合计", "total"), Tally::of(mutants.iter()))?;
    let survivors: Vec<&Mutant> = mutants.iter().filter(|m| m.fate == Fate::Survived).collect();
    if !survivors.is_empty() {
        writeln!(out, "\n{}", pick("没有发现的，值得各写一个案例：", "Missed, and worth a case each:"))?;
    }
    for mutant in survivors {
        let flat = |text: &str| {
            let text: Vec<&str> = text.split_whitespace().collect();
            let text = text.join(" ");
            let short: String = text.chars().take(40).collect();
            if short.len() < text.len() { format!("{short}…") } else { short }
        };
        let (old, new) = (flat(&mutant.old), flat(&mutant.new));
        writeln!(out, "  {} {}: {old} → {new}", mutant.place, key(mutant.operator))?;
    }
    Ok(())
}

fn json(out: &mut impl Write, mutants: &[Mutant], args: &MutateArgs, options: &Options) -> io::Result<()> {
    let of = |operator: &Operator| Tally::of(mutants.iter().filter(|m| m.operator == *operator));
    let total = Tally::of(mutants.iter());
    let document = Document {
        form: 1,
        day: options.day.to_string(),
        until: options.until.to_string(),
        count: args.count,
        seed: args.seed,
        caught: total.caught(),
        total,
        operators: OPERATORS.iter().map(|(o, key, ..)| Row { operator: key, tally: of(o) }).collect(),
        mutants: mutants.iter().map(wire).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn wire(mutant: &Mutant) -> MutantWire<'_> {
    let (fate, codes) = match &mutant.fate {
        Fate::Equivalent => ("equivalent", &[][..]),
        Fate::Check(codes) => ("check", codes.as_slice()),
        Fate::Cases => ("cases", &[][..]),
        Fate::Survived => ("survived", &[][..]),
    };
    MutantWire {
        operator: key(mutant.operator),
        place: mutant.place.to_string(),
        old: &mutant.old,
        new: &mutant.new,
        fate,
        codes,
    }
}
