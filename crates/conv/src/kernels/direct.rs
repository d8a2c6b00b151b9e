//! Convolution of any kind. An image is padded once; then, for so many places of the output as fit two
//! vectors, what lies under the kernel is gathered and multiplied with one block of filters after the
//! other ("implicit GEMM"; Chetlur et al., *cuDNN*, 2014): the gathered numbers stay in the cache, and
//! the copy costs little beside the products of all filters.

use super::forward::Finish;
use super::geometry::Geometry;
use super::layout::{Padded, Places, blocks, pad, room};
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

    /// Convolves one image, `[channels, rows, columns]`, to `[filters, rows, columns]`.
    ///
    /// # Panics
    ///
    /// Panics if the image or the output has another size.
    pub fn convolve(&self, input: &[f32], work: &mut Work, finish: Finish<'_>, output: &mut [f32]) {
        let Work { padded, panel, .. } = work;
        let image = pad(&self.geometry, input, padded);
        assert_eq!(output.len(), self.geometry.output_len(), "an output of another size");
        dispatch(Convolution { weights: self, image, panel, finish, output });
    }
}

struct Convolution<'a> {
    weights: &'a Direct,
    image: Padded<'a>,
    panel: &'a mut Vec<f32>,
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
        let Direct { geometry, offsets, packed, .. } = self.weights;
        let [height, width] = geometry.output();
        let (count, depth) = (height * width, geometry.depth());
        let panel = room(self.panel, (depth + 1) * S::COLUMNS);
        let mut places = Places::new();
        for first in (0..count).step_by(S::COLUMNS) {
            let end = count.min(first + S::COLUMNS);
            places.choose::<S>(geometry, first, end);
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
                    fill::<S>(&mut self.output[filter * count..][first..end], sums);
                }
            }
        }
    }
}
