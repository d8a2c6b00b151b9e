//! What augmentation knows of digits, white ink on black.

use net::Stream;

use crate::settings::Digits;

/// Brightness from which on a pixel is ink.
const INK: f32 = 0.5;

/// Gives some ones a flag and a foot, some sevens a bar and some nines a hook, as much of the world
/// writes them.
pub fn add_serifs(
    digits: &Digits,
    class: u8,
    picture: &mut [f32],
    width: usize,
    stream: &mut Stream,
) {
    if !matches!(class, 1 | 7 | 9) || stream.unit() >= digits.serif {
        return;
    }
    let rows: Vec<(f32, f32)> = picture
        .chunks_exact(width)
        .enumerate()
        .filter_map(|(row, values)| Some((middle(values)?, row as f32)))
        .collect();
    let (Some(top), Some(bottom)) = (rows.first(), rows.last()) else { return };
    let thickness = stream.between(1.4, 2.6);
    if class == 7 {
        let (x, y) = rows[rows.len() / 2];
        let (half, tilt) = (stream.between(2.5, 4.5), stream.between(-0.3, 0.3));
        let bar = [(x - half, y + tilt * half), (x + half, y - tilt * half)];
        draw(picture, width, bar, thickness);
        return;
    }
    if class == 9 {
        let (length, rise) = (stream.between(3.0, 8.0), stream.between(0.0, 4.0));
        // A bend, not a corner.
        let bend = (bottom.0 - length * 0.6, bottom.1 + 0.5);
        draw(picture, width, [*bottom, bend], thickness);
        draw(picture, width, [bend, (bottom.0 - length, bottom.1 - rise)], thickness);
        return;
    }
    let (angle, length) = (stream.between(0.5, 1.2), stream.between(3.0, 9.0));
    let end = (top.0 - length * angle.cos(), top.1 + length * angle.sin());
    draw(picture, width, [*top, end], thickness);
    if stream.unit() < digits.serif {
        let half = stream.between(2.5, 5.0);
        let foot = [(bottom.0 - half, bottom.1), (bottom.0 + half, bottom.1)];
        draw(picture, width, foot, thickness);
    }
}

/// The middle of a row's ink.
fn middle(row: &[f32]) -> Option<f32> {
    let ink = |index: &usize| row[*index] >= INK;
    let first = (0..row.len()).find(ink)?;
    let last = (0..row.len()).rfind(ink)?;
    Some((first + last) as f32 / 2.0)
}

/// Draws a straight stroke with soft edges.
fn draw(picture: &mut [f32], width: usize, ends: [(f32, f32); 2], thickness: f32) {
    let [(from_x, from_y), (to_x, to_y)] = ends;
    let (along_x, along_y) = (to_x - from_x, to_y - from_y);
    let length = (along_x * along_x + along_y * along_y).max(f32::MIN_POSITIVE);
    for (index, value) in picture.iter_mut().enumerate() {
        let (x, y) = ((index % width) as f32 - from_x, (index / width) as f32 - from_y);
        let share = ((x * along_x + y * along_y) / length).clamp(0.0, 1.0);
        let distance = (x - share * along_x).hypot(y - share * along_y);
        *value = value.max((thickness / 2.0 + 0.5 - distance).clamp(0.0, 1.0));
    }
}

/// Moves the ink's centre of mass into the middle, by whole pixels, as MNIST's own recipe does.
pub fn centre(picture: &mut [f32], width: usize) {
    let height = picture.len() / width;
    let mass: f32 = picture.iter().sum();
    if mass <= 0.0 {
        return;
    }
    let mean = |place: &dyn Fn(usize) -> usize| {
        let moment: f32 =
            picture.iter().enumerate().map(|(index, value)| place(index) as f32 * value).sum();
        moment / mass
    };
    let right = (width as f32 / 2.0 - mean(&|index| index % width)).round() as isize;
    let down = (height as f32 / 2.0 - mean(&|index| index / width)).round() as isize;
    if (right, down) == (0, 0) {
        return;
    }
    let before = picture.to_vec();
    for (index, value) in picture.iter_mut().enumerate() {
        let x = (index % width).checked_add_signed(-right).filter(|x| *x < width);
        let y = (index / width).checked_add_signed(-down).filter(|y| *y < height);
        *value = x.zip(y).map_or(0.0, |(x, y)| before[y * width + x]);
    }
}
