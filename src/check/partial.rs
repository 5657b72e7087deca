//! What is found of a matter whose duties cross in too many ways for whole regions.
//!
//! Whether there is a gap, who decides somewhere and who stands against whom are questions of one point each, and those are
//! looked for by [splitting](Space::left). Every question gets a share of the same budget as whole regions have, and what
//! easy questions leave over goes to the ones after. What is found is true; what is not settled within the budget is known
//! to be so.

use super::analysis::{Found, Never, setting};
use super::space::{Boxes, Space};
use super::split::Left;
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::syntax::entries::Layer;

/// What could be settled of a crowded class.
#[derive(Debug, Clone)]
pub struct Partial {
    /// Regions of which no more than [`SHOWN`] boxes are listed. Whoever is left out of `effective` decides nowhere, unless
    /// unsettled, and pairs that are left out do not conflict, unless `settled` is false.
    pub found: Found,
    /// Whether the gap is listed whole.
    pub gap_whole: bool,
    /// The same of what only a fallback handles.
    pub fallback_whole: bool,
    /// Conflicts whose region is not listed whole, ascending.
    pub cut: Vec<(DutyId, DutyId)>,
    /// Duties of which it is not known whether they decide anywhere, ascending.
    pub unsettled: Vec<DutyId>,
    /// Whether it is known if there is a gap, who decides nowhere, and which pairs conflict.
    pub settled: bool,
}

/// Boxes that are listed of a region.
pub const SHOWN: usize = 64;

/// A duty of the class.
struct Line {
    id: DutyId,
    region: Boxes,
    /// The places in the class of those that beat it.
    beaten_by: Vec<usize>,
    /// Known to decide nowhere.
    dead: bool,
}

impl Partial {
    /// Looks for a point of everything that there may be. Within the budget of a class.
    pub fn new(
        policy: &Policy,
        beats: &impl Fn(DutyId, DutyId) -> bool,
        never: &Never,
        duties: &[DutyId],
        refusals: &[u32],
    ) -> Self {
        let (space, tested, outside) = setting(policy, never, duties, refusals);
        let beaten_by = |r: DutyId| (0..duties.len()).filter(|s| beats(duties[*s], r)).collect();
        let line = |&id: &DutyId| Line {
            id,
            region: space.boxes(&policy.duty(id).region),
            beaten_by: beaten_by(id),
            dead: false,
        };
        let mut lines: Vec<Line> = duties.iter().map(line).collect();
        let is_fallback = |line: &Line| policy.duty(line.id).layer == Layer::Fallback;
        let whole = space.whole();
        let open = space.left(&whole, std::iter::once(&outside), SHOWN, space.unspent() / 8);
        let regions = lines.iter().map(|l| &l.region);
        let gap = space.left(&whole, regions.chain([&outside]), SHOWN, space.unspent() / 4);
        let mut fallbacks = space.none();
        lines.iter().filter(|l| is_fallback(l)).for_each(|l| fallbacks.append(&l.region));
        let others = lines.iter().filter(|l| !is_fallback(l)).map(|l| &l.region);
        let fallback = space.left(&fallbacks, others.chain([&outside]), SHOWN, space.unspent() / 4);
        let mut settled = gap.some().is_some() && fallback.some().is_some();

        let (mut effective, mut unsettled) = (Vec::new(), Vec::new());
        for i in 0..lines.len() {
            let line = &lines[i];
            let beating = line.beaten_by.iter().map(|s| &lines[*s].region);
            let share = space.unspent() / 2 / (lines.len() - i) as u64;
            let own = space.left(&line.region, beating.chain([&outside]), SHOWN, share);
            match own.some() {
                Some(true) => effective.push((line.id, own.boxes)),
                Some(false) => lines[i].dead = true,
                None => unsettled.push(line.id),
            }
        }
        settled &= unsettled.is_empty();

        let mut pairs = Vec::new();
        for (i, a) in lines.iter().enumerate().filter(|(_, a)| !a.dead) {
            let differ = |b: &Line| !b.dead && policy.duty(a.id).leads != policy.duty(b.id).leads;
            let against = (i + 1..lines.len()).filter(|j| differ(&lines[*j]));
            let beaten = |j: usize| a.beaten_by.contains(&j) || lines[j].beaten_by.contains(&i);
            pairs.extend(against.filter(|j| !beaten(*j)).map(|j| (i, j)));
        }
        let (mut conflicts, mut cut) = (Vec::new(), Vec::new());
        // Those that take more than their share once more, with what the others left over.
        for _ in 0..2 {
            let asked = std::mem::take(&mut pairs);
            for (k, &(i, j)) in asked.iter().enumerate() {
                let share = space.unspent() / (asked.len() - k) as u64;
                let both = clash(&space, &lines, &outside, (i, j), share);
                let pair = (lines[i].id, lines[j].id);
                match both.as_ref().and_then(Left::some) {
                    Some(false) => {}
                    None => pairs.push((i, j)),
                    Some(true) => conflicts.extend(both.map(|both| {
                        if !both.whole {
                            cut.push(pair);
                        }
                        (pair.0, pair.1, both.boxes)
                    })),
                }
            }
        }
        settled &= pairs.is_empty();
        conflicts.sort_by_key(|c| (c.0, c.1));
        cut.sort_unstable();
        let (gap_whole, fallback_whole) = (gap.whole, fallback.whole);
        let found = Found {
            space,
            tested,
            outside,
            open: open.boxes,
            gap: gap.boxes,
            fallback: fallback.boxes,
            effective,
            conflicts,
        };
        Self { found, gap_whole, fallback_whole, cut, unsettled, settled }
    }
}

/// Where two duties both decide; none if their common part alone is too much.
fn clash(space: &Space, lines: &[Line], outside: &Boxes, (i, j): (usize, usize), steps: u64) -> Option<Left> {
    let (a, b) = (&lines[i], &lines[j]);
    if (a.region.len() * b.region.len()) as u64 > steps.max(64) {
        return None;
    }
    let both = space.intersect(&a.region, &b.region).ok()?;
    let beating = a.beaten_by.iter().chain(&b.beaten_by).map(|s| &lines[*s].region);
    Some(space.left(&both, beating.chain([outside]), SHOWN, steps))
}
