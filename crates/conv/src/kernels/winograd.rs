//! Convolution with 3x3 kernels by 16 products for 4 places instead of 36: F(2x2, 3x3) of Lavin and
//! Gray, *Fast Algorithms for Convolutional Neural Networks*, 2015, after Winograd.
//!
//! The output is cut into squares of two by two places. For each, the four by four inputs that it
//! depends on, and each kernel, are transformed to 16 points; at every point the channels are
//! multiplied and summed as in a product of matrices; and the sums are transformed back.

use super::forward::{Finish, Output};
use super::geometry::Geometry;
use super::layout::room;
use super::pool::{Halved, largest_of};
use super::simd::{Simd, Task, dispatch, tile_size};
use super::squares::{POINTS, Run, Split, choose, transform_inputs};
use super::threads::Work;
use super::tile::{fill, numbers, product, store};

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
    /// Whether this way suits a convolution: not where so few squares lie side by side that more than
    /// half of a vector would be idle.
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

    /// Convolves one image, `[channels, rows, columns]`, to `[filters, rows, columns]`, or to half as
    /// many rows and columns.
    ///
    /// # Panics
    ///
    /// Panics if the image or the output has another size.
    pub fn convolve(&self, input: &[f32], work: &mut Work, finish: Finish<'_>, output: Output<'_>) {
        output.check(&self.geometry);
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

struct Convolution<'a> {
    weights: &'a Winograd,
    split: Split,
    work: &'a mut Work,
    finish: Finish<'a>,
    output: Output<'a>,
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
    fn convolve<S: Simd, const ROWS: usize>(mut self) {
        let Winograd { geometry, packed, .. } = self.weights;
        let (channels, blocks) = (geometry.channels, geometry.filters.div_ceil(ROWS));
        let Work { padded, panel, products } = self.work;
        // Whole vectors are written over the end of a row: over what follows and is written later,
        // or, behind the last row of a point, over room that is there for this.
        let point_step = channels * S::COLUMNS + S::LANES;
        let transformed = room(panel, POINTS * point_step);
        let sums = room(products, POINTS * blocks * ROWS * S::COLUMNS + S::LANES);
        let [down, across] = self.split.squares;
        let size = geometry.output();
        let mut runs = Vec::new();
        for first in (0..down * across).step_by(S::COLUMNS) {
            let end = (down * across).min(first + S::COLUMNS);
            choose::<S>(across, first, end, &mut runs);
            // SAFETY: `pad` of this very split filled the image; every run lies within its squares.
            unsafe {
                transform_inputs::<S>(
                    &self.split,
                    padded,
                    &runs,
                    [S::COLUMNS, point_step],
                    transformed,
                );
            }
            for (index, weights) in packed.chunks_exact(channels * ROWS).enumerate() {
                let transformed =
                    &transformed[index / blocks * point_step..][..channels * S::COLUMNS];
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
                    let [upper, lower] = unsafe { transform_back::<S>(sums.as_ptr(), step) };
                    let upper = self.finish.apply::<S>(filter, upper);
                    let lower = self.finish.apply::<S>(filter, lower);
                    match &mut self.output {
                        Output::Maps(maps) => {
                            write::<S>(size, filter, run, 0, upper, maps);
                            write::<S>(size, filter, run, 1, lower, maps);
                        }
                        Output::Halved(halved) => {
                            let square = [upper, lower];
                            write_halved::<S>(size, filter, run, square, self.finish.relu, halved);
                        }
                    }
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
    let (mut upper, mut lower) = ([S::splat(0.0); 4], [S::splat(0.0); 4]);
    for (column, (upper, lower)) in upper.iter_mut().zip(&mut lower).enumerate() {
        let mut points = [S::splat(0.0); 4];
        for (row, point) in points.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            *point = unsafe { S::load(sums.add((4 * row + column) * step)) };
        }
        [*upper, *lower] = gather::<S>(points);
    }
    [gather::<S>(upper), gather::<S>(lower)]
}

/// `Aᵀ` times four values.
#[inline(always)]
fn gather<S: Simd>([a, b, c, d]: [S::Vector; 4]) -> [S::Vector; 2] {
    [S::add(S::add(a, b), c), S::subtract(S::subtract(b, c), d)]
}

/// Writes the largest value of each of a run's squares to maps that have so many rows and columns before
/// they are halved: just these squares are their cells.
#[inline(always)]
fn write_halved<S: Simd>(
    size: [usize; 2],
    filter: usize,
    run: &Run,
    square: [[S::Vector; 2]; 2],
    relu: bool,
    halved: &mut Halved<'_>,
) {
    let [rows, columns] = size.map(|side| side / 2);
    let [row, column] = run.square;
    if row == rows || column == columns {
        return; // The last squares of an odd number of rows or columns are not whole.
    }
    let place = (filter * rows + row) * columns + column;
    let cells = halved.cells(place, run.length.min(columns - column));
    match S::LANES {
        16 => halve_vectors::<S, 16>(square, relu, cells),
        8 => halve_vectors::<S, 8>(square, relu, cells),
        _ => halve_vectors::<S, 4>(square, relu, cells),
    }
}

/// Halves as many squares as a vector has numbers, `N`, and keeps the first ones.
#[inline(always)]
fn halve_vectors<S: Simd, const N: usize>(
    square: [[S::Vector; 2]; 2],
    relu: bool,
    mut cells: Halved<'_>,
) {
    let [[a, b], [c, d]] = square;
    let values = [numbers::<S, N>(a), numbers::<S, N>(b), numbers::<S, N>(c), numbers::<S, N>(d)];
    cells.fill(largest_of(&values, relu));
}

/// Writes one row of a run's squares to maps of so many rows and columns.
#[inline(always)]
fn write<S: Simd>(
    [rows, columns]: [usize; 2],
    filter: usize,
    run: &Run,
    row: usize,
    [left, right]: [S::Vector; 2],
    output: &mut [f32],
) {
    let [row, column] = [2 * run.square[0] + row, 2 * run.square[1]];
    if row == rows {
        return; // The lower half of the last squares of an odd number of rows.
    }
    let length = (2 * run.length).min(columns - column);
    let output = &mut output[(filter * rows + row) * columns + column..][..length];
    fill::<S>(output, S::interleave(left, right));
}
