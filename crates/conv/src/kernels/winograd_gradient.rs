//! The kernels' gradient by Winograd's squares, with 16 products for 4 places instead of 36: the way
//! back through [`super::winograd`]. As the output is `Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A`, the gradient of the
//! transformed kernels is `(A y Aᵀ) ⊙ (Bᵀ d B)`, summed over all squares, y being the output's gradient;
//! and that of the kernels is `Gᵀ u G` of it.

use super::backward::Image;
use super::geometry::Geometry;
use super::layout::{room, turn};
use super::simd::{Simd, Task, dispatch, tile_size};
use super::squares::{POINTS, Split, choose, transform_inputs};
use super::sums::{Sums, TILE_ROWS};
use super::threads::Work;
use super::tile::{Walk, correlate, load, store};
use super::winograd::Winograd;

/// Squares that are worked on at once: so few that what is transformed stays in the cache.
const SQUARES: usize = 64;

/// Channels and filters, in vectors, from which on this way is quicker.
const FEWEST_VECTORS: usize = 4;

/// Whether this way suits a convolution.
pub fn suits(geometry: &Geometry) -> bool {
    let [_, lanes] = tile_size();
    let fewest = geometry.channels.min(geometry.filters);
    Winograd::suits(geometry) && fewest >= FEWEST_VECTORS * lanes
}

/// Rows of the sums: for each point one for each channel, filled up to whole tiles.
pub fn rows(geometry: &Geometry) -> usize {
    POINTS * geometry.channels.next_multiple_of(TILE_ROWS)
}

/// Adds an image to the sums; `turned` is a buffer for the output's gradient.
///
/// # Panics
///
/// Panics if the image or the gradient has another size.
pub fn add(image: Image<'_>, work: &mut Work, turned: &mut Vec<f32>, sums: &mut Sums) {
    let split = Split::new(image.geometry);
    split.pad(image.geometry, image.input, &mut work.padded);
    dispatch(Correlation { image, split, work, turned, sums });
}

/// The gradient from the sums: `[filters, channels, 3, 3]`.
pub fn kernel(geometry: &Geometry, sums: &Sums) -> Vec<f32> {
    let channels = geometry.channels.next_multiple_of(TILE_ROWS);
    let mut kernel = Vec::with_capacity(geometry.filters * geometry.depth());
    for filter in 0..geometry.filters {
        for channel in 0..geometry.channels {
            let points = std::array::from_fn(|point| sums.row(point * channels + channel)[filter]);
            kernel.extend(transform_back(points));
        }
    }
    kernel
}

/// `Gᵀ u G`.
fn transform_back(points: [f32; POINTS]) -> [f32; 9] {
    let gather = |[a, b, c, d]: [f32; 4]| [a + 0.5 * (b + c), 0.5 * (b - c), 0.5 * (b + c) + d];
    let columns: [[f32; 3]; 4] =
        std::array::from_fn(|column| gather([0, 4, 8, 12].map(|row| points[row + column])));
    std::array::from_fn(|tap| gather(columns.map(|column| column[tap / 3]))[tap % 3])
}

struct Correlation<'a> {
    image: Image<'a>,
    split: Split,
    work: &'a mut Work,
    turned: &'a mut Vec<f32>,
    sums: &'a mut Sums,
}

impl Task for Correlation<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        match S::ROWS {
            8 => self.add::<S, 8>(),
            _ => self.add::<S, 4>(),
        }
    }
}

impl Correlation<'_> {
    #[inline(always)]
    fn add<S: Simd, const ROWS: usize>(self) {
        let Image { geometry, gradient, .. } = self.image;
        let Work { padded, panel, products } = self.work;
        let columns = S::COLUMNS;
        let channels = geometry.channels.next_multiple_of(TILE_ROWS);
        let [down, across] = self.split.squares;
        let output = geometry.output();
        let places = output[0] * output[1];
        let point_step = geometry.channels * SQUARES + S::LANES;
        let inputs = room(panel, POINTS * point_step);
        let outputs = room(products, POINTS * SQUARES * columns);
        let mut runs = Vec::new();
        let turned = turn(gradient, places, columns, self.turned);
        for (block, turned) in turned.chunks_exact(places * columns).enumerate() {
            self.sums.add_biases(block * columns, turned, columns);
        }
        for first in (0..down * across).step_by(SQUARES) {
            let end = (down * across).min(first + SQUARES);
            choose::<S>(across, first, end, &mut runs);
            // SAFETY: `pad` filled the image; the runs are of its squares.
            unsafe {
                transform_inputs::<S>(&self.split, padded, &runs, [SQUARES, point_step], inputs);
            }
            for (block, turned) in turned.chunks_exact(places * columns).enumerate() {
                for square in first..end {
                    let to = &mut outputs[(square - first) * columns..];
                    transform_output::<S>(output, across, square, turned, to);
                }
                for point in 0..POINTS {
                    let outputs = &outputs[point * SQUARES * columns..];
                    assert!(outputs.len() >= (end - first) * columns);
                    for channel in (0..geometry.channels).step_by(ROWS) {
                        // Rows beyond the last channel add nonsense to sums that nobody reads.
                        let inputs = std::array::from_fn::<_, ROWS, _>(|row| {
                            let channel = (channel + row).min(geometry.channels - 1);
                            inputs[point * point_step + channel * SQUARES..][..SQUARES].as_ptr()
                        });
                        let width = self.sums.width();
                        let sums = self.sums.from(point * channels + channel, block * columns);
                        assert!(sums.len() >= (ROWS - 1) * width + columns);
                        let walk = Walk { output: [1, end - first], down: 0, right: 1 };
                        let (outputs, sums) = (outputs.as_ptr(), sums.as_mut_ptr());
                        // SAFETY: SQUARES numbers at each input, `columns` for each square, and
                        // room for the tile, as just asserted.
                        unsafe { correlate::<S, ROWS, 2>(walk, inputs, outputs, sums, width) };
                    }
                }
            }
        }
    }
}

/// `A y Aᵀ` for one square and two vectors of filters: written to every point's row of filters, the
/// points being `SQUARES` rows apart.
#[inline(always)]
fn transform_output<S: Simd>(
    size: [usize; 2],
    across: usize,
    square: usize,
    turned: &[f32],
    to: &mut [f32],
) {
    let [row, column] = [2 * (square / across), 2 * (square % across)];
    let [[upper_left, upper_right], [lower_left, lower_right]] = [
        [place::<S>(size, row, column, turned), place::<S>(size, row, column + 1, turned)],
        [place::<S>(size, row + 1, column, turned), place::<S>(size, row + 1, column + 1, turned)],
    ];
    let upper = spread::<S>(upper_left, upper_right);
    let lower = spread::<S>(lower_left, lower_right);
    for (right, (upper, lower)) in upper.into_iter().zip(lower).enumerate() {
        for (down, values) in spread::<S>(upper, lower).into_iter().enumerate() {
            let to = &mut to[(4 * down + right) * SQUARES * S::COLUMNS..][..S::COLUMNS];
            // SAFETY: just so many numbers.
            unsafe { store::<S, 2>(to.as_mut_ptr(), values) };
        }
    }
}

/// `A` times two values.
#[inline(always)]
fn spread<S: Simd>(first: [S::Vector; 2], second: [S::Vector; 2]) -> [[S::Vector; 2]; 4] {
    let zero = S::splat(0.0);
    [
        first,
        [S::add(first[0], second[0]), S::add(first[1], second[1])],
        [S::subtract(first[0], second[0]), S::subtract(first[1], second[1])],
        [S::subtract(zero, second[0]), S::subtract(zero, second[1])],
    ]
}

/// The gradients at one place of an output of this size; zeros beyond it.
#[inline(always)]
fn place<S: Simd>(
    [rows, columns]: [usize; 2],
    row: usize,
    column: usize,
    turned: &[f32],
) -> [S::Vector; 2] {
    if row >= rows || column >= columns {
        return [S::splat(0.0); 2];
    }
    let values = &turned[(row * columns + column) * S::COLUMNS..][..S::COLUMNS];
    // SAFETY: just so many numbers.
    unsafe { load::<S, 2>(values.as_ptr()) }
}
