//! What an induction may use: tried on the later parts of the very rows that it is made of.

use super::drafted::Drafted;
use super::duties::Style;
use super::history::History;
use super::model::{Model, Weights};
use super::roles::Roles;

/// Values of an attribute at most, so that exceptions by it can be read.
const READABLE: usize = 300;

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    pub weights: Weights,
    pub style: Style,
    /// Later rows that what was made of earlier ones gave to the unit that handled them, and how many there were.
    pub validated: (usize, usize),
}

/// A model of earlier rows, and the later ones it is tried on.
struct Fold<'h> {
    model: Model<'h>,
    later: Vec<usize>,
}

/// Says what the records say, unless more reserve does better on later ones. Tries one thing after the other: the weight of
/// what is above a matter, of places, how far places lean, the weight of places again, then finer places, other attributes,
/// and how much an exception has to bring.
pub fn choose(history: &History<'_>, rows: &[usize], today: &[u32], most: usize) -> Chosen {
    let mut folds = folds(history, rows, today);
    let mut try_out = |weights: Weights, style: Style| -> usize {
        let hits = folds.iter_mut().map(|fold| {
            fold.model.weights = weights;
            Drafted::within(&fold.model, style, most).agreed(&fold.model, &fold.later, today)
        });
        hits.sum()
    };
    let mut weights = Weights::default();
    let mut style = Style { finer: false, facts: false, gain: 0.0 };
    let mut best = try_out(weights, style);
    let mut better = |w: Weights, s: Style, weights: &mut Weights, style: &mut Style| {
        // What stands already need not be tried again.
        if (w, s) == (*weights, *style) {
            return;
        }
        let hits = try_out(w, s);
        if hits > best {
            (best, *weights, *style) = (hits, w, s);
        }
    };
    for matter in [[1.0, 0.6, 0.4], [2.5, 1.5, 1.0], [5.0, 3.0, 2.0]] {
        better(Weights { matter, ..weights }, style, &mut weights, &mut style);
    }
    for place in [2.0, 8.0] {
        better(Weights { place, ..weights }, style, &mut weights, &mut style);
    }
    for lean in [0.25, 0.5] {
        better(Weights { lean, ..weights }, style, &mut weights, &mut style);
    }
    for place in [2.0, 4.0, 8.0] {
        better(Weights { place, ..weights }, style, &mut weights, &mut style);
    }
    if history.areas.nodes.iter().any(|n| n.level > 0) {
        better(weights, Style { finer: true, ..style }, &mut weights, &mut style);
    }
    if history.records.values.iter().any(|v| v.len() <= READABLE) {
        better(weights, Style { facts: true, ..style }, &mut weights, &mut style);
    }
    for gain in [0.5, 1.0, 2.0] {
        better(weights, Style { gain, ..style }, &mut weights, &mut style);
    }
    let of = folds.iter().map(|f| f.later.len()).sum();
    Chosen { weights, style, validated: (best, of) }
}

/// By time where it is told: half for the third quarter, three quarters for the last. Else every fourth row for the others.
fn folds<'h>(history: &'h History<'h>, rows: &[usize], today: &[u32]) -> Vec<Fold<'h>> {
    let told = rows.iter().filter(|i| history.rows[**i].day.is_some()).count();
    let quarters: Vec<Vec<usize>> = if told * 2 > rows.len() {
        let mut sorted = rows.to_vec();
        sorted.sort_by_key(|i| (history.rows[*i].day, *i));
        sorted.chunks(sorted.len().div_ceil(4).max(1)).map(<[usize]>::to_vec).collect()
    } else {
        (0..4).map(|q| rows.iter().skip(q).step_by(4).copied().collect()).collect()
    };
    let fold = |later: usize| {
        let later_rows = quarters.get(later)?.clone();
        let earlier: Vec<usize> = quarters[..later].concat();
        let roles = Roles::of(history, &earlier, today);
        let model = Model::of(history, earlier, today, roles, Weights::default());
        Some(Fold { model, later: later_rows })
    };
    [2, 3].into_iter().filter_map(fold).collect()
}

/// Whether exceptions by an attribute can be read.
pub fn readable(history: &History<'_>, attribute: usize) -> bool {
    history.records.values.get(attribute).is_some_and(|v| v.len() <= READABLE)
}
