//! A map of streets coloured by a rate, from polygons in `GeoJSON`.

use crate::cli::console::{Failure, both};
use crate::cli::markup::escape;
use fenbo::score::Rate;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// What may stand behind a street's name in the lists and not in the polygons.
const KINDS: [&str; 4] = ["街道", "镇", "乡", "新区"];
/// The longer side of the map.
const SIDE: f64 = 720.0;

/// A polygon, or several, with everything that it is called.
pub struct Shape {
    names: Vec<String>,
    rings: Vec<Vec<(f64, f64)>>,
}

impl Shape {
    fn is(&self, street: &str) -> bool {
        let fits =
            |name: &String| street == name || KINDS.iter().any(|k| street.strip_suffix(k) == Some(name));
        self.names.iter().any(fits)
    }
}

/// Reads the features of a file.
pub fn shapes(file: &Path) -> Result<Vec<Shape>, Failure> {
    let wrong =
        |zh: &str, en: &str| both(format!("{}：{zh}", file.display()), format!("{}: {en}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| crate::cli::load::unreadable(file, &e))?;
    let value: Value = serde_json::from_str(&text)
        .map_err(|e| wrong(&format!("不是 JSON：{e}"), &format!("this is no JSON: {e}")))?;
    let features = value.get("features").and_then(Value::as_array);
    let features = features.ok_or_else(|| {
        wrong("不是 GeoJSON 的 FeatureCollection", "this is no FeatureCollection of GeoJSON")
    })?;
    let shapes: Vec<Shape> = features.iter().map(shape).filter(|s| !s.rings.is_empty()).collect();
    if shapes.is_empty() {
        return Err(wrong("没有多边形", "it has no polygons"));
    }
    Ok(shapes)
}

fn shape(feature: &Value) -> Shape {
    let properties = feature.get("properties").and_then(Value::as_object);
    let names = properties
        .into_iter()
        .flat_map(|p| p.values())
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let geometry = feature.get("geometry");
    let kind = geometry.and_then(|g| g.get("type")).and_then(Value::as_str).unwrap_or_default();
    let coordinates = geometry.and_then(|g| g.get("coordinates")).and_then(Value::as_array);
    let coordinates = coordinates.map_or(&[][..], Vec::as_slice);
    let ring = |ring: &Value| -> Vec<(f64, f64)> {
        let points = ring.as_array().map_or(&[][..], Vec::as_slice);
        points.iter().filter_map(|p| Some((p.get(0)?.as_f64()?, p.get(1)?.as_f64()?))).collect()
    };
    let rings: Vec<Vec<(f64, f64)>> = match kind {
        "Polygon" => coordinates.iter().map(ring).collect(),
        "MultiPolygon" => coordinates.iter().filter_map(Value::as_array).flatten().map(ring).collect(),
        _ => Vec::new(),
    };
    Shape { names, rings: rings.into_iter().filter(|r| r.len() > 2).collect() }
}

/// The map; none where no polygon is of a street that has a rate.
pub fn map(shapes: &[Shape], streets: &[(String, Rate, u64)]) -> Option<String> {
    let rate = |shape: &Shape| {
        streets.iter().find(|(path, ..)| path.rsplit('/').next().is_some_and(|name| shape.is(name)))
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
