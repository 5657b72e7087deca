//! Charts in SVG: drawn to scale by CSS, readable without colours.

use crate::cli::markup::escape;
use fenbo::score::Rate;
use std::fmt::Write as _;

/// A share as a bar from 0 to 100 with its interval, and a mark.
pub fn bar(rate: Rate, mark: Option<f64>) -> String {
    let share = 100.0 * rate.share().unwrap_or_default();
    let (low, high) = rate.interval();
    let mut svg = format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\">\
         <rect class=\"all\" width=\"100\" height=\"10\"/><rect class=\"hit\" width=\"{share:.2}\" height=\"10\"/>\
         <rect class=\"range\" x=\"{:.2}\" y=\"4.2\" width=\"{:.2}\" height=\"1.6\"/>",
        100.0 * low,
        100.0 * (high - low)
    );
    if let Some(mark) = mark {
        let _ = write!(svg, "<rect class=\"mark\" x=\"{:.2}\" width=\"0.6\" height=\"10\"/>", 100.0 * mark);
    }
    svg.push_str("</svg>");
    svg
}

/// Shares by month, each with its interval.
pub fn months(rows: &[(String, Rate)]) -> String {
    const STEP: f64 = 56.0;
    let width = 50.0 + STEP * rows.len() as f64;
    let y = |share: f64| 10.0 + 180.0 * (1.0 - share);
    let mut svg = format!(
        "<svg class=\"chart\" style=\"max-width:{width:.0}px\" viewBox=\"0 0 {width:.0} 230\" role=\"img\">\n"
    );
    grid(&mut svg, 40.0, width, y);
    for (i, (month, rate)) in rows.iter().enumerate() {
        let x = 50.0 + STEP * i as f64;
        let (low, high) = rate.interval();
        let share = rate.share().unwrap_or_default();
        let _ = writeln!(
            svg,
            "<g><title>{0} {1:.1} % ({2}/{3})</title><rect class=\"hit\" x=\"{x:.1}\" y=\"{4:.1}\" width=\"36\" height=\"{5:.1}\"/>\
             <rect class=\"range\" x=\"{6:.1}\" y=\"{7:.1}\" width=\"2\" height=\"{8:.1}\"/>\
             <text x=\"{9:.1}\" y=\"206\" text-anchor=\"middle\">{0}</text>\
             <text class=\"dim\" x=\"{9:.1}\" y=\"222\" text-anchor=\"middle\">{3}</text></g>",
            escape(month),
            100.0 * share,
            rate.hits,
            rate.of,
            y(share),
            y(0.0) - y(share),
            x + 17.0,
            y(high),
            y(low) - y(high),
            x + 18.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Lines and numbers at the quarters of a share.
fn grid(svg: &mut String, left: f64, right: f64, y: impl Fn(f64) -> f64) {
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{right}\" y1=\"{0:.1}\" y2=\"{0:.1}\"/>\
             <text class=\"dim\" x=\"{1:.1}\" y=\"{2:.1}\" text-anchor=\"end\">{3} %</text>",
            y(share),
            left - 5.0,
            y(share) + 4.0,
            25 * quarter
        );
    }
}

/// Names with two shares and a size, as circles.
pub fn scatter(points: &[(String, f64, f64, u64)], axes: (&str, &str)) -> String {
    let most = points.iter().map(|p| p.3).max().unwrap_or(1).max(1);
    let x = |share: f64| 60.0 + 560.0 * share;
    let y = |share: f64| 30.0 + 320.0 * (1.0 - share);
    let mut svg = String::from(
        "<svg class=\"chart\" style=\"max-width:760px\" viewBox=\"0 0 760 400\" role=\"img\">\n",
    );
    grid(&mut svg, 60.0, 620.0, y);
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let _ = writeln!(
            svg,
            "<text class=\"dim\" x=\"{:.1}\" y=\"368\" text-anchor=\"middle\">{} %</text>",
            x(share),
            25 * quarter
        );
    }
    let _ = writeln!(
        svg,
        "<text class=\"dim\" x=\"340\" y=\"390\" text-anchor=\"middle\">{}</text><text class=\"dim\" x=\"60\" y=\"16\">{}</text>",
        escape(axes.0),
        escape(axes.1)
    );
    // The small ones on top; names to the right, each below the one before where they would touch.
    let mut sorted: Vec<&(String, f64, f64, u64)> = points.iter().collect();
    sorted.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
    for (name, coverage, right, n) in &sorted {
        let radius = 4.0 + 18.0 * (*n as f64 / most as f64).sqrt();
        let _ = writeln!(
            svg,
            "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"><title>{} {:.1} % · {:.1} % · {n}</title></circle>",
            x(*coverage),
            y(*right),
            escape(name),
            100.0 * coverage,
            100.0 * right
        );
    }
    sorted.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let mut last = f64::NEG_INFINITY;
    for (name, coverage, right, _) in &sorted {
        let at = (y(*right) + 4.0).max(last + 13.0);
        last = at;
        let _ = writeln!(
            svg,
            "<line class=\"lead\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"640\" y2=\"{:.1}\"/><text x=\"644\" y=\"{at:.1}\">{}</text>",
            x(*coverage),
            y(*right),
            at - 4.0,
            escape(name)
        );
    }
    svg.push_str("</svg>\n");
    svg
}
