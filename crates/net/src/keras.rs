//! The one border at which Keras' order of numbers is known.
//!
//! Loupe keeps pictures as channels, rows, columns; Keras as rows, columns, channels. So a
//! convolution's kernel is `[filters, channels, height, width]` here and `[height, width, channels,
//! filters]` there, and the rows of the first `Dense` after a `Flatten` come in another order.

use crate::plan::{Plan, PlannedLayer};
use crate::shape::Shape;

/// Loupe's order of what Keras holds: one row of numbers per tensor, in the order of
/// [`Plan::tensors`].
///
/// # Panics
///
/// Panics if a tensor has another length than the plan's.
#[must_use]
pub fn from_keras(plan: &Plan, tensors: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut flattened = None;
    let mut reordered = Vec::with_capacity(tensors.len());
    let mut tensors = tensors.iter();
    for layer in plan.layers() {
        if let (Shape::Map { .. }, Shape::Flat(_)) = (layer.input, layer.output) {
            flattened = Some(layer.input);
        }
        if layer.parameters == 0 {
            continue;
        }
        let (kernel, bias) = (tensors.next(), tensors.next());
        let (kernel, bias) = kernel.zip(bias).expect("a kernel and a bias for each layer");
        assert_eq!((kernel.len(), bias.len()), (layer.kernel_len(), layer.bias()));
        // Only a Dense layer reads what was flattened, and only the first one.
        let rows = if layer.kernel.len() == 2 { flattened.take() } else { None };
        reordered.push(places(layer, rows).map(|place| kernel[place]).collect());
        reordered.push(bias.clone());
    }
    reordered
}

/// Where Keras has each number of a kernel, in Loupe's order of them.
fn places(layer: &PlannedLayer, flattened: Option<Shape>) -> Box<dyn Iterator<Item = usize> + '_> {
    match (layer.kernel.as_slice(), flattened) {
        (&[filters, channels, height, width], _) => {
            Box::new((0..layer.kernel_len()).map(move |loupe| {
                let (column, rest) = (loupe % width, loupe / width);
                let (row, rest) = (rest % height, rest / height);
                let (channel, filter) = (rest % channels, rest / channels);
                ((row * width + column) * channels + channel) * filters + filter
            }))
        }
        (&[_, units], Some(Shape::Map { channels, height, width })) => {
            Box::new((0..layer.kernel_len()).map(move |loupe| {
                let (unit, input) = (loupe % units, loupe / units);
                let (channel, pixel) = (input / (height * width), input % (height * width));
                (pixel * channels + channel) * units + unit
            }))
        }
        _ => Box::new(0..layer.kernel_len()),
    }
}

/// Samples that Keras orders as rows, columns, channels, in Loupe's order. Rows of numbers stay as
/// they are.
///
/// # Panics
///
/// Panics if the values are not a whole number of samples of the shape.
#[must_use]
pub fn samples_from_keras(values: &[f32], shape: Shape) -> Vec<f32> {
    assert!(values.len().is_multiple_of(shape.len()), "a whole number of samples");
    let Shape::Map { channels, height, width } = shape else {
        return values.to_vec();
    };
    let pixels = height * width;
    let sample = |sample: &[f32]| -> Vec<f32> {
        (0..shape.len()).map(|at| sample[at % pixels * channels + at / pixels]).collect()
    };
    values.chunks_exact(shape.len()).flat_map(sample).collect()
}
