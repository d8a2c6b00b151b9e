use burn::tensor::{Tensor, activation};

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

/// Whether a convolution can do the work of the layer behind it, too: a ReLU or nothing at all, then the
/// largest of every two by two values.
pub fn halves(layer: &PlannedLayer, next: &PlannedLayer) -> bool {
    let activation = layer.spec.activation();
    matches!(layer.spec, LayerSpec::Conv2D { .. })
        && matches!(activation, Some(Activation::Relu | Activation::Linear))
        && matches!(
            next.spec,
            LayerSpec::MaxPooling2D { pool_size: [2, 2], strides: None | Some([2, 2]), .. }
        )
        && next.border == [(0, 0); 2]
}

/// The output of one layer, or its sums only: what its activation would be applied to. With `halve`,
/// that of the layer behind it, which it [`halves`].
///
/// The plan has ruled out every mismatch of a layer with what comes in, so a wrong pair is a fault
/// in this room.
pub fn output(
    layer: &PlannedLayer,
    weights: Weights<'_>,
    input: Features,
    sums_only: bool,
    halve: bool,
) -> Features {
    let activation = layer.spec.activation().filter(|_| !sums_only).unwrap_or(Activation::Linear);
    match (&layer.spec, weights, input) {
        (LayerSpec::Conv2D { strides, .. }, Some((kernel, bias)), Features::Map(input)) => {
            let relu = activation == Activation::Relu;
            let options = conv::Options { strides: *strides, border: layer.border, relu, halve };
            let kernel = kernel.clone().reshape::<4, _>(
                <[usize; 4]>::try_from(layer.kernel.as_slice()).expect("a plan's own kernel"),
            );
            let maps = conv::conv2d(input, kernel, bias.clone(), options);
            Features::Map(if relu { maps } else { activate(activation, maps) })
        }
        (LayerSpec::MaxPooling2D { pool_size, strides, .. }, None, Features::Map(input)) => {
            let strides = strides.unwrap_or(*pool_size);
            Features::Map(conv::max_pool2d(input, *pool_size, strides, layer.border))
        }
        (LayerSpec::Dropout { .. }, None, input) => input,
        // Loupe flattens channels first: all of map 0, then all of map 1. Keras flattens channels
        // last; `keras` converts, and nothing else knows.
        (LayerSpec::Flatten, None, Features::Map(input)) => Features::Flat(input.flatten(1, 3)),
        (LayerSpec::Flatten, None, input) => input,
        (LayerSpec::Dense { units, .. }, Some((kernel, bias)), Features::Flat(input)) => {
            let kernel = kernel.clone().reshape([layer.input.len(), *units]);
            let sums = input.matmul(kernel) + bias.clone().unsqueeze::<2>();
            Features::Flat(activate(activation, sums))
        }
        (spec, _, _) => unreachable!("a plan never feeds {} so", spec.class()),
    }
}

/// What an activation makes of sums.
pub fn activate<const D: usize>(activation: Activation, sums: Tensor<D>) -> Tensor<D> {
    match activation {
        Activation::Linear => sums,
        Activation::Relu => activation::relu(sums),
        Activation::Sigmoid => activation::sigmoid(sums),
        Activation::Softmax => activation::softmax(sums, 1),
    }
}
