//! What a run of `check` came to, ready for any format.

use crate::cli::history::Walked;
use crate::cli::load::Loaded;
use fenbo::Severity;
use fenbo::check::{DaysWire, DutyWire, ProblemWire, WaiverWire, WeightWire};
use fenbo::finding::{Finding, Lang};
use fenbo::policy::Policy;
use fenbo::text::Sources;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How a problem stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// In the baseline.
    Known,
    /// By a waiver of the lists.
    Waived(Option<WaiverWire>),
}

/// One problem with its words.
#[derive(Debug, Clone)]
pub struct Shown {
    pub finding: Finding,
    pub wire: ProblemWire,
    /// All names that it is known by.
    pub names: Vec<String>,
    pub standing: Standing,
}

/// What a run came to.
pub struct Outcome<'a> {
    pub policy: &'a Policy,
    pub sources: &'a Sources,
    pub lang: Lang,
    /// The day checked, and the last day looked ahead to.
    pub days: (Date, Date),
    /// The problems to show, the gravest first.
    pub shown: Vec<Shown>,
    /// How many of each code are not shown because there are too many.
    pub hidden: BTreeMap<&'static str, usize>,
    /// How many open ones there are, those not shown included.
    pub tally: Tally,
    /// How many are left out by `--select` and `--ignore`.
    pub left_out: usize,
    /// The codes that `--select` and `--ignore` leave out: nothing is known of them.
    pub passed_over: Vec<&'static str>,
    /// Problems of the baseline that are no longer there.
    pub gone: usize,
    /// How many the baseline settles, and how many the waivers of the lists.
    pub known: usize,
    pub waived: usize,
    /// What was read of a history, if one was given.
    pub history: Option<Walked>,
    /// Whether there is a baseline.
    pub compared: bool,
    /// Whether something in the lists could not be read, so that only the rest was checked.
    pub partial: bool,
    /// Whether everything could be analysed.
    pub exact: bool,
}

/// Open problems by severity and code.
#[derive(Debug, Default)]
pub struct Tally {
    pub errors: BTreeMap<&'static str, usize>,
    pub warnings: BTreeMap<&'static str, usize>,
    pub notes: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn of(&mut self, severity: Severity) -> &mut BTreeMap<&'static str, usize> {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }
}

impl<'a> Outcome<'a> {
    /// At most so many open problems are shown; the rest is counted.
    pub fn new(
        loaded: &'a Loaded,
        lang: Lang,
        days: (Date, Date),
        mut shown: Vec<Shown>,
        most: Option<usize>,
    ) -> Self {
        let mut tally = Tally::default();
        let mut hidden = BTreeMap::new();
        let mut open = 0;
        let most = most.unwrap_or(usize::MAX);
        let known = shown.iter().filter(|s| s.standing == Standing::Known).count();
        let waived = shown.iter().filter(|s| matches!(s.standing, Standing::Waived(_))).count();
        shown.retain(|s| {
            if s.standing != Standing::Open {
                return true;
            }
            open += 1;
            *tally.of(s.finding.severity).entry(s.finding.code).or_default() += 1;
            if open > most {
                *hidden.entry(s.finding.code).or_default() += 1;
            }
            open <= most
        });
        Self {
            policy: &loaded.policy,
            sources: &loaded.sources,
            lang,
            days,
            shown,
            hidden,
            tally,
            left_out: 0,
            passed_over: Vec::new(),
            gone: 0,
            known,
            waived,
            history: None,
            compared: false,
            partial: loaded.faulty(),
            exact: true,
        }
    }

    /// The problems that are not settled by a waiver or a baseline.
    pub fn open(&self) -> impl Iterator<Item = &Shown> {
        self.shown.iter().filter(|s| s.standing == Standing::Open)
    }

    /// What is wrong with which words, for a place that takes plain text: the message and what helps to settle it.
    pub fn plain(&self, wire: &ProblemWire) -> String {
        let colon = self.pick("：", ": ");
        let mut lines = vec![wire.finding.message.clone()];
        if let Some(witness) = &wire.witness {
            lines.push(format!("{}{colon}{}", self.pick("例", "for example"), witness.text));
        }
        lines.extend(wire.weight.map(|w| self.weight(w)));
        for (i, fix) in wire.fixes.iter().enumerate() {
            lines.push(format!("{} {}{colon}{}", self.pick("办法", "way out"), i + 1, fix.message));
        }
        lines.push(format!("{}{colon}{}", self.pick("指纹", "fingerprint"), wire.fingerprint));
        lines.join("\n")
    }

    /// How many past complaints, in words.
    pub fn weight(&self, WeightWire { certain, possible }: WeightWire) -> String {
        self.pick(
            format!("过去的投诉：{certain} 件确实在内，{possible} 件可能在内"),
            format!("past complaints: {certain} sure, {possible} possible"),
        )
    }

    /// Days in words.
    pub fn days(&self, days: &DaysWire) -> String {
        match (&days.from, &days.until) {
            (Some(from), None) => self.pick(format!("{from} 起"), format!("from {from} on")),
            (None, Some(until)) => self.pick(format!("到 {until} 为止"), format!("until {until}")),
            (from, until) => {
                let [from, until] = [from, until].map(|d| d.as_deref().unwrap_or_default());
                self.pick(format!("{from} 至 {until}"), format!("{from} to {until}"))
            }
        }
    }

    /// Legal bases in words; none if the duty names none.
    pub fn basis(&self, duty: &DutyWire) -> Option<String> {
        let open = self.pick("待确认", "to be confirmed");
        let cited: Vec<&str> = duty.basis.iter().map(|b| b.as_deref().unwrap_or(open)).collect();
        (!cited.is_empty()).then(|| cited.join(self.pick("、", ", ")))
    }

    /// The words in the user's language.
    pub fn pick<T>(&self, zh: T, en: T) -> T {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// How many there are in all.
pub fn total(counts: &BTreeMap<&'static str, usize>) -> usize {
    counts.values().sum()
}

/// `C301 ×2、C302 ×1`.
pub fn listed(counts: &BTreeMap<&'static str, usize>, lang: Lang) -> String {
    let parts: Vec<String> = counts.iter().map(|(code, n)| format!("{code} ×{n}")).collect();
    parts.join(lang.pick("、", ", "))
}
