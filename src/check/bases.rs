//! C371 to C374: a basis that is not in force, none at all, one that empowers another department, those still to be confirmed.
//!
//! Only what is registered is judged: a title that the register of bases does not have is no finding. The days are those
//! from the day that is checked to the last one looked ahead to.

use super::problem::Fix;
use super::{Problem, Scene};
use crate::finding::{Lang, Severity};
use crate::policy::Policy;
use crate::policy::duty::{Basis, Duty, DutyId, Handler, Validity};
use crate::policy::matter::MatterId;
use crate::policy::registry::{Instrument, UnitId};
use crate::policy::renumber::Renumbered;
use crate::syntax::entries::Layer;
use crate::text::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// C371 and C373 of duties, and C372 where most name a basis.
pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    of_lines(scene, scene.policy.duties().map(|(id, _)| id), out);
}

/// The same of the lines of some duties: always all duties of a block.
pub(super) fn of_lines(scene: &Scene<'_>, duties: impl Iterator<Item = DutyId>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let cited = scene.cited();
    if !cited.looked_at(policy) {
        return;
    }
    let lines = lines(policy, (scene.options.day, scene.options.until), duties);
    not_in_force(scene, &lines, out);
    if !policy.registry().bases.is_empty() {
        for line in lines.values() {
            out.extend(another_department(policy, &lines, line));
        }
    }
    if cited.each_bare() {
        missing(policy, &lines, out);
    }
}

/// C372 where few name a basis, and C374: how many lines there are.
pub(super) fn counted(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let cited = scene.cited();
    if !cited.looked_at(policy) {
        return;
    }
    if cited.bare * 2 > cited.duties && cited.bare < cited.duties {
        let (n, all) = (cited.bare, cited.duties);
        let words = (
            format!("{all} 条职责里有 {n} 条没有写依据"),
            format!("{n} of {all} duties have no legal basis"),
        );
        let mut problem = summary("C372", cited.places(policy, BARE), words);
        problem.finding.severity = Severity::Note;
        out.push(problem);
    }
    if cited.open > 0 {
        let (n, all) = (cited.open, cited.lines);
        let words = (
            format!("{all} 条里有 {n} 条的依据待确认"),
            format!("the legal basis of {n} of {all} lines has yet to be confirmed"),
        );
        out.push(summary("C374", cited.places(policy, OPEN), words));
    }
}

/// The duty names a basis.
const NAMED: u8 = 1;
/// The duty is the first of a line that is in effect on a day looked at.
const LINE: u8 = 2;
/// It is a duty by itself.
const DUTY: u8 = 4;
/// Such a one without a basis.
const BARE: u8 = 8;
/// Its basis has yet to be confirmed.
const OPEN: u8 = 16;

/// What the lines of the lists say of their bases, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Cited {
    /// By duty.
    flags: Vec<u8>,
    named: usize,
    lines: usize,
    duties: usize,
    bare: usize,
    open: usize,
}

impl Cited {
    /// Of all lines in effect on some of the days.
    pub fn new(policy: &Policy, days: Validity) -> Self {
        let all: Vec<DutyId> = policy.duties().map(|(id, _)| id).collect();
        let mut this = Self { flags: vec![0; all.len()], ..Self::default() };
        this.revise(policy, days, &all);
        this
    }

    /// Counts the lines of some duties again: always all duties of a block.
    pub fn revise(&mut self, policy: &Policy, days: Validity, changed: &[DutyId]) {
        for duty in changed {
            let basis = &policy.duty(*duty).parts.basis;
            self.set(*duty, if basis.is_empty() { 0 } else { NAMED });
        }
        let lines = lines(policy, days, changed.iter().copied());
        for line in lines.values() {
            let duty = line.first(policy);
            let basis = &duty.parts.basis;
            let mut flags = if basis.is_empty() { LINE } else { LINE | NAMED };
            if is_duty(duty) {
                flags |= if basis.is_empty() { DUTY | BARE } else { DUTY };
            }
            if basis.contains(&Basis::ToConfirm) && !inherits(policy, &lines, duty) {
                flags |= OPEN;
            }
            self.set(line.duties[0], flags);
        }
    }

    /// Takes along all numbers. The new duties are as if they had no line.
    pub fn carry(&mut self, numbers: &Renumbered) {
        numbers.gone().for_each(|duty| self.set(duty, 0));
        numbers.rows(&mut self.flags, |_| 0);
    }

    fn set(&mut self, duty: DutyId, flags: u8) {
        let old = std::mem::replace(&mut self.flags[duty.0 as usize], flags);
        let counts = [
            (NAMED, &mut self.named),
            (LINE, &mut self.lines),
            (DUTY, &mut self.duties),
            (BARE, &mut self.bare),
            (OPEN, &mut self.open),
        ];
        for (flag, count) in counts {
            *count = *count + usize::from(flags & flag > 0) - usize::from(old & flag > 0);
        }
    }

    /// Lists that never name a basis have the bases elsewhere.
    pub fn looked_at(&self, policy: &Policy) -> bool {
        self.named > 0 || !policy.registry().bases.is_empty()
    }

    /// Whether each duty without a basis is told by itself: most name one.
    pub fn each_bare(&self) -> bool {
        self.bare > 0 && self.bare < self.duties && self.bare * 2 <= self.duties
    }

    /// The places of the lines of which something is so, in order.
    fn places(&self, policy: &Policy, flag: u8) -> Vec<Span> {
        let own = self.flags.iter().enumerate().filter(|(_, f)| **f & flag > 0);
        let mut all: Vec<Span> = own.map(|(i, _)| policy.duty(DutyId(i as u32)).span).collect();
        all.sort_unstable();
        all
    }
}

/// What stands on one line of the lists: a duty, or the rows of its table; a proviso is a line of its own.
struct Line {
    duties: Vec<DutyId>,
}

impl Line {
    fn first<'p>(&self, policy: &'p Policy) -> &'p Duty {
        policy.duty(self.duties[0])
    }

    /// The code, without the number of a row.
    fn code<'p>(&self, policy: &'p Policy) -> &'p str {
        line_code(self.first(policy))
    }
}

/// The code of the line that a duty stands on: without the number of a row.
pub(super) fn line_code(duty: &Duty) -> &str {
    duty.code.rsplit_once('#').map_or(&*duty.code, |(base, _)| base)
}

/// The lines of some duties in effect on some of the days, by place.
fn lines(policy: &Policy, days: Validity, duties: impl Iterator<Item = DutyId>) -> BTreeMap<Span, Line> {
    let mut lines: BTreeMap<Span, Line> = BTreeMap::new();
    let live = duties.map(|id| (id, policy.duty(id))).filter(|(_, d)| common(d.valid, days).is_some());
    for (id, duty) in live {
        lines.entry(duty.span).or_insert_with(|| Line { duties: Vec::new() }).duties.push(id);
    }
    lines
}

fn common(a: Validity, b: Validity) -> Option<Validity> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 <= both.1).then_some(both)
}

/// Whether a proviso rests on what its duty rests on.
fn inherits(policy: &Policy, lines: &BTreeMap<Span, Line>, duty: &Duty) -> bool {
    let head = lines.get(&duty.block).map(|line| line.first(policy));
    duty.span != duty.block && head.is_some_and(|head| head.parts.basis == duty.parts.basis)
}

fn cited(basis: &[Basis]) -> impl Iterator<Item = &str> {
    basis.iter().filter_map(|b| match b {
        Basis::Cited { instrument, .. } => Some(instrument.as_str()),
        Basis::ToConfirm => None,
    })
}

/// C371.
fn not_in_force(scene: &Scene<'_>, lines: &BTreeMap<Span, Line>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    let bases = &policy.registry().bases;
    if bases.is_empty() {
        return;
    }
    let days = (scene.options.day, scene.options.until);
    for line in lines.values() {
        let duty = line.first(policy);
        if inherits(policy, lines, duty) {
            continue;
        }
        for instrument in told_once(cited(&duty.parts.basis).filter_map(|title| bases.find(title))) {
            let Some(days) = common(duty.valid, days) else { continue };
            let code = line.code(policy);
            if let Some(problem) = out_of_force(instrument, days, code, duty.span) {
                let mut problem = problem.of(policy, &line.duties[..1]);
                problem.matters = duty.scope.values().map(MatterId).collect();
                out.push(problem);
            }
        }
    }
}

/// C371 of the not-accepted list.
pub(super) fn of_refusals(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let bases = &scene.policy.registry().bases;
    let days = (scene.options.day, scene.options.until);
    for refusal in scene.policy.refusals() {
        for instrument in told_once(cited(&refusal.basis).filter_map(|title| bases.find(title))) {
            let Some(days) = common(refusal.valid, days) else { continue };
            out.extend(out_of_force(instrument, days, &refusal.name, refusal.span));
        }
    }
}

/// Of several articles of one instrument the first.
fn told_once<'a>(all: impl Iterator<Item = &'a Instrument>) -> Vec<&'a Instrument> {
    let mut seen = BTreeSet::new();
    all.filter(|i| seen.insert(i.span)).collect()
}

fn out_of_force(instrument: &Instrument, days: Validity, code: &str, span: Span) -> Option<Problem> {
    let (first, last) = instrument.valid;
    let title = &instrument.name;
    let (zh, en) = if last < days.0 {
        (format!("《{title}》已于 {last} 废止"), format!("《{title}》 ended on {last}"))
    } else if last < days.1 {
        (
            format!("《{title}》到 {last} 为止，以后仍在适用"),
            format!("《{title}》 ends on {last}, and the line goes on"),
        )
    } else if days.0 < first {
        (
            format!("《{title}》到 {first} 才施行，{} 还没有效力", days.0),
            format!("《{title}》 only comes into force on {first}, not yet on {}", days.0),
        )
    } else {
        return None;
    };
    let after: Vec<String> = instrument.replaced_by.iter().map(|name| format!("《{name}》")).collect();
    let (zh_after, en_after) = if after.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("，由{}取代", after.concat()), format!(" ({} took its place)", after.join(", ")))
    };
    let problem = Problem::new(
        "C371",
        span,
        &[code, title],
        format!("{code} 的依据{zh}{zh_after}。请核对这一条还站不站得住，再改写依据"),
        format!(
            "the basis of {code}, {en}{en_after}. See whether the line still stands, and correct the basis"
        ),
    );
    let mut problem = problem;
    problem.finding.related.push((
        instrument.span,
        "依据登记在这里".to_owned(),
        "registered here".to_owned(),
    ));
    let fix = Fix::advice("核对以后改写依据", "see what it says now and correct the basis");
    let paste: String = after.iter().map(|name| format!("  依据：{name}\n")).collect::<Vec<_>>().concat();
    Some(problem.fix(if paste.is_empty() { fix } else { fix.paste(paste) }))
}

/// C373: all that a line cites says whom it empowers, and that is not who leads.
fn another_department(policy: &Policy, lines: &BTreeMap<Span, Line>, line: &Line) -> Option<Problem> {
    let duty = line.first(policy);
    if duty.parts.basis.is_empty() || inherits(policy, lines, duty) {
        return None;
    }
    let mut instruments = Vec::new();
    for basis in &duty.parts.basis {
        let Basis::Cited { instrument, .. } = basis else { return None };
        let found = policy.registry().bases.find(instrument)?;
        if found.units.is_empty() && found.roles.is_empty() {
            return None;
        }
        instruments.push(found);
    }
    let leads = |d: &DutyId| policy.template(policy.duty(*d).leads).leads.iter().flatten();
    let fits = |handler: &Handler| instruments.iter().any(|i| empowers(policy, i, *handler));
    if line.duties.iter().flat_map(leads).any(fits) {
        return None;
    }
    let code = line.code(policy);
    let instruments = told_once(instruments.into_iter());
    let titles: Vec<String> = instruments.iter().map(|i| format!("《{}》", i.name)).collect();
    let registry = &policy.registry().units;
    let mut named: Vec<String> = Vec::new();
    for instrument in &instruments {
        named.extend(instrument.units.iter().map(|u| registry.get(*u).name.clone()));
        named.extend(instrument.roles.iter().map(|r| format!("@{}", registry.get_role(*r).name)));
    }
    named.dedup();
    let lead = |lang| policy.template_words(duty.leads, lang);
    let mut key = vec![code];
    key.extend(instruments.iter().map(|i| i.name.as_str()));
    let problem = Problem::new(
        "C373",
        duty.span,
        &key,
        format!(
            "{code} 由 {} 首办，依据{}授权的却是 {}。请核对依据或首办",
            lead(Lang::Zh),
            titles.concat(),
            named.join("、")
        ),
        format!(
            "{code} names {} as first handler, but {} empowers {}. Check the basis, or the first handler",
            lead(Lang::En),
            titles.join(", "),
            named.join(", ")
        ),
    );
    let mut problem = problem.of(policy, &line.duties[..1]);
    problem.matters = duty.scope.values().map(MatterId).collect();
    for instrument in &instruments {
        let place = (instrument.span, "依据登记在这里".to_owned(), "registered here".to_owned());
        problem.finding.related.push(place);
    }
    Some(problem.fix(Fix::advice("改写依据，或改首办", "correct the basis or the first handler")))
}

/// Whether a handler may be one of those that an instrument empowers: itself, as successor, or by a role it plays
/// somewhere. When in doubt, yes.
fn empowers(policy: &Policy, instrument: &Instrument, handler: Handler) -> bool {
    let units = &policy.registry().units;
    let plays = |role| units.runs(role).iter().filter_map(|run| run.1).collect::<Vec<UnitId>>();
    let own: Vec<UnitId> = match handler {
        Handler::Unit(unit) => vec![unit],
        Handler::Role(role, _) if instrument.roles.contains(&role) => return true,
        Handler::Role(role, _) => plays(role),
        Handler::Rota(rota) => {
            let members = policy.rotas().get(rota.0 as usize).map_or(&[][..], |r| &r.members);
            return members
                .iter()
                .any(|m| !matches!(m.0, Handler::Rota(_)) && empowers(policy, instrument, m.0));
        }
    };
    let mut named: Vec<UnitId> = instrument.units.clone();
    named.extend(instrument.roles.iter().flat_map(|role| plays(*role)));
    let mut seen = BTreeSet::new();
    while let Some(unit) = named.pop() {
        if seen.insert(unit) {
            named.extend(&units.get(unit).successors);
        }
    }
    own.iter().any(|unit| seen.contains(unit))
}

/// C372 of each line without a basis.
fn missing(policy: &Policy, lines: &BTreeMap<Span, Line>, out: &mut Vec<Problem>) {
    let duties = lines.values().filter(|l| is_duty(l.first(policy)));
    let bare: Vec<&Line> = duties.filter(|l| l.first(policy).parts.basis.is_empty()).collect();
    for line in bare {
        let code = line.code(policy);
        let duty = line.first(policy);
        let mut problem = Problem::new(
            "C372",
            duty.span,
            &[code],
            format!("{code} 没有写依据。请写明，一时查不到就写「依据：待确认」"),
            format!("{code} has no legal basis. Name it; if it has yet to be found, write `依据：待确认` (to confirm)"),
        )
        .of(policy, &line.duties[..1]);
        problem.matters = duty.scope.values().map(MatterId).collect();
        let fix = Fix::advice("写上依据", "name the basis").paste("  依据：待确认\n");
        out.push(problem.fix(fix));
    }
}

fn is_duty(duty: &Duty) -> bool {
    duty.layer == Layer::Duty && duty.span == duty.block
}

/// One problem for many lines, with how many there are in each file.
fn summary(code: &'static str, lines: Vec<Span>, words: (String, String)) -> Problem {
    let mut by_file: BTreeMap<SourceId, (Span, usize)> = BTreeMap::new();
    let first = lines.first().copied().unwrap_or_default();
    for span in lines {
        by_file.entry(span.source).or_insert((span, 0)).1 += 1;
    }
    let mut problem = Problem::new(code, first, &[], words.0, words.1);
    for (place, n) in by_file.into_values() {
        let words = (format!("此文件 {n} 条，这是第一条"), format!("{n} in this file, from here on"));
        problem.finding.related.push((place, words.0, words.1));
    }
    problem
}
