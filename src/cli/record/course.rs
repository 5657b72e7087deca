//! The columns of what became of a complaint.

use super::apply::SEVERAL;
use super::fault::Fault;
use super::json::yes_no;
use super::mapping::Kind;
use super::plan::{Cell, Plan};
use super::sink::Sink;
use super::told::{Aside, By, Item, Ruling, Signing, Who};
use std::borrow::Cow;

/// What a column of the course is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    Unit(Who, By),
    Returned,
    Transferred,
    /// Words that say so.
    Ruled {
        back: Vec<String>,
        elsewhere: Vec<String>,
    },
    /// Words for: in time, late, never.
    Signed([Vec<String>; 3]),
    /// A time; minutes from the dispatch.
    SignedAt {
        within: u32,
    },
    Dispatched,
    Closed,
    Reason,
    Channel,
    /// These values say that the record does not count.
    Aside {
        values: Vec<String>,
        aside: Aside,
    },
    /// The reason itself, in the words of [`Aside::ALL`].
    AsideWord,
    MatterName,
    MatterNode,
}

/// The columns of what became of a complaint, in the order of the mapping.
#[derive(Debug, Clone, Default)]
pub struct Course {
    pub uses: Vec<(usize, Use)>,
    /// Which unit the label is.
    pub label: Kind,
}

/// The names under which records tell their course where no mapping says otherwise.
const OWN: [(&str, &str); 14] = [
    ("first", "首派"),
    ("further", "续派"),
    ("closing", "办结单位"),
    ("expert", "专家"),
    ("joint", "并办"),
    ("returned", "退回"),
    ("transferred", "转派"),
    ("ruled", "裁定"),
    ("signed", "签收"),
    ("dispatched", "派出时间"),
    ("closed", "办结时间"),
    ("reason", "退回理由"),
    ("channel", "来源"),
    ("exclude", "剔除"),
];

/// What a key means where no mapping says otherwise.
pub(super) fn own(key: &str) -> Option<Use> {
    let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect();
    let unit = |who| Use::Unit(who, By::Name);
    let found = OWN.iter().position(|(en, zh)| key == *en || key == *zh)?;
    Some(match OWN[found].0 {
        "first" => unit(Who::First),
        "further" => unit(Who::Further(0)),
        "closing" => unit(Who::Closing),
        "expert" => unit(Who::Expert),
        "joint" => unit(Who::Joint),
        "returned" => Use::Returned,
        "transferred" => Use::Transferred,
        "ruled" => Use::Ruled {
            back: words(&["back", "退还原单位"]),
            elsewhere: words(&["elsewhere", "改派"]),
        },
        "signed" => {
            Use::Signed([words(&["in_time", "按时"]), words(&["late", "逾期"]), words(&["never", "未签收"])])
        }
        "dispatched" => Use::Dispatched,
        "closed" => Use::Closed,
        "reason" => Use::Reason,
        "channel" => Use::Channel,
        _ => Use::AsideWord,
    })
}

impl Course {}

impl Plan {
    /// Pours what became of the complaint.
    pub(super) fn course<'c>(&self, cell: &impl Fn(usize) -> Cell<'c>, sink: &mut impl Sink) {
        for (slot, of) in &self.course.uses {
            sink.at(Some(*slot));
            let key = self.name(*slot);
            let text: Cow<'c, str> = match cell(*slot) {
                Cell::Missing | Cell::Null => Cow::Borrowed(""),
                Cell::Text(text) => text,
                Cell::Bool(yes) => Cow::Borrowed(yes_no(yes)),
                Cell::List(all) => Cow::Owned(all.join("、")),
                Cell::Wrong => {
                    sink.told(Item::Spoilt { key, text: "{}" });
                    continue;
                }
                Cell::NotUtf8(at) => {
                    sink.fault(Fault::NotUtf8 { at });
                    continue;
                }
            };
            let text = text.trim();
            if matches!(of, Use::Aside { .. }) || !self.is_unknown(text) {
                item(of, key, text, sink);
            }
        }
        sink.at(None);
    }
}

/// Pours one thing that a record says of its course.
pub(super) fn item(of: &Use, key: &str, text: &str, sink: &mut impl Sink) {
    let among = |words: &[String]| words.iter().any(|w| w == text);
    let item = match of {
        Use::Aside { values, .. } if !among(values) => return,
        Use::Aside { aside, .. } => Item::Aside(*aside),
        _ if text.is_empty() => return,
        Use::AsideWord => {
            let found = Aside::ALL.iter().find(|(_, en, zh)| text == *en || text == *zh);
            found.map_or(Item::Spoilt { key, text }, |(aside, ..)| Item::Aside(*aside))
        }
        Use::Unit(who @ (Who::Joint | Who::Further(_)), by) if text.contains(SEVERAL) => {
            for (i, text) in text.split(SEVERAL).map(str::trim).filter(|t| !t.is_empty()).enumerate() {
                let who =
                    if let Who::Further(n) = who { Who::Further(n.saturating_add(i as u8)) } else { *who };
                sink.told(Item::Unit { who, by: *by, text });
            }
            return;
        }
        Use::Unit(who, by) => Item::Unit { who: *who, by: *by, text },
        Use::Returned => count(text).map_or(Item::Spoilt { key, text }, Item::Returned),
        Use::Transferred => count(text).map_or(Item::Spoilt { key, text }, Item::Transferred),
        Use::Ruled { back, .. } if among(back) => Item::Ruled(Ruling::Back),
        Use::Ruled { elsewhere, .. } if elsewhere.is_empty() || among(elsewhere) => {
            Item::Ruled(Ruling::Elsewhere)
        }
        Use::Signed([in_time, ..]) if among(in_time) => Item::Signed(Signing::InTime),
        Use::Signed([_, late, _]) if among(late) => Item::Signed(Signing::Late),
        Use::Signed([.., never]) if among(never) => Item::Signed(Signing::Never),
        Use::Ruled { .. } | Use::Signed(_) => Item::Spoilt { key, text },
        Use::SignedAt { within } => Item::SignedAt { key, text, within: *within },
        Use::Dispatched => Item::Dispatched { key, text },
        Use::Closed => Item::Closed { key, text },
        Use::Reason => Item::Reason(text),
        Use::Channel => Item::Channel(text),
        Use::MatterName => Item::MatterName(text),
        Use::MatterNode => Item::MatterNode(text),
    };
    sink.told(item);
}

/// How often: a number, or a word that says whether at all.
fn count(text: &str) -> Option<u32> {
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    if let Ok(n) = whole.map_or(text, |(n, _)| n).parse() {
        return Some(n);
    }
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "y" | "yes" | "true" => Some(1),
        "否" | "无" | "没有" | "n" | "no" | "false" => Some(0),
        _ => None,
    }
}
