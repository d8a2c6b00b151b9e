//! Strokes to anti-aliased ink.

use crate::plane::{Area, Plane};
use crate::strokes::{Kind, Point, Stroke, Strokes};

/// Side in pixels of the plane on which strokes are drawn.
pub const PAD: usize = 280;

/// Width in pixels of the pen that shows what an eraser has left.
const FINE: f32 = 4.0;

/// Width of an eraser's stroke, in pad sides.
pub const ERASER_WIDTH: f32 = 0.1;

/// Draws the strokes on a square plane of [`PAD`] pixels, with a pen of `width` pad sides at
/// pressure 0.5. The width grows with the pressure, from 0.6 of `width` to 1.4 of it.
pub fn from_strokes(strokes: &Strokes, width: f32) -> Plane {
    closely(strokes, width, Area { left: 0.0, top: 0.0, width: 1.0, height: 1.0 })
}

/// Draws what lies in an area, in pad sides, so large that its longer side has [`PAD`] pixels.
pub(crate) fn closely(strokes: &Strokes, width: f32, area: Area) -> Plane {
    let scale = PAD as f32 / area.width.max(area.height);
    let side = |length: f32| ((length * scale).round() as usize).clamp(1, PAD);
    let mut sheet = Sheet { plane: Plane::empty(side(area.width), side(area.height)), area, scale };
    for stroke in strokes.iter() {
        sheet.draw(stroke, width / 2.0);
    }
    sheet.plane
}

/// Returns the width of the pen that takes `share` of a drawing's longer side, when the middle
/// line of the drawing is `longer_side` long. Both in pad sides.
pub(crate) fn pen_width(longer_side: f32, share: f32) -> f32 {
    longer_side * share / (1.0 - share)
}

/// Returns the area, in pad sides, that the middle line of the ink covers: what a pen of no
/// width would have drawn. `None` if no ink is left.
pub(crate) fn middle_line(strokes: &Strokes) -> Option<Area> {
    if strokes.iter().all(|stroke| stroke.kind == Kind::Pen) {
        return bounds(strokes.iter().flat_map(|stroke| &stroke.points));
    }
    // What an eraser leaves is only known from pixels: a fine pen shows it.
    let side = PAD as f32;
    let area = from_strokes(strokes, FINE / side).bounds(0.5)?;
    Some(Area {
        left: (area.left + FINE / 2.0) / side,
        top: (area.top + FINE / 2.0) / side,
        width: (area.width - FINE).max(0.0) / side,
        height: (area.height - FINE).max(0.0) / side,
    })
}

fn bounds<'a>(points: impl Iterator<Item = &'a Point>) -> Option<Area> {
    let mut sides: Option<(f32, f32, f32, f32)> = None;
    for point in points {
        let (x, y) = (point.x.clamp(0.0, 1.0), point.y.clamp(0.0, 1.0));
        let (left, right, top, bottom) = sides.unwrap_or((x, x, y, y));
        sides = Some((left.min(x), right.max(x), top.min(y), bottom.max(y)));
    }
    sides.map(|(left, right, top, bottom)| Area {
        left,
        top,
        width: right - left,
        height: bottom - top,
    })
}

/// A point of the brush's way in pixels of the sheet.
#[derive(Clone, Copy)]
struct Dab {
    x: f32,
    y: f32,
    radius: f32,
}

/// A plane that shows an area of the pad.
struct Sheet {
    plane: Plane,
    area: Area,
    /// Pixels of the plane to a pad side.
    scale: f32,
}

impl Sheet {
    /// Draws a stroke with a pen of this radius, in pad sides.
    fn draw(&mut self, stroke: &Stroke, pen_radius: f32) {
        let (area, scale) = (self.area, self.scale);
        let dab = |point: &Point| Dab {
            x: (point.x - area.left) * scale,
            y: (point.y - area.top) * scale,
            radius: scale
                * match stroke.kind {
                    Kind::Pen => pen_radius * (0.6 + 0.8 * point.pressure),
                    Kind::Eraser => ERASER_WIDTH / 2.0,
                },
        };
        let mut from = dab(&stroke.points[0]);
        let last = stroke.points.len() - 1;
        if last == 0 {
            self.line(stroke.kind, from, from);
        }
        for (index, point) in stroke.points.iter().enumerate().skip(1) {
            let to = dab(point);
            // Steps below half a pixel cannot be seen, and twenty thousand of them cost time.
            if index < last && (to.x - from.x).hypot(to.y - from.y) < 0.5 {
                continue;
            }
            self.line(stroke.kind, from, to);
            from = to;
        }
    }

    /// Covers the pixels of a line with round ends whose radius changes evenly on the way.
    fn line(&mut self, kind: Kind, from: Dab, to: Dab) {
        let reach = from.radius.max(to.radius) + 1.0;
        // A cast from float saturates: what lies before the first pixel begins there.
        let span = |a: f32, b: f32, end: usize| {
            (a.min(b) - reach) as usize..end.min((a.max(b) + reach + 1.0) as usize)
        };
        let width = self.plane.width;
        let columns = span(from.x, to.x, width);
        let (across, down) = (to.x - from.x, to.y - from.y);
        let inverse = 1.0 / (across * across + down * down).max(1e-6);
        for row in span(from.y, to.y, self.plane.height) {
            let y = row as f32 + 0.5 - from.y;
            for column in columns.clone() {
                let x = column as f32 + 0.5 - from.x;
                let along = ((x * across + y * down) * inverse).clamp(0.0, 1.0);
                let (away_x, away_y) = (x - along * across, y - along * down);
                let radius = from.radius + along * (to.radius - from.radius);
                let distance = (away_x * away_x + away_y * away_y).sqrt();
                let cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let value = &mut self.plane.values[row * width + column];
                *value = match kind {
                    Kind::Pen => value.max(cover),
                    Kind::Eraser => value.min(1.0 - cover),
                };
            }
        }
    }
}
