use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Tensor, activation, module};

use crate::plan::PlannedLayer;
use crate::spec::{Activation, LayerSpec};

/// What flows between two layers.
#[derive(Clone)]
pub enum Features {
    /// `[samples, channels, height, width]`.
    Map(Tensor<4>),
    /// `[samples, length]`.
    Flat(Tensor<2>),
}

impl Features {
    /// All numbers in a row, channels before rows before columns.
    pub fn numbers(self) -> Tensor<1> {
        match self {
            Self::Map(tensor) => tensor.flatten(0, 3),
            Self::Flat(tensor) => tensor.flatten(0, 1),
        }
    }
}

/// Kernel and bias of a layer, each as one row of numbers.
pub type Weights<'a> = Option<(&'a Tensor<1>, &'a Tensor<1>)>;

/// The sums of one layer, before its activation.
///
/// The plan has ruled out every mismatch of a layer with what comes in, so a wrong pair is a fault
/// in this room.
pub fn sums(layer: &PlannedLayer, weights: Weights<'_>, input: Features) -> Features {
    match (&layer.spec, weights, input) {
        (LayerSpec::Conv2D { strides, .. }, Some((kernel, bias)), Features::Map(input)) => {
            let mut options = ConvOptions::new(*strides, [0, 0], [1, 1], 1);
            options.padding = layer.border;
            let kernel = kernel.clone().reshape::<4, _>(
                <[usize; 4]>::try_from(layer.kernel.as_slice()).expect("a plan's own kernel"),
            );
            Features::Map(module::conv2d(input, kernel, Some(bias.clone()), options))
        }
        (LayerSpec::MaxPooling2D { pool_size, strides, .. }, None, Features::Map(input)) => {
            let options = MaxPoolOptions::new(*pool_size)
                .with_stride(strides.unwrap_or(*pool_size))
                .with_padding_pairs(layer.border);
            Features::Map(module::max_pool2d(input, options))
        }
        (LayerSpec::Dropout { .. }, None, input) => input,
        // Loupe flattens channels first: all of map 0, then all of map 1. Keras flattens channels
        // last; `keras` converts, and nothing else knows.
        (LayerSpec::Flatten, None, Features::Map(input)) => Features::Flat(input.flatten(1, 3)),
        (LayerSpec::Flatten, None, input) => input,
        (LayerSpec::Dense { units, .. }, Some((kernel, bias)), Features::Flat(input)) => {
            let kernel = kernel.clone().reshape([layer.input.len(), *units]);
            Features::Flat(input.matmul(kernel) + bias.clone().unsqueeze::<2>())
        }
        (spec, _, _) => unreachable!("a plan never feeds {} so", spec.class()),
    }
}

/// The layer's activation of its sums.
pub fn activate(layer: &PlannedLayer, sums: Features) -> Features {
    match (layer.spec.activation().unwrap_or_default(), sums) {
        (Activation::Linear, sums) => sums,
        (Activation::Relu, Features::Map(sums)) => Features::Map(activation::relu(sums)),
        (Activation::Relu, Features::Flat(sums)) => Features::Flat(activation::relu(sums)),
        (Activation::Sigmoid, Features::Map(sums)) => Features::Map(activation::sigmoid(sums)),
        (Activation::Sigmoid, Features::Flat(sums)) => Features::Flat(activation::sigmoid(sums)),
        (Activation::Softmax, Features::Flat(sums)) => Features::Flat(activation::softmax(sums, 1)),
        (Activation::Softmax, Features::Map(_)) => unreachable!("softmax is for the last layer"),
    }
}
