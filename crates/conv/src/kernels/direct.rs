//! Convolution of any kind. An image is padded once; then, for so many places of the output as fit two
//! vectors, what lies under the kernel is gathered and multiplied with one block of filters after the
//! other ("implicit GEMM"; Chetlur et al., *cuDNN*, 2014): the gathered numbers stay in the cache, and
//! the copy costs little beside the products of all filters.

use super::forward::{Finish, Output};
use super::geometry::Geometry;
use super::layout::{Padded, Places, blocks, pad, room};
use super::pool::halve_rows;
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
        let Work { padded, panel, products: rows } = work;
        let image = pad(&self.geometry, input, padded);
        output.check(&self.geometry);
        dispatch(Convolution { weights: self, image, panel, rows, finish, output });
    }
}

struct Convolution<'a> {
    weights: &'a Direct,
    image: Padded<'a>,
    panel: &'a mut Vec<f32>,
    /// Some rows of all maps before they are halved.
    rows: &'a mut Vec<f32>,
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
        // Maps that are halved are computed some rows at a time: an even number, places enough for the
        // vectors to be full, few enough to stay in the nearest cache.
        let (whole, band) = match self.output {
            Output::Maps(_) => (height * width, height * width),
            Output::Halved(_) => {
                let pairs = (4 * S::COLUMNS).div_ceil(2 * width);
                (height / 2 * 2 * width, pairs * 2 * width)
            }
        };
        let mut places = Places::new();
        for begin in (0..whole).step_by(band) {
            let band = band.min(whole - begin);
            let (rows, halved) = match &mut self.output {
                Output::Maps(maps) => (&mut **maps, None),
                Output::Halved(halved) => (room(self.rows, geometry.filters * band), Some(halved)),
            };
            for first in (0..band).step_by(S::COLUMNS) {
                let end = band.min(first + S::COLUMNS);
                places.choose::<S>(geometry, begin + first, begin + end);
                // SAFETY: the image was padded for the weights' geometry, from which the offsets are
                // too.
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
                        fill::<S>(&mut rows[filter * band..][first..end], sums);
                    }
                }
            }
            if let Some(halved) = halved {
                let cells = (height / 2) * (width / 2);
                for (filter, rows) in rows.chunks_exact(band).enumerate() {
                    let place = filter * cells + begin / (2 * width) * (width / 2);
                    let count = band / (2 * width) * (width / 2);
                    halve_rows(width, rows, self.finish.relu, &mut halved.cells(place, count));
                }
            }
        }
    }
}
