//! What the paper would look like without the ink.

use crate::plane::{Area, Plane};
use crate::resize::{blur, resize};

/// Longer side in pixels of the small copy on which paper is studied: fine enough for shadows.
const COPY_SIDE: usize = 128;

/// Longer side in pixels below which a picture is a scan of a digit, too small for shadows.
const SMALL_SIDE: usize = 64;

/// Widest stroke, as a share of the picture's longer side. Anything wider is a change of light.
pub(crate) const WIDEST_STROKE: f32 = 0.26;

/// Steepest slope of light that is continued beyond the border, in brightness from 0 to 1 over the
/// picture's longer side.
const STEEPEST: f32 = 0.5;

/// Rounds of fitting the surface, each with less trust in what lies off it.
const ROUNDS: usize = 12;

/// Brightness below which a difference never counts as lying off the surface.
const FLOOR: f32 = 0.01;

/// An even background, told by its exact value.
pub(crate) fn uniform(grey: &Plane) -> Option<f32> {
    let mut counts = [0usize; 256];
    let border = border_values(grey, 1);
    border.iter().for_each(|&value| counts[level(value)] += 1);
    let mode = (0..256).max_by_key(|&level| counts[level])?;
    // In a tight little scan the digit itself touches the border.
    let share = if grey.width.max(grey.height) <= 32 { 0.5 } else { 0.9 };
    let same = |value: &&f32| level(**value) == mode;
    let everywhere = grey.values.iter().filter(same).count();
    let enough = counts[mode] as f32 >= share * border.len() as f32;
    (enough && everywhere * 4 >= grey.values.len()).then_some(mode as f32 / 255.0)
}

fn level(value: f32) -> usize {
    (value * 255.0 + 0.5) as u8 as usize
}

/// The paper under a picture: its brightness at each pixel, and whether ink is darker.
pub(crate) struct Paper {
    pub brightness: Plane,
    pub ink_is_darker: bool,
}

/// Estimates the paper of a photograph: first a smooth surface through most of the border and
/// of the picture, which tells on which side of it the ink lies, then in larger pictures the
/// paper around the strokes, which follows the edges of shadows too. `stroke` is the width of the
/// widest stroke as a share of the longer side: the narrower, the closer are shadows followed.
pub(crate) fn paper(grey: &Plane, stroke: f32) -> Paper {
    let longer = grey.width.max(grey.height);
    let scale = (COPY_SIDE as f32 / longer as f32).min(1.0);
    let side = |length: usize| ((length as f32 * scale).round() as usize).max(1);
    let copy = resize(grey, grey.area(), side(grey.width), side(grey.height));
    let surface = Surface::fit(&copy);
    let flat =
        Plane::from_fn(copy.width, copy.height, |column, row| surface.at(&copy, column, row));
    let small = longer < SMALL_SIDE;
    let off_paper = || copy.values.iter().sum::<f32>() - flat.values.iter().sum::<f32>();
    let ink_is_darker = if small { off_paper() } else { skewness(&copy) } <= 0.0;
    let copy = if small { flat } else { around_strokes(&copy, ink_is_darker, stroke) };
    let brightness = resize(&copy, copy.area(), grey.width, grey.height);
    Paper { brightness, ink_is_darker }
}

/// Returns how lopsidedly a plane's values lie around those of their neighbourhood, at the scale at
/// which it shows most. Strokes cover less than half of where they are, so they are the longer
/// tail; edges of shadows have two tails alike.
fn skewness(plane: &Plane) -> f32 {
    let at = |reach: usize| {
        let off = plane.zip(&blur(&blur(plane, reach), reach), |value, around| value - around);
        let moment = |power: i32| {
            off.values.iter().map(|off| off.powi(power)).sum::<f32>() / off.values.len() as f32
        };
        moment(3) / moment(2).powf(1.5).max(1e-9)
    };
    let scales = [16, 6].map(|parts| at(COPY_SIDE / parts));
    if scales[0].abs() > scales[1].abs() { scales[0] } else { scales[1] }
}

/// Fills the strokes with the paper around them: the largest of the neighbourhood, then the
/// smallest of those (for dark ink), then a little blur.
fn around_strokes(copy: &Plane, ink_is_darker: bool, stroke: f32) -> Plane {
    let reach = (copy.width.max(copy.height) as f32 * stroke / 2.0).ceil() as usize;
    let sign = if ink_is_darker { 1.0 } else { -1.0 };
    let smooth = blur(copy, 1);
    let wide = extreme(&continued(&smooth.map(|value| sign * value), 2 * reach), reach);
    let back = extreme(&wide.map(|value| -value), reach);
    let inner = Area { left: 2.0 * reach as f32, top: 2.0 * reach as f32, ..copy.area() };
    blur(&back.cut(inner).map(|value| -sign * value), 1)
}

/// Continues a plane beyond its border by the slope that it has there. Were it to end instead,
/// paper that grows dark towards the border would look like ink.
fn continued(plane: &Plane, margin: usize) -> Plane {
    let steepest = STEEPEST / plane.width.max(plane.height) as f32;
    Plane::from_fn(plane.width + 2 * margin, plane.height + 2 * margin, |column, row| {
        let (column, row) = (column as isize - margin as isize, row as isize - margin as isize);
        let (x, y) =
            (column.clamp(0, plane.width as isize - 1), row.clamp(0, plane.height as isize - 1));
        let (beyond_x, beyond_y) = (column - x, row - y);
        let edge = plane.get(x, y);
        let mirrored = plane.get(
            (x - beyond_x).clamp(0, plane.width as isize - 1),
            (y - beyond_y).clamp(0, plane.height as isize - 1),
        );
        let most = steepest * (beyond_x as f32).hypot(beyond_y as f32);
        edge - (mirrored - edge).clamp(-most, most)
    })
}

/// Returns the largest value within `reach` pixels, in a square.
fn extreme(plane: &Plane, reach: usize) -> Plane {
    let rows = Plane::from_fn(plane.width, plane.height, |column, row| {
        let line = &plane.values[row * plane.width..(row + 1) * plane.width];
        let window = &line[column.saturating_sub(reach)..(column + reach + 1).min(plane.width)];
        window.iter().copied().fold(f32::MIN, f32::max)
    });
    Plane::from_fn(plane.width, plane.height, |column, row| {
        let window = row.saturating_sub(reach)..(row + reach + 1).min(plane.height);
        window.map(|row| rows.values[row * plane.width + column]).fold(f32::MIN, f32::max)
    })
}

/// A brightness that changes over the picture as a polynomial of second degree.
struct Surface {
    factors: [f64; 6],
}

impl Surface {
    /// Fits by weighted least squares, at first to the border, then to all that lies near.
    fn fit(plane: &Plane) -> Self {
        let band = (plane.width.min(plane.height) / 12).max(1);
        let start = median(&mut border_values(plane, band));
        let mut surface = Self { factors: [f64::from(start), 0.0, 0.0, 0.0, 0.0, 0.0] };
        // A few pixels cannot tell a slope from a digit.
        let terms = match plane.width.min(plane.height) {
            ..20 => 1,
            20..SMALL_SIDE => 3,
            _ => 6,
        };
        for round in 0..ROUNDS {
            // A small scan is half ink: only its border is paper.
            let band = if terms == 1 || round < ROUNDS / 2 { band } else { usize::MAX };
            surface = surface.improved(plane, band, terms);
        }
        surface
    }

    fn improved(&self, plane: &Plane, band: usize, terms: usize) -> Self {
        let off = |column: usize, row: usize| {
            plane.values[row * plane.width + column] - self.at(plane, column, row)
        };
        let pixels =
            || pixels(plane).filter(move |&(column, row)| in_band(plane, band, column, row));
        let scale = spread(pixels().map(|(column, row)| off(column, row))).max(FLOOR);
        let mut matrix = [[0.0; 7]; 6];
        for (column, row) in pixels() {
            // Tukey's weight: nothing beyond four and a half spreads counts.
            let distance = f64::from(off(column, row) / (4.5 * scale));
            let weight = (1.0 - distance * distance).max(0.0).powi(2);
            let powers = powers(plane, column, row);
            let value = f64::from(plane.values[row * plane.width + column]);
            for (line, power) in matrix.iter_mut().zip(powers).take(terms) {
                for (cell, other) in line.iter_mut().zip(powers).take(terms) {
                    *cell += weight * power * other;
                }
                line[6] += weight * power * value;
            }
        }
        Self { factors: solve(matrix, terms).unwrap_or(self.factors) }
    }

    fn at(&self, plane: &Plane, column: usize, row: usize) -> f32 {
        let powers = powers(plane, column, row);
        let sum: f64 = powers.iter().zip(self.factors).map(|(power, factor)| power * factor).sum();
        sum as f32
    }
}

fn powers(plane: &Plane, column: usize, row: usize) -> [f64; 6] {
    let x = (column as f64 + 0.5) / plane.width as f64 * 2.0 - 1.0;
    let y = (row as f64 + 0.5) / plane.height as f64 * 2.0 - 1.0;
    [1.0, x, y, x * x, x * y, y * y]
}

/// Solves the first `terms` equations by elimination. `None` if they have no single solution.
fn solve(mut matrix: [[f64; 7]; 6], terms: usize) -> Option<[f64; 6]> {
    for step in 0..terms {
        let pivot = (step..terms)
            .max_by(|&a, &b| matrix[a][step].abs().total_cmp(&matrix[b][step].abs()))?;
        matrix.swap(step, pivot);
        let line = matrix[step];
        if line[step].abs() < 1e-9 {
            return None;
        }
        for (index, other) in matrix.iter_mut().enumerate().take(terms) {
            if index != step {
                let factor = other[step] / line[step];
                other.iter_mut().zip(line).for_each(|(cell, own)| *cell -= factor * own);
            }
        }
    }
    Some(std::array::from_fn(|index| {
        if index < terms { matrix[index][6] / matrix[index][index] } else { 0.0 }
    }))
}

fn pixels(plane: &Plane) -> impl Iterator<Item = (usize, usize)> {
    let width = plane.width;
    (0..plane.values.len()).map(move |index| (index % width, index / width))
}

fn in_band(plane: &Plane, band: usize, column: usize, row: usize) -> bool {
    let to_side = column.min(row).min(plane.width - 1 - column).min(plane.height - 1 - row);
    to_side < band
}

fn border_values(plane: &Plane, band: usize) -> Vec<f32> {
    let inside = pixels(plane).filter(|&(column, row)| in_band(plane, band, column, row));
    inside.map(|(column, row)| plane.values[row * plane.width + column]).collect()
}

/// Returns a robust standard deviation around 0.
pub(crate) fn spread(values: impl Iterator<Item = f32>) -> f32 {
    let mut sizes: Vec<f32> = values.map(f32::abs).collect();
    1.4826 * median(&mut sizes)
}

/// Returns the middle of the values in order, 0 if there are none.
pub(crate) fn median(values: &mut [f32]) -> f32 {
    quantile(values, 0.5)
}

/// Returns the value below which a share of the values lies, 0 if there are none.
pub(crate) fn quantile(values: &mut [f32], share: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let place = (share * values.len() as f32) as usize;
    *values.select_nth_unstable_by(place.min(values.len() - 1), f32::total_cmp).1
}
