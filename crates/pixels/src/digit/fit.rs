//! A digit of any size to the fit box, with the thickness that MNIST's digits have.

use crate::outline::Outline;
use crate::plane::{Area, Plane};
use crate::resize::{blur, resize};
use std::ops::RangeInclusive;

/// Widths of strokes, as shares of the digit's longer side, that any picture's digit is brought
/// between. Half of MNIST's own digits lie between 0.099 and 0.139.
const USUAL: RangeInclusive<f32> = 0.1..=0.16;

/// Widths between which a digit of the fit box's size is left as it is: nearly all of MNIST's own.
const FOUND: RangeInclusive<f32> = 0.05..=0.28;

/// Share of the fit box from which a digit counts as fitted already. Resampling it would only
/// blur it.
const FITTED: f32 = 0.9;

/// Longer side in pixels, at least and at most, at which strokes are measured and redrawn.
const FINE: f32 = 160.0;
const FINEST: f32 = 640.0;

/// How far a small scan is moved away from its blurred copy.
const SHARPENING: f32 = 1.0;

/// Most that is taken off each side of a thick stroke, as a share of the mean width: a digit with
/// one blot must not lose its finer lines.
const MOST_TAKEN: f32 = 0.18;

/// A digit cut out of its ink, ready to be sampled.
pub(super) struct Cut {
    /// The digit, without empty rows or columns around it if it was cropped.
    pub ink: Plane,
    /// Whether the digit already has the size of the fit box.
    pub fitted: bool,
}

/// Cuts an area out of the ink of a picture and brings its strokes to MNIST's thickness.
///
/// A pen line on a large sheet would leave only a grey shade in 20 x 20 pixels, and a marker on
/// a small one would close the loops. So strokes thinner or thicker than MNIST's are redrawn as
/// thick as MNIST's thinnest or thickest. Digits smaller than the fit box are redrawn too, so
/// that their edges are as sharp as MNIST's.
pub(super) fn cut(ink: &Plane, area: Area, fit: usize, cropped: bool) -> Cut {
    let longer = area.width.max(area.height);
    let fitted = (FITTED * fit as f32..=fit as f32).contains(&longer);
    let small = longer < FITTED * fit as f32;
    let scale = (FINE / longer).max(1.0).min(FINEST / longer);
    let margin = (0.1 * longer).ceil();
    let wide = area.grown(margin);
    let side = |length: f32| ((length * scale).round() as usize).max(1);
    let fine = resize(
        &ink.cut(wide),
        Area { left: 0.0, top: 0.0, ..wide },
        side(wide.width),
        side(wide.height),
    );
    let fine = if small { sharpened(&fine, scale) } else { fine };
    let outline = Outline::of(&fine);
    let Some(width) = outline.width() else { return Cut { ink: ink.cut(area), fitted } };
    let share = width / (longer * scale);
    let is_good = if fitted { FOUND } else { USUAL }.contains(&share);
    if is_good && !small {
        return Cut { ink: ink.cut(area), fitted };
    }
    // Growing makes the digit larger too: (width + 2 growth) / (longer + 2 growth) = goal.
    let goal = share.clamp(*USUAL.start(), *USUAL.end());
    let growth = ((goal * longer * scale - width) / (2.0 * (1.0 - goal))).max(-MOST_TAKEN * width);
    let drawn = outline.drawn(growth);
    let inner = Area {
        left: margin * scale,
        top: margin * scale,
        width: area.width * scale,
        height: area.height * scale,
    };
    let area = if cropped { drawn.bounds(0.5).unwrap_or(inner) } else { inner };
    Cut { ink: drawn.cut(area), fitted: false }
}

/// Takes back some of the blur that a coarse scan has, so that its little loops stay open.
/// `scale` is the width of one of its pixels.
fn sharpened(fine: &Plane, scale: f32) -> Plane {
    fine.zip(&blur(fine, scale.round() as usize), |value, around| {
        value + SHARPENING * (value - around)
    })
}
