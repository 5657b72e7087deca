//! One complaint: from arguments, from a record, or from a case of the lists.

use super::args::OneArgs;
use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::load::{Loaded, unreadable};
use super::record::{Fault, Filling, JsonReader, Memory, Notes, Reading, Sink as _, Texts};
use fenbo::cases::{Verdict, complaint as of_case};
use fenbo::policy::Policy;
use fenbo::policy::duty::Case;
use fenbo::recognise::Weights;
use fenbo::router::{Complaint, Editions, Router};
use jiff::civil::Date;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a record that are read.
const LIMIT: u64 = 1 << 20;

/// The edition that answers, and what is asked of it.
pub struct One {
    pub router: Arc<Router>,
    pub day: Date,
    source: Source,
}

enum Source {
    Case(usize),
    Record(Vec<u8>),
    Arguments,
}

impl One {
    /// Finds the complaint and compiles its edition.
    pub fn open(args: &OneArgs, loaded: &Loaded, clock: &Clock, console: Console) -> Result<Self, Failure> {
        let today = args.as_of.unwrap_or_else(|| clock.today());
        let cases = loaded.policy.cases();
        let (source, day) = match (&args.case, &args.matter, &args.file) {
            (Some(text), ..) => {
                let number = find_case(cases, text)?;
                (Source::Case(number), cases.get(number).and_then(|c| c.on).unwrap_or(today))
            }
            (None, Some(_), _) => (Source::Arguments, today),
            (None, None, file) => (Source::Record(record(file.as_deref(), console)?), today),
        };
        let (router, findings) = Editions::new(loaded.policy.clone()).on(day);
        console.findings(&findings, &loaded.sources);
        Ok(Self { router, day, source })
    }

    /// The complaint, filled. What of it was not used is in the notes; what does not fit is a failure.
    pub fn complaint<'r>(
        &'r self,
        args: &OneArgs,
        clock: &Clock,
        console: Console,
    ) -> Result<(Complaint<'r>, Notes), Failure> {
        let mut notes = Notes::default();
        if let Source::Case(number) = self.source {
            let Some(case) = self.router.policy().cases().get(number) else {
                return Err(both("没有这个案例", "there is no such case"));
            };
            let complaint = of_case(case, &self.router, self.day).map_err(|verdict| match verdict {
                Verdict::NeedsRecognition => fault_words(&[Fault::Unnamed]),
                Verdict::NotInEffect(misfit) => fault_words(&[Fault::Misfit(misfit)]),
                _ => fault_words(&[Fault::Exclude]),
            })?;
            super::output::json::escape(&mut notes.id, &case.text);
            return Ok((complaint, notes));
        }
        let mut complaint = self.router.complaint();
        let mut memory = Memory::default();
        let texts = Texts::new(self.router.shared_policy(), Weights::default());
        let mut filling = Filling {
            complaint: &mut complaint,
            notes: &mut notes,
            memory: &mut memory,
            clock,
            reading: Reading::default(),
            texts: Some(&texts),
        };
        match &self.source {
            Source::Record(line) => JsonReader { label: None, plan: None }.read(line, &mut filling),
            Source::Arguments | Source::Case(_) => told(args, &mut filling)?,
        }
        if !notes.faults.is_empty() {
            return Err(fault_words(&notes.faults));
        }
        for ignored in &notes.ignored {
            let name = &ignored.name;
            let (zh, en) = ignored.near.as_ref().map_or_else(Default::default, |n| {
                (format!("，是不是「{n}」？"), format!("; did you mean \"{n}\"?"))
            });
            console.warn(
                format!("清单里没有要素「{name}」{zh}"),
                format!("the lists have no attribute \"{name}\"{en}"),
            );
        }
        Ok((complaint, notes))
    }
}

/// The number of the case with this number (from 1) or with this in its text.
fn find_case(cases: &[Case], text: &str) -> Result<usize, Failure> {
    if let Ok(number) = text.parse::<usize>() {
        let n = cases.len();
        return number.checked_sub(1).filter(|i| *i < n).ok_or_else(|| {
            both(format!("案例编号从 1 到 {n}"), format!("cases are numbered from 1 to {n}"))
        });
    }
    let found: Vec<usize> =
        cases.iter().enumerate().filter(|(_, c)| c.text.contains(text)).map(|(i, _)| i).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(both(format!("没有原话里含「{text}」的案例"), format!("no case has \"{text}\" in its text")))
        }
        many => {
            let shown: Vec<String> = many
                .iter()
                .take(8)
                .filter_map(|i| cases.get(*i).map(|c| format!("  {} {}", i + 1, c.text)))
                .collect();
            let (n, shown) = (many.len(), shown.join("\n"));
            Err(both(
                format!("{n} 个案例的原话里含「{text}」，请写编号：\n{shown}"),
                format!("{n} cases have \"{text}\" in their text; give the number:\n{shown}"),
            ))
        }
    }
}

/// The first record of a file.
fn record(file: Option<&Path>, console: Console) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match file.filter(|p| *p != Path::new("-")) {
        Some(path) => {
            let file = File::open(path).map_err(|e| unreadable(path, &e))?;
            file.take(LIMIT).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
        }
        None => {
            console.note(
                "从标准输入读取一条 JSON 记录（也可以用 --matter 和 --fact，或 --case）",
                "reading one JSON record from the standard input (or use --matter and --fact, or --case)",
            );
            io::stdin().take(LIMIT).read_to_end(&mut bytes).map_err(|e| unreadable(Path::new("-"), &e))?;
        }
    }
    if let Some(rest) = bytes.strip_prefix("\u{feff}".as_bytes()) {
        bytes = rest.to_vec();
    }
    // A whole object over several lines, or the first line of JSON Lines.
    if serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_err() {
        let mut lines = bytes.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace));
        if let Some(line) = lines.next() {
            // Lines that are no JSON of their own are one broken record, not several.
            if lines.next().is_some() && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok() {
                console.warn(
                    "只看第一条记录；一批记录用 fenbo route",
                    "only the first record is looked at; fenbo route is for many",
                );
            }
            bytes = line.to_vec();
        }
    }
    Ok(bytes)
}

fn told(args: &OneArgs, filling: &mut Filling<'_, '_>) -> Result<(), Failure> {
    if let Some(matter) = &args.matter {
        filling.matter(matter);
    }
    for fact in &args.fact {
        let Some((name, value)) = fact.split_once(['=', '＝']) else {
            return Err(both(
                format!("--fact 要写成 要素=值，不是「{fact}」"),
                format!("--fact is written attribute=value, not \"{fact}\""),
            ));
        };
        let (name, value) = (name.trim(), value.trim());
        if matches!(value, "?" | "？" | "") {
            filling.unknown(name);
        } else {
            let values: Vec<&str> = value.split(['、', '|']).map(str::trim).collect();
            filling.fact_among(name, &values);
        }
    }
    if let Some(at) = &args.received {
        filling.received("--received", at);
    }
    if let Some(at) = &args.occurred {
        filling.occurred("--occurred", at);
    }
    filling.finish();
    Ok(())
}

fn fault_words(faults: &[Fault]) -> Failure {
    use fenbo::finding::Lang;
    let join = |lang: Lang| faults.iter().map(|f| f.text(lang)).collect::<Vec<_>>().join("\n");
    both(join(Lang::Zh), join(Lang::En))
}

/// Code, name and path of a matter.
pub fn matter_words(policy: &Policy, complaint: &Complaint<'_>) -> String {
    complaint.matter_id().map_or_else(String::new, |id| {
        let matter = policy.matters().get(id);
        let path = matter.path.join("/");
        format!("{} {}  {path}", matter.code, matter.name)
    })
}
