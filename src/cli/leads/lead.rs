//! One post, judged.

use super::Twin;
use crate::cli::cases::Told;
use crate::cli::console::Console;
use crate::cli::words::Words;
use fenbo::Date;
use fenbo::facts::Origin;
use fenbo::policy::Policy;
use fenbo::recognise::{
    Answer, FactReader, Judged, Leads, Places, Recogniser, Scratch, Weights, masked, question,
};
use fenbo::router::Router;
use serde::Serialize;

/// What is to be done with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// Verify what is open, and make it a work order.
    Verify,
    /// The same was told before.
    Duplicate,
    /// It is about another city.
    Elsewhere,
    /// Nobody wants anything put right.
    NoComplaint,
}

/// An answer with its words.
#[derive(Debug, Serialize)]
pub struct Said {
    pub answer: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// A matter that it may be about.
#[derive(Debug, Serialize)]
pub struct Matter {
    #[serde(rename = "matter")]
    pub code: String,
    pub name: String,
    /// From 0 to 1, to four places.
    pub chance: f64,
    pub words: Vec<String>,
}

/// One thing to be verified.
#[derive(Debug, Serialize)]
pub struct Check {
    /// The stable key.
    pub what: &'static str,
    /// In words.
    pub ask: String,
}

/// A post, judged. The order of the fields is that of the JSON.
#[derive(Debug, Serialize)]
pub struct Lead {
    pub line: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub id: Box<str>,
    /// Without numbers by which a person can be found.
    pub text: String,
    pub stand: Stand,
    pub complaint: Said,
    pub here: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<Duplicate>,
    /// Whether the first may be taken without asking.
    pub sure: bool,
    pub matters: Vec<Matter>,
    /// The areas that it may be in.
    pub areas: Vec<String>,
    /// What the lists would do with it, were all of it so: the status of a decision, and the first handlers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<String>,
    /// In the order in which to ask; empty where nothing is to be done.
    pub verify: Vec<Check>,
}

/// What it tells again.
#[derive(Debug, Serialize)]
pub struct Duplicate {
    /// The id of it, or the number of its line.
    pub of: String,
    /// `complaint`, or another `post`.
    pub kind: &'static str,
    /// How much of both texts is common.
    pub share: f64,
}

impl Lead {
    /// As a line.
    pub fn json(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// Days after which what a post tells may be over.
const STALE: i32 = 7;
/// Where the likeliest matter is less likely than this, none is worth a word.
const FAINT: f64 = 0.1;
/// Candidates told.
const MOST: usize = 3;

/// Judges posts by some lists on a day.
pub struct Desk<'d> {
    policy: &'d Policy,
    router: &'d Router,
    day: Date,
    console: Console,
    leads: Leads,
    places: Places,
    facts: FactReader,
    recogniser: Recogniser,
    scratch: Scratch,
}

impl<'d> Desk<'d> {
    pub fn new(policy: &'d Policy, router: &'d Router, day: Date, console: Console) -> Self {
        Self {
            policy,
            router,
            day,
            console,
            leads: Leads::new(policy),
            places: Places::new(policy),
            facts: FactReader::new(policy),
            recogniser: Recogniser::new(policy, Weights::default()),
            scratch: Scratch::default(),
        }
    }

    pub fn lead(&mut self, post: &Told, twin: Option<&Twin>) -> Lead {
        let policy = self.policy;
        let mut all = self.recogniser.candidates(&post.text, &mut self.scratch);
        if all.first().is_some_and(|c| c.chance < FAINT) {
            all.clear();
        }
        let matter = |m| policy.matters().get(m);
        let sure =
            all.first().is_some_and(|c| c.chance >= self.recogniser.weights().sure.of(matter(c.matter)));
        let place = self.places.read(policy, &post.text);
        let complaint = self.leads.complaint(&post.text, sure);
        let here = self.leads.here(&post.text, place.as_ref());
        let stand = match (complaint.answer, here.answer, twin) {
            (Answer::No, ..) => Stand::NoComplaint,
            (_, Answer::No, _) => Stand::Elsewhere,
            (.., Some(_)) => Stand::Duplicate,
            _ => Stand::Verify,
        };
        let areas = &policy.registry().areas;
        let areas: Vec<String> = place.iter().flat_map(|p| &p.areas).map(|a| areas.full_path(*a)).collect();
        let mut lead = Lead {
            line: post.line,
            id: post.id.clone(),
            text: masked(&post.text),
            stand,
            complaint: said(&complaint),
            here: said(&here),
            duplicate_of: twin.map(|t| Duplicate {
                of: t.name.clone(),
                kind: if t.known { "complaint" } else { "post" },
                share: t.share,
            }),
            sure,
            matters: Vec::new(),
            areas,
            status: None,
            leads: Vec::new(),
            verify: Vec::new(),
        };
        lead.matters = all
            .iter()
            .take(MOST)
            .map(|c| Matter {
                code: matter(c.matter).code.clone(),
                name: matter(c.matter).name.clone(),
                chance: (c.chance * 1e4).round() / 1e4,
                words: self.recogniser.words(&post.text, c.matter),
            })
            .collect();
        if stand == Stand::Verify {
            self.open(&mut lead, post, [complaint.answer, here.answer]);
            if !sure && !all.is_empty() {
                let ask = question(policy, &all, self.console.lang);
                lead.verify.push(Check { what: "matter", ask });
            } else if all.is_empty() {
                self.ask(
                    &mut lead,
                    "matter",
                    "没有一个词像清单里的事项：是什么事",
                    "no word speaks for a matter: what is it about",
                );
            }
            self.route(&mut lead, post);
        }
        lead
    }

    fn ask(&self, lead: &mut Lead, what: &'static str, zh: &str, en: &str) {
        lead.verify.push(Check { what, ask: self.console.pick(zh, en).to_owned() });
    }

    /// What is open about the post itself.
    fn open(&self, lead: &mut Lead, post: &Told, [complaint, here]: [Answer; 2]) {
        self.ask(
            lead,
            "exists",
            "网帖不是来电，没有可回访的人：现场或网格员核实确有其事",
            "a post is no call, and nobody can be asked back: verify on the spot that it is so",
        );
        if complaint == Answer::Open {
            self.ask(lead, "complaint", "发帖人是不是要求处理", "whether the poster wants it put right");
        }
        if here == Answer::Open {
            self.ask(lead, "city", "是不是本市的事", "whether it is about this city");
        }
        let age = post.day.map_or(0, |day| (self.day - day).get_days());
        if age > STALE {
            let (zh, en) = (
                format!("发帖已 {age} 天，是否仍然存在"),
                format!("posted {age} days ago: whether it is still so"),
            );
            self.ask(lead, "still", &zh, &en);
        }
        match lead.areas.as_slice() {
            [] => self.ask(
                lead,
                "place",
                "没有写地点：在哪个区、街道",
                "no place is told: which district and street",
            ),
            [_] => {}
            several => {
                let (zh, en) = (several.join("、"), several.join(", "));
                self.ask(
                    lead,
                    "place",
                    &format!("可能在：{zh}，是哪里"),
                    &format!("which of these places: {en}"),
                );
            }
        }
    }

    /// What the lists would do with it, and what they ask.
    fn route(&self, lead: &mut Lead, post: &Told) {
        let Some(first) = lead.matters.first() else { return };
        let mut complaint = self.router.complaint();
        let area = &self.policy.attributes().get(self.policy.attributes().area()).name;
        let fits = complaint.matter(&first.code).is_ok()
            && (lead.areas.is_empty()
                || complaint.fact_among(area, lead.areas.iter().map(String::as_str)).is_ok());
        if !fits {
            return;
        }
        if let Some(matter) = complaint.matter_id() {
            let mut asked = self.router.asks(matter);
            asked.retain(|a| complaint.facts().origin(*a) < Origin::Inferred);
            for fact in self.facts.read(self.policy, &lead.text, &asked, post.day) {
                complaint.read(fact.attribute, &fact.set);
            }
        }
        let decision = self.router.route(&complaint);
        let words = Words::new(self.policy, self.console);
        lead.status = Some(decision.status.key());
        lead.leads = decision.leads.iter().map(|a| words.unit(a)).collect();
        if let Some(question) = &decision.question {
            let place = question.level.is_some() && lead.verify.iter().any(|c| c.what == "place");
            if !place {
                let own = self.policy.attributes().get(question.attribute);
                let ask = own.ask.clone().unwrap_or_else(|| words.question(question));
                lead.verify.push(Check { what: "fact", ask });
            }
        }
    }
}

fn said(judged: &Judged) -> Said {
    Said { answer: judged.answer.key(), words: judged.words.clone() }
}
