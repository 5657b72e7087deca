//! A map of streets coloured by a rate.

use crate::cli::geojson::Shape;
use crate::cli::markup::escape;
use fenbo::score::Rate;
use std::fmt::Write as _;

/// What may stand behind a street's name in the lists and not in the polygons.
const KINDS: [&str; 4] = ["街道", "镇", "乡", "新区"];
/// The longer side of the map.
const SIDE: f64 = 720.0;

/// Whether a shape goes by the name of a street.
fn is(shape: &Shape, street: &str) -> bool {
    let fits = |name: &String| street == name || KINDS.iter().any(|k| street.strip_suffix(k) == Some(name));
    shape.properties.iter().any(|(_, name)| fits(name))
}

/// The map; none where no polygon is of a street that has a rate.
pub fn map(shapes: &[Shape], streets: &[(String, Rate, u64)]) -> Option<String> {
    let rate = |shape: &Shape| {
        streets.iter().find(|(path, ..)| path.rsplit('/').next().is_some_and(|name| is(shape, name)))
    };
    let drawn: Vec<(&Shape, &(String, Rate, u64))> =
        shapes.iter().filter_map(|s| Some((s, rate(s)?))).collect();
    let points = || drawn.iter().flat_map(|(s, _)| s.rings.iter().flatten());
    let (west, east) = points().fold((f64::MAX, f64::MIN), |(a, b), p| (a.min(p.0), b.max(p.0)));
    let (south, north) = points().fold((f64::MAX, f64::MIN), |(a, b), p| (a.min(p.1), b.max(p.1)));
    if drawn.is_empty() || east <= west || north <= south {
        return None;
    }
    // Degrees of longitude are shorter by the cosine of the latitude.
    let squeeze = f64::midpoint(south, north).to_radians().cos();
    let scale = SIDE / ((east - west) * squeeze).max(north - south);
    let place = |(x, y): (f64, f64)| ((x - west) * squeeze * scale, (north - y) * scale);
    let (width, height) = ((east - west) * squeeze * scale, (north - south) * scale);
    let mut svg = format!(
        "<svg class=\"map\" viewBox=\"-4 -4 {:.0} {:.0}\" role=\"img\">\n",
        width + 8.0,
        height + 8.0
    );
    let mut labels = String::new();
    for (shape, (path, rate, _)) in &drawn {
        let mut d = String::new();
        for ring in &shape.rings {
            for (i, point) in ring.iter().enumerate() {
                let (x, y) = place(*point);
                let _ = write!(d, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
            }
            d.push('Z');
        }
        let share = rate.share().unwrap_or_default();
        let name = escape(path.rsplit('/').next().unwrap_or(path));
        let _ = writeln!(
            svg,
            "<path class=\"area\" style=\"fill:{}\" d=\"{d}\"><title>{name} {:.1} % ({}/{})</title></path>",
            colour(share),
            100.0 * share,
            rate.hits,
            rate.of
        );
        let ring = shape.rings.iter().max_by_key(|r| r.len()).map_or(&[][..], Vec::as_slice);
        let n = ring.len().max(1) as f64;
        let (x, y) = place(ring.iter().fold((0.0, 0.0), |(a, b), p| (a + p.0 / n, b + p.1 / n)));
        let _ = writeln!(
            labels,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{name} {:.0} %</text>",
            100.0 * share
        );
    }
    svg.push_str(&labels);
    svg.push_str("</svg>\n");
    Some(svg)
}

/// From orange at a half and below to blue at everything: told apart by those who see no red or green, too.
fn colour(share: f64) -> String {
    let t = ((share - 0.5) * 2.0).clamp(0.0, 1.0);
    let mix = |low: f64, high: f64| (low + t * (high - low)).round();
    format!("rgb({},{},{})", mix(230.0, 70.0), mix(150.0, 130.0), mix(70.0, 200.0))
}
