//! `fenbo recognise`: what a message may be about, how sure that is, and the words that speak for it.

use super::args::RecogniseArgs;
use super::console::{Console, Failure, both, shown};
use super::load::unreadable;
use super::outside::Process;
use super::{End, deliver, load};
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::recognise::{Candidate, Recogniser, Scratch, Weights, masked, question};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};

/// A message, recognised. The order of the fields is that of the JSON.
#[derive(Serialize)]
struct Recognised {
    /// Without numbers by which a person can be found.
    text: String,
    /// Whether the first candidate may be taken without asking.
    sure: bool,
    candidates: Vec<Told>,
    /// Where it is about several matters: each part of it with its matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    /// What to ask where it is not sure; empty where it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    question: String,
}

#[derive(Serialize)]
struct Part {
    text: String,
    matter: String,
    name: String,
    /// From 0 to 1, to four places.
    chance: f64,
}

#[derive(Serialize)]
struct Told {
    matter: String,
    name: String,
    path: String,
    /// From 0 to 1, to four places.
    chance: f64,
    /// The words of the text that speak for it.
    words: Vec<String>,
}

/// Weights from a file; those of the built-in city without one.
pub fn weights(file: Option<&Path>) -> Result<Weights, Failure> {
    let Some(file) = file else { return Ok(Weights::default()) };
    let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?;
    Weights::read(&text).map_err(|e| {
        let shown = file.display();
        both(format!("{shown} 不是识别的权重：{e}"), format!("{shown} is no file of weights: {e}"))
    })
}

/// Runs the command.
pub fn run(args: &RecogniseArgs, lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let weights = weights(args.weights.as_deref())?;
    let loaded = load::load(lists, console)?;
    loaded.insist(console)?;
    let mut recogniser = Recogniser::new(&loaded.policy, weights);
    if let Some(command) = &args.scorer {
        recogniser = recogniser.with(&loaded.policy, Process::start(command, console)?);
    }
    let desk = Desk { policy: &loaded.policy, recogniser, top: args.top.max(1), lang: console.lang };
    let mut scratch = Scratch::default();
    let one = |text: &str, scratch: &mut Scratch| {
        if args.split {
            return desk.split(text, scratch);
        }
        let message = desk.recognise(text, scratch);
        if args.json { line(&message) } else { words(&message, console.lang) }
    };
    if let Some(text) = &args.text {
        deliver::out(console.output(), &one(text, &mut scratch))?;
        return Ok(End::Fine);
    }
    let mut out = io::BufWriter::new(console.output());
    for (number, text) in io::stdin().lock().split(b'\n').enumerate() {
        let text = text.map_err(|e| unreadable(Path::new("-"), &e))?;
        let text = String::from_utf8_lossy(&text);
        if text.contains('\u{fffd}') {
            let n = number + 1;
            console.warn(
                format!("第 {n} 行有不是 UTF-8 的字节，按缺字处理"),
                format!("line {n} has bytes that are not UTF-8, taken for missing characters"),
            );
        }
        let text = text.trim();
        if text.is_empty() && (!args.json || args.split) {
            continue;
        }
        match out.write_all(one(text, &mut scratch).as_bytes()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(End::Fine),
            other => other.map_err(|e| both(format!("写出失败：{e}"), format!("writing failed: {e}")))?,
        }
    }
    deliver::out(out, "")?;
    Ok(End::Fine)
}

struct Desk<'p> {
    policy: &'p Policy,
    recogniser: Recogniser,
    top: usize,
    lang: Lang,
}

impl Desk<'_> {
    fn recognise(&self, text: &str, scratch: &mut Scratch) -> Recognised {
        let all = self.recogniser.candidates(text, scratch);
        let sure = all.first().is_some_and(|c| {
            c.chance >= self.recogniser.weights().sure.of(self.policy.matters().get(c.matter))
        });
        let parts = self.recogniser.parts(text, scratch);
        let sure = sure && parts.is_empty();
        let asks = !sure && parts.is_empty();
        let part = |p: &fenbo::recognise::Part| {
            let matter = self.policy.matters().get(p.candidate.matter);
            Part {
                text: masked(text[p.range.clone()].trim()),
                matter: matter.code.clone(),
                name: matter.name.clone(),
                chance: (p.candidate.chance * 1e4).round() / 1e4,
            }
        };
        let told = |c: &Candidate| {
            let matter = self.policy.matters().get(c.matter);
            Told {
                matter: matter.code.clone(),
                name: matter.name.clone(),
                path: matter.path.join("/"),
                chance: (c.chance * 1e4).round() / 1e4,
                words: self.recogniser.words(text, c.matter),
            }
        };
        Recognised {
            text: masked(text),
            sure,
            candidates: all.iter().take(self.top).map(told).collect(),
            parts: parts.iter().map(part).collect(),
            question: if asks { question(self.policy, &all, self.lang) } else { String::new() },
        }
    }

    /// A message, or a complaint as a JSON object, as one complaint a line for each thing that it is about. All other keys of an
    /// object stay; of several the id says which it is.
    fn split(&self, line: &str, scratch: &mut Scratch) -> String {
        let complaint = match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(complaint)) => complaint,
            _ => Map::from_iter([("text".to_owned(), Value::from(line))]),
        };
        let key = ["text", "内容"].into_iter().find(|k| complaint.get(*k).is_some_and(Value::is_string));
        let text = key.and_then(|k| complaint[k].as_str()).unwrap_or_default().to_owned();
        let parts = self.recogniser.parts(&text, scratch);
        let Some(key) = key.filter(|_| !parts.is_empty()) else {
            return format!("{}\n", Value::from(complaint));
        };
        let mut out = String::new();
        for (number, part) in parts.iter().enumerate() {
            let mut complaint = complaint.clone();
            complaint.insert(key.to_owned(), Value::from(text[part.range.clone()].trim()));
            if let Some(id) = complaint.get_mut("id") {
                let told = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                *id = Value::from(format!("{told}-{}", number + 1));
            }
            let _ = writeln!(out, "{}", Value::from(complaint));
        }
        out
    }
}

fn line(recognised: &Recognised) -> String {
    let mut line = serde_json::to_string(recognised).unwrap_or_default();
    line.push('\n');
    line
}

fn words(recognised: &Recognised, lang: Lang) -> String {
    let mut out = format!("{}\n", shown(&recognised.text));
    let _ = match recognised.candidates.first() {
        None => writeln!(
            out,
            "  {}",
            lang.pick(
                "没有一个词像清单里的事项，请转人工",
                "no word speaks for a matter of the lists: for a person to read"
            )
        ),
        Some(_) if recognised.sure => {
            writeln!(out, "  {}", lang.pick("可以直接分派", "sure enough to be dispatched"))
        }
        Some(_) if !recognised.parts.is_empty() => {
            let n = recognised.parts.len();
            writeln!(
                out,
                "  {}",
                lang.pick(
                    format!("说了 {n} 件事，拆开分派："),
                    format!("about {n} matters, to be taken apart:")
                )
            )
        }
        Some(_) => writeln!(
            out,
            "  {}",
            lang.pick(
                format!("拿不准。{}", recognised.question),
                format!("not sure. {}", recognised.question)
            )
        ),
    };
    for Part { text, matter, name, chance } in &recognised.parts {
        let _ = writeln!(out, "  {:>5.1} %  {matter} {name}  {}", chance * 100.0, shown(text));
    }
    if !recognised.parts.is_empty() {
        return out;
    }
    for Told { matter, name, path, chance, words } in &recognised.candidates {
        let (percent, words) = (chance * 100.0, words.join(lang.pick("、", ", ")));
        let because = if words.is_empty() {
            String::new()
        } else {
            lang.pick(format!("  词：{words}"), format!("  words: {words}"))
        };
        let path = lang.pick(format!("（{path}）"), format!(" ({path})"));
        let _ = writeln!(out, "  {percent:>5.1} %  {matter} {name}{path}{because}");
    }
    out
}
