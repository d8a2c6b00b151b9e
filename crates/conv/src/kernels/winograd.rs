//! Convolution with 3x3 kernels by 16 products for 4 places instead of 36: F(2x2, 3x3) of Lavin and
//! Gray, *Fast Algorithms for Convolutional Neural Networks*, 2015, after Winograd.
//!
//! The output is cut into squares of two by two places. For each, the four by four inputs that it
//! depends on, and each kernel, are transformed to 16 points; at every point the channels are
//! multiplied and summed as in a product of matrices; and the sums are transformed back.

use super::forward::Finish;
use super::geometry::Geometry;
use super::layout::room;
use super::simd::{MOST_LANES, Simd, Task, dispatch, tile_size};
use super::split::Split;
use super::threads::Work;
use super::tile::{product, store};

/// Points of the transformed domain.
const POINTS: usize = 16;
/// Below so many channels or filters the transforms cost more than they save.
const FEWEST: usize = 8;

/// Transformed kernels, `[points, blocks, channels, rows]`: blocks of as many filters as a tile has
/// rows.
pub struct Winograd {
    geometry: Geometry,
    rows: usize,
    packed: Vec<f32>,
}

impl Winograd {
    /// Whether this way suits a convolution: not where so few squares lie side by side that most of
    /// a vector would be idle.
    pub fn suits(geometry: &Geometry) -> bool {
        let [_, lanes] = tile_size();
        (geometry.kernel, geometry.strides, geometry.spread) == ([3, 3], [1, 1], [1, 1])
            && geometry.channels.min(geometry.filters) >= FEWEST
            && geometry.output()[1] >= lanes
    }

    /// Transforms kernels: `weight` gives the value of a filter at a place of its kernel.
    pub fn new(geometry: &Geometry, weight: impl Fn(usize, usize) -> f32) -> Self {
        let [rows, _] = tile_size();
        let (channels, blocks) = (geometry.channels, geometry.filters.div_ceil(rows));
        let mut packed = vec![0.0; POINTS * blocks * channels * rows];
        for filter in 0..geometry.filters {
            for channel in 0..channels {
                let kernel = std::array::from_fn(|tap| weight(filter, channel * 9 + tap));
                for (point, value) in transform(kernel).into_iter().enumerate() {
                    let block = point * blocks + filter / rows;
                    packed[(block * channels + channel) * rows + filter % rows] = value;
                }
            }
        }
        Self { geometry: *geometry, rows, packed }
    }

    /// Convolves one image.
    pub fn convolve(&self, input: &[f32], work: &mut Work, finish: Finish<'_>, output: &mut [f32]) {
        let split = Split::new(&self.geometry);
        split.pad(&self.geometry, input, &mut work.padded);
        dispatch(Convolution { weights: self, split, work, finish, output });
    }
}

/// `G g Gᵀ`.
fn transform(kernel: [f32; 9]) -> [f32; POINTS] {
    let spread = |[a, b, c]: [f32; 3]| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
    let columns: [[f32; 4]; 3] =
        std::array::from_fn(|column| spread([0, 3, 6].map(|row| kernel[row + column])));
    std::array::from_fn(|point| spread(columns.map(|column| column[point / 4]))[point % 4])
}

/// Neighbouring squares in one row of squares, at most a vector of them.
struct Run {
    /// Row and column of the first square among the squares.
    square: [usize; 2],
    /// Place among the squares that are worked on at once.
    lane: usize,
    /// How many.
    length: usize,
}

struct Convolution<'a> {
    weights: &'a Winograd,
    split: Split,
    work: &'a mut Work,
    finish: Finish<'a>,
    output: &'a mut [f32],
}

impl Task for Convolution<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        match self.weights.rows {
            8 => self.convolve::<S, 8>(),
            _ => self.convolve::<S, 4>(),
        }
    }
}

impl Convolution<'_> {
    #[inline(always)]
    fn convolve<S: Simd, const ROWS: usize>(self) {
        let Winograd { geometry, packed, .. } = self.weights;
        let (channels, blocks) = (geometry.channels, geometry.filters.div_ceil(ROWS));
        let Work { padded, panel, products } = self.work;
        // Whole vectors are written over the end of a row: over what follows and is written later,
        // or, behind the last row of a point, over room that is there for this.
        let point = channels * S::COLUMNS + S::LANES;
        let transformed = room(panel, POINTS * point);
        let sums = room(products, POINTS * blocks * ROWS * S::COLUMNS + S::LANES);
        let [down, across] = self.split.squares;
        let mut runs = Vec::new();
        for first in (0..down * across).step_by(S::COLUMNS) {
            let end = (down * across).min(first + S::COLUMNS);
            choose::<S>(across, first, end, &mut runs);
            // SAFETY: `pad` made the image for this geometry; every run lies within the squares.
            unsafe {
                transform_inputs::<S>(&self.split, channels, padded, &runs, point, transformed);
            }
            for (index, weights) in packed.chunks_exact(channels * ROWS).enumerate() {
                let transformed = &transformed[index / blocks * point..][..channels * S::COLUMNS];
                // SAFETY: both hold `channels` rows of the tile's sizes.
                let tile = unsafe {
                    product::<S, ROWS, 2>(channels, weights.as_ptr(), transformed.as_ptr())
                };
                let sums = &mut sums[index * ROWS * S::COLUMNS..][..ROWS * S::COLUMNS];
                for (row, tile) in sums.chunks_exact_mut(S::COLUMNS).zip(tile) {
                    // SAFETY: just so many numbers.
                    unsafe { store::<S, 2>(row.as_mut_ptr(), tile) };
                }
            }
            let step = blocks * ROWS * S::COLUMNS;
            for filter in 0..geometry.filters {
                for run in &runs {
                    let sums = &sums[filter * S::COLUMNS + run.lane..];
                    assert!(sums.len() >= (POINTS - 1) * step + S::LANES);
                    // SAFETY: a vector at each point, as just asserted.
                    let square = unsafe { transform_back::<S>(sums.as_ptr(), step) };
                    for (row, places) in square.into_iter().enumerate() {
                        let places = self.finish.apply::<S>(filter, places);
                        write::<S>(geometry, filter, run, row, places, self.output);
                    }
                }
            }
        }
    }
}

/// Cuts the squares from `first` to before `end` into runs.
#[inline(always)]
fn choose<S: Simd>(across: usize, first: usize, end: usize, runs: &mut Vec<Run>) {
    runs.clear();
    let mut place = first;
    while place < end {
        let column = place % across;
        let length = (across - column).min(end - place).min(S::LANES);
        runs.push(Run { square: [place / across, column], lane: place - first, length });
        place += length;
    }
}

/// `Bᵀ d B` for all channels of some squares: `[points, channels, COLUMNS]`, points being `point`
/// numbers apart.
///
/// # Safety
///
/// `padded` must be the split image of as many channels and [`MOST_LANES`] more; the runs must lie
/// within its squares and be in order.
#[inline(always)]
unsafe fn transform_inputs<S: Simd>(
    split: &Split,
    channels: usize,
    padded: &[f32],
    runs: &[Run],
    point: usize,
    transformed: &mut [f32],
) {
    let (half, row_step) = (split.half, 2 * split.half);
    for channel in 0..channels {
        for Run { square: [row, column], lane, .. } in runs {
            let from = channel * split.channel() + 2 * row * row_step + column;
            let to = &mut transformed[channel * S::COLUMNS + lane..];
            assert!(to.len() >= (POINTS - 1) * point + S::LANES);
            // SAFETY: the caller's promise, and the assertion for what is written.
            unsafe {
                let from = padded.as_ptr().add(from);
                let rows: [[S::Vector; 4]; 4] = std::array::from_fn(
                    #[inline(always)]
                    |row| {
                        let from = from.add(row * row_step);
                        let [a, c] = [S::load(from), S::load(from.add(1))];
                        let [b, d] = [S::load(from.add(half)), S::load(from.add(half + 1))];
                        [S::subtract(a, c), S::add(b, c), S::subtract(c, b), S::subtract(b, d)]
                    },
                );
                let to = to.as_mut_ptr();
                for column in 0..4 {
                    let [a, b, c, d] = [0, 1, 2, 3].map(
                        #[inline(always)]
                        |row: usize| rows[row][column],
                    );
                    S::store(to.add(column * point), S::subtract(a, c));
                    S::store(to.add((4 + column) * point), S::add(b, c));
                    S::store(to.add((8 + column) * point), S::subtract(c, b));
                    S::store(to.add((12 + column) * point), S::subtract(b, d));
                }
            }
        }
    }
}

/// `Aᵀ m A` for a vector of squares: for both rows the left places and the right ones.
///
/// # Safety
///
/// A vector must be readable at each of the 16 points, which are `step` numbers apart.
#[inline(always)]
unsafe fn transform_back<S: Simd>(sums: *const f32, step: usize) -> [[S::Vector; 2]; 2] {
    let mut rows = [[S::splat(0.0); 4]; 2];
    for column in 0..4 {
        let [a, b, c, d] = [0, 1, 2, 3].map(
            #[inline(always)]
            |row: usize| {
                // SAFETY: the caller's promise.
                unsafe { S::load(sums.add((4 * row + column) * step)) }
            },
        );
        rows[0][column] = S::add(S::add(a, b), c);
        rows[1][column] = S::subtract(S::subtract(b, c), d);
    }
    rows.map(
        #[inline(always)]
        |[a, b, c, d]| [S::add(S::add(a, b), c), S::subtract(S::subtract(b, c), d)],
    )
}

/// Writes one row of a run's squares.
#[inline(always)]
fn write<S: Simd>(
    geometry: &Geometry,
    filter: usize,
    run: &Run,
    row: usize,
    [left, right]: [S::Vector; 2],
    output: &mut [f32],
) {
    let [rows, columns] = geometry.output();
    let [row, column] = [2 * run.square[0] + row, 2 * run.square[1]];
    if row == rows {
        return; // The lower half of the last squares of an odd number of rows.
    }
    let length = (2 * run.length).min(columns - column);
    let output = &mut output[(filter * rows + row) * columns + column..][..length];
    let places = S::interleave(left, right);
    if length == S::COLUMNS {
        // SAFETY: just so many numbers.
        unsafe { store::<S, 2>(output.as_mut_ptr(), places) };
    } else {
        let mut whole = [0.0; 2 * MOST_LANES];
        // SAFETY: no vector has more than MOST_LANES numbers.
        unsafe { store::<S, 2>(whole.as_mut_ptr(), places) };
        output.copy_from_slice(&whole[..length]);
    }
}
