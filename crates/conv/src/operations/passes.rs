use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Backend, TensorMetadata, get_or_init_device_settings};

use super::Options;

/// Both ways through a convolution and a pooling on one backend. The bodies given here are Burn's own
/// operations.
pub trait Passes: Backend {
    /// From the input to the output, and what a way back, if one will follow, needs beside the operands.
    fn forward(
        input: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        options: Options,
        returning: bool,
    ) -> (FloatTensor<Self>, Behind<Self>) {
        let sums = Self::conv2d(input, kernel, Some(bias), options.of_burn());
        let maps = if options.relu { Self::relu(sums) } else { sums };
        if options.halve {
            let (output, winners) = Self::pool(maps.clone(), returning);
            return (output, Behind { maps: Some(maps), winners });
        }
        (maps.clone(), Behind { maps: options.relu.then_some(maps), winners: None })
    }

    /// From the output's gradient to those of all that went in.
    fn backward(passed: Passed<Self>, gradient: FloatTensor<Self>) -> Gradients<Self> {
        let Passed { input, kernel, bias, behind, options, input_wanted } = passed;
        let gradient = match (behind.maps.clone(), behind.winners) {
            (Some(maps), Some(winners)) => Self::pool_backward(maps, winners, gradient),
            _ => gradient,
        };
        let gradient = match behind.maps {
            Some(maps) if options.relu => Self::relu_backward(maps, gradient),
            _ => gradient,
        };
        let input_gradient = input_wanted.then(|| {
            let (input, kernel) = (input.clone(), kernel.clone());
            Self::conv2d_x_backward(input, kernel, gradient.clone(), options.of_burn())
        });
        let kernel_gradient = Self::conv2d_weight_backward(
            input.clone(),
            kernel,
            gradient.clone(),
            options.of_burn(),
        );
        let bias_gradient = Self::conv2d_bias_backward(input, bias, gradient);
        Gradients { input: input_gradient, kernel: kernel_gradient, bias: bias_gradient }
    }

    /// The largest of every two by two values, and, where a way back will follow, which it was, in the
    /// backend's own manner.
    fn pool(
        input: FloatTensor<Self>,
        returning: bool,
    ) -> (FloatTensor<Self>, Option<IntTensor<Self>>) {
        let (two, none, one) = ([2, 2], [0, 0], [1, 1]);
        if !returning {
            return (Self::max_pool2d(input, two, two, none, one, false), None);
        }
        let integers = get_or_init_device_settings::<Self>(&input.device()).int_dtype;
        let found = Self::max_pool2d_with_indices(input, two, two, none, one, false, integers);
        (found.output, Some(found.indices))
    }

    /// From the gradient of what [`Self::pool`] gave to that of what it took.
    fn pool_backward(
        input: FloatTensor<Self>,
        winners: IntTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let (two, none, one) = ([2, 2], [0, 0], [1, 1]);
        Self::max_pool2d_with_indices_backward(input, two, two, none, one, false, gradient, winners)
            .x_grad
    }
}

/// What lies between a convolution's sums and its output, as far as the way back looks at it.
#[derive(Clone, Debug)]
pub struct Behind<B: Backend> {
    /// The maps, before they were halved.
    pub maps: Option<FloatTensor<B>>,
    /// Which of every two by two values was the largest.
    pub winners: Option<IntTensor<B>>,
}

/// What a forward pass saw and gave.
pub struct Passed<B: Backend> {
    /// What went in.
    pub input: FloatTensor<B>,
    /// The kernels.
    pub kernel: FloatTensor<B>,
    /// The biases.
    pub bias: FloatTensor<B>,
    /// What was done with the sums.
    pub behind: Behind<B>,
    /// How it was done.
    pub options: Options,
    /// Whether somebody asks for the input's gradient.
    pub input_wanted: bool,
}

/// Gradients of all that went into a convolution.
pub struct Gradients<B: Backend> {
    /// Of the input, if it was asked for.
    pub input: Option<FloatTensor<B>>,
    /// Of the kernels.
    pub kernel: FloatTensor<B>,
    /// Of the biases.
    pub bias: FloatTensor<B>,
}

#[cfg(feature = "gpu")]
impl Passes for burn::backend::Cube {}

#[cfg(feature = "ndarray")]
#[allow(deprecated, reason = "kept buildable to compare with flex")]
impl Passes for burn::backend::NdArray {}
