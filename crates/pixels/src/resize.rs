//! Resampling and blurring.

use crate::plane::{Area, Plane};

/// Resamples an area of a plane to `width` x `height` pixels: the average of what each pixel
/// covers when shrinking, a smooth curve through the pixels when enlarging.
pub(crate) fn resize(plane: &Plane, area: Area, width: usize, height: usize) -> Plane {
    let across = Weights::new(area.left, area.width, plane.width, width);
    let down = Weights::new(area.top, area.height, plane.height, height);
    let narrow = Plane::from_fn(width, plane.height, |column, row| {
        across.sum(column, |index| plane.values[row * plane.width + index])
    });
    Plane::from_fn(width, height, |column, row| {
        down.sum(row, |index| narrow.values[index * width + column]).clamp(0.0, 1.0)
    })
}

/// Returns the mean within `reach` pixels, in a square cut at the border.
pub(crate) fn blur(plane: &Plane, reach: usize) -> Plane {
    let mean = |from: usize, length: usize, value: &dyn Fn(usize) -> f32| {
        let window = from.saturating_sub(reach)..(from + reach + 1).min(length);
        let count = window.len() as f32;
        window.map(value).sum::<f32>() / count
    };
    let rows = Plane::from_fn(plane.width, plane.height, |column, row| {
        mean(column, plane.width, &|index| plane.values[row * plane.width + index])
    });
    Plane::from_fn(plane.width, plane.height, |column, row| {
        mean(row, plane.height, &|index| rows.values[index * plane.width + column])
    })
}

/// For each target pixel the source pixels that count, with weights that add up to 1.
struct Weights {
    rows: Vec<(usize, Vec<f32>)>,
}

impl Weights {
    fn new(start: f32, length: f32, source: usize, target: usize) -> Self {
        let scale = length / target as f32;
        let rows = (0..target).map(|index| {
            let from = start + index as f32 * scale;
            if scale >= 1.0 {
                average(from, from + scale, source)
            } else {
                cubic(from + scale / 2.0, source)
            }
        });
        Self { rows: rows.collect() }
    }

    fn sum(&self, index: usize, value: impl Fn(usize) -> f32) -> f32 {
        let (first, weights) = &self.rows[index];
        weights.iter().enumerate().map(|(offset, weight)| weight * value(first + offset)).sum()
    }
}

fn average(from: f32, to: f32, source: usize) -> (usize, Vec<f32>) {
    let first = (from.max(0.0) as usize).min(source - 1);
    let last = (to.ceil() as usize).clamp(first + 1, source);
    let cover = |index: usize| ((index + 1) as f32).min(to) - (index as f32).max(from);
    normalised(first, (first..last).map(|index| cover(index).max(0.0)).collect())
}

fn cubic(centre: f32, source: usize) -> (usize, Vec<f32>) {
    let first = (centre - 2.0).floor().max(0.0) as usize;
    let last = ((centre + 2.0).ceil() as usize).min(source);
    let weights =
        (first..last).map(|index| catmull_rom((index as f32 + 0.5 - centre).abs())).collect();
    normalised(first, weights)
}

fn normalised(first: usize, mut weights: Vec<f32>) -> (usize, Vec<f32>) {
    let sum: f32 = weights.iter().sum();
    if sum.abs() > 1e-6 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
    (first, weights)
}

fn catmull_rom(distance: f32) -> f32 {
    match distance {
        d if d < 1.0 => 1.5 * d * d * d - 2.5 * d * d + 1.0,
        d if d < 2.0 => -0.5 * d * d * d + 2.5 * d * d - 4.0 * d + 2.0,
        _ => 0.0,
    }
}
