//! Polygons from `GeoJSON`.

use super::console::{Failure, both};
use serde_json::Value;
use std::path::Path;

/// A polygon, or several.
#[derive(Debug)]
pub struct Shape {
    /// What it is called, by property: texts alone.
    pub properties: Vec<(String, String)>,
    /// Points of longitude and latitude; a ring inside another is a hole.
    pub rings: Vec<Vec<(f64, f64)>>,
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
    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.trim().to_owned()));
    let properties = properties.into_iter().flatten().filter_map(text).collect();
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
    Shape { properties, rings: rings.into_iter().filter(|r| r.len() > 2).collect() }
}
