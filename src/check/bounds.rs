//! C354, C355: conditions that meet at a bound and miss it by one, and times of day that leave a hole at midnight.
//!
//! Of a gap (or of what only a fallback handles) the part that is one number wide, with duties on both sides that end and
//! begin there, is no gap somebody forgot but a bound written wrong: it is said as such, and no longer as a gap. The same
//! goes for a conflict over exactly the one number that both bounds include, and for up to an hour around midnight.

use super::analysis::{Class, Found};
use super::problem::{Extent, Fix};
use super::space::{Boxes, Crowded};
use super::{Problem, Scene, unanalysed};
use crate::finding::{Lang, Severity};
use crate::policy::Policy;
use crate::policy::attribute::Domain;
use crate::policy::duty::{Duty, DutyId, in_effect};
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::{AttrId, Cube, Region};
use crate::syntax::entries::Layer;
use std::collections::BTreeMap;

/// The minutes of a day.
const DAY: u32 = 1440;
/// A longer stretch of the night that nobody has was left open on purpose or forgotten, and is a gap.
const HOUR: u32 = 60;

/// Values between duties on both sides that none of them has.
#[derive(Debug)]
pub(crate) struct Hole {
    attr: AttrId,
    values: Intervals,
    /// The duties that end below it, and those that begin above it, ascending.
    sides: (Vec<DutyId>, Vec<DutyId>),
    boxes: Boxes,
    /// Nobody has it; otherwise a fallback does.
    gap: bool,
}

/// Holes by what bounds them: the same two duties make the same hole on all of their matters.
type Merged<'h> =
    BTreeMap<(AttrId, Vec<(u32, u32)>, &'h (Vec<DutyId>, Vec<DutyId>)), (Vec<MatterId>, Extent, bool)>;

pub(super) fn check(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let mut merged: Merged<'_> = BTreeMap::new();
    for ((class, found), holes) in scene.classes().zip(&scene.holes().by_class) {
        for hole in holes {
            let Some(extent) = found.extent(&hole.boxes) else { continue };
            let key = (hole.attr, hole.values.ranges().to_vec(), &hole.sides);
            let known = merged.entry(key).or_insert_with(|| (Vec::new(), extent, false));
            known.0.extend(&class.matters);
            known.2 |= hole.gap;
        }
    }
    for ((attr, values, sides), (mut matters, extent, gap)) in merged {
        matters.sort_unstable();
        out.push(problem(scene, attr, &Intervals::union_of(values), sides, &matters, &extent, gap));
    }
    out.extend(unanalysed::of_check(scene, "C354", scene.holes().crowded.clone()));
}

/// The holes of the day that is checked.
#[derive(Debug, Default)]
pub(crate) struct Holes {
    /// Of each class.
    pub by_class: Vec<Vec<Hole>>,
    /// Matters of classes too crowded to be looked through for holes: none is named there.
    crowded: Vec<MatterId>,
}

impl Holes {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let mut this = Self::default();
        for (class, found) in scene.classes() {
            let holes = holes_of(scene.policy, class, found);
            if holes.is_err() {
                this.crowded.extend(&class.matters);
            }
            this.by_class.push(holes.unwrap_or_default());
        }
        this
    }
}

/// What is left of some boxes without the holes. Where there are too many of them, all of them.
pub(super) fn without(found: &Found, boxes: &Boxes, holes: &[Hole]) -> Boxes {
    let mut rest = boxes.clone();
    let taken = holes.iter().try_for_each(|hole| found.space.subtract(&mut rest, &hole.boxes));
    if taken.is_ok() { rest } else { boxes.clone() }
}

fn holes_of(policy: &Policy, class: &Class, found: &Found) -> Result<Vec<Hole>, Crowded> {
    let mut holes = Vec::new();
    if found.gap.is_empty() && found.fallback.is_empty() {
        return Ok(holes);
    }
    let space = &found.space;
    let mut open = found.gap.clone();
    open.append(&found.fallback);
    let covered = found.by_duty()?;
    for attr in space.attributes() {
        let stretches = space.stretches(attr);
        for around in candidates(policy, attr, &stretches) {
            let mut boxes = space.boxes(&Region::side(attr, around.values.clone()));
            for &stretch in &around.inside {
                boxes = space.intersect(&boxes, &space.slice(&open, attr, stretch))?;
            }
            for stretch in [around.below, around.above] {
                boxes = space.intersect(&boxes, &space.slice(&covered, attr, stretch))?;
            }
            let beside = |stretch: (u32, u32), bounds: &dyn Fn((u32, u32)) -> bool| -> Vec<DutyId> {
                let ends = |d: DutyId| {
                    let sides = policy.duty(d).region.cubes.iter().filter_map(|c| c.get(attr));
                    sides.flat_map(Intervals::ranges).any(|r| bounds(*r))
                };
                let meets = |d: &DutyId| {
                    let own = found.effective(*d).map(|own| space.slice(own, attr, stretch));
                    own.is_some_and(|own| space.overlap(&own, &boxes))
                };
                let duty = |d: &DutyId| policy.duty(*d).layer != Layer::Fallback && ends(*d) && meets(d);
                class.duties.iter().copied().filter(duty).collect()
            };
            if boxes.is_empty() {
                continue;
            }
            // One number between single numbers was left out, and is no bound.
            let size = policy.attributes.size(attr);
            let wide = |r: (u32, u32)| r.1 - r.0 > 1 || r.0 == 0 || r.1 == size;
            let sides = (
                beside(around.below, &|r| r.1 == around.below.1 && wide(r)),
                beside(around.above, &|r| r.0 == around.above.0 && wide(r)),
            );
            if !sides.0.is_empty() && !sides.1.is_empty() {
                let gap = space.overlap(&boxes, &found.gap);
                holes.push(Hole { attr, values: around.values, sides, boxes, gap });
            }
        }
    }
    Ok(holes)
}

/// Where a hole may be: the stretches in it, the one below and the one above.
struct Around {
    values: Intervals,
    inside: Vec<(u32, u32)>,
    below: (u32, u32),
    above: (u32, u32),
}

fn candidates(policy: &Policy, attr: AttrId, stretches: &[(u32, u32)]) -> Vec<Around> {
    match policy.attributes.get(attr).domain {
        Domain::Integer { .. } => stretches
            .windows(3)
            .filter(|w| w[1].1 - w[1].0 == 1)
            .map(|w| Around {
                values: Intervals::range(w[1].0, w[1].1),
                inside: vec![w[1]],
                below: w[0],
                above: w[2],
            })
            .collect(),
        Domain::TimeOfDay => {
            let late = stretches.iter().rev().take_while(|s| DAY - s.0 <= HOUR).count();
            let early = stretches.iter().take_while(|s| s.1 <= HOUR).count();
            let mut out = Vec::new();
            for before in 0..=late {
                for after in 0..=early {
                    let (rest, evening) = stretches.split_at(stretches.len() - before);
                    let (morning, day) = rest.split_at(after.min(rest.len()));
                    let inside: Vec<(u32, u32)> = evening.iter().chain(morning).copied().collect();
                    let minutes: u32 = inside.iter().map(|s| s.1 - s.0).sum();
                    let (Some(&above), Some(&below)) = (day.first(), day.last()) else { continue };
                    if (1..=HOUR).contains(&minutes) {
                        out.push(Around {
                            values: Intervals::union_of(inside.iter().copied()),
                            inside,
                            below,
                            above,
                        });
                    }
                }
            }
            out
        }
        _ => Vec::new(),
    }
}

fn problem(
    scene: &Scene<'_>,
    attr: AttrId,
    values: &Intervals,
    (below, above): &(Vec<DutyId>, Vec<DutyId>),
    matters: &[MatterId],
    extent: &Extent,
    gap: bool,
) -> Problem {
    let policy = scene.policy;
    let time = policy.attributes.get(attr).domain == Domain::TimeOfDay;
    let words = |lang: Lang| {
        let named = |duties: &[DutyId]| {
            let all: Vec<String> = duties.iter().take(3).map(|d| policy.duty_words(*d, lang)).collect();
            all.join(lang.pick("、", ", "))
        };
        let place = policy.region_words(&extent.region, lang);
        (named(below), named(above), policy.matters_words(matters, lang), place)
    };
    let ((zb, za, zm, zp), (eb, ea, em, ep)) = (words(Lang::Zh), words(Lang::En));
    let (zv, ev) = (policy.side_words(attr, values, Lang::Zh), policy.side_words(attr, values, Lang::En));
    let (zn, en) = if gap {
        ("没有单位首办", "nobody is the first handler")
    } else {
        ("只剩兜底", "only a fallback is left")
    };
    let hole = window(values);
    let (code, zh, en) = if time {
        (
            "C355",
            // Both sides of midnight may be windows of one duty.
            if zb == za {
                format!("{zb} 的时段在零点前后漏了 {hole}，{zn}：{zm}，{zp}")
            } else {
                format!("{zb} 与 {za} 在零点前后漏了 {hole}，{zn}：{zm}，{zp}")
            },
            if eb == ea {
                format!("the windows of {eb} leave a hole at midnight, {hole}, where {en}: {em}, {ep}")
            } else {
                format!("{eb} and {ea} leave a hole at midnight, {hole}, where {en}: {em}, {ep}")
            },
        )
    } else {
        (
            "C354",
            format!("{zb} 与 {za} 的分界差一：都不包括 {zv}，{zn}：{zm}，{zp}"),
            format!("the bounds of {eb} and {ea} are off by one: neither has {ev}, where {en}: {em}, {ep}"),
        )
    };
    let mut duties: Vec<DutyId> = below.iter().chain(above).copied().collect();
    duties.sort_unstable();
    duties.dedup();
    let span = duties.iter().map(|d| policy.duty(*d).span).max().unwrap_or_default();
    let mut key = vec![zv.as_str()];
    key.extend(scene.codes(&duties));
    let mut problem =
        Problem::new(code, span, &key, zh, en).at(matters, extent, scene.options.day).of(policy, &duties);
    if !gap {
        problem.finding.severity = Severity::Warning;
    }
    problem.fix(if time {
        Fix::advice(
            "写成一个跨零点的时段（如 22:00 至 06:00）；时段的末尾不算在内，到半夜为止写 24:00",
            "write one window over midnight (22:00 to 06:00); the end of a window is excluded, so until midnight is 24:00",
        )
    } else {
        Fix::advice("让其中一条包括分界（＜ 改为 ≤，或 ＞ 改为 ≥）", "let one of them include the bound (≤ for <, or ≥ for >)")
    })
}

/// A stretch of the day in words, the one over midnight in one piece.
fn window(values: &Intervals) -> String {
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let (low, high) = match *values.ranges() {
        [(0, early), (late, DAY)] => (late, early),
        [(low, high)] => (low, high % DAY),
        _ => return String::new(),
    };
    format!("{}–{}", clock(low), clock(high))
}

/// The one number that two conflicting duties share because both of their bounds include it, if that is where they
/// conflict and nowhere else.
pub(super) fn shared(
    policy: &Policy,
    found: &Found,
    (r, s): (DutyId, DutyId),
    boxes: &Boxes,
) -> Option<(AttrId, u32)> {
    let numbers = found.space.attributes();
    let numbers = numbers.filter(|a| matches!(policy.attributes.get(*a).domain, Domain::Integer { .. }));
    let bounded = |duty: DutyId, attr: AttrId, fits: &dyn Fn((u32, u32)) -> bool| {
        let sides = policy.duty(duty).region.cubes.iter().filter_map(|c| c.get(attr));
        sides.flat_map(Intervals::ranges).any(|r| fits(*r))
    };
    let meets = |attr: AttrId, value: u32, (low, high): (DutyId, DutyId)| {
        bounded(low, attr, &|b| b.0 < value && b.1 == value + 1)
            && bounded(high, attr, &|b| b.0 == value && b.1 > value + 1)
    };
    numbers
        .filter_map(|attr| Some((attr, found.space.side(boxes, attr).sole()?)))
        .find(|(attr, value)| meets(*attr, *value, (r, s)) || meets(*attr, *value, (s, r)))
}

/// Whether a duty has a window that ends at 23:59 or begins at 00:01.
pub(super) fn may_slip(policy: &Policy, duty: &Duty) -> bool {
    let timed = |attr: AttrId| policy.attributes.get(attr).domain == Domain::TimeOfDay;
    let sides = duty.region.cubes.iter().flat_map(Cube::sides).filter(|(attr, _)| timed(*attr));
    sides.flat_map(|(_, side)| side.ranges()).any(|r| r.1 == DAY - 1 || r.0 == 1)
}

/// C355 where somebody else has the missing minute: a window that ends at 23:59, which leaves out the last minute, or
/// begins at 00:01. Not where another duty of the same matters takes up that minute as written.
pub(super) fn windows(scene: &Scene<'_>, out: &mut Vec<Problem>) {
    let policy = scene.policy;
    if scene.slipping().is_empty() {
        return;
    }
    let clocks: Vec<AttrId> =
        policy.attributes.iter().filter(|(_, a)| a.domain == Domain::TimeOfDay).map(|(id, _)| id).collect();
    let told: Vec<DutyId> = scene
        .holes()
        .by_class
        .iter()
        .flatten()
        .flat_map(|h| h.sides.0.iter().chain(&h.sides.1))
        .copied()
        .collect();
    let sides = |id: DutyId, attr: AttrId| {
        let cubes = policy.duty(id).region.cubes.iter();
        Intervals::union_of(cubes.filter_map(move |c| c.get(attr)).flat_map(|s| s.ranges().iter().copied()))
    };
    let live = |d: &Duty| in_effect(d.valid, scene.options.day);
    for attr in clocks {
        let timed: Vec<(DutyId, Intervals)> = policy
            .duties()
            .filter(|(_, d)| live(d))
            .map(|(id, _)| (id, sides(id, attr)))
            .filter(|(_, side)| !side.is_empty())
            .collect();
        let mut slips: BTreeMap<Vec<(u32, u32)>, Vec<DutyId>> = BTreeMap::new();
        for (id, side) in &timed {
            let (low, high) = (side.first().unwrap_or(0), side.ranges().last().map_or(DAY, |r| r.1));
            let taken = |fits: &dyn Fn(&(u32, u32)) -> bool| {
                timed.iter().any(|(other, own)| {
                    other != id
                        && policy.duty(*other).scope.meets(&policy.duty(*id).scope)
                        && own.ranges().iter().any(fits)
                })
            };
            let late = high == DAY - 1 && !taken(&|r| r.0 == DAY - 1);
            let early = low == 1 && !taken(&|r| r.1 == 1);
            if (late || early) && !told.contains(id) {
                slips.entry(side.ranges().to_vec()).or_default().push(*id);
            }
        }
        out.extend(slips.into_iter().map(|(window, duties)| slip(scene, attr, window, &duties)));
    }
}

fn slip(scene: &Scene<'_>, attr: AttrId, window: Vec<(u32, u32)>, duties: &[DutyId]) -> Problem {
    let policy = scene.policy;
    let window = Intervals::union_of(window);
    let span = duties.iter().map(|d| policy.duty(*d).span).min().unwrap_or_default();
    let words = |lang: Lang| {
        let all: Vec<String> = duties.iter().take(3).map(|d| policy.duty_words(*d, lang)).collect();
        (all.join(lang.pick("、", ", ")), policy.side_words(attr, &window, lang))
    };
    let ((zd, zw), (ed, ew)) = (words(Lang::Zh), words(Lang::En));
    let mut problem = Problem::new(
        "C355",
        span,
        &[&zw],
        format!("{zd} 的时段 {zw} 在零点漏了一分钟：末尾不算在内，到半夜为止要写 24:00，从零点起要写 00:00"),
        format!("the window of {ed}, {ew}, leaves out a minute at midnight: its end is excluded, so until midnight is 24:00, and from midnight 00:00"),
    )
    .of(policy, duties);
    problem.finding.severity = Severity::Warning;
    problem
        .fix(Fix::advice("23:59 改为 24:00，00:01 改为 00:00", "write 24:00 for 23:59, and 00:00 for 00:01"))
}
