//! The outlines of the shapes: each fits the circle of radius 1 about its middle; y points down.

/// A closed line, as what its distance is measured by.
pub enum Outline {
    /// A disc of radius 1.
    Circle,
    /// Straight edges between these corners, the last joined to the first.
    Polygon(&'static [[f32; 2]]),
    /// A square on its corner with a disc on each of its upper edges.
    Heart,
    /// A disc out of which a smaller one was bitten.
    Moon,
}

/// Every shape with its name.
pub const OUTLINES: [(&str, Outline); 8] = [
    ("circle", Outline::Circle),
    (
        "square",
        Outline::Polygon(&[[-0.707, -0.707], [0.707, -0.707], [0.707, 0.707], [-0.707, 0.707]]),
    ),
    ("triangle", Outline::Polygon(&[[0.0, -1.0], [0.866, 0.5], [-0.866, 0.5]])),
    ("star", Outline::Polygon(&STAR)),
    ("cross", Outline::Polygon(&CROSS)),
    ("heart", Outline::Heart),
    ("moon", Outline::Moon),
    ("arrow", Outline::Polygon(&ARROW)),
];

/// Five points at radius 1, between them corners at radius 0.42.
const STAR: [[f32; 2]; 10] = [
    [0.0, -1.0],
    [0.247, -0.340],
    [0.951, -0.309],
    [0.399, 0.130],
    [0.588, 0.809],
    [0.0, 0.42],
    [-0.588, 0.809],
    [-0.399, 0.130],
    [-0.951, -0.309],
    [-0.247, -0.340],
];

const CROSS: [[f32; 2]; 12] = [
    [-0.25, -0.95],
    [0.25, -0.95],
    [0.25, -0.25],
    [0.95, -0.25],
    [0.95, 0.25],
    [0.25, 0.25],
    [0.25, 0.95],
    [-0.25, 0.95],
    [-0.25, 0.25],
    [-0.95, 0.25],
    [-0.95, -0.25],
    [-0.25, -0.25],
];

const ARROW: [[f32; 2]; 7] = [
    [0.0, -1.0],
    [0.75, -0.15],
    [0.25, -0.15],
    [0.25, 0.95],
    [-0.25, 0.95],
    [-0.25, -0.15],
    [-0.75, -0.15],
];

/// Half the diagonal of the heart's square, and how far down its middle lies.
const HEART: f32 = 0.78;
const HEART_DOWN: f32 = 0.2;

/// Middle (to the right) and radius of what is missing of the moon.
const BITE: (f32, f32) = (0.5, 0.85);

impl Outline {
    /// How far a point is from the outline: negative inside, positive outside.
    pub fn distance(&self, x: f32, y: f32) -> f32 {
        match self {
            Self::Circle => length(x, y) - 1.0,
            Self::Polygon(corners) => to_polygon(corners, x, y),
            Self::Heart => {
                let (x, y) = (x.abs(), y - HEART_DOWN);
                let square = (x + y.abs() - HEART) * 0.5_f32.sqrt();
                let disc = length(x - HEART / 2.0, y + HEART / 2.0) - HEART * 0.5_f32.sqrt();
                square.min(disc)
            }
            Self::Moon => (length(x, y) - 1.0).max(BITE.1 - length(x - BITE.0, y)),
        }
    }
}

/// Inside is what a ray from the point leaves through an odd number of edges.
fn to_polygon(corners: &[[f32; 2]], x: f32, y: f32) -> f32 {
    let mut nearest = f32::INFINITY;
    let mut inside = false;
    let mut from = corners[corners.len() - 1];
    for &to in corners {
        let (along_x, along_y) = (to[0] - from[0], to[1] - from[1]);
        let (away_x, away_y) = (x - from[0], y - from[1]);
        let share = (away_x * along_x + away_y * along_y) / (along_x * along_x + along_y * along_y);
        let share = share.clamp(0.0, 1.0);
        nearest = nearest.min(length(away_x - along_x * share, away_y - along_y * share));
        if (from[1] > y) != (to[1] > y) && away_x < along_x * away_y / along_y {
            inside = !inside;
        }
        from = to;
    }
    if inside { -nearest } else { nearest }
}

/// Not `hypot`, whose last bit depends on the platform; a square root does not.
fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    /// Points to a side of the square in which areas are counted.
    const SIDE: usize = 1_201;

    fn points() -> impl Iterator<Item = (f32, f32)> {
        let place = |index: usize| (index as f32 + 0.5) * 2.4 / SIDE as f32 - 1.2;
        (0..SIDE * SIDE).map(move |index| (place(index % SIDE), place(index / SIDE)))
    }

    /// The moon's: the disc less the lens that it has in common with the bite.
    fn crescent() -> f64 {
        let (apart, bite) = (f64::from(BITE.0), f64::from(BITE.1));
        let angle = ((apart * apart + 1.0 - bite * bite) / (2.0 * apart)).acos();
        let other = ((apart * apart + bite * bite - 1.0) / (2.0 * apart * bite)).acos();
        let segment =
            |radius: f64, angle: f64| radius * radius * (angle - (2.0 * angle).sin() / 2.0);
        PI - segment(1.0, angle) - segment(bite, other)
    }

    #[test]
    fn every_outline_has_the_area_that_geometry_gives_it() {
        let heart = f64::from(HEART).powi(2);
        let expected = [
            ("circle", PI),
            ("square", 2.0),
            ("triangle", 27.0_f64.sqrt() / 4.0),
            ("star", 5.0 * 0.42 * 36.0_f64.to_radians().sin()),
            ("cross", 2.0 * 0.5 * 1.9 - 0.25),
            ("heart", 2.0 * heart + PI * heart / 2.0),
            ("moon", crescent()),
            ("arrow", 1.5 * 0.85 / 2.0 + 0.5 * 1.1),
        ];
        let point = (2.4 / SIDE as f64).powi(2);
        for ((name, outline), (expected_name, area)) in OUTLINES.iter().zip(expected) {
            let inside = points().filter(|(x, y)| outline.distance(*x, *y) < 0.0).count();
            let found = inside as f64 * point;
            assert_eq!(*name, expected_name);
            assert!((found - area).abs() < 0.01, "{name}: {found}, not {area}");
        }
    }

    #[test]
    fn nothing_reaches_beyond_its_circle() {
        for (name, outline) in &OUTLINES {
            let beyond = points().filter(|(x, y)| x * x + y * y > 1.001);
            assert!(beyond.into_iter().all(|(x, y)| outline.distance(x, y) > 0.0), "{name}");
        }
    }

    #[test]
    fn a_distance_never_grows_faster_than_the_way() {
        let step = 2.4 / SIDE as f32;
        for (name, outline) in &OUTLINES {
            for (x, y) in points().step_by(7) {
                let here = outline.distance(x, y);
                let change = (outline.distance(x + step, y) - here).abs();
                assert!(change <= step * 1.01, "{name} at {x} {y}");
            }
        }
    }
}
