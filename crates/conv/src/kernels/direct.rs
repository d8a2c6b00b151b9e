//! Convolution of any kind. An image is padded once; then, for so many places of the output as fit two
//! vectors, what lies under the kernel is gathered and multiplied with one block of filters after the
//! other ("implicit GEMM"; Chetlur et al., *cuDNN*, 2014): the gathered numbers stay in the cache, and
//! the copy costs little beside the products of all filters.

use super::forward::{Finish, Output};
use super::geometry::Geometry;
use super::layout::{Padded, Places, blocks, pad, room};
use super::pool::{Halved, corners, largest_of};
use super::simd::{Simd, Task, dispatch, tile_size};
use super::threads::Work;
use super::tile::{fill, product};

/// Kernels in the order in which the tiles read them.
pub struct Direct {
    geometry: Geometry,
    offsets: Vec<usize>,
    /// Rows of the tiles that they were packed for.
    rows: usize,
    packed: Vec<f32>,
}

impl Direct {
    /// Packs kernels: `weight` gives the value of a filter at a place of its kernel.
    pub fn new(geometry: &Geometry, weight: impl Fn(usize, usize) -> f32) -> Self {
        let [rows, _] = tile_size();
        let packed = blocks(geometry.filters, geometry.depth(), rows, weight);
        Self { geometry: *geometry, offsets: geometry.offsets(), rows, packed }
    }

    /// Convolves one image, `[channels, rows, columns]`, to `[filters, rows, columns]`, or to half as
    /// many rows and columns.
    ///
    /// # Panics
    ///
    /// Panics if the image or the output has another size.
    pub fn convolve(&self, input: &[f32], work: &mut Work, finish: Finish<'_>, output: Output<'_>) {
        let Work { padded, panel, .. } = work;
        let image = pad(&self.geometry, input, padded);
        output.check(&self.geometry);
        dispatch(Convolution { weights: self, image, panel, finish, output });
    }
}

struct Convolution<'a> {
    weights: &'a Direct,
    image: Padded<'a>,
    panel: &'a mut Vec<f32>,
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
        let Direct { geometry, offsets, packed, .. } = self.weights;
        let ([height, width], depth) = (geometry.output(), geometry.depth());
        let panel = room(self.panel, (depth + 1) * S::COLUMNS);
        let mut places = Places::new();
        // Two vectors of neighbours; or, to be halved, a vector of neighbours and what is below them.
        let across = (width / 2 * 2).div_ceil(S::LANES);
        let pieces = match self.output {
            Output::Maps(_) => (height * width).div_ceil(S::COLUMNS),
            Output::Halved(_) => height / 2 * across,
        };
        for piece in 0..pieces {
            match self.output {
                Output::Maps(_) => {
                    let first = piece * S::COLUMNS;
                    let end = (height * width).min(first + S::COLUMNS);
                    places.choose::<S>(geometry, first, end);
                }
                Output::Halved(_) => {
                    let [row, column] = [piece / across * 2, piece % across * S::LANES];
                    places.choose_pair::<S>(geometry, row, column);
                }
            }
            // SAFETY: the image was padded for the weights' geometry, from which the offsets are too.
            unsafe { places.gather::<S>(self.image, offsets, panel.as_mut_ptr()) };
            for (block, weights) in packed.chunks_exact(depth * ROWS).enumerate() {
                // SAFETY: both hold `depth` rows of the tile's sizes.
                let tile =
                    unsafe { product::<S, ROWS, 2>(depth, weights.as_ptr(), panel.as_ptr()) };
                for (row, sums) in tile.into_iter().enumerate() {
                    let filter = block * ROWS + row;
                    if filter == geometry.filters {
                        break;
                    }
                    let sums = self.finish.apply::<S>(filter, sums);
                    match &mut self.output {
                        Output::Maps(maps) => {
                            let first = piece * S::COLUMNS;
                            let end = (height * width).min(first + S::COLUMNS);
                            fill::<S>(&mut maps[filter * height * width..][first..end], sums);
                        }
                        Output::Halved(halved) => {
                            let [row, column] = [piece / across, piece % across * S::LANES / 2];
                            let place = (filter * (height / 2) + row) * (width / 2) + column;
                            let cells = halved.cells(place, (S::LANES / 2).min(width / 2 - column));
                            halve_rows::<S>(sums, self.finish.relu, cells);
                        }
                    }
                }
            }
        }
    }
}

/// Halves a vector of neighbours and what is below them, and keeps the first ones.
#[inline(always)]
fn halve_rows<S: Simd>(rows: [S::Vector; 2], relu: bool, cells: Halved<'_>) {
    match S::LANES {
        16 => halve_pairs::<S, 8>(rows, relu, cells),
        8 => halve_pairs::<S, 4>(rows, relu, cells),
        _ => halve_pairs::<S, 2>(rows, relu, cells),
    }
}

/// [`halve_rows`] of `N` squares, half as many as a vector has numbers.
#[inline(always)]
fn halve_pairs<S: Simd, const N: usize>(rows: [S::Vector; 2], relu: bool, mut cells: Halved<'_>) {
    let mut pairs = [[[0.0; 2]; N]; 2];
    for (pairs, vector) in pairs.iter_mut().zip(rows) {
        assert!(2 * N == S::LANES);
        // SAFETY: just so many numbers.
        unsafe { S::store(pairs.as_mut_ptr().cast(), vector) };
    }
    cells.fill(largest_of(&corners([&pairs[0], &pairs[1]]), relu));
}
