//! Writes a project folder of generated lists, and complaints for it.
//!
//! `cargo run --release --example generate -- --duties 15000 --seed 7 --out DIR [--matters N] [--overlapping]
//! [--complaints N] [--skewed] [--missing N] [--sets N] [--broken N]` (the last three per thousand)

#[allow(dead_code, reason = "each target uses its part of the generator")]
#[path = "mod.rs"]
mod generate;

use generate::complaints::{Complaints, Mix, Spread};
use generate::{Plan, Style, answer, duties, write};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut plan = Plan::clean(15_000);
    let mut matters = None;
    let mut folder = None;
    let mut count = 0;
    let mut mix = Mix::known(1, Spread::Even);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--duties" => {
                plan = Plan { seed: plan.seed, style: plan.style, ..Plan::clean(value()?.parse()?) }
            }
            "--matters" => matters = Some(value()?.parse()?),
            "--seed" => plan.seed = value()?.parse()?,
            "--overlapping" => plan.style = Style::Overlapping,
            "--out" => folder = Some(PathBuf::from(value()?)),
            "--complaints" => count = value()?.parse()?,
            "--skewed" => mix.spread = Spread::Skewed,
            "--missing" => mix.missing = value()?.parse()?,
            "--sets" => mix.sets = value()?.parse()?,
            "--broken" => mix.broken = value()?.parse()?,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    plan.matters = matters.unwrap_or(plan.matters);
    mix.seed = plan.seed.wrapping_add(2);
    let folder = folder.ok_or("--out DIR is needed")?;
    let lists = duties::lists(plan);
    write::write(&lists, &folder)?;
    if count > 0 {
        let definitions = answer::definitions(&lists);
        let mut complaints = Complaints::new(&lists, &definitions, mix);
        let mut out = BufWriter::new(std::fs::File::create(folder.join("complaints.jsonl"))?);
        for _ in 0..count {
            complaints.write(&mut out)?;
        }
        out.flush()?;
    }
    eprintln!("{} duties, {} matters, {count} complaints", lists.duties.len(), lists.matters.len());
    Ok(())
}

#[cfg(test)]
#[path = "../engine/mod.rs"]
mod engine;
#[cfg(test)]
mod tests;
