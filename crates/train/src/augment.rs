use net::Stream;

use crate::batch::scale;
use crate::digits;
use crate::photos::Look;
use crate::settings::Augmentation;

/// Points along each side of the grid that wanders.
const GRID: usize = 5;

/// Changes samples of one size.
pub struct Augmenter<'a> {
    limits: &'a Augmentation,
    height: usize,
    width: usize,
}

/// Where a pixel of the changed picture comes from: a matrix about the centre, and a grid of
/// displacements.
struct Warp {
    matrix: [f32; 4],
    shift: [f32; 2],
    wobble: [[f32; 2]; GRID * GRID],
}

impl<'a> Augmenter<'a> {
    /// For pictures of `height` rows and `width` columns.
    pub fn new(limits: &'a Augmentation, height: usize, width: usize) -> Self {
        Self { limits, height, width }
    }

    /// Writes the changed sample to `values`: all channels alike, 0 to 1.
    pub fn apply(&self, mut stream: Stream, sample: &[u8], class: u8, values: &mut [f32]) {
        let mut sample: Vec<f32> = sample.iter().map(|byte| scale(*byte)).collect();
        if let Some(digits) = &self.limits.digits {
            digits::add_serifs(digits, class, &mut sample, self.width, &mut stream);
        }
        let mut warp = Warp::draw(self.limits, &mut stream);
        let stroke = stream.between(-self.limits.stroke, self.limits.stroke);
        let look = self.limits.photo.as_ref().map(|photo| Look::draw(photo, &mut stream));
        if look.as_ref().is_some_and(|look| look.mirrored) {
            warp.mirror();
        }
        let sources = self.sources(&warp);
        let size = self.height * self.width;
        for (channel, to) in sample.chunks_exact(size).zip(values.chunks_exact_mut(size)) {
            let warped = self.warp(channel, &sources);
            self.stroke(&warped, stroke, to);
        }
        if self.limits.digits.is_some() {
            digits::centre(values, self.width);
        }
        if let Some(look) = look {
            look.apply(values, [self.height, self.width]);
        }
    }

    /// Where each pixel comes from: column and row.
    fn sources(&self, warp: &Warp) -> Vec<[f32; 2]> {
        let centre = [(self.width as f32 - 1.0) / 2.0, (self.height as f32 - 1.0) / 2.0];
        let mut sources = Vec::with_capacity(self.height * self.width);
        for row in 0..self.height {
            for column in 0..self.width {
                let [x, y] = [column as f32 - centre[0], row as f32 - centre[1]];
                let wander = if self.limits.wobble > 0.0 {
                    warp.wander(
                        column as f32 / (self.width - 1).max(1) as f32,
                        row as f32 / (self.height - 1).max(1) as f32,
                    )
                } else {
                    [0.0; 2]
                };
                let [a, b, c, d] = warp.matrix;
                sources.push([
                    a * x + b * y + centre[0] + warp.shift[0] + wander[0],
                    c * x + d * y + centre[1] + warp.shift[1] + wander[1],
                ]);
            }
        }
        sources
    }

    /// Samples bilinearly. What lies outside is black, or, of a photo, the mirror image of what lies
    /// inside.
    fn warp(&self, channel: &[f32], sources: &[[f32; 2]]) -> Vec<f32> {
        let mirrored = self.limits.photo.is_some();
        let at = |x: isize, y: isize| {
            let inside = (0..self.width.cast_signed()).contains(&x)
                && (0..self.height.cast_signed()).contains(&y);
            if inside {
                channel[y as usize * self.width + x as usize]
            } else if mirrored {
                channel[mirror(y, self.height) * self.width + mirror(x, self.width)]
            } else {
                0.0
            }
        };
        let value = |[from_x, from_y]: &[f32; 2]| {
            let (left, top) = (from_x.floor(), from_y.floor());
            let (right_share, low_share) = (from_x - left, from_y - top);
            let (left, top) = (left as isize, top as isize);
            let upper = at(left, top) * (1.0 - right_share) + at(left + 1, top) * right_share;
            let lower =
                at(left, top + 1) * (1.0 - right_share) + at(left + 1, top + 1) * right_share;
            upper * (1.0 - low_share) + lower * low_share
        };
        sources.iter().map(value).collect()
    }

    /// Blends every pixel with the highest (or lowest) of itself and its four neighbours.
    fn stroke(&self, picture: &[f32], amount: f32, to: &mut [f32]) {
        if amount == 0.0 {
            to.copy_from_slice(picture);
            return;
        }
        for (index, (value, to)) in picture.iter().zip(to).enumerate() {
            let (row, column) = (index / self.width, index % self.width);
            let neighbours = [
                (row > 0).then(|| picture[index - self.width]),
                (row + 1 < self.height).then(|| picture[index + self.width]),
                (column > 0).then(|| picture[index - 1]),
                (column + 1 < self.width).then(|| picture[index + 1]),
            ];
            let pick = if amount > 0.0 { f32::max } else { f32::min };
            let extreme = neighbours.into_iter().flatten().fold(*value, pick);
            *to = value + (extreme - value) * amount.abs();
        }
    }
}

/// The place inside, of so many, that a mirror at the border shows at this one.
fn mirror(place: isize, length: usize) -> usize {
    let length = length.cast_signed();
    let place = if place < 0 { -place - 1 } else { place };
    let place = if place >= length { 2 * length - 1 - place } else { place };
    place.clamp(0, length - 1) as usize
}

impl Warp {
    fn draw(limits: &Augmentation, stream: &mut Stream) -> Self {
        let mut either = |limit: f32| stream.between(-limit, limit);
        let (sine, cosine) = either(limits.rotation).sin_cos();
        let [across, down] = limits.scale.map(|limit| 1.0 / (1.0 + either(limit)));
        let shear = either(limits.shear);
        let matrix = [
            across * cosine,
            across * (sine + shear * cosine),
            -down * sine,
            down * (cosine - shear * sine),
        ];
        let shift = [either(limits.shift), either(limits.shift)];
        let wobble = std::array::from_fn(|_| [either(limits.wobble), either(limits.wobble)]);
        Self { matrix, shift, wobble }
    }

    /// Turns left and right about.
    fn mirror(&mut self) {
        self.matrix[0] = -self.matrix[0];
        self.matrix[2] = -self.matrix[2];
    }

    /// The displacement at a place of the picture, each coordinate 0 to 1.
    fn wander(&self, x: f32, y: f32) -> [f32; 2] {
        let [left, top] = [x, y].map(|share| ((share * (GRID - 1) as f32) as usize).min(GRID - 2));
        let right_share = smooth(x * (GRID - 1) as f32 - left as f32);
        let low_share = smooth(y * (GRID - 1) as f32 - top as f32);
        std::array::from_fn(|axis| {
            let at = |row: usize, column: usize| self.wobble[row * GRID + column][axis];
            let upper = at(top, left) * (1.0 - right_share) + at(top, left + 1) * right_share;
            let lower =
                at(top + 1, left) * (1.0 - right_share) + at(top + 1, left + 1) * right_share;
            upper * (1.0 - low_share) + lower * low_share
        })
    }
}

/// Eases from 0 to 1 without a corner at either end.
fn smooth(share: f32) -> f32 {
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Photo;

    const SIDE: usize = 6;

    fn changed(limits: &Augmentation, place: u64) -> Vec<f32> {
        let sample: Vec<u8> = (0..3 * SIDE * SIDE).map(|value| value as u8).collect();
        let mut values = vec![f32::NAN; sample.len()];
        let augmenter = Augmenter::new(limits, SIDE, SIDE);
        augmenter.apply(Stream::new(1, &[place]), &sample, 0, &mut values);
        values.iter_mut().for_each(|value| *value *= 255.0);
        values
    }

    #[test]
    fn photos_are_mirrored_as_often_as_not_and_else_stay_as_they_are() {
        let photo = Photo { mirror: true, jitter: 0.0, cutout: 0 };
        let limits = Augmentation::photo(0.0, SIDE, photo);
        let mut mirrored = 0;
        for place in 0..40 {
            let values = changed(&limits, place);
            let turned = values[0] > 0.5;
            mirrored += usize::from(turned);
            for (index, value) in values.iter().enumerate() {
                let (row, column) = (index / SIDE, index % SIDE);
                let from = row * SIDE + if turned { SIDE - 1 - column } else { column };
                assert!((value - from as f32).abs() < 1e-3, "{value} at {index}, turned {turned}");
            }
        }
        assert!((12..=28).contains(&mirrored), "{mirrored} of 40");
    }

    #[test]
    fn beyond_the_border_of_a_photo_lies_its_mirror_image() {
        let places: Vec<usize> = (-3..=8).map(|place| mirror(place, 6)).collect();
        assert_eq!(places, [2, 1, 0, 0, 1, 2, 3, 4, 5, 5, 4, 3]);
        let photo = Photo { mirror: false, jitter: 0.0, cutout: 0 };
        for place in 0..20 {
            // A black border would make zeros; the lowest value of the last channel is 72.
            let values = changed(&Augmentation::photo(1.0, SIDE, photo.clone()), place);
            assert!(values[2 * SIDE * SIDE..].iter().all(|value| *value > 71.9), "{values:?}");
        }
    }
}
