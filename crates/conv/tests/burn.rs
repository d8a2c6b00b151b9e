//! The way into Burn: the same answers and gradients as Burn's own operations.

#![cfg(all(feature = "flex", not(target_arch = "wasm32")))]

mod support;

use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, module};
use conv::kernels::Geometry;
use support::{Case, Numbers, any_geometry, same};

#[test]
fn convolutions_agree_with_flex() {
    let mut numbers = Numbers::new(1);
    for round in 0..30 {
        let geometry = any_geometry(&mut numbers, 20);
        let case = Case::new(&mut numbers, geometry, 3, round % 2 == 0);
        let options = conv::Options {
            strides: geometry.strides,
            border: geometry.border,
            relu: case.relu,
            halve: false,
        };
        let ours =
            gradients(&case, |input, kernel, bias| conv::conv2d(input, kernel, bias, options));
        let theirs = gradients(&case, |input, kernel, bias| {
            let mut options = ConvOptions::new(geometry.strides, [0, 0], [1, 1], 1);
            options.padding = geometry.border;
            let sums = module::conv2d(input, kernel, Some(bias), options);
            if case.relu { burn::tensor::activation::relu(sums) } else { sums }
        });
        for (place, name) in ["output", "input", "kernel", "bias"].iter().enumerate() {
            same(&ours[place], &theirs[place], &format!("{name}, {geometry:?}"));
        }
    }
}

#[test]
fn halving_convolutions_agree_with_flex() {
    let mut numbers = Numbers::new(4);
    for round in 0..30 {
        let geometry = any_geometry(&mut numbers, 20);
        if geometry.halved_len() == 0 {
            continue;
        }
        let Geometry { strides, border, .. } = geometry;
        let case = Case::new(&mut numbers, geometry, 3, round % 2 == 0);
        let ours = gradients(&case, |input, kernel, bias| {
            let options = conv::Options { strides, border, relu: case.relu, halve: true };
            conv::conv2d(input, kernel, bias, options)
        });
        let theirs = gradients(&case, |input, kernel, bias| {
            let mut options = ConvOptions::new(strides, [0, 0], [1, 1], 1);
            options.padding = border;
            let sums = module::conv2d(input, kernel, Some(bias), options);
            let maps = if case.relu { burn::tensor::activation::relu(sums) } else { sums };
            module::max_pool2d(maps, MaxPoolOptions::new([2, 2]).with_stride([2, 2]))
        });
        for (place, name) in ["output", "input", "kernel", "bias"].iter().enumerate() {
            same(&ours[place], &theirs[place], &format!("{name}, halved, {geometry:?}"));
        }
    }
}

#[test]
fn poolings_agree_with_flex() {
    let mut numbers = Numbers::new(2);
    for round in 0..30 {
        let window = if round % 3 == 0 { [3, 2] } else { [2, 2] };
        let size = [2, 3, numbers.between(4, 17), numbers.between(4, 17)];
        // Few different values, so that many squares have several largest.
        let values: Vec<f32> = numbers
            .values(size.iter().product())
            .iter()
            .map(|value| (value * 2.0).round())
            .collect();
        let pooled = |pool: &dyn Fn(Tensor<4>) -> Tensor<4>| {
            let input = tensor(&values, size).require_grad();
            let output = pool(input.clone());
            let weights = Numbers::new(round).values(output.dims().iter().product());
            let weights = tensor(&weights, output.dims());
            let gradients = (output.clone() * weights).sum().backward();
            [numbers_of(output.inner()), numbers_of(input.grad(&gradients).unwrap())]
        };
        let ours = pooled(&|input| conv::max_pool2d(input, window, window, [(0, 0); 2]));
        let theirs = pooled(&|input| {
            module::max_pool2d(input, MaxPoolOptions::new(window).with_stride(window))
        });
        assert_eq!(ours, theirs, "{size:?}");
    }
}

#[test]
fn a_pool_does_not_hide_what_is_no_number() {
    for place in 0..4 {
        let mut values = [1.0, 2.0, 3.0, 4.0];
        values[place] = f32::NAN;
        let pooled = conv::max_pool2d(tensor(&values, [1, 1, 2, 2]), [2, 2], [2, 2], [(0, 0); 2]);
        assert!(numbers_of(pooled)[0].is_nan(), "at {place}");
    }
}

#[test]
fn an_input_that_asks_for_no_gradient_gets_none() {
    let mut numbers = Numbers::new(3);
    let case = Case::new(&mut numbers, support::ordinary(2, 6, 3), 1, true);
    let options = conv::Options { strides: [1, 1], border: [(1, 1); 2], relu: true, halve: false };
    let input = tensor(&case.input, [1, 2, 6, 6]);
    let kernel = tensor(&case.kernel, [3, 2, 3, 3]).require_grad();
    let bias = tensor(&case.bias, [3]).require_grad();
    let output = conv::conv2d(input.clone(), kernel.clone(), bias.clone(), options);
    let weights = tensor(&case.gradient, output.dims());
    let gradients = (output * weights).sum().backward();
    assert!(input.grad(&gradients).is_none());
    let expected = case.defined();
    same(&numbers_of(kernel.grad(&gradients).unwrap()), &expected.kernel, "kernels");
    same(&numbers_of(bias.grad(&gradients).unwrap()), &expected.bias, "biases");
}

/// Output and gradients of input, kernel and bias, the output weighted with the case's gradient.
fn gradients(
    case: &Case,
    convolve: impl Fn(Tensor<4>, Tensor<4>, Tensor<1>) -> Tensor<4>,
) -> [Vec<f32>; 4] {
    let geometry = case.geometry;
    let images = case.input.len() / geometry.input_len();
    let [height, width] = geometry.input;
    let [rows, columns] = geometry.kernel;
    let input = tensor(&case.input, [images, geometry.channels, height, width]).require_grad();
    let kernel =
        tensor(&case.kernel, [geometry.filters, geometry.channels, rows, columns]).require_grad();
    let bias = tensor(&case.bias, [geometry.filters]).require_grad();
    let output = convolve(input.clone(), kernel.clone(), bias.clone());
    let weights = &case.gradient[..output.dims().iter().product()];
    let weights = tensor(weights, output.dims());
    let found = (output.clone() * weights).sum().backward();
    [
        numbers_of(output.inner()),
        numbers_of(input.grad(&found).unwrap()),
        numbers_of(kernel.grad(&found).unwrap()),
        numbers_of(bias.grad(&found).unwrap()),
    ]
}

fn tensor<const D: usize>(values: &[f32], size: [usize; D]) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), size), &Device::flex().autodiff())
}

fn numbers_of<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}
