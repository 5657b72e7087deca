//! `fenbo sample`: complaints as they might come in, made from the cases of the lists: told worse, with facts left out.

use super::args::SampleArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::{End, load};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::attribute::Domain;
use fenbo::policy::duty::{Case, Expected, Handler};
use fenbo::policy::intervals::Intervals;
use fenbo::policy::region::AttrId;
use fenbo::text::Sources;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::path::PathBuf;

/// How people begin, and how they end.
const OPENINGS: &[&str] = &[
    "你好，",
    "您好！",
    "喂，",
    "我要投诉！",
    "麻烦帮忙看一下，",
    "市民来电：",
    "唔该，",
    "请问一下，",
    "我都说了好几次了，",
    "不好意思打扰了，",
    "急！",
    "反映个事，",
    "气死人了，",
];
const CLOSINGS: &[&str] = &[
    "，请尽快处理",
    "！！！",
    "，都反映好几次了没人管",
    "，望回复",
    "，谢谢",
    "，到底归谁管？",
    "，拜托了",
    "，再不管我就找记者",
    "，想问下找哪个部门",
    "，麻烦登记一下",
    "……",
];
/// Characters that are often written for others.
const WRONG: &[(char, char)] = &[
    ('的', '地'),
    ('在', '再'),
    ('已', '己'),
    ('做', '作'),
    ('账', '帐'),
    ('噪', '燥'),
    ('像', '象'),
    ('坏', '怀'),
    ('楼', '搂'),
    ('晚', '碗'),
    ('很', '狠'),
    ('道', '到'),
    ('修', '休'),
    ('吵', '炒'),
    ('响', '晌'),
    ('园', '圆'),
    ('区', '曲'),
    ('没', '冒'),
    ('们', '门'),
    ('哪', '那'),
    ('拆', '折'),
    ('漏', '露'),
    ('费', '废'),
    ('物', '务'),
    ('灯', '登'),
    ('停', '仃'),
    ('堵', '赌'),
];
/// Through which people come; the first twice, because most call.
const CHANNELS: &[&str] = &["电话", "电话", "微信", "网站", "手机应用", "信箱", "来访", "媒体"];
/// Complaints come in over so many days.
const DAYS: usize = 30;

/// One made complaint. Field order is the order in the output.
#[derive(Serialize)]
struct Record<'a> {
    id: String,
    generated: Made<'a>,
    received: String,
    channel: &'a str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    matter: Option<&'a str>,
    facts: Map<String, Value>,
}

/// Where it is from and what was done to it, so that nobody takes it for a real one.
#[derive(Serialize)]
struct Made<'a> {
    seed: u64,
    case: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: Vec<&'a str>,
    /// What the case expects. Left out with facts, when it need not hold any more.
    #[serde(skip_serializing_if = "Map::is_empty")]
    expect: Map<String, Value>,
}

/// Runs the command.
pub fn run(args: &SampleArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let policy = &loaded.policy;
    let cases = policy.cases();
    if cases.is_empty() {
        return Err(both("清单里没有案例，做不出样本", "the lists hold no cases to make complaints from"));
    }
    let day = args.as_of.map_or_else(|| Clock::of(policy).map(|c| c.today()), Ok)?;
    let mut out = console.output();
    let mut dice = Dice(args.seed);
    for number in 1..=args.count {
        let case = &cases[dice.below(cases.len())];
        let record = record(policy, &loaded.sources, case, number, args, day, &mut dice);
        let written = serde_json::to_writer(&mut out, &record).map_err(io::Error::from);
        if let Err(e) = written.and_then(|()| out.write_all(b"\n")) {
            return finished(Err(e));
        }
    }
    finished(out.flush())
}

fn finished(written: io::Result<()>) -> Result<End, Failure> {
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ => Ok(End::Fine),
    }
}

fn record<'a>(
    policy: &'a Policy,
    sources: &Sources,
    case: &'a Case,
    number: usize,
    args: &SampleArgs,
    day: Date,
    dice: &mut Dice,
) -> Record<'a> {
    let mut facts = Map::new();
    let mut left_out = Vec::new();
    for (attr, set) in &case.facts {
        let name = policy.attributes().get(*attr).name.as_str();
        match value(policy, *attr, set) {
            Some(value) if !dice.chance(args.left_out) => {
                facts.insert(name.to_owned(), value);
            }
            _ => left_out.push(name),
        }
    }
    let expect = if left_out.is_empty() { expectations(policy, case) } else { Map::new() };
    let received = case
        .on
        .unwrap_or_else(|| day.saturating_sub(i32::try_from(dice.below(DAYS)).unwrap_or_default().days()));
    let minute = dice.below(24 * 60);
    let place = sources.place(case.span);
    Record {
        id: format!("S{number:06}"),
        generated: Made { seed: args.seed, case: format!("{}:{}", place.file, place.line), left_out, expect },
        received: format!("{received} {:02}:{:02}", minute / 60, minute % 60),
        channel: CHANNELS[dice.below(CHANNELS.len())],
        text: told(&case.text, args.noise, dice),
        matter: case.matter.map(|m| policy.matters().get(m).code.as_str()),
        facts,
    }
}

/// A fact as records write it; none for what they cannot say, such as a range of numbers.
fn value(policy: &Policy, attr: AttrId, set: &Intervals) -> Option<Value> {
    let attribute = policy.attributes().get(attr);
    let areas = &policy.registry().areas;
    match (&attribute.domain, set.sole()) {
        (Domain::Integer { low, .. }, Some(value)) => Some((low + i64::from(value)).into()),
        (Domain::TimeOfDay, Some(value)) => Some(attribute.value_name(value, areas).into()),
        (Domain::Integer { .. } | Domain::TimeOfDay, None) => None,
        _ => {
            let mut names = attribute.names(set, areas);
            if names.len() == 1 { names.pop().map(Value::from) } else { Some(names.into()) }
        }
    }
}

fn expectations(policy: &Policy, case: &Case) -> Map<String, Value> {
    let name = |h: &Handler| policy.handler_words(*h, Lang::Zh);
    let names = |all: &[Handler]| Value::from(all.iter().map(name).collect::<Vec<_>>());
    let mut out = Map::new();
    for expected in &case.expect {
        let (key, value) = match expected {
            Expected::Leads(leads) => ("leads", names(leads)),
            Expected::Assists(assists) => ("assist", names(assists)),
            Expected::Forerun(who) => ("forerun", name(who).into()),
            Expected::Ask(attr) => ("question", policy.attributes().get(*attr).name.clone().into()),
            Expected::Refuse(entry) => ("refusal", entry.clone().into()),
            Expected::Urgent(urgent) => ("urgent", (*urgent).into()),
            Expected::Conflict => ("conflict", true.into()),
            Expected::Gap => ("gap", true.into()),
        };
        out.insert(key.to_owned(), value);
    }
    out
}

/// The words of a case as somebody else might say them. `noise`: how much, of a hundred.
fn told(text: &str, noise: u8, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len() + 48);
    if dice.chance(noise) {
        out.push_str(OPENINGS[dice.below(OPENINGS.len())]);
    }
    for c in text.chars() {
        let slip = dice.chance(noise / 4);
        match (slip, WRONG.iter().find(|w| w.0 == c)) {
            (true, Some((_, wrong))) => out.push(*wrong),
            // A mark is left out, and now and then a character said twice.
            (true, None) if "，。；、！？".contains(c) => {}
            (true, None) if dice.chance(10) => out.extend([c, c]),
            _ => out.push(c),
        }
    }
    if dice.chance(noise) {
        let trimmed = out.trim_end_matches(['。', '！']).len();
        out.truncate(trimmed);
        out.push_str(CLOSINGS[dice.below(CLOSINGS.len())]);
    }
    out
}

/// Numbers that look random and are the same for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another, which is not zero.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// True so many times of a hundred.
    fn chance(&mut self, of_a_hundred: u8) -> bool {
        self.next() % 100 < u64::from(of_a_hundred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_and_no_noise_tells_it_as_it_was() {
        let text = "楼下的烧烤店，晚上很吵。";
        assert_eq!(told(text, 0, &mut Dice(1)), text);
        assert_eq!(told(text, 60, &mut Dice(1)), told(text, 60, &mut Dice(1)));
        let different = (0..50).filter(|seed| told(text, 60, &mut Dice(*seed)) != text).count();
        assert!(different > 40, "{different} of 50");
    }
}
