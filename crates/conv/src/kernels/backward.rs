use super::forward::{Finish, Weights};
use super::geometry::Geometry;
use super::layout::{Padded, pad, room, turn};
use super::simd::{MOST_LANES, Simd, Task, dispatch};
use super::threads::{Scratch, for_each, with_scratch};
use super::tile::{Walk, correlate};

/// Parts into which a batch is cut. It does not depend on the number of threads, so that the sums,
/// and their rounding, do not either.
const PARTS: usize = 8;

/// Room in the sums is made for whole tiles of any vectors.
const TILE_ROWS: usize = 8;
const TILE_COLUMNS: usize = 2 * MOST_LANES;

/// What a convolution's forward pass saw and gave.
#[derive(Clone, Copy)]
pub struct Passed<'a> {
    /// The images that went in.
    pub input: &'a [f32],
    /// The kernels.
    pub kernel: &'a [f32],
    /// What came out, if a ReLU was the last thing done with it: where that is 0 no gradient comes
    /// back.
    pub rectified: Option<&'a [f32]>,
}

/// Gradients of a loss for the kernels and biases of a convolution.
#[derive(Debug)]
pub struct Gradients {
    /// `[filters, channels, rows, columns]`.
    pub kernel: Vec<f32>,
    /// `[filters]`.
    pub bias: Vec<f32>,
}

/// Brings the gradient of a loss for the output back to kernels and biases, and, where somebody
/// asks for it, to the input.
///
/// The input's gradient is itself a convolution ([`Geometry::backward`]). The kernels' is a product
/// of two long matrices, summed over all places of all images: the gradient is turned so that the
/// filters of one place are neighbours, and the input's values are taken from the padded image
/// where they lie.
///
/// # Panics
///
/// Panics if a length does not fit the geometry, or the geometry is not [`Geometry::is_ordinary`] or
/// spread out.
pub fn backward(
    geometry: &Geometry,
    passed: Passed<'_>,
    gradient: &[f32],
    input_gradient: Option<&mut [f32]>,
) -> Gradients {
    assert!(geometry.is_ordinary(), "nothing to compute, or too much");
    let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
    let images = gradient.len() / output_len;
    assert_eq!(gradient.len(), images * output_len, "a gradient of another size");
    assert_eq!(passed.input.len(), images * input_len, "images of another size");
    assert_eq!(passed.kernel.len(), geometry.filters * geometry.depth(), "another's kernels");
    assert!(passed.rectified.is_none_or(|output| output.len() == gradient.len()), "another output");
    assert!(input_gradient.as_ref().is_none_or(|input| input.len() == passed.input.len()));

    let turned = geometry.backward();
    let returning = input_gradient.is_some().then(|| turned_kernels(&turned, passed.kernel));
    let offsets = geometry.offsets();
    let part = images.div_ceil(PARTS).max(1);
    let mut sums = vec![Sums::new(geometry); images.div_ceil(part)];
    let mut input_gradients: Vec<&mut [f32]> =
        input_gradient.map(|all| all.chunks_mut(part * input_len).collect()).unwrap_or_default();
    input_gradients.resize_with(sums.len(), Default::default);
    let parts = sums.iter_mut().zip(input_gradients).enumerate();
    for_each(parts.collect(), |(index, (sums, input_gradients))| {
        for (place, image) in (index * part..images.min((index + 1) * part)).enumerate() {
            let input = &passed.input[image * input_len..][..input_len];
            let gradient = &gradient[image * output_len..][..output_len];
            let output = passed.rectified.map(|all| &all[image * output_len..][..output_len]);
            with_scratch(|scratch| {
                let Scratch { work, rectified, turned } = scratch;
                let gradient = match output {
                    Some(output) => rectify(gradient, output, rectified),
                    None => gradient,
                };
                let image = pad(geometry, input, &mut work.padded);
                dispatch(Correlation { offsets: &offsets, image, gradient, turned, sums });
                if let Some(weights) = &returning {
                    let input_gradient = &mut input_gradients[place * input_len..][..input_len];
                    let plain = Finish { bias: None, relu: false };
                    weights.convolve(gradient, work, plain, input_gradient);
                }
            });
        }
    });
    Sums::total(geometry, &sums)
}

/// The kernels of the convolution that leads back: channels and filters change places, and each
/// kernel is turned by half a circle.
fn turned_kernels(turned: &Geometry, kernel: &[f32]) -> Weights {
    let taps = turned.kernel[0] * turned.kernel[1];
    Weights::new(turned, |channel, place| {
        let (filter, tap) = (place / taps, place % taps);
        kernel[(filter * turned.filters + channel) * taps + taps - 1 - tap]
    })
}

/// Gradients of kernels and biases while they are summed: a row for each place of a kernel, in it a
/// number for each filter, rows and columns filled up to whole tiles; last a row for the biases.
#[derive(Clone)]
struct Sums {
    width: usize,
    values: Vec<f32>,
}

impl Sums {
    fn new(geometry: &Geometry) -> Self {
        let width = geometry.filters.next_multiple_of(TILE_COLUMNS);
        let rows = geometry.depth().next_multiple_of(TILE_ROWS) + 1;
        Self { width, values: vec![0.0; rows * width] }
    }

    /// Adds up the parts, in their order.
    fn total(geometry: &Geometry, parts: &[Self]) -> Gradients {
        let mut total = Self::new(geometry);
        for part in parts {
            for (sum, value) in total.values.iter_mut().zip(&part.values) {
                *sum += value;
            }
        }
        let (depth, width) = (geometry.depth(), total.width);
        let kernel = (0..geometry.filters)
            .flat_map(|filter| (0..depth).map(move |place| place * width + filter))
            .map(|index| total.values[index])
            .collect();
        let bias = total.values[total.values.len() - width..][..geometry.filters].to_vec();
        Gradients { kernel, bias }
    }
}

/// The gradient before a ReLU, from the one behind it and what came out.
fn rectify<'a>(gradient: &[f32], output: &[f32], rectified: &'a mut Vec<f32>) -> &'a [f32] {
    let rectified = room(rectified, gradient.len());
    for ((to, gradient), output) in rectified.iter_mut().zip(gradient).zip(output) {
        // Without a branch, which would be taken at random.
        let kept = u32::from(*output <= 0.0).wrapping_sub(1);
        *to = f32::from_bits(gradient.to_bits() & kept);
    }
    rectified
}

/// Adds one image to the sums.
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
        let Sums { width, values } = self.sums;
        let bias_row = values.len() - *width;
        let (sums, biases) = values.split_at_mut(bias_row);
        for first in (0..geometry.filters).step_by(columns) {
            let end = geometry.filters.min(first + columns);
            turn(&self.gradient[first * places..end * places], places, columns, self.turned);
            let turned = &self.turned[..places * columns];
            for gradients in turned.chunks_exact(columns) {
                for (sum, gradient) in biases[first..].iter_mut().zip(gradients) {
                    *sum += gradient;
                }
            }
            for (block, offsets) in self.offsets.chunks(ROWS).enumerate() {
                // Rows beyond the last place add nonsense to sums that nobody reads.
                let inputs = std::array::from_fn::<_, ROWS, _>(|row| {
                    self.image.from(offsets.get(row).copied().unwrap_or(0)).as_ptr()
                });
                let sums = &mut sums[block * ROWS * *width + first..];
                assert!(sums.len() >= (ROWS - 1) * *width + columns);
                // SAFETY: every place and offset of the geometry lies in its padded image, and
                // `turned` holds `columns` numbers for each place. Sums are made for whole tiles.
                unsafe {
                    correlate::<S, ROWS, WIDTH>(
                        walk,
                        inputs,
                        turned.as_ptr(),
                        sums.as_mut_ptr(),
                        *width,
                    );
                }
            }
        }
    }
}
