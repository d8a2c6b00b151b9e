//! How thick strokes are, and how to make them thicker or thinner.

use crate::plane::Plane;

/// The ink's outline: at each pixel the distance to it, in pixels, positive inside the ink.
pub(crate) struct Outline {
    distances: Plane,
}

impl Outline {
    /// Follows the line at which ink is half.
    pub(crate) fn of(ink: &Plane) -> Self {
        let to_paper = nearest(ink, |value| value < 0.5);
        let to_ink = nearest(ink, |value| value >= 0.5);
        // The outline runs half a pixel before the first pixel of the other kind.
        let distances = Plane::from_fn(ink.width, ink.height, |column, row| {
            let index = row * ink.width + column;
            if ink.values[index] < 0.5 { 0.5 - to_ink[index] } else { to_paper[index] - 0.5 }
        });
        Self { distances }
    }

    /// Returns the strokes' mean width in pixels, or `None` without ink. Across a stroke the
    /// distance to its outline rises evenly to half its width: its mean is a quarter of it.
    pub(crate) fn width(&self) -> Option<f32> {
        let inside = || self.distances.values.iter().filter(|&&distance| distance > 0.0);
        let count = inside().count();
        (count > 0).then(|| 4.0 * inside().sum::<f32>() / count as f32)
    }

    /// Draws the ink with its outline moved outwards by `growth` pixels (inwards if negative).
    pub(crate) fn drawn(&self, growth: f32) -> Plane {
        self.distances.map(|distance| (distance + growth + 0.5).clamp(0.0, 1.0))
    }
}

/// Returns each pixel's distance to the nearest pixel whose value is a goal, measured between
/// their middles. Without a goal it is the plane's diagonal.
fn nearest(plane: &Plane, is_goal: impl Fn(f32) -> bool) -> Vec<f32> {
    let (width, height) = (plane.width, plane.height);
    let far = (width * width + height * height) as f32;
    let mut squares: Vec<f32> =
        plane.values.iter().map(|&value| if is_goal(value) { 0.0 } else { far }).collect();
    let mut line = vec![0.0; width.max(height)];
    for column in 0..width {
        (0..height).for_each(|row| line[row] = squares[row * width + column]);
        let done = lower_envelope(&line[..height]);
        (0..height).for_each(|row| squares[row * width + column] = done[row]);
    }
    for row in squares.chunks_exact_mut(width) {
        let done = lower_envelope(row);
        row.copy_from_slice(&done);
    }
    squares.into_iter().map(|square| square.min(far).sqrt()).collect()
}

/// Returns the smallest of all parabolas `(x - i)^2 + heights[i]` at each x, which turns squared
/// distances along columns into squared distances in the plane (Felzenszwalb, Huttenlocher 2012).
fn lower_envelope(heights: &[f32]) -> Vec<f32> {
    // Each parabola that counts, with the place from which it is the lowest.
    let mut lowest: Vec<(usize, f32)> = Vec::with_capacity(heights.len());
    for (index, &height) in heights.iter().enumerate() {
        let mut from = f32::NEG_INFINITY;
        while let Some(&(other, start)) = lowest.last() {
            let gap = (index - other) as f32;
            let cross = other as f32 + gap / 2.0 + (height - heights[other]) / (2.0 * gap);
            if cross > start {
                from = cross;
                break;
            }
            lowest.pop();
        }
        lowest.push((index, from));
    }
    let mut current = 0;
    (0..heights.len())
        .map(|x| {
            while lowest.get(current + 1).is_some_and(|&(_, from)| from <= x as f32) {
                current += 1;
            }
            let index = lowest[current].0;
            (x as f32 - index as f32).powi(2) + heights[index]
        })
        .collect()
}
