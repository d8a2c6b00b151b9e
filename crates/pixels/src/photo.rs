//! Photos as the samples that networks take.

use crate::decode::Picture;
use crate::plane::{Area, Plane};
use crate::resize::resize;

/// Which part of a photo becomes the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// All of it, stretched to the sample's proportions, as the course does it.
    Whole,
    /// A square.
    Square(Square),
}

/// A square within a photo. What reaches over the photo's border is moved back inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Square {
    /// Centre, as a share of the photo's width: 0 is the left border, 1 the right one.
    pub x: f32,
    /// Centre, as a share of the photo's height.
    pub y: f32,
    /// Side, as a share of the photo's shorter side.
    pub side: f32,
}

/// Smallest square, as a share of the photo's shorter side.
const MIN_SIDE: f32 = 0.05;

impl Cut {
    fn area(self, photo: &Picture) -> Area {
        let (width, height) = (photo.width() as f32, photo.height() as f32);
        match self {
            Self::Whole => Area { left: 0.0, top: 0.0, width, height },
            Self::Square(Square { x, y, side }) => {
                let share = if side.is_nan() { 1.0 } else { side.clamp(MIN_SIDE, 1.0) };
                let side = width.min(height) * share;
                let start = |centre: f32, length: f32| {
                    (centre * length - side / 2.0).clamp(0.0, length - side)
                };
                Area { left: start(x, width), top: start(y, height), width: side, height: side }
            }
        }
    }
}

/// A part of a photo as `width` x `height` pixels: the average of what each pixel covers when
/// shrinking, a smooth curve through the pixels when enlarging. All red values, then all green, then
/// all blue, 0 to 255.
pub fn sample(photo: &Picture, cut: Cut, width: usize, height: usize) -> Vec<u8> {
    let (pixels, _) = photo.rgb().as_chunks::<3>();
    let area = cut.area(photo);
    (0..3)
        .flat_map(|channel| {
            let values = pixels.iter().map(|pixel| f32::from(pixel[channel]) / 255.0).collect();
            let plane = Plane { width: photo.width(), height: photo.height(), values };
            resize(&plane, area, width, height).bytes()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32, side: f32) -> Cut {
        Cut::Square(Square { x, y, side })
    }

    #[test]
    fn a_photo_of_the_right_size_stays_as_it_is() {
        let rgb: Vec<u8> = (0..6 * 4 * 3).map(|value| (value * 7 % 256) as u8).collect();
        let photo = Picture::new(6, 4, rgb.clone()).unwrap();
        let sample = sample(&photo, Cut::Whole, 6, 4);
        for (index, value) in rgb.iter().enumerate() {
            assert_eq!(sample[index % 3 * 24 + index / 3], *value, "value {index}");
        }
    }

    #[test]
    fn shrinking_averages_what_each_pixel_covers() {
        let rgb = [[0, 100, 10], [50, 100, 20], [100, 200, 30], [150, 200, 40]].concat();
        let photo = Picture::new(4, 1, rgb).unwrap();
        assert_eq!(sample(&photo, Cut::Whole, 2, 1), [25, 125, 100, 200, 15, 35]);
    }

    /// Six columns and two rows; red tells the column, green the row.
    fn stripes() -> Picture {
        let rgb = (0..12).flat_map(|place| [(place % 6 * 10) as u8, (place / 6 * 100) as u8, 7]);
        Picture::new(6, 2, rgb.collect()).unwrap()
    }

    #[test]
    fn a_square_is_cut_where_it_is_asked_for() {
        // Two pixels wide around the border between the third and the fourth column.
        let cut = sample(&stripes(), square(0.5, 0.5, 1.0), 2, 2);
        assert_eq!(cut, [20, 30, 20, 30, 0, 0, 100, 100, 7, 7, 7, 7]);
        // Half as large: one pixel, at the start of the second row.
        assert_eq!(sample(&stripes(), square(1.0 / 12.0, 0.75, 0.5), 1, 1), [0, 100, 7]);
    }

    #[test]
    fn a_square_over_the_border_is_moved_inside() {
        let inside = sample(&stripes(), square(5.0 / 6.0, 0.5, 1.0), 2, 2);
        assert_eq!(sample(&stripes(), square(9.0, -3.0, 40.0), 2, 2), inside);
        assert_eq!(inside[..2], [40, 50]);
        // Nor does one that is nowhere do harm.
        assert_eq!(sample(&stripes(), square(f32::NAN, f32::NAN, f32::NAN), 2, 2).len(), 12);
    }
}
