//! The kernels as operations on Burn's tensors.

mod autodiff;
mod extension;
#[cfg(feature = "flex")]
mod flex;
mod passes;

use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Tensor, module};
use extension::Extension;

/// How a convolution moves over its input, and what is done with the sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Rows and columns from one place of the kernel to the next, at least 1.
    pub strides: [usize; 2],
    /// Rows of zeros above and below, columns of zeros left and right.
    pub border: [(usize, usize); 2],
    /// Whether negative sums become 0.
    pub relu: bool,
    /// Whether only the largest of every two by two values is kept: the very numbers that
    /// [`max_pool2d`] would give, but the maps never leave the cache.
    pub halve: bool,
}

impl Options {
    fn of_burn(self) -> ConvOptions<2> {
        let mut options = ConvOptions::new(self.strides, [0, 0], [1, 1], 1);
        options.padding = self.border;
        options
    }
}

/// Convolves `input`, `[samples, channels, rows, columns]`, with `kernel`,
/// `[filters, channels, rows, columns]`, adds `bias`, `[filters]`, and applies a ReLU and halves the
/// maps if the options say so. The result is `[samples, filters, rows, columns]`.
///
/// # Panics
///
/// Panics if the shapes do not fit each other, if there are as many rows or columns of zeros on a
/// side as the kernel has, or if a map with one row or column is to be halved.
#[must_use]
pub fn conv2d(input: Tensor<4>, kernel: Tensor<4>, bias: Tensor<1>, options: Options) -> Tensor<4> {
    Tensor::from_dispatch(<burn::backend::Dispatch as Extension>::convolve(
        input.into_dispatch(),
        kernel.into_dispatch(),
        bias.into_dispatch(),
        options,
    ))
}

/// The largest value of every window: windows of `window` rows and columns, every `strides` rows and
/// columns, on `input`, `[samples, channels, rows, columns]`, within `border`, which counts nowhere.
///
/// # Panics
///
/// Panics if a window is larger than the input with its border.
#[must_use]
pub fn max_pool2d(
    input: Tensor<4>,
    window: [usize; 2],
    strides: [usize; 2],
    border: [(usize, usize); 2],
) -> Tensor<4> {
    if (window, strides, border) == ([2, 2], [2, 2], [(0, 0); 2]) {
        let input = input.into_dispatch();
        return Tensor::from_dispatch(<burn::backend::Dispatch as Extension>::halve(input));
    }
    let options = MaxPoolOptions::new(window).with_stride(strides).with_padding_pairs(border);
    module::max_pool2d(input, options)
}
