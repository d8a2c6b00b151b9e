//! The kernels' gradient of any convolution: the output's gradient is turned so that the filters of one
//! place are neighbours, and the input's values are taken from the padded image where they lie.

use super::backward::Image;
use super::geometry::Geometry;
use super::layout::{Padded, pad, turn};
use super::simd::{Simd, Task, dispatch};
use super::sums::{Sums, TILE_ROWS};
use super::threads::Work;
use super::tile::{Walk, correlate};

/// Rows of the sums: one for each place of a kernel.
pub fn rows(geometry: &Geometry) -> usize {
    geometry.depth().next_multiple_of(TILE_ROWS)
}

/// Adds an image to the sums; the offsets are its geometry's.
pub fn add(
    Image { geometry, input, gradient }: Image<'_>,
    offsets: &[usize],
    work: &mut Work,
    turned: &mut Vec<f32>,
    sums: &mut Sums,
) {
    let image = pad(geometry, input, &mut work.padded);
    dispatch(Correlation { offsets, image, gradient, turned, sums });
}

/// The gradient from the sums: `[filters, channels, rows, columns]`.
pub fn kernel(geometry: &Geometry, sums: &Sums) -> Vec<f32> {
    let places = move |filter| (0..geometry.depth()).map(move |place| sums.row(place)[filter]);
    (0..geometry.filters).flat_map(places).collect()
}

struct Correlation<'a> {
    /// The offsets of the image's geometry.
    offsets: &'a [usize],
    image: Padded<'a>,
    /// The gradient of the output: `[filters, rows, columns]`.
    gradient: &'a [f32],
    turned: &'a mut Vec<f32>,
    sums: &'a mut Sums,
}

impl Task for Correlation<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        match (S::ROWS, self.image.geometry().filters > S::LANES) {
            (8, true) => self.add::<S, 8, 2>(),
            (8, false) => self.add::<S, 8, 1>(),
            (_, true) => self.add::<S, 4, 2>(),
            (_, false) => self.add::<S, 4, 1>(),
        }
    }
}

impl Correlation<'_> {
    #[inline(always)]
    fn add<S: Simd, const ROWS: usize, const WIDTH: usize>(self) {
        let geometry = self.image.geometry();
        let columns = WIDTH * S::LANES;
        let output = geometry.output();
        let places = output[0] * output[1];
        let row_length = geometry.padded()[1];
        let [down, right] = geometry.strides;
        let walk = Walk { output, down: row_length * down, right };
        let width = self.sums.width();
        let turned = turn(self.gradient, places, columns, self.turned);
        for (block, turned) in turned.chunks_exact(places * columns).enumerate() {
            let first = block * columns;
            self.sums.add_biases(first, turned, columns);
            for (block, offsets) in self.offsets.chunks(ROWS).enumerate() {
                // Rows beyond the last place add nonsense to sums that nobody reads.
                let inputs = std::array::from_fn::<_, ROWS, _>(|row| {
                    self.image.from(offsets.get(row).copied().unwrap_or(0)).as_ptr()
                });
                let sums = self.sums.from(block * ROWS, first);
                assert!(sums.len() >= (ROWS - 1) * width + columns);
                // SAFETY: every place and offset of the geometry lies in its padded image, and
                // `turned` holds `columns` numbers for each place. Sums are made for whole tiles.
                unsafe {
                    correlate::<S, ROWS, WIDTH>(
                        walk,
                        inputs,
                        turned.as_ptr(),
                        sums.as_mut_ptr(),
                        width,
                    );
                }
            }
        }
    }
}
