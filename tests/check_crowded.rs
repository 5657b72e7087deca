//! One matter with hundreds of duties that cross in every way: reported as not analysed, in bounded time, and still routed
//! exactly.

use fenbo::check::{Analysis, Options};
use fenbo::{Date, Lists, Router, Status};
use std::fmt::Write as _;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

/// Attributes of ten values and duties on random ranges of five of them, each with a unit of its own.
fn crossing(duties: u32) -> Lists {
    let mut seed = 7u32;
    let mut draw = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let mut text = String::new();
    for a in 0..8 {
        let values: Vec<String> = (0..10).map(|v| format!("v{v}")).collect();
        let _ = writeln!(text, "要素：a{a}\n  取值：{}", values.join("、"));
    }
    text.push_str("事项：M1 拥挤\n  路径：某类\n");
    let mut units = String::from("units:\n");
    for d in 0..duties {
        let tests: Vec<String> = (0..5)
            .map(|_| {
                let (a, from, n) = (draw(8), draw(6), 2 + draw(4));
                let values: Vec<String> = (from..from + n).map(|v| format!("v{v}")).collect();
                format!("a{a} 属于 {}", values.join("、"))
            })
            .collect();
        let _ =
            writeln!(text, "职责：Z{d} 第{d}条\n  适用：M1\n  当：{}\n  首办：单位{d}", tests.join("，且 "));
        let _ = writeln!(units, "  - name: 单位{d}");
    }
    let mut lists = Lists::new();
    lists.add("lists.fenbo", text);
    lists.add("units.yaml", units);
    lists
}

#[test]
fn the_worst_case_ends_is_reported_and_routes_exactly() {
    let (policy, ..) = crossing(320).read();
    let policy = Arc::new(policy);
    let analysis = Analysis::new(policy.clone(), Options { day: DAY, until: DAY });
    assert_eq!(analysis.not_analysed().len(), 1);
    let report = analysis.report();
    assert!(!report.exact);
    assert_eq!(report.problems.iter().filter(|p| p.finding.code == "P901").count(), 1);

    let (router, _) = Router::compile(policy.clone(), DAY);
    let mut complaint = router.complaint();
    for point in 0..200u32 {
        complaint.clear();
        assert_eq!(complaint.matter("M1"), Ok(()));
        let value = |a: u16| (point * 7919 + u32::from(a) * 104_729) / 13 % 10;
        for a in 0..8u16 {
            assert_eq!(complaint.fact(&format!("a{a}"), &format!("v{}", value(a))), Ok(()));
        }
        let of = |name: &str| policy.attributes().find(name).map(|found| found.0);
        let at = |attr| (0..8u16).find(|a| of(&format!("a{a}")) == Some(attr)).map_or(0, value);
        // No two of these regions are nested, so whoever holds the point stands.
        let met = policy.duties().filter(|(_, d)| d.region.contains(at)).count();
        let expected = match met {
            0 => Status::Gap,
            1 => Status::Decided,
            _ => Status::Conflict,
        };
        assert_eq!(router.route(&complaint).status, expected, "point {point}");
    }
}
