//! Pictures that the tests draw for themselves.
#![allow(dead_code, reason = "each test file uses its own part")]

use pixels::digit::{Film, Step};
use pixels::{Picture, Plane};

/// A picture of grey values given by a function of column and row.
pub fn grey(width: usize, height: usize, value: impl Fn(usize, usize) -> f32) -> Picture {
    let rgb = (0..width * height)
        .flat_map(|index| [(value(index % width, index / width) * 255.0 + 0.5) as u8; 3]);
    Picture::new(width, height, rgb.collect()).unwrap()
}

/// The ink, 0 to 1, of a seven whose box is `left`, `top`, `size` and whose pen is `pen` wide.
pub fn seven(left: f32, top: f32, size: f32, pen: f32) -> impl Fn(usize, usize) -> f32 {
    let corners =
        [(0.1, 0.05), (0.8, 0.05), (0.35, 0.95)].map(|(x, y)| (left + x * size, top + y * size));
    move |column, row| {
        let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
        let away = corners.windows(2).map(|line| distance(x, y, line[0], line[1]));
        (pen / 2.0 + 0.5 - away.fold(f32::MAX, f32::min)).clamp(0.0, 1.0)
    }
}

fn distance(x: f32, y: f32, from: (f32, f32), to: (f32, f32)) -> f32 {
    let (across, down) = (to.0 - from.0, to.1 - from.1);
    let along = (((x - from.0) * across + (y - from.1) * down) / (across * across + down * down))
        .clamp(0.0, 1.0);
    (x - from.0 - along * across).hypot(y - from.1 - along * down)
}

/// Noise between -1 and 1 that is the same in every run.
pub fn noise(column: usize, row: usize) -> f32 {
    let mut bits =
        (column as u32).wrapping_mul(0x9e37_79b9) ^ (row as u32).wrapping_mul(0x85eb_ca6b);
    for shift in [15, 13, 16] {
        bits = (bits ^ (bits >> shift)).wrapping_mul(0x2c1b_3c6d);
    }
    bits as f32 / u32::MAX as f32 * 2.0 - 1.0
}

/// The sample of a film that has one.
pub fn sample(film: &Film) -> &Plane {
    film.sample.as_ref().expect("there is ink")
}

/// The picture of one step.
pub fn step(film: &Film, wanted: Step) -> &Plane {
    &film.steps.iter().find(|(step, _)| *step == wanted).expect("the step is there").1
}

/// Mean absolute difference of two planes of one size.
pub fn difference(a: &Plane, b: &Plane) -> f32 {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let sum: f32 = a.values.iter().zip(&b.values).map(|(a, b)| (a - b).abs()).sum();
    sum / a.values.len() as f32
}

/// Centre of mass in pixel indices.
pub fn centre(plane: &Plane) -> (f32, f32) {
    let mass: f32 = plane.values.iter().sum();
    let moment = |position: &dyn Fn(usize) -> usize| {
        plane
            .values
            .iter()
            .enumerate()
            .map(|(index, value)| value * position(index) as f32)
            .sum::<f32>()
            / mass
    };
    (moment(&|index| index % plane.width), moment(&|index| index / plane.width))
}

/// Width and height of what is above a tenth.
pub fn extent(plane: &Plane) -> (usize, usize) {
    let inked = |column: usize, row: usize| plane.values[row * plane.width + column] > 0.1;
    let columns: Vec<usize> =
        (0..plane.width).filter(|&x| (0..plane.height).any(|y| inked(x, y))).collect();
    let rows: Vec<usize> =
        (0..plane.height).filter(|&y| (0..plane.width).any(|x| inked(x, y))).collect();
    let span = |places: &[usize]| places.last().map_or(0, |last| last + 1 - places[0]);
    (span(&columns), span(&rows))
}
