//! Photos as the samples that networks take.

use crate::decode::Picture;
use crate::plane::Plane;
use crate::resize::resize;

/// The whole photo stretched to `width` x `height`, as the course does it: the average of what each
/// pixel covers when shrinking, a smooth curve through the pixels when enlarging. All red values, then
/// all green, then all blue, 0 to 255.
pub fn stretch(photo: &Picture, width: usize, height: usize) -> Vec<u8> {
    let (pixels, _) = photo.rgb().as_chunks::<3>();
    (0..3)
        .flat_map(|channel| {
            let values = pixels.iter().map(|pixel| f32::from(pixel[channel]) / 255.0).collect();
            let plane = Plane { width: photo.width(), height: photo.height(), values };
            resize(&plane, plane.area(), width, height).bytes()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_of_the_right_size_stays_as_it_is() {
        let rgb: Vec<u8> = (0..6 * 4 * 3).map(|value| (value * 7 % 256) as u8).collect();
        let photo = Picture::new(6, 4, rgb.clone()).unwrap();
        let sample = stretch(&photo, 6, 4);
        for (index, value) in rgb.iter().enumerate() {
            assert_eq!(sample[index % 3 * 24 + index / 3], *value, "value {index}");
        }
    }

    #[test]
    fn shrinking_averages_what_each_pixel_covers() {
        let rgb = [[0, 100, 10], [50, 100, 20], [100, 200, 30], [150, 200, 40]].concat();
        let photo = Picture::new(4, 1, rgb).unwrap();
        assert_eq!(stretch(&photo, 2, 1), [25, 125, 100, 200, 15, 35]);
    }
}
