use net::Stream;

use crate::batch::scale;
use crate::digits;
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

    /// Appends the changed sample to `values`: all channels alike, 0 to 1.
    pub fn apply(&self, mut stream: Stream, sample: &[u8], class: u8, values: &mut Vec<f32>) {
        let mut sample: Vec<f32> = sample.iter().map(|byte| scale(*byte)).collect();
        if let Some(digits) = &self.limits.digits {
            digits::add_serifs(digits, class, &mut sample, self.width, &mut stream);
        }
        let warp = Warp::draw(self.limits, &mut stream);
        let stroke = stream.between(-self.limits.stroke, self.limits.stroke);
        let start = values.len();
        for channel in sample.chunks_exact(self.height * self.width) {
            let warped = self.warp(channel, &warp);
            self.stroke(&warped, stroke, values);
        }
        if self.limits.digits.is_some() {
            digits::centre(&mut values[start..], self.width);
        }
    }

    /// Samples bilinearly; what lies outside is black.
    fn warp(&self, channel: &[f32], warp: &Warp) -> Vec<f32> {
        let centre = [(self.width as f32 - 1.0) / 2.0, (self.height as f32 - 1.0) / 2.0];
        let at = |x: isize, y: isize| {
            let inside = (0..self.width.cast_signed()).contains(&x)
                && (0..self.height.cast_signed()).contains(&y);
            if inside { channel[y as usize * self.width + x as usize] } else { 0.0 }
        };
        let mut warped = Vec::with_capacity(channel.len());
        for row in 0..self.height {
            for column in 0..self.width {
                let [x, y] = [column as f32 - centre[0], row as f32 - centre[1]];
                let wander = warp.wander(
                    column as f32 / (self.width - 1).max(1) as f32,
                    row as f32 / (self.height - 1).max(1) as f32,
                );
                let [a, b, c, d] = warp.matrix;
                let from_x = a * x + b * y + centre[0] + warp.shift[0] + wander[0];
                let from_y = c * x + d * y + centre[1] + warp.shift[1] + wander[1];
                let (left, top) = (from_x.floor(), from_y.floor());
                let (right_share, low_share) = (from_x - left, from_y - top);
                let (left, top) = (left as isize, top as isize);
                let upper = at(left, top) * (1.0 - right_share) + at(left + 1, top) * right_share;
                let lower =
                    at(left, top + 1) * (1.0 - right_share) + at(left + 1, top + 1) * right_share;
                warped.push(upper * (1.0 - low_share) + lower * low_share);
            }
        }
        warped
    }

    /// Blends every pixel with the highest (or lowest) of itself and its four neighbours.
    fn stroke(&self, picture: &[f32], amount: f32, values: &mut Vec<f32>) {
        for (index, value) in picture.iter().enumerate() {
            let (row, column) = (index / self.width, index % self.width);
            let neighbours = [
                (row > 0).then(|| picture[index - self.width]),
                (row + 1 < self.height).then(|| picture[index + self.width]),
                (column > 0).then(|| picture[index - 1]),
                (column + 1 < self.width).then(|| picture[index + 1]),
            ];
            let pick = if amount > 0.0 { f32::max } else { f32::min };
            let extreme = neighbours.into_iter().flatten().fold(*value, pick);
            values.push(value + (extreme - value) * amount.abs());
        }
    }
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
