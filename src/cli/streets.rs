//! Streets from a `GeoJSON` file, bound to the areas of the lists by name.

use super::console::{Console, Failure, both};
use super::geojson::{Shape as Polygons, shapes};
use clap::ValueEnum;
use fenbo::map::{Datum, Point, Shape, from_gcj02, locate};
use fenbo::policy::Policy;
use fenbo::policy::registry::{Area, AreaId};
use std::collections::BTreeSet;
use std::path::Path;

/// By which survey the points of complaints are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DatumArg {
    /// As satellites give it
    Wgs84,
    /// As Chinese maps show it
    Gcj02,
}

impl From<DatumArg> for Datum {
    fn from(arg: DatumArg) -> Self {
        match arg {
            DatumArg::Wgs84 => Self::Wgs84,
            DatumArg::Gcj02 => Self::Gcj02,
        }
    }
}

/// The streets of a map.
#[derive(Debug)]
pub struct Streets {
    shapes: Vec<Shape>,
    /// By shape: the areas that its name may mean.
    areas: Vec<Vec<AreaId>>,
    near: f64,
    datum: Datum,
}

impl Streets {
    /// Reads a file. `name`: the property with the name of a street; without it the one that names most areas of the lists.
    /// Streets that the lists do not have are told and left out.
    pub fn read(
        file: &Path,
        name: Option<&str>,
        near: f64,
        datum: Datum,
        policy: &Policy,
        console: Console,
    ) -> Result<Self, Failure> {
        let shown = file.display();
        let fault = |zh: &str, en: &str| both(format!("{shown}：{zh}"), format!("{shown}: {en}"));
        let features = shapes(file)?;
        let areas = &policy.registry().areas;
        let named = |feature: &Polygons, key: &str| -> Vec<AreaId> {
            let name = feature.properties.iter().find(|(k, name)| k == key && !name.is_empty());
            let Some((_, name)) = name else { return Vec::new() };
            areas.iter().filter(|(_, area)| goes_by(area, name)).map(|(id, _)| id).collect()
        };
        let key = match name {
            Some(name) => name.to_owned(),
            None => best(&features, |feature, key| !named(feature, key).is_empty()).ok_or_else(|| {
                fault("没有一个属性写着清单里的区域", "no property names areas of the lists")
            })?,
        };
        // 福田 is a district and a street: the level that most shapes are of is meant.
        let level = |id: &AreaId| areas.get(*id).level;
        let of_level =
            |l: usize| features.iter().filter(|f| named(f, &key).iter().any(|a| level(a) == l)).count();
        let meant = (0..areas.levels().len()).max_by_key(|l| of_level(*l)).unwrap_or_default();
        let mut streets = Self { shapes: Vec::new(), areas: Vec::new(), near, datum };
        let mut unknown = 0;
        for feature in features {
            let mut areas = named(&feature, &key);
            areas.retain(|a| level(a) == meant);
            if areas.is_empty() {
                unknown += 1;
                continue;
            }
            streets.shapes.push(Shape::new(feature.rings));
            streets.areas.push(areas);
        }
        if streets.shapes.is_empty() {
            return Err(fault("没有一块是清单里的区域", "none of its shapes is an area of the lists"));
        }
        if unknown > 0 {
            console.warn(
                format!("{shown}：{unknown} 块不是清单里的区域（属性 {key}），不用"),
                format!(
                    "{shown}: {unknown} shapes are no areas of the lists (property {key}) and are not used"
                ),
            );
        }
        Ok(streets)
    }

    /// The areas in which a point may lie, ascending, and whether a boundary leaves that open; none outside of the map.
    pub fn at(&self, point: Point) -> Option<(Vec<AreaId>, bool)> {
        let point = match self.datum {
            Datum::Wgs84 => point,
            Datum::Gcj02 => from_gcj02(point),
        };
        let found = locate(&self.shapes, point, self.near);
        let mut areas: Vec<AreaId> =
            found.shapes.iter().flat_map(|s| self.areas[*s].iter().copied()).collect();
        areas.sort_unstable();
        areas.dedup();
        (!areas.is_empty()).then_some((areas, found.near))
    }
}

/// Whether an area goes by a name, with or without the word for what it is.
fn goes_by(area: &Area, name: &str) -> bool {
    const KINDS: [&str; 9] = ["", "街道", "街道办事处", "镇", "乡", "社区", "区", "新区", "县"];
    let bare = |n: &String| n.strip_prefix(name).is_some_and(|rest| KINDS.contains(&rest));
    std::iter::once(&area.name).chain(&area.aliases).any(bare)
}

/// The property that names most areas; of several the first in the alphabet.
fn best(features: &[Polygons], names: impl Fn(&Polygons, &str) -> bool) -> Option<String> {
    let keys: BTreeSet<&String> = features.iter().flat_map(|f| &f.properties).map(|(key, _)| key).collect();
    let count = |key: &str| features.iter().filter(|f| names(f, key)).count();
    // Of equals the last counts.
    let counted = keys.into_iter().rev().map(|key| (count(key), key));
    counted.max_by_key(|(n, _)| *n).filter(|(n, _)| *n > 0).map(|(_, key)| key.clone())
}
