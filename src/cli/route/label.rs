//! How often the decision agrees with the unit that really handled the complaint.

use crate::cli::words::Words;
use fenbo::finding::Lang;
use fenbo::policy::registry::UnitId;
use fenbo::router::{Complaint, Status};
use fenbo::score::{Named, wilson};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// The unit of a label: by its code, else by its name or alias; a unit that is no more by who took over.
pub fn labelled(name: &str, code: &str, complaint: &Complaint<'_>) -> Named {
    let (policy, day) = (complaint.router().policy(), complaint.router().day());
    let units = &policy.registry().units;
    let place = || complaint.facts().get(policy.attributes().area());
    Named::find(units, name, code).now(units, day, place)
}

/// Agreement counted by status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// By status: compared, agreed.
    by_status: BTreeMap<Status, (u64, u64)>,
    /// Labels that name no unit of the registry; compared all the same, and never agreeing.
    pub unknown: u64,
    /// Records without a label.
    pub without: u64,
}

impl Agreement {
    /// Counts one decision. Several leads agree if one of them does.
    pub fn count(&mut self, status: Status, leads: &[UnitId], label: Named) {
        let agreed = match label {
            Named::Untold => {
                self.without += 1;
                return;
            }
            Named::Unknown => {
                self.unknown += 1;
                false
            }
            Named::Unit(unit) => leads.contains(&unit),
        };
        let (n, agree) = self.by_status.entry(status).or_default();
        *n += 1;
        *agree += u64::from(agreed);
    }

    /// Adds another count.
    pub fn add(&mut self, other: &Self) {
        for (status, (n, agree)) in &other.by_status {
            let sum = self.by_status.entry(*status).or_default();
            sum.0 += n;
            sum.1 += agree;
        }
        self.unknown += other.unknown;
        self.without += other.without;
    }

    /// Compared and agreed in all.
    pub fn total(&self) -> (u64, u64) {
        self.by_status.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// Lines for people.
    pub fn lines(&self, words: Words<'_>) -> Vec<String> {
        let lang = words.lang;
        let (n, agree) = self.total();
        let zh = lang == Lang::Zh;
        let mut lines = vec![if zh {
            format!("与标注单位一致：{}", share(agree, n, lang))
        } else {
            format!("agreement with the labelled unit: {}", share(agree, n, lang))
        }];
        for (status, (n, agree)) in &self.by_status {
            let status = words.status(*status);
            // Chinese characters take two columns.
            let fill = " ".repeat(14_usize.saturating_sub(status.width()));
            lines.push(format!("  {status}{fill} {}", share(*agree, *n, lang)));
        }
        let mut rest = String::new();
        if self.unknown > 0 {
            let n = self.unknown;
            let _ = if zh {
                write!(rest, "  其中 {n} 条的标注单位不在单位登记里，计为不一致")
            } else {
                write!(
                    rest,
                    "  of these, {n} with a label that is no unit of the registry, counted as disagreeing"
                )
            };
            lines.push(std::mem::take(&mut rest));
        }
        if self.without > 0 {
            let n = self.without;
            lines.push(if zh {
                format!("  另有 {n} 条没有标注")
            } else {
                format!("  {n} more without a label")
            });
        }
        lines
    }

    /// The same as data.
    pub fn json(&self) -> serde_json::Value {
        let (n, agree) = self.total();
        let one = |n: u64, agree: u64| {
            let (low, high) = wilson(agree, n);
            serde_json::json!({
                "n": n, "agree": agree, "share": ratio(agree, n), "low": round(low), "high": round(high),
            })
        };
        let by: serde_json::Map<String, serde_json::Value> = self
            .by_status
            .iter()
            .map(|(status, (n, agree))| (status.key().to_owned(), one(*n, *agree)))
            .collect();
        let mut all = one(n, agree);
        all["by_status"] = by.into();
        all["unknown_label"] = self.unknown.into();
        all["without_label"] = self.without.into();
        all
    }
}

fn ratio(agree: u64, n: u64) -> f64 {
    if n == 0 { 0.0 } else { round(agree as f64 / n as f64) }
}

/// Four digits: more than any sample here supports.
fn round(x: f64) -> f64 {
    (x * 10_000.0).round() / 10_000.0
}

/// `5012/6952 = 72.1 % (95 %: 71.0–73.1)`.
fn share(agree: u64, n: u64, lang: Lang) -> String {
    if n == 0 {
        return "0/0".to_owned();
    }
    let (low, high) = wilson(agree, n);
    let percent = agree as f64 * 100.0 / n as f64;
    let (low, high) = (low * 100.0, high * 100.0);
    match lang {
        Lang::Zh => format!("{agree}/{n} = {percent:.1}%（95% 区间 {low:.1}–{high:.1}）"),
        Lang::En => format!("{agree}/{n} = {percent:.1} % (95 %: {low:.1}–{high:.1})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_leads_agree_if_one_does_and_an_unknown_label_never() {
        let mut all = Agreement::default();
        all.count(Status::Decided, &[UnitId(1), UnitId(2)], Named::Unit(UnitId(2)));
        all.count(Status::Decided, &[UnitId(1)], Named::Unknown);
        all.count(Status::Asked, &[], Named::Unit(UnitId(1)));
        all.count(Status::Gap, &[], Named::Untold);
        let mut sum = all.clone();
        sum.add(&all);
        assert_eq!(sum.total(), (6, 2));
        assert_eq!((sum.unknown, sum.without), (2, 2));
        assert_eq!(sum.json()["by_status"]["decided"]["n"], 4);
    }
}
