//! Fast convolution for Burn's CPU backend, forward and backward.
//!
//! Burn's flex backend inherits a general backward pass for convolutions, which is most of a
//! training step. Here are kernels made for small networks ([`kernels`]) and the way into Burn
//! ([`conv2d`]): a network calls one function, which runs these kernels on flex and Burn's own
//! operations on every other backend.

mod extension;
#[cfg(feature = "flex")]
mod flex;
pub mod kernels;
mod passes;

use burn::tensor::Tensor;
use burn::tensor::ops::ConvOptions;

pub use extension::Convolution;

/// How a convolution moves over its input, and what is done with the sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Rows and columns from one place of the kernel to the next, at least 1.
    pub strides: [usize; 2],
    /// Rows of zeros above and below, columns of zeros left and right.
    pub border: [(usize, usize); 2],
    /// Whether negative sums become 0.
    pub relu: bool,
}

impl Options {
    fn of_burn(self) -> ConvOptions<2> {
        let mut options = ConvOptions::new(self.strides, [0, 0], [1, 1], 1);
        options.padding = self.border;
        options
    }
}

/// Convolves `input`, `[samples, channels, rows, columns]`, with `kernel`,
/// `[filters, channels, rows, columns]`, adds `bias`, `[filters]`, and applies a ReLU if the options
/// say so. The result is `[samples, filters, rows, columns]`.
///
/// # Panics
///
/// Panics if the shapes do not fit each other.
#[must_use]
pub fn conv2d(
    input: Tensor<4>,
    kernel: Tensor<4>,
    bias: Tensor<1>,
    options: Options,
) -> Tensor<4> {
    Tensor::from_dispatch(<burn::backend::Dispatch as Convolution>::convolve(
        input.into_dispatch(),
        kernel.into_dispatch(),
        bias.into_dispatch(),
        options,
    ))
}
