//! What augmentation knows of digits, white ink on black.

use net::Stream;

use crate::settings::Digits;

/// Brightness from which on a pixel is ink.
const INK: f32 = 0.5;

/// Gives some ones a flag and a foot, and some sevens a bar, as much of the world writes them.
pub fn add_serifs(
    digits: &Digits,
    class: u8,
    picture: &mut [f32],
    width: usize,
    stream: &mut Stream,
) {
    if !matches!(class, 1 | 7) || stream.unit() >= digits.serif {
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

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 28;

    /// A vertical stroke, two pixels wide, with its middle at `column`.
    fn upright(column: usize) -> Vec<f32> {
        (0..SIDE * SIDE)
            .map(|index| {
                let (row, place) = (index / SIDE, index % SIDE);
                if (4..24).contains(&row) && (column - 1..=column).contains(&place) {
                    1.0
                } else {
                    0.0
                }
            })
            .collect()
    }

    /// The ink that a class gains, to the left and to the right of column 14.
    fn gained(class: u8, rows: std::ops::Range<usize>) -> [f32; 2] {
        let before = upright(14);
        let mut after = before.clone();
        let digits = Digits { serif: 1.0 };
        add_serifs(&digits, class, &mut after, SIDE, &mut Stream::new(1, &[u64::from(class)]));
        assert!(after.iter().all(|value| (0.0..=1.0).contains(value)));
        let mut gained = [0.0; 2];
        for index in 0..after.len() {
            if rows.contains(&(index / SIDE)) {
                gained[usize::from(index % SIDE >= 14)] += after[index] - before[index];
            }
        }
        gained
    }

    #[test]
    fn a_one_gains_a_flag_at_its_upper_left_and_a_foot() {
        let [left, right] = gained(1, 2..12);
        assert!(left > 2.0 && right < left / 2.0, "{left} left, {right} right");
        let [left, right] = gained(1, 22..28);
        assert!(left > 1.0 && right > 1.0, "{left} left, {right} right");
    }

    #[test]
    fn a_seven_gains_a_bar_through_its_middle() {
        let [left, right] = gained(7, 10..18);
        assert!(left > 1.0 && right > 1.0, "{left} left, {right} right");
        assert_eq!(gained(7, 0..8), [0.0; 2]);
    }

    #[test]
    fn other_digits_stay_as_they_are() {
        for class in [0, 2, 3, 4, 5, 6, 8, 9] {
            assert_eq!(gained(class, 0..SIDE), [0.0; 2]);
        }
    }

    #[test]
    fn the_mass_comes_to_the_middle() {
        for column in [3, 14, 25] {
            let mut picture = upright(column);
            let mass: f32 = picture.iter().sum();
            centre(&mut picture, SIDE);
            assert_eq!(picture.iter().sum::<f32>(), mass);
            let moment: f32 = picture
                .iter()
                .enumerate()
                .map(|(index, value)| (index % SIDE) as f32 * value)
                .sum();
            assert!((moment / mass - 14.0).abs() <= 0.5, "from {column} to {}", moment / mass);
        }
        let mut blank = vec![0.0; SIDE * SIDE];
        centre(&mut blank, SIDE);
        assert!(blank.iter().all(|value| *value == 0.0));
    }
}
