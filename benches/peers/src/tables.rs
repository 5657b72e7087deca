//! The lists as tables for the joins: one row for each conjunction, its tests as bits.
//!
//! Every value (or segment between the cuts that the lists use) of every attribute but the place is one bit of a few
//! words. A complaint has the bits of its values, a rule those it does not allow: it holds where they share none. The
//! place has words of its own. This is the best form for a join that was found.

use super::Any;
use super::generate::answer::{Definition, definitions};
use super::generate::complaints::{Complaints, Mix, Spread};
use super::generate::duties::lists;
use super::generate::lists::Lists;
use super::generate::world::{AREA, Kind};
use super::generate::{Plan, write};
use super::handwritten::{Handwritten, number};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Write};
use std::path::Path;

/// One attribute's bits.
struct Bits {
    first: usize,
    /// Where the second and later segments begin.
    cuts: Vec<u32>,
}

impl Bits {
    fn of(&self, value: u32) -> usize {
        self.first + self.cuts.partition_point(|c| *c <= value)
    }
}

/// Writes the project folder, complaints, right answers and tables of one size.
pub fn write_all(duties: usize, complaints: usize, folder: &Path) -> Any<()> {
    let lists = lists(Plan::clean(duties));
    let definitions = definitions(&lists);
    let scan = Handwritten::new(&lists, &definitions);
    create_dir_all(folder)?;
    write::write(&lists, folder)?;
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let bits = bits(&lists, &definitions);
    let words = bits.last().map_or(1, |b| (b.first + b.cuts.len()) / 63 + 1);
    schema(&lists, &bits, words, file("schema.json")?)?;
    let leads = lists.world.leads();
    let mut rules = file("rules.jsonl")?;
    for (definition, matter) in definitions.iter().zip(&lists.matters) {
        let regions = definition.lines.iter().flat_map(|l| l.regions.iter().map(move |r| (r, l.answer)));
        for (rank, (region, answer)) in regions.enumerate() {
            let mut refused = vec![0_i64; words];
            let mut area = None;
            for (attribute, set) in region.sides() {
                if *attribute == AREA {
                    let mut allowed = vec![0_i64; lists.world.communities.len().div_ceil(63)];
                    for value in 0..lists.world.attributes[AREA].size {
                        allowed[value as usize / 63] |= i64::from(set.contains(value)) << (value % 63);
                    }
                    area = Some(allowed);
                    continue;
                }
                let side = &bits[*attribute];
                for (segment, low) in std::iter::once(&0).chain(&side.cuts).enumerate() {
                    let bit = side.first + segment;
                    refused[bit / 63] |= i64::from(!set.contains(*low)) << (bit % 63);
                }
            }
            let answer = number(&leads, answer);
            writeln!(
                rules,
                "{}",
                json!({ "matter": matter.code, "rank": rank, "answer": answer, "refused": refused, "area": area })
            )?;
        }
    }
    rules.flush()?;
    let mut units = file("units.csv")?;
    writeln!(units, "answer,place,unit")?;
    for answer in 0..leads.len() as u16 {
        for place in 0..lists.world.communities.len() as u32 {
            let unit = scan.unit(answer, place).map_or("", |u| scan.name(u));
            writeln!(units, "{answer},{place},{unit}")?;
        }
    }
    units.flush()?;
    let (mut lines, mut right) = (file("complaints.jsonl")?, file("answers.csv")?);
    writeln!(right, "id,unit")?;
    let mut stream = Complaints::new(&lists, &definitions, Mix::known(31, Spread::Even));
    for _ in 0..complaints {
        if let Some(complaint) = stream.write(&mut lines)? {
            let answer = number(&leads, definitions[complaint.matter].answer(&complaint.point));
            let unit = scan.unit(answer, complaint.point[AREA]).map_or("", |u| scan.name(u));
            writeln!(right, "T{:08},{unit}", complaint.number)?;
        }
    }
    lines.flush()?;
    Ok(right.flush()?)
}

fn bits(lists: &Lists, definitions: &[Definition]) -> Vec<Bits> {
    let mut cuts: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); lists.world.attributes.len()];
    for region in definitions.iter().flat_map(|d| &d.lines).flat_map(|l| &l.regions) {
        for (attribute, set) in region.sides() {
            cuts[*attribute].extend(set.ranges().iter().flat_map(|r| [r.0, r.1]));
        }
    }
    let mut first = 0;
    let attributes =
        lists.world.attributes.iter().zip(cuts).enumerate().map(|(number, (attribute, cuts))| {
            let cuts: Vec<u32> = match attribute.kind {
                _ if number == AREA => Vec::new(),
                Kind::Integer { .. } | Kind::Clock => {
                    cuts.into_iter().filter(|c| *c > 0 && *c < attribute.size).collect()
                }
                _ => (1..attribute.size).collect(),
            };
            let bits = Bits { first, cuts };
            // An attribute does not straddle two words.
            let needed = bits.cuts.len() + 1;
            let bits = if bits.first / 63 == (bits.first + needed - 1) / 63 {
                bits
            } else {
                Bits { first: bits.first.next_multiple_of(63), ..bits }
            };
            first = bits.first + needed;
            bits
        });
    attributes.collect()
}

fn schema(lists: &Lists, bits: &[Bits], words: usize, out: impl Write) -> Any<()> {
    let attributes: Vec<_> = lists.world.attributes[1..]
        .iter()
        .zip(&bits[1..])
        .map(|(attribute, bits)| {
            let kind = match attribute.kind {
                Kind::Integer { .. } => "number",
                Kind::Clock => "clock",
                _ => "words",
            };
            let cuts: Vec<_> = match attribute.kind {
                Kind::Clock => bits.cuts.iter().map(|c| json!(write::clock(*c))).collect(),
                _ => bits.cuts.iter().map(|c| json!(c)).collect(),
            };
            json!({
                "name": attribute.name, "kind": kind, "words": attribute.words, "cuts": cuts,
                "first": bits.first, "default": attribute.absent.map(|v| bits.of(v)),
            })
        })
        .collect();
    let places: Vec<&str> = lists.world.communities.iter().map(|c| c.0.as_str()).collect();
    Ok(serde_json::to_writer(out, &json!({ "attributes": attributes, "places": places, "words": words }))?)
}
