//! What a run came to.

use super::label::Agreement;
use crate::cli::console::{Console, counted};
use crate::cli::words::Words;
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::router::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Names listed in a line before "…".
const MOST_NAMES: usize = 8;

/// Counts of one piece, or of a whole run.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// By status, in the order of [`Status::ALL`].
    by_status: [u64; Status::ALL.len()],
    /// Records that are no complaints, by reason.
    unreadable: BTreeMap<&'static str, u64>,
    /// Decisions over a matter that was not analysed exactly.
    pub inexact: u64,
    /// Values that did not fit and were taken for unknown.
    pub unfit: u64,
    /// Facts that the lists do not ask for, by name.
    pub ignored: BTreeMap<String, u64>,
    /// Keys of records that mean nothing here.
    pub keys: BTreeMap<String, u64>,
    /// Years whose days were taken for plain weekdays: those that no calendar has are told.
    pub unsettled: BTreeSet<i16>,
    pub agreement: Agreement,
}

impl Summary {
    pub fn decided(&mut self, status: Status) {
        if let Some(i) = Status::ALL.iter().position(|s| *s == status) {
            self.by_status[i] += 1;
        }
    }

    pub fn fault(&mut self, key: &'static str) {
        *self.unreadable.entry(key).or_default() += 1;
    }

    pub fn of(&self, status: Status) -> u64 {
        Status::ALL.iter().zip(self.by_status).find(|(s, _)| **s == status).map_or(0, |(_, n)| n)
    }

    pub fn unreadable(&self) -> u64 {
        self.unreadable.values().sum()
    }

    /// All records, readable or not.
    pub fn records(&self) -> u64 {
        self.by_status.iter().sum::<u64>() + self.unreadable()
    }

    /// Adds the counts of another piece.
    pub fn add(&mut self, other: &Self) {
        for (sum, n) in self.by_status.iter_mut().zip(other.by_status) {
            *sum += n;
        }
        for (key, n) in &other.unreadable {
            *self.unreadable.entry(key).or_default() += n;
        }
        for (mine, theirs) in [(&mut self.ignored, &other.ignored), (&mut self.keys, &other.keys)] {
            for (name, n) in theirs {
                *mine.entry(name.clone()).or_default() += n;
            }
        }
        self.inexact += other.inexact;
        self.unfit += other.unfit;
        self.unsettled.extend(&other.unsettled);
        self.agreement.add(&other.agreement);
    }

    /// Says it on the error stream.
    pub fn print(&self, console: Console, policy: &Policy, took: Duration, labelled: bool) {
        let words = Words::new(policy, console);
        let records = self.records();
        let rate = records as f64 / took.as_secs_f64().max(1e-9);
        console.note(
            format!("{records} 条，用时 {:.1} 秒，每秒 {rate:.0} 条", took.as_secs_f64()),
            format!(
                "{} in {:.1} s, {rate:.0} a second",
                counted(records as usize, "record"),
                took.as_secs_f64()
            ),
        );
        let mut parts: Vec<String> = Status::ALL
            .iter()
            .filter(|s| self.of(**s) > 0 || **s == Status::Decided)
            .map(|s| format!("{} {}", words.status(*s), self.of(*s)))
            .collect();
        if self.unreadable() > 0 {
            let reasons: Vec<String> = self.unreadable.iter().map(|(key, n)| format!("{key} {n}")).collect();
            let reasons = reasons.join(words.comma());
            let n = self.unreadable();
            parts.push(
                console.pick(format!("无法读取 {n}（{reasons}）"), format!("unreadable {n} ({reasons})")),
            );
        }
        let line = parts.join(console.pick("，", ", "));
        console.note(&line, &line);
        self.asides(console, policy);
        if labelled {
            for line in self.agreement.lines(words) {
                console.line(&line);
            }
        }
    }

    fn asides(&self, console: Console, policy: &Policy) {
        let list = |all: &BTreeMap<String, u64>| {
            let mut names: Vec<(&String, &u64)> = all.iter().collect();
            names.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), (*name).clone()));
            let more = if names.len() > MOST_NAMES { "…" } else { "" };
            let listed: Vec<String> =
                names.iter().take(MOST_NAMES).map(|(name, n)| format!("{name} ×{n}")).collect();
            let comma = if console.lang == Lang::Zh { "、" } else { ", " };
            format!("{}{more}", listed.join(comma))
        };
        if !self.keys.is_empty() {
            let names = list(&self.keys);
            console.warn(
                format!("记录里这些字段没有用到：{names}"),
                format!("keys of records not used: {names}"),
            );
        }
        if !self.ignored.is_empty() {
            let names = list(&self.ignored);
            console.warn(
                format!("清单里没有这些要素，记录照常分派（见 ignored）：{names}"),
                format!("facts that the lists do not ask for, ignored: {names}"),
            );
        }
        let unknown = self.unsettled.iter().filter(|y| !policy.registry().calendar.knows(**y));
        let years: Vec<String> = unknown.map(i16::to_string).collect();
        if !years.is_empty() {
            let years = years.join(if console.lang == Lang::Zh { "、" } else { ", " });
            console.warn(
                format!("日历没有这些年份，按普通周历计算（见 unsettled）：{years}"),
                format!("years that no calendar has, counted as plain weeks (see unsettled): {years}"),
            );
        }
        if self.unfit > 0 {
            let n = self.unfit;
            console.warn(
                format!("{n} 个值不是该要素的取值，当作未知（见 unfit）"),
                format!(
                    "{} not of their attribute, taken for unknown (see unfit)",
                    counted(n as usize, "value")
                ),
            );
        }
        if self.inexact > 0 {
            let n = self.inexact;
            console.warn(
                format!("{n} 条的事项超过节点上限，答案稳妥但可能多问（exact: false）"),
                format!(
                    "{} over the budget of nodes: safe answers that may ask too much (exact: false)",
                    counted(n as usize, "record")
                ),
            );
        }
    }

    /// The same as data.
    pub fn json(&self, took: Duration, labelled: bool, edition: &str, lists: &str) -> serde_json::Value {
        let by: serde_json::Map<String, serde_json::Value> =
            Status::ALL.iter().map(|s| (s.key().to_owned(), self.of(*s).into())).collect();
        let mut all = serde_json::json!({
            "records": self.records(),
            "by_status": by,
            "unreadable": self.unreadable(),
            "unreadable_by": self.unreadable,
            "inexact": self.inexact,
            "unfit": self.unfit,
            "ignored": self.ignored,
            "unused_keys": self.keys,
            "seconds": took.as_secs_f64(),
            "edition": edition,
            "lists": lists,
        });
        if labelled {
            all["agreement"] = self.agreement.json();
        }
        all
    }
}
