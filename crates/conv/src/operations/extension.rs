use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, backend_extension};

use super::Options;
#[cfg(any(feature = "flex", feature = "gpu", feature = "ndarray"))]
use super::passes::Passes;

/// What this crate adds to Burn's backends. A backend that is not listed here panics.
#[backend_extension(
    Flex: cfg(feature = "flex"),
    Cube: cfg(feature = "gpu"),
    NdArray: cfg(feature = "ndarray"),
    Autodiff
)]
pub trait Extension: Backend {
    /// See [`crate::conv2d`].
    fn convolve(
        input: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        options: Options,
    ) -> FloatTensor<Self>;

    /// See [`crate::max_pool2d`].
    fn halve(input: FloatTensor<Self>) -> FloatTensor<Self>;
}

/// Leads to a backend's own [`Passes`]: those of [`burn::backend::Autodiff`] are in [`super::autodiff`].
#[cfg(any(feature = "flex", feature = "gpu", feature = "ndarray"))]
macro_rules! lead_to_passes {
    ($backend:ident) => {
        impl Extension for burn::backend::$backend {
            fn convolve(
                input: FloatTensor<Self>,
                kernel: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                options: Options,
            ) -> FloatTensor<Self> {
                <Self as Passes>::forward(input, kernel, bias, options, false).0
            }

            fn halve(input: FloatTensor<Self>) -> FloatTensor<Self> {
                <Self as Passes>::pool(input, false).0
            }
        }
    };
}

#[cfg(feature = "flex")]
lead_to_passes!(Flex);
#[cfg(feature = "gpu")]
lead_to_passes!(Cube);
#[cfg(feature = "ndarray")]
#[allow(deprecated, reason = "kept buildable to compare with flex")]
mod ndarray {
    use super::{Extension, FloatTensor, Options, Passes};
    lead_to_passes!(NdArray);
}
