//! How well and how fast messages about the same thing are found: real messages told again with changes, of which it is known
//! which tell the same.
//!
//! `cargo run --release --example similar -- MESSAGES.csv COUNT [--no-place] [--write FILE]`, where the columns are subject and
//! text, as `fenbo cases` knows them. Every message of the file is a pattern. An incident is a pattern with its own names of
//! places and its own day; some incidents are told again, within three weeks, in words changed lightly, more, or much.

use fenbo::Date;
use fenbo::similar::{Message, Options, clusters, merges};
use jiff::ToSpan as _;
use std::error::Error;
use std::time::Instant;

/// Endings before which two characters are the name of a place.
const ENDINGS: &str = "路街巷村镇县区栋";
const OPENINGS: [&str; 4] = ["尊敬的领导您好，", "市民来电反映：", "再次反映，", "请有关部门尽快处理。"];
const ADDED: &str = "我已经打过电话，到现在也没有人来处理，也没有任何答复，希望重视";
/// Of a thousand characters that a repeat changes, and of a hundred sentences that it leaves out, by how much it is changed.
const CHANGES: [(u64, u64); 3] = [(10, 0), (30, 10), (50, 25)];

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    /// A Chinese character, frequent or not.
    fn character(&mut self) -> char {
        char::from_u32(0x4e00 + self.below(3000) as u32).unwrap_or('某')
    }
}

struct Made {
    text: String,
    day: Date,
    place: String,
    incident: usize,
    /// How much a repeat is changed; none: the first.
    changed: Option<usize>,
}

/// A pattern with other names of places.
fn renamed(pattern: &str, random: &mut Random) -> String {
    let mut all: Vec<char> = pattern.chars().collect();
    let mut names: Vec<([char; 2], [char; 2])> = Vec::new();
    for at in 2..all.len() {
        let before = [all[at - 2], all[at - 1]];
        if ENDINGS.contains(all[at]) && before.iter().all(|c| c.is_alphanumeric() && !c.is_ascii()) {
            let known = names.iter().find(|(from, _)| *from == before).map(|(_, to)| *to);
            let new = known.unwrap_or_else(|| [random.character(), random.character()]);
            names.push((before, new));
            (all[at - 2], all[at - 1]) = (new[0], new[1]);
        } else if ENDINGS.contains(all[at]) && all[at - 1].is_ascii_digit() {
            all[at - 1] = char::from(b'1' + random.below(9) as u8);
        }
    }
    all.into_iter().collect()
}

/// The same told again.
fn changed(text: &str, how: usize, random: &mut Random) -> String {
    let (characters, sentences) = CHANGES[how];
    let mut out = OPENINGS[random.below(4) as usize].to_owned();
    for sentence in text.split_inclusive(['。', '！', '？', '，']) {
        if random.below(100) < sentences {
            continue;
        }
        for c in sentence.chars() {
            match random.below(1000) {
                n if n < characters / 2 => {}
                n if n < characters => out.push(random.character()),
                _ => out.push(c),
            }
        }
    }
    if how > 0 {
        out.push_str(ADDED);
    }
    out
}

fn made(patterns: &[String], count: usize) -> Vec<Made> {
    let mut random = Random(7);
    let begin = jiff::civil::date(2023, 1, 2);
    let mut all: Vec<Made> = Vec::with_capacity(count);
    for incident in 0.. {
        let text = renamed(&patterns[incident % patterns.len()], &mut random);
        let day = begin.saturating_add(random.below(1000).cast_signed().days());
        let place = format!("{}区/{}街道", random.below(10), random.below(12));
        let repeats = [0, 0, 0, 1, 1, 2][random.below(6) as usize];
        for repeat in 0..=repeats {
            let how = (repeat > 0).then(|| random.below(3) as usize);
            let text = how.map_or_else(|| text.clone(), |how| changed(&text, how, &mut random));
            let day =
                if repeat > 0 { day.saturating_add(random.below(22).cast_signed().days()) } else { day };
            all.push(Made { text, day, place: place.clone(), incident, changed: how });
            if all.len() == count {
                return all;
            }
        }
    }
    all
}

/// Subject and text of every row, without those that repeat others.
fn patterns(file: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(file)?;
    let header = reader.headers()?.clone();
    let column =
        |names: &[&str]| header.iter().position(|h| names.contains(&h.trim_start_matches('\u{feff}')));
    let columns = [column(&["subject", "主题", "留言主题"]), column(&["text", "内容", "留言详情"])];
    let mut all = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cells = columns.iter().filter_map(|c| row.get((*c)?));
        let words: Vec<&str> = cells.flat_map(str::split_whitespace).collect();
        all.push(words.join(" "));
    }
    let messages: Vec<Message<'_>> = all.iter().map(|text| Message { text, ..Message::default() }).collect();
    let options = Options { share: 0.4, ..Options::default() };
    let again: Vec<usize> =
        merges(&messages, &options).iter().flat_map(|m| m.others.iter().map(|o| o.message)).collect();
    let mut number = 0;
    all.retain(|_| {
        number += 1;
        !again.contains(&(number - 1))
    });
    Ok(all)
}

/// The largest size that the process has had, in MB; zero where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

/// Seconds of work so far, by all threads; zero where the system does not tell.
fn work() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_the_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = behind_the_name.split(' ').skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    // A tick is a hundredth of a second on every Linux that is in use.
    ticks.sum::<f64>() / 100.0
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, count, flags @ ..] = args.as_slice() else {
        return Err("similar MESSAGES.csv COUNT [--no-place] [--write FILE]".into());
    };
    let all = made(&patterns(file)?, count.parse()?);
    if let Some(at) = flags.iter().position(|f| f == "--write") {
        let mut writer = csv::Writer::from_path(flags.get(at + 1).ok_or("--write FILE")?)?;
        writer.write_record(["id", "received", "place", "text"])?;
        for (id, made) in all.iter().enumerate() {
            writer.write_record([&id.to_string(), &made.day.to_string(), &made.place, &made.text])?;
        }
        return Ok(writer.flush()?);
    }
    let told = !flags.iter().any(|f| f == "--no-place");
    let messages: Vec<Message<'_>> = all
        .iter()
        .map(|m| Message { text: &m.text, day: Some(m.day), place: told.then_some(&m.place), matter: None })
        .collect();
    let options = Options { threads: 2, ..Options::default() };
    println!("messages {}, of {} MB in all; place told: {told}", all.len(), peak());
    let (begun, before) = (Instant::now(), work());
    let found = merges(&messages, &options);
    let (elapsed, worked) = (begun.elapsed().as_secs_f64(), work() - before);
    println!("merges: {elapsed:.1} s, of work {worked:.1} s, peak {} MB", peak());
    judge(&all, &found);
    drop(found);
    let (begun, before) = (Instant::now(), work());
    let found = clusters(&messages, &options);
    let size: usize = found.iter().map(|c| c.messages.len()).sum();
    let (elapsed, worked) = (begun.elapsed().as_secs_f64(), work() - before);
    println!("clusters: {elapsed:.1} s, of work {worked:.1} s, peak {} MB", peak());
    println!("clusters {} of {size} messages", found.len());
    Ok(())
}

/// How many repeats were found in the group of another of their incident, and how many suggestions are of one incident.
fn judge(all: &[Made], found: &[fenbo::similar::Merge]) {
    let mut group: Vec<Option<usize>> = vec![None; all.len()];
    let mut firsts: Vec<usize> = Vec::new();
    for (at, made) in all.iter().enumerate().filter(|(_, made)| made.changed.is_none()) {
        debug_assert_eq!(made.incident, firsts.len());
        firsts.push(at);
    }
    // Wrong, and wrong where the two incidents were told in the very same words at first, so that nobody could tell.
    let (mut suggested, mut wrong, mut alike) = (0_usize, 0_usize, 0_usize);
    for (number, merge) in found.iter().enumerate() {
        group[merge.first] = Some(number);
        let first = all[merge.first].incident;
        for other in &merge.others {
            group[other.message] = Some(number);
            let own = all[other.message].incident;
            suggested += 1;
            wrong += usize::from(own != first);
            alike += usize::from(own != first && all[firsts[own]].text == all[firsts[first]].text);
        }
    }
    let right = 100.0 - 100.0 * wrong as f64 / suggested.max(1) as f64;
    println!("suggestions {suggested}, right {right:.2} %; wrong {wrong}, of them in the same words {alike}");
    for (how, name) in ["lightly", "more", "much"].iter().enumerate() {
        let (mut planted, mut met, mut first) = (0_usize, 0_usize, 0);
        for (at, made) in all.iter().enumerate() {
            if made.changed.is_none() {
                first = at;
            }
            if made.changed == Some(how) {
                planted += 1;
                met += usize::from(group[at].is_some() && group[at] == group[first]);
            }
        }
        println!(
            "changed {name}: planted {planted}, found {:.1} %",
            100.0 * met as f64 / planted.max(1) as f64
        );
    }
}
