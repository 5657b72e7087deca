//! How far a share of a sample can be trusted.

/// The normal quantile of a two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The Wilson score interval of a share at 95 %, each end from 0 to 1. Without a sample: everything is possible.
pub fn wilson(hits: u64, of: u64) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let n = of as f64;
    let p = hits as f64 / n;
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// The exact test of `McNemar`: the chance, if right and wrong were turned either way equally often, that of these complaints which two
/// ways decide rightly and wrongly at least so many more would be turned one way. Two-sided; 1 where none is. Linear in them.
pub fn mcnemar(gained: u64, lost: u64) -> f64 {
    let (n, few) = (gained + lost, gained.min(lost));
    // Sums of binomials over 2^n, in logarithms, as 2^n is too large.
    let mut log = -(n as f64) * std::f64::consts::LN_2;
    let mut sum = log.exp();
    for k in 0..few {
        log += ((n - k) as f64 / (k + 1) as f64).ln();
        sum += log.exp();
    }
    (2.0 * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
        let near =
            |(low, high): (f64, f64), a: f64, b: f64| (low - a).abs() < 5e-5 && (high - b).abs() < 5e-5;
        assert!(near(wilson(81, 263), 0.2553, 0.3662), "{:?}", wilson(81, 263));
        assert!(near(wilson(15, 148), 0.0624, 0.1605), "{:?}", wilson(15, 148));
        assert!(near(wilson(0, 20), 0.0, 0.1611), "{:?}", wilson(0, 20));
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn mcnemar_by_hand() {
        use super::mcnemar;
        assert!((mcnemar(0, 0) - 1.0).abs() < 1e-12);
        // 2 × (1 + 6) / 64; 2 × 1 / 32.
        assert!((mcnemar(5, 1) - 14.0 / 64.0).abs() < 1e-12);
        assert!((mcnemar(0, 5) - 2.0 / 32.0).abs() < 1e-12);
        assert!((mcnemar(3, 3) - 1.0).abs() < 1e-12);
        assert!(mcnemar(4000, 3000) < 1e-30);
    }
}
