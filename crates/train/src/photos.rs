//! What augmentation does to the colours of photos.

use net::Stream;

use crate::settings::Photo;

/// What a square that is cut out leaves behind.
const GREY: f32 = 0.5;

/// How weak the colours are in a grey: the share of each that the eye takes for brightness (ITU-R
/// BT.601).
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// One change of a photo.
pub struct Look {
    /// Whether left and right change places; the warp does it.
    pub mirrored: bool,
    brightness: f32,
    contrast: f32,
    saturation: f32,
    /// The centre of what is cut out, each coordinate 0 to 1, and its side in pixels.
    hole: Option<([f32; 2], usize)>,
}

impl Look {
    /// Draws a change within the limits.
    pub fn draw(limits: &Photo, stream: &mut Stream) -> Self {
        let mut either = |limit: f32| stream.between(-limit, limit);
        let (brightness, contrast) = (either(limits.jitter), 1.0 + either(limits.jitter));
        let saturation = 1.0 + either(limits.jitter);
        let mirrored = limits.mirror && stream.unit() < 0.5;
        let hole = (limits.cutout > 0).then(|| ([stream.unit(), stream.unit()], limits.cutout));
        Self { mirrored, brightness, contrast, saturation, hole }
    }

    /// Changes a sample of so many rows and columns, its channels one after the other, 0 to 1.
    pub fn apply(&self, sample: &mut [f32], [height, width]: [usize; 2]) {
        let size = height * width;
        if (self.brightness, self.contrast, self.saturation) != (0.0, 1.0, 1.0) {
            self.colour(sample, size);
        }
        let Some((centre, side)) = self.hole else { return };
        let span = |share: f32, length: usize| {
            let middle = (share * length as f32) as usize;
            middle.saturating_sub(side / 2)..(middle + side.div_ceil(2)).min(length)
        };
        for channel in sample.chunks_exact_mut(size) {
            for row in span(centre[1], height) {
                channel[row * width..][span(centre[0], width)].fill(GREY);
            }
        }
    }

    /// Brightness is added, contrast stretches about the mean, saturation about each pixel's own grey.
    fn colour(&self, sample: &mut [f32], size: usize) {
        let mean = sample.iter().sum::<f32>() / sample.len() as f32;
        let shift = mean * (1.0 - self.contrast) + self.brightness;
        let change = |value: f32| (value * self.contrast + shift).clamp(0.0, 1.0);
        if sample.len() != 3 * size {
            sample.iter_mut().for_each(|value| *value = change(*value));
            return;
        }
        for pixel in 0..size {
            let places = [pixel, size + pixel, 2 * size + pixel];
            let grey: f32 =
                places.iter().zip(LUMA).map(|(place, luma)| sample[*place] * luma).sum();
            for place in places {
                sample[place] = change(grey + (sample[place] - grey) * self.saturation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Photo = Photo { mirror: false, jitter: 0.0, cutout: 0 };

    fn picture() -> Vec<f32> {
        (0..3 * 8 * 8).map(|value| 0.31 + (value * 37 % 100) as f32 / 250.0).collect()
    }

    fn looked(limits: &Photo) -> (Look, Vec<f32>) {
        let look = Look::draw(limits, &mut Stream::new(5, &[1]));
        let mut sample = picture();
        look.apply(&mut sample, [8, 8]);
        (look, sample)
    }

    #[test]
    fn no_limits_no_change() {
        assert_eq!(looked(&NOTHING).1, picture());
    }

    #[test]
    fn jitter_moves_mean_spread_and_colour_as_it_says() {
        let (look, sample) = looked(&Photo { jitter: 0.1, ..NOTHING });
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        let before = picture();
        let moved = mean(&sample) - mean(&before);
        assert!((moved - look.brightness).abs() < 1e-3, "{moved} {}", look.brightness);
        let chroma = |values: &[f32]| values[70] - values[6];
        let expected = chroma(&before) * look.contrast * look.saturation;
        assert!((chroma(&sample) - expected).abs() < 1e-5);
        assert!(look.contrast != 1.0 && look.saturation != 1.0);
    }

    #[test]
    fn a_hole_is_grey_in_all_channels_and_the_rest_untouched() {
        let (_, sample) = looked(&Photo { cutout: 4, ..NOTHING });
        let changed: Vec<usize> = picture()
            .iter()
            .zip(&sample)
            .enumerate()
            .filter_map(|(index, (before, after))| (before != after).then_some(index))
            .collect();
        assert!(
            (4..=3 * 16).contains(&changed.len()) && changed.len().is_multiple_of(3),
            "{}",
            changed.len()
        );
        assert!(changed.iter().all(|index| sample[*index] == GREY));
        assert!(changed.iter().all(|index| *index >= 128 || changed.contains(&(index + 64))));
    }
}
