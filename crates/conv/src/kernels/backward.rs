use std::ops::Range;

use super::forward::{Finish, Output, Weights};
use super::geometry::Geometry;
use super::layout::room;
use super::pool::spread;
use super::sums::Sums;
use super::threads::{Scratch, Work, for_each, with_scratch};
use super::{direct_gradient, winograd_gradient};

/// Parts into which a batch is cut. It does not depend on the number of threads, so that the sums,
/// and their rounding, do not either.
const PARTS: usize = 8;

/// What a convolution's forward pass saw and gave.
#[derive(Clone, Copy)]
pub struct Passed<'a> {
    /// The images that went in.
    pub input: &'a [f32],
    /// The kernels.
    pub kernel: &'a [f32],
    /// What was done with the sums.
    pub behind: Behind<'a>,
}

/// What lies between a convolution's sums and the gradient that comes back.
#[derive(Clone, Copy)]
pub enum Behind<'a> {
    /// Nothing.
    Nothing,
    /// A ReLU, and what it gave: where that is 0 no gradient comes back.
    Relu(&'a [f32]),
    /// Halving, perhaps of what a ReLU gave, and the winners.
    Halving(&'a [u8]),
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
/// of two long matrices, summed over all places of all images, or over Winograd's squares of them.
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
    let input_len = geometry.input_len();
    let images = passed.input.len() / input_len;
    let output_len = passed.behind.output_len(geometry);
    assert_eq!(passed.input.len(), images * input_len, "images of another size");
    assert!(output_len > 0, "nothing was left of the maps");
    assert_eq!(gradient.len(), images * output_len, "a gradient of another size");
    assert_eq!(passed.kernel.len(), geometry.filters * geometry.depth(), "another's kernels");
    assert!(passed.behind.fits(gradient.len()), "another output");
    assert!(input_gradient.as_ref().is_none_or(|input| input.len() == passed.input.len()));

    let returning = input_gradient.is_some().then(|| turned_kernels(geometry, passed.kernel));
    let way = Way::new(geometry);
    let part = images.div_ceil(PARTS).max(1);
    let mut sums = vec![way.sums(geometry); images.div_ceil(part)];
    let mut input_gradients: Vec<&mut [f32]> =
        input_gradient.map(|all| all.chunks_mut(part * input_len).collect()).unwrap_or_default();
    input_gradients.resize_with(sums.len(), Default::default);
    let parts = sums.iter_mut().zip(input_gradients).enumerate();
    for_each(parts.collect(), |(index, (sums, input_gradients))| {
        for (place, image) in (index * part..images.min((index + 1) * part)).enumerate() {
            let input = &passed.input[image * input_len..][..input_len];
            let gradient = &gradient[image * output_len..][..output_len];
            let behind = passed.behind.of_image(image * output_len..(image + 1) * output_len);
            with_scratch(|Scratch { work, maps, turned }| {
                let gradient = behind.pass(geometry, gradient, maps);
                way.add(Image { geometry, input, gradient }, work, turned, sums);
                if let Some(weights) = &returning {
                    let input_gradient = &mut input_gradients[place * input_len..][..input_len];
                    let plain = Finish { bias: None, relu: false };
                    weights.convolve(gradient, work, plain, Output::Maps(input_gradient));
                }
            });
        }
    });
    let mut total = way.sums(geometry);
    for part in &sums {
        total.merge(part);
    }
    Gradients { kernel: way.kernel(geometry, &total), bias: total.biases().to_vec() }
}

/// The kernels of the convolution that leads back: channels and filters change places, and each
/// kernel is turned by half a circle.
fn turned_kernels(geometry: &Geometry, kernel: &[f32]) -> Weights {
    let turned = geometry.backward();
    let taps = turned.kernel[0] * turned.kernel[1];
    Weights::new(&turned, |channel, place| {
        let (filter, tap) = (place / taps, place % taps);
        kernel[(filter * turned.filters + channel) * taps + taps - 1 - tap]
    })
}

/// How the kernels' gradients are summed.
enum Way {
    Direct {
        /// Of the geometry.
        offsets: Vec<usize>,
    },
    Winograd,
}

impl Way {
    fn new(geometry: &Geometry) -> Self {
        if winograd_gradient::suits(geometry) {
            Self::Winograd
        } else {
            Self::Direct { offsets: geometry.offsets() }
        }
    }

    /// Room for the sums.
    fn sums(&self, geometry: &Geometry) -> Sums {
        let rows = match self {
            Self::Direct { .. } => direct_gradient::rows(geometry),
            Self::Winograd => winograd_gradient::rows(geometry),
        };
        Sums::new(rows, geometry.filters)
    }

    /// Adds an image, whose output has this gradient, to the sums.
    fn add(&self, image: Image<'_>, work: &mut Work, turned: &mut Vec<f32>, sums: &mut Sums) {
        match self {
            Self::Direct { offsets } => direct_gradient::add(image, offsets, work, turned, sums),
            Self::Winograd => winograd_gradient::add(image, work, turned, sums),
        }
    }

    /// The kernels' gradients from the sums of all images.
    fn kernel(&self, geometry: &Geometry, sums: &Sums) -> Vec<f32> {
        match self {
            Self::Direct { .. } => direct_gradient::kernel(geometry, sums),
            Self::Winograd => winograd_gradient::kernel(geometry, sums),
        }
    }
}

/// An image and the gradient of its output.
#[derive(Clone, Copy)]
pub struct Image<'a> {
    /// The convolution.
    pub geometry: &'a Geometry,
    /// `[channels, rows, columns]`.
    pub input: &'a [f32],
    /// `[filters, rows, columns]`.
    pub gradient: &'a [f32],
}

impl Behind<'_> {
    /// Values of one image that come out behind it.
    fn output_len(&self, geometry: &Geometry) -> usize {
        match self {
            Self::Nothing | Self::Relu(_) => geometry.output_len(),
            Self::Halving(_) => geometry.halved_len(),
        }
    }

    /// Whether it gave so many values.
    fn fits(&self, values: usize) -> bool {
        match self {
            Self::Nothing => true,
            Self::Relu(output) => output.len() == values,
            Self::Halving(winners) => winners.len() == values,
        }
    }

    /// What it gave for one image.
    fn of_image(&self, values: Range<usize>) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Relu(output) => Self::Relu(&output[values]),
            Self::Halving(winners) => Self::Halving(&winners[values]),
        }
    }

    /// The gradient of an image's sums, from the one that comes back; `maps` is a buffer for it.
    fn pass<'a>(
        &self,
        geometry: &Geometry,
        gradient: &'a [f32],
        maps: &'a mut Vec<f32>,
    ) -> &'a [f32] {
        let maps = room(maps, geometry.output_len());
        match self {
            Self::Nothing => return gradient,
            Self::Relu(output) => rectify(output, gradient, maps),
            Self::Halving(winners) => spread(geometry.output(), winners, gradient, maps),
        }
        maps
    }
}

/// The gradient before a ReLU, from what came out and the one behind it.
fn rectify(output: &[f32], gradient: &[f32], rectified: &mut [f32]) {
    for ((to, gradient), output) in rectified.iter_mut().zip(gradient).zip(output) {
        // Without a branch, which would be taken at random.
        let kept = u32::from(*output <= 0.0).wrapping_sub(1);
        *to = f32::from_bits(gradient.to_bits() & kept);
    }
}
