//! Pictures of paper, or of light digits on black, to ink.

use super::background::{WIDEST_STROKE, median, paper, quantile, spread, uniform};
use super::specks;
use crate::decode::Picture;
use crate::outline::Outline;
use crate::plane::Plane;
use crate::resize::{blur, resize};

/// Longer side in pixels to which larger pictures are reduced before ink is looked for.
const WORK_SIDE: usize = 800;

/// Contrast below which there is no ink, only paper.
const FAINTEST: f32 = 0.06;

/// Noise levels that ink must exceed.
const CLEARANCE: f32 = 4.0;

/// How much wider than a pen's mean width its strokes may be where they meet.
const PEN_MARGIN: f32 = 2.0;

/// How often the light may be followed more closely.
const ROUNDS: usize = 3;

/// Longer side in pixels up to which clean pictures hold nothing but the digit.
const SPECKLESS_SIDE: usize = 64;

/// Quantile of the ink's contrast that counts as full ink.
const STRONG: f32 = 0.8;

/// Longer side in pixels of the digits whose grey levels are edges. In larger ones ink is ink:
/// there the edge is drawn where contrast is half.
const GREY_SIDE: f32 = 32.0;

/// Returns the brightness of the picture, 0 to 1, not larger than ink is looked for.
///
/// It is the brightness an eye sees, or one colour where that shows the ink much better.
pub(crate) fn grey(picture: &Picture) -> Plane {
    let plane = |weights: [f32; 3]| {
        let brightness = |rgb: &[u8]| {
            rgb.iter().zip(weights).map(|(&value, weight)| f32::from(value) * weight).sum()
        };
        let values: Vec<f32> = picture.rgb().chunks_exact(3).map(brightness).collect();
        reduced(
            Plane { width: picture.width(), height: picture.height(), values }
                .map(|value| value / 255.0),
        )
    };
    let seen = plane([0.299, 0.587, 0.114]);
    let goal = 1.5 * variance(&seen);
    let colours = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(plane);
    let best = colours.into_iter().max_by(|a, b| variance(a).total_cmp(&variance(b)));
    best.filter(|colour| variance(colour) > goal).unwrap_or(seen)
}

fn reduced(plane: Plane) -> Plane {
    let longer = plane.width.max(plane.height);
    if longer <= WORK_SIDE {
        return plane;
    }
    let side = |length: usize| (length * WORK_SIDE / longer).max(1);
    resize(&plane, plane.area(), side(plane.width), side(plane.height))
}

fn variance(plane: &Plane) -> f32 {
    let count = plane.values.len() as f32;
    let mean = plane.values.iter().sum::<f32>() / count;
    plane.values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count
}

/// Finds the ink of a picture's brightness: 0 where there is none, 1 where it is full.
///
/// Digits may be darker or lighter than their background, which may be unevenly lit and noisy.
/// Small specks and what is seen at the picture's edges are left out. A clean light digit on
/// black, as in MNIST, comes back with its highest value brought to 1 and otherwise unchanged.
pub(crate) fn find(grey: &Plane) -> Plane {
    if let Some(background) = uniform(grey) {
        return clean(grey, background);
    }
    let mut stroke = WIDEST_STROKE;
    let mut ink = on_paper(grey, stroke);
    // The better the pen is known, the more closely can the light be followed, which in turn
    // leaves less shadow that looks like a wide pen.
    for _ in 0..ROUNDS {
        let Some(width) = Outline::of(&ink).width() else { break };
        let narrower = PEN_MARGIN * width / grey.width.max(grey.height) as f32;
        if narrower > 0.7 * stroke {
            break;
        }
        stroke = narrower;
        ink = on_paper(grey, stroke);
    }
    ink
}

/// Finds the ink of strokes up to `stroke` wide, a share of the picture's longer side.
fn on_paper(grey: &Plane, stroke: f32) -> Plane {
    let paper = paper(grey, stroke);
    let mut contrast = Plane::from_fn(grey.width, grey.height, |column, row| {
        let index = row * grey.width + column;
        let (value, background) = (grey.values[index], paper.brightness.values[index]);
        // Shadow dims paper and ink alike, so dark ink is measured as a share of its paper.
        if paper.ink_is_darker { 1.0 - value / background.max(0.05) } else { value - background }
    });
    let large = grey.width.min(grey.height) >= 100;
    if large {
        contrast = blur(&contrast, 1);
    }
    let (level, noise) = if large { ground(&contrast) } else { small_ground(&contrast) };
    let clear = level + FAINTEST.max(CLEARANCE * noise);
    let mut inked: Vec<f32> =
        contrast.values.iter().copied().filter(|&value| value > clear).collect();
    let full = quantile(&mut inked, STRONG) - level;
    if full < FAINTEST.max(1.5 * CLEARANCE * noise) {
        return Plane::empty(grey.width, grey.height);
    }
    let threshold = level + full / 2.0;
    let contrast = contrast.map(|value| value - level);
    let ink = soften(&contrast, threshold - level, noise, full);
    specks::remove(&ink)
}

/// Returns the contrast of empty paper and its noise, from what is below half of the ink's.
fn ground(contrast: &Plane) -> (f32, f32) {
    let divide = quantile(&mut contrast.values.clone(), 0.98) / 2.0;
    let rest = || contrast.values.iter().copied().filter(|&value| value < divide);
    let level = median(&mut rest().collect::<Vec<_>>());
    (level, spread(rest().map(|value| value - level)))
}

/// Like [`ground`] for a small scan, which is mostly ink and edges: only what is on the other side
/// of the paper's brightness than the ink is surely noise.
fn small_ground(contrast: &Plane) -> (f32, f32) {
    (0.0, spread(contrast.values.iter().copied().filter(|&value| value < 0.0)))
}

fn clean(grey: &Plane, background: f32) -> Plane {
    let darker: f32 = grey.values.iter().map(|value| background - value).sum();
    let sign = if darker > 0.0 { -1.0 } else { 1.0 };
    let contrast = grey.map(|value| (sign * (value - background)).max(0.0));
    let full = contrast.values.iter().copied().fold(0.0, f32::max);
    if full < FAINTEST {
        return Plane::empty(grey.width, grey.height);
    }
    // MNIST's own digits reach 254 or 255: neither is changed.
    let ink = soften(&contrast, full / 2.0, 0.0, if full > 0.98 { 1.0 } else { full });
    // In a little scan every pixel may be part of the digit.
    if grey.width.max(grey.height) > SPECKLESS_SIDE { specks::remove(&ink) } else { ink }
}

/// Maps contrast to ink. Grey levels are kept in small digits, where they are the edges; in
/// large ones they are shadow and blur, and the ramp around the threshold is steep.
fn soften(contrast: &Plane, threshold: f32, noise: f32, full: f32) -> Plane {
    let Some(bounds) = contrast.bounds(threshold) else {
        return Plane::empty(contrast.width, contrast.height);
    };
    let (low, high) = if bounds.width.max(bounds.height) > GREY_SIDE {
        ((0.5 * threshold).max(2.0 * noise), (1.5 * threshold).min(full))
    } else {
        (3.0 * noise, full)
    };
    contrast.map(|value| ((value - low) / (high - low).max(1e-3)).clamp(0.0, 1.0))
}
