//! Shapes that the project draws itself: a set that needs no file and has no end.
//!
//! Only sums, products, quotients and square roots make a sample, which IEEE 754 rounds the same way
//! everywhere; sine, cosine and the like differ from one mathematical library to the next. So the same
//! seed gives the same bytes on every processor and in every browser.

mod outline;

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::limits::{MAX_BYTES, MAX_SAMPLES, MAX_SIDE, MIN_SHAPE_SIDE};
use outline::OUTLINES;

/// Empty pixels between a shape and the frame, at least, with half a pixel for its soft edge.
const MARGIN: f32 = 1.5;
/// A shape's smallest radius, as a share of the largest that fits.
const SMALLEST: f32 = 0.7;
/// Width of a line, as a share of the radius, and in pixels at least.
const LINE: [f32; 2] = [0.18, 0.36];
const FINEST: f32 = 1.5;
/// The tangent of half the largest turn, which is 15 degrees either way: about how people draw.
const TURN: f32 = 0.132;
/// What full noise may take of the contrast, and add to a value or take from it.
const NOISE_CONTRAST: f32 = 0.6;
const NOISE_VALUE: f32 = 0.5;

/// An endless set of pictures of eight shapes. A sample is a function of seed and position alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shapes {
    channels: usize,
    height: usize,
    width: usize,
    seed: u64,
    noise: f32,
}

impl Shapes {
    /// Shapes in pictures of so many channels, rows and columns: white on black like MNIST's digits with
    /// 1 channel, in colours with 3. `noise`, 0 to 1, takes contrast away and puts grain in.
    ///
    /// Fails if the channels are neither 1 nor 3, a side is not [`MIN_SHAPE_SIDE`] to [`MAX_SIDE`], or
    /// the noise is outside its range.
    pub fn new(shape: [usize; 3], seed: u64, noise: f32) -> Result<Self, DataError> {
        let [channels, height, width] = shape;
        let side = MIN_SHAPE_SIDE..=MAX_SIDE;
        if ![1, 3].contains(&channels) || !side.contains(&height) || !side.contains(&width) {
            return Err(DataError::Canvas { channels, height, width });
        }
        if !(0.0..=1.0).contains(&noise) {
            return Err(DataError::Noise(noise.to_string()));
        }
        Ok(Self { channels, height, width, seed, noise })
    }

    /// How noisy they are, 0 to 1.
    pub fn noise(&self) -> f32 {
        self.noise
    }

    /// The names of the shapes, in the order of the labels.
    pub fn classes() -> Vec<String> {
        OUTLINES.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    /// Draws the samples at these positions, each class in its turn.
    ///
    /// Fails if there are none, more than [`MAX_SAMPLES`], or more than [`MAX_BYTES`] of them.
    pub fn draw(&self, positions: Range<u64>) -> Result<Dataset, DataError> {
        let count = positions.end.saturating_sub(positions.start);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if !(1..=MAX_SAMPLES).contains(&count) {
            return Err(DataError::Count(count));
        }
        let size = self.channels * self.height * self.width;
        if count > MAX_BYTES / size {
            return Err(DataError::TooLarge);
        }
        let class = |position: u64| (position % OUTLINES.len() as u64) as u8;
        let mut samples = vec![0; count * size];
        for (position, sample) in positions.clone().zip(samples.chunks_exact_mut(size)) {
            let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
            generator.set_stream(position);
            self.sample(usize::from(class(position)), &mut Chance(generator), sample);
        }
        let shape = [self.channels, self.height, self.width];
        Dataset::new(shape, samples, positions.map(class).collect(), Self::classes())
    }

    fn sample(&self, class: usize, chance: &mut Chance, sample: &mut [u8]) {
        let placed = Placed::random(class, [self.height, self.width], chance);
        let contrast = 1.0 - self.noise * chance.between(0.0, NOISE_CONTRAST);
        let pixels = self.height * self.width;
        let covered: Vec<f32> = (0..pixels)
            .map(|pixel| placed.covers(pixel % self.width, pixel / self.width))
            .collect();
        for channel in sample.chunks_exact_mut(pixels) {
            let (ground, ink) = self.levels(chance);
            for (value, covered) in channel.iter_mut().zip(&covered) {
                let grain = self.noise * chance.between(-NOISE_VALUE, NOISE_VALUE);
                let level = ground + (ink - ground) * contrast * covered + grain;
                // A value outside 0 to 255 becomes the nearest inside.
                *value = (level * 255.0 + 0.5) as u8;
            }
        }
    }

    /// Ground and ink in one channel: dark and light in grey pictures, else any two levels that are far
    /// from each other.
    fn levels(&self, chance: &mut Chance) -> (f32, f32) {
        if self.channels == 1 {
            return (chance.between(0.0, 0.15), chance.between(0.7, 1.0));
        }
        let ground = chance.between(0.0, 1.0);
        (ground, (ground + chance.between(0.3, 0.7)).fract())
    }
}

/// One shape where it lies in a picture.
struct Placed {
    class: usize,
    /// Column and row, in pixels.
    middle: [f32; 2],
    /// In pixels.
    radius: f32,
    /// Cosine and sine.
    turn: [f32; 2],
    /// Width of the line in pixels; none for a filled shape.
    line: Option<f32>,
}

impl Placed {
    fn random(class: usize, [height, width]: [usize; 2], chance: &mut Chance) -> Self {
        let largest = height.min(width) as f32 / 2.0 - MARGIN;
        let radius = largest * chance.between(SMALLEST, 1.0);
        let middle = [width, height].map(|side| {
            let half = side as f32 / 2.0;
            half + (half - MARGIN - radius) * chance.between(-1.0, 1.0)
        });
        // Cosine and sine of a turn, from the tangent of its half.
        let half = chance.between(-TURN, TURN);
        let turn = [(1.0 - half * half) / (1.0 + half * half), 2.0 * half / (1.0 + half * half)];
        let filled = chance.between(0.0, 1.0) < 0.5;
        let line = (radius * chance.between(LINE[0], LINE[1])).max(FINEST);
        Self { class, middle, radius, turn, line: (!filled).then_some(line) }
    }

    /// The share of a pixel that the shape covers, 0 to 1, as if the edge were straight there. A line
    /// lies inside the outline.
    fn covers(&self, column: usize, row: usize) -> f32 {
        let x = (column as f32 + 0.5 - self.middle[0]) / self.radius;
        let y = (row as f32 + 0.5 - self.middle[1]) / self.radius;
        let [cosine, sine] = self.turn;
        let outline = &OUTLINES[self.class].1;
        let outside = self.radius * outline.distance(x * cosine + y * sine, y * cosine - x * sine);
        let filled = (0.5 - outside).clamp(0.0, 1.0);
        self.line.map_or(filled, |line| filled.min((outside + line + 0.5).clamp(0.0, 1.0)))
    }
}

/// The random numbers of one sample.
struct Chance(ChaCha8Rng);

impl Chance {
    /// A number from `low` to less than `high`.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        const STEP: f32 = 1.0 / (1 << 24) as f32;
        low + (high - low) * ((self.0.next_u32() >> 8) as f32 * STEP)
    }
}
