use super::geometry::Geometry;
use super::layout::{Padded, Places, blocks, pad, room};
use super::simd::{MOST_LANES, Simd, Task, dispatch};
use super::threads::{for_each, with_scratch};
use super::tile::{product, store};

/// What is done with a sum before it is written.
#[derive(Clone, Copy)]
pub struct Finish<'a> {
    /// A number to add for each filter.
    pub bias: Option<&'a [f32]>,
    /// Whether negative sums become 0.
    pub relu: bool,
}

/// Convolves a batch of images, each `[channels, rows, columns]`, with kernels
/// `[filters, channels, rows, columns]`.
///
/// Each image is padded once. Then, for so many places of the output as fit two vectors, what lies
/// under the kernel is gathered and multiplied with one block of filters after the other ("implicit
/// GEMM"; Chetlur et al., cuDNN, 2014): the gathered numbers stay in the cache, and the copy costs
/// little beside the products of all filters.
///
/// # Panics
///
/// Panics if a length does not fit the geometry, or the geometry is not [`Geometry::is_ordinary`].
pub fn forward(
    geometry: &Geometry,
    input: &[f32],
    kernel: &[f32],
    finish: Finish<'_>,
    output: &mut [f32],
) {
    assert!(geometry.is_ordinary(), "nothing to compute, or too much");
    let depth = geometry.depth();
    assert_eq!(kernel.len(), geometry.filters * depth, "kernels of another convolution");
    assert!(finish.bias.is_none_or(|bias| bias.len() == geometry.filters), "one bias a filter");
    let weights = Weights::new(geometry, |filter, place| kernel[filter * depth + place]);
    let images = input.len() / geometry.input_len();
    assert_eq!(input.len(), images * geometry.input_len(), "images of another size");
    assert_eq!(output.len(), images * geometry.output_len(), "an output of another size");
    let images = input
        .chunks_exact(geometry.input_len())
        .zip(output.chunks_exact_mut(geometry.output_len()));
    for_each(images.collect(), |(input, output)| {
        with_scratch(|scratch| {
            let image = pad(geometry, input, &mut scratch.padded);
            weights.convolve(image, &mut scratch.panel, finish, output);
        });
    });
}

/// Kernels in the order in which the tiles read them.
pub struct Weights {
    geometry: Geometry,
    offsets: Vec<usize>,
    /// Rows of the tiles that they were packed for.
    rows: usize,
    packed: Vec<f32>,
}

impl Weights {
    /// Packs kernels: `weight` gives the value of a filter at a place of its kernel.
    pub fn new(geometry: &Geometry, weight: impl Fn(usize, usize) -> f32) -> Self {
        let rows = dispatch(TileRows);
        let packed = blocks(geometry.filters, geometry.depth(), rows, weight);
        Self { geometry: *geometry, offsets: geometry.offsets(), rows, packed }
    }

    /// The convolution's sizes.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Convolves one image.
    ///
    /// # Panics
    ///
    /// Panics if the image was padded for another convolution, or the output has another size.
    pub fn convolve(
        &self,
        image: Padded<'_>,
        panel: &mut Vec<f32>,
        finish: Finish<'_>,
        output: &mut [f32],
    ) {
        assert_eq!(*image.geometry(), self.geometry, "an image padded for another convolution");
        assert_eq!(output.len(), self.geometry.output_len(), "an output of another size");
        dispatch(Convolution { weights: self, image, panel, finish, output });
    }
}

/// Asks for the rows of a tile.
struct TileRows;

impl Task for TileRows {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self) -> usize {
        S::ROWS
    }
}

struct Convolution<'a> {
    weights: &'a Weights,
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
        let Weights { geometry, offsets, packed, .. } = self.weights;
        let [height, width] = geometry.output();
        let (count, depth) = (height * width, geometry.depth());
        let panel = room(self.panel, (depth + 1) * S::COLUMNS);
        let mut places = Places::new();
        for first in (0..count).step_by(S::COLUMNS) {
            let end = count.min(first + S::COLUMNS);
            places.choose::<S>(geometry, first, end);
            // SAFETY: the image's geometry is the weights', as `convolve` found; so are the offsets.
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
                    let output = &mut self.output[filter * count..][first..end];
                    if output.len() == S::COLUMNS {
                        // SAFETY: just so many numbers.
                        unsafe { store::<S, 2>(output.as_mut_ptr(), sums) };
                    } else {
                        let mut whole = [0.0; 2 * MOST_LANES];
                        // SAFETY: no vector has more than MOST_LANES numbers.
                        unsafe { store::<S, 2>(whole.as_mut_ptr(), sums) };
                        output.copy_from_slice(&whole[..output.len()]);
                    }
                }
            }
        }
    }
}

impl Finish<'_> {
    #[inline(always)]
    fn apply<S: Simd>(&self, filter: usize, mut sums: [S::Vector; 2]) -> [S::Vector; 2] {
        if let Some(bias) = self.bias {
            let bias = S::splat(bias[filter]);
            sums = sums.map(
                #[inline(always)]
                |sum| S::add(sum, bias),
            );
        }
        if self.relu {
            sums = sums.map(
                #[inline(always)]
                |sum| S::relu(sum),
            );
        }
        sums
    }
}
