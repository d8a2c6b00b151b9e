use super::direct::Direct;
use super::geometry::Geometry;
use super::pool::Halved;
use super::simd::Simd;
use super::threads::{Work, for_each, with_scratch};
use super::winograd::Winograd;

/// What is done with a sum before it is written.
#[derive(Clone, Copy)]
pub struct Finish<'a> {
    /// A number to add for each filter.
    pub bias: Option<&'a [f32]>,
    /// Whether negative sums become 0.
    pub relu: bool,
}

/// Where one image's maps go.
pub enum Output<'a> {
    /// `[filters, rows, columns]`, as they are.
    Maps(&'a mut [f32]),
    /// `[filters, rows / 2, columns / 2]`.
    Halved(Halved<'a>),
}

impl Output<'_> {
    /// # Panics
    ///
    /// Panics if it has another size than the geometry says.
    pub fn check(&self, geometry: &Geometry) {
        let lengths = match self {
            Self::Maps(maps) => [maps.len(); 2].map(|length| (length, geometry.output_len())),
            Self::Halved(Halved { largest, winners }) => {
                [largest.len(), winners.len()].map(|length| (length, geometry.halved_len()))
            }
        };
        assert!(lengths.iter().all(|(length, due)| length == due), "an output of another size");
    }
}

/// Convolves a batch of images, each `[channels, rows, columns]`, with kernels
/// `[filters, channels, rows, columns]`.
///
/// There are two ways, [`Winograd`] and [`Direct`]: the first for what it [`Winograd::suits`].
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
    let (images, weights) = prepared(geometry, input, kernel, finish);
    assert_eq!(output.len(), images * geometry.output_len(), "an output of another size");
    let images = input
        .chunks_exact(geometry.input_len())
        .zip(output.chunks_exact_mut(geometry.output_len()));
    for_each(images.collect(), |(input, output)| {
        let output = Output::Maps(output);
        with_scratch(|scratch| weights.convolve(input, &mut scratch.work, finish, output));
    });
}

/// Convolves as [`forward`] does, and halves every map as [`super::pool`] does while it is in the cache.
/// The numbers are the very same.
///
/// # Panics
///
/// As [`forward`]; and if there is nothing left of the maps.
pub fn forward_halved(
    geometry: &Geometry,
    input: &[f32],
    kernel: &[f32],
    finish: Finish<'_>,
    halved: Halved<'_>,
) {
    let (images, weights) = prepared(geometry, input, kernel, finish);
    let length = geometry.halved_len();
    assert!(length > 0, "nothing left");
    assert_eq!(halved.largest.len(), images * length, "an output of another size");
    assert_eq!(halved.winners.len(), images * length, "an output of another size");
    let images = input
        .chunks_exact(geometry.input_len())
        .zip(halved.largest.chunks_exact_mut(length))
        .zip(halved.winners.chunks_exact_mut(length));
    for_each(images.collect(), |((input, largest), winners)| {
        let output = Output::Halved(Halved { largest, winners });
        with_scratch(|scratch| weights.convolve(input, &mut scratch.work, finish, output));
    });
}

/// The number of images, and the kernels; everything is checked but the output.
fn prepared(
    geometry: &Geometry,
    input: &[f32],
    kernel: &[f32],
    finish: Finish<'_>,
) -> (usize, Weights) {
    assert!(geometry.is_ordinary(), "nothing to compute, or too much");
    let depth = geometry.depth();
    assert_eq!(kernel.len(), geometry.filters * depth, "kernels of another convolution");
    assert!(finish.bias.is_none_or(|bias| bias.len() == geometry.filters), "one bias a filter");
    let images = input.len() / geometry.input_len();
    assert_eq!(input.len(), images * geometry.input_len(), "images of another size");
    (images, Weights::new(geometry, |filter, place| kernel[filter * depth + place]))
}

/// Kernels, prepared for one of the two ways.
pub enum Weights {
    /// Any convolution.
    Direct(Direct),
    /// With fewer products.
    Winograd(Winograd),
}

impl Weights {
    /// Prepares kernels: `weight` gives the value of a filter at a place of its kernel.
    pub fn new(geometry: &Geometry, weight: impl Fn(usize, usize) -> f32) -> Self {
        if Winograd::suits(geometry) {
            Self::Winograd(Winograd::new(geometry, weight))
        } else {
            Self::Direct(Direct::new(geometry, weight))
        }
    }

    /// Convolves one image.
    ///
    /// # Panics
    ///
    /// Panics if the image or the output has another size.
    pub fn convolve(&self, input: &[f32], work: &mut Work, finish: Finish<'_>, output: Output<'_>) {
        match self {
            Self::Direct(direct) => direct.convolve(input, work, finish, output),
            Self::Winograd(winograd) => winograd.convolve(input, work, finish, output),
        }
    }
}

impl Finish<'_> {
    /// Does it with sums of a filter.
    #[inline(always)]
    pub fn apply<S: Simd>(&self, filter: usize, mut sums: [S::Vector; 2]) -> [S::Vector; 2] {
        if let Some(bias) = self.bias {
            let bias = S::splat(bias[filter]);
            sums = [S::add(sums[0], bias), S::add(sums[1], bias)];
        }
        if self.relu {
            sums = [S::relu(sums[0]), S::relu(sums[1])];
        }
        sums
    }
}
