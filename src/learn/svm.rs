//! Linear support vectors by coordinate descent in the dual: squared hinge loss, weights held to zero (Hsieh and others, A
//! Dual Coordinate Descent Method for Large-scale Linear SVM, 2008).

/// A text as the features that it has and how much of each.
pub type Row = Vec<(u32, f32)>;

/// Rounds over all rows at most; texts need some dozens.
const ROUNDS: u64 = 200;
/// Where no gradient is larger than this, the weights are good.
const CLOSE: f64 = 1e-3;

/// The weights of the features and, at the end, that of none, which tell the rows that are `right` from the others. `cost`: how
/// much a right and another row may pull. Every round is linear in the rows.
pub fn fit(rows: &[&Row], right: &[bool], cost: [f64; 2], features: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f64; features + 1];
    let mut pulls = vec![0.0_f64; rows.len()];
    let cost_of = |right: bool| if right { cost[0] } else { cost[1] };
    // The last feature is 1 in every row.
    let lengths: Vec<f64> = rows
        .iter()
        .zip(right)
        .map(|(row, right)| {
            1.0 + row.iter().map(|(_, x)| f64::from(x * x)).sum::<f64>() + 0.5 / cost_of(*right)
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for round in 0..ROUNDS {
        // Another order each time: rows of one label stand together, and would pull one after the other.
        order.sort_by_key(|i| (*i as u64 ^ round << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29));
        let mut most = 0.0_f64;
        for &i in &order {
            let sign = if right[i] { 1.0 } else { -1.0 };
            let score = weights[features]
                + rows[i].iter().map(|(f, x)| weights[*f as usize] * f64::from(*x)).sum::<f64>();
            let gradient = sign * score - 1.0 + pulls[i] * 0.5 / cost_of(right[i]);
            let slope = if pulls[i] > 0.0 { gradient } else { gradient.min(0.0) };
            most = most.max(slope.abs());
            let next = (pulls[i] - gradient / lengths[i]).max(0.0);
            let step = sign * (next - pulls[i]);
            pulls[i] = next;
            if step != 0.0 {
                weights[features] += step;
                rows[i].iter().for_each(|(f, x)| weights[*f as usize] += step * f64::from(*x));
            }
        }
        if most < CLOSE {
            break;
        }
    }
    weights.into_iter().map(|w| w as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_are_told_apart_as_by_hand() {
        // One feature, 1 and -1, both at cost C: by symmetry no weight for none, and w = 2/(2 + 1/(2C)) · …; with the weight of
        // none free the dual is 2a - a²(2 + 1/(2C))/1, so a = 1/(2 + 1/(2C)) each and w = 2a.
        let rows: [Row; 2] = [vec![(0, 1.0)], vec![(0, -1.0)]];
        let rows: Vec<&Row> = rows.iter().collect();
        let weights = fit(&rows, &[true, false], [1.0, 1.0], 1);
        assert!((weights[0] - 0.8).abs() < 2e-3, "{weights:?}");
        assert!(weights[1].abs() < 2e-3, "{weights:?}");
        assert_eq!(fit(&[], &[], [1.0, 1.0], 2), [0.0; 3]);
    }
}
