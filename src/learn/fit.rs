//! Weights under which the right matters are the likeliest: a conditional logit, fitted by Newton's method.

/// What one text gives: the signals of every matter that is weighed, and which is the right one.
#[derive(Debug, Clone)]
pub struct Example {
    pub rows: Vec<[f64; N]>,
    pub right: usize,
}

/// How many signals there are.
pub const N: usize = crate::recognise::SIGNALS;

/// Rounds at most; a dozen is usual.
const ROUNDS: usize = 40;
/// How strongly weights are held to zero: as much as a few texts would move them.
const HELD: f64 = 0.5;
/// A step smaller than this is the last.
const CLOSE: f64 = 1e-7;

/// The weights of the signals in `used`; the others are zero. Linear in the examples for every round.
pub fn fit(examples: &[&Example], used: [bool; N]) -> [f64; N] {
    let mut weights = [0.0; N];
    let mut held = likelihood(examples, &weights);
    for _ in 0..ROUNDS {
        let (gradient, curve) = slopes(examples, &weights, used);
        let step = solve(curve, gradient);
        // The whole step, or as much of it as does not lead downhill.
        let mut part = 1.0;
        let next = loop {
            let mut next = weights;
            next.iter_mut().zip(&step).for_each(|(w, s)| *w += part * s);
            let value = likelihood(examples, &next);
            if value >= held || part < 1e-4 {
                held = value.max(held);
                break next;
            }
            part /= 2.0;
        };
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < CLOSE {
            break;
        }
    }
    weights
}

/// The chance of every row.
fn chances(rows: &[[f64; N]], weights: &[f64; N]) -> Vec<f64> {
    let score = |row: &[f64; N]| row.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
    let scores: Vec<f64> = rows.iter().map(score).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = scores.iter().map(|s| (s - most).exp()).sum();
    scores.into_iter().map(|s| (s - most).exp() / total).collect()
}

fn likelihood(examples: &[&Example], weights: &[f64; N]) -> f64 {
    let told: f64 = examples.iter().map(|e| chances(&e.rows, weights)[e.right].max(1e-300).ln()).sum();
    told - HELD / 2.0 * weights.iter().map(|w| w * w).sum::<f64>()
}

/// The gradient, and the negative of the second derivatives.
fn slopes(examples: &[&Example], weights: &[f64; N], used: [bool; N]) -> ([f64; N], [[f64; N]; N]) {
    let (mut gradient, mut curve) = ([0.0; N], [[0.0; N]; N]);
    for example in examples {
        let chances = chances(&example.rows, weights);
        let mut mean = [0.0; N];
        for (row, chance) in example.rows.iter().zip(&chances) {
            mean.iter_mut().zip(row).for_each(|(m, x)| *m += chance * x);
        }
        for i in 0..N {
            gradient[i] += example.rows[example.right][i] - mean[i];
        }
        for (row, chance) in example.rows.iter().zip(&chances) {
            for i in 0..N {
                for j in 0..N {
                    curve[i][j] += chance * (row[i] - mean[i]) * (row[j] - mean[j]);
                }
            }
        }
    }
    for i in 0..N {
        gradient[i] -= HELD * weights[i];
        curve[i][i] += HELD;
        if !used[i] {
            gradient[i] = 0.0;
            curve[i] = [0.0; N];
            for row in &mut curve {
                row[i] = 0.0;
            }
            curve[i][i] = 1.0;
        }
    }
    (gradient, curve)
}

/// Solves a system whose matrix is symmetric and positive, by elimination.
fn solve(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for row in i + 1..N {
            let factor = a[row][i] / a[i][i];
            let above = a[i];
            a[row].iter_mut().zip(above).for_each(|(x, y)| *x -= factor * y);
            b[row] -= factor * b[i];
        }
    }
    let mut x = [0.0; N];
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|j| a[i][j] * x[j]).sum();
        x[i] = (b[i] - known) / a[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_tells_gets_weight_and_one_that_does_not_gets_none() {
        let row = |a: f64, b: f64| [a, b, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        // The first signal is higher for the right one three times in four, the second is noise of both signs.
        let one = |right: usize, noise: f64| Example { rows: vec![row(1.0, noise), row(0.0, -noise)], right };
        let all: Vec<Example> =
            (0..400).map(|i| one(usize::from(i % 4 == 0), if i % 8 < 4 { 1.0 } else { -1.0 })).collect();
        let all: Vec<&Example> = all.iter().collect();
        let weights = fit(&all, [true; N]);
        // By hand: the chance of the first is 3/4 at ln 3, a little less for being held.
        assert!((weights[0] - 3f64.ln()).abs() < 0.02, "{weights:?}");
        assert!(weights[1].abs() < 0.01, "{weights:?}");
        let without = fit(&all, [false, true, true, true, true, true, true, true]);
        assert!(without[0].abs() < f64::EPSILON);
    }
}
