//! Streets as polygons: which of them a point lies in, and whether a boundary is so near that it may be the other one.
//!
//! Points are longitude and latitude in degrees by WGS-84. Distances are measured on a plane around the point, which over the hundred
//! metres that matter is exact to a millimetre or so.

/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// A point: longitude and latitude in degrees.
pub type Point = (f64, f64);

/// By which survey coordinates are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Datum {
    /// WGS-84, as satellites give it.
    #[default]
    Wgs84,
    /// GCJ-02, as Chinese maps show it: some hundred metres off.
    Gcj02,
}

/// One place on the map: rings of points, of which those inside others are holes.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    rings: Vec<Vec<Point>>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

/// Where a point lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Located {
    /// The shapes it lies in or near whose boundary, by number, ascending.
    pub shapes: Vec<usize>,
    /// A boundary is near: which shape it is is not certain.
    pub near: bool,
}

impl Shape {
    /// From the rings of one or several polygons. Linear in their points.
    pub fn new(rings: Vec<Vec<Point>>) -> Self {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (lon, lat) in rings.iter().flatten() {
            bounds = [bounds[0].min(*lon), bounds[1].min(*lat), bounds[2].max(*lon), bounds[3].max(*lat)];
        }
        Self { rings, bounds }
    }

    /// Whether a point lies inside, by how often a line to the west crosses a boundary.
    fn holds(&self, (lon, lat): Point) -> bool {
        let crosses = |(a, b): (&Point, &Point)| {
            (a.1 > lat) != (b.1 > lat) && lon < (b.0 - a.0) * (lat - a.1) / (b.1 - a.1) + a.0
        };
        self.edges().filter(|e| crosses(*e)).count() % 2 == 1
    }

    fn edges(&self) -> impl Iterator<Item = (&Point, &Point)> {
        self.rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
    }

    /// Metres from a point to the boundary; infinite without one.
    fn distance(&self, point: Point) -> f64 {
        let all = self.edges().map(|(a, b)| to_line(plane(*a, point), plane(*b, point)));
        all.fold(f64::INFINITY, f64::min)
    }

    /// Whether the point is no farther from the bounds than so many metres.
    fn reaches(&self, (lon, lat): Point, metres: f64) -> bool {
        let (wide, high) = (metres / (DEGREE * lat.to_radians().cos().max(0.01)), metres / DEGREE);
        let [west, south, east, north] = self.bounds;
        lon >= west - wide && lon <= east + wide && lat >= south - high && lat <= north + high
    }
}

/// Metres east and north of an origin.
fn plane((lon, lat): Point, origin: Point) -> Point {
    ((lon - origin.0) * DEGREE * origin.1.to_radians().cos(), (lat - origin.1) * DEGREE)
}

/// How far the origin of a plane is from a line between two points.
fn to_line(a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (-(a.0 * dx + a.1 * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a.0 + along * dx).hypot(a.1 + along * dy)
}

/// Where a point lies among some shapes. `near`: metres within which a boundary leaves it open on which side the point is. Linear in
/// the points of the shapes around it.
pub fn locate(shapes: &[Shape], point: Point, near: f64) -> Located {
    let mut located = Located::default();
    for (number, shape) in shapes.iter().enumerate().filter(|(_, s)| s.reaches(point, near)) {
        let close = shape.distance(point) <= near;
        if close || shape.holds(point) {
            located.shapes.push(number);
            located.near |= close;
        }
    }
    located
}

/// A point of GCJ-02 by WGS-84, to about a metre; points outside of China are the same in both.
pub fn from_gcj02(point: Point) -> Point {
    let mut guess = point;
    // What is off changes slowly, so that twice is enough.
    for _ in 0..3 {
        let (east, north) = shift(guess);
        guess = (point.0 - east, point.1 - north);
    }
    guess
}

/// How far GCJ-02 lies from WGS-84 at a point, in degrees: the published approximation.
fn shift((lon, lat): Point) -> Point {
    use std::f64::consts::PI;
    if !(73.66..=135.05).contains(&lon) || !(3.86..=53.55).contains(&lat) {
        return (0.0, 0.0);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let waves = |v: f64, long: f64, longer: f64, a: f64, b: f64| {
        2.0 / 3.0
            * (20.0 * (v * PI).sin()
                + 40.0 * (v / 3.0 * PI).sin()
                + a * (v / long * PI).sin()
                + b * (v / longer * PI).sin())
    };
    let common = 2.0 / 3.0 * (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin());
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + waves(y, 12.0, 30.0, 160.0, 320.0);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + waves(x, 12.0, 30.0, 150.0, 300.0);
    // The ellipsoid of Krasovsky.
    let (axis, flat) = (6_378_245.0, 0.006_693_421_622_965_943);
    let angle = lat.to_radians();
    let magic = 1.0 - flat * angle.sin().powi(2);
    let north = north * 180.0 / (axis * (1.0 - flat) / (magic * magic.sqrt()) * PI);
    let east = east * 180.0 / (axis / magic.sqrt() * angle.cos() * PI);
    (east, north)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares of a thousandth of a degree side by side, some hundred metres wide, the second with a hole.
    fn two() -> Vec<Shape> {
        let square = |w: f64, s: f64, size: f64| {
            vec![(w, s), (w + size, s), (w + size, s + size), (w, s + size), (w, s)]
        };
        let hole = square(114.0014, 22.5004, 0.0002);
        vec![
            Shape::new(vec![square(114.0, 22.5, 0.001)]),
            Shape::new(vec![square(114.001, 22.5, 0.001), hole]),
        ]
    }

    #[test]
    fn a_point_lies_in_one_near_a_boundary_perhaps_in_both() {
        let at = |lon, lat, near| {
            let Located { shapes, near } = locate(&two(), (lon, lat), near);
            (shapes, near)
        };
        assert_eq!(at(114.0005, 22.5005, 20.0), (vec![0], false));
        // 10 m from what they share: one hundred-thousandth of a degree is 1.03 m here.
        assert_eq!(at(114.0009, 22.5005, 20.0), (vec![0, 1], true));
        assert_eq!(at(114.0009, 22.5005, 10.0), (vec![0], false));
        // In the hole, and outside of all.
        assert_eq!(at(114.0015, 22.5005, 1.0), (vec![], false));
        assert_eq!(at(113.9, 22.5, 50.0), (vec![], false));
        assert_eq!(at(f64::NAN, 22.5, 50.0), (vec![], false));
    }

    #[test]
    fn what_chinese_maps_show_is_brought_back() {
        // The town hall of a city by both, as several converters give it.
        let (lon, lat) = from_gcj02((116.404_0, 39.915_0));
        assert!((lon - 116.397_76).abs() < 2e-5 && (lat - 39.913_60).abs() < 2e-5, "{lon} {lat}");
        let abroad = from_gcj02((2.35, 48.85));
        assert!((abroad.0 - 2.35).abs() < 1e-12 && (abroad.1 - 48.85).abs() < 1e-12);
    }
}
